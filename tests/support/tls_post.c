/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/support/tls_post.h"

#include <brisk/hash.h>

#include <string.h>

#include "tests/support/test.h"

void test_post_make_person(struct test_chain *chain, enum brisk_key_type type, unsigned rsa_bits)
{
    struct brisk_x509_template what = test_chain_template();
    what.extended_key_usage = BRISK_EKU_CLIENT_AUTH;
    if (test_chain_make(chain, type, rsa_bits) || test_chain_issue(chain, &what))
        test_abort("cannot make a client's chain");
}

void test_post_start(struct test_post *test, int client_offers, int server_may_ask)
{
    struct brisk_tls *client = &test->pair.client.tls, *server = &test->pair.server.tls;
    CHECK_EQ_INT(brisk_tls_config_check(&test->client, BRISK_TLS_CLIENT), 0);
    CHECK_EQ_INT(brisk_tls_config_check(&test->server, BRISK_TLS_SERVER), 0);
    memset(test->sides, 0xa5, sizeof test->sides);
    for (int i = 0; i < 2; i++)
        test->sides[i].lent = test->sides[i].answered = 0;
    test_pair_init(&test->pair, &test->client, &test->server, TEST_CHAIN_HOST, 0);
    CHECK_EQ_INT(brisk_tls_keep_sessions(client, &test->slot), 0);
    if (client_offers)
        CHECK_EQ_INT(brisk_tls_enable_post_auth(client, &test->sides[0].post), 0);
    if (server_may_ask)
        CHECK_EQ_INT(brisk_tls_enable_post_auth(server, &test->sides[1].post), 0);
}

static void release(struct test_peer *peer)
{
    void *memory = brisk_tls_handshake_release(&peer->tls);
    if (memory) /* whoever gets it next writes to it */
        memset(memory, 0x5a, BRISK_TLS_HANDSHAKE_SIZE);
}

void test_post_establish(struct test_post *test)
{
    CHECK(test_pair_run(&test->pair, 0));
    release(&test->pair.client);
    release(&test->pair.server);
}

int test_post_step(struct test_post *test, struct test_peer *peer)
{
    struct test_post_side *side = &test->sides[peer == &test->pair.server];
    for (;;) {
        int result = test_peer_step(peer);
        if (result == BRISK_TLS_WANT_MEMORY) {
            side->lent++;
            memset(side->memory, 0xa5, sizeof side->memory);
            CHECK_EQ_INT(brisk_tls_handshake_lend(&peer->tls, side->memory, sizeof side->memory),
                         0);
        } else if (result == BRISK_TLS_AUTHENTICATED) {
            side->answered++;
            CHECK(brisk_tls_handshake_release(&peer->tls) == side->memory);
        } else {
            return result;
        }
    }
}

size_t test_post_run(struct test_post *test, size_t chunk)
{
    struct test_peer *ends[2] = { &test->pair.client, &test->pair.server };
    size_t data = 0, moved;
    do {
        moved = 0;
        for (int i = 0; i < 2; i++) {
            while (test_post_step(test, ends[i]) == BRISK_TLS_DATA) {
                data += ends[i]->tls.data.len;
                brisk_tls_data_done(&ends[i]->tls);
            }
            moved += test_pair_move(ends[i], ends[!i], chunk);
        }
    } while (moved || ends[0]->result == BRISK_TLS_WANT_OUTPUT);
    return data;
}

int test_post_ask(struct test_post *test, enum brisk_tls_client_auth need)
{
    return brisk_tls_request_certificate(&test->pair.server.tls, need);
}

struct brisk_tls_info test_post_info(const struct test_post *test)
{
    struct brisk_tls_info info;
    brisk_tls_get_info(&test->pair.server.tls, &info);
    return info;
}

void test_post_check_shown(const struct test_post *test, const struct test_chain *shown)
{
    uint8_t fingerprint[32];
    struct brisk_tls_info info = test_post_info(test);
    brisk_hash_digest(BRISK_SHA256, fingerprint, shown->leaf_der, shown->leaf_der_len);
    CHECK_EQ_INT(info.has_peer_certificate, 1);
    CHECK_EQ_INT(info.has_declined, 0);
    CHECK_EQ_BYTES(info.peer_fingerprint, fingerprint, 32);
    CHECK(brisk_key_type_fits(shown->leaf_key.type, info.client_scheme));
}
