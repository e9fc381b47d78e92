/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* RSA exponentiation with the Montgomery multiplications of rsa_adx.asm and, for primes of 1024
 * bits, rsa1024_adx.asm. For the former, numbers are 64-bit limbs, least significant first, a
 * multiple of eight of them: R = 2^(512 num_blocks), and modulo m they are below R, not below m,
 * until the end. For the latter, they are 17 digits of 61 bits and below 3 m.
 *
 * Timing   constant but for the sizes; in public_exp the exponent matters too
 * CPU bits CPU_ADX | CPU_BMI2 | CPU_AVX2 */

#include <immintrin.h>

#include "crypto/ct.h"
#include "crypto/impl.h"
#include "crypto/x86_64/rsa_digits.h"

#define WINDOW 5 /* bits of the exponent taken at a time */

/* rsa_adx.asm knows where these are. */
struct modulus {
    uint64_t n0; /* -1/m mod 2^64 */
    uint64_t num_blocks;
    uint64_t q[8]; /* room for quotients */
    uint64_t m[BRISK_RSA_MAX_LIMBS];
    uint64_t t[2 * BRISK_RSA_MAX_LIMBS]; /* room for a product */
};

void brisk_rsa_mont_mul_adx(uint64_t *out, const uint64_t *a, const uint64_t *b,
                            struct modulus *modulus);
void brisk_rsa_mont_sqr_adx(uint64_t *out, const uint64_t *a, struct modulus *modulus);

static const struct digits form61 = { 61, 17, 1 };

/* rsa1024_adx.asm knows where these are. */
struct modulus61 {
    uint64_t k;                           /* -1/m mod 2^61 */
    uint64_t w[17], m[17];                /* w = (k m + 1) / 2^61 */
    uint64_t a[17], b[17], quotients[17]; /* room for these */
};

void brisk_rsa_amm17_adx(uint64_t *out, const uint64_t *a, const uint64_t *b,
                         struct modulus61 *modulus);
void brisk_rsa_ams17_adx(uint64_t *out, const uint64_t *a, struct modulus61 *modulus);

_Static_assert(WINDOW == BRISK_RSA_COMB_TEETH, "tables of both kinds have 32 entries");

void brisk_rsa_private_crt_adx(uint64_t *out_p, uint64_t *out_q, const uint64_t *in_p,
                               const uint64_t *in_q, const struct brisk_rsa_private *key);
void brisk_rsa_public_exp_adx(uint64_t *out, const uint64_t *in,
                              const struct brisk_rsa_public *key);
void brisk_rsa_modulus_mul_adx(uint64_t *out, const uint64_t *a, const uint64_t *b,
                               const struct brisk_rsa_public *key);
void brisk_rsa_modulus_exp_adx(uint64_t *out, const uint64_t *in, const uint64_t *exp,
                               size_t exp_bits, const struct brisk_rsa_public *key);
void brisk_rsa_modulus_comb_adx(uint64_t *out, const brisk_rsa_comb *table, const uint64_t *exp,
                                size_t exp_bits, const struct brisk_rsa_public *key);

/* Whatever the compiler makes of loops elsewhere, here it must not call memset or memcpy. */
static void clear(void *words, size_t bytes)
{
    uint64_t *x = words;
    for (size_t i = 0; i < bytes / sizeof(*x); i++) {
        x[i] = 0;
        __asm__ volatile("" : : "r"(x) : "memory");
    }
}

static void copy(uint64_t *out, const uint64_t *in, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        out[i] = ct_value_barrier(in[i]);
    }
}

static void load_modulus(struct modulus *modulus, const uint64_t *m, uint64_t n0, size_t limbs)
{
    clear(modulus, sizeof(*modulus));
    copy(modulus->m, m, limbs);
    modulus->n0 = n0;
    modulus->num_blocks = (limbs + 7) / 8;
}

/* Fills in a modulus of at least `bits` bits, and R^2 in rr_out; rr is 2^(128 limbs). Where the
 * number of limbs is no multiple of eight, R is larger than rr knows: multiplying 2^(e + r), where
 * R = 2^r, by rr gives 2^(e + 128 limbs), until a power of two of at most `bits` bits makes up the
 * rest. */
static void set_modulus(struct modulus *modulus, uint64_t *rr_out, const uint64_t *m,
                        const uint64_t *rr, uint64_t n0, size_t limbs, size_t bits)
{
    size_t n = (limbs + 7) / 8 * 8, r = 64 * n, exponent = 128 * limbs - r;
    load_modulus(modulus, m, n0, limbs);
    clear(rr_out, n * sizeof(*rr_out));
    copy(rr_out, rr, limbs);
    if (n == limbs) {
        return;
    }
    uint64_t factor[BRISK_RSA_MAX_LIMBS];
    clear(factor, sizeof(factor));
    copy(factor, rr, limbs);
    for (; exponent + bits < 2 * r; exponent += 128 * limbs - r) {
        brisk_rsa_mont_mul_adx(rr_out, rr_out, factor, modulus);
    }
    clear(factor, sizeof(factor));
    factor[(2 * r - exponent) / 64] = (uint64_t)1 << ((2 * r - exponent) % 64);
    brisk_rsa_mont_mul_adx(rr_out, rr_out, factor, modulus);
    clear(factor, sizeof(factor));
}

/* x mod m for x below 2 m. */
static void reduce_once(uint64_t *x, const struct modulus *modulus, size_t n)
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned __int128 difference = (unsigned __int128)x[i] - modulus->m[i] - borrow;
        borrow = (uint64_t)(difference >> 64) & 1;
    }
    uint64_t mask = ~ct_mask_bit(borrow);
    borrow = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned __int128 difference = (unsigned __int128)x[i] - (modulus->m[i] & mask) - borrow;
        x[i] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> 64) & 1;
    }
}

/* Everything that an exponentiation wipes. The table's entries have as many limbs as numbers have.
 */
struct power_work {
    struct modulus modulus;
    uint64_t rr[BRISK_RSA_MAX_LIMBS], x[BRISK_RSA_MAX_LIMBS], factor[BRISK_RSA_MAX_LIMBS];
    uint64_t table[(1 << WINDOW) * BRISK_RSA_MAX_LIMBS];
};

/* As much of it as numbers of n limbs use. */
static void clear_power(struct power_work *w, size_t n)
{
    clear(w, offsetof(struct power_work, table) + (n << WINDOW) * sizeof(uint64_t));
}

/* Reads the whole table whatever the index is. Entries are `stride` apart, and their parts of eight
 * limbs `part`. */
__attribute__((target("avx2"))) static void gather_parts(uint64_t *out, const uint64_t *table,
                                                         size_t stride, size_t part, uint64_t index,
                                                         size_t n)
{
    __m256i wanted = _mm256_set1_epi64x((long long)index);
    for (size_t j = 0; j < n; j += 8) {
        __m256i low = _mm256_setzero_si256(), high = low, entry = low;
        for (size_t i = 0; i < 1 << WINDOW; i++) {
            const __m256i *limbs = (const __m256i *)(table + i * stride + j / 8 * part);
            __m256i mask = _mm256_cmpeq_epi64(entry, wanted);
            low = _mm256_or_si256(low, _mm256_and_si256(mask, _mm256_loadu_si256(limbs)));
            high = _mm256_or_si256(high, _mm256_and_si256(mask, _mm256_loadu_si256(limbs + 1)));
            entry = _mm256_add_epi64(entry, _mm256_set1_epi64x(1));
        }
        _mm256_storeu_si256((__m256i *)(out + j), low);
        _mm256_storeu_si256((__m256i *)(out + j + 4), high);
    }
    _mm256_zeroupper(); /* gcc does it only from -O2 on */
}

static void gather(uint64_t *out, const struct power_work *w, uint64_t index, size_t n)
{
    gather_parts(out, w->table, n, 8, index, n);
}

static void gather_comb(uint64_t *out, const brisk_rsa_comb *table, uint64_t index, size_t n)
{
    gather_parts(out, table[0][0], 8, sizeof(*table) / sizeof(uint64_t), index, n);
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

/* The powers 0 to 31 of x, which is in Montgomery form. */
static void make_table(struct power_work *w, size_t n)
{
    clear(w->factor, sizeof(w->factor));
    w->factor[0] = 1;
    brisk_rsa_mont_mul_adx(w->table, w->rr, w->factor, &w->modulus);
    copy(w->table + n, w->x, n);
    for (size_t i = 2; i < 1 << WINDOW; i++) {
        if (i % 2 == 0) {
            brisk_rsa_mont_sqr_adx(w->table + i * n, w->table + i / 2 * n, &w->modulus);
        } else {
            brisk_rsa_mont_mul_adx(w->table + i * n, w->table + (i - 1) * n, w->x, &w->modulus);
        }
    }
}

/* x to the power of exp, both ways in Montgomery form. */
static void raise(struct power_work *w, const uint64_t *exp, size_t exp_bits, size_t n)
{
    size_t at = (exp_bits - 1) / WINDOW * WINDOW;
    make_table(w, n);
    gather(w->x, w, take_window(exp, exp_bits, at), n);
    while (at > 0) {
        at -= WINDOW;
        for (int i = 0; i < WINDOW; i++) {
            brisk_rsa_mont_sqr_adx(w->x, w->x, &w->modulus);
        }
        gather(w->factor, w, take_window(exp, exp_bits, at), n);
        brisk_rsa_mont_mul_adx(w->x, w->x, w->factor, &w->modulus);
    }
}

/* Takes w->x out of Montgomery form. */
static void finish(uint64_t *out, size_t limbs, struct power_work *w)
{
    clear(w->factor, sizeof(w->factor));
    w->factor[0] = 1; /* which leaves at most m */
    brisk_rsa_mont_mul_adx(w->x, w->x, w->factor, &w->modulus);
    reduce_once(w->x, &w->modulus, (limbs + 7) / 8 * 8);
    copy(out, w->x, limbs);
}

/* in^exp, where w->modulus and w->rr are set. */
static void exp_secret(uint64_t *out, const uint64_t *in, const uint64_t *exp, size_t exp_bits,
                       size_t limbs, struct power_work *w)
{
    copy(w->x, in, limbs);
    brisk_rsa_mont_mul_adx(w->x, w->x, w->rr, &w->modulus);
    raise(w, exp, exp_bits, (limbs + 7) / 8 * 8);
    finish(out, limbs, w);
}

static void exp_prime(uint64_t *out, const uint64_t *in, const struct brisk_rsa_prime *prime,
                      size_t limbs, size_t bits)
{
    struct power_work w;
    size_t n = (limbs + 7) / 8 * 8;
    clear_power(&w, n);
    set_modulus(&w.modulus, w.rr, prime->p, prime->rr, prime->n0, limbs, bits);
    exp_secret(out, in, prime->d, bits, limbs, &w);
    clear_power(&w, n);
}

void brisk_rsa_modulus_exp_adx(uint64_t *out, const uint64_t *in, const uint64_t *exp,
                               size_t exp_bits, const struct brisk_rsa_public *key)
{
    struct power_work w;
    size_t limbs = key->num_limbs, n = (limbs + 7) / 8 * 8;
    clear_power(&w, n);
    set_modulus(&w.modulus, w.rr, key->n, key->rr, key->n0, limbs, key->bits);
    exp_secret(out, in, exp, exp_bits, limbs, &w);
    clear_power(&w, n);
}

void brisk_rsa_modulus_comb_adx(uint64_t *out, const brisk_rsa_comb *table, const uint64_t *exp,
                                size_t exp_bits, const struct brisk_rsa_public *key)
{
    struct power_work w;
    size_t n = key->num_limbs, d = exp_bits / WINDOW;
    clear_power(&w, 0);
    load_modulus(&w.modulus, key->n, key->n0, n);
    gather_comb(w.x, table, take_column(exp, d - 1, d), n);
    for (size_t k = d - 1; k-- > 0;) {
        brisk_rsa_mont_sqr_adx(w.x, w.x, &w.modulus);
        gather_comb(w.factor, table, take_column(exp, k, d), n);
        brisk_rsa_mont_mul_adx(w.x, w.x, w.factor, &w.modulus);
    }
    finish(out, n, &w);
    clear_power(&w, 0);
}

#define DIGITS61 17

/* Everything that exp_prime61 wipes. The table has the same digit of all entries side by side. */
struct private_work61 {
    struct modulus61 modulus;
    _Alignas(32) uint64_t table[DIGITS61][1 << WINDOW];
    uint64_t rr[DIGITS61], x[DIGITS61], factor[DIGITS61];
};

static void table_put61(struct private_work61 *w, size_t index, const uint64_t *x)
{
    for (size_t i = 0; i < DIGITS61; i++) {
        w->table[i][index] = x[i];
    }
}

static void table_get61(uint64_t *x, const struct private_work61 *w, size_t index)
{
    for (size_t i = 0; i < DIGITS61; i++) {
        x[i] = w->table[i][index];
    }
}

#define LOAD(words) _mm256_load_si256((const __m256i *)(words))

/* Reads the whole table whatever the index is: masks choose one vector of four entries, and a
 * permutation the lane. The masks serve all digits, so that one takes 8 loads, 8 `and`s, 7 `or`s.
 */
__attribute__((target("avx2"))) static void gather61(uint64_t *out, const struct private_work61 *w,
                                                     uint64_t index)
{
    __m256i mask[8], vector = _mm256_set1_epi64x((long long)(index >> 2));
    for (int i = 0; i < 8; i++) {
        mask[i] = _mm256_cmpeq_epi64(vector, _mm256_set1_epi64x(i));
    }
    long long lane = (long long)(index & 3);
    __m256i lane_to_all = _mm256_set1_epi64x(2 * lane | (2 * lane + 1) << 32);
    for (size_t i = 0; i < DIGITS61; i++) {
        const uint64_t *digit = w->table[i];
        __m256i sum = _mm256_and_si256(mask[0], LOAD(digit));
        for (size_t j = 1; j < 8; j++) {
            sum = _mm256_or_si256(sum, _mm256_and_si256(mask[j], LOAD(digit + 4 * j)));
        }
        sum = _mm256_permutevar8x32_epi32(sum, lane_to_all);
        _mm_storel_epi64((__m128i *)(out + i), _mm256_castsi256_si128(sum));
    }
    _mm256_zeroupper(); /* gcc does it only from -O2 on */
}

/* The powers 0 to 31 of x, which is in Montgomery form. */
static void make_table61(struct private_work61 *w)
{
    clear(w->factor, sizeof(w->factor));
    w->factor[0] = 1;
    brisk_rsa_amm17_adx(w->factor, w->rr, w->factor, &w->modulus);
    table_put61(w, 0, w->factor);
    table_put61(w, 1, w->x);
    for (size_t i = 2; i < 1 << WINDOW; i++) {
        if (i % 2 == 0) {
            table_get61(w->factor, w, i / 2);
            brisk_rsa_ams17_adx(w->factor, w->factor, &w->modulus);
        } else {
            brisk_rsa_amm17_adx(w->factor, w->factor, w->x, &w->modulus);
        }
        table_put61(w, i, w->factor);
    }
}

/* Fills in the modulus, rr = R^2 for R = 2^1037, and the input in Montgomery form. prime->rr is
 * 2^2048: its product with itself is 2^(4096 - 1037) = 2^3059, times 2^52 it is 2^2074 = R^2. */
static void start_prime61(struct private_work61 *w, const uint64_t *in,
                          const struct brisk_rsa_prime *prime)
{
    struct modulus61 *modulus = &w->modulus;
    clear(w, sizeof(*w));
    modulus->k = prime->n0 & digit_mask(&form61);
    load_digits(modulus->m, &form61, prime->p, 16);
    make_w(modulus->w, modulus->k, modulus->m, &form61);
    load_digits(w->rr, &form61, prime->rr, 16);
    brisk_rsa_ams17_adx(w->rr, w->rr, modulus);
    w->factor[0] = (uint64_t)1 << 52;
    brisk_rsa_amm17_adx(w->rr, w->rr, w->factor, modulus);
    load_digits(w->x, &form61, in, 16);
    brisk_rsa_amm17_adx(w->x, w->x, w->rr, modulus);
}

/* exp_prime for primes of 16 limbs. */
static void exp_prime61(uint64_t *out, const uint64_t *in, const struct brisk_rsa_prime *prime)
{
    struct private_work61 w;
    start_prime61(&w, in, prime);
    make_table61(&w);
    size_t at = 1023 / WINDOW * WINDOW;
    gather61(w.x, &w, take_window(prime->d, 1024, at));
    while (at > 0) {
        at -= WINDOW;
        for (int i = 0; i < WINDOW; i++) {
            brisk_rsa_ams17_adx(w.x, w.x, &w.modulus);
        }
        gather61(w.factor, &w, take_window(prime->d, 1024, at));
        brisk_rsa_amm17_adx(w.x, w.x, w.factor, &w.modulus);
    }
    clear(w.factor, sizeof(w.factor));
    w.factor[0] = 1; /* out of Montgomery form */
    brisk_rsa_amm17_adx(w.x, w.x, w.factor, &w.modulus);
    reduce_digits_once(w.x, w.modulus.m, &form61);
    reduce_digits_once(w.x, w.modulus.m, &form61);
    store_limbs(out, 16, w.x, &form61);
    clear(&w, sizeof(w));
}

void brisk_rsa_private_crt_adx(uint64_t *out_p, uint64_t *out_q, const uint64_t *in_p,
                               const uint64_t *in_q, const struct brisk_rsa_private *key)
{
    size_t prime_bits = (key->public_key.bits + 1) / 2; /* both primes are of this size */
    if (key->prime_limbs == 16) {
        exp_prime61(out_p, in_p, &key->p);
        exp_prime61(out_q, in_q, &key->q);
        return;
    }
    exp_prime(out_p, in_p, &key->p, key->prime_limbs, prime_bits);
    exp_prime(out_q, in_q, &key->q, key->prime_limbs, prime_bits);
}

/* Wiped too: when it blinds, the number is a secret. */
struct public_work {
    struct modulus modulus;
    uint64_t base[BRISK_RSA_MAX_LIMBS], x[BRISK_RSA_MAX_LIMBS], in[BRISK_RSA_MAX_LIMBS];
};

void brisk_rsa_public_exp_adx(uint64_t *out, const uint64_t *in, const struct brisk_rsa_public *key)
{
    struct public_work w;
    size_t limbs = key->num_limbs, n = (limbs + 7) / 8 * 8;
    clear(&w, sizeof(w));
    set_modulus(&w.modulus, w.base, key->n, key->rr, key->n0, limbs, key->bits);
    copy(w.in, in, limbs);
    brisk_rsa_mont_mul_adx(w.base, w.base, w.in, &w.modulus);
    brisk_rsa_mont_sqr_adx(w.x, w.base, &w.modulus);
    for (int bit = 62 - __builtin_clzll(key->e); bit > 0; bit--) {
        if (key->e >> bit & 1) {
            brisk_rsa_mont_mul_adx(w.x, w.x, w.base, &w.modulus);
        }
        brisk_rsa_mont_sqr_adx(w.x, w.x, &w.modulus);
    }
    /* e is odd: the last multiplication is by the plain number, and leaves the Montgomery form and
     * a number below 2 m. */
    brisk_rsa_mont_mul_adx(w.x, w.x, w.in, &w.modulus);
    reduce_once(w.x, &w.modulus, n);
    copy(out, w.x, limbs);
    clear(&w, sizeof(w));
}

void brisk_rsa_modulus_mul_adx(uint64_t *out, const uint64_t *a, const uint64_t *b,
                               const struct brisk_rsa_public *key)
{
    struct {
        struct modulus modulus;
        uint64_t x[BRISK_RSA_MAX_LIMBS], y[BRISK_RSA_MAX_LIMBS];
    } w;
    size_t limbs = key->num_limbs, n = (limbs + 7) / 8 * 8;
    load_modulus(&w.modulus, key->n, key->n0, limbs);
    clear(w.x, sizeof(w.x));
    clear(w.y, sizeof(w.y));
    copy(w.x + n - limbs, a, limbs); /* makes up for an R that is larger; below R all the same */
    copy(w.y, b, limbs);
    brisk_rsa_mont_mul_adx(w.x, w.x, w.y, &w.modulus);
    reduce_once(w.x, &w.modulus, n); /* it is below (m^2 + R m) / R, thus 2 m */
    copy(out, w.x, limbs);
    clear(&w, sizeof(w));
}
