/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The rows of the table that a check goes through, and how often each of their functions ran. */

#ifndef BRISK_TESTS_SUPPORT_CHECK_ROWS_H
#define BRISK_TESTS_SUPPORT_CHECK_ROWS_H

#include "tests/support/check.h"

/* Takes a table. Wanted are the rows that a CPU with the bits `cpu` can run, or, if `kernel` is not
 * NULL, the one of this name. Ends the program if there is no such row, or it cannot run. */
void check_rows_set(const struct brisk_operation *table, uint64_t cpu, const char *kernel);

const struct brisk_impl *check_rows_reference(void);

/* The i-th wanted row, or NULL past the last. */
const struct brisk_impl *check_rows_wanted(size_t i);

void check_rows_count_call(const struct brisk_impl *row, check_kernel *kernel);

/* Reports each function of a wanted row that was not called. */
void check_rows_report_not_run(check_reporter *reporter);

/* For --list, and for the end of a check: which rows ran, and which cannot. */
void check_rows_list(void);
void check_rows_print(void);

#endif
