/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What the fuzzers of the engine share. An input is a script for a peer who has the keys: a first
 * byte that chooses the configurations, then chunks. A chunk is a byte that says what it is, two
 * bytes of length, and the content; one that is too long ends with the input. So mutated messages
 * arrive sealed under the right keys, in any order and number, and get as far as a malicious peer
 * could. */

#ifndef BRISK_TESTS_SUPPORT_FUZZ_TLS_H
#define BRISK_TESTS_SUPPORT_FUZZ_TLS_H

#include <brisk/der.h>

#include "tests/support/make_cert.h"
#include "tests/support/tls_wire.h"

/* A chunk's lowest bits. */
enum {
    CHUNK_HANDSHAKE,
    CHUNK_ALERT,
    CHUNK_CCS,
    CHUNK_DATA,
    CHUNK_RAW,      /* bytes as they are, of no record or many */
    CHUNK_TYPED,    /* a record whose type is the first byte */
    CHUNK_FINISHED, /* the Finished that the peer expects, XORed with the content */
    CHUNK_VERIFY,   /* the same with CertificateVerify, the server's or one after the handshake */
    CHUNK_KIND = 7,
};
/* The others: padding in the record; something that the receiver does first (its first byte says
 * what); the server gets it where both ends play. */
enum { CHUNK_PADDED = 8, CHUNK_LOCAL = 0x20, CHUNK_TO_SERVER = 0x80 };

/* The two ends' configurations, their keys fixed. */
struct fuzz_tls {
    struct test_pair pair;
    struct brisk_tls_config client, server;
    struct brisk_ticket_keys ticket_keys;
    struct brisk_session slot;
    struct test_cert root_der, leaf_der;
    struct brisk_x509 root, leaf;
    struct brisk_x509_trust trust;
    struct brisk_tls_identity identity;
    uint64_t random; /* state of both ends' hello randoms */
    /* Whether a chunk was delivered that only an honest peer can make. */
    int proved_key, proved_keys_agree;
};

#define FUZZ_TLS_HOST "a.example.com"

extern const struct brisk_psk fuzz_tls_psks[2];

/* Sets up everything but the configurations' differences. Once per program. */
void fuzz_tls_set_up(struct fuzz_tls *t);

/* Starts both ends as the configurations are now. */
void fuzz_tls_start(struct fuzz_tls *t);

/* Plays chunks to `to`, or to both ends if `to` is NULL. */
void fuzz_tls_play(struct fuzz_tls *t, struct test_peer *to, const uint8_t *chunks, size_t len);

/* --- seeds --- */

struct fuzz_script {
    uint8_t bytes[8192];
    size_t len;
};

void fuzz_script_add(struct fuzz_script *script, unsigned kind, const uint8_t *content, size_t len);
void fuzz_script_add_hex(struct fuzz_script *script, unsigned kind, const char *hex);

/* Lets the ends, which were started, speak, and adds what arrives at one of them. */
void fuzz_script_record(struct fuzz_script *script, struct fuzz_tls *t, int to_client);

#endif
