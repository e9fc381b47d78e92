/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-256 and P-384 against libcrypto with random and hostile keys: public keys, ECDH, signatures in
 * both directions, and keys that must be refused by both. P-521: libcrypto's keys and signatures.
 */

#include <stdio.h>
#include <string.h>

#include <brisk/error.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "tests/support/nist_curve.h"
#include "tests/support/test.h"

#define NUM_KEYS_P256 500
#define NUM_KEYS_P384 150
#define NUM_KEYS_P521 150
#define SIGNATURES_PER_KEY 4

static void test_curve(const struct nist_curve *c, int num_keys);
static void compare_key(const struct nist_curve *c, const uint8_t *private_key);
static void compare_signatures(const struct nist_curve *c, const uint8_t *private_key,
                               const uint8_t *public_key, EVP_PKEY *peer);
static void compare_shared(const struct nist_curve *c, const uint8_t *private_key, EVP_PKEY *peer);
static void compare_refusals(const struct nist_curve *c, const uint8_t *public_key);
static EVP_PKEY *peer_key(const struct nist_curve *c, const uint8_t *public_key,
                          const uint8_t *private_key);
static int peer_public(const struct nist_curve *c, uint8_t *public_key, const uint8_t *private_key);
static int peer_verify(EVP_PKEY *key, const uint8_t *der, size_t der_len, const uint8_t *digest,
                       size_t digest_len);

static size_t num_round_trips, num_shared, num_refusals;

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_curve(&nist_p256, NUM_KEYS_P256);
    test_curve(&nist_p384, NUM_KEYS_P384);
    test_curve(&nist_p521, NUM_KEYS_P521);
    return test_end();
}

static void test_curve(const struct nist_curve *c, int num_keys)
{
    num_round_trips = num_shared = num_refusals = 0;
    for (int i = 0; i < num_keys; i++) {
        uint8_t private_key[NIST_MAX_PRIVATE];
        nist_hostile_scalar(c, private_key);
        compare_key(c, private_key);
    }
    printf("%s: %d keys, %zu signatures each way, %zu shared secrets, %zu keys refused\n", c->name,
           num_keys, num_round_trips, num_shared, num_refusals);
}

static void compare_key(const struct nist_curve *c, const uint8_t *private_key)
{
    uint8_t got[NIST_MAX_PUBLIC], want[NIST_MAX_PUBLIC];
    if (!CHECK(peer_public(c, want, private_key))) {
        return;
    }
    if (!CHECK_EQ_INT(c->make_public(got, private_key), 0) ||
        !CHECK_EQ_BYTES(got, want, c->public_size)) {
        return;
    }
    EVP_PKEY *peer = peer_key(c, want, private_key);
    if (!CHECK(peer != NULL)) {
        return;
    }
    compare_signatures(c, private_key, want, peer);
    compare_shared(c, private_key, peer);
    compare_refusals(c, want);
    EVP_PKEY_free(peer);
}

static void compare_signatures(const struct nist_curve *c, const uint8_t *private_key,
                               const uint8_t *public_key, EVP_PKEY *peer)
{
    for (int i = 0; i < SIGNATURES_PER_KEY; i++) {
        uint8_t digest[80], signature[NIST_MAX_SIGNATURE], der[256];
        size_t digest_len = 1 + test_random_below(sizeof(digest));
        size_t der_len;
        test_random_bytes(digest, digest_len);
        if (test_random_below(4) == 0) {
            memset(digest, test_random_below(2) ? 0xff : 0, digest_len); /* e = 0, e >= n */
        }

        CHECK_EQ_INT(c->sign(signature, private_key, digest, digest_len), 0);
        CHECK_EQ_INT(c->verify(signature, public_key, digest, digest_len), 0);
        CHECK_EQ_INT(brisk_ecdsa_to_der(der, &der_len, signature, c->size), 0);
        CHECK(peer_verify(peer, der, der_len, digest, digest_len));

        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(peer, NULL);
        der_len = sizeof(der);
        CHECK(ctx != NULL && EVP_PKEY_sign_init(ctx) == 1 &&
              EVP_PKEY_sign(ctx, der, &der_len, digest, digest_len) == 1);
        EVP_PKEY_CTX_free(ctx);
        CHECK_EQ_INT(brisk_ecdsa_from_der(signature, c->size, der, der_len), 0);
        CHECK_EQ_INT(c->verify(signature, public_key, digest, digest_len), 0);

        /* Not in a first byte, of which P-521 uses one bit: no encoding has room for the others. */
        size_t at = test_random_below(2 * c->size);
        at += at % c->size == 0;
        signature[at] ^= (uint8_t)(1 << test_random_below(8));
        CHECK_EQ_INT(c->verify(signature, public_key, digest, digest_len), BRISK_ERR_SIGNATURE);
        CHECK_EQ_INT(brisk_ecdsa_to_der(der, &der_len, signature, c->size), 0);
        CHECK(!peer_verify(peer, der, der_len, digest, digest_len));
        num_round_trips++;
    }
}

static void compare_shared(const struct nist_curve *c, const uint8_t *private_key, EVP_PKEY *peer)
{
    uint8_t other_private[NIST_MAX_PRIVATE], other_public[NIST_MAX_PUBLIC];
    uint8_t got[NIST_MAX_PRIVATE], want[NIST_MAX_PRIVATE];
    size_t want_len = c->size;
    nist_hostile_scalar(c, other_private);
    CHECK(peer_public(c, other_public, other_private));
    EVP_PKEY *other = peer_key(c, other_public, NULL);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(peer, NULL);
    CHECK(other != NULL && ctx != NULL && EVP_PKEY_derive_init(ctx) == 1 &&
          EVP_PKEY_derive_set_peer(ctx, other) == 1 && EVP_PKEY_derive(ctx, want, &want_len) == 1 &&
          want_len == c->size);
    CHECK_EQ_INT(c->shared(got, private_key, other_public, c->public_size), 0);
    CHECK_EQ_BYTES(got, want, c->size);
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(other);
    num_shared++;
}

/* One bit of a good key changed: almost never a point; both must agree. */
static void compare_refusals(const struct nist_curve *c, const uint8_t *public_key)
{
    uint8_t bad[NIST_MAX_PUBLIC];
    memcpy(bad, public_key, c->public_size);
    bad[1 + test_random_below(2 * c->size)] ^= (uint8_t)(1 << test_random_below(8));
    if (test_random_below(8) == 0) {
        memset(bad + 1, 0xff, c->size); /* x >= p */
    }
    EVP_PKEY *peer = peer_key(c, bad, NULL);
    CHECK_EQ_INT(c->check_public(bad, c->public_size), peer != NULL ? 0 : BRISK_ERR_POINT);
    num_refusals += peer == NULL;
    EVP_PKEY_free(peer);
}

static int curve_nid(const struct nist_curve *c)
{
    return c == &nist_p256 ? NID_X9_62_prime256v1 : c == &nist_p384 ? NID_secp384r1 : NID_secp521r1;
}

static EVP_PKEY *peer_key(const struct nist_curve *c, const uint8_t *public_key,
                          const uint8_t *private_key)
{
    EVP_PKEY *key = NULL;
    BIGNUM *d = private_key != NULL ? BN_bin2bn(private_key, (int)c->size, NULL) : NULL;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, OBJ_nid2sn(curve_nid(c)), 0);
    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, public_key, c->public_size);
    if (d != NULL) {
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, d);
    }
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    if (EVP_PKEY_fromdata_init(ctx) != 1 ||
        EVP_PKEY_fromdata(ctx, &key, d != NULL ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params) !=
            1) {
        key = NULL;
    }
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    BN_free(d);
    return key;
}

static int peer_public(const struct nist_curve *c, uint8_t *public_key, const uint8_t *private_key)
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(curve_nid(c));
    EC_POINT *point = EC_POINT_new(group);
    BIGNUM *d = BN_bin2bn(private_key, (int)c->size, NULL);
    int ok = EC_POINT_mul(group, point, d, NULL, NULL, NULL) == 1 &&
             EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, public_key,
                                c->public_size, NULL) == c->public_size;
    BN_free(d);
    EC_POINT_free(point);
    EC_GROUP_free(group);
    return ok;
}

static int peer_verify(EVP_PKEY *key, const uint8_t *der, size_t der_len, const uint8_t *digest,
                       size_t digest_len)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    int ok = ctx != NULL && EVP_PKEY_verify_init(ctx) == 1 &&
             EVP_PKEY_verify(ctx, der, der_len, digest, digest_len) == 1;
    EVP_PKEY_CTX_free(ctx);
    return ok;
}
