/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Scalars of a curve, which are numbers modulo its order n, for one row of a table: for
 * crypto/ec_nist.h, which says what the file that includes this defines, and for kernels with
 * points of their own. */

#ifndef BRISK_CRYPTO_EC_SCALAR_H
#define BRISK_CRYPTO_EC_SCALAR_H

#include <brisk/random.h>

#include "crypto/ct.h"
#include "crypto/limbs.h"
#include "crypto/mod_invert.h"

#ifndef EC_BITS
#define EC_BITS (64 * EC_LIMBS)
#endif
#define EC_BYTES ((EC_BITS + 7) / 8)
#define EC_WINDOW 5 /* of variable bases; EC_BASE_WINDOW is the table's */
#define EC_NUM_DIGITS(window) (EC_BITS / (window) + 1)

/* A scalar as signed digits, least significant first. */
struct digits {
    uint8_t magnitude[EC_NUM_DIGITS(EC_WINDOW)]; /* 0 to half the base */
    uint8_t negative[EC_NUM_DIGITS(EC_WINDOW)];  /* 0 or 1 */
};

#ifdef EC_SCALAR_KERNELS

static void sc_mul(uint64_t out[EC_LIMBS], const uint64_t a[EC_LIMBS], const uint64_t b[EC_LIMBS]);
static void sc_invert(uint64_t out[EC_LIMBS], const uint64_t a[EC_LIMBS]);

#else

/* out = a b / 2^(64 EC_LIMBS) mod n */
static __attribute__((noinline)) void sc_mul(uint64_t out[EC_LIMBS], const uint64_t a[EC_LIMBS],
                                             const uint64_t b[EC_LIMBS])
{
    uint64_t t[2 * EC_LIMBS];
    limbs_mul(t, a, b, EC_LIMBS);
    mont_reduce(out, t, ec_n, EC_N_INVERSE, EC_LIMBS);
}

/* out = 1/a in Montgomery form, 0 for 0. */
static void sc_invert(uint64_t out[EC_LIMBS], const uint64_t a[EC_LIMBS])
{
    mod_invert(out, a, ec_n_rr, ec_n, EC_N_INVERSE, EC_LIMBS);
}

#endif

static void reduce_once_mod_n(uint64_t out[EC_LIMBS], const uint64_t in[EC_LIMBS])
{
    limbs_reduce_once(out, in, 0, ec_n, EC_LIMBS);
}

/* EC_BYTES big-endian bytes, the highest limb perhaps not full. */
static inline void from_bytes(uint64_t out[EC_LIMBS], const uint8_t in[EC_BYTES])
{
#if EC_BITS == 64 * EC_LIMBS
    limbs_from_be(out, in, EC_LIMBS);
#else
    uint8_t padded[8 * EC_LIMBS] = { 0 };
    memcpy(padded + sizeof(padded) - EC_BYTES, in, EC_BYTES);
    limbs_from_be(out, padded, EC_LIMBS);
    brisk_wipe(padded, sizeof(padded));
#endif
}

static inline void to_bytes(uint8_t out[EC_BYTES], const uint64_t in[EC_LIMBS])
{
#if EC_BITS == 64 * EC_LIMBS
    limbs_to_be(out, in, EC_LIMBS);
#else
    uint8_t padded[8 * EC_LIMBS];
    limbs_to_be(padded, in, EC_LIMBS);
    memcpy(out, padded + sizeof(padded) - EC_BYTES, EC_BYTES);
    brisk_wipe(padded, sizeof(padded));
#endif
}

/* Returns the mask for "in [1, n-1]". */
static uint64_t load_scalar(uint64_t k[EC_LIMBS], const uint8_t in[EC_BYTES])
{
    from_bytes(k, in);
    return limbs_mask_less(k, ec_n, EC_LIMBS) & ~ct_mask_all_zero(k, EC_LIMBS);
}

/* Recodes k, or n - k if that is smaller: returns the mask for the latter. Each window of w bits
 * and the bit below it gives the digit (window's value) - 2^w (its top bit) + (the bit below): what
 * one window borrows, the next one pays back. */
static uint64_t recode_smaller(struct digits *digits, const uint64_t k[EC_LIMBS], size_t window)
{
    uint64_t opposite[EC_LIMBS], bits[EC_LIMBS + 2]; /* a window reads the limb after its own */
    limbs_sub(opposite, ec_n, k, EC_LIMBS);
    uint64_t negate = limbs_mask_less(opposite, k, EC_LIMBS);
    for (size_t i = 0; i < EC_LIMBS; i++) {
        bits[i] = ct_select(negate, opposite[i], k[i]);
    }
    bits[EC_LIMBS] = bits[EC_LIMBS + 1] = 0;
    uint64_t below = 0;
    const uint64_t base = (uint64_t)1 << window;
    /* EC_NUM_DIGITS(window) digits, counted without a division: no kernel has one. */
    for (size_t i = 0, at = 0; at <= EC_BITS; i++, at += window) {
        unsigned __int128 two = (unsigned __int128)bits[at / 64 + 1] << 64 | bits[at / 64];
        uint64_t value = (uint64_t)(two >> (at % 64)) & (base - 1);
        uint64_t negative = value >> (window - 1);
        value += below;
        digits->magnitude[i] = (uint8_t)ct_select(ct_mask_bit(negative), base - value, value);
        digits->negative[i] = (uint8_t)negative;
        below = negative;
    }
    brisk_wipe(opposite, sizeof(opposite));
    brisk_wipe(bits, sizeof(bits));
    return negate;
}

#endif
