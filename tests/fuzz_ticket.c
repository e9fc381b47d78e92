/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What a server is given to resume with. The first byte of an input says what the rest is: a
 * ticket; the state in one, sealed under the right key; the body of pre_shared_key; or that body in
 * a ClientHello, with binders made for it. */

#include <brisk/error.h>
#include <brisk/hash.h>

#include <string.h>

#include "handshake/messages.h"
#include "handshake/ticket.h"
#include "tests/support/chain.h"
#include "tests/support/fuzz.h"
#include "tests/support/fuzz_tls.h"
#include "tests/support/test.h"

enum { TICKET, STATE, EXTENSION, HELLO };

static struct fuzz_tls tls;
static struct fuzz_script hello; /* the messages of a client with pre-shared keys */
static const uint8_t secret[32] = "a secret that only tickets hold";

static void set_up(void)
{
    if (tls.ticket_keys.num_keys)
        return;
    fuzz_tls_set_up(&tls);
    tls.client.num_psks = tls.server.num_psks = 1;
    fuzz_tls_start(&tls);
    fuzz_script_record(&hello, &tls, 0);
    CHECK_EQ_INT(tls.pair.server.tls.resumed, 1);
}

/* --- tickets --- */

static struct ticket_state make_state(void)
{
    struct ticket_state state = {
        .version = BRISK_TLS_VERSION_1_3,
        .suite = BRISK_TLS_AES_128_GCM_SHA256,
        .secret_len = sizeof secret,
        .created = TEST_CHAIN_TIME,
        .lifetime = 7200,
        .age_add = 0x01020304,
        .alpn = { (const uint8_t *)"h2", 2 },
        .host = { (const uint8_t *)FUZZ_TLS_HOST, strlen(FUZZ_TLS_HOST) },
    };
    memcpy(state.secret, secret, sizeof secret);
    return state;
}

static int same(struct brisk_bytes a, struct brisk_bytes b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* What was opened can be sealed again and says the same. */
static void check_state(const struct ticket_state *state)
{
    static const struct ticket_state unset;
    uint8_t ticket[TICKET_MAX_SIZE], storage[TICKET_STATE_MAX];
    struct ticket_state again = unset;
    size_t len = 0;
    int is_old = 1;
    CHECK(state->secret_len <= sizeof state->secret);
    CHECK_EQ_INT(brisk_ticket_seal(&tls.pair.server.tls, ticket, &len, state), 0);
    CHECK(brisk_ticket_open(&tls.ticket_keys, (struct brisk_bytes){ ticket, len }, storage, &again,
                            &is_old));
    CHECK(!is_old && again.version == state->version && again.suite == state->suite &&
          again.created == state->created && again.lifetime == state->lifetime &&
          again.age_add == state->age_add && again.max_early_data == state->max_early_data &&
          again.extended_master_secret == state->extended_master_secret &&
          again.secret_len == state->secret_len && same(again.alpn, state->alpn) &&
          same(again.host, state->host) &&
          memcmp(again.secret, state->secret, state->secret_len) == 0);
    (void)brisk_ticket_is_current(state, TEST_CHAIN_TIME);
}

/* Nothing opens but what was sealed, and that is the seeds only. */
static void try_ticket(struct brisk_bytes ticket)
{
    uint8_t storage[TICKET_STATE_MAX];
    struct ticket_state state;
    int is_old;
    if (brisk_ticket_open(&tls.ticket_keys, ticket, storage, &state, &is_old)) {
        CHECK(state.secret_len == sizeof secret &&
              memcmp(state.secret, secret, sizeof secret) == 0);
        check_state(&state);
    }
}

/* The form that handshake/ticket.c describes, written down a second time. */
static void try_state(struct brisk_bytes plain)
{
    static const uint8_t nonce[BRISK_AEAD_NONCE_SIZE];
    uint8_t ticket[TICKET_MAX_SIZE] = { 0 }, storage[TICKET_STATE_MAX], key[32];
    uint8_t input[4 + 32 + 16] = { 0, 0, 0, 1 };
    struct brisk_aead aead;
    struct ticket_state state;
    int is_old;
    if (plain.len > TICKET_STATE_MAX)
        return;
    memcpy(ticket, tls.ticket_keys.keys[0].name, BRISK_TICKET_KEY_NAME_SIZE);
    memcpy(input + 4, tls.ticket_keys.keys[0].key, 32);
    memcpy(input + 36, ticket + BRISK_TICKET_KEY_NAME_SIZE, 16);
    CHECK_EQ_INT(brisk_hash_digest(BRISK_SHA256, key, input, sizeof input), 0);
    CHECK_EQ_INT(brisk_aead_init(&aead, BRISK_AES_256_GCM, key, sizeof key), 0);
    CHECK_EQ_INT(brisk_aead_seal(&aead, ticket + TICKET_HEAD_SIZE, nonce, plain.data, plain.len,
                                 ticket, TICKET_HEAD_SIZE),
                 0);
    if (brisk_ticket_open(
            &tls.ticket_keys,
            (struct brisk_bytes){ ticket, TICKET_HEAD_SIZE + plain.len + BRISK_AEAD_TAG_SIZE },
            storage, &state, &is_old))
        check_state(&state);
}

/* --- pre_shared_key --- */

static void try_extension(struct brisk_bytes body)
{
    struct brisk_bytes identities, binders;
    if (brisk_psk_parse(body, &identities, &binders))
        return;
    CHECK(identities.len && binders.len && identities.len + binders.len + 4 == body.len);
    CHECK(identities.data == body.data + 2 && binders.data + binders.len == body.data + body.len);
}

/* The binder of the first pre-shared key for what comes before the binders. */
static void make_binder(struct brisk_bytes before, uint8_t binder[32])
{
    const struct brisk_suite *suite = brisk_suite_find(BRISK_TLS_AES_128_GCM_SHA256);
    struct brisk_key_schedule schedule;
    struct brisk_hmac_key key;
    struct brisk_hash hash;
    uint8_t bytes[BRISK_SECRET_MAX];
    CHECK_EQ_INT(
        brisk_key_schedule_early(&schedule, suite, fuzz_tls_psks[0].key, fuzz_tls_psks[0].key_len),
        0);
    CHECK_EQ_INT(brisk_key_schedule_derive_empty(&schedule, bytes, "ext binder"), 0);
    CHECK_EQ_INT(brisk_hmac_key_init(&key, BRISK_SHA256, bytes, 32), 0);
    CHECK_EQ_INT(brisk_hkdf_expand_label(&key, bytes, 32, "finished", NULL, 0), 0);
    CHECK_EQ_INT(brisk_hmac_key_init(&key, BRISK_SHA256, bytes, 32), 0);
    CHECK_EQ_INT(brisk_hash_init(&hash, BRISK_SHA256), 0);
    brisk_hash_update(&hash, before.data, before.len);
    brisk_hash_final(&hash, bytes);
    brisk_hmac_tag(&key, binder, bytes, 32);
}

/* Every binder of 32 bytes becomes the right one for the first pre-shared key. */
static void fill_binders(struct test_message *m, size_t body_at)
{
    struct brisk_bytes identities, binders, one;
    uint8_t binder[32];
    if (brisk_psk_parse((struct brisk_bytes){ m->bytes + body_at, m->len - body_at }, &identities,
                        &binders))
        return;
    make_binder((struct brisk_bytes){ m->bytes, (size_t)(binders.data - 2 - m->bytes) }, binder);
    while (binders.len && !brisk_cursor_vector8(&binders, &one))
        if (one.len == 32)
            memcpy(m->bytes + (one.data - m->bytes), binder, 32);
}

static void try_hello(struct brisk_bytes body)
{
    static struct test_message m;
    if (body.len > 8192)
        return;
    m.len = (size_t)hello.bytes[1] << 8 | hello.bytes[2];
    memcpy(m.bytes, hello.bytes + 3, m.len);
    test_message_edit(&m, &(struct test_edit){ EDIT_REMOVE, EXT_PRE_SHARED_KEY, NULL });
    test_message_edit(&m, &(struct test_edit){ EDIT_APPEND, EXT_PRE_SHARED_KEY, "" });
    test_message_grow_last(&m, body.data, body.len);
    fill_binders(&m, m.len - body.len);
    fuzz_tls_start(&tls);
    test_wire_deliver(&tls.pair.server, RECORD_HANDSHAKE, m.bytes, m.len, 0);
    static const uint8_t good_finished[3] = { CHUNK_FINISHED, 0, 0 };
    fuzz_tls_play(&tls, &tls.pair.server, good_finished, sizeof good_finished);
}

/* --- both --- */

struct brisk_bytes fuzz_seed_input(size_t i)
{
    static uint8_t seeds[4][4096];
    size_t len = 0;
    set_up();
    if (i >= 4)
        return (struct brisk_bytes){ NULL, 0 };
    const struct ticket_state state = make_state();
    uint8_t *seed = seeds[i];
    seed[0] = (uint8_t)i;
    if (i == TICKET) {
        fuzz_tls_start(&tls);
        CHECK_EQ_INT(brisk_ticket_seal(&tls.pair.server.tls, seed + 1, &len, &state), 0);
    } else if (i == STATE) {
        uint8_t ticket[TICKET_MAX_SIZE];
        struct ticket_state opened;
        int is_old;
        CHECK_EQ_INT(brisk_ticket_seal(&tls.pair.server.tls, ticket, &len, &state), 0);
        CHECK(brisk_ticket_open(&tls.ticket_keys, (struct brisk_bytes){ ticket, len }, seed + 1,
                                &opened, &is_old));
        len -= TICKET_HEAD_SIZE + BRISK_AEAD_TAG_SIZE;
    } else if (i == EXTENSION) {
        len = test_hex(seed + 1, 1000,
                       "0010 0001 61 00000000 0003 626262 01020304 0042 20"
                       "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"
                       "20 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
    } else {
        len = test_hex(seed + 1, 1000,
                       "0010 0003 6f6e65 00000000 0001 62 01020304 0042 20"
                       "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"
                       "20 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
    }
    fuzz_one_input(seed, 1 + len);
    if (i == HELLO)
        CHECK_EQ_INT(tls.pair.server.result, BRISK_TLS_DONE);
    return (struct brisk_bytes){ seed, 1 + len };
}

void fuzz_one_input(const uint8_t *data, size_t len)
{
    set_up();
    if (!len)
        return;
    const struct brisk_bytes rest = { data + 1, len - 1 };
    switch (data[0] & 3) {
    case TICKET:
        try_ticket(rest);
        break;
    case STATE:
        try_state(rest);
        break;
    case EXTENSION:
        try_extension(rest);
        break;
    default:
        try_hello(rest);
    }
}
