/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* brisk's engine under measurement. A side's time is all of its calls, its jobs included, and the
 * copy of what it receives into its input buffer. */

#include "bench/tls_engine.h"

#include <brisk/brisk.h>

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "bench/clock.h"

#define BUFFER_SIZE (TLS_MAX_BATCH + 2 * BRISK_TLS_BUFFER_SIZE)
#define MAX_TURNS 16

/* Of early data a server remembers every hello for 20 to 40 seconds. Time stands still here but for
 * this: that much of it passes for so many hellos, some 26,000 a second. */
#define REPLAY_SECONDS 20
#define REPLAY_HELLOS (UINT64_C(1) << 19)

/* In TLS 1.2 a ticket is replaced in the second half of its life: there the resumptions happen. */
#define TICKET_LIFETIME 7200

struct setup {
    struct tls_wanted wanted;
    struct brisk_tls_config client, server;
    struct brisk_ticket_keys keys;
    void *replay_guard;
    _Atomic uint64_t num_hellos;
};

struct side {
    struct brisk_tls tls;
    uint64_t ticks, job_ticks;
    uint8_t *in, *out;
    void *handshake;
    size_t early_bytes; /* written or read in this connection */
};

struct pair {
    struct side client, server;
    struct setup *setup;
    /* Resumption: the session to use and the one that is received change places. */
    struct brisk_session sessions[2], *session, *slot;
    uint8_t early_data[TLS_EARLY_BYTES];
    int64_t now; /* of this connection */
};

static void *allocate(size_t size)
{
    size_t rounded = (size + 63) / 64 * 64;
    void *memory = aligned_alloc(64, rounded);
    if (memory != NULL)
        memset(memory, 0, rounded);
    return memory;
}

/* What both sides have in common. */
static void configure(struct brisk_tls_config *config, const struct tls_wanted *wanted)
{
    brisk_tls_config_init(config);
    config->min_version = config->max_version = wanted->version;
    config->suites[0] = wanted->suite;
    config->num_suites = 1;
    config->groups[0] = wanted->group != 0 ? wanted->group : BRISK_GROUP_X25519;
    config->groups[1] = tls_certificate_curve(wanted);
    config->num_groups = config->groups[1] != 0 ? 2 : 1;
    config->num_key_shares = 1;
    /* The leaf's, and the one the CA signed with. */
    config->schemes[0] = wanted->credentials->scheme;
    config->schemes[1] = BRISK_SIG_ECDSA_P256_SHA256;
    config->num_schemes = 2 - (config->schemes[0] == config->schemes[1]);
    config->ticket_lifetime = TICKET_LIFETIME;
}

/* Tickets, and what early data needs. */
static int configure_resumption(struct setup *setup)
{
    if (brisk_ticket_keys_rotate(&setup->keys) != 0)
        return -1;
    setup->server.ticket_keys = &setup->keys;
    setup->server.num_tickets = 1;
    if (setup->wanted.mode != TLS_EARLY)
        return 0;
    size_t size = brisk_replay_guard_size(2 * REPLAY_HELLOS);
    setup->replay_guard = allocate(size);
    if (setup->replay_guard == NULL ||
        brisk_replay_guard_init(setup->replay_guard, size, 0) == NULL)
        return -1;
    setup->client.early_data = 1;
    setup->server.max_early_data = TLS_EARLY_BYTES;
    setup->server.check_replay = brisk_replay_check;
    setup->server.replay_arg = setup->replay_guard;
    return 0;
}

static void cleanup_brisk(void *setup)
{
    struct setup *s = setup;
    free(s->replay_guard);
    free(s);
}

static void *setup_brisk(const struct tls_wanted *wanted)
{
    struct setup *setup = calloc(1, sizeof *setup);
    if (setup == NULL)
        return NULL;
    setup->wanted = *wanted;
    configure(&setup->client, wanted);
    configure(&setup->server, wanted);
    setup->client.trust = &wanted->credentials->trust;
    setup->server.identities = &wanted->credentials->server.identity;
    setup->server.num_identities = 1;
    if (wanted->mode == TLS_MUTUAL) {
        setup->client.identities = &wanted->credentials->client.identity;
        setup->client.num_identities = 1;
        setup->server.trust = &wanted->credentials->trust;
        setup->server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUIRE;
    }
    if ((tls_mode_resumes(wanted->mode) && configure_resumption(setup) != 0) ||
        brisk_tls_config_check(&setup->client, BRISK_TLS_CLIENT) != 0 ||
        brisk_tls_config_check(&setup->server, BRISK_TLS_SERVER) != 0) {
        cleanup_brisk(setup);
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

static void *open_pair(void *setup)
{
    struct pair *p = allocate(sizeof *p);
    if (p == NULL)
        return NULL;
    p->setup = setup;
    p->session = &p->sessions[0];
    p->slot = &p->sessions[1];
    memset(p->early_data, 'e', sizeof p->early_data);
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

/* Steps a side until it waits for the other one, or is done. Early data is only counted. */
static int advance(struct side *side)
{
    for (;;) {
        int result = brisk_tls_step(&side->tls);
        if (result == BRISK_TLS_DATA && side->tls.data.early) {
            side->early_bytes += side->tls.data.len;
            brisk_tls_data_done(&side->tls);
            continue;
        }
        if (result != BRISK_TLS_WANT_JOBS)
            return result;
        struct brisk_job *jobs[BRISK_TLS_MAX_JOBS];
        size_t n = brisk_tls_jobs(&side->tls, jobs);
        uint64_t begin = clock_ticks();
        brisk_jobs_run(jobs, n);
        side->job_ticks += clock_ticks() - begin;
    }
}

/* Early data goes behind the client's hello, where it may. */
static int write_early(struct pair *p)
{
    size_t taken = 0;
    if (brisk_tls_early_room(&p->client.tls) < sizeof p->early_data)
        return 0;
    int status = brisk_tls_write(&p->client.tls, p->early_data, sizeof p->early_data, &taken);
    p->client.early_bytes = taken;
    return status;
}

static int begin_side(struct pair *p, struct side *side, enum brisk_tls_role role)
{
    const struct brisk_tls_config *config =
        role == BRISK_TLS_CLIENT ? &p->setup->client : &p->setup->server;
    int status = brisk_tls_init(&side->tls, config, role, side->handshake, BRISK_TLS_HANDSHAKE_SIZE,
                                side->in, BUFFER_SIZE, side->out, BUFFER_SIZE);
    if (status != 0)
        return status;
    brisk_tls_set_time(&side->tls, p->now);
    if (role == BRISK_TLS_SERVER)
        return 0;
    if (tls_mode_resumes(p->setup->wanted.mode)) {
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
        if (is_first && result == BRISK_TLS_WANT_INPUT && role == BRISK_TLS_CLIENT) {
            int error = write_early(p);
            result = error != 0 ? error : result;
        }
    }
    side->ticks += clock_ticks() - begin;
    return result;
}

/* The time at which the next connection is made. */
static int64_t choose_time(struct setup *setup, int is_resumed)
{
    int64_t now = setup->wanted.credentials->now;
    if (setup->wanted.mode == TLS_EARLY)
        return now +
               (int64_t)(atomic_fetch_add(&setup->num_hellos, 1) / REPLAY_HELLOS * REPLAY_SECONDS);
    return is_resumed ? now + TICKET_LIFETIME / 2 + 1 : now;
}

static void fill_outcome(const struct pair *p, int is_server, struct tls_outcome *outcome)
{
    const struct side *side = is_server ? &p->server : &p->client;
    struct brisk_tls_info info;
    brisk_tls_get_info(&side->tls, &info);
    *outcome = (struct tls_outcome){
        .version = info.version,
        .group = info.group,
        .suite = info.suite,
        .scheme = info.scheme,
        .client_scheme = info.client_scheme,
        .resumed = info.resumed,
        .hello_retry = info.hello_retry,
        .early = info.early_data == BRISK_TLS_EARLY_ACCEPTED &&
                 side->early_bytes == sizeof p->early_data,
        .verified = is_server ? info.has_peer_certificate
                              : side->tls.config->trust != NULL && side->tls.x509_error == 0,
    };
}

/* The next ticket: in TLS 1.2 it came before the handshake's end, in 1.3 it comes behind it. */
static const char *take_ticket(struct pair *p)
{
    if (p->setup->wanted.version != BRISK_TLS_VERSION_1_2)
        take_turn(p, &p->client, &p->server, 0);
    /* A session of TLS 1.2 that gets no new ticket keeps its old one. */
    if (p->slot->ticket_len == 0 ||
        (p->slot->ticket_len == p->session->ticket_len &&
         memcmp(p->slot->ticket, p->session->ticket, p->slot->ticket_len) == 0))
        return "no new ticket came";
    struct brisk_session *used = p->session;
    p->session = p->slot;
    p->slot = used;
    return NULL;
}

static const char *connect_pair(void *pair, struct tls_outcome outcome[2])
{
    struct pair *p = pair;
    int client = BRISK_TLS_WANT_INPUT, server = BRISK_TLS_WANT_INPUT;
    p->client.early_bytes = p->server.early_bytes = 0;
    p->now = choose_time(p->setup, p->session->ticket_len != 0);
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
    const char *error = tls_mode_resumes(p->setup->wanted.mode) ? take_ticket(p) : NULL;
    for (int i = 0; i < 2; i++)
        fill_outcome(p, i, &outcome[i]);
    return error;
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
    if (tls_mode_resumes(p->setup->wanted.mode) && p->session->ticket_len == 0) {
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

/* What the caller of the engine has to provide for a side; `in` and `out` are transport. */
static uint64_t count_held(const struct side *side)
{
    return sizeof side->tls + (side->handshake != NULL ? BRISK_TLS_HANDSHAKE_SIZE : 0);
}

/* Gives the handshake's memory back: what the connection needs later lies elsewhere. */
static int release_handshake(struct side *side)
{
    if (brisk_tls_handshake_release(&side->tls) != side->handshake)
        return -1;
    free(side->handshake);
    side->handshake = NULL;
    return 0;
}

static const char *count_pair(struct pair *p, struct tls_memory *memory)
{
    int client = BRISK_TLS_WANT_INPUT, server = BRISK_TLS_WANT_INPUT;
    uint64_t ticks = 0;
    p->now = choose_time(p->setup, 0);
    for (int turn = 0; turn < MAX_TURNS && client >= 0 && server >= 0; turn++) {
        client = take_turn(p, &p->client, &p->server, turn == 0);
        if (turn == 0)
            memory->in_flight[0] = count_held(&p->client);
        server = take_turn(p, &p->server, &p->client, turn == 0);
        if (turn == 0)
            memory->in_flight[1] = count_held(&p->server);
        if (client == BRISK_TLS_DONE && server == BRISK_TLS_DONE)
            break;
    }
    if (client != BRISK_TLS_DONE || server != BRISK_TLS_DONE)
        return "the handshake fails";
    if (release_handshake(&p->client) != 0 || release_handshake(&p->server) != 0)
        return "the handshake's memory is still needed";
    memory->idle[0] = count_held(&p->client);
    memory->idle[1] = count_held(&p->server);
    return unseal_records(p, 1, 1, &ticks); /* they work without it */
}

static const char *measure_memory(const struct tls_wanted *wanted, struct tls_memory *memory)
{
    struct setup *setup = setup_brisk(wanted);
    if (setup == NULL)
        return "it cannot be configured";
    struct pair *p = open_pair(setup);
    const char *error = "out of memory";
    if (p != NULL) {
        error = count_pair(p, memory);
        disconnect_pair(p);
        close_pair(p);
    }
    cleanup_brisk(setup);
    return error;
}

const struct tls_engine brisk_tls_engine = {
    .name = "single",
    .tells_jobs = 1,
    .setup = setup_brisk,
    .cleanup = cleanup_brisk,
    .open = open_pair,
    .close = close_pair,
    .handshake = handshake_pair,
    .connect = connect_pair,
    .disconnect = disconnect_pair,
    .seal = seal_records,
    .unseal = unseal_records,
    .memory = measure_memory,
};
