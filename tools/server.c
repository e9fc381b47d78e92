/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* brisk server: TLS over TCP, many connections on an epoll loop per core. It sends back what it
 * receives, or answers one HTTP request per connection. This is its command line and its main
 * thread, which waits for signals; tools/worker.c does the work. */

#define _GNU_SOURCE /* sched_getaffinity */

#include <errno.h>
#include <netdb.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <brisk/brisk.h>

#include "tools/commands.h"
#include "tools/options.h"
#include "tools/worker.h"

#define MAX_THREADS 1024
/* Hellos with early data that are remembered per period: 16 MiB of them. */
#define GUARD_HELLOS ((size_t)1 << 19)
#define EXPIRY_SECONDS 60 /* between looks for sessions that have ended */

struct command {
    struct server server;
    struct tls_settings settings; /* as the options have them, not loaded */
    struct ticket_options tickets;
    const char *address, *port;
    long drain_timeout;
    struct server_memory memory;
    time_t next_rotation, next_expiry;
    sigset_t signals;
};

enum {
    OPTION_HANDSHAKE_TIMEOUT = 0x400,
    OPTION_DRAIN_TIMEOUT,
    OPTION_THREADS,
    OPTION_RETRY_COOKIE,
    OPTION_REQUIRE_RESUMED,
};

static error_t parse_server_option(int key, char *arg, struct argp_state *state)
{
    struct command *command = state->input;
    struct server *server = &command->server;
    switch (key) {
    case 'p':
        command->port = arg;
        return 0;
    case 'b':
        command->address = arg;
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
    case OPTION_HANDSHAKE_TIMEOUT:
        if (parse_number("--handshake-timeout", arg, 1, 86400, &server->handshake_timeout) != 0)
            exit(2);
        return 0;
    case OPTION_DRAIN_TIMEOUT:
        if (parse_number("--drain-timeout", arg, 0, 86400, &command->drain_timeout) != 0)
            exit(2);
        return 0;
    case OPTION_THREADS:
        if (parse_number("--threads", arg, 1, MAX_THREADS, &server->num_workers) != 0)
            exit(2);
        return 0;
    case OPTION_RETRY_COOKIE:
        command->settings.config.retry_cookie = 1;
        return 0;
    case OPTION_REQUIRE_RESUMED:
        server->full_limit = 1;
        if (arg && parse_number("--require-resumed", arg, 0, 1000000000, &server->full_limit) != 0)
            exit(2);
        return 0;
    case ARGP_KEY_INIT:
        for (size_t i = 0; i < 5; i++)
            state->child_inputs[i] = &command->settings;
        state->child_inputs[5] = &command->tickets;
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
    { "handshake-timeout", OPTION_HANDSHAKE_TIMEOUT, "SECONDS", 0,
      "close a connection that has not completed its handshake by then (default 10)", 0 },
    { "drain-timeout", OPTION_DRAIN_TIMEOUT, "SECONDS", 0,
      "after SIGTERM, give connections so long to end by themselves (default 10)", 0 },
    { "threads", OPTION_THREADS, "N", 0,
      "accept on so many threads, each on its own core (default: one for each)", 0 },
    { "retry-cookie", OPTION_RETRY_COOKIE, NULL, 0,
      "send a cookie with a HelloRetryRequest, and want it back", 0 },
    { "accept", 'n', "N", 0, "stop after this many connections", 0 },
    { "quiet", 'q', NULL, 0, "no line per connection", 0 },
    { "require-resumed", OPTION_REQUIRE_RESUMED, "N", OPTION_ARG_OPTIONAL,
      "after N full handshakes (default 1) close connections that resume no session, and exit with "
      "1 "
      "if there were any",
      0 },
    { 0 },
};

static const struct argp_child server_children[] = {
    { &identity_options, 0, "Identity:", 1 },   { &tls_options, 0, "TLS:", 2 },
    { &client_auth_options, 0, "Clients:", 3 }, { &revocation_options, 0, NULL, 3 },
    { &psk_options, 0, "Sessions:", 4 },        { &ticket_options_argp, 0, NULL, 4 },
    { &kernel_options, 0, "Kernels:", 8 },      { 0 },
};

static const struct argp server_argp = {
    server_option_list,
    parse_server_option,
    NULL,
    "Serves TLS 1.3 over TCP: sends back what it receives, or with --www answers HTTP requests "
    "(/ with what was negotiated, /bytes/N with N bytes).\v"
    "SIGHUP reads certificates, keys and ticket keys again, for new connections. SIGTERM stops "
    "accepting and lets connections end; a second one, or SIGINT, ends at once.",
    server_children,
    NULL,
    NULL
};

static time_t monotonic_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* A listener of its own for each thread, by SO_REUSEPORT. The first is bound without, so that a
 * port that another server of the same user listens on is an error. */
static int bind_listener(const struct sockaddr *address, socklen_t len, int is_first)
{
    int one = 1;
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) == 0 &&
        (is_first || setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one)) == 0) &&
        bind(fd, address, len) == 0 &&
        setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one)) == 0 &&
        listen(fd, SOMAXCONN) == 0)
        return fd;
    int error = errno;
    if (fd >= 0)
        close(fd);
    errno = error;
    return -1;
}

/* The first listener, and where it listens. */
static int open_first(const struct command *command, struct sockaddr_storage *address,
                      socklen_t *len)
{
    struct addrinfo hints = { .ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM }, *found;
    int error = getaddrinfo(command->address, command->port, &hints, &found);
    if (error)
        return tool_error("cannot listen on %s port %s: %s", command->address, command->port,
                          gai_strerror(error));
    int fd = bind_listener(found->ai_addr, found->ai_addrlen, 1);
    error = errno;
    freeaddrinfo(found);
    if (fd < 0)
        return tool_error("cannot listen on %s port %s: %s", command->address, command->port,
                          strerror(error));
    *len = sizeof(*address);
    getsockname(fd, (struct sockaddr *)address, len);
    return fd;
}

/* The i-th of the processors that this process may use, counted around. */
static int choose_cpu(const cpu_set_t *cpus, long i)
{
    long left = i % CPU_COUNT(cpus);
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (CPU_ISSET(cpu, cpus) && left-- == 0)
            return cpu;
    }
    return 0;
}

/* Says where it listens, once it does: scripts wait for this line. */
static void announce(const struct sockaddr_storage *address, socklen_t len)
{
    char host[64] = "?", port[16] = "?";
    getnameinfo((const struct sockaddr *)address, len, host, sizeof(host), port, sizeof(port),
                NI_NUMERICHOST | NI_NUMERICSERV);
    printf("listening on %s port %s\n", host, port);
    fflush(stdout);
}

/* Prepares all workers before any starts, so that the port is free for all or for none. */
static int open_workers(struct command *command)
{
    struct server *server = &command->server;
    struct sockaddr_storage address;
    socklen_t len;
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    if (sched_getaffinity(0, sizeof(cpus), &cpus) != 0 || CPU_COUNT(&cpus) == 0)
        CPU_SET(0, &cpus);
    long wanted = server->num_workers ? server->num_workers : CPU_COUNT(&cpus);
    server->num_workers = 0;
    server->workers = calloc((size_t)wanted, sizeof(*server->workers));
    if (!server->workers)
        return tool_error("no memory for %ld threads", wanted);
    int fd = open_first(command, &address, &len);
    for (long i = 0; i < wanted; i++) {
        if (i > 0)
            fd = bind_listener((const struct sockaddr *)&address, len, 0);
        if (fd < 0)
            return i > 0 ? tool_error("cannot listen: %s", strerror(errno)) : -1;
        server->num_workers++;
        if (worker_init(&server->workers[i], server, fd, choose_cpu(&cpus, i)) != 0)
            return -1;
    }
    announce(&address, len);
    return 0;
}

static void publish(struct server *server, struct generation *generation)
{
    pthread_mutex_lock(&server->lock);
    struct generation *old = server->generation;
    server->generation = generation;
    pthread_mutex_unlock(&server->lock);
    generation_release(old);
}

/* New connections get what the files hold now; if that is no good, what there was stays. */
static void reload(struct command *command)
{
    struct server *server = &command->server;
    struct generation *loaded = generation_load(&command->settings, &command->tickets,
                                                &command->memory, server->generation);
    if (loaded)
        publish(server, loaded);
    fprintf(stderr, loaded ? "reloaded\n" : "not reloaded: all stays as it was\n");
}

static void rotate_if_due(struct command *command)
{
    time_t now = monotonic_seconds();
    if (command->tickets.none || command->tickets.keys_file || now < command->next_rotation)
        return;
    struct generation *rotated = generation_rotate(command->server.generation);
    if (rotated)
        publish(&command->server, rotated);
    command->next_rotation = now + command->tickets.rotation;
}

/* Sessions that have ended do not wait for others that need their room. */
static void expire_sessions_if_due(struct command *command)
{
    time_t now = monotonic_seconds();
    if (!command->memory.cache || now < command->next_expiry)
        return;
    brisk_session_cache_expire(command->memory.cache, (int64_t)time(NULL));
    command->next_expiry = now + EXPIRY_SECONDS;
}

static void handle_signal(struct command *command, int number)
{
    struct server *server = &command->server;
    if (number == SIGHUP) {
        reload(command);
    } else if (number == SIGTERM && atomic_load(&server->state) == SERVER_RUNS) {
        atomic_store(&server->drain_until, monotonic_seconds() + command->drain_timeout);
        server_set_state(server, SERVER_DRAINS);
    } else if (number == SIGTERM || number == SIGINT) {
        server_set_state(server, SERVER_STOPS);
    }
}

/* Returns 0, or -1 if a session should have been resumed that was not. */
static int print_summary(const struct server *server)
{
    struct worker_stats sum = { 0 };
    for (long i = 0; i < server->num_workers; i++) {
        const struct worker_stats *stats = &server->workers[i].stats;
        sum.accepted += stats->accepted;
        sum.established += stats->established;
        sum.resumed += stats->resumed;
        sum.early += stats->early;
        sum.failed += stats->failed;
        sum.refused += stats->refused;
        sum.not_resumed += stats->not_resumed;
    }
    fprintf(stderr,
            "%llu connections accepted, %llu handshakes completed, %llu of them resumed, %llu with "
            "early data, %llu failed, %llu refused\n",
            (unsigned long long)sum.accepted, (unsigned long long)sum.established,
            (unsigned long long)sum.resumed, (unsigned long long)sum.early,
            (unsigned long long)sum.failed, (unsigned long long)sum.refused);
    if (sum.not_resumed)
        return tool_error("%llu connections resumed no session after the %ld that need not",
                          (unsigned long long)sum.not_resumed, server->full_limit);
    return 0;
}

static int run_server(struct command *command)
{
    struct server *server = &command->server;
    const struct timespec second = { 1, 0 };
    long started = 0;
    int result = 0;
    atomic_store(&server->running, server->num_workers + 1); /* one more: it cannot end yet */
    for (; started < server->num_workers && result == 0; started++)
        result = worker_start(&server->workers[started]);
    if (result != 0) {
        server_set_state(server, SERVER_STOPS);
        started--;
    } else {
        atomic_fetch_sub(&server->running, 1);
    }
    while (result == 0 && atomic_load(&server->running) > 0) {
        int number = sigtimedwait(&command->signals, NULL, &second);
        if (number > 0)
            handle_signal(command, number);
        rotate_if_due(command);
        expire_sessions_if_due(command);
    }
    for (long i = 0; i < started; i++)
        pthread_join(server->workers[i].thread, NULL);
    return print_summary(server) != 0 ? -1 : result;
}

/* All threads block what the main thread waits for. */
static void block_signals(struct command *command)
{
    sigemptyset(&command->signals);
    sigaddset(&command->signals, SIGHUP);
    sigaddset(&command->signals, SIGINT);
    sigaddset(&command->signals, SIGTERM);
    sigaddset(&command->signals, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &command->signals, NULL);
    command->server.main_thread = pthread_self();
}

/* As many descriptors as the connections need, if that is allowed. */
static void raise_file_limit(const struct server *server)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)server->max_connections + 4 * MAX_THREADS;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* Servers before this one may have taken early data with the keys of a file. */
static int make_guard(struct command *command)
{
    size_t size = brisk_replay_guard_size(GUARD_HELLOS);
    if (!command->tickets.max_early_data)
        return 0;
    command->memory.guard = aligned_alloc(64, (size + 63) & ~(size_t)63);
    if (!command->memory.guard)
        return tool_error("no memory to recognise replays of early data");
    brisk_replay_guard_init(command->memory.guard, size,
                            command->tickets.keys_file ? (int64_t)time(NULL) : 0);
    return 0;
}

static int make_cache(struct command *command)
{
    size_t size = brisk_session_cache_size((size_t)command->tickets.cached);
    if (!size)
        return 0;
    void *memory = aligned_alloc(64, size);
    command->memory.cache = memory ? brisk_session_cache_init(memory, size) : NULL;
    return command->memory.cache
               ? 0
               : tool_error("no memory for %ld sessions", command->tickets.cached);
}

static void free_memory(struct server_memory *memory)
{
    if (memory->cache)
        brisk_session_cache_wipe(memory->cache);
    free(memory->cache);
    free(memory->guard);
}

static int serve(struct command *command)
{
    struct server *server = &command->server;
    if (make_guard(command) != 0 || make_cache(command) != 0)
        return -1;
    server->generation =
        generation_load(&command->settings, &command->tickets, &command->memory, NULL);
    if (!server->generation)
        return -1;
    server->post_auth = command->settings.post_auth;
    command->next_rotation = monotonic_seconds() + command->tickets.rotation;
    raise_file_limit(server);
    block_signals(command);
    int result = open_workers(command) == 0 ? run_server(command) : -1;
    for (long i = 0; i < server->num_workers; i++)
        worker_free(&server->workers[i]);
    free(server->workers);
    generation_release(server->generation);
    return result;
}

int brisk_cmd_server(int argc, char **argv)
{
    static struct command command; /* large: keys and chains */
    struct server *server = &command.server;
    command.address = "127.0.0.1";
    command.port = "4433";
    command.drain_timeout = 10;
    command.tickets.num_tickets = 2;
    command.tickets.lifetime = 7200;
    server->max_connections = 10000;
    server->timeout = 60;
    server->handshake_timeout = 10;
    server->full_limit = -1;
    atomic_store(&server->drain_until, INT64_MAX);
    pthread_mutex_init(&server->lock, NULL);
    settings_init(&command.settings);
    parse_options(&server_argp, argc, argv, &command);
    int result = serve(&command) == 0 ? 0 : 1;
    free_memory(&command.memory);
    settings_free(&command.settings);
    return result;
}
