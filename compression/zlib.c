/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* zlib (RFC 1950). */

#include "compression/compression.h"

#ifdef BRISK_HAS_ZLIB

#include <limits.h>
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

/* inflate() stops where `out` ends, whatever would follow. */
static int decompress(void *arg, uint8_t *out, size_t out_len, const uint8_t *in, size_t in_len)
{
    z_stream stream;
    (void)arg;
    memset(&stream, 0, sizeof stream);
    if (in_len > UINT_MAX || out_len > UINT_MAX || inflateInit(&stream) != Z_OK)
        return -1;
    stream.next_in = in;
    stream.avail_in = (uInt)in_len;
    stream.next_out = out;
    stream.avail_out = (uInt)out_len;
    int is_whole =
        inflate(&stream, Z_FINISH) == Z_STREAM_END && !stream.avail_in && !stream.avail_out;
    inflateEnd(&stream);
    return is_whole ? 0 : -1;
}

static int compress_best(void *arg, uint8_t *out, size_t out_capacity, size_t *out_len,
                         const uint8_t *in, size_t in_len)
{
    uLongf len = out_capacity;
    (void)arg;
    if (compress2(out, &len, in, in_len, Z_BEST_COMPRESSION) != Z_OK)
        return -1;
    *out_len = len;
    return 0;
}

static const struct brisk_tls_cert_compression algorithm = { BRISK_TLS_CERT_ZLIB, decompress,
                                                             compress_best, NULL };

const struct brisk_tls_cert_compression *brisk_compression_zlib(void)
{
    return &algorithm;
}

#else

const struct brisk_tls_cert_compression *brisk_compression_zlib(void)
{
    return NULL;
}

#endif
