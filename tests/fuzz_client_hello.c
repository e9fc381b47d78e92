/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A server that a hostile client speaks to, from the first byte on: the ClientHello, a second one,
 * everything to Finished and after it. It is established only if a good Finished came. */

#include <brisk/error.h>

#include <string.h>

#include "tests/support/chain.h"
#include "tests/support/fuzz.h"
#include "tests/support/fuzz_tls.h"
#include "tests/support/rle.h"
#include "tests/support/test.h"

static struct fuzz_tls tls;
static struct test_forms forms;
static int is_ready;

/* The first byte of an input. */
enum {
    WANTS_P256 = 1,
    NO_TICKETS = 2,
    TAKES_PSKS = 4,
    PSK_ALONE = 8,
    ONLY_PSKS = 16,
    CLIENT_1_2 = 32,
    EXTENSIONS = 64 /* record_size_limit and compress_certificate, in a seed; a cookie */
};

/* A cookie is to be the same where the client's part is only played. */
static int same_bytes(void *arg, uint8_t *out, size_t out_len)
{
    (void)arg;
    memset(out, 0x42, out_len);
    return 0;
}

static void configure(unsigned choice)
{
    if (!is_ready) {
        fuzz_tls_set_up(&tls);
        test_forms_make(&forms, &tls.identity, &test_rle, 1);
        tls.server.record_size_limit = 3000;
    }
    is_ready = 1;
    tls.server.random = choice & EXTENSIONS ? same_bytes : tls.client.random;
    tls.server.groups[0] = BRISK_GROUP_P256;
    tls.server.groups[1] = BRISK_GROUP_X25519;
    tls.server.num_groups = choice & WANTS_P256 ? 1 : 2;
    tls.server.ticket_keys = choice & NO_TICKETS ? NULL : &tls.ticket_keys;
    tls.server.retry_cookie = (choice & EXTENSIONS) != 0;
    tls.server.num_psks = choice & TAKES_PSKS ? 2 : 0;
    tls.server.psk_modes =
        choice & PSK_ALONE ? BRISK_TLS_PSK_KE | BRISK_TLS_PSK_DHE_KE : BRISK_TLS_PSK_DHE_KE;
    tls.server.num_identities = (choice & (ONLY_PSKS | TAKES_PSKS)) != (ONLY_PSKS | TAKES_PSKS);
}

/* A handshake, and what an established client could say. */
static void record(struct fuzz_script *script, unsigned choice, const struct brisk_session *session)
{
    configure(choice);
    tls.client.num_psks = choice & TAKES_PSKS ? 2 : 0;
    tls.client.max_version = choice & CLIENT_1_2 ? BRISK_TLS_VERSION_1_2 : BRISK_TLS_VERSION_1_3;
    tls.client.psk_modes =
        choice & PSK_ALONE ? BRISK_TLS_PSK_KE : BRISK_TLS_PSK_KE | BRISK_TLS_PSK_DHE_KE;
    tls.client.record_size_limit = choice & EXTENSIONS ? 4000 : 0;
    tls.client.cert_compressions = &test_rle;
    tls.client.num_cert_compressions = (choice & EXTENSIONS) != 0;
    fuzz_tls_start(&tls);
    CHECK_EQ_INT(brisk_tls_resume(&tls.pair.client.tls, session), 0);
    script->bytes[script->len++] = (uint8_t)choice;
    fuzz_script_record(script, &tls, 0);
    fuzz_script_add_hex(script, CHUNK_DATA, "68656c6c6f");
    if (!(choice & CLIENT_1_2))
        fuzz_script_add_hex(script, CHUNK_HANDSHAKE | CHUNK_PADDED, "1800000101");
    fuzz_script_add_hex(script, CHUNK_ALERT, "0100");
}

struct brisk_bytes fuzz_seed_input(size_t i)
{
    static const uint8_t choices[] = { 0,
                                       WANTS_P256,
                                       TAKES_PSKS,
                                       TAKES_PSKS | PSK_ALONE,
                                       TAKES_PSKS | ONLY_PSKS | WANTS_P256,
                                       CLIENT_1_2,
                                       CLIENT_1_2 | WANTS_P256 | NO_TICKETS,
                                       EXTENSIONS,
                                       CLIENT_1_2 | EXTENSIONS,
                                       WANTS_P256 | EXTENSIONS,
                                       0 };
    static struct fuzz_script scripts[sizeof choices];
    if (i >= sizeof choices)
        return (struct brisk_bytes){ NULL, 0 };
    if (i < 10) {
        record(&scripts[i], choices[i], NULL);
        CHECK_EQ_INT(tls.pair.server.tls.resumed, (choices[i] & TAKES_PSKS) != 0);
    } else {
        struct fuzz_script other = { .len = 0 };
        record(&other, choices[i], NULL);
        const struct brisk_session session = tls.slot;
        record(&scripts[i], choices[i], &session);
        CHECK_EQ_INT(tls.pair.server.tls.resumed, 1);
    }
    fuzz_one_input(scripts[i].bytes, scripts[i].len);
    CHECK_EQ_INT(tls.pair.server.result, BRISK_TLS_CLOSED);
    return (struct brisk_bytes){ scripts[i].bytes, scripts[i].len };
}

void fuzz_one_input(const uint8_t *data, size_t len)
{
    if (!len)
        return;
    configure(data[0]);
    fuzz_tls_start(&tls);
    fuzz_tls_play(&tls, &tls.pair.server, data + 1, len - 1);
    brisk_tls_wipe(&tls.pair.server.tls);
}
