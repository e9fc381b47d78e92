/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Who the other end is, and who this end says it is: verifying the peer's chain, and choosing and
 * proving an identity of our own. For both roles; where the name of a message does not say
 * otherwise, for all versions of TLS. */

#ifndef BRISK_HANDSHAKE_PEER_H
#define BRISK_HANDSHAKE_PEER_H

#include "handshake/messages.h"

/* --- peer.c: the peer's certificates --- */

/* Takes a Certificate message, which stays in `message` until its signatures have been checked, and
 * checks everything about the chain but those, which become h->path's jobs. `key_usage` is what the
 * peer's key is for. *is_empty is 1 after a message without certificates, which only a client may
 * send. Returns 0 or an error; if it is BRISK_ERR_TLS_CERTIFICATE, tls->x509_error says more. */
int brisk_peer_accept_certificate(struct brisk_tls *tls, const struct brisk_message *message,
                                  uint32_t key_usage, int *is_empty);

/* Whether the peer may have signed with this scheme. Returns 0 or an error. */
int brisk_peer_check_scheme(const struct brisk_tls *tls, uint16_t scheme);

/* The path's jobs have run, together with that of the peer's own signature, h->jobs[0]. Returns 0:
 * the peer is who the chain says, and the caller has been told; STEP_AGAIN: there are more jobs, of
 * another path; or an error. */
int brisk_peer_check(struct brisk_tls *tls, uint32_t key_usage);

/* A session is resumed: asks the caller, if it wants to be, about a peer that has shown a
 * certificate before. Returns 0 or BRISK_ERR_TLS_ACCESS_DENIED. */
int brisk_peer_check_resumed(struct brisk_tls *tls);

/* TLS 1.2's CertificateStatus, which comes behind Certificate, or NULL where it was announced and
 * did not come (h->wants_status is 0 again by then): the chain is looked at again.
 */
int brisk_peer_accept_status(struct brisk_tls *tls, const struct brisk_message *message,
                             uint32_t key_usage);

/* TLS 1.3's CertificateVerify, whose job is h->jobs[0]. */
int brisk_peer_read_verify(struct brisk_tls *tls);

/* --- status.c: stapled OCSP responses --- */

/* The body of status_request in a ClientHello; the parser sets *wants_status if it is OCSP that is
 * wanted. */
void brisk_status_request_write(struct brisk_writer *w);
int brisk_status_request_parse(struct brisk_bytes body, uint8_t *wants_status);

/* CertificateStatus: the body of TLS 1.2's message, and of status_request in a CertificateEntry. */
void brisk_status_write(struct brisk_writer *w, struct brisk_bytes response);
int brisk_status_parse(struct brisk_bytes body, struct brisk_bytes *response);

/* Whether h->identity has a response and the peer wants it; TLS 1.2's message with it. */
int brisk_status_is_stapled(const struct brisk_tls *tls);
int brisk_status_send(struct brisk_tls *tls);

/* --- identity.c: our own certificates --- */

/* What the peer said about the certificates it accepts. Lists that it did not send are empty. */
struct brisk_identity_wish {
    struct brisk_bytes schemes;      /* signature_algorithms */
    struct brisk_bytes cert_schemes; /* signature_algorithms_cert; empty: as above */
    struct brisk_bytes authorities;  /* certificate_authorities, checked */
    struct brisk_bytes compressions; /* compress_certificate */
    struct brisk_bytes groups;       /* TLS 1.2: a client's, which count for its keys, too */
    enum brisk_authentication authentication; /* TLS 1.2: what the suite says */
    int signs_nothing;                        /* TLS 1.2: RSA key exchange */
    int signs_digest; /* TLS 1.2: a client, which signs a digest of the handshake: not Ed25519 */
    const char *host; /* the name a client asked for, or "" */
};

/* Chooses h->identity and the scheme that it signs with. Servers take the best there is and only
 * need a key that the client knows; clients show none that the server did not ask for. Returns 1,
 * or 0 if there is none: h->identity is NULL then. */
int brisk_identity_select(struct brisk_tls *tls, const struct brisk_identity_wish *wish);

/* The group of an ECDSA key's curve, which TLS 1.2 has no other list for; 0 for other keys. */
uint16_t brisk_group_of_key(enum brisk_key_type type);

/* The scheme that a certificate's signature goes by in signature_algorithms_cert, or 0. */
uint16_t brisk_scheme_of_certificate(const struct brisk_x509 *cert);

/* certificate_authorities (section 4.2.4): checks the list's form. */
int brisk_authorities_parse(struct brisk_bytes body, struct brisk_bytes *list);

/* CertificateVerify of h->identity (section 4.4.3): the job, which writes its signature to where it
 * will be sent from, right behind what is in the flight; and when it has run, the message. */
int brisk_identity_start_verify(struct brisk_tls *tls);
int brisk_identity_check_job(struct brisk_tls *tls, const struct brisk_job *job);
int brisk_identity_send_verify(struct brisk_tls *tls);

/* The names of the trust anchors, as a list; an empty one if it would be too long. */
void brisk_authorities_write(struct brisk_writer *w, const struct brisk_x509_trust *trust);

/* CertificateRequest (section 4.3.2): servers write it, its body by the second function; clients
 * choose an identity by it, and find its context, which points into `body`, in h->context. */
int brisk_certificate_request_send(struct brisk_tls *tls);
void brisk_certificate_request_write(struct brisk_writer *w, const struct brisk_tls *tls,
                                     struct brisk_bytes context);
void brisk_request_context_write(struct brisk_writer *w, struct brisk_bytes context);
int brisk_certificate_request_accept(struct brisk_tls *tls, struct brisk_bytes body);

#endif
