/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What a connection holds: the memory of its handshake, which bounds the messages there can be, and
 * the buffers, which are needed only while something waits in them. */

#include <brisk/error.h>
#include <brisk/tls.h>

#include <stdio.h>
#include <string.h>

#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"

#define ALERT_INTERNAL_ERROR 80
#define LONG_CHAIN 6 /* the same leaf so many times */
#define MAX_NAMES 50

static struct test_chain chain, long_chain;
static struct brisk_x509 long_certs[LONG_CHAIN];
static struct test_pair pair;
static uint8_t client_memory[BRISK_TLS_HANDSHAKE_SIZE_MAX] __attribute__((aligned(64)));
static uint8_t server_memory[BRISK_TLS_HANDSHAKE_SIZE_MAX] __attribute__((aligned(64)));

/* A leaf of some 1,600 bytes. */
static void make_long_chain(void)
{
    static char text[MAX_NAMES][24];
    static const char *names[MAX_NAMES];
    for (size_t i = 0; i < MAX_NAMES; i++) {
        snprintf(text[i], sizeof text[i], "host-%03zu.server.example", i);
        names[i] = i ? text[i] : TEST_CHAIN_HOST;
    }
    struct brisk_x509_template what = test_chain_template();
    what.names = names;
    what.num_names = MAX_NAMES;
    CHECK_EQ_INT(test_chain_make(&long_chain, BRISK_KEY_P256, 0), 0);
    CHECK_EQ_INT(test_chain_issue(&long_chain, &what), 0);
    for (size_t i = 0; i < LONG_CHAIN; i++)
        long_certs[i] = long_chain.leaf;
    long_chain.identity.chain = long_certs;
    long_chain.identity.chain_len = LONG_CHAIN;
}

static void make_configs(struct brisk_tls_config *client, struct brisk_tls_config *server,
                         const struct test_chain *with, uint16_t version)
{
    brisk_tls_config_init(client);
    brisk_tls_config_init(server);
    client->min_version = client->max_version = version;
    client->trust = &with->trust;
    server->identities = &with->identity;
    server->num_identities = 1;
    CHECK_EQ_INT(brisk_tls_config_check(client, BRISK_TLS_CLIENT), 0);
    CHECK_EQ_INT(brisk_tls_config_check(server, BRISK_TLS_SERVER), 0);
}

/* Starts a side of the pair over again with other memory. */
static void start_with(struct test_peer *peer, const struct brisk_tls_config *config,
                       enum brisk_tls_role role, uint8_t *memory, size_t size)
{
    memset(memory, 0xa5, BRISK_TLS_HANDSHAKE_SIZE_MAX);
    CHECK_EQ_INT(brisk_tls_init(&peer->tls, config, role, memory, size, peer->in, sizeof peer->in,
                                peer->out, sizeof peer->out),
                 0);
    if (role == BRISK_TLS_CLIENT)
        CHECK_EQ_INT(brisk_tls_set_host(&peer->tls, TEST_CHAIN_HOST), 0);
    brisk_tls_set_time(&peer->tls, TEST_CHAIN_TIME);
}

/* Nothing behind the memory given was written to. */
static int is_untouched(const uint8_t *memory, size_t size)
{
    for (size_t i = size; i < BRISK_TLS_HANDSHAKE_SIZE_MAX; i++)
        if (memory[i] != 0xa5)
            return 0;
    return 1;
}

static void test_sizes(void)
{
    struct brisk_tls_config client, server;
    make_configs(&client, &server, &chain, BRISK_TLS_VERSION_1_3);
    CHECK(sizeof(struct brisk_tls) <= 1536);
    CHECK(sizeof(struct brisk_tls) + BRISK_TLS_HANDSHAKE_SIZE <= 12288);
    CHECK_EQ_INT((long long)brisk_tls_handshake_size(&client, BRISK_TLS_CLIENT),
                 BRISK_TLS_HANDSHAKE_SIZE);
    CHECK_EQ_INT((long long)brisk_tls_handshake_size(&server, BRISK_TLS_SERVER),
                 BRISK_TLS_HANDSHAKE_SIZE);
    CHECK_EQ_INT(brisk_tls_init(&pair.client.tls, &client, BRISK_TLS_CLIENT, client_memory,
                                BRISK_TLS_HANDSHAKE_SIZE - 1, pair.client.in, sizeof pair.client.in,
                                pair.client.out, sizeof pair.client.out),
                 BRISK_ERR_ARGUMENT);
    /* names of protocols */
    static char names[8][251];
    static const char *const list[] = { names[0], names[1], names[2], names[3],
                                        names[4], names[5], names[6], names[7] };
    for (size_t i = 0; i < 8; i++)
        memset(names[i], 'a' + (int)i, sizeof names[i] - 1);
    client.alpn = list;
    client.num_alpn = 8;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
    CHECK(brisk_tls_handshake_size(&client, BRISK_TLS_CLIENT) > BRISK_TLS_HANDSHAKE_SIZE);
}

/* A chain that is too long for the least memory, on either side. */
static void test_long_chain(uint16_t version)
{
    struct brisk_tls_config client, server;
    make_configs(&client, &server, &long_chain, version);
    size_t needed = brisk_tls_handshake_size(&server, BRISK_TLS_SERVER);
    size_t certificates = LONG_CHAIN * long_chain.leaf.der.len;
    CHECK(needed > certificates && needed <= BRISK_TLS_HANDSHAKE_SIZE_MAX);
    for (int i = 0; i < 4; i++) {
        size_t client_size = i & 1 ? BRISK_TLS_HANDSHAKE_SIZE_MAX : BRISK_TLS_HANDSHAKE_SIZE;
        size_t server_size = i & 2 ? needed : BRISK_TLS_HANDSHAKE_SIZE;
        for (size_t chunk = 0; chunk < 5000; chunk += 999) {
            test_note("client %zu, server %zu, chunks of %zu, version %x", client_size, server_size,
                      chunk, version);
            start_with(&pair.client, &client, BRISK_TLS_CLIENT, client_memory, client_size);
            start_with(&pair.server, &server, BRISK_TLS_SERVER, server_memory, server_size);
            CHECK_EQ_INT(test_pair_run(&pair, chunk), i == 3);
            CHECK_EQ_INT(pair.server.result == BRISK_ERR_TLS_MEMORY, !(i & 2));
            CHECK_EQ_INT(pair.client.result == BRISK_ERR_TLS_MEMORY, i == 2);
            if (i == 2)
                CHECK_EQ_INT(brisk_tls_alert_sent(&pair.client.tls), ALERT_INTERNAL_ERROR);
            CHECK(is_untouched(client_memory, client_size));
            CHECK(is_untouched(server_memory, server_size));
            test_pair_wipe(&pair);
        }
    }
    test_note(NULL);
}

/* Takes away a buffer in which nothing waits, gives back one that is needed. */
static void lend(struct brisk_tls_buffer *buffer)
{
    if (buffer->begin == buffer->end) {
        memset(buffer->data, 0xee, BRISK_TLS_BUFFER_SIZE);
        buffer->data = NULL;
        buffer->capacity = buffer->begin = buffer->end = 0;
    }
}

static void give(struct brisk_tls_buffer *buffer, uint8_t *memory)
{
    if (!buffer->data) {
        buffer->data = memory;
        buffer->capacity = BRISK_TLS_BUFFER_SIZE;
    }
}

/* Each step has its own buffers, but for what waits in them. */
static int run_lent(size_t chunk)
{
    struct test_peer *peers[] = { &pair.client, &pair.server };
    for (int turn = 0, idle = 0; idle < 4; turn++) {
        struct test_peer *peer = peers[turn % 2], *other = peers[1 - turn % 2];
        give(&peer->tls.in, peer->in);
        give(&peer->tls.out, peer->out);
        size_t moved = other->tls.out.data ? test_pair_move(other, peer, chunk) : 0;
        if (test_peer_step(peer) < 0)
            return 0;
        idle = moved ? 0 : idle + 1;
        lend(&peer->tls.in);
        if (other->tls.out.data)
            lend(&other->tls.out);
    }
    return pair.client.result == BRISK_TLS_DONE && pair.server.result == BRISK_TLS_DONE;
}

static void test_lent_buffers(uint16_t version)
{
    static const char text[] = "after all this";
    struct brisk_tls_config client, server;
    make_configs(&client, &server, &chain, version);
    for (size_t chunk = 0; chunk < 300; chunk += 53) {
        test_note("chunks of %zu, version %x", chunk, version);
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        CHECK(run_lent(chunk));
        /* Idle: 1.5 KiB and nothing else. */
        CHECK(!pair.client.tls.in.data && !pair.server.tls.in.data);
        CHECK(brisk_tls_handshake_release(&pair.client.tls) == pair.client.handshake);
        CHECK(brisk_tls_handshake_release(&pair.server.tls) == pair.server.handshake);
        memset(pair.client.handshake, 0xee, sizeof pair.client.handshake);
        memset(pair.server.handshake, 0xee, sizeof pair.server.handshake);
        give(&pair.client.tls.in, pair.client.in);
        give(&pair.client.tls.out, pair.client.out);
        give(&pair.server.tls.in, pair.server.in);
        give(&pair.server.tls.out, pair.server.out);
        CHECK(test_pair_send(&pair.client, &pair.server, (const uint8_t *)text, sizeof text, 0));
        CHECK(test_pair_send(&pair.server, &pair.client, (const uint8_t *)text, sizeof text, 0));
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&chain, BRISK_KEY_P256, 0))
        test_abort("no certificates");
    make_long_chain();
    test_sizes();
    static const uint16_t versions[] = { BRISK_TLS_VERSION_1_3, BRISK_TLS_VERSION_1_2 };
    for (size_t i = 0; i < 2; i++) {
        test_long_chain(versions[i]);
        test_lent_buffers(versions[i]);
    }
    return test_end();
}
