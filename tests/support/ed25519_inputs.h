/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What the checks of Ed25519's rows work on: right signatures in the numbers that rows take. */

#ifndef BRISK_TESTS_SUPPORT_ED25519_INPUTS_H
#define BRISK_TESTS_SUPPORT_ED25519_INPUTS_H

#include <string.h>

#include "crypto/impl.h"
#include "crypto/sc25519.h"
#include "tests/support/check.h"

struct ed25519_input {
    uint8_t r[32], s[32], k[32], public_key[32];
};

/* L, little-endian. */
static const uint8_t ed25519_order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,
                                           0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
                                           0,    0,    0,    0,    0,    0,    0,    0,
                                           0,    0,    0,    0,    0,    0,    0,    0x10 };

/* A random scalar below L, or with `edge` one of its ends. */
static void ed25519_draw_scalar(uint8_t out[32], unsigned edge)
{
    uint8_t wide[64];
    test_random_bytes(wide, 64);
    brisk_sc25519_reduce(out, wide);
    if (edge == 1) {
        memset(out, 0, 32);
    } else if (edge == 2) {
        check_near_little_endian(out, ed25519_order, 32, -1);
    }
}

/* A right signature in three numbers: A = [a]B, R = [r]B and s = r + k a. */
static void ed25519_make_valid(struct ed25519_input *t, unsigned edge)
{
    uint8_t a[32], r[32];
    ed25519_draw_scalar(a, 0);
    ed25519_draw_scalar(r, edge == 3 ? 1 : 0);
    ed25519_draw_scalar(t->k, edge);
    brisk_ed25519_base_mul_ref(t->public_key, a);
    brisk_ed25519_base_mul_ref(t->r, r);
    brisk_sc25519_muladd(t->s, t->k, a, r);
}

#endif
