/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include <brisk/random.h>

#include <string.h>

#include "crypto/ct.h"

void brisk_wipe(void *data, size_t len)
{
    if (len > 0) {
        memset(data, 0, len);
    }
    /* An empty instruction that may read all memory, so that the stores above are not dead. */
    __asm__ __volatile__("" : : "r"(data) : "memory");
}

int brisk_equal(const void *a, const void *b, size_t len)
{
    const uint8_t *x = a, *y = b;
    uint64_t difference = 0;
    for (size_t i = 0; i < len; i++) {
        difference |= x[i] ^ y[i];
    }
    return (int)(ct_mask_zero(difference) & 1);
}
