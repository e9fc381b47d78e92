/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "bench/report.h"

#include <brisk/kernels.h>

#include <string.h>

static void print_row(FILE *out, const struct plan *plan, const struct plan_case *c,
                      const struct plan_row *row);

void report_kernels(char *text, size_t text_size)
{
    struct brisk_kernel_info info;
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; brisk_kernels_row(i, 0, &info) == 0; i++) {
        if (!info.chosen)
            continue;
        int n = snprintf(text + used, text_size - used, "%s%s=%s", used == 0 ? "" : " ",
                         info.operation, info.variant);
        if (n < 0 || (size_t)n >= text_size - used)
            return;
        used += (size_t)n;
    }
}

void report_head(FILE *out, const struct report_context *context)
{
    const struct machine *m = context->machine;
    char cpus[64], kernels[512];
    pin_describe(context->pin, cpus, sizeof cpus);
    report_kernels(kernels, sizeof kernels);
    fprintf(out, "cpu       %s (%s), microcode %s, virtual machine: %s\n", m->cpu_model,
            m->cpu_identity, m->microcode, m->virtualised);
    fprintf(out, "clock     core at %.2f GHz now; governor %s, turbo %s, SMT %s\n",
            context->core_hz / 1e9, m->governor, m->turbo, m->smt);
    fprintf(out, "topology  %s; %s\n", m->topology, m->caches);
    fprintf(out, "software  %s; %s; %s\n", m->kernel, m->compiler, m->c_library);
    fprintf(out, "kernels   %s\n", kernels);
    fprintf(out, "peer      %s\n", context->peer_version);
    fprintf(out, "threads   %d, %s %s; rates are the sum of the threads\n",
            context->pin->num_threads,
            context->pin->threads_bound ? "pinned to processors" : "NOT PINNED (refused) to", cpus);
}

/* The name, without the first word of the heading where that is how it begins. */
static const char *short_name(const struct plan_case *c, const struct plan_row *row)
{
    size_t len = strcspn(c->section, " ");
    int is_prefix = strncmp(row->name, c->section, len) == 0 && row->name[len] == '/';
    return is_prefix ? row->name + len + 1 : row->name;
}

static void print_heading(FILE *out, const struct plan_case *c)
{
    if (c->count != NULL)
        fprintf(out, "\n%s\n  %-32s %10s %38s\n", c->section, "", c->unit, "x peer");
    else
        fprintf(out, "\n%s\n  %-32s %10s %12s %8s %7s %8s %7s\n", c->section, "", "ops/s",
                "cycles/op", "cyc/B", "GB/s", "x peer", "spread");
}

void report_cases(FILE *out, const struct plan *plan, size_t first, size_t count)
{
    for (size_t i = first; i < first + count; i++) {
        const struct plan_case *c = plan->cases[i];
        if (i == 0 || strcmp(c->section, plan->cases[i - 1]->section) != 0)
            print_heading(out, c);
        for (int j = 0; j < c->num_rows; j++)
            if (c->rows[j].wanted)
                print_row(out, plan, c, &c->rows[j]);
    }
    fflush(out);
}

/* Whole numbers with thin groups of three, decimals where there are few digits. */
static void format_number(char text[32], double value)
{
    if (value < 100) {
        snprintf(text, 32, "%.2f", value);
        return;
    }
    char digits[32];
    int n = snprintf(digits, sizeof digits, "%.0f", value);
    int used = 0;
    for (int i = 0; i < n && used < 30; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            text[used++] = ',';
        text[used++] = digits[i];
    }
    text[used] = '\0';
}

static int is_disturbed(const struct plan_row *row)
{
    return plan_row_cpu_share(row) < REPORT_DISTURBED;
}

static void print_row(FILE *out, const struct plan *plan, const struct plan_case *c,
                      const struct plan_row *row)
{
    const char *name = short_name(c, row);
    if (c->error[0] != '\0') {
        fprintf(out, "  %-32s ERROR: %s\n", name, c->error);
        return;
    }
    char rate[32], ratio[32] = "";
    const struct plan_row *peer = plan_peer_row(plan, row);
    if (peer != NULL)
        snprintf(ratio, sizeof ratio, "%.2f", plan_ratio(row, peer));
    if (c->count != NULL) {
        format_number(rate, (double)row->amount);
        fprintf(out, "  %-32s %10s %38s\n", name, rate, ratio);
        return;
    }
    char cycles[32], per_byte[32] = "", bandwidth[32] = "";
    double ops = plan_row_median(row);
    format_number(rate, ops);
    format_number(cycles, plan_row_cycles(row));
    if (row->bytes > 0) {
        snprintf(per_byte, sizeof per_byte, "%.2f", plan_row_cycles(row) / (double)row->bytes);
        snprintf(bandwidth, sizeof bandwidth, "%.3f", ops * (double)row->bytes / 1e9);
    }
    fprintf(out, "  %-32s %10s %12s %8s %7s %8s %6.1f%%%s\n", name, rate, cycles, per_byte,
            bandwidth, ratio, 100 * plan_row_spread(row), is_disturbed(row) ? " *" : "");
}

void report_foot(FILE *out, const struct plan *plan)
{
    size_t disturbed = 0, rows = 0;
    for (size_t i = 0; i < plan->num_cases; i++) {
        for (int j = 0; j < plan->cases[i]->num_rows; j++) {
            rows += plan->cases[i]->rows[j].wanted;
            disturbed += plan->cases[i]->rows[j].wanted && is_disturbed(&plan->cases[i]->rows[j]);
        }
    }
    if (disturbed > 0)
        fprintf(out,
                "\n* %zu of %zu rows were disturbed: something else had the processor for over "
                "%.0f %% of a repetition.\n  See \"A quiet machine\" in docs/benchmarking.md.\n",
                disturbed, rows, 100 * (1 - REPORT_DISTURBED));
}
