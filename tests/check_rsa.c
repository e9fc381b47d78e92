/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* RSA's rows against the reference, with keys of all three sizes and moduli without structure. */

#include <stdio.h>
#include <string.h>

#include <brisk/rsa.h>

#include "crypto/ffdhe_table.h"
#include "tests/support/check.h"
#include "tests/support/rsa_inputs.h"

#define NUM(array) (sizeof(array) / sizeof(array[0]))

struct rsa_input {
    struct brisk_rsa_private key;
    uint64_t p[BRISK_RSA_PRIME_LIMBS], q[BRISK_RSA_PRIME_LIMBS], n[BRISK_RSA_MAX_LIMBS];
    uint64_t factor[BRISK_RSA_MAX_LIMBS]; /* that n is multiplied by */
    uint64_t exp[BRISK_RSA_MAX_LIMBS];    /* that n is raised to */
    size_t exp_bits;
    _Alignas(64) brisk_rsa_comb comb[BRISK_RSA_MAX_LIMBS / 8];
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

static void run_comb(struct check *check, const void *row, const void *input)
{
    const struct brisk_rsa_impl *impl = row;
    const struct rsa_input *t = input;
    size_t size = t->key.public_key.num_limbs * sizeof(uint64_t);
    uint64_t *out = check_out(check, "out", size, 8);
    const brisk_rsa_comb *comb =
        check_in(check, "comb", t->comb, size / 64 * sizeof(brisk_rsa_comb), 64);
    const uint64_t *exp =
        check_in(check, "exp", t->exp, (t->exp_bits + 63) / 64 * sizeof(uint64_t), 8);
    const struct brisk_rsa_public *key =
        check_in(check, "key", &t->key.public_key, sizeof(t->key.public_key), 8);
    check_call(check, impl->modulus_comb, out, comb, exp, t->exp_bits, key);
}

/* An exponent of so many bits. */
static void fill_exponent(struct rsa_input *t, size_t bits, unsigned fill)
{
    size_t n = (bits + 63) / 64;
    check_fill(t->exp, n * sizeof(*t->exp), fill);
    t->exp[n - 1] &= UINT64_MAX >> (64 * n - bits);
    t->exp_bits = bits;
}

static void check_key(struct rsa_input *t, const char *name)
{
    const struct brisk_rsa_private *key = &t->key;
    size_t limbs = key->prime_limbs, n = key->public_key.num_limbs;
    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        test_note("%s, %s", name, check_fill_name(fill));
        rsa_fill_below(t->p, key->p.p, limbs, fill);
        rsa_fill_below(t->q, key->q.p, limbs, fill);
        rsa_fill_below(t->n, key->public_key.n, n, fill);
        rsa_fill_below(t->factor, key->public_key.n, n, (fill + 5) % CHECK_NUM_FILLS);
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
        rsa_below(t->p, key->p.p, limbs, delta);
        rsa_below(t->q, key->q.p, limbs, delta);
        rsa_below(t->n, key->public_key.n, n, delta);
        rsa_below(t->factor, key->public_key.n, n, 1);
        check_case(run_mul, t);
        check_case(run_private, t);
        check_case(run_public, t);
        fill_exponent(t, n == 32 ? 64 * n : 325, 0);
        check_case(run_exp, t);
    }
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
            rsa_make_key(key, sizes[i], form, exponents[(i + form) % NUM(exponents)]);
            for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill += 4) {
                test_note("%u bits, modulus of form %u, %s", (unsigned)sizes[i], form,
                          check_fill_name(fill));
                rsa_fill_below(t->p, key->p.p, key->prime_limbs, fill);
                rsa_fill_below(t->q, key->q.p, key->prime_limbs, fill);
                rsa_fill_below(t->n, public_key->n, public_key->num_limbs, fill);
                rsa_below(t->factor, public_key->n, public_key->num_limbs, fill + 1);
                check_case(run_private, t);
                check_case(run_public, t);
                check_case(run_mul, t);
                fill_exponent(t, exponent_bits[(i + form + fill) % NUM(exponent_bits)], fill);
                check_case(run_exp, t);
                rsa_below(t->n, public_key->n, public_key->num_limbs, 1);
                check_case(run_square_in_place, t);
                check_case(run_exp_in_place, t);
            }
        }
    }
}

/* Any numbers will do for a table, but for its first entry. */
static void fill_comb(struct rsa_input *t, unsigned fill)
{
    const struct brisk_rsa_public *key = &t->key.public_key;
    for (size_t i = 0; i < 1 << BRISK_RSA_COMB_TEETH; i++) {
        uint64_t entry[BRISK_RSA_MAX_LIMBS] = { 0 };
        if (i == 0) {
            brisk_bn_sub(entry, entry, key->n, key->num_limbs);
        } else if (i % 7 == 1) {
            rsa_below(entry, key->n, key->num_limbs, i);
        } else {
            rsa_fill_below(entry, key->n, key->num_limbs, (fill + (unsigned)i) % CHECK_NUM_FILLS);
        }
        for (size_t j = 0; j < key->num_limbs; j++) {
            t->comb[j / 8][i][j % 8] = entry[j];
        }
    }
}

/* The groups' own tables, and others. */
static void check_combs(struct rsa_input *t)
{
    for (size_t g = 0; g < BRISK_FFDHE_NUM_GROUPS; g++) {
        const struct brisk_ffdhe_group *group = &brisk_ffdhe_groups[g];
        size_t n = group->modulus.num_limbs;
        char name[32];
        t->key.public_key = group->modulus;
        for (unsigned fill = 0; fill < check_iterations(CHECK_NUM_FILLS); fill += g == 0 ? 1 : 4) {
            test_note("ffdhe%u, %s", (unsigned)group->modulus.bits, check_fill_name(fill));
            fill_exponent(t, group->private_bits, fill);
            memcpy(t->comb, group->comb, n / 8 * sizeof(*t->comb));
            check_case(run_comb, t);
            fill_comb(t, fill);
            check_case(run_comb, t);
            fill_exponent(t, 5 * (fill + 1), (fill + 4) % CHECK_NUM_FILLS);
            check_case(run_comb, t);
        }
        rsa_make_modulus(t->key.public_key.n, n, 64 * n, 0); /* all ones */
        t->key.public_key.n0 = brisk_mont_n0(t->key.public_key.n[0]);
        fill_comb(t, 3);
        check_case(run_comb, t);
        t->key.public_key = group->modulus;
        memcpy(t->comb, group->comb, n / 8 * sizeof(*t->comb));
        snprintf(name, sizeof(name), "ffdhe%u_public", (unsigned)group->modulus.bits);
        fill_exponent(t, group->private_bits, CHECK_NUM_FILLS - 1);
        check_time(name, run_comb, t);
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
        rsa_load_key(&t.key, &rsa_vector_keys[i]);
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
    check_combs(&t);
    return check_end();
}
