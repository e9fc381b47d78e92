/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Certificate chains: DER certificates one after the other, the leaf first. What parses must stay
 * inside its input, and nothing but a leaf that was really issued may verify. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/x509.h>

#include "tests/support/fuzz.h"
#include "tests/support/make_cert.h"
#include "tests/support/test.h"

#define P256(i) test_key(BRISK_KEY_P256, i)
#define MAX_CHAIN 12

#define EXT_CONSTRAINTS                                                                            \
    "551d1e ! 302f a015 3009 8207 6578616d706c65 3008 8206 616161612e62" /* two permitted */       \
    "a116 300a 8708 c0000200ffffff00 3008 8106 622e636f6d6d"             /* two excluded */
#define EXT_NAMES                                                                                  \
    "551d11 3037 8209 612e6578616d706c65 8704 7f000001 8106 6140622e6d6d"                          \
    "8608 687474703a2f2f61 a40e 300c310a300806035504030c0161 88022a03"
#define EXT_INFO_ACCESS "2b06010505070101 3011 300f 06082b06010505073001 8603687474"

static struct test_cert root, certs[6];
static struct brisk_x509 root_parsed;
static uint8_t seeds[4][3 * TEST_CERT_CAPACITY];
static size_t seed_lens[4];

/* Each seed is a leaf and what is between it and the root. */
static void append(size_t seed, const struct test_cert *cert)
{
    memcpy(seeds[seed] + seed_lens[seed], cert->der, cert->len);
    seed_lens[seed] += cert->len;
}

static void make_seeds(void)
{
    test_fix_keys();
    static const char *const ca[] = { EXT_CA, EXT_CA_USAGE, EXT_SKI("00000001"), NULL };
    static const char *const bound_ca[] = { EXT_CA_PATH_LEN("01"), EXT_CA_USAGE,
                                            EXT_AKI("00000001"), EXT_CONSTRAINTS, NULL };
    static const char *const leaf[] = { EXT_LEAF_USAGE, EXT_SERVER,      EXT_SKI("00000002"),
                                        EXT_NAMES,      EXT_INFO_ACCESS, NULL };
    static const char *const plain[] = { "551d11 300b 8209 612e6578616d706c65", NULL };
    const struct test_recipe recipes[6] = {
        { .subject = "one",
          .issuer = "root",
          .key = P256(1),
          .signer = P256(0),
          .extensions = bound_ca },
        { .subject = "two",
          .issuer = "one",
          .key = P256(2),
          .signer = P256(1),
          .extensions = bound_ca,
          .not_after = "20500101000000Z" },
        { .subject = "leaf",
          .issuer = "two",
          .key = P256(3),
          .signer = P256(2),
          .extensions = plain },
        { .subject = "leaf",
          .issuer = "one",
          .key = P256(3),
          .signer = P256(1),
          .extensions = plain },
        { .subject = "leaf",
          .issuer = "root",
          .key = P256(3),
          .signer = P256(0),
          .extensions = leaf },
        { .subject = "leaf",
          .issuer = "root",
          .key = test_key(BRISK_KEY_ED25519, 0),
          .signer = P256(0),
          .extensions = plain },
    };
    test_make_parsed(&root, &root_parsed,
                     &(struct test_recipe){
                         .subject = "root", .issuer = "root", .key = P256(0), .extensions = ca });
    for (size_t i = 0; i < 6; i++) {
        test_make_cert(&certs[i], &recipes[i]);
    }
    append(0, &certs[2]);
    append(0, &certs[1]);
    append(0, &certs[0]);
    append(1, &certs[3]);
    append(1, &certs[0]);
    append(2, &certs[4]);
    append(3, &certs[5]);
}

static int is_within(struct brisk_bytes part, struct brisk_bytes whole)
{
    return part.len == 0 ||
           (part.data >= whole.data && part.data + part.len <= whole.data + whole.len);
}

static void check_views(const struct brisk_x509 *cert, struct brisk_bytes input)
{
    const struct brisk_bytes views[] = {
        cert->der,
        cert->tbs,
        cert->serial,
        cert->issuer,
        cert->subject,
        cert->spki,
        cert->subject_alt_name,
        cert->name_constraints,
        cert->signature,
        cert->subject_key_id,
        cert->authority_key_id,
    };
    for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
        CHECK(is_within(views[i], input));
    }
}

/* Parses what parses of a chain; the others are passed over. Returns how many. */
static size_t parse_chain(struct brisk_x509 chain[MAX_CHAIN], struct brisk_bytes input)
{
    struct brisk_bytes element;
    size_t n = 0;
    while (n < MAX_CHAIN && brisk_der_read_any(&input, NULL, NULL, &element) == 0) {
        int error = brisk_x509_parse(&chain[n], element.data, element.len);
        CHECK(error == 0 || (error == BRISK_ERR_X509_DECODE && chain[n].der.data == NULL));
        check_views(&chain[n], element);
        n += error == 0;
    }
    return n;
}

static int verify(const struct brisk_x509 *chain, size_t n)
{
    static struct brisk_x509_path path;
    const struct brisk_x509_trust trust = { &root_parsed, 1 };
    const struct brisk_x509_policy policy = { .now = 1750000000, .purpose = BRISK_EKU_SERVER_AUTH };
    return brisk_x509_verify(&path, chain, n, &trust, &policy);
}

struct brisk_bytes fuzz_seed_input(size_t i)
{
    struct brisk_x509 chain[MAX_CHAIN];
    if (root.len == 0) {
        make_seeds();
    }
    if (i >= sizeof(seeds) / sizeof(seeds[0])) {
        return (struct brisk_bytes){ NULL, 0 };
    }
    const struct brisk_bytes seed = { seeds[i], seed_lens[i] };
    CHECK_EQ_INT(verify(chain, parse_chain(chain, seed)), 0);
    return seed;
}

/* By what was signed: ECDSA has more than one signature of a text. */
static int was_issued(const struct brisk_x509 *cert)
{
    for (size_t i = 0; i < 6; i++) {
        struct brisk_x509 issued;
        if (CHECK_EQ_INT(brisk_x509_parse(&issued, certs[i].der, certs[i].len), 0) &&
            cert->tbs.len == issued.tbs.len &&
            memcmp(cert->tbs.data, issued.tbs.data, issued.tbs.len) == 0) {
            return 1;
        }
    }
    return 0;
}

void fuzz_one_input(const uint8_t *data, size_t len)
{
    static struct brisk_x509_path path;
    struct brisk_x509 chain[MAX_CHAIN];
    if (root.len == 0) {
        make_seeds();
    }
    size_t n = parse_chain(chain, (struct brisk_bytes){ data, len });
    if (n == 0) {
        return;
    }
    if (verify(chain, n) == 0) {
        CHECK(was_issued(&chain[0]));
    }
    /* Hosts to look for, and what was given as anchors: anything may come of it. */
    const struct brisk_x509_trust trust = { chain + n / 2, n - n / 2 };
    struct brisk_x509_policy policy = { .now = 1750000000, .host = "a.example" };
    brisk_x509_verify(&path, chain, n, &trust, &policy);
    policy.host = "127.0.0.1";
    brisk_x509_verify(&path, chain, n, &trust, &policy);
}
