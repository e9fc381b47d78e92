/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Handshake messages in and out of records (RFC 8446 sections 4 and 5.1). A message that lies in
 * one record is parsed where it was decrypted; one that is split is put together in the
 * handshake's memory. */

#include <string.h>

#include "handshake/engine.h"

/* The header of a message, as far as it has arrived: its type must be one the state allows, and its
 * length one that brisk takes, before a byte of it is stored. */
static int check_message_header(const uint8_t *header, size_t available, uint32_t allowed,
                                size_t *size)
{
    if (header[0] >= 32 || !(allowed & MESSAGE_BIT(header[0])))
        return BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    if (available < MESSAGE_HEADER_SIZE) {
        *size = 0;
        return 0;
    }
    size_t len = (size_t)header[1] << 16 | (size_t)header[2] << 8 | header[3];
    if (len > BRISK_TLS_MAX_HANDSHAKE_MESSAGE)
        return BRISK_ERR_LIMIT;
    *size = MESSAGE_HEADER_SIZE + len;
    return 0;
}

static void set_message(struct brisk_message *message, const uint8_t *raw, size_t size)
{
    message->type = raw[0];
    message->raw = (struct brisk_bytes){ raw, size };
    message->body = (struct brisk_bytes){ raw + MESSAGE_HEADER_SIZE, size - MESSAGE_HEADER_SIZE };
}

/* Adds what the record has of a split message. Returns 1 when the message is whole, 0 when more is
 * needed, or an error. */
static int assemble(struct brisk_tls *tls, uint32_t allowed, struct brisk_message *message)
{
    struct brisk_tls_handshake *h = tls->handshake;
    uint8_t *start = h->message + h->kept;
    while (tls->record_left) {
        size_t goal = MESSAGE_HEADER_SIZE, size = 0;
        if (h->assembled) {
            int error = check_message_header(start, h->assembled, allowed, &size);
            if (error)
                return error;
            if (size)
                goal = size;
        }
        if (goal > h->assembled) {
            size_t part = goal - h->assembled;
            if (part > tls->record_left)
                part = tls->record_left;
            if (goal > h->capacity - h->kept)
                return BRISK_ERR_TLS_MEMORY;
            memcpy(start + h->assembled, tls->in.data + tls->in.begin, part);
            h->assembled += part;
            brisk_record_consume(tls, part);
        }
        int error = check_message_header(start, h->assembled, allowed, &size);
        if (error)
            return error;
        if (size && h->assembled == size) {
            set_message(message, start, size);
            h->assembled = 0;
            return 1;
        }
    }
    return 0;
}

/* Opens the next record, which must be of this type. Alerts are dealt with. */
static int next_record(struct brisk_tls *tls, uint8_t type)
{
    for (;;) {
        int result = brisk_record_next(tls);
        if (result)
            return result;
        if (tls->record_type == type)
            return 0;
        /* Section 5.1: no other record between the parts of a handshake message. */
        if (tls->handshake->assembled || tls->record_type != RECORD_ALERT)
            return BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
        result = brisk_alert_receive(tls);
        if (result)
            return result;
        /* A peer that closes before the handshake is complete will not complete it. */
        if (tls->close_received)
            return BRISK_ERR_TLS_PEER_ALERT;
    }
}

int brisk_message_read_ccs(struct brisk_tls *tls)
{
    if (tls->record_left) /* a message where none may come */
        return BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    int result = next_record(tls, RECORD_CHANGE_CIPHER_SPEC);
    if (result)
        return result;
    if (tls->record_left != 1)
        return BRISK_ERR_TLS_DECODE;
    if (tls->in.data[tls->in.begin] != 1)
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    brisk_record_consume(tls, 1);
    return 0;
}

static int read_message(struct brisk_tls *tls, uint32_t allowed, struct brisk_message *message)
{
    struct brisk_tls_handshake *h = tls->handshake;
    for (;;) {
        if (!tls->record_left) {
            int result = next_record(tls, RECORD_HANDSHAKE);
            if (result)
                return result;
        }
        const uint8_t *start = tls->in.data + tls->in.begin;
        if (!h->assembled) {
            size_t size = 0;
            int error = check_message_header(start, tls->record_left, allowed, &size);
            if (error)
                return error;
            if (size && size <= tls->record_left) {
                set_message(message, start, size);
                brisk_record_consume(tls, size);
                return 0;
            }
        }
        int whole = assemble(tls, allowed, message);
        if (whole)
            return whole < 0 ? whole : 0;
    }
}

int brisk_message_read(struct brisk_tls *tls, uint32_t allowed, struct brisk_message *message)
{
    /* RFC 5246 section 7.4.1.1: a HelloRequest may come at any time, and is passed over during a
     * handshake, whose transcript it is no part of. */
    int passes_requests = tls->version == BRISK_TLS_VERSION_1_2 && tls->role == BRISK_TLS_CLIENT;
    if (passes_requests)
        allowed |= MESSAGE_BIT(MESSAGE_HELLO_REQUEST);
    for (;;) {
        int result = read_message(tls, allowed, message);
        if (result || !passes_requests || message->type != MESSAGE_HELLO_REQUEST)
            return result;
        if (message->body.len)
            return BRISK_ERR_TLS_DECODE;
        if (++tls->warnings > MAX_WARNINGS)
            return BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    }
}

int brisk_message_check_boundary(const struct brisk_tls *tls)
{
    return tls->record_left ? BRISK_ERR_TLS_UNEXPECTED_MESSAGE : 0;
}

struct brisk_writer brisk_message_begin(struct brisk_tls *tls, uint8_t type, size_t *mark)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_writer w = { .data = h->message + h->flight_end,
                              .capacity = h->capacity - h->flight_end };
    brisk_writer_u8(&w, type);
    *mark = brisk_writer_open(&w, 3);
    return w;
}

int brisk_message_end(struct brisk_tls *tls, struct brisk_writer *w, size_t mark)
{
    struct brisk_tls_handshake *h = tls->handshake;
    brisk_writer_close(w, mark, 3);
    if (w->failed)
        return BRISK_ERR_TLS_MEMORY; /* brisk_tls_handshake_size() says what is needed */
    brisk_transcript_add(tls, (struct brisk_bytes){ w->data, w->len });
    h->flight_end += w->len;
    if (!h->flight_held)
        h->flight_ready = h->flight_end;
    return 0;
}

int brisk_flight_flush(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    size_t max = brisk_record_max_content(tls);
    while (h->flight_begin < h->flight_ready) {
        size_t left = h->flight_ready - h->flight_begin;
        size_t part = left < max ? left : max;
        size_t room = brisk_record_room(tls, brisk_alert_reserve(tls));
        if (part > room) {
            /* Split it only if an empty `out` cannot hold it. */
            if (tls->out.begin < tls->out.end)
                return BRISK_TLS_WANT_OUTPUT;
            part = room;
        }
        int error = brisk_record_write(tls, RECORD_HANDSHAKE, h->message + h->flight_begin, part);
        if (error)
            return error;
        h->flight_begin += part;
    }
    if (h->flight_begin == h->flight_end)
        h->flight_begin = h->flight_ready = h->flight_end = 0;
    return 0;
}
