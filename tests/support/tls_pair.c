/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/support/tls_pair.h"

#include <brisk/error.h>

#include <string.h>

#include "tests/support/chain.h"
#include "tests/support/test.h"

static void init_peer(struct test_peer *peer, const struct brisk_tls_config *config,
                      enum brisk_tls_role role, size_t out_capacity)
{
    peer->result = 0;
    peer->num_steps = 0;
    /* What a connection left behind must not matter to the next one. */
    memset(peer->handshake, 0xa5, sizeof peer->handshake);
    int error =
        brisk_tls_init(&peer->tls, config, role, peer->handshake, sizeof peer->handshake, peer->in,
                       sizeof peer->in, peer->out, out_capacity ? out_capacity : sizeof peer->out);
    if (error)
        test_abort("brisk_tls_init: %s", brisk_strerror(error));
}

void test_pair_init(struct test_pair *pair, const struct brisk_tls_config *client,
                    const struct brisk_tls_config *server, const char *host, size_t out_capacity)
{
    init_peer(&pair->client, client, BRISK_TLS_CLIENT, out_capacity);
    init_peer(&pair->server, server, BRISK_TLS_SERVER, out_capacity);
    if (brisk_tls_set_host(&pair->client.tls, host))
        test_abort("brisk_tls_set_host failed");
    brisk_tls_set_time(&pair->client.tls, TEST_CHAIN_TIME);
    brisk_tls_set_time(&pair->server.tls, TEST_CHAIN_TIME);
}

int test_peer_step(struct test_peer *peer)
{
    for (;;) {
        peer->num_steps++;
        peer->result = brisk_tls_step(&peer->tls);
        if (peer->result != BRISK_TLS_WANT_JOBS)
            return peer->result;
        struct brisk_job *jobs[BRISK_TLS_MAX_JOBS];
        brisk_jobs_run(jobs, brisk_tls_jobs(&peer->tls, jobs));
    }
}

size_t test_pair_move(struct test_peer *from, struct test_peer *to, size_t max_bytes)
{
    struct brisk_tls_buffer *out = &from->tls.out, *in = &to->tls.in;
    size_t len = out->end - out->begin;
    size_t space = to->tls.data.data ? in->capacity - in->end : brisk_tls_buffer_space(in);
    if (len > space)
        len = space;
    if (max_bytes && len > max_bytes)
        len = max_bytes;
    memcpy(in->data + in->end, out->data + out->begin, len);
    in->end += len;
    out->begin += len;
    return len;
}

int test_pair_run(struct test_pair *pair, size_t chunk)
{
    for (;;) {
        test_peer_step(&pair->client);
        size_t moved = test_pair_move(&pair->client, &pair->server, chunk);
        test_peer_step(&pair->server);
        moved += test_pair_move(&pair->server, &pair->client, chunk);
        if (!moved && pair->client.result != BRISK_TLS_WANT_OUTPUT &&
            pair->server.result != BRISK_TLS_WANT_OUTPUT)
            return pair->client.result == BRISK_TLS_DONE && pair->server.result == BRISK_TLS_DONE;
    }
}

int test_pair_send(struct test_peer *from, struct test_peer *to, const uint8_t *data, size_t len,
                   size_t chunk)
{
    size_t sent = 0, received = 0;
    for (;;) {
        size_t taken = 0;
        if (sent < len && brisk_tls_write(&from->tls, data + sent, len - sent, &taken))
            return 0;
        sent += taken;
        size_t moved = test_pair_move(from, to, chunk);
        while (test_peer_step(to) == BRISK_TLS_DATA) {
            if (to->tls.data.len > len - received ||
                memcmp(data + received, to->tls.data.data, to->tls.data.len) != 0)
                return 0;
            received += to->tls.data.len;
            brisk_tls_data_done(&to->tls);
        }
        if (to->result < 0)
            return 0;
        if (!taken && !moved)
            return sent == len && received == len;
    }
}

void test_pair_wipe(struct test_pair *pair)
{
    brisk_tls_wipe(&pair->client.tls);
    brisk_tls_wipe(&pair->server.tls);
}
