/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-256 for eight lanes: public keys, shared secrets, ECDSA. The algorithms are those of
 * crypto/ec_nist.h, which says why its additions of secret multiples never meet equal points; here
 * infinity is a mask beside the point, since only a digit that is not 0 ends it. Scalars are worked
 * on one by one, with one inversion for the eight of them.
 *
 * A lane of a verification is good only if its signature is right and nothing unusual happened on
 * the way (equal points, infinity, x = r + n): the others are for a single row to judge.
 *
 * CPU bits   CPU_AVX512F | CPU_AVX512IFMA | CPU_ADX | CPU_BMI2
 * Timing     constant, but for verify
 * Speed      see docs/benchmarking.md, "Eight lanes" */

#include <string.h>

#include "crypto/bytes.h"
#include "crypto/impl.h"
#include "crypto/limbs.h"
#include "crypto/p256_params.h"
#include "crypto/x86_64/p256x8_table.h"

/* crypto/x86_64/divsteps_cmov.asm */
int64_t brisk_divsteps_20_cmov(uint64_t fg[2], int64_t delta);
#define GCD_STEPS_KERNEL brisk_divsteps_20_cmov

#include "crypto/x86_64/fe256x8_ifma.h"

#define EC_SCALAR_KERNELS
#include "crypto/ec_scalar.h"

brisk_p256x8_public_fn brisk_p256x8_public_ifma;
brisk_p256x8_shared_fn brisk_p256x8_shared_ifma;
brisk_p256x8_sign_fn brisk_p256x8_sign_ifma;
brisk_p256x8_verify_fn brisk_p256x8_verify_ifma;

/* crypto/x86_64/p256_adx.asm */
void brisk_p256_sc_mul_adx(uint64_t out[4], const uint64_t a[4], const uint64_t b[4]);

#define BASE_DIGITS EC_NUM_DIGITS(EC_BASE_WINDOW)
#define DIGITS EC_NUM_DIGITS(EC_WINDOW)
#define MULTIPLES (1 << (EC_WINDOW - 1))

/* The lanes' digits side by side. */
struct lane_digits {
    uint8_t magnitude[DIGITS][BRISK_LANES], negative[DIGITS][BRISK_LANES];
    __m512i negate; /* the mask of lanes whose scalar was replaced by its negative */
};

/* Jacobian coordinates, not infinity. */
struct point {
    struct fe256x8_sum x, y, z;
};

struct affine {
    struct fe256x8 x, y;
};

/* A sum of points, which is infinity in lanes where the mask says so. */
struct sum {
    struct point p;
    __m512i infinite;
};

/* Scalars, lane by lane. */

typedef uint64_t scalar8[BRISK_LANES][EC_LIMBS];

static void sc_mul(uint64_t out[EC_LIMBS], const uint64_t a[EC_LIMBS], const uint64_t b[EC_LIMBS])
{
    brisk_p256_sc_mul_adx(out, a, b);
}

static void sc_invert(uint64_t out[EC_LIMBS], const uint64_t a[EC_LIMBS])
{
    mod_invert(out, a, ec_n_rr, ec_n, EC_N_INVERSE, EC_LIMBS);
}

/* 1 takes the place of numbers that are not in [1, n-1]; returns one bit for each lane that is. */
static unsigned load_scalars(scalar8 out, const uint8_t *const in[BRISK_LANES])
{
    static const uint64_t one[EC_LIMBS] = { 1 };
    unsigned valid = 0;
    for (int i = 0; i < BRISK_LANES; i++) {
        const uint64_t mask = load_scalar(out[i], in[i]);
        ct_copy(~mask, out[i], one, EC_LIMBS);
        valid |= (unsigned)(mask & 1) << i;
    }
    return valid;
}

/* Montgomery form of 1/a for each a, none of which is 0, by one inversion (Montgomery 1987). */
static void invert_scalars(scalar8 out, scalar8 a)
{
    scalar8 products;
    uint64_t inverse[EC_LIMBS], next[EC_LIMBS];
    for (int i = 0; i < BRISK_LANES; i++) {
        sc_mul(out[i], a[i], ec_n_rr);
        if (i == 0) {
            memcpy(products[0], out[0], sizeof(products[0]));
        } else {
            sc_mul(products[i], products[i - 1], out[i]);
        }
    }
    sc_invert(inverse, products[BRISK_LANES - 1]);
    for (int i = BRISK_LANES - 1; i > 0; i--) {
        sc_mul(next, inverse, out[i]);
        sc_mul(out[i], inverse, products[i - 1]);
        memcpy(inverse, next, sizeof(inverse));
    }
    memcpy(out[0], inverse, sizeof(inverse));
    brisk_wipe(products, sizeof(scalar8));
    brisk_wipe(inverse, sizeof(inverse));
    brisk_wipe(next, sizeof(next));
}

LANES_FUNCTION void recode(struct lane_digits *out, scalar8 k, size_t window)
{
    _Alignas(64) uint64_t negate[BRISK_LANES];
    struct digits digits;
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        negate[lane] = recode_smaller(&digits, k[lane], window);
        for (size_t i = 0; i < (window == EC_WINDOW ? DIGITS : BASE_DIGITS); i++) {
            out->magnitude[i][lane] = digits.magnitude[i];
            out->negative[i][lane] = digits.negative[i];
        }
    }
    out->negate = _mm512_load_si512(negate);
    brisk_wipe(&digits, sizeof(digits));
    brisk_wipe(negate, sizeof(negate));
}

LANES_INLINE __m512i load_bytes(const uint8_t bytes[BRISK_LANES])
{
    return _mm512_cvtepu8_epi64(_mm_loadl_epi64((const __m128i *)bytes));
}

LANES_INLINE __m512i mask_of_bit(__m512i bit)
{
    return _mm512_sub_epi64(_mm512_setzero_si512(), bit);
}

/* Numbers of 32 bytes, big-endian. */
LANES_INLINE struct lanes_words load_be(const uint8_t *const in[BRISK_LANES], size_t offset)
{
    _Alignas(64) uint64_t words[4][BRISK_LANES];
    struct lanes_words out;
    for (size_t i = 0; i < 4; i++) {
        for (int lane = 0; lane < BRISK_LANES; lane++) {
            words[i][lane] = load_be64(in[lane] + offset + 24 - 8 * i);
        }
        out.word[i] = _mm512_load_si512(words[i]);
    }
    return out;
}

/* Zeros where a lane's bit is not set. */
LANES_INLINE void store_be(uint8_t *const out[BRISK_LANES], size_t offset, struct lanes_limbs in,
                           unsigned good)
{
    _Alignas(64) uint64_t words[BRISK_LANES];
    const struct lanes_words n = lanes_to_words(in);
    for (size_t i = 0; i < 4; i++) {
        _mm512_store_si512(words, n.word[i]);
        for (int lane = 0; lane < BRISK_LANES; lane++) {
            store_be64(out[lane] + offset + 24 - 8 * i, words[lane] & ct_mask_bit(good >> lane));
        }
    }
    brisk_wipe(words, sizeof(words));
}

/* Points. */

LANES_INLINE struct fe256x8_sum constant_sum(const uint64_t limbs[LANES_LIMBS])
{
    return (struct fe256x8_sum){ fe256x8_constant(limbs) };
}

LANES_INLINE struct point choose_point(__m512i mask, const struct point *yes,
                                       const struct point *no)
{
    return (struct point){ fe256x8_choose(mask, yes->x, no->x), fe256x8_choose(mask, yes->y, no->y),
                           fe256x8_choose(mask, yes->z, no->z) };
}

/* out = 2 a */
LANES_FUNCTION void point_double(struct point *out, const struct point *a)
{
    const struct fe256x8 x = fe256x8_carry(a->x), y = fe256x8_carry(a->y), z = fe256x8_carry(a->z);
    const struct fe256x8_sum zz = fe256x8_square(z), yy = fe256x8_square(y);
    const struct fe256x8 less = fe256x8_carry(fe256x8_sub(a->x, zz));
    const struct fe256x8 more = fe256x8_carry(fe256x8_add(a->x, zz));
    const struct fe256x8_sum third = fe256x8_mul(less, more);
    const struct fe256x8 slope =
        fe256x8_carry(fe256x8_add(fe256x8_shift(third, 1), third)); /* 3 (X - Z^2) (X + Z^2) */
    const struct fe256x8 y2 = fe256x8_carry_product(yy);
    const struct fe256x8_sum xyy = fe256x8_mul(x, y2);
    const struct fe256x8_sum yz = fe256x8_mul(y, z);
    const struct fe256x8_sum y4 = fe256x8_square(y2);
    out->x = fe256x8_sub(fe256x8_square(slope), fe256x8_shift(xyy, 3));
    const struct fe256x8 t = fe256x8_carry(fe256x8_sub(fe256x8_shift(xyy, 2), out->x));
    out->y = fe256x8_sub(fe256x8_mul(slope, t), fe256x8_shift(y4, 3));
    out->z = fe256x8_shift(yz, 1);
}

/* What both additions end with: from U1, S1 (a's x and y brought to the common denominator),
 * H = U2 - U1 and R = S2 - S1, the sum's X and Y. */
LANES_INLINE void add_x_y(struct point *out, struct fe256x8 u1, struct fe256x8 s1, struct fe256x8 h,
                          struct fe256x8 r)
{
    const struct fe256x8 hh = fe256x8_carry_product(fe256x8_square(h));
    const struct fe256x8_sum hhh = fe256x8_mul(hh, h);
    const struct fe256x8_sum v = fe256x8_mul(u1, hh);
    out->x = fe256x8_sub(fe256x8_sub(fe256x8_square(r), hhh), fe256x8_shift(v, 1));
    const struct fe256x8 t = fe256x8_carry(fe256x8_sub(v, out->x));
    out->y = fe256x8_sub(fe256x8_mul(r, t), fe256x8_mul(s1, fe256x8_carry_product(hhh)));
}

/* out = a + b, b with z = 1; neither infinity, and not equal. */
LANES_FUNCTION void point_add_affine(struct point *out, const struct point *a,
                                     const struct affine *b)
{
    const struct fe256x8 z = fe256x8_carry(a->z);
    const struct fe256x8 zz = fe256x8_carry_product(fe256x8_square(z));
    const struct fe256x8 zzz = fe256x8_carry_product(fe256x8_mul(z, zz));
    const struct fe256x8 h = fe256x8_carry(fe256x8_sub(fe256x8_mul(b->x, zz), a->x));
    const struct fe256x8 r = fe256x8_carry(fe256x8_sub(fe256x8_mul(b->y, zzz), a->y));
    const struct fe256x8 x = fe256x8_carry(a->x), y = fe256x8_carry(a->y);
    out->z = fe256x8_mul(z, h);
    add_x_y(out, x, y, h, r);
}

/* out = a + b, likewise. */
LANES_FUNCTION void point_add(struct point *out, const struct point *a, const struct point *b)
{
    const struct fe256x8 z1 = fe256x8_carry(a->z), z2 = fe256x8_carry(b->z);
    const struct fe256x8 z1z1 = fe256x8_carry_product(fe256x8_square(z1));
    const struct fe256x8 z2z2 = fe256x8_carry_product(fe256x8_square(z2));
    const struct fe256x8 z1_3 = fe256x8_carry_product(fe256x8_mul(z1, z1z1));
    const struct fe256x8 z2_3 = fe256x8_carry_product(fe256x8_mul(z2, z2z2));
    const struct fe256x8_sum u1 = fe256x8_mul(fe256x8_carry(a->x), z2z2);
    const struct fe256x8_sum s1 = fe256x8_mul(fe256x8_carry(a->y), z2_3);
    const struct fe256x8_sum u2 = fe256x8_mul(fe256x8_carry(b->x), z1z1);
    const struct fe256x8_sum s2 = fe256x8_mul(fe256x8_carry(b->y), z1_3);
    const struct fe256x8 h = fe256x8_carry(fe256x8_sub(u2, u1));
    const struct fe256x8 r = fe256x8_carry(fe256x8_sub(s2, s1));
    const struct fe256x8 z12 = fe256x8_carry_product(fe256x8_mul(z1, z2));
    out->z = fe256x8_mul(z12, h);
    add_x_y(out, fe256x8_carry_product(u1), fe256x8_carry_product(s1), h, r);
}

/* sum += p, where that is `added`, p itself where the sum is infinite, and the sum where p is. */
LANES_INLINE void take_sum(struct sum *sum, const struct point *added, const struct point *p,
                           __m512i p_infinite)
{
    const struct point t = choose_point(sum->infinite, p, added);
    sum->p = choose_point(p_infinite, &sum->p, &t);
    sum->infinite = _mm512_and_si512(sum->infinite, p_infinite);
}

LANES_INLINE void set_infinite(struct sum *sum)
{
    sum->p.x = sum->p.y = sum->p.z = fe256x8_zero();
    sum->infinite = lanes_set(UINT64_MAX);
}

/* One limb of each lane's entry of a row: 64 of them are in eight vectors. */
LANES_INLINE __m512i select_limb(const uint64_t limb[64], __m512i index, __mmask8 bit_4,
                                 __mmask8 bit_5)
{
    __m512i quarter[4];
    for (int i = 0; i < 4; i++) {
        quarter[i] = _mm512_permutex2var_epi64(_mm512_load_si512(limb + 16 * i), index,
                                               _mm512_load_si512(limb + 16 * i + 8));
    }
    const __m512i low = _mm512_mask_blend_epi64(bit_4, quarter[0], quarter[1]);
    const __m512i high = _mm512_mask_blend_epi64(bit_4, quarter[2], quarter[3]);
    return _mm512_mask_blend_epi64(bit_5, low, high);
}

/* Limbs of 16 times a number. The table's numbers are times 2^256: that makes them times R, if
 * below R and not below p. */
LANES_INLINE struct fe256x8_sum from_table(const __m512i word[4])
{
    struct fe256x8_sum out;
    out.n.limb[0] = _mm512_slli_epi64(word[0], 4);
    for (unsigned i = 1; i < 4; i++) {
        const __m512i low = _mm512_srli_epi64(word[i - 1], 60 - 12 * i);
        out.n.limb[i] = _mm512_or_si512(low, _mm512_slli_epi64(word[i], 4 + 12 * i));
    }
    out.n.limb[4] = _mm512_srli_epi64(word[3], 12);
    out.n = lanes_clean(out.n);
    return out;
}

/* Each lane's entry of a row of the table, for digits that are not 0. */
LANES_INLINE void select_affine(struct affine *out, const uint64_t row[2 * EC_LIMBS][64],
                                __m512i magnitude, __m512i negative)
{
    const __m512i index = _mm512_sub_epi64(magnitude, lanes_set(1));
    const __mmask8 bit_4 = _mm512_test_epi64_mask(index, lanes_set(16));
    const __mmask8 bit_5 = _mm512_test_epi64_mask(index, lanes_set(32));
    __m512i word[2 * EC_LIMBS];
    for (int i = 0; i < 2 * EC_LIMBS; i++) {
        word[i] = select_limb(row[i], index, bit_4, bit_5);
    }
    out->x = (struct fe256x8){ from_table(word).n };
    out->y = fe256x8_carry(fe256x8_negate_if(negative, from_table(word + EC_LIMBS)));
}

/* out = [k]G: the sum of one entry of each row. */
LANES_FUNCTION void base_mul(struct sum *out, const struct lane_digits *k)
{
    struct affine entry;
    struct point p, added;
    p.z = constant_sum(fe256x8_one);
    set_infinite(out);
    for (int i = 0; i < BASE_DIGITS; i++) {
        const __m512i magnitude = load_bytes(k->magnitude[i]);
        select_affine(&entry, brisk_p256x8_table[i], magnitude,
                      mask_of_bit(load_bytes(k->negative[i])));
        p.x = fe256x8_from_factor(entry.x);
        p.y = fe256x8_from_factor(entry.y);
        point_add_affine(&added, &out->p, &entry);
        take_sum(out, &added, &p, lanes_mask_zero(magnitude));
    }
    brisk_wipe(&entry, sizeof(entry));
    brisk_wipe(&p, sizeof(p));
    brisk_wipe(&added, sizeof(added));
}

/* The lanes' entries, of 1 to MULTIPLES; anything for 0. Reads all. */
LANES_INLINE void select_point(struct point *out, const struct point entries[MULTIPLES],
                               __m512i magnitude)
{
    *out = entries[0];
    for (int i = 1; i < MULTIPLES; i++) {
        const __m512i other = _mm512_xor_si512(magnitude, lanes_set((uint64_t)i + 1));
        *out = choose_point(lanes_mask_zero(other), &entries[i], out);
    }
}

/* out = [k]p: a window of five bits at a time, most significant first. */
LANES_FUNCTION void point_mul(struct sum *out, const struct affine *p, const struct lane_digits *k)
{
    struct point entries[MULTIPLES], entry, added;
    entries[0].x = fe256x8_from_factor(p->x);
    entries[0].y = fe256x8_from_factor(p->y);
    entries[0].z = constant_sum(fe256x8_one);
    for (int i = 1; i < MULTIPLES; i++) {
        if (i % 2) {
            point_double(&entries[i], &entries[i / 2]);
        } else {
            point_add_affine(&entries[i], &entries[i - 1], p);
        }
    }
    set_infinite(out);
    for (int i = DIGITS - 1; i >= 0; i--) {
        for (int j = 0; i < DIGITS - 1 && j < EC_WINDOW; j++) {
            point_double(&out->p, &out->p);
        }
        const __m512i magnitude = load_bytes(k->magnitude[i]);
        select_point(&entry, entries, magnitude);
        entry.y = fe256x8_negate_if(mask_of_bit(load_bytes(k->negative[i])), entry.y);
        point_add(&added, &out->p, &entry);
        take_sum(out, &added, &entry, lanes_mask_zero(magnitude));
    }
    brisk_wipe(entries, sizeof(entries));
    brisk_wipe(&entry, sizeof(entry));
    brisk_wipe(&added, sizeof(added));
}

/* Loads points that are on the curve; returns one bit for each lane that is. The others get
 * what they have: their results are not used. */
LANES_FUNCTION unsigned load_points(struct affine *out, const uint8_t *const in[BRISK_LANES])
{
    const struct lanes_limbs x = lanes_from_words(load_be(in, 0));
    const struct lanes_limbs y = lanes_from_words(load_be(in, EC_BYTES));
    unsigned below = 0;
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        uint64_t words[2][EC_LIMBS];
        limbs_from_be(words[0], in[lane], EC_LIMBS);
        limbs_from_be(words[1], in[lane] + EC_BYTES, EC_LIMBS);
        below |= (unsigned)(limbs_mask_less(words[0], ec_p, EC_LIMBS) &
                            limbs_mask_less(words[1], ec_p, EC_LIMBS) & 1)
                 << lane;
    }
    out->x = fe256x8_enter(x);
    out->y = fe256x8_enter(y);
    const struct fe256x8_sum one = constant_sum(fe256x8_one);
    const struct fe256x8_sum three = fe256x8_add(fe256x8_shift(one, 1), one);
    const struct fe256x8 t = fe256x8_carry(fe256x8_sub(fe256x8_square(out->x), three));
    const struct fe256x8_sum right = fe256x8_add(fe256x8_mul(t, out->x), constant_sum(fe256x8_b));
    const __m512i equal = fe256x8_mask_zero(fe256x8_sub(fe256x8_square(out->y), right));
    return below & lanes_to_bits(equal);
}

/* A point whose z is not 0, as plain numbers. */
LANES_FUNCTION void to_affine(struct lanes_limbs *x, struct lanes_limbs *y, const struct point *p,
                              __m512i negate)
{
    const struct fe256x8 z = fe256x8_carry(p->z);
    struct fe256x8 inverse;
    fe256x8_invert(&inverse, &z);
    const struct fe256x8 zz = fe256x8_carry_product(fe256x8_square(inverse));
    *x = fe256x8_leave(fe256x8_mul_factors(fe256x8_carry(p->x), zz));
    if (y) {
        const struct fe256x8 zzz = fe256x8_mul_factors(inverse, zz);
        const struct fe256x8_sum t = fe256x8_mul(fe256x8_carry(p->y), zzz);
        *y = fe256x8_leave(fe256x8_carry(fe256x8_negate_if(negate, t)));
    }
    brisk_wipe(&inverse, sizeof(inverse));
}

LANES unsigned brisk_p256x8_public_ifma(uint8_t *const point[BRISK_LANES],
                                        const uint8_t *const scalar[BRISK_LANES])
{
    scalar8 k;
    struct lane_digits digits;
    struct sum p;
    struct lanes_limbs x, y;
    const unsigned good = load_scalars(k, scalar);
    recode(&digits, k, EC_BASE_WINDOW);
    base_mul(&p, &digits);
    to_affine(&x, &y, &p.p, digits.negate);
    store_be(point, 0, x, good);
    store_be(point, EC_BYTES, y, good);
    brisk_wipe(k, sizeof(k));
    brisk_wipe(&digits, sizeof(digits));
    brisk_wipe(&p, sizeof(p));
    _mm256_zeroupper();
    return good;
}

/* Multiples of a point that is not on the curve may be anything, but the others' z has to have an
 * inverse. */
LANES_INLINE void replace_bad(struct point *p, unsigned good)
{
    const __m512i lane = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);
    const __m512i bits = _mm512_srlv_epi64(lanes_set(good), lane);
    const __m512i mask = mask_of_bit(_mm512_and_si512(bits, lanes_set(1)));
    p->z = fe256x8_choose(mask, p->z, constant_sum(fe256x8_one));
}

LANES unsigned brisk_p256x8_shared_ifma(uint8_t *const x_out[BRISK_LANES],
                                        const uint8_t *const scalar[BRISK_LANES],
                                        const uint8_t *const point[BRISK_LANES])
{
    scalar8 k;
    struct lane_digits digits;
    struct affine peer;
    struct sum p;
    struct lanes_limbs x;
    unsigned good = load_scalars(k, scalar);
    good &= load_points(&peer, point);
    recode(&digits, k, EC_WINDOW);
    point_mul(&p, &peer, &digits);
    replace_bad(&p.p, good);
    to_affine(&x, 0, &p.p, digits.negate);
    store_be(x_out, 0, x, good);
    brisk_wipe(k, sizeof(k));
    brisk_wipe(&digits, sizeof(digits));
    brisk_wipe(&p, sizeof(p));
    brisk_wipe(&x, sizeof(x));
    _mm256_zeroupper();
    return good;
}

/* x coordinates modulo n, as limbs of the lanes. */
LANES_INLINE void reduce_x(scalar8 out, struct lanes_limbs x)
{
    _Alignas(64) uint64_t words[4][BRISK_LANES];
    const struct lanes_words n = lanes_to_words(x);
    for (int i = 0; i < 4; i++) {
        _mm512_store_si512(words[i], n.word[i]);
    }
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        for (int i = 0; i < 4; i++) {
            out[lane][i] = words[i][lane];
        }
        reduce_once_mod_n(out[lane], out[lane]); /* p < 2n */
    }
}

/* s = (e + r d) / k mod n for one lane; returns the mask for "r and s are not 0". */
static uint64_t finish_signature(uint64_t s[EC_LIMBS], const uint64_t r[EC_LIMBS], const uint8_t *d,
                                 const uint8_t *e, const uint64_t inverse[EC_LIMBS])
{
    uint64_t key[EC_LIMBS], hash[EC_LIMBS];
    limbs_from_be(key, d, EC_LIMBS);
    limbs_from_be(hash, e, EC_LIMBS);
    reduce_once_mod_n(hash, hash);
    sc_mul(s, r, ec_n_rr);
    sc_mul(s, s, key);
    mod_add(s, s, hash, ec_n, EC_LIMBS);
    sc_mul(s, s, inverse);
    brisk_wipe(key, sizeof(key));
    return ~ct_mask_all_zero(r, EC_LIMBS) & ~ct_mask_all_zero(s, EC_LIMBS);
}

LANES unsigned brisk_p256x8_sign_ifma(uint8_t *const signature[BRISK_LANES],
                                      const uint8_t *const d[BRISK_LANES],
                                      const uint8_t *const e[BRISK_LANES],
                                      const uint8_t *const k[BRISK_LANES])
{
    static const uint64_t zero[EC_LIMBS] = { 0 };
    scalar8 nonce, r, inverse;
    struct lane_digits digits;
    struct sum p;
    struct lanes_limbs x;
    unsigned good = load_scalars(nonce, k);
    recode(&digits, nonce, EC_BASE_WINDOW);
    base_mul(&p, &digits);
    to_affine(&x, 0, &p.p, digits.negate);
    reduce_x(r, x);
    invert_scalars(inverse, nonce);
    for (int i = 0; i < BRISK_LANES; i++) {
        uint64_t s[EC_LIMBS];
        uint64_t valid = finish_signature(s, r[i], d[i], e[i], inverse[i]);
        valid &= ct_mask_bit(good >> i);
        ct_copy(~valid, r[i], zero, EC_LIMBS);
        ct_copy(~valid, s, zero, EC_LIMBS);
        good &= ~((unsigned)(~valid & 1) << i);
        limbs_to_be(signature[i], r[i], EC_LIMBS);
        limbs_to_be(signature[i] + EC_BYTES, s, EC_LIMBS);
    }
    brisk_wipe(nonce, sizeof(nonce));
    brisk_wipe(inverse, sizeof(inverse));
    brisk_wipe(&digits, sizeof(digits));
    brisk_wipe(&p, sizeof(p));
    _mm256_zeroupper();
    return good;
}

/* u1 = e/s and u2 = r/s; returns one bit for each lane with r and s in range. */
static unsigned load_signatures(scalar8 r, scalar8 u1, scalar8 u2,
                                const uint8_t *const signature[BRISK_LANES],
                                const uint8_t *const e[BRISK_LANES])
{
    const uint8_t *s_bytes[BRISK_LANES];
    scalar8 s, inverse;
    for (int i = 0; i < BRISK_LANES; i++) {
        s_bytes[i] = signature[i] + EC_BYTES;
    }
    unsigned good = load_scalars(r, signature) & load_scalars(s, s_bytes);
    invert_scalars(inverse, s);
    for (int i = 0; i < BRISK_LANES; i++) {
        uint64_t hash[EC_LIMBS];
        limbs_from_be(hash, e[i], EC_LIMBS);
        reduce_once_mod_n(hash, hash);
        sc_mul(u1[i], hash, inverse[i]);
        sc_mul(u2[i], r[i], inverse[i]);
    }
    return good;
}

/* Lanes in which x Z^2 = X for x = r. */
LANES_INLINE __m512i x_equals(const struct point *p, scalar8 r)
{
    _Alignas(64) uint64_t words[4][BRISK_LANES];
    struct lanes_words n;
    for (int i = 0; i < 4; i++) {
        for (int lane = 0; lane < BRISK_LANES; lane++) {
            words[i][lane] = r[lane][i];
        }
        n.word[i] = _mm512_load_si512(words[i]);
    }
    const struct fe256x8 x = fe256x8_enter(lanes_from_words(n));
    const struct fe256x8 z = fe256x8_carry(p->z);
    const struct fe256x8 zz = fe256x8_carry_product(fe256x8_square(z));
    return fe256x8_mask_zero(fe256x8_sub(fe256x8_mul(x, zz), p->x));
}

LANES unsigned brisk_p256x8_verify_ifma(const uint8_t *const signature[BRISK_LANES],
                                        const uint8_t *const point[BRISK_LANES],
                                        const uint8_t *const e[BRISK_LANES])
{
    scalar8 r, u1, u2;
    struct lane_digits digits;
    struct affine key;
    struct sum base, multiple;
    struct point p;
    unsigned good = load_points(&key, point) & load_signatures(r, u1, u2, signature, e);
    recode(&digits, u1, EC_BASE_WINDOW);
    base_mul(&base, &digits);
    base.p.y = fe256x8_negate_if(digits.negate, base.p.y);
    recode(&digits, u2, EC_WINDOW);
    point_mul(&multiple, &key, &digits);
    multiple.p.y = fe256x8_negate_if(digits.negate, multiple.p.y);
    point_add(&p, &base.p, &multiple.p);

    /* Equal and opposite points, and infinity, leave Z = 0. */
    good &= ~lanes_to_bits(fe256x8_mask_zero(p.z));
    good &= ~lanes_to_bits(_mm512_or_si512(base.infinite, multiple.infinite));
    good &= lanes_to_bits(x_equals(&p, r));
    _mm256_zeroupper();
    return good;
}
