/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Tickets: the state of a session, sealed so that the server can forget it. One form for TLS 1.2
 * and 1.3; only servers with the same keys can tell what is in one. */

#ifndef BRISK_HANDSHAKE_TICKET_H
#define BRISK_HANDSHAKE_TICKET_H

#include <brisk/session.h>

#include "handshake/engine.h"

/* Bytes: name and random number, the state with the longest names, and the tag. */
#define TICKET_NUMBER_SIZE 16
#define TICKET_HEAD_SIZE (BRISK_TICKET_KEY_NAME_SIZE + TICKET_NUMBER_SIZE)
#define TICKET_STATE_MAX (112 + 3 + BRISK_SESSION_MAX_SECRET + 2 * BRISK_SESSION_MAX_NAME)
#define TICKET_MAX_SIZE (TICKET_HEAD_SIZE + TICKET_STATE_MAX + BRISK_AEAD_TAG_SIZE)

struct ticket_state {
    uint16_t version, suite;
    uint8_t extended_master_secret;
    uint8_t secret_len;
    uint8_t secret[BRISK_SESSION_MAX_SECRET];
    int64_t created; /* seconds since 1970 */
    uint32_t lifetime, age_add, max_early_data;
    uint8_t has_peer; /* the client has shown a certificate */
    uint8_t peer_fingerprint[32];
    struct brisk_tls_peer peer;
    struct brisk_bytes alpn, host; /* views: of the caller's, or of the opened ticket */
};

/* The bytes of a state: what is sealed. The reader's views point into `in`; it returns 1, or 0 if
 * they are none that the writer makes. */
void brisk_ticket_state_write(struct brisk_writer *w, const struct ticket_state *state);
int brisk_ticket_state_read(struct brisk_bytes in, struct ticket_state *state);

/* Seals a state under the first key. Returns 0 or an error. */
int brisk_ticket_seal(const struct brisk_tls *tls, uint8_t ticket[TICKET_MAX_SIZE], size_t *len,
                      const struct ticket_state *state);

/* Opens a ticket into `storage`, which the state's views point into. Returns 1; or 0 if none of the
 * keys opens it. *is_old says that another than the first did. Wipe both afterwards. */
int brisk_ticket_open(const struct brisk_ticket_keys *keys, struct brisk_bytes ticket,
                      uint8_t storage[TICKET_STATE_MAX], struct ticket_state *state, int *is_old);

/* session.c: seconds that a new ticket is good for; and whether what it says of its client is still
 * enough for this server. */
uint32_t brisk_session_lifetime(const struct brisk_tls *tls);
int brisk_session_trusts_client(const struct brisk_tls *tls, const struct ticket_state *state);

/* Whether a session of this age can still be resumed: it is neither older than its lifetime nor
 * from the future. */
int brisk_ticket_is_current(const struct ticket_state *state, int64_t now);

#endif
