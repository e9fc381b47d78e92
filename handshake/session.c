/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* NewSessionTicket (RFC 8446 section 4.6.1): what a server sends behind the handshake, and what a
 * client keeps of it. */

#include <brisk/random.h>

#include <string.h>

#include "handshake/messages.h"
#include "handshake/ticket.h"

int brisk_tls_keep_sessions(struct brisk_tls *tls, struct brisk_session *slot)
{
    if (tls->role != BRISK_TLS_CLIENT || tls->state != STATE_CLIENT_START)
        return BRISK_ERR_STATE;
    tls->slot = slot;
    if (slot)
        slot->ticket_len = 0;
    return 0;
}

int brisk_tls_resume(struct brisk_tls *tls, const struct brisk_session *session)
{
    if (tls->role != BRISK_TLS_CLIENT || tls->state != STATE_CLIENT_START)
        return BRISK_ERR_STATE;
    tls->handshake->session = session;
    return 0;
}

/* PSK of a ticket: HKDF-Expand-Label(resumption_master_secret, "resumption", nonce). */
static int derive_psk(const struct brisk_suite *suite, uint8_t *psk, const uint8_t *secret,
                      struct brisk_bytes nonce)
{
    struct brisk_hmac_key key;
    int error = brisk_hmac_key_init(&key, suite->hash, secret, suite->hash_len);
    if (!error)
        error = brisk_hkdf_expand_label(&key, psk, suite->hash_len, "resumption", nonce.data,
                                        nonce.len);
    brisk_wipe(&key, sizeof key);
    return error;
}

/* Section 7.1: from the transcript up to the client's Finished. */
static int derive_resumption_secret(struct brisk_tls *tls, uint8_t secret[BRISK_SECRET_MAX])
{
    uint8_t hash[BRISK_HASH_MAX_SIZE];
    brisk_transcript_hash(tls, hash);
    return brisk_key_schedule_derive(&tls->handshake->schedule, secret, "res master", hash);
}

/* --- servers --- */

static struct brisk_bytes view_of(const char *text)
{
    return (struct brisk_bytes){ (const uint8_t *)text, strlen(text) };
}

/* A session ends when its client has to be authenticated again. */
uint32_t brisk_session_lifetime(const struct brisk_tls *tls)
{
    int64_t left = tls->handshake->peer.until - tls->now;
    uint32_t lifetime = tls->config->ticket_lifetime;
    if (!tls->has_peer_certificate || left >= lifetime)
        return lifetime;
    return left > 0 ? (uint32_t)left : 0;
}

static int send_ticket(struct brisk_tls *tls, const uint8_t *secret, uint8_t number)
{
    const struct brisk_tls_config *config = tls->config;
    struct ticket_state state = { .version = BRISK_TLS_VERSION_1_3,
                                  .suite = tls->suite->id,
                                  .secret_len = tls->suite->hash_len,
                                  .created = tls->now,
                                  .lifetime = brisk_session_lifetime(tls),
                                  .max_early_data = config->max_early_data,
                                  .has_peer = tls->has_peer_certificate,
                                  .peer = tls->handshake->peer,
                                  .alpn = view_of(tls->alpn ? tls->alpn : ""),
                                  .host = view_of(tls->handshake->host) };
    uint8_t ticket[TICKET_MAX_SIZE], age_add[4];
    size_t ticket_len = 0, mark = 0;
    struct brisk_bytes nonce = { &number, 1 }, age = { age_add, sizeof age_add };
    memcpy(state.peer_fingerprint, tls->peer_fingerprint, sizeof state.peer_fingerprint);
    int error = brisk_tls_random(tls, age_add, sizeof age_add);
    (void)brisk_cursor_u32(&age, &state.age_add);
    if (!error)
        error = derive_psk(tls->suite, state.secret, secret, nonce);
    if (!error)
        error = brisk_ticket_seal(tls, ticket, &ticket_len, &state);
    if (!error) {
        struct brisk_writer w = brisk_message_begin(tls, MESSAGE_NEW_SESSION_TICKET, &mark);
        brisk_writer_u32(&w, state.lifetime);
        brisk_writer_u32(&w, state.age_add);
        brisk_writer_u8(&w, 1); /* ticket_nonce: a number is enough */
        brisk_writer_u8(&w, number);
        size_t field = brisk_writer_open(&w, 2);
        brisk_writer_bytes(&w, ticket, ticket_len);
        brisk_writer_close(&w, field, 2);
        field = brisk_writer_open(&w, 2);
        if (config->max_early_data) {
            brisk_writer_u16(&w, EXT_EARLY_DATA);
            brisk_writer_u16(&w, 4);
            brisk_writer_u32(&w, config->max_early_data);
        }
        brisk_writer_close(&w, field, 2);
        error = brisk_message_end(tls, &w, mark);
    }
    brisk_wipe(&state, sizeof state);
    return error;
}

static int send_tickets(struct brisk_tls *tls, const uint8_t *transcript_hash)
{
    const struct brisk_tls_config *config = tls->config;
    uint8_t secret[BRISK_SECRET_MAX];
    /* Section 4.2.9: none to a client that could not use it. */
    if (!config->ticket_keys || !tls->handshake->psk_modes || !brisk_session_lifetime(tls))
        return 0;
    int error =
        brisk_key_schedule_derive(&tls->handshake->schedule, secret, "res master", transcript_hash);
    for (unsigned i = 0; i < config->num_tickets && !error; i++)
        error = send_ticket(tls, secret, (uint8_t)i);
    brisk_wipe(secret, sizeof secret);
    return error;
}

int brisk_session_send_tickets(struct brisk_tls *tls)
{
    uint8_t hash[BRISK_HASH_MAX_SIZE];
    if (tls->half_rtt) /* they went behind our Finished */
        return 0;
    brisk_transcript_hash(tls, hash);
    return send_tickets(tls, hash);
}

int brisk_session_send_early_tickets(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    static const uint8_t end_of_early_data[MESSAGE_HEADER_SIZE] = { MESSAGE_END_OF_EARLY_DATA };
    const struct brisk_hash saved = h->transcript;
    struct brisk_hash running = saved;
    uint8_t finished[MESSAGE_HEADER_SIZE + BRISK_HASH_MAX_SIZE] = { MESSAGE_FINISHED, 0, 0,
                                                                    tls->suite->hash_len };
    uint8_t hash[BRISK_HASH_MAX_SIZE];
    struct brisk_tls_direction unused;
    /* Prepares the key of the client's Finished; the record keys come into force later. */
    int error = brisk_record_set_keys(&unused, tls->suite, h->client_secret, &h->client_finished);
    brisk_wipe(&unused, sizeof unused);
    if (error)
        return error;
    brisk_hash_update(&running, end_of_early_data, sizeof end_of_early_data);
    struct brisk_hash before_finished = running;
    brisk_hash_final(&before_finished, hash);
    brisk_hmac_tag(&h->client_finished, finished + MESSAGE_HEADER_SIZE, hash, tls->suite->hash_len);
    brisk_hash_update(&running, finished, MESSAGE_HEADER_SIZE + tls->suite->hash_len);
    brisk_hash_final(&running, hash);
    error = send_tickets(tls, hash);
    h->transcript = saved; /* messages after the handshake are not part of it */
    return error;
}

/* Whether what this server says about its clients is true of the session's: one that showed no
 * certificate may do where none is required; who showed one is taken if that is still trusted. */
int brisk_session_trusts_client(const struct brisk_tls *tls, const struct ticket_state *state)
{
    const struct brisk_tls_config *config = tls->config;
    uint8_t digest[32];
    if (!state->has_peer)
        return config->client_auth != BRISK_TLS_CLIENT_AUTH_REQUIRE;
    if (!config->client_auth || tls->now > state->peer.until ||
        state->peer.anchor >= config->trust->num_anchors)
        return 0;
    const struct brisk_x509 *anchor = &config->trust->anchors[state->peer.anchor];
    return !brisk_hash_digest(BRISK_SHA256, digest, anchor->der.data, anchor->der.len) &&
           memcmp(digest, state->peer.anchor_digest, sizeof digest) == 0;
}

/* Whether a session can be resumed by this ClientHello: of this version and suite's hash, current,
 * and for the same name (section 4.6.1: the name the client asks for must be the ticket's). A
 * client that no longer offers the session's suite is taken at its word. */
static int can_resume(const struct brisk_tls *tls, const struct brisk_client_hello *hello,
                      const struct ticket_state *state)
{
    const struct brisk_suite *suite = brisk_suite_find(state->suite);
    return state->version == BRISK_TLS_VERSION_1_3 && suite && suite->hash == tls->suite->hash &&
           brisk_list_has(hello->suites, state->suite) && state->secret_len == suite->hash_len &&
           brisk_ticket_is_current(state, tls->now) && state->host.len == hello->host.len &&
           memcmp(state->host.data, hello->host.data, state->host.len) == 0 &&
           brisk_session_trusts_client(tls, state);
}

/* Section 4.2.10: bytes of early data that may come with the ticket. None if the suite or the
 * protocol is another now, or if the client's view of the ticket's age differs from ours by more
 * than the time that replays are remembered for (section 8.3). */
static uint32_t early_limit(const struct brisk_tls *tls, const struct ticket_state *state,
                            uint32_t obfuscated_age)
{
    struct brisk_bytes alpn = view_of(tls->alpn ? tls->alpn : "");
    int64_t age = (tls->now - state->created) * 1000;
    int64_t skew = age - (int64_t)(uint32_t)(obfuscated_age - state->age_add);
    if (state->suite != tls->suite->id || alpn.len != state->alpn.len ||
        memcmp(alpn.data, state->alpn.data, alpn.len) != 0 || skew > MAX_EARLY_SKEW ||
        skew < -MAX_EARLY_SKEW)
        return 0;
    return state->max_early_data;
}

int brisk_session_open_ticket(struct brisk_tls *tls, const struct brisk_client_hello *hello,
                              struct brisk_bytes ticket, uint32_t obfuscated_age)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct ticket_state state;
    uint8_t storage[TICKET_STATE_MAX];
    int is_old;
    int good = tls->config->ticket_keys &&
               brisk_ticket_open(tls->config->ticket_keys, ticket, storage, &state, &is_old) &&
               can_resume(tls, hello, &state);
    if (good) {
        memcpy(h->psk, state.secret, state.secret_len);
        h->psk_len = state.secret_len;
        h->early_limit = early_limit(tls, &state, obfuscated_age);
        h->peer = state.peer;
        tls->has_peer_certificate = state.has_peer;
        memcpy(tls->peer_fingerprint, state.peer_fingerprint, sizeof tls->peer_fingerprint);
    }
    brisk_wipe(&state, sizeof state);
    brisk_wipe(storage, sizeof storage);
    return good;
}

/* --- clients --- */

int brisk_session_prepare_slot(struct brisk_tls *tls)
{
    struct brisk_session *slot = tls->slot;
    const struct brisk_tls_handshake *h = tls->handshake;
    if (!slot)
        return 0;
    memset(slot, 0, offsetof(struct brisk_session, ticket));
    slot->version = BRISK_TLS_VERSION_1_3;
    slot->suite = tls->suite->id;
    memcpy(slot->host, h->host, sizeof slot->host);
    if (tls->alpn)
        memcpy(slot->alpn, tls->alpn, strlen(tls->alpn) + 1);
    slot->has_peer_certificate = tls->has_peer_certificate;
    memcpy(slot->peer_fingerprint, tls->peer_fingerprint, sizeof slot->peer_fingerprint);
    return derive_resumption_secret(tls, slot->resumption_secret);
}

int brisk_session_receive_ticket(struct brisk_tls *tls, struct brisk_bytes body)
{
    struct brisk_session *slot = tls->slot;
    struct brisk_new_session_ticket ticket;
    int error = brisk_new_session_ticket_parse(&ticket, body);
    /* Section 4.6.1: a lifetime of zero says to drop it at once. */
    if (error || !slot || !ticket.lifetime || ticket.ticket.len > sizeof slot->ticket)
        return error;
    slot->lifetime = ticket.lifetime < MAX_TICKET_LIFETIME ? ticket.lifetime : MAX_TICKET_LIFETIME;
    slot->age_add = ticket.age_add;
    slot->max_early_data = ticket.max_early_data;
    slot->received = tls->now;
    slot->secret_len = tls->suite->hash_len;
    error = derive_psk(tls->suite, slot->secret, slot->resumption_secret, ticket.nonce);
    if (error)
        return error;
    /* The message may have been put together in the slot. */
    memmove(slot->ticket, ticket.ticket.data, ticket.ticket.len);
    slot->ticket_len = ticket.ticket.len;
    if (tls->config->session)
        tls->config->session(tls->config->session_arg, tls, slot);
    return 0;
}
