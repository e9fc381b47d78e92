/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Items eight by eight to kernels with eight lanes; too few of them one by one. */

#include "crypto/batch.h"

static void run_slice(const struct batch *batch, const void *many, int status[],
                      size_t item[BRISK_LANES], unsigned num, struct brisk_many_stats *counted);

void brisk_batch_run(const struct batch *batch, const void *many, int status[], size_t n,
                     struct brisk_many_stats *stats)
{
    struct brisk_many_stats counted = { 0, 0, 0 };
    size_t item[BRISK_LANES];
    unsigned num = 0;
    for (size_t i = 0; i < n; i++) {
        if (status[i] == 0) {
            item[num++] = i;
        }
        if (num == BRISK_LANES) {
            run_slice(batch, many, status, item, num, &counted);
            num = 0;
        }
    }
    if (num > 0) {
        run_slice(batch, many, status, item, num, &counted);
    }
    if (stats) {
        stats->num_single += counted.num_single;
        stats->num_calls += counted.num_calls;
        stats->num_lanes += counted.num_lanes;
    }
}

/* Up to eight items. Those that their lane was no good for are run again if it cannot tell why. */
static void run_slice(const struct batch *batch, const void *many, int status[],
                      size_t item[BRISK_LANES], unsigned num, struct brisk_many_stats *counted)
{
    unsigned good = 0;
    int bad = 0;
    if (num >= batch->pays_from) {
        for (unsigned lane = num; lane < BRISK_LANES; lane++) {
            item[lane] = item[0];
        }
        good = batch->run_lanes(many, item, num);
        bad = batch->bad_lane;
        counted->num_calls++;
        counted->num_lanes += num;
    }
    for (unsigned lane = 0; lane < num; lane++) {
        if (good >> lane & 1) {
            status[item[lane]] = 0;
        } else if (bad) {
            status[item[lane]] = bad;
        } else {
            status[item[lane]] = batch->run_single(many, item[lane]);
            counted->num_single++;
        }
    }
}
