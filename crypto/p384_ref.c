/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-384, portable: the field here, the rest in crypto/ec_nist.h. */

#include "crypto/impl.h"
#include "crypto/limbs.h"
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

static void fe_sqr_times(fe out, const fe a, int times);

/* out = a^(p - 2) = 1/a, or 0 for 0 (Fermat). In binary p - 2 is 255 ones, 0, 32 ones, 64 zeros,
 * 30 ones, 0, 1; xN is a to the power of N ones. */
static void fe_invert(fe out, const fe a)
{
    fe x2, x3, x15, x30, x32, x, t;
    fe_sqr(t, a);
    fe_mul(x2, t, a);
    fe_sqr(t, x2);
    fe_mul(x3, t, a);
    fe_sqr_times(t, x3, 3);
    fe_mul(x, t, x3); /* x6 */
    fe_sqr_times(t, x, 6);
    fe_mul(x, t, x); /* x12 */
    fe_sqr_times(t, x, 3);
    fe_mul(x15, t, x3);
    fe_sqr_times(t, x15, 15);
    fe_mul(x30, t, x15);
    fe_sqr_times(t, x30, 2);
    fe_mul(x32, t, x2);
    fe_sqr_times(t, x30, 30);
    fe_mul(x, t, x30); /* x60 */
    fe_sqr_times(t, x, 60);
    fe_mul(x, t, x); /* x120 */
    fe_sqr_times(t, x, 120);
    fe_mul(x, t, x); /* x240 */
    fe_sqr_times(t, x, 15);
    fe_mul(t, t, x15); /* x255 */
    fe_sqr_times(t, t, 33);
    fe_mul(t, t, x32);
    fe_sqr_times(t, t, 94);
    fe_mul(t, t, x30);
    fe_sqr_times(t, t, 2);
    fe_mul(out, t, a);
}

#include "crypto/ec_nist.h"
