/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* ChaCha20-Poly1305 (RFC 8439) with AVX2: eight ChaCha20 blocks at a time, Poly1305 in general
 * registers.
 *
 * Prototypes crypto/impl.h: brisk_aead_init_fn, _seal_fn, _open_fn, brisk_chacha20_keystream_fn
 * CPU bits   CPU_AVX2
 * Timing     depends on lengths only
 * Speed      Emerald Rapids (family 6, model 207): 1.4 cycles per byte at 16 KiB, 1.85 at 1350
 *            bytes, 570 cycles for 64 bytes
 *
 * What is done in which order is in chacha20poly1305_chunks.h. ChaCha20 (M. Goll, S. Gueron,
 * "Vectorization on ChaCha Stream Cipher", ITNG 2014): long messages take eight blocks at a time,
 * in chacha20poly1305_avx2.asm. Short messages and ends take a register for the same row of two
 * blocks, and two or three such groups side by side: a quarter round's latency is all that counts
 * there. */

#define TARGET __attribute__((target("avx2")))
#define LANES 8

#include "crypto/x86_64/chacha20poly1305_chunks.h"

/* chacha20poly1305_avx2.asm: eight blocks of keystream, while num_blocks are added to Poly1305. */
void brisk_chacha20poly1305_chunk_avx2(uint8_t out[CHUNK_SIZE], const uint32_t start[16],
                                       uint32_t counter, struct poly1305 *poly, const uint8_t *in,
                                       size_t num_blocks);

brisk_aead_init_fn brisk_chacha20poly1305_init_avx2;
brisk_aead_seal_fn brisk_chacha20poly1305_seal_avx2;
brisk_aead_open_fn brisk_chacha20poly1305_open_avx2;
brisk_chacha20_keystream_fn brisk_chacha20_keystream_avx2;

/* The state is the key. */
TARGET void brisk_chacha20poly1305_init_avx2(void *state, const uint8_t *key, size_t key_len)
{
    (void)key_len;
    copy_key(state, key);
}

TARGET void brisk_chacha20poly1305_seal_avx2(const void *state, uint8_t *out, uint8_t tag[16],
                                             const uint8_t nonce[12], const uint8_t *in,
                                             size_t in_len, const uint8_t *aad, size_t aad_len)
{
    seal_chunks(state, out, tag, nonce, in, in_len, aad, aad_len);
    _mm256_zeroupper();
}

TARGET int brisk_chacha20poly1305_open_avx2(const void *state, uint8_t *out, const uint8_t tag[16],
                                            const uint8_t nonce[12], const uint8_t *in,
                                            size_t in_len, const uint8_t *aad, size_t aad_len)
{
    int right = open_chunks(state, out, tag, nonce, in, in_len, aad, aad_len);
    _mm256_zeroupper();
    return right;
}

TARGET void brisk_chacha20_keystream_avx2(uint8_t *out, size_t num_blocks, const uint8_t key[32],
                                          const uint8_t nonce[12], uint32_t counter)
{
    keystream_chunks(out, num_blocks, key, nonce, counter);
    _mm256_zeroupper();
}

TARGET INLINE __m256i rotate_bytes(__m256i x, int n)
{
    const __m256i by_16 = _mm256_set_epi64x(0x0d0c0f0e09080b0a, 0x0504070601000302,
                                            0x0d0c0f0e09080b0a, 0x0504070601000302);
    const __m256i by_8 = _mm256_set_epi64x(0x0e0d0c0f0a09080b, 0x0605040702010003,
                                           0x0e0d0c0f0a09080b, 0x0605040702010003);
    return _mm256_shuffle_epi8(x, n == 16 ? by_16 : by_8);
}

TARGET INLINE __m256i rotate_bits(__m256i x, int n)
{
    return _mm256_or_si256(_mm256_slli_epi32(x, n), _mm256_srli_epi32(x, 32 - n));
}

/* Section 2.1, in all lanes. */
TARGET INLINE void quarter_round(__m256i *a, __m256i *b, __m256i *c, __m256i *d)
{
    *a = _mm256_add_epi32(*a, *b);
    *d = rotate_bytes(_mm256_xor_si256(*d, *a), 16);
    *c = _mm256_add_epi32(*c, *d);
    *b = rotate_bits(_mm256_xor_si256(*b, *c), 12);
    *a = _mm256_add_epi32(*a, *b);
    *d = rotate_bytes(_mm256_xor_si256(*d, *a), 8);
    *c = _mm256_add_epi32(*c, *d);
    *b = rotate_bits(_mm256_xor_si256(*b, *c), 7);
}

/* Two quarter rounds, step by step side by side. */
TARGET INLINE void two_quarter_rounds(__m256i *a0, __m256i *b0, __m256i *c0, __m256i *d0,
                                      __m256i *a1, __m256i *b1, __m256i *c1, __m256i *d1)
{
    *a0 = _mm256_add_epi32(*a0, *b0);
    *a1 = _mm256_add_epi32(*a1, *b1);
    *d0 = rotate_bytes(_mm256_xor_si256(*d0, *a0), 16);
    *d1 = rotate_bytes(_mm256_xor_si256(*d1, *a1), 16);
    *c0 = _mm256_add_epi32(*c0, *d0);
    *c1 = _mm256_add_epi32(*c1, *d1);
    *b0 = rotate_bits(_mm256_xor_si256(*b0, *c0), 12);
    *b1 = rotate_bits(_mm256_xor_si256(*b1, *c1), 12);
    *a0 = _mm256_add_epi32(*a0, *b0);
    *a1 = _mm256_add_epi32(*a1, *b1);
    *d0 = rotate_bytes(_mm256_xor_si256(*d0, *a0), 8);
    *d1 = rotate_bytes(_mm256_xor_si256(*d1, *a1), 8);
    *c0 = _mm256_add_epi32(*c0, *d0);
    *c1 = _mm256_add_epi32(*c1, *d1);
    *b0 = rotate_bits(_mm256_xor_si256(*b0, *c0), 7);
    *b1 = rotate_bits(_mm256_xor_si256(*b1, *c1), 7);
}

/* Two blocks in rows. */
struct rows {
    __m256i a, b, c, d;
};

/* Rows b, c and d turned by one, two and three words: diagonals become columns. */
TARGET INLINE void to_diagonals(struct rows *x)
{
    x->b = _mm256_shuffle_epi32(x->b, 0x39);
    x->c = _mm256_shuffle_epi32(x->c, 0x4e);
    x->d = _mm256_shuffle_epi32(x->d, 0x93);
}

TARGET INLINE void to_columns(struct rows *x)
{
    x->b = _mm256_shuffle_epi32(x->b, 0x93);
    x->c = _mm256_shuffle_epi32(x->c, 0x4e);
    x->d = _mm256_shuffle_epi32(x->d, 0x39);
}

TARGET INLINE struct rows start_rows(const struct message *m, uint32_t counter)
{
    const __m128i *start = (const __m128i *)m->start;
    struct rows x = { _mm256_broadcastsi128_si256(_mm_load_si128(start)),
                      _mm256_broadcastsi128_si256(_mm_load_si128(start + 1)),
                      _mm256_broadcastsi128_si256(_mm_load_si128(start + 2)),
                      _mm256_broadcastsi128_si256(_mm_load_si128(start + 3)) };
    x.d = _mm256_add_epi32(x.d,
                           _mm256_setr_epi32((int)counter, 0, 0, 0, (int)(counter + 1), 0, 0, 0));
    return x;
}

TARGET INLINE void store_rows(uint8_t *out, const struct message *m, uint32_t counter,
                              const struct rows *x)
{
    struct rows start = start_rows(m, counter);
    __m256i a = _mm256_add_epi32(x->a, start.a), b = _mm256_add_epi32(x->b, start.b);
    __m256i c = _mm256_add_epi32(x->c, start.c), d = _mm256_add_epi32(x->d, start.d);
    _mm256_store_si256((__m256i *)out, _mm256_permute2x128_si256(a, b, 0x20));
    _mm256_store_si256((__m256i *)out + 1, _mm256_permute2x128_si256(c, d, 0x20));
    _mm256_store_si256((__m256i *)out + 2, _mm256_permute2x128_si256(a, b, 0x31));
    _mm256_store_si256((__m256i *)out + 3, _mm256_permute2x128_si256(c, d, 0x31));
}

/* One block, if there is one left. */
TARGET INLINE void hash_one(struct poly1305_sum *h, const struct poly1305 *poly,
                            struct hash_work *work)
{
    if (work->num_blocks > 0) {
        poly1305_add(h, &poly->key, load_le64(work->in), load_le64(work->in + 8));
        work->in += 16;
        work->num_blocks--;
    }
}

/* Four blocks, or six with `three`: two or three groups of rows. */
TARGET INLINE void make_rows(const struct message *m, struct poly1305 *poly, uint8_t *out,
                             uint32_t counter, struct hash_work work, int three)
{
    struct poly1305_sum h = poly->sum;
    struct rows x = start_rows(m, counter), y = start_rows(m, counter + 2);
    struct rows z = start_rows(m, counter + 4);
    for (int i = 0; i < 20; i++) {
        hash_one(&h, poly, &work);
        two_quarter_rounds(&x.a, &x.b, &x.c, &x.d, &y.a, &y.b, &y.c, &y.d);
        if (three) {
            quarter_round(&z.a, &z.b, &z.c, &z.d);
        }
        if (i % 2 == 0) {
            to_diagonals(&x);
            to_diagonals(&y);
            to_diagonals(&z);
        } else {
            hash_one(&h, poly, &work);
            to_columns(&x);
            to_columns(&y);
            to_columns(&z);
        }
    }
    while (work.num_blocks > 0) {
        hash_one(&h, poly, &work);
    }
    poly->sum = h;
    store_rows(out, m, counter, &x);
    store_rows(out + 128, m, counter + 2, &y);
    if (three) {
        store_rows(out + 256, m, counter + 4, &z);
    }
}

TARGET NOINLINE static void make_keystream(const struct message *m, struct poly1305 *poly,
                                           uint8_t *out, uint32_t counter, size_t num_blocks,
                                           struct hash_work work)
{
    if (num_blocks > 6) {
        brisk_chacha20poly1305_chunk_avx2(out, m->start, counter, poly, work.in, work.num_blocks);
    } else if (num_blocks > 4) {
        make_rows(m, poly, out, counter, work, 1);
    } else {
        make_rows(m, poly, out, counter, work, 0);
    }
}
