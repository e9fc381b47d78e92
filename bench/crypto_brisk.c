/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* brisk's side of the crypto suite: its public functions, with whatever rows are in force. */

#include "bench/crypto_ops.h"

#include <brisk/brisk.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/credentials.h"

struct work {
    size_t size;
    int alg;
    union {
        struct brisk_aead aead;
        struct brisk_hmac_key hmac;
        const struct brisk_private_key *key;
        struct brisk_p256_prepared prepared;
    } as;
    uint8_t nonce[BRISK_AEAD_NONCE_SIZE], aad[CRYPTO_AAD_SIZE];
    uint8_t private_key[BRISK_EC_MAX_PRIVATE], public_key[BRISK_FFDHE_MAX_SIZE];
    uint8_t message[CRYPTO_MESSAGE_SIZE];
    uint8_t signature[BRISK_RSA_MAX_SIZE];
    uint8_t *in, *out; /* size bytes, and a tag */
};

static void close_work(void *work)
{
    struct work *w = work;
    free(w->in);
    free(w->out);
    brisk_wipe(w, sizeof *w);
    free(w);
}

static uint8_t *allocate(size_t size)
{
    return aligned_alloc(64, (size + 63) / 64 * 64);
}

static struct work *new_work(const struct crypto_op *op, size_t size)
{
    struct work *w = aligned_alloc(64, (sizeof *w + 63) / 64 * 64);
    if (w == NULL)
        return NULL;
    memset(w, 0, sizeof *w);
    w->size = size;
    w->alg = op->param;
    w->in = allocate(size + BRISK_RSA_MAX_SIZE);
    w->out = allocate(size + BRISK_RSA_MAX_SIZE);
    if (w->in == NULL || w->out == NULL) {
        close_work(w);
        return NULL;
    }
    crypto_fill(w->in, size + BRISK_RSA_MAX_SIZE, 1);
    crypto_fill(w->aad, sizeof w->aad, 2);
    crypto_fill(w->nonce, sizeof w->nonce, 3);
    crypto_fill(w->message, sizeof w->message, 4);
    return w;
}

/* Does the operation once; what does not work is not measured. */
static void *checked(const struct crypto_op *op, struct work *w, int is_ready)
{
    if (is_ready && op->run(w, 1) == 0)
        return w;
    close_work(w);
    return NULL;
}

/* AEADs */

static void *open_seal(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(op, size);
    uint8_t key[BRISK_AEAD_MAX_KEY];
    crypto_fill(key, sizeof key, 5);
    enum brisk_aead_alg alg = (enum brisk_aead_alg)op->param;
    if (w == NULL)
        return NULL;
    return checked(op, w, brisk_aead_init(&w->as.aead, alg, key, brisk_aead_key_size(alg)) == 0);
}

static int run_seal(void *work, uint64_t n)
{
    struct work *w = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++) {
        memcpy(w->nonce, &i, sizeof i);
        status |=
            brisk_aead_seal(&w->as.aead, w->out, w->nonce, w->in, w->size, w->aad, sizeof w->aad);
    }
    return status;
}

static int run_open(void *work, uint64_t n)
{
    struct work *w = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_aead_open(&w->as.aead, w->out, w->nonce, w->in,
                                  w->size + BRISK_AEAD_TAG_SIZE, w->aad, sizeof w->aad);
    return status;
}

static void *open_open(const struct crypto_op *op, size_t size)
{
    const struct crypto_op sealing = { op->name, op->param, open_seal, run_seal, close_work };
    struct work *w = open_seal(&sealing, size);
    if (w == NULL)
        return NULL;
    uint8_t *sealed = w->out; /* the nonce is still the one it was sealed with */
    w->out = w->in;
    w->in = sealed;
    return checked(op, w, 1);
}

/* Hashes */

static void *open_plain(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(op, size);
    return w == NULL ? NULL : checked(op, w, 1);
}

static int run_hash(void *work, uint64_t n)
{
    struct work *w = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_hash_digest((enum brisk_hash_alg)w->alg, w->out, w->in, w->size);
    return status;
}

static void *open_hmac(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(op, size);
    if (w == NULL)
        return NULL;
    return checked(op, w,
                   brisk_hmac_key_init(&w->as.hmac, (enum brisk_hash_alg)op->param, w->message,
                                       sizeof w->message) == 0);
}

static int run_hmac(void *work, uint64_t n)
{
    struct work *w = work;
    for (uint64_t i = 0; i < n; i++)
        brisk_hmac_tag(&w->as.hmac, w->out, w->in, w->size);
    return 0;
}

/* Key exchange. The private key is the fixed one; the public key is its own. */

static void *open_exchange(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(op, size);
    if (w == NULL)
        return NULL;
    crypto_fill(w->private_key, sizeof w->private_key, 6);
    int status = op->param == BRISK_GROUP_X25519
                     ? brisk_x25519_public(w->public_key, w->private_key)
                 : op->param == BRISK_GROUP_P256 ? brisk_p256_public(w->public_key, w->private_key)
                                                 : brisk_p384_public(w->public_key, w->private_key);
    return checked(op, w, status == 0);
}

/* ffdhe2048's private keys have 225 bits, the highest being one. */
static void *open_ffdhe2048(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(op, size);
    if (w == NULL)
        return NULL;
    crypto_fill(w->private_key, sizeof w->private_key, 6);
    w->private_key[0] = 1;
    return checked(op, w,
                   brisk_ffdhe_public(BRISK_GROUP_FFDHE2048, w->public_key, w->private_key) == 0);
}

static int run_ffdhe2048_public(void *work, uint64_t n)
{
    struct work *w = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_ffdhe_public(BRISK_GROUP_FFDHE2048, w->out, w->private_key);
    return status;
}

static int run_ffdhe2048_shared(void *work, uint64_t n)
{
    struct work *w = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_ffdhe_shared(BRISK_GROUP_FFDHE2048, w->out, w->private_key, w->public_key,
                                     brisk_ffdhe_size(BRISK_GROUP_FFDHE2048));
    return status;
}

static int run_x25519_public(void *work, uint64_t n)
{
    struct work *w = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_x25519_public(w->out, w->private_key);
    return status;
}

static int run_x25519_shared(void *work, uint64_t n)
{
    struct work *w = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_x25519_shared(w->out, w->private_key, w->public_key);
    return status;
}

/* Many at a time: `size` is their number. Each has keys of its own. */

#define MAX_JOBS 64

struct many {
    uint8_t private_key[MAX_JOBS][BRISK_EC_MAX_PRIVATE], public_key[MAX_JOBS][BRISK_EC_MAX_PUBLIC];
    uint8_t out[MAX_JOBS][BRISK_EC_MAX_PUBLIC];
    const uint8_t *private_keys[MAX_JOBS], *public_keys[MAX_JOBS], *signatures[MAX_JOBS];
    uint8_t *outs[MAX_JOBS];
    int status[MAX_JOBS];
    size_t num;
    const uint8_t *messages[MAX_JOBS]; /* of signatures */
    size_t lens[MAX_JOBS];
};

static void *open_many(const struct crypto_op *op, size_t size)
{
    struct many *m = aligned_alloc(64, (sizeof *m + 63) / 64 * 64);
    if (m == NULL)
        return NULL;
    m->num = size;
    int status = 0;
    for (size_t i = 0; i < size; i++) {
        status |= brisk_group_keypair((uint16_t)op->param, m->public_key[i], m->private_key[i]);
        m->private_keys[i] = m->private_key[i];
        m->public_keys[i] = m->public_key[i];
        m->outs[i] = m->out[i];
    }
    if (status == 0 && op->run(m, 1) == 0)
        return m;
    op->close(m);
    return NULL;
}

static void close_many(void *work)
{
    brisk_wipe(work, sizeof(struct many));
    free(work);
}

static int any_status(const struct many *m)
{
    int any = 0;
    for (size_t i = 0; i < m->num; i++)
        any |= m->status[i];
    return any;
}

/* Signatures: each has a key of its own, and all the same message. */
static const uint8_t many_message[CRYPTO_MESSAGE_SIZE];

static int run_ed25519x8_sign(void *work, uint64_t n)
{
    struct many *m = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++) {
        brisk_ed25519_sign_many(m->status, m->outs, m->private_keys, m->public_keys, m->messages,
                                m->lens, m->num, NULL);
        status |= any_status(m);
    }
    return status;
}

/* Of what open() signed. */
static int run_ed25519x8_verify(void *work, uint64_t n)
{
    struct many *m = work;
    const uint8_t *signatures[MAX_JOBS];
    int status = 0;
    for (size_t i = 0; i < m->num; i++)
        signatures[i] = m->out[i];
    for (uint64_t i = 0; i < n; i++) {
        brisk_ed25519_verify_many(m->status, signatures, m->public_keys, m->messages, m->lens,
                                  m->num, NULL);
        status |= any_status(m);
    }
    return status;
}

static void *open_ed25519_many(const struct crypto_op *op, size_t size)
{
    struct many *m = aligned_alloc(64, (sizeof *m + 63) / 64 * 64);
    if (m == NULL)
        return NULL;
    m->num = size;
    int status = 0;
    for (size_t i = 0; i < size; i++) {
        crypto_fill(m->private_key[i], sizeof m->private_key[i], 10 + (unsigned)i);
        status |= brisk_ed25519_public(m->public_key[i], m->private_key[i]);
        m->private_keys[i] = m->private_key[i];
        m->public_keys[i] = m->public_key[i];
        m->outs[i] = m->out[i];
        m->messages[i] = many_message;
        m->lens[i] = sizeof many_message;
    }
    if (status == 0 && run_ed25519x8_sign(m, 1) == 0 && op->run(m, 1) == 0)
        return m;
    op->close(m);
    return NULL;
}

static int run_x25519x8_public(void *work, uint64_t n)
{
    struct many *m = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++) {
        brisk_x25519_public_many(m->status, m->outs, m->private_keys, m->num, NULL);
        status |= any_status(m);
    }
    return status;
}

static int run_x25519x8_shared(void *work, uint64_t n)
{
    struct many *m = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++) {
        brisk_x25519_shared_many(m->status, m->outs, m->private_keys, m->public_keys, m->num, NULL);
        status |= any_status(m);
    }
    return status;
}

static int run_p256x8_public(void *work, uint64_t n)
{
    struct many *m = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++) {
        brisk_p256_public_many(m->status, m->outs, m->private_keys, m->num, NULL);
        status |= any_status(m);
    }
    return status;
}

static int run_p256x8_shared(void *work, uint64_t n)
{
    struct many *m = work;
    int status = 0;
    size_t len[MAX_JOBS];
    for (size_t i = 0; i < m->num; i++)
        len[i] = BRISK_P256_PUBLIC_SIZE;
    for (uint64_t i = 0; i < n; i++) {
        brisk_p256_shared_many(m->status, m->outs, m->private_keys, m->public_keys, len, m->num,
                               NULL);
        status |= any_status(m);
    }
    return status;
}

/* Each key signs its own public key's first 32 bytes, or what it signed is verified. */

static int run_p256x8_sign(void *work, uint64_t n)
{
    struct many *m = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++) {
        brisk_ecdsa_p256_sign_many(m->status, m->outs, m->private_keys, m->public_keys,
                                   CRYPTO_MESSAGE_SIZE, m->num, NULL);
        status |= any_status(m);
    }
    return status;
}

static void *open_many_signed(const struct crypto_op *op, size_t size)
{
    static const struct crypto_op sign = { "ecdsa_p256x8_sign", BRISK_GROUP_P256, open_many,
                                           run_p256x8_sign, close_many };
    struct many *m = open_many(&sign, size);
    if (m == NULL)
        return NULL;
    for (size_t i = 0; i < size; i++)
        m->signatures[i] = m->out[i];
    if (op->run(m, 1) == 0)
        return m;
    close_many(m);
    return NULL;
}

static int run_p256x8_verify(void *work, uint64_t n)
{
    struct many *m = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++) {
        brisk_ecdsa_p256_verify_many(m->status, m->signatures, m->public_keys, m->public_keys,
                                     CRYPTO_MESSAGE_SIZE, m->num, NULL);
        status |= any_status(m);
    }
    return status;
}

static int run_p256_public(void *work, uint64_t n)
{
    struct work *w = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_p256_public(w->out, w->private_key);
    return status;
}

static int run_p256_shared(void *work, uint64_t n)
{
    struct work *w = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_p256_shared(w->out, w->private_key, w->public_key, BRISK_P256_PUBLIC_SIZE);
    return status;
}

static int run_p384_public(void *work, uint64_t n)
{
    struct work *w = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_p384_public(w->out, w->private_key);
    return status;
}

static int run_p384_shared(void *work, uint64_t n)
{
    struct work *w = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_p384_shared(w->out, w->private_key, w->public_key, BRISK_P384_PUBLIC_SIZE);
    return status;
}

/* Signatures. The key is named by what the operation's name begins with. */

static void *open_signature(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(op, size);
    char name[CRYPTO_KEY_NAME];
    if (w == NULL)
        return NULL;
    crypto_op_key(name, op);
    w->as.key = credentials_key(name);
    if (w->as.key == NULL)
        return checked(op, w, 0);
    const struct brisk_private_key *key = w->as.key;
    int status = 0;
    if (key->type == BRISK_KEY_P256)
        status = brisk_ecdsa_p256_sign(w->signature, key->as.p256, w->message, 32);
    else if (key->type == BRISK_KEY_P384)
        status = brisk_ecdsa_p384_sign(w->signature, key->as.p384, w->message, 32);
    else if (key->type == BRISK_KEY_ED25519)
        status = brisk_ed25519_sign(w->signature, key->as.ed25519, key->public_key.as.ed25519,
                                    w->message, 32);
    else
        status = brisk_rsa_pkcs1_sign(&key->as.rsa, w->signature, BRISK_SHA256, w->message);
    /* A number below any modulus, for the bare private operation. */
    w->in[0] = 0;
    return checked(op, w, status == 0);
}

static int run_ecdsa_p256_sign(void *work, uint64_t n)
{
    struct work *w = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_ecdsa_p256_sign(w->out, w->as.key->as.p256, w->message, 32);
    return status;
}

static int run_ecdsa_p256_verify(void *work, uint64_t n)
{
    struct work *w = work;
    const uint8_t *key = w->as.key->public_key.as.p256;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_ecdsa_p256_verify(w->signature, key, w->message, 32);
    return status;
}

static void *open_prepared(const struct crypto_op *op, size_t size)
{
    struct crypto_op unprepared = *op;
    unprepared.run = run_ecdsa_p256_verify;
    struct work *w = open_signature(&unprepared, size);
    if (w == NULL)
        return NULL;
    int status = brisk_p256_prepare(&w->as.prepared, w->as.key->public_key.as.p256);
    return checked(op, w, status == 0);
}

static int run_ecdsa_p256_prepared(void *work, uint64_t n)
{
    struct work *w = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_ecdsa_p256_verify_prepared(w->signature, &w->as.prepared, w->message, 32);
    return status;
}

static int run_ecdsa_p384_sign(void *work, uint64_t n)
{
    struct work *w = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_ecdsa_p384_sign(w->out, w->as.key->as.p384, w->message, 32);
    return status;
}

static int run_ecdsa_p384_verify(void *work, uint64_t n)
{
    struct work *w = work;
    const uint8_t *key = w->as.key->public_key.as.p384;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_ecdsa_p384_verify(w->signature, key, w->message, 32);
    return status;
}

static int run_ed25519_sign(void *work, uint64_t n)
{
    struct work *w = work;
    const struct brisk_private_key *key = w->as.key;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |=
            brisk_ed25519_sign(w->out, key->as.ed25519, key->public_key.as.ed25519, w->message, 32);
    return status;
}

static int run_ed25519_verify(void *work, uint64_t n)
{
    struct work *w = work;
    const uint8_t *key = w->as.key->public_key.as.ed25519;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_ed25519_verify(w->signature, key, w->message, 32);
    return status;
}

static int run_rsa_private(void *work, uint64_t n)
{
    struct work *w = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_rsa_private_op(&w->as.key->as.rsa, w->out, w->in);
    return status;
}

/* Many at a time, with one key, as a server has it. */

struct rsa_many {
    const struct brisk_rsa_private *keys[MAX_JOBS];
    uint8_t in[MAX_JOBS][BRISK_RSA_MAX_SIZE], out[MAX_JOBS][BRISK_RSA_MAX_SIZE];
    const uint8_t *ins[MAX_JOBS];
    uint8_t *outs[MAX_JOBS];
    int status[MAX_JOBS];
    size_t num;
};

static void *open_rsa_many(const struct crypto_op *op, size_t size)
{
    struct rsa_many *m = aligned_alloc(64, (sizeof *m + 63) / 64 * 64);
    char name[CRYPTO_KEY_NAME];
    if (m == NULL)
        return NULL;
    crypto_op_key(name, op);
    const struct brisk_private_key *key = credentials_key(name);
    int status = key ? brisk_random(m->in[0], sizeof m->in) : -1;
    m->num = size;
    for (size_t i = 0; i < size; i++) {
        m->keys[i] = key ? &key->as.rsa : NULL;
        m->in[i][0] = 0;
        m->ins[i] = m->in[i];
        m->outs[i] = m->out[i];
    }
    if (status == 0 && op->run(m, 1) == 0)
        return m;
    op->close(m);
    return NULL;
}

static void close_rsa_many(void *work)
{
    brisk_wipe(work, sizeof(struct rsa_many));
    free(work);
}

static int run_rsa_many(void *work, uint64_t n)
{
    struct rsa_many *m = work;
    int status = 0;
    for (uint64_t i = 0; i < n; i++) {
        brisk_rsa_private_op_many(m->status, m->keys, m->outs, m->ins, m->num, NULL);
        for (size_t j = 0; j < m->num; j++)
            status |= m->status[j];
    }
    return status;
}

static int run_rsa_verify(void *work, uint64_t n)
{
    struct work *w = work;
    const struct brisk_rsa_public *key = &w->as.key->public_key.as.rsa;
    int status = 0;
    for (uint64_t i = 0; i < n; i++)
        status |= brisk_rsa_pkcs1_verify(key, w->signature, (key->bits + 7) / 8, BRISK_SHA256,
                                         w->message);
    return status;
}

const struct crypto_op crypto_brisk_ops[] = {
    { "aes128gcm_seal", BRISK_AES_128_GCM, open_seal, run_seal, close_work },
    { "aes128gcm_open", BRISK_AES_128_GCM, open_open, run_open, close_work },
    { "aes256gcm_seal", BRISK_AES_256_GCM, open_seal, run_seal, close_work },
    { "aes256gcm_open", BRISK_AES_256_GCM, open_open, run_open, close_work },
    { "chacha20poly1305_seal", BRISK_CHACHA20_POLY1305, open_seal, run_seal, close_work },
    { "chacha20poly1305_open", BRISK_CHACHA20_POLY1305, open_open, run_open, close_work },
    { "sha256", BRISK_SHA256, open_plain, run_hash, close_work },
    { "sha384", BRISK_SHA384, open_plain, run_hash, close_work },
    { "sha512", BRISK_SHA512, open_plain, run_hash, close_work },
    { "hmac_sha256", BRISK_SHA256, open_hmac, run_hmac, close_work },
    { "x25519_public", BRISK_GROUP_X25519, open_exchange, run_x25519_public, close_work },
    { "x25519_shared", BRISK_GROUP_X25519, open_exchange, run_x25519_shared, close_work },
    { "x25519x8_public", BRISK_GROUP_X25519, open_many, run_x25519x8_public, close_many },
    { "x25519x8_shared", BRISK_GROUP_X25519, open_many, run_x25519x8_shared, close_many },
    { "ed25519x8_sign", 0, open_ed25519_many, run_ed25519x8_sign, close_many },
    { "ed25519x8_verify", 0, open_ed25519_many, run_ed25519x8_verify, close_many },
    { "p256x8_public", BRISK_GROUP_P256, open_many, run_p256x8_public, close_many },
    { "p256x8_shared", BRISK_GROUP_P256, open_many, run_p256x8_shared, close_many },
    { "ecdsa_p256x8_sign", BRISK_GROUP_P256, open_many, run_p256x8_sign, close_many },
    { "ecdsa_p256x8_verify", BRISK_GROUP_P256, open_many_signed, run_p256x8_verify, close_many },
    { "p256_public", BRISK_GROUP_P256, open_exchange, run_p256_public, close_work },
    { "p256_shared", BRISK_GROUP_P256, open_exchange, run_p256_shared, close_work },
    { "p384_public", BRISK_GROUP_P384, open_exchange, run_p384_public, close_work },
    { "p384_shared", BRISK_GROUP_P384, open_exchange, run_p384_shared, close_work },
    { "ffdhe2048_public", 0, open_ffdhe2048, run_ffdhe2048_public, close_work },
    { "ffdhe2048_shared", 0, open_ffdhe2048, run_ffdhe2048_shared, close_work },
    { "ecdsa_p256_sign", 0, open_signature, run_ecdsa_p256_sign, close_work },
    { "ecdsa_p256_verify", 0, open_signature, run_ecdsa_p256_verify, close_work },
    { "ecdsa_p256_verify_prepared", 0, open_prepared, run_ecdsa_p256_prepared, close_work },
    { "ecdsa_p384_sign", 0, open_signature, run_ecdsa_p384_sign, close_work },
    { "ecdsa_p384_verify", 0, open_signature, run_ecdsa_p384_verify, close_work },
    { "ed25519_sign", 0, open_signature, run_ed25519_sign, close_work },
    { "ed25519_verify", 0, open_signature, run_ed25519_verify, close_work },
    { "rsa2048_private", 0, open_signature, run_rsa_private, close_work },
    { "rsa2048x8_private", 0, open_rsa_many, run_rsa_many, close_rsa_many },
    { "rsa2048_verify", 0, open_signature, run_rsa_verify, close_work },
    { "rsa3072_private", 0, open_signature, run_rsa_private, close_work },
    { "rsa3072x8_private", 0, open_rsa_many, run_rsa_many, close_rsa_many },
    { "rsa3072_verify", 0, open_signature, run_rsa_verify, close_work },
    { "rsa4096_private", 0, open_signature, run_rsa_private, close_work },
    { "rsa4096x8_private", 0, open_rsa_many, run_rsa_many, close_rsa_many },
    { "rsa4096_verify", 0, open_signature, run_rsa_verify, close_work },
    { NULL, 0, NULL, NULL, NULL },
};
