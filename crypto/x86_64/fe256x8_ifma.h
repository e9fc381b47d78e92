/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The field of P-256, p = 2^256 - 2^224 + 2^192 + 2^96 - 1, eight elements side by side, in
 * Montgomery form with R = 2^260 and radix 2^52. As in fe25519x8_ifma.h there are two kinds of
 * number, and every function says by its types which it takes and gives:
 *
 *     sum      what mul and square give: limbs are signed, not carried, of size below 2^62; so
 *              sums are added and subtracted limb by limb
 *     factor   what mul and square take: a number carried, limbs 0 to 3 meaning their low 52 bits
 *              (what is above is rubbish that vpmadd52 does not look at), limb 4 below 2^52.
 * Factors are never added
 *
 * A factor is a sum less a multiple of p, from 0.99 p to 2.01 p (fe256x8_carry), or, of what mul
 * and square gave, the number itself (fe256x8_carry_product). Of factors a and b, the product is
 * below a b / R + p: below 1.26 p for factors below 2.01 p, and below 3.1 p if one of them is below
 * R.
 *
 * Time is what the two ports for 512-bit vectors take: instructions of a product 90, of a square
 * 78, of fe256x8_carry 17, of fe256x8_carry_product 8. Everything is constant time. */

#ifndef BRISK_CRYPTO_X86_64_FE256X8_IFMA_H
#define BRISK_CRYPTO_X86_64_FE256X8_IFMA_H

#include "crypto/mod_invert.h"
#include "crypto/x86_64/lanes_ifma.h"

#define LANES_FUNCTION static __attribute__((noinline)) LANES

struct fe256x8 {
    struct lanes_limbs n;
};

struct fe256x8_sum {
    struct lanes_limbs n;
};

#define FE256X8_MASK_48 ((UINT64_C(1) << 48) - 1)

/* Constants as limbs: p; R mod p, which is 1; R^2 mod p; R b mod p */
static const uint64_t fe256x8_p[LANES_LIMBS] = { 0xfffffffffffff, 0x00fffffffffff, 0x0000000000000,
                                                 0x0001000000000, 0x0ffffffff0000 };
static const uint64_t fe256x8_one[LANES_LIMBS] = { 0x0000000000010, 0xf000000000000,
                                                   0xfffffffffffff, 0xffeffffffffff,
                                                   0x00000000fffff };
static const uint64_t fe256x8_rr[LANES_LIMBS] = { 0x0000000000300, 0xffffffff00000, 0xffffefffffffb,
                                                  0xfdfffffffffff, 0x0000004ffffff };
static const uint64_t fe256x8_b[LANES_LIMBS] = { 0xdf6229c4bddfd, 0xca8843090d89c, 0x212ed6acf005c,
                                                 0x83415a220abf7, 0x0c30061dd4874 };

LANES_INLINE struct lanes_limbs fe256x8_constant(const uint64_t limbs[LANES_LIMBS])
{
    struct lanes_limbs out;
    for (int i = 0; i < LANES_LIMBS; i++) {
        out.limb[i] = lanes_set(limbs[i]);
    }
    return out;
}

LANES_INLINE struct fe256x8_sum fe256x8_zero(void)
{
    struct fe256x8_sum out;
    for (int i = 0; i < LANES_LIMBS; i++) {
        out.n.limb[i] = _mm512_setzero_si512();
    }
    return out;
}

LANES_INLINE struct fe256x8_sum fe256x8_add(struct fe256x8_sum a, struct fe256x8_sum b)
{
    for (int i = 0; i < LANES_LIMBS; i++) {
        a.n.limb[i] = _mm512_add_epi64(a.n.limb[i], b.n.limb[i]);
    }
    return a;
}

LANES_INLINE struct fe256x8_sum fe256x8_sub(struct fe256x8_sum a, struct fe256x8_sum b)
{
    for (int i = 0; i < LANES_LIMBS; i++) {
        a.n.limb[i] = _mm512_sub_epi64(a.n.limb[i], b.n.limb[i]);
    }
    return a;
}

/* 2^shift a */
LANES_INLINE struct fe256x8_sum fe256x8_shift(struct fe256x8_sum a, unsigned shift)
{
    for (int i = 0; i < LANES_LIMBS; i++) {
        a.n.limb[i] = _mm512_slli_epi64(a.n.limb[i], shift);
    }
    return a;
}

LANES_INLINE struct fe256x8_sum fe256x8_choose(__m512i mask, struct fe256x8_sum yes,
                                               struct fe256x8_sum no)
{
    yes.n = lanes_choose_limbs(mask, yes.n, no.n);
    return yes;
}

LANES_INLINE struct fe256x8_sum fe256x8_negate_if(__m512i mask, struct fe256x8_sum a)
{
    return fe256x8_choose(mask, fe256x8_sub(fe256x8_zero(), a), a);
}

/* Takes q p away, where q 2^256 + 2^256 is what limb 4 has from 2^256 on: the rest is 2^256 to
 * 2^257 but for what the other limbs carry (less than 2^219) and q (2^224 - 2^192 - 2^96 + 1) (q is
 * below 2^14). */
LANES_INLINE struct fe256x8 fe256x8_carry(struct fe256x8_sum a)
{
    struct fe256x8 out = { a.n };
    __m512i *limb = out.n.limb;
    const __m512i q = _mm512_sub_epi64(_mm512_srai_epi64(limb[4], 48), lanes_set(1));
    limb[0] = _mm512_add_epi64(limb[0], q);
    limb[1] = _mm512_sub_epi64(limb[1], _mm512_slli_epi64(q, 44));
    limb[3] = _mm512_sub_epi64(limb[3], _mm512_slli_epi64(q, 36));
    limb[4] = _mm512_ternarylogic_epi64(limb[4], lanes_set(FE256X8_MASK_48),
                                        lanes_set(UINT64_C(1) << 48), 0xea); /* a & b | c */
    limb[4] = _mm512_add_epi64(limb[4], _mm512_slli_epi64(q, 16));
    for (int i = 1; i < LANES_LIMBS; i++) {
        limb[i] = _mm512_add_epi64(limb[i], _mm512_srai_epi64(limb[i - 1], 52));
    }
    return out;
}

/* Of what mul or square gave. */
LANES_INLINE struct fe256x8 fe256x8_carry_product(struct fe256x8_sum a)
{
    return (struct fe256x8){ lanes_carry(a.n) };
}

/* A factor as a sum: the same number. */
LANES_INLINE struct fe256x8_sum fe256x8_from_factor(struct fe256x8 a)
{
    return (struct fe256x8_sum){ lanes_clean(a.n) };
}

/* Montgomery reduction of ten columns below 2^57. -1/p is 1 modulo 2^52, so that y, the multiple of
 * p that makes a column zero, is that column's low 52 bits; and of y p = y (p + 1) - y, p + 1 is
 * 2^44 2^52 + 2^36 2^156 + (2^48 - 2^16) 2^208. */
LANES_INLINE struct fe256x8_sum fe256x8_reduce_columns(__m512i t[10])
{
    const __m512i p1 = lanes_set(UINT64_C(1) << 44), p3 = lanes_set(UINT64_C(1) << 36);
    const __m512i p4 = lanes_set((UINT64_C(1) << 48) - (UINT64_C(1) << 16));
    struct fe256x8_sum out;
    for (int i = 0; i < LANES_LIMBS; i++) {
        const __m512i y = t[i];
        t[i + 1] = _mm512_add_epi64(t[i + 1], _mm512_srli_epi64(y, 52));
        t[i + 1] = lanes_madd_lo(t[i + 1], y, p1);
        t[i + 2] = lanes_madd_hi(t[i + 2], y, p1);
        t[i + 3] = lanes_madd_lo(t[i + 3], y, p3);
        t[i + 4] = lanes_madd_hi(t[i + 4], y, p3);
        t[i + 4] = lanes_madd_lo(t[i + 4], y, p4);
        t[i + 5] = lanes_madd_hi(t[i + 5], y, p4);
    }
    for (int i = 0; i < LANES_LIMBS; i++) {
        out.n.limb[i] = t[LANES_LIMBS + i];
    }
    return out;
}

LANES_INLINE struct fe256x8_sum fe256x8_mul(struct fe256x8 a, struct fe256x8 b)
{
    __m512i t[10];
    for (int i = 0; i < 10; i++) {
        t[i] = _mm512_setzero_si512();
    }
    for (int i = 0; i < LANES_LIMBS; i++) {
        for (int j = 0; j < LANES_LIMBS; j++) {
            t[i + j] = lanes_madd_lo(t[i + j], a.n.limb[i], b.n.limb[j]);
            t[i + j + 1] = lanes_madd_hi(t[i + j + 1], a.n.limb[i], b.n.limb[j]);
        }
    }
    return fe256x8_reduce_columns(t);
}

LANES_INLINE struct fe256x8_sum fe256x8_square(struct fe256x8 a)
{
    __m512i t[10];
    for (int i = 0; i < 10; i++) {
        t[i] = _mm512_setzero_si512();
    }
    for (int i = 0; i < LANES_LIMBS; i++) {
        for (int j = i + 1; j < LANES_LIMBS; j++) {
            t[i + j] = lanes_madd_lo(t[i + j], a.n.limb[i], a.n.limb[j]);
            t[i + j + 1] = lanes_madd_hi(t[i + j + 1], a.n.limb[i], a.n.limb[j]);
        }
    }
    for (int i = 0; i < 10; i++) {
        if (i > 0 && i < 9) {
            t[i] = _mm512_add_epi64(t[i], t[i]);
        }
        t[i] = i % 2 ? lanes_madd_hi(t[i], a.n.limb[i / 2], a.n.limb[i / 2])
                     : lanes_madd_lo(t[i], a.n.limb[i / 2], a.n.limb[i / 2]);
    }
    return fe256x8_reduce_columns(t);
}

/* Clean limbs less p, unless they are below it; below 2 p before. */
LANES_INLINE struct lanes_limbs fe256x8_reduce_once(struct lanes_limbs a)
{
    const struct lanes_limbs p = fe256x8_constant(fe256x8_p);
    struct lanes_limbs less;
    for (int i = 0; i < LANES_LIMBS; i++) {
        less.limb[i] = _mm512_sub_epi64(a.limb[i], p.limb[i]);
        if (i > 0) {
            less.limb[i] = _mm512_add_epi64(less.limb[i], _mm512_srai_epi64(less.limb[i - 1], 52));
        }
    }
    const __m512i is_below = lanes_mask_top(less.limb[4]);
    return lanes_choose_limbs(is_below, a, lanes_clean(less));
}

/* Out of Montgomery form, below p. */
LANES_INLINE struct lanes_limbs fe256x8_leave(struct fe256x8 a)
{
    struct fe256x8 one = { fe256x8_zero().n };
    one.n.limb[0] = lanes_set(1);
    return fe256x8_reduce_once(lanes_clean(fe256x8_carry_product(fe256x8_mul(a, one)).n));
}

/* Limbs of a number below R to Montgomery form. */
LANES_INLINE struct fe256x8 fe256x8_enter(struct lanes_limbs a)
{
    const struct fe256x8 rr = { fe256x8_constant(fe256x8_rr) };
    return fe256x8_carry_product(fe256x8_mul((struct fe256x8){ a }, rr));
}

/* The mask of lanes that are 0 modulo p. */
LANES_INLINE __m512i fe256x8_mask_zero(struct fe256x8_sum a)
{
    const struct lanes_limbs n = fe256x8_leave(fe256x8_carry(a));
    __m512i bits = n.limb[0];
    for (int i = 1; i < LANES_LIMBS; i++) {
        bits = _mm512_or_si512(bits, n.limb[i]);
    }
    return lanes_mask_zero(bits);
}

/* a with lane i's number in lane i ^ distance. */
LANES_INLINE struct fe256x8 fe256x8_exchange(struct fe256x8 a, int64_t distance)
{
    const __m512i lane = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);
    const __m512i from = _mm512_xor_si512(lane, lanes_set((uint64_t)distance));
    for (int i = 0; i < LANES_LIMBS; i++) {
        a.n.limb[i] = _mm512_permutexvar_epi64(from, a.n.limb[i]);
    }
    return a;
}

LANES_INLINE struct fe256x8 fe256x8_mul_factors(struct fe256x8 a, struct fe256x8 b)
{
    return fe256x8_carry_product(fe256x8_mul(a, b));
}

/* 1/a, none of which is 0, by one inversion: that of the product of all, which is found, and
 * divided again, by halves (Montgomery 1987). */
LANES_FUNCTION void fe256x8_invert(struct fe256x8 *out, const struct fe256x8 *a)
{
    static const uint64_t p[4] = { 0xffffffffffffffff, 0x00000000ffffffff, 0x0000000000000000,
                                   0xffffffff00000001 };
    static const uint64_t r[4] = { 0x0000000000000010, 0xfffffff000000000, 0xffffffffffffffff,
                                   0x0000000fffffffef };
    _Alignas(64) uint64_t words[4][BRISK_LANES];
    uint64_t product[4], inverse[4];
    const struct fe256x8 pair = fe256x8_mul_factors(*a, fe256x8_exchange(*a, 1));
    const struct fe256x8 four = fe256x8_mul_factors(pair, fe256x8_exchange(pair, 2));
    const struct fe256x8 all = fe256x8_mul_factors(four, fe256x8_exchange(four, 4));
    struct lanes_words n = lanes_to_words(fe256x8_leave(all));
    for (int i = 0; i < 4; i++) {
        _mm512_store_si512(words[i], n.word[i]);
        product[i] = words[i][0];
    }
    mod_invert(inverse, product, r, p, 1, 4);
    for (int i = 0; i < 4; i++) {
        n.word[i] = lanes_set(inverse[i]);
    }
    const struct fe256x8 of_all = { lanes_from_words(n) };
    const struct fe256x8 of_four = fe256x8_mul_factors(of_all, fe256x8_exchange(four, 4));
    const struct fe256x8 of_pair = fe256x8_mul_factors(of_four, fe256x8_exchange(pair, 2));
    *out = fe256x8_mul_factors(of_pair, fe256x8_exchange(*a, 1));
    brisk_wipe(words, sizeof(words));
    brisk_wipe(product, sizeof(product));
    brisk_wipe(inverse, sizeof(inverse));
}

#endif
