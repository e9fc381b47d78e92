/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* X25519 (RFC 7748). */

#include <string.h>

#include <brisk/ec.h>
#include <brisk/error.h>
#include <brisk/random.h>

#include "crypto/batch.h"
#include "crypto/bytes.h"
#include "crypto/ct.h"
#include "crypto/impl.h"

int brisk_x25519_public(uint8_t public_key[32], const uint8_t private_key[32])
{
    brisk_kernels()->x25519->public_key(public_key, private_key);
    return 0;
}

int brisk_x25519_shared(uint8_t secret[32], const uint8_t private_key[32],
                        const uint8_t peer_public[32])
{
    brisk_kernels()->x25519->shared(secret, private_key, peer_public);

    /* RFC 8446 section 7.4.2, RFC 7748 section 6.1. */
    uint64_t bits = 0;
    for (int i = 0; i < 4; i++) {
        bits |= load_le64(secret + 8 * i);
    }
    return ct_mask_zero(bits) ? BRISK_ERR_POINT : 0;
}

/* The arrays of a _many call; `out` is public keys or secrets, `peer_public` NULL for the former.
 */
struct x25519_many {
    const struct brisk_x25519x8_impl *row;
    uint8_t *const *out;
    const uint8_t *const *private_key, *const *peer_public;
};

static int run_public(const void *many, size_t item)
{
    const struct x25519_many *m = many;
    return brisk_x25519_public(m->out[item], m->private_key[item]);
}

static int run_shared(const void *many, size_t item)
{
    const struct x25519_many *m = many;
    return brisk_x25519_shared(m->out[item], m->private_key[item], m->peer_public[item]);
}

static unsigned run_lanes(const void *many, const size_t item[BRISK_LANES], unsigned num)
{
    const struct x25519_many *m = many;
    uint8_t scratch[BRISK_X25519_SIZE];
    uint8_t *out[BRISK_LANES];
    const uint8_t *private_key[BRISK_LANES], *peer_public[BRISK_LANES];
    for (unsigned lane = 0; lane < BRISK_LANES; lane++) {
        out[lane] = lane < num ? m->out[item[lane]] : scratch;
        private_key[lane] = m->private_key[item[lane]];
        peer_public[lane] = m->peer_public ? m->peer_public[item[lane]] : NULL;
    }
    unsigned good = m->peer_public ? m->row->shared(out, private_key, peer_public)
                                   : m->row->public_key(out, private_key);
    brisk_wipe(scratch, sizeof(scratch));
    return good;
}

void brisk_x25519_public_many(int status[], uint8_t *const public_key[],
                              const uint8_t *const private_key[], size_t n,
                              struct brisk_many_stats *stats)
{
    const struct x25519_many many = { brisk_kernels()->x25519x8, public_key, private_key, NULL };
    const struct batch batch = { many.row->pays_from, run_public, run_lanes, 0 };
    memset(status, 0, n * sizeof(status[0]));
    brisk_batch_run(&batch, &many, status, n, stats);
}

/* A lane is bad only if its secret is zero. */
void brisk_x25519_shared_batch(int status[], uint8_t *const secret[],
                               const uint8_t *const private_key[],
                               const uint8_t *const peer_public[], size_t n,
                               struct brisk_many_stats *stats)
{
    const struct x25519_many many = { brisk_kernels()->x25519x8, secret, private_key, peer_public };
    const struct batch batch = { many.row->pays_from, run_shared, run_lanes, BRISK_ERR_POINT };
    brisk_batch_run(&batch, &many, status, n, stats);
}

void brisk_x25519_shared_many(int status[], uint8_t *const secret[],
                              const uint8_t *const private_key[],
                              const uint8_t *const peer_public[], size_t n,
                              struct brisk_many_stats *stats)
{
    memset(status, 0, n * sizeof(status[0]));
    brisk_x25519_shared_batch(status, secret, private_key, peer_public, n, stats);
}
