/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* HMAC (RFC 2104). A prepared key is the pair of hash states after the block that holds the padded
 * key, so that each tag costs two compressions less. */

#include <brisk/error.h>
#include <brisk/hash.h>
#include <brisk/random.h>

#include "crypto/bytes.h"
#include "crypto/hash_internal.h"

static void absorb_key(void *state, enum brisk_hash_alg alg, const uint8_t *padded_key,
                       uint8_t mask);

int brisk_hmac_key_init(struct brisk_hmac_key *key, enum brisk_hash_alg alg, const uint8_t *in,
                        size_t in_len)
{
    uint8_t padded_key[BRISK_HASH_MAX_BLOCK] = { 0 };
    size_t block_size = brisk_hash_block_size(alg);
    if (block_size == 0) {
        return BRISK_ERR_ARGUMENT;
    }
    if (in_len > block_size) {
        brisk_hash_digest(alg, padded_key, in, in_len);
    } else if (in_len > 0) {
        memcpy(padded_key, in, in_len);
    }
    memset(key, 0, sizeof(*key));
    key->alg = alg;
    absorb_key(&key->inner, alg, padded_key, 0x36);
    absorb_key(&key->outer, alg, padded_key, 0x5c);
    brisk_wipe(padded_key, sizeof(padded_key));
    return 0;
}

void brisk_hmac_init(struct brisk_hmac *hmac, const struct brisk_hmac_key *key)
{
    hmac->key = *key;
    brisk_hmac_resume(&hmac->inner, key->alg, &key->inner);
}

void brisk_hmac_update(struct brisk_hmac *hmac, const uint8_t *in, size_t in_len)
{
    brisk_hash_update(&hmac->inner, in, in_len);
}

void brisk_hmac_final(struct brisk_hmac *hmac, uint8_t *tag)
{
    uint8_t digest[BRISK_HASH_MAX_SIZE];
    brisk_hash_final(&hmac->inner, digest);
    brisk_hmac_finish(&hmac->key, tag, digest);
    brisk_wipe(hmac, sizeof(*hmac));
}

void brisk_hmac_tag(const struct brisk_hmac_key *key, uint8_t *tag, const uint8_t *in,
                    size_t in_len)
{
    struct brisk_hash hash;
    uint8_t digest[BRISK_HASH_MAX_SIZE];
    brisk_hmac_resume(&hash, key->alg, &key->inner);
    brisk_hash_last(&hash, digest, in, in_len);
    brisk_hmac_finish(key, tag, digest);
}

/* Leaves in `state` the hash state after one block: the key with `mask` added to each byte. */
static void absorb_key(void *state, enum brisk_hash_alg alg, const uint8_t *padded_key,
                       uint8_t mask)
{
    struct brisk_hash hash;
    uint8_t block[BRISK_HASH_MAX_BLOCK];
    size_t block_size = brisk_hash_block_size(alg);
    for (size_t i = 0; i < block_size; i++) {
        block[i] = padded_key[i] ^ mask;
    }
    brisk_hash_init(&hash, alg);
    brisk_hash_update(&hash, block, block_size);
    memcpy(state, &hash.state, block_size / 2);
    brisk_wipe(block, sizeof(block));
    brisk_wipe(&hash, sizeof(hash));
}

/* Makes `hash` go on from a state that absorb_key() left: a state is half as long as a block. */
void brisk_hmac_resume(struct brisk_hash *hash, enum brisk_hash_alg alg, const void *state)
{
    size_t block_size = brisk_hash_block_size(alg);
    hash->alg = alg;
    hash->block_used = 0;
    hash->num_bytes = block_size;
    memcpy(&hash->state, state, block_size / 2);
}

/* Hashes the inner digest under the outer key, and wipes it. */
void brisk_hmac_finish(const struct brisk_hmac_key *key, uint8_t *tag,
                       uint8_t digest[BRISK_HASH_MAX_SIZE])
{
    struct brisk_hash outer;
    brisk_hmac_resume(&outer, key->alg, &key->outer);
    brisk_hash_last(&outer, tag, digest, brisk_hash_size(key->alg));
    brisk_wipe(digest, BRISK_HASH_MAX_SIZE);
}
