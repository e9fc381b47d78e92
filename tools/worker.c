/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define _GNU_SOURCE /* accept4, pthread_setaffinity_np */

#include "tools/worker.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <brisk/error.h>

#include "tools/http.h"

#define LAST_WORDS_SECONDS 2 /* for close_notify, at the end of a drain */

/* Post-handshake authentication of a client. */
enum asked { NOT_ASKED, ASKED, ANSWERED };

/* One accepted connection. The exchange is there only with --www. */
struct session {
    struct worker *worker;
    struct generation *generation;
    enum asked asked;
    int has_data; /* the client has sent some */
    struct http_exchange http;
};

static void accept_sessions(struct loop_watch *watch);
static void free_session(struct session *session);

static void on_wake(struct loop_watch *watch)
{
    uint64_t count;
    ssize_t got = read(watch->fd, &count, sizeof(count));
    (void)got; /* the state is looked at after every turn */
}

int worker_init(struct worker *worker, struct server *server, int listener, int cpu)
{
    memset(worker, 0, sizeof(*worker));
    worker->server = server;
    worker->cpu = cpu;
    worker->listener = (struct loop_watch){ accept_sessions, listener };
    worker->wake = (struct loop_watch){ on_wake, eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC) };
    if (loop_init(&worker->loop, (size_t)server->max_connections) != 0)
        return -1;
    worker->loop.idle_timeout = (int)server->timeout;
    worker->loop.handshake_timeout = (int)server->handshake_timeout;
    if (worker->wake.fd < 0 || loop_watch(&worker->loop, &worker->wake) != 0 ||
        loop_watch(&worker->loop, &worker->listener) != 0)
        return tool_error("cannot watch the listening socket: %s", strerror(errno));
    return 0;
}

void worker_free(struct worker *worker)
{
    for (struct connection *c = worker->loop.connections; c; c = c->next)
        free_session(c->app);
    if (worker->listener.fd >= 0)
        close(worker->listener.fd);
    if (worker->wake.fd >= 0)
        close(worker->wake.fd);
    loop_free(&worker->loop);
}

void server_set_state(struct server *server, enum server_state state)
{
    const uint64_t one = 1;
    atomic_store(&server->state, state);
    for (long i = 0; i < server->num_workers; i++) {
        ssize_t sent = write(server->workers[i].wake.fd, &one, sizeof(one));
        (void)sent; /* a full counter wakes, too */
    }
}

static void report(const struct connection *c, const char *what, const char *text)
{
    const struct session *session = c->app;
    if (!session->worker->server->quiet)
        fprintf(stderr, "%s: %s\n", what, text);
}

static void on_established(struct connection *c)
{
    struct session *session = c->app;
    struct server *server = session->worker->server;
    struct worker_stats *stats = &session->worker->stats;
    struct brisk_tls_info info;
    char text[NEGOTIATED_SIZE];
    brisk_tls_get_info(&c->tls, &info);
    stats->established++;
    stats->resumed += info.resumed != 0;
    stats->early += info.early_data == BRISK_TLS_EARLY_ACCEPTED;
    format_negotiated(&c->tls, text);
    report(c, "established", text);
    if (!info.resumed && server->full_limit >= 0 &&
        atomic_fetch_add(&server->full, 1) >= server->full_limit) {
        stats->not_resumed++;
        report(c, "refused", "it resumed no session");
        connection_close(c);
    }
}

/* Whether the client need not be asked, or has answered. Asks for its certificate once the
 * handshake is complete; one that has not offered that is refused where a certificate is required.
 */
static int is_authenticated(struct connection *c)
{
    struct session *session = c->app;
    enum brisk_tls_client_auth need = session->worker->server->post_auth;
    if (!need || session->asked == ANSWERED)
        return 1;
    if (!c->established || session->asked == ASKED)
        return 0;
    int error = brisk_tls_request_certificate(&c->tls, need);
    if (error == BRISK_ERR_STATE && need == BRISK_TLS_CLIENT_AUTH_REQUIRE) {
        report(c, "ended", "the client does not authenticate after the handshake");
        connection_close(c);
    } else if (error == BRISK_ERR_STATE) {
        session->asked = ANSWERED;
    } else if (error == 0) {
        session->asked = ASKED;
    } else if (error != BRISK_ERR_BUFFER) { /* else again when there is room */
        c->error = error;
    }
    return session->asked == ANSWERED;
}

static void on_authenticated(struct connection *c)
{
    struct session *session = c->app;
    struct brisk_tls_info info;
    brisk_tls_get_info(&c->tls, &info);
    session->asked = ANSWERED;
    report(c, "authenticated",
           info.has_declined ? "no certificate" : brisk_signature_scheme_name(info.client_scheme));
}

static size_t on_data(struct connection *c, const uint8_t *data, size_t len)
{
    struct session *session = c->app;
    if (c->closing)
        return len;
    session->has_data = 1;
    if (!session->worker->server->www)
        return connection_write(c, data, len);
    http_receive(&session->http, data, len);
    if (http_is_responding(&session->http))
        c->deadline = 0;
    return len;
}

static void on_writable(struct connection *c)
{
    struct session *session = c->app;
    if (c->closing || !session->has_data || !is_authenticated(c))
        return;
    if (session->worker->server->www && http_respond(&session->http, c))
        connection_close(c);
}

static void on_peer_closed(struct connection *c)
{
    struct session *session = c->app;
    /* Whoever is asked cannot answer any more. */
    if (!session->worker->server->www || !http_is_responding(&session->http) ||
        session->asked == ASKED)
        connection_close(c);
}

static void free_session(struct session *session)
{
    atomic_fetch_sub(&session->worker->server->connections, 1);
    generation_release(session->generation);
    free(session);
}

static void on_ended(struct connection *c, int error)
{
    struct session *session = c->app;
    struct worker *worker = session->worker;
    char text[256];
    if (error && !c->established)
        worker->stats.failed++;
    if (error) {
        format_failure(&c->tls, error, text, sizeof(text));
        report(c, c->established ? "ended" : "failed", text);
    }
    worker->retry_at = 0; /* its descriptor is about to be free */
    free_session(session);
}

static const struct connection_handler server_handler = {
    on_established, on_data, on_writable, on_peer_closed, on_authenticated, on_ended,
};

/* The session that an accepted socket gets, or NULL if there are too many or memory is short. */
static struct session *make_session(struct worker *worker)
{
    struct server *server = worker->server;
    struct session *session = NULL;
    if (atomic_fetch_add(&server->connections, 1) < server->max_connections)
        session = calloc(1, server->www ? sizeof(*session) : offsetof(struct session, http));
    if (!session) {
        atomic_fetch_sub(&server->connections, 1);
        return NULL;
    }
    session->worker = worker;
    pthread_mutex_lock(&server->lock);
    session->generation = server->generation;
    generation_hold(session->generation);
    pthread_mutex_unlock(&server->lock);
    return session;
}

static void add_session(struct worker *worker, int fd)
{
    struct session *session = make_session(worker);
    if (!session) {
        close(fd);
        worker->stats.refused++;
        return;
    }
    struct connection *c = loop_add(&worker->loop, fd, &session->generation->config,
                                    BRISK_TLS_SERVER, NULL, &server_handler, session);
    if (!c) {
        free_session(session);
        worker->stats.refused++;
        return;
    }
    if (worker->server->post_auth)
        connection_allow_post_auth(c);
    if (worker->server->www) /* the whole request, however it trickles in */
        c->deadline =
            worker->loop.now + worker->server->handshake_timeout + worker->server->timeout;
    connection_start(c);
}

/* Whether one more connection may be accepted; counts it. */
static int claim_accept(struct server *server)
{
    if (!server->accept_limit || atomic_fetch_add(&server->accepted, 1) < server->accept_limit)
        return 1;
    atomic_fetch_sub(&server->accepted, 1);
    return 0;
}

static void unclaim_accept(struct server *server)
{
    if (server->accept_limit)
        atomic_fetch_sub(&server->accepted, 1);
}

static void stop_listening(struct worker *worker)
{
    if (worker->listener.fd < 0)
        return;
    close(worker->listener.fd); /* leaves epoll by itself */
    worker->listener.fd = -1;
}

/* Accepts what waits. Out of descriptors, it stops listening until a connection has ended, or a
 * second has passed: others have the descriptors, too. */
static void accept_sessions(struct loop_watch *watch)
{
    struct worker *worker = (void *)((char *)watch - offsetof(struct worker, listener));
    while (claim_accept(worker->server)) {
        int fd = accept4(watch->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            worker->stats.accepted++;
            add_session(worker, fd);
            continue;
        }
        int error = errno;
        unclaim_accept(worker->server);
        if (error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM) {
            loop_unwatch(&worker->loop, watch);
            worker->paused = 1;
            worker->retry_at = worker->loop.now + 1;
            return;
        }
        if (error != EINTR && error != ECONNABORTED)
            return;
    }
    /* --accept is reached: all end as their connections do. */
    if (atomic_load(&worker->server->state) == SERVER_RUNS)
        server_set_state(worker->server, SERVER_DRAINS);
}

static void resume_listening(struct worker *worker)
{
    if (worker->paused && worker->loop.now >= worker->retry_at && worker->listener.fd >= 0) {
        worker->paused = 0;
        loop_watch(&worker->loop, &worker->listener);
    }
}

/* What has been connected already is served, too. Returns 1 when there is nothing left to do. */
static int drain(struct worker *worker)
{
    time_t until = (time_t)atomic_load(&worker->server->drain_until);
    if (worker->listener.fd >= 0) {
        accept_sessions(&worker->listener);
        stop_listening(worker);
    }
    if (worker->loop.num_connections == 0)
        return 1;
    if (worker->loop.now > until && !worker->close_asked) { /* whole seconds: not before */
        worker->close_asked = 1;
        loop_close_all(&worker->loop);
    }
    return worker->close_asked && worker->loop.now - until > LAST_WORDS_SECONDS;
}

static void *run_worker(void *argument)
{
    struct worker *worker = argument;
    struct server *server = worker->server;
    for (;;) {
        int state = atomic_load(&server->state);
        if (state == SERVER_STOPS || (state == SERVER_DRAINS && drain(worker)))
            break;
        if (loop_turn(&worker->loop, worker->paused || state == SERVER_DRAINS ? 100 : 1000) != 0 &&
            errno != EINTR) {
            tool_error("waiting for events: %s", strerror(errno));
            break;
        }
        resume_listening(worker);
    }
    if (atomic_fetch_sub(&server->running, 1) == 1)
        pthread_kill(server->main_thread, SIGUSR1);
    return NULL;
}

int worker_start(struct worker *worker)
{
    cpu_set_t cpus;
    int error = pthread_create(&worker->thread, NULL, run_worker, worker);
    if (error)
        return tool_error("cannot start a thread: %s", strerror(error));
    CPU_ZERO(&cpus);
    CPU_SET(worker->cpu, &cpus);
    pthread_setaffinity_np(worker->thread, sizeof(cpus), &cpus); /* or the scheduler chooses */
    return 0;
}
