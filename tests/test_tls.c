/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Both roles of the TLS engine against each other, in memory: the handshake, however it is chosen,
 * cut and configured. test_tls_established goes on from there. */

#include <brisk/error.h>

#include <stdio.h>
#include <string.h>

#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

static struct test_pair pair;
static struct test_chain p256, p384, p521, ed25519, rsa2048, rsa3072, rsa4096;

static const uint16_t all_suites[] = {
    BRISK_TLS_AES_128_GCM_SHA256,
    BRISK_TLS_AES_256_GCM_SHA384,
    BRISK_TLS_CHACHA20_POLY1305_SHA256,
};
static const uint16_t all_groups[] = { BRISK_GROUP_X25519, BRISK_GROUP_P256, BRISK_GROUP_P384,
                                       BRISK_GROUP_P521 };

static struct brisk_tls_config client_config(const struct test_chain *chain)
{
    struct brisk_tls_config config;
    brisk_tls_config_init(&config);
    config.trust = &chain->trust;
    CHECK_EQ_INT(brisk_tls_config_check(&config, BRISK_TLS_CLIENT), 0);
    return config;
}

static struct brisk_tls_config server_config(const struct test_chain *chain)
{
    struct brisk_tls_config config;
    brisk_tls_config_init(&config);
    config.identities = &chain->identity;
    config.num_identities = 1;
    CHECK_EQ_INT(brisk_tls_config_check(&config, BRISK_TLS_SERVER), 0);
    return config;
}

static void set_groups(struct brisk_tls_config *config, const uint16_t *groups, size_t n)
{
    memcpy(config->groups, groups, n * sizeof groups[0]);
    config->num_groups = (uint8_t)n;
}

/* The handshake completed, with the same idea of everything at both ends. */
static int check_established(uint16_t suite, uint16_t group)
{
    struct brisk_tls_info client, server;
    uint8_t client_key[40], server_key[40];
    brisk_tls_get_info(&pair.client.tls, &client);
    brisk_tls_get_info(&pair.server.tls, &server);
    int ok = CHECK_EQ_INT(client.version, BRISK_TLS_VERSION_1_3) &
             CHECK_EQ_INT(client.suite, suite) & CHECK_EQ_INT(server.suite, suite) &
             CHECK_EQ_INT(client.group, group) & CHECK_EQ_INT(server.group, group) &
             CHECK_EQ_INT(client.scheme, server.scheme) &
             CHECK_EQ_INT(client.hello_retry, server.hello_retry) &
             CHECK_EQ_STRING(client.alpn, server.alpn);
    ok &= CHECK_EQ_INT(brisk_tls_export(&pair.client.tls, client_key, sizeof client_key,
                                        "EXPORTER-brisk", (const uint8_t *)"c", 1),
                       0) &
          CHECK_EQ_INT(brisk_tls_export(&pair.server.tls, server_key, sizeof server_key,
                                        "EXPORTER-brisk", (const uint8_t *)"c", 1),
                       0) &
          CHECK_EQ_BYTES(client_key, server_key, sizeof client_key);
    return ok;
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
    const struct test_chain *chains[] = { &p256,    &p384,    &p521,   &ed25519,
                                          &rsa2048, &rsa3072, &rsa4096 };
    for (size_t k = 0; k < sizeof chains / sizeof chains[0]; k++) {
        struct brisk_tls_config client = client_config(chains[k]);
        struct brisk_tls_config server = server_config(chains[k]);
        set_groups(&client, all_groups, 4);
        for (size_t s = 0; s < 3; s++)
            for (size_t g = 0; g < 4; g++)
                for (uint8_t shares = 0; shares <= 3; shares++) {
                    test_note("chain %zu suite %04x group %04x shares %u", k, all_suites[s],
                              all_groups[g], shares);
                    server.suites[0] = all_suites[s];
                    server.num_suites = 1;
                    set_groups(&server, &all_groups[g], 1);
                    client.num_key_shares = shares;
                    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
                    if (!CHECK(test_pair_run(&pair, 0)))
                        printf("client %s, server %s, x509 %s\n",
                               brisk_strerror(pair.client.result),
                               brisk_strerror(pair.server.result),
                               brisk_strerror(pair.client.tls.x509_error));
                    check_established(all_suites[s], all_groups[g]);
                    CHECK_EQ_INT(pair.client.tls.hello_retry, shares <= g);
                    exchange_data(100, 0);
                    test_pair_wipe(&pair);
                }
    }
    test_note(NULL);
}

static void run_and_check(const struct brisk_tls_config *client,
                          const struct brisk_tls_config *server, size_t out_capacity, size_t chunk)
{
    test_pair_init(&pair, client, server, TEST_CHAIN_HOST, out_capacity);
    CHECK(test_pair_run(&pair, chunk));
}

/* --- fragmentation --- */

/* The transport may cut the stream anywhere. */
static void test_chunks(void)
{
    static const size_t chunks[] = { 1, 2, 3, 4, 5, 6, 7, 11, 16, 17, 64, 100, 255, 1000 };
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    for (int retry = 0; retry < 3; retry++) /* the last with a cookie */
        for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
            test_note("retry %d, %zu bytes at a time", retry, chunks[i]);
            client.num_key_shares = !retry;
            server.retry_cookie = retry == 2;
            run_and_check(&client, &server, 0, chunks[i]);
            check_established(server.suites[0], BRISK_GROUP_X25519);
            CHECK_EQ_INT(pair.server.tls.hello_retry, retry > 0);
            exchange_data(3000, chunks[i]);
            test_pair_wipe(&pair);
        }
    test_note(NULL);
}

/* Splits each message into records of as many bytes as wire->arg points at. */
static void split_message(struct test_wire *wire, unsigned index, const uint8_t *message,
                          size_t len)
{
    size_t part = *(const size_t *)wire->arg;
    (void)index;
    for (size_t at = 0; at < len; at += part)
        test_wire_deliver(wire->to, RECORD_HANDSHAKE, message + at,
                          len - at < part ? len - at : part, 0);
}

/* The sender may cut messages into records of any size. */
static void test_split_messages(void)
{
    static size_t sizes[] = { 1, 2, 3, 4, 5, 7, 50, 200 };
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    for (int retry = 0; retry < 3; retry++) /* the last with a cookie */
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            test_note("retry %d, messages in records of %zu bytes", retry, sizes[i]);
            client.num_key_shares = !retry;
            server.retry_cookie = retry == 2;
            test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
            struct test_wire to_server = {
                &pair.client, &pair.server, split_message, &sizes[i], 0, { .encrypted = 0 }, 0, 0
            };
            struct test_wire to_client = {
                &pair.server, &pair.client, split_message, &sizes[i], 0, { .encrypted = 0 }, 0, 0
            };
            test_wire_run(&pair, &to_server, &to_client);
            CHECK_EQ_INT(pair.client.result, BRISK_TLS_DONE);
            CHECK_EQ_INT(pair.server.result, BRISK_TLS_DONE);
            test_pair_wipe(&pair);
        }
    test_note(NULL);
}

/* An output buffer too small for a message: it goes out in parts. */
static void test_small_output(void)
{
    static const size_t capacities[] = { 256, 257, 300, 400, 512, 700, 1500, 4000 };
    struct brisk_tls_config client = client_config(&rsa4096), server = server_config(&rsa4096);
    for (size_t i = 0; i < sizeof capacities / sizeof capacities[0]; i++) {
        test_note("output buffers of %zu bytes", capacities[i]);
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, capacities[i]);
        test_peer_step(&pair.client);
        int waited = pair.client.result == BRISK_TLS_WANT_OUTPUT;
        while (test_pair_move(&pair.client, &pair.server, 0))
            test_peer_step(&pair.client);
        test_peer_step(&pair.server);
        waited |= pair.server.result == BRISK_TLS_WANT_OUTPUT;
        CHECK_EQ_INT(waited, capacities[i] < 2000);
        CHECK(test_pair_run(&pair, 0));
        exchange_data(5000, 0);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
    uint8_t small[255];
    CHECK_EQ_INT(brisk_tls_init(&pair.client.tls, &client, BRISK_TLS_CLIENT, pair.client.handshake,
                                sizeof pair.client.handshake, small, sizeof small, pair.client.out,
                                sizeof pair.client.out),
                 BRISK_ERR_ARGUMENT);
}

/* An input buffer too small for a record. */
static void test_small_input(void)
{
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK_EQ_INT(brisk_tls_init(&pair.client.tls, &client, BRISK_TLS_CLIENT, pair.client.handshake,
                                sizeof pair.client.handshake, pair.client.in, 256, pair.client.out,
                                sizeof pair.client.out),
                 0);
    brisk_tls_set_time(&pair.client.tls, TEST_CHAIN_TIME);
    CHECK_EQ_INT(test_pair_run(&pair, 0), 0);
    CHECK_EQ_INT(pair.client.result, BRISK_ERR_BUFFER);
}

/* --- negotiation --- */

static void test_alpn(void)
{
    static const char *const h2_http[] = { "h2", "http/1.1" }, *const http[] = { "http/1.1" },
                             *const imap[] = { "imap" };
    static const struct {
        const char *const *client, *const *server;
        size_t client_len, server_len;
        const char *chosen; /* NULL: no_application_protocol */
    } cases[] = {
        { h2_http, h2_http, 2, 2, "h2" },    { h2_http, http, 2, 1, "http/1.1" },
        { http, h2_http, 1, 2, "http/1.1" }, { h2_http, NULL, 2, 0, "" },
        { NULL, h2_http, 0, 2, "" },         { imap, h2_http, 1, 2, NULL },
    };
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_note("ALPN case %zu", i);
        client.alpn = cases[i].client;
        client.num_alpn = cases[i].client_len;
        server.alpn = cases[i].server;
        server.num_alpn = cases[i].server_len;
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        CHECK_EQ_INT(test_pair_run(&pair, 0), cases[i].chosen != NULL);
        struct brisk_tls_info info;
        brisk_tls_get_info(&pair.client.tls, &info);
        if (cases[i].chosen) {
            check_established(server.suites[0], BRISK_GROUP_X25519);
            CHECK_EQ_STRING(info.alpn, cases[i].chosen);
        } else {
            CHECK_EQ_INT(brisk_tls_alert_sent(&pair.server.tls), 120);
            CHECK_EQ_INT(brisk_tls_alert_received(&pair.client.tls), 120);
            CHECK_EQ_INT(pair.client.result, BRISK_ERR_TLS_PEER_ALERT);
        }
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

static void test_host(void)
{
    static const struct {
        const char *host, *seen;
        int result; /* of the client's check */
    } cases[] = {
        { TEST_CHAIN_HOST, TEST_CHAIN_HOST, 0 },
        { "localhost", "localhost", 0 },
        { "127.0.0.1", "", 0 },
        { "::1", "", 0 },
        { NULL, "", 0 },
        { "other.example", "other.example", BRISK_ERR_X509_NAME_MISMATCH },
        { "127.0.0.2", "", BRISK_ERR_X509_NAME_MISMATCH },
    };
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_note("host %s", cases[i].host ? cases[i].host : "none");
        test_pair_init(&pair, &client, &server, cases[i].host, 0);
        CHECK_EQ_INT(test_pair_run(&pair, 0), cases[i].result == 0);
        CHECK_EQ_STRING(brisk_tls_host(&pair.server.tls), cases[i].seen);
        CHECK_EQ_INT(pair.client.tls.x509_error, cases[i].result);
        if (cases[i].result) {
            CHECK_EQ_INT(pair.client.result, BRISK_ERR_TLS_CERTIFICATE);
            CHECK_EQ_INT(brisk_tls_alert_received(&pair.server.tls), 46);
        }
        test_pair_wipe(&pair);
    }
    test_note(NULL);
    char long_name[BRISK_TLS_MAX_HOST + 2];
    memset(long_name, 'a', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = 0;
    test_pair_init(&pair, &client, &server, NULL, 0);
    CHECK_EQ_INT(brisk_tls_set_host(&pair.client.tls, long_name), BRISK_ERR_LENGTH);
    CHECK_EQ_INT(brisk_tls_set_host(&pair.server.tls, "name"), BRISK_ERR_STATE);
}

/* The key that the client can use; then the name that it asks for. */
static void test_identities(void)
{
    static const char *const other_names[] = { "other.example" };
    static struct test_chain other;
    struct brisk_x509_template what = test_chain_template();
    what.names = other_names;
    what.num_names = 1;
    if (test_chain_make(&other, BRISK_KEY_P256, 0) || test_chain_issue(&other, &what))
        test_abort("cannot make a chain");
    struct brisk_tls_identity identities[] = { rsa2048.identity, p256.identity, other.identity };
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    server.identities = identities;
    server.num_identities = 3;
    client.schemes[0] = BRISK_SIG_ECDSA_P256_SHA256;
    client.num_schemes = 1;
    run_and_check(&client, &server, 0, 0);
    CHECK(pair.client.tls.scheme == BRISK_SIG_ECDSA_P256_SHA256);
    test_pair_wipe(&pair);

    client = client_config(&other);
    test_pair_init(&pair, &client, &server, "other.example", 0);
    CHECK(test_pair_run(&pair, 0));
    test_pair_wipe(&pair);

    client = client_config(&rsa2048); /* neither narrows it down: the first */
    test_pair_init(&pair, &client, &server, NULL, 0);
    CHECK(test_pair_run(&pair, 0));
    CHECK(pair.client.tls.scheme == BRISK_SIG_RSA_PSS_RSAE_SHA256);
    test_pair_wipe(&pair);
}

/* CAs of one name and nothing to tell which of them signed: each is tried. */
static void test_cas_of_one_name(void)
{
    struct brisk_x509 anchors[] = { p384.ca, ed25519.ca, rsa2048.ca, p256.ca };
    struct brisk_x509_trust trust = { anchors, 4 };
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    for (size_t i = 0; i < 4; i++)
        anchors[i].subject_key_id.len = 0;
    client.trust = &trust;
    run_and_check(&client, &server, 0, 0);
    test_pair_wipe(&pair);
    trust.num_anchors = 3;
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK(!test_pair_run(&pair, 0));
    CHECK_EQ_INT(pair.client.tls.error, BRISK_ERR_TLS_CERTIFICATE);
    CHECK_EQ_INT(pair.client.tls.x509_error, BRISK_ERR_X509_SIGNATURE);
    test_pair_wipe(&pair);
}

/* The server's order decides. */
static void test_preferences(void)
{
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    memcpy(client.suites, all_suites, sizeof all_suites);
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 3; j++)
            server.suites[j] = all_suites[(i + j) % 3];
        run_and_check(&client, &server, 0, 0);
        check_established(all_suites[i], BRISK_GROUP_X25519);
        test_pair_wipe(&pair);
    }
    /* A group with a share goes before one that would cost a round trip. */
    const uint16_t p256_first[] = { BRISK_GROUP_P256, BRISK_GROUP_X25519 };
    set_groups(&server, p256_first, 2);
    run_and_check(&client, &server, 0, 0);
    check_established(server.suites[0], BRISK_GROUP_X25519);
    client.num_key_shares = 2;
    run_and_check(&client, &server, 0, 0);
    check_established(server.suites[0], BRISK_GROUP_P256);
    test_pair_wipe(&pair);
}

/* Without compatibility mode: no session ID, no change_cipher_spec. */
static void test_compatibility(void)
{
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    for (int retry = 0; retry < 2; retry++)
        for (int mode = 0; mode < 4; mode++) {
            test_note("retry %d, mode %d", retry, mode);
            client.num_key_shares = !retry;
            client.no_compat_mode = mode & 1;
            server.no_compat_mode = mode >> 1;
            run_and_check(&client, &server, 0, 0);
            check_established(server.suites[0], BRISK_GROUP_X25519);
            /* Each end has seen the one record that the other sent, or none. */
            test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
            test_peer_step(&pair.client);
            const uint8_t *hello = pair.client.out + pair.client.tls.out.begin + 5;
            CHECK_EQ_INT(hello[4 + 2 + 32], mode & 1 ? 0 : 32);
            test_pair_move(&pair.client, &pair.server, 0);
            test_peer_step(&pair.server);
            const uint8_t *out = pair.server.out + pair.server.tls.out.begin;
            size_t first = 5 + (size_t)out[4] + ((size_t)out[3] << 8);
            size_t waiting = pair.server.tls.out.end - pair.server.tls.out.begin;
            CHECK_EQ_INT(waiting > first && out[first] == RECORD_CHANGE_CIPHER_SPEC, mode < 2);
            test_pair_wipe(&pair);
        }
    test_note(NULL);
}

/* --- configuration --- */

static void test_config(void)
{
    struct brisk_tls_config good = server_config(&p256), bad;
    struct brisk_tls_identity identity = { .key = &p384.leaf_key,
                                           .chain = &p256.leaf,
                                           .chain_len = 1 };
    static const char *const empty_name[] = { "" };
#define REFUSED(role, change)                                                                      \
    do {                                                                                           \
        bad = good;                                                                                \
        change;                                                                                    \
        CHECK_EQ_INT(brisk_tls_config_check(&bad, role), BRISK_ERR_ARGUMENT);                      \
    } while (0)
    REFUSED(BRISK_TLS_CLIENT, bad.trust = NULL);
    REFUSED(BRISK_TLS_SERVER, bad.num_identities = 0);
    REFUSED(BRISK_TLS_SERVER, bad.identities = &identity); /* not the leaf's key */
    REFUSED(BRISK_TLS_SERVER, bad.num_suites = 0);
    REFUSED(BRISK_TLS_SERVER, bad.num_suites = BRISK_TLS_MAX_SUITES + 1);
    REFUSED(BRISK_TLS_SERVER, bad.suites[1] = 0x1304);
    REFUSED(BRISK_TLS_SERVER, bad.suites[1] = bad.suites[0]);
    REFUSED(BRISK_TLS_SERVER, bad.num_groups = 0);
    REFUSED(BRISK_TLS_SERVER, bad.groups[0] = 0x001e);
    REFUSED(BRISK_TLS_SERVER, bad.groups[0] = bad.groups[1]);
    REFUSED(BRISK_TLS_SERVER, bad.num_key_shares = 3);
    REFUSED(BRISK_TLS_SERVER, bad.num_schemes = 0);
    REFUSED(BRISK_TLS_SERVER, bad.schemes[0] = 0x0201);
    REFUSED(BRISK_TLS_SERVER, bad.schemes[0] = BRISK_SIG_X509_ECDSA_P256_SHA384);
    REFUSED(BRISK_TLS_SERVER, bad.schemes[0] = BRISK_SIG_ED25519; bad.num_schemes = 1);
    REFUSED(BRISK_TLS_SERVER, bad.schemes[0] = BRISK_SIG_RSA_PKCS1_SHA256; bad.num_schemes = 1);
    REFUSED(BRISK_TLS_SERVER, bad.alpn = empty_name; bad.num_alpn = 1);
    REFUSED((enum brisk_tls_role)0, (void)0);
#undef REFUSED
    CHECK_EQ_STRING(brisk_tls_suite_name(0x1301), "TLS_AES_128_GCM_SHA256");
    CHECK_EQ_STRING(brisk_tls_suite_name(0x1304), "unknown");
}

/* With the caller's random bytes a ClientHello without shares is always the same. */
static int give_counter(void *arg, uint8_t *out, size_t out_len)
{
    uint8_t *next = arg;
    for (size_t i = 0; i < out_len; i++)
        out[i] = (*next)++;
    return 0;
}

static int give_nothing(void *arg, uint8_t *out, size_t out_len)
{
    (void)arg;
    memset(out, 0, out_len);
    return BRISK_ERR_RANDOM;
}

static void test_random_source(void)
{
    uint8_t next = 7, want[32];
    struct brisk_tls_config client = client_config(&p256), server = server_config(&p256);
    client.random = give_counter;
    client.random_arg = &next;
    client.num_key_shares = 0;
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    test_peer_step(&pair.client);
    for (size_t i = 0; i < sizeof want; i++)
        want[i] = (uint8_t)(7 + i);
    CHECK_EQ_BYTES(pair.client.out + 5 + 4 + 2, want, sizeof want);
    client.random = give_nothing;
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK_EQ_INT(test_peer_step(&pair.client), BRISK_ERR_RANDOM);
    client.random = NULL;
    server.random = give_nothing;
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK_EQ_INT(test_pair_run(&pair, 0), 0);
    CHECK_EQ_INT(pair.server.result, BRISK_ERR_TLS_INTERNAL);
    CHECK_EQ_INT(brisk_tls_alert_received(&pair.client.tls), 80);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&p256, BRISK_KEY_P256, 0) || test_chain_make(&p384, BRISK_KEY_P384, 0) ||
        test_chain_make(&p521, BRISK_KEY_P521, 0) ||
        test_chain_make(&ed25519, BRISK_KEY_ED25519, 0) ||
        test_chain_make(&rsa2048, BRISK_KEY_RSA, 2048) ||
        test_chain_make(&rsa3072, BRISK_KEY_RSA, 3072) ||
        test_chain_make(&rsa4096, BRISK_KEY_RSA, 4096))
        test_abort("cannot make the chains");
    test_all_choices();
    test_chunks();
    test_split_messages();
    test_small_output();
    test_small_input();
    test_alpn();
    test_host();
    test_identities();
    test_cas_of_one_name();
    test_preferences();
    test_compatibility();
    test_config();
    test_random_source();
    return test_end();
}
