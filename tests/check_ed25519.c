/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Ed25519's rows against the reference. */

#include <string.h>

#include "tests/support/check.h"
#include "tests/support/ed25519_inputs.h"

struct base_input {
    uint8_t scalar[32];
};

static void run_base_mul(struct check *check, const void *row, const void *input)
{
    const struct brisk_ed25519_impl *impl = row;
    const struct base_input *t = input;
    uint8_t *out = check_out(check, "out", 32, 1);
    const uint8_t *scalar = check_in(check, "scalar", t->scalar, 32, 1);
    check_call(check, impl->base_mul, out, scalar);
}

static void halve(struct sc25519_halves *halves, uint8_t base[32], const struct ed25519_input *t)
{
    static const uint8_t zero[32];
    brisk_sc25519_halve(halves, t->k);
    brisk_sc25519_muladd(base, halves->times, t->s, zero);
}

static int check_by_reference(const struct ed25519_input *t)
{
    struct sc25519_halves halves;
    uint8_t base[32];
    halve(&halves, base, t);
    return brisk_ed25519_check_ref(t->r, base, &halves, t->public_key);
}

static void run_check(struct check *check, const void *row, const void *input)
{
    const struct brisk_ed25519_impl *impl = row;
    const struct ed25519_input *t = input;
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
        check_near_little_endian(t->scalar, ed25519_order, 32, delta);
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

static void check_signatures(struct ed25519_input *t)
{
    for (size_t i = 0; i < check_iterations(400); i++) {
        test_note("signature %zu", i);
        ed25519_make_valid(t, i % 8);
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
static void check_public_keys(struct ed25519_input *t)
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
    struct ed25519_input signature;
    check_start(argc, argv, "ed25519");
    check_base_mul(&base);
    check_signatures(&signature);
    check_public_keys(&signature);
    check_time("base_mul", run_base_mul, &base);
    ed25519_make_valid(&signature, 0);
    check_time("check", run_check, &signature);
    return check_end();
}
