/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Keys and numbers to check RSA's kernels with. */

#ifndef BRISK_TESTS_SUPPORT_RSA_INPUTS_H
#define BRISK_TESTS_SUPPORT_RSA_INPUTS_H

#include <string.h>

#include <brisk/rsa.h>

#include "crypto/bignum.h"
#include "tests/support/check.h"
#include "tests/support/rsa_vectors.h"

/* A key of the vectors. */
static inline void rsa_load_key(struct brisk_rsa_private *out, const struct rsa_vector_key *in)
{
    static uint8_t bytes[8][BRISK_RSA_MAX_SIZE];
    const char *const hex[8] = { in->n, in->e, in->d, in->p, in->q, in->dp, in->dq, in->qinv };
    size_t len[8];
    for (size_t i = 0; i < 8; i++) {
        len[i] = test_hex(bytes[i], sizeof(bytes[i]), hex[i]);
    }
    struct brisk_rsa_numbers x = { bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5],
                                   bytes[6], bytes[7], len[0],   len[1],   len[2],   len[3],
                                   len[4],   len[5],   len[6],   len[7] };
    if (brisk_rsa_private_init(out, &x)) {
        test_abort("a key of the vectors was refused");
    }
}

/* A number below m with the fill's contents, taken modulo m. */
static inline void rsa_fill_below(uint64_t *out, const uint64_t *m, size_t n, unsigned fill)
{
    uint64_t x[BRISK_RSA_MAX_LIMBS];
    check_fill(x, n * sizeof(*x), fill);
    brisk_bn_mod(out, x, n, m, n);
}

/* m - delta. */
static inline void rsa_below(uint64_t *out, const uint64_t *m, size_t n, uint64_t delta)
{
    uint64_t x[BRISK_RSA_MAX_LIMBS] = { delta };
    brisk_bn_sub(out, m, x, n);
}

/* A modulus of `bits` bits that is as large, as small, or as sparse as can be; the kernels do not
 * mind that it is not prime. */
static inline void rsa_make_modulus(uint64_t *m, size_t n, size_t bits, unsigned form)
{
    memset(m, form == 0 ? 0xff : 0, n * sizeof(*m));
    if (form == 2) {
        test_random_bytes(m, n * sizeof(*m));
    }
    m[n - 1] &= UINT64_MAX >> (64 * n - bits);
    m[(bits - 1) / 64] |= (uint64_t)1 << ((bits - 1) % 64);
    m[0] |= 1;
}

static inline void rsa_make_prime(struct brisk_rsa_prime *prime, size_t n, size_t bits,
                                  unsigned form)
{
    memset(prime, 0, sizeof(*prime));
    rsa_make_modulus(prime->p, n, bits, form);
    prime->n0 = brisk_mont_n0(prime->p[0]);
    brisk_mont_rr(prime->rr, prime->p, n, bits);
    check_fill(prime->d, n * sizeof(uint64_t), form + CHECK_NUM_FILLS - 3);
    prime->d[n - 1] &= UINT64_MAX >> (64 * n - bits);
}

/* A key of any size, for kernels only. */
static inline void rsa_make_key(struct brisk_rsa_private *key, uint32_t bits, unsigned form,
                                uint64_t e)
{
    struct brisk_rsa_public *public_key = &key->public_key;
    size_t prime_bits = (bits + 1) / 2;
    memset(key, 0, sizeof(*key));
    key->prime_limbs = (uint32_t)(prime_bits + 63) / 64;
    rsa_make_prime(&key->p, key->prime_limbs, prime_bits, form);
    rsa_make_prime(&key->q, key->prime_limbs, prime_bits, 2);
    public_key->bits = bits;
    public_key->num_limbs = (bits + 63) / 64;
    public_key->e = e;
    rsa_make_modulus(public_key->n, public_key->num_limbs, bits, form);
    public_key->n0 = brisk_mont_n0(public_key->n[0]);
    brisk_mont_rr(public_key->rr, public_key->n, public_key->num_limbs, bits);
}

#endif
