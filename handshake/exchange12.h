/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* TLS 1.2's ephemeral key exchanges: on curves (RFC 8422) and in the finite fields of RFC 7919.
 * Both sides' states call these in the order of the handshake. */

#ifndef BRISK_HANDSHAKE_EXCHANGE12_H
#define BRISK_HANDSHAKE_EXCHANGE12_H

#include "handshake/messages.h"

/* What a handshake in the largest field that the configuration has takes of the handshake's memory,
 * in bytes; 0 without such groups. What it adds to a message. */
size_t brisk_exchange12_size(const struct brisk_tls_config *config);
size_t brisk_exchange12_message_size(const struct brisk_tls_config *config);

/* Where the numbers lie: both public keys, the shared secret, what is signed. */
struct brisk_exchange {
    uint8_t *public_key, *peer_public, *secret, *content;
};
struct brisk_exchange brisk_exchange12_find(const struct brisk_tls *tls);

/* The suite is known, and nothing of the hello is needed from `message` any more but what is being
 * parsed: finds room for the exchange's numbers. Returns 0 or BRISK_ERR_TLS_MEMORY. */
int brisk_exchange12_start(struct brisk_tls *tls);

/* Adds the job for a key pair of tls->group; a client takes that of the share in its hello if there
 * is one. */
void brisk_exchange12_add_keypair(struct brisk_tls *tls);

/* Server: fills in what ServerKeyExchange signs: both randoms, and the parameters, which the
 * message begins with. */
void brisk_exchange12_make_params(struct brisk_tls *tls);

/* Client: parses the parameters at the start of a ServerKeyExchange, sets tls->group, and fills in
 * what is signed, too. Returns 0 or an error. */
int brisk_exchange12_parse_params(struct brisk_tls *tls, struct brisk_bytes *body);

/* What is signed, and in it the parameters. */
struct brisk_bytes brisk_exchange12_signed(const struct brisk_tls *tls);
struct brisk_bytes brisk_exchange12_params(const struct brisk_tls *tls);

/* The body of ClientKeyExchange. The server's reader returns 0 or an error. */
void brisk_exchange12_write_public(const struct brisk_tls *tls, struct brisk_writer *w);
int brisk_exchange12_read_public(struct brisk_tls *tls, struct brisk_bytes body);

/* Adds the job for the shared secret; says what became of it: 0 or the error the connection dies
 * of; makes the master secret of it. */
void brisk_exchange12_add_secret(struct brisk_tls *tls);
int brisk_exchange12_check_secret(const struct brisk_tls *tls, const struct brisk_job *job);
int brisk_exchange12_derive(struct brisk_tls *tls);

#endif
