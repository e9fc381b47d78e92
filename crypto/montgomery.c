/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Montgomery arithmetic (Montgomery 1985; word by word as in Koc, Acar, Kaliski 1996). */

#include <string.h>

#include <brisk/random.h>

#include "crypto/bignum.h"
#include "crypto/ct.h"

#define WINDOW 5 /* bits of the exponent taken at a time */

typedef unsigned __int128 uint128;

/* Newton's iteration on the inverse of m0: m0 itself is right in 3 bits, each step doubles them. */
uint64_t brisk_mont_n0(uint64_t m0)
{
    uint64_t inverse = m0;
    for (unsigned bits = 3; bits < 64; bits *= 2) {
        inverse *= 2 - m0 * inverse;
    }
    return 0 - inverse;
}

/* x 2^60 modulo m by a lower estimate of the quotient: one pass, and nothing to correct. x and m
 * have n limbs, of m = (d + something below 1) 2^(64 (n - 1)) the highest bit set is the third one;
 * minus_m = 2^(64 n) - m and reciprocal = floor(2^125 / (d + 1)), below 2^64. With h the highest
 * limb of x, the quotient is q = floor(h reciprocal / 2^65) <= h 2^60 / (d + 1) <= x 2^60 / m and
 * what it is short of that by (h + 1) 2^60 / d - (h 2^60 / (d + 1) - 1/2 - 1) <= (x / m) / 2 + 2:
 * if x is below 4 m, so is the result, which fits in n limbs. */
static void shift_60_bits(uint64_t *x, const uint64_t *minus_m, uint64_t reciprocal, size_t n)
{
    uint64_t q = (uint64_t)((uint128)x[n - 1] * reciprocal >> 65), carry = 0, below = 0;
    for (size_t i = 0; i < n; i++) {
        uint128 sum = (uint128)minus_m[i] * q + (x[i] << 60 | below >> 4) + carry;
        below = x[i];
        x[i] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
}

/* floor(2^125 / divisor) for a divisor above 2^61 and at most 2^62; a division instruction would
 * tell of it by its time. */
static uint64_t reciprocal_125(uint64_t divisor)
{
    uint64_t quotient = 0, rest = (uint64_t)1 << 61;
    for (int i = 0; i < 64; i++) {
        rest *= 2;
        uint64_t fits = ~ct_mask_less(rest, divisor);
        rest -= divisor & fits;
        quotient = quotient << 1 | (fits & 1);
    }
    return quotient;
}

/* 2^(128 n) 2^shift modulo m 2^shift, where the shift leaves two bits free above m in n + 1 limbs:
 * a power of two, 60 bits longer in each step. */
void brisk_mont_rr(uint64_t *rr, const uint64_t *m, size_t n, size_t bits)
{
    uint64_t x[BRISK_RSA_MAX_LIMBS + 2] = { 0 }, minus_m[BRISK_RSA_MAX_LIMBS + 1] = { 0 };
    uint64_t shifted[BRISK_RSA_MAX_LIMBS + 1] = { 0 };
    size_t shift = 64 * n + 62 - bits, limb = shift / 64, bit = shift % 64;
    for (size_t i = 0; i < n; i++) {
        shifted[i + limb] |= m[i] << bit;
        if (bit > 0 && i + limb < n) {
            shifted[i + limb + 1] = m[i] >> (64 - bit);
        }
    }
    brisk_bn_sub(minus_m, minus_m, shifted, n + 1);
    uint64_t reciprocal = reciprocal_125(shifted[n] + 1);

    size_t steps = (64 * n + shift - 61 + 59) / 60, start = 128 * n + shift - 60 * steps;
    x[start / 64] = (uint64_t)1 << (start % 64);
    for (size_t i = 0; i < steps; i++) {
        shift_60_bits(x, minus_m, reciprocal, n + 1);
    }
    for (size_t i = 0; i < 3; i++) {
        brisk_bn_reduce_once(x, x, 0, shifted, n + 1);
    }
    for (size_t i = 0; i < n; i++) {
        rr[i] = bit > 0 ? x[i + limb] >> bit | x[i + limb + 1] << (64 - bit) : x[i + limb];
    }
    brisk_wipe(x, sizeof(x));
    brisk_wipe(minus_m, sizeof(minus_m));
    brisk_wipe(shifted, sizeof(shifted));
}

void brisk_mont_mul(uint64_t *out, const uint64_t *a, const uint64_t *b, const uint64_t *m,
                    uint64_t n0, size_t n)
{
    uint64_t t[BRISK_RSA_MAX_LIMBS] = { 0 }, top = 0;
    for (size_t i = 0; i < n; i++) {
        /* t = (t + a b[i] + m q) / 2^64, where q makes the division exact. */
        uint64_t factor = b[i];
        uint128 x = (uint128)a[0] * factor + t[0];
        uint64_t q = (uint64_t)x * n0;
        uint128 y = (uint128)m[0] * q + (uint64_t)x;
        for (size_t j = 1; j < n; j++) {
            x = (uint128)a[j] * factor + t[j] + (uint64_t)(x >> 64);
            y = (uint128)m[j] * q + (uint64_t)x + (uint64_t)(y >> 64);
            t[j - 1] = (uint64_t)y;
        }
        x = (x >> 64) + (y >> 64) + top;
        t[n - 1] = (uint64_t)x;
        top = (uint64_t)(x >> 64);
    }
    brisk_bn_reduce_once(out, t, top, m, n);
    brisk_wipe(t, n * sizeof(*t));
}

/* Saving the products that occur twice gained 8 % with gcc 12 and 17 % with clang 14: not enough
 * for a reference to be twice as long. */
void brisk_mont_sqr(uint64_t *out, const uint64_t *a, const uint64_t *m, uint64_t n0, size_t n)
{
    brisk_mont_mul(out, a, a, m, n0, n);
}

void brisk_mont_reduce(uint64_t *out, uint64_t *t, const uint64_t *m, uint64_t n0, size_t n)
{
    uint64_t top = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t q = t[i] * n0, carry = 0;
        for (size_t j = 0; j < n; j++) {
            uint128 sum = (uint128)m[j] * q + t[i + j] + carry;
            t[i + j] = (uint64_t)sum;
            carry = (uint64_t)(sum >> 64);
        }
        uint128 sum = (uint128)t[i + n] + carry + top;
        t[i + n] = (uint64_t)sum;
        top = (uint64_t)(sum >> 64);
    }
    brisk_bn_reduce_once(out, t + n, top, m, n);
}

/* Reads the whole table, of n limbs each, whatever the index is. */
static void gather(uint64_t *out, const uint64_t *table, uint64_t index, size_t n)
{
    memset(out, 0, n * sizeof(*out));
    for (size_t i = 0; i < 1 << WINDOW; i++) {
        uint64_t mask = ct_mask_equal(i, index);
        for (size_t j = 0; j < n; j++) {
            out[j] |= table[i * n + j] & mask;
        }
    }
}

/* The bits of the exponent from `at` on. */
static uint64_t take_window(const uint64_t *exp, size_t exp_bits, size_t at)
{
    uint64_t window = exp[at / 64] >> (at % 64);
    if (at % 64 > 64 - WINDOW && 64 * (at / 64 + 1) < exp_bits) {
        window |= exp[at / 64 + 1] << (64 - at % 64);
    }
    return window & ((1 << WINDOW) - 1);
}

void brisk_mont_exp(uint64_t *out, const uint64_t *a, const uint64_t *exp, size_t exp_bits,
                    const uint64_t *rr, const uint64_t *m, uint64_t n0, size_t n)
{
    uint64_t table[(1 << WINDOW) * BRISK_RSA_MAX_LIMBS];
    uint64_t result[BRISK_RSA_MAX_LIMBS], factor[BRISK_RSA_MAX_LIMBS] = { 1 };
    brisk_mont_mul(table, rr, factor, m, n0, n);
    memcpy(table + n, a, n * sizeof(*a));
    for (size_t i = 2; i < 1 << WINDOW; i++) {
        if (i % 2 == 0) {
            brisk_mont_sqr(table + i * n, table + i / 2 * n, m, n0, n);
        } else {
            brisk_mont_mul(table + i * n, table + (i - 1) * n, a, m, n0, n);
        }
    }
    size_t at = (exp_bits - 1) / WINDOW * WINDOW;
    gather(result, table, take_window(exp, exp_bits, at), n);
    while (at > 0) {
        at -= WINDOW;
        for (int i = 0; i < WINDOW; i++) {
            brisk_mont_sqr(result, result, m, n0, n);
        }
        gather(factor, table, take_window(exp, exp_bits, at), n);
        brisk_mont_mul(result, result, factor, m, n0, n);
    }
    memcpy(out, result, n * sizeof(*out));
    brisk_wipe(table, (n << WINDOW) * sizeof(*table));
    brisk_wipe(result, n * sizeof(*result));
    brisk_wipe(factor, n * sizeof(*factor));
}

/* Bits k, k + d, .. k + 4 d of the exponent. */
static uint64_t take_column(const uint64_t *exp, size_t k, size_t d)
{
    uint64_t column = 0;
    for (size_t i = 0; i < WINDOW; i++) {
        size_t at = k + i * d;
        column |= (exp[at / 64] >> (at % 64) & 1) << i;
    }
    return column;
}

static void gather_comb(uint64_t *out, const uint64_t (*table)[32][8], uint64_t index, size_t n)
{
    for (size_t i = 0; i < n; i += 8) {
        gather(out + i, table[i / 8][0], index, 8);
    }
}

void brisk_mont_comb(uint64_t *out, const uint64_t (*table)[32][8], const uint64_t *exp, size_t d,
                     const uint64_t *m, uint64_t n0, size_t n)
{
    uint64_t result[BRISK_RSA_MAX_LIMBS], factor[BRISK_RSA_MAX_LIMBS];
    gather_comb(result, table, take_column(exp, d - 1, d), n);
    for (size_t k = d - 1; k-- > 0;) {
        brisk_mont_sqr(result, result, m, n0, n);
        gather_comb(factor, table, take_column(exp, k, d), n);
        brisk_mont_mul(result, result, factor, m, n0, n);
    }
    memcpy(out, result, n * sizeof(*out));
    brisk_wipe(result, n * sizeof(*result));
    brisk_wipe(factor, n * sizeof(*factor));
}
