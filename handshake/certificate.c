/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* EncryptedExtensions and Certificate (RFC 8446 sections 4.3.1 and 4.4.2; RFC 5246 section 7.4.2),
 * and which scheme signs with which key. */

#include <string.h>

#include "handshake/peer.h"

void brisk_answers_write(const struct brisk_tls *tls, struct brisk_writer *w)
{
    /* RFC 6066 section 3: an empty answer to a name received, but not on resumption. */
    if (tls->handshake->host[0] && !tls->handshake->psk_len && !tls->resumed) {
        brisk_writer_u16(w, EXT_SERVER_NAME);
        brisk_writer_u16(w, 0);
    }
    if (tls->alpn) {
        brisk_writer_u16(w, EXT_ALPN);
        size_t body = brisk_writer_open(w, 2);
        size_t list = brisk_writer_open(w, 2);
        size_t name = brisk_writer_open(w, 1);
        brisk_writer_bytes(w, tls->alpn, strlen(tls->alpn));
        brisk_writer_close(w, name, 1);
        brisk_writer_close(w, list, 2);
        brisk_writer_close(w, body, 2);
    }
    if (tls->handshake->peer_record_limit) { /* RFC 8449 section 4 */
        brisk_writer_u16(w, EXT_RECORD_SIZE_LIMIT);
        brisk_writer_u16(w, 2);
        brisk_writer_u16(w, brisk_record_limit(tls, tls->version));
    }
}

int brisk_encrypted_extensions_send(struct brisk_tls *tls)
{
    size_t mark = 0;
    struct brisk_writer w = brisk_message_begin(tls, MESSAGE_ENCRYPTED_EXTENSIONS, &mark);
    size_t extensions = brisk_writer_open(&w, 2);
    brisk_answers_write(tls, &w);
    if (tls->early == BRISK_TLS_EARLY_ACCEPTED) { /* section 4.2.10 */
        brisk_writer_u16(&w, EXT_EARLY_DATA);
        brisk_writer_u16(&w, 0);
    }
    brisk_writer_close(&w, extensions, 2);
    return brisk_message_end(tls, &w, mark);
}

/* RFC 7301 section 3.1: exactly one name, and one that we offered. */
int brisk_alpn_answer_parse(struct brisk_tls *tls, struct brisk_bytes body)
{
    struct brisk_bytes list, name;
    if (brisk_cursor_vector16(&body, &list) || body.len || brisk_cursor_vector8(&list, &name) ||
        !name.len || list.len)
        return BRISK_ERR_TLS_DECODE;
    for (size_t i = 0; i < tls->config->num_alpn; i++) {
        const char *ours = tls->config->alpn[i];
        if (strlen(ours) == name.len && memcmp(ours, name.data, name.len) == 0) {
            tls->alpn = ours;
            return 0;
        }
    }
    return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
}

/* The server's groups, for a later connection; not acted upon (section 4.2.7). */
static int check_groups(struct brisk_bytes body)
{
    struct brisk_bytes list;
    if (brisk_cursor_vector16(&body, &list) || body.len || list.len < 2 || list.len % 2)
        return BRISK_ERR_TLS_DECODE;
    return 0;
}

int brisk_encrypted_extensions_parse(struct brisk_tls *tls, struct brisk_bytes body)
{
    struct brisk_extension_reader reader;
    enum brisk_extension type;
    struct brisk_bytes extensions;
    int more;
    if (brisk_cursor_vector16(&body, &extensions) || body.len)
        return BRISK_ERR_TLS_DECODE;
    brisk_extensions_start(&reader, EXTENSIONS_OF_ENCRYPTED_EXTENSIONS, extensions,
                           tls->handshake->offered);
    while ((more = brisk_extensions_next(&reader, &type, &body)) == 1) {
        int error = 0;
        if (type == EXT_ALPN)
            error = brisk_alpn_answer_parse(tls, body);
        else if (type == EXT_SUPPORTED_GROUPS)
            error = check_groups(body);
        else if (type == EXT_RECORD_SIZE_LIMIT)
            error = brisk_record_limit_parse(body, &tls->handshake->peer_record_limit);
        else if ((type == EXT_SERVER_NAME || type == EXT_EARLY_DATA) && body.len)
            error = BRISK_ERR_TLS_DECODE;
        if (type == EXT_EARLY_DATA)
            tls->handshake->early_answered = 1;
        if (error)
            return error;
    }
    return more;
}

/* Section 4.4.2.1. */
static void write_entry_extensions(struct brisk_writer *w, struct brisk_bytes ocsp)
{
    size_t extensions = brisk_writer_open(w, 2);
    if (ocsp.len) {
        brisk_writer_u16(w, EXT_STATUS_REQUEST);
        size_t body = brisk_writer_open(w, 2);
        brisk_status_write(w, ocsp);
        brisk_writer_close(w, body, 2);
    }
    brisk_writer_close(w, extensions, 2);
}

static void write_certificate(struct brisk_writer *w, const struct brisk_bytes *der)
{
    size_t entry = brisk_writer_open(w, 3);
    brisk_writer_bytes(w, der->data, der->len);
    brisk_writer_close(w, entry, 3);
}

void brisk_certificate_write(struct brisk_writer *w, struct brisk_bytes context,
                             const struct brisk_tls_identity *identity, int has_ocsp)
{
    const struct brisk_bytes none = { NULL, 0 };
    brisk_request_context_write(w, context);
    size_t list = brisk_writer_open(w, 3);
    for (size_t i = 0; identity && i < identity->chain_len; i++) {
        write_certificate(w, &identity->chain[i].der);
        write_entry_extensions(w, i == 0 && has_ocsp ? identity->ocsp : none);
    }
    brisk_writer_close(w, list, 3);
}

/* RFC 5246 section 7.4.2: the certificates only. */
static void write_certificate_1_2(struct brisk_writer *w, const struct brisk_tls_identity *identity)
{
    size_t list = brisk_writer_open(w, 3);
    for (size_t i = 0; identity && i < identity->chain_len; i++)
        write_certificate(w, &identity->chain[i].der);
    brisk_writer_close(w, list, 3);
}

int brisk_certificate_send(struct brisk_tls *tls, const struct brisk_tls_identity *identity)
{
    int is_1_3 = tls->version == BRISK_TLS_VERSION_1_3;
    int is_compressed = is_1_3 && identity && tls->handshake->compressed;
    size_t mark = 0;
    struct brisk_writer w = brisk_message_begin(
        tls, is_compressed ? MESSAGE_COMPRESSED_CERTIFICATE : MESSAGE_CERTIFICATE, &mark);
    if (is_compressed)
        brisk_compressed_certificate_write(tls, &w);
    else if (is_1_3)
        brisk_certificate_write(&w, tls->handshake->context, identity,
                                brisk_status_is_stapled(tls));
    else
        write_certificate_1_2(&w, identity);
    return brisk_message_end(tls, &w, mark);
}

/* The extensions of one entry: only answers to what we asked for. */
static int parse_entry_extensions(struct brisk_bytes extensions, uint64_t asked,
                                  struct brisk_bytes *ocsp)
{
    struct brisk_extension_reader reader;
    enum brisk_extension type;
    struct brisk_bytes body;
    int more;
    brisk_extensions_start(&reader, EXTENSIONS_OF_CERTIFICATE, extensions, asked);
    while ((more = brisk_extensions_next(&reader, &type, &body)) == 1) {
        int error = type == EXT_STATUS_REQUEST ? brisk_status_parse(body, ocsp) : 0;
        if (error)
            return error;
    }
    return more;
}

/* What is not even that is no certificate at all, rather than a bad one. */
static int is_der_sequence(struct brisk_bytes der)
{
    struct brisk_bytes content;
    return brisk_der_read(&der, BRISK_DER_SEQUENCE, &content) == 0 && der.len == 0;
}

int brisk_certificate_parse(const struct brisk_tls *tls, struct brisk_bytes body,
                            struct brisk_bytes chain[BRISK_TLS_MAX_CHAIN], size_t *chain_len,
                            struct brisk_bytes *ocsp)
{
    struct brisk_bytes context = { NULL, 0 }, list, der, extensions = { NULL, 0 };
    int is_1_3 = tls->version == BRISK_TLS_VERSION_1_3;
    uint64_t asked = tls->config->request_status ? EXT_BIT(EXT_STATUS_REQUEST) : 0;
    size_t n = 0;
    if ((is_1_3 && brisk_cursor_vector8(&body, &context)) || brisk_cursor_vector24(&body, &list) ||
        body.len)
        return BRISK_ERR_TLS_DECODE;
    /* Section 4.4.2: that of the request; empty in the handshake. */
    const struct brisk_bytes *asked_for = &tls->handshake->context;
    if (context.len != asked_for->len ||
        (context.len && memcmp(context.data, asked_for->data, context.len) != 0))
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    for (; list.len; n++) {
        if (brisk_cursor_vector24(&list, &der) || !der.len ||
            (is_1_3 && brisk_cursor_vector16(&list, &extensions)) || !is_der_sequence(der))
            return BRISK_ERR_TLS_DECODE;
        struct brisk_bytes response = { NULL, 0 };
        int error = parse_entry_extensions(extensions, asked, &response);
        if (error)
            return error;
        if (n < BRISK_TLS_MAX_CHAIN)
            chain[n] = der;
        if (n == 0)
            *ocsp = response;
    }
    *chain_len = n;
    return 0;
}

/* TLS 1.2 binds no curve to ecdsa with a hash (RFC 8422 section 5.1.3): what its numbers mean with
 * a key of another curve has a number of its own here. */
static uint16_t scheme_for_key_1_2(enum brisk_key_type type, uint16_t scheme)
{
    static const struct {
        enum brisk_key_type type;
        uint16_t scheme, means;
    } others[] = {
        { BRISK_KEY_P256, BRISK_SIG_ECDSA_P384_SHA384, BRISK_SIG_X509_ECDSA_P256_SHA384 },
        { BRISK_KEY_P256, BRISK_SIG_ECDSA_P521_SHA512, BRISK_SIG_X509_ECDSA_P256_SHA512 },
        { BRISK_KEY_P384, BRISK_SIG_ECDSA_P256_SHA256, BRISK_SIG_X509_ECDSA_P384_SHA256 },
        { BRISK_KEY_P384, BRISK_SIG_ECDSA_P521_SHA512, BRISK_SIG_X509_ECDSA_P384_SHA512 },
        { BRISK_KEY_P521, BRISK_SIG_ECDSA_P256_SHA256, BRISK_SIG_X509_ECDSA_P521_SHA256 },
        { BRISK_KEY_P521, BRISK_SIG_ECDSA_P384_SHA384, BRISK_SIG_X509_ECDSA_P521_SHA384 },
    };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (others[i].type == type && others[i].scheme == scheme)
            return others[i].means;
    return brisk_key_type_fits(type, scheme) ? scheme : 0;
}

uint16_t brisk_scheme_for_key(uint16_t version, enum brisk_key_type type, uint16_t scheme)
{
    if (version == BRISK_TLS_VERSION_1_2)
        return scheme_for_key_1_2(type, scheme);
    return brisk_scheme_signs_handshake(scheme) && brisk_key_type_fits(type, scheme) ? scheme : 0;
}

int brisk_scheme_signs_handshake(uint16_t scheme)
{
    switch (scheme) {
    case BRISK_SIG_ECDSA_P256_SHA256:
    case BRISK_SIG_ECDSA_P384_SHA384:
    case BRISK_SIG_ECDSA_P521_SHA512:
    case BRISK_SIG_RSA_PSS_RSAE_SHA256:
    case BRISK_SIG_RSA_PSS_RSAE_SHA384:
    case BRISK_SIG_RSA_PSS_RSAE_SHA512:
    case BRISK_SIG_ED25519:
        return 1;
    default:
        return 0;
    }
}
