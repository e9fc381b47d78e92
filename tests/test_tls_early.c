/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Early data (RFC 8446 sections 2.3, 4.2.10, 4.5 and 8): taken, refused, replayed, over the limit;
 * and the guard against replays. */

#include <brisk/error.h>
#include <brisk/random.h>

#include <stdio.h>
#include <string.h>

#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"

#define LIMIT 10000

static struct test_pair pair;
static struct test_chain chain;
static struct brisk_tls_config client, server;
static struct brisk_ticket_keys keys;
static struct brisk_session slot, session;
static const char *const protocols[] = { "one", "two" };
static uint64_t guard_memory[512] __attribute__((aligned(64)));
static struct brisk_replay_guard *guard;
static uint8_t text[3 * BRISK_TLS_MAX_PLAINTEXT];

/* Fresh keys, guard and configurations, and a session that allows early data. */
static void set_up(void)
{
    size_t size = brisk_replay_guard_size(32);
    CHECK(size <= sizeof guard_memory);
    guard = brisk_replay_guard_init(guard_memory, size, 0);
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
    client.trust = &chain.trust;
    client.early_data = 1;
    server.identities = &chain.identity;
    server.num_identities = 1;
    keys.num_keys = 0;
    CHECK_EQ_INT(brisk_ticket_keys_rotate(&keys), 0);
    server.ticket_keys = &keys;
    server.max_early_data = LIMIT;
    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), BRISK_ERR_ARGUMENT);
    server.check_replay = brisk_replay_check;
    server.replay_arg = guard;
    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), 0);
}

static void start(const struct brisk_session *resumed, int64_t seconds_later)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    brisk_tls_set_time(&pair.client.tls, TEST_CHAIN_TIME + seconds_later);
    brisk_tls_set_time(&pair.server.tls, TEST_CHAIN_TIME + seconds_later);
    CHECK_EQ_INT(brisk_tls_keep_sessions(&pair.client.tls, &slot), 0);
    CHECK_EQ_INT(brisk_tls_resume(&pair.client.tls, resumed), 0);
}

static void get_session(void)
{
    start(NULL, 0);
    CHECK(test_pair_run(&pair, 0));
    CHECK_EQ_INT(slot.max_early_data, server.max_early_data);
    session = slot;
    test_pair_wipe(&pair);
}

/* Steps the client to where it can write, and writes. Returns how much it could. */
static size_t write_early(size_t len)
{
    size_t taken = 0;
    CHECK_EQ_INT(test_peer_step(&pair.client), BRISK_TLS_WANT_INPUT);
    if (brisk_tls_early_room(&pair.client.tls))
        CHECK_EQ_INT(brisk_tls_write(&pair.client.tls, text, len, &taken), 0);
    return taken;
}

/* Moves all there is to the server, which takes early data as long as there is any. Returns how
 * much it took; its last result is in pair.server.result. */
static size_t read_early(size_t chunk)
{
    size_t len = 0;
    do {
        for (;;) {
            if (test_peer_step(&pair.server) != BRISK_TLS_DATA)
                break;
            CHECK_EQ_INT(pair.server.tls.data.early, 1);
            CHECK_EQ_BYTES(pair.server.tls.data.data, text + len, pair.server.tls.data.len);
            len += pair.server.tls.data.len;
            brisk_tls_data_done(&pair.server.tls);
        }
    } while (test_pair_move(&pair.client, &pair.server, chunk));
    return len;
}

static enum brisk_tls_early finish(void)
{
    struct brisk_tls_info info;
    CHECK(test_pair_run(&pair, 0));
    CHECK(test_pair_send(&pair.client, &pair.server, text, 100, 0));
    CHECK(test_pair_send(&pair.server, &pair.client, text, 100, 0));
    CHECK_EQ_INT((long long)brisk_tls_early_room(&pair.client.tls), 0);
    brisk_tls_get_info(&pair.client.tls, &info);
    enum brisk_tls_early of_client = info.early_data;
    brisk_tls_get_info(&pair.server.tls, &info);
    CHECK((of_client == BRISK_TLS_EARLY_ACCEPTED) == (info.early_data == BRISK_TLS_EARLY_ACCEPTED));
    test_pair_wipe(&pair);
    return of_client;
}

/* A connection with early data; whether it was taken. */
static int is_taken(int64_t seconds_later)
{
    start(&session, seconds_later);
    size_t sent = write_early(1000), taken = read_early(0);
    enum brisk_tls_early early = finish();
    CHECK(taken == (early == BRISK_TLS_EARLY_ACCEPTED ? sent : 0));
    CHECK(!sent == (early == BRISK_TLS_EARLY_NONE));
    return taken > 0;
}

static void test_taken(void)
{
    static const size_t chunks[] = { 0, 1, 77 };
    for (size_t i = 0; i < 3; i++) {
        set_up();
        get_session();
        start(&session, 0);
        CHECK_EQ_INT((long long)brisk_tls_early_room(&pair.client.tls), 0);
        CHECK_EQ_INT((long long)write_early(5000), 5000);
        CHECK_EQ_INT((long long)brisk_tls_early_room(&pair.client.tls), LIMIT - 5000);
        CHECK_EQ_INT((long long)read_early(chunks[i]), 5000);
        CHECK_EQ_INT(finish(), BRISK_TLS_EARLY_ACCEPTED);
        CHECK(slot.ticket_len > 0); /* tickets came with the server's first flight */
        session = slot;
        CHECK(is_taken(0));
    }
    /* no more than the ticket allows; and none at all */
    set_up();
    get_session();
    start(&session, 0);
    CHECK_EQ_INT((long long)write_early(2 * LIMIT), LIMIT);
    CHECK_EQ_INT((long long)brisk_tls_early_room(&pair.client.tls), 0);
    CHECK_EQ_INT((long long)read_early(0), LIMIT);
    CHECK_EQ_INT(finish(), BRISK_TLS_EARLY_ACCEPTED);
    session = slot;
    start(&session, 0);
    CHECK_EQ_INT((long long)write_early(0), 0);
    CHECK_EQ_INT(finish(), BRISK_TLS_EARLY_ACCEPTED);
}

/* The server answers before the client's Finished, and the client goes on with early data after it
 * has seen the server's. */
static void test_half_rtt(void)
{
    size_t taken = 0;
    set_up();
    get_session();
    start(&session, 0);
    write_early(10);
    CHECK_EQ_INT((long long)read_early(0), 10);
    CHECK_EQ_INT(pair.server.tls.established, 0);
    CHECK_EQ_INT(brisk_tls_write(&pair.server.tls, text, 500, &taken), 0);
    CHECK_EQ_INT((long long)taken, 500);
    while (test_pair_move(&pair.server, &pair.client, 0))
        continue;
    CHECK_EQ_INT(test_peer_step(&pair.client), BRISK_TLS_DATA);
    CHECK_EQ_BYTES(pair.client.tls.data.data, text, pair.client.tls.data.len);
    brisk_tls_data_done(&pair.client.tls);
    CHECK_EQ_INT(finish(), BRISK_TLS_EARLY_ACCEPTED);
}

static void test_exporters(void)
{
    uint8_t ours[32], theirs[32], later[32];
    set_up();
    get_session();
    start(&session, 0);
    CHECK_EQ_INT(brisk_tls_export_early(&pair.client.tls, ours, 32, "x", NULL, 0), BRISK_ERR_STATE);
    write_early(10);
    read_early(0);
    CHECK_EQ_INT(brisk_tls_export_early(&pair.client.tls, ours, 32, "x", NULL, 0), 0);
    CHECK_EQ_INT(brisk_tls_export_early(&pair.server.tls, theirs, 32, "x", NULL, 0), 0);
    CHECK_EQ_BYTES(ours, theirs, 32);
    CHECK(test_pair_run(&pair, 0));
    CHECK_EQ_INT(brisk_tls_export(&pair.client.tls, later, 32, "x", NULL, 0), 0);
    CHECK(memcmp(ours, later, 32) != 0);
    CHECK_EQ_INT(brisk_tls_export_early(&pair.client.tls, ours, 32, "x", NULL, 0), BRISK_ERR_STATE);
    test_pair_wipe(&pair);
}

/* A ticket must not seem older than it is, not even by the part of a second that the clock does not
 * tell: GnuTLS refuses early data then. */
static void test_age(void)
{
    static const struct {
        int64_t seconds;
        uint32_t age;
    } cases[] = { { 0, 0 }, { 1, 0 }, { 2, 1000 }, { 100, 99000 } };
    set_up();
    get_session();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        start(&session, cases[i].seconds);
        test_peer_step(&pair.client);
        const struct brisk_tls_buffer *out = &pair.client.tls.out;
        const uint8_t *at = out->data + out->begin, *end = out->data + out->end;
        while (end - at > (ptrdiff_t)session.ticket_len + 4 &&
               memcmp(at, session.ticket, session.ticket_len) != 0)
            at++;
        at += session.ticket_len;
        CHECK(end - at > 4);
        uint32_t sent =
            (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
        CHECK_EQ_INT((uint32_t)(sent - session.age_add), cases[i].age);
        test_pair_wipe(&pair);
    }
}

static void test_refused(void)
{
    set_up();
    get_session();
    const struct brisk_session good = session;
    CHECK(is_taken(0));
    /* time: the client's view of the ticket's age may differ by ten seconds */
    session.received -= 9;
    CHECK(is_taken(0));
    session.received -= 3; /* one is not counted: test_age() */
    CHECK(!is_taken(0));
    session = good;
    CHECK(is_taken(100)); /* both are as much later */
    CHECK(!is_taken(7201));
    /* another suite of the same hash; the session is resumed nevertheless */
    set_up();
    server.suites[0] = BRISK_TLS_AES_128_GCM_SHA256;
    server.num_suites = 1;
    get_session();
    server.suites[0] = BRISK_TLS_CHACHA20_POLY1305_SHA256;
    CHECK(!is_taken(0));
    /* another hash, other keys */
    server.suites[0] = BRISK_TLS_AES_256_GCM_SHA384;
    CHECK(!is_taken(0));
    set_up();
    CHECK(!is_taken(0));
    /* a server that takes none any more; a client that does not want to */
    set_up();
    get_session();
    server.max_early_data = 0;
    CHECK(!is_taken(0));
    server.max_early_data = LIMIT;
    client.early_data = 0;
    CHECK(!is_taken(0));
    /* a HelloRetryRequest */
    set_up();
    get_session();
    client.groups[0] = BRISK_GROUP_P256;
    client.groups[1] = BRISK_GROUP_X25519;
    server.num_groups = 1;
    CHECK(!is_taken(0));
    /* a lower limit than when the ticket was made: more than that is refused by an alert */
    set_up();
    get_session();
    server.max_early_data = 100;
    start(&session, 0);
    write_early(101);
    CHECK_EQ_INT((long long)read_early(0), 0);
    CHECK_EQ_INT(pair.server.result, BRISK_ERR_TLS_UNEXPECTED_MESSAGE);
    test_pair_wipe(&pair);
}

static void test_protocols(void)
{
    set_up();
    client.alpn = server.alpn = protocols;
    client.num_alpn = 2;
    server.num_alpn = 1;
    get_session();
    CHECK(!strcmp(session.alpn, "one"));
    CHECK(is_taken(0));
    server.alpn = protocols + 1; /* now it would be "two" */
    CHECK(!is_taken(0));
    client.alpn = protocols + 1; /* not offered any more: no early data is sent */
    client.num_alpn = 1;
    CHECK(!is_taken(0));
}

/* A ClientHello and its early data that come again: the session is resumed, the data is not taken.
 */
static void test_replay(void)
{
    static uint8_t first[BRISK_TLS_BUFFER_SIZE];
    set_up();
    get_session();
    start(&session, 0);
    write_early(1000);
    size_t len = pair.client.tls.out.end - pair.client.tls.out.begin;
    memcpy(first, pair.client.tls.out.data + pair.client.tls.out.begin, len);
    CHECK_EQ_INT((long long)read_early(0), 1000);
    CHECK_EQ_INT(finish(), BRISK_TLS_EARLY_ACCEPTED);
    for (int64_t later = 0; later < 12; later++) {
        start(NULL, later);
        memcpy(pair.server.tls.in.data, first, len);
        pair.server.tls.in.end = len;
        CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_WANT_INPUT);
        CHECK_EQ_INT(pair.server.tls.resumed, 1);
        CHECK_EQ_INT(pair.server.tls.early, BRISK_TLS_EARLY_NONE);
        test_pair_wipe(&pair);
    }
}

/* An alert instead of EndOfEarlyData: the handshake will not be completed. */
static void test_wrong_end(void)
{
    set_up();
    get_session();
    start(&session, 0);
    write_early(10);
    CHECK_EQ_INT((long long)read_early(0), 10);
    /* the client dies of something: its alert is under the early keys */
    CHECK_EQ_INT(brisk_tls_close(&pair.client.tls), 0);
    CHECK_EQ_INT((long long)read_early(0), 0);
    CHECK_EQ_INT(pair.server.result, BRISK_ERR_TLS_PEER_ALERT);
    test_pair_wipe(&pair);
}

static void test_guard(void)
{
    uint8_t id[BRISK_REPLAY_ID_SIZE] = { 0 };
    size_t size = brisk_replay_guard_size(32);
    CHECK_EQ_INT((long long)brisk_replay_guard_size(0), 0);
    CHECK_EQ_INT((long long)brisk_replay_guard_size(SIZE_MAX / 2), 0);
    CHECK(!brisk_replay_guard_init(guard_memory, size - 8, 0));
    CHECK(!brisk_replay_guard_init(guard_memory, 0, 0));
    /* just started */
    guard = brisk_replay_guard_init(guard_memory, size, 1000);
    CHECK_EQ_INT(brisk_replay_check(guard, id, 1000), 1);
    CHECK_EQ_INT(brisk_replay_check(guard, id, 1009), 1);
    CHECK_EQ_INT(brisk_replay_check(guard, id, 1010), 0);
    /* remembered for 20 seconds at least, forgotten after 40 */
    for (int64_t later = 0; later < 20; later++)
        CHECK_EQ_INT(brisk_replay_check(guard, id, 1010 + later), 1);
    CHECK_EQ_INT(brisk_replay_check(guard, id, 1010 + 41), 0);
    CHECK_EQ_INT(brisk_replay_check(guard, id, 1010 + 41), 1);
    CHECK_EQ_INT(brisk_replay_check(guard, id, 1000), 1); /* the clock goes back */
    /* 32 fit for sure; when it is full, everything is a replay */
    guard = brisk_replay_guard_init(guard_memory, size, 0);
    size_t taken = 0;
    for (int i = 0; i < 1000; i++) {
        test_random_bytes(id, sizeof id);
        taken += !brisk_replay_check(guard, id, 500);
        CHECK_EQ_INT(brisk_replay_check(guard, id, 500), 1);
        if (i < 16)
            CHECK_EQ_INT((long long)taken, i + 1);
    }
    CHECK(taken >= 32 && taken <= 64);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&chain, BRISK_KEY_P256, 0))
        test_abort("no chain");
    test_random_bytes(text, sizeof text);
    test_taken();
    test_half_rtt();
    test_exporters();
    test_age();
    test_refused();
    test_protocols();
    test_replay();
    test_wrong_end();
    test_guard();
    return test_end();
}
