/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A client and a server in memory, and the wires between them. */

#ifndef BRISK_TESTS_SUPPORT_TLS_PAIR_H
#define BRISK_TESTS_SUPPORT_TLS_PAIR_H

#include <brisk/tls.h>

struct test_peer {
    struct brisk_tls tls;
    uint8_t handshake[BRISK_TLS_HANDSHAKE_SIZE] __attribute__((aligned(64)));
    uint8_t in[BRISK_TLS_BUFFER_SIZE], out[BRISK_TLS_BUFFER_SIZE];
    int result;       /* of the last step */
    size_t num_steps; /* so far */
};

struct test_pair {
    struct test_peer client, server;
};

/* Starts both ends. `host` may be NULL; out_capacity is of both `out` buffers (0: the usual). */
void test_pair_init(struct test_pair *pair, const struct brisk_tls_config *client,
                    const struct brisk_tls_config *server, const char *host, size_t out_capacity);

/* Steps one end until it stops for something else than jobs, which are run. Returns the result. */
int test_peer_step(struct test_peer *peer);

/* Moves up to max_bytes from one end's output to the other's input. Returns how many went. */
size_t test_pair_move(struct test_peer *from, struct test_peer *to, size_t max_bytes);

/* Steps and moves, at most `chunk` bytes at a time (0: all there is), until neither end has
 * anything left to do. Returns 1 if both have completed the handshake. */
int test_pair_run(struct test_pair *pair, size_t chunk);

/* Sends len bytes of data from one end to the other and compares what arrives. Both are
 * established. Returns 1 if all of it came out right. */
int test_pair_send(struct test_peer *from, struct test_peer *to, const uint8_t *data, size_t len,
                   size_t chunk);

void test_pair_wipe(struct test_pair *pair);

#endif
