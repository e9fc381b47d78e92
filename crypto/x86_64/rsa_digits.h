/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Numbers in digits of fewer than 64 bits, for RSA rows whose arithmetic wants room above them.
 * Digit i of a number is at i * step. All that is here takes the same time whatever the digits are.
 */

#ifndef BRISK_CRYPTO_X86_64_RSA_DIGITS_H
#define BRISK_CRYPTO_X86_64_RSA_DIGITS_H

#include <stddef.h>
#include <stdint.h>

#include "crypto/ct.h"

struct digits {
    size_t bits; /* of a digit, above 42 */
    size_t num;  /* of digits */
    size_t step;
};

static inline uint64_t digit_mask(const struct digits *form)
{
    return UINT64_MAX >> (64 - form->bits);
}

/* From 64-bit limbs. The number may have more digits than limbs, but not more bits than both. */
static inline void load_digits(uint64_t *out, const struct digits *form, const uint64_t *in,
                               size_t limbs)
{
    for (size_t i = 0, at = 0; i < form->num; i++, at += form->bits) {
        size_t limb = at / 64, shift = at % 64;
        uint64_t digit = limb < limbs ? in[limb] >> shift : 0;
        if (shift > 64 - form->bits && limb + 1 < limbs) {
            digit |= in[limb + 1] << (64 - shift);
        }
        out[form->step * i] = digit & digit_mask(form);
    }
}

/* To 64-bit limbs, of which there are fewer bits than in all digits but the last. */
static inline void store_limbs(uint64_t *out, size_t limbs, const uint64_t *in,
                               const struct digits *form)
{
    size_t bits = form->bits, step = form->step, shift = 0;
    for (size_t i = 0; i < limbs; i++) {
        uint64_t limb = in[0] >> shift | in[step] << (bits - shift);
        if (shift > 2 * bits - 64) {
            limb |= in[2 * step] << (2 * bits - shift);
        }
        out[i] = limb;
        for (shift += 64; shift >= bits; shift -= bits) {
            in += step;
        }
    }
}

/* x -= m unless x is below m. */
static inline void reduce_digits_once(uint64_t *x, const uint64_t *m, const struct digits *form)
{
    size_t end = form->step * form->num;
    uint64_t borrow = 0;
    for (size_t i = 0; i < end; i += form->step) {
        borrow = (x[i] - m[i] - borrow) >> 63;
    }
    uint64_t mask = ~ct_mask_bit(borrow);
    borrow = 0;
    for (size_t i = 0; i < end; i += form->step) {
        uint64_t difference = x[i] - (m[i] & mask) - borrow;
        x[i] = difference & digit_mask(form);
        borrow = difference >> 63;
    }
}

/* w = (k m + 1) / 2^bits, where k = -1/m mod 2^bits. */
static inline void make_w(uint64_t *w, uint64_t k, const uint64_t *m, const struct digits *form)
{
    unsigned __int128 sum = (unsigned __int128)k * m[0] + 1;
    for (size_t i = 1; i <= form->num; i++) {
        sum >>= form->bits;
        sum += (unsigned __int128)k * (i < form->num ? m[form->step * i] : 0);
        w[form->step * (i - 1)] = (uint64_t)sum & digit_mask(form);
    }
}

/* Bits k, k + d, .. k + 4 d of an exponent: a column of the comb (crypto/impl.h). */
static inline uint64_t take_column(const uint64_t *exp, size_t k, size_t d)
{
    uint64_t column = 0;
    for (size_t i = 0; i < 5; i++) {
        size_t at = k + i * d;
        column |= (exp[at / 64] >> (at % 64) & 1) << i;
    }
    return column;
}

#endif
