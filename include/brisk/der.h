/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Strict DER (X.690) and PEM (RFC 7468): a zero-copy reader, a writer, and PEM blocks.
 * Nothing here allocates. All functions are thread-safe. */

#ifndef BRISK_DER_H
#define BRISK_DER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Universal tags as they appear in the identifier octet (SEQUENCE and SET with the constructed
 * bit), and context-specific ones. */
enum {
    BRISK_DER_BOOLEAN = 0x01,
    BRISK_DER_INTEGER = 0x02,
    BRISK_DER_BIT_STRING = 0x03,
    BRISK_DER_OCTET_STRING = 0x04,
    BRISK_DER_NULL = 0x05,
    BRISK_DER_OID = 0x06,
    BRISK_DER_UTF8_STRING = 0x0c,
    BRISK_DER_PRINTABLE_STRING = 0x13,
    BRISK_DER_UTC_TIME = 0x17,
    BRISK_DER_GENERALIZED_TIME = 0x18,
    BRISK_DER_SEQUENCE = 0x30,
    BRISK_DER_SET = 0x31,
};
#define BRISK_DER_CONTEXT(n) (0x80 | (n))             /* [n] IMPLICIT, primitive */
#define BRISK_DER_CONTEXT_CONSTRUCTED(n) (0xa0 | (n)) /* [n], constructed */

/* A view of bytes; also the reader's cursor: reading moves `data` and shortens `len`. */
struct brisk_bytes {
    const uint8_t *data;
    size_t len;
};

/* Reads one element with tag `tag` from the cursor; `content` gets its contents.
 * Returns 0, or BRISK_ERR_DECODE (other tag, non-minimal or indefinite length, past the end); the
 * cursor does not move on failure. */
int brisk_der_read(struct brisk_bytes *cursor, unsigned tag, struct brisk_bytes *content);

/* Reads one element of any tag, header included in `element` if that is not NULL. */
int brisk_der_read_any(struct brisk_bytes *cursor, unsigned *tag, struct brisk_bytes *content,
                       struct brisk_bytes *element);

/* Whether the next element has this tag: 1 or 0. */
int brisk_der_next_is(const struct brisk_bytes *cursor, unsigned tag);

/* Reads a non-negative INTEGER, strictly minimal; `content` gets its bytes without a leading zero
 * (one zero byte for 0). Negative numbers are BRISK_ERR_DECODE. */
int brisk_der_read_unsigned(struct brisk_bytes *cursor, struct brisk_bytes *content);

/* Reads a small INTEGER of 0 to 2^31 - 1. */
int brisk_der_read_small(struct brisk_bytes *cursor, uint32_t *value);

/* Reads a BIT STRING with no unused bits; `content` gets the bytes after the unused-bits octet. */
int brisk_der_read_bit_string(struct brisk_bytes *cursor, struct brisk_bytes *content);

/* A writer that fills a caller's buffer. `failed` is set, and stays, when something did not fit. */
struct brisk_der_writer {
    uint8_t *data;
    size_t len, capacity;
    int failed;
};

/* Opens an element with `tag`; returns a mark for brisk_der_close(), which fills in the length. */
size_t brisk_der_open(struct brisk_der_writer *w, unsigned tag);
void brisk_der_close(struct brisk_der_writer *w, size_t mark);

/* Writes bytes as they are; a whole element; a non-negative INTEGER from big-endian bytes. */
void brisk_der_put(struct brisk_der_writer *w, const uint8_t *data, size_t len);
void brisk_der_element(struct brisk_der_writer *w, unsigned tag, const uint8_t *data, size_t len);
void brisk_der_unsigned(struct brisk_der_writer *w, const uint8_t *data, size_t len);

/* Finds the next PEM block whose label is `label` ("CERTIFICATE"), or any label if NULL, in
 * *text of *text_len bytes, and decodes its base64 to `der`. Advances *text and *text_len past
 * the block, so that it can be called in a loop. `der` may be NULL to learn the size needed.
 * found_label, if not NULL, gets the label (at most 63 characters and a NUL).
 * Returns 0; BRISK_ERR_DECODE if no further block is found (*text_len is 0 then) or if it is
 * malformed (*text does not move then); BRISK_ERR_BUFFER if der_capacity bytes are too few. */
int brisk_pem_next(const char **text, size_t *text_len, const char *label, char found_label[64],
                   uint8_t *der, size_t der_capacity, size_t *der_len);

/* Size in bytes of the PEM text, final NUL included, of der_len bytes under `label`. */
size_t brisk_pem_size(const char *label, size_t der_len);

/* Writes a PEM block with 64-column lines and a final NUL. Returns 0 or BRISK_ERR_BUFFER. */
int brisk_pem_write(char *text, size_t text_capacity, const char *label, const uint8_t *der,
                    size_t der_len);

#ifdef __cplusplus
}
#endif

#endif
