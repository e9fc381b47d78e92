/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The established connection: application data, KeyUpdate (RFC 8446 section 4.6.3) and what else
 * may come after the handshake. It needs no handshake memory. */

#include <brisk/random.h>

#include <string.h>

#include "handshake/messages.h"

#define KEY_UPDATE_SIZE (MESSAGE_HEADER_SIZE + 1)

enum { UPDATE_NONE = 0, UPDATE_PENDING = 1, UPDATE_PENDING_WITH_REQUEST = 2 };

/* The smallest NewSessionTicket: lifetime, age_add, an empty nonce, a ticket of one byte, no
 * extensions. */
#define MIN_TICKET_MESSAGE (4 + 4 + 1 + 2 + 1 + 2)

/* --- keys --- */

static int update_keys(struct brisk_tls *tls, struct brisk_tls_direction *direction,
                       uint8_t *secret)
{
    int error = brisk_traffic_secret_update(tls->suite, secret);
    return error ? error : brisk_record_set_keys(direction, tls->suite, secret, NULL);
}

/* Section 4.6.3: under the old keys, alone in its record; the new keys are used from then on. */
static int send_key_update(struct brisk_tls *tls, int request_peer)
{
    uint8_t message[KEY_UPDATE_SIZE] = { MESSAGE_KEY_UPDATE, 0, 0, 1, request_peer ? 1 : 0 };
    int error = brisk_record_write(tls, RECORD_HANDSHAKE, message, sizeof message);
    return error ? error : update_keys(tls, &tls->write, tls->write_secret);
}

int brisk_key_update_flush(struct brisk_tls *tls)
{
    if (tls->close_sent || !tls->established || tls->version == BRISK_TLS_VERSION_1_2 ||
        brisk_post_auth_is_sending(tls))
        return 0;
    if (tls->write.sequence >= tls->suite->max_records && !tls->update_pending)
        tls->update_pending = UPDATE_PENDING;
    if (!tls->update_pending || brisk_record_room(tls, ALERT_RESERVE) < KEY_UPDATE_SIZE)
        return 0;
    int request = tls->update_pending == UPDATE_PENDING_WITH_REQUEST;
    tls->update_pending = UPDATE_NONE;
    return send_key_update(tls, request);
}

int brisk_tls_key_update(struct brisk_tls *tls, int request_peer)
{
    if (tls->error)
        return tls->error;
    if (!tls->established || tls->close_sent || tls->version == BRISK_TLS_VERSION_1_2)
        return BRISK_ERR_STATE;
    if (brisk_post_auth_is_sending(tls) || brisk_record_room(tls, ALERT_RESERVE) < KEY_UPDATE_SIZE)
        return BRISK_ERR_BUFFER;
    tls->update_pending = UPDATE_NONE; /* this one answers a request as well */
    int error = send_key_update(tls, request_peer);
    return error ? brisk_tls_die(tls, error) : 0;
}

/* Section 5.5: the peer seals too many records under one key: it is asked, once, to change it. */
static void ask_for_new_keys(struct brisk_tls *tls)
{
    if (tls->version == BRISK_TLS_VERSION_1_2 || tls->read.sequence < tls->suite->max_records ||
        tls->update_asked)
        return;
    tls->update_asked = 1;
    tls->update_pending = UPDATE_PENDING_WITH_REQUEST;
}

/* --- messages after the handshake --- */

static int read_key_update(struct brisk_tls *tls, struct brisk_bytes body)
{
    uint8_t request = 0;
    if (brisk_cursor_u8(&body, &request) || body.len)
        return BRISK_ERR_TLS_DECODE;
    if (request > 1)
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    int error = brisk_message_check_boundary(tls); /* section 5.1: keys change behind it */
    if (error)
        return error;
    if (++tls->key_updates > MAX_KEY_UPDATES) /* without any data between them */
        return BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    /* Any number of requests before our answer is answered once. */
    if (request && !tls->update_pending)
        tls->update_pending = UPDATE_PENDING;
    tls->update_asked = 0;
    return update_keys(tls, &tls->read, tls->read_secret);
}

/* Section 4.6.1. */
int brisk_new_session_ticket_parse(struct brisk_new_session_ticket *parsed, struct brisk_bytes body)
{
    struct brisk_bytes extensions;
    struct brisk_extension_reader reader;
    enum brisk_extension type;
    int more;
    parsed->max_early_data = 0;
    if (brisk_cursor_u32(&body, &parsed->lifetime) || brisk_cursor_u32(&body, &parsed->age_add) ||
        brisk_cursor_vector8(&body, &parsed->nonce) ||
        brisk_cursor_vector16(&body, &parsed->ticket) || !parsed->ticket.len ||
        brisk_cursor_vector16(&body, &extensions) || body.len)
        return BRISK_ERR_TLS_DECODE;
    brisk_extensions_start(&reader, EXTENSIONS_OF_NEW_SESSION_TICKET, extensions, 0);
    while ((more = brisk_extensions_next(&reader, &type, &body)) == 1)
        if (type == EXT_EARLY_DATA &&
            (brisk_cursor_u32(&body, &parsed->max_early_data) || body.len))
            return BRISK_ERR_TLS_DECODE;
    return more;
}

static int check_type(const struct brisk_tls *tls, uint8_t type)
{
    if (tls->version == BRISK_TLS_VERSION_1_2) {
        if (tls->role == BRISK_TLS_CLIENT && type == MESSAGE_HELLO_REQUEST)
            return 0;
        return tls->role == BRISK_TLS_SERVER && type == MESSAGE_CLIENT_HELLO
                   ? BRISK_ERR_TLS_RENEGOTIATION
                   : BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    }
    if (type == MESSAGE_KEY_UPDATE ||
        (type == MESSAGE_NEW_SESSION_TICKET && tls->role == BRISK_TLS_CLIENT))
        return 0;
    /* Renegotiation among others, and post-handshake authentication without having agreed to it. */
    return BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
}

/* RFC 5246 section 7.4.1.1: answered by a warning, if not too often. */
static int read_hello_request(struct brisk_tls *tls, size_t body_len)
{
    if (body_len)
        return BRISK_ERR_TLS_DECODE;
    if (++tls->key_updates > MAX_KEY_UPDATES) /* without any data between them */
        return BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    if (!tls->close_sent)
        brisk_alert_refuse_renegotiation(tls);
    return 0;
}

static int read_whole_message(struct brisk_tls *tls, uint8_t type, struct brisk_bytes body)
{
    if (type == MESSAGE_HELLO_REQUEST)
        return read_hello_request(tls, body.len);
    return type == MESSAGE_KEY_UPDATE ? read_key_update(tls, body)
                                      : brisk_session_receive_ticket(tls, body);
}

/* Takes the next part of a split ticket: it is collected in the slot, or passed over if there is
 * none or it is too small. */
static int read_split_ticket(struct brisk_tls *tls)
{
    struct brisk_session *slot = tls->slot;
    uint32_t part = tls->record_left < tls->ticket_left ? tls->record_left : tls->ticket_left;
    if (tls->ticket_collected) {
        memcpy(slot->ticket + tls->ticket_used, tls->in.data + tls->in.begin, part);
        tls->ticket_used += (uint16_t)part;
    }
    tls->ticket_left -= part;
    brisk_record_consume(tls, part);
    if (tls->ticket_left || !tls->ticket_collected)
        return 0;
    struct brisk_bytes body = { slot->ticket, tls->ticket_used };
    tls->ticket_collected = 0;
    return brisk_session_receive_ticket(tls, body);
}

static void start_split_ticket(struct brisk_tls *tls, uint32_t len)
{
    tls->ticket_left = len;
    tls->ticket_used = 0;
    tls->ticket_collected = tls->slot && len <= sizeof tls->slot->ticket;
    if (tls->ticket_collected)
        tls->slot->ticket_len = 0; /* the one before is written over */
}

/* A message split over records: its first bytes are collected, which is all of a KeyUpdate. */
static int read_split_message(struct brisk_tls *tls)
{
    while (tls->record_left) {
        if (tls->ticket_left) {
            int error = read_split_ticket(tls);
            if (error || !tls->ticket_left)
                return error;
            continue;
        }
        tls->partial[tls->partial_len++] = tls->in.data[tls->in.begin];
        brisk_record_consume(tls, 1);
        int error = check_type(tls, tls->partial[0]);
        if (error)
            return error;
        if (tls->partial_len < MESSAGE_HEADER_SIZE)
            continue;
        uint32_t len =
            (uint32_t)tls->partial[1] << 16 | (uint32_t)tls->partial[2] << 8 | tls->partial[3];
        if (tls->partial[0] == MESSAGE_HELLO_REQUEST) {
            error = read_hello_request(tls, len);
            if (error)
                return error;
            tls->partial_len = 0;
        } else if (tls->partial[0] == MESSAGE_NEW_SESSION_TICKET) {
            if (len > BRISK_TLS_MAX_HANDSHAKE_MESSAGE)
                return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
            if (len < MIN_TICKET_MESSAGE)
                return BRISK_ERR_TLS_DECODE;
            start_split_ticket(tls, len);
            tls->partial_len = 0;
        } else if (len != 1) {
            return BRISK_ERR_TLS_DECODE;
        } else if (tls->partial_len == KEY_UPDATE_SIZE) {
            tls->partial_len = 0;
            struct brisk_bytes body = { tls->partial + MESSAGE_HEADER_SIZE, 1 };
            return read_key_update(tls, body);
        }
    }
    return 0;
}

static int read_message(struct brisk_tls *tls)
{
    const uint8_t *start = tls->in.data + tls->in.begin;
    if (!tls->partial_len && !tls->ticket_left && brisk_post_auth_begin(tls, start[0]))
        return 0;
    if (tls->partial_len || tls->ticket_left || tls->record_left < MESSAGE_HEADER_SIZE)
        return read_split_message(tls);
    size_t size = MESSAGE_HEADER_SIZE + ((size_t)start[1] << 16 | (size_t)start[2] << 8 | start[3]);
    if (size > tls->record_left)
        return read_split_message(tls);
    int error = check_type(tls, start[0]);
    if (error)
        return error;
    struct brisk_bytes body = { start + MESSAGE_HEADER_SIZE, size - MESSAGE_HEADER_SIZE };
    brisk_record_consume(tls, size);
    return read_whole_message(tls, start[0], body);
}

/* --- the state --- */

/* Section 5.1: data may come in empty records, but not only. */
static int read_data(struct brisk_tls *tls)
{
    if (!tls->record_left)
        return ++tls->empty_records > MAX_EMPTY_RECORDS ? BRISK_ERR_TLS_UNEXPECTED_MESSAGE
                                                        : STEP_AGAIN;
    tls->empty_records = 0;
    tls->key_updates = 0;
    tls->data.data = tls->in.data + tls->in.begin;
    tls->data.len = tls->record_left;
    return BRISK_TLS_DATA;
}

static int read_record(struct brisk_tls *tls)
{
    int error;
    if (tls->record_type == RECORD_HANDSHAKE) {
        error = read_message(tls);
    } else if (tls->partial_len || tls->ticket_left) {
        /* Section 5.1: no other record between the parts of a handshake message. */
        error = BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    } else if (tls->record_type == RECORD_ALERT) {
        error = brisk_alert_receive(tls);
    } else if (tls->record_type == RECORD_CHANGE_CIPHER_SPEC) { /* RFC 5246 section 7.1 */
        error = BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    } else {
        return read_data(tls);
    }
    return error ? error : STEP_AGAIN;
}

int brisk_connected_step(struct brisk_tls *tls)
{
    /* Our own request goes at once. The answer to the peer's goes with the next data that we send
     * (section 4.6.3), one for all requests until then. */
    if (tls->update_pending == UPDATE_PENDING_WITH_REQUEST) {
        int error = brisk_key_update_flush(tls);
        if (error)
            return error;
    }
    if (tls->data.data)
        return BRISK_TLS_DATA; /* until brisk_tls_data_done() */
    if (tls->close_received) { /* section 6.1: what follows is ignored */
        tls->in.begin = tls->in.end = 0;
        return BRISK_TLS_CLOSED;
    }
    if (!tls->record_left) {
        int result = brisk_record_next(tls);
        if (result)
            return result == BRISK_TLS_WANT_INPUT ? BRISK_TLS_DONE : result;
        ask_for_new_keys(tls);
    }
    return read_record(tls);
}

void brisk_tls_data_done(struct brisk_tls *tls)
{
    if (!tls->data.data)
        return;
    tls->data.data = NULL;
    tls->data.len = 0;
    tls->data.early = 0;
    brisk_record_consume(tls, tls->record_left);
}

static int can_write(const struct brisk_tls *tls)
{
    return !tls->close_sent && (tls->established || tls->half_rtt || brisk_tls_early_room(tls));
}

uint8_t *brisk_tls_write_place(struct brisk_tls *tls, size_t *capacity)
{
    *capacity = 0;
    if (tls->error || !can_write(tls))
        return NULL;
    /* What must go before the data goes now, so that the place stays where it is. */
    int error = brisk_key_update_flush(tls);
    if (error) {
        brisk_tls_die(tls, error);
        return NULL;
    }
    *capacity =
        brisk_post_auth_is_sending(tls) ? 0 : brisk_record_room(tls, brisk_alert_reserve(tls));
    if (!tls->established && !tls->half_rtt && *capacity > tls->early_room)
        *capacity = tls->early_room;
    return tls->out.data + tls->out.end + brisk_record_head(tls);
}

/* The room for data that already lies in place, where `out` must not be moved. */
static size_t room_in_place(const struct brisk_tls *tls)
{
    size_t used = brisk_record_overhead(tls) + brisk_alert_reserve(tls);
    size_t space = tls->out.capacity - tls->out.end;
    if (space <= used)
        return 0;
    size_t max = brisk_record_max_content(tls);
    return space - used < max ? space - used : max;
}

static int write_record(struct brisk_tls *tls, const uint8_t *data, size_t len, size_t *part)
{
    size_t room;
    if (brisk_post_auth_is_sending(tls)) {
        *part = 0;
        return 0;
    }
    if (data == tls->out.data + tls->out.end + brisk_record_head(tls)) {
        room = room_in_place(tls);
    } else {
        int error = brisk_key_update_flush(tls);
        if (error)
            return error;
        room = brisk_record_room(tls, brisk_alert_reserve(tls));
    }
    *part = len < room ? len : room;
    if (!tls->established && !tls->half_rtt) {
        if (*part > tls->early_room)
            *part = tls->early_room;
        tls->early_room -= (uint32_t)*part;
    }
    return *part ? brisk_record_write(tls, RECORD_APPLICATION_DATA, data, *part) : 0;
}

int brisk_tls_write(struct brisk_tls *tls, const uint8_t *data, size_t len, size_t *taken)
{
    *taken = 0;
    if (tls->error)
        return tls->error;
    if (!can_write(tls))
        return BRISK_ERR_STATE;
    while (*taken < len) {
        size_t part = 0;
        int error = write_record(tls, data + *taken, len - *taken, &part);
        if (error)
            return brisk_tls_die(tls, error);
        if (!part)
            break;
        *taken += part;
    }
    return 0;
}
