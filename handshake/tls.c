/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The engine's public functions and its loop. */

#include <brisk/random.h>

#include <string.h>

#include "handshake/engine.h"
#include "handshake/key_schedule12.h"

_Static_assert(sizeof(struct brisk_tls) <= 1536, "an idle connection holds 1.5 KiB at most");
_Static_assert(sizeof(struct brisk_tls_post_auth) <= 304,
               "what post-handshake authentication adds");
_Static_assert(sizeof(struct brisk_tls) + BRISK_TLS_HANDSHAKE_SIZE <= 12288,
               "a connection in its handshake holds 12 KiB at most");
_Static_assert(offsetof(struct brisk_tls_handshake, message) + MIN_MESSAGES <=
                   BRISK_TLS_HANDSHAKE_SIZE,
               "the handshake's state leaves too little for messages");

const char *brisk_tls_suite_name(uint16_t suite)
{
    const struct brisk_suite *found = brisk_suite_find(suite);
    return found ? found->name : "unknown";
}

const char *brisk_tls_version_name(uint16_t version)
{
    switch (version) {
    case BRISK_TLS_VERSION_1_2:
        return "TLS 1.2";
    case BRISK_TLS_VERSION_1_3:
        return "TLS 1.3";
    default:
        return "unknown";
    }
}

size_t brisk_tls_buffer_space(struct brisk_tls_buffer *buffer)
{
    if (buffer->begin == buffer->end) {
        buffer->begin = buffer->end = 0;
    } else if (buffer->begin && buffer->capacity - buffer->end < BRISK_TLS_MAX_RECORD) {
        size_t len = buffer->end - buffer->begin;
        memmove(buffer->data, buffer->data + buffer->begin, len);
        buffer->begin = 0;
        buffer->end = len;
    }
    return buffer->capacity - buffer->end;
}

static int is_handshake_memory(const void *memory, size_t size)
{
    return memory && (uintptr_t)memory % 64 == 0 && size >= BRISK_TLS_HANDSHAKE_SIZE;
}

int brisk_tls_init(struct brisk_tls *tls, const struct brisk_tls_config *config,
                   enum brisk_tls_role role, void *handshake, size_t handshake_size, uint8_t *in,
                   size_t in_capacity, uint8_t *out, size_t out_capacity)
{
    if (!tls || !is_handshake_memory(handshake, handshake_size) || !config || !in || !out ||
        in_capacity < MIN_BUFFER || out_capacity < MIN_BUFFER ||
        (role != BRISK_TLS_CLIENT && role != BRISK_TLS_SERVER))
        return BRISK_ERR_ARGUMENT;
    memset(tls, 0, sizeof *tls);
    tls->in.data = in;
    tls->in.capacity = in_capacity;
    tls->out.data = out;
    tls->out.capacity = out_capacity;
    tls->config = config;
    tls->role = (uint8_t)role;
    tls->state = role == BRISK_TLS_CLIENT ? STATE_CLIENT_START : STATE_SERVER_READ_CLIENT_HELLO;
    tls->alert_sent = tls->alert_received = NO_ALERT;
    brisk_tls_prepare_handshake(tls, handshake, handshake_size);
    tls->handshake->host[0] = 0;
    return 0;
}

/* What is not cleared is written before it is read; clearing all of it would cost more than the key
 * schedule. */
void brisk_tls_prepare_handshake(struct brisk_tls *tls, void *handshake, size_t handshake_size)
{
    struct brisk_tls_handshake *h = handshake;
    memset(h, 0, offsetof(struct brisk_tls_handshake, transcript));
    h->capacity = handshake_size - offsetof(struct brisk_tls_handshake, message);
    h->kept = h->assembled = 0;
    h->flight_begin = h->flight_ready = h->flight_end = 0;
    tls->handshake = h;
}

int brisk_tls_handshake_lend(struct brisk_tls *tls, void *handshake, size_t handshake_size)
{
    if (tls->error || tls->state <= STATE_CONNECTED || tls->handshake)
        return BRISK_ERR_STATE;
    if (!is_handshake_memory(handshake, handshake_size))
        return BRISK_ERR_ARGUMENT;
    brisk_tls_prepare_handshake(tls, handshake, handshake_size);
    tls->handshake->host[0] = 0;
    return 0;
}

int brisk_tls_set_host(struct brisk_tls *tls, const char *host)
{
    size_t len = host ? strlen(host) : 0;
    if (!len && tls->role == BRISK_TLS_SERVER)
        return 0;
    if (tls->role != BRISK_TLS_CLIENT || tls->state != STATE_CLIENT_START)
        return BRISK_ERR_STATE;
    if (len > BRISK_TLS_MAX_HOST)
        return BRISK_ERR_LENGTH;
    if (len)
        memcpy(tls->handshake->host, host, len);
    tls->handshake->host[len] = 0;
    return 0;
}

const char *brisk_tls_host(const struct brisk_tls *tls)
{
    return tls->handshake ? tls->handshake->host : "";
}

void brisk_tls_set_time(struct brisk_tls *tls, int64_t now)
{
    tls->now = now;
}

int brisk_tls_random(const struct brisk_tls *tls, uint8_t *out, size_t out_len)
{
    const struct brisk_tls_config *config = tls->config;
    return config->random ? config->random(config->random_arg, out, out_len)
                          : brisk_random(out, out_len);
}

int brisk_tls_sends_ccs(const struct brisk_tls *tls)
{
    if (tls->config->no_compat_mode)
        return 0;
    return tls->role == BRISK_TLS_SERVER || tls->handshake->session_id_len;
}

struct brisk_job *brisk_tls_add_job(struct brisk_tls *tls, enum brisk_job_kind kind,
                                    uint16_t algorithm)
{
    struct brisk_job *job = &tls->handshake->jobs[tls->handshake->num_jobs++];
    memset(job, 0, sizeof(*job)); /* whoever ran the last ones may have left a prepared key */
    job->kind = kind;
    job->status = BRISK_JOB_PENDING;
    job->algorithm = algorithm;
    return job;
}

/* RFC 8446 sections 4.2.8.2 and 7.4.2: a share that is no point, or gives zero. */
int brisk_job_result(const struct brisk_job *job)
{
    if (!job->status)
        return 0;
    return job->status == BRISK_ERR_POINT ? BRISK_ERR_TLS_ILLEGAL_PARAMETER
                                          : BRISK_ERR_TLS_INTERNAL;
}

size_t brisk_tls_jobs(struct brisk_tls *tls, struct brisk_job *jobs[BRISK_TLS_MAX_JOBS])
{
    struct brisk_tls_handshake *h = tls->handshake;
    size_t n = 0;
    if (!h || tls->error)
        return 0;
    for (size_t i = 0; i < h->num_path_jobs; i++)
        if (h->path.jobs[i].status == BRISK_JOB_PENDING)
            jobs[n++] = &h->path.jobs[i];
    for (size_t i = 0; i < h->num_jobs; i++)
        if (h->jobs[i].status == BRISK_JOB_PENDING)
            jobs[n++] = &h->jobs[i];
    return n;
}

static int jobs_are_pending(struct brisk_tls *tls)
{
    struct brisk_job *jobs[BRISK_TLS_MAX_JOBS];
    return brisk_tls_jobs(tls, jobs) != 0;
}

void brisk_handshake_wipe(struct brisk_tls_handshake *h)
{
    brisk_wipe(h, offsetof(struct brisk_tls_handshake, secrets_end));
    brisk_wipe(h->message + h->capacity, h->exchange_size);
}

void brisk_tls_complete(struct brisk_tls *tls)
{
    brisk_handshake_wipe(tls->handshake);
    if (tls->post_auth && !tls->post_auth->is_agreed)
        tls->post_auth = NULL;
    tls->state = STATE_CONNECTED;
    tls->established = 1;
}

static int step_state(struct brisk_tls *tls)
{
    if (tls->state == STATE_CONNECTED)
        return brisk_connected_step(tls);
    struct brisk_tls_handshake *h = tls->handshake;
    if (!h)
        return BRISK_TLS_WANT_MEMORY;
    if (jobs_are_pending(tls))
        return BRISK_TLS_WANT_JOBS;
    if (h->flight_begin < h->flight_ready) {
        int result = brisk_flight_flush(tls);
        if (result)
            return result;
    }
    if (tls->state > STATE_CONNECTED)
        return brisk_post_auth_step(tls);
    if (tls->version == BRISK_TLS_VERSION_1_2)
        return tls->role == BRISK_TLS_CLIENT ? brisk_client12_step(tls) : brisk_server12_step(tls);
    return tls->role == BRISK_TLS_CLIENT ? brisk_client_step(tls) : brisk_server_step(tls);
}

int brisk_tls_step(struct brisk_tls *tls)
{
    if (tls->error)
        return tls->error;
    int result;
    do
        result = step_state(tls);
    while (result == STEP_AGAIN);
    return result < 0 ? brisk_tls_die(tls, result) : result;
}

int brisk_tls_end_of_input(struct brisk_tls *tls)
{
    if (tls->error)
        return tls->error;
    return tls->close_received ? 0 : brisk_tls_die(tls, BRISK_ERR_TLS_TRUNCATED);
}

void *brisk_tls_handshake_release(struct brisk_tls *tls)
{
    void *memory = tls->handshake;
    if (!tls->error && (!tls->established || tls->state > STATE_CONNECTED))
        return NULL;
    tls->handshake = NULL;
    return memory;
}

int brisk_tls_export(const struct brisk_tls *tls, uint8_t *out, size_t out_len, const char *label,
                     const uint8_t *context, size_t context_len)
{
    if (!tls->established)
        return BRISK_ERR_STATE;
    if (tls->version == BRISK_TLS_VERSION_1_2)
        return brisk_exporter_1_2(tls, out, out_len, label, context, context_len);
    return brisk_exporter(tls->suite, tls->exporter_secret, out, out_len, label, context,
                          context_len);
}

void brisk_tls_get_info(const struct brisk_tls *tls, struct brisk_tls_info *info)
{
    memset(info, 0, sizeof *info);
    info->version = tls->version;
    info->suite = tls->suite ? tls->suite->id : 0;
    info->group = tls->group;
    info->scheme = tls->scheme;
    info->client_scheme = tls->client_scheme;
    info->hello_retry = tls->hello_retry;
    info->resumed = tls->resumed;
    info->peer_cert_compression = tls->read.cert_compression;
    info->cert_compression = tls->write.cert_compression;
    info->record_size_limit = tls->write.limit;
    info->early_data = (enum brisk_tls_early)tls->early;
    info->alpn = tls->alpn ? tls->alpn : "";
    info->has_peer_certificate = tls->has_peer_certificate;
    memcpy(info->peer_fingerprint, tls->peer_fingerprint, sizeof info->peer_fingerprint);
    if (!tls->established || !tls->post_auth)
        return;
    info->post_auth = 1;
    info->num_requests = tls->post_auth->num_requests;
    info->has_declined = tls->post_auth->declined;
}

void brisk_tls_wipe(struct brisk_tls *tls)
{
    if (tls->handshake)
        brisk_handshake_wipe(tls->handshake);
    if (tls->post_auth)
        brisk_wipe(tls->post_auth, sizeof *tls->post_auth);
    brisk_wipe(tls, sizeof *tls);
}
