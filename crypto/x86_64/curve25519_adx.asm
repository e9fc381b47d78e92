; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; The arithmetic of X25519 and Ed25519 with mulx, adcx and adox: the field of 2^255 - 19 elements,
; a step of the Montgomery ladder, and additions and doublings on the Edwards curve.
;
;   void brisk_fe25519_mul_adx(fe *out, const fe *a, const fe *b);
;   void brisk_fe25519_square_times_adx(fe *out, const fe *a, size_t times);       times > 0
;   void brisk_fe25519_square_times_pair_adx(fe out[2], const fe a[2], size_t times);    times > 0
;   void brisk_x25519_step_adx(struct ladder *l, const fe *x1, uint64_t swap);
;   void brisk_ge25519_double_adx(ge *out, const ge *a);
;   void brisk_ge25519_double_without_t_adx(ge *out, const ge *a);
;   void brisk_ge25519_add_niels_adx(ge *out, const ge *a, const niels *b);
;   void brisk_ge25519_subtract_niels_adx(ge *out, const ge *a, const niels *b);
;   void brisk_ge25519_add_cached_adx(ge *out, const ge *a, const cached *b);
;   void brisk_ge25519_subtract_cached_adx(ge *out, const ge *a, const cached *b);
;
; Types      crypto/x86_64/fe25519_adx.h, crypto/ge25519.h and crypto/curve25519.h: elements are four
;            limbs, and points are the elements x, y, z, t; sum, difference, product (and z);
;            x2, z2, x3, z3 one behind the other
; Bounds     mul and square_times take loose elements; all others take and all give tight ones
;            (crypto/x86_64/fe25519_adx.inc)
; Aliasing   an output may be an input
; CPU bits   CPU_ADX | CPU_BMI2
; Timing     depends on `times` only
; Speed      Emerald Rapids (family 6, model 207), cycles: product 26, with its result awaited 47;
;            square 35 in a row, 20 of two in turn; step of the ladder 290; addition 240; doubling 257,
;            without t 200. X25519 shared secret 79,000, public key 22,300; Ed25519 check 74,000
;
; A product is 16 mulx and four more to reduce it, two of them in parallel chains of carries. What
; it takes is neither the multiplier nor latency but the two execution ports that know carries: 43
; such instructions in a product, 34 in a square, 7 in a sum, or 215 cycles for a step. In whole steps
; and additions the processor can fill the latencies of one product with the next, as far as it looks.

%include "crypto/x86_64/common.inc"
%include "crypto/x86_64/fe25519_adx.inc"

; Parameters
%define out     rdi
%define a       rsi
%define b       rbp                         ; comes in rdx, which mulx wants

function brisk_fe25519_mul_adx
    full_frame  0
    mov         b, rdx
    multiply_elements out, a, b
    frame_return
end_function

; The element stays in registers, and the rest on the stack.
function brisk_fe25519_square_times_adx
    full_frame  16
    mov         [rsp], rdi
    mov         [rsp + 8], rdx
    mov         rbx, [a]
    mov         rbp, [a + 8]
    mov         rdi, [a + 24]
    mov         rsi, [a + 16]
    align       32
.again:
    square_wide rbx, rbp, rsi, rdi
    reduce
    mov         rbx, c0
    mov         rbp, c1
    mov         rsi, c2
    mov         rdi, c3
    dec         qword [rsp + 8]
    jnz         .again
    mov         out, [rsp]
    store       out
    frame_return
end_function

; Two elements, each of which has its next squaring to wait for while the other one's goes on.
function brisk_fe25519_square_times_pair_adx
    full_frame  0
    mov         rbp, rdx
.again:
    square_element out, a
    square_element out + 32, a + 32
    mov         a, out
    dec         rbp
    jnz         .again
    frame_return
end_function

; One step of RFC 7748 section 5 with its names. Of the four sums and differences, DA and CB take
; part in the same way whether the points are exchanged or not: DA + CB is symmetric, and DA - CB is
; squared. So only what is doubled is exchanged, for one point instead of two.
%define x2      rdi
%define z2      rdi + 32
%define x3      rdi + 64
%define z3      rdi + 96
%define x1      rsi
%define swap    rbp                         ; all ones or 0

%define A_      rsp                         ; then AA
%define B_      rsp + 32                    ; then BB
%define C_      rsp + 64                    ; then E
%define D_      rsp + 96                    ; then AA + 121665 E
%define DA_     rsp + 128                   ; then DA + CB
%define CB_     rsp + 160                   ; then DA - CB

; choose OUT, OTHER: OUT = OTHER if swap says so
%macro choose 2
    load        %1
    test        swap, swap
    cmovnz      c0, [%2]
    cmovnz      c1, [%2 + 8]
    cmovnz      c2, [%2 + 16]
    cmovnz      c3, [%2 + 24]
    store       %1
%endmacro

function brisk_x25519_step_adx
    full_frame  192
    mov         swap, rdx
    subtract_elements B_, x2, z2
    add_elements C_, x3, z3
    add_elements A_, x2, z2
    subtract_elements D_, x3, z3
    multiply_elements CB_, B_, C_
    multiply_elements DA_, A_, D_
    choose      A_, C_
    choose      B_, D_
    square_element A_, A_
    square_element B_, B_

    load        DA_
    mov         c4, c0
    mov         c5, c1
    mov         c6, c2
    mov         c7, c3
    add_to      CB_
    store       DA_
    mov         c0, c4
    mov         c1, c5
    mov         c2, c6
    mov         c3, c7
    subtract_from CB_
    store       CB_

    subtract_elements C_, A_, B_
    square_element CB_, CB_
    multiply_small C_, 121665
    add_to      A_
    store       D_
    square_element x3, DA_
    multiply_elements x2, A_, B_
    multiply_elements z3, CB_, x1
    multiply_elements z2, C_, D_
    frame_return
end_function

; Points: extended coordinates, Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited"
; (2008), as crypto/ge25519.h says it.
%define x       0
%define y       32
%define z       64
%define t       96
%define sum         0
%define difference  32
%define product     64
%define second_z    96

%define E       rsp
%define F       rsp + 32
%define G       rsp + 64
%define H       rsp + 96
%define U       rsp + 128
%define V       rsp + 160
%define W       rsp + 192

; finish WITH_T: x = E/G, y = H/F. t is needed only if an addition follows.
%macro finish 1
    multiply_elements out + x, E, F
    multiply_elements out + y, G, H
    multiply_elements out + z, F, G
%if %1
    multiply_elements out + t, E, H
%endif
%endmacro

; double_point WITH_T: section 3.3 for a = -1
%macro double_point 1
    full_frame  224
    square_element U, a + x
    square_element V, a + y
    square_element W, a + z
    add_elements E, a + x, a + y
    square_element E, E
    add_elements H, U, V
    subtract_from E
    store       E
    subtract_elements G, U, V
    load        W
    add_to      W
    add_to      U
    subtract_from V
    store       F
    finish      %1
    frame_return
%endmacro

function brisk_ge25519_double_adx
    double_point 1
end_function

function brisk_ge25519_double_without_t_adx
    double_point 0
end_function

; add_points SUM, DIFFERENCE, F, G, Z: section 3.1, for a second point b with a z of its own or,
; with Z = 0, with z = 1. To subtract, its sum and difference change places, and so do F and G.
%macro add_points 5
    full_frame  224
    mov         b, rdx
    subtract_elements U, a + y, a + x
    add_elements V, a + y, a + x
    multiply_elements W, a + t, b + product
    multiply_elements U, U, b + %2
    multiply_elements V, V, b + %1
%if %5
    multiply    a + z, b + second_z
    store       E
    add_to      E
%else
    load        a + z
    add_to      a + z
%endif
    mov         c4, c0
    mov         c5, c1
    mov         c6, c2
    mov         c7, c3
    subtract_from W
    store       %3
    mov         c0, c4
    mov         c1, c5
    mov         c2, c6
    mov         c3, c7
    add_to      W
    store       %4
    subtract_elements E, V, U
    add_elements H, V, U
    finish      1
    frame_return
%endmacro

function brisk_ge25519_add_niels_adx
    add_points  sum, difference, F, G, 0
end_function

function brisk_ge25519_subtract_niels_adx
    add_points  difference, sum, G, F, 0
end_function

function brisk_ge25519_add_cached_adx
    add_points  sum, difference, F, G, 1
end_function

function brisk_ge25519_subtract_cached_adx
    add_points  difference, sum, G, F, 1
end_function
