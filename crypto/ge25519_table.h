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
 * scalar becomes 256 digits +1 or -1, and the digits i, i + 8, i + 16, i + 24 of each of eight
 * 32-digit groups ("combs" of four "teeth") together choose one of 16 points: 8 in a table, or the
 * negative of one. Eight combs at each of eight positions are 64 additions and 7 doublings. */
#define GE25519_COMBS 8
#define GE25519_TEETH 4
#define GE25519_SPACING 8
#define GE25519_COMB_POINTS 8 /* 2^(teeth - 1) */
extern const struct ge25519_entry brisk_ge25519_comb[GE25519_COMBS][GE25519_COMB_POINTS];

/* The base point B, 3 B, 5 B, ... */
#define GE25519_ODD_MULTIPLES 32
extern const struct ge25519_entry brisk_ge25519_odd_multiples[GE25519_ODD_MULTIPLES];

#endif
