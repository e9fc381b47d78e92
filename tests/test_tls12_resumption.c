/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* TLS 1.2's abbreviated handshake, by tickets (RFC 5077) and by session IDs (RFC 5246 section 7.3):
 * the engine with itself, and what it refuses. The sessions that our server keeps under IDs are
 * test_session_cache's; here is a server that plays by hand. */

#include <brisk/error.h>
#include <brisk/random.h>

#include <stdio.h>
#include <string.h>

#include "handshake/extensions.h"
#include "handshake/key_schedule12.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

static struct test_pair pair;
static struct test_chain chain;
static struct brisk_tls_config client, server;
static struct brisk_ticket_keys keys;
static struct brisk_session slot, received;
static unsigned num_received;

static void keep(void *arg, struct brisk_tls *tls, const struct brisk_session *session)
{
    CHECK(arg == &slot && tls == &pair.client.tls && session == &slot);
    received = *session;
    num_received++;
}

static void set_up(void)
{
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
    client.trust = &chain.trust;
    client.session = keep;
    client.session_arg = &slot;
    server.identities = &chain.identity;
    server.num_identities = 1;
    server.max_version = BRISK_TLS_VERSION_1_2;
    keys.num_keys = 0;
    CHECK_EQ_INT(brisk_ticket_keys_rotate(&keys), 0);
    server.ticket_keys = &keys;
}

static void start(const struct brisk_session *session, const char *host, int64_t seconds_later)
{
    num_received = 0;
    test_pair_init(&pair, &client, &server, host, 0);
    brisk_tls_set_time(&pair.client.tls, TEST_CHAIN_TIME + seconds_later);
    brisk_tls_set_time(&pair.server.tls, TEST_CHAIN_TIME + seconds_later);
    CHECK_EQ_INT(brisk_tls_keep_sessions(&pair.client.tls, &slot), 0);
    CHECK_EQ_INT(brisk_tls_resume(&pair.client.tls, session), 0);
}

/* Both ends agree, and data goes both ways. Says whether the session was resumed. */
static int check_established(void)
{
    static const uint8_t hello[] = "hello", world[] = "world";
    struct brisk_tls_info of_client, of_server;
    uint8_t exported[2][32];
    CHECK(test_pair_send(&pair.client, &pair.server, hello, sizeof hello, 0));
    CHECK(test_pair_send(&pair.server, &pair.client, world, sizeof world, 0));
    brisk_tls_get_info(&pair.client.tls, &of_client);
    brisk_tls_get_info(&pair.server.tls, &of_server);
    CHECK_EQ_INT(of_client.version, BRISK_TLS_VERSION_1_2);
    CHECK_EQ_INT(of_client.resumed, of_server.resumed);
    CHECK_EQ_INT(of_client.suite, of_server.suite);
    CHECK_EQ_INT(of_client.group, of_server.group);
    CHECK_EQ_INT(of_client.resumed, of_client.group == 0);
    CHECK_EQ_INT(brisk_tls_export(&pair.client.tls, exported[0], 32, "x", NULL, 0), 0);
    CHECK_EQ_INT(brisk_tls_export(&pair.server.tls, exported[1], 32, "x", NULL, 0), 0);
    CHECK_EQ_BYTES(exported[0], exported[1], 32);
    return of_client.resumed;
}

static int connect_with(const struct brisk_session *session, int64_t seconds_later)
{
    start(session, TEST_CHAIN_HOST, seconds_later);
    CHECK(test_pair_run(&pair, 0));
    int resumed = check_established();
    test_pair_wipe(&pair);
    return resumed;
}

static struct brisk_session fresh_session(void)
{
    CHECK_EQ_INT(connect_with(NULL, 0), 0);
    CHECK_EQ_INT(num_received, 1);
    return received;
}

/* --- what works --- */

static void test_tickets(void)
{
    for (size_t s = 0; brisk_tls_suite_by_index(s); s++) {
        const struct brisk_suite *suite = brisk_suite_find(brisk_tls_suite_by_index(s));
        if (suite->version != BRISK_TLS_VERSION_1_2 ||
            suite->authentication != AUTHENTICATION_ECDSA)
            continue;
        test_note("%s", suite->name);
        set_up();
        server.suites[0] = suite->id;
        server.num_suites = 1;
        if (suite->mac_len) /* AES-CBC is not among the defaults */
            client.suites[client.num_suites++] = suite->id;
        struct brisk_session first = fresh_session();
        CHECK_EQ_INT(first.version, BRISK_TLS_VERSION_1_2);
        CHECK_EQ_INT(first.suite, suite->id);
        CHECK_EQ_INT(first.lifetime, 7200);
        CHECK_EQ_INT(first.extended_master_secret, 1);
        CHECK_EQ_STRING(first.host, TEST_CHAIN_HOST);
        CHECK_EQ_INT(connect_with(&first, 10), 1);
        /* No new ticket: the old one is handed on, and good for as long as before. */
        CHECK_EQ_INT(num_received, 1);
        CHECK(memcmp(&received, &first, sizeof first) == 0);
        CHECK_EQ_INT(connect_with(&received, 20), 1);
        CHECK_EQ_INT(connect_with(&first, 7200), 1);
    }
    test_note(NULL);
}

/* However the bytes come, and whichever versions the client offers besides. */
static void test_forms(void)
{
    static const size_t chunks[] = { 0, 1, 2, 5, 17, 100 };
    set_up();
    struct brisk_session session = fresh_session();
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++)
        for (int only_1_2 = 0; only_1_2 < 2; only_1_2++) {
            test_note("%zu bytes at a time, TLS 1.2 only: %d", chunks[i], only_1_2);
            client.max_version = only_1_2 ? BRISK_TLS_VERSION_1_2 : BRISK_TLS_VERSION_1_3;
            start(&session, TEST_CHAIN_HOST, 5);
            CHECK(test_pair_run(&pair, chunks[i]));
            CHECK_EQ_INT(check_established(), 1);
            test_pair_wipe(&pair);
        }
    test_note(NULL);
}

/* A ticket under a key that is not the first one is replaced, and so is one past half of its life;
 * the new one does not live longer than the old one would have. */
static void test_renewal(void)
{
    set_up();
    struct brisk_session session = fresh_session();
    CHECK_EQ_INT(connect_with(&session, 4000), 1);
    CHECK(received.ticket_len != session.ticket_len ||
          memcmp(received.ticket, session.ticket, session.ticket_len) != 0);
    CHECK_EQ_INT(received.lifetime, 7200 - 4000);
    struct brisk_session renewed = received;
    CHECK_EQ_INT(connect_with(&renewed, 7200), 1);
    renewed.lifetime = 7200; /* a client that does not forget it in time */
    CHECK_EQ_INT(connect_with(&renewed, 7300), 0);
    CHECK_EQ_INT(brisk_ticket_keys_rotate(&keys), 0);
    CHECK_EQ_INT(connect_with(&session, 10), 1);
    CHECK(memcmp(received.ticket, keys.keys[0].name, BRISK_TICKET_KEY_NAME_SIZE) == 0);
    CHECK(memcmp(session.ticket, keys.keys[1].name, BRISK_TICKET_KEY_NAME_SIZE) == 0);
    renewed = received;
    keys.num_keys = 1; /* the old key is gone */
    CHECK_EQ_INT(connect_with(&session, 10), 0);
    CHECK_EQ_INT(connect_with(&renewed, 10), 1);
}

/* --- what makes a full handshake of it --- */

static void test_not_resumed(void)
{
    set_up();
    struct brisk_session session = fresh_session(), other;
    CHECK_EQ_INT(connect_with(&session, 7201), 0);
    CHECK_EQ_INT(connect_with(&session, -1), 0);
    for (size_t at = 0; at < session.ticket_len; at++) {
        test_note("byte %zu of the ticket is wrong", at);
        other = session;
        other.ticket[at] ^= 1;
        CHECK_EQ_INT(connect_with(&other, 0), 0);
    }
    test_note("cut ticket");
    for (other = session; --other.ticket_len;)
        CHECK_EQ_INT(connect_with(&other, 0), 0);
    test_note("a session without the extended master secret");
    other = session;
    other.extended_master_secret = 0;
    CHECK_EQ_INT(connect_with(&other, 0), 0);
    test_note("a session of another host");
    other = session;
    strcpy(other.host, "other.example");
    CHECK_EQ_INT(connect_with(&other, 0), 0);
    test_note("a suite that the client does not have any more");
    uint16_t suite = client.suites[3];
    CHECK_EQ_INT(suite, session.suite);
    client.suites[3] = BRISK_TLS_ECDHE_ECDSA_AES_256_GCM_SHA384;
    client.num_suites = 4;
    CHECK_EQ_INT(connect_with(&session, 0), 0);
    set_up();
    test_note("a suite that the server does not have any more");
    server.suites[0] = BRISK_TLS_ECDHE_ECDSA_AES_256_GCM_SHA384;
    server.num_suites = 1;
    CHECK_EQ_INT(connect_with(&session, 0), 0);
    set_up(); /* with other keys */
    test_note("a server with other keys");
    CHECK_EQ_INT(connect_with(&session, 0), 0);
    test_note("a server without keys");
    server.ticket_keys = NULL;
    CHECK_EQ_INT(connect_with(&session, 0), 0);
    CHECK_EQ_INT(num_received, 0);
    test_note(NULL);
}

/* Sessions of one version are not resumed in the other. */
static void test_versions(void)
{
    set_up();
    struct brisk_session of_1_2 = fresh_session();
    server.max_version = BRISK_TLS_VERSION_1_3;
    start(&of_1_2, TEST_CHAIN_HOST, 0);
    CHECK(test_pair_run(&pair, 0));
    CHECK_EQ_INT(pair.client.tls.version, BRISK_TLS_VERSION_1_3);
    CHECK_EQ_INT(pair.client.tls.resumed, 0);
    CHECK_EQ_INT(received.version, BRISK_TLS_VERSION_1_3);
    test_pair_wipe(&pair);
    struct brisk_session of_1_3 = received;
    server.max_version = BRISK_TLS_VERSION_1_2;
    CHECK_EQ_INT(connect_with(&of_1_3, 0), 0);
}

/* --- hostile peers --- */

/* What is changed in message `index` of one direction. */
struct change {
    int to_client;
    unsigned index;
    struct test_edit edit;
};

static void edit_one(struct test_wire *wire, unsigned index, const uint8_t *message, size_t len)
{
    static struct test_message copy;
    const struct change *change = wire->arg;
    memcpy(copy.bytes, message, len);
    copy.len = len;
    if (change->index == index && change->to_client == (wire->to == &pair.client))
        test_message_edit(&copy, &change->edit);
    test_wire_deliver(wire->to, RECORD_HANDSHAKE, copy.bytes, copy.len, 0);
}

static void run_changed(const struct brisk_session *session, struct change *change)
{
    start(session, TEST_CHAIN_HOST, 0);
    struct test_wire to_server = {
        .from = &pair.client, .to = &pair.server, .edit = edit_one, .arg = change
    };
    struct test_wire to_client = {
        .from = &pair.server, .to = &pair.client, .edit = edit_one, .arg = change
    };
    test_wire_run(&pair, &to_server, &to_client);
}

static void test_refused(void)
{
    /* A resumed handshake: ServerHello and Finished to the client, ClientHello and Finished back;
     * NewSessionTicket is message 4 of a full one. */
    static struct {
        const char *what, *clause;
        int resumed;
        struct change change;
        int alert;
    } cases[] = {
        { "another suite",
          "RFC 5246 7.4.1.3",
          1,
          { 1, 0, { EDIT_FIELD, 3, "c02c" } },
          ILLEGAL_PARAMETER },
        { "no extended master secret",
          "RFC 7627 5.3",
          1,
          { 1, 0, { EDIT_REMOVE, EXT_EXTENDED_MASTER_SECRET, NULL } },
          HANDSHAKE_FAILURE },
        { "no extended master secret in the ClientHello",
          "RFC 7627 5.3",
          1,
          { 0, 0, { EDIT_REMOVE, EXT_EXTENDED_MASTER_SECRET, NULL } },
          HANDSHAKE_FAILURE },
        { "Certificate in a resumed handshake",
          "RFC 5246 7.3",
          1,
          { 1, 1, { EDIT_TYPE, MESSAGE_CERTIFICATE, NULL } },
          UNEXPECTED_MESSAGE },
        { "another Finished",
          "RFC 5246 7.4.9",
          1,
          { 1, 1, { EDIT_BODY, 0, "000000000000000000000000" } },
          DECRYPT_ERROR },
        { "another Finished to the server",
          "RFC 5246 7.4.9",
          1,
          { 0, 1, { EDIT_BODY, 0, "000000000000000000000000" } },
          DECRYPT_ERROR },
        { "untouched", "RFC 5077 3.1", 1, { 1, 0, { EDIT_NONE, 0, NULL } }, -1 },
        { "session_ticket with content",
          "RFC 5077 3.2",
          0,
          { 1, 0, { EDIT_REPLACE, EXT_SESSION_TICKET, "00" } },
          DECODE_ERROR },
        { "a ticket that was not announced",
          "RFC 5077 3.3",
          0,
          { 1, 0, { EDIT_REMOVE, EXT_SESSION_TICKET, NULL } },
          BAD_RECORD_MAC },
        { "NewSessionTicket cut",
          "RFC 5077 3.3",
          0,
          { 1, 4, { EDIT_CUT, 1, NULL } },
          DECODE_ERROR },
        { "NewSessionTicket and a byte",
          "RFC 5077 3.3",
          0,
          { 1, 4, { EDIT_TRAIL, 0, "00" } },
          DECODE_ERROR },
        { "Finished for NewSessionTicket",
          "RFC 5077 3.3",
          0,
          { 1, 4, { EDIT_TYPE, MESSAGE_FINISHED, NULL } },
          UNEXPECTED_MESSAGE },
    };
    set_up();
    struct brisk_session session = fresh_session();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct change *change = &cases[i].change;
        test_note("%s (%s)", cases[i].what, cases[i].clause);
        run_changed(cases[i].resumed ? &session : NULL, change);
        if (cases[i].alert == -1)
            CHECK(pair.client.tls.established && pair.server.tls.established);
        else if (cases[i].alert == BAD_RECORD_MAC) /* the transcripts differ: Finished tells */
            CHECK(!pair.client.tls.established && !pair.server.tls.established);
        else
            test_peer_check_dead(change->to_client ? &pair.client : &pair.server, cases[i].alert);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* A server that names a session that our hello did not offer. */
static void test_invented_session(void)
{
    set_up();
    start(NULL, TEST_CHAIN_HOST, 0);
    test_peer_step(&pair.client);
    const uint8_t *hello = pair.client.out + pair.client.tls.out.begin + 5;
    uint8_t answer[128] = { MESSAGE_SERVER_HELLO, 0, 0, 0, 3, 3 };
    size_t len = 38;
    memcpy(answer + len, hello + 38, 33); /* the session ID of compatibility mode */
    len += 33;
    len += test_hex(answer + len, 40, "c02b 00 0009 ff01000100 00170000");
    answer[3] = (uint8_t)(len - 4);
    test_wire_deliver(&pair.client, RECORD_HANDSHAKE, answer, len, 0);
    test_peer_check_dead(&pair.client, ILLEGAL_PARAMETER);
    test_pair_wipe(&pair);
}

/* --- session IDs --- */

/* Plays a server that resumes by session ID: its messages, under the keys of the session. */
static void test_session_id(void)
{
    set_up();
    server.suites[0] = BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256;
    server.num_suites = 1;
    struct brisk_session session = fresh_session();
    session.ticket_len = 0;
    session.session_id_len = 17;
    memset(session.session_id, 0x5e, sizeof session.session_id);
    start(&session, TEST_CHAIN_HOST, 0);
    test_peer_step(&pair.client);
    const uint8_t *hello = pair.client.out + pair.client.tls.out.begin + 5;
    CHECK_EQ_INT(hello[38], 17);
    CHECK_EQ_BYTES(hello + 39, session.session_id, 17);
    uint8_t answer[128] = { MESSAGE_SERVER_HELLO, 0, 0, 0, 3, 3 };
    size_t len = 38;
    memcpy(answer + len, hello + 38, 18);
    len += 18;
    len += test_hex(answer + len, 40, "c02b 00 0009 ff01000100 00170000");
    answer[3] = (uint8_t)(len - 4);
    test_wire_deliver(&pair.client, RECORD_HANDSHAKE, answer, len, 0);
    CHECK_EQ_INT(pair.client.tls.resumed, 1);
    uint8_t verify_data[12], hash[BRISK_HASH_MAX_SIZE],
        finished[16] = { MESSAGE_FINISHED, 0, 0, 12 };
    brisk_transcript_hash(&pair.client.tls, hash);
    brisk_prf(&pair.client.tls.handshake->schedule.secret, verify_data, 12, "server finished",
              (struct brisk_bytes){ hash, 32 }, (struct brisk_bytes){ NULL, 0 });
    memcpy(finished + 4, verify_data, 12);
    static const uint8_t one = 1;
    test_wire_deliver(&pair.client, RECORD_CHANGE_CIPHER_SPEC, &one, 1, 0);
    test_wire_deliver(&pair.client, RECORD_HANDSHAKE, finished, sizeof finished, 0);
    CHECK_EQ_INT(pair.client.result, BRISK_TLS_DONE);
    CHECK_EQ_INT(num_received, 1);
    CHECK(memcmp(&received, &session, sizeof session) == 0);
    test_pair_wipe(&pair);
    /* A server that has forgotten it makes a full handshake of it. */
    CHECK_EQ_INT(connect_with(&session, 0), 0);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&chain, BRISK_KEY_P256, 0))
        test_abort("cannot make the chain");
    test_tickets();
    test_forms();
    test_renewal();
    test_not_resumed();
    test_versions();
    test_refused();
    test_invented_session();
    test_session_id();
    return test_end();
}
