/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* OpenSSL's side of the crypto suite: libcrypto through EVP the way that costs it least. Algorithms
 * are fetched once, contexts and keys are made once per thread and used again. */

#include "bench/peer_openssl.h"

#include <brisk/brisk.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/credentials.h"

struct work {
    size_t size;
    EVP_CIPHER *cipher;
    EVP_CIPHER_CTX *cipher_ctx;
    EVP_MD *digest;
    EVP_MD_CTX *digest_ctx;
    EVP_MAC *mac;
    EVP_MAC_CTX *mac_ctx;
    EVP_PKEY *key;
    EVP_PKEY_CTX *key_ctx;
    EC_GROUP *group;
    EC_POINT *point;
    BN_CTX *numbers;
    BIGNUM *scalar, *modulus, *base, *power;
    BN_MONT_CTX *montgomery;
    uint8_t nonce[12], aad[CRYPTO_AAD_SIZE], tag[16];
    uint8_t private_key[48], message[CRYPTO_MESSAGE_SIZE];
    uint8_t signature[512];
    size_t signature_len;
    uint8_t *in, *out;
};

const char *openssl_version(void)
{
    return OpenSSL_version(OPENSSL_VERSION);
}

EVP_PKEY *openssl_import(const struct brisk_private_key *key)
{
    uint8_t der[BRISK_PRIVATE_KEY_MAX_DER];
    size_t der_len;
    const uint8_t *cursor = der;
    if (key == NULL || brisk_private_key_to_der(key, der, sizeof der, &der_len) != 0)
        return NULL;
    EVP_PKEY *imported = d2i_AutoPrivateKey(NULL, &cursor, (long)der_len);
    brisk_wipe(der, sizeof der);
    return imported;
}

static void close_work(void *work)
{
    struct work *w = work;
    EVP_CIPHER_free(w->cipher);
    EVP_CIPHER_CTX_free(w->cipher_ctx);
    EVP_MD_free(w->digest);
    EVP_MD_CTX_free(w->digest_ctx);
    EVP_MAC_free(w->mac);
    EVP_MAC_CTX_free(w->mac_ctx);
    EVP_PKEY_free(w->key);
    EVP_PKEY_CTX_free(w->key_ctx);
    EC_POINT_free(w->point);
    EC_GROUP_free(w->group);
    BN_CTX_free(w->numbers);
    BN_free(w->scalar);
    BN_free(w->modulus);
    BN_free(w->base);
    BN_free(w->power);
    BN_MONT_CTX_free(w->montgomery);
    free(w->in);
    free(w->out);
    free(w);
}

static struct work *new_work(size_t size)
{
    struct work *w = calloc(1, sizeof *w);
    if (w == NULL)
        return NULL;
    w->size = size;
    w->in = aligned_alloc(64, (size + 512 + 63) / 64 * 64);
    w->out = aligned_alloc(64, (size + 512 + 63) / 64 * 64);
    if (w->in == NULL || w->out == NULL) {
        close_work(w);
        return NULL;
    }
    crypto_fill(w->in, size + 512, 1);
    crypto_fill(w->aad, sizeof w->aad, 2);
    crypto_fill(w->nonce, sizeof w->nonce, 3);
    crypto_fill(w->message, sizeof w->message, 4);
    crypto_fill(w->private_key, sizeof w->private_key, 6);
    return w;
}

/* Does the operation once; what does not work is not measured. */
static void *checked(const struct crypto_op *op, struct work *w, int ready)
{
    if (ready && op->run(w, 1) == 0)
        return w;
    close_work(w);
    return NULL;
}

/* AEADs */

static const char *const ciphers[] = {
    [BRISK_AES_128_GCM] = "AES-128-GCM",
    [BRISK_AES_256_GCM] = "AES-256-GCM",
    [BRISK_CHACHA20_POLY1305] = "ChaCha20-Poly1305",
};

static int start_cipher(struct work *w, int alg, int encrypts)
{
    uint8_t key[32];
    crypto_fill(key, sizeof key, 5);
    EVP_CIPHER_free(w->cipher);
    EVP_CIPHER_CTX_free(w->cipher_ctx);
    w->cipher = EVP_CIPHER_fetch(NULL, ciphers[alg], NULL);
    w->cipher_ctx = EVP_CIPHER_CTX_new();
    return w->cipher != NULL && w->cipher_ctx != NULL &&
           EVP_CipherInit_ex2(w->cipher_ctx, w->cipher, key, w->nonce, encrypts, NULL) == 1;
}

static int run_seal(void *work, uint64_t n)
{
    struct work *w = work;
    int good = 1, len;
    for (uint64_t i = 0; i < n; i++) {
        memcpy(w->nonce, &i, sizeof i);
        good &= EVP_EncryptInit_ex2(w->cipher_ctx, NULL, NULL, w->nonce, NULL);
        good &= EVP_EncryptUpdate(w->cipher_ctx, NULL, &len, w->aad, sizeof w->aad);
        good &= EVP_EncryptUpdate(w->cipher_ctx, w->out, &len, w->in, (int)w->size);
        good &= EVP_EncryptFinal_ex(w->cipher_ctx, w->out + len, &len);
        good &= EVP_CIPHER_CTX_ctrl(w->cipher_ctx, EVP_CTRL_AEAD_GET_TAG, 16, w->tag);
    }
    return good ? 0 : -1;
}

static int run_open(void *work, uint64_t n)
{
    struct work *w = work;
    int good = 1, len;
    for (uint64_t i = 0; i < n; i++) {
        good &= EVP_DecryptInit_ex2(w->cipher_ctx, NULL, NULL, w->nonce, NULL);
        good &= EVP_CIPHER_CTX_ctrl(w->cipher_ctx, EVP_CTRL_AEAD_SET_TAG, 16, w->tag);
        good &= EVP_DecryptUpdate(w->cipher_ctx, NULL, &len, w->aad, sizeof w->aad);
        good &= EVP_DecryptUpdate(w->cipher_ctx, w->out, &len, w->in, (int)w->size);
        good &= EVP_DecryptFinal_ex(w->cipher_ctx, w->out + len, &len);
    }
    return good ? 0 : -1;
}

static void *open_seal(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(size);
    return w == NULL ? NULL : checked(op, w, start_cipher(w, op->param, 1));
}

static void *open_open(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(size);
    if (w == NULL)
        return NULL;
    int ready = start_cipher(w, op->param, 1) && run_seal(w, 1) == 0;
    uint8_t *sealed = w->out;
    w->out = w->in;
    w->in = sealed;
    return checked(op, w, ready && start_cipher(w, op->param, 0));
}

/* Hashes */

static const char *const digests[] = {
    [BRISK_SHA256] = "SHA256",
    [BRISK_SHA384] = "SHA384",
    [BRISK_SHA512] = "SHA512",
};

static int run_hash(void *work, uint64_t n)
{
    struct work *w = work;
    int good = 1;
    for (uint64_t i = 0; i < n; i++) {
        good &= EVP_DigestInit_ex2(w->digest_ctx, NULL, NULL);
        good &= EVP_DigestUpdate(w->digest_ctx, w->in, w->size);
        good &= EVP_DigestFinal_ex(w->digest_ctx, w->out, NULL);
    }
    return good ? 0 : -1;
}

static void *open_hash(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(size);
    if (w == NULL)
        return NULL;
    w->digest = EVP_MD_fetch(NULL, digests[op->param], NULL);
    w->digest_ctx = EVP_MD_CTX_new();
    return checked(op, w,
                   w->digest != NULL && w->digest_ctx != NULL &&
                       EVP_DigestInit_ex2(w->digest_ctx, w->digest, NULL) == 1);
}

static int run_hmac(void *work, uint64_t n)
{
    struct work *w = work;
    int good = 1;
    size_t len;
    for (uint64_t i = 0; i < n; i++) {
        good &= EVP_MAC_init(w->mac_ctx, NULL, 0, NULL);
        good &= EVP_MAC_update(w->mac_ctx, w->in, w->size);
        good &= EVP_MAC_final(w->mac_ctx, w->out, &len, 64);
    }
    return good ? 0 : -1;
}

static void *open_hmac(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(size);
    if (w == NULL)
        return NULL;
    char name[16];
    strcpy(name, digests[op->param]);
    const OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string("digest", name, 0),
                                  OSSL_PARAM_construct_end() };
    w->mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    w->mac_ctx = w->mac == NULL ? NULL : EVP_MAC_CTX_new(w->mac);
    return checked(op, w,
                   w->mac_ctx != NULL &&
                       EVP_MAC_init(w->mac_ctx, w->message, sizeof w->message, params) == 1);
}

/* Key exchange */

/* The import of a raw private key computes its public key, without drawing a random one. */
static int run_x25519_public(void *work, uint64_t n)
{
    struct work *w = work;
    int good = 1;
    size_t len = 32;
    for (uint64_t i = 0; i < n; i++) {
        EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, w->private_key, 32);
        good &= key != NULL && EVP_PKEY_get_raw_public_key(key, w->out, &len) == 1;
        EVP_PKEY_free(key);
    }
    return good ? 0 : -1;
}

static void *open_x25519_public(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(size);
    return w == NULL ? NULL : checked(op, w, 1);
}

/* EVP has no call that computes a NIST curve's public key and nothing else. */
static int run_curve_public(void *work, uint64_t n)
{
    struct work *w = work;
    int good = 1;
    for (uint64_t i = 0; i < n; i++) {
        good &= EC_POINT_mul(w->group, w->point, w->scalar, NULL, NULL, w->numbers);
        good &= EC_POINT_point2oct(w->group, w->point, POINT_CONVERSION_UNCOMPRESSED, w->out, 128,
                                   w->numbers) > 0;
    }
    return good ? 0 : -1;
}

static void *open_curve_public(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(size);
    if (w == NULL)
        return NULL;
    int is_p256 = op->param == BRISK_GROUP_P256;
    w->group = EC_GROUP_new_by_curve_name(is_p256 ? NID_X9_62_prime256v1 : NID_secp384r1);
    w->point = w->group == NULL ? NULL : EC_POINT_new(w->group);
    w->numbers = BN_CTX_new();
    w->scalar = BN_bin2bn(w->private_key, is_p256 ? 32 : 48, NULL);
    return checked(op, w, w->point != NULL && w->numbers != NULL && w->scalar != NULL);
}

/* EVP has no call that computes a finite-field public key and nothing else either: this is what
 * its key generation does behind the choice of the private key. */
static int run_ffdhe_public(void *work, uint64_t n)
{
    struct work *w = work;
    int good = 1;
    for (uint64_t i = 0; i < n; i++) {
        good &= BN_mod_exp_mont_consttime(w->power, w->base, w->scalar, w->modulus, w->numbers,
                                          w->montgomery);
        good &= BN_bn2binpad(w->power, w->out, BN_num_bytes(w->modulus)) > 0;
    }
    return good ? 0 : -1;
}

static void *open_ffdhe_public(const struct crypto_op *op, size_t size)
{
    uint8_t prime[BRISK_FFDHE_MAX_SIZE];
    struct work *w = new_work(size);
    if (w == NULL)
        return NULL;
    w->private_key[0] = 1; /* 225 bits */
    w->numbers = BN_CTX_new();
    w->montgomery = BN_MONT_CTX_new();
    w->power = BN_new();
    w->base = BN_new();
    w->scalar =
        BN_bin2bn(w->private_key, (int)brisk_ffdhe_private_size(BRISK_GROUP_FFDHE2048), NULL);
    w->modulus = brisk_ffdhe_prime(BRISK_GROUP_FFDHE2048, prime) != 0
                     ? NULL
                     : BN_bin2bn(prime, (int)brisk_ffdhe_size(BRISK_GROUP_FFDHE2048), NULL);
    return checked(op, w,
                   w->numbers != NULL && w->montgomery != NULL && w->power != NULL &&
                       w->base != NULL && w->scalar != NULL && w->modulus != NULL &&
                       BN_set_word(w->base, 2) == 1 &&
                       BN_MONT_CTX_set(w->montgomery, w->modulus, w->numbers) == 1);
}

static int run_derive(void *work, uint64_t n)
{
    struct work *w = work;
    int good = 1;
    for (uint64_t i = 0; i < n; i++) {
        size_t len = 512;
        good &= EVP_PKEY_derive(w->key_ctx, w->out, &len);
    }
    return good ? 0 : -1;
}

/* With its own public key: the peer's is set, and checked, once. */
static void *open_derive(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(size);
    if (w == NULL)
        return NULL;
    w->key = op->param == BRISK_GROUP_X25519 ? EVP_PKEY_Q_keygen(NULL, NULL, "X25519")
             : op->param == BRISK_GROUP_P256 ? EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256")
                                             : EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-384");
    w->key_ctx = w->key == NULL ? NULL : EVP_PKEY_CTX_new_from_pkey(NULL, w->key, NULL);
    return checked(op, w,
                   w->key_ctx != NULL && EVP_PKEY_derive_init(w->key_ctx) == 1 &&
                       EVP_PKEY_derive_set_peer(w->key_ctx, w->key) == 1);
}

static void *open_ffdhe_derive(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(size);
    if (w == NULL)
        return NULL;
    OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
                                                             (char *)"ffdhe2048", 0),
                            OSSL_PARAM_construct_end() };
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
    int made = ctx != NULL && EVP_PKEY_keygen_init(ctx) == 1 &&
               EVP_PKEY_CTX_set_params(ctx, params) == 1 && EVP_PKEY_generate(ctx, &w->key) == 1;
    EVP_PKEY_CTX_free(ctx);
    w->key_ctx = made ? EVP_PKEY_CTX_new_from_pkey(NULL, w->key, NULL) : NULL;
    return checked(op, w,
                   w->key_ctx != NULL && EVP_PKEY_derive_init(w->key_ctx) == 1 &&
                       EVP_PKEY_derive_set_peer(w->key_ctx, w->key) == 1);
}

/* Signatures of a digest, with keys that brisk made */

static int run_sign(void *work, uint64_t n)
{
    struct work *w = work;
    int good = 1;
    for (uint64_t i = 0; i < n; i++) {
        size_t len = 512;
        good &= EVP_PKEY_sign(w->key_ctx, w->out, &len, w->message, sizeof w->message);
    }
    return good ? 0 : -1;
}

static int run_verify(void *work, uint64_t n)
{
    struct work *w = work;
    int good = 1;
    for (uint64_t i = 0; i < n; i++)
        good &= EVP_PKEY_verify(w->key_ctx, w->signature, w->signature_len, w->message,
                                sizeof w->message);
    return good == 1 ? 0 : -1;
}

/* The bare private operation, RSA blinding and the check of the result included. */
static int run_private(void *work, uint64_t n)
{
    struct work *w = work;
    int good = 1;
    for (uint64_t i = 0; i < n; i++) {
        size_t len = 512;
        good &= EVP_PKEY_sign(w->key_ctx, w->out, &len, w->in, w->signature_len);
    }
    return good ? 0 : -1;
}

/* The key that an operation's name begins with. */
static int start_key(struct work *w, const struct crypto_op *op)
{
    char name[CRYPTO_KEY_NAME];
    crypto_op_key(name, op);
    w->key = openssl_import(credentials_key(name));
    w->key_ctx = w->key == NULL ? NULL : EVP_PKEY_CTX_new_from_pkey(NULL, w->key, NULL);
    return w->key_ctx != NULL;
}

static int use_pkcs1(struct work *w)
{
    return EVP_PKEY_get_base_id(w->key) != EVP_PKEY_RSA ||
           (EVP_PKEY_CTX_set_rsa_padding(w->key_ctx, RSA_PKCS1_PADDING) == 1 &&
            EVP_PKEY_CTX_set_signature_md(w->key_ctx, EVP_sha256()) == 1);
}

static void *open_sign(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(size);
    if (w == NULL)
        return NULL;
    int ready = start_key(w, op) && EVP_PKEY_sign_init(w->key_ctx) == 1;
    return checked(op, w, ready && use_pkcs1(w));
}

static void *open_verify(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(size);
    if (w == NULL)
        return NULL;
    w->signature_len = sizeof w->signature;
    int ready = start_key(w, op) && EVP_PKEY_sign_init(w->key_ctx) == 1 && use_pkcs1(w) &&
                EVP_PKEY_sign(w->key_ctx, w->signature, &w->signature_len, w->message,
                              sizeof w->message) == 1 &&
                EVP_PKEY_verify_init(w->key_ctx) == 1 && use_pkcs1(w);
    return checked(op, w, ready);
}

static void *open_private(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(size);
    if (w == NULL)
        return NULL;
    int ready = start_key(w, op) && EVP_PKEY_sign_init(w->key_ctx) == 1 &&
                EVP_PKEY_CTX_set_rsa_padding(w->key_ctx, RSA_NO_PADDING) == 1;
    w->signature_len = ready ? (size_t)EVP_PKEY_get_size(w->key) : 0;
    w->in[0] = 0; /* below any modulus */
    return checked(op, w, ready);
}

/* Ed25519 signs messages, not digests, in one call. From OpenSSL 3.4 on a context is used up by it;
 * starting it anew with the key it has costs next to nothing, also where it is not needed. */

static int run_message_sign(void *work, uint64_t n)
{
    struct work *w = work;
    int good = 1;
    for (uint64_t i = 0; i < n; i++) {
        size_t len = 512;
        good &= EVP_DigestSignInit_ex(w->digest_ctx, NULL, NULL, NULL, NULL, NULL, NULL) == 1 &&
                EVP_DigestSign(w->digest_ctx, w->out, &len, w->message, sizeof w->message) == 1;
    }
    return good ? 0 : -1;
}

static int run_message_verify(void *work, uint64_t n)
{
    struct work *w = work;
    int good = 1;
    for (uint64_t i = 0; i < n; i++)
        good &= EVP_DigestVerifyInit_ex(w->digest_ctx, NULL, NULL, NULL, NULL, NULL, NULL) == 1 &&
                EVP_DigestVerify(w->digest_ctx, w->signature, w->signature_len, w->message,
                                 sizeof w->message) == 1;
    return good ? 0 : -1;
}

static void *open_message_sign(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(size);
    if (w == NULL)
        return NULL;
    w->digest_ctx = EVP_MD_CTX_new();
    return checked(op, w,
                   start_key(w, op) && w->digest_ctx != NULL &&
                       EVP_DigestSignInit_ex(w->digest_ctx, NULL, NULL, NULL, NULL, w->key, NULL) ==
                           1);
}

static void *open_message_verify(const struct crypto_op *op, size_t size)
{
    struct work *w = new_work(size);
    if (w == NULL)
        return NULL;
    EVP_MD_CTX *signing = EVP_MD_CTX_new();
    w->digest_ctx = EVP_MD_CTX_new();
    w->signature_len = sizeof w->signature;
    int ready = start_key(w, op) && w->digest_ctx != NULL && signing != NULL &&
                EVP_DigestSignInit_ex(signing, NULL, NULL, NULL, NULL, w->key, NULL) == 1 &&
                EVP_DigestSign(signing, w->signature, &w->signature_len, w->message,
                               sizeof w->message) == 1 &&
                EVP_DigestVerifyInit_ex(w->digest_ctx, NULL, NULL, NULL, NULL, w->key, NULL) == 1;
    EVP_MD_CTX_free(signing);
    return checked(op, w, ready);
}

const struct crypto_op openssl_crypto_ops[] = {
    { "aes128gcm_seal", BRISK_AES_128_GCM, open_seal, run_seal, close_work },
    { "aes128gcm_open", BRISK_AES_128_GCM, open_open, run_open, close_work },
    { "aes256gcm_seal", BRISK_AES_256_GCM, open_seal, run_seal, close_work },
    { "aes256gcm_open", BRISK_AES_256_GCM, open_open, run_open, close_work },
    { "chacha20poly1305_seal", BRISK_CHACHA20_POLY1305, open_seal, run_seal, close_work },
    { "chacha20poly1305_open", BRISK_CHACHA20_POLY1305, open_open, run_open, close_work },
    { "sha256", BRISK_SHA256, open_hash, run_hash, close_work },
    { "sha384", BRISK_SHA384, open_hash, run_hash, close_work },
    { "sha512", BRISK_SHA512, open_hash, run_hash, close_work },
    { "hmac_sha256", BRISK_SHA256, open_hmac, run_hmac, close_work },
    { "x25519_public", BRISK_GROUP_X25519, open_x25519_public, run_x25519_public, close_work },
    { "x25519_shared", BRISK_GROUP_X25519, open_derive, run_derive, close_work },
    { "p256_public", BRISK_GROUP_P256, open_curve_public, run_curve_public, close_work },
    { "p256_shared", BRISK_GROUP_P256, open_derive, run_derive, close_work },
    { "p384_public", BRISK_GROUP_P384, open_curve_public, run_curve_public, close_work },
    { "p384_shared", BRISK_GROUP_P384, open_derive, run_derive, close_work },
    { "ffdhe2048_public", 0, open_ffdhe_public, run_ffdhe_public, close_work },
    { "ffdhe2048_shared", 0, open_ffdhe_derive, run_derive, close_work },
    { "ecdsa_p256_sign", 0, open_sign, run_sign, close_work },
    { "ecdsa_p256_verify", 0, open_verify, run_verify, close_work },
    { "ecdsa_p256_verify_prepared", 0, open_verify, run_verify, close_work }, /* as ever */
    { "ecdsa_p384_sign", 0, open_sign, run_sign, close_work },
    { "ecdsa_p384_verify", 0, open_verify, run_verify, close_work },
    { "ed25519_sign", 0, open_message_sign, run_message_sign, close_work },
    { "ed25519_verify", 0, open_message_verify, run_message_verify, close_work },
    { "rsa2048_private", 0, open_private, run_private, close_work },
    { "rsa2048_verify", 0, open_verify, run_verify, close_work },
    { "rsa3072_private", 0, open_private, run_private, close_work },
    { "rsa3072_verify", 0, open_verify, run_verify, close_work },
    { "rsa4096_private", 0, open_private, run_private, close_work },
    { "rsa4096_verify", 0, open_verify, run_verify, close_work },
    { NULL, 0, NULL, NULL, NULL },
};
