/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Path building and validation (RFC 5280 section 6): every rule broken once, with its error. */

#define _POSIX_C_SOURCE 200809L

#include <brisk/error.h>
#include <brisk/x509.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/support/make_cert.h"
#include "tests/support/test.h"

#define NOW 1750000000 /* in 2025 */
#define MAX_CERTS 64

#define P256(i) test_key(BRISK_KEY_P256, i)
#define EXTENSIONS(...)                                                                            \
    .extensions = (const char *const[])                                                            \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* The chain that the tests vary: root (key 0), intermediate (key 1), leaf (key 2). */
static struct test_recipe root(void)
{
    static const char *const extensions[] = { EXT_CA, EXT_CA_USAGE, NULL };
    return (struct test_recipe){
        .subject = "root", .issuer = "root", .key = P256(0), .extensions = extensions
    };
}

static struct test_recipe intermediate(void)
{
    struct test_recipe recipe = root();
    recipe.subject = "intermediate";
    recipe.key = P256(1);
    recipe.signer = P256(0);
    return recipe;
}

static struct test_recipe leaf(void)
{
    static const char *const extensions[] = { EXT_LEAF_USAGE, EXT_SERVER, EXT_SAN, NULL };
    return (struct test_recipe){ .subject = "leaf",
                                 .issuer = "intermediate",
                                 .key = P256(2),
                                 .signer = P256(1),
                                 .extensions = extensions };
}

/* The recipe with what `changes` says instead. */
static struct test_recipe with(struct test_recipe recipe, struct test_recipe changes)
{
#define CHANGE(field) recipe.field = changes.field ? changes.field : recipe.field
    CHANGE(subject);
    CHANGE(issuer);
    CHANGE(key);
    CHANGE(signer);
    CHANGE(scheme);
    CHANGE(version_hex);
    CHANGE(serial_hex);
    CHANGE(algorithm_hex);
    CHANGE(not_before);
    CHANGE(not_after);
    CHANGE(spki_hex);
    CHANGE(extensions);
    CHANGE(corrupt_signature);
#undef CHANGE
    return recipe;
}

#define ROOT(...) with(root(), (struct test_recipe){ __VA_ARGS__ })
#define INTERMEDIATE(...) with(intermediate(), (struct test_recipe){ __VA_ARGS__ })
#define LEAF(...) with(leaf(), (struct test_recipe){ __VA_ARGS__ })

/* The recipe as version 1, which has no extensions. */
static struct test_recipe version_1(struct test_recipe recipe)
{
    recipe.version_hex = "";
    recipe.extensions = NULL;
    return recipe;
}

static struct brisk_x509_policy policy(void)
{
    return (struct brisk_x509_policy){ .now = NOW,
                                       .purpose = BRISK_EKU_SERVER_AUTH,
                                       .key_usage = BRISK_KEY_USAGE_DIGITAL_SIGNATURE,
                                       .host = "a.example.com" };
}

static struct brisk_x509_path last_path;

/* Makes certificates (the leaf first) and anchors, and verifies. */
static int verify_many(const struct test_recipe *certs, size_t num_certs,
                       const struct test_recipe *anchors, size_t num_anchors,
                       const struct brisk_x509_policy *p)
{
    static struct test_cert storage[2 * MAX_CERTS];
    static struct brisk_x509 parsed[2 * MAX_CERTS];
    if (num_certs > MAX_CERTS || num_anchors > MAX_CERTS) {
        test_abort("too many certificates");
    }
    for (size_t i = 0; i < num_certs; i++) {
        test_make_parsed(&storage[i], &parsed[i], &certs[i]);
    }
    for (size_t i = 0; i < num_anchors; i++) {
        test_make_parsed(&storage[MAX_CERTS + i], &parsed[MAX_CERTS + i], &anchors[i]);
    }
    struct brisk_x509_trust trust = { parsed + MAX_CERTS, num_anchors };
    return brisk_x509_verify(&last_path, parsed, num_certs, &trust, p);
}

static int verify_with(struct test_recipe anchor, struct test_recipe ca, struct test_recipe peer,
                       struct brisk_x509_policy p)
{
    const struct test_recipe certs[2] = { peer, ca };
    return verify_many(certs, 2, &anchor, 1, &p);
}

static int verify(struct test_recipe anchor, struct test_recipe ca, struct test_recipe peer)
{
    return verify_with(anchor, ca, peer, policy());
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define VERIFY_MANY(certs, anchors) verify_many(certs, COUNT(certs), anchors, COUNT(anchors), &p)

static void test_good_chain(void)
{
    struct brisk_x509_policy p = policy();
    CHECK_EQ_INT(verify(root(), intermediate(), leaf()), 0);
    CHECK_EQ_INT((long long)last_path.num_links, 2);
    CHECK_EQ_INT(last_path.leaf_type, BRISK_KEY_P256);
    struct brisk_public_key leaf_key;
    CHECK_EQ_INT(brisk_public_key_from_der(&leaf_key, last_path.leaf_spki.data,
                                           last_path.leaf_spki.len),
                 0);
    CHECK_EQ_BYTES(leaf_key.as.p256, P256(2)->public_key.as.p256, BRISK_P256_PUBLIC_SIZE);
    CHECK_EQ_INT(last_path.jobs[0].algorithm, BRISK_SIG_ECDSA_P256_SHA256);
    /* the leaf directly under the root; no key usage and purposes at all; nothing asked for */
    const struct test_recipe direct[] = { LEAF(.issuer = "root", .signer = P256(0)) };
    const struct test_recipe anchors[] = { root() };
    CHECK_EQ_INT(VERIFY_MANY(direct, anchors), 0);
    CHECK_EQ_INT((long long)last_path.num_links, 1);
    CHECK_EQ_INT(verify(ROOT(EXTENSIONS(EXT_CA)), INTERMEDIATE(EXTENSIONS(EXT_CA)),
                        LEAF(EXTENSIONS(EXT_SAN))),
                 0);
    p = (struct brisk_x509_policy){ .now = NOW };
    CHECK_EQ_INT(verify_with(root(), intermediate(), LEAF(EXTENSIONS("551d0f ! 03020520")), p), 0);
    CHECK_EQ_INT(verify_many(NULL, 0, anchors, 1, &p), BRISK_ERR_ARGUMENT);
}

static void test_signatures(void)
{
    CHECK_EQ_INT(verify(root(), intermediate(), LEAF(.corrupt_signature = 1)),
                 BRISK_ERR_X509_SIGNATURE);
    CHECK_EQ_INT(verify(root(), INTERMEDIATE(.corrupt_signature = 1), leaf()),
                 BRISK_ERR_X509_SIGNATURE);
    CHECK_EQ_INT(verify(root(), intermediate(), LEAF(.signer = P256(3))), BRISK_ERR_X509_SIGNATURE);
    /* the anchor's own signature says nothing */
    CHECK_EQ_INT(verify(ROOT(.corrupt_signature = 1), intermediate(), leaf()), 0);
    /* an algorithm that is not the issuer's key's */
    CHECK_EQ_INT(verify(root(), intermediate(), LEAF(.algorithm_hex = "300506032b6570")),
                 BRISK_ERR_X509_SIGNATURE);
    /* ecdsa-with-SHA1, sha1WithRSAEncryption, md5WithRSAEncryption */
    CHECK_EQ_INT(verify(root(), intermediate(), LEAF(.algorithm_hex = "300906072a8648ce3d0401")),
                 BRISK_ERR_X509_ALGORITHM);
    CHECK_EQ_INT(
        verify(root(), intermediate(), LEAF(.algorithm_hex = "300d06092a864886f70d0101050500")),
        BRISK_ERR_X509_ALGORITHM);
    CHECK_EQ_INT(
        verify(root(), INTERMEDIATE(.algorithm_hex = "300d06092a864886f70d0101040500"), leaf()),
        BRISK_ERR_X509_ALGORITHM);
}

/* Every scheme signs an intermediate and a leaf. */
static void test_all_schemes(void)
{
    static const struct {
        uint16_t scheme;
        enum brisk_key_type type;
    } cases[] = {
        { BRISK_SIG_ECDSA_P256_SHA256, BRISK_KEY_P256 },
        { BRISK_SIG_X509_ECDSA_P256_SHA384, BRISK_KEY_P256 },
        { BRISK_SIG_X509_ECDSA_P256_SHA512, BRISK_KEY_P256 },
        { BRISK_SIG_X509_ECDSA_P384_SHA256, BRISK_KEY_P384 },
        { BRISK_SIG_ECDSA_P384_SHA384, BRISK_KEY_P384 },
        { BRISK_SIG_X509_ECDSA_P384_SHA512, BRISK_KEY_P384 },
        { BRISK_SIG_RSA_PKCS1_SHA256, BRISK_KEY_RSA },
        { BRISK_SIG_RSA_PKCS1_SHA384, BRISK_KEY_RSA },
        { BRISK_SIG_RSA_PKCS1_SHA512, BRISK_KEY_RSA },
        { BRISK_SIG_RSA_PSS_RSAE_SHA256, BRISK_KEY_RSA },
        { BRISK_SIG_RSA_PSS_RSAE_SHA384, BRISK_KEY_RSA },
        { BRISK_SIG_RSA_PSS_RSAE_SHA512, BRISK_KEY_RSA },
        { BRISK_SIG_ED25519, BRISK_KEY_ED25519 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct brisk_private_key *ca = test_key(cases[i].type, 0);
        test_note("scheme %04x", cases[i].scheme);
        CHECK_EQ_INT(
            verify(ROOT(.key = ca), INTERMEDIATE(.signer = ca, .scheme = cases[i].scheme), leaf()),
            0);
        CHECK_EQ_INT(last_path.jobs[1].algorithm, cases[i].scheme);
        CHECK_EQ_INT(verify(root(), INTERMEDIATE(.key = ca),
                            LEAF(.key = ca, .signer = ca, .scheme = cases[i].scheme)),
                     0);
        CHECK_EQ_INT(
            verify(ROOT(.key = ca),
                   INTERMEDIATE(.signer = ca, .scheme = cases[i].scheme, .corrupt_signature = 1),
                   leaf()),
            BRISK_ERR_X509_SIGNATURE);
    }
    test_note(NULL);
}

static void test_validity(void)
{
    static const struct {
        int64_t now;
        int error;
    } cases[] = {
        { 1699999999, BRISK_ERR_X509_NOT_YET_VALID },
        { 1700000000, 0 },
        { 1700000001, 0 },
        { 1800000000, 0 },
        { 1800000001, BRISK_ERR_X509_EXPIRED },
        { -1, BRISK_ERR_X509_NOT_YET_VALID },
    };
    static const char from[] = "231114221320Z", to[] = "270115080000Z";
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct brisk_x509_policy p = policy();
        p.now = cases[i].now;
        test_note("at %lld", (long long)p.now);
        CHECK_EQ_INT(
            verify_with(ROOT(.not_before = from, .not_after = to), intermediate(), leaf(), p),
            p.now < 0 ? BRISK_ERR_X509_NOT_YET_VALID : cases[i].error);
        CHECK_EQ_INT(
            verify_with(root(), INTERMEDIATE(.not_before = from, .not_after = to), leaf(), p),
            cases[i].error);
        CHECK_EQ_INT(
            verify_with(root(), intermediate(), LEAF(.not_before = from, .not_after = to), p),
            cases[i].error);
    }
    /* the last second that UTCTime has, and the first after */
    struct brisk_x509_policy p = policy();
    for (int64_t second = 2524607998; second <= 2524608001; second++) {
        p.now = second;
        test_note("at %lld", (long long)second);
        CHECK_EQ_INT(verify_with(ROOT(.not_after = "99991231235959Z"),
                                 INTERMEDIATE(.not_after = "20500101000000Z"),
                                 LEAF(.not_after = "491231235959Z"), p),
                     second <= 2524607999 ? 0 : BRISK_ERR_X509_EXPIRED);
        CHECK_EQ_INT(verify_with(ROOT(.not_after = "99991231235959Z"),
                                 INTERMEDIATE(.not_after = "20500101000000Z"),
                                 LEAF(.not_after = "99991231235959Z"), p),
                     second <= 2524608000 ? 0 : BRISK_ERR_X509_EXPIRED);
    }
    test_note(NULL);
}

static void test_ca_rules(void)
{
    /* basicConstraints */
    CHECK_EQ_INT(verify(root(), INTERMEDIATE(EXTENSIONS(EXT_CA_USAGE)), leaf()),
                 BRISK_ERR_X509_NOT_A_CA);
    CHECK_EQ_INT(verify(root(), INTERMEDIATE(EXTENSIONS(EXT_NOT_CA, EXT_CA_USAGE)), leaf()),
                 BRISK_ERR_X509_NOT_A_CA);
    CHECK_EQ_INT(verify(root(), version_1(intermediate()), leaf()), BRISK_ERR_X509_NOT_A_CA);
    CHECK_EQ_INT(verify(version_1(root()), intermediate(), leaf()), BRISK_ERR_X509_NOT_A_CA);
    CHECK_EQ_INT(verify(ROOT(EXTENSIONS(EXT_NOT_CA)), intermediate(), leaf()),
                 BRISK_ERR_X509_NOT_A_CA);
    /* keyUsage: of CAs, of leaves */
    CHECK_EQ_INT(verify(root(), INTERMEDIATE(EXTENSIONS(EXT_CA, EXT_LEAF_USAGE)), leaf()),
                 BRISK_ERR_X509_KEY_USAGE);
    CHECK_EQ_INT(verify(ROOT(EXTENSIONS(EXT_CA, EXT_LEAF_USAGE)), intermediate(), leaf()),
                 BRISK_ERR_X509_KEY_USAGE);
    CHECK_EQ_INT(verify(root(), intermediate(), LEAF(EXTENSIONS(EXT_SAN, "551d0f ! 03020520"))),
                 BRISK_ERR_X509_KEY_USAGE);
    CHECK_EQ_INT(verify(root(), intermediate(), LEAF(EXTENSIONS(EXT_SAN, "551d0f ! 03020284"))),
                 BRISK_ERR_X509_KEY_USAGE);
    /* extendedKeyUsage */
    CHECK_EQ_INT(verify(root(), intermediate(), LEAF(EXTENSIONS(EXT_SAN, EXT_CLIENT))),
                 BRISK_ERR_X509_EXTENDED_KEY_USAGE);
    CHECK_EQ_INT(verify(root(), INTERMEDIATE(EXTENSIONS(EXT_CA, EXT_CLIENT)), leaf()),
                 BRISK_ERR_X509_EXTENDED_KEY_USAGE);
    CHECK_EQ_INT(verify(ROOT(EXTENSIONS(EXT_CA, EXT_CLIENT)), intermediate(), leaf()),
                 BRISK_ERR_X509_EXTENDED_KEY_USAGE);
    CHECK_EQ_INT(
        verify(root(), intermediate(), LEAF(EXTENSIONS(EXT_SAN, "551d25 3006 0604551d2500"))), 0);
    CHECK_EQ_INT(verify(root(), intermediate(), LEAF(EXTENSIONS(EXT_SAN, "551d25 3004 06022a03"))),
                 BRISK_ERR_X509_EXTENDED_KEY_USAGE);
    struct brisk_x509_policy p = policy();
    p.purpose = BRISK_EKU_CLIENT_AUTH;
    CHECK_EQ_INT(verify_with(root(), intermediate(), leaf(), p), BRISK_ERR_X509_EXTENDED_KEY_USAGE);
    CHECK_EQ_INT(verify_with(root(), intermediate(), LEAF(EXTENSIONS(EXT_SAN, EXT_CLIENT)), p), 0);
    /* critical extensions */
    CHECK_EQ_INT(verify(root(), intermediate(), LEAF(EXTENSIONS(EXT_SAN, "2a0304 ! 0500"))),
                 BRISK_ERR_X509_CRITICAL_EXTENSION);
    CHECK_EQ_INT(verify(root(), INTERMEDIATE(EXTENSIONS(EXT_CA, "2a0304 ! 0500")), leaf()),
                 BRISK_ERR_X509_CRITICAL_EXTENSION);
    CHECK_EQ_INT(verify(ROOT(EXTENSIONS(EXT_CA, "2a0304 ! 0500")), intermediate(), leaf()),
                 BRISK_ERR_X509_CRITICAL_EXTENSION);
    /* serial number zero: tolerated in an anchor only */
    CHECK_EQ_INT(verify(ROOT(.serial_hex = "020100"), intermediate(), leaf()), 0);
    CHECK_EQ_INT(verify(root(), INTERMEDIATE(.serial_hex = "020100"), leaf()),
                 BRISK_ERR_X509_DECODE);
    CHECK_EQ_INT(verify(root(), intermediate(), LEAF(.serial_hex = "020100")),
                 BRISK_ERR_X509_DECODE);
    /* names */
    CHECK_EQ_INT(verify(root(), intermediate(), LEAF(.issuer = "other")),
                 BRISK_ERR_X509_UNKNOWN_ISSUER);
    CHECK_EQ_INT(verify(root(), INTERMEDIATE(.issuer = "other"), leaf()),
                 BRISK_ERR_X509_UNKNOWN_ISSUER);
    CHECK_EQ_INT(verify(root(), INTERMEDIATE(.issuer = "ROOT"), LEAF(.issuer = " Intermediate")),
                 0);
    p = policy();
    p.host = "b.example.com";
    CHECK_EQ_INT(verify_with(root(), intermediate(), leaf(), p), BRISK_ERR_X509_NAME_MISMATCH);
    CHECK_EQ_INT(
        verify(root(), intermediate(), LEAF(.subject = "a.example.com", EXTENSIONS(EXT_SERVER))),
        BRISK_ERR_X509_NAME_MISMATCH);
}

/* RSA keys as SubjectPublicKeyInfo with a modulus of that many bits. */
static const char *rsa_spki(char hex[1200], size_t bits)
{
    uint8_t modulus[512], spki[700];
    static const uint8_t rsa[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                   0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
    static const uint8_t exponent[5] = { BRISK_DER_INTEGER, 3, 1, 0, 1 };
    struct brisk_der_writer w = { .data = spki, .capacity = sizeof(spki) };
    size_t len = (bits + 7) / 8;
    test_random_bytes(modulus, len);
    modulus[0] = (uint8_t)(modulus[0] | 0x80) >> (8 * len - bits);
    modulus[len - 1] |= 1;
    size_t whole = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    brisk_der_put(&w, rsa, sizeof(rsa));
    size_t string = brisk_der_open(&w, BRISK_DER_BIT_STRING);
    brisk_der_put(&w, (const uint8_t *)"", 1);
    size_t key = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    brisk_der_unsigned(&w, modulus, len);
    brisk_der_put(&w, exponent, sizeof(exponent));
    brisk_der_close(&w, key);
    brisk_der_close(&w, string);
    brisk_der_close(&w, whole);
    for (size_t i = 0; i < w.len; i++) {
        snprintf(hex + 2 * i, 3, "%02x", spki[i]);
    }
    return hex;
}

static void test_keys(void)
{
    char weak[1200];
    static const size_t weak_sizes[] = { 512, 1024, 2047, 2041, 3071 };
    for (size_t i = 0; i < COUNT(weak_sizes); i++) {
        test_note("RSA of %zu bits", weak_sizes[i]);
        rsa_spki(weak, weak_sizes[i]);
        CHECK_EQ_INT(verify(root(), intermediate(), LEAF(.spki_hex = weak)),
                     BRISK_ERR_X509_WEAK_KEY);
        CHECK_EQ_INT(verify(root(), INTERMEDIATE(.spki_hex = weak), leaf()),
                     BRISK_ERR_X509_WEAK_KEY);
        CHECK_EQ_INT(verify(ROOT(.spki_hex = weak), intermediate(), leaf()),
                     BRISK_ERR_X509_WEAK_KEY);
    }
    test_note(NULL);
    CHECK_EQ_INT(verify(root(), intermediate(), LEAF(.spki_hex = rsa_spki(weak, 2048))), 0);
    /* an unknown algorithm, an unknown curve, not a point */
    CHECK_EQ_INT(verify(root(), intermediate(), LEAF(.spki_hex = "300a 3004 06022a03 03020000")),
                 BRISK_ERR_X509_ALGORITHM);
    CHECK_EQ_INT(verify(root(), INTERMEDIATE(.spki_hex = "300a 3004 06022a03 03020000"), leaf()),
                 BRISK_ERR_X509_ALGORITHM);
    CHECK_EQ_INT(verify(root(), intermediate(),
                        LEAF(.spki_hex = "3015 300e 06072a8648ce3d0201 06032b8104 0303000400")),
                 BRISK_ERR_X509_ALGORITHM);
    CHECK_EQ_INT(
        verify(root(), intermediate(),
               LEAF(.spki_hex =
                        "3059301306072a8648ce3d020106082a8648ce3d030107034200"
                        "040000000000000000000000000000000000000000000000000000000000000001"
                        "0000000000000000000000000000000000000000000000000000000000000001")),
        BRISK_ERR_X509_DECODE);
}

static void test_path_length(void)
{
    struct brisk_x509_policy p = policy();
    CHECK_EQ_INT(verify(root(), INTERMEDIATE(EXTENSIONS(EXT_CA_PATH_LEN("00"))), leaf()), 0);
    CHECK_EQ_INT(verify(ROOT(EXTENSIONS(EXT_CA_PATH_LEN("01"))), intermediate(), leaf()), 0);
    CHECK_EQ_INT(verify(ROOT(EXTENSIONS(EXT_CA_PATH_LEN("00"))), intermediate(), leaf()),
                 BRISK_ERR_X509_PATH_LENGTH);
    /* root, intermediate (0), second, leaf: the intermediate has one below it that counts */
    const struct test_recipe too_long[] = {
        LEAF(.issuer = "second", .signer = P256(3)),
        INTERMEDIATE(.subject = "second", .issuer = "intermediate", .key = P256(3),
                     .signer = P256(1)),
        INTERMEDIATE(EXTENSIONS(EXT_CA_PATH_LEN("00"))),
    };
    const struct test_recipe anchors[] = { root() };
    CHECK_EQ_INT(VERIFY_MANY(too_long, anchors), BRISK_ERR_X509_PATH_LENGTH);
    /* one that is self-issued does not count */
    const struct test_recipe self_issued[] = {
        LEAF(.signer = P256(3)),
        INTERMEDIATE(.issuer = "intermediate", .key = P256(3), .signer = P256(1)),
        INTERMEDIATE(EXTENSIONS(EXT_CA_PATH_LEN("00"))),
    };
    CHECK_EQ_INT(VERIFY_MANY(self_issued, anchors), 0);
    /* nor does the last certificate, even if it is a CA */
    const struct test_recipe last[] = {
        LEAF(EXTENSIONS(EXT_CA, EXT_SAN)),
        INTERMEDIATE(EXTENSIONS(EXT_CA_PATH_LEN("00"))),
    };
    CHECK_EQ_INT(VERIFY_MANY(last, anchors), 0);
}

/* A chain of n certificates without the anchor: names "c0" (the leaf) to "c<n-1>". */
static size_t make_long_chain(struct test_recipe *certs, char names[][8], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        snprintf(names[i], 8, "c%u", (unsigned)i);
    }
    for (size_t i = 0; i < n; i++) {
        certs[i] = i == 0 ? leaf() : intermediate();
        certs[i].subject = names[i];
        certs[i].issuer = i + 1 < n ? names[i + 1] : "root";
        certs[i].key = P256((unsigned)(i % 7 + 1));
        certs[i].signer = i + 1 < n ? P256((unsigned)((i + 1) % 7 + 1)) : P256(0);
    }
    return n;
}

static void test_long_paths(void)
{
    struct brisk_x509_policy p = policy();
    struct test_recipe certs[MAX_CERTS];
    char names[MAX_CERTS][8];
    const struct test_recipe anchors[] = { root() };
    for (size_t n = 1; n <= 20; n++) {
        test_note("%zu certificates and an anchor", n);
        make_long_chain(certs, names, n);
        CHECK_EQ_INT(verify_many(certs, n, anchors, 1, &p),
                     n < BRISK_X509_MAX_PATH ? 0 : BRISK_ERR_X509_TOO_LONG);
        /* the other way round, but for the leaf */
        for (size_t i = 1; i < n - i; i++) {
            struct test_recipe other = certs[i];
            certs[i] = certs[n - i];
            certs[n - i] = other;
        }
        CHECK_EQ_INT(verify_many(certs, n, anchors, 1, &p),
                     n < BRISK_X509_MAX_PATH ? 0 : BRISK_ERR_X509_TOO_LONG);
    }
    test_note(NULL);
}

static void test_trust(void)
{
    struct brisk_x509_policy p = policy();
    const struct test_recipe self_signed[] = { LEAF(.issuer = "leaf", .signer = P256(2)) };
    const struct test_recipe chain[] = { leaf(), intermediate() };
    const struct test_recipe with_root[] = { leaf(), intermediate(), root() };
    const struct test_recipe roots[] = { root() };
    const struct test_recipe intermediates[] = { intermediate() };
    const struct test_recipe other_key[] = { ROOT(.key = P256(5)) };
    CHECK_EQ_INT(VERIFY_MANY(with_root, roots), 0);
    CHECK_EQ_INT((long long)last_path.num_links, 2);
    CHECK_EQ_INT(verify_many(with_root, 3, NULL, 0, &p), BRISK_ERR_X509_UNKNOWN_ISSUER);
    CHECK_EQ_INT(VERIFY_MANY(chain, other_key), BRISK_ERR_X509_SIGNATURE);
    CHECK_EQ_INT(VERIFY_MANY(with_root, other_key), BRISK_ERR_X509_SIGNATURE);
    /* an intermediate may be the anchor */
    CHECK_EQ_INT(VERIFY_MANY(chain, intermediates), 0);
    CHECK_EQ_INT((long long)last_path.num_links, 1);
    /* a self-signed leaf: trusted byte for byte, or not */
    CHECK_EQ_INT(VERIFY_MANY(self_signed, roots), BRISK_ERR_X509_UNKNOWN_ISSUER);
    struct test_cert cert;
    struct brisk_x509 parsed;
    test_make_parsed(&cert, &parsed, &self_signed[0]);
    struct brisk_x509_trust trust = { &parsed, 1 };
    CHECK_EQ_INT(brisk_x509_verify(&last_path, &parsed, 1, &trust, &p), 0);
    CHECK_EQ_INT((long long)last_path.num_links, 0);
    CHECK_EQ_INT(last_path.leaf_type, BRISK_KEY_P256);
    p.host = "b.example.com";
    CHECK_EQ_INT(brisk_x509_verify(&last_path, &parsed, 1, &trust, &p),
                 BRISK_ERR_X509_NAME_MISMATCH);
    p.host = NULL;
    p.now = parsed.not_after + 1;
    CHECK_EQ_INT(brisk_x509_verify(&last_path, &parsed, 1, &trust, &p), BRISK_ERR_X509_EXPIRED);
    /* a signature that has not been looked at is none */
    p.now = NOW;
    struct test_cert certs[3];
    struct brisk_x509 path_certs[3];
    test_make_parsed(&certs[0], &path_certs[0], &chain[0]);
    test_make_parsed(&certs[1], &path_certs[1], &chain[1]);
    test_make_parsed(&certs[2], &path_certs[2], &roots[0]);
    trust.anchors = &path_certs[2];
    CHECK_EQ_INT(brisk_x509_path_build(&last_path, path_certs, 2, &trust, &p), 0);
    CHECK_EQ_INT(brisk_x509_path_finish(&last_path), BRISK_ERR_X509_SIGNATURE);
    /* nor is a path that was not found */
    trust.num_anchors = 0;
    CHECK_EQ_INT(brisk_x509_path_build(&last_path, path_certs, 2, &trust, &p),
                 BRISK_ERR_X509_UNKNOWN_ISSUER);
    CHECK_EQ_INT(brisk_x509_path_finish(&last_path), BRISK_ERR_X509_SIGNATURE);
}

/* Two roots sign the intermediate, and whichever is trusted, in whatever order it all comes. */
static void test_cross_signed(void)
{
    struct brisk_x509_policy p = policy();
    const struct test_recipe roots[2] = { root(),
                                          ROOT(.subject = "new", .issuer = "new", .key = P256(4)) };
    const struct test_recipe others[] = {
        intermediate(),
        INTERMEDIATE(.issuer = "new", .signer = P256(4)),
        ROOT(.subject = "new", .issuer = "root", .key = P256(4), .signer = P256(0)),
        ROOT(.issuer = "new", .signer = P256(4)),
        INTERMEDIATE(.subject = "unrelated"),
        intermediate(),
        INTERMEDIATE(.not_after = "210101000000Z"),
    };
    for (int round = 0; round < 40; round++) {
        struct test_recipe certs[1 + COUNT(others)] = { leaf() };
        memcpy(certs + 1, others, sizeof(others));
        for (size_t i = COUNT(others); i > 1; i--) {
            size_t j = 1 + test_random_below(i);
            struct test_recipe swapped = certs[i];
            certs[i] = certs[j];
            certs[j] = swapped;
        }
        test_note("round %d", round);
        CHECK_EQ_INT(verify_many(certs, COUNT(certs), &roots[round % 2], 1, &p), 0);
        CHECK_EQ_INT(verify_many(certs, COUNT(certs), roots, 2, &p), 0);
        CHECK_EQ_INT((long long)last_path.num_links, 2);
        CHECK_EQ_INT(verify_many(certs, COUNT(certs), NULL, 0, &p), BRISK_ERR_X509_UNKNOWN_ISSUER);
    }
    test_note(NULL);
}

/* Key identifiers choose among CAs of one name, but a wrong one does not hide the right CA. */
static void test_same_names(void)
{
    struct brisk_x509_policy p = policy();
    struct test_recipe roots[BRISK_X509_MAX_FAILED + 2];
    for (size_t i = 0; i < COUNT(roots); i++) {
        roots[i] = ROOT(.key = P256(i == 0 ? 0 : (unsigned)(1 + i % 7)));
    }
    const struct test_recipe hinted[] = {
        leaf(),
        INTERMEDIATE(EXTENSIONS(EXT_CA, EXT_AKI("00000001"))),
    };
    const struct test_recipe anchors[] = {
        ROOT(.key = P256(3), EXTENSIONS(EXT_CA, EXT_SKI("00000003"))),
        ROOT(.key = P256(4)),
        ROOT(EXTENSIONS(EXT_CA, EXT_SKI("00000001"))),
    };
    CHECK_EQ_INT(VERIFY_MANY(hinted, anchors), 0);
    CHECK_EQ_INT((long long)last_path.num_failed, 0);
    const struct test_recipe misled[] = {
        leaf(),
        INTERMEDIATE(EXTENSIONS(EXT_CA, EXT_AKI("00000003"))),
    };
    CHECK_EQ_INT(VERIFY_MANY(misled, anchors), 0);
    CHECK_EQ_INT((long long)last_path.num_failed, 2);
    /* without hints each is tried, to a limit */
    const struct test_recipe chain[] = { leaf(), intermediate() };
    for (size_t wrong = 0; wrong <= COUNT(roots) - 1; wrong++) {
        struct test_recipe right = roots[0];
        roots[0] = roots[wrong];
        roots[wrong] = right;
        test_note("%zu wrong anchors first", wrong);
        CHECK_EQ_INT(verify_many(chain, 2, roots, wrong + 1, &p),
                     wrong <= BRISK_X509_MAX_FAILED ? 0 : BRISK_ERR_X509_SIGNATURE);
        roots[wrong] = roots[0];
        roots[0] = right;
    }
    test_note(NULL);
}

/* CAs that sign each other, all of them: a graph with far more paths than can be walked. Names
 * differ at their end only, and in case where a CA is named as issuer, so that they take long to
 * compare. */
static size_t make_thicket(struct test_recipe *certs, char names[7][4096], char issuers[7][4096],
                           size_t name_len)
{
    size_t n = 1;
    for (unsigned i = 0; i < 7; i++) {
        memset(names[i], 'n', name_len);
        memset(issuers[i], 'N', name_len);
        names[i][name_len] = issuers[i][name_len] = (char)('a' + i);
        names[i][name_len + 1] = issuers[i][name_len + 1] = 0;
    }
    certs[0] = LEAF(.issuer = issuers[0]);
    for (unsigned i = 0; i < 7; i++) {
        for (unsigned j = 0; j < 7; j++) {
            certs[n++] = INTERMEDIATE(.subject = names[i], .issuer = issuers[j], .key = P256(1 + i),
                                      .signer = P256(1 + j));
        }
    }
    return n;
}

static void test_work_limit(void)
{
    static char names[7][4096], issuers[7][4096];
    static const size_t name_lens[] = { 10, 4000 };
    struct brisk_x509_policy p = policy();
    struct test_recipe certs[MAX_CERTS];
    const struct test_recipe anchors[] = { root() };
    for (size_t i = 0; i < COUNT(name_lens); i++) {
        size_t n = make_thicket(certs, names, issuers, name_lens[i]);
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        CHECK_EQ_INT(verify_many(certs, n, anchors, 1, &p), BRISK_ERR_X509_TOO_LONG);
        clock_gettime(CLOCK_MONOTONIC, &end);
        int64_t ms = (end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1000000;
        printf("49 cross-signed CAs with names of %zu bytes: given up after %lld ms, making them "
               "included\n",
               name_lens[i], (long long)ms);
        CHECK(ms < 10000);
        /* one of them under the anchor: the shortest paths are tried first */
        certs[n++] = INTERMEDIATE(.subject = names[0]);
        CHECK_EQ_INT(verify_many(certs, n, anchors, 1, &p), 0);
    }
    /* two CAs that sign each other only */
    const struct test_recipe loop[] = {
        leaf(),
        INTERMEDIATE(.issuer = "b", .signer = P256(3)),
        INTERMEDIATE(.subject = "b", .issuer = "intermediate", .key = P256(3), .signer = P256(1)),
    };
    CHECK_EQ_INT(VERIFY_MANY(loop, anchors), BRISK_ERR_X509_UNKNOWN_ISSUER);
}

/* The error is that of the path that came furthest. */
static void test_best_error(void)
{
    struct brisk_x509_policy p = policy();
    const struct test_recipe anchors[] = { root() };
    const struct test_recipe expired[] = {
        leaf(),
        INTERMEDIATE(.issuer = "nobody"),
        INTERMEDIATE(.not_after = "210101000000Z"),
    };
    CHECK_EQ_INT(VERIFY_MANY(expired, anchors), BRISK_ERR_X509_UNKNOWN_ISSUER);
    const struct test_recipe old_root[] = { ROOT(.not_after = "210101000000Z") };
    const struct test_recipe chain[] = {
        leaf(),
        INTERMEDIATE(.issuer = "nobody"),
        intermediate(),
    };
    CHECK_EQ_INT(VERIFY_MANY(chain, old_root), BRISK_ERR_X509_EXPIRED);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_good_chain();
    test_signatures();
    test_all_schemes();
    test_validity();
    test_ca_rules();
    test_keys();
    test_path_length();
    test_long_paths();
    test_trust();
    test_cross_signed();
    test_same_names();
    test_work_limit();
    test_best_error();
    return test_end();
}
