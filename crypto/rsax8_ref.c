/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* RSA exponentiation for eight keys: the row in force for one, eight times. */

#include "crypto/impl.h"

void brisk_rsax8_private_crt_ref(uint64_t *const out_p[BRISK_LANES],
                                 uint64_t *const out_q[BRISK_LANES],
                                 const uint64_t *const in_p[BRISK_LANES],
                                 const uint64_t *const in_q[BRISK_LANES],
                                 const struct brisk_rsa_private *const key[BRISK_LANES])
{
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        brisk_kernels()->rsa->private_crt(out_p[lane], out_q[lane], in_p[lane], in_q[lane],
                                          key[lane]);
    }
}

void brisk_rsax8_public_exp_ref(uint64_t *const out[BRISK_LANES],
                                const uint64_t *const in[BRISK_LANES],
                                const struct brisk_rsa_public *const key[BRISK_LANES])
{
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        brisk_kernels()->rsa->public_exp(out[lane], in[lane], key[lane]);
    }
}
