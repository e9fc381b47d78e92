/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What every representation of the field of 2^255 - 19 elements does alike, for inclusion at the
 * end of crypto/fe25519.h or of a header that defines the same names. All of it is constant time,
 * and outputs may be inputs. */

#include <brisk/random.h>

#include "crypto/bytes.h"
#include "crypto/ct.h"
#include "crypto/mod_invert.h"

#define FE25519_UNUSED __attribute__((unused))

/* Little-endian (RFC 7748 section 5); ignores the top bit and takes values not below p as they are.
 */
FE25519_UNUSED static void fe25519_decode(struct fe25519 *out, const uint8_t in[32])
{
    uint64_t words[4];
    for (int i = 0; i < 4; i++) {
        words[i] = load_le64(in + 8 * i);
    }
    words[3] &= UINT64_MAX >> 1;
    fe25519_from_words(out, words);
}

/* Reduces fully. */
FE25519_UNUSED static void fe25519_encode(uint8_t out[32], const struct fe25519 *in)
{
    uint64_t words[4];
    fe25519_to_words(words, in);
    for (int i = 0; i < 4; i++) {
        store_le64(out + 8 * i, words[i]);
    }
}

/* Whether a = 0, as a mask. */
FE25519_UNUSED static uint64_t fe25519_mask_zero(const struct fe25519 *in)
{
    uint64_t words[4];
    fe25519_to_words(words, in);
    return ct_mask_all_zero(words, 4);
}

/* The lowest bit of a's encoding ("sign"), as 0 or 1. */
FE25519_UNUSED static unsigned fe25519_is_odd(const struct fe25519 *in)
{
    uint64_t words[4];
    fe25519_to_words(words, in);
    return words[0] & 1;
}

/* out = a where the mask says so. */
FE25519_UNUSED static void fe25519_copy_if(uint64_t mask, struct fe25519 *out,
                                           const struct fe25519 *a)
{
    ct_copy(mask, out->limb, a->limb, FE25519_LIMBS);
}

FE25519_UNUSED static void fe25519_swap_if(uint64_t mask, struct fe25519 *a, struct fe25519 *b)
{
    ct_swap(mask, a->limb, b->limb, FE25519_LIMBS);
}

/* 1/a, and 0 for 0. */
FE25519_UNUSED static __attribute__((noinline)) void fe25519_invert(struct fe25519 *out,
                                                                    const struct fe25519 *in)
{
    static const uint64_t one[4] = { 1, 0, 0, 0 };
    static const uint64_t prime[4] = { 0xffffffffffffffed, UINT64_MAX, UINT64_MAX,
                                       UINT64_MAX >> 1 };
    const uint64_t minus_inverse = 0x86bca1af286bca1b; /* -1/p mod 2^64: 1/19 */
    uint64_t words[4];
    fe25519_to_words(words, in);
    mod_invert(words, words, one, prime, minus_inverse, 4);
    fe25519_from_words(out, words);
    brisk_wipe(words, sizeof(words));
}

FE25519_UNUSED static void fe25519_mul_pair(struct fe25519 out[2], const struct fe25519 a[2],
                                            const struct fe25519 b[2])
{
    fe25519_mul(&out[0], &a[0], &b[0]);
    fe25519_mul(&out[1], &a[1], &b[1]);
}

/* a[0] and a[1] to the power (p-5)/8 = 2^252 - 3, which a square root needs (RFC 8032 section
 * 5.1.3). With ones(n) = a^(2^n - 1), the power of n one bits, ones(m + n) = ones(m)^(2^n) ones(n),
 * and the result is ones(250)^4 a. For public values only: nothing is wiped. */
FE25519_UNUSED static void fe25519_pow_p58(struct fe25519 a[2])
{
    struct fe25519 ones5[2], ones10[2], ones20[2], ones50[2], ones100[2], t[2];
    fe25519_square_times_pair(t, a, 1);
    fe25519_mul_pair(ones5, t, a); /* 2 + 1 = 3, 2 ones */
    fe25519_square_times_pair(t, ones5, 2);
    fe25519_mul_pair(ones5, t, ones5); /* 4 ones */
    fe25519_square_times_pair(t, ones5, 1);
    fe25519_mul_pair(ones5, t, a);

    fe25519_square_times_pair(t, ones5, 5);
    fe25519_mul_pair(ones10, t, ones5);
    fe25519_square_times_pair(t, ones10, 10);
    fe25519_mul_pair(ones20, t, ones10);
    fe25519_square_times_pair(t, ones20, 20);
    fe25519_mul_pair(t, t, ones20);
    fe25519_square_times_pair(t, t, 10);
    fe25519_mul_pair(ones50, t, ones10);
    fe25519_square_times_pair(t, ones50, 50);
    fe25519_mul_pair(ones100, t, ones50);
    fe25519_square_times_pair(t, ones100, 100);
    fe25519_mul_pair(t, t, ones100);
    fe25519_square_times_pair(t, t, 50);
    fe25519_mul_pair(t, t, ones50);
    fe25519_square_times_pair(t, t, 2);
    fe25519_mul_pair(a, t, a);
}
