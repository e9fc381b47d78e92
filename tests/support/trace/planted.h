/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#ifndef BRISK_TESTS_SUPPORT_TRACE_PLANTED_H
#define BRISK_TESTS_SUPPORT_TRACE_PLANTED_H

#include <stdint.h>

/* Checks the tracing itself, on a CPU with these bits: planted leaks, known addresses, and
 * sequences of instructions also taken under the trap flag. */
void trace_planted(uint64_t cpu);

#endif
