/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* X25519 and Ed25519 with the arithmetic of crypto/x86_64/curve25519_adx.asm under the algorithms
 * of crypto/curve25519.h and crypto/ge25519.h. */

#include "crypto/impl.h"
#include "crypto/x86_64/fe25519_adx.h"

#define X25519_KERNEL(function) brisk_x25519_##function##_adx
#define ED25519_KERNEL(function) brisk_ed25519_##function##_adx
#define GE25519_KERNEL(function) brisk_ge25519_##function##_adx
#define X25519_STEP_KERNEL brisk_x25519_step_adx

brisk_x25519_public_fn brisk_x25519_public_adx;
brisk_x25519_shared_fn brisk_x25519_shared_adx;
void brisk_ed25519_base_mul_adx(uint8_t out[32], const uint8_t scalar[32]);
int brisk_ed25519_check_adx(const uint8_t r[32], const uint8_t s[32], const uint8_t k[32],
                            const uint8_t public_key[32]);

#include "crypto/curve25519.h"
