/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A fuzz_<input>.c defines the two functions below. As a test it runs a fixed number of mutated
 * seeds, from the random seed it prints, and fails by crashing (best under the sanitizers) or by a
 * CHECK in the target. The same file is a libFuzzer target:
 *     clang -g -fsanitize=fuzzer,address -I. -Iinclude tests/fuzz_key.c tests/support/test.c
 *         libbrisk.a */

#ifndef BRISK_TESTS_SUPPORT_FUZZ_H
#define BRISK_TESTS_SUPPORT_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include <brisk/der.h>

/* Valid input number i, or an empty one past the last. Called once for each. */
struct brisk_bytes fuzz_seed_input(size_t i);

/* Tries one input. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#endif
