/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-256 (SP 800-186 section 3.2.1.3) for crypto/ec_nist.h: constants in 64-bit limbs, least
 * significant first. With R = 2^256. */

#ifndef BRISK_CRYPTO_P256_PARAMS_H
#define BRISK_CRYPTO_P256_PARAMS_H

#include <stdint.h>

#include <brisk/ec.h>

#include "crypto/ec_table.h"

#define EC_LIMBS 4
#define EC_TABLE brisk_p256_table
#define EC_ODD_TABLE brisk_p256_odd_table
#define EC_ODD_WIDTH BRISK_P256_ODD_WIDTH
#define EC_BASE_WINDOW BRISK_P256_TABLE_WINDOW
#define EC_TABLE_ROWS BRISK_P256_TABLE_ROWS
#define EC_TABLE_SPACING BRISK_P256_TABLE_SPACING
#define EC_PREPARED_BLOCK 16 /* bits of a scalar that share doublings */
#define EC_PREPARED_WIDTH 6  /* of digits */
#define EC_PREPARED_WORDS BRISK_P256_PREPARED_WORDS

/* p = 2^256 - 2^224 + 2^192 + 2^96 - 1 */
static const uint64_t ec_p[4] = { 0xffffffffffffffff, 0x00000000ffffffff, 0x0000000000000000,
                                  0xffffffff00000001 };
/* R mod p, which is 1 in Montgomery form; R^2 mod p; b R mod p */
static const uint64_t ec_one[4] = { 0x0000000000000001, 0xffffffff00000000, 0xffffffffffffffff,
                                    0x00000000fffffffe };
static const uint64_t ec_rr[4] = { 0x0000000000000003, 0xfffffffbffffffff, 0xfffffffffffffffe,
                                   0x00000004fffffffd };
static const uint64_t ec_b[4] = { 0xd89cdf6229c4bddf, 0xacf005cd78843090, 0xe5a220abf7212ed6,
                                  0xdc30061d04874834 };
/* The order n; R^2 mod n; -1/n mod 2^64 */
static const uint64_t ec_n[4] = { 0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff,
                                  0xffffffff00000000 };
static const uint64_t ec_n_rr[4] = { 0x83244c95be79eea2, 0x4699799c49bd6fa6, 0x2845b2392b6bec59,
                                     0x66e12d94f3d95620 };
#define EC_N_INVERSE 0xccd1c8aaee00bc4f
#define EC_P_INVERSE 1 /* -1/p mod 2^64 */

#endif
