/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "handshake/session12.h"

#include <brisk/random.h>

#include <string.h>

#include "handshake/key_schedule12.h"
#include "handshake/session_cache.h"

#define DEFAULT_LIFETIME 7200 /* seconds, of a ticket whose server gives no hint */

/* --- clients --- */

int brisk_session12_is_offered(const struct brisk_tls *tls)
{
    const struct brisk_tls_config *config = tls->config;
    const struct brisk_session *session = tls->handshake->session;
    if (!session || session->version != BRISK_TLS_VERSION_1_2 ||
        !brisk_version_is_enabled(config, BRISK_TLS_VERSION_1_2) ||
        !brisk_is_listed(config->suites, config->num_suites, session->suite) ||
        !session->extended_master_secret || session->secret_len != MASTER_SECRET_SIZE ||
        session->ticket_len > sizeof session->ticket ||
        session->session_id_len > sizeof session->session_id ||
        (!session->ticket_len && !session->session_id_len) ||
        strcmp(session->host, tls->handshake->host) != 0)
        return 0;
    int64_t age = tls->now - session->received;
    return age >= 0 && age <= (int64_t)session->lifetime && age <= MAX_TICKET_LIFETIME;
}

/* RFC 5077 section 3.4: with a ticket the ID is only what the server repeats if it takes it. */
int brisk_session12_prepare_id(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    const struct brisk_session *session = h->session;
    if (!brisk_session12_is_offered(tls))
        return 0;
    if (!session->ticket_len) {
        h->session_id_len = session->session_id_len;
        memcpy(h->session_id, session->session_id, session->session_id_len);
        return 0;
    }
    h->session_id_len = SESSION_ID_SIZE;
    return brisk_tls_random(tls, h->session_id, SESSION_ID_SIZE);
}

struct brisk_bytes brisk_session12_ticket(const struct brisk_tls *tls)
{
    const struct brisk_session *session = tls->handshake->session;
    return brisk_session12_is_offered(tls)
               ? (struct brisk_bytes){ session->ticket, session->ticket_len }
               : (struct brisk_bytes){ NULL, 0 };
}

int brisk_session12_resume(struct brisk_tls *tls, const struct brisk_server_hello *hello)
{
    const struct brisk_session *session = tls->handshake->session;
    if (hello->suite != session->suite) /* RFC 5246 section 7.4.1.3 */
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    if (!tls->extended_master_secret) /* RFC 7627 section 5.3: as the session had it */
        return BRISK_ERR_TLS_HANDSHAKE_FAILURE;
    tls->resumed = 1;
    tls->has_peer_certificate = session->has_peer_certificate;
    memcpy(tls->peer_fingerprint, session->peer_fingerprint, sizeof tls->peer_fingerprint);
    memcpy(tls->exporter_secret, session->secret, MASTER_SECRET_SIZE);
    return brisk_master_secret_use(tls);
}

int brisk_session12_receive_ticket(struct brisk_tls *tls, struct brisk_bytes body)
{
    struct brisk_session *slot = tls->slot;
    struct brisk_bytes ticket;
    uint32_t lifetime = 0;
    if (brisk_cursor_u32(&body, &lifetime) || brisk_cursor_vector16(&body, &ticket) || body.len)
        return BRISK_ERR_TLS_DECODE;
    /* Section 3.3: an empty one says that there is none after all. */
    if (!slot || !ticket.len || ticket.len > sizeof slot->ticket)
        return 0;
    if (!lifetime)
        lifetime = DEFAULT_LIFETIME;
    slot->lifetime = lifetime < MAX_TICKET_LIFETIME ? lifetime : MAX_TICKET_LIFETIME;
    memcpy(slot->ticket, ticket.data, ticket.len);
    tls->handshake->ticket_len = (uint16_t)ticket.len;
    return 0;
}

/* A session of this handshake, if the server gave a ticket or an ID for it. */
static int fill_slot(struct brisk_tls *tls, struct brisk_session *slot)
{
    const struct brisk_tls_handshake *h = tls->handshake;
    uint32_t lifetime = h->ticket_len ? slot->lifetime : DEFAULT_LIFETIME;
    /* RFC 7627 section 5.4: a master secret that is not extended is not to be resumed. */
    if ((!h->ticket_len && !h->session_id_len) || !tls->extended_master_secret)
        return 0;
    memset(slot, 0, offsetof(struct brisk_session, ticket));
    slot->version = BRISK_TLS_VERSION_1_2;
    slot->suite = tls->suite->id;
    slot->lifetime = lifetime;
    slot->received = tls->now;
    slot->extended_master_secret = 1;
    slot->secret_len = MASTER_SECRET_SIZE;
    memcpy(slot->secret, tls->exporter_secret, MASTER_SECRET_SIZE);
    if (!h->ticket_len) {
        slot->session_id_len = h->session_id_len;
        memcpy(slot->session_id, h->session_id, h->session_id_len);
    }
    slot->has_peer_certificate = tls->has_peer_certificate;
    memcpy(slot->peer_fingerprint, tls->peer_fingerprint, sizeof slot->peer_fingerprint);
    memcpy(slot->host, h->host, sizeof slot->host);
    if (tls->alpn)
        memcpy(slot->alpn, tls->alpn, strlen(tls->alpn) + 1);
    slot->ticket_len = h->ticket_len;
    return 1;
}

void brisk_session12_keep(struct brisk_tls *tls)
{
    struct brisk_session *slot = tls->slot;
    const struct brisk_session *session = tls->handshake->session;
    if (!slot)
        return;
    if (tls->resumed && !tls->handshake->ticket_len) {
        if (slot != session) /* the same session, for as long as before */
            *slot = *session;
    } else if (!fill_slot(tls, slot)) {
        return;
    }
    if (tls->config->session)
        tls->config->session(tls->config->session_arg, tls, slot);
}

/* --- servers --- */

static uint8_t *cached_id(struct brisk_tls *tls)
{
    return tls->random_and_id + RANDOM_SIZE;
}

/* RFC 5077 section 3.1 and RFC 7627 section 5.3: what the client can still have, for the name that
 * it asks for. */
static int can_resume(const struct brisk_tls *tls, const struct brisk_client_hello *hello,
                      const struct ticket_state *state)
{
    const struct brisk_tls_config *config = tls->config;
    const struct brisk_suite *suite = brisk_suite_find(state->suite);
    return state->version == BRISK_TLS_VERSION_1_2 && suite &&
           suite->version == BRISK_TLS_VERSION_1_2 && state->extended_master_secret &&
           state->secret_len == MASTER_SECRET_SIZE && brisk_list_has(hello->suites, suite->id) &&
           brisk_is_listed(config->suites, config->num_suites, suite->id) &&
           brisk_ticket_is_current(state, tls->now) && state->host.len == hello->host.len &&
           memcmp(state->host.data, hello->host.data, state->host.len) == 0 &&
           brisk_session_trusts_client(tls, state);
}

/* A ticket under an old key, and one past half of its life, is replaced. */
static void take_session(struct brisk_tls *tls, const struct ticket_state *state, int is_old)
{
    struct brisk_tls_handshake *h = tls->handshake;
    tls->suite = brisk_suite_find(state->suite);
    tls->resumed = 1;
    memcpy(tls->exporter_secret, state->secret, MASTER_SECRET_SIZE);
    h->peer = state->peer;
    tls->has_peer_certificate = state->has_peer;
    memcpy(tls->peer_fingerprint, state->peer_fingerprint, sizeof tls->peer_fingerprint);
    h->session_created = state->created;
    h->session_lifetime = state->lifetime;
    h->ticket_due =
        h->ticket_due && (is_old || tls->now - state->created > (int64_t)(state->lifetime / 2));
}

/* RFC 5077 section 3.4: where there is a ticket, the ID says nothing of a session. */
static int find_session(struct brisk_tls *tls, const struct brisk_client_hello *hello,
                        uint8_t storage[TICKET_STATE_MAX], struct ticket_state *state, int *is_old)
{
    const struct brisk_tls_config *config = tls->config;
    if (hello->ticket.len)
        return config->ticket_keys &&
               brisk_ticket_open(config->ticket_keys, hello->ticket, storage, state, is_old);
    *is_old = 1; /* a client that takes tickets by now gets one */
    return config->session_cache &&
           brisk_session_cache_find(config->session_cache, hello->session_id, tls->now, storage,
                                    state);
}

/* RFC 5246 section 7.4.1.3: a fresh ID, if the session is to be cached; an empty one says that it
 * cannot be resumed by it. */
static int make_session_id(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    h->session_id_len = 0;
    if (!tls->config->session_cache || h->ticket_due || !tls->extended_master_secret)
        return 0;
    if (brisk_tls_random(tls, h->session_id, CACHED_ID_SIZE))
        return BRISK_ERR_TLS_INTERNAL;
    h->session_id_len = CACHED_ID_SIZE;
    memcpy(cached_id(tls), h->session_id, CACHED_ID_SIZE);
    return 0;
}

int brisk_session12_open(struct brisk_tls *tls, const struct brisk_client_hello *hello)
{
    struct brisk_tls_handshake *h = tls->handshake;
    const struct brisk_tls_config *config = tls->config;
    struct ticket_state state;
    uint8_t storage[TICKET_STATE_MAX];
    int is_old = 0, result = 0;
    h->session_created = tls->now;
    h->ticket_due = (hello->present & EXT_BIT(EXT_SESSION_TICKET)) && config->ticket_keys &&
                    config->num_tickets && tls->extended_master_secret;
    if (find_session(tls, hello, storage, &state, &is_old) && can_resume(tls, hello, &state)) {
        /* RFC 7627 section 5.3: the session had it, and so must its resumption. */
        result = tls->extended_master_secret ? 1 : BRISK_ERR_TLS_HANDSHAKE_FAILURE;
        if (result == 1)
            take_session(tls, &state, is_old);
        if (result == 1 && !hello->ticket.len)
            memcpy(cached_id(tls), hello->session_id.data, CACHED_ID_SIZE);
    }
    brisk_wipe(&state, sizeof state);
    brisk_wipe(storage, sizeof storage);
    return result ? result : make_session_id(tls);
}

static struct brisk_bytes view_of(const char *text)
{
    return (struct brisk_bytes){ (const uint8_t *)text, strlen(text) };
}

static struct ticket_state describe_session(const struct brisk_tls *tls)
{
    const struct brisk_tls_handshake *h = tls->handshake;
    struct ticket_state state = { .version = BRISK_TLS_VERSION_1_2,
                                  .suite = tls->suite->id,
                                  .extended_master_secret = 1,
                                  .secret_len = MASTER_SECRET_SIZE,
                                  .created = h->session_created,
                                  .lifetime = tls->resumed ? h->session_lifetime
                                                           : brisk_session_lifetime(tls),
                                  .has_peer = tls->has_peer_certificate,
                                  .peer = h->peer,
                                  .alpn = view_of(tls->alpn ? tls->alpn : ""),
                                  .host = view_of(h->host) };
    memcpy(state.secret, tls->exporter_secret, MASTER_SECRET_SIZE);
    memcpy(state.peer_fingerprint, tls->peer_fingerprint, sizeof state.peer_fingerprint);
    return state;
}

/* A ticket that replaces another one lives no longer than that. */
int brisk_session12_send_ticket(struct brisk_tls *tls)
{
    struct ticket_state state = describe_session(tls);
    uint8_t ticket[TICKET_MAX_SIZE];
    size_t ticket_len = 0, mark = 0;
    uint32_t lifetime = state.lifetime;
    int64_t age = tls->now - state.created;
    /* RFC 5077 section 3.3: one that was announced may be empty. */
    int error = lifetime ? brisk_ticket_seal(tls, ticket, &ticket_len, &state) : 0;
    brisk_wipe(&state, sizeof state);
    if (error)
        return error;
    struct brisk_writer w = brisk_message_begin(tls, MESSAGE_NEW_SESSION_TICKET, &mark);
    brisk_writer_u32(&w, ticket_len ? lifetime - (age > 0 ? (uint32_t)age : 0) : 0);
    size_t field = brisk_writer_open(&w, 2);
    brisk_writer_bytes(&w, ticket, ticket_len);
    brisk_writer_close(&w, field, 2);
    return brisk_message_end(tls, &w, mark);
}

void brisk_session12_cache(struct brisk_tls *tls)
{
    if (tls->resumed || !tls->handshake->session_id_len)
        return;
    struct ticket_state state = describe_session(tls);
    if (state.lifetime > MAX_CACHED_LIFETIME)
        state.lifetime = MAX_CACHED_LIFETIME;
    if (state.lifetime)
        brisk_session_cache_put(tls->config->session_cache, cached_id(tls), &state, tls->now);
    brisk_wipe(&state, sizeof state);
}

void brisk_session12_forget(struct brisk_tls *tls)
{
    if (tls->role == BRISK_TLS_SERVER && tls->version == BRISK_TLS_VERSION_1_2 &&
        tls->config->session_cache)
        brisk_session_cache_remove(tls->config->session_cache, cached_id(tls));
}
