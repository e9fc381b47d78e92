/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* SHA-512 compression, FIPS 180-4 section 6.4.2, in plain C: the specification of every other row.
 * Nothing in it depends on data but through arithmetic. */

#include <brisk/random.h>

#include "crypto/bytes.h"
#include "crypto/impl.h"

/* The first 64 bits of the fractional parts of the cube roots of the first 80 primes. */
static const uint64_t round_constants[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

static inline uint64_t rotate_right(uint64_t x, unsigned n)
{
    return x >> n | x << (64 - n);
}

static inline uint64_t choose(uint64_t x, uint64_t y, uint64_t z)
{
    return z ^ (x & (y ^ z));
}

static inline uint64_t majority(uint64_t x, uint64_t y, uint64_t z)
{
    return (x & y) | (z & (x | y));
}

static inline uint64_t upper_sigma0(uint64_t x)
{
    return rotate_right(x, 28) ^ rotate_right(x, 34) ^ rotate_right(x, 39);
}

static inline uint64_t upper_sigma1(uint64_t x)
{
    return rotate_right(x, 14) ^ rotate_right(x, 18) ^ rotate_right(x, 41);
}

static inline uint64_t lower_sigma0(uint64_t x)
{
    return rotate_right(x, 1) ^ rotate_right(x, 8) ^ (x >> 7);
}

static inline uint64_t lower_sigma1(uint64_t x)
{
    return rotate_right(x, 19) ^ rotate_right(x, 61) ^ (x >> 6);
}

/* One round. Instead of moving eight variables down by one place, the caller's next call names them
 * one place on: only d and h get new values. */
static inline __attribute__((always_inline)) void do_round(uint64_t a, uint64_t b, uint64_t c,
                                                           uint64_t *d, uint64_t e, uint64_t f,
                                                           uint64_t g, uint64_t *h,
                                                           uint64_t constant_and_word)
{
    uint64_t t = *h + upper_sigma1(e) + choose(e, f, g) + constant_and_word;
    *d += t;
    *h = t + upper_sigma0(a) + majority(a, b, c);
}

/* Eight rounds, after which every variable is back in its place of s. */
static inline __attribute__((always_inline)) void do_8_rounds(uint64_t s[8], const uint64_t w[8],
                                                              const uint64_t k[8])
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
static inline __attribute__((always_inline)) void extend_schedule(uint64_t w[16])
{
    for (int i = 0; i < 16; i++) {
        w[i] += lower_sigma1(w[(i + 14) & 15]) + w[(i + 9) & 15] + lower_sigma0(w[(i + 1) & 15]);
    }
}

void brisk_sha512_blocks_ref(uint64_t state[8], const uint8_t *in, size_t num_blocks)
{
    uint64_t w[16];
    for (; num_blocks > 0; num_blocks--, in += 128) {
        uint64_t s[8];
        for (int i = 0; i < 16; i++) {
            w[i] = load_be64(in + 8 * i);
        }
        memcpy(s, state, sizeof(s));
        for (int i = 0; i < 80; i += 16) {
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
