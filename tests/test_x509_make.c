/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* brisk_x509_make(): what it writes reads back as asked for, and verifies. */

#include <brisk/error.h>
#include <brisk/x509.h>

#include <string.h>

#include "tests/support/make_cert.h"
#include "tests/support/test.h"

#define NOW 1750000000

static const char *const leaf_names[] = { "localhost", "*.example.com", "127.0.0.1", "::1" };

static const struct brisk_x509_template ca_template = { .common_name = "Test CA",
                                                        .not_before = NOW - 10,
                                                        .not_after = NOW + 100,
                                                        .is_ca = 1,
                                                        .path_len = 0 };
static const struct brisk_x509_template leaf_template = {
    .common_name = "localhost",
    .names = leaf_names,
    .num_names = 4,
    .not_before = NOW - 10,
    .not_after = NOW + 100,
    .path_len = -1,
    .extended_key_usage = BRISK_EKU_SERVER_AUTH | BRISK_EKU_CLIENT_AUTH
};

struct made {
    uint8_t der[2048];
    size_t len;
    struct brisk_x509 parsed;
};

static int make(struct made *made, const struct brisk_x509_template *what,
                const struct brisk_private_key *key, const struct made *issuer,
                const struct brisk_private_key *issuer_key)
{
    int error = brisk_x509_make(made->der, sizeof(made->der), &made->len, what, &key->public_key,
                                issuer ? &issuer->parsed : NULL, issuer_key);
    return error ? error : brisk_x509_parse(&made->parsed, made->der, made->len);
}

static int verify(const struct made *leaf, const struct made *ca, const char *host)
{
    struct brisk_x509_path path;
    const struct brisk_x509_trust trust = { &ca->parsed, 1 };
    const struct brisk_x509_policy policy = { .now = NOW,
                                              .purpose = BRISK_EKU_SERVER_AUTH,
                                              .key_usage = BRISK_KEY_USAGE_DIGITAL_SIGNATURE,
                                              .host = host };
    return brisk_x509_verify(&path, &leaf->parsed, 1, &trust, &policy);
}

/* Every type of key signs every type. */
static void test_all_types(void)
{
    for (enum brisk_key_type issuer = BRISK_KEY_RSA; issuer <= BRISK_KEY_ED25519; issuer++) {
        struct made ca, leaf;
        const struct brisk_private_key *ca_key = test_key(issuer, 0);
        test_note("issuer of type %d", (int)issuer);
        CHECK_EQ_INT(make(&ca, &ca_template, ca_key, NULL, ca_key), 0);
        for (enum brisk_key_type type = BRISK_KEY_RSA; type <= BRISK_KEY_ED25519; type++) {
            test_note("type %d under type %d", (int)type, (int)issuer);
            CHECK_EQ_INT(make(&leaf, &leaf_template, test_key(type, 0), &ca, ca_key), 0);
            CHECK_EQ_INT(verify(&leaf, &ca, "localhost"), 0);
            CHECK_EQ_INT(verify(&leaf, &ca, "a.example.com"), 0);
            CHECK_EQ_INT(verify(&leaf, &ca, "127.0.0.1"), 0);
            CHECK_EQ_INT(verify(&leaf, &ca, "::1"), 0);
            CHECK_EQ_INT(verify(&leaf, &ca, "example.com"), BRISK_ERR_X509_NAME_MISMATCH);
            CHECK_EQ_INT(leaf.parsed.key_usage,
                         type == BRISK_KEY_RSA
                             ? BRISK_KEY_USAGE_DIGITAL_SIGNATURE | BRISK_KEY_USAGE_KEY_ENCIPHERMENT
                             : BRISK_KEY_USAGE_DIGITAL_SIGNATURE);
        }
    }
    test_note(NULL);
}

static void test_fields(void)
{
    struct made ca, leaf, again;
    const struct brisk_private_key *key = test_key(BRISK_KEY_P256, 0);
    CHECK_EQ_INT(make(&ca, &ca_template, key, NULL, key), 0);
    CHECK_EQ_INT(make(&leaf, &leaf_template, test_key(BRISK_KEY_P256, 1), &ca, key), 0);
    CHECK_EQ_INT(make(&again, &leaf_template, test_key(BRISK_KEY_P256, 1), &ca, key), 0);
    CHECK_EQ_INT(ca.parsed.version, 3);
    CHECK(ca.parsed.is_ca && ca.parsed.has_path_len && ca.parsed.path_len == 0);
    CHECK_EQ_INT(ca.parsed.key_usage, BRISK_KEY_USAGE_KEY_CERT_SIGN | BRISK_KEY_USAGE_CRL_SIGN);
    CHECK(ca.parsed.is_self_issued && ca.parsed.authority_key_id.len == 0);
    CHECK(leaf.parsed.has_basic_constraints && !leaf.parsed.is_ca && !leaf.parsed.is_self_issued);
    CHECK_EQ_INT(leaf.parsed.extended_key_usage, BRISK_EKU_SERVER_AUTH | BRISK_EKU_CLIENT_AUTH);
    CHECK(leaf.parsed.not_before == NOW - 10 && leaf.parsed.not_after == NOW + 100);
    CHECK(leaf.parsed.issuer.len == ca.parsed.subject.len &&
          memcmp(leaf.parsed.issuer.data, ca.parsed.subject.data, ca.parsed.subject.len) == 0);
    CHECK_EQ_INT((long long)leaf.parsed.serial.len, 16);
    CHECK(leaf.parsed.serial.data[0] < 0x80 && leaf.parsed.serial.data[0] != 0);
    CHECK(memcmp(leaf.parsed.serial.data, again.parsed.serial.data, 16) != 0);
    CHECK(ca.parsed.subject_key_id.len == 20 && leaf.parsed.authority_key_id.len == 20);
    CHECK(memcmp(ca.parsed.subject_key_id.data, leaf.parsed.authority_key_id.data, 20) == 0);
    /* RFC 7093 method 1, by another way */
    uint8_t digest[32];
    CHECK_EQ_INT(
        brisk_hash_digest(BRISK_SHA256, digest, key->public_key.as.p256, BRISK_P256_PUBLIC_SIZE),
        0);
    CHECK_EQ_BYTES(ca.parsed.subject_key_id.data, digest, 20);
}

/* Without a common name the subject is empty and subjectAltName critical. */
static void test_no_common_name(void)
{
    struct brisk_x509_template what = leaf_template;
    struct made ca, leaf;
    const struct brisk_private_key *key = test_key(BRISK_KEY_P256, 0);
    CHECK_EQ_INT(make(&ca, &ca_template, key, NULL, key), 0);
    what.common_name = NULL;
    CHECK_EQ_INT(make(&leaf, &what, key, &ca, key), 0);
    CHECK_EQ_INT((long long)leaf.parsed.subject.len, 0);
    CHECK_EQ_INT(verify(&leaf, &ca, "localhost"), 0);
    CHECK_EQ_INT(make(&leaf, &what, key, NULL, key), BRISK_ERR_ARGUMENT);
    what.num_names = 0;
    CHECK_EQ_INT(make(&leaf, &what, key, &ca, key), BRISK_ERR_ARGUMENT);
    what = ca_template;
    what.common_name = NULL;
    CHECK_EQ_INT(make(&leaf, &what, key, &ca, key), BRISK_ERR_ARGUMENT);
}

/* A self-signed leaf, trusted as it is. */
static void test_self_signed(void)
{
    struct made leaf;
    const struct brisk_private_key *key = test_key(BRISK_KEY_P256, 0);
    CHECK_EQ_INT(make(&leaf, &leaf_template, key, NULL, key), 0);
    CHECK_EQ_INT(verify(&leaf, &leaf, "localhost"), 0);
    CHECK_EQ_INT(brisk_verify(&key->public_key, BRISK_SIG_ECDSA_P256_SHA256,
                              leaf.parsed.signature.data, leaf.parsed.signature.len,
                              leaf.parsed.tbs.data, leaf.parsed.tbs.len),
                 0);
}

/* Times around the change from UTCTime to GeneralizedTime, leap days, and the limits. */
static void test_times(void)
{
    static const int64_t times[] = {
        -631152000, -1,         0,          951782400,  951868799,    951868800,
        1709164800, 1709251199, 1709251200, 2147483647, 2147483648,   2524607999,
        2524608000, 4107542399, 4107542400, 7258118400, 253402300799, 1735689599,
    };
    const struct brisk_private_key *key = test_key(BRISK_KEY_P256, 0);
    struct brisk_x509_template what = ca_template;
    struct made ca;
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        test_note("time %lld", (long long)times[i]);
        what.not_before = what.not_after = times[i];
        CHECK_EQ_INT(make(&ca, &what, key, NULL, key), 0);
        CHECK(ca.parsed.not_before == times[i] && ca.parsed.not_after == times[i]);
    }
    for (size_t i = 0; i < 300; i++) {
        what.not_after = -631152000 + (int64_t)(test_random_u64() % (253402300799u + 631152001u));
        test_note("time %lld", (long long)what.not_after);
        CHECK_EQ_INT(make(&ca, &what, key, NULL, key), 0);
        CHECK(ca.parsed.not_after == what.not_after);
    }
    test_note(NULL);
    what.not_after = 253402300800;
    CHECK_EQ_INT(make(&ca, &what, key, NULL, key), BRISK_ERR_ARGUMENT);
    what = ca_template;
    what.not_before = -631152001;
    CHECK_EQ_INT(make(&ca, &what, key, NULL, key), BRISK_ERR_ARGUMENT);
}

static void test_arguments(void)
{
    static const char *const bad_names[] = { "",   "a b",       "a_b",      "-a",    "a..b",
                                             ".a", "*",         "a.*.b",    "1.2.3", "[::1]",
                                             "a.", "1.2.3.256", "b\xc3\xbc" };
    const struct brisk_private_key *key = test_key(BRISK_KEY_P256, 0);
    struct made made;
    for (size_t i = 0; i < sizeof(bad_names) / sizeof(bad_names[0]); i++) {
        struct brisk_x509_template what = leaf_template;
        what.names = &bad_names[i];
        what.num_names = 1;
        test_note("name %s", bad_names[i]);
        CHECK_EQ_INT(make(&made, &what, key, NULL, key), BRISK_ERR_ARGUMENT);
    }
    test_note(NULL);
    struct brisk_x509_template what = leaf_template;
    what.extended_key_usage = BRISK_EKU_OTHER;
    CHECK_EQ_INT(make(&made, &what, key, NULL, key), BRISK_ERR_ARGUMENT);
    what = leaf_template;
    what.common_name = "12345678901234567890123456789012345678901234567890123456789012345";
    CHECK_EQ_INT(make(&made, &what, key, NULL, key), BRISK_ERR_ARGUMENT);
    what.common_name++; /* 64 characters */
    CHECK_EQ_INT(make(&made, &what, key, NULL, key), 0);
    what.common_name = "";
    CHECK_EQ_INT(make(&made, &what, key, NULL, key), BRISK_ERR_ARGUMENT);
}

/* A buffer too small by any number of bytes is an error and never written past. */
static void test_capacity(void)
{
    const struct brisk_private_key *key = test_key(BRISK_KEY_ED25519, 0);
    uint8_t der[2048];
    size_t len, other;
    CHECK_EQ_INT(
        brisk_x509_make(der, sizeof(der), &len, &leaf_template, &key->public_key, NULL, key), 0);
    for (size_t capacity = 0; capacity < len; capacity++) {
        test_note("capacity %zu of %zu", capacity, len);
        memset(der, 0xa5, sizeof(der));
        CHECK_EQ_INT(
            brisk_x509_make(der, capacity, &other, &leaf_template, &key->public_key, NULL, key),
            BRISK_ERR_BUFFER);
        CHECK(der[capacity] == 0xa5 && der[capacity + 1] == 0xa5);
    }
    test_note(NULL);
    CHECK_EQ_INT(brisk_x509_make(der, len, &other, &leaf_template, &key->public_key, NULL, key), 0);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_all_types();
    test_fields();
    test_no_common_name();
    test_self_signed();
    test_times();
    test_arguments();
    test_capacity();
    return test_end();
}
