/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-384's adx row below its kernels: field, scalars and recoding against Python's integers, as
 * test_p384_model does for the reference. */

#define _POSIX_C_SOURCE 200809L /* popen */

#include "crypto/x86_64/p384_adx.c"

#include <brisk/kernels.h>

#define MODEL_WITHOUT_REDUCE
#include "tests/support/nist_model.h"

int main(int argc, char **argv)
{
    const struct brisk_ec_impl *row = brisk_p384_impls;
    while (strcmp(row->impl.name, "adx") != 0) {
        row++;
    }
    if ((row->impl.needs & ~brisk_cpu_features()) != 0) {
        test_start(argc, argv);
        test_skip("this CPU lacks ADX or BMI2");
    }
    return test_with_model(argc, argv, "p384", NULL);
}
