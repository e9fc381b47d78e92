/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Suite "memory": bytes that a connection holds, in its handshake and idle, client and server
 * apart. Counted once and exact: there is nothing to repeat. */

#include "bench/suite.h"

#include <brisk/brisk.h>

#include <stdio.h>
#include <stdlib.h>

struct memory_case {
    const struct tls_engine *engine;
    struct tls_wanted wanted;
};

static const struct {
    const char *name;
    uint16_t version;
} versions[] = {
    { "tls13", BRISK_TLS_VERSION_1_3 },
    { "tls12", BRISK_TLS_VERSION_1_2 },
};

static const char *count_memory(struct plan_case *c)
{
    struct memory_case *memory = c->arg;
    struct tls_wanted *wanted = &memory->wanted;
    struct tls_memory held;
    wanted->credentials = credentials_get("ecdsa_p256");
    if (wanted->credentials == NULL)
        return "the certificate cannot be made";
    const char *error = memory->engine->memory(wanted, &held);
    for (int i = 0; i < 2 && error == NULL; i++) {
        c->rows[i].amount = held.in_flight[i];
        c->rows[2 + i].amount = held.idle[i];
    }
    return error;
}

static void add_case(struct plan *plan, const char *version, const struct memory_case *model,
                     const char *peer)
{
    static const char *const states[] = { "handshake", "idle" };
    static const char *const roles[] = { "client", "server" };
    char name[PLAN_MAX_NAME], pair[PLAN_MAX_NAME];
    struct memory_case *memory = malloc(sizeof *memory);
    if (memory == NULL)
        exit(1);
    *memory = *model;
    struct plan_case *c = plan_case_new();
    snprintf(c->section, sizeof c->section, "memory/%s", version);
    snprintf(c->group, sizeof c->group, "memory/%s", version);
    snprintf(c->label, sizeof c->label, "%s X25519 ecdsa_p256",
             brisk_tls_suite_name(model->wanted.suite));
    c->unit = "bytes";
    c->weight = 0;
    c->count = count_memory;
    c->arg = memory;
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "memory/%s/%s/%s/%s", version, states[i / 2],
                 peer == NULL ? "brisk" : peer, roles[i % 2]);
        snprintf(pair, sizeof pair, "memory/%s/%s/%s", version, states[i / 2], roles[i % 2]);
        plan_case_row(c, name, pair)->peer = peer;
    }
    plan_add(plan, c);
}

void suite_memory(struct plan *plan, const struct options *options, const struct peer *peer)
{
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        struct memory_case model = {
            .engine = &brisk_tls_engine,
            .wanted = { .version = versions[i].version,
                        .group = BRISK_GROUP_X25519,
                        .suite = suite_of_version(suite_default(options), versions[i].version,
                                                  BRISK_GROUP_X25519, BRISK_KEY_P256),
                        .mode = TLS_FULL },
        };
        add_case(plan, versions[i].name, &model, NULL);
        if (peer == NULL)
            continue;
        model.engine = peer->tls;
        add_case(plan, versions[i].name, &model, peer->name);
    }
}
