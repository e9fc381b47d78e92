/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Making certificates. The writer fills the caller's buffer from its start: the TBSCertificate is
 * signed where it stands, and the signature is put behind it. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/hash.h>
#include <brisk/random.h>

#include "handshake/x509.h"

#define SERIAL_SIZE 16     /* octets */
#define KEY_ID_SIZE 20     /* octets */
#define MAX_COMMON_NAME 64 /* ub-common-name (RFC 5280 appendix A.1) */

struct subject {
    const struct brisk_x509_template *what;
    enum brisk_key_type key_type;
    uint8_t spki[BRISK_PUBLIC_KEY_MAX_DER];
    size_t spki_len;
    uint8_t key_id[KEY_ID_SIZE];
};

static int check_template(const struct brisk_x509_template *what,
                          const struct brisk_x509 *issuer_cert);
static int key_id(uint8_t id[KEY_ID_SIZE], const uint8_t *spki, size_t spki_len);
static int write_tbs(struct brisk_der_writer *w, const struct subject *subject,
                     const struct brisk_x509 *issuer_cert,
                     const struct brisk_private_key *issuer_key);

int brisk_x509_make(uint8_t *der, size_t der_capacity, size_t *der_len,
                    const struct brisk_x509_template *what,
                    const struct brisk_public_key *subject_key,
                    const struct brisk_x509 *issuer_cert,
                    const struct brisk_private_key *issuer_key)
{
    static const uint8_t no_unused_bits = 0;
    struct subject subject = { .what = what, .key_type = subject_key->type };
    struct brisk_der_writer w = { .data = der, .capacity = der_capacity };
    uint8_t signature[BRISK_SIGNATURE_MAX_SIZE];
    size_t signature_len;
    int error = check_template(what, issuer_cert);
    if (!error) {
        error = brisk_public_key_to_der(subject_key, subject.spki, sizeof(subject.spki),
                                        &subject.spki_len);
    }
    if (!error) {
        error = key_id(subject.key_id, subject.spki, subject.spki_len);
    }
    if (error) {
        return error;
    }
    size_t whole = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    error = write_tbs(&w, &subject, issuer_cert, issuer_key);
    size_t tbs_end = w.len;
    uint16_t scheme = brisk_x509_write_algorithm(&w, issuer_key->type);
    if (!error && w.failed) {
        error = BRISK_ERR_BUFFER;
    }
    if (!error) {
        error = brisk_sign(issuer_key, scheme, signature, sizeof(signature), &signature_len,
                           der + whole, tbs_end - whole);
    }
    if (error) {
        return error;
    }
    size_t bits = brisk_der_open(&w, BRISK_DER_BIT_STRING);
    brisk_der_put(&w, &no_unused_bits, 1);
    brisk_der_put(&w, signature, signature_len);
    brisk_der_close(&w, bits);
    brisk_der_close(&w, whole);
    if (w.failed) {
        return BRISK_ERR_BUFFER;
    }
    *der_len = w.len;
    return 0;
}

static int check_template(const struct brisk_x509_template *what,
                          const struct brisk_x509 *issuer_cert)
{
    if (what->common_name) {
        size_t len = strlen(what->common_name);
        if (len == 0 || len > MAX_COMMON_NAME) {
            return BRISK_ERR_ARGUMENT;
        }
    } else if (what->is_ca || what->num_names == 0 || !issuer_cert) {
        return BRISK_ERR_ARGUMENT;
    }
    for (size_t i = 0; i < what->num_names; i++) {
        struct brisk_bytes name = { (const uint8_t *)what->names[i], strlen(what->names[i]) };
        uint8_t address[16];
        if (!brisk_x509_parse_address(address, what->names[i]) &&
            !brisk_x509_is_host_name(name, 1)) {
            return BRISK_ERR_ARGUMENT;
        }
    }
    const int64_t times[2] = { what->not_before, what->not_after };
    for (int i = 0; i < 2; i++) {
        if (times[i] < BRISK_X509_MIN_TIME || times[i] > BRISK_X509_MAX_TIME) {
            return BRISK_ERR_ARGUMENT;
        }
    }
    return what->extended_key_usage & BRISK_EKU_OTHER ? BRISK_ERR_ARGUMENT : 0;
}

/* RFC 7093 section 2, method 1: the first 160 bits of the SHA-256 of the public key's bits. */
static int key_id(uint8_t id[KEY_ID_SIZE], const uint8_t *spki, size_t spki_len)
{
    struct brisk_bytes input = { spki, spki_len }, content, algorithm, bits;
    uint8_t digest[BRISK_HASH_MAX_SIZE];
    if (brisk_der_read(&input, BRISK_DER_SEQUENCE, &content) ||
        brisk_der_read(&content, BRISK_DER_SEQUENCE, &algorithm) ||
        brisk_der_read_bit_string(&content, &bits)) {
        return BRISK_ERR_ARGUMENT;
    }
    int error = brisk_hash_digest(BRISK_SHA256, digest, bits.data, bits.len);
    if (!error) {
        memcpy(id, digest, KEY_ID_SIZE);
    }
    return error;
}

/* Positive, minimal, and of the same size each time. */
static int write_serial(struct brisk_der_writer *w)
{
    uint8_t serial[SERIAL_SIZE];
    int error = brisk_random(serial, sizeof(serial));
    serial[0] = (serial[0] & 0x3f) | 0x40;
    brisk_der_element(w, BRISK_DER_INTEGER, serial, sizeof(serial));
    return error;
}

static void write_subject(struct brisk_der_writer *w, const char *common_name)
{
    static const uint8_t id_at_common_name[3] = { 0x55, 0x04, 0x03 };
    size_t name = brisk_der_open(w, BRISK_DER_SEQUENCE);
    if (common_name) {
        size_t rdn = brisk_der_open(w, BRISK_DER_SET);
        size_t attribute = brisk_der_open(w, BRISK_DER_SEQUENCE);
        brisk_der_element(w, BRISK_DER_OID, id_at_common_name, sizeof(id_at_common_name));
        brisk_der_element(w, BRISK_DER_UTF8_STRING, (const uint8_t *)common_name,
                          strlen(common_name));
        brisk_der_close(w, attribute);
        brisk_der_close(w, rdn);
    }
    brisk_der_close(w, name);
}

/* Opens an extension up to its value, which is then written and closed by close_extension(). */
struct open_extension {
    size_t extension, value;
};

static struct open_extension open_extension(struct brisk_der_writer *w, uint8_t id_ce,
                                            int is_critical)
{
    static const uint8_t yes = 0xff;
    const uint8_t oid[3] = { 0x55, 0x1d, id_ce };
    struct open_extension mark;
    mark.extension = brisk_der_open(w, BRISK_DER_SEQUENCE);
    brisk_der_element(w, BRISK_DER_OID, oid, sizeof(oid));
    if (is_critical) {
        brisk_der_element(w, BRISK_DER_BOOLEAN, &yes, 1);
    }
    mark.value = brisk_der_open(w, BRISK_DER_OCTET_STRING);
    return mark;
}

static void close_extension(struct brisk_der_writer *w, struct open_extension mark)
{
    brisk_der_close(w, mark.value);
    brisk_der_close(w, mark.extension);
}

static void write_basic_constraints(struct brisk_der_writer *w,
                                    const struct brisk_x509_template *what)
{
    static const uint8_t yes = 0xff;
    struct open_extension mark = open_extension(w, 19, 1);
    size_t content = brisk_der_open(w, BRISK_DER_SEQUENCE);
    if (what->is_ca) {
        brisk_der_element(w, BRISK_DER_BOOLEAN, &yes, 1);
        if (what->path_len >= 0) {
            uint8_t number[4];
            for (int i = 0; i < 4; i++) {
                number[i] = (uint8_t)((uint32_t)what->path_len >> (24 - 8 * i));
            }
            brisk_der_unsigned(w, number, sizeof(number));
        }
    }
    brisk_der_close(w, content);
    close_extension(w, mark);
}

/* A CA signs certificates and CRLs. A leaf signs handshakes; an RSA key also decrypts, in TLS 1.2's
 * RSA key exchange. */
static void write_key_usage(struct brisk_der_writer *w, const struct subject *subject)
{
    uint8_t bits[2] = { 7, 0x80 }; /* unused bits; digitalSignature */
    if (subject->what->is_ca) {
        bits[0] = 1;
        bits[1] = 0x06; /* keyCertSign, cRLSign */
    } else if (subject->key_type == BRISK_KEY_RSA) {
        bits[0] = 5;
        bits[1] = 0xa0; /* and keyEncipherment */
    }
    struct open_extension mark = open_extension(w, 15, 1);
    brisk_der_element(w, BRISK_DER_BIT_STRING, bits, sizeof(bits));
    close_extension(w, mark);
}

static void write_extended_key_usage(struct brisk_der_writer *w, uint32_t purposes)
{
    uint8_t oid[8] = { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0 }; /* id-kp */
    static const uint8_t any[4] = { 0x55, 0x1d, 0x25, 0x00 };
    struct open_extension mark = open_extension(w, 37, 0);
    size_t list = brisk_der_open(w, BRISK_DER_SEQUENCE);
    for (uint8_t i = 0; i < 2; i++) {
        if (purposes >> i & 1) {
            oid[7] = (uint8_t)(i + 1); /* serverAuth, clientAuth */
            brisk_der_element(w, BRISK_DER_OID, oid, sizeof(oid));
        }
    }
    if (purposes & BRISK_EKU_ANY) {
        brisk_der_element(w, BRISK_DER_OID, any, sizeof(any));
    }
    brisk_der_close(w, list);
    close_extension(w, mark);
}

/* RFC 7633 section 4.1. */
static void write_tls_features(struct brisk_der_writer *w)
{
    static const uint8_t oid[8] = { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x18 };
    static const uint8_t feature = TLS_FEATURE_STATUS_REQUEST;
    size_t extension = brisk_der_open(w, BRISK_DER_SEQUENCE);
    brisk_der_element(w, BRISK_DER_OID, oid, sizeof(oid));
    size_t value = brisk_der_open(w, BRISK_DER_OCTET_STRING);
    size_t list = brisk_der_open(w, BRISK_DER_SEQUENCE);
    brisk_der_unsigned(w, &feature, 1);
    brisk_der_close(w, list);
    brisk_der_close(w, value);
    brisk_der_close(w, extension);
}

static void write_subject_alt_name(struct brisk_der_writer *w,
                                   const struct brisk_x509_template *what)
{
    struct open_extension mark = open_extension(w, 17, what->common_name == NULL);
    size_t list = brisk_der_open(w, BRISK_DER_SEQUENCE);
    for (size_t i = 0; i < what->num_names; i++) {
        uint8_t address[16];
        size_t address_len = brisk_x509_parse_address(address, what->names[i]);
        if (address_len > 0) {
            brisk_der_element(w, NAME_IP, address, address_len);
        } else {
            brisk_der_element(w, NAME_DNS, (const uint8_t *)what->names[i], strlen(what->names[i]));
        }
    }
    brisk_der_close(w, list);
    close_extension(w, mark);
}

static void write_subject_key_id(struct brisk_der_writer *w, const uint8_t id[KEY_ID_SIZE])
{
    struct open_extension mark = open_extension(w, 14, 0);
    brisk_der_element(w, BRISK_DER_OCTET_STRING, id, KEY_ID_SIZE);
    close_extension(w, mark);
}

static void write_authority_key_id(struct brisk_der_writer *w, const uint8_t *id, size_t id_len)
{
    struct open_extension mark = open_extension(w, 35, 0);
    size_t content = brisk_der_open(w, BRISK_DER_SEQUENCE);
    brisk_der_element(w, BRISK_DER_CONTEXT(0), id, id_len);
    brisk_der_close(w, content);
    close_extension(w, mark);
}

static int write_extensions(struct brisk_der_writer *w, const struct subject *subject,
                            const struct brisk_x509 *issuer_cert)
{
    const struct brisk_x509_template *what = subject->what;
    size_t wrapper = brisk_der_open(w, BRISK_DER_CONTEXT_CONSTRUCTED(3));
    size_t list = brisk_der_open(w, BRISK_DER_SEQUENCE);
    write_basic_constraints(w, what);
    write_key_usage(w, subject);
    if (what->extended_key_usage != 0) {
        write_extended_key_usage(w, what->extended_key_usage);
    }
    if (what->num_names > 0) {
        write_subject_alt_name(w, what);
    }
    if (what->demands_status) {
        write_tls_features(w);
    }
    write_subject_key_id(w, subject->key_id);
    if (!issuer_cert) {
        /* A self-signed certificate names its key once (RFC 5280 section 4.2.1.1). */
    } else if (issuer_cert->subject_key_id.len > 0) {
        write_authority_key_id(w, issuer_cert->subject_key_id.data,
                               issuer_cert->subject_key_id.len);
    } else {
        uint8_t id[KEY_ID_SIZE];
        int error = key_id(id, issuer_cert->spki.data, issuer_cert->spki.len);
        if (error) {
            return error;
        }
        write_authority_key_id(w, id, sizeof(id));
    }
    brisk_der_close(w, list);
    brisk_der_close(w, wrapper);
    return 0;
}

static int write_tbs(struct brisk_der_writer *w, const struct subject *subject,
                     const struct brisk_x509 *issuer_cert,
                     const struct brisk_private_key *issuer_key)
{
    static const uint8_t version_3[3] = { BRISK_DER_INTEGER, 1, 2 };
    const struct brisk_x509_template *what = subject->what;
    size_t tbs = brisk_der_open(w, BRISK_DER_SEQUENCE);
    brisk_der_element(w, BRISK_DER_CONTEXT_CONSTRUCTED(0), version_3, sizeof(version_3));
    int error = write_serial(w);
    brisk_x509_write_algorithm(w, issuer_key->type);
    if (issuer_cert) {
        brisk_der_element(w, BRISK_DER_SEQUENCE, issuer_cert->subject.data,
                          issuer_cert->subject.len);
    } else {
        write_subject(w, what->common_name);
    }
    size_t validity = brisk_der_open(w, BRISK_DER_SEQUENCE);
    brisk_x509_write_time(w, what->not_before);
    brisk_x509_write_time(w, what->not_after);
    brisk_der_close(w, validity);
    write_subject(w, what->common_name);
    brisk_der_put(w, subject->spki, subject->spki_len);
    if (!error) {
        error = write_extensions(w, subject, issuer_cert);
    }
    brisk_der_close(w, tbs);
    return error;
}
