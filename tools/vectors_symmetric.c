/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Running test vectors: AEADs, hashes, HMAC and HKDF. */

#include "tools/vectors.h"

#include <stdlib.h>
#include <string.h>

#include <brisk/aead.h>
#include <brisk/error.h>
#include <brisk/hash.h>

struct aead_input {
    enum brisk_aead_alg alg;
    struct brisk_bytes key, nonce, aad, message, ciphertext, tag;
};

/* Decides which algorithm the case is for, and says what brisk lacks. */
static enum vector_outcome choose_aead(struct vector_case *c, struct aead_input *in)
{
    const char *name = vector_text(c, "algorithm");
    if (name && strcmp(name, "AES-GCM") == 0) {
        if (in->key.len != 16 && in->key.len != 32)
            return vector_unsupported(c, "%zu-bit keys", 8 * in->key.len);
        in->alg = in->key.len == 16 ? BRISK_AES_128_GCM : BRISK_AES_256_GCM;
    } else if (name && strcmp(name, "CHACHA20-POLY1305") == 0) {
        in->alg = BRISK_CHACHA20_POLY1305;
    } else {
        return vector_unsupported(c, "%s", name ? name : "an unnamed AEAD");
    }
    if (in->nonce.len != BRISK_AEAD_NONCE_SIZE)
        return vector_unsupported(c, "nonces not of 12 bytes");
    if (in->tag.len != BRISK_AEAD_TAG_SIZE)
        return vector_unsupported(c, "tags not of 16 bytes");
    return VECTOR_ACCEPTED;
}

/* `sealed` and `opened` have room for the ciphertext and tag. */
static enum vector_outcome seal_and_open(struct vector_case *c, const struct aead_input *in,
                                         uint8_t *sealed, uint8_t *opened)
{
    struct brisk_aead aead;
    const size_t len = in->ciphertext.len;
    int error = brisk_aead_init(&aead, in->alg, in->key.data, in->key.len);
    if (error)
        return vector_refused(c, error);
    memcpy(sealed, in->ciphertext.data, len);
    memcpy(sealed + len, in->tag.data, in->tag.len);
    memset(opened, 0xaa, len);
    error = brisk_aead_open(&aead, opened, in->nonce.data, sealed, len + in->tag.len, in->aad.data,
                            in->aad.len);
    if (error) {
        for (size_t i = 0; i < len; i++) {
            if (opened[i])
                return VECTOR_WRONG; /* plaintext of a forgery */
        }
        return vector_refused(c, error);
    }
    if (in->message.len != len || memcmp(opened, in->message.data, len) != 0)
        return VECTOR_WRONG;
    error = brisk_aead_seal(&aead, opened, in->nonce.data, in->message.data, len, in->aad.data,
                            in->aad.len);
    if (error)
        return vector_refused(c, error);
    return memcmp(opened, sealed, len + in->tag.len) == 0 ? VECTOR_ACCEPTED : VECTOR_WRONG;
}

enum vector_outcome vector_run_aead(struct vector_case *c)
{
    struct aead_input in;
    if (!vector_bytes(c, "key", &in.key) || !vector_bytes(c, "iv", &in.nonce) ||
        !vector_bytes(c, "aad", &in.aad) || !vector_bytes(c, "msg", &in.message) ||
        !vector_bytes(c, "ct", &in.ciphertext) || !vector_bytes(c, "tag", &in.tag))
        return VECTOR_MALFORMED;
    enum vector_outcome outcome = choose_aead(c, &in);
    if (outcome != VECTOR_ACCEPTED)
        return outcome;
    const size_t size = in.ciphertext.len + BRISK_AEAD_TAG_SIZE;
    uint8_t *sealed = malloc(size), *opened = malloc(size);
    outcome = sealed && opened ? seal_and_open(c, &in, sealed, opened)
                               : vector_unsupported(c, "out of memory");
    free(sealed);
    free(opened);
    return outcome;
}

enum vector_outcome vector_run_hash(struct vector_case *c)
{
    struct brisk_bytes message, digest;
    uint8_t got[BRISK_HASH_MAX_SIZE];
    const char *name = vector_text(c, "algorithm");
    const enum brisk_hash_alg alg = (enum brisk_hash_alg)vector_hash(name);
    if (!alg)
        return vector_unsupported(c, "%s", name ? name : "an unnamed hash");
    if (!vector_bytes(c, "msg", &message) || !vector_bytes(c, "digest", &digest))
        return VECTOR_MALFORMED;
    int error = brisk_hash_digest(alg, got, message.data, message.len);
    if (error)
        return vector_refused(c, error);
    return digest.len == brisk_hash_size(alg) && memcmp(got, digest.data, digest.len) == 0
               ? VECTOR_ACCEPTED
               : VECTOR_WRONG;
}

/* "HMACSHA256", "HKDF-SHA-256" */
static enum brisk_hash_alg find_hash(const char *algorithm, const char *sha256, const char *sha384,
                                     const char *sha512)
{
    if (!algorithm)
        return 0;
    if (strcmp(algorithm, sha256) == 0)
        return BRISK_SHA256;
    if (strcmp(algorithm, sha384) == 0)
        return BRISK_SHA384;
    return strcmp(algorithm, sha512) == 0 ? BRISK_SHA512 : 0;
}

/* Tags may be truncated: as many bytes as the file has are compared. */
enum vector_outcome vector_run_mac(struct vector_case *c)
{
    struct brisk_bytes key, message, tag;
    struct brisk_hmac_key hmac;
    uint8_t got[BRISK_HASH_MAX_SIZE];
    const char *name = vector_text(c, "algorithm");
    const enum brisk_hash_alg alg = find_hash(name, "HMACSHA256", "HMACSHA384", "HMACSHA512");
    if (!alg)
        return vector_unsupported(c, "%s", name ? name : "an unnamed MAC");
    if (!vector_bytes(c, "key", &key) || !vector_bytes(c, "msg", &message) ||
        !vector_bytes(c, "tag", &tag))
        return VECTOR_MALFORMED;
    if (brisk_hmac_key_init(&hmac, alg, key.data, key.len) != 0 || tag.len == 0 ||
        tag.len > brisk_hash_size(alg))
        return vector_refused(c, BRISK_ERR_LENGTH);
    brisk_hmac_tag(&hmac, got, message.data, message.len);
    return memcmp(got, tag.data, tag.len) == 0 ? VECTOR_ACCEPTED
                                               : vector_refused(c, BRISK_ERR_AUTH);
}

enum vector_outcome vector_run_hkdf(struct vector_case *c)
{
    struct brisk_bytes ikm, salt, info, want;
    struct brisk_hmac_key key;
    long size;
    uint8_t prk[BRISK_HASH_MAX_SIZE], got[255 * BRISK_HASH_MAX_SIZE + 1];
    const char *name = vector_text(c, "algorithm");
    const enum brisk_hash_alg alg = find_hash(name, "HKDF-SHA-256", "HKDF-SHA-384", "HKDF-SHA-512");
    if (!alg)
        return vector_unsupported(c, "%s", name ? name : "an unnamed KDF");
    if (!vector_bytes(c, "ikm", &ikm) || !vector_bytes(c, "salt", &salt) ||
        !vector_bytes(c, "info", &info) || !vector_bytes(c, "okm", &want) ||
        !vector_number(c, "size", &size))
        return VECTOR_MALFORMED;
    if (size < 0 || (size_t)size > sizeof(got))
        return vector_refused(c, BRISK_ERR_LENGTH);
    int error = brisk_hkdf_extract(alg, prk, salt.data, salt.len, ikm.data, ikm.len);
    if (!error)
        error = brisk_hmac_key_init(&key, alg, prk, brisk_hash_size(alg));
    if (!error)
        error = brisk_hkdf_expand(&key, got, (size_t)size, info.data, info.len);
    if (error)
        return vector_refused(c, error);
    return want.len == (size_t)size && memcmp(got, want.data, want.len) == 0 ? VECTOR_ACCEPTED
                                                                             : VECTOR_WRONG;
}
