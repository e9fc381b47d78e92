/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* SHA-1 compression, FIPS 180-4 section 6.1.2, in plain C. brisk signs and verifies nothing with
 * it: what is left of it is names (OCSP's CertID) and HMAC in old TLS 1.2 cipher suites.
 * Nothing in it depends on data but through arithmetic. */

#include <brisk/random.h>

#include "crypto/bytes.h"
#include "crypto/impl.h"

static inline uint32_t rotate_left(uint32_t x, unsigned n)
{
    return x << n | x >> (32 - n);
}

/* The function and constant of round t (sections 4.1.1 and 4.2.1); t is known when compiling. */
static inline __attribute__((always_inline)) uint32_t mix(unsigned t, uint32_t x, uint32_t y,
                                                          uint32_t z)
{
    if (t < 20) {
        return (z ^ (x & (y ^ z))) + 0x5a827999;
    }
    if (t < 40) {
        return (x ^ y ^ z) + 0x6ed9eba1;
    }
    if (t < 60) {
        return ((x & y) | (z & (x | y))) + 0x8f1bbcdc;
    }
    return (x ^ y ^ z) + 0xca62c1d6;
}

/* Word t of the schedule, of which w keeps the last 16. */
static inline __attribute__((always_inline)) uint32_t next_word(uint32_t w[16], unsigned t)
{
    if (t >= 16) {
        w[t & 15] =
            rotate_left(w[(t + 13) & 15] ^ w[(t + 8) & 15] ^ w[(t + 2) & 15] ^ w[t & 15], 1);
    }
    return w[t & 15];
}

/* One round. The variables move by one place in the next call instead of in memory. */
static inline __attribute__((always_inline)) void
do_round(unsigned t, uint32_t a, uint32_t *b, uint32_t c, uint32_t d, uint32_t *e, uint32_t w[16])
{
    *e += rotate_left(a, 5) + mix(t, *b, c, d) + next_word(w, t);
    *b = rotate_left(*b, 30);
}

void brisk_sha1_blocks_ref(uint32_t state[5], const uint8_t *in, size_t num_blocks)
{
    uint32_t w[16], s[5];
    for (; num_blocks > 0; num_blocks--, in += 64) {
        for (int i = 0; i < 16; i++) {
            w[i] = load_be32(in + 4 * i);
        }
        memcpy(s, state, sizeof(s));
#pragma GCC unroll 16
        for (unsigned t = 0; t < 80; t += 5) {
            do_round(t, s[0], &s[1], s[2], s[3], &s[4], w);
            do_round(t + 1, s[4], &s[0], s[1], s[2], &s[3], w);
            do_round(t + 2, s[3], &s[4], s[0], s[1], &s[2], w);
            do_round(t + 3, s[2], &s[3], s[4], s[0], &s[1], w);
            do_round(t + 4, s[1], &s[2], s[3], s[4], &s[0], w);
        }
        for (int i = 0; i < 5; i++) {
            state[i] += s[i];
        }
    }
    brisk_wipe(w, sizeof(w));
    brisk_wipe(s, sizeof(s));
}
