/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Hostile records and messages after the handshake, rejected early data, and floods: the alert that
 * answers each, with the clause of RFC 8446. test_tls_must_abort has those of one message. */

#include <brisk/error.h>

#include <stdio.h>
#include <string.h>

#include "handshake/extensions.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

#define A16 "00000000000000000000000000000000"
#define A32 A16 A16

static struct test_pair pair;
static struct test_chain chain;
static struct brisk_tls_config client, server;

/* --- cases of records --- */

struct record_case {
    const char *what, *clause;
    const char *hex; /* what arrives */
    int alert;
};

#define RECORD(what, clause, hex, alert)                                                           \
    {                                                                                              \
        what, clause, hex, alert                                                                   \
    }

static const struct record_case first_records[] = {
    RECORD("an HTTP request", "5", "474554202f20485454502f312e31", UNEXPECTED_MESSAGE),
    RECORD("application data", "5", "1703030001 00", UNEXPECTED_MESSAGE),
    RECORD("change_cipher_spec before ClientHello", "5", "1403030001 01", UNEXPECTED_MESSAGE),
    RECORD("record of type 0", "5", "0003030001 00", UNEXPECTED_MESSAGE),
    RECORD("heartbeat", "5", "1803030003 010000", UNEXPECTED_MESSAGE),
    RECORD("record over 2^14 bytes", "5.1", "1603014001", RECORD_OVERFLOW),
    RECORD("empty handshake record", "5.1", "1603010000", UNEXPECTED_MESSAGE),
    RECORD("empty alert", "5.1", "1503030000", UNEXPECTED_MESSAGE),
    RECORD("half an alert", "5.1", "1503030001 02", DECODE_ERROR),
    RECORD("two alerts", "5.1", "1503030004 0228 0228", DECODE_ERROR),
    RECORD("alert between the parts of a message", "5.1", "1603010002 0100 1503030002 0100",
           UNEXPECTED_MESSAGE),
    RECORD("change_cipher_spec between the parts of a message", "5.1",
           "1603010002 0100 1403030001 01", UNEXPECTED_MESSAGE),
    RECORD("a message that is too long", "4", "1603010004 01004001", ILLEGAL_PARAMETER),
    RECORD("the wrong message, its first byte", "4", "1603010001 02", UNEXPECTED_MESSAGE),
    RECORD("record of major version 4", "RFC 5246 E.1", "1604010004 01000000", PROTOCOL_VERSION),
    RECORD("fatal alert", "6.2", "1503030002 0228", -1),
    RECORD("close_notify before the handshake", "6.1", "1503030002 0100", -1),
    RECORD("a closure alert five times", "6.1",
           "1503030002 015a 1503030002 015a 1503030002 015a 1503030002 015a 1503030002 015a",
           UNEXPECTED_MESSAGE),
};

static void put_hex(struct test_peer *peer, const char *hex)
{
    struct brisk_tls_buffer *in = &peer->tls.in;
    size_t space = brisk_tls_buffer_space(in);
    in->end += test_hex(in->data + in->end, space, hex);
}

static void test_first_records(void)
{
    for (size_t i = 0; i < sizeof first_records / sizeof first_records[0]; i++) {
        test_note("%s (%s)", first_records[i].what, first_records[i].clause);
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        put_hex(&pair.server, first_records[i].hex);
        test_peer_step(&pair.server);
        test_peer_check_dead(&pair.server, first_records[i].alert);
        /* The same to a client that waits for ServerHello, where it says the same. */
        if (i >= 5 && i < 13) {
            test_peer_step(&pair.client);
            put_hex(&pair.client, first_records[i].hex);
            if (i >= 10) /* the type must be one that it awaits */
                pair.client.in[5] = MESSAGE_SERVER_HELLO;
            test_peer_step(&pair.client);
            test_peer_check_dead(&pair.client, first_records[i].alert);
        }
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

static const struct record_case middle_records[] = {
    /* The server has sent its flight and waits for the client's Finished. */
    RECORD("change_cipher_spec of two bytes", "5", "1403030002 0101", UNEXPECTED_MESSAGE),
    RECORD("change_cipher_spec of another byte", "5", "1403030001 02", UNEXPECTED_MESSAGE),
    RECORD("empty change_cipher_spec", "5", "1403030000", UNEXPECTED_MESSAGE),
    RECORD("handshake message in the clear", "5.2", "1603030001 14", BAD_RECORD_MAC),
    RECORD("record of another version", "5.2", "1703020016 " A16 "000000000000", DECODE_ERROR),
    RECORD("alert in the clear", "6", "1503030002 022f", -1),
    RECORD("record of a tag's size less one", "5.2", "170303000f 000102030405060708090a0b0c0d0e",
           BAD_RECORD_MAC),
    RECORD("empty record", "5.2", "1703030000", BAD_RECORD_MAC),
    RECORD("record that does not open", "5.2", "1703030016 " A16 "000000000000", BAD_RECORD_MAC),
    RECORD("record over 2^14 + 256 bytes", "5.2", "1703034101", RECORD_OVERFLOW),
};

/* A server that has answered ClientHello. */
static void answer_hello(void)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    test_peer_step(&pair.client);
    test_pair_move(&pair.client, &pair.server, 0);
    CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_WANT_INPUT);
}

static void test_middle_records(void)
{
    for (size_t i = 0; i < sizeof middle_records / sizeof middle_records[0]; i++) {
        test_note("%s (%s)", middle_records[i].what, middle_records[i].clause);
        answer_hello();
        put_hex(&pair.server, middle_records[i].hex);
        test_peer_step(&pair.server);
        test_peer_check_dead(&pair.server, middle_records[i].alert);
        test_pair_wipe(&pair);
    }
    /* Any number of change_cipher_spec records up to a bound is passed over. */
    test_note("33 change_cipher_spec records");
    answer_hello();
    for (int i = 0; i < MAX_CCS; i++) {
        put_hex(&pair.server, "1403030001 01");
        CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_WANT_INPUT);
    }
    put_hex(&pair.server, "1403030001 01");
    test_peer_step(&pair.server);
    test_peer_check_dead(&pair.server, UNEXPECTED_MESSAGE);
    test_pair_wipe(&pair);
    test_note(NULL);
}

/* --- after the handshake --- */

static void establish(void)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK(test_pair_run(&pair, 0));
}

static void test_late_messages(void)
{
    test_note("change_cipher_spec after Finished (5)");
    establish();
    put_hex(&pair.server, "1403030001 01");
    test_peer_step(&pair.server);
    test_peer_check_dead(&pair.server, UNEXPECTED_MESSAGE);
    test_note("handshake record in the clear after Finished (5.2)");
    establish();
    put_hex(&pair.client, "1603030005 1800000100");
    test_peer_step(&pair.client);
    test_peer_check_dead(&pair.client, BAD_RECORD_MAC);
    test_note(NULL);
}

/* Other records between the parts of a message that is split (5.1). */
static void test_interleaving(void)
{
    static const uint8_t part[] = { MESSAGE_KEY_UPDATE, 0 }, data[] = { 'x' }, alert[] = { 1, 0 };
    for (int i = 0; i < 2; i++) {
        establish();
        CHECK_EQ_INT(test_wire_deliver(&pair.server, RECORD_HANDSHAKE, part, 2, 0), BRISK_TLS_DONE);
        if (i)
            test_wire_deliver(&pair.server, RECORD_ALERT, alert, 2, 0);
        else
            test_wire_deliver(&pair.server, RECORD_APPLICATION_DATA, data, 1, 0);
        test_peer_check_dead(&pair.server, UNEXPECTED_MESSAGE);
        test_pair_wipe(&pair);
    }
}

/* Work that leads nowhere is bounded. */
static void test_floods(void)
{
    static const uint8_t update[] = { MESSAGE_KEY_UPDATE, 0, 0, 1, 0 };
    establish();
    for (int i = 0; i < MAX_KEY_UPDATES; i++)
        CHECK_EQ_INT(test_wire_deliver(&pair.server, RECORD_HANDSHAKE, update, 5, 0),
                     BRISK_TLS_DONE);
    test_wire_deliver(&pair.server, RECORD_HANDSHAKE, update, 5, 0);
    test_peer_check_dead(&pair.server, UNEXPECTED_MESSAGE);
    test_pair_wipe(&pair);

    establish();
    for (int i = 0; i < MAX_EMPTY_RECORDS; i++)
        CHECK_EQ_INT(test_wire_deliver(&pair.client, RECORD_APPLICATION_DATA, NULL, 0, (size_t)i),
                     BRISK_TLS_DONE);
    test_wire_deliver(&pair.client, RECORD_APPLICATION_DATA, NULL, 0, 0);
    test_peer_check_dead(&pair.client, UNEXPECTED_MESSAGE);
    test_pair_wipe(&pair);

    /* A plaintext of 2^14 bytes is the longest, padding and type included one more (5.4). */
    static const uint8_t large[BRISK_TLS_MAX_PLAINTEXT + 1] = { 1 };
    establish();
    CHECK_EQ_INT(
        test_wire_deliver(&pair.server, RECORD_APPLICATION_DATA, large, BRISK_TLS_MAX_PLAINTEXT, 0),
        BRISK_TLS_DATA);
    brisk_tls_data_done(&pair.server.tls);
    test_wire_deliver(&pair.server, RECORD_APPLICATION_DATA, large, BRISK_TLS_MAX_PLAINTEXT, 1);
    test_peer_check_dead(&pair.server, RECORD_OVERFLOW);
    establish();
    test_wire_deliver(&pair.server, RECORD_APPLICATION_DATA, large, BRISK_TLS_MAX_PLAINTEXT + 1, 0);
    test_peer_check_dead(&pair.server, RECORD_OVERFLOW);
    test_pair_wipe(&pair);
}

/* --- early data, which is rejected (4.2.10) --- */

/* Sends a ClientHello that announces early data, and so many bytes of it. */
static void send_early_data(size_t num_records, size_t len)
{
    static uint8_t record[5 + 4000] = { RECORD_APPLICATION_DATA, 3, 3 };
    static struct test_message hello;
    static const struct test_edit edit = { EDIT_APPEND, EXT_EARLY_DATA, "" };
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    test_peer_step(&pair.client);
    const uint8_t *sent = pair.client.out + pair.client.tls.out.begin;
    hello.len = pair.client.tls.out.end - pair.client.tls.out.begin - 5;
    memcpy(hello.bytes, sent + 5, hello.len);
    test_message_edit(&hello, &edit);
    test_wire_deliver(&pair.server, RECORD_HANDSHAKE, hello.bytes, hello.len, 0);
    record[3] = (uint8_t)(len >> 8);
    record[4] = (uint8_t)len;
    for (size_t i = 0; i < num_records && pair.server.result >= 0; i++) {
        struct brisk_tls_buffer *in = &pair.server.tls.in;
        brisk_tls_buffer_space(in);
        test_random_bytes(record + 5, len);
        memcpy(in->data + in->end, record, 5 + len);
        in->end += 5 + len;
        test_peer_step(&pair.server);
    }
}

static void test_early_data(void)
{
    for (uint8_t retry = 0; retry < 2; retry++) {
        test_note("early data, retry %u (4.2.10)", retry);
        client.num_key_shares = !retry;
        send_early_data(4, 4000);
        CHECK_EQ_INT(pair.server.result, BRISK_TLS_WANT_INPUT);
        /* The next records are read as usual: here one that opens, and is not what is awaited. */
        static const uint8_t update[] = { MESSAGE_KEY_UPDATE, 0, 0, 1, 0 };
        test_wire_deliver(&pair.server, RECORD_HANDSHAKE, update, 5, 0);
        test_peer_check_dead(&pair.server, UNEXPECTED_MESSAGE);
        send_early_data(5, 4000);
        test_peer_check_dead(&pair.server, BAD_RECORD_MAC);
        test_pair_wipe(&pair);
    }
    client.num_key_shares = 1;
    test_note(NULL);
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
    test_first_records();
    test_middle_records();
    test_late_messages();
    test_interleaving();
    test_floods();
    test_early_data();
    return test_end();
}
