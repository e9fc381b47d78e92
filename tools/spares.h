/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Memory of one size that connections take and give back: some of it is kept for the next. One
 * thread owns it. */

#ifndef TOOLS_SPARES_H
#define TOOLS_SPARES_H

#include <stddef.h>

#define MAX_SPARES 256 /* of each kind: 4 MiB of buffers, 3 MiB of handshakes */

struct spares {
    void **memory;
    size_t num, max, size; /* size in bytes, of each */
};

/* Prepares for memory of `size` bytes. Returns 0, or -1 if there is no memory. */
int spares_init(struct spares *spares, size_t size);
void spares_free(struct spares *spares);

/* Frees what is kept: the size may be changed then. */
void spares_empty(struct spares *spares);

/* Takes what was given back last, which the cache still has, or new memory, 64-byte aligned.
 * Returns NULL if there is none. */
void *spares_take(struct spares *spares);

/* Takes back memory of `size` bytes; what is of another size than now, or too much, is wiped and
 * freed.
 */
void spares_give(struct spares *spares, void *memory, size_t size);

#endif
