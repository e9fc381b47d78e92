/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The field, the scalars, the recoding and the group law of the P-521 reference against Python's
 * integers. The file itself is included, to reach its static functions; its kernels stand in for
 * the library's. */

#define _POSIX_C_SOURCE 200809L /* popen */

#include "crypto/p521_ref.c"
#include "tests/support/nist_model.h"

int main(int argc, char **argv)
{
    return test_with_model(argc, argv, "p521", NULL);
}
