/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* RSA key generation: random probable primes (FIPS 186-5 appendix A.1.3) with the option of that
 * clause to fix p modulo 8 taken as p = 3 mod 4. A candidate that is refused is forgotten, so time
 * may tell which test refused it; of those that are kept it tells nothing. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/random.h>

#include "crypto/ct.h"
#include "crypto/rsa_internal.h"

#define EXPONENT 65537
#define SIEVE_BOUND 2048 /* candidates are divided by the odd primes below */

/* FIPS 186-5 table B.1 asks for 5 rounds at 1024-bit and 4 at longer primes for an error of less
 * than 2^-112; three more cost little. */
#define NUM_ROUNDS 8

static int find_prime(uint64_t *p, size_t bits);
static uint64_t far_apart(const uint64_t *p, const uint64_t *q, size_t bits);

int brisk_rsa_generate(struct brisk_rsa_private *key, unsigned bits)
{
    uint64_t p[BRISK_RSA_PRIME_LIMBS], q[BRISK_RSA_PRIME_LIMBS];
    size_t prime_bits = bits / 2;
    memset(key, 0, sizeof(*key));
    if (bits != 2048 && bits != 3072 && bits != 4096) {
        return BRISK_ERR_ARGUMENT;
    }
    int error = find_prime(p, prime_bits);
    if (error == 0) {
        do {
            error = find_prime(q, prime_bits);
        } while (error == 0 && !far_apart(p, q, prime_bits));
    }
    if (error == 0) {
        /* The larger one is p by custom. That d exceeds 2^(bits / 2), as the standard wants, fails
         * with a chance of about 2^-(bits / 2) and is not tested. */
        ct_swap(brisk_bn_less(p, q, BRISK_RSA_PRIME_LIMBS), p, q, BRISK_RSA_PRIME_LIMBS);
        error = brisk_rsa_private_from_primes(key, p, q, prime_bits, EXPONENT);
    }
    brisk_wipe(p, sizeof(p));
    brisk_wipe(q, sizeof(q));
    return error;
}

/* The mask for |p - q| > 2^(bits - 100): step 5.4. */
static uint64_t far_apart(const uint64_t *p, const uint64_t *q, size_t bits)
{
    uint64_t larger[BRISK_RSA_PRIME_LIMBS], smaller[BRISK_RSA_PRIME_LIMBS];
    uint64_t bound[BRISK_RSA_PRIME_LIMBS] = { 0 };
    memcpy(larger, p, sizeof(larger));
    memcpy(smaller, q, sizeof(smaller));
    ct_swap(brisk_bn_less(p, q, BRISK_RSA_PRIME_LIMBS), larger, smaller, BRISK_RSA_PRIME_LIMBS);
    brisk_bn_sub(larger, larger, smaller, BRISK_RSA_PRIME_LIMBS);
    bound[(bits - 100) / 64] = (uint64_t)1 << ((bits - 100) % 64);
    uint64_t far = brisk_bn_less(bound, larger, BRISK_RSA_PRIME_LIMBS);
    brisk_wipe(larger, sizeof(larger));
    brisk_wipe(smaller, sizeof(smaller));
    return far;
}

/* Marks the odd composite numbers below SIEVE_BOUND. */
static void mark_composites(uint8_t composite[SIEVE_BOUND])
{
    memset(composite, 0, SIEVE_BOUND);
    for (uint32_t i = 3; i * i < SIEVE_BOUND; i += 2) {
        for (uint32_t j = i * i; !composite[i] && j < SIEVE_BOUND; j += 2 * i) {
            composite[j] = 1;
        }
    }
}

/* Whether no small prime divides p and e does not divide p - 1. */
static int passes_sieve(const uint64_t *p, size_t limbs, const uint8_t composite[SIEVE_BOUND])
{
    for (uint32_t i = 3; i < SIEVE_BOUND; i += 2) {
        if (!composite[i] && brisk_bn_mod_small(p, limbs, i, UINT64_MAX / i) == 0) {
            return 0;
        }
    }
    return brisk_bn_mod_small(p, limbs, EXPONENT, UINT64_MAX / EXPONENT) != 1;
}

/* Random limbs, cut to `bits` bits. */
static int draw_bits(uint64_t *out, size_t bits)
{
    size_t limbs = (bits + 63) / 64;
    int error = brisk_random((uint8_t *)out, limbs * sizeof(*out));
    out[limbs - 1] &= UINT64_MAX >> (64 * limbs - bits);
    return error;
}

/* Miller-Rabin with random bases (FIPS 186-5 appendix B.3.1) for p = 3 mod 4, where it is one
 * question: is base^((p - 1) / 2) 1 or -1? Returns 1, 0, or BRISK_ERR_RANDOM. */
static int is_probable_prime(const uint64_t *p, size_t bits)
{
    uint64_t rr[BRISK_RSA_PRIME_LIMBS], one[BRISK_RSA_PRIME_LIMBS], x[BRISK_RSA_PRIME_LIMBS];
    uint64_t minus_one[BRISK_RSA_PRIME_LIMBS], half[BRISK_RSA_PRIME_LIMBS];
    size_t limbs = (bits + 63) / 64;
    uint64_t n0 = brisk_mont_n0(p[0]);
    brisk_mont_rr(rr, p, limbs, bits);
    memset(one, 0, sizeof(one));
    one[0] = 1;
    brisk_mont_mul(one, one, rr, p, n0, limbs);
    brisk_bn_sub(minus_one, p, one, limbs);
    for (size_t i = 0; i < limbs; i++) {
        half[i] = p[i] >> 1 | (i + 1 < limbs ? p[i + 1] << 63 : 0);
    }
    int result = 1;
    for (int round = 0; result == 1 && round < NUM_ROUNDS; round++) {
        /* A uniform number below p is the Montgomery form of a uniform base; that it is 0, 1 or -1
         * does not happen. */
        do {
            result = draw_bits(x, bits) ? BRISK_ERR_RANDOM : 1;
        } while (result == 1 && !brisk_bn_less(x, p, limbs));
        if (result == 1) {
            brisk_mont_exp(x, x, half, bits - 1, rr, p, n0, limbs);
            result = (brisk_bn_equal(x, one, limbs) | brisk_bn_equal(x, minus_one, limbs)) & 1;
        }
    }
    brisk_wipe(rr, sizeof(rr));
    brisk_wipe(one, sizeof(one));
    brisk_wipe(minus_one, sizeof(minus_one));
    brisk_wipe(half, sizeof(half));
    brisk_wipe(x, sizeof(x));
    return result;
}

/* Draws candidates until one is prime. The two highest bits are set, so that p exceeds sqrt(2)
 * times 2^(bits - 1) and a product of two has all its bits; the two lowest make it 3 mod 4. */
static int find_prime(uint64_t *p, size_t bits)
{
    uint8_t composite[SIEVE_BOUND];
    size_t limbs = (bits + 63) / 64;
    mark_composites(composite);
    memset(p, 0, BRISK_RSA_PRIME_LIMBS * sizeof(*p));
    int result = 0;
    while (result == 0) {
        int error = draw_bits(p, bits);
        if (error) {
            return error;
        }
        p[(bits - 1) / 64] |= (uint64_t)1 << ((bits - 1) % 64);
        p[(bits - 2) / 64] |= (uint64_t)1 << ((bits - 2) % 64);
        p[0] |= 3;
        if (passes_sieve(p, limbs, composite)) {
            result = is_probable_prime(p, bits);
        }
    }
    return result == 1 ? 0 : result;
}
