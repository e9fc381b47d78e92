/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-384, portable: the field here, the rest in crypto/ec_nist.h. */

#include "crypto/impl.h"
#include "crypto/limbs.h"
#include "crypto/mod_invert.h"
#include "crypto/p384_params.h"

#define EC_KERNEL(function) brisk_p384_##function##_ref

typedef uint64_t fe[EC_LIMBS];

/* Montgomery reduction of t, 12 limbs below p 2^384. -1/p mod 2^64 is 2^32 + 1, so that each step's
 * factor is m = t (2^32 + 1) mod 2^64 for the lowest limb t. Adding m p is adding m 2^384 and
 * subtracting m (2^128 + 2^96 - 2^32 + 1), whose lowest limb equals t; what is left to subtract one
 * limb up is m 2^64 + m 2^32 - h, where h is m (2^32 - 1) / 2^64 rounded up. */
static inline void reduce(fe out, uint64_t t[12])
{
    uint64_t top = 0;
    for (size_t i = 0; i < 6; i++) {
        uint64_t m = t[i] + (t[i] << 32);
        unsigned __int128 shifted = (unsigned __int128)m << 32;
        unsigned __int128 h = (shifted - m + UINT64_MAX) >> 64;
        unsigned __int128 low = shifted - h;
        unsigned __int128 high = (low >> 64) + m;
        uint64_t borrow = 0;
        t[i + 1] = limb_sub(&borrow, t[i + 1], (uint64_t)low);
        t[i + 2] = limb_sub(&borrow, t[i + 2], (uint64_t)high);
        t[i + 3] = limb_sub(&borrow, t[i + 3], (uint64_t)(high >> 64));
        t[i + 4] = limb_sub(&borrow, t[i + 4], 0);
        t[i + 5] = limb_sub(&borrow, t[i + 5], 0);
        /* m - borrow >= 0: nothing was subtracted if m is 0. */
        t[i + 6] = limb_add(&top, t[i + 6], m - borrow);
    }
    limbs_reduce_once(out, t + 6, top, ec_p, 6);
}

static __attribute__((noinline)) void fe_mul(fe out, const fe a, const fe b)
{
    uint64_t t[12];
    limbs_mul(t, a, b, 6);
    reduce(out, t);
}

static __attribute__((noinline)) void fe_sqr(fe out, const fe a)
{
    uint64_t t[12];
    limbs_sqr(t, a, 6);
    reduce(out, t);
}

/* out = 1/a, or 0 for 0. */
static void fe_invert(fe out, const fe a)
{
    mod_invert(out, a, ec_rr, ec_p, EC_P_INVERSE, EC_LIMBS);
}

#include "crypto/ec_nist.h"
