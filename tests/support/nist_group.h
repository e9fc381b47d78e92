/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The group law and the multiplications of crypto/ec_nist.h, as the row under test has them,
 * against the affine results that tests/support/model_nist.py computes: for nist_model.h, after the
 * row. A point of the model is x, y, and infinity is 0, 0. (Of order 2, or of any order but that of
 * the group, there is none: the curves have prime order.) */

#ifndef BRISK_TESTS_SUPPORT_NIST_GROUP_H
#define BRISK_TESTS_SUPPORT_NIST_GROUP_H

#include "tests/support/test.h"

static int is_infinity(const uint64_t plain[2][EC_LIMBS])
{
    return (ct_mask_all_zero(plain[0], EC_LIMBS) & ct_mask_all_zero(plain[1], EC_LIMBS)) != 0;
}

static void load_affine(struct affine *out, const uint64_t plain[2][EC_LIMBS])
{
    fe_to_mont(out->x, plain[0]);
    fe_to_mont(out->y, plain[1]);
}

/* With a random denominator, or with garbage for X and Y of infinity. */
static void load_jacobian(struct point *out, const uint64_t plain[2][EC_LIMBS])
{
    struct affine p;
    fe z, t;
    load_affine(&p, plain);
    test_random_bytes(z, sizeof(z));
    z[EC_LIMBS - 1] &= ec_p[EC_LIMBS - 1] >> 1; /* below p */
    fe_sqr(t, z);
    fe_mul(out->x, p.x, t);
    fe_mul(t, t, z);
    fe_mul(out->y, p.y, t);
    fe_copy(out->z, z);
    if (is_infinity(plain)) {
        memset(out->z, 0, sizeof(fe));
        fe_copy(out->x, z);
        fe_copy(out->y, t);
    }
}

static void check_group_point(const struct point *got, uint64_t negate,
                              const uint64_t want[2][EC_LIMBS])
{
    fe x = { 0 }, y = { 0 }, z, t;
    if (!fe_mask_zero(got->z)) {
        fe_invert(z, got->z);
        fe_sqr(t, z);
        fe_mul(x, got->x, t);
        fe_mul(t, t, z);
        fe_mul(y, got->y, t);
        negate_y(y, negate & 1);
        fe_mul(x, x, (const fe){ 1 }); /* from Montgomery form */
        fe_mul(y, y, (const fe){ 1 });
    }
    CHECK_EQ_BYTES(x, want[0], sizeof(fe));
    CHECK_EQ_BYTES(y, want[1], sizeof(fe));
}

/* P, 2 P */
static void run_group_double(const uint64_t (*number)[EC_LIMBS])
{
    struct point p;
    load_jacobian(&p, number);
    point_double(&p, &p);
    check_group_point(&p, 0, number + 2);
}

/* P, Q, P + Q, also where verification has to find out that P = Q. */
static void run_group_add(const uint64_t (*number)[EC_LIMBS])
{
    struct sum sum = { .now = &sum.places[0], .next = &sum.places[1] };
    struct point p, q, got;
    struct affine q_affine;
    load_jacobian(&p, number);
    load_jacobian(&q, number + 2);
    load_affine(&q_affine, number + 2);
    const uint64_t infinite = 0 - (uint64_t)is_infinity(number + 2);
#if defined(EC_PREPARED_BLOCK) || !defined(EC_AFFINE_MULTIPLES)
    *sum.now = p;
    point_add(sum.next, sum.now, &q);
    repair_sum(&sum);
    check_group_point(sum.now, 0, number + 4);
#endif
    if (!infinite) {
        uint64_t words[2 * EC_LIMBS];
        memcpy(words, &q_affine, sizeof(words));
        *sum.now = p;
        add_affine_public(&sum, words, 0);
        check_group_point(sum.now, 0, number + 4);
    }
    if (is_infinity(number) || memcmp(number, number + 2, 2 * sizeof(fe)) != 0) {
#if defined(EC_PREPARED_BLOCK) || !defined(EC_AFFINE_MULTIPLES)
        point_add(&got, &p, &q);
        check_group_point(&got, 0, number + 4);
#endif
        point_add_affine(&got, &p, &q_affine, infinite);
        check_group_point(&got, 0, number + 4);
    }
}

/* k, [k]G */
static void run_group_base(const uint64_t (*number)[EC_LIMBS])
{
    struct digits digits;
    struct point got;
    uint64_t negate = recode_smaller(&digits, number[0], EC_BASE_WINDOW);
    base_mul(&got, &digits);
    check_group_point(&got, negate, number + 1);
}

/* k, P, [k]P */
static void run_group_mul(const uint64_t (*number)[EC_LIMBS])
{
    struct digits digits;
    struct affine p;
    struct point got;
    uint64_t negate = recode_smaller(&digits, number[0], EC_WINDOW);
    load_affine(&p, number + 1);
    point_mul(&got, &p, &digits);
    check_group_point(&got, negate, number + 3);
}

/* j, k, P, [j]G + [k]P */
static void run_group_sum(const uint64_t (*number)[EC_LIMBS])
{
    struct affine p;
    struct point got;
    load_affine(&p, number + 2);
    point_mul_public(&got, &p, number[0], number[1]);
    check_group_point(&got, 0, number + 4);
}

/* Returns 0 for an operation of another kind. */
static int run_group_case(const char *operation, const uint64_t (*number)[EC_LIMBS])
{
    static const struct {
        const char *name;
        void (*run)(const uint64_t (*)[EC_LIMBS]);
    } operations[] = { { "g_double", run_group_double },
                       { "g_add", run_group_add },
                       { "g_base", run_group_base },
                       { "g_mul", run_group_mul },
                       { "g_sum", run_group_sum } };
    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
        if (strcmp(operation, operations[i].name) == 0) {
            operations[i].run(number);
            return 1;
        }
    }
    return 0;
}

#endif
