/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The one driver of lane kernels: whatever is done many at a time goes through it. */

#ifndef BRISK_CRYPTO_BATCH_H
#define BRISK_CRYPTO_BATCH_H

#include <brisk/many.h>

#include <stddef.h>
#include <stdint.h>

#include "crypto/impl.h"

/* What an operation tells the driver; `many` is its own, the arrays of a _many call say. */
struct batch {
    size_t pays_from; /* the row's; BATCH_NEVER if there is no kernel for eight */

    /* Runs item number `item`, the usual way, and returns its status. */
    int (*run_single)(const void *many, size_t item);

    /* Runs a kernel for the items item[0] to item[num - 1], and returns its mask of good lanes.
     * item[num] to item[7], of idle lanes, repeat item[0], so that these have inputs that do no
     * harm; their output must go to a scratch place, which all of them may share: they compute the
     * same. NULL if there is no such kernel. */
    unsigned (*run_lanes)(const void *many, const size_t item[BRISK_LANES], unsigned num);

    /* The status of a lane that is not good; 0 if that has to be found out, by run_single(). */
    int bad_lane;
};

#define BATCH_NEVER (BRISK_LANES + 1)

/* Runs n items and sets the status of each. Those whose status is not 0 beforehand are passed over:
 * an operation may have refused them already. */
void brisk_batch_run(const struct batch *batch, const void *many, int status[], size_t n,
                     struct brisk_many_stats *stats);

/* brisk_x25519_shared_many() with a status that is an input, too, as above. */
void brisk_x25519_shared_batch(int status[], uint8_t *const secret[],
                               const uint8_t *const private_key[],
                               const uint8_t *const peer_public[], size_t n,
                               struct brisk_many_stats *stats);

#endif
