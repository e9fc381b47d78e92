/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A pair that may authenticate after the handshake (RFC 8446 section 4.6.2), with the memory that
 * its ends keep for that and are lent. */

#ifndef BRISK_TESTS_SUPPORT_TLS_POST_H
#define BRISK_TESTS_SUPPORT_TLS_POST_H

#include "tests/support/chain.h"
#include "tests/support/tls_pair.h"

struct test_post_side {
    struct brisk_tls_post_auth post;
    uint8_t memory[BRISK_TLS_HANDSHAKE_SIZE_MAX] __attribute__((aligned(64)));
    unsigned lent, answered; /* times */
};

/* The configurations and the session slot are set by the test. */
struct test_post {
    struct test_pair pair;
    struct test_post_side sides[2]; /* client, server */
    struct brisk_tls_config client, server;
    struct brisk_session slot; /* the client's */
};

/* A chain whose leaf is for clients. */
void test_post_make_person(struct test_chain *chain, enum brisk_key_type type, unsigned rsa_bits);

/* Starts both ends; each with post-handshake authentication, or without. */
void test_post_start(struct test_post *test, int client_offers, int server_may_ask);

/* Completes the handshake, and takes its memory back. */
void test_post_establish(struct test_post *test);

/* Steps an end on, lends it memory, and takes that back when it is done with it. Returns what
 * brisk_tls_step() does, but for these two. */
int test_post_step(struct test_post *test, struct test_peer *peer);

/* Moves everything, `chunk` bytes at a time; returns how many bytes of data came on the way. */
size_t test_post_run(struct test_post *test, size_t chunk);

/* Asks the client for its certificate. */
int test_post_ask(struct test_post *test, enum brisk_tls_client_auth need);

struct brisk_tls_info test_post_info(const struct test_post *test); /* of the server */

/* The server knows the client by this certificate. */
void test_post_check_shown(const struct test_post *test, const struct test_chain *shown);

#endif
