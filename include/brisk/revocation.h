/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Revocation of certificates: CRLs (RFC 5280 section 5) and OCSP responses (RFC 6960), as evidence
 * that path building (brisk/x509.h) takes along. Nothing here asks the network. */

#ifndef BRISK_REVOCATION_H
#define BRISK_REVOCATION_H

#include <brisk/der.h>

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A parsed CRL. The views point into the DER it was parsed from, which must outlive it. */
struct brisk_crl {
    struct brisk_bytes der, tbs, issuer, signature;
    struct brisk_bytes entries;            /* contents of revokedCertificates, or empty */
    struct brisk_bytes authority_key_id;   /* key identifier, or empty */
    struct brisk_bytes scope;              /* the value of issuingDistributionPoint, or empty */
    struct brisk_bytes distribution_point; /* its DistributionPointName, or empty */
    struct brisk_bytes number;             /* cRLNumber, or empty */
    struct brisk_bytes base_number;        /* deltaCRLIndicator, or empty: then it is complete */
    int algorithm;                         /* enum brisk_x509_algorithm, of `signature` */
    int64_t this_update, next_update;      /* seconds since 1970 */
    uint16_t reasons;             /* bit i: reason i of ReasonFlags is covered (section 4.2.1.13) */
    uint8_t has_unknown_critical; /* a critical extension that brisk does not process */
    uint8_t is_indirect;          /* has entries of other issuers' certificates */
    uint8_t only_user_certs, only_ca_certs, only_attribute_certs;
};

/* Parses one CRL, strictly, its entries and all extensions that brisk processes. Linear in its
 * length. Returns 0 or BRISK_ERR_X509_DECODE (also for one without nextUpdate, which
 * section 5.1.2.5 demands). Thread-safe. */
int brisk_crl_parse(struct brisk_crl *crl, const uint8_t *der, size_t der_len);

/* Parses every "X509 CRL" block of a PEM text, as brisk_x509_from_pem() does certificates. */
int brisk_crl_from_pem(struct brisk_crl *crls, size_t max_crls, size_t *num_crls, uint8_t *storage,
                       size_t storage_capacity, size_t *storage_used, const char *pem,
                       size_t pem_len);

/* Whose status has to be known. Whatever says that a certificate of the path is revoked counts,
 * with each of them. */
enum brisk_revocation_need {
    BRISK_REVOCATION_IF_KNOWN = 0, /* nobody's */
    BRISK_REVOCATION_LEAF = 1,     /* the peer's */
    BRISK_REVOCATION_CHAIN = 2,    /* every certificate's but the trust anchor's */
};

/* Evidence. The caller owns what it points at, which must outlive the path's jobs.
 *
 * A CRL counts from thisUpdate to nextUpdate if its issuer is the certificate's, or the one that
 * the certificate's cRLDistributionPoints names, and is found, with keyUsage cRLSign if it has
 * keyUsage, among the certificates and anchors, itself with a path that is not revoked. Several
 * CRLs may cover the reasons together; delta CRLs go with the complete ones they belong to.
 * Finding an entry takes time linear in the CRL.
 *
 * The OCSP response counts if it is signed by the certificate's issuer, or by a responder that the
 * issuer has given id-kp-OCSPSigning, whose certificate the response has in it (RFC 6960 section
 * 4.2.2.2). Without nextUpdate it counts for a day. */
struct brisk_revocation {
    const struct brisk_crl *crls;
    size_t num_crls;
    struct brisk_bytes ocsp; /* an OCSPResponse in DER, or empty */
    enum brisk_revocation_need need;
};

#ifdef __cplusplus
}
#endif

#endif
