/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Wycheproof's JSON files as they come: a list of groups with fields of their own, each with a list
 * of tests. Fields of a test hide those of its group; members of an object in a group, such as the
 * "pk" of "publicKey", are fields named "publicKey.pk". */

#include "tools/vectors.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/load.h"

/* Joins an array of strings ("flags") by commas. */
static int add_list(struct vector_case *c, const char *name, const json_t *list)
{
    char text[1024] = "";
    size_t i, len = 0;
    const json_t *item;
    json_array_foreach(list, i, item)
    {
        const char *word = json_string_value(item);
        if (word && len + strlen(word) + 2 < sizeof(text))
            len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", i ? "," : "", word);
    }
    return vector_add_field(c, name, text);
}

static int add_fields(struct vector_case *c, const char *prefix, json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        char name[96], number[32];
        int error = 0;
        snprintf(name, sizeof(name), "%s%s", prefix, key);
        if (json_is_string(value)) {
            error = vector_add_field(c, name, json_string_value(value));
        } else if (json_is_integer(value)) {
            snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT, json_integer_value(value));
            error = vector_add_field(c, name, number);
        } else if (json_is_array(value) && strcmp(key, "flags") == 0) {
            error = add_list(c, name, value);
        } else if (json_is_object(value) && !*prefix) {
            snprintf(name, sizeof(name), "%s.", key);
            error = add_fields(c, name, value);
        }
        if (error)
            return -1;
    }
    return 0;
}

static int run_group(struct vector_report *report, struct vector_case *c, json_t *group)
{
    const size_t file_fields = c->num_fields;
    json_t *tests = json_object_get(group, "tests"), *test;
    size_t i;
    if (!json_is_array(tests))
        return tool_error("%s: a group has no \"tests\"; is the file whole?", report->path);
    if (add_fields(c, "", group) != 0)
        return -1;
    const size_t group_fields = c->num_fields;
    json_array_foreach(tests, i, test)
    {
        if (add_fields(c, "", test) != 0)
            return -1;
        const char *id = vector_text(c, "tcId");
        snprintf(c->name, sizeof(c->name), "test %s", id ? id : "without tcId");
        vector_run(report, c);
        vector_truncate(c, group_fields);
    }
    vector_truncate(c, file_fields);
    return 0;
}

static int run_groups(struct vector_report *report, json_t *root)
{
    struct vector_case c = { .num_fields = 0 };
    const char *algorithm = json_string_value(json_object_get(root, "algorithm"));
    json_t *groups = json_object_get(root, "testGroups"), *group;
    size_t i;
    int error = 0;
    if (!algorithm || !json_is_array(groups))
        return tool_error(
            "%s has no \"algorithm\" and \"testGroups\"; only Wycheproof's JSON files "
            "can be read",
            report->path);
    report->total = (size_t)json_integer_value(json_object_get(root, "numberOfTests"));
    error = vector_add_field(&c, "algorithm", algorithm);
    json_array_foreach(groups, i, group)
    {
        if (!error)
            error = run_group(report, &c, group);
    }
    vector_truncate(&c, 0);
    return error;
}

int vectors_run_json(struct vector_report *report)
{
    char *text;
    size_t len;
    json_error_t problem;
    if (load_file(report->path, &text, &len) != 0)
        return -1;
    json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &problem);
    free(text);
    if (!root)
        return tool_error("%s, line %d: %s; the file is not JSON", report->path, problem.line,
                          problem.text);
    int error = run_groups(report, root);
    json_decref(root);
    return error;
}
