/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-521 (SP 800-186 section 3.2.1.5) for crypto/ec_nist.h: constants in 64-bit limbs, least significant first. Field elements are plain numbers: in the template's terms R is 1
 * for them. Scalars have R = 2^576. */

#ifndef BRISK_CRYPTO_P521_PARAMS_H
#define BRISK_CRYPTO_P521_PARAMS_H

#include <stdint.h>

#include <brisk/ec.h>

#include "crypto/ec_table.h"

#define EC_LIMBS 9
#define EC_BITS 521
#define EC_TABLE brisk_p521_table
#define EC_BASE_WINDOW BRISK_P521_TABLE_WINDOW
#define EC_TABLE_SPACING BRISK_P521_TABLE_SPACING
#define EC_ODD_TABLE brisk_p521_odd_table
#define EC_ODD_WIDTH BRISK_P521_ODD_WIDTH
#define EC_AFFINE_MULTIPLES
#define GCD_MAX_LIMBS 10

/* p = 2^521 - 1 */
static const uint64_t ec_p[9] = { 0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff,
                                  0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff,
                                  0xffffffffffffffff, 0xffffffffffffffff, 0x00000000000001ff };
/* R and R^2, of field elements; b */
static const uint64_t ec_one[9] = { 1 };
static const uint64_t ec_rr[9] = { 1 };
static const uint64_t ec_b[9] = { 0xef451fd46b503f00, 0x3573df883d2c34f1, 0x1652c0bd3bb1bf07,
                                  0x56193951ec7e937b, 0xb8b489918ef109e1, 0xa2da725b99b315f3,
                                  0x929a21a0b68540ee, 0x953eb9618e1c9a1f, 0x0000000000000051 };
/* The order n; R^2 mod n; -1/n mod 2^64 */
static const uint64_t ec_n[9] = { 0xbb6fb71e91386409, 0x3bb5c9b8899c47ae, 0x7fcc0148f709a5d0,
                                  0x51868783bf2f966b, 0xfffffffffffffffa, 0xffffffffffffffff,
                                  0xffffffffffffffff, 0xffffffffffffffff, 0x00000000000001ff };
static const uint64_t ec_n_rr[9] = { 0x137cd04dcf15dd04, 0xf707badce5547ea3, 0x12a78d38794573ff,
                                     0xd3721ef557f75e06, 0xdd6e23d82e49c7db, 0xcff3d142b7756e3e,
                                     0x5bcc6d61a8e567bc, 0x2d8e03d1492d0d45, 0x000000000000003d };
#define EC_N_INVERSE 0x1d2f5ccd79a995c7
#define EC_P_INVERSE 0x0000000000000001 /* -1/p mod 2^64 */

#endif
