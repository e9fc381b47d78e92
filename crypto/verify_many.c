/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Many verifications of one scheme. */

#include <brisk/error.h>
#include <brisk/key.h>

#define CHUNK 16 /* signatures that wait on the stack for their lanes: twice all of them */

/* The arrays of a _many call. */
struct verifies {
    uint16_t scheme;
    int *status;
    const struct brisk_public_key *const *key;
    const union brisk_prepared *prepared;
    const uint8_t *const *signature;
    const size_t *signature_len;
    const uint8_t *const *digest;
    struct brisk_many_stats *stats;
};

/* Raw signatures of P-256, with what they are verified with. */
struct p256_chunk {
    size_t num;
    size_t item[CHUNK];
    const uint8_t *signature[CHUNK], *key[CHUNK], *digest[CHUNK];
    uint8_t raw[CHUNK][BRISK_P256_SIGNATURE_SIZE];
};

static void run_single(const struct verifies *v, size_t i)
{
    v->status[i] = brisk_verify_digest(v->key[i], v->prepared[i], v->scheme, v->signature[i],
                                       v->signature_len[i], v->digest[i]);
    if (v->stats) {
        v->stats->num_single++;
    }
}

static void run_chunk(const struct verifies *v, struct p256_chunk *chunk)
{
    int status[CHUNK];
    for (size_t i = 0; i < chunk->num; i++) {
        chunk->signature[i] = chunk->raw[i];
    }
    brisk_ecdsa_p256_verify_many(status, chunk->signature, chunk->key, chunk->digest,
                                 brisk_hash_size(brisk_signature_scheme_hash(v->scheme)),
                                 chunk->num, v->stats);
    for (size_t i = 0; i < chunk->num; i++) {
        v->status[chunk->item[i]] = status[i] ? BRISK_ERR_SIGNATURE : 0;
    }
    chunk->num = 0;
}

/* Keys that are prepared go singly: that is faster yet. */
static void verify_p256(const struct verifies *v, size_t n)
{
    struct p256_chunk chunk;
    chunk.num = 0;
    for (size_t i = 0; i < n; i++) {
        if (v->key[i]->type != BRISK_KEY_P256 || v->prepared[i].p256) {
            run_single(v, i);
            continue;
        }
        v->status[i] = BRISK_ERR_SIGNATURE;
        if (brisk_ecdsa_from_der(chunk.raw[chunk.num], 32, v->signature[i], v->signature_len[i])) {
            continue;
        }
        chunk.item[chunk.num] = i;
        chunk.key[chunk.num] = v->key[i]->as.p256;
        chunk.digest[chunk.num++] = v->digest[i];
        if (chunk.num == CHUNK) {
            run_chunk(v, &chunk);
        }
    }
    run_chunk(v, &chunk);
}

void brisk_verify_digest_many(uint16_t scheme, int status[],
                              const struct brisk_public_key *const key[],
                              const union brisk_prepared prepared[],
                              const uint8_t *const signature[], const size_t signature_len[],
                              const uint8_t *const digest[], size_t n,
                              struct brisk_many_stats *stats)
{
    const struct verifies verifies = { scheme,    status,        key,    prepared,
                                       signature, signature_len, digest, stats };
    if (brisk_key_type_fits(BRISK_KEY_P256, scheme)) {
        verify_p256(&verifies, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        run_single(&verifies, i);
    }
}
