/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Certificates with one thing wrong: every bit flipped, every byte taken out or doubled, every
 * length. None verifies. Each is parsed from the heap, so that the address sanitizer sees a read
 * past its end. */

#include <brisk/error.h>
#include <brisk/x509.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/make_cert.h"
#include "tests/support/test.h"

#define P256(i) test_key(BRISK_KEY_P256, i)

enum { LEAF, INTERMEDIATE, ROOT, NUM_CERTS };
static struct test_cert originals[NUM_CERTS];
static size_t num_refused_by_parser, num_refused_by_path;

static void make_chain(void)
{
    static const char *const ca[] = { EXT_CA,
                                      EXT_CA_USAGE,
                                      EXT_SKI("01010101"),
                                      EXT_AKI("02020202"),
                                      "551d1e ! 3011a00f300d820b6578616d706c652e636f6d",
                                      NULL };
    static const char *const leaf[] = { EXT_LEAF_USAGE,
                                        EXT_SERVER,
                                        EXT_SAN,
                                        EXT_SKI("00000000"),
                                        EXT_AKI("01010101"),
                                        "2b06010505070101 3011300f06082b06010505073001 8603687474",
                                        NULL };
    test_make_cert(&originals[ROOT],
                   &(struct test_recipe){
                       .subject = "root", .issuer = "root", .key = P256(0), .extensions = ca });
    test_make_cert(&originals[INTERMEDIATE], &(struct test_recipe){ .subject = "intermediate",
                                                                    .issuer = "root",
                                                                    .key = P256(1),
                                                                    .signer = P256(0),
                                                                    .not_after = "20500101000000Z",
                                                                    .extensions = ca });
    test_make_cert(&originals[LEAF], &(struct test_recipe){ .subject = "leaf",
                                                            .issuer = "intermediate",
                                                            .key = P256(2),
                                                            .signer = P256(1),
                                                            .extensions = leaf });
}

/* Verifies the chain with one certificate replaced. */
static int verify(size_t replaced, const uint8_t *der, size_t der_len)
{
    struct brisk_x509 parsed[NUM_CERTS];
    struct brisk_x509_path path;
    const struct brisk_x509_trust trust = { &parsed[ROOT], 1 };
    const struct brisk_x509_policy policy = { .now = 1750000000,
                                              .purpose = BRISK_EKU_SERVER_AUTH,
                                              .key_usage = BRISK_KEY_USAGE_DIGITAL_SIGNATURE,
                                              .host = "a.example.com" };
    uint8_t *copy = malloc(der_len + (der_len == 0));
    if (!copy) {
        test_abort("out of memory");
    }
    memcpy(copy, der, der_len);
    int error = 0;
    for (size_t i = 0; i < NUM_CERTS && !error; i++) {
        error = i == replaced ? brisk_x509_parse(&parsed[i], copy, der_len)
                              : brisk_x509_parse(&parsed[i], originals[i].der, originals[i].len);
    }
    num_refused_by_parser += error != 0;
    if (!error) {
        error = brisk_x509_verify(&path, parsed, 2, &trust, &policy);
        num_refused_by_path += error != 0;
    }
    free(copy);
    return error;
}

/* An anchor's signature is not looked at: a changed one may or may not do, but nothing breaks. */
static void check(size_t which, const uint8_t *der, size_t der_len, const char *what, size_t at)
{
    int error = verify(which, der, der_len);
    if (which != ROOT) {
        test_note("%s at %zu of %s", what, at, which == LEAF ? "the leaf" : "the intermediate");
        CHECK(error < 0);
    }
}

static void test_each_byte(size_t which)
{
    uint8_t der[TEST_CERT_CAPACITY];
    const uint8_t *original = originals[which].der;
    size_t len = originals[which].len;
    for (size_t i = 0; i < len; i++) {
        memcpy(der, original, len);
        for (unsigned bit = 0; bit < 8; bit++) {
            der[i] = original[i] ^ (uint8_t)(1u << bit);
            check(which, der, len, "bit flipped", i);
        }
        static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
        for (size_t v = 0; v < sizeof(values); v++) {
            if (values[v] != original[i]) {
                der[i] = values[v];
                check(which, der, len, "byte replaced", i);
            }
        }
        memcpy(der + i, original + i + 1, len - i - 1);
        check(which, der, len - 1, "byte taken out", i);
        memcpy(der, original, i + 1);
        memcpy(der + i + 1, original + i, len - i);
        check(which, der, len + 1, "byte doubled", i);
        check(which, original, i, "cut", i);
    }
    test_note(NULL);
}

/* Several bytes at once, as a fuzzer would have them. */
static void test_random(size_t which)
{
    uint8_t der[TEST_CERT_CAPACITY];
    size_t len = originals[which].len;
    for (size_t round = 0; round < 3000; round++) {
        memcpy(der, originals[which].der, len);
        for (size_t n = 1 + test_random_below(4); n > 0; n--) {
            der[test_random_below(len)] = (uint8_t)test_random_u64();
        }
        if (memcmp(der, originals[which].der, len) != 0) {
            check(which, der, len, "random change", round);
        }
    }
    test_note(NULL);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    make_chain();
    CHECK_EQ_INT(verify(LEAF, originals[LEAF].der, originals[LEAF].len), 0);
    for (size_t which = LEAF; which <= ROOT; which++) {
        test_each_byte(which);
        test_random(which);
    }
    printf("%zu mutations refused by the parser, %zu by the path\n", num_refused_by_parser,
           num_refused_by_path);
    return test_end();
}
