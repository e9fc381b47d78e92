/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-256: many operations in one call. What a lane finds wrong is run again by itself, which tells
 * what it is. */

#include <string.h>

#include <brisk/ec.h>
#include <brisk/error.h>
#include <brisk/random.h>

#include "crypto/batch.h"
#include "crypto/ec_curve.h"

#define POINT_SIZE 64
#define UNCOMPRESSED 0x04 /* SEC 1 section 2.3.3 */

/* The arrays of a _many call; each function has its own. */
struct p256_many {
    uint8_t *const *out; /* public keys, secrets or signatures */
    const uint8_t *const *private_key, *const *public_key, *const *signature, *const *digest;
    size_t digest_len;
};

static const struct brisk_p256x8_impl *row(void)
{
    return brisk_kernels()->p256x8;
}

static void run(const struct p256_many *many, int (*run_single)(const void *many, size_t item),
                unsigned (*run_lanes)(const void *many, const size_t item[BRISK_LANES],
                                      unsigned num),
                int status[], size_t n, struct brisk_many_stats *stats)
{
    const struct batch batch = { row()->pays_from, run_single, run_lanes, 0 };
    brisk_batch_run(&batch, many, status, n, stats);
}

static int run_public(const void *many, size_t item)
{
    const struct p256_many *m = many;
    return brisk_p256_public(m->out[item], m->private_key[item]);
}

static unsigned run_public_lanes(const void *many, const size_t item[BRISK_LANES], unsigned num)
{
    const struct p256_many *m = many;
    uint8_t point[BRISK_LANES][POINT_SIZE], *out[BRISK_LANES];
    const uint8_t *private_key[BRISK_LANES];
    for (unsigned i = 0; i < BRISK_LANES; i++) {
        out[i] = point[i];
        private_key[i] = m->private_key[item[i]];
    }
    const unsigned good = row()->public_key(out, private_key);
    for (unsigned i = 0; i < num; i++) {
        m->out[item[i]][0] = UNCOMPRESSED;
        memcpy(m->out[item[i]] + 1, point[i], POINT_SIZE);
    }
    return good;
}

void brisk_p256_public_many(int status[], uint8_t *const public_key[],
                            const uint8_t *const private_key[], size_t n,
                            struct brisk_many_stats *stats)
{
    const struct p256_many many = { .out = public_key, .private_key = private_key };
    memset(status, 0, n * sizeof(status[0]));
    run(&many, run_public, run_public_lanes, status, n, stats);
}

/* Of peers that have the right length and form. */
static int run_shared(const void *many, size_t item)
{
    const struct p256_many *m = many;
    return brisk_p256_shared(m->out[item], m->private_key[item], m->public_key[item],
                             BRISK_P256_PUBLIC_SIZE);
}

static unsigned run_shared_lanes(const void *many, const size_t item[BRISK_LANES], unsigned num)
{
    const struct p256_many *m = many;
    uint8_t scratch[BRISK_P256_PRIVATE_SIZE], *out[BRISK_LANES];
    const uint8_t *private_key[BRISK_LANES], *point[BRISK_LANES];
    for (unsigned i = 0; i < BRISK_LANES; i++) {
        out[i] = i < num ? m->out[item[i]] : scratch;
        private_key[i] = m->private_key[item[i]];
        point[i] = m->public_key[item[i]] + 1;
    }
    const unsigned good = row()->shared(out, private_key, point);
    brisk_wipe(scratch, sizeof(scratch));
    return good;
}

void brisk_p256_shared_many(int status[], uint8_t *const secret[],
                            const uint8_t *const private_key[], const uint8_t *const peer_public[],
                            const size_t peer_public_len[], size_t n,
                            struct brisk_many_stats *stats)
{
    const struct p256_many many = { .out = secret,
                                    .private_key = private_key,
                                    .public_key = peer_public };
    for (size_t i = 0; i < n; i++) {
        status[i] = 0;
        if (peer_public_len[i] != BRISK_P256_PUBLIC_SIZE || peer_public[i][0] != UNCOMPRESSED) {
            status[i] = BRISK_ERR_POINT;
            brisk_wipe(secret[i], BRISK_P256_PRIVATE_SIZE);
        }
    }
    run(&many, run_shared, run_shared_lanes, status, n, stats);
}

static int run_sign(const void *many, size_t item)
{
    const struct p256_many *m = many;
    return brisk_ecdsa_p256_sign(m->out[item], m->private_key[item], m->digest[item],
                                 m->digest_len);
}

/* A lane without a nonce gets 0, and comes out bad. */
static unsigned run_sign_lanes(const void *many, const size_t item[BRISK_LANES], unsigned num)
{
    const struct p256_many *m = many;
    uint8_t e[BRISK_LANES][BRISK_P256_PRIVATE_SIZE], k[BRISK_LANES][BRISK_P256_PRIVATE_SIZE];
    uint8_t scratch[BRISK_P256_SIGNATURE_SIZE], *out[BRISK_LANES];
    const uint8_t *d_in[BRISK_LANES], *e_in[BRISK_LANES], *k_in[BRISK_LANES];
    for (unsigned i = 0; i < BRISK_LANES; i++) {
        const size_t lane = i < num ? i : 0; /* what idle lanes repeat */
        out[i] = i < num ? m->out[item[i]] : scratch;
        d_in[i] = m->private_key[item[i]];
        e_in[i] = e[lane];
        k_in[i] = k[lane];
        if (i < num && brisk_ecdsa_nonce(&brisk_p256_curve, k[i], e[i], d_in[i], m->digest[item[i]],
                                         m->digest_len)) {
            memset(e[i], 0, sizeof(e[i]));
            memset(k[i], 0, sizeof(k[i]));
        }
    }
    const unsigned good = row()->sign(out, d_in, e_in, k_in);
    brisk_wipe(k, sizeof(k));
    return good;
}

void brisk_ecdsa_p256_sign_many(int status[], uint8_t *const signature[],
                                const uint8_t *const private_key[], const uint8_t *const digest[],
                                size_t digest_len, size_t n, struct brisk_many_stats *stats)
{
    const struct p256_many many = {
        .out = signature, .private_key = private_key, .digest = digest, .digest_len = digest_len
    };
    memset(status, 0, n * sizeof(status[0]));
    run(&many, run_sign, run_sign_lanes, status, n, stats);
}

static int run_verify(const void *many, size_t item)
{
    const struct p256_many *m = many;
    return brisk_ecdsa_p256_verify(m->signature[item], m->public_key[item], m->digest[item],
                                   m->digest_len);
}

static unsigned run_verify_lanes(const void *many, const size_t item[BRISK_LANES], unsigned num)
{
    const struct p256_many *m = many;
    uint8_t e[BRISK_LANES][BRISK_EC_MAX_SIZE];
    const uint8_t *signature[BRISK_LANES], *point[BRISK_LANES], *e_in[BRISK_LANES];
    unsigned well_formed = 0;
    (void)num;
    for (unsigned i = 0; i < BRISK_LANES; i++) {
        signature[i] = m->signature[item[i]];
        point[i] = m->public_key[item[i]] + 1;
        e_in[i] = e[i];
        brisk_ecdsa_integer(e[i], &brisk_p256_curve, m->digest[item[i]], m->digest_len);
        well_formed |= (unsigned)(m->public_key[item[i]][0] == UNCOMPRESSED) << i;
    }
    return well_formed & row()->verify(signature, point, e_in);
}

void brisk_ecdsa_p256_verify_many(int status[], const uint8_t *const signature[],
                                  const uint8_t *const public_key[], const uint8_t *const digest[],
                                  size_t digest_len, size_t n, struct brisk_many_stats *stats)
{
    const struct p256_many many = {
        .signature = signature, .public_key = public_key, .digest = digest, .digest_len = digest_len
    };
    memset(status, 0, n * sizeof(status[0]));
    run(&many, run_verify, run_verify_lanes, status, n, stats);
}
