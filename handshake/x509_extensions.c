/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Extensions (RFC 5280 section 4.2). Those that brisk processes are read, each at most once; the
 * others are passed over, and remembered if critical. */

#include <string.h>

#include <brisk/error.h>

#include "handshake/x509.h"

#define MAX_EXTENSIONS 64

typedef int read_extension_fn(struct brisk_x509 *cert, struct brisk_bytes value);

static read_extension_fn read_subject_key_id, read_authority_key_id, read_key_usage,
    read_subject_alt_name, read_basic_constraints, read_name_constraints, read_extended_key_usage,
    read_distribution_points, check_authority_info_access, refuse_policy_constraints,
    read_tls_features;

static const struct known_extension {
    const char *oid;
    size_t oid_len;
    int may_be_critical; /* brisk does what a critical one asks for, and the profile allows it */
    read_extension_fn *read;
} known_extensions[] = {
    { "\x55\x1d\x0e", 3, 0, read_subject_key_id },
    { "\x55\x1d\x0f", 3, 1, read_key_usage },
    { "\x55\x1d\x11", 3, 1, read_subject_alt_name },
    { "\x55\x1d\x13", 3, 1, read_basic_constraints },
    { "\x55\x1d\x1e", 3, 1, read_name_constraints },
    { "\x55\x1d\x1f", 3, 0, read_distribution_points },
    { "\x55\x1d\x23", 3, 0, read_authority_key_id },
    { "\x55\x1d\x24", 3, 0, refuse_policy_constraints },
    { "\x55\x1d\x25", 3, 1, read_extended_key_usage },
    { "\x2b\x06\x01\x05\x05\x07\x01\x01", 8, 0, check_authority_info_access },
    { "\x2b\x06\x01\x05\x05\x07\x01\x18", 8, 0, read_tls_features },
};

static const struct known_extension *find_known(struct brisk_bytes oid);

int brisk_x509_read_extensions(struct brisk_x509 *cert, struct brisk_bytes list)
{
    struct brisk_bytes rest = list;
    struct x509_extension extension;
    int has_alt_name = 0;
    if (list.len == 0) {
        return BRISK_ERR_X509_DECODE;
    }
    for (size_t i = 0; rest.len > 0; i++) {
        if (i == MAX_EXTENSIONS || brisk_x509_read_extension(&rest, &extension) ||
            brisk_x509_is_duplicate_extension(list, i, extension.oid)) {
            return BRISK_ERR_X509_DECODE;
        }
        const struct known_extension *known = find_known(extension.oid);
        if (extension.critical && (!known || !known->may_be_critical)) {
            cert->has_unknown_critical = 1;
        }
        if (known && known->read(cert, extension.value)) {
            return BRISK_ERR_X509_DECODE;
        }
        if (known && known->read == read_subject_alt_name) {
            has_alt_name = 1;
        }
    }
    /* Without a subject there has to be a subjectAltName (section 4.1.2.6), and a CA has to have a
     * subject. That the name be marked critical is for those who would pass it over; as brisk looks
     * at no other, it makes no difference here, and CAs that forget it exist. */
    if (cert->subject.len == 0 && (!has_alt_name || cert->is_ca)) {
        return BRISK_ERR_X509_DECODE;
    }
    /* Only a CA has name constraints (section 4.2.1.10). */
    if (cert->name_constraints.len > 0 && !cert->is_ca) {
        return BRISK_ERR_X509_DECODE;
    }
    return 0;
}

int brisk_x509_read_extension(struct brisk_bytes *cursor, struct x509_extension *extension)
{
    struct brisk_bytes content, boolean;
    if (brisk_der_read(cursor, BRISK_DER_SEQUENCE, &content) ||
        brisk_der_read(&content, BRISK_DER_OID, &extension->oid) || extension->oid.len == 0) {
        return BRISK_ERR_X509_DECODE;
    }
    extension->critical = 0;
    if (brisk_der_next_is(&content, BRISK_DER_BOOLEAN)) {
        /* TRUE is 0xff, and FALSE, the default, is left out (X.690 sections 11.1 and 11.5). */
        if (brisk_der_read(&content, BRISK_DER_BOOLEAN, &boolean) || boolean.len != 1 ||
            boolean.data[0] != 0xff) {
            return BRISK_ERR_X509_DECODE;
        }
        extension->critical = 1;
    }
    if (brisk_der_read(&content, BRISK_DER_OCTET_STRING, &extension->value) || content.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    return 0;
}

static const struct known_extension *find_known(struct brisk_bytes oid)
{
    for (size_t i = 0; i < sizeof(known_extensions) / sizeof(known_extensions[0]); i++) {
        if (oid.len == known_extensions[i].oid_len &&
            memcmp(oid.data, known_extensions[i].oid, oid.len) == 0) {
            return &known_extensions[i];
        }
    }
    return NULL;
}

int brisk_x509_is_duplicate_extension(struct brisk_bytes list, size_t index, struct brisk_bytes oid)
{
    struct x509_extension earlier;
    for (size_t i = 0; i < index; i++) {
        if (brisk_x509_read_extension(&list, &earlier) || bytes_equal(earlier.oid, oid)) {
            return 1;
        }
    }
    return 0;
}

static int read_subject_key_id(struct brisk_x509 *cert, struct brisk_bytes value)
{
    if (brisk_der_read(&value, BRISK_DER_OCTET_STRING, &cert->subject_key_id) || value.len != 0 ||
        cert->subject_key_id.len == 0) {
        return BRISK_ERR_X509_DECODE;
    }
    return 0;
}

static int read_authority_key_id(struct brisk_x509 *cert, struct brisk_bytes value)
{
    return brisk_x509_read_key_id(value, &cert->authority_key_id);
}

/* Section 4.2.1.13. The points are read when CRLs are asked for; they are never a reason to refuse
 * a certificate whose revocation nobody asks about. */
static int read_distribution_points(struct brisk_x509 *cert, struct brisk_bytes value)
{
    return brisk_der_read(&value, BRISK_DER_SEQUENCE, &cert->crl_distribution_points) ||
                   value.len != 0 || cert->crl_distribution_points.len == 0
               ? BRISK_ERR_X509_DECODE
               : 0;
}

/* Section 4.2.1.1. Issuer and serial number, if there, come together; they are not looked at. */
int brisk_x509_read_key_id(struct brisk_bytes value, struct brisk_bytes *key_id)
{
    struct brisk_bytes content, names, serial;
    struct general_name name;
    if (brisk_der_read(&value, BRISK_DER_SEQUENCE, &content) || value.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    if (brisk_der_next_is(&content, BRISK_DER_CONTEXT(0)) &&
        (brisk_der_read(&content, BRISK_DER_CONTEXT(0), key_id) || key_id->len == 0)) {
        return BRISK_ERR_X509_DECODE;
    }
    if (content.len == 0) {
        return 0;
    }
    if (brisk_der_read(&content, BRISK_DER_CONTEXT_CONSTRUCTED(1), &names) || names.len == 0 ||
        brisk_der_read(&content, BRISK_DER_CONTEXT(2), &serial) || serial.len == 0 ||
        content.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    while (names.len > 0) {
        if (brisk_x509_read_general_name(&names, &name)) {
            return BRISK_ERR_X509_DECODE;
        }
    }
    return 0;
}

/* Section 4.2.1.3: a BIT STRING with named bits, digitalSignature (0) to decipherOnly (8). */
static int read_key_usage(struct brisk_x509 *cert, struct brisk_bytes value)
{
    struct brisk_bytes bits;
    if (brisk_der_read(&value, BRISK_DER_BIT_STRING, &bits) || value.len != 0 || bits.len < 2 ||
        bits.len > 3) {
        return BRISK_ERR_X509_DECODE;
    }
    /* The unused bits are zero (X.690 section 11.2.1). That there are no more zeros before them
     * (section 11.2.2) is not insisted on: trusted roots exist that have them. */
    unsigned unused = bits.data[0], last = bits.data[bits.len - 1];
    if (unused > 7 || (last & ((1u << unused) - 1)) != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    for (unsigned i = 0; i < 8 * (bits.len - 1); i++) {
        if (bits.data[1 + i / 8] & (0x80 >> i % 8)) {
            cert->key_usage |= 1u << i;
        }
    }
    cert->has_key_usage = 1;
    return cert->key_usage != 0 ? 0 : BRISK_ERR_X509_DECODE;
}

static int read_subject_alt_name(struct brisk_x509 *cert, struct brisk_bytes value)
{
    struct brisk_bytes names;
    struct general_name name;
    if (brisk_der_read(&value, BRISK_DER_SEQUENCE, &names) || value.len != 0 || names.len == 0) {
        return BRISK_ERR_X509_DECODE;
    }
    cert->subject_alt_name = names;
    while (names.len > 0) {
        if (brisk_x509_read_general_name(&names, &name) ||
            (name.tag == NAME_IP && name.value.len != 4 && name.value.len != 16)) {
            return BRISK_ERR_X509_DECODE;
        }
    }
    return 0;
}

/* Section 4.2.1.9: cA DEFAULT FALSE, and a path length only of a CA. */
static int read_basic_constraints(struct brisk_x509 *cert, struct brisk_bytes value)
{
    struct brisk_bytes content, boolean;
    if (brisk_der_read(&value, BRISK_DER_SEQUENCE, &content) || value.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    cert->has_basic_constraints = 1;
    if (content.len == 0) {
        return 0;
    }
    if (brisk_der_read(&content, BRISK_DER_BOOLEAN, &boolean) || boolean.len != 1 ||
        boolean.data[0] != 0xff) {
        return BRISK_ERR_X509_DECODE;
    }
    cert->is_ca = 1;
    if (content.len > 0) {
        if (brisk_der_read_small(&content, &cert->path_len) || content.len != 0) {
            return BRISK_ERR_X509_DECODE;
        }
        cert->has_path_len = 1;
    }
    return 0;
}

static int read_name_constraints(struct brisk_x509 *cert, struct brisk_bytes value)
{
    if (brisk_der_read(&value, BRISK_DER_SEQUENCE, &cert->name_constraints) || value.len != 0 ||
        cert->name_constraints.len == 0) {
        return BRISK_ERR_X509_DECODE;
    }
    return brisk_x509_check_constraints_form(cert->name_constraints);
}

static int read_extended_key_usage(struct brisk_x509 *cert, struct brisk_bytes value)
{
    static const struct {
        const char *oid;
        size_t oid_len;
        uint32_t purpose;
    } purposes[] = {
        { "\x2b\x06\x01\x05\x05\x07\x03\x01", 8, BRISK_EKU_SERVER_AUTH },
        { "\x2b\x06\x01\x05\x05\x07\x03\x02", 8, BRISK_EKU_CLIENT_AUTH },
        { "\x2b\x06\x01\x05\x05\x07\x03\x09", 8, BRISK_EKU_OCSP_SIGNING },
        { "\x55\x1d\x25\x00", 4, BRISK_EKU_ANY },
    };
    struct brisk_bytes list, oid;
    if (brisk_der_read(&value, BRISK_DER_SEQUENCE, &list) || value.len != 0 || list.len == 0) {
        return BRISK_ERR_X509_DECODE;
    }
    cert->has_extended_key_usage = 1;
    while (list.len > 0) {
        uint32_t purpose = BRISK_EKU_OTHER;
        if (brisk_der_read(&list, BRISK_DER_OID, &oid) || oid.len == 0) {
            return BRISK_ERR_X509_DECODE;
        }
        for (size_t i = 0; i < sizeof(purposes) / sizeof(purposes[0]); i++) {
            if (oid.len == purposes[i].oid_len && !memcmp(oid.data, purposes[i].oid, oid.len)) {
                purpose = purposes[i].purpose;
            }
        }
        cert->extended_key_usage |= purpose;
    }
    return 0;
}

/* Section 4.2.2.1. Nothing of it is used; that it is well-formed is checked. */
static int check_authority_info_access(struct brisk_x509 *cert, struct brisk_bytes value)
{
    struct brisk_bytes list, description, method;
    struct general_name location;
    (void)cert;
    if (brisk_der_read(&value, BRISK_DER_SEQUENCE, &list) || value.len != 0 || list.len == 0) {
        return BRISK_ERR_X509_DECODE;
    }
    while (list.len > 0) {
        if (brisk_der_read(&list, BRISK_DER_SEQUENCE, &description) ||
            brisk_der_read(&description, BRISK_DER_OID, &method) ||
            brisk_x509_read_general_name(&description, &location) || description.len != 0) {
            return BRISK_ERR_X509_DECODE;
        }
    }
    return 0;
}

/* RFC 7633 section 4.1: numbers of TLS extensions, of which brisk knows what status_request asks
 * for; a critical extension may ask for others. */
static int read_tls_features(struct brisk_x509 *cert, struct brisk_bytes value)
{
    struct brisk_bytes list;
    uint32_t feature;
    if (brisk_der_read(&value, BRISK_DER_SEQUENCE, &list) || value.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    while (list.len > 0) {
        if (brisk_der_read_small(&list, &feature) || feature > UINT16_MAX) {
            return BRISK_ERR_X509_DECODE;
        }
        if (feature == TLS_FEATURE_STATUS_REQUEST) {
            cert->demands_status = 1;
        }
    }
    return 0;
}

/* Section 4.2.1.11: policyConstraints can make a path invalid that would be valid without, and
 * brisk does not process policies. Whether marked critical, as it must be, or not: it counts. */
static int refuse_policy_constraints(struct brisk_x509 *cert, struct brisk_bytes value)
{
    (void)value;
    cert->has_unknown_critical = 1;
    return 0;
}
