/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Ed25519's verification equation where a key or an R has a part of small order, and the halves of
 * a scalar that it is computed with. */

#include <string.h>

#include <brisk/kernels.h>

#include "crypto/fe25519.h"
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include "crypto/ge25519.h"
#pragma GCC diagnostic pop
#include "crypto/impl.h"
#include "crypto/sc25519.h"
#include "tests/support/test.h"

/* L, little-endian. */
static const uint8_t order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                   0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                   0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10 };
static const uint8_t zero[32];

static void random_scalar(uint8_t out[32])
{
    uint8_t wide[64];
    test_random_bytes(wide, 64);
    brisk_sc25519_reduce(out, wide);
}

static int num_bits(const uint8_t number[32])
{
    int n = 256;
    while (n > 0 && !(number[(n - 1) / 8] >> (n - 1) % 8 & 1)) {
        n--;
    }
    return n;
}

/* times k = +-sum modulo L and modulo 8, hence modulo 8 L. */
static int check_halves(const uint8_t k[32])
{
    struct sc25519_halves halves;
    uint8_t left[32], right[32], one[32] = { 1 }, minus_one[32];
    memcpy(minus_one, order, 32);
    minus_one[0]--;
    brisk_sc25519_halve(&halves, k);
    brisk_sc25519_muladd(left, halves.times, k, zero);
    brisk_sc25519_muladd(right, halves.sum, halves.negative ? minus_one : one, zero);
    CHECK_EQ_BYTES(left, right, 32);
    const int sum = halves.negative ? -halves.sum[0] : halves.sum[0];
    CHECK_EQ_INT((halves.times[0] * k[0] - sum) & 7, 0);
    CHECK(halves.times[0] & 1);
    CHECK(num_bits(halves.times) < 160);
    const int times_bits = num_bits(halves.times), sum_bits = num_bits(halves.sum);
    return times_bits > sum_bits ? times_bits : sum_bits;
}

static void test_halves(void)
{
    uint8_t k[32];
    for (int i = 0; i < 20000; i++) {
        random_scalar(k);
        test_note("random scalar %d", i);
        CHECK(check_halves(k) <= 170); /* longer for one scalar in 2^40 */
    }
    for (int i = 0; i < 252; i++) { /* around powers of two, and what divides by them nearly */
        for (int delta = -3; delta <= 3; delta++) {
            memset(k, 0, 32);
            k[i / 8] = (uint8_t)(1 << i % 8);
            int carry = delta;
            for (int j = 0; j < 32; j++) {
                carry += k[j];
                k[j] = (uint8_t)carry;
                carry >>= 8;
            }
            test_note("2^%d %+d", i, delta);
            if (brisk_sc25519_is_reduced(k)) {
                check_halves(k);
            }
        }
    }
    for (int i = 0; i < 20000; i++) { /* short ones, long runs of equal bits */
        test_random_bytes(k, 32);
        k[31] &= 0x0f;
        const unsigned from = test_random_below(32), len = test_random_below(33 - from);
        memset(k + from, i & 1 ? 0 : 0xff, len);
        k[31] &= 0x0f;
        test_note("scalar with a run of equal bytes %d", i);
        check_halves(k);
    }
    for (int i = 1; i < 100; i++) { /* L less little */
        memcpy(k, order, 32);
        k[0] = (uint8_t)(k[0] - i);
        test_note("L - %d", i);
        check_halves(k);
    }
    test_note(NULL);
}

/* A point of order 8: L times a point whose part of small order generates that group. */
static void find_generator(struct ge25519 *out)
{
    static const uint8_t four[32] = { 4 };
    struct ge25519 points[2], four_times;
    uint8_t encoded[32];
    do {
        test_random_bytes(encoded, 32);
        if (!ge25519_decode_public(points, encoded, encoded)) {
            continue;
        }
        ge25519_sum_public(out, zero, order, &points[0], zero, &points[1]);
        ge25519_sum_public(&four_times, zero, four, out, zero, &points[1]);
        if (!ge25519_is_neutral(&four_times)) {
            return;
        }
    } while (1);
}

/* out = [scalar]B + [small]T */
static void encode_mixed(uint8_t out[32], const uint8_t scalar[32], unsigned small,
                         const struct ge25519 *t)
{
    const uint8_t multiple[32] = { (uint8_t)small };
    struct ge25519 point;
    ge25519_sum_public(&point, scalar, multiple, t, zero, t);
    ge25519_encode(out, &point);
}

/* [S]B = R + [k]A without a cofactor: for A = [a]B + [i]T, R = [r]B + [j]T and S = r + k a that is
 * so exactly if j + k i = 0 modulo 8. */
static void test_small_order(const struct brisk_ed25519_impl *row)
{
    struct ge25519 t;
    struct sc25519_halves halves;
    uint8_t a[32], r[32], k[32], s[32], base[32], key[32], r_point[32];
    for (int round = 0; round < 10; round++) {
        find_generator(&t);
        for (unsigned i = 0; i < 8; i++) {
            random_scalar(a);
            random_scalar(r);
            random_scalar(k);
            if (round == 0) {
                memset(k, 0, 32);
                k[0] = (uint8_t)i; /* and with what is not halved */
            } else if (round == 1) {
                memset(a, 0, 32);
                memset(r, 0, 32);
            }
            brisk_sc25519_muladd(s, k, a, r);
            brisk_sc25519_halve(&halves, k);
            brisk_sc25519_muladd(base, halves.times, s, zero);
            encode_mixed(key, a, i, &t);
            for (unsigned j = 0; j < 8; j++) {
                test_note("row %s, round %d, small orders %u and %u", row->impl.name, round, i, j);
                encode_mixed(r_point, r, j, &t);
                CHECK_EQ_INT(row->check(r_point, base, &halves, key), ((j + k[0] * i) & 7) == 0);
            }
        }
    }
    test_note(NULL);
}

int main(int argc, char **argv)
{
    int num_rows = 0;
    test_start(argc, argv);
    test_halves();
    for (const struct brisk_ed25519_impl *row = brisk_ed25519_impls; row->impl.name; row++) {
        if ((row->impl.needs & ~brisk_cpu_features()) == 0) {
            test_small_order(row);
            num_rows++;
        }
    }
    CHECK(num_rows > 0);
    return test_end();
}
