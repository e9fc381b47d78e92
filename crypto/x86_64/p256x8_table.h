/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* brisk_p256_table with each row turned, so that one limb of eight points is a vector: eight lanes
 * then choose points of their own by permutations, which have all of a row in registers. */

#ifndef BRISK_CRYPTO_X86_64_P256X8_TABLE_H
#define BRISK_CRYPTO_X86_64_P256X8_TABLE_H

#include "crypto/ec_table.h"

extern const uint64_t brisk_p256x8_table[BRISK_P256_TABLE_ROWS][2 * 4][64];

#endif
