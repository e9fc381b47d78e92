/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The server's states in TLS 1.2 (RFC 5246 section 7.3), from the ClientHello that allows no newer
 * version on. */

#include <brisk/random.h>

#include <string.h>

#include "handshake/exchange12.h"
#include "handshake/key_schedule12.h"
#include "handshake/peer.h"
#include "handshake/session12.h"

#define RENEGOTIATION_SCSV 0x00ff /* RFC 5746 section 3.3: no suite, but a signal */

#define KEY_USAGE BRISK_KEY_USAGE_DIGITAL_SIGNATURE /* of a client's key: section 7.4.6 */
#define CERTIFICATE_RSA_SIGN 1
#define CERTIFICATE_ECDSA_SIGN 64

static int go_to(struct brisk_tls *tls, enum brisk_tls_state state)
{
    tls->state = (uint8_t)state;
    return STEP_AGAIN;
}

/* RFC 8422 section 4: our first curve that the client has. One that does not say has the curve that
 * all have. */
static uint16_t select_curve(const struct brisk_tls *tls, const struct brisk_client_hello *hello)
{
    const struct brisk_tls_config *config = tls->config;
    for (size_t i = 0; i < config->num_groups; i++) {
        uint16_t group = config->groups[i];
        if (!brisk_group_is_field(group) &&
            (hello->groups.len ? brisk_list_has(hello->groups, group) : group == BRISK_GROUP_P256))
            return group;
    }
    return 0;
}

static int lists_fields(const struct brisk_client_hello *hello)
{
    struct brisk_bytes rest = hello->groups;
    uint16_t group = 0;
    while (!brisk_cursor_u16(&rest, &group))
        if (brisk_group_is_field(group))
            return 1;
    return 0;
}

/* RFC 7919 section 4: our first field that the client has, and none if it lists others only. One
 * that lists none does not know of these groups as such: it gets our first, which is a prime like
 * another to it. */
static uint16_t select_field(const struct brisk_tls *tls, const struct brisk_client_hello *hello)
{
    const struct brisk_tls_config *config = tls->config;
    int knows = lists_fields(hello);
    for (size_t i = 0; i < config->num_groups; i++)
        if (brisk_group_is_field(config->groups[i]) &&
            (!knows || brisk_list_has(hello->groups, config->groups[i])))
            return config->groups[i];
    return 0;
}

/* Section 7.4.1.3: our first suite that the client has, and for which there are a group and an
 * identity. */
static int select_suite(struct brisk_tls *tls, const struct brisk_client_hello *hello)
{
    uint16_t curve = select_curve(tls, hello), field = select_field(tls, hello);
    for (size_t i = 0; i < tls->config->num_suites; i++) {
        const struct brisk_suite *suite = brisk_suite_find(tls->config->suites[i]);
        if (!suite || suite->version != BRISK_TLS_VERSION_1_2 ||
            !brisk_list_has(hello->suites, suite->id))
            continue;
        tls->group = suite->key_exchange == KEY_EXCHANGE_ECDHE ? curve
                     : suite->key_exchange == KEY_EXCHANGE_DHE ? field
                                                               : 0;
        if ((suite->key_exchange == KEY_EXCHANGE_RSA || tls->group) &&
            !brisk_server_select_identity(tls, hello, suite)) {
            tls->suite = suite;
            return 0;
        }
    }
    /* RFC 7919 section 4: the alert for fields of which none is common, if nothing else is. */
    return !field && brisk_exchange12_size(tls->config) ? BRISK_ERR_TLS_INSUFFICIENT_SECURITY
                                                        : BRISK_ERR_TLS_HANDSHAKE_FAILURE;
}

/* Section 7.4.1.2, and RFC 8446 section 4.1.3: a client of TLS 1.3 that is kept from it by somebody
 * in between finds that we have it, too. */
static int make_random(struct brisk_tls *tls)
{
    static const uint8_t sentinel[8] = { 'D', 'O', 'W', 'N', 'G', 'R', 'D', 1 };
    if (brisk_tls_random(tls, tls->server_random, RANDOM_SIZE))
        return BRISK_ERR_TLS_INTERNAL;
    if (brisk_version_is_enabled(tls->config, BRISK_TLS_VERSION_1_3))
        memcpy(tls->server_random + RANDOM_SIZE - sizeof sentinel, sentinel, sizeof sentinel);
    return 0;
}

/* RFC 7366 section 3: not with AEADs. */
static int has_encrypt_then_mac(const struct brisk_tls *tls, const struct brisk_client_hello *hello)
{
    return tls->suite->mac_len && (hello->present & EXT_BIT(EXT_ENCRYPT_THEN_MAC)) &&
           !tls->config->no_encrypt_then_mac;
}

int brisk_server12_start(struct brisk_tls *tls, const struct brisk_message *message,
                         const struct brisk_client_hello *hello)
{
    struct brisk_tls_handshake *h = tls->handshake;
    brisk_server_note_client(tls, hello);
    brisk_record_limit_read(tls);
    brisk_record_limit_write(tls);
    h->offered = hello->present;
    h->client_version = (uint16_t)(hello->fixed.data[0] << 8 | hello->fixed.data[1]);
    h->renegotiation_info = (hello->present & EXT_BIT(EXT_RENEGOTIATION_INFO)) ||
                            brisk_list_has(hello->suites, RENEGOTIATION_SCSV);
    tls->extended_master_secret = (hello->present & EXT_BIT(EXT_EXTENDED_MASTER_SECRET)) != 0;
    int resumed = brisk_session12_open(tls, hello);
    int error = resumed < 0 ? resumed : resumed ? 0 : select_suite(tls, hello);
    if (!error)
        error = brisk_server_select_alpn(tls, hello);
    if (!error)
        h->encrypt_then_mac = has_encrypt_then_mac(tls, hello);
    if (!error)
        error = make_random(tls);
    if (!error)
        error = brisk_transcript_start(tls);
    if (error)
        return error;
    memcpy(tls->client_random, h->client_random, RANDOM_SIZE);
    brisk_transcript_add(tls, message->raw);
    if (resumed)
        return go_to(tls, STATE_SERVER12_RESUME);
    if (tls->suite->key_exchange == KEY_EXCHANGE_RSA)
        return go_to(tls, STATE_SERVER12_SEND_HELLO);
    error = brisk_exchange12_start(tls);
    if (error)
        return error;
    brisk_exchange12_add_keypair(tls);
    return go_to(tls, STATE_SERVER12_SEND_HELLO);
}

static enum brisk_tls_state before_finished(const struct brisk_tls *tls)
{
    return tls->handshake->ticket_due ? STATE_SERVER12_SEND_TICKET : STATE_SERVER12_SEND_CCS;
}

static void write_extensions(const struct brisk_tls *tls, struct brisk_writer *w)
{
    const struct brisk_tls_handshake *h = tls->handshake;
    if (h->renegotiation_info) {
        brisk_writer_u16(w, EXT_RENEGOTIATION_INFO_WIRE);
        brisk_writer_u16(w, 1);
        brisk_writer_u8(w, 0);
    }
    if (tls->extended_master_secret) {
        brisk_writer_u16(w, EXT_EXTENDED_MASTER_SECRET);
        brisk_writer_u16(w, 0);
    }
    if (h->encrypt_then_mac) {
        brisk_writer_u16(w, EXT_ENCRYPT_THEN_MAC);
        brisk_writer_u16(w, 0);
    }
    if (h->offered & EXT_BIT(EXT_EC_POINT_FORMATS)) {
        brisk_writer_u16(w, EXT_EC_POINT_FORMATS);
        brisk_writer_u16(w, 2);
        brisk_writer_u16(w, 0x0100); /* one format: uncompressed */
    }
    if (h->ticket_due) {
        brisk_writer_u16(w, EXT_SESSION_TICKET);
        brisk_writer_u16(w, 0);
    }
    if (brisk_status_is_stapled(tls)) {
        brisk_writer_u16(w, EXT_STATUS_REQUEST);
        brisk_writer_u16(w, 0);
    }
    brisk_answers_write(tls, w);
}

/* Section 7.4.1.3. The client's session ID says that its session is resumed (RFC 5077 section 3.4).
 */
static int send_hello(struct brisk_tls *tls)
{
    size_t mark = 0;
    struct brisk_writer w = brisk_message_begin(tls, MESSAGE_SERVER_HELLO, &mark);
    brisk_writer_u16(&w, BRISK_TLS_VERSION_1_2);
    brisk_writer_bytes(&w, tls->server_random, RANDOM_SIZE);
    const struct brisk_tls_handshake *h = tls->handshake;
    size_t session_id = brisk_writer_open(&w, 1);
    brisk_writer_bytes(&w, h->session_id, h->session_id_len);
    brisk_writer_close(&w, session_id, 1);
    brisk_writer_u16(&w, tls->suite->id);
    brisk_writer_u8(&w, 0); /* null compression */
    size_t before = w.len, extensions = brisk_writer_open(&w, 2);
    write_extensions(tls, &w);
    brisk_writer_close(&w, extensions, 2);
    if (w.len == extensions) /* a client without extensions may not know of the block at all */
        w.len = before;
    return brisk_message_end(tls, &w, mark);
}

/* What is signed are both randoms and the parameters, which ServerKeyExchange takes from there. */
static void add_signature_job(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    brisk_exchange12_make_params(tls);
    struct brisk_bytes content = brisk_exchange12_signed(tls);
    struct brisk_job *job =
        brisk_tls_add_job(tls, BRISK_JOB_SIGN,
                          brisk_scheme_for_key(tls->version, h->identity->key->type, tls->scheme));
    job->as.sign.signature = h->signature;
    job->as.sign.signature_capacity = sizeof h->signature;
    job->as.sign.key = h->identity->key;
    job->as.sign.message = content.data;
    job->as.sign.message_len = content.len;
}

/* ServerHello and Certificate wait for the signature: the flight goes out at once. */
static int step_send_hello(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    if (h->num_jobs && h->jobs[0].status)
        return BRISK_ERR_TLS_INTERNAL;
    h->num_jobs = 0;
    h->flight_held = 1;
    int error = send_hello(tls);
    if (!error)
        error = brisk_certificate_send(tls, h->identity);
    if (!error && brisk_status_is_stapled(tls))
        error = brisk_status_send(tls);
    if (error)
        return error;
    if (tls->suite->key_exchange == KEY_EXCHANGE_RSA)
        return go_to(tls, STATE_SERVER12_SEND_DONE);
    add_signature_job(tls);
    return go_to(tls, STATE_SERVER12_SEND_KEY_EXCHANGE);
}

/* Section 7.4.3. */
static int step_send_key_exchange(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    size_t mark = 0;
    if (h->jobs[0].status)
        return BRISK_ERR_TLS_INTERNAL;
    h->num_jobs = 0;
    struct brisk_writer w = brisk_message_begin(tls, MESSAGE_SERVER_KEY_EXCHANGE, &mark);
    struct brisk_bytes params = brisk_exchange12_params(tls);
    brisk_writer_bytes(&w, params.data, params.len);
    brisk_writer_u16(&w, tls->scheme);
    size_t signature = brisk_writer_open(&w, 2);
    brisk_writer_bytes(&w, h->signature, h->jobs[0].as.sign.signature_len);
    brisk_writer_close(&w, signature, 2);
    int error = brisk_message_end(tls, &w, mark);
    return error ? error : go_to(tls, STATE_SERVER12_SEND_DONE);
}

/* Section 7.4.4: the schemes that sign a digest of the handshake; the client's certificates are to
 * be signed by them as well. Returns how many there are. */
static unsigned write_schemes(const struct brisk_tls *tls, struct brisk_writer *w)
{
    unsigned n = 0;
    for (size_t i = 0; i < tls->config->num_schemes; i++)
        if (brisk_transcript_has(brisk_signature_scheme_hash(tls->config->schemes[i]))) {
            brisk_writer_u16(w, tls->config->schemes[i]);
            n++;
        }
    return n;
}

static int send_request(struct brisk_tls *tls)
{
    size_t mark = 0;
    struct brisk_writer w = brisk_message_begin(tls, MESSAGE_CERTIFICATE_REQUEST, &mark);
    brisk_writer_u8(&w, 2);
    brisk_writer_u8(&w, CERTIFICATE_ECDSA_SIGN);
    brisk_writer_u8(&w, CERTIFICATE_RSA_SIGN);
    size_t schemes = brisk_writer_open(&w, 2);
    if (!write_schemes(tls, &w)) /* without one nobody could answer */
        return tls->config->client_auth == BRISK_TLS_CLIENT_AUTH_REQUIRE
                   ? BRISK_ERR_TLS_HANDSHAKE_FAILURE
                   : 0;
    brisk_writer_close(&w, schemes, 2);
    brisk_authorities_write(&w, tls->config->trust);
    tls->handshake->certificate_requested = 1;
    return brisk_message_end(tls, &w, mark);
}

/* Section 7.4.5: the flight goes out. */
static int step_send_done(struct brisk_tls *tls)
{
    size_t mark = 0;
    int request_error = tls->config->client_auth ? send_request(tls) : 0;
    if (request_error)
        return request_error;
    tls->handshake->flight_held = 0;
    struct brisk_writer w = brisk_message_begin(tls, MESSAGE_SERVER_HELLO_DONE, &mark);
    int error = brisk_message_end(tls, &w, mark);
    return error ? error
                 : go_to(tls, tls->handshake->certificate_requested
                                  ? STATE_SERVER12_READ_CERTIFICATE
                                  : STATE_SERVER12_READ_KEY_EXCHANGE);
}

/* Section 7.4.6: a client may have no certificate if the server does without. */
static int step_read_certificate(struct brisk_tls *tls)
{
    struct brisk_message message;
    int is_empty = 0;
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_CERTIFICATE), &message);
    if (!result)
        result = brisk_peer_accept_certificate(tls, &message, KEY_USAGE, &is_empty);
    if (!result && is_empty && tls->config->client_auth == BRISK_TLS_CLIENT_AUTH_REQUIRE)
        result = BRISK_ERR_TLS_HANDSHAKE_FAILURE;
    if (result)
        return result;
    tls->handshake->verify_due = !is_empty;
    return go_to(tls, STATE_SERVER12_READ_KEY_EXCHANGE);
}

/* Section 7.4.7.1. Whatever is wrong inside is not told; the job sees to it. */
static int accept_encrypted(struct brisk_tls *tls, struct brisk_bytes body)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_bytes ciphertext;
    if (brisk_cursor_vector16(&body, &ciphertext) || body.len ||
        ciphertext.len > sizeof h->signature)
        return BRISK_ERR_TLS_DECODE;
    memcpy(h->signature, ciphertext.data, ciphertext.len);
    struct brisk_job *job = brisk_tls_add_job(tls, BRISK_JOB_RSA_DECRYPT, h->client_version);
    job->as.rsa_decrypt.premaster = h->shared_secret;
    job->as.rsa_decrypt.key = h->identity->key;
    job->as.rsa_decrypt.ciphertext = h->signature;
    job->as.rsa_decrypt.ciphertext_len = ciphertext.len;
    return 0;
}

static int accept_public(struct brisk_tls *tls, struct brisk_bytes body)
{
    int error = brisk_exchange12_read_public(tls, body);
    if (!error)
        brisk_exchange12_add_secret(tls);
    return error;
}

/* Section 7.4.7. */
static int step_read_key_exchange(struct brisk_tls *tls)
{
    struct brisk_message message;
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_CLIENT_KEY_EXCHANGE), &message);
    if (!result)
        result = tls->suite->key_exchange == KEY_EXCHANGE_RSA ? accept_encrypted(tls, message.body)
                                                              : accept_public(tls, message.body);
    if (result)
        return result;
    brisk_transcript_add(tls, message.raw);
    return go_to(tls, STATE_SERVER12_DERIVE_KEYS);
}

static int step_derive_keys(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    int encrypted = tls->suite->key_exchange == KEY_EXCHANGE_RSA;
    int error =
        encrypted ? brisk_job_result(&h->jobs[0]) : brisk_exchange12_check_secret(tls, &h->jobs[0]);
    h->num_jobs = 0;
    if (!error)
        error = encrypted
                    ? brisk_master_secret_derive(tls, h->shared_secret, BRISK_RSA_PREMASTER_SIZE)
                    : brisk_exchange12_derive(tls);
    brisk_wipe(h->shares, sizeof h->shares);
    return error ? error
                 : go_to(tls, h->verify_due ? STATE_SERVER12_READ_VERIFY : STATE_SERVER12_READ_CCS);
}

/* Section 7.4.8: the client signs the digest of everything so far. */
static int step_read_verify(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_message message;
    struct brisk_bytes signature;
    uint16_t scheme = 0;
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_CERTIFICATE_VERIFY), &message);
    if (result)
        return result;
    if (brisk_cursor_u16(&message.body, &scheme) ||
        brisk_cursor_vector16(&message.body, &signature) || message.body.len)
        return BRISK_ERR_TLS_DECODE;
    result = brisk_peer_check_scheme(tls, scheme);
    enum brisk_hash_alg alg = brisk_signature_scheme_hash(scheme);
    if (!result && !brisk_transcript_has(alg)) /* not asked for */
        result = BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    if (result)
        return result;
    if (signature.len > sizeof h->signature) /* longer than any that could be right */
        return BRISK_ERR_TLS_DECRYPT;
    memcpy(h->signature, signature.data, signature.len);
    brisk_transcript_digest(tls, alg, h->verify_content);
    tls->client_scheme = scheme;
    struct brisk_job *job = brisk_tls_add_job(
        tls, BRISK_JOB_VERIFY, brisk_scheme_for_key(tls->version, h->path.leaf_type, scheme));
    job->as.verify.spki = h->path.leaf_spki.data;
    job->as.verify.spki_len = h->path.leaf_spki.len;
    job->as.verify.signature = h->signature;
    job->as.verify.signature_len = signature.len;
    job->as.verify.message = h->verify_content;
    job->as.verify.message_len = brisk_hash_size(alg);
    job->is_digest = 1;
    h->num_path_jobs = (uint8_t)h->path.num_jobs;
    brisk_transcript_add(tls, message.raw);
    return go_to(tls, STATE_SERVER12_CHECK_CERTIFICATE);
}

static int step_check_certificate(struct brisk_tls *tls)
{
    int result = brisk_peer_check(tls, KEY_USAGE);
    if (result)
        return result;
    tls->handshake->num_jobs = 0;
    return go_to(tls, STATE_SERVER12_READ_CCS);
}

/* Section 7.3, figure 2: after the hello, or with a new ticket in between, comes our Finished. */
static int step_resume(struct brisk_tls *tls)
{
    int error = send_hello(tls);
    if (!error)
        error = brisk_master_secret_use(tls);
    return error ? error : go_to(tls, before_finished(tls));
}

static int step_send_ticket(struct brisk_tls *tls)
{
    int error = brisk_session12_send_ticket(tls);
    return error ? error : go_to(tls, STATE_SERVER12_SEND_CCS);
}

/* Section 7.1: what follows is under the new keys. */
static int step_read_ccs(struct brisk_tls *tls)
{
    int result = brisk_message_read_ccs(tls);
    if (!result)
        result = brisk_key_block_install_read(tls);
    return result ? result : go_to(tls, STATE_SERVER12_READ_FINISHED);
}

static int step_read_finished(struct brisk_tls *tls)
{
    struct brisk_message message;
    int result = brisk_message_read(tls, MESSAGE_BIT(MESSAGE_FINISHED), &message);
    if (!result)
        result = brisk_finished12_check(tls, &message);
    if (!result && tls->resumed)
        result = brisk_peer_check_resumed(tls);
    return result ? result
                  : go_to(tls, tls->resumed ? STATE_SERVER12_COMPLETE : before_finished(tls));
}

static int step_send_ccs(struct brisk_tls *tls)
{
    int result = brisk_record_write_ccs(tls);
    if (!result)
        result = brisk_key_block_install_write(tls);
    return result ? result : go_to(tls, STATE_SERVER12_SEND_FINISHED);
}

static int step_send_finished(struct brisk_tls *tls)
{
    int error = brisk_finished12_send(tls);
    return error ? error
                 : go_to(tls, tls->resumed ? STATE_SERVER12_READ_CCS : STATE_SERVER12_COMPLETE);
}

/* Our Finished has gone out, and the client's is right. */
static int step_complete(struct brisk_tls *tls)
{
    brisk_session12_cache(tls);
    brisk_tls_complete(tls);
    return STEP_AGAIN;
}

int brisk_server12_step(struct brisk_tls *tls)
{
    switch (tls->state) {
    case STATE_SERVER12_SEND_HELLO:
        return step_send_hello(tls);
    case STATE_SERVER12_RESUME:
        return step_resume(tls);
    case STATE_SERVER12_SEND_KEY_EXCHANGE:
        return step_send_key_exchange(tls);
    case STATE_SERVER12_SEND_DONE:
        return step_send_done(tls);
    case STATE_SERVER12_READ_CERTIFICATE:
        return step_read_certificate(tls);
    case STATE_SERVER12_READ_KEY_EXCHANGE:
        return step_read_key_exchange(tls);
    case STATE_SERVER12_DERIVE_KEYS:
        return step_derive_keys(tls);
    case STATE_SERVER12_READ_VERIFY:
        return step_read_verify(tls);
    case STATE_SERVER12_CHECK_CERTIFICATE:
        return step_check_certificate(tls);
    case STATE_SERVER12_READ_CCS:
        return step_read_ccs(tls);
    case STATE_SERVER12_READ_FINISHED:
        return step_read_finished(tls);
    case STATE_SERVER12_SEND_TICKET:
        return step_send_ticket(tls);
    case STATE_SERVER12_SEND_CCS:
        return step_send_ccs(tls);
    case STATE_SERVER12_SEND_FINISHED:
        return step_send_finished(tls);
    case STATE_SERVER12_COMPLETE:
        return step_complete(tls);
    default:
        return BRISK_ERR_TLS_INTERNAL;
    }
}
