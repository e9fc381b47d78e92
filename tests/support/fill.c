/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Hostile inputs and lengths for the check harness. */

#include <string.h>

#include "tests/support/check.h"

static const char *const fill_names[CHECK_NUM_FILLS] = {
    "all zeros",
    "all ones",
    "small (big endian)",
    "small (little endian)",
    "almost all ones (big endian)",
    "almost all ones (little endian)",
    "one bit",
    "all but one bit",
    "runs of zeros and ones",
    "words of zeros and ones",
    "random",
    "random",
};

const char *check_fill_name(unsigned fill)
{
    return fill_names[fill % CHECK_NUM_FILLS];
}

/* Bytes, words of 8 bytes, or runs of any length that are all zero or all one. */
static void fill_runs(uint8_t *out, size_t len, size_t word)
{
    for (size_t at = 0; at < len;) {
        size_t run = word != 0 ? word : 1 + test_random_below(24);
        run = run < len - at ? run : len - at;
        memset(out + at, test_random_below(2) ? 0xff : 0, run);
        at += run;
    }
}

void check_fill(void *out, size_t len, unsigned fill)
{
    uint8_t *bytes = out;
    uint8_t small = (uint8_t)(1 + test_random_below(3));

    if (len == 0) {
        return;
    }
    fill %= CHECK_NUM_FILLS;
    memset(bytes, fill == 1 || fill == 4 || fill == 5 || fill == 7 ? 0xff : 0, len);
    switch (fill) {
    case 2:
        bytes[len - 1] = small;
        break;
    case 3:
        bytes[0] = small;
        break;
    case 4:
        bytes[len - 1] = (uint8_t)(0xff - small);
        break;
    case 5:
        bytes[0] = (uint8_t)(0xff - small);
        break;
    case 6:
    case 7:
        bytes[test_random_below(len)] ^= (uint8_t)(1 << test_random_below(8));
        break;
    case 8:
        fill_runs(bytes, len, 0);
        break;
    case 9:
        fill_runs(bytes, len, 8);
        break;
    case 10:
    case 11:
        test_random_bytes(bytes, len);
        break;
    }
}

/* out = limit + delta, the number being in either byte order. */
static void add_delta(uint8_t *out, const uint8_t *limit, size_t len, int delta, int is_big_endian)
{
    int carry = delta;

    for (size_t i = 0; i < len; i++) {
        size_t at = is_big_endian ? len - 1 - i : i;
        int sum = limit[at] + carry;
        out[at] = (uint8_t)(sum & 0xff);
        carry = (sum - (sum & 0xff)) / 256;
    }
}

void check_near_big_endian(uint8_t *out, const uint8_t *limit, size_t len, int delta)
{
    add_delta(out, limit, len, delta, 1);
}

void check_near_little_endian(uint8_t *out, const uint8_t *limit, size_t len, int delta)
{
    add_delta(out, limit, len, delta, 0);
}

size_t check_next_length(size_t len, size_t block)
{
    if (len <= 2 * block) {
        return len + 1;
    }
    /* to one below, at, and one above the next multiple that is tried */
    size_t blocks = (len + 1) / block, step = blocks < 16 ? 1 : blocks / 8;
    switch ((len + 1) % block) {
    case 0: /* one below a multiple */
    case 1: /* at a multiple */
        return len + 1;
    default:
        return block * (blocks + step) - 1;
    }
}
