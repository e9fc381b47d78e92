; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; Almost-Montgomery multiplication and squaring modulo numbers of 1024 bits, the halves of RSA-2048,
; in radix 2^61.
;
;   void brisk_rsa_amm17_adx(uint64_t *out, const uint64_t *a, const uint64_t *b,
;                            struct modulus61 *modulus);
;   void brisk_rsa_ams17_adx(uint64_t *out, const uint64_t *a, struct modulus61 *modulus);
;
; Bounds     a, b below 3 m, m below 2^1024, in 17 limbs below 2^61; out likewise, congruent to
;            a b / R, R = 2^(61 * 17) = 2^1037.
; Layout     struct modulus61 is in crypto/x86_64/rsa_adx.c; see "Fields" below. Limbs are least
;            significant first, nothing is aligned.
; Aliasing   out may be a or b, a may be b.
; CPU bits   CPU_BMI2
; Timing     constant
; Speed      Emerald Rapids (family 6, model 207), cycles: 710, squared 540; rsa_adx.asm takes 790 and
;            655
;
; Limbs of 61 bits leave room: 34 products of 122 bits and a carry are below 2^128. So each column of
; the product is a sum of 128 bits to which mulx's result is added with `add` and `adc`, and no carry
; runs along a row. With full limbs and two chains of adcx and adox, a product takes 1.4 cycles on
; Golden Cove, though their ports could do it in 1.1; with `add`, which more ports know, it takes
; exactly 1, mulx's bound, and that is worth 289 products instead of 256. Squaring multiplies unlike
; limbs once, one of them doubled.
;
; The reduction (Montgomery 1985) has no multiplication for its quotients but one, as in rsa_ifma.asm:
; with k = -1/m mod 2^61, k m + 1 is 2^61 w for a w below m, so adding y k m for y = the lowest limb
; takes that limb away and adds y w one limb higher. These multiples are a limb longer than m; the
; last takes k y mod 2^61 and m. The multiples' sum is below R m (1 + 2^-60) + R m, and a b is below
; 2^-9 R m: the result is below 3 m.
;
; Bound: 289 products for the reduction and 289, or 153 for a square, before it, a cycle each; 33
; carries, seven instructions each. The quotients wait for each other, 7 cycles each: they are found
; two at a time, and what waits for them is written down after what does not, the products of a and
; b first, and never more of it in a row than a core's scheduler holds.

%include "crypto/x86_64/common.inc"

%define modulus     rcx
%define factor      rdx                     ; mulx's register
%define low         rax
%define high        rbx
%define mask        rbp                     ; 2^61 - 1

; Columns in registers: up to four, and the number of a column of the whole tells which
%define LOW(c)      r %+ %eval(8 + 2 * ((c) & 3))
%define HIGH(c)     r %+ %eval(9 + 2 * ((c) & 3))

%define carry_low   rsi                     ; into the next column
%define carry_high  rdi

%define LIMBS       17
%define BITS        61

; Fields of struct modulus61: copies of a, and of b or, in squaring, of twice a, so that no pointers
; are needed
%define K           [modulus]
%define W(i)        [modulus + 8 + 8 * (i)]
%define M(i)        [modulus + 144 + 8 * (i)]
%define A(i)        [modulus + 280 + 8 * (i)]
%define B(i)        [modulus + 416 + 8 * (i)]
%define QUOTIENT(i) [modulus + 552 + 8 * (i)]

; The stack
%define out         [rsp]
%define FRAME       8

; multiply C, OPERAND: adds factor times the operand to column C
%macro multiply 2
    mulx        high, low, %2
    add         LOW(%1), low
    adc         HIGH(%1), high
%endmacro

; multiply_first C, OPERAND: the same where this is the first product of the column. Clearing or
; loading the column before it would take more than two instructions: two columns at a time, a product
; then takes 1.35 cycles.
%macro multiply_first 2
    mulx        HIGH(%1), LOW(%1), %2
%endmacro

; add_product IS_FIRST, C, OPERAND: one or the other
%macro add_product 3
%if %1
    multiply_first %2, %3
%else
    multiply    %2, %3
%endif
%endmacro

; for_columns C, MACRO: for the NUM_COLUMNS columns from C on, which are in registers together
%macro for_columns 2
%assign c %1
%rep NUM_COLUMNS
    %2          c
%assign c c + 1
%endrep
%endmacro

; multiply_limb C: adds factor = limb j of a times that limb of b that belongs to column C
%macro multiply_limb 1
%if (%1) >= j && (%1) - j < LIMBS
    add_product j == 0 || (%1) - j == LIMBS - 1, %1, B((%1) - j)
%endif
%endmacro

; square_limb C: the same, once for unlike limbs, where a is both
%macro square_limb 1
%if (%1) == 2 * j
    add_product j == 0 || j == LIMBS - 1, %1, factor
%elif (%1) > 2 * j && (%1) - j < LIMBS
    add_product j == 0 || (%1) - j == LIMBS - 1, %1, B((%1) - j)
%endif
%endmacro

; product FIRST, MACRO: these columns, by the macro for limb j and a column
%macro product 2
%assign j 0
%rep LIMBS
%if j < (%1) + NUM_COLUMNS && (%1) - j < LIMBS
    mov         factor, A(j)
    for_columns %1, %2
%endif
%assign j j + 1
%endrep
%endmacro

; add_multiple C: adds factor = quotient i times the limb of w that belongs to column C
%macro add_multiple 1
%if (%1) - 1 - i >= 0 && (%1) - 1 - i < LIMBS
    multiply    %1, W((%1) - 1 - i)
%endif
%endmacro

; add_carry COLUMN
%macro add_carry 1
    add         LOW(%1), carry_low
    adc         HIGH(%1), carry_high
%endmacro

; pass_carry COLUMN: the carry is the column without its lowest limb
%macro pass_carry 1
    mov         carry_low, LOW(%1)
    mov         carry_high, HIGH(%1)
    shrd        carry_low, carry_high, BITS
    shr         carry_high, BITS
%endmacro

; find_quotient I: takes it away from column I
%macro find_quotient 1
    mov         factor, LOW(%1)
    and         factor, mask
    mov         QUOTIENT(%1), factor
    pass_carry  %1
%endmacro

; finish_limb C: column C's limb of the result; factor is out
%macro finish_limb 1
    add_carry   %1
    pass_carry  %1
    and         LOW(%1), mask
    mov         [factor + 8 * ((%1) - LIMBS)], LOW(%1)
%endmacro

; find_two FIRST, MACRO: two quotients, from two columns of the product
%macro find_two 2
%assign NUM_COLUMNS 2
    product     %1, %2
%assign i 0
%rep %1
    mov         factor, QUOTIENT(i)
    for_columns %1, add_multiple
%assign i i + 1
%endrep
%if (%1) > 0
    add_carry   %1
%endif
    find_quotient %1
    add_carry   %1 + 1
    multiply    %1 + 1, W(0)
    find_quotient %1 + 1
%endmacro

; find_last MACRO: quotient 16, which takes a multiplication by k, and the multiple of m itself
%macro find_last 1
%assign NUM_COLUMNS 1
    product     16, %1
%assign i 0
%rep 16
    mov         factor, QUOTIENT(i)
    add_multiple 16
%assign i i + 1
%endrep
    add_carry   16
    mov         factor, LOW(16)
    imul        factor, K
    and         factor, mask
    mov         QUOTIENT(16), factor
    multiply    16, M(0)
    pass_carry  16
%endmacro

; upper_columns FIRST, NUMBER, MACRO: so many columns of the result, from 17 on
%macro upper_columns 3
%assign NUM_COLUMNS %2
    product     %1, %3
%assign i (%1) - LIMBS
%rep 33 - (%1)
    mov         factor, QUOTIENT(i)
    for_columns %1, add_multiple
%assign i i + 1
%endrep
    mov         factor, QUOTIENT(16)
%assign column %1
%rep NUM_COLUMNS
    multiply    column, M(column - 16)
%assign column column + 1
%endrep
    mov         factor, out
    for_columns %1, finish_limb
%endmacro

; multiply_and_reduce MACRO, NUMBER: what follows the copying of the factors; the upper columns go in
; groups of this number: two are faster in squaring, and four in multiplication
%macro multiply_and_reduce 2
    mov         mask, (1 << BITS) - 1
%assign pair 0
%rep 8
    find_two    pair, %1
%assign pair pair + 2
%endrep
    find_last   %1
%assign group 17
%rep 16 / (%2)
    upper_columns group, %2, %1
%assign group group + (%2)
%endrep
    mov         [factor + 8 * (LIMBS - 1)], carry_low
%endmacro

function brisk_rsa_amm17_adx
    full_frame  FRAME
    mov         out, rdi
%assign i 0
%rep LIMBS
    mov         low, [rsi + 8 * i]
    mov         high, [rdx + 8 * i]
    mov         A(i), low
    mov         B(i), high
%assign i i + 1
%endrep
    multiply_and_reduce multiply_limb, 4
    frame_return
end_function

function brisk_rsa_ams17_adx
    full_frame  FRAME
    mov         out, rdi
    mov         modulus, rdx
%assign i 0
%rep LIMBS
    mov         low, [rsi + 8 * i]
    mov         A(i), low
    add         low, low
    mov         B(i), low
%assign i i + 1
%endrep
    multiply_and_reduce square_limb, 2
    frame_return
end_function
