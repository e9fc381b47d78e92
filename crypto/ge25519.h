/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The group of edwards25519, -x^2 + y^2 = 1 + d x^2 y^2 (RFC 8032 section 5.1), in extended
 * coordinates x = X/Z, y = Y/Z, x y = T/Z (Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves
 * Revisited", 2008). d is no square, so the addition law has no exceptions and needs no branches.
 */

#ifndef BRISK_CRYPTO_GE25519_H
#define BRISK_CRYPTO_GE25519_H

#include "crypto/fe25519.h"

struct ge25519 {
    struct fe25519 x, y, z, t;
};

/* A point as the second operand of additions, z being 1: y + x, y - x and 2 d x y. */
struct ge25519_niels {
    struct fe25519 sum, difference, product;
};

/* [scalar]B for any 256-bit little-endian scalar. Constant time.
 *
 * A signed comb (Hamburg, "Fast and compact elliptic-curve cryptography", 2012, section 3.3): the
 * scalar becomes 256 digits +1 or -1, and the digits i, i + 8, i + 16, i + 24 of each of eight
 * 32-digit groups ("combs" of four "teeth") together choose one of 16 points: 8 in a table, or the
 * negative of one. Eight combs at each of eight positions are 64 additions and 7 doublings. */
void brisk_ge25519_base_mul(struct ge25519 *out, const uint8_t scalar[32]);

/* out = [a]B + [b]P for scalars below L. Variable time: for public scalars and points only. */
void brisk_ge25519_double_mul_public(struct ge25519 *out, const uint8_t a[32], const uint8_t b[32],
                                     const struct ge25519 *point);

/* RFC 8032 section 5.1.2. */
void brisk_ge25519_encode(uint8_t out[32], const struct ge25519 *point);

/* RFC 8032 section 5.1.3: 1, or 0 if `in` is no point's encoding (y not below p included).
 * Variable time. */
int brisk_ge25519_decode_public(struct ge25519 *out, const uint8_t in[32]);

/* crypto/ge25519_table.c, printed by tools/make-ed25519-table.py */
#define GE25519_COMBS 8
#define GE25519_TEETH 4
#define GE25519_SPACING 8
#define GE25519_COMB_POINTS 8 /* 2^(teeth - 1) */
#define GE25519_ODD_MULTIPLES 32
extern const struct ge25519_niels brisk_ge25519_comb[GE25519_COMBS][GE25519_COMB_POINTS];
extern const struct ge25519_niels brisk_ge25519_odd_multiples[GE25519_ODD_MULTIPLES];

#endif
