/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#ifndef BRISK_TESTS_SUPPORT_CHECK_NIST_H
#define BRISK_TESTS_SUPPORT_CHECK_NIST_H

#include "tests/support/nist_curve.h"

/* What check_p256 and check_p384 do: all functions of all rows. Returns the exit status. */
int check_nist(int argc, char **argv, const struct nist_curve *curve);

#endif
