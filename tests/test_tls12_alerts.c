/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Hostile messages and records of TLS 1.2 and the alert that answers each: a table of what RFC 5246
 * and the RFCs of its extensions say must be refused, with the clause. */

#include <brisk/error.h>

#include <stdio.h>
#include <string.h>

#include "handshake/extensions.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

#define NO_FAILURE (-1) /* the message itself is accepted: only the transcripts differ */

static struct test_pair pair;
static struct test_chain chain, rsa, stranger;
static struct brisk_tls_config client, server;
static const char *const protocols[] = { "h2", "http/1.1" };

#define A16 "00000000000000000000000000000000"
#define A32 A16 A16
#define A64 A32 A32
#define A256 A64 A64 A64 A64

struct message_case {
    const char *what, *clause;
    int to_client;
    unsigned index; /* of the message in its direction */
    struct test_edit edit;
    int alert; /* that its receiver sends, or NO_FAILURE */
};

#define CASE(what, clause, to_client, index, kind, type, hex, alert)                               \
    {                                                                                              \
        what, clause, to_client, index, { kind, type, hex }, alert                                 \
    }

/* To the server and to the client. */
enum { HELLO = 0, CKE = 1, CLIENT_FINISHED = 2 };
enum { SH = 0, CERT = 1, SKE = 2, DONE = 3, FIN = 4 };

static const struct message_case client_hello_cases[] = {
    CASE("untouched", "7.4.1.2", 0, HELLO, EDIT_NONE, 0, NULL, NO_FAILURE),
    CASE("TLS 1.1", "E.1", 0, HELLO, EDIT_FIELD, 0, "0302", PROTOCOL_VERSION),
    CASE("SSL 3.0", "RFC 7568", 0, HELLO, EDIT_FIELD, 0, "0300", PROTOCOL_VERSION),
    CASE("a newer version than any is TLS 1.2", "E.1", 0, HELLO, EDIT_FIELD, 0, "0305", NO_FAILURE),
    CASE("no suite in common", "7.4.1.3", 0, HELLO, EDIT_FIELD, 3, "0004002f0035",
         HANDSHAKE_FAILURE),
    CASE("suites for RSA only", "7.4.2", 0, HELLO, EDIT_FIELD, 3, "0004c02fc030",
         HANDSHAKE_FAILURE),
    CASE("suites of TLS 1.3 only", "RFC 8446 B.4", 0, HELLO, EDIT_FIELD, 3, "000413011303",
         HANDSHAKE_FAILURE),
    CASE("compression besides null", "7.4.1.2", 0, HELLO, EDIT_FIELD, 4, "020100", NO_FAILURE),
    CASE("compression without null", "7.4.1.2", 0, HELLO, EDIT_FIELD, 4, "0101", ILLEGAL_PARAMETER),
    CASE("no compression methods", "7.4.1.2", 0, HELLO, EDIT_FIELD, 4, "00", DECODE_ERROR),
    CASE("no signature_algorithms: SHA-1", "7.4.1.4.1", 0, HELLO, EDIT_REMOVE,
         EXT_SIGNATURE_ALGORITHMS, NULL, HANDSHAKE_FAILURE),
    CASE("SHA-1 only", "7.4.1.4.1", 0, HELLO, EDIT_REPLACE, EXT_SIGNATURE_ALGORITHMS,
         "000402010203", HANDSHAKE_FAILURE),
    CASE("no scheme for the key", "7.4.3", 0, HELLO, EDIT_REPLACE, EXT_SIGNATURE_ALGORITHMS,
         "000404010804", HANDSHAKE_FAILURE),
    CASE("no group in common", "RFC 8422 5.1", 0, HELLO, EDIT_REPLACE, EXT_SUPPORTED_GROUPS,
         "00020019", HANDSHAKE_FAILURE),
    CASE("no groups: P-256", "RFC 8422 4", 0, HELLO, EDIT_REMOVE, EXT_SUPPORTED_GROUPS, NULL,
         NO_FAILURE),
    CASE("point formats without uncompressed", "RFC 8422 5.1.2", 0, HELLO, EDIT_REPLACE,
         EXT_EC_POINT_FORMATS, "0101", ILLEGAL_PARAMETER),
    CASE("no point formats", "RFC 8422 5.1.2", 0, HELLO, EDIT_REPLACE, EXT_EC_POINT_FORMATS, "00",
         DECODE_ERROR),
    CASE("extended_master_secret with content", "RFC 7627 5.1", 0, HELLO, EDIT_REPLACE,
         EXT_EXTENDED_MASTER_SECRET, "00", DECODE_ERROR),
    CASE("renegotiation_info of a connection", "RFC 5746 3.6", 0, HELLO, EDIT_REPLACE,
         EXT_RENEGOTIATION_INFO_WIRE, "0c000000000000000000000000", HANDSHAKE_FAILURE),
    CASE("renegotiation_info cut", "RFC 5746 3.2", 0, HELLO, EDIT_REPLACE,
         EXT_RENEGOTIATION_INFO_WIRE, "01", DECODE_ERROR),
    CASE("no renegotiation_info", "RFC 5746 3.6", 0, HELLO, EDIT_REMOVE,
         EXT_RENEGOTIATION_INFO_WIRE, NULL, NO_FAILURE),
    CASE("TLS 1.3's number for renegotiation_info is none", "RFC 5746 3.2", 0, HELLO, EDIT_APPEND,
         EXT_RENEGOTIATION_INFO, "ff", NO_FAILURE),
    CASE("an extension twice", "7.4.1.4", 0, HELLO, EDIT_APPEND, EXT_EXTENDED_MASTER_SECRET, "",
         ILLEGAL_PARAMETER),
    CASE("fallback from TLS 1.3", "RFC 7507 3", 0, HELLO, EDIT_FIELD, 3, "0004c02b5600",
         INAPPROPRIATE_FALLBACK),
    CASE("no name in common", "RFC 7301 3.2", 0, HELLO, EDIT_REPLACE, EXT_ALPN, "00020178",
         NO_APPLICATION_PROTOCOL),
    CASE("record_size_limit under 64", "RFC 8449 4", 0, HELLO, EDIT_REPLACE, EXT_RECORD_SIZE_LIMIT,
         "003f", ILLEGAL_PARAMETER),
    CASE("record_size_limit of TLS 1.3", "RFC 8449 4", 0, HELLO, EDIT_REPLACE,
         EXT_RECORD_SIZE_LIMIT, "4001", NO_FAILURE),
    CASE("record_size_limit of three bytes", "RFC 8449 4", 0, HELLO, EDIT_REPLACE,
         EXT_RECORD_SIZE_LIMIT, "004000", DECODE_ERROR),
    CASE("record_size_limit and max_fragment_length", "RFC 8449 5", 0, HELLO, EDIT_APPEND,
         EXT_MAX_FRAGMENT_LENGTH, "01", NO_FAILURE),
    CASE("unknown extension", "7.4.1.4", 0, HELLO, EDIT_APPEND, 0xfafa, "01", NO_FAILURE),

    CASE("Finished for ClientKeyExchange", "7.3", 0, CKE, EDIT_TYPE, MESSAGE_FINISHED, NULL,
         UNEXPECTED_MESSAGE),
    CASE("Certificate that was not asked for", "7.4.6", 0, CKE, EDIT_TYPE, MESSAGE_CERTIFICATE,
         NULL, UNEXPECTED_MESSAGE),
    CASE("no point", "RFC 8422 5.7", 0, CKE, EDIT_BODY, 0, "00", DECODE_ERROR),
    CASE("point and a byte", "RFC 8422 5.7", 0, CKE, EDIT_TRAIL, 0, "00", DECODE_ERROR),
    CASE("point cut", "RFC 8422 5.7", 0, CKE, EDIT_CUT, 1, NULL, DECODE_ERROR),
    CASE("point of another size", "RFC 8422 5.11", 0, CKE, EDIT_BODY, 0, "10" A16,
         ILLEGAL_PARAMETER),
    CASE("point of low order", "RFC 8422 5.11", 0, CKE, EDIT_BODY, 0, "20" A32, ILLEGAL_PARAMETER),
    CASE("another Finished", "7.4.9", 0, CLIENT_FINISHED, EDIT_BODY, 0, "000000000000000000000000",
         DECRYPT_ERROR),
    CASE("short Finished", "7.4.9", 0, CLIENT_FINISHED, EDIT_BODY, 0, "0000000000000000000000",
         DECRYPT_ERROR),
    CASE("ClientKeyExchange for Finished", "7.3", 0, CLIENT_FINISHED, EDIT_TYPE,
         MESSAGE_CLIENT_KEY_EXCHANGE, NULL, UNEXPECTED_MESSAGE),
};

static const struct message_case to_client_cases[] = {
    CASE("untouched", "7.4.1.3", 1, SH, EDIT_NONE, 0, NULL, NO_FAILURE),
    CASE("TLS 1.1", "E.1", 1, SH, EDIT_FIELD, 0, "0302", PROTOCOL_VERSION),
    CASE("SSL 3.0", "RFC 7568", 1, SH, EDIT_FIELD, 0, "0300", PROTOCOL_VERSION),
    CASE("TLS 1.3 without supported_versions", "RFC 8446 4.2.1", 1, SH, EDIT_FIELD, 0, "0304",
         PROTOCOL_VERSION),
    CASE("suite of TLS 1.3", "7.4.1.3", 1, SH, EDIT_FIELD, 3, "1301", ILLEGAL_PARAMETER),
    CASE("suite that was not offered", "7.4.1.3", 1, SH, EDIT_FIELD, 3, "c013", ILLEGAL_PARAMETER),
    CASE("compression", "7.4.1.3", 1, SH, EDIT_FIELD, 4, "01", ILLEGAL_PARAMETER),
    CASE("session ID over 32 bytes", "7.4.1.3", 1, SH, EDIT_FIELD, 2, "21" A32 "00", DECODE_ERROR),
    CASE("another session's ID", "7.4.1.3", 1, SH, EDIT_FIELD, 2, "0177", NO_FAILURE),
    CASE("no renegotiation_info", "RFC 5746 3.4", 1, SH, EDIT_REMOVE, EXT_RENEGOTIATION_INFO_WIRE,
         NULL, HANDSHAKE_FAILURE),
    CASE("renegotiation_info of a connection", "RFC 5746 3.4", 1, SH, EDIT_REPLACE,
         EXT_RENEGOTIATION_INFO_WIRE, "0100", HANDSHAKE_FAILURE),
    CASE("extended_master_secret with content", "RFC 7627 5.1", 1, SH, EDIT_REPLACE,
         EXT_EXTENDED_MASTER_SECRET, "00", DECODE_ERROR),
    CASE("point formats without uncompressed", "RFC 8422 5.2", 1, SH, EDIT_REPLACE,
         EXT_EC_POINT_FORMATS, "0101", ILLEGAL_PARAMETER),
    CASE("ALPN name that was not offered", "RFC 7301 3.2", 1, SH, EDIT_REPLACE, EXT_ALPN,
         "0003026833", ILLEGAL_PARAMETER),
    CASE("ticket that was not asked for", "RFC 5077 3.2", 1, SH, EDIT_APPEND, EXT_SESSION_TICKET,
         "", UNSUPPORTED_EXTENSION),
    CASE("record_size_limit under 64", "RFC 8449 4", 1, SH, EDIT_REPLACE, EXT_RECORD_SIZE_LIMIT,
         "003f", ILLEGAL_PARAMETER),
    CASE("record_size_limit of TLS 1.3", "RFC 8449 4", 1, SH, EDIT_REPLACE, EXT_RECORD_SIZE_LIMIT,
         "4001", NO_FAILURE),
    CASE("record_size_limit of one byte", "RFC 8449 4", 1, SH, EDIT_REPLACE, EXT_RECORD_SIZE_LIMIT,
         "40", DECODE_ERROR),
    CASE("record_size_limit and max_fragment_length", "RFC 8449 5", 1, SH, EDIT_APPEND,
         EXT_MAX_FRAGMENT_LENGTH, "01", ILLEGAL_PARAMETER),
    CASE("an unknown extension", "7.4.1.4", 1, SH, EDIT_APPEND, 0xfafa, "", UNSUPPORTED_EXTENSION),
    CASE("key_share of TLS 1.3", "RFC 8446 4.2", 1, SH, EDIT_APPEND, EXT_KEY_SHARE, "001d",
         ILLEGAL_PARAMETER),
    CASE("an extension twice", "7.4.1.4", 1, SH, EDIT_APPEND, EXT_EXTENDED_MASTER_SECRET, "",
         ILLEGAL_PARAMETER),

    CASE("ServerHelloDone for Certificate", "7.3", 1, CERT, EDIT_TYPE, MESSAGE_SERVER_HELLO_DONE,
         NULL, UNEXPECTED_MESSAGE),
    CASE("CompressedCertificate for Certificate", "RFC 8879 3", 1, CERT, EDIT_TYPE,
         MESSAGE_COMPRESSED_CERTIFICATE, NULL, UNEXPECTED_MESSAGE),
    CASE("no certificates", "7.4.2", 1, CERT, EDIT_BODY, 0, "000000", DECODE_ERROR),
    CASE("empty certificate", "7.4.2", 1, CERT, EDIT_BODY, 0, "000003000000", DECODE_ERROR),
    CASE("certificate that is no DER", "7.4.2", 1, CERT, EDIT_BODY, 0, "000009 000006 300403020100",
         BAD_CERTIFICATE),
    CASE("certificate list cut", "7.4.2", 1, CERT, EDIT_CUT, 1, NULL, DECODE_ERROR),
    CASE("byte too many", "7.4.2", 1, CERT, EDIT_TRAIL, 0, "00", DECODE_ERROR),

    CASE("ServerKeyExchange left out", "7.4.3", 1, SKE, EDIT_TYPE, MESSAGE_SERVER_HELLO_DONE, NULL,
         UNEXPECTED_MESSAGE),
    CASE("CertificateRequest before ServerKeyExchange", "7.4.4", 1, SKE, EDIT_TYPE,
         MESSAGE_CERTIFICATE_REQUEST, NULL, UNEXPECTED_MESSAGE),
    CASE("empty", "RFC 8422 5.4", 1, SKE, EDIT_BODY, 0, "", DECODE_ERROR),
    CASE("explicit curve", "RFC 8422 5.4", 1, SKE, EDIT_BODY, 0, "01001d", ILLEGAL_PARAMETER),
    CASE("group that was not offered", "RFC 8422 5.4", 1, SKE, EDIT_BODY, 0, "03001920" A32,
         ILLEGAL_PARAMETER),
    CASE("point of another size", "RFC 8422 5.11", 1, SKE, EDIT_BODY, 0, "03001d10" A16,
         ILLEGAL_PARAMETER),
    CASE("point cut", "RFC 8422 5.4", 1, SKE, EDIT_BODY, 0, "03001d20" A16, DECODE_ERROR),
    CASE("no signature", "7.4.3", 1, SKE, EDIT_BODY, 0, "03001d20" A32, DECODE_ERROR),
    CASE("scheme that was not offered", "7.4.3", 1, SKE, EDIT_BODY, 0, "03001d20" A32 "0203000100",
         ILLEGAL_PARAMETER),
    CASE("scheme of another key", "7.4.3", 1, SKE, EDIT_BODY, 0, "03001d20" A32 "0401000100",
         ILLEGAL_PARAMETER),
    CASE("another signature", "7.4.3", 1, SKE, EDIT_BODY, 0,
         "03001d20" A32 "0403 0008 3006020101020101", DECRYPT_ERROR),
    CASE("signature longer than any", "7.4.3", 1, SKE, EDIT_BODY, 0,
         "03001d20" A32 "0403 0280" A256 A256 A64 A64, DECRYPT_ERROR),
    CASE("signature and a byte", "7.4.3", 1, SKE, EDIT_TRAIL, 0, "00", DECODE_ERROR),

    CASE("ServerHelloDone with content", "7.4.5", 1, DONE, EDIT_BODY, 0, "00", DECODE_ERROR),
    CASE("Finished for ServerHelloDone", "7.3", 1, DONE, EDIT_TYPE, MESSAGE_FINISHED, NULL,
         UNEXPECTED_MESSAGE),
    CASE("HelloRequest for ServerHelloDone is passed over", "7.4.1.1", 1, DONE, EDIT_MESSAGE, 0,
         "00000000 0e000000", NO_FAILURE),
    CASE("HelloRequest with content", "7.4.1.1", 1, DONE, EDIT_MESSAGE, 0, "0000000100",
         DECODE_ERROR),
    CASE("CertificateRequest without types", "7.4.4", 1, DONE, EDIT_MESSAGE, 0,
         "0d000007 00 00020403 0000", DECODE_ERROR),
    CASE("CertificateRequest without schemes", "7.4.4", 1, DONE, EDIT_MESSAGE, 0,
         "0d000006 0140 0000 0000", DECODE_ERROR),
    CASE("CertificateRequest with odd schemes", "7.4.4", 1, DONE, EDIT_MESSAGE, 0,
         "0d000009 0140 0003040300 0000", DECODE_ERROR),
    CASE("CertificateRequest twice", "7.4.4", 1, DONE, EDIT_MESSAGE, 0,
         "0d000008 0140 00020403 0000 0d000008 0140 00020403 0000", UNEXPECTED_MESSAGE),
    CASE("another Finished", "7.4.9", 1, FIN, EDIT_BODY, 0, "000000000000000000000000",
         DECRYPT_ERROR),
    CASE("long Finished", "7.4.9", 1, FIN, EDIT_BODY, 0, "00000000000000000000000000",
         DECRYPT_ERROR),
    CASE("NewSessionTicket that was not announced", "RFC 5077 3.3", 1, FIN, EDIT_TYPE,
         MESSAGE_NEW_SESSION_TICKET, NULL, UNEXPECTED_MESSAGE),
};

static void edit_one(struct test_wire *wire, unsigned index, const uint8_t *message, size_t len)
{
    static struct test_message copy;
    const struct message_case *c = wire->arg;
    memcpy(copy.bytes, message, len);
    copy.len = len;
    if (c->index == index && c->to_client == (wire->to == &pair.client))
        test_message_edit(&copy, &c->edit);
    test_wire_deliver(wire->to, RECORD_HANDSHAKE, copy.bytes, copy.len, 0);
}

static void run_case(const struct message_case *c)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    brisk_tls_set_time(&pair.server.tls, TEST_CHAIN_TIME);
    struct test_wire to_server = { .from = &pair.client, .to = &pair.server, .edit = edit_one };
    struct test_wire to_client = { .from = &pair.server, .to = &pair.client, .edit = edit_one };
    to_server.arg = to_client.arg = (void *)(uintptr_t)c;
    test_wire_run(&pair, &to_server, &to_client);
}

static void run_message_cases(const struct message_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct message_case *c = &cases[i];
        struct test_peer *target = c->to_client ? &pair.client : &pair.server;
        test_note("%s, message %u to the %s (%s)", c->what, c->index,
                  c->to_client ? "client" : "server", c->clause);
        run_case(c);
        if (c->alert != NO_FAILURE) {
            test_peer_check_dead(target, c->alert);
        } else {
            int sent = brisk_tls_alert_sent(&target->tls);
            CHECK(sent == -1 || sent == DECRYPT_ERROR || sent == BAD_RECORD_MAC);
            CHECK_EQ_INT(pair.client.tls.established,
                         c->edit.kind == EDIT_NONE || c->edit.kind == EDIT_MESSAGE);
        }
        test_pair_wipe(&pair);
    }
    test_note(NULL);
    printf("  %zu cases\n", n);
}

/* --- records --- */

/* Puts a record's bytes into an end's input and steps it. */
static void put_raw(struct test_peer *to, const char *hex)
{
    struct brisk_tls_buffer *in = &to->tls.in;
    brisk_tls_buffer_space(in);
    in->end += test_hex(in->data + in->end, in->capacity - in->end, hex);
    test_peer_step(to);
}

/* A server that waits for ClientKeyExchange, and has answered. */
static void start_server(void)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    test_peer_step(&pair.client);
    test_pair_move(&pair.client, &pair.server, 0);
    CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_WANT_INPUT);
}

/* Plaintext records where ClientKeyExchange is due. */
static void test_plain_records(void)
{
    static const struct {
        const char *what, *clause, *record;
        int alert;
    } cases[] = {
        { "change_cipher_spec before the keys", "7.1", "1403030001 01", UNEXPECTED_MESSAGE },
        { "application data", "6.2.1", "1703030001 00", UNEXPECTED_MESSAGE },
        { "unknown type", "6", "1803030001 00", UNEXPECTED_MESSAGE },
        { "empty handshake record", "6.2.1", "1603030000", UNEXPECTED_MESSAGE },
        { "record of TLS 1.1", "E.1", "1603020001 10", PROTOCOL_VERSION },
        { "record of no version", "E.1", "1600000001 10", PROTOCOL_VERSION },
        { "record longer than 2^14", "6.2.1", "1603034001", RECORD_OVERFLOW },
        { "alert of one byte", "7.2", "1503030001 02", DECODE_ERROR },
        { "change_cipher_spec within a message", "7.1", "1603030002 1000 1403030001 01",
          UNEXPECTED_MESSAGE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_note("%s (%s)", cases[i].what, cases[i].clause);
        start_server();
        put_raw(&pair.server, cases[i].record);
        test_peer_check_dead(&pair.server, cases[i].alert);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* Where change_cipher_spec is due: what the client sends is cut off behind ClientKeyExchange. */
static void test_change_cipher_spec(void)
{
    static const struct {
        const char *what, *clause, *record;
        int alert; /* -1: goes on */
    } cases[] = {
        { "as it is", "7.1", "1403030001 01", -1 },
        { "of two bytes", "7.1", "1403030002 0101", DECODE_ERROR },
        { "empty", "6.2.1", "1403030000", UNEXPECTED_MESSAGE },
        { "of another value", "7.1", "1403030001 02", ILLEGAL_PARAMETER },
        { "twice", "7.1", "1403030001 01 1403030001 01", BAD_RECORD_MAC },
        { "left out: Finished in the clear", "7.1", "1603030010 1400000c 000000000000000000000000",
          UNEXPECTED_MESSAGE },
        { "and Finished in the clear", "7.4.9",
          "1403030001 01 1603030010 1400000c 000000000000000000000000", BAD_RECORD_MAC },
        { "and a record too short for a tag", "6.2.3.3",
          "1403030001 01 1603030008 0000000000000000", BAD_RECORD_MAC },
        { "and a record that is too long", "6.2.3", "1403030001 01 1603034801", RECORD_OVERFLOW },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_note("change_cipher_spec %s (%s)", cases[i].what, cases[i].clause);
        start_server();
        test_pair_move(&pair.server, &pair.client, 0);
        test_peer_step(&pair.client);
        struct brisk_tls_buffer *out = &pair.client.tls.out;
        size_t first = 5 + ((size_t)out->data[out->begin + 3] << 8 | out->data[out->begin + 4]);
        test_pair_move(&pair.client, &pair.server, first);
        CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_WANT_INPUT);
        put_raw(&pair.server, cases[i].record);
        if (cases[i].alert == -1)
            CHECK_EQ_INT(pair.server.result, BRISK_TLS_WANT_INPUT);
        else
            test_peer_check_dead(&pair.server, cases[i].alert);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* A client of TLS 1.3, too, that passed over a change_cipher_spec before it knew the version. */
static void test_early_change_cipher_spec(void)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    test_peer_step(&pair.client);
    put_raw(&pair.client, "1403030001 01");
    CHECK_EQ_INT(pair.client.result, BRISK_TLS_WANT_INPUT);
    test_pair_move(&pair.client, &pair.server, 0);
    test_peer_step(&pair.server);
    test_pair_move(&pair.server, &pair.client, 0);
    test_peer_step(&pair.client);
    test_peer_check_dead(&pair.client, UNEXPECTED_MESSAGE);
    test_pair_wipe(&pair);
}

static void establish(void)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK(test_pair_run(&pair, 0));
}

/* The explicit part of GCM's nonce is the sender's to choose (RFC 5288 section 3). */
static void test_explicit_nonce(void)
{
    struct brisk_tls_config any = server;
    server.suites[0] = BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256;
    server.num_suites = 1;
    establish();
    struct brisk_tls_direction keys = pair.server.tls.read;
    uint8_t nonce[12] = { 0 }, aad[13] = { 0, 0, 0, 0, 0, 0, 0, 1, 23, 3, 3, 0, 2 };
    uint8_t record[5 + 8 + 2 + 16] = { 23, 3, 3, 0, 26, 0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4 };
    memcpy(nonce, keys.iv, 4);
    memcpy(nonce + 4, record + 5, 8);
    CHECK_EQ_INT(pair.server.tls.suite->explicit_len, 8);
    CHECK_EQ_INT((long long)keys.sequence, 1);
    CHECK_EQ_INT(brisk_aead_seal(&keys.aead, record + 13, nonce, (const uint8_t *)"ok", 2, aad, 13),
                 0);
    struct brisk_tls_buffer *in = &pair.server.tls.in;
    brisk_tls_buffer_space(in);
    memcpy(in->data + in->end, record, sizeof record);
    in->end += sizeof record;
    CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_DATA);
    CHECK_EQ_INT((long long)pair.server.tls.data.len, 2);
    CHECK(memcmp(pair.server.tls.data.data, "ok", 2) == 0);
    test_pair_wipe(&pair);
    server = any;
}

static void test_after_handshake(void)
{
    static const uint8_t hello_request[4] = { 0 }, client_hello[8] = { 1, 0, 0, 4 },
                         ticket[4] = { 4 }, ccs[1] = { 1 };
    uint8_t alert[2];
    test_note("HelloRequest, answered by warnings, too many of them (7.4.1.1)");
    establish();
    test_wire_deliver(&pair.client, RECORD_HANDSHAKE, hello_request, 4, 0);
    CHECK_EQ_INT(pair.client.result, BRISK_TLS_DONE);
    CHECK_EQ_INT(brisk_tls_alert_sent(&pair.client.tls), NO_RENEGOTIATION);
    test_pair_move(&pair.client, &pair.server, 0);
    CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_DONE);
    CHECK_EQ_INT(brisk_tls_alert_received(&pair.server.tls), NO_RENEGOTIATION);
    for (int i = 1; i < MAX_KEY_UPDATES; i++) {
        /* In pieces, too. */
        test_wire_deliver(&pair.client, RECORD_HANDSHAKE, hello_request, 1, 0);
        test_wire_deliver(&pair.client, RECORD_HANDSHAKE, hello_request + 1, 3, 0);
    }
    CHECK_EQ_INT(pair.client.result, BRISK_TLS_DONE);
    test_wire_deliver(&pair.client, RECORD_HANDSHAKE, hello_request, 4, 0);
    test_peer_check_dead(&pair.client, UNEXPECTED_MESSAGE);

    test_note("renegotiation (RFC 5746 4.5)");
    establish();
    test_wire_deliver(&pair.server, RECORD_HANDSHAKE, client_hello, sizeof client_hello, 0);
    CHECK_EQ_INT(pair.server.result, BRISK_ERR_TLS_RENEGOTIATION);
    test_peer_check_dead(&pair.server, NO_RENEGOTIATION);
    test_note("HelloRequest to a server (7.4.1.1)");
    establish();
    test_wire_deliver(&pair.server, RECORD_HANDSHAKE, hello_request, 4, 0);
    test_peer_check_dead(&pair.server, UNEXPECTED_MESSAGE);
    test_note("ClientHello to a client (7.3)");
    establish();
    test_wire_deliver(&pair.client, RECORD_HANDSHAKE, client_hello, sizeof client_hello, 0);
    test_peer_check_dead(&pair.client, UNEXPECTED_MESSAGE);
    test_note("NewSessionTicket after the handshake (RFC 5077 3.3)");
    establish();
    test_wire_deliver(&pair.client, RECORD_HANDSHAKE, ticket, 4, 0);
    test_peer_check_dead(&pair.client, UNEXPECTED_MESSAGE);

    test_note("warnings, and too many of them (7.2)");
    establish();
    alert[0] = 1;
    alert[1] = UNRECOGNIZED_NAME;
    for (int i = 0; i < MAX_WARNINGS; i++)
        CHECK_EQ_INT(test_wire_deliver(&pair.client, RECORD_ALERT, alert, 2, 0), BRISK_TLS_DONE);
    test_wire_deliver(&pair.client, RECORD_ALERT, alert, 2, 0);
    test_peer_check_dead(&pair.client, UNEXPECTED_MESSAGE);
    test_note("a fatal alert (7.2.2)");
    establish();
    alert[0] = 2;
    CHECK_EQ_INT(test_wire_deliver(&pair.client, RECORD_ALERT, alert, 2, 0),
                 BRISK_ERR_TLS_PEER_ALERT);
    test_note("protected change_cipher_spec (7.1)");
    establish();
    struct brisk_tls_direction keys = pair.server.tls.read;
    uint8_t record[64];
    size_t size = 0;
    memcpy(record + 5 + 8, ccs, 1);
    CHECK_EQ_INT(brisk_record12_seal(&keys, pair.server.tls.suite, record,
                                     RECORD_CHANGE_CIPHER_SPEC, 1, &size),
                 0);
    memcpy(pair.server.tls.in.data, record, size);
    pair.server.tls.in.begin = 0;
    pair.server.tls.in.end = size;
    test_peer_step(&pair.server);
    test_peer_check_dead(&pair.server, UNEXPECTED_MESSAGE);
    test_pair_wipe(&pair);
    test_note(NULL);
}

/* A warning may come before the ServerHello, whose version is not known yet. */
static void test_early_warning(void)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    test_peer_step(&pair.client);
    put_raw(&pair.client, "1503030002 0170");
    CHECK_EQ_INT(pair.client.result, BRISK_TLS_WANT_INPUT);
    CHECK(test_pair_run(&pair, 0));
    test_pair_wipe(&pair);
}

/* --- certificates --- */

static void test_certificates(void)
{
    struct brisk_tls_config other = client;
    test_note("expired");
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    brisk_tls_set_time(&pair.client.tls, TEST_CHAIN_NOT_AFTER + INT64_C(1));
    CHECK_EQ_INT(test_pair_run(&pair, 0), 0);
    test_peer_check_dead(&pair.client, CERTIFICATE_EXPIRED);
    test_pair_wipe(&pair);
    test_note("another CA of the same name");
    other.trust = &stranger.trust;
    test_pair_init(&pair, &other, &server, TEST_CHAIN_HOST, 0);
    CHECK_EQ_INT(test_pair_run(&pair, 0), 0);
    CHECK_EQ_INT(pair.client.result, BRISK_ERR_TLS_CERTIFICATE);
    test_pair_wipe(&pair);
    test_note("another host");
    test_pair_init(&pair, &client, &server, "other.example", 0);
    CHECK_EQ_INT(test_pair_run(&pair, 0), 0);
    test_peer_check_dead(&pair.client, CERTIFICATE_UNKNOWN);
    test_pair_wipe(&pair);
    test_note(NULL);
}

/* A certificate of another kind than the suite says (7.4.2), whatever it is otherwise. */
static void test_certificate_kind(void)
{
    struct brisk_tls_config rsa_server = server, trusting = client;
    struct brisk_x509 anchors[] = { chain.ca, rsa.ca };
    struct brisk_x509_trust trust = { anchors, 2 };
    static struct message_case swap =
        CASE("suite for ECDSA", "7.4.2", 1, SH, EDIT_FIELD, 3, "c02b", ILLEGAL_PARAMETER);
    rsa_server.identities = &rsa.identity;
    trusting.trust = &trust;
    test_pair_init(&pair, &trusting, &rsa_server, TEST_CHAIN_HOST, 0);
    struct test_wire to_server = {
        .from = &pair.client, .to = &pair.server, .edit = edit_one, .arg = &swap
    };
    struct test_wire to_client = {
        .from = &pair.server, .to = &pair.client, .edit = edit_one, .arg = &swap
    };
    test_wire_run(&pair, &to_server, &to_client);
    test_peer_check_dead(&pair.client, ILLEGAL_PARAMETER);
    test_pair_wipe(&pair);
}

/* Certificates of clients: with them Certificate and CertificateVerify go to the server, and
 * CertificateRequest to the client. */
static void test_client_certificates(void)
{
    static const struct message_case cases[] = {
        CASE("untouched", "7.4.8", 0, 1, EDIT_NONE, 0, NULL, NO_FAILURE),
        CASE("ClientKeyExchange for Certificate", "7.4.6", 0, 1, EDIT_TYPE,
             MESSAGE_CLIENT_KEY_EXCHANGE, NULL, UNEXPECTED_MESSAGE),
        CASE("no certificates", "7.4.6", 0, 1, EDIT_BODY, 0, "000000", HANDSHAKE_FAILURE),
        CASE("certificate that is no DER", "7.4.2", 0, 1, EDIT_BODY, 0,
             "000009 000006 300403020100", BAD_CERTIFICATE),
        CASE("Certificate cut", "7.4.6", 0, 1, EDIT_CUT, 1, NULL, DECODE_ERROR),
        CASE("CertificateVerify for ClientKeyExchange", "7.3", 0, 2, EDIT_TYPE,
             MESSAGE_CERTIFICATE_VERIFY, NULL, UNEXPECTED_MESSAGE),
        CASE("Finished for CertificateVerify", "7.4.8", 0, 3, EDIT_TYPE, MESSAGE_FINISHED, NULL,
             UNEXPECTED_MESSAGE),
        CASE("CertificateVerify cut", "7.4.8", 0, 3, EDIT_CUT, 1, NULL, DECODE_ERROR),
        CASE("CertificateVerify and a byte", "7.4.8", 0, 3, EDIT_TRAIL, 0, "00", DECODE_ERROR),
        CASE("another signature", "7.4.8", 0, 3, EDIT_BODY, 0, "0403 0008 3006020101020101",
             DECRYPT_ERROR),
        CASE("scheme of another hash", "7.4.8", 0, 3, EDIT_BODY, 0, "0503 0008 3006020101020101",
             DECRYPT_ERROR),
        CASE("scheme of the third hash", "7.4.8", 0, 3, EDIT_BODY, 0, "0603 0008 3006020101020101",
             DECRYPT_ERROR),
        CASE("Ed25519, which was not asked for", "7.4.8", 0, 3, EDIT_BODY, 0, "0807 0001 00",
             ILLEGAL_PARAMETER),
        CASE("scheme of another key", "7.4.8", 0, 3, EDIT_BODY, 0, "0401 0008 3006020101020101",
             ILLEGAL_PARAMETER),
        CASE("scheme that was not asked for", "7.4.8", 0, 3, EDIT_BODY, 0, "0203 0001 00",
             ILLEGAL_PARAMETER),
        CASE("CertificateRequest with a byte too many", "7.4.4", 1, 3, EDIT_TRAIL, 0, "00",
             DECODE_ERROR),
        CASE("CertificateRequest with an empty name", "7.4.4", 1, 3, EDIT_BODY, 0,
             "0140 00020403 00020000", DECODE_ERROR),
        CASE("CertificateRequest for other schemes", "7.4.4", 1, 3, EDIT_BODY, 0,
             "0140 00020201 0000", NO_FAILURE),
    };
    struct brisk_tls_config saved_client = client, saved_server = server;
    client.identities = &chain.identity;
    client.num_identities = 1;
    server.trust = &chain.trust;
    server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUIRE;
    server.suites[0] = BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256;
    server.num_suites = 1;
    run_message_cases(cases, sizeof cases / sizeof cases[0]);
    client = saved_client;
    server = saved_server;
}

/* Section 7.4.7.1: whatever is wrong with the pre-master secret is found by Finished only, at the
 * same place and with the same alert; what is wrong with the message around it is told. */
static void test_rsa_key_exchange(void)
{
    static const struct message_case cases[] = {
        CASE("untouched", "7.4.7.1", 0, CKE, EDIT_NONE, 0, NULL, NO_FAILURE),
        CASE("a ciphertext of zeros", "7.4.7.1", 0, CKE, EDIT_BODY, 0, "0100" A256, BAD_RECORD_MAC),
        CASE("a short ciphertext", "7.4.7.1", 0, CKE, EDIT_BODY, 0, "0010" A16, BAD_RECORD_MAC),
        CASE("an empty ciphertext", "7.4.7.1", 0, CKE, EDIT_BODY, 0, "0000", BAD_RECORD_MAC),
        CASE("a ciphertext over the modulus", "7.4.7.1", 0, CKE, EDIT_BODY, 0,
             "0100"
             "ffffffffffffffffffffffffffffffff" A16 A32 A64 A64 A64,
             BAD_RECORD_MAC),
        CASE("no length", "7.4.7.1", 0, CKE, EDIT_BODY, 0, "01", DECODE_ERROR),
        CASE("ciphertext cut", "7.4.7.1", 0, CKE, EDIT_CUT, 1, NULL, DECODE_ERROR),
        CASE("ciphertext and a byte", "7.4.7.1", 0, CKE, EDIT_TRAIL, 0, "00", DECODE_ERROR),
        CASE("ServerKeyExchange with RSA", "7.4.3", 1, 2, EDIT_TYPE, MESSAGE_SERVER_KEY_EXCHANGE,
             NULL, UNEXPECTED_MESSAGE),
    };
    struct brisk_tls_config saved_client = client, saved_server = server;
    client.trust = &rsa.trust;
    server.identities = &rsa.identity;
    client.suites[0] = server.suites[0] = BRISK_TLS_RSA_AES_128_GCM_SHA256;
    client.num_suites = server.num_suites = 1;
    client.min_version = BRISK_TLS_VERSION_1_2;
    client.max_version = BRISK_TLS_VERSION_1_2;
    run_message_cases(cases, sizeof cases / sizeof cases[0]);
    /* A hello without extensions is enough: nothing is signed. */
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    uint8_t hello[64] = { MESSAGE_CLIENT_HELLO, 0, 0, 0, 3, 3 };
    size_t len = 38 + test_hex(hello + 38, 20, "00 0002009c 0100");
    hello[3] = (uint8_t)(len - 4);
    CHECK_EQ_INT(test_wire_deliver(&pair.server, RECORD_HANDSHAKE, hello, len, 0),
                 BRISK_TLS_WANT_INPUT);
    /* Nor is there a block in the answer. */
    const uint8_t *answer = pair.server.out + pair.server.tls.out.begin + 5;
    CHECK_EQ_INT(answer[3], 2 + 32 + 1 + 2 + 1);
    test_pair_wipe(&pair);
    client = saved_client;
    server = saved_server;
}

/* RFC 5246 section 7.4.1.2: a hello may end before its extensions. Such a client knows SHA-1 only.
 */
static void test_no_extensions(void)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    uint8_t hello[64] = { MESSAGE_CLIENT_HELLO, 0, 0, 0, 3, 3 };
    size_t len = 38 + test_hex(hello + 38, 20, "00 0004c02bc02f 0100");
    hello[3] = (uint8_t)(len - 4);
    test_wire_deliver(&pair.server, RECORD_HANDSHAKE, hello, len, 0);
    test_peer_check_dead(&pair.server, HANDSHAKE_FAILURE);
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    hello[len++] = 0; /* half of the block's length */
    hello[3]++;
    test_wire_deliver(&pair.server, RECORD_HANDSHAKE, hello, len, 0);
    test_peer_check_dead(&pair.server, DECODE_ERROR);
    test_pair_wipe(&pair);
}

#define RUN(cases) run_message_cases(cases, sizeof cases / sizeof cases[0])

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&chain, BRISK_KEY_P256, 0) ||
        test_chain_make(&stranger, BRISK_KEY_P256, 0) || test_chain_make(&rsa, BRISK_KEY_RSA, 2048))
        test_abort("cannot make the chains");
    struct brisk_x509_template both = test_chain_template();
    both.extended_key_usage = BRISK_EKU_SERVER_AUTH | BRISK_EKU_CLIENT_AUTH;
    if (test_chain_issue(&chain, &both))
        test_abort("cannot issue a certificate");
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
    client.trust = &chain.trust;
    server.identities = &chain.identity;
    server.num_identities = 1;
    client.alpn = server.alpn = protocols;
    client.num_alpn = server.num_alpn = 2;
    client.record_size_limit = server.record_size_limit = BRISK_TLS_MAX_PLAINTEXT;
    client.max_version = BRISK_TLS_VERSION_1_2;
    RUN(client_hello_cases);
    /* The client has TLS 1.3 as well, the server has not. */
    client.max_version = BRISK_TLS_VERSION_1_3;
    server.max_version = BRISK_TLS_VERSION_1_2;
    RUN(to_client_cases);
    test_plain_records();
    test_change_cipher_spec();
    test_early_change_cipher_spec();
    test_explicit_nonce();
    test_after_handshake();
    test_early_warning();
    test_certificates();
    test_certificate_kind();
    test_no_extensions();
    test_rsa_key_exchange();
    test_client_certificates();
    return test_end();
}
