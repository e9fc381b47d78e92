/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* AES-CBC contexts over the kernels: lengths are checked here, and nowhere below. */

#include <brisk/cbc.h>
#include <brisk/error.h>

#include "crypto/impl.h"

int brisk_aes_cbc_init(struct brisk_aes_cbc *cbc, const uint8_t *key, size_t key_len)
{
    if (key_len != 16 && key_len != 32) {
        return BRISK_ERR_LENGTH;
    }
    const struct brisk_aes_cbc_impl *impl = brisk_kernels()->aes_cbc;
    cbc->impl = impl;
    impl->init(cbc->state, key, key_len);
    return 0;
}

int brisk_aes_cbc_encrypt(const struct brisk_aes_cbc *cbc, uint8_t *out,
                          const uint8_t iv[BRISK_AES_CBC_BLOCK_SIZE], const uint8_t *in,
                          size_t in_len)
{
    const struct brisk_aes_cbc_impl *impl = cbc->impl;
    if (in_len % BRISK_AES_CBC_BLOCK_SIZE != 0) {
        return BRISK_ERR_LENGTH;
    }
    impl->encrypt(cbc->state, out, iv, in, in_len / BRISK_AES_CBC_BLOCK_SIZE);
    return 0;
}

int brisk_aes_cbc_decrypt(const struct brisk_aes_cbc *cbc, uint8_t *out,
                          const uint8_t iv[BRISK_AES_CBC_BLOCK_SIZE], const uint8_t *in,
                          size_t in_len)
{
    const struct brisk_aes_cbc_impl *impl = cbc->impl;
    if (in_len % BRISK_AES_CBC_BLOCK_SIZE != 0) {
        return BRISK_ERR_LENGTH;
    }
    impl->decrypt(cbc->state, out, iv, in, in_len / BRISK_AES_CBC_BLOCK_SIZE);
    return 0;
}
