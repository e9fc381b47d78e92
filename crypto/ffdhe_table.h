/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The groups of RFC 7919. The generator is 2. */

#ifndef BRISK_CRYPTO_FFDHE_TABLE_H
#define BRISK_CRYPTO_FFDHE_TABLE_H

#include <brisk/key.h>

#include "crypto/impl.h"

#define BRISK_FFDHE_NUM_GROUPS 3

struct brisk_ffdhe_group {
    uint16_t number;                 /* NamedGroup */
    uint16_t private_bits;           /* of our exponents: the lower bound of appendix A */
    const brisk_rsa_comb *comb;      /* of the generator */
    struct brisk_rsa_public modulus; /* without an exponent */
};
extern const struct brisk_ffdhe_group brisk_ffdhe_groups[BRISK_FFDHE_NUM_GROUPS];

#endif
