/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "bench/kernels.h"

#include <brisk/kernels.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "bench/report.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t base_cpu = UINT64_MAX;
static const char *base_kernel;
static char base_rows[512]; /* what the user's choice came to */
static char forced[64];

int kernels_init(uint64_t cpu, const char *kernel)
{
    int status = brisk_kernels_restrict(cpu, kernel);
    if (status != 0)
        return status;
    base_cpu = cpu;
    base_kernel = kernel;
    forced[0] = '\0';
    report_kernels(base_rows, sizeof base_rows);
    return 0;
}

/* Whether the row that "sha256=ref" names is the one in force. */
static int is_in_force(const char *kernel)
{
    const char *variant = strchr(kernel, '=');
    struct brisk_kernel_info info;
    for (size_t i = 0; variant != NULL && brisk_kernels_row(i, 0, &info) == 0; i++)
        if (strncmp(info.operation, kernel, (size_t)(variant - kernel)) == 0 &&
            info.operation[variant - kernel] == '\0' && strcmp(info.variant, variant + 1) == 0)
            return info.chosen;
    return 0;
}

/* Caller holds the lock. */
static int change(const char *kernel)
{
    if (kernel[0] != '\0') {
        if (brisk_kernels_restrict(base_cpu, kernel) != 0 || !is_in_force(kernel))
            return -1;
    } else {
        char rows[sizeof base_rows];
        if (brisk_kernels_restrict(base_cpu, base_kernel) != 0)
            return -1;
        report_kernels(rows, sizeof rows);
        if (strcmp(rows, base_rows) != 0)
            return -1;
    }
    snprintf(forced, sizeof forced, "%s", kernel);
    return 0;
}

int kernels_force(const char *kernel)
{
    if (kernel == NULL)
        kernel = "";
    pthread_mutex_lock(&lock);
    int status = strcmp(forced, kernel) == 0 ? 0 : change(kernel);
    pthread_mutex_unlock(&lock);
    return status;
}
