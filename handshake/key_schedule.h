/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The key schedule (RFC 8446 section 7.1), one stage at a time. The stage's secret is held as a
 * prepared HMAC key, because several secrets are derived from each: it is hashed once. */

#ifndef BRISK_HANDSHAKE_KEY_SCHEDULE_H
#define BRISK_HANDSHAKE_KEY_SCHEDULE_H

#include <brisk/aead.h>
#include <brisk/hash.h>

/* What a suite of TLS 1.2 says of the handshake; TLS 1.3 negotiates these apart. */
enum brisk_key_exchange {
    KEY_EXCHANGE_ANY,
    KEY_EXCHANGE_ECDHE,
    KEY_EXCHANGE_DHE,
    KEY_EXCHANGE_RSA
};
enum brisk_authentication { AUTHENTICATION_ANY, AUTHENTICATION_ECDSA, AUTHENTICATION_RSA };

/* A cipher suite (RFC 8446 appendix B.4, RFC 5246 appendix A.5). */
struct brisk_suite {
    uint16_t id;
    uint16_t version; /* the one that has it */
    enum brisk_key_exchange key_exchange;
    enum brisk_authentication authentication;
    enum brisk_aead_alg aead; /* or 0: AES-CBC */
    enum brisk_hash_alg hash; /* of the transcript, and of HKDF or the PRF */
    uint8_t hash_len;
    uint8_t key_len;
    uint8_t iv_len;       /* TLS 1.2: of the nonce, what the key block holds */
    uint8_t explicit_len; /* TLS 1.2: of the nonce, or the IV, what each record carries */
    uint64_t max_records; /* sealed or opened under one key: RFC 8446 section 5.5 */
    const char *name;
    uint8_t mac_len;         /* of AES-CBC's HMAC, 0 for AEADs */
    enum brisk_hash_alg mac; /* of AES-CBC's HMAC */
};

#define BRISK_SECRET_MAX 48 /* bytes: SHA-384's output */

/* NULL if brisk does not have it. */
const struct brisk_suite *brisk_suite_find(uint16_t id);

/* The current stage's secret. Holds a secret: wipe it. */
struct brisk_key_schedule {
    const struct brisk_suite *suite; /* NULL until a stage has been reached */
    struct brisk_hmac_key secret;
};

/* The early secret, from a pre-shared key. Returns 0 or an error. */
int brisk_key_schedule_early(struct brisk_key_schedule *schedule, const struct brisk_suite *suite,
                             const uint8_t *psk, size_t psk_len);

/* The handshake secret, from the early one and the (EC)DHE shared secret (NULL with psk_ke). */
int brisk_key_schedule_continue(struct brisk_key_schedule *schedule, const uint8_t *shared_secret,
                                size_t shared_secret_len);

/* The handshake secret of a handshake without a pre-shared key, from the (EC)DHE shared secret: the
 * early secret is a constant. Returns 0 or an error. */
int brisk_key_schedule_start(struct brisk_key_schedule *schedule, const struct brisk_suite *suite,
                             const uint8_t *shared_secret, size_t shared_secret_len);

/* Goes on to the master secret. */
int brisk_key_schedule_finish(struct brisk_key_schedule *schedule);

/* Derive-Secret with the hash of the messages so far: suite->hash_len bytes to `secret`. */
int brisk_key_schedule_derive(const struct brisk_key_schedule *schedule, uint8_t *secret,
                              const char *label, const uint8_t *transcript_hash);

/* Derive-Secret with the hash of no messages. */
int brisk_key_schedule_derive_empty(const struct brisk_key_schedule *schedule, uint8_t *secret,
                                    const char *label);

/* What does not depend on the handshake, so that it need not be computed in each: the hash of
 * nothing, and Derive-Secret("derived") of the early secret without a pre-shared key. */
struct brisk_key_schedule_constants {
    uint8_t empty_hash[BRISK_SECRET_MAX];
    uint8_t derived_early_secret[BRISK_SECRET_MAX];
};
extern const struct brisk_key_schedule_constants brisk_key_schedule_sha256;
extern const struct brisk_key_schedule_constants brisk_key_schedule_sha384;

/* From a traffic secret: the next one (section 7.2). `secret` is replaced. */
int brisk_traffic_secret_update(const struct brisk_suite *suite, uint8_t *secret);

/* The exporter (section 7.5) from exporter_master_secret. Returns 0 or BRISK_ERR_LENGTH. */
int brisk_exporter(const struct brisk_suite *suite, const uint8_t *exporter_secret, uint8_t *out,
                   size_t out_len, const char *label, const uint8_t *context, size_t context_len);

#endif
