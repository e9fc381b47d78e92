/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* X25519 and Ed25519 with the arithmetic of crypto/x86_64/curve25519_adx.asm under the algorithms
 * of crypto/curve25519.h and crypto/ge25519.h.
 *
 * CPU bits   CPU_ADX | CPU_BMI2 | CPU_AVX2 */

#include <immintrin.h>

#include "crypto/ge25519_table.h"
#include "crypto/impl.h"
#include "crypto/x86_64/fe25519_adx.h"

#define X25519_KERNEL(function) brisk_x25519_##function##_adx
#define ED25519_KERNEL(function) brisk_ed25519_##function##_adx
#define GE25519_KERNEL(function) brisk_ge25519_##function##_adx
#define X25519_STEP_KERNEL brisk_x25519_step_adx

brisk_x25519_public_fn brisk_x25519_public_adx;
brisk_x25519_shared_fn brisk_x25519_shared_adx;
void brisk_ed25519_base_mul_adx(uint8_t out[32], const uint8_t scalar[32]);
brisk_ed25519_check_fn brisk_ed25519_check_adx;

struct ge25519_niels;

/* select_comb_point() of crypto/ge25519.h with 32 bytes at a time. The negative of a product is
 * 2 p - product = ~product - 37, which borrows nothing from the second limb for any in the table.
 */
static __attribute__((target("avx2"))) void select_comb_point(struct ge25519_niels *out, int comb,
                                                              uint64_t teeth)
{
    const uint64_t negative = ct_mask_bit(~teeth >> (GE25519_TEETH - 1));
    const uint64_t index = (teeth ^ negative) & (GE25519_COMB_POINTS - 1);
    const __m256i wanted = _mm256_set1_epi64x((int64_t)index);
    const __m256i negate = _mm256_set1_epi64x((int64_t)negative);
    __m256i chosen[3] = { _mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256() };
    for (int i = 0; i < GE25519_COMB_POINTS; i++) {
        const __m256i *rows = (const __m256i *)&brisk_ge25519_comb[comb][i];
        const __m256i mask = _mm256_cmpeq_epi64(wanted, _mm256_set1_epi64x(i));
        for (int j = 0; j < 3; j++) {
            const __m256i row = _mm256_and_si256(mask, _mm256_loadu_si256(rows + j));
            chosen[j] = _mm256_or_si256(chosen[j], row);
        }
    }
    const __m256i swap = _mm256_and_si256(negate, _mm256_xor_si256(chosen[0], chosen[1]));
    const __m256i less = _mm256_and_si256(negate, _mm256_setr_epi64x(37, 0, 0, 0));
    const __m256i product = _mm256_sub_epi64(_mm256_xor_si256(chosen[2], negate), less);
    _mm256_storeu_si256((__m256i *)out, _mm256_xor_si256(chosen[0], swap));
    _mm256_storeu_si256((__m256i *)out + 1, _mm256_xor_si256(chosen[1], swap));
    _mm256_storeu_si256((__m256i *)out + 2, product);
    _mm256_zeroupper(); /* compilers do so by themselves, but not without optimisation */
}

#define GE25519_OWN_SELECTION
#include "crypto/curve25519.h"
