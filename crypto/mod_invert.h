/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Inversion modulo an odd number in constant time: Bernstein and Yang, "Fast constant-time gcd
 * computation and modular inversion" (2019).
 *
 * A division step takes (delta, f, g) with f odd to
 *     (1 - delta, g, (g - f) / 2)               if delta > 0 and g is odd,
 *     (1 + delta, f, (g + (g mod 2) f) / 2)     otherwise.
 * From (1, m, x) with m and x below 2^d, d >= 46, it takes at most (49 d + 57) / 17 steps until g
 * is 0 and f is plus or minus the greatest common divisor (theorem 11.2). Steps depend on the
 * lowest bits only, so that 62 of them, a round, run on one limb and leave a matrix of small
 * integers: 2^62 f' = u f + v g        2^62 g' = q f + r g which is then applied to all of f and g,
 * where the division is exact, and to d and e with d x = c f, e x = c g modulo m, for a c that
 * changes with each round. There Montgomery's trick divides, by 2^64 as it comes cheapest: so each
 * round multiplies c by 2^(62 - 64), and with e = 2^(2 rounds) R^2 at first, d is R^2 / x at the
 * end, up to f's sign. For x = a R that is the inverse of a in Montgomery form again. */

#ifndef BRISK_CRYPTO_MOD_INVERT_H
#define BRISK_CRYPTO_MOD_INVERT_H

#include <brisk/random.h>

#include "crypto/limbs.h"

#define INVERT_STEPS 62 /* in a round: u, v, q, r stay within 2^62 */
#define INVERT_MAX_LIMBS 6

/* Negative numbers in two's complement; |u| + |v| <= 2^62, |q| + |r| <= 2^62. */
struct invert_matrix {
    uint64_t u, v, q, r;
};

/* The mask for x < 0. */
LIMBS_INLINE uint64_t invert_sign(uint64_t x)
{
    return ct_mask_bit(x >> 63);
}

/* -x or x. */
LIMBS_INLINE uint64_t invert_negate_if(uint64_t mask, uint64_t x)
{
    return (x ^ mask) - mask;
}

/* One round on the lowest limbs; returns the new delta. f, u, v are added to g, q, r if g is odd,
 * negated before if delta > 0; and if both hold, g, q, r (by now g - f and so on) are added to f,
 * u, v, which makes them the old g, q, r. */
LIMBS_INLINE uint64_t invert_round(struct invert_matrix *t, uint64_t delta, uint64_t f, uint64_t g)
{
    uint64_t u = 1, v = 0, q = 0, r = 1;
    for (int i = 0; i < INVERT_STEPS; i++) {
        uint64_t positive = invert_sign(0 - delta);
        uint64_t odd = ct_mask_bit(g);
        g += invert_negate_if(positive, f) & odd;
        q += invert_negate_if(positive, u) & odd;
        r += invert_negate_if(positive, v) & odd;
        uint64_t swap = positive & odd;
        f += g & swap;
        u += q & swap;
        v += r & swap;
        delta = invert_negate_if(swap, delta) + 1;
        g >>= 1;
        u <<= 1;
        v <<= 1;
    }
    *t = (struct invert_matrix){ u, v, q, r };
    return delta;
}

/* out = (u f + v g) / 2^62 for numbers of n + 1 limbs in two's complement. */
LIMBS_INLINE void invert_apply(uint64_t *out, uint64_t u, const uint64_t *f, uint64_t v,
                               const uint64_t *g, size_t n)
{
    uint64_t minus_f = invert_sign(u), minus_g = invert_sign(v);
    uint64_t abs_u = invert_negate_if(minus_f, u), abs_v = invert_negate_if(minus_g, v);
    uint64_t negate_f = minus_f & 1, negate_g = minus_g & 1, carry_f = 0, carry_g = 0;
    uint64_t sum[INVERT_MAX_LIMBS + 2];
    for (size_t i = 0; i <= n; i++) {
        uint64_t f_limb = limb_add(&negate_f, f[i] ^ minus_f, 0);
        uint64_t g_limb = limb_add(&negate_g, g[i] ^ minus_g, 0);
        sum[i] = limb_muladd(&carry_f, 0, abs_u, f_limb);
        sum[i] = limb_muladd(&carry_g, sum[i], abs_v, g_limb);
    }
    sum[n + 1] = invert_sign(sum[n]);
    for (size_t i = 0; i <= n; i++) {
        out[i] = ct_value_barrier(sum[i] >> INVERT_STEPS | sum[i + 1] << (64 - INVERT_STEPS));
    }
}

/* out = (u d + v e) / 2^64 mod m for d and e below m. */
LIMBS_INLINE void invert_apply_mod(uint64_t *out, uint64_t u, const uint64_t *d, uint64_t v,
                                   const uint64_t *e, const uint64_t *m, uint64_t m_inverse,
                                   size_t n)
{
    uint64_t minus_d = invert_sign(u), minus_e = invert_sign(v);
    uint64_t abs_u = invert_negate_if(minus_d, u), abs_v = invert_negate_if(minus_e, v);
    uint64_t borrow_d = 0, borrow_e = 0, carry_d = 0, carry_e = 0;
    uint64_t sum[INVERT_MAX_LIMBS + 1];
    for (size_t i = 0; i < n;
         i++) { /* m - d for -d: at most m, so that the sum is at most 2^62 m */
        uint64_t d_limb = ct_select(minus_d, limb_sub(&borrow_d, m[i], d[i]), d[i]);
        uint64_t e_limb = ct_select(minus_e, limb_sub(&borrow_e, m[i], e[i]), e[i]);
        sum[i] = limb_muladd(&carry_d, 0, abs_u, d_limb);
        sum[i] = limb_muladd(&carry_e, sum[i], abs_v, e_limb);
    }
    sum[n] = carry_d + carry_e;

    uint64_t factor = sum[0] * m_inverse, carry = 0, top = 0;
    limb_muladd(&carry, sum[0], factor, m[0]);
    for (size_t i = 1; i < n; i++) {
        sum[i - 1] = limb_muladd(&carry, sum[i], factor, m[i]);
    }
    sum[n - 1] = limb_add(&top, sum[n], carry);
    limbs_reduce_once(out, sum, top, m, n);
}

/* out = start / (x 2^(2 rounds)) mod m, 0 for x = 0; x below m. rounds: see above. */
LIMBS_INLINE void mod_invert(uint64_t *out, const uint64_t *x, const uint64_t *start,
                             const uint64_t *m, uint64_t m_inverse, int rounds, size_t n)
{
    struct {
        uint64_t f[INVERT_MAX_LIMBS + 1], g[INVERT_MAX_LIMBS + 1], d[INVERT_MAX_LIMBS],
            e[INVERT_MAX_LIMBS], next[INVERT_MAX_LIMBS + 1];
        struct invert_matrix t;
    } s;
    uint64_t delta = 1;
    memset(&s, 0, sizeof(s));
    memcpy(s.f, m, n * sizeof(*m));
    memcpy(s.g, x, n * sizeof(*x));
    memcpy(s.e, start, n * sizeof(*start));
    for (int i = 0; i < rounds; i++) {
        delta = invert_round(&s.t, delta, s.f[0], s.g[0]);
        invert_apply(s.next, s.t.u, s.f, s.t.v, s.g, n);
        invert_apply(s.g, s.t.q, s.f, s.t.r, s.g, n);
        memcpy(s.f, s.next, (n + 1) * sizeof(*s.f));
        invert_apply_mod(s.next, s.t.u, s.d, s.t.v, s.e, m, m_inverse, n);
        invert_apply_mod(s.e, s.t.q, s.d, s.t.r, s.e, m, m_inverse, n);
        memcpy(s.d, s.next, n * sizeof(*s.d));
    }
    const uint64_t zero[INVERT_MAX_LIMBS] = { 0 };
    mod_sub(s.next, zero, s.d, m, n);
    ct_copy(invert_sign(s.f[n]), s.d, s.next, n);
    memcpy(out, s.d, n * sizeof(*out));
    brisk_wipe(&s, sizeof(s));
}

#endif
