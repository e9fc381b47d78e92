/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What P-256, P-384 and P-521 share above their kernels: crypto/ec_curve.c (keys, ECDH)
 * and crypto/ecdsa.c. Errors are those of brisk/ec.h. */

#ifndef BRISK_CRYPTO_EC_CURVE_H
#define BRISK_CRYPTO_EC_CURVE_H

#include <brisk/ec.h>
#include <brisk/hash.h>

#include "crypto/impl.h"

#define BRISK_EC_MAX_SIZE BRISK_EC_MAX_PRIVATE /* of the field `size` */

struct brisk_ec_curve {
    size_t size;              /* bytes in a coordinate and in a scalar */
    size_t bits;              /* of the order */
    enum brisk_hash_alg hash; /* HMAC of which makes nonces */
    uint8_t order[BRISK_EC_MAX_SIZE];
};
extern const struct brisk_ec_curve brisk_p256_curve, brisk_p384_curve, brisk_p521_curve;

/* The mask for a scalar in [1, n-1]. Constant time. */
uint64_t brisk_ec_mask_scalar(const struct brisk_ec_curve *curve, const uint8_t *scalar);

/* The row's check after that of the length and of the prefix: 0 or BRISK_ERR_POINT. */
int brisk_ec_check(const struct brisk_ec_curve *curve, const struct brisk_ec_impl *impl,
                   const uint8_t *public_key, size_t public_key_len);

/* Fills a table of the row's for a key. */
int brisk_ec_prepare(const struct brisk_ec_curve *curve, const struct brisk_ec_prepared_impl *impl,
                     uint64_t *table, const uint8_t *public_key);

int brisk_ec_private(const struct brisk_ec_curve *curve, uint8_t *private_key);
int brisk_ec_public(const struct brisk_ec_curve *curve, const struct brisk_ec_impl *impl,
                    uint8_t *public_key, const uint8_t *private_key);
int brisk_ec_shared(const struct brisk_ec_curve *curve, const struct brisk_ec_impl *impl,
                    uint8_t *secret, const uint8_t *private_key, const uint8_t *peer_public,
                    size_t peer_public_len);

/* ECDSA with RFC 6979's nonce made by HMAC of `hash` with `extra` as the additional data k' of its
 * section 3.6: none for the deterministic signatures of its appendix. */
int brisk_ecdsa_sign_with(const struct brisk_ec_curve *curve, const struct brisk_ec_impl *impl,
                          uint8_t *signature, const uint8_t *private_key, const uint8_t *digest,
                          size_t digest_len, enum brisk_hash_alg hash, const uint8_t *extra,
                          size_t extra_len);

/* The same with the curve's hash and fresh random bytes. */
int brisk_ecdsa_sign(const struct brisk_ec_curve *curve, const struct brisk_ec_impl *impl,
                     uint8_t *signature, const uint8_t *private_key, const uint8_t *digest,
                     size_t digest_len);
/* A nonce for one signature, and the digest's integer, as brisk_ecdsa_sign() makes them; it may turn
 * out not to be in [1, n-1]. Returns 0, BRISK_ERR_KEY or BRISK_ERR_RANDOM. */
int brisk_ecdsa_nonce(const struct brisk_ec_curve *curve, uint8_t *k, uint8_t *e,
                      const uint8_t *private_key, const uint8_t *digest, size_t digest_len);

/* The leftmost bits of the digest, as many as the order has. */
void brisk_ecdsa_integer(uint8_t *e, const struct brisk_ec_curve *curve, const uint8_t *digest,
                         size_t digest_len);

/* impl is the row that filled the table, or NULL if none did. */
int brisk_ecdsa_verify_prepared(const struct brisk_ec_curve *curve,
                                const struct brisk_ec_prepared_impl *impl, const uint8_t *signature,
                                const uint64_t *table, const uint8_t *digest, size_t digest_len);
int brisk_ecdsa_verify(const struct brisk_ec_curve *curve, const struct brisk_ec_impl *impl,
                       const uint8_t *signature, const uint8_t *public_key, const uint8_t *digest,
                       size_t digest_len);

#endif
