/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Where the engine stops with jobs, which ones come together, and what the failure of each means.
 */

#include <brisk/error.h>

#include <string.h>

#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

static struct test_pair pair;
static struct test_chain chain;
static struct brisk_tls_config client, server;

/* One stop of one end: the jobs' kinds in order, as digits of BRISK_JOB_*. */
struct stops {
    size_t n;
    unsigned kinds[8];
};

/* What is to fail: every job of a kind at one end, in its stop number `stop`, with a status. */
struct failure {
    int at_client;
    size_t stop;
    enum brisk_job_kind kind;
    int status;
};

/* Steps one end to its next stop for something else than jobs. */
static void step(struct test_peer *peer, struct stops *stops, const struct failure *failure)
{
    if (peer->result < 0)
        return;
    while ((peer->result = brisk_tls_step(&peer->tls)) == BRISK_TLS_WANT_JOBS) {
        struct brisk_job *jobs[BRISK_TLS_MAX_JOBS];
        size_t n = brisk_tls_jobs(&peer->tls, jobs);
        CHECK(n > 0);
        /* Jobs that have not run are waited for, whatever is done meanwhile. */
        CHECK_EQ_INT(brisk_tls_step(&peer->tls), BRISK_TLS_WANT_JOBS);
        unsigned kinds = 0;
        for (size_t i = 0; i < n; i++)
            kinds = kinds * 10 + (unsigned)jobs[i]->kind;
        /* One job at a time, backwards: the engine waits for the last. */
        for (size_t i = n; i-- > 0;) {
            CHECK_EQ_INT(brisk_tls_step(&peer->tls), BRISK_TLS_WANT_JOBS);
            brisk_jobs_run(&jobs[i], 1);
            CHECK_EQ_INT(jobs[i]->status, 0);
            if (failure && failure->at_client == (peer == &pair.client) &&
                failure->stop == stops->n && failure->kind == jobs[i]->kind)
                jobs[i]->status = failure->status;
        }
        CHECK_EQ_INT((long long)brisk_tls_jobs(&peer->tls, jobs), 0);
        if (stops->n < 8)
            stops->kinds[stops->n++] = kinds;
    }
}

static void run(const struct failure *failure, struct stops *at_client, struct stops *at_server)
{
    size_t moved;
    memset(at_client, 0, sizeof *at_client);
    memset(at_server, 0, sizeof *at_server);
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    do {
        step(&pair.client, at_client, failure);
        moved = test_pair_move(&pair.client, &pair.server, 0);
        step(&pair.server, at_server, failure);
        moved += test_pair_move(&pair.server, &pair.client, 0);
    } while (moved);
}

/* The server's shared secret and signature come together, and so do the client's verifications: one
 * of the leaf's certificate and one of CertificateVerify. */
static void test_stops(void)
{
    struct stops at_client, at_server;
    for (uint8_t shares = 0; shares <= 2; shares++) {
        test_note("%u shares", shares);
        client.num_key_shares = shares;
        run(NULL, &at_client, &at_server);
        CHECK_EQ_INT(pair.client.result, BRISK_TLS_DONE);
        CHECK_EQ_INT(pair.server.result, BRISK_TLS_DONE);
        CHECK_EQ_INT((long long)at_client.n, 3);
        CHECK_EQ_INT(at_client.kinds[0], shares == 2 ? 11 : 1);
        CHECK_EQ_INT(at_client.kinds[1], 2);
        CHECK_EQ_INT(at_client.kinds[2], 44);
        CHECK_EQ_INT((long long)at_server.n, 2);
        CHECK_EQ_INT(at_server.kinds[0], 1);
        CHECK_EQ_INT(at_server.kinds[1], 23);
        test_pair_wipe(&pair);
    }
    client.num_key_shares = 1;
    test_note(NULL);
}

static void test_failures(void)
{
    enum { INTERNAL_ERROR = 80 };
    static const struct {
        const char *what;
        struct failure failure;
        int alert;
    } cases[] = {
        { "client's key pair", { 1, 0, BRISK_JOB_KEYPAIR, BRISK_ERR_RANDOM }, INTERNAL_ERROR },
        { "client's secret", { 1, 1, BRISK_JOB_SHARED, BRISK_ERR_POINT }, ILLEGAL_PARAMETER },
        { "client's secret, own fault", { 1, 1, BRISK_JOB_SHARED, BRISK_ERR_KEY }, INTERNAL_ERROR },
        /* The chain's signature and CertificateVerify's: the chain counts. */
        { "client's verifications",
          { 1, 2, BRISK_JOB_VERIFY, BRISK_ERR_SIGNATURE },
          BAD_CERTIFICATE },
        { "server's key pair", { 0, 0, BRISK_JOB_KEYPAIR, BRISK_ERR_RANDOM }, INTERNAL_ERROR },
        { "server's secret", { 0, 1, BRISK_JOB_SHARED, BRISK_ERR_POINT }, ILLEGAL_PARAMETER },
        { "server's signature", { 0, 1, BRISK_JOB_SIGN, BRISK_ERR_FAULT }, INTERNAL_ERROR },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stops at_client, at_server;
        struct test_peer *failed = cases[i].failure.at_client ? &pair.client : &pair.server;
        struct test_peer *other = cases[i].failure.at_client ? &pair.server : &pair.client;
        test_note("%s", cases[i].what);
        run(&cases[i].failure, &at_client, &at_server);
        test_peer_check_dead(failed, cases[i].alert);
        struct brisk_job *jobs[BRISK_TLS_MAX_JOBS];
        CHECK_EQ_INT((long long)brisk_tls_jobs(&failed->tls, jobs), 0);
        CHECK_EQ_INT(other->tls.established, 0);
        /* Without a hello from the client the server has not even begun. */
        if (cases[i].failure.stop || !cases[i].failure.at_client)
            CHECK_EQ_INT(brisk_tls_alert_received(&other->tls), cases[i].alert);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* Only CertificateVerify is wrong: the leaf is trusted itself, so that the chain has no signature.
 */
static void test_certificate_verify(void)
{
    static const struct failure failure = { 1, 2, BRISK_JOB_VERIFY, BRISK_ERR_SIGNATURE };
    const struct brisk_x509_trust leaf = { .anchors = &chain.leaf, .num_anchors = 1 };
    struct stops at_client, at_server;
    client.trust = &leaf;
    run(NULL, &at_client, &at_server);
    CHECK_EQ_INT(pair.client.result, BRISK_TLS_DONE);
    CHECK_EQ_INT(at_client.kinds[2], 4);
    run(&failure, &at_client, &at_server);
    test_peer_check_dead(&pair.client, DECRYPT_ERROR);
    CHECK_EQ_INT(brisk_tls_alert_received(&pair.server.tls), DECRYPT_ERROR);
    client.trust = &chain.trust;
    test_pair_wipe(&pair);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&chain, BRISK_KEY_P256, 0))
        test_abort("cannot make the chain");
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
    client.trust = &chain.trust;
    server.identities = &chain.identity;
    server.num_identities = 1;
    test_stops();
    test_failures();
    test_certificate_verify();
    return test_end();
}
