/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The main() of fuzz_*.c where libFuzzer is not: mutates the seeds. A library member of its own, so
 * that it is linked only where nothing else defines main(). */

#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
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
    fuzz_one_input(copy, len);
    free(copy);
}

/* tests/fuzz/<input> for the program fuzz_<input>. */
static void find_folder(char path[512], const char *program)
{
    const char *slash = strrchr(program, '/'), *name = slash ? slash + 1 : program;
    snprintf(path, 512, "%s/tests/fuzz/%s", BRISK_SOURCE_DIR,
             strncmp(name, "fuzz_", 5) == 0 ? name + 5 : name);
}

static void make_seeds(void)
{
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
}

static void write_seeds(const char *folder)
{
    for (size_t i = 0; i < num_seeds; i++) {
        char path[600];
        snprintf(path, sizeof(path), "%s/seed-%zu", folder, i);
        FILE *file = fopen(path, "wb");
        if (!file || fwrite(seeds[i].data, 1, seeds[i].len, file) != seeds[i].len || fclose(file)) {
            test_abort("cannot write %s", path);
        }
    }
    printf("%zu seeds written to %s\n", num_seeds, folder);
}

/* What is kept in the folder: seeds of earlier runs, and inputs that once found something. */
static size_t run_kept_inputs(const char *folder)
{
    size_t n = 0, len = 0;
    DIR *dir = opendir(folder);
    if (!dir) {
        test_abort("cannot read %s", folder);
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char path[800];
        if (entry->d_name[0] == '.') {
            continue;
        }
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        char *data = test_read_file(path, &len);
        if (!data) {
            test_abort("cannot read %s", path);
        }
        test_note("%s", entry->d_name);
        run_input((const uint8_t *)data, len);
        free(data);
        n++;
    }
    closedir(dir);
    return n;
}

int main(int argc, char **argv)
{
    static struct input input;
    char folder[512];
    test_start(argc, argv);
    find_folder(folder, argv[0]);
    make_seeds();
    if (argc == 2 && strcmp(argv[1], "--write-seeds") == 0) {
        write_seeds(folder);
        return test_num_failures() != 0;
    }
    size_t num_kept = run_kept_inputs(folder);
    if (!CHECK(num_seeds > 0) || !CHECK(num_kept >= num_seeds)) {
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
    printf("%zu seeds, %zu kept inputs, %d mutated ones\n", num_seeds, num_kept, NUM_INPUTS);
    return test_end();
}
