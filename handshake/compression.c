/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Compressed certificates (RFC 8879): Certificate messages of TLS 1.3 in a form that was compressed
 * once, before any handshake, and the decompression of those that peers send, into the handshake's
 * memory. The algorithms are the configuration's. */

#include <string.h>

#include "handshake/peer.h"

/* --- compress_certificate (section 3) --- */

void brisk_compressions_write(const struct brisk_tls *tls, struct brisk_writer *w)
{
    const struct brisk_tls_config *config = tls->config;
    size_t list = brisk_writer_open(w, 1);
    for (size_t i = 0; i < config->num_cert_compressions; i++)
        brisk_writer_u16(w, config->cert_compressions[i].algorithm);
    brisk_writer_close(w, list, 1);
}

/* 1 to 127 algorithms; that none stands there twice is a demand of ours. */
int brisk_compressions_parse(struct brisk_bytes body, struct brisk_bytes *list)
{
    if (brisk_cursor_vector8(&body, list) || body.len || list->len < 2 || list->len % 2)
        return BRISK_ERR_TLS_DECODE;
    struct brisk_bytes rest = *list;
    uint16_t algorithm = 0;
    while (!brisk_cursor_u16(&rest, &algorithm))
        if (brisk_list_has(rest, algorithm))
            return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    return 0;
}

/* --- our own --- */

void brisk_compression_select(struct brisk_tls *tls, struct brisk_bytes accepted)
{
    struct brisk_tls_handshake *h = tls->handshake;
    int has_ocsp = brisk_status_is_stapled(tls);
    h->compressed = NULL;
    if (h->context.len) /* a request after the handshake: the forms have none */
        return;
    for (size_t i = 0; h->identity && i < h->identity->num_compressed && !h->compressed; i++) {
        const struct brisk_tls_compressed_certificate *form = &h->identity->compressed[i];
        if (form->has_ocsp == has_ocsp && brisk_list_has(accepted, form->algorithm))
            h->compressed = form;
    }
}

/* Section 4. */
void brisk_compressed_certificate_write(struct brisk_tls *tls, struct brisk_writer *w)
{
    const struct brisk_tls_compressed_certificate *form = tls->handshake->compressed;
    brisk_writer_u16(w, form->algorithm);
    brisk_writer_u8(w, form->uncompressed_len >> 16);
    brisk_writer_u16(w, form->uncompressed_len & 0xffff);
    size_t data = brisk_writer_open(w, 3);
    brisk_writer_bytes(w, form->data.data, form->data.len);
    brisk_writer_close(w, data, 3);
    tls->write.cert_compression = form->algorithm;
}

int brisk_tls_certificate_compress(struct brisk_tls_compressed_certificate *compressed,
                                   const struct brisk_tls_identity *identity, int has_ocsp,
                                   const struct brisk_tls_cert_compression *with, uint8_t *memory,
                                   size_t memory_len, size_t *used)
{
    if (!with->compress || (has_ocsp && !identity->ocsp.len))
        return BRISK_ERR_ARGUMENT;
    struct brisk_writer w = { .data = memory, .capacity = memory_len };
    brisk_certificate_write(&w, (struct brisk_bytes){ NULL, 0 }, identity, has_ocsp);
    if (w.failed)
        return BRISK_ERR_BUFFER;
    /* The message moves to the end, to make room for what it becomes. */
    size_t capacity = memory_len - w.len, len = 0;
    memmove(memory + capacity, memory, w.len);
    if (with->compress(with->arg, memory, capacity, &len, memory + capacity, w.len) || !len ||
        len > capacity)
        return BRISK_ERR_BUFFER;
    *compressed = (struct brisk_tls_compressed_certificate){
        .algorithm = with->algorithm,
        .has_ocsp = has_ocsp != 0,
        .uncompressed_len = (uint32_t)w.len,
        .data = { memory, len },
    };
    *used = len;
    return 0;
}

/* --- the peer's --- */

uint32_t brisk_certificate_messages(const struct brisk_tls *tls)
{
    return MESSAGE_BIT(MESSAGE_CERTIFICATE) |
           (tls->config->num_cert_compressions ? MESSAGE_BIT(MESSAGE_COMPRESSED_CERTIFICATE) : 0);
}

static const struct brisk_tls_cert_compression *find_algorithm(const struct brisk_tls *tls,
                                                               uint16_t algorithm)
{
    const struct brisk_tls_config *config = tls->config;
    for (size_t i = 0; i < config->num_cert_compressions; i++)
        if (config->cert_compressions[i].algorithm == algorithm)
            return &config->cert_compressions[i];
    return NULL;
}

/* Where the compressed data are out of the way of what they become: in `in`, if they lie there, or
 * at the end of `message`. *capacity gets what is left of that. */
static struct brisk_bytes make_way(struct brisk_tls_handshake *h, struct brisk_bytes data,
                                   size_t *capacity)
{
    uintptr_t start = (uintptr_t)h->message, place = (uintptr_t)data.data;
    *capacity = h->capacity;
    if (place < start || place >= start + h->capacity)
        return data;
    *capacity -= data.len;
    memmove(h->message + *capacity, data.data, data.len);
    data.data = h->message + *capacity;
    return data;
}

/* Section 4: the algorithm is one that was offered; the length is right, and within the bounds of a
 * Certificate that is not compressed. */
int brisk_compressed_certificate_open(struct brisk_tls *tls, const struct brisk_message *message)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_bytes body = message->body, data;
    uint16_t algorithm = 0, low = 0;
    uint8_t high = 0;
    size_t capacity;
    if (brisk_cursor_u16(&body, &algorithm) || brisk_cursor_u8(&body, &high) ||
        brisk_cursor_u16(&body, &low) || brisk_cursor_vector24(&body, &data) || !data.len ||
        body.len)
        return BRISK_ERR_TLS_DECODE;
    const struct brisk_tls_cert_compression *with = find_algorithm(tls, algorithm);
    if (!with)
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    size_t len = (size_t)high << 16 | low;
    if (!len || len > BRISK_TLS_MAX_HANDSHAKE_MESSAGE)
        return BRISK_ERR_TLS_DECOMPRESSION;
    data = make_way(h, data, &capacity);
    if (MESSAGE_HEADER_SIZE + len > capacity)
        return BRISK_ERR_TLS_MEMORY;
    if (with->decompress(with->arg, h->message + MESSAGE_HEADER_SIZE, len, data.data, data.len))
        return BRISK_ERR_TLS_DECOMPRESSION;
    h->message[0] = MESSAGE_CERTIFICATE;
    h->message[1] = high;
    h->message[2] = (uint8_t)(low >> 8);
    h->message[3] = (uint8_t)low;
    tls->read.cert_compression = algorithm;
    return 0;
}
