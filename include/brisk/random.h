/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Random bytes, wiping, and comparison in constant time. */

#ifndef BRISK_RANDOM_H
#define BRISK_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Fills `out` with out_len bytes fit for keys and nonces: getrandom() seeds one ChaCha20
 * generator per thread with fast key erasure, so that bytes given out cannot be computed from a
 * later state, and no call costs a system call in the common case. Safe across fork(): parent
 * and child never give the same bytes. Thread-safe.
 * Returns 0, or BRISK_ERR_RANDOM if the system gives no seed; out is zeroed then. */
int brisk_random(uint8_t *out, size_t out_len);

/* Overwrites len bytes with zeros in a way the compiler does not remove. */
void brisk_wipe(void *data, size_t len);

/* Compares len bytes in time that depends on len only. Returns 1 if equal, 0 if not. */
int brisk_equal(const void *a, const void *b, size_t len);

#ifdef __cplusplus
}
#endif

#endif
