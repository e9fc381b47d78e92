/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A client that a hostile server answers: ServerHello or HelloRetryRequest, the flight under the
 * handshake keys, tickets. It is established only if a CertificateVerify of the key that it trusts
 * (or a pre-shared key) and a good Finished came. */

#include <brisk/error.h>

#include <string.h>

#include "tests/support/fuzz.h"
#include "tests/support/fuzz_tls.h"
#include "tests/support/rle.h"
#include "tests/support/test.h"

static struct fuzz_tls tls;
static struct test_forms forms;
static int is_ready;

/* The first byte of an input. */
enum {
    NO_SHARES = 1,
    OFFERS_PSKS = 2,
    PSK_ALONE = 4,
    NO_ALPN = 8,
    ONLY_1_2 = 16,
    COMPRESSED = 32, /* certificates, by the tests' algorithm */
    LIMITED = 64,    /* records */
};

static void configure(unsigned choice)
{
    if (!is_ready) {
        fuzz_tls_set_up(&tls);
        test_forms_make(&forms, &tls.identity, &test_rle, 1);
    }
    is_ready = 1;
    tls.client.num_key_shares = !(choice & NO_SHARES);
    tls.client.num_psks = choice & OFFERS_PSKS ? 2 : 0;
    tls.client.psk_modes =
        choice & PSK_ALONE ? BRISK_TLS_PSK_KE : BRISK_TLS_PSK_KE | BRISK_TLS_PSK_DHE_KE;
    tls.client.max_version = choice & ONLY_1_2 ? BRISK_TLS_VERSION_1_2 : BRISK_TLS_VERSION_1_3;
    tls.client.num_alpn = choice & NO_ALPN ? 0 : 2;
    tls.client.cert_compressions = &test_rle;
    tls.client.num_cert_compressions = (choice & COMPRESSED) != 0;
    tls.client.record_size_limit = choice & LIMITED ? 4000 : 0;
    tls.server.record_size_limit = 3000;
}

/* Each handshake, and what an established server could say. */
static void record(struct fuzz_script *script, unsigned choice)
{
    configure(choice);
    tls.server.num_psks = tls.client.num_psks;
    tls.server.psk_modes = BRISK_TLS_PSK_KE | BRISK_TLS_PSK_DHE_KE;
    fuzz_tls_start(&tls);
    script->bytes[script->len++] = (uint8_t)choice;
    fuzz_script_record(script, &tls, 1);
    fuzz_script_add_hex(script, CHUNK_DATA, "68656c6c6f");
    if (!(choice & ONLY_1_2))
        fuzz_script_add_hex(script, CHUNK_HANDSHAKE, "1800000101");
    fuzz_script_add_hex(script, CHUNK_ALERT | CHUNK_PADDED, "0100");
}

struct brisk_bytes fuzz_seed_input(size_t i)
{
    static const uint8_t choices[] = { 0,
                                       NO_SHARES,
                                       OFFERS_PSKS,
                                       OFFERS_PSKS | PSK_ALONE,
                                       NO_ALPN,
                                       OFFERS_PSKS | NO_SHARES,
                                       ONLY_1_2,
                                       ONLY_1_2 | NO_ALPN,
                                       COMPRESSED,
                                       COMPRESSED | LIMITED,
                                       ONLY_1_2 | LIMITED };
    static struct fuzz_script scripts[sizeof choices];
    if (i >= sizeof choices)
        return (struct brisk_bytes){ NULL, 0 };
    record(&scripts[i], choices[i]);
    CHECK_EQ_INT(tls.pair.client.tls.resumed, (choices[i] & OFFERS_PSKS) != 0);
    CHECK_EQ_INT(tls.pair.client.tls.read.cert_compression, choices[i] & COMPRESSED ? TEST_RLE : 0);
    fuzz_one_input(scripts[i].bytes, scripts[i].len);
    CHECK_EQ_INT(tls.pair.client.result, BRISK_TLS_CLOSED);
    return (struct brisk_bytes){ scripts[i].bytes, scripts[i].len };
}

void fuzz_one_input(const uint8_t *data, size_t len)
{
    if (!len)
        return;
    configure(data[0]);
    fuzz_tls_start(&tls);
    CHECK_EQ_INT(test_peer_step(&tls.pair.client), BRISK_TLS_WANT_INPUT);
    fuzz_tls_play(&tls, &tls.pair.client, data + 1, len - 1);
    brisk_tls_wipe(&tls.pair.client.tls);
}
