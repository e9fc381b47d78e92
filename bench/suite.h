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

void suite_memory(struct plan *plan, const struct options *options, const struct peer *peer);

/* The suite that handshakes are measured with: the one asked for first, or brisk's preference. */
uint16_t suite_default(const struct options *options);

/* A suite of TLS 1.3, or TLS 1.2's with the same AEAD and hash and a key exchange of the group (0:
 * RSA's) that the key can sign or decrypt. */
uint16_t suite_of_version(uint16_t suite, uint16_t version, uint16_t group,
                          enum brisk_key_type key);

#endif
