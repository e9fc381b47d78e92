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
; Layout     a number is V = ceil(n / 8) vectors of 8 digits, least significant first, zeros on top;
;            the second modulus' number follows the first's. Everything is aligned to 64 bytes.
;            work: see "The working area" below; crypto/x86_64/rsa_ifma.c fills it.
; Aliasing   out may be a or b, a may be b.
; CPU bits   CPU_AVX512IFMA | CPU_AVX512F | CPU_AVX512DQ (kmovb)
; Timing     constant
; Speed      Emerald Rapids (family 6, model 207): 465, 790, 1510 cycles for two moduli, 1040, 1400,
;            2890 for one
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
; What depends on y is summed up apart from what does not, in the first `split` vectors, so that an
; iteration waits for: sum, permutation, multiplication = 8 cycles; with the multiplication by k,
; 17. The bound is the 4 V multiplications per digit and modulus, two a cycle, beside them g-th part
; of V moves, and 4 to 5 other instructions.

%include "crypto/x86_64/common.inc"

; Parameters
%define out         rdi
%define a           rsi
%define b           rdx
%define work        rcx

%define count       eax                     ; groups to go

; Vectors. Stream 0 is the first modulus, stream 1 the second.
%define S(t, v)     zmm %+ %eval((t) * V + (v))
%define T(t, v)     zmm %+ %eval(NUM_STREAMS * V + (t) * V + (v))
%define A(t)        zmm %+ %eval(20 + (t))
%define Y(t)        zmm %+ %eval(22 + (t))
%define Y_xmm(t)    xmm %+ %eval(22 + (t))
%define OLD_Y(t)    zmm %+ %eval(24 + (t))
%define LANE(s)     zmm %+ %eval(25 + (s))  ; s = 1 to 4: indices that copy lane s to all lanes
%define Q(t)        zmm %+ %eval((G == 1 ? 24 : 18) + (t))
%define zero        zmm30
%define digit_mask  zmm31                   ; 2^52 - 1
; Mask registers: k1 to k5 have lane 0 to 4 set.
%define ONLY(s)     k %+ %eval(1 + (s))

; The working area, for each stream: w in g copies, m in copies 0 and g - 1, room for the copies of
; b, and k.
%define VECTORS(n)  (64 * (n))
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
mask52:
    dq      (1 << 52) - 1
one:
    dq      1

; multiply HALF, SUM, FACTOR, STREAM, SHIFT, VECTOR: adds a half of the factor times b, moved
%macro multiply_b 6
%if (%5) == 0
    vpmadd52%1uq %2, %3, [b + VECTORS((%4) * V + (%6))]
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

; take_lowest STREAM, LANE: Y = the lowest digit with its carry, in all lanes
%macro take_lowest 2
    vpaddq      Y(%1), S(%1, 0), T(%1, 0)
%if (%2) == 0
    vpbroadcastq Y(%1), Y_xmm(%1)
%else
    vpermq      Y(%1), LANE(%2), Y(%1)
%endif
%endmacro

; multiply_digit STREAM, LANE: the digit of a times b's lower halves; those moved by nothing are
; added to what depends on y, where they are not waited for
%macro multiply_digit 2
    vpbroadcastq A(%1), [a + VECTORS((%1) * V) + 8 * (%2)]
%assign v 0
%rep V
%if (%2) == 0
    y_dependent %1, v
    multiply_b  l, sum, A(%1), %1, %2, v
%else
    multiply_b  l, S(%1, v), A(%1), %1, %2, v
%endif
%assign v v + 1
%endrep
%endmacro

; digit STREAM, LANE: any but the last of a group
%macro digit 2
    multiply_digit %1, %2
    take_lowest %1, %2
%assign v 0
%rep V
    y_dependent %1, v
    vpmadd52luq sum, Y(%1), W(%1, %2 + 1, v)
%assign v v + 1
%endrep
%assign v 0
%rep V
    multiply_b  h, S(%1, v), A(%1), %1, %2 + 1, v
%if (%2) + 2 < G
    y_dependent %1, v
    vpmadd52huq sum, Y(%1), W(%1, %2 + 2, v)
%endif
%assign v v + 1
%endrep
%if (%2) + 2 == G
    vmovdqa64   OLD_Y(%1), Y(%1)            ; its upper halves are for the next group
%endif
    vpsrlq      Y(%1), Y(%1), 52
    vpaddq      S(%1, 0){ONLY((%2) + 1)}, S(%1, 0), Y(%1)
%endmacro

; last_digit STREAM: the last of a group, and the move
%macro last_digit 1
    multiply_digit %1, G - 1
    take_lowest %1, G - 1
    vpxorq      Q(%1), Q(%1), Q(%1)
    vpmadd52luq Q(%1), Y(%1), K(%1){1to8}
    vpaddq      Y(%1), Y(%1), digit_mask    ; the digit becomes 0, with a carry unless it was 0
    vpsrlq      Y(%1), Y(%1), 52
%assign v 0
%rep V
    y_dependent %1, v
    vpmadd52luq sum, Q(%1), M(%1, G - 1, v)
%if v < SPLIT
    vpaddq      S(%1, v), S(%1, v), T(%1, v)
%endif
%assign v v + 1
%endrep
%assign v 0
%rep V - 1
    valignq     S(%1, v), S(%1, v + 1), S(%1, v), G
%assign v v + 1
%endrep
    valignq     S(%1, v), zero, S(%1, v), G
    vpaddq      S(%1, 0){ONLY(0)}, S(%1, 0), Y(%1)
%assign v 0
%rep V
    y_dependent %1, v
%if v < SPLIT
    vpxorq      sum, sum, sum
%endif
    multiply_b  h, sum, A(%1), %1, 0, v
%if G > 1
    vpmadd52huq sum, OLD_Y(%1), W(%1, 0, v)
%endif
    vpmadd52huq sum, Q(%1), M(%1, 0, v)
%assign v v + 1
%endrep
%endmacro

; copy_b STREAM: b moved up by 1 to G - 1 lanes
%macro copy_b 1
%assign v 0
%rep V
    vmovdqa64   S(%1, v), [b + VECTORS((%1) * V + v)]
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
    vpcmpuq     k6, S(%1, v), digit_mask, %2
%if v == V - 1 || v == 7
    kmovb       %3 %+ d, k6
%else
    kmovb       eax, k6
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
; changes in the second are the lanes that get one.
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
    kmovb       k6, r8d
    vpaddq      S(%1, v){k6}, S(%1, v), [one]{1to8}
    vpandq      S(%1, v), S(%1, v), digit_mask
    vmovdqa64   [out + VECTORS((%1) * V + v)], S(%1, v)
%if v != V - 1 && v != 7
    shr         r8, 8
%endif
%assign v v + 1
%endrep
%endmacro

; for_streams MACRO[, ARGUMENT]
%macro for_streams 1-2
%assign t 0
%rep NUM_STREAMS
%if %0 == 1
    %1          t
%else
    %1          t, %2
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
%assign s 0
%rep G
    mov         eax, 1 << s
    kmovb       ONLY(s), eax
%if s > 0
    vmovdqa64   LANE(s), [lanes + VECTORS(s - 1)]
%endif
%assign s s + 1
%endrep
    for_streams copy_b
%assign i 0
%rep NUM_STREAMS * V
    vpxorq      zmm %+ i, zmm %+ i, zmm %+ i
    vpxorq      T(0, i), T(0, i), T(0, i)
%assign i i + 1
%endrep
    mov         count, %2 / G
    align       32
.next_group:
%assign s 0
%rep G - 1
    for_streams digit, s
%assign s s + 1
%endrep
    for_streams last_digit
    add         a, 8 * G
    dec         count
    jnz         .next_group

    for_streams carry_once
    for_streams carry_rest
    vzeroupper
    ret
.end:
%endmacro

    amm         brisk_rsa_amm20x2_ifma, 20, 3, 5, 2, 3
    amm         brisk_rsa_amm30x2_ifma, 30, 4, 3, 2, 4
    amm         brisk_rsa_amm40x2_ifma, 40, 5, 1, 2, 5
    amm         brisk_rsa_amm40_ifma, 40, 5, 1, 1, 5
    amm         brisk_rsa_amm60_ifma, 60, 8, 5, 1, 8
    amm         brisk_rsa_amm80_ifma, 80, 10, 1, 1, 10
