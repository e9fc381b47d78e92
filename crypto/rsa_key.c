/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Building RSA keys from their numbers. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/random.h>

#include "crypto/ct.h"
#include "crypto/impl.h"
#include "crypto/rsa_internal.h"

static int public_is_sound(const uint64_t *n, uint64_t e);
static int read_public(uint64_t n_limbs[BRISK_RSA_MAX_LIMBS], uint64_t *e_limb, const uint8_t *n,
                       size_t n_len, const uint8_t *e, size_t e_len);
static void set_public(struct brisk_rsa_public *key, const uint64_t *n, uint32_t e);
static uint64_t set_prime(struct brisk_rsa_prime *prime, const uint64_t *p, size_t limbs,
                          size_t bits, uint32_t e);
static uint64_t check_numbers(const struct brisk_rsa_private *key,
                              const struct brisk_rsa_numbers *numbers);
static int check_pair(const struct brisk_rsa_private *key);

int brisk_rsa_public_init(struct brisk_rsa_public *key, const uint8_t *n, size_t n_len,
                          const uint8_t *e, size_t e_len)
{
    uint64_t n_limbs[BRISK_RSA_MAX_LIMBS], e_limb;
    memset(key, 0, sizeof(*key));
    if (!read_public(n_limbs, &e_limb, n, n_len, e, e_len)) {
        return BRISK_ERR_KEY;
    }
    set_public(key, n_limbs, (uint32_t)e_limb);
    return 0;
}

int brisk_rsa_public_check(unsigned *bits, const uint8_t *n, size_t n_len, const uint8_t *e,
                           size_t e_len)
{
    uint64_t n_limbs[BRISK_RSA_MAX_LIMBS], e_limb;
    if (!read_public(n_limbs, &e_limb, n, n_len, e, e_len)) {
        *bits = 0;
        return BRISK_ERR_KEY;
    }
    *bits = (unsigned)brisk_bn_bits(n_limbs, BRISK_RSA_MAX_LIMBS);
    return 0;
}

int brisk_rsa_private_init(struct brisk_rsa_private *key, const struct brisk_rsa_numbers *numbers)
{
    uint64_t p[BRISK_RSA_PRIME_LIMBS], q[BRISK_RSA_PRIME_LIMBS], e;
    memset(key, 0, sizeof(*key));
    int error = BRISK_ERR_KEY;
    if (brisk_bn_from_bytes(p, BRISK_RSA_PRIME_LIMBS, numbers->p, numbers->p_len) == 0 &&
        brisk_bn_from_bytes(q, BRISK_RSA_PRIME_LIMBS, numbers->q, numbers->q_len) == 0 &&
        brisk_bn_from_bytes(&e, 1, numbers->e, numbers->e_len) == 0 && e <= UINT32_MAX) {
        size_t bits = brisk_bn_bits(p, BRISK_RSA_PRIME_LIMBS);
        error = brisk_rsa_private_from_primes(key, p, q, bits, (uint32_t)e);
    }
    brisk_wipe(p, sizeof(p));
    brisk_wipe(q, sizeof(q));
    if (error == 0 && !check_numbers(key, numbers)) {
        brisk_wipe(key, sizeof(*key));
        error = BRISK_ERR_KEY;
    }
    return error;
}

int brisk_rsa_private_from_primes(struct brisk_rsa_private *key, const uint64_t *p,
                                  const uint64_t *q, size_t prime_bits, uint32_t e)
{
    uint64_t n[BRISK_RSA_MAX_LIMBS] = { 0 }, q_mod_p[BRISK_RSA_PRIME_LIMBS];
    size_t limbs = (prime_bits + 63) / 64;
    memset(key, 0, sizeof(*key));
    if (prime_bits < BRISK_RSA_MIN_BITS / 2 || prime_bits > BRISK_RSA_MAX_BITS / 2 ||
        brisk_bn_bits(p, BRISK_RSA_PRIME_LIMBS) != prime_bits ||
        brisk_bn_bits(q, BRISK_RSA_PRIME_LIMBS) != prime_bits || !(p[0] & q[0] & 1)) {
        return BRISK_ERR_KEY;
    }
    brisk_bn_mul(n, p, limbs, q, limbs);
    if (!public_is_sound(n, e)) {
        return BRISK_ERR_KEY;
    }
    set_public(&key->public_key, n, e);
    key->prime_limbs = (uint32_t)limbs;
    uint64_t good =
        set_prime(&key->p, p, limbs, prime_bits, e) & set_prime(&key->q, q, limbs, prime_bits, e);
    brisk_bn_reduce_once(q_mod_p, q, 0, p, limbs); /* of equal size: q < 2 p */
    good &= brisk_bn_inverse(key->qinv, q_mod_p, p, limbs);
    brisk_mont_mul(key->qinv, key->qinv, key->p.rr, p, key->p.n0, limbs);
    brisk_wipe(q_mod_p, sizeof(q_mod_p));
    int error = good ? check_pair(key) : BRISK_ERR_KEY;
    if (error) {
        brisk_wipe(key, sizeof(*key));
    }
    return error;
}

void brisk_rsa_private_exponent(uint64_t *d, const struct brisk_rsa_private *key)
{
    uint64_t phi[BRISK_RSA_MAX_LIMBS], p_1[BRISK_RSA_PRIME_LIMBS], q_1[BRISK_RSA_PRIME_LIMBS];
    size_t limbs = key->prime_limbs, n = key->public_key.num_limbs;
    memcpy(p_1, key->p.p, sizeof(p_1));
    memcpy(q_1, key->q.p, sizeof(q_1));
    p_1[0] ^= 1;
    q_1[0] ^= 1;
    brisk_bn_mul(phi, p_1, limbs, q_1, limbs);
    brisk_bn_inverse_of_small(d, (uint32_t)key->public_key.e, phi, n);
    brisk_wipe(phi, sizeof(phi));
    brisk_wipe(p_1, sizeof(p_1));
    brisk_wipe(q_1, sizeof(q_1));
}

void brisk_rsa_private_qinv(uint64_t *qinv, const struct brisk_rsa_private *key)
{
    uint64_t t[2 * BRISK_RSA_PRIME_LIMBS] = { 0 };
    memcpy(t, key->qinv, key->prime_limbs * sizeof(*t));
    brisk_mont_reduce(qinv, t, key->p.p, key->p.n0, key->prime_limbs);
    brisk_wipe(t, sizeof(t));
}

/* Whether n, of BRISK_RSA_MAX_LIMBS limbs, and e can be a public key. */
static int public_is_sound(const uint64_t *n, uint64_t e)
{
    size_t bits = brisk_bn_bits(n, BRISK_RSA_MAX_LIMBS);
    return bits >= BRISK_RSA_MIN_BITS && bits <= BRISK_RSA_MAX_BITS && n[0] % 2 == 1 &&
           e % 2 == 1 && e >= 3 && e <= UINT32_MAX;
}

/* Reads the big-endian integers; 0 if they are no public key. */
static int read_public(uint64_t n_limbs[BRISK_RSA_MAX_LIMBS], uint64_t *e_limb, const uint8_t *n,
                       size_t n_len, const uint8_t *e, size_t e_len)
{
    return brisk_bn_from_bytes(n_limbs, BRISK_RSA_MAX_LIMBS, n, n_len) == 0 &&
           brisk_bn_from_bytes(e_limb, 1, e, e_len) == 0 && public_is_sound(n_limbs, *e_limb);
}

/* Computes the constants of a sound key. */
static void set_public(struct brisk_rsa_public *key, const uint64_t *n, uint32_t e)
{
    size_t bits = brisk_bn_bits(n, BRISK_RSA_MAX_LIMBS);
    key->bits = (uint32_t)bits;
    key->num_limbs = (uint32_t)((bits + 63) / 64);
    key->e = e;
    key->n0 = brisk_mont_n0(n[0]);
    memcpy(key->n, n, sizeof(key->n));
    brisk_mont_rr(key->rr, key->n, key->num_limbs, bits);
}

/* Fills in one half. Returns the mask for "e has an inverse modulo p - 1". */
static uint64_t set_prime(struct brisk_rsa_prime *prime, const uint64_t *p, size_t limbs,
                          size_t bits, uint32_t e)
{
    uint64_t p_1[BRISK_RSA_PRIME_LIMBS];
    memcpy(prime->p, p, limbs * sizeof(*p));
    memcpy(p_1, p, limbs * sizeof(*p));
    p_1[0] ^= 1;
    prime->n0 = brisk_mont_n0(p[0]);
    brisk_mont_rr(prime->rr, prime->p, limbs, bits);
    uint64_t found = brisk_bn_inverse_of_small(prime->d, e, p_1, limbs);
    brisk_wipe(p_1, sizeof(p_1));
    return found;
}

/* The mask for `in` being the number `want` of n limbs. */
static uint64_t bytes_equal(const uint8_t *in, size_t in_len, const uint64_t *want, size_t n)
{
    uint64_t x[BRISK_RSA_MAX_LIMBS];
    uint64_t equal = ct_mask_zero((uint64_t)brisk_bn_from_bytes(x, n, in, in_len));
    equal &= brisk_bn_equal(x, want, n);
    brisk_wipe(x, sizeof(x));
    return equal;
}

/* The mask for d mod (p - 1) being dp. */
static uint64_t check_exponent(const uint64_t *d, size_t d_limbs,
                               const struct brisk_rsa_prime *prime, size_t limbs)
{
    uint64_t p_1[BRISK_RSA_PRIME_LIMBS], rest[BRISK_RSA_PRIME_LIMBS];
    memcpy(p_1, prime->p, limbs * sizeof(*p_1));
    p_1[0] ^= 1;
    brisk_bn_mod(rest, d, d_limbs, p_1, limbs);
    uint64_t equal = brisk_bn_equal(rest, prime->d, limbs);
    brisk_wipe(p_1, sizeof(p_1));
    brisk_wipe(rest, sizeof(rest));
    return equal;
}

/* Compares the numbers that were not used with those computed from p, q and e; dp, dq and qinv are
 * unique below p - 1, q - 1 and p, while d may be modulo (p - 1)(q - 1) or modulo their least
 * common multiple. Returns a mask. */
static uint64_t check_numbers(const struct brisk_rsa_private *key,
                              const struct brisk_rsa_numbers *numbers)
{
    const struct brisk_rsa_public *public_key = &key->public_key;
    size_t n = public_key->num_limbs, limbs = key->prime_limbs;
    uint64_t qinv[BRISK_RSA_PRIME_LIMBS], d[BRISK_RSA_MAX_LIMBS];
    brisk_rsa_private_qinv(qinv, key);
    uint64_t good = bytes_equal(numbers->n, numbers->n_len, public_key->n, n);
    good &= bytes_equal(numbers->dp, numbers->dp_len, key->p.d, limbs);
    good &= bytes_equal(numbers->dq, numbers->dq_len, key->q.d, limbs);
    good &= bytes_equal(numbers->qinv, numbers->qinv_len, qinv, limbs);
    good &= ct_mask_zero((uint64_t)brisk_bn_from_bytes(d, n, numbers->d, numbers->d_len));
    good &= check_exponent(d, n, &key->p, limbs) & check_exponent(d, n, &key->q, limbs);
    brisk_wipe(qinv, sizeof(qinv));
    brisk_wipe(d, sizeof(d));
    return good;
}

/* One operation there and back: p and q that are not prime are found out. */
static int check_pair(const struct brisk_rsa_private *key)
{
    uint8_t in[BRISK_RSA_MAX_SIZE] = { 0 }, out[BRISK_RSA_MAX_SIZE];
    in[brisk_rsa_size(&key->public_key) - 1] = 2;
    int error = brisk_rsa_private_op(key, out, in);
    return error == BRISK_ERR_FAULT ? BRISK_ERR_KEY : error;
}
