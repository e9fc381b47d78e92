/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Constants of curve25519, for any row: crypto/ge25519_table.c, printed by
 * tools/make-ed25519-table.py. Elements are below p = 2^255 - 19, four words each, the least
 * significant first. */

#ifndef BRISK_CRYPTO_GE25519_TABLE_H
#define BRISK_CRYPTO_GE25519_TABLE_H

#include <stdint.h>

extern const uint64_t brisk_fe25519_d[4];  /* the curve's d = -121665/121666 */
extern const uint64_t brisk_fe25519_2d[4]; /* 2 d */
extern const uint64_t brisk_fe25519_sqrt_m1[4];

/* A point (x, y): y + x, y - x and 2 d x y. */
struct ge25519_entry {
    uint64_t sum[4], difference[4], product[4];
};

/* A signed comb (Hamburg, "Fast and compact elliptic-curve cryptography", 2012, section 3.3): the
 * scalar becomes 260 digits +1 or -1, and the digits i, i + 4, ..., i + 16 of each of thirteen
 * 20-digit groups ("combs" of five "teeth") together choose one of 32 points: 16 in a table, or the
 * negative of one. Thirteen combs at each of four positions are 52 additions and 3 doublings, and
 * the table's 20 KB fit the first-level cache. */
#define GE25519_COMBS 13
#define GE25519_TEETH 5
#define GE25519_SPACING 4
#define GE25519_DIGITS (GE25519_COMBS * GE25519_TEETH * GE25519_SPACING)
#define GE25519_COMB_POINTS 16 /* 2^(teeth - 1) */
extern const struct ge25519_entry brisk_ge25519_comb[GE25519_COMBS][GE25519_COMB_POINTS];

/* B, 3 B, ..., 127 B for the base point B, and the same multiples of 2^128 B. */
#define GE25519_ODD_MULTIPLES 64
extern const struct ge25519_entry brisk_ge25519_odd_multiples[2][GE25519_ODD_MULTIPLES];

#endif
