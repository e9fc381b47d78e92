/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The rows of X25519 for eight against the reference, which is eight operations of the single row
 * in force. */

#include <string.h>

#include "tests/support/check.h"

struct lane {
    uint8_t scalar[32], peer[32];
};

struct lanes_input {
    struct lane lane[BRISK_LANES];
};

/* Pointers to the lanes' scalars or peers. */
static const uint8_t *const *give_inputs(struct check *check, const char *name,
                                         const struct lanes_input *t, size_t offset)
{
    const uint8_t *in[BRISK_LANES];
    for (int i = 0; i < BRISK_LANES; i++) {
        in[i] = check_in(check, name, (const uint8_t *)&t->lane[i] + offset, 32, 1);
    }
    return check_in(check, "pointers", in, sizeof(in), sizeof(in[0]));
}

static uint8_t *const *give_outputs(struct check *check, const char *name)
{
    uint8_t *out[BRISK_LANES];
    for (int i = 0; i < BRISK_LANES; i++) {
        out[i] = check_out(check, name, 32, 1);
    }
    return check_in(check, "pointers", out, sizeof(out), sizeof(out[0]));
}

static void run_shared(struct check *check, const void *row, const void *input)
{
    const struct brisk_x25519x8_impl *impl = row;
    const struct lanes_input *t = input;
    uint8_t *const *secret = give_outputs(check, "secret");
    const uint8_t *const *scalar = give_inputs(check, "scalar", t, offsetof(struct lane, scalar));
    const uint8_t *const *peer = give_inputs(check, "peer", t, offsetof(struct lane, peer));
    check_call_int(check, impl->shared, secret, scalar, peer);
}

/* The same with each secret written over its lane's peer value. */
static void run_shared_in_place(struct check *check, const void *row, const void *input)
{
    const struct brisk_x25519x8_impl *impl = row;
    const struct lanes_input *t = input;
    uint8_t *both[BRISK_LANES];
    for (int i = 0; i < BRISK_LANES; i++) {
        both[i] = check_inout(check, "secret and peer", t->lane[i].peer, 32, 1);
    }
    uint8_t *const *secret = check_in(check, "pointers", both, sizeof(both), sizeof(both[0]));
    const uint8_t *const *scalar = give_inputs(check, "scalar", t, offsetof(struct lane, scalar));
    check_call_int(check, impl->shared, secret, scalar, (const uint8_t *const *)secret);
}

static void run_public(struct check *check, const void *row, const void *input)
{
    const struct brisk_x25519x8_impl *impl = row;
    const struct lanes_input *t = input;
    uint8_t *const *public_key = give_outputs(check, "public_key");
    const uint8_t *const *scalar = give_inputs(check, "scalar", t, offsetof(struct lane, scalar));
    check_call_int(check, impl->public_key, public_key, scalar);
}

static void fill_lanes(struct lanes_input *t)
{
    test_random_bytes(t, sizeof(*t));
}

/* Every pair of fills once in lane 0, others beside it in the other lanes. */
static void check_fills(struct lanes_input *t)
{
    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        for (unsigned peer_fill = 0; peer_fill < CHECK_NUM_FILLS; peer_fill++) {
            for (unsigned i = 0; i < BRISK_LANES; i++) {
                check_fill(t->lane[i].scalar, 32, (fill + i) % CHECK_NUM_FILLS);
                check_fill(t->lane[i].peer, 32, (peer_fill + 5 * i) % CHECK_NUM_FILLS);
            }
            test_note("lane 0 scalar %s, peer %s", check_fill_name(fill),
                      check_fill_name(peer_fill));
            check_case(run_shared, t);
        }
        test_note("lane 0 scalar %s", check_fill_name(fill));
        check_case(run_public, t);
    }
}

/* Peer values around 0, p, 2^255 and p + 2^255, all of them allowed. */
static void check_unusual_peers(struct lanes_input *t)
{
    uint8_t limit[32];
    for (int top = 0; top < 2; top++) {
        test_hex(limit, 32, "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
        limit[31] |= (uint8_t)(top << 7);
        for (int delta = -24; delta < 24; delta += BRISK_LANES) {
            fill_lanes(t);
            for (int i = 0; i < BRISK_LANES; i++) {
                check_near_little_endian(t->lane[i].peer, limit, 32, delta + i);
            }
            test_note("peers p %+d to %+d, top bit %d", delta, delta + BRISK_LANES - 1, top);
            check_case(run_shared, t);
        }
    }
}

/* Points of small order (RFC 7748 section 6.1): each in each lane alone, then in several. */
static void check_bad_lanes(struct lanes_input *t)
{
    static const char *const small[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    };
    const size_t num = sizeof(small) / sizeof(small[0]);
    for (size_t i = 0; i < num; i++) {
        for (int lane = 0; lane < BRISK_LANES; lane++) {
            fill_lanes(t);
            test_hex(t->lane[lane].peer, 32, small[i]);
            test_note("point of small order %zu in lane %d", i, lane);
            check_case(run_shared, t);
        }
    }
    for (unsigned bad = 0; bad < 256; bad += 1 + bad / 8) {
        fill_lanes(t);
        for (int lane = 0; lane < BRISK_LANES; lane++) {
            if (bad >> lane & 1) {
                test_hex(t->lane[lane].peer, 32, small[test_random_below(num)]);
            }
        }
        test_note("points of small order in lanes %02x", bad);
        check_case(run_shared, t);
    }
}

/* A lane's result has nothing to do with its number: eight inputs in eight orders. */
static void check_orders(struct lanes_input *t)
{
    fill_lanes(t);
    for (int turn = 0; turn < BRISK_LANES; turn++) {
        const struct lane first = t->lane[0];
        memmove(&t->lane[0], &t->lane[1], (BRISK_LANES - 1) * sizeof(first));
        t->lane[BRISK_LANES - 1] = first;
        test_note("inputs turned by %d lanes", turn + 1);
        check_case(run_shared, t);
        check_case(run_public, t);
    }
}

static void check_random(struct lanes_input *t)
{
    for (size_t i = 0; i < check_iterations(150); i++) {
        fill_lanes(t);
        test_note("random input %zu", i);
        check_case(run_shared, t);
        check_case(run_shared_in_place, t);
        check_case(run_public, t);
    }
}

int main(int argc, char **argv)
{
    struct lanes_input t;
    check_start(argc, argv, "x25519x8");
    check_fills(&t);
    check_unusual_peers(&t);
    check_bad_lanes(&t);
    check_orders(&t);
    check_random(&t);
    check_time("shared", run_shared, &t);
    check_time("public_key", run_public, &t);
    return check_end();
}
