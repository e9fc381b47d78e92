/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Other implementations that are measured beside brisk. */

#ifndef BRISK_BENCH_PEER_H
#define BRISK_BENCH_PEER_H

#include "bench/crypto_ops.h"
#include "bench/tls_engine.h"

struct peer {
    const char *name; /* as in benchmark names: "openssl" */
    const char *(*version)(void);
    const struct crypto_op *crypto_ops; /* ends with a NULL name */
    const struct tls_engine *tls;
};

/* The peer of this name, or NULL if it is unknown or this build has none. */
const struct peer *peer_find(const char *name);

#endif
