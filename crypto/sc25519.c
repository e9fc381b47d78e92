/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Integers modulo L, the order of Ed25519's base point: Barrett reduction (Handbook of Applied
 * Cryptography, algorithm 14.42) with 64-bit limbs, least significant first. */

#include "crypto/sc25519.h"

#include <string.h>

#include <brisk/random.h>

#include "crypto/bytes.h"
#include "crypto/ct.h"

/* L = 2^252 + 27742317777372353535851937790883648493 */
static const uint64_t order[5] = { 0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000,
                                   0 };

/* floor(2^512 / L) */
static const uint64_t order_reciprocal[5] = { 0xed9ce5a30a2c131b, 0x2106215d086329a7,
                                              0xffffffffffffffeb, 0xffffffffffffffff, 0xf };

static uint64_t estimate_quotient(const uint64_t a[4], const uint64_t b[4]);
static void subtract_multiple(uint64_t a[4], const uint64_t b[4], uint64_t factor);
static void add_multiple(uint64_t a[3], const uint64_t b[3], uint64_t factor);
static int is_below(const uint64_t a[4], const uint64_t b[4]);
static void swap_words(uint64_t *a, uint64_t *b, int count);
static void reduce_wide(uint8_t out[32], const uint64_t wide[8]);
static void multiply(uint64_t *out, const uint64_t *a, int num_a, const uint64_t *b, int num_b);
static uint64_t subtract(uint64_t out[5], const uint64_t a[5], const uint64_t b[5]);

void brisk_sc25519_reduce(uint8_t out[32], const uint8_t in[64])
{
    uint64_t wide[8];
    for (int i = 0; i < 8; i++) {
        wide[i] = load_le64(in + 8 * i);
    }
    reduce_wide(out, wide);
    brisk_wipe(wide, sizeof(wide));
}

void brisk_sc25519_muladd(uint8_t out[32], const uint8_t a[32], const uint8_t b[32],
                          const uint8_t c[32])
{
    uint64_t x[4], y[4], wide[8];
    for (int i = 0; i < 4; i++) {
        x[i] = load_le64(a + 8 * i);
        y[i] = load_le64(b + 8 * i);
    }
    multiply(wide, x, 4, y, 4);
    /* (2^256 - 1)^2 + 2^256 - 1 is below 2^512: no carry leaves limb 7. */
    unsigned __int128 carry = 0;
    for (int i = 0; i < 8; i++) {
        carry += wide[i];
        carry += i < 4 ? load_le64(c + 8 * i) : 0;
        wide[i] = (uint64_t)carry;
        carry >>= 64;
    }
    reduce_wide(out, wide);
    brisk_wipe(x, sizeof(x));
    brisk_wipe(y, sizeof(y));
    brisk_wipe(wide, sizeof(wide));
}

int brisk_sc25519_is_reduced(const uint8_t scalar[32])
{
    uint64_t x[5] = { 0 };
    for (int i = 0; i < 4; i++) {
        x[i] = load_le64(scalar + 8 * i);
    }
    uint64_t difference[5];
    return (int)subtract(difference, x, order);
}

/* Euclid's algorithm on r0 = 8 L and r1 = k, with positive t0 and t1 such that r0 = -t0 k and r1 =
 * t1 k modulo 8 L, or both with the other sign; stopped halfway (Antipa et al., "Accelerated
 * verification of ECDSA signatures", 2005). While r0 is 2^128 or more, t1 is at most 8 L / r0: two
 * limbs. Of t0 and t1 one at least is odd, as t0 r1 + t1 r0 = 8 L and neighbours among them have no
 * common divisor. */
void brisk_sc25519_halve(struct sc25519_halves *out, const uint8_t k[32])
{
    uint64_t r0[4] = { 0xc09318d2e7ae9f68, 0xa6f7cef517bce6b2, 0, 0x8000000000000000 }, r1[4];
    uint64_t t0[3] = { 0, 0, 0 }, t1[3] = { 1, 0, 0 };
    int negative = 0;
    for (int i = 0; i < 4; i++) {
        r1[i] = load_le64(k + 8 * i);
    }
    while ((r1[2] | r1[3]) != 0) {
        uint64_t quotient = estimate_quotient(r0, r1);
        if (quotient == 0) { /* far apart, which hashes are not: times = 1 is as right */
            memcpy(out->sum, k, 32);
            memset(out->times, 0, 32);
            out->times[0] = 1;
            out->negative = 0;
            return;
        }
        subtract_multiple(r0, r1, quotient);
        add_multiple(t0, t1, quotient);
        if (is_below(r0, r1)) {
            swap_words(r0, r1, 4);
            swap_words(t0, t1, 3);
            negative ^= 1;
        }
    }
    if (!(t1[0] & 1)) {
        /* r0 - m r1 and t0 + m t1 would do for any m. Quotients are small but for few k. */
        uint64_t quotient = estimate_quotient(r0, r1);
        if (quotient < 1u << 16) {
            subtract_multiple(r0, r1, quotient);
            add_multiple(t0, t1, quotient);
        }
        swap_words(r0, r1, 4);
        swap_words(t0, t1, 3);
        negative ^= 1;
    }
    for (int i = 0; i < 4; i++) {
        store_le64(out->sum + 8 * i, r1[i]);
        store_le64(out->times + 8 * i, i < 3 ? t1[i] : 0);
    }
    out->negative = negative;
}

/* A number from 1 to floor(a / b), a third of that at least; or 0 if b is shorter than a by 63 bits
 * or more. For a >= b and a >= 2^64. */
static uint64_t estimate_quotient(const uint64_t a[4], const uint64_t b[4])
{
    int top = 3;
    while (a[top] == 0) {
        top--;
    }
    const int shift = __builtin_clzll(a[top]);
    uint64_t a_top = a[top], b_top = b[top];
    if (shift > 0) {
        a_top = a_top << shift | a[top - 1] >> (64 - shift);
        b_top = b_top << shift | b[top - 1] >> (64 - shift);
    }
    if (b_top < 2) {
        return 0;
    }
    return a_top == b_top ? 1 : a_top / (b_top + 1);
}

/* a -= b factor, for a result that is not negative. */
static void subtract_multiple(uint64_t a[4], const uint64_t b[4], uint64_t factor)
{
    uint64_t carry = 0;
    for (int i = 0; i < 4; i++) {
        unsigned __int128 product = (unsigned __int128)b[i] * factor + carry;
        carry = (uint64_t)(product >> 64) + (a[i] < (uint64_t)product);
        a[i] -= (uint64_t)product;
    }
}

/* a += b factor, for a result below 2^192. */
static void add_multiple(uint64_t a[3], const uint64_t b[3], uint64_t factor)
{
    unsigned __int128 sum = 0;
    for (int i = 0; i < 3; i++) {
        sum += (unsigned __int128)b[i] * factor + a[i];
        a[i] = (uint64_t)sum;
        sum >>= 64;
    }
}

static int is_below(const uint64_t a[4], const uint64_t b[4])
{
    int i = 3;
    while (i > 0 && a[i] == b[i]) {
        i--;
    }
    return a[i] < b[i];
}

static void swap_words(uint64_t *a, uint64_t *b, int count)
{
    for (int i = 0; i < count; i++) {
        uint64_t word = a[i];
        a[i] = b[i];
        b[i] = word;
    }
}

/* q = floor(floor(x / 2^192) floor(2^512 / L) / 2^320) is at most 2 below floor(x / L), so that
 * x - q L is below 3L and its low 320 bits say it all. */
static void reduce_wide(uint8_t out[32], const uint64_t wide[8])
{
    uint64_t quotient[10], product[10], rest[5], less[5];
    multiply(quotient, wide + 3, 5, order_reciprocal, 5);
    multiply(product, quotient + 5, 5, order, 5);
    subtract(rest, wide, product);
    for (int i = 0; i < 2; i++) {
        uint64_t borrow = subtract(less, rest, order);
        ct_copy(~ct_mask_bit(borrow), rest, less, 5);
    }
    for (int i = 0; i < 4; i++) {
        store_le64(out + 8 * i, rest[i]);
    }
    brisk_wipe(quotient, sizeof(quotient));
    brisk_wipe(product, sizeof(product));
    brisk_wipe(rest, sizeof(rest));
    brisk_wipe(less, sizeof(less));
}

/* Schoolbook product of num_a + num_b limbs. */
static void multiply(uint64_t *out, const uint64_t *a, int num_a, const uint64_t *b, int num_b)
{
    for (int i = 0; i < num_a; i++) {
        out[i] = 0;
    }
    for (int j = 0; j < num_b; j++) {
        uint64_t carry = 0;
        for (int i = 0; i < num_a; i++) {
            unsigned __int128 t = (unsigned __int128)a[i] * b[j] + out[i + j] + carry;
            out[i + j] = (uint64_t)t;
            carry = (uint64_t)(t >> 64);
        }
        out[num_a + j] = carry;
    }
}

/* out = a - b modulo 2^320; returns the borrow. */
static uint64_t subtract(uint64_t out[5], const uint64_t a[5], const uint64_t b[5])
{
    uint64_t borrow = 0;
    for (int i = 0; i < 5; i++) {
        unsigned __int128 t = (unsigned __int128)a[i] - b[i] - borrow;
        out[i] = (uint64_t)t;
        borrow = (uint64_t)(t >> 64) & 1;
    }
    return borrow;
}
