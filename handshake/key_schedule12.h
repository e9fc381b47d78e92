/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* TLS 1.2's key schedule (RFC 5246 sections 5, 6.3 and 8.1): the master secret, and by its PRF the
 * keys of records, Finished and the exporter. */

#ifndef BRISK_HANDSHAKE_KEY_SCHEDULE12_H
#define BRISK_HANDSHAKE_KEY_SCHEDULE12_H

#include "handshake/engine.h"

#define MASTER_SECRET_SIZE 48

/* The PRF (RFC 5246 section 5) with the hash of the prepared secret; the seed is in two parts, of
 * which each may be empty. */
void brisk_prf(const struct brisk_hmac_key *secret, uint8_t *out, size_t out_len, const char *label,
               struct brisk_bytes seed, struct brisk_bytes more);

/* From the pre-master secret, which is wiped: the master secret goes to tls->exporter_secret, and
 * to the key log; extended by the transcript up to ClientKeyExchange (RFC 7627 section 4) if both
 * sides said so. Then as brisk_master_secret_use(). */
int brisk_master_secret_derive(struct brisk_tls *tls, uint8_t *premaster, size_t premaster_len);

/* Makes the key block from the master secret in tls->exporter_secret. */
int brisk_master_secret_use(struct brisk_tls *tls);

/* Installs the keys of a direction: what the client writes and the server reads, or the other. */
int brisk_key_block_install_read(struct brisk_tls *tls);
int brisk_key_block_install_write(struct brisk_tls *tls);

/* Writes our Finished (RFC 5246 section 7.4.9); checks the peer's. */
int brisk_finished12_send(struct brisk_tls *tls);
int brisk_finished12_check(struct brisk_tls *tls, const struct brisk_message *message);

/* The exporter (RFC 5705 section 4). */
int brisk_exporter_1_2(const struct brisk_tls *tls, uint8_t *out, size_t out_len, const char *label,
                       const uint8_t *context, size_t context_len);

#endif
