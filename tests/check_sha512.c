/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define HASH_OPERATION "sha512"
#define HASH_ROW struct brisk_sha512_impl
#define HASH_WORD uint64_t
#define HASH_STATE_WORDS 8
#define HASH_BLOCK_SIZE 128
#define HASH_MAX_BLOCKS 40
#include "tests/support/check_hash_blocks.h"
