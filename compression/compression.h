/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The algorithms that there are: NULL for one that the library was built without. */

#ifndef BRISK_COMPRESSION_COMPRESSION_H
#define BRISK_COMPRESSION_COMPRESSION_H

#include <brisk/compression.h>

const struct brisk_tls_cert_compression *brisk_compression_zlib(void);
const struct brisk_tls_cert_compression *brisk_compression_brotli(void);

#endif
