; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; AES-128-GCM and AES-256-GCM (FIPS 197, SP 800-38D) with 512-bit AES and carry-less multiplication.
;
;   void brisk_aes_gcm_init_vaes_avx512(void *state, const uint8_t *key, size_t key_len);
;   void brisk_aes_gcm_seal_vaes_avx512(const void *state, uint8_t *out, uint8_t tag[16],
;                                       const uint8_t nonce[12], const uint8_t *in, size_t in_len,
;                                       const uint8_t *aad, size_t aad_len);
;   int brisk_aes_gcm_open_vaes_avx512(const void *state, uint8_t *out, const uint8_t tag[16],
;                                      const uint8_t nonce[12], const uint8_t *in, size_t in_len,
;                                      const uint8_t *aad, size_t aad_len);
;
; Bounds     key_len 16 or 32; in_len at most 2^36 - 32; state 64-byte aligned, all else unaligned.
; Aliasing   out may equal in; no other overlap.
; CPU bits   CPU_AESNI | CPU_PCLMUL | CPU_VAES | CPU_VPCLMUL | CPU_BMI2 | CPU_AVX512F |
;            CPU_AVX512BW | CPU_AVX512VL
; Timing     depends on lengths only, and for open on whether the tag is right.
; Speed      Emerald Rapids (family 6, model 207), seal and open in cycles:
;              AES-128  16 KiB 2,600 and 2,540 (0.159 and 0.155 per byte); 1350 B 285 and 270; 256 B
;                       92 and 91; 64 B 49 and 47; up to 32 B 27
;              AES-256  16 KiB 3,340 and 3,310 (0.204 and 0.202); 1350 B 343 and 336; 256 B 110 and
;                       101; 64 B 56; up to 32 B 32
;            key set-up with a seal of 64 B 164 and 181
;
; Models. The row does not need CPU_ZMM_FREE: per cycle it is 1.4 to 1.7 times as fast as vaes_avx2
; from 1350 B on, which is more than the clock that Ice Lake and Tiger Lake should give up for
; 512-bit integer instructions; on those models it has not been measured. A text that does not fill
; a vector, of up to 32 bytes with up to 16 of additional data, is done in 256 bits on all models:
; it is faster too.
;
; Counters. The message is taken to begin two blocks earlier: stream block b has counter b. Block 0
; is never used, block 1 masks the tag (J_0 of SP 800-38D section 7.1), and the text starts with
; block 2. So a group of 16 blocks starts at a multiple of 16, adding a block's place in its group
; carries nowhere, and one XOR with a constant makes each input of AES from the group's; it also
; adds the first round key, which the group's has in it already. The mask of the tag comes for free.
; With 12-byte nonces counters start at 1 and do not reach 2^32 (in_len is bounded).
;
; GHASH. A block with its bytes reversed is a polynomial whose coefficient of x^i is bit 127 - i.
; The carry-less product of two such numbers has the coefficient of x^i in bit 254 - i of 256; read
; as if it were in bit 255 - i, that is x times too much. So the powers of the hash subkey are kept
; divided by x: P_k = H^k / x; then the product of a and P_k is a H^k, that of P_j and P_k is P_j+k.
; (S. Gueron and M. Kounavis, "Efficient implementation of the Galois Counter Mode using a
; carry-less multiplier and a fast reduction algorithm", 2010.) With the halves of both factors a
; product is
;   high 2^128 + middle 2^64 + low
; and sums of products are reduced once: bit b of low's lower half v stands for x^(255-b), which is
; x^(127-b) (1 + x + x^2 + x^7); that is v 2^128 + v (2^63 + 2^62 + 2^57) 2^64. So v times
; 0xc2 2^56 is added to middle, and v 2^64; and the lower half of middle goes into high likewise.
;
; A group of up to 16 blocks is hashed as the sum of its blocks times P_16 to P_1 (times P_n to P_1
; if it has n blocks), with what was hashed before added to its first block. Four blocks in a vector
; are multiplied and reduced side by side, and added at the end. For long texts P_32 to P_17 are
; made on the stack, and there is one reduction for 32 blocks. While a group is encrypted, the one
; before is hashed (for open too, to have one order of things for both).
;
; The first two rounds of AES. In 256 blocks that start at a multiple of 256 only the last byte i of
; the counter differs; r is what else there is in it. In the first round i changes the first column
; alone, for ShiftRows takes byte 15 there, and r the other three, with bytes 12 to 14. The second
; round substitutes bytes one by one and is linear from there on, so its result is f(r) + g(i), and
; result(r, i) = result(0, i) + (result(r, 0) + result(0, 0)). In long texts the first 256 results
; are kept on the stack, and later blocks start with one XOR in place of an XOR and two rounds.
; (After D. Bernstein and P. Schwabe, "New AES software speed records", 2008, on counter-mode
; caching.) What is kept gives the key away: it is wiped, each block after its last use.
;
; Port budget on Intel, for 64 bytes (512-bit instructions go to ports 0 and 5): 10 vaesenc (port 0
; only), 4 vpclmulqdq and 1 vpshufb (port 5 only), 2 XORs before and after AES, 2 vpternlog to add
; up products; with the 11 of a reduction and fold per 32 blocks, and 1 per group for the counter,
; 20.6 in all: 10.3 cycles, 0.161 per byte. Where two rounds are kept, 18.4: 9.2 cycles, 0.144. With
; 14 rounds port 0 alone has 14, and then 12.

%include "crypto/x86_64/common.inc"

; State
%define POWERS      0                       ; P_16 first, P_1 last; round keys follow
%define P_1         240
%define KEYS        256                     ; for AES-128 round keys 1 to 10 are in slots 5 to 14,
                                            ; so that the last ten rounds are the same code
%define NUM_ROUNDS  496                     ; 10 or 14: bit 2 tells
%define AES_256     4

; Stack frame
%define FRAME       4480
%define FIRST_ROUNDS 0                      ; for long texts: blocks 0 to 255 after two rounds
%define HIGH_POWERS 4096                    ; for long texts: P_32 to P_17
%define COUNTER     4352                    ; of the group, big-endian
%define OUT         4360                    ; `out` as it came

; From this many bytes after the first group on, what long texts need pays: 256 blocks, some of them
; in that group, are kept, and all are used again
%define MANY        (16 * (512 - 16))

; Parameters
%define state       rdi
%define out         rsi
%define tag         rdx
%define nonce       rcx
%define in          r8
%define left        r9                      ; bytes of `in` still to be read
%define aad         rax
%define aad_len     r11

%define in_bits     rcx                     ; once the nonce is read
%define aad_bits    r11                     ; once the additional data is hashed
%define counter     r10d
%define counter_b   r10b
%define powers      rax                     ; of the last group

; zmm0 to zmm3 hold the blocks being encrypted, zmm4 to zmm7 the blocks being hashed.
%define low         zmm8
%define middle      zmm9
%define high        zmm10
%define high_y      ymm10
%define hash        xmm10
%define t0          zmm11
%define t0_y        ymm11
%define t0_x        xmm11
%define t1          zmm12
%define t1_y        ymm12
%define t1_x        xmm12
%define t2          zmm13
%define t2_y        ymm13
%define t2_x        xmm13
%define tag_mask    xmm14
%define byte_swap   zmm15
%define byte_swap_x xmm15
%define low_x       xmm8
%define middle_x    xmm9
%define template    zmm16                   ; nonce, counter 0, with round key 0 added
%define base        zmm17                   ; the same with the group's counter
; zmm18 to zmm31 hold round keys 1 to 14, by slot.
%define last_key    zmm31

; Mask registers
%define counters    k1                      ; the last word of each block
%define tail_bytes  k2                      ; of the last vector of text
%define upper_half  k3

section .rodata align=64
places:                                     ; of blocks in their group, as counters
%assign i 0
%rep 16
    dd      0, 0, 0, i << 24
%assign i i + 1
%endrep
reversed_bytes:
%rep 4
    db      15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0
%endrep
reduction:
%rep 4
    dq      0xc200000000000000, 0
%endrep
x_inverse:                                  ; x^127 + x^6 + x + 1
    dq      1, 0xc200000000000000
rotated_last_word:
    db      13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12
last_word:
    db      12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15
round_constants:                            ; FIPS 197 section 5.2
    dd      0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0x1b, 0x36

; xor3 A, B, C: A ^= B ^ C
%macro xor3 3
    vpternlogq  %1, %2, %3, 0x96
%endmacro

; multiply A, B, C, T, U, V, W: A = B C reduced; all registers of one width, A may be B or C
%macro multiply 7
    vpclmulqdq  %4, %2, %3, 0x00
    vpclmulqdq  %5, %2, %3, 0x01
    vpclmulqdq  %6, %2, %3, 0x10
    vpclmulqdq  %1, %2, %3, 0x11
    vpxorq      %5, %5, %6
    vpclmulqdq  %6, %4, %7, 0x00
    vpshufd     %4, %4, 0x4e
    xor3        %5, %4, %6
    vpclmulqdq  %6, %5, %7, 0x00
    vpshufd     %5, %5, 0x4e
    xor3        %1, %5, %6
%endmacro

; ---- Key set-up

; expand_half NEW, OLD, LAST, WORD, CONSTANT: the next four words of the schedule; OLD the four
; words key_len before, LAST the four words before; WORD picks SubWord's argument. The last round of
; AES on four equal columns is SubWord.
%macro expand_half 5
    vpshufb     xmm4, %3, [%4]
%if (%5) >= 0
    vpbroadcastd xmm5, [round_constants + 4 * (%5)]
%else
    vpxor       xmm5, xmm5, xmm5
%endif
    vaesenclast xmm4, xmm4, xmm5
    vpslldq     xmm5, %2, 4
    vpxor       %1, %2, xmm5
    vpslldq     xmm5, %1, 8
    xor3        %1, xmm4, xmm5
%endmacro

; xmm0 and xmm1 are the newest words of the schedule, xmm2 the block of zeros being encrypted.
function brisk_aes_gcm_init_vaes_avx512
    vmovdqu     xmm0, [rsi]
    vmovdqa     [state + KEYS], xmm0
    vmovdqa     xmm2, xmm0
    cmp         rdx, 32
    je          .aes_256

    mov         dword [state + NUM_ROUNDS], 10
%assign i 1
%rep 10
    expand_half xmm0, xmm0, xmm0, rotated_last_word, i - 1
    vmovdqa     [state + KEYS + 16 * (i + 4)], xmm0
%if i < 10
    vaesenc     xmm2, xmm2, xmm0
%else
    vaesenclast xmm2, xmm2, xmm0
%endif
%assign i i + 1
%endrep
    jmp         .make_powers

.aes_256:
    mov         dword [state + NUM_ROUNDS], 14
    vmovdqu     xmm1, [rsi + 16]
    vmovdqa     [state + KEYS + 16], xmm1
    vaesenc     xmm2, xmm2, xmm1
%assign i 2
%rep 6
    expand_half xmm0, xmm0, xmm1, rotated_last_word, i / 2 - 1
    vmovdqa     [state + KEYS + 16 * i], xmm0
    vaesenc     xmm2, xmm2, xmm0
    expand_half xmm1, xmm1, xmm0, last_word, -1
    vmovdqa     [state + KEYS + 16 * i + 16], xmm1
    vaesenc     xmm2, xmm2, xmm1
%assign i i + 2
%endrep
    expand_half xmm0, xmm0, xmm1, rotated_last_word, 6
    vmovdqa     [state + KEYS + 16 * 14], xmm0
    vaesenclast xmm2, xmm2, xmm0

.make_powers:
    vmovdqa64   zmm7, [reduction]
    vpshufb     xmm0, xmm2, [reversed_bytes]
    vpsrlq      xmm1, xmm0, 63              ; divided by x
    vpshufd     xmm2, xmm0, 0xff
    vpsrad      xmm2, xmm2, 31
    vpslldq     xmm1, xmm1, 8
    vpaddq      xmm0, xmm0, xmm0
    vpand       xmm2, xmm2, [x_inverse]
    xor3        xmm0, xmm1, xmm2            ; P_1
    multiply    xmm1, xmm0, xmm0, xmm4, xmm5, xmm6, xmm7
    vinserti128 ymm0, ymm1, xmm0, 1         ; P_2, P_1
    vinserti128 ymm1, ymm1, xmm1, 1
    multiply    ymm1, ymm0, ymm1, ymm4, ymm5, ymm6, ymm7
    vinserti64x4 zmm0, zmm1, ymm0, 1        ; P_4 to P_1
    vshufi64x2  zmm1, zmm1, zmm1, 0
    vmovdqa64   [state + P_1 - 48], zmm0
    multiply    zmm1, zmm0, zmm1, zmm4, zmm5, zmm6, zmm7
    vmovdqa64   [state + P_1 - 112], zmm1   ; P_8 to P_5
    vshufi64x2  zmm2, zmm1, zmm1, 0
    multiply    zmm0, zmm0, zmm2, zmm4, zmm5, zmm6, zmm7
    multiply    zmm1, zmm1, zmm2, zmm4, zmm5, zmm6, zmm7
    vmovdqa64   [state + P_1 - 176], zmm0
    vmovdqa64   [state + P_1 - 240], zmm1
    vzeroupper
    ret
end_function

; ---- Encryption and hashing of a group

; aes_round SLOT, N: one round on N vectors with the key of the slot
%macro aes_round 2
%assign %%key 17 + %1
%assign %%i 0
%rep %2
    vaesenc     zmm %+ %%i, zmm %+ %%i, zmm %+ %%key
%assign %%i %%i + 1
%endrep
%endmacro

; add_products IS_FIRST, SUM, A, B, SELECTORS of A, B's powers: SUM += A P + B Q, or = if IS_FIRST
%macro add_products 7
%if %1
    vpclmulqdq  %2, %3, %4, %5
    vpclmulqdq  t0, %6, %7, %5
    vpxorq      %2, %2, t0
%else
    vpclmulqdq  t0, %3, %4, %5
    vpclmulqdq  t1, %6, %7, %5
    xor3        %2, t0, t1
%endif
%endmacro

; hash_step HASH, I: one of the 12 steps of hashing zmm4 to zmm7. HASH is
;   none    nothing to hash
;   whole   16 blocks, and reduce
;   first   the first 16 of 32 blocks
;   second  the other 16, and reduce
%macro hash_step 2
%ifidn %1, first
    %define %%at rsp + HIGH_POWERS
%else
    %define %%at state + POWERS
%endif
%ifidn %1, second
    %assign %%is_first 0
%else
    %assign %%is_first 1
%endif
%ifnidn %1, none
%if %2 == 0
    add_products %%is_first, low, zmm6, [%%at + 128], 0x00, zmm7, [%%at + 192]
%elif %2 == 1
    add_products %%is_first, high, zmm6, [%%at + 128], 0x11, zmm7, [%%at + 192]
%elif %2 == 2
    add_products %%is_first, middle, zmm6, [%%at + 128], 0x01, zmm7, [%%at + 192]
%elif %2 == 3
    add_products 0, middle, zmm6, [%%at + 128], 0x10, zmm7, [%%at + 192]
%elif %2 == 4
    add_products 0, low, zmm4, [%%at], 0x00, zmm5, [%%at + 64]
%elif %2 == 5
    add_products 0, middle, zmm4, [%%at], 0x01, zmm5, [%%at + 64]
%elif %2 == 6
    add_products 0, middle, zmm4, [%%at], 0x10, zmm5, [%%at + 64]
%elif %2 == 7
    add_products 0, high, zmm4, [%%at], 0x11, zmm5, [%%at + 64]
%else
%ifnidn %1, first
    reduce_step %2
%endif
%endif
%endif
%endmacro

; reduce_step I: steps 8 to 11 of hash_step; after the last, `hash` is the hash, zeros above it
%macro reduce_step 1
%if %1 == 8
    vpclmulqdq  t0, low, [reduction], 0x00
    vpshufd     low, low, 0x4e
    xor3        middle, low, t0
%elif %1 == 9
    vpclmulqdq  t0, middle, [reduction], 0x00
    vpshufd     middle, middle, 0x4e
    xor3        high, middle, t0
%elif %1 == 10
    vextracti64x4 t0_y, high, 1
    vpxor       high_y, high_y, t0_y
%else
    vextracti128 t0_x, high_y, 1
    vpxor       hash, hash, t0_x
%endif
%endmacro

; encrypt N, HASH, ROUNDS: all rounds but the last on zmm0 to zmm(N-1), hashing at the same time.
; ROUNDS is what becomes of the first two: do, keep (in FIRST_ROUNDS, at rax) or skip
%macro encrypt 3
    test        byte [state + NUM_ROUNDS], AES_256
%ifidn %3, keep
    jz          %%keep_aes_128
    aes_round   1, %1
    aes_round   2, %1
    keep_rounds
    aes_round   3, %1
    aes_round   4, %1
    aes_round   5, %1
    aes_round   6, %1
    jmp         %%last_eight
%%keep_aes_128:
    aes_round   5, %1
    aes_round   6, %1
    keep_rounds
%elifidn %3, skip
    jz          %%last_eight
    aes_round   3, %1
    aes_round   4, %1
    aes_round   5, %1
    aes_round   6, %1
%else
    jz          %%last_ten
    aes_round   1, %1
    aes_round   2, %1
    aes_round   3, %1
    aes_round   4, %1
%%last_ten:
    aes_round   5, %1
    aes_round   6, %1
%endif
%%last_eight:
    aes_round   7, %1
    aes_round   8, %1
    hash_step   %2, 0
    aes_round   9, %1
    hash_step   %2, 1
    hash_step   %2, 2
    aes_round   10, %1
    hash_step   %2, 3
    aes_round   11, %1
    hash_step   %2, 4
    hash_step   %2, 5
    aes_round   12, %1
    hash_step   %2, 6
    aes_round   13, %1
    hash_step   %2, 7
    hash_step   %2, 8
    hash_step   %2, 9
    hash_step   %2, 10
    hash_step   %2, 11
%endmacro

; first_rounds N: the first two, on N vectors
%macro first_rounds 1
    test        byte [state + NUM_ROUNDS], AES_256
    jz          %%aes_128
    aes_round   1, %1
    aes_round   2, %1
    jmp         %%done
%%aes_128:
    aes_round   5, %1
    aes_round   6, %1
%%done:
%endmacro

; keep_rounds: four vectors to FIRST_ROUNDS
%macro keep_rounds 0
%assign %%i 0
%rep 4
    vmovdqa64   [rsp + FIRST_ROUNDS + rax + 64 * %%i], zmm %+ %%i
%assign %%i %%i + 1
%endrep
%endmacro

; make_base: the group's counter
%macro make_base 0
    mov         eax, counter
    bswap       eax
    mov         [rsp + COUNTER], eax
    vpxord      base {counters}, template, [rsp + COUNTER] {1to16}
%endmacro

; make_inputs N, ROUNDS: the inputs of AES for the next N vectors of a group, or of its third round
%macro make_inputs 2
%ifidn %2, skip
    movzx       eax, counter_b
    shl         eax, 4
%define %%place rsp + FIRST_ROUNDS + rax
%else
    make_base
%define %%place places
%endif
%assign %%i 0
%rep %1
    vpxord      zmm %+ %%i, base, [%%place + 64 * %%i]
%assign %%i %%i + 1
%endrep
%ifidn %2, keep
    movzx       eax, counter_b
    shl         eax, 4
%endif
    add         counter, 16
%endmacro

; finish_vector DIRECTION, I, AT: the last round, and the text at `in` + AT; what is to be hashed
; goes to zmm(4+I)
%macro finish_vector 3
%assign %%h 4 + %2
%ifidn %1, seal
    vpxorq      t0, last_key, [in + %3]
    vaesenclast zmm %+ %2, zmm %+ %2, t0
    vmovdqu64   [out + %3], zmm %+ %2
    vpshufb     zmm %+ %%h, zmm %+ %2, byte_swap
%else
    vmovdqu64   zmm %+ %%h, [in + %3]
    vpxorq      t0, last_key, zmm %+ %%h
    vaesenclast zmm %+ %2, zmm %+ %2, t0
    vmovdqu64   [out + %3], zmm %+ %2
    vpshufb     zmm %+ %%h, zmm %+ %%h, byte_swap
%endif
%endmacro

; finish_tail DIRECTION, I, AT: the same for the vector that may have less than 64 bytes of text
%macro finish_tail 3
%assign %%h 4 + %2
    vmovdqu8    zmm %+ %%h {tail_bytes}{z}, [in + %3]
    vpxorq      t0, last_key, zmm %+ %%h
    vaesenclast zmm %+ %2, zmm %+ %2, t0
    vmovdqu8    [out + %3] {tail_bytes}, zmm %+ %2
%ifidn %1, seal
    vmovdqu8    zmm %+ %%h {tail_bytes}{z}, zmm %+ %2
%endif
    vpshufb     zmm %+ %%h, zmm %+ %%h, byte_swap
%endmacro

; finish_text DIRECTION, N, SKIPPED: vectors 0 to N-1 (1 to N-1 if SKIPPED) where the last one may
; have less than 64 bytes of text, and vector 0 would start at `in` - SKIPPED
%macro finish_text 3
    lea         rax, [left + (%3) - 64 * (%2 - 1)]
%if %2 == 4 && %3 != 0
    mov         r10d, 64                     ; there may be more text than this group's
    cmp         rax, r10
    cmova       rax, r10
%endif
    mov         r10, -1
    bzhi        r10, r10, rax
    kmovq       tail_bytes, r10
%assign %%i (%3) / 32
%rep (%2) - 1 - (%3) / 32
    finish_vector %1, %%i, 64 * %%i - %3
%assign %%i %%i + 1
%endrep
    finish_tail %1, %%i, 64 * %%i - %3
%endmacro

; whole_group DIRECTION, HASH, ROUNDS: 256 bytes of text
%macro whole_group 3
    make_inputs 4, %3
    encrypt     4, %2, %3
%assign %%i 0
%rep 4
    finish_vector %1, %%i, 64 * %%i
%assign %%i %%i + 1
%endrep
%ifnidn %2, first
    vpxorq      zmm4, zmm4, high
%endif
    add         in, 256
    add         out, 256
    sub         left, 256
%endmacro

; tail_group DIRECTION, N: the last 1 to 255 bytes of text, in N vectors
%macro tail_group 2
    make_inputs %2, do
    encrypt     %2, whole, do
    finish_text %1, %2, 0
    vpxorq      zmm4, zmm4, high
    add         left, 15
    and         left, -16
    lea         powers, [state + P_1]
    sub         powers, left
%endmacro

; first_group DIRECTION, N: the first N vectors of the stream, not more than the text needs; the
; upper half of the first one is for the first 32 bytes. `high` is what comes before them in the
; hash. `powers` is right if the text ends here.
%macro first_group 2
%assign %%i 0
%rep %2
    vpxord      zmm %+ %%i, template, [places + 64 * %%i]
%assign %%i %%i + 1
%endrep
    encrypt     %2, none, do
%if %2 == 1
    mov         eax, -1
    bzhi        eax, eax, r9d
    kmovd       tail_bytes, eax
    vmovdqu8    t1_y {tail_bytes}{z}, [in]
    vpxor       t2_y, t2_y, t2_y
    vinserti64x4 zmm4, t2, t1_y, 1
    vpxorq      t0, last_key, zmm4
    vaesenclast zmm0, zmm0, t0
    vextracti64x4 t1_y, zmm0, 1
    vmovdqu8    [out] {tail_bytes}, t1_y
%ifidn %1, seal
    vmovdqu8    t1_y {tail_bytes}{z}, t1_y
    vinserti64x4 zmm4, t2, t1_y, 1
%endif
%else
    vbroadcasti64x4 zmm4 {upper_half}{z}, [in]
    vpxorq      t0, last_key, zmm4
    vaesenclast zmm0, zmm0, t0
    vextracti64x4 [out], zmm0, 1
%ifidn %1, seal
    vmovdqa64   zmm4 {upper_half}{z}, zmm0
%endif
%endif
    vextracti128 tag_mask, ymm0, 1
    vpshufb     zmm4, zmm4, byte_swap
    vpxorq      zmm4, zmm4, high
%if %2 > 1
    finish_text %1, %2, 32
%endif
    lea         r10, [left + 15]
    and         r10, -16
    lea         powers, [state + P_1 - 32]
    sub         powers, r10
%endmacro

; ---- The end of the hash

; hash_one I, AT: adds the products of one vector
%macro hash_one 2
    vpclmulqdq  t0, zmm %+ %1, [%2], 0x00
    vpxorq      low, low, t0
    vpclmulqdq  t0, zmm %+ %1, [%2], 0x01
    vpclmulqdq  t1, zmm %+ %1, [%2], 0x10
    xor3        middle, t0, t1
    vpclmulqdq  t0, zmm %+ %1, [%2], 0x11
    vpxorq      high, high, t0
%endmacro

; hash_two I, J, AT, BT: adds those of two
%macro hash_two 4
    add_products 0, low, zmm %+ %1, [%3], 0x00, zmm %+ %2, [%4]
    add_products 0, middle, zmm %+ %1, [%3], 0x01, zmm %+ %2, [%4]
    add_products 0, middle, zmm %+ %1, [%3], 0x10, zmm %+ %2, [%4]
    add_products 0, high, zmm %+ %1, [%3], 0x11, zmm %+ %2, [%4]
%endmacro

; make_lengths: the last block of the hash to t2
%macro make_lengths 0
    vmovq       t2_x, in_bits
    vpinsrq     t2_x, t2_x, aad_bits, 1
%endmacro

; hash_last N: the last N vectors, whose blocks are fewer than 16, and the block of lengths
%macro hash_last 1
    make_lengths
    vpclmulqdq  low_x, t2_x, [state + P_1], 0x00
    vpclmulqdq  hash, t2_x, [state + P_1], 0x11
    vpclmulqdq  middle_x, t2_x, [state + P_1], 0x01
    vpclmulqdq  t0_x, t2_x, [state + P_1], 0x10
    vpxor       middle_x, middle_x, t0_x
%if %1 == 4
    hash_two    4, 5, powers, powers + 64
    hash_two    6, 7, powers + 128, powers + 192
%elif %1 == 3
    hash_two    4, 5, powers, powers + 64
    hash_one    6, powers + 128
%elif %1 == 2
    hash_two    4, 5, powers, powers + 64
%else
    hash_one    4, powers
%endif
    reduce
%endmacro

%macro reduce 0
    reduce_step 8
    reduce_step 9
    reduce_step 10
    reduce_step 11
%endmacro

; ---- Short texts

; short_text DIRECTION: up to 32 bytes of text and up to 16 of additional data. They do not fill a
; 512-bit register, and there are models that pay for one with their clock (CPU_ZMM_FREE): xmm0 has
; block 1, ymm1 the text, ymm6 the additional data and the lengths.
%macro short_text 1
    vmovq       t0_x, [nonce]
    vpinsrd     t0_x, t0_x, [nonce + 8], 2
    vpxor       t0_x, t0_x, [state + KEYS]
    vinserti128 t0_y, t0_y, t0_x, 1
    vpxor       xmm0, t0_x, [places + 16]
    vpxor       ymm1, t0_y, [places + 32]
    test        byte [state + NUM_ROUNDS], AES_256
    jz          %%last_ten
%assign %%i 1
%rep 4
    short_round %%i
%assign %%i %%i + 1
%endrep
%%last_ten:
%rep 9
    short_round %%i
%assign %%i %%i + 1
%endrep

    mov         r10d, -1
    bzhi        r10d, r10d, r9d
    kmovd       tail_bytes, r10d
    vmovdqu8    ymm4 {tail_bytes}{z}, [in]
    mov         aad_len, [rbp + 24]
    mov         aad, [rbp + 16]
    vpxor       xmm6, xmm6, xmm6
    test        aad_len, aad_len
    jz          %%aad_done
    mov         r10d, -1
    bzhi        r10d, r10d, r11d
    kmovd       counters, r10d
    vmovdqu8    xmm6 {counters}{z}, [aad]
    vpshufb     xmm6, xmm6, [reversed_bytes]
%%aad_done:
    lea         in_bits, [8 * left]
    shl         aad_bits, 3
    vmovq       t2_x, in_bits
    vpinsrq     t2_x, t2_x, aad_bits, 1
    vinserti128 ymm6, ymm6, t2_x, 1

    lea         r10, [left + 15]
    and         r10, -16
    lea         powers, [state + P_1]
    sub         powers, r10
    vmovdqu     xmm7, [powers - 16]
    vinserti128 ymm7, ymm7, [state + P_1], 1
    vbroadcasti128 ymm5, [state + KEYS + 16 * 14]
    vaesenclast tag_mask, xmm0, xmm5
    vpxor       ymm5, ymm5, ymm4
    vaesenclast ymm1, ymm1, ymm5
    vmovdqu8    [out] {tail_bytes}, ymm1
%ifidn %1, seal
    vmovdqu8    ymm4 {tail_bytes}{z}, ymm1
%endif
    vmovdqa     byte_swap_x, [reversed_bytes]
    vpshufb     ymm4, ymm4, [reversed_bytes]
    vmovdqu     ymm5, [powers]              ; P_1 and a key times zeros if there is no text

    vpclmulqdq  ymm8, ymm6, ymm7, 0x00
    vpclmulqdq  ymm9, ymm6, ymm7, 0x01
    vpclmulqdq  t1_y, ymm6, ymm7, 0x10
    vpclmulqdq  high_y, ymm6, ymm7, 0x11
    vpxor       ymm9, ymm9, t1_y
    vpclmulqdq  ymm0, ymm4, ymm5, 0x00
    vpclmulqdq  ymm1, ymm4, ymm5, 0x01
    vpclmulqdq  ymm2, ymm4, ymm5, 0x10
    vpclmulqdq  ymm3, ymm4, ymm5, 0x11
    vpxor       ymm8, ymm8, ymm0
    xor3        ymm9, ymm1, ymm2
    vpxor       high_y, high_y, ymm3
    vpclmulqdq  t0_y, ymm8, [reduction], 0x00
    vpshufd     ymm8, ymm8, 0x4e
    xor3        ymm9, ymm8, t0_y
    vpclmulqdq  t0_y, ymm9, [reduction], 0x00
    vpshufd     ymm9, ymm9, 0x4e
    xor3        high_y, ymm9, t0_y
    reduce_step 11
%endmacro

%macro short_round 1                        ; SLOT
    vbroadcasti128 ymm5, [state + KEYS + 16 * (%1)]
    vaesenc     xmm0, xmm0, xmm5
    vaesenc     ymm1, ymm1, ymm5
%endmacro

; ---- The whole

; seal_or_open DIRECTION: all but what becomes of the tag, which is in `hash` at the end
%macro seal_or_open 1
    frame       0
    and         rsp, -64
    sub         rsp, FRAME
    mov         [rsp + OUT], out
    cmp         left, 32
    ja          .fills_vectors
    cmp         qword [rbp + 24], 16
    ja          .fills_vectors
    short_text  %1
    jmp         .done

.fills_vectors:
    vmovq       t0_x, [nonce]
    vpinsrd     t0_x, t0_x, [nonce + 8], 2
    vshufi32x4  template, t0, t0, 0
    test        byte [state + NUM_ROUNDS], AES_256
    jz          .load_last_ten
%assign i 1
%rep 4
    %assign register 17 + i
    vbroadcasti32x4 zmm %+ register, [state + KEYS + 16 * i]
%assign i i + 1
%endrep
.load_last_ten:
%rep 10
    %assign register 17 + i
    vbroadcasti32x4 zmm %+ register, [state + KEYS + 16 * i]
%assign i i + 1
%endrep
    vbroadcasti32x4 t0, [state + KEYS]
    vpxorq      template, template, t0
    vmovdqa64   byte_swap, [reversed_bytes]
    mov         eax, 0x8888
    kmovw       counters, eax
    mov         eax, 0xf0
    kmovw       upper_half, eax

    ; additional data: all but the last block is hashed, that one takes block 1's place
    mov         aad_len, [rbp + 24]
    mov         aad, [rbp + 16]
    vpxor       hash, hash, hash
    test        aad_len, aad_len
    jz          .aad_done
    mov         r10, aad_len
    vpxor       t2_x, t2_x, t2_x
    cmp         aad_len, 16
    ja          .long_aad
.last_aad:
    mov         ecx, -1
    bzhi        ecx, ecx, r10d
    kmovd       tail_bytes, ecx
    vmovdqu8    hash {tail_bytes}{z}, [aad]
    vpshufb     hash, hash, byte_swap_x
    vpxor       hash, hash, t2_x
    vpxor       t2_x, t2_x, t2_x
    vinserti128 high_y, t2_y, hash, 1
.aad_done:
    shl         aad_bits, 3
    lea         in_bits, [8 * left]

    cmp         left, 96
    ja          .over_96
    cmp         left, 32
    ja          .first_2
    first_group %1, 1
    jmp         .last_1
.first_2:
    first_group %1, 2
    jmp         .last_2
.over_96:
    cmp         left, 160
    ja          .first_4
    first_group %1, 3
    jmp         .last_3
.first_4:
    first_group %1, 4
    cmp         left, 224
    jbe         .last_4
    add         in, 224
    add         out, 224
    sub         left, 224
    mov         counter, 16
    vmovdqa64   base, template
    cmp         left, MANY
    jae         .many

    align       64
.next_group:
    cmp         left, 256
    jb          .tail
    whole_group %1, whole, do
    jmp         .next_group

.tail:
    cmp         left, 128
    ja          .tail_over_128
    cmp         left, 64
    ja          .tail_2
    test        left, left
    jz          .last_16
    tail_group  %1, 1
    jmp         .last_1
.tail_2:
    tail_group  %1, 2
    jmp         .last_2
.tail_over_128:
    cmp         left, 192
    ja          .tail_4
    tail_group  %1, 3
    jmp         .last_3
.tail_4:
    tail_group  %1, 4
.last_4:
    cmp         powers, state               ; no power for the lengths if there are 16 blocks
    jb          .last_16
    hash_last   4
    jmp         .done
.last_3:
    hash_last   3
    jmp         .done
.last_2:
    hash_last   2
    jmp         .done
.last_1:
    hash_last   1
    jmp         .done
.last_16:
%assign i 0
%rep 12
    hash_step   whole, i
%assign i i + 1
%endrep
    make_lengths
    vpxor       t2_x, t2_x, hash
    multiply    hash, t2_x, [state + P_1], t0_x, t1_x, middle_x, [reduction]
    jmp         .done

.many:
    vbroadcasti32x4 t2, [state + POWERS]
%assign i 0
%rep 4
    multiply    high, t2, [state + POWERS + 64 * i], t0, t1, middle, [reduction]
    vmovdqa64   [rsp + HIGH_POWERS + 64 * i], high
%assign i i + 1
%endrep

    mov         byte [rsp + 2048], 0        ; not to step over a guard page
%assign i 0
%rep 4
    vpxord      zmm %+ i, base, [places + 64 * i]
%assign i i + 1
%endrep
    xor         eax, eax
    first_rounds 4
    keep_rounds
    whole_group %1, whole, keep
    align       64
.next_two_kept:
    whole_group %1, first, keep
    whole_group %1, second, keep
    test        counter_b, counter_b
    jnz         .next_two_kept

.next_256_blocks:
    make_base
    vmovdqa64   zmm0, base
    first_rounds 1
    vbroadcasti32x4 base, [rsp + FIRST_ROUNDS]
    vpxorq      base, base, zmm0
    align       64
.next_two_groups:
    whole_group %1, first, skip
    whole_group %1, second, skip
    cmp         left, 16 * 256              ; else they are used again
    jb          .wipe_two
.wiped:
    cmp         left, 512
    jb          .many_done
    test        counter_b, counter_b
    jnz         .next_two_groups
    vmovdqa64   base, template
    jmp         .next_256_blocks

.many_done:
    vmovdqa64   base, template
    vpxor       t0_x, t0_x, t0_x
%assign i 0
%rep 4
    vmovdqa64   [rsp + HIGH_POWERS + 64 * i], t0
%assign i i + 1
%endrep
    jmp         .next_group

    ; the blocks that were used for the last time
.wipe_two:
    vpxor       t0_x, t0_x, t0_x
%assign i -4
%rep 8
    vmovdqa64   [rsp + FIRST_ROUNDS + rax + 64 * i], t0
%assign i i + 1
%endrep
    jmp         .wiped

    ; hashes all but the last block into t2
.long_aad:
    dec         r10
    and         r10, -16
.next_aad:
    cmp         r10, 64
    jb          .rest_of_aad
    vmovdqu64   t0, [aad]
    vpshufb     t0, t0, byte_swap
    vpxorq      t0, t0, t2
    multiply    high, t0, [state + P_1 - 48], low, middle, t1, [reduction]
    reduce_step 10
    reduce_step 11
    vmovdqa     t2_x, hash
    add         aad, 64
    sub         r10, 64
    jmp         .next_aad
.rest_of_aad:
    test        r10, r10
    jz          .all_but_last
    mov         rcx, -1
    bzhi        rcx, rcx, r10
    kmovq       tail_bytes, rcx
    vmovdqu8    t0 {tail_bytes}{z}, [aad]
    vpshufb     t0, t0, byte_swap
    vpxorq      t0, t0, t2
    add         aad, r10
    lea         rcx, [state + P_1 + 16]
    sub         rcx, r10
    multiply    high, t0, [rcx], low, middle, t1, [reduction]
    reduce_step 10
    reduce_step 11
    vmovdqa     t2_x, hash
.all_but_last:
    lea         r10, [aad_len - 1]
    and         r10, 15
    inc         r10
    jmp         .last_aad

.done:
    vpshufb     hash, hash, byte_swap_x
    vpxor       hash, hash, tag_mask
%endmacro

function brisk_aes_gcm_seal_vaes_avx512
    seal_or_open seal
    vmovdqu     [tag], hash
    vzeroupper
    frame_return
end_function

function brisk_aes_gcm_open_vaes_avx512
    seal_or_open open
    xor         eax, eax
    vpxor       hash, hash, [tag]
    vptest      hash, hash
    jnz         .forged
    inc         eax
    vzeroupper
    frame_return

    ; nothing of the text may stay
.forged:
    mov         out, [rsp + OUT]
    shr         in_bits, 3
    vpxor       t0_x, t0_x, t0_x
.next_wiped:
    cmp         in_bits, 64
    jb          .wipe_tail
    vmovdqu64   [out], t0
    add         out, 64
    sub         in_bits, 64
    jmp         .next_wiped
.wipe_tail:
    mov         r10, -1
    bzhi        r10, r10, in_bits
    kmovq       tail_bytes, r10
    vmovdqu8    [out] {tail_bytes}, t0
    vzeroupper
    frame_return
end_function
