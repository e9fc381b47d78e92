/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The rows of RSA for eight keys against the reference, which is eight operations of the single row
 * in force. */

#include <stdio.h>
#include <string.h>

#include "tests/support/rsa_inputs.h"

#define NUM(array) (sizeof(array) / sizeof(array[0]))

struct lane {
    struct brisk_rsa_private key;
    uint64_t p[BRISK_RSA_PRIME_LIMBS], q[BRISK_RSA_PRIME_LIMBS], n[BRISK_RSA_MAX_LIMBS];
};

struct lanes_input {
    struct lane lane[BRISK_LANES];
};

/* Pointers to what is `offset` bytes into each lane. */
static const void *give_inputs(struct check *check, const char *name, const struct lanes_input *t,
                               size_t offset, size_t size)
{
    const void *in[BRISK_LANES];
    for (int i = 0; i < BRISK_LANES; i++) {
        in[i] = check_in(check, name, (const uint8_t *)&t->lane[i] + offset, size, 8);
    }
    return check_in(check, "pointers", in, sizeof(in), sizeof(in[0]));
}

static uint64_t *const *give_outputs(struct check *check, const char *name, size_t size)
{
    uint64_t *out[BRISK_LANES];
    for (int i = 0; i < BRISK_LANES; i++) {
        out[i] = check_out(check, name, size, 8);
    }
    return check_in(check, "pointers", out, sizeof(out), sizeof(out[0]));
}

static uint64_t *const *give_both(struct check *check, const char *name,
                                  const struct lanes_input *t, size_t offset, size_t size)
{
    uint64_t *both[BRISK_LANES];
    for (int i = 0; i < BRISK_LANES; i++) {
        both[i] = check_inout(check, name, (const uint8_t *)&t->lane[i] + offset, size, 8);
    }
    return check_in(check, "pointers", both, sizeof(both), sizeof(both[0]));
}

static void run_private(struct check *check, const void *row, const void *input)
{
    const struct brisk_rsax8_impl *impl = row;
    const struct lanes_input *t = input;
    size_t size = t->lane[0].key.prime_limbs * sizeof(uint64_t);
    uint64_t *const *out_p = give_outputs(check, "out_p", size);
    uint64_t *const *out_q = give_outputs(check, "out_q", size);
    const void *in_p = give_inputs(check, "in_p", t, offsetof(struct lane, p), size);
    const void *in_q = give_inputs(check, "in_q", t, offsetof(struct lane, q), size);
    const void *key =
        give_inputs(check, "key", t, offsetof(struct lane, key), sizeof(t->lane[0].key));
    check_call(check, impl->private_crt, out_p, out_q, in_p, in_q, key);
}

static void run_private_in_place(struct check *check, const void *row, const void *input)
{
    const struct brisk_rsax8_impl *impl = row;
    const struct lanes_input *t = input;
    size_t size = t->lane[0].key.prime_limbs * sizeof(uint64_t);
    uint64_t *const *p = give_both(check, "p", t, offsetof(struct lane, p), size);
    uint64_t *const *q = give_both(check, "q", t, offsetof(struct lane, q), size);
    const void *key =
        give_inputs(check, "key", t, offsetof(struct lane, key), sizeof(t->lane[0].key));
    check_call(check, impl->private_crt, p, q, (const void *)p, (const void *)q, key);
}

static void run_public(struct check *check, const void *row, const void *input)
{
    const struct brisk_rsax8_impl *impl = row;
    const struct lanes_input *t = input;
    size_t size = t->lane[0].key.public_key.num_limbs * sizeof(uint64_t);
    uint64_t *const *out = give_outputs(check, "out", size);
    const void *in = give_inputs(check, "in", t, offsetof(struct lane, n), size);
    const void *key = give_inputs(check, "key", t, offsetof(struct lane, key.public_key),
                                  sizeof(t->lane[0].key.public_key));
    check_call(check, impl->public_exp, out, in, key);
}

static void run_public_in_place(struct check *check, const void *row, const void *input)
{
    const struct brisk_rsax8_impl *impl = row;
    const struct lanes_input *t = input;
    size_t size = t->lane[0].key.public_key.num_limbs * sizeof(uint64_t);
    uint64_t *const *x = give_both(check, "x", t, offsetof(struct lane, n), size);
    const void *key = give_inputs(check, "key", t, offsetof(struct lane, key.public_key),
                                  sizeof(t->lane[0].key.public_key));
    check_call(check, impl->public_exp, x, (const void *)x, key);
}

/* Inputs of every lane; lane i has fill number fill + i. */
static void fill_lanes(struct lanes_input *t, unsigned fill)
{
    for (unsigned i = 0; i < BRISK_LANES; i++) {
        struct lane *lane = &t->lane[i];
        const struct brisk_rsa_private *key = &lane->key;
        rsa_fill_below(lane->p, key->p.p, key->prime_limbs, (fill + i) % CHECK_NUM_FILLS);
        rsa_fill_below(lane->q, key->q.p, key->prime_limbs, (fill + 3 * i) % CHECK_NUM_FILLS);
        rsa_fill_below(lane->n, key->public_key.n, key->public_key.num_limbs,
                       (fill + 5 * i) % CHECK_NUM_FILLS);
    }
}

/* One key in all lanes, as a server has it. */
static void check_key(struct lanes_input *t, const char *name)
{
    for (unsigned fill = 0; fill < check_iterations(CHECK_NUM_FILLS); fill++) {
        test_note("%s, lane 0 %s", name, check_fill_name(fill));
        fill_lanes(t, fill);
        check_case(fill % 2 ? run_private : run_private_in_place, t);
        check_case(fill % 2 ? run_public : run_public_in_place, t);
    }
    for (unsigned i = 0; i < BRISK_LANES; i++) {
        struct lane *lane = &t->lane[i];
        const struct brisk_rsa_private *key = &lane->key;
        rsa_below(lane->p, key->p.p, key->prime_limbs, 1 + i);
        rsa_below(lane->q, key->q.p, key->prime_limbs, 8 - i);
        rsa_below(lane->n, key->public_key.n, key->public_key.num_limbs, 1 + i / 2);
    }
    test_note("%s, moduli less 1 to 8", name);
    check_case(run_private, t);
    check_case(run_public, t);
}

/* Keys that differ, of sizes between the usual ones, as large, small and sparse as can be; then the
 * same in other lanes. */
static void check_odd_sizes(struct lanes_input *t)
{
    static const uint32_t sizes[] = { 2048, 2049, 2176, 3001, 3072, 3840, 4095, 4096 };
    static const uint64_t exponents[] = { 3, 0xffffffff, 0x80000001, 17 };
    for (size_t i = 0; i < check_iterations(NUM(sizes)); i++) {
        for (unsigned lane = 0; lane < BRISK_LANES; lane++) {
            rsa_make_key(&t->lane[lane].key, sizes[i], lane % 3, exponents[i % NUM(exponents)]);
        }
        for (unsigned turn = 0; turn < 3; turn++) {
            const struct lane first = t->lane[0];
            memmove(&t->lane[0], &t->lane[1], (BRISK_LANES - 1) * sizeof(first));
            t->lane[BRISK_LANES - 1] = first;
            test_note("%u bits, keys turned by %u lanes", (unsigned)sizes[i], turn + 1);
            fill_lanes(t, 5 * turn);
            check_case(run_private, t);
            check_case(run_public, t);
        }
    }
}

int main(int argc, char **argv)
{
    static struct lanes_input t;
    unsigned done = 0;
    check_start(argc, argv, "rsax8");
    for (size_t i = 0; i < NUM(rsa_vector_keys); i++) {
        char name[32];
        if (rsa_vector_keys[i].bits <= done) {
            continue; /* one of each size; they come in rising order */
        }
        done = rsa_vector_keys[i].bits;
        snprintf(name, sizeof(name), "rsa%u", done);
        rsa_load_key(&t.lane[0].key, &rsa_vector_keys[i]);
        for (unsigned lane = 1; lane < BRISK_LANES; lane++) {
            t.lane[lane].key = t.lane[0].key;
        }
        check_key(&t, name);
        snprintf(name, sizeof(name), "rsa%u_private", done);
        check_time(name, run_private, &t);
        snprintf(name, sizeof(name), "rsa%u_public", done);
        check_time(name, run_public, &t);
    }
    check_odd_sizes(&t);
    return check_end();
}
