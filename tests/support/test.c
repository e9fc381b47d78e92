/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define _POSIX_C_SOURCE 200809L

#include "tests/support/test.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_FAILURES_SHOWN 25

static const char *program = "test";
static atomic_size_t num_checks, num_failures;
static _Thread_local char note[256];

uint64_t test_seed;
static uint64_t random_state[4];

static uint64_t rotate_left(uint64_t x, int n)
{
    return x << n | x >> (64 - n);
}

/* Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021): xoshiro256**. */
uint64_t test_random_u64(void)
{
    uint64_t *s = random_state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9, t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

size_t test_random_below(size_t bound)
{
    return (size_t)((unsigned __int128)test_random_u64() * bound >> 64);
}

void test_random_bytes(void *out, size_t len)
{
    uint8_t *at = out;

    while (len > 0) {
        uint64_t word = test_random_u64();
        size_t n = len < sizeof(word) ? len : sizeof(word);
        memcpy(at, &word, n);
        at += n;
        len -= n;
    }
}

/* Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014): SplitMix64
 * spreads one word over the state. */
static void seed_random(uint64_t seed)
{
    test_seed = seed;
    for (int i = 0; i < 4; i++) {
        seed += 0x9e3779b97f4a7c15;
        uint64_t z = seed;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        random_state[i] = z ^ z >> 31;
    }
}

static uint64_t parse_seed(const char *text)
{
    char *end;
    uint64_t seed = strtoull(text, &end, 0);
    if (*text == '\0' || *end != '\0') {
        test_abort("--seed=%s is not a number", text);
    }
    return seed;
}

void test_start(int argc, char **argv)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t seed = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;

    if (argc > 0) {
        const char *slash = strrchr(argv[0], '/');
        program = slash != NULL ? slash + 1 : argv[0];
    }
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--seed=", 7) == 0) {
            seed = parse_seed(argv[i] + 7);
        }
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    seed_random(seed);
    printf("%s: --seed=%llu\n", program, (unsigned long long)seed);
}

int test_end(void)
{
    size_t checks = num_checks, failures = num_failures;

    if (checks == 0) {
        printf("%s: FAILED: nothing was checked\n", program);
        return 1;
    }
    if (failures != 0) {
        printf("%s: FAILED: %zu of %zu checks (--seed=%llu)\n", program, failures, checks,
               (unsigned long long)test_seed);
        return 1;
    }
    printf("%s: %zu checks passed\n", program, checks);
    return 0;
}

static void print_reason(const char *kind, const char *format, va_list arguments)
{
    fflush(stdout);
    fprintf(stderr, "%s: %s: ", program, kind);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

void test_skip(const char *reason, ...)
{
    va_list arguments;
    va_start(arguments, reason);
    print_reason("SKIPPED", reason, arguments);
    va_end(arguments);
    exit(77);
}

void test_abort(const char *reason, ...)
{
    va_list arguments;
    va_start(arguments, reason);
    print_reason("FAILED", reason, arguments);
    va_end(arguments);
    exit(1);
}

void test_note(const char *format, ...)
{
    note[0] = '\0';
    if (format != NULL) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(note, sizeof(note), format, arguments);
        va_end(arguments);
    }
}

size_t test_num_checks(void)
{
    return num_checks;
}

size_t test_num_failures(void)
{
    return num_failures;
}

/* Prints the head of a failure's report. Returns 0 once enough were shown. */
static int report_failure(const char *what, const char *file, int line)
{
    size_t shown = atomic_fetch_add(&num_failures, 1);

    if (shown == MAX_FAILURES_SHOWN) {
        printf("further failures are counted only\n");
    }
    if (shown >= MAX_FAILURES_SHOWN) {
        return 0;
    }
    printf("%s:%d: failed: %s\n", file, line, what);
    if (note[0] != '\0') {
        printf("    in %s\n", note);
    }
    return 1;
}

int test_check(int passed, const char *what, const char *file, int line)
{
    num_checks++;
    if (!passed) {
        report_failure(what, file, line);
    }
    return passed;
}

int test_check_int(long long got, long long want, const char *what, const char *file, int line)
{
    num_checks++;
    if (got != want && report_failure(what, file, line)) {
        printf("    got %lld, want %lld\n", got, want);
    }
    return got == want;
}

int test_check_string(const char *got, const char *want, const char *what, const char *file,
                      int line)
{
    int passed = got != NULL && want != NULL ? strcmp(got, want) == 0 : got == want;

    num_checks++;
    if (!passed && report_failure(what, file, line)) {
        printf("    got \"%s\", want \"%s\"\n", got != NULL ? got : "(null)",
               want != NULL ? want : "(null)");
    }
    return passed;
}

static void print_bytes(const char *label, const uint8_t *bytes, size_t from, size_t len)
{
    size_t to = len - from > 32 ? from + 32 : len;

    printf("    %s[%zu..]:", label, from);
    for (size_t i = from; i < to; i++) {
        printf(" %02x", bytes[i]);
    }
    printf("%s\n", to < len ? " ..." : "");
}

int test_check_bytes(const void *got, const void *want, size_t len, const char *what,
                     const char *file, int line)
{
    int passed = len == 0 || memcmp(got, want, len) == 0;

    num_checks++;
    if (!passed && report_failure(what, file, line)) {
        const uint8_t *a = got, *b = want;
        size_t first = 0;
        while (a[first] == b[first]) {
            first++;
        }
        printf("    %zu bytes, the first difference is at %zu\n", len, first);
        first -= first % 32;
        print_bytes(" got", a, first, len);
        print_bytes("want", b, first, len);
    }
    return passed;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

size_t test_hex(uint8_t *out, size_t capacity, const char *hex)
{
    size_t num_digits = 0;

    for (const char *at = hex; *at != '\0'; at++) {
        if (strchr(" \t\r\n:", *at) != NULL) {
            continue;
        }
        int digit = hex_digit(*at);
        if (digit < 0 || num_digits / 2 == capacity) {
            test_abort("%s: \"%.80s\"", digit < 0 ? "not hexadecimal" : "more bytes than expected",
                       hex);
        }
        uint8_t *byte = out + num_digits / 2;
        *byte = (uint8_t)(num_digits % 2 == 0 ? digit << 4 : *byte | digit);
        num_digits++;
    }
    if (num_digits % 2 != 0) {
        test_abort("half a byte: \"%.80s\"", hex);
    }
    return num_digits / 2;
}

static char *read_stream(FILE *file, size_t *len)
{
    size_t capacity = 1 << 16, used = 0;
    char *text = malloc(capacity);

    while (text != NULL) {
        used += fread(text + used, 1, capacity - 1 - used, file);
        if (used < capacity - 1) {
            break;
        }
        capacity *= 2;
        char *larger = realloc(text, capacity);
        if (larger == NULL) {
            free(text);
        }
        text = larger;
    }
    if (text == NULL || ferror(file)) {
        free(text);
        return NULL;
    }
    text[used] = '\0';
    *len = used;
    return text;
}

char *test_read_file(const char *path, size_t *len)
{
    char full[4096];
    int n = snprintf(full, sizeof(full), "%s%s", path[0] == '/' ? "" : BRISK_SOURCE_DIR "/", path);
    if (n < 0 || (size_t)n >= sizeof(full)) {
        return NULL;
    }
    FILE *file = fopen(full, "rb");
    if (file == NULL) {
        return NULL;
    }
    char *text = read_stream(file, len);
    fclose(file);
    return text;
}
