/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "handshake/key_schedule12.h"

#include <brisk/random.h>

#include <string.h>

#define VERIFY_DATA_SIZE 12
#define SHORT_SEED 192 /* bytes: what the handshake itself asks for is shorter */

static const struct brisk_bytes nothing = { NULL, 0 };

static uint8_t *put(uint8_t *at, struct brisk_bytes bytes)
{
    if (bytes.len)
        memcpy(at, bytes.data, bytes.len);
    return at + bytes.len;
}

/* HMAC of [block,] label and seed: of one piece, unless they are long. */
static void tag_seed(const struct brisk_hmac_key *secret, uint8_t *tag, struct brisk_bytes block,
                     const char *label, struct brisk_bytes seed, struct brisk_bytes more)
{
    struct brisk_bytes name = { (const uint8_t *)label, strlen(label) };
    uint8_t text[SHORT_SEED];
    if (block.len + name.len + seed.len + more.len <= sizeof text) {
        size_t len = (size_t)(put(put(put(put(text, block), name), seed), more) - text);
        brisk_hmac_tag(secret, tag, text, len);
        brisk_wipe(text, len);
        return;
    }
    struct brisk_hmac hmac;
    brisk_hmac_init(&hmac, secret);
    brisk_hmac_update(&hmac, block.data, block.len);
    brisk_hmac_update(&hmac, name.data, name.len);
    brisk_hmac_update(&hmac, seed.data, seed.len);
    brisk_hmac_update(&hmac, more.data, more.len);
    brisk_hmac_final(&hmac, tag);
}

void brisk_prf(const struct brisk_hmac_key *secret, uint8_t *out, size_t out_len, const char *label,
               struct brisk_bytes seed, struct brisk_bytes more)
{
    uint8_t a[BRISK_HASH_MAX_SIZE], block[BRISK_HASH_MAX_SIZE];
    size_t size = brisk_hash_size(secret->alg);
    tag_seed(secret, a, nothing, label, seed, more); /* A(1) */
    for (size_t at = 0; at < out_len; at += size) {
        size_t part = out_len - at < size ? out_len - at : size;
        tag_seed(secret, block, (struct brisk_bytes){ a, size }, label, seed, more);
        memcpy(out + at, block, part);
        if (at + part < out_len)
            brisk_hmac_tag(secret, a, a, size);
    }
    brisk_wipe(a, sizeof a);
    brisk_wipe(block, sizeof block);
}

static struct brisk_bytes client_random(const struct brisk_tls *tls)
{
    return (struct brisk_bytes){ tls->client_random, RANDOM_SIZE };
}

static struct brisk_bytes server_random(const struct brisk_tls *tls)
{
    return (struct brisk_bytes){ tls->server_random, RANDOM_SIZE };
}

int brisk_master_secret_derive(struct brisk_tls *tls, uint8_t *premaster, size_t premaster_len)
{
    struct brisk_hmac_key secret;
    int error = brisk_hmac_key_init(&secret, tls->suite->hash, premaster, premaster_len);
    brisk_wipe(premaster, premaster_len);
    if (error)
        return error;
    if (tls->extended_master_secret) {
        uint8_t hash[BRISK_HASH_MAX_SIZE];
        brisk_transcript_hash(tls, hash);
        brisk_prf(&secret, tls->exporter_secret, MASTER_SECRET_SIZE, "extended master secret",
                  (struct brisk_bytes){ hash, tls->suite->hash_len }, nothing);
    } else {
        brisk_prf(&secret, tls->exporter_secret, MASTER_SECRET_SIZE, "master secret",
                  client_random(tls), server_random(tls));
    }
    brisk_wipe(&secret, sizeof secret);
    return brisk_master_secret_use(tls);
}

/* RFC 5246 section 6.3: the client's MAC key, the server's, then their keys, then their IVs. AEADs
 * have no MAC keys, and CBC has no IVs there. */
int brisk_master_secret_use(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    const struct brisk_suite *suite = tls->suite;
    brisk_secret_log(tls, "CLIENT_RANDOM", tls->exporter_secret, MASTER_SECRET_SIZE);
    h->schedule.suite = suite;
    int error = brisk_hmac_key_init(&h->schedule.secret, suite->hash, tls->exporter_secret,
                                    MASTER_SECRET_SIZE);
    if (!error)
        brisk_prf(&h->schedule.secret, h->key_block,
                  2u * (suite->mac_len + suite->key_len + suite->iv_len), "key expansion",
                  server_random(tls), client_random(tls));
    return error;
}

static int install(struct brisk_tls *tls, struct brisk_tls_direction *direction, int is_server)
{
    const struct brisk_suite *suite = tls->suite;
    const uint8_t *mac_keys = tls->handshake->key_block;
    const uint8_t *keys = mac_keys + 2u * suite->mac_len, *ivs = keys + 2u * suite->key_len;
    struct brisk_record12_keys own = { mac_keys + (is_server ? suite->mac_len : 0),
                                       keys + (is_server ? suite->key_len : 0),
                                       ivs + (is_server ? suite->iv_len : 0) };
    return brisk_record12_set_keys(direction, suite, &own, tls->handshake->encrypt_then_mac);
}

int brisk_key_block_install_read(struct brisk_tls *tls)
{
    return install(tls, &tls->read, tls->role == BRISK_TLS_CLIENT);
}

int brisk_key_block_install_write(struct brisk_tls *tls)
{
    return install(tls, &tls->write, tls->role == BRISK_TLS_SERVER);
}

static void make_verify_data(struct brisk_tls *tls, int is_server,
                             uint8_t verify_data[VERIFY_DATA_SIZE])
{
    uint8_t hash[BRISK_HASH_MAX_SIZE];
    brisk_transcript_hash(tls, hash);
    brisk_prf(&tls->handshake->schedule.secret, verify_data, VERIFY_DATA_SIZE,
              is_server ? "server finished" : "client finished",
              (struct brisk_bytes){ hash, tls->suite->hash_len }, nothing);
}

int brisk_finished12_send(struct brisk_tls *tls)
{
    uint8_t verify_data[VERIFY_DATA_SIZE];
    size_t mark = 0;
    make_verify_data(tls, tls->role == BRISK_TLS_SERVER, verify_data);
    struct brisk_writer w = brisk_message_begin(tls, MESSAGE_FINISHED, &mark);
    brisk_writer_bytes(&w, verify_data, sizeof verify_data);
    return brisk_message_end(tls, &w, mark);
}

int brisk_finished12_check(struct brisk_tls *tls, const struct brisk_message *message)
{
    uint8_t verify_data[VERIFY_DATA_SIZE];
    make_verify_data(tls, tls->role == BRISK_TLS_CLIENT, verify_data);
    if (message->body.len != VERIFY_DATA_SIZE ||
        !brisk_equal(verify_data, message->body.data, VERIFY_DATA_SIZE))
        return BRISK_ERR_TLS_DECRYPT;
    brisk_transcript_add(tls, message->raw);
    return 0;
}

/* RFC 5705 section 4: the labels of the protocol itself would give away its secrets. */
static int is_reserved(const char *label)
{
    static const char *const labels[] = { "client finished", "server finished", "master secret",
                                          "extended master secret", "key expansion" };
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        if (strcmp(label, labels[i]) == 0)
            return 1;
    return 0;
}

int brisk_exporter_1_2(const struct brisk_tls *tls, uint8_t *out, size_t out_len, const char *label,
                       const uint8_t *context, size_t context_len)
{
    struct brisk_hmac_key secret;
    uint8_t seed[2 * RANDOM_SIZE + 2];
    if (is_reserved(label))
        return BRISK_ERR_ARGUMENT;
    if (context_len > UINT16_MAX)
        return BRISK_ERR_LENGTH;
    memcpy(seed, tls->client_random, RANDOM_SIZE);
    memcpy(seed + RANDOM_SIZE, tls->server_random, RANDOM_SIZE);
    seed[2 * RANDOM_SIZE] = (uint8_t)(context_len >> 8);
    seed[2 * RANDOM_SIZE + 1] = (uint8_t)context_len;
    int error =
        brisk_hmac_key_init(&secret, tls->suite->hash, tls->exporter_secret, MASTER_SECRET_SIZE);
    if (!error)
        brisk_prf(&secret, out, out_len, label,
                  (struct brisk_bytes){ seed, 2 * RANDOM_SIZE + (context ? 2 : 0) },
                  (struct brisk_bytes){ context, context_len });
    brisk_wipe(&secret, sizeof secret);
    return error;
}
