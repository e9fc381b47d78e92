/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* ChaCha20-Poly1305 (RFC 8439) chunk by chunk: what the rows avx2 and ssse3 share. The row includes
 * this header behind
 *
 *   TARGET   the instructions that the compiler may use
 *   LANES    blocks of ChaCha20 in a chunk
 *
 * and gives make_keystream().
 *
 * Poly1305 waits for its multiplications most of the time, and ChaCha20 does not use the
 * multiplier: so the blocks of one chunk of ciphertext are added between the rounds that make the
 * next chunk's keystream. Opening keeps a chunk's keystream until its ciphertext was hashed, as
 * output may replace input; as all its ciphertext is there, it halves what is left before the last
 * two chunks, so that less waits for the end. */

#ifndef BRISK_CRYPTO_X86_64_CHACHA20POLY1305_CHUNKS_H
#define BRISK_CRYPTO_X86_64_CHACHA20POLY1305_CHUNKS_H

#include <immintrin.h>
#include <stddef.h>

#include "crypto/impl.h"
#include "crypto/x86_64/poly1305.h"

#define NOINLINE __attribute__((noinline))

#define BLOCK_SIZE 64
#define CHUNK_SIZE (LANES * BLOCK_SIZE)
#define VECTOR_SIZE (4 * LANES)

/* A vector anywhere in memory. */
typedef uint64_t vector __attribute__((vector_size(VECTOR_SIZE), aligned(1), may_alias));

struct message {
    uint8_t keystream[2][CHUNK_SIZE];
    uint32_t start[16]; /* what the rounds start from, for block 0 (section 2.3) */
    struct poly1305 poly;
} __attribute__((aligned(32)));

_Static_assert(offsetof(struct poly1305, key.r0) == 24 &&
                   offsetof(struct poly1305, key.r1_folded) == 40,
               "poly1305.inc knows where these are");

/* What to add to Poly1305 meanwhile. */
struct hash_work {
    const uint8_t *in;
    size_t num_blocks;
};

/* The row's: at least num_blocks of keystream, 1 to LANES, while Poly1305 adds what there is to
 * add. */
static void make_keystream(const struct message *m, struct poly1305 *poly, uint8_t *out,
                           uint32_t counter, size_t num_blocks, struct hash_work work);

INLINE size_t blocks_of(size_t len)
{
    return (len + BLOCK_SIZE - 1) / BLOCK_SIZE;
}

/* Up to 15 bytes as two words filled up with zeros, without reading beside them. */
TARGET INLINE void load_partial(uint64_t words[2], const uint8_t *in, size_t len)
{
    words[0] = words[1] = 0;
    if (len > 8) {
        words[0] = load_le64(in);
        words[1] = load_le64(in + len - 8) >> (128 - 8 * len);
    } else if (len >= 4) {
        words[0] = load_le32(in) | (uint64_t)load_le32(in + len - 4) << (8 * len - 32);
    } else if (len > 0) {
        words[0] = in[0] | (uint64_t)in[len / 2] << (8 * (len / 2)) |
                   (uint64_t)in[len - 1] << (8 * len - 8);
    }
}

TARGET INLINE void store_partial(uint8_t *out, const uint64_t words[2], size_t len)
{
    if (len > 8) {
        store_le64(out + len - 8, words[1] << (128 - 8 * len) | words[0] >> (8 * len - 64));
        store_le64(out, words[0]);
    } else if (len >= 4) {
        store_le32(out + len - 4, (uint32_t)(words[0] >> (8 * len - 32)));
        store_le32(out, (uint32_t)words[0]);
    } else if (len > 0) {
        out[0] = (uint8_t)words[0];
        out[len / 2] = (uint8_t)(words[0] >> (8 * (len / 2)));
        out[len - 1] = (uint8_t)(words[0] >> (8 * len - 8));
    }
}

/* Adds `in` filled up with zeros to a multiple of 16 bytes (section 2.8). */
TARGET static void add_padded(struct poly1305 *poly, const uint8_t *in, size_t len)
{
    struct poly1305_sum h = poly->sum;
    for (; len >= 16; in += 16, len -= 16) {
        poly1305_add(&h, &poly->key, load_le64(in), load_le64(in + 8));
    }
    if (len > 0) {
        uint64_t words[2];
        load_partial(words, in, len);
        poly1305_add(&h, &poly->key, words[0], words[1]);
    }
    poly->sum = h;
}

TARGET static void xor_keystream(uint8_t *out, const uint8_t *in, const uint8_t *keystream,
                                 size_t len)
{
    size_t i = 0;
    for (; len - i >= VECTOR_SIZE; i += VECTOR_SIZE) {
        *(vector *)(out + i) = *(const vector *)(in + i) ^ *(const vector *)(keystream + i);
    }
    for (; len - i >= 16; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(in + i));
        x = _mm_xor_si128(x, _mm_load_si128((const __m128i *)(keystream + i)));
        _mm_storeu_si128((__m128i *)(out + i), x);
        __asm__ __volatile__("" : : : "memory"); /* no second loop of vectors */
    }
    if (len > i) {
        uint64_t words[2];
        load_partial(words, in + i, len - i);
        words[0] ^= load_le64(keystream + i);
        words[1] ^= load_le64(keystream + i + 8);
        store_partial(out + i, words, len - i);
    }
}

/* The empty instruction keeps the compiler from dropping the stores, and from calling memset, as
 * floor 0 calls nothing. */
TARGET static void wipe(void *data, size_t len)
{
    uint8_t *p = data;
    for (; len >= VECTOR_SIZE; p += VECTOR_SIZE, len -= VECTOR_SIZE) {
        *(vector *)p = (vector){ 0 };
        __asm__ __volatile__("" : : "r"(p) : "memory");
    }
    for (; len > 0; p++, len--) {
        *p = 0;
        __asm__ __volatile__("" : : "r"(p) : "memory");
    }
}

/* The compiler may have put registers with keystream into the frames of the functions above: this
 * one takes the same place. */
TARGET NOINLINE static void wipe_frames(void)
{
    uint8_t frame[1024] __attribute__((aligned(32)));
    wipe(frame, sizeof(frame));
}

TARGET static void wipe_message(struct message *m)
{
    wipe(m, sizeof(*m));
    wipe_frames();
}

TARGET static void set_start(uint32_t start[16], const uint8_t key[32], const uint8_t nonce[12])
{
    _mm_store_si128((__m128i *)start,
                    _mm_setr_epi32(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574));
    _mm_store_si128((__m128i *)start + 1, _mm_loadu_si128((const __m128i *)key));
    _mm_store_si128((__m128i *)start + 2, _mm_loadu_si128((const __m128i *)key + 1));
    _mm_store_si128((__m128i *)start + 3,
                    _mm_set_epi32((int)load_le32(nonce + 8), (int)load_le32(nonce + 4),
                                  (int)load_le32(nonce), 0));
}

/* Block 0 gives Poly1305's key (section 2.6); the other blocks of its chunk are for the message.
 * Returns for how many bytes of it. */
TARGET static size_t open_message(struct message *m, size_t in_len, const uint8_t *aad,
                                  size_t aad_len)
{
    size_t len = in_len < CHUNK_SIZE - BLOCK_SIZE ? in_len : CHUNK_SIZE - BLOCK_SIZE;
    make_keystream(m, &m->poly, m->keystream[0], 0, 1 + blocks_of(len),
                   (struct hash_work){ NULL, 0 });
    poly1305_open(&m->poly, m->keystream[0]);
    add_padded(&m->poly, aad, aad_len);
    return len;
}

/* The last piece, the lengths, and the tag. */
TARGET static void close_message(struct message *m, uint64_t tag[2], const uint8_t *last,
                                 size_t last_len, size_t aad_len, size_t in_len)
{
    add_padded(&m->poly, last, last_len);
    poly1305_add(&m->poly.sum, &m->poly.key, aad_len, in_len);
    poly1305_close(&m->poly, tag);
}

/* The state is the key. */
TARGET INLINE void copy_key(void *state, const uint8_t key[32])
{
    _mm_storeu_si128(state, _mm_loadu_si128((const __m128i *)key));
    _mm_storeu_si128((__m128i *)state + 1, _mm_loadu_si128((const __m128i *)key + 1));
}

TARGET INLINE void seal_chunks(const void *state, uint8_t *out, uint8_t tag[16],
                               const uint8_t nonce[12], const uint8_t *in, size_t in_len,
                               const uint8_t *aad, size_t aad_len)
{
    struct message m;
    uint64_t words[2];
    set_start(m.start, state, nonce);
    const uint8_t *keystream = m.keystream[0] + BLOCK_SIZE;
    size_t len = open_message(&m, in_len, aad, aad_len), done = 0;
    xor_keystream(out, in, keystream, len);
    for (uint32_t counter = LANES; done + len < in_len; counter += LANES) {
        struct hash_work work = { out + done, len / 16 };
        done += len;
        len = in_len - done < CHUNK_SIZE ? in_len - done : CHUNK_SIZE;
        make_keystream(&m, &m.poly, m.keystream[0], counter, blocks_of(len), work);
        xor_keystream(out + done, in + done, m.keystream[0], len);
    }
    close_message(&m, words, out + done, len, aad_len, in_len);
    store_le64(tag, words[0]);
    store_le64(tag + 8, words[1]);
    wipe_message(&m);
}

/* The last chunk is decrypted after the tag was checked; what was decrypted before it is zeroed if
 * the tag is wrong. */
TARGET INLINE int open_chunks(const void *state, uint8_t *out, const uint8_t tag[16],
                              const uint8_t nonce[12], const uint8_t *in, size_t in_len,
                              const uint8_t *aad, size_t aad_len)
{
    struct message m;
    uint64_t words[2];
    set_start(m.start, state, nonce);
    const uint8_t *keystream = m.keystream[0] + BLOCK_SIZE, *hash_in = in;
    size_t len = open_message(&m, in_len, aad, aad_len), done = 0;
    size_t num_left = in_len / 16; /* to hash */
    for (uint32_t counter = LANES; done + len < in_len; counter += LANES) {
        size_t num_chunks = (in_len - done - len + CHUNK_SIZE - 1) / CHUNK_SIZE;
        struct hash_work work = { hash_in, len / 16 };
        if (num_chunks <= 2) {
            work.num_blocks = (num_left + num_chunks - 1) >> (num_chunks - 1);
        }
        hash_in += 16 * work.num_blocks;
        num_left -= work.num_blocks;
        uint8_t *next = m.keystream[counter / LANES % 2];
        size_t next_len = in_len - done - len < CHUNK_SIZE ? in_len - done - len : CHUNK_SIZE;
        make_keystream(&m, &m.poly, next, counter, blocks_of(next_len), work);
        xor_keystream(out + done, in + done, keystream, len);
        done += len;
        len = next_len;
        keystream = next;
    }
    close_message(&m, words, hash_in, (size_t)(in + in_len - hash_in), aad_len, in_len);
    int right = ((words[0] ^ load_le64(tag)) | (words[1] ^ load_le64(tag + 8))) == 0;
    if (right) {
        xor_keystream(out + done, in + done, keystream, len);
    } else {
        wipe(out, in_len);
    }
    wipe_message(&m);
    return right;
}

TARGET INLINE void keystream_chunks(uint8_t *out, size_t num_blocks, const uint8_t key[32],
                                    const uint8_t nonce[12], uint32_t counter)
{
    struct message m;
    set_start(m.start, key, nonce);
    while (num_blocks > 0) {
        size_t n = num_blocks < LANES ? num_blocks : LANES;
        make_keystream(&m, &m.poly, m.keystream[0], counter, n, (struct hash_work){ NULL, 0 });
        for (size_t i = 0; i < BLOCK_SIZE * n; i += VECTOR_SIZE) {
            *(vector *)(out + i) = *(const vector *)(m.keystream[0] + i);
            __asm__ __volatile__("" : : : "memory"); /* no memcpy */
        }
        out += BLOCK_SIZE * n;
        counter += LANES;
        num_blocks -= n;
    }
    wipe_message(&m);
}

#endif
