/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What is going to be measured, as data: suites add cases, a case is one Google Benchmark run and
 * yields one or more rows of the tables (a handshake yields a server row and a client row). */

#ifndef BRISK_BENCH_PLAN_H
#define BRISK_BENCH_PLAN_H

#include <regex.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/gbench.h"
#include "bench/pin.h"

#define PLAN_MAX_NAME 112
#define PLAN_MAX_ROWS 4
#define PLAN_MAX_REPETITIONS 100

/* One repetition of a row. Rates are sums over the threads, cycles those of one core. */
struct plan_sample {
    double ops_per_second;
    double cycles_per_op;
    double core_hz;
    double cpu_share;   /* of the time, that the threads had a processor */
    double seconds;     /* of the operations, mean of the threads */
    double cpu_seconds; /* of all threads together */
    uint64_t iterations; /* operations */
};

struct plan_row {
    char name[PLAN_MAX_NAME]; /* "sha256/shani/1350": stable, others parse it */
    char pair[PLAN_MAX_NAME]; /* equal for rows to be compared: the name without variant or peer */
    const char *peer;         /* NULL: brisk; else the peer's name */
    const char *counter;      /* the counter with this row's seconds, or NULL: the run's time */
    uint64_t bytes;           /* per operation, or 0 where GB/s says nothing */
    unsigned ops;             /* per iteration; 0 is 1 */
    int wanted;               /* the filter lets it through */
    uint64_t amount;          /* of a case that counts: there are no samples then */
    int num_samples;
    struct plan_sample samples[PLAN_MAX_REPETITIONS];
};

struct plan_case {
    char section[160];         /* heading of the table */
    char group[PLAN_MAX_NAME]; /* consecutive cases of one group are measured interleaved */
    char label[160];           /* what was negotiated, the kernels used */
    struct plan_row rows[PLAN_MAX_ROWS];
    int num_rows;
    int manual_time;
    int is_extra;                      /* measured only if all is, or if it is named */
    double weight;                     /* of the time there is, relative to other cases */
    const char *(*prepare)(void *arg); /* before its group runs; NULL, or why it cannot */
    void (*cleanup)(void *arg);        /* after it; both may be NULL */
    gbench_fn *run;
    /* Instead of `run`, for what is counted once: fills in the rows' amounts, of this unit. Returns
     * NULL, or why it cannot. */
    const char *(*count)(struct plan_case *c);
    const char *unit;
    void *arg;       /* from malloc: freed with the case */
    char error[200]; /* "", or why there is no number */
    struct plan *plan;
};

struct plan {
    struct plan_case **cases;
    size_t num_cases, capacity;
    regex_t filter;
    int has_filter, filter_excludes;
    int all; /* extra cases, too */
    struct pin *pin;
    int repetitions;
    double min_time; /* of every case, if the user gave one, else 0 */
    uint64_t began;  /* ticks, when the first group did */
    double budget;   /* seconds that the whole run may take, to share out, else */
};

/* Takes Google Benchmark's filter: an extended regular expression, a leading '-' excludes.
 * Returns 0, or -1 if it does not compile. */
int plan_set_filter(struct plan *plan, const char *filter);

/* A new case; the caller fills it in and adds its rows, then calls plan_add(), which drops it if
 * none of its rows is asked for: by a filter that matches it, or by there being none that does not,
 * for a case that is not extra. */
struct plan_case *plan_case_new(void);
struct plan_row *plan_case_row(struct plan_case *c, const char *name, const char *pair);
void plan_add(struct plan *plan, struct plan_case *c);

/* Measures the group that starts with case number `first`; returns the number of its cases. */
size_t plan_run_group(struct plan *plan, size_t first);

/* Median, and (maximum - minimum) / median, of the rates of a row. */
double plan_row_median(const struct plan_row *row);
double plan_row_spread(const struct plan_row *row);
double plan_row_cpu_share(const struct plan_row *row); /* the least */
double plan_row_cycles(const struct plan_row *row);    /* median, per operation */

/* How much better our row is than the peer's: its rate divided by theirs, or their amount by ours.
 */
double plan_ratio(const struct plan_row *row, const struct plan_row *peer);

/* The peer's row to compare with, or NULL. */
const struct plan_row *plan_peer_row(const struct plan *plan, const struct plan_row *row);

void plan_free(struct plan *plan);

#endif
