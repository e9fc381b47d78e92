; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; From our registers to those of the traced program and back (struct trace_state, state.h, at gs:0).
; The traced program's stack is its own, and may hold data below rsp.

default rel

%define SELF            0
%define OWN_RSP         8
%define RESUME          16
%define FLAGS           32
%define COMPONENTS      40
%define REGS            80
%define XSAVE           256

%define TRAP_FLAG       0x100
%define AVX             4               ; in COMPONENTS

extern trace_dispatch

section .text

; Stores or loads all registers but rsp, in the order of their encoding.
%macro for_registers 1
        %1      rax, 0
        %1      rcx, 1
        %1      rdx, 2
        %1      rbx, 3
        %1      rbp, 5
        %1      rsi, 6
        %1      rdi, 7
        %1      r8, 8
        %1      r9, 9
        %1      r10, 10
        %1      r11, 11
        %1      r12, 12
        %1      r13, 13
        %1      r14, 14
        %1      r15, 15
%endmacro

%macro store 2
        mov     [gs:abs REGS + 8 * %2], %1
%endmacro

%macro load 2
        mov     %1, [gs:abs REGS + 8 * %2]
%endmacro

; void trace_enter(struct trace_state *state); general registers and flags are those in `state`,
; vector registers as they are.
global trace_enter:function
trace_enter:
        endbr64
        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        push    r15
        sub     rsp, 8
        mov     [gs:abs OWN_RSP], rsp
        jmp     dispatch

; Where copies end.
global trace_leave:function
trace_leave:
        endbr64
        store   rsp, 4
        for_registers store
        mov     rsp, [gs:abs OWN_RSP]
        pushfq
        pop     qword [gs:abs FLAGS]
        cld
dispatch:
        mov     rbx, [gs:abs SELF]
        mov     eax, [rbx + COMPONENTS]
        xor     edx, edx
        xsave64 [rbx + XSAVE]
        mov     rdi, rbx
        call    trace_dispatch
        test    eax, eax
        jz      done
        mov     eax, [rbx + COMPONENTS]
        xor     edx, edx
        xrstor64 [rbx + XSAVE]
        push    qword [gs:abs FLAGS]
        popfq
        for_registers load
        load    rsp, 4
        jmp     [gs:abs RESUME]
done:
        test    dword [rbx + COMPONENTS], AVX
        jz      .no_avx
        vzeroupper
.no_avx:
        add     rsp, 8
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret

; void trace_step_call(trace_call *call, void *context): calls it with the trap flag set.
global trace_step_call:function
global trace_step_returned:data
trace_step_call:
        endbr64
        push    rbx
        mov     rax, rdi
        mov     rdi, rsi
        pushfq
        or      qword [rsp], TRAP_FLAG
        popfq
        call    rax
trace_step_returned:
        pushfq
        and     qword [rsp], ~TRAP_FLAG
        popfq
        pop     rbx
        ret

section .note.GNU-stack noalloc noexec nowrite progbits
