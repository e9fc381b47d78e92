/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Writing TLS's presentation language (RFC 8446 section 3) into a buffer of fixed size. `failed` is
 * set, and stays set, when something did not fit; nothing is written past the end. */

#ifndef BRISK_HANDSHAKE_WRITER_H
#define BRISK_HANDSHAKE_WRITER_H

#include <stddef.h>
#include <stdint.h>

struct brisk_writer {
    uint8_t *data;
    size_t len, capacity;
    int failed;
};

/* Big-endian numbers, bytes as they are. */
void brisk_writer_u8(struct brisk_writer *w, unsigned value);
void brisk_writer_u16(struct brisk_writer *w, unsigned value);
void brisk_writer_u32(struct brisk_writer *w, uint32_t value);
void brisk_writer_bytes(struct brisk_writer *w, const void *data, size_t len);

/* Passes over len bytes that already are where they belong. */
void brisk_writer_skip(struct brisk_writer *w, size_t len);

/* Opens a vector whose length field has `length_size` bytes (1 to 3), and returns a mark for
 * brisk_writer_close(), which fills the length in. Vectors nest. */
size_t brisk_writer_open(struct brisk_writer *w, size_t length_size);
void brisk_writer_close(struct brisk_writer *w, size_t mark, size_t length_size);

#endif
