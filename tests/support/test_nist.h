/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#ifndef BRISK_TESTS_SUPPORT_TEST_NIST_H
#define BRISK_TESTS_SUPPORT_TEST_NIST_H

#include "tests/support/nist_curve.h"

/* What test_p256 and test_p384 do. Known answers: */
void test_nist_shared(const struct nist_curve *c, const char *private_key, const char *peer_public,
                      const char *secret);
void test_nist_vectors(const struct nist_curve *c);

/* Scalars, points and signatures at the edges of what is allowed. */
void test_nist_scalars(const struct nist_curve *c, const char *base_point);
void test_nist_points(const struct nist_curve *c);
void test_nist_signatures(const struct nist_curve *c);

#endif
