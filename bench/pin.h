/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Which processors threads run on. Only those that this process is allowed to use (cpusets,
 * taskset) are considered. */

#ifndef BRISK_BENCH_PIN_H
#define BRISK_BENCH_PIN_H

#include <hwloc.h>

struct pin {
    hwloc_topology_t topology;
    int num_threads;
    unsigned *cpus;    /* operating-system number of each thread's processor */
    int threads_bound; /* 0: the system refuses to bind threads, they run unbound */
    int memory_bound;  /* 0: it refuses to bind memory */
};

/* Reads the topology, chooses: "physical" (one thread per core), "all" (one per hardware thread),
 * or a list such as "0,2-5" of processor numbers, and tries to bind the calling thread to each.
 * Returns NULL, or what is wrong with `cores`, as text. */
const char *pin_init(struct pin *pin, const char *cores);

/* Binds the calling thread, and the memory it takes from now on, for thread number `index`, as far
 * as the system was found to allow it. Returns 0, or -1 if it refuses now. */
int pin_thread(const struct pin *pin, int index);

/* "0,2-5" */
void pin_describe(const struct pin *pin, char *text, size_t text_size);

void pin_free(struct pin *pin);

#endif
