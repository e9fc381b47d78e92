/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The check harness: runs every row of one operation's table beside the reference ("ref") on the
 * same inputs. A check says once how its operation is called; the harness does the rest. This is a
 * whole one:
 *
 *     struct blocks_input {
 *         uint32_t state[8];
 *         const uint8_t *in;
 *         size_t num_blocks;
 *     };
 *
 *     static void run_blocks(struct check *check, const void *row, const void *input)
 *     {
 *         const struct brisk_sha256_impl *impl = row;
 *         const struct blocks_input *t = input;
 *         uint32_t *state = check_inout(check, "state", t->state, sizeof(t->state), 4);
 *         const uint8_t *in = check_in(check, "in", t->in, 64 * t->num_blocks, 1);
 *
 *         check_call(check, impl->blocks, state, in, t->num_blocks);
 *     }
 *
 *     int main(int argc, char **argv)
 *     {
 *         static uint8_t in[64 * 20];
 *         struct blocks_input t = { .in = in };
 *
 *         check_start(argc, argv, "sha256");
 *         for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
 *             for (t.num_blocks = 0; t.num_blocks <= 20; t.num_blocks++) {
 *                 test_note("%zu blocks, %s", t.num_blocks, check_fill_name(fill));
 *                 check_fill(t.state, sizeof(t.state), fill);
 *                 check_fill(in, 64 * t.num_blocks, fill);
 *                 check_case(run_blocks, &t);
 *             }
 *         }
 *         t.num_blocks = 16;
 *         check_time("1024 bytes", run_blocks, &t);
 *         return check_end();
 *     }
 *
 * check_case() calls run_blocks() first with the reference row and keeps what came out, then with
 * each row this CPU can run (the reference too), with the buffers flush against the guard page
 * behind them, flush against the one before them, and unaligned with canaries on both sides. What
 * it catches, each proved by an offender in test_check_offenders.c:
 *  - an output or return value that differs from the reference's, or an output byte not written;
 *  - reading or writing outside a buffer, writing to an input;
 *  - callee-saved registers, direction flag, MXCSR and x87 control word not given back as they were
 *    (on aarch64 x19 to x29, d8 to d15, FPCR), a changed stack pointer, stack written above the
 * frame;
 *  - upper halves of vector registers left dirty (no vzeroupper), x87 registers left in use;
 *  - an illegal instruction, or any other fault: reported with row, function, note and place;
 *  - a function of a row that this CPU can run and that no case called (found in check_end()).
 *
 * Command line of a check program: --seed=N, --cpu=MODEL (rows for that model only),
 * --kernel=VARIANT or --kernel=OPERATION=VARIANT (that row only), --list, --quick (see
 * check_iterations()), and --time, which runs the check_time() calls and nothing else. */

#ifndef BRISK_TESTS_SUPPORT_CHECK_H
#define BRISK_TESTS_SUPPORT_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "crypto/impl.h"
#include "tests/support/test.h"

struct check;

/* Calls functions of `row` (cast it to the operation's row type) on buffers made from `input` with
 * the functions below. It runs many times for one case and must do the same each time: draw no
 * random numbers in it. It may call several functions of the row, one after the other. */
typedef void check_run(struct check *check, const void *row, const void *input);

/* Starts a check of an operation of brisk_operations[] (this calls test_start()). Ends the program
 * on a bad argument, and after --list. */
void check_start(int argc, char **argv, const char *operation);

/* One case: compares all rows on it. Set a test_note() that tells the case before. */
void check_case(check_run *run, const void *input);

/* With --time: prints what each check_call() in `run` costs with each row. Otherwise nothing. */
void check_time(const char *label, check_run *run, const void *input);

/* Prints the rows that ran; fails if one that this CPU can run, or a function of one, did not.
 * Returns the exit status. */
int check_end(void);

/* `n`, or a tenth of it (at least 1) with --quick, which is for runs under an emulator. */
size_t check_iterations(size_t n);

/* Buffers, for use in a check_run. `name` is for the reports; `alignment` is what the kernel may
 * rely on (a power of two, 1 for bytes). */

/* An input of len bytes copied from `data`, in memory that cannot be written. */
const void *check_in(struct check *check, const char *name, const void *data, size_t len,
                     size_t alignment);

/* An output of len bytes: every byte is compared with the reference's. */
void *check_out(struct check *check, const char *name, size_t len, size_t alignment);

/* The same, that holds `data` before the call. Pass it as output and input where both may be one.
 */
void *check_inout(struct check *check, const char *name, const void *data, size_t len,
                  size_t alignment);

/* Memory that is laid out by each row in its own way and not compared: an AEAD's key schedule.
 * check_freeze() gives a view of it that cannot be written, for the calls that take it const. */
void *check_state(struct check *check, const char *name, size_t len, size_t alignment);
const void *check_freeze(struct check *check, const void *state);

/* Calls `function` (of the row) through the stub. Arguments are pointers and integers, at most ten,
 * and are checked against its prototype. check_call_int is for functions that return int: the
 * result is compared with the reference's, and returned. Wrap uint32_t and int arguments in
 * CHECK_U32, which fills the register's upper half with rubbish, as the calling conventions allow.
 */
#define check_call(check, function, ...)                                                           \
    ((void)sizeof((function)(__VA_ARGS__), 0),                                                     \
     check_call_void(check, CHECK_SITE(function), CHECK_ARGUMENTS(__VA_ARGS__)))
#define check_call_int(check, function, ...)                                                       \
    ((void)sizeof((function)(__VA_ARGS__)),                                                        \
     check_call_returning_int(check, CHECK_SITE(function), CHECK_ARGUMENTS(__VA_ARGS__)))
#define CHECK_U32(value) ((uint64_t)(uint32_t)(value) | 0xdeadbeefull << 32)

/* Hostile and random contents. A check that goes through all CHECK_NUM_FILLS for each of its inputs
 * has met zero, one, the largest number, runs of zeros and ones, single bits, and random bytes. */
#define CHECK_NUM_FILLS 12u
void check_fill(void *out, size_t len, unsigned fill);
const char *check_fill_name(unsigned fill);

/* limit + delta as a number of len bytes: for values around a modulus or an order. */
void check_near_big_endian(uint8_t *out, const uint8_t *limit, size_t len, int delta);
void check_near_little_endian(uint8_t *out, const uint8_t *limit, size_t len, int delta);

/* The next length to try after `len`, for loops over lengths: each one up to two blocks and a byte,
 * then multiples of the block, one less and one more, from 16 blocks on in growing steps:
 *     for (size_t len = 0; len <= max; len = check_next_length(len, 64)) */
size_t check_next_length(size_t len, size_t block);

/* What the macros above expand to. */
typedef void check_kernel(void);

struct check_site {
    const char *function, *file;
    int line;
    check_kernel *kernel;
};

struct check_arguments {
    size_t num;
    uint64_t values[10];
};

void check_call_void(struct check *check, struct check_site site, struct check_arguments arguments);
int check_call_returning_int(struct check *check, struct check_site site,
                             struct check_arguments arguments);

#define CHECK_SITE(function)                                                                       \
    (struct check_site)                                                                            \
    {                                                                                              \
#function, __FILE__, __LINE__, (check_kernel *)(function)                                  \
    }
#define CHECK_ARGUMENTS(...)                                                                       \
    (struct check_arguments)                                                                       \
    {                                                                                              \
        CHECK_COUNT(__VA_ARGS__, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0),                                \
        {                                                                                          \
            CHECK_WORDS(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)                                 \
        }                                                                                          \
    }
#define CHECK_COUNT(a, b, c, d, e, f, g, h, i, j, num, ...) num
#define CHECK_WORD(value) (uint64_t)(uintptr_t)(value)
#define CHECK_WORDS(a, b, c, d, e, f, g, h, i, j, ...)                                             \
    CHECK_WORD(a), CHECK_WORD(b), CHECK_WORD(c), CHECK_WORD(d), CHECK_WORD(e), CHECK_WORD(f),      \
        CHECK_WORD(g), CHECK_WORD(h), CHECK_WORD(i), CHECK_WORD(j)

/* For test_check_offenders.c: another table, and another place for the complaints. */
enum check_complaint {
    CHECK_WRONG_OUTPUT,
    CHECK_WRONG_RETURN,
    CHECK_OUT_OF_BOUNDS, /* a fault beside a buffer, or a canary overwritten */
    CHECK_INPUT_WRITTEN,
    CHECK_REGISTER, /* a callee-saved register, flag or control word, or the stack pointer */
    CHECK_STACK,
    CHECK_DIRTY_UPPER,
    CHECK_ILLEGAL_INSTRUCTION,
    CHECK_OTHER_FAULT,
    CHECK_NOT_RUN,
};
typedef void check_reporter(enum check_complaint complaint, const char *text);
void check_set_table(const struct brisk_operation *table);
void check_start_table(int argc, char **argv, const struct brisk_operation *table);
void check_set_reporter(check_reporter *reporter);
void check_report_rows_not_run(void);

#endif
