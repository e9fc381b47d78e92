/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-256, P-384 and P-521 at the edges: scalars 0, 1, n - 1, n; points that are none; signatures
 * whose verification meets equal points, opposite points and infinity. */

#include <string.h>

#include <brisk/error.h>

#include "tests/support/test.h"
#include "tests/support/test_nist.h"

static const uint8_t zeros[NIST_MAX_PUBLIC];

static void check_bad_scalar(const struct nist_curve *c, const uint8_t *scalar,
                             const uint8_t *some_public);
static void check_opposite(const struct nist_curve *c, const uint8_t *a, const uint8_t *b);
static void check_bad_public(const struct nist_curve *c, const uint8_t *public_key, size_t len);
static void test_bad_signatures(const struct nist_curve *c);
static void test_digests(const struct nist_curve *c);
static void test_colliding_points(const struct nist_curve *c);
static void test_hedging(const struct nist_curve *c);

/* out = n - a */
static void subtract_from_order(const struct nist_curve *c, uint8_t *out, const uint8_t *a)
{
    int borrow = 0;
    for (size_t i = c->size; i-- > 0;) {
        int difference = c->curve->order[i] - a[i] - borrow;
        borrow = difference < 0;
        out[i] = (uint8_t)(difference & 0xff);
    }
}

void test_nist_scalars(const struct nist_curve *c, const char *base_point)
{
    uint8_t base[NIST_MAX_PUBLIC], scalar[NIST_MAX_PRIVATE], a[NIST_MAX_PUBLIC], b[NIST_MAX_PUBLIC];
    test_hex(base, c->public_size, base_point);
    CHECK_EQ_INT(c->check_public(base, c->public_size), 0);

    nist_set_small(c, scalar, 1);
    CHECK_EQ_INT(c->make_public(a, scalar), 0);
    CHECK_EQ_BYTES(a, base, c->public_size);
    for (int i = 1; i < 200; i++) { /* [i]G and [n - i]G */
        test_note("%s scalar %d", c->name, i);
        nist_set_small(c, scalar, (unsigned)i);
        CHECK_EQ_INT(c->make_public(a, scalar), 0);
        CHECK_EQ_INT(c->shared(b, scalar, base, c->public_size), 0);
        CHECK_EQ_BYTES(b, a + 1, c->size);
        nist_add_small(c, scalar, c->curve->order, -i);
        CHECK_EQ_INT(c->make_public(b, scalar), 0);
        check_opposite(c, a, b);
        CHECK_EQ_INT(c->shared(b, scalar, base, c->public_size), 0);
        CHECK_EQ_BYTES(b, a + 1, c->size);
    }
    test_note("%s", c->name);
    nist_set_small(c, scalar, 0);
    check_bad_scalar(c, scalar, base);
    for (int i = 0; i < 3; i++) {
        nist_add_small(c, scalar, c->curve->order, i);
        check_bad_scalar(c, scalar, base);
    }
    memset(scalar, 0xff, c->size);
    check_bad_scalar(c, scalar, base);
    for (int i = 0; i < 50; i++) {
        CHECK_EQ_INT(c->make_private(scalar), 0);
        CHECK(brisk_ec_mask_scalar(c->curve, scalar) != 0);
    }
}

static void check_bad_scalar(const struct nist_curve *c, const uint8_t *scalar,
                             const uint8_t *some_public)
{
    uint8_t out[NIST_MAX_PUBLIC];
    memset(out, 0xaa, sizeof(out));
    CHECK_EQ_INT(c->make_public(out, scalar), BRISK_ERR_KEY);
    CHECK_EQ_BYTES(out, zeros, c->public_size);
    memset(out, 0xaa, sizeof(out));
    CHECK_EQ_INT(c->shared(out, scalar, some_public, c->public_size), BRISK_ERR_KEY);
    CHECK_EQ_BYTES(out, zeros, c->size);
    memset(out, 0xaa, sizeof(out));
    CHECK_EQ_INT(c->sign(out, scalar, some_public, 32), BRISK_ERR_KEY);
    CHECK_EQ_BYTES(out, zeros, 2 * c->size);
}

/* The same x; the sum of the y coordinates is p. */
static void check_opposite(const struct nist_curve *c, const uint8_t *a, const uint8_t *b)
{
    uint8_t sum[NIST_MAX_PRIVATE], prime[NIST_MAX_PRIVATE];
    unsigned carry = 0;
    for (size_t i = c->size; i-- > 0;) {
        carry += (unsigned)a[1 + c->size + i] + b[1 + c->size + i];
        sum[i] = (uint8_t)carry;
        carry >>= 8;
    }
    nist_prime(c, prime);
    CHECK_EQ_BYTES(a, b, 1 + c->size);
    CHECK_EQ_BYTES(sum, prime, c->size);
    CHECK_EQ_INT(carry, 0);
}

void test_nist_points(const struct nist_curve *c)
{
    uint8_t scalar[NIST_MAX_PRIVATE], good[NIST_MAX_PUBLIC], bad[NIST_MAX_PUBLIC + 1];
    uint8_t prime[NIST_MAX_PRIVATE];
    test_note("%s points", c->name);
    nist_prime(c, prime);
    nist_set_small(c, scalar, 7);
    CHECK_EQ_INT(c->make_public(good, scalar), 0);
    CHECK_EQ_INT(c->check_public(good, c->public_size), 0);

    memcpy(bad, good, c->public_size);
    bad[c->public_size] = 0;
    for (size_t len = 0; len <= c->public_size + 1; len++) { /* every other length */
        if (len != c->public_size) {
            check_bad_public(c, bad, len);
        }
    }
    for (unsigned prefix = 0; prefix < 256; prefix++) {
        bad[0] = (uint8_t)prefix;
        if (prefix != 4) {
            check_bad_public(c, bad, c->public_size);
        }
    }
    for (size_t bit = 0; bit < 16 * c->size; bit++) { /* off the curve, or x or y >= p */
        memcpy(bad, good, c->public_size);
        bad[1 + bit / 8] ^= (uint8_t)(1 << (bit % 8));
        check_bad_public(c, bad, c->public_size);
    }
    memset(bad + 1, 0, 2 * c->size); /* (0, 0) */
    check_bad_public(c, bad, c->public_size);
    memset(bad + 1, 0xff, 2 * c->size);
    check_bad_public(c, bad, c->public_size);
    /* (p, p) is (0, 0) once more. */
    memcpy(bad + 1, prime, c->size);
    memcpy(bad + 1 + c->size, prime, c->size);
    check_bad_public(c, bad, c->public_size);
}

static void check_bad_public(const struct nist_curve *c, const uint8_t *public_key, size_t len)
{
    uint8_t scalar[NIST_MAX_PRIVATE], out[NIST_MAX_PRIVATE];
    uint8_t signature[NIST_MAX_SIGNATURE] = { 0 };
    nist_set_small(c, scalar, 12345);
    memset(out, 0xaa, sizeof(out));
    CHECK_EQ_INT(c->check_public(public_key, len), BRISK_ERR_POINT);
    CHECK_EQ_INT(c->shared(out, scalar, public_key, len), BRISK_ERR_POINT);
    CHECK_EQ_BYTES(out, zeros, c->size);
    if (len == c->public_size) {
        signature[c->size - 1] = signature[2 * c->size - 1] = 1;
        CHECK_EQ_INT(c->verify(signature, public_key, scalar, c->size), BRISK_ERR_POINT);
    }
}

void test_nist_signatures(const struct nist_curve *c)
{
    test_note("%s signatures", c->name);
    test_bad_signatures(c);
    test_digests(c);
    test_colliding_points(c);
    test_hedging(c);
}

/* r and s outside [1, n-1]. */
static void test_bad_signatures(const struct nist_curve *c)
{
    uint8_t key[NIST_MAX_PRIVATE], public_key[NIST_MAX_PUBLIC], digest[NIST_MAX_PRIVATE];
    uint8_t good[NIST_MAX_SIGNATURE], bad[NIST_MAX_SIGNATURE], values[5][NIST_MAX_PRIVATE];
    CHECK_EQ_INT(c->make_private(key), 0);
    CHECK_EQ_INT(c->make_public(public_key, key), 0);
    test_random_bytes(digest, sizeof(digest));
    CHECK_EQ_INT(c->sign(good, key, digest, c->size), 0);
    CHECK_EQ_INT(c->verify(good, public_key, digest, c->size), 0);

    nist_set_small(c, values[0], 0);
    memcpy(values[1], c->curve->order, c->size);
    nist_add_small(c, values[2], c->curve->order, 1);
    nist_prime(c, values[3]);
    memset(values[4], 0xff, c->size);
    for (size_t i = 0; i < 5; i++) {
        for (size_t half = 0; half < 2; half++) {
            memcpy(bad, good, sizeof(bad));
            memcpy(bad + half * c->size, values[i], c->size);
            CHECK_EQ_INT(c->verify(bad, public_key, digest, c->size), BRISK_ERR_SIGNATURE);
        }
        for (size_t j = 0; j < 5; j++) {
            memcpy(bad, values[i], c->size);
            memcpy(bad + c->size, values[j], c->size);
            CHECK_EQ_INT(c->verify(bad, public_key, digest, c->size), BRISK_ERR_SIGNATURE);
        }
    }
    /* (r, n - s) is right as well, as ECDSA has it; (n - r, s) is not. */
    memcpy(bad, good, sizeof(bad));
    subtract_from_order(c, bad + c->size, good + c->size);
    CHECK_EQ_INT(c->verify(bad, public_key, digest, c->size), 0);
    memcpy(bad, good, sizeof(bad));
    subtract_from_order(c, bad, good);
    CHECK_EQ_INT(c->verify(bad, public_key, digest, c->size), BRISK_ERR_SIGNATURE);
}

/* Digests shorter and longer than n, and e >= n. */
static void test_digests(const struct nist_curve *c)
{
    uint8_t key[NIST_MAX_PRIVATE], public_key[NIST_MAX_PUBLIC], digest[NIST_MAX_PRIVATE + 16];
    uint8_t e[NIST_MAX_PRIVATE], padded[NIST_MAX_PRIVATE], signature[NIST_MAX_SIGNATURE];
    nist_hostile_scalar(c, key);
    CHECK_EQ_INT(c->make_public(public_key, key), 0);
    for (size_t len = 0; len <= sizeof(digest); len++) {
        test_random_bytes(digest, sizeof(digest));
        CHECK_EQ_INT(c->sign(signature, key, digest, len), 0);
        CHECK_EQ_INT(c->verify(signature, public_key, digest, len), 0);
        if (len < c->size) { /* zeros in front change nothing */
            memset(e, 0, c->size - len);
            memcpy(e + c->size - len, digest, len);
            nist_digest(c, padded, e);
            CHECK_EQ_INT(c->verify(signature, public_key, padded, c->size), 0);
        } else { /* neither does anything behind the leftmost bytes */
            CHECK_EQ_INT(c->verify(signature, public_key, digest, c->size), 0);
        }
    }
    for (int small = 0; small < 3; small++) { /* n + small is small */
        nist_add_small(c, e, c->curve->order, small);
        nist_digest(c, digest, e);
        CHECK_EQ_INT(c->sign(signature, key, digest, c->size), 0);
        CHECK_EQ_INT(c->verify(signature, public_key, digest, c->size), 0);
        nist_set_small(c, e, (unsigned)small);
        nist_digest(c, digest, e);
        CHECK_EQ_INT(c->verify(signature, public_key, digest, c->size), 0);
        nist_set_small(c, e, (unsigned)small + 1);
        nist_digest(c, digest, e);
        CHECK_EQ_INT(c->verify(signature, public_key, digest, c->size), BRISK_ERR_SIGNATURE);
    }
}

static int verify_number(const struct nist_curve *c, const uint8_t *signature,
                         const uint8_t *public_key, const uint8_t *e)
{
    uint8_t digest[NIST_MAX_PRIVATE];
    nist_digest(c, digest, e);
    return c->verify(signature, public_key, digest, c->size);
}

/* Public keys that are small multiples of G, so that [u1]G and [u2]Q run into each other. With the
 * key d and e = r d, both halves of the sum are equal; with e = -r d it is infinity (and s = 0). */
static void test_colliding_points(const struct nist_curve *c)
{
    uint8_t d[NIST_MAX_PRIVATE], e[NIST_MAX_PRIVATE], k[NIST_MAX_PRIVATE];
    uint8_t public_key[NIST_MAX_PUBLIC], signature[NIST_MAX_SIGNATURE];
    const struct brisk_ec_impl *row = nist_row(c);
    for (int i = 0; i < 64; i++) {
        int small = 1 + i / 2;
        if (i % 2 == 0) {
            nist_set_small(c, d, (unsigned)small);
        } else {
            nist_add_small(c, d, c->curve->order, -small);
        }
        test_note("%s key %s%d", c->name, i % 2 ? "n - " : "", small);
        CHECK_EQ_INT(c->make_public(public_key, d), 0);
        for (int j = 0; j < 4; j++) {
            nist_hostile_scalar(c, k);
            nist_hostile_scalar(c, e);
            CHECK(row->sign(signature, d, e, k));
            CHECK_EQ_INT(verify_number(c, signature, public_key, e), 0);
            nist_set_small(c, e, (unsigned)j); /* u1 and u2 of few bits */
            nist_set_small(c, k, (unsigned)j + 1);
            CHECK(row->sign(signature, d, e, k));
            CHECK_EQ_INT(verify_number(c, signature, public_key, e), 0);
        }
        if (small != 1) {
            continue;
        }
        /* d = 1: equal for e = r, infinity for e = n - r. d = n - 1: the other way round. */
        nist_hostile_scalar(c, k);
        CHECK(row->sign(signature, d, zeros, k));
        memcpy(e, signature, c->size);
        if (i % 2 != 0) {
            subtract_from_order(c, e, e);
        }
        CHECK(row->sign(signature, d, e, k));
        CHECK_EQ_INT(verify_number(c, signature, public_key, e), 0);
        subtract_from_order(c, e, e);
        CHECK_EQ_INT(verify_number(c, signature, public_key, e), BRISK_ERR_SIGNATURE);
        CHECK(!row->sign(signature, d, e, k)); /* s = 0 */
        CHECK_EQ_BYTES(signature, zeros, 2 * c->size);
    }
    CHECK(!row->sign(signature, d, e, zeros)); /* k outside [1, n-1] */
    CHECK(!row->sign(signature, d, e, c->curve->order));
    CHECK_EQ_BYTES(signature, zeros, 2 * c->size);
}

/* Two signatures of one digest differ, and both are right. */
static void test_hedging(const struct nist_curve *c)
{
    uint8_t key[NIST_MAX_PRIVATE], public_key[NIST_MAX_PUBLIC], digest[32] = { 1 };
    uint8_t first[NIST_MAX_SIGNATURE], second[NIST_MAX_SIGNATURE];
    test_note("%s hedging", c->name);
    nist_hostile_scalar(c, key);
    CHECK_EQ_INT(c->make_public(public_key, key), 0);
    CHECK_EQ_INT(c->sign(first, key, digest, sizeof(digest)), 0);
    CHECK_EQ_INT(c->sign(second, key, digest, sizeof(digest)), 0);
    CHECK(memcmp(first, second, c->size) != 0);
    CHECK_EQ_INT(c->verify(first, public_key, digest, sizeof(digest)), 0);
    CHECK_EQ_INT(c->verify(second, public_key, digest, sizeof(digest)), 0);
    test_note(NULL);
}
