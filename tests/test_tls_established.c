/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* An established connection of the engine with itself: data, padding, KeyUpdate, key limits,
 * tickets, closing, death, and the secrets it gives out. */

#include <brisk/error.h>

#include <stdio.h>
#include <string.h>

#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

static struct test_pair pair;
static struct test_chain chain;
static struct brisk_tls_config client, server;

static const uint16_t all_suites[] = {
    BRISK_TLS_AES_128_GCM_SHA256,
    BRISK_TLS_AES_256_GCM_SHA384,
    BRISK_TLS_CHACHA20_POLY1305_SHA256,
};

static void establish(uint16_t suite)
{
    server.suites[0] = suite;
    server.num_suites = 1;
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK(test_pair_run(&pair, 0));
    CHECK_EQ_INT(pair.client.tls.suite->id, suite);
}

static int exchange_data(size_t len, size_t chunk)
{
    static uint8_t data[300000];
    test_random_bytes(data, len);
    return CHECK(test_pair_send(&pair.client, &pair.server, data, len, chunk)) &
           CHECK(test_pair_send(&pair.server, &pair.client, data, len, chunk));
}

static void test_big_data(void)
{
    for (size_t s = 0; s < 3; s++) {
        establish(all_suites[s]);
        exchange_data(300000, 0);
        exchange_data(70000, 1234);
        exchange_data(1, 1);
        exchange_data(0, 0);
        test_pair_wipe(&pair);
    }
}

/* Data written where it will be sealed. */
static void test_write_place(void)
{
    establish(BRISK_TLS_CHACHA20_POLY1305_SHA256);
    for (size_t len = 0; len < 40000; len = len * 3 + 1) {
        size_t capacity = 0, taken = 0;
        uint8_t *place = brisk_tls_write_place(&pair.client.tls, &capacity);
        size_t part = len < capacity ? len : capacity;
        static uint8_t copy[BRISK_TLS_MAX_PLAINTEXT];
        test_random_bytes(place, part);
        memcpy(copy, place, part);
        CHECK_EQ_INT(brisk_tls_write(&pair.client.tls, place, part, &taken), 0);
        CHECK_EQ_INT((long long)taken, (long long)part);
        test_pair_move(&pair.client, &pair.server, 0);
        if (!part)
            continue;
        CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_DATA);
        CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_DATA); /* until it is taken */
        CHECK_EQ_INT((long long)pair.server.tls.data.len, (long long)part);
        CHECK_EQ_BYTES(pair.server.tls.data.data, copy, part);
        brisk_tls_data_done(&pair.server.tls);
        CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_DONE);
    }
    test_pair_wipe(&pair);
}

/* Section 5.4: padding is taken off. */
static void test_padding(void)
{
    static uint8_t data[BRISK_TLS_MAX_PLAINTEXT];
    establish(BRISK_TLS_AES_128_GCM_SHA256);
    test_random_bytes(data, sizeof data);
    for (size_t len = 1; len <= sizeof data; len = len * 4) {
        size_t padding = sizeof data - len;
        CHECK_EQ_INT(test_wire_deliver(&pair.server, RECORD_APPLICATION_DATA, data, len, padding),
                     BRISK_TLS_DATA);
        CHECK_EQ_INT((long long)pair.server.tls.data.len, (long long)len);
        CHECK_EQ_BYTES(pair.server.tls.data.data, data, len);
        brisk_tls_data_done(&pair.server.tls);
    }
    test_pair_wipe(&pair);
}

/* The server sends a byte of data, and before it what it owes. */
static void answer_with_data(void)
{
    size_t taken = 0;
    CHECK_EQ_INT(brisk_tls_write(&pair.server.tls, (const uint8_t *)"!", 1, &taken), 0);
    CHECK_EQ_INT(taken, 1);
    test_pair_move(&pair.server, &pair.client, 0);
    CHECK_EQ_INT(test_peer_step(&pair.client), BRISK_TLS_DATA);
    brisk_tls_data_done(&pair.client.tls);
    CHECK_EQ_INT(test_peer_step(&pair.client), BRISK_TLS_DONE);
}

static void test_key_update(void)
{
    for (size_t s = 0; s < 3; s++) {
        establish(all_suites[s]);
        uint8_t before[48], asked[48];
        memcpy(before, pair.client.tls.write_secret, sizeof before);
        CHECK_EQ_INT(brisk_tls_key_update(&pair.client.tls, 0), 0);
        CHECK(memcmp(before, pair.client.tls.write_secret, 32) != 0);
        exchange_data(1000, 0);
        /* Three requests before the answer: one answer. */
        memcpy(before, pair.server.tls.write_secret, sizeof before);
        for (int i = 0; i < 3; i++)
            CHECK_EQ_INT(brisk_tls_key_update(&pair.client.tls, 1), 0);
        test_pair_move(&pair.client, &pair.server, 0);
        CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_DONE);
        CHECK_EQ_BYTES(before, pair.server.tls.write_secret, 48); /* with its next data */
        CHECK_EQ_BYTES(pair.client.tls.write_secret, pair.server.tls.read_secret, 48);
        memcpy(asked, pair.client.tls.write_secret, sizeof asked);
        answer_with_data();
        CHECK(memcmp(before, pair.server.tls.write_secret, 32) != 0);
        CHECK_EQ_BYTES(pair.server.tls.write_secret, pair.client.tls.read_secret, 48);
        CHECK_EQ_BYTES(asked, pair.client.tls.write_secret, 48); /* an answer asks for nothing */
        exchange_data(40000, 0);
        /* Both at once, one byte at a time. */
        CHECK_EQ_INT(brisk_tls_key_update(&pair.client.tls, 1), 0);
        CHECK_EQ_INT(brisk_tls_key_update(&pair.server.tls, 1), 0);
        CHECK(test_pair_run(&pair, 1));
        exchange_data(1000, 100);
        test_pair_wipe(&pair);
    }
}

/* A KeyUpdate split over records, which is legal, and answered. */
static void test_split_key_update(void)
{
    static const uint8_t message[] = { MESSAGE_KEY_UPDATE, 0, 0, 1, 1 };
    establish(BRISK_TLS_AES_128_GCM_SHA256);
    /* What reaches the server is not from the client here, so that only the server is looked at. */
    for (size_t i = 0; i < sizeof message; i++) {
        CHECK_EQ_INT(pair.server.tls.key_updates, 0);
        CHECK_EQ_INT(test_wire_deliver(&pair.server, RECORD_HANDSHAKE, message + i, 1, 0),
                     BRISK_TLS_DONE);
    }
    CHECK_EQ_INT(pair.server.tls.key_updates, 1);
    uint8_t before[48];
    memcpy(before, pair.server.tls.write_secret, sizeof before);
    answer_with_data();
    CHECK(memcmp(before, pair.server.tls.write_secret, 32) != 0);
    CHECK_EQ_BYTES(pair.client.tls.read_secret, pair.server.tls.write_secret, 48);
    test_pair_wipe(&pair);
}

/* Section 5.5: keys are changed before they have sealed too much, and the peer is asked to. */
static void test_key_limits(void)
{
    establish(BRISK_TLS_AES_128_GCM_SHA256);
    uint64_t limit = UINT64_C(1) << 23;
    pair.client.tls.write.sequence = pair.server.tls.read.sequence = limit - 2;
    uint8_t before[48];
    memcpy(before, pair.client.tls.write_secret, sizeof before);
    exchange_data(10, 0);
    CHECK_EQ_BYTES(before, pair.client.tls.write_secret, 48);
    exchange_data(10, 0);
    CHECK_EQ_BYTES(before, pair.client.tls.write_secret, 48);
    exchange_data(10, 0);
    CHECK(memcmp(before, pair.client.tls.write_secret, 32) != 0);
    CHECK(pair.client.tls.write.sequence < 10);
    test_pair_run(&pair, 0);
    exchange_data(1000, 0);

    /* A peer that does not do so by itself. */
    pair.client.tls.write.sequence = pair.server.tls.read.sequence = limit - 2;
    memcpy(before, pair.client.tls.write_secret, sizeof before);
    for (int i = 0; i < 3; i++) {
        uint8_t byte = 1;
        CHECK_EQ_INT(test_wire_deliver(&pair.server, RECORD_APPLICATION_DATA, &byte, 1, 0),
                     BRISK_TLS_DATA);
        pair.client.tls.write.sequence++;
        brisk_tls_data_done(&pair.server.tls);
        CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_DONE);
    }
    CHECK(test_pair_run(&pair, 0));
    exchange_data(1000, 0);
    CHECK(memcmp(before, pair.client.tls.write_secret, 32) != 0);
    CHECK_EQ_BYTES(pair.client.tls.write_secret, pair.server.tls.read_secret, 48);
    CHECK_EQ_INT(pair.server.tls.update_asked, 0);

    /* And one that never does. */
    pair.server.tls.read.sequence = 2 * limit - 1;
    uint8_t byte = 1;
    CHECK_EQ_INT(test_wire_deliver(&pair.server, RECORD_APPLICATION_DATA, &byte, 1, 0),
                 BRISK_ERR_LIMIT);
    test_pair_wipe(&pair);
}

static void test_tickets(void)
{
    /* lifetime, age_add, nonce, ticket, extensions: early_data and one that nobody knows */
    uint8_t ticket[64];
    size_t len = test_hex(ticket, sizeof ticket,
                          "04000027 00000e10 01020304 0800000000 00000001 0006 0a0b0c0d0e0f"
                          "000c 002a0004 00004000 fafa0000");
    establish(BRISK_TLS_AES_256_GCM_SHA384);
    CHECK_EQ_INT(test_wire_deliver(&pair.client, RECORD_HANDSHAKE, ticket, len, 0), BRISK_TLS_DONE);
    for (size_t part = 1; part < len; part++) {
        test_note("tickets in parts of %zu bytes", part);
        for (size_t at = 0; at < len; at += part)
            CHECK_EQ_INT(test_wire_deliver(&pair.client, RECORD_HANDSHAKE, ticket + at,
                                           len - at < part ? len - at : part, 0),
                         BRISK_TLS_DONE);
        CHECK_EQ_INT(pair.client.tls.partial_len, 0);
        CHECK_EQ_INT((long long)pair.client.tls.ticket_left, 0);
    }
    test_note(NULL);
    test_pair_wipe(&pair);
}

static void test_close(void)
{
    uint8_t byte = 1;
    size_t taken;
    establish(BRISK_TLS_CHACHA20_POLY1305_SHA256);
    CHECK_EQ_INT(brisk_tls_close(&pair.client.tls), 0);
    CHECK_EQ_INT(brisk_tls_close(&pair.client.tls), 0); /* once is enough */
    CHECK_EQ_INT(brisk_tls_write(&pair.client.tls, &byte, 1, &taken), BRISK_ERR_STATE);
    CHECK_EQ_INT(brisk_tls_key_update(&pair.client.tls, 0), BRISK_ERR_STATE);
    test_pair_move(&pair.client, &pair.server, 0);
    CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_CLOSED);
    CHECK_EQ_INT(brisk_tls_alert_received(&pair.server.tls), 0);
    CHECK_EQ_INT(brisk_tls_end_of_input(&pair.server.tls), 0);
    /* The other direction is still open (section 6.1). */
    CHECK(test_pair_send(&pair.server, &pair.client, &byte, 1, 0));
    /* What comes after close_notify is ignored. */
    memset(pair.server.tls.in.data, 0x42, 10);
    pair.server.tls.in.end = 10;
    CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_CLOSED);
    CHECK_EQ_INT((long long)(pair.server.tls.in.end - pair.server.tls.in.begin), 0);
    CHECK_EQ_INT(brisk_tls_end_of_input(&pair.client.tls), BRISK_ERR_TLS_TRUNCATED);
    CHECK_EQ_INT(test_peer_step(&pair.client), BRISK_ERR_TLS_TRUNCATED);
    test_pair_wipe(&pair);
}

/* A dead connection stays dead and remembers no secret. */
static void test_death(void)
{
    static const uint8_t zeros[sizeof(struct brisk_tls_direction)];
    uint8_t byte = 1, key[16];
    size_t taken;
    establish(BRISK_TLS_AES_128_GCM_SHA256);
    CHECK_EQ_INT(brisk_tls_write(&pair.client.tls, &byte, 1, &taken), 0);
    pair.client.out[pair.client.tls.out.end - 1] ^= 1;
    test_pair_move(&pair.client, &pair.server, 0);
    CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_ERR_TLS_BAD_RECORD_MAC);
    CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_ERR_TLS_BAD_RECORD_MAC);
    CHECK_EQ_INT(brisk_tls_write(&pair.server.tls, &byte, 1, &taken), BRISK_ERR_TLS_BAD_RECORD_MAC);
    CHECK_EQ_INT(brisk_tls_close(&pair.server.tls), BRISK_ERR_TLS_BAD_RECORD_MAC);
    CHECK_EQ_INT(brisk_tls_key_update(&pair.server.tls, 0), BRISK_ERR_TLS_BAD_RECORD_MAC);
    CHECK_EQ_INT(brisk_tls_export(&pair.server.tls, key, sizeof key, "x", NULL, 0),
                 BRISK_ERR_STATE);
    CHECK_EQ_INT(brisk_tls_alert_sent(&pair.server.tls), 20);
    CHECK_EQ_BYTES((uint8_t *)&pair.server.tls.read, zeros, sizeof pair.server.tls.read);
    CHECK_EQ_BYTES((uint8_t *)&pair.server.tls.write, zeros, sizeof pair.server.tls.write);
    CHECK_EQ_BYTES(pair.server.tls.read_secret, zeros, 48);
    CHECK_EQ_BYTES(pair.server.tls.write_secret, zeros, 48);
    CHECK_EQ_BYTES(pair.server.tls.exporter_secret, zeros, 48);
    test_pair_move(&pair.server, &pair.client, 0);
    CHECK_EQ_INT(test_peer_step(&pair.client), BRISK_ERR_TLS_PEER_ALERT);
    CHECK_EQ_INT(brisk_tls_alert_received(&pair.client.tls), 20);
    CHECK_EQ_INT(brisk_tls_alert_sent(&pair.client.tls), -1);
    CHECK_EQ_STRING(brisk_tls_alert_name(20), "bad_record_mac");
    CHECK_EQ_STRING(brisk_tls_alert_name(-1), "unknown");
    test_pair_wipe(&pair);
}

/* The handshake's memory is given back once, without secrets, and serves another connection. */
static void test_release(void)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK(brisk_tls_handshake_release(&pair.client.tls) == NULL);
    CHECK(test_pair_run(&pair, 0));
    static const uint8_t zeros[sizeof(struct brisk_tls_handshake)];
    CHECK_EQ_BYTES(pair.client.handshake, zeros, offsetof(struct brisk_tls_handshake, secrets_end));
    CHECK_EQ_BYTES(pair.server.handshake, zeros, offsetof(struct brisk_tls_handshake, secrets_end));
    CHECK(brisk_tls_handshake_release(&pair.client.tls) == pair.client.handshake);
    CHECK(brisk_tls_handshake_release(&pair.server.tls) == pair.server.handshake);
    memset(pair.client.handshake, 0xee, sizeof pair.client.handshake);
    memset(pair.server.handshake, 0xee, sizeof pair.server.handshake);
    CHECK(brisk_tls_handshake_release(&pair.client.tls) == NULL);
    CHECK_EQ_STRING(brisk_tls_host(&pair.server.tls), "");
    exchange_data(20000, 0);
    CHECK_EQ_INT(brisk_tls_key_update(&pair.client.tls, 1), 0);
    CHECK(test_pair_run(&pair, 0));
    exchange_data(20000, 0);
    test_pair_wipe(&pair);
}

/* --- secrets given out --- */

struct key_log {
    size_t num_lines;
    char lines[8][256];
};

static void take_line(void *arg, const char *line)
{
    struct key_log *log = arg;
    if (log->num_lines < 8)
        snprintf(log->lines[log->num_lines++], sizeof log->lines[0], "%s", line);
}

static void test_keylog(void)
{
    static const char *const labels[] = {
        "CLIENT_HANDSHAKE_TRAFFIC_SECRET ",
        "SERVER_HANDSHAKE_TRAFFIC_SECRET ",
        "CLIENT_TRAFFIC_SECRET_0 ",
        "SERVER_TRAFFIC_SECRET_0 ",
        "EXPORTER_SECRET ",
    };
    struct key_log client_log = { 0 }, server_log = { 0 };
    client.keylog = server.keylog = take_line;
    client.keylog_arg = &client_log;
    server.keylog_arg = &server_log;
    establish(BRISK_TLS_AES_256_GCM_SHA384);
    client.keylog = server.keylog = NULL;
    CHECK_EQ_INT((long long)client_log.num_lines, 5);
    CHECK_EQ_INT((long long)server_log.num_lines, 5);
    for (size_t i = 0; i < 5; i++) {
        CHECK_EQ_STRING(client_log.lines[i], server_log.lines[i]);
        CHECK(strncmp(client_log.lines[i], labels[i], strlen(labels[i])) == 0);
        CHECK_EQ_INT((long long)strlen(client_log.lines[i]),
                     (long long)(strlen(labels[i]) + 64 + 1 + 2 * pair.client.tls.suite->hash_len));
    }
    test_pair_wipe(&pair);
}

static void test_exporter(void)
{
    uint8_t a[48], b[48];
    establish(BRISK_TLS_AES_256_GCM_SHA384);
    struct brisk_tls *tls = &pair.client.tls;
    CHECK_EQ_INT(brisk_tls_export(tls, a, sizeof a, "one", NULL, 0), 0);
    CHECK_EQ_INT(brisk_tls_export(tls, b, sizeof b, "two", NULL, 0), 0);
    CHECK(memcmp(a, b, sizeof a) != 0);
    CHECK_EQ_INT(brisk_tls_export(tls, b, sizeof b, "one", (const uint8_t *)"x", 1), 0);
    CHECK(memcmp(a, b, sizeof a) != 0);
    CHECK_EQ_INT(brisk_tls_export(tls, b, sizeof b, "one", NULL, 0), 0);
    CHECK_EQ_BYTES(a, b, sizeof a);
    static uint8_t large[255 * 48 + 1];
    CHECK_EQ_INT(brisk_tls_export(tls, large, sizeof large, "one", NULL, 0), BRISK_ERR_LENGTH);
    char label[251];
    memset(label, 'l', sizeof label - 1);
    label[sizeof label - 1] = 0;
    CHECK_EQ_INT(brisk_tls_export(tls, a, sizeof a, label, NULL, 0), BRISK_ERR_LENGTH);
    test_pair_wipe(&pair);
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK_EQ_INT(brisk_tls_export(tls, a, sizeof a, "one", NULL, 0), BRISK_ERR_STATE);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&chain, BRISK_KEY_P256, 0))
        test_abort("cannot make the chain");
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
    client.trust = &chain.trust;
    server.identities = &chain.identity;
    server.num_identities = 1;
    test_big_data();
    test_write_place();
    test_padding();
    test_key_update();
    test_split_key_update();
    test_key_limits();
    test_tickets();
    test_close();
    test_death();
    test_release();
    test_keylog();
    test_exporter();
    return test_end();
}
