/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Keys of any type, their import and export, and signatures by TLS SignatureScheme (RFC 8446
 * section 4.2.3). Keys are read-only once built; any number of threads may use one. */

#ifndef BRISK_KEY_H
#define BRISK_KEY_H

#include <brisk/ec.h>
#include <brisk/rsa.h>

#ifdef __cplusplus
extern "C" {
#endif

/* NamedGroup (RFC 8446 section 4.2.7), the ones brisk has. */
enum {
    BRISK_GROUP_P256 = 0x0017,
    BRISK_GROUP_P384 = 0x0018,
    BRISK_GROUP_P521 = 0x0019,
    BRISK_GROUP_X25519 = 0x001d,
    BRISK_GROUP_FFDHE2048 = 0x0100, /* RFC 7919; brisk has them in TLS 1.2 only */
    BRISK_GROUP_FFDHE3072 = 0x0101,
    BRISK_GROUP_FFDHE4096 = 0x0102,
};

/* SignatureScheme (RFC 8446 section 4.2.3), the ones brisk has. */
enum {
    BRISK_SIG_RSA_PKCS1_SHA256 = 0x0401, /* in certificates only, as TLS 1.3 says */
    BRISK_SIG_RSA_PKCS1_SHA384 = 0x0501,
    BRISK_SIG_RSA_PKCS1_SHA512 = 0x0601,
    BRISK_SIG_ECDSA_P256_SHA256 = 0x0403,
    BRISK_SIG_ECDSA_P384_SHA384 = 0x0503,
    BRISK_SIG_ECDSA_P521_SHA512 = 0x0603,
    BRISK_SIG_RSA_PSS_RSAE_SHA256 = 0x0804,
    BRISK_SIG_RSA_PSS_RSAE_SHA384 = 0x0805,
    BRISK_SIG_RSA_PSS_RSAE_SHA512 = 0x0806,
    BRISK_SIG_ED25519 = 0x0807,
};

/* Pairs that only certificates use, numbered outside TLS's registry (X.509 binds no hash to a
 * curve as TLS 1.3 does). */
enum {
    BRISK_SIG_X509_ECDSA_P256_SHA384 = 0xfe01,
    BRISK_SIG_X509_ECDSA_P256_SHA512 = 0xfe02,
    BRISK_SIG_X509_ECDSA_P384_SHA256 = 0xfe03,
    BRISK_SIG_X509_ECDSA_P384_SHA512 = 0xfe04,
    BRISK_SIG_X509_ECDSA_P521_SHA256 = 0xfe05,
    BRISK_SIG_X509_ECDSA_P521_SHA384 = 0xfe06,
};

/* "x25519", "p256", "ecdsa_secp256r1_sha256", ...; "unknown" if brisk does not have it. */
const char *brisk_group_name(uint16_t group);
const char *brisk_signature_scheme_name(uint16_t scheme);

enum brisk_key_type {
    BRISK_KEY_RSA = 1,
    BRISK_KEY_P256 = 2,
    BRISK_KEY_P384 = 3,
    BRISK_KEY_ED25519 = 4,
    BRISK_KEY_P521 = 5,
};

struct brisk_public_key {
    enum brisk_key_type type;
    union {
        struct brisk_rsa_public rsa;
        uint8_t p256[BRISK_P256_PUBLIC_SIZE];
        uint8_t p384[BRISK_P384_PUBLIC_SIZE];
        uint8_t p521[BRISK_P521_PUBLIC_SIZE];
        uint8_t ed25519[BRISK_ED25519_PUBLIC_SIZE];
    } as;
};

/* Holds secrets: wipe it with brisk_wipe(). */
struct brisk_private_key {
    enum brisk_key_type type;
    struct brisk_public_key public_key;
    union {
        struct brisk_rsa_private rsa;
        uint8_t p256[BRISK_P256_PRIVATE_SIZE];
        uint8_t p384[BRISK_P384_PRIVATE_SIZE];
        uint8_t p521[BRISK_P521_PRIVATE_SIZE];
        uint8_t ed25519[BRISK_ED25519_PRIVATE_SIZE];
    } as;
};

/* Longest signature any key makes, and longest export, in bytes. */
#define BRISK_SIGNATURE_MAX_SIZE BRISK_RSA_MAX_SIZE
#define BRISK_PRIVATE_KEY_MAX_DER 2560
#define BRISK_PUBLIC_KEY_MAX_DER 576

/* Imports a private key from DER: PKCS#8 PrivateKeyInfo (RFC 5958), SEC 1 ECPrivateKey (RFC 5915)
 * or PKCS#1 RSAPrivateKey (RFC 8017), told apart by their structure. The public key is computed,
 * and compared if the encoding has one. Returns 0; BRISK_ERR_DECODE; BRISK_ERR_UNSUPPORTED (an
 * algorithm or curve brisk does not have, id-RSASSA-PSS among them; an encrypted key);
 * BRISK_ERR_KEY (inconsistent, or an RSA key of another size than brisk/rsa.h allows);
 * BRISK_ERR_RANDOM (an RSA key is tried once, and that takes blinding). */
int brisk_private_key_from_der(struct brisk_private_key *key, const uint8_t *der, size_t der_len);

/* The same from PEM text: the first block labelled PRIVATE KEY, EC PRIVATE KEY or RSA PRIVATE KEY;
 * others are passed over; ENCRYPTED PRIVATE KEY is BRISK_ERR_UNSUPPORTED. */
int brisk_private_key_from_pem(struct brisk_private_key *key, const char *pem, size_t pem_len);

/* Imports a public key from SubjectPublicKeyInfo (RFC 5280 section 4.1) or PKCS#1 RSAPublicKey.
 * Points are checked to be on the curve; compressed ones are BRISK_ERR_UNSUPPORTED. Errors as
 * above, and BRISK_ERR_POINT. */
int brisk_public_key_from_der(struct brisk_public_key *key, const uint8_t *der, size_t der_len);
int brisk_public_key_from_pem(struct brisk_public_key *key, const char *pem, size_t pem_len);

/* Checks an encoded public key as importing it does, without computing what only using it takes:
 * *type gets its type, *rsa_bits the size of an RSA modulus or 0. Returns what
 * brisk_public_key_from_der() returns. */
int brisk_public_key_check_der(enum brisk_key_type *type, unsigned *rsa_bits, const uint8_t *der,
                               size_t der_len);

/* Exports: PKCS#8, and SubjectPublicKeyInfo. Return 0 or BRISK_ERR_BUFFER. A private export is a
 * secret: wipe it. */
int brisk_private_key_to_der(const struct brisk_private_key *key, uint8_t *der, size_t der_capacity,
                             size_t *der_len);
int brisk_public_key_to_der(const struct brisk_public_key *key, uint8_t *der, size_t der_capacity,
                            size_t *der_len);

/* Makes a key. rsa_bits counts for BRISK_KEY_RSA only. Returns 0, BRISK_ERR_ARGUMENT
 * or BRISK_ERR_RANDOM. */
int brisk_private_key_generate(struct brisk_private_key *key, enum brisk_key_type type,
                               unsigned rsa_bits);

/* Whether a key can be used with a scheme: 1 or 0. */
int brisk_key_type_fits(enum brisk_key_type type, uint16_t scheme);

/* Signs a message (hashing included). `signature` has room for signature_capacity bytes,
 * BRISK_SIGNATURE_MAX_SIZE is always enough. ECDSA signatures are DER, as TLS has them.
 * Returns 0; BRISK_ERR_UNSUPPORTED (key and scheme do not fit); BRISK_ERR_BUFFER;
 * BRISK_ERR_RANDOM; BRISK_ERR_FAULT. */
int brisk_sign(const struct brisk_private_key *key, uint16_t scheme, uint8_t *signature,
               size_t signature_capacity, size_t *signature_len, const uint8_t *message,
               size_t message_len);

/* The hash that a scheme signs the digest of; 0 for Ed25519, which signs messages only, and for
 * what brisk does not have. */
enum brisk_hash_alg brisk_signature_scheme_hash(uint16_t scheme);

/* Signs a digest made with that hash, of its size. Returns what brisk_sign() does. */
int brisk_sign_digest(const struct brisk_private_key *key, uint16_t scheme, uint8_t *signature,
                      size_t signature_capacity, size_t *signature_len, const uint8_t *digest);

/* n of these with one scheme (brisk/many.h); keys may differ. With RSA it takes up to 128 KiB of
 * stack. `stats` may be NULL. */
void brisk_sign_digest_many(uint16_t scheme, int status[],
                            const struct brisk_private_key *const key[], uint8_t *const signature[],
                            const size_t signature_capacity[], size_t signature_len[],
                            const uint8_t *const digest[], size_t n,
                            struct brisk_many_stats *stats);

/* Verifies. Returns 0, BRISK_ERR_UNSUPPORTED or BRISK_ERR_SIGNATURE. */
int brisk_verify(const struct brisk_public_key *key, uint16_t scheme, const uint8_t *signature,
                 size_t signature_len, const uint8_t *message, size_t message_len);

/* What brisk/ec.h prepares, by the key's type. */
union brisk_prepared {
    const struct brisk_p256_prepared *p256;
    const struct brisk_p384_prepared *p384;
};

/* Verifies with the prepared form of the key, if there is one; with a NULL pointer, or a key of
 * another type, this is brisk_verify(). Returns what that returns; BRISK_ERR_ARGUMENT if the
 * prepared key is another one. */
int brisk_verify_prepared(const struct brisk_public_key *key, union brisk_prepared prepared,
                          uint16_t scheme, const uint8_t *signature, size_t signature_len,
                          const uint8_t *message, size_t message_len);

/* The same over a digest made with brisk_signature_scheme_hash(), of its size. */
int brisk_verify_digest(const struct brisk_public_key *key, union brisk_prepared prepared,
                        uint16_t scheme, const uint8_t *signature, size_t signature_len,
                        const uint8_t *digest);

/* n of these with one scheme (brisk/many.h); keys may differ. `stats` may be NULL. */
void brisk_verify_digest_many(uint16_t scheme, int status[],
                              const struct brisk_public_key *const key[],
                              const union brisk_prepared prepared[],
                              const uint8_t *const signature[], const size_t signature_len[],
                              const uint8_t *const digest[], size_t n,
                              struct brisk_many_stats *stats);

/* Key exchange by NamedGroup. Sizes in bytes, 0 for a group brisk does not have; at most
 * BRISK_EC_MAX_PUBLIC and BRISK_EC_MAX_PRIVATE for curves, brisk/ffdhe.h's for the others. */
size_t brisk_group_public_size(uint16_t group);
size_t brisk_group_private_size(uint16_t group);
size_t brisk_group_secret_size(uint16_t group);

/* A fresh key pair. Returns 0, BRISK_ERR_UNSUPPORTED or BRISK_ERR_RANDOM. */
int brisk_group_keypair(uint16_t group, uint8_t *public_key, uint8_t *private_key);

/* The shared secret. Returns 0, BRISK_ERR_UNSUPPORTED or BRISK_ERR_POINT. */
int brisk_group_shared(uint16_t group, uint8_t *secret, const uint8_t *private_key,
                       const uint8_t *peer_public, size_t peer_public_len);

/* n of them (brisk/many.h). Private keys are drawn together: if there is no randomness, all of them
 * fail. A group that brisk does not have leaves outputs untouched. `stats` may be NULL. */
void brisk_group_keypair_many(uint16_t group, int status[], uint8_t *const public_key[],
                              uint8_t *const private_key[], size_t n,
                              struct brisk_many_stats *stats);
void brisk_group_shared_many(uint16_t group, int status[], uint8_t *const secret[],
                             const uint8_t *const private_key[], const uint8_t *const peer_public[],
                             const size_t peer_public_len[], size_t n,
                             struct brisk_many_stats *stats);

#ifdef __cplusplus
}
#endif

#endif
