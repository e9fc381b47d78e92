/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What crypto/sign.c has for signing many at a time. */

#ifndef BRISK_CRYPTO_SIGN_INTERNAL_H
#define BRISK_CRYPTO_SIGN_INTERNAL_H

#include <brisk/key.h>

/* What a scheme of RSA hands to the private operation for a digest: as many bytes as the modulus
 * has, with a fresh salt where there is one. Returns 0, BRISK_ERR_ARGUMENT or BRISK_ERR_RANDOM. */
int brisk_sign_encode_rsa(const struct brisk_rsa_public *key, uint16_t scheme, uint8_t *em,
                          const uint8_t *digest);

#endif
