/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The main() of fuzz_*.c where libFuzzer is not: mutates the seeds. A library member of its own, so
 * that it is linked only where nothing else defines main(). */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/fuzz.h"
#include "tests/support/test.h"

#define MAX_SEEDS 32
#define MAX_INPUT 8192
#define NUM_INPUTS 20000

struct input {
    uint8_t data[MAX_INPUT];
    size_t len;
};

static struct brisk_bytes seeds[MAX_SEEDS];
static size_t num_seeds;

/* Bytes that mean something in DER, TLS or as numbers. */
static uint8_t interesting_byte(void)
{
    static const uint8_t bytes[] = { 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06,
                                     0x1f, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x82,
                                     0x83, 0x84, 0xa0, 0xa1, 0xa3, 0xfe, 0xff };
    return bytes[test_random_below(sizeof(bytes))];
}

/* Replaces `removed` bytes at `at` with `added` ones of `bytes`. */
static void splice(struct input *input, size_t at, size_t removed, const uint8_t *bytes,
                   size_t added)
{
    if (input->len - removed + added > MAX_INPUT) {
        return;
    }
    uint8_t copy[MAX_INPUT];
    memcpy(copy, bytes, added);
    memmove(input->data + at + added, input->data + at + removed, input->len - at - removed);
    memcpy(input->data + at, copy, added);
    input->len = input->len - removed + added;
}

static void mutate(struct input *input)
{
    const struct brisk_bytes *other = &seeds[test_random_below(num_seeds)];
    size_t at = test_random_below(input->len + 1), left = input->len - at;
    size_t count = test_random_below((left < 64 ? left : 64) + 1);
    size_t from = test_random_below(other->len), other_left = other->len - from;
    uint8_t byte = interesting_byte();
    switch (test_random_below(8)) {
    case 0: /* a bit */
        if (left) {
            input->data[at] ^= (uint8_t)(1 << test_random_below(8));
        }
        break;
    case 1: /* a byte */
        if (left) {
            input->data[at] = byte;
        }
        break;
    case 2: /* a number one off */
        if (left) {
            input->data[at] = (uint8_t)(input->data[at] + (test_random_below(2) ? 1 : 255));
        }
        break;
    case 3: /* a byte more */
        splice(input, at, 0, &byte, 1);
        break;
    case 4: /* some bytes less */
        splice(input, at, count, &byte, 0);
        break;
    case 5: /* some bytes twice */
        splice(input, at, 0, input->data + at, count);
        break;
    case 6: /* the end cut off */
        input->len = at;
        break;
    default: /* a piece of another input */
        count = test_random_below((other_left < 256 ? other_left : 256) + 1);
        splice(input, at, left < count ? left : count, other->data + from, count);
    }
}

/* On the heap and of the exact size, so that the sanitizer sees a read past the end. */
static void run_input(const uint8_t *data, size_t len)
{
    uint8_t *copy = malloc(len ? len : 1);
    if (!copy) {
        test_abort("out of memory");
    }
    memcpy(copy, data, len);
    LLVMFuzzerTestOneInput(copy, len);
    free(copy);
}

int main(int argc, char **argv)
{
    static struct input input;
    test_start(argc, argv);
    while (num_seeds < MAX_SEEDS) {
        struct brisk_bytes seed = fuzz_seed_input(num_seeds);
        if (seed.len == 0) {
            break;
        }
        if (seed.len > MAX_INPUT) {
            test_abort("seed %zu is too long", num_seeds);
        }
        run_input(seed.data, seed.len);
        seeds[num_seeds++] = seed;
    }
    if (!CHECK(num_seeds > 0)) {
        return test_end();
    }
    for (size_t i = 0; i < NUM_INPUTS; i++) {
        const struct brisk_bytes *seed = &seeds[i % num_seeds];
        memcpy(input.data, seed->data, seed->len);
        input.len = seed->len;
        for (size_t n = 1 + test_random_below(4); n > 0; n--) {
            mutate(&input);
        }
        test_note("input %zu", i);
        run_input(input.data, input.len);
    }
    printf("%zu seeds, %d inputs\n", num_seeds, NUM_INPUTS);
    return test_end();
}
