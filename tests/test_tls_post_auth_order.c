/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Post-handshake authentication (RFC 8446 section 4.6.2) with a client that does it otherwise: its
 * answers come in another order, twice, in pieces of each other, with something in between, or with
 * a bit changed. */

#include <brisk/error.h>

#include <stdio.h>
#include <string.h>

#include "handshake/engine.h"
#include "tests/support/test.h"
#include "tests/support/tls_post.h"
#include "tests/support/tls_wire.h"

#define REQUEST BRISK_TLS_CLIENT_AUTH_REQUEST

static struct test_post test;
static struct test_chain site, person; /* a server and a client */

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
}

/* The client's answer to `n` requests, each as its messages, taken off the wire. */
struct answer {
    size_t num_messages, lens[3];
    uint8_t messages[3][4096];
};

static struct answer answers[2];

/* Opens what `from` has put out: one record with handshake messages. */
static void take_answer(struct brisk_tls_direction *opens, struct answer *answer)
{
    static uint8_t record[BRISK_TLS_MAX_RECORD];
    struct brisk_tls_buffer *out = &test.pair.client.tls.out;
    uint8_t type, *content;
    size_t len;
    size_t size = 5 + ((size_t)out->data[out->begin + 3] << 8 | out->data[out->begin + 4]);
    memcpy(record, out->data + out->begin, size);
    out->begin += size;
    if (!test_wire_open(opens, record, &type, &content, &len) || type != RECORD_HANDSHAKE)
        test_abort("no answer");
    for (answer->num_messages = 0; len && answer->num_messages < 3; answer->num_messages++) {
        size_t part = 4 + ((size_t)content[1] << 16 | (size_t)content[2] << 8 | content[3]);
        memcpy(answer->messages[answer->num_messages], content, part);
        answer->lens[answer->num_messages] = part;
        content += part;
        len -= part;
    }
    CHECK_EQ_INT((long long)len, 0);
}

/* Two requests, and the client's answers to them in hand; each `first` in its place. */
static void get_answers(void)
{
    set_up();
    test_post_start(&test, 1, 1);
    test_post_establish(&test);
    struct brisk_tls_direction opens = test.pair.client.tls.write;
    for (int i = 0; i < 2; i++) {
        CHECK_EQ_INT(test_post_ask(&test, REQUEST), 0);
        test_pair_move(&test.pair.server, &test.pair.client, 0);
        CHECK_EQ_INT(test_post_step(&test, &test.pair.client), BRISK_TLS_DONE);
        take_answer(&opens, &answers[i]);
        CHECK_EQ_INT((long long)answers[i].num_messages, 3);
    }
}

static int deliver(int answer, int message)
{
    test_wire_put(&test.pair.server, RECORD_HANDSHAKE, answers[answer].messages[message],
                  answers[answer].lens[message], 0);
    return test_post_step(&test, &test.pair.server);
}

static void deliver_answer(int answer)
{
    unsigned before = test.sides[1].answered;
    for (int i = 0; i < 3; i++)
        CHECK_EQ_INT(deliver(answer, i), BRISK_TLS_DONE);
    CHECK_EQ_INT(test.sides[1].answered, before + 1);
}

static void test_orders(void)
{
    for (int first = 0; first < 2; first++) {
        get_answers();
        CHECK(memcmp(answers[0].messages[1], answers[1].messages[1], 40) != 0);
        deliver_answer(first);
        CHECK_EQ_INT(test_post_info(&test).num_requests, 1);
        deliver_answer(!first);
        CHECK_EQ_INT(test_post_info(&test).num_requests, 0);
        test_post_check_shown(&test, &person);
        test_pair_wipe(&test.pair);
    }
}

struct order {
    const char *what;
    const char *sends; /* messages: 'a' to 'c' of the first answer, 'A' to 'C' of the second, 'u' a
                          KeyUpdate, 'd' data, 'e' an empty record of data, 'x' a fatal alert */
    int alert;
};

static const struct order orders[] = {
    { "the same answer twice", "abcabc", ILLEGAL_PARAMETER },
    { "the same answer twice, and no request open", "abcABCABC", UNEXPECTED_MESSAGE },
    { "Certificate twice", "aa", UNEXPECTED_MESSAGE },
    { "the other request's Certificate in between", "aA", UNEXPECTED_MESSAGE },
    { "the other exchange's CertificateVerify", "aB", DECRYPT_ERROR },
    { "the other exchange's Finished", "abC", DECRYPT_ERROR },
    { "Finished for CertificateVerify", "ac", UNEXPECTED_MESSAGE },
    { "CertificateVerify twice", "abb", UNEXPECTED_MESSAGE },
    { "CertificateVerify first", "b", UNEXPECTED_MESSAGE },
    { "Finished first", "c", UNEXPECTED_MESSAGE },
    { "data behind Certificate", "ad", UNEXPECTED_MESSAGE },
    { "an empty record behind Certificate", "ae", UNEXPECTED_MESSAGE },
    { "data behind CertificateVerify", "abd", UNEXPECTED_MESSAGE },
    { "KeyUpdate behind Certificate", "au", UNEXPECTED_MESSAGE },
    { "KeyUpdate behind CertificateVerify", "abu", UNEXPECTED_MESSAGE },
    { "an alert behind Certificate", "ax", -1 },
};

static void send_in_order(const char *sends)
{
    static const uint8_t update[] = { 24, 0, 0, 1, 0 }, fatal[] = { 2, 80 }, data[] = { 1 };
    for (const char *s = sends; *s && test.pair.server.result >= 0; s++) {
        if (*s >= 'a' && *s <= 'c')
            deliver(0, *s - 'a');
        else if (*s >= 'A' && *s <= 'C')
            deliver(1, *s - 'A');
        else if (*s == 'u')
            test_wire_deliver(&test.pair.server, RECORD_HANDSHAKE, update, sizeof update, 0);
        else if (*s == 'x')
            test_wire_deliver(&test.pair.server, RECORD_ALERT, fatal, sizeof fatal, 0);
        else
            test_wire_deliver(&test.pair.server, RECORD_APPLICATION_DATA, data, *s == 'd', 0);
    }
}

/* Section 4.6.2: the messages of an answer follow each other; 4.4.3 and 4.4.4: they are about this
 * connection, this request, and nothing else. */
static void test_wrong_orders(void)
{
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        test_note("%s", orders[i].what);
        get_answers();
        send_in_order(orders[i].sends);
        test_peer_check_dead(&test.pair.server, orders[i].alert);
        test_pair_wipe(&test.pair);
    }
    test_note(NULL);
}

/* Every byte of an answer counts. */
static void test_changed_answers(void)
{
    static const int alerts[] = { ILLEGAL_PARAMETER,   DECODE_ERROR,
                                  DECRYPT_ERROR,       BAD_CERTIFICATE,
                                  UNEXPECTED_MESSAGE,  UNSUPPORTED_CERTIFICATE,
                                  UNKNOWN_CA,          CERTIFICATE_UNKNOWN,
                                  CERTIFICATE_EXPIRED, UNSUPPORTED_EXTENSION };
    size_t changed = 0;
    for (int message = 0; message < 3; message++)
        for (size_t at = 0; message == 0 ? at < 64 : at < 36; at++) {
            test_note("byte %zu of message %d", at, message);
            get_answers();
            answers[0].messages[message][at] ^= 1 << test_random_below(8);
            /* A length that is too great waits for more: the next message is in the way then. */
            for (int i = 0; i < 3 && test.pair.server.result >= 0; i++)
                deliver(0, i);
            if (test.pair.server.result >= 0) {
                CHECK_EQ_INT(test.pair.server.result, BRISK_TLS_DONE);
                CHECK(at >= 1 && at < 4);
                CHECK_EQ_INT(test.sides[1].answered, 0);
            } else {
                int alert = brisk_tls_alert_sent(&test.pair.server.tls), known = 0;
                for (size_t i = 0; i < sizeof alerts / sizeof alerts[0]; i++)
                    known |= alerts[i] == alert;
                CHECK(known);
            }
            changed++;
            test_pair_wipe(&test.pair);
        }
    CHECK_EQ_INT((long long)changed, 64 + 36 + 36);
    test_note(NULL);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&site, BRISK_KEY_P256, 0))
        test_abort("cannot make the chain");
    test_post_make_person(&person, BRISK_KEY_P256, 0);
    test_orders();
    test_wrong_orders();
    test_changed_answers();
    return test_end();
}
