/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-521, portable: the field here, the rest in crypto/ec_nist.h. */

#include "crypto/impl.h"
#include "crypto/limbs.h"
#include "crypto/p521_params.h"

#include "crypto/mod_invert.h"

#define EC_KERNEL(function) brisk_p521_##function##_ref

typedef uint64_t fe[EC_LIMBS];

/* t, 18 limbs below p^2, modulo p: since 2^521 is 1, that is the low 521 bits plus those above. The
 * former are p at most, the latter p - 1, so that one subtraction is enough. */
static inline void reduce(fe out, const uint64_t t[18])
{
    fe low, high;
    for (size_t i = 0; i < 9; i++) {
        low[i] = t[i] & ec_p[i];
        high[i] = t[i + 8] >> 9 | t[i + 9] << 55;
    }
    mod_add(out, low, high, ec_p, 9);
}

static __attribute__((noinline)) void fe_mul(fe out, const fe a, const fe b)
{
    uint64_t t[18];
    limbs_mul(t, a, b, 9);
    reduce(out, t);
}

static __attribute__((noinline)) void fe_sqr(fe out, const fe a)
{
    uint64_t t[18];
    limbs_sqr(t, a, 9);
    reduce(out, t);
}

/* out = 1/a, or 0 for 0. */
static void fe_invert(fe out, const fe a)
{
    mod_invert(out, a, ec_rr, ec_p, EC_P_INVERSE, EC_LIMBS);
}

#include "crypto/ec_nist.h"
