/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Runs the cases of an x509-limbo file (https://github.com/C2SP/x509-limbo) through
 * brisk_x509_verify().
 *
 *     limbo FILE          prints each verdict that is not the expected one, each reason to skip,
 * and the counts; fails if they are worse than the thresholds below limbo < FILE        writes the
 * results as x509-limbo's own tools read them */

#define _POSIX_C_SOURCE 200809L

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <brisk/error.h>
#include <brisk/x509.h>

#include "tests/support/test.h"

#define MAX_WRONGLY_ACCEPTED 6
#define MAX_WRONGLY_REJECTED 0
#define MAX_SKIPPED 29
#define MAX_SECONDS 1.0 /* for one case */

/* What is not answered either way, by a feature that the case names or by the start of its id. */
#define ISSUANCE_RULE                                                                              \
    "a rule of public CAs for what they issue; brisk would accept it, as RFC 5280 does"
static const struct {
    const char *feature, *id, *reason;
} skipped[] = {
    { "max-chain-depth", NULL, "brisk's limit is fixed" },
    { "pedantic-public-suffix-wildcard", NULL, "brisk has no public suffix list" },
    { "pedantic-webpki-eku", NULL, ISSUANCE_RULE },
    { "pedantic-rfc5280", NULL, "open to interpretation, as the case itself says" },
    { "rfc5280-incompatible-with-webpki", NULL, "the other way round in a webpki:: case" },
    { NULL, "webpki::cn::", ISSUANCE_RULE },
    { NULL, "webpki::aki::root-with-aki-missing-keyidentifier", ISSUANCE_RULE },
    { NULL, "webpki::aki::root-with-aki-all-fields", ISSUANCE_RULE },
    { NULL, "webpki::aki::root-with-aki-ski-mismatch", ISSUANCE_RULE },
    { NULL, "webpki::san::san-critical-with-nonempty-subject", ISSUANCE_RULE },
    { NULL, "webpki::ee-basicconstraints-ca", ISSUANCE_RULE },
    { NULL, "webpki::ca-as-leaf", "the other way round in rfc5280::ca-as-leaf" },
};
#define NUM_SKIPPED (sizeof(skipped) / sizeof(skipped[0]))

struct certs {
    struct brisk_x509 *certs;
    size_t num_certs;
    uint8_t *storage;
    size_t used, capacity;
};

#define MAX_CRLS 8

/* The CRLs of a case. Returns the first parser's error. */
static int read_crls(const json_t *list, struct brisk_crl crls[MAX_CRLS], uint8_t *der[MAX_CRLS],
                     size_t *num_crls)
{
    json_t *item;
    size_t i;
    int first_error = 0;
    *num_crls = 0;
    json_array_foreach(list, i, item)
    {
        const char *pem = json_string_value(item);
        size_t pem_len = strlen(pem), count, used;
        if (*num_crls == MAX_CRLS || !(der[*num_crls] = malloc(pem_len))) {
            test_abort("out of memory, or more CRLs than expected");
        }
        int error = brisk_crl_from_pem(&crls[*num_crls], 1, &count, der[*num_crls], pem_len, &used,
                                       pem, pem_len);
        ++*num_crls;
        first_error = first_error ? first_error : error;
    }
    return first_error;
}

enum outcome {
    RIGHT,
    WRONGLY_ACCEPTED,
    WRONGLY_REJECTED,
    SKIPPED,
    NUM_OUTCOMES,
};

static const char *string_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* Days since 1970 of a date of the Gregorian calendar: 1 March begins the year, so that the leap
 * day ends it. */
static int64_t days_since_1970(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1;
    int64_t month_days = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5;
    return 365 * y + y / 4 - y / 100 + y / 400 + month_days + day - 1 - 719468;
}

/* "2024-01-01T00:00:00+00:00", a fraction of a second dropped; the present if the case does not
 * say. */
static int64_t time_of(const json_t *testcase)
{
    int year, month, day, hour, minute, second;
    const char *text = string_of(testcase, "validation_time");
    if (*text == 0) {
        return (int64_t)time(NULL);
    }
    if (sscanf(text, "%d-%d-%dT%d:%d:%d", &year, &month, &day, &hour, &minute, &second) != 6 ||
        (strcmp(text + strlen(text) - 6, "+00:00") != 0 && text[strlen(text) - 1] != 'Z')) {
        test_abort("not a time: %s", text);
    }
    return days_since_1970(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
}

/* Adds the certificate of a PEM text. Returns the parser's verdict. */
static int add_cert(struct certs *certs, const char *pem)
{
    size_t pem_len = strlen(pem), der_len;
    uint8_t *at = certs->storage + certs->used;
    int error = brisk_pem_next(&pem, &pem_len, "CERTIFICATE", NULL, at,
                               certs->capacity - certs->used, &der_len);
    if (!error) {
        error = brisk_x509_parse(&certs->certs[certs->num_certs], at, der_len);
    }
    if (!error) {
        certs->num_certs++;
        certs->used += der_len;
    }
    return error;
}

static void start_certs(struct certs *certs, const char *first, const json_t *others)
{
    size_t i;
    json_t *pem;
    memset(certs, 0, sizeof(*certs));
    certs->capacity = strlen(first);
    json_array_foreach(others, i, pem)
    {
        certs->capacity += strlen(json_string_value(pem));
    }
    certs->storage = malloc(certs->capacity + 1);
    certs->certs = calloc(json_array_size(others) + 1, sizeof(*certs->certs));
    if (!certs->storage || !certs->certs) {
        test_abort("out of memory");
    }
}

/* An intermediate or an anchor that does not parse is left out, as a TLS client could; the leaf's
 * error is the verdict. */
static int verify_case(const json_t *testcase)
{
    struct certs chain, anchors;
    struct brisk_x509_path path;
    struct brisk_crl crls[MAX_CRLS];
    uint8_t *crl_der[MAX_CRLS];
    size_t num_crls;
    const json_t *untrusted = json_object_get(testcase, "untrusted_intermediates");
    const json_t *trusted = json_object_get(testcase, "trusted_certs");
    json_t *pem;
    size_t i;
    start_certs(&chain, string_of(testcase, "peer_certificate"), untrusted);
    start_certs(&anchors, "", trusted);
    int error = add_cert(&chain, string_of(testcase, "peer_certificate"));
    json_array_foreach(untrusted, i, pem)
    {
        add_cert(&chain, json_string_value(pem));
    }
    json_array_foreach(trusted, i, pem)
    {
        add_cert(&anchors, json_string_value(pem));
    }
    int crl_error = read_crls(json_object_get(testcase, "crls"), crls, crl_der, &num_crls);
    error = error ? error : crl_error;
    const struct brisk_revocation revocation = { .crls = crls, .num_crls = num_crls };
    const json_t *name = json_object_get(testcase, "expected_peer_name");
    struct brisk_x509_policy policy = {
        .now = time_of(testcase),
        .purpose = strcmp(string_of(testcase, "validation_kind"), "CLIENT") == 0
                       ? BRISK_EKU_CLIENT_AUTH
                       : BRISK_EKU_SERVER_AUTH,
        .key_usage = json_array_size(json_object_get(testcase, "key_usage")) > 0
                         ? BRISK_KEY_USAGE_DIGITAL_SIGNATURE
                         : 0,
        .host = json_is_object(name) ? string_of(name, "value") : NULL,
        .revocation = &revocation,
    };
    struct brisk_x509_trust trust = { anchors.certs, anchors.num_certs };
    if (!error) {
        error = brisk_x509_verify(&path, chain.certs, chain.num_certs, &trust, &policy);
    }
    for (i = 0; i < num_crls; i++) {
        free(crl_der[i]);
    }
    free(chain.certs);
    free(chain.storage);
    free(anchors.certs);
    free(anchors.storage);
    return error;
}

static int has_feature(const json_t *testcase, const char *wanted)
{
    const json_t *features = json_object_get(testcase, "features");
    json_t *feature;
    size_t i;
    json_array_foreach(features, i, feature)
    {
        if (strcmp(json_string_value(feature), wanted) == 0) {
            return 1;
        }
    }
    return 0;
}

static const char *reason_to_skip(const json_t *testcase)
{
    const char *id = string_of(testcase, "id");
    for (size_t i = 0; i < NUM_SKIPPED; i++) {
        if ((skipped[i].feature && has_feature(testcase, skipped[i].feature)) ||
            (skipped[i].id && strncmp(id, skipped[i].id, strlen(skipped[i].id)) == 0)) {
            return skipped[i].reason;
        }
    }
    return NULL;
}

struct verdict {
    enum outcome outcome;
    int error;
    const char *skipped; /* the reason */
    double seconds;
};

static struct verdict judge(const json_t *testcase)
{
    struct verdict verdict = { .skipped = reason_to_skip(testcase) };
    struct timespec start, end;
    if (verdict.skipped) {
        verdict.outcome = SKIPPED;
        return verdict;
    }
    clock_gettime(CLOCK_MONOTONIC, &start);
    verdict.error = verify_case(testcase);
    clock_gettime(CLOCK_MONOTONIC, &end);
    verdict.seconds =
        (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
    int success_expected = strcmp(string_of(testcase, "expected_result"), "SUCCESS") == 0;
    if (success_expected == (verdict.error == 0)) {
        verdict.outcome = RIGHT;
    } else {
        verdict.outcome = success_expected ? WRONGLY_REJECTED : WRONGLY_ACCEPTED;
    }
    return verdict;
}

/* The table for people, and the thresholds. */
static int report(const json_t *testcases)
{
    size_t counts[NUM_OUTCOMES] = { 0 }, i;
    double slowest = 0;
    json_t *testcase;
    json_array_foreach(testcases, i, testcase)
    {
        struct verdict verdict = judge(testcase);
        const char *id = string_of(testcase, "id");
        counts[verdict.outcome]++;
        slowest = verdict.seconds > slowest ? verdict.seconds : slowest;
        if (verdict.outcome == SKIPPED) {
            printf("skipped:          %s: %s\n", id, verdict.skipped);
        } else if (verdict.outcome != RIGHT) {
            printf("wrongly %s: %s: %s\n",
                   verdict.outcome == WRONGLY_ACCEPTED ? "accepted" : "rejected", id,
                   brisk_strerror(verdict.error));
        }
    }
    printf("limbo: %zu cases: %zu right, %zu wrongly accepted, %zu wrongly rejected, %zu skipped; "
           "the slowest took %.1f ms\n",
           json_array_size(testcases), counts[RIGHT], counts[WRONGLY_ACCEPTED],
           counts[WRONGLY_REJECTED], counts[SKIPPED], slowest * 1e3);
    return counts[RIGHT] == 0 || counts[WRONGLY_ACCEPTED] > MAX_WRONGLY_ACCEPTED ||
           counts[WRONGLY_REJECTED] > MAX_WRONGLY_REJECTED || counts[SKIPPED] > MAX_SKIPPED ||
           slowest > MAX_SECONDS;
}

/* x509-limbo's result format. */
static int write_results(const json_t *testcases)
{
    json_t *results = json_array(), *testcase;
    size_t i;
    json_array_foreach(testcases, i, testcase)
    {
        struct verdict verdict = judge(testcase);
        const char *result = verdict.skipped      ? "SKIPPED"
                             : verdict.error == 0 ? "SUCCESS"
                                                  : "FAILURE";
        const char *context = verdict.skipped ? verdict.skipped : brisk_strerror(verdict.error);
        json_array_append_new(results, json_pack("{ssssss}", "id", string_of(testcase, "id"),
                                                 "actual_result", result, "context", context));
    }
    json_t *document = json_pack("{sisssO}", "version", 1, "harness", "brisk", "results", results);
    int failed = !document || json_dumpf(document, stdout, JSON_INDENT(2)) != 0;
    putchar('\n');
    json_decref(document);
    json_decref(results);
    return failed;
}

int main(int argc, char **argv)
{
    json_error_t error;
    if (argc > 2) {
        fprintf(stderr, "usage: %s [FILE]\n", argv[0]);
        return 2;
    }
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : stdin;
    if (!file) {
        test_skip("%s is not there: get x509-limbo's cases to run this", argv[1]);
    }
    json_t *document = json_loadf(file, 0, &error);
    if (!document) {
        fprintf(stderr, "%s: line %d: %s\n", argc == 2 ? argv[1] : "standard input", error.line,
                error.text);
        return 1;
    }
    const json_t *testcases = json_object_get(document, "testcases");
    int failed = argc == 2 ? report(testcases) : write_results(testcases);
    json_decref(document);
    if (argc == 2) {
        fclose(file);
    }
    return failed;
}
