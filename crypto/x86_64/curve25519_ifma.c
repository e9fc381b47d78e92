/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* X25519 and Ed25519 with four field elements at a time inside a ladder's step and inside point
 * additions and doublings (Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited", 2008,
 * section 4; for the ladder Nath and Sarkar, "Efficient 4-way vectorizations of the Montgomery
 * ladder", 2020). Inversions and square roots, one element at a time, are those of the adx row.
 *
 * CPU bits   CPU_AVX2 | CPU_AVX512F | CPU_AVX512VL | CPU_AVX512IFMA | CPU_ADX | CPU_BMI2
 * Speed      Emerald Rapids (family 6, model 207), cycles: a step of the ladder 170 to 205, an
 *            addition 145, a doubling 146, an inversion 5,350; X25519 shared secret 56,700, public
 *            key 15,100; Ed25519 base multiplication 15,000, check 52,000
 *
 * A product of four takes 50 multiply-adds, 25 cycles at two a cycle, and hands its result on after
 * about 45; three of them make a step of the ladder, two an addition or a doubling. */

#include "crypto/impl.h"
#include "crypto/x86_64/fe25519_adx.h"
#include "crypto/x86_64/fe25519x4_ifma.h"

#define GE25519_KERNEL(function) brisk_ge25519_##function##_adx
#define GE25519_OWN_MULTIPLES
#include "crypto/ge25519.h"

/* Lanes, as masks. */
#define LANE_0 1
#define LANE_1 2
#define LANE_2 4
#define LANE_3 8

/* A point is (X, Y, T, Z); as the second operand of additions, "cached", it is
 * (y - x, y + x, 2 d x y, 2 z). */

IFMA_INLINE struct fe25519x4 neutral_pointx4(void)
{
    static const struct fe25519 elements[4] = { { { 0 } }, { { 1 } }, { { 0 } }, { { 1 } } };
    return fe25519x4_from_elements(elements);
}

/* (Y - X, Y + X, T, Z) */
IFMA_INLINE struct fe25519x4 mix_xy(struct fe25519x4 point)
{
    struct fe25519x4 y = FE25519X4_PERMUTE(point, 1, 1, 2, 3);
    struct fe25519x4 x = FE25519X4_PERMUTE(point, 0, 0, 0, 0);
    x = fe25519x4_negate_lanes(fe25519x4_keep_lanes(x, LANE_0 | LANE_1), LANE_0);
    return fe25519x4_carry(fe25519x4_add(y, x));
}

/* x = E/G, y = H/F, t = E H from (E, H, F, G) */
IFMA_INLINE struct fe25519x4 finishx4(struct fe25519x4 ehfg)
{
    return fe25519x4_mul(FE25519X4_PERMUTE(ehfg, 0, 1, 0, 2), FE25519X4_PERMUTE(ehfg, 2, 3, 1, 3));
}

/* Section 4.2 of Hisil et al. */
IFMA_INLINE struct fe25519x4 addx4(struct fe25519x4 a, struct fe25519x4 b)
{
    struct fe25519x4 uvwz = fe25519x4_mul(mix_xy(a), b);
    struct fe25519x4 uw = fe25519x4_even_lanes(uvwz);
    struct fe25519x4 vz = fe25519x4_odd_lanes(uvwz);
    uw = fe25519x4_negate_lanes(uw, LANE_0 | LANE_2);
    return finishx4(fe25519x4_carry(fe25519x4_add(vz, uw)));
}

/* The same section, with the signs of crypto/ge25519.h: E = XX + YY - (X + Y)^2, H = XX + YY,
 * G = XX - YY, F = 2 ZZ + G. Limbs of the sum are below 2^51 + 2^52 + 2^52 and some. */
IFMA_INLINE struct fe25519x4 doublex4(struct fe25519x4 a)
{
    struct fe25519x4 y = FE25519X4_PERMUTE(a, 1, 1, 1, 1);
    struct fe25519x4 squares = FE25519X4_PERMUTE(a, 0, 1, 0, 3);
    squares = fe25519x4_add(squares, fe25519x4_keep_lanes(y, LANE_2));
    squares = fe25519x4_square(fe25519x4_carry(squares)); /* XX, YY, (X + Y)^2, ZZ */

    struct fe25519x4 xx = FE25519X4_PERMUTE(squares, 0, 0, 0, 0);
    struct fe25519x4 yy = FE25519X4_PERMUTE(squares, 1, 1, 1, 1);
    struct fe25519x4 others = FE25519X4_PERMUTE(squares, 2, 2, 3, 3);
    yy = fe25519x4_negate_lanes(yy, LANE_2 | LANE_3);
    others = fe25519x4_keep_lanes(others, LANE_0 | LANE_2);
    others = fe25519x4_negate_lanes(others, LANE_0);
    struct fe25519x4 sum = fe25519x4_add(fe25519x4_add(xx, yy), others);
    return finishx4(fe25519x4_carry(fe25519x4_add(sum, fe25519x4_keep_lanes(others, LANE_2))));
}

/* -(x, y) = (-x, y) */
IFMA_INLINE struct fe25519x4 negate_cachedx4(struct fe25519x4 a)
{
    return fe25519x4_negate_lanes(FE25519X4_PERMUTE(a, 1, 0, 2, 3), LANE_2);
}

IFMA_INLINE struct fe25519x4 make_cachedx4(struct fe25519x4 point)
{
    const __m256i one = _mm256_setr_epi64x(1, 0, 0, 0);
    const struct fe25519x4 factors = fe25519x4_from_words(one, one, fe25519x4_row(brisk_fe25519_2d),
                                                          _mm256_setr_epi64x(2, 0, 0, 0));
    return fe25519x4_mul(mix_xy(point), factors);
}

/* From a table's point: z = 1. */
IFMA_INLINE struct fe25519x4 cachedx4_from_rows(__m256i sum, __m256i difference, __m256i product)
{
    return fe25519x4_from_words(difference, sum, product, _mm256_setr_epi64x(2, 0, 0, 0));
}

/* a | (mask & words). The words are read whatever the mask is: a load that is masked itself would
 * be left undone. */
IFMA_INLINE __m256i or_masked(__m256i a, __m256i mask, const uint64_t words[4])
{
    return _mm256_ternarylogic_epi64(a, mask, fe25519x4_row(words), 0xf8);
}

/* select_comb_point() of crypto/ge25519.h. */
IFMA_INLINE struct fe25519x4 select_comb_pointx4(int comb, uint64_t teeth)
{
    const uint64_t negative = ct_mask_bit(~teeth >> (GE25519_TEETH - 1));
    const __m256i index =
        _mm256_set1_epi64x((int64_t)((teeth ^ negative) & (GE25519_COMB_POINTS - 1)));
    __m256i sum = _mm256_setzero_si256(), difference = sum, product = sum;
    for (int i = 0; i < GE25519_COMB_POINTS; i++) {
        const struct ge25519_entry *entry = &brisk_ge25519_comb[comb][i];
        const __m256i here = _mm256_cmpeq_epi64(index, _mm256_set1_epi64x(i));
        sum = or_masked(sum, here, entry->sum);
        difference = or_masked(difference, here, entry->difference);
        product = or_masked(product, here, entry->product);
    }
    struct fe25519x4 point = cachedx4_from_rows(sum, difference, product);
    const __m256i turn = _mm256_set1_epi64x((int64_t)negative);
    const __mmask8 turned = _mm256_test_epi64_mask(turn, turn);
    return fe25519x4_choose_lanes(negate_cachedx4(point), point, turned);
}

IFMA static void ge25519_base_mul(struct ge25519 *out, const uint8_t scalar[32])
{
    uint8_t bits[GE25519_DIGITS / 8 + 1];
    struct fe25519 elements[4];
    struct fe25519x4 sum = neutral_pointx4();
    recode_signed(bits, scalar);
    for (int i = GE25519_SPACING - 1; i >= 0; i--) {
        if (i < GE25519_SPACING - 1) {
            sum = doublex4(sum);
        }
        for (int comb = 0; comb < GE25519_COMBS; comb++) {
            sum = addx4(sum, select_comb_pointx4(comb, read_teeth(bits, comb, i)));
        }
    }
    fe25519x4_to_elements(elements, &sum);
    *out =
        (struct ge25519){ .x = elements[0], .y = elements[1], .t = elements[2], .z = elements[3] };
    brisk_wipe(bits, sizeof(bits));
    brisk_wipe(elements, sizeof(elements));
    brisk_wipe(&sum, sizeof(sum));
    _mm256_zeroupper(); /* compilers do so by themselves, but not without optimisation */
}

IFMA_INLINE void make_odd_multiplesx4(struct fe25519x4 multiples[POINT_MULTIPLES],
                                      const struct ge25519 *point)
{
    struct fe25519 elements[4] = { point->x, point->y, point->t, point->z };
    struct fe25519x4 multiple = fe25519x4_from_elements(elements);
    const struct fe25519x4 twice = make_cachedx4(doublex4(multiple));
    multiples[0] = make_cachedx4(multiple);
    for (int i = 1; i < POINT_MULTIPLES; i++) {
        multiple = addx4(multiple, twice);
        multiples[i] = make_cachedx4(multiple);
    }
}

/* ge25519_sum_public() of crypto/ge25519.h. */
IFMA static void ge25519_sum_public(struct ge25519 *out, const uint8_t base[32],
                                    const uint8_t a[32], const struct ge25519 *p,
                                    const uint8_t b[32], const struct ge25519 *q)
{
    struct sum_digits digits;
    struct fe25519x4 multiples[2][POINT_MULTIPLES], sum = neutral_pointx4();
    struct fe25519 elements[4];
    recode_sum(&digits, base, a, b);
    make_odd_multiplesx4(multiples[0], p);
    make_odd_multiplesx4(multiples[1], q);
    for (int i = digits.num_digits - 1; i >= 0; i--) {
        sum = doublex4(sum);
        for (int j = 0; j < 2; j++) {
            const int digit = digits.point[j][i];
            if (digit != 0) {
                struct fe25519x4 addend = multiples[j][digit_index(digit)];
                sum = addx4(sum, digit > 0 ? addend : negate_cachedx4(addend));
            }
        }
        for (int j = 0; j < 2; j++) {
            const int digit = digits.base[j][i];
            if (digit != 0) {
                const struct ge25519_entry *entry =
                    &brisk_ge25519_odd_multiples[j][digit_index(digit)];
                struct fe25519x4 addend =
                    cachedx4_from_rows(fe25519x4_row(entry->sum), fe25519x4_row(entry->difference),
                                       fe25519x4_row(entry->product));
                sum = addx4(sum, digit > 0 ? addend : negate_cachedx4(addend));
            }
        }
    }
    fe25519x4_to_elements(elements, &sum);
    *out =
        (struct ge25519){ .x = elements[0], .y = elements[1], .t = elements[2], .z = elements[3] };
    _mm256_zeroupper();
}

/* One step of RFC 7748 section 5 with its names. Lanes hold x2, z2, x3, z3. Both points change
 * places if `swap` is 2 in each lane, and not if it is 0: that is an operation on lane numbers. DA
 * and CB come out in lanes 3 and 2 or the other way around, which makes no difference. */
IFMA_INLINE struct fe25519x4 step_ladderx4(struct fe25519x4 points, struct fe25519x4 a24_x1,
                                           __m256i swap)
{
    struct fe25519x4 z = fe25519x4_odd_lanes(points);
    struct fe25519x4 x = fe25519x4_even_lanes(points);
    z = fe25519x4_negate_lanes(z, LANE_1 | LANE_3);
    struct fe25519x4 abcd = fe25519x4_carry(fe25519x4_add(x, z));

    const __m256i order_abcd = _mm256_xor_si256(_mm256_setr_epi64x(0, 1, 2, 3), swap);
    const __m256i order_abba = _mm256_xor_si256(_mm256_setr_epi64x(0, 1, 1, 0), swap);
    struct fe25519x4 left, right;
    for (int i = 0; i < 5; i++) {
        left.limb[i] = _mm256_permutexvar_epi64(order_abcd, abcd.limb[i]);
        right.limb[i] = _mm256_permutexvar_epi64(order_abba, abcd.limb[i]);
    }
    struct fe25519x4 products = fe25519x4_mul(left, right); /* AA, BB, CB, DA */

    /* left = (AA, E, CB + DA, CB - DA)
     * right = (BB, AA + 121665 E, CB + DA, x1 (CB - DA)) */
    x = fe25519x4_even_lanes(products);
    z = fe25519x4_odd_lanes(products);
    z = fe25519x4_negate_lanes(fe25519x4_keep_lanes(z, LANE_1 | LANE_2 | LANE_3), LANE_1 | LANE_3);
    left = fe25519x4_carry(fe25519x4_add(x, z));
    right = fe25519x4_swap_lanes(products);
    right = fe25519x4_choose_lanes(right, fe25519x4_keep_lanes(left, LANE_2), LANE_0 | LANE_1);
    right = fe25519x4_muladd(left, a24_x1, right);
    return fe25519x4_mul(left, right);
}

struct ladder {
    struct fe25519 x2, z2, x3, z3;
};

IFMA static void run_ladder(struct ladder *l, const struct fe25519 *x1, const uint8_t scalar[32])
{
    const struct fe25519 factors[4] = { fe25519_zero, { { 121665 } }, fe25519_zero, *x1 };
    const struct fe25519x4 a24_x1 = fe25519x4_from_elements(factors);
    struct fe25519 elements[4] = { l->x2, l->z2, l->x3, l->z3 };
    struct fe25519x4 points = fe25519x4_from_elements(elements);
    uint64_t swapped = 0;
    for (int i = 254; i >= 0; i--) {
        const uint64_t bit = scalar[i / 8] >> (i % 8) & 1;
        points = step_ladderx4(points, a24_x1, _mm256_set1_epi64x((int64_t)((swapped ^ bit) << 1)));
        swapped = bit;
    }
    fe25519x4_to_elements(elements, &points);
    *l = (struct ladder){ elements[0], elements[1], elements[2], elements[3] };
    brisk_wipe(elements, sizeof(elements));
    brisk_wipe(&points, sizeof(points));
    _mm256_zeroupper();
}

#define X25519_KERNEL(function) brisk_x25519_##function##_ifma
#define ED25519_KERNEL(function) brisk_ed25519_##function##_ifma
#define X25519_OWN_LADDER

brisk_x25519_public_fn brisk_x25519_public_ifma;
brisk_x25519_shared_fn brisk_x25519_shared_ifma;
void brisk_ed25519_base_mul_ifma(uint8_t out[32], const uint8_t scalar[32]);
brisk_ed25519_check_fn brisk_ed25519_check_ifma;

#include "crypto/curve25519.h"
