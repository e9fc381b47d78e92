/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Signatures by scheme: one row of a table says what a scheme is made of. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/key.h>
#include <brisk/random.h>

#include "crypto/rsa_internal.h"
#include "crypto/sign_internal.h"

enum padding { PADDING_NONE, PADDING_PKCS1, PADDING_PSS };

struct scheme {
    uint16_t number;
    enum brisk_key_type type;
    enum brisk_hash_alg hash; /* not of Ed25519, which hashes on its own */
    enum padding padding;
    const char *name;
};

static const struct scheme schemes[] = {
    { BRISK_SIG_ECDSA_P256_SHA256, BRISK_KEY_P256, BRISK_SHA256, PADDING_NONE,
      "ecdsa_secp256r1_sha256" },
    { BRISK_SIG_ECDSA_P384_SHA384, BRISK_KEY_P384, BRISK_SHA384, PADDING_NONE,
      "ecdsa_secp384r1_sha384" },
    { BRISK_SIG_ECDSA_P521_SHA512, BRISK_KEY_P521, BRISK_SHA512, PADDING_NONE,
      "ecdsa_secp521r1_sha512" },
    { BRISK_SIG_ED25519, BRISK_KEY_ED25519, BRISK_SHA512, PADDING_NONE, "ed25519" },
    { BRISK_SIG_RSA_PSS_RSAE_SHA256, BRISK_KEY_RSA, BRISK_SHA256, PADDING_PSS,
      "rsa_pss_rsae_sha256" },
    { BRISK_SIG_RSA_PSS_RSAE_SHA384, BRISK_KEY_RSA, BRISK_SHA384, PADDING_PSS,
      "rsa_pss_rsae_sha384" },
    { BRISK_SIG_RSA_PSS_RSAE_SHA512, BRISK_KEY_RSA, BRISK_SHA512, PADDING_PSS,
      "rsa_pss_rsae_sha512" },
    { BRISK_SIG_RSA_PKCS1_SHA256, BRISK_KEY_RSA, BRISK_SHA256, PADDING_PKCS1, "rsa_pkcs1_sha256" },
    { BRISK_SIG_RSA_PKCS1_SHA384, BRISK_KEY_RSA, BRISK_SHA384, PADDING_PKCS1, "rsa_pkcs1_sha384" },
    { BRISK_SIG_RSA_PKCS1_SHA512, BRISK_KEY_RSA, BRISK_SHA512, PADDING_PKCS1, "rsa_pkcs1_sha512" },
    { BRISK_SIG_X509_ECDSA_P256_SHA384, BRISK_KEY_P256, BRISK_SHA384, PADDING_NONE,
      "ecdsa_secp256r1_sha384" },
    { BRISK_SIG_X509_ECDSA_P256_SHA512, BRISK_KEY_P256, BRISK_SHA512, PADDING_NONE,
      "ecdsa_secp256r1_sha512" },
    { BRISK_SIG_X509_ECDSA_P384_SHA256, BRISK_KEY_P384, BRISK_SHA256, PADDING_NONE,
      "ecdsa_secp384r1_sha256" },
    { BRISK_SIG_X509_ECDSA_P384_SHA512, BRISK_KEY_P384, BRISK_SHA512, PADDING_NONE,
      "ecdsa_secp384r1_sha512" },
    { BRISK_SIG_X509_ECDSA_P521_SHA256, BRISK_KEY_P521, BRISK_SHA256, PADDING_NONE,
      "ecdsa_secp521r1_sha256" },
    { BRISK_SIG_X509_ECDSA_P521_SHA384, BRISK_KEY_P521, BRISK_SHA384, PADDING_NONE,
      "ecdsa_secp521r1_sha384" },
};

static const struct scheme *find_scheme(uint16_t number);
static int sign_rsa(const struct brisk_rsa_private *key, const struct scheme *scheme,
                    uint8_t *signature, const uint8_t *digest);
static int sign_ecdsa(const struct brisk_private_key *key, uint8_t *signature,
                      size_t *signature_len, const uint8_t *digest, size_t digest_len);
static int is_of_another_key(const struct brisk_public_key *key, union brisk_prepared prepared);
static int verify_digest(const struct brisk_public_key *key, union brisk_prepared prepared,
                         const struct scheme *scheme, const uint8_t *signature,
                         size_t signature_len, const uint8_t *digest, size_t digest_len);

const char *brisk_signature_scheme_name(uint16_t number)
{
    const struct scheme *scheme = find_scheme(number);
    return scheme ? scheme->name : "unknown";
}

int brisk_key_type_fits(enum brisk_key_type type, uint16_t number)
{
    const struct scheme *scheme = find_scheme(number);
    return scheme != NULL && scheme->type == type;
}

enum brisk_hash_alg brisk_signature_scheme_hash(uint16_t number)
{
    const struct scheme *scheme = find_scheme(number);
    return scheme && scheme->type != BRISK_KEY_ED25519 ? scheme->hash : (enum brisk_hash_alg)0;
}

int brisk_sign(const struct brisk_private_key *key, uint16_t number, uint8_t *signature,
               size_t signature_capacity, size_t *signature_len, const uint8_t *message,
               size_t message_len)
{
    const struct scheme *scheme = find_scheme(number);
    uint8_t digest[BRISK_HASH_MAX_SIZE], out[BRISK_ED25519_SIGNATURE_SIZE];
    if (!scheme || scheme->type != key->type) {
        return BRISK_ERR_UNSUPPORTED;
    }
    if (key->type != BRISK_KEY_ED25519) {
        brisk_hash_digest(scheme->hash, digest, message, message_len);
        return brisk_sign_digest(key, number, signature, signature_capacity, signature_len, digest);
    }
    int error =
        brisk_ed25519_sign(out, key->as.ed25519, key->public_key.as.ed25519, message, message_len);
    if (error == 0 && signature_capacity < sizeof(out)) {
        error = BRISK_ERR_BUFFER;
    }
    if (error) {
        return error;
    }
    memcpy(signature, out, sizeof(out));
    *signature_len = sizeof(out);
    return 0;
}

int brisk_sign_digest(const struct brisk_private_key *key, uint16_t number, uint8_t *signature,
                      size_t signature_capacity, size_t *signature_len, const uint8_t *digest)
{
    const struct scheme *scheme = find_scheme(number);
    if (!scheme || scheme->type != key->type || key->type == BRISK_KEY_ED25519) {
        return BRISK_ERR_UNSUPPORTED;
    }
    uint8_t out[BRISK_SIGNATURE_MAX_SIZE];
    size_t out_len = 0;
    int error;
    if (key->type == BRISK_KEY_RSA) {
        out_len = (key->as.rsa.public_key.bits + 7) / 8;
        error = out_len > signature_capacity ? BRISK_ERR_BUFFER
                                             : sign_rsa(&key->as.rsa, scheme, out, digest);
    } else {
        error = sign_ecdsa(key, out, &out_len, digest, brisk_hash_size(scheme->hash));
    }
    if (error == 0 && out_len > signature_capacity) {
        error = BRISK_ERR_BUFFER;
    }
    if (error) {
        return error;
    }
    memcpy(signature, out, out_len);
    *signature_len = out_len;
    return 0;
}

int brisk_verify(const struct brisk_public_key *key, uint16_t number, const uint8_t *signature,
                 size_t signature_len, const uint8_t *message, size_t message_len)
{
    const union brisk_prepared none = { NULL };
    return brisk_verify_prepared(key, none, number, signature, signature_len, message, message_len);
}

int brisk_verify_prepared(const struct brisk_public_key *key, union brisk_prepared prepared,
                          uint16_t number, const uint8_t *signature, size_t signature_len,
                          const uint8_t *message, size_t message_len)
{
    const struct scheme *scheme = find_scheme(number);
    uint8_t digest[BRISK_HASH_MAX_SIZE];
    if (!scheme || scheme->type != key->type) {
        return BRISK_ERR_UNSUPPORTED;
    }
    if (key->type != BRISK_KEY_ED25519) {
        brisk_hash_digest(scheme->hash, digest, message, message_len);
        return brisk_verify_digest(key, prepared, number, signature, signature_len, digest);
    }
    return signature_len != BRISK_ED25519_SIGNATURE_SIZE ||
                   brisk_ed25519_verify(signature, key->as.ed25519, message, message_len)
               ? BRISK_ERR_SIGNATURE
               : 0;
}

int brisk_verify_digest(const struct brisk_public_key *key, union brisk_prepared prepared,
                        uint16_t number, const uint8_t *signature, size_t signature_len,
                        const uint8_t *digest)
{
    const struct scheme *scheme = find_scheme(number);
    if (!scheme || scheme->type != key->type || key->type == BRISK_KEY_ED25519) {
        return BRISK_ERR_UNSUPPORTED;
    }
    if (is_of_another_key(key, prepared)) {
        return BRISK_ERR_ARGUMENT;
    }
    return verify_digest(key, prepared, scheme, signature, signature_len, digest,
                         brisk_hash_size(scheme->hash))
               ? BRISK_ERR_SIGNATURE
               : 0;
}

static const struct scheme *find_scheme(uint16_t number)
{
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (schemes[i].number == number) {
            return &schemes[i];
        }
    }
    return NULL;
}

int brisk_sign_encode_rsa(const struct brisk_rsa_public *key, uint16_t number, uint8_t *em,
                          const uint8_t *digest)
{
    const struct scheme *scheme = find_scheme(number);
    if (scheme->padding == PADDING_PSS) {
        return brisk_rsa_pss_pad(key, em, scheme->hash, digest, brisk_hash_size(scheme->hash));
    }
    return brisk_rsa_pkcs1_encode(em, brisk_rsa_size(key), scheme->hash, digest);
}

/* TLS wants a salt as long as the digest (RFC 8446 section 4.2.3). */
static int sign_rsa(const struct brisk_rsa_private *key, const struct scheme *scheme,
                    uint8_t *signature, const uint8_t *digest)
{
    if (scheme->padding == PADDING_PSS) {
        return brisk_rsa_pss_sign(key, signature, scheme->hash, digest,
                                  brisk_hash_size(scheme->hash));
    }
    return brisk_rsa_pkcs1_sign(key, signature, scheme->hash, digest);
}

static size_t scalar_size(enum brisk_key_type type)
{
    return type == BRISK_KEY_P256   ? BRISK_P256_PRIVATE_SIZE
           : type == BRISK_KEY_P384 ? BRISK_P384_PRIVATE_SIZE
                                    : BRISK_P521_PRIVATE_SIZE;
}

static int sign_ecdsa(const struct brisk_private_key *key, uint8_t *signature,
                      size_t *signature_len, const uint8_t *digest, size_t digest_len)
{
    uint8_t raw[BRISK_P521_SIGNATURE_SIZE];
    int error;
    if (key->type == BRISK_KEY_P256) {
        error = brisk_ecdsa_p256_sign(raw, key->as.p256, digest, digest_len);
    } else if (key->type == BRISK_KEY_P384) {
        error = brisk_ecdsa_p384_sign(raw, key->as.p384, digest, digest_len);
    } else {
        error = brisk_ecdsa_p521_sign(raw, key->as.p521, digest, digest_len);
    }
    return error ? error
                 : brisk_ecdsa_to_der(signature, signature_len, raw, scalar_size(key->type));
}

/* Compares all of the key, so that a mistake in a caller's cache cannot accept a signature. */
static int is_of_another_key(const struct brisk_public_key *key, union brisk_prepared prepared)
{
    if (key->type == BRISK_KEY_P256 && prepared.p256) {
        return memcmp(prepared.p256->public_key, key->as.p256, sizeof(key->as.p256)) != 0;
    }
    if (key->type == BRISK_KEY_P384 && prepared.p384) {
        return memcmp(prepared.p384->public_key, key->as.p384, sizeof(key->as.p384)) != 0;
    }
    return 0;
}

static int verify_ecdsa(const struct brisk_public_key *key, union brisk_prepared prepared,
                        const uint8_t *signature, size_t signature_len, const uint8_t *digest,
                        size_t digest_len)
{
    uint8_t raw[BRISK_P521_SIGNATURE_SIZE];
    int error = brisk_ecdsa_from_der(raw, scalar_size(key->type), signature, signature_len);
    if (error) {
        return error;
    }
    if (key->type == BRISK_KEY_P521) {
        return brisk_ecdsa_p521_verify(raw, key->as.p521, digest, digest_len);
    }
    if (key->type == BRISK_KEY_P256) {
        return prepared.p256
                   ? brisk_ecdsa_p256_verify_prepared(raw, prepared.p256, digest, digest_len)
                   : brisk_ecdsa_p256_verify(raw, key->as.p256, digest, digest_len);
    }
    return prepared.p384 ? brisk_ecdsa_p384_verify_prepared(raw, prepared.p384, digest, digest_len)
                         : brisk_ecdsa_p384_verify(raw, key->as.p384, digest, digest_len);
}

static int verify_digest(const struct brisk_public_key *key, union brisk_prepared prepared,
                         const struct scheme *scheme, const uint8_t *signature,
                         size_t signature_len, const uint8_t *digest, size_t digest_len)
{
    if (scheme->padding == PADDING_PSS) {
        return brisk_rsa_pss_verify(&key->as.rsa, signature, signature_len, scheme->hash, digest,
                                    digest_len);
    }
    if (scheme->padding == PADDING_PKCS1) {
        return brisk_rsa_pkcs1_verify(&key->as.rsa, signature, signature_len, scheme->hash, digest);
    }
    return verify_ecdsa(key, prepared, signature, signature_len, digest, digest_len);
}
