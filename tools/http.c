/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tools/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/settings.h"

#define MAX_BODY ((uint64_t)1 << 40)

/* Sets the response: head, and a text body that goes with it. */
static void answer(struct http_exchange *http, const char *status, const char *body)
{
    int len = snprintf(http->head, sizeof(http->head),
                       "HTTP/1.1 %s\r\nServer: brisk\r\nContent-Type: text/plain\r\n"
                       "Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
                       status, strlen(body), body);
    http->head_len = (size_t)len;
    http->responding = 1;
}

static void answer_bytes(struct http_exchange *http, uint64_t count)
{
    int len = snprintf(http->head, sizeof(http->head),
                       "HTTP/1.1 200 OK\r\nServer: brisk\r\n"
                       "Content-Type: application/octet-stream\r\n"
                       "Content-Length: %llu\r\nConnection: close\r\n\r\n",
                       (unsigned long long)count);
    http->head_len = (size_t)len;
    http->body_len = count;
    http->responding = 1;
}

static void answer_status(struct http_exchange *http, const struct brisk_tls *tls)
{
    char negotiated[NEGOTIATED_SIZE], body[NEGOTIATED_SIZE + 32];
    format_negotiated(tls, negotiated);
    snprintf(body, sizeof(body), "brisk answers over %s\n", negotiated);
    answer(http, "200 OK", body);
}

/* The request line is "METHOD SP target SP HTTP/..." (RFC 9112 section 3). */
static void handle_request(struct http_exchange *http, const struct brisk_tls *tls)
{
    char *line_end = strstr(http->request, "\r\n");
    *line_end = 0;
    char *target = strchr(http->request, ' ');
    char *version = target ? strchr(target + 1, ' ') : NULL;
    if (!version || strncmp(version + 1, "HTTP/1.", 7) != 0) {
        answer(http, "400 Bad Request", "this is no HTTP/1 request\n");
        return;
    }
    *target++ = 0;
    *version = 0;
    if (strcmp(http->request, "GET") != 0) {
        answer(http, "405 Method Not Allowed", "only GET is served\n");
    } else if (strcmp(target, "/") == 0) {
        answer_status(http, tls);
    } else if (strncmp(target, "/bytes/", 7) == 0 && target[7] >= '0' && target[7] <= '9') {
        char *end;
        unsigned long long count = strtoull(target + 7, &end, 10);
        if (*end || count > MAX_BODY)
            answer(http, "400 Bad Request", "/bytes/N takes a number up to 2^40\n");
        else
            answer_bytes(http, count);
    } else {
        answer(http, "404 Not Found", "there are / and /bytes/N\n");
    }
}

void http_receive(struct http_exchange *http, const uint8_t *data, size_t len)
{
    size_t room = sizeof(http->request) - 1 - http->request_len;
    size_t kept = len < room ? len : room;
    if (http->responding)
        return;
    memcpy(http->request + http->request_len, data, kept);
    http->request_len += kept;
    http->request[http->request_len] = 0;
    if (memchr(http->request, 0, http->request_len))
        answer(http, "400 Bad Request", "a request has no NUL\n");
    else if (strstr(http->request, "\r\n\r\n"))
        http->responding = 1;
    else if (kept < len || kept == room)
        answer(http, "431 Request Header Fields Too Large", "at most 8 KiB of request\n");
}

int http_is_responding(const struct http_exchange *http)
{
    return http->responding;
}

/* Byte i of a body is i mod 251, a period that no power of two hides. */
static size_t fill_body(uint8_t *out, size_t capacity, uint64_t from, uint64_t end)
{
    size_t len = end - from < capacity ? (size_t)(end - from) : capacity;
    unsigned value = (unsigned)(from % 251);
    for (size_t i = 0; i < len; i++) {
        out[i] = (uint8_t)value;
        value = value == 250 ? 0 : value + 1;
    }
    return len;
}

int http_respond(struct http_exchange *http, struct connection *c)
{
    if (!http->responding)
        return 0;
    if (!http->head_len) /* not before: what it says of the client may have come meanwhile */
        handle_request(http, &c->tls);
    if (http->head_sent < http->head_len) {
        http->head_sent += connection_write(c, (const uint8_t *)http->head + http->head_sent,
                                            http->head_len - http->head_sent);
        if (http->head_sent < http->head_len)
            return 0;
    }
    if (http->body_sent < http->body_len) {
        size_t capacity;
        uint8_t *place = brisk_tls_write_place(&c->tls, &capacity);
        size_t len = fill_body(place, capacity, http->body_sent, http->body_len);
        if (len > 0)
            http->body_sent += connection_write(c, place, len);
    }
    return http->body_sent == http->body_len;
}
