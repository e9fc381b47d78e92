/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Authenticated encryption: AES-128-GCM and AES-256-GCM (NIST SP 800-38D), ChaCha20-Poly1305
 * (RFC 8439), all with 12-byte nonces and 16-byte tags.
 *
 * Constant-time in key, nonce, plaintext and tag; time depends on lengths only. A context is
 * read-only after brisk_aead_init() and may be used by several threads at once; it holds no
 * interior pointers and may be copied. The caller never uses a nonce twice under one key. */

#ifndef BRISK_AEAD_H
#define BRISK_AEAD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum brisk_aead_alg {
    BRISK_AES_128_GCM = 1,
    BRISK_AES_256_GCM = 2,
    BRISK_CHACHA20_POLY1305 = 3,
};

#define BRISK_AEAD_TAG_SIZE 16   /* bytes */
#define BRISK_AEAD_NONCE_SIZE 12 /* bytes */
#define BRISK_AEAD_MAX_KEY 32    /* bytes */
#define BRISK_AEAD_STATE_SIZE 500

/* A key ready for use: eight cache lines. Fields are private. The kernel row in `impl` laid out
 * `state`, which differs from row to row. Holds a secret: wipe it with brisk_wipe(). */
struct brisk_aead {
    uint8_t state[BRISK_AEAD_STATE_SIZE] __attribute__((aligned(64)));
    enum brisk_aead_alg alg;
    const void *impl;
};

/* Key size of `alg` in bytes (16 or 32), or 0 if brisk does not have it. */
size_t brisk_aead_key_size(enum brisk_aead_alg alg);

/* Whether AES-GCM is faster than ChaCha20-Poly1305 with the kernels in force: 1 if AES runs in
 * hardware, 0 if it is computed in general registers. For ordering cipher suites. */
int brisk_aead_prefers_aes(void);

/* Prepares a key of brisk_aead_key_size(alg) bytes.
 * Returns 0, BRISK_ERR_ARGUMENT (unknown alg) or BRISK_ERR_LENGTH (wrong key_len). */
int brisk_aead_init(struct brisk_aead *aead, enum brisk_aead_alg alg, const uint8_t *key,
                    size_t key_len);

/* Encrypts in_len bytes and appends the tag: out gets in_len + 16 bytes. `out` may equal `in`;
 * any other overlap is not allowed. `in` may be NULL if in_len is 0, `aad` if aad_len is 0.
 * Returns 0, or BRISK_ERR_LENGTH if in_len exceeds 2^36 - 32 (SP 800-38D 5.2.1.1), or 2^38 - 64
 * for ChaCha20-Poly1305 (RFC 8439 section 2.8). */
int brisk_aead_seal(const struct brisk_aead *aead, uint8_t *out,
                    const uint8_t nonce[BRISK_AEAD_NONCE_SIZE], const uint8_t *in, size_t in_len,
                    const uint8_t *aad, size_t aad_len);

/* Verifies and decrypts: `in` is ciphertext and tag, in_len bytes in all; out gets in_len - 16
 * bytes. `out` may equal `in`; any other overlap is not allowed.
 * Returns 0; BRISK_ERR_AUTH (the tag is wrong: out's in_len - 16 bytes are zeroed);
 * BRISK_ERR_LENGTH (in_len is below 16 or over the limit above; out is untouched). */
int brisk_aead_open(const struct brisk_aead *aead, uint8_t *out,
                    const uint8_t nonce[BRISK_AEAD_NONCE_SIZE], const uint8_t *in, size_t in_len,
                    const uint8_t *aad, size_t aad_len);

#ifdef __cplusplus
}
#endif

#endif
