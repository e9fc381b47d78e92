/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* OCSP responses (RFC 6960): the one basic response type, found, dated and attributed. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/hash.h>

#include "handshake/revocation.h"

#define ENUMERATED 0x0a
#define RESPONSE_SUCCESSFUL 0

#define MAX_RESPONDER_CERTS 8
#define CLOCK_SKEW 300              /* seconds by which thisUpdate may lie ahead */
#define LIFETIME_WITHOUT_NEXT 86400 /* seconds */

static const uint8_t basic_oid[9] = { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01 };
static const uint8_t sha1_oid[5] = { 0x2b, 0x0e, 0x03, 0x02, 0x1a };
static const uint8_t sha2_oid_head[8] = { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02 };

/* BasicOCSPResponse, and the ResponseData inside it. */
struct basic {
    struct brisk_bytes tbs, signature, certs;
    struct brisk_bytes responder_name; /* a Name's contents, or empty */
    struct brisk_bytes responder_key;  /* SHA-1 of the responder's key, or empty */
    struct brisk_bytes responses;
    enum brisk_x509_algorithm algorithm;
};

struct single {
    struct brisk_bytes cert_id;
    enum revocation_status status;
    int64_t this_update, next_update;
    int has_unknown_critical;
};

static int is_oid(struct brisk_bytes oid, const uint8_t *want, size_t want_len)
{
    return oid.len == want_len && memcmp(oid.data, want, want_len) == 0;
}

/* The contents of subjectPublicKey, which is what key hashes are of. */
static int find_key_bits(const struct brisk_x509 *cert, struct brisk_bytes *bits)
{
    struct brisk_bytes spki = cert->spki, content, algorithm;
    return brisk_der_read(&spki, BRISK_DER_SEQUENCE, &content) ||
           brisk_der_read(&content, BRISK_DER_SEQUENCE, &algorithm) ||
           brisk_der_read_bit_string(&content, bits);
}

static int digest_is(enum brisk_hash_alg alg, struct brisk_bytes data, struct brisk_bytes want)
{
    uint8_t digest[BRISK_HASH_MAX_SIZE];
    return want.len == brisk_hash_size(alg) &&
           brisk_hash_digest(alg, digest, data.data, data.len) == 0 &&
           memcmp(digest, want.data, want.len) == 0;
}

/* --- reading --- */

/* Extensions: none of OCSP's has to be processed, so that a critical one is too much. */
static int read_extensions(struct brisk_bytes *cursor, int *has_unknown_critical)
{
    struct brisk_bytes wrapped, list;
    struct x509_extension extension;
    if (!brisk_der_next_is(cursor, BRISK_DER_CONTEXT_CONSTRUCTED(1))) {
        return 0;
    }
    if (brisk_der_read(cursor, BRISK_DER_CONTEXT_CONSTRUCTED(1), &wrapped) ||
        brisk_der_read(&wrapped, BRISK_DER_SEQUENCE, &list) || wrapped.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    while (list.len > 0) {
        if (brisk_x509_read_extension(&list, &extension)) {
            return BRISK_ERR_X509_DECODE;
        }
        *has_unknown_critical |= extension.critical;
    }
    return 0;
}

static int read_responder(struct brisk_bytes *data, struct basic *basic)
{
    struct brisk_bytes wrapped;
    if (brisk_der_next_is(data, BRISK_DER_CONTEXT_CONSTRUCTED(1))) {
        return brisk_der_read(data, BRISK_DER_CONTEXT_CONSTRUCTED(1), &wrapped) ||
               brisk_der_read(&wrapped, BRISK_DER_SEQUENCE, &basic->responder_name) ||
               wrapped.len != 0 || brisk_x509_check_distinguished_name(basic->responder_name);
    }
    return brisk_der_read(data, BRISK_DER_CONTEXT_CONSTRUCTED(2), &wrapped) ||
           brisk_der_read(&wrapped, BRISK_DER_OCTET_STRING, &basic->responder_key) ||
           wrapped.len != 0 || basic->responder_key.len != 20;
}

/* ResponseData (section 4.2.1). */
static int read_data(struct brisk_bytes data, struct basic *basic)
{
    struct brisk_bytes version;
    int64_t produced_at;
    int has_unknown_critical = 0;
    /* The default, v1, is left out; there is no other. */
    if (brisk_der_next_is(&data, BRISK_DER_CONTEXT_CONSTRUCTED(0)) &&
        brisk_der_read(&data, BRISK_DER_CONTEXT_CONSTRUCTED(0), &version)) {
        return BRISK_ERR_X509_DECODE;
    }
    if (read_responder(&data, basic) || brisk_x509_read_time(&data, &produced_at) ||
        brisk_der_read(&data, BRISK_DER_SEQUENCE, &basic->responses) ||
        read_extensions(&data, &has_unknown_critical) || data.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    return has_unknown_critical ? BRISK_ERR_X509_DECODE : 0;
}

static int read_basic(struct brisk_bytes der, struct basic *basic)
{
    struct brisk_bytes content, data, identifier, wrapped;
    unsigned tag;
    memset(basic, 0, sizeof(*basic));
    if (brisk_der_read(&der, BRISK_DER_SEQUENCE, &content) || der.len != 0 ||
        brisk_der_read_any(&content, &tag, &data, &basic->tbs) || tag != BRISK_DER_SEQUENCE ||
        brisk_der_read(&content, BRISK_DER_SEQUENCE, &identifier) ||
        brisk_der_read_bit_string(&content, &basic->signature)) {
        return BRISK_ERR_X509_DECODE;
    }
    basic->algorithm = brisk_x509_find_algorithm(identifier);
    if (content.len > 0 &&
        (brisk_der_read(&content, BRISK_DER_CONTEXT_CONSTRUCTED(0), &wrapped) || content.len != 0 ||
         brisk_der_read(&wrapped, BRISK_DER_SEQUENCE, &basic->certs) || wrapped.len != 0)) {
        return BRISK_ERR_X509_DECODE;
    }
    return read_data(data, basic);
}

/* OCSPResponse. One that is not successful says nothing (section 2.3): *found is 0. */
static int read_response(struct brisk_bytes der, struct basic *basic, int *found)
{
    struct brisk_bytes content, status, wrapped, bytes, oid, octets;
    *found = 0;
    if (brisk_der_read(&der, BRISK_DER_SEQUENCE, &content) || der.len != 0 ||
        brisk_der_read(&content, ENUMERATED, &status) || status.len != 1) {
        return BRISK_ERR_X509_DECODE;
    }
    if (status.data[0] != RESPONSE_SUCCESSFUL) {
        return 0;
    }
    if (brisk_der_read(&content, BRISK_DER_CONTEXT_CONSTRUCTED(0), &wrapped) || content.len != 0 ||
        brisk_der_read(&wrapped, BRISK_DER_SEQUENCE, &bytes) || wrapped.len != 0 ||
        brisk_der_read(&bytes, BRISK_DER_OID, &oid) || !is_oid(oid, basic_oid, sizeof(basic_oid)) ||
        brisk_der_read(&bytes, BRISK_DER_OCTET_STRING, &octets) || bytes.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    *found = 1;
    return read_basic(octets, basic);
}

/* CertStatus: good [0] and unknown [2] are NULLs, revoked [1] says when and why. */
static int read_status(struct brisk_bytes *cursor, enum revocation_status *status)
{
    struct brisk_bytes content;
    unsigned tag;
    if (brisk_der_read_any(cursor, &tag, &content, NULL)) {
        return BRISK_ERR_X509_DECODE;
    }
    switch (tag) {
    case BRISK_DER_CONTEXT(0):
        *status = REVOCATION_GOOD;
        return content.len == 0 ? 0 : BRISK_ERR_X509_DECODE;
    case BRISK_DER_CONTEXT_CONSTRUCTED(1):
        *status = REVOCATION_REVOKED;
        return 0;
    case BRISK_DER_CONTEXT(2):
        *status = REVOCATION_UNKNOWN;
        return content.len == 0 ? 0 : BRISK_ERR_X509_DECODE;
    default:
        return BRISK_ERR_X509_DECODE;
    }
}

/* SingleResponse. */
static int read_single(struct brisk_bytes *responses, struct single *single)
{
    struct brisk_bytes content, wrapped;
    memset(single, 0, sizeof(*single));
    if (brisk_der_read(responses, BRISK_DER_SEQUENCE, &content) ||
        brisk_der_read(&content, BRISK_DER_SEQUENCE, &single->cert_id) ||
        read_status(&content, &single->status) ||
        brisk_x509_read_time(&content, &single->this_update)) {
        return BRISK_ERR_X509_DECODE;
    }
    single->next_update = single->this_update + LIFETIME_WITHOUT_NEXT;
    if (brisk_der_next_is(&content, BRISK_DER_CONTEXT_CONSTRUCTED(0)) &&
        (brisk_der_read(&content, BRISK_DER_CONTEXT_CONSTRUCTED(0), &wrapped) ||
         brisk_x509_read_time(&wrapped, &single->next_update) || wrapped.len != 0)) {
        return BRISK_ERR_X509_DECODE;
    }
    return read_extensions(&content, &single->has_unknown_critical) || content.len != 0
               ? BRISK_ERR_X509_DECODE
               : 0;
}

/* --- finding --- */

static int find_hash(struct brisk_bytes identifier, enum brisk_hash_alg *alg)
{
    struct brisk_bytes oid;
    if (brisk_der_read(&identifier, BRISK_DER_OID, &oid)) {
        return 0;
    }
    if (is_oid(oid, sha1_oid, sizeof(sha1_oid))) {
        *alg = BRISK_SHA1;
        return 1;
    }
    if (oid.len != sizeof(sha2_oid_head) + 1 ||
        memcmp(oid.data, sha2_oid_head, sizeof(sha2_oid_head)) != 0) {
        return 0;
    }
    switch (oid.data[sizeof(sha2_oid_head)]) {
    case 1:
        *alg = BRISK_SHA256;
        return 1;
    case 2:
        *alg = BRISK_SHA384;
        return 1;
    case 3:
        *alg = BRISK_SHA512;
        return 1;
    default:
        return 0;
    }
}

/* CertID (section 4.1.1): the issuer's name and key, hashed, and the serial number. */
static int is_about(struct brisk_bytes cert_id, const struct brisk_x509 *cert,
                    const struct brisk_x509 *issuer)
{
    struct brisk_bytes identifier, name_hash, key_hash, serial, key;
    enum brisk_hash_alg alg;
    return brisk_der_read(&cert_id, BRISK_DER_SEQUENCE, &identifier) == 0 &&
           brisk_der_read(&cert_id, BRISK_DER_OCTET_STRING, &name_hash) == 0 &&
           brisk_der_read(&cert_id, BRISK_DER_OCTET_STRING, &key_hash) == 0 &&
           brisk_der_read(&cert_id, BRISK_DER_INTEGER, &serial) == 0 && cert_id.len == 0 &&
           bytes_equal(serial, cert->serial) && find_hash(identifier, &alg) &&
           digest_is(alg, with_der_header(cert->issuer), name_hash) &&
           find_key_bits(issuer, &key) == 0 && digest_is(alg, key, key_hash);
}

/* The response about the certificate, or none. */
static int find_single(const struct basic *basic, const struct brisk_x509 *cert,
                       const struct brisk_x509 *issuer, struct single *found, int *is_found)
{
    struct brisk_bytes rest = basic->responses;
    struct single single;
    *is_found = 0;
    while (rest.len > 0) {
        if (read_single(&rest, &single)) {
            return BRISK_ERR_X509_DECODE;
        }
        if (!*is_found && is_about(single.cert_id, cert, issuer)) {
            *found = single;
            *is_found = 1;
        }
    }
    return 0;
}

static int is_responder(const struct basic *basic, const struct brisk_x509 *cert)
{
    struct brisk_bytes key;
    if (basic->responder_name.len > 0) {
        return brisk_x509_names_equal(basic->responder_name, cert->subject);
    }
    return find_key_bits(cert, &key) == 0 && digest_is(BRISK_SHA1, key, basic->responder_key);
}

/* Section 4.2.2.2: issued by the certificate's issuer, for signing OCSP responses. That it has not
 * been revoked itself is not asked: with id-pkix-ocsp-nocheck or without, its lifetime is short. */
static int may_respond(const struct brisk_x509 *responder, const struct brisk_x509 *issuer,
                       int64_t now)
{
    return brisk_x509_names_equal(responder->issuer, issuer->subject) &&
           responder->has_extended_key_usage &&
           (responder->extended_key_usage & BRISK_EKU_OCSP_SIGNING) &&
           (!responder->has_key_usage ||
            (responder->key_usage & BRISK_KEY_USAGE_DIGITAL_SIGNATURE)) &&
           !responder->has_unknown_critical && now >= responder->not_before &&
           now <= responder->not_after;
}

/* Finds the delegated responder's certificate in the response; its signature is one more job. */
static int find_responder(struct evidence *evidence, const struct basic *basic,
                          const struct brisk_x509 *issuer, int64_t now,
                          struct brisk_x509 *responder)
{
    struct brisk_bytes rest = basic->certs, element;
    for (size_t i = 0; i < MAX_RESPONDER_CERTS && rest.len > 0; i++) {
        if (brisk_der_read_any(&rest, NULL, NULL, &element)) {
            return BRISK_ERR_X509_REVOCATION;
        }
        if (brisk_x509_parse(responder, element.data, element.len) ||
            !is_responder(basic, responder) || !may_respond(responder, issuer, now)) {
            continue;
        }
        uint16_t scheme = brisk_revocation_scheme(responder->algorithm, issuer);
        if (!scheme) {
            continue;
        }
        brisk_revocation_add_job(evidence, scheme, issuer->spki, responder->tbs,
                                 responder->signature);
        return 0;
    }
    return BRISK_ERR_X509_REVOCATION;
}

int brisk_ocsp_check(struct evidence *evidence, enum revocation_status *status,
                     struct brisk_bytes response, const struct brisk_x509 *cert,
                     const struct brisk_x509 *issuer, int64_t now)
{
    struct basic basic;
    struct single single = { .status = REVOCATION_UNKNOWN };
    struct brisk_x509 delegate;
    const struct brisk_x509 *responder = issuer;
    int found = 0;
    *status = REVOCATION_UNKNOWN;
    if (read_response(response, &basic, &found) ||
        (found && find_single(&basic, cert, issuer, &single, &found))) {
        return BRISK_ERR_X509_REVOCATION;
    }
    if (!found || single.has_unknown_critical || now < single.this_update - CLOCK_SKEW ||
        now > single.next_update) {
        return 0;
    }
    if (!is_responder(&basic, issuer)) {
        int error = find_responder(evidence, &basic, issuer, now, &delegate);
        if (error) {
            return error;
        }
        responder = &delegate;
    }
    uint16_t scheme = brisk_revocation_scheme(basic.algorithm, responder);
    if (!scheme) {
        return BRISK_ERR_X509_REVOCATION;
    }
    brisk_revocation_add_job(evidence, scheme, responder->spki, basic.tbs, basic.signature);
    *status = single.status;
    return 0;
}
