/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* brisk's engine under measurement. A side's time is all of its calls, its jobs included, and the
 * copy of what it receives into its input buffer. */

#include "bench/tls_engine.h"

#include <brisk/brisk.h>

#include <stdlib.h>
#include <string.h>

#include "bench/clock.h"

#define BUFFER_SIZE (TLS_MAX_BATCH + 2 * BRISK_TLS_BUFFER_SIZE)
#define MAX_TURNS 16

struct setup {
    struct tls_wanted wanted;
    struct brisk_tls_config client, server;
    struct brisk_ticket_keys keys;
};

struct side {
    struct brisk_tls tls;
    uint64_t ticks, job_ticks;
    uint8_t *in, *out;
    void *handshake;
};

struct pair {
    struct side client, server;
    const struct setup *setup;
    /* Resumption: the session to use and the one that is received change places. */
    struct brisk_session sessions[2], *session, *slot;
};

static void *setup_brisk(const struct tls_wanted *wanted)
{
    struct setup *setup = calloc(1, sizeof *setup);
    if (setup == NULL)
        return NULL;
    setup->wanted = *wanted;
    brisk_tls_config_init(&setup->client);
    setup->client.min_version = setup->client.max_version = wanted->version;
    setup->client.suites[0] = wanted->suite;
    setup->client.num_suites = 1;
    setup->client.groups[0] = wanted->group;
    setup->client.groups[1] = tls_certificate_curve(wanted);
    setup->client.num_groups = setup->client.groups[1] != 0 ? 2 : 1;
    setup->client.num_key_shares = 1;
    /* The leaf's, and the one the CA signed with. */
    setup->client.schemes[0] = wanted->credentials->scheme;
    setup->client.schemes[1] = BRISK_SIG_ECDSA_P256_SHA256;
    setup->client.num_schemes = 2 - (setup->client.schemes[0] == setup->client.schemes[1]);
    setup->server = setup->client;
    if (wanted->mode == TLS_RESUMED && brisk_ticket_keys_rotate(&setup->keys) == 0) {
        setup->server.ticket_keys = &setup->keys;
        setup->server.num_tickets = 1;
    }
    setup->client.trust = &wanted->credentials->trust;
    setup->server.identities = &wanted->credentials->identity;
    setup->server.num_identities = 1;
    if (brisk_tls_config_check(&setup->client, BRISK_TLS_CLIENT) != 0 ||
        brisk_tls_config_check(&setup->server, BRISK_TLS_SERVER) != 0) {
        free(setup);
        return NULL;
    }
    return setup;
}

static void close_pair(void *pair)
{
    struct pair *p = pair;
    for (int i = 0; i < 2; i++) {
        struct side *side = i == 0 ? &p->client : &p->server;
        free(side->in);
        free(side->out);
        free(side->handshake);
    }
    free(p);
}

static void *allocate(size_t size)
{
    size_t rounded = (size + 63) / 64 * 64;
    void *memory = aligned_alloc(64, rounded);
    if (memory != NULL)
        memset(memory, 0, rounded);
    return memory;
}

static void *open_pair(void *setup)
{
    struct pair *p = allocate(sizeof *p);
    if (p == NULL)
        return NULL;
    p->setup = setup;
    p->session = &p->sessions[0];
    p->slot = &p->sessions[1];
    for (int i = 0; i < 2; i++) {
        struct side *side = i == 0 ? &p->client : &p->server;
        side->in = allocate(BUFFER_SIZE);
        side->out = allocate(BUFFER_SIZE);
        side->handshake = allocate(BRISK_TLS_HANDSHAKE_SIZE);
        if (side->in == NULL || side->out == NULL || side->handshake == NULL) {
            close_pair(p);
            return NULL;
        }
    }
    return p;
}

/* Moves what waits in one side's output to the other's input. */
static void transfer(struct brisk_tls_buffer *to, struct brisk_tls_buffer *from)
{
    size_t room = brisk_tls_buffer_space(to);
    size_t waiting = from->end - from->begin;
    size_t n = waiting < room ? waiting : room;
    if (n == 0)
        return;
    memcpy(to->data + to->end, from->data + from->begin, n);
    to->end += n;
    from->begin += n;
    if (from->begin == from->end)
        from->begin = from->end = 0;
}

/* Steps a side until it waits for the other one, or is done. */
static int advance(struct side *side)
{
    for (;;) {
        int result = brisk_tls_step(&side->tls);
        if (result != BRISK_TLS_WANT_JOBS)
            return result;
        struct brisk_job *jobs[BRISK_TLS_MAX_JOBS];
        size_t n = brisk_tls_jobs(&side->tls, jobs);
        uint64_t begin = clock_ticks();
        brisk_jobs_run(jobs, n);
        side->job_ticks += clock_ticks() - begin;
    }
}

static int begin_side(struct pair *p, struct side *side, enum brisk_tls_role role)
{
    const struct brisk_tls_config *config =
        role == BRISK_TLS_CLIENT ? &p->setup->client : &p->setup->server;
    int status = brisk_tls_init(&side->tls, config, role, side->handshake, BRISK_TLS_HANDSHAKE_SIZE,
                                side->in, BUFFER_SIZE, side->out, BUFFER_SIZE);
    if (status != 0)
        return status;
    brisk_tls_set_time(&side->tls, p->setup->wanted.credentials->now);
    if (role == BRISK_TLS_SERVER)
        return 0;
    if (p->setup->wanted.mode == TLS_RESUMED) {
        status = brisk_tls_keep_sessions(&side->tls, p->slot);
        if (status == 0 && p->session->ticket_len > 0)
            status = brisk_tls_resume(&side->tls, p->session);
    }
    return status != 0 ? status : brisk_tls_set_host(&side->tls, CREDENTIALS_HOST);
}

/* One side's turn: take what the other sent, go on as far as it can. The first turn creates the
 * connection. */
static int take_turn(struct pair *p, struct side *side, struct side *other, int is_first)
{
    enum brisk_tls_role role = side == &p->client ? BRISK_TLS_CLIENT : BRISK_TLS_SERVER;
    uint64_t begin = clock_ticks();
    int result = is_first ? begin_side(p, side, role) : 0;
    if (result == 0) {
        if (!is_first || role == BRISK_TLS_SERVER)
            transfer(&side->tls.in, &other->tls.out);
        result = advance(side);
    }
    side->ticks += clock_ticks() - begin;
    return result;
}

static const char *connect_pair(void *pair, struct tls_outcome outcome[2])
{
    struct pair *p = pair;
    int client = BRISK_TLS_WANT_INPUT, server = BRISK_TLS_WANT_INPUT;
    for (int turn = 0; turn < MAX_TURNS; turn++) {
        client = take_turn(p, &p->client, &p->server, turn == 0);
        if (client < 0)
            return p->client.tls.x509_error != 0 ? brisk_strerror(p->client.tls.x509_error)
                                                 : brisk_strerror(client);
        server = take_turn(p, &p->server, &p->client, turn == 0);
        if (server < 0)
            return brisk_strerror(server);
        if (client == BRISK_TLS_DONE && server == BRISK_TLS_DONE)
            break;
    }
    if (client != BRISK_TLS_DONE || server != BRISK_TLS_DONE)
        return "the handshake does not come to an end";
    if (p->setup->wanted.mode == TLS_RESUMED) {
        take_turn(p, &p->client, &p->server, 0);
        if (p->slot->ticket_len == 0)
            return "no ticket came";
        struct brisk_session *used = p->session;
        p->session = p->slot;
        p->slot = used;
    }
    for (int i = 0; i < 2; i++) {
        struct brisk_tls_info info;
        brisk_tls_get_info(i == 0 ? &p->client.tls : &p->server.tls, &info);
        outcome[i] = (struct tls_outcome){
            .version = info.version,
            .group = info.group,
            .suite = info.suite,
            .scheme = info.scheme,
            .resumed = info.resumed,
            .hello_retry = info.hello_retry,
            .verified = p->client.tls.config->trust != NULL && p->client.tls.x509_error == 0,
        };
    }
    return NULL;
}

static void disconnect_pair(void *pair)
{
    struct pair *p = pair;
    uint64_t begin = clock_ticks();
    brisk_tls_wipe(&p->client.tls);
    uint64_t middle = clock_ticks();
    brisk_tls_wipe(&p->server.tls);
    p->client.ticks += middle - begin;
    p->server.ticks += clock_ticks() - middle;
}

static const char *handshake_pair(void *pair, struct tls_times *times,
                                  struct tls_outcome outcome[2])
{
    struct pair *p = pair;
    const char *error = NULL;
    if (p->setup->wanted.mode == TLS_RESUMED && p->session->ticket_len == 0) {
        error = connect_pair(p, outcome); /* a full one, for the first ticket */
        disconnect_pair(p);
    }
    p->client.ticks = p->client.job_ticks = p->server.ticks = p->server.job_ticks = 0;
    if (error == NULL)
        error = connect_pair(p, outcome);
    disconnect_pair(p);
    times->client += p->client.ticks;
    times->server += p->server.ticks;
    times->client_jobs += p->client.job_ticks;
    times->server_jobs += p->server.job_ticks;
    return error;
}

/* Application data is written where the engine wants it, as a program that reads a file into that
 * place would: what lies there is as good as any other data. */
static const char *write_records(struct side *side, size_t size, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t capacity, taken;
        uint8_t *place = brisk_tls_write_place(&side->tls, &capacity);
        if (capacity < size)
            return "no room for a record";
        int status = brisk_tls_write(&side->tls, place, size, &taken);
        if (status != 0)
            return brisk_strerror(status);
        if (taken != size)
            return "a record was sealed in part";
    }
    return NULL;
}

static const char *seal_records(void *pair, size_t size, size_t count, uint64_t *ticks)
{
    struct pair *p = pair;
    struct brisk_tls_buffer *out = &p->server.tls.out;
    uint64_t begin = clock_ticks();
    const char *error = write_records(&p->server, size, count);
    *ticks += clock_ticks() - begin;
    if (error == NULL && out->end - out->begin < (size + 22) * count)
        error = "too little came out"; /* a header, a content type and a tag to each record */
    out->begin = out->end = 0;
    return error;
}

static const char *unseal_records(void *pair, size_t size, size_t count, uint64_t *ticks)
{
    struct pair *p = pair;
    const char *error = write_records(&p->client, size, count);
    if (error != NULL)
        return error;
    /* What was sent is received by exchanging the buffers: a record is opened where it arrived. */
    struct brisk_tls_buffer received = p->client.tls.out;
    p->client.tls.out = p->server.tls.in;
    p->client.tls.out.begin = p->client.tls.out.end = 0;
    p->server.tls.in = received;
    uint64_t begin = clock_ticks();
    size_t bytes = 0;
    int result;
    while ((result = brisk_tls_step(&p->server.tls)) == BRISK_TLS_DATA) {
        bytes += p->server.tls.data.len;
        brisk_tls_data_done(&p->server.tls);
    }
    *ticks += clock_ticks() - begin;
    if (result < 0)
        return brisk_strerror(result);
    return bytes == size * count ? NULL : "not all records arrived";
}

const struct tls_engine brisk_tls_engine = {
    .name = "single",
    .tells_jobs = 1,
    .setup = setup_brisk,
    .cleanup = free,
    .open = open_pair,
    .close = close_pair,
    .handshake = handshake_pair,
    .connect = connect_pair,
    .disconnect = disconnect_pair,
    .seal = seal_records,
    .unseal = unseal_records,
};
