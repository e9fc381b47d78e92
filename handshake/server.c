/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The server's states (RFC 8446 appendix A.2). */

#include <brisk/random.h>

#include <string.h>

#include "handshake/peer.h"

#define KEY_USAGE BRISK_KEY_USAGE_DIGITAL_SIGNATURE /* of a client's key: section 4.4.2.2 */

static int go_to(struct brisk_tls *tls, enum brisk_tls_state state)
{
    tls->state = (uint8_t)state;
    return STEP_AGAIN;
}

/* Section 4.1.1: our first suite that the client offers. */
static int select_suite(struct brisk_tls *tls, const struct brisk_client_hello *hello)
{
    for (size_t i = 0; i < tls->config->num_suites; i++) {
        const struct brisk_suite *suite = brisk_suite_find(tls->config->suites[i]);
        if (suite && suite->version == tls->version && brisk_list_has(hello->suites, suite->id)) {
            tls->suite = suite;
            return 0;
        }
    }
    return BRISK_ERR_TLS_HANDSHAKE_FAILURE;
}

/* Section 4.1.1: our first group that the client sent a share of; else our first that it supports,
 * which is then asked for: `share` is empty. */
static int select_group(struct brisk_tls *tls, const struct brisk_client_hello *hello,
                        struct brisk_bytes *share)
{
    const struct brisk_tls_config *config = tls->config;
    *share = (struct brisk_bytes){ NULL, 0 };
    tls->group = 0;
    for (size_t i = 0; i < config->num_groups && !share->len; i++) {
        if (brisk_group_is_field(config->groups[i])) /* ours are for TLS 1.2 */
            continue;
        int supported = brisk_list_has(hello->groups, config->groups[i]);
        int found = brisk_client_hello_find_share(hello, config->groups[i], share);
        if (found < 0)
            return found;
        if (found && !supported) /* section 4.2.8 */
            return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
        if (found || (supported && !tls->group))
            tls->group = config->groups[i];
    }
    return tls->group ? 0 : BRISK_ERR_TLS_HANDSHAKE_FAILURE;
}

/* RFC 7301 section 3.2: our first name that the client offers. */
int brisk_server_select_alpn(struct brisk_tls *tls, const struct brisk_client_hello *hello)
{
    const struct brisk_tls_config *config = tls->config;
    if (!config->num_alpn || !hello->alpn.len)
        return 0;
    for (size_t i = 0; i < config->num_alpn; i++) {
        struct brisk_bytes rest = hello->alpn, name;
        size_t len = strlen(config->alpn[i]);
        while (rest.len && !brisk_cursor_vector8(&rest, &name))
            if (name.len == len && memcmp(name.data, config->alpn[i], len) == 0) {
                tls->alpn = config->alpn[i];
                return 0;
            }
    }
    return BRISK_ERR_TLS_NO_APPLICATION_PROTOCOL;
}

/* Section 4.4.2.2. */
int brisk_server_select_identity(struct brisk_tls *tls, const struct brisk_client_hello *hello,
                                 const struct brisk_suite *suite)
{
    struct brisk_identity_wish wish = {
        .schemes = hello->schemes,
        .cert_schemes = hello->cert_schemes,
        .authorities = hello->authorities,
        .compressions = hello->compressions,
        .groups = hello->groups,
        .authentication = suite->authentication,
        .signs_nothing = suite->key_exchange == KEY_EXCHANGE_RSA,
        .host = tls->handshake->host,
    };
    return brisk_identity_select(tls, &wish) ? 0 : BRISK_ERR_TLS_HANDSHAKE_FAILURE;
}

/* How the two sides authenticate and agree on keys: by a pre-shared key, with a fresh key exchange
 * or (only if the client has nothing else) without; or by a certificate. */
static int select_keys(struct brisk_tls *tls, const struct brisk_client_hello *hello,
                       struct brisk_bytes raw, struct brisk_bytes *share)
{
    struct brisk_tls_handshake *h = tls->handshake;
    *share = (struct brisk_bytes){ NULL, 0 };
    tls->group = 0;
    h->psk_modes = hello->psk_modes & tls->config->psk_modes;
    int error = brisk_psk_select(tls, hello, raw);
    if (error)
        return error;
    if (h->psk_len && !(h->psk_modes & BRISK_TLS_PSK_DHE_KE))
        return 0;
    /* A client that wants its pre-shared key and nothing else is in order, but not served. */
    if (!h->psk_len && brisk_client_hello_check_full(hello))
        error = BRISK_ERR_TLS_HANDSHAKE_FAILURE;
    if (!error)
        error = select_group(tls, hello, share);
    if (!error && !h->psk_len)
        error = brisk_server_select_identity(tls, hello, tls->suite);
    return error;
}

void brisk_server_note_client(struct brisk_tls *tls, const struct brisk_client_hello *hello)
{
    struct brisk_tls_handshake *h = tls->handshake;
    tls->version = hello->version;
    memcpy(h->client_random, hello->random.data, RANDOM_SIZE);
    h->session_id_len = (uint8_t)hello->session_id.len;
    memcpy(h->session_id, hello->session_id.data, hello->session_id.len);
    if (hello->host.len)
        memcpy(h->host, hello->host.data, hello->host.len);
    h->host[hello->host.len] = 0;
    h->wants_status = hello->wants_status;
    h->peer_record_limit = tls->config->record_size_limit ? hello->record_limit : 0;
}

static int negotiate(struct brisk_tls *tls, const struct brisk_client_hello *hello,
                     struct brisk_bytes raw, struct brisk_bytes *share)
{
    brisk_server_note_client(tls, hello);
    int error = select_suite(tls, hello);
    if (!error)
        error = brisk_server_select_alpn(tls, hello);
    return error ? error : select_keys(tls, hello, raw, share);
}

static int accept_share(struct brisk_tls *tls, struct brisk_bytes share)
{
    struct brisk_tls_handshake *h = tls->handshake;
    memcpy(h->peer_public, share.data, share.len);
    h->peer_public_len = (uint16_t)share.len;
    h->shares[0].group = tls->group;
    struct brisk_job *job = brisk_tls_add_job(tls, BRISK_JOB_KEYPAIR, tls->group);
    job->as.keypair.public_key = h->shares[0].public_key;
    job->as.keypair.private_key = h->shares[0].private_key;
    return go_to(tls, STATE_SERVER_SEND_SERVER_HELLO);
}

static int read_client_hello(struct brisk_tls *tls, struct brisk_message *message,
                             struct brisk_client_hello *hello)
{
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_CLIENT_HELLO), message);
    if (!result)
        result = brisk_client_hello_parse(tls, hello, message->body);
    return result ? result : brisk_message_check_boundary(tls);
}

static int step_read_client_hello(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_message message;
    struct brisk_client_hello hello;
    struct brisk_bytes share;
    int result = read_client_hello(tls, &message, &hello);
    if (!result && hello.version == BRISK_TLS_VERSION_1_2)
        return brisk_server12_start(tls, &message, &hello);
    if (!result)
        result = negotiate(tls, &hello, message.raw, &share);
    if (!result)
        result = brisk_transcript_add_hello(tls, message.raw);
    if (result)
        return result;
    h->offered = hello.present;
    tls->ccs_left = MAX_CCS;
    if (hello.present & EXT_BIT(EXT_EARLY_DATA)) {
        int accepted = share.len || !tls->group ? brisk_early_accept(tls, &hello) : 0;
        if (accepted < 0)
            return accepted;
        if (!accepted) /* section 4.2.10: what comes is passed over */
            tls->early_left = MAX_REJECTED_EARLY_DATA + tls->config->max_early_data;
    }
    if (share.len)
        return accept_share(tls, share);
    if (!tls->group) /* a pre-shared key alone */
        return go_to(tls, STATE_SERVER_SEND_SERVER_HELLO);
    brisk_client_hello_digest(&hello, h->hello_hash);
    return go_to(tls, STATE_SERVER_SEND_HELLO_RETRY_REQUEST);
}

static int step_send_hello_retry_request(struct brisk_tls *tls)
{
    brisk_transcript_retry(tls);
    if (tls->config->retry_cookie &&
        brisk_tls_random(tls, tls->handshake->verify_content, COOKIE_SIZE))
        return BRISK_ERR_RANDOM;
    int error = brisk_server_hello_send(tls, 1);
    tls->hello_retry = 1;
    return error ? error : go_to(tls, STATE_SERVER_SEND_RETRY_CCS);
}

/* Section 4.2.2: as it was sent. One that none was sent for has been refused. */
static int check_cookie(const struct brisk_tls *tls, const struct brisk_client_hello *hello)
{
    if (!tls->config->retry_cookie)
        return 0;
    if (!hello->cookie.len)
        return BRISK_ERR_TLS_MISSING_EXTENSION;
    return hello->cookie.len == COOKIE_SIZE &&
                   brisk_equal(hello->cookie.data, tls->handshake->verify_content, COOKIE_SIZE)
               ? 0
               : BRISK_ERR_TLS_ILLEGAL_PARAMETER;
}

/* Section 4.1.2: the second ClientHello is the first but for one share of the group asked for, and
 * the cookie. It must not announce early data either (section 4.2.10): the data are what would do
 * harm, and are taken for records that do not authenticate. */
static int step_read_second_client_hello(struct brisk_tls *tls)
{
    struct brisk_message message;
    struct brisk_client_hello hello;
    struct brisk_bytes share = { NULL, 0 };
    uint8_t digest[BRISK_HASH_MAX_SIZE];
    int result = read_client_hello(tls, &message, &hello);
    if (result)
        return result;
    brisk_client_hello_digest(&hello, digest);
    if (memcmp(digest, tls->handshake->hello_hash, brisk_hash_size(BRISK_SHA256)) != 0)
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    result = check_cookie(tls, &hello);
    if (result)
        return result;
    /* The suite fits the pre-shared key selected, which so has no reason to be gone. */
    if (tls->handshake->psk_len && !(hello.present & EXT_BIT(EXT_PRE_SHARED_KEY)))
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    result = brisk_psk_select(tls, &hello, message.raw);
    if (!result && !tls->handshake->psk_len && !tls->handshake->identity)
        /* The key of the first hello is gone. */
        result = brisk_server_select_identity(tls, &hello, tls->suite);
    if (!result)
        result = brisk_client_hello_find_share(&hello, tls->group, &share);
    if (result < 0)
        return result;
    /* Section 4.2.8: the only entry. */
    if (result == 0 || hello.shares.len != 4 + share.len)
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    tls->early_left = 0;
    result = brisk_transcript_add_hello(tls, message.raw);
    return result ? result : accept_share(tls, share);
}

/* ServerHello is held back until the client's share has been found good: if it is not, the client
 * gets an alert that it can read. */
static int step_send_server_hello(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    if (h->num_jobs && h->jobs[0].status)
        return BRISK_ERR_TLS_INTERNAL;
    h->num_jobs = 0;
    h->flight_held = 1;
    int error = brisk_server_hello_send(tls, 0);
    h->hello_end = h->flight_end;
    brisk_transcript_hash(tls, h->hello_hash);
    return error ? error : go_to(tls, STATE_SERVER_SEND_CERTIFICATE);
}

/* Appendix D.4: immediately after the first handshake message. */
static int step_send_ccs(struct brisk_tls *tls, enum brisk_tls_state next)
{
    if (brisk_tls_sends_ccs(tls)) {
        int result = brisk_record_write_ccs(tls);
        if (result)
            return result;
    }
    return go_to(tls, next);
}

static void add_secret_job(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_job *job = brisk_tls_add_job(tls, BRISK_JOB_SHARED, tls->group);
    job->as.shared.secret = h->shared_secret;
    job->as.shared.private_key = h->shares[0].private_key;
    job->as.shared.peer_public = h->peer_public;
    job->as.shared.peer_public_len = h->peer_public_len;
}

/* EncryptedExtensions, CertificateRequest and Certificate are written before the keys that protect
 * them are known, and held back, too. The signature needs no shared secret, so that both jobs run
 * together. */
static int step_send_certificate(struct brisk_tls *tls)
{
    int error = brisk_encrypted_extensions_send(tls);
    if (!error && tls->handshake->psk_len)
        error = brisk_peer_check_resumed(tls);
    if (tls->group)
        add_secret_job(tls);
    if (!error && !tls->handshake->psk_len) {
        /* Section 4.3.2: only a server that has a certificate itself may ask for one. */
        if (tls->config->client_auth)
            error = brisk_certificate_request_send(tls);
        if (!error)
            error = brisk_certificate_send(tls, tls->handshake->identity);
        if (!error)
            error = brisk_identity_start_verify(tls);
    }
    return error ? error : go_to(tls, STATE_SERVER_CHECK_SHARE);
}

/* The jobs are done: ServerHello goes out. */
static int step_check_share(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    int error = tls->group ? brisk_job_result(&h->jobs[0]) : 0;
    if (error)
        return error;
    if (!h->psk_len)
        error = brisk_identity_check_job(tls, &h->jobs[1]);
    if (error)
        return error;
    h->num_jobs = 0;
    brisk_wipe(h->shares, sizeof h->shares);
    h->flight_ready = h->hello_end;
    return go_to(tls, STATE_SERVER_SEND_CCS);
}

static int set_handshake_keys(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    int error = brisk_derive_handshake_secrets(tls);
    if (!error)
        error =
            brisk_record_set_keys(&tls->write, tls->suite, h->server_secret, &h->server_finished);
    brisk_record_limit_write(tls);
    if (!error && tls->early != BRISK_TLS_EARLY_ACCEPTED) { /* then they come with its end */
        error =
            brisk_record_set_keys(&tls->read, tls->suite, h->client_secret, &h->client_finished);
        brisk_record_limit_read(tls);
    }
    return error;
}

/* CertificateVerify and Finished end the flight, which now goes out. */
static int step_send_certificate_verify(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    int error = set_handshake_keys(tls);
    h->flight_held = 0;
    tls->resumed = h->psk_len != 0;
    if (!error && !h->psk_len)
        error = brisk_identity_send_verify(tls);
    if (!error)
        error = brisk_finished_send(tls, &h->server_finished);
    if (!error)
        error = brisk_derive_application_secrets(tls, tls->read_secret, tls->write_secret);
    return error ? error : go_to(tls, STATE_SERVER_CHANGE_WRITE_KEYS);
}

/* Section 7.3: what follows our Finished is under the application keys. */
static int step_change_write_keys(struct brisk_tls *tls)
{
    int error = brisk_record_set_keys(&tls->write, tls->suite, tls->write_secret, NULL);
    if (error)
        return error;
    if (tls->early == BRISK_TLS_EARLY_ACCEPTED) {
        /* Tickets and answers need not wait for the client's Finished. */
        error = brisk_session_send_early_tickets(tls);
        tls->half_rtt = 1;
        return error ? error : go_to(tls, STATE_SERVER_READ_EARLY_DATA);
    }
    return go_to(tls, tls->handshake->certificate_requested ? STATE_SERVER_READ_CERTIFICATE
                                                            : STATE_SERVER_READ_FINISHED);
}

static int step_read_early_data(struct brisk_tls *tls)
{
    int ended, result = brisk_early_read(tls, &ended);
    return ended ? go_to(tls, STATE_SERVER_READ_FINISHED) : result;
}

/* Section 4.4.2.4: a client may have no certificate if the server does without. */
static int step_read_certificate(struct brisk_tls *tls)
{
    struct brisk_message message;
    int is_empty = 0;
    int result = brisk_message_read(tls, brisk_certificate_messages(tls), &message);
    if (!result)
        result = brisk_peer_accept_certificate(tls, &message, KEY_USAGE, &is_empty);
    if (!result && is_empty && tls->config->client_auth == BRISK_TLS_CLIENT_AUTH_REQUIRE)
        result = BRISK_ERR_TLS_CERTIFICATE_REQUIRED;
    if (result)
        return result;
    return go_to(tls, is_empty ? STATE_SERVER_READ_FINISHED : STATE_SERVER_READ_CERTIFICATE_VERIFY);
}

static int step_read_certificate_verify(struct brisk_tls *tls)
{
    int result = brisk_peer_read_verify(tls);
    return result ? result : go_to(tls, STATE_SERVER_CHECK_CERTIFICATE);
}

static int step_check_certificate(struct brisk_tls *tls)
{
    int result = brisk_peer_check(tls, KEY_USAGE);
    if (result)
        return result;
    tls->handshake->num_jobs = 0;
    return go_to(tls, STATE_SERVER_READ_FINISHED);
}

static int step_read_finished(struct brisk_tls *tls)
{
    struct brisk_message message;
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_FINISHED), &message);
    if (!result)
        result = brisk_message_check_boundary(tls);
    if (!result)
        result = brisk_finished_check(tls, &tls->handshake->client_finished, &message);
    if (!result)
        result = brisk_record_set_keys(&tls->read, tls->suite, tls->read_secret, NULL);
    if (result)
        return result;
    brisk_post_auth_keep(tls);
    result = brisk_session_send_tickets(tls);
    if (result)
        return result;
    tls->ccs_left = 0; /* section 5: none after the peer's Finished */
    return go_to(tls, STATE_SERVER_COMPLETE);
}

int brisk_server_step(struct brisk_tls *tls)
{
    switch (tls->state) {
    case STATE_SERVER_READ_CLIENT_HELLO:
        return step_read_client_hello(tls);
    case STATE_SERVER_SEND_HELLO_RETRY_REQUEST:
        return step_send_hello_retry_request(tls);
    case STATE_SERVER_SEND_RETRY_CCS:
        return step_send_ccs(tls, STATE_SERVER_READ_SECOND_CLIENT_HELLO);
    case STATE_SERVER_READ_SECOND_CLIENT_HELLO:
        return step_read_second_client_hello(tls);
    case STATE_SERVER_SEND_SERVER_HELLO:
        return step_send_server_hello(tls);
    case STATE_SERVER_SEND_CERTIFICATE:
        return step_send_certificate(tls);
    case STATE_SERVER_CHECK_SHARE:
        return step_check_share(tls);
    case STATE_SERVER_SEND_CCS:
        /* One is enough: after a retry it followed the HelloRetryRequest. */
        return tls->hello_retry ? go_to(tls, STATE_SERVER_SEND_CERTIFICATE_VERIFY)
                                : step_send_ccs(tls, STATE_SERVER_SEND_CERTIFICATE_VERIFY);
    case STATE_SERVER_SEND_CERTIFICATE_VERIFY:
        return step_send_certificate_verify(tls);
    case STATE_SERVER_CHANGE_WRITE_KEYS:
        return step_change_write_keys(tls);
    case STATE_SERVER_READ_EARLY_DATA:
        return step_read_early_data(tls);
    case STATE_SERVER_READ_CERTIFICATE:
        return step_read_certificate(tls);
    case STATE_SERVER_READ_CERTIFICATE_VERIFY:
        return step_read_certificate_verify(tls);
    case STATE_SERVER_CHECK_CERTIFICATE:
        return step_check_certificate(tls);
    case STATE_SERVER_READ_FINISHED:
        return step_read_finished(tls);
    case STATE_SERVER_COMPLETE:
        brisk_tls_complete(tls);
        return STEP_AGAIN;
    default:
        return BRISK_ERR_TLS_INTERNAL;
    }
}
