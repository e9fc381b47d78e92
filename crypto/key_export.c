/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Keys to DER: PKCS#8's first version (RFC 5208, RFC 5958) and SubjectPublicKeyInfo (RFC 5280). */

#include <string.h>

#include <brisk/der.h>
#include <brisk/error.h>
#include <brisk/key.h>
#include <brisk/random.h>

#include "crypto/key_internal.h"
#include "crypto/rsa_internal.h"

static void put_algorithm(struct brisk_der_writer *w, enum brisk_key_type type);
static void put_rsa_private(struct brisk_der_writer *w, const struct brisk_rsa_private *key);
static void put_ec_private(struct brisk_der_writer *w, const uint8_t *scalar, size_t scalar_len,
                           const uint8_t *point, size_t point_len);
static void put_rsa_public(struct brisk_der_writer *w, const struct brisk_rsa_public *key);

int brisk_private_key_to_der(const struct brisk_private_key *key, uint8_t *der, size_t der_capacity,
                             size_t *der_len)
{
    struct brisk_der_writer w = { der, 0, der_capacity, 0 };
    const struct brisk_public_key *public_key = &key->public_key;
    size_t outer = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    brisk_der_unsigned(&w, NULL, 0); /* version: v1 */
    put_algorithm(&w, key->type);
    size_t inner = brisk_der_open(&w, BRISK_DER_OCTET_STRING);
    switch (key->type) {
    case BRISK_KEY_RSA:
        put_rsa_private(&w, &key->as.rsa);
        break;
    case BRISK_KEY_P256:
        put_ec_private(&w, key->as.p256, sizeof(key->as.p256), public_key->as.p256,
                       sizeof(public_key->as.p256));
        break;
    case BRISK_KEY_P384:
        put_ec_private(&w, key->as.p384, sizeof(key->as.p384), public_key->as.p384,
                       sizeof(public_key->as.p384));
        break;
    case BRISK_KEY_ED25519:
        brisk_der_element(&w, BRISK_DER_OCTET_STRING, key->as.ed25519, sizeof(key->as.ed25519));
        break;
    case BRISK_KEY_P521:
        put_ec_private(&w, key->as.p521, sizeof(key->as.p521), public_key->as.p521,
                       sizeof(public_key->as.p521));
        break;
    }
    brisk_der_close(&w, inner);
    brisk_der_close(&w, outer);
    if (w.failed) {
        brisk_wipe(der, w.len);
        return BRISK_ERR_BUFFER;
    }
    *der_len = w.len;
    return 0;
}

int brisk_public_key_to_der(const struct brisk_public_key *key, uint8_t *der, size_t der_capacity,
                            size_t *der_len)
{
    static const uint8_t no_unused_bits = 0;
    struct brisk_der_writer w = { der, 0, der_capacity, 0 };
    size_t outer = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    put_algorithm(&w, key->type);
    size_t bits = brisk_der_open(&w, BRISK_DER_BIT_STRING);
    brisk_der_put(&w, &no_unused_bits, 1);
    switch (key->type) {
    case BRISK_KEY_RSA:
        put_rsa_public(&w, &key->as.rsa);
        break;
    case BRISK_KEY_P256:
        brisk_der_put(&w, key->as.p256, sizeof(key->as.p256));
        break;
    case BRISK_KEY_P384:
        brisk_der_put(&w, key->as.p384, sizeof(key->as.p384));
        break;
    case BRISK_KEY_ED25519:
        brisk_der_put(&w, key->as.ed25519, sizeof(key->as.ed25519));
        break;
    case BRISK_KEY_P521:
        brisk_der_put(&w, key->as.p521, sizeof(key->as.p521));
        break;
    }
    brisk_der_close(&w, bits);
    brisk_der_close(&w, outer);
    if (w.failed) {
        memset(der, 0, w.len);
        return BRISK_ERR_BUFFER;
    }
    *der_len = w.len;
    return 0;
}

/* AlgorithmIdentifier: RSA has NULL parameters (RFC 8017 appendix A.1), EC keys their curve
 * (RFC 5480), Ed25519 none (RFC 8410). */
static void put_algorithm(struct brisk_der_writer *w, enum brisk_key_type type)
{
    size_t mark = brisk_der_open(w, BRISK_DER_SEQUENCE);
    switch (type) {
    case BRISK_KEY_RSA:
        BRISK_OID_PUT(w, BRISK_OID_RSA);
        brisk_der_element(w, BRISK_DER_NULL, NULL, 0);
        break;
    case BRISK_KEY_P256:
        BRISK_OID_PUT(w, BRISK_OID_EC);
        BRISK_OID_PUT(w, BRISK_OID_P256);
        break;
    case BRISK_KEY_P384:
        BRISK_OID_PUT(w, BRISK_OID_EC);
        BRISK_OID_PUT(w, BRISK_OID_P384);
        break;
    case BRISK_KEY_P521:
        BRISK_OID_PUT(w, BRISK_OID_EC);
        BRISK_OID_PUT(w, BRISK_OID_P521);
        break;
    case BRISK_KEY_ED25519:
        BRISK_OID_PUT(w, BRISK_OID_ED25519);
        break;
    }
    brisk_der_close(w, mark);
}

/* ECPrivateKey (RFC 5915), the curve being named outside, with the public key. */
static void put_ec_private(struct brisk_der_writer *w, const uint8_t *scalar, size_t scalar_len,
                           const uint8_t *point, size_t point_len)
{
    static const uint8_t version = 1, no_unused_bits = 0;
    size_t outer = brisk_der_open(w, BRISK_DER_SEQUENCE);
    brisk_der_unsigned(w, &version, 1);
    brisk_der_element(w, BRISK_DER_OCTET_STRING, scalar, scalar_len);
    size_t wrapper = brisk_der_open(w, BRISK_DER_CONTEXT_CONSTRUCTED(1));
    size_t bits = brisk_der_open(w, BRISK_DER_BIT_STRING);
    brisk_der_put(w, &no_unused_bits, 1);
    brisk_der_put(w, point, point_len);
    brisk_der_close(w, bits);
    brisk_der_close(w, wrapper);
    brisk_der_close(w, outer);
}

static void put_limbs(struct brisk_der_writer *w, const uint64_t *x, size_t n)
{
    uint8_t bytes[BRISK_RSA_MAX_SIZE];
    brisk_bn_to_bytes(bytes, 8 * n, x, n);
    brisk_der_unsigned(w, bytes, 8 * n);
    brisk_wipe(bytes, sizeof(bytes));
}

/* RSAPrivateKey (RFC 8017 appendix A.1.2). */
static void put_rsa_private(struct brisk_der_writer *w, const struct brisk_rsa_private *key)
{
    uint64_t d[BRISK_RSA_MAX_LIMBS], qinv[BRISK_RSA_PRIME_LIMBS];
    size_t n = key->public_key.num_limbs, limbs = key->prime_limbs;
    brisk_rsa_private_exponent(d, key);
    brisk_rsa_private_qinv(qinv, key);
    size_t mark = brisk_der_open(w, BRISK_DER_SEQUENCE);
    brisk_der_unsigned(w, NULL, 0); /* version: two primes */
    put_limbs(w, key->public_key.n, n);
    put_limbs(w, &key->public_key.e, 1);
    put_limbs(w, d, n);
    put_limbs(w, key->p.p, limbs);
    put_limbs(w, key->q.p, limbs);
    put_limbs(w, key->p.d, limbs);
    put_limbs(w, key->q.d, limbs);
    put_limbs(w, qinv, limbs);
    brisk_der_close(w, mark);
    brisk_wipe(d, sizeof(d));
    brisk_wipe(qinv, sizeof(qinv));
}

/* RSAPublicKey (RFC 8017 appendix A.1.1). */
static void put_rsa_public(struct brisk_der_writer *w, const struct brisk_rsa_public *key)
{
    size_t mark = brisk_der_open(w, BRISK_DER_SEQUENCE);
    put_limbs(w, key->n, key->num_limbs);
    put_limbs(w, &key->e, 1);
    brisk_der_close(w, mark);
}
