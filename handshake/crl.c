/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Certificate revocation lists (RFC 5280 section 5): the list itself, its extensions, and the walk
 * over its entries. */

#include <string.h>

#include <brisk/error.h>

#include "handshake/revocation.h"

#define MAX_EXTENSIONS 64
#define ENUMERATED 0x0a

#define OID_REASON_CODE "\x55\x1d\x15"
#define OID_INVALIDITY_DATE "\x55\x1d\x18"
#define OID_CERTIFICATE_ISSUER "\x55\x1d\x1d"
#define OID_IS(oid, text) ((oid).len == sizeof(text) - 1 && !memcmp((oid).data, text, (oid).len))

static int parse_tbs(struct brisk_crl *crl, struct brisk_bytes tbs,
                     struct brisk_bytes *inner_algorithm);
static int check_entries(struct brisk_crl *crl, int version);
static int read_extensions(struct brisk_crl *crl, struct brisk_bytes list);

int brisk_crl_parse(struct brisk_crl *crl, const uint8_t *der, size_t der_len)
{
    struct brisk_crl parsed = { .reasons = REASONS_ALL };
    struct brisk_bytes input = { der, der_len }, outer, tbs, algorithm, identifier, inner;
    unsigned tag;
    memset(crl, 0, sizeof(*crl));
    if (brisk_der_read_any(&input, NULL, NULL, &parsed.der) || input.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    input = parsed.der;
    if (brisk_der_read(&input, BRISK_DER_SEQUENCE, &outer) ||
        brisk_der_read_any(&outer, &tag, &tbs, &parsed.tbs) || tag != BRISK_DER_SEQUENCE ||
        brisk_der_read_any(&outer, &tag, &identifier, &algorithm) || tag != BRISK_DER_SEQUENCE ||
        brisk_der_read_bit_string(&outer, &parsed.signature) || outer.len != 0 ||
        parse_tbs(&parsed, tbs, &inner) || !bytes_equal(algorithm, inner)) {
        return BRISK_ERR_X509_DECODE;
    }
    parsed.algorithm = brisk_x509_find_algorithm(identifier);
    *crl = parsed;
    return 0;
}

static int parse_crl(void *crl, const uint8_t *der, size_t der_len)
{
    return brisk_crl_parse(crl, der, der_len);
}

int brisk_crl_from_pem(struct brisk_crl *crls, size_t max_crls, size_t *num_crls, uint8_t *storage,
                       size_t storage_capacity, size_t *storage_used, const char *pem,
                       size_t pem_len)
{
    struct x509_pem_items items = { "X509 CRL", crls, sizeof(*crls), max_crls, parse_crl };
    return brisk_x509_read_pem(&items, num_crls, storage, storage_capacity, storage_used, pem,
                               pem_len);
}

/* TBSCertList (section 5.1.2). */
static int parse_tbs(struct brisk_crl *crl, struct brisk_bytes tbs,
                     struct brisk_bytes *inner_algorithm)
{
    struct brisk_bytes wrapped, extensions;
    uint32_t version = 0;
    unsigned tag;
    /* Version 1 is said by leaving it out. */
    if (brisk_der_next_is(&tbs, BRISK_DER_INTEGER) &&
        (brisk_der_read_small(&tbs, &version) || version != 1)) {
        return BRISK_ERR_X509_DECODE;
    }
    if (brisk_der_read_any(&tbs, &tag, NULL, inner_algorithm) || tag != BRISK_DER_SEQUENCE ||
        brisk_der_read(&tbs, BRISK_DER_SEQUENCE, &crl->issuer) || crl->issuer.len == 0 ||
        brisk_x509_check_distinguished_name(crl->issuer) ||
        brisk_x509_read_time(&tbs, &crl->this_update) ||
        brisk_x509_read_time(&tbs, &crl->next_update)) {
        return BRISK_ERR_X509_DECODE;
    }
    /* "If there are no revoked certificates, the list MUST be absent": some have it empty. */
    if (brisk_der_next_is(&tbs, BRISK_DER_SEQUENCE) &&
        (brisk_der_read(&tbs, BRISK_DER_SEQUENCE, &crl->entries) ||
         check_entries(crl, (int)version))) {
        return BRISK_ERR_X509_DECODE;
    }
    /* Version 2 has to have a number (section 5.2.3); version 1 has no extensions. */
    if (tbs.len == 0) {
        return version == 1 ? BRISK_ERR_X509_DECODE : 0;
    }
    if (version != 1 || brisk_der_read(&tbs, BRISK_DER_CONTEXT_CONSTRUCTED(0), &wrapped) ||
        tbs.len != 0 || brisk_der_read(&wrapped, BRISK_DER_SEQUENCE, &extensions) ||
        wrapped.len != 0 || read_extensions(crl, extensions) || crl->number.len == 0) {
        return BRISK_ERR_X509_DECODE;
    }
    return 0;
}

/* --- entries --- */

/* certificateIssuer (section 5.3.3): its one directoryName. */
static int read_certificate_issuer(struct brisk_bytes value, struct brisk_bytes *issuer)
{
    struct brisk_bytes names;
    struct general_name name;
    if (brisk_der_read(&value, BRISK_DER_SEQUENCE, &names) || value.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    while (names.len > 0) {
        if (brisk_x509_read_general_name(&names, &name)) {
            return BRISK_ERR_X509_DECODE;
        }
        if (name.tag == NAME_DIRECTORY) {
            *issuer = name.value;
            return 0;
        }
    }
    return BRISK_ERR_X509_DECODE;
}

static int read_entry_extensions(struct brisk_bytes list, struct crl_entry *entry)
{
    struct x509_extension extension;
    if (list.len == 0) {
        return BRISK_ERR_X509_DECODE;
    }
    for (size_t i = 0; list.len > 0; i++) {
        struct brisk_bytes value, reason;
        if (i == MAX_EXTENSIONS || brisk_x509_read_extension(&list, &extension)) {
            return BRISK_ERR_X509_DECODE;
        }
        value = extension.value;
        if (OID_IS(extension.oid, OID_REASON_CODE)) {
            if (brisk_der_read(&value, ENUMERATED, &reason) || value.len != 0 || reason.len != 1) {
                return BRISK_ERR_X509_DECODE;
            }
            entry->reason = reason.data[0];
        } else if (OID_IS(extension.oid, OID_CERTIFICATE_ISSUER)) {
            if (read_certificate_issuer(value, &entry->certificate_issuer)) {
                return BRISK_ERR_X509_DECODE;
            }
        } else if (!OID_IS(extension.oid, OID_INVALIDITY_DATE) && extension.critical) {
            entry->has_unknown_critical = 1;
        }
    }
    return 0;
}

int brisk_crl_next_entry(struct brisk_bytes *entries, struct crl_entry *entry)
{
    struct brisk_bytes content, extensions, number;
    int64_t date;
    memset(entry, 0, sizeof(*entry));
    if (brisk_der_read(entries, BRISK_DER_SEQUENCE, &content)) {
        return BRISK_ERR_X509_DECODE;
    }
    /* The view of the number as encoded, as a certificate's serial is kept. */
    number = content;
    if (brisk_der_read(&number, BRISK_DER_INTEGER, &entry->serial) || entry->serial.len == 0 ||
        brisk_x509_read_time(&number, &date)) {
        return BRISK_ERR_X509_DECODE;
    }
    if (number.len == 0) {
        return 0;
    }
    if (brisk_der_read(&number, BRISK_DER_SEQUENCE, &extensions) || number.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    return read_entry_extensions(extensions, entry);
}

/* All of them, once, so that finding one meets no surprises. */
static int check_entries(struct brisk_crl *crl, int version)
{
    struct brisk_bytes rest = crl->entries;
    struct crl_entry entry;
    while (rest.len > 0) {
        if (brisk_crl_next_entry(&rest, &entry)) {
            return BRISK_ERR_X509_DECODE;
        }
        /* Section 5.3: a CRL with a critical entry extension that cannot be processed must not be
         * used at all. */
        crl->has_unknown_critical |= entry.has_unknown_critical;
        if (version != 1 && (entry.certificate_issuer.len > 0 || entry.reason != 0)) {
            return BRISK_ERR_X509_DECODE;
        }
    }
    return 0;
}

/* --- extensions of the list --- */

/* A BOOLEAN [n] DEFAULT FALSE. */
static int read_flag(struct brisk_bytes *cursor, unsigned n, uint8_t *flag)
{
    struct brisk_bytes boolean;
    if (!brisk_der_next_is(cursor, BRISK_DER_CONTEXT(n))) {
        return 0;
    }
    if (brisk_der_read(cursor, BRISK_DER_CONTEXT(n), &boolean) || boolean.len != 1 ||
        boolean.data[0] != 0xff) {
        return BRISK_ERR_X509_DECODE;
    }
    *flag = 1;
    return 0;
}

int brisk_x509_read_reasons(struct brisk_bytes *cursor, unsigned n, uint16_t *reasons)
{
    struct brisk_bytes bits;
    if (!brisk_der_next_is(cursor, BRISK_DER_CONTEXT(n))) {
        return 0;
    }
    if (brisk_der_read(cursor, BRISK_DER_CONTEXT(n), &bits) || bits.len < 2 || bits.len > 3 ||
        bits.data[0] > 7) {
        return BRISK_ERR_X509_DECODE;
    }
    *reasons = 0;
    for (unsigned i = 0; i < 8 * (bits.len - 1); i++) {
        if (bits.data[1 + i / 8] & (0x80 >> i % 8)) {
            *reasons |= (uint16_t)(1u << i);
        }
    }
    *reasons &= REASONS_ALL;
    return 0;
}

/* IssuingDistributionPoint (section 5.2.5). */
static int read_scope(struct brisk_crl *crl, struct brisk_bytes value)
{
    struct brisk_bytes content;
    crl->scope = value;
    if (brisk_der_read(&value, BRISK_DER_SEQUENCE, &content) || value.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    if (brisk_der_next_is(&content, BRISK_DER_CONTEXT_CONSTRUCTED(0)) &&
        (brisk_der_read(&content, BRISK_DER_CONTEXT_CONSTRUCTED(0), &crl->distribution_point) ||
         crl->distribution_point.len == 0)) {
        return BRISK_ERR_X509_DECODE;
    }
    if (read_flag(&content, 1, &crl->only_user_certs) ||
        read_flag(&content, 2, &crl->only_ca_certs) ||
        brisk_x509_read_reasons(&content, 3, &crl->reasons) ||
        read_flag(&content, 4, &crl->is_indirect) ||
        read_flag(&content, 5, &crl->only_attribute_certs) || content.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    return 0;
}

static int read_number(struct brisk_bytes value, struct brisk_bytes *number)
{
    return brisk_der_read_unsigned(&value, number) || value.len != 0 ? BRISK_ERR_X509_DECODE : 0;
}

/* Whether it is an extension that brisk processes (1), passes over (0), or cannot read (< 0). */
static int read_extension(struct brisk_crl *crl, const struct x509_extension *extension)
{
    int error = 0;
    if (OID_IS(extension->oid, "\x55\x1d\x23")) { /* authorityKeyIdentifier */
        error = brisk_x509_read_key_id(extension->value, &crl->authority_key_id);
    } else if (OID_IS(extension->oid, "\x55\x1d\x14")) { /* cRLNumber */
        /* Section 5.2.3: never critical. */
        error = extension->critical ? BRISK_ERR_X509_DECODE
                                    : read_number(extension->value, &crl->number);
    } else if (OID_IS(extension->oid, "\x55\x1d\x1b")) { /* deltaCRLIndicator */
        error = read_number(extension->value, &crl->base_number);
    } else if (OID_IS(extension->oid, "\x55\x1d\x1c")) { /* issuingDistributionPoint */
        error = read_scope(crl, extension->value);
    } else {
        return 0;
    }
    return error ? error : 1;
}

static int read_extensions(struct brisk_crl *crl, struct brisk_bytes list)
{
    struct x509_extension extension;
    struct brisk_bytes rest = list;
    if (list.len == 0) {
        return BRISK_ERR_X509_DECODE;
    }
    for (size_t i = 0; rest.len > 0; i++) {
        if (i == MAX_EXTENSIONS || brisk_x509_read_extension(&rest, &extension) ||
            brisk_x509_is_duplicate_extension(list, i, extension.oid)) {
            return BRISK_ERR_X509_DECODE;
        }
        int known = read_extension(crl, &extension);
        if (known < 0) {
            return known;
        }
        if (!known && extension.critical) {
            crl->has_unknown_critical = 1;
        }
    }
    return 0;
}
