/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* AEAD contexts over the kernels: lengths are checked here, and nowhere below. */

#include <brisk/aead.h>
#include <brisk/error.h>

#include <string.h>

#include "crypto/impl.h"

_Static_assert(sizeof(size_t) == 8, "limits on lengths are beyond 32 bits");

/* Connections hold two of them. */
_Static_assert(sizeof(struct brisk_aead) == 512, "a context is eight cache lines");

/* The longest plaintext: 2^32 - 2 blocks of AES-GCM (SP 800-38D section 5.2.1.1), 2^32 - 1 blocks
 * of ChaCha20 (RFC 8439 section 2.8). */
#define MAX_LEN_GCM ((1ull << 36) - 32)
#define MAX_LEN_CHACHA20 ((1ull << 38) - 64)

static size_t max_len(const struct brisk_aead *aead)
{
    return aead->alg == BRISK_CHACHA20_POLY1305 ? MAX_LEN_CHACHA20 : MAX_LEN_GCM;
}

size_t brisk_aead_key_size(enum brisk_aead_alg alg)
{
    switch (alg) {
    case BRISK_AES_128_GCM:
        return 16;
    case BRISK_AES_256_GCM:
    case BRISK_CHACHA20_POLY1305:
        return 32;
    }
    return 0;
}

int brisk_aead_prefers_aes(void)
{
    return strcmp(brisk_kernels()->aes_gcm->impl.name, "ref") != 0;
}

int brisk_aead_init(struct brisk_aead *aead, enum brisk_aead_alg alg, const uint8_t *key,
                    size_t key_len)
{
    size_t key_size = brisk_aead_key_size(alg);
    if (key_size == 0) {
        return BRISK_ERR_ARGUMENT;
    }
    if (key_len != key_size) {
        return BRISK_ERR_LENGTH;
    }
    aead->alg = alg;
    if (alg == BRISK_CHACHA20_POLY1305) {
        const struct brisk_chacha20poly1305_impl *impl = brisk_kernels()->chacha20poly1305;
        aead->impl = impl;
        impl->init(aead->state, key, key_len);
    } else {
        const struct brisk_aes_gcm_impl *impl = brisk_kernels()->aes_gcm;
        aead->impl = impl;
        impl->init(aead->state, key, key_len);
    }
    return 0;
}

int brisk_aead_seal(const struct brisk_aead *aead, uint8_t *out,
                    const uint8_t nonce[BRISK_AEAD_NONCE_SIZE], const uint8_t *in, size_t in_len,
                    const uint8_t *aad, size_t aad_len)
{
    if (in_len > max_len(aead)) {
        return BRISK_ERR_LENGTH;
    }
    brisk_aead_seal_fn *seal = aead->alg == BRISK_CHACHA20_POLY1305
                                   ? ((const struct brisk_chacha20poly1305_impl *)aead->impl)->seal
                                   : ((const struct brisk_aes_gcm_impl *)aead->impl)->seal;
    seal(aead->state, out, out + in_len, nonce, in, in_len, aad, aad_len);
    return 0;
}

int brisk_aead_open(const struct brisk_aead *aead, uint8_t *out,
                    const uint8_t nonce[BRISK_AEAD_NONCE_SIZE], const uint8_t *in, size_t in_len,
                    const uint8_t *aad, size_t aad_len)
{
    if (in_len < BRISK_AEAD_TAG_SIZE || in_len - BRISK_AEAD_TAG_SIZE > max_len(aead)) {
        return BRISK_ERR_LENGTH;
    }
    size_t len = in_len - BRISK_AEAD_TAG_SIZE;
    brisk_aead_open_fn *open = aead->alg == BRISK_CHACHA20_POLY1305
                                   ? ((const struct brisk_chacha20poly1305_impl *)aead->impl)->open
                                   : ((const struct brisk_aes_gcm_impl *)aead->impl)->open;
    return open(aead->state, out, in + len, nonce, in, len, aad, aad_len) ? 0 : BRISK_ERR_AUTH;
}
