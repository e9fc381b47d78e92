/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* zlib and brotli, as brisk/tls.h wants algorithms for compressed certificates (RFC 8879). In a
 * library of its own, brisk_compression, which needs those two and takes memory from them while it
 * works, as the engine never does. */

#ifndef BRISK_COMPRESSION_H
#define BRISK_COMPRESSION_H

#include <brisk/tls.h>

#ifdef __cplusplus
extern "C" {
#endif

/* "zlib" or "brotli": the algorithm, or NULL if the name is another or the library was built
 * without it. Thread-safe, as the functions in it are. */
const struct brisk_tls_cert_compression *brisk_cert_compression_find(const char *name);

/* The name of a number in the registry: "zlib", "brotli" or "zstd"; "unknown" for another. */
const char *brisk_cert_compression_name(uint16_t algorithm);

#ifdef __cplusplus
}
#endif

#endif
