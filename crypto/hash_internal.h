/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#ifndef BRISK_CRYPTO_HASH_INTERNAL_H
#define BRISK_CRYPTO_HASH_INTERNAL_H

#include <brisk/hash.h>

/* Hashes the last in_len bytes of a message of which whole blocks were hashed until now (block_used
 * is 0), writes the digest and wipes the state. `digest` may be `in`. */
void brisk_hash_last(struct brisk_hash *hash, uint8_t *digest, const uint8_t *in, size_t in_len);

#endif
