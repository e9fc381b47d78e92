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

#endif
