/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* An epoll loop that carries TLS connections over non-blocking sockets: it moves the bytes, and
 * runs the public-key jobs of all connections that became ready in one turn together, which is
 * what brisk's engine is made for. One thread owns a loop and all its connections. */

#ifndef TOOLS_LOOP_H
#define TOOLS_LOOP_H

#include <brisk/tls.h>

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "tools/spares.h"

struct connection;

/* What an application does with a connection. */
struct connection_handler {
    /* The handshake is complete. */
    void (*established)(struct connection *c);
    /* Decrypted data: returns how many bytes it used. What it leaves comes again once output has
     * drained; until then nothing more is read. A server may get early data before `established`,
     * and answer it. */
    size_t (*data)(struct connection *c, const uint8_t *data, size_t len);
    /* There is room for output: writes more with connection_write() if it has any. A client that
     * may send early data is called before `established`, for no other. */
    void (*writable)(struct connection *c);
    /* The peer sent close_notify, and will send nothing more. */
    void (*peer_closed)(struct connection *c);
    /* Post-handshake authentication: the client has answered a request, or this end has. NULL where
     * connection_allow_post_auth() is not called. */
    void (*authenticated)(struct connection *c);
    /* Last call, before the connection is freed: error is 0 or why it died (BRISK_ERR_*, or a
     * positive errno of the socket). */
    void (*ended)(struct connection *c, int error);
};

struct connection {
    struct brisk_tls tls;
    struct loop *loop;
    const struct connection_handler *handler;
    void *app; /* the handler's */
    struct connection *prev, *next;
    void *handshake;
    size_t handshake_size;
    struct brisk_tls_post_auth *post_auth; /* NULL, or what such a connection keeps */
    size_t data_used;                      /* of tls.data, while some of it is held back */
    time_t started, last_active; /* monotonic seconds; active is what sends or is given data */
    time_t deadline;             /* the application's: ends when this has passed, or 0 */
    int fd;
    int error;
    uint8_t connecting, established, got_early_data, holding_data, waiting_for_jobs;
    uint8_t close_wanted, close_queued, closing, sent_fin, got_eof;
    uint32_t events; /* what epoll watches for */
};

struct loop_stats {
    uint64_t turns, jobs, job_turns; /* jobs per job turn: how well jobs were gathered */
};

/* Extra descriptor to watch, such as a listener or standard input. */
struct loop_watch {
    void (*ready)(struct loop_watch *watch);
    int fd;
};

struct loop {
    int epoll_fd;
    struct connection *connections; /* doubly linked */
    struct connection **waiting;    /* for jobs */
    struct brisk_job **jobs;
    size_t num_connections, num_waiting, capacity;
    struct spares handshakes;            /* given back by established connections */
    struct spares buffers;               /* of records; see tools/loop.c */
    int handshake_timeout, idle_timeout; /* seconds */
    time_t now, last_sweep;              /* monotonic seconds */
    struct loop_stats stats;
};

/* Prepares a loop for at most `capacity` connections. Returns 0, or -1 having said why. */
int loop_init(struct loop *loop, size_t capacity);
void loop_free(struct loop *loop);

/* Watches a descriptor for reading. Returns 0, or -1 with errno set (EPERM: a regular file). */
int loop_watch(struct loop *loop, struct loop_watch *watch);
void loop_unwatch(struct loop *loop, struct loop_watch *watch);

/* Takes over a connected (or connecting) non-blocking socket. `host` is what a client expects,
 * NULL for a server.
 * Returns NULL (and closes fd) if memory is short or the loop is full. */
struct connection *loop_add(struct loop *loop, int fd, const struct brisk_tls_config *config,
                            enum brisk_tls_role role, const char *host,
                            const struct connection_handler *handler, void *app);

/* Asks every connection to end: with close_notify, or at once where the handshake is not complete.
 */
void loop_close_all(struct loop *loop);

/* Lets a connection just added take part in post-handshake authentication; its handler has
 * `authenticated`. If memory is short it does not take part. */
void connection_allow_post_auth(struct connection *c);

/* Starts what was just added. The connection may already be freed when this returns. */
void connection_start(struct connection *c);

/* One turn: waits at most timeout_ms for events, moves bytes, runs jobs, ends idle connections.
 * Returns 0, or -1 with errno set. */
int loop_turn(struct loop *loop, int timeout_ms);

/* Application output: seals what fits now, returns how many bytes it took. */
size_t connection_write(struct connection *c, const uint8_t *data, size_t len);

/* Goes on writing: asks for `writable` to be called in this loop's next turn. */
void connection_wake(struct connection *c);

/* Sends close_notify after everything written so far and the handshake; what the peer still sends
 * is read. */
void connection_finish(struct connection *c);

/* Sends close_notify after everything written so far and the handshake, then ends, discarding what
 * the peer still sends. */
void connection_close(struct connection *c);

#endif
