; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; Planted leaks (leaks.h): what test_constant_time_trace has to report, and what not. rdi is the
; address of 64 secret bytes.

default rel

section .bss align=64
table:          resb 65536
table_end:

section .text

global leak_branch:function
leak_branch:
        endbr64
        test    byte [rdi], 1
        jz      .even
        nop
.even:  ret

; As long as the secret says.
global leak_loop:function
leak_loop:
        endbr64
        movzx   ecx, byte [rdi]
        inc     ecx
.next:  dec     ecx
        jnz     .next
        ret

global leak_jump:function
leak_jump:
        endbr64
        movzx   eax, byte [rdi]
        and     eax, 1
        lea     rcx, [.nops]
        add     rcx, rax
        jmp     rcx
.nops:  nop
        nop
        ret

global leak_lookup:function
leak_lookup:
        endbr64
        movzx   eax, byte [rdi]
        lea     rcx, [table]
        movzx   eax, byte [rcx + 2 * rax]
        ret

global leak_store:function
leak_store:
        endbr64
        movzx   eax, word [rdi]
        lea     r9, [table]
        mov     [r9 + rax], al
        ret

; Only the stack pointer depends on the secret.
global leak_stack:function
leak_stack:
        endbr64
        movzx   eax, byte [rdi]
        and     eax, -16
        mov     rcx, rsp
        sub     rsp, rax
        push    rdx
        mov     rsp, rcx
        ret

global leak_repeat:function
leak_repeat:
        endbr64
        movzx   ecx, byte [rdi]
        lea     rdi, [table]
        xor     eax, eax
        rep stosb
        ret

; The same addresses whatever the secret is, but not the same time.
global leak_divide:function
leak_divide:
        endbr64
        movzx   ecx, byte [rdi]
        inc     ecx
        mov     eax, 1000
        xor     edx, edx
        div     ecx
        ret

global leak_gather_avx2:function
leak_gather_avx2:
        endbr64
        vpmovzxbd ymm0, [rdi]
        vpcmpeqd ymm1, ymm1, ymm1
        lea     rax, [table]
        vpgatherdd ymm2, [rax + 4 * ymm0], ymm1
        vzeroupper
        ret

; One index in a register that only AVX-512 has.
global leak_gather_avx512:function
leak_gather_avx512:
        endbr64
        vpmovzxbq zmm20, [rdi]
        kxnorw  k3, k3, k3
        lea     rax, [table]
        vpgatherqq zmm21{k3}, [rax + 8 * zmm20]
        vzeroupper
        ret

global leak_mask_avx512:function
leak_mask_avx512:
        endbr64
        movzx   eax, byte [rdi]
        shl     eax, 8                  ; the upper eight of sixteen elements
        kmovw   k5, eax
        lea     rax, [table]
        vmovdqu32 [rax]{k5}, zmm0
        vzeroupper
        ret

; No leaks: an answer by masks, an address that is computed and not used, all kinds of branches.

global keep_select:function
keep_select:
        endbr64
        mov     al, [rdi]
        test    al, 1
        mov     rcx, [rdi + 8]
        mov     rdx, [rdi + 16]
        cmovz   rcx, rdx
        sbb     rax, rax
        and     rax, rdx
        mov     [table], rax
        ret

global keep_lea:function
keep_lea:
        endbr64
        mov     rax, [rdi]
        lea     rcx, [rax + 8 * rax + 5]
        nop     dword [rax + rcx]
        ret

; Only eight bits of the mask count, and they are the same.
global keep_mask_avx512:function
keep_mask_avx512:
        endbr64
        mov     eax, [rdi]
        and     eax, ~0xff
        or      eax, 0x5a
        kmovd   k5, eax
        lea     rax, [table]
        vmovdqu64 zmm0{k5}, [rax]
        vpaddq  zmm1{k5}, zmm0, [rax]
        vpaddq  zmm1{k5}, zmm0, [rax]{1to8}
        vzeroupper
        ret

; Every ending of a block, and the addressing modes that translation has to get right.
global keep_all_branches:function
keep_all_branches:
        endbr64
        push    rbx
        mov     ecx, 3
        xor     ebx, ebx
.count: add     ebx, ecx
        loop    .count
        jrcxz   .zero
        ud2
.zero:  cmp     ebx, 6
        jne     .wrong
        jl      .wrong
        jae     .same
        jmp     .wrong
.same:  lea     rax, [.double]
        call    rax
        call    .double
        mov     [table + 8], rax
        lea     rax, [table + 8]
        call    [rax]
        lea     rax, [rax - 8]
        lea     rcx, [.nine]
        mov     [rax + 16], rcx
        jmp     [table + 16]
.wrong: ud2
.nine:  cmp     ebx, 48
        jne     .wrong
        mov     [rsp - 8], rbx          ; below the stack pointer, as a leaf function may
        cmp     [rsp - 8], rbx
        jne     .wrong
        cld
        mov     ecx, 5
        lea     rsi, [table]
        lea     rdi, [table + 100]
        rep movsb
        sub     rdi, rsi
        cmp     rdi, 100
        jne     .wrong
        pop     rbx
        ret
.double:
        add     ebx, ebx
        push    rbp
        mov     rbp, rsp
        leave
        lea     rax, [.double]
        cmp     ebx, 48
        jne     .back
        lea     rax, [table + 8]
.back:  ret

section .note.GNU-stack noalloc noexec nowrite progbits
