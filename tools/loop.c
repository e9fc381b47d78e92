/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define _GNU_SOURCE /* accept4, and epoll's constants under -std=c11 */

#include "tools/loop.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <brisk/brisk.h>

#include "tools/load.h"

#define MAX_EVENTS 256
#define LINGER_SECONDS 2
/* Reads and writes of one connection in one turn, so that a fast peer does not starve the others.
 */
#define TURN_BUDGET 16

enum progress {
    PROGRESS_WAIT, /* for the socket */
    PROGRESS_JOBS,
    PROGRESS_OVER,
};

static enum progress advance(struct connection *c);
static void service(struct connection *c);
static void end_connection(struct connection *c);
static void free_connection(struct connection *c);

static time_t monotonic_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* A connection has a record buffer only while something waits in it, or while it is being served:
 * nearly all connections of a loop get along with the same two, and an idle one with none. */
static int lend_buffer(struct loop *loop, struct brisk_tls_buffer *buffer)
{
    if (!buffer->data) {
        buffer->data = spares_take(&loop->buffers);
        buffer->capacity = BRISK_TLS_BUFFER_SIZE;
        buffer->begin = buffer->end = 0;
    }
    return buffer->data ? 0 : -1;
}

static void reclaim_buffer(struct loop *loop, struct brisk_tls_buffer *buffer)
{
    if (buffer->data)
        spares_give(&loop->buffers, buffer->data, BRISK_TLS_BUFFER_SIZE);
    memset(buffer, 0, sizeof(*buffer));
}

static int lend_buffers(struct connection *c)
{
    int failed = lend_buffer(c->loop, &c->tls.in) != 0 || lend_buffer(c->loop, &c->tls.out) != 0;
    if (failed && !c->error)
        c->error = ENOMEM;
    return failed ? -1 : 0;
}

static void reclaim_empty_buffers(struct connection *c)
{
    if (c->tls.in.begin == c->tls.in.end)
        reclaim_buffer(c->loop, &c->tls.in);
    if (c->tls.out.begin == c->tls.out.end)
        reclaim_buffer(c->loop, &c->tls.out);
}

int loop_init(struct loop *loop, size_t capacity)
{
    memset(loop, 0, sizeof(*loop));
    loop->capacity = capacity;
    loop->handshake_timeout = 10;
    loop->idle_timeout = 60;
    loop->now = loop->last_sweep = monotonic_seconds();
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    loop->waiting = calloc(capacity, sizeof(struct connection *));
    loop->jobs = calloc(capacity * BRISK_TLS_MAX_JOBS, sizeof(struct brisk_job *));
    if (loop->epoll_fd < 0 || !loop->waiting || !loop->jobs ||
        spares_init(&loop->handshakes, 0) != 0 ||
        spares_init(&loop->buffers, BRISK_TLS_BUFFER_SIZE) != 0) {
        loop_free(loop);
        return tool_error("cannot set up for %zu connections: %s", capacity, strerror(errno));
    }
    return 0;
}

void loop_free(struct loop *loop)
{
    while (loop->connections)
        free_connection(loop->connections);
    spares_free(&loop->handshakes);
    spares_free(&loop->buffers);
    if (loop->epoll_fd >= 0)
        close(loop->epoll_fd);
    free(loop->waiting);
    free(loop->jobs);
    memset(loop, 0, sizeof(*loop));
    loop->epoll_fd = -1;
}

/* Watches and connections share epoll's pointer; the lowest bit, free by alignment, tells them
 * apart. */
int loop_watch(struct loop *loop, struct loop_watch *watch)
{
    struct epoll_event event = { .events = EPOLLIN, .data.u64 = (uintptr_t)watch | 1 };
    return epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, watch->fd, &event);
}

void loop_unwatch(struct loop *loop, struct loop_watch *watch)
{
    epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
}

void loop_close_all(struct loop *loop)
{
    struct connection *next;
    for (struct connection *c = loop->connections; c; c = next) {
        next = c->next;
        if (c->established)
            connection_close(c);
        else
            end_connection(c);
    }
}

/* A server knows how long its messages are, a client has to take what servers send. */
static size_t choose_handshake_size(const struct brisk_tls_config *config, enum brisk_tls_role role)
{
    return role == BRISK_TLS_SERVER ? brisk_tls_handshake_size(config, role)
                                    : BRISK_TLS_HANDSHAKE_SIZE_MAX;
}

static void *take_handshake_memory(struct loop *loop, size_t size)
{
    if (loop->handshakes.size != size) { /* another configuration's */
        spares_empty(&loop->handshakes);
        loop->handshakes.size = size;
    }
    return spares_take(&loop->handshakes);
}

static struct connection *allocate_connection(struct loop *loop, size_t handshake_size)
{
    size_t size = (sizeof(struct connection) + 63) & ~(size_t)63;
    struct connection *c = aligned_alloc(64, size);
    if (!c)
        return NULL;
    memset(c, 0, sizeof(*c));
    c->loop = loop;
    c->handshake = take_handshake_memory(loop, handshake_size);
    c->handshake_size = handshake_size;
    if (c->handshake && lend_buffers(c) == 0)
        return c;
    free(c->handshake);
    reclaim_buffer(loop, &c->tls.in);
    free(c);
    return NULL;
}

struct connection *loop_add(struct loop *loop, int fd, const struct brisk_tls_config *config,
                            enum brisk_tls_role role, const char *host,
                            const struct connection_handler *handler, void *app)
{
    struct connection *c = NULL;
    if (loop->num_connections < loop->capacity)
        c = allocate_connection(loop, choose_handshake_size(config, role));
    if (!c) {
        close(fd);
        return NULL;
    }
    c->fd = fd;
    c->handler = handler;
    c->app = app;
    c->started = c->last_active = loop->now;
    c->next = loop->connections;
    if (c->next)
        c->next->prev = c;
    loop->connections = c;
    loop->num_connections++;

    /* What is flushed is whole: Nagle's algorithm would make early data wait for an
     * acknowledgement. */
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));

    struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
    c->connecting = role == BRISK_TLS_CLIENT;
    if (c->connecting)
        event.events = EPOLLOUT;
    c->events = event.events;
    uint8_t *in = c->tls.in.data, *out = c->tls.out.data;
    if (brisk_tls_init(&c->tls, config, role, c->handshake, c->handshake_size, in,
                       BRISK_TLS_BUFFER_SIZE, out, BRISK_TLS_BUFFER_SIZE) != 0 ||
        (host && brisk_tls_set_host(&c->tls, host) != 0) ||
        epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0) {
        free_connection(c);
        return NULL;
    }
    brisk_tls_set_time(&c->tls, (int64_t)time(NULL));
    reclaim_empty_buffers(c);
    return c;
}

static void free_connection(struct connection *c)
{
    struct loop *loop = c->loop;
    if (c->prev)
        c->prev->next = c->next;
    else
        loop->connections = c->next;
    if (c->next)
        c->next->prev = c->prev;
    loop->num_connections--;
    close(c->fd); /* leaves epoll by itself */
    reclaim_buffer(loop, &c->tls.in);
    reclaim_buffer(loop, &c->tls.out);
    brisk_tls_wipe(&c->tls);
    free(c->post_auth);
    if (c->handshake)
        spares_give(&loop->handshakes, c->handshake, c->handshake_size);
    free(c);
}

void connection_start(struct connection *c)
{
    if (!c->connecting)
        service(c);
}

static void end_connection(struct connection *c)
{
    c->handler->ended(c, c->error);
    free_connection(c);
}

static void watch_events(struct connection *c, uint32_t events)
{
    struct epoll_event event = { .events = events, .data.ptr = c };
    if (events == c->events)
        return;
    if (epoll_ctl(c->loop->epoll_fd, EPOLL_CTL_MOD, c->fd, &event) == 0)
        c->events = events;
}

/* Lets a connection go as far as it can, and notes what it waits for. */
static void service(struct connection *c)
{
    switch (lend_buffers(c) == 0 ? advance(c) : PROGRESS_OVER) {
    case PROGRESS_OVER:
        end_connection(c);
        return;
    case PROGRESS_JOBS:
        c->waiting_for_jobs = 1;
        c->loop->waiting[c->loop->num_waiting++] = c;
        break;
    case PROGRESS_WAIT:
        break;
    }
    reclaim_empty_buffers(c);
}

/* Runs the jobs of all connections that wait for some, together; their next steps may bring
 * others. */
static void run_waiting_jobs(struct loop *loop)
{
    while (loop->num_waiting > 0) {
        size_t num_jobs = 0, num_ready = loop->num_waiting;
        for (size_t i = 0; i < num_ready; i++)
            num_jobs += brisk_tls_jobs(&loop->waiting[i]->tls, loop->jobs + num_jobs);
        brisk_jobs_run(loop->jobs, num_jobs);
        loop->stats.jobs += num_jobs;
        loop->stats.job_turns++;

        /* A connection that is serviced enters the list anew at its start, at or before its own
         * old place. */
        loop->num_waiting = 0;
        for (size_t i = 0; i < num_ready; i++) {
            struct connection *c = loop->waiting[i];
            c->waiting_for_jobs = 0;
            service(c);
        }
    }
}

/* Ends what is idle, handshakes that do not finish, and closed connections whose peers linger. */
static void sweep(struct loop *loop)
{
    struct connection *next;
    if (loop->now == loop->last_sweep)
        return;
    loop->last_sweep = loop->now;
    for (struct connection *c = loop->connections; c; c = next) {
        int limit = c->sent_fin      ? LINGER_SECONDS
                    : c->established ? loop->idle_timeout
                                     : loop->handshake_timeout;
        next = c->next;
        time_t since = c->established ? c->last_active : c->started;
        if (loop->now - since > limit || (c->deadline && loop->now > c->deadline)) {
            if (!c->error && !c->sent_fin)
                c->error = ETIMEDOUT;
            end_connection(c);
        }
    }
}

int loop_turn(struct loop *loop, int timeout_ms)
{
    struct epoll_event events[MAX_EVENTS];
    int count = epoll_wait(loop->epoll_fd, events, MAX_EVENTS, timeout_ms);
    if (count < 0)
        return -1;
    loop->now = monotonic_seconds();
    loop->stats.turns++;
    for (int i = 0; i < count; i++) {
        uintptr_t pointer = (uintptr_t)events[i].data.u64;
        if (pointer & 1) {
            struct loop_watch *watch = (void *)(pointer & ~(uintptr_t)1);
            watch->ready(watch);
        } else {
            struct connection *c = (void *)pointer;
            /* Nothing is watched for, but the peer is gone: nobody is left to wait for. */
            if (c->events == 0 && !c->error)
                c->error = ECONNRESET;
            service(c);
        }
    }
    run_waiting_jobs(loop);
    sweep(loop);
    return 0;
}

static int has_output(const struct connection *c)
{
    return c->tls.out.end > c->tls.out.begin;
}

/* Sends what waits. Returns 1 if all went, 0 if the socket is full, -1 if it failed. */
static int flush_output(struct connection *c)
{
    struct brisk_tls_buffer *out = &c->tls.out;
    while (has_output(c)) {
        ssize_t sent = send(c->fd, out->data + out->begin, out->end - out->begin, MSG_NOSIGNAL);
        if (sent >= 0) {
            out->begin += (size_t)sent;
            c->last_active = c->loop->now;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return 0;
        } else if (errno != EINTR) {
            /* Who has said close_notify, and is gone without waiting for ours, has missed nothing:
             * it is put into an empty buffer. */
            if (!c->error && !(c->close_queued && c->got_eof))
                c->error = errno;
            return -1;
        }
    }
    return 1;
}

/* Receives once. Returns 1 if bytes came, 0 if none wait, -1 at the end or on failure. */
static int receive_input(struct connection *c)
{
    struct brisk_tls_buffer *in = &c->tls.in;
    size_t space = brisk_tls_buffer_space(in);
    ssize_t got;
    do {
        got = recv(c->fd, in->data + in->end, space, 0);
    } while (got < 0 && errno == EINTR);
    if (got > 0) {
        in->end += (size_t)got;
        return 1;
    }
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return 0;
    c->got_eof = 1;
    if (got < 0)
        c->error = errno;
    else
        c->error = brisk_tls_end_of_input(&c->tls);
    return -1;
}

/* Offers the data that waits to the application. Returns 1 if it used all of it. */
static int offer_data(struct connection *c)
{
    const uint8_t *rest = c->tls.data.data + c->data_used;
    size_t len = c->tls.data.len - c->data_used;
    size_t used = c->handler->data(c, rest, len);
    c->data_used += used;
    if (used > 0)
        c->last_active = c->loop->now;
    c->holding_data = c->data_used < c->tls.data.len;
    if (!c->holding_data)
        brisk_tls_data_done(&c->tls);
    return !c->holding_data;
}

/* After close_notify has gone: ends our side of the transport, then discards what still comes, so
 * that no reset takes the last bytes from the peer. */
static enum progress drain_after_close(struct connection *c)
{
    uint8_t scrap[4096];
    if (!c->sent_fin) {
        shutdown(c->fd, SHUT_WR);
        c->sent_fin = 1;
    }
    for (int i = 0; i < TURN_BUDGET; i++) {
        ssize_t got = recv(c->fd, scrap, sizeof(scrap), 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
            watch_events(c, EPOLLIN);
            return PROGRESS_WAIT;
        }
        if (got <= 0)
            return PROGRESS_OVER;
    }
    return PROGRESS_WAIT;
}

static void give_back_handshake(struct connection *c)
{
    void *memory = brisk_tls_handshake_release(&c->tls);
    if (memory) {
        spares_give(&c->loop->handshakes, memory, c->handshake_size);
        c->handshake = NULL;
    }
}

static void become_established(struct connection *c)
{
    struct brisk_tls_info info;
    c->established = 1;
    give_back_handshake(c);
    brisk_tls_get_info(&c->tls, &info);
    if (!info.post_auth) { /* not agreed upon: not needed any more */
        free(c->post_auth);
        c->post_auth = NULL;
    }
    c->handler->established(c);
}

void connection_allow_post_auth(struct connection *c)
{
    c->post_auth = malloc(sizeof(*c->post_auth));
    (void)brisk_tls_enable_post_auth(&c->tls, c->post_auth); /* of nothing: not */
}

/* The handshake's memory once more. Returns 1, or -1 if there is none. */
static int lend_handshake(struct connection *c)
{
    c->handshake = take_handshake_memory(c->loop, c->handshake_size);
    brisk_tls_set_time(&c->tls, (int64_t)time(NULL)); /* by which a certificate is judged */
    if (c->handshake && brisk_tls_handshake_lend(&c->tls, c->handshake, c->handshake_size) == 0)
        return 1;
    c->error = ENOMEM;
    return -1;
}

static int finish_connecting(struct connection *c)
{
    int error = 0;
    socklen_t len = sizeof(error);
    if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0)
        error = errno;
    c->error = error;
    c->connecting = error != 0; /* stays set for the handler to see that it never connected */
    return error ? -1 : 0;
}

/* What to do after a step. Returns 1 to step again, 0 to wait for the socket, -1 if it is over. */
static int after_step(struct connection *c, int result)
{
    /* A peer's Finished and close_notify may have come together. */
    int is_early = result == BRISK_TLS_DATA && c->tls.data.early;
    int is_new =
        !is_early && !c->established &&
        (result == BRISK_TLS_DONE || result == BRISK_TLS_DATA || result == BRISK_TLS_CLOSED);
    if (is_early)
        c->got_early_data = 1;
    else if (is_new)
        become_established(c);
    switch (result) {
    case BRISK_TLS_DATA:
        c->data_used = 0;
        return offer_data(c);
    case BRISK_TLS_WANT_OUTPUT:
        return 1; /* the flush that comes next makes room, or waits */
    case BRISK_TLS_CLOSED:
        c->got_eof = 1;
        c->handler->peer_closed(c);
        return 0;
    case BRISK_TLS_DONE:
        /* Whose handshake ends by reading has nothing to flush: the application may write now. */
        return is_new ? 1 : receive_input(c);
    case BRISK_TLS_WANT_INPUT:
        return receive_input(c);
    case BRISK_TLS_WANT_MEMORY:
        return lend_handshake(c);
    case BRISK_TLS_AUTHENTICATED:
        c->last_active = c->loop->now;
        give_back_handshake(c);
        c->handler->authenticated(c);
        return 1;
    default:
        c->error = result;
        return -1;
    }
}

/* Early data and its answer go before the handshake is complete. */
static int may_write(const struct connection *c)
{
    return !c->close_wanted &&
           (c->established || c->got_early_data || brisk_tls_early_room(&c->tls) > 0);
}

/* Whether something is to be done about its end that waits for nothing. */
static int is_ending(const struct connection *c)
{
    return c->established && (c->closing || (c->close_wanted && !c->close_queued));
}

/* Steps until the connection must wait. Order matters: output leaves before anything new is read,
 * so that a peer that does not read cannot make us buffer. */
static enum progress advance(struct connection *c)
{
    if (c->connecting && finish_connecting(c) != 0)
        return PROGRESS_OVER;
    for (int budget = TURN_BUDGET; budget > 0; budget--) {
        int flushed = flush_output(c);
        if (flushed < 0)
            return PROGRESS_OVER;
        if (flushed == 0) {
            watch_events(c, EPOLLOUT);
            return PROGRESS_WAIT;
        }
        if (c->error)
            return PROGRESS_OVER; /* the alert has gone */
        if (c->holding_data && !offer_data(c)) {
            if (has_output(c))
                continue;
            watch_events(c, 0); /* until the application wakes it */
            return PROGRESS_WAIT;
        }
        if (may_write(c))
            c->handler->writable(c);
        if (has_output(c))
            continue;
        if (c->close_wanted && c->established && !c->close_queued) {
            /* An answer that is on its way goes first, by the next step. */
            c->close_queued = brisk_tls_close(&c->tls) != BRISK_ERR_BUFFER;
            if (c->close_queued)
                continue;
        }
        if (c->closing && c->established)
            return drain_after_close(c);
        if (c->got_eof) {
            watch_events(c, 0);
            return PROGRESS_WAIT;
        }
        int result = brisk_tls_step(&c->tls);
        if (result == BRISK_TLS_WANT_JOBS)
            return flush_output(c) < 0 ? PROGRESS_OVER : PROGRESS_JOBS;
        int again = after_step(c, result);
        if (again == 0 && !has_output(c) && !is_ending(c)) {
            watch_events(c, EPOLLIN);
            return PROGRESS_WAIT;
        }
    }
    /* The rest of the input waits in the socket, or in `in`: a writable socket brings us back. */
    watch_events(c, EPOLLIN | EPOLLOUT);
    return PROGRESS_WAIT;
}

size_t connection_write(struct connection *c, const uint8_t *data, size_t len)
{
    size_t taken = 0;
    int error = brisk_tls_write(&c->tls, data, len, &taken);
    if (error)
        c->error = error;
    return taken;
}

void connection_wake(struct connection *c)
{
    if (!c->waiting_for_jobs)
        watch_events(c, EPOLLIN | EPOLLOUT);
}

void connection_finish(struct connection *c)
{
    c->close_wanted = 1;
    connection_wake(c);
}

void connection_close(struct connection *c)
{
    c->closing = 1;
    connection_finish(c);
}
