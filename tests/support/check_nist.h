/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#ifndef BRISK_TESTS_SUPPORT_CHECK_NIST_H
#define BRISK_TESTS_SUPPORT_CHECK_NIST_H

#include "tests/support/nist_curve.h"

/* What check_p256, check_p384 and check_p521 do: all functions of all rows. Returns the exit status. */
int check_nist(int argc, char **argv, const struct nist_curve *curve);

/* Scalar number so many: the edges of [1, n-1] first, then scalars inside it. */
void nist_draw_scalar(const struct nist_curve *c, uint8_t *out, size_t number);

/* A multiple of the base point, by a hostile scalar. */
void nist_draw_point(const struct nist_curve *c, uint8_t point[2 * NIST_MAX_PRIVATE]);

/* One bit flipped; or one number replaced by 0, n, p or the largest. */
void nist_break_something(const struct nist_curve *c, uint8_t *bytes, size_t len);

#endif
