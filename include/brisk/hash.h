/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* SHA-256, SHA-384, SHA-512 and SHA-1 (FIPS 180-4), HMAC (RFC 2104) and HKDF (RFC 5869), with
 * TLS 1.3's labels (RFC 8446 section 7.1).
 *
 * All functions run in time that depends only on lengths and on the algorithm. Contexts hold no
 * pointers and may be copied with `=` to fork a computation (a TLS transcript, say). Distinct
 * contexts may be used from distinct threads; one context must not be shared without a lock. */

#ifndef BRISK_HASH_H
#define BRISK_HASH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum brisk_hash_alg {
    BRISK_SHA256 = 1,
    BRISK_SHA384 = 2,
    BRISK_SHA512 = 3,
    BRISK_SHA1 = 4, /* broken: for names (OCSP's CertID) and old suites' HMAC, not for signatures */
};

#define BRISK_HASH_MAX_SIZE 64   /* bytes: the longest digest, SHA-512's */
#define BRISK_HASH_MAX_BLOCK 128 /* bytes: the longest block, SHA-512's */

/* A running hash. Fields are private. */
struct brisk_hash {
    enum brisk_hash_alg alg;
    uint32_t block_used; /* bytes waiting in block */
    uint64_t num_bytes;  /* bytes hashed so far, all included */
    union {
        uint32_t w32[8]; /* SHA-256; SHA-1 has five words */
        uint64_t w64[8]; /* SHA-384, SHA-512 */
    } state;
    uint8_t block[BRISK_HASH_MAX_BLOCK];
};

/* Digest size of `alg` in bytes (32, 48, 64 or 20), or 0 if it is not a hash brisk has. */
size_t brisk_hash_size(enum brisk_hash_alg alg);

/* Block size of `alg` in bytes (64 or 128), or 0 if it is not a hash brisk has. */
size_t brisk_hash_block_size(enum brisk_hash_alg alg);

/* Starts a hash. Returns 0, or BRISK_ERR_ARGUMENT for an unknown alg. */
int brisk_hash_init(struct brisk_hash *hash, enum brisk_hash_alg alg);

/* Hashes in_len bytes more. `in` may be NULL if in_len is 0. */
void brisk_hash_update(struct brisk_hash *hash, const uint8_t *in, size_t in_len);

/* Writes the digest (brisk_hash_size(alg) bytes) and wipes the context. To go on hashing after
 * reading the digest, call it on a copy. */
void brisk_hash_final(struct brisk_hash *hash, uint8_t *digest);

/* The digest of one message in one call. Returns 0, or BRISK_ERR_ARGUMENT for an unknown alg. */
int brisk_hash_digest(enum brisk_hash_alg alg, uint8_t *digest, const uint8_t *in, size_t in_len);

/* An HMAC key: the two hash states after the padded key, so that a key that is used twice is
 * hashed once. Fields are private. Holds a secret: wipe it with brisk_wipe() (brisk/random.h). */
struct brisk_hmac_key {
    enum brisk_hash_alg alg;
    union {
        uint32_t w32[8];
        uint64_t w64[8];
    } inner, outer;
};

/* A running HMAC. Fields are private. */
struct brisk_hmac {
    struct brisk_hash inner;
    struct brisk_hmac_key key;
};

/* Prepares a key of key_len bytes (any length; one over the block size is hashed first).
 * Returns 0, or BRISK_ERR_ARGUMENT for an unknown alg. */
int brisk_hmac_key_init(struct brisk_hmac_key *key, enum brisk_hash_alg alg, const uint8_t *in,
                        size_t in_len);

/* Starts, continues and ends an HMAC. The tag has brisk_hash_size(alg) bytes; final wipes. */
void brisk_hmac_init(struct brisk_hmac *hmac, const struct brisk_hmac_key *key);
void brisk_hmac_update(struct brisk_hmac *hmac, const uint8_t *in, size_t in_len);
void brisk_hmac_final(struct brisk_hmac *hmac, uint8_t *tag);

/* The HMAC of one message in one call: brisk_hash_size(key->alg) bytes to `tag`. */
void brisk_hmac_tag(const struct brisk_hmac_key *key, uint8_t *tag, const uint8_t *in,
                    size_t in_len);

/* HKDF-Extract (RFC 5869 section 2.2): prk gets brisk_hash_size(alg) bytes. A salt of length 0
 * stands for a string of zeros, as the RFC says. Returns 0 or BRISK_ERR_ARGUMENT. */
int brisk_hkdf_extract(enum brisk_hash_alg alg, uint8_t *prk, const uint8_t *salt, size_t salt_len,
                       const uint8_t *ikm, size_t ikm_len);

/* HKDF-Expand (RFC 5869 section 2.3) from a PRK prepared with brisk_hmac_key_init().
 * Returns 0, or BRISK_ERR_LENGTH if out_len is over 255 times the digest size. */
int brisk_hkdf_expand(const struct brisk_hmac_key *prk, uint8_t *out, size_t out_len,
                      const uint8_t *info, size_t info_len);

/* HKDF-Expand-Label (RFC 8446 section 7.1). `label` is a C string without the "tls13 " prefix, at
 * most 249 characters; context_len is at most 255, out_len at most 255 times the digest size.
 * Returns 0, or BRISK_ERR_LENGTH if one of these is exceeded. */
int brisk_hkdf_expand_label(const struct brisk_hmac_key *secret, uint8_t *out, size_t out_len,
                            const char *label, const uint8_t *context, size_t context_len);

#ifdef __cplusplus
}
#endif

#endif
