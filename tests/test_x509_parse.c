/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Parsing certificates (RFC 5280 section 4): every rule broken once. */

#include <brisk/error.h>
#include <brisk/x509.h>

#include <stdlib.h>
#include <string.h>

#include "tests/support/make_cert.h"
#include "tests/support/test.h"

static const struct brisk_private_key *key(void)
{
    return test_key(BRISK_KEY_P256, 0);
}

/* Parses an exact copy on the heap, so that the address sanitizer sees a read past the end. */
static int parse(struct brisk_x509 *parsed, const struct test_cert *cert)
{
    uint8_t *copy = malloc(cert->len + (cert->len == 0));
    if (!copy) {
        test_abort("out of memory");
    }
    memcpy(copy, cert->der, cert->len);
    int error = brisk_x509_parse(parsed, copy, cert->len);
    free(copy);
    return error;
}

static int parse_recipe(struct brisk_x509 *parsed, const struct test_recipe *recipe)
{
    struct test_cert cert;
    test_make_cert(&cert, recipe);
    return parse(parsed, &cert);
}

static void test_fields(void)
{
    static const char *const extensions[] = { EXT_CA_PATH_LEN("03"),
                                              EXT_CA_USAGE,
                                              EXT_SERVER,
                                              EXT_SAN,
                                              EXT_SKI("01020304"),
                                              EXT_AKI("05060708"),
                                              "551d20 3008 3006 06042a030405",
                                              NULL };
    struct test_cert cert;
    struct brisk_x509 p;
    test_make_parsed(&cert, &p,
                     &(struct test_recipe){ .subject = "b",
                                            .issuer = "a",
                                            .key = key(),
                                            .serial_hex = "02020081",
                                            .extensions = extensions });
    CHECK_EQ_INT(p.version, 3);
    CHECK(p.der.data == cert.der && p.der.len == cert.len);
    CHECK(p.serial.len == 2 && p.serial.data[1] == 0x81);
    CHECK_EQ_INT(p.algorithm, BRISK_X509_ECDSA_SHA256);
    CHECK_EQ_INT(p.not_before, 1577836800);
    CHECK_EQ_INT(p.not_after, 2208988800);
    CHECK(p.is_ca && p.has_basic_constraints && p.has_path_len && p.path_len == 3);
    CHECK(p.has_key_usage);
    CHECK_EQ_INT(p.key_usage, BRISK_KEY_USAGE_KEY_CERT_SIGN | BRISK_KEY_USAGE_CRL_SIGN);
    CHECK(p.has_extended_key_usage);
    CHECK_EQ_INT(p.extended_key_usage, BRISK_EKU_SERVER_AUTH);
    CHECK(!p.has_unknown_critical && !p.is_self_issued);
    CHECK_EQ_INT((long long)p.subject_alt_name.len, 15);
    CHECK(p.subject_key_id.len == 4 && p.subject_key_id.data[3] == 4);
    CHECK(p.authority_key_id.len == 4 && p.authority_key_id.data[3] == 8);
    CHECK_EQ_INT((long long)p.issuer.len, 12);
    CHECK(p.subject.data[p.subject.len - 1] == 'b');
    CHECK(p.signature.data + p.signature.len == cert.der + cert.len);
    CHECK_EQ_INT(brisk_verify(&key()->public_key, brisk_x509_signature_scheme(&p, BRISK_KEY_P256),
                              p.signature.data, p.signature.len, p.tbs.data, p.tbs.len),
                 0);

    /* The least there can be: version 1. */
    test_make_parsed(
        &cert, &p,
        &(struct test_recipe){ .subject = "a", .issuer = "a", .key = key(), .version_hex = "" });
    CHECK_EQ_INT(p.version, 1);
    CHECK(p.is_self_issued && !p.is_ca && !p.has_basic_constraints && !p.has_key_usage);
    CHECK(p.subject_alt_name.len == 0);
}

/* One recipe and whether it parses. */
struct rule {
    const char *what;
    int is_valid;
    struct test_recipe recipe;
};

static void check_rules(const struct rule *rules, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct test_recipe recipe = rules[i].recipe;
        struct brisk_x509 parsed;
        recipe.key = key();
        recipe.subject = recipe.subject ? recipe.subject : "subject";
        recipe.issuer = recipe.issuer ? recipe.issuer : "issuer";
        test_note("%s", rules[i].what);
        CHECK_EQ_INT(parse_recipe(&parsed, &recipe), rules[i].is_valid ? 0 : BRISK_ERR_X509_DECODE);
    }
    test_note(NULL);
}

#define BAD(what_, ...)                                                                            \
    {                                                                                              \
        .what = what_, .recipe = { __VA_ARGS__ }                                                   \
    }
#define GOOD(what_, ...)                                                                           \
    {                                                                                              \
        .what = what_, .is_valid = 1, .recipe = { __VA_ARGS__ }                                    \
    }
#define EXTENSIONS(...)                                                                            \
    .extensions = (const char *const[])                                                            \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }
#define SPKI_HEAD "3059301306072a8648ce3d020106082a8648ce3d030107"
#define POINT                                                                                      \
    "04 6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"                          \
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"

static void test_structure(void)
{
    const struct rule rules[] = {
        GOOD("version 2", .version_hex = "a003020101"),
        BAD("version 1 written out", .version_hex = "a003020100"),
        BAD("version 4", .version_hex = "a003020103"),
        BAD("version -1", .version_hex = "a0030201ff"),
        BAD("version with something behind it", .version_hex = "a0060201020500"),
        BAD("extensions in version 1", .version_hex = "", EXTENSIONS(EXT_NOT_CA)),
        BAD("extensions in version 2", .version_hex = "a003020101", EXTENSIONS(EXT_NOT_CA)),
        GOOD("serial of 20 octets", .serial_hex = "0214 7f00000000000000000000000000000000000001"),
        BAD("serial of 21 octets", .serial_hex = "0215 0080000000000000000000000000000000000000ff"),
        BAD("negative serial", .serial_hex = "0201ff"),
        BAD("serial not minimal", .serial_hex = "02020001"),
        BAD("empty serial", .serial_hex = "0200"),
        BAD("serial of another type", .serial_hex = "040101"),
        BAD("algorithms differ", .outer_algorithm_hex = "300a06082a8648ce3d040303"),
        BAD("algorithms differ in parameters",
            .outer_algorithm_hex = "300c06082a8648ce3d0403020500"),
        BAD("empty issuer", .issuer_hex = "3000"),
        BAD("empty subject", .subject_hex = "3000"),
        GOOD("empty subject, SAN not critical", .subject_hex = "3000", EXTENSIONS(EXT_SAN)),
        GOOD("empty subject, SAN critical", .subject_hex = "3000",
             EXTENSIONS("551d11 ! 300f820d612e6578616d706c652e636f6d")),
        BAD("empty subject of a CA", .subject_hex = "3000",
            EXTENSIONS(EXT_CA, "551d11 ! 300f820d612e6578616d706c652e636f6d")),
        BAD("name is a set", .subject_hex = "310c310a300806035504030c0161"),
        BAD("empty RDN", .subject_hex = "30023100"),
        BAD("RDN is a sequence", .subject_hex = "300c300a300806035504030c0161"),
        GOOD("name to compare with", .subject_hex = "300c310a300806035504030c0161"),
        BAD("attribute without a value", .subject_hex = "3009310730050603550403"),
        BAD("attribute with two values", .subject_hex = "300f310d300b06035504030c01610c0161"),
        GOOD("eight attributes in an RDN",
             .subject_hex = "30523150 300806035504030c0161 300806035504030c0162"
                            "300806035504030c0163 300806035504030c0164 300806035504030c0165"
                            "300806035504030c0166 300806035504030c0167 300806035504030c0168"),
        BAD("nine attributes in an RDN",
            .subject_hex = "305c315a 300806035504030c0161 300806035504030c0162"
                           "300806035504030c0163 300806035504030c0164 300806035504030c0165"
                           "300806035504030c0166 300806035504030c0167 300806035504030c0168"
                           "300806035504030c0169"),
        GOOD("key by hand", .spki_hex = SPKI_HEAD "034200" POINT),
        BAD("key with unused bits", .spki_hex = SPKI_HEAD "034201" POINT),
        BAD("key without bits", .spki_hex = "3013301306072a8648ce3d020106082a8648ce3d030107"),
        BAD("key is a set", .spki_hex = "3100"),
        GOOD("unique identifiers", .unique_ids_hex = "8103000102 82020780"),
        BAD("unique identifiers in version 1", .version_hex = "", .unique_ids_hex = "8103000102"),
        BAD("unique identifiers in the wrong order", .unique_ids_hex = "82020780 8103000102"),
        BAD("unique identifier with nine unused bits", .unique_ids_hex = "81020980"),
        BAD("something behind the extensions",
            .extensions_hex = "a30e300c300a0603551d1304033001000500"),
    };
    check_rules(rules, sizeof(rules) / sizeof(rules[0]));
}

static void test_extensions(void)
{
    const struct rule rules[] = {
        GOOD("extension by hand", .extensions_hex = "a30d300b30090603551d1304023000"),
        BAD("no extension", .extensions_hex = "a3023000"),
        BAD("FALSE written out", .extensions_hex = "a310300e300c0603551d1301010004023000"),
        GOOD("TRUE", .extensions_hex = "a310300e300c0603551d130101ff04023000"),
        BAD("TRUE as 1", .extensions_hex = "a310300e300c0603551d1301010104023000"),
        BAD("TRUE in two octets", .extensions_hex = "a311300f300d0603551d130102ffff04023000"),
        BAD("no value", .extensions_hex = "a309300730050603551d13"),
        BAD("two values", .extensions_hex = "a311300f300d0603551d130402300004023000"),
        BAD("extensions twice",
            .extensions_hex = "a30d300b30090603551d1304023000a30d300b30090603551d1304023000"),
        BAD("known extension twice", EXTENSIONS(EXT_NOT_CA, EXT_NOT_CA)),
        BAD("unknown extension twice", EXTENSIONS("2a0304 0500", EXT_SAN, "2a0304 0500")),
        GOOD("unknown extensions", EXTENSIONS("2a0304 0500", "2a0305 0500")),
        /* basicConstraints */
        BAD("cA FALSE written out", EXTENSIONS("551d13 ! 3003010100")),
        BAD("path length without cA", EXTENSIONS("551d13 ! 3003020100")),
        BAD("negative path length", EXTENSIONS("551d13 ! 30060101ff0201ff")),
        BAD("basicConstraints with more", EXTENSIONS("551d13 ! 30080101ff0201000500")),
        BAD("basicConstraints with something behind", EXTENSIONS("551d13 ! 30000500")),
        /* keyUsage */
        GOOD("decipherOnly", EXTENSIONS("551d0f ! 0303078080")),
        BAD("no usage", EXTENSIONS("551d0f ! 030100")),
        BAD("all usages zero", EXTENSIONS("551d0f ! 03020000")),
        BAD("bits in the unused part", EXTENSIONS("551d0f ! 03020781")),
        GOOD("trailing zero bits", EXTENSIONS("551d0f ! 03020680")),
        GOOD("trailing zero octet", EXTENSIONS("551d0f ! 0303070600")),
        BAD("eight unused bits", EXTENSIONS("551d0f ! 03020880")),
        BAD("three octets of usage", EXTENSIONS("551d0f ! 030400000001")),
        BAD("keyUsage with something behind", EXTENSIONS("551d0f ! 030207800500")),
        /* extendedKeyUsage */
        BAD("no purpose", EXTENSIONS("551d25 3000")),
        BAD("purpose of another type", EXTENSIONS("551d25 30020500")),
        /* subjectAltName */
        BAD("no name", EXTENSIONS("551d11 3000")),
        BAD("name form 9", EXTENSIONS("551d11 3003890161")),
        BAD("address of 3 octets", EXTENSIONS("551d11 30058703010203")),
        BAD("address with a mask", EXTENSIONS("551d11 300a8708010203 04ffffff00")),
        BAD("NUL in a DNS name", EXTENSIONS("551d11 3005820361 0062")),
        BAD("UTF-8 in a DNS name", EXTENSIONS("551d11 30058203c3bc62")),
        BAD("NUL in a mail address", EXTENSIONS("551d11 3005810361 0062")),
        BAD("NUL in a URI", EXTENSIONS("551d11 3005860361 0062")),
        BAD("directoryName that is none", EXTENSIONS("551d11 3004a4020500")),
        GOOD("directoryName", EXTENSIONS("551d11 3010a40e300c310a300806035504030c0161")),
        GOOD("otherName and registeredID", EXTENSIONS("551d11 300c a00606012aa0010 0 88022a03")),
        BAD("names longer than the extension", EXTENSIONS("551d11 300482036162")),
        /* key identifiers */
        BAD("empty subjectKeyIdentifier", EXTENSIONS("551d0e 0400")),
        BAD("empty authorityKeyIdentifier", EXTENSIONS("551d23 30028000")),
        GOOD("authorityKeyIdentifier without a key", EXTENSIONS("551d23 3000")),
        GOOD("issuer and serial", EXTENSIONS("551d23 300c 8001ff a104a4023000 820101")),
        BAD("issuer without serial", EXTENSIONS("551d23 3005a1038201 61")),
        BAD("serial without issuer", EXTENSIONS("551d23 3003820101")),
        /* authorityInfoAccess */
        GOOD("access method",
             EXTENSIONS("2b06010505070101 3011300f06082b06010505073001 86036874 70")),
        BAD("no access method", EXTENSIONS("2b06010505070101 3000")),
        BAD("access method without a place",
            EXTENSIONS("2b06010505070101 300c300a06082b06010505073001")),
        /* TLS features */
        GOOD("features", EXTENSIONS("2b06010505070118 300a 020105 020111 02022a2a")),
        GOOD("no feature", EXTENSIONS("2b06010505070118 3000")),
        BAD("features of another type", EXTENSIONS("2b06010505070118 020105")),
        BAD("feature of another type", EXTENSIONS("2b06010505070118 3003 040105")),
        BAD("feature below 0", EXTENSIONS("2b06010505070118 3003 0201ff")),
        BAD("feature over any", EXTENSIONS("2b06010505070118 3005 0203010000")),
        BAD("feature that is not minimal", EXTENSIONS("2b06010505070118 3004 02020005")),
        BAD("feature cut", EXTENSIONS("2b06010505070118 3003 020205")),
        BAD("features with something behind", EXTENSIONS("2b06010505070118 3003 020105 0500")),
        /* nameConstraints */
        GOOD("permitted", EXTENSIONS(EXT_CA, "551d1e ! 3007a0053003820161")),
        GOOD("excluded", EXTENSIONS(EXT_CA, "551d1e ! 3007a1053003820161")),
        BAD("neither", EXTENSIONS(EXT_CA, "551d1e ! 3000")),
        BAD("empty list", EXTENSIONS(EXT_CA, "551d1e ! 3002a000")),
        BAD("constraints on a leaf", EXTENSIONS("551d1e ! 3007a0053003820161")),
        BAD("minimum", EXTENSIONS(EXT_CA, "551d1e ! 300aa0083006820161800100")),
        BAD("excluded before permitted",
            EXTENSIONS(EXT_CA, "551d1e ! 300ea1053003820161a0053003820161")),
        BAD("DNS with a leading dot", EXTENSIONS(EXT_CA, "551d1e ! 3008a006300482022e61")),
        BAD("DNS with a wildcard", EXTENSIONS(EXT_CA, "551d1e ! 300aa008300682042a2e6162")),
        BAD("IP without a mask", EXTENSIONS(EXT_CA, "551d1e ! 300aa0083006870401020304")),
        GOOD("IP with a mask", EXTENSIONS(EXT_CA, "551d1e ! 300ea00c300a870801020304fffffe00")),
        BAD("IP with a mask with gaps",
            EXTENSIONS(EXT_CA, "551d1e ! 300ea00c300a870801020304ffff01ff")),
    };
    check_rules(rules, sizeof(rules) / sizeof(rules[0]));
}

/* TLS feature status_request (RFC 7633). */
static void test_features(void)
{
    static const struct {
        const char *extension;
        int demands_status;
    } cases[] = {
        { "2b06010505070118 3003 020105", 1 }, { "2b06010505070118 3006 020111 020105", 1 },
        { "2b06010505070118 3003 020111", 0 }, { "2b06010505070118 3004 02020105", 0 }, /* 261 */
        { "2b06010505070118 3000", 0 },        { EXT_SAN, 0 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct brisk_x509 parsed;
        struct test_recipe recipe = { .subject = "a", .issuer = "a", .key = key() };
        recipe.extensions = (const char *const[]){ cases[i].extension, NULL };
        test_note("%s", cases[i].extension);
        if (CHECK_EQ_INT(parse_recipe(&parsed, &recipe), 0)) {
            CHECK_EQ_INT(parsed.demands_status, cases[i].demands_status);
        }
    }
    test_note(NULL);
}

/* Critical extensions that brisk does not process are flagged, not refused. */
static void test_critical(void)
{
    static const struct {
        const char *extension;
        int is_flagged;
    } cases[] = {
        { "2a0304 ! 0500", 1 },
        { "2a0304 0500", 0 },
        { "551d20 ! 3008 3006 06042a030405", 1 }, /* certificatePolicies */
        { "551d20 3008 3006 06042a030405", 0 },
        { "551d0e ! 040101", 1 }, /* key identifiers must not be critical */
        { "551d23 ! 3003800101", 1 },
        { "551d24 3003800100", 1 }, /* policyConstraints must be */
        { "551d25 ! 300a06082b06010505070301", 0 },
        { "2b06010505070118 3003 020105", 0 },
        { "2b06010505070118 ! 3003 020105", 1 }, /* TLS features should not be */
        { EXT_SAN, 0 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct brisk_x509 parsed;
        struct test_recipe recipe = { .subject = "a", .issuer = "a", .key = key() };
        recipe.extensions = (const char *const[]){ cases[i].extension, NULL };
        test_note("%s", cases[i].extension);
        if (CHECK_EQ_INT(parse_recipe(&parsed, &recipe), 0)) {
            CHECK_EQ_INT(parsed.has_unknown_critical, cases[i].is_flagged);
        }
    }
    test_note(NULL);
}

/* 64 extensions are read, 65 are not. */
static void test_many_extensions(void)
{
    char texts[65][16];
    const char *extensions[66];
    struct test_recipe recipe = {
        .subject = "a", .issuer = "a", .key = key(), .extensions = extensions
    };
    struct brisk_x509 parsed;
    for (size_t i = 0; i < 65; i++) {
        static const char digits[] = "0123456789abcdef";
        memcpy(texts[i], "2a0300 0500", 12);
        texts[i][4] = digits[i / 16];
        texts[i][5] = digits[i % 16];
        extensions[i] = texts[i];
    }
    extensions[64] = NULL;
    CHECK_EQ_INT(parse_recipe(&parsed, &recipe), 0);
    extensions[64] = texts[64];
    extensions[65] = NULL;
    CHECK_EQ_INT(parse_recipe(&parsed, &recipe), BRISK_ERR_X509_DECODE);
}

static void test_times(void)
{
    static const struct {
        const char *text;
        int is_valid;
        int64_t seconds;
    } cases[] = {
        { "700101000000Z", 1, 0 },
        { "691231235959Z", 1, -1 },
        { "500101000000Z", 1, -631152000 },
        { "491231235959Z", 1, 2524607999 },
        { "20500101000000Z", 1, 2524608000 },
        { "20491231235959Z", 1, 2524607999 },
        { "99991231235959Z", 1, 253402300799 },
        { "00000101000000Z", 1, -62167219200 },
        { "000229120000Z", 1, 951825600 },
        { "040229000000Z", 1, 1078012800 },
        { "21000228235959Z", 1, 4107542399 },
        { "20240229000000Z", 1, 1709164800 },
        { "380119031408Z", 1, 2147483648 },
        { "010229000000Z", 0, 0 },
        { "21000229000000Z", 0, 0 },
        { "200100000000Z", 0, 0 },
        { "200132000000Z", 0, 0 },
        { "200431000000Z", 0, 0 },
        { "200001000000Z", 0, 0 },
        { "201301000000Z", 0, 0 },
        { "200101240000Z", 0, 0 },
        { "200101006000Z", 0, 0 },
        { "200101000060Z", 0, 0 },
        { "2001010000Z", 0, 0 },
        { "200101000000", 0, 0 },
        { "200101000000z", 0, 0 },
        { "20010100000 Z", 0, 0 },
        { "2001010000+0Z", 0, 0 },
        { "200101000000+0100", 0, 0 },
        { "20200101000000.5Z", 0, 0 },
        { "20200101000000+0000", 0, 0 },
        { "2020010100000-Z", 0, 0 },
        { "", 0, 0 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct test_recipe recipe = { .subject = "a", .issuer = "a", .key = key() };
        struct brisk_x509 parsed;
        test_note("time %s", cases[i].text);
        recipe.not_before = cases[i].text;
        int error = parse_recipe(&parsed, &recipe);
        CHECK_EQ_INT(error, cases[i].is_valid ? 0 : BRISK_ERR_X509_DECODE);
        CHECK(error || parsed.not_before == cases[i].seconds);
        recipe.not_before = NULL;
        recipe.not_after = cases[i].text;
        error = parse_recipe(&parsed, &recipe);
        CHECK_EQ_INT(error, cases[i].is_valid ? 0 : BRISK_ERR_X509_DECODE);
        CHECK(error || parsed.not_after == cases[i].seconds);
    }
    test_note(NULL);
}

#define PSS(hash, mgf_hash, salt)                                                                  \
    "304106092a864886f70d01010a3034a00f300d06096086480165030402" hash "0500a11c301a06092a864886f7" \
    "0d010108300d06096086480165030402" mgf_hash "0500a2030201" salt
#define PSS_NO_NULLS(hash, salt)                                                                   \
    "303d06092a864886f70d01010a3030a00d300b06096086480165030402" hash "a11a301806092a864886f7"     \
    "0d010108300b06096086480165030402" hash "a2030201" salt

static void test_algorithms(void)
{
    static const struct {
        const char *hex;
        enum brisk_x509_algorithm algorithm;
    } cases[] = {
        { "300a06082a8648ce3d040302", BRISK_X509_ECDSA_SHA256 },
        { "300a06082a8648ce3d040303", BRISK_X509_ECDSA_SHA384 },
        { "300a06082a8648ce3d040304", BRISK_X509_ECDSA_SHA512 },
        { "300906072a8648ce3d0401", BRISK_X509_UNKNOWN },       /* ecdsa-with-SHA1 */
        { "300c06082a8648ce3d0403020500", BRISK_X509_UNKNOWN }, /* NULL, not absent */
        { "300d06092a864886f70d01010b0500", BRISK_X509_RSA_PKCS1_SHA256 },
        { "300b06092a864886f70d01010b", BRISK_X509_RSA_PKCS1_SHA256 },
        { "300d06092a864886f70d01010c0500", BRISK_X509_RSA_PKCS1_SHA384 },
        { "300d06092a864886f70d01010d0500", BRISK_X509_RSA_PKCS1_SHA512 },
        { "300d06092a864886f70d0101050500", BRISK_X509_UNKNOWN }, /* SHA-1 */
        { "300d06092a864886f70d0101040500", BRISK_X509_UNKNOWN }, /* MD5 */
        { "300d06092a864886f70d01010b0400", BRISK_X509_UNKNOWN },
        { "300506032b6570", BRISK_X509_ED25519 },
        { "300706032b65700500", BRISK_X509_UNKNOWN },
        { "300506032b6571", BRISK_X509_UNKNOWN }, /* Ed448 */
        { PSS("01", "01", "20"), BRISK_X509_RSA_PSS_SHA256 },
        { PSS("02", "02", "30"), BRISK_X509_RSA_PSS_SHA384 },
        { PSS("03", "03", "40"), BRISK_X509_RSA_PSS_SHA512 },
        { PSS_NO_NULLS("01", "20"), BRISK_X509_RSA_PSS_SHA256 },
        { PSS("01", "02", "20"), BRISK_X509_UNKNOWN },
        { PSS("01", "01", "14"), BRISK_X509_UNKNOWN },
        { PSS("04", "04", "1c"), BRISK_X509_UNKNOWN },            /* SHA-224 */
        { "300d06092a864886f70d01010a3000", BRISK_X509_UNKNOWN }, /* the defaults: SHA-1 */
        { "300b06092a864886f70d01010a", BRISK_X509_UNKNOWN },
        { "3000", BRISK_X509_UNKNOWN },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct brisk_x509 parsed;
        struct test_recipe recipe = {
            .subject = "a", .issuer = "a", .key = key(), .algorithm_hex = cases[i].hex
        };
        test_note("algorithm %s", cases[i].hex);
        if (CHECK_EQ_INT(parse_recipe(&parsed, &recipe), 0)) {
            CHECK_EQ_INT(parsed.algorithm, cases[i].algorithm);
        }
    }
    test_note(NULL);
}

/* The scheme is what algorithm and key make together; keys of another kind make none. */
static void test_schemes(void)
{
    static const struct {
        enum brisk_x509_algorithm algorithm;
        uint16_t rsa, p256, p384, p521, ed25519;
    } cases[] = {
        { BRISK_X509_UNKNOWN, 0, 0, 0, 0, 0 },
        { BRISK_X509_ECDSA_SHA256, 0, 0x0403, 0xfe03, 0xfe05, 0 },
        { BRISK_X509_ECDSA_SHA384, 0, 0xfe01, 0x0503, 0xfe06, 0 },
        { BRISK_X509_ECDSA_SHA512, 0, 0xfe02, 0xfe04, 0x0603, 0 },
        { BRISK_X509_RSA_PKCS1_SHA256, 0x0401, 0, 0, 0, 0 },
        { BRISK_X509_RSA_PKCS1_SHA384, 0x0501, 0, 0, 0, 0 },
        { BRISK_X509_RSA_PKCS1_SHA512, 0x0601, 0, 0, 0, 0 },
        { BRISK_X509_RSA_PSS_SHA256, 0x0804, 0, 0, 0, 0 },
        { BRISK_X509_RSA_PSS_SHA384, 0x0805, 0, 0, 0, 0 },
        { BRISK_X509_RSA_PSS_SHA512, 0x0806, 0, 0, 0, 0 },
        { BRISK_X509_ED25519, 0, 0, 0, 0, 0x0807 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct brisk_x509 cert = { .algorithm = cases[i].algorithm };
        test_note("algorithm %d", (int)cases[i].algorithm);
        CHECK_EQ_INT(brisk_x509_signature_scheme(&cert, BRISK_KEY_RSA), cases[i].rsa);
        CHECK_EQ_INT(brisk_x509_signature_scheme(&cert, BRISK_KEY_P256), cases[i].p256);
        CHECK_EQ_INT(brisk_x509_signature_scheme(&cert, BRISK_KEY_P384), cases[i].p384);
        CHECK_EQ_INT(brisk_x509_signature_scheme(&cert, BRISK_KEY_P521), cases[i].p521);
        CHECK_EQ_INT(brisk_x509_signature_scheme(&cert, BRISK_KEY_ED25519), cases[i].ed25519);
    }
    test_note(NULL);
}

/* Names compare as RFC 5280 section 7.1 has it. Seen through is_self_issued. */
static void test_names(void)
{
    static const struct {
        const char *a, *b;
        int are_equal;
    } cases[] = {
        /* PrintableString and UTF8String, case, white space */
        { "300d310b300906035504031302 4162", "300d310b30090603550403 0c02 6142", 1 },
        { "300e310c300a06035504031303 612062", "3011310f300d0603550403 1306 206120206220", 1 },
        { "300e310c300a06035504031303 612062", "300d310b300906035504031302 6162", 0 },
        { "300d310b300906035504031302 6162", "300d310b300906035504031302 6163", 0 },
        { "300d310b300906035504031302 6162", "300e310c300a06035504031303 616263", 0 },
        { "300d310b300906035504031302 6162", "300d310b300906035504041302 6162", 0 },
        /* characters beyond ASCII, and other string types, as bytes */
        { "300d310b30090603550403 0c02 c3bc", "300d310b30090603550403 0c02 c39c", 0 },
        { "300d310b30090603550403 1e02 0061", "300d310b30090603550403 1e02 0041", 0 },
        { "300d310b30090603550403 1e02 0061", "300d310b30090603550403 0c02 0061", 0 },
        /* one RDN more, on either side; order of RDNs; order within an RDN */
        { "301a310b300906035504031302 6162 310b300906035504041302 6162",
          "300d310b300906035504031302 6162", 0 },
        { "300d310b300906035504031302 6162",
          "301a310b300906035504031302 6162 310b300906035504041302 6162", 0 },
        { "301a310b300906035504031302 6162 310b300906035504041302 6162",
          "301a310b300906035504041302 6162 310b300906035504031302 6162", 0 },
        { "30183116300906035504031302 6162 300906035504041302 6162",
          "30183116300906035504041302 6142 300906035504031302 6142", 1 },
        { "30183116300906035504031302 6162 300906035504041302 6162",
          "300d310b300906035504031302 6162", 0 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct brisk_x509 parsed;
        struct test_recipe recipe = { .subject_hex = cases[i].a,
                                      .issuer_hex = cases[i].b,
                                      .key = key() };
        test_note("names %zu", i);
        if (CHECK_EQ_INT(parse_recipe(&parsed, &recipe), 0)) {
            CHECK_EQ_INT(parsed.is_self_issued, cases[i].are_equal);
        }
    }
    test_note(NULL);
}

/* A certificate cut short or with a byte too many never parses. */
static void test_lengths(void)
{
    static const char *const extensions[] = { EXT_CA, EXT_SAN, EXT_AKI("01020304"), NULL };
    struct test_cert cert;
    struct brisk_x509 parsed;
    test_make_cert(&cert,
                   &(struct test_recipe){
                       .subject = "a", .issuer = "a", .key = key(), .extensions = extensions });
    size_t len = cert.len;
    for (cert.len = 0; cert.len < len; cert.len++) {
        test_note("%zu of %zu bytes", cert.len, len);
        CHECK_EQ_INT(parse(&parsed, &cert), BRISK_ERR_X509_DECODE);
        CHECK(parsed.der.data == NULL);
    }
    test_note(NULL);
    CHECK_EQ_INT(parse(&parsed, &cert), 0);
    cert.der[cert.len++] = 0;
    CHECK_EQ_INT(parse(&parsed, &cert), BRISK_ERR_X509_DECODE);
}

static void test_pem(void)
{
    struct test_cert cert;
    struct brisk_x509 certs[3];
    char pem[2048], bundle[8192];
    uint8_t storage[4096];
    size_t num_certs, used;
    test_make_cert(&cert, &(struct test_recipe){ .subject = "a", .issuer = "a", .key = key() });
    CHECK_EQ_INT(brisk_pem_write(pem, sizeof(pem), "CERTIFICATE", cert.der, cert.len), 0);
    strcpy(bundle, "# two of them\n");
    strcat(bundle, pem);
    strcat(bundle, "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n");
    strcat(bundle, pem);
    size_t len = strlen(bundle);
    CHECK_EQ_INT(brisk_x509_from_pem(NULL, 0, &num_certs, NULL, 0, &used, bundle, len), 0);
    CHECK(num_certs == 2 && used == 2 * cert.len);
    CHECK_EQ_INT(
        brisk_x509_from_pem(certs, 2, &num_certs, storage, 2 * cert.len, &used, bundle, len), 0);
    CHECK(num_certs == 2 && used == 2 * cert.len);
    CHECK(certs[1].der.len == cert.len && certs[1].der.data == storage + cert.len);
    CHECK_EQ_INT(
        brisk_x509_from_pem(certs, 1, &num_certs, storage, sizeof(storage), &used, bundle, len),
        BRISK_ERR_BUFFER);
    CHECK_EQ_INT(
        brisk_x509_from_pem(certs, 2, &num_certs, storage, 2 * cert.len - 1, &used, bundle, len),
        BRISK_ERR_BUFFER);
    CHECK_EQ_INT(
        brisk_x509_from_pem(certs, 2, &num_certs, storage, sizeof(storage), &used, "no", 2),
        BRISK_ERR_DECODE);
    bundle[len - 100] = '!';
    CHECK_EQ_INT(
        brisk_x509_from_pem(certs, 2, &num_certs, storage, sizeof(storage), &used, bundle, len),
        BRISK_ERR_DECODE);
    cert.der[0] ^= 1;
    CHECK_EQ_INT(brisk_pem_write(pem, sizeof(pem), "CERTIFICATE", cert.der, cert.len), 0);
    CHECK_EQ_INT(brisk_x509_from_pem(certs, 2, &num_certs, storage, sizeof(storage), &used, pem,
                                     strlen(pem)),
                 BRISK_ERR_X509_DECODE);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_fields();
    test_structure();
    test_extensions();
    test_features();
    test_critical();
    test_many_extensions();
    test_times();
    test_algorithms();
    test_schemes();
    test_names();
    test_lengths();
    test_pem();
    return test_end();
}
