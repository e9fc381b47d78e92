/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Stapled OCSP responses and CRLs in handshakes (RFC 6066 section 8; RFC 8446 section 4.4.2.1), of
 * both versions and both roles: what is asked for, what counts, and the alert for what does not. */

#include <brisk/error.h>

#include <stdio.h>
#include <string.h>

#include "handshake/extensions.h"
#include "tests/support/chain.h"
#include "tests/support/make_evidence.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

#define SINCE "20251201000000Z"
#define UNTIL "20270101000000Z"
#define STATUS_REVOKED "a111 180f 32303235313230313030303030305a" /* revokedInfo: 2025-12-01 */

static struct test_pair pair;
static struct test_chain site, person, stapler; /* the last one's leaf demands a response */
static struct test_evidence response;
static struct brisk_tls_config client, server;

static void make_response(const struct test_chain *chain, const char *status, int corrupt)
{
    test_make_ocsp(&response, &(struct test_ocsp_recipe){ .cert = &chain->leaf,
                                                          .issuer = &chain->ca,
                                                          .signer = &chain->ca_key,
                                                          .status_hex = status,
                                                          .this_update = SINCE,
                                                          .next_update = UNTIL,
                                                          .corrupt_signature = corrupt });
}

static struct brisk_bytes response_view(void)
{
    return (struct brisk_bytes){ response.der, response.len };
}

static void set_up(uint16_t version)
{
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
    site.identity.ocsp = person.identity.ocsp = (struct brisk_bytes){ NULL, 0 };
    client.min_version = client.max_version = version;
    client.trust = &site.trust;
    client.request_status = 1;
    client.revocation_need = BRISK_REVOCATION_LEAF;
    server.identities = &site.identity;
    server.num_identities = 1;
}

static void run(size_t chunk)
{
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), 0);
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    test_pair_run(&pair, chunk);
}

static void check_good(size_t chunk)
{
    run(chunk);
    CHECK_EQ_INT(pair.client.tls.established, 1);
    CHECK_EQ_INT(pair.server.tls.established, 1);
    test_pair_wipe(&pair);
}

static void check_refused(struct test_peer *by, int alert, int x509_error)
{
    run(0);
    test_peer_check_dead(by, alert);
    CHECK_EQ_INT(by->result, BRISK_ERR_TLS_CERTIFICATE);
    CHECK_EQ_INT(by->tls.x509_error, x509_error);
    test_pair_wipe(&pair);
}

static void test_server_staples(uint16_t version)
{
    static const size_t chunks[] = { 0, 1, 100 };
    set_up(version);
    /* needed, and not there */
    check_refused(&pair.client, CERTIFICATE_UNKNOWN, BRISK_ERR_X509_REVOCATION_UNKNOWN);
    make_response(&site, NULL, 0);
    site.identity.ocsp = response_view();
    for (size_t i = 0; i < 3; i++)
        check_good(chunks[i]);
    client.num_key_shares = 0;
    check_good(0);
    /* not asked for */
    client.request_status = 0;
    check_refused(&pair.client, CERTIFICATE_UNKNOWN, BRISK_ERR_X509_REVOCATION_UNKNOWN);
    client.revocation_need = BRISK_REVOCATION_IF_KNOWN;
    check_good(0);
    client.request_status = 1;
    check_good(0);
    site.identity.ocsp.len = 0;
    check_good(0);

    /* what a response says counts also where none is needed */
    make_response(&site, STATUS_REVOKED, 0);
    site.identity.ocsp = response_view();
    check_refused(&pair.client, CERTIFICATE_REVOKED, BRISK_ERR_X509_REVOKED);
    make_response(&site, NULL, 1);
    site.identity.ocsp = response_view();
    check_refused(&pair.client, BAD_CERTIFICATE_STATUS_RESPONSE, BRISK_ERR_X509_REVOCATION);
    response.len /= 2;
    site.identity.ocsp = response_view();
    check_refused(&pair.client, BAD_CERTIFICATE_STATUS_RESPONSE, BRISK_ERR_X509_REVOCATION);
    /* one about another certificate says nothing */
    make_response(&person, NULL, 0);
    site.identity.ocsp = response_view();
    client.revocation_need = BRISK_REVOCATION_LEAF;
    run(0);
    CHECK_EQ_INT(pair.client.result, BRISK_ERR_TLS_CERTIFICATE);
    test_pair_wipe(&pair);
}

static void hide_status(struct test_wire *wire, unsigned index, const uint8_t *message, size_t len)
{
    (void)index;
    if (message[0] != MESSAGE_CERTIFICATE_STATUS)
        test_wire_deliver(wire->to, RECORD_HANDSHAKE, message, len, 0);
}

/* RFC 7633: the leaf says that a response comes with it. */
static void test_must_staple(uint16_t version)
{
    static const struct brisk_x509_trust nobody = { NULL, 0 };
    static struct test_evidence der;
    struct brisk_crl crl;
    set_up(version);
    stapler.identity.ocsp = (struct brisk_bytes){ NULL, 0 };
    client.trust = &stapler.trust;
    server.identities = &stapler.identity;
    for (int need = BRISK_REVOCATION_IF_KNOWN; need <= BRISK_REVOCATION_LEAF; need++) {
        client.revocation_need = (enum brisk_revocation_need)need;
        check_refused(&pair.client, BAD_CERTIFICATE, BRISK_ERR_X509_STATUS_MISSING);
    }
    client.revocation_need = BRISK_REVOCATION_IF_KNOWN;
    /* a CRL is no substitute */
    test_make_crl(&der, &crl,
                  &(struct test_crl_recipe){ .issuer = "brisk test CA",
                                             .signer = &stapler.ca_key,
                                             .this_update = "251201000000Z",
                                             .next_update = "270101000000Z" });
    client.crls = &crl;
    client.num_crls = 1;
    check_refused(&pair.client, BAD_CERTIFICATE, BRISK_ERR_X509_STATUS_MISSING);
    client.num_crls = 0;
    /* nobody asked for one (section 4.3.3) */
    client.request_status = 0;
    check_good(0);
    client.request_status = 1;

    make_response(&stapler, NULL, 0);
    stapler.identity.ocsp = response_view();
    check_good(0);
    check_good(1);
    make_response(&stapler, STATUS_REVOKED, 0);
    stapler.identity.ocsp = response_view();
    check_refused(&pair.client, CERTIFICATE_REVOKED, BRISK_ERR_X509_REVOKED);
    /* one about another certificate, which nobody else needs to say anything */
    make_response(&site, NULL, 0);
    stapler.identity.ocsp = site.identity.ocsp = response_view();
    check_refused(&pair.client, CERTIFICATE_UNKNOWN, BRISK_ERR_X509_REVOCATION_UNKNOWN);
    /* what else is wrong goes first */
    client.trust = &nobody;
    stapler.identity.ocsp.len = 0;
    check_refused(&pair.client, UNKNOWN_CA, BRISK_ERR_X509_UNKNOWN_ISSUER);
    client.trust = &stapler.trust;
    /* TLS 1.2: announced, and not sent */
    make_response(&stapler, NULL, 0);
    stapler.identity.ocsp = response_view();
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    struct test_wire to_server = { .from = &pair.client, .to = &pair.server };
    struct test_wire to_client = { .from = &pair.server, .to = &pair.client, .edit = hide_status };
    test_wire_run(&pair, &to_server, &to_client);
    if (version == BRISK_TLS_VERSION_1_2) {
        test_peer_check_dead(&pair.client, BAD_CERTIFICATE);
        CHECK_EQ_INT(pair.client.tls.x509_error, BRISK_ERR_X509_STATUS_MISSING);
    } else {
        CHECK_EQ_INT(pair.client.tls.established, 1);
    }
    test_pair_wipe(&pair);
}

/* TLS 1.3 only: a client staples, if it is asked to. */
static void test_client_staples(void)
{
    set_up(BRISK_TLS_VERSION_1_3);
    client.revocation_need = BRISK_REVOCATION_IF_KNOWN;
    client.identities = &person.identity;
    client.num_identities = 1;
    server.trust = &person.trust;
    server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUIRE;
    server.revocation_need = BRISK_REVOCATION_LEAF;
    make_response(&person, NULL, 0);
    person.identity.ocsp = response_view();
    check_refused(&pair.server, CERTIFICATE_UNKNOWN, BRISK_ERR_X509_REVOCATION_UNKNOWN);
    server.request_status = 1;
    check_good(0);
    check_good(1);
    make_response(&person, STATUS_REVOKED, 0);
    person.identity.ocsp = response_view();
    check_refused(&pair.server, CERTIFICATE_REVOKED, BRISK_ERR_X509_REVOKED);
    /* What a certificate demands of servers (RFC 7633) is nothing that clients are asked for. */
    server.revocation_need = BRISK_REVOCATION_IF_KNOWN;
    server.trust = &stapler.trust;
    client.identities = &stapler.identity;
    stapler.identity.ocsp.len = 0;
    check_good(0);
}

static void test_crls(uint16_t version)
{
    static struct test_evidence der;
    struct brisk_crl crl;
    struct test_crl_recipe recipe = { .issuer = "brisk test CA",
                                      .signer = &site.ca_key,
                                      .this_update = "251201000000Z",
                                      .next_update = "270101000000Z" };
    set_up(version);
    client.request_status = 0;
    test_make_crl(&der, &crl, &recipe);
    client.crls = &crl;
    client.num_crls = 1;
    check_good(0);
    recipe.corrupt_signature = 1;
    test_make_crl(&der, &crl, &recipe);
    check_refused(&pair.client, BAD_CERTIFICATE_STATUS_RESPONSE, BRISK_ERR_X509_REVOCATION);

    /* the leaf's serial number among the entries */
    char entries[256], *at = entries;
    size_t n = site.leaf.serial.len;
    at += sprintf(at, "30%02zx02%02zx", 2 + n + 15, n);
    for (size_t i = 0; i < n; i++)
        at += sprintf(at, "%02x", site.leaf.serial.data[i]);
    sprintf(at, "170d3235313230313030303030305a");
    recipe.corrupt_signature = 0;
    recipe.entries_hex = entries;
    test_make_crl(&der, &crl, &recipe);
    check_refused(&pair.client, CERTIFICATE_REVOKED, BRISK_ERR_X509_REVOKED);
}

/* --- messages --- */

static const char *entry_extensions, *hello_request;

/* A Certificate whose first entry has other extensions; a ClientHello with another request. */
static void edit(struct test_wire *wire, unsigned index, const uint8_t *message, size_t len)
{
    static struct test_message m;
    uint8_t bytes[256];
    (void)index;
    memcpy(m.bytes, message, len);
    m.len = len;
    if (message[0] == MESSAGE_CLIENT_HELLO && hello_request)
        test_message_edit(&m,
                          &(struct test_edit){ EDIT_REPLACE, EXT_STATUS_REQUEST, hello_request });
    if (message[0] == MESSAGE_CERTIFICATE && entry_extensions) {
        size_t cert = (size_t)message[9] << 8 | message[10], n;
        n = test_hex(bytes, sizeof bytes, entry_extensions);
        m.len = 4 + 1 + 3 + 3 + cert;
        m.bytes[m.len++] = 0;
        m.bytes[m.len++] = (uint8_t)n;
        memcpy(m.bytes + m.len, bytes, n);
        m.len += n;
        for (int i = 0; i < 2; i++) {
            m.bytes[2 + i] = (uint8_t)((m.len - 4) >> (8 - 8 * i));
            m.bytes[6 + i] = (uint8_t)((m.len - 8) >> (8 - 8 * i));
        }
    }
    test_wire_deliver(wire->to, RECORD_HANDSHAKE, m.bytes, m.len, 0);
}

static void check_message(struct test_peer *by, int alert)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    struct test_wire to_server = { .from = &pair.client, .to = &pair.server, .edit = edit };
    struct test_wire to_client = { .from = &pair.server, .to = &pair.client, .edit = edit };
    test_wire_run(&pair, &to_server, &to_client);
    test_peer_check_dead(by, alert);
    test_pair_wipe(&pair);
}

static void test_messages(void)
{
    static const struct {
        const char *hex;
        int alert;
    } in_certificate[] = {
        { "00050000", DECODE_ERROR },
        { "00050004 01000000", DECODE_ERROR },
        { "00050005 0100000100", BAD_CERTIFICATE_STATUS_RESPONSE },
        { "00050006 010000010000", DECODE_ERROR },
        { "00050005 0200000100", ILLEGAL_PARAMETER },
        { "00050005 0100000100 00050005 0100000100", ILLEGAL_PARAMETER },
    }, in_hello[] = {
        { "", DECODE_ERROR },         { "01", DECODE_ERROR },
        { "01 0000", DECODE_ERROR },  { "01 0002 0000 0000", DECODE_ERROR },
        { "01 0000 00", DECODE_ERROR }, { "01 0000 0000 00", DECODE_ERROR },
    };
    set_up(BRISK_TLS_VERSION_1_3);
    client.revocation_need = BRISK_REVOCATION_IF_KNOWN;
    for (size_t i = 0; i < sizeof in_certificate / sizeof in_certificate[0]; i++) {
        test_note("%s in Certificate", in_certificate[i].hex);
        entry_extensions = in_certificate[i].hex;
        check_message(&pair.client, in_certificate[i].alert);
    }
    entry_extensions = NULL;
    for (size_t i = 0; i < sizeof in_hello / sizeof in_hello[0]; i++) {
        test_note("%s in ClientHello", in_hello[i].hex);
        hello_request = in_hello[i].hex;
        check_message(&pair.server, in_hello[i].alert);
    }
    hello_request = NULL;
    test_note(NULL);
}

static void test_bad_config(void)
{
    static uint8_t big[16384];
    set_up(BRISK_TLS_VERSION_1_3);
    site.identity.ocsp = (struct brisk_bytes){ big, sizeof big };
    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), BRISK_ERR_ARGUMENT);
    site.identity.ocsp.len = 15000;
    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), 0);
    client.num_crls = 1;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    set_up(BRISK_TLS_VERSION_1_3);
    client.revocation_need = 3;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
}

int main(int argc, char **argv)
{
    static const uint16_t versions[] = { BRISK_TLS_VERSION_1_3, BRISK_TLS_VERSION_1_2 };
    test_start(argc, argv);
    struct brisk_x509_template what = test_chain_template();
    what.extended_key_usage = BRISK_EKU_CLIENT_AUTH;
    if (test_chain_make(&site, BRISK_KEY_P256, 0) || test_chain_make(&person, BRISK_KEY_P256, 0) ||
        test_chain_issue(&person, &what))
        test_abort("cannot make the chains");
    what = test_chain_template();
    what.extended_key_usage |= BRISK_EKU_CLIENT_AUTH;
    what.demands_status = 1;
    if (test_chain_make(&stapler, BRISK_KEY_P256, 0) || test_chain_issue(&stapler, &what))
        test_abort("cannot make the third chain");
    CHECK_EQ_INT(stapler.leaf.demands_status, 1);
    CHECK_EQ_INT(site.leaf.demands_status, 0);
    for (size_t i = 0; i < 2; i++) {
        test_note("%s", brisk_tls_version_name(versions[i]));
        test_server_staples(versions[i]);
        test_crls(versions[i]);
        test_must_staple(versions[i]);
    }
    test_note(NULL);
    test_client_staples();
    test_messages();
    test_bad_config();
    return test_end();
}
