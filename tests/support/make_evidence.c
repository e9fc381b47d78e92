/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/support/make_evidence.h"

#include <string.h>

#include <brisk/error.h>
#include <brisk/hash.h>

#include "tests/support/test.h"

#define ENUMERATED 0x0a

/* AlgorithmIdentifier, and the signature over what follows `tbs` in the writer. */
static void put_signature(struct brisk_der_writer *w, size_t tbs,
                          const struct brisk_private_key *signer, int corrupt)
{
    uint8_t signature[1 + BRISK_SIGNATURE_MAX_SIZE] = { 0 };
    size_t len;
    uint16_t scheme = test_default_scheme(signer->type);
    if (w->failed || brisk_sign(signer, scheme, signature + 1, sizeof(signature) - 1, &len,
                                w->data + tbs, w->len - tbs) != 0) {
        test_abort("test evidence cannot be signed");
    }
    signature[len] ^= corrupt ? 1 : 0;
    test_put_hex(w, test_algorithm_hex(scheme));
    brisk_der_element(w, BRISK_DER_BIT_STRING, signature, 1 + len);
}

void test_make_crl(struct test_evidence *crl, struct brisk_crl *parsed,
                   const struct test_crl_recipe *r)
{
    struct brisk_der_writer w = { .data = crl->der, .capacity = sizeof(crl->der) };
    size_t whole = brisk_der_open(&w, BRISK_DER_SEQUENCE), start = w.len;
    size_t tbs = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    test_put_hex(&w, r->version_hex ? r->version_hex : "020101");
    test_put_hex(&w, test_algorithm_hex(test_default_scheme(r->signer->type)));
    test_put_name(&w, r->issuer);
    test_put_time(&w, r->this_update ? r->this_update : "240101000000Z");
    if (!r->next_update || r->next_update[0]) {
        test_put_time(&w, r->next_update ? r->next_update : "260101000000Z");
    }
    if (r->entries_hex) {
        size_t entries = brisk_der_open(&w, BRISK_DER_SEQUENCE);
        test_put_hex(&w, r->entries_hex);
        brisk_der_close(&w, entries);
    }
    static const char *const numbered[] = { "551d14 020101", NULL };
    if (r->extensions || !r->version_hex) {
        test_put_extensions(&w, 0, r->extensions ? r->extensions : numbered);
    }
    brisk_der_close(&w, tbs);
    put_signature(&w, start, r->signer, r->corrupt_signature);
    brisk_der_close(&w, whole);
    crl->len = w.len;
    if (w.failed) {
        test_abort("a test CRL is too large");
    }
    if (parsed && brisk_crl_parse(parsed, crl->der, crl->len) != 0) {
        test_abort("a test CRL does not parse");
    }
}

/* --- OCSP --- */

static void put_hash_algorithm(struct brisk_der_writer *w, enum brisk_hash_alg alg)
{
    test_put_hex(w, alg == BRISK_SHA1     ? "300906052b0e03021a0500"
                    : alg == BRISK_SHA256 ? "300d06096086480165030402010500"
                    : alg == BRISK_SHA384 ? "300d06096086480165030402020500"
                                          : "300d06096086480165030402030500");
}

static void put_digest(struct brisk_der_writer *w, enum brisk_hash_alg alg, const uint8_t *data,
                       size_t len)
{
    uint8_t digest[BRISK_HASH_MAX_SIZE];
    if (brisk_hash_digest(alg, digest, data, len) != 0) {
        test_abort("no such hash");
    }
    brisk_der_element(w, BRISK_DER_OCTET_STRING, digest, brisk_hash_size(alg));
}

static struct brisk_bytes key_bits(const struct brisk_x509 *cert)
{
    struct brisk_bytes spki = cert->spki, content, algorithm, bits;
    if (brisk_der_read(&spki, BRISK_DER_SEQUENCE, &content) ||
        brisk_der_read(&content, BRISK_DER_SEQUENCE, &algorithm) ||
        brisk_der_read_bit_string(&content, &bits)) {
        test_abort("a certificate without a key");
    }
    return bits;
}

static void put_cert_id(struct brisk_der_writer *w, const struct test_ocsp_recipe *r)
{
    enum brisk_hash_alg alg = r->cert_id_hash ? r->cert_id_hash : BRISK_SHA1;
    struct brisk_bytes name = r->cert->issuer, key = key_bits(r->issuer);
    uint8_t encoded[1024];
    struct brisk_der_writer n = { .data = encoded, .capacity = sizeof(encoded) };
    brisk_der_element(&n, BRISK_DER_SEQUENCE, name.data, name.len);
    size_t id = brisk_der_open(w, BRISK_DER_SEQUENCE);
    put_hash_algorithm(w, alg);
    put_digest(w, alg, encoded, n.len);
    put_digest(w, alg, key.data, key.len);
    brisk_der_element(w, BRISK_DER_INTEGER, r->cert->serial.data, r->cert->serial.len);
    brisk_der_close(w, id);
}

static void put_single(struct brisk_der_writer *w, const struct test_ocsp_recipe *r)
{
    size_t single = brisk_der_open(w, BRISK_DER_SEQUENCE);
    put_cert_id(w, r);
    test_put_hex(w, r->status_hex ? r->status_hex : "8000");
    test_put_time(w, r->this_update ? r->this_update : "20250601000000Z");
    if (!r->next_update || r->next_update[0]) {
        size_t next = brisk_der_open(w, BRISK_DER_CONTEXT_CONSTRUCTED(0));
        test_put_time(w, r->next_update ? r->next_update : "20250701000000Z");
        brisk_der_close(w, next);
    }
    test_put_hex(w, r->single_extensions_hex ? r->single_extensions_hex : "");
    brisk_der_close(w, single);
}

static void put_data(struct brisk_der_writer *w, const struct test_ocsp_recipe *r)
{
    const struct brisk_x509 *responder = r->responder ? r->responder : r->issuer;
    size_t data = brisk_der_open(w, BRISK_DER_SEQUENCE);
    size_t id = brisk_der_open(w, BRISK_DER_CONTEXT_CONSTRUCTED(r->by_key ? 2 : 1));
    if (r->by_key) {
        struct brisk_bytes key = key_bits(responder);
        put_digest(w, BRISK_SHA1, key.data, key.len);
    } else {
        brisk_der_element(w, BRISK_DER_SEQUENCE, responder->subject.data, responder->subject.len);
    }
    brisk_der_close(w, id);
    test_put_time(w, "20250601000000Z");
    size_t responses = brisk_der_open(w, BRISK_DER_SEQUENCE);
    put_single(w, r);
    brisk_der_close(w, responses);
    brisk_der_close(w, data);
}

static void put_basic(struct brisk_der_writer *w, const struct test_ocsp_recipe *r)
{
    size_t basic = brisk_der_open(w, BRISK_DER_SEQUENCE), start = w->len;
    put_data(w, r);
    put_signature(w, start, r->signer, r->corrupt_signature);
    if (r->delegate) {
        size_t wrapper = brisk_der_open(w, BRISK_DER_CONTEXT_CONSTRUCTED(0));
        size_t certs = brisk_der_open(w, BRISK_DER_SEQUENCE);
        brisk_der_put(w, r->delegate->der, r->delegate->len);
        brisk_der_close(w, certs);
        brisk_der_close(w, wrapper);
    }
    brisk_der_close(w, basic);
}

void test_make_ocsp(struct test_evidence *response, const struct test_ocsp_recipe *r)
{
    uint8_t basic[TEST_CERT_CAPACITY];
    struct brisk_der_writer inner = { .data = basic, .capacity = sizeof(basic) };
    struct brisk_der_writer w = { .data = response->der, .capacity = sizeof(response->der) };
    put_basic(&inner, r);
    size_t whole = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    test_put_hex(&w, r->response_status_hex ? r->response_status_hex : "0a0100");
    size_t wrapper = brisk_der_open(&w, BRISK_DER_CONTEXT_CONSTRUCTED(0));
    size_t bytes = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    test_put_hex(&w, "06092b0601050507300101");
    brisk_der_element(&w, BRISK_DER_OCTET_STRING, basic, inner.len);
    brisk_der_close(&w, bytes);
    brisk_der_close(&w, wrapper);
    brisk_der_close(&w, whole);
    response->len = w.len;
    if (inner.failed || w.failed) {
        test_abort("a test OCSP response is too large");
    }
}
