/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-384: the public functions, with the row in force. */

#include <string.h>

#include <brisk/ec.h>

#include "crypto/ec_curve.h"

/* n: SP 800-186 section 3.2.1.4. */
const struct brisk_ec_curve brisk_p384_curve = {
    .size = 48,
    .bits = 384,
    .hash = BRISK_SHA384,
    .order = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
               0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
               0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf, 0x58, 0x1a, 0x0d, 0xb2,
               0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73 },
};

static const struct brisk_ec_prepared_impl *prepared_row(void)
{
    return brisk_kernels()->p384;
}

static const struct brisk_ec_impl *row(void)
{
    return &prepared_row()->ec;
}

int brisk_p384_private(uint8_t private_key[48])
{
    return brisk_ec_private(&brisk_p384_curve, private_key);
}

int brisk_p384_public(uint8_t public_key[97], const uint8_t private_key[48])
{
    return brisk_ec_public(&brisk_p384_curve, row(), public_key, private_key);
}

int brisk_p384_shared(uint8_t secret[48], const uint8_t private_key[48], const uint8_t *peer_public,
                      size_t peer_public_len)
{
    return brisk_ec_shared(&brisk_p384_curve, row(), secret, private_key, peer_public,
                           peer_public_len);
}

int brisk_p384_check_public(const uint8_t *public_key, size_t public_key_len)
{
    return brisk_ec_check(&brisk_p384_curve, row(), public_key, public_key_len);
}

int brisk_ecdsa_p384_sign(uint8_t signature[96], const uint8_t private_key[48],
                          const uint8_t *digest, size_t digest_len)
{
    return brisk_ecdsa_sign(&brisk_p384_curve, row(), signature, private_key, digest, digest_len);
}

int brisk_ecdsa_p384_verify(const uint8_t signature[96], const uint8_t public_key[97],
                            const uint8_t *digest, size_t digest_len)
{
    return brisk_ecdsa_verify(&brisk_p384_curve, row(), signature, public_key, digest, digest_len);
}

int brisk_p384_prepare(struct brisk_p384_prepared *prepared, const uint8_t public_key[97])
{
    memset(prepared, 0, sizeof(*prepared));
    int error = brisk_ec_prepare(&brisk_p384_curve, prepared_row(), prepared->table, public_key);
    if (!error) {
        prepared->impl = prepared_row();
        memcpy(prepared->public_key, public_key, sizeof(prepared->public_key));
    }
    return error;
}

int brisk_ecdsa_p384_verify_prepared(const uint8_t signature[96],
                                     const struct brisk_p384_prepared *prepared,
                                     const uint8_t *digest, size_t digest_len)
{
    return brisk_ecdsa_verify_prepared(&brisk_p384_curve, prepared->impl, signature,
                                       prepared->table, digest, digest_len);
}
