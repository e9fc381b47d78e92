/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Finite-field Diffie-Hellman against libcrypto, which has the same groups: primes, public keys and
 * shared secrets of random private keys, both ways. */

#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <brisk/brisk.h>

#include "tests/support/test.h"

#define NUM(array) (sizeof(array) / sizeof(array[0]))
#define SIZE BRISK_FFDHE_MAX_SIZE
#define ROUNDS 10

static const uint16_t groups[] = { BRISK_GROUP_FFDHE2048, BRISK_GROUP_FFDHE3072,
                                   BRISK_GROUP_FFDHE4096 };

/* A key of libcrypto from what of it there is. */
static EVP_PKEY *import(uint16_t group, const uint8_t *private_key, const uint8_t *public_key)
{
    int selection = private_key ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    BIGNUM *x =
        private_key ? BN_bin2bn(private_key, (int)brisk_ffdhe_private_size(group), NULL) : NULL;
    BIGNUM *y = BN_bin2bn(public_key, (int)brisk_ffdhe_size(group), NULL);
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
    OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, brisk_group_name(group), 0);
    if (x) {
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, x);
    }
    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PUB_KEY, y);
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    if (EVP_PKEY_fromdata_init(ctx) != 1 || EVP_PKEY_fromdata(ctx, &key, selection, params) != 1) {
        test_abort("libcrypto did not take a key");
    }
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    EVP_PKEY_CTX_free(ctx);
    BN_free(x);
    BN_free(y);
    return key;
}

/* One of a key's numbers, left-padded to the group's size. */
static void export_number(uint8_t *out, const EVP_PKEY *key, const char *name, size_t size)
{
    BIGNUM *number = NULL;
    CHECK(EVP_PKEY_get_bn_param(key, name, &number) == 1);
    CHECK(BN_bn2binpad(number, out, (int)size) == (int)size);
    BN_free(number);
}

static EVP_PKEY *generate(uint16_t group)
{
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
    OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
                                                             (char *)brisk_group_name(group), 0),
                            OSSL_PARAM_construct_end() };
    if (EVP_PKEY_keygen_init(ctx) != 1 || EVP_PKEY_CTX_set_params(ctx, params) != 1 ||
        EVP_PKEY_generate(ctx, &key) != 1) {
        test_abort("libcrypto made no key");
    }
    EVP_PKEY_CTX_free(ctx);
    return key;
}

/* Returns 0 if libcrypto refuses. */
static int derive(uint8_t *secret, size_t size, EVP_PKEY *own, EVP_PKEY *peer)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, own, NULL);
    unsigned pad = 1;
    size_t len = size;
    OSSL_PARAM params[] = { OSSL_PARAM_construct_uint(OSSL_EXCHANGE_PARAM_PAD, &pad),
                            OSSL_PARAM_construct_end() };
    int derived = EVP_PKEY_derive_init_ex(ctx, params) == 1 &&
                  EVP_PKEY_derive_set_peer(ctx, peer) == 1 &&
                  EVP_PKEY_derive(ctx, secret, &len) == 1 && len == size;
    EVP_PKEY_CTX_free(ctx);
    return derived;
}

static void test_group(uint16_t group)
{
    size_t size = brisk_ffdhe_size(group);
    for (int i = 0; i < ROUNDS; i++) {
        uint8_t private_key[BRISK_FFDHE_MAX_PRIVATE], public_key[SIZE], number[SIZE];
        uint8_t prime[SIZE], got[SIZE], want[SIZE];
        EVP_PKEY *theirs = generate(group);
        CHECK_EQ_INT(brisk_ffdhe_prime(group, prime), 0);
        export_number(number, theirs, OSSL_PKEY_PARAM_FFC_P, size);
        CHECK_EQ_BYTES(prime, number, size);

        CHECK_EQ_INT(brisk_ffdhe_private(group, private_key), 0);
        CHECK_EQ_INT(brisk_ffdhe_public(group, public_key, private_key), 0);
        EVP_PKEY *ours = import(group, private_key, public_key);
        export_number(number, theirs, OSSL_PKEY_PARAM_PUB_KEY, size);
        CHECK(derive(want, size, ours, theirs));
        CHECK_EQ_INT(brisk_ffdhe_shared(group, got, private_key, number, size), 0);
        CHECK_EQ_BYTES(got, want, size);

        /* The other way round libcrypto has nothing of ours but the public key. */
        EVP_PKEY *our_public = import(group, NULL, public_key);
        CHECK(derive(want, size, theirs, our_public));
        CHECK_EQ_BYTES(got, want, size);
        EVP_PKEY_free(theirs);
        EVP_PKEY_free(ours);
        EVP_PKEY_free(our_public);
    }
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    for (size_t i = 0; i < NUM(groups); i++) {
        test_note("%s", brisk_group_name(groups[i]));
        test_group(groups[i]);
    }
    return test_end();
}
