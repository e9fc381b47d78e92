/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A plain call: the compiler made the portable rows, and it keeps the rules. */

#define _POSIX_C_SOURCE 200809L

#include "tests/support/call.h"

#include <time.h>

void call_init(void)
{
}

uint64_t call_kernel(check_kernel *kernel, const struct check_arguments *arguments)
{
    const uint64_t *a = arguments->values;
    uint64_t (*function)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                         uint64_t, uint64_t, uint64_t) =
        (uint64_t(*)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                     uint64_t, uint64_t))kernel;

    return function(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9]);
}

void call_complain(void (*complain)(void *context, enum check_complaint complaint,
                                    const char *text),
                   void *context)
{
    (void)complain;
    (void)context;
}

uintptr_t call_fault_pc(const void *ucontext)
{
    (void)ucontext;
    return 0;
}

int call_fault_is_write(const void *ucontext)
{
    (void)ucontext;
    return -1;
}

const char call_tick_name[] = "ns";

uint64_t call_ticks(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
