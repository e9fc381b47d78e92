/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The cache of TLS 1.2's sessions: by itself, by threads that share it, and in handshakes of the
 * engine with itself (RFC 5246 section 7.3). */

#include <brisk/error.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handshake/extensions.h"
#include "handshake/session_cache.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

#define DAY 86400

static struct test_pair pair;
static struct test_chain chain;
static struct brisk_tls_config client, server;
static struct brisk_ticket_keys keys;
static struct brisk_session slot;
static struct brisk_session_cache *cache;
static size_t cache_size;

static void make_cache(size_t num_sessions)
{
    free(cache);
    cache_size = brisk_session_cache_size(num_sessions);
    cache = aligned_alloc(64, cache_size);
    if (!cache || !brisk_session_cache_init(cache, cache_size))
        test_abort("no cache");
}

/* --- by itself --- */

static struct ticket_state make_state(uint8_t filler, uint32_t lifetime)
{
    static const char name[BRISK_SESSION_MAX_NAME] = "a name of the greatest length";
    struct ticket_state state = { .version = BRISK_TLS_VERSION_1_2,
                                  .suite = 0xc02b,
                                  .secret_len = 48,
                                  .created = 1000,
                                  .lifetime = lifetime,
                                  .has_peer = 1 };
    memset(state.secret, filler, sizeof state.secret);
    state.host = state.alpn = (struct brisk_bytes){ (const uint8_t *)name, sizeof name };
    return state;
}

static void put(const uint8_t *id, uint8_t filler, uint32_t lifetime)
{
    struct ticket_state state = make_state(filler, lifetime);
    brisk_session_cache_put(cache, id, &state, 1000);
}

/* The filler of the session found, or -1. */
static int find(const uint8_t *id, size_t len, int64_t now)
{
    uint8_t storage[TICKET_STATE_MAX];
    struct ticket_state state;
    if (!brisk_session_cache_find(cache, (struct brisk_bytes){ id, len }, now, storage, &state))
        return -1;
    struct ticket_state whole = make_state(state.secret[0], state.lifetime);
    CHECK_EQ_BYTES(state.secret, whole.secret, sizeof whole.secret);
    CHECK_EQ_INT(state.version, whole.version);
    CHECK_EQ_INT((long long)state.host.len, (long long)whole.host.len);
    CHECK_EQ_BYTES(state.host.data, whole.host.data, whole.host.len);
    CHECK_EQ_INT((long long)state.alpn.len, 0);
    return state.secret[0];
}

/* How often the cache's memory has a run of sixteen bytes of this value: what is left of secrets.
 */
static int count_secrets(uint8_t filler)
{
    uint8_t run[16];
    const uint8_t *bytes = (const uint8_t *)cache;
    int found = 0;
    memset(run, filler, sizeof run);
    for (size_t i = 0; i + sizeof run <= cache_size; i++)
        if (memcmp(bytes + i, run, sizeof run) == 0) {
            found++;
            i += 47;
        }
    return found;
}

static void test_sizes(void)
{
    uint8_t *memory = aligned_alloc(64, 2 * brisk_session_cache_size(1));
    size_t size = brisk_session_cache_size(1);
    CHECK_EQ_INT((long long)brisk_session_cache_size(0), 0);
    CHECK_EQ_INT((long long)brisk_session_cache_size(SIZE_MAX), 0);
    CHECK_EQ_INT((long long)brisk_session_cache_size(SIZE_MAX / 256), 0);
    CHECK_EQ_INT((long long)(size % 64), 0);
    CHECK_EQ_INT((long long)brisk_session_cache_size(8), (long long)size);
    CHECK(brisk_session_cache_size(9) > size);
    CHECK(brisk_session_cache_size(10000) <= 10000 * 512);
    CHECK(!brisk_session_cache_init(NULL, size));
    CHECK(!brisk_session_cache_init(memory, 0));
    CHECK(!brisk_session_cache_init(memory, size - 1));
    CHECK(!brisk_session_cache_init(memory, size + 64));
    CHECK(!brisk_session_cache_init(memory + 32, size));
    CHECK(brisk_session_cache_init(memory, size) != NULL);
    brisk_session_cache_wipe((struct brisk_session_cache *)memory);
    free(memory);
}

static void test_entries(void)
{
    uint8_t ids[3][CACHED_ID_SIZE];
    make_cache(8);
    test_random_bytes(ids, sizeof ids);
    CHECK_EQ_INT(find(ids[0], CACHED_ID_SIZE, 1000), -1);
    put(ids[0], 0xa1, 100);
    put(ids[1], 0xa2, 200);
    CHECK_EQ_INT(find(ids[0], CACHED_ID_SIZE, 1000), 0xa1);
    CHECK_EQ_INT(find(ids[1], CACHED_ID_SIZE, 1000), 0xa2);
    CHECK_EQ_INT(find(ids[2], CACHED_ID_SIZE, 1000), -1);
    CHECK_EQ_INT(find(ids[0], CACHED_ID_SIZE - 1, 1000), -1);
    CHECK_EQ_INT(find(ids[0], 0, 1000), -1);
    CHECK_EQ_INT(find(ids[0], 32, 1000), -1); /* the next one behind it */
    for (size_t i = 0; i < CACHED_ID_SIZE; i++) {
        ids[0][i] ^= 1;
        CHECK_EQ_INT(find(ids[0], CACHED_ID_SIZE, 1000), -1);
        ids[0][i] ^= 1;
    }
    /* What has ended is not found any more, and wiped when that shows. */
    CHECK_EQ_INT(find(ids[0], CACHED_ID_SIZE, 1100), 0xa1);
    CHECK_EQ_INT(count_secrets(0xa1), 1);
    CHECK_EQ_INT(find(ids[0], CACHED_ID_SIZE, 1101), -1);
    CHECK_EQ_INT(count_secrets(0xa1), 0);
    CHECK_EQ_INT(find(ids[0], CACHED_ID_SIZE, 1000), -1);
    put(ids[2], 0xa3, 100);
    CHECK_EQ_INT((long long)brisk_session_cache_expire(cache, 1100), 2);
    CHECK_EQ_INT((long long)brisk_session_cache_expire(cache, 1101), 1);
    CHECK_EQ_INT(count_secrets(0xa3), 0);
    CHECK_EQ_INT(count_secrets(0xa2), 1);
    brisk_session_cache_remove(cache, ids[2]);
    CHECK_EQ_INT(find(ids[1], CACHED_ID_SIZE, 1101), 0xa2);
    brisk_session_cache_remove(cache, ids[1]);
    CHECK_EQ_INT(find(ids[1], CACHED_ID_SIZE, 1101), -1);
    CHECK_EQ_INT(count_secrets(0xa2), 0);
    put(ids[1], 0xa4, 100);
    brisk_session_cache_wipe(cache);
    CHECK_EQ_INT(count_secrets(0xa4), 0);
}

/* A full set gives up the session that ends first; memory does not grow. */
static void test_eviction(void)
{
    uint8_t ids[64][CACHED_ID_SIZE];
    make_cache(8);
    test_random_bytes(ids, sizeof ids);
    for (unsigned i = 0; i < 64; i++)
        put(ids[i], (uint8_t)(1 + i), 100 + (i * 29) % 64);
    CHECK_EQ_INT((long long)brisk_session_cache_expire(cache, 1000), 8);
    put(ids[0], 0xc0, 1000);
    CHECK_EQ_INT(find(ids[0], CACHED_ID_SIZE, 1000), 0xc0);
    for (unsigned i = 1; i < 9; i++) { /* in the order in which they end: 101, 102, ... */
        put(ids[i], (uint8_t)(0xd0 + i), 500 + i);
        CHECK_EQ_INT(find(ids[i], CACHED_ID_SIZE, 1000), 0xd0 + (int)i);
    }
    CHECK_EQ_INT(find(ids[0], CACHED_ID_SIZE, 1000), 0xc0);
    CHECK_EQ_INT(find(ids[1], CACHED_ID_SIZE, 1000), -1);
    CHECK_EQ_INT(count_secrets(0xd1), 0);
    CHECK_EQ_INT((long long)brisk_session_cache_expire(cache, 1000), 8);
    make_cache(2000);
    for (unsigned i = 0; i < 10000; i++) {
        test_random_bytes(ids[0], CACHED_ID_SIZE);
        put(ids[0], 0xee, 100);
    }
    CHECK_EQ_INT((long long)brisk_session_cache_expire(cache, 1000), 2000);
}

#define NUM_THREADS 4

static void *hammer(void *argument)
{
    uint8_t *id = argument; /* CACHED_ID_SIZE bytes, the first of them this thread's own */
    uint8_t storage[TICKET_STATE_MAX];
    struct ticket_state state;
    size_t wrong = 0;
    for (unsigned i = 0; i < 20000; i++) {
        memcpy(id + 1, &i, sizeof i);
        put(id, id[0], 100);
        if (brisk_session_cache_find(cache, (struct brisk_bytes){ id, CACHED_ID_SIZE }, 1000,
                                     storage, &state)) {
            for (size_t k = 0; k < 48; k++)
                wrong += state.secret[k] != id[0];
        }
        if (i % 3 == 0)
            brisk_session_cache_remove(cache, id);
        if (i % 500 == 0)
            brisk_session_cache_expire(cache, 1000 + i % 200);
    }
    return wrong ? argument : NULL;
}

static void test_threads(void)
{
    uint8_t ids[NUM_THREADS][CACHED_ID_SIZE] = { { 0 } };
    pthread_t threads[NUM_THREADS];
    make_cache(32);
    for (size_t i = 0; i < NUM_THREADS; i++) {
        ids[i][0] = (uint8_t)(0x11 * (i + 1));
        if (pthread_create(&threads[i], NULL, hammer, ids[i]))
            test_abort("no thread");
    }
    for (size_t i = 0; i < NUM_THREADS; i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        CHECK(!wrong);
    }
    CHECK(brisk_session_cache_expire(cache, 1000) <= 32);
}

/* --- in handshakes --- */

static void set_up(void)
{
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
    client.trust = &chain.trust;
    client.max_version = BRISK_TLS_VERSION_1_2;
    server.identities = &chain.identity;
    server.num_identities = 1;
    make_cache(64);
    server.session_cache = cache;
}

static void start(const struct brisk_session *session, int64_t seconds_later)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    brisk_tls_set_time(&pair.client.tls, TEST_CHAIN_TIME + seconds_later);
    brisk_tls_set_time(&pair.server.tls, TEST_CHAIN_TIME + seconds_later);
    CHECK_EQ_INT(brisk_tls_keep_sessions(&pair.client.tls, &slot), 0);
    CHECK_EQ_INT(brisk_tls_resume(&pair.client.tls, session), 0);
}

/* Whether a connection is resumed, at both ends. */
static int connect_with(const struct brisk_session *session, int64_t seconds_later)
{
    static const uint8_t data[] = "hello";
    uint8_t exported[2][32];
    start(session, seconds_later);
    memset(&slot, 0, sizeof slot);
    CHECK(test_pair_run(&pair, 0));
    CHECK(test_pair_send(&pair.client, &pair.server, data, sizeof data, 0));
    CHECK(test_pair_send(&pair.server, &pair.client, data, sizeof data, 0));
    CHECK_EQ_INT(brisk_tls_export(&pair.client.tls, exported[0], 32, "x", NULL, 0), 0);
    CHECK_EQ_INT(brisk_tls_export(&pair.server.tls, exported[1], 32, "x", NULL, 0), 0);
    CHECK_EQ_BYTES(exported[0], exported[1], 32);
    CHECK_EQ_INT(pair.client.tls.resumed, pair.server.tls.resumed);
    int resumed = pair.server.tls.resumed;
    CHECK_EQ_INT(brisk_tls_close(&pair.client.tls), 0);
    test_pair_move(&pair.client, &pair.server, 0);
    CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_CLOSED);
    test_pair_wipe(&pair);
    return resumed;
}

static struct brisk_session fresh_session(void)
{
    CHECK_EQ_INT(connect_with(NULL, 0), 0);
    CHECK_EQ_INT((long long)slot.ticket_len, 0);
    CHECK_EQ_INT(slot.session_id_len, CACHED_ID_SIZE);
    return slot;
}

static long long count_sessions(void)
{
    return (long long)brisk_session_cache_expire(cache, TEST_CHAIN_TIME);
}

static void test_resumed(void)
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
        struct brisk_session session = fresh_session();
        CHECK_EQ_INT(session.suite, suite->id);
        CHECK_EQ_INT(count_sessions(), 1);
        for (int again = 0; again < 3; again++) {
            CHECK_EQ_INT(connect_with(&session, 10 * again), 1);
            CHECK_EQ_BYTES(slot.session_id, session.session_id, CACHED_ID_SIZE);
        }
        CHECK_EQ_INT(connect_with(&session, 7200), 1);
        CHECK_EQ_INT(count_sessions(), 1);
    }
    test_note("a client that offers TLS 1.3, too");
    set_up();
    server.max_version = BRISK_TLS_VERSION_1_2;
    client.max_version = BRISK_TLS_VERSION_1_3;
    struct brisk_session session = fresh_session();
    CHECK_EQ_INT(connect_with(&session, 1), 1);
    test_note("however the bytes come");
    for (size_t chunk = 1; chunk < 40; chunk += 6) {
        start(&session, 1);
        CHECK(test_pair_run(&pair, chunk));
        CHECK_EQ_INT(pair.server.tls.resumed, 1);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* Tickets go first, for clients that take them; a ticket may follow upon an ID. */
static void test_beside_tickets(void)
{
    set_up();
    struct brisk_session by_id = fresh_session();
    keys.num_keys = 0;
    CHECK_EQ_INT(brisk_ticket_keys_rotate(&keys), 0);
    server.ticket_keys = &keys;
    CHECK_EQ_INT(connect_with(&by_id, 1), 1);
    CHECK(slot.ticket_len);
    struct brisk_session by_ticket = slot;
    CHECK_EQ_INT(connect_with(&by_ticket, 2), 1);
    CHECK_EQ_INT(count_sessions(), 1);
    CHECK_EQ_INT(connect_with(NULL, 2), 0);
    CHECK(slot.ticket_len && !slot.session_id_len);
    CHECK_EQ_INT(count_sessions(), 1);
    server.num_tickets = 0; /* keys that only open */
    CHECK_EQ_INT(connect_with(&by_ticket, 2), 1);
    CHECK_EQ_INT(connect_with(NULL, 2), 0);
    CHECK_EQ_INT(slot.session_id_len, CACHED_ID_SIZE);
    CHECK_EQ_INT(count_sessions(), 2);
    server.session_cache = NULL;
    CHECK_EQ_INT(connect_with(NULL, 2), 0);
    CHECK(!slot.session_id_len && !slot.ticket_len);
}

/* Each of these is a full handshake, with a fresh ID. */
static void test_not_resumed(void)
{
    set_up();
    struct brisk_session session = fresh_session(), other = session;
    for (size_t i = 0; i < CACHED_ID_SIZE; i++) {
        test_note("byte %zu of the ID is another", i);
        other.session_id[i] ^= 1;
        CHECK_EQ_INT(connect_with(&other, 0), 0);
        CHECK_EQ_INT(slot.session_id_len, CACHED_ID_SIZE);
        CHECK(memcmp(slot.session_id, other.session_id, CACHED_ID_SIZE) != 0);
        CHECK(memcmp(slot.session_id, session.session_id, CACHED_ID_SIZE) != 0);
        other.session_id[i] ^= 1;
    }
    for (uint8_t len = 1; len <= 32; len++) {
        test_note("an ID of %u bytes", len);
        other.session_id_len = len;
        CHECK_EQ_INT(connect_with(&other, 0), len == CACHED_ID_SIZE);
    }
    other = session;
    test_note("ended");
    other.lifetime = DAY;
    CHECK_EQ_INT(connect_with(&other, 7201), 0);
    test_note("from the future");
    session = fresh_session();
    other = session;
    other.received -= 1000;
    CHECK_EQ_INT(connect_with(&other, -100), 0);
    test_note("a suite that the server does not have any more");
    server.suites[0] = BRISK_TLS_ECDHE_ECDSA_AES_256_GCM_SHA384;
    server.suites[1] = BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256;
    server.num_suites = 2;
    session = fresh_session();
    CHECK_EQ_INT(connect_with(&session, 0), 1);
    server.suites[0] = BRISK_TLS_ECDHE_ECDSA_CHACHA20_POLY1305_SHA256;
    CHECK_EQ_INT(connect_with(&session, 0), 0);
    test_note("another cache");
    set_up();
    CHECK_EQ_INT(connect_with(&session, 0), 0);
    test_note("without one");
    session = slot;
    server.session_cache = NULL;
    CHECK_EQ_INT(connect_with(&session, 0), 0);
    CHECK_EQ_INT(slot.session_id_len, 0);
    test_note(NULL);
}

/* RFC 5246 appendix F.1.4: a day, however long tickets live. */
static void test_lifetime(void)
{
    set_up();
    server.ticket_lifetime = 7 * DAY;
    struct brisk_session session = fresh_session();
    session.lifetime = 7 * DAY; /* what the client believes */
    CHECK_EQ_INT(connect_with(&session, DAY), 1);
    CHECK_EQ_INT(connect_with(&session, DAY + 1), 0);
}

/* What the session says of its client counts as in a ticket. */
static void test_client_certificates(void)
{
    static struct test_chain clients, others;
    struct brisk_x509_template what = test_chain_template();
    what.extended_key_usage = BRISK_EKU_CLIENT_AUTH;
    if (test_chain_make(&clients, BRISK_KEY_P256, 0) || test_chain_issue(&clients, &what) ||
        test_chain_make(&others, BRISK_KEY_P256, 0))
        test_abort("cannot make the chains");
    set_up();
    struct brisk_session without = fresh_session();
    server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUIRE;
    server.trust = &clients.trust;
    client.identities = &clients.identity;
    client.num_identities = 1;
    CHECK_EQ_INT(connect_with(&without, 0), 0); /* it had shown none */
    struct brisk_session with = fresh_session();
    client.num_identities = 0;
    start(&with, 0);
    CHECK(test_pair_run(&pair, 0));
    CHECK(pair.server.tls.resumed && pair.server.tls.has_peer_certificate);
    uint8_t digest[32];
    CHECK_EQ_INT(
        brisk_hash_digest(BRISK_SHA256, digest, clients.leaf.der.data, clients.leaf.der.len), 0);
    CHECK_EQ_BYTES(pair.server.tls.peer_fingerprint, digest, 32);
    test_pair_wipe(&pair);
    client.num_identities = 1;
    server.trust = &others.trust;
    start(&with, 0);
    CHECK(!test_pair_run(&pair, 0));
    CHECK_EQ_INT(pair.server.tls.resumed, 0);
    test_peer_check_dead(&pair.server, BAD_CERTIFICATE); /* another CA of the same name */
    test_pair_wipe(&pair);
}

/* --- hostile peers --- */

static const struct test_edit *edit;

/* Changes the ClientHello. */
static void edit_hello(struct test_wire *wire, unsigned index, const uint8_t *message, size_t len)
{
    static struct test_message copy;
    memcpy(copy.bytes, message, len);
    copy.len = len;
    if (index == 0 && wire->to == &pair.server)
        test_message_edit(&copy, edit);
    test_wire_deliver(wire->to, 22, copy.bytes, copy.len, 0);
}

static void run_edited(const struct brisk_session *session, const struct test_edit *what)
{
    edit = what;
    start(session, 0);
    struct test_wire to_server = { .from = &pair.client, .to = &pair.server, .edit = edit_hello };
    struct test_wire to_client = { .from = &pair.server, .to = &pair.client, .edit = edit_hello };
    test_wire_run(&pair, &to_server, &to_client);
}

static void test_edited(void)
{
    char id[2 * (1 + CACHED_ID_SIZE) + 1];
    set_up();
    struct brisk_session session = fresh_session();
    test_note("without the extended master secret (RFC 7627 section 5.3)");
    run_edited(&session, &(struct test_edit){ EDIT_REMOVE, EXT_EXTENDED_MASTER_SECRET, NULL });
    test_peer_check_dead(&pair.server, HANDSHAKE_FAILURE);
    test_pair_wipe(&pair);
    CHECK_EQ_INT(connect_with(&session, 0), 1); /* which says nothing about the session */
    test_note("of another name (RFC 6066 section 3)");
    run_edited(&session, &(struct test_edit){ EDIT_REMOVE, EXT_SERVER_NAME, NULL });
    CHECK_EQ_INT(pair.server.tls.resumed, 0);
    test_pair_wipe(&pair);
    test_note("without the suite (RFC 5246 section 7.4.1.2)");
    run_edited(&session, &(struct test_edit){ EDIT_FIELD, 3, "0002c02c" });
    CHECK_EQ_INT(pair.server.tls.resumed, 0);
    test_pair_wipe(&pair);
    test_note("beside a ticket, the ID says nothing (RFC 5077 section 3.4)");
    snprintf(id, sizeof id, "%02x", CACHED_ID_SIZE);
    for (size_t i = 0; i < CACHED_ID_SIZE; i++)
        snprintf(id + 2 + 2 * i, 3, "%02x", session.session_id[i]);
    for (int with_keys = 0; with_keys < 2; with_keys++) {
        struct brisk_session with_ticket = session;
        server.ticket_keys = with_keys ? &keys : NULL;
        with_ticket.ticket_len = 100;
        run_edited(&with_ticket, &(struct test_edit){ EDIT_FIELD, 2, id });
        CHECK_EQ_INT(pair.server.tls.resumed, 0);
        test_pair_wipe(&pair);
    }
    server.ticket_keys = NULL;
    test_note("a first handshake without the extended master secret (RFC 7627 section 5.4)");
    long long before = count_sessions();
    run_edited(NULL, &(struct test_edit){ EDIT_REMOVE, EXT_EXTENDED_MASTER_SECRET, NULL });
    CHECK_EQ_INT(pair.server.tls.handshake->session_id_len, 0);
    CHECK_EQ_INT(count_sessions(), before);
    test_pair_wipe(&pair);
    test_note(NULL);
}

/* RFC 5246 section 7.2.2: a session is not resumed after a fatal alert, whoever sent it; but after
 * a close_notify (connect_with() ends so) or an end without any (7.2.1). */
static void test_alerts(void)
{
    static const uint8_t fatal[] = { 2, 40 };
    set_up();
    for (int resumed = 0; resumed < 2; resumed++) {
        struct brisk_session session = fresh_session();
        test_note("cut off, resumed: %d", resumed);
        start(resumed ? &session : NULL, 0);
        CHECK(test_pair_run(&pair, 0));
        session = slot;
        CHECK_EQ_INT(brisk_tls_end_of_input(&pair.server.tls), BRISK_ERR_TLS_TRUNCATED);
        test_pair_wipe(&pair);
        CHECK_EQ_INT(connect_with(&session, 0), 1);

        test_note("the server's alert, resumed: %d", resumed);
        start(resumed ? &session : NULL, 0);
        CHECK(test_pair_run(&pair, 0));
        session = slot;
        test_wire_deliver(&pair.server, 22, (const uint8_t *)"\2\0\0\0", 4, 0);
        test_peer_check_dead(&pair.server, UNEXPECTED_MESSAGE);
        test_pair_wipe(&pair);
        CHECK_EQ_INT(connect_with(&session, 0), 0);

        test_note("the client's alert, resumed: %d", resumed);
        session = fresh_session();
        start(resumed ? &session : NULL, 0);
        CHECK(test_pair_run(&pair, 0));
        session = slot;
        test_wire_deliver(&pair.server, 21, fatal, sizeof fatal, 0);
        CHECK_EQ_INT(pair.server.result, BRISK_ERR_TLS_PEER_ALERT);
        test_pair_wipe(&pair);
        CHECK_EQ_INT(connect_with(&session, 0), 0);
    }
    test_note(NULL);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&chain, BRISK_KEY_P256, 0))
        test_abort("cannot make the chain");
    test_sizes();
    test_entries();
    test_eviction();
    test_threads();
    test_resumed();
    test_beside_tickets();
    test_not_resumed();
    test_lifetime();
    test_client_certificates();
    test_edited();
    test_alerts();
    brisk_session_cache_wipe(cache);
    free(cache);
    return test_end();
}
