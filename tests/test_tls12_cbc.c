/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* TLS 1.2's CBC suites in the engine: that nobody gets them who did not ask, that encrypt-then-MAC
 * is negotiated as RFC 7366 says, and records of every form, right ones and wrong ones, which all
 * end in bad_record_mac. tests/test_cbc.c has the protection alone, tests/test_peer_tls12.c a peer
 * that is not ours. */

#include <brisk/error.h>

#include <stdio.h>
#include <string.h>

#include "handshake/extensions.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

#define SOME_SUITE BRISK_TLS_ECDHE_ECDSA_AES_128_CBC_SHA

static struct test_pair pair;
static struct test_chain ecdsa, rsa;
static struct brisk_tls_config client, server;

static void set_up(const struct brisk_suite *suite)
{
    const struct test_chain *chain = suite->authentication == AUTHENTICATION_RSA ? &rsa : &ecdsa;
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
    client.trust = &chain->trust;
    server.identities = &chain->identity;
    server.num_identities = 1;
    client.max_version = BRISK_TLS_VERSION_1_2;
    client.suites[0] = server.suites[0] = suite->id;
    client.num_suites = server.num_suites = 1;
    if (suite->key_exchange == KEY_EXCHANGE_DHE) {
        client.groups[0] = server.groups[0] = BRISK_GROUP_FFDHE2048;
        client.num_groups = server.num_groups = 1;
    }
}

static const struct brisk_suite *cbc_suite(size_t *i)
{
    for (; brisk_tls_suite_by_index(*i); ++*i) {
        const struct brisk_suite *suite = brisk_suite_find(brisk_tls_suite_by_index(*i));
        if (suite->mac_len) {
            ++*i;
            return suite;
        }
    }
    return NULL;
}

static void connect_pair(size_t out_capacity)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, out_capacity);
    if (!CHECK(test_pair_run(&pair, 0)))
        printf("client %s, server %s\n", brisk_strerror(pair.client.result),
               brisk_strerror(pair.server.result));
}

/* --- who gets them, and how --- */

static void test_defaults(void)
{
    struct brisk_tls_config config;
    brisk_tls_config_init(&config);
    for (size_t i = 0; i < config.num_suites; i++)
        CHECK_EQ_INT(brisk_suite_find(config.suites[i])->mac_len, 0);
    CHECK_EQ_INT(brisk_encrypt_then_mac_is_enabled(&config), 0);
}

/* Every suite, with the MAC in either place. */
static void test_suites(void)
{
    static uint8_t data[40000];
    const struct brisk_suite *suite;
    unsigned num_suites = 0;
    test_random_bytes(data, sizeof data);
    for (size_t i = 0; (suite = cbc_suite(&i)) != NULL; num_suites++)
        for (int without = 0; without < 4; without++) {
            test_note("%s, without encrypt-then-MAC: %d", suite->name, without);
            set_up(suite);
            client.no_encrypt_then_mac = without & 1;
            server.no_encrypt_then_mac = (uint8_t)(without >> 1);
            CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
            CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), 0);
            connect_pair(0);
            CHECK_EQ_INT(pair.client.tls.suite->id, suite->id);
            CHECK_EQ_INT(pair.client.tls.write.cbc.encrypt_then_mac, !without);
            CHECK_EQ_INT(pair.server.tls.write.cbc.encrypt_then_mac, !without);
            CHECK(test_pair_send(&pair.client, &pair.server, data, sizeof data, 0));
            CHECK(test_pair_send(&pair.server, &pair.client, data, sizeof data, 1000));
            CHECK_EQ_INT(brisk_tls_close(&pair.client.tls), 0);
            test_pair_move(&pair.client, &pair.server, 0);
            CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_CLOSED);
            test_pair_wipe(&pair);
        }
    test_note(NULL);
    CHECK_EQ_INT(num_suites, 16);
}

/* The whole handshake and data through buffers of any size. */
static void test_small_buffers(void)
{
    static uint8_t data[5000];
    for (size_t capacity = MIN_BUFFER; capacity < 1200; capacity += 1 + capacity / 20) {
        test_note("out of %zu bytes", capacity);
        set_up(brisk_suite_find(BRISK_TLS_ECDHE_RSA_AES_256_CBC_SHA384));
        client.no_encrypt_then_mac = capacity & 1;
        connect_pair(capacity);
        CHECK(test_pair_send(&pair.client, &pair.server, data, sizeof data, 0));
        CHECK(test_pair_send(&pair.server, &pair.client, data, sizeof data, 0));
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* What was put in place goes as one record, however little room there is. */
static void test_writing_in_place(void)
{
    static const uint16_t suites[] = { SOME_SUITE, BRISK_TLS_ECDHE_RSA_AES_256_CBC_SHA384,
                                       BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256,
                                       BRISK_TLS_AES_128_GCM_SHA256 };
    for (size_t s = 0; s < sizeof suites / sizeof suites[0]; s++)
        for (size_t capacity = MIN_BUFFER; capacity < 700; capacity += 13) {
            test_note("%s, out of %zu bytes", brisk_tls_suite_name(suites[s]), capacity);
            size_t room = 0, taken = 0;
            set_up(brisk_suite_find(suites[s]));
            client.max_version = BRISK_TLS_VERSION_1_3;
            connect_pair(capacity);
            uint8_t *place = brisk_tls_write_place(&pair.client.tls, &room), copy[700];
            if (!CHECK(place != NULL && room > 0))
                continue;
            test_random_bytes(place, room);
            memcpy(copy, place, room);
            CHECK_EQ_INT(brisk_tls_write(&pair.client.tls, place, room, &taken), 0);
            CHECK_EQ_INT(taken, room);
            test_pair_move(&pair.client, &pair.server, 0);
            CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_DATA);
            CHECK_EQ_INT(pair.server.tls.data.len, room);
            CHECK_EQ_BYTES(pair.server.tls.data.data, copy, room);
            test_pair_wipe(&pair);
        }
    test_note(NULL);
}

struct negotiation_case {
    const char *what, *clause;
    int is_aead, without; /* the suite that the server chooses; bits: client, server */
    int to_client;
    struct test_edit edit;
    int alert, in_server_hello; /* -1: none, the MAC in the place that both say */
};

static int find_answer;

static void edit_hello(struct test_wire *wire, unsigned index, const uint8_t *message, size_t len)
{
    static struct test_message copy;
    const struct negotiation_case *c = wire->arg;
    memcpy(copy.bytes, message, len);
    copy.len = len;
    if (index == 0 && c->to_client == (wire->to == &pair.client))
        test_message_edit(&copy, &c->edit);
    if (message[0] == MESSAGE_SERVER_HELLO) {
        static const uint8_t answer[] = { 0, EXT_ENCRYPT_THEN_MAC, 0, 0 };
        for (size_t i = 38; i + 4 <= len; i++)
            find_answer |= memcmp(message + i, answer, sizeof answer) == 0;
    }
    test_wire_deliver(wire->to, RECORD_HANDSHAKE, copy.bytes, copy.len, 0);
}

/* RFC 7366 sections 2 and 3. Who leaves the extension out of a hello on its way is found out by
 * Finished, whose record does not open. */
static void test_negotiation(void)
{
#define CASE(what, clause, is_aead, without, to_client, kind, type, hex, alert, answered)          \
    {                                                                                              \
        what, clause, is_aead, without, to_client, { kind, type, hex }, alert, answered            \
    }
    static const struct negotiation_case cases[] = {
        CASE("both have it", "3", 0, 0, 0, EDIT_NONE, 0, NULL, -1, 1),
        CASE("the client has not", "3", 0, 1, 0, EDIT_NONE, 0, NULL, -1, 0),
        CASE("the server has not", "3", 0, 2, 0, EDIT_NONE, 0, NULL, -1, 0),
        CASE("offered, and an AEAD chosen", "3", 1, 0, 0, EDIT_NONE, 0, NULL, -1, 0),
        CASE("answered with an AEAD", "3", 1, 0, 1, EDIT_APPEND, EXT_ENCRYPT_THEN_MAC, "",
             ILLEGAL_PARAMETER, 0),
        CASE("answered and not offered", "RFC 5246 7.4.1.4", 0, 1, 1, EDIT_APPEND,
             EXT_ENCRYPT_THEN_MAC, "", UNSUPPORTED_EXTENSION, 0),
        CASE("answered twice", "RFC 5246 7.4.1.4", 0, 0, 1, EDIT_APPEND, EXT_ENCRYPT_THEN_MAC, "",
             ILLEGAL_PARAMETER, 1),
        CASE("offered with content", "2", 0, 0, 0, EDIT_REPLACE, EXT_ENCRYPT_THEN_MAC, "00",
             DECODE_ERROR, 0),
        CASE("answered with content", "2", 0, 0, 1, EDIT_REPLACE, EXT_ENCRYPT_THEN_MAC, "00",
             DECODE_ERROR, 1),
        CASE("the offer taken out", "3", 0, 0, 0, EDIT_REMOVE, EXT_ENCRYPT_THEN_MAC, NULL,
             BAD_RECORD_MAC, 0),
        CASE("the answer taken out", "3", 0, 0, 1, EDIT_REMOVE, EXT_ENCRYPT_THEN_MAC, NULL,
             BAD_RECORD_MAC, 1),
        CASE("an offer put in", "3", 0, 1, 0, EDIT_APPEND, EXT_ENCRYPT_THEN_MAC, "",
             UNSUPPORTED_EXTENSION, 1),
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct negotiation_case *c = &cases[i];
        test_note("encrypt-then-MAC: %s (RFC 7366 %s)", c->what, c->clause);
        set_up(brisk_suite_find(SOME_SUITE));
        client.suites[1] = BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256;
        client.num_suites = 2;
        if (c->is_aead)
            server.suites[0] = client.suites[1];
        client.no_encrypt_then_mac = c->without & 1;
        server.no_encrypt_then_mac = (uint8_t)(c->without >> 1);
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        struct test_wire to_server = {
            .from = &pair.client, .to = &pair.server, .edit = edit_hello, .arg = (void *)c
        };
        struct test_wire to_client = {
            .from = &pair.server, .to = &pair.client, .edit = edit_hello, .arg = (void *)c
        };
        find_answer = 0;
        test_wire_run(&pair, &to_server, &to_client);
        CHECK_EQ_INT(find_answer, c->in_server_hello);
        int is_established = pair.client.tls.established && pair.server.tls.established;
        CHECK_EQ_INT(is_established, c->alert < 0);
        if (c->alert >= 0) {
            int by_client = brisk_tls_alert_sent(&pair.client.tls);
            int by_server = brisk_tls_alert_sent(&pair.server.tls);
            CHECK(by_client == c->alert || by_server == c->alert);
        }
        test_pair_wipe(&pair);
    }
    test_note(NULL);
#undef CASE
}

/* A session is resumed with the MAC in the place that the hellos say this time. */
static void test_resumption(void)
{
    static struct brisk_ticket_keys keys;
    static struct brisk_session slot;
    CHECK_EQ_INT(brisk_ticket_keys_rotate(&keys), 0);
    for (int without = 0; without < 2; without++) {
        set_up(brisk_suite_find(SOME_SUITE));
        server.ticket_keys = &keys;
        client.no_encrypt_then_mac = (uint8_t)without;
        struct brisk_session session = { .ticket_len = 0 };
        for (int again = 0; again < 3; again++) {
            test_note("resumption %d, without encrypt-then-MAC: %d", again,
                      client.no_encrypt_then_mac);
            test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
            brisk_tls_set_time(&pair.server.tls, TEST_CHAIN_TIME);
            CHECK_EQ_INT(brisk_tls_keep_sessions(&pair.client.tls, &slot), 0);
            CHECK_EQ_INT(brisk_tls_resume(&pair.client.tls, again ? &session : NULL), 0);
            CHECK(test_pair_run(&pair, 0));
            CHECK_EQ_INT(pair.client.tls.resumed, again > 0);
            CHECK_EQ_INT(pair.server.tls.read.cbc.encrypt_then_mac, !client.no_encrypt_then_mac);
            CHECK(test_pair_send(&pair.client, &pair.server, (const uint8_t *)"data", 4, 0));
            session = slot;
            test_pair_wipe(&pair);
            client.no_encrypt_then_mac ^= again == 1;
        }
    }
    test_note(NULL);
}

/* --- records --- */

/* What the client seals next. */
static size_t forge_record(uint8_t *record, const struct test_cbc_forge *f)
{
    return test_wire_forge_cbc(&pair.server, record, f);
}

static int deliver(const uint8_t *record, size_t size)
{
    struct brisk_tls_buffer *in = &pair.server.tls.in;
    if (brisk_tls_buffer_space(in) < size)
        test_abort("no room for a record");
    memcpy(in->data + in->end, record, size);
    in->end += size;
    return test_peer_step(&pair.server);
}

static size_t content_for(size_t least, size_t padding)
{
    size_t mac = pair.server.tls.read.cbc.encrypt_then_mac ? 0 : pair.server.tls.suite->mac_len;
    while ((least + mac + padding + 1) % CBC_BLOCK)
        least++;
    return least;
}

/* Established once; each case starts from there. */
static struct test_pair established;

static void establish(uint16_t suite, int without)
{
    set_up(brisk_suite_find(suite));
    client.no_encrypt_then_mac = (uint8_t)without;
    connect_pair(0);
    established = pair;
    test_note("%s, without encrypt-then-MAC: %d", brisk_tls_suite_name(suite), without);
}

static void test_right_records(void)
{
    static uint8_t record[BRISK_TLS_MAX_RECORD];
    for (size_t padding = 0; padding <= 255; padding++) {
        struct test_cbc_forge f = { content_for(padding % 5 ? padding % 70 : 1000, padding),
                                    padding, -1, -1 };
        size_t size = forge_record(record, &f);
        CHECK_EQ_INT(deliver(record, size), f.content_len ? BRISK_TLS_DATA : BRISK_TLS_DONE);
        if (f.content_len)
            CHECK_EQ_INT(pair.server.tls.data.len, f.content_len);
        brisk_tls_data_done(&pair.server.tls);
    }
    /* The longest of all: content of 2^14 bytes, and the longest padding that fits. */
    struct test_cbc_forge longest = { BRISK_TLS_MAX_PLAINTEXT, 255, -1, -1 };
    while (content_for(BRISK_TLS_MAX_PLAINTEXT, longest.padding) != BRISK_TLS_MAX_PLAINTEXT)
        longest.padding--;
    CHECK_EQ_INT(deliver(record, forge_record(record, &longest)), BRISK_TLS_DATA);
    CHECK_EQ_INT(pair.server.tls.data.len, BRISK_TLS_MAX_PLAINTEXT);
    brisk_tls_data_done(&pair.server.tls);
}

/* Section 6.2.1: data may be empty, but not for ever. */
static void test_empty_records(void)
{
    uint8_t record[256];
    struct test_cbc_forge f = { 0, 0, -1, -1 };
    while (content_for(0, f.padding))
        f.padding++;
    pair = established;
    for (int i = 0; i < MAX_EMPTY_RECORDS; i++)
        CHECK_EQ_INT(deliver(record, forge_record(record, &f)), BRISK_TLS_DONE);
    deliver(record, forge_record(record, &f));
    test_peer_check_dead(&pair.server, UNEXPECTED_MESSAGE);
}

static void check_refused(const uint8_t *record, size_t size, int alert)
{
    pair = established;
    deliver(record, size);
    test_peer_check_dead(&pair.server, alert);
    CHECK_EQ_INT(pair.server.result, alert == BAD_RECORD_MAC ? BRISK_ERR_TLS_BAD_RECORD_MAC
                                                             : BRISK_ERR_TLS_RECORD_OVERFLOW);
}

static void test_wrong_records(void)
{
    static uint8_t record[BRISK_TLS_MAX_RECORD + 64];
    pair = established;
    size_t mac_len = pair.server.tls.suite->mac_len;
    for (size_t padding = 1; padding <= 255; padding += 1 + padding / 3)
        for (size_t wrong = 0; wrong <= padding; wrong += 1 + wrong / 2) {
            pair = established;
            struct test_cbc_forge f = { content_for(20, padding), padding, (int)wrong, -1 };
            check_refused(record, forge_record(record, &f), BAD_RECORD_MAC);
        }
    for (size_t byte = 0; byte < mac_len; byte++) {
        pair = established;
        struct test_cbc_forge f = { content_for(20, 3), 3, -1, (int)byte };
        check_refused(record, forge_record(record, &f), BAD_RECORD_MAC);
    }
    /* Each byte of a whole record, its type, version and length included. */
    pair = established;
    struct test_cbc_forge f = { content_for(40, 9), 9, -1, -1 };
    size_t size = forge_record(record, &f);
    for (size_t at = 0; at < size; at++) {
        if (at >= 1 && at < 5)
            continue; /* the version has an alert of its own, and with a longer length more is to
                         come */
        record[at] ^= 1;
        check_refused(record, size, BAD_RECORD_MAC);
        record[at] ^= 1;
    }
    for (size_t cut = 1; cut <= size - 5; cut++) {
        record[3] = (uint8_t)((size - 5 - cut) >> 8);
        record[4] = (uint8_t)(size - 5 - cut);
        check_refused(record, size - cut, BAD_RECORD_MAC);
    }
    /* The same record again is another one. */
    pair = established;
    size = forge_record(record, &f);
    CHECK_EQ_INT(deliver(record, size), BRISK_TLS_DATA);
    brisk_tls_data_done(&pair.server.tls);
    deliver(record, size);
    test_peer_check_dead(&pair.server, BAD_RECORD_MAC);
}

/* Section 6.2.3: too much content, and a record that could not be right. */
static void test_overflows(void)
{
    static uint8_t record[BRISK_TLS_MAX_RECORD + 64];
    pair = established;
    struct test_cbc_forge f = { BRISK_TLS_MAX_PLAINTEXT + 1, 0, -1, -1 };
    while (content_for(f.content_len, f.padding) != f.content_len)
        f.padding++;
    check_refused(record, forge_record(record, &f), RECORD_OVERFLOW);
    static const uint8_t header[] = { RECORD_APPLICATION_DATA, 3, 3, 0x48, 0x01 };
    check_refused(header, sizeof header, RECORD_OVERFLOW);
}

/* The bound on records under one key (RFC 5246 has none but the sequence number's). */
static void test_limits(void)
{
    static const uint8_t data[] = "x";
    size_t taken = 0;
    pair = established;
    uint64_t most = pair.client.tls.suite->max_records;
    pair.client.tls.write.sequence = pair.server.tls.read.sequence = most - 2;
    CHECK(test_pair_send(&pair.client, &pair.server, data, 1, 0));
    CHECK_EQ_INT(brisk_tls_write(&pair.client.tls, data, 1, &taken), 0);
    test_pair_move(&pair.client, &pair.server, 0);
    CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_ERR_LIMIT);
    CHECK_EQ_INT(brisk_tls_write(&pair.client.tls, data, 1, &taken), BRISK_ERR_LIMIT);
}

static void test_records(void)
{
    static const uint16_t suites[] = { SOME_SUITE, BRISK_TLS_RSA_AES_256_CBC_SHA256,
                                       BRISK_TLS_ECDHE_RSA_AES_256_CBC_SHA384 };
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
        for (int without = 0; without < 2; without++) {
            establish(suites[i], without);
            test_right_records();
            test_empty_records();
            test_wrong_records();
            test_overflows();
            test_limits();
        }
    test_note(NULL);
}

/* Two records of the same data have nothing in common: the IVs are new (section 6.2.3.2). */
static void test_initialization_vectors(void)
{
    uint8_t seen[64][16];
    size_t taken;
    establish(SOME_SUITE, 0);
    for (size_t i = 0; i < 64; i++) {
        struct brisk_tls_buffer *out = &pair.client.tls.out;
        out->begin = out->end;
        CHECK_EQ_INT(brisk_tls_write(&pair.client.tls, (const uint8_t *)"same", 4, &taken), 0);
        memcpy(seen[i], out->data + out->begin + 5, 16);
        for (size_t k = 0; k < i; k++)
            CHECK(memcmp(seen[i], seen[k], 16) != 0);
    }
    test_note(NULL);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&ecdsa, BRISK_KEY_P256, 0) || test_chain_make(&rsa, BRISK_KEY_RSA, 2048))
        test_abort("cannot make the chains");
    test_defaults();
    test_suites();
    test_small_buffers();
    test_writing_in_place();
    test_negotiation();
    test_resumption();
    test_records();
    test_initialization_vectors();
    return test_end();
}
