/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* X25519 and Ed25519 against libcrypto with random keys and messages: the same public keys, shared
 * secrets and signatures, and each side's signatures accepted, or refused, by the other. */

#include <string.h>

#include <openssl/evp.h>

#include <brisk/ec.h>

#include "tests/support/test.h"

#define ROUNDS 300
#define MAX_MESSAGE 300

static EVP_PKEY *import_private(int type, const uint8_t private_key[32])
{
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(type, NULL, private_key, 32);
    if (!key) {
        test_abort("libcrypto did not take a private key");
    }
    return key;
}

static EVP_PKEY *import_public(int type, const uint8_t public_key[32])
{
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(type, NULL, public_key, 32);
    if (!key) {
        test_abort("libcrypto did not take a public key");
    }
    return key;
}

static void export_public(uint8_t public_key[32], const EVP_PKEY *key)
{
    size_t len = 32;
    CHECK(EVP_PKEY_get_raw_public_key(key, public_key, &len) == 1 && len == 32);
}

/* The peer's shared secret; returns 0 if it refuses. */
static int derive_secret(uint8_t secret[32], EVP_PKEY *own, const uint8_t peer_public[32])
{
    size_t len = 32;
    EVP_PKEY *peer = import_public(EVP_PKEY_X25519, peer_public);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(own, NULL);
    int derived = EVP_PKEY_derive_init(ctx) == 1 && EVP_PKEY_derive_set_peer(ctx, peer) == 1 &&
                  EVP_PKEY_derive(ctx, secret, &len) == 1 && len == 32;
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(peer);
    return derived;
}

static void test_key_exchange(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        uint8_t ours[32], theirs[32], our_public[32], their_public[32], want[32], got[32];
        test_random_bytes(ours, 32);
        test_random_bytes(theirs, 32);
        EVP_PKEY *our_key = import_private(EVP_PKEY_X25519, ours);
        EVP_PKEY *their_key = import_private(EVP_PKEY_X25519, theirs);
        export_public(want, our_key);
        export_public(their_public, their_key);
        CHECK_EQ_INT(brisk_x25519_public(our_public, ours), 0);
        CHECK_EQ_BYTES(our_public, want, 32);

        CHECK(derive_secret(want, their_key, our_public));
        CHECK_EQ_INT(brisk_x25519_shared(got, ours, their_public), 0);
        CHECK_EQ_BYTES(got, want, 32);
        EVP_PKEY_free(our_key);
        EVP_PKEY_free(their_key);
    }
}

/* A peer's u may be any 32 bytes: half of them are on the twist, and few are canonical here. */
static void test_any_peer(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        uint8_t scalar[32], u[32], want[32] = { 0 }, got[32];
        test_random_bytes(scalar, 32);
        if (i < ROUNDS / 2) {
            test_random_bytes(u, 32);
        } else {
            memset(u, i % 2 ? 0xff : 0, 32);
            u[0] = (uint8_t)test_random_u64();
            u[31] ^= (uint8_t)(i % 3 << 7);
        }
        EVP_PKEY *key = import_private(EVP_PKEY_X25519, scalar);
        int accepted = derive_secret(want, key, u);
        CHECK((brisk_x25519_shared(got, scalar, u) == 0) == accepted);
        if (accepted) {
            CHECK_EQ_BYTES(got, want, 32);
        }
        EVP_PKEY_free(key);
    }
}

static void sign_by_peer(uint8_t signature[64], EVP_PKEY *key, const uint8_t *message, size_t len)
{
    size_t signature_len = 64;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    CHECK(EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1 &&
          EVP_DigestSign(ctx, signature, &signature_len, message, len) == 1 && signature_len == 64);
    EVP_MD_CTX_free(ctx);
}

static int verify_by_peer(const uint8_t signature[64], EVP_PKEY *key, const uint8_t *message,
                          size_t len)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int valid = EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
                EVP_DigestVerify(ctx, signature, 64, message, len) == 1;
    EVP_MD_CTX_free(ctx);
    return valid;
}

static void test_signatures(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        uint8_t private_key[32], public_key[32], want[64], got[64], message[MAX_MESSAGE];
        size_t len = test_random_below(MAX_MESSAGE + 1);
        test_random_bytes(private_key, 32);
        test_random_bytes(message, len);
        EVP_PKEY *key = import_private(EVP_PKEY_ED25519, private_key);
        export_public(want, key);
        CHECK_EQ_INT(brisk_ed25519_public(public_key, private_key), 0);
        CHECK_EQ_BYTES(public_key, want, 32);

        sign_by_peer(want, key, message, len);
        CHECK_EQ_INT(brisk_ed25519_sign(got, private_key, public_key, message, len), 0);
        CHECK_EQ_BYTES(got, want, 64);
        CHECK(verify_by_peer(got, key, message, len));
        CHECK_EQ_INT(brisk_ed25519_verify(want, public_key, message, len), 0);

        /* One bit changed somewhere: both refuse. */
        got[test_random_below(64)] ^= (uint8_t)(1 << test_random_below(8));
        CHECK(!verify_by_peer(got, key, message, len));
        CHECK(brisk_ed25519_verify(got, public_key, message, len) != 0);
        EVP_PKEY_free(key);
    }
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_key_exchange();
    test_any_peer();
    test_signatures();
    return test_end();
}
