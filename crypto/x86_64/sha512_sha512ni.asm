; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; SHA-512 compression (FIPS 180-4 section 6.4.2) with the SHA512 instructions.
;
;   void brisk_sha512_blocks_sha512ni(uint64_t state[8], const uint8_t *in, size_t num_blocks);
;
; Bounds     any num_blocks, 0 too; no alignment is asked for.
; Aliasing   state and in do not overlap.
; CPU bits   CPU_SHA512 | CPU_AVX2
; Timing     depends on num_blocks only.
; Speed      not known: it has never run on a CPU that has the instructions (Arrow Lake, Lunar Lake
;            and later). What was run is this code with a model of the three instructions in their
;            place, on a CPU with AVX2: tests/x86_64/test_sha512ni.c
;
; It is sha256_shani.asm with words of 64 bits in ymm registers: vsha512rnds2 does two rounds, and
; writes the new a, b, e, f over the old c, d, g, h, which the new ones of these are the old a, b, e,
; f. A register holds four words of the message schedule, of which the next four are
;   W[t] = W[t-16] + sigma0(W[t-15]) + W[t-7] + sigma1(W[t-2]):
; vsha512msg1 adds the first two terms, vsha512msg2 the last, also where it depends on the lower two
; words of the same register. W[t-7] is picked from two registers in between.

%include "crypto/x86_64/common.inc"
%include "crypto/x86_64/sha512_constants.inc"

; Parameters
%define state       rdi
%define in          rsi
%define num_blocks  rdx

%define constants   rax

; Registers, by number: y(abef)
%define y(n)        ymm %+ n
%define x(n)        xmm %+ n
%define w0          0                       ; the last 16 words of the schedule
%define w1          1
%define w2          2
%define w3          3
%define abef        4                       ; from the most significant word down
%define cdgh        5
%define wk          6                       ; round constants + words
%define temp        7
%define byte_swap   8
%define old_abef    9
%define old_cdgh    10

; sha512_instruction OPCODE, DEST, SOURCE, SECOND: VEX.256.F2.0F38.W0 OPCODE /r with DEST in ModRM.reg,
; SOURCE in VEX.vvvv and SECOND in ModRM.rm, registers from 0 to 7 (Intel SDM volume 2C). NASM 2.16
; does not know them.
%macro sha512_instruction 4
    db      0xc4, 0xe2, ((~(%3) & 15) << 3) | 0x07, %1, 0xc0 | (%2) << 3 | (%4)
%endmacro

; rnds2 CDGH, ABEF, WK: two rounds with the lower two words of WK; to CDGH, which then is abef
%macro rnds2 3
    sha512_instruction 0xcb, %1, %2, %3
%endmacro

; msg1 A, B: adds to each word of A sigma0 of the next, the last of which is the lowest of B
%macro msg1 2
    sha512_instruction 0xcc, %1, 0, %2
%endmacro

; msg2 A, D: adds to A's words sigma1 of D's upper two, and of its own lower two then
%macro msg2 2
    sha512_instruction 0xcd, %1, 0, %2
%endmacro

; four_rounds I, A, B, C, D: rounds 4 I to 4 I + 3 with the words in A. B, C and D hold the twelve
; words behind them. Unless they are the last sixteen rounds, A becomes the four words after D.
%macro four_rounds 5
    vpaddq      y(wk), y(%2), [constants + 32 * (%1)]
    rnds2       cdgh, abef, wk
    vextracti128 x(wk), y(wk), 1
%if (%1) < 16
    vpblendd    y(temp), y(%4), y(%5), 0x03
    vpermq      y(temp), y(temp), 0x39      ; W[t-7]: upper three of C, lowest of D
    msg1        %2, %3
    vpaddq      y(%2), y(%2), y(temp)
    msg2        %2, %5
%endif
    rnds2       abef, cdgh, wk
%endmacro

; load_words W, I: the I-th four words of the block
%macro load_words 2
    vmovdqu     y(%1), [in + 32 * %2]
    vpshufb     y(%1), y(%1), y(byte_swap)
%endmacro

function brisk_sha512_blocks_sha512ni
    test        num_blocks, num_blocks
    jz          .done
    lea         constants, [round_constants]
    vbroadcasti128 y(byte_swap), [big_endian_words]

    vpermq      y(temp), [state], 0x1b      ; a b c d, from the most significant word down
    vpermq      y(wk), [state + 32], 0x1b   ; e f g h
    vperm2i128  y(cdgh), y(wk), y(temp), 0x20
    vperm2i128  y(abef), y(wk), y(temp), 0x31

    align       32
.next_block:
    vmovdqa     y(old_abef), y(abef)
    vmovdqa     y(old_cdgh), y(cdgh)
    load_words  w0, 0
    load_words  w1, 1
    load_words  w2, 2
    load_words  w3, 3
    add         in, 128

%assign i 0
%rep 5
    four_rounds i + 0, w0, w1, w2, w3
    four_rounds i + 1, w1, w2, w3, w0
    four_rounds i + 2, w2, w3, w0, w1
    four_rounds i + 3, w3, w0, w1, w2
%assign i i + 4
%endrep

    vpaddq      y(abef), y(abef), y(old_abef)
    vpaddq      y(cdgh), y(cdgh), y(old_cdgh)
    dec         num_blocks
    jnz         .next_block

    vperm2i128  y(temp), y(cdgh), y(abef), 0x31
    vperm2i128  y(wk), y(cdgh), y(abef), 0x20
    vpermq      y(temp), y(temp), 0x1b
    vpermq      y(wk), y(wk), 0x1b
    vmovdqu     [state], y(temp)
    vmovdqu     [state + 32], y(wk)
    vzeroupper
.done:
    ret
end_function
