/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/support/rle.h"

#include <string.h>

#include "tests/support/test.h"

static int decompress(void *arg, uint8_t *out, size_t out_len, const uint8_t *in, size_t in_len)
{
    size_t len = 0;
    (void)arg;
    if (in_len % 2)
        return -1;
    for (size_t i = 0; i < in_len; i += 2) {
        if (!in[i] || in[i] > out_len - len)
            return -1;
        memset(out + len, in[i + 1], in[i]);
        len += in[i];
    }
    return len == out_len ? 0 : -1;
}

static int compress(void *arg, uint8_t *out, size_t out_capacity, size_t *out_len,
                    const uint8_t *in, size_t in_len)
{
    size_t len = 0;
    (void)arg;
    for (size_t i = 0; i < in_len;) {
        uint8_t count = 1;
        while (i + count < in_len && in[i + count] == in[i] && count < 255)
            count++;
        if (out_capacity - len < 2)
            return -1;
        out[len++] = count;
        out[len++] = in[i];
        i += count;
    }
    *out_len = len;
    return 0;
}

const struct brisk_tls_cert_compression test_rle = { TEST_RLE, decompress, compress, NULL };

void test_forms_make(struct test_forms *forms, struct brisk_tls_identity *identity,
                     const struct brisk_tls_cert_compression *algorithms, size_t n)
{
    forms->used = 0;
    identity->compressed = forms->forms;
    identity->num_compressed = 0;
    for (size_t i = 0; i < n; i++)
        for (int has_ocsp = 0; has_ocsp <= (identity->ocsp.len != 0); has_ocsp++) {
            size_t used = 0;
            int error = brisk_tls_certificate_compress(
                &forms->forms[identity->num_compressed], identity, has_ocsp, &algorithms[i],
                forms->memory + forms->used, sizeof forms->memory - forms->used, &used);
            if (error)
                test_abort("cannot compress a certificate: error %d", error);
            forms->used += used;
            identity->num_compressed++;
        }
}
