/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Keys, signatures and RSA decryption against libcrypto: keys of either side in every encoding
 * through the other side, signatures both ways in every scheme, RSA moduli of unusual sizes. */

#include <stdio.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/encoder.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <brisk/der.h>
#include <brisk/error.h>
#include <brisk/key.h>

#include "tests/support/test.h"

#define NUM(array) (sizeof(array) / sizeof(array[0]))

struct scheme {
    uint16_t number;
    enum brisk_key_type type;
    const char *hash;
    int pss;
};

static const struct scheme schemes[] = {
    { BRISK_SIG_RSA_PKCS1_SHA256, BRISK_KEY_RSA, "SHA256", 0 },
    { BRISK_SIG_RSA_PKCS1_SHA384, BRISK_KEY_RSA, "SHA384", 0 },
    { BRISK_SIG_RSA_PKCS1_SHA512, BRISK_KEY_RSA, "SHA512", 0 },
    { BRISK_SIG_RSA_PSS_RSAE_SHA256, BRISK_KEY_RSA, "SHA256", 1 },
    { BRISK_SIG_RSA_PSS_RSAE_SHA384, BRISK_KEY_RSA, "SHA384", 1 },
    { BRISK_SIG_RSA_PSS_RSAE_SHA512, BRISK_KEY_RSA, "SHA512", 1 },
    { BRISK_SIG_ECDSA_P256_SHA256, BRISK_KEY_P256, "SHA256", 0 },
    { BRISK_SIG_X509_ECDSA_P256_SHA384, BRISK_KEY_P256, "SHA384", 0 },
    { BRISK_SIG_X509_ECDSA_P256_SHA512, BRISK_KEY_P256, "SHA512", 0 },
    { BRISK_SIG_ECDSA_P384_SHA384, BRISK_KEY_P384, "SHA384", 0 },
    { BRISK_SIG_X509_ECDSA_P384_SHA256, BRISK_KEY_P384, "SHA256", 0 },
    { BRISK_SIG_X509_ECDSA_P384_SHA512, BRISK_KEY_P384, "SHA512", 0 },
    { BRISK_SIG_ED25519, BRISK_KEY_ED25519, NULL, 0 },
};

static size_t num_keys, num_encodings, num_signatures, num_decryptions;

static EVP_PKEY *make_peer_key(enum brisk_key_type type, size_t rsa_bits)
{
    EVP_PKEY *key = NULL;
    switch (type) {
    case BRISK_KEY_RSA:
        key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", rsa_bits);
        break;
    case BRISK_KEY_P256:
        key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
        break;
    case BRISK_KEY_P384:
        key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-384");
        break;
    case BRISK_KEY_P521:
        key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-521");
        break;
    case BRISK_KEY_ED25519:
        key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
        break;
    }
    if (!key) {
        test_abort("libcrypto made no key");
    }
    return key;
}

static int same_private(const struct brisk_private_key *a, const struct brisk_private_key *b)
{
    return a->type == b->type && a->public_key.type == b->public_key.type &&
           memcmp(&a->as, &b->as, sizeof(a->as)) == 0 &&
           memcmp(&a->public_key.as, &b->public_key.as, sizeof(a->public_key.as)) == 0;
}

/* The peer's key in one structure, as DER and as PEM. */
static int import_encoding(struct brisk_private_key *out, EVP_PKEY *peer, const char *format,
                           const char *structure)
{
    unsigned char *data = NULL;
    size_t len = 0;
    OSSL_ENCODER_CTX *encoder =
        OSSL_ENCODER_CTX_new_for_pkey(peer, EVP_PKEY_KEYPAIR, format, structure, NULL);
    if (!OSSL_ENCODER_to_data(encoder, &data, &len)) {
        test_abort("libcrypto does not encode %s %s", format, structure);
    }
    OSSL_ENCODER_CTX_free(encoder);
    num_encodings++;
    int error = strcmp(format, "DER") == 0
                    ? brisk_private_key_from_der(out, data, len)
                    : brisk_private_key_from_pem(out, (const char *)data, len);
    OPENSSL_free(data);
    return error;
}

static void import_private(struct brisk_private_key *key, EVP_PKEY *peer, enum brisk_key_type type)
{
    static const char *const formats[] = { "DER", "PEM" };
    struct brisk_private_key again;
    const char *structures[2] = { "PrivateKeyInfo", "type-specific" };
    CHECK_EQ_INT(import_encoding(key, peer, "DER", "PrivateKeyInfo"), 0);
    CHECK_EQ_INT(key->type, type);
    for (size_t i = 0; i < NUM(formats); i++) {
        for (size_t j = 0; j < (type == BRISK_KEY_ED25519 ? 1 : 2); j++) {
            CHECK_EQ_INT(import_encoding(&again, peer, formats[i], structures[j]), 0);
            CHECK(same_private(key, &again));
        }
    }
}

static void import_public(const struct brisk_private_key *key, EVP_PKEY *peer)
{
    struct brisk_public_key public_key;
    unsigned char *der = NULL;
    char *pem = NULL;
    int len = i2d_PUBKEY(peer, &der);
    CHECK(len > 0);
    CHECK_EQ_INT(brisk_public_key_from_der(&public_key, der, (size_t)len), 0);
    CHECK(memcmp(&public_key.as, &key->public_key.as, sizeof(public_key.as)) == 0);
    /* libcrypto writes the same bytes. */
    uint8_t ours[BRISK_PUBLIC_KEY_MAX_DER];
    size_t ours_len = 0;
    CHECK_EQ_INT(brisk_public_key_to_der(&key->public_key, ours, sizeof(ours), &ours_len), 0);
    if (CHECK_EQ_INT(ours_len, len)) {
        CHECK_EQ_BYTES(ours, der, ours_len);
    }
    OPENSSL_free(der);
    BIO *bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(bio, peer);
    long pem_len = BIO_get_mem_data(bio, &pem);
    CHECK_EQ_INT(brisk_public_key_from_pem(&public_key, pem, (size_t)pem_len), 0);
    CHECK(memcmp(&public_key.as, &key->public_key.as, sizeof(public_key.as)) == 0);
    BIO_free(bio);
    if (key->type == BRISK_KEY_RSA) {
        der = NULL;
        len = i2d_PublicKey(peer, &der); /* PKCS#1 */
        CHECK_EQ_INT(brisk_public_key_from_der(&public_key, der, (size_t)len), 0);
        CHECK(memcmp(&public_key.as, &key->public_key.as, sizeof(public_key.as)) == 0);
        OPENSSL_free(der);
    }
    num_encodings += 3;
}

/* Our PKCS#8 back to the peer: the key is whole, and the same. */
static EVP_PKEY *export_private(const struct brisk_private_key *key, EVP_PKEY *peer)
{
    uint8_t der[BRISK_PRIVATE_KEY_MAX_DER];
    const unsigned char *at = der;
    size_t len = 0;
    CHECK_EQ_INT(brisk_private_key_to_der(key, der, sizeof(der), &len), 0);
    EVP_PKEY *back = d2i_AutoPrivateKey(NULL, &at, (long)len);
    if (!CHECK(back != NULL && at == der + len)) {
        test_abort("libcrypto refuses an exported key");
    }
    CHECK(!peer || EVP_PKEY_eq(back, peer) == 1);
    EVP_PKEY_CTX *check = EVP_PKEY_CTX_new(back, NULL);
    CHECK(EVP_PKEY_check(check) == 1);
    EVP_PKEY_CTX_free(check);
    num_encodings++;
    return back;
}

static EVP_PKEY_CTX *set_padding(EVP_PKEY_CTX *ctx, const struct scheme *scheme)
{
    if (scheme->pss) {
        CHECK(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) > 0);
        CHECK(EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) > 0);
    }
    return ctx;
}

static void compare_signature(const struct brisk_private_key *key, EVP_PKEY *peer,
                              const struct scheme *scheme)
{
    uint8_t message[300], signature[BRISK_SIGNATURE_MAX_SIZE], theirs[BRISK_SIGNATURE_MAX_SIZE];
    size_t message_len = test_random_below(sizeof(message)) + 1, len = 0;
    size_t their_len = sizeof(theirs);
    EVP_PKEY_CTX *pkey_ctx;
    test_random_bytes(message, sizeof(message));
    test_note("%s", brisk_signature_scheme_name(scheme->number));
    CHECK_EQ_INT(
        brisk_sign(key, scheme->number, signature, sizeof(signature), &len, message, message_len),
        0);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    CHECK(EVP_DigestVerifyInit_ex(ctx, &pkey_ctx, scheme->hash, NULL, NULL, peer, NULL) == 1);
    set_padding(pkey_ctx, scheme);
    CHECK(EVP_DigestVerify(ctx, signature, len, message, message_len) == 1);
    EVP_MD_CTX_free(ctx);
    ctx = EVP_MD_CTX_new();
    CHECK(EVP_DigestSignInit_ex(ctx, &pkey_ctx, scheme->hash, NULL, NULL, peer, NULL) == 1);
    set_padding(pkey_ctx, scheme);
    CHECK(EVP_DigestSign(ctx, theirs, &their_len, message, message_len) == 1);
    EVP_MD_CTX_free(ctx);
    CHECK_EQ_INT(
        brisk_verify(&key->public_key, scheme->number, theirs, their_len, message, message_len), 0);
    if (scheme->type == BRISK_KEY_ED25519 || (scheme->type == BRISK_KEY_RSA && !scheme->pss)) {
        CHECK(len == their_len && memcmp(signature, theirs, len) == 0); /* deterministic */
    }
    theirs[test_random_below(their_len)] ^= (uint8_t)(1 << test_random_below(8));
    CHECK_EQ_INT(
        brisk_verify(&key->public_key, scheme->number, theirs, their_len, message, message_len),
        BRISK_ERR_SIGNATURE);
    num_signatures += 2;
}

static void compare_decryption(const struct brisk_private_key *key, EVP_PKEY *peer)
{
    size_t size = (size_t)EVP_PKEY_get_size(peer), len = test_random_below(size - 11 + 1);
    uint8_t message[512], out[512], cipher[512];
    size_t cipher_len = sizeof(cipher);
    test_random_bytes(message, sizeof(message));
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(peer, NULL);
    CHECK(EVP_PKEY_encrypt_init(ctx) == 1);
    CHECK(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1);
    CHECK(EVP_PKEY_encrypt(ctx, cipher, &cipher_len, message, len) == 1);
    EVP_PKEY_CTX_free(ctx);
    CHECK_EQ_INT(cipher_len, size);
    CHECK_EQ_INT(brisk_rsa_pkcs1_decrypt(&key->as.rsa, out, len, cipher, cipher_len), 0);
    CHECK_EQ_BYTES(out, message, len);
    num_decryptions++;
}

static void compare_with(EVP_PKEY *peer, const struct brisk_private_key *key, unsigned rounds)
{
    for (unsigned round = 0; round < rounds; round++) {
        for (size_t i = 0; i < NUM(schemes); i++) {
            if (schemes[i].type == key->type) {
                compare_signature(key, peer, &schemes[i]);
            }
        }
        if (key->type == BRISK_KEY_RSA) {
            compare_decryption(key, peer);
        }
    }
    test_note(NULL);
}

/* A key of libcrypto's through our hands. */
static void test_peer_key(enum brisk_key_type type, size_t rsa_bits, unsigned rounds)
{
    struct brisk_private_key key;
    EVP_PKEY *peer = make_peer_key(type, rsa_bits);
    test_note("libcrypto's key of type %d, %zu bits", type, rsa_bits);
    import_private(&key, peer, type);
    import_public(&key, peer);
    EVP_PKEY_free(export_private(&key, peer));
    compare_with(peer, &key, rounds);
    EVP_PKEY_free(peer);
    num_keys++;
}

/* A key of ours through libcrypto's. */
static void test_own_key(enum brisk_key_type type, unsigned rsa_bits, unsigned rounds)
{
    struct brisk_private_key key, back;
    test_note("our key of type %d, %u bits", type, rsa_bits);
    CHECK_EQ_INT(brisk_private_key_generate(&key, type, rsa_bits), 0);
    EVP_PKEY *peer = export_private(&key, NULL);
    import_private(&back, peer, type);
    CHECK(same_private(&back, &key));
    import_public(&key, peer);
    compare_with(peer, &key, rounds);
    EVP_PKEY_free(peer);
    num_keys++;
}

/* What we must refuse, made by libcrypto. */
static void test_refused(void)
{
    struct brisk_private_key key;
    struct brisk_public_key public_key;
    static const struct {
        const char *type, *group;
        size_t bits;
        int want, want_public;
    } cases[] = {
        { "RSA", NULL, 1024, BRISK_ERR_KEY, BRISK_ERR_KEY },
        { "RSA", NULL, 2040, BRISK_ERR_KEY, BRISK_ERR_KEY },
        { "RSA-PSS", NULL, 2048, BRISK_ERR_UNSUPPORTED, BRISK_ERR_UNSUPPORTED },
        { "EC", "P-521", 0, 0, 0 },
        { "EC", "secp256k1", 0, BRISK_ERR_UNSUPPORTED, BRISK_ERR_UNSUPPORTED },
        { "ED448", NULL, 0, BRISK_ERR_UNSUPPORTED, BRISK_ERR_UNSUPPORTED },
        { "X25519", NULL, 0, BRISK_ERR_UNSUPPORTED, BRISK_ERR_UNSUPPORTED },
    };
    for (size_t i = 0; i < NUM(cases); i++) {
        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, cases[i].type, NULL);
        EVP_PKEY *peer = NULL;
        CHECK(EVP_PKEY_keygen_init(ctx) == 1);
        if (cases[i].bits) {
            CHECK(EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, (int)cases[i].bits) == 1);
        }
        if (cases[i].group) {
            CHECK(EVP_PKEY_CTX_set_group_name(ctx, cases[i].group) == 1);
        }
        if (!CHECK(EVP_PKEY_generate(ctx, &peer) == 1)) {
            test_abort("libcrypto makes no %s key", cases[i].type);
        }
        EVP_PKEY_CTX_free(ctx);
        test_note("%s %s, %zu bits", cases[i].type, cases[i].group ? cases[i].group : "",
                  cases[i].bits);
        CHECK_EQ_INT(import_encoding(&key, peer, "DER", "PrivateKeyInfo"), cases[i].want);
        unsigned char *der = NULL;
        int len = i2d_PUBKEY(peer, &der);
        CHECK_EQ_INT(brisk_public_key_from_der(&public_key, der, (size_t)len),
                     cases[i].want_public);
        OPENSSL_free(der);
        EVP_PKEY_free(peer);
    }
    /* Encrypted, in both ways; with explicit curve parameters. */
    EVP_PKEY *peer = make_peer_key(BRISK_KEY_P256, 0);
    char *pem;
    BIO *bio = BIO_new(BIO_s_mem());
    CHECK(PEM_write_bio_PKCS8PrivateKey(bio, peer, EVP_aes_128_cbc(), "secret", 6, NULL, NULL) ==
          1);
    long len = BIO_get_mem_data(bio, &pem);
    test_note("encrypted PKCS#8");
    CHECK_EQ_INT(brisk_private_key_from_pem(&key, pem, (size_t)len), BRISK_ERR_UNSUPPORTED);
    uint8_t der[1024];
    size_t der_len = 0;
    const char *text = pem;
    size_t text_len = (size_t)len;
    CHECK_EQ_INT(brisk_pem_next(&text, &text_len, NULL, NULL, der, sizeof(der), &der_len), 0);
    CHECK_EQ_INT(brisk_private_key_from_der(&key, der, der_len), BRISK_ERR_UNSUPPORTED);
    BIO_free(bio);
    bio = BIO_new(BIO_s_mem());
    CHECK(PEM_write_bio_PrivateKey_traditional(
              bio, peer, EVP_aes_128_cbc(), (const unsigned char *)"secret", 6, NULL, NULL) == 1);
    len = BIO_get_mem_data(bio, &pem);
    test_note("encrypted in the old way");
    CHECK_EQ_INT(brisk_private_key_from_pem(&key, pem, (size_t)len), BRISK_ERR_UNSUPPORTED);
    BIO_free(bio);
    CHECK(EVP_PKEY_set_utf8_string_param(peer, OSSL_PKEY_PARAM_EC_ENCODING, "explicit") == 1);
    test_note("explicit curve parameters");
    CHECK_EQ_INT(import_encoding(&key, peer, "DER", "PrivateKeyInfo"), BRISK_ERR_UNSUPPORTED);
    CHECK_EQ_INT(import_encoding(&key, peer, "PEM", "type-specific"), BRISK_ERR_UNSUPPORTED);
    EVP_PKEY_free(peer);
    /* Compressed points: as the public half of a private key they are compared, alone refused. */
    peer = make_peer_key(BRISK_KEY_P384, 0);
    CHECK(EVP_PKEY_set_utf8_string_param(peer, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                         "compressed") == 1);
    test_note("compressed point");
    CHECK_EQ_INT(import_encoding(&key, peer, "DER", "PrivateKeyInfo"), 0);
    CHECK_EQ_INT(import_encoding(&key, peer, "PEM", "type-specific"), 0);
    unsigned char *spki = NULL;
    int spki_len = i2d_PUBKEY(peer, &spki);
    CHECK_EQ_INT(brisk_public_key_from_der(&public_key, spki, (size_t)spki_len),
                 BRISK_ERR_UNSUPPORTED);
    OPENSSL_free(spki);
    EVP_PKEY_free(peer);
    test_note(NULL);
}

int main(int argc, char **argv)
{
    /* Moduli whose primes end inside a limb, and of an odd number of bits. */
    static const size_t rsa_sizes[] = { 2048, 2049, 2050, 2056, 2057, 2112,
                                        2500, 3072, 3968, 4095, 4096 };
    test_start(argc, argv);
    for (size_t i = 0; i < NUM(rsa_sizes); i++) {
        test_peer_key(BRISK_KEY_RSA, rsa_sizes[i], rsa_sizes[i] < 3000 ? 3 : 1);
    }
    test_own_key(BRISK_KEY_RSA, 2048, 3);
    test_own_key(BRISK_KEY_RSA, 3072, 1);
    for (int i = 0; i < 12; i++) {
        test_peer_key(BRISK_KEY_P256, 0, 5);
        test_peer_key(BRISK_KEY_P384, 0, 2);
        test_peer_key(BRISK_KEY_ED25519, 0, 5);
        test_own_key(BRISK_KEY_P256, 0, 5);
        test_own_key(BRISK_KEY_P384, 0, 2);
        test_own_key(BRISK_KEY_ED25519, 0, 5);
    }
    test_refused();
    printf("%zu keys, %zu encodings, %zu signatures, %zu decryptions\n", num_keys, num_encodings,
           num_signatures, num_decryptions);
    return test_end();
}
