/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "bench/peer.h"

#include <string.h>

#if defined(BRISK_BENCH_OPENSSL)
#include "bench/peer_openssl.h"

static const struct peer openssl = {
    .name = "openssl",
    .version = openssl_version,
    .crypto_ops = openssl_crypto_ops,
    .tls = &openssl_tls_engine,
};
#endif

static const struct peer *const peers[] = {
#if defined(BRISK_BENCH_OPENSSL)
    &openssl,
#endif
    NULL,
};

const struct peer *peer_find(const char *name)
{
    for (size_t i = 0; peers[i] != NULL; i++)
        if (strcmp(peers[i]->name, name) == 0)
            return peers[i];
    return NULL;
}
