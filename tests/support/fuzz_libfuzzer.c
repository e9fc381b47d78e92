/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The entry of fuzz_*.c where libFuzzer is: a failed CHECK ends the program there and then, so that
 * libFuzzer keeps the input. */

#include <stdlib.h>

#include "tests/support/fuzz.h"
#include "tests/support/test.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    fuzz_one_input(data, len);
    if (test_num_failures()) {
        abort();
    }
    return 0;
}
