/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* RSA's private and public operation (RFC 8017 section 5): what is around the kernels that
 * exponentiate, for one number and for eight at a time. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/random.h>
#include <brisk/rsa.h>

#include "crypto/batch.h"
#include "crypto/ct.h"
#include "crypto/impl.h"
#include "crypto/rsa_internal.h"

/* A private operation on its way: what comes before and after the exponentiation is separate from
 * it, since that may be one for eight of them. */
struct private_work {
    uint64_t in[BRISK_RSA_MAX_LIMBS], out[BRISK_RSA_MAX_LIMBS], check[BRISK_RSA_MAX_LIMBS];
    uint64_t unfactor[BRISK_RSA_MAX_LIMBS];
    uint64_t p[BRISK_RSA_PRIME_LIMBS], q[BRISK_RSA_PRIME_LIMBS];
};

/* x mod p for x below n. */
static void reduce_to_prime(uint64_t *out, const uint64_t *x, size_t n,
                            const struct brisk_rsa_prime *prime, size_t limbs)
{
    uint64_t t[2 * BRISK_RSA_PRIME_LIMBS] = { 0 };
    memcpy(t, x, n * sizeof(*t));
    brisk_mont_reduce(out, t, prime->p, prime->n0, limbs);
    brisk_mont_mul(out, out, prime->rr, prime->p, prime->n0, limbs);
    brisk_wipe(t, sizeof(t));
}

/* Reads the number, blinds it and reduces it modulo p and q. */
static int prepare_private(struct private_work *work, const struct brisk_rsa_private *key,
                           const uint8_t *in)
{
    const struct brisk_rsa_public *public_key = &key->public_key;
    size_t n = public_key->num_limbs;
    if (brisk_bn_from_bytes(work->in, n, in, brisk_rsa_size(public_key)) ||
        !brisk_bn_less(work->in, public_key->n, n)) {
        return BRISK_ERR_ARGUMENT;
    }
    int error = brisk_rsa_blinding(work->out, work->unfactor, public_key);
    if (error) {
        return error;
    }
    brisk_kernels()->rsa->modulus_mul(work->out, work->out, work->in, public_key);
    reduce_to_prime(work->p, work->out, n, &key->p, key->prime_limbs);
    reduce_to_prime(work->q, work->out, n, &key->q, key->prime_limbs);
    return 0;
}

/* Garner's recombination (RFC 8017 section 5.1.2): out = m_q + q ((m_p - m_q) / q mod p). */
static void recombine(struct private_work *work, const struct brisk_rsa_private *key)
{
    uint64_t h[BRISK_RSA_PRIME_LIMBS], t[2 * BRISK_RSA_PRIME_LIMBS];
    uint64_t low[2 * BRISK_RSA_PRIME_LIMBS] = { 0 };
    const uint64_t *p = key->p.p;
    size_t limbs = key->prime_limbs;
    brisk_bn_reduce_once(h, work->q, 0, p, limbs); /* q has p's size: m_q < 2 p */
    uint64_t borrow = brisk_bn_sub(h, work->p, h, limbs);
    memcpy(t, p, limbs * sizeof(*t));
    for (size_t i = 0; i < limbs; i++) {
        t[i] &= ct_mask_bit(borrow);
    }
    brisk_bn_add(h, h, t, limbs);
    brisk_mont_mul(h, h, key->qinv, p, key->p.n0, limbs);
    brisk_bn_mul(t, h, limbs, key->q.p, limbs);
    memcpy(low, work->q, limbs * sizeof(*low));
    brisk_bn_add(t, t, low, 2 * limbs);
    memcpy(work->out, t, key->public_key.num_limbs * sizeof(*work->out));
    brisk_wipe(h, sizeof(h));
    brisk_wipe(t, sizeof(t));
    brisk_wipe(low, sizeof(low));
}

/* Recombines and takes the blinding off. */
static void unblind(struct private_work *work, const struct brisk_rsa_private *key)
{
    recombine(work, key);
    brisk_kernels()->rsa->modulus_mul(work->out, work->out, work->unfactor, &key->public_key);
}

/* Gives the result out if work->check, which is it with the public exponent, says that it is right:
 * a fault in one of the halves would let anybody compute a prime (Boneh, DeMillo, Lipton 1997). */
static int give_private(uint8_t *out, struct private_work *work,
                        const struct brisk_rsa_private *key)
{
    const struct brisk_rsa_public *public_key = &key->public_key;
    size_t n = public_key->num_limbs;
    uint64_t good =
        brisk_bn_equal(work->check, work->in, n) & brisk_bn_less(work->out, public_key->n, n);
    for (size_t i = 0; i < n; i++) {
        work->out[i] &= good;
    }
    brisk_bn_to_bytes(out, brisk_rsa_size(public_key), work->out, n);
    if (!good) {
        brisk_rsa_blinding_forget();
        return BRISK_ERR_FAULT;
    }
    return 0;
}

int brisk_rsa_private_op(const struct brisk_rsa_private *key, uint8_t *out, const uint8_t *in)
{
    struct private_work work;
    int error = prepare_private(&work, key, in);
    if (error) {
        memset(out, 0, brisk_rsa_size(&key->public_key));
    } else {
        brisk_kernels()->rsa->private_crt(work.p, work.q, work.p, work.q, key);
        unblind(&work, key);
        brisk_kernels()->rsa->public_exp(work.check, work.out, &key->public_key);
        error = give_private(out, &work, key);
    }
    brisk_wipe(&work, sizeof(work));
    return error;
}

int brisk_rsa_public_op(const struct brisk_rsa_public *key, uint8_t *out, const uint8_t *in)
{
    uint64_t x[BRISK_RSA_MAX_LIMBS];
    size_t n = key->num_limbs, size = brisk_rsa_size(key);
    if (brisk_bn_from_bytes(x, n, in, size) || !brisk_bn_less(x, key->n, n)) {
        memset(out, 0, size);
        return BRISK_ERR_ARGUMENT;
    }
    brisk_kernels()->rsa->public_exp(x, x, key);
    brisk_bn_to_bytes(out, size, x, n);
    return 0;
}

/* Both halves of the lanes' exponentiations, and their results to the public exponent. */
static void exponentiate_lanes(struct private_work work[BRISK_LANES],
                               const struct brisk_rsa_private *const key[BRISK_LANES])
{
    const struct brisk_rsax8_impl *row = brisk_kernels()->rsax8;
    uint64_t *p[BRISK_LANES], *q[BRISK_LANES], *check[BRISK_LANES];
    const uint64_t *out[BRISK_LANES];
    const struct brisk_rsa_public *public_key[BRISK_LANES];
    for (int i = 0; i < BRISK_LANES; i++) {
        p[i] = work[i].p;
        q[i] = work[i].q;
        out[i] = work[i].out;
        check[i] = work[i].check;
        public_key[i] = &key[i]->public_key;
    }
    row->private_crt(p, q, (const uint64_t *const *)p, (const uint64_t *const *)q, key);
    for (int i = 0; i < BRISK_LANES; i++) {
        unblind(&work[i], key[i]);
    }
    row->public_exp(check, out, public_key);
}

/* The private operation of eight numbers, of which the first num are wanted. */
static unsigned run_private(uint8_t *const out[BRISK_LANES], const uint8_t *const in[BRISK_LANES],
                            const struct brisk_rsa_private *const key[BRISK_LANES], unsigned num)
{
    struct private_work work[BRISK_LANES];
    unsigned good = 0;
    for (unsigned i = 0; i < num; i++) {
        good |= (unsigned)(prepare_private(&work[i], key[i], in[i]) == 0) << i;
    }
    /* What lanes without a number compute with does not matter, but it has to be one. */
    for (unsigned i = 0; i < BRISK_LANES; i++) {
        if (!(good >> i & 1)) {
            memset(&work[i], 0, sizeof(work[i]));
        }
    }
    exponentiate_lanes(work, key);
    for (unsigned i = 0; i < num; i++) {
        if (good >> i & 1 && give_private(out[i], &work[i], key[i])) {
            good &= ~(1u << i);
        }
    }
    brisk_wipe(work, sizeof(work));
    return good;
}

/* The arrays of a _many call, of which those items are run that `item` has the numbers of. */
struct private_many {
    uint8_t *const *out;
    const uint8_t *const *in;
    const struct brisk_rsa_private *const *key;
    const size_t *item;
};

static int run_single(const void *many, size_t i)
{
    const struct private_many *m = many;
    return brisk_rsa_private_op(m->key[m->item[i]], m->out[m->item[i]], m->in[m->item[i]]);
}

static unsigned run_lanes(const void *many, const size_t lane[BRISK_LANES], unsigned num)
{
    const struct private_many *m = many;
    uint8_t *out[BRISK_LANES];
    const uint8_t *in[BRISK_LANES];
    const struct brisk_rsa_private *key[BRISK_LANES];
    for (unsigned i = 0; i < BRISK_LANES; i++) {
        size_t item = m->item[lane[i]];
        out[i] = m->out[item];
        in[i] = m->in[item];
        key[i] = m->key[item];
    }
    return run_private(out, in, key, num);
}

/* Up to MAX_FELLOWS items with keys of one size and public exponent, as lanes need them. */
#define MAX_FELLOWS 64

static int are_fellows(const struct brisk_rsa_private *a, const struct brisk_rsa_private *b)
{
    return a->public_key.bits == b->public_key.bits && a->public_key.e == b->public_key.e;
}

/* Whether an item has a fellow before it. */
static int was_run(const struct brisk_rsa_private *const key[], size_t item)
{
    for (size_t i = 0; i < item; i++) {
        if (are_fellows(key[i], key[item])) {
            return 1;
        }
    }
    return 0;
}

static void run_fellows(const struct private_many *many, int status[], size_t num,
                        struct brisk_many_stats *stats)
{
    const struct batch batch = { brisk_kernels()->rsax8->pays_from, run_single, run_lanes, 0 };
    int of_fellow[MAX_FELLOWS] = { 0 };
    brisk_batch_run(&batch, many, of_fellow, num, stats);
    for (size_t i = 0; i < num; i++) {
        status[many->item[i]] = of_fellow[i];
    }
}

void brisk_rsa_private_op_many(int status[], const struct brisk_rsa_private *const key[],
                               uint8_t *const out[], const uint8_t *const in[], size_t n,
                               struct brisk_many_stats *stats)
{
    size_t item[MAX_FELLOWS];
    const struct private_many many = { out, in, key, item };
    for (size_t first = 0; first < n; first++) {
        if (was_run(key, first)) {
            continue;
        }
        size_t num = 0;
        for (size_t i = first; i < n; i++) {
            if (are_fellows(key[i], key[first])) {
                item[num++] = i;
            }
            if (num == MAX_FELLOWS) {
                run_fellows(&many, status, num, stats);
                num = 0;
            }
        }
        run_fellows(&many, status, num, stats);
    }
}
