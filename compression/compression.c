/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "compression/compression.h"

#include <string.h>

const struct brisk_tls_cert_compression *brisk_cert_compression_find(const char *name)
{
    if (strcmp(name, "zlib") == 0)
        return brisk_compression_zlib();
    return strcmp(name, "brotli") == 0 ? brisk_compression_brotli() : NULL;
}

const char *brisk_cert_compression_name(uint16_t algorithm)
{
    switch (algorithm) {
    case BRISK_TLS_CERT_ZLIB:
        return "zlib";
    case BRISK_TLS_CERT_BROTLI:
        return "brotli";
    case BRISK_TLS_CERT_ZSTD:
        return "zstd";
    default:
        return "unknown";
    }
}
