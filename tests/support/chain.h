/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A CA and a leaf of a chosen key type, ready for a server's identity and a client's trust. */

#ifndef BRISK_TESTS_SUPPORT_CHAIN_H
#define BRISK_TESTS_SUPPORT_CHAIN_H

#include <brisk/tls.h>

#define TEST_CHAIN_HOST "server.example" /* the leaf also carries localhost, 127.0.0.1 and ::1 */
#define TEST_CHAIN_NOT_BEFORE 1577836800 /* 2020-01-01 */
#define TEST_CHAIN_NOT_AFTER 2493072000  /* 2049-01-01 */
#define TEST_CHAIN_TIME                                                                            \
    INT64_C(1767225600) /* 2026-01-01: what a client in a test takes for now                       \
                         */

/* Points into itself: it must not be moved or copied once made. */
struct test_chain {
    struct brisk_private_key ca_key, leaf_key;
    struct brisk_x509 ca, leaf;
    struct brisk_x509_trust trust;      /* the CA */
    struct brisk_tls_identity identity; /* the leaf and its key */
    size_t ca_der_len, leaf_der_len;
    uint8_t ca_der[2048], leaf_der[4096];
};

/* Makes a P-256 CA and a leaf with a key of `type` that it signed. RSA keys (2048, 3072 or 4096
 * bits) come from tests/support/keys/, the others are made. Returns 0 or an error. */
int test_chain_make(struct test_chain *chain, enum brisk_key_type type, unsigned rsa_bits);

/* What the leaf says, to be changed and given to test_chain_issue(). */
struct brisk_x509_template test_chain_template(void);

/* Issues another leaf for the same key. */
int test_chain_issue(struct test_chain *chain, const struct brisk_x509_template *what);

/* Reads a key of tests/support/keys/ ("rsa2048", "p256", ...). Returns 0 or an error. */
int test_key_read(struct brisk_private_key *key, const char *name);

#endif
