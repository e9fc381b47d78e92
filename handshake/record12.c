/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Protection of TLS 1.2's records: by AEADs (RFC 5246 section 6.2.3.3), and by CBC and HMAC as
 * brisk/cbc.h has it (section 6.2.3.2, RFC 7366). AES-GCM's nonce is four
 * bytes of the key block and eight that the record carries, for which the sequence number serves
 * (RFC 5288 section 3); ChaCha20-Poly1305's is the sequence number XORed into the IV (RFC 7905
 * section 2), as in TLS 1.3. */

#include <brisk/random.h>

#include <string.h>

#include "handshake/engine.h"

#define AAD_SIZE 13 /* sequence number, type, version, length */
_Static_assert(AAD_SIZE == BRISK_CBC_HMAC_HEAD_SIZE + 2, "HMAC covers the same");

int brisk_record12_set_keys(struct brisk_tls_direction *direction, const struct brisk_suite *suite,
                            const struct brisk_record12_keys *keys, int encrypt_then_mac)
{
    memset(direction->iv, 0, sizeof direction->iv);
    memcpy(direction->iv, keys->iv, suite->iv_len);
    direction->sequence = 0;
    direction->encrypted = 1;
    return suite->mac_len
               ? brisk_cbc_hmac_init(&direction->cbc, keys->key, suite->key_len, suite->mac,
                                     keys->mac_key, encrypt_then_mac)
               : brisk_aead_init(&direction->aead, suite->aead, keys->key, suite->key_len);
}

static void put_big_endian(uint8_t *out, uint64_t value, size_t len)
{
    for (size_t i = 0; i < len; i++)
        out[i] = (uint8_t)(value >> (8 * (len - 1 - i)));
}

/* The IV's bytes that the explicit part replaces are zero, so that this is the nonce of both kinds
 * of suite. */
static void make_nonce(const struct brisk_tls_direction *direction,
                       uint8_t nonce[BRISK_AEAD_NONCE_SIZE])
{
    uint8_t sequence[8];
    put_big_endian(sequence, direction->sequence, sizeof sequence);
    memcpy(nonce, direction->iv, BRISK_AEAD_NONCE_SIZE);
    for (size_t i = 0; i < sizeof sequence; i++)
        nonce[BRISK_AEAD_NONCE_SIZE - sizeof sequence + i] ^= sequence[i];
}

static void make_aad(const struct brisk_tls_direction *direction, uint8_t type, size_t len,
                     uint8_t aad[AAD_SIZE])
{
    put_big_endian(aad, direction->sequence, 8);
    aad[8] = type;
    aad[9] = aad[10] = 3;
    put_big_endian(aad + 11, len, 2);
}

static int open_aead(const struct brisk_tls_direction *direction, const struct brisk_suite *suite,
                     uint8_t *record, size_t len, size_t *content_len)
{
    uint8_t nonce[BRISK_AEAD_NONCE_SIZE], aad[AAD_SIZE];
    uint8_t *explicit_nonce = record + RECORD_HEADER_SIZE;
    uint8_t *payload = explicit_nonce + suite->explicit_len;
    if (len < (size_t)suite->explicit_len + BRISK_AEAD_TAG_SIZE)
        return BRISK_ERR_TLS_BAD_RECORD_MAC;
    len -= suite->explicit_len;
    make_nonce(direction, nonce);
    if (suite->explicit_len)
        memcpy(nonce + suite->iv_len, explicit_nonce, suite->explicit_len);
    make_aad(direction, record[0], len - BRISK_AEAD_TAG_SIZE, aad);
    if (brisk_aead_open(&direction->aead, payload, nonce, payload, len, aad, sizeof aad))
        return BRISK_ERR_TLS_BAD_RECORD_MAC;
    *content_len = len - BRISK_AEAD_TAG_SIZE;
    return 0;
}

/* Section 7.2.2: bad_record_mac, whatever it is. */
static int open_cbc(const struct brisk_tls_direction *direction, uint8_t *record, size_t len,
                    size_t *content_len)
{
    uint8_t head[AAD_SIZE];
    make_aad(direction, record[0], 0, head);
    return brisk_cbc_hmac_open(&direction->cbc, record + RECORD_HEADER_SIZE, len, head, content_len)
               ? BRISK_ERR_TLS_BAD_RECORD_MAC
               : 0;
}

int brisk_record12_open(struct brisk_tls_direction *direction, const struct brisk_suite *suite,
                        uint8_t *record, size_t len, size_t *content_len)
{
    int error = suite->mac_len ? open_cbc(direction, record, len, content_len)
                               : open_aead(direction, suite, record, len, content_len);
    if (error)
        return error;
    return ++direction->sequence >= suite->max_records ? BRISK_ERR_LIMIT : 0;
}

static int seal_aead(const struct brisk_tls_direction *direction, const struct brisk_suite *suite,
                     uint8_t *record, uint8_t type, size_t len, size_t *fragment_len)
{
    uint8_t nonce[BRISK_AEAD_NONCE_SIZE], aad[AAD_SIZE];
    uint8_t *payload = record + RECORD_HEADER_SIZE + suite->explicit_len;
    *fragment_len = suite->explicit_len + len + BRISK_AEAD_TAG_SIZE;
    make_nonce(direction, nonce);
    make_aad(direction, type, len, aad);
    memcpy(record + RECORD_HEADER_SIZE, nonce + suite->iv_len, suite->explicit_len);
    return brisk_aead_seal(&direction->aead, payload, nonce, payload, len, aad, sizeof aad);
}

/* Section 6.2.3.2: an IV that nobody can foretell for each record. */
static int seal_cbc(const struct brisk_tls_direction *direction, uint8_t *record, uint8_t type,
                    size_t len, size_t *fragment_len)
{
    uint8_t head[AAD_SIZE], *fragment = record + RECORD_HEADER_SIZE;
    if (brisk_random(fragment, CBC_BLOCK))
        return BRISK_ERR_RANDOM;
    make_aad(direction, type, 0, head);
    brisk_cbc_hmac_seal(&direction->cbc, fragment, len, head);
    *fragment_len = brisk_cbc_hmac_sealed_size(&direction->cbc, len);
    return 0;
}

int brisk_record12_seal(struct brisk_tls_direction *direction, const struct brisk_suite *suite,
                        uint8_t *record, uint8_t type, size_t len, size_t *size)
{
    size_t fragment_len = 0;
    if (direction->sequence >= suite->max_records)
        return BRISK_ERR_LIMIT;
    int error = suite->mac_len ? seal_cbc(direction, record, type, len, &fragment_len)
                               : seal_aead(direction, suite, record, type, len, &fragment_len);
    if (error)
        return error;
    direction->sequence++;
    record[0] = type;
    record[1] = record[2] = 3;
    put_big_endian(record + 3, fragment_len, 2);
    *size = RECORD_HEADER_SIZE + fragment_len;
    return 0;
}
