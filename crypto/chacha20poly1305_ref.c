/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* ChaCha20-Poly1305 (RFC 8439) in C: the specification of every other row.
 *
 * ChaCha20 computes LANES consecutive blocks at once: a vector holds the same word of each. The
 * compiler maps the vectors to whatever the machine has (SSE2, NEON), or to scalar code.
 * Poly1305 works on two 64-bit limbs and a few bits, with 128-bit products. Its work for one batch
 * of ciphertext is done between the rounds that make the next batch of keystream: one keeps the
 * vector units busy and the other the multiplier, and neither waits for the other. */

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

struct poly1305 {
    uint64_t h0, h1, h2; /* the accumulator: h0 + 2^64 h1 + 2^128 h2, h2 <= 4 between blocks */
    uint64_t r0, r1;     /* clamped: below 2^60, and r1 a multiple of 4 */
    uint64_t s0, s1;
};

/* A message under way. */
struct message {
    vec start[16]; /* what the rounds start from, for block 0 on (section 2.3) */
    uint8_t keystream[2][BATCH_SIZE];
    struct poly1305 poly;
};

static void open_message(struct message *message, const uint8_t key[32], const uint8_t nonce[12]);
static void process(struct message *message, int decrypt, uint8_t *out, const uint8_t *in,
                    size_t in_len);
static void set_start(vec start[16], const uint8_t key[32], const uint8_t nonce[12]);
static void make_batch(uint8_t out[BATCH_SIZE], const vec start[16], uint32_t counter,
                       struct poly1305 *poly, const uint8_t *poly_in, size_t num_poly_blocks);
static void add_padded(struct poly1305 *poly, const uint8_t *in, size_t in_len);
static void close_message(struct message *message, uint8_t tag[16], size_t aad_len, size_t in_len);

void brisk_chacha20poly1305_init_ref(void *state, const uint8_t *key, size_t key_len)
{
    memcpy(state, key, key_len);
}

void brisk_chacha20poly1305_seal_ref(const void *state, uint8_t *out, uint8_t tag[16],
                                     const uint8_t nonce[12], const uint8_t *in, size_t in_len,
                                     const uint8_t *aad, size_t aad_len)
{
    struct message message;
    open_message(&message, state, nonce);
    add_padded(&message.poly, aad, aad_len);
    process(&message, 0, out, in, in_len);
    close_message(&message, tag, aad_len, in_len);
}

/* What was decrypted is wiped if the tag turns out wrong. */
int brisk_chacha20poly1305_open_ref(const void *state, uint8_t *out, const uint8_t tag[16],
                                    const uint8_t nonce[12], const uint8_t *in, size_t in_len,
                                    const uint8_t *aad, size_t aad_len)
{
    struct message message;
    uint8_t right_tag[16];
    open_message(&message, state, nonce);
    add_padded(&message.poly, aad, aad_len);
    process(&message, 1, out, in, in_len);
    close_message(&message, right_tag, aad_len, in_len);
    int right = brisk_equal(tag, right_tag, sizeof(right_tag));
    if (!right) {
        brisk_wipe(out, in_len);
    }
    brisk_wipe(right_tag, sizeof(right_tag));
    return right;
}

void brisk_chacha20_keystream_ref(uint8_t *out, size_t num_blocks, const uint8_t key[32],
                                  const uint8_t nonce[12], uint32_t counter)
{
    vec start[16];
    struct poly1305 unused = { 0 };
    set_start(start, key, nonce);
    for (; num_blocks >= LANES; num_blocks -= LANES, counter += LANES, out += BATCH_SIZE) {
        make_batch(out, start, counter, &unused, NULL, 0);
    }
    if (num_blocks > 0) {
        uint8_t keystream[BATCH_SIZE];
        make_batch(keystream, start, counter, &unused, NULL, 0);
        memcpy(out, keystream, num_blocks * BLOCK_SIZE);
        brisk_wipe(keystream, sizeof(keystream));
    }
    brisk_wipe(start, sizeof(start));
}

/* Block 0 gives Poly1305's key (RFC 8439 section 2.6); the other blocks of its batch come for
 * nothing and are kept for the message. */
static void open_message(struct message *message, const uint8_t key[32], const uint8_t nonce[12])
{
    struct poly1305 *poly = &message->poly;
    uint8_t *block = message->keystream[0];
    memset(poly, 0, sizeof(*poly));
    set_start(message->start, key, nonce);
    make_batch(block, message->start, 0, poly, NULL, 0);
    /* Clamping, section 2.5. */
    poly->r0 = load_le64(block) & 0x0ffffffc0fffffff;
    poly->r1 = load_le64(block + 8) & 0x0ffffffc0ffffffc;
    poly->s0 = load_le64(block + 16);
    poly->s1 = load_le64(block + 24);
}

/* Encrypts or decrypts from block 1 on, and adds the ciphertext to Poly1305 (section 2.8). Of each
 * piece the ciphertext is read before plaintext takes its place. */
static void process(struct message *message, int decrypt, uint8_t *out, const uint8_t *in,
                    size_t in_len)
{
    if (in_len == 0) {
        return; /* in may be NULL */
    }
    const uint8_t *ciphertext = decrypt ? in : out;
    const uint8_t *keystream = message->keystream[0] + BLOCK_SIZE;
    size_t done = 0, len = BATCH_SIZE - BLOCK_SIZE;
    for (uint32_t counter = LANES; in_len - done > len; counter += LANES) {
        uint8_t *next = message->keystream[counter / LANES % 2];
        if (!decrypt) {
            xor_bytes(out + done, in + done, keystream, len);
        }
        make_batch(next, message->start, counter, &message->poly, ciphertext + done, len / 16);
        if (decrypt) {
            xor_bytes(out + done, in + done, keystream, len);
        }
        keystream = next;
        done += len;
        len = BATCH_SIZE;
    }
    if (!decrypt) {
        xor_bytes(out + done, in + done, keystream, in_len - done);
    }
    add_padded(&message->poly, ciphertext + done, in_len - done);
    if (decrypt) {
        xor_bytes(out + done, in + done, keystream, in_len - done);
    }
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

/* Section 2.3, with block numbers 0 to LANES - 1. */
static void set_start(vec start[16], const uint8_t key[32], const uint8_t nonce[12])
{
    const vec zero = { 0 }, block_numbers = { 0, 1, 2, 3 };
    start[0] = zero + 0x61707865;
    start[1] = zero + 0x3320646e;
    start[2] = zero + 0x79622d32;
    start[3] = zero + 0x6b206574;
    for (int i = 0; i < 8; i++) {
        start[4 + i] = zero + load_le32(key + 4 * i);
    }
    start[12] = block_numbers;
    for (int i = 0; i < 3; i++) {
        start[13 + i] = zero + load_le32(nonce + 4 * i);
    }
}

/* Adds a 16-byte block (section 2.5): h = (h + block + 2^128) r mod 2^130 - 5.
 *
 * The term h1 r1 2^128 is h1 (5 r1 / 4) 2^130 / 5, so congruent to h1 (5 r1 / 4): exact, because r1
 * is a multiple of 4. In the same way h2 r1 2^192 goes to 2^64. Bounds: r0, r1 < 2^60, 5 r1 / 4 <
 * 2^61, h2 <= 6 after the addition: d0 < 2^124 + 2^125, d1 < 2^124 + 2^124 + 2^64, d2 < 2^63; no
 * sum overflows. */
static inline __attribute__((always_inline)) void add_block(struct poly1305 *poly,
                                                            const uint8_t in[16])
{
    const uint64_t r0 = poly->r0, r1 = poly->r1, r1_folded = r1 + (r1 >> 2);
    uint128 sum = (uint128)poly->h0 + load_le64(in);
    uint64_t h0 = (uint64_t)sum;
    sum = (uint128)poly->h1 + load_le64(in + 8) + (uint64_t)(sum >> 64);
    uint64_t h1 = (uint64_t)sum;
    uint64_t h2 = poly->h2 + (uint64_t)(sum >> 64) + 1;

    uint128 d0 = (uint128)h0 * r0 + (uint128)h1 * r1_folded;
    uint128 d1 = (uint128)h0 * r1 + (uint128)h1 * r0 + h2 * r1_folded;
    uint64_t d2 = h2 * r0;

    d1 += (uint64_t)(d0 >> 64);
    d2 += (uint64_t)(d1 >> 64);
    /* 2^130 = 5: what is above comes back as 4 times and once a quarter of d2 - d2 mod 4. */
    sum = (uint128)(uint64_t)d0 + (d2 & ~3ull) + (d2 >> 2);
    poly->h0 = (uint64_t)sum;
    sum = (uint128)(uint64_t)d1 + (uint64_t)(sum >> 64);
    poly->h1 = (uint64_t)sum;
    poly->h2 = (d2 & 3) + (uint64_t)(sum >> 64);
}

/* The keystream of the blocks `counter` to counter + LANES - 1; meanwhile adds at most BATCH_SIZE /
 * 16 blocks to Poly1305, one in every half of a double round. */
static void make_batch(uint8_t out[BATCH_SIZE], const vec start[16], uint32_t counter,
                       struct poly1305 *poly, const uint8_t *poly_in, size_t num_poly_blocks)
{
    vec x[16];
    struct poly1305 p = *poly;
    memcpy(x, start, sizeof(x));
    x[12] += counter;
    for (int i = 0; i < 10; i++) {
        if (num_poly_blocks > 0) {
            add_block(&p, poly_in);
            poly_in += 16;
            num_poly_blocks--;
        }
        quarter_round(x, 0, 4, 8, 12);
        quarter_round(x, 1, 5, 9, 13);
        quarter_round(x, 2, 6, 10, 14);
        quarter_round(x, 3, 7, 11, 15);
        if (num_poly_blocks > 0) {
            add_block(&p, poly_in);
            poly_in += 16;
            num_poly_blocks--;
        }
        quarter_round(x, 0, 5, 10, 15);
        quarter_round(x, 1, 6, 11, 12);
        quarter_round(x, 2, 7, 8, 13);
        quarter_round(x, 3, 4, 9, 14);
    }
    *poly = p;
    x[12] += counter;
    for (int i = 0; i < 16; i++) {
        x[i] += start[i];
    }
    for (int i = 0; i < 16; i += 4) {
        store_words(out + 4 * i, x + i);
    }
}

/* Adds `in` filled up with zeros to a multiple of 16 bytes (section 2.8). */
static void add_padded(struct poly1305 *poly, const uint8_t *in, size_t in_len)
{
    for (; in_len >= 16; in += 16, in_len -= 16) {
        add_block(poly, in);
    }
    if (in_len > 0) {
        uint8_t block[16] = { 0 };
        memcpy(block, in, in_len);
        add_block(poly, block);
    }
}

/* Adds the lengths, makes the tag (sections 2.8 and 2.5), and wipes. */
static void close_message(struct message *message, uint8_t tag[16], size_t aad_len, size_t in_len)
{
    struct poly1305 *poly = &message->poly;
    uint8_t lengths[16];
    store_le64(lengths, aad_len);
    store_le64(lengths + 8, in_len);
    add_block(poly, lengths);

    /* h < 2^130 + 2^128 < 2 p: subtract p = 2^130 - 5 if h + 5 reaches 2^130, then add s. */
    uint128 sum = (uint128)poly->h0 + 5;
    uint64_t reduced0 = (uint64_t)sum;
    sum = (uint128)poly->h1 + (uint64_t)(sum >> 64);
    uint64_t reduced1 = (uint64_t)sum;
    uint64_t mask = ct_mask_nonzero((poly->h2 + (uint64_t)(sum >> 64)) >> 2);
    sum = (uint128)ct_select(mask, reduced0, poly->h0) + poly->s0;
    store_le64(tag, (uint64_t)sum);
    sum = (uint128)ct_select(mask, reduced1, poly->h1) + poly->s1 + (uint64_t)(sum >> 64);
    store_le64(tag + 8, (uint64_t)sum);
    brisk_wipe(message, sizeof(*message));
}
