/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Reads NIST's CAVP response files (.rsp) and the like: lines of "NAME = VALUE" or just "NAME",
 * sections in brackets, comments after '#'. Values stay in force until the same name comes again,
 * so a test waits for the line that completes a case and then asks for what it needs:
 *
 *     struct rsp rsp;
 *     rsp_open_cavp(&rsp, "hashes/SHA2/SHA256ShortMsg.rsp");
 *     while (rsp_next(&rsp)) {
 *         if (rsp_is(&rsp, "MD")) {
 *             size_t len = rsp_bytes(&rsp, "Msg", msg, sizeof(msg));
 *             ...
 *         }
 *     }
 *     rsp_close(&rsp);
 *
 * Each line read sets the test_note() to file and line. What is wrong with a file ends the program
 * as failed. */

#ifndef BRISK_TESTS_SUPPORT_RSP_H
#define BRISK_TESTS_SUPPORT_RSP_H

#include <stddef.h>
#include <stdint.h>

#define RSP_MAX_FIELDS 64

struct rsp_field {
    const char *name, *value;
};

struct rsp {
    const char *path;
    char *text, *next;
    size_t line;
    const char *name;    /* of the line just read; points into text */
    const char *section; /* what the last brackets without a value held: "P-256,SHA-256"; or "" */
    struct rsp_field fields[RSP_MAX_FIELDS];
    size_t num_fields;
};

/* Opens a file, by its path or by its path below the folder in which Debian's package
 * python3-cryptography-vectors has NIST's files. If that package is not installed, rsp_open_cavp()
 * ends the program as skipped and says so. */
void rsp_open(struct rsp *rsp, const char *path);
void rsp_open_cavp(struct rsp *rsp, const char *path);
void rsp_close(struct rsp *rsp);

/* Goes to the next line with a name. Returns 1, or 0 at the end of the file. "[NAME = VALUE]" is
 * such a line too. */
int rsp_next(struct rsp *rsp);

/* Whether the line just read has this name. */
int rsp_is(const struct rsp *rsp, const char *name);

/* Whether a name occurred so far. */
int rsp_has(const struct rsp *rsp, const char *name);

/* The value in force, as text, as a decimal number, or decoded from hexadecimal (at most
 * `capacity` bytes; returns how many). */
const char *rsp_text(const struct rsp *rsp, const char *name);
size_t rsp_number(const struct rsp *rsp, const char *name);
size_t rsp_bytes(const struct rsp *rsp, const char *name, uint8_t *out, size_t capacity);

#endif
