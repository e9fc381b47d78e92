/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* RFC 8448's traces (tests/vectors/rfc8448.trace): section 3's simple handshake and section 5's
 * with HelloRetryRequest. Secrets, Finished messages and protected records are reproduced byte by
 * byte, and the hellos replayed into the engine with the trace's private keys given to its KEYPAIR
 * jobs.
 *
 * The engine cannot replay the rest: the trace's server signs with RSA-1024, which brisk refuses.
 */

#include <brisk/error.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handshake/extensions.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

static char *trace;
static struct test_peer peer;
static struct test_chain chain;

struct value {
    uint8_t data[1024];
    size_t len;
};

/* The value of a name in a section of the trace file. */
static struct value get(const char *section, const char *name)
{
    static char hex[2 * 1024 + 1];
    struct value value;
    char key[64];
    snprintf(key, sizeof key, "\n[%s]\n", section);
    const char *start = strstr(trace, key);
    const char *end = start ? strstr(start + 1, "\n[") : NULL;
    snprintf(key, sizeof key, "\n%s = ", name);
    const char *line = start ? strstr(start, key) : NULL;
    if (!line || (end && line > end))
        test_abort("the trace has no %s in section %s", name, section);
    line += strlen(key);
    size_t len = strcspn(line, "\n");
    if (len >= sizeof hex)
        test_abort("%s is too long", name);
    memcpy(hex, line, len);
    hex[len] = 0;
    value.len = test_hex(value.data, sizeof value.data, hex);
    return value;
}

/* An engine's insides without a handshake: suite and handshake memory. */
static struct brisk_tls *start_engine(enum brisk_tls_role role, struct brisk_tls_config *config)
{
    if (brisk_tls_init(&peer.tls, config, role, peer.handshake, sizeof peer.handshake, peer.in,
                       sizeof peer.in, peer.out, sizeof peer.out))
        test_abort("brisk_tls_init failed");
    peer.result = 0;
    return &peer.tls;
}

static void add(struct brisk_tls *tls, const char *section, const char *name)
{
    struct value message = get(section, name);
    brisk_transcript_add(tls, (struct brisk_bytes){ message.data, message.len });
}

static void check_secret(const uint8_t *secret, const char *section, const char *name)
{
    struct value want = get(section, name);
    test_note("section %s: %s", section, name);
    CHECK_EQ_BYTES(secret, want.data, want.len);
    test_note(NULL);
}

/* The keys of a traffic secret are the trace's: the IV is looked at, the key by what it seals. */
static void check_keys(const struct brisk_tls_direction *direction, const char *section,
                       const char *prefix)
{
    char name[64];
    struct brisk_aead aead;
    static const uint8_t nonce[BRISK_AEAD_NONCE_SIZE], message[64];
    uint8_t got[64 + 16], want[64 + 16];
    snprintf(name, sizeof name, "%s_iv", prefix);
    check_secret(direction->iv, section, name);
    snprintf(name, sizeof name, "%s_key", prefix);
    struct value key = get(section, name);
    CHECK_EQ_INT(brisk_aead_init(&aead, BRISK_AES_128_GCM, key.data, key.len), 0);
    CHECK_EQ_INT(brisk_aead_seal(&aead, want, nonce, message, sizeof message, NULL, 0), 0);
    CHECK_EQ_INT(brisk_aead_seal(&direction->aead, got, nonce, message, sizeof message, NULL, 0),
                 0);
    test_note("section %s: %s", section, name);
    CHECK_EQ_BYTES(got, want, sizeof want);
    test_note(NULL);
}

static void check_finished(struct brisk_tls *tls, const struct brisk_hmac_key *key,
                           const char *section, const char *name)
{
    struct value want = get(section, name);
    struct brisk_tls_handshake *h = tls->handshake;
    test_note("section %s: %s", section, name);
    h->flight_begin = h->flight_end = 0;
    CHECK_EQ_INT(brisk_finished_send(tls, key), 0); /* adds it to the transcript, too */
    CHECK_EQ_INT((long long)h->flight_end, (long long)want.len);
    CHECK_EQ_BYTES(h->message, want.data, want.len);
    h->flight_end = 0;
    test_note(NULL);
}

/* A protected record of the trace opens to the messages, and sealing them gives the record. */
static void check_record(struct brisk_tls *tls, const struct brisk_tls_direction *keys,
                         const char *section, const char *name, const char *const *messages)
{
    struct value record = get(section, name);
    uint8_t content[1024];
    size_t len = 0;
    for (; *messages; messages++) {
        struct value message = get(section, *messages);
        memcpy(content + len, message.data, message.len);
        len += message.len;
    }
    test_note("section %s: %s", section, name);
    tls->read = tls->write = *keys;
    memcpy(tls->in.data, record.data, record.len);
    tls->in.begin = 0;
    tls->in.end = record.len;
    CHECK_EQ_INT(brisk_record_next(tls), 0);
    CHECK_EQ_INT(tls->record_type, RECORD_HANDSHAKE);
    CHECK_EQ_INT(tls->record_left, (long long)len);
    CHECK_EQ_BYTES(tls->in.data + tls->in.begin, content, len);
    brisk_record_consume(tls, len);
    CHECK_EQ_INT((long long)(tls->in.end - tls->in.begin), 0);

    tls->out.begin = tls->out.end = 0;
    CHECK_EQ_INT(brisk_record_write(tls, RECORD_HANDSHAKE, content, len), 0);
    CHECK_EQ_INT((long long)tls->out.end, (long long)record.len);
    CHECK_EQ_BYTES(tls->out.data, record.data, record.len);
    test_note(NULL);
}

/* From the shared secret and the hellos on, both sections go the same way. */
static void check_schedule(struct brisk_tls *tls, const char *section, int has_secrets)
{
    static const char *const server_flight[] = { "encrypted_extensions", "certificate",
                                                 "certificate_verify", "server_finished", NULL };
    static const char *const client_flight[] = { "client_finished", NULL };
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_tls_direction server, client, application;
    struct brisk_hmac_key server_finished, client_finished;
    uint8_t client_secret[BRISK_SECRET_MAX], server_secret[BRISK_SECRET_MAX];
    struct value shared = get(section, "shared_secret");
    memset(&server, 0, sizeof server);
    memset(&client, 0, sizeof client);
    memset(&application, 0, sizeof application);

    memcpy(h->shared_secret, shared.data, shared.len);
    CHECK_EQ_INT(brisk_derive_handshake_secrets(tls), 0);
    if (has_secrets) {
        check_secret(h->client_secret, section, "c_hs_traffic");
        check_secret(h->server_secret, section, "s_hs_traffic");
    }
    CHECK_EQ_INT(brisk_record_set_keys(&server, tls->suite, h->server_secret, &server_finished), 0);
    CHECK_EQ_INT(brisk_record_set_keys(&client, tls->suite, h->client_secret, &client_finished), 0);
    check_keys(&server, section, "server_handshake");
    check_keys(&client, section, "client_handshake");

    add(tls, section, "encrypted_extensions");
    add(tls, section, "certificate");
    add(tls, section, "certificate_verify");
    check_finished(tls, &server_finished, section, "server_finished");
    check_record(tls, &server, section, "server_flight_record", server_flight);

    CHECK_EQ_INT(brisk_derive_application_secrets(tls, client_secret, server_secret), 0);
    if (has_secrets) {
        check_secret(client_secret, section, "c_ap_traffic");
        check_secret(server_secret, section, "s_ap_traffic");
        check_secret(tls->exporter_secret, section, "exp_master");
    }
    CHECK_EQ_INT(brisk_record_set_keys(&application, tls->suite, server_secret, NULL), 0);
    check_keys(&application, section, "server_application");
    CHECK_EQ_INT(brisk_record_set_keys(&application, tls->suite, client_secret, NULL), 0);
    check_keys(&application, section, "client_application");

    check_finished(tls, &client_finished, section, "client_finished");
    if (!has_secrets)
        return;
    check_record(tls, &client, section, "client_finished_record", client_flight);
    uint8_t hash[BRISK_HASH_MAX_SIZE], secret[BRISK_SECRET_MAX];
    brisk_transcript_hash(tls, hash);
    CHECK_EQ_INT(brisk_key_schedule_derive(&h->schedule, secret, "res master", hash), 0);
    check_secret(secret, section, "res_master");
}

static void prepare_transcript(struct brisk_tls *tls, const char *section, const char *first)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct value hello = get(section, first);
    tls->suite = brisk_suite_find(BRISK_TLS_AES_128_GCM_SHA256);
    memcpy(h->message, hello.data, hello.len);
    h->kept = hello.len;
    CHECK_EQ_INT(brisk_transcript_start(tls), 0);
}

static void test_simple_schedule(void)
{
    struct brisk_tls_config config;
    brisk_tls_config_init(&config);
    struct brisk_tls *tls = start_engine(BRISK_TLS_CLIENT, &config);
    prepare_transcript(tls, "simple", "client_hello");
    add(tls, "simple", "server_hello");
    tls->group = BRISK_GROUP_X25519;
    check_schedule(tls, "simple", 1);
}

/* Section 4.4.1 of RFC 8446: the first hello becomes a message_hash. */
static void test_retry_schedule(void)
{
    struct brisk_tls_config config;
    brisk_tls_config_init(&config);
    struct brisk_tls *tls = start_engine(BRISK_TLS_CLIENT, &config);
    prepare_transcript(tls, "retry", "client_hello_1");
    brisk_transcript_retry(tls);
    add(tls, "retry", "hello_retry_request");
    add(tls, "retry", "client_hello");
    add(tls, "retry", "server_hello");
    tls->group = BRISK_GROUP_P256;
    check_schedule(tls, "retry", 0);
}

/* The key schedule's constants, computed (RFC 8446 section 7.1). */
static void test_constants(void)
{
    static const struct {
        enum brisk_hash_alg hash;
        const struct brisk_key_schedule_constants *constants;
    } cases[] = { { BRISK_SHA256, &brisk_key_schedule_sha256 },
                  { BRISK_SHA384, &brisk_key_schedule_sha384 } };
    for (size_t i = 0; i < 2; i++) {
        static const uint8_t zeros[BRISK_SECRET_MAX];
        size_t len = brisk_hash_size(cases[i].hash);
        uint8_t empty[BRISK_HASH_MAX_SIZE], secret[BRISK_SECRET_MAX];
        struct brisk_hmac_key key;
        CHECK_EQ_INT(brisk_hash_digest(cases[i].hash, empty, NULL, 0), 0);
        CHECK_EQ_BYTES(cases[i].constants->empty_hash, empty, len);
        CHECK_EQ_INT(brisk_hkdf_extract(cases[i].hash, secret, NULL, 0, zeros, len), 0);
        CHECK_EQ_INT(brisk_hmac_key_init(&key, cases[i].hash, secret, len), 0);
        CHECK_EQ_INT(brisk_hkdf_expand_label(&key, secret, len, "derived", empty, len), 0);
        CHECK_EQ_BYTES(cases[i].constants->derived_early_secret, secret, len);
    }
}

/* --- the engine --- */

struct logged {
    size_t num_lines;
    char lines[8][256];
};

static void take_line(void *arg, const char *line)
{
    struct logged *log = arg;
    if (log->num_lines < 8)
        snprintf(log->lines[log->num_lines++], sizeof log->lines[0], "%s", line);
}

/* A logged secret: the last word of its line. */
static void check_logged(const struct logged *log, size_t i, const char *name)
{
    uint8_t secret[64];
    if (!CHECK(i < log->num_lines))
        return;
    struct value want = get("simple", name);
    CHECK_EQ_INT((long long)test_hex(secret, sizeof secret, strrchr(log->lines[i], ' ') + 1),
                 (long long)want.len);
    check_secret(secret, "simple", name);
}

/* The trace's private key for a KEYPAIR job; other jobs run as usual. */
static void run_jobs(const char *private_name)
{
    struct brisk_job *jobs[BRISK_TLS_MAX_JOBS];
    size_t n = brisk_tls_jobs(&peer.tls, jobs);
    for (size_t i = 0; i < n; i++)
        if (jobs[i]->kind == BRISK_JOB_KEYPAIR) {
            struct value key = get("simple", private_name);
            CHECK_EQ_INT(jobs[i]->algorithm, BRISK_GROUP_X25519);
            memcpy(jobs[i]->as.keypair.private_key, key.data, key.len);
            jobs[i]->status = brisk_x25519_public(jobs[i]->as.keypair.public_key, key.data);
        }
    brisk_jobs_run(jobs, n);
}

static int step_with_keys(const char *private_name)
{
    while ((peer.result = brisk_tls_step(&peer.tls)) == BRISK_TLS_WANT_JOBS)
        run_jobs(private_name);
    return peer.result;
}

/* The random of the trace's ServerHello. */
static int give_random(void *arg, uint8_t *out, size_t out_len)
{
    struct value hello = get("simple", "server_hello");
    (void)arg;
    CHECK_EQ_INT((long long)out_len, 32);
    memcpy(out, hello.data + 6, out_len);
    return 0;
}

static void put_record(const char *section, const char *name)
{
    struct value message = get(section, name);
    struct brisk_tls_direction plain = { .encrypted = 0 };
    brisk_tls_buffer_space(&peer.tls.in);
    peer.tls.in.end += test_wire_seal(&plain, peer.tls.in.data + peer.tls.in.end, RECORD_HANDSHAKE,
                                      message.data, message.len, 0);
}

/* A server that gets the trace's ClientHello answers with the trace's ServerHello. */
static void test_server_replay(void)
{
    struct logged log = { .num_lines = 0 };
    struct brisk_tls_config config;
    brisk_tls_config_init(&config);
    config.suites[0] = BRISK_TLS_AES_128_GCM_SHA256;
    config.num_suites = 1;
    config.identities = &chain.identity;
    config.num_identities = 1;
    config.keylog = take_line;
    config.keylog_arg = &log;
    config.random = give_random;
    CHECK_EQ_INT(brisk_tls_config_check(&config, BRISK_TLS_SERVER), 0);
    start_engine(BRISK_TLS_SERVER, &config);
    put_record("simple", "client_hello");
    CHECK_EQ_INT(step_with_keys("server_private"), BRISK_TLS_WANT_INPUT);
    struct value hello = get("simple", "server_hello");
    CHECK_EQ_BYTES(peer.out + 5, hello.data, hello.len);
    CHECK_EQ_STRING(brisk_tls_host(&peer.tls), "server");
    check_logged(&log, 0, "c_hs_traffic");
    check_logged(&log, 1, "s_hs_traffic");
}

/* A client put in the place of the trace's: it has sent that hello with those keys. */
static struct brisk_tls_handshake *stand_in(const char *section, const char *hello_name,
                                            struct brisk_tls_config *config)
{
    struct brisk_tls *tls = start_engine(BRISK_TLS_CLIENT, config);
    struct brisk_tls_handshake *h = tls->handshake;
    struct value hello = get(section, hello_name);
    memcpy(h->message, hello.data, hello.len);
    h->kept = hello.len;
    memcpy(h->client_random, hello.data + 6, 32);
    h->session_id_len = 0;
    h->offered = EXT_BIT(EXT_SERVER_NAME) | EXT_BIT(EXT_SUPPORTED_GROUPS) |
                 EXT_BIT(EXT_SIGNATURE_ALGORITHMS) | EXT_BIT(EXT_SUPPORTED_VERSIONS) |
                 EXT_BIT(EXT_KEY_SHARE) | EXT_BIT(EXT_RECORD_SIZE_LIMIT);
    h->num_shares = 1;
    h->shares[0].group = BRISK_GROUP_X25519;
    struct value key = get("simple", "client_private");
    memcpy(h->shares[0].private_key, key.data, key.len);
    tls->ccs_left = MAX_CCS;
    tls->state = STATE_CLIENT_READ_SERVER_HELLO;
    return h;
}

static void test_client_replay(void)
{
    struct logged log = { .num_lines = 0 };
    struct brisk_tls_config config;
    brisk_tls_config_init(&config);
    config.keylog = take_line;
    config.keylog_arg = &log;
    config.record_size_limit = 0x4001;
    stand_in("simple", "client_hello", &config);
    put_record("simple", "server_hello");
    CHECK_EQ_INT(step_with_keys("client_private"), BRISK_TLS_WANT_INPUT);
    check_logged(&log, 0, "c_hs_traffic");
    check_logged(&log, 1, "s_hs_traffic");
    /* The flight opens; its first message answers record_size_limit, and the second shows a
     * certificate that nobody is trusted to have issued. */
    struct value record = get("simple", "server_flight_record");
    brisk_tls_buffer_space(&peer.tls.in);
    memcpy(peer.in + peer.tls.in.end, record.data, record.len);
    peer.tls.in.end += record.len;
    CHECK_EQ_INT(step_with_keys("client_private"), BRISK_ERR_TLS_CERTIFICATE);
    CHECK_EQ_INT(peer.tls.handshake->peer_record_limit, 0x4001);
}

/* A client that gets the trace's HelloRetryRequest asks for a P-256 key and sends the cookie back.
 */
static void test_client_retry(void)
{
    struct brisk_job *jobs[BRISK_TLS_MAX_JOBS];
    struct brisk_tls_config config;
    brisk_tls_config_init(&config);
    stand_in("retry", "client_hello_1", &config);
    put_record("retry", "hello_retry_request");
    CHECK_EQ_INT(brisk_tls_step(&peer.tls), BRISK_TLS_WANT_JOBS);
    CHECK_EQ_INT((long long)brisk_tls_jobs(&peer.tls, jobs), 1);
    CHECK_EQ_INT(jobs[0]->kind, BRISK_JOB_KEYPAIR);
    CHECK_EQ_INT(jobs[0]->algorithm, BRISK_GROUP_P256);
    brisk_jobs_run(jobs, 1);
    CHECK_EQ_INT(brisk_tls_step(&peer.tls), BRISK_TLS_WANT_INPUT);
    /* The cookie extension as it stands in the request. */
    struct value request = get("retry", "hello_retry_request");
    static const uint8_t type[] = { 0, EXT_COOKIE };
    size_t at = 0, found = 0;
    while (at + 2 < request.len && memcmp(request.data + at, type, 2) != 0)
        at++;
    size_t size = 4 + ((size_t)request.data[at + 2] << 8 | request.data[at + 3]);
    CHECK_EQ_INT((long long)size, 4 + 0x74);
    for (size_t i = 0; i + size <= peer.tls.out.end; i++)
        found += memcmp(peer.out + i, request.data + at, size) == 0;
    CHECK_EQ_INT((long long)found, 1);
}

int main(int argc, char **argv)
{
    size_t len = 0;
    test_start(argc, argv);
    trace = test_read_file("tests/vectors/rfc8448.trace", &len);
    if (!trace || test_chain_make(&chain, BRISK_KEY_RSA, 2048))
        test_abort("cannot read the trace or make a chain");
    test_constants();
    test_simple_schedule();
    test_retry_schedule();
    test_server_replay();
    test_client_replay();
    test_client_retry();
    free(trace);
    return test_end();
}
