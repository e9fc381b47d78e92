/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Numbers of n 64-bit limbs, least significant first, and arithmetic modulo an odd m of full
 * length in constant time. n is a constant wherever these are called, so that the compiler unrolls
 * the loops. Outputs may equal inputs. */

#ifndef BRISK_CRYPTO_LIMBS_H
#define BRISK_CRYPTO_LIMBS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "crypto/bytes.h"
#include "crypto/ct.h"

#define LIMBS_INLINE static inline __attribute__((always_inline, unused))

/* acc + a b + carry: the low limb; carry gets the high one. Cannot overflow two limbs. */
LIMBS_INLINE uint64_t limb_muladd(uint64_t *carry, uint64_t acc, uint64_t a, uint64_t b)
{
    unsigned __int128 t = (unsigned __int128)a * b + acc + *carry;
    *carry = (uint64_t)(t >> 64);
    return (uint64_t)t;
}

/* a + b + carry, for a carry of one limb; carry gets the new one. The overflow builtins make better
 * code of long chains than unsigned __int128 does. */
LIMBS_INLINE uint64_t limb_add(uint64_t *carry, uint64_t a, uint64_t b)
{
    uint64_t sum, out;
    uint64_t first = __builtin_add_overflow(a, b, &sum);
    uint64_t second = __builtin_add_overflow(sum, *carry, &out);
    *carry = first + second;
    return out;
}

/* a - b - borrow; borrow gets the new one. The barrier is for constants: gcc 12 turns the borrow of
 * 0 - b into a branch on b. */
LIMBS_INLINE uint64_t limb_sub(uint64_t *borrow, uint64_t a, uint64_t b)
{
    uint64_t difference, out;
    uint64_t first = __builtin_sub_overflow(ct_value_barrier(a), b, &difference);
    uint64_t second = __builtin_sub_overflow(difference, *borrow, &out);
    *borrow = first + second;
    return out;
}

/* out = a + b; returns the carry. */
LIMBS_INLINE uint64_t limbs_add(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t n)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < n; i++) {
        out[i] = limb_add(&carry, a[i], b[i]);
    }
    return carry;
}

/* out = a - b; returns the borrow. */
LIMBS_INLINE uint64_t limbs_sub(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t n)
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < n; i++) {
        out[i] = limb_sub(&borrow, a[i], b[i]);
    }
    return borrow;
}

/* The mask for a < b. */
LIMBS_INLINE uint64_t limbs_mask_less(const uint64_t *a, const uint64_t *b, size_t n)
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < n; i++) {
        limb_sub(&borrow, a[i], b[i]);
    }
    return ct_mask_bit(borrow);
}

/* out = the value (carry, a) reduced once: minus m unless it is below m. Below 2m on entry. */
LIMBS_INLINE void limbs_reduce_once(uint64_t *out, const uint64_t *a, uint64_t carry,
                                    const uint64_t *m, size_t n)
{
    uint64_t less[16];
    uint64_t borrow = limbs_sub(less, a, m, n);
    /* Below m: the subtraction borrowed and there was no carry to lend from. The barrier keeps the
     * loop in scalar registers; as vectors it would wait for the stores before it. */
    uint64_t keep = ct_mask_bit(borrow & ~carry);
    for (size_t i = 0; i < n; i++) {
        out[i] = ct_value_barrier(ct_select(keep, a[i], less[i]));
    }
}

/* out = a + b mod m, a and b below m. */
LIMBS_INLINE void mod_add(uint64_t *out, const uint64_t *a, const uint64_t *b, const uint64_t *m,
                          size_t n)
{
    uint64_t sum[16];
    uint64_t carry = limbs_add(sum, a, b, n);
    limbs_reduce_once(out, sum, carry, m, n);
}

/* out = a - b mod m, a and b below m. */
LIMBS_INLINE void mod_sub(uint64_t *out, const uint64_t *a, const uint64_t *b, const uint64_t *m,
                          size_t n)
{
    uint64_t difference[16];
    uint64_t mask = ct_mask_bit(limbs_sub(difference, a, b, n));
    uint64_t carry = 0;
    for (size_t i = 0; i < n; i++) {
        out[i] = limb_add(&carry, difference[i], m[i] & mask);
    }
}

/* out = a / 2 mod m, a below m: half of a or, if a is odd, of a + m. */
LIMBS_INLINE void mod_half(uint64_t *out, const uint64_t *a, const uint64_t *m, size_t n)
{
    uint64_t mask = ct_mask_bit(a[0]);
    uint64_t sum[17];
    uint64_t carry = 0;
    for (size_t i = 0; i < n; i++) {
        sum[i] = limb_add(&carry, a[i], m[i] & mask);
    }
    sum[n] = carry;
    for (size_t i = 0; i < n; i++) {
        out[i] = ct_value_barrier(sum[i] >> 1 | sum[i + 1] << 63);
    }
}

/* out = a b, 2n limbs; out may not overlap a or b. */
LIMBS_INLINE void limbs_mul(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t carry = 0;
        for (size_t j = 0; j < n; j++) {
            out[i + j] = limb_muladd(&carry, i == 0 ? 0 : out[i + j], a[j], b[i]);
        }
        out[i + n] = carry;
    }
}

/* out = a a, 2n limbs: the products of unlike limbs once, doubled, and the squares. */
LIMBS_INLINE void limbs_sqr(uint64_t *out, const uint64_t *a, size_t n)
{
    out[0] = 0;
    for (size_t i = 0; i < n - 1; i++) {
        uint64_t carry = 0;
        for (size_t j = i + 1; j < n; j++) {
            out[i + j] = limb_muladd(&carry, i == 0 ? 0 : out[i + j], a[i], a[j]);
        }
        out[i + n] = carry;
    }
    uint64_t top = 0;
    uint64_t carry = 0;
    out[2 * n - 1] = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned __int128 square = (unsigned __int128)a[i] * a[i];
        uint64_t low = out[2 * i];
        uint64_t high = out[2 * i + 1];
        out[2 * i] = limb_add(&carry, low << 1 | top, (uint64_t)square);
        out[2 * i + 1] = limb_add(&carry, high << 1 | low >> 63, (uint64_t)(square >> 64));
        top = high >> 63;
    }
}

/* Montgomery reduction (HAC 14.32): out = t / 2^(64 n) mod m, for the 2n limbs of t below m 2^(64
 * n), which are destroyed; m_inverse is -1/m mod 2^64. */
LIMBS_INLINE void mont_reduce(uint64_t *out, uint64_t *t, const uint64_t *m, uint64_t m_inverse,
                              size_t n)
{
    uint64_t top = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t factor = t[i] * m_inverse;
        uint64_t carry = 0;
        for (size_t j = 0; j < n; j++) {
            t[i + j] = limb_muladd(&carry, t[i + j], factor, m[j]);
        }
        t[i + n] = limb_add(&top, t[i + n], carry);
    }
    limbs_reduce_once(out, t + n, top, m, n);
}

/* Big-endian bytes to limbs and back. */
LIMBS_INLINE void limbs_from_be(uint64_t *out, const uint8_t *in, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        out[i] = load_be64(in + 8 * (n - 1 - i));
    }
}

LIMBS_INLINE void limbs_to_be(uint8_t *out, const uint64_t *in, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        store_be64(out + 8 * (n - 1 - i), in[i]);
    }
}

#endif
