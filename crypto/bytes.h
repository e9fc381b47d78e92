/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Loads and stores of big- and little-endian integers at any alignment, and XOR of byte strings.
 * brisk runs on little-endian machines only (CMakeLists.txt), so the little-endian ones are plain
 * copies. */

#ifndef BRISK_CRYPTO_BYTES_H
#define BRISK_CRYPTO_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint32_t load_le32(const uint8_t in[4])
{
    uint32_t x;
    memcpy(&x, in, sizeof(x));
    return x;
}

static inline uint64_t load_le64(const uint8_t in[8])
{
    uint64_t x;
    memcpy(&x, in, sizeof(x));
    return x;
}

static inline uint32_t load_be32(const uint8_t in[4])
{
    return __builtin_bswap32(load_le32(in));
}

static inline uint64_t load_be64(const uint8_t in[8])
{
    return __builtin_bswap64(load_le64(in));
}

static inline void store_le32(uint8_t out[4], uint32_t x)
{
    memcpy(out, &x, sizeof(x));
}

static inline void store_le64(uint8_t out[8], uint64_t x)
{
    memcpy(out, &x, sizeof(x));
}

static inline void store_be32(uint8_t out[4], uint32_t x)
{
    store_le32(out, __builtin_bswap32(x));
}

static inline void store_be64(uint8_t out[8], uint64_t x)
{
    store_le64(out, __builtin_bswap64(x));
}

/* out = a XOR b, len bytes; out may equal either. */
static inline void xor_bytes(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t len)
{
    size_t i = 0;
    for (; len - i >= 16; i += 16) {
        store_le64(out + i, load_le64(a + i) ^ load_le64(b + i));
        store_le64(out + i + 8, load_le64(a + i + 8) ^ load_le64(b + i + 8));
    }
    for (; i < len; i++) {
        out[i] = a[i] ^ b[i];
    }
}

#endif
