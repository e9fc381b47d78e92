/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Just enough of an HTTP/1.1 server (RFC 9112) to let a browser or curl see that TLS works: one
 * request per connection, answered with "Connection: close". */

#ifndef TOOLS_HTTP_H
#define TOOLS_HTTP_H

#include "tools/loop.h"

#define HTTP_MAX_REQUEST 8192

struct http_exchange {
    char request[HTTP_MAX_REQUEST];
    size_t request_len;
    char head[1024]; /* of the response, and a short body */
    size_t head_len, head_sent;
    uint64_t body_len, body_sent; /* of /bytes/N */
    int responding;
};

/* Takes request bytes, until the header section is complete. What follows it (a body, a second
 * request) is ignored. */
void http_receive(struct http_exchange *http, const uint8_t *data, size_t len);

/* Whether there is something to respond to. */
int http_is_responding(const struct http_exchange *http);

/* Writes more of the response. Returns 1 when all of it has been written. */
int http_respond(struct http_exchange *http, struct connection *c);

#endif
