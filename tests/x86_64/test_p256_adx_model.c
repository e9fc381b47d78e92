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
#include "tests/support/nist_points.h"

#define NUM_CASES 30000

static void test_points(void);

int main(int argc, char **argv)
{
    const struct brisk_ec_prepared_impl *row = brisk_p256_impls;
    while (strcmp(row->ec.impl.name, "adx") != 0) {
        row++;
    }
    if ((row->ec.impl.needs & ~brisk_cpu_features()) != 0) {
        test_start(argc, argv);
        test_skip("this CPU lacks ADX, BMI2 or AVX2");
    }
    return test_with_model(argc, argv, "p256", test_points);
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
    check_select();
    printf("%d pairs of points\n", NUM_CASES);
}
