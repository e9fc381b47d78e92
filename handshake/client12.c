/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The client's states in TLS 1.2 (RFC 5246 section 7.3), from the ServerHello that chose it on. */

#include <brisk/random.h>

#include <string.h>

#include "handshake/exchange12.h"
#include "handshake/key_schedule12.h"
#include "handshake/peer.h"
#include "handshake/session12.h"

#define CERTIFICATE_RSA_SIGN 1
#define CERTIFICATE_ECDSA_SIGN 64 /* which stands for Ed25519 as well */

enum { JOB_VERIFY = 0, JOB_SHARED = 1, JOB_ENCRYPT = 0 };

static int go_to(struct brisk_tls *tls, enum brisk_tls_state state)
{
    tls->state = (uint8_t)state;
    return STEP_AGAIN;
}

static int encrypts_premaster(const struct brisk_tls *tls)
{
    return tls->suite->key_exchange == KEY_EXCHANGE_RSA;
}

/* Section 7.4.2: what the server's key is used for. */
static uint32_t key_usage(const struct brisk_tls *tls)
{
    return encrypts_premaster(tls) ? BRISK_KEY_USAGE_KEY_ENCIPHERMENT
                                   : BRISK_KEY_USAGE_DIGITAL_SIGNATURE;
}

/* Section 7.4.1.3: the server resumes the session that our hello named. */
static int echoes_session_id(const struct brisk_tls_handshake *h,
                             const struct brisk_server_hello *hello)
{
    return hello->session_id.len && hello->session_id.len == h->session_id_len &&
           memcmp(hello->session_id.data, h->session_id, h->session_id_len) == 0;
}

/* Section 7.4.1.3: what the server may choose. */
static int check_choices(const struct brisk_tls *tls, const struct brisk_server_hello *hello,
                         const struct brisk_suite *suite)
{
    const struct brisk_tls_handshake *h = tls->handshake;
    /* RFC 8446 appendix D.3: a server that takes early data has TLS 1.3. */
    if (tls->early == BRISK_TLS_EARLY_OFFERED)
        return BRISK_ERR_TLS_PROTOCOL_VERSION;
    if (tls->hello_retry) /* RFC 8446 section 4.1.4: that chose TLS 1.3 */
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    if (tls->ccs_left != MAX_CCS) /* what TLS 1.3 passes over is out of place */
        return BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    if (!suite || suite->version != BRISK_TLS_VERSION_1_2 ||
        !brisk_is_listed(tls->config->suites, tls->config->num_suites, hello->suite))
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    /* The session of compatibility mode does not exist, so that it cannot be resumed. */
    if (echoes_session_id(h, hello) && !brisk_session12_is_offered(tls))
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    /* RFC 7366 section 3: a server must not answer it that has not chosen a CBC suite. */
    if ((hello->present & EXT_BIT(EXT_ENCRYPT_THEN_MAC)) && !suite->mac_len)
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    /* RFC 5746 section 3.4: a server that does not know of it could be made to take this handshake
     * for the continuation of somebody else's connection. */
    if (!(hello->present & EXT_BIT(EXT_RENEGOTIATION_INFO)))
        return BRISK_ERR_TLS_HANDSHAKE_FAILURE;
    return 0;
}

/* RFC 5077 section 3.3: a ticket comes right before the server's change_cipher_spec, which in a
 * full handshake follows our Finished, and in a resumed one the ServerHello. */
static enum brisk_tls_state after_hello_or_finished(const struct brisk_tls *tls)
{
    return tls->handshake->ticket_due ? STATE_CLIENT12_READ_TICKET : STATE_CLIENT12_READ_CCS;
}

int brisk_client12_start(struct brisk_tls *tls, const struct brisk_message *message,
                         const struct brisk_server_hello *hello)
{
    struct brisk_tls_handshake *h = tls->handshake;
    const struct brisk_suite *suite = brisk_suite_find(hello->suite);
    int error = check_choices(tls, hello, suite);
    if (!error && (hello->present & EXT_BIT(EXT_ALPN)))
        error = brisk_alpn_answer_parse(tls, hello->alpn);
    if (error)
        return error;
    tls->version = BRISK_TLS_VERSION_1_2;
    tls->suite = suite;
    tls->ccs_left = 0;
    h->peer_record_limit = hello->record_limit;
    brisk_record_limit_read(tls);
    brisk_record_limit_write(tls);
    h->wants_status = (hello->present & EXT_BIT(EXT_STATUS_REQUEST)) != 0;
    tls->extended_master_secret = (hello->present & EXT_BIT(EXT_EXTENDED_MASTER_SECRET)) != 0;
    h->encrypt_then_mac = (hello->present & EXT_BIT(EXT_ENCRYPT_THEN_MAC)) != 0;
    memcpy(tls->client_random, h->client_random, RANDOM_SIZE);
    memcpy(tls->server_random, hello->random.data, RANDOM_SIZE);
    h->ticket_due = (hello->present & EXT_BIT(EXT_SESSION_TICKET)) != 0;
    error = brisk_transcript_start(tls);
    if (error)
        return error;
    brisk_transcript_add(tls, message->raw);
    if (echoes_session_id(h, hello)) {
        error = brisk_session12_resume(tls, hello);
        return error ? error : go_to(tls, after_hello_or_finished(tls));
    }
    /* What the server may call this session later on. */
    h->session_id_len = (uint8_t)hello->session_id.len;
    memcpy(h->session_id, hello->session_id.data, hello->session_id.len);
    error = encrypts_premaster(tls) ? 0 : brisk_exchange12_start(tls);
    return error ? error : go_to(tls, STATE_CLIENT12_READ_CERTIFICATE);
}

/* RFC 8422 section 5.3: an ECDSA key respects our choice of curves, which TLS 1.2 has no other list
 * for. */
static int has_our_curve(const struct brisk_tls *tls)
{
    const struct brisk_tls_config *config = tls->config;
    uint16_t curve = brisk_group_of_key(tls->handshake->path.leaf_type);
    return !curve || brisk_is_listed(config->groups, config->num_groups, curve);
}

/* Section 7.4.2: a key of the kind that the suite says; RFC 8422 section 2.3 counts Ed25519 with
 * ECDSA. */
static int step_read_certificate(struct brisk_tls *tls)
{
    struct brisk_message message;
    int is_empty;
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_CERTIFICATE), &message);
    if (!result)
        result = brisk_peer_accept_certificate(tls, &message, key_usage(tls), &is_empty);
    if (result)
        return result;
    int is_rsa = tls->handshake->path.leaf_type == BRISK_KEY_RSA;
    if (is_rsa != (tls->suite->authentication == AUTHENTICATION_RSA) || !has_our_curve(tls))
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    return go_to(tls, encrypts_premaster(tls) ? STATE_CLIENT12_READ_REQUEST_OR_DONE
                                              : STATE_CLIENT12_READ_KEY_EXCHANGE);
}

/* RFC 6066 section 8: a server that said so may send a CertificateStatus before what comes next. */
static int read_after_certificate(struct brisk_tls *tls, uint32_t allowed,
                                  struct brisk_message *message)
{
    struct brisk_tls_handshake *h = tls->handshake;
    uint32_t status = h->wants_status ? MESSAGE_BIT(MESSAGE_CERTIFICATE_STATUS) : 0;
    int result = brisk_message_read(tls, allowed | status, message);
    if (result || !status)
        return result;
    h->wants_status = 0;
    int is_status = message->type == MESSAGE_CERTIFICATE_STATUS;
    result = brisk_peer_accept_status(tls, is_status ? message : NULL, key_usage(tls));
    return !result && is_status ? STEP_AGAIN : result;
}

/* Section 7.4.3. The signature covers both randoms and the parameters; it is verified together with
 * the chain's. */
static int step_read_key_exchange(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_message message;
    struct brisk_bytes signature;
    int result = read_after_certificate(tls, MESSAGE_BIT(MESSAGE_SERVER_KEY_EXCHANGE), &message);
    if (!result)
        result = brisk_exchange12_parse_params(tls, &message.body);
    if (result)
        return result;
    if (brisk_cursor_u16(&message.body, &tls->scheme) ||
        brisk_cursor_vector16(&message.body, &signature) || message.body.len)
        return BRISK_ERR_TLS_DECODE;
    result = brisk_peer_check_scheme(tls, tls->scheme);
    if (result)
        return result;
    if (signature.len > sizeof h->signature) /* longer than any that could be right */
        return BRISK_ERR_TLS_DECRYPT;
    memcpy(h->signature, signature.data, signature.len);
    h->signature_len = (uint16_t)signature.len;
    brisk_transcript_add(tls, message.raw);
    brisk_exchange12_add_keypair(tls);
    return go_to(tls, STATE_CLIENT12_READ_REQUEST_OR_DONE);
}

/* ClientCertificateType (section 7.4.4, RFC 8422 section 5.5) of our identity's key. */
static int has_type_for(struct brisk_bytes types, const struct brisk_tls_identity *identity)
{
    uint8_t type =
        identity->key->type == BRISK_KEY_RSA ? CERTIFICATE_RSA_SIGN : CERTIFICATE_ECDSA_SIGN;
    return memchr(types.data, type, types.len) != NULL;
}

/* Section 7.4.4: types, schemes, and names of CAs. */
static int accept_request(struct brisk_tls *tls, struct brisk_bytes body)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_identity_wish wish = { .host = "", .signs_digest = 1 };
    struct brisk_bytes types, rest, name;
    if (brisk_cursor_vector8(&body, &types) || !types.len ||
        brisk_cursor_vector16(&body, &wish.schemes) || wish.schemes.len < 2 ||
        wish.schemes.len % 2 || brisk_cursor_vector16(&body, &wish.authorities) || body.len)
        return BRISK_ERR_TLS_DECODE;
    for (rest = wish.authorities; rest.len;)
        if (brisk_cursor_vector16(&rest, &name) || !name.len)
            return BRISK_ERR_TLS_DECODE;
    h->certificate_requested = 1;
    if (brisk_identity_select(tls, &wish) && !has_type_for(types, h->identity))
        h->identity = NULL;
    return 0;
}

static void add_verify_and_secret_jobs(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_job *job = brisk_tls_add_job(
        tls, BRISK_JOB_VERIFY, brisk_scheme_for_key(tls->version, h->path.leaf_type, tls->scheme));
    job->as.verify.spki = h->path.leaf_spki.data;
    job->as.verify.spki_len = h->path.leaf_spki.len;
    job->as.verify.signature = h->signature;
    job->as.verify.signature_len = h->signature_len;
    struct brisk_bytes content = brisk_exchange12_signed(tls);
    job->as.verify.message = content.data;
    job->as.verify.message_len = content.len;
    brisk_exchange12_add_secret(tls);
}

/* Section 7.4.7.1: the version that our hello asked for, and random bytes. */
static int add_encrypt_job(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    h->shared_secret[0] = BRISK_TLS_VERSION_1_2 >> 8;
    h->shared_secret[1] = BRISK_TLS_VERSION_1_2 & 0xff;
    if (brisk_tls_random(tls, h->shared_secret + 2, BRISK_RSA_PREMASTER_SIZE - 2))
        return BRISK_ERR_RANDOM;
    struct brisk_job *job = brisk_tls_add_job(tls, BRISK_JOB_RSA_ENCRYPT, 0);
    job->as.rsa_encrypt.ciphertext = h->signature;
    job->as.rsa_encrypt.spki = h->path.leaf_spki.data;
    job->as.rsa_encrypt.spki_len = h->path.leaf_spki.len;
    job->as.rsa_encrypt.message = h->shared_secret;
    job->as.rsa_encrypt.message_len = BRISK_RSA_PREMASTER_SIZE;
    return 0;
}

/* Section 7.4.5. All that the server says has come: its signature, the chain's and the shared
 * secret are computed in one stop. */
static int accept_done(struct brisk_tls *tls, const struct brisk_message *message)
{
    struct brisk_tls_handshake *h = tls->handshake;
    if (message->body.len)
        return BRISK_ERR_TLS_DECODE;
    /* What comes next answers our Finished: a server cannot have begun it. */
    int error = brisk_message_check_boundary(tls);
    if (error)
        return error;
    if (h->num_jobs && h->jobs[0].status) /* the key pair's */
        return BRISK_ERR_TLS_INTERNAL;
    brisk_transcript_add(tls, message->raw);
    h->num_jobs = 0;
    if (!encrypts_premaster(tls)) {
        add_verify_and_secret_jobs(tls);
    } else {
        error = add_encrypt_job(tls);
        if (error)
            return error;
    }
    h->num_path_jobs = (uint8_t)h->path.num_jobs;
    return go_to(tls, STATE_CLIENT12_CHECK_CERTIFICATE);
}

static int step_read_request_or_done(struct brisk_tls *tls)
{
    struct brisk_message message;
    int result = read_after_certificate(
        tls, MESSAGE_BIT(MESSAGE_CERTIFICATE_REQUEST) | MESSAGE_BIT(MESSAGE_SERVER_HELLO_DONE),
        &message);
    if (result)
        return result;
    if (message.type == MESSAGE_SERVER_HELLO_DONE)
        return accept_done(tls, &message);
    result = accept_request(tls, message.body);
    if (result)
        return result;
    brisk_transcript_add(tls, message.raw);
    return go_to(tls, STATE_CLIENT12_READ_DONE);
}

static int step_read_done(struct brisk_tls *tls)
{
    struct brisk_message message;
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_SERVER_HELLO_DONE), &message);
    return result ? result : accept_done(tls, &message);
}

static int step_check_certificate(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    if (encrypts_premaster(tls) && h->jobs[JOB_ENCRYPT].status)
        return BRISK_ERR_TLS_INTERNAL;
    int result = brisk_peer_check(tls, key_usage(tls));
    if (result)
        return result;
    if (encrypts_premaster(tls))
        h->signature_len = (uint16_t)h->jobs[JOB_ENCRYPT].as.rsa_encrypt.ciphertext_len;
    else
        result = brisk_exchange12_check_secret(tls, &h->jobs[JOB_SHARED]);
    h->num_jobs = 0;
    return result ? result : go_to(tls, STATE_CLIENT12_SEND_KEY_EXCHANGE);
}

/* Section 7.4.8: what is signed is the digest of everything up to ClientKeyExchange. */
static void add_sign_job(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    enum brisk_hash_alg alg = brisk_signature_scheme_hash(tls->client_scheme);
    brisk_transcript_digest(tls, alg, h->verify_content);
    struct brisk_job *job = brisk_tls_add_job(
        tls, BRISK_JOB_SIGN,
        brisk_scheme_for_key(tls->version, h->identity->key->type, tls->client_scheme));
    job->as.sign.signature = h->signature;
    job->as.sign.signature_capacity = sizeof h->signature;
    job->as.sign.key = h->identity->key;
    job->as.sign.message = h->verify_content;
    job->as.sign.message_len = brisk_hash_size(alg);
    job->is_digest = 1;
}

static void write_encrypted(const struct brisk_tls_handshake *h, struct brisk_writer *w)
{
    size_t field = brisk_writer_open(w, 2);
    brisk_writer_bytes(w, h->signature, h->signature_len);
    brisk_writer_close(w, field, 2);
}

/* Section 7.4.7 and RFC 8422 section 5.7; before it the Certificate of a client that was asked
 * for one, empty if it has none (section 7.4.6). */
static int step_send_key_exchange(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    size_t mark = 0;
    const struct brisk_tls_identity *identity = h->certificate_requested ? h->identity : NULL;
    h->flight_held = identity != NULL;
    int error = h->certificate_requested ? brisk_certificate_send(tls, identity) : 0;
    if (error)
        return error;
    struct brisk_writer w = brisk_message_begin(tls, MESSAGE_CLIENT_KEY_EXCHANGE, &mark);
    int encrypts = encrypts_premaster(tls);
    if (encrypts)
        write_encrypted(h, &w);
    else
        brisk_exchange12_write_public(tls, &w);
    error = brisk_message_end(tls, &w, mark);
    if (!error)
        error = encrypts
                    ? brisk_master_secret_derive(tls, h->shared_secret, BRISK_RSA_PREMASTER_SIZE)
                    : brisk_exchange12_derive(tls);
    brisk_wipe(h->shares, sizeof h->shares);
    if (error || !identity)
        return error ? error : go_to(tls, STATE_CLIENT12_SEND_CCS);
    add_sign_job(tls);
    return go_to(tls, STATE_CLIENT12_SEND_VERIFY);
}

/* Section 7.4.8. */
static int step_send_verify(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    size_t mark = 0;
    if (h->jobs[0].status)
        return BRISK_ERR_TLS_INTERNAL;
    h->num_jobs = 0;
    h->flight_held = 0;
    struct brisk_writer w = brisk_message_begin(tls, MESSAGE_CERTIFICATE_VERIFY, &mark);
    brisk_writer_u16(&w, tls->client_scheme);
    size_t signature = brisk_writer_open(&w, 2);
    brisk_writer_bytes(&w, h->signature, h->jobs[0].as.sign.signature_len);
    brisk_writer_close(&w, signature, 2);
    int error = brisk_message_end(tls, &w, mark);
    return error ? error : go_to(tls, STATE_CLIENT12_SEND_CCS);
}

/* Section 7.1: what follows is under the new keys. */
static int step_send_ccs(struct brisk_tls *tls)
{
    int result = brisk_record_write_ccs(tls);
    if (!result)
        result = brisk_key_block_install_write(tls);
    return result ? result : go_to(tls, STATE_CLIENT12_SEND_FINISHED);
}

static int step_send_finished(struct brisk_tls *tls)
{
    int error = brisk_finished12_send(tls);
    return error
               ? error
               : go_to(tls, tls->resumed ? STATE_CLIENT12_COMPLETE : after_hello_or_finished(tls));
}

static int step_read_ticket(struct brisk_tls *tls)
{
    struct brisk_message message;
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_NEW_SESSION_TICKET), &message);
    if (!result)
        result = brisk_session12_receive_ticket(tls, message.body);
    if (result)
        return result;
    brisk_transcript_add(tls, message.raw);
    return go_to(tls, STATE_CLIENT12_READ_CCS);
}

static int step_read_ccs(struct brisk_tls *tls)
{
    int result = brisk_message_read_ccs(tls);
    if (!result)
        result = brisk_key_block_install_read(tls);
    return result ? result : go_to(tls, STATE_CLIENT12_READ_FINISHED);
}

static int step_read_finished(struct brisk_tls *tls)
{
    struct brisk_message message;
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_FINISHED), &message);
    if (!result)
        result = brisk_finished12_check(tls, &message);
    if (!result && tls->resumed)
        result = brisk_peer_check_resumed(tls);
    if (result)
        return result;
    return go_to(tls, tls->resumed ? STATE_CLIENT12_SEND_CCS : STATE_CLIENT12_COMPLETE);
}

/* The server's Finished is right, and ours has gone out. */
static int step_complete(struct brisk_tls *tls)
{
    brisk_session12_keep(tls);
    brisk_tls_complete(tls);
    return STEP_AGAIN;
}

int brisk_client12_step(struct brisk_tls *tls)
{
    switch (tls->state) {
    case STATE_CLIENT12_READ_CERTIFICATE:
        return step_read_certificate(tls);
    case STATE_CLIENT12_READ_KEY_EXCHANGE:
        return step_read_key_exchange(tls);
    case STATE_CLIENT12_READ_REQUEST_OR_DONE:
        return step_read_request_or_done(tls);
    case STATE_CLIENT12_READ_DONE:
        return step_read_done(tls);
    case STATE_CLIENT12_CHECK_CERTIFICATE:
        return step_check_certificate(tls);
    case STATE_CLIENT12_SEND_KEY_EXCHANGE:
        return step_send_key_exchange(tls);
    case STATE_CLIENT12_SEND_VERIFY:
        return step_send_verify(tls);
    case STATE_CLIENT12_SEND_CCS:
        return step_send_ccs(tls);
    case STATE_CLIENT12_SEND_FINISHED:
        return step_send_finished(tls);
    case STATE_CLIENT12_READ_TICKET:
        return step_read_ticket(tls);
    case STATE_CLIENT12_READ_CCS:
        return step_read_ccs(tls);
    case STATE_CLIENT12_READ_FINISHED:
        return step_read_finished(tls);
    case STATE_CLIENT12_COMPLETE:
        return step_complete(tls);
    default:
        return BRISK_ERR_TLS_INTERNAL;
    }
}
