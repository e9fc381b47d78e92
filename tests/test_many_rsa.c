/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Many of RSA's private operations and signatures in one call equal as many single ones, whatever
 * their number, sizes and faults. */

#include <stdio.h>
#include <string.h>

#include <brisk/brisk.h>

#include "tests/support/rsa_inputs.h"
#include "tests/support/test.h"

#define MAX_ITEMS 70

/* Two keys of one size, one of another, and one that is not of RSA. */
static struct brisk_private_key keys[4];
#define NUM_RSA_KEYS 3

static uint8_t in[MAX_ITEMS][BRISK_RSA_MAX_SIZE], out[MAX_ITEMS][BRISK_RSA_MAX_SIZE + 1];
static const uint8_t *ins[MAX_ITEMS];
static uint8_t *outs[MAX_ITEMS];
static const struct brisk_private_key *item_keys[MAX_ITEMS];
static int statuses[MAX_ITEMS];

static void load_keys(void)
{
    size_t num = 0;
    for (size_t i = 0; i < sizeof(rsa_vector_keys) / sizeof(rsa_vector_keys[0]); i++) {
        if (num < NUM_RSA_KEYS && rsa_vector_keys[i].bits < 4096 &&
            (num < 2 || rsa_vector_keys[i].bits == 2048)) {
            keys[num].type = BRISK_KEY_RSA;
            rsa_load_key(&keys[num++].as.rsa, &rsa_vector_keys[i]);
        }
    }
    CHECK_EQ_INT((int)num, NUM_RSA_KEYS);
    CHECK_EQ_INT(brisk_private_key_generate(&keys[3], BRISK_KEY_P256, 0), 0);
}

static size_t key_size(size_t i)
{
    return (item_keys[i]->as.rsa.public_key.bits + 7) / 8;
}

/* Items in order of nothing, one in ten of them a number that is too large. */
static void make_items(size_t n, int mixed)
{
    for (size_t i = 0; i < n; i++) {
        item_keys[i] = &keys[mixed ? test_random_below(NUM_RSA_KEYS) : 0];
        test_random_bytes(in[i], sizeof(in[i]));
        in[i][0] = mixed && test_random_below(10) == 0 ? 0xff : 0x01;
        memset(in[i] + 1, 0xff, 2); /* above any modulus if the first byte says so */
        memset(out[i], 0xa5, sizeof(out[i]));
        statuses[i] = 99;
    }
}

static void check_private(size_t n, int mixed)
{
    const struct brisk_rsa_private *rsa_keys[MAX_ITEMS];
    struct brisk_many_stats stats = { 0, 0, 0 };
    test_note("%zu private operations, %s", n, mixed ? "keys of two sizes" : "one key");
    make_items(n, mixed);
    for (size_t i = 0; i < n; i++) {
        rsa_keys[i] = &item_keys[i]->as.rsa;
    }
    brisk_rsa_private_op_many(statuses, rsa_keys, outs, ins, n, &stats);
    for (size_t i = 0; i < n; i++) {
        uint8_t want[BRISK_RSA_MAX_SIZE + 1];
        memset(want, 0xa5, sizeof(want));
        CHECK_EQ_INT(statuses[i], brisk_rsa_private_op(rsa_keys[i], want, in[i]));
        CHECK_EQ_BYTES(out[i], want, sizeof(want));
    }
    CHECK(stats.num_single + stats.num_lanes >= n);
    CHECK(stats.num_lanes <= 8 * stats.num_calls);
}

/* Signatures by keys that fit and do not, into room that is enough or not. */
static void check_signs(size_t n, uint16_t scheme, int is_fixed)
{
    size_t capacity[MAX_ITEMS], len[MAX_ITEMS];
    test_note("%zu signatures, %s", n, brisk_signature_scheme_name(scheme));
    make_items(n, 1);
    for (size_t i = 0; i < n; i++) {
        capacity[i] = key_size(i) - (i % 7 == 3);
        len[i] = 12345;
        if (i % 11 == 5) {
            item_keys[i] = &keys[3];
            capacity[i] = BRISK_SIGNATURE_MAX_SIZE;
        }
    }
    brisk_sign_digest_many(scheme, statuses, item_keys, outs, capacity, len, ins, n, NULL);
    for (size_t i = 0; i < n; i++) {
        uint8_t want[BRISK_SIGNATURE_MAX_SIZE];
        size_t want_len = 12345;
        const int status =
            brisk_sign_digest(item_keys[i], scheme, want, capacity[i], &want_len, ins[i]);
        CHECK_EQ_INT(statuses[i], status);
        CHECK_EQ_INT((int)len[i], (int)want_len);
        CHECK_EQ_INT(out[i][status ? 0 : len[i]], 0xa5);
        if (status == 0 && is_fixed) {
            CHECK_EQ_BYTES(out[i], want, want_len);
        } else if (status == 0) {
            struct brisk_public_key key = { .type = item_keys[i]->type };
            const union brisk_prepared none = { NULL };
            key.as.rsa = item_keys[i]->as.rsa.public_key;
            CHECK_EQ_INT(brisk_verify_digest(&key, none, scheme, out[i], len[i], ins[i]), 0);
        }
    }
}

static void check_row(void)
{
    for (size_t n = 0; n <= 17; n++) {
        check_private(n, 0);
        check_private(n, 1);
        check_signs(n, BRISK_SIG_RSA_PKCS1_SHA256, 1);
        check_signs(n, BRISK_SIG_RSA_PSS_RSAE_SHA384, 0);
    }
    check_private(MAX_ITEMS, 1);
    check_signs(MAX_ITEMS, BRISK_SIG_RSA_PSS_RSAE_SHA256, 0);
}

int main(int argc, char **argv)
{
    static const char *const rows[] = { "rsax8=ifma", "rsax8=ref" };
    test_start(argc, argv);
    load_keys();
    for (size_t i = 0; i < MAX_ITEMS; i++) {
        ins[i] = in[i];
        outs[i] = out[i];
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
