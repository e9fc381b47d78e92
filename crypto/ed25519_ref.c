/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Ed25519's group work, the portable row. */

#include <string.h>

#include <brisk/random.h>

#include "crypto/ge25519.h"
#include "crypto/impl.h"

void brisk_ed25519_base_mul_ref(uint8_t out[32], const uint8_t scalar[32])
{
    struct ge25519 point;
    brisk_ge25519_base_mul(&point, scalar);
    brisk_ge25519_encode(out, &point);
    brisk_wipe(&point, sizeof(point));
}

/* r is compared as bytes, so that it needs no decoding: the encoding of a point is unique. */
int brisk_ed25519_check_ref(const uint8_t r[32], const uint8_t s[32], const uint8_t k[32],
                            const uint8_t public_key[32])
{
    struct ge25519 point;
    uint8_t expected[32];
    if (!brisk_ge25519_decode_public(&point, public_key)) {
        return 0;
    }
    fe25519_negate(&point.x, &point.x);
    fe25519_negate(&point.t, &point.t);
    brisk_ge25519_double_mul_public(&point, s, k, &point);
    brisk_ge25519_encode(expected, &point);
    return memcmp(expected, r, 32) == 0;
}
