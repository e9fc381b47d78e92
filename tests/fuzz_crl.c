/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* CRLs. What parses must stay inside its input, and nothing but the CRL that was really issued may
 * count. */

#include <string.h>

#include <brisk/error.h>

#include "tests/support/fuzz.h"
#include "tests/support/make_evidence.h"
#include "tests/support/test.h"

#define P256(i) test_key(BRISK_KEY_P256, i)
#define ENTRY(serial, extensions) "02 01" serial "170d 3234303130313030303030305a" extensions

static struct test_cert root_der, leaf_der;
static struct brisk_x509 root, leaf;
static struct test_evidence seeds[3];

static void make_seeds(void)
{
    test_fix_keys();
    static const char *const ca[] = { EXT_CA, EXT_CA_USAGE, NULL };
    static const char *const extensions[] = { "551d14 020102", "551d23 30048002abcd", NULL };
    static const char *const scope[] = { "551d14 020102",
                                         "551d1c ! 3010 a00b a009 8607 687474703a2f2f 8401ff",
                                         NULL };
    const struct test_recipe r = {
        .subject = "root", .issuer = "root", .key = P256(0), .extensions = ca
    };
    struct test_recipe l = r;
    l.subject = "leaf";
    l.key = P256(1);
    l.signer = P256(0);
    l.extensions = NULL;
    l.version_hex = "";
    test_make_parsed(&root_der, &root, &r);
    test_make_parsed(&leaf_der, &leaf, &l);
    struct test_crl_recipe crl = { .issuer = "root", .signer = P256(0), .extensions = extensions };
    test_make_crl(&seeds[0], NULL, &crl);
    crl.entries_hex = "3012" ENTRY("04", "") "3020" ENTRY("06", "300c 300a 0603551d15 0403 0a0104");
    test_make_crl(&seeds[1], NULL, &crl);
    crl.extensions = scope;
    crl.entries_hex = "3012" ENTRY("09", "");
    test_make_crl(&seeds[2], NULL, &crl);
}

struct brisk_bytes fuzz_seed_input(size_t i)
{
    struct brisk_crl crl;
    if (root_der.len == 0) {
        make_seeds();
    }
    if (i >= sizeof(seeds) / sizeof(seeds[0])) {
        return (struct brisk_bytes){ NULL, 0 };
    }
    CHECK_EQ_INT(brisk_crl_parse(&crl, seeds[i].der, seeds[i].len), 0);
    return (struct brisk_bytes){ seeds[i].der, seeds[i].len };
}

static int is_within(struct brisk_bytes part, struct brisk_bytes whole)
{
    return part.len == 0 ||
           (part.data >= whole.data && part.data + part.len <= whole.data + whole.len);
}

/* By what was signed: ECDSA has more than one signature of a text. */
static int was_issued(const struct brisk_crl *crl)
{
    for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
        struct brisk_crl issued;
        if (CHECK_EQ_INT(brisk_crl_parse(&issued, seeds[i].der, seeds[i].len), 0) &&
            crl->tbs.len == issued.tbs.len &&
            memcmp(crl->tbs.data, issued.tbs.data, issued.tbs.len) == 0) {
            return 1;
        }
    }
    return 0;
}

void fuzz_one_input(const uint8_t *data, size_t len)
{
    static struct brisk_x509_path path;
    const struct brisk_bytes input = { data, len };
    struct brisk_crl crl;
    if (root_der.len == 0) {
        make_seeds();
    }
    if (brisk_crl_parse(&crl, data, len)) {
        CHECK(crl.der.data == NULL);
        return;
    }
    const struct brisk_bytes views[] = {
        crl.der,         crl.tbs,
        crl.issuer,      crl.signature,
        crl.entries,     crl.scope,
        crl.base_number, crl.distribution_point,
        crl.number,      crl.authority_key_id,
    };
    for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
        CHECK(is_within(views[i], input));
    }
    const struct brisk_x509_trust trust = { &root, 1 };
    const struct brisk_revocation revocation = { .crls = &crl,
                                                 .num_crls = 1,
                                                 .need = BRISK_REVOCATION_LEAF };
    const struct brisk_x509_policy policy = { .now = 1750000000, .revocation = &revocation };
    if (brisk_x509_verify(&path, &leaf, 1, &trust, &policy) == 0) {
        CHECK(was_issued(&crl));
    }
}
