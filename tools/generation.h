/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What the connections of a server share: certificates, keys, ticket keys, the configuration made
 * of them. It is read-only; what changes, by a reload or because ticket keys rotate, is a new
 * generation for new connections, and the old one goes with its last connection. */

#ifndef TOOLS_GENERATION_H
#define TOOLS_GENERATION_H

#include <stdatomic.h>

#include "tools/settings.h"

struct ticket_options {
    const char *keys_file; /* NULL: keys made here, that rotate */
    int none;
    long num_tickets, lifetime, rotation; /* seconds; rotation 0 with a file */
    long max_early_data;                  /* bytes; 0: none */
    long cached;                          /* sessions of TLS 1.2 in the cache; 0: no cache */
};

/* What all generations share, and connections change. */
struct server_memory {
    void *guard;                       /* against replays of early data, or NULL */
    struct brisk_session_cache *cache; /* of TLS 1.2's sessions, or NULL */
};

struct material; /* what was loaded from files; generations share it */

struct generation {
    struct brisk_tls_config config;
    struct brisk_ticket_keys ticket_keys;
    struct material *material;
    atomic_uint holders;
};

/* The argp child of a server's ticket options; its input is a struct ticket_options. */
extern const struct argp ticket_options_argp;

/* Loads the files that `settings`, itself not loaded, names. Ticket keys that are in no file are
 * those of `before`, or new ones if that is NULL. Returns a generation that the caller holds, or
 * NULL having said what is wrong. */
struct generation *generation_load(const struct tls_settings *settings,
                                   const struct ticket_options *tickets,
                                   const struct server_memory *memory,
                                   const struct generation *before);

/* The same with a fresh ticket key first. */
struct generation *generation_rotate(const struct generation *before);

/* Thread-safe. The last release wipes and frees it. */
void generation_hold(struct generation *generation);
void generation_release(struct generation *generation);

#endif
