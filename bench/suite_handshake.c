/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Suite "handshake": handshakes in memory, both roles in one thread and timed apart. What was
 * negotiated is compared with what was asked for after every single handshake: where it differs
 * there is an error and no number. */

#include "bench/suite.h"

#include <brisk/brisk.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/clock.h"
#include "bench/kernels.h"

static const struct {
    const char *name;
    uint16_t version;
} versions[] = {
    { "tls13", BRISK_TLS_VERSION_1_3 },
    { "tls12", BRISK_TLS_VERSION_1_2 },
};

static const struct {
    const char *name;
    uint16_t group;
} groups[] = {
    { "x25519", BRISK_GROUP_X25519 },
    { "p256", BRISK_GROUP_P256 },
};

static const struct {
    const char *name;
    int is_quick;
} certificates[] = {
    { "ecdsa_p256", 1 }, { "rsa2048", 1 }, { "rsa3072", 0 }, { "ecdsa_p384", 0 }, { "ed25519", 0 },
};

/* What is measured, in the order of the report; a quick run only with the quick certificates. */
static const struct {
    const char *mode, *version, *group, *certificate; /* NULL: each */
    enum tls_mode tls_mode;
    int is_quick;
} matrix[] = {
    { "full", "tls13", NULL, NULL, TLS_FULL, 1 },
    { "resumed", "tls13", "x25519", "ecdsa_p256", TLS_RESUMED, 1 },
    { "full", "tls12", "x25519", NULL, TLS_FULL, 1 },
};

/* Against other cases of a run: the handshakes are what it is for. */
#define WEIGHT 8

struct handshake_case {
    const struct tls_engine *engine;
    struct tls_wanted wanted;
    const char *certificate, *misconfigure;
    void *setup;
};

uint16_t suite_default(const struct options *options)
{
    if (options->num_cipher_suites > 0)
        return options->cipher_suites[0];
    return brisk_aead_prefers_aes() ? BRISK_TLS_AES_128_GCM_SHA256
                                    : BRISK_TLS_CHACHA20_POLY1305_SHA256;
}

uint16_t tls_certificate_curve(const struct tls_wanted *wanted)
{
    uint16_t curve = wanted->credentials->key->type == BRISK_KEY_P256   ? BRISK_GROUP_P256
                     : wanted->credentials->key->type == BRISK_KEY_P384 ? BRISK_GROUP_P384
                                                                        : 0;
    return wanted->version == BRISK_TLS_VERSION_1_2 && curve != wanted->group ? curve : 0;
}

const char *tls_compare(const struct tls_wanted *wanted, const struct tls_outcome outcome[2])
{
    for (int i = 0; i < 2; i++) {
        const struct tls_outcome *o = &outcome[i];
        if (o->version != wanted->version)
            return "another protocol version was negotiated than was asked for";
        if (o->group != wanted->group)
            return "another group was negotiated than was asked for";
        if (o->suite != wanted->suite)
            return "another cipher suite was negotiated than was asked for";
        if (o->resumed != (wanted->mode == TLS_RESUMED))
            return o->resumed ? "the session was resumed" : "the session was not resumed";
        if (!o->resumed && o->scheme != wanted->credentials->scheme)
            return "another signature scheme was negotiated than was asked for";
        if (o->hello_retry)
            return "there was a HelloRetryRequest";
    }
    return outcome[0].verified ? NULL : "the client did not verify the server's certificate";
}

static const char *handshake_once(const struct handshake_case *c, void *pair,
                                  struct tls_times *times)
{
    struct tls_outcome outcome[2] = { { 0 }, { 0 } };
    const char *error = c->engine->handshake(pair, times, outcome);
    return error != NULL ? error : tls_compare(&c->wanted, outcome);
}

static void run_handshake(struct gbench_state *state, void *arg)
{
    const struct handshake_case *c = arg;
    if (kernels_force(NULL) != 0) {
        gbench_fail(state, "the kernels in force are not the ones that were asked for");
        return;
    }
    void *pair = c->engine->open(c->setup);
    if (pair == NULL) {
        gbench_fail(state, "out of memory");
        return;
    }
    struct tls_times times = { 0, 0, 0, 0 };
    const char *error = handshake_once(c, pair, &times);
    if (error == NULL) {
        memset(&times, 0, sizeof times);
        for (uint64_t n = gbench_begin(state); n != 0 && error == NULL; n = gbench_begin(state))
            for (uint64_t i = 0; i < n && error == NULL; i++)
                error = handshake_once(c, pair, &times);
    }
    c->engine->close(pair);
    if (error != NULL) {
        gbench_fail(state, error);
        return;
    }
    gbench_set_seconds(state, clock_seconds(times.client + times.server));
    gbench_add_counter(state, "client_seconds", clock_seconds(times.client));
    gbench_add_counter(state, "server_seconds", clock_seconds(times.server));
    gbench_add_counter(state, "server_nojobs_seconds",
                       clock_seconds(times.server - times.server_jobs));
}

/* The self-test: both sides are configured for something else than what will be compared. */
static void misconfigure(struct tls_wanted *wanted, const char *what)
{
    if (strcmp(what, "group") == 0)
        wanted->group = wanted->group == BRISK_GROUP_X25519 ? BRISK_GROUP_P256 : BRISK_GROUP_X25519;
    else if (strcmp(what, "suite") == 0)
        wanted->suite = wanted->suite == BRISK_TLS_AES_128_GCM_SHA256
                            ? BRISK_TLS_CHACHA20_POLY1305_SHA256
                            : BRISK_TLS_AES_128_GCM_SHA256;
    else
        wanted->credentials = credentials_get(
            wanted->credentials->scheme == BRISK_SIG_ED25519 ? "ecdsa_p256" : "ed25519");
}

/* The suite of TLS 1.2 with the same AEAD and hash, and a key exchange that the key can sign. */
static uint16_t suite_of_version(uint16_t suite, uint16_t version, enum brisk_key_type key)
{
    static const uint16_t suites[3][2] = {
        { BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256, BRISK_TLS_ECDHE_RSA_AES_128_GCM_SHA256 },
        { BRISK_TLS_ECDHE_ECDSA_AES_256_GCM_SHA384, BRISK_TLS_ECDHE_RSA_AES_256_GCM_SHA384 },
        { BRISK_TLS_ECDHE_ECDSA_CHACHA20_POLY1305_SHA256,
          BRISK_TLS_ECDHE_RSA_CHACHA20_POLY1305_SHA256 },
    };
    size_t i = (size_t)suite - BRISK_TLS_AES_128_GCM_SHA256;
    return version == BRISK_TLS_VERSION_1_2 && i < 3 ? suites[i][key == BRISK_KEY_RSA] : suite;
}

static const char *prepare_handshake(void *arg)
{
    struct handshake_case *c = arg;
    c->wanted.credentials = credentials_get(c->certificate);
    if (c->wanted.credentials == NULL)
        return "the certificate cannot be made";
    c->wanted.suite =
        suite_of_version(c->wanted.suite, c->wanted.version, c->wanted.credentials->key->type);
    struct tls_wanted configured = c->wanted;
    if (c->misconfigure != NULL)
        misconfigure(&configured, c->misconfigure);
    if (configured.credentials != NULL)
        c->setup = c->engine->setup(&configured);
    return c->setup != NULL ? NULL : "it cannot be configured";
}

static void cleanup_handshake(void *arg)
{
    struct handshake_case *c = arg;
    if (c->setup != NULL)
        c->engine->cleanup(c->setup);
    c->setup = NULL;
}

static void add_row(struct plan_case *c, const char *base, const char *engine, const char *role,
                    const char *counter, const char *peer)
{
    char name[PLAN_MAX_NAME], pair[PLAN_MAX_NAME];
    snprintf(name, sizeof name, "%.80s/%s/%s", base, engine, role);
    snprintf(pair, sizeof pair, "%.80s/%s%s", base, role,
             strcmp(engine, "nojobs") == 0 ? "/nojobs" : "");
    struct plan_row *row = plan_case_row(c, name, pair);
    row->counter = counter;
    row->peer = peer;
}

static void add_case(struct plan *plan, const char *base, const struct handshake_case *model,
                     const char *peer)
{
    const struct tls_engine *engine = model->engine;
    struct handshake_case *handshake = malloc(sizeof *handshake);
    if (handshake == NULL)
        exit(1);
    *handshake = *model;
    struct plan_case *c = plan_case_new();
    const char *suite = brisk_tls_suite_name(model->wanted.suite);
    snprintf(c->section, sizeof c->section, "%s  %s", base, suite);
    snprintf(c->group, sizeof c->group, "%s", base);
    snprintf(c->label, sizeof c->label, "%s %s %s", suite, brisk_group_name(model->wanted.group),
             model->certificate);
    c->weight = WEIGHT;
    c->manual_time = 1;
    c->prepare = prepare_handshake;
    c->cleanup = cleanup_handshake;
    c->run = run_handshake;
    c->arg = handshake;
    add_row(c, base, engine->name, "server", "server_seconds", peer);
    add_row(c, base, engine->name, "client", "client_seconds", peer);
    if (engine->tells_jobs)
        add_row(c, base, "nojobs", "server", "server_nojobs_seconds", peer);
    plan_add(plan, c);
}

/* One name of the matrix's, with ours and the peer's case. */
static void add_cases(struct plan *plan, const struct options *options, const struct peer *peer,
                      size_t m, const size_t at[3])
{
    char base[PLAN_MAX_NAME];
    snprintf(base, sizeof base, "handshake/%s/%s/%s/%s", versions[at[0]].name, groups[at[1]].name,
             certificates[at[2]].name, matrix[m].mode);
    struct handshake_case model = {
        .engine = &brisk_tls_engine,
        .wanted = { .version = versions[at[0]].version,
                    .group = groups[at[1]].group,
                    .suite = suite_default(options),
                    .mode = matrix[m].tls_mode },
        .certificate = certificates[at[2]].name,
        .misconfigure = options->misconfigure,
    };
    add_case(plan, base, &model, NULL);
    if (peer == NULL)
        return;
    model.engine = peer->tls;
    add_case(plan, base, &model, peer->name);
}

static int is_wanted(const char *of_matrix, const char *name)
{
    return of_matrix == NULL || strcmp(of_matrix, name) == 0;
}

void suite_handshake(struct plan *plan, const struct options *options, const struct peer *peer)
{
    size_t num_versions = sizeof versions / sizeof versions[0];
    size_t num_groups = sizeof groups / sizeof groups[0];
    size_t num_certificates = sizeof certificates / sizeof certificates[0];
    size_t num_names = num_versions * num_groups * num_certificates;
    for (size_t i = 0; i < num_names * sizeof matrix / sizeof matrix[0]; i++) {
        size_t m = i / num_names;
        const size_t at[3] = { i % num_names / num_certificates / num_groups,
                               i % num_names / num_certificates % num_groups,
                               i % num_certificates };
        if (is_wanted(matrix[m].version, versions[at[0]].name) &&
            is_wanted(matrix[m].group, groups[at[1]].name) &&
            is_wanted(matrix[m].certificate, certificates[at[2]].name) &&
            (!options->quick || (matrix[m].is_quick && certificates[at[2]].is_quick)))
            add_cases(plan, options, peer, m, at);
    }
}
