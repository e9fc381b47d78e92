/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Both roles of the TLS engine against each other, in memory. */

#include <brisk/error.h>
#include <brisk/random.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handshake/engine.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"

static struct test_pair pair;
static struct test_chain p256, p384, ed25519, rsa2048, rsa3072, rsa4096;

static const uint16_t all_suites[] = {
    BRISK_TLS_AES_128_GCM_SHA256,
    BRISK_TLS_AES_256_GCM_SHA384,
    BRISK_TLS_CHACHA20_POLY1305_SHA256,
};
static const uint16_t all_groups[] = { BRISK_GROUP_X25519, BRISK_GROUP_P256, BRISK_GROUP_P384 };

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
    const struct test_chain *chains[] = { &p256, &p384, &ed25519, &rsa2048, &rsa3072, &rsa4096 };
    for (size_t k = 0; k < sizeof chains / sizeof chains[0]; k++) {
        struct brisk_tls_config client = client_config(chains[k]);
        struct brisk_tls_config server = server_config(chains[k]);
        set_groups(&client, all_groups, 3);
        for (size_t s = 0; s < 3; s++)
            for (size_t g = 0; g < 3; g++)
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

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&p256, BRISK_KEY_P256, 0) || test_chain_make(&p384, BRISK_KEY_P384, 0) ||
        test_chain_make(&ed25519, BRISK_KEY_ED25519, 0) ||
        test_chain_make(&rsa2048, BRISK_KEY_RSA, 2048) ||
        test_chain_make(&rsa3072, BRISK_KEY_RSA, 3072) ||
        test_chain_make(&rsa4096, BRISK_KEY_RSA, 4096))
        test_abort("cannot make the chains");
    test_all_choices();
    return test_end();
}
