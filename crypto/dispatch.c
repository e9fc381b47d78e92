/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Choosing rows: a pure function of CPU bits over the tables, and the choice in force. */

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include <brisk/error.h>
#include <brisk/kernels.h>

#include "crypto/impl.h"

#define OPERATION(op)                                                                              \
    {                                                                                              \
#op, brisk_##op##_impls, sizeof(brisk_##op##_impls[0]), offsetof(struct brisk_kernels, op) \
    }

const struct brisk_operation brisk_operations[] = {
    OPERATION(sha256),
    OPERATION(sha512),
    OPERATION(sha1),
    OPERATION(aes_gcm),
    OPERATION(aes_cbc),
    OPERATION(chacha20poly1305),
    OPERATION(x25519),
    OPERATION(x25519x8),
    OPERATION(ed25519),
    OPERATION(ed25519x8),
    OPERATION(p256),
    OPERATION(p256x8),
    OPERATION(p384),
    OPERATION(p521),
    OPERATION(rsa),
    OPERATION(rsax8),
    { NULL, NULL, 0, 0 },
};

/* Written once under select_once, and by brisk_kernels_restrict(); `published` points to it from
 * then on, so that the common case is one load. */
static struct brisk_kernels in_force;
static const struct brisk_kernels *_Atomic published;
static pthread_once_t select_once = PTHREAD_ONCE_INIT;

static void select_for_this_cpu(void)
{
    brisk_kernels_select(&in_force, brisk_cpu_features());
    atomic_store_explicit(&published, &in_force, memory_order_release);
}

const struct brisk_kernels *brisk_kernels(void)
{
    const struct brisk_kernels *kernels = atomic_load_explicit(&published, memory_order_acquire);

    if (kernels == NULL) {
        pthread_once(&select_once, select_for_this_cpu);
        kernels = &in_force;
    }
    return kernels;
}

const struct brisk_impl *brisk_operation_row(const struct brisk_operation *operation, size_t i)
{
    const char *row = operation->rows;

    /* Step by step: a row past the first one without a name does not exist. */
    for (;; i--, row += operation->row_size) {
        const struct brisk_impl *impl = (const void *)row;
        if (impl->name == NULL) {
            return NULL;
        }
        if (i == 0) {
            return impl;
        }
    }
}

/* The pointers of struct brisk_kernels have different types: they are copied as bytes. */
static void set_row(struct brisk_kernels *kernels, const struct brisk_operation *operation,
                    const struct brisk_impl *row)
{
    memcpy((char *)kernels + operation->offset, &row, sizeof(row));
}

static const struct brisk_impl *get_row(const struct brisk_kernels *kernels,
                                        const struct brisk_operation *operation)
{
    const struct brisk_impl *row;
    memcpy(&row, (const char *)kernels + operation->offset, sizeof(row));
    return row;
}

static const struct brisk_impl *find_best_row(const struct brisk_operation *operation, uint64_t cpu)
{
    const struct brisk_impl *row;

    for (size_t i = 0; (row = brisk_operation_row(operation, i)) != NULL; i++) {
        if ((row->needs & ~cpu) == 0) {
            return row;
        }
    }
    return NULL;
}

void brisk_kernels_select(struct brisk_kernels *kernels, uint64_t cpu)
{
    for (const struct brisk_operation *op = brisk_operations; op->name != NULL; op++) {
        set_row(kernels, op, find_best_row(op, cpu));
    }
}

/* A piece of the --kernel text: not ended by a zero byte. */
struct word {
    const char *at;
    size_t len;
};

static int word_is(const struct word *word, const char *name)
{
    return strlen(name) == word->len && memcmp(word->at, name, word->len) == 0;
}

/* Takes the variant for one operation, or, if `operation` is empty, for each that has it. */
static int restrict_rows(struct brisk_kernels *kernels, uint64_t cpu, const struct word *operation,
                         const struct word *variant)
{
    int found = 0;

    for (const struct brisk_operation *op = brisk_operations; op->name != NULL; op++) {
        const struct brisk_impl *row;
        if (operation->len != 0 && !word_is(operation, op->name)) {
            continue;
        }
        for (size_t i = 0; (row = brisk_operation_row(op, i)) != NULL; i++) {
            if (!word_is(variant, row->name)) {
                continue;
            }
            if ((row->needs & ~cpu) != 0) {
                return BRISK_ERR_UNSUPPORTED;
            }
            set_row(kernels, op, row);
            found = 1;
            break;
        }
    }
    return found ? 0 : BRISK_ERR_ARGUMENT;
}

/* "OPERATION=VARIANT,OPERATION=VARIANT,..." or "VARIANT". */
static int parse_kernel_list(struct brisk_kernels *kernels, uint64_t cpu, const char *list)
{
    int is_single = strpbrk(list, ",=") == NULL;
    struct word operation = { list, 0 }, variant = { list, strlen(list) };

    if (is_single) {
        return variant.len == 0 ? BRISK_ERR_ARGUMENT
                                : restrict_rows(kernels, cpu, &operation, &variant);
    }
    for (;;) {
        operation.at = list;
        operation.len = strcspn(list, ",=");
        if (operation.len == 0 || list[operation.len] != '=') {
            return BRISK_ERR_ARGUMENT;
        }
        variant.at = list + operation.len + 1;
        variant.len = strcspn(variant.at, ",=");
        int error = restrict_rows(kernels, cpu, &operation, &variant);
        if (error != 0) {
            return error;
        }
        if (variant.at[variant.len] == '\0') {
            return 0;
        }
        if (variant.at[variant.len] != ',') {
            return BRISK_ERR_ARGUMENT;
        }
        list = variant.at + variant.len + 1;
    }
}

int brisk_kernels_restrict(uint64_t cpu, const char *kernel)
{
    struct brisk_kernels wanted;
    uint64_t usable = cpu & brisk_cpu_features();

    brisk_kernels_select(&wanted, usable);
    if (kernel != NULL) {
        int error = parse_kernel_list(&wanted, usable, kernel);
        if (error != 0) {
            return error;
        }
    }
    brisk_kernels(); /* so that a first use does not select over this */
    in_force = wanted;
    return 0;
}

int brisk_kernels_row(size_t i, uint64_t cpu, struct brisk_kernel_info *info)
{
    struct brisk_kernels kernels = *brisk_kernels();

    if (cpu != 0) {
        brisk_kernels_select(&kernels, cpu);
    }
    for (const struct brisk_operation *op = brisk_operations; op->name != NULL; op++) {
        const struct brisk_impl *row;
        for (size_t j = 0; (row = brisk_operation_row(op, j)) != NULL; j++, i--) {
            if (i == 0) {
                info->operation = op->name;
                info->variant = row->name;
                info->needs = row->needs;
                info->chosen = row == get_row(&kernels, op);
                return 0;
            }
        }
    }
    return BRISK_ERR_ARGUMENT;
}
