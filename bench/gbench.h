/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Google Benchmark for C: what brisk-bench needs of it. The library decides how many iterations a
 * run takes, shuffles the repetitions of the benchmarks that are registered together, starts and
 * joins the threads, and reads the clocks; bench/gbench.cc is the only C++ in the project.
 *
 * A benchmark function prepares, then asks for its iterations once and does them all:
 *
 *     static void run(struct gbench_state *state, void *arg)
 *     {
 *         ...
 *         for (uint64_t n = gbench_begin(state); n != 0; n = gbench_begin(state))
 *             for (uint64_t i = 0; i < n; i++)
 *                 operation(...);
 *     }
 *
 * so that no call per iteration is measured with the operation. With several threads each runs the
 * function; gbench_begin() is also the barrier at which they wait for each other. */

#ifndef BRISK_BENCH_GBENCH_H
#define BRISK_BENCH_GBENCH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct gbench_state;
typedef void gbench_fn(struct gbench_state *state, void *arg);

/* Hands argv's --benchmark_* flags to the library, which removes the ones it knows; *argc and argv
 * are what is left. It calls `refuse`, which does not return, if a value is wrong. Call it once,
 * first. */
void gbench_init(int *argc, char **argv, void (*refuse)(void));

/* How a benchmark runs. Where min_time or repetitions is 0, the library's flags or defaults hold.
 */
struct gbench_options {
    double min_time; /* seconds per repetition, at least */
    int repetitions;
    int threads;
    int manual_time; /* 1: the function reports its time with gbench_set_seconds() */
};

/* Registers a benchmark for the next gbench_run(). `name` is copied, `arg` must live until then. */
void gbench_register(const char *name, gbench_fn *fn, void *arg,
                     const struct gbench_options *options);

#define GBENCH_MAX_COUNTERS 16

/* One repetition of one benchmark. Pointers are valid during the call that reports it. */
struct gbench_result {
    const char *name;
    const char *error;   /* NULL, or why it failed: nothing else counts then */
    uint64_t iterations; /* of all threads together */
    int threads;
    int repetition; /* from 0 */
    double
        real_seconds;   /* wall-clock or manual time of the whole repetition, mean of the threads */
    double cpu_seconds; /* of all threads together */
    size_t num_counters;
    struct {
        const char *name;
        double value;
    } counters[GBENCH_MAX_COUNTERS];
};
typedef void gbench_report_fn(void *arg, const struct gbench_result *result);

/* Runs what is registered, its repetitions in random order, reports every repetition, and forgets
 * the registrations. */
void gbench_run(gbench_report_fn *report, void *arg);

/* For a running benchmark function: the iterations to do now, or 0 when all is done. Between the
 * two it watches how much of the time the thread had a processor, the mean of which is the counter
 * GBENCH_CPU_SHARE: below 1, something else ran in its place. */
#define GBENCH_CPU_SHARE "cpu_share"
uint64_t gbench_begin(struct gbench_state *state);

/* Which thread this is (0 is the first), and how many there are. */
int gbench_thread(const struct gbench_state *state);
int gbench_threads(const struct gbench_state *state);

/* Manual time: this thread's time for all of its iterations. */
void gbench_set_seconds(struct gbench_state *state, double seconds);

/* Counters: the values of the threads are added up, or averaged. */
void gbench_add_counter(struct gbench_state *state, const char *name, double value);
void gbench_mean_counter(struct gbench_state *state, const char *name, double value);

/* Ends the benchmark with an error in place of a result; the function returns after it. */
void gbench_fail(struct gbench_state *state, const char *message);

/* The context the library's own JSON reporter would write, custom keys included: a JSON object as
 * text, to be freed with free(), or NULL. */
char *gbench_context(void);

#ifdef __cplusplus
}
#endif

#endif
