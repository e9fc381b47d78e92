/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The random generator: it differs over calls, threads and forks, gives out no byte twice and keeps
 * none, fails closed, and its bits look balanced. The generator is included as source, to look into
 * its state; getrandom() and madvise() are this program's own, to make them fail on demand. */

#include "crypto/random.c"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "tests/support/test.h"

static int getrandom_fails, madvise_fails;
static size_t num_getrandom_calls, num_seed_bytes;

/* Interrupted every other time, and generous with at most 20 bytes, as the system call may be. */
ssize_t getrandom(void *out, size_t len, unsigned flags)
{
    if (getrandom_fails) {
        errno = ENOSYS;
        return -1;
    }
    if (num_getrandom_calls++ % 2 == 1) {
        errno = EINTR;
        return -1;
    }
    len = len < 20 ? len : 20;
    num_seed_bytes += len;
    return syscall(SYS_getrandom, out, len, flags);
}

int madvise(void *address, size_t len, int advice)
{
    if (madvise_fails) {
        errno = EINVAL;
        return -1;
    }
    return (int)syscall(SYS_madvise, address, len, advice);
}

/* Whether no 16-byte piece of a occurs in b. */
static int have_nothing_in_common(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
    for (size_t i = 0; i + 16 <= a_len; i += 16) {
        for (size_t j = 0; j + 16 <= b_len; j++) {
            if (memcmp(a + i, b + j, 16) == 0) {
                return 0;
            }
        }
    }
    return 1;
}

/* Requests of every size around the pool: all bytes are written, none behind them, none twice. */
static void test_sizes(void)
{
    static uint8_t out[3 * POOL_SIZE + 100], again[sizeof(out)];
    for (size_t len = 0; len < sizeof(out); len += len < 100 ? 1 : 37) {
        size_t num_untouched = 0;
        test_note("%zu bytes", len);
        memset(out, 0, sizeof(out));
        CHECK_EQ_INT(brisk_random(out, len), 0);
        for (size_t i = len; i < sizeof(out); i++) {
            num_untouched += out[i] == 0;
        }
        CHECK_EQ_INT(num_untouched, sizeof(out) - len);
        /* A byte that is 0 eight times in a row was not written. */
        for (int i = 0; i < 7; i++) {
            CHECK_EQ_INT(brisk_random(again, len), 0);
            CHECK(have_nothing_in_common(out, len, again, len));
            for (size_t j = 0; j < len; j++) {
                out[j] |= again[j];
            }
        }
        CHECK(len == 0 || memchr(out, 0, len) == NULL);
    }
    CHECK_EQ_INT(brisk_random(NULL, 0), 0);
}

/* Nothing that was given out is in the generator's state, nor is what the state held the key of. */
static void test_erasure(void)
{
    uint8_t out[POOL_SIZE], key_before[KEY_SIZE];
    const uint8_t *state = (const uint8_t *)&generator;
    for (size_t len = 16; len <= sizeof(out); len += 16) {
        test_note("erasure after %zu bytes", len);
        memcpy(key_before, generator.key, KEY_SIZE);
        uint32_t available = generator.available;
        CHECK_EQ_INT(brisk_random(out, len), 0);
        CHECK(have_nothing_in_common(out, len, state, sizeof(generator)));
        for (size_t i = 0; i < POOL_SIZE - generator.available; i++) {
            CHECK(generator.pool[i] == 0);
        }
        if (len > available && len < POOL_SIZE) {
            CHECK(have_nothing_in_common(key_before, KEY_SIZE, state, sizeof(generator)));
        }
    }
}

/* Refills by the definition: the generator's output from a known key is ChaCha20's keystream. */
static void test_construction(void)
{
    static const uint8_t nonce[12];
    uint8_t key[KEY_SIZE], want[POOL_SIZE], got[POOL_SIZE - KEY_SIZE];
    test_note("construction");
    CHECK_EQ_INT(brisk_random(got, 1), 0);
    memcpy(key, generator.key, KEY_SIZE);
    CHECK_EQ_INT(brisk_random(got, generator.available), 0);
    CHECK_EQ_INT(brisk_random(got, sizeof(got)), 0);
    brisk_chacha20_keystream_ref(want, POOL_BLOCKS, key, nonce, 0);
    CHECK_EQ_BYTES(got, want + KEY_SIZE, sizeof(got));
    CHECK_EQ_BYTES(generator.key, want, KEY_SIZE);
}

/* A new seed after RESEED_BYTES, by short and by long requests, and no system call otherwise. */
static void test_reseeding(void)
{
    static uint8_t out[RESEED_BYTES + 1000];
    test_note("reseeding");
    CHECK_EQ_INT(brisk_random(out, sizeof(out)), 0);
    size_t calls = num_getrandom_calls;
    CHECK_EQ_INT(brisk_random(out, RESEED_BYTES / 2), 0);
    for (int i = 0; i < 1000; i++) {
        CHECK_EQ_INT(brisk_random(out, 32), 0);
    }
    CHECK_EQ_INT(num_getrandom_calls, calls);
    for (size_t i = 0; i < RESEED_BYTES / 500; i++) {
        brisk_random(out, 500);
    }
    CHECK(num_getrandom_calls > calls);
    CHECK(num_seed_bytes > 0 && num_seed_bytes % KEY_SIZE == 0);
}

/* A child, or what it has to say about itself: 64 bytes through a pipe. */
#define SAMPLE 64
static void fork_and_sample(uint8_t samples[3][SAMPLE])
{
    int pipes[2];
    if (pipe(pipes) != 0) {
        test_abort("no pipe");
    }
    pid_t child = fork();
    if (child == 0) {
        /* The child's child says something first. */
        pid_t grandchild = fork();
        uint8_t out[SAMPLE];
        int failed = brisk_random(out, SAMPLE) != 0;
        if (grandchild != 0) {
            int status = 1;
            waitpid(grandchild, &status, 0);
            failed |= status != 0;
        }
        failed |= write(pipes[1], out, SAMPLE) != SAMPLE;
        _exit(failed);
    }
    int status = 1;
    close(pipes[1]);
    CHECK_EQ_INT(brisk_random(samples[0], SAMPLE), 0);
    CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0);
    CHECK_EQ_INT(read(pipes[0], samples[1], SAMPLE), SAMPLE);
    CHECK_EQ_INT(read(pipes[0], samples[2], SAMPLE), SAMPLE);
    close(pipes[0]);
}

/* Parents, children and grandchildren of several forks, from the same state: all different. */
static void test_forks(const char *how)
{
    static uint8_t samples[8][3][SAMPLE];
    size_t num_samples = sizeof(samples) / SAMPLE;
    uint8_t(*all)[SAMPLE] = samples[0];
    test_note("fork, %s", how);
    printf("forks %s: noticed by %s\n", how,
           process_word == &no_process_word ? "the process id" : "a page wiped on fork");
    fflush(stdout);
    for (size_t i = 0; i < num_samples / 3; i++) {
        fork_and_sample(samples[i]);
    }
    for (size_t i = 0; i < num_samples; i++) {
        for (size_t j = 0; j < i; j++) {
            CHECK(have_nothing_in_common(all[i], SAMPLE, all[j], SAMPLE));
        }
    }
}

/* In a child that did not use the generator yet: where madvise() refuses, the process id is asked.
 */
static void test_without_madvise(void)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        uint8_t out[16];
        madvise_fails = 1;
        CHECK_EQ_INT(brisk_random(out, sizeof(out)), 0);
        CHECK(atomic_load(&process_word) == &no_process_word);
        test_forks("without madvise");
        int failed = test_num_failures() != 0;
        fflush(stdout);
        _exit(failed);
    }
    int status = 1;
    CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0);
}

/* In a child too: no seed, no bytes, and the output is zeroed; and later all is well again. */
static void test_failing(void)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        static uint8_t out[BYTES_PER_KEY], zeros[sizeof(out)];
        test_note("getrandom fails");
        for (size_t len = 1; len <= sizeof(out); len = len * 3 + 1) {
            getrandom_fails = 1;
            memset(out, 0x5a, sizeof(out));
            CHECK_EQ_INT(brisk_random(out, len), BRISK_ERR_RANDOM);
            CHECK_EQ_BYTES(out, zeros, len);
            CHECK_EQ_BYTES(&generator, zeros, sizeof(generator));
        }
        getrandom_fails = 0;
        CHECK_EQ_INT(brisk_random(out, sizeof(out)), 0);
        CHECK(memcmp(out, zeros, sizeof(out)) != 0);
        /* A reseed that fails is a failure too, though there is a key. */
        generator.given = RESEED_BYTES;
        getrandom_fails = 1;
        CHECK_EQ_INT(brisk_random(out, 32), BRISK_ERR_RANDOM);
        CHECK_EQ_BYTES(out, zeros, 32);
        _exit(test_num_failures() != 0);
    }
    int status = 1;
    CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0);
}

#define NUM_THREADS 8
static pthread_barrier_t barrier;

static void *sample_in_thread(void *out)
{
    pthread_barrier_wait(&barrier);
    return brisk_random(out, SAMPLE) == 0 ? out : NULL;
}

/* Threads that start at once, and in a child whose page they race to fill. */
static void run_threads(const char *where)
{
    static uint8_t samples[NUM_THREADS][SAMPLE];
    pthread_t threads[NUM_THREADS];
    test_note("threads, %s", where);
    pthread_barrier_init(&barrier, NULL, NUM_THREADS);
    for (int i = 0; i < NUM_THREADS; i++) {
        if (pthread_create(&threads[i], NULL, sample_in_thread, samples[i]) != 0) {
            test_abort("no thread");
        }
    }
    for (int i = 0; i < NUM_THREADS; i++) {
        void *result = NULL;
        pthread_join(threads[i], &result);
        CHECK(result == samples[i]);
        for (int j = 0; j < i; j++) {
            CHECK(have_nothing_in_common(samples[i], SAMPLE, samples[j], SAMPLE));
        }
    }
    pthread_barrier_destroy(&barrier);
}

static void test_threads(void)
{
    for (int i = 0; i < 20; i++) {
        fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            run_threads("in a child");
            _exit(test_num_failures() != 0);
        }
        int status = 1;
        CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0);
    }
}

/* Over 2^23 bits, each count of ones (of all, and of each bit of a byte) and of each byte value is
 * within six standard deviations: by chance one run in two million fails. */
static void test_balance(void)
{
    static uint8_t out[1 << 20];
    size_t counts[256] = { 0 }, ones[8] = { 0 };
    test_note("balance");
    for (size_t i = 0; i < sizeof(out); i += 4096) {
        brisk_random(out + i, i % 8192 ? 4096 : 600);
        brisk_random(out + i + 600, i % 8192 ? 0 : 4096 - 600);
    }
    for (size_t i = 0; i < sizeof(out); i++) {
        counts[out[i]]++;
        for (int bit = 0; bit < 8; bit++) {
            ones[bit] += out[i] >> bit & 1;
        }
    }
    for (int bit = 0; bit < 8; bit++) {
        /* n = 2^20: mean 2^19, deviation 2^9. */
        CHECK(ones[bit] > (1u << 19) - 6 * 512 && ones[bit] < (1u << 19) + 6 * 512);
    }
    for (int value = 0; value < 256; value++) {
        /* mean 4096, deviation just below 64. */
        CHECK(counts[value] > 4096 - 6 * 64 && counts[value] < 4096 + 6 * 64);
    }
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_without_madvise();
    test_failing();
    run_threads("at first use");
    test_sizes();
    test_erasure();
    test_construction();
    test_reseeding();
    test_forks("with madvise");
    test_threads();
    test_balance();
    return test_end();
}
