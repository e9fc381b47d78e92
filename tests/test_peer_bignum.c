/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Big-integer arithmetic against libcrypto's BIGNUM, with moduli and numbers at the edges: limbs of
 * ones, limbs of zeros, one below the modulus, one above a power of two. */

#include <stdio.h>
#include <string.h>

#include <openssl/bn.h>

#include <brisk/error.h>

#include "crypto/bignum.h"
#include "tests/support/check.h"

#define MAX BRISK_RSA_MAX_LIMBS
#define NUM(array) (sizeof(array) / sizeof(array[0]))

static BN_CTX *ctx;
static BIGNUM *A, *B, *M, *R, *E, *want;

static void to_peer(BIGNUM *out, const uint64_t *in, size_t n)
{
    if (!BN_lebin2bn((const unsigned char *)in, (int)(8 * n), out)) {
        test_abort("libcrypto: out of memory");
    }
}

/* Whether `got`, n limbs, is what libcrypto says. */
static void check_number(const uint64_t *got, size_t n)
{
    uint64_t bytes[2 * MAX] = { 0 };
    CHECK(BN_bn2lebinpad(want, (unsigned char *)bytes, (int)(8 * n)) == (int)(8 * n));
    CHECK_EQ_BYTES(got, bytes, 8 * n);
}

static void make_modulus(uint64_t *m, size_t n, size_t bits, unsigned fill)
{
    check_fill(m, 8 * n, fill);
    m[n - 1] &= UINT64_MAX >> (64 * n - bits);
    m[n - 1] |= (uint64_t)1 << ((bits - 1) % 64);
    m[0] |= 1;
}

/* A number below m: 0, 1, m - 1, or a fill modulo m. */
static void make_number(uint64_t *x, const uint64_t *m, size_t n, unsigned form)
{
    uint64_t t[MAX];
    memset(x, 0, 8 * n);
    if (form == 1) {
        x[0] = 1;
    } else if (form == 2) {
        memcpy(x, m, 8 * n);
        x[0] -= 1;
    } else if (form > 2) {
        check_fill(t, 8 * n, form);
        brisk_bn_mod(x, t, n, m, n);
    }
}

static void test_linear(const uint64_t *a, const uint64_t *b, size_t n)
{
    uint64_t got[2 * MAX];
    to_peer(A, a, n);
    to_peer(B, b, n);
    got[n] = brisk_bn_add(got, a, b, n);
    BN_add(want, A, B);
    check_number(got, n + 1);
    brisk_bn_mul(got, a, n, b, n);
    BN_mul(want, A, B, ctx);
    check_number(got, 2 * n);
    int order = BN_cmp(A, B);
    CHECK((brisk_bn_less(a, b, n) != 0) == (order < 0));
    CHECK((brisk_bn_equal(a, b, n) != 0) == (order == 0));
    CHECK_EQ_INT(brisk_bn_bits(a, n), BN_num_bits(A));
    uint64_t borrow = brisk_bn_sub(got, a, b, n);
    CHECK_EQ_INT(borrow, order < 0);
    BN_sub(want, A, B);
    if (order < 0) {
        BN_one(R);
        BN_lshift(R, R, (int)(64 * n));
        BN_add(want, want, R);
    }
    check_number(got, n);
}

static void test_bytes(const uint64_t *a, size_t n)
{
    uint8_t bytes[8 * MAX + 5], peer[8 * MAX + 5];
    uint64_t back[MAX];
    to_peer(A, a, n);
    brisk_bn_to_bytes(bytes, 8 * n + 5, a, n);
    CHECK(BN_bn2binpad(A, peer, (int)(8 * n + 5)) > 0);
    CHECK_EQ_BYTES(bytes, peer, 8 * n + 5);
    CHECK_EQ_INT(brisk_bn_from_bytes(back, n, bytes, 8 * n + 5), 0);
    CHECK_EQ_BYTES(back, a, 8 * n);
    bytes[4] = 1;
    CHECK_EQ_INT(brisk_bn_from_bytes(back, n, bytes, 8 * n + 5), BRISK_ERR_LENGTH);
}

static void test_small(const uint64_t *m, size_t n)
{
    static const uint32_t exponents[] = {
        3, 5, 17, 257, 65537, 0x80000001, 0xfffffffb, 0xffffffff
    };
    uint64_t even[MAX], got[MAX];
    memcpy(even, m, 8 * n);
    even[0] ^= 1;
    for (size_t i = 0; i < NUM(exponents); i++) {
        uint32_t e = exponents[i];
        to_peer(M, m, n);
        BN_set_word(E, e);
        CHECK_EQ_INT(brisk_bn_mod_small(m, n, e, UINT64_MAX / e), BN_mod_word(M, e));
        to_peer(M, even, n);
        int exists = BN_mod_inverse(want, E, M, ctx) != NULL;
        uint64_t found = brisk_bn_inverse_of_small(got, e, even, n);
        CHECK((found != 0) == exists);
        if (!exists) {
            BN_zero(want);
        }
        check_number(got, n);
    }
}

static void test_montgomery(const uint64_t *a, const uint64_t *b, const uint64_t *m, uint64_t n0,
                            size_t n)
{
    uint64_t got[MAX], wide[2 * MAX];
    to_peer(A, a, n);
    to_peer(B, b, n);
    BN_mod_mul(want, A, B, M, ctx);
    BN_mod_mul(want, want, R, M, ctx); /* R holds 1 / 2^(64 n) */
    brisk_mont_mul(got, a, b, m, n0, n);
    check_number(got, n);
    memcpy(got, a, 8 * n);
    brisk_mont_mul(got, got, b, m, n0, n);
    check_number(got, n);
    brisk_bn_mul(wide, a, n, b, n);
    brisk_mont_reduce(got, wide, m, n0, n);
    check_number(got, n);
    BN_mod_sqr(want, A, M, ctx);
    BN_mod_mul(want, want, R, M, ctx);
    brisk_mont_sqr(got, a, m, n0, n);
    check_number(got, n);
    memcpy(got, a, 8 * n);
    brisk_mont_sqr(got, got, m, n0, n);
    check_number(got, n);
}

static void test_inverse(const uint64_t *a, const uint64_t *m, size_t n)
{
    uint64_t got[MAX];
    to_peer(A, a, n);
    int exists = BN_mod_inverse(want, A, M, ctx) != NULL;
    uint64_t found = brisk_bn_inverse(got, a, m, n);
    CHECK((found != 0) == exists);
    if (!exists) {
        BN_zero(want);
    }
    check_number(got, n);
}

static void test_exponentiation(const uint64_t *a, const uint64_t *e, size_t e_bits,
                                const uint64_t *m, const uint64_t *rr, uint64_t n0, size_t n)
{
    static const uint64_t one[MAX] = { 1 };
    uint64_t got[MAX], exponent[MAX];
    size_t e_limbs = (e_bits + 63) / 64;
    memcpy(exponent, e, 8 * e_limbs);
    exponent[e_limbs - 1] &= UINT64_MAX >> (64 * e_limbs - e_bits);
    to_peer(A, a, n);
    to_peer(E, exponent, e_limbs);
    BN_mod_exp(want, A, E, M, ctx);
    brisk_mont_mul(got, a, rr, m, n0, n);
    brisk_mont_exp(got, got, exponent, e_bits, rr, m, n0, n);
    brisk_mont_mul(got, got, one, m, n0, n);
    check_number(got, n);
}

/* a mod m for longer a, and a modulus with zero limbs on top. */
static void test_mod(const uint64_t *a, size_t a_n, const uint64_t *m, size_t n)
{
    uint64_t got[MAX];
    to_peer(A, a, a_n);
    to_peer(B, m, n);
    BN_mod(want, A, B, ctx);
    brisk_bn_mod(got, a, a_n, m, n);
    check_number(got, n);
}

static void test_modulus(size_t bits, unsigned fill)
{
    static const unsigned forms[] = { 0, 1, 2, 3, 5, 7, 9, 11 };
    uint64_t m[MAX], rr[MAX], a[MAX], b[MAX], e[MAX], long_a[MAX];
    size_t n = (bits + 63) / 64;
    make_modulus(m, n, bits, fill);
    uint64_t n0 = brisk_mont_n0(m[0]);
    CHECK((uint64_t)(n0 * m[0]) == UINT64_MAX);
    to_peer(M, m, n);
    BN_one(want);
    BN_lshift(want, want, (int)(128 * n));
    BN_mod(want, want, M, ctx);
    brisk_mont_rr(rr, m, n, bits);
    check_number(rr, n);
    BN_one(R);
    BN_lshift(R, R, (int)(64 * n));
    if (!BN_mod_inverse(R, R, M, ctx)) {
        test_abort("an odd modulus without an inverse of 2");
    }
    BIGNUM *r_inverse = BN_dup(R);
    for (size_t i = 0; i < NUM(forms); i++) {
        make_number(a, m, n, forms[i]);
        for (size_t j = 0; j < NUM(forms); j++) {
            make_number(b, m, n, forms[j]);
            BN_copy(R, r_inverse);
            test_montgomery(a, b, m, n0, n);
            test_linear(a, b, n);
        }
        test_bytes(a, n);
        test_inverse(a, m, n);
        /* As long as a prime's, or as Diffie-Hellman's. */
        size_t e_bits = n <= BRISK_RSA_PRIME_LIMBS ? bits : 226;
        check_fill(e, 8 * n, forms[i] + 1);
        test_exponentiation(a, e, e_bits, m, rr, n0, n);
        test_exponentiation(a, e, e_bits - 1, m, rr, n0, n);
    }
    test_small(m, n);
    check_fill(long_a, sizeof(long_a), fill);
    test_mod(long_a, MAX, m, n);
    BN_free(r_inverse);
}

int main(int argc, char **argv)
{
    static const size_t sizes[] = { 64,   65,   127,  128,  129,  192,  1000, 1024, 1025,
                                    1028, 1100, 1536, 2047, 2048, 2049, 3072, 4095, 4096 };
    test_start(argc, argv);
    ctx = BN_CTX_new();
    A = BN_new();
    B = BN_new();
    M = BN_new();
    R = BN_new();
    E = BN_new();
    want = BN_new();
    if (!ctx || !A || !B || !M || !R || !E || !want) {
        test_abort("libcrypto: out of memory");
    }
    for (size_t i = 0; i < NUM(sizes); i++) {
        for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
            if (sizes[i] > 2049 && fill % 4 != 1) {
                continue; /* the long ones are slow */
            }
            test_note("modulus of %zu bits, %s", sizes[i], check_fill_name(fill));
            test_modulus(sizes[i], fill);
        }
    }
    test_note(NULL);
    BN_free(A);
    BN_free(B);
    BN_free(M);
    BN_free(R);
    BN_free(E);
    BN_free(want);
    BN_CTX_free(ctx);
    return test_end();
}
