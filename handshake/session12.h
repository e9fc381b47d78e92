/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* TLS 1.2's sessions: resumed by a session ID (RFC 5246 section 7.3) or a ticket (RFC 5077), always
 * with the extended master secret (RFC 7627 section 5.3). */

#ifndef BRISK_HANDSHAKE_SESSION12_H
#define BRISK_HANDSHAKE_SESSION12_H

#include "handshake/messages.h"

/* --- clients --- */

/* Whether h->session is one of TLS 1.2 that the next ClientHello offers. */
int brisk_session12_is_offered(const struct brisk_tls *tls);

/* Sets the session ID by which the server says that it resumes what is offered. */
int brisk_session12_prepare_id(struct brisk_tls *tls);

/* The ticket to be offered; empty, to ask for one. */
struct brisk_bytes brisk_session12_ticket(const struct brisk_tls *tls);

/* The server resumes the session offered: sets the master secret. Returns 0 or an error. */
int brisk_session12_resume(struct brisk_tls *tls, const struct brisk_server_hello *hello);

/* NewSessionTicket (RFC 5077 section 3.3), kept in the slot, where it does not count yet. */
int brisk_session12_receive_ticket(struct brisk_tls *tls, struct brisk_bytes body);

/* The handshake is complete: what can be resumed of it lies in the slot now. */
void brisk_session12_keep(struct brisk_tls *tls);

/* --- servers --- */

/* Opens the ticket in a ClientHello, or finds the session of its ID: 1 if it is resumed, with suite
 * and master secret set, 0 if there is none, or an error. h->ticket_due tells whether a ticket is
 * to be sent; h->session_id is the one that the ServerHello has. */
int brisk_session12_open(struct brisk_tls *tls, const struct brisk_client_hello *hello);

/* Writes NewSessionTicket. */
int brisk_session12_send_ticket(struct brisk_tls *tls);

/* The handshake is complete: the cache gets the session, if its client was told an ID. */
void brisk_session12_cache(struct brisk_tls *tls);

/* The connection died of an alert: the cache has its session no longer (RFC 5246 section 7.2.2). */
void brisk_session12_forget(struct brisk_tls *tls);

#endif
