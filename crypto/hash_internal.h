/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#ifndef BRISK_CRYPTO_HASH_INTERNAL_H
#define BRISK_CRYPTO_HASH_INTERNAL_H

#include <brisk/hash.h>

/* Hashes the last in_len bytes of a message of which whole blocks were hashed until now (block_used
 * is 0), writes the digest and wipes the state. `digest` may be `in`. */
void brisk_hash_last(struct brisk_hash *hash, uint8_t *digest, const uint8_t *in, size_t in_len);

/* Compresses whole blocks into the state; block_used and num_bytes are left to the caller. */
void brisk_hash_blocks(struct brisk_hash *hash, const uint8_t *in, size_t num_blocks);

/* Writes the digest that the state is. */
void brisk_hash_store_digest(const struct brisk_hash *hash, uint8_t *digest);

/* Makes `hash` go on from key->inner or key->outer. */
void brisk_hmac_resume(struct brisk_hash *hash, enum brisk_hash_alg alg, const void *state);

/* Hashes the inner digest under the outer key, and wipes it. */
void brisk_hmac_finish(const struct brisk_hmac_key *key, uint8_t *tag,
                       uint8_t digest[BRISK_HASH_MAX_SIZE]);

/* HMAC of `head` and the first in_len bytes at `in`, where in_len is secret: time and addresses
 * depend on its bounds only, which differ by BRISK_HMAC_HIDDEN_RANGE at most. max_len bytes are
 * read; head_len is below a block. */
#define BRISK_HMAC_HIDDEN_RANGE 255
void brisk_hmac_tag_hidden(const struct brisk_hmac_key *key, uint8_t *tag, const uint8_t *head,
                           size_t head_len, const uint8_t *in, uint64_t in_len, size_t min_len,
                           size_t max_len);

#endif
