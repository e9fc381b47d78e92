/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-384 (SP 800-186 section 3.2.1.4) for crypto/ec_nist.h: constants in 64-bit limbs, least
 * significant first. With R = 2^384. */

#ifndef BRISK_CRYPTO_P384_PARAMS_H
#define BRISK_CRYPTO_P384_PARAMS_H

#include <stdint.h>

#include <brisk/ec.h>

#include "crypto/ec_table.h"

#define EC_LIMBS 6
#define EC_TABLE brisk_p384_table
#define EC_ODD_TABLE brisk_p384_odd_table
#define EC_ODD_WIDTH BRISK_P384_ODD_WIDTH
#define EC_AFFINE_MULTIPLES
#define EC_BASE_WINDOW BRISK_P384_TABLE_WINDOW
#define EC_TABLE_ROWS BRISK_P384_TABLE_ROWS
#define EC_TABLE_SPACING BRISK_P384_TABLE_SPACING
#define EC_PREPARED_BLOCK 16 /* bits of a scalar that share doublings */
#define EC_PREPARED_WIDTH 6  /* of digits */
#define EC_PREPARED_WORDS BRISK_P384_PREPARED_WORDS

/* p = 2^384 - 2^128 - 2^96 + 2^32 - 1 */
static const uint64_t ec_p[6] = { 0x00000000ffffffff, 0xffffffff00000000, 0xfffffffffffffffe,
                                  0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff };
/* R mod p, which is 1 in Montgomery form; R^2 mod p; b R mod p */
static const uint64_t ec_one[6] = { 0xffffffff00000001, 0x00000000ffffffff, 0x0000000000000001,
                                    0x0000000000000000, 0x0000000000000000, 0x0000000000000000 };
static const uint64_t ec_rr[6] = { 0xfffffffe00000001, 0x0000000200000000, 0xfffffffe00000000,
                                   0x0000000200000000, 0x0000000000000001, 0x0000000000000000 };
static const uint64_t ec_b[6] = { 0x081188719d412dcc, 0xf729add87a4c32ec, 0x77f2209b1920022e,
                                  0xe3374bee94938ae2, 0xb62b21f41f022094, 0xcd08114b604fbff9 };
/* The order n; R^2 mod n; -1/n mod 2^64 */
static const uint64_t ec_n[6] = { 0xecec196accc52973, 0x581a0db248b0a77a, 0xc7634d81f4372ddf,
                                  0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff };
static const uint64_t ec_n_rr[6] = { 0x2d319b2419b409a9, 0xff3d81e5df1aa419, 0xbc3e483afcb82947,
                                     0xd40d49174aab1cc5, 0x3fb05b7a28266895, 0x0c84ee012b39bf21 };
#define EC_N_INVERSE 0x6ed46089e88fdc45
#define EC_P_INVERSE 0x0000000100000001 /* -1/p mod 2^64 */

#endif
