/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A debugger or a profiler that stops in a kernel can find out who called it: each function of each
 * row that this CPU can run is called, and unwound out of at each of its instructions that is
 * reached (tests/support/trace/unwind.h). Of rows that this CPU cannot run, it is seen that there
 * are unwind data. C compilers write these by themselves; in assembly they are macros' work
 * (crypto/x86_64/common.inc). */

#include <stdio.h>
#include <string.h>

#include <brisk/brisk.h>

#include "crypto/impl.h"
#include "tests/support/test.h"

#if defined(BRISK_HAS_TRACE) && !defined(__SANITIZE_ADDRESS__)

#include "tests/support/trace/scenes.h"
#include "tests/support/trace/unwind.h"

#define NUM(array) (sizeof(array) / sizeof(array[0]))

/* The test of the test */

static const struct {
    const char *name;
    trace_call *call;
    int has_data;
    size_t num_failed; /* instructions */
} planted[] = {
    { "unwind_planted_frame", unwind_planted_frame, 1, 0 },
    { "unwind_planted_full_frame", unwind_planted_full_frame, 1, 0 },
    { "unwind_planted_none", unwind_planted_none, 0, 5 },
    { "unwind_planted_push", unwind_planted_push, 1, 2 },
    { "unwind_planted_register", unwind_planted_register, 1, 2 },
};

static void check_planted(size_t i)
{
    static int something;

    test_note("planted: %s", planted[i].name);
    if (!CHECK_EQ_INT((long long)unwind_watch(planted[i].name), 1)) {
        return;
    }
    unwind_call(planted[i].call, NULL); /* one way through it, and the other */
    unwind_call(planted[i].call, &something);
    unwind_end();
    const struct unwind_function *function = unwind_function(0);
    printf("planted: %s: fails at %zu instructions of %zu\n", function->name, function->num_failed,
           function->num_instructions);
    CHECK_EQ_INT(function->has_data, planted[i].has_data);
    CHECK_EQ_INT((long long)function->num_failed, (long long)planted[i].num_failed);
    CHECK_EQ_INT((long long)function->num_reached, (long long)function->num_instructions);
}

/* Kernels */

static void prepare_and_run(void *context)
{
    scene_prepare(context);
    scene_run(context);
}

static int run_row(const struct brisk_operation *operation, const struct brisk_impl *row)
{
    int num_run = 0;

    for (size_t i = 0; i < num_scenes; i++) {
        if (strcmp(scenes[i].operation, operation->name) == 0) {
            struct scene_call call = { &scenes[i], row, SECRET_RANDOM };
            test_note("%s/%s: %s", operation->name, row->name, scenes[i].name);
            unwind_call(prepare_and_run, &call);
            CHECK(scene_result() == 1);
            num_run++;
        }
    }
    return num_run;
}

static void run_rows(uint64_t cpu)
{
    for (const struct brisk_operation *operation = brisk_operations; operation->name != NULL;
         operation++) {
        const struct brisk_impl *row;
        for (size_t i = 0; (row = brisk_operation_row(operation, i)) != NULL; i++) {
            test_note("%s/%s", operation->name, row->name);
            CHECK((row->needs & ~cpu) != 0 || run_row(operation, row) > 0);
        }
    }
}

/* Of rows with a name that a function's ends with, the longest name: "avx2" or "vaes_avx2". Returns
 * how many of these rows a CPU can run, or -1 if there is no such row. */
static int count_rows(const char *function, uint64_t cpu)
{
    size_t len = strlen(function), longest = 0;
    int num_rows = -1;

    for (const struct brisk_operation *operation = brisk_operations; operation->name != NULL;
         operation++) {
        const struct brisk_impl *row;
        for (size_t i = 0; (row = brisk_operation_row(operation, i)) != NULL; i++) {
            size_t n = strlen(row->name);
            if (n < longest || n >= len || function[len - n - 1] != '_' ||
                strcmp(function + len - n, row->name) != 0) {
                continue;
            }
            num_rows = (n == longest ? num_rows : 0) + ((row->needs & ~cpu) == 0);
            longest = n;
        }
    }
    return num_rows;
}

static void check_function(const struct unwind_function *function, uint64_t cpu)
{
    int num_rows = count_rows(function->name, cpu);

    test_note("%s", function->name);
    CHECK(function->has_data);
    if (function->num_failed != 0) {
        printf("  at %s, and %zu instructions in all, the stack cannot be unwound\n",
               trace_symbol(function->first_failed), function->num_failed);
    }
    CHECK_EQ_INT((long long)function->num_failed, 0);
    if (num_rows >= 0) {
        printf("%s: %zu of %zu instructions reached\n", function->name, function->num_reached,
               function->num_instructions);
    }
    if (num_rows > 0) {
        CHECK(function->num_reached > 0);
    }
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    uint64_t cpu = brisk_cpu_features();
    for (size_t i = 0; i < NUM(planted); i++) {
        check_planted(i);
    }
    scene_init();
    size_t num_functions = unwind_watch("brisk_");
    run_rows(cpu);
    unwind_end();
    for (size_t i = 0; i < num_functions; i++) {
        check_function(unwind_function(i), cpu);
    }
    return test_end();
}

#else

int main(int argc, char **argv)
{
    test_start(argc, argv);
#if defined(__SANITIZE_ADDRESS__)
    test_skip("the address sanitizer's code is among the functions, and handles faults itself");
#else
    test_skip("tracing takes x86-64 and its assembler: not for this build");
#endif
}

#endif
