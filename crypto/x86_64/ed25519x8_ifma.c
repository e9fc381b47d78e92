/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Eight Ed25519 operations at a time, one in each lane.
 *
 *     unsigned brisk_ed25519x8_base_mul_ifma(uint8_t *const out[8], const uint8_t *const scalar[8]);
 *
 * CPU bits   CPU_AVX512F | CPU_AVX512IFMA
 * Timing     constant
 * Speed      Emerald Rapids (family 6, model 207): eight in 24,400 cycles, 3,050 each */

#include "crypto/impl.h"
#include "crypto/x86_64/ge25519x8_ifma.h"

brisk_ed25519x8_base_mul_fn brisk_ed25519x8_base_mul_ifma;

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
