/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* NIST's CAVP files for SHA-1, SHA-2, AES-GCM and AES-CBC, and the RFCs' HMAC and HKDF vectors in
 * the same form, as Debian's package python3-cryptography-vectors has them. Cases that brisk's
 * interface leaves out (nonces of other lengths than 96 bits, tags to verify that are shorter than
 * 128) are counted. */

#include <brisk/aead.h>
#include <brisk/cbc.h>
#include <brisk/hash.h>

#include <stdio.h>
#include <string.h>

#include "tests/support/rsp.h"
#include "tests/support/test.h"

#define MAX_MESSAGE (1u << 16)

static const struct {
    enum brisk_hash_alg alg;
    const char *short_messages, *long_messages, *monte_carlo, *hmac;
} hashes[] = {
    { BRISK_SHA256, "hashes/SHA2/SHA256ShortMsg.rsp", "hashes/SHA2/SHA256LongMsg.rsp",
      "hashes/SHA2/SHA256Monte.rsp", "HMAC/rfc-4231-sha256.txt" },
    { BRISK_SHA384, "hashes/SHA2/SHA384ShortMsg.rsp", "hashes/SHA2/SHA384LongMsg.rsp",
      "hashes/SHA2/SHA384Monte.rsp", "HMAC/rfc-4231-sha384.txt" },
    { BRISK_SHA512, "hashes/SHA2/SHA512ShortMsg.rsp", "hashes/SHA2/SHA512LongMsg.rsp",
      "hashes/SHA2/SHA512Monte.rsp", "HMAC/rfc-4231-sha512.txt" },
    { BRISK_SHA1, "hashes/SHA1/SHA1ShortMsg.rsp", "hashes/SHA1/SHA1LongMsg.rsp",
      "hashes/SHA1/SHA1Monte.rsp", "HMAC/rfc-2202-sha1.txt" },
};

static void test_messages(enum brisk_hash_alg alg, const char *path)
{
    static uint8_t message[MAX_MESSAGE];
    uint8_t want[BRISK_HASH_MAX_SIZE], got[BRISK_HASH_MAX_SIZE];
    size_t size = brisk_hash_size(alg), num_cases = 0;
    struct rsp rsp;
    rsp_open_cavp(&rsp, path);
    while (rsp_next(&rsp)) {
        if (rsp_is(&rsp, "MD")) {
            /* An empty message is written as "Len = 0", "Msg = 00". */
            size_t len = rsp_number(&rsp, "Len") / 8;
            size_t msg_len = rsp_bytes(&rsp, "Msg", message, sizeof(message));
            CHECK(len == 0 || msg_len == len);
            CHECK_EQ_INT(rsp_bytes(&rsp, "MD", want, sizeof(want)), size);
            CHECK_EQ_INT(brisk_hash_digest(alg, got, message, len), 0);
            CHECK_EQ_BYTES(got, want, size);
            num_cases++;
        }
    }
    CHECK(num_cases > 0);
    printf("%s: %zu cases\n", path, num_cases);
    rsp_close(&rsp);
}

/* The Secure Hash Algorithm Validation System (SHAVS), section 6.4: a hundred checkpoints of a
 * thousand hashes each, over the last three digests. */
static void test_monte_carlo(enum brisk_hash_alg alg, const char *path)
{
    uint8_t seed[BRISK_HASH_MAX_SIZE], want[BRISK_HASH_MAX_SIZE];
    uint8_t last[3 * BRISK_HASH_MAX_SIZE];
    size_t size = brisk_hash_size(alg), num_cases = 0;
    struct rsp rsp;
    rsp_open_cavp(&rsp, path);
    while (rsp_next(&rsp)) {
        if (rsp_is(&rsp, "Seed")) {
            CHECK_EQ_INT(rsp_bytes(&rsp, "Seed", seed, sizeof(seed)), size);
        } else if (rsp_is(&rsp, "MD")) {
            for (int i = 0; i < 3; i++) {
                memcpy(last + i * size, seed, size);
            }
            for (int i = 0; i < 1000; i++) {
                brisk_hash_digest(alg, seed, last, 3 * size);
                memmove(last, last + size, 2 * size);
                memcpy(last + 2 * size, seed, size);
            }
            rsp_bytes(&rsp, "MD", want, sizeof(want));
            CHECK_EQ_BYTES(seed, want, size);
            num_cases++;
        }
    }
    CHECK_EQ_INT(num_cases, 100);
    printf("%s: %zu cases\n", path, num_cases);
    rsp_close(&rsp);
}

static void test_hmac(enum brisk_hash_alg alg, const char *path)
{
    uint8_t key_bytes[256], message[1024], want[BRISK_HASH_MAX_SIZE], got[BRISK_HASH_MAX_SIZE];
    size_t size = brisk_hash_size(alg), num_cases = 0;
    struct rsp rsp;
    rsp_open_cavp(&rsp, path);
    while (rsp_next(&rsp)) {
        if (rsp_is(&rsp, "MD")) {
            struct brisk_hmac_key key;
            size_t key_len = rsp_bytes(&rsp, "Key", key_bytes, sizeof(key_bytes));
            size_t len = rsp_bytes(&rsp, "Msg", message, sizeof(message));
            CHECK_EQ_INT(rsp_bytes(&rsp, "MD", want, sizeof(want)), size);
            CHECK_EQ_INT(brisk_hmac_key_init(&key, alg, key_bytes, key_len), 0);
            brisk_hmac_tag(&key, got, message, len);
            CHECK_EQ_BYTES(got, want, size);
            num_cases++;
        }
    }
    CHECK(num_cases > 0);
    printf("%s: %zu cases\n", path, num_cases);
    rsp_close(&rsp);
}

static void test_hkdf(const char *path)
{
    uint8_t ikm[512], salt[512], info[512], prk[64], prk_want[64], okm[1024], okm_want[1024];
    size_t num_cases = 0;
    struct rsp rsp;
    rsp_open_cavp(&rsp, path);
    while (rsp_next(&rsp)) {
        if (rsp_is(&rsp, "OKM")) {
            struct brisk_hmac_key key;
            size_t ikm_len = rsp_bytes(&rsp, "IKM", ikm, sizeof(ikm));
            size_t salt_len = rsp_bytes(&rsp, "salt", salt, sizeof(salt));
            size_t info_len = rsp_bytes(&rsp, "info", info, sizeof(info));
            size_t okm_len = rsp_bytes(&rsp, "OKM", okm_want, sizeof(okm_want));
            CHECK_EQ_STRING(rsp_text(&rsp, "Hash"), "SHA-256");
            CHECK_EQ_INT(rsp_number(&rsp, "L"), okm_len);
            CHECK_EQ_INT(rsp_bytes(&rsp, "PRK", prk_want, sizeof(prk_want)), 32);
            CHECK_EQ_INT(brisk_hkdf_extract(BRISK_SHA256, prk, salt, salt_len, ikm, ikm_len), 0);
            CHECK_EQ_BYTES(prk, prk_want, 32);
            CHECK_EQ_INT(brisk_hmac_key_init(&key, BRISK_SHA256, prk, 32), 0);
            CHECK_EQ_INT(brisk_hkdf_expand(&key, okm, okm_len, info, info_len), 0);
            CHECK_EQ_BYTES(okm, okm_want, okm_len);
            num_cases++;
        }
    }
    CHECK(num_cases > 0);
    printf("%s: %zu cases\n", path, num_cases);
    rsp_close(&rsp);
}

struct gcm_case {
    struct brisk_aead aead;
    uint8_t key[32], nonce[12], aad[256], plaintext[256], sealed[256 + 16];
    size_t key_len, aad_len, plaintext_len, ciphertext_len, tag_len;
};

/* Returns 0 for a case that brisk's interface leaves out. */
static int read_gcm_case(const struct rsp *rsp, struct gcm_case *c)
{
    if (rsp_number(rsp, "IVlen") != 96) {
        return 0;
    }
    c->key_len = rsp_bytes(rsp, "Key", c->key, sizeof(c->key));
    c->aad_len = rsp_bytes(rsp, "AAD", c->aad, sizeof(c->aad));
    c->ciphertext_len = rsp_bytes(rsp, "CT", c->sealed, 256);
    c->tag_len = rsp_bytes(rsp, "Tag", c->sealed + c->ciphertext_len, 16);
    CHECK_EQ_INT(rsp_bytes(rsp, "IV", c->nonce, sizeof(c->nonce)), 12);
    CHECK_EQ_INT(c->key_len * 8, rsp_number(rsp, "Keylen"));
    enum brisk_aead_alg alg = c->key_len == 16 ? BRISK_AES_128_GCM : BRISK_AES_256_GCM;
    return CHECK_EQ_INT(brisk_aead_init(&c->aead, alg, c->key, c->key_len), 0);
}

/* The shorter tags are the first bytes of the long one. */
static void test_gcm_encrypt(const char *path)
{
    size_t num_cases = 0, num_left_out = 0;
    struct rsp rsp;
    rsp_open_cavp(&rsp, path);
    while (rsp_next(&rsp)) {
        if (rsp_is(&rsp, "Tag")) {
            struct gcm_case c;
            uint8_t out[256 + 16];
            if (!read_gcm_case(&rsp, &c)) {
                num_left_out++;
                continue;
            }
            c.plaintext_len = rsp_bytes(&rsp, "PT", c.plaintext, sizeof(c.plaintext));
            CHECK_EQ_INT(c.plaintext_len, c.ciphertext_len);
            CHECK_EQ_INT(brisk_aead_seal(&c.aead, out, c.nonce, c.plaintext, c.plaintext_len, c.aad,
                                         c.aad_len),
                         0);
            CHECK_EQ_BYTES(out, c.sealed, c.ciphertext_len + c.tag_len);
            num_cases++;
        }
    }
    CHECK(num_cases > 0);
    printf("%s: %zu cases, %zu left out\n", path, num_cases, num_left_out);
    rsp_close(&rsp);
}

static void test_gcm_decrypt(const char *path)
{
    size_t num_right = 0, num_wrong = 0, num_left_out = 0;
    struct rsp rsp;
    rsp_open_cavp(&rsp, path);
    while (rsp_next(&rsp)) {
        int right = rsp_is(&rsp, "PT");
        if (right || rsp_is(&rsp, "FAIL")) {
            struct gcm_case c;
            uint8_t out[256], zeros[256] = { 0 };
            if (rsp_number(&rsp, "Taglen") != 128 || !read_gcm_case(&rsp, &c)) {
                num_left_out++;
                continue;
            }
            int error = brisk_aead_open(&c.aead, out, c.nonce, c.sealed, c.ciphertext_len + 16,
                                        c.aad, c.aad_len);
            if (right) {
                c.plaintext_len = rsp_bytes(&rsp, "PT", c.plaintext, sizeof(c.plaintext));
                CHECK_EQ_INT(error, 0);
                CHECK_EQ_INT(c.plaintext_len, c.ciphertext_len);
                CHECK_EQ_BYTES(out, c.plaintext, c.plaintext_len);
                num_right++;
            } else {
                CHECK(error != 0);
                CHECK_EQ_BYTES(out, zeros, c.ciphertext_len);
                num_wrong++;
            }
        }
    }
    CHECK(num_right > 0 && num_wrong > 0);
    printf("%s: %zu right tags, %zu wrong ones, %zu left out\n", path, num_right, num_wrong,
           num_left_out);
    rsp_close(&rsp);
}

/* The AES Algorithm Validation Suite (AESAVS), known answers and multi-block messages. */
static void test_cbc(const char *path)
{
    static uint8_t plaintext[256], ciphertext[256], out[256];
    uint8_t key[32], iv[BRISK_AES_CBC_BLOCK_SIZE];
    size_t num_cases = 0;
    struct rsp rsp;
    rsp_open_cavp(&rsp, path);
    while (rsp_next(&rsp)) {
        /* The last line of a case. */
        if (rsp_is(&rsp, strcmp(rsp.section, "ENCRYPT") == 0 ? "CIPHERTEXT" : "PLAINTEXT")) {
            struct brisk_aes_cbc cbc;
            size_t key_len = rsp_bytes(&rsp, "KEY", key, sizeof(key));
            size_t len = rsp_bytes(&rsp, "PLAINTEXT", plaintext, sizeof(plaintext));
            CHECK_EQ_INT(rsp_bytes(&rsp, "IV", iv, sizeof(iv)), sizeof(iv));
            CHECK_EQ_INT(rsp_bytes(&rsp, "CIPHERTEXT", ciphertext, sizeof(ciphertext)), len);
            CHECK_EQ_INT(brisk_aes_cbc_init(&cbc, key, key_len), 0);
            CHECK_EQ_INT(brisk_aes_cbc_encrypt(&cbc, out, iv, plaintext, len), 0);
            CHECK_EQ_BYTES(out, ciphertext, len);
            CHECK_EQ_INT(brisk_aes_cbc_decrypt(&cbc, out, iv, ciphertext, len), 0);
            CHECK_EQ_BYTES(out, plaintext, len);
            num_cases++;
        }
    }
    CHECK(num_cases > 0);
    printf("%s: %zu cases\n", path, num_cases);
    rsp_close(&rsp);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++) {
        test_messages(hashes[i].alg, hashes[i].short_messages);
        test_messages(hashes[i].alg, hashes[i].long_messages);
        test_monte_carlo(hashes[i].alg, hashes[i].monte_carlo);
        test_hmac(hashes[i].alg, hashes[i].hmac);
    }
    test_hkdf("KDF/rfc-5869-HKDF-SHA256.txt");
    test_gcm_encrypt("ciphers/AES/GCM/gcmEncryptExtIV128.rsp");
    test_gcm_encrypt("ciphers/AES/GCM/gcmEncryptExtIV256.rsp");
    test_gcm_decrypt("ciphers/AES/GCM/gcmDecrypt128.rsp");
    test_gcm_decrypt("ciphers/AES/GCM/gcmDecrypt256.rsp");
    static const char *const cbc[] = { "GFSbox", "KeySbox", "VarKey", "VarTxt", "MMT" };
    for (size_t i = 0; i < sizeof(cbc) / sizeof(cbc[0]); i++) {
        for (int bits = 128; bits <= 256; bits += 128) {
            char path[60];
            snprintf(path, sizeof(path), "ciphers/AES/CBC/CBC%s%d.rsp", cbc[i], bits);
            test_cbc(path);
        }
    }
    return test_end();
}
