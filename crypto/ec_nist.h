/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A short Weierstrass curve y^2 = x^3 - 3x + b of prime order n, as functions for one row of a
 * brisk_ec_impl table. The file that includes this defines
 *   EC_KERNEL(function)         the names of the row's functions;
 *   EC_LIMBS and the constants  of crypto/p256_params.h or crypto/p384_params.h;
 *   fe                          a field element: uint64_t[EC_LIMBS] in Montgomery form, below p;
 *   fe_mul, fe_sqr, fe_invert   the field operations worth a row of their own;
 * and, if it has them,
 *   EC_POINT_KERNEL(function)   functions double, add, add_affine on points, which do
 *                               what point_double() to point_add_affine() below do;
 *   EC_SCALAR_KERNELS           to say that sc_mul and sc_invert are its own.
 * Outputs of field and point functions may equal inputs.
 *
 * Points are in Jacobian coordinates: x = X/Z^2, y = Y/Z^3, infinity has Z = 0. The formulas are
 * those of Cohen, Miyaji and Ono, "Efficient Elliptic Curve Exponentiation Using Mixed Coordinates"
 * (1998), with the tangent's slope 3 X^2 - 3 Z^4 written as a product since a = -3.
 *
 * Adding equal points needs the doubling formula instead, and code on secrets cannot branch to it.
 * It never has to. Scalars are replaced by n - k where that is smaller (the x coordinate does not
 * change) and recoded to signed digits of base 32, -16 to 16. Every addition in the two secret
 * multiplications below adds D = d 32^i to a sum S of other digits at other positions, both in
 * multiples of one point of order n. S = D or S = -D modulo n would mean that S - D or S + D, whose
 * size is at most the sum of all |d_i| 32^i < n (k < n/2, so that the top digit is small), is the
 * integer 0. But a number with one digit per position is, modulo 32^(j+1), its lowest nonzero digit
 * d_j times 32^j, and that is not 0 for |d_j| <= 16. So S = +-D only where both are 0, that is
 * infinity, which the addition covers by masks. */

#ifndef BRISK_CRYPTO_EC_NIST_H
#define BRISK_CRYPTO_EC_NIST_H

#include <brisk/random.h>

#include "crypto/ct.h"
#include "crypto/impl.h"
#include "crypto/limbs.h"
#include "crypto/mod_invert.h"

#define EC_BYTES (8 * EC_LIMBS)
#define EC_BITS (64 * EC_LIMBS)
#define EC_WINDOW 5
#define EC_NUM_DIGITS (EC_BITS / EC_WINDOW + 1)

struct point {
    fe x, y, z;
};

struct affine {
    fe x, y;
};

/* A scalar as signed digits, least significant first. */
struct digits {
    uint8_t magnitude[EC_NUM_DIGITS]; /* 0 to 16 */
    uint8_t negative[EC_NUM_DIGITS];  /* 0 or 1 */
};

static uint64_t load_scalar(uint64_t k[EC_LIMBS], const uint8_t in[EC_BYTES]);
static uint64_t load_point(struct affine *p, const uint8_t in[2 * EC_BYTES]);
static void reduce_once_mod_n(uint64_t out[EC_LIMBS], const uint64_t in[EC_LIMBS]);
static uint64_t recode_smaller(struct digits *digits, const uint64_t k[EC_LIMBS]);
static void base_mul(struct point *out, const struct digits *k);
static void point_mul(struct point *out, const struct affine *p, const struct digits *k);
static void point_mul_public(struct point *out, const struct affine *p,
                             const uint64_t k_base[EC_LIMBS], const uint64_t k[EC_LIMBS]);
static void affine_x(fe x, const struct point *p);
static int x_equals(const struct point *p, const uint64_t r[EC_LIMBS]);
static void sc_mul(uint64_t out[EC_LIMBS], const uint64_t a[EC_LIMBS], const uint64_t b[EC_LIMBS]);
static void sc_invert(uint64_t out[EC_LIMBS], const uint64_t a[EC_LIMBS]);
static void fe_from_mont(fe out, const fe a);
static void fe_to_mont(fe out, const fe a);

int EC_KERNEL(public)(uint8_t *point, const uint8_t *scalar)
{
    uint64_t k[EC_LIMBS];
    struct digits digits;
    struct point p;
    fe z_inverse, t, x, y, minus_y;
    uint64_t valid = load_scalar(k, scalar);
    uint64_t negate = recode_smaller(&digits, k);
    base_mul(&p, &digits);

    fe_invert(z_inverse, p.z);
    fe_sqr(t, z_inverse);
    fe_mul(x, p.x, t);
    fe_mul(t, t, z_inverse);
    fe_mul(y, p.y, t);
    mod_sub(minus_y, ec_p, y, ec_p, EC_LIMBS); /* y is not 0: the order is odd */
    ct_copy(negate, y, minus_y, EC_LIMBS);
    fe_from_mont(x, x);
    fe_from_mont(y, y);
    ct_copy(~valid, x, (const fe){ 0 }, EC_LIMBS);
    ct_copy(~valid, y, (const fe){ 0 }, EC_LIMBS);
    limbs_to_be(point, x, EC_LIMBS);
    limbs_to_be(point + EC_BYTES, y, EC_LIMBS);

    brisk_wipe(k, sizeof(k));
    brisk_wipe(&digits, sizeof(digits));
    brisk_wipe(&p, sizeof(p));
    brisk_wipe(z_inverse, sizeof(z_inverse));
    brisk_wipe(t, sizeof(t));
    return (int)(valid & 1);
}

int EC_KERNEL(shared)(uint8_t *x_out, const uint8_t *scalar, const uint8_t *point)
{
    uint64_t k[EC_LIMBS];
    struct digits digits;
    struct affine peer;
    struct point p;
    fe x;
    uint64_t valid = load_scalar(k, scalar) & load_point(&peer, point);
    recode_smaller(&digits, k);
    point_mul(&p, &peer, &digits);
    affine_x(x, &p);
    ct_copy(~valid, x, (const fe){ 0 }, EC_LIMBS);
    limbs_to_be(x_out, x, EC_LIMBS);

    brisk_wipe(k, sizeof(k));
    brisk_wipe(&digits, sizeof(digits));
    brisk_wipe(&p, sizeof(p));
    brisk_wipe(x, sizeof(x));
    return (int)(valid & 1);
}

/* FIPS 186-5 section 6.4.1: r = x([k]G) mod n, s = (e + r d) / k mod n. */
int EC_KERNEL(sign)(uint8_t *signature, const uint8_t *d, const uint8_t *e, const uint8_t *k)
{
    uint64_t nonce[EC_LIMBS], key[EC_LIMBS], hash[EC_LIMBS], r[EC_LIMBS], s[EC_LIMBS];
    struct digits digits;
    struct point p;
    uint64_t valid = load_scalar(nonce, k);
    limbs_from_be(key, d, EC_LIMBS);
    limbs_from_be(hash, e, EC_LIMBS);
    reduce_once_mod_n(hash, hash);

    recode_smaller(&digits, nonce);
    base_mul(&p, &digits);
    affine_x(r, &p);
    reduce_once_mod_n(r, r); /* p < 2n */

    /* Montgomery factors: (r R) d / R, then (e + r d) (R / k) / R. */
    sc_mul(s, r, ec_n_rr);
    sc_mul(s, s, key);
    mod_add(s, s, hash, ec_n, EC_LIMBS);
    sc_mul(nonce, nonce, ec_n_rr);
    sc_invert(nonce, nonce);
    sc_mul(s, s, nonce);

    valid &= ~ct_mask_all_zero(r, EC_LIMBS) & ~ct_mask_all_zero(s, EC_LIMBS);
    ct_copy(~valid, r, (const uint64_t[EC_LIMBS]){ 0 }, EC_LIMBS);
    ct_copy(~valid, s, (const uint64_t[EC_LIMBS]){ 0 }, EC_LIMBS);
    limbs_to_be(signature, r, EC_LIMBS);
    limbs_to_be(signature + EC_BYTES, s, EC_LIMBS);

    brisk_wipe(nonce, sizeof(nonce));
    brisk_wipe(key, sizeof(key));
    brisk_wipe(&digits, sizeof(digits));
    brisk_wipe(&p, sizeof(p));
    return (int)(valid & 1);
}

/* FIPS 186-5 section 6.4.2: the x coordinate of [e/s]G + [r/s]Q is r modulo n. */
int EC_KERNEL(verify)(const uint8_t *signature, const uint8_t *point, const uint8_t *e)
{
    uint64_t r[EC_LIMBS], s[EC_LIMBS], hash[EC_LIMBS], u1[EC_LIMBS], u2[EC_LIMBS];
    struct affine key;
    struct point sum;
    if (!load_scalar(r, signature) || !load_scalar(s, signature + EC_BYTES) ||
        !load_point(&key, point)) {
        return 0;
    }
    limbs_from_be(hash, e, EC_LIMBS);
    reduce_once_mod_n(hash, hash);
    sc_mul(s, s, ec_n_rr);
    sc_invert(s, s);
    sc_mul(u1, hash, s);
    sc_mul(u2, r, s);
    point_mul_public(&sum, &key, u1, u2);
    return x_equals(&sum, r);
}

int EC_KERNEL(check)(const uint8_t *point)
{
    struct affine p;
    return (int)(load_point(&p, point) & 1);
}

/* Field. */

static inline void fe_add(fe out, const fe a, const fe b)
{
    mod_add(out, a, b, ec_p, EC_LIMBS);
}

static inline void fe_sub(fe out, const fe a, const fe b)
{
    mod_sub(out, a, b, ec_p, EC_LIMBS);
}

static inline void fe_half(fe out, const fe a)
{
    mod_half(out, a, ec_p, EC_LIMBS);
}

static inline void fe_copy(fe out, const fe a)
{
    memcpy(out, a, sizeof(fe));
}

static inline uint64_t fe_mask_zero(const fe a)
{
    return ct_mask_all_zero(a, EC_LIMBS);
}

static inline uint64_t fe_mask_equal(const fe a, const fe b)
{
    fe difference;
    fe_sub(difference, a, b);
    return fe_mask_zero(difference);
}

static void fe_to_mont(fe out, const fe a)
{
    fe_mul(out, a, ec_rr);
}

static void fe_from_mont(fe out, const fe a)
{
    fe_mul(out, a, (const fe){ 1 });
}

#ifndef EC_SCALAR_KERNELS

/* Scalars: modulo n. */

/* out = a b / 2^EC_BITS mod n */
static __attribute__((noinline)) void sc_mul(uint64_t out[EC_LIMBS], const uint64_t a[EC_LIMBS],
                                             const uint64_t b[EC_LIMBS])
{
    uint64_t t[2 * EC_LIMBS];
    limbs_mul(t, a, b, EC_LIMBS);
    mont_reduce(out, t, ec_n, EC_N_INVERSE, EC_LIMBS);
}

/* out = 1/a in Montgomery form, 0 for 0. */
static void sc_invert(uint64_t out[EC_LIMBS], const uint64_t a[EC_LIMBS])
{
    mod_invert(out, a, ec_n_rr, ec_n, EC_N_INVERSE, EC_LIMBS);
}

#endif

static void reduce_once_mod_n(uint64_t out[EC_LIMBS], const uint64_t in[EC_LIMBS])
{
    limbs_reduce_once(out, in, 0, ec_n, EC_LIMBS);
}

/* Returns the mask for "in [1, n-1]". */
static uint64_t load_scalar(uint64_t k[EC_LIMBS], const uint8_t in[EC_BYTES])
{
    limbs_from_be(k, in, EC_LIMBS);
    return limbs_mask_less(k, ec_n, EC_LIMBS) & ~ct_mask_all_zero(k, EC_LIMBS);
}

/* Recodes k, or n - k if that is smaller: returns the mask for the latter. Each window of five bits
 * and the bit below it gives the digit (window's value) - 32 (its top bit) + (the bit below): what
 * one window borrows, the next one pays back. */
static uint64_t recode_smaller(struct digits *digits, const uint64_t k[EC_LIMBS])
{
    uint64_t opposite[EC_LIMBS], bits[EC_LIMBS + 1];
    limbs_sub(opposite, ec_n, k, EC_LIMBS);
    uint64_t negate = limbs_mask_less(opposite, k, EC_LIMBS);
    for (size_t i = 0; i < EC_LIMBS; i++) {
        bits[i] = ct_select(negate, opposite[i], k[i]);
    }
    bits[EC_LIMBS] = 0;
    uint64_t below = 0;
    for (size_t i = 0; i < EC_NUM_DIGITS; i++) {
        size_t at = EC_WINDOW * i;
        unsigned __int128 two = (unsigned __int128)bits[at / 64 + 1] << 64 | bits[at / 64];
        uint64_t window = (uint64_t)(two >> (at % 64)) & 31;
        uint64_t negative = window >> 4;
        uint64_t positive_value = window + below;
        digits->magnitude[i] =
            (uint8_t)ct_select(ct_mask_bit(negative), 32 - positive_value, positive_value);
        digits->negative[i] = (uint8_t)negative;
        below = negative;
    }
    brisk_wipe(opposite, sizeof(opposite));
    brisk_wipe(bits, sizeof(bits));
    return negate;
}

/* Points. */

/* Returns the mask for "coordinates below p and on the curve". */
static uint64_t load_point(struct affine *p, const uint8_t in[2 * EC_BYTES])
{
    fe left, right;
    limbs_from_be(p->x, in, EC_LIMBS);
    limbs_from_be(p->y, in + EC_BYTES, EC_LIMBS);
    uint64_t valid = limbs_mask_less(p->x, ec_p, EC_LIMBS) & limbs_mask_less(p->y, ec_p, EC_LIMBS);
    ct_copy(~valid, p->x, ec_one, EC_LIMBS); /* the arithmetic wants numbers below p */
    ct_copy(~valid, p->y, ec_one, EC_LIMBS);
    fe_to_mont(p->x, p->x);
    fe_to_mont(p->y, p->y);

    fe_sqr(left, p->y);
    fe_sqr(right, p->x);
    for (int i = 0; i < 3; i++) {
        fe_sub(right, right, ec_one);
    }
    fe_mul(right, right, p->x);
    fe_add(right, right, ec_b);
    return valid & fe_mask_equal(left, right);
}

/* x in plain form, not Montgomery's; 0 for infinity. */
static void affine_x(fe x, const struct point *p)
{
    fe z_inverse;
    fe_invert(z_inverse, p->z);
    fe_sqr(z_inverse, z_inverse);
    fe_mul(x, p->x, z_inverse);
    fe_from_mont(x, x);
    brisk_wipe(z_inverse, sizeof(z_inverse));
}

/* Whether x modulo n is r, for public p: X = r Z^2 or X = (r + n) Z^2 if r + n is a field element.
 * Infinity has no x. */
static int x_equals(const struct point *p, const uint64_t r[EC_LIMBS])
{
    fe z_squared, t;
    uint64_t candidate[EC_LIMBS];
    if (fe_mask_zero(p->z)) {
        return 0;
    }
    fe_sqr(z_squared, p->z);
    fe_to_mont(t, r); /* r < n < p */
    fe_mul(t, t, z_squared);
    if (fe_mask_equal(t, p->x)) {
        return 1;
    }
    if (limbs_add(candidate, r, ec_n, EC_LIMBS) || !limbs_mask_less(candidate, ec_p, EC_LIMBS)) {
        return 0;
    }
    fe_to_mont(t, candidate);
    fe_mul(t, t, z_squared);
    return fe_mask_equal(t, p->x) != 0;
}

#ifdef EC_POINT_KERNEL

static inline void point_double(struct point *out, const struct point *a)
{
    EC_POINT_KERNEL(double)(out, a);
}

static inline void point_add(struct point *out, const struct point *a, const struct point *b)
{
    EC_POINT_KERNEL(add)(out, a, b);
}

static inline void point_add_affine(struct point *out, const struct point *a,
                                    const struct affine *b, uint64_t b_infinite)
{
    EC_POINT_KERNEL(add_affine)(out, a, b, b_infinite);
}

#else

/* out = 2 a; infinity stays infinity. */
static void point_double(struct point *out, const struct point *a)
{
    fe slope, t, y_twice, y4, xy;
    fe_sqr(t, a->z);
    fe_sub(slope, a->x, t);
    fe_add(t, a->x, t);
    fe_mul(slope, slope, t);
    fe_add(t, slope, slope);
    fe_add(slope, slope, t); /* 3 (X - Z^2) (X + Z^2) = 3 X^2 - 3 Z^4 */

    fe_add(y_twice, a->y, a->y);
    fe_mul(out->z, y_twice, a->z);
    fe_sqr(y4, y_twice);
    fe_mul(xy, y4, a->x); /* 4 X Y^2 */
    fe_sqr(y4, y4);
    fe_half(y4, y4); /* 8 Y^4 */

    fe_sqr(out->x, slope);
    fe_sub(out->x, out->x, xy);
    fe_sub(out->x, out->x, xy);
    fe_sub(xy, xy, out->x);
    fe_mul(t, slope, xy);
    fe_sub(out->y, t, y4);
}

/* What both additions end with: from U1, S1 (a's x and y brought to the common denominator),
 * H = U2 - U1 and R = S2 - S1, the sum's X and Y. */
static inline void add_x_y(struct point *out, const fe u1, const fe s1, const fe h, const fe r)
{
    fe hh, hhh, v;
    fe_sqr(hh, h);
    fe_mul(hhh, hh, h);
    fe_mul(v, u1, hh);
    fe_sqr(out->x, r);
    fe_sub(out->x, out->x, hhh);
    fe_sub(out->x, out->x, v);
    fe_sub(out->x, out->x, v);
    fe_sub(v, v, out->x);
    fe_mul(v, v, r);
    fe_mul(hhh, hhh, s1);
    fe_sub(out->y, v, hhh);
}

/* out = a + b, each of which may be infinity; not for a = b unless that is infinity. (The result is
 * then X = Y = Z = 0, by which code on public points can tell.) */
static void point_add(struct point *out, const struct point *a, const struct point *b)
{
    fe z1z1, z2z2, u1, h, s1, r, t;
    struct point sum;
    fe_sqr(z1z1, a->z);
    fe_sqr(z2z2, b->z);
    fe_mul(u1, a->x, z2z2);
    fe_mul(h, b->x, z1z1);
    fe_sub(h, h, u1);
    fe_mul(t, b->z, z2z2);
    fe_mul(s1, a->y, t);
    fe_mul(t, a->z, z1z1);
    fe_mul(r, b->y, t);
    fe_sub(r, r, s1);
    fe_mul(t, a->z, b->z);
    fe_mul(sum.z, t, h);
    add_x_y(&sum, u1, s1, h, r);

    uint64_t a_infinite = fe_mask_zero(a->z);
    uint64_t b_infinite = fe_mask_zero(b->z);
    ct_copy(a_infinite, &sum.x[0], &b->x[0], 3 * EC_LIMBS);
    ct_copy(b_infinite, &sum.x[0], &a->x[0], 3 * EC_LIMBS);
    *out = sum;
}

/* The same for an affine b; it is infinity where the mask says so. */
static void point_add_affine(struct point *out, const struct point *a, const struct affine *b,
                             uint64_t b_infinite)
{
    fe z1z1, h, r, t;
    struct point sum, b_point;
    fe_sqr(z1z1, a->z);
    fe_mul(h, b->x, z1z1);
    fe_sub(h, h, a->x);
    fe_mul(t, a->z, z1z1);
    fe_mul(r, b->y, t);
    fe_sub(r, r, a->y);
    fe_mul(sum.z, a->z, h);
    add_x_y(&sum, a->x, a->y, h, r);

    fe_copy(b_point.x, b->x);
    fe_copy(b_point.y, b->y);
    fe_copy(b_point.z, ec_one);
    ct_copy(fe_mask_zero(a->z), &sum.x[0], &b_point.x[0], 3 * EC_LIMBS);
    ct_copy(b_infinite, &sum.x[0], &a->x[0], 3 * EC_LIMBS);
    *out = sum;
}

#endif

/* Negates y where the digit is negative. */
static inline void negate_y(fe y, uint64_t negative)
{
    fe minus_y;
    fe_sub(minus_y, (const fe){ 0 }, y);
    ct_copy(ct_mask_bit(negative), y, minus_y, EC_LIMBS);
}

/* out = entry number `magnitude` (1 to 16) of 16 entries of `n` words, zeros for 0. Reads all. */
static inline void select_entry(uint64_t *out, const uint64_t *entries, uint64_t magnitude,
                                size_t n)
{
    memset(out, 0, n * sizeof(*out));
    for (size_t i = 0; i < 16; i++) {
        uint64_t mask = ct_mask_equal(magnitude, i + 1);
        for (size_t j = 0; j < n; j++) {
            out[j] |= mask & entries[i * n + j];
        }
    }
}

/* out = [k]G: a comb. Windows with a row of the table are added straight; the ones s windows above
 * them come first and are multiplied by 32^s together with everything summed so far. */
static void base_mul(struct point *out, const struct digits *k)
{
    struct affine entry;
    *out = (struct point){ { 0 }, { 0 }, { 0 } };
    for (size_t above = EC_TABLE_SPACING; above-- > 0;) {
        for (size_t row = 0; row < EC_TABLE_ROWS; row++) {
            size_t i = row * EC_TABLE_SPACING + above;
            if (i >= EC_NUM_DIGITS) {
                continue;
            }
            select_entry(&entry.x[0], &EC_TABLE[row][0][0], k->magnitude[i], 2 * EC_LIMBS);
            negate_y(entry.y, k->negative[i]);
            point_add_affine(out, out, &entry, ct_mask_zero(k->magnitude[i]));
        }
        for (int i = 0; above > 0 && i < EC_WINDOW; i++) {
            point_double(out, out);
        }
    }
    brisk_wipe(&entry, sizeof(entry));
}

/* out = [k]p: a window of five bits at a time, most significant first. */
static void point_mul(struct point *out, const struct affine *p, const struct digits *k)
{
    struct point multiples[16], entry;
    fe_copy(multiples[0].x, p->x);
    fe_copy(multiples[0].y, p->y);
    fe_copy(multiples[0].z, ec_one);
    for (size_t i = 2; i <= 16; i++) {
        if (i % 2 == 0) {
            point_double(&multiples[i - 1], &multiples[i / 2 - 1]);
        } else {
            point_add_affine(&multiples[i - 1], &multiples[i - 2], p, 0);
        }
    }
    *out = (struct point){ { 0 }, { 0 }, { 0 } };
    for (size_t i = EC_NUM_DIGITS; i-- > 0;) {
        for (int j = 0; j < EC_WINDOW; j++) {
            point_double(out, out);
        }
        select_entry(&entry.x[0], &multiples[0].x[0], k->magnitude[i], 3 * EC_LIMBS);
        negate_y(entry.y, k->negative[i]);
        point_add(out, out, &entry);
    }
    brisk_wipe(multiples, sizeof(multiples));
    brisk_wipe(&entry, sizeof(entry));
}

/* From here on: variable time, for verification. */

/* Adds any two points: point_add() and point_add_affine() leave X = Z = 0 for equal ones. */
static void repair_equal(struct point *sum, const struct point *a)
{
    if (fe_mask_zero(sum->z) && fe_mask_zero(sum->x) && !fe_mask_zero(a->z)) {
        point_double(sum, a);
    }
}

static void add_public(struct point *acc, const struct point *b, int negative)
{
    struct point before = *acc;
    struct point entry = *b;
    negate_y(entry.y, (uint64_t)negative);
    point_add(acc, &before, &entry);
    repair_equal(acc, &before);
}

static void add_affine_public(struct point *acc, const uint64_t entry_words[2 * EC_LIMBS],
                              int negative)
{
    struct point before = *acc;
    struct affine entry;
    memcpy(&entry, entry_words, sizeof(entry));
    negate_y(entry.y, (uint64_t)negative);
    point_add_affine(acc, &before, &entry, 0);
    repair_equal(acc, &before);
}

/* Non-adjacent form of width 5: digits 0 or odd, -15 to 15, at most one of five nonzero. */
static void recode_naf(int8_t naf[EC_BITS + 1], const uint64_t k[EC_LIMBS])
{
    uint64_t carry = 0;
    memset(naf, 0, EC_BITS + 1);
    for (size_t at = 0; at <= EC_BITS;) {
        uint64_t bit = at < EC_BITS ? k[at / 64] >> (at % 64) & 1 : 0;
        if (bit == carry) {
            at++;
            continue;
        }
        uint64_t window = carry;
        for (size_t i = 0; i < EC_WINDOW && at + i < EC_BITS; i++) {
            window += (k[(at + i) / 64] >> ((at + i) % 64) & 1) << i;
        }
        carry = window >> 4 & 1;
        naf[at] = (int8_t)((int)window - (carry ? 32 : 0));
        at += EC_WINDOW;
    }
}

/* out = [k_base]G + [k]p, k_base and k below n: both in one chain of doublings. */
static void point_mul_public(struct point *out, const struct affine *p,
                             const uint64_t k_base[EC_LIMBS], const uint64_t k[EC_LIMBS])
{
    int8_t naf_base[EC_BITS + 1], naf[EC_BITS + 1];
    struct point odd[8], twice; /* 1, 3, ... 15 times p */
    recode_naf(naf_base, k_base);
    recode_naf(naf, k);
    fe_copy(odd[0].x, p->x);
    fe_copy(odd[0].y, p->y);
    fe_copy(odd[0].z, ec_one);
    point_double(&twice, &odd[0]);
    for (size_t i = 1; i < 8; i++) {
        point_add(&odd[i], &odd[i - 1], &twice);
    }
    *out = (struct point){ { 0 }, { 0 }, { 0 } };
    for (size_t i = EC_BITS + 1; i-- > 0;) {
        point_double(out, out);
        if (naf[i] != 0) {
            int size = naf[i] < 0 ? -naf[i] : naf[i];
            add_public(out, &odd[size / 2], naf[i] < 0);
        }
        if (naf_base[i] != 0) {
            int size = naf_base[i] < 0 ? -naf_base[i] : naf_base[i];
            add_affine_public(out, EC_TABLE[0][size - 1], naf_base[i] < 0);
        }
    }
}

#endif
