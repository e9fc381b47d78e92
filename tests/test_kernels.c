/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The kernel tables, and the choice of rows for this CPU, other CPUs, and as restricted. */

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <brisk/error.h>
#include <brisk/kernels.h>

#include "crypto/impl.h"
#include "tests/support/test.h"

static const struct brisk_impl *get_chosen(const struct brisk_kernels *kernels,
                                           const struct brisk_operation *operation)
{
    const struct brisk_impl *row;
    memcpy(&row, (const char *)kernels + operation->offset, sizeof(row));
    return row;
}

static size_t count_rows(const struct brisk_operation *operation)
{
    size_t num_rows = 0;

    while (brisk_operation_row(operation, num_rows) != NULL) {
        num_rows++;
    }
    CHECK(brisk_operation_row(operation, num_rows + 1) == NULL);
    return num_rows;
}

/* Every table ends with "ref", which needs nothing; names are unique; each row is the one chosen on
 * some CPU, that is, no row above it needs a part of its bits only. */
static void test_tables(void)
{
    for (const struct brisk_operation *op = brisk_operations; op->name != NULL; op++) {
        size_t num_rows = count_rows(op);
        test_note("the table of %s", op->name);
        if (!CHECK(num_rows > 0)) {
            continue;
        }
        const struct brisk_impl *last = brisk_operation_row(op, num_rows - 1);
        CHECK_EQ_STRING(last->name, "ref");
        CHECK(last->needs == 0);
        for (size_t i = 0; i < num_rows; i++) {
            const struct brisk_impl *row = brisk_operation_row(op, i);
            struct brisk_kernels kernels;
            test_note("%s/%s", op->name, row->name);
            brisk_kernels_select(&kernels, row->needs);
            CHECK(get_chosen(&kernels, op) == row);
            for (size_t j = 0; j < i; j++) {
                CHECK(strcmp(brisk_operation_row(op, j)->name, row->name) != 0);
            }
            for (unsigned bit = 0; bit < 64; bit++) {
                CHECK((row->needs >> bit & 1) == 0 || brisk_cpu_feature_name(bit) != NULL);
            }
        }
    }
}

/* The first row that has all it needs, and the same each time it is asked. */
static void check_choice(uint64_t cpu)
{
    struct brisk_kernels kernels, again;

    memset(&kernels, 0x11, sizeof(kernels));
    memset(&again, 0x22, sizeof(again));
    brisk_kernels_select(&kernels, cpu);
    brisk_kernels_select(&again, cpu);
    CHECK_EQ_BYTES(&kernels, &again, sizeof(kernels));
    for (const struct brisk_operation *op = brisk_operations; op->name != NULL; op++) {
        const struct brisk_impl *chosen = get_chosen(&kernels, op), *row;
        CHECK((chosen->needs & ~cpu) == 0);
        for (size_t i = 0; (row = brisk_operation_row(op, i)) != chosen; i++) {
            if (!CHECK(row != NULL)) {
                break;
            }
            CHECK((row->needs & ~cpu) != 0);
        }
    }
}

static void test_select(void)
{
    test_note("no bits");
    check_choice(0);
    test_note("all bits");
    check_choice(UINT64_MAX);
    for (size_t i = 0; brisk_cpu_model_name(i) != NULL; i++) {
        uint64_t features;
        test_note("model %s", brisk_cpu_model_name(i));
        CHECK_EQ_INT(brisk_cpu_model_features(brisk_cpu_model_name(i), &features), 0);
        check_choice(features);
    }
    for (int i = 0; i < 200; i++) {
        uint64_t features = test_random_u64() & test_random_u64();
        test_note("bits %016llx", (unsigned long long)features);
        check_choice(features);
    }
}

/* What well-known CPUs have, and whether they hash with a kernel of their own. */
static void test_models(void)
{
    static const struct {
        const char *model;
        uint64_t has, lacks;
    } models[] = {
        { "nehalem", CPU_SSE41, CPU_AESNI | CPU_AVX | CPU_SHA },
        { "westmere", CPU_AESNI | CPU_PCLMUL, CPU_AVX | CPU_SHA },
        { "haswell", CPU_AVX2 | CPU_BMI2 | CPU_AESNI, CPU_ADX | CPU_SHA | CPU_AVX512F },
        { "skylake", CPU_AVX2 | CPU_ADX, CPU_SHA | CPU_AVX512F },
        { "skylake-server", CPU_AVX512F | CPU_ADX, CPU_SHA | CPU_VAES | CPU_ZMM_FREE },
        { "icelake-server", CPU_AVX512IFMA | CPU_VAES | CPU_SHA, CPU_ZMM_FREE },
        { "sapphirerapids", CPU_AVX512IFMA | CPU_SHA | CPU_ZMM_FREE, CPU_SHA512 },
        { "alderlake", CPU_VAES | CPU_SHA, CPU_AVX512F },
        { "zen1", CPU_AVX2 | CPU_SHA, CPU_VAES | CPU_AVX512F },
        { "zen3", CPU_VAES | CPU_VPCLMUL | CPU_SHA, CPU_AVX512F | CPU_GFNI },
        { "zen4", CPU_AVX512IFMA | CPU_VAES | CPU_SHA | CPU_ZMM_FREE, CPU_SHA512 },
        { "armv8-a", CPU_NEON, CPU_ARM_AES | CPU_ARM_SHA2 },
        { "neoverse-n1", CPU_ARM_AES | CPU_ARM_SHA2, CPU_SVE | CPU_ARM_SHA512 },
        { "neoverse-v2", CPU_SVE2 | CPU_ARM_SHA512, 0 },
    };

    for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++) {
        struct brisk_kernels kernels;
        uint64_t features;
        if (brisk_cpu_model_features(models[i].model, &features) != 0) {
            continue; /* of another architecture */
        }
        test_note("model %s", models[i].model);
        CHECK((features & models[i].has) == models[i].has);
        CHECK((features & models[i].lacks) == 0);
        brisk_kernels_select(&kernels, features);
        printf("%-16s sha256/%s\n", models[i].model, kernels.sha256->impl.name);
        CHECK((features & CPU_SHA) == 0 || strcmp(kernels.sha256->impl.name, "ref") != 0);
    }
    test_note("unknown model");
    uint64_t features = 5;
    CHECK_EQ_INT(brisk_cpu_model_features("pentium", &features), BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_cpu_model_features("", &features), BRISK_ERR_ARGUMENT);
    CHECK(features == 5);
}

static void test_names(void)
{
    uint64_t cpu = brisk_cpu_features();

    test_note("CPU %016llx", (unsigned long long)cpu);
    CHECK(brisk_cpu_detect() == cpu);
    printf("this CPU:");
    for (unsigned bit = 0; bit < 64; bit++) {
        if (cpu >> bit & 1) {
            CHECK(brisk_cpu_feature_name(bit) != NULL);
            printf(" %s", brisk_cpu_feature_name(bit));
        }
    }
    putchar('\n');
    CHECK(brisk_cpu_feature_name(64) == NULL);
    CHECK(brisk_cpu_feature_name(63) == NULL);
    CHECK(brisk_cpu_model_name(0) != NULL);
    CHECK(brisk_cpu_model_name(1000) == NULL);
}

static void *ask_for_kernels(void *result)
{
    *(const struct brisk_kernels **)result = brisk_kernels();
    return NULL;
}

/* Runs first, so that the threads race for the selection. */
static void test_first_use(void)
{
    enum { NUM_THREADS = 16 };
    static const struct brisk_kernels *seen[NUM_THREADS];
    pthread_t threads[NUM_THREADS];
    struct brisk_kernels wanted;

    for (int i = 0; i < NUM_THREADS; i++) {
        if (pthread_create(&threads[i], NULL, ask_for_kernels, &seen[i]) != 0) {
            test_abort("pthread_create failed");
        }
    }
    brisk_kernels_select(&wanted, brisk_cpu_features());
    for (int i = 0; i < NUM_THREADS; i++) {
        pthread_join(threads[i], NULL);
        CHECK(seen[i] == seen[0]);
    }
    CHECK_EQ_BYTES(seen[0], &wanted, sizeof(wanted));
}

static void test_restrict_cpu(void)
{
    struct brisk_kernels wanted;

    for (size_t i = 0; brisk_cpu_model_name(i) != NULL; i++) {
        uint64_t features = 0;
        test_note("restricted to %s", brisk_cpu_model_name(i));
        brisk_cpu_model_features(brisk_cpu_model_name(i), &features);
        CHECK_EQ_INT(brisk_kernels_restrict(features, NULL), 0);
        brisk_kernels_select(&wanted, features & brisk_cpu_features());
        CHECK_EQ_BYTES(brisk_kernels(), &wanted, sizeof(wanted));
    }
    test_note("not restricted");
    CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, NULL), 0);
    brisk_kernels_select(&wanted, brisk_cpu_features());
    CHECK_EQ_BYTES(brisk_kernels(), &wanted, sizeof(wanted));
}

/* Each row by its name: taken if this CPU has its bits, refused if not. */
static void test_restrict_row(void)
{
    char text[128];

    for (const struct brisk_operation *op = brisk_operations; op->name != NULL; op++) {
        const struct brisk_impl *row;
        for (size_t i = 0; (row = brisk_operation_row(op, i)) != NULL; i++) {
            int can_run = (row->needs & ~brisk_cpu_features()) == 0;
            snprintf(text, sizeof(text), "%s=%s", op->name, row->name);
            test_note("%s", text);
            CHECK_EQ_INT(brisk_kernels_restrict(0, "ref"), 0);
            CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, text),
                         can_run ? 0 : BRISK_ERR_UNSUPPORTED);
            CHECK(get_chosen(brisk_kernels(), op) == row || !can_run);
            if (row->needs != 0) { /* not on the CPU that is asked for */
                CHECK_EQ_INT(brisk_kernels_restrict(0, text), BRISK_ERR_UNSUPPORTED);
            }
        }
    }
}

static void test_restrict_list(void)
{
    const struct brisk_kernels *kernels = brisk_kernels();
    struct brisk_kernels best;

    test_note("lists");
    brisk_kernels_select(&best, brisk_cpu_features());
    CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, "ref"), 0);
    for (const struct brisk_operation *op = brisk_operations; op->name != NULL; op++) {
        CHECK_EQ_STRING(get_chosen(kernels, op)->name, "ref");
    }
    CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, "sha256=ref,aes_gcm=ref"), 0);
    CHECK_EQ_STRING(kernels->sha256->impl.name, "ref");
    CHECK_EQ_STRING(kernels->aes_gcm->impl.name, "ref");
    CHECK(kernels->chacha20poly1305 == best.chacha20poly1305);
    CHECK(kernels->rsa == best.rsa);
    CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, "rsa=ref"), 0);
    CHECK(kernels->sha256 == best.sha256); /* what was said before is forgotten */
    CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, NULL), 0);
}

static void test_restrict_errors(void)
{
    static const char *const lists[] = {
        "",
        ",",
        "=",
        "=ref",
        "sha256",
        "sha256=",
        "sha256=none",
        "none=ref",
        "none",
        "sha256=ref,",
        ",sha256=ref",
        "sha256=ref,,rsa=ref",
        "sha256=ref,rsa",
        "sha256=ref=ref",
        "sha256=ref rsa=ref",
        "sha256=re",
        "sha256=reff",
        "sha25=ref",
        "sha2566=ref",
        " ref",
        "ref,ref",
        "SHA256=ref",
        "sha256 =ref",
    };
    struct brisk_kernels before;

    CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, "sha512=ref"), 0);
    before = *brisk_kernels();
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        test_note("\"%s\"", lists[i]);
        CHECK_EQ_INT(brisk_kernels_restrict(0, lists[i]), BRISK_ERR_ARGUMENT);
        CHECK_EQ_BYTES(brisk_kernels(), &before, sizeof(before));
    }
    CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, NULL), 0);
}

/* brisk_kernels_row() shows all rows in order, one chosen in each table. */
static void check_walk(uint64_t cpu, const struct brisk_kernels *kernels)
{
    struct brisk_kernel_info info;
    size_t i = 0;

    for (const struct brisk_operation *op = brisk_operations; op->name != NULL; op++) {
        const struct brisk_impl *row;
        int num_chosen = 0;
        for (size_t j = 0; (row = brisk_operation_row(op, j)) != NULL; j++, i++) {
            if (!CHECK_EQ_INT(brisk_kernels_row(i, cpu, &info), 0)) {
                return;
            }
            CHECK_EQ_STRING(info.operation, op->name);
            CHECK_EQ_STRING(info.variant, row->name);
            CHECK(info.needs == row->needs);
            CHECK_EQ_INT(info.chosen, row == get_chosen(kernels, op));
            num_chosen += info.chosen;
        }
        CHECK_EQ_INT(num_chosen, 1);
    }
    CHECK_EQ_INT(brisk_kernels_row(i, cpu, &info), BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_kernels_row(i + 1000, cpu, &info), BRISK_ERR_ARGUMENT);
}

static void test_walk(void)
{
    struct brisk_kernels kernels;

    for (size_t i = 0; brisk_cpu_model_name(i) != NULL; i++) {
        uint64_t features = 0;
        test_note("rows of %s", brisk_cpu_model_name(i));
        brisk_cpu_model_features(brisk_cpu_model_name(i), &features);
        if (features != 0) { /* 0 asks for the choice in force */
            brisk_kernels_select(&kernels, features);
            check_walk(features, &kernels);
        }
    }
    test_note("rows in force");
    check_walk(0, brisk_kernels());
    CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, "ref"), 0);
    check_walk(0, brisk_kernels());
    CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, NULL), 0);
}

static void test_strerror(void)
{
    test_note(NULL);
    CHECK_EQ_STRING(brisk_strerror(0), "success");
    CHECK_EQ_STRING(brisk_strerror(1), "unknown error");
    CHECK_EQ_STRING(brisk_strerror(-29), "unknown error");
    CHECK_EQ_STRING(brisk_strerror(-1000), "unknown error");
    for (int error = 0; error > -200; error--) {
        for (int other = error - 1; other > -200; other--) {
            CHECK(strcmp(brisk_strerror(error), brisk_strerror(other)) != 0 ||
                  strcmp(brisk_strerror(error), "unknown error") == 0);
        }
    }
    CHECK(strcmp(brisk_strerror(BRISK_ERR_LIMIT), "unknown error") != 0);
    CHECK(strcmp(brisk_strerror(BRISK_ERR_TLS_TRUNCATED), "unknown error") != 0);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_first_use();
    test_names();
    test_tables();
    test_select();
    test_models();
    test_restrict_cpu();
    test_restrict_row();
    test_restrict_list();
    test_restrict_errors();
    test_walk();
    test_strerror();
    return test_end();
}
