/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The rows of Ed25519 for eight against the reference, which is eight operations of the single row
 * in force. */

#include <string.h>

#include "tests/support/check.h"

struct lanes_input {
    uint8_t scalar[BRISK_LANES][32];
};

/* L, little-endian. */
static const uint8_t order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                   0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                   0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10 };

static void run_base_mul(struct check *check, const void *row, const void *input)
{
    const struct brisk_ed25519x8_impl *impl = row;
    const struct lanes_input *t = input;
    uint8_t *out[BRISK_LANES];
    const uint8_t *in[BRISK_LANES];
    for (int i = 0; i < BRISK_LANES; i++) {
        out[i] = check_out(check, "out", 32, 1);
        in[i] = check_in(check, "scalar", t->scalar[i], 32, 1);
    }
    uint8_t *const *outs = check_in(check, "pointers", out, sizeof(out), sizeof(out[0]));
    const uint8_t *const *ins = check_in(check, "pointers", in, sizeof(in), sizeof(in[0]));
    check_call_int(check, impl->base_mul, outs, ins);
}

/* The same with each point written over its lane's scalar. */
static void run_in_place(struct check *check, const void *row, const void *input)
{
    const struct brisk_ed25519x8_impl *impl = row;
    const struct lanes_input *t = input;
    uint8_t *both[BRISK_LANES];
    for (int i = 0; i < BRISK_LANES; i++) {
        both[i] = check_inout(check, "out and scalar", t->scalar[i], 32, 1);
    }
    uint8_t *const *out = check_in(check, "pointers", both, sizeof(both), sizeof(both[0]));
    check_call_int(check, impl->base_mul, out, (const uint8_t *const *)out);
}

static void check_edges(struct lanes_input *t)
{
    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        for (unsigned i = 0; i < BRISK_LANES; i++) {
            check_fill(t->scalar[i], 32, (fill + i) % CHECK_NUM_FILLS);
        }
        test_note("lane 0 %s", check_fill_name(fill));
        check_case(run_base_mul, t);
    }
    for (int delta = -24; delta < 24; delta += BRISK_LANES) {
        for (int i = 0; i < BRISK_LANES; i++) {
            check_near_little_endian(t->scalar[i], order, 32, delta + i);
        }
        test_note("scalars L %+d to %+d", delta, delta + BRISK_LANES - 1);
        check_case(run_base_mul, t);
    }
}

/* Eight inputs in eight orders. */
static void check_orders(struct lanes_input *t)
{
    test_random_bytes(t, sizeof(*t));
    for (int turn = 0; turn < BRISK_LANES; turn++) {
        uint8_t first[32];
        memcpy(first, t->scalar[0], 32);
        memmove(t->scalar[0], t->scalar[1], (BRISK_LANES - 1) * sizeof(first));
        memcpy(t->scalar[BRISK_LANES - 1], first, 32);
        test_note("inputs turned by %d lanes", turn + 1);
        check_case(run_base_mul, t);
    }
}

int main(int argc, char **argv)
{
    struct lanes_input t;
    check_start(argc, argv, "ed25519x8");
    check_edges(&t);
    check_orders(&t);
    for (size_t i = 0; i < check_iterations(300); i++) {
        test_random_bytes(&t, sizeof(t));
        test_note("random input %zu", i);
        check_case(run_base_mul, &t);
        check_case(run_in_place, &t);
    }
    check_time("base_mul", run_base_mul, &t);
    return check_end();
}
