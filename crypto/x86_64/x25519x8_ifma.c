/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Eight X25519 operations at a time, one in each lane: shared secrets by the ladder of RFC 7748
 * section 5, public keys over edwards25519 (crypto/x86_64/ge25519x8_ifma.c).
 *
 * CPU bits   CPU_AVX512F | CPU_AVX512IFMA
 * Timing     constant
 * Speed      Emerald Rapids (family 6, model 207): eight shared secrets in 101,100 cycles, 12,640
 *            each, a step of the ladder in 375; eight public keys in 24,200, 3,030 each; 5,500 of
 *            these are for the inversion
 *
 * A step of the ladder is five products (67 instructions each, 52 the one by x1), four squares
 * (55), a product by a24 (12), eleven carries (11), seven sums or differences (5) and two choices
 * (5): 720 instructions for two ports, 360 cycles at least. No carry is taken between a product and
 * a sum that is taken of it. The inversion of eight z is one, of their product. */

#include "crypto/impl.h"
#include "crypto/x86_64/ge25519x8_ifma.h"

brisk_x25519x8_public_fn brisk_x25519x8_public_ifma;
brisk_x25519x8_shared_fn brisk_x25519x8_shared_ifma;

/* Two points on each lane's curve by their u coordinates x/z, whose difference is the peer's. */
struct ladder {
    struct fe25519x8_sum x2, z2, x3, z3;
};

/* One step of RFC 7748 section 5 with its names. The points change places in lanes where the mask
 * `swap` is set: then A and C do, and B and D, which leaves DA + CB and (DA - CB)^2 as they are. So
 * only AA and BB have to choose. What z3 waits for comes first. */
LANES_INLINE void step_ladder(struct ladder *l, const struct fe25519x8_rows *x1, __m512i swap)
{
    struct fe25519x8 abcd[4], sums[3], factors[4];
    const struct fe25519x8_sum abcd_sums[4] = { fe25519x8_add(l->x2, l->z2),
                                                fe25519x8_sub(l->x2, l->z2),
                                                fe25519x8_add(l->x3, l->z3),
                                                fe25519x8_sub(l->x3, l->z3) };
    fe25519x8_carry_each(abcd, abcd_sums, 4);
    const struct fe25519x8 a = abcd[0], b = abcd[1], c = abcd[2], d = abcd[3];
    const struct fe25519x8 a_or_c = { lanes_choose_limbs(swap, c.n, a.n) };
    const struct fe25519x8 b_or_d = { lanes_choose_limbs(swap, d.n, b.n) };
    const struct fe25519x8_sum da = fe25519x8_muladd(fe25519x8_bias(), d, a);
    const struct fe25519x8_sum cb = fe25519x8_mul(c, b);
    const struct fe25519x8_sum aa = fe25519x8_square_biased(a_or_c);
    const struct fe25519x8_sum bb = fe25519x8_square(b_or_d);

    /* DA - CB, DA + CB, E */
    const struct fe25519x8_sum sums_sums[3] = { fe25519x8_sub(da, cb), fe25519x8_add(da, cb),
                                                fe25519x8_sub(aa, bb) };
    fe25519x8_carry_each(sums, sums_sums, 3);
    const struct fe25519x8_sum difference_squared = fe25519x8_square(sums[0]);
    l->x3 = fe25519x8_square_biased(sums[1]);
    const struct fe25519x8 e = sums[2];

    /* (DA - CB)^2, AA, BB, AA + a24 E */
    const struct fe25519x8_sum factors_sums[4] = { difference_squared, aa, bb,
                                                   fe25519x8_muladd_small(aa, e, 121665) };
    fe25519x8_carry_each(factors, factors_sums, 4);
    l->x2 = fe25519x8_muladd(fe25519x8_bias(), factors[1], factors[2]);
    l->z3 = fe25519x8_mul_rows(factors[0], x1);
    l->z2 = fe25519x8_mul(e, factors[3]);
}

/* decodeScalar25519 of RFC 7748 section 5. */
LANES_INLINE struct lanes_words decode_scalars(const uint8_t *const scalar[BRISK_LANES])
{
    struct lanes_words n = lanes_load(scalar);
    n.word[0] = _mm512_and_si512(n.word[0], lanes_set(~UINT64_C(7)));
    n.word[3] = _mm512_and_si512(n.word[3], lanes_set(UINT64_MAX >> 1));
    n.word[3] = _mm512_or_si512(n.word[3], lanes_set(UINT64_C(1) << 62));
    return n;
}

/* In bit i whether bits i and i + 1 differ. */
LANES_INLINE struct lanes_words find_changes(struct lanes_words n)
{
    for (int i = 0; i < 4; i++) {
        __m512i half = _mm512_srli_epi64(n.word[i], 1);
        if (i < 3) {
            half = _mm512_or_si512(half, _mm512_slli_epi64(n.word[i + 1], 63));
        }
        n.word[i] = _mm512_xor_si512(n.word[i], half);
    }
    return n;
}

/* The lowest bit of a clamped scalar is 0: nothing is left exchanged. */
LANES static void run_ladder(struct ladder *l, struct fe25519x8 peer, struct lanes_words swaps)
{
    struct fe25519x8_rows x1;
    fe25519x8_make_rows(&x1, peer);
    l->x2 = fe25519x8_bias();
    l->x2.n.limb[0] = _mm512_add_epi64(l->x2.n.limb[0], lanes_set(1));
    l->z2 = fe25519x8_zero();
    l->x3 = fe25519x8_add(fe25519x8_bias(), (struct fe25519x8_sum){ peer.n });
    l->z3 = (struct fe25519x8_sum){ fe25519x8_one().n };
    for (int i = 3; i >= 0; i--) {
        __m512i bits = swaps.word[i];
        for (int bit = 63; bit >= 0; bit--) {
            if (i < 3 || bit < 63) {
                step_ladder(l, &x1, lanes_mask_top(bits));
            }
            bits = _mm512_add_epi64(bits, bits);
        }
    }
}

LANES unsigned brisk_x25519x8_shared_ifma(uint8_t *const secret[BRISK_LANES],
                                          const uint8_t *const scalar[BRISK_LANES],
                                          const uint8_t *const peer[BRISK_LANES])
{
    struct ladder l;
    struct lanes_words swaps = find_changes(decode_scalars(scalar));
    run_ladder(&l, fe25519x8_decode(peer), swaps);
    const struct fe25519x8 x = fe25519x8_carry(l.x2), z = fe25519x8_carry(l.z2);
    const __m512i is_zero = fe25519x8_mask_zero(fe25519x8_reduce(z));
    const struct fe25519x8 inverse = fe25519x8_invert(z, is_zero);
    struct lanes_limbs u = fe25519x8_reduce(fe25519x8_carry(fe25519x8_mul(x, inverse)));
    u = lanes_choose_limbs(is_zero, fe25519x8_zero().n, u);
    lanes_store(secret, lanes_to_words(u));
    const unsigned bad = lanes_to_bits(fe25519x8_mask_zero(u));
    brisk_wipe(&l, sizeof(l));
    brisk_wipe(&swaps, sizeof(swaps));
    _mm256_zeroupper();
    return BRISK_ALL_LANES & ~bad;
}

/* u = (1 + y) / (1 - y), RFC 7748 section 4.1. No clamped scalar is a multiple of B's order, so
 * that y is not 1. */
LANES unsigned brisk_x25519x8_public_ifma(uint8_t *const public_key[BRISK_LANES],
                                          const uint8_t *const scalar[BRISK_LANES])
{
    struct lanes_words n = decode_scalars(scalar);
    struct ge25519x8 point;
    brisk_ge25519x8_base_mul_ifma(&point, &n);
    struct fe25519x8_sum y = point.y; /* without the bias */
    y = fe25519x8_sub(y, fe25519x8_bias());
    const struct fe25519x8 numerator = fe25519x8_carry(fe25519x8_add(point.z, y));
    const struct fe25519x8 denominator = fe25519x8_carry(fe25519x8_sub(point.z, y));
    const struct fe25519x8 inverse = fe25519x8_invert(denominator, _mm512_setzero_si512());
    const struct fe25519x8 u = fe25519x8_carry(fe25519x8_mul(numerator, inverse));
    lanes_store(public_key, lanes_to_words(fe25519x8_reduce(u)));
    brisk_wipe(&n, sizeof(n));
    brisk_wipe(&point, sizeof(point));
    _mm256_zeroupper();
    return BRISK_ALL_LANES;
}
