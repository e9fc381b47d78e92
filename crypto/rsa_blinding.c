/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Blinding (Kocher 1996): the private operation is done on x r^e and its result multiplied by 1/r,
 * so that nobody who chose x knows what number was exponentiated.
 *
 * A fresh pair costs a modular inversion and an operation with the public exponent, together a
 * fifth of the fastest row's private operation, so each thread keeps the pair of the key it used
 * last, squares it for each use and makes a new one after MAX_USES: 0.6 % of an operation. Nothing
 * is shared between threads, and keys stay read-only. After fork() the child finds another process
 * id than the pair was made under, and makes its own. */

#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include <brisk/error.h>
#include <brisk/random.h>

#include "crypto/ct.h"
#include "crypto/impl.h"
#include "crypto/rsa_internal.h"

#define MAX_USES 32

struct blinding {
    uint64_t n[BRISK_RSA_MAX_LIMBS]; /* which key it is for */
    uint64_t e;
    uint64_t factor[BRISK_RSA_MAX_LIMBS], unfactor[BRISK_RSA_MAX_LIMBS];
    pid_t process;
    unsigned uses_left;
};

static _Thread_local struct blinding cache;

static int make_pair(struct blinding *pair, const struct brisk_rsa_public *key);

int brisk_rsa_blinding(uint64_t *factor, uint64_t *unfactor, const struct brisk_rsa_public *key)
{
    const struct brisk_rsa_impl *rsa = brisk_kernels()->rsa;
    struct blinding *pair = &cache;
    size_t n = key->num_limbs;
    if (pair->uses_left == 0 || pair->process != getpid() || pair->e != key->e ||
        memcmp(pair->n, key->n, sizeof(pair->n)) != 0) {
        int error = make_pair(pair, key);
        if (error) {
            brisk_wipe(pair, sizeof(*pair));
            return error;
        }
    } else {
        rsa->modulus_mul(pair->factor, pair->factor, pair->factor, key);
        rsa->modulus_mul(pair->unfactor, pair->unfactor, pair->unfactor, key);
    }
    memcpy(factor, pair->factor, n * sizeof(*factor));
    memcpy(unfactor, pair->unfactor, n * sizeof(*unfactor));
    if (--pair->uses_left == 0) {
        brisk_wipe(pair, sizeof(*pair));
    }
    return 0;
}

void brisk_rsa_blinding_forget(void)
{
    brisk_wipe(&cache, sizeof(cache));
}

/* A random number below n, by rejection. */
static int draw_below(uint64_t *out, const struct brisk_rsa_public *key)
{
    size_t n = key->num_limbs;
    do {
        int error = brisk_random((uint8_t *)out, n * sizeof(*out));
        if (error) {
            return error;
        }
        out[n - 1] &= UINT64_MAX >> (64 * n - key->bits);
    } while (!brisk_bn_less(out, key->n, n));
    return 0;
}

static int make_pair(struct blinding *pair, const struct brisk_rsa_public *key)
{
    const struct brisk_rsa_impl *rsa = brisk_kernels()->rsa;
    uint64_t r[BRISK_RSA_MAX_LIMBS];
    size_t n = key->num_limbs;
    do {
        int error = draw_below(r, key);
        if (error) {
            return error;
        }
        /* A number without an inverse would be a factor of n: this repeats in theory only. */
    } while (!brisk_bn_inverse(pair->unfactor, r, key->n, n));
    rsa->modulus_mul(pair->unfactor, pair->unfactor, key->rr, key);
    rsa->public_exp(pair->factor, r, key);
    rsa->modulus_mul(pair->factor, pair->factor, key->rr, key);
    brisk_wipe(r, sizeof(r));
    memcpy(pair->n, key->n, sizeof(pair->n));
    pair->e = key->e;
    pair->process = getpid();
    pair->uses_left = MAX_USES;
    return 0;
}
