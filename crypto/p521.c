/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-521: the public functions, with the row in force. */

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

static const struct brisk_ec_impl *row(void)
{
    return brisk_kernels()->p521;
}

int brisk_p521_private(uint8_t private_key[66])
{
    return brisk_ec_private(&brisk_p521_curve, private_key);
}

int brisk_p521_public(uint8_t public_key[133], const uint8_t private_key[66])
{
    return brisk_ec_public(&brisk_p521_curve, row(), public_key, private_key);
}

int brisk_p521_shared(uint8_t secret[66], const uint8_t private_key[66], const uint8_t *peer_public,
                      size_t peer_public_len)
{
    return brisk_ec_shared(&brisk_p521_curve, row(), secret, private_key, peer_public,
                           peer_public_len);
}

int brisk_p521_check_public(const uint8_t *public_key, size_t public_key_len)
{
    return brisk_ec_check(&brisk_p521_curve, row(), public_key, public_key_len);
}

int brisk_ecdsa_p521_sign(uint8_t signature[132], const uint8_t private_key[66],
                          const uint8_t *digest, size_t digest_len)
{
    return brisk_ecdsa_sign(&brisk_p521_curve, row(), signature, private_key, digest, digest_len);
}

int brisk_ecdsa_p521_verify(const uint8_t signature[132], const uint8_t public_key[133],
                            const uint8_t *digest, size_t digest_len)
{
    return brisk_ecdsa_verify(&brisk_p521_curve, row(), signature, public_key, digest, digest_len);
}
