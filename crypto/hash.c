/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Hash contexts over the compression kernels: buffering and padding (FIPS 180-4 section 5). */

#include <brisk/error.h>
#include <brisk/hash.h>
#include <brisk/random.h>

#include "crypto/bytes.h"
#include "crypto/impl.h"

/* Initial values, FIPS 180-4 section 5.3. */
static const uint32_t sha1_initial[5] = {
    0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0,
};
static const uint32_t sha256_initial[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};
static const uint64_t sha384_initial[8] = {
    0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
    0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
};
static const uint64_t sha512_initial[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

static void hash_blocks(struct brisk_hash *hash, const uint8_t *in, size_t num_blocks);
static void pad(struct brisk_hash *hash);

size_t brisk_hash_size(enum brisk_hash_alg alg)
{
    switch (alg) {
    case BRISK_SHA256:
        return 32;
    case BRISK_SHA384:
        return 48;
    case BRISK_SHA512:
        return 64;
    case BRISK_SHA1:
        return 20;
    }
    return 0;
}

size_t brisk_hash_block_size(enum brisk_hash_alg alg)
{
    switch (alg) {
    case BRISK_SHA256:
    case BRISK_SHA1:
        return 64;
    case BRISK_SHA384:
    case BRISK_SHA512:
        return 128;
    }
    return 0;
}

int brisk_hash_init(struct brisk_hash *hash, enum brisk_hash_alg alg)
{
    switch (alg) {
    case BRISK_SHA256:
        memcpy(hash->state.w32, sha256_initial, sizeof(sha256_initial));
        break;
    case BRISK_SHA384:
        memcpy(hash->state.w64, sha384_initial, sizeof(sha384_initial));
        break;
    case BRISK_SHA512:
        memcpy(hash->state.w64, sha512_initial, sizeof(sha512_initial));
        break;
    case BRISK_SHA1:
        memcpy(hash->state.w32, sha1_initial, sizeof(sha1_initial));
        break;
    default:
        return BRISK_ERR_ARGUMENT;
    }
    hash->alg = alg;
    hash->block_used = 0;
    hash->num_bytes = 0;
    return 0;
}

void brisk_hash_update(struct brisk_hash *hash, const uint8_t *in, size_t in_len)
{
    size_t block_size = brisk_hash_block_size(hash->alg);
    if (in_len == 0) {
        return;
    }
    hash->num_bytes += in_len;
    if (hash->block_used > 0) {
        size_t missing = block_size - hash->block_used;
        size_t n = in_len < missing ? in_len : missing;
        memcpy(hash->block + hash->block_used, in, n);
        hash->block_used += (uint32_t)n;
        if (hash->block_used < block_size) {
            return;
        }
        hash_blocks(hash, hash->block, 1);
        hash->block_used = 0;
        in += n;
        in_len -= n;
    }
    if (in_len >= block_size) {
        size_t whole = in_len - in_len % block_size;
        hash_blocks(hash, in, whole / block_size);
        in += whole;
        in_len -= whole;
    }
    memcpy(hash->block, in, in_len);
    hash->block_used = (uint32_t)in_len;
}

void brisk_hash_final(struct brisk_hash *hash, uint8_t *digest)
{
    pad(hash);
    if (hash->alg == BRISK_SHA256 || hash->alg == BRISK_SHA1) {
        int num_words = hash->alg == BRISK_SHA1 ? 5 : 8;
        for (int i = 0; i < num_words; i++) {
            store_be32(digest + 4 * i, hash->state.w32[i]);
        }
    } else {
        /* SHA-384 is the first six words (FIPS 180-4 section 6.5). */
        int num_words = hash->alg == BRISK_SHA384 ? 6 : 8;
        for (int i = 0; i < num_words; i++) {
            store_be64(digest + 8 * i, hash->state.w64[i]);
        }
    }
    brisk_wipe(hash, sizeof(*hash));
}

int brisk_hash_digest(enum brisk_hash_alg alg, uint8_t *digest, const uint8_t *in, size_t in_len)
{
    struct brisk_hash hash;
    int error = brisk_hash_init(&hash, alg);
    if (error) {
        return error;
    }
    brisk_hash_update(&hash, in, in_len);
    brisk_hash_final(&hash, digest);
    return 0;
}

static void hash_blocks(struct brisk_hash *hash, const uint8_t *in, size_t num_blocks)
{
    if (hash->alg == BRISK_SHA256) {
        brisk_kernels()->sha256->blocks(hash->state.w32, in, num_blocks);
    } else if (hash->alg == BRISK_SHA1) {
        brisk_kernels()->sha1->blocks(hash->state.w32, in, num_blocks);
    } else {
        brisk_kernels()->sha512->blocks(hash->state.w64, in, num_blocks);
    }
}

/* A 1 bit, zeros, and the length in bits, big-endian in the last 8 or 16 bytes of a block (FIPS
 * 180-4 section 5.1). Lengths stay below 2^64 bytes, so the 16-byte one has three bits above its
 * low half. */
static void pad(struct brisk_hash *hash)
{
    size_t block_size = brisk_hash_block_size(hash->alg);
    size_t length_size = block_size / 8;
    size_t used = hash->block_used;
    hash->block[used++] = 0x80;
    if (used > block_size - length_size) {
        memset(hash->block + used, 0, block_size - used);
        hash_blocks(hash, hash->block, 1);
        used = 0;
    }
    memset(hash->block + used, 0, block_size - used);
    if (length_size == 16) {
        store_be64(hash->block + block_size - 16, hash->num_bytes >> 61);
    }
    store_be64(hash->block + block_size - 8, hash->num_bytes << 3);
    hash_blocks(hash, hash->block, 1);
}
