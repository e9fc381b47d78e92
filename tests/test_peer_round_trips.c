/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Many round trips with libcrypto, in both directions: what brisk signs libcrypto accepts, what
 * libcrypto signs brisk accepts, both refuse a signature with a bit changed, and both sides of a
 * key exchange come to one secret. Ten thousand of each, with --quick a tenth, and with --long a
 * million (about an hour); fewer where libcrypto 3.0 takes milliseconds: of P-384 two hundred
 * thousand, of RSA-3072 a hundred thousand, of RSA-4096 twenty thousand. */

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <brisk/error.h>
#include <brisk/key.h>
#include <brisk/random.h>

#include "tests/support/test.h"

#define MAX_MESSAGE 200
#define TRIPS_PER_CHANGE 16 /* a signature of each side is then spoiled */

struct operation {
    const char *name;
    enum brisk_key_type type;
    unsigned rsa_bits;
    uint16_t scheme;
    const char *hash; /* NULL: Ed25519's own */
    long trips, long_trips, trips_per_key;
};

static const struct operation operations[] = {
    { "ecdsa_p256", BRISK_KEY_P256, 0, BRISK_SIG_ECDSA_P256_SHA256, "SHA256", 10000, 1000000, 50 },
    { "ecdsa_p384", BRISK_KEY_P384, 0, BRISK_SIG_ECDSA_P384_SHA384, "SHA384", 10000, 200000, 50 },
    { "ed25519", BRISK_KEY_ED25519, 0, BRISK_SIG_ED25519, NULL, 10000, 1000000, 20 },
    { "rsa2048", BRISK_KEY_RSA, 2048, BRISK_SIG_RSA_PSS_RSAE_SHA256, "SHA256", 10000, 1000000,
      5000 },
    { "rsa3072", BRISK_KEY_RSA, 3072, BRISK_SIG_RSA_PKCS1_SHA384, "SHA384", 200, 100000, 5000 },
    { "rsa4096", BRISK_KEY_RSA, 4096, BRISK_SIG_RSA_PSS_RSAE_SHA512, "SHA512", 100, 20000, 5000 },
};
#define X25519_TRIPS 10000
#define X25519_LONG_TRIPS 1000000

/* One key, on both sides. */
struct pair {
    const struct operation *op;
    struct brisk_private_key ours;
    union brisk_prepared prepared;
    EVP_PKEY *theirs;
};

static void make_pair(struct pair *pair, const struct operation *op)
{
    static struct brisk_p256_prepared p256;
    static struct brisk_p384_prepared p384;
    uint8_t der[BRISK_PRIVATE_KEY_MAX_DER];
    const uint8_t *at = der;
    size_t der_len = 0;
    pair->op = op;
    pair->prepared = (union brisk_prepared){ NULL };
    CHECK_EQ_INT(brisk_private_key_generate(&pair->ours, op->type, op->rsa_bits), 0);
    CHECK_EQ_INT(brisk_private_key_to_der(&pair->ours, der, sizeof(der), &der_len), 0);
    pair->theirs = d2i_AutoPrivateKey(NULL, &at, (long)der_len);
    if (!pair->theirs) {
        test_abort("libcrypto did not take a key");
    }
    if (op->type == BRISK_KEY_P256) {
        CHECK_EQ_INT(brisk_p256_prepare(&p256, pair->ours.public_key.as.p256), 0);
        pair->prepared.p256 = &p256;
    } else if (op->type == BRISK_KEY_P384) {
        CHECK_EQ_INT(brisk_p384_prepare(&p384, pair->ours.public_key.as.p384), 0);
        pair->prepared.p384 = &p384;
    }
}

static void set_padding(EVP_PKEY_CTX *ctx, const struct operation *op)
{
    if (op->scheme == BRISK_SIG_RSA_PSS_RSAE_SHA256 ||
        op->scheme == BRISK_SIG_RSA_PSS_RSAE_SHA512) {
        CHECK(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
              EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) == 1);
    }
}

static size_t sign_by_peer(const struct pair *pair, uint8_t signature[BRISK_SIGNATURE_MAX_SIZE],
                           const uint8_t *message, size_t len)
{
    size_t signature_len = BRISK_SIGNATURE_MAX_SIZE;
    EVP_PKEY_CTX *key_ctx;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    CHECK(EVP_DigestSignInit_ex(ctx, &key_ctx, pair->op->hash, NULL, NULL, pair->theirs, NULL) ==
          1);
    set_padding(key_ctx, pair->op);
    CHECK(EVP_DigestSign(ctx, signature, &signature_len, message, len) == 1);
    EVP_MD_CTX_free(ctx);
    return signature_len;
}

static int verify_by_peer(const struct pair *pair, const uint8_t *signature, size_t signature_len,
                          const uint8_t *message, size_t len)
{
    EVP_PKEY_CTX *key_ctx;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    CHECK(EVP_DigestVerifyInit_ex(ctx, &key_ctx, pair->op->hash, NULL, NULL, pair->theirs, NULL) ==
          1);
    set_padding(key_ctx, pair->op);
    int valid = EVP_DigestVerify(ctx, signature, signature_len, message, len) == 1;
    EVP_MD_CTX_free(ctx);
    return valid;
}

/* With the plain key, and with the prepared one where there is one. */
static void check_verify(const struct pair *pair, const uint8_t *signature, size_t signature_len,
                         const uint8_t *message, size_t len, int want)
{
    CHECK_EQ_INT(brisk_verify(&pair->ours.public_key, pair->op->scheme, signature, signature_len,
                              message, len),
                 want);
    if (pair->prepared.p256) {
        CHECK_EQ_INT(brisk_verify_prepared(&pair->ours.public_key, pair->prepared, pair->op->scheme,
                                           signature, signature_len, message, len),
                     want);
    }
}

static void make_trip(const struct pair *pair, int spoil)
{
    uint8_t message[MAX_MESSAGE], ours[BRISK_SIGNATURE_MAX_SIZE], theirs[BRISK_SIGNATURE_MAX_SIZE];
    size_t len = test_random_below(MAX_MESSAGE + 1), ours_len = 0;
    test_random_bytes(message, len);
    CHECK_EQ_INT(
        brisk_sign(&pair->ours, pair->op->scheme, ours, sizeof(ours), &ours_len, message, len), 0);
    CHECK(verify_by_peer(pair, ours, ours_len, message, len));
    size_t theirs_len = sign_by_peer(pair, theirs, message, len);
    check_verify(pair, theirs, theirs_len, message, len, 0);
    if (spoil) {
        ours[test_random_below(ours_len)] ^= (uint8_t)(1 << test_random_below(8));
        CHECK(!verify_by_peer(pair, ours, ours_len, message, len));
        check_verify(pair, ours, ours_len, message, len, BRISK_ERR_SIGNATURE);
    }
}

static void test_signatures(const struct operation *op, long trips)
{
    struct pair pair;
    long num_keys = 0;
    for (long i = 0; i < trips; i++) {
        test_note("%s, round trip %ld", op->name, i);
        if (i % op->trips_per_key == 0) {
            make_pair(&pair, op);
            num_keys++;
        }
        make_trip(&pair, i % TRIPS_PER_CHANGE == 0);
        if ((i + 1) % op->trips_per_key == 0 || i + 1 == trips) {
            EVP_PKEY_free(pair.theirs);
            brisk_wipe(&pair, sizeof(pair));
        }
    }
    test_note(NULL);
    printf("%s: %ld round trips with %ld keys\n", op->name, trips, num_keys);
    fflush(stdout);
}

static void test_key_exchange(long trips)
{
    for (long i = 0; i < trips; i++) {
        uint8_t ours[32], theirs[32], public_key[32], their_public[32], want[32], got[32];
        size_t len = 32;
        test_note("x25519, round trip %ld", i);
        test_random_bytes(ours, 32);
        test_random_bytes(theirs, 32);
        CHECK_EQ_INT(brisk_x25519_public(public_key, ours), 0);
        EVP_PKEY *own = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, theirs, 32);
        EVP_PKEY *peer = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, public_key, 32);
        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(own, NULL);
        CHECK(EVP_PKEY_get_raw_public_key(own, their_public, &len) == 1 && len == 32);
        CHECK(EVP_PKEY_derive_init(ctx) == 1 && EVP_PKEY_derive_set_peer(ctx, peer) == 1 &&
              EVP_PKEY_derive(ctx, want, &len) == 1 && len == 32);
        CHECK_EQ_INT(brisk_x25519_shared(got, ours, their_public), 0);
        CHECK_EQ_BYTES(got, want, 32);
        EVP_PKEY_CTX_free(ctx);
        EVP_PKEY_free(own);
        EVP_PKEY_free(peer);
    }
    test_note(NULL);
    printf("x25519: %ld round trips\n", trips);
}

int main(int argc, char **argv)
{
    int is_long = 0, is_quick = 0;
    for (int i = 1; i < argc; i++) {
        is_long |= strcmp(argv[i], "--long") == 0;
        is_quick |= strcmp(argv[i], "--quick") == 0;
    }
    test_start(argc, argv);
    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
        test_signatures(&operations[i], is_long    ? operations[i].long_trips
                                        : is_quick ? operations[i].trips / 10
                                                   : operations[i].trips);
    }
    test_key_exchange(is_long ? X25519_LONG_TRIPS : is_quick ? X25519_TRIPS / 10 : X25519_TRIPS);
    return test_end();
}
