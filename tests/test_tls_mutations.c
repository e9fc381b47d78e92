/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Every handshake message changed at every byte, cut, lengthened, repeated, left out and swapped
 * with the next one, under the right keys; and every byte of every record changed on the wire. The
 * end that gets it must not complete the handshake, nor crash, nor go on for ever: Finished covers
 * every bit of every message, in TLS 1.3 as in TLS 1.2 with and without resumption, and with
 * AES-CBC. The exceptions are the version in a plaintext record's header, which RFC 8446
 * section 5.1 says to ignore (TLS 1.2 only until the version is known), and a HelloRequest, which
 * is none of the messages covered. Of handshakes in finite fields, which take longer, only what is
 * in no other is changed, and less often. */

#include <brisk/error.h>

#include <stdio.h>
#include <string.h>

#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

#define MAX_STEPS 400 /* of one end; an untouched handshake takes about ten */

enum change {
    CHANGE_NONE,
    CHANGE_BYTE, /* byte `at` is XORed with `value` */
    CHANGE_CUT,  /* only the first `at` bytes arrive, with the length corrected if `value` */
    CHANGE_GROW, /* `at` bytes of `value` more, with the length corrected */
    CHANGE_REPEAT,
    CHANGE_DROP,
    CHANGE_SWAP,   /* it arrives after the next one */
    CHANGE_RANDOM, /* a few bytes are changed, put in or taken out, with the length corrected */
};

struct plan {
    int is_to_client;
    unsigned index; /* of the message */
    enum change change;
    size_t at;
    uint8_t value;
    /* What was seen: */
    unsigned num_messages;
    size_t lengths[16];
    uint8_t types[16];
    uint8_t held[20000]; /* a message to be swapped */
    size_t held_len;
};

static struct test_pair pair;
static struct test_chain chain, rsa;
static struct brisk_tls_config client, server;
static struct plan plan;
static struct brisk_ticket_keys ticket_keys;
static struct brisk_session slot, session;
static const struct brisk_session *resumed; /* NULL for full handshakes */
static int in_field;                        /* finite-field Diffie-Hellman */

static void set_length(uint8_t *message, size_t len)
{
    message[1] = (uint8_t)((len - 4) >> 16);
    message[2] = (uint8_t)((len - 4) >> 8);
    message[3] = (uint8_t)(len - 4);
}

static void deliver(struct test_wire *wire, const uint8_t *message, size_t len)
{
    if (len)
        test_wire_deliver(wire->to, RECORD_HANDSHAKE, message, len, 0);
}

/* Up to four changes. Returns the new length. */
static size_t change_randomly(uint8_t *message, size_t len)
{
    size_t n = 1 + test_random_below(4), first = 4 + test_random_below(len - 4);
    message[first] ^= (uint8_t)(1 + test_random_below(255));
    for (size_t i = 1; i < n; i++) {
        size_t at = 4 + test_random_below(len - 4);
        if (at == first)
            continue;
        switch (test_random_below(3)) {
        case 0:
            message[at] = (uint8_t)test_random_u64();
            break;
        case 1:
            memmove(message + at + 1, message + at, len - at);
            message[at] = (uint8_t)test_random_u64();
            len++;
            break;
        default:
            memmove(message + at, message + at + 1, len - at - 1);
            len--;
            break;
        }
        if (len < 6)
            break;
    }
    set_length(message, len);
    return len;
}

static void deliver_changed(struct test_wire *wire, const uint8_t *message, size_t len)
{
    static uint8_t copy[20000];
    size_t original_len;
    memcpy(copy, message, len);
    switch (plan.change) {
    case CHANGE_BYTE:
        copy[plan.at] ^= plan.value;
        break;
    case CHANGE_CUT:
        len = plan.at;
        if (plan.value)
            set_length(copy, len);
        break;
    case CHANGE_GROW:
        memset(copy + len, plan.value, plan.at);
        len += plan.at;
        set_length(copy, len);
        break;
    case CHANGE_RANDOM:
        original_len = len;
        len = change_randomly(copy, len);
        if (len == original_len && memcmp(copy, message, len) == 0)
            copy[len - 1] ^= 1; /* the changes undid each other */
        break;
    case CHANGE_REPEAT:
        deliver(wire, copy, len);
        break;
    case CHANGE_DROP:
        return;
    case CHANGE_SWAP:
        memcpy(plan.held, message, len);
        plan.held_len = len;
        return;
    default:
        break;
    }
    deliver(wire, copy, len);
}

static void edit(struct test_wire *wire, unsigned index, const uint8_t *message, size_t len)
{
    int is_target = (wire->to == &pair.client) == plan.is_to_client;
    if (is_target && index < 16) {
        plan.lengths[index] = len;
        plan.types[index] = message[0];
        plan.num_messages = index + 1;
    }
    if (is_target && index == plan.index && plan.change != CHANGE_NONE) {
        deliver_changed(wire, message, len);
        return;
    }
    deliver(wire, message, len);
    if (is_target && plan.held_len) {
        deliver(wire, plan.held, plan.held_len);
        plan.held_len = 0;
    }
}

static void start_pair(void)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    brisk_tls_set_time(&pair.server.tls, TEST_CHAIN_TIME);
    if (client.max_version == BRISK_TLS_VERSION_1_2 &&
        (brisk_tls_keep_sessions(&pair.client.tls, &slot) ||
         brisk_tls_resume(&pair.client.tls, resumed)))
        test_abort("no session");
}

static void run_plan(void)
{
    plan.held_len = 0;
    plan.num_messages = 0;
    start_pair();
    struct test_wire to_server = {
        &pair.client, &pair.server, edit, NULL, 0, { .encrypted = 0 }, 0, 0
    };
    struct test_wire to_client = {
        &pair.server, &pair.client, edit, NULL, 0, { .encrypted = 0 }, 0, 0
    };
    test_wire_run(&pair, &to_server, &to_client);
}

static void check_refused(const char *what)
{
    const struct test_peer *target = plan.is_to_client ? &pair.client : &pair.server;
    const struct test_peer *other = plan.is_to_client ? &pair.server : &pair.client;
    if (target->tls.established || target->result >= BRISK_TLS_DATA ||
        target->num_steps > MAX_STEPS) {
        test_note("%s of message %u to the %s, at %zu, value %02x", what, plan.index,
                  plan.is_to_client ? "client" : "server", plan.at, plan.value);
        CHECK(!target->tls.established);
        CHECK(target->num_steps <= MAX_STEPS);
    }
    /* A changed byte is answered by the end that gets it, or by the other one when it finds that
     * the transcripts differ; a changed length or a lost message can leave both waiting for more.
     */
    CHECK(target->result < 0 || target->result == BRISK_TLS_WANT_INPUT);
    if (plan.change == CHANGE_BYTE && plan.at >= 4)
        CHECK(target->result < 0 || other->result < 0);
    test_note(NULL);
    test_pair_wipe(&pair);
}

/* With --quick, for builds that are slow: one value for each byte, and each fifth byte on the wire,
 * others in every run. */
static int is_quick;

static void run_change(enum change change, size_t at, uint8_t value, const char *what)
{
    plan.change = change;
    plan.at = at;
    plan.value = value;
    run_plan();
    check_refused(what);
}

static void change_message(unsigned index, size_t len, unsigned num_messages)
{
    static const uint8_t values[] = { 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff };
    plan.index = index;
    const int one_value = in_field || is_quick;
    const size_t turn = test_random_below(sizeof values);
    for (size_t at = 0; at < len; at++)
        for (size_t v = one_value ? (at + turn) % sizeof values : 0; v < sizeof values;
             v += one_value ? sizeof values : 1)
            run_change(CHANGE_BYTE, at, values[v], "a changed byte");
    for (size_t at = 0; at < len; at += at < 64 || at + 8 > len ? 1 : 7) {
        run_change(CHANGE_CUT, at, 0, "a cut");
        if (at >= 4)
            run_change(CHANGE_CUT, at, 1, "a cut with its length corrected");
    }
    for (size_t more = 1; more < 6; more++)
        run_change(CHANGE_GROW, more, 0, "a longer form");
    for (size_t i = 0; i < 300; i++)
        run_change(CHANGE_RANDOM, i, 0, "a few changes");
    run_change(CHANGE_REPEAT, 0, 0, "a repetition");
    run_change(CHANGE_DROP, 0, 0, "the loss");
    if (index + 1 < num_messages)
        run_change(CHANGE_SWAP, 0, 0, "an exchange with the next");
}

/* The messages of one direction, first seen in a run without a change. */
static void change_direction(int is_to_client, unsigned want_messages)
{
    size_t lengths[16];
    plan.is_to_client = is_to_client;
    plan.change = CHANGE_NONE;
    run_plan();
    CHECK_EQ_INT(pair.client.result, BRISK_TLS_DONE);
    CHECK_EQ_INT(pair.server.result, BRISK_TLS_DONE);
    unsigned n = plan.num_messages;
    if (!CHECK_EQ_INT(n, want_messages))
        return;
    memcpy(lengths, plan.lengths, sizeof lengths);
    for (unsigned i = 0; i < n; i++) {
        printf("  to the %s: message type %u, %zu bytes\n", is_to_client ? "client" : "server",
               plan.types[i], lengths[i]);
        if (!in_field || plan.types[i] == MESSAGE_SERVER_KEY_EXCHANGE ||
            plan.types[i] == MESSAGE_CLIENT_KEY_EXCHANGE)
            change_message(i, lengths[i], n);
    }
}

static void change_messages_1_2(void)
{
    printf("TLS 1.2, %s\n", resumed ? "resumed" : "full handshake");
    change_direction(0, resumed ? 2 : 3);
    change_direction(1, resumed ? 2 : 6);
}

static void change_messages(int retry, int mutual)
{
    printf("handshake %s HelloRetryRequest%s\n", retry ? "with" : "without",
           mutual ? ", certificates on both sides" : "");
    client.num_key_shares = !retry;
    server.client_auth = mutual ? BRISK_TLS_CLIENT_AUTH_REQUIRE : BRISK_TLS_CLIENT_AUTH_NONE;
    change_direction(0, (retry ? 3 : 2) + (mutual ? 2 : 0));
    change_direction(1, (retry ? 6 : 5) + (mutual ? 1 : 0));
}

static void change_messages_field(void)
{
    printf("TLS 1.2, full handshake in ffdhe2048\n");
    in_field = 1;
    client.suites[0] = server.suites[0] = BRISK_TLS_DHE_RSA_CHACHA20_POLY1305_SHA256;
    client.groups[0] = server.groups[0] = BRISK_GROUP_FFDHE2048;
    client.num_suites = server.num_suites = client.num_groups = server.num_groups = 1;
    client.trust = &rsa.trust;
    server.identities = &rsa.identity;
    resumed = NULL;
    change_direction(0, 3);
    change_direction(1, 6);
}

/* --- bytes on the wire --- */

/* Delivers what one end has sent with one byte changed, counted over the whole connection. Returns
 * 1 if the byte was a plaintext record's version. */
static int move_changed(struct test_peer *from, struct test_peer *to, size_t *seen, size_t target,
                        uint8_t value, size_t *moved)
{
    struct brisk_tls_buffer *out = &from->tls.out;
    size_t len = out->end - out->begin;
    int ignored = 0;
    if (target >= *seen && target < *seen + len) {
        size_t at = out->begin;
        size_t place = out->begin + (target - *seen);
        for (;;) {
            size_t size = 5 + ((size_t)out->data[at + 3] << 8 | out->data[at + 4]);
            if (place < at + size) {
                ignored = out->data[at] != RECORD_APPLICATION_DATA && place == at + 2 &&
                          (to->tls.version != BRISK_TLS_VERSION_1_2 && at == out->begin
                               ? 1
                               : client.max_version == BRISK_TLS_VERSION_1_3);
                break;
            }
            at += size;
        }
        out->data[place] ^= value;
    }
    *seen += len;
    *moved += test_pair_move(from, to, 0);
    return ignored;
}

static void run_wire(int is_to_client, size_t target, uint8_t value, size_t *total)
{
    size_t seen[2] = { 0, 0 }, moved;
    int ignored = 0;
    start_pair();
    do {
        moved = 0;
        test_peer_step(&pair.client);
        ignored |= move_changed(&pair.client, &pair.server, &seen[0],
                                is_to_client ? SIZE_MAX : target, value, &moved);
        test_peer_step(&pair.server);
        ignored |= move_changed(&pair.server, &pair.client, &seen[1],
                                is_to_client ? target : SIZE_MAX, value, &moved);
    } while (moved);
    *total = seen[is_to_client];
    const struct test_peer *to = is_to_client ? &pair.client : &pair.server;
    if (value && target < *total) {
        test_note("byte %zu to the %s changed by %02x", target, is_to_client ? "client" : "server",
                  value);
        CHECK_EQ_INT(to->tls.established, ignored);
        CHECK(to->num_steps <= MAX_STEPS);
        test_note(NULL);
    }
    test_pair_wipe(&pair);
}

static void change_wire(void)
{
    for (int is_to_client = 0; is_to_client < 2; is_to_client++) {
        size_t total = 0, ignored_total;
        run_wire(is_to_client, SIZE_MAX, 0, &total);
        printf("  %zu bytes on the wire to the %s\n", total, is_to_client ? "client" : "server");
        /* The flights' sizes vary by a few bytes with the signature's. */
        for (size_t at = is_quick ? test_random_below(5) : 0; at < total; at += is_quick ? 5 : 1)
            run_wire(is_to_client, at, at % 2 ? 0x01 : 0x80, &ignored_total);
    }
}

/* AES-CBC: there is padding to change, too, and the MAC is in either place. */
static void change_wire_cbc(void)
{
    client.suites[0] = server.suites[0] = BRISK_TLS_ECDHE_ECDSA_AES_128_CBC_SHA;
    client.num_suites = server.num_suites = 1;
    for (int without = 0; without < 2; without++) {
        printf("%s\n  %s encrypt-then-MAC\n", brisk_tls_suite_name(server.suites[0]),
               without ? "without" : "with");
        client.no_encrypt_then_mac = (uint8_t)without;
        change_wire();
    }
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    for (int i = 1; i < argc; i++)
        is_quick |= strcmp(argv[i], "--quick") == 0;
    /* Ed25519 signatures have one length, so that positions mean the same in every run. */
    struct brisk_x509_template what = test_chain_template();
    what.extended_key_usage = BRISK_EKU_SERVER_AUTH | BRISK_EKU_CLIENT_AUTH;
    if (test_chain_make(&chain, BRISK_KEY_ED25519, 0) || test_chain_issue(&chain, &what))
        test_abort("cannot make the chain");
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
    client.trust = &chain.trust;
    server.identities = client.identities = &chain.identity;
    server.num_identities = client.num_identities = 1;
    server.trust = &chain.trust;
    for (int retry = 0; retry < 2; retry++) {
        change_messages(retry, 0);
        change_wire();
    }
    change_messages(0, 1);
    change_wire();
    server.client_auth = BRISK_TLS_CLIENT_AUTH_NONE;
    client.max_version = BRISK_TLS_VERSION_1_2;
    client.num_key_shares = 1;
    if (brisk_ticket_keys_rotate(&ticket_keys))
        test_abort("cannot make ticket keys");
    server.ticket_keys = &ticket_keys;
    for (int again = 0; again < 2; again++) {
        change_messages_1_2();
        change_wire();
        start_pair();
        CHECK(test_pair_run(&pair, 0));
        CHECK_EQ_INT(pair.client.tls.resumed, again);
        session = slot;
        resumed = &session;
    }
    resumed = NULL;
    change_wire_cbc();
    if (test_chain_make(&rsa, BRISK_KEY_RSA, 2048))
        test_abort("cannot make the chain of RSA");
    change_messages_field();
    return test_end();
}
