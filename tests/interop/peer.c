/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* PEER server: echoes what it receives, one connection after the other, until it is killed.
 * PEER client: sends --bytes random bytes, --connections times, and checks the echo.
 * Both: --version=1.2|1.3 --suite=NAME --groups=LIST --cert=FILE --key=FILE --ca=FILE
 *       --port=N (server: 0, the default, is a free one; it is printed)
 * Server: --require-certificate    Client: --name=NAME --key-update (in the middle of the bytes) */

#define _POSIX_C_SOURCE 200809L

#include "tests/interop/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define TIMEOUT 20 /* seconds without progress */
#define CHUNK 5000 /* bytes that a client sends before it waits for their echo */

static const char *program;

int peer_error(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s: ", program);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return -1;
}

/* The value of --name=value, or NULL if `argument` is another option. */
static const char *value_of(const char *argument, const char *name)
{
    size_t len = strlen(name);
    return strncmp(argument, name, len) == 0 && argument[len] == '=' ? argument + len + 1 : NULL;
}

static int parse_groups(struct peer_options *options, const char *list)
{
    char *rest = strdup(list); /* for as long as the program runs */
    for (char *name = strtok(rest, ","); name; name = strtok(NULL, ",")) {
        if (options->num_groups == PEER_MAX_GROUPS)
            return peer_error("too many groups: %s", list);
        options->groups[options->num_groups++] = name;
    }
    return 0;
}

static int parse_option(struct peer_options *options, const char *argument)
{
    static const struct {
        const char *name;
        size_t offset;
    } texts[] = {
        { "--suite", offsetof(struct peer_options, suite) },
        { "--cert", offsetof(struct peer_options, cert) },
        { "--key", offsetof(struct peer_options, key) },
        { "--ca", offsetof(struct peer_options, ca) },
        { "--name", offsetof(struct peer_options, name) },
    }, numbers[] = {
        { "--port", offsetof(struct peer_options, port) },
        { "--bytes", offsetof(struct peer_options, bytes) },
        { "--connections", offsetof(struct peer_options, connections) },
    };
    const char *value;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if ((value = value_of(argument, texts[i].name))) {
            memcpy((char *)options + texts[i].offset, &value, sizeof(value));
            return 0;
        }
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if ((value = value_of(argument, numbers[i].name))) {
            int number = atoi(value);
            memcpy((char *)options + numbers[i].offset, &number, sizeof(number));
            return 0;
        }
    if ((value = value_of(argument, "--groups")))
        return parse_groups(options, value);
    if (strcmp(argument, "--version=1.2") == 0 || strcmp(argument, "--version=1.3") == 0)
        options->version = argument[12] - '0';
    else if (strcmp(argument, "--require-certificate") == 0)
        options->require_certificate = 1;
    else if (strcmp(argument, "--key-update") == 0)
        options->key_update = 1;
    else
        return peer_error("unknown option %s", argument);
    return 0;
}

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void set_timeouts(int fd)
{
    struct timeval limit = { .tv_sec = TIMEOUT };
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

static int echo(struct peer *peer)
{
    static unsigned char data[16384];
    int got;
    while ((got = peer_read(peer, data, sizeof(data))) > 0)
        if (peer_write(peer, data, (size_t)got) != 0)
            return -1;
    return got;
}

static int run_server(const struct peer_options *options)
{
    struct sockaddr_in address = loopback(options->port);
    socklen_t len = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, len) != 0 ||
        listen(listener, 16) != 0 || getsockname(listener, (struct sockaddr *)&address, &len) != 0)
        return peer_error("cannot listen");
    printf("listening on port %d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0)
            return peer_error("cannot accept");
        set_timeouts(fd);
        struct peer *peer = peer_open(options, fd);
        if (peer) {
            if (echo(peer) == 0)
                fprintf(stderr, "closed\n");
            peer_close(options, peer);
        }
        close(fd);
    }
}

/* Sends a part and waits for its echo. */
static int exchange(struct peer *peer, size_t len)
{
    unsigned char sent[CHUNK] = { 0 }, received[CHUNK];
    size_t have = 0;
    for (size_t i = 0; i < len; i++)
        sent[i] = (unsigned char)rand(); /* anything that does not repeat soon */
    if (peer_write(peer, sent, len) != 0)
        return -1;
    while (have < len) {
        int got = peer_read(peer, received + have, len - have);
        if (got <= 0)
            return got < 0 ? -1 : peer_error("closed within the echo");
        have += (size_t)got;
    }
    return memcmp(sent, received, len) == 0 ? 0 : peer_error("the echo differs");
}

static int exchange_all(const struct peer_options *options, struct peer *peer)
{
    size_t left = (size_t)options->bytes, half = left / 2;
    int updated = !options->key_update;
    while (left > 0) {
        size_t len = left < CHUNK ? left : CHUNK;
        if (left <= half && !updated) {
            updated = 1;
            if (peer_update_keys(peer) != 0)
                return -1;
        }
        if (exchange(peer, len) != 0)
            return -1;
        left -= len;
    }
    return 0;
}

static int run_client(const struct peer_options *options)
{
    struct sockaddr_in address = loopback(options->port);
    for (int i = 0; i < options->connections; i++) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
            return peer_error("cannot connect");
        set_timeouts(fd);
        struct peer *peer = peer_open(options, fd);
        int result = peer ? exchange_all(options, peer) : -1;
        if (peer)
            peer_close(options, peer);
        close(fd);
        if (result != 0)
            return -1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct peer_options options = {
        .version = 3, .bytes = 100000, .connections = 1, .name = "localhost"
    };
    const char *slash = strrchr(argv[0], '/');
    program = slash ? slash + 1 : argv[0];
    if (argc < 2 || (strcmp(argv[1], "server") != 0 && strcmp(argv[1], "client") != 0)) {
        fprintf(stderr, "usage: %s server|client --port=N ...\n", program);
        return 2;
    }
    options.is_server = argv[1][0] == 's';
    for (int i = 2; i < argc; i++)
        if (parse_option(&options, argv[i]) != 0)
            return 2;
    signal(SIGPIPE, SIG_IGN);
    if (peer_setup(&options) != 0)
        return 1;
    return (options.is_server ? run_server(&options) : run_client(&options)) == 0 ? 0 : 1;
}
