/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The suites: each adds its cases to the plan and prepares what they share. */

#ifndef BRISK_BENCH_SUITE_H
#define BRISK_BENCH_SUITE_H

#include "bench/options.h"
#include "bench/peer.h"
#include "bench/plan.h"

/* `peer` may be NULL. */
void suite_crypto(struct plan *plan, const struct options *options, const struct peer *peer);
void suite_record(struct plan *plan, const struct options *options, const struct peer *peer);
void suite_handshake(struct plan *plan, const struct options *options, const struct peer *peer);

/* The suite that handshakes are measured with: the one asked for first, or brisk's preference. */
uint16_t suite_default(const struct options *options);

#endif
