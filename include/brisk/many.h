/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Many operations in one call. A function named brisk_..._many does what n calls of the function
 * without that ending do, and sets status[i] to what the i-th would have returned. Inputs and
 * outputs are arrays of n pointers; where an output may be its own operation's input, it may be
 * here too, but not another's. Where this CPU has a kernel for eight operations at a time ("lanes":
 * `brisk info` lists it as x25519x8), they run eight by eight, and what is left over runs with idle
 * lanes or one by one, whichever is faster: the more at a time, the less each one costs. n may be
 * 0. Thread-safe for distinct outputs. Nothing is allocated, and no state is kept. */

#ifndef BRISK_MANY_H
#define BRISK_MANY_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How full the lanes were. Functions that take a pointer to it add to what is there, or do nothing
 * where it is NULL; a caller that waits for company learns from it whether that pays. */
struct brisk_many_stats {
    uint64_t num_single; /* operations that ran by themselves */
    uint64_t num_calls;  /* of kernels for eight */
    uint64_t num_lanes;  /* operations in these: 8 num_calls if no lane was idle */
};

#ifdef __cplusplus
}
#endif

#endif
