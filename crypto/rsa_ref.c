/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* RSA exponentiation, portable: 64-bit limbs, word-by-word Montgomery multiplication, a fixed
 * window that reads its whole table. */

#include <string.h>

#include <brisk/random.h>

#include "crypto/bignum.h"
#include "crypto/impl.h"

static void exp_secret(uint64_t *out, const uint64_t *in, const uint64_t *exp, size_t exp_bits,
                       const uint64_t *rr, const uint64_t *m, uint64_t n0, size_t n)
{
    static const uint64_t one[BRISK_RSA_MAX_LIMBS] = { 1 };
    uint64_t x[BRISK_RSA_MAX_LIMBS];
    brisk_mont_mul(x, in, rr, m, n0, n);
    brisk_mont_exp(x, x, exp, exp_bits, rr, m, n0, n);
    brisk_mont_mul(out, x, one, m, n0, n);
    brisk_wipe(x, n * sizeof(*x));
}

static void exp_prime(uint64_t *out, const uint64_t *in, const struct brisk_rsa_prime *prime,
                      size_t bits, size_t n)
{
    exp_secret(out, in, prime->d, bits, prime->rr, prime->p, prime->n0, n);
}

void brisk_rsa_private_crt_ref(uint64_t *out_p, uint64_t *out_q, const uint64_t *in_p,
                               const uint64_t *in_q, const struct brisk_rsa_private *key)
{
    size_t prime_bits = (key->public_key.bits + 1) / 2; /* both primes are of this size */
    exp_prime(out_p, in_p, &key->p, prime_bits, key->prime_limbs);
    exp_prime(out_q, in_q, &key->q, prime_bits, key->prime_limbs);
}

void brisk_rsa_modulus_mul_ref(uint64_t *out, const uint64_t *a, const uint64_t *b,
                               const struct brisk_rsa_public *key)
{
    brisk_mont_mul(out, a, b, key->n, key->n0, key->num_limbs);
}

void brisk_rsa_modulus_exp_ref(uint64_t *out, const uint64_t *in, const uint64_t *exp,
                               size_t exp_bits, const struct brisk_rsa_public *key)
{
    exp_secret(out, in, exp, exp_bits, key->rr, key->n, key->n0, key->num_limbs);
}

void brisk_rsa_modulus_comb_ref(uint64_t *out, const brisk_rsa_comb *table, const uint64_t *exp,
                                size_t exp_bits, const struct brisk_rsa_public *key)
{
    static const uint64_t one[BRISK_RSA_MAX_LIMBS] = { 1 };
    uint64_t x[BRISK_RSA_MAX_LIMBS];
    size_t n = key->num_limbs;
    brisk_mont_comb(x, table, exp, exp_bits / BRISK_RSA_COMB_TEETH, key->n, key->n0, n);
    brisk_mont_mul(out, x, one, key->n, key->n0, n);
    brisk_wipe(x, n * sizeof(*x));
}

void brisk_rsa_public_exp_ref(uint64_t *out, const uint64_t *in, const struct brisk_rsa_public *key)
{
    uint64_t base[BRISK_RSA_MAX_LIMBS], x[BRISK_RSA_MAX_LIMBS];
    size_t n = key->num_limbs;
    brisk_mont_mul(base, in, key->rr, key->n, key->n0, n);
    memcpy(x, base, n * sizeof(*x));
    for (int bit = 62 - __builtin_clzll(key->e); bit > 0; bit--) {
        brisk_mont_sqr(x, x, key->n, key->n0, n);
        if (key->e >> bit & 1) {
            brisk_mont_mul(x, x, base, key->n, key->n0, n);
        }
    }
    /* e is odd: the last multiplication is by the plain number, and leaves the Montgomery form. */
    brisk_mont_sqr(x, x, key->n, key->n0, n);
    brisk_mont_mul(out, x, in, key->n, key->n0, n);
    brisk_wipe(base, sizeof(base));
    brisk_wipe(x, sizeof(x));
}
