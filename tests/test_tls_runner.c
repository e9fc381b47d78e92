/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What BoringSSL's test runner (tests/bogo) found, one test each. */

#include <brisk/error.h>

#include <string.h>

#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

#include "handshake/engine.h"
#include "handshake/extensions.h"

static struct test_pair pair;
static struct test_chain chain;
static struct brisk_tls_config client, server;
static struct brisk_ticket_keys keys;
static struct brisk_session slot;

/* Changes message number `index`, or only keeps it. */
struct change {
    unsigned index;
    struct test_edit edit;
    struct test_message message;
};

static void change_message(struct test_wire *wire, unsigned index, const uint8_t *bytes, size_t len)
{
    struct change *change = wire->arg;
    static struct test_message message;
    memcpy(message.bytes, bytes, len);
    message.len = len;
    if (index == change->index) {
        test_message_edit(&message, &change->edit);
        change->message = message;
    }
    test_wire_deliver(wire->to, RECORD_HANDSHAKE, message.bytes, message.len, 0);
}

/* Runs a handshake in which one side's message is changed. */
static void run_changed(int to_client, struct change *change)
{
    struct test_wire up = { .from = &pair.client, .to = &pair.server };
    struct test_wire down = { .from = &pair.server, .to = &pair.client };
    struct test_wire *wire = to_client ? &down : &up;
    wire->edit = change_message;
    wire->arg = change;
    test_wire_run(&pair, &up, &down);
}

static void start(const struct brisk_session *session)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK_EQ_INT(brisk_tls_keep_sessions(&pair.client.tls, &slot), 0);
    if (session)
        CHECK_EQ_INT(brisk_tls_resume(&pair.client.tls, session), 0);
}

static struct brisk_session fresh_session(void)
{
    slot.ticket_len = 0;
    start(NULL);
    CHECK(test_pair_run(&pair, 0));
    CHECK(slot.ticket_len > 0);
    test_pair_wipe(&pair);
    return slot;
}

/* Appendix D.4: change_cipher_spec goes before a client's first protected record, an alert too. */
static void test_ccs_before_alert(void)
{
    for (uint8_t retry = 0; retry < 2; retry++) {
        static struct change change = { .index = 1, .edit = { EDIT_BODY, 0, "" } };
        change.index = 1u + retry;
        client.num_key_shares = !retry;
        start(NULL);
        test_note("EncryptedExtensions without a block, retry %u (D.4)", retry);
        run_changed(1, &change);
        CHECK_EQ_INT(pair.client.result, BRISK_ERR_TLS_DECODE);
        /* What the server saw of it: it passes change_cipher_spec over and can read the alert. */
        CHECK_EQ_INT(brisk_tls_alert_received(&pair.server.tls), DECODE_ERROR);
        CHECK_EQ_INT(pair.server.tls.ccs_left, MAX_CCS - 1);
        test_pair_wipe(&pair);
    }
    client.num_key_shares = 1;
    test_note(NULL);
}

/* RFC 6066 section 3: server_name is not answered on resumption. */
static void test_name_is_not_answered(void)
{
    struct brisk_session session = fresh_session();
    for (int resumed = 0; resumed < 2; resumed++) {
        static struct change change = { .index = 1 };
        test_note("EncryptedExtensions, resumed %d (RFC 6066 3)", resumed);
        start(resumed ? &session : NULL);
        run_changed(1, &change);
        CHECK_EQ_INT(pair.client.tls.resumed, resumed);
        CHECK_EQ_INT(change.message.bytes[0], MESSAGE_ENCRYPTED_EXTENSIONS);
        CHECK_EQ_INT(change.message.len, resumed ? 4 + 2 : 4 + 2 + 4);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* Section 4.1.2: a key that the retry request's suite fits has no reason to be gone. */
static void test_key_gone_after_retry(void)
{
    static struct change change = { .index = 1, .edit = { EDIT_REMOVE, EXT_PRE_SHARED_KEY, NULL } };
    struct brisk_session session = fresh_session();
    client.num_key_shares = 0;
    start(&session);
    run_changed(0, &change);
    CHECK_EQ_INT(pair.server.result, BRISK_ERR_TLS_ILLEGAL_PARAMETER);
    CHECK_EQ_INT(brisk_tls_alert_sent(&pair.server.tls), ILLEGAL_PARAMETER);
    client.num_key_shares = 1;
    test_pair_wipe(&pair);
}

/* A ticket of a suite that is not offered any more, though of the same hash, is not taken. That the
 * binder does not cover the changed hello would be found otherwise. */
static void test_suite_not_offered(void)
{
    static struct change change = { .index = 0, .edit = { EDIT_FIELD, 3, "00021303" } };
    struct brisk_session session = fresh_session();
    CHECK_EQ_INT(session.suite, BRISK_TLS_AES_128_GCM_SHA256);
    start(&session);
    run_changed(0, &change);
    CHECK(brisk_tls_alert_sent(&pair.server.tls) != DECRYPT_ERROR);
    CHECK_EQ_INT(pair.server.tls.resumed, 0);
    test_pair_wipe(&pair);
}

/* An unknown extension twice in an answer is decode_error, once unsupported_extension. */
static void test_unknown_in_answer(void)
{
    static struct change once = { .index = 1, .edit = { EDIT_BODY, 0, "0004 fafa0000" } };
    static struct change twice = { .index = 1,
                                   .edit = { EDIT_BODY, 0, "000c fafa0000 00330000 fafa0000" } };
    start(NULL);
    run_changed(1, &once);
    CHECK_EQ_INT(brisk_tls_alert_sent(&pair.client.tls), UNSUPPORTED_EXTENSION);
    test_pair_wipe(&pair);
    start(NULL);
    run_changed(1, &twice);
    CHECK_EQ_INT(brisk_tls_alert_sent(&pair.client.tls), DECODE_ERROR);
    test_pair_wipe(&pair);
}

/* Section 4.2.10: a second ClientHello that announces early data gets on; the data do not. */
static void test_early_data_after_retry(void)
{
    static struct change change = { .index = 1, .edit = { EDIT_APPEND, EXT_EARLY_DATA, "" } };
    static const uint8_t record[] = { RECORD_APPLICATION_DATA, 3, 3, 0, 20, 1 };
    struct brisk_tls_buffer *in = &pair.server.tls.in;
    client.num_key_shares = 0;
    start(NULL);
    run_changed(0, &change);
    client.num_key_shares = 1;
    CHECK_EQ_INT(pair.server.tls.state, STATE_SERVER_READ_FINISHED);
    memset(in->data + in->end, 0, 25);
    memcpy(in->data + in->end, record, sizeof record);
    in->end += 25;
    test_peer_step(&pair.server);
    test_peer_check_dead(&pair.server, BAD_RECORD_MAC);
    test_pair_wipe(&pair);
}

/* RFC 7507 section 3: says more to a client of an old version than that we do not have it. */
static void test_fallback_of_old_client(void)
{
    static uint8_t hello[128];
    size_t len = test_hex(hello, sizeof hello,
                          "0100002b 0302"
                          "0000000000000000000000000000000000000000000000000000000000000000"
                          "00 0004 c02b 5600 01 00");
    start(NULL);
    test_wire_deliver(&pair.server, RECORD_HANDSHAKE, hello, len, 0);
    test_peer_check_dead(&pair.server, INAPPROPRIATE_FALLBACK);
    test_pair_wipe(&pair);
}

/* RFC 8422 section 5.3: in TLS 1.2 the list of groups is that of the certificate's curves, too. */
static void test_curve_of_key(void)
{
    for (int is_1_2 = 0; is_1_2 < 2; is_1_2++) {
        test_note("P-256 key, groups without P-256, TLS 1.2: %d", is_1_2);
        client.max_version = is_1_2 ? BRISK_TLS_VERSION_1_2 : BRISK_TLS_VERSION_1_3;
        start(NULL);
        test_peer_step(&pair.client);
        client.num_groups = 1; /* after the hello: our server would respect it */
        CHECK_EQ_INT(test_pair_run(&pair, 0), !is_1_2);
        CHECK_EQ_INT(brisk_tls_alert_sent(&pair.client.tls), is_1_2 ? ILLEGAL_PARAMETER : -1);
        client.num_groups = 2;
        test_pair_wipe(&pair);
    }
    test_note(NULL);
    client.max_version = BRISK_TLS_VERSION_1_3;
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&chain, BRISK_KEY_P256, 0) || brisk_ticket_keys_rotate(&keys))
        test_abort("cannot make the chain");
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
    server.suites[0] = BRISK_TLS_AES_128_GCM_SHA256;
    server.suites[1] = BRISK_TLS_AES_256_GCM_SHA384;
    server.suites[2] = BRISK_TLS_CHACHA20_POLY1305_SHA256;
    client.trust = &chain.trust;
    server.identities = &chain.identity;
    server.num_identities = 1;
    server.ticket_keys = &keys;
    test_ccs_before_alert();
    test_name_is_not_answered();
    test_key_gone_after_retry();
    test_suite_not_offered();
    test_unknown_in_answer();
    test_early_data_after_retry();
    test_fallback_of_old_client();
    test_curve_of_key();
    return test_end();
}
