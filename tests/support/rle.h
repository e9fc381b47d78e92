/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A way to compress certificates that needs no library, under a private number (RFC 8879 section
 * 7.3): pairs of a count and the byte that stands so often. Certificates get longer by it, and
 * bombs are easy to make. */

#ifndef BRISK_TESTS_SUPPORT_RLE_H
#define BRISK_TESTS_SUPPORT_RLE_H

#include <brisk/tls.h>

#define TEST_RLE 0xff01

extern const struct brisk_tls_cert_compression test_rle;

/* An identity's compressed forms, with its OCSP response, if there is one, and without. */
struct test_forms {
    struct brisk_tls_compressed_certificate forms[BRISK_TLS_MAX_COMPRESSED];
    uint8_t memory[BRISK_TLS_MAX_COMPRESSED / 2 * BRISK_TLS_MAX_HANDSHAKE_MESSAGE];
    size_t used;
};

/* Makes the forms of these algorithms, in their order, and gives them to the identity. Ends the
 * program if it cannot be done. */
void test_forms_make(struct test_forms *forms, struct brisk_tls_identity *identity,
                     const struct brisk_tls_cert_compression *algorithms, size_t n);

#endif
