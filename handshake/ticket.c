/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A ticket is: the key's name, a random number, the sealed state, the tag. The AEAD's key is made
 * from the ticket key and the random number, and so used once; name and number are its AAD. */

#include <brisk/hash.h>
#include <brisk/random.h>

#include <string.h>

#include "handshake/cursor.h"
#include "handshake/ticket.h"

#define STATE_FORMAT 2
#define MAX_CLOCK_SKEW 60 /* seconds by which the clocks of a fleet may differ */

static const uint8_t zero_nonce[BRISK_AEAD_NONCE_SIZE];

int brisk_ticket_keys_rotate(struct brisk_ticket_keys *keys)
{
    struct brisk_ticket_key fresh;
    size_t kept =
        keys->num_keys < BRISK_TICKET_MAX_KEYS ? keys->num_keys : BRISK_TICKET_MAX_KEYS - 1;
    if (brisk_random(fresh.name, sizeof fresh.name) || brisk_random(fresh.key, sizeof fresh.key))
        return BRISK_ERR_RANDOM;
    memmove(&keys->keys[1], &keys->keys[0], kept * sizeof keys->keys[0]);
    keys->keys[0] = fresh;
    keys->num_keys = kept + 1;
    brisk_wipe(&fresh, sizeof fresh);
    return 0;
}

/* The ticket's own key: the one-step KDF of NIST SP 800-56C (revision 2, section 4.1, option 1),
 * one block of SHA-256 for a counter, our key and the ticket's number. */
static int init_aead(struct brisk_aead *aead, const struct brisk_ticket_key *key,
                     const uint8_t number[TICKET_NUMBER_SIZE])
{
    uint8_t input[4 + BRISK_TICKET_KEY_SIZE + TICKET_NUMBER_SIZE] = { 0, 0, 0, 1 }, derived[32];
    memcpy(input + 4, key->key, sizeof key->key);
    memcpy(input + 4 + sizeof key->key, number, TICKET_NUMBER_SIZE);
    int error = brisk_hash_digest(BRISK_SHA256, derived, input, sizeof input);
    if (!error)
        error = brisk_aead_init(aead, BRISK_AES_256_GCM, derived, sizeof derived);
    brisk_wipe(input, sizeof input);
    brisk_wipe(derived, sizeof derived);
    return error;
}

static void write_name(struct brisk_writer *w, struct brisk_bytes name)
{
    size_t mark = brisk_writer_open(w, 1);
    brisk_writer_bytes(w, name.data, name.len);
    brisk_writer_close(w, mark, 1);
}

static void write_u64(struct brisk_writer *w, uint64_t value)
{
    brisk_writer_u32(w, (uint32_t)(value >> 32));
    brisk_writer_u32(w, (uint32_t)value);
}

/* What is known of the client's certificate, or a zero. */
static void write_peer(struct brisk_writer *w, const struct ticket_state *state)
{
    brisk_writer_u8(w, state->has_peer);
    if (!state->has_peer)
        return;
    brisk_writer_bytes(w, state->peer_fingerprint, sizeof state->peer_fingerprint);
    brisk_writer_u32(w, state->peer.anchor);
    brisk_writer_bytes(w, state->peer.anchor_digest, sizeof state->peer.anchor_digest);
    write_u64(w, (uint64_t)state->peer.until);
}

void brisk_ticket_state_write(struct brisk_writer *w, const struct ticket_state *state)
{
    brisk_writer_u8(w, STATE_FORMAT);
    brisk_writer_u16(w, state->version);
    brisk_writer_u16(w, state->suite);
    brisk_writer_u8(w, state->extended_master_secret);
    write_u64(w, (uint64_t)state->created);
    brisk_writer_u32(w, state->lifetime);
    brisk_writer_u32(w, state->age_add);
    brisk_writer_u32(w, state->max_early_data);
    write_name(w, (struct brisk_bytes){ state->secret, state->secret_len });
    write_name(w, state->alpn);
    write_name(w, state->host);
    write_peer(w, state);
}

int brisk_ticket_seal(const struct brisk_tls *tls, uint8_t ticket[TICKET_MAX_SIZE], size_t *len,
                      const struct ticket_state *state)
{
    const struct brisk_ticket_key *key = &tls->config->ticket_keys->keys[0];
    struct brisk_aead aead;
    uint8_t *number = ticket + BRISK_TICKET_KEY_NAME_SIZE;
    struct brisk_writer w = { .data = ticket + TICKET_HEAD_SIZE, .capacity = TICKET_STATE_MAX };
    memcpy(ticket, key->name, sizeof key->name);
    if (brisk_tls_random(tls, number, TICKET_NUMBER_SIZE))
        return BRISK_ERR_RANDOM;
    brisk_ticket_state_write(&w, state);
    int error = w.failed ? BRISK_ERR_TLS_INTERNAL : init_aead(&aead, key, number);
    if (!error)
        error = brisk_aead_seal(&aead, w.data, zero_nonce, w.data, w.len, ticket, TICKET_HEAD_SIZE);
    if (error)
        brisk_wipe(ticket, TICKET_MAX_SIZE);
    brisk_wipe(&aead, sizeof aead);
    *len = TICKET_HEAD_SIZE + w.len + BRISK_AEAD_TAG_SIZE;
    return error;
}

static int read_u64(struct brisk_bytes *in, int64_t *value)
{
    uint32_t high = 0, low = 0;
    if (brisk_cursor_u32(in, &high) || brisk_cursor_u32(in, &low))
        return BRISK_ERR_TLS_DECODE;
    *value = (int64_t)((uint64_t)high << 32 | low);
    return 0;
}

static int read_peer(struct brisk_bytes *in, struct ticket_state *state)
{
    struct brisk_bytes fingerprint, digest;
    if (brisk_cursor_u8(in, &state->has_peer))
        return BRISK_ERR_TLS_DECODE;
    if (!state->has_peer)
        return 0;
    if (brisk_cursor_bytes(in, sizeof state->peer_fingerprint, &fingerprint) ||
        brisk_cursor_u32(in, &state->peer.anchor) ||
        brisk_cursor_bytes(in, sizeof state->peer.anchor_digest, &digest) ||
        read_u64(in, &state->peer.until))
        return BRISK_ERR_TLS_DECODE;
    memcpy(state->peer_fingerprint, fingerprint.data, fingerprint.len);
    memcpy(state->peer.anchor_digest, digest.data, digest.len);
    return 0;
}

/* What is read here was sealed by a server of ours. */
int brisk_ticket_state_read(struct brisk_bytes in, struct ticket_state *state)
{
    uint8_t format = 0;
    struct brisk_bytes secret;
    if (brisk_cursor_u8(&in, &format) || format != STATE_FORMAT ||
        brisk_cursor_u16(&in, &state->version) || brisk_cursor_u16(&in, &state->suite) ||
        brisk_cursor_u8(&in, &state->extended_master_secret) || read_u64(&in, &state->created) ||
        brisk_cursor_u32(&in, &state->lifetime) || brisk_cursor_u32(&in, &state->age_add) ||
        brisk_cursor_u32(&in, &state->max_early_data) || brisk_cursor_vector8(&in, &secret) ||
        secret.len > sizeof state->secret || brisk_cursor_vector8(&in, &state->alpn) ||
        brisk_cursor_vector8(&in, &state->host) || read_peer(&in, state) || in.len)
        return 0;
    state->secret_len = (uint8_t)secret.len;
    memcpy(state->secret, secret.data, secret.len);
    return 1;
}

int brisk_ticket_open(const struct brisk_ticket_keys *keys, struct brisk_bytes ticket,
                      uint8_t storage[TICKET_STATE_MAX], struct ticket_state *state, int *is_old)
{
    struct brisk_aead aead;
    memset(state, 0, sizeof *state);
    *is_old = 0;
    if (ticket.len < TICKET_HEAD_SIZE + BRISK_AEAD_TAG_SIZE || ticket.len > TICKET_MAX_SIZE)
        return 0;
    size_t i = 0;
    while (i < keys->num_keys &&
           memcmp(ticket.data, keys->keys[i].name, BRISK_TICKET_KEY_NAME_SIZE) != 0)
        i++;
    if (i == keys->num_keys)
        return 0;
    int opened = !init_aead(&aead, &keys->keys[i], ticket.data + BRISK_TICKET_KEY_NAME_SIZE) &&
                 !brisk_aead_open(&aead, storage, zero_nonce, ticket.data + TICKET_HEAD_SIZE,
                                  ticket.len - TICKET_HEAD_SIZE, ticket.data, TICKET_HEAD_SIZE);
    brisk_wipe(&aead, sizeof aead);
    *is_old = i > 0;
    struct brisk_bytes plain = { storage, ticket.len - TICKET_HEAD_SIZE - BRISK_AEAD_TAG_SIZE };
    return opened && brisk_ticket_state_read(plain, state);
}

int brisk_ticket_is_current(const struct ticket_state *state, int64_t now)
{
    return now >= state->created - MAX_CLOCK_SKEW && now <= state->created + state->lifetime;
}
