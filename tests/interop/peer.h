/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What the small programs over other TLS libraries share: options, sockets, and what a client and a
 * server do with a connection. peer.c has main(); peer_LIBRARY.c does the TLS. */

#ifndef TESTS_INTEROP_PEER_H
#define TESTS_INTEROP_PEER_H

#include <stddef.h>

#define PEER_MAX_GROUPS 4

struct peer_options {
    int is_server, require_certificate, key_update;
    int version;       /* 2 or 3: TLS 1.2, TLS 1.3 */
    int port, bytes;   /* to send, of each connection of a client */
    int connections;   /* of a client; all but the first resume a session */
    const char *suite; /* by the library's name, or NULL for all of the version's */
    const char *cert, *key, *ca, *name;
    char *groups[PEER_MAX_GROUPS]; /* x25519, p256, p384, ffdhe2048: in order of preference */
    size_t num_groups;
};

/* A connection, as the library has it. */
struct peer;

/* Prints "NAME: ", the message and a newline on standard error. Returns -1. */
int peer_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Sets the library up for all connections. Returns 0, or -1 having said why. */
int peer_setup(const struct peer_options *options);

/* Handshakes over a connected, blocking socket; a client resumes the session of the connection
 * before, if there was one. Says on standard error what was negotiated:
 *     established: VERSION, SUITE[, resumed][, peer certificate]
 * Returns the connection, or NULL having said why. */
struct peer *peer_open(const struct peer_options *options, int fd);

/* As read() and write() of all: 0 from peer_read() is close_notify; -1 having said why. */
int peer_read(struct peer *peer, unsigned char *data, size_t size);
int peer_write(struct peer *peer, const unsigned char *data, size_t len);

/* Updates the keys of both directions. Returns 0, or -1 having said why. */
int peer_update_keys(struct peer *peer);

/* Sends close_notify, keeps a client's session for the next connection, and frees the connection.
 */
void peer_close(const struct peer_options *options, struct peer *peer);

#endif
