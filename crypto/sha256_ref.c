/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* SHA-256 compression, FIPS 180-4 section 6.2.2, in plain C: the specification of every other row.
 * Nothing in it depends on data but through arithmetic. */

#include <brisk/random.h>

#include "crypto/bytes.h"
#include "crypto/impl.h"

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static inline uint32_t rotate_right(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

static inline uint32_t choose(uint32_t x, uint32_t y, uint32_t z)
{
    return z ^ (x & (y ^ z));
}

static inline uint32_t majority(uint32_t x, uint32_t y, uint32_t z)
{
    return (x & y) | (z & (x | y));
}

static inline uint32_t upper_sigma0(uint32_t x)
{
    return rotate_right(x, 2) ^ rotate_right(x, 13) ^ rotate_right(x, 22);
}

static inline uint32_t upper_sigma1(uint32_t x)
{
    return rotate_right(x, 6) ^ rotate_right(x, 11) ^ rotate_right(x, 25);
}

static inline uint32_t lower_sigma0(uint32_t x)
{
    return rotate_right(x, 7) ^ rotate_right(x, 18) ^ (x >> 3);
}

static inline uint32_t lower_sigma1(uint32_t x)
{
    return rotate_right(x, 17) ^ rotate_right(x, 19) ^ (x >> 10);
}

/* One round. Instead of moving eight variables down by one place, the caller's next call names them
 * one place on: only d and h get new values. */
static inline __attribute__((always_inline)) void do_round(uint32_t a, uint32_t b, uint32_t c,
                                                           uint32_t *d, uint32_t e, uint32_t f,
                                                           uint32_t g, uint32_t *h,
                                                           uint32_t constant_and_word)
{
    uint32_t t = *h + upper_sigma1(e) + choose(e, f, g) + constant_and_word;
    *d += t;
    *h = t + upper_sigma0(a) + majority(a, b, c);
}

/* Eight rounds, after which every variable is back in its place of s. */
static inline __attribute__((always_inline)) void do_8_rounds(uint32_t s[8], const uint32_t w[8],
                                                              const uint32_t k[8])
{
    do_round(s[0], s[1], s[2], &s[3], s[4], s[5], s[6], &s[7], k[0] + w[0]);
    do_round(s[7], s[0], s[1], &s[2], s[3], s[4], s[5], &s[6], k[1] + w[1]);
    do_round(s[6], s[7], s[0], &s[1], s[2], s[3], s[4], &s[5], k[2] + w[2]);
    do_round(s[5], s[6], s[7], &s[0], s[1], s[2], s[3], &s[4], k[3] + w[3]);
    do_round(s[4], s[5], s[6], &s[7], s[0], s[1], s[2], &s[3], k[4] + w[4]);
    do_round(s[3], s[4], s[5], &s[6], s[7], s[0], s[1], &s[2], k[5] + w[5]);
    do_round(s[2], s[3], s[4], &s[5], s[6], s[7], s[0], &s[1], k[6] + w[6]);
    do_round(s[1], s[2], s[3], &s[4], s[5], s[6], s[7], &s[0], k[7] + w[7]);
}

/* Replaces the last 16 words of the message schedule by the next 16. */
static inline __attribute__((always_inline)) void extend_schedule(uint32_t w[16])
{
    for (int i = 0; i < 16; i++) {
        w[i] += lower_sigma1(w[(i + 14) & 15]) + w[(i + 9) & 15] + lower_sigma0(w[(i + 1) & 15]);
    }
}

void brisk_sha256_blocks_ref(uint32_t state[8], const uint8_t *in, size_t num_blocks)
{
    uint32_t w[16];
    for (; num_blocks > 0; num_blocks--, in += 64) {
        uint32_t s[8];
        for (int i = 0; i < 16; i++) {
            w[i] = load_be32(in + 4 * i);
        }
        memcpy(s, state, sizeof(s));
        for (int i = 0; i < 64; i += 16) {
            if (i > 0) {
                extend_schedule(w);
            }
            do_8_rounds(s, w, round_constants + i);
            do_8_rounds(s, w + 8, round_constants + i + 8);
        }
        for (int i = 0; i < 8; i++) {
            state[i] += s[i];
        }
    }
    brisk_wipe(w, sizeof(w));
}
