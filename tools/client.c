/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* brisk client: connects to a TLS 1.3 server: once, between standard input and output, or many
 * times with a count of what happened. */

#define _GNU_SOURCE /* SOCK_NONBLOCK */

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <brisk/brisk.h>

#include "tools/client.h"
#include "tools/commands.h"

#define MAX_POOL 4096 /* sessions kept to be resumed: 20 MiB */

/* One connection: which address it tries, and what it resumes. */
struct attempt {
    struct client *client;
    const struct addrinfo *address;
    int wants_to_resume; /* and does if `resumes`: there was a session */
    int resumes;
    size_t early_sent, request_sent;
    struct brisk_session offered; /* if it resumes */
    struct brisk_session slot;    /* for sessions that it receives */
};

static void start_connection(struct client *client, const struct addrinfo *to);
static void undo_choice(struct attempt *attempt);
static void free_attempt(struct attempt *attempt);

static struct client *client_of(const struct connection *c)
{
    const struct attempt *attempt = c->app;
    return attempt->client;
}

static void count_reason(struct client *client, const char *text)
{
    for (size_t i = 0; i < MAX_REASONS; i++) {
        if (client->reasons[i].count == 0)
            snprintf(client->reasons[i].text, sizeof(client->reasons[i].text), "%s", text);
        if (strcmp(client->reasons[i].text, text) == 0 || i == MAX_REASONS - 1) {
            client->reasons[i].count++;
            return;
        }
    }
}

/* Standard input has something: lets the connection read it when it has room. A descriptor that
 * stays readable is not watched meanwhile. */
static void on_input(struct loop_watch *watch)
{
    struct client *client = (void *)((char *)watch - offsetof(struct client, input));
    loop_unwatch(&client->loop, watch);
    client->input_ready = 1;
    if (client->single)
        connection_wake(client->single);
}

static void send_input(struct client *client, struct connection *c)
{
    size_t capacity;
    uint8_t *place = brisk_tls_write_place(&c->tls, &capacity);
    if (!client->input_ready || client->input_ended || capacity == 0)
        return;
    ssize_t got = read(STDIN_FILENO, place, capacity);
    if (got > 0) {
        connection_write(c, place, (size_t)got);
    } else if (got == 0 || errno != EINTR) {
        client->input_ended = 1;
        connection_finish(c);
        return;
    }
    if (client->input_is_watched) {
        client->input_ready = 0;
        loop_watch(&client->loop, &client->input);
    }
}

/* Whether there are connections to come that want this one's tickets. */
static int wants_sessions(const struct client *client)
{
    return client->reconnect > 0 || client->session_out;
}

static void note_session(void *arg, struct brisk_tls *tls, const struct brisk_session *session)
{
    struct client *client = arg;
    (void)tls;
    pool_put(&client->pool, session);
}

/* Counts what was negotiated, and says so of the first connection. */
static void note_negotiated(struct client *client, const struct connection *c)
{
    struct brisk_tls_info info;
    char text[NEGOTIATED_SIZE];
    brisk_tls_get_info(&c->tls, &info);
    client->established++;
    client->resumed += info.resumed != 0;
    client->early_accepted += info.early_data == BRISK_TLS_EARLY_ACCEPTED;
    client->early_rejected += info.early_data == BRISK_TLS_EARLY_REJECTED;
    if (client->established == 1 && !client->quiet) {
        format_negotiated(&c->tls, text);
        fprintf(stderr, "established: %s\n", text);
    }
}

static void on_established(struct connection *c)
{
    struct client *client = client_of(c);
    struct attempt *attempt = c->app;
    struct brisk_tls_info info;
    note_negotiated(client, c);
    brisk_tls_get_info(&c->tls, &info);
    if (client->require_resumed && !info.resumed &&
        (attempt->wants_to_resume || client->settings.psk_key_len)) {
        count_reason(client, attempt->resumes ? "the server did not resume the session"
                                              : "there was no session to resume");
        connection_close(c);
        return;
    }
    if (info.early_data != BRISK_TLS_EARLY_ACCEPTED)
        attempt->early_sent = 0; /* again, as ordinary data */
    if (client->key_update && brisk_tls_key_update(&c->tls, 1) != 0)
        tool_error("the keys could not be updated");
    if (client->total == 1 && !client->get_path)
        client->single = c;
}

static size_t on_data(struct connection *c, const uint8_t *data, size_t len)
{
    struct client *client = client_of(c);
    client->bytes += len;
    /* At once: whoever reads it may wait for it before sending more. */
    if (client->total == 1 && (fwrite(data, 1, len, stdout) != len || fflush(stdout) != 0))
        client->output_failed = 1;
    return len;
}

/* Writes what is left of a text. Returns 1 once all of it has gone. */
static int write_rest(struct connection *c, const char *text, size_t len, size_t *sent)
{
    if (*sent < len)
        *sent += connection_write(c, (const uint8_t *)text + *sent, len - *sent);
    return *sent == len;
}

/* Early data first, then the request, or standard input. A connection that has neither ends, with
 * close_notify first where tickets may still come: the server's own tells that they have. */
static void on_writable(struct connection *c)
{
    struct client *client = client_of(c);
    struct attempt *attempt = c->app;
    int sent = write_rest(c, client->early, client->early_len, &attempt->early_sent);
    if (!c->established || !sent ||
        !write_rest(c, client->request, client->request_len, &attempt->request_sent))
        return;
    if (c == client->single)
        send_input(client, c);
    else if (client->request_len == 0 && (wants_sessions(client) || client->early_len))
        connection_finish(c);
    else if (client->request_len == 0)
        connection_close(c);
}

static void on_peer_closed(struct connection *c)
{
    connection_close(c);
}

static void on_authenticated(struct connection *c)
{
    struct client *client = client_of(c);
    struct brisk_tls_info info;
    brisk_tls_get_info(&c->tls, &info);
    if (!client->quiet && client->total == 1)
        fprintf(stderr, "authenticated: %s\n",
                info.has_declined ? "no certificate"
                                  : brisk_signature_scheme_name(info.client_scheme));
}

static void on_ended(struct connection *c, int error)
{
    struct client *client = client_of(c);
    const struct addrinfo *tried = ((struct attempt *)c->app)->address;
    char text[160];
    if (c->connecting)
        undo_choice(c->app);
    free_attempt(c->app);
    if (error && c->connecting && tried->ai_next) {
        if (client->address == tried)
            client->address = tried->ai_next;
        client->started--;
        start_connection(client, tried->ai_next);
        return;
    }
    client->ended++;
    if (c == client->single)
        client->single = NULL;
    if (error) {
        format_failure(&c->tls, error, text, sizeof(text));
        count_reason(client, text);
    }
}

static const struct connection_handler client_handler = {
    on_established, on_data, on_writable, on_peer_closed, on_authenticated, on_ended,
};

/* Whether a connection can be started: one that is to resume waits for a session as long as there
 * are others that may still bring one. */
static int may_start(const struct client *client)
{
    long in_flight = client->started - client->ended;
    return client->started < client->total && in_flight < client->parallel &&
           (client->full_left > 0 || client->pool.count > 0 || in_flight == 0);
}

/* Decides whether a connection resumes a session, and takes that out of the pool: no other gets it.
 */
static void choose_session(struct client *client, struct attempt *attempt)
{
    attempt->resumes = client->resumed_left > 0 && pool_take(&client->pool, &attempt->offered);
    attempt->wants_to_resume = attempt->resumes || client->full_left == 0;
    *(attempt->wants_to_resume ? &client->resumed_left : &client->full_left) -= 1;
}

/* Nobody answered: the session, which was not offered, is there for the next attempt. */
static void undo_choice(struct attempt *attempt)
{
    struct client *client = attempt->client;
    if (attempt->resumes)
        pool_put(&client->pool, &attempt->offered);
    *(attempt->wants_to_resume ? &client->resumed_left : &client->full_left) += 1;
}

static struct attempt *make_attempt(struct client *client, const struct addrinfo *to)
{
    struct attempt *attempt = calloc(1, sizeof(*attempt));
    if (!attempt)
        return NULL;
    attempt->client = client;
    attempt->address = to;
    choose_session(client, attempt);
    return attempt;
}

static void free_attempt(struct attempt *attempt)
{
    if (attempt)
        brisk_wipe(attempt, sizeof(*attempt));
    free(attempt);
}

/* Hands a connected or connecting socket over. Returns 0 or an errno. */
static int add_connection(struct client *client, int fd, struct attempt *attempt)
{
    struct connection *c = loop_add(&client->loop, fd, &client->settings.config, BRISK_TLS_CLIENT,
                                    client->name, &client_handler, attempt);
    if (!c)
        return ENOMEM;
    if (client->post_auth)
        connection_allow_post_auth(c);
    if (wants_sessions(client))
        brisk_tls_keep_sessions(&c->tls, &attempt->slot);
    if (attempt->resumes)
        brisk_tls_resume(&c->tls, &attempt->offered);
    return 0;
}

/* Starts a connection. A failure counts like any other; where nothing is in flight any more the run
 * must still go on. */
static void start_connection(struct client *client, const struct addrinfo *to)
{
    struct attempt *attempt = make_attempt(client, to);
    int fd = socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int error = fd < 0 ? errno : attempt ? 0 : ENOMEM;
    client->started++;
    if (!error && connect(fd, to->ai_addr, to->ai_addrlen) != 0 && errno != EINPROGRESS)
        error = errno;
    if (!error) {
        error = add_connection(client, fd, attempt);
        if (!error)
            return;
        fd = -1; /* closed already */
    }
    if (attempt)
        undo_choice(attempt);
    free_attempt(attempt);
    if (fd >= 0)
        close(fd);
    if (to->ai_next) {
        client->started--;
        start_connection(client, to->ai_next);
        return;
    }
    count_reason(client, strerror(error));
    client->ended++;
}

static int resolve(struct client *client)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
    int error = getaddrinfo(client->host, client->port, &hints, &client->addresses);
    /* RFC 6761 section 6.3: localhost needs no lookup. A bare system may have no /etc/hosts. */
    if (error && strcmp(client->host, "localhost") == 0)
        error = getaddrinfo("127.0.0.1", client->port, &hints, &client->addresses);
    if (error)
        return tool_error("cannot find %s port %s: %s", client->host, client->port,
                          gai_strerror(error));
    client->address = client->addresses;
    return 0;
}

static int prepare_request(struct client *client)
{
    if (!client->get_path)
        return 0;
    int len = snprintf(client->request, sizeof(client->request),
                       "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: brisk\r\n"
                       "Connection: close\r\n\r\n",
                       client->get_path, client->name);
    if (len >= (int)sizeof(client->request))
        return tool_error("the path of --get is too long");
    client->request_len = (size_t)len;
    return 0;
}

/* Only a single connection without --get reads standard input. A regular file cannot be watched,
 * and need not be: it is always ready. */
static void prepare_input(struct client *client)
{
    client->input.fd = STDIN_FILENO;
    client->input.ready = on_input;
    if (client->total > 1 || client->get_path)
        return;
    client->input_is_watched = loop_watch(&client->loop, &client->input) == 0;
    client->input_ready = !client->input_is_watched;
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void show_progress(const struct client *client, double elapsed)
{
    if (client->total > 1 && isatty(STDERR_FILENO))
        fprintf(stderr, "\r%ld of %ld connections, %.0f/s ", client->ended, client->total,
                (double)client->ended / elapsed);
}

static void print_counts(const struct client *client, double elapsed, long failed)
{
    printf("%ld handshakes in %.2f s: %.0f/s; %ld full, %ld resumed", client->established, elapsed,
           (double)client->established / elapsed, client->established - client->resumed,
           client->resumed);
    if (client->early_len)
        printf(", early data accepted %ld times, rejected %ld", client->early_accepted,
               client->early_rejected);
    printf("; %llu bytes received; %ld failed\n", (unsigned long long)client->bytes, failed);
}

static int summarise(const struct client *client, double elapsed)
{
    long failed = 0;
    for (size_t i = 0; i < MAX_REASONS; i++)
        failed += client->reasons[i].count;
    if (client->total > 1)
        print_counts(client, elapsed, failed);
    for (size_t i = 0; i < MAX_REASONS && client->reasons[i].count; i++) {
        if (client->total > 1)
            fprintf(stderr, "brisk: %ld times: %s\n", client->reasons[i].count,
                    client->reasons[i].text);
        else
            tool_error("%s port %s: %s", client->host, client->port, client->reasons[i].text);
    }
    if (fflush(stdout) != 0 || client->output_failed)
        return tool_error("cannot write to standard output");
    return failed ? -1 : 0;
}

static int run_client(struct client *client)
{
    double start = seconds_now(), shown = start;
    while (client->ended < client->total) {
        while (may_start(client))
            start_connection(client, client->address);
        if (client->ended >= client->total)
            break;
        if (loop_turn(&client->loop, 1000) != 0 && errno != EINTR)
            return tool_error("waiting for events: %s", strerror(errno));
        if (seconds_now() - shown > 0.5) {
            shown = seconds_now();
            show_progress(client, shown - start);
        }
    }
    if (shown > start && client->total > 1 && isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
    return summarise(client, seconds_now() - start);
}

/* Sessions and early data, in and out. */
static int prepare_sessions(struct client *client)
{
    size_t capacity = 16 + 2 * (size_t)client->parallel;
    struct brisk_session session;
    client->full_left = client->count;
    client->resumed_left = client->count * client->reconnect;
    client->total = client->full_left + client->resumed_left;
    if (wants_sessions(client)) {
        client->settings.config.session = note_session;
        client->settings.config.session_arg = client;
    }
    if (pool_init(&client->pool, capacity < MAX_POOL ? capacity : MAX_POOL) != 0)
        return -1;
    if (client->early_path) {
        if (load_file(client->early_path, &client->early, &client->early_len) != 0)
            return -1;
        client->settings.config.early_data = 1;
    }
    if (client->session_in) {
        if (session_load(client->session_in, &session) != 0)
            return -1;
        pool_put(&client->pool, &session);
        brisk_wipe(&session, sizeof(session));
        client->full_left--; /* it stands for the first full one */
        client->resumed_left++;
    }
    return 0;
}

static int save_session(struct client *client)
{
    struct brisk_session session;
    if (!client->session_out)
        return 0;
    if (!pool_take(&client->pool, &session))
        return tool_error("the server sent no session that could be written to %s",
                          client->session_out);
    int result = session_save(client->session_out, &session);
    brisk_wipe(&session, sizeof(session));
    return result;
}

int brisk_cmd_client(int argc, char **argv)
{
    static struct client client;
    int result = -1;
    client_parse_options(&client, argc, argv);
    if (prepare_request(&client) == 0 && prepare_sessions(&client) == 0 &&
        settings_load(&client.settings, BRISK_TLS_CLIENT) == 0 && resolve(&client) == 0 &&
        loop_init(&client.loop, (size_t)client.parallel + 1) == 0) {
        client.loop.handshake_timeout = client.loop.idle_timeout = (int)client.timeout;
        prepare_input(&client);
        result = run_client(&client);
        if (save_session(&client) != 0)
            result = -1;
        loop_free(&client.loop);
    }
    pool_free(&client.pool);
    free(client.early);
    if (client.addresses)
        freeaddrinfo(client.addresses);
    settings_free(&client.settings);
    return result == 0 ? 0 : 1;
}
