/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* AES-128-CBC and AES-256-CBC (SP 800-38A section 6.2) in C without tables: the specification of
 * every other row. Each block's encryption waits for the one before, so that seven of the eight
 * blocks that AES does at once are wasted; decryption uses them all. */

#include <brisk/cbc.h>
#include <brisk/random.h>

#include <string.h>

#include "crypto/aes_ref.h"
#include "crypto/impl.h"

_Static_assert(sizeof(struct aes_key) <= BRISK_AES_CBC_STATE_SIZE, "the key fits the context");

void brisk_aes_cbc_init_ref(void *state, const uint8_t *key, size_t key_len)
{
    brisk_aes_expand_key_ref(state, key, key_len);
}

void brisk_aes_cbc_encrypt_ref(const void *state, uint8_t *out, const uint8_t iv[16],
                               const uint8_t *in, size_t num_blocks)
{
    aes_vec x[AES_BATCH] = { { 0 } }, block;
    memcpy(&x[0], iv, sizeof(block));
    for (; num_blocks > 0; num_blocks--, in += AES_BLOCK_SIZE, out += AES_BLOCK_SIZE) {
        memcpy(&block, in, sizeof(block));
        x[0] ^= block;
        brisk_aes_encrypt_batch_ref(x, state);
        memcpy(out, &x[0], sizeof(block));
    }
    brisk_wipe(x, sizeof(x));
    brisk_wipe(&block, sizeof(block));
}

void brisk_aes_cbc_decrypt_ref(const void *state, uint8_t *out, const uint8_t iv[16],
                               const uint8_t *in, size_t num_blocks)
{
    aes_vec x[AES_BATCH] = { { 0 } }, before[AES_BATCH + 1];
    memcpy(&before[AES_BATCH], iv, sizeof(before[0]));
    while (num_blocks > 0) {
        size_t n = num_blocks < AES_BATCH ? num_blocks : AES_BATCH;
        before[0] = before[AES_BATCH]; /* the last ciphertext block of a whole batch */
        memcpy(&before[1], in, n * AES_BLOCK_SIZE);
        memcpy(x, &before[1], n * AES_BLOCK_SIZE);
        brisk_aes_decrypt_batch_ref(x, state);
        for (size_t i = 0; i < n; i++) {
            x[i] ^= before[i];
        }
        memcpy(out, x, n * AES_BLOCK_SIZE);
        in += n * AES_BLOCK_SIZE;
        out += n * AES_BLOCK_SIZE;
        num_blocks -= n;
    }
    brisk_wipe(x, sizeof(x));
}
