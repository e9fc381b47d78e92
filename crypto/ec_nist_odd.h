/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A part of crypto/ec_nist.h: the table of a public key's odd multiples that a verification makes.
 * Variable time: all is public.
 *
 * Affine entries make additions cheaper, but take an inversion: that pays for 64 additions in
 * P-384, and not for 43 in P-256. */

#ifndef BRISK_CRYPTO_EC_NIST_ODD_H
#define BRISK_CRYPTO_EC_NIST_ODD_H

#define EC_NUM_ODD (EC_NUM_MULTIPLES(EC_WINDOW) / 2)

#ifdef EC_AFFINE_MULTIPLES

/* An odd multiple, or the opposite of one. */
struct multiple {
    struct affine p;
};

static void add_multiple(struct sum *sum, const struct multiple *m)
{
    point_add_affine(sum->next, sum->now, &m->p, 0);
    repair_sum(sum);
}

/* 1, 3, ... times p and their denominators. All is done on another curve, to which (x, y) goes as
 * (x Z^2, y Z^3) with the Z of 2p: there 2p is the affine point (X, Y), and additions, which do
 * without the curve's coefficients, are the cheaper ones (Meloni, "New point addition formulae for
 * ECC applications", 2007). Odd is not even, below the order: no two equal points are added. */
static void scaled_odd_multiples(struct affine entries[EC_NUM_ODD], fe z[EC_NUM_ODD],
                                 const struct affine *p)
{
    struct point twice, multiple;
    struct affine twice_scaled;
    fe t;
    point_from_affine(&multiple, p);
    point_double(&twice, &multiple);
    fe_copy(twice_scaled.x, twice.x);
    fe_copy(twice_scaled.y, twice.y);
    fe_sqr(t, twice.z);
    fe_mul(multiple.x, p->x, t);
    fe_mul(t, t, twice.z);
    fe_mul(multiple.y, p->y, t);
    for (size_t i = 0; i < EC_NUM_ODD; i++) {
        fe_copy(entries[i].x, multiple.x);
        fe_copy(entries[i].y, multiple.y);
        fe_mul(z[i], multiple.z, twice.z); /* and back */
        point_add_affine(&multiple, &multiple, &twice_scaled, 0);
    }
}

/* out = 1, 3, ... times p, and as many opposites. */
static void odd_multiples(struct multiple out[2][EC_NUM_ODD], const struct affine *p)
{
    struct affine entries[EC_NUM_ODD];
    fe z[EC_NUM_ODD], products[EC_NUM_ODD];
    scaled_odd_multiples(entries, z, p);
    divide_by_z(entries, z, products, EC_NUM_ODD);
    for (size_t i = 0; i < EC_NUM_ODD; i++) {
        out[0][i].p = entries[i];
        out[1][i].p = entries[i];
        negate_y(out[1][i].p.y, 1);
    }
}

#else

/* An odd multiple, or the opposite of one. */
struct multiple {
    struct point p;
};

static void add_multiple(struct sum *sum, const struct multiple *m)
{
    point_add(sum->next, sum->now, &m->p);
    repair_sum(sum);
}

/* out = 1, 3, ... times p, and as many opposites. */
static void odd_multiples(struct multiple out[2][EC_NUM_ODD], const struct affine *p)
{
    struct point twice;
    point_from_affine(&out[0][0].p, p);
    point_double(&twice, &out[0][0].p);
    for (size_t i = 1; i < EC_NUM_ODD; i++) {
        point_add(&out[0][i].p, &out[0][i - 1].p, &twice);
    }
    for (size_t i = 0; i < EC_NUM_ODD; i++) {
        out[1][i] = out[0][i];
        negate_y(out[1][i].p.y, 1);
    }
}

#endif

#endif
