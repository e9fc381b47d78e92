/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Post-handshake authentication: requests to a client, and answers to a server that has asked
 * twice, while the application writes, updates keys, asks again, gives memory back and closes. */

#include <stdio.h>
#include <string.h>

#include "tests/support/chain.h"
#include "tests/support/fuzz.h"
#include "tests/support/fuzz_tls.h"
#include "tests/support/test.h"

static struct fuzz_tls tls;
static struct test_cert person_der;
static struct brisk_x509 person;
static struct brisk_tls_identity identity;
static struct brisk_tls_post_auth blocks[2];

/* The pair and what it keeps, once established and asked: restored for each input. */
static struct {
    struct test_pair pair;
    struct brisk_tls_post_auth blocks[2];
    uint64_t random;
} saved[2];
static int is_ready;

static void make_person(void)
{
    static const char *const leaf[] = { EXT_SAN, EXT_LEAF_USAGE, EXT_CLIENT, NULL };
    test_make_parsed(&person_der, &person,
                     &(struct test_recipe){ .subject = "person",
                                            .issuer = "root",
                                            .key = test_key(BRISK_KEY_P256, 1),
                                            .signer = test_key(BRISK_KEY_P256, 0),
                                            .extensions = leaf });
    identity = (struct brisk_tls_identity){ .key = test_key(BRISK_KEY_P256, 1),
                                            .chain = &person,
                                            .chain_len = 1 };
}

static void establish(uint16_t suite)
{
    tls.server.suites[0] = suite;
    tls.server.num_suites = 1;
    fuzz_tls_start(&tls);
    CHECK_EQ_INT(brisk_tls_enable_post_auth(&tls.pair.client.tls, &blocks[0]), 0);
    CHECK_EQ_INT(brisk_tls_enable_post_auth(&tls.pair.server.tls, &blocks[1]), 0);
    CHECK(test_pair_run(&tls.pair, 0));
    for (int i = 0; i < 2; i++)
        CHECK_EQ_INT(
            brisk_tls_request_certificate(&tls.pair.server.tls, i ? BRISK_TLS_CLIENT_AUTH_REQUIRE
                                                                  : BRISK_TLS_CLIENT_AUTH_REQUEST),
            0);
}

static void set_up(unsigned choice)
{
    static const uint16_t suites[2] = { BRISK_TLS_AES_256_GCM_SHA384,
                                        BRISK_TLS_CHACHA20_POLY1305_SHA256 };
    for (int i = 0; i < 2 && !is_ready; i++) {
        if (i == 0) {
            fuzz_tls_set_up(&tls);
            make_person();
            tls.server.trust = &tls.trust;
            tls.client.identities = &identity;
            tls.client.num_identities = 1;
        }
        establish(suites[i]);
        saved[i].pair = tls.pair;
        memcpy(saved[i].blocks, blocks, sizeof blocks);
        saved[i].random = tls.random;
    }
    is_ready = 1;
    tls.pair = saved[choice & 1].pair;
    memcpy(blocks, saved[choice & 1].blocks, sizeof blocks);
    tls.random = saved[choice & 1].random;
    tls.proved_keys_agree = 1;
    tls.proved_key = (choice & 2) != 0; /* the server has proved its own in the handshake */
}

/* What goes one way between honest ends. */
static void record(struct fuzz_script *s, int to_client)
{
    s->bytes[s->len++] = (uint8_t)(to_client ? 2 : 0);
    set_up(0);
    fuzz_script_record(s, &tls, to_client);
    CHECK_EQ_INT(tls.pair.server.tls.has_peer_certificate, 1);
    CHECK_EQ_INT(blocks[1].num_requests, 0);
}

struct brisk_bytes fuzz_seed_input(size_t i)
{
    static struct fuzz_script scripts[4];
    if (i > 3)
        return (struct brisk_bytes){ NULL, 0 };
    struct fuzz_script *s = &scripts[i];
    if (i < 2) {
        record(s, i == 0);
    } else if (i == 2) { /* a client that is asked by hand, updates its keys, and closes */
        s->bytes[s->len++] = 3;
        fuzz_script_add_hex(s, CHUNK_HANDSHAKE, "0d000010 05 aabbccddee 0008 000d0004 00020403");
        fuzz_script_add_hex(s, CHUNK_HANDSHAKE | CHUNK_LOCAL, "03 0d0000");
        fuzz_script_add_hex(s, CHUNK_HANDSHAKE | CHUNK_LOCAL, "01 0b 00 0008 000d0004 00020804");
        fuzz_script_add_hex(s, CHUNK_HANDSHAKE | CHUNK_LOCAL,
                            "02 0d00000b 00 0008 000d0004 00020403");
        fuzz_script_add_hex(s, CHUNK_DATA, "21");
    } else { /* a client without a certificate, for the first request */
        char hex[128] = "0b000018 14";
        s->bytes[s->len++] = 0;
        set_up(0);
        for (size_t k = 0; k < BRISK_TLS_REQUEST_CONTEXT_SIZE; k++)
            sprintf(hex + strlen(hex), "%02x", blocks[1].requests[0].context[k]);
        strcat(hex, "000000");
        fuzz_script_add_hex(s, CHUNK_HANDSHAKE, hex);
        fuzz_script_add_hex(s, CHUNK_FINISHED, "");
        fuzz_script_add_hex(s, CHUNK_DATA | CHUNK_LOCAL, "85 21");
    }
    fuzz_one_input(s->bytes, s->len);
    CHECK(tls.pair.client.result >= 0 && tls.pair.server.result >= 0);
    if (i == 0)
        CHECK_EQ_INT(blocks[0].declined, 0);
    else if (i == 1)
        CHECK_EQ_INT(tls.pair.server.tls.has_peer_certificate, 1);
    else if (i == 3)
        CHECK(blocks[1].declined && blocks[1].num_requests == 2);
    return (struct brisk_bytes){ s->bytes, s->len };
}

/* The first byte of an input: the suite and the end that is played to. */
void fuzz_one_input(const uint8_t *data, size_t len)
{
    if (!len)
        return;
    set_up(data[0]);
    fuzz_tls_play(&tls, data[0] & 2 ? &tls.pair.client : &tls.pair.server, data + 1, len - 1);
    CHECK(tls.proved_key || !tls.pair.server.tls.has_peer_certificate);
    CHECK(blocks[1].num_requests <= BRISK_TLS_MAX_REQUESTS);
}
