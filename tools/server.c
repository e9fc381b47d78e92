/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* brisk server: TLS 1.3 over TCP, many connections on one epoll loop. It sends back what it
 * receives, or answers one HTTP request per connection. */

#define _GNU_SOURCE /* accept4 */

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <brisk/brisk.h>

#include "tools/commands.h"
#include "tools/http.h"
#include "tools/loop.h"
#include "tools/options.h"
#include "tools/settings.h"

struct server {
    struct tls_settings settings;
    struct brisk_ticket_keys ticket_keys;
    struct loop loop;
    struct loop_watch listener;
    const char *address, *port;
    long max_connections, timeout, accept_limit;
    int www, quiet, paused;
    uint64_t accepted, established, failed, refused;
};

static volatile sig_atomic_t stop_requested;

static void request_stop(int signal_number)
{
    (void)signal_number;
    stop_requested = 1;
}

static error_t parse_server_option(int key, char *arg, struct argp_state *state)
{
    struct server *server = state->input;
    switch (key) {
    case 'p':
        server->port = arg;
        return 0;
    case 'b':
        server->address = arg;
        return 0;
    case 'w':
        server->www = 1;
        return 0;
    case 'q':
        server->quiet = 1;
        return 0;
    case 'm':
        if (parse_number("--max-connections", arg, 1, 1000000, &server->max_connections) != 0)
            exit(2);
        return 0;
    case 't':
        if (parse_number("--timeout", arg, 1, 86400, &server->timeout) != 0)
            exit(2);
        return 0;
    case 'n':
        if (parse_number("--accept", arg, 1, 1000000000, &server->accept_limit) != 0)
            exit(2);
        return 0;
    case ARGP_KEY_INIT:
        state->child_inputs[0] = state->child_inputs[1] = state->child_inputs[2] =
            &server->settings;
        return 0;
    case ARGP_KEY_ARG:
        option_error(state, "server takes no arguments, but there is \"%s\"", arg);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option server_option_list[] = {
    { "port", 'p', "PORT", 0, "TCP port (default 4433; 0: a free one, printed)", 0 },
    { "bind", 'b', "ADDRESS", 0, "address to listen on (default 127.0.0.1)", 0 },
    { "www", 'w', NULL, 0, "answer one HTTP request per connection, with what was negotiated", 0 },
    { "max-connections", 'm', "N", 0, "refuse connections above this (default 10000)", 0 },
    { "timeout", 't', "SECONDS", 0, "close a connection idle for this long (default 60)", 0 },
    { "accept", 'n', "N", 0, "stop after this many connections", 0 },
    { "quiet", 'q', NULL, 0, "no line per connection", 0 },
    { 0 },
};

static const struct argp_child server_children[] = {
    { &identity_options, 0, "Identity:", 1 },
    { &tls_options, 0, "TLS:", 2 },
    { &psk_options, 0, "Sessions:", 4 },
    { &kernel_options, 0, "Kernels:", 8 },
    { 0 },
};

static const struct argp server_argp = {
    server_option_list,
    parse_server_option,
    NULL,
    "Serves TLS 1.3 over TCP: sends back what it receives, or with --www answers HTTP requests "
    "(/ with what was negotiated, /bytes/N with N bytes).",
    server_children,
    NULL,
    NULL
};

/* One accepted connection. */
struct session {
    struct server *server;
    struct http_exchange http;
};

static void report(const struct connection *c, const char *what, const char *text)
{
    const struct session *session = c->app;
    if (!session->server->quiet)
        fprintf(stderr, "%s: %s\n", what, text);
}

static void on_established(struct connection *c)
{
    struct session *session = c->app;
    char text[256];
    session->server->established++;
    format_negotiated(&c->tls, text, sizeof(text));
    report(c, "established", text);
}

static size_t on_data(struct connection *c, const uint8_t *data, size_t len)
{
    struct session *session = c->app;
    if (!session->server->www)
        return connection_write(c, data, len);
    http_receive(&session->http, &c->tls, data, len);
    return len;
}

static void on_writable(struct connection *c)
{
    struct session *session = c->app;
    if (session->server->www && http_respond(&session->http, c))
        connection_close(c);
}

static void on_peer_closed(struct connection *c)
{
    struct session *session = c->app;
    if (!session->server->www || !http_is_responding(&session->http))
        connection_close(c);
}

static void on_ended(struct connection *c, int error)
{
    struct session *session = c->app;
    char text[256];
    if (error && !c->established)
        session->server->failed++;
    if (error) {
        format_failure(&c->tls, error, text, sizeof(text));
        report(c, c->established ? "ended" : "failed", text);
    }
    if (session->server->paused) {
        session->server->paused = 0;
        loop_watch(&session->server->loop, &session->server->listener);
    }
    free(session);
}

static const struct connection_handler server_handler = {
    on_established, on_data, on_writable, on_peer_closed, on_ended,
};

static void add_session(struct server *server, int fd)
{
    struct session *session = calloc(1, sizeof(*session));
    if (!session) {
        close(fd);
        server->refused++;
        return;
    }
    session->server = server;
    struct connection *c = loop_add(&server->loop, fd, &server->settings.config, BRISK_TLS_SERVER,
                                    NULL, &server_handler, session);
    if (!c) {
        free(session);
        server->refused++;
        return;
    }
    connection_start(c);
}

/* Accepts what waits. Out of descriptors, it stops listening until a connection has ended. */
static void accept_sessions(struct loop_watch *watch)
{
    struct server *server = (void *)((char *)watch - offsetof(struct server, listener));
    while (!server->accept_limit || server->accepted < (uint64_t)server->accept_limit) {
        int fd = accept4(watch->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            server->accepted++;
            add_session(server, fd);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            loop_unwatch(&server->loop, watch);
            server->paused = 1;
            return;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return;
        }
    }
    loop_unwatch(&server->loop, watch); /* --accept reached */
}

static int open_listener(struct server *server)
{
    struct addrinfo hints = { .ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM }, *found;
    int one = 1;
    int error = getaddrinfo(server->address, server->port, &hints, &found);
    if (error)
        return tool_error("cannot listen on %s port %s: %s", server->address, server->port,
                          gai_strerror(error));
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) != 0 ||
        bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, SOMAXCONN) != 0) {
        error = errno;
        if (fd >= 0)
            close(fd);
        freeaddrinfo(found);
        return tool_error("cannot listen on %s port %s: %s", server->address, server->port,
                          strerror(error));
    }
    freeaddrinfo(found);
    server->listener.fd = fd;
    server->listener.ready = accept_sessions;
    if (loop_watch(&server->loop, &server->listener) != 0)
        return tool_error("cannot watch the listening socket: %s", strerror(errno));
    return 0;
}

/* Says where it listens, once it does: scripts wait for this line. */
static void announce(const struct server *server)
{
    struct sockaddr_storage address;
    socklen_t len = sizeof(address);
    char host[64] = "?", port[16] = "?";
    getsockname(server->listener.fd, (struct sockaddr *)&address, &len);
    getnameinfo((struct sockaddr *)&address, len, host, sizeof(host), port, sizeof(port),
                NI_NUMERICHOST | NI_NUMERICSERV);
    printf("listening on %s port %s\n", host, port);
    fflush(stdout);
}

static int is_finished(const struct server *server)
{
    return server->accept_limit && server->accepted >= (uint64_t)server->accept_limit &&
           server->loop.num_connections == 0;
}

static int run_server(struct server *server)
{
    while (!stop_requested && !is_finished(server)) {
        if (loop_turn(&server->loop, 1000) != 0 && errno != EINTR)
            return tool_error("waiting for events: %s", strerror(errno));
    }
    fprintf(stderr,
            "%llu connections accepted, %llu handshakes completed, %llu failed, %llu refused\n",
            (unsigned long long)server->accepted, (unsigned long long)server->established,
            (unsigned long long)server->failed, (unsigned long long)server->refused);
    return 0;
}

static void handle_signals(void)
{
    struct sigaction action = { .sa_handler = request_stop };
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int brisk_cmd_server(int argc, char **argv)
{
    static struct server server; /* large: keys and chains */
    server.address = "127.0.0.1";
    server.port = "4433";
    server.max_connections = 10000;
    server.timeout = 60;
    settings_init(&server.settings);
    parse_options(&server_argp, argc, argv, &server);
    int result = 1;
    if (brisk_ticket_keys_rotate(&server.ticket_keys) == 0)
        server.settings.config.ticket_keys = &server.ticket_keys;
    if (settings_load(&server.settings, BRISK_TLS_SERVER) == 0 &&
        loop_init(&server.loop, (size_t)server.max_connections) == 0) {
        server.loop.idle_timeout = (int)server.timeout;
        if (open_listener(&server) == 0) {
            handle_signals();
            announce(&server);
            result = run_server(&server) == 0 ? 0 : 1;
            close(server.listener.fd);
        }
        server.paused = 0;
        loop_free(&server.loop);
    }
    settings_free(&server.settings);
    return result;
}
