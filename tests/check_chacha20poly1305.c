/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Every row of the chacha20poly1305 table against the reference. */

#include <brisk/aead.h>

#include "tests/support/check.h"

#define MAX_LEN 16640
#define MAX_AAD 600

struct input {
    uint8_t key[32], nonce[12], tag[16];
    uint8_t in[MAX_LEN], aad[MAX_AAD];
    size_t in_len, aad_len, num_blocks;
    uint32_t counter;
    int in_place;
};

/* Makes the row's own key schedule. */
static const void *run_init(struct check *check, const struct brisk_chacha20poly1305_impl *impl,
                            const struct input *t)
{
    void *state = check_state(check, "state", BRISK_AEAD_STATE_SIZE, 64);
    const uint8_t *key = check_in(check, "key", t->key, 32, 1);

    check_call(check, impl->init, state, key, 32);
    return check_freeze(check, state);
}

static void run_seal(struct check *check, const void *row, const void *input)
{
    const struct brisk_chacha20poly1305_impl *impl = row;
    const struct input *t = input;
    const void *state = run_init(check, impl, t);
    uint8_t *tag = check_out(check, "tag", 16, 1);
    const uint8_t *nonce = check_in(check, "nonce", t->nonce, 12, 1);
    const uint8_t *aad = check_in(check, "aad", t->aad, t->aad_len, 1);
    uint8_t *out = t->in_place ? check_inout(check, "out", t->in, t->in_len, 1)
                               : check_out(check, "out", t->in_len, 1);
    const uint8_t *in = t->in_place ? out : check_in(check, "in", t->in, t->in_len, 1);

    check_call(check, impl->seal, state, out, tag, nonce, in, t->in_len, aad, t->aad_len);
}

static void run_open(struct check *check, const void *row, const void *input)
{
    const struct brisk_chacha20poly1305_impl *impl = row;
    const struct input *t = input;
    const void *state = run_init(check, impl, t);
    const uint8_t *tag = check_in(check, "tag", t->tag, 16, 1);
    const uint8_t *nonce = check_in(check, "nonce", t->nonce, 12, 1);
    const uint8_t *aad = check_in(check, "aad", t->aad, t->aad_len, 1);
    uint8_t *out = t->in_place ? check_inout(check, "out", t->in, t->in_len, 1)
                               : check_out(check, "out", t->in_len, 1);
    const uint8_t *in = t->in_place ? out : check_in(check, "in", t->in, t->in_len, 1);

    check_call_int(check, impl->open, state, out, tag, nonce, in, t->in_len, aad, t->aad_len);
}

/* Seals, opens what the reference sealed, and opens it again with one bit changed somewhere. */
static void check_message(struct input *t, unsigned fill)
{
    _Alignas(64) uint8_t state[BRISK_AEAD_STATE_SIZE];
    uint8_t *victims[] = { t->tag, t->in, t->aad };
    size_t lens[] = { 16, t->in_len, t->aad_len }, which;

    check_fill(t->key, 32, fill);
    check_fill(t->nonce, 12, fill);
    check_fill(t->in, t->in_len, fill);
    check_fill(t->aad, t->aad_len, fill);
    test_note("%zu bytes, aad of %zu, %s, %s", t->in_len, t->aad_len,
              t->in_place ? "in place" : "apart", check_fill_name(fill));
    check_case(run_seal, t);
    brisk_chacha20poly1305_init_ref(state, t->key, 32);
    brisk_chacha20poly1305_seal_ref(state, t->in, t->tag, t->nonce, t->in, t->in_len, t->aad,
                                    t->aad_len);
    check_case(run_open, t);
    do {
        which = test_random_below(3);
    } while (lens[which] == 0);
    victims[which][test_random_below(lens[which])] ^= 1u << test_random_below(8);
    check_case(run_open, t);
}

/* A changed bit in each byte of the tag, for lengths that take different ways through the rows. */
static void check_tags(struct input *t)
{
    static const size_t lens[] = { 0,   15,  64,  192, 193,  256,  257,  448,  449,
                                   704, 705, 960, 961, 1216, 1217, 1984, 1985, 4096 };
    _Alignas(64) uint8_t state[BRISK_AEAD_STATE_SIZE];

    t->aad_len = 13;
    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        t->in_len = lens[i];
        test_random_bytes(t->key, 32);
        test_random_bytes(t->in, t->in_len);
        brisk_chacha20poly1305_init_ref(state, t->key, 32);
        brisk_chacha20poly1305_seal_ref(state, t->in, t->tag, t->nonce, t->in, t->in_len, t->aad,
                                        t->aad_len);
        for (size_t byte = 0; byte < 16; byte++) {
            uint8_t bit = (uint8_t)(1u << test_random_below(8));
            test_note("%zu bytes, byte %zu of the tag changed", t->in_len, byte);
            t->in_place = (int)test_random_below(2);
            t->tag[byte] ^= bit;
            check_case(run_open, t);
            t->tag[byte] ^= bit;
        }
    }
}

static void run_keystream(struct check *check, const void *row, const void *input)
{
    const struct brisk_chacha20poly1305_impl *impl = row;
    const struct input *t = input;
    uint8_t *out = check_out(check, "out", 64 * t->num_blocks, 1);
    const uint8_t *key = check_in(check, "key", t->key, 32, 1);
    const uint8_t *nonce = check_in(check, "nonce", t->nonce, 12, 1);

    check_call(check, impl->keystream, out, t->num_blocks, key, nonce, CHECK_U32(t->counter));
}

/* Every number of blocks, from counters that stay below 2^32, reach it, and pass it. */
static void check_keystreams(struct input *t)
{
    static const uint32_t counters[] = { 0, 1, 0x7ffffffd, 0xffffffe0, 0xfffffffa, 0xffffffff };

    for (t->num_blocks = 0; t->num_blocks <= 40; t->num_blocks++) {
        for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++) {
            t->counter = counters[i];
            test_random_bytes(t->key, 32);
            test_random_bytes(t->nonce, 12);
            test_note("%zu blocks from counter %u", t->num_blocks, t->counter);
            check_case(run_keystream, t);
        }
    }
}

int main(int argc, char **argv)
{
    static struct input t;

    check_start(argc, argv, "chacha20poly1305");
    for (t.in_len = 0; t.in_len <= MAX_LEN; t.in_len = t.in_len < check_iterations(4096)
                                                           ? t.in_len + 1
                                                           : check_next_length(t.in_len, 64)) {
        t.aad_len = test_random_below(2) ? test_random_below(40) : 0;
        for (t.in_place = 0; t.in_place < 2; t.in_place++) {
            check_message(&t, CHECK_NUM_FILLS - 1);
        }
    }
    for (t.aad_len = 0; t.aad_len <= MAX_AAD; t.aad_len = t.aad_len < check_iterations(300)
                                                              ? t.aad_len + 1
                                                              : check_next_length(t.aad_len, 16)) {
        t.in_len = test_random_below(1300);
        t.in_place = (int)test_random_below(2);
        check_message(&t, CHECK_NUM_FILLS - 1);
    }
    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        for (t.in_len = 0; t.in_len <= 600; t.in_len = check_next_length(t.in_len, 64)) {
            t.aad_len = test_random_below(40);
            t.in_place = (int)test_random_below(2);
            check_message(&t, fill);
        }
    }
    check_tags(&t);
    check_keystreams(&t);
    t.in_place = 0;
    t.aad_len = 5;
    t.in_len = 64;
    check_time("64 bytes", run_seal, &t);
    t.in_len = 1350;
    check_time("1350 bytes", run_seal, &t);
    t.num_blocks = 12;
    check_time("12 blocks", run_keystream, &t);
    return check_end();
}
