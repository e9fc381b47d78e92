/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Hashes, HMAC, HKDF and AEADs against libcrypto on random inputs. */

#include <brisk/aead.h>
#include <brisk/error.h>
#include <brisk/hash.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <string.h>

#include "tests/support/test.h"

#define MAX_LEN 20000

static uint8_t data[MAX_LEN + 512];

static const struct {
    enum brisk_hash_alg alg;
    const char *name;
    const EVP_MD *(*peer)(void);
} hashes[] = {
    { BRISK_SHA256, "SHA256", EVP_sha256 },
    { BRISK_SHA384, "SHA384", EVP_sha384 },
    { BRISK_SHA512, "SHA512", EVP_sha512 },
    { BRISK_SHA1, "SHA1", EVP_sha1 },
};
#define NUM_HASHES (sizeof(hashes) / sizeof(hashes[0]))

static const struct {
    enum brisk_aead_alg alg;
    const EVP_CIPHER *(*peer)(void);
} aeads[] = {
    { BRISK_AES_128_GCM, EVP_aes_128_gcm },
    { BRISK_AES_256_GCM, EVP_aes_256_gcm },
    { BRISK_CHACHA20_POLY1305, EVP_chacha20_poly1305 },
};
#define NUM_AEADS (sizeof(aeads) / sizeof(aeads[0]))

/* Every length below 600, then random ones. */
static size_t choose_len(size_t round)
{
    return round < 600 ? round : test_random_below(test_random_below(8) ? 3000 : MAX_LEN);
}

static void test_hashes(void)
{
    for (size_t round = 0; round < 1500; round++) {
        size_t len = choose_len(round), offset = test_random_below(64);
        for (size_t i = 0; i < NUM_HASHES; i++) {
            uint8_t got[64], want[64];
            unsigned want_len = 0;
            struct brisk_hash hash;
            test_note("%s, %zu bytes", hashes[i].name, len);
            CHECK(EVP_Digest(data + offset, len, want, &want_len, hashes[i].peer(), NULL) == 1);
            CHECK_EQ_INT(brisk_hash_size(hashes[i].alg), want_len);
            CHECK_EQ_INT(brisk_hash_digest(hashes[i].alg, got, data + offset, len), 0);
            CHECK_EQ_BYTES(got, want, want_len);
            /* In random pieces. */
            brisk_hash_init(&hash, hashes[i].alg);
            for (size_t done = 0, n; done < len; done += n) {
                n = 1 + test_random_below(len - done);
                brisk_hash_update(&hash, data + offset + done, n);
            }
            brisk_hash_final(&hash, got);
            CHECK_EQ_BYTES(got, want, want_len);
        }
    }
}

static void test_hmac(void)
{
    for (size_t round = 0; round < 1000; round++) {
        size_t len = choose_len(round), key_len = test_random_below(300);
        for (size_t i = 0; i < NUM_HASHES; i++) {
            uint8_t got[64], want[64];
            unsigned want_len = 0;
            struct brisk_hmac_key key;
            test_note("HMAC-%s, key of %zu, %zu bytes", hashes[i].name, key_len, len);
            CHECK(HMAC(hashes[i].peer(), data + 1, (int)key_len, data + 100, len, want,
                       &want_len) != NULL);
            CHECK_EQ_INT(brisk_hmac_key_init(&key, hashes[i].alg, data + 1, key_len), 0);
            brisk_hmac_tag(&key, got, data + 100, len);
            CHECK_EQ_BYTES(got, want, want_len);
        }
    }
}

struct hkdf_inputs {
    size_t salt_len, ikm_len, info_len, out_len;
};

/* libcrypto takes no empty input keying material; the lengths of the others start at 0. */
static int run_peer_hkdf(const char *digest, uint8_t *out, const struct hkdf_inputs *t)
{
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, data, t->salt_len),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, data + 200, t->ikm_len),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, data + 400, t->info_len),
        OSSL_PARAM_construct_end(),
    };
    int ok = EVP_KDF_derive(ctx, out, t->out_len, params) == 1;
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
    return ok;
}

static void test_hkdf(void)
{
    for (size_t round = 0; round < 1000; round++) {
        for (size_t i = 0; i < NUM_HASHES; i++) {
            static uint8_t got[255 * 64], want[255 * 64];
            uint8_t prk[64];
            struct brisk_hmac_key key;
            struct hkdf_inputs t = { test_random_below(150), 1 + test_random_below(150),
                                     test_random_below(300), 0 };
            size_t size = brisk_hash_size(hashes[i].alg);
            t.out_len = 1 + test_random_below(round % 16 ? 300 : 255 * size);
            test_note("HKDF-%s: salt %zu, ikm %zu, info %zu, out %zu", hashes[i].name, t.salt_len,
                      t.ikm_len, t.info_len, t.out_len);
            CHECK(run_peer_hkdf(hashes[i].name, want, &t));
            CHECK_EQ_INT(
                brisk_hkdf_extract(hashes[i].alg, prk, data, t.salt_len, data + 200, t.ikm_len), 0);
            brisk_hmac_key_init(&key, hashes[i].alg, prk, size);
            CHECK_EQ_INT(brisk_hkdf_expand(&key, got, t.out_len, data + 400, t.info_len), 0);
            CHECK_EQ_BYTES(got, want, t.out_len);
        }
    }
}

/* Seals with libcrypto: len bytes and the tag to out. */
static int run_peer_seal(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, uint8_t *out,
                         const uint8_t *key, const uint8_t *nonce, const uint8_t *in, size_t len,
                         const uint8_t *aad, size_t aad_len)
{
    int n = 0;
    return EVP_EncryptInit_ex(ctx, cipher, NULL, key, nonce) == 1 &&
           EVP_EncryptUpdate(ctx, NULL, &n, aad, (int)aad_len) == 1 &&
           EVP_EncryptUpdate(ctx, out, &n, in, (int)len) == 1 &&
           EVP_EncryptFinal_ex(ctx, out + len, &n) == 1 &&
           EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, out + len) == 1;
}

static void test_aeads(void)
{
    static uint8_t got[MAX_LEN + 16], want[MAX_LEN + 16];
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    for (size_t round = 0; round < 2000; round++) {
        for (size_t i = 0; i < NUM_AEADS; i++) {
            struct brisk_aead aead;
            uint8_t key[32], nonce[12];
            size_t len = choose_len(round), aad_len = test_random_below(round % 8 ? 40 : 400);
            const uint8_t *in = data + test_random_below(64), *aad = data + test_random_below(64);
            test_note("AEAD %d, %zu bytes, aad of %zu", aeads[i].alg, len, aad_len);
            test_random_bytes(key, sizeof(key));
            test_random_bytes(nonce, sizeof(nonce));
            CHECK(run_peer_seal(ctx, aeads[i].peer(), want, key, nonce, in, len, aad, aad_len));
            CHECK_EQ_INT(
                brisk_aead_init(&aead, aeads[i].alg, key, brisk_aead_key_size(aeads[i].alg)), 0);
            CHECK_EQ_INT(brisk_aead_seal(&aead, got, nonce, in, len, aad, aad_len), 0);
            CHECK_EQ_BYTES(got, want, len + 16);
            CHECK_EQ_INT(brisk_aead_open(&aead, got, nonce, want, len + 16, aad, aad_len), 0);
            CHECK_EQ_BYTES(got, in, len);
            want[test_random_below(len + 16)] ^= (uint8_t)(1 << test_random_below(8));
            CHECK_EQ_INT(brisk_aead_open(&aead, got, nonce, want, len + 16, aad, aad_len),
                         BRISK_ERR_AUTH);
        }
    }
    EVP_CIPHER_CTX_free(ctx);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_random_bytes(data, sizeof(data));
    test_hashes();
    test_hmac();
    test_hkdf();
    test_aeads();
    return test_end();
}
