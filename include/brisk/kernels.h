/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Which implementation ("kernel", "row") of each operation runs, and how to restrict the choice.
 *
 * Each operation has one ordered table of rows, best first, the portable one ("ref") last. The
 * first row whose CPU bits are all present is chosen, once, at the first use of the library. The
 * library never reads the environment: a tool that wants another choice calls
 * brisk_kernels_restrict() before it does anything else. */

#ifndef BRISK_KERNELS_H
#define BRISK_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The feature bits of the CPU this runs on (bit i is named by brisk_cpu_feature_name(i)).
 * Read from CPUID or the kernel once. Thread-safe. */
uint64_t brisk_cpu_features(void);

/* Name of feature bit `bit` (0 to 63) as CPUID or the kernel spells it, or NULL if unused. */
const char *brisk_cpu_feature_name(unsigned bit);

/* Feature bits of a CPU model of this architecture, by name ("nehalem", "haswell", "zen4", ...).
 * Returns 0, or BRISK_ERR_ARGUMENT for an unknown name. */
int brisk_cpu_model_features(const char *model, uint64_t *features);

/* Name of the i-th known CPU model, or NULL past the last: to list them in a help text. */
const char *brisk_cpu_model_name(size_t i);

/* Restricts which kernels may run, process-wide.
 *   cpu:    the choice is made as if the CPU had only these bits (and those it really has);
 *           UINT64_MAX for no restriction.
 *   kernel: NULL, or a comma-separated list of OPERATION=VARIANT ("sha256=ref,aes_gcm=ref"), or a
 *           single VARIANT that is taken for every operation that has such a row.
 * Each call states the whole restriction: what an earlier one said is forgotten.
 * Returns 0; BRISK_ERR_ARGUMENT if the list does not parse or names no existing row;
 * BRISK_ERR_UNSUPPORTED if a CPU with these bits cannot run a row named. On failure nothing
 * changes. Not thread-safe: call it before other threads use brisk. Contexts initialised before
 * keep the row they were initialised with. */
int brisk_kernels_restrict(uint64_t cpu, const char *kernel);

/* One row of one operation's table. */
struct brisk_kernel_info {
    const char *operation; /* "sha256" */
    const char *variant;   /* "shani" */
    uint64_t needs;        /* CPU bits it needs */
    int chosen;            /* 1 if this row would be chosen */
};

/* Walks all rows of all tables in order: fills `info` for row number `i` (counted over all
 * tables), with `chosen` computed for a CPU with the bits `cpu`, or, if `cpu` is 0, for the
 * choice in force now. Returns 0, or BRISK_ERR_ARGUMENT past the last row. Thread-safe. */
int brisk_kernels_row(size_t i, uint64_t cpu, struct brisk_kernel_info *info);

#ifdef __cplusplus
}
#endif

#endif
