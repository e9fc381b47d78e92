/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "bench/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/clock.h"

static void run_case(struct gbench_state *state, void *arg);
static void take_result(void *arg, const struct gbench_result *result);

int plan_set_filter(struct plan *plan, const char *filter)
{
    if (filter == NULL || filter[0] == '\0' || strcmp(filter, "all") == 0)
        return 0;
    plan->filter_excludes = filter[0] == '-';
    if (regcomp(&plan->filter, filter + plan->filter_excludes, REG_EXTENDED | REG_NOSUB) != 0)
        return -1;
    plan->has_filter = 1;
    return 0;
}

static int wants(const struct plan *plan, const char *name, int is_extra)
{
    int is_named = plan->has_filter && !plan->filter_excludes;
    if (is_extra && !plan->all && !is_named)
        return 0;
    if (!plan->has_filter)
        return 1;
    int matches = regexec(&plan->filter, name, 0, NULL, 0) == 0;
    return matches != plan->filter_excludes;
}

struct plan_case *plan_case_new(void)
{
    struct plan_case *c = calloc(1, sizeof *c);
    if (c == NULL) {
        fprintf(stderr, "brisk-bench: out of memory\n");
        exit(1);
    }
    c->weight = 1;
    return c;
}

struct plan_row *plan_case_row(struct plan_case *c, const char *name, const char *pair)
{
    struct plan_row *row = &c->rows[c->num_rows++];
    snprintf(row->name, sizeof row->name, "%s", name);
    snprintf(row->pair, sizeof row->pair, "%s", pair);
    return row;
}

void plan_add(struct plan *plan, struct plan_case *c)
{
    int wanted = 0;
    for (int i = 0; i < c->num_rows; i++)
        wanted |= c->rows[i].wanted = wants(plan, c->rows[i].name, c->is_extra);
    if (!wanted) {
        free(c->arg);
        free(c);
        return;
    }
    if (plan->num_cases == plan->capacity) {
        plan->capacity = plan->capacity == 0 ? 64 : 2 * plan->capacity;
        plan->cases = realloc(plan->cases, plan->capacity * sizeof *plan->cases);
        if (plan->cases == NULL) {
            fprintf(stderr, "brisk-bench: out of memory\n");
            exit(1);
        }
    }
    c->plan = plan;
    plan->cases[plan->num_cases++] = c;
}

/* Google Benchmark aims 40 % over the minimum so as to reach it, and spends about a third of it on
 * finding the number of iterations. */
#define OVERSHOOT 1.4
#define SEARCH 0.35

/* Seconds of the budget for each unit of weight, for the cases from number `first` on: what earlier
 * ones took longer than their share, because the machine is busy, later ones have less. */
static double share_budget(struct plan *plan, size_t first)
{
    if (first == 0)
        plan->began = clock_ticks();
    double left = plan->budget - clock_seconds(clock_ticks() - plan->began), weights = 0;
    for (size_t i = first; i < plan->num_cases; i++)
        weights += plan->cases[i]->weight;
    return left > 0 ? left / weights : 0;
}

/* The least time of each repetition of a case. */
static double choose_min_time(const struct plan *plan, const struct plan_case *c, double share)
{
    if (plan->min_time > 0)
        return plan->min_time;
    double seconds = share * c->weight / (OVERSHOOT * plan->repetitions + SEARCH);
    return seconds > 0.5 ? 0.5 : seconds < 0.002 ? 0.002 : seconds;
}

/* Returns whether there is something to measure now: not if it was counted, or cannot be prepared.
 */
static int register_case(struct plan *plan, size_t number, double share)
{
    struct plan_case *c = plan->cases[number];
    const char *error = c->count != NULL     ? c->count(c)
                        : c->prepare != NULL ? c->prepare(c->arg)
                                             : NULL;
    if (error != NULL)
        snprintf(c->error, sizeof c->error, "%s", error);
    if (error != NULL || c->count != NULL)
        return 0;
    char key[24];
    snprintf(key, sizeof key, "%zu", number);
    const struct gbench_options options = {
        .min_time = choose_min_time(plan, c, share),
        .repetitions = plan->repetitions,
        .threads = plan->pin->num_threads,
        .manual_time = c->manual_time,
    };
    gbench_register(key, run_case, c, &options);
    return 1;
}

size_t plan_run_group(struct plan *plan, size_t first)
{
    size_t count = 0;
    int registered = 0;
    double share = share_budget(plan, first);
    while (first + count < plan->num_cases &&
           strcmp(plan->cases[first + count]->group, plan->cases[first]->group) == 0)
        registered += register_case(plan, first + count++, share);
    if (registered > 0)
        gbench_run(take_result, plan);
    for (size_t i = first; i < first + count; i++) {
        struct plan_case *c = plan->cases[i];
        if (c->cleanup != NULL)
            c->cleanup(c->arg);
        if (c->error[0] == '\0' && c->count == NULL && c->rows[0].num_samples == 0)
            snprintf(c->error, sizeof c->error, "Google Benchmark reported nothing");
    }
    return count;
}

/* Around every case: its thread is put in its place, and the core clock is read before and after,
 * since it drifts with heat, load and the instructions in use. */
static void run_case(struct gbench_state *state, void *arg)
{
    struct plan_case *c = arg;
    if (pin_thread(c->plan->pin, gbench_thread(state)) != 0) {
        gbench_fail(state, "the system refuses to pin the thread");
        return;
    }
    double before = clock_core_hz();
    c->run(state, c->arg);
    double after = clock_core_hz();
    gbench_mean_counter(state, "core_hz", (before + after) / 2);
}

static double find_counter(const struct gbench_result *result, const char *name)
{
    for (size_t i = 0; i < result->num_counters; i++)
        if (strcmp(result->counters[i].name, name) == 0)
            return result->counters[i].value;
    return 0;
}

static void take_result(void *arg, const struct gbench_result *result)
{
    struct plan *plan = arg;
    struct plan_case *c = plan->cases[strtoul(result->name, NULL, 10)];
    if (result->error != NULL) {
        snprintf(c->error, sizeof c->error, "%s", result->error);
        return;
    }
    for (int i = 0; i < c->num_rows; i++) {
        struct plan_row *row = &c->rows[i];
        if (row->num_samples == PLAN_MAX_REPETITIONS)
            continue;
        double seconds = result->real_seconds, cpu_seconds = result->cpu_seconds;
        if (row->counter != NULL) {
            /* The part's time was measured by its thread; the counter is the sum over threads. */
            cpu_seconds = find_counter(result, row->counter);
            seconds = cpu_seconds / result->threads;
        }
        struct plan_sample *sample = &row->samples[row->num_samples++];
        sample->iterations = result->iterations * (row->ops > 0 ? row->ops : 1);
        sample->seconds = seconds;
        sample->cpu_seconds = cpu_seconds;
        sample->cpu_share = find_counter(result, GBENCH_CPU_SHARE);
        sample->core_hz = find_counter(result, "core_hz");
        sample->ops_per_second = seconds > 0 ? (double)sample->iterations / seconds : 0;
        sample->cycles_per_op =
            sample->core_hz * seconds * result->threads / (double)sample->iterations;
    }
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *values, int n)
{
    if (n == 0)
        return 0;
    qsort(values, (size_t)n, sizeof *values, compare_doubles);
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

double plan_row_median(const struct plan_row *row)
{
    double values[PLAN_MAX_REPETITIONS];
    for (int i = 0; i < row->num_samples; i++)
        values[i] = row->samples[i].ops_per_second;
    return median(values, row->num_samples);
}

double plan_row_cycles(const struct plan_row *row)
{
    double values[PLAN_MAX_REPETITIONS];
    for (int i = 0; i < row->num_samples; i++)
        values[i] = row->samples[i].cycles_per_op;
    return median(values, row->num_samples);
}

double plan_row_cpu_share(const struct plan_row *row)
{
    double least = 1;
    for (int i = 0; i < row->num_samples; i++)
        least = row->samples[i].cpu_share < least ? row->samples[i].cpu_share : least;
    return least;
}

double plan_row_spread(const struct plan_row *row)
{
    if (row->num_samples == 0)
        return 0;
    double low = row->samples[0].ops_per_second, high = low;
    for (int i = 1; i < row->num_samples; i++) {
        double rate = row->samples[i].ops_per_second;
        low = rate < low ? rate : low;
        high = rate > high ? rate : high;
    }
    double middle = plan_row_median(row);
    return middle > 0 ? (high - low) / middle : 0;
}

double plan_ratio(const struct plan_row *row, const struct plan_row *peer)
{
    if (row->amount > 0)
        return (double)peer->amount / (double)row->amount;
    return plan_row_median(row) / plan_row_median(peer);
}

const struct plan_row *plan_peer_row(const struct plan *plan, const struct plan_row *row)
{
    if (row->peer != NULL)
        return NULL;
    for (size_t i = 0; i < plan->num_cases; i++) {
        const struct plan_case *c = plan->cases[i];
        for (int j = 0; j < c->num_rows; j++)
            if (c->rows[j].peer != NULL && c->error[0] == '\0' &&
                (c->rows[j].num_samples > 0 || c->rows[j].amount > 0) &&
                strcmp(c->rows[j].pair, row->pair) == 0)
                return &c->rows[j];
    }
    return NULL;
}

void plan_free(struct plan *plan)
{
    for (size_t i = 0; i < plan->num_cases; i++) {
        free(plan->cases[i]->arg);
        free(plan->cases[i]);
    }
    free(plan->cases);
    if (plan->has_filter)
        regfree(&plan->filter);
}
