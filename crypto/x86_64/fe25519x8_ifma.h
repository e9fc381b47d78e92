/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The field of 2^255 - 19 elements, eight elements side by side, in radix 2^52. There are two kinds
 * of number, and every function says by its types which it takes and gives:
 *
 *     sum      what mul and square give: columns of products, not carried, any limb below 2^56.
 *              Sums are added and subtracted limb by limb; a sum to be subtracted from has to start
 *              from FE25519X8_BIAS, a multiple of p with limbs from 2^56 - 2^14 to 2^57
 *     factor   what mul and square take: a sum carried, limbs 0 to 3 meaning their low 52 bits
 *              (what is above is rubbish that vpmadd52 does not look at), limb 4 below 2^47 + 2^12.
 *              Factors are never added
 *
 * So carries are paid for where a factor is made, not once after each product and once more after
 * each addition; and carrying needs no masks. Radix 2^51, where additions may be left uncarried
 * and 2^255 is just 19, takes more: high halves count twice there, and every carry needs a mask.
 *
 * Time is what the two ports for 512-bit vectors take: instructions of a product 67, of a square
 * 55, of a carry 11. Everything is constant time. */

#ifndef BRISK_CRYPTO_X86_64_FE25519X8_IFMA_H
#define BRISK_CRYPTO_X86_64_FE25519X8_IFMA_H

/* crypto/x86_64/divsteps_cmov.asm */
#include <stdint.h>

int64_t brisk_divsteps_20_cmov(uint64_t fg[2], int64_t delta);
#define GCD_STEPS_KERNEL brisk_divsteps_20_cmov

#include "crypto/mod_invert.h"
#include "crypto/x86_64/lanes_ifma.h"

struct fe25519x8 {
    struct lanes_limbs n;
};

struct fe25519x8_sum {
    struct lanes_limbs n;
};

/* 2^260 = 32 19 */
#define FE25519X8_FOLD 608

#define FE25519X8_MASK_47 ((INT64_C(1) << 47) - 1)

/* 512 p: 16 (2^52 - 1) in limbs 0 to 3 is 16 2^208 - 16; with 512 2^47 - 16 in limb 4 that makes
 * 512 2^255 - 16, of which limb 0 takes 19 512 - 16 more. */
#define FE25519X8_BIAS(i)                                                                          \
    ((i) == 4   ? (UINT64_C(1) << 56) - 16                                                         \
     : (i) == 0 ? 16 * (uint64_t)LANES_MASK_52 - (512 * 19 - 16)                                   \
                : 16 * (uint64_t)LANES_MASK_52)

LANES_INLINE struct fe25519x8_sum fe25519x8_bias(void)
{
    struct fe25519x8_sum out;
    for (int i = 0; i < LANES_LIMBS; i++) {
        out.n.limb[i] = lanes_set(FE25519X8_BIAS(i));
    }
    return out;
}

LANES_INLINE struct fe25519x8_sum fe25519x8_zero(void)
{
    struct fe25519x8_sum out;
    for (int i = 0; i < LANES_LIMBS; i++) {
        out.n.limb[i] = _mm512_setzero_si512();
    }
    return out;
}

LANES_INLINE struct fe25519x8_sum fe25519x8_add(struct fe25519x8_sum a, struct fe25519x8_sum b)
{
    for (int i = 0; i < LANES_LIMBS; i++) {
        a.n.limb[i] = _mm512_add_epi64(a.n.limb[i], b.n.limb[i]);
    }
    return a;
}

/* a has the bias, b has not. */
LANES_INLINE struct fe25519x8_sum fe25519x8_sub(struct fe25519x8_sum a, struct fe25519x8_sum b)
{
    for (int i = 0; i < LANES_LIMBS; i++) {
        a.n.limb[i] = _mm512_sub_epi64(a.n.limb[i], b.n.limb[i]);
    }
    return a;
}

/* Factors from sums with limbs below 2^63: limb 4 gives what it has from 2^255 on to limb 0 first,
 * 19 times something below 2^16, and is then below 2^47; carries from limb to limb are below 2^12,
 * and the last limb has room for one. Several sums go in step, since a carry waits for the one
 * before it. */
LANES_INLINE void fe25519x8_carry_each(struct fe25519x8 out[], const struct fe25519x8_sum in[],
                                       int num)
{
    const __m512i mask = lanes_set(FE25519X8_MASK_47);
    for (int k = 0; k < num; k++) {
        const __m512i above = _mm512_srli_epi64(in[k].n.limb[4], 47);
        out[k].n = in[k].n;
        out[k].n.limb[4] = _mm512_and_si512(in[k].n.limb[4], mask);
        out[k].n.limb[0] = lanes_madd_lo(in[k].n.limb[0], above, lanes_set(19));
    }
    for (int i = 1; i < LANES_LIMBS; i++) {
        for (int k = 0; k < num; k++) {
            const __m512i carry = _mm512_srli_epi64(out[k].n.limb[i - 1], 52);
            out[k].n.limb[i] = _mm512_add_epi64(out[k].n.limb[i], carry);
        }
    }
}

LANES_INLINE struct fe25519x8 fe25519x8_carry(struct fe25519x8_sum in)
{
    struct fe25519x8 out;
    fe25519x8_carry_each(&out, &in, 1);
    return out;
}

/* The ten columns of a product, with limbs of the last factor rows as said above:
 *     column    0  1  2  3   4  5  6  7  8
 *     below     1  3  5  7   9  8  6  4  2   times 2^52, and 2^43 in column 9,
 * for column k has up to five low and four high halves. Column 5 + i counts 608 times in column i:
 * its low 52 bits by a product, what is above, below 8, by another one. The high half of column
 * 9's is 0. Limbs come out below 11 2^52, beside what they started from. */
LANES_INLINE struct fe25519x8_sum fe25519x8_fold(const __m512i column[10])
{
    const __m512i fold = lanes_set(FE25519X8_FOLD);
    struct fe25519x8_sum out;
    for (int i = 0; i < LANES_LIMBS; i++) {
        out.n.limb[i] = lanes_madd_lo(column[i], column[5 + i], fold);
    }
    for (int i = 1; i < LANES_LIMBS; i++) {
        const __m512i above = _mm512_srli_epi64(column[4 + i], 52);
        out.n.limb[i] = lanes_madd_hi(out.n.limb[i], column[4 + i], fold);
        out.n.limb[i] = lanes_madd_lo(out.n.limb[i], above, fold);
    }
    return out;
}

/* c + a b */
LANES_INLINE struct fe25519x8_sum fe25519x8_muladd(struct fe25519x8_sum c, struct fe25519x8 a,
                                                   struct fe25519x8 b)
{
    __m512i column[10];
    for (int i = 0; i < 10; i++) {
        column[i] = i < LANES_LIMBS ? c.n.limb[i] : _mm512_setzero_si512();
    }
    for (int i = 0; i < LANES_LIMBS; i++) {
        for (int j = 0; j < LANES_LIMBS; j++) {
            column[i + j] = lanes_madd_lo(column[i + j], a.n.limb[i], b.n.limb[j]);
        }
        for (int j = 0; j < LANES_LIMBS; j++) {
            column[i + j + 1] = lanes_madd_hi(column[i + j + 1], a.n.limb[i], b.n.limb[j]);
        }
    }
    return fe25519x8_fold(column);
}

LANES_INLINE struct fe25519x8_sum fe25519x8_mul(struct fe25519x8 a, struct fe25519x8 b)
{
    return fe25519x8_muladd(fe25519x8_zero(), a, b);
}

/* a a, with the bias or not: products of unlike limbs come first and are doubled, with what columns
 * 1 to 4 start from. */
LANES_INLINE struct fe25519x8_sum fe25519x8_square_from(struct fe25519x8 a, int has_bias)
{
    __m512i column[10];
    for (int i = 0; i < 10; i++) {
        column[i] = _mm512_setzero_si512();
    }
    for (int i = 0; has_bias && i < LANES_LIMBS; i++) {
        column[i] = lanes_set(i == 0 ? FE25519X8_BIAS(0) : FE25519X8_BIAS(i) / 2);
    }
    for (int i = 0; i < LANES_LIMBS; i++) {
        for (int j = i + 1; j < LANES_LIMBS; j++) {
            column[i + j] = lanes_madd_lo(column[i + j], a.n.limb[i], a.n.limb[j]);
        }
        for (int j = i + 1; j < LANES_LIMBS; j++) {
            column[i + j + 1] = lanes_madd_hi(column[i + j + 1], a.n.limb[i], a.n.limb[j]);
        }
    }
    for (int i = 1; i < 9; i++) {
        column[i] = _mm512_add_epi64(column[i], column[i]);
    }
    for (int i = 0; i < LANES_LIMBS; i++) {
        column[2 * i] = lanes_madd_lo(column[2 * i], a.n.limb[i], a.n.limb[i]);
        column[2 * i + 1] = lanes_madd_hi(column[2 * i + 1], a.n.limb[i], a.n.limb[i]);
    }
    return fe25519x8_fold(column);
}

LANES_INLINE struct fe25519x8_sum fe25519x8_square(struct fe25519x8 a)
{
    return fe25519x8_square_from(a, 0);
}

LANES_INLINE struct fe25519x8_sum fe25519x8_square_biased(struct fe25519x8 a)
{
    return fe25519x8_square_from(a, 1);
}

/* c + factor a, for a factor below 2^17. The last high half is below 2^13. */
LANES_INLINE struct fe25519x8_sum fe25519x8_muladd_small(struct fe25519x8_sum c, struct fe25519x8 a,
                                                         uint64_t factor)
{
    const __m512i zero = _mm512_setzero_si512(), times = lanes_set(factor);
    const __m512i above = lanes_madd_hi(zero, a.n.limb[4], times);
    c.n.limb[0] = lanes_madd_lo(c.n.limb[0], above, lanes_set(FE25519X8_FOLD));
    for (int i = 0; i < LANES_LIMBS; i++) {
        c.n.limb[i] = lanes_madd_lo(c.n.limb[i], a.n.limb[i], times);
        if (i < 4) {
            c.n.limb[i + 1] = lanes_madd_hi(c.n.limb[i + 1], a.n.limb[i], times);
        }
    }
    return c;
}

/* A factor for many products: a, 2^52 a, ..., 2^208 a, so that only the high halves of a product's
 * last column are beyond column 4. Such a product takes 52 instructions. */
struct fe25519x8_rows {
    struct fe25519x8 row[LANES_LIMBS];
};

LANES_INLINE void fe25519x8_make_rows(struct fe25519x8_rows *out, struct fe25519x8 a)
{
    out->row[0] = a;
    for (int i = 1; i < LANES_LIMBS; i++) {
        const struct lanes_limbs last = lanes_clean(out->row[i - 1].n);
        struct fe25519x8_sum next = fe25519x8_zero();
        for (int j = 1; j < LANES_LIMBS; j++) {
            next.n.limb[j] = last.limb[j - 1];
        }
        const __m512i fold = lanes_set(FE25519X8_FOLD);
        next.n.limb[0] = lanes_madd_lo(next.n.limb[0], last.limb[4], fold);
        next.n.limb[1] = lanes_madd_hi(next.n.limb[1], last.limb[4], fold);
        out->row[i] = fe25519x8_carry(next);
    }
}

LANES_INLINE struct fe25519x8_sum fe25519x8_mul_rows(struct fe25519x8 a,
                                                     const struct fe25519x8_rows *b)
{
    __m512i column[6];
    for (int i = 0; i < 6; i++) {
        column[i] = _mm512_setzero_si512();
    }
    for (int i = 0; i < LANES_LIMBS; i++) {
        for (int j = 0; j < LANES_LIMBS; j++) {
            column[j] = lanes_madd_lo(column[j], a.n.limb[i], b->row[i].n.limb[j]);
            column[j + 1] = lanes_madd_hi(column[j + 1], a.n.limb[i], b->row[i].n.limb[j]);
        }
    }
    /* Column 5 is below 2^51: five products of numbers below 2^52 and 2^48. */
    const __m512i fold = lanes_set(FE25519X8_FOLD);
    column[0] = lanes_madd_lo(column[0], column[5], fold);
    column[1] = lanes_madd_hi(column[1], column[5], fold);
    struct fe25519x8_sum out;
    for (int i = 0; i < LANES_LIMBS; i++) {
        out.n.limb[i] = column[i];
    }
    return out;
}

/* The representative below p, limbs clean: a factor is below 2 p, and at least p exactly if 19 more
 * are 2^255 at least; then that less 2^255 is it. */
LANES_INLINE struct lanes_limbs fe25519x8_reduce(struct fe25519x8 a)
{
    struct lanes_limbs n = lanes_clean(a.n), more = n;
    more.limb[0] = _mm512_add_epi64(more.limb[0], lanes_set(19));
    more = lanes_carry(more);
    const __m512i above = _mm512_srli_epi64(more.limb[4], 47);
    n.limb[0] = lanes_madd_lo(n.limb[0], above, lanes_set(19));
    n = lanes_clean(lanes_carry(n));
    n.limb[4] = _mm512_and_si512(n.limb[4], lanes_set(FE25519X8_MASK_47));
    return n;
}

/* Little-endian (RFC 7748 section 5); ignores the top bit and takes values not below p as they are.
 */
LANES_INLINE struct fe25519x8 fe25519x8_decode(const uint8_t *const in[BRISK_LANES])
{
    struct lanes_limbs n = lanes_from_words(lanes_load(in));
    n.limb[4] = _mm512_and_si512(n.limb[4], lanes_set(FE25519X8_MASK_47));
    return (struct fe25519x8){ n };
}

LANES_INLINE __m512i fe25519x8_mask_zero(struct lanes_limbs reduced)
{
    __m512i bits = reduced.limb[0];
    for (int i = 1; i < LANES_LIMBS; i++) {
        bits = _mm512_or_si512(bits, reduced.limb[i]);
    }
    return lanes_mask_zero(bits);
}

/* Lanes changed for their neighbours, pairs for pairs, or halves for halves. */
LANES_INLINE struct fe25519x8 fe25519x8_turn_lanes(struct fe25519x8 a, int distance)
{
    for (int i = 0; i < LANES_LIMBS; i++) {
        __m512i x = a.n.limb[i];
        a.n.limb[i] = distance == 1   ? _mm512_permutex_epi64(x, 0xb1)
                      : distance == 2 ? _mm512_permutex_epi64(x, 0x4e)
                                      : _mm512_shuffle_i64x2(x, x, 0x4e);
    }
    return a;
}

LANES_INLINE struct fe25519x8 fe25519x8_one(void)
{
    struct fe25519x8_sum one = fe25519x8_zero();
    one.n.limb[0] = lanes_set(1);
    return (struct fe25519x8){ one.n };
}

/* 1/a for the same a in all lanes. */
LANES_INLINE struct fe25519x8 fe25519x8_invert_same(struct fe25519x8 a)
{
    static const uint64_t one[4] = { 1, 0, 0, 0 };
    static const uint64_t prime[4] = { 0xffffffffffffffed, UINT64_MAX, UINT64_MAX,
                                       UINT64_MAX >> 1 };
    const uint64_t minus_inverse = 0x86bca1af286bca1b; /* -1/p mod 2^64: 1/19 */
    struct lanes_words words = lanes_to_words(fe25519x8_reduce(a));
    uint64_t number[4];
    for (int i = 0; i < 4; i++) {
        number[i] = (uint64_t)_mm_cvtsi128_si64(_mm512_castsi512_si128(words.word[i]));
    }
    mod_invert(number, number, one, prime, minus_inverse, 4);
    for (int i = 0; i < 4; i++) {
        words.word[i] = lanes_set(number[i]);
    }
    brisk_wipe(number, sizeof(number));
    return (struct fe25519x8){ lanes_from_words(words) };
}

/* 1/a, and in lanes where the mask says that a is 0, 1: one inversion, of the product of all lanes,
 * and six products (Montgomery, "Speeding the Pollard and elliptic curve methods of factorization",
 * 1987, section 10.3.1). In each lane `pair` is the product of the lane and its neighbour, `four`
 * and `all` likewise. */
LANES_INLINE struct fe25519x8 fe25519x8_invert(struct fe25519x8 a, __m512i is_zero)
{
    a.n = lanes_choose_limbs(is_zero, fe25519x8_one().n, a.n);
    const struct fe25519x8 next = fe25519x8_turn_lanes(a, 1);
    const struct fe25519x8 pair = fe25519x8_carry(fe25519x8_mul(a, next));
    const struct fe25519x8 next_pair = fe25519x8_turn_lanes(pair, 2);
    const struct fe25519x8 four = fe25519x8_carry(fe25519x8_mul(pair, next_pair));
    const struct fe25519x8 next_four = fe25519x8_turn_lanes(four, 4);
    const struct fe25519x8 all = fe25519x8_carry(fe25519x8_mul(four, next_four));
    struct fe25519x8 inverse = fe25519x8_invert_same(all);
    inverse = fe25519x8_carry(fe25519x8_mul(inverse, next_four));
    inverse = fe25519x8_carry(fe25519x8_mul(inverse, next_pair));
    return fe25519x8_carry(fe25519x8_mul(inverse, next));
}

#endif
