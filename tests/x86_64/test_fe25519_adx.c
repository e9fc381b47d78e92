/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The field of crypto/x86_64/curve25519_adx.asm against the model, and what the kernels do with
 * points against the algorithms of crypto/curve25519.h over that field. */

#define _POSIX_C_SOURCE 200809L /* popen */

#include "crypto/impl.h"
#include "crypto/x86_64/fe25519_adx.h"

/* The field has no such operation by itself; the ladder's step has it, with one constant. */
static void fe25519_mul_small(struct fe25519 *out, const struct fe25519 *a, uint64_t factor)
{
    const struct fe25519 b = { { factor, 0, 0, 0 } };
    fe25519_mul(out, a, &b);
}

#define X25519_KERNEL(function) brisk_test_x25519_##function
#define ED25519_KERNEL(function) brisk_test_ed25519_##function

brisk_x25519_public_fn brisk_test_x25519_public;
brisk_x25519_shared_fn brisk_test_x25519_shared;
void brisk_test_ed25519_base_mul(uint8_t out[32], const uint8_t scalar[32]);
brisk_ed25519_check_fn brisk_test_ed25519_check;

#include "crypto/curve25519.h"

#define FE25519_RADIX 64
#define FE25519_TIGHT                                                                              \
    {                                                                                              \
        0, 0, 0, (UINT64_C(1) << 63) + 1                                                           \
    }
#define FE25519_AFTER_ADD                                                                          \
    {                                                                                              \
        0, 0, 0, 0                                                                                 \
    } /* loose is whatever fits */
#define FE25519_AFTER_SUB                                                                          \
    {                                                                                              \
        0, 0, 0, 0                                                                                 \
    }

#include "tests/support/fe25519_cases.h"

typedef void step_fn(struct ladder *l, const struct fe25519 *x1, uint64_t swap);
typedef void double_fn(struct ge25519 *out, const struct ge25519 *a);
typedef void add_niels_fn(struct ge25519 *out, const struct ge25519 *a,
                          const struct ge25519_niels *b);
typedef void add_cached_fn(struct ge25519 *out, const struct ge25519 *a,
                           const struct ge25519_cached *b);

step_fn brisk_x25519_step_adx;
double_fn brisk_ge25519_double_adx, brisk_ge25519_double_without_t_adx;
add_niels_fn brisk_ge25519_add_niels_adx, brisk_ge25519_subtract_niels_adx;
add_cached_fn brisk_ge25519_add_cached_adx, brisk_ge25519_subtract_cached_adx;

/* Elements that are tight, in each limb zeros, ones, or anything: the formulas are polynomials and
 * hold for any numbers, of a point or not. */
static void draw_elements(struct fe25519 *out, int n)
{
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < 4; j++) {
            uint64_t limb;
            test_random_bytes(&limb, sizeof(limb));
            const uint64_t choices[8] = { 0, 1, UINT64_MAX, UINT64_MAX - 18, 38, limb, limb, limb };
            out[i].limb[j] = choices[test_random_below(8)];
        }
        out[i].limb[3] &= FE25519_LOW_63;
        if (test_random_below(4) == 0) { /* from 2^255 to 2^255 + 2^24 - 1, or just below */
            out[i] = (struct fe25519){ { out[i].limb[0] & 0xffffff, 0, 0, FE25519_LOW_63 + 1 } };
            if (test_random_below(2) == 0) {
                fe25519_sub(&out[i], &out[i], &fe25519_one);
            }
        }
    }
}

static void check_elements(const struct fe25519 *got, const struct fe25519 *want, int n)
{
    for (int i = 0; i < n; i++) {
        uint8_t got_bytes[32], want_bytes[32];
        fe25519_encode(got_bytes, &got[i]);
        fe25519_encode(want_bytes, &want[i]);
        CHECK_EQ_BYTES(got_bytes, want_bytes, 32);
        CHECK(got[i].limb[3] <= FE25519_LOW_63 ||
              (got[i].limb[3] == FE25519_LOW_63 + 1 && got[i].limb[2] == 0 && got[i].limb[1] == 0 &&
               got[i].limb[0] < 1 << 24));
    }
}

static void test_step(void)
{
    struct ladder got, want;
    struct fe25519 x1;
    for (int i = 0; i < 20000; i++) {
        draw_elements(&got.x2, 4);
        draw_elements(&x1, 1);
        want = got;
        uint64_t swap = 0 - (uint64_t)(i & 1);
        brisk_x25519_step_adx(&got, &x1, swap);
        step_ladder(&want, &x1, swap);
        check_elements(&got.x2, &want.x2, 4);
    }
}

static void test_points(void)
{
    struct ge25519 a, got, want;
    struct ge25519_cached b;
    struct ge25519_niels n;
    for (int i = 0; i < 20000; i++) {
        draw_elements(&a.x, 4);
        draw_elements(&b.sum, 4);
        n = (struct ge25519_niels){ b.sum, b.difference, b.product };
        brisk_ge25519_double_adx(&got, &a);
        double_with_t(&want, &a);
        check_elements(&got.x, &want.x, 4);
        brisk_ge25519_double_without_t_adx(&got, &a);
        check_elements(&got.x, &want.x, 3);
        brisk_ge25519_add_niels_adx(&got, &a, &n);
        add_niels(&want, &a, &n);
        check_elements(&got.x, &want.x, 4);
        brisk_ge25519_subtract_niels_adx(&got, &a, &n);
        subtract_niels(&want, &a, &n);
        check_elements(&got.x, &want.x, 4);
        brisk_ge25519_add_cached_adx(&got, &a, &b);
        add_cached(&want, &a, &b);
        check_elements(&got.x, &want.x, 4);
        brisk_ge25519_subtract_cached_adx(&got, &a, &b);
        subtract_cached(&want, &a, &b);
        check_elements(&got.x, &want.x, 4);
        brisk_ge25519_add_niels_adx(&a, &a, &n); /* in place */
        double_with_t(&want, &a);
        brisk_ge25519_double_adx(&a, &a);
        check_elements(&a.x, &want.x, 4);
    }
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if ((brisk_cpu_detect() & (CPU_ADX | CPU_BMI2)) != (CPU_ADX | CPU_BMI2)) {
        test_skip("this CPU has no adx or no bmi2");
    }
    test_model();
    test_step();
    test_points();
    return test_end();
}
