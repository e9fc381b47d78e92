/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* OCSP responses: nothing but one that was really signed may say that a certificate is good. */

#include <string.h>

#include <brisk/error.h>

#include "tests/support/fuzz.h"
#include "tests/support/make_evidence.h"
#include "tests/support/test.h"

#define P256(i) test_key(BRISK_KEY_P256, i)

static struct test_cert root_der, leaf_der, responder_der;
static struct brisk_x509 root, leaf, responder;
static struct test_evidence seeds[4];

static void make_seeds(void)
{
    test_fix_keys();
    static const char *const ca[] = { EXT_CA, EXT_CA_USAGE, NULL };
    static const char *const ocsp[] = { "551d25 300a06082b06010505070309", NULL };
    const struct test_recipe r = {
        .subject = "root", .issuer = "root", .key = P256(0), .extensions = ca
    };
    struct test_recipe l = {
        .subject = "leaf", .issuer = "root", .key = P256(1), .signer = P256(0), .version_hex = ""
    };
    test_make_parsed(&root_der, &root, &r);
    test_make_parsed(&leaf_der, &leaf, &l);
    l.subject = "responder";
    l.key = P256(2);
    l.version_hex = NULL;
    l.extensions = ocsp;
    test_make_parsed(&responder_der, &responder, &l);

    struct test_ocsp_recipe o = { .cert = &leaf, .issuer = &root, .signer = P256(0) };
    test_make_ocsp(&seeds[0], &o);
    o.by_key = 1;
    o.cert_id_hash = BRISK_SHA256;
    test_make_ocsp(&seeds[1], &o);
    o.by_key = 0;
    o.responder = &responder;
    o.signer = P256(2);
    o.delegate = &responder_der;
    test_make_ocsp(&seeds[2], &o);
    o.status_hex = "a116180f32303235303130313030303030305aa0030a0101";
    test_make_ocsp(&seeds[3], &o);
}

static int verify(struct brisk_bytes response)
{
    static struct brisk_x509_path path;
    const struct brisk_x509_trust trust = { &root, 1 };
    const struct brisk_revocation revocation = { .ocsp = response, .need = BRISK_REVOCATION_LEAF };
    const struct brisk_x509_policy policy = { .now = 1750000000, .revocation = &revocation };
    return brisk_x509_verify(&path, &leaf, 1, &trust, &policy);
}

struct brisk_bytes fuzz_seed_input(size_t i)
{
    if (root_der.len == 0) {
        make_seeds();
    }
    if (i >= sizeof(seeds) / sizeof(seeds[0])) {
        return (struct brisk_bytes){ NULL, 0 };
    }
    const struct brisk_bytes seed = { seeds[i].der, seeds[i].len };
    CHECK_EQ_INT(verify(seed), i == 3 ? BRISK_ERR_X509_REVOKED : 0);
    return seed;
}

/* Whether the signed part of a seed is in it: what is around that is nobody's. */
static int was_signed(const uint8_t *data, size_t len)
{
    for (size_t i = 0; i < 3; i++) {
        /* The ResponseData starts behind seven headers and two object identifiers: its longest run
         * of bytes will do, from the CertID on. */
        const uint8_t *middle = seeds[i].der + seeds[i].len / 4;
        size_t middle_len = seeds[i].len / 8;
        for (size_t at = 0; at + middle_len <= len; at++) {
            if (memcmp(data + at, middle, middle_len) == 0) {
                return 1;
            }
        }
    }
    return 0;
}

void fuzz_one_input(const uint8_t *data, size_t len)
{
    if (root_der.len == 0) {
        make_seeds();
    }
    if (len > 0 && verify((struct brisk_bytes){ data, len }) == 0) {
        CHECK(was_signed(data, len));
    }
}
