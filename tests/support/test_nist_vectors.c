/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Known answers for P-256 and P-384. */

#include <stdio.h>
#include <string.h>

#include <brisk/error.h>
#include <brisk/hash.h>
#include <brisk/kernels.h>

#include "tests/support/nist_vectors.h"
#include "tests/support/test.h"
#include "tests/support/test_nist.h"

static void test_deterministic(const struct nist_curve *c, const uint8_t *key,
                               const uint8_t *public_key, const struct deterministic_vector *v);
static void test_large_x(const struct nist_curve *c, const struct large_x_vector *v);
static void test_wrapped_x(const struct nist_curve *c, const struct large_x_vector *v);
static void test_not_reduced(const struct nist_curve *c, const char *const points[4]);
static void test_refused_nonces(const struct nist_curve *c, const uint8_t *key,
                                const char *const nonces[4]);

void test_nist_shared(const struct nist_curve *c, const char *private_key, const char *peer_public,
                      const char *secret)
{
    uint8_t d[NIST_MAX_PRIVATE], peer[NIST_MAX_PUBLIC], want[NIST_MAX_PRIVATE],
        got[NIST_MAX_PRIVATE];
    test_hex(d, c->size, private_key);
    test_hex(want, c->size, secret);
    CHECK_EQ_INT((long long)test_hex(peer, sizeof(peer), peer_public), (long long)c->public_size);
    CHECK_EQ_INT(c->shared(got, d, peer, c->public_size), 0);
    CHECK_EQ_BYTES(got, want, c->size);
}

void test_nist_vectors(const struct nist_curve *c)
{
    int is_p256 = c == &nist_p256;
    uint8_t key[NIST_MAX_PRIVATE], public_key[NIST_MAX_PUBLIC], got[NIST_MAX_PUBLIC];
    test_hex(key, sizeof(key), is_p256 ? p256_rfc6979_key : p384_rfc6979_key);
    test_hex(public_key, sizeof(public_key), is_p256 ? p256_rfc6979_public : p384_rfc6979_public);
    CHECK_EQ_INT(c->make_public(got, key), 0);
    CHECK_EQ_BYTES(got, public_key, c->public_size);

    const struct deterministic_vector *deterministic =
        is_p256 ? p256_deterministic : p384_deterministic;
    size_t num_deterministic = sizeof(p256_deterministic) / sizeof(p256_deterministic[0]);
    _Static_assert(sizeof(p256_deterministic) == sizeof(p384_deterministic), "as many for each");
    for (size_t i = 0; i < num_deterministic; i++) {
        test_note("%s deterministic vector %zu", c->name, i);
        test_deterministic(c, key, public_key, &deterministic[i]);
    }
    const struct large_x_vector *large = is_p256 ? p256_large_x : p384_large_x;
    size_t num_large = sizeof(p256_large_x) / sizeof(p256_large_x[0]);
    _Static_assert(sizeof(p256_large_x) == sizeof(p384_large_x), "as many for each");
    for (size_t i = 0; i < num_large; i++) {
        test_note("%s vector %zu with x >= n", c->name, i);
        test_large_x(c, &large[i]);
    }
    test_note("%s with r + n >= p", c->name);
    test_wrapped_x(c, is_p256 ? &p256_wrapped_x : &p384_wrapped_x);
    test_note("%s coordinates >= p", c->name);
    test_not_reduced(c, is_p256 ? p256_not_reduced : p384_not_reduced);
    test_note("%s with refused nonces", c->name);
    test_refused_nonces(c, key, is_p256 ? p256_nonces : p384_nonces);
    test_note(NULL);
    printf("%s: %zu deterministic signatures, %zu with x >= n\n", c->name, num_deterministic,
           num_large);
}

/* RFC 6979 section 3.2, and 3.6 where the vector has additional data. */
static void test_deterministic(const struct nist_curve *c, const uint8_t *key,
                               const uint8_t *public_key, const struct deterministic_vector *v)
{
    uint8_t digest[BRISK_HASH_MAX_SIZE], extra[128];
    uint8_t got[NIST_MAX_SIGNATURE], want[NIST_MAX_SIGNATURE];
    size_t digest_len = brisk_hash_size(v->hash);
    size_t extra_len = test_hex(extra, sizeof(extra), v->extra);
    brisk_hash_digest(v->hash, digest, (const uint8_t *)v->message, strlen(v->message));
    test_hex(want, c->size, v->r);
    test_hex(want + c->size, c->size, v->s);
    for (const struct brisk_ec_impl *row = c->rows; row->impl.name != NULL; row++) {
        if ((row->impl.needs & ~brisk_cpu_features()) != 0) {
            continue;
        }
        CHECK_EQ_INT(brisk_ecdsa_sign_with(c->curve, row, got, key, digest, digest_len, v->hash,
                                           extra, extra_len),
                     0);
        CHECK_EQ_BYTES(got, want, 2 * c->size);
        CHECK_EQ_INT(brisk_ecdsa_verify(c->curve, row, want, public_key, digest, digest_len), 0);
    }
}

/* x of the point is r + n: right, although x is not r. */
static void test_large_x(const struct nist_curve *c, const struct large_x_vector *v)
{
    uint8_t e[NIST_MAX_PRIVATE], signature[NIST_MAX_SIGNATURE], public_key[NIST_MAX_PUBLIC];
    test_hex(e, c->size, v->e);
    test_hex(signature, c->size, v->r);
    test_hex(signature + c->size, c->size, v->s);
    test_hex(public_key, c->public_size, v->public_key);
    CHECK_EQ_INT(c->verify(signature, public_key, e, c->size), 0);
    nist_add_small(c, signature, signature, 1);
    CHECK_EQ_INT(c->verify(signature, public_key, e, c->size), BRISK_ERR_SIGNATURE);
}

/* r + n is not below p: that it is x modulo p does not count. */
static void test_wrapped_x(const struct nist_curve *c, const struct large_x_vector *v)
{
    uint8_t e[NIST_MAX_PRIVATE], signature[NIST_MAX_SIGNATURE], public_key[NIST_MAX_PUBLIC];
    test_hex(e, c->size, v->e);
    test_hex(signature, c->size, v->r);
    test_hex(signature + c->size, c->size, v->s);
    test_hex(public_key, c->public_size, v->public_key);
    CHECK_EQ_INT(c->check_public(public_key, c->public_size), 0);
    CHECK_EQ_INT(c->verify(signature, public_key, e, c->size), BRISK_ERR_SIGNATURE);
}

/* Points with a small x or y; the second and the fourth have p added to it. */
static void test_not_reduced(const struct nist_curve *c, const char *const points[4])
{
    uint8_t point[NIST_MAX_PUBLIC], secret[NIST_MAX_PRIVATE], scalar[NIST_MAX_PRIVATE];
    nist_set_small(c, scalar, 3);
    for (size_t i = 0; i < 4; i++) {
        int want = i % 2 == 0 ? 0 : BRISK_ERR_POINT;
        test_hex(point, c->public_size, points[i]);
        CHECK_EQ_INT(c->check_public(point, c->public_size), want);
        CHECK_EQ_INT(c->shared(secret, scalar, point, c->public_size), want);
    }
}

/* A row whose sign refuses three nonces and keeps those it was given. */
static uint8_t nonces_seen[4][NIST_MAX_PRIVATE];
static size_t num_nonces_seen, nonce_size;

static int sign_at_the_fourth_call(uint8_t *signature, const uint8_t *d, const uint8_t *e,
                                   const uint8_t *k)
{
    (void)signature, (void)d, (void)e;
    memcpy(nonces_seen[num_nonces_seen], k, nonce_size);
    num_nonces_seen++;
    return num_nonces_seen == 4;
}

static void test_refused_nonces(const struct nist_curve *c, const uint8_t *key,
                                const char *const nonces[4])
{
    const struct brisk_ec_impl refusing = { .sign = sign_at_the_fourth_call };
    uint8_t digest[BRISK_HASH_MAX_SIZE], want[NIST_MAX_PRIVATE];
    uint8_t signature[NIST_MAX_SIGNATURE] = { 0 };
    brisk_hash_digest(c->curve->hash, digest, (const uint8_t *)"sample", 6);
    num_nonces_seen = 0;
    nonce_size = c->size;
    CHECK_EQ_INT(brisk_ecdsa_sign_with(c->curve, &refusing, signature, key, digest,
                                       brisk_hash_size(c->curve->hash), c->curve->hash, NULL, 0),
                 0);
    CHECK_EQ_INT((long long)num_nonces_seen, 4);
    for (size_t i = 0; i < 4; i++) {
        test_hex(want, c->size, nonces[i]);
        CHECK_EQ_BYTES(nonces_seen[i], want, c->size);
    }
}
