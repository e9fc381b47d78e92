/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The rows of P-256 for eight against the reference, which is eight operations of the single row in
 * force. */

#include <string.h>

#include "tests/support/check.h"
#include "tests/support/check_nist.h"

struct lane {
    uint8_t scalar[32], nonce[32], digest[32], point[64], signature[64];
};

struct lanes_input {
    struct lane lane[BRISK_LANES];
};

/* Pointers to what is `offset` bytes into each lane. */
static const uint8_t *const *give_inputs(struct check *check, const char *name,
                                         const struct lanes_input *t, size_t offset, size_t size)
{
    const uint8_t *in[BRISK_LANES];
    for (int i = 0; i < BRISK_LANES; i++) {
        in[i] = check_in(check, name, (const uint8_t *)&t->lane[i] + offset, size, 1);
    }
    return check_in(check, "pointers", in, sizeof(in), sizeof(in[0]));
}

static uint8_t *const *give_outputs(struct check *check, const char *name, size_t size)
{
    uint8_t *out[BRISK_LANES];
    for (int i = 0; i < BRISK_LANES; i++) {
        out[i] = check_out(check, name, size, 1);
    }
    return check_in(check, "pointers", out, sizeof(out), sizeof(out[0]));
}

static void run_public(struct check *check, const void *row, const void *input)
{
    const struct brisk_p256x8_impl *impl = row;
    uint8_t *const *point = give_outputs(check, "point", 64);
    const uint8_t *const *scalar =
        give_inputs(check, "scalar", input, offsetof(struct lane, scalar), 32);
    check_call_int(check, impl->public_key, point, scalar);
}

static void run_shared(struct check *check, const void *row, const void *input)
{
    const struct brisk_p256x8_impl *impl = row;
    uint8_t *const *x = give_outputs(check, "x", 32);
    const uint8_t *const *scalar =
        give_inputs(check, "scalar", input, offsetof(struct lane, scalar), 32);
    const uint8_t *const *point =
        give_inputs(check, "point", input, offsetof(struct lane, point), 64);
    check_call_int(check, impl->shared, x, scalar, point);
}

static void run_sign(struct check *check, const void *row, const void *input)
{
    const struct brisk_p256x8_impl *impl = row;
    uint8_t *const *signature = give_outputs(check, "signature", 64);
    const uint8_t *const *d = give_inputs(check, "d", input, offsetof(struct lane, scalar), 32);
    const uint8_t *const *e = give_inputs(check, "e", input, offsetof(struct lane, digest), 32);
    const uint8_t *const *k = give_inputs(check, "k", input, offsetof(struct lane, nonce), 32);
    check_call_int(check, impl->sign, signature, d, e, k);
}

static void run_verify(struct check *check, const void *row, const void *input)
{
    const struct brisk_p256x8_impl *impl = row;
    const uint8_t *const *signature =
        give_inputs(check, "signature", input, offsetof(struct lane, signature), 64);
    const uint8_t *const *point =
        give_inputs(check, "point", input, offsetof(struct lane, point), 64);
    const uint8_t *const *e = give_inputs(check, "e", input, offsetof(struct lane, digest), 32);
    check_call_int(check, impl->verify, signature, point, e);
}

/* Lane i's scalar is number `number` + i, edges of the range among them; lanes whose bit is set
 * have a point that is none. */
static void fill_lanes(struct lanes_input *t, size_t number, unsigned broken)
{
    for (unsigned i = 0; i < BRISK_LANES; i++) {
        struct lane *lane = &t->lane[i];
        uint8_t point[2 * NIST_MAX_PRIVATE];
        nist_draw_scalar(&nist_p256, lane->scalar, number + i);
        nist_draw_scalar(&nist_p256, lane->nonce, number + 3 * i);
        check_fill(lane->digest, 32, (unsigned)(number + i) % CHECK_NUM_FILLS);
        nist_draw_point(&nist_p256, point);
        if (broken >> i & 1) {
            nist_break_something(&nist_p256, point, 64);
        }
        memcpy(lane->point, point, 64);
    }
}

static void check_points(struct lanes_input *t)
{
    for (size_t i = 0; i < check_iterations(150); i++) {
        const unsigned broken = i % 3 ? 0 : test_random_below(256);
        test_note("case %zu, broken points in lanes %02x", i, broken);
        fill_lanes(t, i, broken);
        check_case(run_public, t);
        check_case(run_shared, t);
    }
    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        test_note("point of %s in lane %u", check_fill_name(fill), fill % BRISK_LANES);
        fill_lanes(t, 100, 0);
        check_fill(t->lane[fill % BRISK_LANES].point, 64, fill);
        check_case(run_shared, t);
    }
}

/* Keys are in range, as the functions above the kernels see to. */
static void check_signatures(struct lanes_input *t)
{
    for (size_t i = 0; i < check_iterations(150); i++) {
        test_note("signatures %zu", i);
        fill_lanes(t, i, 0);
        for (int lane = 0; lane < BRISK_LANES; lane++) {
            nist_hostile_scalar(&nist_p256, t->lane[lane].scalar);
        }
        check_case(run_sign, t);
    }
}

/* Right and wrong ones by random keys, with random nonces: what is right only in an unusual way may
 * be left to a single row. */
static void check_verify(struct lanes_input *t)
{
    const struct brisk_ec_impl *impl = nist_reference(&nist_p256);
    for (size_t i = 0; i < check_iterations(150); i++) {
        const unsigned broken = i % 4 ? test_random_below(256) : 0;
        test_note("verification %zu, wrong in lanes %02x", i, broken);
        for (int n = 0; n < BRISK_LANES; n++) {
            struct lane *lane = &t->lane[n];
            test_random_bytes(lane, sizeof(*lane));
            lane->scalar[0] &= 0x7f;
            lane->nonce[0] &= 0x7f;
            CHECK(impl->public_key(lane->point, lane->scalar));
            CHECK(impl->sign(lane->signature, lane->scalar, lane->digest, lane->nonce));
            if (broken >> n & 1) {
                uint8_t *const what[3] = { lane->signature, lane->point, lane->digest };
                const unsigned which = test_random_below(3);
                nist_break_something(&nist_p256, what[which], which == 2 ? 32 : 64);
            }
        }
        check_case(run_verify, t);
    }
}

/* A lane's result has nothing to do with its number: eight inputs in eight orders. */
static void check_orders(struct lanes_input *t)
{
    fill_lanes(t, 100, 0x24);
    for (int turn = 0; turn < BRISK_LANES; turn++) {
        const struct lane first = t->lane[0];
        memmove(&t->lane[0], &t->lane[1], (BRISK_LANES - 1) * sizeof(first));
        t->lane[BRISK_LANES - 1] = first;
        test_note("inputs turned by %d lanes", turn + 1);
        check_case(run_public, t);
        check_case(run_shared, t);
        check_case(run_sign, t);
    }
}

int main(int argc, char **argv)
{
    static struct lanes_input t;
    check_start(argc, argv, "p256x8");
    check_points(&t);
    check_signatures(&t);
    check_orders(&t);
    check_verify(&t);
    check_time("verify", run_verify, &t);
    check_time("public_key", run_public, &t);
    check_time("shared", run_shared, &t);
    check_time("sign", run_sign, &t);
    return check_end();
}
