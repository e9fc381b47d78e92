/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* brisk vectors: validates brisk against files of test vectors. */

#define _POSIX_C_SOURCE 200809L

#include "tools/vectors.h"

#include <argp.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/commands.h"
#include "tools/load.h"
#include "tools/options.h"

struct totals {
    size_t num_files, num_passed, num_failed, num_skipped;
    int unreadable; /* some file could not be read or made sense of */
    char **paths;
    int num_paths;
};

static const char help[] =
    "Validate brisk against test vectors: Wycheproof's JSON files, text files as "
    "tests/vectors/README.md describes them, or folders of both."
    "\v"
    "Each file gets a line with the number of cases passed, failed and skipped; skipped is what "
    "brisk does not have, and it is named. The exit code is 0 if no case failed, 1 if one did, a "
    "file could not be read, or there was nothing that brisk could check.\n\n"
    "Cases that Wycheproof calls \"acceptable\" have one right outcome here as well, by their "
    "flags. brisk computes X25519 with a public key on the twist or not in canonical form, as RFC "
    "7748 says. It refuses X25519 with a low-order point, public keys that are compressed, in "
    "other than strict DER or on a curve given by its parameters, PKCS#1 signatures without the "
    "NULL parameter, and RSA keys whose primes differ in length.";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct totals *totals = state->input;
    (void)arg;
    switch (key) {
    case ARGP_KEY_ARGS:
        totals->paths = state->argv + state->next;
        totals->num_paths = state->argc - state->next;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int has_suffix(const char *path, const char *suffix)
{
    size_t len = strlen(path), suffix_len = strlen(suffix);
    return len > suffix_len && strcmp(path + len - suffix_len, suffix) == 0;
}

/* One line: the counts, and what was skipped. */
static void print_report(const struct vector_report *report)
{
    if (report->progress)
        fputs("\r\033[K", stderr);
    printf("%-42s %6zu passed %5zu failed %5zu skipped", vector_file_name(report),
           report->num_passed, report->num_failed, report->num_skipped);
    for (size_t i = 0; i < report->num_reasons; i++)
        printf("%s%s (%zu)", i ? ", " : ": ", report->reasons[i].text, report->reasons[i].count);
    putchar('\n');
    fflush(stdout);
}

static void run_file(struct totals *totals, const char *path)
{
    struct vector_report report = { .path = path, .progress = isatty(STDERR_FILENO) };
    int error = has_suffix(path, ".json") ? vectors_run_json(&report) : vectors_run_text(&report);
    if (error)
        totals->unreadable = 1;
    if (!error || report.num_passed + report.num_failed + report.num_skipped > 0)
        print_report(&report);
    totals->num_files++;
    totals->num_passed += report.num_passed;
    totals->num_failed += report.num_failed;
    totals->num_skipped += report.num_skipped;
}

static int is_vector_name(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* All .json and .txt files of a folder and the folders in it, by name. Depth bounds a cycle of
 * symbolic links. */
static void run_folder(struct totals *totals, const char *path, int depth)
{
    struct dirent **entries;
    int num_entries = scandir(path, &entries, is_vector_name, alphasort);
    if (num_entries < 0) {
        tool_error("%s cannot be read; check its permissions", path);
        totals->unreadable = 1;
        return;
    }
    for (int i = 0; i < num_entries; i++) {
        const char *name = entries[i]->d_name;
        size_t size = strlen(path) + strlen(name) + 2;
        char *child = malloc(size);
        if (child) {
            snprintf(child, size, "%s/%s", path, name);
            if (is_folder(child) && depth > 0)
                run_folder(totals, child, depth - 1);
            else if (has_suffix(name, ".json") || has_suffix(name, ".txt"))
                run_file(totals, child);
        } else {
            tool_error("out of memory");
            totals->unreadable = 1;
        }
        free(child);
        free(entries[i]);
    }
    free(entries);
}

static void run_path(struct totals *totals, const char *path)
{
    size_t files_before = totals->num_files;
    if (!is_folder(path)) {
        if (has_suffix(path, ".json") || has_suffix(path, ".txt") || access(path, F_OK) != 0) {
            run_file(totals, path);
            return;
        }
        tool_error("%s: vectors come in files named .json (Wycheproof) or .txt", path);
        totals->unreadable = 1;
        return;
    }
    run_folder(totals, path, 8);
    if (totals->num_files == files_before) {
        tool_error("%s holds no .json or .txt file; name a folder of test vectors", path);
        totals->unreadable = 1;
    }
}

int brisk_cmd_vectors(int argc, char **argv)
{
    static const struct argp_child children[] = { { &kernel_options, 0, NULL, 0 }, { 0 } };
    static const struct argp argp = { NULL, parse_option, "PATH...", help, children, NULL, NULL };
    struct totals totals = { 0 };
    parse_options(&argp, argc, argv, &totals);
    if (totals.num_paths == 0) {
        fputs("brisk vectors: name at least one file or folder (see brisk vectors --help)\n",
              stderr);
        return 2;
    }
    for (int i = 0; i < totals.num_paths; i++)
        run_path(&totals, totals.paths[i]);
    printf("%zu file%s: %zu passed, %zu failed, %zu skipped\n", totals.num_files,
           totals.num_files == 1 ? "" : "s", totals.num_passed, totals.num_failed,
           totals.num_skipped);
    if (!totals.unreadable && totals.num_passed + totals.num_failed == 0) {
        tool_error("there was nothing that brisk could check");
        return 1;
    }
    return totals.num_failed > 0 || totals.unreadable;
}
