/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Running test vectors: RSA. */

#include "tools/vectors.h"

#include <string.h>

#include <brisk/error.h>
#include <brisk/hash.h>
#include <brisk/key.h>
#include <brisk/rsa.h>

/* What brisk lacks for a case, if anything. */
static enum vector_outcome check_parameters(struct vector_case *c, enum brisk_hash_alg *hash)
{
    long bits;
    const char *name = vector_text(c, "sha");
    if (!vector_number(c, "keySize", &bits))
        return VECTOR_MALFORMED;
    if (bits < BRISK_RSA_MIN_BITS || bits > BRISK_RSA_MAX_BITS)
        return vector_unsupported(c, "RSA keys of %ld bits", bits);
    *hash = (enum brisk_hash_alg)vector_hash(name);
    if (name && !*hash)
        return vector_unsupported(c, "%s", name);
    return VECTOR_ACCEPTED;
}

/* The public key and the digest of the message. */
static enum vector_outcome read_public(struct vector_case *c, struct brisk_public_key *key,
                                       enum brisk_hash_alg hash, uint8_t *digest)
{
    struct brisk_bytes der, message;
    const char *field = vector_text(c, "publicKeyDer") ? "publicKeyDer" : "keyDer";
    if (!vector_bytes(c, field, &der) || !vector_bytes(c, "msg", &message))
        return VECTOR_MALFORMED;
    int error = brisk_public_key_from_der(key, der.data, der.len);
    if (!error)
        error = brisk_hash_digest(hash, digest, message.data, message.len);
    if (!error && key->type != BRISK_KEY_RSA)
        error = BRISK_ERR_KEY;
    return error ? vector_refused(c, error) : VECTOR_ACCEPTED;
}

enum vector_outcome vector_run_rsa_pkcs1(struct vector_case *c)
{
    enum brisk_hash_alg hash;
    struct brisk_public_key key;
    struct brisk_bytes signature;
    uint8_t digest[BRISK_HASH_MAX_SIZE];
    enum vector_outcome outcome = check_parameters(c, &hash);
    if (outcome == VECTOR_ACCEPTED)
        outcome = read_public(c, &key, hash, digest);
    if (outcome != VECTOR_ACCEPTED)
        return outcome;
    if (!vector_bytes(c, "sig", &signature))
        return VECTOR_MALFORMED;
    int error = brisk_rsa_pkcs1_verify(&key.as.rsa, signature.data, signature.len, hash, digest);
    return error ? vector_refused(c, error) : VECTOR_ACCEPTED;
}

enum vector_outcome vector_run_rsa_pss(struct vector_case *c)
{
    enum brisk_hash_alg hash;
    struct brisk_public_key key;
    struct brisk_bytes signature;
    uint8_t digest[BRISK_HASH_MAX_SIZE];
    long salt_len;
    const char *mgf_hash = vector_text(c, "mgfSha");
    enum vector_outcome outcome = check_parameters(c, &hash);
    if (outcome != VECTOR_ACCEPTED)
        return outcome;
    if (mgf_hash && vector_hash(mgf_hash) != (int)hash)
        return vector_unsupported(c, "MGF1 with another hash than the message");
    outcome = read_public(c, &key, hash, digest);
    if (outcome != VECTOR_ACCEPTED)
        return outcome;
    if (!vector_bytes(c, "sig", &signature) || !vector_number(c, "sLen", &salt_len))
        return VECTOR_MALFORMED;
    int error = brisk_rsa_pss_verify(&key.as.rsa, signature.data, signature.len, hash, digest,
                                     (size_t)salt_len);
    return error ? vector_refused(c, error) : VECTOR_ACCEPTED;
}

static enum vector_outcome read_private(struct vector_case *c, struct brisk_private_key *key)
{
    struct brisk_bytes der;
    if (!vector_bytes(c, "privateKeyPkcs8", &der))
        return VECTOR_MALFORMED;
    int error = brisk_private_key_from_der(key, der.data, der.len);
    if (!error && key->type != BRISK_KEY_RSA)
        error = BRISK_ERR_KEY;
    return error ? vector_refused(c, error) : VECTOR_ACCEPTED;
}

enum vector_outcome vector_run_rsa_pkcs1_sign(struct vector_case *c)
{
    enum brisk_hash_alg hash;
    struct brisk_private_key key;
    struct brisk_bytes message, signature;
    uint8_t digest[BRISK_HASH_MAX_SIZE], got[BRISK_RSA_MAX_SIZE];
    enum vector_outcome outcome = check_parameters(c, &hash);
    if (outcome == VECTOR_ACCEPTED)
        outcome = read_private(c, &key);
    if (outcome != VECTOR_ACCEPTED)
        return outcome;
    if (!vector_bytes(c, "msg", &message) || !vector_bytes(c, "sig", &signature))
        return VECTOR_MALFORMED;
    int error = brisk_hash_digest(hash, digest, message.data, message.len);
    if (!error)
        error = brisk_rsa_pkcs1_sign(&key.as.rsa, got, hash, digest);
    if (error)
        return vector_refused(c, error);
    const size_t size = (key.as.rsa.public_key.bits + 7) / 8;
    return signature.len == size && memcmp(got, signature.data, size) == 0 ? VECTOR_ACCEPTED
                                                                           : VECTOR_WRONG;
}

#define SECRET_SIZE 48 /* what TLS 1.2 asks for */

/* brisk does not tell bad padding from good: it gives other bytes instead. Refusal is then that
 * what comes out is not the end of the block that the private operation yields, and comes out again
 * the second time. */
static enum vector_outcome check_implicit_rejection(struct vector_case *c,
                                                    const struct brisk_rsa_private *key,
                                                    struct brisk_bytes ciphertext)
{
    uint8_t block[BRISK_RSA_MAX_SIZE], first[SECRET_SIZE], second[SECRET_SIZE];
    int error = brisk_rsa_pkcs1_decrypt(key, first, SECRET_SIZE, ciphertext.data, ciphertext.len);
    if (error)
        return vector_refused(c, error);
    error = brisk_rsa_pkcs1_decrypt(key, second, SECRET_SIZE, ciphertext.data, ciphertext.len);
    if (!error)
        error = brisk_rsa_private_op(key, block, ciphertext.data);
    if (error || memcmp(first, second, SECRET_SIZE) != 0)
        return VECTOR_WRONG;
    const uint8_t *tail = block + ciphertext.len - SECRET_SIZE;
    return memcmp(first, tail, SECRET_SIZE) != 0 ? vector_refused(c, BRISK_ERR_DECODE)
                                                 : VECTOR_ACCEPTED;
}

enum vector_outcome vector_run_rsa_decrypt(struct vector_case *c)
{
    enum brisk_hash_alg hash;
    struct brisk_private_key key;
    struct brisk_bytes message, ciphertext;
    uint8_t got[BRISK_RSA_MAX_SIZE];
    enum vector_outcome outcome = check_parameters(c, &hash);
    if (outcome == VECTOR_ACCEPTED)
        outcome = read_private(c, &key);
    if (outcome != VECTOR_ACCEPTED)
        return outcome;
    if (!vector_bytes(c, "msg", &message) || !vector_bytes(c, "ct", &ciphertext))
        return VECTOR_MALFORMED;
    if (!vector_is_valid(c))
        return check_implicit_rejection(c, &key.as.rsa, ciphertext);
    if (message.len > sizeof(got))
        return vector_refused(c, BRISK_ERR_LENGTH);
    int error =
        brisk_rsa_pkcs1_decrypt(&key.as.rsa, got, message.len, ciphertext.data, ciphertext.len);
    if (error)
        return vector_refused(c, error);
    return memcmp(got, message.data, message.len) == 0 ? VECTOR_ACCEPTED : VECTOR_WRONG;
}
