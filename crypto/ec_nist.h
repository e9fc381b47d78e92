/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A short Weierstrass curve y^2 = x^3 - 3x + b of prime order n, as functions for one row of a
 * brisk_ec_impl table. The file that includes this defines
 *   EC_KERNEL(function)         the names of the row's functions;
 *   EC_LIMBS and the constants  of crypto/p256_params.h, crypto/p384_params.h or
 *                               crypto/p521_params.h;
 *   EC_BITS                     the size of p and n, if that is not all of EC_LIMBS;
 *   EC_AFFINE_MULTIPLES         if it pays to make a variable base's multiples affine;
 *   EC_PREPARED_BLOCK, _WIDTH   if it verifies with prepared keys;
 *   fe                          a field element: uint64_t[EC_LIMBS] in Montgomery form, below p
 *                               (P-521, whose p needs no Montgomery form, has R = 1 there);
 *   fe_mul, fe_sqr, fe_invert   the field operations worth a row of their own;
 * and, if it has them,
 *   EC_POINT_KERNEL(function)   functions double, add, add_affine, select_affine and, without
 * EC_AFFINE_MULTIPLES, select_point, which do what the functions of such names below do;
 *   EC_COMB_KERNEL              a function that does what add_and_select() below does;
 *   EC_SCALAR_KERNELS           to say that sc_mul and sc_invert are its own.
 * Outputs of field and point functions may equal inputs.
 *
 * Points are in Jacobian coordinates: x = X/Z^2, y = Y/Z^3, infinity has Z = 0. The formulas are
 * those of Cohen, Miyaji and Ono, "Efficient Elliptic Curve Exponentiation Using Mixed Coordinates"
 * (1998), with the tangent's slope 3 X^2 - 3 Z^4 written as a product since a = -3.
 *
 * Adding equal points needs the doubling formula instead, and code on secrets cannot branch to it.
 * It never has to. Scalars are replaced by n - k where that is smaller (the x coordinate does not
 * change) and recoded to signed digits of base b = 2^w, -b/2 to b/2. Every addition in the two
 * secret multiplications below adds D = d b^i to a sum S of other digits at other positions, both
 * in multiples of one point of order n. S = D or S = -D modulo n would mean that S - D or S + D,
 * whose size is at most the sum of all |d_i| b^i < n (k < n/2, so that the top digit is small), is
 * the integer 0. But a number with one digit per position is, modulo b^(j+1), its lowest nonzero
 * digit d_j times b^j, and that is not 0 for |d_j| <= b/2. So S = +-D only where both are 0, that
 * is infinity, which the addition covers by masks. */

#ifndef BRISK_CRYPTO_EC_NIST_H
#define BRISK_CRYPTO_EC_NIST_H

#include "crypto/ec_scalar.h"
#include "crypto/impl.h"

#define EC_NUM_MULTIPLES(window) (1 << ((window)-1))

struct point {
    fe x, y, z;
};

struct affine {
    fe x, y;
};

static uint64_t load_point(struct affine *p, const uint8_t in[2 * EC_BYTES]);
static void point_mul_public(struct point *out, const struct affine *p,
                             const uint64_t k_base[EC_LIMBS], const uint64_t k[EC_LIMBS]);
static int x_equals(const struct point *p, const uint64_t r[EC_LIMBS]);
static void fe_to_mont(fe out, const fe a);

static void base_mul(struct point *out, const struct digits *k);
static void point_mul(struct point *out, const struct affine *p, const struct digits *k);
static void affine_x(fe x, const struct point *p);
static void fe_from_mont(fe out, const fe a);

int EC_KERNEL(public)(uint8_t *point, const uint8_t *scalar)
{
    uint64_t k[EC_LIMBS];
    struct digits digits;
    struct point p;
    fe z_inverse, t, x, y, minus_y;
    uint64_t valid = load_scalar(k, scalar);
    uint64_t negate = recode_smaller(&digits, k, EC_BASE_WINDOW);
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
    to_bytes(point, x);
    to_bytes(point + EC_BYTES, y);

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
    recode_smaller(&digits, k, EC_WINDOW);
    point_mul(&p, &peer, &digits);
    affine_x(x, &p);
    ct_copy(~valid, x, (const fe){ 0 }, EC_LIMBS);
    to_bytes(x_out, x);

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
    from_bytes(key, d);
    from_bytes(hash, e);
    reduce_once_mod_n(hash, hash);

    recode_smaller(&digits, nonce, EC_BASE_WINDOW);
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
    to_bytes(signature, r);
    to_bytes(signature + EC_BYTES, s);

    brisk_wipe(nonce, sizeof(nonce));
    brisk_wipe(key, sizeof(key));
    brisk_wipe(&digits, sizeof(digits));
    brisk_wipe(&p, sizeof(p));
    return (int)(valid & 1);
}

/* FIPS 186-5 section 6.4.2: the x coordinate of [u1]G + [u2]Q is r modulo n, with u1 = e/s and
 * u2 = r/s. Returns 0 for r or s out of range. */
static int load_signature(uint64_t r[EC_LIMBS], uint64_t u1[EC_LIMBS], uint64_t u2[EC_LIMBS],
                          const uint8_t *signature, const uint8_t *e)
{
    uint64_t s[EC_LIMBS], hash[EC_LIMBS];
    if (!load_scalar(r, signature) || !load_scalar(s, signature + EC_BYTES)) {
        return 0;
    }
    from_bytes(hash, e);
    reduce_once_mod_n(hash, hash);
    sc_mul(s, s, ec_n_rr);
    sc_invert(s, s);
    sc_mul(u1, hash, s);
    sc_mul(u2, r, s);
    return 1;
}

int EC_KERNEL(verify)(const uint8_t *signature, const uint8_t *point, const uint8_t *e)
{
    uint64_t r[EC_LIMBS], u1[EC_LIMBS], u2[EC_LIMBS];
    struct affine key;
    struct point sum;
    if (!load_point(&key, point) || !load_signature(r, u1, u2, signature, e)) {
        return 0;
    }
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

/* Points. */

/* X / Z^2 and Y / Z^3 everywhere with one inversion, that of the product of all Z (Montgomery,
 * "Speeding the Pollard and elliptic curve methods of factorization", 1987). No Z is 0: multiples
 * of a point of prime order. There is room for as many products as entries. */
static void divide_by_z(struct affine *entries, const fe *z, fe *products, size_t num_entries)
{
    fe inverse, z_inverse, t;
    fe_copy(products[0], z[0]);
    for (size_t i = 1; i < num_entries; i++) {
        fe_mul(products[i], products[i - 1], z[i]);
    }
    fe_invert(inverse, products[num_entries - 1]);
    for (size_t i = num_entries; i-- > 0;) {
        fe_mul(z_inverse, inverse, i > 0 ? products[i - 1] : ec_one);
        fe_mul(inverse, inverse, z[i]);
        fe_sqr(t, z_inverse);
        fe_mul(entries[i].x, entries[i].x, t);
        fe_mul(t, t, z_inverse);
        fe_mul(entries[i].y, entries[i].y, t);
    }
}

/* Returns the mask for "coordinates below p and on the curve". */
static uint64_t load_point(struct affine *p, const uint8_t in[2 * EC_BYTES])
{
    fe left, right;
    from_bytes(p->x, in);
    from_bytes(p->y, in + EC_BYTES);
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

#ifndef EC_AFFINE_MULTIPLES
static inline void select_point(struct point *out, const struct point *entries, size_t num_entries,
                                uint64_t number)
{
    EC_POINT_KERNEL(select_point)(out, entries, num_entries, number);
}
#endif

static inline void select_affine(struct affine *out, const uint64_t *entries, size_t num_entries,
                                 uint64_t number)
{
    EC_POINT_KERNEL(select_affine)(out, entries, num_entries, number);
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

#if defined(EC_PREPARED_BLOCK) || !defined(EC_AFFINE_MULTIPLES)
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
#endif

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

/* out = entry `number`, counted from 1, of entries of n words, zeros for 0. Reads all. */
static inline void select_entry(uint64_t *out, const uint64_t *entries, size_t num_entries,
                                uint64_t number, size_t n)
{
    memset(out, 0, n * sizeof(*out));
    for (size_t i = 0; i < num_entries; i++) {
        uint64_t mask = ct_mask_equal(number, i + 1);
        for (size_t j = 0; j < n; j++) {
            out[j] |= mask & entries[i * n + j];
        }
    }
}

#ifndef EC_AFFINE_MULTIPLES
static void select_point(struct point *out, const struct point *entries, size_t num_entries,
                         uint64_t number)
{
    select_entry(&out->x[0], &entries[0].x[0], num_entries, number, 3 * EC_LIMBS);
}
#endif

static void select_affine(struct affine *out, const uint64_t *entries, size_t num_entries,
                          uint64_t number)
{
    select_entry(&out->x[0], entries, num_entries, number, 2 * EC_LIMBS);
}

#endif

static inline void point_from_affine(struct point *out, const struct affine *p)
{
    fe_copy(out->x, p->x);
    fe_copy(out->y, p->y);
    fe_copy(out->z, ec_one);
}

/* Negates y where the digit is negative. */
static inline void negate_y(fe y, uint64_t negative)
{
    fe minus_y;
    fe_sub(minus_y, (const fe){ 0 }, y);
    ct_copy(ct_mask_bit(negative), y, minus_y, EC_LIMBS);
}

/* One step of base_mul(): sum += entry, where `infinite` is not set, and entry = number `number` of
 * the table's row. A kernel can do the two at once. */
static inline void add_and_select(struct point *sum, struct affine *entry, uint64_t infinite,
                                  const uint64_t *row, uint64_t number)
{
#ifdef EC_COMB_KERNEL
    EC_COMB_KERNEL(sum, entry, infinite, entry, row, number);
#else
    point_add_affine(sum, sum, entry, infinite);
    select_affine(entry, row, EC_NUM_MULTIPLES(EC_BASE_WINDOW), number);
#endif
}

/* out = [k]G: a comb. Windows with a row of the table are added straight; the ones s windows above
 * them come first and are multiplied by b^s together with everything summed so far. */
static void base_mul(struct point *out, const struct digits *k)
{
    const size_t top_column = EC_TABLE_SPACING - 1;
    struct affine entry;
    select_affine(&entry, &EC_TABLE[0][0][0], EC_NUM_MULTIPLES(EC_BASE_WINDOW),
                  k->magnitude[top_column]);
    for (size_t above = EC_TABLE_SPACING; above-- > 0;) {
        for (size_t i = above; i < EC_NUM_DIGITS(EC_BASE_WINDOW); i += EC_TABLE_SPACING) {
            size_t next = i + EC_TABLE_SPACING;
            if (next >= EC_NUM_DIGITS(EC_BASE_WINDOW)) {
                next = above > 0 ? above - 1 : 0;
            }
            uint64_t infinite = ct_mask_zero(k->magnitude[i]);
            const uint64_t *next_row = &EC_TABLE[next / EC_TABLE_SPACING][0][0];
            negate_y(entry.y, k->negative[i]);
            if (i == top_column) {
                point_from_affine(out, &entry);
                ct_copy(infinite, out->z, (const fe){ 0 }, EC_LIMBS);
                select_affine(&entry, next_row, EC_NUM_MULTIPLES(EC_BASE_WINDOW),
                              k->magnitude[next]);
            } else {
                add_and_select(out, &entry, infinite, next_row, k->magnitude[next]);
            }
        }
        for (int i = 0; above > 0 && i < EC_BASE_WINDOW; i++) {
            point_double(out, out);
        }
    }
    brisk_wipe(&entry, sizeof(entry));
}

/* out[i - 1] = [i]p */
static void small_multiples(struct point out[EC_NUM_MULTIPLES(EC_WINDOW)], const struct affine *p)
{
    point_from_affine(&out[0], p);
    for (size_t i = 2; i <= EC_NUM_MULTIPLES(EC_WINDOW); i++) {
        if (i % 2 == 0) {
            point_double(&out[i - 1], &out[i / 2 - 1]);
        } else {
            point_add_affine(&out[i - 1], &out[i - 2], p, 0);
        }
    }
}

/* The table of point_mul(), and the addition of one digit's entry to a sum. */
#ifdef EC_AFFINE_MULTIPLES

struct window_table {
    struct affine entries[EC_NUM_MULTIPLES(EC_WINDOW)];
};

static void make_window_table(struct window_table *table, const struct affine *p)
{
    struct point multiples[EC_NUM_MULTIPLES(EC_WINDOW)];
    fe z[EC_NUM_MULTIPLES(EC_WINDOW)], products[EC_NUM_MULTIPLES(EC_WINDOW)];
    small_multiples(multiples, p);
    for (size_t i = 0; i < EC_NUM_MULTIPLES(EC_WINDOW); i++) {
        fe_copy(table->entries[i].x, multiples[i].x);
        fe_copy(table->entries[i].y, multiples[i].y);
        fe_copy(z[i], multiples[i].z);
    }
    divide_by_z(table->entries, z, products, EC_NUM_MULTIPLES(EC_WINDOW));
}

static void add_digit(struct point *sum, const struct window_table *table, uint64_t magnitude,
                      uint64_t negative)
{
    struct affine entry;
    select_affine(&entry, &table->entries[0].x[0], EC_NUM_MULTIPLES(EC_WINDOW), magnitude);
    negate_y(entry.y, negative);
    point_add_affine(sum, sum, &entry, ct_mask_zero(magnitude));
    brisk_wipe(&entry, sizeof(entry));
}

#else

struct window_table {
    struct point entries[EC_NUM_MULTIPLES(EC_WINDOW)];
};

static void make_window_table(struct window_table *table, const struct affine *p)
{
    small_multiples(table->entries, p);
}

static void add_digit(struct point *sum, const struct window_table *table, uint64_t magnitude,
                      uint64_t negative)
{
    struct point entry;
    select_point(&entry, table->entries, EC_NUM_MULTIPLES(EC_WINDOW), magnitude);
    negate_y(entry.y, negative);
    point_add(sum, sum, &entry);
    brisk_wipe(&entry, sizeof(entry));
}

#endif

/* out = [k]p: a window of five bits at a time, most significant first. */
static void point_mul(struct point *out, const struct affine *p, const struct digits *k)
{
    struct window_table table;
    make_window_table(&table, p);
    memset(out, 0, sizeof(*out)); /* infinity */
    for (size_t i = EC_NUM_DIGITS(EC_WINDOW); i-- > 0;) {
        for (int j = 0; i + 1 < EC_NUM_DIGITS(EC_WINDOW) && j < EC_WINDOW; j++) {
            point_double(out, out);
        }
        add_digit(out, &table, k->magnitude[i], k->negative[i]);
    }
    brisk_wipe(&table, sizeof(table));
}

/* From here on: variable time, for verification. */

/* A sum of points: each addition goes to the other place, since repair_sum() needs what was there.
 */
struct sum {
    struct point places[2], *now, *next;
};

/* Ends an addition to the sum. point_add() and point_add_affine() leave X = Z = 0 for equal points,
 * which have to be doubled instead. */
static void repair_sum(struct sum *sum)
{
    struct point *before = sum->now;
    sum->now = sum->next;
    sum->next = before;
    if (fe_mask_zero(sum->now->z) && fe_mask_zero(sum->now->x) && !fe_mask_zero(before->z)) {
        point_double(sum->now, before);
    }
}

static void add_affine_public(struct sum *sum, const uint64_t entry_words[2 * EC_LIMBS],
                              int negative)
{
    struct affine entry;
    memcpy(&entry, entry_words, sizeof(entry));
    negate_y(entry.y, (uint64_t)negative);
    point_add_affine(sum->next, sum->now, &entry, 0);
    repair_sum(sum);
}

/* 64 bits of k from bit number `at` on, zeros above EC_BITS. */
static uint64_t bits_from(const uint64_t k[EC_LIMBS], size_t at)
{
    size_t limb = at / 64, shift = at % 64;
    uint64_t low = limb < EC_LIMBS ? k[limb] >> shift : 0;
    uint64_t high = shift > 0 && limb + 1 < EC_LIMBS ? k[limb + 1] << (64 - shift) : 0;
    return low | high;
}

/* Non-adjacent form of width w: digits 0 or odd, below 2^(w - 1), at most one of w nonzero. Where a
 * digit is negative, 1 is carried to the bits above it; bits equal to the carry give digits 0. */
static void recode_naf(int16_t naf[EC_BITS + 1], const uint64_t k[EC_LIMBS], size_t width)
{
    uint64_t carry = 0;
    memset(naf, 0, (EC_BITS + 1) * sizeof(*naf));
    for (size_t at = 0; at <= EC_BITS;) {
        uint64_t different = bits_from(k, at) ^ (0 - carry);
        if (different == 0) {
            at += 64;
            continue;
        }
        at += (size_t)__builtin_ctzll(different);
        uint64_t window = (bits_from(k, at) & (((uint64_t)1 << width) - 1)) + carry;
        carry = window >> (width - 1) & 1;
        naf[at] = (int16_t)((int)window - (carry ? 1 << width : 0));
        at += width;
    }
}

#include "crypto/ec_nist_odd.h"

/* out = [k_base]G + [k]p, k_base and k below n: both in one chain of doublings. */
static void point_mul_public(struct point *out, const struct affine *p,
                             const uint64_t k_base[EC_LIMBS], const uint64_t k[EC_LIMBS])
{
    int16_t naf_base[EC_BITS + 1], naf[EC_BITS + 1];
    struct multiple odd[2][EC_NUM_ODD];
    struct sum sum = { .now = &sum.places[0], .next = &sum.places[1] };
    recode_naf(naf_base, k_base, EC_ODD_WIDTH);
    recode_naf(naf, k, EC_WINDOW);
    odd_multiples(odd, p);

    size_t i = EC_BITS + 1;
    while (i > 0 && naf[i - 1] == 0 && naf_base[i - 1] == 0) {
        i--;
    }
    while (i-- > 0) {
        point_double(sum.now, sum.now);
        if (naf[i] != 0) {
            int negative = naf[i] < 0;
            add_multiple(&sum, &odd[negative][(negative ? -naf[i] : naf[i]) / 2]);
        }
        if (naf_base[i] != 0) {
            int negative = naf_base[i] < 0;
            int size = negative ? -naf_base[i] : naf_base[i];
            add_affine_public(&sum, EC_ODD_TABLE[size / 2], negative);
        }
    }
    *out = *sum.now;
}

#ifdef EC_PREPARED_BLOCK
#include "crypto/ec_nist_prepared.h"
#endif

#endif
