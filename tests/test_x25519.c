/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* X25519: RFC 7748's answers, and what must hold for unusual inputs. --long adds the RFC's one
 * million iterations. */

#include <stdio.h>
#include <string.h>

#include <brisk/ec.h>
#include <brisk/error.h>

#include "tests/support/test.h"

static const uint8_t zeros[32];

/* RFC 7748 section 5.2, the two single vectors. */
static void test_known_products(void)
{
    static const struct {
        const char *scalar, *u, *product;
    } vectors[] = {
        { "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
          "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
          "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552" },
        { "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
          "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
          "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957" },
    };
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        uint8_t scalar[32], u[32], want[32], got[32];
        test_hex(scalar, 32, vectors[i].scalar);
        test_hex(u, 32, vectors[i].u);
        test_hex(want, 32, vectors[i].product);
        CHECK_EQ_INT(brisk_x25519_shared(got, scalar, u), 0);
        CHECK_EQ_BYTES(got, want, 32);
    }
}

/* RFC 7748 section 5.2: k and u start as 9; each round's product is the next k, its k the next u.
 */
static void test_iterations(int million)
{
    static const struct {
        int rounds;
        const char *want;
    } stages[] = {
        { 1, "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079" },
        { 1000, "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51" },
        { 1000000, "7c3911e0ab2586fd864497297e575e6f3bc601c0883c30df5f4dd2d24f665424" },
    };
    uint8_t k[32] = { 9 }, u[32] = { 9 }, product[32], want[32];
    int round = 0;
    for (int stage = 0; stage < (million ? 3 : 2); stage++) {
        for (; round < stages[stage].rounds; round++) {
            CHECK_EQ_INT(brisk_x25519_shared(product, k, u), 0);
            memcpy(u, k, 32);
            memcpy(k, product, 32);
        }
        test_hex(want, 32, stages[stage].want);
        CHECK_EQ_BYTES(k, want, 32);
    }
}

/* RFC 7748 section 6.1. */
static void test_key_exchange(void)
{
    uint8_t a[32], b[32], want_a[32], want_b[32], want_secret[32], public_key[32], secret[32];
    test_hex(a, 32, "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    test_hex(b, 32, "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    test_hex(want_a, 32, "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    test_hex(want_b, 32, "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    test_hex(want_secret, 32, "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    CHECK_EQ_INT(brisk_x25519_public(public_key, a), 0);
    CHECK_EQ_BYTES(public_key, want_a, 32);
    CHECK_EQ_INT(brisk_x25519_public(public_key, b), 0);
    CHECK_EQ_BYTES(public_key, want_b, 32);
    CHECK_EQ_INT(brisk_x25519_shared(secret, a, want_b), 0);
    CHECK_EQ_BYTES(secret, want_secret, 32);
    CHECK_EQ_INT(brisk_x25519_shared(secret, b, want_a), 0);
    CHECK_EQ_BYTES(secret, want_secret, 32);
}

/* Every u of order 1, 2, 4 or 8 on the curve or its twist, in each 256-bit form: the product is
 * zero and is refused (RFC 8446 section 7.4.2). */
static void test_low_order(void)
{
    static const char *const low_order[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", /* p - 1 */
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", /* p */
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", /* p + 1 */
    };
    for (size_t i = 0; i < sizeof(low_order) / sizeof(low_order[0]); i++) {
        uint8_t scalar[32], u[32], secret[32];
        test_hex(u, 32, low_order[i]);
        for (int top = 0; top < 2; top++) {
            test_note("low-order u %s, top bit %d", low_order[i], top);
            u[31] |= (uint8_t)(top << 7);
            test_random_bytes(scalar, 32);
            memset(secret, 0xaa, 32);
            CHECK_EQ_INT(brisk_x25519_shared(secret, scalar, u), BRISK_ERR_POINT);
            CHECK_EQ_BYTES(secret, zeros, 32);
        }
    }
    test_note(NULL);
}

/* The 19 values from p to 2^255 - 1 stand for 0 to 18, and the top bit for nothing. */
static void test_unusual_encodings(void)
{
    uint8_t scalar[32], u[32], want[32], got[32];
    test_random_bytes(scalar, 32);
    for (int i = 2; i < 19; i++) {
        memset(u, 0, 32);
        u[0] = (uint8_t)i;
        CHECK_EQ_INT(brisk_x25519_shared(want, scalar, u), 0);
        memset(u, 0xff, 32);
        u[0] = (uint8_t)(0xed + i);
        for (int top = 0; top < 2; top++) {
            u[31] = (uint8_t)(0x7f | top << 7);
            CHECK_EQ_INT(brisk_x25519_shared(got, scalar, u), 0);
            CHECK_EQ_BYTES(got, want, 32);
        }
    }
    for (int i = 0; i < 50; i++) {
        test_random_bytes(u, 32);
        brisk_x25519_shared(want, scalar, u);
        u[31] ^= 0x80;
        brisk_x25519_shared(got, scalar, u);
        CHECK_EQ_BYTES(got, want, 32);
    }
}

/* Five bits of a scalar do not count (section 5); every other one does. */
static void test_clamping(void)
{
    uint8_t scalar[32], want[32], got[32];
    test_random_bytes(scalar, 32);
    brisk_x25519_public(want, scalar);
    for (int bit = 0; bit < 256; bit++) {
        scalar[bit / 8] ^= (uint8_t)(1 << bit % 8);
        brisk_x25519_public(got, scalar);
        scalar[bit / 8] ^= (uint8_t)(1 << bit % 8);
        int clamped = bit < 3 || bit >= 254;
        test_note("scalar bit %d", bit);
        CHECK((memcmp(got, want, 32) == 0) == clamped);
    }
    test_note(NULL);
}

/* The public key has its own way of computing: it equals the product with u = 9. */
static void test_public_is_product(void)
{
    static const uint8_t nine[32] = { 9 };
    uint8_t scalar[32], want[32], got[32];
    for (int i = 0; i < 1000; i++) {
        if (i < 4) {
            memset(scalar, (const int[]){ 0x00, 0xff, 0x55, 0xaa }[i], 32);
        } else {
            test_random_bytes(scalar, 32);
        }
        CHECK_EQ_INT(brisk_x25519_public(got, scalar), 0);
        CHECK_EQ_INT(brisk_x25519_shared(want, scalar, nine), 0);
        CHECK_EQ_BYTES(got, want, 32);
    }
}

int main(int argc, char **argv)
{
    int million = 0;
    test_start(argc, argv);
    for (int i = 1; i < argc; i++) {
        million |= strcmp(argv[i], "--long") == 0;
    }
    test_known_products();
    test_iterations(million);
    test_key_exchange();
    test_low_order();
    test_unusual_encodings();
    test_clamping();
    test_public_is_product();
    return test_end();
}
