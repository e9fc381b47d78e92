/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Ed25519's rows against the reference. */

#include <string.h>

#include "crypto/sc25519.h"
#include "tests/support/check.h"

struct base_input {
    uint8_t scalar[32];
};

struct check_input {
    uint8_t r[32], s[32], k[32], public_key[32];
};

/* L, little-endian. */
static const uint8_t order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                   0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                   0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10 };

static void run_base_mul(struct check *check, const void *row, const void *input)
{
    const struct brisk_ed25519_impl *impl = row;
    const struct base_input *t = input;
    uint8_t *out = check_out(check, "out", 32, 1);
    const uint8_t *scalar = check_in(check, "scalar", t->scalar, 32, 1);
    check_call(check, impl->base_mul, out, scalar);
}

static void halve(struct sc25519_halves *halves, uint8_t base[32], const struct check_input *t)
{
    static const uint8_t zero[32];
    brisk_sc25519_halve(halves, t->k);
    brisk_sc25519_muladd(base, halves->times, t->s, zero);
}

static int check_by_reference(const struct check_input *t)
{
    struct sc25519_halves halves;
    uint8_t base[32];
    halve(&halves, base, t);
    return brisk_ed25519_check_ref(t->r, base, &halves, t->public_key);
}

static void run_check(struct check *check, const void *row, const void *input)
{
    const struct brisk_ed25519_impl *impl = row;
    const struct check_input *t = input;
    const uint8_t *r = check_in(check, "r", t->r, 32, 1);
    struct sc25519_halves halves;
    uint8_t times_s[32];
    halve(&halves, times_s, t);
    const uint8_t *base = check_in(check, "base", times_s, 32, 1);
    const struct sc25519_halves *k =
        check_in(check, "k", &halves, sizeof(halves), _Alignof(struct sc25519_halves));
    const uint8_t *public_key = check_in(check, "public_key", t->public_key, 32, 1);
    (void)check_call_int(check, impl->check, r, base, k, public_key);
}

/* The reference on a scalar of 256 bits against itself on the same modulo L. */
static void check_reduced(const uint8_t scalar[32])
{
    uint8_t wide[64] = { 0 }, reduced[32], want[32], got[32];
    memcpy(wide, scalar, 32);
    brisk_sc25519_reduce(reduced, wide);
    brisk_ed25519_base_mul_ref(want, reduced);
    brisk_ed25519_base_mul_ref(got, scalar);
    CHECK_EQ_BYTES(got, want, 32);
}

static void check_base_mul(struct base_input *t)
{
    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        check_fill(t->scalar, 32, fill);
        test_note("scalar %s", check_fill_name(fill));
        check_case(run_base_mul, t);
        check_reduced(t->scalar);
    }
    for (int delta = -20; delta <= 20; delta++) {
        check_near_little_endian(t->scalar, order, 32, delta);
        test_note("scalar L %+d", delta);
        check_case(run_base_mul, t);
    }
    for (size_t i = 0; i < check_iterations(500); i++) {
        test_random_bytes(t->scalar, 32);
        test_note("random scalar %zu", i);
        check_case(run_base_mul, t);
        check_reduced(t->scalar);
    }
}

/* A random scalar below L, or with `edge` one of its ends. */
static void draw_scalar(uint8_t out[32], unsigned edge)
{
    uint8_t wide[64];
    test_random_bytes(wide, 64);
    brisk_sc25519_reduce(out, wide);
    if (edge == 1) {
        memset(out, 0, 32);
    } else if (edge == 2) {
        check_near_little_endian(out, order, 32, -1);
    }
}

/* A right signature in three numbers: A = [a]B, R = [r]B and s = r + k a. */
static void make_valid(struct check_input *t, unsigned edge)
{
    uint8_t a[32], r[32];
    draw_scalar(a, 0);
    draw_scalar(r, edge == 3 ? 1 : 0);
    draw_scalar(t->k, edge);
    brisk_ed25519_base_mul_ref(t->public_key, a);
    brisk_ed25519_base_mul_ref(t->r, r);
    brisk_sc25519_muladd(t->s, t->k, a, r);
}

static void check_signatures(struct check_input *t)
{
    for (size_t i = 0; i < check_iterations(400); i++) {
        test_note("signature %zu", i);
        make_valid(t, i % 8);
        CHECK_EQ_INT(check_by_reference(t), 1);
        check_case(run_check, t);
        uint8_t *const parts[] = { t->r, t->s, t->k, t->public_key };
        uint8_t *byte = parts[i % 4] + test_random_below(31);
        *byte ^= (uint8_t)(1 << test_random_below(8));
        if (!brisk_sc25519_is_reduced(t->s) || !brisk_sc25519_is_reduced(t->k)) {
            continue; /* not for kernels */
        }
        CHECK_EQ_INT(check_by_reference(t), 0);
        check_case(run_check, t);
    }
}

/* Public keys of small order, without a point, and not canonical. With s = k = 0 the equation asks
 * for R = the neutral element whatever the key is. */
static void check_public_keys(struct check_input *t)
{
    uint8_t limit[32];
    memset(t, 0, sizeof(*t));
    t->r[0] = 1;
    for (int sign = 0; sign < 2; sign++) {
        test_hex(limit, 32, "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
        limit[31] |= (uint8_t)(sign << 7);
        for (int delta = -30; delta <= 30; delta++) {
            check_near_little_endian(t->public_key, limit, 32, delta);
            test_note("public key y = p %+d, sign %d", delta, sign);
            check_case(run_check, t);
        }
    }
    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        check_fill(t->public_key, 32, fill);
        test_note("public key %s", check_fill_name(fill));
        check_case(run_check, t);
    }
}

int main(int argc, char **argv)
{
    struct base_input base;
    struct check_input signature;
    check_start(argc, argv, "ed25519");
    check_base_mul(&base);
    check_signatures(&signature);
    check_public_keys(&signature);
    check_time("base_mul", run_base_mul, &base);
    make_valid(&signature, 0);
    check_time("check", run_check, &signature);
    return check_end();
}
