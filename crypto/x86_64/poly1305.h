/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Poly1305 (RFC 8439 section 2.5) on two 64-bit limbs and a few bits, in general registers: what
 * the ChaCha20-Poly1305 rows use for short messages and long AAD. The arithmetic and its bounds are
 * those of crypto/chacha20poly1305_ref.c; compiled into a function with BMI2, it uses mulx. */

#ifndef BRISK_CRYPTO_X86_64_POLY1305_H
#define BRISK_CRYPTO_X86_64_POLY1305_H

#include "crypto/bytes.h"
#include "crypto/ct.h"

#define INLINE static inline __attribute__((always_inline))

struct poly1305 {
    uint64_t h0, h1, h2; /* the accumulator: h0 + 2^64 h1 + 2^128 h2, h2 <= 4 between blocks */
    uint64_t r0, r1;     /* clamped: below 2^60, and r1 a multiple of 4 */
    uint64_t s0, s1;
};

/* From the first 32 bytes of ChaCha20's block 0 (section 2.6). */
INLINE void poly1305_open(struct poly1305 *p, const uint8_t key[32])
{
    p->h0 = p->h1 = p->h2 = 0;
    p->r0 = load_le64(key) & 0x0ffffffc0fffffff;
    p->r1 = load_le64(key + 8) & 0x0ffffffc0ffffffc;
    p->s0 = load_le64(key + 16);
    p->s1 = load_le64(key + 24);
}

/* h = (h + low + 2^64 high + 2^128) r mod 2^130 - 5. 2^130 = 5, so h1 r1 2^128 = h1 (5 r1 / 4), and
 * so on; r0, r1 < 2^60, 5 r1 / 4 < 2^61 and h2 <= 6 after the addition keep all sums below 2^128.
 */
INLINE void poly1305_add(struct poly1305 *p, uint64_t low, uint64_t high)
{
    const uint64_t r0 = p->r0, r1 = p->r1, r1_folded = r1 + (r1 >> 2);
    unsigned __int128 sum = (unsigned __int128)p->h0 + low;
    uint64_t h0 = (uint64_t)sum;
    sum = (unsigned __int128)p->h1 + high + (uint64_t)(sum >> 64);
    uint64_t h1 = (uint64_t)sum;
    uint64_t h2 = p->h2 + (uint64_t)(sum >> 64) + 1;

    unsigned __int128 d0 = (unsigned __int128)h0 * r0 + (unsigned __int128)h1 * r1_folded;
    unsigned __int128 d1 = (unsigned __int128)h0 * r1 + (unsigned __int128)h1 * r0 + h2 * r1_folded;
    uint64_t d2 = h2 * r0;

    d1 += (uint64_t)(d0 >> 64);
    d2 += (uint64_t)(d1 >> 64);
    /* What is above 2^130 comes back as 4 times and once a quarter of d2 - d2 mod 4. */
    sum = (unsigned __int128)(uint64_t)d0 + (d2 & ~3ull) + (d2 >> 2);
    p->h0 = (uint64_t)sum;
    sum = (unsigned __int128)(uint64_t)d1 + (uint64_t)(sum >> 64);
    p->h1 = (uint64_t)sum;
    p->h2 = (d2 & 3) + (uint64_t)(sum >> 64);
}

/* tag = (h mod p) + s mod 2^128, for h < 2 p: subtract p = 2^130 - 5 if h + 5 reaches 2^130. */
INLINE void poly1305_close(const struct poly1305 *p, uint64_t tag[2])
{
    unsigned __int128 sum = (unsigned __int128)p->h0 + 5;
    uint64_t reduced0 = (uint64_t)sum;
    sum = (unsigned __int128)p->h1 + (uint64_t)(sum >> 64);
    uint64_t reduced1 = (uint64_t)sum;
    uint64_t mask = ct_mask_nonzero((p->h2 + (uint64_t)(sum >> 64)) >> 2);
    sum = (unsigned __int128)ct_select(mask, reduced0, p->h0) + p->s0;
    tag[0] = (uint64_t)sum;
    sum = (unsigned __int128)ct_select(mask, reduced1, p->h1) + p->s1 + (uint64_t)(sum >> 64);
    tag[1] = (uint64_t)sum;
}

#endif
