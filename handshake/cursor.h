/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Reading TLS's presentation language (RFC 8446 section 3) from a view of bytes. Each function
 * moves the cursor past what it read and returns 0, or returns BRISK_ERR_TLS_DECODE, leaves the
 * cursor where it was, and never looks past its end. */

#ifndef BRISK_HANDSHAKE_CURSOR_H
#define BRISK_HANDSHAKE_CURSOR_H

#include <brisk/der.h>

/* Big-endian numbers of 1, 2 and 4 bytes. */
int brisk_cursor_u8(struct brisk_bytes *cursor, uint8_t *value);
int brisk_cursor_u16(struct brisk_bytes *cursor, uint16_t *value);
int brisk_cursor_u32(struct brisk_bytes *cursor, uint32_t *value);

/* The next len bytes. */
int brisk_cursor_bytes(struct brisk_bytes *cursor, size_t len, struct brisk_bytes *bytes);

/* A vector: a length of 1, 2 or 3 bytes, then that many bytes. */
int brisk_cursor_vector8(struct brisk_bytes *cursor, struct brisk_bytes *vector);
int brisk_cursor_vector16(struct brisk_bytes *cursor, struct brisk_bytes *vector);
int brisk_cursor_vector24(struct brisk_bytes *cursor, struct brisk_bytes *vector);

#endif
