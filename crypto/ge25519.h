/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The group of edwards25519, -x^2 + y^2 = 1 + d x^2 y^2 (RFC 8032 section 5.1), in extended
 * coordinates x = X/Z, y = Y/Z, x y = T/Z (Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves
 * Revisited", 2008). d is no square, so the addition law has no exceptions and needs no branches.
 *
 * For inclusion behind the field: crypto/fe25519.h, or a header that defines the same names. With
 * GE25519_KERNEL(function) defined, the functions double, double_without_t, add_niels,
 * subtract_niels, add_cached and subtract_cached are a kernel's; with GE25519_OWN_MULTIPLES
 * defined, ge25519_base_mul and ge25519_double_mul_public are the includer's.
 *
 * All sums keep the bounds of the field: coordinates are tight, every sum has one tight operand at
 * least and every difference a tight subtrahend, and no factor of a product is the sum of more
 * than three tight elements. */

#ifndef BRISK_CRYPTO_GE25519_H
#define BRISK_CRYPTO_GE25519_H

#include <string.h>

#include <brisk/random.h>

#include "crypto/ge25519_table.h"
#include "crypto/limbs.h"

struct ge25519 {
    struct fe25519 x, y, z, t;
};

/* A point as the second operand of additions, z being 1: y + x, y - x and 2 d x y. */
struct ge25519_niels {
    struct fe25519 sum, difference, product;
};

/* The same for any z. */
struct ge25519_cached {
    struct fe25519 sum, difference, product, z;
};

static const struct ge25519 neutral = {
    .x = { { 0 } }, .y = { { 1 } }, .z = { { 1 } }, .t = { { 0 } }
};

#ifdef GE25519_KERNEL

void GE25519_KERNEL(double)(struct ge25519 *out, const struct ge25519 *a);
void GE25519_KERNEL(double_without_t)(struct ge25519 *out, const struct ge25519 *a);
void GE25519_KERNEL(add_niels)(struct ge25519 *out, const struct ge25519 *a,
                               const struct ge25519_niels *b);
void GE25519_KERNEL(subtract_niels)(struct ge25519 *out, const struct ge25519 *a,
                                    const struct ge25519_niels *b);
void GE25519_KERNEL(add_cached)(struct ge25519 *out, const struct ge25519 *a,
                                const struct ge25519_cached *b);
void GE25519_KERNEL(subtract_cached)(struct ge25519 *out, const struct ge25519 *a,
                                     const struct ge25519_cached *b);

#define double_with_t GE25519_KERNEL(double)
#define double_without_t GE25519_KERNEL(double_without_t)
#define add_niels GE25519_KERNEL(add_niels)
#define subtract_niels GE25519_KERNEL(subtract_niels)
#define add_cached GE25519_KERNEL(add_cached)
#define subtract_cached GE25519_KERNEL(subtract_cached)

#else

/* The last step of additions and doublings: x = E/G, y = H/F of the paper's section 3. T is needed
 * only if an addition follows. */
static inline void finish(struct ge25519 *out, const struct fe25519 *e, const struct fe25519 *f,
                          const struct fe25519 *g, const struct fe25519 *h, int with_t)
{
    fe25519_mul(&out->x, e, f);
    fe25519_mul(&out->y, g, h);
    fe25519_mul(&out->z, f, g);
    if (with_t) {
        fe25519_mul(&out->t, e, h);
    }
}

/* Section 3.3, with 2 z in d and the second point's sums at hand. */
static inline void add_common(struct ge25519 *out, const struct ge25519 *a,
                              const struct fe25519 *sum, const struct fe25519 *difference,
                              const struct fe25519 *product, const struct fe25519 *z2)
{
    struct fe25519 u, v, w, e, f, g, h;
    fe25519_sub(&u, &a->y, &a->x);
    fe25519_mul(&u, &u, difference);
    fe25519_add(&v, &a->y, &a->x);
    fe25519_mul(&v, &v, sum);
    fe25519_mul(&w, &a->t, product);
    fe25519_sub(&e, &v, &u);
    fe25519_sub(&f, z2, &w);
    fe25519_add(&g, z2, &w);
    fe25519_add(&h, &v, &u);
    finish(out, &e, &f, &g, &h, 1);
}

static void add_niels(struct ge25519 *out, const struct ge25519 *a, const struct ge25519_niels *b)
{
    struct fe25519 z2;
    fe25519_add(&z2, &a->z, &a->z);
    add_common(out, a, &b->sum, &b->difference, &b->product, &z2);
}

/* -(x, y) = (-x, y): the sum and the difference change places, the product its sign. */
static void subtract_niels(struct ge25519 *out, const struct ge25519 *a,
                           const struct ge25519_niels *b)
{
    struct fe25519 z2, product;
    fe25519_add(&z2, &a->z, &a->z);
    fe25519_sub(&product, &fe25519_zero, &b->product);
    add_common(out, a, &b->difference, &b->sum, &product, &z2);
}

static void add_cached(struct ge25519 *out, const struct ge25519 *a, const struct ge25519_cached *b)
{
    struct fe25519 z2;
    fe25519_mul(&z2, &a->z, &b->z);
    fe25519_add(&z2, &z2, &z2);
    add_common(out, a, &b->sum, &b->difference, &b->product, &z2);
}

static void subtract_cached(struct ge25519 *out, const struct ge25519 *a,
                            const struct ge25519_cached *b)
{
    struct fe25519 z2, product;
    fe25519_mul(&z2, &a->z, &b->z);
    fe25519_add(&z2, &z2, &z2);
    fe25519_sub(&product, &fe25519_zero, &b->product);
    add_common(out, a, &b->difference, &b->sum, &product, &z2);
}

/* Section 3.3 of the paper, all signs turned so that each subtrahend is tight. */
static inline void double_point(struct ge25519 *out, const struct ge25519 *a, int with_t)
{
    struct fe25519 xx, yy, zz2, e, f, g, h;
    fe25519_square(&xx, &a->x);
    fe25519_square(&yy, &a->y);
    fe25519_square(&zz2, &a->z);
    fe25519_add(&zz2, &zz2, &zz2);
    fe25519_add(&h, &xx, &yy);
    fe25519_add(&e, &a->x, &a->y);
    fe25519_square(&e, &e);
    fe25519_sub(&e, &h, &e);
    fe25519_sub(&g, &xx, &yy);
    fe25519_add(&f, &zz2, &xx);
    fe25519_sub(&f, &f, &yy);
    finish(out, &e, &f, &g, &h, with_t);
}

static void double_with_t(struct ge25519 *out, const struct ge25519 *a)
{
    double_point(out, a, 1);
}

static void double_without_t(struct ge25519 *out, const struct ge25519 *a)
{
    double_point(out, a, 0);
}

#endif

/* The bits b, as many as there are digits, for which 2 b - (2^digits - 1) = scalar modulo L: read
 * as digits, a set bit as +1 and a clear one as -1, they are the scalar. An odd number n below
 * 2^digits has b = (n - 1) / 2 + 2^(digits - 1); it is the scalar, plus L if that is even. */
static void recode_signed(uint8_t bits[GE25519_DIGITS / 8 + 1], const uint8_t scalar[32])
{
    static const uint64_t order[4] = { 0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0,
                                       0x1000000000000000 };
    uint64_t n[5], carry = 0;
    const uint64_t even = ct_mask_bit(~(uint64_t)scalar[0]);
    for (int i = 0; i < 4; i++) {
        n[i] = limb_add(&carry, load_le64(scalar + 8 * i), order[i] & even);
    }
    n[4] = carry;
    for (int i = 0; i < 4; i++) {
        store_le64(bits + 8 * i, n[i] >> 1 | n[i + 1] << 63);
    }
    bits[32] = 1 << (GE25519_DIGITS - 1) % 8;
    brisk_wipe(n, sizeof(n));
}

_Static_assert(GE25519_DIGITS > 257 && GE25519_DIGITS <= 264, "a scalar plus L, and 33 bytes");

/* The bits of comb number `comb` at position `position`, a spacing apart. */
static uint64_t read_teeth(const uint8_t *bits, int comb, int position)
{
    uint64_t teeth = 0;
    for (int t = 0; t < GE25519_TEETH; t++) {
        const int i = GE25519_SPACING * (GE25519_TEETH * comb + t) + position;
        teeth |= (uint64_t)(bits[i / 8] >> i % 8 & 1) << t;
    }
    return teeth;
}

/* 64 bits of a number from bit `position` on, which is below 256. */
static uint64_t read_bits(const uint64_t number[5], int position)
{
    const int word = position / 64, shift = position % 64;
    return number[word] >> shift | number[word + 1] << 1 << (63 - shift);
}

/* Width-w non-adjacent form: digits are 0 or odd and below 2^(width - 1) in size, and each one that
 * is not 0 is followed by width - 1 zeros. The scalar is below 2^253, so no carry is left over. */
static void recode_naf(int8_t digits[256], const uint8_t scalar[32], int width)
{
    uint64_t number[5] = { 0 };
    uint64_t carry = 0;
    memset(digits, 0, 256);
    for (int i = 0; i < 4; i++) {
        number[i] = load_le64(scalar + 8 * i);
    }
    for (int i = 0; i < 256; i += width) {
        uint64_t ahead;
        while (ahead = read_bits(number, i) ^ (0 - carry), ahead == 0 && i < 192) {
            i += 64;
        }
        i += ahead != 0 ? __builtin_ctzll(ahead) : 64;
        if (i >= 256) {
            break;
        }
        int digit = (int)((read_bits(number, i) & ((UINT64_C(1) << width) - 1)) + carry);
        carry = digit >> (width - 1) & 1;
        digits[i] = (int8_t)(carry ? digit - (1 << width) : digit);
    }
}

#define BASE_WIDTH 8 /* odd digits up to 127 */
#define POINT_WIDTH 5
#define POINT_MULTIPLES 8 /* odd digits up to 15 */

_Static_assert(GE25519_ODD_MULTIPLES == 1 << (BASE_WIDTH - 2), "one entry per odd digit");
_Static_assert(POINT_MULTIPLES == 1 << (POINT_WIDTH - 2), "one entry per odd digit");

/* The digits of the sum [base]B + [a]P + [b]Q: base in two halves, for B and 2^128 B. */
struct sum_digits {
    int8_t base[2][256], point[2][256];
    int num_digits;
};

static void recode_sum(struct sum_digits *digits, const uint8_t base[32], const uint8_t a[32],
                       const uint8_t b[32])
{
    uint8_t half[32] = { 0 };
    for (int i = 0; i < 2; i++) {
        memcpy(half, base + 16 * i, 16);
        recode_naf(digits->base[i], half, BASE_WIDTH);
    }
    recode_naf(digits->point[0], a, POINT_WIDTH);
    recode_naf(digits->point[1], b, POINT_WIDTH);
    int n = 256;
    while (n > 0 && !(digits->base[0][n - 1] | digits->base[1][n - 1] | digits->point[0][n - 1] |
                      digits->point[1][n - 1])) {
        n--;
    }
    digits->num_digits = n;
}

/* Where the digit, if it is not 0, has its multiple in a table of odd ones. */
static int digit_index(int digit)
{
    return (digit > 0 ? digit : -digit) / 2;
}

#ifndef GE25519_OWN_MULTIPLES

static void make_cached(struct ge25519_cached *out, const struct ge25519 *a)
{
    fe25519_add(&out->sum, &a->y, &a->x);
    fe25519_sub(&out->difference, &a->y, &a->x);
    fe25519_from_words(&out->product, brisk_fe25519_2d);
    fe25519_mul(&out->product, &out->product, &a->t);
    out->z = a->z;
}

static void make_niels(struct ge25519_niels *out, const struct ge25519_entry *entry)
{
    fe25519_from_words(&out->sum, entry->sum);
    fe25519_from_words(&out->difference, entry->difference);
    fe25519_from_words(&out->product, entry->product);
}

#ifndef GE25519_OWN_SELECTION

/* The point that comb number `comb` contributes for the bits in `teeth`, found by reading all of
 * its entries. With the last tooth's bit set it is the entry of the others; with it clear, the
 * negative of the entry of their complement. */
static void select_comb_point(struct ge25519_niels *out, int comb, uint64_t teeth)
{
    const uint64_t negative = ct_mask_bit(~teeth >> (GE25519_TEETH - 1));
    const uint64_t index = (teeth ^ negative) & (GE25519_COMB_POINTS - 1);
    struct ge25519_entry chosen = { { 0 }, { 0 }, { 0 } };
    struct fe25519 product_negated;
    for (uint64_t i = 0; i < GE25519_COMB_POINTS; i++) {
        const struct ge25519_entry *entry = &brisk_ge25519_comb[comb][i];
        const uint64_t mask = ct_mask_equal(i, index);
        for (int j = 0; j < 4; j++) {
            chosen.sum[j] |= mask & entry->sum[j];
            chosen.difference[j] |= mask & entry->difference[j];
            chosen.product[j] |= mask & entry->product[j];
        }
    }
    make_niels(out, &chosen);
    fe25519_swap_if(negative, &out->sum, &out->difference);
    fe25519_sub(&product_negated, &fe25519_zero, &out->product);
    fe25519_copy_if(negative, &out->product, &product_negated);
}

#endif

/* [scalar]B for any 256-bit little-endian scalar. Constant time. Each point is selected before the
 * one before it is added, so that the processor need not wait for it. */
static void ge25519_base_mul(struct ge25519 *out, const uint8_t scalar[32])
{
    uint8_t bits[GE25519_DIGITS / 8 + 1];
    struct ge25519_niels points[2];
    struct ge25519 sum = neutral;
    int now = 0;
    recode_signed(bits, scalar);
    select_comb_point(&points[now], 0, read_teeth(bits, 0, GE25519_SPACING - 1));
    for (int i = GE25519_SPACING - 1; i >= 0; i--) {
        if (i < GE25519_SPACING - 1) {
            double_with_t(&sum, &sum);
        }
        for (int comb = 0; comb < GE25519_COMBS; comb++, now ^= 1) {
            const int last = comb == GE25519_COMBS - 1;
            if (!last || i > 0) {
                const int next = last ? 0 : comb + 1;
                select_comb_point(&points[!now], next, read_teeth(bits, next, i - last));
            }
            add_niels(&sum, &sum, &points[now]);
        }
    }
    *out = sum;
    brisk_wipe(bits, sizeof(bits));
    brisk_wipe(points, sizeof(points));
    brisk_wipe(&sum, sizeof(sum));
}

static void make_odd_multiples(struct ge25519_cached multiples[POINT_MULTIPLES],
                               const struct ge25519 *point)
{
    struct ge25519 multiple = *point, twice;
    struct ge25519_cached twice_cached;
    double_with_t(&twice, point);
    make_cached(&twice_cached, &twice);
    make_cached(&multiples[0], point);
    for (int i = 1; i < POINT_MULTIPLES; i++) {
        add_cached(&multiple, &multiple, &twice_cached);
        make_cached(&multiples[i], &multiple);
    }
}

/* out = [base]B + [a]P + [b]Q for scalars below 2^253, which share the doublings (Straus). Variable
 * time: for public scalars and points only. */
static void ge25519_sum_public(struct ge25519 *out, const uint8_t base[32], const uint8_t a[32],
                               const struct ge25519 *p, const uint8_t b[32],
                               const struct ge25519 *q)
{
    struct sum_digits digits;
    struct ge25519_cached multiples[2][POINT_MULTIPLES];
    struct ge25519 sum = neutral;
    recode_sum(&digits, base, a, b);
    make_odd_multiples(multiples[0], p);
    make_odd_multiples(multiples[1], q);
    for (int i = digits.num_digits - 1; i >= 0; i--) {
        if (!(digits.base[0][i] | digits.base[1][i] | digits.point[0][i] | digits.point[1][i])) {
            double_without_t(&sum, &sum);
            continue;
        }
        double_with_t(&sum, &sum);
        for (int j = 0; j < 2; j++) {
            const int digit = digits.point[j][i];
            const struct ge25519_cached *multiple = &multiples[j][digit_index(digit)];
            if (digit > 0) {
                add_cached(&sum, &sum, multiple);
            } else if (digit < 0) {
                subtract_cached(&sum, &sum, multiple);
            }
        }
        for (int j = 0; j < 2; j++) {
            const int digit = digits.base[j][i];
            struct ge25519_niels multiple;
            make_niels(&multiple, &brisk_ge25519_odd_multiples[j][digit_index(digit)]);
            if (digit > 0) {
                add_niels(&sum, &sum, &multiple);
            } else if (digit < 0) {
                subtract_niels(&sum, &sum, &multiple);
            }
        }
    }
    *out = sum;
}

#endif

/* Variable time. */
static int ge25519_is_neutral(const struct ge25519 *point)
{
    struct fe25519 difference;
    fe25519_sub(&difference, &point->y, &point->z);
    return fe25519_mask_zero(&point->x) && fe25519_mask_zero(&difference);
}

/* -(x, y) = (-x, y) */
static void ge25519_negate(struct ge25519 *point)
{
    fe25519_negate(&point->x, &point->x);
    fe25519_negate(&point->t, &point->t);
}

/* RFC 8032 section 5.1.2. */
static void ge25519_encode(uint8_t out[32], const struct ge25519 *point)
{
    struct fe25519 z_inverse, x, y;
    fe25519_invert(&z_inverse, &point->z);
    fe25519_mul(&x, &point->x, &z_inverse);
    fe25519_mul(&y, &point->y, &z_inverse);
    fe25519_encode(out, &y);
    out[31] |= (uint8_t)(fe25519_is_odd(&x) << 7);
    /* z would tell more of the scalar than the point does (Naccache, Smart, Stern, "Projective
     * coordinates leak", 2004). */
    brisk_wipe(&z_inverse, sizeof(z_inverse));
}

/* On the way to x = sqrt(u/v) for u = y^2 - 1 and v = d y^2 + 1. */
struct root {
    struct fe25519 u, v, v3, power;
};

/* RFC 8032 section 5.1.3, step 1 and, of 2, u v^7: 1, or 0 if y is not below p. */
static int begin_decoding(struct ge25519 *out, struct root *root, const uint8_t in[32])
{
    uint8_t canonical[32];
    struct fe25519 d;
    fe25519_decode(&out->y, in);
    fe25519_encode(canonical, &out->y);
    canonical[31] |= in[31] & 0x80;
    if (memcmp(canonical, in, 32) != 0) {
        return 0;
    }
    fe25519_square(&root->u, &out->y);
    fe25519_from_words(&d, brisk_fe25519_d);
    fe25519_mul(&root->v, &root->u, &d);
    fe25519_sub(&root->u, &root->u, &fe25519_one);
    fe25519_add(&root->v, &root->v, &fe25519_one);
    fe25519_square(&root->v3, &root->v);
    fe25519_mul(&root->v3, &root->v3, &root->v);
    fe25519_square(&root->power, &root->v3);
    fe25519_mul(&root->power, &root->power, &root->v);
    fe25519_mul(&root->power, &root->power, &root->u);
    return 1;
}

/* The same section's steps 2 to 4 with (u v^7)^((p-5)/8) at hand: x is u v^3 times that, or times
 * sqrt(-1), too; 0 if neither is a root, or if it is 0 and has a sign. */
static int finish_decoding(struct ge25519 *out, const struct root *root, unsigned sign)
{
    struct fe25519 check, difference, sqrt_m1;
    fe25519_mul(&out->x, &root->power, &root->v3);
    fe25519_mul(&out->x, &out->x, &root->u);
    fe25519_square(&check, &out->x);
    fe25519_mul(&check, &check, &root->v);
    fe25519_sub(&difference, &root->u, &check);
    if (!fe25519_mask_zero(&difference)) {
        fe25519_add(&difference, &root->u, &check);
        if (!fe25519_mask_zero(&difference)) {
            return 0;
        }
        fe25519_from_words(&sqrt_m1, brisk_fe25519_sqrt_m1);
        fe25519_mul(&out->x, &out->x, &sqrt_m1);
    }
    if (sign && fe25519_mask_zero(&out->x)) {
        return 0;
    }
    if (fe25519_is_odd(&out->x) != sign) {
        fe25519_negate(&out->x, &out->x);
    }
    out->z = fe25519_one;
    fe25519_mul(&out->t, &out->x, &out->y);
    return 1;
}

/* RFC 8032 section 5.1.3 for two points: 1, or 0 if one of them is no point's encoding. The roots
 * are taken side by side, as their squarings hide each other's latency. Variable time. */
static int ge25519_decode_public(struct ge25519 out[2], const uint8_t first[32],
                                 const uint8_t second[32])
{
    struct root root[2];
    if (!begin_decoding(&out[0], &root[0], first) || !begin_decoding(&out[1], &root[1], second)) {
        return 0;
    }
    struct fe25519 powers[2] = { root[0].power, root[1].power };
    fe25519_pow_p58(powers);
    root[0].power = powers[0];
    root[1].power = powers[1];
    return finish_decoding(&out[0], &root[0], first[31] >> 7) &&
           finish_decoding(&out[1], &root[1], second[31] >> 7);
}

#endif
