/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Hostile handshakes that take more than one changed message, and the alert that answers each, with
 * the clause of RFC 8446. test_tls_must_abort has those of one message, in or after the handshake;
 * test_tls_records has records and floods. */

#include <brisk/error.h>

#include <stdio.h>
#include <string.h>

#include "handshake/extensions.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

#define NO_FAILURE (-1) /* the handshake goes on past the message */

static struct test_pair pair;
static struct test_chain chain, stranger;
static struct brisk_tls_config client, server;
static const char *const protocols[] = { "h2", "http/1.1" };

#define A16 "00000000000000000000000000000000"
#define A32 A16 A16
#define A64 A32 A32
#define A256 A64 A64 A64 A64

/* --- certificates --- */

static void check_certificate(const char *what, const struct brisk_tls_config *client_side,
                              int64_t now, int alert, int x509_error)
{
    test_note("%s", what);
    test_pair_init(&pair, client_side, &server, TEST_CHAIN_HOST, 0);
    brisk_tls_set_time(&pair.client.tls, now);
    CHECK_EQ_INT(test_pair_run(&pair, 0), 0);
    CHECK_EQ_INT(pair.client.result, BRISK_ERR_TLS_CERTIFICATE);
    CHECK_EQ_INT(pair.client.tls.x509_error, x509_error);
    test_peer_check_dead(&pair.client, alert);
    CHECK_EQ_INT(brisk_tls_alert_received(&pair.server.tls), alert);
    test_pair_wipe(&pair);
    test_note(NULL);
}

static void test_certificates(void)
{
    struct brisk_tls_config other = client;
    struct brisk_x509_template what = test_chain_template();
    check_certificate("expired", &client, TEST_CHAIN_NOT_AFTER + INT64_C(1), CERTIFICATE_EXPIRED,
                      BRISK_ERR_X509_EXPIRED);
    check_certificate("not valid yet", &client, TEST_CHAIN_NOT_BEFORE - INT64_C(1),
                      CERTIFICATE_EXPIRED, BRISK_ERR_X509_NOT_YET_VALID);
    other.trust = NULL; /* which brisk_tls_config_check() would have refused */
    check_certificate("trust in nobody", &other, TEST_CHAIN_TIME, UNKNOWN_CA,
                      BRISK_ERR_X509_UNKNOWN_ISSUER);
    what.extended_key_usage = BRISK_EKU_CLIENT_AUTH;
    CHECK_EQ_INT(test_chain_issue(&chain, &what), 0);
    check_certificate("a certificate for clients", &client, TEST_CHAIN_TIME,
                      UNSUPPORTED_CERTIFICATE, BRISK_ERR_X509_EXTENDED_KEY_USAGE);
    what = test_chain_template();
    CHECK_EQ_INT(test_chain_issue(&chain, &what), 0);
    /* The signature, which is the last thing in a certificate, changed; the CA is the right one. */
    chain.leaf_der[chain.leaf_der_len - 1] ^= 1;
    check_certificate("a wrong signature", &client, TEST_CHAIN_TIME, BAD_CERTIFICATE,
                      BRISK_ERR_X509_SIGNATURE);
    chain.leaf_der[chain.leaf_der_len - 1] ^= 1;
    static const char *const names[] = { "other.example" };
    what.names = names;
    what.num_names = 1;
    CHECK_EQ_INT(test_chain_issue(&chain, &what), 0);
    check_certificate("another host", &client, TEST_CHAIN_TIME, CERTIFICATE_UNKNOWN,
                      BRISK_ERR_X509_NAME_MISMATCH);
    what = test_chain_template();
    CHECK_EQ_INT(test_chain_issue(&chain, &what), 0);
}

/* A CA of the same name with another key: the chain's signature is what tells. */
static void test_other_ca(void)
{
    struct brisk_tls_config other = client;
    other.trust = &stranger.trust;
    test_pair_init(&pair, &other, &server, TEST_CHAIN_HOST, 0);
    CHECK_EQ_INT(test_pair_run(&pair, 0), 0);
    CHECK_EQ_INT(pair.client.result, BRISK_ERR_TLS_CERTIFICATE);
    int alert = brisk_tls_alert_sent(&pair.client.tls);
    CHECK(alert == UNKNOWN_CA || alert == BAD_CERTIFICATE);
    test_pair_wipe(&pair);
}

/* What TLS 1.2 servers of our kind would say (4.1.3): a sentinel in the random and no
 * supported_versions. Anything but these eight bytes is only the wrong version. */
static void test_downgrade(void)
{
    static const struct {
        const char *end;
        int alert;
    } cases[] = {
        { "444f574e47524401", ILLEGAL_PARAMETER },
        { "444f574e47524400", ILLEGAL_PARAMETER },
        { "444f574e47524402", PROTOCOL_VERSION },
        { "444f574e47524301", PROTOCOL_VERSION },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t hello[256] = { MESSAGE_SERVER_HELLO, 0, 0, 0, 3, 3 };
        test_note("random that ends in %s", cases[i].end);
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        test_peer_step(&pair.client);
        test_hex(hello + 6 + 24, 8, cases[i].end);
        /* an empty session ID, ECDHE-ECDSA with AES-128-GCM, no compression, no extensions */
        size_t len = 38 + test_hex(hello + 38, 16, "00 c02b 00");
        hello[3] = (uint8_t)(len - 4);
        test_wire_deliver(&pair.client, RECORD_HANDSHAKE, hello, len, 0);
        test_peer_check_dead(&pair.client, cases[i].alert);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* HelloRetryRequest with a cookie only, then one with a cookie and a group, then a second one. */
static struct test_message retry_request;

static void build_retry_request(const char *extensions)
{
    const uint8_t *hello = pair.client.out + pair.client.tls.out.begin + 5;
    uint8_t *m = retry_request.bytes;
    size_t len = 4;
    m[0] = MESSAGE_SERVER_HELLO;
    len += test_hex(m + len, 64,
                    "0303"
                    "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");
    memcpy(m + len, hello + 4 + 34, 33); /* the session ID */
    len += 33;
    len += test_hex(m + len, 3, "130100");
    size_t block = len;
    len += 2 + test_hex(m + len + 2, 10000, extensions);
    m[block] = (uint8_t)((len - block - 2) >> 8);
    m[block + 1] = (uint8_t)(len - block - 2);
    m[2] = (uint8_t)((len - 4) >> 8);
    m[3] = (uint8_t)(len - 4);
    retry_request.len = len;
}

static void test_cookie(void)
{
    for (int with_group = 0; with_group < 2; with_group++) {
        test_note("retry request with a cookie%s (4.2.2)", with_group ? " and a group" : "");
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        test_peer_step(&pair.client);
        build_retry_request(with_group ? "002b00020304 002c00060004c00c1e00 003300020017"
                                       : "002b00020304 002c00060004c00c1e00");
        pair.client.tls.out.begin = pair.client.tls.out.end;
        CHECK_EQ_INT(test_wire_deliver(&pair.client, RECORD_HANDSHAKE, retry_request.bytes,
                                       retry_request.len, 0),
                     BRISK_TLS_WANT_INPUT);
        /* The second hello, behind change_cipher_spec, carries the cookie. */
        static const uint8_t cookie[] = { 0, 44, 0, 6, 0, 4, 0xc0, 0x0c, 0x1e, 0 };
        const uint8_t *out = pair.client.out + pair.client.tls.out.begin;
        size_t len = pair.client.tls.out.end - pair.client.tls.out.begin;
        int found = 0;
        for (size_t i = 0; i + sizeof cookie <= len; i++)
            found |= memcmp(out + i, cookie, sizeof cookie) == 0;
        CHECK(found);
        CHECK_EQ_INT(out[0], RECORD_CHANGE_CIPHER_SPEC);
        /* Section 4.1.4: a second request is one too many. */
        test_wire_deliver(&pair.client, RECORD_HANDSHAKE, retry_request.bytes, retry_request.len,
                          0);
        test_peer_check_dead(&pair.client, UNEXPECTED_MESSAGE);
        test_pair_wipe(&pair);
    }
    test_note("retry request for the group of our share (4.2.8)");
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    test_peer_step(&pair.client);
    build_retry_request("002b00020304 00330002001d");
    test_wire_deliver(&pair.client, RECORD_HANDSHAKE, retry_request.bytes, retry_request.len, 0);
    test_peer_check_dead(&pair.client, ILLEGAL_PARAMETER);
    test_note("cookie longer than any that is kept");
    char text[2 * 6000 + 64] = "002b00020304 002c1002 1000";
    size_t at = strlen(text);
    memset(text + at, 'a', 2 * 0x1000);
    for (size_t more = 0; more <= BRISK_TLS_MAX_HANDSHAKE_MESSAGE;
         more += BRISK_TLS_MAX_HANDSHAKE_MESSAGE) {
        static uint8_t memory[BRISK_TLS_HANDSHAKE_SIZE_MAX] __attribute__((aligned(64)));
        struct test_peer *peer = &pair.client;
        CHECK_EQ_INT(brisk_tls_init(&peer->tls, &client, BRISK_TLS_CLIENT, memory,
                                    BRISK_TLS_HANDSHAKE_SIZE + more, peer->in, sizeof peer->in,
                                    peer->out, sizeof peer->out),
                     0);
        test_peer_step(peer);
        build_retry_request(text);
        CHECK_EQ_INT(
            test_wire_deliver(peer, RECORD_HANDSHAKE, retry_request.bytes, retry_request.len, 0),
            more ? BRISK_TLS_WANT_INPUT : BRISK_ERR_TLS_MEMORY);
    }
    memcpy(text, "002b00020304 002c1003 1001", at);
    memset(text + at, 'a', 2 * 0x1001);
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    test_peer_step(&pair.client);
    build_retry_request(text);
    test_wire_deliver(&pair.client, RECORD_HANDSHAKE, retry_request.bytes, retry_request.len, 0);
    test_peer_check_dead(&pair.client, HANDSHAKE_FAILURE);
    test_note(NULL);
}

/* Extensions that nobody knows: more of them than are counted, and one of them twice. */
static void test_unknown_extensions(void)
{
    for (size_t n = EXT_MAX_UNKNOWN; n <= EXT_MAX_UNKNOWN + 1; n++)
        for (int twice = 0; twice < 2; twice++) {
            static struct test_message hello;
            test_note("%zu unknown extensions, twice %d (4.2)", n, twice);
            test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
            test_peer_step(&pair.client);
            hello.len = pair.client.tls.out.end - pair.client.tls.out.begin - 5;
            memcpy(hello.bytes, pair.client.out + pair.client.tls.out.begin + 5, hello.len);
            for (unsigned i = 0; i < n; i++) {
                struct test_edit edit = { EDIT_APPEND, 0x1000 + i, "" };
                if (twice && i == n - 1)
                    edit.type = 0x1000;
                test_message_edit(&hello, &edit);
            }
            test_wire_deliver(&pair.server, RECORD_HANDSHAKE, hello.bytes, hello.len, 0);
            if (n > EXT_MAX_UNKNOWN || twice)
                test_peer_check_dead(&pair.server, twice ? DECODE_ERROR : ILLEGAL_PARAMETER);
            else
                CHECK_EQ_INT(pair.server.result, BRISK_TLS_WANT_INPUT);
            test_pair_wipe(&pair);
        }
    test_note(NULL);
}

#define PSK "000700016100000000 0021 20" A32 /* one identity "a", its age, one binder */

/* pre_shared_key is the last extension (4.2.11); a pre-shared key that nobody knows is passed over.
 */
static void test_pre_shared_key(void)
{
    static const struct {
        const char *what;
        const char *after; /* data of an unknown extension behind it, or NULL */
        const char *key;
        int alert;
        int alone; /* without groups and shares: a handshake by pre-shared key only */
    } cases[] = {
        { "at the end", NULL, PSK, NO_FAILURE, 0 },
        { "before the end", "", PSK, ILLEGAL_PARAMETER, 0 },
        { "and nothing else", NULL, PSK, HANDSHAKE_FAILURE, 1 },
        { "two binders", NULL, "000700016100000000 0042 20" A32 "20" A32, ILLEGAL_PARAMETER, 0 },
        { "short binder", NULL, "000700016100000000 0011 10" A16, DECRYPT_ERROR, 0 },
        { "empty identity", NULL, "0006000000000000 0021 20" A32, DECODE_ERROR, 0 },
        { "no identities", NULL, "0000 0021 20" A32, DECODE_ERROR, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct test_message hello;
        test_note("pre_shared_key: %s (4.2.11)", cases[i].what);
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        test_peer_step(&pair.client);
        hello.len = pair.client.tls.out.end - pair.client.tls.out.begin - 5;
        memcpy(hello.bytes, pair.client.out + pair.client.tls.out.begin + 5, hello.len);
        if (cases[i].alone) {
            test_message_edit(&hello,
                              &(struct test_edit){ EDIT_REMOVE, EXT_SUPPORTED_GROUPS, NULL });
            test_message_edit(&hello, &(struct test_edit){ EDIT_REMOVE, EXT_KEY_SHARE, NULL });
        }
        test_message_edit(&hello,
                          &(struct test_edit){ EDIT_APPEND, EXT_PSK_KEY_EXCHANGE_MODES, "0101" });
        test_message_edit(&hello,
                          &(struct test_edit){ EDIT_APPEND, EXT_PRE_SHARED_KEY, cases[i].key });
        if (cases[i].after)
            test_message_edit(&hello, &(struct test_edit){ EDIT_APPEND, 0xfafa, cases[i].after });
        test_wire_deliver(&pair.server, RECORD_HANDSHAKE, hello.bytes, hello.len, 0);
        if (cases[i].alert == NO_FAILURE)
            CHECK_EQ_INT(pair.server.result, BRISK_TLS_WANT_INPUT);
        else
            test_peer_check_dead(&pair.server, cases[i].alert);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&chain, BRISK_KEY_P256, 0) || test_chain_make(&stranger, BRISK_KEY_P256, 0))
        test_abort("cannot make the chains");
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
    client.min_version = BRISK_TLS_VERSION_1_3;
    client.trust = &chain.trust;
    server.identities = &chain.identity;
    server.num_identities = 1;
    client.alpn = server.alpn = protocols;
    client.num_alpn = server.num_alpn = 2;
    server.suites[0] = BRISK_TLS_AES_128_GCM_SHA256;
    server.num_suites = 1;
    test_certificates();
    test_other_ca();
    test_downgrade();
    test_cookie();
    test_unknown_extensions();
    test_pre_shared_key();
    return test_end();
}
