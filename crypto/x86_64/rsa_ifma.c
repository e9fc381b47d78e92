/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* RSA exponentiation with AVX-512 IFMA: what is around the multiplications of rsa_ifma.asm, whose
 * banner explains the numbers. A number here is an array of 52-bit digits in "lanes", least
 * significant first, padded with zeros to whole vectors of eight; two numbers, one for each prime,
 * follow each other. Between multiplications they are below 3 m and times R = 2^(52 digits).
 *
 * Timing   constant for private_crt, but for the sizes; in public_exp the exponent matters too
 * CPU bits CPU_AVX512IFMA | CPU_AVX512F | CPU_AVX512DQ */

#include <immintrin.h>

#include "crypto/ct.h"
#include "crypto/impl.h"

#define AVX512 __attribute__((target("avx512f,avx512dq")))
#define DIGIT_BITS 52
#define DIGIT_MASK (((uint64_t)1 << DIGIT_BITS) - 1)
#define WINDOW 5           /* bits of the exponent taken at a time */
#define MAX_PRIME_LANES 48 /* of a number of 40 digits */
#define MAX_LANES 88       /* of 80 digits */
#define MAX_PRIME_WORK 296 /* words of a working area: work_words() of 20 digits */
#define MAX_WORK 776       /* of 60 digits */

/* VPTERNLOG's truth table: the third bit if the second is set, otherwise the first. */
#define SELECT_BY_SECOND 0xb8

void brisk_rsa_private_crt_ifma(uint64_t *out_p, uint64_t *out_q, const uint64_t *in_p,
                                const uint64_t *in_q, const struct brisk_rsa_private *key);
void brisk_rsa_public_exp_ifma(uint64_t *out, const uint64_t *in,
                               const struct brisk_rsa_public *key);

typedef void amm_fn(uint64_t *out, const uint64_t *a, const uint64_t *b, uint64_t *work);

amm_fn brisk_rsa_amm20x2_ifma, brisk_rsa_amm30x2_ifma, brisk_rsa_amm40x2_ifma;
amm_fn brisk_rsa_amm40_ifma, brisk_rsa_amm60_ifma, brisk_rsa_amm80_ifma;

struct multiplier {
    size_t max_limbs;
    size_t digits;
    size_t group; /* see rsa_ifma.asm */
    amm_fn *amm;
};

static const struct multiplier prime_multipliers[] = {
    { 16, 20, 5, brisk_rsa_amm20x2_ifma },
    { 24, 30, 3, brisk_rsa_amm30x2_ifma },
    { 32, 40, 1, brisk_rsa_amm40x2_ifma },
};

static const struct multiplier modulus_multipliers[] = {
    { 32, 40, 1, brisk_rsa_amm40_ifma },
    { 48, 60, 5, brisk_rsa_amm60_ifma },
    { 64, 80, 1, brisk_rsa_amm80_ifma },
};

static const struct multiplier *choose(const struct multiplier *multipliers, size_t limbs)
{
    while (multipliers->max_limbs < limbs) {
        multipliers++;
    }
    return multipliers;
}

/* Lanes of the digits, and of a number: after the last digit there is a zero. */
static size_t digit_lanes(const struct multiplier *mul)
{
    return (mul->digits + 7) / 8 * 8;
}

static size_t lanes(const struct multiplier *mul)
{
    return (mul->digits + 8) / 8 * 8;
}

static size_t work_words(const struct multiplier *mul)
{
    return (2 * mul->group + 2) * digit_lanes(mul) + 8;
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

/* 64-bit limbs to digits and back. The number may have more digits than limbs, but not more bits
 * than both. */
static void load_digits(uint64_t *out, const uint64_t *in, size_t limbs,
                        const struct multiplier *mul)
{
    for (size_t i = 0; i < mul->digits; i++) {
        size_t limb = DIGIT_BITS * i / 64, shift = DIGIT_BITS * i % 64;
        uint64_t digit = limb < limbs ? in[limb] >> shift : 0;
        if (shift > 64 - DIGIT_BITS && limb + 1 < limbs) {
            digit |= in[limb + 1] << (64 - shift);
        }
        out[i] = digit & DIGIT_MASK;
    }
}

static void store_limbs(uint64_t *out, const uint64_t *in, size_t limbs)
{
    for (size_t i = 0; i < limbs; i++) {
        size_t digit = 64 * i / DIGIT_BITS, shift = 64 * i % DIGIT_BITS;
        uint64_t limb = in[digit] >> shift | in[digit + 1] << (DIGIT_BITS - shift);
        if (shift > 2 * DIGIT_BITS - 64) {
            limb |= in[digit + 2] << (2 * DIGIT_BITS - shift);
        }
        out[i] = limb;
    }
}

/* x -= m unless x is below m. */
static void reduce_once(uint64_t *x, const uint64_t *m, size_t digits)
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < digits; i++) {
        borrow = (x[i] - m[i] - borrow) >> 63;
    }
    uint64_t mask = ~ct_mask_bit(borrow);
    borrow = 0;
    for (size_t i = 0; i < digits; i++) {
        uint64_t difference = x[i] - (m[i] & mask) - borrow;
        x[i] = difference & DIGIT_MASK;
        borrow = difference >> 63;
    }
}

/* Puts what multiplications need to know of one modulus where rsa_ifma.asm looks for it; `m` gets
 * the modulus. */
static void set_modulus(uint64_t *work, uint64_t *m, const uint64_t *limbs, size_t num_limbs,
                        uint64_t n0, const struct multiplier *mul)
{
    size_t n = digit_lanes(mul), last = mul->group - 1;
    uint64_t k = n0 & DIGIT_MASK;
    clear(work, work_words(mul));
    load_digits(m, limbs, num_limbs, mul);
    /* w = (k m + 1) / 2^52 */
    unsigned __int128 sum = 1;
    for (size_t i = 0; i <= mul->digits; i++) {
        sum += (unsigned __int128)k * (i < mul->digits ? m[i] : 0);
        for (size_t shift = 0; i > 0 && shift <= last; shift++) {
            work[shift * n + i - 1 + shift] = (uint64_t)sum & DIGIT_MASK;
        }
        sum >>= DIGIT_BITS;
    }
    for (size_t i = 0; i < mul->digits; i++) {
        work[(last + 1) * n + i] = m[i];
        if (last > 0) {
            work[(last + 2) * n + i + last] = m[i];
        }
    }
    work[(2 * mul->group + 2) * n] = k;
}

/* R^2 from rr = 2^(128 limbs), both modulo m of at least `bits` bits. Multiplying 2^(e + r), where
 * R = 2^r, by rr gives 2^(e + 128 limbs), e + r growing by less than `bits` (or, for numbers of 16,
 * 24, .. limbs, with room below 2 r) until a power of two that is below 2 m makes up the rest. */
static void make_rr(uint64_t *out, const uint64_t *rr, uint64_t *power, size_t limbs, size_t bits,
                    const struct multiplier *mul, size_t streams, uint64_t *work)
{
    size_t r = DIGIT_BITS * mul->digits, exponent = 128 * limbs - r;
    const uint64_t *from = rr;
    for (; exponent + bits < 2 * r; exponent += 128 * limbs - r) {
        mul->amm(out, from, rr, work);
        from = out;
    }
    clear(power, streams * lanes(mul));
    for (size_t i = 0; i < streams; i++) {
        size_t rest = 2 * r - exponent;
        power[i * lanes(mul) + rest / DIGIT_BITS] = (uint64_t)1 << (rest % DIGIT_BITS);
    }
    mul->amm(out, from, power, work);
}

/* Everything that private_crt wipes. The table has its entries side by side for each vector, so
 * that the entries of a vector are at fixed distances. */
struct private_work {
    _Alignas(64) uint64_t table[2 * MAX_PRIME_LANES / 8][1 << WINDOW][8];
    uint64_t work[2 * MAX_PRIME_WORK];
    uint64_t m[2 * MAX_PRIME_LANES], rr[2 * MAX_PRIME_LANES];
    uint64_t x[2 * MAX_PRIME_LANES], factor[2 * MAX_PRIME_LANES];
};

AVX512 static void table_put(struct private_work *w, size_t index, const uint64_t *x, size_t n)
{
    for (size_t i = 0; i < n / 8; i++) {
        _mm512_store_si512(w->table[i][index], _mm512_load_si512(x + 8 * i));
    }
}

AVX512 static void table_get(uint64_t *x, const struct private_work *w, size_t index, size_t n)
{
    for (size_t i = 0; i < n / 8; i++) {
        _mm512_store_si512(x + 8 * i, _mm512_load_si512(w->table[i][index]));
    }
}

/* Entry `index` of a table of this number of vectors. Reads all entries: a binary tree of
 * selections, with the lowest bit of the index at the leaves. There the mask is a vector: with a
 * mask register the compiler would load the second of two entries under that mask, and whether a
 * masked access takes place would be for the secret to decide. */
AVX512 static void gather(uint64_t *out, const uint64_t table[][1 << WINDOW][8], size_t num_vectors,
                          uint64_t index)
{
    __mmask8 bit[WINDOW];
    __m512i lowest = _mm512_set1_epi64((long long)ct_mask_bit(index));
    for (size_t i = 1; i < WINDOW; i++) {
        bit[i] = (__mmask8)ct_mask_bit(index >> i);
    }
    for (size_t i = 0; i < num_vectors; i++) {
        __m512i level[1 << (WINDOW - 1)];
        for (size_t j = 0; j < 1 << (WINDOW - 1); j++) {
            level[j] =
                _mm512_ternarylogic_epi64(_mm512_load_si512(table[i][2 * j]), lowest,
                                          _mm512_load_si512(table[i][2 * j + 1]), SELECT_BY_SECOND);
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

static void gather_both(uint64_t *out, const struct private_work *w,
                        const struct brisk_rsa_private *key, size_t bits, size_t at,
                        const struct multiplier *mul)
{
    size_t n = lanes(mul), num_vectors = digit_lanes(mul) / 8;
    const uint64_t(*table)[1 << WINDOW][8] = (const uint64_t(*)[1 << WINDOW][8]) w->table;
    gather(out, table, num_vectors, take_window(key->p.d, bits, at));
    gather(out + n, table + n / 8, num_vectors, take_window(key->q.d, bits, at));
}

/* The powers 0 to 31 of x, which is in Montgomery form. */
static void make_table(struct private_work *w, const struct multiplier *mul, size_t n)
{
    clear(w->factor, 2 * n);
    w->factor[0] = w->factor[n] = 1;
    mul->amm(w->factor, w->factor, w->rr, w->work);
    table_put(w, 0, w->factor, 2 * n);
    table_put(w, 1, w->x, 2 * n);
    for (size_t i = 2; i < 1 << WINDOW; i++) {
        if (i % 2 == 0) {
            table_get(w->factor, w, i / 2, 2 * n);
            mul->amm(w->factor, w->factor, w->factor, w->work);
        } else {
            mul->amm(w->factor, w->factor, w->x, w->work);
        }
        table_put(w, i, w->factor, 2 * n);
    }
}

void brisk_rsa_private_crt_ifma(uint64_t *out_p, uint64_t *out_q, const uint64_t *in_p,
                                const uint64_t *in_q, const struct brisk_rsa_private *key)
{
    struct private_work w;
    size_t limbs = key->prime_limbs, bits = (key->public_key.bits + 1) / 2;
    const struct multiplier *mul = choose(prime_multipliers, limbs);
    size_t n = lanes(mul);

    clear((uint64_t *)&w, sizeof(w) / sizeof(uint64_t));
    set_modulus(w.work, w.m, key->p.p, limbs, key->p.n0, mul);
    set_modulus(w.work + work_words(mul), w.m + n, key->q.p, limbs, key->q.n0, mul);
    load_digits(w.x, key->p.rr, limbs, mul);
    load_digits(w.x + n, key->q.rr, limbs, mul);
    make_rr(w.rr, w.x, w.factor, limbs, bits, mul, 2, w.work);
    load_digits(w.x, in_p, limbs, mul);
    load_digits(w.x + n, in_q, limbs, mul);
    mul->amm(w.x, w.x, w.rr, w.work);
    make_table(&w, mul, n);

    size_t at = (bits - 1) / WINDOW * WINDOW;
    gather_both(w.x, &w, key, bits, at, mul);
    while (at > 0) {
        at -= WINDOW;
        for (int i = 0; i < WINDOW; i++) {
            mul->amm(w.x, w.x, w.x, w.work);
        }
        gather_both(w.factor, &w, key, bits, at, mul);
        mul->amm(w.x, w.x, w.factor, w.work);
    }
    clear(w.factor, 2 * n);
    w.factor[0] = w.factor[n] = 1; /* out of Montgomery form */
    mul->amm(w.x, w.x, w.factor, w.work);
    for (size_t i = 0; i < 2; i++) {
        reduce_once(w.x, w.m, mul->digits);
        reduce_once(w.x + n, w.m + n, mul->digits);
    }
    store_limbs(out_p, w.x, limbs);
    store_limbs(out_q, w.x + n, limbs);
    clear((uint64_t *)&w, sizeof(w) / sizeof(uint64_t));
}

struct public_work {
    _Alignas(64) uint64_t work[MAX_WORK];
    uint64_t m[MAX_LANES], base[MAX_LANES], x[MAX_LANES], in[MAX_LANES];
};

void brisk_rsa_public_exp_ifma(uint64_t *out, const uint64_t *in,
                               const struct brisk_rsa_public *key)
{
    struct public_work w;
    size_t limbs = key->num_limbs;
    const struct multiplier *mul = choose(modulus_multipliers, limbs);

    clear((uint64_t *)&w, sizeof(w) / sizeof(uint64_t));
    set_modulus(w.work, w.m, key->n, limbs, key->n0, mul);
    load_digits(w.x, key->rr, limbs, mul);
    make_rr(w.base, w.x, w.in, limbs, key->bits, mul, 1, w.work);
    load_digits(w.in, in, limbs, mul);
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
    reduce_once(w.x, w.m, mul->digits);
    reduce_once(w.x, w.m, mul->digits);
    store_limbs(out, w.x, limbs);
    clear((uint64_t *)&w, sizeof(w) / sizeof(uint64_t));
}
