/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The command line of brisk client. */

#include <stdlib.h>
#include <string.h>

#include "tools/client.h"
#include "tools/options.h"

enum {
    OPTION_RECONNECT = 0x100,
    OPTION_SESSION_IN,
    OPTION_SESSION_OUT,
    OPTION_EARLY_DATA,
    OPTION_REQUIRE_RESUMED,
    OPTION_POST_AUTH,
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
    case OPTION_RECONNECT:
        failed = parse_number("--reconnect", arg, 1, 1000000, &client->reconnect);
        break;
    case OPTION_SESSION_IN:
        client->session_in = arg;
        break;
    case OPTION_SESSION_OUT:
        client->session_out = arg;
        break;
    case OPTION_EARLY_DATA:
        client->early_path = arg;
        break;
    case OPTION_REQUIRE_RESUMED:
        client->require_resumed = 1;
        break;
    case OPTION_POST_AUTH:
        client->post_auth = 1;
        break;
    case 'u':
        client->key_update = 1;
        break;
    case 'q':
        client->quiet = 1;
        break;
    case ARGP_KEY_INIT:
        for (size_t i = 0; i < 4; i++)
            state->child_inputs[i] = &client->settings;
        break;
    case ARGP_KEY_ARG:
        if (client->target)
            option_error(state, "one server at a time, but there is also \"%s\"", arg);
        client->target = arg;
        break;
    case ARGP_KEY_END:
        if (!client->target)
            option_error(state, "name a server: HOST or HOST:PORT");
        if (client->require_resumed && !client->reconnect && !client->session_in &&
            !client->settings.psk_key_len)
            option_error(state, "--require-resumed needs --session-in, --reconnect or --psk");
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
    { "post-handshake-auth", OPTION_POST_AUTH, NULL, 0,
      "let the server ask for a certificate after the handshake, too", 1 },
    { "reconnect", OPTION_RECONNECT, "N", 0,
      "after each of the --count connections make N that resume a session", 4 },
    { "session-in", OPTION_SESSION_IN, "FILE", 0,
      "resume this session first; the file is removed, as a ticket is for one connection", 4 },
    { "session-out", OPTION_SESSION_OUT, "FILE", 0, "write the last session received", 4 },
    { "early-data", OPTION_EARLY_DATA, "FILE", 0,
      "send FILE first, with 0-RTT where a session allows it: it can be replayed", 4 },
    { "require-resumed", OPTION_REQUIRE_RESUMED, NULL, 0,
      "fail if a connection that should resume a session does not", 4 },
    { 0 },
};

static const struct argp_child client_children[] = {
    { &tls_options, 0, "TLS:", 2 },
    { &psk_options, 0, "Sessions:", 4 },
    { &identity_options, 0, "Identity, if the server asks for one:", 1 },
    { &revocation_options, 0, "Revocation:", 3 },
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

void client_parse_options(struct client *client, int argc, char **argv)
{
    client->count = client->parallel = 1;
    client->timeout = 10;
    strcpy(client->port, "443");
    settings_init(&client->settings);
    parse_options(&client_argp, argc, argv, client);
    if (split_target(client) != 0)
        exit(2);
    if (!client->name)
        client->name = client->host;
}
