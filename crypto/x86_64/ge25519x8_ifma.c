/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Multiples of the base point of edwards25519 for eight scalars, one in each lane, by the signed
 * comb of crypto/ge25519_table.h: 52 additions and 3 doublings.
 *
 *     void brisk_ge25519x8_base_mul_ifma(struct ge25519x8 *out, const struct lanes_words *scalar);
 *
 * CPU bits   CPU_AVX512F | CPU_AVX512IFMA
 * Timing     constant: the sixteen entries of a comb are two registers for each limb, out of which
 *            one instruction (vpermt2q) picks eight, those of the lanes' scalars. The addresses
 *            read are the same always.
 * Speed      Emerald Rapids (family 6, model 207): eight in 18,600 cycles, an addition in 340
 *
 * An addition is seven products (67 instructions), seven carries (11), seven sums (5), a lookup of
 * fifteen limbs and some forty more around it: 635 for two ports. */

#include "crypto/x86_64/ge25519x8_ifma.h"

/* A table's point: y + x, y - x and 2 d x y. */
struct niels {
    struct fe25519x8 sum, difference, product;
};

/* The words of recode_signed() in crypto/ge25519.h: 2 bits - (2^260 - 1) = scalar modulo L; bit 259
 * is in the fifth. */
struct comb_bits {
    __m512i word[5];
};

_Static_assert(GE25519_DIGITS == 260, "the fifth word has bit 259 alone");

LANES_INLINE void recode_signed(struct comb_bits *out, const struct lanes_words *scalar)
{
    static const uint64_t order[LANES_LIMBS] = { 0x2631a5cf5d3ed, 0xdea2f79cd6581, 0x14def9, 0,
                                                 UINT64_C(1) << 44 };
    const __m512i odd = _mm512_slli_epi64(scalar->word[0], 63);
    const __m512i even = lanes_mask_top(_mm512_xor_si512(odd, lanes_set(UINT64_C(1) << 63)));
    struct lanes_limbs n = lanes_from_words(*scalar);
    for (int i = 0; i < LANES_LIMBS; i++) {
        const __m512i add = _mm512_and_si512(even, lanes_set(order[i]));
        n.limb[i] = _mm512_add_epi64(n.limb[i], add);
    }
    n = lanes_clean(lanes_carry(n));
    const __m512i bit_256 = _mm512_srli_epi64(n.limb[4], 48);
    const struct lanes_words words = lanes_to_words(n);
    for (int i = 0; i < 4; i++) {
        const __m512i next = i < 3 ? words.word[i + 1] : bit_256;
        out->word[i] =
            _mm512_or_si512(_mm512_srli_epi64(words.word[i], 1), _mm512_slli_epi64(next, 63));
    }
    out->word[4] = lanes_set(1 << (GE25519_DIGITS - 1) % 64);
}

/* The point that comb number `comb` contributes at position `position`: the entry that the other
 * teeth name if the last tooth's bit is set, else the negative of their complement's. Negative, the
 * sum and the difference change places, and the product is p less, limb by limb, which borrows
 * nothing: the table's generator has seen to it that limb 0 is at most p's. */
LANES_INLINE struct niels select_comb_point(const struct comb_bits *bits, int comb, int position)
{
    __m512i teeth = _mm512_setzero_si512(), last = teeth;
    for (int t = 0; t < GE25519_TEETH; t++) {
        const int i = GE25519_SPACING * (GE25519_TEETH * comb + t) + position;
        const __m512i shifted = _mm512_srl_epi64(bits->word[i / 64], _mm_cvtsi32_si128(i % 64));
        last = _mm512_and_si512(shifted, lanes_set(1));
        if (t < GE25519_TEETH - 1) {
            teeth = _mm512_or_si512(teeth, _mm512_slli_epi64(last, (unsigned)t));
        }
    }
    const __m512i negative = _mm512_sub_epi64(last, lanes_set(1));
    const __m512i index = _mm512_xor_si512(teeth, negative); /* of which the low 4 bits count */

    __m512i limb[GE25519X8_ELEMENTS][LANES_LIMBS];
    for (int i = 0; i < GE25519X8_ELEMENTS; i++) {
        for (int j = 0; j < LANES_LIMBS; j++) {
            const uint64_t *entries = brisk_ge25519x8_comb[comb][i][j];
            limb[i][j] = _mm512_permutex2var_epi64(_mm512_load_si512(entries), index,
                                                   _mm512_load_si512(entries + 8));
        }
    }
    struct niels out;
    for (int j = 0; j < LANES_LIMBS; j++) {
        out.sum.n.limb[j] = lanes_choose(negative, limb[1][j], limb[0][j]);
        out.difference.n.limb[j] = lanes_choose(negative, limb[0][j], limb[1][j]);
        out.product.n.limb[j] = _mm512_xor_si512(limb[2][j], negative);
    }
    const __m512i eighteen = _mm512_and_si512(negative, lanes_set(18));
    out.product.n.limb[0] = _mm512_sub_epi64(out.product.n.limb[0], eighteen);
    out.product.n.limb[4] = _mm512_and_si512(out.product.n.limb[4], lanes_set(FE25519X8_MASK_47));
    return out;
}

/* Section 3.3 of the paper that ge25519x8_double() names. */
LANES_INLINE void add_niels(struct ge25519x8 *point, const struct niels *b)
{
    const struct fe25519x8_sum sums[3] = { fe25519x8_sub(point->y, point->x),
                                           fe25519x8_add(point->y, point->x), point->t };
    struct fe25519x8 factors[3];
    fe25519x8_carry_each(factors, sums, 3);
    const struct fe25519x8_sum u = fe25519x8_mul(factors[0], b->difference);
    const struct fe25519x8_sum v = fe25519x8_muladd(fe25519x8_bias(), factors[1], b->sum);
    const struct fe25519x8_sum w = fe25519x8_mul(factors[2], b->product);
    const struct fe25519x8_sum z2 = fe25519x8_add(point->z, point->z);
    const struct fe25519x8_sum efgh[4] = { fe25519x8_sub(v, u), fe25519x8_sub(z2, w),
                                           fe25519x8_add(z2, w), fe25519x8_add(v, u) };
    ge25519x8_finish(point, efgh, 1);
}

LANES void brisk_ge25519x8_base_mul_ifma(struct ge25519x8 *out, const struct lanes_words *scalar)
{
    struct comb_bits bits;
    struct ge25519x8 sum = ge25519x8_neutral();
    recode_signed(&bits, scalar);
    for (int i = GE25519_SPACING - 1; i >= 0; i--) {
        if (i < GE25519_SPACING - 1) {
            ge25519x8_double(&sum, 1);
        }
        for (int comb = 0; comb < GE25519_COMBS; comb++) {
            const struct niels point = select_comb_point(&bits, comb, i);
            add_niels(&sum, &point);
        }
    }
    *out = sum;
    brisk_wipe(&bits, sizeof(bits));
    brisk_wipe(&sum, sizeof(sum));
    _mm256_zeroupper();
}
