/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A fuzz_<input>.c defines the two functions below. As a test it runs every file in
 * tests/fuzz/<input>/ and a fixed number of mutated seeds, from the random seed it prints, and
 * fails by crashing (best under the sanitizers) or by a CHECK in the target; with --write-seeds it
 * writes its seeds into that folder instead. The preset "fuzz" makes a libFuzzer program of the
 * same file, for which a failed CHECK is a crash, too. Seeds are to be valid in every run: what
 * they are signed or sealed with has to be fixed (test_fix_keys()). */

#ifndef BRISK_TESTS_SUPPORT_FUZZ_H
#define BRISK_TESTS_SUPPORT_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include <brisk/der.h>

/* Valid input number i, or an empty one past the last. Called once for each. */
struct brisk_bytes fuzz_seed_input(size_t i);

/* Tries one input. */
void fuzz_one_input(const uint8_t *data, size_t len);

#endif
