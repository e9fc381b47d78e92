/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define _POSIX_C_SOURCE 200809L /* access */

#include "tests/support/rsp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/test.h"

static const char cavp_folder[] = "/usr/lib/python3/dist-packages/cryptography_vectors";

static char *trim(char *text);
static void set_field(struct rsp *rsp, const char *name, const char *value);
static const struct rsp_field *find_field(const struct rsp *rsp, const char *name);

void rsp_open(struct rsp *rsp, const char *path)
{
    size_t len;
    memset(rsp, 0, sizeof(*rsp));
    rsp->path = path;
    rsp->section = "";
    rsp->text = test_read_file(path, &len);
    if (!rsp->text) {
        test_abort("cannot read %s", path);
    }
    rsp->next = rsp->text;
}

void rsp_open_cavp(struct rsp *rsp, const char *path)
{
    char full_path[512];
    if (access(cavp_folder, R_OK) != 0) {
        test_skip("NIST's CAVP files are not here: install the package "
                  "python3-cryptography-vectors (%s)",
                  cavp_folder);
    }
    snprintf(full_path, sizeof(full_path), "%s/%s", cavp_folder, path);
    rsp_open(rsp, full_path);
    rsp->path = path;
}

void rsp_close(struct rsp *rsp)
{
    free(rsp->text);
    memset(rsp, 0, sizeof(*rsp));
    test_note(NULL);
}

int rsp_next(struct rsp *rsp)
{
    while (*rsp->next) {
        char *line = rsp->next;
        char *end = line + strcspn(line, "\n");
        rsp->next = *end ? end + 1 : end;
        *end = 0;
        rsp->line++;
        line = trim(line);
        if (*line == 0 || *line == '#') {
            continue;
        }
        test_note("%s:%zu", rsp->path, rsp->line);
        char *equals = strchr(line, '=');
        if (*line == '[') {
            char *bracket = line + strlen(line) - 1;
            if (*bracket != ']') {
                test_abort("%s:%zu: a bracket is not closed", rsp->path, rsp->line);
            }
            *bracket = 0;
            line = trim(line + 1);
            if (!equals) {
                rsp->section = line;
                continue;
            }
        }
        if (equals) {
            *equals = 0;
        }
        set_field(rsp, trim(line), equals ? trim(equals + 1) : "");
        return 1;
    }
    return 0;
}

int rsp_is(const struct rsp *rsp, const char *name)
{
    return strcmp(rsp->name, name) == 0;
}

int rsp_has(const struct rsp *rsp, const char *name)
{
    return find_field(rsp, name) != NULL;
}

const char *rsp_text(const struct rsp *rsp, const char *name)
{
    const struct rsp_field *field = find_field(rsp, name);
    if (!field) {
        test_abort("%s:%zu: no %s so far", rsp->path, rsp->line, name);
    }
    return field->value;
}

size_t rsp_number(const struct rsp *rsp, const char *name)
{
    const char *text = rsp_text(rsp, name);
    char *end;
    unsigned long long number = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != 0) {
        test_abort("%s:%zu: %s is no number: %s", rsp->path, rsp->line, name, text);
    }
    return (size_t)number;
}

size_t rsp_bytes(const struct rsp *rsp, const char *name, uint8_t *out, size_t capacity)
{
    return test_hex(out, capacity, rsp_text(rsp, name));
}

/* Cuts white space off both ends. */
static char *trim(char *text)
{
    static const char space[] = " \t\r";
    text += strspn(text, space);
    size_t len = strlen(text);
    while (len > 0 && strchr(space, text[len - 1])) {
        len--;
    }
    text[len] = 0;
    return text;
}

static void set_field(struct rsp *rsp, const char *name, const char *value)
{
    size_t i;
    for (i = 0; i < rsp->num_fields && strcmp(rsp->fields[i].name, name) != 0; i++) {
    }
    if (i == RSP_MAX_FIELDS) {
        test_abort("%s:%zu: more than %d names", rsp->path, rsp->line, RSP_MAX_FIELDS);
    }
    rsp->num_fields += i == rsp->num_fields;
    rsp->fields[i].name = name;
    rsp->fields[i].value = value;
    rsp->name = name;
}

static const struct rsp_field *find_field(const struct rsp *rsp, const char *name)
{
    for (size_t i = 0; i < rsp->num_fields; i++) {
        if (strcmp(rsp->fields[i].name, name) == 0) {
            return &rsp->fields[i];
        }
    }
    return NULL;
}
