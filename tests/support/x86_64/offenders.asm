; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; Kernels that break one rule of the System V ABI each (tests/support/offenders.h says what they
; compute): the check harness has to report every one, and none of the clean ones.
;
;       rdi     out
;       rsi     in
;       rdx     len
;       ecx     one

default rel

section .text

; The work that all of them do right. Changes rax, r8, r9.
%macro work 0
        xor     r9d, r9d
        jmp     %%more
%%next:
        movzx   r8d, byte [rsi + r9]
        xor     r8d, 0x36
        mov     [rdi + r9], r8b
        inc     r9
%%more:
        cmp     r9, rdx
        jb      %%next
        mov     eax, 7
%endmacro

%macro offender 1
global offender_%1:function
offender_%1:
        endbr64
        work
%endmacro

; Changes a callee-saved register.
%macro spoil 1
offender %1
        inc     %1
        ret
%endmacro

        spoil   rbx
        spoil   rbp
        spoil   r12
        spoil   r13
        spoil   r14
        spoil   r15

offender direction_flag
        std
        ret

offender mxcsr                          ; flush to zero
        sub     rsp, 8
        stmxcsr [rsp]
        or      dword [rsp], 1 << 15
        ldmxcsr [rsp]
        add     rsp, 8
        ret

offender x87_control                    ; single precision
        sub     rsp, 8
        fnstcw  [rsp]
        and     word [rsp], ~(3 << 8)
        fldcw   [rsp]
        add     rsp, 8
        ret

offender mmx                            ; no emms
        pxor    mm0, mm0
        ret

offender stack_pointer                  ; pops one word too many
        pop     r8
        add     rsp, 8
        jmp     r8

offender stack_above                    ; the first word of its caller's frame
        mov     qword [rsp + 8], 0
        ret

offender stack_far_above
        mov     byte [rsp + 8 + 200], 0
        ret

offender dirty_ymm
        vpcmpeqd ymm3, ymm3, ymm3
        ret

offender dirty_zmm                      ; above bit 255 only
        vpternlogd zmm4, zmm4, zmm4, 0xff
        vshufi64x2 zmm4, zmm4, zmm4, 0
        vpxorq  ymm5, ymm5, ymm5
        valignq zmm4, zmm4, zmm5, 4
        ret

offender upper_of_argument              ; takes all 64 bits of a 32-bit argument
        mov     r8d, 1
        cmp     rcx, r8
        je      .right
        inc     eax
.right:
        ret

offender misaligned                     ; reads `in` as if it were aligned
        cmp     rdx, 16
        jb      .short
        movdqa  xmm0, [rsi]
.short:
        ret

offender illegal
        ud2

offender divide
        xor     edx, edx
        xor     r8d, r8d
        div     r8d
        ret

offender wild                           ; a pointer to nowhere
        mov     r8d, 0x18
        mov     r8, [r8]
        ret

; Uses and gives back everything: not to be reported.
offender clean_registers
        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        push    r15
        mov     ebx, 1
        mov     ebp, 2
        mov     r12d, 3
        mov     r13d, 4
        mov     r14d, 5
        mov     r15d, 6
        mov     [rsp - 128], rbx        ; the red zone is the callee's
        std
        cld
        pcmpeqd xmm15, xmm15
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret

offender clean_return                   ; the upper half of an int is undefined
        mov     r8, 0xbad00000000
        or      rax, r8
        ret

offender clean_avx
        vpcmpeqd ymm3, ymm3, ymm3
        vzeroupper
        ret

offender clean_high_zmm                 ; zmm16 to zmm31 need no vzeroupper
        vpternlogd zmm20, zmm20, zmm20, 0xff
        ret

section .note.GNU-stack noalloc noexec nowrite progbits
