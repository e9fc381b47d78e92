/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Two hash tables: one for the current period, one for the period before. An identifier is a MAC
 * (a binder), so that eight bytes of it are as good as random and nobody can aim at a slot. */

#include <brisk/replay.h>

#include <pthread.h>
#include <string.h>

#define PERIOD 20 /* seconds: twice the freshness window, which reaches both ways */
#define WINDOW 10
#define MAX_PROBES 16

struct brisk_replay_guard {
    pthread_mutex_t lock;
    int64_t start, period;
    size_t num_slots; /* of each table: a power of two */
    uint64_t slots[]; /* the current table at [current], 0 is empty */
};

/* Twice the hellos asked for, so that probing stays short. */
static size_t count_slots(size_t num_hellos)
{
    size_t num_slots = 64;
    while (num_slots < 2 * num_hellos)
        num_slots *= 2;
    return num_slots;
}

size_t brisk_replay_guard_size(size_t num_hellos)
{
    if (!num_hellos || num_hellos > SIZE_MAX / 128)
        return 0;
    return sizeof(struct brisk_replay_guard) + 2 * count_slots(num_hellos) * sizeof(uint64_t);
}

struct brisk_replay_guard *brisk_replay_guard_init(void *memory, size_t size, int64_t start)
{
    struct brisk_replay_guard *guard = memory;
    size_t num_slots = size < sizeof *guard ? 0 : (size - sizeof *guard) / 2 / sizeof(uint64_t);
    if (num_slots < 64 || (num_slots & (num_slots - 1)) != 0)
        return NULL;
    memset(memory, 0, size);
    pthread_mutex_init(&guard->lock, NULL);
    guard->start = start;
    guard->num_slots = num_slots;
    return guard;
}

/* Periods alternate between the tables; one that lies longer back is empty. */
static void advance(struct brisk_replay_guard *guard, int64_t period)
{
    if (period <= guard->period)
        return;
    size_t table = guard->num_slots * sizeof(uint64_t);
    if (period > guard->period + 1)
        memset(guard->slots, 0, 2 * table);
    else
        memset(guard->slots + (size_t)(period & 1) * guard->num_slots, 0, table);
    guard->period = period;
}

/* The slot that has the number or is free for it, or NULL. */
static uint64_t *find_slot(uint64_t *table, size_t num_slots, uint64_t number)
{
    for (size_t i = 0; i < MAX_PROBES; i++) {
        uint64_t *slot = &table[(number + i) & (num_slots - 1)];
        if (!*slot || *slot == number)
            return slot;
    }
    return NULL;
}

static int note(struct brisk_replay_guard *guard, uint64_t number)
{
    uint64_t *current = guard->slots + (size_t)(guard->period & 1) * guard->num_slots;
    uint64_t *before = guard->slots + (size_t)(~guard->period & 1) * guard->num_slots;
    uint64_t *old = find_slot(before, guard->num_slots, number);
    uint64_t *slot = find_slot(current, guard->num_slots, number);
    /* A full run of slots in the table before may hide it as well. */
    if (!old || *old || !slot || *slot)
        return 1;
    *slot = number;
    return 0;
}

int brisk_replay_check(void *memory, const uint8_t id[BRISK_REPLAY_ID_SIZE], int64_t now)
{
    struct brisk_replay_guard *guard = memory;
    uint64_t number;
    memcpy(&number, id, sizeof number);
    number += !number; /* 0 marks a free slot */
    pthread_mutex_lock(&guard->lock);
    advance(guard, now / PERIOD);
    int seen =
        now < guard->start + WINDOW || now / PERIOD < guard->period - 1 || note(guard, number);
    pthread_mutex_unlock(&guard->lock);
    return seen;
}
