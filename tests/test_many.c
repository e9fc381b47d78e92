/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Many operations in one call equal as many single calls, whatever their number; and the driver of
 * kernels for eight, by itself. */

#include <stdio.h>
#include <string.h>

#include <brisk/brisk.h>

#include "crypto/batch.h"
#include "tests/support/test.h"

#define MAX_ITEMS 70

/* The driver, with an operation that only writes down what it was asked. */

struct fake {
    struct batch batch; /* first: `many` is its address */
    unsigned bad_lanes; /* what run_lanes leaves out of its mask */
    size_t calls, singles;
    int runs[MAX_ITEMS];
    unsigned last_num;
};

static struct fake fake;

static int run_fake_single(const void *many, size_t item)
{
    CHECK(many == &fake);
    fake.singles++;
    fake.runs[item]++;
    return -(int)item - 1;
}

static unsigned run_fake_lanes(const void *many, const size_t item[BRISK_LANES], unsigned num)
{
    CHECK(many == &fake);
    CHECK(num >= fake.batch.pays_from && num <= BRISK_LANES);
    CHECK(fake.calls == 0 || fake.last_num == BRISK_LANES);
    fake.calls++;
    fake.last_num = num;
    for (unsigned lane = 0; lane < BRISK_LANES; lane++) {
        if (lane >= num) {
            CHECK(item[lane] == item[0]);
        } else {
            CHECK(lane == 0 || item[lane] > item[lane - 1]);
            fake.runs[item[lane]]++;
        }
    }
    return BRISK_ALL_LANES & ~fake.bad_lanes;
}

/* Every third item refused beforehand, if that is asked for. */
static void check_driver(size_t n, size_t pays_from, unsigned bad_lanes, int bad_lane, int refuse)
{
    struct brisk_many_stats stats = { 100, 200, 300 };
    int status[MAX_ITEMS];
    size_t num = 0, num_bad = 0;

    test_note("%zu items, from %zu, bad lanes %02x, status %d, refused %d", n, pays_from, bad_lanes,
              bad_lane, refuse);
    memset(&fake, 0, sizeof(fake));
    fake.batch = (struct batch){ pays_from, run_fake_single, run_fake_lanes, bad_lane };
    fake.bad_lanes = bad_lanes;
    for (size_t i = 0; i < n; i++) {
        status[i] = refuse && i % 3 == 1 ? 77 : 0;
        num += status[i] == 0;
    }
    const size_t left = num % BRISK_LANES;
    const size_t in_lanes = left >= pays_from ? num : pays_from > BRISK_LANES ? 0 : num - left;
    brisk_batch_run(&fake.batch, &fake, status, n, &stats);
    for (size_t i = 0, j = 0; i < n; i++) {
        if (refuse && i % 3 == 1) {
            CHECK_EQ_INT(status[i], 77);
            CHECK_EQ_INT(fake.runs[i], 0);
            continue;
        }
        const int is_bad = j < in_lanes && (bad_lanes >> j % BRISK_LANES & 1);
        const int is_single = j >= in_lanes || (is_bad && bad_lane == 0);
        CHECK_EQ_INT(status[i], is_single ? -(int)i - 1 : is_bad ? bad_lane : 0);
        CHECK_EQ_INT(fake.runs[i], is_bad && is_single ? 2 : 1);
        num_bad += is_bad && is_single;
        j++;
    }
    CHECK(stats.num_single == 100 + num - in_lanes + num_bad);
    CHECK(stats.num_single == 100 + fake.singles);
    CHECK(stats.num_calls == 200 + fake.calls);
    CHECK(stats.num_lanes == 300 + in_lanes);
}

static void test_driver(void)
{
    for (size_t n = 0; n <= 3 * BRISK_LANES + 1; n++) {
        for (size_t pays_from = 1; pays_from <= BATCH_NEVER; pays_from++) {
            check_driver(n, pays_from, 0, 0, 0);
            check_driver(n, pays_from, 0, 0, 1);
            check_driver(n, pays_from, 0x92, 0, 1);
            check_driver(n, pays_from, 0x05, BRISK_ERR_POINT, 0);
        }
    }
    check_driver(MAX_ITEMS, 3, 0x80, 0, 1);
    brisk_batch_run(&fake.batch, &fake, NULL, 0, NULL);
}

struct item {
    uint8_t private_key[BRISK_EC_MAX_PRIVATE], public_key[BRISK_EC_MAX_PUBLIC];
    uint8_t peer[BRISK_EC_MAX_PUBLIC];
    uint8_t secret[BRISK_EC_MAX_PRIVATE + 1]; /* and a byte that nobody writes */
    size_t peer_len;
};

static struct item items[MAX_ITEMS];
static uint8_t *public_keys[MAX_ITEMS], *private_keys[MAX_ITEMS], *secrets[MAX_ITEMS];
static const uint8_t *peers[MAX_ITEMS];
static size_t peer_lens[MAX_ITEMS];
static int statuses[MAX_ITEMS];

static void check_stats(const struct brisk_many_stats *stats, size_t least, size_t most)
{
    const uint64_t num = stats->num_single + stats->num_lanes;
    CHECK(num >= least && num <= most);
    CHECK(stats->num_lanes <= BRISK_LANES * stats->num_calls);
    CHECK(stats->num_lanes >= stats->num_calls);
}

static void make_keypairs(uint16_t group, size_t n)
{
    struct brisk_many_stats stats = { 0, 0, 0 };
    memset(items, 0, sizeof(items));
    for (size_t i = 0; i < n; i++) {
        statuses[i] = 99;
    }
    brisk_group_keypair_many(group, statuses, public_keys, private_keys, n, &stats);
    check_stats(&stats, n, n);
    for (size_t i = 0; i < n; i++) {
        uint8_t want[BRISK_EC_MAX_PUBLIC] = { 0 };
        CHECK_EQ_INT(statuses[i], 0);
        CHECK_EQ_INT(group == BRISK_GROUP_X25519 ? brisk_x25519_public(want, private_keys[i])
                     : group == BRISK_GROUP_P256 ? brisk_p256_public(want, private_keys[i])
                     : group == BRISK_GROUP_P384 ? brisk_p384_public(want, private_keys[i])
                                                 : brisk_p521_public(want, private_keys[i]),
                     0);
        CHECK_EQ_BYTES(items[i].public_key, want, sizeof(want));
        for (size_t j = 0; j < i; j++) {
            CHECK(memcmp(private_keys[i], private_keys[j], 32) != 0);
        }
    }
}

/* Peers of which `bad` in a hundred are no points, or too short. */
static void make_peers(uint16_t group, size_t n, unsigned bad)
{
    uint8_t unused[BRISK_EC_MAX_PRIVATE];
    for (size_t i = 0; i < n; i++) {
        peer_lens[i] = brisk_group_public_size(group);
        CHECK_EQ_INT(brisk_group_keypair(group, items[i].peer, unused), 0);
        if (test_random_below(100) < bad) {
            if (test_random_below(2)) {
                memset(items[i].peer, 0, sizeof(items[i].peer));
            } else {
                peer_lens[i]--;
            }
        }
    }
}

static void check_secrets(uint16_t group, size_t n, unsigned bad)
{
    struct brisk_many_stats stats = { 0, 0, 0 };
    test_note("%s, %zu secrets, %u %% bad", brisk_group_name(group), n, bad);
    make_peers(group, n, bad);
    for (size_t i = 0; i < n; i++) {
        memset(items[i].secret, 0xa5, sizeof(items[i].secret));
        statuses[i] = 99;
    }
    brisk_group_shared_many(group, statuses, secrets, (const uint8_t *const *)private_keys, peers,
                            peer_lens, n, &stats);
    for (size_t i = 0; i < n; i++) {
        uint8_t want[BRISK_EC_MAX_PRIVATE + 1];
        memset(want, 0xa5, sizeof(want));
        CHECK_EQ_INT(statuses[i],
                     brisk_group_shared(group, want, private_keys[i], peers[i], peer_lens[i]));
        CHECK_EQ_BYTES(items[i].secret, want, sizeof(want));
    }
    check_stats(&stats, bad ? 0 : n, n);
}

static void test_group(uint16_t group)
{
    const int has_lanes = group == BRISK_GROUP_X25519 || group == BRISK_GROUP_P256;
    const size_t most = group == BRISK_GROUP_X25519 ? MAX_ITEMS : has_lanes ? 17 : 3;
    for (size_t n = 0; n <= most; n += n < 2 * BRISK_LANES + 1 ? 1 : 53) {
        test_note("%s, %zu key pairs", brisk_group_name(group), n);
        make_keypairs(group, n);
        check_secrets(group, n, 0);
        check_secrets(group, n, 30);
    }
    check_secrets(group, BRISK_LANES, 100);
}

static void test_unknown_group(void)
{
    test_note("unknown group");
    for (size_t i = 0; i < 3; i++) {
        memset(&items[i], 7, sizeof(items[i]));
    }
    const struct item before = items[0];
    brisk_group_keypair_many(0x7777, statuses, public_keys, private_keys, 3, NULL);
    CHECK_EQ_INT(statuses[2], BRISK_ERR_UNSUPPORTED);
    statuses[2] = 0;
    brisk_group_shared_many(0x7777, statuses, secrets, (const uint8_t *const *)private_keys, peers,
                            peer_lens, 3, NULL);
    CHECK_EQ_INT(statuses[2], BRISK_ERR_UNSUPPORTED);
    CHECK_EQ_BYTES(&items[2], &before, sizeof(before));
}

/* X25519's own calls, secrets over the peers' values. */
static void test_x25519(void)
{
    make_keypairs(BRISK_GROUP_X25519, MAX_ITEMS);
    for (size_t n = 0; n <= 2 * BRISK_LANES + 1; n++) {
        uint8_t want_public[MAX_ITEMS][32], want_secret[MAX_ITEMS][32];
        int want[MAX_ITEMS];
        uint8_t *in_place[MAX_ITEMS];
        test_note("X25519, %zu", n);
        make_peers(BRISK_GROUP_X25519, n, 20);
        for (size_t i = 0; i < n; i++) {
            CHECK_EQ_INT(brisk_x25519_public(want_public[i], private_keys[i]), 0);
            want[i] = brisk_x25519_shared(want_secret[i], private_keys[i], peers[i]);
            in_place[i] = items[i].peer;
        }
        brisk_x25519_public_many(statuses, secrets, (const uint8_t *const *)private_keys, n, NULL);
        for (size_t i = 0; i < n; i++) {
            CHECK_EQ_INT(statuses[i], 0);
            CHECK_EQ_BYTES(secrets[i], want_public[i], 32);
        }
        brisk_x25519_shared_many(statuses, in_place, (const uint8_t *const *)private_keys, peers, n,
                                 NULL);
        for (size_t i = 0; i < n; i++) {
            CHECK_EQ_INT(statuses[i], want[i]);
            CHECK_EQ_BYTES(in_place[i], want_secret[i], 32);
        }
    }
}

/* Right signatures and some that are wrong or out of range, each as a single call finds it. */
static void verify_ed25519(uint8_t signature[][65], const uint8_t *const publics[],
                           const uint8_t *const texts[], const size_t lens[], size_t n)
{
    const uint8_t *signatures[2 * BRISK_LANES + 1];
    for (size_t i = 0; i < n; i++) {
        signatures[i] = signature[i];
        if (test_random_below(3) == 0) {
            signature[i][test_random_below(2) ? 63 : test_random_below(63)] ^=
                (uint8_t)(1 << test_random_below(8));
        }
    }
    brisk_ed25519_verify_many(statuses, signatures, publics, texts, lens, n, NULL);
    for (size_t i = 0; i < n; i++) {
        CHECK_EQ_INT(statuses[i],
                     brisk_ed25519_verify(signatures[i], publics[i], texts[i], lens[i]));
    }
}

/* Ed25519: equal signatures, of messages of any length, since they are of the key and the message
 * alone. */
static void test_ed25519(void)
{
    static uint8_t messages[MAX_ITEMS];
    uint8_t private[2 * BRISK_LANES + 1][32], public[2 * BRISK_LANES + 1][32];
    uint8_t got[2 * BRISK_LANES + 1][65], want[65];
    uint8_t *signatures[2 * BRISK_LANES + 1];
    const uint8_t *keys[2 * BRISK_LANES + 1], *publics[2 * BRISK_LANES + 1];
    const uint8_t *texts[2 * BRISK_LANES + 1];
    size_t lens[2 * BRISK_LANES + 1];
    test_random_bytes(messages, sizeof(messages));
    for (size_t n = 0; n <= 2 * BRISK_LANES + 1; n++) {
        struct brisk_many_stats stats = { 0, 0, 0 };
        test_note("Ed25519, %zu", n);
        memset(got, 0xa5, sizeof(got));
        for (size_t i = 0; i < n; i++) {
            test_random_bytes(private[i], 32);
            CHECK_EQ_INT(brisk_ed25519_public(public[i], private[i]), 0);
            signatures[i] = got[i];
            keys[i] = private[i];
            publics[i] = public[i];
            texts[i] = messages + test_random_below(8);
            lens[i] = test_random_below(MAX_ITEMS - 8);
        }
        brisk_ed25519_sign_many(statuses, signatures, keys, publics, texts, lens, n, &stats);
        check_stats(&stats, n, n);
        for (size_t i = 0; i < n; i++) {
            want[64] = 0xa5;
            CHECK_EQ_INT(statuses[i], 0);
            CHECK_EQ_INT(brisk_ed25519_sign(want, keys[i], publics[i], texts[i], lens[i]), 0);
            CHECK_EQ_BYTES(got[i], want, sizeof(want));
        }
        verify_ed25519(got, publics, texts, lens, n);
    }
}

/* All rows of what key exchange and Ed25519 have in lanes (test_many_p256 and test_many_rsa are about
 * the rest), and the order that brisk_kernels_restrict() leaves. */
static void test_rows(void)
{
    struct brisk_kernel_info info;
    for (size_t i = 0; brisk_kernels_row(i, 0, &info) == 0; i++) {
        const size_t len = strlen(info.operation);
        char kernel[64];
        if (len < 2 || strcmp(info.operation + len - 2, "x8") != 0) {
            continue;
        }
        snprintf(kernel, sizeof(kernel), "%s=%s", info.operation, info.variant);
        if (brisk_kernels_restrict(UINT64_MAX, kernel) != 0) {
            printf("%s: not run, this CPU lacks what it needs\n", kernel);
            continue;
        }
        printf("ran %s\n", kernel);
        if (strcmp(info.operation, "x25519x8") == 0) {
            test_group(BRISK_GROUP_X25519);
            test_x25519();
        } else if (strcmp(info.operation, "p256x8") == 0) {
            test_group(BRISK_GROUP_P256);
        } else if (strcmp(info.operation, "ed25519x8") == 0) {
            test_ed25519();
        }
        test_note(NULL);
        CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, NULL), 0);
    }
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    for (size_t i = 0; i < MAX_ITEMS; i++) {
        public_keys[i] = items[i].public_key;
        private_keys[i] = items[i].private_key;
        secrets[i] = items[i].secret;
        peers[i] = items[i].peer;
    }
    test_driver();
    test_rows();
    test_group(BRISK_GROUP_P384);
    test_group(BRISK_GROUP_P521);
    test_unknown_group();
    return test_end();
}
