/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Public-key work as plain structs. The TLS engine stops with jobs instead of computing; the
 * caller runs them, alone or together with those of other connections, here or elsewhere (an HSM,
 * a remote signer, another thread), and steps the engine again.
 *
 * A job's pointers stay valid and its memory unmoved until it has run. Outputs of one job must
 * not be inputs of another one in the same call. */

#ifndef BRISK_JOB_H
#define BRISK_JOB_H

#include <brisk/key.h>

#ifdef __cplusplus
extern "C" {
#endif

enum brisk_job_kind {
    BRISK_JOB_KEYPAIR = 1, /* a fresh ephemeral key pair */
    BRISK_JOB_SHARED = 2,  /* a shared secret */
    BRISK_JOB_SIGN = 3,
    BRISK_JOB_VERIFY = 4,
    BRISK_JOB_RSA_DECRYPT = 5, /* TLS 1.2's pre-master secret, as brisk_rsa_premaster_decrypt() */
    BRISK_JOB_RSA_ENCRYPT = 6, /* as brisk_rsa_pkcs1_encrypt() */
};

#define BRISK_JOB_PENDING 1 /* `status` until the job has run; then 0 or BRISK_ERR_* */

struct brisk_job {
    enum brisk_job_kind kind;
    int status;
    uint16_t algorithm; /* NamedGroup for KEYPAIR and SHARED, SignatureScheme for SIGN and VERIFY,
                           the ClientHello's version for RSA_DECRYPT */
    uint8_t is_digest;  /* SIGN and VERIFY: 1: `message` is a digest, as brisk_sign_digest() and
                           brisk_verify_digest() take it */
    union {
        struct {
            uint8_t *public_key;  /* out: brisk_group_public_size() bytes */
            uint8_t *private_key; /* out: brisk_group_private_size() bytes */
        } keypair;
        struct {
            uint8_t *secret; /* out: brisk_group_secret_size() bytes */
            const uint8_t *private_key;
            const uint8_t *peer_public;
            size_t peer_public_len;
        } shared;
        struct {
            uint8_t *signature; /* out */
            size_t signature_capacity;
            size_t signature_len; /* out */
            const struct brisk_private_key *key;
            const uint8_t *message;
            size_t message_len;
        } sign;
        struct {
            const struct brisk_public_key *key; /* NULL: the one in spki, imported by the job */
            const uint8_t *spki;                /* SubjectPublicKeyInfo, DER */
            size_t spki_len;
            /* A NULL pointer, or the same key prepared (brisk/ec.h): whoever runs the jobs may set
             * it, for a key that it sees often. BRISK_ERR_ARGUMENT if it is another key's. */
            union brisk_prepared prepared;
            const uint8_t *signature;
            size_t signature_len;
            const uint8_t *message;
            size_t message_len;
        } verify;
        struct {
            uint8_t *premaster; /* out: BRISK_RSA_PREMASTER_SIZE bytes */
            const struct brisk_private_key *key;
            const uint8_t *ciphertext;
            size_t ciphertext_len;
        } rsa_decrypt;
        struct {
            uint8_t *ciphertext;   /* out: BRISK_RSA_MAX_SIZE bytes are enough */
            size_t ciphertext_len; /* out */
            const uint8_t *spki;   /* SubjectPublicKeyInfo, DER */
            size_t spki_len;
            const uint8_t *message;
            size_t message_len;
        } rsa_encrypt;
    } as;
};

/* Runs n jobs and sets each one's status; jobs that are not pending are passed over. Jobs of one
 * kind and algorithm are run together, whatever their order. Thread-safe for distinct jobs.
 * Cannot fail as a whole. */
void brisk_jobs_run(struct brisk_job *const jobs[], size_t n);

/* The same, and counts how jobs were run (brisk/many.h). Jobs that are passed over do not
 * count, and those that are refused before anything is computed need not. `stats` may be NULL. */
void brisk_jobs_run_counted(struct brisk_job *const jobs[], size_t n,
                            struct brisk_many_stats *stats);

#ifdef __cplusplus
}
#endif

#endif
