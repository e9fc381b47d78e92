/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Certificates to order, wrong ones above all: what brisk_x509_make() cannot be asked for. */

#ifndef BRISK_TESTS_SUPPORT_MAKE_CERT_H
#define BRISK_TESTS_SUPPORT_MAKE_CERT_H

#include <brisk/x509.h>

#define TEST_CERT_CAPACITY 16384

/* Fields that are NULL or 0 get what the comment says. Hexadecimal stands for whole DER elements
 * unless the comment says otherwise. */
struct test_recipe {
    const char *subject, *issuer;                 /* common names; an empty Name */
    const char *subject_hex, *issuer_hex;         /* instead of them */
    const struct brisk_private_key *key, *signer; /* key must be there; it signs itself */
    uint16_t scheme;                    /* BRISK_SIG_*: that of the signer's key with SHA-256 */
    const char *version_hex;            /* version 3; "" for none, which is version 1 */
    const char *serial_hex;             /* 1 */
    const char *algorithm_hex;          /* AlgorithmIdentifier, inside and outside: the scheme's */
    const char *outer_algorithm_hex;    /* the same as inside */
    const char *not_before, *not_after; /* UTCTime if of 13 characters, else GeneralizedTime:
                                           from 2020 to 2040 */
    const char *spki_hex;               /* that of key */
    const char *unique_ids_hex;         /* none */
    const char *const *extensions;      /* NULL-terminated: "OID value" or "OID ! value" for a
                                           critical one, contents of both in hexadecimal; none */
    const char *extensions_hex;         /* instead: everything after the public key */
    int corrupt_signature;              /* whether to flip a bit of it */
};

struct test_cert {
    uint8_t der[TEST_CERT_CAPACITY];
    size_t len;
};

/* Makes the certificate; ends the program if that cannot be done. */
void test_make_cert(struct test_cert *cert, const struct test_recipe *recipe);

/* The same, and parses it, which has to succeed. The certificate must outlive `parsed`. */
void test_make_parsed(struct test_cert *cert, struct brisk_x509 *parsed,
                      const struct test_recipe *recipe);

/* The parts of one, for those who make CRLs and the like. A Name has one common name; extensions
 * are [n] EXPLICIT. */
void test_put_hex(struct brisk_der_writer *w, const char *hex);
void test_put_name(struct brisk_der_writer *w, const char *common_name);
void test_put_time(struct brisk_der_writer *w, const char *text);
void test_put_extensions(struct brisk_der_writer *w, unsigned n, const char *const *extensions);
uint16_t test_default_scheme(enum brisk_key_type type);
const char *test_algorithm_hex(uint16_t scheme);

/* Keys of each type, made once per program. RSA is of 2048 bits. `index` is below 8 for
 * BRISK_KEY_P256 and 0 for the others. */
const struct brisk_private_key *test_key(enum brisk_key_type type, unsigned index);

/* From now on the P-256 and Ed25519 keys are the same in every run: for evidence that is kept in
 * files. To be called before any of them is used. */
void test_fix_keys(void);

/* Extensions for recipes. */
#define EXT_CA "551d13 ! 30030101ff"
#define EXT_CA_PATH_LEN(n) "551d13 ! 30060101ff0201" n
#define EXT_NOT_CA "551d13 ! 3000"
#define EXT_CA_USAGE "551d0f ! 03020106"
#define EXT_LEAF_USAGE "551d0f ! 03020780"
#define EXT_SERVER "551d25 300a06082b06010505070301"
#define EXT_CLIENT "551d25 300a06082b06010505070302"
/* Key identifiers of four bytes. */
#define EXT_SKI(id) "551d0e 0404" id
#define EXT_AKI(id) "551d23 30068004" id
/* subjectAltName "a.example.com" */
#define EXT_SAN "551d11 300f820d612e6578616d706c652e636f6d"

#endif
