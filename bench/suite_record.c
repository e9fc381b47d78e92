/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Suite "record": application data sealed and opened by the engines, after a handshake in memory.
 * Records are handled in batches of up to 64 so that the clock is read seldom. */

#include "bench/suite.h"

#include <brisk/brisk.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/clock.h"
#include "bench/kernels.h"

static const struct {
    const char *name; /* version and protection */
    uint16_t version, suite;
    int is_extra; /* measured with --all, or by its name */
} suites[] = {
    { "tls13/aes128gcm", BRISK_TLS_VERSION_1_3, BRISK_TLS_AES_128_GCM_SHA256, 0 },
    { "tls13/aes256gcm", BRISK_TLS_VERSION_1_3, BRISK_TLS_AES_256_GCM_SHA384, 0 },
    { "tls13/chacha20poly1305", BRISK_TLS_VERSION_1_3, BRISK_TLS_CHACHA20_POLY1305_SHA256, 0 },
    /* With encrypt-then-MAC, which both have. */
    { "tls12/aes128cbc_sha1", BRISK_TLS_VERSION_1_2, BRISK_TLS_ECDHE_ECDSA_AES_128_CBC_SHA, 1 },
    { "tls12/aes256cbc_sha1", BRISK_TLS_VERSION_1_2, BRISK_TLS_ECDHE_ECDSA_AES_256_CBC_SHA, 1 },
    { "tls12/aes128cbc_sha256", BRISK_TLS_VERSION_1_2, BRISK_TLS_ECDHE_ECDSA_AES_128_CBC_SHA256,
      1 },
};

static const struct {
    size_t size;
    int is_quick;
} sizes[] = { { 16, 0 }, { 64, 0 }, { 256, 0 }, { 1350, 1 }, { 8192, 0 }, { 16384, 1 } };

struct record_case {
    const struct tls_engine *engine;
    struct tls_wanted wanted;
    void *setup;
    size_t size;
    int opens; /* else seals */
};

static const char *work(const struct record_case *c, void *pair, uint64_t n, uint64_t *ticks)
{
    size_t batch = TLS_MAX_BATCH / c->size;
    if (batch > 64)
        batch = 64;
    const char *error = NULL;
    while (n > 0 && error == NULL) {
        size_t count = n < batch ? (size_t)n : batch;
        error = c->opens ? c->engine->unseal(pair, c->size, count, ticks)
                         : c->engine->seal(pair, c->size, count, ticks);
        n -= count;
    }
    return error;
}

static void run_record(struct gbench_state *state, void *arg)
{
    const struct record_case *c = arg;
    if (kernels_force(NULL) != 0) {
        gbench_fail(state, "the kernels in force are not the ones that were asked for");
        return;
    }
    void *pair = c->engine->open(c->setup);
    struct tls_outcome outcome[2] = { { 0 }, { 0 } };
    const char *error = pair == NULL ? "out of memory" : c->engine->connect(pair, outcome);
    if (error == NULL)
        error = tls_compare(&c->wanted, outcome);
    uint64_t ticks = 0;
    if (error == NULL)
        error = work(c, pair, 1, &ticks);
    if (error == NULL) {
        ticks = 0;
        for (uint64_t n = gbench_begin(state); n != 0 && error == NULL; n = gbench_begin(state))
            error = work(c, pair, n, &ticks);
    }
    if (pair != NULL) {
        c->engine->disconnect(pair);
        c->engine->close(pair);
    }
    if (error != NULL)
        gbench_fail(state, error);
    else
        gbench_set_seconds(state, clock_seconds(ticks));
}

static const char *prepare_record(void *arg)
{
    struct record_case *c = arg;
    c->wanted.credentials = credentials_get("ecdsa_p256");
    if (c->wanted.credentials == NULL)
        return "the certificate cannot be made";
    c->setup = c->engine->setup(&c->wanted);
    return c->setup != NULL ? NULL : "it cannot be configured";
}

static void cleanup_record(void *arg)
{
    struct record_case *c = arg;
    if (c->setup != NULL)
        c->engine->cleanup(c->setup);
    c->setup = NULL;
}

static void add_case(struct plan *plan, const char *suite, const struct record_case *model,
                     const char *peer, int is_extra)
{
    char name[PLAN_MAX_NAME], pair[PLAN_MAX_NAME], base[64];
    snprintf(base, sizeof base, "record/%s/%s", suite, model->opens ? "open" : "seal");
    snprintf(name, sizeof name, "%s/%s/%zu", base, peer == NULL ? "brisk" : peer, model->size);
    snprintf(pair, sizeof pair, "%s/%zu", base, model->size);
    struct record_case *record = malloc(sizeof *record);
    if (record == NULL)
        exit(1);
    *record = *model;
    struct plan_case *c = plan_case_new();
    snprintf(c->section, sizeof c->section, "%s", base);
    snprintf(c->group, sizeof c->group, "%s", pair);
    snprintf(c->label, sizeof c->label, "%s", brisk_tls_suite_name(model->wanted.suite));
    c->manual_time = 1;
    c->is_extra = is_extra;
    c->prepare = prepare_record;
    c->cleanup = cleanup_record;
    c->run = run_record;
    c->arg = record;
    struct plan_row *row = plan_case_row(c, name, pair);
    row->peer = peer;
    row->bytes = model->size;
    plan_add(plan, c);
}

static int is_asked_for(const struct options *options, uint16_t suite)
{
    for (int i = 0; i < options->num_cipher_suites; i++)
        if (options->cipher_suites[i] == suite)
            return 1;
    if (options->num_cipher_suites > 0)
        return 0;
    return !options->quick || suite == suite_default(options) ||
           suite == BRISK_TLS_AES_128_GCM_SHA256;
}

static void add_suite(struct plan *plan, const struct options *options, const struct peer *peer,
                      size_t which)
{
    int is_extra = suites[which].is_extra && !options->all;
    size_t num_sizes = sizeof sizes / sizeof sizes[0];
    for (size_t i = 0; i < 2 * num_sizes; i++) {
        if (options->quick && !sizes[i % num_sizes].is_quick)
            continue;
        struct record_case model = {
            .engine = &brisk_tls_engine,
            .wanted = { suites[which].version, BRISK_GROUP_X25519, suites[which].suite, TLS_FULL,
                        NULL },
            .size = sizes[i % num_sizes].size,
            .opens = i >= num_sizes,
        };
        add_case(plan, suites[which].name, &model, NULL, is_extra);
        if (peer == NULL)
            continue;
        model.engine = peer->tls;
        add_case(plan, suites[which].name, &model, peer->name, is_extra);
    }
}

void suite_record(struct plan *plan, const struct options *options, const struct peer *peer)
{
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
        if (is_asked_for(options, suites[i].suite))
            add_suite(plan, options, peer, i);
}
