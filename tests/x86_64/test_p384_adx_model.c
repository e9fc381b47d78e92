/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-384's adx row below its kernels: field, scalars and recoding against Python's integers, as
 * test_p384_model does for the reference; then the point functions. */

#define _POSIX_C_SOURCE 200809L /* popen */

#include "crypto/x86_64/p384_adx.c"

#include <brisk/kernels.h>

#define MODEL_WITHOUT_REDUCE
#include "tests/support/nist_model.h"
#include "tests/support/nist_points.h"

#define NUM_CASES 30000

static void test_points(void);

int main(int argc, char **argv)
{
    const struct brisk_ec_prepared_impl *row = brisk_p384_impls;
    while (strcmp(row->ec.impl.name, "adx") != 0) {
        row++;
    }
    if ((row->ec.impl.needs & ~brisk_cpu_features()) != 0) {
        test_start(argc, argv);
        test_skip("this CPU lacks ADX, BMI2 or AVX2");
    }
    return test_with_model(argc, argv, "p384", test_points);
}

static void test_points(void)
{
    for (int i = 0; i < NUM_CASES; i++) {
        struct point a, b;
        test_note("points, case %d", i);
        draw_triple(&a);
        draw_triple(&b);
        if (i % 8 == 0) {
            b = a;
        }
        check_points(&a, &b);
    }
    test_note(NULL);
    check_select();
    printf("%d pairs of points\n", NUM_CASES);
}
