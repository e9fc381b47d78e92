/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The command line of brisk-bench. */

#ifndef BRISK_BENCH_OPTIONS_H
#define BRISK_BENCH_OPTIONS_H

#include <stdint.h>

enum { SUITE_CRYPTO = 1, SUITE_RECORD = 2, SUITE_HANDSHAKE = 4, SUITE_MEMORY = 8 };

#define SUITE_ALL (SUITE_CRYPTO | SUITE_RECORD | SUITE_HANDSHAKE | SUITE_MEMORY)

#define OPTIONS_MAX_SUITES 8

struct options {
    unsigned suites; /* SUITE_* bits */
    int quick, all;
    int list;           /* print names, measure nothing */
    int json_to_stdout; /* --benchmark_format=json */
    int aggregates_only;
    int repetitions;
    double min_time; /* seconds, 0 to share out the budget */
    const char *cores, *peer, *json, *cpu, *kernel, *filter;
    uint16_t cipher_suites[OPTIONS_MAX_SUITES]; /* none: brisk's own preference */
    int num_cipher_suites;
    const char *misconfigure; /* self-test: "group", "suite", "scheme", "mode", or NULL */
};

/* Reads argv; exits with one line on standard error and status 2 if it is wrong, and after --help.
 * *argc and argv are left with the --benchmark_* flags that are Google Benchmark's own business. */
void options_parse(struct options *options, int *argc, char **argv);

#endif
