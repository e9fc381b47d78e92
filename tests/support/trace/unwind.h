/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Whether debuggers and profilers can unwind the stack out of a function, wherever in it they stop.
 *
 * A breakpoint is put on each instruction of the functions watched, and taken away when it is first
 * reached; there, in the signal handler, libgcc unwinds (_Unwind_Backtrace). It has to come by
 * unwind_call(), with the stack pointer and the callee-saved registers that this has. So the call
 * runs at full speed but for one trap for each instruction of the program, however often that is
 * run. One thread. */

#ifndef BRISK_TESTS_SUPPORT_TRACE_UNWIND_H
#define BRISK_TESTS_SUPPORT_TRACE_UNWIND_H

#include <stddef.h>
#include <stdint.h>

#include "tests/support/trace/trace.h"

struct unwind_function {
    const char *name;
    uintptr_t start;
    size_t size;
    int has_data;            /* there are unwind data for its first and its last byte */
    size_t num_instructions; /* 0 if the decoder does not know them all: not watched */
    size_t num_reached;      /* of them */
    size_t num_failed;       /* of these: unwinding went elsewhere, or faulted */
    uintptr_t first_failed;  /* address, or 0 */
};

/* Watches the program's functions whose names start so. Returns how many there are. */
size_t unwind_watch(const char *prefix);

/* The i-th watched function. */
const struct unwind_function *unwind_function(size_t i);

/* Calls call(context). */
void unwind_call(trace_call *call, void *context);

/* Takes what is left of the breakpoints away. unwind_function() still tells. */
void unwind_end(void);

/* Planted ones (unwind_call.asm): right data, by `frame` and by `full_frame`; none; data that do
 * not know of a push, or that a register is kept in another. */
trace_call unwind_planted_frame, unwind_planted_full_frame, unwind_planted_none,
    unwind_planted_push, unwind_planted_register;

#endif
