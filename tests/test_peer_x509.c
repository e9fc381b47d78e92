/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Certificates that brisk makes verify with libcrypto, and the other way round. */

#include <brisk/error.h>
#include <brisk/x509.h>

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <string.h>

#include "tests/support/make_cert.h"
#include "tests/support/test.h"

#define NOW 1750000000
#define YEAR (365 * 86400)

static const char *const names[] = { "localhost", "*.example.com", "127.0.0.1", "2001:db8::1" };

/* --- made by brisk, verified by libcrypto --- */

static X509 *to_peer(const uint8_t *der, size_t len)
{
    const unsigned char *at = der;
    X509 *cert = d2i_X509(NULL, &at, (long)len);
    if (!cert || at != der + len) {
        test_abort("libcrypto does not parse a certificate of brisk's");
    }
    return cert;
}

static int peer_verifies(X509 *leaf, X509 *ca, const char *host, const char *address)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    X509_STORE_add_cert(store, ca);
    X509_STORE_CTX_init(context, store, leaf, NULL);
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_time(param, NOW);
    X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE);
    if (host) {
        X509_VERIFY_PARAM_set1_host(param, host, 0);
    }
    if (address) {
        X509_VERIFY_PARAM_set1_ip_asc(param, address);
    }
    int verified = X509_verify_cert(context) == 1;
    if (!verified) {
        test_note("libcrypto: %s",
                  X509_verify_cert_error_string(X509_STORE_CTX_get_error(context)));
    }
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    return verified;
}

static void test_made_by_brisk(enum brisk_key_type ca_type, enum brisk_key_type type)
{
    struct brisk_x509_template what = { .common_name = "brisk test CA",
                                        .not_before = NOW - YEAR,
                                        .not_after = NOW + 40 * (int64_t)YEAR,
                                        .is_ca = 1,
                                        .path_len = 0 };
    const struct brisk_private_key *ca_key = test_key(ca_type, 0), *key = test_key(type, 0);
    uint8_t ca_der[2048], der[2048];
    size_t ca_len, len;
    struct brisk_x509 ca;
    test_note("brisk made type %d under type %d", (int)type, (int)ca_type);
    CHECK_EQ_INT(
        brisk_x509_make(ca_der, sizeof(ca_der), &ca_len, &what, &ca_key->public_key, NULL, ca_key),
        0);
    CHECK_EQ_INT(brisk_x509_parse(&ca, ca_der, ca_len), 0);
    what = (struct brisk_x509_template){ .common_name = "localhost",
                                         .names = names,
                                         .num_names = 4,
                                         .not_before = NOW - 1,
                                         .not_after = NOW + 1,
                                         .extended_key_usage = BRISK_EKU_SERVER_AUTH };
    CHECK_EQ_INT(brisk_x509_make(der, sizeof(der), &len, &what, &key->public_key, &ca, ca_key), 0);
    X509 *peer_ca = to_peer(ca_der, ca_len), *peer_leaf = to_peer(der, len);
    CHECK(peer_verifies(peer_leaf, peer_ca, "localhost", NULL));
    CHECK(peer_verifies(peer_leaf, peer_ca, "www.example.com", NULL));
    CHECK(peer_verifies(peer_leaf, peer_ca, NULL, "127.0.0.1"));
    CHECK(peer_verifies(peer_leaf, peer_ca, NULL, "2001:db8::1"));
    CHECK(!peer_verifies(peer_leaf, peer_ca, "example.org", NULL));
    X509_free(peer_ca);
    X509_free(peer_leaf);
}

/* --- made by libcrypto, verified by brisk --- */

struct peer_kind {
    const char *what;
    const char *type; /* of the key */
    const char *detail;
    const char *digest;
    int is_pss;
};

static EVP_PKEY *make_key(const struct peer_kind *kind)
{
    if (strcmp(kind->type, "RSA") == 0) {
        return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
    }
    return kind->detail ? EVP_PKEY_Q_keygen(NULL, NULL, kind->type, kind->detail)
                        : EVP_PKEY_Q_keygen(NULL, NULL, kind->type);
}

static void add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    if (!extension || !X509_add_ext(cert, extension, -1)) {
        test_abort("libcrypto does not make the extension %s", value);
    }
    X509_EXTENSION_free(extension);
}

static void sign(X509 *cert, EVP_PKEY *key, const struct peer_kind *kind)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *key_context;
    const EVP_MD *digest = kind->digest ? EVP_get_digestbyname(kind->digest) : NULL;
    if (EVP_DigestSignInit(context, &key_context, digest, NULL, key) != 1 ||
        (kind->is_pss &&
         (EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) <= 0 ||
          EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) <= 0)) ||
        X509_sign_ctx(cert, context) <= 0) {
        test_abort("libcrypto does not sign: %s", kind->what);
    }
    EVP_MD_CTX_free(context);
}

static X509 *make_peer_cert(const char *name, X509 *issuer, EVP_PKEY *key, EVP_PKEY *issuer_key,
                            const struct peer_kind *kind, int is_ca)
{
    X509 *cert = X509_new();
    uint8_t serial[8];
    test_random_bytes(serial, sizeof(serial));
    X509_set_version(cert, X509_VERSION_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(cert), 1 + (uint64_t)serial[0] * 77777777);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "O", MBSTRING_UTF8,
                               (const unsigned char *)"brisk", -1, -1, 0);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN", MBSTRING_UTF8,
                               (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(cert, X509_get_subject_name(issuer ? issuer : cert));
    ASN1_TIME_set(X509_getm_notBefore(cert), NOW - YEAR);
    ASN1_TIME_set(X509_getm_notAfter(cert), NOW + (is_ca ? 40 : 1) * (time_t)YEAR);
    X509_set_pubkey(cert, key);
    issuer = issuer ? issuer : cert;
    add_extension(cert, issuer, NID_basic_constraints,
                  is_ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
    add_extension(cert, issuer, NID_key_usage,
                  is_ca ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
    add_extension(cert, issuer, NID_subject_key_identifier, "hash");
    add_extension(cert, issuer, NID_authority_key_identifier, "keyid");
    if (is_ca) {
        add_extension(cert, issuer, NID_name_constraints,
                      "critical,permitted;DNS:example.com,permitted;DNS:localhost,"
                      "permitted;IP:127.0.0.0/255.0.0.0,excluded;DNS:bad.example.com");
    } else {
        add_extension(cert, issuer, NID_ext_key_usage, "serverAuth,clientAuth");
        add_extension(cert, issuer, NID_subject_alt_name,
                      "DNS:localhost,DNS:www.example.com,DNS:*.sub.example.com,IP:127.0.0.1");
        add_extension(cert, issuer, NID_info_access, "OCSP;URI:http://ocsp.example.com/");
        add_extension(cert, issuer, NID_certificate_policies, "DER:3007300506032A0304");
        add_extension(cert, issuer, NID_crl_distribution_points, "URI:http://example.com/crl");
    }
    sign(cert, issuer_key, kind);
    return cert;
}

static void from_peer(struct test_cert *cert, struct brisk_x509 *parsed, X509 *peer)
{
    unsigned char *at = cert->der;
    int len = i2d_X509(peer, NULL);
    if (len <= 0 || (size_t)len > sizeof(cert->der)) {
        test_abort("a certificate of libcrypto's is too long");
    }
    cert->len = (size_t)i2d_X509(peer, &at);
    CHECK_EQ_INT(brisk_x509_parse(parsed, cert->der, cert->len), 0);
}

static int brisk_verifies(const struct brisk_x509 *certs, size_t num_certs,
                          const struct brisk_x509 *ca, const char *host)
{
    struct brisk_x509_path path;
    const struct brisk_x509_trust trust = { ca, 1 };
    const struct brisk_x509_policy policy = { .now = NOW,
                                              .purpose = BRISK_EKU_SERVER_AUTH,
                                              .key_usage = BRISK_KEY_USAGE_DIGITAL_SIGNATURE,
                                              .host = host };
    return brisk_x509_verify(&path, certs, num_certs, &trust, &policy);
}

static void test_made_by_peer(const struct peer_kind *kind)
{
    EVP_PKEY *keys[3];
    struct test_cert der[3];
    struct brisk_x509 parsed[3];
    test_note("libcrypto made %s", kind->what);
    for (int i = 0; i < 3; i++) {
        keys[i] = make_key(kind);
        if (!keys[i]) {
            test_abort("libcrypto makes no key: %s", kind->what);
        }
    }
    X509 *root = make_peer_cert("root", NULL, keys[0], keys[0], kind, 1);
    X509 *middle = make_peer_cert("middle", root, keys[1], keys[0], kind, 1);
    X509 *leaf = make_peer_cert("leaf", middle, keys[2], keys[1], kind, 0);
    from_peer(&der[0], &parsed[0], leaf);
    from_peer(&der[1], &parsed[1], middle);
    from_peer(&der[2], &parsed[2], root);
    CHECK_EQ_INT(parsed[0].not_after, NOW + YEAR);
    CHECK_EQ_INT(parsed[1].not_after, NOW + 40 * (int64_t)YEAR);
    CHECK_EQ_INT(brisk_verifies(parsed, 2, &parsed[2], "localhost"), 0);
    CHECK_EQ_INT(brisk_verifies(parsed, 2, &parsed[2], "www.example.com"), 0);
    CHECK_EQ_INT(brisk_verifies(parsed, 2, &parsed[2], "a.sub.example.com"), 0);
    CHECK_EQ_INT(brisk_verifies(parsed, 2, &parsed[2], "127.0.0.1"), 0);
    CHECK_EQ_INT(brisk_verifies(parsed, 1, &parsed[1], "localhost"), 0);
    CHECK_EQ_INT(brisk_verifies(parsed, 2, &parsed[2], "sub.example.com"),
                 BRISK_ERR_X509_NAME_MISMATCH);
    CHECK_EQ_INT(brisk_verifies(parsed, 1, &parsed[2], "localhost"), BRISK_ERR_X509_UNKNOWN_ISSUER);
    der[0].der[der[0].len - 1] ^= 1;
    CHECK_EQ_INT(brisk_verifies(parsed, 2, &parsed[2], "localhost"), BRISK_ERR_X509_SIGNATURE);
    X509_free(root);
    X509_free(middle);
    X509_free(leaf);
    for (int i = 0; i < 3; i++) {
        EVP_PKEY_free(keys[i]);
    }
    test_note(NULL);
}

int main(int argc, char **argv)
{
    static const struct peer_kind kinds[] = {
        { "P-256 with SHA-256", "EC", "P-256", "SHA256", 0 },
        { "P-256 with SHA-384", "EC", "P-256", "SHA384", 0 },
        { "P-256 with SHA-512", "EC", "P-256", "SHA512", 0 },
        { "P-384 with SHA-256", "EC", "P-384", "SHA256", 0 },
        { "P-384 with SHA-384", "EC", "P-384", "SHA384", 0 },
        { "P-384 with SHA-512", "EC", "P-384", "SHA512", 0 },
        { "P-521 with SHA-256", "EC", "P-521", "SHA256", 0 },
        { "P-521 with SHA-384", "EC", "P-521", "SHA384", 0 },
        { "P-521 with SHA-512", "EC", "P-521", "SHA512", 0 },
        { "RSA with SHA-256", "RSA", NULL, "SHA256", 0 },
        { "RSA with SHA-384", "RSA", NULL, "SHA384", 0 },
        { "RSA with SHA-512", "RSA", NULL, "SHA512", 0 },
        { "RSA-PSS with SHA-256", "RSA", NULL, "SHA256", 1 },
        { "RSA-PSS with SHA-384", "RSA", NULL, "SHA384", 1 },
        { "RSA-PSS with SHA-512", "RSA", NULL, "SHA512", 1 },
        { "Ed25519", "ED25519", NULL, NULL, 0 },
    };
    test_start(argc, argv);
    for (enum brisk_key_type ca = BRISK_KEY_RSA; ca <= BRISK_KEY_ED25519; ca++) {
        for (enum brisk_key_type type = BRISK_KEY_RSA; type <= BRISK_KEY_ED25519; type++) {
            test_made_by_brisk(ca, type);
        }
    }
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        test_made_by_peer(&kinds[i]);
    }
    return test_end();
}
