/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What a run leaves behind: the table on the terminal, and the JSON file. */

#ifndef BRISK_BENCH_REPORT_H
#define BRISK_BENCH_REPORT_H

#include <stdio.h>

#include "bench/machine.h"
#include "bench/plan.h"

/* What goes into the head of the table and into the JSON context. */
struct report_context {
    const struct machine *machine;
    const struct pin *pin;
    const char *executable;
    const char *peer;         /* name of the peer, or "none" */
    const char *peer_version; /* or why there is none */
    const char *suites;       /* "crypto,record,handshake" */
    const char *kernels;      /* what --kernel said, or "" */
    const char *cpu;          /* what --cpu said, or "" */
    double core_hz;           /* when the run began */
    int quick;
    int aggregates_only;
};

void report_head(FILE *out, const struct report_context *context);

/* A row is marked whose threads had a processor for less than this share of some repetition. */
#define REPORT_DISTURBED 0.98

/* Prints cases [first, first + count), under a heading where the section changes. */
void report_cases(FILE *out, const struct plan *plan, size_t first, size_t count);

/* Explains the marks, if a row has one. */
void report_foot(FILE *out, const struct plan *plan);

/* The kernel rows in force, "sha256=shani aes_gcm=ref ...". */
void report_kernels(char *text, size_t text_size);

/* Writes Google Benchmark's JSON format, and more. `path` "-" is standard output.
 * Returns 0, or -1 with errno set. */
int report_json(const char *path, const struct plan *plan, const struct report_context *context);

#endif
