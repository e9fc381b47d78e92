/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Post-handshake authentication (RFC 8446 section 4.6.2): the engine with itself, after every kind
 * of handshake, with lent memory, between data and key updates. test_tls_post_auth_order has a
 * client that does it otherwise, and test_tls_must_abort the messages that do not parse. */

#include <brisk/error.h>

#include <stdio.h>
#include <string.h>

#include "handshake/engine.h"
#include "tests/support/rle.h"
#include "tests/support/test.h"
#include "tests/support/tls_post.h"
#include "tests/support/tls_wire.h"

#define REQUEST BRISK_TLS_CLIENT_AUTH_REQUEST
#define REQUIRE BRISK_TLS_CLIENT_AUTH_REQUIRE

static struct test_post test;
static struct test_chain site, person, second, stranger; /* a server, clients, and another CA's */
static struct brisk_tls_identity identities[2];
static struct brisk_ticket_keys keys;

static void set_up(void)
{
    brisk_tls_config_init(&test.client);
    brisk_tls_config_init(&test.server);
    test.client.trust = &site.trust;
    test.client.identities = &person.identity;
    test.client.num_identities = 1;
    test.server.identities = &site.identity;
    test.server.num_identities = 1;
    test.server.trust = &person.trust;
    test.server.ticket_keys = &keys;
}

static void check_data(size_t chunk)
{
    static uint8_t data[5000];
    test_random_bytes(data, sizeof data);
    CHECK(test_pair_send(&test.pair.client, &test.pair.server, data, sizeof data, chunk));
    CHECK(test_pair_send(&test.pair.server, &test.pair.client, data, sizeof data, chunk));
}

/* One request, and its answer. */
static void exchange(const struct test_chain *shown, size_t chunk)
{
    unsigned before = test.sides[1].answered;
    CHECK_EQ_INT(test_post_ask(&test, REQUIRE), 0);
    CHECK_EQ_INT(test_post_info(&test).num_requests, 1);
    CHECK_EQ_INT((long long)test_post_run(&test, chunk), 0);
    CHECK_EQ_INT(test.sides[0].answered, before + 1);
    CHECK_EQ_INT(test.sides[1].answered, before + 1);
    CHECK_EQ_INT(test_post_info(&test).num_requests, 0);
    test_post_check_shown(&test, shown);
    check_data(chunk);
}

/* --- what works --- */

static void test_keys(void)
{
    static const struct {
        enum brisk_key_type type;
        unsigned rsa_bits;
    } types[] = { { BRISK_KEY_P256, 0 },
                  { BRISK_KEY_P384, 0 },
                  { BRISK_KEY_ED25519, 0 },
                  { BRISK_KEY_RSA, 2048 } };
    static const size_t chunks[] = { 0, 1, 2, 3, 7, 50, 600 };
    static struct test_chain other;
    for (size_t s = 0; s < 3; s++)
        for (size_t t = 0; t < 4; t++) {
            test_post_make_person(&other, types[t].type, types[t].rsa_bits);
            set_up();
            test.server.suites[0] = brisk_tls_suite_by_index(s);
            test.server.num_suites = 1;
            test.server.trust = &other.trust;
            test.client.identities = &other.identity;
            size_t chunk = chunks[(4 * s + t) % 7];
            test_note("%s, key type %d, %zu bytes at a time",
                      brisk_tls_suite_name(test.server.suites[0]), types[t].type, chunk);
            test_post_start(&test, 1, 1);
            test_post_establish(&test);
            CHECK_EQ_INT(test_post_info(&test).post_auth, 1);
            CHECK_EQ_INT(test_post_info(&test).has_peer_certificate, 0);
            exchange(&other, chunk);
            exchange(&other, chunk);
            CHECK_EQ_INT(test.sides[0].lent, 2);
            CHECK_EQ_INT(test.sides[1].lent, 2);
            test_pair_wipe(&test.pair);
        }
    test_note(NULL);
}

/* After a retry, a resumed session, early data, a certificate in the handshake: the transcript that
 * is signed is that of the whole handshake. */
static void test_handshakes(void)
{
    set_up();
    test_note("after a HelloRetryRequest");
    test.client.num_key_shares = 0;
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    CHECK_EQ_INT(test_post_info(&test).hello_retry, 1);
    exchange(&person, 0);
    test_pair_wipe(&test.pair);
    test_note("after one with a cookie");
    test.server.retry_cookie = 1;
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    exchange(&person, 0);
    test_pair_wipe(&test.pair);
    test_note("after a resumed session");
    struct brisk_session session = test.slot;
    test.client.num_key_shares = 1;
    for (int i = 0; i < 2; i++) {
        test_post_start(&test, 1, 1);
        CHECK_EQ_INT(brisk_tls_resume(&test.pair.client.tls, &session), 0);
        test_post_establish(&test);
        CHECK_EQ_INT(test_post_info(&test).resumed, 1);
        exchange(&person, 0);
        test_pair_wipe(&test.pair);
        test_note("after a resumed session without a key exchange");
        test.client.psk_modes = test.server.psk_modes = BRISK_TLS_PSK_KE;
    }
    test_note("after another certificate in the handshake");
    set_up();
    identities[0] = person.identity;
    identities[1] = second.identity;
    test.client.identities = identities;
    test.server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUIRE;
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    test_post_check_shown(&test, &person);
    identities[0] = second.identity; /* what a caller could not do: another choice */
    test.server.trust = &second.trust;
    exchange(&second, 0);
    test_pair_wipe(&test.pair);
    test_note("memory that was never given back");
    set_up();
    test_post_start(&test, 1, 1);
    CHECK(test_pair_run(&test.pair, 0));
    for (int i = 0; i < 3; i++) {
        CHECK_EQ_INT(test_post_ask(&test, REQUEST), 0);
        int done[2] = { 0, 0 };
        for (int turns = 0; turns < 4; turns++) {
            done[0] += test_peer_step(&test.pair.client) == BRISK_TLS_AUTHENTICATED;
            test_pair_move(&test.pair.client, &test.pair.server, 0);
            done[1] += test_peer_step(&test.pair.server) == BRISK_TLS_AUTHENTICATED;
            test_pair_move(&test.pair.server, &test.pair.client, 0);
        }
        CHECK(done[0] == 1 && done[1] == 1);
        test_post_check_shown(&test, &person);
        CHECK_EQ_STRING(brisk_tls_host(&test.pair.server.tls), TEST_CHAIN_HOST);
    }
    test_pair_wipe(&test.pair);
    test_note(NULL);
}

/* Certificates that are compressed in the handshake (RFC 8879) are not after it. */
static void test_compression(void)
{
    static struct test_forms forms;
    set_up();
    test_forms_make(&forms, &person.identity, &test_rle, 1);
    test.server.cert_compressions = &test_rle;
    test.server.num_cert_compressions = 1;
    test.server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUIRE;
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    CHECK_EQ_INT(test_post_info(&test).peer_cert_compression, TEST_RLE);
    exchange(&person, 0);
    test_pair_wipe(&test.pair);
    person.identity.num_compressed = 0;
}

static int never_seen(void *arg, const uint8_t *id, int64_t now)
{
    return (void)arg, (void)id, (void)now, 0;
}

static void test_early_data(void)
{
    size_t taken = 0;
    set_up();
    test.server.max_early_data = 100;
    test.server.check_replay = never_seen;
    test.client.early_data = 1;
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    test_pair_wipe(&test.pair);
    struct brisk_session session = test.slot;
    test_post_start(&test, 1, 1);
    CHECK_EQ_INT(brisk_tls_resume(&test.pair.client.tls, &session), 0);
    test_peer_step(&test.pair.client);
    CHECK_EQ_INT(brisk_tls_write(&test.pair.client.tls, (const uint8_t *)"early", 5, &taken), 0);
    test_pair_move(&test.pair.client, &test.pair.server, 0);
    CHECK_EQ_INT(test_peer_step(&test.pair.server), BRISK_TLS_DATA);
    CHECK_EQ_INT(test_post_ask(&test, REQUIRE),
                 BRISK_ERR_STATE); /* not before the client's Finished */
    brisk_tls_data_done(&test.pair.server.tls);
    test_post_establish(&test);
    CHECK_EQ_INT(test_post_info(&test).early_data, BRISK_TLS_EARLY_ACCEPTED);
    exchange(&person, 0);
    test_pair_wipe(&test.pair);
}

/* Data of both sides before, between and behind the messages. */
static void test_data_between(void)
{
    uint8_t data[300] = { 0 };
    size_t taken = 0;
    set_up();
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    for (int i = 0; i < 3; i++) {
        CHECK_EQ_INT(brisk_tls_write(&test.pair.server.tls, data, 100, &taken), 0);
        CHECK_EQ_INT(test_post_ask(&test, REQUEST), 0);
        CHECK_EQ_INT(brisk_tls_write(&test.pair.server.tls, data, 100, &taken), 0);
        CHECK_EQ_INT(brisk_tls_write(&test.pair.client.tls, data, 300, &taken), 0);
    }
    CHECK_EQ_INT(test_post_info(&test).num_requests, 3);
    CHECK_EQ_INT((long long)test_post_run(&test, 13), 1500);
    CHECK_EQ_INT(test.sides[1].answered, 3);
    test_post_check_shown(&test, &person);
    test_pair_wipe(&test.pair);

    test_note("while the client signs");
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    CHECK_EQ_INT(test_post_ask(&test, REQUEST), 0);
    test_pair_move(&test.pair.server, &test.pair.client, 0);
    CHECK_EQ_INT(brisk_tls_step(&test.pair.client.tls), BRISK_TLS_WANT_MEMORY);
    CHECK_EQ_INT(brisk_tls_handshake_lend(&test.pair.client.tls, test.sides[0].memory,
                                          BRISK_TLS_HANDSHAKE_SIZE),
                 0);
    CHECK_EQ_INT(brisk_tls_step(&test.pair.client.tls), BRISK_TLS_WANT_JOBS);
    CHECK_EQ_INT((long long)(test.pair.client.tls.out.end - test.pair.client.tls.out.begin), 0);
    CHECK_EQ_INT(brisk_tls_write(&test.pair.client.tls, data, 300, &taken), 0);
    CHECK_EQ_INT((long long)taken, 300);
    CHECK_EQ_INT(brisk_tls_key_update(&test.pair.client.tls, 1), 0);
    CHECK_EQ_INT(brisk_tls_step(&test.pair.client.tls), BRISK_TLS_WANT_JOBS);
    CHECK_EQ_INT((long long)test_post_run(&test, 0), 300);
    test_post_check_shown(&test, &person);
    check_data(0);
    test_pair_wipe(&test.pair);
    test_note(NULL);
}

/* Section 4.4.4: Finished is under the traffic secret of the moment. */
static void test_key_updates(void)
{
    set_up();
    for (int when = 0; when < 8; when++) {
        test_note("updates by %d", when);
        test_post_start(&test, 1, 1);
        test_post_establish(&test);
        if (when & 1)
            CHECK_EQ_INT(brisk_tls_key_update(&test.pair.server.tls, 1), 0);
        CHECK_EQ_INT(test_post_ask(&test, REQUIRE), 0);
        if (when & 2)
            CHECK_EQ_INT(brisk_tls_key_update(&test.pair.client.tls, 1), 0);
        if (when & 4)
            CHECK_EQ_INT(brisk_tls_key_update(&test.pair.server.tls, 1), 0);
        test_post_run(&test, 9);
        test_post_check_shown(&test, &person);
        check_data(0);
        CHECK_EQ_INT(brisk_tls_key_update(&test.pair.client.tls, 1), 0);
        exchange(&person, 0);
        test_pair_wipe(&test.pair);
    }
    test_note(NULL);
}

/* An answer that finds no room goes out in pieces, and nothing else in between. */
static void test_small_buffers(void)
{
    uint8_t byte = 1;
    size_t taken = 0, capacity = 0, pieces = 0;
    set_up();
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    CHECK_EQ_INT(test_post_ask(&test, REQUIRE), 0);
    test.pair.client.tls.out.capacity = 256;
    test_pair_move(&test.pair.server, &test.pair.client, 0);
    while (test_post_step(&test, &test.pair.client) == BRISK_TLS_WANT_OUTPUT) {
        CHECK_EQ_INT(brisk_tls_write(&test.pair.client.tls, &byte, 1, &taken), 0);
        CHECK_EQ_INT((long long)taken, 0);
        (void)brisk_tls_write_place(&test.pair.client.tls, &capacity);
        CHECK_EQ_INT((long long)capacity, 0);
        CHECK_EQ_INT(brisk_tls_key_update(&test.pair.client.tls, 0), BRISK_ERR_BUFFER);
        CHECK_EQ_INT(brisk_tls_close(&test.pair.client.tls), BRISK_ERR_BUFFER);
        CHECK(!brisk_tls_handshake_release(&test.pair.client.tls));
        test_pair_move(&test.pair.client, &test.pair.server, 0);
        test_post_step(&test, &test.pair.server);
        pieces++;
    }
    CHECK(pieces > 2);
    test_post_run(&test, 0);
    test_post_check_shown(&test, &person);
    check_data(0);
    test_pair_wipe(&test.pair);

    test_note("a request that finds no room");
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    test.pair.server.tls.out.capacity = 256;
    CHECK_EQ_INT(brisk_tls_write(&test.pair.server.tls, test.sides[0].memory, 100, &taken), 0);
    size_t waiting = test.pair.server.tls.out.end;
    CHECK_EQ_INT(test_post_ask(&test, REQUIRE), BRISK_ERR_BUFFER);
    CHECK_EQ_INT((long long)test.pair.server.tls.out.end, (long long)waiting);
    CHECK_EQ_INT(test_post_info(&test).num_requests, 0);
    CHECK_EQ_INT((long long)test_post_run(&test, 0), 100);
    exchange(&person, 0);
    test_pair_wipe(&test.pair);

    test_note("short records (RFC 8449)");
    test.client.record_size_limit = test.server.record_size_limit = 64;
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    exchange(&person, 0);
    exchange(&person, 5);
    test_pair_wipe(&test.pair);
    test_note(NULL);
}

/* --- choices --- */

static void test_declined(void)
{
    set_up();
    test.client.num_identities = 0;
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    CHECK_EQ_INT(test_post_ask(&test, REQUEST), 0);
    test_post_run(&test, 0);
    CHECK_EQ_INT(test.sides[1].answered, 1);
    CHECK_EQ_INT(test_post_info(&test).has_declined, 1);
    CHECK_EQ_INT(test_post_info(&test).has_peer_certificate, 0);
    check_data(0);
    CHECK_EQ_INT(test_post_ask(&test, REQUIRE), 0);
    test_post_run(&test, 0);
    test_peer_check_dead(&test.pair.server, CERTIFICATE_REQUIRED);
    CHECK_EQ_INT(brisk_tls_alert_received(&test.pair.client.tls), CERTIFICATE_REQUIRED);
    test_pair_wipe(&test.pair);

    test_note("a certificate first, and then none");
    test.client.num_identities = 1;
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    exchange(&person, 0);
    test.client.num_identities = 0;
    CHECK_EQ_INT(test_post_ask(&test, REQUEST), 0);
    test_post_run(&test, 0);
    CHECK_EQ_INT(test_post_info(&test).has_declined, 1);
    CHECK_EQ_INT(test_post_info(&test).has_peer_certificate, 1); /* who it is is known still */
    test_pair_wipe(&test.pair);
    test_note(NULL);
}

static unsigned num_seen;

static int see_peer(void *arg, struct brisk_tls *tls, struct brisk_tls_peer_report *report)
{
    num_seen++;
    CHECK(tls == &test.pair.server.tls && report->chain_len == 1 && !report->resumed &&
          !report->x509_error);
    CHECK_EQ_INT((long long)report->chain[0].der.len, (long long)person.leaf_der_len);
    return arg != NULL;
}

static void test_refused_peers(void)
{
    set_up();
    test_note("the caller sees and refuses it");
    test.server.check_peer = see_peer;
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    exchange(&person, 0);
    CHECK_EQ_INT(num_seen, 1);
    test.server.check_peer_arg = &test.server;
    CHECK_EQ_INT(test_post_ask(&test, REQUEST), 0);
    test_post_run(&test, 0);
    test_peer_check_dead(&test.pair.server, ACCESS_DENIED);
    test_pair_wipe(&test.pair);
    test_note("another CA of that name");
    set_up();
    test.server.trust = &stranger.trust;
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    CHECK_EQ_INT(test_post_ask(&test, REQUEST), 0);
    test_post_run(&test, 0);
    test_peer_check_dead(&test.pair.server, BAD_CERTIFICATE);
    CHECK_EQ_INT(test.pair.server.tls.has_peer_certificate, 0);
    test_pair_wipe(&test.pair);
    test_note("ended meanwhile");
    set_up();
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    CHECK_EQ_INT(test_post_ask(&test, REQUEST), 0);
    brisk_tls_set_time(&test.pair.server.tls, TEST_CHAIN_NOT_AFTER + 1);
    test_post_run(&test, 0);
    test_peer_check_dead(&test.pair.server, CERTIFICATE_EXPIRED);
    test_pair_wipe(&test.pair);
    test_note(NULL);
}

/* Without the client's word, before the end of the handshake, in TLS 1.2, without trust. */
static void test_not_possible(void)
{
    set_up();
    for (int i = 0; i < 4; i++) {
        test_note("offered %d, wanted %d", i & 1, i >> 1);
        test_post_start(&test, i & 1, i >> 1);
        CHECK_EQ_INT(test_post_ask(&test, REQUEST), BRISK_ERR_STATE);
        test_post_establish(&test);
        CHECK_EQ_INT(test_post_ask(&test, REQUEST), i == 3 ? 0 : BRISK_ERR_STATE);
        CHECK_EQ_INT(test_post_info(&test).post_auth, i == 3);
        CHECK(i == 3 || !test.pair.server.tls.post_auth); /* the memory is the caller's again */
        CHECK_EQ_INT(brisk_tls_request_certificate(&test.pair.client.tls, REQUEST),
                     BRISK_ERR_STATE);
        CHECK_EQ_INT(brisk_tls_enable_post_auth(&test.pair.client.tls, &test.sides[0].post),
                     BRISK_ERR_STATE);
        CHECK_EQ_INT(brisk_tls_enable_post_auth(&test.pair.server.tls, &test.sides[1].post),
                     BRISK_ERR_STATE);
        test_pair_wipe(&test.pair);
    }
    test_note("TLS 1.2");
    test.server.max_version = BRISK_TLS_VERSION_1_2;
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    CHECK_EQ_INT(test_post_ask(&test, REQUEST), BRISK_ERR_STATE);
    CHECK(!test.pair.server.tls.post_auth && !test.pair.client.tls.post_auth);
    test_pair_wipe(&test.pair);
    test_note("arguments");
    set_up();
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    CHECK_EQ_INT(test_post_ask(&test, BRISK_TLS_CLIENT_AUTH_NONE), BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(test_post_ask(&test, (enum brisk_tls_client_auth)3), BRISK_ERR_ARGUMENT);
    test.server.trust = NULL;
    CHECK_EQ_INT(test_post_ask(&test, REQUEST), BRISK_ERR_STATE);
    test.server.trust = &person.trust;
    CHECK_EQ_INT(test_post_ask(&test, REQUEST), 0);
    test_note("closed");
    CHECK_EQ_INT(brisk_tls_close(&test.pair.client.tls), 0);
    test_post_run(&test, 0); /* the client, having closed, passes over the request */
    CHECK_EQ_INT(test.pair.client.result, BRISK_TLS_DONE);
    CHECK_EQ_INT(test.pair.server.result, BRISK_TLS_CLOSED);
    CHECK_EQ_INT(test_post_ask(&test, REQUEST), BRISK_ERR_STATE);
    CHECK_EQ_INT(brisk_tls_close(&test.pair.server.tls), 0);
    test_post_run(&test, 0);
    CHECK_EQ_INT(test.pair.client.result, BRISK_TLS_CLOSED);
    CHECK(brisk_tls_handshake_release(&test.pair.client.tls) == test.sides[0].memory);
    test_pair_wipe(&test.pair);
    test_note(NULL);
}

static void test_memory(void)
{
    CHECK(sizeof(struct brisk_tls) <= 1536);
    CHECK(sizeof(struct brisk_tls_post_auth) <= 304);
    set_up();
    test_post_start(&test, 1, 1);
    CHECK_EQ_INT(brisk_tls_handshake_lend(&test.pair.client.tls, test.sides[0].memory,
                                          BRISK_TLS_HANDSHAKE_SIZE),
                 BRISK_ERR_STATE);
    test_post_establish(&test);
    CHECK_EQ_INT(brisk_tls_handshake_lend(&test.pair.client.tls, test.sides[0].memory,
                                          BRISK_TLS_HANDSHAKE_SIZE),
                 BRISK_ERR_STATE);
    CHECK_EQ_INT(test_post_ask(&test, REQUIRE), 0);
    test_pair_move(&test.pair.server, &test.pair.client, 6); /* of a record that is not whole */
    CHECK_EQ_INT(test_peer_step(&test.pair.client), BRISK_TLS_DONE);
    test_pair_move(&test.pair.server, &test.pair.client, 0);
    for (int i = 0; i < 3; i++)
        CHECK_EQ_INT(test_peer_step(&test.pair.client), BRISK_TLS_WANT_MEMORY);
    CHECK_EQ_INT(brisk_tls_handshake_lend(&test.pair.client.tls, NULL, BRISK_TLS_HANDSHAKE_SIZE),
                 BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_tls_handshake_lend(&test.pair.client.tls, test.sides[0].memory + 32,
                                          BRISK_TLS_HANDSHAKE_SIZE),
                 BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_tls_handshake_lend(&test.pair.client.tls, test.sides[0].memory,
                                          BRISK_TLS_HANDSHAKE_SIZE - 1),
                 BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(test_peer_step(&test.pair.client), BRISK_TLS_WANT_MEMORY);
    CHECK(!brisk_tls_handshake_release(&test.pair.client.tls));
    test_post_run(&test, 0);
    test_post_check_shown(&test, &person);
    /* Nothing of the exchange stays in what is given back. */
    for (int i = 0; i < 2; i++) {
        const struct brisk_tls_handshake *h = (const void *)test.sides[i].memory;
        static const struct brisk_hmac_key none;
        CHECK(memcmp(&h->client_finished, &none, sizeof none) == 0);
    }
    test_note("death between");
    CHECK_EQ_INT(test_post_ask(&test, REQUIRE), 0);
    test_pair_move(&test.pair.server, &test.pair.client, 0);
    CHECK_EQ_INT(test_peer_step(&test.pair.client), BRISK_TLS_WANT_MEMORY);
    CHECK_EQ_INT(brisk_tls_end_of_input(&test.pair.client.tls), BRISK_ERR_TLS_TRUNCATED);
    CHECK_EQ_INT(test_peer_step(&test.pair.client), BRISK_ERR_TLS_TRUNCATED);
    CHECK_EQ_INT(brisk_tls_handshake_lend(&test.pair.client.tls, test.sides[0].memory,
                                          BRISK_TLS_HANDSHAKE_SIZE),
                 BRISK_ERR_STATE);
    test_pair_wipe(&test.pair);
    static const struct brisk_tls_post_auth wiped;
    CHECK(memcmp(&test.sides[0].post, &wiped, sizeof wiped) == 0);
    CHECK(memcmp(&test.sides[1].post, &wiped, sizeof wiped) == 0);
    test_note(NULL);
}

/* --- limits --- */

static void test_limits(void)
{
    uint8_t contexts[40][BRISK_TLS_REQUEST_CONTEXT_SIZE];
    size_t n = 0, taken;
    set_up();
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < BRISK_TLS_MAX_REQUESTS; i++) {
            CHECK_EQ_INT(test_post_ask(&test, REQUEST), 0);
            memcpy(contexts[n++], test.sides[1].post.requests[i].context, sizeof contexts[0]);
        }
        CHECK_EQ_INT(test_post_ask(&test, REQUEST), BRISK_ERR_LIMIT);
        CHECK_EQ_INT(test_post_info(&test).num_requests, BRISK_TLS_MAX_REQUESTS);
        /* Data, which a client counts as getting somewhere. */
        CHECK_EQ_INT(brisk_tls_write(&test.pair.server.tls, contexts[0], 1, &taken), 0);
        test_post_run(&test, 0);
        CHECK_EQ_INT(test_post_info(&test).num_requests, 0);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            CHECK(memcmp(contexts[i], contexts[k], sizeof contexts[0]) != 0);
    test_pair_wipe(&test.pair);

    test_note("requests and nothing else");
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    for (int i = 0; i < 32; i++) {
        CHECK_EQ_INT(test_post_ask(&test, REQUEST), 0);
        test_post_run(&test, 0);
    }
    CHECK_EQ_INT(test.sides[0].answered, 32);
    CHECK_EQ_INT(test_post_ask(&test, REQUEST), 0);
    test_post_run(&test, 0);
    test_peer_check_dead(&test.pair.client, UNEXPECTED_MESSAGE);
    test_pair_wipe(&test.pair);
    test_note(NULL);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&site, BRISK_KEY_P256, 0) || brisk_ticket_keys_rotate(&keys))
        test_abort("cannot make the chain");
    test_post_make_person(&person, BRISK_KEY_P256, 0);
    test_post_make_person(&second, BRISK_KEY_ED25519, 0);
    test_post_make_person(&stranger, BRISK_KEY_P256, 0);
    test_keys();
    test_handshakes();
    test_compression();
    test_early_data();
    test_data_between();
    test_key_updates();
    test_small_buffers();
    test_declined();
    test_refused_peers();
    test_not_possible();
    test_memory();
    test_limits();
    return test_end();
}
