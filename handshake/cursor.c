/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "handshake/cursor.h"

#include <brisk/error.h>

/* A big-endian number of `size` bytes, at most 4. */
static int read_number(struct brisk_bytes *cursor, size_t size, uint32_t *value)
{
    if (cursor->len < size)
        return BRISK_ERR_TLS_DECODE;
    uint32_t number = 0;
    for (size_t i = 0; i < size; i++)
        number = number << 8 | cursor->data[i];
    cursor->data += size;
    cursor->len -= size;
    *value = number;
    return 0;
}

int brisk_cursor_u8(struct brisk_bytes *cursor, uint8_t *value)
{
    uint32_t number = 0;
    int error = read_number(cursor, 1, &number);
    if (!error)
        *value = (uint8_t)number;
    return error;
}

int brisk_cursor_u16(struct brisk_bytes *cursor, uint16_t *value)
{
    uint32_t number = 0;
    int error = read_number(cursor, 2, &number);
    if (!error)
        *value = (uint16_t)number;
    return error;
}

int brisk_cursor_u32(struct brisk_bytes *cursor, uint32_t *value)
{
    return read_number(cursor, 4, value);
}

int brisk_cursor_bytes(struct brisk_bytes *cursor, size_t len, struct brisk_bytes *bytes)
{
    if (cursor->len < len)
        return BRISK_ERR_TLS_DECODE;
    bytes->data = cursor->data;
    bytes->len = len;
    cursor->data += len;
    cursor->len -= len;
    return 0;
}

static int read_vector(struct brisk_bytes *cursor, size_t length_size, struct brisk_bytes *vector)
{
    struct brisk_bytes rest = *cursor;
    uint32_t len = 0;
    if (read_number(&rest, length_size, &len) || brisk_cursor_bytes(&rest, len, vector))
        return BRISK_ERR_TLS_DECODE;
    *cursor = rest;
    return 0;
}

int brisk_cursor_vector8(struct brisk_bytes *cursor, struct brisk_bytes *vector)
{
    return read_vector(cursor, 1, vector);
}

int brisk_cursor_vector16(struct brisk_bytes *cursor, struct brisk_bytes *vector)
{
    return read_vector(cursor, 2, vector);
}

int brisk_cursor_vector24(struct brisk_bytes *cursor, struct brisk_bytes *vector)
{
    return read_vector(cursor, 3, vector);
}
