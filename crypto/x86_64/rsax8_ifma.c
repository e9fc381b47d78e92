/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* RSA exponentiation for eight keys at a time with AVX-512 IFMA: numbers of up to four blocks of
 * the arithmetic in rsax8_ifma.asm, whose banner explains the layout. Here a number is its digits
 * of 52 bits, least significant first, each a vector of the eight lanes' digits; between
 * multiplications it is below 2 m and times R = 2^(52 digits), R being above 2^15 m.
 *
 * Timing   constant for private_crt, but for the sizes; in public_exp the exponent matters too
 * CPU bits CPU_AVX512IFMA | CPU_AVX512F | CPU_AVX512DQ */

#include <immintrin.h>

#include "crypto/ct.h"
#include "crypto/impl.h"
#include "crypto/x86_64/rsa_digits.h"

#define AVX512 __attribute__((target("avx512f,avx512dq")))
#define DIGIT_BITS 52
#define MAX_PRIME_DIGITS 40
#define MAX_DIGITS 80
#define WINDOW 4 /* bits of a secret exponent taken at a time; divides 64 */

/* VPTERNLOG's truth table: a | (b & c). */
#define OR_AND 0xf8

/* A digit of eight numbers. */
typedef uint64_t digit8[BRISK_LANES];

brisk_rsax8_private_fn brisk_rsax8_private_crt_ifma;
brisk_rsax8_public_fn brisk_rsax8_public_exp_ifma;

/* A modulus of each lane, and room for a product: rsax8_ifma.asm knows where these are. */
struct modulus {
    _Alignas(64) digit8 m[MAX_DIGITS];
    digit8 k; /* -1/m mod 2^52 */
    digit8 columns[2 * MAX_DIGITS];
};

/* Whole multiplications: out = a b / R mod m. */
typedef void amm_fn(digit8 *out, const digit8 *a, const digit8 *b, struct modulus *mod);
amm_fn brisk_rsax8_amm20_ifma, brisk_rsax8_amm30_ifma;
/* out = a^2 / R mod m; `b` is not looked at. */
amm_fn brisk_rsax8_ams20_ifma, brisk_rsax8_ams30_ifma;

/* Blocks of BLOCK digits. */
#define BLOCK 20
void brisk_rsax8_mul20_ifma(digit8 *t, const digit8 *x, const digit8 *y);
void brisk_rsax8_square20_ifma(digit8 *t, const digit8 *x);
void brisk_rsax8_reduce20_ifma(digit8 *t, const digit8 *m, const uint64_t *k);

/* Numbers of a size. */
struct size {
    size_t max_limbs, digits;
    amm_fn *multiply, *square; /* NULL: by blocks */
};

static const struct size prime_sizes[] = {
    { 16, 20, brisk_rsax8_amm20_ifma, brisk_rsax8_ams20_ifma },
    { 24, 30, brisk_rsax8_amm30_ifma, brisk_rsax8_ams30_ifma },
    { 32, 40, 0, 0 },
};

static const struct size modulus_sizes[] = {
    { 32, 40, 0, 0 },
    { 48, 60, 0, 0 },
    { 64, 80, 0, 0 },
};

static const struct size *choose(const struct size *sizes, size_t limbs)
{
    while (sizes->max_limbs < limbs) {
        sizes++;
    }
    return sizes;
}

/* The asm keeps compilers from leaving it out, and from making it a call of memset, which will not
 * do in this folder. */
AVX512 static void clear(digit8 *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        _mm512_store_si512(x[i], _mm512_setzero_si512());
        __asm__ volatile("" : : "r"(x) : "memory");
    }
    _mm256_zeroupper(); /* compilers do that themselves only when they optimise */
}

AVX512 static void copy(digit8 *out, const digit8 *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        _mm512_store_si512(out[i], _mm512_load_si512(x[i]));
        __asm__ volatile("" : : "r"(out) : "memory");
    }
}

/* out = columns / R mod m, below 2 m. */
AVX512 static void reduce_blocks(digit8 *out, struct modulus *mod, size_t n)
{
    for (size_t i = 0; i < n; i += BLOCK) {
        digit8 *y = mod->columns + i;
        brisk_rsax8_reduce20_ifma(y, mod->m, mod->k);
        for (size_t j = BLOCK; j < n; j += BLOCK) {
            brisk_rsax8_mul20_ifma(y + j, mod->m + j, y);
        }
    }
    __m512i carry = _mm512_setzero_si512();
    for (size_t i = 0; i < n; i++) {
        __m512i digit = _mm512_add_epi64(_mm512_load_si512(mod->columns[n + i]), carry);
        _mm512_store_si512(out[i], digit);
        carry = _mm512_srli_epi64(digit, DIGIT_BITS);
    }
}

/* out = a b / R mod m; all may be the same. What was computed last is best put first: of `a`, the
 * highest digits are asked for last. */
static void multiply(digit8 *out, const digit8 *a, const digit8 *b, struct modulus *mod,
                     const struct size *size)
{
    size_t n = size->digits;
    if (size->multiply) {
        size->multiply(out, a, b, mod);
        return;
    }
    clear(mod->columns, 2 * n);
    for (size_t i = 0; i < n; i += BLOCK) {
        for (size_t j = 0; j < n; j += BLOCK) {
            brisk_rsax8_mul20_ifma(mod->columns + i + j, b + j, a + i);
        }
    }
    reduce_blocks(out, mod, n);
}

static void square(digit8 *x, struct modulus *mod, const struct size *size)
{
    size_t n = size->digits;
    if (size->square) {
        size->square(x, x, x, mod);
        return;
    }
    clear(mod->columns, 2 * n);
    for (size_t i = BLOCK; i < n; i += BLOCK) {
        for (size_t j = 0; j < i; j += BLOCK) {
            brisk_rsax8_mul20_ifma(mod->columns + i + j, x + j, x + i);
        }
    }
    for (size_t i = 0; i < n; i += BLOCK) {
        brisk_rsax8_square20_ifma(mod->columns + 2 * i, x + i);
    }
    reduce_blocks(x, mod, n);
}

/* How one lane's number lies among the others. */
static struct digits lane_form(const struct size *size)
{
    return (struct digits){ DIGIT_BITS, size->digits, BRISK_LANES };
}

static void load_lane(digit8 *out, size_t lane, const uint64_t *in, size_t limbs,
                      const struct size *size)
{
    struct digits form = lane_form(size);
    load_digits(out[0] + lane, &form, in, limbs);
}

/* A lane of a number that is at most its modulus, as limbs. */
static void store_lane(uint64_t *out, size_t limbs, digit8 *x, size_t lane,
                       const struct modulus *mod, const struct size *size)
{
    struct digits form = lane_form(size);
    reduce_digits_once(x[0] + lane, mod->m[0] + lane, &form);
    store_limbs(out, limbs, x[0] + lane, &form);
}

/* x out of Montgomery form, at most m, with nothing above its digits. */
AVX512 static void leave(digit8 *x, digit8 *one, struct modulus *mod, const struct size *size)
{
    const __m512i mask = _mm512_set1_epi64(((int64_t)1 << DIGIT_BITS) - 1);
    clear(one, size->digits);
    _mm512_store_si512(one[0], _mm512_set1_epi64(1));
    multiply(x, x, one, mod, size);
    for (size_t i = 0; i < size->digits; i++) {
        _mm512_store_si512(x[i], _mm512_and_si512(_mm512_load_si512(x[i]), mask));
    }
}

/* R^2 from rr = 2^(128 limbs), both modulo m of `bits` bits. Multiplying 2^(e + r), where R = 2^r,
 * by rr gives 2^(e + 128 limbs), e + r growing by less than `bits` (or, for numbers of 16, 24, ..
 * limbs, with room below 2 r) until a power of two that is below 2 m makes up the rest. */
AVX512 static void make_rr(digit8 *out, const digit8 *rr, digit8 *power, size_t limbs, size_t bits,
                           struct modulus *mod, const struct size *size)
{
    size_t r = DIGIT_BITS * size->digits, exponent = 128 * limbs - r;
    const digit8 *from = rr;
    for (; exponent + bits < 2 * r; exponent += 128 * limbs - r) {
        multiply(out, from, rr, mod, size);
        from = out;
    }
    size_t rest = 2 * r - exponent;
    clear(power, size->digits);
    _mm512_store_si512(power[rest / DIGIT_BITS],
                       _mm512_set1_epi64((int64_t)1 << (rest % DIGIT_BITS)));
    multiply(out, from, power, mod, size);
}

/* Everything that one half of private_crt wipes. */
struct private_work {
    struct modulus mod;
    digit8 table[MAX_PRIME_DIGITS << WINDOW]; /* entry after entry */
    digit8 x[MAX_PRIME_DIGITS], factor[MAX_PRIME_DIGITS];
};

/* The entries of the table that the lanes' indices ask for. Reads all entries. */
AVX512 static void gather(digit8 *out, const struct private_work *w, const uint64_t *indices,
                          const struct size *size)
{
    const __m512i index = _mm512_load_si512(indices);
    size_t n = size->digits;
    for (size_t first = 0; first < n; first += 10) {
        __m512i x[10];
        for (size_t i = 0; i < 10; i++) {
            x[i] = _mm512_setzero_si512();
        }
        for (size_t entry = 0; entry < 1 << WINDOW; entry++) {
            const digit8 *from = w->table + entry * n + first;
            __m512i wanted = _mm512_movm_epi64(
                _mm512_cmpeq_epi64_mask(index, _mm512_set1_epi64((int64_t)entry)));
#pragma GCC unroll 10
            for (size_t i = 0; i < 10; i++) {
                x[i] = _mm512_ternarylogic_epi64(x[i], wanted, _mm512_load_si512(from[i]), OR_AND);
            }
        }
        for (size_t i = 0; i < 10; i++) {
            _mm512_store_si512(out[first + i], x[i]);
        }
    }
}

/* The powers that the exponents' bits from `at` on ask for. */
static void gather_at(digit8 *out, const struct private_work *w,
                      const struct brisk_rsa_prime *const primes[BRISK_LANES], size_t at,
                      const struct size *size)
{
    _Alignas(64) uint64_t indices[BRISK_LANES];
    for (size_t i = 0; i < BRISK_LANES; i++) {
        indices[i] = primes[i]->d[at / 64] >> (at % 64) & ((1 << WINDOW) - 1);
    }
    gather(out, w, indices, size);
}

/* The powers of x, which is in Montgomery form; rr is in w->factor. */
static void make_table(struct private_work *w, const struct size *size)
{
    size_t n = size->digits;
    digit8 *one = w->table, *entry = w->table + n;
    clear(one, n);
    for (size_t i = 0; i < BRISK_LANES; i++) {
        one[0][i] = 1;
    }
    multiply(one, one, w->factor, &w->mod, size);
    copy(entry, w->x, n);
    for (size_t i = 2; i < 1 << WINDOW; i++) {
        entry = w->table + i * n;
        if (i % 2 == 0) {
            copy(entry, w->table + i / 2 * n, n);
            square(entry, &w->mod, size);
        } else {
            multiply(entry, entry - n, w->x, &w->mod, size);
        }
    }
}

/* Sets up the modulus, and puts the inputs in Montgomery form into w->x. */
static void start_half(struct private_work *w, const uint64_t *const in[BRISK_LANES],
                       const struct brisk_rsa_prime *const primes[BRISK_LANES], size_t limbs,
                       size_t bits, const struct size *size)
{
    for (size_t i = 0; i < BRISK_LANES; i++) {
        load_lane(w->mod.m, i, primes[i]->p, limbs, size);
        load_lane(w->x, i, primes[i]->rr, limbs, size);
        w->mod.k[i] = primes[i]->n0;
    }
    make_rr(w->factor, w->x, w->table, limbs, bits, &w->mod, size);
    for (size_t i = 0; i < BRISK_LANES; i++) {
        load_lane(w->x, i, in[i], limbs, size);
    }
    multiply(w->x, w->x, w->factor, &w->mod, size);
}

/* out = in^d mod p, for one of the primes of each key. */
static void exponentiate_half(uint64_t *const out[BRISK_LANES],
                              const uint64_t *const in[BRISK_LANES],
                              const struct brisk_rsa_prime *const primes[BRISK_LANES], size_t limbs,
                              size_t bits)
{
    struct private_work w;
    const struct size *size = choose(prime_sizes, limbs);
    start_half(&w, in, primes, limbs, bits, size);
    make_table(&w, size);

    size_t at = (bits - 1) / WINDOW * WINDOW;
    gather_at(w.x, &w, primes, at, size);
    while (at > 0) {
        at -= WINDOW;
        for (size_t i = 0; i < WINDOW; i++) {
            square(w.x, &w.mod, size);
        }
        gather_at(w.factor, &w, primes, at, size);
        multiply(w.x, w.x, w.factor, &w.mod, size);
    }
    leave(w.x, w.factor, &w.mod, size);
    for (size_t i = 0; i < BRISK_LANES; i++) {
        store_lane(out[i], limbs, w.x, i, &w.mod, size);
    }
    clear((digit8 *)&w, sizeof(w) / sizeof(digit8));
}

void brisk_rsax8_private_crt_ifma(uint64_t *const out_p[BRISK_LANES],
                                  uint64_t *const out_q[BRISK_LANES],
                                  const uint64_t *const in_p[BRISK_LANES],
                                  const uint64_t *const in_q[BRISK_LANES],
                                  const struct brisk_rsa_private *const keys[BRISK_LANES])
{
    const struct brisk_rsa_prime *primes[BRISK_LANES];
    size_t limbs = keys[0]->prime_limbs, bits = (keys[0]->public_key.bits + 1) / 2;
    for (size_t i = 0; i < BRISK_LANES; i++) {
        primes[i] = &keys[i]->p;
    }
    exponentiate_half(out_p, in_p, primes, limbs, bits);
    for (size_t i = 0; i < BRISK_LANES; i++) {
        primes[i] = &keys[i]->q;
    }
    exponentiate_half(out_q, in_q, primes, limbs, bits);
}

struct public_work {
    struct modulus mod;
    digit8 in[MAX_DIGITS], base[MAX_DIGITS], x[MAX_DIGITS];
};

void brisk_rsax8_public_exp_ifma(uint64_t *const out[BRISK_LANES],
                                 const uint64_t *const in[BRISK_LANES],
                                 const struct brisk_rsa_public *const keys[BRISK_LANES])
{
    struct public_work w;
    size_t limbs = keys[0]->num_limbs, n;
    const struct size *size = choose(modulus_sizes, limbs);
    n = size->digits;
    for (size_t i = 0; i < BRISK_LANES; i++) {
        load_lane(w.mod.m, i, keys[i]->n, limbs, size);
        load_lane(w.x, i, keys[i]->rr, limbs, size);
        load_lane(w.in, i, in[i], limbs, size);
        w.mod.k[i] = keys[i]->n0;
    }
    make_rr(w.base, w.x, w.in, limbs, keys[0]->bits, &w.mod, size);
    for (size_t i = 0; i < BRISK_LANES; i++) {
        load_lane(w.in, i, in[i], limbs, size);
    }
    multiply(w.base, w.base, w.in, &w.mod, size);
    copy(w.x, w.base, n);
    for (int bit = 62 - __builtin_clzll(keys[0]->e); bit > 0; bit--) {
        square(w.x, &w.mod, size);
        if (keys[0]->e >> bit & 1) {
            multiply(w.x, w.x, w.base, &w.mod, size);
        }
    }
    square(w.x, &w.mod, size);
    /* e is odd: the last multiplication is by the plain number, and leaves the Montgomery form. */
    multiply(w.x, w.x, w.in, &w.mod, size);
    for (size_t i = 0; i < BRISK_LANES; i++) {
        struct digits form = lane_form(size);
        for (size_t j = 0; j < n; j++) {
            w.x[j][i] &= digit_mask(&form);
        }
        store_lane(out[i], limbs, w.x, i, &w.mod, size);
    }
    clear((digit8 *)&w, sizeof(w) / sizeof(digit8));
}
