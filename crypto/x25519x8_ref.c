/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Eight X25519 operations: the row in force for one, eight times. */

#include "crypto/bytes.h"
#include "crypto/ct.h"
#include "crypto/impl.h"

unsigned brisk_x25519x8_public_ref(uint8_t *const public_key[BRISK_LANES],
                                   const uint8_t *const scalar[BRISK_LANES])
{
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        brisk_kernels()->x25519->public_key(public_key[lane], scalar[lane]);
    }
    return BRISK_ALL_LANES;
}

unsigned brisk_x25519x8_shared_ref(uint8_t *const secret[BRISK_LANES],
                                   const uint8_t *const scalar[BRISK_LANES],
                                   const uint8_t *const peer[BRISK_LANES])
{
    unsigned good = 0;
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        uint64_t bits = 0;
        brisk_kernels()->x25519->shared(secret[lane], scalar[lane], peer[lane]);
        for (int i = 0; i < 4; i++) {
            bits |= load_le64(secret[lane] + 8 * i);
        }
        good |= (unsigned)(ct_mask_nonzero(bits) & 1) << lane;
    }
    return good;
}
