/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* record_size_limit (RFC 8449): who offers and answers what, that every protected record keeps to
 * the limit of the end that reads it and long data reach it, and that longer ones are refused. Of
 * malformed extensions test_tls_must_abort and test_tls12_alerts have more. */

#include <brisk/error.h>

#include <stdio.h>
#include <string.h>

#include "handshake/extensions.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

static struct test_pair pair;
static struct test_chain chain;
static struct brisk_tls_config client, server;
static struct brisk_ticket_keys keys;
static struct brisk_session slot, session;
static uint8_t text[3 * BRISK_TLS_MAX_PLAINTEXT];

/* What went in one direction. */
struct watched {
    int saw_ccs;    /* TLS 1.2: what follows is protected */
    size_t largest; /* protected record, its plaintext as RFC 8449 counts */
    size_t num_protected;
};
static struct watched to_server, to_client;

static void set_up(uint16_t version, uint16_t client_limit, uint16_t server_limit)
{
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
    client.min_version = client.max_version = version;
    client.trust = &chain.trust;
    client.record_size_limit = client_limit;
    server.identities = &chain.identity;
    server.num_identities = 1;
    server.record_size_limit = server_limit;
    server.ticket_keys = &keys;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), 0);
}

static void start(const struct brisk_session *resumed)
{
    memset(&to_server, 0, sizeof to_server);
    memset(&to_client, 0, sizeof to_client);
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK_EQ_INT(brisk_tls_keep_sessions(&pair.client.tls, &slot), 0);
    CHECK_EQ_INT(brisk_tls_resume(&pair.client.tls, resumed), 0);
}

/* Looks at the records that wait in an end's output. */
static void watch(const struct test_peer *from, struct watched *w)
{
    const struct brisk_tls *tls = &from->tls;
    int is_1_2 = tls->version == BRISK_TLS_VERSION_1_2;
    for (size_t at = tls->out.begin; at < tls->out.end;) {
        const uint8_t *record = tls->out.data + at;
        size_t len = (size_t)record[3] << 8 | record[4];
        size_t overhead = BRISK_AEAD_TAG_SIZE + (is_1_2 ? tls->suite->explicit_len : 0);
        if (is_1_2 ? w->saw_ccs : record[0] == RECORD_APPLICATION_DATA) {
            w->num_protected++;
            CHECK(len >= overhead);
            if (len - overhead > w->largest)
                w->largest = len - overhead;
        }
        w->saw_ccs |= record[0] == RECORD_CHANGE_CIPHER_SPEC;
        at += 5 + len;
    }
}

/* As test_pair_run() and test_pair_send(), with an eye on the records. */
static int run(void)
{
    size_t moved;
    do {
        test_peer_step(&pair.client);
        watch(&pair.client, &to_server);
        moved = test_pair_move(&pair.client, &pair.server, 0);
        test_peer_step(&pair.server);
        watch(&pair.server, &to_client);
        moved += test_pair_move(&pair.server, &pair.client, 0);
    } while (moved);
    return pair.client.result == BRISK_TLS_DONE && pair.server.result == BRISK_TLS_DONE;
}

static void send_watched(struct test_peer *from, struct test_peer *to, struct watched *w)
{
    size_t sent = 0, received = 0, taken;
    do {
        CHECK_EQ_INT(brisk_tls_write(&from->tls, text + sent, sizeof text - sent, &taken), 0);
        sent += taken;
        watch(from, w);
        test_pair_move(from, to, 0);
        while (test_peer_step(to) == BRISK_TLS_DATA) {
            CHECK_EQ_BYTES(to->tls.data.data, text + received, to->tls.data.len);
            received += to->tls.data.len;
            brisk_tls_data_done(&to->tls);
        }
    } while (taken && to->result >= 0);
    CHECK_EQ_INT(to->result, BRISK_TLS_DONE);
    CHECK_EQ_INT((long long)received, (long long)sizeof text);
}

static size_t largest_of(uint16_t version)
{
    return BRISK_TLS_MAX_PLAINTEXT + (version == BRISK_TLS_VERSION_1_3);
}

/* The limit that counts, as told by the end that keeps to it. */
static void check_limit(const struct test_peer *sender, const struct watched *w, uint16_t version,
                        uint16_t offered, int negotiated)
{
    struct brisk_tls_info info;
    size_t limit = largest_of(version);
    if (negotiated && offered < limit)
        limit = offered;
    brisk_tls_get_info(&sender->tls, &info);
    CHECK_EQ_INT(info.record_size_limit, negotiated ? (long long)limit : 0);
    CHECK_EQ_INT((long long)w->largest,
                 (long long)limit); /* not over it, and not needlessly under */
    CHECK(w->num_protected >= sizeof text / limit);
}

static const uint16_t versions[] = { BRISK_TLS_VERSION_1_2, BRISK_TLS_VERSION_1_3 };
static const uint16_t limits[] = { 0, 64, 65, 512, 16383, 16384, 16385 };
#define NUM_LIMITS (sizeof limits / sizeof limits[0])

static void check_pair(uint16_t version, uint16_t client_limit, uint16_t server_limit)
{
    int negotiated = client_limit && server_limit;
    test_note("version %04x, client %u, server %u", version, client_limit, server_limit);
    set_up(version, client_limit, server_limit);
    start(NULL);
    CHECK(run());
    send_watched(&pair.client, &pair.server, &to_server);
    send_watched(&pair.server, &pair.client, &to_client);
    check_limit(&pair.client, &to_server, version, server_limit, negotiated);
    check_limit(&pair.server, &to_client, version, client_limit, negotiated);
    CHECK(slot.ticket_len > 64); /* which came in pieces where the limit is small */
    /* New keys change nothing about it. */
    if (version == BRISK_TLS_VERSION_1_3) {
        CHECK_EQ_INT(brisk_tls_key_update(&pair.client.tls, 1), 0);
        send_watched(&pair.client, &pair.server, &to_server);
        send_watched(&pair.server, &pair.client, &to_client);
        check_limit(&pair.client, &to_server, version, server_limit, negotiated);
        check_limit(&pair.server, &to_client, version, client_limit, negotiated);
    }
    test_pair_wipe(&pair);
}

static void test_pairs(void)
{
    for (size_t v = 0; v < 2; v++)
        for (size_t c = 0; c < NUM_LIMITS; c++)
            for (size_t s = 0; s < NUM_LIMITS; s++)
                check_pair(versions[v], limits[c], limits[s]);
    test_note(NULL);
}

/* A client that may speak either version offers what the better one allows. */
static void test_both_versions(void)
{
    set_up(BRISK_TLS_VERSION_1_3, 16385, 16385);
    client.min_version = BRISK_TLS_VERSION_1_2;
    server.max_version = BRISK_TLS_VERSION_1_2;
    start(NULL);
    CHECK(run());
    send_watched(&pair.server, &pair.client, &to_client);
    check_limit(&pair.server, &to_client, BRISK_TLS_VERSION_1_2, 16385, 1);
    CHECK_EQ_INT(pair.server.tls.read.limit, BRISK_TLS_MAX_PLAINTEXT);
    CHECK_EQ_INT(pair.client.tls.read.limit, BRISK_TLS_MAX_PLAINTEXT);
    test_pair_wipe(&pair);
}

/* Data written in place, and the handshake with a HelloRetryRequest. */
static void test_place_and_retry(void)
{
    size_t capacity = 0, taken = 0;
    set_up(BRISK_TLS_VERSION_1_3, 300, 200);
    client.num_key_shares = 0;
    start(NULL);
    CHECK(run());
    CHECK_EQ_INT(pair.client.tls.hello_retry, 1);
    uint8_t *place = brisk_tls_write_place(&pair.client.tls, &capacity);
    CHECK_EQ_INT((long long)capacity, 199);
    memset(place, 'x', capacity);
    CHECK_EQ_INT(brisk_tls_write(&pair.client.tls, place, capacity, &taken), 0);
    CHECK_EQ_INT((long long)taken, 199);
    watch(&pair.client, &to_server);
    CHECK_EQ_INT((long long)to_server.largest, 200);
    test_pair_move(&pair.client, &pair.server, 0);
    CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_DATA);
    CHECK_EQ_INT((long long)pair.server.tls.data.len, 199);
    test_pair_wipe(&pair);
}

/* Section 4: a record over the limit, by content or by padding, is record_overflow; one that just
 * keeps to it is taken. */
static void deliver(int to_the_server, size_t len, size_t padding, int is_taken)
{
    struct test_peer *to = to_the_server ? &pair.server : &pair.client;
    start(NULL);
    CHECK(run());
    test_wire_deliver(to, RECORD_APPLICATION_DATA, text, len, padding);
    if (is_taken) {
        CHECK_EQ_INT(to->result, BRISK_TLS_DATA);
        CHECK_EQ_INT((long long)to->tls.data.len, (long long)len);
    } else {
        CHECK_EQ_INT(to->result, BRISK_ERR_TLS_RECORD_OVERFLOW);
        test_peer_check_dead(to, RECORD_OVERFLOW);
    }
    test_pair_wipe(&pair);
}

static void test_overflow(void)
{
    for (size_t v = 0; v < 2; v++) {
        size_t type = versions[v] == BRISK_TLS_VERSION_1_3;
        for (int to_the_server = 0; to_the_server < 2; to_the_server++) {
            test_note("version %04x, to the server: %d", versions[v], to_the_server);
            for (uint16_t limit = 64; limit <= 1024; limit *= 4) {
                set_up(versions[v], limit, limit);
                deliver(to_the_server, limit - type, 0, 1);
                deliver(to_the_server, limit - type + 1, 0, 0);
                deliver(to_the_server, limit + 300, 0, 0); /* seen by the header alone */
                if (type) {
                    deliver(to_the_server, 10, limit - 11, 1);
                    deliver(to_the_server, 10, limit - 10, 0);
                }
            }
            /* Where the other end has not sent the extension, there is no limit. */
            set_up(versions[v], to_the_server ? 0 : 64, to_the_server ? 64 : 0);
            deliver(to_the_server, BRISK_TLS_MAX_PLAINTEXT, 0, 1);
        }
    }
    test_note(NULL);
}

/* Suites with CBC add more, and of different lengths, to a content that is limited all the same. */
static void test_cbc(uint16_t suite, uint8_t no_encrypt_then_mac, uint16_t limit)
{
    size_t sent = 0, largest = 0, taken;
    test_note("suite %04x, no encrypt-then-MAC %u, limit %u", suite, no_encrypt_then_mac, limit);
    set_up(BRISK_TLS_VERSION_1_2, 16384, limit);
    client.suites[0] = server.suites[0] = suite;
    client.num_suites = server.num_suites = 1;
    client.no_encrypt_then_mac = no_encrypt_then_mac;
    start(NULL);
    CHECK(run());
    CHECK_EQ_INT(pair.client.tls.suite->id, suite);
    do {
        CHECK_EQ_INT(brisk_tls_write(&pair.client.tls, text + sent, 5000 - sent, &taken), 0);
        sent += taken;
        test_pair_move(&pair.client, &pair.server, 0);
        while (test_peer_step(&pair.server) == BRISK_TLS_DATA) {
            if (pair.server.tls.data.len > largest)
                largest = pair.server.tls.data.len;
            brisk_tls_data_done(&pair.server.tls);
        }
    } while (taken && pair.server.result >= 0);
    CHECK_EQ_INT((long long)sent, 5000);
    CHECK_EQ_INT(pair.server.result, BRISK_TLS_DONE);
    CHECK_EQ_INT((long long)largest, limit);
    test_pair_wipe(&pair);
    deliver(1, limit, 0, 1);
    deliver(1, limit + 1u, 0, 0);
    deliver(1, limit + 1000u, 0, 0);
}

static void test_cbc_suites(void)
{
    static const uint16_t suites[] = { BRISK_TLS_ECDHE_ECDSA_AES_128_CBC_SHA,
                                       BRISK_TLS_ECDHE_ECDSA_AES_128_CBC_SHA256,
                                       BRISK_TLS_ECDHE_ECDSA_AES_256_CBC_SHA384 };
    static const uint16_t some[] = { 64, 79, 512 };
    for (size_t i = 0; i < 3; i++)
        for (uint8_t without = 0; without < 2; without++)
            for (size_t k = 0; k < 3; k++)
                test_cbc(suites[i], without, some[k]);
    test_note(NULL);
}

/* A handshake message in a longer record: the client's Finished with padding. */
static void pad_finished(struct test_wire *wire, unsigned index, const uint8_t *message, size_t len)
{
    size_t padding = index == 1 ? 128 - len : 0; /* type and padding: 129 */
    test_wire_deliver(wire->to, RECORD_HANDSHAKE, message, len, padding);
}

static void test_handshake_overflow(void)
{
    struct test_wire up = { .from = &pair.client, .to = &pair.server, .edit = pad_finished };
    struct test_wire down = { .from = &pair.server, .to = &pair.client };
    for (uint16_t limit = 128; limit <= 129; limit++) {
        struct test_wire up_now = up, down_now = down;
        set_up(BRISK_TLS_VERSION_1_3, 16385, limit);
        start(NULL);
        test_wire_run(&pair, &up_now, &down_now);
        CHECK_EQ_INT((long long)up_now.index, 2);
        if (limit == 129)
            CHECK_EQ_INT(pair.server.tls.established, 1);
        else
            test_peer_check_dead(&pair.server, RECORD_OVERFLOW);
        test_pair_wipe(&pair);
    }
}

/* `in` need not hold more than the limit and what protection adds, once what is not protected has
 * come; and a record over the limit is told from one that the buffer is too small for. */
static void test_small_input(void)
{
    static uint8_t in[512 + 256 + 5];
    set_up(BRISK_TLS_VERSION_1_3, 512, 16385);
    for (size_t len = 511; len <= 10000; len += 10000 - 511) {
        start(NULL);
        pair.client.tls.in.data = in;
        pair.client.tls.in.capacity = sizeof in;
        CHECK(run());
        if (len == 511) {
            CHECK(test_pair_send(&pair.server, &pair.client, text, sizeof text, 0));
            continue;
        }
        static const uint8_t header[5] = { RECORD_APPLICATION_DATA, 3, 3, 0x27, 0x10 };
        memcpy(in + pair.client.tls.in.end, header, 5);
        pair.client.tls.in.end += 5;
        test_peer_step(&pair.client);
        test_peer_check_dead(&pair.client, RECORD_OVERFLOW);
    }
    test_pair_wipe(&pair);
}

/* Section 4: the limit is agreed upon anew with each handshake, resumed or not. */
static void test_resumption(void)
{
    for (size_t v = 0; v < 2; v++) {
        test_note("version %04x", versions[v]);
        set_up(versions[v], 100, 200);
        start(NULL);
        CHECK(run());
        session = slot;
        test_pair_wipe(&pair);
        set_up(versions[v], 400, 300);
        start(&session);
        CHECK(run());
        CHECK_EQ_INT(pair.client.tls.resumed, 1);
        send_watched(&pair.client, &pair.server, &to_server);
        send_watched(&pair.server, &pair.client, &to_client);
        check_limit(&pair.client, &to_server, versions[v], 300, 1);
        check_limit(&pair.server, &to_client, versions[v], 400, 1);
        session = slot;
        test_pair_wipe(&pair);
        set_up(versions[v], 400, 0);
        start(&session);
        CHECK(run());
        CHECK_EQ_INT(pair.client.tls.resumed, 1);
        send_watched(&pair.client, &pair.server, &to_server);
        check_limit(&pair.client, &to_server, versions[v], 0, 0);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

static int never_seen(void *arg, const uint8_t id[BRISK_REPLAY_ID_SIZE], int64_t now)
{
    (void)arg, (void)id, (void)now;
    return 0;
}

/* Early data is sealed before the server has said anything, and may be longer: taken or refused, it
 * is read; behind it the limit holds. */
static void test_early_data(int refused)
{
    size_t taken = 0, received = 0;
    set_up(BRISK_TLS_VERSION_1_3, 16385, 64);
    client.early_data = 1;
    server.max_early_data = 16384;
    server.check_replay = never_seen;
    start(NULL);
    CHECK(run());
    session = slot;
    test_pair_wipe(&pair);
    if (refused)
        server.max_early_data = 0;
    start(&session);
    CHECK_EQ_INT(test_peer_step(&pair.client), BRISK_TLS_WANT_INPUT);
    CHECK_EQ_INT(brisk_tls_write(&pair.client.tls, text, 5000, &taken), 0);
    CHECK_EQ_INT((long long)taken, 5000);
    test_pair_move(&pair.client, &pair.server, 0);
    while (test_peer_step(&pair.server) == BRISK_TLS_DATA) {
        received += pair.server.tls.data.len;
        brisk_tls_data_done(&pair.server.tls);
    }
    CHECK_EQ_INT((long long)received, refused ? 0 : 5000);
    CHECK(run());
    send_watched(&pair.client, &pair.server, &to_server);
    CHECK_EQ_INT((long long)to_server.largest, 64);
    test_wire_deliver(&pair.server, RECORD_APPLICATION_DATA, text, 64, 0);
    test_peer_check_dead(&pair.server, RECORD_OVERFLOW);
    test_pair_wipe(&pair);
}

/* A server that answers what was not asked; one extension is as unasked for as the other. */
static void answer_unasked(struct test_wire *wire, unsigned index, const uint8_t *message,
                           size_t len)
{
    static const struct test_edit edit = { EDIT_APPEND, EXT_RECORD_SIZE_LIMIT, "4001" };
    static struct test_message changed;
    memcpy(changed.bytes, message, len);
    changed.len = len;
    if (index == 1)
        test_message_edit(&changed, &edit);
    test_wire_deliver(wire->to, RECORD_HANDSHAKE, changed.bytes, changed.len, 0);
}

static void test_unasked(void)
{
    struct test_wire up = { .from = &pair.client, .to = &pair.server };
    struct test_wire down = { .from = &pair.server, .to = &pair.client, .edit = answer_unasked };
    set_up(BRISK_TLS_VERSION_1_3, 0, 0);
    start(NULL);
    test_wire_run(&pair, &up, &down);
    test_peer_check_dead(&pair.client, UNSUPPORTED_EXTENSION);
    test_pair_wipe(&pair);
}

static void test_config(void)
{
    static const uint16_t wrong[] = { 1, 63, 16386, 65535 };
    set_up(BRISK_TLS_VERSION_1_3, 0, 0);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        client.record_size_limit = server.record_size_limit = wrong[i];
        CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
        CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), BRISK_ERR_ARGUMENT);
    }
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&chain, BRISK_KEY_P256, 0) || brisk_ticket_keys_rotate(&keys))
        test_abort("cannot make the chain and the ticket keys");
    test_random_bytes(text, sizeof text);
    test_pairs();
    test_both_versions();
    test_place_and_retry();
    test_overflow();
    test_cbc_suites();
    test_handshake_overflow();
    test_small_input();
    test_resumption();
    test_early_data(0);
    test_early_data(1);
    test_unasked();
    test_config();
    return test_end();
}
