/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* CRLs and OCSP responses to order, wrong ones above all. Hexadecimal stands for whole DER elements
 * unless the comment says otherwise; fields that are NULL or 0 get what the comment says. */

#ifndef BRISK_TESTS_SUPPORT_MAKE_EVIDENCE_H
#define BRISK_TESTS_SUPPORT_MAKE_EVIDENCE_H

#include <brisk/x509.h>

#include "tests/support/make_cert.h"

struct test_crl_recipe {
    const char *issuer;                     /* common name */
    const struct brisk_private_key *signer; /* must be there */
    const char *this_update, *next_update;  /* 2024 and 2026; "" for none */
    const char *version_hex;                /* version 2; "" for none */
    const char *entries_hex;                /* contents of revokedCertificates; none */
    const char *const *extensions;          /* as in struct test_recipe; cRLNumber 1 */
    int corrupt_signature;
};

struct test_ocsp_recipe {
    const struct brisk_x509 *cert, *issuer; /* the CertID is of these two */
    const struct brisk_x509 *responder;     /* named in the response; the issuer */
    const struct brisk_private_key *signer; /* must be there */
    const struct test_cert *delegate;       /* a certificate in the response; none */
    const char *status_hex;                 /* good */
    const char *this_update, *next_update;  /* GeneralizedTimes in 2025; "" for none */
    const char *response_status_hex;        /* successful */
    const char *single_extensions_hex;      /* none */
    enum brisk_hash_alg cert_id_hash;       /* SHA-1 */
    int by_key;                             /* the responder is named by its key's hash */
    int corrupt_signature;
};

struct test_evidence {
    uint8_t der[TEST_CERT_CAPACITY];
    size_t len;
};

/* End the program if it cannot be done. The parsed CRL points into `crl`. */
void test_make_crl(struct test_evidence *crl, struct brisk_crl *parsed,
                   const struct test_crl_recipe *recipe);
void test_make_ocsp(struct test_evidence *response, const struct test_ocsp_recipe *recipe);

#endif
