/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What kernels with eight lanes share, whatever their field: numbers of 256 bits, one in each
 * 64-bit lane of zmm registers, in radix 2^52, where vpmadd52luq and vpmadd52huq add the low or
 * high 52 bits of a product of the low 52 bits of two words.
 *
 * Everything is constant time: lanes are chosen by masks in vectors, as all else is that depends on
 * a lane (a masked access to memory could be told from one that is not). */

#ifndef BRISK_CRYPTO_X86_64_LANES_IFMA_H
#define BRISK_CRYPTO_X86_64_LANES_IFMA_H

#include <immintrin.h>
#include <stdint.h>

#include "crypto/bytes.h"
#include "crypto/impl.h"

/* CPU_AVX512F | CPU_AVX512IFMA */
#define LANES __attribute__((target("avx512f,avx512ifma")))
#define LANES_INLINE static inline __attribute__((always_inline)) LANES

#define LANES_LIMBS 5
#define LANES_MASK_52 ((INT64_C(1) << 52) - 1)

/* The number whose bits 64 i to 64 i + 63 are word i. */
struct lanes_words {
    __m512i word[4];
};

/* The number that is the sum of limb i 2^(52 i). */
struct lanes_limbs {
    __m512i limb[LANES_LIMBS];
};

LANES_INLINE __m512i lanes_set(uint64_t x)
{
    return _mm512_set1_epi64((int64_t)x);
}

/* a + b c, of the low or high 52 bits of the product */
LANES_INLINE __m512i lanes_madd_lo(__m512i a, __m512i b, __m512i c)
{
    return _mm512_madd52lo_epu64(a, b, c);
}

LANES_INLINE __m512i lanes_madd_hi(__m512i a, __m512i b, __m512i c)
{
    return _mm512_madd52hi_epu64(a, b, c);
}

/* yes where mask has a bit, no elsewhere */
LANES_INLINE __m512i lanes_choose(__m512i mask, __m512i yes, __m512i no)
{
    return _mm512_ternarylogic_epi64(mask, yes, no, 0xca);
}

LANES_INLINE struct lanes_limbs lanes_choose_limbs(__m512i mask, struct lanes_limbs yes,
                                                   struct lanes_limbs no)
{
    for (int i = 0; i < LANES_LIMBS; i++) {
        yes.limb[i] = lanes_choose(mask, yes.limb[i], no.limb[i]);
    }
    return yes;
}

/* All bits of the lanes whose top bit is set. */
LANES_INLINE __m512i lanes_mask_top(__m512i x)
{
    return _mm512_srai_epi64(x, 63);
}

/* All bits of the lanes that are 0: x - 1 has the top bit that x has not. */
LANES_INLINE __m512i lanes_mask_zero(__m512i x)
{
    const __m512i less = _mm512_sub_epi64(x, lanes_set(1));
    return lanes_mask_top(_mm512_andnot_si512(x, less));
}

/* One bit for each lane of a mask. */
LANES_INLINE unsigned lanes_to_bits(__m512i mask)
{
    return _mm512_cmplt_epi64_mask(mask, _mm512_setzero_si512());
}

/* The eight words at one offset of eight strings, as they are in memory. */
LANES_INLINE __m512i lanes_load_word(const uint8_t *const in[BRISK_LANES], size_t offset)
{
    return _mm512_setr_epi64((int64_t)load_le64(in[0] + offset), (int64_t)load_le64(in[1] + offset),
                             (int64_t)load_le64(in[2] + offset), (int64_t)load_le64(in[3] + offset),
                             (int64_t)load_le64(in[4] + offset), (int64_t)load_le64(in[5] + offset),
                             (int64_t)load_le64(in[6] + offset),
                             (int64_t)load_le64(in[7] + offset));
}

LANES_INLINE void lanes_store_word(uint8_t *const out[BRISK_LANES], size_t offset, __m512i word)
{
    uint64_t lane[BRISK_LANES];
    _mm512_storeu_si512(lane, word);
    for (int i = 0; i < BRISK_LANES; i++) {
        store_le64(out[i] + offset, lane[i]);
    }
}

/* Eight numbers of 32 bytes, little-endian. */
LANES_INLINE struct lanes_words lanes_load(const uint8_t *const in[BRISK_LANES])
{
    struct lanes_words out;
    for (size_t i = 0; i < 4; i++) {
        out.word[i] = lanes_load_word(in, 8 * i);
    }
    return out;
}

LANES_INLINE void lanes_store(uint8_t *const out[BRISK_LANES], struct lanes_words in)
{
    for (size_t i = 0; i < 4; i++) {
        lanes_store_word(out, 8 * i, in.word[i]);
    }
}

/* Limbs below 2^52, the last one below 2^48. */
LANES_INLINE struct lanes_limbs lanes_from_words(struct lanes_words in)
{
    const __m512i mask = lanes_set(LANES_MASK_52);
    struct lanes_limbs out;
    out.limb[0] = _mm512_and_si512(in.word[0], mask);
    for (unsigned i = 1; i < 4; i++) {
        const __m512i low = _mm512_srli_epi64(in.word[i - 1], 64 - 12 * i);
        const __m512i high = _mm512_slli_epi64(in.word[i], 12 * i);
        out.limb[i] = _mm512_and_si512(_mm512_or_si512(low, high), mask);
    }
    out.limb[4] = _mm512_srli_epi64(in.word[3], 16);
    return out;
}

/* From such limbs. */
LANES_INLINE struct lanes_words lanes_to_words(struct lanes_limbs in)
{
    struct lanes_words out;
    for (unsigned i = 0; i < 4; i++) {
        const __m512i low = _mm512_srli_epi64(in.limb[i], 12 * i);
        const __m512i high = _mm512_slli_epi64(in.limb[i + 1], 52 - 12 * i);
        out.word[i] = _mm512_or_si512(low, high);
    }
    return out;
}

/* Carries from limb to limb, the last one taking what comes: limbs but the last keep their bits
 * from 52 on, which multiplication does not look at. */
LANES_INLINE struct lanes_limbs lanes_carry(struct lanes_limbs a)
{
    for (int i = 1; i < LANES_LIMBS; i++) {
        a.limb[i] = _mm512_add_epi64(a.limb[i], _mm512_srli_epi64(a.limb[i - 1], 52));
    }
    return a;
}

/* Without those bits. */
LANES_INLINE struct lanes_limbs lanes_clean(struct lanes_limbs a)
{
    for (int i = 0; i < LANES_LIMBS - 1; i++) {
        a.limb[i] = _mm512_and_si512(a.limb[i], lanes_set(LANES_MASK_52));
    }
    return a;
}

#endif
