/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Sessions of TLS 1.2 that a server remembers itself (RFC 5246 section 7.3): for clients that know
 * no tickets, and servers that give out none. Memory of a fixed size, shared by all connections
 * and threads that have it in their configuration: a session that finds its place taken drives out
 * the one that ends first. TLS 1.3 has tickets only. */

#ifndef BRISK_SESSION_CACHE_H
#define BRISK_SESSION_CACHE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct brisk_session_cache;

/* Bytes of memory, 64-byte aligned, for a cache of num_sessions or a few more: half a KiB each; 0
 * if num_sessions is 0 or too many to address. */
size_t brisk_session_cache_size(size_t num_sessions);

/* Makes an empty cache in `memory`. Returns NULL if the size is none that
 * brisk_session_cache_size() gives, or the memory is not aligned. */
struct brisk_session_cache *brisk_session_cache_init(void *memory, size_t size);

/* Wipes the sessions that have ended by `now` (seconds since 1970), whose secrets lie there
 * otherwise until others need the room. Returns how many are left. Thread-safe: to be called now
 * and then. */
size_t brisk_session_cache_expire(struct brisk_session_cache *cache, int64_t now);

/* Wipes everything. Must be called when no connection uses the cache any more; not thread-safe. */
void brisk_session_cache_wipe(struct brisk_session_cache *cache);

#ifdef __cplusplus
}
#endif

#endif
