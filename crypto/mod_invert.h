/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Inversion modulo an odd m in constant time: Bernstein and Yang, "Fast constant-time gcd
 * computation and modular inversion" (2019).
 *
 * A divstep takes (delta, f, g), f odd, to
 *   (1 - delta, g, (g - f) / 2)              if delta > 0 and g is odd,
 *   (1 + delta, f, (g + (g mod 2) f) / 2)    if not.
 * From delta = 1/2, f = m and g = a, both below 2^b, it takes at most (45907 b + 26313) / 19929 of
 * them until g is 0 and f is gcd(m, a) or its negative. (That start and its bound are Wuille's;
 * from delta = 1 on, theorem 11.2 of the paper has (49 b + 57) / 17.) Meanwhile d and e follow, f =
 * d a / c and g = e a / c modulo m, from d = 0 and e = c on; so at the end d = c / a or -c / a.
 *
 * Steps are done GCD_BITS at a time on the low bits of f and g, which decide them: they make a
 * matrix by which f, g, d and e are then multiplied. These numbers have limbs of GCD_BITS bits,
 * least significant first, the highest one signed.
 *
 * A row with steps of its own defines GCD_STEPS_KERNEL as their name. */

#ifndef BRISK_CRYPTO_MOD_INVERT_H
#define BRISK_CRYPTO_MOD_INVERT_H

#include <brisk/random.h>

#include "crypto/ct.h"
#include "crypto/limbs.h"

#define GCD_CHUNK 20
#define GCD_BITS (3 * GCD_CHUNK)
#define GCD_LIMB_MASK (((uint64_t)1 << GCD_BITS) - 1)
#define GCD_LIMBS(n) (64 * (n) / GCD_BITS + 1)
#ifndef GCD_MAX_LIMBS /* GCD_LIMBS(n) of the longest number */
#define GCD_MAX_LIMBS 7
#endif
#define GCD_BATCHES(n) ((45907 * 64 * (n) + 26313) / 19929 / GCD_BITS + 1)

/* 2^k (f', g') = (u f + v g, q f + r g) after k steps. |u| + |v| and |q| + |r| are 2^k at most. */
struct gcd_matrix {
    int64_t u, v, q, r;
};

typedef int64_t gcd_number[GCD_MAX_LIMBS];

LIMBS_INLINE int64_t shift_right(uint64_t x, int count)
{
    return (int64_t)x >> count;
}

/* GCD_CHUNK divsteps on the lowest bits of f and g; delta is kept less 1/2. Number and coefficients
 * share a word, x 2^0 + u 2^21 + v 2^42, that undergoes the steps as a whole. u and v start as
 * -2^20 or 0: they are halved instead of those of the other row doubled. With x and the matrix's
 * entries in [-2^20, 2^20) before a step, sums and differences halved are so afterwards (which is
 * why they start at -2^20: 2^20 would be outside). */
LIMBS_INLINE int64_t gcd_steps(struct gcd_matrix *matrix, int64_t delta, uint64_t f, uint64_t g)
{
    const uint64_t half = (uint64_t)1 << GCD_CHUNK;
    f = (f & (half - 1)) - (half << 21);
    g = (g & (half - 1)) - (half << 42);
#ifdef GCD_STEPS_KERNEL
    uint64_t fg[2] = { f, g };
    delta = GCD_STEPS_KERNEL(fg, delta);
    f = fg[0];
    g = fg[1];
#else
    for (int i = 0; i < GCD_CHUNK; i++) {
        uint64_t not_negative = ct_value_barrier(~(uint64_t)(delta >> 63));
        uint64_t odd = ct_mask_bit(g);
        uint64_t swap = odd & not_negative;
        uint64_t signed_f = (f ^ not_negative) - not_negative;
        uint64_t sum = g + (signed_f & odd);
        f ^= (f ^ g) & swap;
        g = (uint64_t)shift_right(sum, 1);
        delta = (int64_t)(((uint64_t)delta ^ swap) + 1); /* -delta is ~delta + 1 */
    }
#endif
    int64_t uv = shift_right(f + half, 21);
    int64_t qr = shift_right(g + half, 21);
    int64_t v = shift_right((uint64_t)uv + half, 21);
    int64_t r = shift_right((uint64_t)qr + half, 21);
    *matrix = (struct gcd_matrix){ v * (1 << 21) - uv, -v, r * (1 << 21) - qr, -r };
    return delta;
}

/* a b */
LIMBS_INLINE void gcd_matrix_mul(struct gcd_matrix *out, const struct gcd_matrix *a,
                                 const struct gcd_matrix *b)
{
    *out = (struct gcd_matrix){ a->u * b->u + a->v * b->q, a->u * b->v + a->v * b->r,
                                a->q * b->u + a->r * b->q, a->q * b->v + a->r * b->r };
}

/* GCD_BITS divsteps in three chunks. */
LIMBS_INLINE int64_t gcd_batch(struct gcd_matrix *matrix, int64_t delta, uint64_t f, uint64_t g)
{
    struct gcd_matrix next, product;
    delta = gcd_steps(matrix, delta, f, g);
    for (int i = 1; i < 3; i++) {
        uint64_t f_old = f;
        const struct gcd_matrix *last = i == 1 ? matrix : &next;
        f = (uint64_t)shift_right((uint64_t)last->u * f + (uint64_t)last->v * g, GCD_CHUNK);
        g = (uint64_t)shift_right((uint64_t)last->q * f_old + (uint64_t)last->r * g, GCD_CHUNK);
        delta = gcd_steps(&next, delta, f, g);
        gcd_matrix_mul(&product, &next, matrix);
        *matrix = product;
    }
    return delta;
}

/* (f, g) = matrix (f, g) / 2^GCD_BITS, which is exact. */
LIMBS_INLINE void gcd_apply(int64_t *f, int64_t *g, const struct gcd_matrix *m, size_t n)
{
    __int128 carry_f = 0, carry_g = 0;
    for (size_t i = 0; i < n; i++) {
        carry_f += (__int128)m->u * f[i] + (__int128)m->v * g[i];
        carry_g += (__int128)m->q * f[i] + (__int128)m->r * g[i];
        if (i > 0) {
            f[i - 1] = (int64_t)((uint64_t)carry_f & GCD_LIMB_MASK);
            g[i - 1] = (int64_t)((uint64_t)carry_g & GCD_LIMB_MASK);
        }
        carry_f >>= GCD_BITS;
        carry_g >>= GCD_BITS;
    }
    f[n - 1] = (int64_t)carry_f;
    g[n - 1] = (int64_t)carry_g;
}

/* (d, e) = matrix (d, e) / 2^GCD_BITS modulo m, m_inverse = -1/m mod 2^64. d and e are in (-2m, m),
 * and stay so: negative ones count m more, which makes all of size below m; then the rows' sums are
 * in
 * (-m 2^GCD_BITS, m 2^GCD_BITS), and a multiple of m is subtracted that is below m 2^GCD_BITS and
 * clears the lowest limb. */
LIMBS_INLINE void gcd_apply_modulo(int64_t *d, int64_t *e, const struct gcd_matrix *matrix,
                                   const int64_t *m, uint64_t m_inverse, size_t n)
{
    int64_t d_negative = d[n - 1] >> 63, e_negative = e[n - 1] >> 63;
    int64_t add_d = (matrix->u & d_negative) + (matrix->v & e_negative);
    int64_t add_e = (matrix->q & d_negative) + (matrix->r & e_negative);
    __int128 carry_d = (__int128)matrix->u * d[0] + (__int128)matrix->v * e[0];
    __int128 carry_e = (__int128)matrix->q * d[0] + (__int128)matrix->r * e[0];
    /* sum + (add - k) m = 0 modulo 2^GCD_BITS for k = sum / m + add */
    add_d -= (int64_t)(((uint64_t)add_d - (uint64_t)carry_d * m_inverse) & GCD_LIMB_MASK);
    add_e -= (int64_t)(((uint64_t)add_e - (uint64_t)carry_e * m_inverse) & GCD_LIMB_MASK);
    carry_d = (carry_d + (__int128)m[0] * add_d) >> GCD_BITS;
    carry_e = (carry_e + (__int128)m[0] * add_e) >> GCD_BITS;
    for (size_t i = 1; i < n; i++) {
        carry_d += (__int128)matrix->u * d[i] + (__int128)matrix->v * e[i];
        carry_e += (__int128)matrix->q * d[i] + (__int128)matrix->r * e[i];
        carry_d += (__int128)m[i] * add_d;
        carry_e += (__int128)m[i] * add_e;
        d[i - 1] = (int64_t)((uint64_t)carry_d & GCD_LIMB_MASK);
        e[i - 1] = (int64_t)((uint64_t)carry_e & GCD_LIMB_MASK);
        carry_d >>= GCD_BITS;
        carry_e >>= GCD_BITS;
    }
    d[n - 1] = (int64_t)carry_d;
    e[n - 1] = (int64_t)carry_e;
}

LIMBS_INLINE void gcd_from_limbs(int64_t *out, const uint64_t *in, size_t n)
{
    for (size_t i = 0; i < GCD_LIMBS(n); i++) {
        size_t at = GCD_BITS * i / 64, shift = GCD_BITS * i % 64;
        uint64_t low = at < n ? in[at] >> shift : 0;
        uint64_t high = shift > 0 && at + 1 < n ? in[at + 1] << (64 - shift) : 0;
        out[i] = (int64_t)((low | high) & GCD_LIMB_MASK);
    }
}

/* x = x, or -x where `negate` is all ones, plus y where `mask` is. */
LIMBS_INLINE void gcd_add_masked(int64_t *x, int64_t negate, const int64_t *y, int64_t mask,
                                 size_t n)
{
    int64_t carry = 0;
    for (size_t i = 0; i < n; i++) {
        carry += (x[i] ^ negate) - negate + (y[i] & mask);
        x[i] = i + 1 < n ? carry & (int64_t)GCD_LIMB_MASK : carry;
        carry >>= GCD_BITS;
    }
}

/* out = c / a mod m, or 0 for a = 0; all of n limbs of 64 bits, a and c below m, m_inverse = -1/m
 * mod 2^64. For a in Montgomery form, a R, and c = R^2, out is 1/a in Montgomery form. Returns the
 * mask for "a has an inverse"; `out` has no meaning if not, unless a is 0. */
LIMBS_INLINE uint64_t mod_invert(uint64_t *out, const uint64_t *a, const uint64_t *c,
                                 const uint64_t *m, uint64_t m_inverse, size_t n)
{
    gcd_number f, g, d = { 0 }, e, modulus;
    struct gcd_matrix matrix;
    int64_t delta = 0;
    gcd_from_limbs(modulus, m, n);
    gcd_from_limbs(f, m, n);
    gcd_from_limbs(g, a, n);
    gcd_from_limbs(e, c, n);
    for (size_t i = 0; i < GCD_BATCHES(n); i++) {
        delta = gcd_batch(&matrix, delta, (uint64_t)f[0], (uint64_t)g[0]);
        gcd_apply_modulo(d, e, &matrix, modulus, m_inverse, GCD_LIMBS(n));
        gcd_apply(f, g, &matrix, GCD_LIMBS(n));
    }
    /* From (-2m, m) to (-m, m), to its negative if f = -1, to [0, m). */
    gcd_add_masked(d, 0, modulus, d[GCD_LIMBS(n) - 1] >> 63, GCD_LIMBS(n));
    int64_t negative = f[GCD_LIMBS(n) - 1] >> 63;
    gcd_add_masked(d, negative, modulus, 0, GCD_LIMBS(n));
    gcd_add_masked(f, negative, modulus, 0, GCD_LIMBS(n));
    gcd_add_masked(d, 0, modulus, d[GCD_LIMBS(n) - 1] >> 63, GCD_LIMBS(n));
    for (size_t i = 0; i < n; i++) {
        size_t at = 64 * i / GCD_BITS, shift = 64 * i % GCD_BITS;
        out[i] = (uint64_t)d[at] >> shift | (uint64_t)d[at + 1] << (GCD_BITS - shift);
    }
    uint64_t rest = (uint64_t)f[0] ^ 1; /* 0 in all limbs if the greatest common divisor is 1 */
    for (size_t i = 1; i < GCD_LIMBS(n); i++) {
        rest |= (uint64_t)f[i];
    }
    brisk_wipe(f, sizeof(f));
    brisk_wipe(g, sizeof(g));
    brisk_wipe(d, sizeof(d));
    brisk_wipe(e, sizeof(e));
    brisk_wipe(&matrix, sizeof(matrix));
    return ct_mask_zero(rest);
}

#endif
