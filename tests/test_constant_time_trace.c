/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Secrets decide no branch and no address, seen at the CPU: each function of each row that this CPU
 * can run, AVX-512 rows too, is run with several secrets and equal public inputs; the sequence of
 * instruction addresses and of memory addresses has to be the same (tests/support/trace/trace.h).
 * Divisions and square roots, whose time depends on the operands, must not occur at all.
 *
 * test_constant_time (valgrind) shows for every bit of the secret what this shows for the secrets
 * tried; this one covers the rows that valgrind cannot run. Neither sees the time of single
 * instructions.
 *
 * --kernel=VARIANT or OPERATION=VARIANT and --cpu=MODEL choose rows. --long adds RSA-3072 and 4096
 * by the reference, and more secrets. */

#include <stdio.h>
#include <string.h>

#include <brisk/brisk.h>

#include "crypto/impl.h"
#include "tests/support/test.h"

#if defined(BRISK_HAS_TRACE) && !defined(__SANITIZE_ADDRESS__)

#include "tests/support/trace/planted.h"
#include "tests/support/trace/scenes.h"
#include "tests/support/trace/trace.h"

#define NUM(array) (sizeof(array) / sizeof(array[0]))

static const char *const secret_names[] = { "a random secret", "the lowest secret",
                                            "the highest secret", "another random secret" };

/* How many functions a row has, pays_from among them in a lane kernel's. A new one has to be given
 * its scenes (tests/support/trace/scenes.c). */
static const struct {
    const char *operation;
    size_t num_functions;
} row_types[] = {
    { "sha256", 1 },   { "sha512", 1 },    { "sha1", 1 },
    { "aes_gcm", 3 },  { "aes_cbc", 3 },   { "chacha20poly1305", 4 },
    { "x25519", 2 },   { "ed25519", 2 },   { "p256", 7 },
    { "p384", 7 },     { "p521", 5 },      { "rsa", 5 },
    { "x25519x8", 3 }, { "ed25519x8", 3 }, { "rsax8", 3 },
    { "p256x8", 5 },
};

/* Runs */

static int is_long;
static const char *wanted_operation, *wanted_variant;

static void print_difference(const struct trace_result *result, const char *secret)
{
    if (result->is_branch) {
        printf("  %s: %s went on at %s instead of %s\n", secret, trace_symbol(result->differs_at),
               result->got == 0 ? "nothing" : trace_symbol(result->got),
               trace_symbol(result->expected));
    } else {
        printf("  %s: %s had the address, index, mask or count 0x%llx instead of 0x%llx\n", secret,
               trace_symbol(result->differs_at), (unsigned long long)result->got,
               (unsigned long long)result->expected);
    }
}

/* Returns how many secrets were told apart. */
static int compare_secrets(const struct scene *scene, const void *row, struct trace_result *first)
{
    static struct scene_call call; /* in the same place each time */
    int num_differences = 0;
    unsigned num_secrets = is_long ? 16 : 6;

    for (unsigned i = 0; i < num_secrets; i++) {
        struct trace_result result;
        enum secret secret = i < 4 ? (enum secret)i : SECRET_OTHER;
        call = (struct scene_call){ scene, row, secret };
        scene_prepare(&call);
        if (i == 0) { /* once beforehand: a library's function is looked up at its first call */
            scene_run(&call);
            scene_prepare(&call);
            trace_record(scene_run, &call, first);
            CHECK(scene_result() == 1);
            continue;
        }
        trace_compare(scene_run, &call, &result);
        CHECK(scene_result() == 1);
        if (result.differs_at != 0) {
            print_difference(&result, secret_names[secret]);
            num_differences++;
        }
    }
    return num_differences;
}

static void trace_scene(const struct scene *scene, const struct brisk_impl *row)
{
    struct trace_result result;

    test_note("%s/%s: %s", scene->operation, row->name, scene->name);
    int num_differences = compare_secrets(scene, row, &result);
    printf("%s/%s: %s: %llu instructions, %llu accesses%s\n", scene->operation, row->name,
           scene->name, (unsigned long long)result.num_instructions,
           (unsigned long long)result.num_accesses, num_differences == 0 ? "" : ": A LEAK");
    CHECK_EQ_INT(num_differences, 0);
    if (result.variable_time != 0) {
        printf("  %s takes variable time\n", trace_symbol(result.variable_time));
    }
    CHECK(result.variable_time == 0);
}

static int trace_row(const struct brisk_operation *operation, const struct brisk_impl *row)
{
    int num_traced = 0, num_secret = 0, num_public = 0;

    for (size_t i = 0; i < num_scenes; i++) {
        if (strcmp(scenes[i].operation, operation->name) == 0) {
            num_secret += scenes[i].kind != SCENE_PUBLIC;
            num_public += scenes[i].kind == SCENE_PUBLIC;
        }
        int is_slow = scenes[i].kind == SCENE_SLOW && row->needs == 0;
        if (strcmp(scenes[i].operation, operation->name) == 0 && (is_long || !is_slow) &&
            scenes[i].kind != SCENE_PUBLIC) {
            trace_scene(&scenes[i], row);
            num_traced++;
        }
    }
    test_note("%s/%s", operation->name, row->name);
    if (num_secret == 0 && num_public > 0) {
        printf("%s/%s: all of it works on public data\n", operation->name, row->name);
        return 1;
    }
    CHECK(num_traced > 0);
    return num_traced != 0;
}

static void check_row_type(const struct brisk_operation *operation)
{
    size_t num_functions =
        (operation->row_size - sizeof(struct brisk_impl)) / sizeof(void (*)(void));

    test_note("%s: a new function needs its scenes in tests/support/trace/scenes.c",
              operation->name);
    for (size_t i = 0; i < NUM(row_types); i++) {
        if (strcmp(row_types[i].operation, operation->name) == 0) {
            CHECK_EQ_INT((long long)num_functions, (long long)row_types[i].num_functions);
            return;
        }
    }
    CHECK(!"an operation that this test does not know");
}

static int is_wanted(const struct brisk_operation *operation, const struct brisk_impl *row)
{
    size_t len = strlen(operation->name);

    if (wanted_operation != NULL &&
        (strncmp(wanted_operation, operation->name, len) != 0 || wanted_operation[len] != '=')) {
        return 0;
    }
    return wanted_variant == NULL || strcmp(wanted_variant, row->name) == 0;
}

static void trace_rows(uint64_t cpu)
{
    int num_rows = 0;

    for (const struct brisk_operation *operation = brisk_operations; operation->name != NULL;
         operation++) {
        const struct brisk_impl *row;
        check_row_type(operation);
        for (size_t i = 0; (row = brisk_operation_row(operation, i)) != NULL; i++) {
            if (!is_wanted(operation, row)) {
                continue;
            }
            if ((row->needs & ~cpu) != 0) {
                printf("%s/%s: not run, this CPU (or --cpu) lacks what it needs\n", operation->name,
                       row->name);
                continue;
            }
            num_rows += trace_row(operation, row);
        }
    }
    test_note(NULL);
    CHECK(num_rows > 0);
}

static uint64_t parse_arguments(int argc, char **argv)
{
    uint64_t cpu = brisk_cpu_features(), model;

    for (int i = 1; i < argc; i++) {
        const char *argument = argv[i];
        if (strcmp(argument, "--long") == 0) {
            is_long = 1;
        } else if (strncmp(argument, "--kernel=", 9) == 0) {
            const char *equals = strchr(argument + 9, '=');
            wanted_operation = equals != NULL ? argument + 9 : NULL;
            wanted_variant = equals != NULL ? equals + 1 : argument + 9;
        } else if (strncmp(argument, "--cpu=", 6) == 0) {
            if (brisk_cpu_model_features(argument + 6, &model) != 0) {
                test_abort("%s is unknown", argument);
            }
            cpu &= model;
        } else if (strncmp(argument, "--seed=", 7) != 0) {
            test_abort("usage: %s [--seed=N] [--cpu=MODEL] [--kernel=[OPERATION=]VARIANT] [--long]",
                       argv[0]);
        }
    }
    return cpu;
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    uint64_t cpu = parse_arguments(argc, argv);
    if (trace_init() != 0) {
        test_skip("this CPU or system lacks XSAVE, or the gs register is not to be had");
    }
    trace_planted(brisk_cpu_features());
    scene_init();
    trace_rows(cpu);
    return test_end();
}

#else

int main(int argc, char **argv)
{
    test_start(argc, argv);
#if defined(__SANITIZE_ADDRESS__)
    test_skip("traces under the address sanitizer would be those of its own code as well");
#else
    test_skip("tracing takes x86-64 and its assembler: not for this build");
#endif
}

#endif
