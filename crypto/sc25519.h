/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Scalars of Ed25519: integers modulo L = 2^252 + 27742317777372353535851937790883648493, the order
 * of the base point, as 32 little-endian bytes. Constant time; outputs are below L and may be
 * inputs. */

#ifndef BRISK_CRYPTO_SC25519_H
#define BRISK_CRYPTO_SC25519_H

#include <stdint.h>

/* A 512-bit number, such as a SHA-512 digest, modulo L. */
void brisk_sc25519_reduce(uint8_t out[32], const uint8_t in[64]);

/* a b + c modulo L, for any 256-bit a, b, c. */
void brisk_sc25519_muladd(uint8_t out[32], const uint8_t a[32], const uint8_t b[32],
                          const uint8_t c[32]);

/* Whether a scalar from a signature is below L: 1 or 0. */
int brisk_sc25519_is_reduced(const uint8_t scalar[32]);

/* Two numbers of about half a scalar's length for it: times k = -sum or sum, as `negative` says,
 * modulo 8 L, the exponent of the group of all points. `times` is odd and below L, so that
 * multiplying by it takes no point but the neutral element to that. Little-endian. */
struct sc25519_halves {
    uint8_t sum[32], times[32];
    int negative;
};

/* For a reduced k. Variable time: for public scalars only. */
void brisk_sc25519_halve(struct sc25519_halves *out, const uint8_t k[32]);

#endif
