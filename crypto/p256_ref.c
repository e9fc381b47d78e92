/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-256, portable: the field here, the rest in crypto/ec_nist.h. */

#include "crypto/impl.h"
#include "crypto/limbs.h"
#include "crypto/mod_invert.h"
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

/* out = 1/a, or 0 for 0. */
static void fe_invert(fe out, const fe a)
{
    mod_invert(out, a, ec_rr, ec_p, EC_P_INVERSE, EC_LIMBS);
}

#include "crypto/ec_nist.h"
