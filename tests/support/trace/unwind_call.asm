; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; The call that unwinding has to come by, and planted functions with and without unwind data
; (unwind.h).

%include "crypto/x86_64/common.inc"

extern unwind_stack_pointer

; void unwind_call(trace_call *call, void *context): calls it with known values in the callee-saved
; registers; .called is where it returns to.
global unwind_call.called:data hidden
function unwind_call
    full_frame  8
    mov         rax, rdi
    mov         rdi, rsi
    mov         ebx, 0x1003
    mov         ebp, 0x1006
    mov         r12d, 0x100c
    mov         r13d, 0x100d
    mov         r14d, 0x100e
    mov         r15d, 0x100f
    mov         [unwind_stack_pointer], rsp
    call        rax
.called:
    mov         qword [unwind_stack_pointer], 0
    frame_return
end_function

function unwind_planted_frame
    frame       2
    xor         ebx, ebx
    and         rsp, -64
    sub         rsp, 64
    test        rdi, rdi
    jz          .other
    xor         r12d, r12d
    frame_return
.other:
    xor         r12d, r12d
    frame_return
end_function

function unwind_planted_full_frame
    full_frame  200
    xor         ebp, ebp
    xor         r15d, r15d
    test        rdi, rdi
    jz          .other
    xor         r12d, r12d
    frame_return
.other:
    xor         r13d, r13d
    frame_return
end_function

function unwind_planted_none
    push        rbx
    xor         ebx, ebx
    pop         rbx
    ret
.end:

function unwind_planted_push
    push        rdi
    nop
    pop         rdi
    ret
end_function

function unwind_planted_register
    mov         rdx, rbx
    xor         ebx, ebx
    nop
    mov         rbx, rdx
    ret
end_function
