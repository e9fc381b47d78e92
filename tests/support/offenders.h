/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Kernels that break one rule each, for test_check_offenders.c: those that only assembly can write
 * are listed by support/ARCH/offenders.c. */

#ifndef BRISK_TESTS_SUPPORT_OFFENDERS_H
#define BRISK_TESTS_SUPPORT_OFFENDERS_H

#include "tests/support/check.h"

/* out[i] = in[i] ^ 0x36 for len bytes; returns 7. `one` is 1. */
typedef int offender_fn(uint8_t *out, const uint8_t *in, size_t len, uint32_t one);

#define OFFENDER_CLEAN (-1) /* breaks no rule: must not be reported */

struct offender {
    const char *name;
    offender_fn *function;
    int complaint; /* enum check_complaint, or OFFENDER_CLEAN */
    uint64_t needs;
};

extern const struct offender arch_offenders[]; /* ends with a NULL name */

#endif
