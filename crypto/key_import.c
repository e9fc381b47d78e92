/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Keys from DER and PEM: PKCS#8 and its second version (RFC 5208, RFC 5958), SEC 1 (RFC 5915),
 * PKCS#1 (RFC 8017 appendix A.1) and SubjectPublicKeyInfo (RFC 5280, 5480, 8410).
 *
 * Keys under id-RSASSA-PSS are BRISK_ERR_UNSUPPORTED: their parameters bind them to signature
 * schemes (rsa_pss_pss_*) that brisk does not have. Structure is public; the secret integers and
 * strings inside are only copied here. */

#include <string.h>

#include <brisk/der.h>
#include <brisk/error.h>
#include <brisk/key.h>
#include <brisk/random.h>

#include "crypto/key_internal.h"

/* More than any key brisk can use takes in any of the encodings, attributes aside. */
#define MAX_PEM_KEY 4096

typedef int import_fn(void *key, const uint8_t *der, size_t der_len);

static int import_private(struct brisk_private_key *key, struct brisk_bytes der);
static int import_public(struct brisk_public_key *key, struct brisk_bytes der);
static int import_pem(import_fn *import, void *key, const char *const labels[], const char *pem,
                      size_t pem_len);
static int parse_algorithm(struct brisk_bytes *cursor, enum brisk_key_type *type);
static int parse_pkcs8(struct brisk_private_key *key, struct brisk_bytes cursor);
static int parse_sec1(struct brisk_private_key *key, struct brisk_bytes cursor,
                      enum brisk_key_type type);
static int parse_rsa_public(struct brisk_bytes in, struct brisk_bytes *n, struct brisk_bytes *e);
static int parse_pkcs1(struct brisk_private_key *key, struct brisk_bytes cursor);
static int set_ed25519(struct brisk_private_key *key, struct brisk_bytes cursor);
static int set_public(struct brisk_public_key *key, enum brisk_key_type type,
                      struct brisk_bytes in);
static int check_public(const struct brisk_public_key *key, struct brisk_bytes in);

int brisk_private_key_from_der(struct brisk_private_key *key, const uint8_t *der, size_t der_len)
{
    memset(key, 0, sizeof(*key));
    int error = import_private(key, (struct brisk_bytes){ der, der_len });
    if (error) {
        brisk_wipe(key, sizeof(*key));
    }
    return error;
}

int brisk_public_key_from_der(struct brisk_public_key *key, const uint8_t *der, size_t der_len)
{
    memset(key, 0, sizeof(*key));
    int error = import_public(key, (struct brisk_bytes){ der, der_len });
    if (error) {
        memset(key, 0, sizeof(*key));
    }
    return error;
}

static int import_private_from_der(void *key, const uint8_t *der, size_t der_len)
{
    return brisk_private_key_from_der(key, der, der_len);
}

static int import_public_from_der(void *key, const uint8_t *der, size_t der_len)
{
    return brisk_public_key_from_der(key, der, der_len);
}

int brisk_private_key_from_pem(struct brisk_private_key *key, const char *pem, size_t pem_len)
{
    static const char *const labels[] = { "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY",
                                          NULL };
    memset(key, 0, sizeof(*key));
    return import_pem(import_private_from_der, key, labels, pem, pem_len);
}

int brisk_public_key_from_pem(struct brisk_public_key *key, const char *pem, size_t pem_len)
{
    static const char *const labels[] = { "PUBLIC KEY", "RSA PUBLIC KEY", NULL };
    memset(key, 0, sizeof(*key));
    return import_pem(import_public_from_der, key, labels, pem, pem_len);
}

/* Whether the text has the header of a key encrypted in the way that came before PKCS#8 (RFC 1421
 * section 4.6.1.1). */
static int has_encryption_header(const char *pem, size_t pem_len)
{
    static const char header[] = "Proc-Type: 4,ENCRYPTED";
    size_t len = sizeof(header) - 1;
    for (size_t i = 0; i + len <= pem_len; i++) {
        if (memcmp(pem + i, header, len) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Imports the first block with one of the labels. */
static int import_pem(import_fn *import, void *key, const char *const labels[], const char *pem,
                      size_t pem_len)
{
    for (;;) {
        const char *block = pem;
        size_t block_len = pem_len, der_len;
        char label[64];
        int error = brisk_pem_next(&pem, &pem_len, NULL, label, NULL, 0, &der_len);
        if (error) {
            return has_encryption_header(pem, pem_len) ? BRISK_ERR_UNSUPPORTED : error;
        }
        if (strcmp(label, "ENCRYPTED PRIVATE KEY") == 0) {
            return BRISK_ERR_UNSUPPORTED;
        }
        for (size_t i = 0; labels[i]; i++) {
            uint8_t der[MAX_PEM_KEY];
            if (strcmp(label, labels[i]) != 0) {
                continue;
            }
            error = brisk_pem_next(&block, &block_len, label, NULL, der, sizeof(der), &der_len);
            if (error == 0) {
                error = import(key, der, der_len);
                brisk_wipe(der, der_len);
            }
            return error == BRISK_ERR_BUFFER ? BRISK_ERR_UNSUPPORTED : error;
        }
    }
}

/* What comes after the SEQUENCE's first element tells the encodings apart. */
static int import_private(struct brisk_private_key *key, struct brisk_bytes der)
{
    struct brisk_bytes sequence, body;
    uint32_t version;
    if (brisk_der_read(&der, BRISK_DER_SEQUENCE, &sequence) || der.len != 0) {
        return BRISK_ERR_DECODE;
    }
    if (brisk_der_next_is(&sequence, BRISK_DER_SEQUENCE)) {
        return BRISK_ERR_UNSUPPORTED; /* EncryptedPrivateKeyInfo (RFC 5958 section 3) */
    }
    body = sequence;
    if (brisk_der_read_small(&body, &version)) {
        return BRISK_ERR_DECODE;
    }
    if (brisk_der_next_is(&body, BRISK_DER_SEQUENCE)) {
        return parse_pkcs8(key, sequence);
    }
    if (brisk_der_next_is(&body, BRISK_DER_OCTET_STRING)) {
        return parse_sec1(key, sequence, 0);
    }
    return parse_pkcs1(key, sequence);
}

/* The type and the contents of subjectPublicKey; an RSAPublicKey on its own is one, too. */
static int parse_public(struct brisk_bytes der, enum brisk_key_type *type, struct brisk_bytes *bits)
{
    struct brisk_bytes sequence;
    *bits = der;
    if (brisk_der_read(&der, BRISK_DER_SEQUENCE, &sequence) || der.len != 0) {
        return BRISK_ERR_DECODE;
    }
    if (brisk_der_next_is(&sequence, BRISK_DER_INTEGER)) {
        *type = BRISK_KEY_RSA;
        return 0;
    }
    int error = parse_algorithm(&sequence, type);
    if (error) {
        return error;
    }
    return brisk_der_read_bit_string(&sequence, bits) || sequence.len != 0 ? BRISK_ERR_DECODE : 0;
}

static int import_public(struct brisk_public_key *key, struct brisk_bytes der)
{
    struct brisk_bytes bits;
    enum brisk_key_type type;
    int error = parse_public(der, &type, &bits);
    return error ? error : set_public(key, type, bits);
}

int brisk_public_key_check_der(enum brisk_key_type *type, unsigned *rsa_bits, const uint8_t *der,
                               size_t der_len)
{
    struct brisk_public_key key;
    struct brisk_bytes bits, n, e;
    *rsa_bits = 0;
    int error = parse_public((struct brisk_bytes){ der, der_len }, type, &bits);
    if (error || *type != BRISK_KEY_RSA) {
        return error ? error : set_public(&key, *type, bits);
    }
    error = parse_rsa_public(bits, &n, &e);
    return error ? error : brisk_rsa_public_check(rsa_bits, n.data, n.len, e.data, e.len);
}

/* The curve's object identifier. */
static int parse_curve(struct brisk_bytes *cursor, enum brisk_key_type *type)
{
    struct brisk_bytes oid;
    if (brisk_der_next_is(cursor, BRISK_DER_SEQUENCE)) {
        return BRISK_ERR_UNSUPPORTED; /* explicit parameters, which RFC 5480 forbids */
    }
    if (brisk_der_read(cursor, BRISK_DER_OID, &oid)) {
        return BRISK_ERR_DECODE;
    }
    if (BRISK_OID_IS(oid, BRISK_OID_P256)) {
        *type = BRISK_KEY_P256;
    } else if (BRISK_OID_IS(oid, BRISK_OID_P384)) {
        *type = BRISK_KEY_P384;
    } else if (BRISK_OID_IS(oid, BRISK_OID_P521)) {
        *type = BRISK_KEY_P521;
    } else {
        return BRISK_ERR_UNSUPPORTED;
    }
    return 0;
}

/* AlgorithmIdentifier of a key, its parameters as each algorithm's RFC has them. */
static int parse_algorithm(struct brisk_bytes *cursor, enum brisk_key_type *type)
{
    struct brisk_bytes algorithm, oid, null;
    if (brisk_der_read(cursor, BRISK_DER_SEQUENCE, &algorithm) ||
        brisk_der_read(&algorithm, BRISK_DER_OID, &oid)) {
        return BRISK_ERR_DECODE;
    }
    if (BRISK_OID_IS(oid, BRISK_OID_RSA)) {
        *type = BRISK_KEY_RSA;
        if (brisk_der_read(&algorithm, BRISK_DER_NULL, &null) || null.len != 0) {
            return BRISK_ERR_DECODE;
        }
    } else if (BRISK_OID_IS(oid, BRISK_OID_EC)) {
        int error = parse_curve(&algorithm, type);
        if (error) {
            return error;
        }
    } else if (BRISK_OID_IS(oid, BRISK_OID_ED25519)) {
        *type = BRISK_KEY_ED25519;
    } else {
        return BRISK_ERR_UNSUPPORTED;
    }
    return algorithm.len == 0 ? 0 : BRISK_ERR_DECODE;
}

/* OneAsymmetricKey (RFC 5958 section 2): version, algorithm, key, attributes, public key. */
static int parse_pkcs8(struct brisk_private_key *key, struct brisk_bytes cursor)
{
    struct brisk_bytes inner, sequence, attributes, bits = { NULL, 0 };
    enum brisk_key_type type;
    uint32_t version;
    if (brisk_der_read_small(&cursor, &version) || version > 1) {
        return BRISK_ERR_DECODE;
    }
    int error = parse_algorithm(&cursor, &type);
    if (error) {
        return error;
    }
    if (brisk_der_read(&cursor, BRISK_DER_OCTET_STRING, &inner)) {
        return BRISK_ERR_DECODE;
    }
    if (brisk_der_next_is(&cursor, BRISK_DER_CONTEXT_CONSTRUCTED(0)) &&
        brisk_der_read(&cursor, BRISK_DER_CONTEXT_CONSTRUCTED(0), &attributes)) {
        return BRISK_ERR_DECODE;
    }
    if (version == 1 && brisk_der_next_is(&cursor, BRISK_DER_CONTEXT(1)) &&
        (brisk_der_read(&cursor, BRISK_DER_CONTEXT(1), &bits) || bits.len == 0 ||
         bits.data[0] != 0)) {
        return BRISK_ERR_DECODE;
    }
    if (cursor.len != 0) {
        return BRISK_ERR_DECODE;
    }
    if (type == BRISK_KEY_ED25519) {
        error = set_ed25519(key, inner);
    } else if (brisk_der_read(&inner, BRISK_DER_SEQUENCE, &sequence) || inner.len != 0) {
        error = BRISK_ERR_DECODE;
    } else if (type == BRISK_KEY_RSA) {
        error = parse_pkcs1(key, sequence);
    } else {
        error = parse_sec1(key, sequence, type);
    }
    if (error == 0 && bits.data) {
        error = check_public(&key->public_key, (struct brisk_bytes){ bits.data + 1, bits.len - 1 });
    }
    return error;
}

/* CurvePrivateKey (RFC 8410 section 7): an OCTET STRING of its own inside PKCS#8's. */
static int set_ed25519(struct brisk_private_key *key, struct brisk_bytes cursor)
{
    struct brisk_bytes seed;
    if (brisk_der_read(&cursor, BRISK_DER_OCTET_STRING, &seed) || cursor.len != 0 ||
        seed.len != sizeof(key->as.ed25519)) {
        return BRISK_ERR_DECODE;
    }
    key->type = key->public_key.type = BRISK_KEY_ED25519;
    memcpy(key->as.ed25519, seed.data, seed.len);
    return brisk_ed25519_public(key->public_key.as.ed25519, key->as.ed25519);
}

/* Copies a NIST-curve scalar, which RFC 5915 section 3 gives the order's length, and computes the
 * point. */
static int set_scalar(struct brisk_private_key *key, enum brisk_key_type type,
                      struct brisk_bytes scalar)
{
    key->type = key->public_key.type = type;
    if (type == BRISK_KEY_P256 && scalar.len == sizeof(key->as.p256)) {
        memcpy(key->as.p256, scalar.data, scalar.len);
        return brisk_p256_public(key->public_key.as.p256, key->as.p256);
    }
    if (type == BRISK_KEY_P384 && scalar.len == sizeof(key->as.p384)) {
        memcpy(key->as.p384, scalar.data, scalar.len);
        return brisk_p384_public(key->public_key.as.p384, key->as.p384);
    }
    if (type == BRISK_KEY_P521 && scalar.len == sizeof(key->as.p521)) {
        memcpy(key->as.p521, scalar.data, scalar.len);
        return brisk_p521_public(key->public_key.as.p521, key->as.p521);
    }
    return BRISK_ERR_DECODE;
}

/* ECPrivateKey (RFC 5915 section 3). `type` is the curve that PKCS#8 named around it, or 0: then
 * the parameters must be there. */
static int parse_sec1(struct brisk_private_key *key, struct brisk_bytes cursor,
                      enum brisk_key_type type)
{
    struct brisk_bytes scalar, parameters, wrapper, bits = { NULL, 0 };
    uint32_t version;
    if (brisk_der_read_small(&cursor, &version) || version != 1 ||
        brisk_der_read(&cursor, BRISK_DER_OCTET_STRING, &scalar)) {
        return BRISK_ERR_DECODE;
    }
    if (brisk_der_next_is(&cursor, BRISK_DER_CONTEXT_CONSTRUCTED(0))) {
        enum brisk_key_type named = 0;
        if (brisk_der_read(&cursor, BRISK_DER_CONTEXT_CONSTRUCTED(0), &parameters)) {
            return BRISK_ERR_DECODE;
        }
        int error = parse_curve(&parameters, &named);
        if (error) {
            return error;
        }
        if (parameters.len != 0 || (type != 0 && type != named)) {
            return BRISK_ERR_DECODE;
        }
        type = named;
    }
    if (brisk_der_next_is(&cursor, BRISK_DER_CONTEXT_CONSTRUCTED(1)) &&
        (brisk_der_read(&cursor, BRISK_DER_CONTEXT_CONSTRUCTED(1), &wrapper) ||
         brisk_der_read_bit_string(&wrapper, &bits) || wrapper.len != 0)) {
        return BRISK_ERR_DECODE;
    }
    if (cursor.len != 0) {
        return BRISK_ERR_DECODE;
    }
    if (type == 0) {
        return BRISK_ERR_UNSUPPORTED; /* nothing says which curve */
    }
    int error = set_scalar(key, type, scalar);
    if (error == 0 && bits.data) {
        error = check_public(&key->public_key, bits);
    }
    return error;
}

/* RSAPrivateKey (RFC 8017 appendix A.1.2). */
static int parse_pkcs1(struct brisk_private_key *key, struct brisk_bytes cursor)
{
    struct brisk_bytes x[8]; /* n, e, d, p, q, dp, dq, qinv */
    uint32_t version;
    if (brisk_der_read_small(&cursor, &version)) {
        return BRISK_ERR_DECODE;
    }
    if (version == 1) {
        return BRISK_ERR_UNSUPPORTED; /* more than two primes */
    }
    for (size_t i = 0; i < 8; i++) {
        if (brisk_der_read_unsigned(&cursor, &x[i])) {
            return BRISK_ERR_DECODE;
        }
    }
    if (version != 0 || cursor.len != 0) {
        return BRISK_ERR_DECODE;
    }
    struct brisk_rsa_numbers numbers = {
        .n = x[0].data,
        .n_len = x[0].len,
        .e = x[1].data,
        .e_len = x[1].len,
        .d = x[2].data,
        .d_len = x[2].len,
        .p = x[3].data,
        .p_len = x[3].len,
        .q = x[4].data,
        .q_len = x[4].len,
        .dp = x[5].data,
        .dp_len = x[5].len,
        .dq = x[6].data,
        .dq_len = x[6].len,
        .qinv = x[7].data,
        .qinv_len = x[7].len,
    };
    key->type = key->public_key.type = BRISK_KEY_RSA;
    int error = brisk_rsa_private_init(&key->as.rsa, &numbers);
    key->public_key.as.rsa = key->as.rsa.public_key;
    return error;
}

/* RSAPublicKey (RFC 8017 appendix A.1.1). */
static int parse_rsa_public(struct brisk_bytes in, struct brisk_bytes *n, struct brisk_bytes *e)
{
    struct brisk_bytes sequence;
    if (brisk_der_read(&in, BRISK_DER_SEQUENCE, &sequence) || in.len != 0 ||
        brisk_der_read_unsigned(&sequence, n) || brisk_der_read_unsigned(&sequence, e) ||
        sequence.len != 0) {
        return BRISK_ERR_DECODE;
    }
    return 0;
}

static int set_rsa_public(struct brisk_rsa_public *key, struct brisk_bytes in)
{
    struct brisk_bytes n, e;
    int error = parse_rsa_public(in, &n, &e);
    return error ? error : brisk_rsa_public_init(key, n.data, n.len, e.data, e.len);
}

/* The contents of subjectPublicKey. */
static int set_public(struct brisk_public_key *key, enum brisk_key_type type, struct brisk_bytes in)
{
    int error = 0;
    key->type = type;
    switch (type) {
    case BRISK_KEY_RSA:
        return set_rsa_public(&key->as.rsa, in);
    case BRISK_KEY_P256:
    case BRISK_KEY_P384:
    case BRISK_KEY_P521:
        if (in.len > 0 && (in.data[0] == 2 || in.data[0] == 3)) {
            return BRISK_ERR_UNSUPPORTED; /* a compressed point */
        }
        error = type == BRISK_KEY_P256   ? brisk_p256_check_public(in.data, in.len)
                : type == BRISK_KEY_P384 ? brisk_p384_check_public(in.data, in.len)
                                         : brisk_p521_check_public(in.data, in.len);
        break;
    case BRISK_KEY_ED25519:
        error = in.len == sizeof(key->as.ed25519) ? 0 : BRISK_ERR_DECODE;
        break;
    }
    if (error == 0) {
        memcpy(&key->as, in.data, in.len);
    }
    return error;
}

/* Whether a compressed point (SEC 1 section 2.3.3) stands for `point`, 1 + 2 size bytes. */
static int is_compressed(struct brisk_bytes in, const uint8_t *point, size_t size)
{
    return in.len == 1 + size && in.data[0] == (2 | (point[2 * size] & 1)) &&
           memcmp(in.data + 1, point + 1, size) == 0;
}

/* Compares the public key that a private key's encoding has with the one computed. */
static int check_public(const struct brisk_public_key *key, struct brisk_bytes in)
{
    struct brisk_public_key other;
    if ((key->type == BRISK_KEY_P256 && is_compressed(in, key->as.p256, 32)) ||
        (key->type == BRISK_KEY_P384 && is_compressed(in, key->as.p384, 48)) ||
        (key->type == BRISK_KEY_P521 && is_compressed(in, key->as.p521, 66))) {
        return 0;
    }
    memset(&other, 0, sizeof(other));
    if (set_public(&other, key->type, in) || memcmp(&other.as, &key->as, sizeof(other.as)) != 0) {
        return BRISK_ERR_KEY;
    }
    return 0;
}
