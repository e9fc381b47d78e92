/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The sessions that a client holds: a stack that gives each out once, and files that keep one from
 * one run to the next. */

#ifndef TOOLS_SESSIONS_H
#define TOOLS_SESSIONS_H

#include <stddef.h>

#include <brisk/session.h>

struct session_pool {
    struct brisk_session *sessions;
    size_t count, capacity;
};

/* Makes room for `capacity` sessions, at least one. Returns 0, or -1 having said why. */
int pool_init(struct session_pool *pool, size_t capacity);
void pool_free(struct session_pool *pool);

/* Copies a session in; it replaces the last one if the pool is full. */
void pool_put(struct session_pool *pool, const struct brisk_session *session);

/* Moves the newest session out. Returns 1, or 0 if there is none. */
int pool_take(struct session_pool *pool, struct brisk_session *session);

/* A session in a file, which is for its owner only: it holds a secret. All numbers are big-endian;
 * <n> is an opaque vector with its length in n bytes before it:
 *
 *     "brisk session 2\n"
 *     version 2, suite 2, lifetime 4, age_add 4, max_early_data 4, received 8,
 *     extended_master_secret 1, fingerprint <1>, secret <1>, session_id <1>, host <1>, alpn <1>,
 *     ticket <2>
 *
 * The fingerprint is the SHA-256 of the certificate that the server has shown, which says who it is
 * when it shows none, or empty where it has shown none.
 * Each returns 0, or -1 having said what is wrong. session_load() also removes the file: a ticket
 * is to be offered once (RFC 8446 appendix C.4). */
int session_save(const char *path, const struct brisk_session *session);
int session_load(const char *path, struct brisk_session *session);

#endif
