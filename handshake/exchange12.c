/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "handshake/exchange12.h"

#include <brisk/ffdhe.h>
#include <brisk/random.h>

#include <string.h>

#include "handshake/key_schedule12.h"

#define CURVE_TYPE_NAMED 3 /* RFC 8422 section 5.4 */
#define GENERATOR 2        /* of all groups in RFC 7919 */

/* dh_p, dh_g and dh_Ys with their lengths (RFC 5246 section 7.4.3). */
#define FIELD_PARAMS(size) (2 + (size) + 2 + 1 + 2 + (size))
#define FIELD_CONTENT(size) (2 * RANDOM_SIZE + FIELD_PARAMS(size))

static int uses_field(const struct brisk_tls *tls)
{
    return tls->suite->key_exchange == KEY_EXCHANGE_DHE;
}

static size_t largest_field(const struct brisk_tls_config *config)
{
    size_t largest = 0;
    for (size_t i = 0; i < config->num_groups; i++) {
        size_t size = brisk_ffdhe_size(config->groups[i]);
        largest = size > largest ? size : largest;
    }
    return largest;
}

/* Both public keys, the shared secret, and what is signed. */
size_t brisk_exchange12_size(const struct brisk_tls_config *config)
{
    size_t size = largest_field(config);
    return size ? 3 * size + FIELD_CONTENT(size) : 0;
}

size_t brisk_exchange12_message_size(const struct brisk_tls_config *config)
{
    size_t size = largest_field(config);
    return size ? FIELD_PARAMS(size) : 0;
}

/* Numbers of a finite field are too long for the fields that points have. They lie at the end of
 * `message`, which they take from what messages may be long. */
int brisk_exchange12_start(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    size_t size = uses_field(tls) ? brisk_exchange12_size(tls->config) : 0;
    if (h->capacity < size)
        return BRISK_ERR_TLS_MEMORY;
    h->capacity -= size;
    h->exchange_size = (uint16_t)size;
    return 0;
}

struct brisk_exchange brisk_exchange12_find(const struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    if (!h->exchange_size)
        return (struct brisk_exchange){ h->shares[0].public_key, h->peer_public, h->shared_secret,
                                        h->verify_content };
    size_t field = largest_field(tls->config);
    uint8_t *start = h->message + h->capacity;
    return (struct brisk_exchange){ start, start + field, start + 2 * field, start + 3 * field };
}

void brisk_exchange12_add_keypair(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    const struct brisk_key_share *share =
        tls->role == BRISK_TLS_CLIENT ? brisk_client_find_share(h, tls->group) : NULL;
    if (share) {
        h->shares[0] = *share;
        return;
    }
    h->shares[0].group = tls->group;
    struct brisk_job *job = brisk_tls_add_job(tls, BRISK_JOB_KEYPAIR, tls->group);
    job->as.keypair.public_key = brisk_exchange12_find(tls).public_key;
    job->as.keypair.private_key = h->shares[0].private_key;
}

/* --- ServerKeyExchange --- */

static struct brisk_writer begin_content(struct brisk_tls *tls, size_t capacity)
{
    struct brisk_writer w = { .data = brisk_exchange12_find(tls).content, .capacity = capacity };
    brisk_writer_bytes(&w, tls->client_random, RANDOM_SIZE);
    brisk_writer_bytes(&w, tls->server_random, RANDOM_SIZE);
    return w;
}

static size_t content_capacity(const struct brisk_tls *tls)
{
    return uses_field(tls) ? FIELD_CONTENT(largest_field(tls->config)) : VERIFY_CONTENT_MAX;
}

/* RFC 5246 section 7.4.3. The public key is as long as the prime (leading zeros do no harm, and
 * some clients expect them). */
static void write_field_params(struct brisk_tls *tls, struct brisk_writer *w)
{
    uint8_t prime[BRISK_FFDHE_MAX_SIZE];
    size_t size = brisk_ffdhe_size(tls->group);
    (void)brisk_ffdhe_prime(tls->group, prime); /* of a group that we have */
    brisk_writer_u16(w, (uint16_t)size);
    brisk_writer_bytes(w, prime, size);
    brisk_writer_u16(w, 1);
    brisk_writer_u8(w, GENERATOR);
    brisk_writer_u16(w, (uint16_t)size);
    brisk_writer_bytes(w, brisk_exchange12_find(tls).public_key, size);
}

/* RFC 8422 section 5.4. */
static void write_curve_params(struct brisk_tls *tls, struct brisk_writer *w)
{
    brisk_writer_u8(w, CURVE_TYPE_NAMED);
    brisk_writer_u16(w, tls->group);
    size_t point = brisk_writer_open(w, 1);
    brisk_writer_bytes(w, brisk_exchange12_find(tls).public_key,
                       brisk_group_public_size(tls->group));
    brisk_writer_close(w, point, 1);
}

void brisk_exchange12_make_params(struct brisk_tls *tls)
{
    struct brisk_writer w = begin_content(tls, content_capacity(tls));
    if (uses_field(tls))
        write_field_params(tls, &w);
    else
        write_curve_params(tls, &w);
    tls->handshake->verify_content_len = (uint16_t)w.len;
}

/* The peer's public number, which may lack leading zeros (RFC 5246 section 4.4 says nothing of them
 * where a number is opaque), to the group's size. One that is longer is no number below p. */
static int accept_number(struct brisk_tls *tls, struct brisk_bytes number)
{
    struct brisk_tls_handshake *h = tls->handshake;
    size_t size = brisk_ffdhe_size(tls->group);
    if (number.len > size)
        return BRISK_ERR_TLS_HANDSHAKE_FAILURE;
    uint8_t *peer_public = brisk_exchange12_find(tls).peer_public;
    memset(peer_public, 0, size - number.len);
    memcpy(peer_public + size - number.len, number.data, number.len);
    h->peer_public_len = (uint16_t)size;
    return 0;
}

/* RFC 7919 section 3: which of our groups this prime and generator are, or 0. */
static uint16_t find_field(const struct brisk_tls_config *config, struct brisk_bytes p,
                           struct brisk_bytes g)
{
    uint8_t prime[BRISK_FFDHE_MAX_SIZE];
    if (g.len != 1 || g.data[0] != GENERATOR)
        return 0;
    for (size_t i = 0; i < config->num_groups; i++)
        if (p.len && brisk_ffdhe_size(config->groups[i]) == p.len &&
            !brisk_ffdhe_prime(config->groups[i], prime) && memcmp(prime, p.data, p.len) == 0)
            return config->groups[i];
    return 0;
}

/* RFC 7919 section 3: a server that takes no notice of the groups we list may use any prime, as
 * weak as it likes, and there is no way for us to find out; such a handshake ends. */
static int parse_field_params(struct brisk_tls *tls, struct brisk_bytes *body)
{
    struct brisk_bytes p, g, y;
    if (brisk_cursor_vector16(body, &p) || !p.len || brisk_cursor_vector16(body, &g) || !g.len ||
        brisk_cursor_vector16(body, &y) || !y.len)
        return BRISK_ERR_TLS_DECODE;
    tls->group = find_field(tls->config, p, g);
    return tls->group ? accept_number(tls, y) : BRISK_ERR_TLS_INSUFFICIENT_SECURITY;
}

/* A point of the group's size: RFC 8422 sections 5.4 and 5.7. */
static int accept_point(struct brisk_tls *tls, struct brisk_bytes point)
{
    struct brisk_tls_handshake *h = tls->handshake;
    if (point.len != brisk_group_public_size(tls->group))
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    memcpy(brisk_exchange12_find(tls).peer_public, point.data, point.len);
    h->peer_public_len = (uint16_t)point.len;
    return 0;
}

/* RFC 8422 section 5.4: a named curve that we offered. */
static int parse_curve_params(struct brisk_tls *tls, struct brisk_bytes *body)
{
    struct brisk_bytes point;
    uint8_t curve_type = 0;
    if (brisk_cursor_u8(body, &curve_type))
        return BRISK_ERR_TLS_DECODE;
    if (curve_type != CURVE_TYPE_NAMED)
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    if (brisk_cursor_u16(body, &tls->group) || brisk_cursor_vector8(body, &point) || !point.len)
        return BRISK_ERR_TLS_DECODE;
    if (brisk_group_is_field(tls->group) ||
        !brisk_is_listed(tls->config->groups, tls->config->num_groups, tls->group))
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    return accept_point(tls, point);
}

int brisk_exchange12_parse_params(struct brisk_tls *tls, struct brisk_bytes *body)
{
    const uint8_t *params = body->data;
    int error = uses_field(tls) ? parse_field_params(tls, body) : parse_curve_params(tls, body);
    if (error)
        return error;
    struct brisk_writer w = begin_content(tls, content_capacity(tls));
    brisk_writer_bytes(&w, params, (size_t)(body->data - params));
    tls->handshake->verify_content_len = (uint16_t)w.len;
    return w.failed ? BRISK_ERR_TLS_INTERNAL : 0; /* what was accepted has the sizes looked for */
}

struct brisk_bytes brisk_exchange12_signed(const struct brisk_tls *tls)
{
    const struct brisk_tls_handshake *h = tls->handshake;
    return (struct brisk_bytes){ brisk_exchange12_find(tls).content, h->verify_content_len };
}

struct brisk_bytes brisk_exchange12_params(const struct brisk_tls *tls)
{
    struct brisk_bytes content = brisk_exchange12_signed(tls);
    return (struct brisk_bytes){ content.data + 2 * RANDOM_SIZE, content.len - 2 * RANDOM_SIZE };
}

/* --- ClientKeyExchange (RFC 5246 section 7.4.7.2, RFC 8422 section 5.7) --- */

void brisk_exchange12_write_public(const struct brisk_tls *tls, struct brisk_writer *w)
{
    size_t length_size = uses_field(tls) ? 2 : 1, field = brisk_writer_open(w, length_size);
    brisk_writer_bytes(w, brisk_exchange12_find(tls).public_key,
                       brisk_group_public_size(tls->group));
    brisk_writer_close(w, field, length_size);
}

int brisk_exchange12_read_public(struct brisk_tls *tls, struct brisk_bytes body)
{
    struct brisk_bytes value;
    int is_field = uses_field(tls);
    int bad = is_field ? brisk_cursor_vector16(&body, &value) : brisk_cursor_vector8(&body, &value);
    if (bad || body.len || !value.len)
        return BRISK_ERR_TLS_DECODE;
    return is_field ? accept_number(tls, value) : accept_point(tls, value);
}

/* --- the secret --- */

void brisk_exchange12_add_secret(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    struct brisk_job *job = brisk_tls_add_job(tls, BRISK_JOB_SHARED, tls->group);
    struct brisk_exchange x = brisk_exchange12_find(tls);
    job->as.shared.secret = x.secret;
    job->as.shared.private_key = h->shares[0].private_key;
    job->as.shared.peer_public = x.peer_public;
    job->as.shared.peer_public_len = h->peer_public_len;
}

/* RFC 7919 sections 3 and 4: handshake_failure for a public key that is not from 2 to p - 2. */
int brisk_exchange12_check_secret(const struct brisk_tls *tls, const struct brisk_job *job)
{
    return uses_field(tls) && job->status == BRISK_ERR_POINT ? BRISK_ERR_TLS_HANDSHAKE_FAILURE
                                                             : brisk_job_result(job);
}

/* RFC 5246 section 8.1.2 wants a finite field's secret without its leading zeros. Their number
 * shows in the time that this and hashing what is left take, which anybody may measure: bits of a
 * secret that is used once. With a private key for many connections they would add up until the
 * secret of one is known (Merget et al., "Raccoon attack", USENIX Security 2021), which is why ours
 * lives for one handshake. */
int brisk_exchange12_derive(struct brisk_tls *tls)
{
    uint8_t *secret = brisk_exchange12_find(tls).secret;
    size_t size = brisk_group_secret_size(tls->group), zeros = 0;
    while (uses_field(tls) && zeros + 1 < size && secret[zeros] == 0)
        zeros++;
    return brisk_master_secret_derive(tls, secret + zeros, size - zeros);
}
