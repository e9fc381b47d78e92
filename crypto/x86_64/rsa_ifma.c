/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* RSA exponentiation with AVX-512 IFMA: what is around the multiplications of rsa_ifma.asm, whose
 * banner explains the numbers. A number here is an array of 52-bit digits in "lanes", least
 * significant first, padded with zeros to whole vectors of eight; the digits of two numbers, one
 * for each prime ("streams"), take turns. Between multiplications they are below 3 m and times R =
 * 2^(52 digits).
 *
 * Timing   constant but for the sizes; in public_exp the exponent matters too
 * CPU bits CPU_AVX512IFMA | CPU_AVX512F | CPU_AVX512DQ */

#include <immintrin.h>

#include "crypto/ct.h"
#include "crypto/impl.h"
#include "crypto/x86_64/rsa_digits.h"

#define AVX512 __attribute__((target("avx512f,avx512dq")))
#define DIGIT_BITS 52
#define WINDOW 5         /* bits of the exponent taken at a time */
#define MAX_LANES 88     /* of 80 digits, or of two numbers of 40 */
#define MAX_WORK 1504    /* words of a working area: k_offset() + 8 for 80 digits */
#define SHIFTED_LIMBS 72 /* of 80 digits and one to spare, in whole vectors */

/* VPTERNLOG's truth table: the third bit if the second is set, otherwise the first. */
#define SELECT_BY_SECOND 0xb8

_Static_assert(WINDOW == BRISK_RSA_COMB_TEETH, "tables of both kinds have 32 entries");

void brisk_rsa_private_crt_ifma(uint64_t *out_p, uint64_t *out_q, const uint64_t *in_p,
                                const uint64_t *in_q, const struct brisk_rsa_private *key);
void brisk_rsa_public_exp_ifma(uint64_t *out, const uint64_t *in,
                               const struct brisk_rsa_public *key);
void brisk_rsa_modulus_mul_ifma(uint64_t *out, const uint64_t *a, const uint64_t *b,
                                const struct brisk_rsa_public *key);
void brisk_rsa_modulus_exp_ifma(uint64_t *out, const uint64_t *in, const uint64_t *exp,
                                size_t exp_bits, const struct brisk_rsa_public *key);
void brisk_rsa_modulus_comb_ifma(uint64_t *out, const brisk_rsa_comb *table, const uint64_t *exp,
                                 size_t exp_bits, const struct brisk_rsa_public *key);

typedef void amm_fn(uint64_t *out, const uint64_t *a, const uint64_t *b, uint64_t *work);

amm_fn brisk_rsa_amm20x2_ifma, brisk_rsa_amm30x2_ifma, brisk_rsa_amm40x2_ifma;
amm_fn brisk_rsa_amm40_ifma, brisk_rsa_amm60_ifma, brisk_rsa_amm80_ifma;

struct multiplier {
    size_t max_limbs;
    struct digits form; /* of one stream; its step is the number of streams */
    size_t group;       /* digits that fill a vector: rsa_ifma.asm's g */
    amm_fn *amm;
};

static const struct multiplier prime_multipliers[] = {
    { 16, { DIGIT_BITS, 20, 2 }, 4, brisk_rsa_amm20x2_ifma },
    { 24, { DIGIT_BITS, 30, 2 }, 4, brisk_rsa_amm30x2_ifma },
    { 32, { DIGIT_BITS, 40, 2 }, 4, brisk_rsa_amm40x2_ifma },
};

static const struct multiplier modulus_multipliers[] = {
    { 32, { DIGIT_BITS, 40, 1 }, 8, brisk_rsa_amm40_ifma },
    { 48, { DIGIT_BITS, 60, 1 }, 8, brisk_rsa_amm60_ifma },
    { 64, { DIGIT_BITS, 80, 1 }, 8, brisk_rsa_amm80_ifma },
};

static const struct multiplier *choose(const struct multiplier *multipliers, size_t limbs)
{
    while (multipliers->max_limbs < limbs) {
        multipliers++;
    }
    return multipliers;
}

/* Lanes of the digits, and of a number or a copy in the working area, which is longer by a vector
 * in the latter case always, in the former if the digits leave no room for a zero. */
static size_t digit_lanes(const struct multiplier *mul)
{
    return (mul->form.num * mul->form.step + 7) / 8 * 8;
}

static size_t lanes(const struct multiplier *mul)
{
    return (mul->form.num * mul->form.step + 8) / 8 * 8;
}

static size_t copy_lanes(const struct multiplier *mul)
{
    return digit_lanes(mul) + 8;
}

/* Where k is in the working area, in its last vector. */
static size_t k_offset(const struct multiplier *mul)
{
    return (2 * mul->group + 1) * copy_lanes(mul);
}

/* n is a multiple of eight, x aligned. The asm keeps compilers from leaving it out, and from making
 * it a call of memset, which will not do in this folder. */
AVX512 static void clear(uint64_t *x, size_t n)
{
    for (size_t i = 0; i < n; i += 8) {
        _mm512_store_si512(x + i, _mm512_setzero_si512());
        __asm__ volatile("" : : "r"(x) : "memory");
    }
}

/* Puts what multiplications need to know of the modulus of one stream where rsa_ifma.asm looks for
 * it, but for the copies; `m` gets the modulus. */
static void set_modulus(uint64_t *work, uint64_t *m, const uint64_t *limbs, size_t num_limbs,
                        uint64_t n0, const struct multiplier *mul)
{
    size_t step = mul->form.step;
    uint64_t k = n0 & digit_mask(&mul->form), *k_out = work + k_offset(mul);
    load_digits(m, &mul->form, limbs, num_limbs);
    make_w(work, k, m, &mul->form);
    for (size_t i = 0; i < 8; i += step) {
        k_out[i] = k;
    }
}

/* A copy of x that is moved up by so many digits. */
AVX512 static void copy_moved(uint64_t *out, const uint64_t *x, size_t by,
                              const struct multiplier *mul)
{
    _mm512_store_si512(out, _mm512_setzero_si512());
    out += mul->form.step * by;
    for (size_t i = 0; i < digit_lanes(mul); i += 8) {
        _mm512_storeu_si512(out + i, _mm512_load_si512(x + i));
    }
}

/* The copies of w and m, when all streams are set. */
static void copy_modulus(uint64_t *work, const uint64_t *m, const struct multiplier *mul)
{
    size_t copy = copy_lanes(mul), last = mul->group - 1;
    for (size_t i = 1; i <= last; i++) {
        copy_moved(work + i * copy, work, i, mul);
    }
    copy_moved(work + mul->group * copy, m, 0, mul);
    copy_moved(work + (mul->group + 1) * copy, m, last, mul);
}

/* R^2 from rr = 2^(128 limbs), both modulo m of at least `bits` bits. Multiplying 2^(e + r), where
 * R = 2^r, by rr gives 2^(e + 128 limbs), e + r growing by less than `bits` (or, for numbers of 16,
 * 24, .. limbs, with room below 2 r) until a power of two that is below 2 m makes up the rest. */
static void make_rr(uint64_t *out, const uint64_t *rr, uint64_t *power, size_t limbs, size_t bits,
                    const struct multiplier *mul, uint64_t *work)
{
    size_t r = DIGIT_BITS * mul->form.num, exponent = 128 * limbs - r;
    const uint64_t *from = rr;
    for (; exponent + bits < 2 * r; exponent += 128 * limbs - r) {
        mul->amm(out, from, rr, work);
        from = out;
    }
    clear(power, lanes(mul));
    for (size_t i = 0; i < mul->form.step; i++) {
        size_t rest = 2 * r - exponent;
        power[mul->form.step * (rest / DIGIT_BITS) + i] = (uint64_t)1 << (rest % DIGIT_BITS);
    }
    mul->amm(out, from, power, work);
}

/* x 2^shift, where 2^(64 limbs + shift) = R. */
static void load_shifted(uint64_t *out, const uint64_t *x, size_t limbs,
                         const struct multiplier *mul)
{
    _Alignas(64) uint64_t shifted[SHIFTED_LIMBS];
    size_t shift = DIGIT_BITS * mul->form.num - 64 * limbs, limb = shift / 64, bit = shift % 64;
    clear(shifted, SHIFTED_LIMBS);
    for (size_t i = 0; i < limbs; i++) {
        shifted[i + limb] |= x[i] << bit;
        shifted[i + limb + 1] = bit > 0 ? x[i] >> (64 - bit) : 0;
    }
    load_digits(out, &mul->form, shifted, limbs + limb + 1);
    clear(shifted, SHIFTED_LIMBS);
}

/* Everything that an exponentiation wipes. The table has its entries side by side for each vector,
 * so that the entries of a vector are at fixed distances. */
struct power_work {
    _Alignas(64) uint64_t table[MAX_LANES / 8][1 << WINDOW][8];
    uint64_t m[MAX_LANES], rr[MAX_LANES], x[MAX_LANES], factor[MAX_LANES];
    uint64_t work[MAX_WORK];
};

/* As much of it as multiplications of this size know of. */
static void clear_power(struct power_work *w, const struct multiplier *mul)
{
    clear(w->table[0][0], digit_lanes(mul) << WINDOW);
    clear(w->m, 4 * MAX_LANES);
    clear(w->work, k_offset(mul) + 8);
}

AVX512 static void table_put(struct power_work *w, size_t index, const uint64_t *x, size_t n)
{
    for (size_t i = 0; i < n / 8; i++) {
        _mm512_store_si512(w->table[i][index], _mm512_load_si512(x + 8 * i));
    }
}

AVX512 static void table_get(uint64_t *x, const struct power_work *w, size_t index, size_t n)
{
    for (size_t i = 0; i < n / 8; i++) {
        _mm512_store_si512(x + 8 * i, _mm512_load_si512(w->table[i][index]));
    }
}

/* The digits of p are those in lanes 0, 2, 4 and 6. */
static uint64_t lane_mask(uint64_t p_bit, uint64_t q_bit)
{
    return (ct_mask_bit(p_bit) & 0x55) | (ct_mask_bit(q_bit) & 0xaa);
}

/* The first stream of entry p_index and the second of entry q_index, which have this number of
 * vectors. Reads all entries: a binary tree of selections, with the lowest bits of the indices at
 * the leaves. There the mask is a vector: with a mask register the compiler would load the second
 * of two entries under that mask, and whether a masked access takes place would be for the secret
 * to decide. */
AVX512 static void gather(uint64_t *out, const uint64_t (*table)[1 << WINDOW][8],
                          size_t num_vectors, uint64_t p_index, uint64_t q_index)
{
    __mmask8 bit[WINDOW];
    __m512i lowest = _mm512_movm_epi64((__mmask8)lane_mask(p_index, q_index));
    for (size_t i = 1; i < WINDOW; i++) {
        bit[i] = (__mmask8)lane_mask(p_index >> i, q_index >> i);
    }
    for (size_t i = 0; i < num_vectors; i++) {
        const uint64_t(*entries)[8] = table[i];
        __m512i level[1 << (WINDOW - 1)];
        for (size_t j = 0; j < 1 << (WINDOW - 1); j++) {
            level[j] =
                _mm512_ternarylogic_epi64(_mm512_load_si512(entries[2 * j]), lowest,
                                          _mm512_load_si512(entries[2 * j + 1]), SELECT_BY_SECOND);
        }
        for (size_t j = 0; j < 8; j++) {
            level[j] = _mm512_mask_blend_epi64(bit[1], level[2 * j], level[2 * j + 1]);
        }
        for (size_t j = 0; j < 4; j++) {
            level[j] = _mm512_mask_blend_epi64(bit[2], level[2 * j], level[2 * j + 1]);
        }
        for (size_t j = 0; j < 2; j++) {
            level[j] = _mm512_mask_blend_epi64(bit[3], level[2 * j], level[2 * j + 1]);
        }
        _mm512_store_si512(out + 8 * i, _mm512_mask_blend_epi64(bit[4], level[0], level[1]));
    }
}

/* The bits of the exponent from `at` on. */
static uint64_t take_window(const uint64_t *exp, size_t exp_bits, size_t at)
{
    uint64_t window = exp[at / 64] >> (at % 64);
    if (at % 64 > 64 - WINDOW && 64 * (at / 64 + 1) < exp_bits) {
        window |= exp[at / 64 + 1] << (64 - at % 64);
    }
    return window & ((1 << WINDOW) - 1);
}

static void set_one(uint64_t *out, const struct multiplier *mul)
{
    clear(out, lanes(mul));
    for (size_t i = 0; i < mul->form.step; i++) {
        out[i] = 1;
    }
}

/* The powers 0 to 31 of x, which is in Montgomery form. */
static void make_table(struct power_work *w, const struct multiplier *mul)
{
    size_t n = digit_lanes(mul);
    set_one(w->factor, mul);
    mul->amm(w->factor, w->factor, w->rr, w->work);
    table_put(w, 0, w->factor, n);
    table_put(w, 1, w->x, n);
    for (size_t i = 2; i < 1 << WINDOW; i++) {
        if (i % 2 == 0) {
            table_get(w->factor, w, i / 2, n);
            mul->amm(w->factor, w->factor, w->factor, w->work);
        } else {
            mul->amm(w->factor, w->factor, w->x, w->work);
        }
        table_put(w, i, w->factor, n);
    }
}

/* x to the power of an exponent for each stream, or of the same for a single one: from Montgomery
 * form to digits that are fully reduced. */
static void raise(struct power_work *w, const uint64_t *exp_p, const uint64_t *exp_q,
                  size_t exp_bits, const struct multiplier *mul)
{
    const uint64_t(*table)[1 << WINDOW][8] = (const uint64_t(*)[1 << WINDOW][8]) w->table;
    size_t at = (exp_bits - 1) / WINDOW * WINDOW, num_vectors = digit_lanes(mul) / 8;
    make_table(w, mul);
    gather(w->x, table, num_vectors, take_window(exp_p, exp_bits, at),
           take_window(exp_q, exp_bits, at));
    while (at > 0) {
        at -= WINDOW;
        for (int i = 0; i < WINDOW; i++) {
            mul->amm(w->x, w->x, w->x, w->work);
        }
        gather(w->factor, table, num_vectors, take_window(exp_p, exp_bits, at),
               take_window(exp_q, exp_bits, at));
        mul->amm(w->x, w->x, w->factor, w->work);
    }
    set_one(w->factor, mul);
    mul->amm(w->x, w->x, w->factor, w->work); /* out of Montgomery form */
    for (size_t i = 0; i < mul->form.step; i++) {
        reduce_digits_once(w->x + i, w->m + i, &mul->form);
        reduce_digits_once(w->x + i, w->m + i, &mul->form);
    }
}

/* Fills w->m, w->work and w->rr, and puts the input in Montgomery form into w->x. */
static void start_private(struct power_work *w, const uint64_t *in_p, const uint64_t *in_q,
                          const struct brisk_rsa_private *key, size_t bits,
                          const struct multiplier *mul)
{
    size_t limbs = key->prime_limbs;
    clear_power(w, mul);
    set_modulus(w->work, w->m, key->p.p, limbs, key->p.n0, mul);
    set_modulus(w->work + 1, w->m + 1, key->q.p, limbs, key->q.n0, mul);
    copy_modulus(w->work, w->m, mul);
    load_digits(w->x, &mul->form, key->p.rr, limbs);
    load_digits(w->x + 1, &mul->form, key->q.rr, limbs);
    make_rr(w->rr, w->x, w->factor, limbs, bits, mul, w->work);
    load_digits(w->x, &mul->form, in_p, limbs);
    load_digits(w->x + 1, &mul->form, in_q, limbs);
    mul->amm(w->x, w->x, w->rr, w->work);
}

void brisk_rsa_private_crt_ifma(uint64_t *out_p, uint64_t *out_q, const uint64_t *in_p,
                                const uint64_t *in_q, const struct brisk_rsa_private *key)
{
    struct power_work w;
    size_t limbs = key->prime_limbs, bits = (key->public_key.bits + 1) / 2;
    const struct multiplier *mul = choose(prime_multipliers, limbs);
    start_private(&w, in_p, in_q, key, bits, mul);
    raise(&w, key->p.d, key->q.d, bits, mul);
    store_limbs(out_p, limbs, w.x, &mul->form);
    store_limbs(out_q, limbs, w.x + 1, &mul->form);
    clear_power(&w, mul);
}

void brisk_rsa_modulus_exp_ifma(uint64_t *out, const uint64_t *in, const uint64_t *exp,
                                size_t exp_bits, const struct brisk_rsa_public *key)
{
    struct power_work w;
    size_t limbs = key->num_limbs;
    const struct multiplier *mul = choose(modulus_multipliers, limbs);
    clear_power(&w, mul);
    set_modulus(w.work, w.m, key->n, limbs, key->n0, mul);
    copy_modulus(w.work, w.m, mul);
    load_digits(w.x, &mul->form, key->rr, limbs);
    make_rr(w.rr, w.x, w.factor, limbs, key->bits, mul, w.work);
    load_digits(w.x, &mul->form, in, limbs);
    mul->amm(w.x, w.x, w.rr, w.work);
    raise(&w, exp, exp, exp_bits, mul);
    store_limbs(out, limbs, w.x, &mul->form);
    clear_power(&w, mul);
}

/* Everything that modulus_comb wipes: limbs are behind, and before, eight words of zeros. */
struct comb_work {
    _Alignas(64) uint64_t limbs[8 + BRISK_RSA_MAX_LIMBS + 8];
    uint64_t m[MAX_LANES], x[MAX_LANES], factor[MAX_LANES];
    uint64_t work[MAX_WORK];
};

static void clear_comb(struct comb_work *w, const struct multiplier *mul)
{
    clear(w->limbs, sizeof(w->limbs) / sizeof(uint64_t));
    clear(w->m, 3 * MAX_LANES);
    clear(w->work, k_offset(mul) + 8);
}

/* An entry of the table, moved up by so many bits that it is in Montgomery form here. These are 32,
 * 48 or 64, whole bytes; and eight digits are 52 bytes, of which digit i begins in word 52 i / 64.
 */
AVX512 static void load_entry(uint64_t *out, struct comb_work *w, const brisk_rsa_comb *table,
                              uint64_t index, size_t num_limbs, const struct multiplier *mul)
{
    const __m512i word = _mm512_setr_epi64(0, 0, 1, 2, 3, 4, 4, 5);
    const __m512i shift = _mm512_setr_epi64(0, 52, 40, 28, 16, 4, 56, 44);
    const __m512i next = _mm512_add_epi64(word, _mm512_set1_epi64(1));
    const __m512i rest = _mm512_sub_epi64(_mm512_set1_epi64(64), shift);
    const __m512i mask = _mm512_set1_epi64((1LL << DIGIT_BITS) - 1);
    const uint8_t *bytes = (const uint8_t *)(w->limbs + 8);
    bytes -= (DIGIT_BITS * mul->form.num - 64 * num_limbs) / 8;
    gather(w->limbs + 8, table, num_limbs / 8, index, index);
    for (size_t i = 0; i < digit_lanes(mul); i += 8, bytes += DIGIT_BITS) {
        __m512i words = _mm512_loadu_si512(bytes);
        __m512i low = _mm512_srlv_epi64(_mm512_permutexvar_epi64(word, words), shift);
        __m512i high = _mm512_sllv_epi64(_mm512_permutexvar_epi64(next, words), rest);
        _mm512_store_si512(out + i, _mm512_and_si512(_mm512_or_si512(low, high), mask));
    }
}

/* Bounds: a moved entry is below R, a moved entry 0 below 2^(64 limbs), hardly more than m, since
 * it is 2^(64 limbs) - m moved up by at most 64 bits, and m's highest limb is all ones. So the
 * first product is below 3 m (2 m of which are the reduction's, as rsa_ifma.asm has it), those with
 * an entry below 3 m + 2 m, and squares of these below 25 m^2 / R + 2 m: hardly more than 2 m, for
 * R is 2^32 m at least. */
void brisk_rsa_modulus_comb_ifma(uint64_t *out, const brisk_rsa_comb *table, const uint64_t *exp,
                                 size_t exp_bits, const struct brisk_rsa_public *key)
{
    struct comb_work w;
    size_t limbs = key->num_limbs, d = exp_bits / WINDOW;
    const struct multiplier *mul = choose(modulus_multipliers, limbs);
    clear_comb(&w, mul);
    set_modulus(w.work, w.m, key->n, limbs, key->n0, mul);
    copy_modulus(w.work, w.m, mul);
    load_entry(w.x, &w, table, take_column(exp, d - 1, d), limbs, mul);
    load_entry(w.factor, &w, table, 0, limbs, mul);
    mul->amm(w.x, w.x, w.factor, w.work);
    for (size_t k = d - 1; k-- > 0;) {
        mul->amm(w.x, w.x, w.x, w.work);
        load_entry(w.factor, &w, table, take_column(exp, k, d), limbs, mul);
        mul->amm(w.x, w.x, w.factor, w.work);
    }
    set_one(w.factor, mul);
    mul->amm(w.x, w.x, w.factor, w.work); /* out of Montgomery form */
    reduce_digits_once(w.x, w.m, &mul->form);
    reduce_digits_once(w.x, w.m, &mul->form);
    store_limbs(out, limbs, w.x, &mul->form);
    clear_comb(&w, mul);
}

struct public_work {
    _Alignas(64) uint64_t work[MAX_WORK];
    uint64_t m[MAX_LANES], base[MAX_LANES], x[MAX_LANES], in[MAX_LANES];
};

/* As much of it as the multiplications of this size know of. */
static void clear_public(struct public_work *w, const struct multiplier *mul)
{
    clear(w->work, k_offset(mul) + 8);
    clear(w->m, 4 * MAX_LANES);
}

static void start_public(struct public_work *w, const struct brisk_rsa_public *key,
                         const struct multiplier *mul)
{
    clear_public(w, mul);
    set_modulus(w->work, w->m, key->n, key->num_limbs, key->n0, mul);
    copy_modulus(w->work, w->m, mul);
}

void brisk_rsa_public_exp_ifma(uint64_t *out, const uint64_t *in,
                               const struct brisk_rsa_public *key)
{
    struct public_work w;
    size_t limbs = key->num_limbs;
    const struct multiplier *mul = choose(modulus_multipliers, limbs);

    start_public(&w, key, mul);
    load_digits(w.x, &mul->form, key->rr, limbs);
    make_rr(w.base, w.x, w.in, limbs, key->bits, mul, w.work);
    load_digits(w.in, &mul->form, in, limbs);
    mul->amm(w.base, w.base, w.in, w.work);
    mul->amm(w.x, w.base, w.base, w.work);
    for (int bit = 62 - __builtin_clzll(key->e); bit > 0; bit--) {
        if (key->e >> bit & 1) {
            mul->amm(w.x, w.x, w.base, w.work);
        }
        mul->amm(w.x, w.x, w.x, w.work);
    }
    /* e is odd: the last multiplication is by the plain number, and leaves the Montgomery form. */
    mul->amm(w.x, w.x, w.in, w.work);
    reduce_digits_once(w.x, w.m, &mul->form);
    reduce_digits_once(w.x, w.m, &mul->form);
    store_limbs(out, limbs, w.x, &mul->form);
    clear_public(&w, mul);
}

void brisk_rsa_modulus_mul_ifma(uint64_t *out, const uint64_t *a, const uint64_t *b,
                                const struct brisk_rsa_public *key)
{
    struct public_work w;
    size_t limbs = key->num_limbs;
    const struct multiplier *mul = choose(modulus_multipliers, limbs);
    start_public(&w, key, mul);
    load_shifted(w.x, a, limbs, mul); /* makes up for R being larger than 2^(64 limbs) */
    load_digits(w.in, &mul->form, b, limbs);
    mul->amm(w.x, w.x, w.in, w.work);
    /* rsa_ifma.asm's bound with a b < R m: below R m (3 + 2^-51) before the division. */
    for (int i = 0; i < 3; i++) {
        reduce_digits_once(w.x, w.m, &mul->form);
    }
    store_limbs(out, limbs, w.x, &mul->form);
    clear_public(&w, mul);
}
