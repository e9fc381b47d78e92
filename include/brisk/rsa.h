/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* RSA with moduli of 2048 to 4096 bits (RFC 8017).
 *
 * Private operations use the Chinese remainder theorem with blinding, and the result is verified
 * with the public key before it leaves, so that a fault cannot leak the key. They are constant
 * time in key and message; public operations take variable time. Keys are read-only once built
 * and may be used by several threads. Outputs are zeroed on failure. */

#ifndef BRISK_RSA_H
#define BRISK_RSA_H

#include <brisk/hash.h>
#include <brisk/many.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BRISK_RSA_MIN_BITS 2048
#define BRISK_RSA_MAX_BITS 4096
#define BRISK_RSA_MAX_SIZE 512                        /* bytes of a modulus or signature */
#define BRISK_RSA_MAX_LIMBS (BRISK_RSA_MAX_BITS / 64) /* 64-bit limbs, least significant first */

/* A public key with its Montgomery constants. Fields are private. */
struct brisk_rsa_public {
    uint32_t bits;                    /* of the modulus */
    uint32_t num_limbs;               /* limbs of the modulus */
    uint64_t e;                       /* odd, 3 to 2^32 - 1 */
    uint64_t n0;                      /* -1/n mod 2^64 */
    uint64_t n[BRISK_RSA_MAX_LIMBS];  /* modulus */
    uint64_t rr[BRISK_RSA_MAX_LIMBS]; /* 2^(128 num_limbs) mod n */
};

/* One CRT half. Fields are private. */
struct brisk_rsa_prime {
    uint64_t n0;
    uint64_t p[BRISK_RSA_MAX_LIMBS / 2];
    uint64_t rr[BRISK_RSA_MAX_LIMBS / 2];
    uint64_t d[BRISK_RSA_MAX_LIMBS / 2]; /* private exponent mod p - 1 */
};

/* A private key. Fields are private. Holds secrets: wipe it with brisk_wipe(). */
struct brisk_rsa_private {
    struct brisk_rsa_public public_key;
    uint32_t prime_limbs;
    struct brisk_rsa_prime p, q;
    uint64_t qinv[BRISK_RSA_MAX_LIMBS / 2]; /* 1/q mod p, Montgomery form */
};

/* Builds a public key from big-endian integers (leading zeros allowed). Returns 0, or
 * BRISK_ERR_KEY: n even or not of 2048 to 4096 bits, e even, below 3 or over 32 bits. */
int brisk_rsa_public_init(struct brisk_rsa_public *key, const uint8_t *n, size_t n_len,
                          const uint8_t *e, size_t e_len);

/* Checks the integers as brisk_rsa_public_init() does, without computing anything: *bits gets the
 * modulus's size, or 0. Returns 0 or BRISK_ERR_KEY. */
int brisk_rsa_public_check(unsigned *bits, const uint8_t *n, size_t n_len, const uint8_t *e,
                           size_t e_len);

/* Big-endian integers of a private key, as in RFC 8017's RSAPrivateKey. */
struct brisk_rsa_numbers {
    const uint8_t *n, *e, *d, *p, *q, *dp, *dq, *qinv;
    size_t n_len, e_len, d_len, p_len, q_len, dp_len, dq_len, qinv_len;
};

/* Builds a private key and checks it: p q = n, p and q odd and of equal size, dp and dq inverse
 * to e, d equal to them modulo p - 1 and q - 1, qinv q = 1 mod p, and one operation there and back.
 * Returns 0, BRISK_ERR_KEY, or BRISK_ERR_RANDOM (there is nothing to blind that operation with).
 * Constant-time in the primes. */
int brisk_rsa_private_init(struct brisk_rsa_private *key, const struct brisk_rsa_numbers *numbers);

/* Makes a key of `bits` bits (2048, 3072 or 4096) with e = 65537 (FIPS 186-5 A.1.3).
 * Returns 0, BRISK_ERR_ARGUMENT or BRISK_ERR_RANDOM. Takes a second or so. */
int brisk_rsa_generate(struct brisk_rsa_private *key, unsigned bits);

/* RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2) over a digest made with `alg`. The signature has
 * (bits + 7) / 8 bytes. Verify compares with the one right encoding.
 * sign returns 0, BRISK_ERR_ARGUMENT, BRISK_ERR_RANDOM or BRISK_ERR_FAULT; verify returns 0,
 * BRISK_ERR_ARGUMENT or BRISK_ERR_SIGNATURE. */
int brisk_rsa_pkcs1_sign(const struct brisk_rsa_private *key, uint8_t *signature,
                         enum brisk_hash_alg alg, const uint8_t *digest);
int brisk_rsa_pkcs1_verify(const struct brisk_rsa_public *key, const uint8_t *signature,
                           size_t signature_len, enum brisk_hash_alg alg, const uint8_t *digest);

/* RSASSA-PSS (RFC 8017 section 8.1) with MGF1 over the same hash; salt_len is in bytes and is the
 * digest size in TLS. As above. */
int brisk_rsa_pss_sign(const struct brisk_rsa_private *key, uint8_t *signature,
                       enum brisk_hash_alg alg, const uint8_t *digest, size_t salt_len);
int brisk_rsa_pss_verify(const struct brisk_rsa_public *key, const uint8_t *signature,
                         size_t signature_len, enum brisk_hash_alg alg, const uint8_t *digest,
                         size_t salt_len);

/* RSAES-PKCS1-v1_5 decryption of exactly out_len bytes of message, as TLS 1.2's RSA key exchange
 * needs it (RFC 5246 section 7.4.7.1): never fails on bad padding or another message length, but
 * gives out_len bytes derived from the key and the ciphertext instead, in the same time.
 * Returns 0; BRISK_ERR_LENGTH if in_len is not the modulus size or out_len too large for it;
 * BRISK_ERR_DECODE if `in` as a number is not below the modulus; BRISK_ERR_RANDOM; BRISK_ERR_FAULT.
 */
int brisk_rsa_pkcs1_decrypt(const struct brisk_rsa_private *key, uint8_t *out, size_t out_len,
                            const uint8_t *in, size_t in_len);

/* The pre-master secret of TLS 1.2's RSA key exchange (RFC 5246 section 7.4.7.1), 48 bytes that
 * begin with the version in the ClientHello. A ciphertext that is anything else gives 48 bytes
 * derived from the key and the ciphertext instead, in the same time: nothing tells whoever sent it
 * which it was. Returns 0, BRISK_ERR_RANDOM or BRISK_ERR_FAULT. */
#define BRISK_RSA_PREMASTER_SIZE 48
int brisk_rsa_premaster_decrypt(const struct brisk_rsa_private *key,
                                uint8_t out[BRISK_RSA_PREMASTER_SIZE], uint16_t version,
                                const uint8_t *in, size_t in_len);

/* RSAES-PKCS1-v1_5 encryption (RFC 8017 section 7.2.1): (bits + 7) / 8 bytes to `out`.
 * Constant-time in the message. Returns 0, BRISK_ERR_LENGTH (a message of over (bits + 7) / 8 - 11
 * bytes) or BRISK_ERR_RANDOM. */
int brisk_rsa_pkcs1_encrypt(const struct brisk_rsa_public *key, uint8_t *out, const uint8_t *in,
                            size_t in_len);

/* The private operation on a number below n, (bits + 7) / 8 bytes each: for benchmarks and for
 * protocols with their own padding. Returns 0, BRISK_ERR_ARGUMENT (in >= n), BRISK_ERR_RANDOM or
 * BRISK_ERR_FAULT. brisk_rsa_public_op is the public one. */
int brisk_rsa_private_op(const struct brisk_rsa_private *key, uint8_t *out, const uint8_t *in);
int brisk_rsa_public_op(const struct brisk_rsa_public *key, uint8_t *out, const uint8_t *in);

/* n private operations (brisk/many.h). Keys may differ; those of one size and public exponent go
 * together. An output may be no other item's input. Takes up to 100 KiB of stack. `stats` may be
 * NULL. */
void brisk_rsa_private_op_many(int status[], const struct brisk_rsa_private *const key[],
                               uint8_t *const out[], const uint8_t *const in[], size_t n,
                               struct brisk_many_stats *stats);

#ifdef __cplusplus
}
#endif

#endif
