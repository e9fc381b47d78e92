/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The threads of `brisk server`: each has a listener of its own on the server's port, an epoll
 * loop, and the connections it has accepted. What they share is in struct server. */

#ifndef TOOLS_WORKER_H
#define TOOLS_WORKER_H

#include <pthread.h>
#include <stdatomic.h>

#include "tools/generation.h"
#include "tools/loop.h"

enum server_state {
    SERVER_RUNS,
    SERVER_DRAINS, /* accepts nothing more, ends with its last connection */
    SERVER_STOPS,  /* at once */
};

struct server;

struct worker_stats {
    uint64_t accepted, established, resumed, early, failed, refused, not_resumed;
};

struct worker {
    struct server *server;
    pthread_t thread;
    int cpu; /* that it runs on */
    struct loop loop;
    struct loop_watch listener; /* its fd is -1 once it accepts nothing more */
    struct loop_watch wake;     /* an eventfd */
    int paused;                 /* out of descriptors */
    int close_asked;            /* of connections that outlast the drain */
    time_t retry_at;            /* monotonic seconds, while paused */
    struct worker_stats stats;  /* for others to read when the thread has ended */
};

struct server {
    long max_connections, timeout, handshake_timeout, accept_limit;
    long full_limit; /* full handshakes before all connections must resume, -1: they need not */
    int www, quiet;
    enum brisk_tls_client_auth post_auth; /* asked for when a client has sent something */
    pthread_mutex_t lock; /* of `generation` */
    struct generation *generation;
    atomic_int state;         /* enum server_state */
    atomic_llong drain_until; /* monotonic seconds; set before SERVER_DRAINS */
    atomic_long accepted;     /* towards accept_limit */
    atomic_long connections;  /* open ones */
    atomic_long full;         /* full handshakes, towards full_limit */
    atomic_long running;      /* workers */
    pthread_t main_thread;    /* gets SIGUSR1 when the last worker ends */
    struct worker *workers;
    long num_workers;
};

/* Prepares a worker that owns `listener` from now on. Returns 0, or -1 having said why. */
int worker_init(struct worker *worker, struct server *server, int listener, int cpu);
void worker_free(struct worker *worker);

/* Starts the thread. Returns 0, or -1 having said why. */
int worker_start(struct worker *worker);

/* Tells all workers of a new state. Thread-safe. */
void server_set_state(struct server *server, enum server_state state);

#endif
