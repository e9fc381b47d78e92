/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What every test program shares. One looks like this:
 *
 *     int main(int argc, char **argv)
 *     {
 *         test_start(argc, argv);
 *         test_known_answers();
 *         test_random_messages();
 *         return test_end();
 *     }
 *
 * A failed CHECK prints file, line and the note in force, is counted, and the program goes on.
 * test_end() says how many checks ran and makes the exit status; no check at all is a failure. */

#ifndef BRISK_TESTS_SUPPORT_TEST_H
#define BRISK_TESTS_SUPPORT_TEST_H

#include <stddef.h>
#include <stdint.h>

/* Each macro returns 1 if the check passed, 0 if not: if (!CHECK(error == 0)) return; */
#define CHECK(condition) test_check((condition) ? 1 : 0, #condition, __FILE__, __LINE__)
#define CHECK_EQ_INT(got, want) test_check_int(got, want, #got " == " #want, __FILE__, __LINE__)
#define CHECK_EQ_BYTES(got, want, len)                                                             \
    test_check_bytes(got, want, len, #got " == " #want, __FILE__, __LINE__)
#define CHECK_EQ_STRING(got, want)                                                                 \
    test_check_string(got, want, #got " == " #want, __FILE__, __LINE__)

/* Reads --seed=N (otherwise the clock gives the seed) and prints the seed. Other arguments are
 * left to the program. */
void test_start(int argc, char **argv);

/* Prints "NAME: N checks passed", or how many failed. Returns the exit status. */
int test_end(void);

/* Ends the program with exit status 77, "skipped", and says why on standard error. */
__attribute__((noreturn, format(printf, 1, 2))) void test_skip(const char *reason, ...);

/* Ends the program as failed: for what makes going on pointless. */
__attribute__((noreturn, format(printf, 1, 2))) void test_abort(const char *reason, ...);

/* What is being checked ("vector 12 of FILE"), printed with each failure until the next note.
 * NULL for none. One note per thread. */
__attribute__((format(printf, 1, 2))) void test_note(const char *format, ...);

/* Checks so far, and failed ones. */
size_t test_num_checks(void);
size_t test_num_failures(void);

/* Random numbers from the seed printed (xoshiro256**): good for tests, no secrets. The state is
 * shared: draw from one thread only. */
extern uint64_t test_seed;
uint64_t test_random_u64(void);
size_t test_random_below(size_t bound); /* 0 to bound - 1; bound > 0 */
void test_random_bytes(void *out, size_t len);

/* Decodes hexadecimal (spaces, newlines and colons are passed over). Returns the number of bytes;
 * ends the program on another character, an odd digit, or more than `capacity` bytes. */
size_t test_hex(uint8_t *out, size_t capacity, const char *hex);

/* The whole file with a zero byte after it, to be given to free(), or NULL if it cannot be read.
 * A relative path counts from the source tree's root. */
char *test_read_file(const char *path, size_t *len);

/* The functions behind the macros. */
int test_check(int passed, const char *what, const char *file, int line);
int test_check_int(long long got, long long want, const char *what, const char *file, int line);
int test_check_bytes(const void *got, const void *want, size_t len, const char *what,
                     const char *file, int line);
int test_check_string(const char *got, const char *want, const char *what, const char *file,
                      int line);

#endif
