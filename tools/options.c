/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define _POSIX_C_SOURCE 200809L

#include "tools/options.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <brisk/brisk.h>

#include "tools/load.h"

static const uint16_t known_groups[] = {
    BRISK_GROUP_X25519,    BRISK_GROUP_P256,      BRISK_GROUP_P384,      BRISK_GROUP_P521,
    BRISK_GROUP_FFDHE2048, BRISK_GROUP_FFDHE3072, BRISK_GROUP_FFDHE4096,
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MAX_NAME 64

static int restrict_cpu(const char *model)
{
    uint64_t features;
    if (brisk_cpu_model_features(model, &features) != 0) {
        fprintf(stderr, "brisk: --cpu=%s is no CPU model brisk knows; take one of:", model);
        for (size_t i = 0; brisk_cpu_model_name(i); i++)
            fprintf(stderr, " %s", brisk_cpu_model_name(i));
        fputc('\n', stderr);
        return -1;
    }
    brisk_kernels_restrict(features, NULL);
    return 0;
}

static int restrict_kernel(const char *list)
{
    int error = brisk_kernels_restrict(UINT64_MAX, list);
    if (error == BRISK_ERR_UNSUPPORTED)
        return tool_error("--kernel=%s: this CPU cannot run it; `brisk info` shows what it can",
                          list);
    if (error)
        return tool_error("--kernel=%s names no kernel; write VARIANT or OPERATION=VARIANT,... as "
                          "`brisk info` lists them",
                          list);
    return 0;
}

/* The two restrictions exclude each other: a kernel named is taken whatever the model. */
static error_t parse_kernel_option(int key, char *arg, struct argp_state *state)
{
    switch (key) {
    case 'C':
        if (restrict_cpu(arg) != 0)
            exit(2);
        return 0;
    case 'K':
        if (restrict_kernel(arg) != 0)
            exit(2);
        return 0;
    default:
        (void)state;
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option kernel_option_list[] = {
    { "cpu", 'C', "MODEL", 0, "use only what this CPU model has (nehalem, haswell, zen3, ...)", 8 },
    { "kernel", 'K', "LIST", 0, "use these kernels: VARIANT, or OPERATION=VARIANT,...", 8 },
    { 0 },
};

const struct argp kernel_options = {
    kernel_option_list, parse_kernel_option, NULL, NULL, NULL, NULL, NULL
};

int parse_number(const char *option, const char *text, long min, long max, long *value)
{
    char *end;
    errno = 0;
    long number = strtol(text, &end, 10);
    if (errno || end == text || *end || number < min || number > max)
        return tool_error("%s=%s must be a whole number from %ld to %ld", option, text, min, max);
    *value = number;
    return 0;
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;
    return found ? (int)(found - digits) : -1;
}

int parse_hex(const char *option, const char *text, uint8_t *bytes, size_t min, size_t max,
              size_t *len)
{
    size_t num_digits = strlen(text);
    int bad = num_digits % 2 != 0 || num_digits / 2 < min || num_digits / 2 > max;
    for (size_t i = 0; i < num_digits && !bad; i++) {
        int digit = hex_digit(text[i]);
        bad = digit < 0;
        bytes[i / 2] = (uint8_t)(i % 2 ? bytes[i / 2] << 4 | digit : digit);
    }
    if (bad)
        return tool_error("%s takes %zu to %zu bytes as hexadecimal digits", option, min, max);
    *len = num_digits / 2;
    return 0;
}

/* Copies the item before the next comma; returns the rest after it, or NULL at the end. */
static const char *next_item(const char *text, char item[MAX_NAME])
{
    size_t len = strcspn(text, ",");
    size_t kept = len < MAX_NAME - 1 ? len : MAX_NAME - 1;
    memcpy(item, text, kept);
    item[kept] = 0;
    return text[len] ? text + len + 1 : NULL;
}

static int append(const char *what, const char *item, uint16_t id, uint16_t *list, size_t max,
                  uint8_t *count)
{
    for (size_t i = 0; i < *count; i++) {
        if (list[i] == id)
            return tool_error("%s %s is listed twice", what, item);
    }
    if (*count >= max)
        return tool_error("too many %ss; at most %zu", what, max);
    list[(*count)++] = id;
    return 0;
}

int parse_groups(const char *text, uint16_t *groups, size_t max, uint8_t *num_groups)
{
    char item[MAX_NAME];
    *num_groups = 0;
    while (text) {
        size_t i;
        text = next_item(text, item);
        for (i = 0; i < COUNT(known_groups); i++) {
            if (strcasecmp(item, brisk_group_name(known_groups[i])) == 0)
                break;
        }
        if (i == COUNT(known_groups))
            return tool_error(
                "unknown group %s; brisk has x25519, p256, p384, p521, and for TLS 1.2 "
                "ffdhe2048, ffdhe3072 and ffdhe4096",
                item);
        if (append("group", item, known_groups[i], groups, max, num_groups) != 0)
            return -1;
    }
    return 0;
}

int parse_version(const char *option, const char *text, uint16_t *version)
{
    if (strcmp(text, "1.2") == 0)
        *version = BRISK_TLS_VERSION_1_2;
    else if (strcmp(text, "1.3") == 0)
        *version = BRISK_TLS_VERSION_1_3;
    else
        return tool_error("%s=%s is no version brisk speaks; it has 1.2 and 1.3", option, text);
    return 0;
}

/* "aes_128_gcm" and "TLS_AES_128_GCM_SHA256" both name the suite with the latter name; where
 * several differ in the hash only, the first one. */
static int suite_matches(const char *item, const char *name)
{
    size_t len = strlen(item);
    if (strcasecmp(item, name) == 0 || strcasecmp(item, name + 4) == 0)
        return 1;
    return len > 0 && strncasecmp(item, name + 4, len) == 0 &&
           strncasecmp(name + 4 + len, "_SHA", 4) == 0;
}

int parse_suites(const char *text, uint16_t *suites, size_t max, uint8_t *num_suites)
{
    char item[MAX_NAME];
    *num_suites = 0;
    while (text) {
        size_t i = 0;
        text = next_item(text, item);
        while (brisk_tls_suite_by_index(i) &&
               !suite_matches(item, brisk_tls_suite_name(brisk_tls_suite_by_index(i))))
            i++;
        if (!brisk_tls_suite_by_index(i))
            return tool_error("unknown suite %s; brisk has aes_128_gcm, aes_256_gcm, "
                              "chacha20_poly1305, and TLS 1.2's by their names, as "
                              "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 or "
                              "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
                              item);
        if (append("suite", item, brisk_tls_suite_by_index(i), suites, max, num_suites) != 0)
            return -1;
    }
    return 0;
}

int parse_alpn(char *text, const char **names, size_t max, size_t *num_names)
{
    *num_names = 0;
    for (char *name = text; name;) {
        char *comma = strchr(name, ',');
        if (comma)
            *comma = 0;
        if (!*name || strlen(name) > BRISK_TLS_MAX_ALPN)
            return tool_error("an ALPN protocol name has 1 to %d characters", BRISK_TLS_MAX_ALPN);
        if (*num_names == max)
            return tool_error("too many ALPN protocols; at most %zu", max);
        names[(*num_names)++] = name;
        name = comma ? comma + 1 : NULL;
    }
    return 0;
}

void option_error(const struct argp_state *state, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s: ", state->name);
    vfprintf(stderr, format, args);
    fprintf(stderr, " (see %s --help)\n", state->name);
    va_end(args);
    exit(2);
}

/* Stands above a command's own parser. What argp itself finds wrong, an option that does not exist
 * or lacks its value, ends here: argp would explain it in two lines. Told to be silent, it is
 * silent about --help too, which therefore is an option of ours. */
static error_t parse_root(int key, char *arg, struct argp_state *state)
{
    (void)arg;
    switch (key) {
    case 'h':
        argp_help(state->root_argp, stdout, ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_DOC,
                  state->name);
        exit(0);
    case ARGP_KEY_INIT:
        state->child_inputs[0] = state->input;
        return 0;
    case ARGP_KEY_ERROR:
        option_error(state, "%s is no option here, or lacks its value",
                     state->argv[state->next - 1]);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option root_options[] = {
    { "help", 'h', NULL, 0, "show this help", -1 },
    { 0 },
};

void parse_options(const struct argp *argp, int argc, char **argv, void *input)
{
    const struct argp_child children[] = { { argp, 0, NULL, 0 }, { 0 } };
    const struct argp root = { root_options, parse_root, NULL, NULL, children, NULL, NULL };
    argp_parse(&root, argc, argv, ARGP_NO_ERRS | ARGP_NO_HELP, NULL, input);
}
