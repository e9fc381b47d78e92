/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/support/fuzz_tls.h"

#include <string.h>

#include "handshake/key_schedule12.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static const uint8_t key_1[32] = { 1, 2, 3 }, key_2[48] = { 4, 5, 6 };
const struct brisk_psk fuzz_tls_psks[2] = {
    { (const uint8_t *)"one", 3, key_1, 32, 32 },
    { (const uint8_t *)"two", 3, key_2, 48, 48 },
};
static const char *const protocols[] = { "h2", "http/1.1" };

/* --- set-up --- */

/* Hello randoms and session IDs are the same in every run, so that scripts stay valid. */
static int count_up(void *arg, uint8_t *out, size_t len)
{
    uint64_t *state = arg;
    for (size_t i = 0; i < len; i++)
        out[i] = (uint8_t)(++*state * 0x9d);
    return 0;
}

void fuzz_tls_set_up(struct fuzz_tls *t)
{
    static const char *const ca[] = { EXT_CA, EXT_CA_USAGE, NULL };
    static const char *const leaf[] = { EXT_SAN, EXT_LEAF_USAGE, EXT_SERVER, NULL };
    test_fix_keys();
    const struct brisk_private_key *root_key = test_key(BRISK_KEY_P256, 0);
    const struct brisk_private_key *leaf_key = test_key(BRISK_KEY_P256, 1);
    test_make_parsed(&t->root_der, &t->root,
                     &(struct test_recipe){
                         .subject = "root", .issuer = "root", .key = root_key, .extensions = ca });
    test_make_parsed(&t->leaf_der, &t->leaf,
                     &(struct test_recipe){ .subject = "leaf",
                                            .issuer = "root",
                                            .key = leaf_key,
                                            .signer = root_key,
                                            .extensions = leaf });
    t->trust = (struct brisk_x509_trust){ &t->root, 1 };
    t->identity = (struct brisk_tls_identity){ .key = leaf_key, .chain = &t->leaf, .chain_len = 1 };
    memset(&t->ticket_keys.keys[0], 0x17, sizeof t->ticket_keys.keys[0]);
    t->ticket_keys.num_keys = 1;
    brisk_tls_config_init(&t->client);
    brisk_tls_config_init(&t->server);
    t->client.trust = &t->trust;
    t->server.identities = &t->identity;
    t->server.num_identities = 1;
    t->server.ticket_keys = &t->ticket_keys;
    t->client.alpn = t->server.alpn = protocols;
    t->client.num_alpn = t->server.num_alpn = 2;
    t->client.random = t->server.random = count_up;
    t->client.random_arg = t->server.random_arg = &t->random;
    t->client.psks = t->server.psks = fuzz_tls_psks;
}

void fuzz_tls_start(struct fuzz_tls *t)
{
    t->random = 0;
    t->proved_key = t->proved_keys_agree = 0;
    test_pair_init(&t->pair, &t->client, &t->server, FUZZ_TLS_HOST, 0);
    brisk_tls_set_time(&t->pair.server.tls, TEST_CHAIN_TIME);
    CHECK_EQ_INT(brisk_tls_keep_sessions(&t->pair.client.tls, &t->slot), 0);
}

/* --- messages that are made for the receiver's transcript --- */

/* Whether the receiver has got far enough to expect what the keys are needed for. */
static int can_prove(const struct test_peer *to)
{
    return to->result >= 0 && to->tls.handshake && to->tls.read.encrypted &&
           (!to->tls.established || to->tls.state > STATE_POST_SERVER_READ_CERTIFICATE);
}

/* TLS 1.3: after the handshake the key is that of the client's traffic secret. */
static void tag_finished(struct test_peer *to, uint8_t *tag, const uint8_t *hash, size_t len)
{
    struct brisk_tls_handshake *h = to->tls.handshake;
    struct brisk_hmac_key key =
        to->tls.role == BRISK_TLS_CLIENT ? h->server_finished : h->client_finished;
    if (to->tls.established)
        CHECK_EQ_INT(brisk_record_finished_key(to->tls.suite, to->tls.read_secret, &key), 0);
    brisk_hmac_tag(&key, tag, hash, len);
}

static size_t make_finished(struct test_peer *to, uint8_t *message)
{
    struct brisk_tls_handshake *h = to->tls.handshake;
    uint8_t hash[BRISK_HASH_MAX_SIZE];
    int is_client = to->tls.role == BRISK_TLS_CLIENT;
    size_t len = to->tls.suite->hash_len;
    brisk_transcript_hash(&to->tls, hash);
    if (to->tls.version == BRISK_TLS_VERSION_1_2) {
        brisk_prf(&h->schedule.secret, message + MESSAGE_HEADER_SIZE, 12,
                  is_client ? "server finished" : "client finished",
                  (struct brisk_bytes){ hash, len }, (struct brisk_bytes){ NULL, 0 });
        len = 12;
    } else {
        tag_finished(to, message + MESSAGE_HEADER_SIZE, hash, len);
    }
    message[0] = MESSAGE_FINISHED;
    message[3] = (uint8_t)len;
    return MESSAGE_HEADER_SIZE + len;
}

static size_t make_verify(struct fuzz_tls *t, struct test_peer *to, uint8_t *message)
{
    static const uint8_t scheme[] = { BRISK_SIG_ECDSA_P256_SHA256 >> 8,
                                      BRISK_SIG_ECDSA_P256_SHA256 & 0xff };
    enum brisk_tls_role signer = to->tls.established ? BRISK_TLS_CLIENT : BRISK_TLS_SERVER;
    size_t len = 0, content_len = brisk_transcript_verify_content(&to->tls, signer);
    CHECK_EQ_INT(brisk_sign(t->identity.key, BRISK_SIG_ECDSA_P256_SHA256, message + 8,
                            BRISK_SIGNATURE_MAX_SIZE, &len, to->tls.handshake->verify_content,
                            content_len),
                 0);
    message[0] = MESSAGE_CERTIFICATE_VERIFY;
    message[3] = (uint8_t)(4 + len);
    memcpy(message + 4, scheme, 2);
    message[7] = (uint8_t)len;
    return 8 + len;
}

/* Makes it and changes it. Returns its length, 0 if the receiver is in no state for one. */
static size_t make_proof(struct fuzz_tls *t, struct test_peer *to, unsigned kind, uint8_t *message,
                         struct brisk_bytes change)
{
    uint8_t changed = 0;
    int is_verified = to->tls.role == BRISK_TLS_CLIENT || to->tls.established;
    if (!can_prove(to) ||
        (kind == CHUNK_VERIFY && (!is_verified || to->tls.version != BRISK_TLS_VERSION_1_3)))
        return 0;
    memset(message, 0, MESSAGE_HEADER_SIZE + 4);
    size_t len = kind == CHUNK_VERIFY ? make_verify(t, to, message) : make_finished(to, message);
    for (size_t i = 0; i < change.len && i < len; i++) {
        message[i] ^= change.data[i];
        changed |= change.data[i];
    }
    if (!changed)
        *(kind == CHUNK_VERIFY ? &t->proved_key : &t->proved_keys_agree) = 1;
    return len;
}

/* --- playing --- */

/* What an application does at a bad moment. */
static void act(struct test_peer *to, uint8_t what)
{
    struct brisk_tls *tls = &to->tls;
    uint8_t data[100] = { what };
    size_t taken = 0;
    switch (what & 7) {
    case 0:
        (void)brisk_tls_write(tls, data, sizeof data, &taken);
        CHECK(taken <= sizeof data);
        break;
    case 1:
        (void)brisk_tls_key_update(tls, what >> 7);
        break;
    case 2:
        (void)brisk_tls_close(tls);
        break;
    case 3:
        (void)brisk_tls_handshake_release(tls);
        break;
    case 4:
        (void)brisk_tls_export(tls, data, 32, "x", NULL, 0);
        break;
    case 5:
        (void)brisk_tls_request_certificate(tls, what >> 7 ? BRISK_TLS_CLIENT_AUTH_REQUIRE
                                                           : BRISK_TLS_CLIENT_AUTH_REQUEST);
        break;
    default:
        break;
    }
}

static void check_state(struct fuzz_tls *t, struct test_peer *to)
{
    const struct brisk_tls *tls = &to->tls;
    CHECK(tls->in.begin <= tls->in.end && tls->in.end <= tls->in.capacity);
    CHECK(tls->out.begin <= tls->out.end && tls->out.end <= tls->out.capacity);
    if (tls->established) {
        CHECK(t->proved_keys_agree);
        /* In TLS 1.2 what is signed is the same in each run. */
        CHECK(t->proved_key || tls->resumed || tls->role == BRISK_TLS_SERVER ||
              tls->version == BRISK_TLS_VERSION_1_2);
    }
    if (to->result < 0)
        CHECK_EQ_INT(brisk_tls_step(&to->tls), to->result);
}

/* Steps until it waits for something; what it sends goes nowhere. */
static void run(struct test_peer *to)
{
    size_t most = to->num_steps + 100 + to->tls.in.end - to->tls.in.begin;
    for (;;) {
        to->tls.out.begin = to->tls.out.end;
        int result = test_peer_step(to);
        if (result == BRISK_TLS_DATA) {
            CHECK(to->tls.data.data >= to->tls.in.data &&
                  to->tls.data.data + to->tls.data.len <= to->tls.in.data + to->tls.in.end);
            brisk_tls_data_done(&to->tls);
        } else if (result == BRISK_TLS_WANT_MEMORY) {
            CHECK_EQ_INT(brisk_tls_handshake_lend(&to->tls, to->handshake, sizeof to->handshake),
                         0);
        } else if (result != BRISK_TLS_WANT_OUTPUT && result != BRISK_TLS_AUTHENTICATED) {
            return;
        }
        if (!CHECK(to->num_steps < most))
            return;
    }
}

/* Puts one chunk into the receiver's input. */
static void put_chunk(struct fuzz_tls *t, struct test_peer *to, unsigned kind, struct brisk_bytes c)
{
    static const uint8_t types[] = { RECORD_HANDSHAKE, RECORD_ALERT, RECORD_CHANGE_CIPHER_SPEC,
                                     RECORD_APPLICATION_DATA };
    uint8_t proof[8 + BRISK_SIGNATURE_MAX_SIZE], type = RECORD_HANDSHAKE;
    struct brisk_tls_buffer *in = &to->tls.in;
    size_t padding = kind & CHUNK_PADDED ? 9 : 0, space = brisk_tls_buffer_space(in);
    switch (kind & CHUNK_KIND) {
    case CHUNK_FINISHED:
    case CHUNK_VERIFY:
        c.len = make_proof(t, to, kind & CHUNK_KIND, proof, c);
        c.data = proof;
        if (!c.len)
            return;
        break;
    case CHUNK_TYPED:
        if (!c.len)
            return;
        type = c.data[0];
        c.data++;
        c.len--;
        break;
    case CHUNK_RAW:
        c.len = c.len < space ? c.len : space;
        if (c.len)
            memcpy(in->data + in->end, c.data, c.len);
        in->end += c.len;
        return;
    default:
        type = types[kind & 3];
    }
    if (c.len + padding + TEST_WIRE_OVERHEAD <= space)
        test_wire_put(to, type, c.data, c.len, padding);
}

void fuzz_tls_play(struct fuzz_tls *t, struct test_peer *to, const uint8_t *chunks, size_t len)
{
    while (len >= 3) {
        unsigned kind = chunks[0];
        size_t size = (size_t)chunks[1] << 8 | chunks[2];
        struct test_peer *end = to                       ? to
                                : kind & CHUNK_TO_SERVER ? &t->pair.server
                                                         : &t->pair.client;
        chunks += 3;
        len -= 3;
        struct brisk_bytes content = { chunks, size < len ? size : len };
        chunks += content.len;
        len -= content.len;
        if (end->result < 0) {
            if (to)
                return;
            continue;
        }
        if (kind & CHUNK_LOCAL && content.len) {
            act(end, content.data[0]);
            content.data++;
            content.len--;
        }
        put_chunk(t, end, kind, content);
        run(end);
        check_state(t, end);
    }
}

/* --- seeds --- */

void fuzz_script_add(struct fuzz_script *script, unsigned kind, const uint8_t *content, size_t len)
{
    if (script->len + 3 + len > sizeof script->bytes)
        test_abort("a script is too long");
    script->bytes[script->len++] = (uint8_t)kind;
    script->bytes[script->len++] = (uint8_t)(len >> 8);
    script->bytes[script->len++] = (uint8_t)len;
    if (len)
        memcpy(script->bytes + script->len, content, len);
    script->len += len;
}

void fuzz_script_add_hex(struct fuzz_script *script, unsigned kind, const char *hex)
{
    uint8_t bytes[1024];
    fuzz_script_add(script, kind, bytes, test_hex(bytes, sizeof bytes, hex));
}

static void keep(struct test_wire *wire, unsigned index, const uint8_t *message, size_t len)
{
    unsigned kind = message[0] == MESSAGE_FINISHED             ? CHUNK_FINISHED
                    : message[0] == MESSAGE_CERTIFICATE_VERIFY ? CHUNK_VERIFY
                                                               : CHUNK_HANDSHAKE;
    (void)index;
    if (kind == CHUNK_FINISHED && wire->to->tls.version == BRISK_TLS_VERSION_1_2)
        fuzz_script_add_hex(wire->arg, CHUNK_CCS, "01");
    fuzz_script_add(wire->arg, kind, message, kind == CHUNK_HANDSHAKE ? len : 0);
    test_wire_deliver(wire->to, RECORD_HANDSHAKE, message, len, 0);
}

void fuzz_script_record(struct fuzz_script *script, struct fuzz_tls *t, int to_client)
{
    struct test_wire to_server = { .from = &t->pair.client, .to = &t->pair.server };
    struct test_wire from_server = { .from = &t->pair.server, .to = &t->pair.client };
    struct test_wire *recorded = to_client ? &from_server : &to_server;
    recorded->edit = keep;
    recorded->arg = script;
    test_wire_run(&t->pair, &to_server, &from_server);
    CHECK(t->pair.client.tls.established && t->pair.server.tls.established);
}
