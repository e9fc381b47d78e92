/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* AES-128-CBC and AES-256-CBC (SP 800-38A section 6.2), and the protection of records that
 * TLS 1.2's old suites make of it and of HMAC (RFC 5246 section 6.2.3.2, RFC 7366).
 *
 * Time depends on lengths only; brisk_cbc_hmac_open() does not let it depend on a record's padding
 * either. Contexts hold no pointers into themselves and may be copied with `=`; a context is not
 * changed by its use and may be shared by threads. */

#ifndef BRISK_CBC_H
#define BRISK_CBC_H

#include <brisk/hash.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BRISK_AES_CBC_BLOCK_SIZE 16 /* bytes */
#define BRISK_AES_CBC_STATE_SIZE 256

/* A key ready for use in both directions. Fields are private. The kernel row in `impl` laid out
 * `state`, which differs from row to row. Holds a secret: wipe it with brisk_wipe(). */
struct brisk_aes_cbc {
    uint8_t state[BRISK_AES_CBC_STATE_SIZE] __attribute__((aligned(64)));
    const void *impl;
};

/* Prepares a key of 16 or 32 bytes. Returns 0, or BRISK_ERR_LENGTH (another key_len). */
int brisk_aes_cbc_init(struct brisk_aes_cbc *cbc, const uint8_t *key, size_t key_len);

/* Encrypts or decrypts in_len bytes, a multiple of 16; nothing is padded. `out` may equal `in`; any
 * other overlap is not allowed, but what goes on where a call ended may name the last 16 bytes of
 * ciphertext as its IV where they are. CBC authenticates nothing: who decrypts what others could
 * have changed checks a MAC.
 * Returns 0, or BRISK_ERR_LENGTH (in_len is not a multiple of 16; out is untouched). */
int brisk_aes_cbc_encrypt(const struct brisk_aes_cbc *cbc, uint8_t *out,
                          const uint8_t iv[BRISK_AES_CBC_BLOCK_SIZE], const uint8_t *in,
                          size_t in_len);
int brisk_aes_cbc_decrypt(const struct brisk_aes_cbc *cbc, uint8_t *out,
                          const uint8_t iv[BRISK_AES_CBC_BLOCK_SIZE], const uint8_t *in,
                          size_t in_len);

/* What the MAC covers before the record's length: sequence number, type and version. */
#define BRISK_CBC_HMAC_HEAD_SIZE 11

/* The keys of one direction of a connection. Fields are private. Holds secrets: wipe it with
 * brisk_wipe(). */
struct brisk_cbc_hmac {
    struct brisk_aes_cbc aes;
    struct brisk_hmac_key mac;
    uint8_t encrypt_then_mac;
};

/* Prepares the keys: key_len is 16 or 32, the MAC's key as long as its hash. With encrypt_then_mac
 * (RFC 7366) the MAC is over the ciphertext, else over the plaintext and encrypted with it.
 * Returns 0, BRISK_ERR_LENGTH (another key_len) or BRISK_ERR_ARGUMENT (unknown mac). */
int brisk_cbc_hmac_init(struct brisk_cbc_hmac *cbc, const uint8_t *key, size_t key_len,
                        enum brisk_hash_alg mac, const uint8_t *mac_key, int encrypt_then_mac);

/* What a record's fragment comes to that has content_len bytes of content: IV, content, padding of
 * 1 to 16 bytes, MAC. */
size_t brisk_cbc_hmac_sealed_size(const struct brisk_cbc_hmac *cbc, size_t content_len);

/* Seals in place: `fragment` holds an IV, 16 bytes that nobody can foretell (section 6.2.3.2), and
 * behind it content_len bytes of content, at most 2^14; it becomes as long as
 * brisk_cbc_hmac_sealed_size() says. `head` as above. */
void brisk_cbc_hmac_seal(const struct brisk_cbc_hmac *cbc, uint8_t *fragment, size_t content_len,
                         const uint8_t head[BRISK_CBC_HMAC_HEAD_SIZE]);

/* Verifies and decrypts a fragment of fragment_len bytes in place: its content comes to lie behind
 * the IV, and *content_len gets its length, 0 or more, which the caller holds against its limit.
 * What is wrong, length, padding or MAC, is not told, neither by time: without encrypt_then_mac
 * that is the same for every padding of a record of this length (N. AlFardan and K. Paterson,
 * "Lucky Thirteen: Breaking the TLS and DTLS Record Protocols", 2013).
 * Returns 0, or BRISK_ERR_AUTH (*content_len is 0, and what was decrypted is zeroed). */
int brisk_cbc_hmac_open(const struct brisk_cbc_hmac *cbc, uint8_t *fragment, size_t fragment_len,
                        const uint8_t head[BRISK_CBC_HMAC_HEAD_SIZE], size_t *content_len);

#ifdef __cplusplus
}
#endif

#endif
