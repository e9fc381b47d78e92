/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* ChaCha20-Poly1305 (RFC 8439) with SSSE3, for CPUs without AVX2: four ChaCha20 blocks at a time,
 * in chacha20poly1305_ssse3.asm, Poly1305 in general registers.
 *
 * Prototypes crypto/impl.h: brisk_aead_init_fn, _seal_fn, _open_fn, brisk_chacha20_keystream_fn
 * CPU bits   CPU_SSSE3 (pshufb)
 * Timing     depends on lengths only
 * Speed      Emerald Rapids (family 6, model 207): 2.75 cycles per byte at 16 KiB, 3.3 at 1350
 *            bytes, 850 cycles for 64 bytes
 *
 * What is done in which order is in chacha20poly1305_chunks.h. */

#define TARGET __attribute__((target("ssse3")))
#define LANES 4

#include "crypto/x86_64/chacha20poly1305_chunks.h"

/* chacha20poly1305_ssse3.asm: four blocks of keystream, while num_blocks are added to Poly1305. */
void brisk_chacha20poly1305_chunk_ssse3(uint8_t out[CHUNK_SIZE], const uint32_t start[16],
                                        uint32_t counter, struct poly1305 *poly, const uint8_t *in,
                                        size_t num_blocks);

brisk_aead_init_fn brisk_chacha20poly1305_init_ssse3;
brisk_aead_seal_fn brisk_chacha20poly1305_seal_ssse3;
brisk_aead_open_fn brisk_chacha20poly1305_open_ssse3;
brisk_chacha20_keystream_fn brisk_chacha20_keystream_ssse3;

/* The state is the key. */
TARGET void brisk_chacha20poly1305_init_ssse3(void *state, const uint8_t *key, size_t key_len)
{
    (void)key_len;
    copy_key(state, key);
}

TARGET void brisk_chacha20poly1305_seal_ssse3(const void *state, uint8_t *out, uint8_t tag[16],
                                              const uint8_t nonce[12], const uint8_t *in,
                                              size_t in_len, const uint8_t *aad, size_t aad_len)
{
    seal_chunks(state, out, tag, nonce, in, in_len, aad, aad_len);
}

TARGET int brisk_chacha20poly1305_open_ssse3(const void *state, uint8_t *out, const uint8_t tag[16],
                                             const uint8_t nonce[12], const uint8_t *in,
                                             size_t in_len, const uint8_t *aad, size_t aad_len)
{
    return open_chunks(state, out, tag, nonce, in, in_len, aad, aad_len);
}

TARGET void brisk_chacha20_keystream_ssse3(uint8_t *out, size_t num_blocks, const uint8_t key[32],
                                           const uint8_t nonce[12], uint32_t counter)
{
    keystream_chunks(out, num_blocks, key, nonce, counter);
}

TARGET NOINLINE static void make_keystream(const struct message *m, struct poly1305 *poly,
                                           uint8_t *out, uint32_t counter, size_t num_blocks,
                                           struct hash_work work)
{
    (void)num_blocks;
    brisk_chacha20poly1305_chunk_ssse3(out, m->start, counter, poly, work.in, work.num_blocks);
}
