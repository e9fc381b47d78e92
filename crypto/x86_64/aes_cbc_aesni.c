/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* AES-CBC (SP 800-38A section 6.2) with AES-NI.
 *
 * Prototypes crypto/impl.h: brisk_aes_cbc_init_fn, brisk_aes_cbc_crypt_fn
 * CPU bits   CPU_AESNI
 * Timing     depends on lengths only
 * Speed      Emerald Rapids (family 6, model 207), 16 KiB: encryption of AES-128 1.9 cycles per
 * byte and of AES-256 2.6, which is the chain's latency; decryption 0.28 and 0.45
 *
 * Encryption is a chain: a block's first round waits for the last round of the block before. What
 * is added between them is added to the last round's key beforehand, so that nothing but rounds is
 * in the chain: 10 or 14 times aesenc's latency. Decryption has no chain; eight blocks at a time
 * keep the unit busy. */

#include "crypto/x86_64/aes_cbc.h"

#define TARGET __attribute__((target("aes")))
#define LANES 8

brisk_aes_cbc_init_fn brisk_aes_cbc_init_aesni;
brisk_aes_cbc_crypt_fn brisk_aes_cbc_encrypt_aesni, brisk_aes_cbc_decrypt_aesni;

/* FIPS 197 section 5.2. `word` is SubWord, of a rotated word or not, with the round constant, in
 * all four words; the others follow by adding each word to those above it. */
INLINE __m128i next_round_key(__m128i key, __m128i word)
{
    key = _mm_xor_si128(key, _mm_slli_si128(key, 4));
    key = _mm_xor_si128(key, _mm_slli_si128(key, 8));
    return _mm_xor_si128(key, word);
}

#define ROTATED(key, constant)                                                                     \
    _mm_shuffle_epi32(_mm_aeskeygenassist_si128(key, constant), _MM_SHUFFLE(3, 3, 3, 3))
#define NOT_ROTATED(key)                                                                           \
    _mm_shuffle_epi32(_mm_aeskeygenassist_si128(key, 0), _MM_SHUFFLE(2, 2, 2, 2))
#define NEXT_128(i, constant) k[i] = next_round_key(k[(i)-1], ROTATED(k[(i)-1], constant))
#define NEXT_256(i, constant)                                                                      \
    k[i] = next_round_key(k[(i)-2], ROTATED(k[(i)-1], constant));                                  \
    k[(i) + 1] = next_round_key(k[(i)-1], NOT_ROTATED(k[i]))

TARGET void brisk_aes_cbc_init_aesni(void *state, const uint8_t *key, size_t key_len)
{
    struct aes_cbc_key *expanded = state;
    __m128i *k = expanded->round_keys;
    expanded->num_rounds = key_len == 16 ? 10 : 14;
    k[0] = load_block(key);
    if (key_len == 16) {
        NEXT_128(1, 0x01);
        NEXT_128(2, 0x02);
        NEXT_128(3, 0x04);
        NEXT_128(4, 0x08);
        NEXT_128(5, 0x10);
        NEXT_128(6, 0x20);
        NEXT_128(7, 0x40);
        NEXT_128(8, 0x80);
        NEXT_128(9, 0x1b);
        NEXT_128(10, 0x36);
        return;
    }
    k[1] = load_block(key + BLOCK_SIZE);
    NEXT_256(2, 0x01);
    NEXT_256(4, 0x02);
    NEXT_256(6, 0x04);
    NEXT_256(8, 0x08);
    NEXT_256(10, 0x10);
    NEXT_256(12, 0x20);
    k[14] = next_round_key(k[12], ROTATED(k[13], 0x40));
}

/* `x` is a block with everything added that comes before the first round. Returns what the last
 * round makes of it with `last` for its key. */
TARGET INLINE __m128i do_rounds(const struct aes_cbc_key *key, __m128i x, __m128i last)
{
    const __m128i *k = key->round_keys;
#pragma GCC unroll 9
    for (int i = 1; i < 10; i++) {
        x = _mm_aesenc_si128(x, k[i]);
    }
    if (key->num_rounds > 10) {
#pragma GCC unroll 4
        for (int i = 10; i < MAX_ROUNDS; i++) {
            x = _mm_aesenc_si128(x, k[i]);
        }
    }
    return _mm_aesenclast_si128(x, last);
}

TARGET void brisk_aes_cbc_encrypt_aesni(const void *state, uint8_t *out, const uint8_t iv[16],
                                        const uint8_t *in, size_t num_blocks)
{
    const struct aes_cbc_key *key = state;
    __m128i first = key->round_keys[0], last = key->round_keys[key->num_rounds];
    if (num_blocks == 0) {
        return;
    }
    __m128i x = _mm_xor_si128(load_block(iv), _mm_xor_si128(load_block(in), first));
    while (--num_blocks > 0) {
        in += BLOCK_SIZE;
        __m128i next = _mm_xor_si128(load_block(in), first);
        x = do_rounds(key, x, _mm_xor_si128(last, next));
        store_block(out, _mm_xor_si128(x, next));
        out += BLOCK_SIZE;
    }
    store_block(out, do_rounds(key, x, last));
}

/* Decrypts n blocks; *before is the ciphertext before them, and then their last block. */
TARGET INLINE void decrypt_blocks(const __m128i keys[MAX_ROUNDS + 1], int num_rounds, uint8_t *out,
                                  const uint8_t *in, __m128i *before, size_t n)
{
    __m128i x[LANES];
#pragma GCC unroll 8
    for (size_t i = 0; i < n; i++) {
        x[i] = _mm_xor_si128(load_block(in + i * BLOCK_SIZE), keys[0]);
    }
    for (int round = 1; round < num_rounds; round++) {
#pragma GCC unroll 8
        for (size_t i = 0; i < n; i++) {
            x[i] = _mm_aesdec_si128(x[i], keys[round]);
        }
    }
#pragma GCC unroll 8
    for (size_t i = 0; i < n; i++) {
        x[i] = _mm_aesdeclast_si128(x[i], _mm_xor_si128(keys[num_rounds], *before));
        *before = load_block(in + i * BLOCK_SIZE); /* `out` may be `in`: nothing is stored yet */
    }
#pragma GCC unroll 8
    for (size_t i = 0; i < n; i++) {
        store_block(out + i * BLOCK_SIZE, x[i]);
    }
}

TARGET void brisk_aes_cbc_decrypt_aesni(const void *state, uint8_t *out, const uint8_t iv[16],
                                        const uint8_t *in, size_t num_blocks)
{
    const struct aes_cbc_key *key = state;
    __m128i keys[MAX_ROUNDS + 1], before = load_block(iv);
    make_inverse_keys(keys, key);
    for (; num_blocks >= LANES; num_blocks -= LANES) {
        decrypt_blocks(keys, key->num_rounds, out, in, &before, LANES);
        in += LANES * BLOCK_SIZE;
        out += LANES * BLOCK_SIZE;
    }
    if (num_blocks >= 4) {
        decrypt_blocks(keys, key->num_rounds, out, in, &before, 4);
        in += 4 * BLOCK_SIZE;
        out += 4 * BLOCK_SIZE;
        num_blocks -= 4;
    }
    for (; num_blocks > 0; num_blocks--) {
        decrypt_blocks(keys, key->num_rounds, out, in, &before, 1);
        in += BLOCK_SIZE;
        out += BLOCK_SIZE;
    }
    brisk_wipe(keys, sizeof(keys));
}
