/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* RSA signatures and encryption (RFC 8017). */

#include <string.h>

#include <brisk/error.h>
#include <brisk/random.h>
#include <brisk/rsa.h>

#include "crypto/ct.h"
#include "crypto/impl.h"
#include "crypto/rsa_internal.h"

static void derive_substitute(const struct brisk_rsa_private *key, uint8_t *out, size_t out_len,
                              const uint8_t *in, size_t in_len);

/* The private operation on an encoding, if there is one. */
static int sign_encoded(const struct brisk_rsa_private *key, uint8_t *signature, const uint8_t *em,
                        int error)
{
    if (error) {
        memset(signature, 0, brisk_rsa_size(&key->public_key));
        return error;
    }
    return brisk_rsa_private_op(key, signature, em);
}

int brisk_rsa_pkcs1_sign(const struct brisk_rsa_private *key, uint8_t *signature,
                         enum brisk_hash_alg alg, const uint8_t *digest)
{
    uint8_t em[BRISK_RSA_MAX_SIZE];
    int error = brisk_rsa_pkcs1_encode(em, brisk_rsa_size(&key->public_key), alg, digest);
    return sign_encoded(key, signature, em, error);
}

int brisk_rsa_pkcs1_verify(const struct brisk_rsa_public *key, const uint8_t *signature,
                           size_t signature_len, enum brisk_hash_alg alg, const uint8_t *digest)
{
    uint8_t em[BRISK_RSA_MAX_SIZE], want[BRISK_RSA_MAX_SIZE];
    size_t size = brisk_rsa_size(key);
    int error = brisk_rsa_pkcs1_encode(want, size, alg, digest);
    if (error) {
        return error;
    }
    if (signature_len != size || brisk_rsa_public_op(key, em, signature)) {
        return BRISK_ERR_SIGNATURE;
    }
    return memcmp(em, want, size) == 0 ? 0 : BRISK_ERR_SIGNATURE;
}

int brisk_rsa_pss_pad(const struct brisk_rsa_public *key, uint8_t *em, enum brisk_hash_alg alg,
                      const uint8_t *digest, size_t salt_len)
{
    uint8_t salt[BRISK_RSA_MAX_SIZE];
    size_t em_bits = key->bits - 1, size = brisk_rsa_size(key);
    size_t lead = size - (em_bits + 7) / 8; /* 1 where the encoding has one byte less */
    int error = salt_len > sizeof(salt) ? BRISK_ERR_ARGUMENT : brisk_random(salt, salt_len);
    if (error) {
        return error;
    }
    memset(em, 0, lead);
    return brisk_rsa_pss_encode(em + lead, em_bits, alg, digest, salt, salt_len);
}

int brisk_rsa_pss_sign(const struct brisk_rsa_private *key, uint8_t *signature,
                       enum brisk_hash_alg alg, const uint8_t *digest, size_t salt_len)
{
    uint8_t em[BRISK_RSA_MAX_SIZE];
    int error = brisk_rsa_pss_pad(&key->public_key, em, alg, digest, salt_len);
    return sign_encoded(key, signature, em, error);
}

int brisk_rsa_pss_verify(const struct brisk_rsa_public *key, const uint8_t *signature,
                         size_t signature_len, enum brisk_hash_alg alg, const uint8_t *digest,
                         size_t salt_len)
{
    uint8_t em[BRISK_RSA_MAX_SIZE] = { 0 };
    size_t em_bits = key->bits - 1, size = brisk_rsa_size(key);
    size_t lead = size - (em_bits + 7) / 8;
    if (signature_len != size || brisk_rsa_public_op(key, em, signature) || (lead && em[0])) {
        memset(em, 0, sizeof(em)); /* goes on, for a wrong argument is told in any case */
    }
    return brisk_rsa_pss_check(em + lead, em_bits, alg, digest, salt_len);
}

int brisk_rsa_pkcs1_decrypt(const struct brisk_rsa_private *key, uint8_t *out, size_t out_len,
                            const uint8_t *in, size_t in_len)
{
    uint8_t em[BRISK_RSA_MAX_SIZE];
    size_t size = brisk_rsa_size(&key->public_key);
    if (in_len != size || out_len > size - 11) {
        return BRISK_ERR_LENGTH;
    }
    int error = brisk_rsa_private_op(key, em, in);
    if (error) {
        memset(out, 0, out_len);
        return error == BRISK_ERR_ARGUMENT ? BRISK_ERR_DECODE : error;
    }
    derive_substitute(key, out, out_len, in, in_len);
    brisk_rsa_pkcs1_unpad(out, out_len, em, size);
    brisk_wipe(em, sizeof(em));
    return 0;
}

int brisk_rsa_premaster_decrypt(const struct brisk_rsa_private *key,
                                uint8_t out[BRISK_RSA_PREMASTER_SIZE], uint16_t version,
                                const uint8_t *in, size_t in_len)
{
    uint8_t substitute[BRISK_RSA_PREMASTER_SIZE];
    derive_substitute(key, substitute, sizeof(substitute), in, in_len);
    int error = brisk_rsa_pkcs1_decrypt(key, out, BRISK_RSA_PREMASTER_SIZE, in, in_len);
    if (error == BRISK_ERR_LENGTH || error == BRISK_ERR_DECODE) {
        memcpy(out, substitute, sizeof(substitute)); /* a length or a number in plain sight */
        error = 0;
    }
    uint64_t good = ct_mask_equal(out[0], version >> 8) & ct_mask_equal(out[1], version & 0xff);
    for (size_t i = 0; i < BRISK_RSA_PREMASTER_SIZE; i++) {
        out[i] = (uint8_t)ct_select(good, out[i], substitute[i]);
    }
    if (error) {
        memset(out, 0, BRISK_RSA_PREMASTER_SIZE);
    }
    brisk_wipe(substitute, sizeof(substitute));
    return error;
}

int brisk_rsa_pkcs1_encrypt(const struct brisk_rsa_public *key, uint8_t *out, const uint8_t *in,
                            size_t in_len)
{
    uint8_t em[BRISK_RSA_MAX_SIZE];
    size_t size = brisk_rsa_size(key);
    if (in_len > size - 11) {
        return BRISK_ERR_LENGTH;
    }
    int error = brisk_rsa_pkcs1_pad(em, size, in, in_len);
    if (error == 0) {
        error = brisk_rsa_public_op(key, out, em);
    }
    brisk_wipe(em, sizeof(em));
    return error;
}

/* What a decryption gives instead of a message with bad padding: a pseudorandom function of the
 * ciphertext under a key that only the owner of the primes can compute, so that repeating a
 * ciphertext tells nothing either. */
static void derive_substitute(const struct brisk_rsa_private *key, uint8_t *out, size_t out_len,
                              const uint8_t *in, size_t in_len)
{
    static const uint8_t label[] = "brisk RSAES-PKCS1-v1_5 implicit rejection";
    uint8_t primes[2 * sizeof(key->p.p)], prk[32];
    struct brisk_hmac_key hmac;
    memcpy(primes, key->p.p, sizeof(key->p.p));
    memcpy(primes + sizeof(key->p.p), key->q.p, sizeof(key->q.p));
    brisk_hmac_key_init(&hmac, BRISK_SHA256, primes, sizeof(primes));
    brisk_hmac_tag(&hmac, prk, in, in_len);
    brisk_hmac_key_init(&hmac, BRISK_SHA256, prk, sizeof(prk));
    brisk_hkdf_expand(&hmac, out, out_len, label, sizeof(label) - 1);
    brisk_wipe(&hmac, sizeof(hmac));
    brisk_wipe(primes, sizeof(primes));
    brisk_wipe(prk, sizeof(prk));
}
