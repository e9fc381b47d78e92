/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Ed25519 (RFC 8032 section 5.1): hashing and scalars; the group work is the row's. */

#include <string.h>

#include <brisk/ec.h>
#include <brisk/error.h>
#include <brisk/hash.h>
#include <brisk/random.h>

#include "crypto/batch.h"
#include "crypto/impl.h"
#include "crypto/sc25519.h"

/* A private key hashed (RFC 8032 section 5.1.5): the secret scalar and the prefix of nonces. */
struct expanded_key {
    uint8_t scalar[32], prefix[32];
};

static void expand_key(struct expanded_key *expanded, const uint8_t private_key[32])
{
    uint8_t digest[64];
    brisk_hash_digest(BRISK_SHA512, digest, private_key, 32);
    memcpy(expanded->scalar, digest, 32);
    memcpy(expanded->prefix, digest + 32, 32);
    expanded->scalar[0] &= 248;
    expanded->scalar[31] &= 127;
    expanded->scalar[31] |= 64;
    brisk_wipe(digest, sizeof(digest));
}

/* SHA-512 of up to three strings, modulo L. */
static void hash_to_scalar(uint8_t scalar[32], const uint8_t first[32], const uint8_t second[32],
                           const uint8_t *message, size_t message_len)
{
    struct brisk_hash hash;
    uint8_t digest[64];
    brisk_hash_init(&hash, BRISK_SHA512);
    brisk_hash_update(&hash, first, 32);
    if (second) {
        brisk_hash_update(&hash, second, 32);
    }
    brisk_hash_update(&hash, message, message_len);
    brisk_hash_final(&hash, digest);
    brisk_sc25519_reduce(scalar, digest);
    brisk_wipe(digest, sizeof(digest));
}

int brisk_ed25519_public(uint8_t public_key[32], const uint8_t private_key[32])
{
    struct expanded_key expanded;
    expand_key(&expanded, private_key);
    brisk_kernels()->ed25519->base_mul(public_key, expanded.scalar);
    brisk_wipe(&expanded, sizeof(expanded));
    return 0;
}

/* RFC 8032 section 5.1.6. */
int brisk_ed25519_sign(uint8_t signature[64], const uint8_t private_key[32],
                       const uint8_t public_key[32], const uint8_t *message, size_t message_len)
{
    struct expanded_key expanded;
    uint8_t nonce[32], challenge[32], r[32];
    expand_key(&expanded, private_key);
    hash_to_scalar(nonce, expanded.prefix, NULL, message, message_len);
    brisk_kernels()->ed25519->base_mul(r, nonce);
    hash_to_scalar(challenge, r, public_key, message, message_len);
    brisk_sc25519_muladd(signature + 32, challenge, expanded.scalar, nonce);
    memcpy(signature, r, 32);
    brisk_wipe(&expanded, sizeof(expanded));
    brisk_wipe(nonce, sizeof(nonce));
    return 0;
}

/* The arrays of a _many call. */
struct sign_many {
    const struct brisk_ed25519x8_impl *row;
    uint8_t *const *signature;
    const uint8_t *const *private_key, *const *public_key, *const *message;
    const size_t *message_len;
};

static int run_sign(const void *many, size_t item)
{
    const struct sign_many *m = many;
    return brisk_ed25519_sign(m->signature[item], m->private_key[item], m->public_key[item],
                              m->message[item], m->message_len[item]);
}

/* The same, with eight nonces' points at a time. Idle lanes take the first one's nonce. */
static unsigned run_sign_lanes(const void *many, const size_t item[BRISK_LANES], unsigned num)
{
    const struct sign_many *m = many;
    struct expanded_key expanded[BRISK_LANES];
    uint8_t nonce[BRISK_LANES][32], r[BRISK_LANES][32], challenge[32];
    const uint8_t *nonces[BRISK_LANES];
    uint8_t *points[BRISK_LANES];
    for (unsigned lane = 0; lane < BRISK_LANES; lane++) {
        const size_t i = item[lane];
        nonces[lane] = nonce[lane < num ? lane : 0];
        points[lane] = r[lane];
        if (lane < num) {
            expand_key(&expanded[lane], m->private_key[i]);
            hash_to_scalar(nonce[lane], expanded[lane].prefix, NULL, m->message[i],
                           m->message_len[i]);
        }
    }
    const unsigned good = m->row->base_mul(points, nonces);
    for (unsigned lane = 0; lane < num; lane++) {
        const size_t i = item[lane];
        hash_to_scalar(challenge, r[lane], m->public_key[i], m->message[i], m->message_len[i]);
        brisk_sc25519_muladd(m->signature[i] + 32, challenge, expanded[lane].scalar, nonce[lane]);
        memcpy(m->signature[i], r[lane], 32);
    }
    brisk_wipe(expanded, num * sizeof(expanded[0]));
    brisk_wipe(nonce, sizeof(nonce));
    return good;
}

void brisk_ed25519_sign_many(int status[], uint8_t *const signature[],
                             const uint8_t *const private_key[], const uint8_t *const public_key[],
                             const uint8_t *const message[], const size_t message_len[], size_t n,
                             struct brisk_many_stats *stats)
{
    const struct sign_many many = {
        brisk_kernels()->ed25519x8, signature, private_key, public_key, message, message_len
    };
    const struct batch batch = { many.row->pays_from, run_sign, run_sign_lanes, 0 };
    memset(status, 0, n * sizeof(status[0]));
    brisk_batch_run(&batch, &many, status, n, stats);
}

int brisk_ed25519_check(const uint8_t r[32], const uint8_t s[32], const uint8_t k[32],
                        const uint8_t public_key[32])
{
    static const uint8_t zero[32];
    struct sc25519_halves halves;
    uint8_t base[32];
    brisk_sc25519_halve(&halves, k);
    brisk_sc25519_muladd(base, halves.times, s, zero);
    return brisk_kernels()->ed25519->check(r, base, &halves, public_key);
}

/* RFC 8032 section 5.1.7. */
int brisk_ed25519_verify(const uint8_t signature[64], const uint8_t public_key[32],
                         const uint8_t *message, size_t message_len)
{
    const uint8_t *r = signature, *s = signature + 32;
    uint8_t challenge[32];
    if (!brisk_sc25519_is_reduced(s)) {
        return BRISK_ERR_SIGNATURE;
    }
    hash_to_scalar(challenge, r, public_key, message, message_len);
    return brisk_ed25519_check(r, s, challenge, public_key) ? 0 : BRISK_ERR_SIGNATURE;
}

struct verify_many {
    const struct brisk_ed25519x8_impl *row;
    const uint8_t *const *signature, *const *public_key, *const *message;
    const size_t *message_len;
};

static int run_verify(const void *many, size_t item)
{
    const struct verify_many *m = many;
    return brisk_ed25519_verify(m->signature[item], m->public_key[item], m->message[item],
                                m->message_len[item]);
}

static unsigned run_verify_lanes(const void *many, const size_t item[BRISK_LANES], unsigned num)
{
    const struct verify_many *m = many;
    uint8_t challenge[BRISK_LANES][32];
    const uint8_t *r[BRISK_LANES], *s[BRISK_LANES], *k[BRISK_LANES], *public_key[BRISK_LANES];
    for (unsigned lane = 0; lane < BRISK_LANES; lane++) {
        const size_t i = item[lane];
        r[lane] = m->signature[i];
        s[lane] = r[lane] + 32;
        k[lane] = challenge[lane < num ? lane : 0];
        public_key[lane] = m->public_key[i];
        if (lane < num) {
            hash_to_scalar(challenge[lane], r[lane], public_key[lane], m->message[i],
                           m->message_len[i]);
        }
    }
    return m->row->check(r, s, k, public_key);
}

/* What is not reduced is refused before. */
void brisk_ed25519_verify_many(int status[], const uint8_t *const signature[],
                               const uint8_t *const public_key[], const uint8_t *const message[],
                               const size_t message_len[], size_t n, struct brisk_many_stats *stats)
{
    const struct verify_many many = { brisk_kernels()->ed25519x8, signature, public_key, message,
                                      message_len };
    const struct batch batch = { many.row->pays_from, run_verify, run_verify_lanes,
                                 BRISK_ERR_SIGNATURE };
    for (size_t i = 0; i < n; i++) {
        status[i] = brisk_sc25519_is_reduced(signature[i] + 32) ? 0 : BRISK_ERR_SIGNATURE;
    }
    brisk_batch_run(&batch, &many, status, n, stats);
}
