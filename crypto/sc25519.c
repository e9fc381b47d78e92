/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Integers modulo L, the order of Ed25519's base point: Barrett reduction (Handbook of Applied
 * Cryptography, algorithm 14.42) with 64-bit limbs, least significant first. */

#include "crypto/sc25519.h"

#include <brisk/random.h>

#include "crypto/bytes.h"
#include "crypto/ct.h"

/* L = 2^252 + 27742317777372353535851937790883648493 */
static const uint64_t order[5] = { 0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000,
                                   0 };

/* floor(2^512 / L) */
static const uint64_t order_reciprocal[5] = { 0xed9ce5a30a2c131b, 0x2106215d086329a7,
                                              0xffffffffffffffeb, 0xffffffffffffffff, 0xf };

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
