/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The rows of Ed25519 for eight against the reference, which is eight operations of the single row
 * in force. */

#include <string.h>

#include "tests/support/check.h"
#include "tests/support/ed25519_inputs.h"

struct lanes_input {
    uint8_t scalar[BRISK_LANES][32];
};

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
            check_near_little_endian(t->scalar[i], ed25519_order, 32, delta + i);
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

struct signatures {
    struct ed25519_input lane[BRISK_LANES];
};

static const uint8_t *const *give(struct check *check, const char *name, const struct signatures *t,
                                  size_t offset)
{
    const uint8_t *in[BRISK_LANES];
    for (int i = 0; i < BRISK_LANES; i++) {
        in[i] = check_in(check, name, (const uint8_t *)&t->lane[i] + offset, 32, 1);
    }
    return check_in(check, "pointers", in, sizeof(in), sizeof(in[0]));
}

static void run_check(struct check *check, const void *row, const void *input)
{
    const struct brisk_ed25519x8_impl *impl = row;
    const struct signatures *t = input;
    const uint8_t *const *r = give(check, "r", t, offsetof(struct ed25519_input, r));
    const uint8_t *const *s = give(check, "s", t, offsetof(struct ed25519_input, s));
    const uint8_t *const *k = give(check, "k", t, offsetof(struct ed25519_input, k));
    const uint8_t *const *public_key =
        give(check, "public_key", t, offsetof(struct ed25519_input, public_key));
    (void)check_call_int(check, impl->check, r, s, k, public_key);
}

/* The lanes that the reference finds right. */
static unsigned find_good(const struct signatures *t)
{
    unsigned good = 0;
    for (int i = 0; i < BRISK_LANES; i++) {
        const struct ed25519_input *in = &t->lane[i];
        good |= (unsigned)brisk_ed25519_check(in->r, in->s, in->k, in->public_key) << i;
    }
    return good;
}

/* Right ones, then with a bit changed in some lanes. */
static void check_signatures(struct signatures *t)
{
    for (size_t i = 0; i < check_iterations(150); i++) {
        unsigned want = BRISK_ALL_LANES;
        test_note("signatures %zu", i);
        for (unsigned lane = 0; lane < BRISK_LANES; lane++) {
            ed25519_make_valid(&t->lane[lane], (lane + (unsigned)i) % 8);
        }
        CHECK_EQ_INT(find_good(t), want);
        check_case(run_check, t);
        for (unsigned lane = 0; lane < BRISK_LANES; lane++) {
            struct ed25519_input *in = &t->lane[lane];
            uint8_t *const parts[] = { in->r, in->s, in->k, in->public_key };
            const int has_k = (lane + i) % 8 != 1; /* without, the key makes no difference */
            uint8_t *byte = parts[test_random_below(has_k ? 4 : 3)] + test_random_below(31);
            const uint8_t bit = (uint8_t)(1 << test_random_below(8));
            if (test_random_below(2)) {
                continue;
            }
            *byte ^= bit;
            if (!brisk_sc25519_is_reduced(in->s) || !brisk_sc25519_is_reduced(in->k)) {
                *byte ^= bit; /* not for kernels */
            } else {
                want &= ~(1u << lane);
            }
        }
        CHECK_EQ_INT(find_good(t), want);
        check_case(run_check, t);
    }
}

/* Public keys of small order, without a point, and not canonical. With s = k = 0 the equation asks
 * for R = the neutral element whatever the key is. */
static void check_public_keys(struct signatures *t)
{
    uint8_t limit[32];
    memset(t, 0, sizeof(*t));
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        t->lane[lane].r[0] = 1;
    }
    for (int sign = 0; sign < 2; sign++) {
        for (int top = 0; top < 2; top++) {
            test_hex(limit, 32, "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
            if (top == 0) {
                memset(limit, 0, 32);
            }
            limit[31] |= (uint8_t)(sign << 7);
            for (int delta = -32; delta < 32; delta += BRISK_LANES) {
                for (int lane = 0; lane < BRISK_LANES; lane++) {
                    check_near_little_endian(t->lane[lane].public_key, limit, 32, delta + lane);
                }
                test_note("public keys y = %s %+d and on, sign %d", top ? "p" : "0", delta, sign);
                check_case(run_check, t);
            }
        }
    }
    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        for (unsigned lane = 0; lane < BRISK_LANES; lane++) {
            check_fill(t->lane[lane].public_key, 32, (fill + lane) % CHECK_NUM_FILLS);
        }
        test_note("public key in lane 0 %s", check_fill_name(fill));
        check_case(run_check, t);
    }
}

int main(int argc, char **argv)
{
    struct lanes_input t;
    struct signatures signatures;
    check_start(argc, argv, "ed25519x8");
    check_edges(&t);
    check_orders(&t);
    for (size_t i = 0; i < check_iterations(300); i++) {
        test_random_bytes(&t, sizeof(t));
        test_note("random input %zu", i);
        check_case(run_base_mul, &t);
        check_case(run_in_place, &t);
    }
    check_signatures(&signatures);
    check_public_keys(&signatures);
    check_time("base_mul", run_base_mul, &t);
    for (unsigned lane = 0; lane < BRISK_LANES; lane++) {
        ed25519_make_valid(&signatures.lane[lane], 0);
    }
    check_time("check", run_check, &signatures);
    return check_end();
}
