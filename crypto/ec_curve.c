/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Keys and ECDH of P-256, P-384 and P-521, above the kernels. */

#include "crypto/ec_curve.h"

#include <string.h>

#include <brisk/error.h>
#include <brisk/random.h>

#include "crypto/ct.h"

#define UNCOMPRESSED 0x04 /* SEC 1 section 2.3.3 */

uint64_t brisk_ec_mask_scalar(const struct brisk_ec_curve *curve, const uint8_t *scalar)
{
    uint64_t borrow = 0;
    uint64_t bits = 0;
    for (size_t i = curve->size; i-- > 0;) {
        borrow = ((uint64_t)scalar[i] - curve->order[i] - borrow) >> 63;
        bits |= scalar[i];
    }
    return ct_mask_bit(borrow) & ct_mask_nonzero(bits);
}

int brisk_ec_check(const struct brisk_ec_curve *curve, const struct brisk_ec_impl *impl,
                   const uint8_t *public_key, size_t public_key_len)
{
    if (public_key_len != 1 + 2 * curve->size || public_key[0] != UNCOMPRESSED ||
        !impl->check(public_key + 1)) {
        return BRISK_ERR_POINT;
    }
    return 0;
}

int brisk_ec_prepare(const struct brisk_ec_curve *curve, const struct brisk_ec_prepared_impl *impl,
                     uint64_t *table, const uint8_t *public_key)
{
    int error = brisk_ec_check(curve, &impl->ec, public_key, 1 + 2 * curve->size);
    if (!error) {
        impl->prepare(table, public_key + 1);
    }
    return error;
}

/* FIPS 186-5 A.2.2, with as many bits as the order has: that a draw is refused says nothing of the
 * one that is kept. */
int brisk_ec_private(const struct brisk_ec_curve *curve, uint8_t *private_key)
{
    do {
        if (brisk_random(private_key, curve->size) != 0) {
            brisk_wipe(private_key, curve->size);
            return BRISK_ERR_RANDOM;
        }
        private_key[0] &= (uint8_t)(0xff >> (8 * curve->size - curve->bits));
    } while (!brisk_ec_mask_scalar(curve, private_key));
    return 0;
}

int brisk_ec_public(const struct brisk_ec_curve *curve, const struct brisk_ec_impl *impl,
                    uint8_t *public_key, const uint8_t *private_key)
{
    uint8_t point[2 * BRISK_EC_MAX_PRIVATE];
    if (!impl->public_key(point, private_key)) {
        memset(public_key, 0, 1 + 2 * curve->size);
        return BRISK_ERR_KEY;
    }
    public_key[0] = UNCOMPRESSED;
    memcpy(public_key + 1, point, 2 * curve->size);
    return 0;
}

int brisk_ec_shared(const struct brisk_ec_curve *curve, const struct brisk_ec_impl *impl,
                    uint8_t *secret, const uint8_t *private_key, const uint8_t *peer_public,
                    size_t peer_public_len)
{
    int error = 0;
    if (peer_public_len != 1 + 2 * curve->size || peer_public[0] != UNCOMPRESSED) {
        error = BRISK_ERR_POINT;
    } else if (!impl->shared(secret, private_key, peer_public + 1)) {
        error = brisk_ec_mask_scalar(curve, private_key) ? BRISK_ERR_POINT : BRISK_ERR_KEY;
    }
    if (error != 0) {
        brisk_wipe(secret, curve->size);
    }
    return error;
}
