/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What the files crypto/rsa*.c share. */

#ifndef BRISK_CRYPTO_RSA_INTERNAL_H
#define BRISK_CRYPTO_RSA_INTERNAL_H

#include <brisk/rsa.h>

#include "crypto/bignum.h"

/* Bytes of a modulus, signature or ciphertext. */
static inline size_t brisk_rsa_size(const struct brisk_rsa_public *key)
{
    return (key->bits + 7) / 8;
}

/* Builds and checks a private key from two primes of prime_bits bits each. Returns 0, or
 * BRISK_ERR_KEY with the key wiped if they do not make one with this e, or BRISK_ERR_RANDOM. */
int brisk_rsa_private_from_primes(struct brisk_rsa_private *key, const uint64_t *p,
                                  const uint64_t *q, size_t prime_bits, uint32_t e);

/* The private exponent, 1/e mod (p - 1)(q - 1), num_limbs limbs of the modulus. */
void brisk_rsa_private_exponent(uint64_t *d, const struct brisk_rsa_private *key);

/* 1/q mod p, prime_limbs limbs, out of Montgomery form. */
void brisk_rsa_private_qinv(uint64_t *qinv, const struct brisk_rsa_private *key);

/* A blinding pair for one private operation, both in Montgomery form: factor = r^e, unfactor = 1/r
 * modulo n for an r nobody knows. Returns 0 or BRISK_ERR_RANDOM. */
int brisk_rsa_blinding(uint64_t *factor, uint64_t *unfactor, const struct brisk_rsa_public *key);

/* Gives up this thread's pair, which may be what a fault was in. */
void brisk_rsa_blinding_forget(void);

/* Encodings (RFC 8017). em_len = brisk_rsa_size(); for PSS, em_bits is one less than the modulus
 * has and the encoding has (em_bits + 7) / 8 bytes. Return 0, or BRISK_ERR_ARGUMENT for an unknown
 * hash or a salt that is too long. */
int brisk_rsa_pkcs1_encode(uint8_t *em, size_t em_len, enum brisk_hash_alg alg,
                           const uint8_t *digest);
int brisk_rsa_pss_encode(uint8_t *em, size_t em_bits, enum brisk_hash_alg alg,
                         const uint8_t *digest, const uint8_t *salt, size_t salt_len);

/* brisk_rsa_pss_encode() with a fresh salt, into all brisk_rsa_size() bytes of `em`. Returns the
 * same, or BRISK_ERR_RANDOM. */
int brisk_rsa_pss_pad(const struct brisk_rsa_public *key, uint8_t *em, enum brisk_hash_alg alg,
                      const uint8_t *digest, size_t salt_len);

/* EMSA-PSS-VERIFY (RFC 8017 section 9.1.2). Returns 0, BRISK_ERR_ARGUMENT or
 * BRISK_ERR_SIGNATURE; overwrites em. */
int brisk_rsa_pss_check(uint8_t *em, size_t em_bits, enum brisk_hash_alg alg, const uint8_t *digest,
                        size_t salt_len);

/* EME-PKCS1-v1_5 encoding (RFC 8017 section 7.2.1) of at most em_len - 11 bytes. Returns 0 or
 * BRISK_ERR_RANDOM. */
int brisk_rsa_pkcs1_pad(uint8_t *em, size_t em_len, const uint8_t *in, size_t in_len);

/* EME-PKCS1-v1_5 decoding (RFC 8017 section 7.2.2) of a message of exactly out_len bytes: copies it
 * to `out` if the padding is right, keeps what `out` holds if not, in the same time. */
void brisk_rsa_pkcs1_unpad(uint8_t *out, size_t out_len, const uint8_t *em, size_t em_len);

#endif
