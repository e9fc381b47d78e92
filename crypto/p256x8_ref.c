/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Eight P-256 operations: the row in force for one, eight times. */

#include "crypto/impl.h"

unsigned brisk_p256x8_public_ref(uint8_t *const point[BRISK_LANES],
                                 const uint8_t *const scalar[BRISK_LANES])
{
    unsigned good = 0;
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        good |= (unsigned)brisk_kernels()->p256->ec.public_key(point[lane], scalar[lane]) << lane;
    }
    return good;
}

unsigned brisk_p256x8_shared_ref(uint8_t *const x[BRISK_LANES],
                                 const uint8_t *const scalar[BRISK_LANES],
                                 const uint8_t *const point[BRISK_LANES])
{
    unsigned good = 0;
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        good |= (unsigned)brisk_kernels()->p256->ec.shared(x[lane], scalar[lane], point[lane]) << lane;
    }
    return good;
}

unsigned brisk_p256x8_sign_ref(uint8_t *const signature[BRISK_LANES],
                               const uint8_t *const d[BRISK_LANES],
                               const uint8_t *const e[BRISK_LANES],
                               const uint8_t *const k[BRISK_LANES])
{
    unsigned good = 0;
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        const int signed_ = brisk_kernels()->p256->ec.sign(signature[lane], d[lane], e[lane], k[lane]);
        good |= (unsigned)signed_ << lane;
    }
    return good;
}

unsigned brisk_p256x8_verify_ref(const uint8_t *const signature[BRISK_LANES],
                                 const uint8_t *const point[BRISK_LANES],
                                 const uint8_t *const e[BRISK_LANES])
{
    unsigned good = 0;
    for (int lane = 0; lane < BRISK_LANES; lane++) {
        const int right = brisk_kernels()->p256->ec.verify(signature[lane], point[lane], e[lane]);
        good |= (unsigned)right << lane;
    }
    return good;
}
