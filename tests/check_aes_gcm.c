/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Every row of the aes_gcm table against the reference. */

#define _GNU_SOURCE /* memfd_create */

#include <brisk/aead.h>

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/support/check.h"

#define MAX_LEN 16640
#define LONG_LEN ((1u << 28) + 5000)    /* counters of more than 24 bits */
#define SHORTER_LEN ((1u << 20) + 5000) /* with --quick: more than 16 */
#define CHUNK (1u << 20)
#define MAX_AAD 600

struct input {
    uint8_t key[32], nonce[12], tag[16];
    uint8_t in[MAX_LEN], aad[MAX_AAD];
    size_t key_len, in_len, aad_len;
    int in_place;
};

/* Makes the row's own key schedule. */
static const void *run_init(struct check *check, const struct brisk_aes_gcm_impl *impl,
                            const struct input *t)
{
    void *state = check_state(check, "state", BRISK_AEAD_STATE_SIZE, 64);
    const uint8_t *key = check_in(check, "key", t->key, t->key_len, 1);

    check_call(check, impl->init, state, key, t->key_len);
    return check_freeze(check, state);
}

static void run_seal(struct check *check, const void *row, const void *input)
{
    const struct brisk_aes_gcm_impl *impl = row;
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
    const struct brisk_aes_gcm_impl *impl = row;
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

    check_fill(t->key, t->key_len, fill);
    check_fill(t->nonce, 12, fill);
    check_fill(t->in, t->in_len, fill);
    check_fill(t->aad, t->aad_len, fill);
    test_note("key of %zu, %zu bytes, aad of %zu, %s, %s", t->key_len, t->in_len, t->aad_len,
              t->in_place ? "in place" : "apart", check_fill_name(fill));
    check_case(run_seal, t);
    brisk_aes_gcm_init_ref(state, t->key, t->key_len);
    brisk_aes_gcm_seal_ref(state, t->in, t->tag, t->nonce, t->in, t->in_len, t->aad, t->aad_len);
    check_case(run_open, t);
    do {
        which = test_random_below(3);
    } while (lens[which] == 0);
    victims[which][test_random_below(lens[which])] ^= 1u << test_random_below(8);
    check_case(run_open, t);
}

/* Each bit of the tag changed alone. */
static void check_tags(struct input *t)
{
    _Alignas(64) uint8_t state[BRISK_AEAD_STATE_SIZE];

    brisk_aes_gcm_init_ref(state, t->key, t->key_len);
    brisk_aes_gcm_seal_ref(state, t->in, t->tag, t->nonce, t->in, t->in_len, t->aad, t->aad_len);
    for (size_t bit = 0; bit < 128; bit++) {
        test_note("key of %zu, %zu bytes, bit %zu of the tag changed", t->key_len, t->in_len, bit);
        t->tag[bit / 8] ^= 1u << bit % 8;
        check_case(run_open, t);
        t->tag[bit / 8] ^= 1u << bit % 8;
    }
}

/* num_chunks CHUNKs of memory; if `repeats`, the same CHUNK over and over, where what is written
 * last to any of them stays. */
static uint8_t *map(size_t num_chunks, int repeats)
{
    size_t len = num_chunks * CHUNK;
    int fd = memfd_create("check_aes_gcm", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, (off_t)(repeats ? CHUNK : len)) != 0) {
        test_abort("no memory");
    }
    uint8_t *at = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    for (size_t i = CHUNK; repeats && at != MAP_FAILED && i < len; i += CHUNK) {
        if (mmap(at + i, CHUNK, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) ==
            MAP_FAILED) {
            at = MAP_FAILED;
        }
    }
    if (at == MAP_FAILED) {
        test_abort("no address space");
    }
    close(fd);
    return at;
}

/* One message that is too long for guarded buffers. The rows' output is only as much memory as
 * needed for them; the tag tells about the rest. */
static void check_long(const struct input *t)
{
    _Alignas(64) uint8_t state[BRISK_AEAD_STATE_SIZE];
    uint8_t expected_tag[16], tag[16];
    size_t len = check_iterations(LONG_LEN) == LONG_LEN ? LONG_LEN : SHORTER_LEN;
    size_t num_chunks = len / CHUNK + 1;
    uint8_t *in = map(num_chunks, 1), *out = map(num_chunks, 1), *expected = map(num_chunks, 0);

    check_fill(in, CHUNK, CHECK_NUM_FILLS - 1);
    brisk_aes_gcm_init_ref(state, t->key, t->key_len);
    brisk_aes_gcm_seal_ref(state, expected, expected_tag, t->nonce, in, len, t->aad, 13);
    for (const struct brisk_aes_gcm_impl *row = brisk_aes_gcm_impls; row->impl.name; row++) {
        if ((row->impl.needs & ~brisk_cpu_detect()) != 0 || row->seal == brisk_aes_gcm_seal_ref) {
            continue;
        }
        test_note("key of %zu, %zu bytes, %s", t->key_len, len, row->impl.name);
        row->init(state, t->key, t->key_len);
        row->seal(state, out, tag, t->nonce, in, len, t->aad, 13);
        CHECK(memcmp(out + len - CHUNK, expected + len - CHUNK, CHUNK) == 0);
        CHECK(memcmp(tag, expected_tag, sizeof(tag)) == 0);
        CHECK(row->open(state, out, tag, t->nonce, expected, len, t->aad, 13));
        CHECK(memcmp(out + len - CHUNK, in + len - CHUNK, CHUNK) == 0);
    }
    munmap(in, num_chunks * CHUNK);
    munmap(out, num_chunks * CHUNK);
    munmap(expected, num_chunks * CHUNK);
}

/* Every length up to what all kernels' strides fit in several times, every one around the lengths
 * from which on kernels treat a message as a long one, fewer elsewhere. */
static size_t next_in_len(size_t len)
{
    if (len < check_iterations(4160) || (len >= 8000 && len < 8000 + check_iterations(900)) ||
        (len >= 16300 && len < 16300 + check_iterations(200))) {
        return len + 1;
    }
    size_t next = check_next_length(len, 64);
    if (len < 8000 && next > 8000) {
        return 8000;
    }
    return len < 16300 && next > 16300 ? 16300 : next;
}

static size_t next_aad_len(size_t len)
{
    return len < check_iterations(320) ? len + 1 : check_next_length(len, 16);
}

static void check_lengths(struct input *t)
{
    for (t->in_len = 0; t->in_len <= MAX_LEN; t->in_len = next_in_len(t->in_len)) {
        t->aad_len = test_random_below(2) ? test_random_below(40) : 0;
        for (t->in_place = 0; t->in_place <= 1; t->in_place++) {
            check_message(t, CHECK_NUM_FILLS - 1);
        }
    }
    for (t->aad_len = 0; t->aad_len <= MAX_AAD; t->aad_len = next_aad_len(t->aad_len)) {
        t->in_len = test_random_below(300);
        t->in_place = (int)test_random_below(2);
        check_message(t, CHECK_NUM_FILLS - 1);
    }
    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        for (t->in_len = 0; t->in_len <= 600; t->in_len = check_next_length(t->in_len, 64)) {
            t->aad_len = test_random_below(40);
            t->in_place = (int)test_random_below(2);
            check_message(t, fill);
        }
    }
    static const size_t tagged_lens[] = { 0, 75, 150, 225, 300, 1350, 4096, 16384 };
    for (size_t i = 0; i < sizeof(tagged_lens) / sizeof(tagged_lens[0]); i++) {
        t->in_len = tagged_lens[i];
        t->in_place = (int)(i % 2);
        check_tags(t);
    }
    check_long(t);
}

static void time_lengths(struct input *t)
{
    static const size_t lens[] = { 64, 256, 1350, 16384 };
    _Alignas(64) uint8_t state[BRISK_AEAD_STATE_SIZE];
    char label[40];

    t->in_place = 0;
    t->aad_len = 5;
    brisk_aes_gcm_init_ref(state, t->key, t->key_len);
    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        t->in_len = lens[i];
        snprintf(label, sizeof(label), "AES-%zu, %zu bytes", 8 * t->key_len, t->in_len);
        check_time(label, run_seal, t);
        brisk_aes_gcm_seal_ref(state, t->in, t->tag, t->nonce, t->in, t->in_len, t->aad,
                               t->aad_len);
        check_time(label, run_open, t);
    }
}

int main(int argc, char **argv)
{
    static struct input t;

    check_start(argc, argv, "aes_gcm");
    for (t.key_len = 16; t.key_len <= 32; t.key_len += 16) {
        check_lengths(&t);
        time_lengths(&t);
    }
    return check_end();
}
