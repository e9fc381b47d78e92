/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The DER reader (X.690). One identifier octet only: no structure that brisk reads has a tag number
 * above 30. Lengths are definite and minimal (section 10.1). */

#include <brisk/der.h>
#include <brisk/error.h>

static int read_header(struct brisk_bytes *rest, unsigned *tag, size_t *content_len);

int brisk_der_read_any(struct brisk_bytes *cursor, unsigned *tag, struct brisk_bytes *content,
                       struct brisk_bytes *element)
{
    struct brisk_bytes rest = *cursor;
    unsigned found;
    size_t len;
    int error = read_header(&rest, &found, &len);
    if (error) {
        return error;
    }
    struct brisk_bytes whole = { cursor->data, cursor->len - rest.len + len };
    if (tag) {
        *tag = found;
    }
    if (content) {
        *content = (struct brisk_bytes){ rest.data, len };
    }
    if (element) {
        *element = whole;
    }
    cursor->data += whole.len;
    cursor->len -= whole.len;
    return 0;
}

int brisk_der_read(struct brisk_bytes *cursor, unsigned tag, struct brisk_bytes *content)
{
    if (!brisk_der_next_is(cursor, tag)) {
        return BRISK_ERR_DECODE;
    }
    return brisk_der_read_any(cursor, NULL, content, NULL);
}

int brisk_der_next_is(const struct brisk_bytes *cursor, unsigned tag)
{
    return cursor->len > 0 && cursor->data[0] == tag;
}

int brisk_der_read_unsigned(struct brisk_bytes *cursor, struct brisk_bytes *content)
{
    struct brisk_bytes rest = *cursor, number;
    int error = brisk_der_read(&rest, BRISK_DER_INTEGER, &number);
    if (error) {
        return error;
    }
    if (number.len == 0 || number.data[0] >= 0x80) {
        return BRISK_ERR_DECODE;
    }
    if (number.data[0] == 0 && number.len > 1) {
        /* A leading zero is there for the sign bit below it or not at all (section 8.3.2). */
        if (number.data[1] < 0x80) {
            return BRISK_ERR_DECODE;
        }
        number.data++;
        number.len--;
    }
    *content = number;
    *cursor = rest;
    return 0;
}

int brisk_der_read_small(struct brisk_bytes *cursor, uint32_t *value)
{
    struct brisk_bytes rest = *cursor, number;
    int error = brisk_der_read_unsigned(&rest, &number);
    if (error) {
        return error;
    }
    if (number.len > 4) {
        return BRISK_ERR_DECODE;
    }
    uint32_t sum = 0;
    for (size_t i = 0; i < number.len; i++) {
        sum = sum << 8 | number.data[i];
    }
    if (sum > INT32_MAX) {
        return BRISK_ERR_DECODE;
    }
    *value = sum;
    *cursor = rest;
    return 0;
}

int brisk_der_read_bit_string(struct brisk_bytes *cursor, struct brisk_bytes *content)
{
    struct brisk_bytes rest = *cursor, bits;
    int error = brisk_der_read(&rest, BRISK_DER_BIT_STRING, &bits);
    if (error) {
        return error;
    }
    if (bits.len == 0 || bits.data[0] != 0) {
        return BRISK_ERR_DECODE;
    }
    *content = (struct brisk_bytes){ bits.data + 1, bits.len - 1 };
    *cursor = rest;
    return 0;
}

/* Reads identifier and length octets and checks that the contents are all there. */
static int read_header(struct brisk_bytes *rest, unsigned *tag, size_t *content_len)
{
    const uint8_t *in = rest->data;
    if (rest->len < 2 || (in[0] & 0x1f) == 0x1f) {
        return BRISK_ERR_DECODE;
    }
    size_t header = 2, len = in[1];
    if (len >= 0x80) {
        size_t num_octets = len & 0x7f;
        /* 0x80 is the indefinite form; four octets are more than any input here can have. */
        if (num_octets == 0 || num_octets > 4 || num_octets > rest->len - 2) {
            return BRISK_ERR_DECODE;
        }
        len = 0;
        for (size_t i = 0; i < num_octets; i++) {
            len = len << 8 | in[2 + i];
        }
        if (len < 0x80 || len >> (8 * (num_octets - 1)) == 0) {
            return BRISK_ERR_DECODE;
        }
        header += num_octets;
    }
    if (len > rest->len - header) {
        return BRISK_ERR_DECODE;
    }
    *tag = in[0];
    *content_len = len;
    rest->data += header;
    rest->len -= header;
    return 0;
}
