/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The big-integer arithmetic that RSA needs. A number is an array of n 64-bit limbs, least
 * significant first. Time depends on the sizes only, never on the values; masks are those of
 * crypto/ct.h. An output may be the same array as an input where a comment says so. */

#ifndef BRISK_CRYPTO_BIGNUM_H
#define BRISK_CRYPTO_BIGNUM_H

#include <stddef.h>
#include <stdint.h>

#include <brisk/rsa.h>

#define BRISK_RSA_PRIME_LIMBS (BRISK_RSA_MAX_LIMBS / 2)

/* Big-endian bytes to n limbs, leading zeros allowed. Returns 0 or BRISK_ERR_LENGTH. */
int brisk_bn_from_bytes(uint64_t *out, size_t n, const uint8_t *in, size_t in_len);

/* The low out_len bytes, big-endian; zeros in front if there are more than 8 n. */
void brisk_bn_to_bytes(uint8_t *out, size_t out_len, const uint64_t *in, size_t n);

/* Number of bits up to the highest one set. For public numbers, or where the size is public. */
size_t brisk_bn_bits(const uint64_t *a, size_t n);

/* a + b and a - b; `out` may be a or b. They return the carry or borrow, 0 or 1. */
uint64_t brisk_bn_add(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t n);
uint64_t brisk_bn_sub(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t n);

/* Subtracts m from a + top 2^(64 n) if that is at least m; `out` may be a. */
void brisk_bn_reduce_once(uint64_t *out, const uint64_t *a, uint64_t top, const uint64_t *m,
                          size_t n);

/* Masks for a < b and a == b. */
uint64_t brisk_bn_less(const uint64_t *a, const uint64_t *b, size_t n);
uint64_t brisk_bn_equal(const uint64_t *a, const uint64_t *b, size_t n);

/* a b, a_n + b_n limbs, not in place. */
void brisk_bn_mul(uint64_t *out, const uint64_t *a, size_t a_n, const uint64_t *b, size_t b_n);

/* a mod m, bit by bit: a has a_n limbs, m and `out` have n, m's top bits may be anything. */
void brisk_bn_mod(uint64_t *out, const uint64_t *a, size_t a_n, const uint64_t *m, size_t n);

/* a mod m for an odd m from 3 to 2^32 - 1; `reciprocal` is UINT64_MAX / m. */
uint32_t brisk_bn_mod_small(const uint64_t *a, size_t n, uint32_t m, uint64_t reciprocal);

/* 1/a mod m for an odd m and a below m, n at most BRISK_RSA_MAX_LIMBS. Returns the mask for "there
 * is one". */
uint64_t brisk_bn_inverse(uint64_t *out, const uint64_t *a, const uint64_t *m, size_t n);

/* 1/e mod m for any m above e (even ones are what it is for) and an odd e from 3 to 2^32 - 1.
 * Returns the mask for "there is one". */
uint64_t brisk_bn_inverse_of_small(uint64_t *out, uint32_t e, const uint64_t *m, size_t n);

/* Montgomery arithmetic modulo an odd m of n limbs, R = 2^(64 n). `n0` is -1/m mod 2^64. Numbers
 * are below m, and `out` may be any of the inputs. */
uint64_t brisk_mont_n0(uint64_t m0);

/* R^2 mod m. m's highest bit set is bit `bits` - 1. */
void brisk_mont_rr(uint64_t *rr, const uint64_t *m, size_t n, size_t bits);

/* a b / R and a^2 / R. */
void brisk_mont_mul(uint64_t *out, const uint64_t *a, const uint64_t *b, const uint64_t *m,
                    uint64_t n0, size_t n);
void brisk_mont_sqr(uint64_t *out, const uint64_t *a, const uint64_t *m, uint64_t n0, size_t n);

/* t / R for t of 2 n limbs below m R; t is overwritten. */
void brisk_mont_reduce(uint64_t *out, uint64_t *t, const uint64_t *m, uint64_t n0, size_t n);

/* a to the power of an exponent of exp_bits bits; a and `out` are in Montgomery form (times R).
 * n is at most BRISK_RSA_MAX_LIMBS. */
void brisk_mont_exp(uint64_t *out, const uint64_t *a, const uint64_t *exp, size_t exp_bits,
                    const uint64_t *rr, const uint64_t *m, uint64_t n0, size_t n);

/* g to the power of an exponent of 5 d bits, in Montgomery form, by a comb (Lim and Lee 1994):
 * entry i of the table is the product of g^(2^(k d)) for the bits k of i, in Montgomery form; its
 * limbs 8 j to 8 j + 7 are in table[j]. n is a multiple of 8. */
void brisk_mont_comb(uint64_t *out, const uint64_t (*table)[32][8], const uint64_t *exp, size_t d,
                     const uint64_t *m, uint64_t n0, size_t n);

#endif
