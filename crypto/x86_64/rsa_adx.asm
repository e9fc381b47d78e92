; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; Montgomery multiplication and squaring of long numbers with mulx, adcx and adox.
;
;   void brisk_rsa_mont_mul_adx(uint64_t *out, const uint64_t *a, const uint64_t *b,
;                               struct modulus *modulus);
;   void brisk_rsa_mont_sqr_adx(uint64_t *out, const uint64_t *a, struct modulus *modulus);
;
; Bounds     a, b and out are below R = 2^(512 num_blocks), which is all that is said of them: out
;            is congruent to a b / R, but may be above m. num_blocks = 1 to 8.
; Layout     struct modulus is in crypto/x86_64/rsa_adx.c; see "Fields" below. Numbers are 8
;            num_blocks limbs, least significant first, not aligned.
; Aliasing   out may be a or b, a may be b.
; CPU bits   CPU_ADX | CPU_BMI2
; Timing     depends on num_blocks only.
; Speed      Emerald Rapids (family 6, model 207), cycles: 16 limbs 780, squared 635; 24 limbs 1740
;            and 1390; 32 limbs 3110 and 2440
;
; The product and the reduction (Montgomery 1985; "separated operand scanning" in Koc, Acar, Kaliski
; 1996) both go in blocks of 8 by 8 limbs: 8 limbs of an accumulator stay in registers, and each of
; 8 rows multiplies 8 limbs of one number by one limb of the other, which makes the lowest limb of
; the accumulator final and one more on top. adcx adds the lower halves of the products, adox the
; upper ones: two chains of carries that do not wait for each other. The limb of t that a row adds
; too goes in front of the latter. The accumulator, this limb, and the product together are at most
;   (2^512 - 1) + (2^64 - 1) + (2^512 - 1) (2^64 - 1) = 2^576 - 1,
; so that nothing is carried out of the nine limbs of a row.
;
; The result before the last step is below (R^2 + R m) / R = R + m: where it has a bit above R, m is
; subtracted, and it is below R again.
;
; Bound: adcx and adox go to two ports, 18 in a row: 9 cycles, for 16 (num_blocks)^2 rows. Measured, a
; row takes 11.7 when nothing else runs.
;
; Squaring takes the products of unlike blocks once, as rows of blocks above the diagonal, adds the
; products of unlike limbs of each block on the diagonal, and in the same pass doubles what there is
; and adds the squares of the limbs, with adcx and adox as the two chains again.

%include "crypto/x86_64/common.inc"

%define t           rdi                     ; where the lowest limb of the accumulator is
%define operand     rsi                     ; the block that is multiplied
%define factors     rcx                     ; the limbs it is multiplied by
%define factor      rdx                     ; mulx's register
%define low         rax
%define high        rbx
%define zero        rbp

; Fields of struct modulus
%define N0          0
%define NUM_BLOCKS  8
%define Q           16                      ; 8 limbs
%define M           80                      ; 64 limbs
%define T           592                     ; 128 limbs

; The stack
%define out         [rsp]
%define a           [rsp + 8]
%define twice       [rsp + 16]              ; carries in squaring
%define modulus     [rsp + 24]
%define to_go       [rsp + 32]              ; blocks of b, then of the reduction
%define blocks      [rsp + 40]              ; to go in this row of blocks
%define top         [rsp + 48]              ; carry
%define carry       blocks
%define square      top
%define FRAME       56

; ACC(i): limb i of the accumulator, which wraps around
%define ACC(i)      r %+ %eval(8 + ((i) & 7))

; row I, IN_T: adds the I-th row, and t's limb, which becomes the lowest of the sum; or neither
%macro row 2
    xor         eax, eax                    ; both carries
%if %2
    adox        ACC(%1), [t + 8 * (%1)]
%endif
    mulx        high, low, [operand]
    adcx        ACC(%1), low
    adox        ACC(%1 + 1), high
%if %2
    mov         [t + 8 * (%1)], ACC(%1)
%endif
%assign i 1
%rep 6
    mulx        high, low, [operand + 8 * i]
    adcx        ACC(%1 + i), low
    adox        ACC(%1 + i + 1), high
%assign i i + 1
%endrep
    mulx        ACC(%1), low, [operand + 56]
    adcx        ACC(%1 + 7), low
    adcx        ACC(%1), zero
    adox        ACC(%1), zero
%endmacro

; block: t's 8 limbs += the accumulator + operand times the 8 factors; what is above them becomes
; the accumulator, and everything moves up by 8 limbs
%macro block 0
%assign k 0
%rep 8
    mov         factor, [factors + 8 * k]
    row         k, 1
%assign k k + 1
%endrep
    add         operand, 64
    add         t, 64
%endmacro

; set_blocks LESS: blocks = num_blocks - LESS
%macro set_blocks 1
    mov         rax, modulus
    mov         rax, [rax + NUM_BLOCKS]
    sub         rax, %1
    mov         blocks, rax
%endmacro

; enter BLOCKS: the prologue; t's first BLOCKS times num_blocks blocks are cleared. rdx is modulus.
%macro enter 1
    full_frame  FRAME
    mov         out, rdi
    mov         a, rsi
    mov         modulus, rdx
    mov         rax, [rdx + NUM_BLOCKS]
    mov         to_go, rax
    xor         ebp, ebp
    mov         top, zero
    lea         t, [rdx + T]
%%clear:
%assign k 0
%rep 8 * (%1)
    mov         [t + 8 * k], zero
%assign k k + 1
%endrep
    add         t, 64 * (%1)
    dec         rax
    jnz         %%clear
    lea         t, [rdx + T]
%endmacro

%macro clear_accumulator 0
%assign k 0
%rep 8
    xor         ACC(k), ACC(k)
%assign k k + 1
%endrep
%endmacro

%macro store_accumulator 0
%assign k 0
%rep 8
    mov         [t + 8 * k], ACC(k)
%assign k k + 1
%endrep
%endmacro

function brisk_rsa_mont_mul_adx
    mov         rax, rdx
    mov         rdx, rcx
    mov         rcx, rax                    ; b, which is `factors`
    enter       1
.next_factors:
    clear_accumulator
    mov         operand, a
    set_blocks  0
    align       32
.next_product:
    block
    dec         qword blocks
    jnz         .next_product
    store_accumulator
    mov         rax, modulus
    mov         rax, [rax + NUM_BLOCKS]
    shl         rax, 6
    sub         t, rax
    add         t, 64
    add         factors, 64
    dec         qword to_go
    jnz         .next_factors

.reduce:
    mov         factors, modulus
    mov         rax, [factors + NUM_BLOCKS]
    mov         to_go, rax
    lea         t, [factors + T]
    add         factors, Q
.next_reduction:
    lea         operand, [factors - Q + M]
%assign k 0
%rep 8
    mov         ACC(k), [t + 8 * k]
%assign k k + 1
%endrep
%assign k 0
%rep 8
    mov         factor, ACC(k)
    imul        factor, [factors - Q + N0]
    mov         [factors + 8 * k], factor
    row         k, 0                        ; the lowest limb becomes 0
%assign k k + 1
%endrep
    add         operand, 64
    add         t, 64
    set_blocks  1
    jz          .reduced
    align       32
.next_multiple:
    block
    dec         qword blocks
    jnz         .next_multiple
.reduced:
    xor         eax, eax
    sub         rax, top                    ; CF = the carry of the reduction before
    adc         ACC(0), [t]
    mov         [t], ACC(0)
%assign k 1
%rep 7
    adc         ACC(k), [t + 8 * k]
    mov         [t + 8 * k], ACC(k)
%assign k k + 1
%endrep
    mov         eax, 0
    adc         rax, rax
    mov         top, rax
    mov         rax, [factors - Q + NUM_BLOCKS]
    shl         rax, 6
    sub         t, rax
    add         t, 64
    dec         qword to_go
    jnz         .next_reduction

    ; t is where the result starts: subtract m from it if there is a carry
    lea         operand, [factors - Q + M]
    mov         rcx, [factors - Q + NUM_BLOCKS]
    mov         rdx, out
    sub         zero, top                   ; a mask
    xor         ebx, ebx                    ; borrow
.next_difference:
%assign k 0
%rep 8
    mov         ACC(k), [operand + 8 * k]
    and         ACC(k), zero
%assign k k + 1
%endrep
    neg         rbx                         ; CF = borrow
%assign k 0
%rep 8
    mov         rax, [t + 8 * k]
    sbb         rax, ACC(k)
    mov         [rdx + 8 * k], rax
%assign k k + 1
%endrep
    sbb         rbx, rbx
    neg         rbx
    add         operand, 64
    add         t, 64
    add         rdx, 64
    dec         rcx
    jnz         .next_difference

    frame_return
end_function

; cross_row K: in a block's square, limb K times those above it; limb p of the sum is ACC(p). Of the
; two that are final then, those that are among the lower 8 are stored.
%macro cross_row 1
    mov         factor, [factors + 8 * (%1)]
    xor         eax, eax
%assign j (%1) + 1
%rep 6 - (%1)
    mulx        high, low, [factors + 8 * j]
    adcx        ACC(%1 + j), low
    adox        ACC(%1 + j + 1), high
%assign j j + 1
%endrep
    mulx        ACC(%1 + 8), low, [factors + 56]
    adcx        ACC(%1 + 7), low
    adcx        ACC(%1 + 8), zero
    adox        ACC(%1 + 8), zero
%if (%1) < 4
    mov         [t + 8 * (2 * (%1) + 1)], ACC(2 * (%1) + 1)
%endif
%if (%1) < 3
    mov         [t + 8 * (2 * (%1) + 2)], ACC(2 * (%1) + 2)
%endif
%endmacro

; double_limb P, TERM: twice limb p of t, with the carry of that, and the term, with another
%macro double_limb 2
%if (%1) < 8
    mov         factor, [t + 8 * (%1)]
    adcx        factor, factor
    adox        factor, %2
    mov         [t + 8 * (%1)], factor
%else
    adcx        ACC(%1), ACC(%1)
    adox        ACC(%1), %2
    mov         [t + 8 * (%1)], ACC(%1)
%endif
%endmacro

function brisk_rsa_mont_sqr_adx
    enter       2
    mov         factors, a
    add         t, 64
    dec         qword to_go
    jz          .squares
.next_factors:                              ; times the blocks above
    clear_accumulator
    lea         operand, [factors + 64]
    mov         rax, to_go
    mov         blocks, rax
    align       32
.next_product:
    block
    dec         qword blocks
    jnz         .next_product
    store_accumulator
    mov         rax, to_go
    shl         rax, 6
    sub         t, rax
    add         t, 128
    add         factors, 64
    dec         qword to_go
    jnz         .next_factors

.squares:
    mov         rax, modulus
    lea         t, [rax + T]
    mov         rax, [rax + NUM_BLOCKS]
    mov         to_go, rax
    mov         factors, a
    mov         carry, zero
    mov         twice, zero
    mov         square, zero
    align       32
.next_square:
    mov         rax, carry
    neg         rax                         ; into CF
%assign k 0
%rep 8
    mov         ACC(k), [t + 8 * k]
    adc         ACC(k), 0
%assign k k + 1
%endrep
    mov         [t], r8
    sbb         rax, rax
    mov         carry, rax
%assign k 0
%rep 7
    cross_row   k
%assign k k + 1
%endrep
    mov         rax, carry
    neg         rax
%assign k 8
%rep 7
    adc         ACC(k), [t + 8 * k]
%assign k k + 1
%endrep
    mov         ACC(15), [t + 120]
    adc         ACC(15), 0
    sbb         rax, rax
    mov         carry, rax

    mov         factor, [factors]
    mulx        high, low, factor
    add         low, square                 ; no carry: no square ends with 64 ones
    mov         factor, twice
    neg         factor                      ; 0 or 1: into CF, and OF = 0
    double_limb 0, low
    double_limb 1, high
%assign k 1
%rep 7
    mov         factor, [factors + 8 * k]
    mulx        high, low, factor
    double_limb 2 * k, low
    double_limb 2 * k + 1, high
%assign k k + 1
%endrep
    mov         eax, 0
    mov         edx, 0
    adcx        rax, zero
    adox        rdx, zero
    mov         twice, rax
    mov         square, rdx
    add         t, 128
    add         factors, 64
    dec         qword to_go
    jnz         .next_square
    mov         top, zero
    jmp         brisk_rsa_mont_mul_adx.reduce ; with the same frame
end_function
