/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Protection of TLS 1.2's records by AEADs (RFC 5246 section 6.2.3.3). AES-GCM's nonce is four
 * bytes of the key block and eight that the record carries, for which the sequence number serves
 * (RFC 5288 section 3); ChaCha20-Poly1305's is the sequence number XORed into the IV (RFC 7905
 * section 2), as in TLS 1.3. */

#include <string.h>

#include "handshake/engine.h"

#define AAD_SIZE 13 /* sequence number, type, version, length */

int brisk_record12_set_keys(struct brisk_tls_direction *direction, const struct brisk_suite *suite,
                            const uint8_t *key, const uint8_t *iv)
{
    memset(direction->iv, 0, sizeof direction->iv);
    memcpy(direction->iv, iv, suite->iv_len);
    direction->sequence = 0;
    direction->encrypted = 1;
    return brisk_aead_init(&direction->aead, suite->aead, key, suite->key_len);
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

int brisk_record12_open(struct brisk_tls_direction *direction, const struct brisk_suite *suite,
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
    return ++direction->sequence >= suite->max_records ? BRISK_ERR_LIMIT : 0;
}

int brisk_record12_seal(struct brisk_tls_direction *direction, const struct brisk_suite *suite,
                        uint8_t *record, uint8_t type, size_t len, size_t *size)
{
    uint8_t nonce[BRISK_AEAD_NONCE_SIZE], aad[AAD_SIZE];
    uint8_t *payload = record + RECORD_HEADER_SIZE + suite->explicit_len;
    size_t fragment = suite->explicit_len + len + BRISK_AEAD_TAG_SIZE;
    if (direction->sequence >= suite->max_records)
        return BRISK_ERR_LIMIT;
    make_nonce(direction, nonce);
    make_aad(direction, type, len, aad);
    memcpy(record + RECORD_HEADER_SIZE, nonce + suite->iv_len, suite->explicit_len);
    int error = brisk_aead_seal(&direction->aead, payload, nonce, payload, len, aad, sizeof aad);
    if (error)
        return error;
    direction->sequence++;
    record[0] = type;
    record[1] = record[2] = 3;
    put_big_endian(record + 3, fragment, 2);
    *size = RECORD_HEADER_SIZE + fragment;
    return 0;
}
