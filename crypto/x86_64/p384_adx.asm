; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; P-384 with mulx, adcx and adox: the field, the group law, and multiplication of scalars. The
; algorithms on top are C: crypto/x86_64/p384_adx.c.
;
;   void brisk_p384_fe_mul_adx(uint64_t out[6], const uint64_t a[6], const uint64_t b[6]);
;   void brisk_p384_fe_sqr_adx(uint64_t out[6], const uint64_t a[6]);
;   void brisk_p384_sc_mul_adx(uint64_t out[6], const uint64_t a[6], const uint64_t b[6]);
;   void brisk_p384_double_adx(uint64_t out[18], const uint64_t a[18]);
;   void brisk_p384_add_adx(uint64_t out[18], const uint64_t a[18], const uint64_t b[18]);
;   void brisk_p384_add_affine_adx(uint64_t out[18], const uint64_t a[18], const uint64_t b[12],
;                                  uint64_t b_infinite);
;   void brisk_p384_select_affine_adx(uint64_t out[12], const uint64_t (*entries)[12],
;                                     size_t num_entries, uint64_t number);
;
; Bounds     field elements are below p = 2^384 - 2^128 - 2^96 + 2^32 - 1, scalars below the order n,
;            on entry and on return, in Montgomery form (times 2^384)
; Points     X, Y, Z (Jacobian) or x, y; infinity has Z = 0, or the mask b_infinite. The formulas and
;            what they leave out (equal points) are those of crypto/ec_nist.h.
; Aliasing   outputs may equal inputs.
; CPU bits   CPU_ADX | CPU_BMI2 | CPU_AVX2 (ymm to copy, select and wipe)
; Timing     constant
; Speed      Emerald Rapids (family 6, model 207), cycles: product 87 (120 from input to output), square
;            74 (97), doubling 731, addition 1,455, addition of an affine point 1,022, scalar product 135.
;
; A product is divided by 2^384 modulo p in three steps of 2^128 (Montgomery). A limb t at the bottom
; is cleared by adding m p, m = t (2^32 + 1) mod 2^64, that is m 2^384 less m (2^128 + 2^96 - 2^32 + 1).
; Of the latter, m (2^96 - 2^32 + 1) is two limbs C0 = 2^64 - 2^32 + 1 and C1 = 2^32 - 1 times m, has t
; as its lowest limb, and above it
;   e = high(m C0) + m C1, below 2^96.
; Two limbs t0, t1 are cleared at a time: t1 less e of m0 gives m1, and what is then to be subtracted
; from the four limbs above is, with the borrow of that difference,
;   D = high(e of m0) + borrow + e of m1 + m0 + m1 2^64;
; and m0 and m1 are added to the next two, less the borrow of those four. (That does not take them below
; 0: D is 0 if m0 = m1 = 0.)
; The first sum in D, high(e of m0) + borrow + high(m1 C0), fits in a limb: high(m1 C0) is m1 less
; about m1 2^-32, 2^64 - 2^32 at most and then m1 = 2^64 - 1; the others are 2^32 at most, and that
; with a borrow and high(e) = 2^32 - 1, when low(e) is 2^64 - 2^33 + 1 at most, so that t1 less it with
; a borrow is above 2^32 - 1, the t that makes m1 = 2^64 - 1.

%include "crypto/x86_64/common.inc"

; The accumulator: results of mul, sqr and the operations below
%define f0  rax
%define f1  rbp
%define f2  rdx
%define f3  r12
%define f4  r13
%define f5  rdi

%macro store 1
    mov         [%1], f0
    mov         [%1 + 8], f1
    mov         [%1 + 16], f2
    mov         [%1 + 24], f3
    mov         [%1 + 32], f4
    mov         [%1 + 40], f5
%endmacro

%macro load 1
    mov         f0, [%1]
    mov         f1, [%1 + 8]
    mov         f2, [%1 + 16]
    mov         f3, [%1 + 24]
    mov         f4, [%1 + 32]
    mov         f5, [%1 + 40]
%endmacro

; clear_two T0, T1, L0 - L3: subtracts D from L0 - L3 and leaves in T0 and rdx what is to be added to
; the two limbs above. rax, rbp and T1 are lost. Of its instructions 13 need the ports of carries.
%macro clear_two 6
    mov         rdx, %1
    shl         rdx, 32
    add         rdx, %1                     ; m0
    mulx        %1, rax, [c0]
    mulx        rbp, rax, [c1]
    add         rax, %1
    adc         rbp, 0
    mov         %1, rdx
    sub         %2, rax
    adc         rbp, 0
    mov         rdx, %2
    shl         rdx, 32
    add         rdx, %2                     ; m1
    mulx        %2, rax, [c0]
    add         %2, rbp                     ; fits
    mulx        rbp, rax, [c1]
    add         rax, %2
    mov         %2, 0
    adc         rbp, rdx
    adc         %2, 0
    add         rax, %1
    adc         rbp, 0
    adc         %2, 0
    sub         %3, rax
    sbb         %4, rbp
    sbb         %5, %2
    sbb         %6, 0
    sbb         %1, 0
    sbb         rdx, 0
%endmacro

; clear_two_soon T0, T1, L0 - L3: subtracts D from L0 - L3 and leaves in T0 and T1 what is to be added to
; the two limbs above. rax, rbp and rdx are lost. This needs the ports of carries 17 times, but leads
; from T0 to L0 in 12 cycles where the other takes 20: for squares, whose reductions follow each other.
; It has e as m 2^32 - (m >> 32) - c, where c is the carry of t + t 2^32 = m + c 2^64:
;   m (2^96 - 2^32 + 1) = (m 2^32 - (m >> 32)) 2^64 - (m 2^32 mod 2^64) + m, the latter two t - c 2^64.
%macro clear_two_soon 6
    mov         rax, %1
    shl         rax, 32
    add         %1, rax                     ; m0, carry
    rorx        rbp, %1, 32
    mov         ebp, ebp
    sbb         rax, rbp
    sbb         rbp, 0                      ; e of m0
    sub         %2, rax
    adc         rbp, 0
    mov         rax, %2
    shl         rax, 32
    add         %2, rax                     ; m1, carry
    rorx        rdx, %2, 32
    mov         edx, edx
    sbb         rax, rdx
    sbb         rdx, 0                      ; e of m1
    add         rax, rbp
    adc         rdx, 0
    mov         ebp, 0
    add         rax, %1
    adc         rdx, %2
    adc         rbp, 0                      ; D
    sub         %3, rax
    sbb         %4, rdx
    sbb         %5, rbp
    sbb         %6, 0
    sbb         %1, 0
    sbb         %2, 0
%endmacro

; row A, L0 - L6: adds A rdx; low halves with adcx, high halves with adox. The carry is in L6, which is
; not too much if that is 0 before. rax, rbp are lost.
%macro row 8
    xor         eax, eax                    ; CF = OF = 0
    mulx        rbp, rax, [%1]
    adcx        %2, rax
    adox        %3, rbp
    mulx        rbp, rax, [%1 + 8]
    adcx        %3, rax
    adox        %4, rbp
    mulx        rbp, rax, [%1 + 16]
    adcx        %4, rax
    adox        %5, rbp
    mulx        rbp, rax, [%1 + 24]
    adcx        %5, rax
    adox        %6, rbp
    mulx        rbp, rax, [%1 + 32]
    adcx        %6, rax
    adox        %7, rbp
    mulx        rbp, rax, [%1 + 40]
    adcx        %7, rax
    adox        %8, rbp
    adc         %8, 0
%endmacro

; wide_row A, L0 - L7: the same where L6 is not 0; L7 gets the carry.
%macro wide_row 9
    xor         %9, %9                      ; CF = OF = 0
    mulx        rbp, rax, [%1]
    adcx        %2, rax
    adox        %3, rbp
    mulx        rbp, rax, [%1 + 8]
    adcx        %3, rax
    adox        %4, rbp
    mulx        rbp, rax, [%1 + 16]
    adcx        %4, rax
    adox        %5, rbp
    mulx        rbp, rax, [%1 + 24]
    adcx        %5, rax
    adox        %6, rbp
    mulx        rbp, rax, [%1 + 32]
    adcx        %6, rax
    adox        %7, rbp
    mulx        rbp, rax, [%1 + 40]
    adcx        %7, rax
    adox        %8, rbp
    adcx        %8, %9
    adox        %9, %9
    adc         %9, 0
%endmacro

%macro first_row 1                          ; the same into r8 - r14
    mulx        r9, r8, [%1]
    mulx        r10, rax, [%1 + 8]
    add         r9, rax
    mulx        r11, rax, [%1 + 16]
    adc         r10, rax
    mulx        r12, rax, [%1 + 24]
    adc         r11, rax
    mulx        r13, rax, [%1 + 32]
    adc         r12, rax
    mulx        r14, rax, [%1 + 40]
    adc         r13, rax
    adc         r14, 0
%endmacro

; reduce_once MODULUS, L0 - L5, CARRY: accumulator = L less the modulus if it is not below that
%macro reduce_once 8
    mov         f0, %2
    mov         f1, %3
    mov         f2, %4
    mov         f3, %5
    mov         f4, %6
    mov         f5, %7
    sub         f0, [%1]
    sbb         f1, [%1 + 8]
    sbb         f2, [%1 + 16]
    sbb         f3, -1
    sbb         f4, -1
    sbb         f5, -1
    sbb         %8, 0
    cmovc       f0, %2
    cmovc       f1, %3
    cmovc       f2, %4
    cmovc       f3, %5
    cmovc       f4, %6
    cmovc       f5, %7
%endmacro

; mul A, B: accumulator = A B / 2^384. All registers but rsi and rcx are lost.
; The sum is below 2 p after each step of the reduction, so that there is a seventh limb of 0 or 1, and
; eight do not quite hold the sum before the next one.
%macro mul 2
    mov         rdx, [%2]
    first_row   %1
    mov         rdx, [%2 + 8]
    xor         r15d, r15d
    row         %1, r9, r10, r11, r12, r13, r14, r15
    clear_two   r8, r9, r10, r11, r12, r13
    add         r14, r8
    adc         r15, rdx
    mov         r8d, 0
    adc         r8, 0
    mov         rdx, [%2 + 16]
    wide_row    %1, r10, r11, r12, r13, r14, r15, r8, r9
    mov         rdx, [%2 + 24]
    wide_row    %1, r11, r12, r13, r14, r15, r8, r9, rbx
    clear_two   r10, r11, r12, r13, r14, r15
    add         r8, r10
    adc         r9, rdx
    adc         rbx, 0
    mov         rdx, [%2 + 32]
    wide_row    %1, r12, r13, r14, r15, r8, r9, rbx, r10
    mov         rdx, [%2 + 40]
    wide_row    %1, r13, r14, r15, r8, r9, rbx, r10, r11
    clear_two   r12, r13, r14, r15, r8, r9
    add         rbx, r12
    adc         r10, rdx
    adc         r11, 0
    reduce_once prime, r14, r15, r8, r9, rbx, r10, r11
%endmacro

; sqr A: accumulator = A^2 / 2^384; A is at rsi or rsp. All registers are lost. The products of unlike
; limbs are summed once, and doubled with adcx while adox adds the squares: rsi, rdi, r12, r13, rbx,
; rcx, r8 - r11, r14, r15 from the lowest limb up.
%macro sqr 1
    mov         rdx, [%1]
    mulx        r12, rdi, [%1 + 8]
    mulx        r13, rax, [%1 + 16]
    add         r12, rax
    mulx        rbx, rax, [%1 + 24]
    adc         r13, rax
    mulx        rcx, rax, [%1 + 32]
    adc         rbx, rax
    mulx        r8, rax, [%1 + 40]
    adc         rcx, rax
    adc         r8, 0
    mov         rdx, [%1 + 8]
    xor         r9d, r9d
    mulx        rbp, rax, [%1 + 16]
    adcx        r13, rax
    adox        rbx, rbp
    mulx        rbp, rax, [%1 + 24]
    adcx        rbx, rax
    adox        rcx, rbp
    mulx        rbp, rax, [%1 + 32]
    adcx        rcx, rax
    adox        r8, rbp
    mulx        rbp, rax, [%1 + 40]
    adcx        r8, rax
    adox        r9, rbp
    adc         r9, 0
    mov         rdx, [%1 + 16]
    xor         r10d, r10d
    mulx        rbp, rax, [%1 + 24]
    adcx        rcx, rax
    adox        r8, rbp
    mulx        rbp, rax, [%1 + 32]
    adcx        r8, rax
    adox        r9, rbp
    mulx        rbp, rax, [%1 + 40]
    adcx        r9, rax
    adox        r10, rbp
    adc         r10, 0
    mov         rdx, [%1 + 24]
    mulx        rbp, rax, [%1 + 32]
    mulx        r11, r14, [%1 + 40]
    add         r9, rax
    adc         r10, rbp
    adc         r11, 0
    mov         rdx, [%1 + 32]
    mulx        rbp, rax, [%1 + 40]
    add         r10, r14
    adc         r11, rax
    mov         r14d, 0
    adc         r14, rbp
    mov         rdx, [%1]
    xor         r15d, r15d                  ; CF = OF = 0
    mulx        rbp, rax, rdx
    adcx        rdi, rdi
    adox        rdi, rbp
    mov         rdx, [%1 + 8]
    mulx        rbp, rax, rdx
    adcx        r12, r12
    adox        r12, rax
    adcx        r13, r13
    adox        r13, rbp
    mov         rdx, [%1 + 16]
    mulx        rbp, rax, rdx
    adcx        rbx, rbx
    adox        rbx, rax
    adcx        rcx, rcx
    adox        rcx, rbp
    mov         rdx, [%1 + 24]
    mulx        rbp, rax, rdx
    adcx        r8, r8
    adox        r8, rax
    adcx        r9, r9
    adox        r9, rbp
    mov         rdx, [%1 + 32]
    mulx        rbp, rax, rdx
    adcx        r10, r10
    adox        r10, rax
    adcx        r11, r11
    adox        r11, rbp
    mov         rdx, [%1 + 40]
    mulx        rbp, rax, rdx
    adcx        r14, r14
    adox        r14, rax
    adcx        r15, r15
    adox        r15, rbp
    mov         rsi, [%1]
    imul        rsi, rsi
    clear_two_soon rsi, rdi, r12, r13, rbx, rcx
    clear_two_soon r12, r13, rbx, rcx, rsi, rdi
    clear_two_soon rbx, rcx, rsi, rdi, r12, r13
    add         r8, rsi
    adc         r9, rdi
    adc         r10, r12
    adc         r11, r13
    adc         r14, rbx
    adc         r15, rcx
    mov         esi, 0
    adc         rsi, 0
    reduce_once prime, r8, r9, r10, r11, r14, r15, rsi
%endmacro

; r8 = mask: adds p where it is all ones. r9 - r11 are lost; CF is the carry.
%macro add_p_masked 0
    mov         r9d, r8d
    mov         r10, r8
    lea         r11, [r8 + r8]
    xor         r10, r9
    add         f0, r9
    adc         f1, r10
    adc         f2, r11
    adc         f3, r8
    adc         f4, r8
    adc         f5, r8
%endmacro

%macro subtract 1                           ; accumulator -= operand
    sub         f0, [%1]
    sbb         f1, [%1 + 8]
    sbb         f2, [%1 + 16]
    sbb         f3, [%1 + 24]
    sbb         f4, [%1 + 32]
    sbb         f5, [%1 + 40]
    sbb         r8, r8
    add_p_masked
%endmacro

%macro add_to 1                             ; accumulator += operand
    add         f0, [%1]
    adc         f1, [%1 + 8]
    adc         f2, [%1 + 16]
    adc         f3, [%1 + 24]
    adc         f4, [%1 + 32]
    adc         f5, [%1 + 40]
    mov         r11d, 0
    adc         r11, 0
    mov         r8, f0
    mov         r9, f1
    mov         r10, f2
    mov         rbx, f3
    mov         r14, f4
    mov         r15, f5
    reduce_once prime, r8, r9, r10, rbx, r14, r15, r11
%endmacro

; accumulator += operand, reduced to less than 2^384 only: minus p if there is a carry. That is below p
; or has lost nothing; for use as a factor.
%macro add_to_loosely 1
    add         f0, [%1]
    adc         f1, [%1 + 8]
    adc         f2, [%1 + 16]
    adc         f3, [%1 + 24]
    adc         f4, [%1 + 32]
    adc         f5, [%1 + 40]
    sbb         r8, r8
    mov         r9d, r8d
    mov         r10, r8
    lea         r11, [r8 + r8]
    xor         r10, r9
    sub         f0, r9
    sbb         f1, r10
    sbb         f2, r11
    sbb         f3, r8
    sbb         f4, r8
    sbb         f5, r8
%endmacro

%macro half 0                               ; accumulator /= 2: plus p if it is odd, then shifted
    mov         r8d, eax
    and         r8d, 1
    neg         r8
    add_p_masked
    mov         r8d, 0
    adc         r8, 0
    shrd        f0, f1, 1
    shrd        f1, f2, 1
    shrd        f2, f3, 1
    shrd        f3, f4, 1
    shrd        f4, f5, 1
    shrd        f5, r8, 1
%endmacro

; Wipes the field elements that a function keeps at rsp, and returns.
%macro wipe_and_return 0
    vpxor       xmm0, xmm0, xmm0
%assign at 0
%rep FRAME / 32
    vmovdqu     [rsp + at], ymm0
%assign at at + 32
%endrep
    vzeroupper
    frame_return
%endmacro

function brisk_p384_fe_mul_adx
    full_frame  8
    mov         [rsp], rdi
    mov         rcx, rdx
    mul         rsi, rcx
    mov         r8, [rsp]
    store       r8
    frame_return
end_function

function brisk_p384_fe_sqr_adx
    full_frame  8
    mov         [rsp], rdi
    sqr         rsi
    mov         r8, [rsp]
    store       r8
    frame_return
end_function

; 2 a, with slope 3/2 (X^2 - Z^4) and all of the template's result for (X, Y, Z) / 2:
;   X3 = slope^2 - 2 X Y^2, Y3 = slope (X Y^2 - X3) - Y^4, Z3 = Y Z.
%define a       rsi
%define t       rsp
%define slope   rsp + 48
%define yy      rsp + 96
%define y4      rsp + 144
%define xyy     rsp + 192
%define x3      rsp + 240
%define out     rsp + 288
%define a_saved rsp + 296
%define FRAME   320

function brisk_p384_double_adx
    full_frame  FRAME
    mov         [out], rdi
    mov         [a_saved], rsi
    sqr         a + 96
    store       t                           ; Z^2
    mov         a, [a_saved]
    load        a
    subtract    t
    store       slope
    load        a
    add_to_loosely t
    store       t
    sqr         a + 48
    store       yy
    mul         slope, t                    ; (X - Z^2) (X + Z^2)
    store       slope
    mov         a, [a_saved]
    mul         yy, a
    store       xyy
    load        slope
    half
    add_to      slope
    store       slope
    mul         a + 48, a + 96
    mov         r8, [out]
    store       r8 + 96                     ; Z3
    sqr         slope
    subtract    xyy
    subtract    xyy
    store       x3
    mov         r8, [out]
    store       r8                          ; X3
    load        xyy
    subtract    x3
    store       xyy
    sqr         yy
    store       y4
    mul         slope, xyy
    subtract    y4
    mov         r8, [out]
    store       r8 + 48                     ; Y3
    wipe_and_return
end_function

; ymm%1 = the mask for "the element at %2 is zero"
%macro mask_zero 2
    mov         rax, [%2]
    or          rax, [%2 + 8]
    or          rax, [%2 + 16]
    or          rax, [%2 + 24]
    or          rax, [%2 + 32]
    or          rax, [%2 + 40]
    cmp         rax, 1
    sbb         rax, rax
    vmovq       xmm%1, rax
    vpbroadcastq ymm%1, xmm%1
%endmacro

; choose R, WHERE, SUM, IF0, IF1: [WHERE] = [SUM], or [IF0] where mask 0 says so, or [IF1] where mask 1
; does; in registers of the kind R, ymm or xmm
%macro choose 5
    vpandn      %1 %+ 4, %1 %+ 0, [%3]
    vpand       %1 %+ 5, %1 %+ 0, [%4]
    vpor        %1 %+ 4, %1 %+ 4, %1 %+ 5
    vpandn      %1 %+ 4, %1 %+ 1, %1 %+ 4
    vpand       %1 %+ 5, %1 %+ 1, [%5]
    vpor        %1 %+ 4, %1 %+ 4, %1 %+ 5
    vmovdqu     [%2], %1 %+ 4
%endmacro

; a + b. With u1, u2, s1, s2 the x and y of a and b over the common denominator, h = u2 - u1 and
; r = s2 - s1: X3 = r^2 - h^3 - 2 u1 h^2, Y3 = r (u1 h^2 - X3) - s1 h^3, Z3 = Z1 Z2 h. The order of the
; products is that of p256_adx.asm: none directly follows one that it needs, where that can be had.
%define b       rcx
%define z1z1    rsp
%define z2z2    rsp + 48
%define u1      rsp + 96
%define h       rsp + 144
%define s1      rsp + 192
%define r       rsp + 240
%define sum     rsp + 288
%define sum_x   sum
%define sum_y   sum + 48
%define sum_z   sum + 96
%define t       rsp + 432
%define v       rsp + 480
%define hhh     rsp + 528
%define hh      z1z1                        ; in a place that is free by then
%define out     rsp + 576
%define a_saved rsp + 584
%define b_saved rsp + 592
%define infinite rsp + 600
%define FRAME   608

function brisk_p384_add_adx
    full_frame  FRAME
    mov         [out], rdi
    mov         [a_saved], rsi
    mov         [b_saved], rdx
    sqr         a + 96
    store       z1z1
    mov         rsi, [b_saved]
    sqr         rsi + 96
    store       z2z2
    mov         a, [a_saved]
    mov         b, [b_saved]
    mul         z1z1, a + 96
    store       t
    mul         z2z2, b + 96
    store       s1
    mul         z1z1, b
    store       h                           ; u2
    mul         z2z2, a
    store       u1
    mul         a + 96, b + 96
    store       sum_z
    load        h
    subtract    u1
    store       h
    mul         t, b + 48
    store       r                           ; s2
    mul         s1, a + 48
    store       s1
    load        r
    subtract    s1
    store       r
    sqr         h
    store       hh
    mul         sum_z, h
    store       sum_z
    mul         h, hh
    store       hhh
    sqr         r
    store       sum_x
    mul         hh, u1
    store       v
    load        sum_x
    subtract    hhh
    subtract    v
    subtract    v
    store       sum_x
    mul         hhh, s1
    store       hhh
    load        v
    subtract    sum_x
    store       v
    mul         v, r
    subtract    hhh
    store       sum_y

    mov         rdi, [out]
    mov         a, [a_saved]
    mov         b, [b_saved]
    mask_zero   0, a + 96
    mask_zero   1, b + 96
    choose      ymm, rdi, sum, b, a
    choose      ymm, rdi + 32, sum + 32, b + 32, a + 32
    choose      ymm, rdi + 64, sum + 64, b + 64, a + 64
    choose      ymm, rdi + 96, sum + 96, b + 96, a + 96
    choose      xmm, rdi + 128, sum + 128, b + 128, a + 128
    wipe_and_return
end_function

; a + b for b with Z = 1
function brisk_p384_add_affine_adx
    full_frame  FRAME
    mov         [out], rdi
    mov         [a_saved], rsi
    mov         [b_saved], rdx
    mov         [infinite], rcx
    sqr         a + 96
    store       z1z1
    mov         a, [a_saved]
    mov         b, [b_saved]
    mul         z1z1, a + 96
    store       t
    mul         z1z1, b
    subtract    a
    store       h
    mul         t, b + 48
    subtract    a + 48
    store       r
    sqr         h
    store       hh
    sqr         r
    store       sum_x
    mov         a, [a_saved]
    mul         h, hh
    store       hhh
    mul         hh, a
    store       v
    load        sum_x
    subtract    hhh
    subtract    v
    subtract    v
    store       sum_x
    mul         h, a + 96
    store       sum_z
    load        v
    subtract    sum_x
    store       v
    mul         hhh, a + 48
    store       hhh
    mul         v, r
    subtract    hhh
    store       sum_y

    mov         rdi, [out]
    mov         b, [b_saved]
    mask_zero   0, a + 96
    vpbroadcastq ymm1, [infinite]
    choose      ymm, rdi, sum, b, a
    choose      ymm, rdi + 32, sum + 32, b + 32, a + 32
    choose      ymm, rdi + 64, sum + 64, b + 64, a + 64
    choose      ymm, rdi + 96, sum + 96, one, a + 96
    choose      xmm, rdi + 128, sum + 128, one + 32, a + 128
    wipe_and_return
end_function

; Entry `number` of a table, counted from 1, or zeros for 0: all entries are read, and masked. rdi: out,
; rsi: entries, rdx: their number (not 0), rcx: number
function brisk_p384_select_affine_adx
    vmovq       xmm0, rcx
    vpbroadcastq ymm0, xmm0                 ; the number
    vpcmpeqd    ymm1, ymm1, ymm1            ; -1
    vpxor       xmm2, xmm2, xmm2
    vpxor       xmm4, xmm4, xmm4
    vpxor       xmm5, xmm5, xmm5
    vpxor       xmm6, xmm6, xmm6
.next:
    vpsubq      ymm2, ymm2, ymm1            ; counts from 1
    vpcmpeqq    ymm3, ymm2, ymm0
    vpand       ymm7, ymm3, [rsi]
    vpor        ymm4, ymm4, ymm7
    vpand       ymm7, ymm3, [rsi + 32]
    vpor        ymm5, ymm5, ymm7
    vpand       ymm7, ymm3, [rsi + 64]
    vpor        ymm6, ymm6, ymm7
    add         rsi, 96
    dec         rdx
    jnz         .next
    vmovdqu     [rdi], ymm4
    vmovdqu     [rdi + 32], ymm5
    vmovdqu     [rdi + 64], ymm6
    vpxor       xmm0, xmm0, xmm0
    vpxor       xmm3, xmm3, xmm3
    vpxor       xmm4, xmm4, xmm4
    vpxor       xmm5, xmm5, xmm5
    vpxor       xmm6, xmm6, xmm6
    vpxor       xmm7, xmm7, xmm7
    vzeroupper
    ret
end_function

; a b / 2^384 mod n: after each row of products the multiple of n that clears the lowest limb. The sum
; is then below 2 n, and below 2^450 before that limb is dropped.

; order_row L0 - L7: adds m n, m = -L0 / n mod 2^64
%macro order_row 8
    mov         rdx, %1
    mulx        rbp, rdx, [n_inverse]
    xor         eax, eax                    ; CF = OF = 0
    mulx        rbp, rax, [order]
    adcx        %1, rax
    adox        %2, rbp
    mulx        rbp, rax, [order + 8]
    adcx        %2, rax
    adox        %3, rbp
    mulx        rbp, rax, [order + 16]
    adcx        %3, rax
    adox        %4, rbp
    mulx        rbp, rax, [order + 24]
    adcx        %4, rax
    adox        %5, rbp
    mulx        rbp, rax, [order + 32]
    adcx        %5, rax
    adox        %6, rbp
    mulx        rbp, rax, [order + 40]
    adcx        %6, rax
    adox        %7, rbp
    mov         eax, 0
    adcx        %7, rax
    adox        %8, rax
    adc         %8, 0
%endmacro

function brisk_p384_sc_mul_adx
    full_frame  8
    mov         [rsp], rdi
    mov         rcx, rdx
    mov         rdx, [rcx]
    first_row   rsi
    xor         r15d, r15d
    order_row   r8, r9, r10, r11, r12, r13, r14, r15
    mov         rdx, [rcx + 8]
    wide_row    rsi, r9, r10, r11, r12, r13, r14, r15, r8
    order_row   r9, r10, r11, r12, r13, r14, r15, r8
    mov         rdx, [rcx + 16]
    wide_row    rsi, r10, r11, r12, r13, r14, r15, r8, r9
    order_row   r10, r11, r12, r13, r14, r15, r8, r9
    mov         rdx, [rcx + 24]
    wide_row    rsi, r11, r12, r13, r14, r15, r8, r9, r10
    order_row   r11, r12, r13, r14, r15, r8, r9, r10
    mov         rdx, [rcx + 32]
    wide_row    rsi, r12, r13, r14, r15, r8, r9, r10, r11
    order_row   r12, r13, r14, r15, r8, r9, r10, r11
    mov         rdx, [rcx + 40]
    wide_row    rsi, r13, r14, r15, r8, r9, r10, r11, r12
    order_row   r13, r14, r15, r8, r9, r10, r11, r12
    mov         rcx, r12                    ; the carry, 0 or 1
    reduce_once order, r14, r15, r8, r9, r10, r11, rcx
    mov         r8, [rsp]
    store       r8
    frame_return
end_function

section .rodata align=32
one:                                        ; 2^384 mod p
    dq      0xffffffff00000001, 0x00000000ffffffff, 0x0000000000000001, 0, 0, 0
prime:                                      ; p and n: SP 800-186 section 3.2.1.4
    dq      0x00000000ffffffff, 0xffffffff00000000, 0xfffffffffffffffe
    dq      0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff
order:
    dq      0xecec196accc52973, 0x581a0db248b0a77a, 0xc7634d81f4372ddf
    dq      0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff
n_inverse:                                  ; -1/n mod 2^64
    dq      0x6ed46089e88fdc45
c0:                                         ; 2^96 - 2^32 + 1
    dq      0xffffffff00000001
c1:
    dq      0x00000000ffffffff
