/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The DER writer: elements are opened with one length octet, and the contents move up when they
 * turn out to need more. */

#include <string.h>

#include <brisk/der.h>

static uint8_t *reserve(struct brisk_der_writer *w, size_t len);

size_t brisk_der_open(struct brisk_der_writer *w, unsigned tag)
{
    uint8_t *out = reserve(w, 2);
    if (out) {
        out[0] = (uint8_t)tag;
        out[1] = 0;
    }
    return w->len;
}

void brisk_der_close(struct brisk_der_writer *w, size_t mark)
{
    if (w->failed) {
        return;
    }
    size_t len = w->len - mark;
    if (len < 0x80) {
        w->data[mark - 1] = (uint8_t)len;
        return;
    }
    size_t num_octets = 1;
    while (num_octets < sizeof(len) && len >> (8 * num_octets)) {
        num_octets++;
    }
    if (!reserve(w, num_octets)) {
        return;
    }
    memmove(w->data + mark + num_octets, w->data + mark, len);
    w->data[mark - 1] = (uint8_t)(0x80 | num_octets);
    for (size_t i = 0; i < num_octets; i++) {
        w->data[mark + i] = (uint8_t)(len >> (8 * (num_octets - 1 - i)));
    }
}

void brisk_der_put(struct brisk_der_writer *w, const uint8_t *data, size_t len)
{
    uint8_t *out = reserve(w, len);
    if (out && len > 0) {
        memcpy(out, data, len);
    }
}

void brisk_der_element(struct brisk_der_writer *w, unsigned tag, const uint8_t *data, size_t len)
{
    size_t mark = brisk_der_open(w, tag);
    brisk_der_put(w, data, len);
    brisk_der_close(w, mark);
}

void brisk_der_unsigned(struct brisk_der_writer *w, const uint8_t *data, size_t len)
{
    static const uint8_t zero = 0;
    while (len > 0 && data[0] == 0) {
        data++;
        len--;
    }
    size_t mark = brisk_der_open(w, BRISK_DER_INTEGER);
    if (len == 0 || data[0] >= 0x80) {
        brisk_der_put(w, &zero, 1);
    }
    brisk_der_put(w, data, len);
    brisk_der_close(w, mark);
}

/* Room for len bytes more, or NULL once the writer has failed. */
static uint8_t *reserve(struct brisk_der_writer *w, size_t len)
{
    if (w->failed || len > w->capacity - w->len) {
        w->failed = 1;
        return NULL;
    }
    uint8_t *out = w->data + w->len;
    w->len += len;
    return out;
}
