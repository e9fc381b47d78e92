/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-256's adx row below its kernels: field, scalars and recoding against Python's integers, as
 * test_p256_model does for the reference; then the point functions against their formulas, written
 * with that field, on coordinates that draw on carries and need not be on the curve. */

#define _POSIX_C_SOURCE 200809L /* popen */

#include "crypto/x86_64/p256_adx.c"

#include <brisk/kernels.h>

#define MODEL_WITHOUT_REDUCE
#include "tests/support/nist_model.h"

#define NUM_CASES 30000

static void test_points(void);

int main(int argc, char **argv)
{
    const struct brisk_ec_impl *row = brisk_p256_impls;
    while (strcmp(row->impl.name, "adx") != 0) {
        row++;
    }
    if ((row->impl.needs & ~brisk_cpu_features()) != 0) {
        test_start(argc, argv);
        test_skip("this CPU lacks ADX, BMI2 or AVX2");
    }
    return test_with_model(argc, argv, "p256", test_points);
}

/* Near 0, near p, near a power of two, 32-bit halves of zeros and ones, or uniform; below p. */
static void draw_element(fe out)
{
    fe small = { test_random_below(3) };
    memset(out, 0, sizeof(fe));
    switch (test_random_below(6)) {
    case 0:
        break;
    case 1:
        fe_sub(out, out, small);
        return;
    case 2:
        out[test_random_below(4)] = (uint64_t)1 << test_random_below(64);
        break;
    case 3:
    case 4:
        for (int i = 0; i < 8; i++) {
            out[i / 2] |= (uint64_t)(test_random_below(2) ? 0xffffffff : 0) << (i % 2 * 32);
        }
        break;
    default:
        test_random_bytes(out, sizeof(fe));
        break;
    }
    limbs_reduce_once(out, out, 0, ec_p, EC_LIMBS);
    if (test_random_below(2)) {
        fe_add(out, out, small);
    } else {
        fe_sub(out, out, small);
    }
}

static void draw_triple(struct point *p)
{
    draw_element(p->x);
    draw_element(p->y);
    draw_element(p->z);
}

static void double_by_formula(struct point *out, const struct point *a)
{
    fe zz, slope, t, yy, xyy;
    fe_sqr(zz, a->z);
    fe_sub(slope, a->x, zz);
    fe_add(t, a->x, zz);
    fe_mul(slope, slope, t);
    fe_half(t, slope);
    fe_add(slope, slope, t);
    fe_sqr(yy, a->y);
    fe_mul(xyy, yy, a->x);
    fe_mul(out->z, a->y, a->z);
    fe_sqr(out->x, slope);
    fe_sub(out->x, out->x, xyy);
    fe_sub(out->x, out->x, xyy);
    fe_sub(t, xyy, out->x);
    fe_mul(t, t, slope);
    fe_sqr(yy, yy);
    fe_sub(out->y, t, yy);
}

static void add_by_formula(struct point *out, const struct point *a, const struct point *b)
{
    fe aa, bb, u1, u2, s1, s2, h, r, hh, v, t;
    if (fe_mask_zero(a->z) || fe_mask_zero(b->z)) {
        *out = fe_mask_zero(b->z) ? *a : *b;
        return;
    }
    fe_sqr(aa, a->z);
    fe_sqr(bb, b->z);
    fe_mul(u1, a->x, bb);
    fe_mul(u2, b->x, aa);
    fe_mul(t, b->z, bb);
    fe_mul(s1, a->y, t);
    fe_mul(t, a->z, aa);
    fe_mul(s2, b->y, t);
    fe_sub(h, u2, u1);
    fe_sub(r, s2, s1);
    fe_mul(t, a->z, b->z);
    fe_mul(out->z, t, h);
    fe_sqr(hh, h);
    fe_mul(v, u1, hh);
    fe_mul(hh, hh, h);
    fe_sqr(out->x, r);
    fe_sub(out->x, out->x, hh);
    fe_sub(out->x, out->x, v);
    fe_sub(out->x, out->x, v);
    fe_sub(t, v, out->x);
    fe_mul(t, t, r);
    fe_mul(hh, hh, s1);
    fe_sub(out->y, t, hh);
}

/* Each also with the output in the place of an input. */
static void check_points(const struct point *a, const struct point *b)
{
    struct point want, got, in_place = *a;
    struct affine b_affine;
    struct point b_one;
    double_by_formula(&want, a);
    point_double(&got, a);
    CHECK_EQ_BYTES(&got, &want, sizeof(want));
    point_double(&in_place, &in_place);
    CHECK_EQ_BYTES(&in_place, &want, sizeof(want));

    add_by_formula(&want, a, b);
    point_add(&got, a, b);
    CHECK_EQ_BYTES(&got, &want, sizeof(want));
    in_place = *a;
    point_add(&in_place, &in_place, b);
    CHECK_EQ_BYTES(&in_place, &want, sizeof(want));
    in_place = *b;
    point_add(&in_place, a, &in_place);
    CHECK_EQ_BYTES(&in_place, &want, sizeof(want));

    fe_copy(b_affine.x, b->x);
    fe_copy(b_affine.y, b->y);
    point_from_affine(&b_one, &b_affine);
    add_by_formula(&want, a, &b_one);
    point_add_affine(&got, a, &b_affine, 0);
    CHECK_EQ_BYTES(&got, &want, sizeof(want));
    in_place = *a;
    point_add_affine(&in_place, &in_place, &b_affine, UINT64_MAX);
    CHECK_EQ_BYTES(&in_place, a, sizeof(want));
}

/* Adding and selecting at once is adding, then selecting. */
static void check_add_select(const struct point *a, const struct affine *b)
{
    struct point want, got = *a;
    struct affine entry = *b, want_entry = { { 0 }, { 0 } };
    const uint64_t infinite = ct_mask_bit(test_random_below(2));
    const size_t row = test_random_below(EC_TABLE_ROWS);
    const size_t number = test_random_below(EC_NUM_MULTIPLES(EC_BASE_WINDOW) + 1);
    point_add_affine(&want, a, b, infinite);
    if (number > 0) {
        memcpy(&want_entry, EC_TABLE[row][number - 1], sizeof(want_entry));
    }
    add_and_select(&got, &entry, infinite, &EC_TABLE[row][0][0], number);
    CHECK_EQ_BYTES(&got, &want, sizeof(want));
    CHECK_EQ_BYTES(&entry, &want_entry, sizeof(want_entry));
}

static void test_points(void)
{
    for (int i = 0; i < NUM_CASES; i++) {
        struct point a, b;
        struct affine b_affine;
        test_note("points, case %d", i);
        draw_triple(&a);
        draw_triple(&b);
        if (i % 8 == 0) {
            b = a;
        }
        check_points(&a, &b);
        fe_copy(b_affine.x, b.x);
        fe_copy(b_affine.y, b.y);
        check_add_select(&a, &b_affine);
    }
    test_note(NULL);
    printf("%d pairs of points\n", NUM_CASES);
}
