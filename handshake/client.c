/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The client's states (RFC 8446 appendix A.1). */

#include <brisk/random.h>

#include <string.h>

#include "handshake/peer.h"
#include "handshake/session12.h"

#define KEY_USAGE BRISK_KEY_USAGE_DIGITAL_SIGNATURE /* of the server's key: section 4.4.2.2 */

static int go_to(struct brisk_tls *tls, enum brisk_tls_state state)
{
    tls->state = (uint8_t)state;
    return STEP_AGAIN;
}

static void add_key_share(struct brisk_tls *tls, uint16_t group)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_key_share *share = &h->shares[h->num_shares++];
    struct brisk_job *job = brisk_tls_add_job(tls, BRISK_JOB_KEYPAIR, group);
    share->group = group;
    job->as.keypair.public_key = share->public_key;
    job->as.keypair.private_key = share->private_key;
}

/* Section 4.1.2: the random, and in compatibility mode a session ID (appendix D.4); key pairs for
 * the groups that get a share (section 4.2.8). */
static int step_start(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    const struct brisk_tls_config *config = tls->config;
    int offers_1_3 = brisk_version_is_enabled(config, BRISK_TLS_VERSION_1_3);
    h->session_id_len = config->no_compat_mode || !offers_1_3 ? 0 : SESSION_ID_SIZE;
    if (brisk_tls_random(tls, h->client_random, RANDOM_SIZE) ||
        brisk_tls_random(tls, h->session_id, h->session_id_len) || brisk_session12_prepare_id(tls))
        return BRISK_ERR_RANDOM;
    for (size_t i = 0; offers_1_3 && i < config->num_groups; i++)
        if (h->num_shares < config->num_key_shares && !brisk_group_is_field(config->groups[i]))
            add_key_share(tls, config->groups[i]);
    return go_to(tls, STATE_CLIENT_SEND_HELLO);
}

static int step_send_hello(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    for (size_t i = 0; i < h->num_jobs; i++)
        if (h->jobs[i].status)
            return BRISK_ERR_TLS_INTERNAL;
    h->num_jobs = 0;
    int error = brisk_client_hello_send(tls);
    if (error)
        return error;
    if (!tls->suite) /* which hash the transcript takes is not known yet */
        h->kept = h->flight_end;
    h->cookie_len = 0;
    tls->ccs_left = MAX_CCS;
    return go_to(tls, h->offered & EXT_BIT(EXT_EARLY_DATA) ? STATE_CLIENT_SEND_EARLY_CCS
                                                           : STATE_CLIENT_READ_SERVER_HELLO);
}

const struct brisk_key_share *brisk_client_find_share(const struct brisk_tls_handshake *h,
                                                      uint16_t group)
{
    for (size_t i = 0; i < h->num_shares; i++)
        if (h->shares[i].group == group)
            return &h->shares[i];
    return NULL;
}

int brisk_is_listed(const uint16_t *list, size_t n, uint16_t number)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == number)
            return 1;
    return 0;
}

/* Section 4.1.3: what a ServerHello and a HelloRetryRequest must repeat and may choose. */
static int check_choices(struct brisk_tls *tls, const struct brisk_server_hello *hello)
{
    const struct brisk_tls_handshake *h = tls->handshake;
    const struct brisk_suite *suite = brisk_suite_find(hello->suite);
    if (hello->is_retry && tls->hello_retry) /* section 4.1.4: at most one */
        return BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    if (hello->session_id.len != h->session_id_len ||
        memcmp(hello->session_id.data, h->session_id, h->session_id_len) != 0)
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    if (!suite || suite->version != BRISK_TLS_VERSION_1_3 ||
        !brisk_is_listed(tls->config->suites, tls->config->num_suites, hello->suite))
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    /* Section 4.1.4: the retry request's suite is final. */
    if (tls->hello_retry && hello->suite != tls->suite->id)
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    return 0;
}

/* Section 4.1.4: the request must change something, and only to what we offered. */
static int accept_retry(struct brisk_tls *tls, const struct brisk_server_hello *hello)
{
    struct brisk_tls_handshake *h = tls->handshake;
    if (hello->present & EXT_BIT(EXT_KEY_SHARE)) {
        /* Section 4.2.8: a group of ours, for which we have sent no share. */
        if (!brisk_is_listed(tls->config->groups, tls->config->num_groups, hello->group) ||
            brisk_client_find_share(h, hello->group))
            return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
        if (brisk_group_is_field(hello->group)) /* listed for the sake of TLS 1.2 */
            return BRISK_ERR_TLS_HANDSHAKE_FAILURE;
        brisk_wipe(h->shares, sizeof h->shares);
        h->num_shares = 0;
        add_key_share(tls, hello->group);
    } else if (!hello->cookie.len) {
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    }
    if (hello->cookie.len > MAX_COOKIE)
        return BRISK_ERR_TLS_HANDSHAKE_FAILURE;
    h->cookie_len = (uint16_t)hello->cookie.len;
    /* The request itself may lie in `message`. */
    if (h->cookie_len)
        memmove(h->message + h->capacity - h->cookie_len, hello->cookie.data, h->cookie_len);
    tls->hello_retry = 1;
    if (tls->early == BRISK_TLS_EARLY_OFFERED) /* section 4.2.10 */
        brisk_early_reject(tls);
    return go_to(tls, STATE_CLIENT_SEND_RETRY_CCS);
}

/* Section 4.2.8: a share of a group that we sent one for, of the right size (4.2.8.2). With a
 * pre-shared key there may be none, if we said that we do without. */
static int accept_share(struct brisk_tls *tls, const struct brisk_server_hello *hello)
{
    struct brisk_tls_handshake *h = tls->handshake;
    if (hello->present & EXT_BIT(EXT_PRE_SHARED_KEY)) {
        int error = brisk_psk_accept(tls, hello);
        if (error)
            return error;
        tls->resumed = 1;
        if (!(hello->present & EXT_BIT(EXT_KEY_SHARE)) &&
            (tls->config->psk_modes & BRISK_TLS_PSK_KE))
            return go_to(tls, STATE_CLIENT_DERIVE_HANDSHAKE_KEYS);
    }
    if (!(hello->present & EXT_BIT(EXT_KEY_SHARE)))
        return BRISK_ERR_TLS_MISSING_EXTENSION;
    const struct brisk_key_share *share = brisk_client_find_share(h, hello->group);
    if (!share || hello->share.len != brisk_group_public_size(hello->group))
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    tls->group = hello->group;
    memcpy(h->peer_public, hello->share.data, hello->share.len);
    struct brisk_job *job = brisk_tls_add_job(tls, BRISK_JOB_SHARED, hello->group);
    job->as.shared.secret = h->shared_secret;
    job->as.shared.private_key = share->private_key;
    job->as.shared.peer_public = h->peer_public;
    job->as.shared.peer_public_len = hello->share.len;
    return go_to(tls, STATE_CLIENT_DERIVE_HANDSHAKE_KEYS);
}

static int step_read_server_hello(struct brisk_tls *tls)
{
    struct brisk_message message;
    struct brisk_server_hello hello;
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_SERVER_HELLO), &message);
    if (!result)
        result = brisk_server_hello_parse(tls, &hello, message.body);
    if (!result && hello.version == BRISK_TLS_VERSION_1_2)
        return brisk_client12_start(tls, &message, &hello);
    if (!result)
        result = brisk_message_check_boundary(tls);
    if (!result)
        result = check_choices(tls, &hello);
    if (result)
        return result;
    tls->version = BRISK_TLS_VERSION_1_3;
    if (!tls->suite) {
        tls->suite = brisk_suite_find(hello.suite);
        if (!tls->suite || brisk_transcript_start(tls))
            return BRISK_ERR_TLS_INTERNAL;
        if (hello.is_retry)
            brisk_transcript_retry(tls);
    }
    brisk_transcript_add(tls, message.raw);
    return hello.is_retry ? accept_retry(tls, &hello) : accept_share(tls, &hello);
}

/* Appendix D.4: immediately before the second flight, or behind the first ClientHello if early data
 * follows. */
static int step_send_ccs(struct brisk_tls *tls, enum brisk_tls_state next)
{
    struct brisk_tls_handshake *h = tls->handshake;
    if (brisk_tls_sends_ccs(tls) && !h->ccs_sent) {
        int result = brisk_record_write_ccs(tls);
        if (result)
            return result;
        h->ccs_sent = 1;
    }
    return go_to(tls, next);
}

/* Those of the handshake. */
static int set_write_keys(struct brisk_tls *tls)
{
    return brisk_record_set_keys(&tls->write, tls->suite, tls->handshake->client_secret,
                                 &tls->handshake->client_finished);
}

static int step_derive_handshake_keys(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    int error = h->num_jobs ? brisk_job_result(&h->jobs[0]) : 0;
    h->num_jobs = 0;
    brisk_wipe(h->shares, sizeof h->shares);
    if (!error)
        error = brisk_derive_handshake_secrets(tls);
    if (!error)
        error =
            brisk_record_set_keys(&tls->read, tls->suite, h->server_secret, &h->server_finished);
    /* Early data that went with another key, or with none that was taken, is lost. */
    if (tls->early == BRISK_TLS_EARLY_OFFERED && !(tls->resumed && h->psk_index == 0))
        brisk_early_reject(tls);
    if (!error && tls->early != BRISK_TLS_EARLY_OFFERED)
        error = set_write_keys(tls);
    return error ? error : go_to(tls, STATE_CLIENT_READ_ENCRYPTED_EXTENSIONS);
}

static int step_read_encrypted_extensions(struct brisk_tls *tls)
{
    struct brisk_message message;
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_ENCRYPTED_EXTENSIONS), &message);
    if (!result)
        result = brisk_encrypted_extensions_parse(tls, message.body);
    if (!result)
        result = brisk_early_answer(tls);
    if (!result && tls->early == BRISK_TLS_EARLY_OFFERED) {
        brisk_early_reject(tls);
        result = set_write_keys(tls);
    }
    if (result)
        return result;
    brisk_record_limit_read(tls);
    brisk_record_limit_write(tls);
    brisk_transcript_add(tls, message.raw);
    /* Section 2.2: whoever has the pre-shared key needs no certificate. */
    return go_to(tls, tls->resumed ? STATE_CLIENT_READ_FINISHED
                                   : STATE_CLIENT_READ_CERTIFICATE_OR_REQUEST);
}

static int accept_certificate(struct brisk_tls *tls, const struct brisk_message *message)
{
    int is_empty;
    int error = brisk_peer_accept_certificate(tls, message, KEY_USAGE, &is_empty);
    return error ? error : go_to(tls, STATE_CLIENT_READ_CERTIFICATE_VERIFY);
}

/* Section 4.3.2. */
static int step_read_certificate_or_request(struct brisk_tls *tls)
{
    struct brisk_message message;
    int result = brisk_message_read(
        tls, brisk_certificate_messages(tls) | MESSAGE_BIT(MESSAGE_CERTIFICATE_REQUEST), &message);
    if (result)
        return result;
    if (message.type != MESSAGE_CERTIFICATE_REQUEST)
        return accept_certificate(tls, &message);
    result = brisk_certificate_request_accept(tls, message.body);
    if (result)
        return result;
    brisk_transcript_add(tls, message.raw);
    return go_to(tls, STATE_CLIENT_READ_CERTIFICATE);
}

static int step_read_certificate(struct brisk_tls *tls)
{
    struct brisk_message message;
    int result = brisk_message_read(tls, brisk_certificate_messages(tls), &message);
    return result ? result : accept_certificate(tls, &message);
}

static int step_read_certificate_verify(struct brisk_tls *tls)
{
    int result = brisk_peer_read_verify(tls);
    return result ? result : go_to(tls, STATE_CLIENT_CHECK_CERTIFICATE);
}

static int step_check_certificate(struct brisk_tls *tls)
{
    int result = brisk_peer_check(tls, KEY_USAGE);
    if (result)
        return result;
    tls->handshake->num_jobs = 0;
    return go_to(tls, STATE_CLIENT_READ_FINISHED);
}

/* Section 4.4.4; what the server sends from here on is under its application keys. */
static int step_read_finished(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_message message;
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_FINISHED), &message);
    if (!result)
        result = brisk_message_check_boundary(tls);
    if (!result)
        result = brisk_finished_check(tls, &h->server_finished, &message);
    if (!result && tls->resumed)
        result = brisk_peer_check_resumed(tls);
    if (!result)
        result = brisk_derive_application_secrets(tls, tls->write_secret, tls->read_secret);
    if (!result)
        result = brisk_record_set_keys(&tls->read, tls->suite, tls->read_secret, NULL);
    if (result)
        return result;
    tls->ccs_left = 0; /* section 5: none after the peer's Finished */
    return go_to(tls, STATE_CLIENT_SEND_CCS);
}

static int step_start_early_data(struct brisk_tls *tls)
{
    int error = brisk_early_start(tls);
    return error ? error : go_to(tls, STATE_CLIENT_READ_SERVER_HELLO);
}

/* Section 4.5: under the early keys, which are left behind it. */
static int step_send_end_of_early_data(struct brisk_tls *tls)
{
    int error = brisk_early_end(tls);
    return error ? error : go_to(tls, STATE_CLIENT_END_EARLY_KEYS);
}

static int step_end_early_keys(struct brisk_tls *tls)
{
    int error = set_write_keys(tls);
    return error ? error : go_to(tls, STATE_CLIENT_SEND_FINISHED);
}

/* Section 4.4.2: asked for a certificate, a client sends one, or none and says so. It waits until
 * it is signed for. */
static int step_send_certificate(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    int error = 0;
    if (h->certificate_requested) {
        h->flight_held = 1;
        error = brisk_certificate_send(tls, h->identity);
        if (!error && h->identity)
            error = brisk_identity_start_verify(tls);
    }
    return error ? error : go_to(tls, STATE_CLIENT_SEND_FINISHED);
}

static int step_send_finished(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    int error = 0;
    h->flight_held = 0;
    if (h->identity) {
        error = brisk_identity_check_job(tls, &h->jobs[0]);
        if (!error)
            error = brisk_identity_send_verify(tls);
        h->num_jobs = 0;
    }
    if (!error)
        error = brisk_finished_send(tls, &h->client_finished);
    if (!error)
        error = brisk_session_prepare_slot(tls);
    brisk_post_auth_keep(tls);
    return error ? error : go_to(tls, STATE_CLIENT_CHANGE_WRITE_KEYS);
}

static int step_change_write_keys(struct brisk_tls *tls)
{
    int error = brisk_record_set_keys(&tls->write, tls->suite, tls->write_secret, NULL);
    if (error)
        return error;
    brisk_tls_complete(tls);
    return STEP_AGAIN;
}

int brisk_client_step(struct brisk_tls *tls)
{
    switch (tls->state) {
    case STATE_CLIENT_START:
        return step_start(tls);
    case STATE_CLIENT_SEND_HELLO:
        return step_send_hello(tls);
    case STATE_CLIENT_SEND_EARLY_CCS:
        return step_send_ccs(tls, STATE_CLIENT_START_EARLY_DATA);
    case STATE_CLIENT_START_EARLY_DATA:
        return step_start_early_data(tls);
    case STATE_CLIENT_READ_SERVER_HELLO:
        return step_read_server_hello(tls);
    case STATE_CLIENT_SEND_RETRY_CCS:
        return step_send_ccs(tls, STATE_CLIENT_SEND_HELLO);
    case STATE_CLIENT_DERIVE_HANDSHAKE_KEYS:
        return step_derive_handshake_keys(tls);
    case STATE_CLIENT_READ_ENCRYPTED_EXTENSIONS:
        return step_read_encrypted_extensions(tls);
    case STATE_CLIENT_READ_CERTIFICATE_OR_REQUEST:
        return step_read_certificate_or_request(tls);
    case STATE_CLIENT_READ_CERTIFICATE:
        return step_read_certificate(tls);
    case STATE_CLIENT_READ_CERTIFICATE_VERIFY:
        return step_read_certificate_verify(tls);
    case STATE_CLIENT_CHECK_CERTIFICATE:
        return step_check_certificate(tls);
    case STATE_CLIENT_READ_FINISHED:
        return step_read_finished(tls);
    case STATE_CLIENT_SEND_CCS:
        return step_send_ccs(tls, tls->early == BRISK_TLS_EARLY_ACCEPTED
                                      ? STATE_CLIENT_SEND_END_OF_EARLY_DATA
                                      : STATE_CLIENT_SEND_CERTIFICATE);
    case STATE_CLIENT_SEND_END_OF_EARLY_DATA:
        return step_send_end_of_early_data(tls);
    case STATE_CLIENT_END_EARLY_KEYS:
        return step_end_early_keys(tls);
    case STATE_CLIENT_SEND_CERTIFICATE:
        return step_send_certificate(tls);
    case STATE_CLIENT_SEND_FINISHED:
        return step_send_finished(tls);
    case STATE_CLIENT_CHANGE_WRITE_KEYS:
        return step_change_write_keys(tls);
    default:
        return BRISK_ERR_TLS_INTERNAL;
    }
}
