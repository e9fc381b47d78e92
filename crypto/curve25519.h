/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The functions of an X25519 and an Ed25519 row. X25519 is the Montgomery ladder of RFC 7748
 * section 5 for a peer's u coordinate, and for the base point the faster way over edwards25519,
 * whose multiples are tabulated.
 *
 * For inclusion by the source file of a row, behind the field and these macros:
 *   X25519_KERNEL(function), ED25519_KERNEL(function)   the names of the row's functions;
 *   GE25519_KERNEL(function)   if it has kernels for points: see crypto/ge25519.h;
 *   X25519_STEP_KERNEL         if it has one for a step of the ladder;
 *   X25519_OWN_LADDER          if it has its own struct ladder and run_ladder(). */

#include <string.h>

#include <brisk/random.h>

#include "crypto/ge25519.h"
#include "crypto/sc25519.h"

/* decodeScalar25519 of RFC 7748 section 5. */
static void clamp(uint8_t out[32], const uint8_t scalar[32])
{
    memcpy(out, scalar, 32);
    out[0] &= 248;
    out[31] &= 127;
    out[31] |= 64;
}

/* u = (1 + y) / (1 - y), RFC 7748 section 4.1. No clamped scalar is a multiple of B's order, so
 * that y is not 1. */
void X25519_KERNEL(public)(uint8_t public_key[32], const uint8_t scalar[32])
{
    uint8_t clamped[32];
    struct ge25519 point;
    struct fe25519 numerator, denominator;
    clamp(clamped, scalar);
    ge25519_base_mul(&point, clamped);
    fe25519_add(&numerator, &point.z, &point.y);
    fe25519_sub(&denominator, &point.z, &point.y);
    fe25519_invert(&denominator, &denominator);
    fe25519_mul(&numerator, &numerator, &denominator);
    fe25519_encode(public_key, &numerator);
    brisk_wipe(clamped, sizeof(clamped));
    brisk_wipe(&point, sizeof(point));
    brisk_wipe(&numerator, sizeof(numerator));
    brisk_wipe(&denominator, sizeof(denominator));
}

#ifndef X25519_OWN_LADDER

/* Two points on the Montgomery curve by their u coordinates x/z, whose difference is the peer's. */
struct ladder {
    struct fe25519 x2, z2, x3, z3;
};

#ifdef X25519_STEP_KERNEL

void X25519_STEP_KERNEL(struct ladder *l, const struct fe25519 *x1, uint64_t swap);

static void step_ladder(struct ladder *l, const struct fe25519 *x1, uint64_t swap)
{
    X25519_STEP_KERNEL(l, x1, swap);
}

#else

/* One step of RFC 7748 section 5 with its names, behind an exchange of the two points if the mask
 * says so. */
static void step_ladder(struct ladder *l, const struct fe25519 *x1, uint64_t swap)
{
    struct fe25519 a, b, c, d, aa, bb, e, da, cb;
    fe25519_swap_if(swap, &l->x2, &l->x3);
    fe25519_swap_if(swap, &l->z2, &l->z3);
    fe25519_add(&a, &l->x2, &l->z2);
    fe25519_sub(&b, &l->x2, &l->z2);
    fe25519_add(&c, &l->x3, &l->z3);
    fe25519_sub(&d, &l->x3, &l->z3);
    fe25519_mul(&da, &d, &a);
    fe25519_mul(&cb, &c, &b);
    fe25519_square(&aa, &a);
    fe25519_square(&bb, &b);
    fe25519_add(&l->x3, &da, &cb);
    fe25519_square(&l->x3, &l->x3);
    fe25519_sub(&l->z3, &da, &cb);
    fe25519_square(&l->z3, &l->z3);
    fe25519_mul(&l->z3, &l->z3, x1);
    fe25519_mul(&l->x2, &aa, &bb);
    fe25519_sub(&e, &aa, &bb);
    fe25519_mul_small(&l->z2, &e, 121665);
    fe25519_add(&l->z2, &l->z2, &aa);
    fe25519_mul(&l->z2, &l->z2, &e);
}

#endif

/* The lowest bit of a clamped scalar is 0: nothing is left exchanged. */
static void run_ladder(struct ladder *l, const struct fe25519 *x1, const uint8_t clamped[32])
{
    uint64_t swapped = 0;
    for (int i = 254; i >= 0; i--) {
        const uint64_t bit = clamped[i / 8] >> (i % 8) & 1;
        step_ladder(l, x1, ct_mask_bit(swapped ^ bit));
        swapped = bit;
    }
}

#endif

void X25519_KERNEL(shared)(uint8_t secret[32], const uint8_t scalar[32], const uint8_t peer[32])
{
    uint8_t clamped[32];
    struct fe25519 x1;
    clamp(clamped, scalar);
    fe25519_decode(&x1, peer);

    struct ladder l = { fe25519_one, fe25519_zero, x1, fe25519_one };
    run_ladder(&l, &x1, clamped);
    fe25519_invert(&l.z2, &l.z2);
    fe25519_mul(&l.x2, &l.x2, &l.z2);
    fe25519_encode(secret, &l.x2);
    brisk_wipe(clamped, sizeof(clamped));
    brisk_wipe(&l, sizeof(l));
}

void ED25519_KERNEL(base_mul)(uint8_t out[32], const uint8_t scalar[32])
{
    struct ge25519 point;
    ge25519_base_mul(&point, scalar);
    ge25519_encode(out, &point);
    brisk_wipe(&point, sizeof(point));
}

/* Whether D = [s]B - R - [k]A is the neutral element, for base = k->times s. With k times = sum or
 * -sum modulo 8 L, as brisk_sc25519_halve() found them, [times] D = [base]B - [times]R - (or +)
 * [sum]A has half as many doublings, and is neutral if and only if D is, whatever part of small
 * order A and R have: `times` is prime to 8 L. (Antipa et al., "Accelerated verification of ECDSA
 * signatures", 2005; with care for the cofactor, Pornin, "Optimized lattice basis reduction in
 * dimension 2, and fast Schnorr and EdDSA signature verification", 2020.) An R that is no point's
 * encoding is not that of the sum either. */
int ED25519_KERNEL(check)(const uint8_t r[32], const uint8_t base[32],
                          const struct sc25519_halves *k, const uint8_t public_key[32])
{
    struct ge25519 points[2], sum; /* A and R, then with the signs they have in the sum */
    if (!ge25519_decode_public(points, public_key, r)) {
        return 0;
    }
    if (!k->negative) {
        ge25519_negate(&points[0]);
    }
    ge25519_negate(&points[1]);
    ge25519_sum_public(&sum, base, k->sum, &points[0], k->times, &points[1]);
    return ge25519_is_neutral(&sum);
}
