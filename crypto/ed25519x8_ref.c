/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Eight Ed25519 operations: the row in force for one, eight times. */

#include "crypto/impl.h"

unsigned brisk_ed25519x8_base_mul_ref(uint8_t *const out[BRISK_LANES],
                                      const uint8_t *const scalar[BRISK_LANES])
{
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        brisk_kernels()->ed25519->base_mul(out[lane], scalar[lane]);
    }
    return BRISK_ALL_LANES;
}

unsigned brisk_ed25519x8_check_ref(const uint8_t *const r[BRISK_LANES],
                                   const uint8_t *const s[BRISK_LANES],
                                   const uint8_t *const k[BRISK_LANES],
                                   const uint8_t *const public_key[BRISK_LANES])
{
    unsigned good = 0;
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        good |= (unsigned)brisk_ed25519_check(r[lane], s[lane], k[lane], public_key[lane]) << lane;
    }
    return good;
}
