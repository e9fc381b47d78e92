/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Records under AES-CBC and HMAC: every padding, every length around the edges of blocks, and each
 * byte changed, with and without encrypt-then-MAC. What brisk_cbc_hmac_open() is given is made
 * here, by the words of RFC 5246 section 6.2.3.2 and RFC 7366 section 3, from AES-CBC and HMAC,
 * which have tests of their own. */

#include <brisk/cbc.h>
#include <brisk/error.h>
#include <brisk/kernels.h>
#include <brisk/random.h>

#include <stdio.h>
#include <string.h>

#include "crypto/hash_internal.h"
#include "tests/support/test.h"

#define BLOCK BRISK_AES_CBC_BLOCK_SIZE
#define HEAD BRISK_CBC_HMAC_HEAD_SIZE
#define MAX_CONTENT 16384
#define MAX_FRAGMENT (BLOCK + MAX_CONTENT + 64 + 256)

static const enum brisk_hash_alg macs[] = { BRISK_SHA1, BRISK_SHA256, BRISK_SHA384 };
static const char *const mac_names[] = { "SHA-1", "SHA-256", "SHA-384" };

struct keys {
    enum brisk_hash_alg mac;
    size_t key_len, mac_len;
    int encrypt_then_mac;
    uint8_t key[32], mac_key[64], head[HEAD];
    struct brisk_cbc_hmac cbc;
};

static void make_keys(struct keys *k, size_t mac, size_t key_len, int encrypt_then_mac)
{
    k->mac = macs[mac];
    k->mac_len = brisk_hash_size(k->mac);
    k->key_len = key_len;
    k->encrypt_then_mac = encrypt_then_mac;
    test_random_bytes(k->key, sizeof k->key);
    test_random_bytes(k->mac_key, sizeof k->mac_key);
    test_random_bytes(k->head, sizeof k->head);
    CHECK_EQ_INT(
        brisk_cbc_hmac_init(&k->cbc, k->key, key_len, k->mac, k->mac_key, encrypt_then_mac), 0);
    test_note("%s, key of %zu%s", mac_names[mac], key_len,
              encrypt_then_mac ? ", encrypt-then-MAC" : "");
}

static void make_tag(const struct keys *k, uint8_t *tag, const uint8_t *in, size_t len)
{
    static uint8_t all[HEAD + 2 + MAX_FRAGMENT];
    struct brisk_hmac_key key;
    memcpy(all, k->head, HEAD);
    all[HEAD] = (uint8_t)(len >> 8);
    all[HEAD + 1] = (uint8_t)len;
    memcpy(all + HEAD + 2, in, len);
    CHECK_EQ_INT(brisk_hmac_key_init(&key, k->mac, k->mac_key, k->mac_len), 0);
    brisk_hmac_tag(&key, tag, all, HEAD + 2 + len);
}

static void encrypt(const struct keys *k, uint8_t *fragment, size_t len)
{
    struct brisk_aes_cbc aes;
    CHECK_EQ_INT(brisk_aes_cbc_init(&aes, k->key, k->key_len), 0);
    CHECK_EQ_INT(brisk_aes_cbc_encrypt(&aes, fragment + BLOCK, fragment, fragment + BLOCK, len), 0);
}

/* The padding that makes whole blocks of len bytes, at least `least` bytes, apart from the one that
 * tells how many. */
static size_t padding_for(size_t len, size_t least)
{
    while ((len + least + 1) % BLOCK)
        least++;
    return least;
}

/* Not to 0, which is right in the last place whatever stands before it. */
static void spoil(uint8_t *byte)
{
    uint8_t change;
    do
        change = (uint8_t)(1 << test_random_below(8));
    while (change == *byte);
    *byte ^= change;
}

/* A record's fragment with so many bytes of padding, of which byte number `wrong` from the end
 * (0: the last one) is spoilt, if it is not negative. Returns its length. */
static size_t make_fragment(const struct keys *k, uint8_t *fragment, const uint8_t *content,
                            size_t len, size_t padding, int wrong)
{
    uint8_t *plain = fragment + BLOCK;
    test_random_bytes(fragment, BLOCK);
    memcpy(plain, content, len);
    if (!k->encrypt_then_mac) {
        make_tag(k, plain + len, plain, len);
        len += k->mac_len;
    }
    memset(plain + len, (int)padding, padding + 1);
    len += padding + 1;
    if (wrong >= 0)
        spoil(&plain[len - 1 - (size_t)wrong]);
    encrypt(k, fragment, len);
    if (k->encrypt_then_mac) {
        make_tag(k, plain + len, fragment, BLOCK + len);
        len += k->mac_len;
    }
    return BLOCK + len;
}

static void check_opens(const struct keys *k, uint8_t *fragment, size_t len, const uint8_t *content,
                        size_t content_len)
{
    size_t got = 99999;
    CHECK_EQ_INT(brisk_cbc_hmac_open(&k->cbc, fragment, len, k->head, &got), 0);
    if (CHECK_EQ_INT(got, content_len))
        CHECK_EQ_BYTES(fragment + BLOCK, content, content_len);
}

/* What is refused gives nothing away: it is as it came, or zeroed. */
static void check_refused(const struct keys *k, const uint8_t *fragment, size_t len)
{
    static uint8_t copy[MAX_FRAGMENT + BLOCK], zeros[MAX_FRAGMENT];
    size_t got = 99999, end = len > BLOCK ? len - BLOCK : 0;
    memcpy(copy, fragment, len);
    CHECK_EQ_INT(brisk_cbc_hmac_open(&k->cbc, copy, len, k->head, &got), BRISK_ERR_AUTH);
    CHECK_EQ_INT(got, 0);
    if (k->encrypt_then_mac)
        end = end > k->mac_len ? end - k->mac_len : 0;
    CHECK(memcmp(copy, fragment, len) == 0 || memcmp(copy + BLOCK, zeros, end) == 0);
}

/* --- what is right --- */

static void test_lengths(const struct keys *k, const uint8_t *content)
{
    static uint8_t fragment[MAX_FRAGMENT], sealed[MAX_FRAGMENT];
    static const size_t more[] = { 1000, 4095, 4096, MAX_CONTENT - 1, MAX_CONTENT };
    for (size_t i = 0; i < 720 + sizeof more / sizeof more[0]; i++) {
        size_t len = i < 720 ? i : more[i - 720];
        size_t inner = len + (k->encrypt_then_mac ? 0 : k->mac_len);
        size_t size = make_fragment(k, fragment, content, len, padding_for(inner, 0), -1);
        CHECK_EQ_INT(brisk_cbc_hmac_sealed_size(&k->cbc, len), size);
        memcpy(sealed, fragment, BLOCK);
        memcpy(sealed + BLOCK, content, len);
        brisk_cbc_hmac_seal(&k->cbc, sealed, len, k->head);
        CHECK_EQ_BYTES(sealed, fragment, size);
        check_opens(k, fragment, size, content, len);
    }
}

/* Every padding from 0 to 255 bytes, with contents that make it fit. */
static void test_paddings(const struct keys *k, const uint8_t *content)
{
    static const size_t more[] = { 0, 16, 48, 64, 128, 320, 4096 };
    static uint8_t fragment[MAX_FRAGMENT];
    for (size_t padding = 0; padding <= 255; padding++) {
        for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
            size_t len = more[i], mac = k->encrypt_then_mac ? 0 : k->mac_len;
            while ((len + mac + padding + 1) % BLOCK)
                len++;
            size_t size = make_fragment(k, fragment, content, len, padding, -1);
            check_opens(k, fragment, size, content, len);
        }
    }
}

/* --- what is wrong --- */

/* Each byte of each padding. One of no bytes but the length can be wrong only by what a MAC beside
 * it tells. */
static void test_wrong_paddings(const struct keys *k, const uint8_t *content)
{
    static uint8_t fragment[MAX_FRAGMENT];
    for (size_t padding = (size_t)k->encrypt_then_mac; padding <= 255; padding++) {
        size_t len = padding % 3 ? padding % 32 : 300;
        while ((len + (k->encrypt_then_mac ? 0 : k->mac_len) + padding + 1) % BLOCK)
            len++;
        for (size_t wrong = 0; wrong <= padding; wrong += padding < 40 ? 1 : 1 + wrong / 4) {
            size_t size = make_fragment(k, fragment, content, len, padding, (int)wrong);
            check_refused(k, fragment, size);
        }
        if (padding) {
            size_t size = make_fragment(k, fragment, content, len, padding, (int)padding);
            check_refused(k, fragment, size);
        }
    }
}

/* Paddings that claim more bytes than there are before them. */
static void test_padding_overruns(const struct keys *k)
{
    static uint8_t fragment[MAX_FRAGMENT];
    size_t mac = k->encrypt_then_mac ? 0 : k->mac_len;
    for (size_t len = BLOCK; len <= 400; len += BLOCK) {
        if (len < mac + 1)
            continue;
        for (size_t padding = len - mac; padding <= 255; padding++) {
            /* All bytes have the value, so that only the count is wrong. */
            test_random_bytes(fragment, BLOCK);
            memset(fragment + BLOCK, (int)padding, len);
            encrypt(k, fragment, len);
            if (k->encrypt_then_mac)
                make_tag(k, fragment + BLOCK + len, fragment, BLOCK + len);
            check_refused(k, fragment, BLOCK + len + (k->mac_len - mac));
        }
    }
}

/* Each byte of a record and of what the MAC covers besides it, and each length. */
static void test_tampering(struct keys *k, const uint8_t *content)
{
    static const size_t lens[] = { 0, 1, 27, 64, 300 };
    static uint8_t fragment[MAX_FRAGMENT];
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        size_t inner = lens[i] + (k->encrypt_then_mac ? 0 : k->mac_len);
        size_t padding = padding_for(inner, i == 2 ? 100 : 0);
        size_t size = make_fragment(k, fragment, content, lens[i], padding, -1);
        for (size_t at = 0; at < size; at++) {
            uint8_t bit = (uint8_t)(1 << test_random_below(8));
            fragment[at] ^= bit;
            check_refused(k, fragment, size);
            fragment[at] ^= bit;
        }
        for (size_t at = 0; at < HEAD; at++) {
            k->head[at] ^= 1;
            check_refused(k, fragment, size);
            k->head[at] ^= 1;
        }
        for (size_t len = 0; len < size; len++)
            check_refused(k, fragment, len);
        memset(fragment + size, 0, BLOCK);
        check_refused(k, fragment, size + BLOCK);
        check_opens(k, fragment, size, content, lens[i]);
    }
}

/* A context of the other kind refuses. */
static void test_other_order(const struct keys *k, const uint8_t *content)
{
    static uint8_t fragment[MAX_FRAGMENT];
    struct keys other = *k;
    other.encrypt_then_mac = !k->encrypt_then_mac;
    other.cbc.encrypt_then_mac = !k->cbc.encrypt_then_mac;
    for (size_t len = 0; len < 100; len += 7) {
        size_t inner = len + (other.encrypt_then_mac ? 0 : other.mac_len);
        size_t size = make_fragment(&other, fragment, content, len, padding_for(inner, 0), -1);
        check_refused(k, fragment, size);
    }
}

static void test_records(void)
{
    static uint8_t content[MAX_CONTENT];
    test_random_bytes(content, sizeof content);
    for (size_t mac = 0; mac < sizeof macs / sizeof macs[0]; mac++)
        for (size_t key_len = 16; key_len <= 32; key_len += 16)
            for (int encrypt_then_mac = 0; encrypt_then_mac < 2; encrypt_then_mac++) {
                struct keys k;
                make_keys(&k, mac, key_len, encrypt_then_mac);
                test_lengths(&k, content);
                test_paddings(&k, content);
                test_wrong_paddings(&k, content);
                test_padding_overruns(&k);
                test_tampering(&k, content);
                test_other_order(&k, content);
            }
}

/* HMAC of a secret length gives what HMAC gives, for all bounds of that length. */
static void test_hidden_hmac(void)
{
    static uint8_t message[13 + 900];
    uint8_t key_bytes[64], want[BRISK_HASH_MAX_SIZE], got[BRISK_HASH_MAX_SIZE];
    test_random_bytes(message, sizeof message);
    test_random_bytes(key_bytes, sizeof key_bytes);
    for (size_t mac = 0; mac < sizeof macs / sizeof macs[0]; mac++) {
        struct brisk_hmac_key key;
        size_t size = brisk_hash_size(macs[mac]);
        CHECK_EQ_INT(brisk_hmac_key_init(&key, macs[mac], key_bytes, size), 0);
        for (size_t max_len = 0; max_len <= 900; max_len += max_len < 300 ? 1 : 37) {
            size_t min_len = max_len < 255 ? 0 : max_len - 255;
            for (size_t len = min_len; len <= max_len; len += 1 + test_random_below(9)) {
                test_note("%s, %zu bytes, %zu to %zu", mac_names[mac], len, min_len, max_len);
                brisk_hmac_tag(&key, want, message, 13 + len);
                brisk_hmac_tag_hidden(&key, got, message, 13, message + 13, len, min_len, max_len);
                CHECK_EQ_BYTES(got, want, size);
            }
        }
    }
}

static void test_arguments(void)
{
    struct brisk_aes_cbc aes;
    struct brisk_cbc_hmac cbc;
    uint8_t key[40] = { 0 }, iv[BLOCK] = { 0 }, in[48] = { 1 }, out[48] = { 2 }, before[48];
    memcpy(before, out, sizeof out);
    for (size_t len = 0; len <= sizeof key; len++) {
        int want = len == 16 || len == 32 ? 0 : BRISK_ERR_LENGTH;
        CHECK_EQ_INT(brisk_aes_cbc_init(&aes, key, len), want);
        CHECK_EQ_INT(brisk_cbc_hmac_init(&cbc, key, len, BRISK_SHA1, key, 0), want);
    }
    CHECK_EQ_INT(brisk_cbc_hmac_init(&cbc, key, 16, (enum brisk_hash_alg)77, key, 0),
                 BRISK_ERR_ARGUMENT);
    for (size_t len = 1; len < sizeof in; len++)
        if (len % BLOCK) {
            CHECK_EQ_INT(brisk_aes_cbc_encrypt(&aes, out, iv, in, len), BRISK_ERR_LENGTH);
            CHECK_EQ_INT(brisk_aes_cbc_decrypt(&aes, out, iv, in, len), BRISK_ERR_LENGTH);
        }
    CHECK_EQ_BYTES(out, before, sizeof out);
    CHECK_EQ_INT(brisk_aes_cbc_init(&aes, key, 16), 0);
    CHECK_EQ_INT(brisk_aes_cbc_encrypt(&aes, out, iv, in, 0), 0);
    CHECK_EQ_BYTES(out, before, sizeof out);
}

/* SP 800-38A appendix F.2.1 and F.2.5: the first two blocks. */
static void test_known_answers(void)
{
    static const struct {
        const char *key, *ciphertext;
    } answers[] = {
        { "2b7e151628aed2a6abf7158809cf4f3c",
          "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2" },
        { "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
          "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d" },
    };
    uint8_t iv[BLOCK], in[32], key[32], want[32], got[32];
    test_hex(iv, sizeof iv, "000102030405060708090a0b0c0d0e0f");
    test_hex(in, sizeof in, "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        struct brisk_aes_cbc aes;
        size_t key_len = test_hex(key, sizeof key, answers[i].key);
        test_hex(want, sizeof want, answers[i].ciphertext);
        CHECK_EQ_INT(brisk_aes_cbc_init(&aes, key, key_len), 0);
        CHECK_EQ_INT(brisk_aes_cbc_encrypt(&aes, got, iv, in, sizeof in), 0);
        CHECK_EQ_BYTES(got, want, sizeof want);
        CHECK_EQ_INT(brisk_aes_cbc_decrypt(&aes, got, iv, got, sizeof got), 0);
        CHECK_EQ_BYTES(got, in, sizeof in);
    }
}

static void print_rows(void)
{
    struct brisk_kernel_info info;
    for (size_t i = 0; brisk_kernels_row(i, 0, &info) == 0; i++)
        if (info.chosen &&
            (strcmp(info.operation, "aes_cbc") == 0 || strncmp(info.operation, "sha", 3) == 0))
            printf(" %s=%s", info.operation, info.variant);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_arguments();
    for (int i = 0; i < 2; i++) {
        CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, i ? NULL : "ref"), 0);
        printf("with");
        print_rows();
        putchar('\n');
        test_known_answers();
        test_hidden_hmac();
        test_records();
    }
    return test_end();
}
