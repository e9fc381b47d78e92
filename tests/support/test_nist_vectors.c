/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Known answers for P-256, P-384 and P-521. */

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
static void test_colliding(const struct nist_curve *c, const struct colliding_vector *v);
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

#define NUM(array) (sizeof(array) / sizeof(array[0]))

static const struct vectors {
    const struct nist_curve *curve;
    const char *key, *public_key;
    const struct deterministic_vector *deterministic;
    const struct large_x_vector *large_x, *wrapped_x;
    const char *const *not_reduced, *const *nonces;
    const struct colliding_vector *colliding;
    size_t num_colliding;
} vectors[] = {
    { &nist_p256, p256_rfc6979_key, p256_rfc6979_public, p256_deterministic, p256_large_x,
      &p256_wrapped_x, p256_not_reduced, p256_nonces, NULL, 0 },
    { &nist_p384, p384_rfc6979_key, p384_rfc6979_public, p384_deterministic, p384_large_x,
      &p384_wrapped_x, p384_not_reduced, p384_nonces, NULL, 0 },
    { &nist_p521, p521_rfc6979_key, p521_rfc6979_public, p521_deterministic, p521_large_x,
      &p521_wrapped_x, p521_not_reduced, p521_nonces, p521_colliding, NUM(p521_colliding) },
};

_Static_assert(sizeof(p256_deterministic) == sizeof(p384_deterministic) &&
                   sizeof(p256_deterministic) == sizeof(p521_deterministic) &&
                   sizeof(p256_large_x) == sizeof(p384_large_x) &&
                   sizeof(p256_large_x) == sizeof(p521_large_x),
               "as many for each");

void test_nist_vectors(const struct nist_curve *c)
{
    const struct vectors *v = vectors;
    const size_t num_deterministic = NUM(p256_deterministic), num_large = NUM(p256_large_x);
    uint8_t key[NIST_MAX_PRIVATE], public_key[NIST_MAX_PUBLIC], got[NIST_MAX_PUBLIC];
    while (v->curve != c) {
        v++;
    }
    test_hex(key, sizeof(key), v->key);
    test_hex(public_key, sizeof(public_key), v->public_key);
    CHECK_EQ_INT(c->make_public(got, key), 0);
    CHECK_EQ_BYTES(got, public_key, c->public_size);
    for (size_t i = 0; i < num_deterministic; i++) {
        test_note("%s deterministic vector %zu", c->name, i);
        test_deterministic(c, key, public_key, &v->deterministic[i]);
    }
    for (size_t i = 0; i < num_large; i++) {
        test_note("%s vector %zu with x >= n", c->name, i);
        test_large_x(c, &v->large_x[i]);
    }
    for (size_t i = 0; i < v->num_colliding; i++) {
        test_note("%s colliding vector %zu", c->name, i);
        test_colliding(c, &v->colliding[i]);
    }
    test_note("%s with r + n >= p", c->name);
    test_wrapped_x(c, v->wrapped_x);
    test_note("%s coordinates >= p", c->name);
    test_not_reduced(c, v->not_reduced);
    test_note("%s with refused nonces", c->name);
    test_refused_nonces(c, key, v->nonces);
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
    CHECK_EQ_INT(c->verify(want, public_key, digest, digest_len), 0);
    const struct brisk_ec_impl *row;
    for (size_t i = 0; (row = nist_row_by_index(c, i)) != NULL; i++) {
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

static void digest_for(const struct nist_curve *c, uint8_t *digest, const char *e_hex)
{
    uint8_t e[NIST_MAX_PRIVATE];
    test_hex(e, c->size, e_hex);
    nist_digest(c, digest, e);
}

/* x of the point is r + n: right, although x is not r. */
static void test_large_x(const struct nist_curve *c, const struct large_x_vector *v)
{
    uint8_t digest[NIST_MAX_PRIVATE];
    uint8_t signature[NIST_MAX_SIGNATURE], public_key[NIST_MAX_PUBLIC];
    digest_for(c, digest, v->e);
    test_hex(signature, c->size, v->r);
    test_hex(signature + c->size, c->size, v->s);
    test_hex(public_key, c->public_size, v->public_key);
    CHECK_EQ_INT(c->verify(signature, public_key, digest, c->size), 0);
    nist_add_small(c, signature, signature, 1);
    CHECK_EQ_INT(c->verify(signature, public_key, digest, c->size), BRISK_ERR_SIGNATURE);
}

/* r + n is not below p: that it is x modulo p does not count. */
static void test_wrapped_x(const struct nist_curve *c, const struct large_x_vector *v)
{
    uint8_t digest[NIST_MAX_PRIVATE];
    uint8_t signature[NIST_MAX_SIGNATURE], public_key[NIST_MAX_PUBLIC];
    digest_for(c, digest, v->e);
    test_hex(signature, c->size, v->r);
    test_hex(signature + c->size, c->size, v->s);
    test_hex(public_key, c->public_size, v->public_key);
    CHECK_EQ_INT(c->check_public(public_key, c->public_size), 0);
    CHECK_EQ_INT(c->verify(signature, public_key, digest, c->size), BRISK_ERR_SIGNATURE);
}

/* The two halves of the verification's sum are equal, opposite, or of few bits. */
static void test_colliding(const struct nist_curve *c, const struct colliding_vector *v)
{
    uint8_t digest[NIST_MAX_PRIVATE];
    uint8_t signature[NIST_MAX_SIGNATURE], public_key[NIST_MAX_PUBLIC];
    digest_for(c, digest, v->e);
    test_hex(signature, c->size, v->r);
    test_hex(signature + c->size, c->size, v->s);
    test_hex(public_key, c->public_size, v->public_key);
    CHECK_EQ_INT(c->verify(signature, public_key, digest, c->size),
                 v->valid ? 0 : BRISK_ERR_SIGNATURE);
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
