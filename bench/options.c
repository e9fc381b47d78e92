/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define _GNU_SOURCE

#include "bench/options.h"

#include <brisk/brisk.h>

#include <argp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTION_SUITE = 256,
    OPTION_QUICK,
    OPTION_ALL,
    OPTION_CORES,
    OPTION_PEER,
    OPTION_JSON,
    OPTION_CPU,
    OPTION_KERNEL,
    OPTION_CIPHER_SUITES,
    OPTION_MISCONFIGURE,
};

static const struct argp_option argp_options[] = {
    { "suite", OPTION_SUITE, "LIST", 0,
      "crypto, record, handshake, memory (comma-separated), or all", 0 },
    { "quick", OPTION_QUICK, 0, 0, "Fewer cases and shorter: done within 40 seconds", 0 },
    { "all", OPTION_ALL, 0, 0,
      "Handshakes of every version, group, certificate and mode, and records of CBC suites: takes a "
      "quarter of an hour",
      0 },
    { "cores", OPTION_CORES, "LIST", 0,
      "Run a thread on each of: physical (cores, the default), all (hardware threads), or "
      "processor "
      "numbers such as 0,2-5",
      0 },
    { "peer", OPTION_PEER, "NAME", 0, "Measure beside: openssl (the default), or none", 0 },
    { "suites", OPTION_CIPHER_SUITES, "LIST", 0,
      "TLS cipher suites to measure records with, handshakes with the first: aes128gcm, aes256gcm, "
      "chacha20poly1305 or their TLS names",
      0 },
    { "json", OPTION_JSON, "FILE", 0, "Write the results there (- for standard output)", 0 },
    { "cpu", OPTION_CPU, "MODEL", 0, "Use only what a CPU of this model has (see brisk info)", 0 },
    { "kernel", OPTION_KERNEL, "SPEC", 0,
      "Use these kernels: OPERATION=VARIANT,... or one VARIANT for all; crypto measures them only",
      0 },
    { "misconfigure", OPTION_MISCONFIGURE, "WHAT", OPTION_HIDDEN, "", 0 },
    { 0 },
};

static void fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

static void fail(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fputs("brisk-bench: ", stderr);
    vfprintf(stderr, format, list);
    fputs(" (see brisk-bench --help)\n", stderr);
    va_end(list);
    exit(2);
}

/* Takes the next word of a comma-separated list; 0 at its end. */
static int next_word(const char **list, char word[64])
{
    if (*list == NULL)
        return 0;
    size_t len = strcspn(*list, ",");
    snprintf(word, 64, "%.*s", (int)(len < 63 ? len : 63), *list);
    *list = (*list)[len] == ',' ? *list + len + 1 : NULL;
    return 1;
}

static void parse_suites(struct options *options, const char *list)
{
    char word[64];
    options->suites = 0;
    while (next_word(&list, word)) {
        if (strcmp(word, "crypto") == 0)
            options->suites |= SUITE_CRYPTO;
        else if (strcmp(word, "record") == 0)
            options->suites |= SUITE_RECORD;
        else if (strcmp(word, "handshake") == 0)
            options->suites |= SUITE_HANDSHAKE;
        else if (strcmp(word, "memory") == 0)
            options->suites |= SUITE_MEMORY;
        else if (strcmp(word, "all") == 0)
            options->suites |= SUITE_ALL;
        else
            fail("--suite knows crypto, record, handshake, memory and all, not '%s'", word);
    }
}

static void parse_cipher_suites(struct options *options, const char *list)
{
    static const struct {
        const char *name;
        uint16_t suite;
    } suites[] = {
        { "aes128gcm", BRISK_TLS_AES_128_GCM_SHA256 },
        { "aes256gcm", BRISK_TLS_AES_256_GCM_SHA384 },
        { "chacha20poly1305", BRISK_TLS_CHACHA20_POLY1305_SHA256 },
    };
    char word[64];
    options->num_cipher_suites = 0;
    while (next_word(&list, word)) {
        uint16_t found = 0;
        for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
            if (strcmp(word, suites[i].name) == 0 ||
                strcmp(word, brisk_tls_suite_name(suites[i].suite)) == 0)
                found = suites[i].suite;
        if (found == 0)
            fail("--suites knows aes128gcm, aes256gcm and chacha20poly1305, not '%s'", word);
        if (options->num_cipher_suites < OPTIONS_MAX_SUITES)
            options->cipher_suites[options->num_cipher_suites++] = found;
    }
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->err_stream = NULL; /* getopt's one line is enough */
        return 0;
    case OPTION_SUITE:
        parse_suites(options, arg);
        return 0;
    case OPTION_QUICK:
        options->quick = 1;
        return 0;
    case OPTION_ALL:
        options->all = 1;
        return 0;
    case OPTION_CORES:
        options->cores = arg;
        return 0;
    case OPTION_PEER:
        if (strcmp(arg, "openssl") != 0 && strcmp(arg, "none") != 0)
            fail("--peer knows openssl and none, not '%s'", arg);
        options->peer = arg;
        return 0;
    case OPTION_JSON:
        options->json = arg;
        return 0;
    case OPTION_CPU:
        options->cpu = arg;
        return 0;
    case OPTION_KERNEL:
        options->kernel = arg;
        return 0;
    case OPTION_CIPHER_SUITES:
        parse_cipher_suites(options, arg);
        return 0;
    case OPTION_MISCONFIGURE:
        if (strcmp(arg, "group") != 0 && strcmp(arg, "suite") != 0 && strcmp(arg, "scheme") != 0 &&
            strcmp(arg, "mode") != 0)
            fail("--misconfigure knows group, suite, scheme and mode, not '%s'", arg);
        options->misconfigure = arg;
        return 0;
    case ARGP_KEY_ARG:
        fail("unexpected argument '%s'", arg);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The value of "--name=value", or NULL if `arg` is another flag. "--name" alone has the value "".
 */
static const char *flag_value(const char *arg, const char *name)
{
    size_t len = strlen(name);
    if (strncmp(arg, name, len) != 0 || (arg[len] != '=' && arg[len] != '\0'))
        return NULL;
    return arg[len] == '=' ? arg + len + 1 : "";
}

static double parse_number(const char *flag, const char *value, double low, double high)
{
    char *end;
    double number = strtod(value, &end);
    if (end != value && strcmp(end, "s") == 0)
        end++;
    if (end == value || *end != '\0' || !(number >= low && number <= high))
        fail("%s takes a number from %g to %g, not '%s'", flag, low, high, value);
    return number;
}

static int parse_truth(const char *value)
{
    return value[0] == '\0' ||
           (strcmp(value, "false") != 0 && strcmp(value, "0") != 0 && strcmp(value, "no") != 0);
}

/* Google Benchmark's flags that concern names, rows and files are ours: they speak of the names
 * that are reported, and the library runs group after group. Returns 1 if `arg` was one. */
static int take_benchmark_flag(struct options *options, const char *arg)
{
    const char *value;
    if ((value = flag_value(arg, "--benchmark_filter")) != NULL)
        options->filter = value;
    else if ((value = flag_value(arg, "--benchmark_list_tests")) != NULL)
        options->list = parse_truth(value);
    else if ((value = flag_value(arg, "--benchmark_min_time")) != NULL)
        options->min_time = parse_number("--benchmark_min_time", value, 1e-4, 1000);
    else if ((value = flag_value(arg, "--benchmark_repetitions")) != NULL)
        options->repetitions = (int)parse_number("--benchmark_repetitions", value, 1, 100);
    else if ((value = flag_value(arg, "--benchmark_out")) != NULL)
        options->json = value;
    else if ((value = flag_value(arg, "--benchmark_report_aggregates_only")) != NULL)
        options->aggregates_only = parse_truth(value);
    else if ((value = flag_value(arg, "--benchmark_format")) != NULL) {
        if (strcmp(value, "json") != 0 && strcmp(value, "console") != 0)
            fail("--benchmark_format can be console or json, not '%s'", value);
        options->json_to_stdout = strcmp(value, "json") == 0;
    } else if ((value = flag_value(arg, "--benchmark_out_format")) != NULL) {
        if (strcmp(value, "json") != 0)
            fail("--benchmark_out_format can only be json, not '%s'", value);
    } else {
        if ((value = flag_value(arg, "--benchmark_min_warmup_time")) != NULL)
            parse_number("--benchmark_min_warmup_time", value, 0, 1000);
        return 0;
    }
    return 1;
}

void options_parse(struct options *options, int *argc, char **argv)
{
    memset(options, 0, sizeof *options);
    options->suites = SUITE_ALL;
    options->cores = "physical";
    options->peer = "openssl";

    char **own = calloc((size_t)*argc + 1, sizeof *own);
    int num_own = 0, num_theirs = 0;
    if (own == NULL)
        exit(1);
    own[num_own++] = argv[num_theirs++];
    for (int i = 1; i < *argc; i++) {
        if (strncmp(argv[i], "--benchmark_", 12) != 0)
            own[num_own++] = argv[i];
        else if (!take_benchmark_flag(options, argv[i]))
            argv[num_theirs++] = argv[i];
    }
    argv[num_theirs] = NULL;
    *argc = num_theirs;

    const struct argp argp = {
        .options = argp_options,
        .parser = parse_option,
        .doc =
            "Measures brisk and a peer side by side: TLS handshakes, TLS records, and each kernel "
            "of each cryptographic operation.\vGoogle Benchmark's flags work too: "
            "--benchmark_filter=REGEX, --benchmark_list_tests, --benchmark_repetitions=N, "
            "--benchmark_min_time=SECONDS, --benchmark_out=FILE, ... The columns are explained "
            "in docs/benchmarking.md.",
    };
    if (argp_parse(&argp, num_own, own, 0, NULL, options) != 0)
        exit(2);
    free(own);
    if (options->repetitions == 0)
        options->repetitions = 5;
}
