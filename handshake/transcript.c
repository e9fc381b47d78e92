/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The transcript hash (RFC 8446 section 4.4.1) and what is computed from it: traffic secrets, the
 * content of CertificateVerify, and Finished. */

#include <brisk/random.h>

#include <string.h>

#include "handshake/engine.h"

/* Whether a client may sign this handshake of TLS 1.2. */
static int may_be_signed(const struct brisk_tls *tls)
{
    if (tls->version != BRISK_TLS_VERSION_1_2)
        return 0;
    return tls->role == BRISK_TLS_SERVER ? tls->config->client_auth != BRISK_TLS_CLIENT_AUTH_NONE
                                         : tls->config->num_identities != 0;
}

int brisk_transcript_start(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    int error = brisk_hash_init(&h->transcript, tls->suite->hash);
    h->has_other_hashes = (uint8_t)may_be_signed(tls);
    if (!error && h->has_other_hashes)
        error = brisk_hash_init(&h->other_hashes[0],
                                tls->suite->hash == BRISK_SHA256 ? BRISK_SHA384 : BRISK_SHA256);
    if (!error && h->has_other_hashes)
        error = brisk_hash_init(&h->other_hashes[1], BRISK_SHA512);
    if (!error)
        brisk_transcript_add(tls, (struct brisk_bytes){ h->message, h->kept });
    h->kept = 0;
    return error;
}

int brisk_transcript_has(enum brisk_hash_alg alg)
{
    return alg == BRISK_SHA256 || alg == BRISK_SHA384 || alg == BRISK_SHA512;
}

void brisk_transcript_digest(const struct brisk_tls *tls, enum brisk_hash_alg alg,
                             uint8_t digest[BRISK_HASH_MAX_SIZE])
{
    const struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_hash copy =
        alg == tls->suite->hash ? h->transcript : h->other_hashes[alg == BRISK_SHA512];
    brisk_hash_final(&copy, digest);
}

void brisk_transcript_retry(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    uint8_t message[MESSAGE_HEADER_SIZE + BRISK_HASH_MAX_SIZE] = { MESSAGE_HASH, 0, 0,
                                                                   tls->suite->hash_len };
    brisk_hash_final(&h->transcript, message + MESSAGE_HEADER_SIZE);
    /* Cannot fail: the algorithm is the one just finished. */
    (void)brisk_hash_init(&h->transcript, tls->suite->hash);
    brisk_hash_update(&h->transcript, message, MESSAGE_HEADER_SIZE + tls->suite->hash_len);
}

void brisk_transcript_add(struct brisk_tls *tls, struct brisk_bytes message)
{
    /* Before the suite is known a client keeps its hello instead. */
    if (tls->suite)
        brisk_hash_update(&tls->handshake->transcript, message.data, message.len);
    for (size_t i = 0; tls->suite && tls->handshake->has_other_hashes && i < 2; i++)
        brisk_hash_update(&tls->handshake->other_hashes[i], message.data, message.len);
}

int brisk_transcript_add_hello(struct brisk_tls *tls, struct brisk_bytes message)
{
    size_t hashed = tls->handshake->hello_hashed;
    int error = hashed || tls->hello_retry ? 0 : brisk_transcript_start(tls);
    tls->handshake->hello_hashed = 0;
    if (!error)
        brisk_transcript_add(tls,
                             (struct brisk_bytes){ message.data + hashed, message.len - hashed });
    return error;
}

void brisk_transcript_hash(const struct brisk_tls *tls, uint8_t hash[BRISK_HASH_MAX_SIZE])
{
    struct brisk_hash copy = tls->handshake->transcript;
    brisk_hash_final(&copy, hash);
}

size_t brisk_transcript_verify_content(struct brisk_tls *tls, enum brisk_tls_role signer)
{
    /* The strings are of one length; the final NUL is the separating zero byte. */
    static const char contexts[2][34] = { "TLS 1.3, client CertificateVerify",
                                          "TLS 1.3, server CertificateVerify" };
    const char *context = contexts[signer == BRISK_TLS_SERVER];
    uint8_t *content = tls->handshake->verify_content, hash[BRISK_HASH_MAX_SIZE];
    brisk_transcript_hash(tls, hash);
    memset(content, ' ', 64);
    memcpy(content + 64, context, sizeof contexts[0]);
    memcpy(content + 64 + sizeof contexts[0], hash, tls->suite->hash_len);
    return 64 + sizeof contexts[0] + tls->suite->hash_len;
}

static char *put_hex(char *text, const uint8_t *bytes, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        *text++ = digits[bytes[i] >> 4];
        *text++ = digits[bytes[i] & 15];
    }
    return text;
}

/* One line of NSS key log format: label, client random, secret. */
void brisk_secret_log(const struct brisk_tls *tls, const char *label, const uint8_t *secret,
                      size_t len)
{
    if (!tls->config->keylog)
        return;
    char line[32 + 1 + 2 * RANDOM_SIZE + 1 + 2 * BRISK_SECRET_MAX + 1];
    size_t label_len = strlen(label);
    memcpy(line, label, label_len);
    char *end = line + label_len;
    *end++ = ' ';
    end = put_hex(end, tls->handshake->client_random, RANDOM_SIZE);
    *end++ = ' ';
    end = put_hex(end, secret, len);
    *end = 0;
    tls->config->keylog(tls->config->keylog_arg, line);
    brisk_wipe(line, sizeof line);
}

int brisk_derive_and_log(struct brisk_tls *tls, uint8_t *secret, const char *label,
                         const char *log_label, const uint8_t *hash)
{
    int error = brisk_key_schedule_derive(&tls->handshake->schedule, secret, label, hash);
    if (!error)
        brisk_secret_log(tls, log_label, secret, tls->handshake->schedule.suite->hash_len);
    return error;
}

/* To the handshake secret (section 7.1): from a pre-shared key, a fresh shared secret, or both. */
static int start_schedule(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    size_t shared_len = brisk_group_secret_size(tls->group);
    if (!h->psk_len)
        return brisk_key_schedule_start(&h->schedule, tls->suite, h->shared_secret, shared_len);
    int error = 0;
    if (!h->schedule.suite) /* else it is there already: the binder needed it */
        error = brisk_key_schedule_early(&h->schedule, tls->suite, h->psk, h->psk_len);
    if (!error)
        error = brisk_key_schedule_continue(&h->schedule, tls->group ? h->shared_secret : NULL,
                                            shared_len);
    return error;
}

int brisk_derive_handshake_secrets(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    uint8_t hash[BRISK_HASH_MAX_SIZE];
    int error = start_schedule(tls);
    brisk_wipe(h->shared_secret, sizeof h->shared_secret);
    brisk_wipe(h->psk, sizeof h->psk);
    if (error)
        return error;
    /* The hash of ClientHello to ServerHello: the server has hashed more by now and saved it. */
    if (tls->role == BRISK_TLS_SERVER)
        memcpy(hash, h->hello_hash, tls->suite->hash_len);
    else
        brisk_transcript_hash(tls, hash);
    error = brisk_derive_and_log(tls, h->client_secret, "c hs traffic",
                                 "CLIENT_HANDSHAKE_TRAFFIC_SECRET", hash);
    if (!error)
        error = brisk_derive_and_log(tls, h->server_secret, "s hs traffic",
                                     "SERVER_HANDSHAKE_TRAFFIC_SECRET", hash);
    return error;
}

int brisk_derive_application_secrets(struct brisk_tls *tls, uint8_t *client_secret,
                                     uint8_t *server_secret)
{
    uint8_t hash[BRISK_HASH_MAX_SIZE];
    brisk_transcript_hash(tls, hash);
    int error = brisk_key_schedule_finish(&tls->handshake->schedule);
    if (!error)
        error = brisk_derive_and_log(tls, client_secret, "c ap traffic", "CLIENT_TRAFFIC_SECRET_0",
                                     hash);
    if (!error)
        error = brisk_derive_and_log(tls, server_secret, "s ap traffic", "SERVER_TRAFFIC_SECRET_0",
                                     hash);
    if (!error)
        error =
            brisk_derive_and_log(tls, tls->exporter_secret, "exp master", "EXPORTER_SECRET", hash);
    return error;
}

int brisk_finished_send(struct brisk_tls *tls, const struct brisk_hmac_key *key)
{
    uint8_t hash[BRISK_HASH_MAX_SIZE], tag[BRISK_HASH_MAX_SIZE];
    size_t mark = 0;
    brisk_transcript_hash(tls, hash);
    brisk_hmac_tag(key, tag, hash, tls->suite->hash_len);
    struct brisk_writer w = brisk_message_begin(tls, MESSAGE_FINISHED, &mark);
    brisk_writer_bytes(&w, tag, tls->suite->hash_len);
    return brisk_message_end(tls, &w, mark);
}

/* Section 4.4.4: a wrong Finished is a decrypt_error, one of the wrong length as well. */
int brisk_finished_check(struct brisk_tls *tls, const struct brisk_hmac_key *key,
                         const struct brisk_message *message)
{
    uint8_t hash[BRISK_HASH_MAX_SIZE], tag[BRISK_HASH_MAX_SIZE];
    brisk_transcript_hash(tls, hash);
    brisk_hmac_tag(key, tag, hash, tls->suite->hash_len);
    if (message->body.len != tls->suite->hash_len ||
        !brisk_equal(tag, message->body.data, tls->suite->hash_len))
        return BRISK_ERR_TLS_DECRYPT;
    brisk_transcript_add(tls, message->raw);
    return 0;
}
