; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; SHA-1 compression (FIPS 180-4 section 6.1.2) with the SHA instructions.
;
;   void brisk_sha1_blocks_shani(uint32_t state[5], const uint8_t *in, size_t num_blocks);
;
; Bounds     any num_blocks, 0 too; no alignment is asked for.
; Aliasing   state and in do not overlap.
; CPU bits   CPU_SHA | CPU_SSSE3 (pshufb)
; Timing     depends on num_blocks only.
; Speed      Emerald Rapids (family 6, model 207): 1.7 cycles per byte on long messages, 125 cycles
;            for a single block
;
; sha1rnds4 does four rounds on a, b, c, d; its other operand is the four words of the schedule, to
; the first of which e is added. The e of the next four rounds is what a is now, rotated by 30:
; sha1nexte makes it from a copy of a, b, c, d, and adds the words in the same go. So the chain of a
; block is sha1rnds4 twenty times; all else fits in the gaps.
;
; The message schedule is kept as four registers of four words, the first one in the highest bits.
; The next four words are
;   W[t] = (W[t-16] ^ W[t-14] ^ W[t-8] ^ W[t-3]) <<< 1
; sha1msg1 adds up the first two terms, pxor adds W[t-8], and sha1msg2 the last term, which for the
; last word depends on the first, and rotates.

%include "crypto/x86_64/common.inc"

; Parameters
%define state       rdi
%define in          rsi
%define num_blocks  rdx

%define abcd        xmm0                    ; from the most significant word down
%define e0          xmm1                    ; e in the most significant word, of even groups
%define e1          xmm2                    ; and of odd ones
%define w0          xmm3                    ; the last 16 words of the schedule
%define w1          xmm4
%define w2          xmm5
%define w3          xmm6
%define byte_swap   xmm7
%define old_abcd    xmm8
%define old_e       xmm9

section .rodata align=16
reversed_bytes:
    db      15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0

; four_rounds I, E, NEXT_E, A, B, C, D: rounds 4 I to 4 I + 3 with the words in A. B, C and D hold
; the twelve words behind them. Unless they are the last sixteen rounds, A becomes the four words
; after D.
%macro four_rounds 7
%if (%1) == 0
    paddd       %2, %4
%else
    sha1nexte   %2, %4
%endif
    movdqa      %3, abcd
    sha1rnds4   abcd, %2, (%1) / 5
%if (%1) < 16
    sha1msg1    %4, %5
    pxor        %4, %6
    sha1msg2    %4, %7
%endif
%endmacro

; load_words W, I: the I-th four words of the block
%macro load_words 2
    movdqu      %1, [in + 16 * %2]
    pshufb      %1, byte_swap
%endmacro

function brisk_sha1_blocks_shani
    test        num_blocks, num_blocks
    jz          .done
    movdqa      byte_swap, [reversed_bytes]
    movdqu      abcd, [state]
    pshufd      abcd, abcd, 0x1b
    movd        e0, [state + 16]
    pslldq      e0, 12

    align       32
.next_block:
    movdqa      old_abcd, abcd
    movdqa      old_e, e0
    load_words  w0, 0
    load_words  w1, 1
    load_words  w2, 2
    load_words  w3, 3
    add         in, 64

%assign i 0
%rep 5
    four_rounds i + 0, e0, e1, w0, w1, w2, w3
    four_rounds i + 1, e1, e0, w1, w2, w3, w0
    four_rounds i + 2, e0, e1, w2, w3, w0, w1
    four_rounds i + 3, e1, e0, w3, w0, w1, w2
%assign i i + 4
%endrep

    sha1nexte   e0, old_e
    paddd       abcd, old_abcd
    dec         num_blocks
    jnz         .next_block

    pshufd      abcd, abcd, 0x1b
    movdqu      [state], abcd
    psrldq      e0, 12
    movd        [state + 16], e0
.done:
    ret
end_function
