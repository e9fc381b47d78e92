/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* X.509 certificates (RFC 5280): parsing without copying, path building and verification, and
 * making a CA and leaves for tests. Signature checks come out as jobs (brisk/job.h). */

#ifndef BRISK_X509_H
#define BRISK_X509_H

#include <brisk/der.h>
#include <brisk/job.h>
#include <brisk/revocation.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BRISK_X509_MAX_PATH 8 /* certificates in a path, trust anchor included */
#define BRISK_X509_MAX_JOBS                                                                        \
    20 /* signatures to verify for a path, those of CRLs and OCSP included */
#define BRISK_X509_MAX_FAILED 8 /* links that brisk_x509_path_retry() can go around */

/* Bits of keyUsage (RFC 5280 section 4.2.1.3): bit i of the BIT STRING is 1 << i. */
enum {
    BRISK_KEY_USAGE_DIGITAL_SIGNATURE = 1 << 0,
    BRISK_KEY_USAGE_KEY_ENCIPHERMENT = 1 << 2,
    BRISK_KEY_USAGE_KEY_CERT_SIGN = 1 << 5,
    BRISK_KEY_USAGE_CRL_SIGN = 1 << 6,
};

/* extendedKeyUsage purposes brisk knows (RFC 5280 section 4.2.1.12). */
enum {
    BRISK_EKU_SERVER_AUTH = 1 << 0,
    BRISK_EKU_CLIENT_AUTH = 1 << 1,
    BRISK_EKU_ANY = 1 << 2,
    BRISK_EKU_OTHER = 1 << 3,
    BRISK_EKU_OCSP_SIGNING = 1 << 4,
};

/* Signature algorithms of certificates. X.509 binds no curve to ECDSA: the issuer's key has it, and
 * brisk_x509_signature_scheme() puts both together. */
enum brisk_x509_algorithm {
    BRISK_X509_UNKNOWN = 0, /* one that brisk does not have or refuses: SHA-1, MD5, DSA, ... */
    BRISK_X509_ECDSA_SHA256 = 1,
    BRISK_X509_ECDSA_SHA384 = 2,
    BRISK_X509_ECDSA_SHA512 = 3,
    BRISK_X509_RSA_PKCS1_SHA256 = 4,
    BRISK_X509_RSA_PKCS1_SHA384 = 5,
    BRISK_X509_RSA_PKCS1_SHA512 = 6,
    BRISK_X509_RSA_PSS_SHA256 = 7, /* MGF1 with the same hash, a salt as long as the digest */
    BRISK_X509_RSA_PSS_SHA384 = 8,
    BRISK_X509_RSA_PSS_SHA512 = 9,
    BRISK_X509_ED25519 = 10,
};

/* A parsed certificate. The views point into the DER it was parsed from, which must outlive it. */
struct brisk_x509 {
    struct brisk_bytes der, tbs, serial, issuer, subject, spki;
    struct brisk_bytes signature;
    enum brisk_x509_algorithm algorithm; /* of `signature` */
    uint8_t version;                     /* 1 to 3 */
    uint8_t is_ca;                       /* basicConstraints cA */
    uint8_t has_basic_constraints;
    uint8_t has_path_len;
    uint8_t has_key_usage;
    uint8_t has_extended_key_usage;
    uint8_t has_unknown_critical; /* a critical extension that brisk does not process */
    uint8_t is_self_issued;       /* issuer and subject are the same name */
    uint8_t demands_status; /* TLS feature status_request, "must staple" (RFC 7633): TLS clients
                               that ask for OCSP responses refuse it without one */
    uint32_t path_len;
    uint32_t key_usage;                  /* BRISK_KEY_USAGE_* */
    uint32_t extended_key_usage;         /* BRISK_EKU_* */
    int64_t not_before, not_after;       /* seconds since 1970, both inclusive */
    struct brisk_bytes subject_alt_name; /* contents of the GeneralNames SEQUENCE, or empty */
    struct brisk_bytes name_constraints; /* contents, or empty; enforced where present */
    struct brisk_bytes subject_key_id, authority_key_id; /* key identifiers, or empty */
    struct brisk_bytes crl_distribution_points;          /* contents, or empty */
};

/* Parses one certificate, strictly: DER, the structure of RFC 5280 section 4.1, and that of every
 * extension that brisk processes. At most 64 extensions, each at most once. Returns 0 or
 * BRISK_ERR_X509_DECODE. An algorithm that brisk does not have is not an error here, but when the
 * certificate is used. Thread-safe. */
int brisk_x509_parse(struct brisk_x509 *cert, const uint8_t *der, size_t der_len);

/* The BRISK_SIG_* (brisk/key.h) that the certificate's signature is to be verified with if its
 * issuer has a key of this type; 0 if no such key makes such a signature. */
uint16_t brisk_x509_signature_scheme(const struct brisk_x509 *cert, enum brisk_key_type issuer_key);

/* Whether a certificate's SAN covers a DNS name or a textual IPv4 or IPv6 address (RFC 9525); the
 * subject's common name is never looked at. DNS names compare without regard to case, one trailing
 * dot of `host` is passed over, and both sides have to be of letters, digits and hyphens (RFC 1034
 * section 3.5), internationalised names in their xn-- form. A wildcard stands for the whole
 * left-most label and needs two labels after it: *.example.com, but not *.com. An address is
 * compared with iPAddress entries only. Returns 0 or BRISK_ERR_X509_NAME_MISMATCH. */
int brisk_x509_check_host(const struct brisk_x509 *cert, const char *host);

/* Trust anchors. The caller owns both arrays. */
struct brisk_x509_trust {
    const struct brisk_x509 *anchors;
    size_t num_anchors;
};

/* Parses every CERTIFICATE block of a PEM text: DER goes to `storage`, parsed certificates to
 * `certs`. On return *num_certs and *storage_used tell how much was used; call it with certs and
 * storage NULL and zero capacities to learn what is needed.
 * Returns 0, BRISK_ERR_BUFFER, BRISK_ERR_DECODE (bad PEM, or none) or BRISK_ERR_X509_DECODE. */
int brisk_x509_from_pem(struct brisk_x509 *certs, size_t max_certs, size_t *num_certs,
                        uint8_t *storage, size_t storage_capacity, size_t *storage_used,
                        const char *pem, size_t pem_len);

/* What a path must satisfy. */
struct brisk_x509_policy {
    int64_t now;        /* seconds since 1970 */
    uint32_t purpose;   /* BRISK_EKU_SERVER_AUTH or BRISK_EKU_CLIENT_AUTH; 0 not to check */
    uint32_t key_usage; /* what the peer's key is for, BRISK_KEY_USAGE_*: counts where the peer's
                           certificate has keyUsage. TLS 1.3 needs DIGITAL_SIGNATURE (RFC 8446
                           section 4.4.2.2). 0 not to check */
    const char *host;   /* expected DNS name or IP address, or NULL not to check */
    const struct brisk_revocation *revocation; /* evidence, or NULL not to check */
};

/* A path from the peer's certificate to a trust anchor, and the jobs that verify it. The struct
 * must not move between brisk_x509_path_build() and brisk_x509_path_finish(). */
struct brisk_x509_path {
    size_t num_links; /* certificates' signatures to verify */
    size_t num_jobs;  /* those, and then those of CRLs and OCSP responses */
    struct brisk_job jobs[BRISK_X509_MAX_JOBS]; /* num_jobs of them are filled in; they point into
                                                   certificates and evidence */
    enum brisk_key_type
        leaf_type; /* the peer's own key, which is sound: brisk_public_key_from_der() */
    struct brisk_bytes leaf_spki; /* imports it from here, in the peer's certificate */

    /* Private: the certificates of the path, and links whose signatures did not verify. */
    uint32_t chain[BRISK_X509_MAX_PATH];
    struct {
        uint32_t child, issuer;
    } failed[BRISK_X509_MAX_FAILED];
    uint32_t num_failed;
};

/* Finds a path for certs[0] through certs[1..num_certs) (in any order) to one of the anchors and
 * checks everything but the signatures: validity, basicConstraints, path length, keyUsage,
 * extendedKeyUsage, name constraints, host name, critical extensions, key strength. An
 * extendedKeyUsage of a CA restricts what is below it.
 *
 * A trust anchor is found by its name, preferably with the key identifier asked for, and need not
 * be self-signed. Its signature is not verified, but its own validity and extensions count like
 * those of any CA (RFC 5937). An anchor that is certs[0] itself, byte for byte, gives a path with
 * no links, CA or not.
 *
 * Work is bounded whatever the input. Returns 0, or the error of the path that came furthest:
 * BRISK_ERR_X509_UNKNOWN_ISSUER, _ALGORITHM, _NOT_YET_VALID, _EXPIRED, _NOT_A_CA, _PATH_LENGTH,
 * _KEY_USAGE, _EXTENDED_KEY_USAGE, _NAME_MISMATCH, _NAME_CONSTRAINT, _CRITICAL_EXTENSION,
 * _WEAK_KEY, _DECODE (a malformed key, the serial number 0), _SIGNATURE (the issuer's key is not
 * of the signature's type), _REVOKED, _REVOCATION_UNKNOWN (the policy's evidence says nothing about
 * a certificate whose status is needed), _REVOCATION (an OCSP response that is malformed; an OCSP
 * response, or a CRL without which a status is not known, by one who may not sign it) or _TOO_LONG
 * (more than BRISK_X509_MAX_PATH certificates, too many ways to try, or too many signatures).
 * Thread-safe. */
int brisk_x509_path_build(struct brisk_x509_path *path, const struct brisk_x509 *certs,
                          size_t num_certs, const struct brisk_x509_trust *trust,
                          const struct brisk_x509_policy *policy);

/* After the path's jobs have run: 0, BRISK_ERR_X509_SIGNATURE if a certificate's signature did not
 * verify, or BRISK_ERR_X509_REVOCATION if that of a CRL or OCSP response did not. */
int brisk_x509_path_finish(const struct brisk_x509_path *path);

/* After brisk_x509_path_finish() refused: looks for a path without the links that did not verify,
 * as cross-signed CAs with one name and several keys can need it. The other arguments are those of
 * brisk_x509_path_build(). Returns 0 (run the jobs and finish again), BRISK_ERR_X509_SIGNATURE, or
 * BRISK_ERR_X509_REVOCATION if no certificate's signature was at fault.
 * It succeeds at most BRISK_X509_MAX_FAILED times in a row. */
int brisk_x509_path_retry(struct brisk_x509_path *path, const struct brisk_x509 *certs,
                          size_t num_certs, const struct brisk_x509_trust *trust,
                          const struct brisk_x509_policy *policy);

/* Build, run the jobs, finish, and retry as needed, in one call. */
int brisk_x509_verify(struct brisk_x509_path *path, const struct brisk_x509 *certs,
                      size_t num_certs, const struct brisk_x509_trust *trust,
                      const struct brisk_x509_policy *policy);

/* What a certificate to be made says. */
struct brisk_x509_template {
    const char *common_name;  /* subject, UTF-8 of at most 64 bytes; NULL for none in a leaf */
    const char *const *names; /* SAN: DNS names (also with a wildcard), textual IP addresses */
    size_t num_names;
    int64_t not_before, not_after;
    int is_ca;                   /* basicConstraints cA, keyUsage keyCertSign and cRLSign */
    int path_len;                /* pathLenConstraint of a CA, or -1 for none */
    uint32_t extended_key_usage; /* of a leaf: BRISK_EKU_* bits */
    int demands_status;          /* of a leaf: TLS feature status_request (RFC 7633) */
};

/* Makes a certificate for `subject_key` signed with issuer_key, which must be issuer_cert's, under
 * issuer_cert's name; issuer_cert NULL makes a self-signed one, subject_key then is issuer_key's.
 * Version 3, a random serial number, key identifiers (RFC 7093 method 1), keyUsage as the template
 * and the key call for. The issuer signs with SHA-256 (P-384: SHA-384; RSA: PKCS#1 v1.5).
 * Returns 0; BRISK_ERR_ARGUMENT: a name that is neither, a time outside the years 1950 to 9999, no
 * name at all; BRISK_ERR_BUFFER; or what signing returns. */
int brisk_x509_make(uint8_t *der, size_t der_capacity, size_t *der_len,
                    const struct brisk_x509_template *what,
                    const struct brisk_public_key *subject_key,
                    const struct brisk_x509 *issuer_cert,
                    const struct brisk_private_key *issuer_key);

#ifdef __cplusplus
}
#endif

#endif
