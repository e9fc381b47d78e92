/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The machine and the software a number was measured on. What cannot be read is "unknown". */

#ifndef BRISK_BENCH_MACHINE_H
#define BRISK_BENCH_MACHINE_H

#include "bench/pin.h"

struct machine {
    char cpu_model[160];
    char cpu_identity[80]; /* "family 6, model 207, stepping 2", or implementer and part */
    char microcode[32];
    char features[512]; /* the bits brisk's kernels look at, by name */
    char governor[64];
    char turbo[16];       /* "on", "off" */
    char smt[16];         /* "on", "off" */
    char virtualised[16]; /* "yes", "no" */
    char kernel[160];     /* operating system, release, architecture */
    char compiler[96];
    char c_library[48];
    char hwloc_version[32];
    char jansson_version[32];
    char benchmark_version[32];
    char topology[160]; /* "1 package, 2 cores, 2 hardware threads, 1 NUMA node" */
    char caches[160];   /* "L1d 48 KiB, L2 2048 KiB, L3 266240 KiB" */
};

void machine_read(struct machine *machine, const struct pin *pin);

#endif
