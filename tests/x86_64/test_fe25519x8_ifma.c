/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The field with eight lanes against the portable one, with limbs at the ends of what a factor or a
 * sum may have: what random inputs of a kernel never come to. */

#include <stdio.h>
#include <string.h>

#include <brisk/kernels.h>

#include "crypto/fe25519.h"
#include "crypto/x86_64/fe25519x8_ifma.h"
#include "tests/support/test.h"

#define LAST_LIMB ((UINT64_C(1) << 47) + (UINT64_C(1) << 12))
#define LOW_52 ((uint64_t)LANES_MASK_52)

/* Eight numbers, limb by limb. */
struct numbers {
    uint64_t limb[LANES_LIMBS][BRISK_LANES];
};

LANES static struct lanes_limbs load(const struct numbers *in)
{
    struct lanes_limbs out;
    for (int i = 0; i < LANES_LIMBS; i++) {
        out.limb[i] = _mm512_loadu_si512(in->limb[i]);
    }
    return out;
}

LANES static void store(struct numbers *out, const struct lanes_limbs *in)
{
    for (int i = 0; i < LANES_LIMBS; i++) {
        _mm512_storeu_si512(out->limb[i], in->limb[i]);
    }
}

/* A lane's value: the limbs' bits within the mask, by Horner's rule. */
static struct fe25519 read_lane(const struct numbers *in, int lane, uint64_t mask)
{
    const uint64_t shift_words[4] = { UINT64_C(1) << 52, 0, 0, 0 };
    struct fe25519 value = fe25519_zero, shift;
    fe25519_from_words(&shift, shift_words);
    for (int i = LANES_LIMBS - 1; i >= 0; i--) {
        const uint64_t words[4] = { in->limb[i][lane] & (i < 4 ? mask : UINT64_MAX), 0, 0, 0 };
        struct fe25519 limb;
        fe25519_from_words(&limb, words);
        fe25519_mul(&value, &value, &shift);
        fe25519_add(&value, &value, &limb);
        fe25519_carry(&value, &value);
    }
    return value;
}

static struct fe25519 read_factor(const struct numbers *in, int lane)
{
    return read_lane(in, lane, LOW_52);
}

static void check_equal(const struct fe25519 *got, const struct fe25519 *want)
{
    uint8_t a[32], b[32];
    fe25519_encode(a, got);
    fe25519_encode(b, want);
    CHECK_EQ_BYTES(a, b, 32);
}

static uint64_t draw(uint64_t most)
{
    switch (test_random_below(6)) {
    case 0:
        return 0;
    case 1:
        return test_random_below(3);
    case 2:
        return most - test_random_below(3);
    case 3:
        return most;
    default:
        return test_random_u64() % (most + 1);
    }
}

/* A factor, with rubbish above 52 bits; in lane 0 all limbs at their ends. */
static void draw_factor(struct numbers *out)
{
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        for (int i = 0; i < LANES_LIMBS; i++) {
            const uint64_t most = i < 4 ? LOW_52 : LAST_LIMB - 1;
            out->limb[i][lane] = lane == 0 ? most : draw(most);
            if (i < 4) {
                out->limb[i][lane] |= test_random_u64() << 52;
            }
        }
    }
}

static void draw_sum(struct numbers *out, uint64_t most)
{
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        for (int i = 0; i < LANES_LIMBS; i++) {
            out->limb[i][lane] = lane == 0 ? most : draw(most);
        }
    }
}

/* Limbs of a sum: below `most`. */
static void check_sum(const struct lanes_limbs *sum, uint64_t most, struct fe25519 want[8])
{
    struct numbers got;
    store(&got, sum);
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        for (int i = 0; i < LANES_LIMBS; i++) {
            CHECK(got.limb[i][lane] < most);
        }
        const struct fe25519 value = read_lane(&got, lane, UINT64_MAX);
        check_equal(&value, &want[lane]);
    }
}

LANES static void check_products(const struct numbers *a, const struct numbers *b)
{
    const struct fe25519x8 x = { load(a) }, y = { load(b) };
    const uint64_t product = 11 * (LOW_52 + 1), biased = product + (UINT64_C(1) << 56);
    const uint64_t small_words[4] = { 121665, 0, 0, 0 };
    struct fe25519 want[8], squares[8], small[8], factor;
    struct fe25519x8_rows rows;
    fe25519_from_words(&factor, small_words);
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        const struct fe25519 u = read_factor(a, lane), v = read_factor(b, lane);
        fe25519_mul(&want[lane], &u, &v);
        fe25519_square(&squares[lane], &u);
        fe25519_mul(&small[lane], &u, &factor);
    }
    struct fe25519x8_sum sum = fe25519x8_mul(x, y);
    check_sum(&sum.n, product, want);
    sum = fe25519x8_muladd(fe25519x8_bias(), x, y);
    check_sum(&sum.n, biased, want);
    sum = fe25519x8_square(x);
    check_sum(&sum.n, product, squares);
    sum = fe25519x8_square_biased(x);
    check_sum(&sum.n, biased, squares);
    sum = fe25519x8_muladd_small(fe25519x8_bias(), x, 121665);
    check_sum(&sum.n, biased, small);
    fe25519x8_make_rows(&rows, y);
    sum = fe25519x8_mul_rows(x, &rows);
    check_sum(&sum.n, product, want);
}

/* a - b, carried, and the same number reduced. */
LANES static void check_carry(const struct numbers *a, const struct numbers *b)
{
    const struct fe25519x8_sum x = { load(a) }, y = { load(b) };
    const struct fe25519x8_sum start = fe25519x8_add(fe25519x8_bias(), x);
    const struct fe25519x8 factor = fe25519x8_carry(fe25519x8_sub(start, y));
    const struct lanes_limbs reduced = fe25519x8_reduce(factor);
    struct numbers got, least;
    store(&got, &factor.n);
    store(&least, &reduced);
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        struct fe25519 want = read_lane(a, lane, UINT64_MAX), v = read_lane(b, lane, UINT64_MAX);
        fe25519_sub(&want, &want, &v);
        CHECK(got.limb[4][lane] < LAST_LIMB);
        const struct fe25519 value = read_factor(&got, lane);
        check_equal(&value, &want);
        uint64_t want_words[4], words[4];
        fe25519_to_words(want_words, &want);
        for (int i = 0; i < 4; i++) {
            CHECK(least.limb[i][lane] <= LOW_52);
            words[i] = least.limb[i][lane] >> 12 * i | least.limb[i + 1][lane] << (52 - 12 * i);
        }
        CHECK_EQ_BYTES(words, want_words, 32);
    }
}

/* Numbers around 0, p and 2^255 as factors have them. */
LANES static void check_reduce(void)
{
    for (int delta = -40; delta <= 40; delta++) {
        struct numbers n, got;
        for (int lane = 0; lane < BRISK_LANES; lane++) {
            const uint64_t ones = lane % 2 ? LOW_52 : 0;
            n.limb[0][lane] =
                lane % 2 ? LOW_52 - 40 + (uint64_t)(delta + 40) / 2 : (uint64_t)(delta + 40);
            n.limb[1][lane] = n.limb[2][lane] = n.limb[3][lane] = ones;
            n.limb[4][lane] = (lane % 2 ? (UINT64_C(1) << 47) - 1 : 0) + (uint64_t)(lane / 2 % 2);
        }
        const struct lanes_limbs reduced = fe25519x8_reduce((struct fe25519x8){ load(&n) });
        store(&got, &reduced);
        for (int lane = 0; lane < BRISK_LANES; lane++) {
            const struct fe25519 value = read_factor(&n, lane);
            uint64_t want[4], words[4];
            fe25519_to_words(want, &value);
            for (int i = 0; i < 4; i++) {
                words[i] = got.limb[i][lane] >> 12 * i | got.limb[i + 1][lane] << (52 - 12 * i);
            }
            CHECK_EQ_BYTES(words, want, 32);
        }
    }
}

LANES static void check_invert(const struct numbers *a)
{
    const struct fe25519x8 x = { load(a) };
    const __m512i is_zero = fe25519x8_mask_zero(fe25519x8_reduce(x));
    const struct fe25519x8 inverse = fe25519x8_invert(x, is_zero);
    const unsigned zeros = lanes_to_bits(is_zero);
    struct numbers got;
    store(&got, &inverse.n);
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        const struct fe25519 value = read_factor(a, lane);
        struct fe25519 want, have = read_factor(&got, lane);
        CHECK((zeros >> lane & 1) == (fe25519_mask_zero(&value) & 1));
        fe25519_invert(&want, &value);
        if (zeros >> lane & 1) {
            want = fe25519_one;
        }
        check_equal(&have, &want);
    }
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    const uint64_t needs = CPU_AVX512F | CPU_AVX512IFMA;
    if ((brisk_cpu_features() & needs) != needs) {
        test_skip("this CPU lacks AVX-512 IFMA");
    }
    check_reduce();
    for (int i = 0; i < 2000; i++) {
        struct numbers a, b;
        test_note("input %d", i);
        draw_factor(&a);
        draw_factor(&b);
        check_products(&a, &b);
        check_products(&a, &a);
        if (i % 100 == 0) {
            check_invert(&b);
            for (int lane = 1; lane < BRISK_LANES; lane += 3) { /* 0, and p, and 0 with rubbish */
                for (int j = 0; j < LANES_LIMBS; j++) {
                    b.limb[j][lane] = lane == 4 ? (j == 0   ? LOW_52 - 18
                                                   : j == 4 ? LOW_52 >> 5
                                                            : LOW_52)
                                      : j < 4   ? (uint64_t)lane << 52
                                                : 0;
                }
            }
            check_invert(&b);
        }
        draw_sum(&a, (UINT64_C(1) << 62) - 1);
        draw_sum(&b, 11 * (LOW_52 + 1) - 1);
        check_carry(&a, &b);
    }
    return test_end();
}
