/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* CRLs and OCSP responses as evidence of a path: what counts, what does not, and what is refused.
 * NIST's suite (test_pkits) has more of CRLs: indirect ones, deltas, reasons. */

#include <brisk/error.h>
#include <brisk/revocation.h>

#include <stdio.h>
#include <string.h>

#include "tests/support/make_evidence.h"
#include "tests/support/test.h"

#define NOW 1750000000 /* 2025-06-15 */
#define P256(i) test_key(BRISK_KEY_P256, i)
#define EXT_OCSP "551d25 300a06082b06010505070309"
#define ENTRY(serial) "3012 0201" serial "170d323430313031303030303030 5a"
#define NUMBER "551d14 020101"
#define EXTENSIONS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* root (key 0) - CA (key 1) - leaf (key 2, serial 5); a responder (key 3), and a stranger (key 4)
 */
static struct test_cert root_der, ca_der, leaf_der, responder_der;
static struct brisk_x509 root, ca, leaf, responder;

static void make_certs(void)
{
    const struct test_recipe r = { .subject = "root",
                                   .issuer = "root",
                                   .key = P256(0),
                                   .extensions = EXTENSIONS(EXT_CA, EXT_CA_USAGE) };
    struct test_recipe c = r, l = { .subject = "leaf",
                                    .issuer = "ca",
                                    .key = P256(2),
                                    .signer = P256(1),
                                    .serial_hex = "020105",
                                    .extensions = EXTENSIONS(EXT_LEAF_USAGE, EXT_SERVER) };
    c.subject = "ca";
    c.key = P256(1);
    c.signer = P256(0);
    c.serial_hex = "020107";
    test_make_parsed(&root_der, &root, &r);
    test_make_parsed(&ca_der, &ca, &c);
    test_make_parsed(&leaf_der, &leaf, &l);
    l.subject = "responder";
    l.key = P256(3);
    l.extensions = EXTENSIONS(EXT_LEAF_USAGE, EXT_OCSP);
    test_make_parsed(&responder_der, &responder, &l);
}

/* Verifies the chain with evidence. */
static int verify(const struct brisk_crl *crls, size_t num_crls, struct brisk_bytes ocsp,
                  enum brisk_revocation_need need)
{
    static struct brisk_x509_path path;
    const struct brisk_x509 certs[] = { leaf, ca };
    const struct brisk_x509_trust trust = { &root, 1 };
    const struct brisk_revocation revocation = {
        .crls = crls, .num_crls = num_crls, .ocsp = ocsp, .need = need
    };
    const struct brisk_x509_policy policy = { .now = NOW, .revocation = &revocation };
    int error = brisk_x509_verify(&path, certs, 2, &trust, &policy);
    CHECK(error == 0 || brisk_x509_path_finish(&path) != 0);
    return error;
}

/* --- CRLs --- */

static struct test_crl_recipe crl_of_ca(void)
{
    return (struct test_crl_recipe){ .issuer = "ca", .signer = P256(1) };
}

static int verify_crl(const struct test_crl_recipe *recipe, enum brisk_revocation_need need)
{
    static struct test_evidence der;
    struct brisk_crl crl;
    test_make_crl(&der, &crl, recipe);
    return verify(&crl, 1, (struct brisk_bytes){ NULL, 0 }, need);
}

static int verify_changed_crl(struct test_crl_recipe change)
{
    struct test_crl_recipe r = crl_of_ca();
    r.issuer = change.issuer ? change.issuer : r.issuer;
    r.signer = change.signer ? change.signer : r.signer;
    change.issuer = r.issuer;
    change.signer = r.signer;
    return verify_crl(&change, BRISK_REVOCATION_LEAF);
}
#define VERIFY_CRL(...) verify_changed_crl((struct test_crl_recipe){ __VA_ARGS__ })

static void test_crl_status(void)
{
    const struct test_crl_recipe r = crl_of_ca();
    CHECK_EQ_INT(verify_crl(&r, BRISK_REVOCATION_IF_KNOWN), 0);
    CHECK_EQ_INT(verify_crl(&r, BRISK_REVOCATION_LEAF), 0);
    CHECK_EQ_INT(verify_crl(&r, BRISK_REVOCATION_CHAIN), BRISK_ERR_X509_REVOCATION_UNKNOWN);
    CHECK_EQ_INT(verify(NULL, 0, (struct brisk_bytes){ NULL, 0 }, BRISK_REVOCATION_IF_KNOWN), 0);
    CHECK_EQ_INT(verify(NULL, 0, (struct brisk_bytes){ NULL, 0 }, BRISK_REVOCATION_LEAF),
                 BRISK_ERR_X509_REVOCATION_UNKNOWN);
    CHECK_EQ_INT(VERIFY_CRL(.entries_hex = ENTRY("05")), BRISK_ERR_X509_REVOKED);
    CHECK_EQ_INT(VERIFY_CRL(.entries_hex = ENTRY("04") ENTRY("05") ENTRY("06")),
                 BRISK_ERR_X509_REVOKED);
    CHECK_EQ_INT(VERIFY_CRL(.entries_hex = ENTRY("04") ENTRY("06")), 0);
    /* revoked whether its status is needed or not */
    struct test_crl_recipe revoked = r;
    revoked.entries_hex = ENTRY("05");
    CHECK_EQ_INT(verify_crl(&revoked, BRISK_REVOCATION_IF_KNOWN), BRISK_ERR_X509_REVOKED);
}

static void test_crl_chain(void)
{
    static struct test_evidence ders[2];
    struct brisk_crl crls[2];
    const struct brisk_bytes none = { NULL, 0 };
    struct test_crl_recipe r = { .issuer = "root", .signer = P256(0) };
    const struct test_crl_recipe of_ca = crl_of_ca();
    test_make_crl(&ders[0], &crls[0], &of_ca);
    test_make_crl(&ders[1], &crls[1], &r);
    CHECK_EQ_INT(verify(crls, 2, none, BRISK_REVOCATION_CHAIN), 0);
    r.entries_hex = ENTRY("07");
    test_make_crl(&ders[1], &crls[1], &r);
    CHECK_EQ_INT(verify(crls, 2, none, BRISK_REVOCATION_CHAIN), BRISK_ERR_X509_REVOKED);
    CHECK_EQ_INT(verify(crls, 2, none, BRISK_REVOCATION_LEAF), BRISK_ERR_X509_REVOKED);
}

static void test_crl_refused(void)
{
    CHECK_EQ_INT(VERIFY_CRL(.corrupt_signature = 1), BRISK_ERR_X509_REVOCATION);
    CHECK_EQ_INT(VERIFY_CRL(.signer = P256(4)), BRISK_ERR_X509_REVOCATION);
    /* not of today, of another issuer, by a key without a matching algorithm */
    CHECK_EQ_INT(VERIFY_CRL(.next_update = "250101000000Z"), BRISK_ERR_X509_REVOCATION_UNKNOWN);
    CHECK_EQ_INT(VERIFY_CRL(.this_update = "260101000000Z", .next_update = "270101000000Z"),
                 BRISK_ERR_X509_REVOCATION_UNKNOWN);
    CHECK_EQ_INT(VERIFY_CRL(.issuer = "other"), BRISK_ERR_X509_REVOCATION_UNKNOWN);
    CHECK_EQ_INT(VERIFY_CRL(.issuer = "root", .signer = P256(0)),
                 BRISK_ERR_X509_REVOCATION_UNKNOWN);
    CHECK_EQ_INT(VERIFY_CRL(.signer = test_key(BRISK_KEY_ED25519, 0)), BRISK_ERR_X509_REVOCATION);
    /* extensions: an unknown one, and an unknown one marked critical; a delta alone says nothing */
    CHECK_EQ_INT(VERIFY_CRL(.extensions = EXTENSIONS(NUMBER, "2a030405 0500")), 0);
    CHECK_EQ_INT(VERIFY_CRL(.extensions = EXTENSIONS(NUMBER, "2a030405 ! 0500")),
                 BRISK_ERR_X509_REVOCATION_UNKNOWN);
    CHECK_EQ_INT(VERIFY_CRL(.extensions = EXTENSIONS("551d1b ! 020101", "551d14 020102")),
                 BRISK_ERR_X509_REVOCATION_UNKNOWN);
    /* issuingDistributionPoint: only CAs', only users', attributes', and a name that is not asked
     * for
     */
    CHECK_EQ_INT(VERIFY_CRL(.extensions = EXTENSIONS(NUMBER, "551d1c ! 30038201ff")),
                 BRISK_ERR_X509_REVOCATION_UNKNOWN);
    CHECK_EQ_INT(VERIFY_CRL(.extensions = EXTENSIONS(NUMBER, "551d1c ! 30038101ff")), 0);
    CHECK_EQ_INT(VERIFY_CRL(.extensions = EXTENSIONS(NUMBER, "551d1c ! 30038501ff")),
                 BRISK_ERR_X509_REVOCATION_UNKNOWN);
    CHECK_EQ_INT(
        VERIFY_CRL(.extensions = EXTENSIONS(NUMBER, "551d1c ! 3009 a007 a005 8603 613a62")),
        BRISK_ERR_X509_REVOCATION_UNKNOWN);
    /* some reasons alone */
    CHECK_EQ_INT(VERIFY_CRL(.extensions = EXTENSIONS(NUMBER, "551d1c ! 3004 8302 0640")),
                 BRISK_ERR_X509_REVOCATION_UNKNOWN);
}

static int parse(const struct test_crl_recipe *recipe)
{
    static struct test_evidence der;
    struct brisk_crl crl;
    test_make_crl(&der, NULL, recipe);
    int error = brisk_crl_parse(&crl, der.der, der.len);
    CHECK(error == 0 || crl.der.data == NULL);
    return error;
}

static void test_crl_syntax(void)
{
    static const char *const bad_entries[] = {
        "0500",                                              /* no SEQUENCE */
        "3000",                                              /* empty */
        "3003020105",                                        /* no date */
        "3012 020105 170d3234303130313030303030305a 3000",   /* trailing, too short */
        "3014 020105 170d3234303130313030303030305a 3000",   /* no extensions in the list */
        "3015 020105 170d3234303130313030303030305a 020101", /* something else */
        "301e 020105 170d3234303130313030303030305a 300a 3008 0603551d15 0401 00", /* no reason */
        "3021 020105 170d3234303130313030303030305a 300d 300b 0603551d1d 0404 3002 8200", /* no DN
                                                                                           */
    };
    static const char *const bad_extensions[][3] = {
        { "551d14 0201ff", NULL },                  /* a negative number */
        { "551d14 020101", "551d14 020101", NULL }, /* twice */
        { NUMBER, "551d1c ! 30038101fe", NULL },    /* no BOOLEAN of DER */
        { NUMBER, "551d1c ! 3002a000", NULL },      /* an empty name */
        { "551d14 ! 020101", NULL },                /* a critical number */
        { "2a030405 0500", NULL },                  /* no number */
        { NUMBER, "551d23 0400", NULL },            /* no AuthorityKeyIdentifier */
    };
    struct test_crl_recipe r = crl_of_ca();
    CHECK_EQ_INT(parse(&r), 0);
    r.next_update = "";
    CHECK_EQ_INT(parse(&r), BRISK_ERR_X509_DECODE);
    r.next_update = NULL;
    r.version_hex = "";
    CHECK_EQ_INT(parse(&r), 0);
    r.extensions = EXTENSIONS("551d14 020101"); /* which version 1 does not have */
    CHECK_EQ_INT(parse(&r), BRISK_ERR_X509_DECODE);
    r.version_hex = "020100";
    CHECK_EQ_INT(parse(&r), BRISK_ERR_X509_DECODE);
    r = crl_of_ca();
    for (size_t i = 0; i < sizeof(bad_entries) / sizeof(bad_entries[0]); i++) {
        test_note("entries %zu", i);
        r.entries_hex = bad_entries[i];
        CHECK_EQ_INT(parse(&r), BRISK_ERR_X509_DECODE);
    }
    r = crl_of_ca();
    for (size_t i = 0; i < sizeof(bad_extensions) / sizeof(bad_extensions[0]); i++) {
        test_note("extensions %zu", i);
        r.extensions = bad_extensions[i];
        CHECK_EQ_INT(parse(&r), BRISK_ERR_X509_DECODE);
    }
    test_note(NULL);
}

/* --- OCSP --- */

static int verify_ocsp(struct test_ocsp_recipe recipe)
{
    static struct test_evidence response;
    recipe.cert = recipe.cert ? recipe.cert : &leaf;
    recipe.issuer = recipe.issuer ? recipe.issuer : &ca;
    recipe.signer = recipe.signer ? recipe.signer : P256(1);
    test_make_ocsp(&response, &recipe);
    return verify(NULL, 0, (struct brisk_bytes){ response.der, response.len },
                  BRISK_REVOCATION_LEAF);
}
#define VERIFY_OCSP(...) verify_ocsp((struct test_ocsp_recipe){ __VA_ARGS__ })
#define DELEGATED .responder = &responder, .signer = P256(3), .delegate = &responder_der

static void test_ocsp_status(void)
{
    CHECK_EQ_INT(VERIFY_OCSP(.by_key = 0), 0);
    CHECK_EQ_INT(VERIFY_OCSP(.by_key = 1), 0);
    CHECK_EQ_INT(VERIFY_OCSP(.cert_id_hash = BRISK_SHA256), 0);
    CHECK_EQ_INT(VERIFY_OCSP(.cert_id_hash = BRISK_SHA384), 0);
    CHECK_EQ_INT(VERIFY_OCSP(.cert_id_hash = BRISK_SHA512), 0);
    CHECK_EQ_INT(VERIFY_OCSP(.status_hex = "a111180f32303235303130313030303030305a"),
                 BRISK_ERR_X509_REVOKED);
    CHECK_EQ_INT(VERIFY_OCSP(.status_hex = "8200"), BRISK_ERR_X509_REVOCATION_UNKNOWN);
    /* about another certificate, by another issuer of that name, or not successful: nothing said */
    CHECK_EQ_INT(VERIFY_OCSP(.cert = &ca), BRISK_ERR_X509_REVOCATION_UNKNOWN);
    CHECK_EQ_INT(VERIFY_OCSP(.issuer = &root), BRISK_ERR_X509_REVOCATION_UNKNOWN);
    CHECK_EQ_INT(VERIFY_OCSP(.response_status_hex = "0a0103"), BRISK_ERR_X509_REVOCATION_UNKNOWN);
    CHECK_EQ_INT(VERIFY_OCSP(.single_extensions_hex = "a10c300a300806032a03040400 00"),
                 BRISK_ERR_X509_REVOCATION);
}

static void test_ocsp_time(void)
{
    CHECK_EQ_INT(VERIFY_OCSP(.next_update = "20250614000000Z"), BRISK_ERR_X509_REVOCATION_UNKNOWN);
    CHECK_EQ_INT(VERIFY_OCSP(.this_update = "20250616000000Z"), BRISK_ERR_X509_REVOCATION_UNKNOWN);
    /* a clock that is a little behind; NOW is 15:06:40 */
    CHECK_EQ_INT(VERIFY_OCSP(.this_update = "20250615151000Z"), 0);
    /* without nextUpdate: for a day */
    CHECK_EQ_INT(VERIFY_OCSP(.this_update = "20250615000000Z", .next_update = ""), 0);
    CHECK_EQ_INT(VERIFY_OCSP(.this_update = "20250614000000Z", .next_update = ""),
                 BRISK_ERR_X509_REVOCATION_UNKNOWN);
}

static void test_ocsp_signer(void)
{
    static struct test_cert other_der;
    static struct brisk_x509 other;
    struct test_recipe r = { .subject = "responder",
                             .issuer = "ca",
                             .key = P256(3),
                             .signer = P256(1),
                             .extensions = EXTENSIONS(EXT_LEAF_USAGE, EXT_SERVER) };
    CHECK_EQ_INT(VERIFY_OCSP(.corrupt_signature = 1), BRISK_ERR_X509_REVOCATION);
    CHECK_EQ_INT(VERIFY_OCSP(.signer = P256(4)), BRISK_ERR_X509_REVOCATION);
    CHECK_EQ_INT(VERIFY_OCSP(DELEGATED), 0);
    CHECK_EQ_INT(VERIFY_OCSP(DELEGATED, .by_key = 1), 0);
    CHECK_EQ_INT(VERIFY_OCSP(DELEGATED, .corrupt_signature = 1), BRISK_ERR_X509_REVOCATION);
    /* a responder whose certificate is not there, not for this, expired, not by the issuer, forged
     */
    CHECK_EQ_INT(VERIFY_OCSP(.responder = &responder, .signer = P256(3)),
                 BRISK_ERR_X509_REVOCATION);
    struct test_ocsp_recipe o = { .responder = &other, .signer = P256(3), .delegate = &other_der };
    test_make_parsed(&other_der, &other, &r);
    CHECK_EQ_INT(verify_ocsp(o), BRISK_ERR_X509_REVOCATION);
    r.extensions = EXTENSIONS(EXT_LEAF_USAGE, EXT_OCSP);
    r.not_after = "250101000000Z";
    test_make_parsed(&other_der, &other, &r);
    CHECK_EQ_INT(verify_ocsp(o), BRISK_ERR_X509_REVOCATION);
    r.not_after = NULL;
    r.issuer = "root";
    r.signer = P256(0);
    test_make_parsed(&other_der, &other, &r);
    CHECK_EQ_INT(verify_ocsp(o), BRISK_ERR_X509_REVOCATION);
    r.issuer = "ca";
    r.signer = P256(4);
    test_make_parsed(&other_der, &other, &r);
    CHECK_EQ_INT(verify_ocsp(o), BRISK_ERR_X509_REVOCATION);
}

/* Every bit of a response that is flipped: never "not revoked" out of "revoked". */
static void test_ocsp_mutations(void)
{
    static struct test_evidence response;
    const struct test_ocsp_recipe r = { .cert = &leaf,
                                        .issuer = &ca,
                                        .signer = P256(1),
                                        .status_hex = "a111180f32303235303130313030303030305a" };
    test_make_ocsp(&response, &r);
    for (size_t i = 0; i < 8 * response.len; i += 5) {
        response.der[i / 8] ^= (uint8_t)(1 << i % 8);
        CHECK(verify(NULL, 0, (struct brisk_bytes){ response.der, response.len },
                     BRISK_REVOCATION_LEAF) != 0);
        response.der[i / 8] ^= (uint8_t)(1 << i % 8);
    }
    for (size_t len = 1; len < response.len; len++) {
        CHECK_EQ_INT(
            verify(NULL, 0, (struct brisk_bytes){ response.der, len }, BRISK_REVOCATION_IF_KNOWN),
            BRISK_ERR_X509_REVOCATION);
    }
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    make_certs();
    test_crl_status();
    test_crl_chain();
    test_crl_refused();
    test_crl_syntax();
    test_ocsp_status();
    test_ocsp_time();
    test_ocsp_signer();
    test_ocsp_mutations();
    return test_end();
}
