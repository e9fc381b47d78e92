/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* X25519 and Ed25519, the portable row. */

#include "crypto/fe25519.h"
#include "crypto/impl.h"

#define X25519_KERNEL(function) brisk_x25519_##function##_ref
#define ED25519_KERNEL(function) brisk_ed25519_##function##_ref

#include "crypto/curve25519.h"
