/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Multiples of the base points, for every row that works with 64-bit limbs in Montgomery form:
 * row r holds 1 to 2^(WINDOW - 1) times 2^(WINDOW * SPACING * r) G as x, y. The odd tables, for
 * verification, hold 1, 3, ... times G, for digits of ODD_WIDTH bits in non-adjacent form.
 * tools/make-ec-table.py prints them. */

#ifndef BRISK_CRYPTO_EC_TABLE_H
#define BRISK_CRYPTO_EC_TABLE_H

#include <stdint.h>

/* Every SPACING-th window has a row; the windows between are reached by doubling. A wider spacing
 * trades table for doublings. */
#define BRISK_P256_TABLE_WINDOW 7
#define BRISK_P256_TABLE_SPACING 1
#define BRISK_P256_TABLE_ROWS 37
extern const uint64_t brisk_p256_table[BRISK_P256_TABLE_ROWS][64][2 * 4];
#define BRISK_P256_ODD_WIDTH 10
extern const uint64_t brisk_p256_odd_table[256][2 * 4];

#define BRISK_P384_TABLE_WINDOW 6
#define BRISK_P384_TABLE_SPACING 2
#define BRISK_P384_TABLE_ROWS 33
extern const uint64_t brisk_p384_table[BRISK_P384_TABLE_ROWS][32][2 * 6];
#define BRISK_P384_ODD_WIDTH 10
extern const uint64_t brisk_p384_odd_table[256][2 * 6];

/* Not in Montgomery form. */
#define BRISK_P521_TABLE_WINDOW 5
#define BRISK_P521_TABLE_SPACING 8
#define BRISK_P521_TABLE_ROWS 14
extern const uint64_t brisk_p521_table[BRISK_P521_TABLE_ROWS][16][2 * 9];
#define BRISK_P521_ODD_WIDTH 9
extern const uint64_t brisk_p521_odd_table[128][2 * 9];

#endif
