/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The field of crypto/fe25519.h under the same names, in four limbs of 64 bits for the kernels of
 * crypto/x86_64/curve25519_adx.asm. A source file includes the one or the other.
 *
 *     tight   below 2^255 + 2^24: what mul, square, mul_small, carry and decode give
 *     loose   below 2^256:        what mul, square, mul_small, carry and encode take
 *
 * add gives a loose element if one of its operands is tight, sub if the second one is. */

#ifndef BRISK_CRYPTO_X86_64_FE25519_ADX_H
#define BRISK_CRYPTO_X86_64_FE25519_ADX_H

#include <stddef.h>
#include <stdint.h>

#include "crypto/limbs.h"

struct fe25519 {
    uint64_t limb[4];
};

#define FE25519_LIMBS 4
#define FE25519_LOW_63 (UINT64_MAX >> 1)

static const struct fe25519 fe25519_zero = { { 0, 0, 0, 0 } };
static const struct fe25519 fe25519_one = { { 1, 0, 0, 0 } };

/* crypto/x86_64/curve25519_adx.asm */
void brisk_fe25519_mul_adx(struct fe25519 *out, const struct fe25519 *a, const struct fe25519 *b);
void brisk_fe25519_square_times_adx(struct fe25519 *out, const struct fe25519 *a, size_t times);
void brisk_fe25519_square_times_pair_adx(struct fe25519 out[2], const struct fe25519 a[2],
                                         size_t times);

static inline void fe25519_mul(struct fe25519 *out, const struct fe25519 *a,
                               const struct fe25519 *b)
{
    brisk_fe25519_mul_adx(out, a, b);
}

static inline void fe25519_square_times(struct fe25519 *out, const struct fe25519 *a, size_t times)
{
    brisk_fe25519_square_times_adx(out, a, times);
}

static inline void fe25519_square_times_pair(struct fe25519 out[2], const struct fe25519 a[2],
                                             size_t times)
{
    brisk_fe25519_square_times_pair_adx(out, a, times);
}

static inline void fe25519_square(struct fe25519 *out, const struct fe25519 *a)
{
    brisk_fe25519_square_times_adx(out, a, 1);
}

/* 2^256 = 38. */
static inline void fe25519_add(struct fe25519 *out, const struct fe25519 *a,
                               const struct fe25519 *b)
{
    uint64_t carry = ct_mask_bit(limbs_add(out->limb, a->limb, b->limb, 4)) & 38;
    for (int i = 0; i < 4; i++) {
        out->limb[i] = limb_add(&carry, out->limb[i], 0);
    }
}

static inline void fe25519_sub(struct fe25519 *out, const struct fe25519 *a,
                               const struct fe25519 *b)
{
    uint64_t borrow = ct_mask_bit(limbs_sub(out->limb, a->limb, b->limb, 4)) & 38;
    for (int i = 0; i < 4; i++) {
        out->limb[i] = limb_sub(&borrow, out->limb[i], 0);
    }
}

/* 2^255 = 19. */
static inline void fe25519_carry(struct fe25519 *out, const struct fe25519 *a)
{
    uint64_t carry = ct_mask_bit(a->limb[3] >> 63) & 19;
    for (int i = 0; i < 3; i++) {
        out->limb[i] = limb_add(&carry, a->limb[i], 0);
    }
    out->limb[3] = (a->limb[3] & FE25519_LOW_63) + carry;
}

/* -a, tight for a tight a. */
static inline void fe25519_negate(struct fe25519 *out, const struct fe25519 *a)
{
    fe25519_sub(out, &fe25519_zero, a);
    fe25519_carry(out, out);
}

static inline void fe25519_from_words(struct fe25519 *out, const uint64_t words[4])
{
    memcpy(out->limb, words, sizeof(out->limb));
}

/* The representative below p. After two carries the value is below 2^255: the first leaves less
 * than 2^255 + 19. a >= p exactly if a + 19 >= 2^255, and then a - p = a + 19 - 2^255. */
static inline void fe25519_to_words(uint64_t words[4], const struct fe25519 *in)
{
    struct fe25519 a, plus_19;
    fe25519_carry(&a, in);
    fe25519_carry(&a, &a);
    uint64_t carry = 19;
    for (int i = 0; i < 4; i++) {
        plus_19.limb[i] = limb_add(&carry, a.limb[i], 0);
    }
    uint64_t above = ct_mask_bit(plus_19.limb[3] >> 63);
    plus_19.limb[3] &= FE25519_LOW_63;
    ct_copy(above, a.limb, plus_19.limb, 4);
    memcpy(words, a.limb, sizeof(a.limb));
}

/* crypto/x86_64/divsteps_cmov.asm */
int64_t brisk_divsteps_20_cmov(uint64_t fg[2], int64_t delta);
#define GCD_STEPS_KERNEL brisk_divsteps_20_cmov

#include "crypto/fe25519_common.h"

#endif
