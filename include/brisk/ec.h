/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Elliptic curves: X25519 (RFC 7748), Ed25519 (RFC 8032), and ECDH and ECDSA on P-256, P-384
 * and P-521 (FIPS 186-5, SP 800-56A, SEC 1).
 *
 * Sizes are in bytes; NIST-curve integers are big-endian; NIST public keys are uncompressed
 * points (0x04, x, y). Private keys, nonces and shared secrets never decide a branch or an
 * address; verification works on public data and takes variable time. All functions are
 * thread-safe. Outputs are zeroed on failure. */

#ifndef BRISK_EC_H
#define BRISK_EC_H

#include <brisk/many.h>

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BRISK_X25519_SIZE 32
#define BRISK_P256_PRIVATE_SIZE 32
#define BRISK_P256_PUBLIC_SIZE 65
#define BRISK_P256_SIGNATURE_SIZE 64 /* r, s */
#define BRISK_P384_PRIVATE_SIZE 48
#define BRISK_P384_PUBLIC_SIZE 97
#define BRISK_P384_SIGNATURE_SIZE 96
#define BRISK_P521_PRIVATE_SIZE 66
#define BRISK_P521_PUBLIC_SIZE 133
#define BRISK_P521_SIGNATURE_SIZE 132
#define BRISK_ED25519_PRIVATE_SIZE 32 /* the seed */
#define BRISK_ED25519_PUBLIC_SIZE 32
#define BRISK_ED25519_SIGNATURE_SIZE 64
#define BRISK_EC_MAX_PUBLIC 133 /* bytes, of any curve */
#define BRISK_EC_MAX_PRIVATE 66

/* X25519. The private key is 32 random bytes, clamped here (RFC 7748 section 5).
 * brisk_x25519_shared returns BRISK_ERR_POINT if the result is all zero (RFC 8446 section
 * 7.4.2): the peer sent a low-order point. brisk_x25519_public cannot fail and returns 0. */
int brisk_x25519_public(uint8_t public_key[32], const uint8_t private_key[32]);
int brisk_x25519_shared(uint8_t secret[32], const uint8_t private_key[32],
                        const uint8_t peer_public[32]);

/* n of them (brisk/many.h): status[i], all others arrays of n pointers to 32 bytes each. `stats`
 * may be NULL. */
void brisk_x25519_public_many(int status[], uint8_t *const public_key[],
                              const uint8_t *const private_key[], size_t n,
                              struct brisk_many_stats *stats);
void brisk_x25519_shared_many(int status[], uint8_t *const secret[],
                              const uint8_t *const private_key[],
                              const uint8_t *const peer_public[], size_t n,
                              struct brisk_many_stats *stats);

/* A private key drawn uniformly from [1, n-1] by rejection (FIPS 186-5 A.2.2).
 * Returns 0 or BRISK_ERR_RANDOM. */
int brisk_p256_private(uint8_t private_key[32]);
int brisk_p384_private(uint8_t private_key[48]);
int brisk_p521_private(uint8_t private_key[66]);

/* The public key of a private key. Returns 0, or BRISK_ERR_KEY if it is not in [1, n-1]. */
int brisk_p256_public(uint8_t public_key[65], const uint8_t private_key[32]);
int brisk_p384_public(uint8_t public_key[97], const uint8_t private_key[48]);
int brisk_p521_public(uint8_t public_key[133], const uint8_t private_key[66]);

/* ECDH: the x coordinate of private_key times the peer's point. Returns 0; BRISK_ERR_POINT if
 * the peer's key is not 65 (97, 133) bytes of an uncompressed point on the curve; BRISK_ERR_KEY if
 * the private key is not in [1, n-1]. */
int brisk_p256_shared(uint8_t secret[32], const uint8_t private_key[32], const uint8_t *peer_public,
                      size_t peer_public_len);
int brisk_p384_shared(uint8_t secret[48], const uint8_t private_key[48], const uint8_t *peer_public,
                      size_t peer_public_len);
int brisk_p521_shared(uint8_t secret[66], const uint8_t private_key[66], const uint8_t *peer_public,
                      size_t peer_public_len);

/* n of them (brisk/many.h). `stats` may be NULL. */
void brisk_p256_public_many(int status[], uint8_t *const public_key[],
                            const uint8_t *const private_key[], size_t n,
                            struct brisk_many_stats *stats);
void brisk_p256_shared_many(int status[], uint8_t *const secret[],
                            const uint8_t *const private_key[], const uint8_t *const peer_public[],
                            const size_t peer_public_len[], size_t n,
                            struct brisk_many_stats *stats);

/* Checks that 65 (97, 133) bytes are an uncompressed point on the curve: 0 or BRISK_ERR_POINT. */
int brisk_p256_check_public(const uint8_t *public_key, size_t public_key_len);
int brisk_p384_check_public(const uint8_t *public_key, size_t public_key_len);
int brisk_p521_check_public(const uint8_t *public_key, size_t public_key_len);

/* ECDSA (FIPS 186-5 section 6.4) over a digest of digest_len bytes (truncated on the left to the
 * order's length, as the standard says). The nonce is RFC 6979's with fresh random bytes mixed in
 * as its section 3.6 allows ("hedged"). Returns 0, BRISK_ERR_KEY or BRISK_ERR_RANDOM. */
int brisk_ecdsa_p256_sign(uint8_t signature[64], const uint8_t private_key[32],
                          const uint8_t *digest, size_t digest_len);
int brisk_ecdsa_p384_sign(uint8_t signature[96], const uint8_t private_key[48],
                          const uint8_t *digest, size_t digest_len);
int brisk_ecdsa_p521_sign(uint8_t signature[132], const uint8_t private_key[66],
                          const uint8_t *digest, size_t digest_len);

/* Verifies a signature over such a digest; P-521 takes its leftmost 521 bits if there are as many.
 * Returns 0; BRISK_ERR_SIGNATURE if the signature is wrong; BRISK_ERR_POINT if the public key is
 * not a point on the curve. Variable time: all inputs are public. */
int brisk_ecdsa_p256_verify(const uint8_t signature[64], const uint8_t public_key[65],
                            const uint8_t *digest, size_t digest_len);
int brisk_ecdsa_p384_verify(const uint8_t signature[96], const uint8_t public_key[97],
                            const uint8_t *digest, size_t digest_len);
int brisk_ecdsa_p521_verify(const uint8_t signature[132], const uint8_t public_key[133],
                            const uint8_t *digest, size_t digest_len);

/* n of them (brisk/many.h), with digests of one length. `stats` may be NULL. */
void brisk_ecdsa_p256_sign_many(int status[], uint8_t *const signature[],
                                const uint8_t *const private_key[], const uint8_t *const digest[],
                                size_t digest_len, size_t n, struct brisk_many_stats *stats);
void brisk_ecdsa_p256_verify_many(int status[], const uint8_t *const signature[],
                                  const uint8_t *const public_key[], const uint8_t *const digest[],
                                  size_t digest_len, size_t n, struct brisk_many_stats *stats);

/* For a key that verifies again and again (a server's, an authority's): multiples of its point,
 * with which a verification takes about a third of the time. Making them takes as long as three
 * verifications. 16,464 bytes of the caller's memory for P-256, 36,976 for P-384, and as much again
 * of stack while they are made. Fields are private but for public_key. Holds no secret and nothing
 * to release; may be copied, and used by any number of threads once made. The first field is the
 * kernel row that made the table, whose layout differs from row to row. */
#define BRISK_P256_PREPARED_WORDS 2048
#define BRISK_P384_PREPARED_WORDS 4608
struct brisk_p256_prepared {
    const void *impl;
    uint8_t public_key[BRISK_P256_PUBLIC_SIZE]; /* as it was given */
    uint64_t table[BRISK_P256_PREPARED_WORDS];
};
struct brisk_p384_prepared {
    const void *impl;
    uint8_t public_key[BRISK_P384_PUBLIC_SIZE];
    uint64_t table[BRISK_P384_PREPARED_WORDS];
};

/* Prepares a public key. Returns 0, or BRISK_ERR_POINT if it is not an uncompressed point on the
 * curve: `prepared` is all zeros then, and verifies nothing. Variable time. */
int brisk_p256_prepare(struct brisk_p256_prepared *prepared, const uint8_t public_key[65]);
int brisk_p384_prepare(struct brisk_p384_prepared *prepared, const uint8_t public_key[97]);

/* What brisk_ecdsa_p256_verify() and brisk_ecdsa_p384_verify() do, with prepared->public_key; they
 * return the same: 0, BRISK_ERR_SIGNATURE, or BRISK_ERR_POINT if the key was refused when it was
 * prepared. Variable time. */
int brisk_ecdsa_p256_verify_prepared(const uint8_t signature[64],
                                     const struct brisk_p256_prepared *prepared,
                                     const uint8_t *digest, size_t digest_len);
int brisk_ecdsa_p384_verify_prepared(const uint8_t signature[96],
                                     const struct brisk_p384_prepared *prepared,
                                     const uint8_t *digest, size_t digest_len);

#define BRISK_ECDSA_MAX_DER 139 /* bytes: Ecdsa-Sig-Value (RFC 3279 section 2.2.3) of P-521 */

/* Between r, s as two `size`-byte integers (size is 32, 48 or 66) and DER's Ecdsa-Sig-Value.
 * Decoding is strict (minimal integers, no trailing bytes): BRISK_ERR_SIGNATURE otherwise. */
int brisk_ecdsa_to_der(uint8_t der[BRISK_ECDSA_MAX_DER], size_t *der_len, const uint8_t *signature,
                       size_t size);
int brisk_ecdsa_from_der(uint8_t *signature, size_t size, const uint8_t *der, size_t der_len);

/* Ed25519 (RFC 8032 section 5.1). verify checks S < L, refuses points that do not decode, and uses
 * the cofactorless equation. Returns 0 or BRISK_ERR_SIGNATURE. public and sign return 0. The public
 * key given to sign is the private key's own: a signature under another one betrays the key. */
int brisk_ed25519_public(uint8_t public_key[32], const uint8_t private_key[32]);
int brisk_ed25519_sign(uint8_t signature[64], const uint8_t private_key[32],
                       const uint8_t public_key[32], const uint8_t *message, size_t message_len);
int brisk_ed25519_verify(const uint8_t signature[64], const uint8_t public_key[32],
                         const uint8_t *message, size_t message_len);

/* n signatures to make or verify (brisk/many.h), of messages message[i] of message_len[i] bytes.
 * `stats` may be NULL. */
void brisk_ed25519_sign_many(int status[], uint8_t *const signature[],
                             const uint8_t *const private_key[], const uint8_t *const public_key[],
                             const uint8_t *const message[], const size_t message_len[], size_t n,
                             struct brisk_many_stats *stats);
void brisk_ed25519_verify_many(int status[], const uint8_t *const signature[],
                               const uint8_t *const public_key[], const uint8_t *const message[],
                               const size_t message_len[], size_t n,
                               struct brisk_many_stats *stats);

#ifdef __cplusplus
}
#endif

#endif
