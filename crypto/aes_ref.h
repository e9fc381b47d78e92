/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* AES (FIPS 197) in C without tables, on eight blocks at once: what the reference rows of AES-GCM
 * and AES-CBC are made of. */

#ifndef BRISK_CRYPTO_AES_REF_H
#define BRISK_CRYPTO_AES_REF_H

#include <stddef.h>
#include <stdint.h>

#define AES_BLOCK_SIZE 16
#define AES_BATCH 8
#define AES_BATCH_SIZE (AES_BATCH * AES_BLOCK_SIZE)
#define AES_MAX_ROUNDS 14

/* A block: four columns, the first byte of each in the lowest bits. */
typedef uint32_t aes_vec __attribute__((vector_size(16)));

/* An expanded key, of a layout that only these functions know. */
struct aes_key {
    aes_vec round_keys[AES_MAX_ROUNDS + 1]; /* those after the first have 0x63 added to each byte */
    int num_rounds;
};

/* key_len is 16 or 32. */
void brisk_aes_expand_key_ref(struct aes_key *key, const uint8_t *in, size_t key_len);

void brisk_aes_encrypt_batch_ref(aes_vec x[AES_BATCH], const struct aes_key *key);
void brisk_aes_decrypt_batch_ref(aes_vec x[AES_BATCH], const struct aes_key *key);

#endif
