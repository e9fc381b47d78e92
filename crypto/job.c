/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Running jobs: those of one kind and algorithm are collected, whatever their order, and given
 * together to one function. That hands them to a _many function where there is one, for kernels
 * that take several at a time, or runs one after the other. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/job.h>

#define GROUP_SIZE 64 /* jobs collected at a time */

static void run_fellows(struct brisk_job *const jobs[], size_t n, struct brisk_many_stats *stats);
static void run_group(struct brisk_job *const jobs[], size_t n, struct brisk_many_stats *stats);

void brisk_jobs_run(struct brisk_job *const jobs[], size_t n)
{
    brisk_jobs_run_counted(jobs, n, NULL);
}

void brisk_jobs_run_counted(struct brisk_job *const jobs[], size_t n,
                            struct brisk_many_stats *stats)
{
    for (size_t first = 0; first < n; first++) {
        /* The first job that is left names the group. */
        if (jobs[first]->status == BRISK_JOB_PENDING) {
            run_fellows(jobs + first, n - first, stats);
        }
    }
}

/* Runs jobs[0] and all that are like it. */
static void run_fellows(struct brisk_job *const jobs[], size_t n, struct brisk_many_stats *stats)
{
    struct brisk_job *group[GROUP_SIZE];
    size_t size = 0;
    for (size_t i = 0; i < n; i++) {
        if (jobs[i]->status == BRISK_JOB_PENDING && jobs[i]->kind == jobs[0]->kind &&
            jobs[i]->algorithm == jobs[0]->algorithm) {
            group[size++] = jobs[i];
        }
        if (size == GROUP_SIZE) {
            run_group(group, size, stats);
            size = 0;
        }
    }
    if (size > 0) {
        run_group(group, size, stats);
    }
}

static void set_statuses(struct brisk_job *const jobs[], const int status[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        jobs[i]->status = status[i];
    }
}

static void run_keypairs(struct brisk_job *const jobs[], size_t n, struct brisk_many_stats *stats)
{
    int status[GROUP_SIZE];
    uint8_t *public_key[GROUP_SIZE], *private_key[GROUP_SIZE];
    for (size_t i = 0; i < n; i++) {
        public_key[i] = jobs[i]->as.keypair.public_key;
        private_key[i] = jobs[i]->as.keypair.private_key;
    }
    brisk_group_keypair_many(jobs[0]->algorithm, status, public_key, private_key, n, stats);
    set_statuses(jobs, status, n);
}

static void run_shared(struct brisk_job *const jobs[], size_t n, struct brisk_many_stats *stats)
{
    int status[GROUP_SIZE];
    uint8_t *secret[GROUP_SIZE];
    const uint8_t *private_key[GROUP_SIZE], *peer_public[GROUP_SIZE];
    size_t peer_public_len[GROUP_SIZE];
    for (size_t i = 0; i < n; i++) {
        secret[i] = jobs[i]->as.shared.secret;
        private_key[i] = jobs[i]->as.shared.private_key;
        peer_public[i] = jobs[i]->as.shared.peer_public;
        peer_public_len[i] = jobs[i]->as.shared.peer_public_len;
    }
    brisk_group_shared_many(jobs[0]->algorithm, status, secret, private_key, peer_public,
                            peer_public_len, n, stats);
    set_statuses(jobs, status, n);
}

/* Those that no _many function counts. */
static void count_single(struct brisk_many_stats *stats, size_t n)
{
    if (stats) {
        stats->num_single += n;
    }
}

/* Of schemes that sign messages, not digests, and of none. */
static void run_sign(struct brisk_job *job)
{
    if (job->is_digest) {
        job->status = BRISK_ERR_UNSUPPORTED;
        return;
    }
    job->status = brisk_sign(job->as.sign.key, job->algorithm, job->as.sign.signature,
                             job->as.sign.signature_capacity, &job->as.sign.signature_len,
                             job->as.sign.message, job->as.sign.message_len);
}

/* Jobs of Ed25519. Those that are not as they should be get their error from brisk_sign(). */
static void run_ed25519_signs(struct brisk_job *const jobs[], size_t n,
                              struct brisk_many_stats *stats)
{
    int status[GROUP_SIZE];
    uint8_t *signature[GROUP_SIZE];
    const uint8_t *private_key[GROUP_SIZE], *public_key[GROUP_SIZE], *message[GROUP_SIZE];
    size_t message_len[GROUP_SIZE], item[GROUP_SIZE], num = 0;
    for (size_t i = 0; i < n; i++) {
        const struct brisk_private_key *key = jobs[i]->as.sign.key;
        if (jobs[i]->is_digest || key->type != BRISK_KEY_ED25519 ||
            jobs[i]->as.sign.signature_capacity < BRISK_ED25519_SIGNATURE_SIZE) {
            run_sign(jobs[i]);
            continue;
        }
        signature[num] = jobs[i]->as.sign.signature;
        private_key[num] = key->as.ed25519;
        public_key[num] = key->public_key.as.ed25519;
        message[num] = jobs[i]->as.sign.message;
        message_len[num] = jobs[i]->as.sign.message_len;
        item[num++] = i;
    }
    brisk_ed25519_sign_many(status, signature, private_key, public_key, message, message_len, num,
                            stats);
    count_single(stats, n - num);
    for (size_t i = 0; i < num; i++) {
        jobs[item[i]]->as.sign.signature_len = BRISK_ED25519_SIGNATURE_SIZE;
        jobs[item[i]]->status = status[i];
    }
}

static void run_signs(struct brisk_job *const jobs[], size_t n, struct brisk_many_stats *stats)
{
    const enum brisk_hash_alg hash = brisk_signature_scheme_hash(jobs[0]->algorithm);
    int status[GROUP_SIZE];
    const struct brisk_private_key *key[GROUP_SIZE];
    uint8_t *signature[GROUP_SIZE], digests[GROUP_SIZE][BRISK_HASH_MAX_SIZE];
    size_t capacity[GROUP_SIZE], len[GROUP_SIZE];
    const uint8_t *digest[GROUP_SIZE];
    if (jobs[0]->algorithm == BRISK_SIG_ED25519) {
        run_ed25519_signs(jobs, n, stats);
        return;
    }
    if (hash == 0) {
        count_single(stats, n);
        for (size_t i = 0; i < n; i++) {
            run_sign(jobs[i]);
        }
        return;
    }
    for (size_t i = 0; i < n; i++) {
        key[i] = jobs[i]->as.sign.key;
        signature[i] = jobs[i]->as.sign.signature;
        capacity[i] = jobs[i]->as.sign.signature_capacity;
        len[i] = jobs[i]->as.sign.signature_len;
        digest[i] = jobs[i]->as.sign.message;
        if (!jobs[i]->is_digest) {
            digest[i] = digests[i];
            brisk_hash_digest(hash, digests[i], jobs[i]->as.sign.message,
                              jobs[i]->as.sign.message_len);
        }
    }
    brisk_sign_digest_many(jobs[0]->algorithm, status, key, signature, capacity, len, digest, n,
                           stats);
    for (size_t i = 0; i < n; i++) {
        jobs[i]->as.sign.signature_len = len[i];
    }
    set_statuses(jobs, status, n);
}

/* Of schemes that sign messages, not digests, and of none. */
static int run_verify(const struct brisk_job *job)
{
    struct brisk_public_key imported;
    const struct brisk_public_key *key = job->as.verify.key;
    if (job->is_digest) {
        return BRISK_ERR_UNSUPPORTED;
    }
    int error =
        key ? 0
            : brisk_public_key_from_der(&imported, job->as.verify.spki, job->as.verify.spki_len);
    return error ? error
                 : brisk_verify(key ? key : &imported, job->algorithm, job->as.verify.signature,
                                job->as.verify.signature_len, job->as.verify.message,
                                job->as.verify.message_len);
}

#define NUM_IMPORTED 16 /* keys on the stack: as many as lanes, twice */

/* Verifications on their way to the _many function. */
struct verify_slice {
    size_t num;
    struct brisk_job *job[NUM_IMPORTED];
    const struct brisk_public_key *key[NUM_IMPORTED];
    union brisk_prepared prepared[NUM_IMPORTED];
    const uint8_t *signature[NUM_IMPORTED], *digest[NUM_IMPORTED];
    size_t signature_len[NUM_IMPORTED];
    struct brisk_public_key imported[NUM_IMPORTED];
    uint8_t digests[NUM_IMPORTED][BRISK_HASH_MAX_SIZE];
};

static void run_verify_slice(struct verify_slice *slice, struct brisk_many_stats *stats)
{
    int status[NUM_IMPORTED];
    if (slice->num > 0) {
        brisk_verify_digest_many(slice->job[0]->algorithm, status, slice->key, slice->prepared,
                                 slice->signature, slice->signature_len, slice->digest, slice->num,
                                 stats);
        set_statuses(slice->job, status, slice->num);
    }
    slice->num = 0;
}

/* Adds a job, unless it has no key: that is its status then. */
static void add_verify(struct verify_slice *slice, struct brisk_job *job, enum brisk_hash_alg hash)
{
    const size_t i = slice->num;
    slice->key[i] = job->as.verify.key;
    if (!slice->key[i]) {
        job->status = brisk_public_key_from_der(&slice->imported[i], job->as.verify.spki,
                                                job->as.verify.spki_len);
        if (job->status) {
            return;
        }
        slice->key[i] = &slice->imported[i];
    }
    slice->digest[i] = job->as.verify.message;
    if (!job->is_digest) {
        brisk_hash_digest(hash, slice->digests[i], job->as.verify.message,
                          job->as.verify.message_len);
        slice->digest[i] = slice->digests[i];
    }
    slice->job[i] = job;
    slice->prepared[i] = job->as.verify.prepared;
    slice->signature[i] = job->as.verify.signature;
    slice->signature_len[i] = job->as.verify.signature_len;
    slice->num++;
}

/* The job's key if it is one of Ed25519 and all else is as it should be. */
static int take_ed25519_key(uint8_t public_key[32], const struct brisk_job *job)
{
    const struct brisk_public_key *key = job->as.verify.key;
    struct brisk_public_key imported;
    if (job->is_digest || job->as.verify.signature_len != BRISK_ED25519_SIGNATURE_SIZE) {
        return 0;
    }
    if (!key) {
        if (brisk_public_key_from_der(&imported, job->as.verify.spki, job->as.verify.spki_len)) {
            return 0;
        }
        key = &imported;
    }
    memcpy(public_key, key->as.ed25519, BRISK_ED25519_PUBLIC_SIZE);
    return key->type == BRISK_KEY_ED25519;
}

/* Jobs of Ed25519. What is wrong with others, run_verify() says. */
static void run_ed25519_verifies(struct brisk_job *const jobs[], size_t n,
                                 struct brisk_many_stats *stats)
{
    int status[GROUP_SIZE];
    const uint8_t *signature[GROUP_SIZE], *public_key[GROUP_SIZE], *message[GROUP_SIZE];
    uint8_t keys[GROUP_SIZE][BRISK_ED25519_PUBLIC_SIZE];
    size_t message_len[GROUP_SIZE], item[GROUP_SIZE], num = 0;
    for (size_t i = 0; i < n; i++) {
        if (!take_ed25519_key(keys[num], jobs[i])) {
            jobs[i]->status = run_verify(jobs[i]);
            continue;
        }
        signature[num] = jobs[i]->as.verify.signature;
        public_key[num] = keys[num];
        message[num] = jobs[i]->as.verify.message;
        message_len[num] = jobs[i]->as.verify.message_len;
        item[num++] = i;
    }
    count_single(stats, n - num);
    if (num == 0) {
        return;
    }
    brisk_ed25519_verify_many(status, signature, public_key, message, message_len, num, stats);
    for (size_t i = 0; i < num; i++) {
        jobs[item[i]]->status = status[i];
    }
}

static void run_verifies(struct brisk_job *const jobs[], size_t n, struct brisk_many_stats *stats)
{
    const enum brisk_hash_alg hash = brisk_signature_scheme_hash(jobs[0]->algorithm);
    struct verify_slice slice;
    if (jobs[0]->algorithm == BRISK_SIG_ED25519) {
        run_ed25519_verifies(jobs, n, stats);
        return;
    }
    slice.num = 0;
    for (size_t i = 0; i < n; i++) {
        if (hash == 0) {
            jobs[i]->status = run_verify(jobs[i]);
            count_single(stats, 1);
            continue;
        }
        add_verify(&slice, jobs[i], hash);
        if (slice.num == NUM_IMPORTED) {
            run_verify_slice(&slice, stats);
        }
    }
    run_verify_slice(&slice, stats);
}

static void run_rsa_decrypts(struct brisk_job *const jobs[], size_t n,
                             struct brisk_many_stats *stats)
{
    count_single(stats, n);
    for (size_t i = 0; i < n; i++) {
        const struct brisk_private_key *key = jobs[i]->as.rsa_decrypt.key;
        jobs[i]->status =
            key->type != BRISK_KEY_RSA
                ? BRISK_ERR_UNSUPPORTED
                : brisk_rsa_premaster_decrypt(
                      &key->as.rsa, jobs[i]->as.rsa_decrypt.premaster, jobs[i]->algorithm,
                      jobs[i]->as.rsa_decrypt.ciphertext, jobs[i]->as.rsa_decrypt.ciphertext_len);
    }
}

static int run_rsa_encrypt(struct brisk_job *job)
{
    struct brisk_public_key key;
    int error =
        brisk_public_key_from_der(&key, job->as.rsa_encrypt.spki, job->as.rsa_encrypt.spki_len);
    if (error) {
        return error;
    }
    if (key.type != BRISK_KEY_RSA) {
        return BRISK_ERR_UNSUPPORTED;
    }
    job->as.rsa_encrypt.ciphertext_len = (key.as.rsa.bits + 7) / 8;
    return brisk_rsa_pkcs1_encrypt(&key.as.rsa, job->as.rsa_encrypt.ciphertext,
                                   job->as.rsa_encrypt.message, job->as.rsa_encrypt.message_len);
}

static void run_rsa_encrypts(struct brisk_job *const jobs[], size_t n,
                             struct brisk_many_stats *stats)
{
    count_single(stats, n);
    for (size_t i = 0; i < n; i++) {
        jobs[i]->status = run_rsa_encrypt(jobs[i]);
    }
}

/* Runs jobs of one kind and algorithm; none of them is pending afterwards. */
static void run_group(struct brisk_job *const jobs[], size_t n, struct brisk_many_stats *stats)
{
    switch (jobs[0]->kind) {
    case BRISK_JOB_KEYPAIR:
        run_keypairs(jobs, n, stats);
        return;
    case BRISK_JOB_SHARED:
        run_shared(jobs, n, stats);
        return;
    case BRISK_JOB_SIGN:
        run_signs(jobs, n, stats);
        return;
    case BRISK_JOB_VERIFY:
        run_verifies(jobs, n, stats);
        return;
    case BRISK_JOB_RSA_DECRYPT:
        run_rsa_decrypts(jobs, n, stats);
        return;
    case BRISK_JOB_RSA_ENCRYPT:
        run_rsa_encrypts(jobs, n, stats);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        jobs[i]->status = BRISK_ERR_ARGUMENT;
    }
}
