/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-256, portable: the field here, the rest in crypto/ec_nist.h. */

#include "crypto/impl.h"
#include "crypto/limbs.h"
#include "crypto/p256_params.h"

#define EC_KERNEL(function) brisk_p256_##function##_ref

typedef uint64_t fe[EC_LIMBS];

/* Montgomery reduction of t, 8 limbs below p 2^256. -1/p mod 2^64 is 1, so that each step's factor
 * m is the lowest limb itself, and adding m p = m (2^256 - 2^224 + 2^192 + 2^96 - 1) takes shifts
 * instead of multiplications: -m clears the lowest limb, m 2^96 is m 2^32 one limb up, and
 * m (2^256 - 2^224 + 2^192) is m (2^64 - 2^32 + 1) three limbs up. */
static inline void reduce(fe out, uint64_t t[8])
{
    uint64_t top = 0;
    for (size_t i = 0; i < 4; i++) {
        uint64_t m = t[i];
        uint64_t borrow = 0;
        uint64_t low = limb_sub(&borrow, m, m << 32);
        uint64_t high = m - (m >> 32) - borrow;
        uint64_t carry = 0;
        t[i + 1] = limb_add(&carry, t[i + 1], m << 32);
        t[i + 2] = limb_add(&carry, t[i + 2], m >> 32);
        t[i + 3] = limb_add(&carry, t[i + 3], low);
        /* high + carry < 2^64 because high < 2^64 - 2^32 + 1. */
        t[i + 4] = limb_add(&top, t[i + 4], high + carry);
    }
    limbs_reduce_once(out, t + 4, top, ec_p, 4);
}

static __attribute__((noinline)) void fe_mul(fe out, const fe a, const fe b)
{
    uint64_t t[8];
    limbs_mul(t, a, b, 4);
    reduce(out, t);
}

static __attribute__((noinline)) void fe_sqr(fe out, const fe a)
{
    uint64_t t[8];
    limbs_sqr(t, a, 4);
    reduce(out, t);
}

static void fe_sqr_times(fe out, const fe a, int times);

/* out = a^(p - 2) = 1/a, or 0 for 0 (Fermat). In binary p - 2 is 32 ones, 31 zeros, 1, 96 zeros,
 * 94 ones, 0, 1; xN is a to the power of N ones. */
static void fe_invert(fe out, const fe a)
{
    fe x2, x3, x6, x12, x15, x30, x32, t;
    fe_sqr(t, a);
    fe_mul(x2, t, a);
    fe_sqr(t, x2);
    fe_mul(x3, t, a);
    fe_sqr_times(t, x3, 3);
    fe_mul(x6, t, x3);
    fe_sqr_times(t, x6, 6);
    fe_mul(x12, t, x6);
    fe_sqr_times(t, x12, 3);
    fe_mul(x15, t, x3);
    fe_sqr_times(t, x15, 15);
    fe_mul(x30, t, x15);
    fe_sqr_times(t, x30, 2);
    fe_mul(x32, t, x2);
    fe_sqr_times(t, x32, 32);
    fe_mul(t, t, a);
    fe_sqr_times(t, t, 128);
    fe_mul(t, t, x32);
    fe_sqr_times(t, t, 32);
    fe_mul(t, t, x32);
    fe_sqr_times(t, t, 30);
    fe_mul(t, t, x30);
    fe_sqr_times(t, t, 2);
    fe_mul(out, t, a);
}

#include "crypto/ec_nist.h"
