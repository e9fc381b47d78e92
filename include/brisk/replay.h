/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Against replays of 0-RTT (RFC 8446 section 8.2): a memory of the ClientHellos of the last
 * seconds, shared by all connections and threads of a server. Together with the freshness check,
 * which refuses hellos older than that, early data is taken at most once by each server that has a
 * guard; servers that share ticket keys need a guard that they share, too, or no early data. */

#ifndef BRISK_REPLAY_H
#define BRISK_REPLAY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BRISK_REPLAY_ID_SIZE 32

struct brisk_replay_guard;

/* Bytes of memory, 64-byte aligned, for a guard that remembers num_hellos of them for each of two
 * periods of 20 seconds; 0 if num_hellos is 0 or too many to address. */
size_t brisk_replay_guard_size(size_t num_hellos);

/* Makes a guard in `memory`. Hellos that come within 10 seconds after `start` (seconds since 1970)
 * count as replays, because a guard before this one may have seen them: 0 for a server that has
 * just made its ticket keys. Returns NULL if the size is none that brisk_replay_guard_size() gives.
 */
struct brisk_replay_guard *brisk_replay_guard_init(void *memory, size_t size, int64_t start);

/* Notes a hello. Returns 1 if it has been seen before, or cannot be remembered because the guard is
 * full or has just started; 0 if it is new. `guard` is a struct brisk_replay_guard: the function
 * fits brisk_tls_config's check_replay. Thread-safe. */
int brisk_replay_check(void *guard, const uint8_t id[BRISK_REPLAY_ID_SIZE], int64_t now);

#ifdef __cplusplus
}
#endif

#endif
