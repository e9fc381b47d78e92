; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; uint64_t call_stub(check_kernel *kernel, const uint64_t arguments[10], struct call_state *state);
;
; Calls kernel (System V ABI) with six words in registers and state->num_stack on the stack.
; Registers that a callee must keep hold known values (state->kept), the others rubbish; a canary
; lies above the stack arguments. After the return everything is stored into `state`, before
; anything is restored, and restored from `state`, not from the stack, which may be spoilt.
;
; struct call_state (tests/support/x86_64/call.c) has the same order as the offsets here.

default rel

%define KEPT            0               ; uint64_t[6]   in:  rbx rbp r12 r13 r14 r15
%define SEEN            48              ; uint64_t[6]   out: the same
%define OWN             96              ; uint64_t[7]   the caller's own, and rsp
%define RSP_AT_CALL     152             ; uint64_t      rsp before the call
%define RSP_AFTER       160             ; uint64_t      rsp after it
%define FLAGS           168             ; uint64_t      rflags after it
%define XINUSE          176             ; uint64_t      XGETBV(1) after it, if has_xinuse
%define MXCSR_BEFORE    184             ; uint32_t
%define MXCSR_AFTER     188             ; uint32_t
%define X87_BEFORE      192             ; uint8_t[32]   FNSTENV's 28 bytes
%define X87_AFTER       224             ; uint8_t[32]
%define VECTOR_WIDTH    256             ; uint64_t      in: 16, 32 or 64
%define HAS_XINUSE      264             ; uint64_t      in
%define CANARY_VALUE    272             ; uint64_t      in
%define CANARY          280             ; uint64_t[32]  out: the canary after the call
%define NUM_STACK       536             ; uint64_t      in: 0 to 4
%define VECTORS         576             ; uint8_t[16][64], 64-byte aligned

%define CANARY_WORDS    32

section .bss
state_at:       resq 1                  ; no register survives a call that breaks the rules

section .text

global call_stub:function
call_stub:
        endbr64
        mov     [state_at], rdx
        mov     [rdx + OWN], rbx
        mov     [rdx + OWN + 8], rbp
        mov     [rdx + OWN + 16], r12
        mov     [rdx + OWN + 24], r13
        mov     [rdx + OWN + 32], r14
        mov     [rdx + OWN + 40], r15
        mov     [rdx + OWN + 48], rsp
        stmxcsr [rdx + MXCSR_BEFORE]
        fnstenv [rdx + X87_BEFORE]
        fldenv  [rdx + X87_BEFORE]

        ; the canary, with the stack arguments below it, and rsp aligned as the ABI says
        and     rsp, -64
        mov     rax, [rdx + CANARY_VALUE]
        mov     r8, [rdx + NUM_STACK]
        mov     ecx, r8d
        and     ecx, 1
        add     ecx, CANARY_WORDS
.canary:
        push    rax
        dec     ecx
        jnz     .canary
        jmp     .more
.argument:
        dec     r8
        push    qword [rsi + 48 + 8 * r8]
.more:
        test    r8, r8
        jnz     .argument
        mov     [rdx + RSP_AT_CALL], rsp

        ; rubbish in what a callee may use, clean upper halves
        cmp     qword [rdx + VECTOR_WIDTH], 16
        je      .no_avx
        vzeroupper
.no_avx:
        movq    xmm0, rax
        punpcklqdq xmm0, xmm0
%assign i 1
%rep 15
        movdqa  xmm %+ i, xmm0
%assign i i + 1
%endrep
        mov     r11, rdi
        mov     r10, rsi
        mov     rbx, [rdx + KEPT]
        mov     rbp, [rdx + KEPT + 8]
        mov     r12, [rdx + KEPT + 16]
        mov     r13, [rdx + KEPT + 24]
        mov     r14, [rdx + KEPT + 32]
        mov     r15, [rdx + KEPT + 40]
        mov     rdi, [r10]
        mov     rsi, [r10 + 8]
        mov     rdx, [r10 + 16]
        mov     rcx, [r10 + 24]
        mov     r8, [r10 + 32]
        mov     r9, [r10 + 40]
        mov     r10, rax
        call    r11

        ; store what came back; rax (the result) waits in rsi
        mov     rsi, rax
        mov     rdi, [state_at]
        mov     [rdi + RSP_AFTER], rsp
        mov     rsp, [rdi + RSP_AT_CALL]
        pushfq
        pop     qword [rdi + FLAGS]
        cld
        mov     [rdi + SEEN], rbx
        mov     [rdi + SEEN + 8], rbp
        mov     [rdi + SEEN + 16], r12
        mov     [rdi + SEEN + 24], r13
        mov     [rdi + SEEN + 32], r14
        mov     [rdi + SEEN + 40], r15
        cmp     qword [rdi + HAS_XINUSE], 0
        je      .no_xinuse
        mov     ecx, 1
        xgetbv
        shl     rdx, 32
        or      rax, rdx
        mov     [rdi + XINUSE], rax
.no_xinuse:
        stmxcsr [rdi + MXCSR_AFTER]
        ldmxcsr [rdi + MXCSR_BEFORE]
        fnstenv [rdi + X87_AFTER]
        fldenv  [rdi + X87_BEFORE]
        mov     rcx, [rdi + NUM_STACK]
        lea     rcx, [rsp + 8 * rcx]
%assign i 0
%rep CANARY_WORDS
        mov     rax, [rcx + 8 * i]
        mov     [rdi + CANARY + 8 * i], rax
%assign i i + 1
%endrep
        cmp     qword [rdi + VECTOR_WIDTH], 32
        jb      .restore
        ja      .zmm
%assign i 0
%rep 16
        vmovdqa [rdi + VECTORS + 64 * i], ymm %+ i
%assign i i + 1
%endrep
        vzeroupper
        jmp     .restore
.zmm:
%assign i 0
%rep 16
        vmovdqa64 [rdi + VECTORS + 64 * i], zmm %+ i
%assign i i + 1
%endrep
        vzeroupper
.restore:
        mov     rax, rsi
        mov     rbx, [rdi + OWN]
        mov     rbp, [rdi + OWN + 8]
        mov     r12, [rdi + OWN + 16]
        mov     r13, [rdi + OWN + 24]
        mov     r14, [rdi + OWN + 32]
        mov     r15, [rdi + OWN + 40]
        mov     rsp, [rdi + OWN + 48]
        ret

; Two kernels to try the watching of vector registers with: one leaves ymm1's upper half zero but
; written to, the other clean.
global call_probe_dirty:function
call_probe_dirty:
        endbr64
        vpcmpeqd ymm1, ymm1, ymm1
        vpxor   ymm1, ymm1, ymm1
        ret

global call_probe_clean:function
call_probe_clean:
        endbr64
        vpcmpeqd ymm1, ymm1, ymm1
        vzeroupper
        ret

section .note.GNU-stack noalloc noexec nowrite progbits
