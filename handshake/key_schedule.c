/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "handshake/key_schedule.h"

#include <brisk/error.h>
#include <brisk/random.h>
#include <brisk/tls.h>

/* RFC 8446 section 5.5: 2^24.5 full-size records may be sealed under one AES-GCM key; half of that
 * leaves room for both sides' updates to arrive. ChaCha20-Poly1305 has no such bound before the
 * sequence number wraps; 2^48 is never reached and is far below that. */
#define AES_GCM_MAX_RECORDS (UINT64_C(1) << 23)
#define CHACHA_MAX_RECORDS (UINT64_C(1) << 48)

static const struct brisk_suite suites[] = {
    { BRISK_TLS_AES_128_GCM_SHA256, BRISK_AES_128_GCM, BRISK_SHA256, 32, 16, AES_GCM_MAX_RECORDS,
      "TLS_AES_128_GCM_SHA256" },
    { BRISK_TLS_AES_256_GCM_SHA384, BRISK_AES_256_GCM, BRISK_SHA384, 48, 32, AES_GCM_MAX_RECORDS,
      "TLS_AES_256_GCM_SHA384" },
    { BRISK_TLS_CHACHA20_POLY1305_SHA256, BRISK_CHACHA20_POLY1305, BRISK_SHA256, 32, 32,
      CHACHA_MAX_RECORDS, "TLS_CHACHA20_POLY1305_SHA256" },
};

static const uint8_t zeros[BRISK_SECRET_MAX];

const struct brisk_suite *brisk_suite_find(uint16_t id)
{
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
        if (suites[i].id == id)
            return &suites[i];
    return NULL;
}

/* HKDF-Extract into a prepared key. */
static int extract(struct brisk_hmac_key *secret, const struct brisk_suite *suite,
                   const uint8_t *salt, const uint8_t *in, size_t in_len)
{
    uint8_t prk[BRISK_SECRET_MAX];
    int error = brisk_hkdf_extract(suite->hash, prk, salt, suite->hash_len, in, in_len);
    if (!error)
        error = brisk_hmac_key_init(secret, suite->hash, prk, suite->hash_len);
    brisk_wipe(prk, sizeof prk);
    return error;
}

int brisk_key_schedule_start(struct brisk_key_schedule *schedule, const struct brisk_suite *suite)
{
    schedule->suite = suite;
    return extract(&schedule->secret, suite, zeros, zeros, suite->hash_len);
}

int brisk_key_schedule_advance(struct brisk_key_schedule *schedule, const uint8_t *in,
                               size_t in_len)
{
    const struct brisk_suite *suite = schedule->suite;
    uint8_t empty_hash[BRISK_HASH_MAX_SIZE], salt[BRISK_SECRET_MAX];
    int error = brisk_hash_digest(suite->hash, empty_hash, NULL, 0);
    if (!error)
        error = brisk_key_schedule_derive(schedule, salt, "derived", empty_hash);
    if (!error)
        error = extract(&schedule->secret, suite, salt, in_len ? in : zeros,
                        in_len ? in_len : suite->hash_len);
    brisk_wipe(salt, sizeof salt);
    return error;
}

int brisk_key_schedule_derive(const struct brisk_key_schedule *schedule, uint8_t *secret,
                              const char *label, const uint8_t *transcript_hash)
{
    size_t len = schedule->suite->hash_len;
    return brisk_hkdf_expand_label(&schedule->secret, secret, len, label, transcript_hash, len);
}

int brisk_traffic_secret_update(const struct brisk_suite *suite, uint8_t *secret)
{
    struct brisk_hmac_key key;
    int error = brisk_hmac_key_init(&key, suite->hash, secret, suite->hash_len);
    if (!error)
        error = brisk_hkdf_expand_label(&key, secret, suite->hash_len, "traffic upd", NULL, 0);
    brisk_wipe(&key, sizeof key);
    return error;
}

int brisk_exporter(const struct brisk_suite *suite, const uint8_t *exporter_secret, uint8_t *out,
                   size_t out_len, const char *label, const uint8_t *context, size_t context_len)
{
    struct brisk_hmac_key key;
    uint8_t secret[BRISK_SECRET_MAX], hash[BRISK_HASH_MAX_SIZE];
    size_t hash_len = suite->hash_len;
    int error = brisk_hash_digest(suite->hash, hash, NULL, 0);
    if (!error)
        error = brisk_hmac_key_init(&key, suite->hash, exporter_secret, hash_len);
    if (!error)
        error = brisk_hkdf_expand_label(&key, secret, hash_len, label, hash, hash_len);
    if (!error)
        error = brisk_hmac_key_init(&key, suite->hash, secret, hash_len);
    if (!error)
        error = brisk_hash_digest(suite->hash, hash, context, context_len);
    if (!error)
        error = brisk_hkdf_expand_label(&key, out, out_len, "exporter", hash, hash_len);
    brisk_wipe(&key, sizeof key);
    brisk_wipe(secret, sizeof secret);
    return error;
}
