/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Post-handshake authentication (RFC 8446 section 4.6.2). Each exchange signs the transcript from
 * ClientHello to the client's Finished, which struct brisk_tls_post_auth keeps, and its own
 * CertificateRequest (section 4.4); other exchanges and other messages are no part of it. A server
 * need not keep what it sent: with the context it can write the same request again. */

#include <brisk/random.h>

#include <string.h>

#include "handshake/peer.h"

#define KEY_USAGE BRISK_KEY_USAGE_DIGITAL_SIGNATURE /* of a client's key: section 4.4.2.2 */

/* Bytes of a CertificateRequest: context, signature schemes, status_request, authorities. */
#define MAX_REQUEST                                                                                \
    (MESSAGE_HEADER_SIZE + 1 + BRISK_TLS_REQUEST_CONTEXT_SIZE + 2 + 2 * (6 + 32) + 4 + 6 +         \
     MAX_AUTHORITIES)

static int go_to(struct brisk_tls *tls, enum brisk_tls_state state)
{
    tls->state = (uint8_t)state;
    return STEP_AGAIN;
}

int brisk_tls_enable_post_auth(struct brisk_tls *tls, struct brisk_tls_post_auth *memory)
{
    if (tls->state != STATE_CLIENT_START &&
        (tls->state != STATE_SERVER_READ_CLIENT_HELLO || tls->version))
        return BRISK_ERR_STATE;
    if (memory)
        memset(memory, 0, sizeof *memory);
    tls->post_auth = memory;
    return 0;
}

void brisk_post_auth_keep(struct brisk_tls *tls)
{
    const struct brisk_tls_handshake *h = tls->handshake;
    if (tls->post_auth && (h->offered & EXT_BIT(EXT_POST_HANDSHAKE_AUTH))) {
        tls->post_auth->transcript = h->transcript;
        tls->post_auth->is_agreed = 1;
    }
}

int brisk_post_auth_is_sending(const struct brisk_tls *tls)
{
    return tls->state == STATE_POST_CLIENT_SENT;
}

int brisk_post_auth_begin(struct brisk_tls *tls, uint8_t type)
{
    struct brisk_tls_handshake *h = tls->handshake;
    if (!tls->post_auth)
        return 0;
    if (tls->role == BRISK_TLS_CLIENT && type == MESSAGE_CERTIFICATE_REQUEST)
        (void)go_to(tls, STATE_POST_CLIENT_READ_REQUEST);
    else if (tls->post_auth->num_requests && type == MESSAGE_CERTIFICATE)
        (void)go_to(tls, STATE_POST_SERVER_READ_CERTIFICATE);
    else
        return 0;
    if (h) /* it was not given back */
        brisk_tls_prepare_handshake(tls, h,
                                    h->capacity + offsetof(struct brisk_tls_handshake, message));
    return 1;
}

/* The exchange is over: its memory is the caller's again. */
static int end_exchange(struct brisk_tls *tls, int result)
{
    brisk_handshake_wipe(tls->handshake);
    tls->state = STATE_CONNECTED;
    return result;
}

/* --- clients --- */

/* The context is needed until the answer is written: it goes to the front of `message`, where the
 * request itself may lie, and the answer behind it. */
static void keep_context(struct brisk_tls_handshake *h)
{
    memmove(h->message, h->context.data, h->context.len);
    h->context.data = h->message;
    h->flight_begin = h->flight_ready = h->flight_end = h->context.len;
}

/* Section 4.3.2. Requests that come without any data between them cost signatures: their number is
 * bounded. Who has closed cannot answer. */
static int step_read_request(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_message message;
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_CERTIFICATE_REQUEST), &message);
    if (!result && ++tls->key_updates > MAX_KEY_UPDATES)
        result = BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    if (!result)
        result = brisk_certificate_request_accept(tls, message.body);
    if (result)
        return result;
    if (tls->close_sent)
        return end_exchange(tls, STEP_AGAIN);
    h->transcript = tls->post_auth->transcript;
    brisk_transcript_add(tls, message.raw);
    keep_context(h);
    tls->post_auth->declined = !h->identity;
    h->flight_held = 1;
    result = brisk_certificate_send(tls, h->identity);
    if (!result && h->identity)
        result = brisk_identity_start_verify(tls);
    return result ? result : go_to(tls, STATE_POST_CLIENT_SEND_ANSWER);
}

/* Section 4.4.4: the Finished is under the secret that also protects it, which may have been
 * updated while the signature was made. From here on nothing comes in between. */
static int step_send_answer(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    int error = 0;
    if (tls->close_sent)
        return end_exchange(tls, STEP_AGAIN);
    h->flight_held = 0;
    if (h->identity) {
        error = brisk_identity_check_job(tls, &h->jobs[0]);
        if (!error)
            error = brisk_identity_send_verify(tls);
        h->num_jobs = 0;
    }
    if (!error)
        error = brisk_record_finished_key(tls->suite, tls->write_secret, &h->client_finished);
    if (!error)
        error = brisk_finished_send(tls, &h->client_finished);
    return error ? error : go_to(tls, STATE_POST_CLIENT_SENT);
}

/* --- servers --- */

static struct brisk_bytes context_of(const struct brisk_tls_post_auth *post, size_t i)
{
    return (struct brisk_bytes){ post->requests[i].context, BRISK_TLS_REQUEST_CONTEXT_SIZE };
}

static void write_request(const struct brisk_tls *tls, struct brisk_writer *w,
                          struct brisk_bytes context)
{
    brisk_writer_u8(w, MESSAGE_CERTIFICATE_REQUEST);
    size_t mark = brisk_writer_open(w, 3);
    brisk_certificate_request_write(w, tls, context);
    brisk_writer_close(w, mark, 3);
}

/* Section 4.3.2: unique, by a number, and nothing that a client could have signed before. */
static int make_context(struct brisk_tls *tls, uint8_t context[BRISK_TLS_REQUEST_CONTEXT_SIZE])
{
    struct brisk_writer w = { .data = context, .capacity = BRISK_TLS_REQUEST_CONTEXT_SIZE };
    brisk_writer_u32(&w, tls->post_auth->count);
    return brisk_tls_random(tls, context + w.len, BRISK_TLS_REQUEST_CONTEXT_SIZE - w.len)
               ? BRISK_ERR_RANDOM
               : 0;
}

static int check_request(const struct brisk_tls *tls, enum brisk_tls_client_auth need)
{
    const struct brisk_x509_trust *trust = tls->config->trust;
    if (tls->error)
        return tls->error;
    if (need != BRISK_TLS_CLIENT_AUTH_REQUEST && need != BRISK_TLS_CLIENT_AUTH_REQUIRE)
        return BRISK_ERR_ARGUMENT;
    if (tls->role != BRISK_TLS_SERVER || !tls->established || !tls->post_auth || tls->close_sent ||
        tls->close_received || !trust || !trust->num_anchors)
        return BRISK_ERR_STATE;
    return tls->post_auth->num_requests == BRISK_TLS_MAX_REQUESTS ? BRISK_ERR_LIMIT : 0;
}

/* In as many records as the peer's limit needs (RFC 8449), all of them or none. */
static int send_request(struct brisk_tls *tls, struct brisk_bytes context)
{
    uint8_t request[MAX_REQUEST];
    struct brisk_writer w = { .data = request, .capacity = sizeof request };
    write_request(tls, &w, context);
    if (w.failed)
        return brisk_tls_die(tls, BRISK_ERR_TLS_INTERNAL);
    size_t max = brisk_record_max_content(tls);
    size_t num_records = (w.len + max - 1) / max;
    if (brisk_tls_buffer_space(&tls->out) <
        w.len + num_records * (RECORD_HEADER_SIZE + MAX_PROTECTION) + ALERT_RESERVE)
        return BRISK_ERR_BUFFER;
    for (size_t at = 0; at < w.len; at += max) {
        size_t part = w.len - at < max ? w.len - at : max;
        int error = brisk_record_write(tls, RECORD_HANDSHAKE, request + at, part);
        if (error)
            return brisk_tls_die(tls, error);
    }
    return 0;
}

int brisk_tls_request_certificate(struct brisk_tls *tls, enum brisk_tls_client_auth need)
{
    struct brisk_tls_post_auth *post = tls->post_auth;
    int error = check_request(tls, need);
    if (error)
        return error;
    error = brisk_key_update_flush(tls);
    if (error)
        return brisk_tls_die(tls, error);
    error = make_context(tls, post->requests[post->num_requests].context);
    if (!error)
        error = send_request(tls, context_of(post, post->num_requests));
    if (error)
        return error;
    post->requests[post->num_requests++].need = (uint8_t)need;
    post->count++;
    return 0;
}

/* The request that a Certificate answers: they come in any order. */
static int find_request(struct brisk_tls *tls, struct brisk_bytes body)
{
    struct brisk_tls_post_auth *post = tls->post_auth;
    struct brisk_bytes context;
    if (brisk_cursor_vector8(&body, &context))
        return BRISK_ERR_TLS_DECODE;
    for (uint8_t i = 0; i < post->num_requests; i++)
        if (context.len == BRISK_TLS_REQUEST_CONTEXT_SIZE &&
            memcmp(context.data, post->requests[i].context, context.len) == 0) {
            post->current = i;
            tls->handshake->context = context_of(post, i);
            return 0;
        }
    return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
}

/* Section 4.4: the handshake's transcript, and the request as it was sent. */
static void start_transcript(struct brisk_tls *tls)
{
    uint8_t request[MAX_REQUEST];
    struct brisk_writer w = { .data = request, .capacity = sizeof request };
    write_request(tls, &w, tls->handshake->context); /* it had room when it was sent */
    tls->handshake->transcript = tls->post_auth->transcript;
    brisk_transcript_add(tls, (struct brisk_bytes){ w.data, w.len });
}

static int step_read_certificate(struct brisk_tls *tls)
{
    struct brisk_tls_post_auth *post = tls->post_auth;
    struct brisk_message message;
    int is_empty = 0;
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_CERTIFICATE), &message);
    if (!result)
        result = find_request(tls, message.body);
    if (result)
        return result;
    start_transcript(tls);
    result = brisk_peer_accept_certificate(tls, &message, KEY_USAGE, &is_empty);
    if (!result && is_empty && post->requests[post->current].need == BRISK_TLS_CLIENT_AUTH_REQUIRE)
        result = BRISK_ERR_TLS_CERTIFICATE_REQUIRED;
    if (result)
        return result;
    post->declined = (uint8_t)is_empty;
    return go_to(tls, is_empty ? STATE_POST_SERVER_READ_FINISHED
                               : STATE_POST_SERVER_READ_CERTIFICATE_VERIFY);
}

static int step_read_certificate_verify(struct brisk_tls *tls)
{
    int result = brisk_peer_read_verify(tls);
    return result ? result : go_to(tls, STATE_POST_SERVER_CHECK_CERTIFICATE);
}

static int step_check_certificate(struct brisk_tls *tls)
{
    int result = brisk_peer_check(tls, KEY_USAGE);
    if (result)
        return result;
    tls->handshake->num_jobs = 0;
    return go_to(tls, STATE_POST_SERVER_READ_FINISHED);
}

/* Section 4.4.4: under the secret by which the record was opened. */
static int step_read_finished(struct brisk_tls *tls)
{
    struct brisk_tls_post_auth *post = tls->post_auth;
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_message message;
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_FINISHED), &message);
    if (!result)
        result = brisk_record_finished_key(tls->suite, tls->read_secret, &h->client_finished);
    if (!result)
        result = brisk_finished_check(tls, &h->client_finished, &message);
    if (result)
        return result;
    post->requests[post->current] = post->requests[--post->num_requests];
    return end_exchange(tls, BRISK_TLS_AUTHENTICATED);
}

/* --- both --- */

static int step(struct brisk_tls *tls)
{
    switch (tls->state) {
    case STATE_POST_CLIENT_READ_REQUEST:
        return step_read_request(tls);
    case STATE_POST_CLIENT_SEND_ANSWER:
        return step_send_answer(tls);
    case STATE_POST_CLIENT_SENT:
        return end_exchange(tls, BRISK_TLS_AUTHENTICATED);
    case STATE_POST_SERVER_READ_CERTIFICATE:
        return step_read_certificate(tls);
    case STATE_POST_SERVER_READ_CERTIFICATE_VERIFY:
        return step_read_certificate_verify(tls);
    case STATE_POST_SERVER_CHECK_CERTIFICATE:
        return step_check_certificate(tls);
    case STATE_POST_SERVER_READ_FINISHED:
        return step_read_finished(tls);
    default:
        return BRISK_ERR_TLS_INTERNAL;
    }
}

/* The handshake is complete all the while: what waits for more input is done for now. */
int brisk_post_auth_step(struct brisk_tls *tls)
{
    int result = step(tls);
    return result == BRISK_TLS_WANT_INPUT ? BRISK_TLS_DONE : result;
}
