/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* ChaCha20-Poly1305 (RFC 8439) in C: the specification of every other row.
 *
 * ChaCha20 computes LANES consecutive blocks at once: a vector holds the same word of each. The
 * compiler maps the vectors to whatever the machine has (SSE2, NEON), or to scalar code.
 * Poly1305 works on two 64-bit limbs and a few bits, with 128-bit products. */

#include <brisk/random.h>

#include "crypto/bytes.h"
#include "crypto/ct.h"
#include "crypto/impl.h"

#define BLOCK_SIZE 64
#define LANES 4
#define BATCH_SIZE (LANES * BLOCK_SIZE)

typedef uint32_t vec __attribute__((vector_size(4 * LANES)));
typedef uint16_t half_vec __attribute__((vector_size(4 * LANES)));
typedef unsigned __int128 uint128;

struct key {
    uint32_t words[8];
};

struct poly1305 {
    uint64_t h[3]; /* the accumulator, below 2^130 + a little: h[2] <= 4 between blocks */
    uint64_t r[2]; /* clamped: below 2^60, and r[1] a multiple of 4 */
    uint64_t s[2];
};

/* What a message starts with: Poly1305's key from block 0, and the keystream behind it. */
struct opening {
    uint8_t keystream[BATCH_SIZE];
    struct poly1305 poly;
};

static void open_message(struct opening *opening, const struct key *key, const uint8_t nonce[12]);
static void encrypt(const struct opening *opening, const struct key *key, const uint8_t nonce[12],
                    uint8_t *out, const uint8_t *in, size_t in_len);
static void make_batch(uint8_t out[BATCH_SIZE], const struct key *key, const uint8_t nonce[12],
                       uint32_t counter);
static void make_tag(struct poly1305 *poly, uint8_t tag[16], const uint8_t *aad, size_t aad_len,
                     const uint8_t *ciphertext, size_t ciphertext_len);

void brisk_chacha20poly1305_init_ref(void *state, const uint8_t *key, size_t key_len)
{
    struct key *k = state;
    memcpy(k->words, key, key_len);
}

void brisk_chacha20poly1305_seal_ref(const void *state, uint8_t *out, uint8_t tag[16],
                                     const uint8_t nonce[12], const uint8_t *in, size_t in_len,
                                     const uint8_t *aad, size_t aad_len)
{
    struct opening opening;
    open_message(&opening, state, nonce);
    encrypt(&opening, state, nonce, out, in, in_len);
    make_tag(&opening.poly, tag, aad, aad_len, out, in_len);
    brisk_wipe(&opening, sizeof(opening));
}

/* Verifies before it decrypts, so that no plaintext of a forgery is ever written. */
int brisk_chacha20poly1305_open_ref(const void *state, uint8_t *out, const uint8_t tag[16],
                                    const uint8_t nonce[12], const uint8_t *in, size_t in_len,
                                    const uint8_t *aad, size_t aad_len)
{
    struct opening opening;
    uint8_t right_tag[16];
    open_message(&opening, state, nonce);
    make_tag(&opening.poly, right_tag, aad, aad_len, in, in_len);
    int right = brisk_equal(tag, right_tag, sizeof(right_tag));
    if (right) {
        encrypt(&opening, state, nonce, out, in, in_len);
    } else {
        brisk_wipe(out, in_len);
    }
    brisk_wipe(&opening, sizeof(opening));
    brisk_wipe(right_tag, sizeof(right_tag));
    return right;
}

void brisk_chacha20_keystream_ref(uint8_t *out, size_t num_blocks, const uint8_t key[32],
                                  const uint8_t nonce[12], uint32_t counter)
{
    struct key k;
    memcpy(k.words, key, sizeof(k.words));
    for (; num_blocks >= LANES; num_blocks -= LANES, counter += LANES, out += BATCH_SIZE) {
        make_batch(out, &k, nonce, counter);
    }
    if (num_blocks > 0) {
        uint8_t keystream[BATCH_SIZE];
        make_batch(keystream, &k, nonce, counter);
        memcpy(out, keystream, num_blocks * BLOCK_SIZE);
        brisk_wipe(keystream, sizeof(keystream));
    }
    brisk_wipe(&k, sizeof(k));
}

/* Block 0 gives Poly1305's key (RFC 8439 section 2.6); the other blocks of its batch come for
 * nothing and are kept for the message. */
static void open_message(struct opening *opening, const struct key *key, const uint8_t nonce[12])
{
    struct poly1305 *poly = &opening->poly;
    make_batch(opening->keystream, key, nonce, 0);
    poly->h[0] = poly->h[1] = poly->h[2] = 0;
    /* Clamping, section 2.5. */
    poly->r[0] = load_le64(opening->keystream) & 0x0ffffffc0fffffff;
    poly->r[1] = load_le64(opening->keystream + 8) & 0x0ffffffc0ffffffc;
    poly->s[0] = load_le64(opening->keystream + 16);
    poly->s[1] = load_le64(opening->keystream + 24);
}

/* Encrypts or decrypts, from block 1 on (section 2.8). */
static void encrypt(const struct opening *opening, const struct key *key, const uint8_t nonce[12],
                    uint8_t *out, const uint8_t *in, size_t in_len)
{
    size_t n = in_len < BATCH_SIZE - BLOCK_SIZE ? in_len : BATCH_SIZE - BLOCK_SIZE;
    xor_bytes(out, in, opening->keystream + BLOCK_SIZE, n);
    if (n == in_len) {
        return;
    }
    uint8_t keystream[BATCH_SIZE];
    for (uint32_t counter = LANES; n < in_len; counter += LANES) {
        size_t len = in_len - n < BATCH_SIZE ? in_len - n : BATCH_SIZE;
        make_batch(keystream, key, nonce, counter);
        xor_bytes(out + n, in + n, keystream, len);
        n += len;
    }
    brisk_wipe(keystream, sizeof(keystream));
}

static inline __attribute__((always_inline)) vec rotate_left(vec x, int n)
{
    return x << n | x >> (32 - n);
}

/* By half a word: an exchange of 16-bit lanes, which SSE2 does in two instructions instead of
 * three. */
static inline __attribute__((always_inline)) vec rotate_16(vec x)
{
    half_vec halves = (half_vec)x;
    return (vec)__builtin_shufflevector(halves, halves, 1, 0, 3, 2, 5, 4, 7, 6);
}

/* Section 2.1, on all lanes. */
static inline __attribute__((always_inline)) void quarter_round(vec x[16], int a, int b, int c,
                                                                int d)
{
    x[a] += x[b];
    x[d] = rotate_16(x[d] ^ x[a]);
    x[c] += x[d];
    x[b] = rotate_left(x[b] ^ x[c], 12);
    x[a] += x[b];
    x[d] = rotate_left(x[d] ^ x[a], 8);
    x[c] += x[d];
    x[b] = rotate_left(x[b] ^ x[c], 7);
}

/* Writes word i to i + 3 of each block: a transposition of four vectors. */
static inline __attribute__((always_inline)) void store_words(uint8_t *out, const vec x[4])
{
    vec ab_low = __builtin_shufflevector(x[0], x[1], 0, 4, 1, 5);
    vec ab_high = __builtin_shufflevector(x[0], x[1], 2, 6, 3, 7);
    vec cd_low = __builtin_shufflevector(x[2], x[3], 0, 4, 1, 5);
    vec cd_high = __builtin_shufflevector(x[2], x[3], 2, 6, 3, 7);
    vec blocks[LANES] = {
        __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5),
        __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7),
        __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5),
        __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7),
    };
    for (int i = 0; i < LANES; i++) {
        memcpy(out + i * BLOCK_SIZE, &blocks[i], sizeof(blocks[i]));
    }
}

/* The block function (section 2.3) for the blocks `counter` to counter + LANES - 1. */
static void make_batch(uint8_t out[BATCH_SIZE], const struct key *key, const uint8_t nonce[12],
                       uint32_t counter)
{
    vec start[16], x[16];
    const vec zero = { 0 }, lane_numbers = { 0, 1, 2, 3 };
    start[0] = zero + 0x61707865;
    start[1] = zero + 0x3320646e;
    start[2] = zero + 0x79622d32;
    start[3] = zero + 0x6b206574;
    for (int i = 0; i < 8; i++) {
        start[4 + i] = zero + key->words[i];
    }
    start[12] = lane_numbers + counter;
    for (int i = 0; i < 3; i++) {
        start[13 + i] = zero + load_le32(nonce + 4 * i);
    }
    memcpy(x, start, sizeof(x));
    for (int i = 0; i < 10; i++) {
        quarter_round(x, 0, 4, 8, 12);
        quarter_round(x, 1, 5, 9, 13);
        quarter_round(x, 2, 6, 10, 14);
        quarter_round(x, 3, 7, 11, 15);
        quarter_round(x, 0, 5, 10, 15);
        quarter_round(x, 1, 6, 11, 12);
        quarter_round(x, 2, 7, 8, 13);
        quarter_round(x, 3, 4, 9, 14);
    }
    for (int i = 0; i < 16; i++) {
        x[i] += start[i];
    }
    for (int i = 0; i < 16; i += 4) {
        store_words(out + 4 * i, x + i);
    }
}

/* Adds whole 16-byte blocks (RFC 8439 section 2.5): h = (h + block + 2^128) r mod 2^130 - 5.
 *
 * With h = h0 + 2^64 h1 + 2^128 h2 and r = r0 + 2^64 r1, the term h1 r1 2^128 is h1 (5 r1 / 4)
 * 2^130 / 5, so congruent to h1 (5 r1 / 4): exact, because r1 is a multiple of 4. In the same way
 * h2 r1 2^192 goes to 2^64. Bounds: r0, r1 < 2^60, 5 r1 / 4 < 2^61, h2 <= 6 after the addition:
 * d0 < 2^124 + 2^125, d1 < 2^124 + 2^124 + 2^64, d2 < 2^63; no sum overflows. */
static void add_blocks(struct poly1305 *poly, const uint8_t *in, size_t num_blocks)
{
    const uint64_t r0 = poly->r[0], r1 = poly->r[1], r1_folded = r1 + (r1 >> 2);
    uint64_t h0 = poly->h[0], h1 = poly->h[1], h2 = poly->h[2];
    for (; num_blocks > 0; num_blocks--, in += 16) {
        uint128 sum = (uint128)h0 + load_le64(in);
        h0 = (uint64_t)sum;
        sum = (uint128)h1 + load_le64(in + 8) + (uint64_t)(sum >> 64);
        h1 = (uint64_t)sum;
        h2 += (uint64_t)(sum >> 64) + 1;

        uint128 d0 = (uint128)h0 * r0 + (uint128)h1 * r1_folded;
        uint128 d1 = (uint128)h0 * r1 + (uint128)h1 * r0 + h2 * r1_folded;
        uint64_t d2 = h2 * r0;

        d1 += (uint64_t)(d0 >> 64);
        d2 += (uint64_t)(d1 >> 64);
        /* 2^130 = 5: what is above comes back as 4 times and once a quarter of d2 - d2 mod 4. */
        sum = (uint128)(uint64_t)d0 + (d2 & ~3ull) + (d2 >> 2);
        h0 = (uint64_t)sum;
        sum = (uint128)(uint64_t)d1 + (uint64_t)(sum >> 64);
        h1 = (uint64_t)sum;
        h2 = (d2 & 3) + (uint64_t)(sum >> 64);
    }
    poly->h[0] = h0;
    poly->h[1] = h1;
    poly->h[2] = h2;
}

/* Adds `in` filled up with zeros to a multiple of 16 bytes (section 2.8). */
static void add_padded(struct poly1305 *poly, const uint8_t *in, size_t in_len)
{
    size_t whole = in_len / 16, rest = in_len % 16;
    add_blocks(poly, in, whole);
    if (rest > 0) {
        uint8_t block[16] = { 0 };
        memcpy(block, in + 16 * whole, rest);
        add_blocks(poly, block, 1);
    }
}

/* The tag of section 2.8: over the additional data, the ciphertext and both lengths. */
static void make_tag(struct poly1305 *poly, uint8_t tag[16], const uint8_t *aad, size_t aad_len,
                     const uint8_t *ciphertext, size_t ciphertext_len)
{
    uint8_t lengths[16];
    store_le64(lengths, aad_len);
    store_le64(lengths + 8, ciphertext_len);
    add_padded(poly, aad, aad_len);
    add_padded(poly, ciphertext, ciphertext_len);
    add_blocks(poly, lengths, 1);

    /* h < 2^130 + 2^128 < 2 p: subtract p = 2^130 - 5 if h + 5 reaches 2^130, then add s. */
    const uint64_t *h = poly->h;
    uint128 sum = (uint128)h[0] + 5;
    uint64_t reduced0 = (uint64_t)sum;
    sum = (uint128)h[1] + (uint64_t)(sum >> 64);
    uint64_t reduced1 = (uint64_t)sum;
    uint64_t above = (h[2] + (uint64_t)(sum >> 64)) >> 2;
    uint64_t mask = ct_mask_nonzero(above);
    sum = (uint128)ct_select(mask, reduced0, h[0]) + poly->s[0];
    store_le64(tag, (uint64_t)sum);
    sum = (uint128)ct_select(mask, reduced1, h[1]) + poly->s[1] + (uint64_t)(sum >> 64);
    store_le64(tag + 8, (uint64_t)sum);
}
