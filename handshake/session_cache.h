/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What connections do with a session cache. A session in it is the same bytes that a ticket seals.
 */

#ifndef BRISK_HANDSHAKE_SESSION_CACHE_H
#define BRISK_HANDSHAKE_SESSION_CACHE_H

#include <brisk/session_cache.h>

#include "handshake/ticket.h"

/* Puts a session in under an ID that no other has. */
void brisk_session_cache_put(struct brisk_session_cache *cache, const uint8_t id[CACHED_ID_SIZE],
                             const struct ticket_state *state, int64_t now);

/* Finds the session with an ID, of any length, that has not ended, and copies it to `storage`,
 * which the state's views point into. Returns 1, or 0 if there is none. Wipe both afterwards. */
int brisk_session_cache_find(struct brisk_session_cache *cache, struct brisk_bytes id, int64_t now,
                             uint8_t storage[TICKET_STATE_MAX], struct ticket_state *state);

/* Forgets the session with this ID, if there is one. */
void brisk_session_cache_remove(struct brisk_session_cache *cache,
                                const uint8_t id[CACHED_ID_SIZE]);

#endif
