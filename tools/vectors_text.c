/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The text format of test vectors that tests/vectors/README.md describes. */

#define _POSIX_C_SOURCE 200809L

#include "tools/vectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/load.h"

struct text_reader {
    struct vector_report *report;
    struct vector_case c;
    size_t num_settings; /* fields that hold for all cases that follow: the first ones of c */
    int line;
};

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t len = strlen(text);
    while (len > 0 && strchr(" \t\r", text[len - 1]))
        text[--len] = 0;
    return text;
}

/* Ends the case being read, if any: one without a result is valid. */
static int end_case(struct text_reader *r)
{
    if (r->c.num_fields == r->num_settings)
        return 0;
    if (!vector_text(&r->c, "result") && vector_add_field(&r->c, "result", "valid") != 0)
        return -1;
    vector_run(r->report, &r->c);
    vector_truncate(&r->c, r->num_settings);
    return 0;
}

/* "name = value" to a field. */
static int read_field(struct text_reader *r, char *text)
{
    char *equals = strchr(text, '=');
    if (!equals)
        return tool_error("%s, line %d: write NAME = VALUE", r->report->path, r->line);
    *equals = 0;
    if (r->c.num_fields == r->num_settings)
        snprintf(r->c.name, sizeof(r->c.name), "line %d", r->line);
    return vector_add_field(&r->c, trim(text), trim(equals + 1));
}

/* "[name = value]" holds until the end of the file, or until it is set again. */
static int read_setting(struct text_reader *r, char *text)
{
    char *end = strrchr(text, ']');
    if (!end || end[1])
        return tool_error("%s, line %d: a setting is [NAME = VALUE]", r->report->path, r->line);
    *end = 0;
    if (end_case(r) != 0 || read_field(r, text + 1) != 0)
        return -1;
    r->num_settings = r->c.num_fields;
    return 0;
}

/* A line that starts with a space goes on with the value of the line before. */
static int continue_field(struct text_reader *r, const char *text)
{
    if (r->c.num_fields == r->num_settings)
        return tool_error("%s, line %d: nothing to go on with; start the line with NAME = VALUE",
                          r->report->path, r->line);
    struct vector_field *field = &r->c.fields[r->c.num_fields - 1];
    size_t len = strlen(field->value), more = strlen(text);
    char *value = realloc(field->value, len + more + 1);
    if (!value)
        return tool_error("out of memory");
    memcpy(value + len, text, more + 1);
    field->value = value;
    return 0;
}

static int read_line(struct text_reader *r, char *line)
{
    const int indented = line[0] == ' ' || line[0] == '\t';
    char *text = trim(line);
    if (*text == '#')
        return 0;
    if (!*text)
        return end_case(r);
    if (*text == '[')
        return read_setting(r, text);
    return indented ? continue_field(r, text) : read_field(r, text);
}

int vectors_run_text(struct vector_report *report)
{
    struct text_reader r = { .report = report };
    char *text;
    size_t len;
    int error = 0;
    if (load_file(report->path, &text, &len) != 0)
        return -1;
    for (char *line = text, *next; line && !error; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = 0;
        r.line++;
        error = read_line(&r, line);
    }
    if (!error)
        error = end_case(&r);
    vector_truncate(&r.c, 0);
    free(text);
    return error;
}
