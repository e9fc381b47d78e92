/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Signature algorithms of certificates: RFC 4055 (RSA), RFC 5758 (ECDSA), RFC 8410 (Ed25519).
 * MD5, SHA-1 and whatever else is not in the table is BRISK_X509_UNKNOWN. */

#include <string.h>

#include <brisk/error.h>

#include "handshake/x509.h"

enum parameters {
    PARAMETERS_ABSENT,
    PARAMETERS_NULL, /* NULL; absent is accepted too (RFC 4055 section 5) */
    PARAMETERS_PSS,
};

static const struct {
    const char *oid; /* the contents of the OBJECT IDENTIFIER */
    size_t oid_len;
    enum parameters parameters;
    enum brisk_x509_algorithm algorithm;
} algorithms[] = {
    { "\x2a\x86\x48\xce\x3d\x04\x03\x02", 8, PARAMETERS_ABSENT, BRISK_X509_ECDSA_SHA256 },
    { "\x2a\x86\x48\xce\x3d\x04\x03\x03", 8, PARAMETERS_ABSENT, BRISK_X509_ECDSA_SHA384 },
    { "\x2a\x86\x48\xce\x3d\x04\x03\x04", 8, PARAMETERS_ABSENT, BRISK_X509_ECDSA_SHA512 },
    { "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", 9, PARAMETERS_NULL, BRISK_X509_RSA_PKCS1_SHA256 },
    { "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c", 9, PARAMETERS_NULL, BRISK_X509_RSA_PKCS1_SHA384 },
    { "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d", 9, PARAMETERS_NULL, BRISK_X509_RSA_PKCS1_SHA512 },
    { "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", 9, PARAMETERS_PSS, BRISK_X509_UNKNOWN },
    { "\x2b\x65\x70", 3, PARAMETERS_ABSENT, BRISK_X509_ED25519 },
};

/* id-sha256, id-sha384, id-sha512 (RFC 4055 section 2.1) differ in their last octet. */
static const struct {
    uint8_t last_octet;
    uint8_t salt_len;
    enum brisk_x509_algorithm algorithm;
} pss_hashes[] = {
    { 1, 32, BRISK_X509_RSA_PSS_SHA256 },
    { 2, 48, BRISK_X509_RSA_PSS_SHA384 },
    { 3, 64, BRISK_X509_RSA_PSS_SHA512 },
};
static const uint8_t hash_oid_head[8] = { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02 };
static const uint8_t mgf1_oid[9] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08 };

static enum brisk_x509_algorithm find_pss(struct brisk_bytes parameters);
static int is_null_or_absent(struct brisk_bytes parameters);

enum brisk_x509_algorithm brisk_x509_find_algorithm(struct brisk_bytes identifier)
{
    struct brisk_bytes oid;
    if (brisk_der_read(&identifier, BRISK_DER_OID, &oid)) {
        return BRISK_X509_UNKNOWN;
    }
    for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
        if (oid.len != algorithms[i].oid_len || memcmp(oid.data, algorithms[i].oid, oid.len) != 0) {
            continue;
        }
        switch (algorithms[i].parameters) {
        case PARAMETERS_ABSENT:
            return identifier.len == 0 ? algorithms[i].algorithm : BRISK_X509_UNKNOWN;
        case PARAMETERS_NULL:
            return is_null_or_absent(identifier) ? algorithms[i].algorithm : BRISK_X509_UNKNOWN;
        case PARAMETERS_PSS:
            return find_pss(identifier);
        }
    }
    return BRISK_X509_UNKNOWN;
}

uint16_t brisk_x509_signature_scheme(const struct brisk_x509 *cert, enum brisk_key_type issuer_key)
{
    static const struct {
        enum brisk_x509_algorithm algorithm;
        enum brisk_key_type key;
        uint16_t scheme;
    } schemes[] = {
        { BRISK_X509_ECDSA_SHA256, BRISK_KEY_P256, BRISK_SIG_ECDSA_P256_SHA256 },
        { BRISK_X509_ECDSA_SHA384, BRISK_KEY_P256, BRISK_SIG_X509_ECDSA_P256_SHA384 },
        { BRISK_X509_ECDSA_SHA512, BRISK_KEY_P256, BRISK_SIG_X509_ECDSA_P256_SHA512 },
        { BRISK_X509_ECDSA_SHA256, BRISK_KEY_P384, BRISK_SIG_X509_ECDSA_P384_SHA256 },
        { BRISK_X509_ECDSA_SHA384, BRISK_KEY_P384, BRISK_SIG_ECDSA_P384_SHA384 },
        { BRISK_X509_ECDSA_SHA512, BRISK_KEY_P384, BRISK_SIG_X509_ECDSA_P384_SHA512 },
        { BRISK_X509_ECDSA_SHA256, BRISK_KEY_P521, BRISK_SIG_X509_ECDSA_P521_SHA256 },
        { BRISK_X509_ECDSA_SHA384, BRISK_KEY_P521, BRISK_SIG_X509_ECDSA_P521_SHA384 },
        { BRISK_X509_ECDSA_SHA512, BRISK_KEY_P521, BRISK_SIG_ECDSA_P521_SHA512 },
        { BRISK_X509_RSA_PKCS1_SHA256, BRISK_KEY_RSA, BRISK_SIG_RSA_PKCS1_SHA256 },
        { BRISK_X509_RSA_PKCS1_SHA384, BRISK_KEY_RSA, BRISK_SIG_RSA_PKCS1_SHA384 },
        { BRISK_X509_RSA_PKCS1_SHA512, BRISK_KEY_RSA, BRISK_SIG_RSA_PKCS1_SHA512 },
        { BRISK_X509_RSA_PSS_SHA256, BRISK_KEY_RSA, BRISK_SIG_RSA_PSS_RSAE_SHA256 },
        { BRISK_X509_RSA_PSS_SHA384, BRISK_KEY_RSA, BRISK_SIG_RSA_PSS_RSAE_SHA384 },
        { BRISK_X509_RSA_PSS_SHA512, BRISK_KEY_RSA, BRISK_SIG_RSA_PSS_RSAE_SHA512 },
        { BRISK_X509_ED25519, BRISK_KEY_ED25519, BRISK_SIG_ED25519 },
    };
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (schemes[i].algorithm == cert->algorithm && schemes[i].key == issuer_key) {
            return schemes[i].scheme;
        }
    }
    return 0;
}

uint16_t brisk_x509_write_algorithm(struct brisk_der_writer *w, enum brisk_key_type issuer_key)
{
    struct brisk_x509 made = { .algorithm = BRISK_X509_UNKNOWN };
    switch (issuer_key) {
    case BRISK_KEY_RSA:
        made.algorithm = BRISK_X509_RSA_PKCS1_SHA256;
        break;
    case BRISK_KEY_P256:
        made.algorithm = BRISK_X509_ECDSA_SHA256;
        break;
    case BRISK_KEY_P384:
        made.algorithm = BRISK_X509_ECDSA_SHA384;
        break;
    case BRISK_KEY_P521:
        made.algorithm = BRISK_X509_ECDSA_SHA512;
        break;
    case BRISK_KEY_ED25519:
        made.algorithm = BRISK_X509_ED25519;
        break;
    }
    for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
        if (algorithms[i].algorithm != made.algorithm ||
            algorithms[i].parameters == PARAMETERS_PSS) {
            continue;
        }
        size_t mark = brisk_der_open(w, BRISK_DER_SEQUENCE);
        brisk_der_element(w, BRISK_DER_OID, (const uint8_t *)algorithms[i].oid,
                          algorithms[i].oid_len);
        if (algorithms[i].parameters == PARAMETERS_NULL) {
            brisk_der_element(w, BRISK_DER_NULL, NULL, 0);
        }
        brisk_der_close(w, mark);
    }
    return brisk_x509_signature_scheme(&made, issuer_key);
}

/* Reads the AlgorithmIdentifier of a hash: its index in pss_hashes, or -1. */
static int read_hash(struct brisk_bytes *cursor)
{
    struct brisk_bytes identifier, oid;
    if (brisk_der_read(cursor, BRISK_DER_SEQUENCE, &identifier) ||
        brisk_der_read(&identifier, BRISK_DER_OID, &oid) || oid.len != sizeof(hash_oid_head) + 1 ||
        memcmp(oid.data, hash_oid_head, sizeof(hash_oid_head)) != 0 ||
        !is_null_or_absent(identifier)) {
        return -1;
    }
    for (int i = 0; i < 3; i++) {
        if (oid.data[sizeof(hash_oid_head)] == pss_hashes[i].last_octet) {
            return i;
        }
    }
    return -1;
}

/* RSASSA-PSS-params (RFC 4055 section 3.1) with one hash throughout and the salt as long as its
 * digest. The defaults stand for SHA-1 and are refused with it. */
static enum brisk_x509_algorithm find_pss(struct brisk_bytes parameters)
{
    struct brisk_bytes params, hash, mask, mgf, oid, salt;
    uint32_t salt_len;
    if (brisk_der_read(&parameters, BRISK_DER_SEQUENCE, &params) || parameters.len != 0 ||
        brisk_der_read(&params, BRISK_DER_CONTEXT_CONSTRUCTED(0), &hash) ||
        brisk_der_read(&params, BRISK_DER_CONTEXT_CONSTRUCTED(1), &mask) ||
        brisk_der_read(&params, BRISK_DER_CONTEXT_CONSTRUCTED(2), &salt) || params.len != 0) {
        return BRISK_X509_UNKNOWN;
    }
    int hash_index = read_hash(&hash);
    if (hash_index < 0 || hash.len != 0 || brisk_der_read(&mask, BRISK_DER_SEQUENCE, &mgf) ||
        mask.len != 0 || brisk_der_read(&mgf, BRISK_DER_OID, &oid) || oid.len != sizeof(mgf1_oid) ||
        memcmp(oid.data, mgf1_oid, sizeof(mgf1_oid)) != 0 || read_hash(&mgf) != hash_index ||
        mgf.len != 0 || brisk_der_read_small(&salt, &salt_len) || salt.len != 0 ||
        salt_len != pss_hashes[hash_index].salt_len) {
        return BRISK_X509_UNKNOWN;
    }
    return pss_hashes[hash_index].algorithm;
}

static int is_null_or_absent(struct brisk_bytes parameters)
{
    return parameters.len == 0 ||
           (parameters.len == 2 && parameters.data[0] == BRISK_DER_NULL && parameters.data[1] == 0);
}
