/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-521, whose signatures are verified and not made: the public functions, with the row in force.
 */

#include <brisk/ec.h>

#include "crypto/ec_curve.h"

/* n: SP 800-186 section 3.2.1.5. */
const struct brisk_ec_curve brisk_p521_curve = {
    .size = 66,
    .bits = 521,
    .hash = BRISK_SHA512,
    .order = { 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
               0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
               0xff, 0xff, 0xff, 0xff, 0xff, 0xfa, 0x51, 0x86, 0x87, 0x83, 0xbf, 0x2f, 0x96, 0x6b,
               0x7f, 0xcc, 0x01, 0x48, 0xf7, 0x09, 0xa5, 0xd0, 0x3b, 0xb5, 0xc9, 0xb8, 0x89, 0x9c,
               0x47, 0xae, 0xbb, 0x6f, 0xb7, 0x1e, 0x91, 0x38, 0x64, 0x09 },
};

/* The row in force as crypto/ec_curve.h takes rows, for what these two functions need of one. */
static struct brisk_ec_impl row(void)
{
    const struct brisk_p521_impl *p521 = brisk_kernels()->p521;
    return (struct brisk_ec_impl){ .verify = p521->verify, .check = p521->check };
}

int brisk_p521_check_public(const uint8_t *public_key, size_t public_key_len)
{
    const struct brisk_ec_impl impl = row();
    return brisk_ec_check(&brisk_p521_curve, &impl, public_key, public_key_len);
}

int brisk_ecdsa_p521_verify(const uint8_t signature[132], const uint8_t public_key[133],
                            const uint8_t *digest, size_t digest_len)
{
    const struct brisk_ec_impl impl = row();
    return brisk_ecdsa_verify(&brisk_p521_curve, &impl, signature, public_key, digest, digest_len);
}
