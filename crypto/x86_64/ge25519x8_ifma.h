/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Eight points of edwards25519 side by side, one in each lane, for X25519's and Ed25519's rows with
 * eight lanes. */

#ifndef BRISK_CRYPTO_X86_64_GE25519X8_IFMA_H
#define BRISK_CRYPTO_X86_64_GE25519X8_IFMA_H

#include "crypto/ge25519_table.h"
#include "crypto/x86_64/fe25519x8_ifma.h"

/* brisk_ge25519_comb (crypto/ge25519_table.h) for lookups in registers: of each comb, of y + x, y -
 * x and 2 d x y, each limb of all entries side by side. crypto/x86_64/ge25519x8_table.c, printed by
 * tools/make-ed25519-table.py. */
#define GE25519X8_ELEMENTS 3
extern const uint64_t brisk_ge25519x8_comb[GE25519_COMBS][GE25519X8_ELEMENTS][LANES_LIMBS]
                                          [GE25519_COMB_POINTS] __attribute__((aligned(64)));

/* Extended coordinates x = X/Z, y = Y/Z, x y = T/Z. y and z have the bias. */
struct ge25519x8 {
    struct fe25519x8_sum x, y, z, t;
};

/* [scalar]B for scalars of any 256 bits. */
void brisk_ge25519x8_base_mul_ifma(struct ge25519x8 *out, const struct lanes_words *scalar);

LANES_INLINE struct ge25519x8 ge25519x8_neutral(void)
{
    const struct fe25519x8_sum one = { fe25519x8_one().n };
    const struct fe25519x8_sum biased = fe25519x8_add(fe25519x8_bias(), one);
    return (struct ge25519x8){ fe25519x8_zero(), biased, biased, fe25519x8_zero() };
}

/* The last step of additions and doublings, with E, F, G, H as crypto/ge25519.h has them. T is
 * needed only if an addition follows. */
LANES_INLINE void ge25519x8_finish(struct ge25519x8 *out, const struct fe25519x8_sum sums[4],
                                   int with_t)
{
    struct fe25519x8 efgh[4];
    fe25519x8_carry_each(efgh, sums, 4);
    out->x = fe25519x8_mul(efgh[0], efgh[1]);
    out->y = fe25519x8_muladd(fe25519x8_bias(), efgh[2], efgh[3]);
    if (with_t) {
        out->t = fe25519x8_mul(efgh[0], efgh[3]);
    }
    out->z = fe25519x8_muladd(fe25519x8_bias(), efgh[1], efgh[2]);
}

/* Section 3.3 of Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited", 2008, with the
 * signs of crypto/ge25519.h. */
LANES_INLINE void ge25519x8_double(struct ge25519x8 *point, int with_t)
{
    const struct fe25519x8_sum sums[4] = { point->x, point->y, point->z,
                                           fe25519x8_add(point->x, point->y) };
    struct fe25519x8 factors[4];
    fe25519x8_carry_each(factors, sums, 4);
    const struct fe25519x8_sum xx = fe25519x8_square_biased(factors[0]);
    const struct fe25519x8_sum yy = fe25519x8_square(factors[1]);
    const struct fe25519x8_sum zz = fe25519x8_square(factors[2]);
    const struct fe25519x8_sum xy = fe25519x8_square(factors[3]);
    const struct fe25519x8_sum h = fe25519x8_add(xx, yy), g = fe25519x8_sub(xx, yy);
    const struct fe25519x8_sum efgh[4] = { fe25519x8_sub(h, xy),
                                           fe25519x8_add(fe25519x8_add(zz, zz), g), g, h };
    ge25519x8_finish(point, efgh, with_t);
}

#endif
