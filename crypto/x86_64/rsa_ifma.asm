; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; Almost-Montgomery multiplication in radix 2^52 with AVX-512 IFMA, for one modulus or for two at
; once: the two halves of an RSA private operation, which do not wait for each other.
;
;   void brisk_rsa_amm20x2_ifma(uint64_t *out, const uint64_t *a, const uint64_t *b, uint64_t *work);
;   void brisk_rsa_amm30x2_ifma(...);   void brisk_rsa_amm40x2_ifma(...);      two moduli
;   void brisk_rsa_amm40_ifma(...);     void brisk_rsa_amm60_ifma(...);        one modulus
;   void brisk_rsa_amm80_ifma(...);
;
; Bounds     a, b below 3 m, with digits below 2^52; out below 3 m likewise, congruent to a b / R,
;            R = 2^(52 n) for n = 20, 30, 40, 60, 80 digits; R above 16 m.
; Layout     a number is V = ceil(n / 8) vectors of 8 digits, least significant first, zeros on top,
;            and one vector of zeros more if V vectors have no room for a zero after the last digit;
;            the second modulus' number follows the first's. Everything is aligned to 64 bytes.
;            work: see "The working area" below; crypto/x86_64/rsa_ifma.c fills it.
; Aliasing   out may be a or b, a may be b.
; CPU bits   CPU_AVX512IFMA | CPU_AVX512F | CPU_AVX512DQ (kmovb)
; Timing     constant
; Speed      Emerald Rapids (family 6, model 207): 420, 765, 1390 cycles for two moduli of 20, 30, 40
;            digits, 950, 1280, 2640 for one of 40, 60, 80
;
; Montgomery multiplication (Montgomery 1985), without the last subtraction (Gueron 2002), and with
; IFMA as in Gueron and Krasnov ("Accelerating Big Integer Arithmetic Using Intel IFMA Extensions",
; 2016) and Drucker and Gueron (2018): the accumulator is a vector of digits in 64-bit lanes, to
; which vpmadd52luq and vpmadd52huq add the lower and upper halves of 52-bit products; carries wait
; in the upper 12 bits. For each digit a_i, the accumulator gets a_i b, and the multiple of m that
; makes its lowest digit zero, which then is dropped. What is different here:
;
; - Nothing is computed outside of the vector registers. The way there and back for the digit of
;   the quotient costs more than everything else on the critical path.
; - The quotient digit mostly needs no multiplication. With k = -1/m mod 2^52, the number k m + 1 is
;   2^52 w for a w below m, so adding y k m for y = the lowest digit takes that digit away and adds
;   y w one digit higher. These multiples are 52 bits longer than m. The last digit of a group (see
;   below) takes y = k times the lowest digit and y m, and so ends with a number of m's length:
;   the sum of the multiples is below R m + (R / 2^52) 2^52 m + (R / 2^104) 2^52 m + ..., which is
;   below R m (2 + 2^-51); with a b < 9 m^2 < 9/16 R m, the result is below 3 m.
; - The accumulator does not move by one digit each time. Instead b, w and m are kept in copies that
;   are moved up by 0 to g - 1 lanes, for which there is room in the V vectors, and the accumulator
;   moves down by g lanes after g digits ("a group"). n = 20 has g = 5, n = 30 has 3, n = 60 has 5;
;   n = 40 and 80 have no room: g = 1.
;
; In a group, digit s = 0 to g - 1 finds the lowest digit of the accumulator in lane s. Sums: a lane
; gets at most 4 products of 52 bits per digit and a carry, 80 digits in its life: below 2^61.
;
; The 4 V multiplications per digit and modulus, two a cycle, are the bound; beside them, the
; 1/g-th part of 2 V moves and additions and four other instructions take turns on the same two
; ports. What keeps a core away from it are latencies: many instructions wait in its scheduler, which
; is small. Therefore what depends on y is summed up apart from what does not, in the first `split`
; vectors, so that a digit waits for a sum, a permutation and a multiplication (8 cycles; with the
; multiplication by k and a move, 16); and the instructions of two moduli are mixed and written down
; in the order in which they can run: while y is on its way, what does not need it.

%include "crypto/x86_64/common.inc"

; Parameters
%define out         rdi
%define a           rsi
%define b           rdx
%define work        rcx

%define count       eax                     ; groups to go

; Vectors: sums without and with y (unless all are in S), the digit of a, y, k times it, its carry.
; Stream 0 is the first modulus, stream 1 the second.
%define S(t, v)     zmm %+ %eval((t) * V + (v))
%define S_xmm(t, v) xmm %+ %eval((t) * V + (v))
%define T(t, v)     zmm %+ %eval(NUM_STREAMS * V + (t) * V + (v))
%define A(t)        zmm %+ %eval(20 + (t))
%define Y(t, s)     zmm %+ %eval(22 + 2 * ((s) & 1) + (t))  ; of lane s
%define Q(t)        zmm %+ %eval((G == 1 ? 24 : 18) + (t))
%define CARRY(t)    zmm %+ %eval((G == 1 ? 26 : 16) + (t))
%define LANE(s)     zmm %+ %eval(25 + (s))  ; s = 1 to 4: indices that copy lane s to all lanes
%define zero        zmm30
%define digit_mask  zmm31                   ; 2^52 - 1

; The working area, for each stream: w in g copies, m in copies 0 and g - 1, room for the copies of
; b, and k.
%define VECTORS(n)  (64 * (n))
%define STRIDE      (V + (G == 1))          ; vectors of a number: a zero follows the last digit
%define STREAM(t)   ((t) * (VECTORS((2 * G + 2) * V) + 64))
%define W(t, s, v)  [work + STREAM(t) + VECTORS((s) * V + (v))]
%define M(t, s, v)  [work + STREAM(t) + VECTORS((G + ((s) != 0)) * V + (v))]
%define B_AT(t, s, v) work + STREAM(t) + VECTORS((G + 2 + (s)) * V + (v))
%define K(t)        [work + STREAM(t) + VECTORS((2 * G + 2) * V)]

section .rodata align=64
lanes:
    times 8 dq 1
    times 8 dq 2
    times 8 dq 3
    times 8 dq 4
; Shifts that leave the carry of the digit in lane 0 to 4, in its place
carry_shifts:
    dq      52, 64, 64, 64, 64, 64, 64, 64
    dq      64, 52, 64, 64, 64, 64, 64, 64
    dq      64, 64, 52, 64, 64, 64, 64, 64
    dq      64, 64, 64, 52, 64, 64, 64, 64
    dq      64, 64, 64, 64, 52, 64, 64, 64
mask52:
    dq      (1 << 52) - 1

; multiply_b HALF, SUM, FACTOR, STREAM, SHIFT, VECTOR: adds a half of the factor times b, moved
%macro multiply_b 6
%if (%5) == 0
    vpmadd52%1uq %2, %3, [b + VECTORS((%4) * STRIDE + (%6))]
%else
    vpmadd52%1uq %2, %3, [B_AT(%4, %5, %6)]
%endif
%endmacro

; y_dependent STREAM, VECTOR: `sum` becomes the register for what depends on y
%macro y_dependent 2
%if (%2) < SPLIT
    %xdefine sum T(%1, %2)
%else
    %xdefine sum S(%1, %2)
%endif
%endmacro

; The macros from here on are for one stream each and are called for both in turn, so that the
; instructions come about in the order in which they can run.

; multiply_first STREAM: the lower halves for the very first digit
%macro multiply_first 1
    vpbroadcastq A(%1), [a + VECTORS((%1) * STRIDE)]
%assign v 0
%rep V
    vpxorq      S(%1, v), S(%1, v), S(%1, v)
    vpxorq      T(%1, v), T(%1, v), T(%1, v)
    multiply_b  l, S(%1, v), A(%1), %1, 0, v
%assign v v + 1
%endrep
%endmacro

; find_y STREAM, LANE: Y = the lowest digit with its carry, in all lanes
%macro find_y 2
    vpaddq      Y(%1, %2), S(%1, 0), T(%1, 0)
%if (%2) == 0
    vpbroadcastq Y(%1, %2), xmm %+ %eval(22 + (%1))
%else
    vpermq      Y(%1, %2), LANE(%2), Y(%1, %2)
%endif
%endmacro

; multiply_next STREAM, LANE: what does not depend on this y: the upper halves for this digit of a,
; those of the y before, and the lower halves for the next digit of a
%macro multiply_next 2
%assign v 0
%rep V
    multiply_b  h, S(%1, v), A(%1), %1, %2 + 1, v
%if (%2) > 0
    y_dependent %1, v
    vpmadd52huq sum, Y(%1, %2 - 1), W(%1, %2 + 1, v)
%endif
%assign v v + 1
%endrep
    vpbroadcastq A(%1), [a + VECTORS((%1) * STRIDE) + 8 * ((%2) + 1)]
%assign v 0
%rep V
    multiply_b  l, S(%1, v), A(%1), %1, %2 + 1, v
%assign v v + 1
%endrep
%endmacro

; reduce STREAM, LANE: adds y's multiple of m to take the digit away, but for the upper halves
%macro reduce 2
%assign v 0
%rep V
    y_dependent %1, v
    vpmadd52luq sum, Y(%1, %2), W(%1, %2 + 1, v)
%if v == 0
    vpsrlvq     CARRY(%1), Y(%1, %2), [carry_shifts + VECTORS((%2) + 1)]
    vpaddq      S(%1, 0), S(%1, 0), CARRY(%1)
%endif
%assign v v + 1
%endrep
%endmacro

; find_last_y STREAM: for the last digit of a group, Q = k times the lowest digit
%macro find_last_y 1
%assign v 0
%rep SPLIT
    vpaddq      S(%1, v), S(%1, v), T(%1, v)
%if v == 0
%if G == 1
    vpbroadcastq Y(%1, G - 1), S_xmm(%1, 0)
%else
    vpermq      Y(%1, G - 1), LANE(G - 1), S(%1, 0)
%endif
%endif
%assign v v + 1
%endrep
    vpxorq      Q(%1), Q(%1), Q(%1)
    vpmadd52luq Q(%1), Y(%1, G - 1), K(%1){1to8}
    vpaddq      CARRY(%1), Y(%1, G - 1), digit_mask ; it becomes 0, with a carry unless it was 0
    vpsrlvq     CARRY(%1), CARRY(%1), [carry_shifts]
%endmacro

; multiply_next_group STREAM, FIRST, LAST: multiply_next with the sums moved, for these vectors
%macro multiply_next_group 3
%assign v %2
%rep (%3) - (%2)
    y_dependent %1, v
%if v < SPLIT
    vpxorq      sum, sum, sum
%endif
    multiply_b  h, sum, A(%1), %1, 0, v
%if G > 1
    vpmadd52huq sum, Y(%1, G - 2), W(%1, 0, v)
%endif
%assign v v + 1
%endrep
%endmacro

; reduce_last STREAM: adds Q's multiple of m, and moves
%macro reduce_last 1
%assign v 0
%rep V
    vpmadd52luq S(%1, v), Q(%1), M(%1, G - 1, v)
%assign v v + 1
%endrep
%assign v 0
%rep V - 1
    valignq     S(%1, v), S(%1, v + 1), S(%1, v), G
%if v == 0
    vpaddq      S(%1, 0), S(%1, 0), CARRY(%1)
%endif
%assign v v + 1
%endrep
    valignq     S(%1, v), zero, S(%1, v), G
    multiply_next_group %1, SPLIT, V
    vpbroadcastq A(%1), [a + VECTORS((%1) * STRIDE) + 8 * G]
%assign v 0
%rep V
    y_dependent %1, v
    multiply_b  l, sum, A(%1), %1, 0, v
    vpmadd52huq sum, Q(%1), M(%1, 0, v)
%assign v v + 1
%endrep
%endmacro

; copy_b STREAM: b moved up by 1 to G - 1 lanes
%macro copy_b 1
%assign v 0
%rep V
    vmovdqa64   S(%1, v), [b + VECTORS((%1) * STRIDE + v)]
%assign v v + 1
%endrep
%assign s 1
%rep G - 1
    valignq     A(%1), S(%1, 0), zero, 8 - s
    vmovdqa64   [B_AT(%1, s, 0)], A(%1)
%assign v 1
%rep V - 1
    valignq     A(%1), S(%1, v), S(%1, v - 1), 8 - s
    vmovdqa64   [B_AT(%1, s, v)], A(%1)
%assign v v + 1
%endrep
%assign s s + 1
%endrep
%endmacro

; carry_once STREAM: sums up and passes each lane's upper 12 bits on; lanes end below 2^52 + 2^12
%macro carry_once 1
%assign v 0
%rep V
%if v < SPLIT
    vpaddq      S(%1, v), S(%1, v), T(%1, v)
%endif
    vpsrlq      T(%1, v), S(%1, v), 52
    vpandq      S(%1, v), S(%1, v), digit_mask
%assign v v + 1
%endrep
    valignq     A(%1), T(%1, 0), zero, 7
    vpaddq      S(%1, 0), S(%1, 0), A(%1)
%assign v 1
%rep V - 1
    valignq     A(%1), T(%1, v), T(%1, v - 1), 7
    vpaddq      S(%1, v), S(%1, v), A(%1)
%assign v v + 1
%endrep
%endmacro

; collect_masks STREAM, CONDITION, LOW, HIGH: a bit for each lane of which the condition (of
; vpcmpuq) to digit_mask is true; lanes from 64 on are in HIGH
%macro collect_masks 4
%assign v V
%rep V
%assign v v - 1
    vpcmpuq     k1, S(%1, v), digit_mask, %2
%if v == V - 1 || v == 7
    kmovb       %3 %+ d, k1
%else
    kmovb       eax, k1
    shl         %3, 8
    or          %3, rax
%endif
%if v == 8
    mov         %4, %3
%endif
%endrep
%endmacro

; carry_rest STREAM: a lane above digit_mask carries, one equal to it passes a carry on. With a bit
; for each lane, the addition of the two numbers lets the carries run, and the bits that it
; changes in the second are the lanes that get one: digit_mask less, which is one more modulo 2^52,
; and takes no operand from memory, whose access the secret mask would decide.
%macro carry_rest 1
    collect_masks %1, 6, r8, r9             ; not less or equal
    collect_masks %1, 0, r10, r11           ; equal
%if V > 8
    shld        r9, r8, 1
%endif
    add         r8, r8
    add         r8, r10
%if V > 8
    adc         r9, r11
    xor         r9, r11
%endif
    xor         r8, r10
%assign v 0
%rep V
%if v == 8
    mov         r8, r9
%endif
    kmovb       k1, r8d
    vpsubq      S(%1, v){k1}, S(%1, v), digit_mask
    vpandq      S(%1, v), S(%1, v), digit_mask
    vmovdqa64   [out + VECTORS((%1) * STRIDE + v)], S(%1, v)
%if v != V - 1 && v != 7
    shr         r8, 8
%endif
%assign v v + 1
%endrep
%endmacro

; for_streams MACRO, ARGUMENTS...
%macro for_streams 1-3
%assign t 0
%rep NUM_STREAMS
%if %0 == 1
    %1          t
%elif %0 == 2
    %1          t, %2
%else
    %1          t, %2, %3
%endif
%assign t t + 1
%endrep
%endmacro

; amm NAME, DIGITS, VECTORS, GROUP, STREAMS, SPLIT
%macro amm 6
%define V           %3
%define G           %4
%define NUM_STREAMS %5
%define SPLIT       %6
function %1
    vpxorq      zero, zero, zero
    vpbroadcastq digit_mask, [mask52]
%assign s 1
%rep G - 1
    vmovdqa64   LANE(s), [lanes + VECTORS(s - 1)]
%assign s s + 1
%endrep
    for_streams copy_b
    for_streams multiply_first
    mov         count, %2 / G
    align       32
.next_group:
%assign s 0
%rep G - 1
    for_streams find_y, s
    for_streams multiply_next, s
    for_streams reduce, s
%assign s s + 1
%endrep
    for_streams find_last_y
    for_streams multiply_next_group, 0, SPLIT
    for_streams reduce_last
    add         a, 8 * G
    dec         count
    jnz         .next_group

    for_streams carry_once
    for_streams carry_rest
    vzeroupper
    ret
end_function
%endmacro

    amm         brisk_rsa_amm20x2_ifma, 20, 3, 5, 2, 3
    amm         brisk_rsa_amm30x2_ifma, 30, 4, 3, 2, 4
    amm         brisk_rsa_amm40x2_ifma, 40, 5, 1, 2, 2
    amm         brisk_rsa_amm40_ifma, 40, 5, 1, 1, 5
    amm         brisk_rsa_amm60_ifma, 60, 8, 5, 1, 8
    amm         brisk_rsa_amm80_ifma, 80, 10, 1, 1, 10
