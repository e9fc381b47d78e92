/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Eight Ed25519 operations at a time, one in each lane.
 *
 *     unsigned brisk_ed25519x8_base_mul_ifma(uint8_t *const out[8], const uint8_t *const
 * scalar[8]); unsigned brisk_ed25519x8_check_ifma(const uint8_t *const r[8], const uint8_t *const
 * s[8], const uint8_t *const k[8], const uint8_t *const public_key[8]);
 *
 * CPU bits   CPU_AVX512F | CPU_AVX512IFMA
 * Timing     base_mul constant; check's inputs are public
 * Speed      Emerald Rapids (family 6, model 207): eight multiplications in 24,400 cycles, 3,050
 *            each; eight checks in 148,000, 18,500 each
 *
 * A check takes k in 64 digits from -8 to 7, so that all lanes double and add alike, and [s]B from
 * the comb. Halving k as the single rows do (crypto/curve25519.h) saves half of 252 doublings, but
 * R has to be decoded, too, and the halving is done lane by lane: it would gain a tenth. */

#include "crypto/impl.h"
#include "crypto/x86_64/ge25519x8_ifma.h"

brisk_ed25519x8_base_mul_fn brisk_ed25519x8_base_mul_ifma;
brisk_ed25519x8_check_fn brisk_ed25519x8_check_ifma;

/* RFC 8032 section 5.1.2. */
LANES_INLINE struct lanes_words encode_points(const struct ge25519x8 *point)
{
    const struct fe25519x8_sum sums[3] = { point->z, point->x, point->y };
    struct fe25519x8 zxy[3];
    fe25519x8_carry_each(zxy, sums, 3);
    const struct fe25519x8 inverse = fe25519x8_invert(zxy[0], _mm512_setzero_si512());
    const struct fe25519x8_sum affine[2] = { fe25519x8_mul(zxy[1], inverse),
                                             fe25519x8_mul(zxy[2], inverse) };
    struct fe25519x8 xy[2];
    fe25519x8_carry_each(xy, affine, 2);
    const __m512i sign = _mm512_slli_epi64(fe25519x8_reduce(xy[0]).limb[0], 63);
    struct lanes_words out = lanes_to_words(fe25519x8_reduce(xy[1]));
    out.word[3] = _mm512_or_si512(out.word[3], sign);
    return out;
}

LANES unsigned brisk_ed25519x8_base_mul_ifma(uint8_t *const out[BRISK_LANES],
                                             const uint8_t *const scalar[BRISK_LANES])
{
    struct lanes_words n = lanes_load(scalar);
    struct ge25519x8 point;
    brisk_ge25519x8_base_mul_ifma(&point, &n);
    lanes_store(out, encode_points(&point));
    brisk_wipe(&n, sizeof(n));
    brisk_wipe(&point, sizeof(point));
    _mm256_zeroupper();
    return BRISK_ALL_LANES;
}

/* All that follows is for public numbers. */

#define MULTIPLES 8 /* digits go from -8 to 7 */
#define DIGITS 64

/* A point as the second operand of additions: y + x, y - x, 2 d x y and z, each times Z. */
struct cached {
    struct fe25519x8 sum, difference, product, z;
};

LANES_INLINE struct fe25519x8 load_constant(const uint64_t words[4])
{
    struct lanes_words in;
    for (int i = 0; i < 4; i++) {
        in.word[i] = lanes_set(words[i]);
    }
    return (struct fe25519x8){ lanes_from_words(in) };
}

/* A factor as a sum. */
LANES_INLINE struct fe25519x8_sum to_sum(struct fe25519x8 a)
{
    return (struct fe25519x8_sum){ lanes_clean(a.n) };
}

LANES static void make_cached(struct cached *out, const struct ge25519x8 *point)
{
    const struct fe25519x8_sum sums[4] = { fe25519x8_add(point->y, point->x),
                                           fe25519x8_sub(point->y, point->x), point->t, point->z };
    struct fe25519x8 factors[4];
    fe25519x8_carry_each(factors, sums, 4);
    out->sum = factors[0];
    out->difference = factors[1];
    out->product = fe25519x8_carry(fe25519x8_mul(factors[2], load_constant(brisk_fe25519_2d)));
    out->z = factors[3];
}

/* Adds b, or in lanes of the mask subtracts it: -(x, y) = (-x, y). */
LANES_INLINE void add_cached(struct ge25519x8 *point, const struct cached *b, __m512i negative)
{
    const struct fe25519x8_sum sums[4] = { fe25519x8_sub(point->y, point->x),
                                           fe25519x8_add(point->y, point->x), point->t, point->z };
    const struct fe25519x8 sum = { lanes_choose_limbs(negative, b->difference.n, b->sum.n) };
    const struct fe25519x8 difference = { lanes_choose_limbs(negative, b->sum.n, b->difference.n) };
    struct fe25519x8 factors[4];
    fe25519x8_carry_each(factors, sums, 4);
    const struct fe25519x8_sum u = fe25519x8_mul(factors[0], difference);
    const struct fe25519x8_sum v = fe25519x8_muladd(fe25519x8_bias(), factors[1], sum);
    const struct fe25519x8_sum w = fe25519x8_mul(factors[2], b->product);
    const struct fe25519x8_sum z = fe25519x8_muladd(fe25519x8_bias(), factors[3], b->z);
    const struct fe25519x8_sum z2 = fe25519x8_add(z, z);
    const struct fe25519x8_sum less = fe25519x8_sub(z2, w), more = fe25519x8_add(z2, w);
    const struct fe25519x8_sum efgh[4] = { fe25519x8_sub(v, u),
                                           { lanes_choose_limbs(negative, more.n, less.n) },
                                           { lanes_choose_limbs(negative, less.n, more.n) },
                                           fe25519x8_add(v, u) };
    ge25519x8_finish(point, efgh, 1);
}

LANES static struct fe25519x8 multiply(struct fe25519x8 a, struct fe25519x8 b)
{
    return fe25519x8_carry(fe25519x8_mul(a, b));
}

LANES static struct fe25519x8 square_times(struct fe25519x8 a, int times)
{
    for (int i = 0; i < times; i++) {
        a = fe25519x8_carry(fe25519x8_square(a));
    }
    return a;
}

/* a^((p-5)/8), by the chain of fe25519_pow_p58() in crypto/fe25519_common.h. */
LANES static struct fe25519x8 pow_p58(struct fe25519x8 a)
{
    struct fe25519x8 t = multiply(square_times(a, 1), a); /* 2 ones */
    t = multiply(square_times(t, 2), t);
    const struct fe25519x8 ones5 = multiply(square_times(t, 1), a);
    const struct fe25519x8 ones10 = multiply(square_times(ones5, 5), ones5);
    const struct fe25519x8 ones20 = multiply(square_times(ones10, 10), ones10);
    t = multiply(square_times(ones20, 20), ones20);
    const struct fe25519x8 ones50 = multiply(square_times(t, 10), ones10);
    const struct fe25519x8 ones100 = multiply(square_times(ones50, 50), ones50);
    t = multiply(square_times(ones100, 100), ones100);
    t = multiply(square_times(t, 50), ones50);
    return multiply(square_times(t, 2), a);
}

LANES static __m512i is_zero(struct fe25519x8_sum a)
{
    return fe25519x8_mask_zero(fe25519x8_reduce(fe25519x8_carry(a)));
}

/* The negatives of the points that the encodings are of (RFC 8032 section 5.1.3); returns the lanes
 * where there is one. x = sqrt(u/v) with u = y^2 - 1 and v = d y^2 + 1 is u v^3 (u v^7)^((p-5)/8),
 * or that times sqrt(-1). */
LANES static __m512i decode_negated(struct ge25519x8 *out, const uint8_t *const in[BRISK_LANES])
{
    const struct fe25519x8 y = fe25519x8_decode(in);
    const struct fe25519x8_sum one = to_sum(fe25519x8_one());
    const struct fe25519x8 yy = fe25519x8_carry(fe25519x8_square(y));
    const struct fe25519x8_sum sums[2] = {
        fe25519x8_sub(fe25519x8_add(fe25519x8_bias(), to_sum(yy)), one),
        fe25519x8_add(fe25519x8_mul(yy, load_constant(brisk_fe25519_d)), one)
    };
    struct fe25519x8 uv[2];
    fe25519x8_carry_each(uv, sums, 2);
    const struct fe25519x8 u = uv[0], v = uv[1];
    const struct fe25519x8 v3 = multiply(square_times(v, 1), v);
    const struct fe25519x8 v7 = multiply(square_times(v3, 1), v);
    struct fe25519x8 x = multiply(pow_p58(multiply(u, v7)), multiply(u, v3));

    const struct fe25519x8_sum vxx = fe25519x8_muladd(fe25519x8_bias(), square_times(x, 1), v);
    const __m512i is_root = is_zero(fe25519x8_sub(vxx, to_sum(u)));
    const __m512i is_other = is_zero(fe25519x8_add(vxx, to_sum(u)));
    const struct fe25519x8 other = multiply(x, load_constant(brisk_fe25519_sqrt_m1));
    x.n = lanes_choose_limbs(is_root, x.n, other.n);

    const struct lanes_limbs reduced = fe25519x8_reduce(x);
    const __m512i sign = lanes_mask_top(lanes_load_word(in, 24));
    const __m512i odd = lanes_mask_top(_mm512_slli_epi64(reduced.limb[0], 63));
    const struct fe25519x8_sum negated =
        fe25519x8_sub(fe25519x8_bias(), (struct fe25519x8_sum){ reduced });
    const __m512i negate = _mm512_xor_si512(_mm512_xor_si512(sign, odd), lanes_set(UINT64_MAX));
    x.n = lanes_choose_limbs(negate, fe25519x8_carry(negated).n, reduced);

    const struct lanes_limbs y_reduced = fe25519x8_reduce(y);
    __m512i changed = _mm512_setzero_si512();
    for (int i = 0; i < LANES_LIMBS; i++) {
        changed = _mm512_or_si512(changed, _mm512_xor_si512(y.n.limb[i], y_reduced.limb[i]));
    }
    out->x = to_sum(x);
    out->y = fe25519x8_add(fe25519x8_bias(), to_sum(y));
    out->z = fe25519x8_add(fe25519x8_bias(), one);
    out->t = fe25519x8_mul(x, y);
    const __m512i minus_zero = _mm512_and_si512(fe25519x8_mask_zero(reduced), sign);
    const __m512i good =
        _mm512_and_si512(_mm512_or_si512(is_root, is_other), lanes_mask_zero(changed));
    return _mm512_andnot_si512(minus_zero, good);
}

LANES static void make_multiples(struct cached multiples[MULTIPLES], const struct ge25519x8 *point)
{
    struct ge25519x8 multiple = *point;
    make_cached(&multiples[0], point);
    ge25519x8_double(&multiple, 1);
    for (int i = 1; i < MULTIPLES; i++) {
        if (i > 1) {
            add_cached(&multiple, &multiples[0], _mm512_setzero_si512());
        }
        make_cached(&multiples[i], &multiple);
    }
}

/* In each lane the multiple for the size of its digit, the neutral element for 0. */
LANES_INLINE struct cached select_multiple(const struct cached multiples[MULTIPLES], __m512i size)
{
    const struct fe25519x8 one = fe25519x8_one(), zero = { fe25519x8_zero().n };
    struct cached out = { one, one, zero, one };
    for (int i = 0; i < MULTIPLES; i++) {
        const __mmask8 here = _mm512_cmpeq_epi64_mask(size, lanes_set((uint64_t)i + 1));
        const struct cached *m = &multiples[i];
        for (int j = 0; j < LANES_LIMBS; j++) {
            out.sum.n.limb[j] = _mm512_mask_mov_epi64(out.sum.n.limb[j], here, m->sum.n.limb[j]);
            out.difference.n.limb[j] =
                _mm512_mask_mov_epi64(out.difference.n.limb[j], here, m->difference.n.limb[j]);
            out.product.n.limb[j] =
                _mm512_mask_mov_epi64(out.product.n.limb[j], here, m->product.n.limb[j]);
            out.z.n.limb[j] = _mm512_mask_mov_epi64(out.z.n.limb[j], here, m->z.n.limb[j]);
        }
    }
    return out;
}

/* [k]P for k below 2^253. Digit i is 8 less than bits 4 i to 4 i + 3 of k + 0x88...8. */
LANES static void multiply_points(struct ge25519x8 *out, const struct ge25519x8 *point,
                                  const uint8_t *const k[BRISK_LANES])
{
    struct cached multiples[MULTIPLES];
    make_multiples(multiples, point);
    struct lanes_limbs n = lanes_from_words(lanes_load(k));
    for (int i = 0; i < LANES_LIMBS; i++) {
        const uint64_t eights = i < 4 ? 0x8888888888888 : 0x888888888888;
        n.limb[i] = _mm512_add_epi64(n.limb[i], lanes_set(eights));
    }
    const struct lanes_words bits = lanes_to_words(lanes_clean(lanes_carry(n)));
    struct ge25519x8 sum = ge25519x8_neutral();
    for (int i = DIGITS - 1; i >= 0; i--) {
        const __m512i shifted =
            _mm512_srl_epi64(bits.word[i / 16], _mm_cvtsi32_si128(4 * (i % 16)));
        const __m512i digit =
            _mm512_sub_epi64(_mm512_and_si512(shifted, lanes_set(15)), lanes_set(8));
        for (int j = 0; i < DIGITS - 1 && j < 4; j++) {
            ge25519x8_double(&sum, j == 3);
        }
        const struct cached multiple = select_multiple(multiples, _mm512_abs_epi64(digit));
        add_cached(&sum, &multiple, lanes_mask_top(digit));
    }
    *out = sum;
}

LANES unsigned brisk_ed25519x8_check_ifma(const uint8_t *const r[BRISK_LANES],
                                          const uint8_t *const s[BRISK_LANES],
                                          const uint8_t *const k[BRISK_LANES],
                                          const uint8_t *const public_key[BRISK_LANES])
{
    struct ge25519x8 point, base;
    struct cached addend;
    const struct lanes_words scalar = lanes_load(s);
    const __m512i decoded = decode_negated(&point, public_key);
    multiply_points(&point, &point, k);
    brisk_ge25519x8_base_mul_ifma(&base, &scalar);
    make_cached(&addend, &base);
    add_cached(&point, &addend, _mm512_setzero_si512());
    const struct lanes_words sum = encode_points(&point), want = lanes_load(r);
    __m512i different = _mm512_setzero_si512();
    for (int i = 0; i < 4; i++) {
        const __m512i bits = _mm512_xor_si512(sum.word[i], want.word[i]);
        different = _mm512_or_si512(different, bits);
    }
    const unsigned good = lanes_to_bits(_mm512_and_si512(decoded, lanes_mask_zero(different)));
    _mm256_zeroupper();
    return good;
}
