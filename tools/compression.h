/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* --cert-compression: which algorithms there are, and our certificates compressed with them. */

#ifndef TOOLS_COMPRESSION_H
#define TOOLS_COMPRESSION_H

#include <brisk/tls.h>

#define MAX_CERT_COMPRESSIONS 2 /* zlib and brotli */

/* "brotli,zlib" to algorithms, none twice. Returns 0, or -1 having said what is wrong. */
int parse_cert_compressions(const char *text,
                            struct brisk_tls_cert_compression list[MAX_CERT_COMPRESSIONS],
                            size_t *num);

/* The forms of one identity, and the memory that they lie in. */
struct compressed_identity {
    struct brisk_tls_compressed_certificate forms[2 * MAX_CERT_COMPRESSIONS];
    uint8_t *memory;
};

/* Gives an identity its forms, with its OCSP response and without; those that are not shorter than
 * the message itself are left out. Returns 0, or -1 having said what is wrong. */
int compress_identity(struct compressed_identity *compressed, struct brisk_tls_identity *identity,
                      const struct brisk_tls_cert_compression *list, size_t num);

void free_compressed_identity(struct compressed_identity *compressed);

#endif
