/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Test vectors, whatever file they come from: a case is a set of named texts, named as Wycheproof
 * names them. vectors_json.c and vectors_text.c make cases out of files, vectors_case.c judges
 * them, and vectors_symmetric.c and vectors_public.c know how to run each type. */

#ifndef TOOLS_VECTORS_H
#define TOOLS_VECTORS_H

#include <brisk/der.h>

#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct vector_field {
    char *name, *value;
};

#define VECTOR_MAX_FIELDS 96
#define VECTOR_MAX_BYTES 24 /* hexadecimal fields decoded at one time */

struct vector_case {
    struct vector_field fields[VECTOR_MAX_FIELDS];
    size_t num_fields;
    uint8_t *bytes[VECTOR_MAX_BYTES];
    size_t num_bytes;
    char name[64]; /* "test 12" or "line 34" */
    int error;     /* what brisk returned when it refused */
    char why[128]; /* why the case is unsupported or malformed */
};

/* Adds a field (copied); a later one hides an earlier one of the same name. Returns 0, or -1 with
 * an explanation on standard error. */
int vector_add_field(struct vector_case *c, const char *name, const char *value);

/* Forgets the fields from number `keep` on, and all decoded bytes. */
void vector_truncate(struct vector_case *c, size_t keep);

/* A field's text, or NULL if there is none. */
const char *vector_text(const struct vector_case *c, const char *name);

/* A hexadecimal or decimal field. Returns 1, or 0 with c->why filled in. */
int vector_bytes(struct vector_case *c, const char *name, struct brisk_bytes *bytes);
int vector_number(struct vector_case *c, const char *name, long *number);

/* Whether the file says that the case is valid: what a runner may need to know to look closer. */
int vector_is_valid(const struct vector_case *c);

/* What brisk made of a case. */
enum vector_outcome {
    VECTOR_ACCEPTED,    /* it went through, with the outputs of the file */
    VECTOR_REFUSED,     /* brisk returned an error, or its verification failed */
    VECTOR_WRONG,       /* it went through with other outputs */
    VECTOR_UNSUPPORTED, /* brisk does not have it: skipped, c->why says what */
    VECTOR_MALFORMED,   /* the file lacks something, c->why says what */
};

typedef enum vector_outcome vector_runner(struct vector_case *c);

vector_runner vector_run_aead, vector_run_hash, vector_run_hkdf, vector_run_mac;
vector_runner vector_run_ecdh, vector_run_ecdh_point, vector_run_ecdsa, vector_run_ecdsa_p1363;
vector_runner vector_run_ec_public, vector_run_ed25519, vector_run_ed25519_sign;
vector_runner vector_run_rsa_decrypt, vector_run_rsa_pkcs1, vector_run_rsa_pkcs1_sign;
vector_runner vector_run_rsa_pss, vector_run_x25519, vector_run_x25519_public;

/* For runners: REFUSED with the error, or UNSUPPORTED with the reason. */
enum vector_outcome vector_refused(struct vector_case *c, int error);
__attribute__((format(printf, 2, 3))) enum vector_outcome
vector_unsupported(struct vector_case *c, const char *format, ...);

/* The hash of a name such as "SHA-256", or 0. */
int vector_hash(const char *name);

/* Counts of one file. */
#define VECTOR_MAX_REASONS 32

struct vector_report {
    const char *path;
    size_t total; /* cases in the file, for the progress shown; 0 if unknown */
    size_t num_passed, num_failed, num_skipped;
    struct {
        char text[128];
        size_t count;
    } reasons[VECTOR_MAX_REASONS]; /* of what was skipped */
    size_t num_reasons;
    struct timespec shown; /* when progress was shown last */
    int progress;          /* whether to show it */
};

/* The last part of the path. */
const char *vector_file_name(const struct vector_report *report);

/* Runs and judges one case: counts it, and prints a line if it failed. */
void vector_run(struct vector_report *report, struct vector_case *c);

/* Runs all cases of a Wycheproof file, or of one in the text format of tests/vectors/README.md.
 * Return 0, or -1 with an explanation on standard error. */
int vectors_run_json(struct vector_report *report);
int vectors_run_text(struct vector_report *report);

#endif
