; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; SHA-256 compression (FIPS 180-4 section 6.2.2) with SSSE3, for CPUs with neither SHA instructions nor
; AVX2.
;
;   void brisk_sha256_blocks_ssse3(uint32_t state[8], const uint8_t *in, size_t num_blocks);
;
; Bounds     any num_blocks, 0 too; no alignment is asked for.
; Aliasing   state and in do not overlap.
; CPU bits   CPU_SSSE3
; Timing     depends on num_blocks only.
; Speed      Emerald Rapids (family 6, model 207): 7.90 cycles per byte on long messages, 505 cycles for
;            a single block; the reference, by gcc 12, 11.3 and 765. Not measured on a CPU for which it
;            is the best row.
;
; As sha256_avx2.asm, with one block at a time, and without rorx and andn in the rounds. Rotations by
; 6, 11 and 25 are then one register's that is rotated three times:
;   Sigma1(e) = (((e >>> 14) xor e) >>> 5) xor e) >>> 6,
; and likewise Sigma0. The chain from one e to the next is three rotations, two xor and two
; additions: 7 cycles a round, 7 cycles a byte.

%include "crypto/x86_64/common.inc"
%include "crypto/x86_64/sha256_constants.inc"

; Parameters: state rdi, num_blocks rdx, and
%define in          rdi                     ; which comes in rsi

%define constants   rsi                     ; what is next of the round constants
%define kw          rsp                     ; sixteen words of the schedule + constants
%define saved_state [rsp + 64]
%define saved_num   [rsp + 72]
%define saved_end   [rsp + 80]              ; constants at the last sixteen

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

%define byte_swap   xmm7
%define to_low      xmm8
%define to_high     xmm9

; round I: one round with the I-th sum. The names move instead of the variables: the new a is where h
; was, the new e where d was.
;   Ch(e, f, g) = ((f xor g) and e) xor g
;   Maj(a, b, c) = b xor ((a xor b) and (b xor c)), and a xor b is the next round's b xor c
%macro round 1
    mov         t1, e
    mov         t2, f
    ror         t1, 14
    xor         t2, g
    add         h, [kw + 4 * (%1)]
    xor         t1, e
    and         t2, e
    ror         t1, 5
    xor         t2, g
    mov         ab, a
    add         h, t2
    xor         t1, e
    mov         t2, a
    xor         ab, b
    ror         t1, 6
    ror         t2, 9
    and         bc, ab
    add         h, t1
    xor         t2, a
    xor         bc, b
    add         d, h
    ror         t2, 11
    add         h, bc
    xor         t2, a
    ror         t2, 2
    add         h, t2
    ; the next round's names
    %xdefine old_h h
    %xdefine h g
    %xdefine g f
    %xdefine f e
    %xdefine e d
    %xdefine d c
    %xdefine c b
    %xdefine b a
    %xdefine a old_h
    %xdefine old_bc bc
    %xdefine bc ab
    %xdefine ab old_bc
%endmacro

; store_sum PLACE, W, I: adds the I-th four of the next constants to four words
%macro store_sum 3
    movdqa      xmm4, [constants + 16 * (%3)]
    paddd       xmm4, %2
    movdqa      [kw + 16 * (%1)], xmm4
%endmacro

; extend_first W0, W1, W2, W3: adds to words t-16 to t-13 in W0 all but sigma1; Wi has the four
; words from t-16+4i on
%macro extend_first 4
    movdqa      xmm4, %2
    movdqa      xmm5, %4
    palignr     xmm4, %1, 4                 ; t-15
    palignr     xmm5, %3, 4                 ; t-7
    paddd       %1, xmm5
    movdqa      xmm5, xmm4
    movdqa      xmm6, xmm4
    psrld       xmm4, 3
    psrld       xmm5, 7
    pslld       xmm6, 14
    pxor        xmm4, xmm5
    psrld       xmm5, 18 - 7
    pxor        xmm4, xmm6
    pslld       xmm6, 25 - 14
    pxor        xmm4, xmm5
    pxor        xmm4, xmm6                  ; sigma0
    paddd       %1, xmm4
%endmacro

; add_sigma1 W0, FROM, ORDER, PLACE: sigma1 of two words of FROM, which pshufd doubles with ORDER, to
; two words of W0: in a doubled word a shift is a rotation
%macro add_sigma1 4
    pshufd      xmm4, %2, %3
    movdqa      xmm5, xmm4
    movdqa      xmm6, xmm4
    psrld       xmm4, 10
    psrlq       xmm5, 17
    psrlq       xmm6, 19
    pxor        xmm4, xmm5
    pxor        xmm4, xmm6
    pshufb      xmm4, %4
    paddd       %1, xmm4
%endmacro

function brisk_sha256_blocks_ssse3
    frame       5
    test        rdx, rdx
    jz          .nothing
    sub         rsp, 96
    and         rsp, -16
    mov         saved_state, rdi
    mov         saved_num, rdx
    mov         r12, rdi
    mov         in, rsi
    lea         rax, [round_constants + 4 * 48]
    mov         saved_end, rax
    movdqa      byte_swap, [big_endian_words]
    movdqu      to_low, [words_0_2_to_low]
    movdqu      to_high, [words_0_2_to_high]
    mov         a, [r12]
    mov         b, [r12 + 4]
    mov         c, [r12 + 8]
    mov         d, [r12 + 12]
    mov         e, [r12 + 16]
    mov         f, [r12 + 20]
    mov         g, [r12 + 24]
    mov         h, [r12 + 28]

    align       32
.next_block:
    lea         constants, [round_constants]
%assign i 0
%rep 4
    movdqu      xmm %+ i, [in + 16 * i]
    pshufb      xmm %+ i, byte_swap
    store_sum   i, xmm %+ i, i
%assign i i + 1
%endrep
    add         in, 64
    mov         bc, b
    xor         bc, c

    align       32
.schedule:                                  ; sixteen rounds, and the words of the next sixteen
%assign i 0
%rep 4
    %assign i1 (i + 1) % 4
    %assign i2 (i + 2) % 4
    %assign i3 (i + 3) % 4
    extend_first xmm %+ i, xmm %+ i1, xmm %+ i2, xmm %+ i3
    round       4 * i
    add_sigma1  xmm %+ i, xmm %+ i3, 0xfa, to_low
    round       4 * i + 1
    add_sigma1  xmm %+ i, xmm %+ i, 0x50, to_high
    round       4 * i + 2
    round       4 * i + 3
    store_sum   i, xmm %+ i, i + 4
%assign i i + 1
%endrep
    add         constants, 64
    cmp         constants, saved_end
    jne         .schedule
%assign i 0
%rep 16
    round       i
%assign i i + 1
%endrep

    mov         r12, saved_state
    add         a, [r12]
    add         b, [r12 + 4]
    add         c, [r12 + 8]
    add         d, [r12 + 12]
    add         e, [r12 + 16]
    add         f, [r12 + 20]
    add         g, [r12 + 24]
    add         h, [r12 + 28]
    mov         [r12], a
    mov         [r12 + 4], b
    mov         [r12 + 8], c
    mov         [r12 + 12], d
    mov         [r12 + 16], e
    mov         [r12 + 20], f
    mov         [r12 + 24], g
    mov         [r12 + 28], h
    dec         qword saved_num
    jnz         .next_block

    ; the stack and these held the message
%assign i 0
%rep 7
    pxor        xmm %+ i, xmm %+ i
%assign i i + 1
%endrep
%assign i 0
%rep 4
    movdqa      [kw + 16 * i], xmm0
%assign i i + 1
%endrep
.nothing:
    frame_return
end_function
