/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define HASH_OPERATION "sha256"
#define HASH_ROW struct brisk_sha256_impl
#define HASH_WORD uint32_t
#define HASH_STATE_WORDS 8
#define HASH_BLOCK_SIZE 64
#define HASH_MAX_BLOCKS 64
#include "tests/support/check_hash_blocks.h"
