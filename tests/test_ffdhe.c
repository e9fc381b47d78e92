/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Finite-field Diffie-Hellman with every RSA row: known answers, the tables computed again, and
 * keys that are none. */

#include <stdio.h>
#include <string.h>

#include <brisk/brisk.h>

#include "crypto/bignum.h"
#include "crypto/ffdhe_table.h"
#include "tests/support/test.h"

#define NUM(array) (sizeof(array) / sizeof(array[0]))
#define SIZE BRISK_FFDHE_MAX_SIZE

static const uint16_t groups[] = { BRISK_GROUP_FFDHE2048, BRISK_GROUP_FFDHE3072,
                                   BRISK_GROUP_FFDHE4096 };

/* Two private keys, and the SHA-256 of their public keys and of the shared secret, made with
 * Python's pow() from RFC 7919's formula for the primes: random keys, and the least and the
 * greatest. */
static const struct {
    uint16_t group;
    const char *a, *b, *public_a, *public_b, *shared;
} vectors[] = {
    { BRISK_GROUP_FFDHE2048, "01746de220587b4f82e4d2a8e32ed1076df51223167e8fe6d1a3a6ae52",
      "0150964324d680e25b02ba67480ecea7986f8393b4f051d899eb566a1d",
      "9968dc30fd2d7bb69ee2ab81a656708e804d27880fd4af4dc4913bd820e3fe5f",
      "6a65f9f444721f7868c4f2a46dd9550fc777b3144e5951889db867c00f6bed23",
      "0f702792da97f2f867ef832ae041ea25c4233ce24cba30d67f002781fe77f760" },
    { BRISK_GROUP_FFDHE2048, "0100000000000000000000000000000000000000000000000000000000",
      "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      "da6cd595df482b9231c156fefd18fe14ec0b4bc481a133220d593aefa53dd629",
      "045db7e210b281c590e8ea35d112c7ea1698d4e64098803683a1da9cbba9580e",
      "2f7d673d3d779bca15826a6e14753750bd488b93f32dab5760b8b7fe8cca6662" },
    { BRISK_GROUP_FFDHE3072,
      "073bf23c87354e9d164617bc04caf48925d7f0c7060d488e6e6937ae1b6f1c6732dc26",
      "07c5b1c2796241b57fc1ed85f6ea2354e2b65cc166b2d16187fddc1fa77d598a0ee18f",
      "00ae22d39d4922706a80acb86404be1ce0ad5e360a1aa3128f4dae1724625919",
      "e53d8ddab941f984625462a85f204bf855c0b45b8190969e49c83cf8611f5107",
      "626bd8f872db8c64e63fdf354bbfe8fbdd0f743ba8e4f2335f0240c2608471e9" },
    { BRISK_GROUP_FFDHE3072,
      "0400000000000000000000000000000000000000000000000000000000000000000000",
      "07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      "851bd9caa70ed30622cbf1e339ceef4103fcd284b39d0012b2b933985cdd732d",
      "c146eceea3f5d6207dcee80344af7857d21d7e35a4458421d1346bd9ee531a4f",
      "9dbeb93b047e211a3a4c16fa26848615e3382ac430f9f4f70665f9349e6c2856" },
    { BRISK_GROUP_FFDHE4096,
      "180476a76bbbefadb18a2062455febab320c577eac842c8fcce49c6d264494045517815576a6a09286",
      "188112e4862481237d22805e7843abb9c5b0330c07b2e3657f06fb5817de2ace0e5218253e98f53958",
      "b937a5260c89521dc0590f383e8d78c317d0766097c18f41d8c83ad2c1114ce4",
      "8630edb7f20ecc8a28e1c94cff748d2732ca194d495c087831aa5b4aadf5dfde",
      "6cae57d4bd1e37bc22cc932b63a530a498fa521236b4ef7890d3533e04736992" },
    { BRISK_GROUP_FFDHE4096,
      "1000000000000000000000000000000000000000000000000000000000000000000000000000000000",
      "1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      "3fb5934712b3d2e8e6535952a8c7d3a450f2c1b4257103a5679cc6578cd7fd00",
      "1144ffc8be7b0e38a8a02d6b3216475f837483974f16609d2dfc2c9850ad0def",
      "a1a4449e3987c693376b8adab8123546fe84dac2f8f192c347b95134087b4187" },
};

static void check_digest(const uint8_t *number, size_t size, const char *want)
{
    uint8_t digest[32], expected[32];
    CHECK_EQ_INT(brisk_hash_digest(BRISK_SHA256, digest, number, size), 0);
    test_hex(expected, sizeof(expected), want);
    CHECK_EQ_BYTES(digest, expected, sizeof(digest));
}

static void test_known_answers(const char *row)
{
    for (size_t i = 0; i < NUM(vectors); i++) {
        uint8_t a[BRISK_FFDHE_MAX_PRIVATE], b[BRISK_FFDHE_MAX_PRIVATE], public_a[SIZE];
        uint8_t public_b[SIZE], shared[SIZE];
        uint16_t group = vectors[i].group;
        size_t size = brisk_ffdhe_size(group);
        test_note("%s: vector %zu", row, i);
        CHECK_EQ_INT((int)test_hex(a, sizeof(a), vectors[i].a),
                     (int)brisk_ffdhe_private_size(group));
        test_hex(b, sizeof(b), vectors[i].b);
        CHECK_EQ_INT(brisk_ffdhe_public(group, public_a, a), 0);
        CHECK_EQ_INT(brisk_ffdhe_public(group, public_b, b), 0);
        check_digest(public_a, size, vectors[i].public_a);
        check_digest(public_b, size, vectors[i].public_b);
        CHECK_EQ_INT(brisk_ffdhe_shared(group, shared, a, public_b, size), 0);
        check_digest(shared, size, vectors[i].shared);
        CHECK_EQ_INT(brisk_ffdhe_shared(group, shared, b, public_a, size), 0);
        check_digest(shared, size, vectors[i].shared);
    }
    test_note(NULL);
}

/* e 2^bits, as the sum of 1/k!, with 64 bits behind the point. n is enough limbs for it. */
static void scaled_e(uint64_t *sum, size_t n, size_t bits)
{
    uint64_t term[BRISK_RSA_MAX_LIMBS + 2] = { 0 };
    term[(bits + 64) / 64] = (uint64_t)1 << ((bits + 64) % 64);
    memset(sum, 0, n * sizeof(*sum));
    for (uint64_t k = 1, any = 1; any; k++) {
        brisk_bn_add(sum, sum, term, n);
        any = 0;
        unsigned __int128 rest = 0;
        for (size_t i = n; i-- > 0;) { /* term /= k */
            rest = rest << 64 | term[i];
            term[i] = (uint64_t)(rest / k);
            rest %= k;
            any |= term[i];
        }
    }
}

/* RFC 7919 appendix A: p = 2^b - 2^(b - 64) + ([2^(b - 130) e] + x) 2^64 - 1. */
static void test_tables(void)
{
    static const uint64_t x[] = { 560316, 2625351, 5736041 };
    static const unsigned exponent_bits[] = { 225, 275, 325 };
    for (size_t g = 0; g < NUM(groups); g++) {
        const struct brisk_ffdhe_group *group = &brisk_ffdhe_groups[g];
        const struct brisk_rsa_public *modulus = &group->modulus;
        uint64_t sum[BRISK_RSA_MAX_LIMBS + 2] = { 0 }, p[BRISK_RSA_MAX_LIMBS + 2] = { 0 };
        uint64_t rr[BRISK_RSA_MAX_LIMBS], small[BRISK_RSA_MAX_LIMBS + 2] = { 0 };
        uint8_t bytes[SIZE], prime[SIZE];
        size_t b = modulus->bits, n = b / 64;
        test_note("ffdhe%zu", b);
        CHECK(group->number == groups[g] && modulus->num_limbs == n);
        CHECK_EQ_INT(group->private_bits, exponent_bits[g]);
        scaled_e(sum, n + 2, b - 130);
        /* The limb behind the point is where p has its lowest one. */
        small[1] = x[g];
        brisk_bn_add(p, sum, small, n);
        p[0] = 0;
        memset(small, 0, sizeof(small));
        small[n - 1] = UINT64_MAX; /* 2^b - 2^(b - 64) */
        brisk_bn_add(p, p, small, n);
        memset(small, 0, sizeof(small));
        small[0] = 1;
        brisk_bn_sub(p, p, small, n);
        CHECK_EQ_BYTES(modulus->n, p, 8 * n);
        CHECK(modulus->n0 == brisk_mont_n0(p[0]));
        brisk_mont_rr(rr, p, n, b);
        CHECK_EQ_BYTES(modulus->rr, rr, 8 * n);
        brisk_bn_to_bytes(bytes, b / 8, p, n);
        CHECK_EQ_INT(brisk_ffdhe_prime(groups[g], prime), 0);
        CHECK_EQ_BYTES(prime, bytes, b / 8);
    }
    test_note(NULL);
}

/* Entry i of a comb is the product of 2^(2^(k d)) for the bits k of i. */
static void test_combs(void)
{
    for (size_t g = 0; g < NUM(groups); g++) {
        const struct brisk_ffdhe_group *group = &brisk_ffdhe_groups[g];
        const struct brisk_rsa_public *m = &group->modulus;
        uint64_t power[5][BRISK_RSA_MAX_LIMBS], entry[BRISK_RSA_MAX_LIMBS];
        uint64_t one[BRISK_RSA_MAX_LIMBS] = { 1 }, x[BRISK_RSA_MAX_LIMBS] = { 2 };
        size_t n = m->num_limbs, d = group->private_bits / 5u;
        test_note("comb of ffdhe%zu", 64 * n);
        CHECK_EQ_INT(group->private_bits % 5, 0);
        brisk_mont_mul(one, one, m->rr, m->n, m->n0, n);
        brisk_mont_mul(x, x, m->rr, m->n, m->n0, n);
        for (size_t k = 0; k < 5; k++) {
            memcpy(power[k], x, 8 * n);
            for (size_t i = 0; i < d; i++) {
                brisk_mont_sqr(x, x, m->n, m->n0, n);
            }
        }
        for (size_t i = 0; i < 32; i++) {
            memcpy(entry, one, 8 * n);
            for (size_t k = 0; k < 5; k++) {
                if (i >> k & 1) {
                    brisk_mont_mul(entry, entry, power[k], m->n, m->n0, n);
                }
            }
            for (size_t j = 0; j < n; j += 8) {
                CHECK_EQ_BYTES(group->comb[j / 8][i], entry + j, 64);
            }
        }
    }
    test_note(NULL);
}

static int all_zero(const uint8_t *data, size_t len)
{
    uint8_t any = 0;
    for (size_t i = 0; i < len; i++) {
        any |= data[i];
    }
    return !any;
}

/* p + delta, of the group's size. */
static void near_prime(uint8_t *out, uint16_t group, int delta)
{
    size_t last = brisk_ffdhe_size(group) - 1;
    brisk_ffdhe_prime(group, out);
    out[last] = (uint8_t)(out[last] + delta); /* it ends in ff, so that nothing is carried down */
}

static void check_refused(uint16_t group, const uint8_t *private_key, const uint8_t *peer,
                          size_t len)
{
    uint8_t secret[SIZE + 1];
    memset(secret, 0xa5, sizeof(secret));
    CHECK_EQ_INT(brisk_ffdhe_shared(group, secret, private_key, peer, len), BRISK_ERR_POINT);
    CHECK(all_zero(secret, brisk_ffdhe_size(group)));
    CHECK_EQ_INT(secret[brisk_ffdhe_size(group)], 0xa5);
}

/* RFC 7919 section 5.1: from 2 to p - 2. */
static void test_bad_peers(void)
{
    for (size_t g = 0; g < NUM(groups); g++) {
        uint8_t private_key[BRISK_FFDHE_MAX_PRIVATE], y[SIZE + 1] = { 0 }, secret[SIZE];
        size_t size = brisk_ffdhe_size(groups[g]);
        test_note("%s", brisk_group_name(groups[g]));
        CHECK_EQ_INT(brisk_ffdhe_private(groups[g], private_key), 0);
        check_refused(groups[g], private_key, y, size); /* 0 */
        y[size - 1] = 1;
        check_refused(groups[g], private_key, y, size);
        near_prime(y, groups[g], -1);
        check_refused(groups[g], private_key, y, size);
        near_prime(y, groups[g], 0);
        check_refused(groups[g], private_key, y, size);
        memset(y, 0xff, sizeof(y));
        check_refused(groups[g], private_key, y, size);
        memset(y, 0, sizeof(y));
        y[size - 1] = 2;
        CHECK_EQ_INT(brisk_ffdhe_shared(groups[g], secret, private_key, y, size), 0);
        CHECK(!all_zero(secret, size));
        check_refused(groups[g], private_key, y, size - 1);
        check_refused(groups[g], private_key, y, size + 1);
        check_refused(groups[g], private_key, y, 0);
        near_prime(y, groups[g], -2);
        CHECK_EQ_INT(brisk_ffdhe_shared(groups[g], secret, private_key, y, size), 0);
        CHECK(!all_zero(secret, size));
    }
    test_note(NULL);
}

/* Private keys have m bits, the highest being one: others are refused. */
static void test_private_keys(void)
{
    for (size_t g = 0; g < NUM(groups); g++) {
        uint8_t key[BRISK_FFDHE_MAX_PRIVATE + 1], other[BRISK_FFDHE_MAX_PRIVATE], public_key[SIZE];
        size_t len = brisk_ffdhe_private_size(groups[g]), size = brisk_ffdhe_size(groups[g]);
        unsigned top = 1u << ((brisk_ffdhe_groups[g].private_bits - 1) % 8);
        unsigned seen = 0;
        test_note("%s", brisk_group_name(groups[g]));
        CHECK(size == brisk_ffdhe_groups[g].modulus.bits / 8 && len > 0);
        memset(key, 0xa5, sizeof(key));
        for (int i = 0; i < 50; i++) {
            CHECK_EQ_INT(brisk_ffdhe_private(groups[g], key), 0);
            CHECK_EQ_INT(key[0] / top, 1);
            CHECK_EQ_INT(key[len], 0xa5);
            seen |= key[len - 1];
        }
        CHECK_EQ_INT((int)seen, 0xff);
        CHECK_EQ_INT(brisk_ffdhe_private(groups[g], other), 0);
        CHECK(memcmp(key, other, len) != 0);
        CHECK_EQ_INT(brisk_ffdhe_public(groups[g], public_key, key), 0);
        key[0] = (uint8_t)(key[0] + top); /* too long */
        CHECK_EQ_INT(brisk_ffdhe_public(groups[g], public_key, key), BRISK_ERR_KEY);
        CHECK(all_zero(public_key, size));
        key[0] = (uint8_t)(top - 1); /* too short */
        CHECK_EQ_INT(brisk_ffdhe_public(groups[g], public_key, key), BRISK_ERR_KEY);
        memset(key, 0, len);
        CHECK_EQ_INT(brisk_ffdhe_public(groups[g], public_key, key), BRISK_ERR_KEY);
        CHECK(all_zero(public_key, size));
        memset(public_key, 0x55, size);
        memset(other, 0xff, len);
        CHECK_EQ_INT(brisk_ffdhe_shared(groups[g], public_key, other, public_key, size),
                     BRISK_ERR_KEY);
        CHECK(all_zero(public_key, size));
    }
    test_note(NULL);
}

static void test_unknown_group(void)
{
    uint8_t x[SIZE] = { 0 };
    static const uint16_t numbers[] = { 0, BRISK_GROUP_X25519, 0x00ff, 0x0103, 0x0104, 0x01ff };
    for (size_t i = 0; i < NUM(numbers); i++) {
        CHECK_EQ_INT(brisk_ffdhe_size(numbers[i]), 0);
        CHECK_EQ_INT(brisk_ffdhe_private_size(numbers[i]), 0);
        CHECK_EQ_INT(brisk_ffdhe_prime(numbers[i], x), BRISK_ERR_UNSUPPORTED);
        CHECK_EQ_INT(brisk_ffdhe_private(numbers[i], x), BRISK_ERR_UNSUPPORTED);
        CHECK_EQ_INT(brisk_ffdhe_public(numbers[i], x, x), BRISK_ERR_UNSUPPORTED);
        CHECK_EQ_INT(brisk_ffdhe_shared(numbers[i], x, x, x, SIZE), BRISK_ERR_UNSUPPORTED);
    }
}

/* Through the functions by NamedGroup, too. */
static void test_key_exchange(void)
{
    for (size_t g = 0; g < NUM(groups); g++) {
        uint8_t public_a[SIZE], public_b[SIZE], secret_a[SIZE] = { 0 }, secret_b[SIZE] = { 1 };
        uint8_t private_a[BRISK_FFDHE_MAX_PRIVATE], private_b[BRISK_FFDHE_MAX_PRIVATE];
        size_t size = brisk_group_public_size(groups[g]);
        test_note("%s", brisk_group_name(groups[g]));
        CHECK(size == brisk_ffdhe_size(groups[g]) && brisk_group_secret_size(groups[g]) == size);
        CHECK(brisk_group_private_size(groups[g]) == brisk_ffdhe_private_size(groups[g]));
        CHECK_EQ_INT(brisk_group_keypair(groups[g], public_a, private_a), 0);
        CHECK_EQ_INT(brisk_group_keypair(groups[g], public_b, private_b), 0);
        CHECK_EQ_INT(brisk_group_shared(groups[g], secret_a, private_a, public_b, size), 0);
        CHECK_EQ_INT(brisk_group_shared(groups[g], secret_b, private_b, public_a, size), 0);
        CHECK_EQ_BYTES(secret_a, secret_b, size);
        CHECK_EQ_INT(brisk_group_shared(groups[g], secret_a, private_a, public_b, size - 1),
                     BRISK_ERR_POINT);
        CHECK(all_zero(secret_a, size));
    }
    test_note(NULL);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_tables();
    test_combs();
    struct brisk_kernel_info info;
    for (size_t i = 0; brisk_kernels_row(i, 0, &info) == 0; i++) {
        char row[64];
        snprintf(row, sizeof(row), "%s=%s", info.operation, info.variant);
        if (strcmp(info.operation, "rsa") == 0 && brisk_kernels_restrict(UINT64_MAX, row) == 0) {
            printf("with %s\n", row);
            test_known_answers(row);
        }
    }
    CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, NULL), 0);
    test_bad_peers();
    test_private_keys();
    test_unknown_group();
    test_key_exchange();
    return test_end();
}
