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

#include "tools/commands.h"
#include "tools/loop.h"
#include "tools/options.h"
#include "tools/settings.h"

#define MAX_REASONS 8

struct client {
    struct tls_settings settings;
    struct loop loop;
    struct loop_watch input;
    char *target; /* HOST or HOST:PORT */
    char host[BRISK_TLS_MAX_HOST + 1], port[16];
    const char *name, *get_path;
    long count, parallel, timeout;
    int key_update, quiet;
    char request[1024];
    size_t request_len;
    struct addrinfo *addresses;
    const struct addrinfo *address; /* the one to try first: it is known to answer, or untried */
    struct connection *single;      /* the one connection that standard input feeds */
    int input_ready, input_is_watched, input_ended, output_failed;
    long started, ended, established;
    uint64_t bytes;
    struct {
        char text[160];
        long count;
    } reasons[MAX_REASONS];
};

static error_t parse_client_option(int key, char *arg, struct argp_state *state)
{
    struct client *client = state->input;
    int failed = 0;
    switch (key) {
    case 'p':
        snprintf(client->port, sizeof(client->port), "%s", arg);
        break;
    case 'N':
        client->name = arg;
        break;
    case 'G':
        client->get_path = arg;
        break;
    case 'n':
        failed = parse_number("--count", arg, 1, 1000000000, &client->count);
        break;
    case 'P':
        failed = parse_number("--parallel", arg, 1, 100000, &client->parallel);
        break;
    case 't':
        failed = parse_number("--timeout", arg, 1, 86400, &client->timeout);
        break;
    case 'u':
        client->key_update = 1;
        break;
    case 'q':
        client->quiet = 1;
        break;
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &client->settings;
        break;
    case ARGP_KEY_ARG:
        if (client->target)
            option_error(state, "one server at a time, but there is also \"%s\"", arg);
        client->target = arg;
        break;
    case ARGP_KEY_END:
        if (!client->target)
            option_error(state, "name a server: HOST or HOST:PORT");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    if (failed)
        exit(2);
    return 0;
}

static const struct argp_option client_option_list[] = {
    { "port", 'p', "PORT", 0, "TCP port (default 443)", 0 },
    { "name", 'N', "NAME", 0, "name to send and to look for in the certificate (default HOST)", 0 },
    { "get", 'G', "PATH", 0, "send an HTTP request for PATH, print the response", 0 },
    { "count", 'n', "N", 0, "make N connections, print a summary (default 1)", 0 },
    { "parallel", 'P', "N", 0, "so many at once (default 1)", 0 },
    { "timeout", 't', "SECONDS", 0, "give up after so long without progress (default 10)", 0 },
    { "key-update", 'u', NULL, 0, "update the keys of both directions after the handshake", 0 },
    { "quiet", 'q', NULL, 0, "do not print what was negotiated", 0 },
    { 0 },
};

static const struct argp_child client_children[] = {
    { &tls_options, 0, "TLS:", 2 },
    { &kernel_options, 0, "Kernels:", 8 },
    { 0 },
};

static const struct argp client_argp = {
    client_option_list,
    parse_client_option,
    "HOST[:PORT]",
    "Connects to a TLS 1.3 server and carries standard input to it and its answer to standard "
    "output; or sends one HTTP request with --get; or makes many connections with --count.",
    client_children,
    NULL,
    NULL
};

/* One connection: which address it tries. */
struct attempt {
    struct client *client;
    const struct addrinfo *address;
};

static void start_connection(struct client *client, const struct addrinfo *to);

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

/* A request of one connection is short enough to go in one record. */
static void on_established(struct connection *c)
{
    struct client *client = client_of(c);
    char text[256];
    client->established++;
    if (client->established == 1 && !client->quiet) {
        format_negotiated(&c->tls, text, sizeof(text));
        fprintf(stderr, "established: %s\n", text);
    }
    if (client->key_update && brisk_tls_key_update(&c->tls, 1) != 0)
        tool_error("the keys could not be updated");
    if (client->request_len > 0)
        connection_write(c, (const uint8_t *)client->request, client->request_len);
    else if (client->count > 1)
        connection_close(c);
    else
        client->single = c;
}

static size_t on_data(struct connection *c, const uint8_t *data, size_t len)
{
    struct client *client = client_of(c);
    client->bytes += len;
    /* At once: whoever reads it may wait for it before sending more. */
    if (client->count == 1 && (fwrite(data, 1, len, stdout) != len || fflush(stdout) != 0))
        client->output_failed = 1;
    return len;
}

static void on_writable(struct connection *c)
{
    struct client *client = client_of(c);
    if (c == client->single)
        send_input(client, c);
}

static void on_peer_closed(struct connection *c)
{
    connection_close(c);
}

static void on_ended(struct connection *c, int error)
{
    struct client *client = client_of(c);
    const struct addrinfo *tried = ((struct attempt *)c->app)->address;
    char text[160];
    free(c->app);
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
    if (client->started < client->count)
        start_connection(client, client->address);
}

static const struct connection_handler client_handler = {
    on_established, on_data, on_writable, on_peer_closed, on_ended,
};

/* Starts a connection. A failure counts like any other; where nothing is in flight any more the run
 * must still go on. */
static void start_connection(struct client *client, const struct addrinfo *to)
{
    struct attempt *attempt = malloc(sizeof(*attempt));
    int fd = socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int error = fd < 0 ? errno : attempt ? 0 : ENOMEM;
    client->started++;
    if (!error && connect(fd, to->ai_addr, to->ai_addrlen) != 0 && errno != EINPROGRESS)
        error = errno;
    if (!error) {
        attempt->client = client;
        attempt->address = to;
        if (loop_add(&client->loop, fd, &client->settings.config, BRISK_TLS_CLIENT, client->name,
                     &client_handler, attempt))
            return;
        error = ENOMEM;
        fd = -1; /* closed already */
    }
    free(attempt);
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

/* Splits HOST:PORT, [ADDRESS]:PORT or HOST into host and port. */
static int split_target(struct client *client)
{
    const char *target = client->target, *colon = strrchr(target, ':');
    size_t len = strlen(target);
    if (target[0] == '[') {
        const char *end = strchr(target, ']');
        if (!end || (end[1] && end[1] != ':'))
            return tool_error("%s is no server: write [ADDRESS]:PORT", target);
        colon = end[1] ? end + 1 : NULL;
        target++;
        len = (size_t)(end - target);
    } else if (colon && colon != strchr(target, ':')) {
        colon = NULL; /* a bare IPv6 address */
    } else if (colon) {
        len = (size_t)(colon - target);
    }
    if (len == 0 || len >= sizeof(client->host))
        return tool_error("%s is no server: write HOST or HOST:PORT", client->target);
    memcpy(client->host, target, len);
    client->host[len] = 0;
    if (colon)
        snprintf(client->port, sizeof(client->port), "%s", colon + 1);
    return 0;
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
    if (client->count > 1 || client->get_path)
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
    if (client->count > 1 && isatty(STDERR_FILENO))
        fprintf(stderr, "\r%ld of %ld connections, %.0f/s ", client->ended, client->count,
                (double)client->ended / elapsed);
}

static int summarise(const struct client *client, double elapsed)
{
    long failed = 0;
    for (size_t i = 0; i < MAX_REASONS; i++)
        failed += client->reasons[i].count;
    if (client->count > 1)
        printf("%ld handshakes in %.2f s: %.0f/s; %llu bytes received; %ld failed\n",
               client->established, elapsed, (double)client->established / elapsed,
               (unsigned long long)client->bytes, failed);
    for (size_t i = 0; i < MAX_REASONS && client->reasons[i].count; i++) {
        if (client->count > 1)
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
    for (long i = 0; i < client->parallel && client->started < client->count; i++)
        start_connection(client, client->address);
    while (client->ended < client->count) {
        /* Those that failed before they were in flight have nobody to start the next. */
        while (client->loop.num_connections == 0 && client->started < client->count)
            start_connection(client, client->address);
        if (client->ended >= client->count)
            break;
        if (loop_turn(&client->loop, 1000) != 0 && errno != EINTR)
            return tool_error("waiting for events: %s", strerror(errno));
        if (seconds_now() - shown > 0.5) {
            shown = seconds_now();
            show_progress(client, shown - start);
        }
    }
    if (shown > start && client->count > 1 && isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
    return summarise(client, seconds_now() - start);
}

int brisk_cmd_client(int argc, char **argv)
{
    static struct client client;
    int result = -1;
    client.count = client.parallel = 1;
    client.timeout = 10;
    strcpy(client.port, "443");
    settings_init(&client.settings);
    parse_options(&client_argp, argc, argv, &client);
    if (split_target(&client) != 0)
        return 2;
    if (!client.name)
        client.name = client.host;
    if (prepare_request(&client) == 0 && settings_load(&client.settings, BRISK_TLS_CLIENT) == 0 &&
        resolve(&client) == 0 && loop_init(&client.loop, (size_t)client.parallel + 1) == 0) {
        client.loop.handshake_timeout = client.loop.idle_timeout = (int)client.timeout;
        prepare_input(&client);
        result = run_client(&client);
        loop_free(&client.loop);
    }
    if (client.addresses)
        freeaddrinfo(client.addresses);
    settings_free(&client.settings);
    return result == 0 ? 0 : 1;
}
