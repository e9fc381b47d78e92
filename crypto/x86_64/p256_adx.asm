; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; P-256 with mulx, adcx and adox: the field, the group law, and multiplication of scalars. The
; algorithms on top are C: crypto/x86_64/p256_adx.c.
;
;   void brisk_p256_fe_mul_adx(uint64_t out[4], const uint64_t a[4], const uint64_t b[4]);
;   void brisk_p256_fe_sqr_adx(uint64_t out[4], const uint64_t a[4]);
;   void brisk_p256_sc_mul_adx(uint64_t out[4], const uint64_t a[4], const uint64_t b[4]);
;   void brisk_p256_double_adx(uint64_t out[12], const uint64_t a[12]);
;   void brisk_p256_add_adx(uint64_t out[12], const uint64_t a[12], const uint64_t b[12]);
;   void brisk_p256_add_affine_adx(uint64_t out[12], const uint64_t a[12], const uint64_t b[8],
;                                  uint64_t b_infinite);
;   void brisk_p256_add_select_adx(uint64_t sum[12], const uint64_t b[8], uint64_t b_infinite,
;                                  uint64_t next[8], const uint64_t (*entries)[8], uint64_t number);
;   void brisk_p256_select_point_adx(uint64_t out[12], const uint64_t (*entries)[12],
;                                    size_t num_entries, uint64_t number);
;   void brisk_p256_select_affine_adx(uint64_t out[8], const uint64_t (*entries)[8],
;                                     size_t num_entries, uint64_t number);
;
; Bounds     field elements are below p = 2^256 - 2^224 + 2^192 + 2^96 - 1, scalars below the order n,
;            on entry and on return, in Montgomery form (times 2^256)
; Points     X, Y, Z (Jacobian) or x, y; infinity has Z = 0, or the mask b_infinite. The formulas and
;            what they leave out (equal points) are those of crypto/ec_nist.h.
; Aliasing   outputs may equal inputs.
; CPU bits   CPU_ADX | CPU_BMI2 | CPU_AVX2 (ymm to copy, select and wipe)
; Timing     constant
; Speed      Emerald Rapids (family 6, model 207), cycles: product 32 (47 from input to output), square
;            27 (38), doubling 282, addition 557, addition of an affine point 413 (464 while selecting one),
;            scalar product 71.
;            Carries are the bound: of some 120 instructions of a product, 54 (adc, adcx, adox, sbb,
;            cmov, shift) share two ports, 27 cycles.
;
; A product of two field elements is eight limbs t0 to t7, and is divided by 2^256 modulo p in two steps
; of 2^128 (Montgomery, with the shape of p after Gueron and Krasnov, "Fast prime field
; elliptic-curve cryptography with 256-bit primes", 2013). With t = t0 + t1 2^64 the multiple of p
; that clears both limbs is M p, and since -1/p = 1 + 2^96 modulo 2^128,
;   M = t + t0 2^96 mod 2^128, which is m0 = t0, m1 = t1 + t0 2^32 mod 2^64.
; In t + M p = t - M + M 2^96 + M (2^64 - 2^32 + 1) 2^192 the terms without the last are
; M >> 32 and the carry c of the sum m1, times 2^128; so what is to be added to t2, t3, ... is
;   c + (M >> 32) + M (2^64 - 2^32 + 1) 2^64,
; two multiplications by p's highest limb, and the low 32 bits of M need no work at all. Four limbs
; hold it: M (p - 2^256 + ...) stays below 2^128 p.
; A row of four products a_j b_i adds low halves with adcx and high halves with adox.

%include "crypto/x86_64/common.inc"

%define P1  0xffffffff                      ; the limbs of p: 2^64 - 1, P1, 0, P3
%define P3  0xffffffff00000001

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

; One step of reduction. clear_two T0, T1, L0, L1, L2, L3, A, B: adds the multiple of p that clears T0
; and T1 to them and to L0 to L3; the carry is left in CF. A, B, T0, T1, rax, rbx, rbp, rdx are lost.
%macro clear_two 8
    mov         rax, %1
    xor         ebx, ebx
    mov         rdx, P3
    shld        rax, rbx, 32
    lea         rbp, [%2 + rax]             ; m1
    mulx        %8, %7, %1
    shrd        %1, rbp, 32                 ; M >> 32: low limb
    mulx        rbx, rdx, rbp
    shr         rbp, 32                     ; high limb
    add         %7, rbp
    adc         %8, rdx
    adc         rbx, 0
    add         %2, rax                     ; c
    adc         %3, %1
    adc         %4, %7
    adc         %5, %8
    adc         %6, rbx
%endmacro

; (rax, r12 - r15), below 2p, less p if it is not below p: r8 - r11. rbp, rdx are lost.
%macro reduce_once 0
    mov         edx, P1
    mov         rbp, P3
    mov         r8, r12
    mov         r9, r13
    mov         r10, r14
    mov         r11, r15
    sub         r8, -1
    sbb         r9, rdx
    sbb         r10, 0
    sbb         r11, rbp
    sbb         rax, 0
    cmovc       r8, r12
    cmovc       r9, r13
    cmovc       r10, r14
    cmovc       r11, r15
%endmacro

%macro store 1
    mov         [%1], r8
    mov         [%1 + 8], r9
    mov         [%1 + 16], r10
    mov         [%1 + 24], r11
%endmacro

%macro load 1
    mov         r8, [%1]
    mov         r9, [%1 + 8]
    mov         r10, [%1 + 16]
    mov         r11, [%1 + 24]
%endmacro

; row A, B, L0 - L4: A times the limb at B, added to L0 - L4, of which L4 holds the carry so far
%macro row 7
    mov         rdx, [%2]
    xor         eax, eax                    ; CF = OF = 0
    mulx        rbp, rax, [%1]
    adcx        %3, rax
    adox        %4, rbp
    mulx        rbp, rax, [%1 + 8]
    adcx        %4, rax
    adox        %5, rbp
    mulx        rbp, rax, [%1 + 16]
    adcx        %5, rax
    adox        %6, rbp
    mulx        rbp, rax, [%1 + 24]
    adcx        %6, rax
    adox        %7, rbp
    adc         %7, 0
%endmacro

%macro first_row 2                          ; the same into r8 - r12
    mov         rdx, [%2]
    mulx        r9, r8, [%1]
    mulx        r10, rax, [%1 + 8]
    add         r9, rax
    mulx        r11, rax, [%1 + 16]
    adc         r10, rax
    mulx        r12, rax, [%1 + 24]
    adc         r11, rax
    adc         r12, 0
%endmacro

; mul A, B: accumulator = A B / 2^256. All other registers but rdi, rsi and rcx are lost.
%macro mul 2
    first_row   %1, %2
    xor         r13d, r13d
    row         %1, %2 + 8, r9, r10, r11, r12, r13
    clear_two   r8, r9, r10, r11, r12, r13, r14, r15
    mov         r14d, 0
    adc         r14, 0
    row         %1, %2 + 16, r10, r11, r12, r13, r14
    xor         r15d, r15d
    row         %1, %2 + 24, r11, r12, r13, r14, r15
    clear_two   r10, r11, r12, r13, r14, r15, r8, r9
    mov         eax, 0
    adc         rax, 0
    reduce_once
%endmacro

; sqr A: accumulator = A^2 / 2^256. rdi and rcx are lost too. The products of unlike limbs are summed
; once, and doubled with adcx while adox adds the squares.
%macro sqr 1
    mov         rdx, [%1]
    mulx        r10, r9, [%1 + 8]
    mulx        r11, rax, [%1 + 16]
    add         r10, rax
    mulx        r12, rax, [%1 + 24]
    adc         r11, rax
    adc         r12, 0
    mov         rdx, [%1 + 8]
    mulx        rbp, rax, [%1 + 16]
    mulx        r13, rbx, [%1 + 24]
    add         r11, rax
    adc         r12, rbp
    adc         r13, 0
    mov         rdx, [%1 + 16]
    mulx        r14, rax, [%1 + 24]
    add         r12, rbx
    adc         r13, rax
    adc         r14, 0
    mov         rdx, [%1]
    xor         r15d, r15d                  ; CF = OF = 0
    mulx        rbp, r8, rdx
    adcx        r9, r9
    adox        r9, rbp
    mov         rdx, [%1 + 8]
    mulx        rbp, rax, rdx
    adcx        r10, r10
    adox        r10, rax
    adcx        r11, r11
    adox        r11, rbp
    mov         rdx, [%1 + 16]
    mulx        rbp, rax, rdx
    adcx        r12, r12
    adox        r12, rax
    adcx        r13, r13
    adox        r13, rbp
    mov         rdx, [%1 + 24]
    mulx        rbp, rax, rdx
    adcx        r14, r14
    adox        r14, rax
    adcx        r15, r15
    adox        r15, rbp
    clear_two   r8, r9, r10, r11, r12, r13, rdi, rcx
    adc         r14, 0
    adc         r15, 0
    clear_two   r10, r11, r12, r13, r14, r15, r8, r9
    mov         eax, 0
    adc         rax, 0
    reduce_once
%endmacro

; rax = mask: adds p where it is all ones. rbp, rdx are lost; CF is the carry.
%macro add_p_masked 0
    mov         edx, eax                    ; p1
    mov         ebp, eax
    neg         rbp                         ; 2^64 - (2^32 - 1) is p3
    add         r8, rax
    adc         r9, rdx
    adc         r10, 0
    adc         r11, rbp
%endmacro

%macro subtract 1                           ; accumulator -= operand
    sub         r8, [%1]
    sbb         r9, [%1 + 8]
    sbb         r10, [%1 + 16]
    sbb         r11, [%1 + 24]
    sbb         rax, rax
    add_p_masked
%endmacro

; (CF, accumulator) reduced once
%macro finish_sum 0
    mov         eax, 0
    adc         rax, 0
    mov         r12, r8
    mov         r13, r9
    mov         r14, r10
    mov         r15, r11
    reduce_once
%endmacro

%macro add_to 1                             ; accumulator += operand
    add         r8, [%1]
    adc         r9, [%1 + 8]
    adc         r10, [%1 + 16]
    adc         r11, [%1 + 24]
    finish_sum
%endmacro

; accumulator += operand, reduced to less than 2^256 only: minus p if there is a carry. That is below p
; or has lost nothing; for use as a factor.
%macro add_to_loosely 1
    add         r8, [%1]
    adc         r9, [%1 + 8]
    adc         r10, [%1 + 16]
    adc         r11, [%1 + 24]
    sbb         rax, rax
    mov         edx, eax
    mov         ebp, eax
    neg         rbp
    sub         r8, rax
    sbb         r9, rdx
    sbb         r10, 0
    sbb         r11, rbp
%endmacro

%macro half 0                               ; accumulator /= 2: plus p if it is odd, then shifted
    mov         eax, r8d
    and         eax, 1
    neg         rax
    add_p_masked
    mov         eax, 0
    adc         rax, 0
    shrd        r8, r9, 1
    shrd        r9, r10, 1
    shrd        r10, r11, 1
    shrd        r11, rax, 1
%endmacro

function brisk_p256_fe_mul_adx
    full_frame  0
    mov         rcx, rdx
    mul         rsi, rcx
    store       rdi
    frame_return
end_function

function brisk_p256_fe_sqr_adx
    full_frame  8
    mov         [rsp], rdi
    sqr         rsi
    mov         rdi, [rsp]
    store       rdi
    frame_return
end_function

; 2 a, with slope 3/2 (X^2 - Z^4) and all of the template's result for (X, Y, Z) / 2:
;   X3 = slope^2 - 2 X Y^2, Y3 = slope (X Y^2 - X3) - Y^4, Z3 = Y Z.
%define a       rsi
%define t       rsp
%define slope   rsp + 32
%define yy      rsp + 64
%define y4      rsp + 96
%define xyy     rsp + 128
%define x3      rsp + 160
%define out     rsp + 192
%define FRAME   224

function brisk_p256_double_adx
    full_frame  FRAME
    mov         [out], rdi
    sqr         a + 64
    store       t                           ; Z^2
    load        a
    subtract    t
    store       slope
    load        a
    add_to_loosely t
    store       t
    sqr         a + 32
    store       yy
    mul         slope, t                    ; (X - Z^2) (X + Z^2)
    store       slope
    mul         yy, a
    store       xyy
    load        slope
    half
    add_to      slope
    store       slope
    mul         a + 32, a + 64
    mov         rdi, [out]
    store       rdi + 64                    ; Z3
    sqr         slope
    subtract    xyy
    subtract    xyy
    store       x3
    mov         rdi, [out]
    store       rdi                         ; X3
    load        xyy
    subtract    x3
    store       xyy
    sqr         yy
    store       y4
    mul         slope, xyy
    subtract    y4
    mov         rdi, [out]
    store       rdi + 32                    ; Y3
    wipe_and_return
end_function

; ymm%1 = the mask for "the element at %2 is zero"
%macro mask_zero 2
    mov         rax, [%2]
    or          rax, [%2 + 8]
    or          rax, [%2 + 16]
    or          rax, [%2 + 24]
    cmp         rax, 1
    sbb         rax, rax
    vmovq       xmm%1, rax
    vpbroadcastq ymm%1, xmm%1
%endmacro

; [%1] = [%2], or [%3] where mask ymm0 says so, or [%4] where ymm1 does
%macro choose 4
    vpandn      ymm4, ymm0, [%2]
    vpand       ymm5, ymm0, [%3]
    vpor        ymm4, ymm4, ymm5
    vpandn      ymm4, ymm1, ymm4
    vpand       ymm5, ymm1, [%4]
    vpor        ymm4, ymm4, ymm5
    vmovdqu     [%1], ymm4
%endmacro

; a + b. With u1, u2, s1, s2 the x and y of a and b over the common denominator, h = u2 - u1 and
; r = s2 - s1: X3 = r^2 - h^3 - 2 u1 h^2, Y3 = r (u1 h^2 - X3) - s1 h^3, Z3 = Z1 Z2 h.
;
; A multiplication takes 47 cycles and another one can start every 32, but the scheduler holds little more
; than one that waits. So none directly follows the one that it needs, where that can be had; the
; orders here and above were the best of some hundred tried.
%define b       rcx
%define z1z1    rsp
%define z2z2    rsp + 32
%define u1      rsp + 64
%define h       rsp + 96
%define s1      rsp + 128
%define r       rsp + 160
%define sum_x   rsp + 192
%define sum_y   rsp + 224
%define sum_z   rsp + 256
%define t       rsp + 288
%define hh      z1z1                        ; in places that are free by then
%define hhh     rsp + 384
%define v       rsp + 352
%define out     rsp + 320
%define b_saved rsp + 328
%define FRAME   480

function brisk_p256_add_adx
    full_frame  FRAME
    mov         [out], rdi
    mov         [b_saved], rdx
    mov         b, rdx
    sqr         b + 64
    store       z2z2
    sqr         a + 64
    store       z1z1
    mov         b, [b_saved]
    mul         z2z2, b + 64
    store       s1
    mul         z1z1, a + 64
    store       t
    mul         z1z1, b
    store       h                           ; u2
    mul         z2z2, a
    store       u1
    mul         a + 64, b + 64
    store       sum_z
    load        h
    subtract    u1
    store       h
    mul         t, b + 32
    store       r                           ; s2
    mul         s1, a + 32
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
    mov         b, [b_saved]
    mask_zero   0, a + 64
    mask_zero   1, b + 64
    choose      rdi, sum_x, b, a
    choose      rdi + 32, sum_y, b + 32, a + 32
    choose      rdi + 64, sum_z, b + 64, a + 64
    wipe_and_return
end_function

; a + b for b with Z = 1, from rsi and [b_saved], as sum_x, sum_y, sum_z. select_some comes after each
; of the eleven products.
%define infinite rsp + 336

%macro sum_affine 0
    sqr         a + 64
    store       z1z1
    select_some
    mov         b, [b_saved]
    mul         z1z1, a + 64
    store       t
    select_some
    mul         z1z1, b
    subtract    a
    store       h
    select_some
    mul         t, b + 32
    subtract    a + 32
    store       r
    select_some
    sqr         h
    store       hh
    select_some
    sqr         r
    store       sum_x
    select_some
    mul         h, hh
    store       hhh
    select_some
    mul         hh, a
    store       v
    select_some
    load        sum_x
    subtract    hhh
    subtract    v
    subtract    v
    store       sum_x
    mul         h, a + 64
    store       sum_z
    select_some
    load        v
    subtract    sum_x
    store       v
    mul         hhh, a + 32
    store       hhh
    select_some
    mul         v, r
    subtract    hhh
    store       sum_y
    select_some

    mov         rdi, [out]
    mov         b, [b_saved]
    mask_zero   0, a + 64
    vpbroadcastq ymm1, [infinite]
    choose      rdi, sum_x, b, a
    choose      rdi + 32, sum_y, b + 32, a + 32
    choose      rdi + 64, sum_z, one, a + 64
%endmacro

%macro select_some 0                        ; nothing here
%endmacro

function brisk_p256_add_affine_adx
    full_frame  FRAME
    mov         [out], rdi
    mov         [b_saved], rdx
    mov         [infinite], rcx
    sum_affine
    wipe_and_return
end_function

; The same in place, while the entry to be added next is selected: its vector instructions fill what the
; multiplications leave of the ports. Counted from 0, the number is 8 high + low; after each of eight
; products one group of eight entries is masked by ymm0 - ymm7 for low, and their sum by one for high.
%define next        rsp + 344
%define entries     rsp + 416
%define NUM_ENTRIES 64                      ; of a row of the base point's table

%unmacro select_some 0
%macro select_some 0
%if num_selected < NUM_ENTRIES
    mov         rdi, [entries]
    vpand       ymm13, ymm0, [rdi + 64 * num_selected]
    vpand       ymm14, ymm0, [rdi + 64 * num_selected + 32]
%assign num_selected num_selected + 1
%assign low 1
%rep 7
    vpand       ymm15, ymm %+ low, [rdi + 64 * num_selected]
    vpor        ymm13, ymm13, ymm15
    vpand       ymm15, ymm %+ low, [rdi + 64 * num_selected + 32]
    vpor        ymm14, ymm14, ymm15
%assign num_selected num_selected + 1
%assign low low + 1
%endrep
    vpcmpeqq    ymm15, ymm10, ymm8
    vpsubq      ymm10, ymm10, ymm9
    vpand       ymm13, ymm13, ymm15
    vpor        ymm11, ymm11, ymm13
    vpand       ymm14, ymm14, ymm15
    vpor        ymm12, ymm12, ymm14
%endif
%endmacro

function brisk_p256_add_select_adx
    full_frame  FRAME
    mov         [out], rdi
    mov         [b_saved], rsi
    mov         [infinite], rdx
    mov         [next], rcx
    mov         [entries], r8
    mov         rsi, rdi
    dec         r9
    vmovq       xmm8, r9
    vpbroadcastq ymm8, xmm8
    vpcmpeqd    ymm9, ymm9, ymm9            ; -1
    vpsrlq      ymm10, ymm9, 61             ; 7
    vpand       ymm11, ymm8, ymm10          ; low
    vpsrlq      ymm8, ymm8, 3               ; high: no group's if the number was 0
    vpxor       xmm10, xmm10, xmm10
%assign low 0
%rep 8
    vpcmpeqq    ymm %+ low, ymm10, ymm11
    vpsubq      ymm10, ymm10, ymm9
%assign low low + 1
%endrep
    vpxor       xmm10, xmm10, xmm10         ; counts groups
    vpxor       xmm11, xmm11, xmm11
    vpxor       xmm12, xmm12, xmm12
%assign num_selected 0
    sum_affine
    mov         rax, [next]
    vmovdqu     [rax], ymm11
    vmovdqu     [rax + 32], ymm12
%assign i 0
%rep 16
    vpxor       xmm %+ i, xmm %+ i, xmm %+ i
%assign i i + 1
%endrep
    wipe_and_return
end_function

; Entry `number` of a table, counted from 1, or zeros for 0: all entries are read, and masked.
; select NUM: entries of NUM elements. rdi: out, rsi: entries, rdx: their number (not 0), rcx: number
%macro select 1
    vmovq       xmm0, rcx
    vpbroadcastq ymm0, xmm0                 ; the number
    vpcmpeqd    ymm1, ymm1, ymm1            ; -1
    vpxor       xmm2, xmm2, xmm2
    vpxor       xmm4, xmm4, xmm4
    vpxor       xmm5, xmm5, xmm5
    vpxor       xmm6, xmm6, xmm6
%%next:
    vpsubq      ymm2, ymm2, ymm1            ; counts from 1
    vpcmpeqq    ymm3, ymm2, ymm0
    vpand       ymm7, ymm3, [rsi]
    vpor        ymm4, ymm4, ymm7
    vpand       ymm8, ymm3, [rsi + 32]
    vpor        ymm5, ymm5, ymm8
%if %1 == 3
    vpand       ymm9, ymm3, [rsi + 64]
    vpor        ymm6, ymm6, ymm9
%endif
    add         rsi, 32 * %1
    dec         rdx
    jnz         %%next
    vmovdqu     [rdi], ymm4
    vmovdqu     [rdi + 32], ymm5
%if %1 == 3
    vmovdqu     [rdi + 64], ymm6
%endif
    vpxor       xmm0, xmm0, xmm0
    vpxor       xmm4, xmm4, xmm4
    vpxor       xmm5, xmm5, xmm5
    vpxor       xmm6, xmm6, xmm6
    vzeroupper
    ret
%endmacro

function brisk_p256_select_point_adx
    select      3
end_function

function brisk_p256_select_affine_adx
    select      2
end_function

; a b / 2^256 mod n: after each row of products the multiple of n that clears the lowest limb.

; order_row L0 - L4, TOP: with L0's multiple, (L0 - L4) + m n into (L1 - L4, TOP)
%macro order_row 6
    mov         rdx, %1
    mulx        rbp, rdx, [n_inverse]
    xor         %6 %+ d, %6 %+ d            ; CF = OF = 0
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
    adcx        %5, %6
    adox        %6, %6
    adc         %6, 0
%endmacro

function brisk_p256_sc_mul_adx
    full_frame  0
    mov         rcx, rdx
    first_row   rsi, rcx
    order_row   r8, r9, r10, r11, r12, r13
    row         rsi, rcx + 8, r9, r10, r11, r12, r13
    order_row   r9, r10, r11, r12, r13, r14
    row         rsi, rcx + 16, r10, r11, r12, r13, r14
    order_row   r10, r11, r12, r13, r14, r15
    row         rsi, rcx + 24, r11, r12, r13, r14, r15
    order_row   r11, r12, r13, r14, r15, r8
    mov         rax, r8
    mov         r8, r12
    mov         r9, r13
    mov         r10, r14
    mov         r11, r15
    sub         r8, [order]
    sbb         r9, [order + 8]
    sbb         r10, [order + 16]
    sbb         r11, [order + 24]
    sbb         rax, 0
    cmovc       r8, r12
    cmovc       r9, r13
    cmovc       r10, r14
    cmovc       r11, r15
    store       rdi
    frame_return
end_function

section .rodata align=32
one:                                        ; 2^256 mod p
    dq      0x0000000000000001, 0xffffffff00000000, 0xffffffffffffffff, 0x00000000fffffffe
order:                                      ; n: SP 800-186 section 3.2.1.3
    dq      0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000
n_inverse:                                  ; -1/n mod 2^64
    dq      0xccd1c8aaee00bc4f
