/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define _GNU_SOURCE /* memfd_create */

#include "tests/support/guarded.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/support/test.h"

#define NUM_SLOTS 48
#define GUARD_SIZE (1u << 16) /* a multiple of any page size in use */
#define VIEW_SIZE (GUARD_SIZE + GUARDED_MAX_SIZE + GUARD_SIZE)
#define CANARY_SIZE 512

/* The pages of one buffer, and the buffer in them. */
struct slot {
    uint8_t *writable, *readable; /* two views of the same GUARDED_MAX_SIZE bytes */
    const char *name;
    size_t offset, len;
};

static struct slot slots[NUM_SLOTS];
static size_t num_mapped, num_used;
static uint8_t canary_pattern[CANARY_SIZE];

const char *guarded_place_name(enum guarded_place place)
{
    static const char *const names[] = { "flush against the guard behind",
                                         "flush against the guard before", "unaligned" };
    return names[place];
}

static uint8_t *map_view(int file, int protection)
{
    uint8_t *view = mmap(NULL, VIEW_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (view == MAP_FAILED || mmap(view + GUARD_SIZE, GUARDED_MAX_SIZE, protection,
                                   MAP_SHARED | MAP_FIXED, file, 0) == MAP_FAILED) {
        test_abort("mmap of a guarded buffer failed");
    }
    return view + GUARD_SIZE;
}

static void make_canary_pattern(void)
{
    for (size_t i = 0; i < CANARY_SIZE; i++) {
        canary_pattern[i] = (uint8_t)(0xc5 ^ i * 29);
    }
}

static void map_slot(struct slot *slot)
{
    int file = memfd_create("guarded", MFD_CLOEXEC);

    if (file < 0 || ftruncate(file, GUARDED_MAX_SIZE) != 0) {
        test_abort("memfd_create failed");
    }
    slot->writable = map_view(file, PROT_READ | PROT_WRITE);
    slot->readable = map_view(file, PROT_READ);
    close(file);
}

void guarded_reset(void)
{
    num_used = 0;
}

/* The canary bytes before or after the buffer: as many as its pages have, at most CANARY_SIZE. */
static uint8_t *get_canary(const struct slot *slot, int is_after, size_t *len)
{
    size_t room = is_after ? GUARDED_MAX_SIZE - slot->offset - slot->len : slot->offset;

    *len = room < CANARY_SIZE ? room : CANARY_SIZE;
    return slot->writable + (is_after ? slot->offset + slot->len : slot->offset - *len);
}

static void fill_canaries(const struct slot *slot)
{
    for (int is_after = 0; is_after < 2; is_after++) {
        size_t len;
        uint8_t *canary = get_canary(slot, is_after, &len);
        memcpy(canary, canary_pattern, len);
    }
}

void *guarded_new(const char *name, size_t len, size_t alignment, enum guarded_place place)
{
    if (num_used == NUM_SLOTS || len > GUARDED_MAX_SIZE / 2) {
        test_abort("guarded buffer \"%s\": too many (%d), or too long (%zu bytes)", name, NUM_SLOTS,
                   len);
    }
    struct slot *slot = &slots[num_used++];
    if (num_used > num_mapped) {
        make_canary_pattern();
        map_slot(slot);
        num_mapped = num_used;
    }
    slot->name = name;
    slot->len = len;
    if (place == GUARDED_END) {
        slot->offset = (GUARDED_MAX_SIZE - len) & ~(alignment - 1);
    } else if (place == GUARDED_START) {
        slot->offset = 0;
    } else { /* an odd multiple of the alignment, another one for each buffer */
        slot->offset = 4096 + alignment * (2 * (num_used * 5 % 32) + 1);
    }
    fill_canaries(slot);
    return slot->writable + slot->offset;
}

const void *guarded_read_only(const void *at)
{
    uintptr_t address = (uintptr_t)at;

    for (size_t i = 0; i < num_used; i++) {
        uintptr_t start = (uintptr_t)slots[i].writable;
        if (address >= start && address <= start + GUARDED_MAX_SIZE) {
            return slots[i].readable + (address - start);
        }
    }
    test_abort("not a guarded buffer");
}

/* Offset of the address from the start of a view, guards included, or 0 if it is not in it. */
static int find_in_view(const uint8_t *view, uintptr_t address, ptrdiff_t *offset)
{
    uintptr_t start = (uintptr_t)view - GUARD_SIZE;

    *offset = (ptrdiff_t)(address - (uintptr_t)view);
    return address >= start && address - start < VIEW_SIZE;
}

int guarded_find(uintptr_t address, struct guarded_fault *fault)
{
    for (size_t i = 0; i < num_used; i++) {
        const struct slot *slot = &slots[i];
        ptrdiff_t at, start = (ptrdiff_t)slot->offset, len = (ptrdiff_t)slot->len;
        if (!find_in_view(slot->writable, address, &at) &&
            !find_in_view(slot->readable, address, &at)) {
            continue;
        }
        fault->name = slot->name;
        fault->len = slot->len;
        fault->offset = 0;
        if (at < start) {
            fault->distance = at - start;
        } else if (at >= start + len) {
            fault->distance = at - start - len + 1;
        } else {
            fault->distance = 0;
            fault->offset = (size_t)(at - start);
        }
        return 1;
    }
    return 0;
}

static int find_overwritten(const struct slot *slot, int is_after, struct guarded_fault *fault)
{
    size_t len, i = 0;
    const uint8_t *canary = get_canary(slot, is_after, &len);

    if (memcmp(canary, canary_pattern, len) == 0) {
        return 0;
    }
    while (canary[i] == canary_pattern[i]) {
        i++;
    }
    fault->name = slot->name;
    fault->len = slot->len;
    fault->offset = 0;
    fault->distance = is_after ? (ptrdiff_t)i + 1 : (ptrdiff_t)i - (ptrdiff_t)len;
    return 1;
}

int guarded_find_overwritten(struct guarded_fault *fault)
{
    for (size_t i = 0; i < num_used; i++) {
        for (int is_after = 0; is_after < 2; is_after++) {
            if (find_overwritten(&slots[i], is_after, fault)) {
                fill_canaries(&slots[i]);
                return 1;
            }
        }
    }
    return 0;
}
