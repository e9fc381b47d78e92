/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Hash contexts over the compression kernels: buffering and padding (FIPS 180-4 section 5). */

#include <brisk/error.h>
#include <brisk/hash.h>
#include <brisk/random.h>

#include "crypto/bytes.h"
#include "crypto/hash_internal.h"
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

/* A piece of 16 bytes. Blocks are put together of these, since kernels load such: a load of what
 * two stores wrote has to wait until they have reached the cache, and all before them. */
typedef unsigned __int128 wide;

static void finish(struct brisk_hash *hash, uint8_t *digest, const uint8_t *in, size_t len,
                   wide piece);
static size_t pad(uint8_t last[2 * BRISK_HASH_MAX_BLOCK], size_t block_size, uint64_t num_bytes,
                  const uint8_t *in, size_t len, wide piece);
static uint8_t *copy_pieces(uint8_t *out, const uint8_t *in, size_t len);
static wide load_piece(const uint8_t *in, size_t len);
static void store_piece(uint8_t *out, wide piece);

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
        brisk_hash_blocks(hash, hash->block, 1);
        hash->block_used = 0;
        in += n;
        in_len -= n;
    }
    if (in_len >= block_size) {
        size_t whole = in_len - in_len % block_size;
        brisk_hash_blocks(hash, in, whole / block_size);
        in += whole;
        in_len -= whole;
    }
    uint8_t *at = copy_pieces(hash->block, in, in_len);
    if (in_len % 16 > 0) {
        store_piece(at, load_piece(in, in_len));
    }
    hash->block_used = (uint32_t)in_len;
}

void brisk_hash_final(struct brisk_hash *hash, uint8_t *digest)
{
    size_t used = hash->block_used, n = used % 16;
    wide piece = 0;
    hash->num_bytes -= used;
    if (n > 0) { /* the buffer ends with a whole piece */
        memcpy(&piece, hash->block + used - n, sizeof(piece));
        piece &= ((wide)1 << 8 * n) - 1;
    }
    finish(hash, digest, hash->block, used, piece);
    brisk_wipe(hash, sizeof(*hash));
}

int brisk_hash_digest(enum brisk_hash_alg alg, uint8_t *digest, const uint8_t *in, size_t in_len)
{
    struct brisk_hash hash;
    int error = brisk_hash_init(&hash, alg);
    if (error) {
        return error;
    }
    brisk_hash_last(&hash, digest, in, in_len);
    return 0;
}

void brisk_hash_last(struct brisk_hash *hash, uint8_t *digest, const uint8_t *in, size_t in_len)
{
    size_t block_size = brisk_hash_block_size(hash->alg);
    size_t in_last = in_len % block_size;
    if (in_len >= block_size) {
        brisk_hash_blocks(hash, in, in_len / block_size);
        hash->num_bytes += in_len - in_last;
        in += in_len - in_last;
    }
    finish(hash, digest, in, in_last, load_piece(in, in_last));
}

/* Hashes the last `len` bytes, fewer than a block, writes the digest and wipes the state. `piece`
 * holds the last of them, len % 16. */
static void finish(struct brisk_hash *hash, uint8_t *digest, const uint8_t *in, size_t len,
                   wide piece)
{
    uint8_t last[2 * BRISK_HASH_MAX_BLOCK];
    size_t block_size = brisk_hash_block_size(hash->alg);
    size_t num_blocks = pad(last, block_size, hash->num_bytes + len, in, len, piece);
    brisk_hash_blocks(hash, last, num_blocks);
    brisk_hash_store_digest(hash, digest);
    brisk_wipe(last, num_blocks * block_size);
    brisk_wipe(&hash->state, sizeof(hash->state));
}

void brisk_hash_blocks(struct brisk_hash *hash, const uint8_t *in, size_t num_blocks)
{
    if (hash->alg == BRISK_SHA256) {
        brisk_kernels()->sha256->blocks(hash->state.w32, in, num_blocks);
    } else if (hash->alg == BRISK_SHA1) {
        brisk_kernels()->sha1->blocks(hash->state.w32, in, num_blocks);
    } else {
        brisk_kernels()->sha512->blocks(hash->state.w64, in, num_blocks);
    }
}

void brisk_hash_store_digest(const struct brisk_hash *hash, uint8_t *digest)
{
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
}

/* Writes the last one or two blocks, and returns how many: the len bytes at `in`, less than a
 * block, of which `piece` holds the last len % 16; a 1 bit, zeros, and the length in bits,
 * big-endian in the last 8 or 16 bytes (FIPS 180-4 section 5.1). Lengths stay below 2^64 bytes, so
 * the 16-byte one has three bits above its low half. */
static size_t pad(uint8_t last[2 * BRISK_HASH_MAX_BLOCK], size_t block_size, uint64_t num_bytes,
                  const uint8_t *in, size_t len, wide piece)
{
    size_t num_blocks = len < block_size - block_size / 8 ? 1 : 2;
    uint8_t *at = copy_pieces(last, in, len), *end = last + num_blocks * block_size - 16;
    wide length = (wide)__builtin_bswap64(num_bytes << 3) << 64;
    if (block_size == 128) {
        length |= __builtin_bswap64(num_bytes >> 61);
    }
    piece |= (wide)0x80 << 8 * (len % 16);
    for (; at < end; at += 16) {
        store_piece(at, piece);
        piece = 0;
    }
    store_piece(end, piece | length);
    return num_blocks;
}

/* Copies the whole pieces of len bytes. Returns the place behind them. */
static uint8_t *copy_pieces(uint8_t *out, const uint8_t *in, size_t len)
{
    for (; len >= 16; len -= 16, out += 16, in += 16) {
        memcpy(out, in, 16);
        __asm__("" : "+r"(out)); /* or the compiler makes one copy of all of them */
    }
    return out;
}

/* The last len % 16 of the len bytes at `in`, and zeros. */
static wide load_piece(const uint8_t *in, size_t len)
{
    size_t n = len % 16;
    if (n == 0) {
        return 0; /* `in` may be NULL */
    }
    const uint8_t *at = in + len - n;
    if (len >= 16) {
        wide before = (wide)load_le64(at + n - 8) << 64 | load_le64(at + n - 16);
        return before >> 8 * (16 - n);
    }
    if (n >= 8) {
        return load_le64(at) | (wide)load_le64(at + n - 8) << 8 * (n - 8);
    }
    if (n >= 4) {
        return load_le32(at) | (uint64_t)load_le32(at + n - 4) << 8 * (n - 4);
    }
    return at[0] | (uint64_t)at[n / 2] << 8 * (n / 2) | (uint64_t)at[n - 1] << 8 * (n - 1);
}

/* With one store. */
static void store_piece(uint8_t *out, wide piece)
{
    typedef uint64_t words __attribute__((vector_size(16)));
    words both = { (uint64_t)piece, (uint64_t)(piece >> 64) };
    memcpy(out, &both, sizeof(both));
}
