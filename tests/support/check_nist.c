/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/support/check_nist.h"

#include <string.h>

#include "tests/support/check.h"

#define NUM_CASES 60 /* of each kind */

struct ec_input {
    size_t size;
    uint8_t scalar[NIST_MAX_PRIVATE];
    uint8_t point[2 * NIST_MAX_PRIVATE];
    uint8_t digest[NIST_MAX_PRIVATE];
    uint8_t nonce[NIST_MAX_PRIVATE];
    uint8_t signature[NIST_MAX_SIGNATURE];
};

static void check_points(const struct nist_curve *c);
static void check_signatures(const struct nist_curve *c);
static void check_verify(const struct ec_input *t);

static void run_public(struct check *check, const void *row, const void *input)
{
    const struct brisk_ec_impl *impl = row;
    const struct ec_input *t = input;
    uint8_t *point = check_out(check, "point", 2 * t->size, 1);
    const uint8_t *scalar = check_in(check, "scalar", t->scalar, t->size, 1);
    check_call_int(check, impl->public_key, point, scalar);
}

static void run_shared(struct check *check, const void *row, const void *input)
{
    const struct brisk_ec_impl *impl = row;
    const struct ec_input *t = input;
    uint8_t *x = check_out(check, "x", t->size, 1);
    const uint8_t *scalar = check_in(check, "scalar", t->scalar, t->size, 1);
    const uint8_t *point = check_in(check, "point", t->point, 2 * t->size, 1);
    check_call_int(check, impl->shared, x, scalar, point);
}

static void run_sign(struct check *check, const void *row, const void *input)
{
    const struct brisk_ec_impl *impl = row;
    const struct ec_input *t = input;
    uint8_t *signature = check_out(check, "signature", 2 * t->size, 1);
    const uint8_t *d = check_in(check, "d", t->scalar, t->size, 1);
    const uint8_t *e = check_in(check, "e", t->digest, t->size, 1);
    const uint8_t *k = check_in(check, "k", t->nonce, t->size, 1);
    check_call_int(check, impl->sign, signature, d, e, k);
}

static void run_verify(struct check *check, const void *row, const void *input)
{
    const struct brisk_ec_impl *impl = row;
    const struct ec_input *t = input;
    const uint8_t *signature = check_in(check, "signature", t->signature, 2 * t->size, 1);
    const uint8_t *point = check_in(check, "point", t->point, 2 * t->size, 1);
    const uint8_t *e = check_in(check, "e", t->digest, t->size, 1);
    check_call_int(check, impl->verify, signature, point, e);
}

static void run_prepared(struct check *check, const void *row, const void *input)
{
    const struct brisk_ec_prepared_impl *impl = row;
    const struct ec_input *t = input;
    size_t size =
        8 * (t->size == nist_p256.size ? BRISK_P256_PREPARED_WORDS : BRISK_P384_PREPARED_WORDS);
    uint64_t *table = check_state(check, "table", size, 8);
    const uint8_t *point = check_in(check, "point", t->point, 2 * t->size, 1);
    const uint8_t *signature = check_in(check, "signature", t->signature, 2 * t->size, 1);
    const uint8_t *e = check_in(check, "e", t->digest, t->size, 1);
    if (check_call_int(check, impl->prepare, table, point)) {
        const uint64_t *made = check_freeze(check, table);
        check_call_int(check, impl->verify_prepared, signature, made, e);
    }
}

static void run_check(struct check *check, const void *row, const void *input)
{
    const struct brisk_ec_impl *impl = row;
    const struct ec_input *t = input;
    const uint8_t *point = check_in(check, "point", t->point, 2 * t->size, 1);
    check_call_int(check, impl->check, point);
}

int check_nist(int argc, char **argv, const struct nist_curve *curve)
{
    struct ec_input t = { .size = curve->size };
    check_start(argc, argv, curve->name);
    check_points(curve);
    check_signatures(curve);

    nist_hostile_scalar(curve, t.scalar);
    nist_hostile_scalar(curve, t.nonce);
    nist_draw_point(curve, t.point);
    check_time("public_key", run_public, &t);
    check_time("shared", run_shared, &t);
    check_time("sign", run_sign, &t);
    nist_reference(curve)->public_key(t.point, t.scalar);
    nist_reference(curve)->sign(t.signature, t.scalar, t.digest, t.nonce);
    check_time("verify", run_verify, &t);
    check_time("check", run_check, &t);
    if (curve != &nist_p521) {
        check_time("prepare and verify", run_prepared, &t);
    }
    return check_end();
}

/* Scalars in and out of range, points on and off the curve. */
static void check_points(const struct nist_curve *c)
{
    struct ec_input t = { .size = c->size };
    size_t num_cases = check_iterations(NUM_CASES);
    for (size_t i = 0; i < num_cases; i++) {
        test_note("point case %zu", i);
        nist_draw_scalar(c, t.scalar, i);
        nist_draw_point(c, t.point);
        if (i % 4 == 3) {
            nist_break_something(c, t.point, 2 * c->size);
        }
        check_case(run_public, &t);
        check_case(run_shared, &t);
        check_case(run_check, &t);
    }
    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        test_note("point of %s", check_fill_name(fill));
        check_fill(t.point, 2 * c->size, fill);
        check_case(run_shared, &t);
        check_case(run_check, &t);
    }
}

/* Signatures of hostile keys, nonces and digests; right ones and wrong ones. */
static void check_signatures(const struct nist_curve *c)
{
    struct ec_input t = { .size = c->size };
    const struct brisk_ec_impl *impl = nist_reference(c);
    size_t num_cases = check_iterations(NUM_CASES);
    for (size_t i = 0; i < num_cases; i++) {
        test_note("signature case %zu", i);
        nist_hostile_scalar(c, t.scalar);
        nist_draw_scalar(c, t.nonce, i);
        check_fill(t.digest, c->size, (unsigned)(i % CHECK_NUM_FILLS));
        t.digest[0] &= (uint8_t)(0xff >> (8 * c->size - c->curve->bits));
        check_case(run_sign, &t);
        CHECK(impl->public_key(t.point, t.scalar));
        impl->sign(t.signature, t.scalar, t.digest, t.nonce);
        check_verify(&t);
        switch (i % 3) {
        case 0:
            nist_break_something(c, t.signature, 2 * c->size);
            break;
        case 1:
            nist_break_something(c, t.point, 2 * c->size);
            break;
        default:
            nist_break_something(c, t.digest, c->size);
            break;
        }
        check_verify(&t);
    }
}

static void check_verify(const struct ec_input *t)
{
    check_case(run_verify, t);
    if (t->size != nist_p521.size) {
        check_case(run_prepared, t);
    }
}

void nist_draw_scalar(const struct nist_curve *c, uint8_t *out, size_t number)
{
    if (number < 5) {
        check_near_big_endian(out, c->curve->order, c->size, (int)number - 2);
    } else if (number < 8) {
        nist_set_small(c, out, (unsigned)number - 5);
    } else if (number == 8) {
        memset(out, 0xff, c->size);
    } else {
        nist_hostile_scalar(c, out);
    }
}

void nist_draw_point(const struct nist_curve *c, uint8_t point[2 * NIST_MAX_PRIVATE])
{
    uint8_t scalar[NIST_MAX_PRIVATE];
    nist_hostile_scalar(c, scalar);
    CHECK(nist_reference(c)->public_key(point, scalar));
}

void nist_break_something(const struct nist_curve *c, uint8_t *bytes, size_t len)
{
    uint8_t *number = bytes + c->size * test_random_below(len / c->size);
    switch (test_random_below(6)) {
    case 0:
        memset(number, 0, c->size);
        break;
    case 1:
        memcpy(number, c->curve->order, c->size);
        break;
    case 2:
        nist_prime(c, number);
        break;
    case 3:
        memset(number, 0xff, c->size);
        break;
    default:
        number[test_random_below(c->size)] ^= (uint8_t)(1 << test_random_below(8));
        break;
    }
}
