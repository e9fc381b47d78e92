/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What a call does that others can observe: the sequence of its instruction addresses, and of the
 * addresses of its memory operands, on x86-64. test_constant_time_trace compares them over secrets.
 *
 * A trap after each instruction costs up to 20 us in a virtual machine, and a P-256 signature is
 * a million instructions. So the call does not run in place: each stretch of instructions up to the
 * next branch is copied, with a few instructions in between that record the addresses about to be
 * accessed, and the CPU runs the copy; branches, calls and returns are worked out between one copy
 * and the next. All else runs as it is, libc and AVX-512 included. trace_step() runs a call under
 * the trap flag, to compare.
 *
 * What counts as the address of an instruction's access: base, index, scale and displacement; for
 * gathers and scatters all elements of the index register; for masked accesses the mask; for
 * instructions with a REP prefix the count. One thread, no signals, no threads started. */

#ifndef BRISK_TESTS_SUPPORT_TRACE_TRACE_H
#define BRISK_TESTS_SUPPORT_TRACE_TRACE_H

#include <stddef.h>
#include <stdint.h>

typedef void trace_call(void *context);

struct trace_result {
    uint64_t num_instructions, num_accesses;
    /* The first instruction that went to, or accessed, another address than in the recorded call,
     * or 0 if there was none. */
    uintptr_t differs_at;
    int is_branch;
    uint64_t expected, got; /* where it went, or what address or mask it had */
    /* An instruction whose time depends on its operands on some CPU (a division, a square root), or
     * 0 if none was run. */
    uintptr_t variable_time;
};

/* Returns 0 if this machine has what tracing takes: XSAVE. */
int trace_init(void);

/* Calls call(context), and keeps the trace. */
void trace_record(trace_call *call, void *context, struct trace_result *result);

/* Calls call(context), and compares with the trace kept. */
void trace_compare(trace_call *call, void *context, struct trace_result *result);

/* Instruction addresses of call(context) up to its return: under the trap flag, and as traced. At
 * most `capacity` are stored; the number there are is returned. */
size_t trace_step(trace_call *call, void *context, uintptr_t *addresses, size_t capacity);
size_t trace_addresses(trace_call *call, void *context, uintptr_t *addresses, size_t capacity);

/* "brisk_x25519_shared_ref+0x1c" for an address in the program, "libc.so.6+0x123" in a library.
 * The name is overwritten by the fourth call after. */
const char *trace_symbol(uintptr_t address);

/* Calls visit() for each of the program's functions. Names last. */
typedef void trace_visit_function(const char *name, uintptr_t start, size_t size,
                                  const void *context);
void trace_functions(trace_visit_function *visit, const void *context);

#endif
