; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; Four blocks of ChaCha20 (RFC 8439 section 2.3) with SSSE3, and meanwhile Poly1305 (section 2.5):
; the core of chacha20poly1305_ssse3.c.
;
;   void brisk_chacha20poly1305_chunk_ssse3(uint8_t out[256], const uint32_t start[16],
;                                           uint32_t counter, struct poly1305 *poly,
;                                           const uint8_t *in, size_t num_blocks);
;
; Writes the keystream of blocks counter to counter + 3 of the state `start`, and adds num_blocks
; blocks of 16 bytes at `in` to poly->sum (poly1305.h).
;
; Bounds     any num_blocks below 2^32; `out` and `start` are aligned to 16 bytes.
; Aliasing   `out` overlaps nothing else.
; CPU bits   CPU_SSSE3
; Timing     depends on num_blocks only.
;
; The plan of chacha20poly1305_avx2.asm, with four blocks in a register instead of eight, and two
; blocks of Poly1305 in two rounds. Ports 0, 1 and 5: 1280 operations of the rounds, 100 of the end,
; and of 16 blocks of Poly1305 160 of multiplications, so 513 cycles for 256 bytes.

%include "crypto/x86_64/common.inc"
%include "crypto/x86_64/poly1305.inc"

%define out         rdi
%define start       rsi

; Two words of row c wait in places of the output that are written last, all four at the end.
%define c_other0    out + 32
%define c_other1    out + 96
%define c_first0    out + 160
%define c_first1    out + 224

; The stack
%define num_hashing rsp                     ; double rounds with Poly1305
%define num_plain   rsp + 4                 ; and without
%define num_left    rsp + 8                 ; blocks of Poly1305 after the rounds
%define counter     rsp + 12

section .rodata align=16
rotate_16:
    db      2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13
rotate_8:
    db      3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14
block_numbers:
    dd      0, 1, 2, 3
section .text

; The next step, if the rounds hash.
%macro hash_next 0
%if hashing
    hash_step   step
%assign step step + 1
%endif
%endmacro

; Half of two quarter rounds (section 2.1) on words a b c d and e f g h, with the rotations by 16
; and 12, or 8 and 7; xmm10 and xmm11 are free.
%macro half_rounds 10
    paddd       %1, %2
    paddd       %5, %6
    pxor        %4, %1
    pxor        %8, %5
    pshufb      %4, [rotate_%9]
    pshufb      %8, [rotate_%9]
    hash_next
    paddd       %3, %4
    paddd       %7, %8
    pxor        %2, %3
    pxor        %6, %7
    movdqa      xmm10, %2
    movdqa      xmm11, %6
    psrld       xmm10, 32 - %10
    psrld       xmm11, 32 - %10
    pslld       %2, %10
    pslld       %6, %10
    por         %2, xmm10
    por         %6, xmm11
    hash_next
%endmacro

%macro quarter_rounds 8
    half_rounds %1, %2, %3, %4, %5, %6, %7, %8, 16, 12
    half_rounds %1, %2, %3, %4, %5, %6, %7, %8, 8, 7
%endmacro

; Words 0 and 1 of row c for words 2 and 3, or the other way round
%macro exchange_c 0
    movdqa      xmm10, [c_other0]
    movdqa      xmm11, [c_other1]
    movdqa      [c_other0], xmm8
    movdqa      [c_other1], xmm9
    movdqa      xmm8, xmm10
    movdqa      xmm9, xmm11
%endmacro

; double_round HASHING: with two blocks of Poly1305 or without; a is in xmm0 to 3, b in xmm4 to 7, d
; in xmm12 to 15
%macro double_round 1
%assign hashing %1
%assign step 0
    quarter_rounds xmm0, xmm4, xmm8, xmm12, xmm1, xmm5, xmm9, xmm13
    exchange_c
    quarter_rounds xmm2, xmm6, xmm8, xmm14, xmm3, xmm7, xmm9, xmm15
    quarter_rounds xmm0, xmm5, xmm8, xmm15, xmm1, xmm6, xmm9, xmm12
    exchange_c
    quarter_rounds xmm2, xmm7, xmm8, xmm13, xmm3, xmm4, xmm9, xmm14
%endmacro

; broadcast_words FIRST, A, B, C, D: four words of `start` in all lanes
%macro broadcast_words 5
    movdqa      %5, [start + 4 * %1]
    pshufd      %2, %5, 0x00
    pshufd      %3, %5, 0x55
    pshufd      %4, %5, 0xaa
    pshufd      %5, %5, 0xff
%endmacro

%macro broadcast_counters 1
    movd        %1, [counter]
    pshufd      %1, %1, 0
    paddd       %1, [block_numbers]
%endmacro

; add_start FIRST, A, B, C, D: what words FIRST to FIRST + 3 started from; xmm10 and xmm11 are free
%macro add_start 5
    movdqa      xmm10, [start + 4 * %1]
    pshufd      xmm11, xmm10, 0x00
    paddd       %2, xmm11
    pshufd      xmm11, xmm10, 0x55
    paddd       %3, xmm11
    pshufd      xmm11, xmm10, 0xaa
    paddd       %4, xmm11
    pshufd      xmm10, xmm10, 0xff
    paddd       %5, xmm10
%endmacro

; store_words OFFSET, A, B, C, D: words in, rows of blocks 0 to 3 out; xmm10 and xmm11 are free
%macro store_words 5
    movdqa      xmm10, %2
    movdqa      xmm11, %4
    punpckldq   xmm10, %3
    punpckhdq   %2, %3
    punpckldq   xmm11, %5
    punpckhdq   %4, %5
    movdqa      %3, xmm10
    movdqa      %5, %2
    punpcklqdq  xmm10, xmm11
    punpckhqdq  %3, xmm11
    punpcklqdq  %2, %4
    punpckhqdq  %5, %4
    movdqa      [out + %1], xmm10
    movdqa      [out + 64 + %1], %3
    movdqa      [out + 128 + %1], %2
    movdqa      [out + 192 + %1], %5
%endmacro

function brisk_chacha20poly1305_chunk_ssse3
    full_frame  16
    mov         [counter], edx
    mov         eax, r9d
    shr         eax, 1
    mov         edx, 10
    cmp         eax, edx
    cmova       eax, edx
    mov         [num_hashing], eax
    sub         edx, eax
    mov         [num_plain], edx
    add         eax, eax
    sub         r9d, eax
    mov         [num_left], r9d
    hash_open

    broadcast_words 8, xmm8, xmm9, xmm10, xmm11
    movdqa      [c_other0], xmm10
    movdqa      [c_other1], xmm11
    broadcast_words 0, xmm0, xmm1, xmm2, xmm3
    broadcast_words 4, xmm4, xmm5, xmm6, xmm7
    broadcast_words 12, xmm12, xmm13, xmm14, xmm15
    broadcast_counters xmm12

    cmp         dword [num_hashing], 0
    je          .plain
    align       32
.hashing:
    double_round 1
    dec         dword [num_hashing]
    jnz         .hashing
    cmp         dword [num_plain], 0
    je          .rounds_done
    align       32
.plain:
    double_round 0
    dec         dword [num_plain]
    jnz         .plain
.rounds_done:
    cmp         dword [num_left], 0
    je          .hash_done
.hash:
%assign i 0
%rep 8
    hash_step   i
%assign i i + 1
%endrep
    dec         dword [num_left]
    jnz         .hash
.hash_done:
    hash_close

    movdqa      [c_first0], xmm8
    movdqa      [c_first1], xmm9
    add_start   0, xmm0, xmm1, xmm2, xmm3
    add_start   4, xmm4, xmm5, xmm6, xmm7
    store_words 0, xmm0, xmm1, xmm2, xmm3
    store_words 16, xmm4, xmm5, xmm6, xmm7
    movdqa      xmm0, [c_first0]
    movdqa      xmm1, [c_first1]
    movdqa      xmm2, [c_other0]
    movdqa      xmm3, [c_other1]
    broadcast_counters xmm4
    paddd       xmm12, xmm4
    broadcast_words 12, xmm4, xmm5, xmm6, xmm7
    paddd       xmm13, xmm5
    paddd       xmm14, xmm6
    paddd       xmm15, xmm7
    add_start   8, xmm0, xmm1, xmm2, xmm3
    store_words 32, xmm0, xmm1, xmm2, xmm3
    store_words 48, xmm12, xmm13, xmm14, xmm15
    frame_return
end_function
