/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* brisk-bench: how many handshakes and bytes a second, beside a peer's. docs/benchmarking.md says
 * what is measured and how. */

#define _GNU_SOURCE

#include <brisk/brisk.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/clock.h"
#include "bench/kernels.h"
#include "bench/report.h"
#include "bench/suite.h"

/* Seconds that the measurements may take: what is left of the limits of three minutes and of 40
 * seconds goes into making keys and starting up. */
#define BUDGET 140.0
#define BUDGET_QUICK 26.0
#define BUDGET_ALL 840.0

static int restrict_kernels(const struct options *options)
{
    uint64_t cpu = UINT64_MAX;
    if (options->cpu != NULL && brisk_cpu_model_features(options->cpu, &cpu) != 0) {
        fprintf(stderr, "brisk-bench: there is no CPU model '%s' (brisk info lists them)\n",
                options->cpu);
        return -1;
    }
    int status = kernels_init(cpu, options->kernel);
    if (status == 0)
        return 0;
    if (options->kernel == NULL)
        fprintf(stderr, "brisk-bench: this CPU cannot run kernels: %s\n", brisk_strerror(status));
    else
        fprintf(stderr, "brisk-bench: --kernel=%s: %s\n", options->kernel,
                status == BRISK_ERR_UNSUPPORTED ? "this CPU cannot run it"
                                                : "no such kernel (brisk info lists them)");
    return -1;
}

static void make_plan(struct plan *plan, const struct options *options, const struct peer *peer)
{
    static const struct {
        unsigned bit;
        void (*add)(struct plan *, const struct options *, const struct peer *);
    } suites[] = {
        { SUITE_MEMORY, suite_memory }, /* the first: before the peer has been used */
        { SUITE_HANDSHAKE, suite_handshake },
        { SUITE_RECORD, suite_record },
        { SUITE_CRYPTO, suite_crypto },
    };
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
        if ((options->suites & suites[i].bit) != 0)
            suites[i].add(plan, options, peer);
}

static void list_names(const struct plan *plan)
{
    for (size_t i = 0; i < plan->num_cases; i++)
        for (int j = 0; j < plan->cases[i]->num_rows; j++)
            if (plan->cases[i]->rows[j].wanted)
                puts(plan->cases[i]->rows[j].name);
}

static double now_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Runs group after group and prints each as it is done. Returns the number of cases that failed. */
static int run_plan(struct plan *plan, FILE *out)
{
    int failed = 0, show_progress = isatty(STDERR_FILENO);
    double begin = now_seconds();
    for (size_t i = 0; i < plan->num_cases;) {
        if (show_progress)
            fprintf(stderr, "\r\033[K[%zu of %zu, %.0f s] %s", i + 1, plan->num_cases,
                    now_seconds() - begin, plan->cases[i]->group);
        size_t count = plan_run_group(plan, i);
        if (show_progress)
            fputs("\r\033[K", stderr);
        if (out != NULL)
            report_cases(out, plan, i, count);
        for (size_t j = i; j < i + count; j++) {
            if (plan->cases[j]->error[0] == '\0')
                continue;
            failed++;
            if (out == NULL)
                fprintf(stderr, "brisk-bench: %s: %s\n", plan->cases[j]->rows[0].name,
                        plan->cases[j]->error);
        }
        i += count;
    }
    return failed;
}

static void fill_suite_names(char names[64], unsigned suites)
{
    snprintf(names, 64, "%s%s%s%s", (suites & SUITE_MEMORY) != 0 ? "memory," : "",
             (suites & SUITE_HANDSHAKE) != 0 ? "handshake," : "",
             (suites & SUITE_RECORD) != 0 ? "record," : "",
             (suites & SUITE_CRYPTO) != 0 ? "crypto," : "");
    names[strlen(names) - 1] = '\0';
}

static const char *describe_peer(const struct options *options, const struct peer *peer)
{
    if (peer != NULL)
        return peer->version();
    return strcmp(options->peer, "none") == 0 ? "none, as asked" : "none: built without OpenSSL";
}

/* Measures what is in the plan and reports. Returns the exit status. */
static int measure(const struct options *options, struct plan *plan,
                   const struct report_context *context)
{
    const char *json = options->json_to_stdout ? "-" : options->json;
    FILE *out = json != NULL && strcmp(json, "-") == 0 ? NULL : stdout;
    int status = 0;
    if (out != NULL)
        report_head(out, context);
    int failed = run_plan(plan, out);
    if (out != NULL)
        report_foot(out, plan);
    if (json != NULL && report_json(json, plan, context) != 0) {
        fprintf(stderr, "brisk-bench: cannot write %s: %s\n", json, strerror(errno));
        status = 1;
    }
    if (failed > 0) {
        fprintf(stderr, "brisk-bench: %d of %zu benchmarks failed\n", failed, plan->num_cases);
        status = 1;
    }
    return status;
}

static int run(const struct options *options, struct plan *plan, const char *executable)
{
    const char *problem = pin_init(plan->pin, options->cores);
    if (problem != NULL) {
        fprintf(stderr, "brisk-bench: --cores=%s: %s\n", options->cores, problem);
        return 2;
    }
    if (plan_set_filter(plan, options->filter) != 0) {
        fprintf(stderr, "brisk-bench: --benchmark_filter=%s is not a regular expression\n",
                options->filter);
        return 2;
    }
    if (restrict_kernels(options) != 0)
        return 2;
    const struct peer *peer = peer_find(options->peer);
    make_plan(plan, options, peer);
    if (plan->num_cases == 0) {
        fprintf(stderr, "brisk-bench: no benchmark has a name that matches\n");
        return 2;
    }
    if (options->list) {
        list_names(plan);
        return 0;
    }

    clock_init();
    char suites[64];
    struct machine machine;
    machine_read(&machine, plan->pin);
    fill_suite_names(suites, options->suites);
    const struct report_context context = {
        .machine = &machine,
        .pin = plan->pin,
        .executable = executable,
        .peer = peer == NULL ? "none" : peer->name,
        .peer_version = describe_peer(options, peer),
        .suites = suites,
        .kernels = options->kernel == NULL ? "" : options->kernel,
        .cpu = options->cpu == NULL ? "" : options->cpu,
        .core_hz = clock_core_hz(),
        .quick = options->quick,
        .aggregates_only = options->aggregates_only,
    };
    return measure(options, plan, &context);
}

static void refuse_flags(void)
{
    fprintf(stderr, "brisk-bench: Google Benchmark refuses the value of one of its flags\n");
    exit(2);
}

int main(int argc, char **argv)
{
    struct options options;
    const char *executable = argv[0];
    options_parse(&options, &argc, argv);
    gbench_init(&argc, argv, refuse_flags);
    if (argc > 1) {
        fprintf(stderr, "brisk-bench: Google Benchmark does not know %s\n", argv[1]);
        return 2;
    }
    struct pin pin;
    struct plan plan = {
        .pin = &pin,
        .repetitions = options.repetitions,
        .min_time = options.min_time,
        .budget = options.quick ? BUDGET_QUICK
                  : options.all ? BUDGET_ALL
                                : BUDGET,
        .all = options.all,
    };
    int status = run(&options, &plan, executable);
    plan_free(&plan);
    pin_free(&pin);
    return status;
}
