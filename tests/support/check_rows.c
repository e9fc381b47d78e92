/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/support/check_rows.h"

#include <stdio.h>
#include <string.h>

#include <brisk/kernels.h>

#define MAX_ROWS 16
#define MAX_FUNCTIONS 12

/* How often each function of each row of the table was called. */
struct row_calls {
    const struct brisk_impl *row;
    int wanted;
    size_t num_functions;
    size_t calls[MAX_FUNCTIONS];
};

static const struct brisk_operation *table;
static struct row_calls rows[MAX_ROWS];
static size_t num_rows;
static uint64_t usable_cpu;

/* The functions of a row are the words that follow its struct brisk_impl; a word too small to be
 * an address is a number (a lane row's pays_from). */
static uintptr_t get_function(const struct brisk_impl *row, size_t i)
{
    uintptr_t word;
    memcpy(&word, (const char *)(row + 1) + i * sizeof(word), sizeof(word));
    return word;
}

static int is_number(uintptr_t word)
{
    return word > 0 && word < 4096;
}

void check_rows_count_call(const struct brisk_impl *row, check_kernel *kernel)
{
    for (size_t i = 0; i < num_rows; i++) {
        for (size_t j = 0; rows[i].row == row && j < rows[i].num_functions; j++) {
            rows[i].calls[j] += get_function(row, j) == (uintptr_t)kernel;
        }
    }
}

static void set_row(struct row_calls *calls, const struct brisk_impl *row, const char *kernel)
{
    int is_named = kernel == NULL || strcmp(kernel, row->name) == 0;

    memset(calls, 0, sizeof(*calls));
    calls->row = row;
    calls->wanted = is_named && (row->needs & ~usable_cpu) == 0;
    calls->num_functions = (table->row_size - sizeof(*row)) / sizeof(uintptr_t);
    if (calls->num_functions > MAX_FUNCTIONS) {
        test_abort("%s has more than %d functions", table->name, MAX_FUNCTIONS);
    }
    if (is_named && kernel != NULL && !calls->wanted) {
        test_abort("%s/%s cannot run on this CPU", table->name, row->name);
    }
}

void check_rows_set(const struct brisk_operation *wanted, uint64_t cpu, const char *kernel)
{
    const struct brisk_impl *row;

    table = wanted;
    usable_cpu = cpu;
    for (num_rows = 0; (row = brisk_operation_row(table, num_rows)) != NULL; num_rows++) {
        if (num_rows == MAX_ROWS) {
            test_abort("%s has more than %d rows", table->name, MAX_ROWS);
        }
        set_row(&rows[num_rows], row, kernel);
    }
    if (num_rows == 0 || strcmp(check_rows_reference()->name, "ref") != 0) {
        test_abort("the table of %s does not end with \"ref\"", table->name);
    }
    if (check_rows_wanted(0) == NULL) {
        test_abort("%s has no row \"%s\" (see --list)", table->name, kernel);
    }
}

const struct brisk_impl *check_rows_reference(void)
{
    return rows[num_rows - 1].row;
}

const struct brisk_impl *check_rows_wanted(size_t i)
{
    for (size_t j = 0; j < num_rows; j++) {
        if (rows[j].wanted && i-- == 0) {
            return rows[j].row;
        }
    }
    return NULL;
}

static void print_needs(uint64_t needs)
{
    for (unsigned bit = 0; bit < 64; bit++) {
        if (needs >> bit & 1) {
            printf(" %s", brisk_cpu_feature_name(bit));
        }
    }
}

void check_rows_list(void)
{
    for (size_t i = 0; i < num_rows; i++) {
        printf("%s/%s:%s", table->name, rows[i].row->name, rows[i].wanted ? "" : " (not here)");
        print_needs(rows[i].row->needs);
        putchar('\n');
    }
}

static void report_row_not_run(const struct row_calls *calls, check_reporter *reporter)
{
    char text[256];

    for (size_t i = 0; i < calls->num_functions; i++) {
        uintptr_t word = get_function(calls->row, i);
        if (is_number(word) || calls->calls[i] != 0) {
            continue;
        }
        snprintf(text, sizeof(text), "%s/%s: function %zu of the row %s", table->name,
                 calls->row->name, i + 1, word == 0 ? "is missing" : "did not run");
        reporter(CHECK_NOT_RUN, text);
    }
}

void check_rows_report_not_run(check_reporter *reporter)
{
    for (size_t i = 0; i < num_rows; i++) {
        if (rows[i].wanted) {
            report_row_not_run(&rows[i], reporter);
        }
    }
}

void check_rows_print(void)
{
    printf("%s ran:", table->name);
    for (size_t i = 0; i < num_rows; i++) {
        size_t num_calls = 0;
        for (size_t j = 0; j < rows[i].num_functions; j++) {
            num_calls += rows[i].calls[j];
        }
        if (num_calls != 0) {
            printf(" %s (%zu calls)", rows[i].row->name, num_calls);
        }
    }
    putchar('\n');
    for (size_t i = 0; i < num_rows; i++) {
        if ((rows[i].row->needs & ~usable_cpu) != 0) {
            printf("%s/%s cannot run here: it needs", table->name, rows[i].row->name);
            print_needs(rows[i].row->needs & ~usable_cpu);
            putchar('\n');
        }
    }
}
