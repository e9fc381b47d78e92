; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; Almost-Montgomery multiplication in radix 2^52 with AVX-512 IFMA, for one modulus or for two at
; once: the two halves of an RSA private operation.
;
;   void brisk_rsa_amm20x2_ifma(uint64_t *out, const uint64_t *a, const uint64_t *b, uint64_t *work);
;   void brisk_rsa_amm30x2_ifma(...);   void brisk_rsa_amm40x2_ifma(...);      two moduli
;   void brisk_rsa_amm40_ifma(...);     void brisk_rsa_amm60_ifma(...);        one modulus
;   void brisk_rsa_amm80_ifma(...);
;
; Bounds     a, b below 3 m, with digits below 2^52; out below 3 m likewise, congruent to a b / R,
;            R = 2^(52 n) for n = 20, 30, 40, 60, 80 digits; R above 16 m.
; Layout     digits, least significant first, in V vectors of 8, zeros on top, and a vector of zeros
;            more if n digits fill V vectors. The digits of two numbers take turns: digit 0 of the
;            first, digit 0 of the second, digit 1 of the first, ... Everything is aligned to 64
;            bytes. work: see "The working area" below; crypto/x86_64/rsa_ifma.c fills it.
; Aliasing   out may be a or b, a may be b.
; CPU bits   CPU_AVX512IFMA | CPU_AVX512F | CPU_AVX512DQ (kmovb)
; Timing     constant
; Speed      Emerald Rapids (family 6, model 207): 360, 670, 1060 cycles for two moduli of 20, 30, 40
;            digits, 660, 1280, 2070 for one of 40, 60, 80
;
; Montgomery multiplication (Montgomery 1985), without the last subtraction (Gueron 2002), and with
; IFMA as in Gueron and Krasnov ("Accelerating Big Integer Arithmetic Using Intel IFMA Extensions",
; 2016) and Drucker and Gueron (2018): the accumulator is a vector of digits in 64-bit lanes, to
; which vpmadd52luq and vpmadd52huq add the lower and upper halves of 52-bit products; carries wait
; in the upper 12 bits. For each digit a_i, the accumulator gets a_i b, and the multiple of m that
; makes its lowest digit zero, which then is dropped. What is different here:
;
; - Two moduli are side by side in one vector, so that 20 digits of each fill five vectors and 40
;   fill ten, and both quotient digits are found by the same instructions.
; - Nothing is computed outside of the vector registers. The way there and back for the digit of
;   the quotient costs more than everything else on the critical path.
; - The quotient digit mostly needs no multiplication. With k = -1/m mod 2^52, the number k m + 1 is
;   2^52 w for a w below m, so adding y k m for y = the lowest digit takes that digit away and adds
;   y w one digit higher. These multiples are 52 bits longer than m. The last digit of a group (see
;   below) takes y = k times the lowest digit and y m, and so ends with a number of m's length:
;   the sum of the multiples is below R m + (R / 2^52) 2^52 m + (R / 2^104) 2^52 m + ..., which is
;   below R m (2 + 2^-51); with a b < 9 m^2 < 9/16 R m, the result is below 3 m.
; - The accumulator does not move by one digit each time. Instead b, w and m are kept in copies that
;   are moved up by 0 to g - 1 digits, where g digits (8, or 4 of two moduli) fill a vector. After g
;   digits, a "group", the lowest vector is dropped. In a group, digit s finds the lowest digit of
;   the accumulator in place s. Where g does not divide n, the first group begins in its middle.
;
; Sums: a lane gets at most 4 products of 52 bits per digit and a carry, 80 digits in its life: below
; 2^61.
;
; Bound: a digit takes four multiplications for each vector of its copies (5.75 on average for n = 20
; twice), and five other instructions, all for the same two ports: 275 cycles for n = 20, 960 for n =
; 40 twice. What depends on y is summed up apart from what does not, so that a digit waits for a sum,
; a permutation and a multiplication (8 cycles; with the multiplication by k, 12), less than its
; multiplications take. The instructions are written down in the order in which they can run.

%include "crypto/x86_64/common.inc"

; Parameters
%define out         rdi
%define a           rsi
%define b           rdx
%define work        rcx

%define count       eax                     ; groups to go

; Vectors: the accumulator is the sum of S, without y, and T, with y
%define S(v)        zmm %+ %eval(v)
%define T(v)        zmm %+ %eval(V + 1 + (v))
%define A(s)        zmm %+ %eval(22 + ((s) & 1))    ; the digit of a
%define Y(s)        zmm %+ %eval(24 + ((s) & 1))    ; the lowest digit
%define Q           zmm26                   ; k times the last lowest digit of a group
%define carry       zmm27
%define copied      zmm28                   ; a vector of a copy of b or w
%define index       copied
%define zero        zmm29
%define digit_mask  zmm30                   ; 2^52 - 1

; Vectors of a copy that is moved up by s digits
%define LENGTH(s)   (((DIGITS + (s)) * STREAMS + 7) / 8)

; The working area: w in G copies, m in copies 0 and G - 1, k, and room for the copies of b
%define VECTORS(n)  (64 * (n))
%define COPY(i, v)  work + VECTORS((i) * (V + 1) + (v))
%define W(s, v)     [COPY(s, v)]
%define M(s, v)     [COPY(G + ((s) != 0), v)]
%define B_COPY(s, v) [COPY(G + 1 + (s), v)]
%define K           [COPY(2 * G + 1, 0)]

section .rodata align=64
; For one stream and for two, lane by lane: indices that copy digit 0, 1, ... to all digits
%assign streams 1
%rep 2
lanes_ %+ streams:
%assign s 0
%rep 8 / streams
%assign lane 0
%rep 8
    dq      s * streams + lane % streams
%assign lane lane + 1
%endrep
%assign s s + 1
%endrep
; and shifts that leave the carry of a digit in place 0, 1, ...
carry_shifts_ %+ streams:
%assign s 0
%rep 8 / streams
%assign lane 0
%rep 8
    dq      lane / streams == s ? 52 : 64
%assign lane lane + 1
%endrep
%assign s s + 1
%endrep
%assign streams streams + 1
%endrep
mask52:
    dq      (1 << 52) - 1
even_lanes:
    dq      0x5555555555555555
odd_lanes:
    dq      0xaaaaaaaaaaaaaaaa

; broadcast DIGIT, INDEX: DIGIT = digit INDEX of a, counted from where `a` points, in all places
%macro broadcast 2
%if STREAMS == 1
    vpbroadcastq %1, [a + 8 * (%2)]
%else
    vbroadcasti64x2 %1, [a + 16 * (%2)]
%endif
%endmacro

; load_copy SHIFT, VECTOR: a vector of b, moved
%macro load_copy 2
%if (%1) == 0
    vmovdqa64   copied, [b + VECTORS(%2)]
%else
    vmovdqa64   copied, B_COPY(%1, %2)
%endif
%endmacro

; find_y PLACE: Y = the lowest digit with its carry, in all places
%macro find_y 1
    vmovdqa64   index, LANES(%1)
    vpaddq      Y(%1), S(0), T(0)
    vpermq      Y(%1), index, Y(%1)
%endmacro

; multiply_next PLACE: what does not depend on this y: the upper halves for this digit of a, those of
; the y before, and the lower halves for the next digit of a
%macro multiply_next 1
    broadcast   A(%1 + 1), %1 + 1
%assign v 0
%rep LENGTH(%1 + 1)
    load_copy   %1 + 1, v
    vpmadd52huq S(v), A(%1), copied
%if (%1) > 0
    vpmadd52huq T(v), Y(%1 - 1), W(%1 + 1, v)
%endif
    vpmadd52luq S(v), A(%1 + 1), copied
%assign v v + 1
%endrep
%endmacro

; reduce PLACE: adds y's multiple of m to take the digit away, but for the upper halves
%macro reduce 1
    vpsrlvq     carry, Y(%1), CARRY_SHIFTS(%1 + 1)
    vpaddq      S(0), S(0), carry
%assign v 0
%rep LENGTH(%1 + 1)
    vpmadd52luq T(v), Y(%1), W(%1 + 1, v)
%assign v v + 1
%endrep
%endmacro

; finish_group: the same for the last digit of a group, with Q = k times the lowest digit; the lowest
; vector is dropped
%macro finish_group 0
    find_y      G - 1
    vpxorq      Q, Q, Q
    vpmadd52luq Q, Y(G - 1), K
    vpaddq      carry, Y(G - 1), digit_mask ; it becomes 0, with a carry unless it was 0
    vpsrlvq     carry, carry, CARRY_SHIFTS(0)
    broadcast   A(G), G
%assign v 0
%rep V
    load_copy   0, v
    vpmadd52huq S(v + 1), A(G - 1), copied
    vpmadd52huq T(v + 1), Y(G - 2), W(0, v)
    vpmadd52luq S(v + 1), A(G), copied
%assign v v + 1
%endrep
    vpaddq      S(1), S(1), carry
%assign v 1
%rep LENGTH(G - 1) - 1
    vpmadd52luq T(v), Q, M(G - 1, v)
%assign v v + 1
%endrep
%assign v 0
%rep V
    vmovdqa64   S(v), S(v + 1)
    vpmadd52huq T(v + 1), Q, M(0, v)
    vmovdqa64   T(v), T(v + 1)
%assign v v + 1
%endrep
    vpxorq      S(V), S(V), S(V)
    vpxorq      T(V), T(V), T(V)
%endmacro

; copy_b: b moved up by 1 to g - 1 digits
%macro copy_b 0
%assign v 0
%rep V
    vmovdqa64   S(v), [b + VECTORS(v)]
%assign v v + 1
%endrep
%assign s 1
%rep G - 1
    valignq     T(0), S(0), zero, 8 - STREAMS * s
    vmovdqa64   B_COPY(s, 0), T(0)
%assign v 1
%rep V - 1
    valignq     T(v), S(v), S(v - 1), 8 - STREAMS * s
    vmovdqa64   B_COPY(s, v), T(v)
%assign v v + 1
%endrep
%if LENGTH(s) > V
    valignq     T(V), zero, S(V - 1), 8 - STREAMS * s
    vmovdqa64   B_COPY(s, V), T(V)
%endif
%assign s s + 1
%endrep
%endmacro

; carry_once: sums up and passes each lane's upper 12 bits on; lanes end below 2^52 + 2^12
%macro carry_once 0
%assign v 0
%rep V
    vpaddq      S(v), S(v), T(v)
    vpsrlq      T(v), S(v), 52
    vpandq      S(v), S(v), digit_mask
%assign v v + 1
%endrep
    valignq     carry, T(0), zero, 8 - STREAMS
    vpaddq      S(0), S(0), carry
%assign v 1
%rep V - 1
    valignq     carry, T(v), T(v - 1), 8 - STREAMS
    vpaddq      S(v), S(v), carry
%assign v v + 1
%endrep
%endmacro

; collect_masks CONDITION, LOW, HIGH: a bit for each lane of which the condition (of vpcmpuq) to
; digit_mask is true; lanes from 64 on are in HIGH
%macro collect_masks 3
%assign v V
%rep V
%assign v v - 1
    vpcmpuq     k1, S(v), digit_mask, %1
%if v == V - 1 || v == 7
    kmovb       %2 %+ d, k1
%else
    kmovb       eax, k1
    shl         %2, 8
    or          %2, rax
%endif
%if v == 8
    mov         %3, %2
%endif
%endrep
%endmacro

; carry_rest: a lane above digit_mask carries, one equal to it passes a carry on. With a bit for each
; lane, the addition of the two numbers lets the carries run, and the bits that it changes in the
; second are the lanes that get one: digit_mask less, which is one more modulo 2^52, and takes no
; operand from memory, whose access the secret mask would decide. With two moduli there is an
; addition for each, in which all lanes of the other pass carries on.
%macro carry_rest 0
    collect_masks 6, r8, r9                 ; not less or equal
    collect_masks 0, r10, r11               ; equal
%if V > 8
    shld        r9, r8, STREAMS
%endif
    shl         r8, STREAMS
%if STREAMS == 2
    mov         rdx, r8
    mov         rsi, r10
    and         rdx, [even_lanes]
    or          rsi, [odd_lanes]
    and         r8, [odd_lanes]
    or          r10, [even_lanes]
%if V > 8
    mov         rcx, r9
    mov         rax, r11
    and         rcx, [even_lanes]
    or          rax, [odd_lanes]
    and         r9, [odd_lanes]
    or          r11, [even_lanes]
%endif
    add         rdx, rsi
%if V > 8
    adc         rcx, rax
    xor         rcx, rax
    and         rcx, [even_lanes]
%endif
    xor         rdx, rsi
    and         rdx, [even_lanes]
%endif
    add         r8, r10
%if V > 8
    adc         r9, r11
    xor         r9, r11
%endif
    xor         r8, r10
%if STREAMS == 2
    and         r8, [odd_lanes]
    or          r8, rdx
%if V > 8
    and         r9, [odd_lanes]
    or          r9, rcx
%endif
%endif
%assign v 0
%rep V
%if v == 8
    mov         r8, r9
%endif
    kmovb       k1, r8d
    vpsubq      S(v){k1}, S(v), digit_mask
    vpandq      S(v), S(v), digit_mask
    vmovdqa64   [out + VECTORS(v)], S(v)
%if v != V - 1 && v != 7
    shr         r8, 8
%endif
%assign v v + 1
%endrep
%endmacro

; amm NAME, DIGITS, STREAMS
%macro amm 3
%define DIGITS      %2
%define STREAMS     %3
%define G           (8 / STREAMS)
%define V           ((DIGITS * STREAMS + 7) / 8)
%define LANES(s)    [lanes_ %+ STREAMS + VECTORS(s)]
%define CARRY_SHIFTS(s) [carry_shifts_ %+ STREAMS + VECTORS(s)]
%assign first       (G - DIGITS %% G) %% G  ; the place where the first group begins
function %1
    vpxorq      zero, zero, zero
    vpbroadcastq digit_mask, [mask52]
    copy_b
    broadcast   A(first), 0
%assign v 0
%rep V + 1
    vpxorq      S(v), S(v), S(v)
    vpxorq      T(v), T(v), T(v)
%assign v v + 1
%endrep
%assign v 0
%rep LENGTH(first)
    load_copy   first, v
    vpmadd52luq S(v), A(first), copied
%assign v v + 1
%endrep
    mov         count, (DIGITS + G - 1) / G
%if first
    vpxorq      Y(first - 1), Y(first - 1), Y(first - 1)
    sub         a, 8 * STREAMS * first
    jmp         .begin
%endif
    align       32
.next_group:
%assign s 0
%rep G - 1
%if s > 0 && s == first
.begin:
%endif
    find_y      s
    multiply_next s
    reduce      s
%assign s s + 1
%endrep
    finish_group
    add         a, 64
    dec         count
    jnz         .next_group

    carry_once
    carry_rest
    vzeroupper
    ret
end_function
%endmacro

    amm         brisk_rsa_amm20x2_ifma, 20, 2
    amm         brisk_rsa_amm30x2_ifma, 30, 2
    amm         brisk_rsa_amm40x2_ifma, 40, 2
    amm         brisk_rsa_amm40_ifma, 40, 1
    amm         brisk_rsa_amm60_ifma, 60, 1
    amm         brisk_rsa_amm80_ifma, 80, 1
