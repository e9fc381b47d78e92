/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Big-integer arithmetic but for the Montgomery part, which is in crypto/montgomery.c. */

#include "crypto/bignum.h"

#include <string.h>

#include <brisk/error.h>
#include <brisk/random.h>

#include "crypto/ct.h"

#define GCD_MAX_LIMBS (64 * BRISK_RSA_MAX_LIMBS / 60 + 1)
#include "crypto/mod_invert.h"

typedef unsigned __int128 uint128;

int brisk_bn_from_bytes(uint64_t *out, size_t n, const uint8_t *in, size_t in_len)
{
    memset(out, 0, n * sizeof(*out));
    uint8_t excess = 0;
    for (size_t i = 0; i < in_len; i++) {
        uint8_t byte = in[in_len - 1 - i];
        if (i / 8 < n) {
            out[i / 8] |= (uint64_t)byte << (8 * (i % 8));
        } else {
            excess |= byte;
        }
    }
    return excess ? BRISK_ERR_LENGTH : 0;
}

void brisk_bn_to_bytes(uint8_t *out, size_t out_len, const uint64_t *in, size_t n)
{
    for (size_t i = 0; i < out_len; i++) {
        out[out_len - 1 - i] = i / 8 < n ? (uint8_t)(in[i / 8] >> (8 * (i % 8))) : 0;
    }
}

size_t brisk_bn_bits(const uint64_t *a, size_t n)
{
    while (n > 0 && a[n - 1] == 0) {
        n--;
    }
    return n == 0 ? 0 : 64 * n - (size_t)__builtin_clzll(a[n - 1]);
}

uint64_t brisk_bn_add(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t n)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < n; i++) {
        uint128 sum = (uint128)a[i] + b[i] + carry;
        out[i] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
    return carry;
}

uint64_t brisk_bn_sub(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t n)
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < n; i++) {
        uint128 difference = (uint128)a[i] - b[i] - borrow;
        out[i] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> 64) & 1;
    }
    return borrow;
}

/* out = a + (b and mask). */
static uint64_t add_masked(uint64_t *out, const uint64_t *a, const uint64_t *b, uint64_t mask,
                           size_t n)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < n; i++) {
        uint128 sum = (uint128)a[i] + (b[i] & mask) + carry;
        out[i] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
    return carry;
}

void brisk_bn_reduce_once(uint64_t *out, const uint64_t *a, uint64_t top, const uint64_t *m,
                          size_t n)
{
    uint64_t borrow = brisk_bn_sub(out, a, m, n);
    /* The borrow runs out into `top`; only if that has none either was a below m. */
    add_masked(out, out, m, ct_mask_bit(borrow) & ct_mask_zero(top), n);
}

uint64_t brisk_bn_less(const uint64_t *a, const uint64_t *b, size_t n)
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < n; i++) {
        borrow = (uint64_t)(((uint128)a[i] - b[i] - borrow) >> 64) & 1;
    }
    return ct_mask_bit(borrow);
}

uint64_t brisk_bn_equal(const uint64_t *a, const uint64_t *b, size_t n)
{
    uint64_t difference = 0;
    for (size_t i = 0; i < n; i++) {
        difference |= a[i] ^ b[i];
    }
    return ct_mask_zero(difference);
}

void brisk_bn_mul(uint64_t *out, const uint64_t *a, size_t a_n, const uint64_t *b, size_t b_n)
{
    memset(out, 0, (a_n + b_n) * sizeof(*out));
    for (size_t i = 0; i < b_n; i++) {
        uint64_t carry = 0;
        for (size_t j = 0; j < a_n; j++) {
            uint128 sum = (uint128)a[j] * b[i] + out[i + j] + carry;
            out[i + j] = (uint64_t)sum;
            carry = (uint64_t)(sum >> 64);
        }
        out[i + a_n] = carry;
    }
}

void brisk_bn_mod(uint64_t *out, const uint64_t *a, size_t a_n, const uint64_t *m, size_t n)
{
    memset(out, 0, n * sizeof(*out));
    for (size_t i = 64 * a_n; i-- > 0;) {
        uint64_t top = out[n - 1] >> 63, bit = a[i / 64] >> (i % 64) & 1;
        for (size_t j = n; j-- > 1;) {
            out[j] = out[j] << 1 | out[j - 1] >> 63;
        }
        out[0] = out[0] << 1 | bit;
        brisk_bn_reduce_once(out, out, top, m, n);
    }
}

uint32_t brisk_bn_mod_small(const uint64_t *a, size_t n, uint32_t m, uint64_t reciprocal)
{
    uint64_t rest = 0;
    for (size_t i = 2 * n; i-- > 0;) {
        uint64_t x = rest << 32 | (uint32_t)(a[i / 2] >> (32 * (i % 2)));
        /* m does not divide 2^64, so reciprocal > 2^64 / m - 1, and the quotient from it is right
         * or one too small. No division: its time would depend on the values. */
        uint64_t quotient = (uint64_t)(((uint128)x * reciprocal) >> 64);
        rest = x - quotient * m;
        rest -= m & ~ct_mask_less(rest, m);
    }
    return (uint32_t)rest;
}

uint64_t brisk_bn_inverse(uint64_t *out, const uint64_t *a, const uint64_t *m, size_t n)
{
    static const uint64_t one[BRISK_RSA_MAX_LIMBS] = { 1 };
    uint64_t found = mod_invert(out, a, one, m, brisk_mont_n0(m[0]), n);
    for (size_t i = 0; i < n; i++) {
        out[i] &= found;
    }
    return found;
}

/* (1 + k m) / e where k = -1/m mod e makes the division exact: an inversion modulo the small e. */
uint64_t brisk_bn_inverse_of_small(uint64_t *out, uint32_t e, const uint64_t *m, size_t n)
{
    uint64_t e64 = e, rest = brisk_bn_mod_small(m, n, e, UINT64_MAX / e), inverse;
    uint64_t found = brisk_bn_inverse(&inverse, &rest, &e64, 1);
    uint64_t k = e - inverse, e_inverse = 0 - brisk_mont_n0(e);
    uint64_t carry = 1, borrow = 0;
    for (size_t i = 0; i < n; i++) {
        uint128 product = (uint128)m[i] * k + carry;
        carry = (uint64_t)(product >> 64);
        /* Division of the limbs from below (Jebelean 1993): the quotient's limb is the one whose
         * product with e ends in the limb that is left. */
        uint128 left = (uint128)(uint64_t)product - borrow;
        out[i] = (uint64_t)left * e_inverse & found;
        borrow = (uint64_t)(((uint128)out[i] * e) >> 64) + ((uint64_t)(left >> 64) & 1);
    }
    return found;
}
