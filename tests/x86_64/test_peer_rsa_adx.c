/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* rsa1024_adx.asm's multiplication and squaring against libcrypto's BIGNUM: moduli at both ends of
 * 1024 bits, numbers near 0, near m and its multiples and near powers of two, numbers that are not
 * reduced, and limbs that are all ones, which carry through every column and make each column's sum
 * as large as it can be. */

#include "crypto/x86_64/rsa_adx.c"

#include <string.h>

#include <openssl/bn.h>

#include "tests/support/check.h"

#define NUM_NUMBERS 11

static BN_CTX *ctx;
static BIGNUM *A, *B, *M, *R, *got, *want, *bound;

static void to_peer(BIGNUM *out, const uint64_t *digits)
{
    BIGNUM *digit = BN_new();
    BN_zero(out);
    for (size_t i = form61.num; i-- > 0;) {
        BN_set_word(digit, digits[i]);
        BN_lshift(out, out, (int)form61.bits);
        BN_add(out, out, digit);
    }
    BN_free(digit);
}

static void from_peer(uint64_t *digits, const BIGNUM *in)
{
    uint64_t limbs[17];
    CHECK(BN_bn2lebinpad(in, (unsigned char *)limbs, sizeof(limbs)) == (int)sizeof(limbs));
    load_digits(digits, &form61, limbs, 17);
}

/* out R = a b modulo m. Where a and b are below 3 m, out is, and its limbs are below 2^61. */
static void check_product(const uint64_t *out, const uint64_t *a, const uint64_t *b)
{
    to_peer(A, a);
    to_peer(B, b);
    to_peer(got, out);
    BN_mod_mul(want, A, B, M, ctx);
    int is_bounded = BN_cmp(A, bound) < 0 && BN_cmp(B, bound) < 0 ? BN_cmp(got, bound) < 0 : 1;
    CHECK(is_bounded);
    BN_mod_mul(got, got, R, M, ctx);
    CHECK(BN_cmp(got, want) == 0);
    for (size_t i = 0; i + 1 < form61.num; i++) {
        CHECK(out[i] >> form61.bits == 0);
    }
}

/* Number `form`: around multiples of m, powers of two, random, all limbs full. */
static void make_number(uint64_t *out, unsigned form)
{
    static const int powers[] = { 60, 61, 1023, 1024 };
    memset(out, 0, 17 * sizeof(*out));
    if (form <= 3) { /* m - 1, 2 m - 1, 3 m - 1; or 0 */
        BN_copy(A, M);
        BN_mul_word(A, form);
        if (form > 0) {
            BN_sub_word(A, 1);
        }
        from_peer(out, A);
    } else if (form <= 7) {
        out[powers[form - 4] / 61] = (uint64_t)1 << (powers[form - 4] % 61);
    } else if (form == 8) {
        from_peer(out, M);
    } else {
        test_random_bytes(out, 17 * sizeof(*out));
        for (size_t i = 0; i < 17; i++) {
            out[i] = form == 9 ? digit_mask(&form61) : out[i] & digit_mask(&form61);
        }
        out[16] &= form == 9 ? UINT64_MAX : ((uint64_t)1 << 48) - 1; /* below 2^1024 */
    }
}

static void make_modulus(struct modulus61 *modulus, unsigned form)
{
    uint64_t limbs[16];
    memset(limbs, form == 0 ? 0xff : 0, sizeof(limbs));
    if (form >= 2) {
        test_random_bytes(limbs, sizeof(limbs));
    }
    limbs[15] |= (uint64_t)1 << 63;
    limbs[0] |= 1;
    memset(modulus, 0, sizeof(*modulus));
    load_digits(modulus->m, &form61, limbs, 16);
    uint64_t inverse = limbs[0];
    for (int i = 0; i < 6; i++) {
        inverse *= 2 - limbs[0] * inverse;
    }
    modulus->k = (0 - inverse) & digit_mask(&form61);
    make_w(modulus->w, modulus->k, modulus->m, &form61);
    to_peer(M, modulus->m);
    BN_copy(bound, M);
    BN_mul_word(bound, 3);
}

static void test_modulus(struct modulus61 *modulus)
{
    uint64_t a[17], b[17], out[17];
    for (unsigned i = 0; i < NUM_NUMBERS; i++) {
        make_number(a, i);
        for (unsigned j = 0; j < NUM_NUMBERS; j++) {
            make_number(b, j);
            brisk_rsa_amm17_adx(out, a, b, modulus);
            check_product(out, a, b);
            brisk_rsa_amm17_adx(b, a, b, modulus);
            CHECK_EQ_BYTES(b, out, sizeof(out));
        }
        brisk_rsa_ams17_adx(out, a, modulus);
        check_product(out, a, a);
        brisk_rsa_amm17_adx(b, a, a, modulus);
        CHECK_EQ_BYTES(b, out, sizeof(out));
        brisk_rsa_ams17_adx(a, a, modulus);
        CHECK_EQ_BYTES(a, out, sizeof(out));
    }
}

int main(int argc, char **argv)
{
    static struct modulus61 modulus;
    test_start(argc, argv);
    if (!(brisk_cpu_detect() & CPU_BMI2)) {
        test_skip("this CPU has no bmi2");
    }
    ctx = BN_CTX_new();
    A = BN_new();
    B = BN_new();
    M = BN_new();
    R = BN_new();
    got = BN_new();
    want = BN_new();
    bound = BN_new();
    if (!ctx || !A || !B || !M || !R || !got || !want || !bound) {
        test_abort("libcrypto: out of memory");
    }
    BN_set_bit(R, 61 * 17);
    for (unsigned form = 0; form < 40; form++) {
        test_note("modulus %u", form);
        make_modulus(&modulus, form);
        test_modulus(&modulus);
    }
    test_note(NULL);
    BN_free(A);
    BN_free(B);
    BN_free(M);
    BN_free(R);
    BN_free(got);
    BN_free(want);
    BN_free(bound);
    BN_CTX_free(ctx);
    return test_end();
}
