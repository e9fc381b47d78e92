/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Buffers for the check harness: each in pages of its own between pages that cannot be touched,
 * mapped twice, once for reading and writing and once for reading only. */

#ifndef BRISK_TESTS_SUPPORT_GUARDED_H
#define BRISK_TESTS_SUPPORT_GUARDED_H

#include <stddef.h>
#include <stdint.h>

/* Where in its pages a buffer lies. Bytes of the pages beside it hold canaries. */
enum guarded_place {
    GUARDED_END, /* its last byte is the last before the guard page, as near as alignment allows */
    GUARDED_START,  /* its first byte is the first after the guard page */
    GUARDED_MIDDLE, /* aligned to `alignment` and to nothing more */
    GUARDED_NUM_PLACES
};
const char *guarded_place_name(enum guarded_place place);

#define GUARDED_MAX_SIZE (1u << 20)

/* Gives all buffers back. */
void guarded_reset(void);

/* A new buffer; its contents are what they are. */
void *guarded_new(const char *name, size_t len, size_t alignment, enum guarded_place place);

/* The same bytes at an address where they cannot be written. */
const void *guarded_read_only(const void *at);

/* Where an address lies with respect to the nearest buffer. */
struct guarded_fault {
    const char *name;
    size_t len;         /* of the buffer */
    size_t offset;      /* in the buffer, if distance is 0 */
    ptrdiff_t distance; /* bytes past its last byte, or, negative, before its first */
};

/* 1 if the address is in a buffer or in its surroundings; 0 if it has nothing to do with any. */
int guarded_find(uintptr_t address, struct guarded_fault *fault);

/* Looks for a canary that was overwritten, fills it in again, and returns 1; 0 if all are whole. */
int guarded_find_overwritten(struct guarded_fault *fault);

#endif
