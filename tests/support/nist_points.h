/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A row's point functions against their formulas, written with the row's own field, on coordinates
 * that draw on carries and need not be on the curve. For tests that include a row of
 * crypto/ec_nist.h; the field itself is tested by tests/support/nist_model.h. */

#ifndef BRISK_TESTS_SUPPORT_NIST_POINTS_H
#define BRISK_TESTS_SUPPORT_NIST_POINTS_H

#include "tests/support/test.h"

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
        out[test_random_below(EC_LIMBS)] = (uint64_t)1 << test_random_below(64);
        break;
    case 3:
    case 4:
        for (int i = 0; i < 2 * EC_LIMBS; i++) {
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

/* An entry of a table by its number, from 1, or zeros for 0. */
static void check_select(void)
{
    enum { NUM = 16 };
    struct affine entries[NUM], got, want = { { 0 }, { 0 } };
    test_random_bytes(entries, sizeof(entries));
    for (size_t number = 0; number <= NUM; number++) {
        if (number > 0) {
            want = entries[number - 1];
        }
        select_affine(&got, &entries[0].x[0], NUM, number);
        CHECK_EQ_BYTES(&got, &want, sizeof(want));
    }
#ifndef EC_AFFINE_MULTIPLES
    struct point points[NUM], got_point, want_point = { { 0 }, { 0 }, { 0 } };
    test_random_bytes(points, sizeof(points));
    for (size_t number = 0; number <= NUM; number++) {
        if (number > 0) {
            want_point = points[number - 1];
        }
        select_point(&got_point, points, NUM, number);
        CHECK_EQ_BYTES(&got_point, &want_point, sizeof(want_point));
    }
#endif
}

#endif
