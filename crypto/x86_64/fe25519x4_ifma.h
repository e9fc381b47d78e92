/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Four elements of the field of 2^255 - 19 elements side by side, one a lane, for one ladder or one
 * point: vpmadd52luq and vpmadd52huq add the low or high 52 bits of a product of 52-bit numbers.
 *
 * An element is the sum of limb[i] 2^(51 i), with two bounds:
 *     tight   every limb below 2^51 + 2^15: what mul, square and carry give
 *     loose   every limb below 2^52: what mul and square take. The sum of two tight elements is
 * just not loose: sums are carried.
 *
 * Everything is constant time. */

#ifndef BRISK_CRYPTO_X86_64_FE25519X4_IFMA_H
#define BRISK_CRYPTO_X86_64_FE25519X4_IFMA_H

#include <immintrin.h>
#include <stdint.h>

#include "crypto/x86_64/fe25519_adx.h"

#define IFMA __attribute__((target("avx2,avx512f,avx512vl,avx512ifma")))
#define IFMA_INLINE static inline __attribute__((always_inline)) IFMA

struct fe25519x4 {
    __m256i limb[5];
};

#define FE25519X4_MASK ((INT64_C(1) << 51) - 1)

/* Limb i of 2 p: at least any tight limb. */
IFMA_INLINE __m256i fe25519x4_2p(int i)
{
    return _mm256_set1_epi64x(i == 0 ? 2 * (FE25519X4_MASK - 18) : 2 * FE25519X4_MASK);
}

/* Lanes of `a` negated where the mask has a bit, loose; a is tight. */
IFMA_INLINE struct fe25519x4 fe25519x4_negate_lanes(struct fe25519x4 a, __mmask8 lanes)
{
    for (int i = 0; i < 5; i++) {
        a.limb[i] = _mm256_mask_sub_epi64(a.limb[i], lanes, fe25519x4_2p(i), a.limb[i]);
    }
    return a;
}

IFMA_INLINE struct fe25519x4 fe25519x4_add(struct fe25519x4 a, struct fe25519x4 b)
{
    for (int i = 0; i < 5; i++) {
        a.limb[i] = _mm256_add_epi64(a.limb[i], b.limb[i]);
    }
    return a;
}

/* Tight, for limbs below 2^54: the carries are at most 7, so that 19 times the last one, which goes
 * to limb 0, is found in a table of bytes. */
IFMA_INLINE struct fe25519x4 fe25519x4_carry(struct fe25519x4 a)
{
    const __m256i times_19 = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 19, 38, 57, 76, 95, 114, (char)133, 0, 0, 0, 0, 0, 0, 0, 0));
    const __m256i mask = _mm256_set1_epi64x(FE25519X4_MASK);
    __m256i carry[5];
    for (int i = 0; i < 5; i++) {
        carry[i] = _mm256_srli_epi64(a.limb[i], 51);
        a.limb[i] = _mm256_and_si256(a.limb[i], mask);
    }
    a.limb[0] = _mm256_add_epi64(a.limb[0], _mm256_shuffle_epi8(times_19, carry[4]));
    for (int i = 1; i < 5; i++) {
        a.limb[i] = _mm256_add_epi64(a.limb[i], carry[i - 1]);
    }
    return a;
}

/* The ten columns of a product to a tight element. A column is low[k] + 2 high[k - 1]: 51 bits a
 * limb, 52 in a half. Each has at most five products (and one more number of that size), so it is
 * below 16 2^52; column 5 + k, c, counts 19 times in column k, which makes less than 20 16 2^52 <
 * 2^61. The carries are below 2^10, and 19 times that below 2^15.
 * low + 2 high + 19 c is computed as (low + c) + 2 (high + c + 8 c). */
IFMA_INLINE struct fe25519x4 fe25519x4_reduce(const __m256i low[9], const __m256i high[9])
{
    const __m256i mask = _mm256_set1_epi64x(FE25519X4_MASK);
    __m256i carry[5];
    struct fe25519x4 out;
    for (int i = 4; i >= 0; i--) {
        __m256i c = _mm256_add_epi64(high[4 + i], high[4 + i]);
        c = i < 4 ? _mm256_add_epi64(c, low[5 + i]) : c;
        __m256i c8 = _mm256_slli_epi64(c, 3);
        __m256i twice = _mm256_add_epi64(c, c8);
        twice = i > 0 ? _mm256_add_epi64(high[i - 1], twice) : twice;
        out.limb[i] = _mm256_add_epi64(_mm256_add_epi64(low[i], c), _mm256_add_epi64(twice, twice));
    }
    for (int i = 0; i < 5; i++) {
        carry[i] = _mm256_srli_epi64(out.limb[i], 51);
        out.limb[i] = _mm256_and_si256(out.limb[i], mask);
    }
    out.limb[0] = _mm256_madd52lo_epu64(out.limb[0], carry[4], _mm256_set1_epi64x(19));
    for (int i = 1; i < 5; i++) {
        out.limb[i] = _mm256_add_epi64(out.limb[i], carry[i - 1]);
    }
    return out;
}

/* a b + c, for a c that is loose too */
IFMA_INLINE struct fe25519x4 fe25519x4_muladd(struct fe25519x4 a, struct fe25519x4 b,
                                              struct fe25519x4 c)
{
    __m256i low[9], high[9];
    for (int i = 0; i < 9; i++) {
        low[i] = i < 5 ? c.limb[i] : _mm256_setzero_si256();
        high[i] = _mm256_setzero_si256();
    }
    for (int i = 4; i >= 0; i--) { /* the upper columns first, which have farther to go */
        for (int j = 4; j >= 0; j--) {
            low[i + j] = _mm256_madd52lo_epu64(low[i + j], a.limb[i], b.limb[j]);
            high[i + j] = _mm256_madd52hi_epu64(high[i + j], a.limb[i], b.limb[j]);
        }
    }
    return fe25519x4_reduce(low, high);
}

IFMA_INLINE struct fe25519x4 fe25519x4_mul(struct fe25519x4 a, struct fe25519x4 b)
{
    struct fe25519x4 zero;
    for (int i = 0; i < 5; i++) {
        zero.limb[i] = _mm256_setzero_si256();
    }
    return fe25519x4_muladd(a, b, zero);
}

/* Products of unlike limbs once, doubled. */
IFMA_INLINE struct fe25519x4 fe25519x4_square(struct fe25519x4 a)
{
    __m256i low[9], high[9];
    for (int i = 0; i < 9; i++) {
        low[i] = _mm256_setzero_si256();
        high[i] = _mm256_setzero_si256();
    }
    for (int i = 0; i < 5; i++) {
        for (int j = i + 1; j < 5; j++) {
            low[i + j] = _mm256_madd52lo_epu64(low[i + j], a.limb[i], a.limb[j]);
            high[i + j] = _mm256_madd52hi_epu64(high[i + j], a.limb[i], a.limb[j]);
        }
    }
    for (int i = 0; i < 9; i++) {
        low[i] = _mm256_add_epi64(low[i], low[i]);
        high[i] = _mm256_add_epi64(high[i], high[i]);
    }
    for (int i = 0; i < 5; i++) {
        low[2 * i] = _mm256_madd52lo_epu64(low[2 * i], a.limb[i], a.limb[i]);
        high[2 * i] = _mm256_madd52hi_epu64(high[2 * i], a.limb[i], a.limb[i]);
    }
    return fe25519x4_reduce(low, high);
}

/* Lanes lane_0 to lane_3 of an element, which are constants. */
#define FE25519X4_PERMUTE(a, lane_0, lane_1, lane_2, lane_3)                                       \
    FE25519X4_PERMUTE_BY(a, (lane_0) | (lane_1) << 2 | (lane_2) << 4 | (lane_3) << 6)
#define FE25519X4_PERMUTE_BY(a, order)                                                             \
    ((struct fe25519x4){                                                                           \
        { _mm256_permutex_epi64((a).limb[0], order), _mm256_permutex_epi64((a).limb[1], order),    \
          _mm256_permutex_epi64((a).limb[2], order), _mm256_permutex_epi64((a).limb[3], order),    \
          _mm256_permutex_epi64((a).limb[4], order) } })

/* Lanes 0, 0, 2, 2; lanes 1, 1, 3, 3; lanes 1, 0, 3, 2: these take one cycle, the others three. */
IFMA_INLINE struct fe25519x4 fe25519x4_even_lanes(struct fe25519x4 a)
{
    for (int i = 0; i < 5; i++) {
        a.limb[i] = _mm256_unpacklo_epi64(a.limb[i], a.limb[i]);
    }
    return a;
}

IFMA_INLINE struct fe25519x4 fe25519x4_odd_lanes(struct fe25519x4 a)
{
    for (int i = 0; i < 5; i++) {
        a.limb[i] = _mm256_unpackhi_epi64(a.limb[i], a.limb[i]);
    }
    return a;
}

IFMA_INLINE struct fe25519x4 fe25519x4_swap_lanes(struct fe25519x4 a)
{
    for (int i = 0; i < 5; i++) {
        a.limb[i] = _mm256_shuffle_epi32(a.limb[i], 0x4e);
    }
    return a;
}

/* a where the mask has a bit, 0 elsewhere. */
IFMA_INLINE struct fe25519x4 fe25519x4_keep_lanes(struct fe25519x4 a, __mmask8 lanes)
{
    for (int i = 0; i < 5; i++) {
        a.limb[i] = _mm256_maskz_mov_epi64(lanes, a.limb[i]);
    }
    return a;
}

/* a where the mask has a bit, b elsewhere. */
IFMA_INLINE struct fe25519x4 fe25519x4_choose_lanes(struct fe25519x4 a, struct fe25519x4 b,
                                                    __mmask8 lanes)
{
    for (int i = 0; i < 5; i++) {
        a.limb[i] = _mm256_mask_mov_epi64(b.limb[i], lanes, a.limb[i]);
    }
    return a;
}

/* From four rows of words, one an element: a transposition of 4 by 4, then 51 bits a limb. Values
 * are below 2^255 + 2^51, so that the last limb is tight. */
IFMA_INLINE struct fe25519x4 fe25519x4_from_words(__m256i r0, __m256i r1, __m256i r2, __m256i r3)
{
    const __m256i mask = _mm256_set1_epi64x(FE25519X4_MASK);
    __m256i even_01 = _mm256_unpacklo_epi64(r0, r1), odd_01 = _mm256_unpackhi_epi64(r0, r1);
    __m256i even_23 = _mm256_unpacklo_epi64(r2, r3), odd_23 = _mm256_unpackhi_epi64(r2, r3);
    __m256i w0 = _mm256_permute2x128_si256(even_01, even_23, 0x20);
    __m256i w1 = _mm256_permute2x128_si256(odd_01, odd_23, 0x20);
    __m256i w2 = _mm256_permute2x128_si256(even_01, even_23, 0x31);
    __m256i w3 = _mm256_permute2x128_si256(odd_01, odd_23, 0x31);
    struct fe25519x4 out;
    out.limb[0] = _mm256_and_si256(w0, mask);
    out.limb[1] = _mm256_and_si256(
        _mm256_or_si256(_mm256_srli_epi64(w0, 51), _mm256_slli_epi64(w1, 13)), mask);
    out.limb[2] = _mm256_and_si256(
        _mm256_or_si256(_mm256_srli_epi64(w1, 38), _mm256_slli_epi64(w2, 26)), mask);
    out.limb[3] = _mm256_and_si256(
        _mm256_or_si256(_mm256_srli_epi64(w2, 25), _mm256_slli_epi64(w3, 39)), mask);
    out.limb[4] = _mm256_srli_epi64(w3, 12);
    return out;
}

IFMA_INLINE __m256i fe25519x4_row(const uint64_t words[4])
{
    return _mm256_loadu_si256((const __m256i *)words);
}

/* From and to elements of crypto/x86_64/fe25519_adx.h, tight ones. */
IFMA_INLINE struct fe25519x4 fe25519x4_from_elements(const struct fe25519 in[4])
{
    return fe25519x4_from_words(fe25519x4_row(in[0].limb), fe25519x4_row(in[1].limb),
                                fe25519x4_row(in[2].limb), fe25519x4_row(in[3].limb));
}

IFMA_INLINE void fe25519x4_to_elements(struct fe25519 out[4], const struct fe25519x4 *in)
{
    static const int shift[5] = { 0, 51, 38, 25, 12 };
    uint64_t limb[5][4];
    for (int i = 0; i < 5; i++) {
        _mm256_storeu_si256((__m256i *)limb[i], in->limb[i]);
    }
    for (int lane = 0; lane < 4; lane++) {
        uint64_t carry = 0;
        for (int i = 0; i < 5; i++) {
            carry += limb[i][lane];
            limb[i][lane] = carry & FE25519X4_MASK;
            carry >>= 51;
        }
        unsigned __int128 sum = limb[0][lane] + 19 * carry;
        for (int i = 0; i < 4; i++) {
            sum += (unsigned __int128)limb[i + 1][lane] << shift[i + 1];
            out[lane].limb[i] = (uint64_t)sum;
            sum >>= 64;
        }
    }
    brisk_wipe(limb, sizeof(limb));
}

#endif
