/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Suite "crypto": every row of every kernel table that this CPU can run, beside the peer. */

#include "bench/suite.h"

#include <brisk/brisk.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/kernels.h"

enum cases { SINGLE, SIZES, JOBS };

/* What is measured: an operation of crypto_brisk_ops[] and the kernel table it lives on. Operations
 * of a size are measured at every size, those that run many at a time with several numbers of jobs;
 * the others have one case, named "single". */
static const struct entry {
    const char *op, *table;
    enum cases cases;
    int is_quick; /* measured with --quick too */
} entries[] = {
    { "aes128gcm_seal", "aes_gcm", SIZES, 1 },
    { "aes128gcm_open", "aes_gcm", SIZES, 0 },
    { "aes256gcm_seal", "aes_gcm", SIZES, 0 },
    { "aes256gcm_open", "aes_gcm", SIZES, 0 },
    { "chacha20poly1305_seal", "chacha20poly1305", SIZES, 1 },
    { "chacha20poly1305_open", "chacha20poly1305", SIZES, 0 },
    { "sha256", "sha256", SIZES, 1 },
    { "sha384", "sha512", SIZES, 0 },
    { "sha512", "sha512", SIZES, 0 },
    { "hmac_sha256", "sha256", SIZES, 0 },
    { "x25519_public", "x25519", SINGLE, 1 },
    { "x25519_shared", "x25519", SINGLE, 1 },
    { "x25519x8_public", "x25519x8", JOBS, 1 },
    { "x25519x8_shared", "x25519x8", JOBS, 1 },
    { "ed25519x8_sign", "ed25519x8", JOBS, 0 },
    { "ed25519x8_verify", "ed25519x8", JOBS, 0 },
    { "p256_public", "p256", SINGLE, 1 },
    { "p256_shared", "p256", SINGLE, 1 },
    { "p256x8_public", "p256x8", JOBS, 1 },
    { "p256x8_shared", "p256x8", JOBS, 1 },
    { "ecdsa_p256_sign", "p256", SINGLE, 1 },
    { "ecdsa_p256_verify", "p256", SINGLE, 1 },
    { "ecdsa_p256x8_sign", "p256x8", JOBS, 1 },
    { "ecdsa_p256x8_verify", "p256x8", JOBS, 1 },
    { "ecdsa_p256_verify_prepared", "p256", SINGLE, 0 },
    { "p384_public", "p384", SINGLE, 0 },
    { "p384_shared", "p384", SINGLE, 0 },
    { "ecdsa_p384_sign", "p384", SINGLE, 0 },
    { "ecdsa_p384_verify", "p384", SINGLE, 0 },
    { "ed25519_sign", "ed25519", SINGLE, 1 },
    { "ed25519_verify", "ed25519", SINGLE, 1 },
    { "ffdhe2048_public", "rsa", SINGLE, 0 },
    { "ffdhe2048_shared", "rsa", SINGLE, 0 },
    { "rsa2048_private", "rsa", SINGLE, 1 },
    { "rsa2048x8_private", "rsax8", JOBS, 1 },
    { "rsa2048_verify", "rsa", SINGLE, 1 },
    { "rsa3072_private", "rsa", SINGLE, 0 },
    { "rsa3072x8_private", "rsax8", JOBS, 0 },
    { "rsa3072_verify", "rsa", SINGLE, 0 },
    { "rsa4096_private", "rsa", SINGLE, 0 },
    { "rsa4096x8_private", "rsax8", JOBS, 0 },
    { "rsa4096_verify", "rsa", SINGLE, 0 },
};

static const struct number {
    size_t size;
    int is_quick;
} byte_sizes[] = { { 16, 0 }, { 64, 0 }, { 256, 0 }, { 1350, 1 }, { 8192, 0 }, { 16384, 1 } },
  job_numbers[] = { { 1, 0 }, { 2, 0 }, { 3, 0 }, { 4, 0 }, { 5, 0 },
                    { 6, 0 }, { 7, 0 }, { 8, 1 }, { 64, 0 } };

struct crypto_case {
    const struct crypto_op *op;
    size_t size;
    char kernel[64]; /* "sha256=shani", or "" for a peer */
};

static void run_crypto(struct gbench_state *state, void *arg)
{
    const struct crypto_case *c = arg;
    if (kernels_force(c->kernel) != 0) {
        gbench_fail(state, "the kernel that was asked for is not the one in force");
        return;
    }
    void *work = c->op->open(c->op, c->size);
    if (work == NULL) {
        gbench_fail(state, "the operation fails");
        return;
    }
    int status = 0;
    for (uint64_t n = gbench_begin(state); n != 0; n = gbench_begin(state))
        status |= c->op->run(work, n);
    c->op->close(work);
    if (status != 0)
        gbench_fail(state, "the operation failed while it was measured");
}

static void add_case(struct plan *plan, const struct entry *entry, size_t size, const char *variant,
                     const struct crypto_op *op, const char *peer)
{
    char name[PLAN_MAX_NAME], pair[PLAN_MAX_NAME], what[24] = "single";
    if (entry->cases != SINGLE)
        snprintf(what, sizeof what, "%zu", size);
    snprintf(name, sizeof name, "%s/%s/%s", entry->op, variant, what);
    snprintf(pair, sizeof pair, "%s/%s", entry->op, what);
    if (op == NULL)
        return;
    struct crypto_case *crypto = calloc(1, sizeof *crypto);
    if (crypto == NULL)
        exit(1);
    crypto->op = op;
    crypto->size = size;
    if (peer == NULL)
        snprintf(crypto->kernel, sizeof crypto->kernel, "%s=%s", entry->table, variant);

    struct plan_case *c = plan_case_new();
    snprintf(c->section, sizeof c->section, "%s",
             entry->cases == SIZES  ? entry->op
             : entry->cases == JOBS ? "public-key operations by the number of jobs"
                                    : "public-key operations");
    snprintf(c->group, sizeof c->group, "%s", pair);
    snprintf(c->label, sizeof c->label, "%s", peer == NULL ? crypto->kernel : peer);
    c->run = run_crypto;
    c->arg = crypto;
    struct plan_row *row = plan_case_row(c, name, pair);
    row->peer = peer;
    row->bytes = entry->cases == SIZES ? size : 0;
    row->ops = entry->cases == JOBS ? (unsigned)size : 1;
    plan_add(plan, c);
}

static void add_entry(struct plan *plan, const struct options *options, const struct peer *peer,
                      const struct entry *entry, size_t size)
{
    const struct crypto_op *op = crypto_op_find(crypto_brisk_ops, entry->op);
    uint64_t cpu = brisk_cpu_features(), model;
    if (options->cpu != NULL && brisk_cpu_model_features(options->cpu, &model) == 0)
        cpu &= model;
    struct brisk_kernel_info info;
    for (size_t i = 0; brisk_kernels_row(i, 0, &info) == 0; i++) {
        if (strcmp(info.operation, entry->table) != 0 || (info.needs & ~cpu) != 0)
            continue;
        if (options->kernel == NULL || info.chosen)
            add_case(plan, entry, size, info.variant, op, NULL);
    }
    if (peer != NULL)
        add_case(plan, entry, size, peer->name, crypto_op_find(peer->crypto_ops, entry->op),
                 peer->name);
}

static void add_entries(struct plan *plan, const struct options *options, const struct peer *peer,
                        const struct entry *entry, const struct number *numbers, size_t num)
{
    for (size_t i = 0; i < num; i++)
        if (!options->quick || numbers[i].is_quick)
            add_entry(plan, options, peer, entry, numbers[i].size);
}

#define NUM(array) (sizeof(array) / sizeof((array)[0]))

void suite_crypto(struct plan *plan, const struct options *options, const struct peer *peer)
{
    for (size_t i = 0; i < NUM(entries); i++) {
        const struct entry *entry = &entries[i];
        if (options->quick && !entry->is_quick)
            continue;
        switch (entry->cases) {
        case SINGLE:
            add_entry(plan, options, peer, entry, 0);
            break;
        case SIZES:
            add_entries(plan, options, peer, entry, byte_sizes, NUM(byte_sizes));
            break;
        case JOBS:
            add_entries(plan, options, peer, entry, job_numbers, NUM(job_numbers));
            break;
        }
    }
}

void crypto_op_key(char name[CRYPTO_KEY_NAME], const struct crypto_op *op)
{
    static const char *const verbs[] = { "x8_", "_sign", "_verify", "_private" };
    snprintf(name, CRYPTO_KEY_NAME, "%s", op->name);
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        char *verb = strstr(name, verbs[i]);
        if (verb != NULL)
            *verb = '\0';
    }
}

const struct crypto_op *crypto_op_find(const struct crypto_op *ops, const char *name)
{
    for (; ops->name != NULL; ops++)
        if (strcmp(ops->name, name) == 0)
            return ops;
    return NULL;
}

void crypto_fill(uint8_t *out, size_t out_len, unsigned seed)
{
    uint32_t x = 2654435769u * (seed + 1);
    for (size_t i = 0; i < out_len; i++) {
        x = x * 1664525u + 1013904223u;
        out[i] = (uint8_t)(x >> 24);
    }
}
