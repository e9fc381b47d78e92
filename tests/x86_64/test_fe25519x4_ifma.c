/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The four-lane field of crypto/x86_64/fe25519x4_ifma.h against the field of the adx row, which
 * test_fe25519_adx compares with a model; and its bounds. */

#include "crypto/impl.h"
#include "crypto/x86_64/fe25519x4_ifma.h"
#include "tests/support/test.h"

#define TIGHT ((UINT64_C(1) << 51) + (UINT64_C(1) << 15))
#define LOOSE (UINT64_C(1) << 52)

struct lanes {
    uint64_t limb[5][4];
};

/* Zeros, ones, the largest and the smallest limbs that matter, or anything below bound. */
static void draw_lanes(struct lanes *out, uint64_t bound)
{
    for (int lane = 0; lane < 4; lane++) {
        unsigned kind = test_random_below(4);
        for (int i = 0; i < 5; i++) {
            uint64_t limb;
            test_random_bytes(&limb, sizeof(limb));
            const uint64_t choices[8] = { 0,
                                          1,
                                          bound - 1,
                                          bound - 2,
                                          (UINT64_C(1) << 51) - 1,
                                          (UINT64_C(1) << 51) - 19,
                                          limb % bound,
                                          limb % bound };
            out->limb[i][lane] = kind == 0   ? bound - 1
                                 : kind == 1 ? limb % bound
                                             : choices[test_random_below(8)];
        }
    }
}

/* A lane's value by Horner's rule. */
static void read_lane(struct fe25519 *out, const struct lanes *in, int lane)
{
    const struct fe25519 radix = { { UINT64_C(1) << 51 } };
    *out = fe25519_zero;
    for (int i = 4; i >= 0; i--) {
        const struct fe25519 limb = { { in->limb[i][lane] } };
        fe25519_mul(out, out, &radix);
        fe25519_add(out, out, &limb);
    }
}

static void check_lane(const struct lanes *got, int lane, const struct fe25519 *want)
{
    struct fe25519 value;
    uint8_t got_bytes[32], want_bytes[32];
    read_lane(&value, got, lane);
    fe25519_encode(got_bytes, &value);
    fe25519_encode(want_bytes, want);
    CHECK_EQ_BYTES(got_bytes, want_bytes, 32);
    for (int i = 0; i < 5; i++) {
        CHECK(got->limb[i][lane] < TIGHT);
    }
}

IFMA static struct fe25519x4 load_lanes(const struct lanes *in)
{
    struct fe25519x4 out;
    for (int i = 0; i < 5; i++) {
        out.limb[i] = _mm256_loadu_si256((const __m256i *)in->limb[i]);
    }
    return out;
}

IFMA static void store_lanes(struct lanes *out, struct fe25519x4 in)
{
    for (int i = 0; i < 5; i++) {
        _mm256_storeu_si256((__m256i *)out->limb[i], in.limb[i]);
    }
}

IFMA static void test_products(void)
{
    struct lanes a, b, c, muladd, mul, square;
    draw_lanes(&a, LOOSE);
    draw_lanes(&b, LOOSE);
    draw_lanes(&c, LOOSE);
    struct fe25519x4 x = load_lanes(&a), y = load_lanes(&b);
    store_lanes(&mul, fe25519x4_mul(x, y));
    store_lanes(&muladd, fe25519x4_muladd(x, y, load_lanes(&c)));
    store_lanes(&square, fe25519x4_square(x));
    for (int lane = 0; lane < 4; lane++) {
        struct fe25519 u, v, w, product, square_u;
        read_lane(&u, &a, lane);
        read_lane(&v, &b, lane);
        read_lane(&w, &c, lane);
        fe25519_mul(&product, &u, &v);
        check_lane(&mul, lane, &product);
        fe25519_add(&w, &w, &product);
        check_lane(&muladd, lane, &w);
        fe25519_square(&square_u, &u);
        check_lane(&square, lane, &square_u);
    }
}

/* Sums as the row makes them: a + 2 b - c, or what carry is good for at most. */
IFMA static void test_sums(void)
{
    struct lanes a, b, c, got;
    draw_lanes(&a, TIGHT);
    draw_lanes(&b, TIGHT);
    draw_lanes(&c, TIGHT);
    struct fe25519x4 y = load_lanes(&b);
    struct fe25519x4 sum = fe25519x4_add(load_lanes(&a), fe25519x4_add(y, y));
    sum = fe25519x4_add(sum, fe25519x4_negate_lanes(load_lanes(&c), 5));
    store_lanes(&got, fe25519x4_carry(sum));
    for (int lane = 0; lane < 4; lane++) {
        struct fe25519 u, v, w;
        read_lane(&u, &a, lane);
        read_lane(&v, &b, lane);
        read_lane(&w, &c, lane);
        fe25519_carry(&u, &u);
        fe25519_carry(&v, &v);
        fe25519_carry(&w, &w);
        fe25519_add(&u, &u, &v);
        fe25519_add(&u, &u, &v);
        if (lane % 2 == 0) {
            fe25519_sub(&u, &u, &w);
        } else {
            fe25519_add(&u, &u, &w);
        }
        check_lane(&got, lane, &u);
    }
    draw_lanes(&a, UINT64_C(1) << 54);
    store_lanes(&got, fe25519x4_carry(load_lanes(&a)));
    for (int lane = 0; lane < 4; lane++) {
        struct fe25519 u;
        read_lane(&u, &a, lane);
        check_lane(&got, lane, &u);
    }
}

IFMA static void test_conversions(void)
{
    struct lanes a, got;
    struct fe25519 elements[4], back[4];
    draw_lanes(&a, TIGHT);
    struct fe25519x4 x = load_lanes(&a);
    fe25519x4_to_elements(elements, &x);
    store_lanes(&got, fe25519x4_from_elements(elements));
    for (int lane = 0; lane < 4; lane++) {
        read_lane(&back[lane], &a, lane);
        check_lane(&got, lane, &back[lane]);
        CHECK(elements[lane].limb[3] <= FE25519_LOW_63 + 1);
    }
}

int main(int argc, char **argv)
{
    const uint64_t needs =
        CPU_AVX2 | CPU_AVX512F | CPU_AVX512VL | CPU_AVX512IFMA | CPU_ADX | CPU_BMI2;
    test_start(argc, argv);
    if ((brisk_cpu_detect() & needs) != needs) {
        test_skip("this CPU has no avx512ifma or no adx");
    }
    for (int i = 0; i < 20000; i++) {
        test_products();
        test_sums();
        test_conversions();
    }
    return test_end();
}
