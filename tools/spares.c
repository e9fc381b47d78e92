/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tools/spares.h"

#include <stdlib.h>

#include <brisk/random.h>

int spares_init(struct spares *spares, size_t size)
{
    spares->size = size;
    spares->max = MAX_SPARES;
    spares->memory = calloc(MAX_SPARES, sizeof(void *));
    return spares->memory ? 0 : -1;
}

/* There may be decrypted data in buffers. */
static void free_memory(void *memory, size_t size)
{
    if (memory)
        brisk_wipe(memory, size);
    free(memory);
}

void spares_empty(struct spares *spares)
{
    while (spares->num > 0)
        free_memory(spares->memory[--spares->num], spares->size);
}

void spares_free(struct spares *spares)
{
    spares_empty(spares);
    free(spares->memory);
}

void *spares_take(struct spares *spares)
{
    if (spares->num > 0)
        return spares->memory[--spares->num];
    return aligned_alloc(64, (spares->size + 63) & ~(size_t)63);
}

void spares_give(struct spares *spares, void *memory, size_t size)
{
    if (spares->num < spares->max && spares->size == size)
        spares->memory[spares->num++] = memory;
    else
        free_memory(memory, size);
}
