// SPDX-FileCopyrightText: The brisk authors
// SPDX-License-Identifier: Apache-2.0

// Kernels that break one rule of AAPCS64 each (tests/support/offenders.h says what they compute):
// the check harness has to report every one, and none of the clean ones.
//
//      x0      out
//      x1      in
//      x2      len
//      w3      one

        .text

// The work that all of them do right. Changes x0, x8 to x10.
        .macro  offender name
        .global offender_\name
        .type   offender_\name, %function
offender_\name:
        mov     x8, #0
        b       2f
1:      ldrb    w9, [x1, x8]
        mov     w10, #0x36
        eor     w9, w9, w10
        strb    w9, [x0, x8]
        add     x8, x8, #1
2:      cmp     x8, x2
        b.lo    1b
        mov     w0, #7
        .endm

// Changes a callee-saved register.
        .irp    i, 19,20,21,22,23,24,25,26,27,28,29
        offender x\i
        add     x\i, x\i, #1
        ret
        .endr

        .irp    i, 8,9,10,11,12,13,14,15
        offender d\i
        movi    d\i, #0
        ret
        .endr

        offender fpcr                   // flush to zero
        mrs     x8, fpcr
        orr     x8, x8, #1 << 24
        msr     fpcr, x8
        ret

        offender stack_pointer
        add     sp, sp, #16
        ret

        offender stack_above            // the first word of its caller's frame
        str     xzr, [sp]
        ret

        offender stack_far_above
        strb    wzr, [sp, #200]
        ret

        offender upper_of_argument      // takes all 64 bits of a 32-bit argument
        cmp     x3, #1
        cinc    w0, w0, ne
        ret

        offender illegal
        udf     #0

        offender wild                   // a pointer to nowhere
        mov     x8, #0x18
        ldr     x8, [x8]
        ret

// Uses and gives back everything: not to be reported.
        offender clean_registers
        stp     x29, x30, [sp, #-160]!
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        stp     x27, x28, [sp, #80]
        stp     d8, d9, [sp, #96]
        stp     d10, d11, [sp, #112]
        stp     d12, d13, [sp, #128]
        stp     d14, d15, [sp, #144]
        .irp    i, 19,20,21,22,23,24,25,26,27,28,29
        mov     x\i, #\i
        .endr
        .irp    i, 8,9,10,11,12,13,14,15
        movi    v\i\().16b, #\i
        .endr
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x27, x28, [sp, #80]
        ldp     d8, d9, [sp, #96]
        ldp     d10, d11, [sp, #112]
        ldp     d12, d13, [sp, #128]
        ldp     d14, d15, [sp, #144]
        ldp     x29, x30, [sp], #160
        ret

        offender clean_return           // the upper half of an int is undefined
        mov     x8, #0xbad0
        orr     x0, x0, x8, lsl #32
        ret

        offender clean_high_vectors     // only the lower halves of v8 to v15 are the caller's
        mov     v8.d[1], x8
        mov     v15.d[1], x8
        ret

        .section .note.GNU-stack, "", %progbits
