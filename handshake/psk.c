/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Pre-shared keys (RFC 8446 section 4.2.11): offered by clients, taken by servers, proved by
 * binders. A ticket's key and one agreed upon elsewhere differ in the binder's label. */

#include <brisk/random.h>

#include <string.h>

#include "handshake/messages.h"

#define MIN_BINDER 32 /* bytes: the shortest hash's */

/* A key that a client offers. */
struct offer {
    struct brisk_bytes identity, key;
    const struct brisk_suite *suite; /* one with the key's hash */
    uint32_t obfuscated_age;
    int is_external;
};

static const struct brisk_suite *suite_of_hash(size_t hash_size)
{
    return brisk_suite_find(hash_size == 48 ? BRISK_TLS_AES_256_GCM_SHA384
                                            : BRISK_TLS_AES_128_GCM_SHA256);
}

/* Section 4.2.11.2: HMAC of the transcript up to the binders, under a key of the early secret, at
 * which the schedule is left. */
static int compute_binder(struct brisk_key_schedule *schedule, const struct brisk_suite *suite,
                          struct brisk_bytes psk, int is_external, const uint8_t *transcript_hash,
                          uint8_t binder[BRISK_HASH_MAX_SIZE])
{
    struct brisk_hmac_key key;
    uint8_t secret[BRISK_SECRET_MAX];
    int error = brisk_key_schedule_early(schedule, suite, psk.data, psk.len);
    if (!error)
        error = brisk_key_schedule_derive_empty(schedule, secret,
                                                is_external ? "ext binder" : "res binder");
    if (!error)
        error = brisk_hmac_key_init(&key, suite->hash, secret, suite->hash_len);
    if (!error)
        error = brisk_hkdf_expand_label(&key, secret, suite->hash_len, "finished", NULL, 0);
    if (!error)
        error = brisk_hmac_key_init(&key, suite->hash, secret, suite->hash_len);
    if (!error)
        brisk_hmac_tag(&key, binder, transcript_hash, suite->hash_len);
    brisk_wipe(&key, sizeof key);
    brisk_wipe(secret, sizeof secret);
    return error;
}

/* --- servers --- */

int brisk_psk_parse(struct brisk_bytes body, struct brisk_bytes *identities,
                    struct brisk_bytes *binders)
{
    struct brisk_bytes rest, one;
    uint32_t age = 0;
    size_t num_identities = 0, num_binders = 0;
    if (brisk_cursor_vector16(&body, identities) || brisk_cursor_vector16(&body, binders) ||
        body.len || !identities->len || !binders->len)
        return BRISK_ERR_TLS_DECODE;
    for (rest = *identities; rest.len; num_identities++)
        if (brisk_cursor_vector16(&rest, &one) || !one.len || brisk_cursor_u32(&rest, &age))
            return BRISK_ERR_TLS_DECODE;
    for (rest = *binders; rest.len; num_binders++) {
        if (brisk_cursor_vector8(&rest, &one) || !one.len)
            return BRISK_ERR_TLS_DECODE;
        if (one.len < MIN_BINDER) /* it proves nothing, whichever key it is for */
            return BRISK_ERR_TLS_DECRYPT;
    }
    return num_identities == num_binders ? 0 : BRISK_ERR_TLS_ILLEGAL_PARAMETER;
}

/* Looks an identity up among the configuration's keys: 1 with the key in h->psk, or 0. */
static int find_external(struct brisk_tls *tls, struct brisk_bytes identity)
{
    struct brisk_tls_handshake *h = tls->handshake;
    for (size_t i = 0; i < tls->config->num_psks; i++) {
        const struct brisk_psk *psk = &tls->config->psks[i];
        if (psk->hash_size == tls->suite->hash_len && psk->identity_len == identity.len &&
            memcmp(psk->identity, identity.data, identity.len) == 0) {
            memcpy(h->psk, psk->key, psk->key_len);
            h->psk_len = (uint8_t)psk->key_len;
            return 1;
        }
    }
    return 0;
}

/* The transcript's hash up to the binders' length. So far the transcript has the hello then: the
 * rest follows when it is added as a whole. */
static int hash_truncated(struct brisk_tls *tls, const struct brisk_client_hello *hello,
                          struct brisk_bytes raw, uint8_t hash[BRISK_HASH_MAX_SIZE])
{
    size_t len = (size_t)(hello->psk_binders.data - 2 - raw.data);
    int error = brisk_transcript_add_hello(tls, (struct brisk_bytes){ raw.data, len });
    tls->handshake->hello_hashed = (uint16_t)len;
    if (!error)
        brisk_transcript_hash(tls, hash);
    return error;
}

static int check_binder(struct brisk_tls *tls, const struct brisk_client_hello *hello, size_t index,
                        struct brisk_bytes raw, int is_external)
{
    struct brisk_tls_handshake *h = tls->handshake;
    uint8_t hash[BRISK_HASH_MAX_SIZE], want[BRISK_HASH_MAX_SIZE];
    struct brisk_bytes rest = hello->psk_binders, binder = { NULL, 0 };
    for (size_t i = 0; i <= index; i++)
        (void)brisk_cursor_vector8(&rest, &binder); /* parsed already: as many as identities */
    int error = hash_truncated(tls, hello, raw, hash);
    if (!error)
        error = compute_binder(&h->schedule, tls->suite, (struct brisk_bytes){ h->psk, h->psk_len },
                               is_external, hash, want);
    if (error)
        return error;
    return binder.len == tls->suite->hash_len && brisk_equal(want, binder.data, binder.len)
               ? 0
               : BRISK_ERR_TLS_DECRYPT;
}

int brisk_psk_select(struct brisk_tls *tls, const struct brisk_client_hello *hello,
                     struct brisk_bytes raw)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_bytes rest = hello->psk_identities, identity;
    uint32_t age = 0;
    h->psk_len = 0;
    tls->has_peer_certificate = 0;
    if (!h->psk_modes)
        return 0;
    for (size_t i = 0; i < MAX_PSK_TRIES && rest.len; i++) {
        (void)brisk_cursor_vector16(&rest, &identity);
        (void)brisk_cursor_u32(&rest, &age);
        int is_external = find_external(tls, identity);
        h->early_limit = 0;
        if (!is_external && !brisk_session_open_ticket(tls, hello, identity, age))
            continue;
        h->psk_index = (uint16_t)i;
        return check_binder(tls, hello, i, raw, is_external);
    }
    return 0;
}

/* --- clients --- */

/* Whether the session may be offered: section 4.6.1, and what brisk_tls_resume() says. */
static int session_is_usable(const struct brisk_tls *tls, const struct brisk_session *session)
{
    const struct brisk_suite *suite = session ? brisk_suite_find(session->suite) : NULL;
    if (!suite || session->version != BRISK_TLS_VERSION_1_3 || !session->ticket_len ||
        session->ticket_len > sizeof session->ticket || session->secret_len != suite->hash_len ||
        strcmp(session->host, tls->handshake->host) != 0)
        return 0;
    int64_t age = tls->now - session->received;
    return age >= 0 && age <= (int64_t)session->lifetime && age <= MAX_TICKET_LIFETIME;
}

int brisk_psk_offers_session(const struct brisk_tls *tls)
{
    return tls->config->psk_modes && session_is_usable(tls, tls->handshake->session);
}

/* Section 4.2.11: milliseconds since the ticket came, without what hides them. Our clock has whole
 * seconds: one less than it says, because servers (GnuTLS) refuse the early data of a ticket that
 * is older than can be, and put up with one that is younger. */
static uint32_t age_of(const struct brisk_tls *tls, const struct brisk_session *session)
{
    uint64_t seconds = (uint64_t)(tls->now - session->received);
    return (uint32_t)((seconds ? seconds - 1 : 0) * 1000);
}

/* Offer number i; 0 past the last. After a HelloRetryRequest only those with its suite's hash are
 * left (section 4.1.4). */
static int get_offer(const struct brisk_tls *tls, size_t i, struct offer *offer)
{
    const struct brisk_tls_config *config = tls->config;
    const struct brisk_session *session = tls->handshake->session;
    for (size_t n = 0; n < 1 + config->num_psks; n++) {
        memset(offer, 0, sizeof *offer);
        if (n == 0) {
            if (!session_is_usable(tls, session))
                continue;
            offer->identity = (struct brisk_bytes){ session->ticket, session->ticket_len };
            offer->key = (struct brisk_bytes){ session->secret, session->secret_len };
            offer->suite = brisk_suite_find(session->suite);
            offer->obfuscated_age = age_of(tls, session) + session->age_add;
        } else {
            const struct brisk_psk *psk = &config->psks[n - 1];
            offer->identity = (struct brisk_bytes){ psk->identity, psk->identity_len };
            offer->key = (struct brisk_bytes){ psk->key, psk->key_len };
            offer->suite = suite_of_hash(psk->hash_size);
            offer->is_external = 1;
        }
        if (tls->suite && tls->suite->hash != offer->suite->hash)
            continue;
        if (i-- == 0)
            return 1;
    }
    return 0;
}

void brisk_psk_write_modes(struct brisk_tls *tls, struct brisk_writer *w)
{
    struct offer offer;
    if (!tls->config->psk_modes || !(tls->slot || get_offer(tls, 0, &offer)))
        return;
    tls->handshake->offered |= EXT_BIT(EXT_PSK_KEY_EXCHANGE_MODES);
    brisk_writer_u16(w, EXT_PSK_KEY_EXCHANGE_MODES);
    size_t extension = brisk_writer_open(w, 2);
    size_t modes = brisk_writer_open(w, 1);
    if (tls->config->psk_modes & BRISK_TLS_PSK_DHE_KE)
        brisk_writer_u8(w, 1);
    if (tls->config->psk_modes & BRISK_TLS_PSK_KE)
        brisk_writer_u8(w, 0);
    brisk_writer_close(w, modes, 1);
    brisk_writer_close(w, extension, 2);
}

size_t brisk_psk_write(struct brisk_tls *tls, struct brisk_writer *w)
{
    static const uint8_t zeros[BRISK_HASH_MAX_SIZE];
    struct brisk_tls_handshake *h = tls->handshake;
    struct offer offer;
    h->num_psks = 0;
    if (!tls->config->psk_modes || !get_offer(tls, 0, &offer))
        return 0;
    h->offered |= EXT_BIT(EXT_PRE_SHARED_KEY);
    brisk_writer_u16(w, EXT_PRE_SHARED_KEY);
    size_t extension = brisk_writer_open(w, 2);
    size_t list = brisk_writer_open(w, 2);
    for (; get_offer(tls, h->num_psks, &offer); h->num_psks++) {
        size_t identity = brisk_writer_open(w, 2);
        brisk_writer_bytes(w, offer.identity.data, offer.identity.len);
        brisk_writer_close(w, identity, 2);
        brisk_writer_u32(w, offer.obfuscated_age);
    }
    brisk_writer_close(w, list, 2);
    size_t binders_at = w->len;
    list = brisk_writer_open(w, 2);
    for (size_t i = 0; get_offer(tls, i, &offer); i++) {
        size_t binder = brisk_writer_open(w, 1);
        brisk_writer_bytes(w, zeros, offer.suite->hash_len);
        brisk_writer_close(w, binder, 1);
    }
    brisk_writer_close(w, list, 2);
    brisk_writer_close(w, extension, 2);
    return binders_at;
}

/* The transcript's hash up to the binders of a ClientHello, which has not been added yet. */
static int hash_written(const struct brisk_tls *tls, const struct brisk_suite *suite,
                        struct brisk_bytes truncated, uint8_t hash[BRISK_HASH_MAX_SIZE])
{
    struct brisk_hash running = tls->handshake->transcript;
    int error = tls->hello_retry ? 0 : brisk_hash_init(&running, suite->hash);
    if (!error) {
        brisk_hash_update(&running, truncated.data, truncated.len);
        brisk_hash_final(&running, hash);
    }
    return error;
}

int brisk_psk_write_binders(struct brisk_tls *tls, struct brisk_writer *w, size_t binders_at)
{
    struct offer offer;
    uint8_t hash[BRISK_HASH_MAX_SIZE], binder[BRISK_HASH_MAX_SIZE];
    if (w->failed)
        return BRISK_ERR_TLS_MEMORY;
    uint8_t *place = w->data + binders_at + 2;
    for (size_t i = 0; get_offer(tls, i, &offer); i++) {
        struct brisk_key_schedule other;
        struct brisk_bytes truncated = { w->data, binders_at };
        int error = hash_written(tls, offer.suite, truncated, hash);
        if (!error)
            error = compute_binder(i == 0 ? &tls->handshake->schedule : &other, offer.suite,
                                   offer.key, offer.is_external, hash, binder);
        brisk_wipe(&other, sizeof other);
        if (error)
            return error;
        memcpy(place + 1, binder, offer.suite->hash_len);
        place += 1 + offer.suite->hash_len;
    }
    return 0;
}

int brisk_psk_accept(struct brisk_tls *tls, const struct brisk_server_hello *hello)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct offer offer;
    /* Section 4.2.11: one that was offered, and of the suite's hash. The suite is known by now: the
     * offers are counted as they were in the hello, which is before a first one's hash was. */
    const struct brisk_suite *suite = tls->suite;
    if (!tls->hello_retry)
        tls->suite = NULL;
    int found = hello->psk_index < h->num_psks && get_offer(tls, hello->psk_index, &offer);
    tls->suite = suite;
    if (!found || offer.suite->hash != suite->hash)
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    memcpy(h->psk, offer.key.data, offer.key.len);
    h->psk_len = (uint8_t)offer.key.len;
    h->psk_index = hello->psk_index;
    if (hello->psk_index != 0) /* the schedule stands at the first offer's early secret */
        h->schedule.suite = NULL;
    if (!offer.is_external && h->session->has_peer_certificate) {
        tls->has_peer_certificate = 1;
        memcpy(tls->peer_fingerprint, h->session->peer_fingerprint, sizeof tls->peer_fingerprint);
    }
    return 0;
}
