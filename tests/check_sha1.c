/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Every row of the sha1 table against the reference. */

#include "tests/support/check.h"

#define BLOCK_SIZE 64
#define MAX_BLOCKS 64 /* 4,096 bytes */

struct input {
    uint32_t state[5];
    uint8_t in[BLOCK_SIZE * MAX_BLOCKS];
    size_t num_blocks;
};

static void run_blocks(struct check *check, const void *row, const void *input)
{
    const struct brisk_sha1_impl *impl = row;
    const struct input *t = input;
    uint32_t *state = check_inout(check, "state", t->state, sizeof(t->state), 4);
    const uint8_t *in = check_in(check, "in", t->in, BLOCK_SIZE * t->num_blocks, 1);

    check_call(check, impl->blocks, state, in, t->num_blocks);
}

int main(int argc, char **argv)
{
    static struct input t;

    check_start(argc, argv, "sha1");
    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        for (t.num_blocks = 0; t.num_blocks <= MAX_BLOCKS; t.num_blocks++) {
            test_note("%zu blocks, %s", t.num_blocks, check_fill_name(fill));
            check_fill(t.state, sizeof(t.state), fill);
            check_fill(t.in, BLOCK_SIZE * t.num_blocks, fill);
            check_case(run_blocks, &t);
        }
    }
    for (size_t i = 0; i < check_iterations(2000); i++) {
        t.num_blocks = test_random_below(5);
        test_note("random case %zu, %zu blocks", i, t.num_blocks);
        test_random_bytes(t.state, sizeof(t.state));
        test_random_bytes(t.in, BLOCK_SIZE * t.num_blocks);
        check_case(run_blocks, &t);
    }
    t.num_blocks = 1;
    check_time("1 block", run_blocks, &t);
    t.num_blocks = 32;
    check_time("32 blocks", run_blocks, &t);
    return check_end();
}
