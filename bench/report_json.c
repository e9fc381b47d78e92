/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Google Benchmark's JSON format, so that its tools/compare.py reads the file, with more context
 * and more figures in every entry. */

#include "bench/report.h"

#include <brisk/brisk.h>

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/clock.h"
#include "bench/kernels.h"

static json_t *make_context(const struct report_context *context);
static void add_row(json_t *list, const struct plan *plan, const struct plan_case *c,
                    const struct plan_row *row, int family, int index, int aggregates_only);

int report_json(const char *path, const struct plan *plan, const struct report_context *context)
{
    json_t *list = json_array();
    for (size_t i = 0; i < plan->num_cases; i++)
        for (int j = 0; j < plan->cases[i]->num_rows; j++)
            if (plan->cases[i]->rows[j].wanted)
                add_row(list, plan, plan->cases[i], &plan->cases[i]->rows[j], (int)i, j,
                        context->aggregates_only);
    json_t *root = json_pack("{s:o, s:o}", "context", make_context(context), "benchmarks", list);
    if (root == NULL) {
        errno = ENOMEM;
        return -1;
    }
    int status = 0;
    FILE *file = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");
    if (file == NULL || json_dumpf(root, file, JSON_INDENT(2) | JSON_REAL_PRECISION(12)) != 0 ||
        fputc('\n', file) == EOF)
        status = -1;
    if (file != NULL && file != stdout && fclose(file) != 0)
        status = -1;
    json_decref(root);
    return status;
}

/* What Google Benchmark writes itself. */
static json_t *make_base_context(void)
{
    char *text = gbench_context();
    json_t *object = text == NULL ? NULL : json_loads(text, 0, NULL);
    free(text);
    return object != NULL ? object : json_object();
}

/* The user's choice or the CPU's best: a crypto row may have left its own in force. */
static json_t *make_kernels(void)
{
    json_t *object = json_object();
    struct brisk_kernel_info info;
    kernels_force(NULL);
    for (size_t i = 0; brisk_kernels_row(i, 0, &info) == 0; i++)
        if (info.chosen)
            json_object_set_new(object, info.operation, json_string(info.variant));
    return object;
}

static json_t *make_context(const struct report_context *context)
{
    const struct machine *m = context->machine;
    char cpus[64];
    pin_describe(context->pin, cpus, sizeof cpus);
    json_t *object = make_base_context();
    const struct {
        const char *key, *value;
    } texts[] = {
        { "brisk_version", BRISK_VERSION },
        { "cpu_model", m->cpu_model },
        { "cpu_identity", m->cpu_identity },
        { "microcode", m->microcode },
        { "cpu_features", m->features },
        { "virtual_machine", m->virtualised },
        { "governor", m->governor },
        { "turbo", m->turbo },
        { "smt", m->smt },
        { "kernel", m->kernel },
        { "compiler", m->compiler },
        { "c_library", m->c_library },
        { "hwloc_version", m->hwloc_version },
        { "jansson_version", m->jansson_version },
        { "benchmark_version", m->benchmark_version },
        { "topology", m->topology },
        { "cache_sizes", m->caches },
        { "peer", context->peer },
        { "peer_version", context->peer_version },
        { "suites", context->suites },
        { "restricted_cpu", context->cpu },
        { "restricted_kernels", context->kernels },
        { "pinned_processors", cpus },
        { "pinning", context->pin->threads_bound ? "bound" : "not bound" },
        { "memory", context->pin->memory_bound ? "bound" : "not bound" },
        { "tick_source", clock_source() },
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        json_object_set_new(object, texts[i].key, json_string(texts[i].value));
    json_object_set_new(object, "threads", json_integer(context->pin->num_threads));
    json_object_set_new(object, "quick", json_boolean(context->quick));
    json_object_set_new(object, "tick_hz", json_real(clock_tick_hz()));
    json_object_set_new(object, "core_hz", json_real(context->core_hz));
    json_object_set_new(object, "kernels", make_kernels());
    return object;
}

/* The figures of one entry, whether of a repetition or of an aggregate. */
struct entry {
    double real_ns, cpu_ns, ops, cycles, core_hz, cpu_share;
};

static struct entry make_entry(const struct plan_sample *sample)
{
    double n = (double)sample->iterations;
    return (struct entry){ sample->seconds * 1e9 / n, sample->cpu_seconds * 1e9 / n,
                           sample->ops_per_second,    sample->cycles_per_op,
                           sample->core_hz,           sample->cpu_share };
}

static void set_figures(json_t *object, const struct plan_row *row, const struct entry *e,
                        int is_ratio)
{
    double bytes = (double)row->bytes;
    json_object_set_new(object, "real_time", json_real(e->real_ns));
    json_object_set_new(object, "cpu_time", json_real(e->cpu_ns));
    json_object_set_new(object, "time_unit", json_string("ns"));
    json_object_set_new(object, "items_per_second", json_real(e->ops));
    json_object_set_new(object, "ops_per_second", json_real(e->ops));
    json_object_set_new(object, "cycles_per_op", json_real(e->cycles));
    json_object_set_new(object, "core_hz", json_real(e->core_hz));
    json_object_set_new(object, GBENCH_CPU_SHARE, json_real(e->cpu_share));
    if (row->bytes > 0) {
        json_object_set_new(object, "bytes_per_second",
                            json_real(is_ratio ? e->ops : e->ops * bytes));
        json_object_set_new(object, "cycles_per_byte",
                            json_real(is_ratio ? e->cycles : e->cycles / bytes));
    }
}

static json_t *make_head(const struct plan *plan, const struct plan_case *c,
                         const struct plan_row *row, int family, int index, const char *name,
                         const char *run_type)
{
    json_t *object =
        json_pack("{s:s, s:i, s:i, s:s, s:s, s:i, s:i}", "name", name, "family_index", family,
                  "per_family_instance_index", index, "run_name", row->name, "run_type", run_type,
                  "repetitions", plan->repetitions, "threads", plan->pin->num_threads);
    if (c->label[0] != '\0')
        json_object_set_new(object, "label", json_string(c->label));
    return object;
}

static double *entry_field(struct entry *e, int i)
{
    double *const fields[] = {
        &e->real_ns, &e->cpu_ns, &e->ops, &e->cycles, &e->core_hz, &e->cpu_share,
    };
    return fields[i];
}

static double pick_median(const double *values, int n)
{
    double sorted[PLAN_MAX_REPETITIONS];
    for (int i = 0; i < n; i++) {
        int j = i;
        for (; j > 0 && sorted[j - 1] > values[i]; j--)
            sorted[j] = sorted[j - 1];
        sorted[j] = values[i];
    }
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

enum { MEAN, MEDIAN, STDDEV, CV, NUM_AGGREGATES };

static void aggregate(struct entry out[NUM_AGGREGATES], const struct plan_row *row)
{
    int n = row->num_samples;
    for (int field = 0; field < 6; field++) {
        double values[PLAN_MAX_REPETITIONS], sum = 0, squares = 0;
        for (int i = 0; i < n; i++) {
            struct entry e = make_entry(&row->samples[i]);
            values[i] = *entry_field(&e, field);
            sum += values[i];
        }
        double mean = sum / n;
        for (int i = 0; i < n; i++)
            squares += (values[i] - mean) * (values[i] - mean);
        double deviation = n > 1 ? sqrt(squares / (n - 1)) : 0;
        *entry_field(&out[MEAN], field) = mean;
        *entry_field(&out[MEDIAN], field) = pick_median(values, n);
        *entry_field(&out[STDDEV], field) = deviation;
        *entry_field(&out[CV], field) = mean > 0 ? deviation / mean : 0;
    }
}

static void add_aggregates(json_t *list, const struct plan *plan, const struct plan_case *c,
                           const struct plan_row *row, int family, int index)
{
    static const char *const names[NUM_AGGREGATES] = { "mean", "median", "stddev", "cv" };
    struct entry entries[NUM_AGGREGATES];
    aggregate(entries, row);
    const struct plan_row *peer = plan_peer_row(plan, row);
    for (int i = 0; i < NUM_AGGREGATES; i++) {
        char name[PLAN_MAX_NAME + 16];
        snprintf(name, sizeof name, "%s_%s", row->name, names[i]);
        json_t *object = make_head(plan, c, row, family, index, name, "aggregate");
        json_object_set_new(object, "aggregate_name", json_string(names[i]));
        json_object_set_new(object, "aggregate_unit", json_string(i == CV ? "percentage" : "time"));
        json_object_set_new(object, "iterations", json_integer(row->num_samples));
        set_figures(object, row, &entries[i], i == CV);
        if (i == MEDIAN) {
            json_object_set_new(object, "spread", json_real(plan_row_spread(row)));
            if (peer != NULL) {
                json_object_set_new(object, "peer_name", json_string(peer->name));
                json_object_set_new(object, "ratio_to_peer", json_real(plan_ratio(row, peer)));
            }
        }
        json_array_append_new(list, object);
    }
}

/* What was counted: it took no time worth telling, but Google Benchmark's scripts ask for one. */
static void add_amount(json_t *list, const struct plan *plan, const struct plan_case *c,
                       const struct plan_row *row, int family, int index)
{
    const struct plan_row *peer = plan_peer_row(plan, row);
    json_t *object = make_head(plan, c, row, family, index, row->name, "iteration");
    json_object_set_new(object, "repetition_index", json_integer(0));
    json_object_set_new(object, "iterations", json_integer(1));
    json_object_set_new(object, "real_time", json_real(0));
    json_object_set_new(object, "cpu_time", json_real(0));
    json_object_set_new(object, "time_unit", json_string("ns"));
    json_object_set_new(object, "amount", json_integer((json_int_t)row->amount));
    json_object_set_new(object, "amount_unit", json_string(c->unit));
    if (peer != NULL) {
        json_object_set_new(object, "peer_name", json_string(peer->name));
        json_object_set_new(object, "ratio_to_peer", json_real(plan_ratio(row, peer)));
    }
    json_array_append_new(list, object);
}

static void add_row(json_t *list, const struct plan *plan, const struct plan_case *c,
                    const struct plan_row *row, int family, int index, int aggregates_only)
{
    if (c->error[0] != '\0') {
        json_t *object = make_head(plan, c, row, family, index, row->name, "iteration");
        json_object_set_new(object, "repetition_index", json_integer(0));
        json_object_set_new(object, "error_occurred", json_true());
        json_object_set_new(object, "error_message", json_string(c->error));
        json_array_append_new(list, object);
        return;
    }
    if (c->count != NULL) {
        add_amount(list, plan, c, row, family, index);
        return;
    }
    int has_aggregates = row->num_samples > 1;
    for (int i = 0; i < row->num_samples && !(aggregates_only && has_aggregates); i++) {
        struct entry e = make_entry(&row->samples[i]);
        json_t *object = make_head(plan, c, row, family, index, row->name, "iteration");
        json_object_set_new(object, "repetition_index", json_integer(i));
        json_object_set_new(object, "iterations",
                            json_integer((json_int_t)row->samples[i].iterations));
        set_figures(object, row, &e, 0);
        json_array_append_new(list, object);
    }
    if (has_aggregates)
        add_aggregates(list, plan, c, row, family, index);
}
