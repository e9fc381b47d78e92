/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Jobs: mixed kinds in random order give what the direct calls give, and a failure is its job's own
 * business. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <brisk/error.h>
#include <brisk/job.h>

#include "crypto/impl.h"
#include "tests/support/test.h"

#define MAX_JOBS 300

#define NUM_GROUPS 4
static const uint16_t groups[NUM_GROUPS] = { BRISK_GROUP_X25519, BRISK_GROUP_P256, BRISK_GROUP_P384,
                                             BRISK_GROUP_FFDHE2048 };
#define MAX_PUBLIC 256 /* ffdhe2048's, and its shared secret */
static const uint16_t schemes[] = {
    BRISK_SIG_ED25519,           BRISK_SIG_ECDSA_P256_SHA256,   BRISK_SIG_X509_ECDSA_P256_SHA384,
    BRISK_SIG_ECDSA_P384_SHA384, BRISK_SIG_RSA_PSS_RSAE_SHA256, BRISK_SIG_RSA_PKCS1_SHA384
};
static const enum brisk_key_type types[] = { BRISK_KEY_ED25519, BRISK_KEY_P256, BRISK_KEY_P256,
                                             BRISK_KEY_P384,    BRISK_KEY_RSA,  BRISK_KEY_RSA };

/* A job with room for what it reads and writes, and what is expected of it. */
struct slot {
    struct brisk_job job;
    int want;
    const struct brisk_private_key *key;
    uint8_t public_key[MAX_PUBLIC], private_key[BRISK_EC_MAX_PRIVATE];
    uint8_t peer[MAX_PUBLIC], secret[MAX_PUBLIC];
    uint8_t want_secret[MAX_PUBLIC];
    uint8_t message[64], signature[BRISK_SIGNATURE_MAX_SIZE];
};

static struct brisk_private_key keys[6];
static struct brisk_p256_prepared prepared_p256[6]; /* of those of P-256 */
static struct brisk_p384_prepared prepared_p384[6];
#define P256_KEY 1 /* one of them */
#define RSA_KEY 4
static uint8_t rsa_spki[BRISK_PUBLIC_KEY_MAX_DER];
static size_t rsa_spki_len;
static struct slot slots[MAX_JOBS];

static void make_keypair(struct slot *slot)
{
    slot->job.algorithm = groups[test_random_below(NUM_GROUPS)];
    slot->job.as.keypair.public_key = slot->public_key;
    slot->job.as.keypair.private_key = slot->private_key;
}

static void make_shared(struct slot *slot)
{
    uint16_t group = slot->job.algorithm = groups[test_random_below(NUM_GROUPS)];
    uint8_t unused[BRISK_EC_MAX_PRIVATE];
    CHECK_EQ_INT(brisk_group_keypair(group, slot->peer, unused), 0);
    CHECK_EQ_INT(brisk_group_keypair(group, slot->public_key, slot->private_key), 0);
    slot->job.as.shared.secret = slot->secret;
    slot->job.as.shared.private_key = slot->private_key;
    slot->job.as.shared.peer_public = slot->peer;
    slot->job.as.shared.peer_public_len = brisk_group_public_size(group);
    if (test_random_below(4) == 0) {
        memset(slot->peer, 0, sizeof(slot->peer)); /* in none of the groups */
        slot->want = BRISK_ERR_POINT;
    }
    CHECK_EQ_INT(brisk_group_shared(group, slot->want_secret, slot->private_key, slot->peer,
                                    brisk_group_public_size(group)),
                 slot->want);
}

static void make_sign(struct slot *slot)
{
    size_t i = test_random_below(6);
    slot->key = &keys[i];
    slot->job.algorithm = schemes[i];
    slot->job.as.sign.signature = slot->signature;
    slot->job.as.sign.signature_capacity = sizeof(slot->signature);
    slot->job.as.sign.key = slot->key;
    slot->job.as.sign.message = slot->message;
    slot->job.as.sign.message_len = sizeof(slot->message);
    switch (test_random_below(6)) {
    case 0:
        slot->job.as.sign.signature_capacity = 20;
        slot->want = BRISK_ERR_BUFFER;
        break;
    case 1:
        slot->job.algorithm = schemes[i == 0 ? 1 : 0]; /* does not fit the key */
        slot->want = BRISK_ERR_UNSUPPORTED;
        break;
    }
}

static void make_verify(struct slot *slot)
{
    size_t i = test_random_below(6), len = 0;
    slot->job.algorithm = schemes[i];
    CHECK_EQ_INT(brisk_sign(&keys[i], schemes[i], slot->signature, sizeof(slot->signature), &len,
                            slot->message, sizeof(slot->message)),
                 0);
    slot->job.as.verify.key = &keys[i].public_key;
    slot->job.as.verify.signature = slot->signature;
    slot->job.as.verify.signature_len = len;
    slot->job.as.verify.message = slot->message;
    slot->job.as.verify.message_len = sizeof(slot->message);
    if (test_random_below(3) == 0) {
        slot->message[test_random_below(sizeof(slot->message))] ^= 1;
        slot->want = BRISK_ERR_SIGNATURE;
    }
    if (types[i] == BRISK_KEY_P256 && test_random_below(2)) {
        size_t j = test_random_below(4) > 0 ? i : P256_KEY;
        slot->job.as.verify.prepared.p256 = &prepared_p256[j];
        slot->want = j == i ? slot->want : BRISK_ERR_ARGUMENT;
    } else if (types[i] == BRISK_KEY_P384 && test_random_below(2)) {
        slot->job.as.verify.prepared.p384 = &prepared_p384[i];
    }
}

/* There and back: a job's ciphertext for the others. */
static void make_rsa(struct slot *slot)
{
    size_t size = (keys[RSA_KEY].public_key.as.rsa.bits + 7) / 8;
    slot->job.algorithm = 0x0303;
    slot->message[0] = slot->message[1] = 3;
    slot->key = &keys[RSA_KEY];
    if (slot->job.kind == BRISK_JOB_RSA_ENCRYPT) {
        slot->job.as.rsa_encrypt.ciphertext = slot->signature;
        slot->job.as.rsa_encrypt.spki = rsa_spki;
        slot->job.as.rsa_encrypt.spki_len = rsa_spki_len;
        slot->job.as.rsa_encrypt.message = slot->message;
        slot->job.as.rsa_encrypt.message_len = BRISK_RSA_PREMASTER_SIZE;
        if (test_random_below(4) == 0) {
            slot->job.as.rsa_encrypt.spki_len--;
            slot->want = BRISK_ERR_DECODE;
        }
        return;
    }
    CHECK_EQ_INT(brisk_rsa_pkcs1_encrypt(&slot->key->public_key.as.rsa, slot->signature,
                                         slot->message, BRISK_RSA_PREMASTER_SIZE),
                 0);
    slot->job.as.rsa_decrypt.premaster = slot->secret;
    slot->job.as.rsa_decrypt.key = slot->key;
    slot->job.as.rsa_decrypt.ciphertext = slot->signature;
    slot->job.as.rsa_decrypt.ciphertext_len = size;
    if (test_random_below(4) == 0) {
        slot->job.as.rsa_decrypt.key = &keys[P256_KEY];
        slot->want = BRISK_ERR_UNSUPPORTED;
    }
}

static void check_rsa(const struct slot *slot)
{
    uint8_t premaster[BRISK_RSA_PREMASTER_SIZE];
    const struct brisk_job *job = &slot->job;
    if (job->kind == BRISK_JOB_RSA_DECRYPT) {
        CHECK_EQ_BYTES(slot->secret, slot->message, BRISK_RSA_PREMASTER_SIZE);
        return;
    }
    CHECK_EQ_INT(brisk_rsa_premaster_decrypt(&slot->key->as.rsa, premaster, 0x0303, slot->signature,
                                             job->as.rsa_encrypt.ciphertext_len),
                 0);
    CHECK_EQ_BYTES(premaster, slot->message, BRISK_RSA_PREMASTER_SIZE);
}

static void make_slot(struct slot *slot)
{
    memset(slot, 0, sizeof(*slot));
    test_random_bytes(slot->message, sizeof(slot->message));
    slot->job.kind = (enum brisk_job_kind)(1 + test_random_below(6));
    slot->job.status = BRISK_JOB_PENDING;
    switch (slot->job.kind) {
    case BRISK_JOB_KEYPAIR:
        make_keypair(slot);
        break;
    case BRISK_JOB_SHARED:
        make_shared(slot);
        break;
    case BRISK_JOB_SIGN:
        make_sign(slot);
        break;
    case BRISK_JOB_VERIFY:
        make_verify(slot);
        break;
    case BRISK_JOB_RSA_DECRYPT:
    case BRISK_JOB_RSA_ENCRYPT:
        make_rsa(slot);
        return;
    }
    if (test_random_below(30) == 0) {
        slot->job.algorithm = 0x7777;
        slot->want = BRISK_ERR_UNSUPPORTED;
        memset(slot->want_secret, 0, sizeof(slot->want_secret));
    }
}

static void check_slot(const struct slot *slot)
{
    const struct brisk_job *job = &slot->job;
    CHECK_EQ_INT(job->status, slot->want);
    if (job->kind == BRISK_JOB_SHARED) {
        CHECK_EQ_BYTES(slot->secret, slot->want_secret, sizeof(slot->secret));
    }
    if (job->status != 0) {
        return;
    }
    if (job->kind == BRISK_JOB_KEYPAIR) {
        /* The public key belongs to the private one: both ways round give one secret. */
        uint8_t other_public[MAX_PUBLIC], other_private[BRISK_EC_MAX_PRIVATE];
        uint8_t a[MAX_PUBLIC], b[MAX_PUBLIC];
        size_t len = brisk_group_public_size(job->algorithm);
        CHECK_EQ_INT(brisk_group_keypair(job->algorithm, other_public, other_private), 0);
        CHECK_EQ_INT(brisk_group_shared(job->algorithm, a, slot->private_key, other_public, len),
                     0);
        CHECK_EQ_INT(brisk_group_shared(job->algorithm, b, other_private, slot->public_key, len),
                     0);
        CHECK_EQ_BYTES(a, b, brisk_group_secret_size(job->algorithm));
    } else if (job->kind == BRISK_JOB_SIGN) {
        CHECK_EQ_INT(brisk_verify(&slot->key->public_key, job->algorithm, slot->signature,
                                  job->as.sign.signature_len, slot->message, sizeof(slot->message)),
                     0);
    } else if (job->kind >= BRISK_JOB_RSA_DECRYPT) {
        check_rsa(slot);
    }
}

static void shuffle(struct brisk_job **jobs, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = test_random_below(i);
        struct brisk_job *job = jobs[i - 1];
        jobs[i - 1] = jobs[j];
        jobs[j] = job;
    }
}

static void test_mixed(size_t n)
{
    struct brisk_job *jobs[MAX_JOBS];
    test_note("%zu jobs", n);
    for (size_t i = 0; i < n; i++) {
        make_slot(&slots[i]);
        jobs[i] = &slots[i].job;
    }
    shuffle(jobs, n);
    brisk_jobs_run(jobs, n);
    for (size_t i = 0; i < n; i++) {
        check_slot(&slots[i]);
    }
    test_note(NULL);
}

/* More of one kind than are collected at a time, others among them. */
static void test_many_of_one_kind(void)
{
    struct brisk_job *jobs[MAX_JOBS];
    for (size_t i = 0; i < MAX_JOBS; i++) {
        memset(&slots[i], 0, sizeof(slots[i]));
        slots[i].job.kind = BRISK_JOB_KEYPAIR;
        slots[i].job.status = BRISK_JOB_PENDING;
        make_keypair(&slots[i]);
        slots[i].job.algorithm = i % 50 == 49 ? BRISK_GROUP_P256 : BRISK_GROUP_X25519;
        jobs[i] = &slots[i].job;
    }
    struct brisk_many_stats stats = { 1, 2, 3 };
    brisk_jobs_run_counted(jobs, MAX_JOBS, &stats);
    CHECK(stats.num_single - 1 + stats.num_lanes - 3 == MAX_JOBS);
    CHECK(stats.num_lanes - 3 <= 8 * (stats.num_calls - 2));
    for (size_t i = 0; i < MAX_JOBS; i += 7) {
        check_slot(&slots[i]);
    }
    for (size_t i = 1; i < MAX_JOBS; i++) {
        CHECK(slots[i].job.status == 0);
        CHECK(memcmp(slots[i].public_key, slots[i - 1].public_key, 32) != 0);
    }
}

/* Jobs of one kind and algorithm fill lanes wherever there is a kernel for eight, here that of
 * X25519; of other kinds and groups between them nothing is in the way. */
static void test_lanes_in_use(void)
{
    struct brisk_job *jobs[48];
    struct brisk_many_stats stats = { 0, 0, 0 };
    for (size_t i = 0; i < 48; i++) {
        const uint16_t group = i % 3 == 2 ? BRISK_GROUP_P384 : BRISK_GROUP_X25519;
        do {
            memset(&slots[i], 0, sizeof(slots[i]));
            slots[i].job.kind = i % 3 == 1 ? BRISK_JOB_SHARED : BRISK_JOB_KEYPAIR;
            slots[i].job.status = BRISK_JOB_PENDING;
            (i % 3 == 1 ? make_shared : make_keypair)(&slots[i]);
        } while (slots[i].want != 0 || slots[i].job.algorithm != group);
        jobs[i] = &slots[i].job;
    }
    brisk_jobs_run_counted(jobs, 48, &stats);
    for (size_t i = 0; i < 48; i++) {
        check_slot(&slots[i]);
    }
    CHECK(stats.num_single + stats.num_lanes == 48);
    if (brisk_kernels()->x25519x8->pays_from <= BRISK_LANES) {
        CHECK(stats.num_calls >= 4 && stats.num_lanes >= 32);
    }
    printf("x25519x8/%s: %u single, %u in %u calls\n", brisk_kernels()->x25519x8->impl.name,
           (unsigned)stats.num_single, (unsigned)stats.num_lanes, (unsigned)stats.num_calls);
    brisk_jobs_run_counted(jobs, 48, &stats); /* nothing is pending */
    CHECK(stats.num_single + stats.num_lanes == 48);
}

static void test_not_pending(void)
{
    uint8_t public_key[32] = { 0 }, private_key[32] = { 0 }, zero[32] = { 0 };
    struct brisk_job job = { .kind = BRISK_JOB_KEYPAIR, .algorithm = BRISK_GROUP_X25519 };
    struct brisk_job *jobs[] = { &job };
    job.as.keypair.public_key = public_key;
    job.as.keypair.private_key = private_key;
    static const int statuses[] = { 0, BRISK_ERR_POINT, 2 };
    for (size_t i = 0; i < 3; i++) {
        job.status = statuses[i];
        brisk_jobs_run(jobs, 1);
        CHECK_EQ_INT(job.status, statuses[i]);
        CHECK_EQ_BYTES(public_key, zero, 32);
    }
    job.status = BRISK_JOB_PENDING;
    job.kind = (enum brisk_job_kind)99;
    brisk_jobs_run(jobs, 1);
    CHECK_EQ_INT(job.status, BRISK_ERR_ARGUMENT);
    brisk_jobs_run(jobs, 0);
    brisk_jobs_run(NULL, 0);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    for (size_t i = 0; i < 6; i++) {
        CHECK_EQ_INT(brisk_private_key_generate(&keys[i], types[i], 2048), 0);
        if (types[i] == BRISK_KEY_P256) {
            CHECK_EQ_INT(brisk_p256_prepare(&prepared_p256[i], keys[i].public_key.as.p256), 0);
        } else if (types[i] == BRISK_KEY_P384) {
            CHECK_EQ_INT(brisk_p384_prepare(&prepared_p384[i], keys[i].public_key.as.p384), 0);
        }
    }
    CHECK_EQ_INT(brisk_public_key_to_der(&keys[RSA_KEY].public_key, rsa_spki, sizeof(rsa_spki),
                                         &rsa_spki_len),
                 0);
    for (size_t n = 0; n < 12; n++) {
        test_mixed(n);
    }
    test_mixed(100);
    test_mixed(MAX_JOBS);
    test_many_of_one_kind();
    test_lanes_in_use();
    test_not_pending();
    return test_end();
}
