/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Which kernel rows a benchmark runs with. Benchmarks of one row force it; all others run with the
 * user's choice. Every thread calls kernels_force() before it uses brisk. */

#ifndef BRISK_BENCH_KERNELS_H
#define BRISK_BENCH_KERNELS_H

#include <stdint.h>

/* The user's choice (--cpu, --kernel): CPU bits, and a list or NULL.
 * Returns what brisk_kernels_restrict() does. */
int kernels_init(uint64_t cpu, const char *kernel);

/* Makes the user's choice hold, but for `kernel` ("sha256=ref"; NULL: without exception), and
 * checks that it does. Returns 0, or -1: the rows in force are others. Thread-safe as long as all
 * threads that run at a time ask for the same. */
int kernels_force(const char *kernel);

#endif
