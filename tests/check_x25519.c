/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* X25519's rows against the reference. */

#include "tests/support/check.h"

struct x25519_input {
    uint8_t scalar[32], peer[32];
};

static void run_shared(struct check *check, const void *row, const void *input)
{
    const struct brisk_x25519_impl *impl = row;
    const struct x25519_input *t = input;
    uint8_t *secret = check_out(check, "secret", 32, 1);
    const uint8_t *scalar = check_in(check, "scalar", t->scalar, 32, 1);
    const uint8_t *peer = check_in(check, "peer", t->peer, 32, 1);
    check_call(check, impl->shared, secret, scalar, peer);
}

/* The same with the secret written over the peer's value. */
static void run_shared_in_place(struct check *check, const void *row, const void *input)
{
    const struct brisk_x25519_impl *impl = row;
    const struct x25519_input *t = input;
    uint8_t *secret = check_inout(check, "secret and peer", t->peer, 32, 1);
    const uint8_t *scalar = check_in(check, "scalar", t->scalar, 32, 1);
    check_call(check, impl->shared, secret, scalar, secret);
}

static void run_public(struct check *check, const void *row, const void *input)
{
    const struct brisk_x25519_impl *impl = row;
    const struct x25519_input *t = input;
    uint8_t *public_key = check_out(check, "public_key", 32, 1);
    const uint8_t *scalar = check_in(check, "scalar", t->scalar, 32, 1);
    check_call(check, impl->public_key, public_key, scalar);
}

static void check_fills(struct x25519_input *t)
{
    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        check_fill(t->scalar, 32, fill);
        test_note("scalar %s", check_fill_name(fill));
        check_case(run_public, t);
        for (unsigned peer_fill = 0; peer_fill < CHECK_NUM_FILLS; peer_fill++) {
            check_fill(t->peer, 32, peer_fill);
            test_note("scalar %s, peer %s", check_fill_name(fill), check_fill_name(peer_fill));
            check_case(run_shared, t);
        }
    }
}

/* Peer values around 0, p, 2^255 and p + 2^255, all of them allowed. */
static void check_unusual_peers(struct x25519_input *t)
{
    uint8_t limit[32];
    for (int top = 0; top < 2; top++) {
        test_hex(limit, 32, "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
        limit[31] |= (uint8_t)(top << 7);
        for (int delta = -20; delta <= 20; delta++) {
            test_random_bytes(t->scalar, 32);
            check_near_little_endian(t->peer, limit, 32, delta);
            test_note("peer p %+d, top bit %d", delta, top);
            check_case(run_shared, t);
        }
    }
}

static void check_random(struct x25519_input *t)
{
    for (size_t i = 0; i < check_iterations(200); i++) {
        test_random_bytes(t->scalar, 32);
        test_random_bytes(t->peer, 32);
        test_note("random input %zu", i);
        check_case(run_shared, t);
        check_case(run_shared_in_place, t);
        check_case(run_public, t);
    }
}

int main(int argc, char **argv)
{
    struct x25519_input t;
    check_start(argc, argv, "x25519");
    check_fills(&t);
    check_unusual_peers(&t);
    check_random(&t);
    check_time("shared", run_shared, &t);
    check_time("public_key", run_public, &t);
    return check_end();
}
