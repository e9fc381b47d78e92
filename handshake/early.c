/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Early data (0-RTT; RFC 8446 sections 2.3, 4.2.10, 4.5 and 8): offered by clients with a session
 * that allows it, taken by servers once. */

#include <brisk/random.h>

#include <string.h>

#include "handshake/messages.h"

static int derive_early_secrets(struct brisk_tls *tls, const uint8_t *hash,
                                uint8_t traffic_secret[BRISK_SECRET_MAX])
{
    int error = brisk_derive_and_log(tls, traffic_secret, "c e traffic",
                                     "CLIENT_EARLY_TRAFFIC_SECRET", hash);
    if (!error)
        error = brisk_derive_and_log(tls, tls->handshake->early_exporter_secret, "e exp master",
                                     "EARLY_EXPORTER_SECRET", hash);
    return error;
}

int brisk_tls_export_early(const struct brisk_tls *tls, uint8_t *out, size_t out_len,
                           const char *label, const uint8_t *context, size_t context_len)
{
    if (tls->established || !tls->handshake || !tls->handshake->early_suite)
        return BRISK_ERR_STATE;
    return brisk_exporter(tls->handshake->early_suite, tls->handshake->early_exporter_secret, out,
                          out_len, label, context, context_len);
}

/* --- servers --- */

int brisk_early_accept(struct brisk_tls *tls, const struct brisk_client_hello *hello)
{
    struct brisk_tls_handshake *h = tls->handshake;
    const struct brisk_tls_config *config = tls->config;
    uint8_t hash[BRISK_HASH_MAX_SIZE], secret[BRISK_SECRET_MAX];
    struct brisk_bytes binders = hello->psk_binders, binder = { NULL, 0 };
    uint32_t limit =
        h->early_limit < config->max_early_data ? h->early_limit : config->max_early_data;
    /* Section 4.2.10: only with the first key offered. */
    if (!limit || !h->psk_len || h->psk_index != 0 || tls->hello_retry)
        return 0;
    (void)brisk_cursor_vector8(&binders, &binder); /* checked: at least 32 bytes */
    if (config->check_replay(config->replay_arg, binder.data, tls->now))
        return 0;
    brisk_transcript_hash(tls, hash);
    int error = derive_early_secrets(tls, hash, secret); /* of the binder's schedule */
    if (!error)
        error = brisk_record_set_keys(&tls->read, tls->suite, secret, NULL);
    brisk_wipe(secret, sizeof secret);
    h->early_suite = tls->suite;
    tls->early = BRISK_TLS_EARLY_ACCEPTED;
    tls->early_room = limit;
    return error ? error : 1;
}

/* Section 4.5. */
static int read_end_of_early_data(struct brisk_tls *tls)
{
    struct brisk_message message;
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_END_OF_EARLY_DATA), &message);
    if (result)
        return result;
    if (message.body.len)
        return BRISK_ERR_TLS_DECODE;
    result = brisk_message_check_boundary(tls);
    if (result)
        return result;
    brisk_transcript_add(tls, message.raw);
    brisk_record_limit_read(tls);
    return brisk_record_set_keys(&tls->read, tls->suite, tls->handshake->client_secret,
                                 &tls->handshake->client_finished);
}

static int take_early_data(struct brisk_tls *tls)
{
    if (!tls->record_left)
        return ++tls->empty_records > MAX_EMPTY_RECORDS ? BRISK_ERR_TLS_UNEXPECTED_MESSAGE
                                                        : STEP_AGAIN;
    /* Section 4.2.10: more than the ticket allows. */
    if (tls->record_left > tls->early_room)
        return BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    tls->early_room -= tls->record_left;
    tls->empty_records = 0;
    tls->data.data = tls->in.data + tls->in.begin;
    tls->data.len = tls->record_left;
    tls->data.early = 1;
    return BRISK_TLS_DATA;
}

int brisk_early_read(struct brisk_tls *tls, int *ended)
{
    *ended = 0;
    if (tls->data.data)
        return BRISK_TLS_DATA; /* until brisk_tls_data_done() */
    if (!tls->record_left && !tls->handshake->assembled) {
        int result = brisk_record_next(tls);
        if (result)
            return result;
    }
    if (tls->handshake->assembled || tls->record_type == RECORD_HANDSHAKE) {
        int result = read_end_of_early_data(tls);
        *ended = !result;
        return result;
    }
    if (tls->record_type == RECORD_APPLICATION_DATA)
        return take_early_data(tls);
    int error = brisk_alert_receive(tls);
    if (error)
        return error;
    return tls->close_received ? BRISK_ERR_TLS_PEER_ALERT : STEP_AGAIN;
}

/* --- clients --- */

static int offers_protocol(const struct brisk_tls_config *config, const char *alpn)
{
    for (size_t i = 0; i < config->num_alpn; i++)
        if (strcmp(config->alpn[i], alpn) == 0)
            return 1;
    return !alpn[0];
}

int brisk_early_is_offered(const struct brisk_tls *tls)
{
    const struct brisk_tls_config *config = tls->config;
    const struct brisk_session *session = tls->handshake->session;
    if (!config->early_data || tls->hello_retry || !brisk_psk_offers_session(tls) ||
        !session->max_early_data || !offers_protocol(config, session->alpn))
        return 0;
    for (size_t i = 0; i < config->num_suites; i++)
        if (config->suites[i] == session->suite)
            return 1;
    return 0;
}

int brisk_early_start(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    const struct brisk_session *session = h->session;
    const struct brisk_suite *suite = brisk_suite_find(session->suite);
    uint8_t hash[BRISK_HASH_MAX_SIZE], secret[BRISK_SECRET_MAX];
    int error = brisk_hash_digest(suite->hash, hash, h->message, h->kept);
    if (!error) /* of the schedule of the session's binder, the first */
        error = derive_early_secrets(tls, hash, secret);
    if (!error)
        error = brisk_record_set_keys(&tls->write, suite, secret, NULL);
    brisk_wipe(secret, sizeof secret);
    h->early_suite = suite;
    tls->early = BRISK_TLS_EARLY_OFFERED;
    tls->early_room = session->max_early_data;
    return error;
}

void brisk_early_reject(struct brisk_tls *tls)
{
    brisk_wipe(&tls->write, sizeof tls->write);
    tls->early = BRISK_TLS_EARLY_REJECTED;
    tls->early_room = 0;
    tls->handshake->early_suite = NULL;
}

/* Section 4.2.10: the key, the suite and the protocol are those that the data was sent under. */
int brisk_early_answer(struct brisk_tls *tls)
{
    const struct brisk_tls_handshake *h = tls->handshake;
    const struct brisk_session *session = h->session;
    if (!h->early_answered)
        return 0;
    if (tls->early != BRISK_TLS_EARLY_OFFERED || h->psk_index != 0 ||
        tls->suite->id != session->suite || strcmp(tls->alpn ? tls->alpn : "", session->alpn) != 0)
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    tls->early = BRISK_TLS_EARLY_ACCEPTED;
    return 0;
}

int brisk_early_end(struct brisk_tls *tls)
{
    size_t mark = 0;
    struct brisk_writer w = brisk_message_begin(tls, MESSAGE_END_OF_EARLY_DATA, &mark);
    tls->early_room = 0;
    return brisk_message_end(tls, &w, mark);
}

size_t brisk_tls_early_room(const struct brisk_tls *tls)
{
    int may_write =
        tls->role == BRISK_TLS_CLIENT && !tls->established && !tls->error &&
        (tls->early == BRISK_TLS_EARLY_OFFERED || tls->early == BRISK_TLS_EARLY_ACCEPTED);
    return may_write ? tls->early_room : 0;
}
