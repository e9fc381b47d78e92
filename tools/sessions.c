/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define _POSIX_C_SOURCE 200809L

#include "tools/sessions.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <brisk/random.h>

#include "tools/load.h"

static const char magic[] = "brisk session 2\n";

#define MAGIC_SIZE (sizeof(magic) - 1)
#define MAX_FILE_SIZE (MAGIC_SIZE + sizeof(struct brisk_session))

int pool_init(struct session_pool *pool, size_t capacity)
{
    pool->count = 0;
    pool->capacity = capacity;
    pool->sessions = calloc(capacity, sizeof(*pool->sessions));
    return pool->sessions ? 0 : tool_error("no memory for %zu sessions", capacity);
}

void pool_free(struct session_pool *pool)
{
    if (pool->sessions)
        brisk_wipe(pool->sessions, pool->capacity * sizeof(*pool->sessions));
    free(pool->sessions);
    memset(pool, 0, sizeof(*pool));
}

void pool_put(struct session_pool *pool, const struct brisk_session *session)
{
    if (pool->count == pool->capacity)
        pool->count--;
    pool->sessions[pool->count++] = *session;
}

int pool_take(struct session_pool *pool, struct brisk_session *session)
{
    if (pool->count == 0)
        return 0;
    struct brisk_session *newest = &pool->sessions[--pool->count];
    *session = *newest;
    brisk_wipe(newest, sizeof(*newest));
    return 1;
}

static uint8_t *put_number(uint8_t *to, uint64_t number, int size)
{
    for (int i = size - 1; i >= 0; i--)
        *to++ = (uint8_t)(number >> (8 * i));
    return to;
}

static uint8_t *put_vector(uint8_t *to, const void *data, size_t len, int length_size)
{
    to = put_number(to, len, length_size);
    memcpy(to, data, len);
    return to + len;
}

static size_t encode(const struct brisk_session *session, uint8_t text[MAX_FILE_SIZE])
{
    uint8_t *to = text;
    memcpy(to, magic, MAGIC_SIZE);
    to += MAGIC_SIZE;
    to = put_number(to, session->version, 2);
    to = put_number(to, session->suite, 2);
    to = put_number(to, session->lifetime, 4);
    to = put_number(to, session->age_add, 4);
    to = put_number(to, session->max_early_data, 4);
    to = put_number(to, (uint64_t)session->received, 8);
    to = put_number(to, session->extended_master_secret, 1);
    to = put_vector(to, session->peer_fingerprint,
                    session->has_peer_certificate ? sizeof(session->peer_fingerprint) : 0, 1);
    to = put_vector(to, session->secret, session->secret_len, 1);
    to = put_vector(to, session->session_id, session->session_id_len, 1);
    to = put_vector(to, session->host, strlen(session->host), 1);
    to = put_vector(to, session->alpn, strlen(session->alpn), 1);
    to = put_vector(to, session->ticket, session->ticket_len, 2);
    return (size_t)(to - text);
}

/* What is left to read; `failed` stays set, so that one look at the end suffices. */
struct reader {
    const uint8_t *from;
    size_t left;
    int failed;
};

static uint64_t get_number(struct reader *in, size_t size)
{
    uint64_t number = 0;
    if (in->left < size) {
        in->failed = 1;
        return 0;
    }
    for (size_t i = 0; i < size; i++)
        number = number << 8 | in->from[i];
    in->from += size;
    in->left -= size;
    return number;
}

static size_t get_vector(struct reader *in, void *data, size_t max, size_t length_size)
{
    size_t len = (size_t)get_number(in, length_size);
    if (in->left < len || len > max) {
        in->failed = 1;
        return 0;
    }
    memcpy(data, in->from, len);
    in->from += len;
    in->left -= len;
    return len;
}

static size_t get_name(struct reader *in, char name[BRISK_SESSION_MAX_NAME + 1])
{
    size_t len = get_vector(in, name, BRISK_SESSION_MAX_NAME, 1);
    in->failed |= memchr(name, 0, len) != NULL;
    return len;
}

static int decode(struct brisk_session *session, const char *text, size_t len)
{
    memset(session, 0, sizeof(*session));
    if (len < MAGIC_SIZE || memcmp(text, magic, MAGIC_SIZE) != 0)
        return -1;
    struct reader in = { (const uint8_t *)text + MAGIC_SIZE, len - MAGIC_SIZE, 0 };
    session->version = (uint16_t)get_number(&in, 2);
    session->suite = (uint16_t)get_number(&in, 2);
    session->lifetime = (uint32_t)get_number(&in, 4);
    session->age_add = (uint32_t)get_number(&in, 4);
    session->max_early_data = (uint32_t)get_number(&in, 4);
    session->received = (int64_t)get_number(&in, 8);
    session->extended_master_secret = (uint8_t)get_number(&in, 1);
    size_t fingerprint_len =
        get_vector(&in, session->peer_fingerprint, sizeof(session->peer_fingerprint), 1);
    session->has_peer_certificate = fingerprint_len > 0;
    in.failed |= fingerprint_len % sizeof(session->peer_fingerprint) != 0;
    session->secret_len = (uint8_t)get_vector(&in, session->secret, sizeof(session->secret), 1);
    session->session_id_len =
        (uint8_t)get_vector(&in, session->session_id, sizeof(session->session_id), 1);
    get_name(&in, session->host);
    get_name(&in, session->alpn);
    session->ticket_len = get_vector(&in, session->ticket, sizeof(session->ticket), 2);
    return in.failed || in.left || session->secret_len == 0 ? -1 : 0;
}

/* A new file in place of an old one, whoever that was readable for. */
int session_save(const char *path, const struct brisk_session *session)
{
    uint8_t text[MAX_FILE_SIZE];
    size_t len = encode(session, text);
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int failed = fd < 0 || write(fd, text, len) != (ssize_t)len;
    int error = errno;
    if (fd >= 0 && close(fd) != 0 && !failed) {
        failed = 1;
        error = errno;
    }
    brisk_wipe(text, sizeof(text));
    return failed ? tool_error("cannot write %s: %s", path, strerror(error)) : 0;
}

int session_load(const char *path, struct brisk_session *session)
{
    char *text;
    size_t len;
    if (load_file(path, &text, &len) != 0)
        return -1;
    int failed = decode(session, text, len);
    brisk_wipe(text, len);
    free(text);
    if (failed)
        return tool_error("%s is no session that --session-out wrote", path);
    if (unlink(path) != 0)
        return tool_error("cannot remove %s, so that its ticket is offered once: %s", path,
                          strerror(errno));
    return 0;
}
