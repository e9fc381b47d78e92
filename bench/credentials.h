/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Keys and certificates to measure with, made when first asked for and the same for every engine of
 * a run. */

#ifndef BRISK_BENCH_CREDENTIALS_H
#define BRISK_BENCH_CREDENTIALS_H

#include <brisk/tls.h>

#define CREDENTIALS_HOST "server.bench.example"

/* A key by its name in benchmark names: "ecdsa_p256", "ecdsa_p384", "ed25519", "rsa2048",
 * "rsa3072", "rsa4096". NULL if there is no such key or it cannot be made. Thread-safe. */
const struct brisk_private_key *credentials_key(const char *name);

/* A server's certificate, a client's and what verifies them: leaves with the key named, signed by a
 * P-256 CA; the server's is for CREDENTIALS_HOST. */
struct credentials {
    const struct brisk_private_key *key;
    uint16_t scheme; /* SignatureScheme the leaf's key signs with in TLS 1.3 */
    int64_t now;     /* a time at which all is valid */
    uint8_t ca_der[2048];
    size_t ca_len;
    struct brisk_x509 ca;
    struct brisk_x509_trust trust;
    struct credentials_leaf {
        uint8_t der[2048];
        size_t len;
        struct brisk_x509 parsed;
        struct brisk_tls_identity identity;
    } server, client;
};

/* The credentials for a key name, or NULL. Thread-safe. */
const struct credentials *credentials_get(const char *name);

#endif
