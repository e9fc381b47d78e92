/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Every row of the aes_cbc table against the reference. */

#include <brisk/cbc.h>

#include <stdio.h>

#include "tests/support/check.h"

#define BLOCK_SIZE 16
#define MAX_BLOCKS 1040 /* 16,640 bytes */

struct input {
    uint8_t key[32], iv[BLOCK_SIZE];
    uint8_t in[BLOCK_SIZE * MAX_BLOCKS];
    size_t key_len, num_blocks;
    int in_place;
};

static void run(struct check *check, const struct brisk_aes_cbc_impl *impl, const struct input *t,
                int decrypts)
{
    void *state = check_state(check, "state", BRISK_AES_CBC_STATE_SIZE, 64);
    const uint8_t *key = check_in(check, "key", t->key, t->key_len, 1);
    size_t len = BLOCK_SIZE * t->num_blocks;

    check_call(check, impl->init, state, key, t->key_len);
    const void *frozen = check_freeze(check, state);
    const uint8_t *iv = check_in(check, "iv", t->iv, BLOCK_SIZE, 1);
    uint8_t *out =
        t->in_place ? check_inout(check, "out", t->in, len, 1) : check_out(check, "out", len, 1);
    const uint8_t *in = t->in_place ? out : check_in(check, "in", t->in, len, 1);
    if (decrypts) {
        check_call(check, impl->decrypt, frozen, out, iv, in, t->num_blocks);
    } else {
        check_call(check, impl->encrypt, frozen, out, iv, in, t->num_blocks);
    }
}

static void run_encrypt(struct check *check, const void *row, const void *input)
{
    run(check, row, input, 0);
}

static void run_decrypt(struct check *check, const void *row, const void *input)
{
    run(check, row, input, 1);
}

/* encrypt's iv may be the block before out: an encryption that goes on. */
static void run_chained(struct check *check, const void *row, const void *input)
{
    const struct brisk_aes_cbc_impl *impl = row;
    const struct input *t = input;
    void *state = check_state(check, "state", BRISK_AES_CBC_STATE_SIZE, 64);
    const uint8_t *key = check_in(check, "key", t->key, t->key_len, 1);
    uint8_t *text = check_inout(check, "text", t->in, BLOCK_SIZE * (t->num_blocks + 1), 1);

    check_call(check, impl->init, state, key, t->key_len);
    const void *frozen = check_freeze(check, state);
    check_call(check, impl->encrypt, frozen, text + BLOCK_SIZE, text, text + BLOCK_SIZE,
               t->num_blocks);
}

static void check_message(struct input *t, unsigned fill)
{
    check_fill(t->key, t->key_len, fill);
    check_fill(t->iv, BLOCK_SIZE, fill);
    check_fill(t->in, BLOCK_SIZE * t->num_blocks, fill);
    test_note("key of %zu, %zu blocks, %s, %s", t->key_len, t->num_blocks,
              t->in_place ? "in place" : "apart", check_fill_name(fill));
    check_case(run_encrypt, t);
    check_case(run_decrypt, t);
}

static void check_messages(struct input *t)
{
    for (t->num_blocks = 0; t->num_blocks <= MAX_BLOCKS;
         t->num_blocks = t->num_blocks < check_iterations(200)
                             ? t->num_blocks + 1
                             : check_next_length(t->num_blocks, 32)) {
        for (t->in_place = 0; t->in_place < 2; t->in_place++) {
            check_message(t, CHECK_NUM_FILLS - 1);
        }
    }
    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        for (t->num_blocks = 0; t->num_blocks <= 70; t->num_blocks++) {
            t->in_place = (int)test_random_below(2);
            check_message(t, fill);
        }
    }
    for (t->num_blocks = 0; t->num_blocks <= 40; t->num_blocks++) {
        test_random_bytes(t->key, sizeof(t->key));
        test_random_bytes(t->in, BLOCK_SIZE * (t->num_blocks + 1));
        test_note("key of %zu, %zu blocks that go on", t->key_len, t->num_blocks);
        check_case(run_chained, t);
    }
}

static void time_messages(struct input *t)
{
    static const size_t numbers[] = { 1, 6, 84, 1024 };

    t->in_place = 1;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        char label[40];
        t->num_blocks = numbers[i];
        snprintf(label, sizeof(label), "AES-%zu, %zu blocks", 8 * t->key_len, t->num_blocks);
        check_time(label, run_encrypt, t);
        check_time(label, run_decrypt, t);
    }
}

int main(int argc, char **argv)
{
    static struct input t;

    check_start(argc, argv, "aes_cbc");
    for (t.key_len = 16; t.key_len <= 32; t.key_len += 16) {
        check_messages(&t);
        time_messages(&t);
    }
    return check_end();
}
