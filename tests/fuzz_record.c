/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Records to an established client and server: data, KeyUpdates, tickets and alerts, whole and in
 * pieces, while the application writes, updates keys and closes. */

#include <brisk/error.h>

#include <string.h>

#include "tests/support/fuzz.h"
#include "tests/support/fuzz_tls.h"
#include "tests/support/test.h"

/* The pair and its ends once established: restored for each input, since nothing in them is
 * anywhere else. */
static struct fuzz_tls tls;
#define NUM_SUITES 6
static struct test_pair established[NUM_SUITES];
static int is_ready;
static const uint16_t suites[NUM_SUITES] = {
    BRISK_TLS_AES_256_GCM_SHA384,
    BRISK_TLS_CHACHA20_POLY1305_SHA256,
    BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256,
    BRISK_TLS_ECDHE_ECDSA_CHACHA20_POLY1305_SHA256,
    BRISK_TLS_ECDHE_ECDSA_AES_128_CBC_SHA,    /* with encrypt-then-MAC */
    BRISK_TLS_ECDHE_ECDSA_AES_256_CBC_SHA384, /* and without */
};

/* The first byte of an input: the suite and the version. */
static void set_up(unsigned choice)
{
    for (int i = 0; i < NUM_SUITES && !is_ready; i++) {
        struct fuzz_script unused = { .len = 0 };
        if (i == 0)
            fuzz_tls_set_up(&tls);
        tls.server.suites[0] = suites[i];
        tls.server.num_suites = 1;
        tls.client.suites[tls.client.num_suites++] = suites[i];
        tls.client.no_encrypt_then_mac = i == NUM_SUITES - 1;
        tls.client.max_version = i < 2 ? BRISK_TLS_VERSION_1_3 : BRISK_TLS_VERSION_1_2;
        fuzz_tls_start(&tls);
        fuzz_script_record(&unused, &tls, 0);
        established[i] = tls.pair;
    }
    is_ready = 1;
    tls.pair = established[choice % NUM_SUITES];
    tls.proved_key = tls.proved_keys_agree = 1;
}

#define RAW_BLOCK "000102030405060708090a0b0c0d0e0f"

struct brisk_bytes fuzz_seed_input(size_t i)
{
    static struct fuzz_script scripts[5];
    if (i > 4)
        return (struct brisk_bytes){ NULL, 0 };
    struct fuzz_script *s = &scripts[i];
    s->bytes[s->len++] = (uint8_t)(i < 3 ? i : i + 1);
    if (i > 2) {
        /* records of CBC suites: sealed ones, and raw ones of whole blocks and of others */
        fuzz_script_add_hex(s, CHUNK_DATA, "68656c6c6f");
        fuzz_script_add_hex(s, CHUNK_TO_SERVER | CHUNK_DATA, "");
        fuzz_script_add_hex(s, CHUNK_TO_SERVER | CHUNK_DATA | CHUNK_LOCAL, "00 776f726c64");
        fuzz_script_add_hex(s, CHUNK_HANDSHAKE, "00000000");
        fuzz_script_add_hex(s, CHUNK_TO_SERVER | CHUNK_RAW, "1703030021" RAW_BLOCK RAW_BLOCK "00");
        fuzz_script_add_hex(s, CHUNK_RAW,
                            "1703030050" RAW_BLOCK RAW_BLOCK RAW_BLOCK RAW_BLOCK RAW_BLOCK);
    } else if (i < 2) {
        unsigned to = i ? CHUNK_TO_SERVER : 0;
        fuzz_script_add_hex(s, to | CHUNK_DATA, "68656c6c6f");
        fuzz_script_add_hex(s, to | CHUNK_DATA | CHUNK_PADDED, "");
        fuzz_script_add_hex(s, to | CHUNK_HANDSHAKE, "1800");
        fuzz_script_add_hex(s, to | CHUNK_HANDSHAKE | CHUNK_PADDED, "000101");
        fuzz_script_add_hex(s, to | CHUNK_DATA | CHUNK_LOCAL, "00 776f726c64");
        fuzz_script_add_hex(s, to | CHUNK_DATA | CHUNK_LOCAL, "81 776f726c64");
        fuzz_script_add_hex(s, to | CHUNK_HANDSHAKE | CHUNK_LOCAL, "03 1800000100");
        fuzz_script_add_hex(s, to | CHUNK_DATA | CHUNK_LOCAL, "02 21");
        fuzz_script_add_hex(s, to | CHUNK_ALERT, "0100");
    } else {
        /* a ticket in two pieces, one with early_data, an alert that means nothing, a dead end */
        fuzz_script_add_hex(s, CHUNK_HANDSHAKE, "04000015 00001c20 01020304 02 0000 0004");
        fuzz_script_add_hex(s, CHUNK_HANDSHAKE, "aabbccdd 0000");
        fuzz_script_add_hex(s, CHUNK_HANDSHAKE,
                            "0400001c 00001c20 01020304 02 0001 0003 aabbcc"
                            "0008 002a 0004 00001000");
        fuzz_script_add_hex(s, CHUNK_TO_SERVER | CHUNK_ALERT, "015a");
        fuzz_script_add_hex(s, CHUNK_TO_SERVER | CHUNK_RAW, "1703030011");
        fuzz_script_add_hex(s, CHUNK_TO_SERVER | CHUNK_TYPED, "17 00");
        fuzz_script_add_hex(s, CHUNK_ALERT, "022f");
    }
    fuzz_one_input(s->bytes, s->len);
    if (i < 2)
        CHECK_EQ_INT((i ? &tls.pair.server : &tls.pair.client)->result, BRISK_TLS_CLOSED);
    return (struct brisk_bytes){ s->bytes, s->len };
}

void fuzz_one_input(const uint8_t *data, size_t len)
{
    if (!len)
        return;
    set_up(data[0]);
    fuzz_tls_play(&tls, NULL, data + 1, len - 1);
}
