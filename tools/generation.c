/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define _POSIX_C_SOURCE 200809L

#include "tools/generation.h"

#include <stdlib.h>
#include <string.h>

#include <brisk/brisk.h>

#include "tools/options.h"

#define KEY_FILE_SIZE (BRISK_TICKET_KEY_NAME_SIZE + BRISK_TICKET_KEY_SIZE)
#define MAX_CACHED 100000000
#define MAX_LIFETIME 604800 /* a week: RFC 8446 section 4.6.1 */

struct material {
    struct tls_settings settings;
    atomic_uint holders; /* generations */
};

enum {
    OPTION_TICKET_KEYS = 0x300,
    OPTION_NO_TICKETS,
    OPTION_NUM_TICKETS,
    OPTION_LIFETIME,
    OPTION_ROTATION,
    OPTION_MAX_EARLY_DATA,
    OPTION_SESSION_CACHE,
};

/* The keys are kept as long as tickets live: one that seals, the others that open. */
static void finish_ticket_options(struct ticket_options *tickets, struct argp_state *state)
{
    long least = (tickets->lifetime + BRISK_TICKET_MAX_KEYS - 2) / (BRISK_TICKET_MAX_KEYS - 1);
    if (tickets->keys_file && tickets->rotation)
        option_error(state, "--ticket-keys are rotated by who writes the file, and SIGHUP");
    if (tickets->keys_file && tickets->none)
        option_error(state, "--no-tickets leaves nothing to do for --ticket-keys");
    if (tickets->none && tickets->max_early_data)
        option_error(state, "--max-early-data needs tickets");
    if (tickets->keys_file)
        return;
    if (tickets->rotation && tickets->rotation < least)
        option_error(state,
                     "--ticket-rotation=%ld would drop keys before their tickets expire; with "
                     "--ticket-lifetime=%ld it is at least %ld",
                     tickets->rotation, tickets->lifetime, least);
    if (!tickets->rotation)
        tickets->rotation = tickets->lifetime;
}

static error_t parse_ticket_option(int key, char *arg, struct argp_state *state)
{
    struct ticket_options *tickets = state->input;
    int failed = 0;
    switch (key) {
    case OPTION_TICKET_KEYS:
        tickets->keys_file = arg;
        break;
    case OPTION_NO_TICKETS:
        tickets->none = 1;
        break;
    case OPTION_NUM_TICKETS:
        failed = parse_number("--num-tickets", arg, 0, 8, &tickets->num_tickets);
        break;
    case OPTION_LIFETIME:
        failed = parse_number("--ticket-lifetime", arg, 1, MAX_LIFETIME, &tickets->lifetime);
        break;
    case OPTION_ROTATION:
        failed = parse_number("--ticket-rotation", arg, 1, MAX_LIFETIME, &tickets->rotation);
        break;
    case OPTION_MAX_EARLY_DATA:
        failed = parse_number("--max-early-data", arg, 0, 1 << 30, &tickets->max_early_data);
        break;
    case OPTION_SESSION_CACHE:
        failed = parse_number("--session-cache", arg, 0, MAX_CACHED, &tickets->cached);
        break;
    case ARGP_KEY_END:
        finish_ticket_options(tickets, state);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    if (failed)
        exit(2);
    return 0;
}

static const struct argp_option ticket_option_list[] = {
    { "no-tickets", OPTION_NO_TICKETS, NULL, 0, "give out no session tickets", 4 },
    { "num-tickets", OPTION_NUM_TICKETS, "N", 0, "tickets per TLS 1.3 connection (default 2)", 4 },
    { "ticket-lifetime", OPTION_LIFETIME, "SECONDS", 0, "how long they are good (default 7200)",
      4 },
    { "ticket-keys", OPTION_TICKET_KEYS, "FILE", 0,
      "1 to 8 keys of 48 random bytes each, to be shared by several servers: the first seals "
      "tickets, all open them (default: keys made here)",
      4 },
    { "ticket-rotation", OPTION_ROTATION, "SECONDS", 0,
      "make a new key this often, keep 8 (default: the lifetime)", 4 },
    { "max-early-data", OPTION_MAX_EARLY_DATA, "BYTES", 0,
      "take so much 0-RTT data with a ticket, once on this server (default 0: none)", 4 },
    { "session-cache", OPTION_SESSION_CACHE, "N", 0,
      "keep N sessions of TLS 1.2 for clients without tickets, half a KiB each (default 0: none)",
      4 },
    { 0 },
};

const struct argp ticket_options_argp = {
    ticket_option_list, parse_ticket_option, NULL, NULL, NULL, NULL, NULL
};

static void release_material(struct material *material)
{
    if (atomic_fetch_sub(&material->holders, 1) > 1)
        return;
    settings_free(&material->settings);
    free(material);
}

static struct generation *new_generation(void)
{
    struct generation *generation = calloc(1, sizeof(*generation));
    if (generation)
        atomic_init(&generation->holders, 1);
    else
        tool_error("no memory for a configuration");
    return generation;
}

static int parse_ticket_keys(const char *path, const uint8_t *bytes, size_t len,
                             struct brisk_ticket_keys *keys)
{
    if (len == 0 || len % KEY_FILE_SIZE != 0 || len / KEY_FILE_SIZE > BRISK_TICKET_MAX_KEYS)
        return tool_error("%s has %zu bytes; ticket keys are 1 to %d times %d random bytes", path,
                          len, BRISK_TICKET_MAX_KEYS, KEY_FILE_SIZE);
    keys->num_keys = len / KEY_FILE_SIZE;
    for (size_t i = 0; i < keys->num_keys; i++) {
        struct brisk_ticket_key *key = &keys->keys[i];
        memcpy(key->name, bytes + i * KEY_FILE_SIZE, sizeof(key->name));
        memcpy(key->key, bytes + i * KEY_FILE_SIZE + sizeof(key->name), sizeof(key->key));
        for (size_t j = 0; j < i; j++) {
            if (memcmp(key->name, keys->keys[j].name, sizeof(key->name)) == 0)
                return tool_error("two ticket keys in %s begin with the same %d bytes, their name",
                                  path, BRISK_TICKET_KEY_NAME_SIZE);
        }
    }
    return 0;
}

static int load_ticket_keys(const char *path, struct brisk_ticket_keys *keys)
{
    char *bytes;
    size_t len;
    if (load_file(path, &bytes, &len) != 0)
        return -1;
    int result = parse_ticket_keys(path, (const uint8_t *)bytes, len, keys);
    brisk_wipe(bytes, len);
    free(bytes);
    return result;
}

static int rotate(struct brisk_ticket_keys *keys)
{
    int error = brisk_ticket_keys_rotate(keys);
    return error ? tool_error("cannot make a ticket key: %s", brisk_strerror(error)) : 0;
}

static int set_tickets(struct generation *generation, struct brisk_tls_config *config,
                       const struct ticket_options *tickets, const struct server_memory *memory,
                       const struct generation *before)
{
    config->session_cache = memory->cache;
    config->ticket_lifetime = (uint32_t)tickets->lifetime;
    if (tickets->none)
        return 0;
    config->ticket_keys = &generation->ticket_keys;
    config->num_tickets = (uint8_t)tickets->num_tickets;
    config->max_early_data = (uint32_t)tickets->max_early_data;
    config->check_replay = brisk_replay_check;
    config->replay_arg = memory->guard;
    if (tickets->keys_file)
        return load_ticket_keys(tickets->keys_file, &generation->ticket_keys);
    if (!before)
        return rotate(&generation->ticket_keys);
    generation->ticket_keys = before->ticket_keys;
    return 0;
}

struct generation *generation_load(const struct tls_settings *settings,
                                   const struct ticket_options *tickets,
                                   const struct server_memory *memory,
                                   const struct generation *before)
{
    struct material *material = malloc(sizeof(*material));
    struct generation *generation = material ? new_generation() : NULL;
    if (!generation) {
        free(material);
        return NULL;
    }
    material->settings = *settings;
    atomic_init(&material->holders, 1);
    generation->material = material;
    if (set_tickets(generation, &material->settings.config, tickets, memory, before) != 0 ||
        settings_load(&material->settings, BRISK_TLS_SERVER) != 0) {
        generation_release(generation);
        return NULL;
    }
    generation->config = material->settings.config;
    return generation;
}

struct generation *generation_rotate(const struct generation *before)
{
    struct generation *generation = new_generation();
    if (!generation)
        return NULL;
    generation->config = before->config;
    generation->config.ticket_keys = &generation->ticket_keys;
    generation->ticket_keys = before->ticket_keys;
    generation->material = before->material;
    atomic_fetch_add(&generation->material->holders, 1);
    if (rotate(&generation->ticket_keys) != 0) {
        generation_release(generation);
        return NULL;
    }
    return generation;
}

void generation_hold(struct generation *generation)
{
    atomic_fetch_add(&generation->holders, 1);
}

void generation_release(struct generation *generation)
{
    if (!generation || atomic_fetch_sub(&generation->holders, 1) > 1)
        return;
    release_material(generation->material);
    brisk_wipe(&generation->ticket_keys, sizeof(generation->ticket_keys));
    free(generation);
}
