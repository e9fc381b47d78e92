/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* brotli (RFC 7932). */

#include "compression/compression.h"

#ifdef BRISK_HAS_BROTLI

#include <brotli/decode.h>
#include <brotli/encode.h>

/* The decoder stops where `out` ends; its one-call form would pass over what follows in `in`. */
static int decompress(void *arg, uint8_t *out, size_t out_len, const uint8_t *in, size_t in_len)
{
    BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    (void)arg;
    if (!state)
        return -1;
    BrotliDecoderResult result =
        BrotliDecoderDecompressStream(state, &in_len, &in, &out_len, &out, NULL);
    BrotliDecoderDestroyInstance(state);
    return result == BROTLI_DECODER_RESULT_SUCCESS && !in_len && !out_len ? 0 : -1;
}

static int compress_best(void *arg, uint8_t *out, size_t out_capacity, size_t *out_len,
                         const uint8_t *in, size_t in_len)
{
    (void)arg;
    *out_len = out_capacity;
    return BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC,
                                 in_len, in, out_len, out) == BROTLI_TRUE
               ? 0
               : -1;
}

static const struct brisk_tls_cert_compression algorithm = { BRISK_TLS_CERT_BROTLI, decompress,
                                                             compress_best, NULL };

const struct brisk_tls_cert_compression *brisk_compression_brotli(void)
{
    return &algorithm;
}

#else

const struct brisk_tls_cert_compression *brisk_compression_brotli(void)
{
    return NULL;
}

#endif
