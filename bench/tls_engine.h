/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A TLS implementation to be measured, client and server in one thread: brisk itself and the peers
 * offer the same few functions, so that they are timed in the same way. */

#ifndef BRISK_BENCH_TLS_ENGINE_H
#define BRISK_BENCH_TLS_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#include "bench/credentials.h"

enum tls_mode {
    TLS_FULL,    /* no tickets are sent */
    TLS_RESUMED, /* by the ticket of the connection before, which sends one; each is used once */
    TLS_EARLY,   /* the same with TLS_EARLY_BYTES of early data, which the server takes once */
    TLS_MUTUAL,  /* full, and the server verifies a certificate of the client's */
};

#define TLS_EARLY_BYTES 256 /* of early data: a small request */

/* Whether a mode takes a ticket, and leaves one for the next handshake. */
int tls_mode_resumes(enum tls_mode mode);

/* What both sides are configured for: exactly one version, group and suite. */
struct tls_wanted {
    uint16_t version;
    uint16_t group; /* 0: RSA key exchange */
    uint16_t suite;
    enum tls_mode mode;
    const struct credentials *credentials;
};

/* What came of it, as one side saw it. */
struct tls_outcome {
    uint16_t version, suite;
    uint16_t group;         /* of the key exchange, 0 if there was none with a group */
    uint16_t scheme;        /* of the server's CertificateVerify or ServerKeyExchange, or 0 */
    uint16_t client_scheme; /* of the client's CertificateVerify, or 0 */
    int resumed, hello_retry;
    int early;    /* client: its early data was taken; server: it has all of it */
    int verified; /* client: the chain and the host name were checked and are right; server: the
                     client has shown a chain that was checked and is right */
};

/* Ticks (bench/clock.h) that each side spent, all it does from creating the connection to freeing
 * it. jobs: what of it went into public-key work, 0 where an engine cannot tell. */
struct tls_times {
    uint64_t client, server;
    uint64_t client_jobs, server_jobs;
};

/* Bytes that each side holds, the client first: in flight, a client that has sent its hello and a
 * server that has sent its flight; idle, when the handshake is complete. What carries the bytes
 * from one to the other is not counted. */
struct tls_memory {
    uint64_t in_flight[2], idle[2];
};

struct tls_engine {
    const char *name; /* in the names of handshake benchmarks: "single", "openssl" */
    int tells_jobs;   /* whether times.*_jobs are filled in */

    /* Configuration, shared by all threads; NULL if it cannot be had. */
    void *(*setup)(const struct tls_wanted *wanted);
    void (*cleanup)(void *setup);

    /* One thread's memory for a client and a server. */
    void *(*open)(void *setup);
    void (*close)(void *pair);

    /* A handshake of the mode on fresh connections, which it frees again; if it takes a ticket, the
     * one for the next handshake is read as well, in the client's time; early data is written and
     * read in the sides' times. Adds to `times`; outcome[0]
     * is the client's, [1] the server's. Returns NULL, or what went wrong. */
    const char *(*handshake)(void *pair, struct tls_times *times, struct tls_outcome outcome[2]);

    /* For records: makes a connection that lasts until disconnect(). */
    const char *(*connect)(void *pair, struct tls_outcome outcome[2]);
    void (*disconnect)(void *pair);

    /* Seals, or opens, `count` records of `size` bytes, at most TLS_MAX_BATCH bytes in all, and
     * adds the ticks that this took. What else is needed is not timed. */
    const char *(*seal)(void *pair, size_t size, size_t count, uint64_t *ticks);
    const char *(*unseal)(void *pair, size_t size, size_t count, uint64_t *ticks);

    /* What connections hold. To be called before anything else is: it may need a process in which
     * nothing has been allocated yet. Returns NULL, or what went wrong. */
    const char *(*memory)(const struct tls_wanted *wanted, struct tls_memory *memory);
};

#define TLS_MAX_BATCH 32768 /* bytes of data in a batch: it stays in the first-level cache */

extern const struct tls_engine brisk_tls_engine;

/* A group that has to be supported besides the wanted one: the curve of an ECDSA certificate in TLS
 * 1.2. 0 if there is none. */
uint16_t tls_certificate_curve(const struct tls_wanted *wanted);

/* NULL if both sides got what was wanted, else what differs. */
const char *tls_compare(const struct tls_wanted *wanted, const struct tls_outcome outcome[2]);

#endif
