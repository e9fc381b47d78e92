; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; Eight blocks of ChaCha20 (RFC 8439 section 2.3) with AVX2, and meanwhile Poly1305 (section 2.5):
; the core of chacha20poly1305_avx2.c.
;
;   void brisk_chacha20poly1305_chunk_avx2(uint8_t out[512], const uint32_t start[16],
;                                          uint32_t counter, struct poly1305 *poly,
;                                          const uint8_t *in, size_t num_blocks);
;
; Writes the keystream of blocks counter to counter + 7 of the state `start`, and adds num_blocks
; blocks of 16 bytes at `in` to poly->sum (poly1305.h).
;
; Bounds     any num_blocks below 2^32; `out` is aligned to 32 bytes.
; Aliasing   `out` overlaps nothing else.
; CPU bits   CPU_AVX2
; Timing     depends on num_blocks only.
;
; A register holds the same word of eight blocks. Rows a, b and d of the state stay in registers,
; of row c the two words at work; two registers are left for the rotations by 12 and 7, those by 16
; and 8 are byte shuffles. A block of Poly1305 waits about 15 cycles for the one before: its steps
; are laid between those of the rounds, three or four blocks in two rounds, so that neither fills
; the scheduler with what has to wait.
;
; Ports 0, 1 and 5: 1280 operations of the rounds, 130 of the end, and of 32 blocks of Poly1305 320
; of multiplications, so 577 cycles; Emerald Rapids takes 570 without Poly1305 and 720 with it.

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

section .rodata align=32
rotate_16:
    times 2 db 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13
rotate_8:
    times 2 db 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14
block_numbers:
    dd      0, 1, 2, 3, 4, 5, 6, 7
section .text

; The next step, if the rounds hash.
%macro hash_next 0
%if hashing
    hash_step   step
%assign step step + 1
%endif
%endmacro

; Half of two quarter rounds (section 2.1) on words a b c d and e f g h, with the rotations by 16
; and 12, or 8 and 7; ymm10 and ymm11 are free.
%macro half_rounds 10
    vpaddd      %1, %1, %2
    vpaddd      %5, %5, %6
    vpxor       %4, %4, %1
    vpxor       %8, %8, %5
    vpshufb     %4, %4, [rotate_%9]
    vpshufb     %8, %8, [rotate_%9]
    hash_next
    vpaddd      %3, %3, %4
    vpaddd      %7, %7, %8
    vpxor       %2, %2, %3
    vpxor       %6, %6, %7
    hash_next
    vpsrld      ymm10, %2, 32 - %10
    vpsrld      ymm11, %6, 32 - %10
    vpslld      %2, %2, %10
    vpslld      %6, %6, %10
    vpor        %2, %2, ymm10
    vpor        %6, %6, ymm11
    hash_next
%if hashing == 4
    hash_next
%endif
%endmacro

%macro quarter_rounds 8
    half_rounds %1, %2, %3, %4, %5, %6, %7, %8, 16, 12
    half_rounds %1, %2, %3, %4, %5, %6, %7, %8, 8, 7
%endmacro

; Words 0 and 1 of row c for words 2 and 3, or the other way round
%macro exchange_c 0
    vmovdqa     ymm10, [c_other0]
    vmovdqa     ymm11, [c_other1]
    vmovdqa     [c_other0], ymm8
    vmovdqa     [c_other1], ymm9
    vmovdqa     ymm8, ymm10
    vmovdqa     ymm9, ymm11
%endmacro

; double_round BLOCKS: two rounds with 0, 3 or 4 blocks of Poly1305; a is in ymm0 to 3, b in ymm4 to
; 7, d in ymm12 to 15
%macro double_round 1
%assign hashing %1
%assign step 0
    quarter_rounds ymm0, ymm4, ymm8, ymm12, ymm1, ymm5, ymm9, ymm13
    exchange_c
    quarter_rounds ymm2, ymm6, ymm8, ymm14, ymm3, ymm7, ymm9, ymm15
    quarter_rounds ymm0, ymm5, ymm8, ymm15, ymm1, ymm6, ymm9, ymm12
    exchange_c
    quarter_rounds ymm2, ymm7, ymm8, ymm13, ymm3, ymm4, ymm9, ymm14
%endmacro

; add_start FIRST, A, B, C, D: what words FIRST to FIRST + 3 started from
%macro add_start 5
    vpbroadcastd ymm10, [start + 4 * %1]
    vpbroadcastd ymm11, [start + 4 * %1 + 4]
    vpaddd      %2, %2, ymm10
    vpaddd      %3, %3, ymm11
    vpbroadcastd ymm10, [start + 4 * %1 + 8]
    vpbroadcastd ymm11, [start + 4 * %1 + 12]
    vpaddd      %4, %4, ymm10
    vpaddd      %5, %5, ymm11
%endmacro

; Of words A, B, C, D of eight blocks makes rows of blocks 0 and 4 in A, 1 and 5 in E, 2 and 6 in
; C, 3 and 7 in D; B and F are free then.
%macro make_rows 6
    vpunpckldq  %5, %1, %2
    vpunpckhdq  %2, %1, %2
    vpunpckldq  %6, %3, %4
    vpunpckhdq  %4, %3, %4
    vpunpcklqdq %1, %5, %6
    vpunpckhqdq %5, %5, %6
    vpunpcklqdq %3, %2, %4
    vpunpckhqdq %4, %2, %4
%endmacro

; store_rows K, OFFSET, A, B: two rows next to each other of blocks K and K + 4; ymm9 is free
%macro store_rows 4
    vperm2i128  ymm9, %3, %4, 0x20
    vperm2i128  %3, %3, %4, 0x31
    vmovdqa     [out + 64 * %1 + %2], ymm9
    vmovdqa     [out + 64 * (4 + %1) + %2], %3
%endmacro

function brisk_chacha20poly1305_chunk_avx2
    full_frame  16
    mov         [counter], edx
    mov         eax, r9d
    cmp         r9d, 36                     ; from here on four blocks in two rounds are faster
    jae         .divide_by_4
    imul        eax, eax, 86                ; 256 / 3
    shr         eax, 6
.divide_by_4:
    shr         eax, 2                      ; double rounds that hash, up to all ten
    mov         edx, 10
    cmp         eax, edx
    cmova       eax, edx
    mov         [num_hashing], eax
    sub         edx, eax
    mov         [num_plain], edx
    mov         [num_left], r9d
    hash_open

    vpbroadcastd ymm10, [start + 40]
    vpbroadcastd ymm11, [start + 44]
    vmovdqa     [c_other0], ymm10
    vmovdqa     [c_other1], ymm11
    vpbroadcastd ymm12, [counter]
    vpaddd      ymm12, ymm12, [block_numbers]
%assign i 0
%rep 10
    vpbroadcastd ymm %+ i, [start + 4 * i]
%assign i i + 1
%endrep
%assign i 13
%rep 3
    vpbroadcastd ymm %+ i, [start + 4 * i]
%assign i i + 1
%endrep

    cmp         dword [num_hashing], 0
    je          .plain
    cmp         dword [num_left], 36
    jae         .hashing_4
    align       32
.hashing_3:
    double_round 3
    sub         dword [num_left], 3
    dec         dword [num_hashing]
    jnz         .hashing_3
    jmp         .hashing_done
    align       32
.hashing_4:
    double_round 4
    sub         dword [num_left], 4
    dec         dword [num_hashing]
    jnz         .hashing_4
.hashing_done:
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

    vmovdqa     [c_first0], ymm8
    vmovdqa     [c_first1], ymm9
    add_start   0, ymm0, ymm1, ymm2, ymm3
    add_start   4, ymm4, ymm5, ymm6, ymm7
    make_rows   ymm0, ymm1, ymm2, ymm3, ymm8, ymm9
    make_rows   ymm4, ymm5, ymm6, ymm7, ymm10, ymm11
    store_rows  0, 0, ymm0, ymm4
    store_rows  1, 0, ymm8, ymm10
    store_rows  2, 0, ymm2, ymm6
    store_rows  3, 0, ymm3, ymm7
    vmovdqa     ymm0, [c_first0]
    vmovdqa     ymm1, [c_first1]
    vmovdqa     ymm2, [c_other0]
    vmovdqa     ymm3, [c_other1]
    add_start   8, ymm0, ymm1, ymm2, ymm3
    vpbroadcastd ymm4, [counter]
    vpaddd      ymm4, ymm4, [block_numbers]
    vpbroadcastd ymm5, [start + 52]
    vpbroadcastd ymm6, [start + 56]
    vpbroadcastd ymm7, [start + 60]
    vpaddd      ymm12, ymm12, ymm4
    vpaddd      ymm13, ymm13, ymm5
    vpaddd      ymm14, ymm14, ymm6
    vpaddd      ymm15, ymm15, ymm7
    make_rows   ymm0, ymm1, ymm2, ymm3, ymm8, ymm9
    make_rows   ymm12, ymm13, ymm14, ymm15, ymm10, ymm11
    store_rows  0, 32, ymm0, ymm12
    store_rows  1, 32, ymm8, ymm10
    store_rows  2, 32, ymm2, ymm14
    store_rows  3, 32, ymm3, ymm15
    vzeroupper
    frame_return
end_function
