; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; Arithmetic on eight large numbers at a time with AVX-512 IFMA, for RSA: Montgomery multiplication of
; numbers of 20 and 30 digits of 52 bits, and blocks of 20 digits of which rsax8_ifma.c builds those of
; 40, 60 and 80.
;
;   void brisk_rsax8_amm20_ifma(uint64_t *out, const uint64_t *x, const uint64_t *y, uint64_t *mod);
;   void brisk_rsax8_amm30_ifma(...);                   out = x y / R mod m, R = 2^(52 digits)
;   void brisk_rsax8_ams20_ifma(...);
;   void brisk_rsax8_ams30_ifma(...);                   out = x^2 / R mod m, whatever y
;
;   void brisk_rsax8_mul20_ifma(uint64_t *t, const uint64_t *x, const uint64_t *y);   t += x y
;   void brisk_rsax8_square20_ifma(uint64_t *t, const uint64_t *x);                   t = 2 t + x^2
;   void brisk_rsax8_reduce20_ifma(uint64_t *t, const uint64_t *m, const uint64_t *k);
;
; reduce20 adds y m to t, for the y that makes t's 20 lowest columns zero, and leaves y's digits in
; these. k is -1/m mod 2^52. mod begins with 80 vectors for m, k, and 160 for columns.
;
; Bounds     x, y below 2 m; out below 2 m likewise, as R is above 16 m (Gueron 2002)
; Layout     a digit is a vector: one 64-bit lane for each of the eight numbers, its low 52 bits the
;            digit, its upper 12 anything (the instructions that multiply ignore them). t is twice as
;            many vectors: columns, the sum of what has this weight, below 2^64.
; Aliasing   out may be x or y, t overlaps nothing; all is aligned to 64 bytes
; CPU bits   CPU_AVX512IFMA | CPU_AVX512F
; Timing     constant
; Speed      Emerald Rapids (family 6, model 207), in pairs of multiplications: ams20 694, amm20 848,
;            ams30 1540, amm30 1950
;
; As lanes are numbers, no digit ever moves from lane to lane: what is left is the bare schoolbook
; multiplication: of n digits 2 n^2 instructions of the two ports that have vpmadd52luq and
; vpmadd52huq, and as many again to reduce (Montgomery 1985; IFMA as in Gueron and Krasnov 2016).
; Columns stay in registers while products are added to them, at most n + 1 at a time: a row is x times
; one digit of y, and its lowest column is complete after it. A square's products of different
; digits are added once and doubled with the column, n (n - 1) instructions instead of 2 n^2. Carries
; are passed on once a column; what they cost (2 n instructions to reduce, 2 n at the end) is the
; whole overhead, and for 20 digits 670 pairs of instructions are the bound of a square, 841 of a product.
;
; The ports take the oldest instruction that can run. So the digit of the next row's quotient is
; asked for in the middle of a row: behind it, the ports would stand idle until it is there.
;
; Sums: a column gets at most 2 products for each digit of a number from x y (4 where doubled), and 2
; from y m; 80 digits: below 480 * 2^52 < 2^61, and the carry.

%include "crypto/x86_64/common.inc"

; Parameters
%define t           rdi
%define x           rsi
%define y           rdx
%define m           rsi
%define k           rdx

%define VECTOR(n)   64 * (n)

; Column c, of which at most 21 are in registers at a time
%define C(c)        zmm %+ %eval((c) % 21)
; Digits of x or m on their way, and the digit that multiplies
%define X(j)        zmm %+ %eval(21 + (j) % 6)
%define Y(i)        zmm %+ %eval(27 + (i) % 2)
%define K           zmm29
%define PRODUCT(c)  zmm %+ %eval(30 + (c) % 2)

; multiply W
%macro multiply 1
%assign c 0
%rep %1
    vmovdqa64   C(c), [t + VECTOR(c)]
%assign c c + 1
%endrep
%assign i 0
%rep %1
    vmovdqa64   Y(i), [y + VECTOR(i)]
    vmovdqa64   C(i + %1), [t + VECTOR(i + %1)]
%assign j 0
%rep %1
    vmovdqa64   X(j), [x + VECTOR(j)]
    vpmadd52luq C(i + j), X(j), Y(i)
    vpmadd52huq C(i + j + 1), X(j), Y(i)
%assign j j + 1
%endrep
    vmovdqa64   [t + VECTOR(i)], C(i)
%assign i i + 1
%endrep
%assign c %1
%rep %1
    vmovdqa64   [t + VECTOR(c)], C(c)
%assign c c + 1
%endrep
    vzeroupper
    ret
%endmacro

; finish_column COLUMN: doubles it and adds the half of a digit's square that it gets
%macro finish_column 1
%assign half (%1) / 2
    vpaddq      C(%1), C(%1), C(%1)
    vmovdqa64   X(half), [x + VECTOR(half)]
%if (%1) % 2
    vpmadd52huq C(%1), X(half), X(half)
%else
    vpmadd52luq C(%1), X(half), X(half)
%endif
    vmovdqa64   [t + VECTOR(%1)], C(%1)
%endmacro

; square W: the products of each digit with those below it, so that it can begin when the lowest
; digits are known
%macro square 1
    vmovdqa64   C(0), [t]
    finish_column 0
%assign j 1
%rep %1 - 1
    vmovdqa64   Y(j), [x + VECTOR(j)]
    vmovdqa64   C(2 * j - 1), [t + VECTOR(2 * j - 1)]
    vmovdqa64   C(2 * j), [t + VECTOR(2 * j)]
%assign i 0
%rep j
    vmovdqa64   X(i), [x + VECTOR(i)]
    vpmadd52luq C(i + j), X(i), Y(j)
    vpmadd52huq C(i + j + 1), X(i), Y(j)
%assign i i + 1
%endrep
    finish_column j
%assign j j + 1
%endrep
    vmovdqa64   C(2 * %1 - 1), [t + VECTOR(2 * %1 - 1)]
%assign c %1
%rep %1
    finish_column c
%assign c c + 1
%endrep
    vzeroupper
    ret
%endmacro

; find_y ROW: the digit that makes the column zero
%macro find_y 1
    vpxorq      Y(%1), Y(%1), Y(%1)
    vpmadd52luq Y(%1), C(%1), K
    vmovdqa64   [t + VECTOR(%1)], Y(%1)
%endmacro

; add_products ROW, FIRST, NUMBER: of y's digit and so many of m's
%macro add_products 3
%assign j %2
%rep %3
    vmovdqa64   X(j), [m + VECTOR(j)]
    vpmadd52luq C(%1 + j), X(j), Y(%1)
    vpmadd52huq C(%1 + j + 1), X(j), Y(%1)
%assign j j + 1
%endrep
%endmacro

; reduce W: the next digit of y is asked for when half of a row is left, which the ports do while
; they wait for it
%macro reduce 1
    vmovdqa64   K, [k]
%assign c 0
%rep %1
    vmovdqa64   C(c), [t + VECTOR(c)]
%assign c c + 1
%endrep
    find_y      0
%assign i 0
%rep %1
    vmovdqa64   C(i + %1), [t + VECTOR(i + %1)]
    vmovdqa64   X(0), [m]
    vpmadd52luq C(i), X(0), Y(i)            ; its low 52 bits become zero
    vpmadd52huq C(i + 1), X(0), Y(i)
    vmovdqa64   X(1), [m + VECTOR(1)]
    vpmadd52luq C(i + 1), X(1), Y(i)
    vpmadd52huq C(i + 2), X(1), Y(i)
    vpsrlq      C(i), C(i), 52
    vpaddq      C(i + 1), C(i + 1), C(i)
    add_products i, 2, %1 - 10
%if i + 1 < %1
    find_y      i + 1
%endif
    add_products i, %1 - 8, 8
%assign i i + 1
%endrep
%assign c %1
%rep %1
    vmovdqa64   [t + VECTOR(c)], C(c)
%assign c c + 1
%endrep
    vzeroupper
    ret
%endmacro

function brisk_rsax8_mul20_ifma
    multiply    20
end_function
function brisk_rsax8_square20_ifma
    square      20
end_function
function brisk_rsax8_reduce20_ifma
    reduce      20
end_function

; --- Numbers of 30 digits: 30 columns in registers leave two for what multiplies them ---

%undef t
%undef x
%undef y
%undef m
%undef k
%undef C
%define out         rdi
%define x           rsi
%define y           rdx
%define m           rcx                     ; what struct modulus of rsax8_ifma.c begins with: m, k, t
%define k           rcx + VECTOR(80)
%define t           rcx + VECTOR(81)

%define C(c)        zmm %+ %eval((c) % 30)
%define DIGIT       zmm30
%define OTHER       zmm31
%define Q(i)        zmm %+ %eval(30 + (i) % 2)

; put_column COLUMN: of a square, doubled and with the half of a digit's square that it gets
%macro put_column 1
%assign half (%1) / 2
    vpaddq      C(%1), C(%1), C(%1)
    vmovdqa64   OTHER, [x + VECTOR(half)]
%if (%1) % 2
    vpmadd52huq C(%1), OTHER, OTHER
%else
    vpmadd52luq C(%1), OTHER, OTHER
%endif
    vmovdqa64   [t + VECTOR(%1)], C(%1)
%endmacro

; clear_column COLUMN
%macro clear_column 1
    vpxorq      C(%1), C(%1), C(%1)
%endmacro

; add_m_by FREE, ROW, FIRST, NUMBER: so many digits of m times the row's digit of the quotient, by way
; of a free register
%macro add_m_by 4
%assign j %3
%rep %4
    vmovdqa64   %1, [m + VECTOR(j)]
    vpmadd52luq C(%2 + j), Q(%2), %1
    vpmadd52huq C(%2 + j + 1), Q(%2), %1
%assign j j + 1
%endrep
%endmacro

; add_m ROW, FIRST, NUMBER: the same where none is free
%macro add_m 3
%assign j %2
%rep %3
    vpmadd52luq C(%1 + j), Q(%1), [m + VECTOR(j)]
    vpmadd52huq C(%1 + j + 1), Q(%1), [m + VECTOR(j)]
%assign j j + 1
%endrep
%endmacro

%macro find_q 1
    vpxorq      Q(%1), Q(%1), Q(%1)
    vpmadd52luq Q(%1), C(%1), [k]
%endmacro

; take_column ROW: it becomes zero, its carry goes on, and its register gets the column 30 above
%macro take_column 1
    add_m_by    Q(%1 + 1), %1, 0, 2
    vpsrlq      C(%1), C(%1), 52
    vpaddq      C(%1 + 1), C(%1 + 1), C(%1)
    vmovdqa64   C(%1 + 30), [t + VECTOR(%1 + 30)]
%endmacro

; put_digit COLUMN: the result's, with the carry from the one below
%macro put_digit 1
%if (%1) > 30
    vpaddq      C(%1), C(%1), OTHER_CARRY
%endif
    vmovdqa64   [out + VECTOR(%1 - 30)], C(%1)
    vpsrlq      OTHER_CARRY, C(%1), 52
%endmacro

; reduce_30: columns 0 to 29 are where they belong, the others in t
%macro reduce_30 0
    find_q      0
%assign i 0
%rep 29
    take_column i
    add_m_by    Q(i + 1), i, 2, 18
    find_q      i + 1
    add_m       i, 20, 10
%assign i i + 1
%endrep
    take_column 29
%define OTHER_CARRY Q(0)                    ; the last row has Q(1)
    put_digit   30
%assign n 2
%rep 28
    add_m       29, n, 1
    put_digit   29 + n
%assign n n + 1
%endrep
    put_digit   59
    vzeroupper
    ret
%endmacro

function brisk_rsax8_amm30_ifma
%assign i 0
%rep 30
    clear_column i
%assign i i + 1
%endrep
%assign i 0
%rep 30
    vmovdqa64   DIGIT, [x + VECTOR(i)]
    vmovdqa64   OTHER, [y]
    vpmadd52luq C(i), OTHER, DIGIT
    vpmadd52huq C(i + 1), OTHER, DIGIT
    vmovdqa64   [t + VECTOR(i)], C(i)
    clear_column i + 30
%assign j 1
%rep 29
    vmovdqa64   OTHER, [y + VECTOR(j)]
    vpmadd52luq C(i + j), OTHER, DIGIT
    vpmadd52huq C(i + j + 1), OTHER, DIGIT
%assign j j + 1
%endrep
%assign i i + 1
%endrep
%assign c 30
%rep 30
    vmovdqa64   [t + VECTOR(c)], C(c)
    vmovdqa64   C(c), [t + VECTOR(c - 30)]
%assign c c + 1
%endrep
    reduce_30
end_function

function brisk_rsax8_ams30_ifma
    clear_column 0
    put_column  0
%assign row 1
%rep 29
    vmovdqa64   DIGIT, [x + VECTOR(row)]
    clear_column 2 * row - 1
    clear_column 2 * row
%assign i 0
%rep row
    vmovdqa64   OTHER, [x + VECTOR(i)]
    vpmadd52luq C(i + row), OTHER, DIGIT
    vpmadd52huq C(i + row + 1), OTHER, DIGIT
%assign i i + 1
%endrep
    put_column  row
%assign row row + 1
%endrep
    clear_column 59
%assign c 30
%rep 30
    put_column  c
    vmovdqa64   C(c), [t + VECTOR(c - 30)]
%assign c c + 1
%endrep
    reduce_30
end_function

%undef C
%undef take_column
%unmacro take_column 1
%unmacro clear_column 1
%unmacro find_q 1
%unmacro put_digit 1
%undef t
%undef x
%undef y
%undef m
%undef k
%define C(c)        zmm %+ %eval((c) % 21)

; --- Numbers of one block: the whole of a Montgomery multiplication ---

%undef t
%undef x
%undef y
%undef m
%undef k
%define out         rdi
%define x           rsi
%define y           rdx
%define m           rcx                     ; what struct modulus of rsax8_ifma.c begins with: m, k, t
%define k           rcx + VECTOR(80)
%define t           rcx + VECTOR(81)

; add_row TO, DIGIT, FROM, FIRST, NUMBER: so many of FROM's digits times the digit
%macro add_row 5
%assign j %4
%rep %5
    vmovdqa64   X(j), [%3 + VECTOR(j)]
    vpmadd52luq C(%1 + j), X(j), %2
    vpmadd52huq C(%1 + j + 1), X(j), %2
%assign j j + 1
%endrep
%endmacro

; clear_column COLUMN
%macro clear_column 1
    vpxorq      C(%1), C(%1), C(%1)
%endmacro

; take_column ROW: y for it is in Q; it becomes zero and its carry goes on
%macro take_column 1
    vmovdqa64   X(0), [m]
    vpmadd52luq C(%1), X(0), Q(%1)
    vpmadd52huq C(%1 + 1), X(0), Q(%1)
    vmovdqa64   X(1), [m + VECTOR(1)]
    vpmadd52luq C(%1 + 1), X(1), Q(%1)
    vpmadd52huq C(%1 + 2), X(1), Q(%1)
    vpsrlq      C(%1), C(%1), 52
    vpaddq      C(%1 + 1), C(%1 + 1), C(%1)
%endmacro

%define Q(i)        zmm %+ %eval(30 + (i) % 2)

%macro find_q 1
    vpxorq      Q(%1), Q(%1), Q(%1)
    vpmadd52luq Q(%1), C(%1), K
%endmacro

; put_digit COLUMN, W: the result's, with the carry from the one below
%macro put_digit 2
%if (%1) > %2
    vpsrlq      C(%1 - 1), C(%1 - 1), 52
    vpaddq      C(%1), C(%1), C(%1 - 1)
%endif
    vmovdqa64   [out + VECTOR(%1 - %2)], C(%1)
%endmacro

; last_row W: of the reduction; the result's digits are carried as they become known
%macro last_row 1
%assign i %1 - 1
    take_column i
    put_digit   %1, %1
%assign n 2
%rep %1 - 2
    add_row     i, Q(i), m, n, 1
    put_digit   i + n, %1
%assign n n + 1
%endrep
    put_digit   2 * %1 - 1, %1
%endmacro

; montgomery_multiply W: rows of the product and of the reduction take turns
%macro montgomery_multiply 1
    vmovdqa64   K, [k]
%assign i 0
%rep %1 + 1
    clear_column i
%assign i i + 1
%endrep
%assign i 0
%rep %1
    vmovdqa64   Y(i), [x + VECTOR(i)]
%if i > 0
    clear_column i + %1
%endif
    add_row     i, Y(i), y, 0, 1
    find_q      i
    add_row     i, Y(i), y, 1, %1 - 1
%if i < %1 - 1
    take_column i
    add_row     i, Q(i), m, 2, %1 - 2
%else
    last_row    %1
%endif
%assign i i + 1
%endrep
    vzeroupper
    ret
%endmacro

; montgomery_square W
%macro montgomery_square 1
    clear_column 0
    finish_column 0
%assign row 1
%rep %1 - 1
    vmovdqa64   Y(row), [x + VECTOR(row)]
    clear_column 2 * row - 1
    clear_column 2 * row
    add_row     row, Y(row), x, 0, row
    finish_column row
%assign row row + 1
%endrep
    clear_column 2 * %1 - 1
%assign c %1
%rep %1
    finish_column c
%assign c c + 1
%endrep

    vmovdqa64   K, [k]
%assign c 0
%rep %1
    vmovdqa64   C(c), [t + VECTOR(c)]
%assign c c + 1
%endrep
    find_q      0
%assign i 0
%rep %1 - 1
    vmovdqa64   C(i + %1), [t + VECTOR(i + %1)]
    take_column i
    add_row     i, Q(i), m, 2, %1 - 10
    find_q      i + 1
    add_row     i, Q(i), m, %1 - 8, 8
%assign i i + 1
%endrep
    vmovdqa64   C(i + %1), [t + VECTOR(i + %1)]
    last_row    %1
    vzeroupper
    ret
%endmacro

function brisk_rsax8_amm20_ifma
    montgomery_multiply 20
end_function
function brisk_rsax8_ams20_ifma
    montgomery_square 20
end_function
