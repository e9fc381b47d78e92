/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-256: the public functions, with the row in force. */

#include <string.h>

#include <brisk/ec.h>

#include "crypto/ec_curve.h"

/* n: SP 800-186 section 3.2.1.3. */
const struct brisk_ec_curve brisk_p256_curve = {
    .size = 32,
    .bits = 256,
    .hash = BRISK_SHA256,
    .order = { 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
               0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
               0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51 },
};

static const struct brisk_ec_prepared_impl *prepared_row(void)
{
    return brisk_kernels()->p256;
}

static const struct brisk_ec_impl *row(void)
{
    return &prepared_row()->ec;
}

int brisk_p256_private(uint8_t private_key[32])
{
    return brisk_ec_private(&brisk_p256_curve, private_key);
}

int brisk_p256_public(uint8_t public_key[65], const uint8_t private_key[32])
{
    return brisk_ec_public(&brisk_p256_curve, row(), public_key, private_key);
}

int brisk_p256_shared(uint8_t secret[32], const uint8_t private_key[32], const uint8_t *peer_public,
                      size_t peer_public_len)
{
    return brisk_ec_shared(&brisk_p256_curve, row(), secret, private_key, peer_public,
                           peer_public_len);
}

int brisk_p256_check_public(const uint8_t *public_key, size_t public_key_len)
{
    return brisk_ec_check(&brisk_p256_curve, row(), public_key, public_key_len);
}

int brisk_ecdsa_p256_sign(uint8_t signature[64], const uint8_t private_key[32],
                          const uint8_t *digest, size_t digest_len)
{
    return brisk_ecdsa_sign(&brisk_p256_curve, row(), signature, private_key, digest, digest_len);
}

int brisk_ecdsa_p256_verify(const uint8_t signature[64], const uint8_t public_key[65],
                            const uint8_t *digest, size_t digest_len)
{
    return brisk_ecdsa_verify(&brisk_p256_curve, row(), signature, public_key, digest, digest_len);
}

int brisk_p256_prepare(struct brisk_p256_prepared *prepared, const uint8_t public_key[65])
{
    memset(prepared, 0, sizeof(*prepared));
    int error = brisk_ec_prepare(&brisk_p256_curve, prepared_row(), prepared->table, public_key);
    if (!error) {
        prepared->impl = prepared_row();
        memcpy(prepared->public_key, public_key, sizeof(prepared->public_key));
    }
    return error;
}

int brisk_ecdsa_p256_verify_prepared(const uint8_t signature[64],
                                     const struct brisk_p256_prepared *prepared,
                                     const uint8_t *digest, size_t digest_len)
{
    return brisk_ecdsa_verify_prepared(&brisk_p256_curve, prepared->impl, signature,
                                       prepared->table, digest, digest_len);
}
