/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The field of 2^255 - 19 elements in five limbs of 51 bits, for X25519 and Ed25519.
 *
 * The value of an element is the sum of limb[i] 2^(51 i); limbs may be larger than 51 bits, which
 * saves carries after additions. Two bounds on them are all that matters:
 *
 *     tight   every limb below 2^51 + 2^13: what mul, square, mul_small, carry and decode give
 *     loose   every limb below 2^54:        what mul, square, mul_small, carry and encode take
 *
 * add of tight elements is below 2^52 + 2^14, sub below 2^52 + 2^51 + 2^13 (it adds 2p first); so
 * the sum or difference of two of these is still loose. Everything is constant time, and outputs
 * may be inputs. */

#ifndef BRISK_CRYPTO_FE25519_H
#define BRISK_CRYPTO_FE25519_H

#include <stddef.h>
#include <stdint.h>

#include "crypto/ct.h"

struct fe25519 {
    uint64_t limb[5];
};

#define FE25519_LIMBS 5
#define FE25519_MASK ((UINT64_C(1) << 51) - 1)

static const struct fe25519 fe25519_zero = { { 0, 0, 0, 0, 0 } };
static const struct fe25519 fe25519_one = { { 1, 0, 0, 0, 0 } };

static inline void fe25519_add(struct fe25519 *out, const struct fe25519 *a,
                               const struct fe25519 *b)
{
    for (int i = 0; i < 5; i++) {
        out->limb[i] = a->limb[i] + b->limb[i];
    }
}

/* b is tight: no limb of it is above those of 2p, which are 2^52 - 38 and 2^52 - 2. */
static inline void fe25519_sub(struct fe25519 *out, const struct fe25519 *a,
                               const struct fe25519 *b)
{
    out->limb[0] = a->limb[0] + 2 * (FE25519_MASK - 18) - b->limb[0];
    for (int i = 1; i < 5; i++) {
        out->limb[i] = a->limb[i] + 2 * FE25519_MASK - b->limb[i];
    }
}

/* Brings products back to tight. For loose factors column 0 has at most 1 + 4 * 19 products of
 * 2^108, below 2^115, and column 4, the only one whose carry is multiplied, five: 2^111. So each
 * carry fits 64 bits, 19 times the last one too. */
static inline void fe25519_carry_wide(struct fe25519 *out, unsigned __int128 r0,
                                      unsigned __int128 r1, unsigned __int128 r2,
                                      unsigned __int128 r3, unsigned __int128 r4)
{
    r1 += (uint64_t)(r0 >> 51);
    r2 += (uint64_t)(r1 >> 51);
    r3 += (uint64_t)(r2 >> 51);
    r4 += (uint64_t)(r3 >> 51);
    uint64_t low = ((uint64_t)r0 & FE25519_MASK) + 19 * (uint64_t)(r4 >> 51);
    out->limb[0] = low & FE25519_MASK;
    out->limb[1] = ((uint64_t)r1 & FE25519_MASK) + (low >> 51);
    out->limb[2] = (uint64_t)r2 & FE25519_MASK;
    out->limb[3] = (uint64_t)r3 & FE25519_MASK;
    out->limb[4] = (uint64_t)r4 & FE25519_MASK;
}

/* 2^255 = 19: a product that would land in limb 5 + i counts 19 times in limb i. */
static inline void fe25519_mul(struct fe25519 *out, const struct fe25519 *a,
                               const struct fe25519 *b)
{
    typedef unsigned __int128 wide;
    const uint64_t a0 = a->limb[0], a1 = a->limb[1], a2 = a->limb[2], a3 = a->limb[3],
                   a4 = a->limb[4];
    const uint64_t b0 = b->limb[0], b1 = b->limb[1], b2 = b->limb[2], b3 = b->limb[3],
                   b4 = b->limb[4];
    const uint64_t c1 = 19 * b1, c2 = 19 * b2, c3 = 19 * b3, c4 = 19 * b4;
    wide r0 = (wide)a0 * b0 + (wide)a1 * c4 + (wide)a2 * c3 + (wide)a3 * c2 + (wide)a4 * c1;
    wide r1 = (wide)a0 * b1 + (wide)a1 * b0 + (wide)a2 * c4 + (wide)a3 * c3 + (wide)a4 * c2;
    wide r2 = (wide)a0 * b2 + (wide)a1 * b1 + (wide)a2 * b0 + (wide)a3 * c4 + (wide)a4 * c3;
    wide r3 = (wide)a0 * b3 + (wide)a1 * b2 + (wide)a2 * b1 + (wide)a3 * b0 + (wide)a4 * c4;
    wide r4 = (wide)a0 * b4 + (wide)a1 * b3 + (wide)a2 * b2 + (wide)a3 * b1 + (wide)a4 * b0;
    fe25519_carry_wide(out, r0, r1, r2, r3, r4);
}

static inline void fe25519_square(struct fe25519 *out, const struct fe25519 *a)
{
    typedef unsigned __int128 wide;
    const uint64_t a0 = a->limb[0], a1 = a->limb[1], a2 = a->limb[2], a3 = a->limb[3],
                   a4 = a->limb[4];
    const uint64_t d0 = 2 * a0, d1 = 2 * a1, d2 = 2 * a2;
    const uint64_t c3 = 19 * a3, c4 = 19 * a4;
    wide r0 = (wide)a0 * a0 + (wide)d1 * c4 + (wide)d2 * c3;
    wide r1 = (wide)d0 * a1 + (wide)d2 * c4 + (wide)a3 * c3;
    wide r2 = (wide)d0 * a2 + (wide)a1 * a1 + (wide)(2 * a3) * c4;
    wide r3 = (wide)d0 * a3 + (wide)d1 * a2 + (wide)a4 * c4;
    wide r4 = (wide)d0 * a4 + (wide)d1 * a3 + (wide)a2 * a2;
    fe25519_carry_wide(out, r0, r1, r2, r3, r4);
}

/* factor is below 2^32. */
static inline void fe25519_mul_small(struct fe25519 *out, const struct fe25519 *a, uint64_t factor)
{
    typedef unsigned __int128 wide;
    fe25519_carry_wide(out, (wide)a->limb[0] * factor, (wide)a->limb[1] * factor,
                       (wide)a->limb[2] * factor, (wide)a->limb[3] * factor,
                       (wide)a->limb[4] * factor);
}

static inline void fe25519_carry(struct fe25519 *out, const struct fe25519 *a)
{
    fe25519_carry_wide(out, a->limb[0], a->limb[1], a->limb[2], a->limb[3], a->limb[4]);
}

/* -a, tight for a tight a. */
static inline void fe25519_negate(struct fe25519 *out, const struct fe25519 *a)
{
    fe25519_sub(out, &fe25519_zero, a);
    fe25519_carry(out, out);
}

static inline void fe25519_square_times(struct fe25519 *out, const struct fe25519 *in, size_t times)
{
    struct fe25519 a = *in;
    for (size_t i = 0; i < times; i++) {
        fe25519_square(&a, &a);
    }
    *out = a;
}

static inline void fe25519_square_times_pair(struct fe25519 out[2], const struct fe25519 in[2],
                                             size_t times)
{
    struct fe25519 a = in[0], b = in[1];
    for (size_t i = 0; i < times; i++) {
        fe25519_square(&a, &a);
        fe25519_square(&b, &b);
    }
    out[0] = a;
    out[1] = b;
}

/* From a number below 2^255 in four words. */
static inline void fe25519_from_words(struct fe25519 *out, const uint64_t words[4])
{
    out->limb[0] = words[0] & FE25519_MASK;
    out->limb[1] = (words[0] >> 51 | words[1] << 13) & FE25519_MASK;
    out->limb[2] = (words[1] >> 38 | words[2] << 26) & FE25519_MASK;
    out->limb[3] = (words[2] >> 25 | words[3] << 39) & FE25519_MASK;
    out->limb[4] = words[3] >> 12;
}

/* The one representative below p. */
static inline void fe25519_to_words(uint64_t words[4], const struct fe25519 *in)
{
    /* After one carry chain only limb 1 may exceed 51 bits, and by little; after another one the
     * value is below 2^255 with all limbs below 2^51: a carry out of limb 4 leaves the others
     * near zero. */
    struct fe25519 a;
    fe25519_carry(&a, in);
    fe25519_carry(&a, &a);

    /* a >= p exactly if a + 19 >= 2^255. Then a - p = a + 19 - 2^255. */
    uint64_t carry = 19;
    for (int i = 0; i < 5; i++) {
        carry = (a.limb[i] + carry) >> 51;
    }
    carry *= 19;
    for (int i = 0; i < 5; i++) {
        carry += a.limb[i];
        a.limb[i] = carry & FE25519_MASK;
        carry >>= 51;
    }
    words[0] = a.limb[0] | a.limb[1] << 51;
    words[1] = a.limb[1] >> 13 | a.limb[2] << 38;
    words[2] = a.limb[2] >> 26 | a.limb[3] << 25;
    words[3] = a.limb[3] >> 39 | a.limb[4] << 12;
}

#include "crypto/fe25519_common.h"

#endif
