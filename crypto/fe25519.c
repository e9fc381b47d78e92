/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Encodings and powers in the field of 2^255 - 19 elements. */

#include "crypto/fe25519.h"

#include <brisk/random.h>

#include "crypto/bytes.h"

static void square_times(struct fe25519 *out, const struct fe25519 *in, int times);
static void pow_2_250_minus_1(struct fe25519 *out, struct fe25519 *pow11, const struct fe25519 *in);

void brisk_fe25519_decode(struct fe25519 *out, const uint8_t in[32])
{
    const uint64_t w0 = load_le64(in), w1 = load_le64(in + 8), w2 = load_le64(in + 16),
                   w3 = load_le64(in + 24);
    out->limb[0] = w0 & FE25519_MASK;
    out->limb[1] = (w0 >> 51 | w1 << 13) & FE25519_MASK;
    out->limb[2] = (w1 >> 38 | w2 << 26) & FE25519_MASK;
    out->limb[3] = (w2 >> 25 | w3 << 39) & FE25519_MASK;
    out->limb[4] = (w3 >> 12) & FE25519_MASK;
}

/* The limbs of the one representative below p. */
static void reduce_fully(uint64_t limb[5], const struct fe25519 *in)
{
    /* After one carry chain only limb 1 may exceed 51 bits, and by little; after another one the
     * value is below 2^255 with all limbs below 2^51: a carry out of limb 4 leaves the others
     * near zero. */
    struct fe25519 a;
    fe25519_carry(&a, in);
    fe25519_carry(&a, &a);

    /* a >= p exactly if a + 19 >= 2^255. Then a - p = a + 19 - 2^255. */
    uint64_t carry = 19;
    for (int i = 0; i < 5; i++) {
        carry = (a.limb[i] + carry) >> 51;
    }
    carry *= 19;
    for (int i = 0; i < 5; i++) {
        carry += a.limb[i];
        limb[i] = carry & FE25519_MASK;
        carry >>= 51;
    }
}

void brisk_fe25519_encode(uint8_t out[32], const struct fe25519 *in)
{
    uint64_t limb[5];
    reduce_fully(limb, in);
    store_le64(out, limb[0] | limb[1] << 51);
    store_le64(out + 8, limb[1] >> 13 | limb[2] << 38);
    store_le64(out + 16, limb[2] >> 26 | limb[3] << 25);
    store_le64(out + 24, limb[3] >> 39 | limb[4] << 12);
}

uint64_t brisk_fe25519_mask_zero(const struct fe25519 *in)
{
    uint64_t limb[5];
    reduce_fully(limb, in);
    return ct_mask_all_zero(limb, 5);
}

unsigned brisk_fe25519_is_odd(const struct fe25519 *in)
{
    uint64_t limb[5];
    reduce_fully(limb, in);
    return limb[0] & 1;
}

/* Fermat: a^(p-2), and p - 2 = 2^255 - 21 = (2^250 - 1) 2^5 + 11. */
void brisk_fe25519_invert(struct fe25519 *out, const struct fe25519 *in)
{
    struct fe25519 power, pow11;
    pow_2_250_minus_1(&power, &pow11, in);
    square_times(&power, &power, 5);
    fe25519_mul(out, &power, &pow11);
    brisk_wipe(&power, sizeof(power));
    brisk_wipe(&pow11, sizeof(pow11));
}

/* 2^252 - 3 = (2^250 - 1) 2^2 + 1. Used on public values only. */
void brisk_fe25519_pow_p58(struct fe25519 *out, const struct fe25519 *in)
{
    struct fe25519 power, pow11;
    pow_2_250_minus_1(&power, &pow11, in);
    square_times(&power, &power, 2);
    fe25519_mul(out, &power, in);
}

static void square_times(struct fe25519 *out, const struct fe25519 *in, int times)
{
    struct fe25519 a = *in;
    for (int i = 0; i < times; i++) {
        fe25519_square(&a, &a);
    }
    *out = a;
}

/* a^(2^250 - 1), and a^11 on the way. With ones(n) = a^(2^n - 1), the power of n one bits,
 * ones(m + n) = ones(m)^(2^n) ones(n). */
static void pow_2_250_minus_1(struct fe25519 *out, struct fe25519 *pow11, const struct fe25519 *in)
{
    struct fe25519 pow2, pow9, ones5, ones10, ones20, ones50, ones100, t;
    fe25519_square(&pow2, in);
    square_times(&t, &pow2, 2);
    fe25519_mul(&pow9, &t, in);
    fe25519_mul(pow11, &pow9, &pow2);
    fe25519_square(&t, pow11);
    fe25519_mul(&ones5, &t, &pow9); /* 22 + 9 = 31 */

    square_times(&t, &ones5, 5);
    fe25519_mul(&ones10, &t, &ones5);
    square_times(&t, &ones10, 10);
    fe25519_mul(&ones20, &t, &ones10);
    square_times(&t, &ones20, 20);
    fe25519_mul(&t, &t, &ones20);
    square_times(&t, &t, 10);
    fe25519_mul(&ones50, &t, &ones10);
    square_times(&t, &ones50, 50);
    fe25519_mul(&ones100, &t, &ones50);
    square_times(&t, &ones100, 100);
    fe25519_mul(&t, &t, &ones100);
    square_times(&t, &t, 50);
    fe25519_mul(out, &t, &ones50);
}
