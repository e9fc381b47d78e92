/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* RSA's rows against the reference, with keys of all three sizes and moduli without structure. */

#include <stdio.h>
#include <string.h>

#include <brisk/rsa.h>

#include "crypto/bignum.h"
#include "tests/support/check.h"
#include "tests/support/rsa_vectors.h"

#define NUM(array) (sizeof(array) / sizeof(array[0]))

struct rsa_input {
    struct brisk_rsa_private key;
    uint64_t p[BRISK_RSA_PRIME_LIMBS], q[BRISK_RSA_PRIME_LIMBS], n[BRISK_RSA_MAX_LIMBS];
    uint64_t factor[BRISK_RSA_MAX_LIMBS]; /* that n is multiplied by */
    uint64_t exp[BRISK_RSA_MAX_LIMBS];    /* that n is raised to */
    size_t exp_bits;
};

static void run_private(struct check *check, const void *row, const void *input)
{
    const struct brisk_rsa_impl *impl = row;
    const struct rsa_input *t = input;
    size_t size = t->key.prime_limbs * sizeof(uint64_t);
    uint64_t *out_p = check_out(check, "out_p", size, 8);
    uint64_t *out_q = check_out(check, "out_q", size, 8);
    const uint64_t *in_p = check_in(check, "in_p", t->p, size, 8);
    const uint64_t *in_q = check_in(check, "in_q", t->q, size, 8);
    const struct brisk_rsa_private *key = check_in(check, "key", &t->key, sizeof(t->key), 8);
    check_call(check, impl->private_crt, out_p, out_q, in_p, in_q, key);
}

static void run_private_in_place(struct check *check, const void *row, const void *input)
{
    const struct brisk_rsa_impl *impl = row;
    const struct rsa_input *t = input;
    size_t size = t->key.prime_limbs * sizeof(uint64_t);
    uint64_t *p = check_inout(check, "p", t->p, size, 8);
    uint64_t *q = check_inout(check, "q", t->q, size, 8);
    const struct brisk_rsa_private *key = check_in(check, "key", &t->key, sizeof(t->key), 8);
    check_call(check, impl->private_crt, p, q, p, q, key);
}

static void run_public(struct check *check, const void *row, const void *input)
{
    const struct brisk_rsa_impl *impl = row;
    const struct rsa_input *t = input;
    size_t size = t->key.public_key.num_limbs * sizeof(uint64_t);
    uint64_t *out = check_out(check, "out", size, 8);
    const uint64_t *in = check_in(check, "in", t->n, size, 8);
    const struct brisk_rsa_public *key =
        check_in(check, "key", &t->key.public_key, sizeof(t->key.public_key), 8);
    check_call(check, impl->public_exp, out, in, key);
}

static void run_public_in_place(struct check *check, const void *row, const void *input)
{
    const struct brisk_rsa_impl *impl = row;
    const struct rsa_input *t = input;
    uint64_t *x = check_inout(check, "x", t->n, t->key.public_key.num_limbs * sizeof(uint64_t), 8);
    const struct brisk_rsa_public *key =
        check_in(check, "key", &t->key.public_key, sizeof(t->key.public_key), 8);
    check_call(check, impl->public_exp, x, x, key);
}

static void run_mul(struct check *check, const void *row, const void *input)
{
    const struct brisk_rsa_impl *impl = row;
    const struct rsa_input *t = input;
    size_t size = t->key.public_key.num_limbs * sizeof(uint64_t);
    uint64_t *out = check_out(check, "out", size, 8);
    const uint64_t *a = check_in(check, "a", t->n, size, 8);
    const uint64_t *b = check_in(check, "b", t->factor, size, 8);
    const struct brisk_rsa_public *key =
        check_in(check, "key", &t->key.public_key, sizeof(t->key.public_key), 8);
    check_call(check, impl->modulus_mul, out, a, b, key);
}

static void run_square_in_place(struct check *check, const void *row, const void *input)
{
    const struct brisk_rsa_impl *impl = row;
    const struct rsa_input *t = input;
    uint64_t *x = check_inout(check, "x", t->n, t->key.public_key.num_limbs * sizeof(uint64_t), 8);
    const struct brisk_rsa_public *key =
        check_in(check, "key", &t->key.public_key, sizeof(t->key.public_key), 8);
    check_call(check, impl->modulus_mul, x, x, x, key);
}

static void run_exp(struct check *check, const void *row, const void *input)
{
    const struct brisk_rsa_impl *impl = row;
    const struct rsa_input *t = input;
    size_t size = t->key.public_key.num_limbs * sizeof(uint64_t);
    uint64_t *out = check_out(check, "out", size, 8);
    const uint64_t *in = check_in(check, "in", t->n, size, 8);
    const uint64_t *exp =
        check_in(check, "exp", t->exp, (t->exp_bits + 63) / 64 * sizeof(uint64_t), 8);
    const struct brisk_rsa_public *key =
        check_in(check, "key", &t->key.public_key, sizeof(t->key.public_key), 8);
    check_call(check, impl->modulus_exp, out, in, exp, t->exp_bits, key);
}

static void run_exp_in_place(struct check *check, const void *row, const void *input)
{
    const struct brisk_rsa_impl *impl = row;
    const struct rsa_input *t = input;
    uint64_t *x = check_inout(check, "x", t->n, t->key.public_key.num_limbs * sizeof(uint64_t), 8);
    const uint64_t *exp =
        check_in(check, "exp", t->exp, (t->exp_bits + 63) / 64 * sizeof(uint64_t), 8);
    const struct brisk_rsa_public *key =
        check_in(check, "key", &t->key.public_key, sizeof(t->key.public_key), 8);
    check_call(check, impl->modulus_exp, x, x, exp, t->exp_bits, key);
}

static void load_key(struct brisk_rsa_private *out, const struct rsa_vector_key *in)
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

/* An exponent of so many bits. */
static void fill_exponent(struct rsa_input *t, size_t bits, unsigned fill)
{
    size_t n = (bits + 63) / 64;
    check_fill(t->exp, n * sizeof(*t->exp), fill);
    t->exp[n - 1] &= UINT64_MAX >> (64 * n - bits);
    t->exp_bits = bits;
}

/* A number below m with the fill's contents, taken modulo m. */
static void fill_below(uint64_t *out, const uint64_t *m, size_t n, unsigned fill)
{
    uint64_t x[BRISK_RSA_MAX_LIMBS];
    check_fill(x, n * sizeof(*x), fill);
    brisk_bn_mod(out, x, n, m, n);
}

/* m - delta. */
static void below(uint64_t *out, const uint64_t *m, size_t n, uint64_t delta)
{
    uint64_t x[BRISK_RSA_MAX_LIMBS] = { delta };
    brisk_bn_sub(out, m, x, n);
}

static void check_key(struct rsa_input *t, const char *name)
{
    const struct brisk_rsa_private *key = &t->key;
    size_t limbs = key->prime_limbs, n = key->public_key.num_limbs;
    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        test_note("%s, %s", name, check_fill_name(fill));
        fill_below(t->p, key->p.p, limbs, fill);
        fill_below(t->q, key->q.p, limbs, fill);
        fill_below(t->n, key->public_key.n, n, fill);
        fill_below(t->factor, key->public_key.n, n, (fill + 5) % CHECK_NUM_FILLS);
        check_case(run_mul, t);
        check_case(run_square_in_place, t);
        check_case(fill % 2 ? run_private : run_private_in_place, t);
        check_case(run_public, t);
        check_case(run_public_in_place, t);
        fill_exponent(t, 225 + fill, (fill + 3) % CHECK_NUM_FILLS);
        check_case(fill % 2 ? run_exp : run_exp_in_place, t);
    }
    for (uint64_t delta = 1; delta <= 2; delta++) {
        test_note("%s, modulus - %u", name, (unsigned)delta);
        below(t->p, key->p.p, limbs, delta);
        below(t->q, key->q.p, limbs, delta);
        below(t->n, key->public_key.n, n, delta);
        below(t->factor, key->public_key.n, n, 1);
        check_case(run_mul, t);
        check_case(run_private, t);
        check_case(run_public, t);
        fill_exponent(t, 64 * n, 0);
        check_case(run_exp, t);
    }
}

/* A modulus of `bits` bits that is as large, as small, or as sparse as can be; the kernels do not
 * mind that it is not prime. */
static void make_modulus(uint64_t *m, size_t n, size_t bits, unsigned form)
{
    memset(m, form == 0 ? 0xff : 0, n * sizeof(*m));
    if (form == 2) {
        test_random_bytes(m, n * sizeof(*m));
    }
    m[n - 1] &= UINT64_MAX >> (64 * n - bits);
    m[(bits - 1) / 64] |= (uint64_t)1 << ((bits - 1) % 64);
    m[0] |= 1;
}

static void make_prime(struct brisk_rsa_prime *prime, size_t n, size_t bits, unsigned form)
{
    memset(prime, 0, sizeof(*prime));
    make_modulus(prime->p, n, bits, form);
    prime->n0 = brisk_mont_n0(prime->p[0]);
    brisk_mont_rr(prime->rr, prime->p, n, bits);
    check_fill(prime->d, n * sizeof(uint64_t), form + CHECK_NUM_FILLS - 3);
    prime->d[n - 1] &= UINT64_MAX >> (64 * n - bits);
}

/* Sizes between the usual ones, and exponents with other bits than 65537. */
static void check_odd_sizes(struct rsa_input *t)
{
    static const uint32_t sizes[] = { 2048, 2049, 2050, 2176, 2304, 2500, 3001, 3840, 4095, 4096 };
    static const uint64_t exponents[] = { 3, 0xffffffff, 0x80000001, 17 };
    static const size_t exponent_bits[] = { 1, 5, 6, 64, 65, 128, 275, 320, 325 };
    for (size_t i = 0; i < check_iterations(NUM(sizes)); i++) {
        for (unsigned form = 0; form < 3; form++) {
            struct brisk_rsa_private *key = &t->key;
            struct brisk_rsa_public *public_key = &key->public_key;
            size_t prime_bits = (sizes[i] + 1) / 2;
            memset(key, 0, sizeof(*key));
            key->prime_limbs = (uint32_t)(prime_bits + 63) / 64;
            make_prime(&key->p, key->prime_limbs, prime_bits, form);
            make_prime(&key->q, key->prime_limbs, prime_bits, 2);
            public_key->bits = sizes[i];
            public_key->num_limbs = (sizes[i] + 63) / 64;
            public_key->e = exponents[(i + form) % NUM(exponents)];
            make_modulus(public_key->n, public_key->num_limbs, sizes[i], form);
            public_key->n0 = brisk_mont_n0(public_key->n[0]);
            brisk_mont_rr(public_key->rr, public_key->n, public_key->num_limbs, sizes[i]);
            for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill += 4) {
                test_note("%u bits, modulus of form %u, %s", (unsigned)sizes[i], form,
                          check_fill_name(fill));
                fill_below(t->p, key->p.p, key->prime_limbs, fill);
                fill_below(t->q, key->q.p, key->prime_limbs, fill);
                fill_below(t->n, public_key->n, public_key->num_limbs, fill);
                below(t->factor, public_key->n, public_key->num_limbs, fill + 1);
                check_case(run_private, t);
                check_case(run_public, t);
                check_case(run_mul, t);
                fill_exponent(t, exponent_bits[(i + form + fill) % NUM(exponent_bits)], fill);
                check_case(run_exp, t);
                below(t->n, public_key->n, public_key->num_limbs, 1);
                check_case(run_square_in_place, t);
                check_case(run_exp_in_place, t);
            }
        }
    }
}

int main(int argc, char **argv)
{
    static struct rsa_input t;
    unsigned done = 0;
    check_start(argc, argv, "rsa");
    for (size_t i = 0; i < NUM(rsa_vector_keys); i++) {
        char name[32];
        if (rsa_vector_keys[i].bits <= done) {
            continue; /* one of each size; they come in rising order */
        }
        done = rsa_vector_keys[i].bits;
        snprintf(name, sizeof(name), "rsa%u", done);
        load_key(&t.key, &rsa_vector_keys[i]);
        check_key(&t, name);
        snprintf(name, sizeof(name), "rsa%u_private", done);
        check_time(name, run_private, &t);
        snprintf(name, sizeof(name), "rsa%u_public", done);
        check_time(name, run_public, &t);
        snprintf(name, sizeof(name), "rsa%u_mul", done);
        check_time(name, run_mul, &t);
        snprintf(name, sizeof(name), "rsa%u_exp_225_bits", done);
        fill_exponent(&t, 225, CHECK_NUM_FILLS - 1);
        check_time(name, run_exp, &t);
    }
    check_odd_sizes(&t);
    return check_end();
}
