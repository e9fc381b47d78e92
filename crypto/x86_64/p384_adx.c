/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-384 with the arithmetic of crypto/x86_64/p384_adx.asm and inversion by division steps under the
 * algorithms of crypto/ec_nist.h. */

#include "crypto/impl.h"
#include "crypto/limbs.h"
#include "crypto/p384_params.h"

/* crypto/x86_64/divsteps_cmov.asm */
int64_t brisk_divsteps_20_cmov(uint64_t fg[2], int64_t delta);
#define GCD_STEPS_KERNEL brisk_divsteps_20_cmov
#include "crypto/mod_invert.h"

#define EC_KERNEL(function) brisk_p384_##function##_adx
#define EC_POINT_KERNEL(function) brisk_p384_##function##_adx
#define EC_SCALAR_KERNELS

typedef uint64_t fe[EC_LIMBS];
struct point;
struct affine;

brisk_ec_public_fn brisk_p384_public_adx;
brisk_ec_shared_fn brisk_p384_shared_adx;
brisk_ec_sign_fn brisk_p384_sign_adx;
brisk_ec_verify_fn brisk_p384_verify_adx;
brisk_ec_check_fn brisk_p384_check_adx;
brisk_ec_prepare_fn brisk_p384_prepare_adx;
brisk_ec_verify_prepared_fn brisk_p384_verify_prepared_adx;

/* crypto/x86_64/p384_adx.asm */
void brisk_p384_fe_mul_adx(fe out, const fe a, const fe b);
void brisk_p384_fe_sqr_adx(fe out, const fe a);
void brisk_p384_sc_mul_adx(uint64_t out[6], const uint64_t a[6], const uint64_t b[6]);
void brisk_p384_double_adx(struct point *out, const struct point *a);
void brisk_p384_add_adx(struct point *out, const struct point *a, const struct point *b);
void brisk_p384_add_affine_adx(struct point *out, const struct point *a, const struct affine *b,
                               uint64_t b_infinite);
void brisk_p384_select_affine_adx(struct affine *out, const uint64_t *entries, size_t num_entries,
                                  uint64_t number);

static inline void fe_mul(fe out, const fe a, const fe b)
{
    brisk_p384_fe_mul_adx(out, a, b);
}

static inline void fe_sqr(fe out, const fe a)
{
    brisk_p384_fe_sqr_adx(out, a);
}

static inline void sc_mul(uint64_t out[6], const uint64_t a[6], const uint64_t b[6])
{
    brisk_p384_sc_mul_adx(out, a, b);
}

static __attribute__((noinline)) void fe_invert(fe out, const fe a)
{
    mod_invert(out, a, ec_rr, ec_p, EC_P_INVERSE, EC_LIMBS);
}

static __attribute__((noinline)) void sc_invert(uint64_t out[6], const uint64_t a[6])
{
    mod_invert(out, a, ec_n_rr, ec_n, EC_N_INVERSE, EC_LIMBS);
}

#include "crypto/ec_nist.h"
