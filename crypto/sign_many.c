/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Many signatures of one scheme. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/key.h>

#include "crypto/rsa_internal.h"
#include "crypto/sign_internal.h"

#define CHUNK 16 /* what waits on the stack for its lanes: twice all of them */

/* The arrays of a _many call. */
struct signs {
    uint16_t scheme;
    int *status;
    const struct brisk_private_key *const *key;
    uint8_t *const *signature;
    const size_t *capacity;
    size_t *len;
    const uint8_t *const *digest;
    struct brisk_many_stats *stats;
};

/* Encodings on their way to the private operation. */
struct rsa_chunk {
    size_t num;
    size_t item[CHUNK];
    const struct brisk_rsa_private *key[CHUNK];
    uint8_t em[CHUNK][BRISK_RSA_MAX_SIZE], out[CHUNK][BRISK_RSA_MAX_SIZE];
};

/* What refuses an item of RSA before anything is signed: 0 or what brisk_sign_digest() would
 * return. */
static int check_item(const struct signs *s, size_t i)
{
    if (!brisk_key_type_fits(s->key[i]->type, s->scheme)) {
        return BRISK_ERR_UNSUPPORTED;
    }
    return brisk_rsa_size(&s->key[i]->as.rsa.public_key) > s->capacity[i] ? BRISK_ERR_BUFFER : 0;
}

static void run_chunk(const struct signs *s, struct rsa_chunk *chunk)
{
    int status[CHUNK];
    const uint8_t *in[CHUNK];
    uint8_t *out[CHUNK];
    for (size_t i = 0; i < chunk->num; i++) {
        in[i] = chunk->em[i];
        out[i] = chunk->out[i];
    }
    brisk_rsa_private_op_many(status, chunk->key, out, in, chunk->num, s->stats);
    for (size_t i = 0; i < chunk->num; i++) {
        size_t item = chunk->item[i];
        s->status[item] = status[i];
        if (status[i] == 0) {
            s->len[item] = brisk_rsa_size(&chunk->key[i]->public_key);
            memcpy(s->signature[item], out[i], s->len[item]);
        }
    }
    chunk->num = 0;
}

/* With keys of RSA, or others that do not fit. */
static void sign_rsa(const struct signs *s, size_t n)
{
    struct rsa_chunk chunk;
    chunk.num = 0;
    for (size_t i = 0; i < n; i++) {
        const struct brisk_rsa_private *key = &s->key[i]->as.rsa;
        s->status[i] = check_item(s, i);
        if (s->status[i] == 0) {
            s->status[i] = brisk_sign_encode_rsa(&key->public_key, s->scheme, chunk.em[chunk.num],
                                                 s->digest[i]);
        }
        if (s->status[i] == 0) {
            chunk.item[chunk.num] = i;
            chunk.key[chunk.num++] = key;
        }
        if (chunk.num == CHUNK) {
            run_chunk(s, &chunk);
        }
    }
    run_chunk(s, &chunk);
}

/* Raw signatures on their way to DER. */
struct p256_chunk {
    size_t num;
    size_t item[CHUNK];
    const uint8_t *key[CHUNK], *digest[CHUNK];
    uint8_t out[CHUNK][BRISK_P256_SIGNATURE_SIZE];
};

static void run_p256_chunk(const struct signs *s, struct p256_chunk *chunk)
{
    int status[CHUNK];
    uint8_t *out[CHUNK];
    for (size_t i = 0; i < chunk->num; i++) {
        out[i] = chunk->out[i];
    }
    brisk_ecdsa_p256_sign_many(status, out, chunk->key, chunk->digest,
                               brisk_hash_size(brisk_signature_scheme_hash(s->scheme)), chunk->num,
                               s->stats);
    for (size_t i = 0; i < chunk->num; i++) {
        uint8_t der[BRISK_ECDSA_MAX_DER];
        size_t item = chunk->item[i], len = 0;
        if (status[i] == 0) {
            status[i] = brisk_ecdsa_to_der(der, &len, out[i], 32);
        }
        if (status[i] == 0 && len > s->capacity[item]) {
            status[i] = BRISK_ERR_BUFFER;
        }
        if (status[i] == 0) {
            memcpy(s->signature[item], der, len);
            s->len[item] = len;
        }
        s->status[item] = status[i];
    }
    chunk->num = 0;
}

/* With keys of P-256, or others that do not fit. */
static void sign_p256(const struct signs *s, size_t n)
{
    struct p256_chunk chunk;
    chunk.num = 0;
    for (size_t i = 0; i < n; i++) {
        if (s->key[i]->type != BRISK_KEY_P256) {
            s->status[i] = BRISK_ERR_UNSUPPORTED;
            continue;
        }
        chunk.item[chunk.num] = i;
        chunk.key[chunk.num] = s->key[i]->as.p256;
        chunk.digest[chunk.num++] = s->digest[i];
        if (chunk.num == CHUNK) {
            run_p256_chunk(s, &chunk);
        }
    }
    run_p256_chunk(s, &chunk);
}

void brisk_sign_digest_many(uint16_t scheme, int status[],
                            const struct brisk_private_key *const key[], uint8_t *const signature[],
                            const size_t signature_capacity[], size_t signature_len[],
                            const uint8_t *const digest[], size_t n, struct brisk_many_stats *stats)
{
    const struct signs signs = { scheme,        status, key,  signature, signature_capacity,
                                 signature_len, digest, stats };
    if (brisk_key_type_fits(BRISK_KEY_RSA, scheme)) {
        sign_rsa(&signs, n);
        return;
    }
    if (brisk_key_type_fits(BRISK_KEY_P256, scheme)) {
        sign_p256(&signs, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        status[i] = brisk_sign_digest(key[i], scheme, signature[i], signature_capacity[i],
                                      &signature_len[i], digest[i]);
    }
    if (stats) {
        stats->num_single += n;
    }
}
