/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Sets of eight places: an ID says which set, and one of its eight has the session or none has.
 * Our IDs are random, so that the sets fill evenly; IDs that clients make up are only looked for.
 * One lock serves every sixteenth set. */

#include <brisk/random.h>

#include <pthread.h>
#include <string.h>

#include "handshake/session_cache.h"

#define WAYS 8
#define NUM_LOCKS 16

/* Without the protocol's name, which resuming in TLS 1.2 does not ask for. */
#define CACHED_STATE_MAX (TICKET_STATE_MAX - BRISK_SESSION_MAX_NAME)

struct entry {
    int64_t expires; /* seconds since 1970 */
    uint16_t len;    /* 0: the place is free */
    uint8_t id[CACHED_ID_SIZE];
    uint8_t state[CACHED_STATE_MAX];
};

struct lock {
    pthread_mutex_t mutex;
} __attribute__((aligned(64)));

struct brisk_session_cache {
    struct lock locks[NUM_LOCKS];
    size_t num_sets;
    struct entry entries[] __attribute__((aligned(64))); /* WAYS for each set */
};

#define SET_SIZE (WAYS * sizeof(struct entry))
_Static_assert(SET_SIZE % 64 == 0 && sizeof(struct entry) <= 512, "half a KiB each");

size_t brisk_session_cache_size(size_t num_sessions)
{
    size_t num_sets = num_sessions / WAYS + (num_sessions % WAYS != 0);
    if (!num_sets || num_sets > (SIZE_MAX - sizeof(struct brisk_session_cache)) / SET_SIZE)
        return 0;
    return sizeof(struct brisk_session_cache) + num_sets * SET_SIZE;
}

struct brisk_session_cache *brisk_session_cache_init(void *memory, size_t size)
{
    struct brisk_session_cache *cache = memory;
    if (!memory || (uintptr_t)memory % 64 || size < sizeof *cache + SET_SIZE ||
        (size - sizeof *cache) % SET_SIZE)
        return NULL;
    memset(memory, 0, size);
    cache->num_sets = (size - sizeof *cache) / SET_SIZE;
    for (size_t i = 0; i < NUM_LOCKS; i++)
        pthread_mutex_init(&cache->locks[i].mutex, NULL);
    return cache;
}

static size_t find_set(const struct brisk_session_cache *cache, const uint8_t *id)
{
    uint64_t number;
    memcpy(&number, id, sizeof number);
    return (size_t)(number % cache->num_sets);
}

static pthread_mutex_t *lock_of(struct brisk_session_cache *cache, size_t set)
{
    return &cache->locks[set % NUM_LOCKS].mutex;
}

/* An ID that is found out early tells nothing: it crosses the network in the clear. */
static struct entry *find_entry(struct brisk_session_cache *cache, size_t set, const uint8_t *id)
{
    for (struct entry *entry = &cache->entries[set * WAYS], *end = entry + WAYS; entry < end;
         entry++)
        if (entry->len && memcmp(entry->id, id, CACHED_ID_SIZE) == 0)
            return entry;
    return NULL;
}

/* A free place; else that of the session which ends, or has ended, first. */
static struct entry *choose_place(struct brisk_session_cache *cache, size_t set)
{
    struct entry *first = &cache->entries[set * WAYS], *best = first;
    for (struct entry *entry = first; entry < first + WAYS; entry++) {
        if (!entry->len)
            return entry;
        if (entry->expires < best->expires)
            best = entry;
    }
    return best;
}

void brisk_session_cache_put(struct brisk_session_cache *cache, const uint8_t id[CACHED_ID_SIZE],
                             const struct ticket_state *state, int64_t now)
{
    struct ticket_state kept = *state;
    struct brisk_writer w = { .capacity = CACHED_STATE_MAX };
    size_t set = find_set(cache, id);
    kept.alpn = (struct brisk_bytes){ NULL, 0 };
    pthread_mutex_lock(lock_of(cache, set));
    struct entry *entry = choose_place(cache, set);
    brisk_wipe(entry, sizeof *entry);
    memcpy(entry->id, id, CACHED_ID_SIZE);
    w.data = entry->state;
    brisk_ticket_state_write(&w, &kept);
    entry->len = w.failed ? 0 : (uint16_t)w.len;
    entry->expires = now + state->lifetime;
    pthread_mutex_unlock(lock_of(cache, set));
    brisk_wipe(&kept, sizeof kept);
}

int brisk_session_cache_find(struct brisk_session_cache *cache, struct brisk_bytes id, int64_t now,
                             uint8_t storage[TICKET_STATE_MAX], struct ticket_state *state)
{
    size_t len = 0;
    memset(state, 0, sizeof *state);
    if (id.len != CACHED_ID_SIZE)
        return 0;
    size_t set = find_set(cache, id.data);
    pthread_mutex_lock(lock_of(cache, set));
    struct entry *entry = find_entry(cache, set, id.data);
    if (entry && now > entry->expires) {
        brisk_wipe(entry, sizeof *entry);
    } else if (entry) {
        len = entry->len;
        memcpy(storage, entry->state, len);
    }
    pthread_mutex_unlock(lock_of(cache, set));
    return len && brisk_ticket_state_read((struct brisk_bytes){ storage, len }, state);
}

void brisk_session_cache_remove(struct brisk_session_cache *cache, const uint8_t id[CACHED_ID_SIZE])
{
    size_t set = find_set(cache, id);
    pthread_mutex_lock(lock_of(cache, set));
    struct entry *entry = find_entry(cache, set, id);
    if (entry)
        brisk_wipe(entry, sizeof *entry);
    pthread_mutex_unlock(lock_of(cache, set));
}

size_t brisk_session_cache_expire(struct brisk_session_cache *cache, int64_t now)
{
    size_t left = 0;
    for (size_t set = 0; set < cache->num_sets; set++) {
        struct entry *first = &cache->entries[set * WAYS];
        pthread_mutex_lock(lock_of(cache, set));
        for (struct entry *entry = first; entry < first + WAYS; entry++) {
            if (entry->len && now > entry->expires)
                brisk_wipe(entry, sizeof *entry);
            left += entry->len != 0;
        }
        pthread_mutex_unlock(lock_of(cache, set));
    }
    return left;
}

void brisk_session_cache_wipe(struct brisk_session_cache *cache)
{
    for (size_t i = 0; i < NUM_LOCKS; i++)
        pthread_mutex_destroy(&cache->locks[i].mutex);
    brisk_wipe(cache->entries, cache->num_sets * SET_SIZE);
}
