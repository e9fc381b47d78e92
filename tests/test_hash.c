/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Hashes, HMAC and HKDF: known answers, streaming in pieces, limits, wiping. */

#include <brisk/error.h>
#include <brisk/hash.h>
#include <brisk/random.h>

#include <string.h>

#include "crypto/impl.h"
#include "tests/support/guarded.h"
#include "tests/support/test.h"

#define MAX_LENGTH 4096

static const enum brisk_hash_alg algs[] = { BRISK_SHA256, BRISK_SHA384, BRISK_SHA512 };
#define NUM_ALGS (sizeof(algs) / sizeof(algs[0]))

/* FIPS 180-4's examples (csrc.nist.gov, "Examples with intermediate values"): one block, two
 * blocks, and the empty message. */
static void test_digests(void)
{
    static const char two_blocks_256[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    static const char two_blocks_512[] =
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
        "lmnopqrsmnopqrstnopqrstu";
    static const struct {
        enum brisk_hash_alg alg;
        const char *message, *digest;
    } answers[] = {
        { BRISK_SHA256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { BRISK_SHA256, two_blocks_256,
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
        { BRISK_SHA256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { BRISK_SHA384, "abc",
          "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
          "8086072ba1e7cc2358baeca134c825a7" },
        { BRISK_SHA384, two_blocks_512,
          "09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712"
          "fcc7c71a557e2db966c3e9fa91746039" },
        { BRISK_SHA384, "",
          "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da"
          "274edebfe76f65fbd51ad2f14898b95b" },
        { BRISK_SHA512, "abc",
          "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
        { BRISK_SHA512, two_blocks_512,
          "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
          "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909" },
        { BRISK_SHA512, "",
          "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
          "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e" },
    };
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        uint8_t want[64], got[64];
        size_t len = strlen(answers[i].message);
        test_note("digest %zu", i);
        size_t size = test_hex(want, sizeof(want), answers[i].digest);
        CHECK_EQ_INT(brisk_hash_size(answers[i].alg), size);
        CHECK_EQ_INT(
            brisk_hash_digest(answers[i].alg, got, (const uint8_t *)answers[i].message, len), 0);
        CHECK_EQ_BYTES(got, want, size);
        if (len == 0) {
            CHECK_EQ_INT(brisk_hash_digest(answers[i].alg, got, NULL, 0), 0);
            CHECK_EQ_BYTES(got, want, size);
        }
    }
}

/* A million times "a" (the same NIST examples), in pieces of changing length. */
static void test_million(void)
{
    static const char *const digests[NUM_ALGS] = {
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
        "9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b"
        "07b8b3dc38ecc4ebae97ddd87f3d8985",
        "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
        "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b",
    };
    static uint8_t letters[1000];
    memset(letters, 'a', sizeof(letters));
    for (size_t i = 0; i < NUM_ALGS; i++) {
        struct brisk_hash hash;
        uint8_t want[64], got[64];
        test_note("a million of a, hash %zu", i);
        brisk_hash_init(&hash, algs[i]);
        for (size_t done = 0, n; done < 1000000; done += n) {
            n = test_random_below(sizeof(letters) + 1);
            n = n < 1000000 - done ? n : 1000000 - done;
            brisk_hash_update(&hash, letters, n);
        }
        brisk_hash_final(&hash, got);
        CHECK_EQ_BYTES(got, want, test_hex(want, sizeof(want), digests[i]));
    }
}

/* Every message up to a bit over two blocks, cut in two at every place: the same digest. */
static void test_splits(void)
{
    uint8_t message[2 * BRISK_HASH_MAX_BLOCK + 20];
    test_random_bytes(message, sizeof(message));
    for (size_t i = 0; i < NUM_ALGS; i++) {
        size_t size = brisk_hash_size(algs[i]);
        for (size_t len = 0; len <= sizeof(message); len++) {
            uint8_t want[64];
            brisk_hash_digest(algs[i], want, message, len);
            for (size_t cut = 0; cut <= len; cut++) {
                struct brisk_hash hash, fork;
                uint8_t got[64];
                test_note("hash %zu, %zu bytes cut at %zu", i, len, cut);
                brisk_hash_init(&hash, algs[i]);
                brisk_hash_update(&hash, message, cut);
                fork = hash; /* a copy goes its own way */
                brisk_hash_update(&fork, message, len - cut);
                brisk_hash_update(&hash, message + cut, len - cut);
                brisk_hash_final(&hash, got);
                CHECK_EQ_BYTES(got, want, size);
            }
        }
    }
}

/* The digest by FIPS 180-4 section 5.1 to the letter: the message padded as a whole, and the
 * reference's compression. */
static void hash_by_hand(enum brisk_hash_alg alg, uint8_t digest[64], const uint8_t *in, size_t len)
{
    static uint8_t padded[MAX_LENGTH + 2 * BRISK_HASH_MAX_BLOCK];
    struct brisk_hash hash;
    size_t block_size = brisk_hash_block_size(alg);
    size_t num_blocks = (len + block_size / 8) / block_size + 1;

    memset(padded, 0, num_blocks * block_size);
    memcpy(padded, in, len);
    padded[len] = 0x80;
    padded[num_blocks * block_size - 2] = (uint8_t)(8 * len >> 8);
    padded[num_blocks * block_size - 1] = (uint8_t)(8 * len);
    brisk_hash_init(&hash, alg);
    if (alg == BRISK_SHA256) {
        brisk_sha256_blocks_ref(hash.state.w32, padded, num_blocks);
    } else {
        brisk_sha512_blocks_ref(hash.state.w64, padded, num_blocks);
    }
    for (size_t i = 0; i < brisk_hash_size(alg); i++) {
        digest[i] = alg == BRISK_SHA256 ? (uint8_t)(hash.state.w32[i / 4] >> (24 - i % 4 * 8))
                                        : (uint8_t)(hash.state.w64[i / 8] >> (56 - i % 8 * 8));
    }
}

/* Every length, with the message's first byte behind a page that cannot be touched, and with its
 * last byte before one: at once, in two pieces and in many. */
static void test_every_length(void)
{
    uint8_t *first = guarded_new("message", MAX_LENGTH, 1, GUARDED_START);
    uint8_t *last = guarded_new("message", MAX_LENGTH, 1, GUARDED_END);

    test_random_bytes(first, MAX_LENGTH);
    for (size_t i = 0; i < NUM_ALGS; i++) {
        size_t size = brisk_hash_size(algs[i]);
        for (size_t len = 0; len <= MAX_LENGTH; len++) {
            uint8_t want[64], got[64];
            struct brisk_hash hash;
            uint8_t *end = last + MAX_LENGTH - len;
            test_note("hash %zu, %zu bytes", i, len);
            memcpy(end, first, len);
            hash_by_hand(algs[i], want, first, len);
            brisk_hash_digest(algs[i], got, first, len);
            CHECK_EQ_BYTES(got, want, size);
            brisk_hash_digest(algs[i], got, end, len);
            CHECK_EQ_BYTES(got, want, size);
            brisk_hash_init(&hash, algs[i]);
            for (size_t at = 0, n; at < len; at += n) {
                n = test_random_below(2) ? test_random_below(len - at + 1)
                                         : test_random_below(len - at < 20 ? len - at + 1 : 20);
                brisk_hash_update(&hash, end + at, n);
            }
            brisk_hash_final(&hash, got);
            CHECK_EQ_BYTES(got, want, size);
        }
    }
    guarded_reset();
}

/* The length in bits takes more than 32 bits and, for SHA-512, fills the upper eight bytes too:
 * seen through the public context by setting how much was hashed. With no vector for 2^61 bytes,
 * the block that padding makes is hashed by hand. */
static void test_long_lengths(void)
{
    for (size_t i = 0; i < NUM_ALGS; i++) {
        size_t block_size = brisk_hash_block_size(algs[i]), size = brisk_hash_size(algs[i]);
        struct brisk_hash hash, by_hand;
        uint8_t block[BRISK_HASH_MAX_BLOCK] = { 0x80 }, want[64], got[64];
        test_note("long length, hash %zu", i);
        brisk_hash_init(&hash, algs[i]);
        hash.num_bytes = 0xe123456789abcd00;
        by_hand = hash;
        brisk_hash_final(&hash, got);
        /* 0xe123456789abcd00 * 8; FIPS 180-4 section 5.1. */
        test_hex(block + block_size - 8, 8, "091a2b3c4d5e6800");
        if (block_size == 128) {
            block[block_size - 9] = 0x07;
        }
        brisk_hash_update(&by_hand, block, block_size);
        for (size_t j = 0; j < size; j++) {
            want[j] = size == 32 ? (uint8_t)(by_hand.state.w32[j / 4] >> (24 - j % 4 * 8))
                                 : (uint8_t)(by_hand.state.w64[j / 8] >> (56 - j % 8 * 8));
        }
        CHECK_EQ_BYTES(got, want, size);
    }
}

static void test_errors_and_wiping(void)
{
    static const uint8_t zeros[sizeof(struct brisk_hmac)];
    enum brisk_hash_alg unknown = (enum brisk_hash_alg)77;
    struct brisk_hash hash;
    struct brisk_hmac_key key;
    struct brisk_hmac hmac;
    uint8_t out[64];
    test_note(NULL);
    CHECK_EQ_INT(brisk_hash_size(unknown), 0);
    CHECK_EQ_INT(brisk_hash_block_size(unknown), 0);
    CHECK_EQ_INT(brisk_hash_init(&hash, unknown), BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_hash_digest(unknown, out, NULL, 0), BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_hmac_key_init(&key, unknown, NULL, 0), BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_hkdf_extract(unknown, out, NULL, 0, NULL, 0), BRISK_ERR_ARGUMENT);
    for (size_t i = 0; i < NUM_ALGS; i++) {
        brisk_hash_init(&hash, algs[i]);
        brisk_hash_update(&hash, (const uint8_t *)"secret", 6);
        brisk_hash_update(&hash, NULL, 0);
        brisk_hash_final(&hash, out);
        CHECK_EQ_BYTES(&hash, zeros, sizeof(hash));
        brisk_hmac_key_init(&key, algs[i], (const uint8_t *)"key", 3);
        brisk_hmac_init(&hmac, &key);
        brisk_hmac_update(&hmac, (const uint8_t *)"secret", 6);
        brisk_hmac_final(&hmac, out);
        CHECK_EQ_BYTES(&hmac, zeros, sizeof(hmac));
    }
}

/* RFC 4231: all keys and messages, with SHA-256, SHA-384 and SHA-512. */
static void test_hmac(void)
{
    static const struct {
        const char *key;
        size_t key_repeat;
        const char *message;
        size_t message_repeat;
        const char *tags[NUM_ALGS];
    } answers[] = {
        { "0b",
          20,
          "4869205468657265",
          1,
          { "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59c"
            "faea9ea9076ede7f4af152e8b2fa9cb6",
            "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
            "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854" } },
        { "4a656665",
          1,
          "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
          1,
          { "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
            "8e2240ca5e69e2c78b3239ecfab21649",
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
            "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737" } },
        { "aa",
          20,
          "dd",
          50,
          { "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
            "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b"
            "2a5ab39dc13814b94e3ab6e101a34f27",
            "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
            "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb" } },
        { "aa",
          131,
          "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368"
          "204b6579204669727374",
          1,
          { "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c6"
            "0c2ef6ab4030fe8296248df163f44952",
            "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
            "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598" } },
    };
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        uint8_t key_bytes[256], message[256], want[64], got[64];
        size_t key_len = 0, len = 0;
        for (size_t j = 0; j < answers[i].key_repeat; j++) {
            key_len += test_hex(key_bytes + key_len, sizeof(key_bytes) - key_len, answers[i].key);
        }
        for (size_t j = 0; j < answers[i].message_repeat; j++) {
            len += test_hex(message + len, sizeof(message) - len, answers[i].message);
        }
        for (size_t j = 0; j < NUM_ALGS; j++) {
            struct brisk_hmac_key key;
            struct brisk_hmac hmac;
            size_t size = test_hex(want, sizeof(want), answers[i].tags[j]);
            test_note("HMAC %zu, hash %zu", i, j);
            CHECK_EQ_INT(brisk_hmac_key_init(&key, algs[j], key_bytes, key_len), 0);
            brisk_hmac_tag(&key, got, message, len);
            CHECK_EQ_BYTES(got, want, size);
            for (size_t cut = 0; cut <= len; cut++) {
                memset(got, 0, sizeof(got));
                brisk_hmac_init(&hmac, &key);
                brisk_hmac_update(&hmac, message, cut);
                brisk_hmac_update(&hmac, message + cut, len - cut);
                brisk_hmac_final(&hmac, got);
                CHECK_EQ_BYTES(got, want, size);
            }
        }
    }
}

/* RFC 5869 appendix A.1 and A.3 (the others are in test_cavp_symmetric), every shorter length, and
 * the longest. */
static void test_hkdf(void)
{
    static uint8_t longest[255 * 64 + 1];
    uint8_t ikm[22], salt[13], info[10], prk[32], want[64], got[64];
    struct brisk_hmac_key key;
    test_note("HKDF A.1");
    test_hex(ikm, sizeof(ikm), "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
    test_hex(salt, sizeof(salt), "000102030405060708090a0b0c");
    test_hex(info, sizeof(info), "f0f1f2f3f4f5f6f7f8f9");
    CHECK_EQ_INT(brisk_hkdf_extract(BRISK_SHA256, prk, salt, 13, ikm, 22), 0);
    test_hex(want, 32, "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
    CHECK_EQ_BYTES(prk, want, 32);
    brisk_hmac_key_init(&key, BRISK_SHA256, prk, 32);
    test_hex(
        want, sizeof(want),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    for (size_t len = 0; len <= 42; len++) {
        memset(got, 0x55, sizeof(got));
        CHECK_EQ_INT(brisk_hkdf_expand(&key, got, len, info, 10), 0);
        CHECK_EQ_BYTES(got, want, len);
        CHECK_EQ_INT(got[len], 0x55);
    }

    test_note("HKDF A.3");
    CHECK_EQ_INT(brisk_hkdf_extract(BRISK_SHA256, prk, NULL, 0, ikm, 22), 0);
    test_hex(want, 32, "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04");
    CHECK_EQ_BYTES(prk, want, 32);
    brisk_hmac_key_init(&key, BRISK_SHA256, prk, 32);
    CHECK_EQ_INT(brisk_hkdf_expand(&key, got, 42, NULL, 0), 0);
    test_hex(
        want, sizeof(want),
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    CHECK_EQ_BYTES(got, want, 42);

    for (size_t i = 0; i < NUM_ALGS; i++) {
        static const uint8_t zeros[64];
        size_t len = brisk_hash_size(algs[i]);
        test_note("HKDF without salt, hash %zu", i);
        brisk_hmac_key_init(&key, algs[i], zeros, len);
        brisk_hmac_tag(&key, want, ikm, 22);
        CHECK_EQ_INT(brisk_hkdf_extract(algs[i], got, NULL, 0, ikm, 22), 0);
        CHECK_EQ_BYTES(got, want, len);
        CHECK_EQ_INT(brisk_hkdf_extract(algs[i], got, zeros, len, ikm, 22), 0);
        CHECK_EQ_BYTES(got, want, len);
    }

    for (size_t i = 0; i < NUM_ALGS; i++) {
        size_t max = 255 * brisk_hash_size(algs[i]);
        test_note("HKDF limit, hash %zu", i);
        brisk_hmac_key_init(&key, algs[i], ikm, 22);
        longest[max] = 0x55;
        CHECK_EQ_INT(brisk_hkdf_expand(&key, longest, max, info, 10), 0);
        CHECK_EQ_INT(longest[max], 0x55);
        memset(got, 0x55, sizeof(got));
        CHECK_EQ_INT(brisk_hkdf_expand(&key, got, max + 1, info, 10), BRISK_ERR_LENGTH);
        CHECK_EQ_INT(got[0], 0x55);
    }
}

/* RFC 8448 section 3, "Simple 1-RTT Handshake": from nothing to the server's handshake keys. */
static void test_expand_label(void)
{
    uint8_t zeros[32] = { 0 }, early[32], empty_hash[32], derived[32], shared[32], handshake[32];
    uint8_t transcript[32], traffic[32], want[32], got[32];
    struct brisk_hmac_key key;
    test_note("RFC 8448");
    brisk_hkdf_extract(BRISK_SHA256, early, NULL, 0, zeros, 32);
    test_hex(want, 32, "33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a");
    CHECK_EQ_BYTES(early, want, 32);

    brisk_hmac_key_init(&key, BRISK_SHA256, early, 32);
    brisk_hash_digest(BRISK_SHA256, empty_hash, NULL, 0);
    CHECK_EQ_INT(brisk_hkdf_expand_label(&key, derived, 32, "derived", empty_hash, 32), 0);
    test_hex(want, 32, "6f2615a108c702c5678f54fc9dbab69716c076189c48250cebeac3576c3611ba");
    CHECK_EQ_BYTES(derived, want, 32);

    test_hex(shared, 32, "8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d");
    brisk_hkdf_extract(BRISK_SHA256, handshake, derived, 32, shared, 32);
    test_hex(want, 32, "1dc826e93606aa6fdc0aadc12f741b01046aa6b99f691ed221a9f0ca043fbeac");
    CHECK_EQ_BYTES(handshake, want, 32);

    brisk_hmac_key_init(&key, BRISK_SHA256, handshake, 32);
    test_hex(transcript, 32, "860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8");
    CHECK_EQ_INT(brisk_hkdf_expand_label(&key, traffic, 32, "s hs traffic", transcript, 32), 0);
    test_hex(want, 32, "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
    CHECK_EQ_BYTES(traffic, want, 32);

    brisk_hmac_key_init(&key, BRISK_SHA256, traffic, 32);
    CHECK_EQ_INT(brisk_hkdf_expand_label(&key, got, 16, "key", NULL, 0), 0);
    test_hex(want, 32, "3fce516009c21727d0f2e4e86ee403bc");
    CHECK_EQ_BYTES(got, want, 16);
    CHECK_EQ_INT(brisk_hkdf_expand_label(&key, got, 12, "iv", NULL, 0), 0);
    test_hex(want, 32, "5d313eb2671276ee13000b30");
    CHECK_EQ_BYTES(got, want, 12);
}

/* The limits of HKDF-Expand-Label, and at the limit the bytes that RFC 8446 section 7.1 says. */
static void test_expand_label_limits(void)
{
    static uint8_t out[255 * 64 + 1];
    char label[251];
    uint8_t context[256], info[2 + 1 + 255 + 1 + 255], want[32], got[32];
    struct brisk_hmac_key key;
    test_note("limits of HKDF-Expand-Label");
    test_random_bytes(context, sizeof(context));
    memset(label, 'x', 250);
    label[250] = 0;
    brisk_hmac_key_init(&key, BRISK_SHA256, context, 32);
    CHECK_EQ_INT(brisk_hkdf_expand_label(&key, got, 32, label, context, 0), BRISK_ERR_LENGTH);
    label[249] = 0;
    CHECK_EQ_INT(brisk_hkdf_expand_label(&key, got, 32, label, context, 256), BRISK_ERR_LENGTH);
    CHECK_EQ_INT(brisk_hkdf_expand_label(&key, out, 255 * 32 + 1, label, context, 255),
                 BRISK_ERR_LENGTH);
    CHECK_EQ_INT(brisk_hkdf_expand_label(&key, out, 255 * 32, label, context, 255), 0);
    CHECK_EQ_INT(brisk_hkdf_expand_label(&key, got, 32, label, context, 255), 0);
    memcpy(info, "\x00\x20\xfftls13 ", 9);
    memset(info + 9, 'x', 249);
    info[258] = 255;
    memcpy(info + 259, context, 255);
    CHECK_EQ_INT(brisk_hkdf_expand(&key, want, 32, info, sizeof(info)), 0);
    CHECK_EQ_BYTES(got, want, 32);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_digests();
    test_million();
    test_splits();
    test_every_length();
    test_long_lengths();
    test_errors_and_wiping();
    test_hmac();
    test_hkdf();
    test_expand_label();
    test_expand_label_limits();
    return test_end();
}
