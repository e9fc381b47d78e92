/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A whole check program for a hash's compression function: every row of its table against the
 * reference. The file that includes this defines HASH_OPERATION, its name; HASH_ROW, the table's
 * row type; HASH_WORD and HASH_STATE_WORDS, of the state; HASH_BLOCK_SIZE, in bytes;
 * HASH_MAX_BLOCKS, the most in one call. */

#ifndef BRISK_TESTS_SUPPORT_CHECK_HASH_BLOCKS_H
#define BRISK_TESTS_SUPPORT_CHECK_HASH_BLOCKS_H

#include "tests/support/check.h"

struct input {
    HASH_WORD state[HASH_STATE_WORDS];
    uint8_t in[HASH_BLOCK_SIZE * HASH_MAX_BLOCKS];
    size_t num_blocks;
};

static void run_blocks(struct check *check, const void *row, const void *input)
{
    const HASH_ROW *impl = row;
    const struct input *t = input;
    HASH_WORD *state = check_inout(check, "state", t->state, sizeof(t->state), sizeof(t->state[0]));
    const uint8_t *in = check_in(check, "in", t->in, HASH_BLOCK_SIZE * t->num_blocks, 1);

    check_call(check, impl->blocks, state, in, t->num_blocks);
}

int main(int argc, char **argv)
{
    static struct input t;

    check_start(argc, argv, HASH_OPERATION);
    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        for (t.num_blocks = 0; t.num_blocks <= HASH_MAX_BLOCKS; t.num_blocks++) {
            test_note("%zu blocks, %s", t.num_blocks, check_fill_name(fill));
            check_fill(t.state, sizeof(t.state), fill);
            check_fill(t.in, HASH_BLOCK_SIZE * t.num_blocks, fill);
            check_case(run_blocks, &t);
        }
    }
    for (size_t i = 0; i < check_iterations(2000); i++) {
        t.num_blocks = test_random_below(5);
        test_note("random case %zu, %zu blocks", i, t.num_blocks);
        test_random_bytes(t.state, sizeof(t.state));
        test_random_bytes(t.in, HASH_BLOCK_SIZE * t.num_blocks);
        check_case(run_blocks, &t);
    }
    t.num_blocks = 1;
    check_time("1 block", run_blocks, &t);
    t.num_blocks = 32;
    check_time("32 blocks", run_blocks, &t);
    return check_end();
}

#endif
