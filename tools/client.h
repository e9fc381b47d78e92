/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* brisk client: what its command line says, and what a run keeps. */

#ifndef TOOLS_CLIENT_H
#define TOOLS_CLIENT_H

#include <netdb.h>

#include "tools/loop.h"
#include "tools/sessions.h"
#include "tools/settings.h"

#define MAX_REASONS 8

struct client {
    struct tls_settings settings;
    struct loop loop;
    struct loop_watch input;
    char *target; /* HOST or HOST:PORT */
    char host[BRISK_TLS_MAX_HOST + 1], port[16];
    const char *name, *get_path, *session_in, *session_out, *early_path;
    long count, parallel, timeout, reconnect;
    int key_update, quiet, require_resumed, post_auth;
    char request[1024];
    size_t request_len;
    char *early;
    size_t early_len;
    struct session_pool pool;
    /* Connections still to make that are to be the one or the other. */
    long full_left, resumed_left;
    long total; /* connections to make, both together */
    struct addrinfo *addresses;
    const struct addrinfo *address; /* the one to try first: it is known to answer, or untried */
    struct connection *single;      /* the one connection that standard input feeds */
    int input_ready, input_is_watched, input_ended, output_failed;
    long started, ended, established, resumed, early_accepted, early_rejected;
    uint64_t bytes;
    struct {
        char text[160];
        long count;
    } reasons[MAX_REASONS];
};

/* Reads the command line into a client that is zeroed otherwise; exits with 2 if it is wrong. */
void client_parse_options(struct client *client, int argc, char **argv);

#endif
