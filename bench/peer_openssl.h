/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#ifndef BRISK_BENCH_PEER_OPENSSL_H
#define BRISK_BENCH_PEER_OPENSSL_H

#include <brisk/key.h>

#include <openssl/evp.h>
#include <openssl/ssl.h>

#include "bench/crypto_ops.h"
#include "bench/tls_engine.h"

/* The library that is loaded: "OpenSSL 3.0.19 27 Jan 2026". */
const char *openssl_version(void);

extern const struct crypto_op openssl_crypto_ops[];
extern const struct tls_engine openssl_tls_engine;

/* What its setup() returns. */
struct openssl_setup {
    SSL_CTX *client, *server;
    enum tls_mode mode;
};

/* Its memory(). */
const char *openssl_memory(const struct tls_wanted *wanted, struct tls_memory *memory);

/* A brisk key as OpenSSL's, or NULL. */
EVP_PKEY *openssl_import(const struct brisk_private_key *key);

#endif
