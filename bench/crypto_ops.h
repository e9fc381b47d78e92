/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The operations of the crypto suite, as every engine (brisk, a peer) implements them. All engines
 * work on the same keys and inputs, which this header names. */

#ifndef BRISK_BENCH_CRYPTO_OPS_H
#define BRISK_BENCH_CRYPTO_OPS_H

#include <stddef.h>
#include <stdint.h>

#define CRYPTO_AAD_SIZE 5      /* a TLS 1.3 record header */
#define CRYPTO_MESSAGE_SIZE 32 /* what is signed: a SHA-256 digest */

/* An operation of one engine. open() prepares one thread's work of `size` bytes (of an operation
 * that runs many at a time, this many), does the operation once and checks what came out; run()
 * does it n times; run and open say 0, or not. */
struct crypto_op {
    const char *name; /* "aes128gcm_seal": see docs/benchmarking.md */
    int param;        /* an algorithm, for open() */
    void *(*open)(const struct crypto_op *op, size_t size);
    int (*run)(void *work, uint64_t n);
    void (*close)(void *work);
};

/* Finds an operation in a table that ends with a NULL name; NULL if the engine lacks it. */
const struct crypto_op *crypto_op_find(const struct crypto_op *ops, const char *name);

extern const struct crypto_op crypto_brisk_ops[];

/* The name of the key of a signature operation, what comes before its verb: "ecdsa_p256" for
 * "ecdsa_p256_sign" and "ecdsa_p256_verify_prepared". */
#define CRYPTO_KEY_NAME 32 /* bytes */
void crypto_op_key(char name[CRYPTO_KEY_NAME], const struct crypto_op *op);

/* Fills a buffer with bytes that are the same in every run and engine. */
void crypto_fill(uint8_t *out, size_t out_len, unsigned seed);

#endif
