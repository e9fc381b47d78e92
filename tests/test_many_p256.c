/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Many of P-256's signatures and verifications in one call equal as many single ones, what is
 * wrong with them included. (Key exchange is in test_many.) */

#include <stdio.h>
#include <string.h>

#include <brisk/brisk.h>

#include "tests/support/check_nist.h"
#include "tests/support/test.h"

#define MAX_ITEMS 70

struct item {
    uint8_t private_key[32], public_key[65], digest[48], signature[65];
};

static struct item items[MAX_ITEMS];
static const uint8_t *private_keys[MAX_ITEMS], *public_keys[MAX_ITEMS], *digests[MAX_ITEMS];
static const uint8_t *in_signatures[MAX_ITEMS];
static uint8_t *signatures[MAX_ITEMS];
static int statuses[MAX_ITEMS];

/* Small and large keys; one in ten is none. */
static void make_items(size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct item *item = &items[i];
        nist_hostile_scalar(&nist_p256, item->private_key);
        CHECK_EQ_INT(brisk_p256_public(item->public_key, item->private_key), 0);
        test_random_bytes(item->digest, sizeof(item->digest));
        if (test_random_below(4) == 0) {
            memset(item->digest, 0, sizeof(item->digest));
        }
        if (test_random_below(10) == 0) {
            memset(item->private_key, test_random_below(2) ? 0xff : 0, 32);
        }
        memset(item->signature, 0xa5, sizeof(item->signature));
        statuses[i] = 99;
    }
}

static void check_signs(size_t n, size_t digest_len)
{
    struct brisk_many_stats stats = { 0, 0, 0 };
    test_note("%zu signatures, digests of %zu bytes", n, digest_len);
    make_items(n);
    brisk_ecdsa_p256_sign_many(statuses, signatures, private_keys, digests, digest_len, n, &stats);
    for (size_t i = 0; i < n; i++) {
        const struct item *item = &items[i];
        uint8_t other[64];
        const int status =
            brisk_ecdsa_p256_sign(other, item->private_key, item->digest, digest_len);
        CHECK_EQ_INT(statuses[i], status);
        CHECK_EQ_INT(item->signature[64], 0xa5);
        if (status) {
            CHECK_EQ_BYTES(item->signature, other, 64);
            continue;
        }
        CHECK(memcmp(item->signature, other, 64) != 0); /* nonces are random */
        CHECK_EQ_INT(
            brisk_ecdsa_p256_verify(item->signature, item->public_key, item->digest, digest_len),
            0);
    }
    CHECK(stats.num_single + stats.num_lanes >= n);
}

/* Signatures whose nonce is a multiple of the key lead to sums of equal and opposite points: with
 * nonce d and e = 0, u1 is 0; with k = 2 d and e = r d, u1 G = u2 Q. */
static void make_unusual(struct item *item)
{
    const struct brisk_ec_impl *impl = nist_reference(&nist_p256);
    uint8_t k[32] = { 0 };
    memset(item->private_key, 0, 32);
    item->private_key[31] = (uint8_t)(1 + test_random_below(100));
    k[31] = (uint8_t)(item->private_key[31] * (1 + test_random_below(2)));
    CHECK_EQ_INT(brisk_p256_public(item->public_key, item->private_key), 0);
    memset(item->digest, 0, sizeof(item->digest));
    CHECK(impl->sign(item->signature, item->private_key, item->digest, k));
}

static void check_verifies(size_t n, unsigned bad)
{
    test_note("%zu verifications, %u %% bad", n, bad);
    make_items(n);
    for (size_t i = 0; i < n; i++) {
        struct item *item = &items[i];
        if (test_random_below(100) >= bad) {
            CHECK_EQ_INT(brisk_p256_private(item->private_key), 0);
            CHECK_EQ_INT(brisk_p256_public(item->public_key, item->private_key), 0);
            CHECK_EQ_INT(
                brisk_ecdsa_p256_sign(item->signature, item->private_key, item->digest, 48), 0);
            continue;
        }
        make_unusual(item);
        switch (test_random_below(4)) {
        case 0:
            nist_break_something(&nist_p256, item->signature, 64);
            break;
        case 1:
            nist_break_something(&nist_p256, item->public_key + 1, 64);
            break;
        case 2:
            item->public_key[0] = (uint8_t)test_random_below(256);
            break;
        default:
            break;
        }
    }
    brisk_ecdsa_p256_verify_many(statuses, in_signatures, public_keys, digests, 48, n, NULL);
    for (size_t i = 0; i < n; i++) {
        CHECK_EQ_INT(statuses[i], brisk_ecdsa_p256_verify(items[i].signature, items[i].public_key,
                                                          items[i].digest, 48));
    }
}

/* Through keys and schemes, to DER: keys of another type, and too little room. */
static void check_schemes(size_t n)
{
    static struct brisk_private_key key, other;
    const struct brisk_private_key *keys[MAX_ITEMS];
    uint8_t der[MAX_ITEMS][BRISK_ECDSA_MAX_DER];
    uint8_t *ders[MAX_ITEMS];
    size_t capacity[MAX_ITEMS], len[MAX_ITEMS];
    const union brisk_prepared none = { NULL };
    test_note("%zu signatures by keys", n);
    make_items(n);
    CHECK_EQ_INT(brisk_private_key_generate(&key, BRISK_KEY_P256, 0), 0);
    CHECK_EQ_INT(brisk_private_key_generate(&other, BRISK_KEY_P384, 0), 0);
    for (size_t i = 0; i < n; i++) {
        keys[i] = i % 5 == 3 ? &other : &key;
        ders[i] = der[i];
        capacity[i] = i % 7 == 2 ? 60 : BRISK_ECDSA_MAX_DER;
    }
    brisk_sign_digest_many(BRISK_SIG_ECDSA_P256_SHA256, statuses, keys, ders, capacity, len,
                           digests, n, NULL);
    for (size_t i = 0; i < n; i++) {
        if (i % 5 == 3 || i % 7 == 2) {
            CHECK_EQ_INT(statuses[i], i % 5 == 3 ? BRISK_ERR_UNSUPPORTED : BRISK_ERR_BUFFER);
            continue;
        }
        CHECK_EQ_INT(statuses[i], 0);
        CHECK_EQ_INT(brisk_verify_digest(&key.public_key, none, BRISK_SIG_ECDSA_P256_SHA256, der[i],
                                         len[i], digests[i]),
                     0);
    }
}

/* DER signatures by keys of P-256, P-384 and prepared ones; some wrong, one of them no DER. */
static void check_verify_schemes(size_t n)
{
    static struct brisk_private_key key, other;
    static struct brisk_p256_prepared prepared_key;
    const struct brisk_public_key *keys[MAX_ITEMS];
    union brisk_prepared prepared[MAX_ITEMS];
    uint8_t der[MAX_ITEMS][BRISK_ECDSA_MAX_DER];
    const uint8_t *ders[MAX_ITEMS];
    size_t len[MAX_ITEMS];
    test_note("%zu verifications by keys", n);
    make_items(n);
    CHECK_EQ_INT(brisk_private_key_generate(&key, BRISK_KEY_P256, 0), 0);
    CHECK_EQ_INT(brisk_private_key_generate(&other, BRISK_KEY_P384, 0), 0);
    CHECK_EQ_INT(brisk_p256_prepare(&prepared_key, key.public_key.as.p256), 0);
    for (size_t i = 0; i < n; i++) {
        CHECK_EQ_INT(brisk_sign_digest(&key, BRISK_SIG_ECDSA_P256_SHA256, der[i], sizeof(der[i]),
                                       &len[i], digests[i]),
                     0);
        keys[i] = i % 5 == 3 ? &other.public_key : &key.public_key;
        prepared[i].p256 = i % 4 == 1 && i % 5 != 3 ? &prepared_key : NULL;
        ders[i] = der[i];
        if (i % 3 == 2) {
            der[i][test_random_below(len[i])] ^= (uint8_t)(1 << test_random_below(8));
        }
    }
    brisk_verify_digest_many(BRISK_SIG_ECDSA_P256_SHA256, statuses, keys, prepared, ders, len,
                             digests, n, NULL);
    for (size_t i = 0; i < n; i++) {
        CHECK_EQ_INT(statuses[i],
                     brisk_verify_digest(keys[i], prepared[i], BRISK_SIG_ECDSA_P256_SHA256, der[i],
                                         len[i], digests[i]));
        CHECK(statuses[i] == 0 || i % 3 == 2 || i % 5 == 3);
    }
}

static void check_row(void)
{
    for (size_t n = 0; n <= 17; n++) {
        check_signs(n, 32);
        check_signs(n, 20);
        check_verifies(n, 0);
        check_verifies(n, 40);
        check_schemes(n);
        check_verify_schemes(n);
    }
    check_signs(MAX_ITEMS, 48);
    check_verifies(MAX_ITEMS, 100);
    check_verifies(MAX_ITEMS, 10);
    check_schemes(MAX_ITEMS);
    check_verify_schemes(MAX_ITEMS);
}

int main(int argc, char **argv)
{
    static const char *const rows[] = { "p256x8=ifma", "p256x8=ref" };
    test_start(argc, argv);
    for (size_t i = 0; i < MAX_ITEMS; i++) {
        private_keys[i] = items[i].private_key;
        public_keys[i] = items[i].public_key;
        digests[i] = items[i].digest;
        in_signatures[i] = signatures[i] = items[i].signature;
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (brisk_kernels_restrict(UINT64_MAX, rows[i]) != 0) {
            printf("%s: not run, this CPU or build lacks it\n", rows[i]);
            continue;
        }
        printf("ran %s\n", rows[i]);
        check_row();
        test_note(NULL);
    }
    CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, NULL), 0);
    return test_end();
}
