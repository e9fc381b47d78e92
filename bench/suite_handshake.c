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

/* How keys are agreed upon: by a group, or (TLS 1.2) by RSA. */
static const struct {
    const char *name;
    uint16_t group;
    int needs_rsa; /* and TLS 1.2 */
} groups[] = {
    { "x25519", BRISK_GROUP_X25519, 0 },
    { "p256", BRISK_GROUP_P256, 0 },
    { "ffdhe2048", BRISK_GROUP_FFDHE2048, 1 },
    { "rsa", 0, 1 },
};

static const struct {
    const char *name;
    int is_rsa, is_quick;
} certificates[] = {
    { "ecdsa_p256", 0, 1 }, { "rsa2048", 1, 1 }, { "rsa3072", 1, 0 },
    { "ecdsa_p384", 0, 0 }, { "ed25519", 0, 0 },
};

static const struct {
    const char *name;
    enum tls_mode mode;
} modes[] = {
    { "full", TLS_FULL },
    { "resumed", TLS_RESUMED },
    { "0rtt", TLS_EARLY },
    { "mutual", TLS_MUTUAL },
};

/* What is measured where not all is asked for; a quick run only with the quick certificates. */
static const struct {
    const char *mode, *version, *group, *certificate; /* NULL: each */
    int is_quick;
} core[] = {
    { "full", "tls13", "x25519", NULL, 1 },         { "full", "tls13", "p256", NULL, 1 },
    { "full", "tls12", "x25519", NULL, 1 },         { "full", "tls12", "ffdhe2048", "rsa2048", 0 },
    { "full", "tls12", "rsa", "rsa2048", 0 },       { "resumed", NULL, "x25519", "ecdsa_p256", 1 },
    { "0rtt", "tls13", "x25519", "ecdsa_p256", 0 }, { "mutual", NULL, "x25519", "ecdsa_p256", 0 },
};

/* Places in the tables above. */
struct combination {
    size_t version, group, certificate, mode;
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

int tls_mode_resumes(enum tls_mode mode)
{
    return mode == TLS_RESUMED || mode == TLS_EARLY;
}

/* What one side has that was not asked for, or the other way round. */
static const char *compare_side(const struct tls_wanted *wanted, const struct tls_outcome *o)
{
    int is_resumed = tls_mode_resumes(wanted->mode), is_mutual = wanted->mode == TLS_MUTUAL;
    /* TLS 1.2 resumes without a key exchange; RSA's has no signature. */
    int has_group = !(is_resumed && wanted->version == BRISK_TLS_VERSION_1_2);
    uint16_t scheme = wanted->group != 0 ? wanted->credentials->scheme : 0;
    if (o->version != wanted->version)
        return "another protocol version was negotiated than was asked for";
    if (o->group != (has_group ? wanted->group : 0))
        return "another group was negotiated than was asked for";
    if (o->suite != wanted->suite)
        return "another cipher suite was negotiated than was asked for";
    if (o->resumed != is_resumed)
        return o->resumed ? "the session was resumed, which was not asked for"
                          : "the session was not resumed as asked for";
    if (!is_resumed && o->scheme != scheme)
        return "another signature scheme was negotiated than was asked for";
    if (o->client_scheme != (is_mutual ? wanted->credentials->scheme : 0))
        return "another signature of the client was made than was asked for";
    if (o->early != (wanted->mode == TLS_EARLY))
        return o->early ? "there was early data, which was not asked for"
                        : "early data was not taken as asked for";
    return o->hello_retry ? "there was a HelloRetryRequest" : NULL;
}

const char *tls_compare(const struct tls_wanted *wanted, const struct tls_outcome outcome[2])
{
    for (int i = 0; i < 2; i++) {
        const char *difference = compare_side(wanted, &outcome[i]);
        if (difference != NULL)
            return difference;
    }
    if (!outcome[0].verified)
        return "the client did not verify the server's certificate";
    if (outcome[1].verified == (wanted->mode == TLS_MUTUAL))
        return NULL;
    return outcome[1].verified ? "the client showed a certificate, which was not asked for"
                               : "the server did not verify the client's certificate as asked for";
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
    gbench_add_counter(state, "both_seconds", clock_seconds(times.client + times.server));
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
    else if (strcmp(what, "mode") == 0)
        wanted->mode = wanted->mode == TLS_FULL    ? TLS_MUTUAL
                       : wanted->mode == TLS_EARLY ? TLS_RESUMED
                                                   : TLS_FULL;
    else
        wanted->credentials = credentials_get(
            wanted->credentials->scheme == BRISK_SIG_ED25519 ? "ecdsa_p256" : "ed25519");
}

/* With RSA's key exchange there is AES-GCM only. */
uint16_t suite_of_version(uint16_t suite, uint16_t version, uint16_t group, enum brisk_key_type key)
{
    static const struct {
        uint16_t ecdsa, rsa, field, rsa_exchange;
    } suites[] = {
        { BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256, BRISK_TLS_ECDHE_RSA_AES_128_GCM_SHA256,
          BRISK_TLS_DHE_RSA_AES_128_GCM_SHA256, BRISK_TLS_RSA_AES_128_GCM_SHA256 },
        { BRISK_TLS_ECDHE_ECDSA_AES_256_GCM_SHA384, BRISK_TLS_ECDHE_RSA_AES_256_GCM_SHA384,
          BRISK_TLS_DHE_RSA_AES_256_GCM_SHA384, BRISK_TLS_RSA_AES_256_GCM_SHA384 },
        { BRISK_TLS_ECDHE_ECDSA_CHACHA20_POLY1305_SHA256,
          BRISK_TLS_ECDHE_RSA_CHACHA20_POLY1305_SHA256, BRISK_TLS_DHE_RSA_CHACHA20_POLY1305_SHA256,
          BRISK_TLS_RSA_AES_128_GCM_SHA256 },
    };
    if (version != BRISK_TLS_VERSION_1_2)
        return suite;
    size_t i = (size_t)suite - BRISK_TLS_AES_128_GCM_SHA256;
    i = i < sizeof suites / sizeof suites[0] ? i : 0;
    return group == 0                       ? suites[i].rsa_exchange
           : group == BRISK_GROUP_FFDHE2048 ? suites[i].field
           : key == BRISK_KEY_RSA           ? suites[i].rsa
                                            : suites[i].ecdsa;
}

static const char *prepare_handshake(void *arg)
{
    struct handshake_case *c = arg;
    c->wanted.credentials = credentials_get(c->certificate);
    if (c->wanted.credentials == NULL)
        return "the certificate cannot be made";
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
                     const char *peer, int is_extra)
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
    snprintf(c->label, sizeof c->label, "%s %s %s", suite,
             model->wanted.group != 0 ? brisk_group_name(model->wanted.group) : "RSA",
             model->certificate);
    c->weight = WEIGHT;
    c->manual_time = 1;
    c->is_extra = is_extra;
    c->prepare = prepare_handshake;
    c->cleanup = cleanup_handshake;
    c->run = run_handshake;
    c->arg = handshake;
    add_row(c, base, engine->name, "server", "server_seconds", peer);
    add_row(c, base, engine->name, "client", "client_seconds", peer);
    add_row(c, base, engine->name, "both", "both_seconds", peer);
    if (engine->tells_jobs)
        add_row(c, base, "nojobs", "server", "server_nojobs_seconds", peer);
    plan_add(plan, c);
}

/* One name, with ours and the peer's case. */
static void add_cases(struct plan *plan, const struct options *options, const struct peer *peer,
                      const struct combination *at, int is_extra)
{
    char base[PLAN_MAX_NAME];
    snprintf(base, sizeof base, "handshake/%s/%s/%s/%s", versions[at->version].name,
             groups[at->group].name, certificates[at->certificate].name, modes[at->mode].name);
    struct handshake_case model = {
        .engine = &brisk_tls_engine,
        .wanted = { .version = versions[at->version].version,
                    .group = groups[at->group].group,
                    .suite = suite_of_version(
                        suite_default(options), versions[at->version].version,
                        groups[at->group].group,
                        certificates[at->certificate].is_rsa ? BRISK_KEY_RSA : BRISK_KEY_P256),
                    .mode = modes[at->mode].mode },
        .certificate = certificates[at->certificate].name,
        .misconfigure = options->misconfigure,
    };
    add_case(plan, base, &model, NULL, is_extra);
    if (peer == NULL)
        return;
    model.engine = peer->tls;
    add_case(plan, base, &model, peer->name, is_extra);
}

/* TLS 1.2 has no early data, and here no clients with Ed25519, which signs the messages themselves:
 * a server would have to keep them all. */
static int exists(const struct combination *at)
{
    int is_1_2 = versions[at->version].version == BRISK_TLS_VERSION_1_2;
    int is_ed25519 = strcmp(certificates[at->certificate].name, "ed25519") == 0;
    enum tls_mode mode = modes[at->mode].mode;
    if (groups[at->group].needs_rsa && !(is_1_2 && certificates[at->certificate].is_rsa))
        return 0;
    return !is_1_2 || !(mode == TLS_EARLY || (mode == TLS_MUTUAL && is_ed25519));
}

static int is_wanted(const char *of_table, const char *name)
{
    return of_table == NULL || strcmp(of_table, name) == 0;
}

/* Whether a combination is measured where not all is asked for; *is_quick, also in a quick run. */
static int is_core(const struct combination *at, int *is_quick)
{
    *is_quick = 0;
    for (size_t i = 0; i < sizeof core / sizeof core[0]; i++)
        if (is_wanted(core[i].mode, modes[at->mode].name) &&
            is_wanted(core[i].version, versions[at->version].name) &&
            is_wanted(core[i].group, groups[at->group].name) &&
            is_wanted(core[i].certificate, certificates[at->certificate].name)) {
            *is_quick = core[i].is_quick && certificates[at->certificate].is_quick;
            return 1;
        }
    return 0;
}

/* Number i of all combinations, the certificate changing fastest, then the group. Returns 0 behind
 * the last. */
static int get_combination(size_t i, struct combination *at)
{
    size_t num_certificates = sizeof certificates / sizeof certificates[0];
    size_t num_groups = sizeof groups / sizeof groups[0];
    size_t num_versions = sizeof versions / sizeof versions[0];
    at->certificate = i % num_certificates;
    i /= num_certificates;
    at->group = i % num_groups;
    i /= num_groups;
    at->version = i % num_versions;
    at->mode = i / num_versions;
    return at->mode < sizeof modes / sizeof modes[0];
}

void suite_handshake(struct plan *plan, const struct options *options, const struct peer *peer)
{
    struct combination at;
    for (size_t i = 0; get_combination(i, &at); i++) {
        int is_quick, in_core = is_core(&at, &is_quick);
        if (exists(&at) && (!options->quick || is_quick))
            add_cases(plan, options, peer, &at, !in_core);
    }
}
