/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Poly1305 (RFC 8439 section 2.5) in eight lanes, with vpmadd52: the arithmetic of
 * chacha20poly1305_avx512.c.
 *
 * Poly1305 (M. Goll, S. Gueron, "Vectorization of Poly1305 Message Authentication Code", ITNG
 * 2015). Eight lanes, lane j having every eighth block from block j on. With h for the eight sums,
 * group after group of eight blocks is added: h = h r^8 + m; after the last of all blocks lane j is
 * multiplied by r^(8-j), and the lanes are added up. Numbers modulo 2^130 - 5 are limbs of 44, 44
 * and 42 bits, and the carries are done once for up to eight groups: h r^(8n) + m[1] r^(8(n-1)) +
 * ... + m[n-1] r^8, carry, + m[n]. vpmadd52 gives the lower or the upper 52 bits of a product; the
 * upper ones count 2^52 = 2^44 2^8. Limb products from 2^132 on come back times 20 = 5 * 4, as
 * 2^132 = 4 * 5 mod 2^130 - 5.
 *
 * Bounds: factors' limbs are below 2^45 (h + m: 2^44 + 2^18 + 2^44), those of powers of r below
 * 2^44 + 2^18, times 20 below 2^49: all fit the 52 bits that vpmadd52 reads. Sums of at most 27
 * lower parts stay below 2^57, of upper parts (products below 2^94, so parts below 2^42) below
 * 2^47, shifted by 10 below 2^57, times 5 below 2^60. */

#ifndef BRISK_CRYPTO_X86_64_POLY1305_IFMA_H
#define BRISK_CRYPTO_X86_64_POLY1305_IFMA_H

#include <immintrin.h>

#include "crypto/x86_64/poly1305.h"

#define TARGET                                                                                     \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512ifma,avx512vbmi2,bmi2")))

#define GROUP_SIZE 128 /* eight Poly1305 blocks */
#define MASK_44 0xfffffffffffull
#define MASK_42 0x3ffffffffffull
#define HIGH_BIT (1ull << 40) /* 2^128 in the third limb */

/* Eight numbers in limbs of 44, 44 and 42 bits. */
struct limbs {
    __m512i l[3];
};

/* Sums of the lower and the upper halves of limb products. */
struct product {
    __m512i low[3], high[3];
};

/* r0, r1, r2, 20 r1, 20 r2 of some power of r, each of eight powers. */
struct factors {
    uint64_t l[5][8];
};

TARGET INLINE struct product product_of_nothing(void)
{
    struct product p;
    for (int i = 0; i < 3; i++) {
        p.low[i] = p.high[i] = _mm512_setzero_si512();
    }
    return p;
}

/* p += a b, with b as r0, r1, r2, 20 r1, 20 r2. */
TARGET INLINE void multiply_add(struct product *p, const struct limbs *a, const __m512i b[5])
{
    static const int factor[3][3] = { { 0, 4, 3 }, { 1, 0, 4 }, { 2, 1, 0 } };
    for (int j = 0; j < 3; j++) {
        for (int i = 0; i < 3; i++) {
            p->low[i] = _mm512_madd52lo_epu64(p->low[i], a->l[j], b[factor[i][j]]);
            p->high[i] = _mm512_madd52hi_epu64(p->high[i], a->l[j], b[factor[i][j]]);
        }
    }
}

TARGET INLINE struct limbs carry(const struct product *p)
{
    const __m512i mask_44 = _mm512_set1_epi64(MASK_44), mask_42 = _mm512_set1_epi64(MASK_42);
    struct limbs h;
    __m512i l1 = _mm512_add_epi64(p->low[1], _mm512_slli_epi64(p->high[0], 8));
    __m512i l2 = _mm512_add_epi64(p->low[2], _mm512_slli_epi64(p->high[1], 8));
    l1 = _mm512_add_epi64(l1, _mm512_srli_epi64(p->low[0], 44));
    l2 = _mm512_add_epi64(l2, _mm512_srli_epi64(l1, 44));
    /* What is above 2^130: high[2] counts 2^(88 + 52), so 2^10 of 2^130. */
    __m512i above = _mm512_add_epi64(_mm512_slli_epi64(p->high[2], 10), _mm512_srli_epi64(l2, 42));
    above = _mm512_add_epi64(above, _mm512_slli_epi64(above, 2));
    __m512i l0 = _mm512_add_epi64(_mm512_and_si512(p->low[0], mask_44), above);
    h.l[0] = _mm512_and_si512(l0, mask_44);
    h.l[1] = _mm512_add_epi64(_mm512_and_si512(l1, mask_44), _mm512_srli_epi64(l0, 44));
    h.l[2] = _mm512_and_si512(l2, mask_42);
    return h;
}

/* 20 r1 and 20 r2 behind r0, r1, r2. */
TARGET INLINE void make_factors(__m512i b[5], const struct limbs *r)
{
    for (int i = 0; i < 3; i++) {
        b[i] = r->l[i];
    }
    for (int i = 1; i < 3; i++) {
        b[i + 2] = _mm512_add_epi64(_mm512_slli_epi64(r->l[i], 4), _mm512_slli_epi64(r->l[i], 2));
    }
}

TARGET INLINE struct limbs multiply(const struct limbs *a, const struct limbs *b)
{
    struct product p = product_of_nothing();
    __m512i factors[5];
    make_factors(factors, b);
    multiply_add(&p, a, factors);
    return carry(&p);
}

/* Lanes of a in which the mask has a bit, those of b in the others. */
TARGET INLINE struct limbs blend(__mmask8 mask, const struct limbs *a, const struct limbs *b)
{
    struct limbs c;
    for (int i = 0; i < 3; i++) {
        c.l[i] = _mm512_mask_blend_epi64(mask, b->l[i], a->l[i]);
    }
    return c;
}

TARGET INLINE struct limbs broadcast_lane(const struct limbs *a, int lane)
{
    struct limbs c;
    for (int i = 0; i < 3; i++) {
        c.l[i] = _mm512_permutexvar_epi64(_mm512_set1_epi64(lane), a->l[i]);
    }
    return c;
}

TARGET INLINE struct limbs one(void)
{
    return (
        struct limbs){ { _mm512_set1_epi64(1), _mm512_setzero_si512(), _mm512_setzero_si512() } };
}

/* From x^2, x, x^2, x, ...: x^4, x^3, x^2, x in the last four lanes. */
TARGET INLINE struct limbs raise_to_4(const struct limbs *x)
{
    struct limbs ones = one(), factor = broadcast_lane(x, 0);
    factor = blend(0xc0, &ones, &factor);
    return multiply(x, &factor);
}

/* From those: x^8, x^7, ..., x. */
TARGET INLINE struct limbs raise_to_8(const struct limbs *x)
{
    struct limbs ones = one(), factor = broadcast_lane(x, 4), y;
    factor = blend(0xf0, &ones, &factor);
    for (int i = 0; i < 3; i++) {
        y.l[i] = _mm512_shuffle_i64x2(x->l[i], x->l[i], 0xee);
    }
    return multiply(&y, &factor);
}

/* Splits blocks of 16 bytes, given as their lower and upper halves, without 2^128. */
TARGET INLINE struct limbs split(__m512i low, __m512i high)
{
    const __m512i mask_44 = _mm512_set1_epi64(MASK_44);
    struct limbs m;
    m.l[0] = _mm512_and_si512(low, mask_44);
    m.l[1] = _mm512_and_si512(_mm512_shrdi_epi64(low, high, 44), mask_44);
    m.l[2] = _mm512_srli_epi64(high, 24);
    return m;
}

/* Eight blocks, block j to lane j; a and b hold four each. */
TARGET INLINE struct limbs split_blocks(__m512i a, __m512i b)
{
    const __m512i low = _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14);
    const __m512i high = _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15);
    return split(_mm512_permutex2var_epi64(a, low, b), _mm512_permutex2var_epi64(a, high, b));
}

TARGET INLINE struct limbs load_group(const uint8_t in[GROUP_SIZE])
{
    struct limbs m = split_blocks(_mm512_loadu_si512(in), _mm512_loadu_si512(in + 64));
    m.l[2] = _mm512_or_si512(m.l[2], _mm512_set1_epi64(HIGH_BIT));
    return m;
}

TARGET INLINE struct limbs add_limbs(const struct limbs *a, const struct limbs *b)
{
    struct limbs c;
    for (int i = 0; i < 3; i++) {
        c.l[i] = _mm512_add_epi64(a->l[i], b->l[i]);
    }
    return c;
}

TARGET INLINE void multiply_by_stride(struct product *p, const struct limbs *a,
                                      const struct factors *strides, size_t i)
{
    __m512i b[5];
    for (int k = 0; k < 5; k++) {
        b[k] = _mm512_set1_epi64((long long)strides->l[k][i]);
    }
    multiply_add(p, a, b);
}

TARGET INLINE uint64_t add_lanes(__m512i x)
{
    __m256i y = _mm256_add_epi64(_mm512_castsi512_si256(x), _mm512_extracti64x4_epi64(x, 1));
    __m128i z = _mm_add_epi64(_mm256_castsi256_si128(y), _mm256_extracti128_si256(y, 1));
    return (uint64_t)_mm_cvtsi128_si64(_mm_add_epi64(z, _mm_unpackhi_epi64(z, z)));
}

/* Adds up what each lane is worth, and gives it to the scalar code. */
TARGET INLINE void add_up(struct poly1305 *scalar, const struct product *p)
{
    __m512i l1 = _mm512_add_epi64(p->low[1], _mm512_slli_epi64(p->high[0], 8));
    __m512i l2 = _mm512_add_epi64(p->low[2], _mm512_slli_epi64(p->high[1], 8));
    uint64_t d0 = add_lanes(p->low[0]), d1 = add_lanes(l1), d2 = add_lanes(l2);
    uint64_t above = add_lanes(p->high[2]) << 10;
    d1 += d0 >> 44;
    d2 += d1 >> 44;
    above += d2 >> 42;
    unsigned __int128 h = (d0 & MASK_44) + (unsigned __int128)above * 5;
    h += (unsigned __int128)(d1 & MASK_44) << 44;
    uint64_t carry_low = (uint64_t)(h >> 88);
    h = (h & (((unsigned __int128)1 << 88) - 1));
    d2 = (d2 & MASK_42) + carry_low;
    h |= (unsigned __int128)(d2 & (HIGH_BIT - 1)) << 88;
    scalar->sum.h0 = (uint64_t)h;
    scalar->sum.h1 = (uint64_t)(h >> 64);
    scalar->sum.h2 = d2 >> 40;
}

#endif
