/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Name constraints (RFC 5280 section 4.2.1.10). */

#include <brisk/error.h>
#include <brisk/x509.h>

#include <stdio.h>
#include <string.h>

#include "tests/support/make_cert.h"
#include "tests/support/test.h"

#define P256(i) test_key(BRISK_KEY_P256, i)
#define MAX_HEX 4096

/* Names are written "dns:a.example", "mail:a@b.example", "uri:http://a/", "ip:HEX",
 * "dir:HEX" (an RDNSequence's contents) and "other:HEX", several of them with a space between. */
static void put_names(struct brisk_der_writer *w, const char *names, int are_subtrees)
{
    static const struct {
        const char *prefix;
        unsigned tag;
        int is_text;
    } forms[] = {
        { "mail:", BRISK_DER_CONTEXT(1), 1 },
        { "dns:", BRISK_DER_CONTEXT(2), 1 },
        { "uri:", BRISK_DER_CONTEXT(6), 1 },
        { "ip:", BRISK_DER_CONTEXT(7), 0 },
        { "dir:", BRISK_DER_CONTEXT_CONSTRUCTED(4), 0 },
        { "other:", BRISK_DER_CONTEXT_CONSTRUCTED(0), 0 },
    };
    while (*names) {
        char text[512];
        uint8_t bytes[256];
        size_t len = strcspn(names, " ");
        if (len >= sizeof(text)) {
            test_abort("name too long");
        }
        memcpy(text, names, len);
        text[len] = 0;
        names += len + (names[len] == ' ');
        size_t subtree = are_subtrees ? brisk_der_open(w, BRISK_DER_SEQUENCE) : 0;
        for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
            size_t prefix = strlen(forms[i].prefix);
            if (strncmp(text, forms[i].prefix, prefix) != 0) {
                continue;
            }
            if (forms[i].is_text) {
                brisk_der_element(w, forms[i].tag, (const uint8_t *)text + prefix, len - prefix);
                break;
            }
            size_t size = test_hex(bytes, sizeof(bytes), text + prefix);
            size_t mark = brisk_der_open(w, forms[i].tag);
            if (forms[i].tag == BRISK_DER_CONTEXT_CONSTRUCTED(4)) {
                brisk_der_element(w, BRISK_DER_SEQUENCE, bytes, size);
            } else {
                brisk_der_put(w, bytes, size);
            }
            brisk_der_close(w, mark);
            break;
        }
        if (are_subtrees) {
            brisk_der_close(w, subtree);
        }
    }
}

static void to_extension(char out[MAX_HEX], const char *head, const struct brisk_der_writer *w)
{
    if (w->failed || strlen(head) + 2 * w->len >= MAX_HEX) {
        test_abort("extension too long");
    }
    strcpy(out, head);
    for (size_t i = 0; i < w->len; i++) {
        snprintf(out + strlen(head) + 2 * i, 3, "%02x", w->data[i]);
    }
}

static const char *constraints(char out[MAX_HEX], const char *permitted, const char *excluded)
{
    uint8_t der[MAX_HEX / 2];
    struct brisk_der_writer w = { .data = der, .capacity = sizeof(der) };
    size_t whole = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    const char *const lists[2] = { permitted, excluded };
    for (unsigned i = 0; i < 2; i++) {
        if (lists[i] && *lists[i]) {
            size_t list = brisk_der_open(&w, BRISK_DER_CONTEXT_CONSTRUCTED(i));
            put_names(&w, lists[i], 1);
            brisk_der_close(&w, list);
        }
    }
    brisk_der_close(&w, whole);
    to_extension(out, "551d1e ! ", &w);
    return out;
}

static const char *alt_names(char out[MAX_HEX], const char *names)
{
    uint8_t der[MAX_HEX / 2];
    struct brisk_der_writer w = { .data = der, .capacity = sizeof(der) };
    size_t list = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    put_names(&w, names, 0);
    brisk_der_close(&w, list);
    to_extension(out, "551d11 ", &w);
    return out;
}

/* Names of an RDNSequence: C=DE, O=brisk, as PrintableString; the same otherwise written. */
#define C_DE "310b3009060355040613024445"
#define O_BRISK "310e300c060355040a1305627269736b"
#define O_BRISK_UTF8 "310e300c060355040a0c05425249534b"
#define CN_A "310a300806035504031301 61"
#define MAIL_SUBJECT                                                                               \
    "301931173015 06092a864886f70d010901 160861406d2e74657374" /* emailAddress=a@m.test */

static const struct {
    const char *permitted, *excluded, *names;
    const char *subject_hex; /* NULL: CN=leaf */
    int is_allowed;
} cases[] = {
    /* dNSName */
    { "dns:example.com", "", "dns:example.com", NULL, 1 },
    { "dns:example.com", "", "dns:a.b.EXAMPLE.com", NULL, 1 },
    { "dns:example.com", "", "dns:notexample.com", NULL, 0 },
    { "dns:example.com", "", "dns:com", NULL, 0 },
    { "dns:example.com", "", "dns:example.com dns:example.org", NULL, 0 },
    { "dns:example.org dns:example.com", "", "dns:example.com dns:a.example.org", NULL, 1 },
    { "dns:", "", "dns:example.com", NULL, 1 },
    { "", "dns:", "dns:example.com", NULL, 0 },
    { "", "dns:example.com", "dns:a.example.com", NULL, 0 },
    { "", "dns:example.com", "dns:example.org", NULL, 1 },
    { "dns:example.com", "dns:b.example.com", "dns:a.example.com", NULL, 1 },
    { "dns:example.com", "dns:b.example.com", "dns:a.b.example.com", NULL, 0 },
    { "dns:example.com", "", "dns:a_b.example.com", NULL, 0 },
    { "dns:example.com", "", "dns:.example.com", NULL, 0 },
    { "", "dns:example.com", "dns:a_b.example.org", NULL, 0 },
    { "dns:example.com", "", "ip:c0000201", NULL, 1 },
    /* wildcards: all that they stand for permitted, none of it excluded */
    { "dns:example.com", "", "dns:*.example.com", NULL, 1 },
    { "dns:example.com", "", "dns:*.a.example.com", NULL, 1 },
    { "dns:a.example.com", "", "dns:*.example.com", NULL, 0 },
    { "", "dns:a.example.com", "dns:*.example.com", NULL, 0 },
    { "", "dns:b.a.example.com", "dns:*.example.com", NULL, 1 },
    { "", "dns:example.com", "dns:*.example.com", NULL, 0 },
    { "", "dns:example.org", "dns:*.example.com", NULL, 1 },
    /* iPAddress */
    { "ip:c0000200ffffff00", "", "ip:c00002ff", NULL, 1 },
    { "ip:c0000200ffffff00", "", "ip:c0000301", NULL, 0 },
    { "ip:c0000200ffffff00", "", "ip:00000000000000000000ffffc0000201", NULL, 0 },
    { "ip:c0000200ffffff00", "", "dns:example.com", NULL, 1 },
    { "", "ip:0000000000000000", "ip:c0000201", NULL, 0 },
    { "", "ip:c0000201ffffffff", "ip:c0000202", NULL, 1 },
    { "ip:20010db8000000000000000000000000ffffffff000000000000000000000000", "",
      "ip:20010db8000000000000000000000001", NULL, 1 },
    { "ip:20010db8000000000000000000000000ffffffff000000000000000000000000", "",
      "ip:20010db9000000000000000000000001", NULL, 0 },
    /* rfc822Name */
    { "mail:a@example.com", "", "mail:a@EXAMPLE.com", NULL, 1 },
    { "mail:a@example.com", "", "mail:A@example.com", NULL, 0 },
    { "mail:example.com", "", "mail:a@example.com", NULL, 1 },
    { "mail:example.com", "", "mail:a@b.example.com", NULL, 0 },
    { "mail:.example.com", "", "mail:a@b.example.com", NULL, 1 },
    { "mail:.example.com", "", "mail:a@example.com", NULL, 0 },
    { "", "mail:example.com", "mail:a@example.com", NULL, 0 },
    { "", "mail:example.com", "mail:a@example.org", NULL, 1 },
    { "", "mail:example.com", "mail:a@b@example.org", NULL, 0 },
    { "", "mail:example.com", "mail:example.org", NULL, 0 },
    { "mail:m.test", "", "dns:example.com", MAIL_SUBJECT, 1 },
    { "mail:example.com", "", "dns:example.com", MAIL_SUBJECT, 0 },
    { "mail:example.com", "", "mail:a@example.com", MAIL_SUBJECT, 1 },
    /* uniformResourceIdentifier */
    { "uri:example.com", "", "uri:https://example.com/a", NULL, 1 },
    { "uri:example.com", "", "uri:https://u@example.com:8443?q", NULL, 1 },
    { "uri:example.com", "", "uri:https://example.com@example.org/", NULL, 0 },
    { "uri:example.com", "", "uri:https://a.example.com/", NULL, 0 },
    { "uri:.example.com", "", "uri:https://a.example.com/", NULL, 1 },
    { "uri:.example.com", "", "uri:https://example.com/", NULL, 0 },
    { "", "uri:example.com", "uri:https://192.0.2.1/", NULL, 0 },
    { "", "uri:example.com", "uri:urn:example.org", NULL, 0 },
    { "", "uri:example.com", "uri:https://example.org", NULL, 1 },
    /* directoryName: the subject and alternative names, RDNs from the first on */
    { "dir:" C_DE O_BRISK, "", "dns:a.test", "3029" C_DE O_BRISK CN_A, 1 },
    { "dir:" C_DE O_BRISK_UTF8, "", "dns:a.test", "3029" C_DE O_BRISK CN_A, 1 },
    { "dir:" O_BRISK, "", "dns:a.test", "3029" C_DE O_BRISK CN_A, 0 },
    { "dir:" C_DE O_BRISK, "", "dns:a.test", NULL, 0 },
    { "", "dir:" C_DE O_BRISK_UTF8, "dns:a.test", "3029" C_DE O_BRISK CN_A, 0 },
    { "", "dir:" C_DE O_BRISK, "dns:a.test", NULL, 1 },
    { "", "dir:" C_DE, "dir:" C_DE O_BRISK, NULL, 0 },
    { "", "dir:", "dns:a.test", NULL, 0 },
    /* forms that are not compared */
    { "", "other:06012aa0010500", "dns:a.test", NULL, 1 },
    { "", "other:06012aa0010500", "other:06012ba0010500", NULL, 0 },
    { "other:06012aa0010500", "", "other:06012aa0010500", NULL, 0 },
};

static struct test_cert certs[3];
static struct brisk_x509 parsed[3];
static struct brisk_x509_path path;

/* The constraints in the anchor or in the intermediate; the names in the leaf or intermediate. */
static int verify(const char *constraints_extension, const char *names_extension,
                  const char *subject_hex, int constrain_anchor, int names_in_intermediate)
{
    const char *const free_ca[] = { EXT_CA, NULL };
    const char *const bound_ca[] = { EXT_CA, constraints_extension, NULL };
    const char *const named_ca[] = { EXT_CA, names_extension, NULL };
    const char *const leaf[] = { names_extension, NULL };
    const struct test_recipe recipes[3] = {
        { .subject = "leaf",
          .subject_hex = names_in_intermediate ? NULL : subject_hex,
          .issuer = "intermediate",
          .issuer_hex = names_in_intermediate ? subject_hex : NULL,
          .key = P256(2),
          .signer = P256(1),
          .extensions = names_in_intermediate ? NULL : leaf },
        { .subject = "intermediate",
          .subject_hex = names_in_intermediate ? subject_hex : NULL,
          .issuer = "root",
          .key = P256(1),
          .signer = P256(0),
          .extensions = names_in_intermediate ? named_ca
                        : constrain_anchor    ? free_ca
                                              : bound_ca },
        { .subject = "root",
          .issuer = "root",
          .key = P256(0),
          .extensions = constrain_anchor ? bound_ca : free_ca },
    };
    for (size_t i = 0; i < 3; i++) {
        test_make_parsed(&certs[i], &parsed[i], &recipes[i]);
    }
    const struct brisk_x509_trust trust = { &parsed[2], 1 };
    const struct brisk_x509_policy policy = { .now = 1750000000 };
    return brisk_x509_verify(&path, parsed, 2, &trust, &policy);
}

static void test_table(void)
{
    char constraint[MAX_HEX], names[MAX_HEX];
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int expected = cases[i].is_allowed ? 0 : BRISK_ERR_X509_NAME_CONSTRAINT;
        constraints(constraint, cases[i].permitted, cases[i].excluded);
        alt_names(names, cases[i].names);
        test_note("permitted %s, excluded %s, names %s", cases[i].permitted, cases[i].excluded,
                  cases[i].names);
        CHECK_EQ_INT(verify(constraint, names, cases[i].subject_hex, 0, 0), expected);
        /* Without this the subject of the intermediate would not be permitted. */
        if (strstr(cases[i].permitted, "dir:") == NULL && strcmp(cases[i].excluded, "dir:") != 0) {
            CHECK_EQ_INT(verify(constraint, names, cases[i].subject_hex, 1, 0), expected);
            CHECK_EQ_INT(verify(constraint, names, cases[i].subject_hex, 1, 1), expected);
        }
    }
    test_note(NULL);
}

/* A self-issued intermediate is not under constraints; a self-issued leaf is. */
static void test_self_issued(void)
{
    char constraint[MAX_HEX], bad[MAX_HEX], good[MAX_HEX];
    const char *const root[] = { EXT_CA, constraints(constraint, "dns:example.com", ""), NULL };
    const char *const ca[] = { EXT_CA, alt_names(bad, "dns:example.org"), NULL };
    const char *const leaf[] = { alt_names(good, "dns:example.com"), NULL };
    const struct test_recipe recipes[3] = {
        { .subject = "leaf",
          .issuer = "root",
          .key = P256(2),
          .signer = P256(1),
          .extensions = leaf },
        { .subject = "root",
          .issuer = "root",
          .key = P256(1),
          .signer = P256(0),
          .extensions = ca },
        { .subject = "root", .issuer = "root", .key = P256(0), .extensions = root },
    };
    for (size_t i = 0; i < 3; i++) {
        test_make_parsed(&certs[i], &parsed[i], &recipes[i]);
    }
    const struct brisk_x509_trust trust = { &parsed[2], 1 };
    const struct brisk_x509_policy policy = { .now = 1750000000 };
    CHECK_EQ_INT(brisk_x509_verify(&path, parsed, 2, &trust, &policy), 0);
    CHECK_EQ_INT(brisk_x509_verify(&path, parsed + 1, 1, &trust, &policy),
                 BRISK_ERR_X509_NAME_CONSTRAINT);
}

/* Thousands of names under hundreds of constraints are given up, not compared. */
static void test_work_limit(void)
{
    static struct test_cert big[3];
    char constraint[MAX_HEX], text[MAX_HEX] = "", names_hex[16384] = "551d11 3082";
    for (int i = 0; i < 120; i++) {
        char subtree[32];
        snprintf(subtree, sizeof(subtree), "dns:x%d.test ", i);
        strcat(text, subtree);
    }
    constraints(constraint, "", text);
    size_t num_names = 2500;
    snprintf(names_hex + strlen(names_hex), 5, "%04x", (unsigned)(3 * num_names));
    for (size_t i = 0; i < num_names; i++) {
        strcat(names_hex, "820161");
        if (strlen(names_hex) + 7 > sizeof(names_hex)) {
            test_abort("too many names");
        }
    }
    const char *const ca[] = { EXT_CA, constraint, NULL };
    const char *const leaf[] = { names_hex, NULL };
    const struct test_recipe recipes[2] = {
        { .subject = "leaf",
          .issuer = "root",
          .key = P256(2),
          .signer = P256(0),
          .extensions = leaf },
        { .subject = "root", .issuer = "root", .key = P256(0), .extensions = ca },
    };
    for (size_t i = 0; i < 2; i++) {
        test_make_parsed(&big[i], &parsed[i], &recipes[i]);
    }
    const struct brisk_x509_trust trust = { &parsed[1], 1 };
    const struct brisk_x509_policy policy = { .now = 1750000000 };
    CHECK_EQ_INT(brisk_x509_verify(&path, parsed, 1, &trust, &policy), BRISK_ERR_X509_TOO_LONG);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_table();
    test_self_issued();
    test_work_limit();
    return test_end();
}
