/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* brisk-bench as a user meets it: names, options, the JSON file, and that a run which negotiated
 * something else than was asked for is an error and no number. Nothing here looks at timings but
 * for being there. */

#define _GNU_SOURCE

#include "tests/support/test.h"

#include <fcntl.h>
#include <brisk/brisk.h>
#include <brisk/kernels.h>

#include <jansson.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_ARGS 12

/* What a run printed and how it ended. */
struct result {
    int status;
    char *out, *err;
};

static char *read_back(int fd)
{
    off_t len = lseek(fd, 0, SEEK_END);
    char *text = calloc(1, (size_t)len + 1);
    if (text == NULL || pread(fd, text, (size_t)len, 0) != len)
        test_abort("cannot read back what brisk-bench printed");
    close(fd);
    return text;
}

static int open_scratch(void)
{
    char path[] = "/tmp/brisk-bench-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0)
        test_abort("cannot make a temporary file");
    unlink(path);
    return fd;
}

/* Runs brisk-bench with a NULL-terminated list of arguments. */
static struct result run_bench(const char *const args[])
{
    char *argv[MAX_ARGS + 2] = { (char *)BRISK_BENCH };
    for (int i = 0; args[i] != NULL && i < MAX_ARGS; i++)
        argv[i + 1] = (char *)args[i];
    int out = open_scratch(), err = open_scratch();
    pid_t child = fork();
    if (child == 0) {
        dup2(out, STDOUT_FILENO);
        dup2(err, STDERR_FILENO);
        execv(argv[0], argv);
        _exit(127);
    }
    struct result result;
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child)
        test_abort("cannot run brisk-bench");
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    result.out = read_back(out);
    result.err = read_back(err);
    return result;
}

#define RUN(...) run_bench((const char *const[]){ __VA_ARGS__, NULL })

static void free_result(struct result *result)
{
    free(result->out);
    free(result->err);
}

static size_t count_lines(const char *text)
{
    size_t lines = 0;
    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

static void test_bad_options(void)
{
    static const char *const bad[] = {
        "--bogus",
        "--suite",
        "--suite=handshakes",
        "--suite=",
        "--peer=gnutls",
        "--suites=rc4",
        "--cores=many",
        "--cores=1-",
        "--cores=99999",
        "--cpu=vax",
        "--kernel=sha256=mmx",
        "--kernel==",
        "unexpected",
        "--benchmark_bogus=1",
        "--benchmark_filter=(",
        "--benchmark_filter=no_such_name",
        "--benchmark_min_time=soon",
        "--benchmark_min_warmup_time=soon",
        "--benchmark_repetitions=0",
        "--benchmark_repetitions=many",
        "--benchmark_time_unit=fortnight",
        "--benchmark_format=csv",
        "--benchmark_out_format=csv",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        test_note("brisk-bench %s", bad[i]);
        struct result result = RUN(bad[i]);
        CHECK_EQ_INT(result.status, 2);
        CHECK_EQ_INT(count_lines(result.err), 1);
        CHECK_EQ_STRING(result.out, "");
        free_result(&result);
    }
    test_note("brisk-bench --help");
    struct result help = RUN("--help");
    CHECK_EQ_INT(help.status, 0);
    CHECK(strstr(help.out, "--cores") != NULL);
    CHECK_EQ_STRING(help.err, "");
    free_result(&help);
}

/* The names that docs/architecture.md promises. */
static const char grammar[] =
    "^(handshake/(tls13/(x25519|p256)|tls12/(x25519|p256|ffdhe2048|rsa))/"
    "(ecdsa_p256|ecdsa_p384|ed25519|rsa2048|rsa3072)/(full|resumed|0rtt|mutual)/"
    "((single|openssl)/(server|client|both)|nojobs/server)"
    "|memory/tls1[23]/(handshake|idle)/(brisk|openssl)/(server|client)"
    "|record/(tls13/(aes128gcm|aes256gcm|chacha20poly1305)|tls12/aes(128|256)cbc_sha(1|256))/"
    "(seal|open)/(brisk|openssl)/[0-9]+"
    "|[a-z][a-z0-9_]*/[a-z][a-z0-9_]*/([1-9][0-9]*|single))$";

static void check_name(const char *name)
{
    regex_t regex;
    if (regcomp(&regex, grammar, REG_EXTENDED | REG_NOSUB) != 0)
        test_abort("the grammar is no regular expression");
    test_note("name %s", name);
    CHECK(regexec(&regex, name, 0, NULL, 0) == 0);
    regfree(&regex);
}

/* Whether a line of `text` is `line`. */
static int has_line(const char *text, const char *line)
{
    size_t len = strlen(line);
    for (const char *found = text; (found = strstr(found, line)) != NULL; found += len)
        if ((found == text || found[-1] == '\n') && (found[len] == '\n' || found[len] == '\0'))
            return 1;
    return 0;
}

/* Names that are printed once each, in the grammar. */
static size_t check_names(const char *names)
{
    size_t count = 0;
    for (const char *end; (end = strchr(names, '\n')) != NULL; names = end + 1, count++) {
        char line[160];
        if (end - names >= (ptrdiff_t)sizeof line)
            test_abort("a name is too long");
        memcpy(line, names, (size_t)(end - names));
        line[end - names] = '\0';
        check_name(line);
        CHECK(!has_line(end + 1, line));
    }
    return count;
}

static void test_names(void)
{
    static const char *const expected[] = {
        "handshake/tls13/x25519/ecdsa_p256/full/single/server",
        "handshake/tls13/x25519/ecdsa_p256/full/single/client",
        "handshake/tls13/x25519/ecdsa_p256/full/single/both",
        "handshake/tls13/x25519/ecdsa_p256/full/nojobs/server",
        "handshake/tls13/p256/rsa2048/full/single/server",
        "handshake/tls13/x25519/ecdsa_p256/resumed/single/server",
        "handshake/tls13/x25519/ecdsa_p256/0rtt/single/server",
        "handshake/tls13/x25519/ecdsa_p256/mutual/single/server",
        "handshake/tls12/x25519/rsa2048/full/single/client",
        "handshake/tls12/x25519/ecdsa_p256/resumed/single/server",
        "handshake/tls12/rsa/rsa2048/full/single/server",
        "handshake/tls12/ffdhe2048/rsa2048/full/single/server",
        "memory/tls12/idle/brisk/server",
        "record/tls13/chacha20poly1305/open/brisk/16384",
        "aes128gcm_seal/ref/16384",
        "sha256/ref/16",
        "x25519_shared/ref/single",
        "rsa4096_private/ref/single",
    };
    test_note("--benchmark_list_tests");
    struct result result = RUN("--benchmark_list_tests", "--benchmark_filter=-rsa4096_v");
    CHECK_EQ_INT(result.status, 0);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        test_note("expected name %s", expected[i]);
        CHECK(has_line(result.out, expected[i]));
    }
    CHECK(!has_line(result.out, "rsa4096_verify/ref/single"));
    CHECK(!has_line(result.out, "handshake/tls13/p256/ecdsa_p256/0rtt/single/server"));
    size_t names = check_names(result.out);
    test_note("number of names");
    CHECK(names > 150);
    free_result(&result);
}

/* Every handshake there is: with --all, or by its name. */
static void test_all_names(void)
{
    /* of TLS 1.3 two groups, five certificates and four modes; of 1.2 without early data and
     * mutual Ed25519, and a finite field and RSA's key exchange with two certificates */
    const size_t bases = 2 * 5 * 4 + (2 * 5 * 3 - 2) + 2 * 2 * 3;
    const size_t rows = bases * (BRISK_BENCH_HAS_PEER ? 7 : 4);
    struct result result = RUN("--benchmark_list_tests", "--suite=handshake", "--all");
    test_note("--all");
    CHECK_EQ_INT(check_names(result.out), rows);
    CHECK(has_line(result.out, "handshake/tls13/p256/rsa3072/0rtt/single/both"));
    CHECK(has_line(result.out, "handshake/tls12/rsa/rsa3072/mutual/single/server"));
    free_result(&result);
    result = RUN("--benchmark_list_tests", "--benchmark_filter=^handshake/");
    test_note("by name");
    CHECK_EQ_INT(check_names(result.out), rows);
    free_result(&result);
    result = RUN("--benchmark_list_tests", "--suite=record", "--all");
    test_note("records with --all");
    CHECK_EQ_INT(check_names(result.out), 6 * 2 * 6 * (BRISK_BENCH_HAS_PEER ? 2 : 1));
    CHECK(has_line(result.out, "record/tls12/aes128cbc_sha1/open/brisk/16384"));
    free_result(&result);
    result = RUN("--benchmark_list_tests", "--suite=handshake", "--benchmark_filter=-tls12");
    test_note("a filter that excludes names none");
    CHECK(!has_line(result.out, "handshake/tls13/p256/rsa3072/0rtt/single/both"));
    CHECK(has_line(result.out, "handshake/tls13/p256/rsa3072/full/single/both"));
    free_result(&result);
}

static void test_restrictions(void)
{
    struct result result = RUN("--benchmark_list_tests", "--peer=none");
    test_note("--peer=none");
    CHECK(result.status == 0 && strstr(result.out, "openssl") == NULL);
    free_result(&result);

    test_note("--cpu=nehalem");
    result = RUN("--benchmark_list_tests", "--cpu=nehalem", "--suite=crypto");
    CHECK(result.status == 0 && strstr(result.out, "sha256/shani") == NULL);
    CHECK(has_line(result.out, "sha256/ref/1350"));
    free_result(&result);

    test_note("--kernel=sha256=ref");
    result = RUN("--benchmark_list_tests", "--kernel=sha256=ref", "--suite=crypto");
    CHECK(result.status == 0 && strstr(result.out, "sha256/shani") == NULL);
    CHECK(has_line(result.out, "sha256/ref/1350"));
    free_result(&result);

    test_note("--quick");
    result = RUN("--benchmark_list_tests", "--quick");
    CHECK(has_line(result.out, "handshake/tls13/p256/rsa2048/full/single/client"));
    CHECK(!has_line(result.out, "handshake/tls13/p256/ed25519/full/single/client"));
    free_result(&result);
}

static json_t *parse(const char *text)
{
    json_error_t error;
    json_t *root = json_loads(text, 0, &error);
    if (root == NULL)
        test_abort("line %d of the JSON: %s", error.line, error.text);
    return root;
}

static void check_context(const json_t *context)
{
    /* Google Benchmark's own, then brisk's: texts that are "unknown" rather than empty or 0. */
    static const char *const numbers[] = { "num_cpus", "mhz_per_cpu", "threads", "tick_hz",
                                           "core_hz" };
    static const char *const texts[] = {
        "date",          "host_name",       "executable",   "library_build_type",
        "brisk_version", "cpu_model",       "cpu_identity", "microcode",
        "cpu_features",  "virtual_machine", "governor",     "turbo",
        "smt",           "kernel",          "compiler",     "c_library",
        "hwloc_version", "topology",        "cache_sizes",  "peer",
        "peer_version",  "suites",          "tick_source",  "pinned_processors",
        "pinning",       "memory",
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        test_note("context %s", numbers[i]);
        CHECK(json_number_value(json_object_get(context, numbers[i])) > 0);
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *text = json_string_value(json_object_get(context, texts[i]));
        test_note("context %s", texts[i]);
        CHECK(text != NULL && text[0] != '\0');
        if (strcmp(texts[i], "pinned_processors") != 0)
            CHECK(text != NULL && strcmp(text, "0") != 0);
    }
    test_note("context kernels");
    CHECK(json_is_string(json_object_get(json_object_get(context, "kernels"), "sha256")));
}

/* The context names the rows this CPU runs by itself, whatever row was measured last. */
static void check_best_kernels(const json_t *context)
{
    struct brisk_kernel_info info;
    for (size_t i = 0; brisk_kernels_row(i, 0, &info) == 0; i++) {
        const json_t *row = json_object_get(json_object_get(context, "kernels"), info.operation);
        test_note("context kernel of %s", info.operation);
        if (info.chosen)
            CHECK_EQ_STRING(json_string_value(row), info.variant);
    }
}

static double number_of(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

static void check_entry(const json_t *entry, int repetitions)
{
    check_name(text_of(entry, "run_name"));
    CHECK_EQ_STRING(text_of(entry, "time_unit"), "ns");
    CHECK_EQ_INT((int)number_of(entry, "repetitions"), repetitions);
    CHECK(json_object_get(entry, "error_occurred") == NULL);
    CHECK(number_of(entry, "iterations") >= 1);
    CHECK(json_is_real(json_object_get(entry, "cpu_time")));
    double time = number_of(entry, "real_time"), rate = number_of(entry, "ops_per_second");
    if (strcmp(text_of(entry, "run_type"), "iteration") == 0) {
        CHECK_EQ_STRING(text_of(entry, "name"), text_of(entry, "run_name"));
        CHECK(time > 0 && rate * time > 0.999e9 && rate * time < 1.001e9);
        CHECK(number_of(entry, "cycles_per_op") > 0);
        CHECK(number_of(entry, "cpu_share") > 0 && number_of(entry, "cpu_share") <= 1);
    } else {
        CHECK_EQ_STRING(text_of(entry, "run_type"), "aggregate");
        CHECK(text_of(entry, "aggregate_name")[0] != '\0');
    }
}

/* Runs the benchmarks that match, for the least time, and returns the parsed JSON. */
static json_t *measure(const char *filter, const char *extra, int want_status)
{
    char flag[160];
    snprintf(flag, sizeof flag, "--benchmark_filter=%s", filter);
    struct result result = RUN("--benchmark_format=json", "--benchmark_min_time=0.001",
                               "--benchmark_repetitions=2", flag, extra);
    test_note("%s %s: %s", flag, extra, result.err);
    CHECK_EQ_INT(result.status, want_status);
    json_t *root = parse(result.out);
    free_result(&result);
    return root;
}

static const json_t *find_entry(const json_t *list, const char *name)
{
    size_t i;
    const json_t *entry;
    json_array_foreach(list, i, entry) if (strcmp(text_of(entry, "name"), name) == 0) return entry;
    return NULL;
}

static void test_results(const char *filter, const char *const *rows, size_t num_rows)
{
    json_t *root = measure(filter, "--cores=physical", 0);
    const json_t *list = json_object_get(root, "benchmarks"), *entry;
    check_context(json_object_get(root, "context"));
    check_best_kernels(json_object_get(root, "context"));
    size_t i;
    json_array_foreach(list, i, entry) check_entry(entry, 2);
    for (i = 0; i < num_rows; i++) {
        char median[160];
        snprintf(median, sizeof median, "%s_median", rows[i]);
        test_note("row %s", rows[i]);
        CHECK(find_entry(list, rows[i]) != NULL && find_entry(list, median) != NULL);
        if (BRISK_BENCH_HAS_PEER && strstr(rows[i], "openssl") == NULL &&
            strstr(rows[i], "nojobs") == NULL)
            CHECK(number_of(find_entry(list, median), "ratio_to_peer") > 0);
    }
    test_note("entries of %s", filter);
    /* two repetitions, mean, median, standard deviation, coefficient of variation */
    CHECK_EQ_INT((int)json_array_size(list), (int)(6 * num_rows));
    json_decref(root);
}

/* A few handshakes of one name: every assertion holds, and all of its rows are there. */
static void test_handshake(const char *base)
{
    static const char *const rows[] = { "single/server", "single/client",  "single/both",
                                        "nojobs/server", "openssl/server", "openssl/client",
                                        "openssl/both" };
    char names[7][160], filter[160];
    const char *list[7];
    for (size_t i = 0; i < 7; i++) {
        snprintf(names[i], sizeof names[i], "handshake/%s/%s", base, rows[i]);
        list[i] = names[i];
    }
    snprintf(filter, sizeof filter, "handshake/%s/", base);
    test_results(filter, list, BRISK_BENCH_HAS_PEER ? 7 : 4);
}

static void test_tiny_runs(void)
{
    static const char *const handshakes[] = {
        "tls13/x25519/ecdsa_p256/full",   "tls13/x25519/ecdsa_p256/resumed",
        "tls13/p256/ecdsa_p256/0rtt",     "tls13/x25519/ecdsa_p384/mutual",
        "tls12/p256/rsa2048/full",        "tls12/x25519/ed25519/resumed",
        "tls12/x25519/rsa2048/mutual",    "tls12/rsa/rsa2048/full",
        "tls12/rsa/rsa2048/resumed",      "tls12/ffdhe2048/rsa2048/full",
        "tls12/ffdhe2048/rsa3072/mutual",
    };
    static const char *const records[] = {
        "record/tls13/chacha20poly1305/seal/brisk/1350",
        "record/tls13/chacha20poly1305/open/brisk/1350",
        "record/tls13/chacha20poly1305/seal/openssl/1350",
        "record/tls13/chacha20poly1305/open/openssl/1350",
    };
    static const char *const operations[] = {
        "chacha20poly1305_open/ref/64", "x25519_shared/ref/single",
        "ed25519_verify/ref/single",    "chacha20poly1305_open/openssl/64",
        "x25519_shared/openssl/single", "ed25519_verify/openssl/single",
    };
    for (size_t i = 0; i < sizeof handshakes / sizeof handshakes[0]; i++)
        test_handshake(handshakes[i]);
    test_results("record/tls13/chacha20poly1305/.*/1350$", records, BRISK_BENCH_HAS_PEER ? 4 : 2);
    test_results("chacha20poly1305_open/(ref|openssl)/64$|(x25519_shared|ed25519_verify)/(ref|op)",
                 operations, BRISK_BENCH_HAS_PEER ? 6 : 3);
}

/* What connections hold is counted, in bytes, and is what brisk/tls.h says. */
static void test_memory(void)
{
    static const char *const states[] = { "handshake", "idle" };
    const double expected[] = { sizeof(struct brisk_tls) + BRISK_TLS_HANDSHAKE_SIZE,
                                sizeof(struct brisk_tls) };
    json_t *root = measure("^memory/", "--cores=physical", 0);
    const json_t *list = json_object_get(root, "benchmarks");
    test_note("entries of the suite memory");
    CHECK_EQ_INT((int)json_array_size(list), BRISK_BENCH_HAS_PEER ? 16 : 8);
    for (int i = 0; i < 8; i++) {
        char name[160];
        snprintf(name, sizeof name, "memory/tls1%d/%s/brisk/%s", 2 + i / 4, states[i / 2 % 2],
                 i % 2 ? "client" : "server");
        const json_t *entry = find_entry(list, name);
        test_note("row %s", name);
        CHECK(number_of(entry, "amount") == expected[i / 2 % 2]);
        CHECK_EQ_STRING(text_of(entry, "amount_unit"), "bytes");
        CHECK(json_object_get(entry, "error_occurred") == NULL);
        if (BRISK_BENCH_HAS_PEER)
            CHECK(number_of(entry, "ratio_to_peer") > 1);
    }
    json_decref(root);
    test_note("the table has the unit");
    struct result result = RUN("--suite=memory");
    CHECK_EQ_INT(result.status, 0);
    CHECK(strstr(result.out, "bytes") != NULL && strstr(result.out, "idle/brisk/server") != NULL);
    free_result(&result);
}

/* Every row of a run says the same error, and has no figure. */
static void check_errors(const char *filter, const char *option)
{
    json_t *root = measure(filter, option, 1);
    const json_t *list = json_object_get(root, "benchmarks"), *entry;
    size_t i;
    CHECK_EQ_INT((int)json_array_size(list), BRISK_BENCH_HAS_PEER ? 7 : 4);
    json_array_foreach(list, i, entry)
    {
        test_note("%s %s: %s", option, text_of(entry, "name"), text_of(entry, "error_message"));
        CHECK(json_is_true(json_object_get(entry, "error_occurred")));
        CHECK(strstr(text_of(entry, "error_message"), "asked for") != NULL);
        CHECK(json_object_get(entry, "real_time") == NULL);
        CHECK(json_object_get(entry, "ops_per_second") == NULL);
    }
    json_decref(root);
}

/* Asks for one thing and configures another: that must come out as an error, without a figure. */
static void test_assertions(void)
{
    static const char *const wrong[] = { "--misconfigure=group", "--misconfigure=suite",
                                         "--misconfigure=scheme", "--misconfigure=mode" };
    static const char *const modes[] = {
        "tls13/x25519/ecdsa_p256/resumed", "tls13/x25519/ecdsa_p256/0rtt",
        "tls13/x25519/ecdsa_p256/mutual",  "tls12/x25519/ecdsa_p256/full",
        "tls12/x25519/ecdsa_p256/resumed", "tls12/x25519/ecdsa_p256/mutual",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        check_errors("tls13/x25519/ecdsa_p256/full", wrong[i]);
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
        check_errors(modes[i], "--misconfigure=mode");
    test_note("the table says so too");
    struct result result = RUN("--misconfigure=group", "--benchmark_min_time=0.001",
                               "--benchmark_filter=x25519/ecdsa_p256/full/single/server");
    CHECK_EQ_INT(result.status, 1);
    CHECK(strstr(result.out, "ERROR: another group") != NULL);
    free_result(&result);
}

static void test_json_file(void)
{
    char path[] = "/tmp/brisk-bench-json-XXXXXX", flag[64];
    int fd = mkstemp(path);
    if (fd < 0)
        test_abort("cannot make a temporary file");
    close(fd);
    snprintf(flag, sizeof flag, "--json=%s", path);
    struct result result = RUN(flag, "--benchmark_min_time=0.001", "--benchmark_repetitions=2",
                               "--benchmark_filter=^sha256/ref/64$", "--kernel=sha256=ref",
                               "--benchmark_report_aggregates_only=true");
    test_note("%s %s", flag, result.err);
    CHECK_EQ_INT(result.status, 0);
    CHECK(strstr(result.out, "ref/64") != NULL && strstr(result.out, "cycles/op") != NULL);
    size_t len;
    char *text = test_read_file(path, &len);
    if (CHECK(text != NULL)) {
        json_t *root = parse(text);
        const json_t *context = json_object_get(root, "context");
        CHECK_EQ_STRING(text_of(json_object_get(context, "kernels"), "sha256"), "ref");
        CHECK_EQ_INT((int)json_array_size(json_object_get(root, "benchmarks")), 4);
        json_decref(root);
    }
    free(text);
    free_result(&result);
    unlink(path);

    test_note("a file that cannot be written");
    result = RUN("--json=/nowhere/at/all.json", "--benchmark_min_time=0.001",
                 "--benchmark_repetitions=1", "--benchmark_filter=^sha256/ref/64$");
    CHECK_EQ_INT(result.status, 1);
    CHECK(strstr(result.err, "cannot write") != NULL);
    free_result(&result);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_bad_options();
    test_names();
    test_all_names();
    test_restrictions();
    test_tiny_runs();
    test_memory();
    test_assertions();
    test_json_file();
    return test_end();
}
