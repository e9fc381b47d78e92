/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What the revocation files share with each other and with path building. */

#ifndef HANDSHAKE_REVOCATION_H
#define HANDSHAKE_REVOCATION_H

#include <brisk/revocation.h>

#include "handshake/x509.h"

/* ReasonFlags (RFC 5280 section 4.2.1.13): bits 1 (keyCompromise) to 8 (aACompromise). */
#define REASONS_ALL 0x1fe

#define REASON_REMOVE_FROM_CRL 8 /* CRLReason (section 5.3.1) */

/* crl.c: an entry of revokedCertificates. */
struct crl_entry {
    struct brisk_bytes serial;
    struct brisk_bytes certificate_issuer; /* a Name's contents; empty: that of the entry before */
    uint8_t reason;                        /* CRLReason; 0 unspecified */
    uint8_t has_unknown_critical;
};
int brisk_crl_next_entry(struct brisk_bytes *entries, struct crl_entry *entry);

/* ReasonFlags with tag [n], if it is there; *reasons is left alone otherwise. */
int brisk_x509_read_reasons(struct brisk_bytes *cursor, unsigned n, uint16_t *reasons);

/* What is known about a certificate. */
enum revocation_status {
    REVOCATION_UNKNOWN,
    REVOCATION_GOOD,
    REVOCATION_REVOKED,
};

/* What evidence stands on: signatures to be verified, which become jobs of the path. */
struct evidence {
    struct brisk_x509_path *path;
    int error; /* BRISK_ERR_X509_TOO_LONG once there were too many */
};
void brisk_revocation_add_job(struct evidence *evidence, uint16_t scheme, struct brisk_bytes spki,
                              struct brisk_bytes message, struct brisk_bytes signature);

/* The scheme for a signature of this algorithm by the key of a certificate, or 0. */
uint16_t brisk_revocation_scheme(int algorithm, const struct brisk_x509 *signer);

/* ocsp.c: what a response says about a certificate of this issuer; adds the jobs that prove it.
 * Returns 0, or BRISK_ERR_X509_REVOCATION (malformed, or by somebody who may not sign it). */
int brisk_ocsp_check(struct evidence *evidence, enum revocation_status *status,
                     struct brisk_bytes response, const struct brisk_x509 *cert,
                     const struct brisk_x509 *issuer, int64_t now);

/* revocation.c: checks the certificates of a path that has reached an anchor, path->num_links of
 * them, against the policy's evidence. Returns 0 with the jobs added behind those of the links, or
 * BRISK_ERR_X509_REVOKED, _REVOCATION_UNKNOWN, _REVOCATION or _TOO_LONG. */
int brisk_revocation_check_path(struct brisk_x509_path *path, const struct brisk_x509 *certs,
                                size_t num_certs, const struct brisk_x509_trust *trust,
                                const struct brisk_x509_policy *policy);

#endif
