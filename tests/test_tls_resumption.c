/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Resumption by tickets and pre-shared keys (RFC 8446 sections 2.2, 4.2.9, 4.2.11 and 4.6.1): the
 * engine with itself, and what it refuses. */

#include <brisk/error.h>
#include <brisk/random.h>

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
static struct brisk_session slot, received[16];
static size_t num_received;

static const uint16_t all_suites[] = {
    BRISK_TLS_AES_128_GCM_SHA256,
    BRISK_TLS_AES_256_GCM_SHA384,
    BRISK_TLS_CHACHA20_POLY1305_SHA256,
};

static void keep(void *arg, struct brisk_tls *tls, const struct brisk_session *session)
{
    CHECK(arg == &slot && tls == &pair.client.tls && session == &slot);
    if (num_received < 16)
        received[num_received++] = *session;
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
    keys.num_keys = 0;
    CHECK_EQ_INT(brisk_ticket_keys_rotate(&keys), 0);
    server.ticket_keys = &keys;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), 0);
}

static void start(const struct brisk_session *session, int64_t seconds_later)
{
    num_received = 0;
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    brisk_tls_set_time(&pair.client.tls, TEST_CHAIN_TIME + seconds_later);
    brisk_tls_set_time(&pair.server.tls, TEST_CHAIN_TIME + seconds_later);
    CHECK_EQ_INT(brisk_tls_keep_sessions(&pair.client.tls, &slot), 0);
    CHECK_EQ_INT(brisk_tls_resume(&pair.client.tls, session), 0);
}

/* Runs a handshake and some data each way; says whether it was resumed. */
static int finish(size_t chunk)
{
    static const uint8_t hello[] = "hello", world[] = "world";
    struct brisk_tls_info of_client, of_server;
    CHECK(test_pair_run(&pair, chunk));
    CHECK(test_pair_send(&pair.client, &pair.server, hello, sizeof hello, chunk));
    CHECK(test_pair_send(&pair.server, &pair.client, world, sizeof world, chunk));
    brisk_tls_get_info(&pair.client.tls, &of_client);
    brisk_tls_get_info(&pair.server.tls, &of_server);
    CHECK_EQ_INT(of_client.resumed, of_server.resumed);
    CHECK_EQ_INT(of_client.group, of_server.group);
    uint8_t exported[2][32];
    CHECK_EQ_INT(brisk_tls_export(&pair.client.tls, exported[0], 32, "x", NULL, 0), 0);
    CHECK_EQ_INT(brisk_tls_export(&pair.server.tls, exported[1], 32, "x", NULL, 0), 0);
    CHECK_EQ_BYTES(exported[0], exported[1], 32);
    test_pair_wipe(&pair);
    return of_client.resumed;
}

static int connect_with(const struct brisk_session *session, int64_t seconds_later)
{
    start(session, seconds_later);
    return finish(0);
}

/* A session of a new connection. */
static struct brisk_session fresh_session(void)
{
    CHECK_EQ_INT(connect_with(NULL, 0), 0);
    CHECK(num_received > 0);
    return received[0];
}

/* --- what works --- */

static void test_tickets(void)
{
    for (size_t s = 0; s < 3; s++) {
        test_note("%s", brisk_tls_suite_name(all_suites[s]));
        set_up();
        server.suites[0] = all_suites[s];
        server.num_suites = 1;
        CHECK_EQ_INT(connect_with(NULL, 0), 0);
        CHECK_EQ_INT((long long)num_received, 2);
        struct brisk_session two[2] = { received[0], received[1] };
        CHECK_EQ_INT(two[0].suite, all_suites[s]);
        CHECK_EQ_INT(two[0].lifetime, 7200);
        CHECK(two[0].ticket_len != two[1].ticket_len ||
              memcmp(two[0].ticket, two[1].ticket, two[0].ticket_len) != 0);
        CHECK(memcmp(two[0].secret, two[1].secret, two[0].secret_len) != 0);
        CHECK(!strcmp(two[0].host, TEST_CHAIN_HOST));
        CHECK_EQ_INT(connect_with(&two[0], 0), 1);
        CHECK_EQ_INT((long long)num_received, 2); /* resumed ones bring tickets, too */
        struct brisk_session next = received[1];
        CHECK_EQ_INT(connect_with(&two[1], 10), 1);
        CHECK_EQ_INT(connect_with(&next, 20), 1);
    }
    test_note(NULL);
}

/* Both halves of a connection arrive in small pieces: split tickets are put together in the slot.
 */
static void test_small_pieces(void)
{
    set_up();
    server.num_tickets = 8;
    for (size_t chunk = 1; chunk <= 64; chunk *= 4) {
        start(NULL, 0);
        CHECK_EQ_INT(finish(chunk), 0);
        CHECK_EQ_INT((long long)num_received, 8);
        struct brisk_session session = received[7];
        start(&session, 0);
        CHECK_EQ_INT(finish(chunk), 1);
    }
    /* with a buffer so small that tickets span records */
    num_received = 0;
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 256);
    brisk_tls_set_time(&pair.server.tls, TEST_CHAIN_TIME);
    CHECK_EQ_INT(brisk_tls_keep_sessions(&pair.client.tls, &slot), 0);
    CHECK_EQ_INT(finish(0), 0);
    CHECK_EQ_INT((long long)num_received, 8);
    struct brisk_session session = received[3];
    CHECK_EQ_INT(connect_with(&session, 0), 1);
}

static void test_polling(void)
{
    set_up();
    client.session = NULL;
    CHECK_EQ_INT(connect_with(NULL, 0), 0);
    CHECK(slot.ticket_len > 0);
    struct brisk_session session = slot;
    CHECK_EQ_INT(connect_with(&session, 0), 1);
}

static void test_retry(uint8_t with_cookie)
{
    set_up();
    server.retry_cookie = with_cookie;
    client.groups[0] = BRISK_GROUP_P256;
    client.groups[1] = BRISK_GROUP_X25519;
    server.num_groups = 1;
    struct brisk_session session = fresh_session();
    start(&session, 0);
    CHECK(test_pair_run(&pair, 0));
    struct brisk_tls_info info;
    brisk_tls_get_info(&pair.client.tls, &info);
    CHECK_EQ_INT(info.hello_retry, 1);
    CHECK_EQ_INT(info.resumed, 1);
    test_pair_wipe(&pair);
}

/* One identity, "a", that nobody knows, and its binder. */
#define OTHER_PSK                                                                                  \
    "0007 0001 61 00000000 0021 20"                                                                \
    "0000000000000000000000000000000000000000000000000000000000000000"

static void replace_psk(struct test_wire *wire, unsigned index, const uint8_t *message, size_t len)
{
    static struct test_message hello;
    memcpy(hello.bytes, message, len);
    hello.len = len;
    if (index == 1)
        test_message_edit(&hello,
                          &(struct test_edit){ EDIT_REPLACE, EXT_PRE_SHARED_KEY, OTHER_PSK });
    test_wire_deliver(wire->to, RECORD_HANDSHAKE, hello.bytes, hello.len, 0);
}

/* A second ClientHello with another key than the first one was taken for: a full handshake. */
static void test_retry_without_key(void)
{
    set_up();
    client.groups[0] = BRISK_GROUP_P256;
    client.groups[1] = BRISK_GROUP_X25519;
    server.num_groups = 1;
    struct brisk_session session = fresh_session();
    start(&session, 0);
    struct test_wire to_server = { .from = &pair.client, .to = &pair.server, .edit = replace_psk };
    struct test_wire to_client = { .from = &pair.server, .to = &pair.client };
    test_wire_run(&pair, &to_server, &to_client);
    CHECK_EQ_INT(pair.server.tls.hello_retry, 1);
    CHECK_EQ_INT(pair.server.tls.resumed, 0);
    /* The server got as far as its flight; the transcripts differ, and so do the keys. */
    CHECK_EQ_INT(brisk_tls_alert_sent(&pair.client.tls), BAD_RECORD_MAC);
    CHECK_EQ_INT(pair.server.tls.established, 0);
    test_pair_wipe(&pair);
}

/* Without a fresh key exchange: only if both want it, and not if both have the other, too. */
static void test_psk_alone(void)
{
    struct brisk_tls_info info;
    set_up();
    client.psk_modes = BRISK_TLS_PSK_KE;
    server.psk_modes = BRISK_TLS_PSK_KE | BRISK_TLS_PSK_DHE_KE;
    struct brisk_session session = fresh_session();
    start(&session, 0);
    CHECK(test_pair_run(&pair, 0));
    brisk_tls_get_info(&pair.client.tls, &info);
    CHECK_EQ_INT(info.resumed, 1);
    CHECK_EQ_INT(info.group, 0);
    test_pair_wipe(&pair);

    client.psk_modes |= BRISK_TLS_PSK_DHE_KE;
    start(&session, 0);
    CHECK(test_pair_run(&pair, 0));
    brisk_tls_get_info(&pair.client.tls, &info);
    CHECK_EQ_INT(info.resumed, 1);
    CHECK(info.group != 0);
    test_pair_wipe(&pair);

    client.psk_modes = BRISK_TLS_PSK_KE;
    server.psk_modes = BRISK_TLS_PSK_DHE_KE;
    CHECK_EQ_INT(connect_with(&session, 0), 0);
    CHECK_EQ_INT((long long)num_received, 0); /* section 4.2.9: no tickets that are of no use */
    client.psk_modes = 0;
    CHECK_EQ_INT(connect_with(&session, 0), 0);
}

static void test_rotation(void)
{
    set_up();
    struct brisk_session session = fresh_session();
    for (size_t i = 1; i < BRISK_TICKET_MAX_KEYS; i++) {
        CHECK_EQ_INT(brisk_ticket_keys_rotate(&keys), 0);
        CHECK_EQ_INT((long long)keys.num_keys, (long long)i + 1);
        CHECK_EQ_INT(connect_with(&session, 0), 1);
    }
    CHECK_EQ_INT(brisk_ticket_keys_rotate(&keys), 0);
    CHECK_EQ_INT((long long)keys.num_keys, BRISK_TICKET_MAX_KEYS);
    CHECK_EQ_INT(connect_with(&session, 0), 0);
}

/* --- what leads to a full handshake --- */

static void test_not_resumed(void)
{
    set_up();
    const struct brisk_session good = fresh_session();
    struct brisk_session session = good;
    CHECK_EQ_INT(connect_with(&good, 7200), 1);
    CHECK_EQ_INT(connect_with(&good, 7201), 0);
    CHECK_EQ_INT(connect_with(&good, -1), 0);
    /* the server alone thinks that it is too old, or from the future */
    session.lifetime = 100000;
    CHECK_EQ_INT(connect_with(&session, 7201), 0);
    session.received -= 1000;
    CHECK_EQ_INT(connect_with(&session, -1000), 0);
    /* another host, version, suite; an unknown ticket, a forged one, one that is too short */
    session = good;
    session.host[0] = 'x';
    CHECK_EQ_INT(connect_with(&session, 0), 0);
    session = good;
    session.version = 0x0303;
    CHECK_EQ_INT(connect_with(&session, 0), 0);
    session = good;
    session.suite = 0x1399;
    CHECK_EQ_INT(connect_with(&session, 0), 0);
    for (size_t i = 0; i < good.ticket_len; i++) {
        session = good;
        session.ticket[i] ^= 0x40;
        CHECK_EQ_INT(connect_with(&session, 0), 0);
    }
    session = good;
    session.ticket_len = 20;
    CHECK_EQ_INT(connect_with(&session, 0), 0);
    session.ticket_len = 0;
    CHECK_EQ_INT(connect_with(&session, 0), 0);
    /* a server of another hash, and one without keys */
    server.suites[0] = BRISK_TLS_AES_256_GCM_SHA384;
    server.num_suites = 1;
    CHECK_EQ_INT(connect_with(&good, 0), 0);
    set_up();
    server.ticket_keys = NULL;
    CHECK_EQ_INT(connect_with(&good, 0), 0);
    CHECK_EQ_INT((long long)num_received, 0);
}

/* A suite of the same hash will do (section 4.2.11). */
static void test_other_suite(void)
{
    set_up();
    server.suites[0] = BRISK_TLS_AES_128_GCM_SHA256;
    server.num_suites = 1;
    struct brisk_session session = fresh_session();
    server.suites[0] = BRISK_TLS_CHACHA20_POLY1305_SHA256;
    CHECK_EQ_INT(connect_with(&session, 0), 1);
}

/* Section 4.2.11: a binder that does not validate ends the handshake. */
static void test_wrong_secret(void)
{
    set_up();
    struct brisk_session session = fresh_session();
    session.secret[3] ^= 1;
    start(&session, 0);
    CHECK(!test_pair_run(&pair, 0));
    CHECK_EQ_INT(brisk_tls_alert_sent(&pair.server.tls), 51); /* decrypt_error */
    test_pair_wipe(&pair);
}

/* --- pre-shared keys --- */

static const uint8_t key_1[32] = { 1, 2, 3 }, key_2[48] = { 4, 5, 6 };
static const struct brisk_psk psks[] = {
    { (const uint8_t *)"one", 3, key_1, 32, 32 },
    { (const uint8_t *)"two", 3, key_2, 48, 48 },
    { (const uint8_t *)"one", 3, key_2, 16, 32 }, /* the first one's name, another key */
};

static void test_external(void)
{
    struct brisk_tls_info info;
    for (size_t modes = 1; modes <= 3; modes++) {
        set_up();
        client.trust = NULL;
        client.psk_modes = server.psk_modes = (uint8_t)modes;
        server.num_identities = 0;
        client.psks = server.psks = psks;
        client.num_psks = server.num_psks = 2;
        CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
        CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), 0);
        for (size_t s = 0; s < 3; s++) {
            server.suites[0] = all_suites[s];
            server.num_suites = 1;
            start(NULL, 0);
            CHECK(test_pair_run(&pair, 0));
            brisk_tls_get_info(&pair.server.tls, &info);
            CHECK_EQ_INT(info.resumed, 1);
            CHECK(!info.group == (modes == BRISK_TLS_PSK_KE));
            test_pair_wipe(&pair);
        }
        /* a key that the server does not have, and no certificate */
        server.psks = psks + 1;
        server.num_psks = 1;
        server.suites[0] = BRISK_TLS_AES_128_GCM_SHA256;
        start(NULL, 0);
        CHECK(!test_pair_run(&pair, 0));
        CHECK_EQ_INT(brisk_tls_alert_sent(&pair.server.tls), 40); /* handshake_failure */
        test_pair_wipe(&pair);
        /* the right name with the wrong key */
        server.psks = psks + 2;
        start(NULL, 0);
        CHECK(!test_pair_run(&pair, 0));
        CHECK_EQ_INT(brisk_tls_alert_sent(&pair.server.tls), 51);
        test_pair_wipe(&pair);
    }
}

/* A ticket goes before the others; a server that knows only those takes them. */
static void test_ticket_and_external(void)
{
    set_up();
    client.psks = server.psks = psks;
    client.num_psks = 2;
    struct brisk_session session = fresh_session();
    CHECK_EQ_INT(connect_with(&session, 0), 1);
    server.num_psks = 2;
    CHECK_EQ_INT(connect_with(&session, 0), 1);
    CHECK_EQ_INT(brisk_ticket_keys_rotate(&keys), 0);
    keys.num_keys = 1;
    CHECK_EQ_INT(connect_with(&session, 0), 1);
}

static void test_bad_config(void)
{
    struct brisk_psk psk = psks[0];
    set_up();
    client.psks = &psk;
    client.num_psks = 1;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
    psk.key_len = 15;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    psk.key_len = 49;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    psk = psks[0];
    psk.identity_len = 0;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    psk.identity_len = 1025;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    psk = psks[0];
    psk.hash_size = 33;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    set_up();
    server.num_tickets = 9;
    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), BRISK_ERR_ARGUMENT);
    set_up();
    server.ticket_lifetime = 604801;
    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), BRISK_ERR_ARGUMENT);
    set_up();
    keys.num_keys = 0;
    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), BRISK_ERR_ARGUMENT);
    set_up();
    server.psk_modes = 4;
    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), BRISK_ERR_ARGUMENT);
    set_up();
    start(NULL, 0);
    CHECK_EQ_INT(brisk_tls_keep_sessions(&pair.server.tls, &slot), BRISK_ERR_STATE);
    CHECK_EQ_INT(brisk_tls_resume(&pair.server.tls, &slot), BRISK_ERR_STATE);
    CHECK(test_pair_run(&pair, 0));
    CHECK_EQ_INT(brisk_tls_keep_sessions(&pair.client.tls, &slot), BRISK_ERR_STATE);
    CHECK_EQ_INT(brisk_tls_resume(&pair.client.tls, &slot), BRISK_ERR_STATE);
    test_pair_wipe(&pair);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&chain, BRISK_KEY_P256, 0))
        test_abort("no chain");
    test_tickets();
    test_small_pieces();
    test_polling();
    test_retry(0);
    test_retry(1);
    test_retry_without_key();
    test_psk_alone();
    test_rotation();
    test_not_resumed();
    test_other_suite();
    test_wrong_secret();
    test_external();
    test_ticket_and_external();
    test_bad_config();
    return test_end();
}
