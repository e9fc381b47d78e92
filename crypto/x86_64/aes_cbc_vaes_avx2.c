/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* AES-CBC decryption (SP 800-38A section 6.2) with VAES, two blocks in a register, eight registers
 * at a time.
 *
 * Prototype  crypto/impl.h: brisk_aes_cbc_crypt_fn
 * CPU bits   CPU_AESNI | CPU_VAES | CPU_AVX2
 * Timing     depends on lengths only
 * Speed      Emerald Rapids (family 6, model 207), 16 KiB: AES-128 0.18 cycles per byte, AES-256
 * 0.23 */

#include "crypto/x86_64/aes_cbc.h"

#define TARGET __attribute__((target("aes,vaes,avx2")))
#define VECTOR_SIZE (2 * BLOCK_SIZE)

brisk_aes_cbc_crypt_fn brisk_aes_cbc_decrypt_vaes_avx2;

TARGET INLINE __m256i load_vector(const uint8_t *in)
{
    return _mm256_loadu_si256((const __m256i *)in);
}

/* Decrypts n vectors; the upper half of *before is the ciphertext before them, and then their last
 * block. */
TARGET INLINE void decrypt_vectors(const __m128i keys[MAX_ROUNDS + 1], int num_rounds, uint8_t *out,
                                   const uint8_t *in, __m256i *before, size_t n)
{
    __m256i x[8], key = _mm256_broadcastsi128_si256(keys[0]);
#pragma GCC unroll 8
    for (size_t i = 0; i < n; i++) {
        x[i] = _mm256_xor_si256(load_vector(in + i * VECTOR_SIZE), key);
    }
    for (int round = 1; round < num_rounds; round++) {
        key = _mm256_broadcastsi128_si256(keys[round]);
#pragma GCC unroll 8
        for (size_t i = 0; i < n; i++) {
            x[i] = _mm256_aesdec_epi128(x[i], key);
        }
    }
    key = _mm256_broadcastsi128_si256(keys[num_rounds]);
#pragma GCC unroll 8
    for (size_t i = 0; i < n; i++) {
        __m256i ciphertext = load_vector(in + i * VECTOR_SIZE); /* `out` may be `in` */
        __m256i add = _mm256_permute2x128_si256(*before, ciphertext, 0x21);
        x[i] = _mm256_aesdeclast_epi128(x[i], _mm256_xor_si256(key, add));
        *before = ciphertext;
    }
#pragma GCC unroll 8
    for (size_t i = 0; i < n; i++) {
        _mm256_storeu_si256((__m256i *)(out + i * VECTOR_SIZE), x[i]);
    }
}

TARGET INLINE void decrypt_block(const __m128i keys[MAX_ROUNDS + 1], int num_rounds, uint8_t *out,
                                 const uint8_t *in, __m128i before)
{
    __m128i x = _mm_xor_si128(load_block(in), keys[0]);
    for (int round = 1; round < num_rounds; round++) {
        x = _mm_aesdec_si128(x, keys[round]);
    }
    store_block(out, _mm_aesdeclast_si128(x, _mm_xor_si128(keys[num_rounds], before)));
}

TARGET void brisk_aes_cbc_decrypt_vaes_avx2(const void *state, uint8_t *out, const uint8_t iv[16],
                                            const uint8_t *in, size_t num_blocks)
{
    const struct aes_cbc_key *key = state;
    __m128i keys[MAX_ROUNDS + 1];
    __m256i before = _mm256_broadcastsi128_si256(load_block(iv));
    make_inverse_keys(keys, key);
    for (; num_blocks >= 16; num_blocks -= 16) {
        decrypt_vectors(keys, key->num_rounds, out, in, &before, 8);
        in += 8 * VECTOR_SIZE;
        out += 8 * VECTOR_SIZE;
    }
    if (num_blocks >= 8) {
        decrypt_vectors(keys, key->num_rounds, out, in, &before, 4);
        in += 4 * VECTOR_SIZE;
        out += 4 * VECTOR_SIZE;
        num_blocks -= 8;
    }
    for (; num_blocks >= 2; num_blocks -= 2) {
        decrypt_vectors(keys, key->num_rounds, out, in, &before, 1);
        in += VECTOR_SIZE;
        out += VECTOR_SIZE;
    }
    if (num_blocks > 0) {
        decrypt_block(keys, key->num_rounds, out, in, _mm256_extracti128_si256(before, 1));
    }
    _mm256_zeroupper();
    brisk_wipe(keys, sizeof(keys));
}
