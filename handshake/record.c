/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The record layer (RFC 8446 section 5): records are opened where they were received and sealed
 * where they are sent from. */

#include <brisk/random.h>

#include <string.h>

#include "handshake/engine.h"

static uint64_t load_big_endian(const uint8_t *in, size_t len)
{
    uint64_t value = 0;
    for (size_t i = 0; i < len; i++)
        value = value << 8 | in[i];
    return value;
}

static void store_big_endian(uint8_t *out, uint64_t value, size_t len)
{
    for (size_t i = 0; i < len; i++)
        out[i] = (uint8_t)(value >> (8 * (len - 1 - i)));
}

/* Section 5.3: the sequence number, padded to the nonce's length, XORed into the IV. In pieces of
 * eight bytes and four, which is how AEADs read it: a load of bytes that were stored in other
 * pieces waits until these have reached the cache, which costs a short record a tenth of its time.
 */
static void make_nonce(const struct brisk_tls_direction *direction,
                       uint8_t nonce[BRISK_AEAD_NONCE_SIZE])
{
    const uint8_t *iv = direction->iv;
    store_big_endian(nonce, load_big_endian(iv, 8) ^ direction->sequence >> 32, 8);
    store_big_endian(nonce + 8, load_big_endian(iv + 8, 4) ^ direction->sequence, 4);
}

static int expand_finished(const struct brisk_suite *suite, const struct brisk_hmac_key *prepared,
                           struct brisk_hmac_key *finished)
{
    uint8_t key[BRISK_SECRET_MAX];
    int error = brisk_hkdf_expand_label(prepared, key, suite->hash_len, "finished", NULL, 0);
    if (!error)
        error = brisk_hmac_key_init(finished, suite->hash, key, suite->hash_len);
    brisk_wipe(key, sizeof key);
    return error;
}

int brisk_record_finished_key(const struct brisk_suite *suite, const uint8_t *secret,
                              struct brisk_hmac_key *finished)
{
    struct brisk_hmac_key prepared;
    int error = brisk_hmac_key_init(&prepared, suite->hash, secret, suite->hash_len);
    if (!error)
        error = expand_finished(suite, &prepared, finished);
    brisk_wipe(&prepared, sizeof prepared);
    return error;
}

int brisk_record_set_keys(struct brisk_tls_direction *direction, const struct brisk_suite *suite,
                          const uint8_t *secret, struct brisk_hmac_key *finished)
{
    struct brisk_hmac_key prepared;
    uint8_t key[BRISK_AEAD_MAX_KEY];
    int error = brisk_hmac_key_init(&prepared, suite->hash, secret, suite->hash_len);
    if (!error)
        error = brisk_hkdf_expand_label(&prepared, key, suite->key_len, "key", NULL, 0);
    if (!error)
        error =
            brisk_hkdf_expand_label(&prepared, direction->iv, sizeof direction->iv, "iv", NULL, 0);
    if (!error)
        error = brisk_aead_init(&direction->aead, suite->aead, key, suite->key_len);
    if (!error && finished)
        error = expand_finished(suite, &prepared, finished);
    direction->sequence = 0;
    direction->encrypted = 1;
    brisk_wipe(&prepared, sizeof prepared);
    brisk_wipe(key, sizeof key);
    return error;
}

static void drop_input(struct brisk_tls *tls, size_t len)
{
    tls->in.begin += len;
    if (tls->in.begin == tls->in.end)
        tls->in.begin = tls->in.end = 0;
}

void brisk_record_consume(struct brisk_tls *tls, size_t len)
{
    tls->in.begin += len;
    tls->record_left -= (uint16_t)len;
    if (!tls->record_left) {
        size_t skip = tls->record_skip;
        tls->record_skip = 0;
        drop_input(tls, skip);
    }
}

/* Whether a record of this outer type may come now (section 5). */
static int type_is_expected(const struct brisk_tls *tls, uint8_t type)
{
    /* The states of TLS 1.2 know what they wait for. */
    if (tls->version == BRISK_TLS_VERSION_1_2)
        return type >= RECORD_CHANGE_CIPHER_SPEC && type <= RECORD_APPLICATION_DATA;
    switch (type) {
    case RECORD_CHANGE_CIPHER_SPEC:
        /* Between the first ClientHello and the peer's Finished; more of them than make sense are
         * treated like one at another time. */
        return tls->ccs_left > 0;
    case RECORD_APPLICATION_DATA:
        /* Early data that a HelloRetryRequest rejected, section 4.2.10. */
        return tls->read.encrypted || tls->early_left;
    case RECORD_ALERT:
        /* A client that could not make sense of our ServerHello has no keys to protect its alert
         * with. Nothing else may come unprotected then. */
        return !tls->read.encrypted || (tls->role == BRISK_TLS_SERVER && tls->read.sequence == 0 &&
                                        (tls->state == STATE_SERVER_READ_FINISHED ||
                                         tls->state == STATE_SERVER_READ_CERTIFICATE));
    case RECORD_HANDSHAKE:
        return !tls->read.encrypted;
    default:
        return 0;
    }
}

/* Section 5 and appendix D.4: one byte 0x01, passed over. */
static int skip_ccs(struct brisk_tls *tls, const uint8_t *record, size_t len)
{
    if (len != 1 || record[RECORD_HEADER_SIZE] != 1)
        return BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    /* Section 5.1: no other record between the parts of a handshake message. */
    if (tls->handshake && tls->handshake->assembled)
        return BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    tls->ccs_left--;
    drop_input(tls, RECORD_HEADER_SIZE + len);
    return 0;
}

/* Passes over a record of rejected early data. Returns 1 if it was one. */
static int skip_early_data(struct brisk_tls *tls, size_t len)
{
    if (tls->early_left < len || tls->early_left == 0)
        return 0;
    tls->early_left -= (uint32_t)(len ? len : 1);
    drop_input(tls, RECORD_HEADER_SIZE + len);
    return 1;
}

static void set_content(struct brisk_tls *tls, uint8_t type, size_t len, size_t skip)
{
    tls->record_type = type;
    tls->record_left = (uint16_t)len;
    tls->record_skip = (uint16_t)skip;
}

/* Section 5.2: the type is the last octet that is not zero. What precedes it is content. */
static int find_content(struct brisk_tls *tls, const uint8_t *inner, size_t inner_len)
{
    if (inner_len > (tls->read.limit ? tls->read.limit : RECORD_MAX_INNER))
        return BRISK_ERR_TLS_RECORD_OVERFLOW;
    size_t len = inner_len;
    while (len && inner[len - 1] == 0)
        len--;
    if (!len) /* section 5.4: no type at all */
        return BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    len--;
    set_content(tls, inner[len], len, inner_len + BRISK_AEAD_TAG_SIZE - len);
    return 0;
}

static int open_record(struct brisk_tls *tls, uint8_t *record, size_t len)
{
    struct brisk_tls_direction *read = &tls->read;
    uint8_t nonce[BRISK_AEAD_NONCE_SIZE];
    uint8_t *payload = record + RECORD_HEADER_SIZE;
    make_nonce(read, nonce);
    if (brisk_aead_open(&read->aead, payload, nonce, payload, len, record, RECORD_HEADER_SIZE))
        return BRISK_ERR_TLS_BAD_RECORD_MAC;
    tls->early_left = 0;
    /* Twice the records after which the peer was asked for new keys: it does not answer. */
    if (++read->sequence >= 2 * tls->suite->max_records)
        return BRISK_ERR_LIMIT;
    return find_content(tls, payload, len - BRISK_AEAD_TAG_SIZE);
}

/* Section 5.1: only application data may be empty; 5.2: and only the four types exist, of which
 * change_cipher_spec is never protected. */
static int check_content(struct brisk_tls *tls)
{
    if (tls->version == BRISK_TLS_VERSION_1_2 && tls->record_type == RECORD_CHANGE_CIPHER_SPEC)
        return tls->record_left ? 0 : BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    if (tls->record_type != RECORD_APPLICATION_DATA && tls->record_type != RECORD_HANDSHAKE &&
        tls->record_type != RECORD_ALERT)
        return BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    if (tls->record_left == 0 && tls->record_type != RECORD_APPLICATION_DATA)
        return BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    return 0;
}

/* What protection may add to a record's content. TLS 1.2 allows 2,048 bytes, of which an AEAD uses
 * 24, and CBC IV, MAC and 256 of padding: what is longer has too much content. */
static size_t max_expansion(const struct brisk_tls *tls)
{
    int is_cbc = tls->version == BRISK_TLS_VERSION_1_2 && tls->suite->mac_len;
    return 256 + (is_cbc ? CBC_BLOCK + (size_t)tls->suite->mac_len : 0);
}

/* Looks at the header in `in`. Returns 0 when the whole record is there. */
static int check_header(struct brisk_tls *tls, size_t *len)
{
    size_t available = tls->in.end - tls->in.begin;
    const uint8_t *header = tls->in.data + tls->in.begin;
    if (available < RECORD_HEADER_SIZE)
        return BRISK_TLS_WANT_INPUT;
    /* legacy_record_version is ignored for all purposes where nothing is protected (RFC 8446
     * section 5.1), and always 0x0303 where something is (5.2); so is TLS 1.2's once that is agreed
     * upon (RFC 5246 appendix E.1). */
    if (tls->version == BRISK_TLS_VERSION_1_2 && (header[1] != 3 || header[2] != 3))
        return BRISK_ERR_TLS_PROTOCOL_VERSION;
    *len = (size_t)header[3] << 8 | header[4];
    if (!type_is_expected(tls, header[0])) {
        /* What comes unprotected where it has to be protected does not authenticate. */
        int is_bare = header[0] == RECORD_HANDSHAKE || header[0] == RECORD_ALERT;
        return tls->read.encrypted && is_bare ? BRISK_ERR_TLS_BAD_RECORD_MAC
                                              : BRISK_ERR_TLS_UNEXPECTED_MESSAGE;
    }
    size_t limit = BRISK_TLS_MAX_PLAINTEXT;
    /* RFC 8449 section 4. Early data that is passed over was sealed under no limit. */
    if (tls->read.encrypted && tls->read.limit && tls->read.limit < limit && !tls->early_left)
        limit = tls->read.limit;
    /* RFC 5246 appendix E.1: servers accept {03,XX} for ClientHello; what is not even that speaks
     * something else. */
    if (header[1] != 3)
        return BRISK_ERR_TLS_PROTOCOL_VERSION;
    if (header[0] == RECORD_APPLICATION_DATA && (header[1] != 3 || header[2] != 3))
        return BRISK_ERR_TLS_DECODE;
    if (header[0] == RECORD_APPLICATION_DATA || tls->read.encrypted)
        limit += max_expansion(tls);
    if (*len > limit)
        return BRISK_ERR_TLS_RECORD_OVERFLOW;
    if (available - RECORD_HEADER_SIZE >= *len)
        return 0;
    return RECORD_HEADER_SIZE + *len > tls->in.capacity ? BRISK_ERR_BUFFER : BRISK_TLS_WANT_INPUT;
}

/* A record of TLS 1.2: its type is in the header. */
static int open_record_1_2(struct brisk_tls *tls, uint8_t *record, size_t len)
{
    size_t content_len = 0;
    int error = brisk_record12_open(&tls->read, tls->suite, record, len, &content_len);
    if (error)
        return error;
    if (content_len > (tls->read.limit ? tls->read.limit : BRISK_TLS_MAX_PLAINTEXT))
        return BRISK_ERR_TLS_RECORD_OVERFLOW;
    tls->in.begin += tls->suite->explicit_len;
    set_content(tls, record[0], content_len, len - tls->suite->explicit_len - content_len);
    return 0;
}

int brisk_record_next(struct brisk_tls *tls)
{
    for (;;) {
        size_t len = 0;
        int result = check_header(tls, &len);
        if (result)
            return result;
        uint8_t *record = tls->in.data + tls->in.begin;
        int is_1_2 = tls->version == BRISK_TLS_VERSION_1_2;
        if (record[0] == RECORD_CHANGE_CIPHER_SPEC && !is_1_2) {
            result = skip_ccs(tls, record, len);
            if (result)
                return result;
            continue;
        }
        if (is_1_2 && tls->read.encrypted) {
            result = open_record_1_2(tls, record, len);
            if (result)
                return result;
        } else if (record[0] == RECORD_APPLICATION_DATA && !is_1_2) {
            result =
                tls->read.encrypted ? open_record(tls, record, len) : BRISK_ERR_TLS_BAD_RECORD_MAC;
            if (result == BRISK_ERR_TLS_BAD_RECORD_MAC && skip_early_data(tls, len))
                continue;
            if (result)
                return result;
        } else {
            set_content(tls, record[0], len, 0);
        }
        result = check_content(tls);
        if (result)
            return result;
        tls->in.begin += RECORD_HEADER_SIZE;
        if (!tls->record_left)
            brisk_record_consume(tls, 0);
        return 0;
    }
}

size_t brisk_record_head(const struct brisk_tls *tls)
{
    int is_1_2 = tls->write.encrypted && tls->version == BRISK_TLS_VERSION_1_2;
    return RECORD_HEADER_SIZE + (is_1_2 ? tls->suite->explicit_len : 0);
}

size_t brisk_record_overhead(const struct brisk_tls *tls)
{
    int has_type = tls->version != BRISK_TLS_VERSION_1_2;
    if (!tls->write.encrypted)
        return RECORD_HEADER_SIZE;
    if (!has_type && tls->suite->mac_len)
        return brisk_record_head(tls) + tls->suite->mac_len + CBC_BLOCK;
    return brisk_record_head(tls) + has_type + BRISK_AEAD_TAG_SIZE;
}

size_t brisk_alert_reserve(const struct brisk_tls *tls)
{
    int is_cbc = tls->suite && tls->suite->mac_len;
    return is_cbc ? RECORD_HEADER_SIZE + 2 + MAX_CBC_PROTECTION : ALERT_RESERVE;
}

size_t brisk_record_room(struct brisk_tls *tls, size_t reserve)
{
    size_t space = brisk_tls_buffer_space(&tls->out);
    size_t used = brisk_record_overhead(tls) + reserve;
    if (space <= used)
        return 0;
    space -= used;
    size_t max = brisk_record_max_content(tls);
    return space < max ? space : max;
}

int brisk_record_write(struct brisk_tls *tls, uint8_t type, const uint8_t *content, size_t len)
{
    struct brisk_tls_direction *write = &tls->write;
    uint8_t *record = tls->out.data + tls->out.end;
    uint8_t *payload = record + brisk_record_head(tls);
    size_t size = len;
    if (content != payload && len)
        memcpy(payload, content, len);
    if (write->encrypted && tls->version == BRISK_TLS_VERSION_1_2) {
        int error = brisk_record12_seal(write, tls->suite, record, type, len, &size);
        tls->out.end += error ? 0 : size;
        return error;
    }
    /* Section 5.1: 0x0301 for an initial ClientHello, for middleboxes' sake; else 0x0303. */
    int is_first = type == RECORD_HANDSHAKE && tls->role == BRISK_TLS_CLIENT && !tls->suite;
    if (write->encrypted) {
        payload[size++] = type;
        type = RECORD_APPLICATION_DATA;
        size += BRISK_AEAD_TAG_SIZE;
    }
    record[0] = type;
    record[1] = 3;
    record[2] = is_first ? 1 : 3;
    record[3] = (uint8_t)(size >> 8);
    record[4] = (uint8_t)size;
    if (write->encrypted) {
        uint8_t nonce[BRISK_AEAD_NONCE_SIZE];
        make_nonce(write, nonce);
        int error = brisk_aead_seal(&write->aead, payload, nonce, payload, len + 1, record,
                                    RECORD_HEADER_SIZE);
        if (error)
            return error;
        write->sequence++;
    }
    tls->out.end += RECORD_HEADER_SIZE + size;
    return 0;
}

int brisk_record_write_ccs(struct brisk_tls *tls)
{
    static const uint8_t record[] = { RECORD_CHANGE_CIPHER_SPEC, 3, 3, 0, 1, 1 };
    if (brisk_tls_buffer_space(&tls->out) < sizeof record + brisk_alert_reserve(tls))
        return BRISK_TLS_WANT_OUTPUT;
    memcpy(tls->out.data + tls->out.end, record, sizeof record);
    tls->out.end += sizeof record;
    return 0;
}
