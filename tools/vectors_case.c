/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Cases of test vectors: their fields, and the judgement. */

#define _POSIX_C_SOURCE 200809L

#include "tools/vectors.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <brisk/error.h>
#include <brisk/hash.h>

#include "tools/load.h"

int vector_add_field(struct vector_case *c, const char *name, const char *value)
{
    if (c->num_fields == VECTOR_MAX_FIELDS)
        return tool_error("a test vector has more than %d fields", VECTOR_MAX_FIELDS);
    struct vector_field *field = &c->fields[c->num_fields];
    field->name = strdup(name);
    field->value = strdup(value);
    if (!field->name || !field->value) {
        free(field->name);
        free(field->value);
        return tool_error("out of memory");
    }
    c->num_fields++;
    return 0;
}

void vector_truncate(struct vector_case *c, size_t keep)
{
    while (c->num_fields > keep) {
        c->num_fields--;
        free(c->fields[c->num_fields].name);
        free(c->fields[c->num_fields].value);
    }
    while (c->num_bytes > 0)
        free(c->bytes[--c->num_bytes]);
}

const char *vector_text(const struct vector_case *c, const char *name)
{
    for (size_t i = c->num_fields; i-- > 0;) {
        if (strcmp(c->fields[i].name, name) == 0)
            return c->fields[i].value;
    }
    return NULL;
}

static int hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

int vector_bytes(struct vector_case *c, const char *name, struct brisk_bytes *bytes)
{
    const char *text = vector_text(c, name);
    if (!text) {
        snprintf(c->why, sizeof(c->why), "it has no field \"%s\"", name);
        return 0;
    }
    size_t len = strlen(text) / 2;
    uint8_t *data = c->num_bytes < VECTOR_MAX_BYTES ? malloc(len + 1) : NULL;
    if (!data) {
        snprintf(c->why, sizeof(c->why), "out of memory");
        return 0;
    }
    c->bytes[c->num_bytes++] = data;
    int malformed = text[2 * len] != 0;
    for (size_t i = 0; i < len && !malformed; i++) {
        int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);
        malformed = high < 0 || low < 0;
        data[i] = malformed ? 0 : (uint8_t)(high << 4 | low);
    }
    if (malformed) {
        snprintf(c->why, sizeof(c->why), "\"%s\" is not hexadecimal", name);
        return 0;
    }
    *bytes = (struct brisk_bytes){ data, len };
    return 1;
}

int vector_number(struct vector_case *c, const char *name, long *number)
{
    const char *text = vector_text(c, name);
    char *end = NULL;
    if (text)
        *number = strtol(text, &end, 10);
    if (!text || end == text || *end) {
        snprintf(c->why, sizeof(c->why), "it has no number \"%s\"", name);
        return 0;
    }
    return 1;
}

int vector_is_valid(const struct vector_case *c)
{
    const char *result = vector_text(c, "result");
    return result && strcmp(result, "valid") == 0;
}

enum vector_outcome vector_refused(struct vector_case *c, int error)
{
    c->error = error;
    return VECTOR_REFUSED;
}

enum vector_outcome vector_unsupported(struct vector_case *c, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(c->why, sizeof(c->why), format, arguments);
    va_end(arguments);
    return VECTOR_UNSUPPORTED;
}

int vector_hash(const char *name)
{
    if (!name)
        return 0;
    if (strcmp(name, "SHA-256") == 0)
        return BRISK_SHA256;
    if (strcmp(name, "SHA-384") == 0)
        return BRISK_SHA384;
    return strcmp(name, "SHA-512") == 0 ? BRISK_SHA512 : 0;
}

/* Wycheproof's test types, and the ones that only our text files have. */
static const struct {
    const char *type;
    vector_runner *run;
} runners[] = {
    { "AeadTest", vector_run_aead },
    { "MacTest", vector_run_mac },
    { "HkdfTest", vector_run_hkdf },
    { "XdhComp", vector_run_x25519 },
    { "EcdhTest", vector_run_ecdh },
    { "EcdhEcpointTest", vector_run_ecdh_point },
    { "EcdsaVerify", vector_run_ecdsa },
    { "EcdsaP1363Verify", vector_run_ecdsa_p1363 },
    { "EddsaVerify", vector_run_ed25519 },
    { "RsassaPkcs1Verify", vector_run_rsa_pkcs1 },
    { "RsassaPkcs1Generate", vector_run_rsa_pkcs1_sign },
    { "RsassaPssVerify", vector_run_rsa_pss },
    { "RsaesPkcs1Decrypt", vector_run_rsa_decrypt },
    { "HashTest", vector_run_hash },
    { "EcPublic", vector_run_ec_public },
    { "EddsaSign", vector_run_ed25519_sign },
    { "XdhPublic", vector_run_x25519_public },
};

/* What brisk refuses among the cases that Wycheproof leaves to the implementation ("acceptable"),
 * by flag, and by type where a flag means something else elsewhere; it accepts the others. */
static const struct {
    const char *type, *flag;
} refused[] = {
    /* RFC 8446 section 7.4.2 asks to abort on an all-zero shared secret. */
    { "XdhComp", "ZeroSharedSecret" },
    /* Keys are uncompressed points (RFC 8446 section 4.2.8.2) on curves named by their OID, in DER
     * (RFC 5480 section 2.1.1). */
    { NULL, "CompressedPoint" },
    { NULL, "CompressedPublic" },
    { NULL, "InvalidAsn" },
    { NULL, "UnnamedCurve" },
    /* There is one right encoding per digest, with the NULL (RFC 8017 section 9.2). */
    { "RsassaPkcs1Verify", "MissingNull" },
    /* These private keys have one prime twice as long as the other (brisk_rsa_private_init). */
    { "RsassaPkcs1Generate", "SmallPublicKey" },
};

/* Whether a comma-separated list has this item. */
static int list_has(const char *list, const char *item)
{
    size_t len = strlen(item);
    for (const char *at = list; at; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, item, len) == 0 && (at[len] == ',' || at[len] == 0))
            return 1;
    }
    return 0;
}

static int refuses_acceptable(const struct vector_case *c)
{
    const char *flags = vector_text(c, "flags"), *type = vector_text(c, "type");
    for (size_t i = 0; flags && i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (list_has(flags, refused[i].flag) &&
            (!refused[i].type || (type && strcmp(type, refused[i].type) == 0)))
            return 1;
    }
    return 0;
}

/* The outcome that a case asks for; -1 with c->why if that makes no sense. */
static int expected_outcome(struct vector_case *c)
{
    const char *result = vector_text(c, "result");
    if (result && strcmp(result, "valid") == 0)
        return VECTOR_ACCEPTED;
    if (result && strcmp(result, "invalid") == 0)
        return VECTOR_REFUSED;
    if (result && strcmp(result, "acceptable") == 0)
        return refuses_acceptable(c) ? VECTOR_REFUSED : VECTOR_ACCEPTED;
    snprintf(c->why, sizeof(c->why), "its result is not valid, invalid or acceptable");
    return -1;
}

static enum vector_outcome run_case(struct vector_case *c)
{
    const char *type = vector_text(c, "type");
    for (size_t i = 0; type && i < sizeof(runners) / sizeof(runners[0]); i++) {
        if (strcmp(runners[i].type, type) == 0)
            return runners[i].run(c);
    }
    const char *algorithm = vector_text(c, "algorithm");
    return vector_unsupported(c, "%s",
                              algorithm ? algorithm
                              : type    ? type
                                        : "an unnamed algorithm");
}

static void count_skipped(struct vector_report *report, const char *reason)
{
    size_t i;
    report->num_skipped++;
    for (i = 0; i < report->num_reasons; i++) {
        if (strcmp(report->reasons[i].text, reason) == 0)
            break;
    }
    if (i == report->num_reasons) {
        if (i == VECTOR_MAX_REASONS)
            i--, reason = "and others";
        else
            report->num_reasons++;
        snprintf(report->reasons[i].text, sizeof(report->reasons[i].text), "%s", reason);
    }
    report->reasons[i].count++;
}

static void print_failure(const struct vector_report *report, const struct vector_case *c,
                          enum vector_outcome got)
{
    const char *comment = vector_text(c, "comment"), *result = vector_text(c, "result");
    if (report->progress)
        fputs("\r\033[K", stderr);
    printf("%s: %s (%s%s%s): ", report->path, c->name, result ? result : "no result",
           comment && *comment ? ", " : "", comment ? comment : "");
    switch (got) {
    case VECTOR_MALFORMED:
        printf("the file is malformed: %s\n", c->why);
        break;
    case VECTOR_REFUSED:
        printf("brisk refused it: %s\n", brisk_strerror(c->error));
        break;
    case VECTOR_WRONG:
        printf("brisk's output differs\n");
        break;
    default:
        printf("brisk accepted it\n");
        break;
    }
}

const char *vector_file_name(const struct vector_report *report)
{
    const char *slash = strrchr(report->path, '/');
    return slash ? slash + 1 : report->path;
}

/* At most ten times a second. */
static void show_progress(struct vector_report *report)
{
    struct timespec now;
    if (!report->progress)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double elapsed = (double)(now.tv_sec - report->shown.tv_sec) +
                     1e-9 * (double)(now.tv_nsec - report->shown.tv_nsec);
    if (elapsed < 0.1)
        return;
    report->shown = now;
    size_t done = report->num_passed + report->num_failed + report->num_skipped;
    if (report->total)
        fprintf(stderr, "\r\033[K%s: %zu of %zu", vector_file_name(report), done, report->total);
    else
        fprintf(stderr, "\r\033[K%s: %zu", vector_file_name(report), done);
}

void vector_run(struct vector_report *report, struct vector_case *c)
{
    c->why[0] = 0;
    c->error = 0;
    int expected = expected_outcome(c);
    enum vector_outcome got = expected < 0 ? VECTOR_MALFORMED : run_case(c);
    if (got == VECTOR_UNSUPPORTED) {
        count_skipped(report, c->why);
    } else if ((int)got == expected) {
        report->num_passed++;
    } else {
        report->num_failed++;
        print_failure(report, c, got);
    }
    show_progress(report);
}
