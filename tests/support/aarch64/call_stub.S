// SPDX-FileCopyrightText: The brisk authors
// SPDX-License-Identifier: Apache-2.0

// uint64_t call_stub(check_kernel *kernel, const uint64_t arguments[10], struct call_state *state);
//
// Calls kernel (AAPCS64) with eight words in registers and state->num_stack on the stack. Registers
// that a callee must keep hold known values (state->kept, state->kept_d), the others rubbish; a
// canary lies above the stack arguments. After the return everything is stored into `state`, before
// anything is restored, and restored from `state`, not from the stack, which may be spoilt.
//
// struct call_state (tests/support/aarch64/call.c) has the same order as the offsets here.

        .set    KEPT, 0                 // uint64_t[11]  in:  x19 to x29
        .set    KEPT_D, 88              // uint64_t[8]   in:  d8 to d15
        .set    SEEN, 152               // uint64_t[11]  out: x19 to x29
        .set    SEEN_D, 240             // uint64_t[8]   out: d8 to d15
        .set    OWN, 304                // uint64_t[13]  the caller's x19 to x30, and sp
        .set    OWN_D, 408              // uint64_t[8]   the caller's d8 to d15
        .set    SP_AT_CALL, 472         // uint64_t
        .set    SP_AFTER, 480           // uint64_t
        .set    FPCR_BEFORE, 488        // uint64_t
        .set    FPCR_AFTER, 496         // uint64_t
        .set    NUM_STACK, 504          // uint64_t      in: 0 to 2
        .set    CANARY_VALUE, 512       // uint64_t      in
        .set    CANARY, 520             // uint64_t[32]  out

        .set    CANARY_WORDS, 32

        .macro  store_kept at, at_d
        add     x9, x9, #\at
        stp     x19, x20, [x9]
        stp     x21, x22, [x9, #16]
        stp     x23, x24, [x9, #32]
        stp     x25, x26, [x9, #48]
        stp     x27, x28, [x9, #64]
        str     x29, [x9, #80]
        add     x9, x9, #\at_d - \at
        stp     d8, d9, [x9]
        stp     d10, d11, [x9, #16]
        stp     d12, d13, [x9, #32]
        stp     d14, d15, [x9, #48]
        sub     x9, x9, #\at_d
        .endm

        .macro  load_kept at, at_d
        add     x9, x9, #\at
        ldp     x19, x20, [x9]
        ldp     x21, x22, [x9, #16]
        ldp     x23, x24, [x9, #32]
        ldp     x25, x26, [x9, #48]
        ldp     x27, x28, [x9, #64]
        ldr     x29, [x9, #80]
        add     x9, x9, #\at_d - \at
        ldp     d8, d9, [x9]
        ldp     d10, d11, [x9, #16]
        ldp     d12, d13, [x9, #32]
        ldp     d14, d15, [x9, #48]
        sub     x9, x9, #\at_d
        .endm

        .bss
        .align  3
state_at:
        .skip   8                       // no register survives a call that breaks the rules

        .text
        .global call_stub
        .type   call_stub, %function
call_stub:
        adrp    x9, state_at
        str     x2, [x9, :lo12:state_at]
        mov     x9, x2
        store_kept OWN, OWN_D
        str     x30, [x9, #OWN + 88]
        mov     x10, sp
        str     x10, [x9, #OWN + 96]
        mrs     x10, fpcr
        str     x10, [x9, #FPCR_BEFORE]

        // the canary, with the stack arguments below it, and sp aligned as the ABI says
        ldr     x10, [x9, #CANARY_VALUE]
        mov     w11, #CANARY_WORDS / 2
1:      stp     x10, x10, [sp, #-16]!
        subs    w11, w11, #1
        b.ne    1b
        ldr     x11, [x9, #NUM_STACK]
        cbz     x11, 2f
        ldp     x12, x13, [x1, #64]
        stp     x12, x10, [sp, #-16]!   // one argument, and a canary
        cmp     x11, #1
        b.eq    2f
        str     x13, [sp, #8]           // two
2:      mov     x12, sp
        str     x12, [x9, #SP_AT_CALL]

        // rubbish in what a callee may use
        dup     v0.2d, x10
        .irp    i, 1,2,3,4,5,6,7,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        mov     v\i\().16b, v0.16b
        .endr
        load_kept KEPT, KEPT_D
        mov     x16, x0
        mov     x17, x1
        ldp     x0, x1, [x17]
        ldp     x2, x3, [x17, #16]
        ldp     x4, x5, [x17, #32]
        ldp     x6, x7, [x17, #48]
        .irp    i, 8,9,11,12,13,14,15,17
        mov     x\i, x10
        .endr
        blr     x16

        // store what came back; x0 is the result
        adrp    x9, state_at
        ldr     x9, [x9, :lo12:state_at]
        mov     x10, sp
        str     x10, [x9, #SP_AFTER]
        ldr     x10, [x9, #SP_AT_CALL]
        mov     sp, x10
        store_kept SEEN, SEEN_D
        mrs     x10, fpcr
        str     x10, [x9, #FPCR_AFTER]
        ldr     x10, [x9, #FPCR_BEFORE]
        msr     fpcr, x10
        ldr     x10, [x9, #NUM_STACK]
        mov     x11, sp
        add     x11, x11, x10, lsl #3
        add     x12, x9, #CANARY
        mov     w13, #CANARY_WORDS
3:      ldr     x10, [x11], #8
        str     x10, [x12], #8
        subs    w13, w13, #1
        b.ne    3b

        load_kept OWN, OWN_D
        ldr     x30, [x9, #OWN + 88]
        ldr     x10, [x9, #OWN + 96]
        mov     sp, x10
        ret
        .size   call_stub, . - call_stub

        .section .note.GNU-stack, "", %progbits
