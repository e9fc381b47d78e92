/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The certificate itself (RFC 5280 section 4.1). */

#include <string.h>

#include <brisk/error.h>

#include "handshake/x509.h"

#define MAX_SERIAL 20 /* octets (RFC 5280 section 4.1.2.2) */

static int parse_tbs(struct brisk_x509 *cert, struct brisk_bytes tbs,
                     struct brisk_bytes *inner_algorithm);

int brisk_x509_parse(struct brisk_x509 *cert, const uint8_t *der, size_t der_len)
{
    struct brisk_x509 parsed = { .version = 1 };
    struct brisk_bytes input = { der, der_len }, outer, tbs, algorithm, identifier, inner;
    memset(cert, 0, sizeof(*cert));
    if (brisk_der_read_any(&input, NULL, NULL, &parsed.der) || input.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    input = parsed.der;
    unsigned tag;
    if (brisk_der_read(&input, BRISK_DER_SEQUENCE, &outer) ||
        brisk_der_read_any(&outer, &tag, &tbs, &parsed.tbs) || tag != BRISK_DER_SEQUENCE ||
        brisk_der_read_any(&outer, &tag, &identifier, &algorithm) || tag != BRISK_DER_SEQUENCE ||
        brisk_der_read_bit_string(&outer, &parsed.signature) || outer.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    int error = parse_tbs(&parsed, tbs, &inner);
    if (error) {
        return error;
    }
    /* The signature algorithm is inside what is signed as well (section 4.1.1.2). */
    if (!bytes_equal(algorithm, inner)) {
        return BRISK_ERR_X509_DECODE;
    }
    parsed.algorithm = brisk_x509_find_algorithm(identifier);
    *cert = parsed;
    return 0;
}

static int parse_cert(void *cert, const uint8_t *der, size_t der_len)
{
    return brisk_x509_parse(cert, der, der_len);
}

int brisk_x509_from_pem(struct brisk_x509 *certs, size_t max_certs, size_t *num_certs,
                        uint8_t *storage, size_t storage_capacity, size_t *storage_used,
                        const char *pem, size_t pem_len)
{
    struct x509_pem_items items = { "CERTIFICATE", certs, sizeof(*certs), max_certs, parse_cert };
    return brisk_x509_read_pem(&items, num_certs, storage, storage_capacity, storage_used, pem,
                               pem_len);
}

int brisk_x509_read_pem(const struct x509_pem_items *items, size_t *num_items, uint8_t *storage,
                        size_t storage_capacity, size_t *storage_used, const char *pem,
                        size_t pem_len)
{
    size_t count = 0, used = 0, der_len;
    int error, counting = !items->items && !storage;
    while ((error =
                brisk_pem_next(&pem, &pem_len, items->label, NULL, counting ? NULL : storage + used,
                               counting ? 0 : storage_capacity - used, &der_len)) == 0) {
        if (!counting) {
            if (count == items->max_items) {
                return BRISK_ERR_BUFFER;
            }
            error = items->parse((char *)items->items + count * items->item_size, storage + used,
                                 der_len);
            if (error) {
                return error;
            }
        }
        count++;
        used += der_len;
    }
    /* The reader has come to the end of the text, or stopped at something malformed. */
    if (error == BRISK_ERR_BUFFER || pem_len != 0 || count == 0) {
        return error;
    }
    *num_items = count;
    *storage_used = used;
    return 0;
}

static int read_version(struct brisk_bytes *tbs, uint8_t *version)
{
    struct brisk_bytes wrapped;
    uint32_t number;
    if (!brisk_der_next_is(tbs, BRISK_DER_CONTEXT_CONSTRUCTED(0))) {
        return 0;
    }
    /* v1 is the default, which DER leaves out (X.690 section 11.5). */
    if (brisk_der_read(tbs, BRISK_DER_CONTEXT_CONSTRUCTED(0), &wrapped) ||
        brisk_der_read_small(&wrapped, &number) || wrapped.len != 0 || number < 1 || number > 2) {
        return BRISK_ERR_X509_DECODE;
    }
    *version = (uint8_t)(number + 1);
    return 0;
}

/* A number that is not negative. Whether zero will do depends on whose it is: see x509_path.c. */
static int read_serial(struct brisk_bytes *tbs, struct brisk_bytes *serial)
{
    struct brisk_bytes rest = *tbs, number;
    if (brisk_der_read(&rest, BRISK_DER_INTEGER, serial) || serial->len > MAX_SERIAL ||
        brisk_der_read_unsigned(tbs, &number)) {
        return BRISK_ERR_X509_DECODE;
    }
    return 0;
}

static int read_name(struct brisk_bytes *tbs, struct brisk_bytes *name)
{
    if (brisk_der_read(tbs, BRISK_DER_SEQUENCE, name)) {
        return BRISK_ERR_X509_DECODE;
    }
    return brisk_x509_check_distinguished_name(*name);
}

static int read_validity(struct brisk_bytes *tbs, struct brisk_x509 *cert)
{
    struct brisk_bytes validity;
    if (brisk_der_read(tbs, BRISK_DER_SEQUENCE, &validity) ||
        brisk_x509_read_time(&validity, &cert->not_before) ||
        brisk_x509_read_time(&validity, &cert->not_after) || validity.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    return 0;
}

static int read_spki(struct brisk_bytes *tbs, struct brisk_bytes *spki)
{
    struct brisk_bytes content, algorithm, key, oid;
    unsigned tag;
    if (brisk_der_read_any(tbs, &tag, &content, spki) || tag != BRISK_DER_SEQUENCE ||
        brisk_der_read(&content, BRISK_DER_SEQUENCE, &algorithm) ||
        brisk_der_read(&algorithm, BRISK_DER_OID, &oid) ||
        brisk_der_read_bit_string(&content, &key) || content.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    return 0;
}

/* issuerUniqueID and subjectUniqueID, [n] IMPLICIT BIT STRING, are passed over. */
static int skip_unique_ids(struct brisk_bytes *tbs, uint8_t version)
{
    for (unsigned n = 1; n <= 2; n++) {
        struct brisk_bytes bits;
        if (!brisk_der_next_is(tbs, BRISK_DER_CONTEXT(n))) {
            continue;
        }
        if (version < 2 || brisk_der_read(tbs, BRISK_DER_CONTEXT(n), &bits) || bits.len == 0 ||
            bits.data[0] > 7) {
            return BRISK_ERR_X509_DECODE;
        }
    }
    return 0;
}

static int parse_tbs(struct brisk_x509 *cert, struct brisk_bytes tbs,
                     struct brisk_bytes *inner_algorithm)
{
    struct brisk_bytes wrapped, extensions;
    unsigned tag;
    if (read_version(&tbs, &cert->version) || read_serial(&tbs, &cert->serial) ||
        brisk_der_read_any(&tbs, &tag, NULL, inner_algorithm) || tag != BRISK_DER_SEQUENCE ||
        read_name(&tbs, &cert->issuer) || read_validity(&tbs, cert) ||
        read_name(&tbs, &cert->subject) || read_spki(&tbs, &cert->spki) ||
        skip_unique_ids(&tbs, cert->version)) {
        return BRISK_ERR_X509_DECODE;
    }
    if (cert->issuer.len == 0) {
        return BRISK_ERR_X509_DECODE; /* section 4.1.2.4 */
    }
    cert->is_self_issued = (uint8_t)brisk_x509_names_equal(cert->issuer, cert->subject);
    if (tbs.len == 0) {
        /* No extensions means no subjectAltName, so that the subject has to be there. */
        return cert->subject.len > 0 ? 0 : BRISK_ERR_X509_DECODE;
    }
    if (cert->version != 3 || brisk_der_read(&tbs, BRISK_DER_CONTEXT_CONSTRUCTED(3), &wrapped) ||
        tbs.len != 0 || brisk_der_read(&wrapped, BRISK_DER_SEQUENCE, &extensions) ||
        wrapped.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    return brisk_x509_read_extensions(cert, extensions);
}
