/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Our own certificates: which of them the peer accepts (RFC 8446 sections 4.4.2.2 and 4.4.2.3), how
 * it says so, and the proof that the key is ours (section 4.4.3). */

#include <string.h>

#include "handshake/peer.h"
#include "handshake/x509.h"

/* --- choosing --- */

/* Our first scheme that the key can use and the peer accepts, or 0. */
static uint16_t select_scheme(const struct brisk_tls *tls,
                              const struct brisk_tls_identity *identity,
                              const struct brisk_identity_wish *wish)
{
    const uint16_t *schemes = identity->schemes ? identity->schemes : tls->config->schemes;
    size_t n = identity->schemes ? identity->num_schemes : tls->config->num_schemes;
    for (size_t i = 0; i < n; i++) {
        uint16_t scheme = schemes[i];
        if (wish->signs_digest && !brisk_transcript_has(brisk_signature_scheme_hash(scheme)))
            continue;
        if (brisk_scheme_for_key(tls->version, identity->key->type, scheme) &&
            brisk_list_has(wish->schemes, scheme))
            return scheme;
    }
    return 0;
}

uint16_t brisk_group_of_key(enum brisk_key_type type)
{
    return type == BRISK_KEY_P256   ? BRISK_GROUP_P256
           : type == BRISK_KEY_P384 ? BRISK_GROUP_P384
           : type == BRISK_KEY_P521 ? BRISK_GROUP_P521
                                    : 0;
}

/* A suite of TLS 1.2 says how the server is authenticated: by RSA, or by ECDSA, which stands for
 * Ed25519 as well (RFC 8422 section 2.3). The client's groups then count for the certificate's key,
 * too (section 5.1). */
static int key_fits(const struct brisk_private_key *key, const struct brisk_identity_wish *wish)
{
    if (wish->authentication == AUTHENTICATION_ANY)
        return 1;
    if ((key->type == BRISK_KEY_RSA) != (wish->authentication == AUTHENTICATION_RSA))
        return 0;
    uint16_t curve = brisk_group_of_key(key->type);
    return !wish->groups.len || !curve || brisk_list_has(wish->groups, curve);
}

/* The scheme that a certificate's signature goes by in signature_algorithms_cert. X.509 binds no
 * curve to ECDSA's hash; TLS 1.3 does, and the issuer's curve is taken to be the one it binds. */
uint16_t brisk_scheme_of_certificate(const struct brisk_x509 *cert)
{
    static const enum brisk_key_type types[] = { BRISK_KEY_P256, BRISK_KEY_P384, BRISK_KEY_P521,
                                                 BRISK_KEY_RSA, BRISK_KEY_ED25519 };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        uint16_t scheme = brisk_x509_signature_scheme(cert, types[i]);
        if (scheme && scheme < BRISK_SIG_X509_ECDSA_P256_SHA384)
            return scheme;
    }
    return 0;
}

/* Section 4.2.3: a self-signed certificate's signature counts for nothing. */
static int has_accepted_signatures(const struct brisk_tls_identity *identity,
                                   struct brisk_bytes accepted)
{
    for (size_t i = 0; i < identity->chain_len; i++)
        if (!identity->chain[i].is_self_issued &&
            !brisk_list_has(accepted, brisk_scheme_of_certificate(&identity->chain[i])))
            return 0;
    return 1;
}

/* Section 4.2.4: one of the chain was issued by one of them; no list is no wish. Names are compared
 * byte for byte, as they are copied from certificates, and a long list must not cost much. */
static int has_authority(const struct brisk_tls_identity *identity, struct brisk_bytes authorities)
{
    struct brisk_bytes rest = authorities, name;
    while (rest.len && !brisk_cursor_vector16(&rest, &name))
        for (size_t i = 0; i < identity->chain_len; i++) {
            struct brisk_bytes issuer = with_der_header(identity->chain[i].issuer);
            if (issuer.len == name.len && memcmp(issuer.data, name.data, name.len) == 0)
                return 1;
        }
    return authorities.len == 0;
}

/* How well an identity suits: 0 not at all. Where a server has one only, there is nothing to weigh.
 */
static int rank_identity(const struct brisk_tls *tls, const struct brisk_tls_identity *identity,
                         const struct brisk_identity_wish *wish)
{
    int is_client = tls->role == BRISK_TLS_CLIENT;
    if (!is_client && tls->config->num_identities == 1)
        return 1;
    int is_signed = has_accepted_signatures(identity, wish->cert_schemes.len ? wish->cert_schemes
                                                                             : wish->schemes);
    int is_issued = has_authority(identity, wish->authorities);
    if (is_client && !tls->config->any_chain) /* section 4.4.2.3 */
        return is_signed && is_issued;
    int is_named =
        !is_client && wish->host[0] && brisk_x509_check_host(&identity->chain[0], wish->host) == 0;
    return 1 + 4 * is_named + 2 * is_signed + is_issued;
}

int brisk_identity_select(struct brisk_tls *tls, const struct brisk_identity_wish *wish)
{
    struct brisk_tls_handshake *h = tls->handshake;
    const struct brisk_tls_config *config = tls->config;
    int best = 0;
    h->identity = NULL;
    for (size_t i = 0; i < config->num_identities; i++) {
        const struct brisk_tls_identity *identity = &config->identities[i];
        uint16_t scheme = wish->signs_nothing ? 0 : select_scheme(tls, identity, wish);
        int fits = (scheme || wish->signs_nothing) && key_fits(identity->key, wish);
        int rank = fits ? rank_identity(tls, identity, wish) : 0;
        if (rank > best) {
            best = rank;
            h->identity = identity;
            *(tls->role == BRISK_TLS_SERVER ? &tls->scheme : &tls->client_scheme) = scheme;
        }
    }
    brisk_compression_select(tls, wish->compressions);
    return h->identity != NULL;
}

/* --- CertificateRequest --- */

int brisk_authorities_parse(struct brisk_bytes body, struct brisk_bytes *list)
{
    struct brisk_bytes rest, name;
    if (brisk_cursor_vector16(&body, list) || body.len || !list->len)
        return BRISK_ERR_TLS_DECODE;
    for (rest = *list; rest.len;)
        if (brisk_cursor_vector16(&rest, &name) || !name.len)
            return BRISK_ERR_TLS_DECODE;
    return 0;
}

/* The names of the trust anchors, so that a client with several certificates knows which to take.
 * Half a list would mislead it: one that is too long is left out. */
static size_t authorities_len(const struct brisk_x509_trust *trust)
{
    size_t total = 0;
    for (size_t i = 0; i < trust->num_anchors && total <= MAX_AUTHORITIES; i++)
        total +=
            trust->anchors[i].subject.len ? 2 + with_der_header(trust->anchors[i].subject).len : 0;
    return total > MAX_AUTHORITIES ? 0 : total;
}

void brisk_authorities_write(struct brisk_writer *w, const struct brisk_x509_trust *trust)
{
    int is_empty = authorities_len(trust) == 0;
    size_t list = brisk_writer_open(w, 2);
    for (size_t i = 0; !is_empty && i < trust->num_anchors; i++) {
        struct brisk_bytes name = with_der_header(trust->anchors[i].subject);
        if (!trust->anchors[i].subject.len)
            continue;
        size_t mark = brisk_writer_open(w, 2);
        brisk_writer_bytes(w, name.data, name.len);
        brisk_writer_close(w, mark, 2);
    }
    brisk_writer_close(w, list, 2);
}

static void write_schemes(struct brisk_writer *w, enum brisk_extension type,
                          const uint16_t *schemes, size_t n)
{
    brisk_writer_u16(w, type);
    size_t extension = brisk_writer_open(w, 2);
    size_t list = brisk_writer_open(w, 2);
    for (size_t i = 0; i < n; i++)
        brisk_writer_u16(w, schemes[i]);
    brisk_writer_close(w, list, 2);
    brisk_writer_close(w, extension, 2);
}

void brisk_request_context_write(struct brisk_writer *w, struct brisk_bytes context)
{
    size_t mark = brisk_writer_open(w, 1);
    brisk_writer_bytes(w, context.data, context.len);
    brisk_writer_close(w, mark, 1);
}

void brisk_certificate_request_write(struct brisk_writer *w, const struct brisk_tls *tls,
                                     struct brisk_bytes context)
{
    const struct brisk_tls_config *config = tls->config;
    brisk_request_context_write(w, context);
    size_t extensions = brisk_writer_open(w, 2);
    write_schemes(w, EXT_SIGNATURE_ALGORITHMS, config->schemes, config->num_schemes);
    if (config->num_cert_schemes)
        write_schemes(w, EXT_SIGNATURE_ALGORITHMS_CERT, config->cert_schemes,
                      config->num_cert_schemes);
    if (config->request_status) { /* section 4.4.2.1: empty here */
        brisk_writer_u16(w, EXT_STATUS_REQUEST);
        brisk_writer_u16(w, 0);
    }
    /* A compressed answer would not show which request it answers, and so what was signed, before
     * it is decompressed: after the handshake none is asked for. */
    if (config->num_cert_compressions && !context.len) {
        brisk_writer_u16(w, EXT_COMPRESS_CERTIFICATE);
        size_t extension = brisk_writer_open(w, 2);
        brisk_compressions_write(tls, w);
        brisk_writer_close(w, extension, 2);
    }
    if (authorities_len(config->trust)) {
        brisk_writer_u16(w, EXT_CERTIFICATE_AUTHORITIES);
        size_t extension = brisk_writer_open(w, 2);
        brisk_authorities_write(w, config->trust);
        brisk_writer_close(w, extension, 2);
    }
    brisk_writer_close(w, extensions, 2);
}

int brisk_certificate_request_send(struct brisk_tls *tls)
{
    size_t mark = 0;
    struct brisk_writer w = brisk_message_begin(tls, MESSAGE_CERTIFICATE_REQUEST, &mark);
    brisk_certificate_request_write(&w, tls, (struct brisk_bytes){ NULL, 0 });
    tls->handshake->certificate_requested = 1;
    return brisk_message_end(tls, &w, mark);
}

static int parse_schemes(struct brisk_bytes body, struct brisk_bytes *list)
{
    if (brisk_cursor_vector16(&body, list) || body.len || list->len < 2 || list->len % 2)
        return BRISK_ERR_TLS_DECODE;
    return 0;
}

int brisk_certificate_request_accept(struct brisk_tls *tls, struct brisk_bytes body)
{
    struct brisk_extension_reader reader;
    struct brisk_identity_wish wish = { .host = "" };
    enum brisk_extension type;
    struct brisk_bytes context, extensions;
    int more;
    if (brisk_cursor_vector8(&body, &context) || brisk_cursor_vector16(&body, &extensions) ||
        body.len)
        return BRISK_ERR_TLS_DECODE;
    if (context.len && !tls->established) /* section 4.3.2 */
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    tls->handshake->context = context;
    brisk_extensions_start(&reader, EXTENSIONS_OF_CERTIFICATE_REQUEST, extensions, 0);
    while ((more = brisk_extensions_next(&reader, &type, &body)) == 1) {
        int error = 0;
        if (type == EXT_SIGNATURE_ALGORITHMS)
            error = parse_schemes(body, &wish.schemes);
        else if (type == EXT_SIGNATURE_ALGORITHMS_CERT)
            error = parse_schemes(body, &wish.cert_schemes);
        else if (type == EXT_CERTIFICATE_AUTHORITIES)
            error = brisk_authorities_parse(body, &wish.authorities);
        else if (type == EXT_COMPRESS_CERTIFICATE)
            error = brisk_compressions_parse(body, &wish.compressions);
        else if (type == EXT_STATUS_REQUEST)
            tls->handshake->wants_status = 1;
        if (error)
            return error;
    }
    if (more)
        return more;
    if (!(reader.seen & EXT_BIT(EXT_SIGNATURE_ALGORITHMS)))
        return BRISK_ERR_TLS_MISSING_EXTENSION;
    tls->handshake->certificate_requested = 1;
    (void)brisk_identity_select(tls, &wish);
    return 0;
}

/* --- CertificateVerify --- */

int brisk_identity_start_verify(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    size_t place = h->flight_end + MESSAGE_HEADER_SIZE + 4; /* after the scheme and the length */
    if (place + BRISK_SIGNATURE_MAX_SIZE > h->capacity)
        return BRISK_ERR_TLS_MEMORY;
    int is_server = tls->role == BRISK_TLS_SERVER;
    struct brisk_job *job =
        brisk_tls_add_job(tls, BRISK_JOB_SIGN, is_server ? tls->scheme : tls->client_scheme);
    job->as.sign.signature = h->message + place;
    job->as.sign.signature_capacity = h->capacity - place;
    job->as.sign.signature_len = 0;
    job->as.sign.key = h->identity->key;
    job->as.sign.message = h->verify_content;
    job->as.sign.message_len =
        brisk_transcript_verify_content(tls, is_server ? BRISK_TLS_SERVER : BRISK_TLS_CLIENT);
    return 0;
}

int brisk_identity_check_job(struct brisk_tls *tls, const struct brisk_job *job)
{
    if (job->status || job->as.sign.signature_len > BRISK_SIGNATURE_MAX_SIZE)
        return BRISK_ERR_TLS_INTERNAL;
    tls->handshake->signature_len = (uint16_t)job->as.sign.signature_len;
    return 0;
}

int brisk_identity_send_verify(struct brisk_tls *tls)
{
    size_t mark = 0;
    struct brisk_writer w = brisk_message_begin(tls, MESSAGE_CERTIFICATE_VERIFY, &mark);
    brisk_writer_u16(&w, tls->role == BRISK_TLS_SERVER ? tls->scheme : tls->client_scheme);
    size_t signature = brisk_writer_open(&w, 2);
    brisk_writer_skip(&w, tls->handshake->signature_len);
    brisk_writer_close(&w, signature, 2);
    return brisk_message_end(tls, &w, mark);
}
