/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "bench/credentials.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const struct key_kind {
    const char *name;
    enum brisk_key_type type;
    unsigned rsa_bits;
    uint16_t scheme;
} kinds[] = {
    { "ecdsa_p256", BRISK_KEY_P256, 0, BRISK_SIG_ECDSA_P256_SHA256 },
    { "ecdsa_p384", BRISK_KEY_P384, 0, BRISK_SIG_ECDSA_P384_SHA384 },
    { "ed25519", BRISK_KEY_ED25519, 0, BRISK_SIG_ED25519 },
    { "rsa2048", BRISK_KEY_RSA, 2048, BRISK_SIG_RSA_PSS_RSAE_SHA256 },
    { "rsa3072", BRISK_KEY_RSA, 3072, BRISK_SIG_RSA_PSS_RSAE_SHA256 },
    { "rsa4096", BRISK_KEY_RSA, 4096, BRISK_SIG_RSA_PSS_RSAE_SHA256 },
};

#define NUM_KINDS (sizeof kinds / sizeof kinds[0])

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct brisk_private_key keys[NUM_KINDS], ca_key;
static struct credentials certificates[NUM_KINDS];
static int have_key[NUM_KINDS], have_ca, have_certificate[NUM_KINDS];

/* Caller holds the lock, here and below. */
static int make_key(size_t kind)
{
    if (!have_key[kind])
        have_key[kind] =
            brisk_private_key_generate(&keys[kind], kinds[kind].type, kinds[kind].rsa_bits) == 0;
    return have_key[kind] ? 0 : -1;
}

static int make_ca(struct credentials *c)
{
    const struct brisk_x509_template what = {
        .common_name = "brisk-bench CA",
        .not_before = c->now - 86400,
        .not_after = c->now + 86400,
        .is_ca = 1,
        .path_len = 0,
    };
    if (!have_ca && brisk_private_key_generate(&ca_key, BRISK_KEY_P256, 0) != 0)
        return -1;
    have_ca = 1;
    if (brisk_x509_make(c->ca_der, sizeof c->ca_der, &c->ca_len, &what, &ca_key.public_key, NULL,
                        &ca_key) != 0)
        return -1;
    return brisk_x509_parse(&c->ca, c->ca_der, c->ca_len);
}

static int make_leaf(struct credentials *c, struct credentials_leaf *leaf, const char *name,
                     unsigned purpose)
{
    const char *const names[] = { name };
    const struct brisk_x509_template what = {
        .common_name = name,
        .names = names,
        .num_names = 1,
        .not_before = c->now - 86400,
        .not_after = c->now + 86400,
        .path_len = -1,
        .extended_key_usage = purpose,
    };
    leaf->identity.key = c->key;
    leaf->identity.chain = &leaf->parsed;
    leaf->identity.chain_len = 1;
    if (brisk_x509_make(leaf->der, sizeof leaf->der, &leaf->len, &what, &c->key->public_key, &c->ca,
                        &ca_key) != 0)
        return -1;
    return brisk_x509_parse(&leaf->parsed, leaf->der, leaf->len);
}

static int make_certificate(size_t kind)
{
    struct credentials *c = &certificates[kind];
    if (have_certificate[kind])
        return 0;
    if (make_key(kind) != 0)
        return -1;
    c->key = &keys[kind];
    c->scheme = kinds[kind].scheme;
    c->now = (int64_t)time(NULL);
    if (make_ca(c) != 0 || make_leaf(c, &c->server, CREDENTIALS_HOST, BRISK_EKU_SERVER_AUTH) != 0 ||
        make_leaf(c, &c->client, "client.bench.example", BRISK_EKU_CLIENT_AUTH) != 0)
        return -1;
    c->trust.anchors = &c->ca;
    c->trust.num_anchors = 1;
    have_certificate[kind] = 1;
    return 0;
}

static int find_kind(const char *name, size_t *kind)
{
    for (size_t i = 0; i < NUM_KINDS; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            *kind = i;
            return 0;
        }
    }
    return -1;
}

const struct brisk_private_key *credentials_key(const char *name)
{
    size_t kind;
    if (find_kind(name, &kind) != 0)
        return NULL;
    pthread_mutex_lock(&lock);
    int status = make_key(kind);
    pthread_mutex_unlock(&lock);
    return status == 0 ? &keys[kind] : NULL;
}

const struct credentials *credentials_get(const char *name)
{
    size_t kind;
    if (find_kind(name, &kind) != 0)
        return NULL;
    pthread_mutex_lock(&lock);
    int status = make_certificate(kind);
    pthread_mutex_unlock(&lock);
    return status == 0 ? &certificates[kind] : NULL;
}
