/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* No CPU bits: the portable rows need none. */

#include "crypto/cpu.h"

uint64_t brisk_cpu_detect(void)
{
    return 0;
}

const struct cpu_model brisk_cpu_models[] = {
    { "portable", 0 },
    { NULL, 0 },
};
