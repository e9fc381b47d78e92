/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Decisions on secrets without branches. A mask is a uint64_t that is all ones for "yes" and zero
 * for "no". Every mask passes a value barrier, behind which the compiler no longer knows that only
 * two values are possible and so has no reason to turn the selection back into a branch. */

#ifndef BRISK_CRYPTO_CT_H
#define BRISK_CRYPTO_CT_H

#include <stddef.h>
#include <stdint.h>

/* Returns x, of which the compiler knows nothing any more. */
static inline uint64_t ct_value_barrier(uint64_t x)
{
    __asm__("" : "+r"(x));
    return x;
}

/* The mask for a condition given as 0 or 1; only bit 0 counts. */
static inline uint64_t ct_mask_bit(uint64_t bit)
{
    return 0 - ct_value_barrier(bit & 1);
}

/* The mask for x != 0: the top bit of x | -x is set unless x is 0. */
static inline uint64_t ct_mask_nonzero(uint64_t x)
{
    return ct_mask_bit((x | (0 - x)) >> 63);
}

/* The mask for x == 0. */
static inline uint64_t ct_mask_zero(uint64_t x)
{
    return ~ct_mask_nonzero(x);
}

/* The mask for a == b. */
static inline uint64_t ct_mask_equal(uint64_t a, uint64_t b)
{
    return ct_mask_zero(a ^ b);
}

/* The mask for a < b: the borrow out of a - b, from the three signs (Hacker's Delight 2-13). */
static inline uint64_t ct_mask_less(uint64_t a, uint64_t b)
{
    return ct_mask_bit(((~a & b) | ((~a | b) & (a - b))) >> 63);
}

/* yes where mask is all ones, no where it is 0. */
static inline uint64_t ct_select(uint64_t mask, uint64_t yes, uint64_t no)
{
    return no ^ (mask & (yes ^ no));
}

/* The bytes of the word of eight at `at` that are below `end`, counted from the first: all ones for
 * those, zeros for the others. */
static inline uint64_t ct_bytes_below(uint64_t end, uint64_t at)
{
    uint64_t n = end - at, some = ((uint64_t)1 << (8 * (n & 7))) - 1;
    return ~ct_mask_less(end, at) & ct_select(ct_mask_less(n, 8), some, UINT64_MAX);
}

/* Copies n words from `from` to `to` if the mask says so; reads and writes the same either way. */
static inline void ct_copy(uint64_t mask, uint64_t *to, const uint64_t *from, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to[i] = ct_select(mask, from[i], to[i]);
    }
}

/* Exchanges n words of a and b if the mask says so. */
static inline void ct_swap(uint64_t mask, uint64_t *a, uint64_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t difference = mask & (a[i] ^ b[i]);
        a[i] ^= difference;
        b[i] ^= difference;
    }
}

/* The mask for "all n words are 0". */
static inline uint64_t ct_mask_all_zero(const uint64_t *x, size_t n)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < n; i++) {
        bits |= x[i];
    }
    return ct_mask_zero(bits);
}

#endif
