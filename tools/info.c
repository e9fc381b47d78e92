/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* brisk info: the CPU, its features and topology, and the kernel each operation uses. */

#define _POSIX_C_SOURCE 200809L

#include <hwloc.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <brisk/brisk.h>

#include "tools/commands.h"
#include "tools/load.h"
#include "tools/options.h"

struct info_options {
    const char *model; /* --cpu, or NULL for this machine */
    int json;
};

static error_t parse_info_option(int key, char *arg, struct argp_state *state)
{
    struct info_options *options = state->input;
    switch (key) {
    case 'C':
        options->model = arg;
        return 0;
    case 'j':
        options->json = 1;
        return 0;
    case ARGP_KEY_ARG:
        option_error(state, "info takes no arguments, but there is \"%s\"", arg);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option info_option_list[] = {
    { "cpu", 'C', "MODEL", 0, "show the kernels for this CPU model instead (see --cpu=help)", 0 },
    { "json", 'j', NULL, 0, "print JSON", 0 },
    { 0 },
};

static const struct argp info_argp = {
    info_option_list,
    parse_info_option,
    NULL,
    "Shows the CPU, its features, its topology, and the kernel that each operation uses on it.",
    NULL,
    NULL,
    NULL
};

/* A counted kind of object: "packages", "cores", ... */
static const struct {
    const char *name;
    hwloc_obj_type_t type;
} object_kinds[] = {
    { "packages", HWLOC_OBJ_PACKAGE },  { "numa_nodes", HWLOC_OBJ_NUMANODE },
    { "l3_caches", HWLOC_OBJ_L3CACHE }, { "cores", HWLOC_OBJ_CORE },
    { "threads", HWLOC_OBJ_PU },
};

static json_t *describe_topology(void)
{
    hwloc_topology_t topology;
    /* hwloc would print a line of its own where /sys is missing; "unknown" says it. */
    setenv("HWLOC_HIDE_ERRORS", "2", 0);
    if (hwloc_topology_init(&topology) != 0)
        return json_null();
    if (hwloc_topology_load(topology) != 0) {
        hwloc_topology_destroy(topology);
        return json_null();
    }
    json_t *out = json_object();
    for (size_t i = 0; i < sizeof(object_kinds) / sizeof(object_kinds[0]); i++) {
        int count = hwloc_get_nbobjs_by_type(topology, object_kinds[i].type);
        json_object_set_new(out, object_kinds[i].name,
                            count > 0 ? json_integer(count) : json_string("unknown"));
    }
    hwloc_obj_t package = hwloc_get_obj_by_type(topology, HWLOC_OBJ_PACKAGE, 0);
    const char *model = package ? hwloc_obj_get_info_by_name(package, "CPUModel") : NULL;
    json_object_set_new(out, "model", json_string(model ? model : "unknown"));
    hwloc_topology_destroy(topology);
    return out;
}

static json_t *list_features(uint64_t features)
{
    json_t *out = json_array();
    for (unsigned bit = 0; bit < 64; bit++) {
        const char *name = brisk_cpu_feature_name(bit);
        if ((features >> bit & 1) && name)
            json_array_append_new(out, json_string(name));
    }
    return out;
}

/* {"sha256": {"chosen": "shani", "rows": ["shani", "ref"]}, ...} for a CPU with these bits. */
static json_t *list_kernels(uint64_t cpu)
{
    struct brisk_kernel_info row;
    json_t *out = json_object();
    for (size_t i = 0; brisk_kernels_row(i, cpu, &row) == 0; i++) {
        json_t *operation = json_object_get(out, row.operation);
        if (!operation) {
            operation = json_object();
            json_object_set_new(operation, "rows", json_array());
            json_object_set_new(out, row.operation, operation);
        }
        json_t *variant = json_object();
        json_object_set_new(variant, "variant", json_string(row.variant));
        json_object_set_new(variant, "needs", list_features(row.needs));
        json_array_append_new(json_object_get(operation, "rows"), variant);
        if (row.chosen)
            json_object_set_new(operation, "chosen", json_string(row.variant));
    }
    return out;
}

static void print_names(const char *title, const json_t *names)
{
    size_t i, column = 0;
    json_t *name;
    printf("%-11s", title);
    json_array_foreach(names, i, name)
    {
        size_t len = json_string_length(name) + 1;
        if (column + len > 84) {
            printf("\n%-11s", "");
            column = 0;
        }
        printf("%s ", json_string_value(name));
        column += len;
    }
    putchar('\n');
}

static void print_topology(const json_t *topology)
{
    printf("%-11s", "topology");
    for (size_t i = 0; i < sizeof(object_kinds) / sizeof(object_kinds[0]); i++) {
        const json_t *count = json_object_get(topology, object_kinds[i].name);
        if (json_is_integer(count))
            printf("%s%" JSON_INTEGER_FORMAT " %s", i ? ", " : "", json_integer_value(count),
                   object_kinds[i].name);
        else
            printf("%s%s unknown", i ? ", " : "", object_kinds[i].name);
    }
    putchar('\n');
}

static void print_kernels(json_t *kernels)
{
    const char *name;
    json_t *operation;
    printf("\n%-18s%-14s%s\n", "operation", "kernel", "all kernels, best first");
    json_object_foreach(kernels, name, operation)
    {
        const char *chosen = json_string_value(json_object_get(operation, "chosen"));
        printf("%-18s%-14s", name, chosen ? chosen : "none");
        size_t i;
        json_t *row;
        json_array_foreach(json_object_get(operation, "rows"), i, row)
            printf("%s ", json_string_value(json_object_get(row, "variant")));
        putchar('\n');
    }
}

static void print_text(json_t *info, int is_this_machine)
{
    printf("%-11s%s\n", "brisk", json_string_value(json_object_get(info, "version")));
    printf("%-11s%s\n", "cpu", json_string_value(json_object_get(info, "cpu")));
    print_names("features", json_object_get(info, "features"));
    if (is_this_machine)
        print_topology(json_object_get(info, "topology"));
    print_kernels(json_object_get(info, "kernels"));
}

static int list_models(void)
{
    for (size_t i = 0; brisk_cpu_model_name(i); i++)
        puts(brisk_cpu_model_name(i));
    return 0;
}

int brisk_cmd_info(int argc, char **argv)
{
    struct info_options options = { 0 };
    parse_options(&info_argp, argc, argv, &options);
    if (options.model && strcmp(options.model, "help") == 0)
        return list_models();

    uint64_t cpu = brisk_cpu_features();
    if (options.model && brisk_cpu_model_features(options.model, &cpu) != 0) {
        tool_error("--cpu=%s is no CPU model brisk knows; `brisk info --cpu=help` lists them",
                   options.model);
        return 2;
    }
    json_t *info = json_object();
    json_object_set_new(info, "version", json_string(BRISK_VERSION));
    json_object_set_new(info, "features", list_features(cpu));
    json_object_set_new(info, "kernels", list_kernels(cpu));
    if (options.model) {
        json_object_set_new(info, "cpu", json_string(options.model));
    } else {
        json_t *topology = describe_topology();
        json_object_set(info, "cpu", json_object_get(topology, "model"));
        json_object_set_new(info, "topology", topology);
    }
    if (options.json) {
        json_dumpf(info, stdout, JSON_INDENT(2));
        putchar('\n');
    } else {
        print_text(info, !options.model);
    }
    json_decref(info);
    return ferror(stdout) ? 1 : 0;
}
