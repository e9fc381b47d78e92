/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The peer's certificates (RFC 8446 sections 4.4.2 and 4.4.3), on both sides. */

#include <string.h>

#include "handshake/peer.h"

/* --- what the caller says --- */

/* Tells the caller of a peer that is refused for `error`, or that is good (0). */
static int ask_caller(struct brisk_tls *tls, const struct brisk_x509 *certs, size_t num_certs,
                      int error, int resumed)
{
    const struct brisk_tls_config *config = tls->config;
    struct brisk_tls_peer_report report = {
        .chain = certs,
        .chain_len = num_certs,
        .x509_error = error ? tls->x509_error : 0,
        .resumed = (uint8_t)resumed,
        .alert =
            brisk_alert_for_error(error ? error : BRISK_ERR_TLS_ACCESS_DENIED, tls->x509_error),
    };
    if (!config->check_peer)
        return error;
    int refused = config->check_peer(config->check_peer_arg, tls, &report);
    tls->handshake->refusal_alert = report.alert;
    tls->handshake->has_refusal_alert = 1;
    return !error && refused ? BRISK_ERR_TLS_ACCESS_DENIED : error;
}

int brisk_peer_check_resumed(struct brisk_tls *tls)
{
    return tls->config->check_resumed && tls->has_peer_certificate ? ask_caller(tls, NULL, 0, 0, 1)
                                                                   : 0;
}

/* --- the chain --- */

/* The certificates of a Certificate message. */
static int parse_chain(struct brisk_tls *tls, struct brisk_bytes body,
                       struct brisk_x509 certs[BRISK_TLS_MAX_CHAIN], size_t *num_certs)
{
    struct brisk_bytes chain[BRISK_TLS_MAX_CHAIN];
    struct brisk_bytes ocsp = { NULL, 0 };
    int error = brisk_certificate_parse(tls, body, chain, num_certs, &ocsp);
    if (error)
        return error;
    if (ocsp.len)
        tls->handshake->ocsp = ocsp;
    tls->x509_error = *num_certs > BRISK_TLS_MAX_CHAIN ? BRISK_ERR_X509_TOO_LONG : 0;
    for (size_t i = 0; i < *num_certs && !tls->x509_error; i++)
        tls->x509_error = brisk_x509_parse(&certs[i], chain[i].data, chain[i].len);
    return tls->x509_error ? ask_caller(tls, NULL, 0, BRISK_ERR_TLS_CERTIFICATE, 0) : 0;
}

/* Section 4.2.3: what we said about the chain's signatures; the anchor's own is not looked at. */
static int check_signatures(const struct brisk_tls *tls, const struct brisk_x509 *certs)
{
    const struct brisk_tls_config *config = tls->config;
    const struct brisk_x509_path *path = &tls->handshake->path;
    for (size_t i = 0; config->num_cert_schemes && i < path->num_links; i++)
        if (!brisk_is_listed(config->cert_schemes, config->num_cert_schemes,
                             brisk_scheme_of_certificate(&certs[path->chain[i]])))
            return BRISK_ERR_X509_ALGORITHM;
    return 0;
}

/* RFC 7633 section 4.3.3: what the certificate of a server demands, as far as our hello offered it.
 */
static int demands_status(const struct brisk_tls *tls, const struct brisk_x509 *certs)
{
    return tls->role == BRISK_TLS_CLIENT && tls->config->request_status && certs[0].demands_status;
}

/* Where a response is demanded, one about something else does not do. */
static enum brisk_revocation_need find_need(const struct brisk_tls *tls,
                                            const struct brisk_x509 *certs)
{
    enum brisk_revocation_need need = tls->config->revocation_need;
    return need == BRISK_REVOCATION_IF_KNOWN && tls->handshake->ocsp.len &&
                   demands_status(tls, certs)
               ? BRISK_REVOCATION_LEAF
               : need;
}

/* Everything about the chain but its signatures; those become jobs. Once more (`again`) if some of
 * them did not verify. */
static int build_path(struct brisk_tls *tls, const struct brisk_x509 *certs, size_t num_certs,
                      uint32_t key_usage, int again)
{
    struct brisk_tls_handshake *h = tls->handshake;
    int is_client = tls->role == BRISK_TLS_CLIENT;
    const struct brisk_tls_config *config = tls->config;
    /* TLS 1.2: what is needed may still come. */
    int must_wait = is_client && tls->version == BRISK_TLS_VERSION_1_2 && h->wants_status;
    const struct brisk_revocation evidence = { config->crls, config->num_crls, h->ocsp,
                                               must_wait ? BRISK_REVOCATION_IF_KNOWN
                                                         : find_need(tls, certs) };
    int has_evidence = evidence.num_crls || evidence.ocsp.len || evidence.need;
    struct brisk_x509_policy policy = {
        .now = tls->now,
        .purpose = is_client ? BRISK_EKU_SERVER_AUTH : BRISK_EKU_CLIENT_AUTH,
        .key_usage = key_usage,
        .host = is_client && h->host[0] ? h->host : NULL,
        .revocation = has_evidence ? &evidence : NULL,
    };
    tls->x509_error = BRISK_ERR_X509_UNKNOWN_ISSUER;
    if (config->trust)
        tls->x509_error = (again ? brisk_x509_path_retry : brisk_x509_path_build)(
            &h->path, certs, num_certs, config->trust, &policy);
    if (!tls->x509_error)
        tls->x509_error = check_signatures(tls, certs);
    int is_unknown = !tls->x509_error || tls->x509_error == BRISK_ERR_X509_REVOCATION_UNKNOWN;
    if (is_unknown && !must_wait && !h->ocsp.len && demands_status(tls, certs))
        tls->x509_error = BRISK_ERR_X509_STATUS_MISSING;
    return tls->x509_error ? ask_caller(tls, certs, num_certs, BRISK_ERR_TLS_CERTIFICATE, 0) : 0;
}

/* The body of the Certificate at the front of `message`. */
static struct brisk_bytes kept_certificate(const struct brisk_tls_handshake *h)
{
    const uint8_t *length = h->message + 1;
    return (struct brisk_bytes){ h->message + MESSAGE_HEADER_SIZE,
                                 (size_t)length[0] << 16 | (size_t)length[1] << 8 | length[2] };
}

/* Puts it there. What the transcript hashes is what came (RFC 8879 section 4). */
static int keep_certificate(struct brisk_tls *tls, const struct brisk_message *message)
{
    struct brisk_tls_handshake *h = tls->handshake;
    brisk_transcript_add(tls, message->raw);
    if (message->type == MESSAGE_COMPRESSED_CERTIFICATE)
        return brisk_compressed_certificate_open(tls, message);
    if (message->raw.len > h->capacity)
        return BRISK_ERR_TLS_MEMORY;
    memmove(h->message, message->raw.data, message->raw.len);
    return 0;
}

/* Section 4.4.2; RFC 5246 section 7.4.2. */
int brisk_peer_accept_certificate(struct brisk_tls *tls, const struct brisk_message *message,
                                  uint32_t key_usage, int *is_empty)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_x509 certs[BRISK_TLS_MAX_CHAIN];
    size_t num_certs = 0;
    int error = keep_certificate(tls, message);
    if (!error)
        error = parse_chain(tls, kept_certificate(h), certs, &num_certs);
    *is_empty = num_certs == 0;
    if (error)
        return error;
    if (*is_empty) /* section 4.4.2.4: a server must have one, a client may have to */
        return tls->role == BRISK_TLS_CLIENT ? BRISK_ERR_TLS_DECODE : 0;
    h->kept = MESSAGE_HEADER_SIZE + kept_certificate(h).len;
    return build_path(tls, certs, num_certs, key_usage, 0);
}

/* The number of the anchor that the path ends in; one that is the peer's own certificate has no
 * links that lead to it. */
static size_t find_anchor(const struct brisk_tls *tls, const struct brisk_x509 *certs,
                          size_t num_certs)
{
    const struct brisk_x509_path *path = &tls->handshake->path;
    const struct brisk_x509_trust *trust = tls->config->trust;
    size_t i = 0;
    if (path->num_links)
        return path->chain[path->num_links] - num_certs;
    while (i + 1 < trust->num_anchors &&
           (trust->anchors[i].der.len != certs[0].der.len ||
            memcmp(trust->anchors[i].der.data, certs[0].der.data, certs[0].der.len) != 0))
        i++;
    return i;
}

static int keep_status(struct brisk_tls *tls, const struct brisk_message *message)
{
    struct brisk_tls_handshake *h = tls->handshake;
    uint8_t *place = h->message + h->kept;
    if (message->raw.len > h->capacity - h->kept)
        return BRISK_ERR_TLS_MEMORY;
    brisk_transcript_add(tls, message->raw);
    memmove(place, message->raw.data, message->raw.len);
    h->kept += message->raw.len;
    struct brisk_bytes body = { place + MESSAGE_HEADER_SIZE, message->body.len };
    return brisk_status_parse(body, &h->ocsp);
}

/* RFC 6066 section 8. */
int brisk_peer_accept_status(struct brisk_tls *tls, const struct brisk_message *message,
                             uint32_t key_usage)
{
    struct brisk_x509 certs[BRISK_TLS_MAX_CHAIN];
    size_t num_certs = 0;
    int error = message ? keep_status(tls, message) : 0;
    if (!error)
        error = parse_chain(tls, kept_certificate(tls->handshake), certs, &num_certs);
    return error ? error : build_path(tls, certs, num_certs, key_usage, 0);
}

/* What is remembered of a peer whose signatures are right, and the caller's word about it. */
static int note_peer(struct brisk_tls *tls, const struct brisk_x509 *certs, size_t num_certs)
{
    struct brisk_tls_peer *peer = &tls->handshake->peer;
    const struct brisk_tls_config *config = tls->config;
    size_t anchor = find_anchor(tls, certs, num_certs);
    int error =
        brisk_hash_digest(BRISK_SHA256, tls->peer_fingerprint, certs[0].der.data, certs[0].der.len);
    if (!error && tls->role == BRISK_TLS_SERVER) {
        const struct brisk_x509 *cert = &config->trust->anchors[anchor];
        error = brisk_hash_digest(BRISK_SHA256, peer->anchor_digest, cert->der.data, cert->der.len);
        peer->anchor = (uint32_t)anchor;
        peer->until = tls->now + MAX_TICKET_LIFETIME;
        if (peer->until > certs[0].not_after)
            peer->until = certs[0].not_after;
    }
    if (error)
        return BRISK_ERR_TLS_INTERNAL;
    tls->has_peer_certificate = 1;
    return ask_caller(tls, certs, num_certs, 0, 0);
}

/* The chain's signatures were run together with the peer's own. Where CAs share a name there can be
 * another path, whose jobs bring us back here. If both are wrong the chain counts: bad_certificate
 * goes before decrypt_error (section 4.4.3). */
int brisk_peer_check(struct brisk_tls *tls, uint32_t key_usage)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_x509 certs[BRISK_TLS_MAX_CHAIN];
    size_t num_certs = 0;
    int error = parse_chain(tls, kept_certificate(h), certs, &num_certs);
    if (error)
        return error;
    if (brisk_x509_path_finish(&h->path)) {
        error = build_path(tls, certs, num_certs, key_usage, 1);
        h->num_path_jobs = (uint8_t)h->path.num_jobs;
        return error ? error : STEP_AGAIN;
    }
    if (h->jobs[0].status)
        return BRISK_ERR_TLS_DECRYPT;
    h->num_path_jobs = 0;
    h->kept = 0;
    return note_peer(tls, certs, num_certs);
}

/* Section 4.4.3: a scheme that we offered, that may sign here, and that fits the key. */
int brisk_peer_check_scheme(const struct brisk_tls *tls, uint16_t scheme)
{
    const struct brisk_tls_config *config = tls->config;
    if (!brisk_is_listed(config->schemes, config->num_schemes, scheme) ||
        !brisk_scheme_for_key(tls->version, tls->handshake->path.leaf_type, scheme))
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    return 0;
}

int brisk_peer_read_verify(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    enum brisk_tls_role signer =
        tls->role == BRISK_TLS_CLIENT ? BRISK_TLS_SERVER : BRISK_TLS_CLIENT;
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
    if (result)
        return result;
    if (signature.len > sizeof h->signature) /* longer than any that could be right */
        return BRISK_ERR_TLS_DECRYPT;
    memcpy(h->signature, signature.data, signature.len);
    *(signer == BRISK_TLS_SERVER ? &tls->scheme : &tls->client_scheme) = scheme;

    struct brisk_job *job = brisk_tls_add_job(tls, BRISK_JOB_VERIFY, scheme);
    job->as.verify.spki = h->path.leaf_spki.data;
    job->as.verify.spki_len = h->path.leaf_spki.len;
    job->as.verify.signature = h->signature;
    job->as.verify.signature_len = signature.len;
    job->as.verify.message = h->verify_content;
    job->as.verify.message_len = brisk_transcript_verify_content(tls, signer);
    h->num_path_jobs = (uint8_t)h->path.num_jobs;
    brisk_transcript_add(tls, message.raw);
    return 0;
}
