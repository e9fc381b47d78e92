/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* AEADs through the public interface: known answers, forgeries, in place and apart, limits. */

#include <brisk/aead.h>
#include <brisk/error.h>
#include <brisk/kernels.h>

#include <string.h>

#include "crypto/impl.h"
#include "tests/support/test.h"

#define TAG BRISK_AEAD_TAG_SIZE
#define MAX_LEN 620

static const enum brisk_aead_alg algs[] = { BRISK_AES_128_GCM, BRISK_AES_256_GCM,
                                            BRISK_CHACHA20_POLY1305 };
#define NUM_ALGS (sizeof(algs) / sizeof(algs[0]))

struct answer {
    enum brisk_aead_alg alg;
    const char *source, *key, *nonce, *aad, *plaintext, *ciphertext, *tag;
};

/* The GCM specification of McGrew and Viega, appendix B (test cases with 96-bit nonces), which SP
 * 800-38D builds on; RFC 8439 section 2.8.2 and appendix A.5. */
static const struct answer answers[] = {
    { BRISK_AES_128_GCM, "GCM case 1", "00000000000000000000000000000000",
      "000000000000000000000000", "", "", "", "58e2fccefa7e3061367f1d57a4e7455a" },
    { BRISK_AES_128_GCM, "GCM case 2", "00000000000000000000000000000000",
      "000000000000000000000000", "", "00000000000000000000000000000000",
      "0388dace60b6a392f328c2b971b2fe78", "ab6e47d42cec13bdf53a67b21257bddf" },
    { BRISK_AES_128_GCM, "GCM case 3", "feffe9928665731c6d6a8f9467308308",
      "cafebabefacedbaddecaf888", "",
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
      "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
      "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
      "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985",
      "4d5c2af327cd64a62cf35abd2ba6fab4" },
    { BRISK_AES_128_GCM, "GCM case 4", "feffe9928665731c6d6a8f9467308308",
      "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
      "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
      "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
      "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
      "5bc94fbc3221a5db94fae95ae7121a47" },
    { BRISK_AES_256_GCM, "GCM case 13",
      "0000000000000000000000000000000000000000000000000000000000000000",
      "000000000000000000000000", "", "", "", "530f8afbc74536b9a963b4f1c4cb738b" },
    { BRISK_AES_256_GCM, "GCM case 14",
      "0000000000000000000000000000000000000000000000000000000000000000",
      "000000000000000000000000", "", "00000000000000000000000000000000",
      "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919" },
    { BRISK_AES_256_GCM, "GCM case 16",
      "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
      "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
      "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
      "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
      "76fc6ece0f4e1768cddf8853bb2d551b" },
    { BRISK_CHACHA20_POLY1305, "RFC 8439 2.8.2",
      "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
      "070000004041424344454647", "50515253c0c1c2c3c4c5c6c7",
      "4c616469657320616e642047656e746c656d656e206f662074686520636c6173"
      "73206f66202739393a204966204920636f756c64206f6666657220796f75206f"
      "6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73"
      "637265656e20776f756c642062652069742e",
      "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
      "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
      "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
      "3ff4def08e4b7a9de576d26586cec64b6116",
      "1ae10b594f09e26a7e902ecbd0600691" },
    { BRISK_CHACHA20_POLY1305, "RFC 8439 A.5",
      "1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0",
      "000000000102030405060708", "f33388860000000000004e91",
      "496e7465726e65742d4472616674732061726520647261667420646f63756d65"
      "6e74732076616c696420666f722061206d6178696d756d206f6620736978206d"
      "6f6e74687320616e64206d617920626520757064617465642c207265706c6163"
      "65642c206f72206f62736f6c65746564206279206f7468657220646f63756d65"
      "6e747320617420616e792074696d652e20497420697320696e617070726f7072"
      "6961746520746f2075736520496e7465726e65742d4472616674732061732072"
      "65666572656e6365206d6174657269616c206f7220746f206369746520746865"
      "6d206f74686572207468616e206173202fe2809c776f726b20696e2070726f67"
      "726573732e2fe2809d",
      "64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb2"
      "4c6cfc18755d43eea09ee94e382d26b0bdb7b73c321b0100d4f03b7f355894cf"
      "332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c855"
      "9797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4"
      "b9166c767b804d46a59b5216cde7a4e99040c5a40433225ee282a1b0a06c523e"
      "af4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a"
      "0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a10"
      "49e617d91d361094fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29"
      "a6ad5cb4022b02709b",
      "eead9d67890cbb22392336fea1851f38" },
};

static void test_known_answers(void)
{
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        const struct answer *a = &answers[i];
        struct brisk_aead aead;
        uint8_t key[32], nonce[12], aad[64], plaintext[320], sealed[320 + TAG], out[320 + TAG];
        test_note("%s", a->source);
        size_t key_len = test_hex(key, sizeof(key), a->key);
        size_t aad_len = test_hex(aad, sizeof(aad), a->aad);
        size_t len = test_hex(plaintext, sizeof(plaintext), a->plaintext);
        test_hex(nonce, sizeof(nonce), a->nonce);
        CHECK_EQ_INT(test_hex(sealed, sizeof(sealed), a->ciphertext), len);
        test_hex(sealed + len, TAG, a->tag);
        CHECK_EQ_INT(brisk_aead_key_size(a->alg), key_len);
        CHECK_EQ_INT(brisk_aead_init(&aead, a->alg, key, key_len), 0);
        CHECK_EQ_INT(brisk_aead_seal(&aead, out, nonce, plaintext, len, aad, aad_len), 0);
        CHECK_EQ_BYTES(out, sealed, len + TAG);
        CHECK_EQ_INT(brisk_aead_open(&aead, out, nonce, sealed, len + TAG, aad, aad_len), 0);
        CHECK_EQ_BYTES(out, plaintext, len);
    }
}

/* RFC 8439 section 2.3.2 (one block), and a counter that wraps: block 2^32 is block 0. */
static void test_chacha20_keystream(void)
{
    brisk_chacha20_keystream_fn *keystream = brisk_kernels()->chacha20poly1305->keystream;
    uint8_t key[32], nonce[12], want[64], out[64 * 13];
    test_note("RFC 8439 2.3.2");
    for (int i = 0; i < 32; i++) {
        key[i] = (uint8_t)i;
    }
    test_hex(nonce, 12, "000000090000004a00000000");
    test_hex(want, 64,
             "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e"
             "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e");
    keystream(out, 1, key, nonce, 1);
    CHECK_EQ_BYTES(out, want, 64);
    for (uint32_t back = 0; back <= 12; back++) {
        test_note("counter wraps after %u blocks", back);
        keystream(out, 13, key, nonce, 0 - back);
        for (uint32_t i = 0; i < 13; i++) {
            keystream(want, 1, key, nonce, i - back);
            CHECK_EQ_BYTES(out + 64 * i, want, 64);
        }
    }
}

/* A few messages per length, with and without additional data, in place and apart: what is sealed
 * opens, and nothing around the outputs is written. */
static void test_lengths(void)
{
    for (size_t i = 0; i < NUM_ALGS; i++) {
        for (size_t len = 0; len <= MAX_LEN; len++) {
            struct brisk_aead aead;
            uint8_t key[32], nonce[12], aad[100], message[MAX_LEN];
            uint8_t apart[MAX_LEN + TAG + 1], in_place[MAX_LEN + TAG + 1];
            size_t aad_len = len % 3 == 0 ? 0 : test_random_below(sizeof(aad) + 1);
            test_note("AEAD %d, %zu bytes, aad of %zu", algs[i], len, aad_len);
            test_random_bytes(key, sizeof(key));
            test_random_bytes(nonce, sizeof(nonce));
            test_random_bytes(aad, sizeof(aad));
            test_random_bytes(message, sizeof(message));
            brisk_aead_init(&aead, algs[i], key, brisk_aead_key_size(algs[i]));
            memcpy(in_place, message, len);
            apart[len + TAG] = in_place[len + TAG] = 0x5a;
            CHECK_EQ_INT(brisk_aead_seal(&aead, apart, nonce, len ? message : NULL, len,
                                         aad_len ? aad : NULL, aad_len),
                         0);
            CHECK_EQ_INT(brisk_aead_seal(&aead, in_place, nonce, in_place, len, aad, aad_len), 0);
            CHECK_EQ_BYTES(in_place, apart, len + TAG);
            CHECK(apart[len + TAG] == 0x5a && in_place[len + TAG] == 0x5a);

            uint8_t opened[MAX_LEN + 1];
            opened[len] = 0x5a;
            CHECK_EQ_INT(brisk_aead_open(&aead, opened, nonce, apart, len + TAG, aad, aad_len), 0);
            CHECK_EQ_BYTES(opened, message, len);
            CHECK_EQ_INT(opened[len], 0x5a);
            CHECK_EQ_INT(brisk_aead_open(&aead, in_place, nonce, in_place, len + TAG, aad, aad_len),
                         0);
            CHECK_EQ_BYTES(in_place, message, len);
        }
    }
}

/* Expects that the message does not open, apart and in place, and leaves zeros. */
static void check_refused(const struct brisk_aead *aead, const uint8_t *nonce,
                          const uint8_t *sealed, size_t sealed_len, const uint8_t *aad,
                          size_t aad_len)
{
    static const uint8_t zeros[MAX_LEN];
    uint8_t out[MAX_LEN + TAG];
    size_t len = sealed_len - TAG;
    memset(out, 0x5a, sizeof(out));
    CHECK_EQ_INT(brisk_aead_open(aead, out, nonce, sealed, sealed_len, aad, aad_len),
                 BRISK_ERR_AUTH);
    CHECK_EQ_BYTES(out, zeros, len);
    CHECK_EQ_INT(out[len], 0x5a);
    memcpy(out, sealed, sealed_len);
    CHECK_EQ_INT(brisk_aead_open(aead, out, nonce, out, sealed_len, aad, aad_len), BRISK_ERR_AUTH);
    CHECK_EQ_BYTES(out, zeros, len);
}

/* Every bit of the tag, and one bit of every other byte, of messages of some lengths. */
static void test_forgeries(void)
{
    static const size_t lens[] = { 0, 1, 15, 16, 17, 64, 113, 300 };
    for (size_t i = 0; i < NUM_ALGS * sizeof(lens) / sizeof(lens[0]); i++) {
        enum brisk_aead_alg alg = algs[i % NUM_ALGS];
        size_t len = lens[i / NUM_ALGS], aad_len = 21;
        struct brisk_aead aead;
        uint8_t key[32], nonce[12], aad[21], sealed[MAX_LEN + TAG];
        test_random_bytes(key, sizeof(key));
        test_random_bytes(nonce, sizeof(nonce));
        test_random_bytes(aad, sizeof(aad));
        test_random_bytes(sealed, len);
        brisk_aead_init(&aead, alg, key, brisk_aead_key_size(alg));
        brisk_aead_seal(&aead, sealed, nonce, sealed, len, aad, aad_len);
        for (size_t bit = 0; bit < 8 * TAG; bit++) {
            test_note("AEAD %d, %zu bytes, tag bit %zu", alg, len, bit);
            sealed[len + bit / 8] ^= (uint8_t)(1 << bit % 8);
            check_refused(&aead, nonce, sealed, len + TAG, aad, aad_len);
            sealed[len + bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        struct {
            const char *name;
            uint8_t *bytes;
            size_t len;
        } parts[] = { { "ciphertext", sealed, len },
                      { "aad", aad, aad_len },
                      { "nonce", nonce, 12 } };
        for (size_t j = 0; j < 3; j++) {
            for (size_t at = 0; at < parts[j].len; at++) {
                uint8_t bit = (uint8_t)(1 << test_random_below(8));
                test_note("AEAD %d, %zu bytes, %s byte %zu", alg, len, parts[j].name, at);
                parts[j].bytes[at] ^= bit;
                check_refused(&aead, nonce, sealed, len + TAG, aad, aad_len);
                parts[j].bytes[at] ^= bit;
            }
        }
        test_note("AEAD %d, %zu bytes, cut", alg, len);
        check_refused(&aead, nonce, sealed, len + TAG, aad, aad_len - 1);
        if (len > 0) {
            check_refused(&aead, nonce, sealed, len + TAG - 1, aad, aad_len);
            check_refused(&aead, nonce, sealed + 1, len + TAG - 1, aad, aad_len);
        }
        test_note("AEAD %d, %zu bytes, untouched", alg, len);
        CHECK_EQ_INT(brisk_aead_open(&aead, sealed, nonce, sealed, len + TAG, aad, aad_len), 0);
    }
}

static void test_errors(void)
{
    uint8_t key[32] = { 0 }, nonce[12] = { 0 }, out[32], untouched[32];
    struct brisk_aead aead, copy;
    test_note("errors");
    CHECK_EQ_INT(brisk_aead_key_size((enum brisk_aead_alg)9), 0);
    CHECK_EQ_INT(brisk_aead_init(&aead, (enum brisk_aead_alg)9, key, 16), BRISK_ERR_ARGUMENT);
    memset(out, 0x5a, sizeof(out));
    memset(untouched, 0x5a, sizeof(untouched));
    for (size_t i = 0; i < NUM_ALGS; i++) {
        size_t size = brisk_aead_key_size(algs[i]);
        size_t max = algs[i] == BRISK_CHACHA20_POLY1305 ? (1ull << 38) - 64 : (1ull << 36) - 32;
        for (size_t key_len = 0; key_len <= 33; key_len++) {
            int want = key_len == size ? 0 : BRISK_ERR_LENGTH;
            CHECK_EQ_INT(brisk_aead_init(&aead, algs[i], key, key_len), want);
        }
        CHECK_EQ_INT(brisk_aead_init(&aead, algs[i], key, size), 0);
        CHECK_EQ_INT(brisk_aead_seal(&aead, out, nonce, key, max + 1, NULL, 0), BRISK_ERR_LENGTH);
        CHECK_EQ_INT(brisk_aead_open(&aead, out, nonce, key, max + TAG + 1, NULL, 0),
                     BRISK_ERR_LENGTH);
        for (size_t len = 0; len < TAG; len++) {
            CHECK_EQ_INT(brisk_aead_open(&aead, out, nonce, key, len, NULL, 0), BRISK_ERR_LENGTH);
        }
        CHECK_EQ_BYTES(out, untouched, sizeof(out));
        copy = aead;
        memset(&aead, 0, sizeof(aead));
        uint8_t sealed[TAG + 5];
        brisk_aead_seal(&copy, sealed, nonce, key, 5, NULL, 0);
        CHECK_EQ_INT(brisk_aead_open(&copy, sealed, nonce, sealed, sizeof(sealed), NULL, 0), 0);
        CHECK_EQ_BYTES(sealed, key, 5);
    }
}

/* The preference follows the row in force; contexts keep the row they were made with. */
static void test_preference(void)
{
    struct brisk_kernel_info info;
    test_note("preference");
    for (size_t i = 0; brisk_kernels_row(i, 0, &info) == 0; i++) {
        if (strcmp(info.operation, "aes_gcm") == 0 && info.chosen) {
            CHECK_EQ_INT(brisk_aead_prefers_aes(), strcmp(info.variant, "ref") != 0);
        }
    }
    CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, "ref"), 0);
    CHECK_EQ_INT(brisk_aead_prefers_aes(), 0);
    CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, NULL), 0);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_known_answers();
    test_chacha20_keystream();
    test_lengths();
    test_forgeries();
    test_errors();
    test_preference();
    return test_end();
}
