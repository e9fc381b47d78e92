/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What the check harness needs from each architecture: a call that watches registers and stack,
 * and the reading of a fault. support/ARCH/call.c, over call_stub in assembly. */

#ifndef BRISK_TESTS_SUPPORT_CALL_H
#define BRISK_TESTS_SUPPORT_CALL_H

#include "tests/support/check.h"

/* Finds out what this CPU can tell about its vector registers. */
void call_init(void);

/* Calls kernel with rubbish in the registers that are not arguments. Returns the return register.
 * What the kernel did not keep is told by call_complain(). Not reentrant. */
uint64_t call_kernel(check_kernel *kernel, const struct check_arguments *arguments);

/* Calls complain() for each rule that the last kernel called broke. */
void call_complain(void (*complain)(void *context, enum check_complaint complaint,
                                    const char *text),
                   void *context);

/* Of a signal's ucontext_t: the program counter, and whether a faulting access was a write: 1, 0,
 * or -1 if the system does not say. */
uintptr_t call_fault_pc(const void *ucontext);
int call_fault_is_write(const void *ucontext);

/* A clock for timing, and what it counts. */
uint64_t call_ticks(void);
extern const char call_tick_name[];

#endif
