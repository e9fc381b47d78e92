/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What the rows of AES-CBC with AES instructions share: their key, of which all use the same one.
 */

#ifndef BRISK_CRYPTO_X86_64_AES_CBC_H
#define BRISK_CRYPTO_X86_64_AES_CBC_H

#include <brisk/cbc.h>
#include <brisk/random.h>

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/impl.h"

#define INLINE static inline __attribute__((always_inline))

#define BLOCK_SIZE 16
#define MAX_ROUNDS 14

struct aes_cbc_key {
    __m128i round_keys[MAX_ROUNDS + 1]; /* of encryption */
    int num_rounds;
};
_Static_assert(sizeof(struct aes_cbc_key) <= BRISK_AES_CBC_STATE_SIZE, "the key fits the context");

INLINE __m128i load_block(const uint8_t *in)
{
    return _mm_loadu_si128((const __m128i *)in);
}

INLINE void store_block(uint8_t *out, __m128i block)
{
    _mm_storeu_si128((__m128i *)out, block);
}

/* Round keys of the equivalent inverse cipher (FIPS 197 section 5.3.5), in the order of their use.
 * They are made for each call: that is 13 instructions at most, and a context that decrypts can
 * encrypt, too. */
__attribute__((target("aes"))) INLINE void make_inverse_keys(__m128i keys[MAX_ROUNDS + 1],
                                                             const struct aes_cbc_key *key)
{
    int num_rounds = key->num_rounds;
    keys[0] = key->round_keys[num_rounds];
    for (int i = 1; i < num_rounds; i++) {
        keys[i] = _mm_aesimc_si128(key->round_keys[num_rounds - i]);
    }
    keys[num_rounds] = key->round_keys[0];
}

#endif
