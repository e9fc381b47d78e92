/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/support/make_cert.h"

#include <string.h>

#include <brisk/error.h>

#include "tests/support/test.h"

#define MAX_HEX 16384

static const struct {
    uint16_t scheme;
    const char *hex;
} algorithms[] = {
    { BRISK_SIG_ECDSA_P256_SHA256, "300a06082a8648ce3d040302" },
    { BRISK_SIG_ECDSA_P384_SHA384, "300a06082a8648ce3d040303" },
    { BRISK_SIG_X509_ECDSA_P256_SHA384, "300a06082a8648ce3d040303" },
    { BRISK_SIG_X509_ECDSA_P256_SHA512, "300a06082a8648ce3d040304" },
    { BRISK_SIG_X509_ECDSA_P384_SHA256, "300a06082a8648ce3d040302" },
    { BRISK_SIG_X509_ECDSA_P384_SHA512, "300a06082a8648ce3d040304" },
    { BRISK_SIG_RSA_PKCS1_SHA256, "300d06092a864886f70d01010b0500" },
    { BRISK_SIG_RSA_PKCS1_SHA384, "300d06092a864886f70d01010c0500" },
    { BRISK_SIG_RSA_PKCS1_SHA512, "300d06092a864886f70d01010d0500" },
    { BRISK_SIG_RSA_PSS_RSAE_SHA256,
      "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d0101"
      "08300d06096086480165030402010500a203020120" },
    { BRISK_SIG_RSA_PSS_RSAE_SHA384,
      "304106092a864886f70d01010a3034a00f300d06096086480165030402020500a11c301a06092a864886f70d0101"
      "08300d06096086480165030402020500a203020130" },
    { BRISK_SIG_RSA_PSS_RSAE_SHA512,
      "304106092a864886f70d01010a3034a00f300d06096086480165030402030500a11c301a06092a864886f70d0101"
      "08300d06096086480165030402030500a203020140" },
    { BRISK_SIG_ED25519, "300506032b6570" },
};

void test_put_hex(struct brisk_der_writer *w, const char *hex)
{
    uint8_t bytes[MAX_HEX];
    brisk_der_put(w, bytes, test_hex(bytes, sizeof(bytes), hex));
}

uint16_t test_default_scheme(enum brisk_key_type type)
{
    switch (type) {
    case BRISK_KEY_RSA:
        return BRISK_SIG_RSA_PKCS1_SHA256;
    case BRISK_KEY_P256:
        return BRISK_SIG_ECDSA_P256_SHA256;
    case BRISK_KEY_P384:
        return BRISK_SIG_X509_ECDSA_P384_SHA256;
    case BRISK_KEY_ED25519:
        return BRISK_SIG_ED25519;
    case BRISK_KEY_P521: /* no signatures by it are made */
        break;
    }
    return 0;
}

const char *test_algorithm_hex(uint16_t scheme)
{
    for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
        if (algorithms[i].scheme == scheme) {
            return algorithms[i].hex;
        }
    }
    test_abort("no AlgorithmIdentifier for scheme %04x", scheme);
}

void test_put_name(struct brisk_der_writer *w, const char *common_name)
{
    static const uint8_t oid[5] = { BRISK_DER_OID, 3, 0x55, 0x04, 0x03 };
    size_t name = brisk_der_open(w, BRISK_DER_SEQUENCE);
    if (common_name) {
        size_t rdn = brisk_der_open(w, BRISK_DER_SET);
        size_t attribute = brisk_der_open(w, BRISK_DER_SEQUENCE);
        brisk_der_put(w, oid, sizeof(oid));
        brisk_der_element(w, BRISK_DER_PRINTABLE_STRING, (const uint8_t *)common_name,
                          strlen(common_name));
        brisk_der_close(w, attribute);
        brisk_der_close(w, rdn);
    }
    brisk_der_close(w, name);
}

static void put_name(struct brisk_der_writer *w, const char *common_name, const char *hex)
{
    if (hex) {
        test_put_hex(w, hex);
    } else {
        test_put_name(w, common_name);
    }
}

void test_put_time(struct brisk_der_writer *w, const char *text)
{
    unsigned tag = strlen(text) == 13 ? BRISK_DER_UTC_TIME : BRISK_DER_GENERALIZED_TIME;
    brisk_der_element(w, tag, (const uint8_t *)text, strlen(text));
}

static void put_extension(struct brisk_der_writer *w, const char *text)
{
    static const uint8_t critical[3] = { BRISK_DER_BOOLEAN, 1, 0xff };
    char oid_hex[64];
    uint8_t bytes[MAX_HEX];
    const char *space = strchr(text, ' ');
    if (!space || (size_t)(space - text) >= sizeof(oid_hex)) {
        test_abort("not an extension: %s", text);
    }
    memcpy(oid_hex, text, (size_t)(space - text));
    oid_hex[space - text] = 0;
    const char *mark = strchr(space, '!');
    size_t extension = brisk_der_open(w, BRISK_DER_SEQUENCE);
    size_t len = test_hex(bytes, sizeof(bytes), oid_hex);
    brisk_der_element(w, BRISK_DER_OID, bytes, len);
    if (mark) {
        brisk_der_put(w, critical, sizeof(critical));
    }
    len = test_hex(bytes, sizeof(bytes), mark ? mark + 1 : space);
    brisk_der_element(w, BRISK_DER_OCTET_STRING, bytes, len);
    brisk_der_close(w, extension);
}

void test_put_extensions(struct brisk_der_writer *w, unsigned n, const char *const *extensions)
{
    size_t wrapper = brisk_der_open(w, BRISK_DER_CONTEXT_CONSTRUCTED(n));
    size_t list = brisk_der_open(w, BRISK_DER_SEQUENCE);
    for (size_t i = 0; extensions[i]; i++) {
        put_extension(w, extensions[i]);
    }
    brisk_der_close(w, list);
    brisk_der_close(w, wrapper);
}

static void put_extensions(struct brisk_der_writer *w, const struct test_recipe *r)
{
    if (r->extensions_hex) {
        test_put_hex(w, r->extensions_hex);
    } else if (r->extensions) {
        test_put_extensions(w, 3, r->extensions);
    }
}

static void put_public_key(struct brisk_der_writer *w, const struct test_recipe *r)
{
    uint8_t spki[BRISK_PUBLIC_KEY_MAX_DER];
    size_t spki_len;
    if (r->spki_hex) {
        test_put_hex(w, r->spki_hex);
    } else if (brisk_public_key_to_der(&r->key->public_key, spki, sizeof(spki), &spki_len) == 0) {
        brisk_der_put(w, spki, spki_len);
    } else {
        test_abort("the public key cannot be exported");
    }
}

void test_make_cert(struct test_cert *cert, const struct test_recipe *r)
{
    const struct brisk_private_key *signer = r->signer ? r->signer : r->key;
    uint16_t scheme = r->scheme ? r->scheme : test_default_scheme(signer->type);
    const char *algorithm = r->algorithm_hex ? r->algorithm_hex : test_algorithm_hex(scheme);
    struct brisk_der_writer w = { .data = cert->der, .capacity = sizeof(cert->der) };
    size_t whole = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    size_t tbs = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    test_put_hex(&w, r->version_hex ? r->version_hex : "a003020102");
    test_put_hex(&w, r->serial_hex ? r->serial_hex : "020101");
    test_put_hex(&w, algorithm);
    put_name(&w, r->issuer, r->issuer_hex);
    size_t validity = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    test_put_time(&w, r->not_before ? r->not_before : "200101000000Z");
    test_put_time(&w, r->not_after ? r->not_after : "400101000000Z");
    brisk_der_close(&w, validity);
    put_name(&w, r->subject, r->subject_hex);
    put_public_key(&w, r);
    test_put_hex(&w, r->unique_ids_hex ? r->unique_ids_hex : "");
    put_extensions(&w, r);
    brisk_der_close(&w, tbs);
    uint8_t signature[1 + BRISK_SIGNATURE_MAX_SIZE] = { 0 };
    size_t signature_len;
    if (w.failed || brisk_sign(signer, scheme, signature + 1, sizeof(signature) - 1, &signature_len,
                               cert->der + whole, w.len - whole) != 0) {
        test_abort("a test certificate cannot be made");
    }
    if (r->corrupt_signature) {
        signature[signature_len] ^= 1;
    }
    test_put_hex(&w, r->outer_algorithm_hex ? r->outer_algorithm_hex : algorithm);
    brisk_der_element(&w, BRISK_DER_BIT_STRING, signature, 1 + signature_len);
    brisk_der_close(&w, whole);
    if (w.failed) {
        test_abort("a test certificate is too large");
    }
    cert->len = w.len;
}

void test_make_parsed(struct test_cert *cert, struct brisk_x509 *parsed,
                      const struct test_recipe *recipe)
{
    test_make_cert(cert, recipe);
    if (brisk_x509_parse(parsed, cert->der, cert->len) != 0) {
        test_abort("a test certificate does not parse");
    }
}

static int keys_are_fixed;

void test_fix_keys(void)
{
    keys_are_fixed = 1;
}

/* PKCS#8 around 32 bytes that say which key it is. */
static int make_fixed_key(struct brisk_private_key *key, enum brisk_key_type type, unsigned index)
{
    uint8_t der[80];
    size_t len =
        test_hex(der, sizeof(der),
                 type == BRISK_KEY_P256 ? "3041 020100 3013 06072a8648ce3d0201 06082a8648ce3d030107"
                                          "0427 3025 020101 0420"
                                        : "302e 020100 3005 06032b6570 0422 0420");
    memset(der + len, 0x42, 32);
    der[len + 31] = (uint8_t)(index + 1);
    return brisk_private_key_from_der(key, der, len + 32);
}

const struct brisk_private_key *test_key(enum brisk_key_type type, unsigned index)
{
    static struct brisk_private_key keys[BRISK_KEY_ED25519 + 1][8];
    if (type > BRISK_KEY_ED25519 || index >= (type == BRISK_KEY_P256 ? 8u : 1u)) {
        test_abort("no such test key");
    }
    struct brisk_private_key *key = &keys[type][index];
    if (key->type == type) {
        return key;
    }
    int is_fixed = keys_are_fixed && (type == BRISK_KEY_P256 || type == BRISK_KEY_ED25519);
    if (is_fixed ? make_fixed_key(key, type, index) : brisk_private_key_generate(key, type, 2048)) {
        test_abort("a test key cannot be made");
    }
    return key;
}
