/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Both roles of the engine in TLS 1.2 against each other, in memory: every suite, group and
 * certificate, however cut; which version is chosen, and who may not talk the ends into another
 * one. test_tls12_alerts has what is refused, test_peer_tls a peer that is not ours. */

#include <brisk/error.h>

#include <stdio.h>
#include <string.h>

#include "handshake/extensions.h"
#include "handshake/key_schedule12.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

static struct test_pair pair;
static struct test_chain p256, p384, p521, ed25519, rsa2048;

static const uint16_t all_groups[] = { BRISK_GROUP_X25519, BRISK_GROUP_P256, BRISK_GROUP_P384,
                                       BRISK_GROUP_P521 };

/* Those for suites with DHE; curves behind them, which a client lists for TLS 1.3. */
static const uint16_t all_fields[] = { BRISK_GROUP_FFDHE2048, BRISK_GROUP_FFDHE3072,
                                       BRISK_GROUP_FFDHE4096, BRISK_GROUP_X25519 };

static struct brisk_tls_config client_config(const struct test_chain *chain)
{
    struct brisk_tls_config config;
    brisk_tls_config_init(&config);
    config.trust = &chain->trust;
    config.num_groups = 4;
    memcpy(config.groups, all_groups, sizeof all_groups);
    return config;
}

static struct brisk_tls_config server_config(const struct test_chain *chain)
{
    struct brisk_tls_config config;
    brisk_tls_config_init(&config);
    config.max_version = BRISK_TLS_VERSION_1_2;
    config.identities = &chain->identity;
    config.num_identities = 1;
    return config;
}

/* --- the handshake --- */

static int check_exporters(void)
{
    static const uint8_t context[] = { 'c' };
    uint8_t ours[3][100], theirs[3][100];
    const struct brisk_tls *ends[] = { &pair.client.tls, &pair.server.tls };
    int ok = 1;
    for (size_t i = 0; i < 2; i++) {
        uint8_t(*out)[100] = i ? theirs : ours;
        ok &= CHECK_EQ_INT(brisk_tls_export(ends[i], out[0], 100, "EXPORTER-brisk", context, 1), 0);
        ok &= CHECK_EQ_INT(brisk_tls_export(ends[i], out[1], 100, "EXPORTER-brisk", context, 0), 0);
        ok &= CHECK_EQ_INT(brisk_tls_export(ends[i], out[2], 100, "EXPORTER-brisk", NULL, 0), 0);
    }
    ok &= CHECK_EQ_BYTES(ours, theirs, sizeof ours);
    /* RFC 5705 section 4: no context is not an empty one. */
    ok &= CHECK(memcmp(ours[0], ours[1], 100) != 0 && memcmp(ours[1], ours[2], 100) != 0);
    ok &= CHECK_EQ_INT(brisk_tls_export(ends[0], ours[0], 12, "client finished", NULL, 0),
                       BRISK_ERR_ARGUMENT);
    return ok;
}

static int check_established(uint16_t suite, uint16_t group)
{
    struct brisk_tls_info client, server;
    brisk_tls_get_info(&pair.client.tls, &client);
    brisk_tls_get_info(&pair.server.tls, &server);
    return CHECK_EQ_INT(client.version, BRISK_TLS_VERSION_1_2) &
           CHECK_EQ_INT(server.version, BRISK_TLS_VERSION_1_2) & CHECK_EQ_INT(client.suite, suite) &
           CHECK_EQ_INT(server.suite, suite) & CHECK_EQ_INT(client.group, group) &
           CHECK_EQ_INT(server.group, group) & CHECK_EQ_INT(client.scheme, server.scheme) &
           CHECK_EQ_INT(client.scheme != 0, group != 0) &
           CHECK_EQ_STRING(client.alpn, server.alpn) &
           CHECK_EQ_INT(pair.client.tls.extended_master_secret, 1) &
           CHECK_EQ_INT(pair.server.tls.extended_master_secret, 1) & check_exporters();
}

static int exchange_data(size_t len, size_t chunk)
{
    static uint8_t data[300000];
    test_random_bytes(data, len);
    return CHECK(test_pair_send(&pair.client, &pair.server, data, len, chunk)) &
           CHECK(test_pair_send(&pair.server, &pair.client, data, len, chunk));
}

static void test_all_choices(void)
{
    const struct test_chain *chains[] = { &p256, &p384, &p521, &ed25519, &rsa2048 };
    unsigned num_runs = 0;
    for (size_t k = 0; k < sizeof chains / sizeof chains[0]; k++) {
        struct brisk_tls_config client = client_config(chains[k]);
        struct brisk_tls_config server = server_config(chains[k]);
        enum brisk_authentication authentication =
            chains[k] == &rsa2048 ? AUTHENTICATION_RSA : AUTHENTICATION_ECDSA;
        for (size_t s = 0; brisk_tls_suite_by_index(s); s++) {
            const struct brisk_suite *suite = brisk_suite_find(brisk_tls_suite_by_index(s));
            if (suite->version != BRISK_TLS_VERSION_1_2 || suite->authentication != authentication)
                continue;
            int is_dhe = suite->key_exchange == KEY_EXCHANGE_DHE;
            const uint16_t *groups = is_dhe ? all_fields : all_groups;
            client.num_groups = 4;
            memcpy(client.groups, groups, client.num_groups * sizeof groups[0]);
            for (size_t g = 0; g < (is_dhe ? 3 : 4); g++)
                for (int offers_1_3 = 0; offers_1_3 < 2; offers_1_3++) {
                    test_note("chain %zu, %s, group %04x, 1.3 offered %d", k, suite->name,
                              groups[g], offers_1_3);
                    client.max_version = offers_1_3 ? BRISK_TLS_VERSION_1_3 : BRISK_TLS_VERSION_1_2;
                    client.suites[0] = server.suites[0] = suite->id;
                    client.suites[1] = BRISK_TLS_AES_128_GCM_SHA256;
                    client.num_suites = 1 + (uint8_t)offers_1_3;
                    server.num_suites = 1;
                    server.groups[0] = groups[g];
                    server.num_groups = 1;
                    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
                    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), 0);
                    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
                    if (!CHECK(test_pair_run(&pair, 0)))
                        printf("client %s, server %s, x509 %s\n",
                               brisk_strerror(pair.client.result),
                               brisk_strerror(pair.server.result),
                               brisk_strerror(pair.client.tls.x509_error));
                    check_established(suite->id,
                                      suite->key_exchange == KEY_EXCHANGE_RSA ? 0 : groups[g]);
                    exchange_data(40000, 0);
                    num_runs++;
                    test_pair_wipe(&pair);
                }
        }
    }
    test_note(NULL);
    printf("  %u handshakes\n", num_runs);
    CHECK(num_runs >= 4 * 3 * 3 * 2 + 3 * 3 * 2);
}

/* ecdsa_secp256r1_sha256 is ECDSA with SHA-256 and any curve (RFC 8422 section 5.1.3), and
 * rsa_pkcs1_sha256 may sign a handshake. */
static void test_schemes(void)
{
    static const struct {
        struct test_chain *chain;
        uint16_t scheme;
    } cases[] = {
        { &p256, BRISK_SIG_ECDSA_P256_SHA256 },      { &p256, BRISK_SIG_ECDSA_P384_SHA384 },
        { &p384, BRISK_SIG_ECDSA_P256_SHA256 },      { &p384, BRISK_SIG_ECDSA_P384_SHA384 },
        { &p256, BRISK_SIG_ECDSA_P521_SHA512 },      { &p384, BRISK_SIG_ECDSA_P521_SHA512 },
        { &rsa2048, BRISK_SIG_RSA_PKCS1_SHA256 },    { &rsa2048, BRISK_SIG_RSA_PKCS1_SHA384 },
        { &rsa2048, BRISK_SIG_RSA_PKCS1_SHA512 },    { &rsa2048, BRISK_SIG_RSA_PSS_RSAE_SHA256 },
        { &rsa2048, BRISK_SIG_RSA_PSS_RSAE_SHA512 }, { &ed25519, BRISK_SIG_ED25519 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct brisk_tls_config client = client_config(cases[i].chain);
        struct brisk_tls_config server = server_config(cases[i].chain);
        test_note("scheme %s, case %zu", brisk_signature_scheme_name(cases[i].scheme), i);
        server.schemes[0] = cases[i].scheme;
        server.num_schemes = 1;
        CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), 0);
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        CHECK(test_pair_run(&pair, 0));
        CHECK_EQ_INT(pair.client.tls.scheme, cases[i].scheme);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

static void test_chunks(void)
{
    static const size_t chunks[] = { 1, 2, 3, 5, 7, 16, 64, 100, 1000 };
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        test_note("%zu bytes at a time", chunks[i]);
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        CHECK(test_pair_run(&pair, chunks[i]));
        check_established(pair.server.tls.suite->id, BRISK_GROUP_X25519);
        exchange_data(3000, chunks[i]);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

static void split_message(struct test_wire *wire, unsigned index, const uint8_t *message,
                          size_t len)
{
    size_t part = *(const size_t *)wire->arg;
    (void)index;
    for (size_t at = 0; at < len; at += part)
        test_wire_deliver(wire->to, RECORD_HANDSHAKE, message + at,
                          len - at < part ? len - at : part, 0);
}

static void test_split_messages(void)
{
    static size_t sizes[] = { 1, 2, 3, 4, 5, 7, 50, 200 };
    struct brisk_tls_config client = client_config(&rsa2048), server = server_config(&rsa2048);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        test_note("messages in records of %zu bytes", sizes[i]);
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        struct test_wire to_server = {
            .from = &pair.client, .to = &pair.server, .edit = split_message, .arg = &sizes[i]
        };
        struct test_wire to_client = {
            .from = &pair.server, .to = &pair.client, .edit = split_message, .arg = &sizes[i]
        };
        test_wire_run(&pair, &to_server, &to_client);
        CHECK_EQ_INT(pair.client.result, BRISK_TLS_DONE);
        CHECK_EQ_INT(pair.server.result, BRISK_TLS_DONE);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

static void test_small_output(void)
{
    static const size_t capacities[] = { 256, 257, 300, 400, 512, 700, 1500, 4000 };
    struct brisk_tls_config client = client_config(&rsa2048), server = server_config(&rsa2048);
    for (size_t i = 0; i < sizeof capacities / sizeof capacities[0]; i++) {
        test_note("output buffers of %zu bytes", capacities[i]);
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, capacities[i]);
        CHECK(test_pair_run(&pair, 0));
        check_established(pair.server.tls.suite->id, BRISK_GROUP_X25519);
        exchange_data(5000, 0);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* Data that already lies where it is sealed, for suites with and without an explicit nonce. */
static void test_write_place(void)
{
    static const uint16_t suites[] = { BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256,
                                       BRISK_TLS_ECDHE_ECDSA_CHACHA20_POLY1305_SHA256 };
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    for (size_t i = 0; i < 2; i++) {
        size_t capacity = 0, taken = 0;
        client.suites[0] = suites[i];
        client.num_suites = 1;
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        CHECK(test_pair_run(&pair, 0));
        uint8_t *place = brisk_tls_write_place(&pair.client.tls, &capacity);
        CHECK_EQ_INT((long long)capacity, BRISK_TLS_MAX_PLAINTEXT);
        memset(place, 0x5a, capacity);
        CHECK_EQ_INT(brisk_tls_write(&pair.client.tls, place, capacity, &taken), 0);
        CHECK_EQ_INT((long long)taken, (long long)capacity);
        test_pair_move(&pair.client, &pair.server, 0);
        CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_DATA);
        CHECK_EQ_INT((long long)pair.server.tls.data.len, (long long)capacity);
        for (size_t at = 0; at < pair.server.tls.data.len; at++)
            if (pair.server.tls.data.data[at] != 0x5a) {
                CHECK(0);
                break;
            }
        CHECK_EQ_INT(brisk_tls_key_update(&pair.client.tls, 0), BRISK_ERR_STATE);
        test_pair_wipe(&pair);
    }
}

static void test_alpn_and_release(void)
{
    static const char *const names[] = { "h2", "http/1.1" };
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    client.alpn = server.alpn = names;
    client.num_alpn = server.num_alpn = 2;
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK(test_pair_run(&pair, 0));
    check_established(pair.server.tls.suite->id, BRISK_GROUP_X25519);
    CHECK_EQ_STRING(pair.client.tls.alpn, "h2");
    CHECK_EQ_STRING(brisk_tls_host(&pair.server.tls), TEST_CHAIN_HOST);
    CHECK(brisk_tls_handshake_release(&pair.client.tls) == pair.client.handshake);
    CHECK(brisk_tls_handshake_release(&pair.server.tls) == pair.server.handshake);
    memset(pair.client.handshake, 0xee, sizeof pair.client.handshake);
    memset(pair.server.handshake, 0xee, sizeof pair.server.handshake);
    exchange_data(20000, 0);
    check_exporters();
    CHECK_EQ_INT(brisk_tls_close(&pair.client.tls), 0);
    test_pair_move(&pair.client, &pair.server, 0);
    CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_CLOSED);
    test_pair_wipe(&pair);
}

/* One line of key log for both versions' analysers: the client random and the master secret. */
static void take_line(void *arg, const char *line)
{
    char *last = arg;
    CHECK(strlen(line) < 300);
    strcpy(last, line);
}

static void test_keylog(void)
{
    char client_line[300] = "", server_line[300] = "";
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    client.keylog = server.keylog = take_line;
    client.keylog_arg = client_line;
    server.keylog_arg = server_line;
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK(test_pair_run(&pair, 0));
    CHECK_EQ_STRING(client_line, server_line);
    CHECK_EQ_INT((long long)strlen(client_line), 14 + 64 + 1 + 96);
    CHECK(strncmp(client_line, "CLIENT_RANDOM ", 14) == 0);
    test_pair_wipe(&pair);
}

/* --- versions --- */

static void test_versions(void)
{
    static const uint16_t v12 = BRISK_TLS_VERSION_1_2, v13 = BRISK_TLS_VERSION_1_3;
    const struct {
        uint16_t client_min, client_max, server_min, server_max, chosen;
    } cases[] = {
        { v12, v13, v12, v13, v13 }, { v12, v13, v12, v12, v12 }, { v12, v12, v12, v13, v12 },
        { v12, v12, v12, v12, v12 }, { v13, v13, v12, v13, v13 }, { v12, v13, v13, v13, v13 },
        { v13, v13, v12, v12, 0 },   { v12, v12, v13, v13, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
        struct brisk_tls_info info;
        test_note("versions, case %zu", i);
        client.min_version = cases[i].client_min;
        client.max_version = cases[i].client_max;
        server.min_version = cases[i].server_min;
        server.max_version = cases[i].server_max;
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        CHECK_EQ_INT(test_pair_run(&pair, 0), cases[i].chosen != 0);
        brisk_tls_get_info(&pair.client.tls, &info);
        if (cases[i].chosen) {
            CHECK_EQ_INT(info.version, cases[i].chosen);
            CHECK_EQ_INT(pair.server.tls.version, cases[i].chosen);
        } else {
            test_peer_check_dead(&pair.server, PROTOCOL_VERSION);
            CHECK_EQ_INT(brisk_tls_alert_received(&pair.client.tls), PROTOCOL_VERSION);
        }
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* A version without suites is off; a configuration without any version is refused. */
static void test_config(void)
{
    struct brisk_tls_config config = client_config(&p256);
    config.min_version = BRISK_TLS_VERSION_1_3;
    config.max_version = BRISK_TLS_VERSION_1_2;
    CHECK_EQ_INT(brisk_tls_config_check(&config, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    config.min_version = 0x0302;
    CHECK_EQ_INT(brisk_tls_config_check(&config, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    config.min_version = BRISK_TLS_VERSION_1_2;
    CHECK_EQ_INT(brisk_tls_config_check(&config, BRISK_TLS_CLIENT), 0);
    config.suites[0] = BRISK_TLS_AES_128_GCM_SHA256;
    config.num_suites = 1;
    CHECK_EQ_INT(brisk_tls_config_check(&config, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    config.max_version = 0x0305;
    CHECK_EQ_INT(brisk_tls_config_check(&config, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    config.max_version = BRISK_TLS_VERSION_1_3;
    CHECK_EQ_INT(brisk_tls_config_check(&config, BRISK_TLS_CLIENT), 0);
    CHECK_EQ_STRING(brisk_tls_version_name(BRISK_TLS_VERSION_1_2), "TLS 1.2");
    CHECK_EQ_STRING(brisk_tls_suite_name(0xc02f), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    CHECK_EQ_STRING(brisk_tls_suite_name(0xcca9), "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
}

static void edit_first(struct test_wire *wire, unsigned index, const uint8_t *message, size_t len)
{
    static struct test_message copy;
    memcpy(copy.bytes, message, len);
    copy.len = len;
    if (index == 0 && wire->arg)
        test_message_edit(&copy, wire->arg);
    test_wire_deliver(wire->to, RECORD_HANDSHAKE, copy.bytes, copy.len, 0);
}

/* RFC 8446 section 4.1.3: somebody hides from the server that the client has TLS 1.3. The client
 * finds the sentinel in the server's random, before any signature. */
static void test_downgrade(void)
{
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    struct test_edit hide = { EDIT_REMOVE, EXT_SUPPORTED_VERSIONS, NULL };
    for (int server_has_1_3 = 0; server_has_1_3 < 2; server_has_1_3++) {
        test_note("server has TLS 1.3: %d", server_has_1_3);
        server.max_version = server_has_1_3 ? BRISK_TLS_VERSION_1_3 : BRISK_TLS_VERSION_1_2;
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        struct test_wire to_server = {
            .from = &pair.client, .to = &pair.server, .edit = edit_first, .arg = &hide
        };
        struct test_wire to_client = { .from = &pair.server, .to = &pair.client };
        test_wire_run(&pair, &to_server, &to_client);
        if (server_has_1_3)
            test_peer_check_dead(&pair.client, ILLEGAL_PARAMETER);
        else /* the transcripts differ: Finished tells */
            test_peer_check_dead(&pair.server, BAD_RECORD_MAC);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* RFC 7507: a client that falls back says so, and a server that could do better refuses. */
static void test_fallback(void)
{
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    client.max_version = BRISK_TLS_VERSION_1_2;
    client.is_fallback = 1;
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK(test_pair_run(&pair, 0));
    server.max_version = BRISK_TLS_VERSION_1_3;
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK(!test_pair_run(&pair, 0));
    CHECK_EQ_INT(pair.server.result, BRISK_ERR_TLS_FALLBACK);
    test_peer_check_dead(&pair.server, INAPPROPRIATE_FALLBACK);
    CHECK_EQ_INT(brisk_tls_alert_received(&pair.client.tls), INAPPROPRIATE_FALLBACK);
    test_pair_wipe(&pair);
}

/* A server with certificates of both kinds takes the one that the suite asks for. */
static void test_identities(void)
{
    struct brisk_tls_identity identities[] = { rsa2048.identity, p256.identity };
    struct brisk_x509 anchors[] = { rsa2048.ca, p256.ca };
    struct brisk_x509_trust trust = { anchors, 2 };
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    client.trust = &trust;
    server.identities = identities;
    server.num_identities = 2;
    for (size_t i = 3; i < 9; i++) {
        const struct brisk_suite *suite = brisk_suite_find(brisk_tls_suite_by_index(i));
        test_note("%s", suite->name);
        client.suites[0] = suite->id;
        client.num_suites = 1;
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        CHECK(test_pair_run(&pair, 0));
        CHECK_EQ_INT(pair.client.tls.suite->id, suite->id);
        test_pair_wipe(&pair);
    }
    /* RFC 8422 section 5.1: nor a curve in the certificate that the client does not list. */
    client.suites[0] = BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256;
    client.num_groups = 1;
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK(!test_pair_run(&pair, 0));
    test_peer_check_dead(&pair.server, HANDSHAKE_FAILURE);
    test_pair_wipe(&pair);
    test_note(NULL);
}

/* Client certificates, in suites of both hashes, and in the session that is resumed. */
static void test_mutual(void)
{
    struct test_chain *chains[] = { &p256, &p384, &rsa2048 };
    struct brisk_x509 anchors[] = { p256.ca, p384.ca, rsa2048.ca };
    struct brisk_x509_trust trust = { anchors, 3 };
    struct brisk_ticket_keys keys = { .num_keys = 0 };
    static struct brisk_session slot;
    CHECK_EQ_INT(brisk_ticket_keys_rotate(&keys), 0);
    for (size_t k = 0; k < 3; k++)
        for (size_t s = 0; s < 3; s++) {
            static const uint16_t suites[] = { BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256,
                                               BRISK_TLS_ECDHE_ECDSA_AES_256_GCM_SHA384,
                                               BRISK_TLS_ECDHE_ECDSA_CHACHA20_POLY1305_SHA256 };
            struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
            struct brisk_tls_info info;
            client.identities = &chains[k]->identity;
            client.num_identities = 1;
            server.trust = &trust;
            server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUIRE;
            server.ticket_keys = &keys;
            server.suites[0] = suites[s];
            server.num_suites = 1;
            CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), 0);
            for (int again = 0; again < 2; again++) {
                const struct brisk_session session = slot;
                test_note("client's chain %zu, %s, resumed %d", k, brisk_tls_suite_name(suites[s]),
                          again);
                test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
                brisk_tls_set_time(&pair.server.tls, TEST_CHAIN_TIME);
                CHECK_EQ_INT(brisk_tls_keep_sessions(&pair.client.tls, &slot), 0);
                CHECK_EQ_INT(brisk_tls_resume(&pair.client.tls, again ? &session : NULL), 0);
                if (!CHECK(test_pair_run(&pair, 0)))
                    printf("client %s, server %s, x509 %s\n", brisk_strerror(pair.client.result),
                           brisk_strerror(pair.server.result),
                           brisk_strerror(pair.server.tls.x509_error));
                exchange_data(1000, 0);
                brisk_tls_get_info(&pair.server.tls, &info);
                CHECK_EQ_INT(info.resumed, again);
                CHECK_EQ_INT(info.has_peer_certificate, 1);
                uint8_t digest[32];
                CHECK_EQ_INT(brisk_hash_digest(BRISK_SHA256, digest, chains[k]->leaf.der.data,
                                               chains[k]->leaf.der.len),
                             0);
                CHECK_EQ_BYTES(info.peer_fingerprint, digest, 32);
                brisk_tls_get_info(&pair.client.tls, &info);
                CHECK_EQ_INT(info.has_peer_certificate, 1);
                test_pair_wipe(&pair);
            }
            /* Who is no longer trusted is not resumed. */
            const struct brisk_session session = slot;
            struct brisk_x509_trust other = { &ed25519.ca, 1 };
            server.trust = &other;
            test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
            brisk_tls_set_time(&pair.server.tls, TEST_CHAIN_TIME);
            CHECK_EQ_INT(brisk_tls_resume(&pair.client.tls, &session), 0);
            CHECK(!test_pair_run(&pair, 0));
            CHECK_EQ_INT(pair.server.tls.resumed, 0);
            test_pair_wipe(&pair);
        }
    test_note(NULL);
}

/* What a client signs is a digest by the hash of its scheme, whatever the suite's is; the scheme is
 * the identity's choice. */
static void test_client_schemes(void)
{
    static const struct {
        struct test_chain *chain;
        uint16_t scheme;
    } cases[] = {
        { &p256, BRISK_SIG_ECDSA_P256_SHA256 },      { &p256, BRISK_SIG_ECDSA_P384_SHA384 },
        { &p384, BRISK_SIG_ECDSA_P521_SHA512 },      { &rsa2048, BRISK_SIG_RSA_PKCS1_SHA256 },
        { &rsa2048, BRISK_SIG_RSA_PKCS1_SHA384 },    { &rsa2048, BRISK_SIG_RSA_PKCS1_SHA512 },
        { &rsa2048, BRISK_SIG_RSA_PSS_RSAE_SHA256 }, { &rsa2048, BRISK_SIG_RSA_PSS_RSAE_SHA384 },
        { &rsa2048, BRISK_SIG_RSA_PSS_RSAE_SHA512 },
    };
    static const uint16_t suites[] = { BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256,
                                       BRISK_TLS_ECDHE_ECDSA_AES_256_GCM_SHA384 };
    for (size_t i = 0; i < 2 * sizeof cases / sizeof cases[0]; i++) {
        struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
        struct brisk_tls_identity identity = cases[i / 2].chain->identity;
        identity.schemes = &cases[i / 2].scheme;
        identity.num_schemes = 1;
        test_note("scheme %s, %s", brisk_signature_scheme_name(cases[i / 2].scheme),
                  brisk_tls_suite_name(suites[i % 2]));
        client.identities = &identity;
        client.num_identities = 1;
        server.trust = &cases[i / 2].chain->trust;
        server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUIRE;
        server.suites[0] = suites[i % 2];
        server.num_suites = 1;
        CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        brisk_tls_set_time(&pair.server.tls, TEST_CHAIN_TIME);
        CHECK(test_pair_run(&pair, 0));
        CHECK_EQ_INT(pair.client.tls.client_scheme, cases[i / 2].scheme);
        CHECK_EQ_INT(pair.server.tls.client_scheme, cases[i / 2].scheme);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* A client without a certificate, or with one whose key cannot sign the digest of a handshake. */
static void test_no_client_certificate(void)
{
    for (int with_ed25519 = 0; with_ed25519 < 2; with_ed25519++)
        for (int required = 0; required < 2; required++) {
            struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
            test_note("Ed25519 %d, required %d", with_ed25519, required);
            client.identities = &ed25519.identity;
            client.num_identities = (size_t)with_ed25519;
            server.trust = &ed25519.trust;
            server.client_auth =
                required ? BRISK_TLS_CLIENT_AUTH_REQUIRE : BRISK_TLS_CLIENT_AUTH_REQUEST;
            test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
            brisk_tls_set_time(&pair.server.tls, TEST_CHAIN_TIME);
            CHECK_EQ_INT(test_pair_run(&pair, 0), !required);
            if (required)
                test_peer_check_dead(&pair.server, HANDSHAKE_FAILURE); /* RFC 5246 7.4.6 */
            else
                CHECK_EQ_INT(pair.server.tls.has_peer_certificate, 0);
            test_pair_wipe(&pair);
        }
    test_note(NULL);
}

/* The PRF with SHA-256, as published on the IETF's TLS mailing list for implementers. */
static void test_prf(void)
{
    uint8_t secret[16], seed[16], want[100], out[100];
    struct brisk_hmac_key key;
    test_hex(secret, sizeof secret, "9bbe436ba940f017b17652849a71db35");
    test_hex(seed, sizeof seed, "a0ba9f936cda311827a6f796ffd5198c");
    test_hex(want, sizeof want,
             "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a"
             "6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab"
             "4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701"
             "87347b66");
    CHECK_EQ_INT(brisk_hmac_key_init(&key, BRISK_SHA256, secret, sizeof secret), 0);
    for (size_t first = 0; first <= sizeof seed; first += 8) {
        brisk_prf(&key, out, sizeof out, "test label", (struct brisk_bytes){ seed, first },
                  (struct brisk_bytes){ seed + first, sizeof seed - first });
        CHECK_EQ_BYTES(out, want, sizeof want);
    }
    brisk_prf(&key, out, 33, "test label", (struct brisk_bytes){ seed, 16 },
              (struct brisk_bytes){ NULL, 0 });
    CHECK_EQ_BYTES(out, want, 33);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&p256, BRISK_KEY_P256, 0) || test_chain_make(&p384, BRISK_KEY_P384, 0) ||
        test_chain_make(&p521, BRISK_KEY_P521, 0) ||
        test_chain_make(&ed25519, BRISK_KEY_ED25519, 0) ||
        test_chain_make(&rsa2048, BRISK_KEY_RSA, 2048))
        test_abort("cannot make the chains");
    /* For both roles. */
    struct brisk_x509_template both = test_chain_template();
    both.extended_key_usage = BRISK_EKU_SERVER_AUTH | BRISK_EKU_CLIENT_AUTH;
    if (test_chain_issue(&p256, &both) || test_chain_issue(&p384, &both) ||
        test_chain_issue(&ed25519, &both) || test_chain_issue(&rsa2048, &both))
        test_abort("cannot issue certificates");
    test_prf();
    test_all_choices();
    test_schemes();
    test_chunks();
    test_split_messages();
    test_small_output();
    test_write_place();
    test_alpn_and_release();
    test_keylog();
    test_versions();
    test_config();
    test_downgrade();
    test_fallback();
    test_identities();
    test_mutual();
    test_client_schemes();
    test_no_client_certificate();
    return test_end();
}
