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
/* Two equal blocks of ciphertext under one key tell the difference of what they encrypt. Among the
 * 2^46 blocks of so many records there are two with a chance of 2^-37. */
#define CBC_MAX_RECORDS (UINT64_C(1) << 36)

#define NO_AEAD ((enum brisk_aead_alg)0)
#define NO_MAC ((enum brisk_hash_alg)0)

#define SUITE_1_3(name, aead, hash, hash_len, key_len, max_records)                                \
    {                                                                                              \
        BRISK_TLS_##name, BRISK_TLS_VERSION_1_3, KEY_EXCHANGE_ANY, AUTHENTICATION_ANY, aead, hash, \
            hash_len, key_len, 0, 0, max_records, "TLS_" #name, 0, NO_MAC                          \
    }

/* Of TLS 1.2's suites the IANA name has a "WITH" between the key exchange and the cipher. Keys
 * cannot be updated: the bound is the one that a connection ends at. */
#define SUITE_1_2(prefix, exchange, authentication, cipher, aead, hash, hash_len, key_len, iv_len) \
    {                                                                                              \
        BRISK_TLS_##prefix##_##cipher, BRISK_TLS_VERSION_1_2, KEY_EXCHANGE_##exchange,             \
            AUTHENTICATION_##authentication, aead, hash, hash_len, key_len, iv_len,                \
            BRISK_AEAD_NONCE_SIZE - (iv_len), CHACHA_MAX_RECORDS, "TLS_" #prefix "_WITH_" #cipher, \
            0, NO_MAC                                                                              \
    }
#define AES_128_1_2(prefix, exchange, authentication)                                              \
    SUITE_1_2(prefix, exchange, authentication, AES_128_GCM_SHA256, BRISK_AES_128_GCM,             \
              BRISK_SHA256, 32, 16, 4)
#define AES_256_1_2(prefix, exchange, authentication)                                              \
    SUITE_1_2(prefix, exchange, authentication, AES_256_GCM_SHA384, BRISK_AES_256_GCM,             \
              BRISK_SHA384, 48, 32, 4)
#define CHACHA_1_2(prefix, exchange, authentication)                                               \
    SUITE_1_2(prefix, exchange, authentication, CHACHA20_POLY1305_SHA256, BRISK_CHACHA20_POLY1305, \
              BRISK_SHA256, 32, 32, 12)

/* The PRF's hash is SHA-256 unless the suite names a longer one (RFC 5246 section 5). */
#define SUITE_CBC(prefix, exchange, authentication, cipher, key_len, mac, mac_len, hash, hash_len) \
    {                                                                                              \
        BRISK_TLS_##prefix##_##cipher, BRISK_TLS_VERSION_1_2, KEY_EXCHANGE_##exchange,             \
            AUTHENTICATION_##authentication, NO_AEAD, hash, hash_len, key_len, 0,                  \
            BRISK_AES_CBC_BLOCK_SIZE, CBC_MAX_RECORDS, "TLS_" #prefix "_WITH_" #cipher, mac_len,   \
            mac                                                                                    \
    }
#define CBC_128_SHA(prefix, exchange, authentication)                                              \
    SUITE_CBC(prefix, exchange, authentication, AES_128_CBC_SHA, 16, BRISK_SHA1, 20, BRISK_SHA256, \
              32)
#define CBC_256_SHA(prefix, exchange, authentication)                                              \
    SUITE_CBC(prefix, exchange, authentication, AES_256_CBC_SHA, 32, BRISK_SHA1, 20, BRISK_SHA256, \
              32)
#define CBC_128_SHA256(prefix, exchange, authentication)                                           \
    SUITE_CBC(prefix, exchange, authentication, AES_128_CBC_SHA256, 16, BRISK_SHA256, 32,          \
              BRISK_SHA256, 32)
#define CBC_256_SHA256(prefix, exchange, authentication)                                           \
    SUITE_CBC(prefix, exchange, authentication, AES_256_CBC_SHA256, 32, BRISK_SHA256, 32,          \
              BRISK_SHA256, 32)
#define CBC_256_SHA384(prefix, exchange, authentication)                                           \
    SUITE_CBC(prefix, exchange, authentication, AES_256_CBC_SHA384, 32, BRISK_SHA384, 48,          \
              BRISK_SHA384, 48)

static const struct brisk_suite suites[] = {
    SUITE_1_3(AES_128_GCM_SHA256, BRISK_AES_128_GCM, BRISK_SHA256, 32, 16, AES_GCM_MAX_RECORDS),
    SUITE_1_3(AES_256_GCM_SHA384, BRISK_AES_256_GCM, BRISK_SHA384, 48, 32, AES_GCM_MAX_RECORDS),
    SUITE_1_3(CHACHA20_POLY1305_SHA256, BRISK_CHACHA20_POLY1305, BRISK_SHA256, 32, 32,
              CHACHA_MAX_RECORDS),
    AES_128_1_2(ECDHE_ECDSA, ECDHE, ECDSA),
    AES_128_1_2(ECDHE_RSA, ECDHE, RSA),
    AES_256_1_2(ECDHE_ECDSA, ECDHE, ECDSA),
    AES_256_1_2(ECDHE_RSA, ECDHE, RSA),
    CHACHA_1_2(ECDHE_ECDSA, ECDHE, ECDSA),
    CHACHA_1_2(ECDHE_RSA, ECDHE, RSA),
    AES_128_1_2(DHE_RSA, DHE, RSA),
    AES_256_1_2(DHE_RSA, DHE, RSA),
    CHACHA_1_2(DHE_RSA, DHE, RSA),
    AES_128_1_2(RSA, RSA, RSA),
    AES_256_1_2(RSA, RSA, RSA),
    CBC_128_SHA(ECDHE_ECDSA, ECDHE, ECDSA),
    CBC_128_SHA(ECDHE_RSA, ECDHE, RSA),
    CBC_128_SHA(DHE_RSA, DHE, RSA),
    CBC_128_SHA(RSA, RSA, RSA),
    CBC_256_SHA(ECDHE_ECDSA, ECDHE, ECDSA),
    CBC_256_SHA(ECDHE_RSA, ECDHE, RSA),
    CBC_256_SHA(DHE_RSA, DHE, RSA),
    CBC_256_SHA(RSA, RSA, RSA),
    CBC_128_SHA256(ECDHE_ECDSA, ECDHE, ECDSA),
    CBC_128_SHA256(ECDHE_RSA, ECDHE, RSA),
    CBC_128_SHA256(DHE_RSA, DHE, RSA),
    CBC_128_SHA256(RSA, RSA, RSA),
    CBC_256_SHA256(DHE_RSA, DHE, RSA),
    CBC_256_SHA256(RSA, RSA, RSA),
    CBC_256_SHA384(ECDHE_ECDSA, ECDHE, ECDSA),
    CBC_256_SHA384(ECDHE_RSA, ECDHE, RSA),
};

static const uint8_t zeros[BRISK_SECRET_MAX];

/* test_tls_rfc8448 computes these again. */
const struct brisk_key_schedule_constants brisk_key_schedule_sha256 = {
    .empty_hash = { 0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4,
                    0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b,
                    0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55 },
    .derived_early_secret = { 0x6f, 0x26, 0x15, 0xa1, 0x08, 0xc7, 0x02, 0xc5, 0x67, 0x8f, 0x54,
                              0xfc, 0x9d, 0xba, 0xb6, 0x97, 0x16, 0xc0, 0x76, 0x18, 0x9c, 0x48,
                              0x25, 0x0c, 0xeb, 0xea, 0xc3, 0x57, 0x6c, 0x36, 0x11, 0xba },
};
const struct brisk_key_schedule_constants brisk_key_schedule_sha384 = {
    .empty_hash = { 0x38, 0xb0, 0x60, 0xa7, 0x51, 0xac, 0x96, 0x38, 0x4c, 0xd9, 0x32, 0x7e,
                    0xb1, 0xb1, 0xe3, 0x6a, 0x21, 0xfd, 0xb7, 0x11, 0x14, 0xbe, 0x07, 0x43,
                    0x4c, 0x0c, 0xc7, 0xbf, 0x63, 0xf6, 0xe1, 0xda, 0x27, 0x4e, 0xde, 0xbf,
                    0xe7, 0x6f, 0x65, 0xfb, 0xd5, 0x1a, 0xd2, 0xf1, 0x48, 0x98, 0xb9, 0x5b },
    .derived_early_secret = { 0x15, 0x91, 0xda, 0xc5, 0xcb, 0xbf, 0x03, 0x30, 0xa4, 0xa8,
                              0x4d, 0xe9, 0xc7, 0x53, 0x33, 0x0e, 0x92, 0xd0, 0x1f, 0x0a,
                              0x88, 0x21, 0x4b, 0x44, 0x64, 0x97, 0x2f, 0xd6, 0x68, 0x04,
                              0x9e, 0x93, 0xe5, 0x2f, 0x2b, 0x16, 0xfa, 0xd9, 0x22, 0xfd,
                              0xc0, 0x58, 0x44, 0x78, 0x42, 0x8f, 0x28, 0x2b },
};

static const struct brisk_key_schedule_constants *find_constants(const struct brisk_suite *suite)
{
    return suite->hash == BRISK_SHA384 ? &brisk_key_schedule_sha384 : &brisk_key_schedule_sha256;
}

const struct brisk_suite *brisk_suite_find(uint16_t id)
{
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
        if (suites[i].id == id)
            return &suites[i];
    return NULL;
}

uint16_t brisk_tls_suite_by_index(size_t index)
{
    return index < sizeof suites / sizeof suites[0] ? suites[index].id : 0;
}

/* HKDF-Extract into a prepared key; the salt, if there is one, is as long as a hash. */
static int extract(struct brisk_hmac_key *secret, const struct brisk_suite *suite,
                   const uint8_t *salt, const uint8_t *in, size_t in_len)
{
    uint8_t prk[BRISK_SECRET_MAX];
    int error = brisk_hkdf_extract(suite->hash, prk, salt, salt ? suite->hash_len : 0, in, in_len);
    if (!error)
        error = brisk_hmac_key_init(secret, suite->hash, prk, suite->hash_len);
    brisk_wipe(prk, sizeof prk);
    return error;
}

int brisk_key_schedule_start(struct brisk_key_schedule *schedule, const struct brisk_suite *suite,
                             const uint8_t *shared_secret, size_t shared_secret_len)
{
    schedule->suite = suite;
    return extract(&schedule->secret, suite, find_constants(suite)->derived_early_secret,
                   shared_secret, shared_secret_len);
}

int brisk_key_schedule_early(struct brisk_key_schedule *schedule, const struct brisk_suite *suite,
                             const uint8_t *psk, size_t psk_len)
{
    schedule->suite = suite;
    return extract(&schedule->secret, suite, NULL, psk, psk_len);
}

/* The next stage: HKDF-Extract of Derive-Secret("derived"), which is the salt, and `in`. */
static int go_on(struct brisk_key_schedule *schedule, const uint8_t *in, size_t in_len)
{
    uint8_t salt[BRISK_SECRET_MAX];
    int error = brisk_key_schedule_derive_empty(schedule, salt, "derived");
    if (!error)
        error = extract(&schedule->secret, schedule->suite, salt, in, in_len);
    brisk_wipe(salt, sizeof salt);
    return error;
}

int brisk_key_schedule_continue(struct brisk_key_schedule *schedule, const uint8_t *shared_secret,
                                size_t shared_secret_len)
{
    return shared_secret ? go_on(schedule, shared_secret, shared_secret_len)
                         : go_on(schedule, zeros, schedule->suite->hash_len);
}

int brisk_key_schedule_finish(struct brisk_key_schedule *schedule)
{
    return go_on(schedule, zeros, schedule->suite->hash_len);
}

int brisk_key_schedule_derive_empty(const struct brisk_key_schedule *schedule, uint8_t *secret,
                                    const char *label)
{
    return brisk_key_schedule_derive(schedule, secret, label,
                                     find_constants(schedule->suite)->empty_hash);
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
    int error = brisk_hmac_key_init(&key, suite->hash, exporter_secret, hash_len);
    if (!error)
        error = brisk_hkdf_expand_label(&key, secret, hash_len, label,
                                        find_constants(suite)->empty_hash, hash_len);
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
