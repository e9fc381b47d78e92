/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Planted leaks: each treats 64 secret bytes in a way that its name says. */

#ifndef BRISK_TESTS_SUPPORT_TRACE_LEAKS_H
#define BRISK_TESTS_SUPPORT_TRACE_LEAKS_H

#include "tests/support/trace/trace.h"

trace_call leak_branch, leak_loop, leak_jump, leak_lookup, leak_store, leak_stack, leak_repeat,
    leak_divide, leak_gather_avx2, leak_gather_avx512, leak_mask_avx512;

/* These only look like leaks. */
trace_call keep_select, keep_lea, keep_mask_avx512, keep_all_branches;

#endif
