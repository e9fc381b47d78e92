/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "handshake/writer.h"

#include <string.h>

/* The place of the next len bytes, or NULL if they do not fit. */
static uint8_t *take(struct brisk_writer *w, size_t len)
{
    if (w->failed || len > w->capacity - w->len) {
        w->failed = 1;
        return NULL;
    }
    uint8_t *place = w->data + w->len;
    w->len += len;
    return place;
}

void brisk_writer_u8(struct brisk_writer *w, unsigned value)
{
    uint8_t *place = take(w, 1);
    if (place)
        place[0] = (uint8_t)value;
}

void brisk_writer_u16(struct brisk_writer *w, unsigned value)
{
    uint8_t *place = take(w, 2);
    if (place) {
        place[0] = (uint8_t)(value >> 8);
        place[1] = (uint8_t)value;
    }
}

void brisk_writer_u32(struct brisk_writer *w, uint32_t value)
{
    brisk_writer_u16(w, value >> 16);
    brisk_writer_u16(w, value & 0xffff);
}

void brisk_writer_bytes(struct brisk_writer *w, const void *data, size_t len)
{
    uint8_t *place = take(w, len);
    if (place && len)
        memcpy(place, data, len);
}

void brisk_writer_skip(struct brisk_writer *w, size_t len)
{
    take(w, len);
}

size_t brisk_writer_open(struct brisk_writer *w, size_t length_size)
{
    take(w, length_size);
    return w->len;
}

void brisk_writer_close(struct brisk_writer *w, size_t mark, size_t length_size)
{
    if (w->failed)
        return;
    size_t len = w->len - mark;
    if (len >> (8 * length_size)) {
        w->failed = 1;
        return;
    }
    for (size_t i = 1; i <= length_size; i++, len >>= 8)
        w->data[mark - i] = (uint8_t)len;
}
