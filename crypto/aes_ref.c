/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* AES (FIPS 197) in C without tables.
 *
 * It runs on BATCH = 8 blocks at once in bitsliced form: eight vectors, of which number i holds
 * bit i of every byte. Byte p of a vector belongs to byte p of the blocks, bit b of that byte to
 * block b. So the S-box is a circuit of AND and XOR on whole vectors, and what moves bytes about
 * (ShiftRows, MixColumns) moves bytes of vectors: a 32-bit lane is a column, a byte of it a row.
 *
 * ShiftRows is never done: "fixslicing" (A. Adomnicai and T. Peyrin, "Fixslicing AES-like ciphers",
 * TCHES 2021). Row r of the state that we keep stays where it was, r columns further right with
 * every round than where FIPS 197 has it, and MixColumns fetches its bytes from there. Round keys
 * are stored moved likewise. Every four rounds all is in place again; 10 and 14 rounds leave 2
 * columns for rows 1 and 3, which the end puts right. */

#include "crypto/aes_ref.h"

#include <brisk/random.h>

#include "crypto/bytes.h"

#define BATCH AES_BATCH

typedef aes_vec vec;
typedef uint16_t half_vec __attribute__((vector_size(16)));
typedef uint8_t byte_vec __attribute__((vector_size(16)));

static vec displace(const uint32_t w[4], int n);

/* Exchanges the bits of `low` that mask << shift covers with those of `high` that mask covers. */
static inline __attribute__((always_inline)) void exchange_bits(vec *low, vec *high, int shift,
                                                                uint32_t mask)
{
    vec difference = ((*low >> shift) ^ *high) & mask;
    *high ^= difference;
    *low ^= difference << shift;
}

/* From eight blocks to eight bit planes or back: in each byte position, an 8 by 8 bit matrix is
 * transposed. */
static inline __attribute__((always_inline)) void transpose(vec x[8])
{
    for (int i = 0; i < 8; i += 2) {
        exchange_bits(&x[i], &x[i + 1], 1, 0x55555555);
    }
    for (int i = 0; i < 8; i += 4) {
        exchange_bits(&x[i], &x[i + 2], 2, 0x33333333);
        exchange_bits(&x[i + 1], &x[i + 3], 2, 0x33333333);
    }
    for (int i = 0; i < 4; i++) {
        exchange_bits(&x[i], &x[i + 4], 4, 0x0f0f0f0f);
    }
}

/* The S-box but for its constant 0x63, on all bytes at once: 128 gates in place of a table. The
 * circuit and its names are those of J. Boyar and R. Peralta, "A depth-16 circuit for the AES
 * S-box" (2011), where u0 and s0 are the highest bits. */
static inline __attribute__((always_inline)) void sub_bytes(vec x[8])
{
    vec u0 = x[7], u1 = x[6], u2 = x[5], u3 = x[4], u4 = x[3], u5 = x[2], u6 = x[1], u7 = x[0];
    /* To a basis in which inversion is cheap. */
    vec t1 = u0 ^ u3, t2 = u0 ^ u5, t3 = u0 ^ u6, t4 = u3 ^ u5, t5 = u4 ^ u6, t6 = t1 ^ t5,
        t7 = u1 ^ u2, t8 = u7 ^ t6, t9 = u7 ^ t7, t10 = t6 ^ t7, t11 = u1 ^ u5, t12 = u2 ^ u5,
        t13 = t3 ^ t4, t14 = t6 ^ t11, t15 = t5 ^ t11, t16 = t5 ^ t12, t17 = t9 ^ t16,
        t18 = u3 ^ u7, t19 = t7 ^ t18, t20 = t1 ^ t19, t21 = u6 ^ u7, t22 = t7 ^ t21,
        t23 = t2 ^ t22, t24 = t2 ^ t10, t25 = t20 ^ t17, t26 = t3 ^ t16, t27 = t1 ^ t12;
    /* Inversion, from GF(2^8) down to GF(2^2), and the products that lead back up. */
    vec m1 = t13 & t6, m2 = t23 & t8, m3 = t14 ^ m1, m4 = t19 & u7, m5 = m4 ^ m1, m6 = t3 & t16,
        m7 = t22 & t9, m8 = t26 ^ m6, m9 = t20 & t17, m10 = m9 ^ m6, m11 = t1 & t15, m12 = t4 & t27,
        m13 = m12 ^ m11, m14 = t2 & t10, m15 = m14 ^ m11, m16 = m3 ^ m2, m17 = m5 ^ t24,
        m18 = m8 ^ m7, m19 = m10 ^ m15, m20 = m16 ^ m13, m21 = m17 ^ m15, m22 = m18 ^ m13,
        m23 = m19 ^ t25, m24 = m22 ^ m23, m25 = m22 & m20, m26 = m21 ^ m25, m27 = m20 ^ m21,
        m28 = m23 ^ m25, m29 = m28 & m27, m30 = m26 & m24, m31 = m20 & m23, m32 = m27 & m31,
        m33 = m27 ^ m25, m34 = m21 & m22, m35 = m24 & m34, m36 = m24 ^ m25, m37 = m21 ^ m29,
        m38 = m32 ^ m33, m39 = m23 ^ m30, m40 = m35 ^ m36, m41 = m38 ^ m40, m42 = m37 ^ m39,
        m43 = m37 ^ m38, m44 = m39 ^ m40, m45 = m42 ^ m41, m46 = m44 & t6, m47 = m40 & t8,
        m48 = m39 & u7, m49 = m43 & t16, m50 = m38 & t9, m51 = m37 & t17, m52 = m42 & t15,
        m53 = m45 & t27, m54 = m41 & t10, m55 = m44 & t13, m56 = m40 & t23, m57 = m39 & t19,
        m58 = m43 & t3, m59 = m38 & t22, m60 = m37 & t20, m61 = m42 & t1, m62 = m45 & t4,
        m63 = m41 & t2;
    /* Back to the usual basis, with the affine map of FIPS 197 section 5.1.1. */
    vec l0 = m61 ^ m62, l1 = m50 ^ m56, l2 = m46 ^ m48, l3 = m47 ^ m55, l4 = m54 ^ m58,
        l5 = m49 ^ m61, l6 = m62 ^ l5, l7 = m46 ^ l3, l8 = m51 ^ m59, l9 = m52 ^ m53,
        l10 = m53 ^ l4, l11 = m60 ^ l2, l12 = m48 ^ m51, l13 = m50 ^ l0, l14 = m52 ^ m61,
        l15 = m55 ^ l1, l16 = m56 ^ l0, l17 = m57 ^ l1, l18 = m58 ^ l8, l19 = m63 ^ l4,
        l20 = l0 ^ l1, l21 = l1 ^ l7, l22 = l3 ^ l12, l23 = l18 ^ l2, l24 = l15 ^ l9,
        l25 = l6 ^ l10, l26 = l7 ^ l9, l27 = l8 ^ l10, l28 = l11 ^ l14, l29 = l11 ^ l17;
    x[7] = l6 ^ l24;
    x[6] = l16 ^ l26;
    x[5] = l19 ^ l28;
    x[4] = l6 ^ l21;
    x[3] = l20 ^ l22;
    x[2] = l25 ^ l29;
    x[1] = l13 ^ l27;
    x[0] = l6 ^ l23;
}

/* Column c of the result is column c + n of x. */
static inline __attribute__((always_inline)) vec rotate_columns(vec x, int n)
{
    switch (n & 3) {
    case 1:
        return __builtin_shufflevector(x, x, 1, 2, 3, 0);
    case 2:
        return __builtin_shufflevector(x, x, 2, 3, 0, 1);
    case 3:
        return __builtin_shufflevector(x, x, 3, 0, 1, 2);
    default:
        return x;
    }
}

/* Row r of the result is row r + 1 of x. */
static inline __attribute__((always_inline)) vec rotate_rows_1(vec x)
{
    return x >> 8 | x << 24;
}

/* Row r of the result is row r + 2 of x. */
static inline __attribute__((always_inline)) vec rotate_rows_2(vec x)
{
    half_vec halves = (half_vec)x;
    return (vec)__builtin_shufflevector(halves, halves, 1, 0, 3, 2, 5, 4, 7, 6);
}

/* MixColumns (FIPS 197 section 5.1.3) where row r is `displaced` times r columns off its place.
 * With rows numbered modulo 4: out[r] = 2 (x[r] + x[r+1]) + x[r+1] + (x[r+2] + x[r+3]). */
static inline __attribute__((always_inline)) void mix_columns(vec x[8], int displaced)
{
    vec next[8], sum[8];
    for (int i = 0; i < 8; i++) {
        next[i] = rotate_rows_1(rotate_columns(x[i], displaced));
        sum[i] = x[i] ^ next[i];
        x[i] = next[i] ^ rotate_rows_2(rotate_columns(sum[i], 2 * displaced));
    }
    /* Doubling: x^8 = x^4 + x^3 + x + 1. */
    x[0] ^= sum[7];
    x[1] ^= sum[0] ^ sum[7];
    x[2] ^= sum[1];
    x[3] ^= sum[2] ^ sum[7];
    x[4] ^= sum[3] ^ sum[7];
    x[5] ^= sum[4];
    x[6] ^= sum[5];
    x[7] ^= sum[6];
}

/* Bit plane i of eight blocks that all equal `block`. */
static inline __attribute__((always_inline)) vec plane(vec block, int i)
{
    byte_vec bit = (byte_vec)block & (uint8_t)(1 << i);
    return (vec)(bit == (uint8_t)(1 << i));
}

static inline __attribute__((always_inline)) void add_round_key(vec x[8], vec round_key)
{
    for (int i = 0; i < 8; i++) {
        x[i] ^= plane(round_key, i);
    }
}

void brisk_aes_encrypt_batch_ref(vec x[BATCH], const struct aes_key *key)
{
    vec s[8];
    memcpy(s, x, sizeof(s));
    transpose(s);
    add_round_key(s, key->round_keys[0]);
    for (int i = 1; i < key->num_rounds; i++) {
        sub_bytes(s);
        switch (i & 3) {
        case 0:
            mix_columns(s, 0);
            break;
        case 1:
            mix_columns(s, 1);
            break;
        case 2:
            mix_columns(s, 2);
            break;
        case 3:
            mix_columns(s, 3);
            break;
        }
        add_round_key(s, key->round_keys[i]);
    }
    sub_bytes(s);
    add_round_key(s, key->round_keys[key->num_rounds]);
    /* Rows 1 and 3 are two columns off. */
    for (int i = 0; i < 8; i++) {
        s[i] = (s[i] & 0x00ff00ff) | (rotate_columns(s[i], 2) & 0xff00ff00);
    }
    transpose(s);
    memcpy(x, s, sizeof(s));
}

/* The inverse of sub_bytes(), which is inversion in GF(2^8) followed by the linear map L of FIPS
 * 197 section 5.1.1. Inversion followed by L^-1 before it is the same as L^-1, all of sub_bytes(),
 * and L^-1 again: L^-1 L inv L^-1 = inv L^-1. */
static inline __attribute__((always_inline)) void undo_linear_map(vec x[8])
{
    vec y[8];
    memcpy(y, x, sizeof(y));
    for (int i = 0; i < 8; i++) {
        x[i] = y[(i + 2) & 7] ^ y[(i + 5) & 7] ^ y[(i + 7) & 7];
    }
}

static inline __attribute__((always_inline)) void inv_sub_bytes(vec x[8])
{
    undo_linear_map(x);
    sub_bytes(x);
    undo_linear_map(x);
}

/* InvMixColumns (FIPS 197 section 5.3.3): d(x) = c(x) (4 x^2 + 5), so that MixColumns is left to do
 * after 4 (x[r] + x[r+2]) has been added to row r. */
static inline __attribute__((always_inline)) void inv_mix_columns(vec x[8], int displaced)
{
    vec sum[8];
    for (int i = 0; i < 8; i++) {
        sum[i] = x[i] ^ rotate_rows_2(rotate_columns(x[i], 2 * displaced));
    }
    /* Four times that: x^8 = x^4 + x^3 + x + 1, x^9 = x^5 + x^4 + x^2 + x. */
    x[0] ^= sum[6];
    x[1] ^= sum[6] ^ sum[7];
    x[2] ^= sum[0] ^ sum[7];
    x[3] ^= sum[1] ^ sum[6];
    x[4] ^= sum[2] ^ sum[6] ^ sum[7];
    x[5] ^= sum[3] ^ sum[7];
    x[6] ^= sum[4];
    x[7] ^= sum[5];
    mix_columns(x, displaced);
}

/* The steps of encryption, backwards. What round keys have added to them is in the state when
 * sub_bytes() is undone: adding the round key takes it away. */
void brisk_aes_decrypt_batch_ref(vec x[BATCH], const struct aes_key *key)
{
    vec s[8];
    memcpy(s, x, sizeof(s));
    transpose(s);
    for (int i = 0; i < 8; i++) {
        s[i] = (s[i] & 0x00ff00ff) | (rotate_columns(s[i], 2) & 0xff00ff00);
    }
    add_round_key(s, key->round_keys[key->num_rounds]);
    inv_sub_bytes(s);
    for (int i = key->num_rounds - 1; i > 0; i--) {
        add_round_key(s, key->round_keys[i]);
        switch (i & 3) {
        case 0:
            inv_mix_columns(s, 0);
            break;
        case 1:
            inv_mix_columns(s, 1);
            break;
        case 2:
            inv_mix_columns(s, 2);
            break;
        case 3:
            inv_mix_columns(s, 3);
            break;
        }
        inv_sub_bytes(s);
    }
    add_round_key(s, key->round_keys[0]);
    transpose(s);
    memcpy(x, s, sizeof(s));
}

/* The S-box on four bytes. */
static uint32_t sub_word(uint32_t word)
{
    vec block = { word }, s[8], out = { 0 };
    for (int i = 0; i < 8; i++) {
        s[i] = plane(block, i);
    }
    sub_bytes(s);
    for (int i = 0; i < 8; i++) {
        out |= s[i] & (0x01010101u << i);
    }
    return out[0] ^ 0x63636363;
}

/* FIPS 197 section 5.2, and then what the batches expect of round keys. Words are loaded
 * little-endian: RotWord is a rotation to the right. */
void brisk_aes_expand_key_ref(struct aes_key *key, const uint8_t *in, size_t key_len)
{
    uint32_t w[4 * (AES_MAX_ROUNDS + 1)], round_constant = 1;
    int key_words = (int)(key_len / 4);
    key->num_rounds = key_words + 6;
    for (int i = 0; i < key_words; i++) {
        w[i] = load_le32(in + 4 * i);
    }
    for (int i = key_words; i < 4 * (key->num_rounds + 1); i++) {
        uint32_t word = w[i - 1];
        if ((i & (key_words - 1)) == 0) { /* 4 or 8: no division */
            word = sub_word(word >> 8 | word << 24) ^ round_constant;
            round_constant = round_constant == 0x80 ? 0x1b : round_constant << 1;
        } else if (key_words == 8 && i % 8 == 4) {
            word = sub_word(word);
        }
        w[i] = w[i - key_words] ^ word;
    }
    for (int i = 0; i <= key->num_rounds; i++) {
        key->round_keys[i] = displace(w + 4 * i, i);
        if (i > 0) {
            /* What sub_bytes() left out. MixColumns maps it to itself: 2 + 3 + 1 + 1 = 1. */
            key->round_keys[i] ^= 0x63636363;
        }
    }
    brisk_wipe(w, sizeof(w));
}

/* Column c + n r, row r of the result is column c, row r of the four columns at w. */
static vec displace(const uint32_t w[4], int n)
{
    vec x = { w[0], w[1], w[2], w[3] }, out = { 0 };
    for (int r = 0; r < 4; r++) {
        out |= rotate_columns(x, (4 - (n & 3)) * r) & (0xffu << 8 * r);
    }
    return out;
}
