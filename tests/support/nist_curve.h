/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-256, P-384 and P-521 as data, so that one test serves them. */

#ifndef BRISK_TESTS_SUPPORT_NIST_CURVE_H
#define BRISK_TESTS_SUPPORT_NIST_CURVE_H

#include <brisk/ec.h>

#include "crypto/ec_curve.h"

#define NIST_MAX_PUBLIC BRISK_P521_PUBLIC_SIZE
#define NIST_MAX_PRIVATE BRISK_EC_MAX_SIZE
#define NIST_MAX_SIGNATURE BRISK_P521_SIGNATURE_SIZE

/* The public functions of one curve, with pointers where the header has arrays. P-521 has
 * no prepared keys. */
struct nist_curve {
    const char *name; /* "p256" */
    const struct brisk_ec_curve *curve;
    size_t size;
    size_t public_size;
    const char *prime; /* hexadecimal */
    int (*make_private)(uint8_t *private_key);
    int (*make_public)(uint8_t *public_key, const uint8_t *private_key);
    int (*shared)(uint8_t *secret, const uint8_t *private_key, const uint8_t *peer_public,
                  size_t peer_public_len);
    int (*check_public)(const uint8_t *public_key, size_t public_key_len);
    int (*sign)(uint8_t *signature, const uint8_t *private_key, const uint8_t *digest,
                size_t digest_len);
    int (*verify)(const uint8_t *signature, const uint8_t *public_key, const uint8_t *digest,
                  size_t digest_len);
};
extern const struct nist_curve nist_p256, nist_p384, nist_p521;

/* The rows from 0 on, NULL behind the last; the reference row, which is the last; and the row in
 * force. */
const struct brisk_ec_impl *nist_row_by_index(const struct nist_curve *c, size_t i);
const struct brisk_ec_impl *nist_reference(const struct nist_curve *c);
const struct brisk_ec_impl *nist_row(const struct nist_curve *c);

/* Numbers as big-endian bytes of the curve's size. out = a + small, which may be negative. */
void nist_add_small(const struct nist_curve *c, uint8_t *out, const uint8_t *a, int small);
void nist_set_small(const struct nist_curve *c, uint8_t *out, unsigned value);
void nist_prime(const struct nist_curve *c, uint8_t *out);

/* The digest of the curve's size that e is made of, e being below 2^bits: P-521's has bits behind
 * the leftmost ones, which do not count and are set here. */
void nist_digest(const struct nist_curve *c, uint8_t *digest, const uint8_t *e);

/* A scalar in [1, n-1], of a kind that draws on carries and on single digits of a recoding: near 0,
 * near n, near n / 2, near a power of two, a long run of ones, few bits, or uniform. */
void nist_hostile_scalar(const struct nist_curve *c, uint8_t *out);

#endif
