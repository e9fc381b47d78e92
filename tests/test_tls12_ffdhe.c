/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Finite-field Diffie-Hellman in TLS 1.2 (RFC 7919): which group is taken, what is refused and with
 * which alert, configurations, memory. The handshakes that work, with all suites and groups, are in
 * test_tls12, those with libssl in test_peer_tls12. */

#include <brisk/error.h>
#include <brisk/ffdhe.h>
#include <brisk/random.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handshake/exchange12.h"
#include "handshake/extensions.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

#define NUM(array) (sizeof(array) / sizeof(array[0]))
#define SUITE BRISK_TLS_DHE_RSA_AES_128_GCM_SHA256

static struct test_pair pair;
static struct test_chain chain;
static struct brisk_tls_config client, server;

/* To the server and to the client. */
enum { HELLO = 0, CKE = 1 };
enum { SKE = 2 };

/* TLS 1.2, DHE with AES-128, these groups. */
static void set_groups(struct brisk_tls_config *config, uint16_t first, uint16_t second)
{
    config->groups[0] = first;
    config->groups[1] = second;
    config->num_groups = second ? 2 : 1;
}

static void set_configs(void)
{
    brisk_tls_config_init(&client);
    client.max_version = BRISK_TLS_VERSION_1_2;
    client.suites[0] = SUITE;
    client.num_suites = 1;
    server = client;
    client.trust = &chain.trust;
    server.identities = &chain.identity;
    server.num_identities = 1;
    set_groups(&client, BRISK_GROUP_FFDHE2048, 0);
    set_groups(&server, BRISK_GROUP_FFDHE2048, 0);
}

static void start(void)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    brisk_tls_set_time(&pair.server.tls, TEST_CHAIN_TIME);
}

/* --- the choice --- */

/* Section 4: the server's first group that the client has. */
static void test_choice(void)
{
    static const struct {
        uint16_t client[2], server[2], group;
        int alert;
    } cases[] = {
        { { BRISK_GROUP_FFDHE2048, BRISK_GROUP_FFDHE3072 },
          { BRISK_GROUP_FFDHE3072, BRISK_GROUP_FFDHE2048 },
          BRISK_GROUP_FFDHE3072,
          0 },
        { { BRISK_GROUP_FFDHE2048, 0 },
          { BRISK_GROUP_FFDHE4096, BRISK_GROUP_FFDHE2048 },
          BRISK_GROUP_FFDHE2048,
          0 },
        { { BRISK_GROUP_X25519, BRISK_GROUP_FFDHE4096 },
          { BRISK_GROUP_X25519, BRISK_GROUP_FFDHE4096 },
          BRISK_GROUP_FFDHE4096,
          0 },
        { { BRISK_GROUP_FFDHE2048, 0 }, { BRISK_GROUP_FFDHE3072, 0 }, 0, INSUFFICIENT_SECURITY },
    };
    for (size_t i = 0; i < NUM(cases); i++) {
        test_note("choice %zu", i);
        set_configs();
        set_groups(&client, cases[i].client[0], cases[i].client[1]);
        set_groups(&server, cases[i].server[0], cases[i].server[1]);
        CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
        CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), 0);
        start();
        CHECK_EQ_INT(test_pair_run(&pair, 0), !cases[i].alert);
        if (cases[i].alert)
            test_peer_check_dead(&pair.server, cases[i].alert);
        else
            CHECK(pair.client.tls.group == cases[i].group &&
                  pair.server.tls.group == cases[i].group);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* Section 4: where no group is common, a suite with another key exchange is taken. */
static void test_other_suite(void)
{
    static const uint16_t other[] = { BRISK_TLS_ECDHE_RSA_AES_128_GCM_SHA256,
                                      BRISK_TLS_RSA_AES_128_GCM_SHA256 };
    for (size_t i = 0; i < NUM(other); i++) {
        test_note("other suite %zu", i);
        set_configs();
        set_groups(&client, BRISK_GROUP_FFDHE2048, BRISK_GROUP_P256);
        set_groups(&server, BRISK_GROUP_FFDHE3072, BRISK_GROUP_P256);
        client.suites[1] = server.suites[1] = other[i];
        client.num_suites = server.num_suites = 2;
        start();
        CHECK(test_pair_run(&pair, 0));
        CHECK_EQ_INT(pair.server.tls.suite->id, other[i]);
        CHECK_EQ_INT(pair.client.tls.group, i == 0 ? BRISK_GROUP_P256 : 0);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* In TLS 1.3 these groups are listed, for a server of TLS 1.2, and neither sent a share of nor
 * taken. */
static void test_tls13(void)
{
    set_configs();
    client.max_version = server.max_version = BRISK_TLS_VERSION_1_3;
    client.suites[1] = server.suites[1] = BRISK_TLS_AES_128_GCM_SHA256;
    client.num_suites = server.num_suites = 2;
    set_groups(&client, BRISK_GROUP_FFDHE2048, BRISK_GROUP_X25519);
    set_groups(&server, BRISK_GROUP_FFDHE2048, BRISK_GROUP_X25519);
    client.num_key_shares = 2;
    start();
    CHECK(test_pair_run(&pair, 0));
    CHECK_EQ_INT(pair.client.tls.version, BRISK_TLS_VERSION_1_3);
    CHECK_EQ_INT(pair.client.tls.group, BRISK_GROUP_X25519);
    CHECK_EQ_INT(pair.client.tls.hello_retry, 0);
    test_pair_wipe(&pair);
    /* A server that asks for a share of one. */
    uint8_t retry[128] = { MESSAGE_SERVER_HELLO, 0, 0, 0, 3, 3 };
    start();
    test_peer_step(&pair.client);
    memcpy(retry + 6, brisk_hello_retry_random, RANDOM_SIZE);
    retry[38] = SESSION_ID_SIZE;
    memcpy(retry + 39, pair.client.tls.handshake->session_id, SESSION_ID_SIZE);
    size_t len = 71 + test_hex(retry + 71, 50, "1301 00 000c 002b00020304 003300020100");
    retry[3] = (uint8_t)(len - 4);
    test_wire_deliver(&pair.client, RECORD_HANDSHAKE, retry, len, 0);
    test_peer_check_dead(&pair.client, HANDSHAKE_FAILURE);
    test_pair_wipe(&pair);
}

/* --- messages --- */

struct message_case {
    const char *what, *clause;
    int to_client;
    unsigned index;
    struct test_edit edit;
    int alert; /* that its receiver sends, or 0: its Finished does not fit, but that is all */
};

static void edit_one(struct test_wire *wire, unsigned index, const uint8_t *message, size_t len)
{
    static struct test_message copy;
    const struct message_case *c = wire->arg;
    memcpy(copy.bytes, message, len);
    copy.len = len;
    if (c->index == index && c->to_client == (wire->to == &pair.client))
        test_message_edit(&copy, &c->edit);
    test_wire_deliver(wire->to, RECORD_HANDSHAKE, copy.bytes, copy.len, 0);
}

static void run_case(const struct message_case *c)
{
    test_note("%s to the %s (%s)", c->what, c->to_client ? "client" : "server", c->clause);
    start();
    struct test_wire to_server = { .from = &pair.client, .to = &pair.server, .edit = edit_one };
    struct test_wire to_client = { .from = &pair.server, .to = &pair.client, .edit = edit_one };
    to_server.arg = to_client.arg = (void *)(uintptr_t)c;
    test_wire_run(&pair, &to_server, &to_client);
    struct test_peer *target = c->to_client ? &pair.client : &pair.server;
    if (c->alert) {
        test_peer_check_dead(target, c->alert);
    } else {
        int sent = brisk_tls_alert_sent(&target->tls);
        CHECK(sent == -1 || sent == DECRYPT_ERROR || sent == BAD_RECORD_MAC);
        CHECK_EQ_INT(pair.client.tls.established, c->edit.kind == EDIT_NONE);
    }
    test_pair_wipe(&pair);
    test_note(NULL);
}

static void test_hellos(void)
{
    static const struct message_case cases[] = {
        { "untouched", "4", 0, HELLO, { EDIT_NONE, 0, NULL }, 0 },
        /* One that lists no finite field gets the server's first, and finds it is its own. */
        { "no groups", "4", 0, HELLO, { EDIT_REMOVE, EXT_SUPPORTED_GROUPS, NULL }, 0 },
        { "curves only", "4", 0, HELLO, { EDIT_REPLACE, EXT_SUPPORTED_GROUPS, "0002001d" }, 0 },
        { "unknown fields",
          "4",
          0,
          HELLO,
          { EDIT_REPLACE, EXT_SUPPORTED_GROUPS, "000601040103 01ff" },
          INSUFFICIENT_SECURITY },
        { "another field",
          "4",
          0,
          HELLO,
          { EDIT_REPLACE, EXT_SUPPORTED_GROUPS, "00040101001d" },
          INSUFFICIENT_SECURITY },
        { "a field among others",
          "4",
          0,
          HELLO,
          { EDIT_REPLACE, EXT_SUPPORTED_GROUPS, "0006010400170100" },
          0 },
        { "a group, but no suite for it",
          "4",
          0,
          HELLO,
          { EDIT_FIELD, 3, "0002c02f" },
          HANDSHAKE_FAILURE },
    };
    set_configs();
    for (size_t i = 0; i < NUM(cases); i++)
        run_case(&cases[i]);
}

/* Hexadecimal text of numbers, each with two bytes of length. */
struct number {
    uint8_t bytes[BRISK_FFDHE_MAX_SIZE + 1];
    size_t len;
};

static char *write_numbers(const struct number *numbers, size_t n, const char *rest)
{
    static char text[4 * BRISK_FFDHE_MAX_SIZE * 2 + 2000];
    char *at = text;
    for (size_t i = 0; i < n; i++) {
        at += sprintf(at, "%04x", (unsigned)numbers[i].len);
        for (size_t k = 0; k < numbers[i].len; k++)
            at += sprintf(at, "%02x", numbers[i].bytes[k]);
    }
    strcpy(at, rest);
    return text;
}

/* A scheme that was offered, and a signature that is wrong. */
#define WRONG_SIGNATURE "0804 0004 01020304"

enum { P, G, Y };

static void make_params(struct number params[3], uint16_t group)
{
    memset(params, 0, 3 * sizeof params[0]);
    params[P].len = params[Y].len = brisk_ffdhe_size(group);
    CHECK_EQ_INT(brisk_ffdhe_prime(group, params[P].bytes), 0);
    params[G].len = 1;
    params[G].bytes[0] = 2;
    test_random_bytes(params[Y].bytes, params[Y].len);
    params[Y].bytes[0] &= 0x7f;
}

static void run_params(const char *what, const char *clause, const struct number params[3],
                       const char *rest, int alert)
{
    struct message_case c = {
        what, clause, 1, SKE, { EDIT_BODY, 0, write_numbers(params, 3, rest) }, alert
    };
    run_case(&c);
}

static void test_server_params(void)
{
    struct number params[3];
    const size_t last = 255;
    set_configs();
    make_params(params, BRISK_GROUP_FFDHE2048);
    /* What is right but for the signature. */
    run_params("our prime", "3", params, WRONG_SIGNATURE, DECRYPT_ERROR);
    params[Y].len = 100;
    run_params("a short public key", "3", params, WRONG_SIGNATURE, DECRYPT_ERROR);
    params[Y].len = 1;
    run_params("a public key of a byte", "3", params, WRONG_SIGNATURE, DECRYPT_ERROR);
    params[Y].len = 0;
    run_params("no public key", "RFC 5246 7.4.3", params, WRONG_SIGNATURE, DECODE_ERROR);
    params[Y].len = 257;
    run_params("a long public key", "3", params, WRONG_SIGNATURE, HANDSHAKE_FAILURE);

    make_params(params, BRISK_GROUP_FFDHE2048);
    params[G].bytes[0] = 5;
    run_params("another generator", "3", params, WRONG_SIGNATURE, INSUFFICIENT_SECURITY);
    params[G].bytes[1] = 2;
    params[G].bytes[0] = 0;
    params[G].len = 2;
    run_params("a generator with a zero", "3", params, WRONG_SIGNATURE, INSUFFICIENT_SECURITY);
    params[G].len = 0;
    run_params("no generator", "RFC 5246 7.4.3", params, WRONG_SIGNATURE, DECODE_ERROR);

    make_params(params, BRISK_GROUP_FFDHE2048);
    params[P].bytes[last]--;
    run_params("an even prime", "3", params, WRONG_SIGNATURE, INSUFFICIENT_SECURITY);
    params[P].bytes[last]++;
    params[P].bytes[100] ^= 1;
    run_params("another prime", "3", params, WRONG_SIGNATURE, INSUFFICIENT_SECURITY);
    params[P].bytes[100] ^= 1;
    params[P].len = 255;
    run_params("a prime cut", "3", params, WRONG_SIGNATURE, INSUFFICIENT_SECURITY);
    params[P].len = 64;
    run_params("a prime of 512 bits", "3", params, WRONG_SIGNATURE, INSUFFICIENT_SECURITY);
    params[P].len = 1;
    params[P].bytes[0] = 1;
    run_params("the modulus 1", "3", params, WRONG_SIGNATURE, INSUFFICIENT_SECURITY);
    params[P].bytes[0] = 0;
    run_params("the modulus 0", "3", params, WRONG_SIGNATURE, INSUFFICIENT_SECURITY);
    params[P].len = 0;
    run_params("no prime", "RFC 5246 7.4.3", params, WRONG_SIGNATURE, DECODE_ERROR);
    make_params(params, BRISK_GROUP_FFDHE3072);
    run_params("a group that was not offered", "3", params, WRONG_SIGNATURE, INSUFFICIENT_SECURITY);

    make_params(params, BRISK_GROUP_FFDHE2048);
    run_params("no signature", "RFC 5246 7.4.3", params, "", DECODE_ERROR);
    run_params("a signature cut", "RFC 5246 7.4.3", params, "0804 0004 010203", DECODE_ERROR);
    run_params("a scheme that was not offered", "RFC 5246 7.4.3", params, "0201 0001 00",
               ILLEGAL_PARAMETER);
    static const struct message_case cases[] = {
        { "named curve", "RFC 5246 7.4.3", 1, SKE, { EDIT_BODY, 0, "03001d20" }, DECODE_ERROR },
        { "nothing", "RFC 5246 7.4.3", 1, SKE, { EDIT_BODY, 0, "" }, DECODE_ERROR },
        { "a length cut", "RFC 5246 7.4.3", 1, SKE, { EDIT_BODY, 0, "01" }, DECODE_ERROR },
        { "a prime of 65535 bytes",
          "RFC 5246 7.4.3",
          1,
          SKE,
          { EDIT_BODY, 0, "ffff01" },
          DECODE_ERROR },
        { "a byte too many", "RFC 5246 7.4.3", 1, SKE, { EDIT_TRAIL, 0, "00" }, DECODE_ERROR },
    };
    for (size_t i = 0; i < NUM(cases); i++)
        run_case(&cases[i]);
}

/* The named group of a finite field is no curve (RFC 8422 section 5.4). */
static void test_field_as_curve(void)
{
    static const struct message_case c = {
        "a field as a curve", "RFC 8422 5.4", 1, SKE, { EDIT_BODY, 0, "030100 04 01020304" },
        ILLEGAL_PARAMETER
    };
    set_configs();
    set_groups(&client, BRISK_GROUP_X25519, BRISK_GROUP_FFDHE2048);
    set_groups(&server, BRISK_GROUP_X25519, BRISK_GROUP_FFDHE2048);
    client.suites[1] = BRISK_TLS_ECDHE_RSA_AES_128_GCM_SHA256;
    client.num_suites = 2;
    server.suites[0] = client.suites[1];
    run_case(&c);
}

/* Numbers out of [2, p - 2], and at its ends. */
static const struct {
    const char *what;
    int is_near_prime, delta, is_good;
} values[] = {
    { "0", 0, 0, 0 },     { "1", 0, 1, 0 },     { "2", 0, 2, 1 },
    { "p - 2", 1, 2, 1 }, { "p - 1", 1, 1, 0 }, { "p", 1, 0, 0 },
};

static void make_value(uint8_t value[256], size_t i)
{
    memset(value, 0, 256);
    if (values[i].is_near_prime)
        CHECK_EQ_INT(brisk_ffdhe_prime(BRISK_GROUP_FFDHE2048, value), 0);
    value[255] = (uint8_t)(value[255] + (values[i].is_near_prime ? -1 : 1) * values[i].delta);
}

/* Section 3: a server that signs a bad public key. */
static void test_server_value(void)
{
    set_configs();
    for (size_t i = 0; i < NUM(values); i++) {
        struct brisk_job *jobs[BRISK_TLS_MAX_JOBS];
        test_note("dh_Ys is %s (3)", values[i].what);
        start();
        test_peer_step(&pair.client);
        test_pair_move(&pair.client, &pair.server, 0);
        CHECK_EQ_INT(brisk_tls_step(&pair.server.tls), BRISK_TLS_WANT_JOBS);
        brisk_jobs_run(jobs, brisk_tls_jobs(&pair.server.tls, jobs));
        CHECK_EQ_INT(jobs[0]->kind, BRISK_JOB_KEYPAIR);
        make_value(jobs[0]->as.keypair.public_key, i);
        test_peer_step(&pair.server);
        test_pair_move(&pair.server, &pair.client, 0);
        test_peer_step(&pair.client);
        if (values[i].is_good)
            CHECK_EQ_INT(pair.client.result, BRISK_TLS_WANT_INPUT);
        else
            test_peer_check_dead(&pair.client, HANDSHAKE_FAILURE);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* Section 4: dh_Yc. */
static void test_client_value(void)
{
    set_configs();
    for (size_t i = 0; i < NUM(values); i++) {
        struct number value = { .len = 256 };
        make_value(value.bytes, i);
        struct message_case c = { values[i].what,
                                  "4",
                                  0,
                                  CKE,
                                  { EDIT_BODY, 0, write_numbers(&value, 1, "") },
                                  values[i].is_good ? BAD_RECORD_MAC : HANDSHAKE_FAILURE };
        run_case(&c);
    }
    static const struct message_case cases[] = {
        { "1 of a byte", "4", 0, CKE, { EDIT_BODY, 0, "000101" }, HANDSHAKE_FAILURE },
        { "3 of a byte", "4", 0, CKE, { EDIT_BODY, 0, "000103" }, BAD_RECORD_MAC },
        { "nothing", "RFC 5246 7.4.7.2", 0, CKE, { EDIT_BODY, 0, "" }, DECODE_ERROR },
        { "an empty number", "RFC 5246 7.4.7.2", 0, CKE, { EDIT_BODY, 0, "0000" }, DECODE_ERROR },
        { "a number cut", "RFC 5246 7.4.7.2", 0, CKE, { EDIT_CUT, 1, NULL }, DECODE_ERROR },
        { "a byte too many", "RFC 5246 7.4.7.2", 0, CKE, { EDIT_TRAIL, 0, "00" }, DECODE_ERROR },
        { "a point", "RFC 5246 7.4.7.2", 0, CKE, { EDIT_BODY, 0, "04 01020304" }, DECODE_ERROR },
    };
    for (size_t i = 0; i < NUM(cases); i++)
        run_case(&cases[i]);
    struct number long_one = { .len = 257 };
    long_one.bytes[256] = 3;
    struct message_case c = {
        "a long number",  "4", 0, CKE, { EDIT_BODY, 0, write_numbers(&long_one, 1, "") },
        HANDSHAKE_FAILURE
    };
    run_case(&c);
}

/* --- the secret --- */

static uint8_t *stepped_secret; /* of the end that is being tried */

/* RFC 5246 section 8.1.2: leading zeros of the secret are cut off. Both ends of a pair do so alike;
 * here each is given a secret and compared with the PRF. */
static void test_leading_zeros(void)
{
    for (size_t zeros = 0; zeros <= 3; zeros++) {
        struct brisk_tls *tls = &pair.server.tls;
        uint8_t secret[256], want[48];
        struct brisk_hmac_key key;
        test_note("%zu leading zeros", zeros);
        set_configs();
        start();
        test_peer_step(&pair.client);
        test_pair_move(&pair.client, &pair.server, 0);
        test_peer_step(&pair.server);
        test_random_bytes(secret, sizeof secret);
        memset(secret, 0, zeros);
        secret[zeros] |= 1;
        stepped_secret = brisk_exchange12_find(tls).secret;
        memcpy(stepped_secret, secret, sizeof secret);
        tls->extended_master_secret = 0;
        CHECK_EQ_INT(brisk_exchange12_derive(tls), 0);
        /* The PRF of the whole pre-master secret, by its first half of the definition: P_hash. */
        CHECK_EQ_INT(brisk_hmac_key_init(&key, BRISK_SHA256, secret + zeros, sizeof secret - zeros),
                     0);
        uint8_t seed[13 + 64], a[32], block[32 + sizeof seed], out[64];
        memcpy(seed, "master secret", 13);
        memcpy(seed + 13, tls->client_random, 32);
        memcpy(seed + 45, tls->server_random, 32);
        brisk_hmac_tag(&key, a, seed, sizeof seed);
        for (size_t i = 0; i < 2; i++) {
            memcpy(block, a, 32);
            memcpy(block + 32, seed, sizeof seed);
            brisk_hmac_tag(&key, out + 32 * i, block, sizeof block);
            brisk_hmac_tag(&key, a, a, 32);
        }
        memcpy(want, out, 48);
        CHECK_EQ_BYTES(tls->exporter_secret, want, sizeof want);
        memset(secret, 0, sizeof secret);
        CHECK_EQ_BYTES(stepped_secret, secret, sizeof secret);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* Whether `secret` is anywhere in memory. */
static int has_bytes(const uint8_t *memory, size_t size, const uint8_t *secret, size_t len)
{
    for (size_t i = 0; i + len <= size; i++)
        if (memcmp(memory + i, secret, len) == 0)
            return 1;
    return 0;
}

/* Whatever ends the handshake, the secret is gone with it. */
static void test_wiped(void)
{
    static const char *const ends[] = { "a good end", "an alert", "given up" };
    for (size_t i = 0; i < NUM(ends); i++) {
        struct brisk_job *jobs[BRISK_TLS_MAX_JOBS];
        uint8_t secret[32], private_key[16];
        test_note("wiped after %s", ends[i]);
        set_configs();
        start();
        test_peer_step(&pair.client);
        test_pair_move(&pair.client, &pair.server, 0);
        test_peer_step(&pair.server);
        test_pair_move(&pair.server, &pair.client, 0);
        test_peer_step(&pair.client);
        test_pair_move(&pair.client, &pair.server, 0);
        CHECK_EQ_INT(brisk_tls_step(&pair.server.tls), BRISK_TLS_WANT_JOBS);
        brisk_jobs_run(jobs, brisk_tls_jobs(&pair.server.tls, jobs));
        CHECK_EQ_INT(jobs[0]->kind, BRISK_JOB_SHARED);
        CHECK_EQ_INT(jobs[0]->status, 0);
        memcpy(secret, jobs[0]->as.shared.secret + 100, sizeof secret);
        memcpy(private_key, jobs[0]->as.shared.private_key, sizeof private_key);
        CHECK(has_bytes(pair.server.handshake, sizeof pair.server.handshake, secret, 32));
        CHECK(has_bytes(pair.server.handshake, sizeof pair.server.handshake, private_key, 16));
        if (i == 0) {
            CHECK(test_pair_run(&pair, 0));
        } else if (i == 1) {
            jobs[0]->status = BRISK_ERR_POINT;
            brisk_tls_step(&pair.server.tls);
            CHECK_EQ_INT(pair.server.tls.error, BRISK_ERR_TLS_HANDSHAKE_FAILURE);
        } else {
            brisk_tls_wipe(&pair.server.tls);
        }
        CHECK(!has_bytes(pair.server.handshake, sizeof pair.server.handshake, secret, 32));
        CHECK(!has_bytes(pair.server.handshake, sizeof pair.server.handshake, private_key, 16));
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* Key pairs are used once. */
static void test_fresh_keys(void)
{
    uint8_t seen[2][256], numbers[2][256];
    set_configs();
    for (int i = 0; i < 2; i++) {
        start();
        test_peer_step(&pair.client);
        test_pair_move(&pair.client, &pair.server, 0);
        test_peer_step(&pair.server);
        memcpy(seen[i], brisk_exchange12_find(&pair.server.tls).public_key, 256);
        test_pair_move(&pair.server, &pair.client, 0);
        test_peer_step(&pair.client);
        memcpy(numbers[i], brisk_exchange12_find(&pair.client.tls).public_key, 256);
        CHECK(test_pair_run(&pair, 0));
        test_pair_wipe(&pair);
    }
    CHECK(memcmp(seen[0], seen[1], 256) != 0 && memcmp(numbers[0], numbers[1], 256) != 0);
    CHECK(memcmp(seen[0], numbers[0], 256) != 0);
}

/* --- configurations and memory --- */

static void test_configurations(void)
{
    set_configs();
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
    client.max_version = BRISK_TLS_VERSION_1_3; /* without a suite of it */
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
    client.suites[1] = BRISK_TLS_AES_128_GCM_SHA256; /* which takes curves */
    client.num_suites = 2;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    set_groups(&client, BRISK_GROUP_FFDHE2048, BRISK_GROUP_P256);
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
    set_groups(&client, BRISK_GROUP_P256, 0); /* suite without a group */
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    client.min_version = BRISK_TLS_VERSION_1_3; /* where the suite does not count */
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
    set_groups(&client, BRISK_GROUP_P256, BRISK_GROUP_FFDHE2048); /* nor does the group help */
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    set_configs();
    client.suites[0] = BRISK_TLS_RSA_AES_128_GCM_SHA256; /* needs none */
    set_groups(&client, BRISK_GROUP_P256, 0);
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
    set_groups(&client, BRISK_GROUP_FFDHE2048, 0);
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    set_configs();
    set_groups(&client, 0x0103, 0); /* ffdhe6144, which brisk does not have */
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
}

static void test_defaults(void)
{
    struct brisk_tls_config config;
    brisk_tls_config_init(&config);
    for (size_t i = 0; i < config.num_suites; i++)
        CHECK(brisk_suite_find(config.suites[i])->key_exchange != KEY_EXCHANGE_DHE);
    for (size_t i = 0; i < config.num_groups; i++)
        CHECK(!brisk_group_is_field(config.groups[i]));
    CHECK_EQ_INT((int)brisk_exchange12_size(&config), 0);
}

/* With the size that brisk_tls_handshake_size() asks for, messages have as much room as without
 * finite fields. */
static void test_memory(void)
{
    static const uint16_t groups[] = { BRISK_GROUP_FFDHE2048, BRISK_GROUP_FFDHE3072,
                                       BRISK_GROUP_FFDHE4096 };
    static uint8_t memory[2][BRISK_TLS_HANDSHAKE_SIZE_MAX] __attribute__((aligned(64)));
    for (size_t i = 0; i < NUM(groups); i++) {
        size_t field = brisk_ffdhe_size(groups[i]);
        test_note("%zu bits", 8 * field);
        set_configs();
        set_groups(&client, groups[i], 0);
        set_groups(&server, groups[i], 0);
        size_t needed = brisk_tls_handshake_size(&server, BRISK_TLS_SERVER);
        CHECK(needed % 64 == 0 && needed >= BRISK_TLS_HANDSHAKE_SIZE + 5 * field &&
              needed < BRISK_TLS_HANDSHAKE_SIZE + 5 * field + 256);
        start();
        CHECK_EQ_INT(brisk_tls_init(&pair.server.tls, &server, BRISK_TLS_SERVER, memory[0], needed,
                                    pair.server.in, sizeof pair.server.in, pair.server.out,
                                    sizeof pair.server.out),
                     0);
        brisk_tls_set_time(&pair.server.tls, TEST_CHAIN_TIME);
        size_t before = pair.server.tls.handshake->capacity;
        CHECK(test_pair_run(&pair, 0));
        size_t after = pair.server.tls.handshake->capacity;
        CHECK_EQ_INT((int)(before - after), (int)brisk_exchange12_size(&server));
        CHECK(after >= MIN_MESSAGES);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&chain, BRISK_KEY_RSA, 2048))
        test_abort("cannot make the chain");
    test_choice();
    test_other_suite();
    test_tls13();
    test_hellos();
    test_server_params();
    test_field_as_curve();
    test_server_value();
    test_client_value();
    test_leading_zeros();
    test_wiped();
    test_fresh_keys();
    test_configurations();
    test_defaults();
    test_memory();
    return test_end();
}
