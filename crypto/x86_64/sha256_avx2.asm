; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; SHA-256 compression (FIPS 180-4 section 6.2.2) with AVX2 and BMI2, for CPUs without SHA
; instructions.
;
;   void brisk_sha256_blocks_avx2(uint32_t state[8], const uint8_t *in, size_t num_blocks);
;
; Bounds     any num_blocks, 0 too; no alignment is asked for.
; Aliasing   state and in do not overlap.
; CPU bits   CPU_AVX2 | CPU_BMI1 (andn) | CPU_BMI2 (rorx)
; Timing     depends on num_blocks only.
; Speed      Emerald Rapids (family 6, model 207): 7.15 cycles per byte on long messages, 500
;            cycles for a single block
;
; The rounds are done in general registers, the message schedules of two blocks in ymm0 to ymm3, four
; words of each block in a register (S. Gueron, V. Krasnov, "Parallelizing message schedules to
; accelerate the computations of hash functions", 2012). The next four words are
;   W[t] = W[t-16] + sigma0(W[t-15]) + W[t-7] + sigma1(W[t-2])
; of which the last two depend on the first two, so that sigma1 is done twice for two words. For it
; a word is doubled to 64 bits, in which a shift is a rotation:
;   sigma1(x) = (xx >> 17) xor (xx >> 19) xor (x >> 10), the lower half.

%include "crypto/x86_64/common.inc"

%define WORD        4
%define NUM_ROUNDS  64
%define UPPER0_1    2
%define UPPER0_2    13
%define UPPER0_3    22
%define UPPER1_1    6
%define UPPER1_2    11
%define UPPER1_3    25

%define a           eax
%define b           ebx
%define c           ecx
%define d           edx
%define e           r8d
%define f           r9d
%define g           r10d
%define h           r11d
%define t1          r12d
%define t2          r13d
%define ab          r14d
%define bc          r15d

%define byte_swap   ymm15
%define to_low      ymm14
%define to_high     ymm13

%include "crypto/x86_64/sha2_avx2.inc"
%include "crypto/x86_64/sha256_constants.inc"

; store_sum I, W: adds the next constants to four words of each block
%macro store_sum 2
    vbroadcasti128 ymm12, [constants + 16 * (%1)]
    vpaddd      ymm12, ymm12, %2
    vmovdqa     [kw + 32 * (%1)], ymm12
%endmacro

; load_words I
%macro load_words 1
    vmovdqu     xmm%1, [rsi + 16 * %1]
    vinserti128 ymm%1, ymm%1, [rdi + 16 * %1], 1
    vpshufb     ymm%1, ymm%1, byte_swap
%endmacro

; extend_first W0, W1, W2, W3: adds to words t-16 to t-13 in W0 all but sigma1; Wi has the four
; words from t-16+4i on
%macro extend_first 4
    vpalignr    ymm4, %2, %1, 4             ; t-15
    vpalignr    ymm5, %4, %3, 4             ; t-7
    vpsrld      ymm6, ymm4, 7
    vpslld      ymm7, ymm4, 25
    vpaddd      %1, %1, ymm5
    vpsrld      ymm8, ymm4, 18
    vpslld      ymm9, ymm4, 14
    vpxor       ymm6, ymm6, ymm7
    vpsrld      ymm4, ymm4, 3
    vpxor       ymm8, ymm8, ymm9
    vpxor       ymm4, ymm4, ymm6
    vpxor       ymm4, ymm4, ymm8            ; sigma0
    vpaddd      %1, %1, ymm4
%endmacro

; add_sigma1 W0, FROM, ORDER, PLACE: sigma1 of two words of FROM, which vpshufd doubles with ORDER,
; to two words of W0
%macro add_sigma1 4
    vpshufd     ymm4, %2, %3
    vpsrld      ymm5, ymm4, 10
    vpsrlq      ymm6, ymm4, 17
    vpsrlq      ymm7, ymm4, 19
    vpxor       ymm5, ymm5, ymm6
    vpxor       ymm5, ymm5, ymm7
    vpshufb     ymm5, ymm5, %4
    vpaddd      %1, %1, ymm5
%endmacro

function brisk_sha256_blocks_avx2
    frame       5
    test        rdx, rdx
    jz          .nothing
    open_rounds
    vbroadcasti128 byte_swap, [big_endian_words]
    vbroadcasti128 to_low, [words_0_2_to_low]
    vbroadcasti128 to_high, [words_0_2_to_high]

    align       32
.next_blocks:
    mov         rsi, saved_in
    lea         rdi, [rsi + 64]
    cmp         qword saved_num, 2
    cmovb       rdi, rsi
%assign i 0
%rep 4
    load_words  i
%assign i i + 1
%endrep
    lea         constants, [round_constants]
    mov         kw, rsp
%assign i 0
%rep 4
    store_sum   i, ymm %+ i
%assign i i + 1
%endrep
    mov         bc, b
    xor         bc, c

    align       32
.schedule:                                  ; sixteen rounds, and the words of the next sixteen
%assign i 0
%rep 4
    %assign i1 (i + 1) % 4
    %assign i2 (i + 2) % 4
    %assign i3 (i + 3) % 4
    extend_first ymm %+ i, ymm %+ i1, ymm %+ i2, ymm %+ i3
    round       32 * i
    add_sigma1  ymm %+ i, ymm %+ i3, 0xfa, to_low
    round       32 * i + 4
    add_sigma1  ymm %+ i, ymm %+ i, 0x50, to_high
    round       32 * i + 8
    store_sum   i + 4, ymm %+ i
    round       32 * i + 12
%assign i i + 1
%endrep
    add         constants, 64
    add         kw, 128
    cmp         kw, saved_end
    jne         .schedule
    sixteen_rounds
    add_state

    cmp         qword saved_num, 2
    jb          .done
    rounds_of_block 16
    add_state
    add         qword saved_in, 128
    sub         qword saved_num, 2
    jnz         .next_blocks
.done:
    wipe_stack
.nothing:
    frame_return
end_function
