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

/* The 256 bits b for which 2 b - (2^256 - 1) = scalar modulo L: read as digits, a set bit as +1 and
 * a clear one as -1, they are the scalar. An odd number n below 2^256 has b = (n - 1) / 2 + 2^255;
 * it is scalar, less 6 L if that is 2^255 or more, and plus L if the rest is even. */
static void recode_signed(uint8_t bits[32], const uint8_t scalar[32])
{
    static const uint64_t order[4] = { 0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0,
                                       0x1000000000000000 };
    static const uint64_t order_6[4] = { 0x106e529e2dc2f78e, 0x7d39db37d1cdad06, 0,
                                         0x6000000000000000 };
    uint64_t n[4], borrow = 0, carry = 0;
    for (int i = 0; i < 4; i++) {
        n[i] = load_le64(scalar + 8 * i);
    }
    const uint64_t large = ct_mask_bit(n[3] >> 63), even = ct_mask_bit(~n[0]);
    for (int i = 0; i < 4; i++) {
        n[i] = limb_sub(&borrow, n[i], order_6[i] & large);
        n[i] = limb_add(&carry, n[i], order[i] & even);
    }
    for (int i = 0; i < 4; i++) {
        store_le64(bits + 8 * i, n[i] >> 1 | (i < 3 ? n[i + 1] : 1) << 63);
    }
    brisk_wipe(n, sizeof(n));
}

/* The bits of comb number `comb` at position `position`, which are 8 digits apart: the same bit of
 * four bytes. */
static uint64_t read_teeth(const uint8_t bits[32], int comb, int position)
{
    uint64_t teeth = 0;
    for (int t = 0; t < GE25519_TEETH; t++) {
        teeth |= (uint64_t)(bits[GE25519_TEETH * comb + t] >> position & 1) << t;
    }
    return teeth;
}

/* Bits position to position + count - 1 of a scalar; zeros above it. */
static unsigned read_bits(const uint8_t scalar[32], int position, int count)
{
    unsigned bits = 0;
    for (int i = position / 8; i < 32 && 8 * i < position + count; i++) {
        int shift = 8 * i - position;
        bits |= shift >= 0 ? (unsigned)scalar[i] << shift : (unsigned)scalar[i] >> -shift;
    }
    return bits & ((1u << count) - 1);
}

/* Width-w non-adjacent form: digits are 0 or odd and below 2^(width - 1) in size, and each one that
 * is not 0 is followed by width - 1 zeros. The scalar is below 2^253, so no carry is left over. */
static void recode_naf(int8_t digits[256], const uint8_t scalar[32], int width)
{
    unsigned carry = 0;
    memset(digits, 0, 256);
    for (int i = 0; i < 256;) {
        if (read_bits(scalar, i, 1) == carry) {
            i++;
            continue;
        }
        int digit = (int)(read_bits(scalar, i, width) + carry);
        carry = digit >> (width - 1) & 1;
        digits[i] = (int8_t)(carry ? digit - (1 << width) : digit);
        i += width;
    }
}

#define BASE_WIDTH 7 /* odd digits up to 63 */
#define POINT_WIDTH 5
#define POINT_MULTIPLES 8 /* odd digits up to 15 */

_Static_assert(GE25519_ODD_MULTIPLES == 1 << (BASE_WIDTH - 2), "one entry per odd digit");
_Static_assert(POINT_MULTIPLES == 1 << (POINT_WIDTH - 2), "one entry per odd digit");

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

/* The point that comb number `comb` contributes for the four bits in `teeth`, found by reading the
 * whole row. With the last tooth's bit set it is the entry of the other three; with it clear, the
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

/* [scalar]B for any 256-bit little-endian scalar. Constant time. */
static void ge25519_base_mul(struct ge25519 *out, const uint8_t scalar[32])
{
    uint8_t bits[32];
    struct ge25519_niels point;
    struct ge25519 sum = neutral;
    recode_signed(bits, scalar);
    for (int i = GE25519_SPACING - 1; i >= 0; i--) {
        if (i < GE25519_SPACING - 1) {
            double_with_t(&sum, &sum);
        }
        for (int comb = 0; comb < GE25519_COMBS; comb++) {
            select_comb_point(&point, comb, read_teeth(bits, comb, i));
            add_niels(&sum, &sum, &point);
        }
    }
    *out = sum;
    brisk_wipe(bits, sizeof(bits));
    brisk_wipe(&point, sizeof(point));
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

/* out = [a]B + [b]P for scalars below L, which share the doublings (Straus). Variable time: for
 * public scalars and points only. */
static void ge25519_double_mul_public(struct ge25519 *out, const uint8_t a[32], const uint8_t b[32],
                                      const struct ge25519 *point)
{
    int8_t a_digits[256], b_digits[256];
    struct ge25519_cached multiples[POINT_MULTIPLES];
    struct ge25519_niels base_multiple;
    recode_naf(a_digits, a, BASE_WIDTH);
    recode_naf(b_digits, b, POINT_WIDTH);
    make_odd_multiples(multiples, point);

    struct ge25519 sum = neutral;
    int i = 255;
    while (i > 0 && a_digits[i] == 0 && b_digits[i] == 0) {
        i--;
    }
    for (; i >= 0; i--) {
        if (a_digits[i] == 0 && b_digits[i] == 0) {
            double_without_t(&sum, &sum);
            continue;
        }
        double_with_t(&sum, &sum);
        if (b_digits[i] > 0) {
            add_cached(&sum, &sum, &multiples[b_digits[i] / 2]);
        } else if (b_digits[i] < 0) {
            subtract_cached(&sum, &sum, &multiples[-b_digits[i] / 2]);
        }
        if (a_digits[i] > 0) {
            make_niels(&base_multiple, &brisk_ge25519_odd_multiples[a_digits[i] / 2]);
            add_niels(&sum, &sum, &base_multiple);
        } else if (a_digits[i] < 0) {
            make_niels(&base_multiple, &brisk_ge25519_odd_multiples[-a_digits[i] / 2]);
            subtract_niels(&sum, &sum, &base_multiple);
        }
    }
    *out = sum;
}

#endif

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

/* x = sqrt(u/v) for u = y^2 - 1 and v = d y^2 + 1: u v^3 (u v^7)^((p-5)/8) or that times
 * sqrt(-1). Returns 0 if u/v is no square. */
static int divide_and_take_root(struct fe25519 *x, const struct fe25519 *u, const struct fe25519 *v)
{
    struct fe25519 v3, power, check, difference, sqrt_m1;
    fe25519_square(&v3, v);
    fe25519_mul(&v3, &v3, v);
    fe25519_square(&power, &v3);
    fe25519_mul(&power, &power, v);
    fe25519_mul(&power, &power, u);
    fe25519_pow_p58(&power, &power);
    fe25519_mul(&power, &power, &v3);
    fe25519_mul(x, &power, u);

    fe25519_square(&check, x);
    fe25519_mul(&check, &check, v);
    fe25519_sub(&difference, u, &check);
    if (fe25519_mask_zero(&difference)) {
        return 1;
    }
    fe25519_add(&difference, u, &check);
    if (fe25519_mask_zero(&difference)) {
        fe25519_from_words(&sqrt_m1, brisk_fe25519_sqrt_m1);
        fe25519_mul(x, x, &sqrt_m1);
        return 1;
    }
    return 0;
}

/* RFC 8032 section 5.1.3: 1, or 0 if `in` is no point's encoding (y not below p included).
 * Variable time. */
static int ge25519_decode_public(struct ge25519 *out, const uint8_t in[32])
{
    const unsigned sign = in[31] >> 7;
    uint8_t canonical[32];
    struct fe25519 d, u, v;
    fe25519_decode(&out->y, in);
    fe25519_encode(canonical, &out->y);
    canonical[31] |= (uint8_t)(sign << 7);
    if (memcmp(canonical, in, 32) != 0) {
        return 0; /* step 1: y >= p */
    }
    out->z = fe25519_one;
    fe25519_square(&u, &out->y);
    fe25519_from_words(&d, brisk_fe25519_d);
    fe25519_mul(&v, &u, &d);
    fe25519_sub(&u, &u, &fe25519_one);
    fe25519_add(&v, &v, &fe25519_one);
    if (!divide_and_take_root(&out->x, &u, &v)) {
        return 0; /* step 3 */
    }
    if (sign && fe25519_mask_zero(&out->x)) {
        return 0; /* step 4: -0 */
    }
    if (fe25519_is_odd(&out->x) != sign) {
        fe25519_negate(&out->x, &out->x);
    }
    fe25519_mul(&out->t, &out->x, &out->y);
    return 1;
}

#endif
