/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* HMAC of a message whose length is secret, in time that depends on the bounds of that length: all
 * blocks that the message could have are compressed, and the state behind its last one is picked by
 * masks. */

#include <brisk/random.h>

#include "crypto/bytes.h"
#include "crypto/ct.h"
#include "crypto/hash_internal.h"

/* The blocks in which the message may end: what one public block may have left, 255 bytes that may
 * belong to it or not, and the end's 1 bit and length (FIPS 180-4 section 5.1). */
#define MAX_TAIL (5 * BRISK_HASH_MAX_BLOCK)
_Static_assert(MAX_TAIL >= BRISK_HASH_MAX_BLOCK - 1 + BRISK_HMAC_HIDDEN_RANGE + 1 +
                               BRISK_HASH_MAX_BLOCK / 8 + BRISK_HASH_MAX_BLOCK - 1,
               "the tail has room");

/* Cuts the tail off behind its first len bytes, and writes the 1 bit there. */
static void cut_tail(uint8_t *tail, size_t tail_size, uint64_t len)
{
    for (size_t i = 0; i < tail_size; i += 8) {
        uint64_t kept = ct_bytes_below(len, i);
        uint64_t kept_or_next = ct_bytes_below(len + 1, i);
        store_le64(tail + i,
                   (load_le64(tail + i) & kept) | (0x8080808080808080 & kept_or_next & ~kept));
    }
}

/* Compresses the tail's blocks, of which number `last` is the last of the message. */
static void hash_tail(struct brisk_hash *hash, uint8_t *tail, size_t num_blocks, uint64_t last,
                      uint64_t num_bits)
{
    uint64_t picked[8] = { 0 }, state[8] = { 0 };
    size_t block_size = brisk_hash_block_size(hash->alg);
    for (size_t i = 0; i < num_blocks; i++) {
        uint8_t *block = tail + i * block_size, *length = block + block_size - 8;
        uint64_t is_last = ct_mask_equal(i, last);
        store_be64(length, load_be64(length) | (is_last & num_bits));
        brisk_hash_blocks(hash, block, 1);
        memcpy(state, &hash->state, block_size / 2);
        ct_copy(is_last, picked, state, 8);
    }
    memcpy(&hash->state, picked, block_size / 2);
    brisk_wipe(picked, sizeof(picked));
    brisk_wipe(state, sizeof(state));
}

void brisk_hmac_tag_hidden(const struct brisk_hmac_key *key, uint8_t *tag, const uint8_t *head,
                           size_t head_len, const uint8_t *in, uint64_t in_len, size_t min_len,
                           size_t max_len)
{
    struct brisk_hash hash;
    uint8_t tail[MAX_TAIL] = { 0 }, digest[BRISK_HASH_MAX_SIZE];
    size_t block_size = brisk_hash_block_size(key->alg), tail_len = head_len;
    unsigned shift = block_size == 64 ? 6 : 7; /* no division of what is secret */
    /* Whole blocks that are the message's for sure go the common way. */
    size_t sure = (head_len + min_len) >> shift << shift;
    brisk_hmac_resume(&hash, key->alg, &key->inner);
    if (sure > 0) {
        brisk_hash_update(&hash, head, head_len);
        brisk_hash_update(&hash, in, sure - head_len);
        in += sure - head_len;
        max_len -= sure - head_len;
        tail_len = 0;
    } else {
        memcpy(tail, head, head_len);
    }
    memcpy(tail + tail_len, in, max_len);
    tail_len += max_len;
    size_t num_blocks = (tail_len + 1 + block_size / 8 + block_size - 1) >> shift;
    uint64_t len = head_len + in_len - sure; /* of the message, in the tail */
    cut_tail(tail, num_blocks * block_size, len);
    hash_tail(&hash, tail, num_blocks, (len + block_size / 8) >> shift,
              8 * (block_size + head_len + in_len));
    brisk_hash_store_digest(&hash, digest);
    brisk_hmac_finish(key, tag, digest);
    brisk_wipe(&hash, sizeof(hash));
    brisk_wipe(tail, sizeof(tail));
}
