/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* X25519 (RFC 7748). */

#include <brisk/ec.h>
#include <brisk/error.h>

#include "crypto/bytes.h"
#include "crypto/ct.h"
#include "crypto/impl.h"

int brisk_x25519_public(uint8_t public_key[32], const uint8_t private_key[32])
{
    brisk_kernels()->x25519->public_key(public_key, private_key);
    return 0;
}

int brisk_x25519_shared(uint8_t secret[32], const uint8_t private_key[32],
                        const uint8_t peer_public[32])
{
    brisk_kernels()->x25519->shared(secret, private_key, peer_public);

    /* RFC 8446 section 7.4.2, RFC 7748 section 6.1. */
    uint64_t bits = 0;
    for (int i = 0; i < 4; i++) {
        bits |= load_le64(secret + 8 * i);
    }
    return ct_mask_zero(bits) ? BRISK_ERR_POINT : 0;
}
