/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What the RFCs say must end a handshake or a connection: tests/must_abort.txt lists the demands,
 * each with the clause, who aborts, the alert and the test, which is a case here. Every demand must
 * have its case, and every case that ends in an alert its demand; OURS are limits of brisk's, which
 * no RFC demands. Each case also checks that the connection is dead afterwards.
 * test_tls_alerts and test_tls_records have what takes more than one changed message. */

#include <brisk/error.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handshake/extensions.h"
#include "tests/support/chain.h"
#include "tests/support/rle.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

#define NO_FAILURE (-2) /* the handshake goes on past the message */
#define NO_ALERT_SENT (-1)
#define OURS "ours"

static struct test_pair pair;
static struct test_chain chain, other, rsa;
static struct brisk_tls_config client, server;
static const char *const protocols[] = { "h2", "http/1.1" };

/* --- cases that edit a message --- */

#define A16 "00000000000000000000000000000000"
#define A32 A16 A16
#define A64 A32 A32
#define A256 A64 A64 A64 A64

enum flow { FULL, RETRY, MUTUAL, POST, FIELD, COOKIE, CBC };

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

/* Without HelloRetryRequest: ClientHello and Finished go to the server; ServerHello,
 * EncryptedExtensions, Certificate, CertificateVerify and Finished to the client. */
enum { HELLO = 0, CLIENT_FINISHED = 1 };
enum { SH = 0, EE = 1, CERT = 2, CV = 3, FIN = 4 };

static const struct message_case client_hello_cases[] = {
    CASE("untouched", "4.1.2", 0, HELLO, EDIT_NONE, 0, NULL, NO_FAILURE),
    CASE("empty body", "6.2", 0, HELLO, EDIT_BODY, 0, "", DECODE_ERROR),
    CASE("cut in the random", "6.2", 0, HELLO, EDIT_BODY, 0, "0303" A16, DECODE_ERROR),
    CASE("last byte missing", "6.2", 0, HELLO, EDIT_CUT, 1, NULL, DECODE_ERROR),
    CASE("byte too many", "6.2", 0, HELLO, EDIT_TRAIL, 0, "00", DECODE_ERROR),
    CASE("longer than any that is read", OURS, 0, HELLO, EDIT_LENGTH, 16385, NULL,
         ILLEGAL_PARAMETER),
    CASE("another message first", "4", 0, HELLO, EDIT_TYPE, MESSAGE_FINISHED, NULL,
         UNEXPECTED_MESSAGE),
    CASE("hello_request", "4", 0, HELLO, EDIT_TYPE, 0, NULL, UNEXPECTED_MESSAGE),
    CASE("unknown message", "4", 0, HELLO, EDIT_TYPE, 99, NULL, UNEXPECTED_MESSAGE),
    CASE("server_hello to a server", "4", 0, HELLO, EDIT_TYPE, MESSAGE_SERVER_HELLO, NULL,
         UNEXPECTED_MESSAGE),

    CASE("legacy_version of SSL 3.0", "D.5", 0, HELLO, EDIT_FIELD, 0, "0300", PROTOCOL_VERSION),
    CASE("legacy_version below TLS 1.2 is ignored", "4.2.1", 0, HELLO, EDIT_FIELD, 0, "0301",
         NO_FAILURE),
    CASE("session ID over 32 bytes", "4.1.2", 0, HELLO, EDIT_FIELD, 2, "21" A32 "00", DECODE_ERROR),
    CASE("no cipher suites", "4.1.2", 0, HELLO, EDIT_FIELD, 3, "0000", DECODE_ERROR),
    CASE("odd cipher suites", "4.1.2", 0, HELLO, EDIT_FIELD, 3, "0003130113", DECODE_ERROR),
    CASE("no cipher suite in common", "4.1.1", 0, HELLO, EDIT_FIELD, 3, "00041304c02f",
         HANDSHAKE_FAILURE),
    CASE("no compression methods", "4.1.2", 0, HELLO, EDIT_FIELD, 4, "00", DECODE_ERROR),
    CASE("compression", "4.1.2", 0, HELLO, EDIT_FIELD, 4, "0101", ILLEGAL_PARAMETER),
    CASE("compression besides null", "4.1.2", 0, HELLO, EDIT_FIELD, 4, "020100", ILLEGAL_PARAMETER),

    CASE("no supported_versions", "D.2", 0, HELLO, EDIT_REMOVE, EXT_SUPPORTED_VERSIONS, NULL,
         PROTOCOL_VERSION),
    CASE("TLS 1.2 only", "4.2.1", 0, HELLO, EDIT_REPLACE, EXT_SUPPORTED_VERSIONS, "020303",
         PROTOCOL_VERSION),
    CASE("a draft's version", "4.2.1", 0, HELLO, EDIT_REPLACE, EXT_SUPPORTED_VERSIONS, "027f1c",
         PROTOCOL_VERSION),
    CASE("no versions", "4.2.1", 0, HELLO, EDIT_REPLACE, EXT_SUPPORTED_VERSIONS, "00",
         DECODE_ERROR),
    CASE("odd versions", "4.2.1", 0, HELLO, EDIT_REPLACE, EXT_SUPPORTED_VERSIONS, "03030403",
         DECODE_ERROR),
    CASE("versions and a byte", "4.2.1", 0, HELLO, EDIT_REPLACE, EXT_SUPPORTED_VERSIONS, "02030400",
         DECODE_ERROR),
    CASE("versions of all kinds", "4.2.1", 0, HELLO, EDIT_REPLACE, EXT_SUPPORTED_VERSIONS,
         "08fafa030403030302", NO_FAILURE),

    CASE("no signature_algorithms", "9.2", 0, HELLO, EDIT_REMOVE, EXT_SIGNATURE_ALGORITHMS, NULL,
         MISSING_EXTENSION),
    CASE("no supported_groups", "9.2", 0, HELLO, EDIT_REMOVE, EXT_SUPPORTED_GROUPS, NULL,
         MISSING_EXTENSION),
    CASE("no key_share", "9.2", 0, HELLO, EDIT_REMOVE, EXT_KEY_SHARE, NULL, MISSING_EXTENSION),
    CASE("empty signature_algorithms", "4.2.3", 0, HELLO, EDIT_REPLACE, EXT_SIGNATURE_ALGORITHMS,
         "0000", DECODE_ERROR),
    CASE("odd signature_algorithms", "4.2.3", 0, HELLO, EDIT_REPLACE, EXT_SIGNATURE_ALGORITHMS,
         "0003040304", DECODE_ERROR),
    CASE("no scheme in common", "4.4.2.2", 0, HELLO, EDIT_REPLACE, EXT_SIGNATURE_ALGORITHMS,
         "00020201", HANDSHAKE_FAILURE),
    CASE("schemes for RSA only", "4.4.2.2", 0, HELLO, EDIT_REPLACE, EXT_SIGNATURE_ALGORITHMS,
         "000408040401", HANDSHAKE_FAILURE),
    CASE("empty supported_groups", "4.2.7", 0, HELLO, EDIT_REPLACE, EXT_SUPPORTED_GROUPS, "0000",
         DECODE_ERROR),
    CASE("odd supported_groups", "4.2.7", 0, HELLO, EDIT_REPLACE, EXT_SUPPORTED_GROUPS,
         "0003001d00", DECODE_ERROR),
    CASE("share of a group that is not listed", "4.2.8", 0, HELLO, EDIT_REPLACE,
         EXT_SUPPORTED_GROUPS, "00020017", ILLEGAL_PARAMETER),

    CASE("post_handshake_auth with content", "4.2.6", 0, HELLO, EDIT_APPEND,
         EXT_POST_HANDSHAKE_AUTH, "00", DECODE_ERROR),
    CASE("share cut", "4.2.8", 0, HELLO, EDIT_REPLACE, EXT_KEY_SHARE, "0024001d0020" A16,
         DECODE_ERROR),
    CASE("share without a key", "4.2.8", 0, HELLO, EDIT_REPLACE, EXT_KEY_SHARE, "0004001d0000",
         DECODE_ERROR),
    CASE("X25519 share of 31 bytes", "4.2.8.2", 0, HELLO, EDIT_REPLACE, EXT_KEY_SHARE,
         "0023001d001f" A16 "000000000000000000000000000000", ILLEGAL_PARAMETER),
    CASE("X25519 share of low order", "7.4.2", 0, HELLO, EDIT_REPLACE, EXT_KEY_SHARE,
         "0024001d0020" A32, ILLEGAL_PARAMETER),
    CASE("P-256 share that is no point", "4.2.8.2", 0, HELLO, EDIT_REPLACE, EXT_KEY_SHARE,
         "004500170041"
         "04" A64,
         ILLEGAL_PARAMETER),
    CASE("P-256 share in compressed form", "4.2.8.2", 0, HELLO, EDIT_REPLACE, EXT_KEY_SHARE,
         "002500170021"
         "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
         ILLEGAL_PARAMETER),
    CASE("two shares of a group", "4.2.8", 0, HELLO, EDIT_REPLACE, EXT_KEY_SHARE,
         "0048001d0020" A32 "001d0020" A32, ILLEGAL_PARAMETER),

    CASE("an extension twice", "4.2", 0, HELLO, EDIT_APPEND, EXT_SUPPORTED_VERSIONS, "020304",
         ILLEGAL_PARAMETER),
    CASE("an unknown extension", "4.2", 0, HELLO, EDIT_APPEND, 0xfafa, "0102", NO_FAILURE),
    CASE("oid_filters in ClientHello", "4.2", 0, HELLO, EDIT_APPEND, EXT_OID_FILTERS, "0000",
         ILLEGAL_PARAMETER),
    CASE("cookie without a retry request", "4.2.2", 0, HELLO, EDIT_APPEND, EXT_COOKIE, "000101",
         ILLEGAL_PARAMETER),
    CASE("empty cookie", "4.2.2", 0, HELLO, EDIT_APPEND, EXT_COOKIE, "0000", DECODE_ERROR),
    CASE("two host names", "RFC 6066 3", 0, HELLO, EDIT_REPLACE, EXT_SERVER_NAME,
         "0008"
         "00000161"
         "00000162",
         ILLEGAL_PARAMETER),
    CASE("empty host name", "RFC 6066 3", 0, HELLO, EDIT_REPLACE, EXT_SERVER_NAME, "0003000000",
         DECODE_ERROR),
    CASE("no names", "RFC 6066 3", 0, HELLO, EDIT_REPLACE, EXT_SERVER_NAME, "0000", DECODE_ERROR),
    CASE("host name with a zero byte", "RFC 6066 3", 0, HELLO, EDIT_REPLACE, EXT_SERVER_NAME,
         "0006"
         "000003"
         "610062",
         UNRECOGNIZED_NAME),
    CASE("host name over 255 bytes", "RFC 6066 3", 0, HELLO, EDIT_REPLACE, EXT_SERVER_NAME,
         "0103"
         "000100" A256,
         UNRECOGNIZED_NAME),
    CASE("empty ALPN list", "RFC 7301 3.1", 0, HELLO, EDIT_REPLACE, EXT_ALPN, "0000", DECODE_ERROR),
    CASE("empty ALPN name", "RFC 7301 3.1", 0, HELLO, EDIT_REPLACE, EXT_ALPN, "000100",
         DECODE_ERROR),
    CASE("no ALPN name in common", "RFC 7301 3.2", 0, HELLO, EDIT_REPLACE, EXT_ALPN, "00020178",
         NO_APPLICATION_PROTOCOL),
    CASE("early_data with content", "4.2.10", 0, HELLO, EDIT_APPEND, EXT_EARLY_DATA, "00",
         DECODE_ERROR),
    CASE("pre_shared_key without modes", "4.2.9", 0, HELLO, EDIT_APPEND, EXT_PRE_SHARED_KEY,
         "0007"
         "0001"
         "61"
         "00000000"
         "0021"
         "20" A32,
         MISSING_EXTENSION),
    CASE("pre_shared_key cut", "4.2.11", 0, HELLO, EDIT_APPEND, EXT_PRE_SHARED_KEY,
         "0007"
         "0001"
         "61"
         "00000000"
         "0021"
         "20" A16,
         DECODE_ERROR),
    CASE("psk_key_exchange_modes without a mode", "4.2.9", 0, HELLO, EDIT_APPEND,
         EXT_PSK_KEY_EXCHANGE_MODES, "00", DECODE_ERROR),
    CASE("record_size_limit under 64", "RFC 8449 4", 0, HELLO, EDIT_REPLACE, EXT_RECORD_SIZE_LIMIT,
         "003f", ILLEGAL_PARAMETER),
    CASE("record_size_limit over any", "RFC 8449 4", 0, HELLO, EDIT_REPLACE, EXT_RECORD_SIZE_LIMIT,
         "ffff", NO_FAILURE),
    CASE("record_size_limit cut", "RFC 8449 4", 0, HELLO, EDIT_REPLACE, EXT_RECORD_SIZE_LIMIT, "40",
         DECODE_ERROR),
    CASE("record_size_limit and a byte", "RFC 8449 4", 0, HELLO, EDIT_REPLACE,
         EXT_RECORD_SIZE_LIMIT, "400100", DECODE_ERROR),
    CASE("record_size_limit and max_fragment_length", "RFC 8449 5", 0, HELLO, EDIT_APPEND,
         EXT_MAX_FRAGMENT_LENGTH, "01", NO_FAILURE),
    CASE("compress_certificate without an algorithm", "RFC 8879 3", 0, HELLO, EDIT_REPLACE,
         EXT_COMPRESS_CERTIFICATE, "00", DECODE_ERROR),
    CASE("odd compress_certificate", "RFC 8879 3", 0, HELLO, EDIT_REPLACE, EXT_COMPRESS_CERTIFICATE,
         "03000100", DECODE_ERROR),
    CASE("compress_certificate and a byte", "RFC 8879 3", 0, HELLO, EDIT_REPLACE,
         EXT_COMPRESS_CERTIFICATE, "02000100", DECODE_ERROR),
    CASE("compress_certificate of all kinds", "RFC 8879 3", 0, HELLO, EDIT_REPLACE,
         EXT_COMPRESS_CERTIFICATE, "06fafa0001ffff", NO_FAILURE),
    CASE("compress_certificate with an algorithm twice", OURS, 0, HELLO, EDIT_REPLACE,
         EXT_COMPRESS_CERTIFICATE, "0400010001", ILLEGAL_PARAMETER),
    CASE("a byte behind it", "5.1", 0, HELLO, EDIT_FOLLOW, 0, "14", UNEXPECTED_MESSAGE),
};

static const struct message_case to_client_cases[] = {
    CASE("untouched", "4.1.3", 1, SH, EDIT_NONE, 0, NULL, NO_FAILURE),
    CASE("another message first", "4", 1, SH, EDIT_TYPE, MESSAGE_ENCRYPTED_EXTENSIONS, NULL,
         UNEXPECTED_MESSAGE),
    CASE("client_hello to a client", "4", 1, SH, EDIT_TYPE, MESSAGE_CLIENT_HELLO, NULL,
         UNEXPECTED_MESSAGE),
    CASE("last byte missing", "6.2", 1, SH, EDIT_CUT, 1, NULL, DECODE_ERROR),
    CASE("byte too many", "6.2", 1, SH, EDIT_TRAIL, 0, "00", DECODE_ERROR),
    CASE("legacy_version of SSL 3.0", "D.5", 1, SH, EDIT_FIELD, 0, "0300", PROTOCOL_VERSION),
    CASE("legacy_version of TLS 1.3", "4.1.3", 1, SH, EDIT_FIELD, 0, "0304", ILLEGAL_PARAMETER),
    CASE("TLS 1.2", "D.1", 1, SH, EDIT_REMOVE, EXT_SUPPORTED_VERSIONS, NULL, PROTOCOL_VERSION),
    CASE("TLS 1.2 in supported_versions", "4.2.1", 1, SH, EDIT_REPLACE, EXT_SUPPORTED_VERSIONS,
         "0303", ILLEGAL_PARAMETER),
    CASE("a version that was not offered", "4.2.1", 1, SH, EDIT_REPLACE, EXT_SUPPORTED_VERSIONS,
         "0305", ILLEGAL_PARAMETER),
    CASE("supported_versions cut", "4.2.1", 1, SH, EDIT_REPLACE, EXT_SUPPORTED_VERSIONS, "03",
         DECODE_ERROR),
    CASE("session ID not echoed", "4.1.3", 1, SH, EDIT_FIELD, 2, "00", ILLEGAL_PARAMETER),
    CASE("another session ID", "4.1.3", 1, SH, EDIT_FIELD, 2, "20" A32, ILLEGAL_PARAMETER),
    CASE("session ID over 32 bytes", "4.1.3", 1, SH, EDIT_FIELD, 2, "21" A32 "00", DECODE_ERROR),
    CASE("suite that does not exist", "4.1.3", 1, SH, EDIT_FIELD, 3, "13ff", ILLEGAL_PARAMETER),
    CASE("suite that was not offered", "4.1.3", 1, SH, EDIT_FIELD, 3, "1304", ILLEGAL_PARAMETER),
    CASE("compression", "4.1.3", 1, SH, EDIT_FIELD, 4, "01", DECODE_ERROR),
    CASE("no key_share", "9.2", 1, SH, EDIT_REMOVE, EXT_KEY_SHARE, NULL, MISSING_EXTENSION),
    CASE("share of a group without ours", "4.2.8", 1, SH, EDIT_REPLACE, EXT_KEY_SHARE,
         "00170041"
         "04" A64,
         ILLEGAL_PARAMETER),
    CASE("share of another size", "4.2.8.2", 1, SH, EDIT_REPLACE, EXT_KEY_SHARE, "001d0010" A16,
         ILLEGAL_PARAMETER),
    CASE("share of low order", "7.4.2", 1, SH, EDIT_REPLACE, EXT_KEY_SHARE, "001d0020" A32,
         ILLEGAL_PARAMETER),
    CASE("share cut", "4.2.8", 1, SH, EDIT_REPLACE, EXT_KEY_SHARE, "001d0020" A16, DECODE_ERROR),
    CASE("share without a key", "4.2.8", 1, SH, EDIT_REPLACE, EXT_KEY_SHARE, "001d0000",
         DECODE_ERROR),
    CASE("an extension twice", "4.2", 1, SH, EDIT_APPEND, EXT_SUPPORTED_VERSIONS, "0304",
         ILLEGAL_PARAMETER),
    CASE("pre_shared_key that was not offered", "4.2", 1, SH, EDIT_APPEND, EXT_PRE_SHARED_KEY,
         "0000", UNSUPPORTED_EXTENSION),
    CASE("compress_certificate in ServerHello", "4.2", 1, SH, EDIT_APPEND, EXT_COMPRESS_CERTIFICATE,
         "020001", ILLEGAL_PARAMETER),
    CASE("record_size_limit in ServerHello", "4.2", 1, SH, EDIT_APPEND, EXT_RECORD_SIZE_LIMIT,
         "4001", ILLEGAL_PARAMETER),
    CASE("ALPN in ServerHello", "4.2", 1, SH, EDIT_APPEND, EXT_ALPN, "0003026832",
         ILLEGAL_PARAMETER),
    CASE("cookie in ServerHello", "4.2", 1, SH, EDIT_APPEND, EXT_COOKIE, "000101",
         ILLEGAL_PARAMETER),
    CASE("an unknown extension", "4.2", 1, SH, EDIT_APPEND, 0xfafa, "", UNSUPPORTED_EXTENSION),
    /* The random of a retry request turns the same bytes into one: its key_share is too long. */
    CASE("ServerHello with a retry request's random", "4.1.4", 1, SH, EDIT_FIELD, 1,
         "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", DECODE_ERROR),

    CASE("EncryptedExtensions left out", "4.3.1", 1, EE, EDIT_TYPE, MESSAGE_CERTIFICATE, NULL,
         UNEXPECTED_MESSAGE),
    CASE("no extension block", "4.3.1", 1, EE, EDIT_BODY, 0, "", DECODE_ERROR),
    CASE("byte too many", "4.3.1", 1, EE, EDIT_TRAIL, 0, "00", DECODE_ERROR),
    CASE("no extensions", "4.3.1", 1, EE, EDIT_BODY, 0, "0000", NO_FAILURE),
    CASE("key_share in EncryptedExtensions", "4.2", 1, EE, EDIT_APPEND, EXT_KEY_SHARE, "001d",
         ILLEGAL_PARAMETER),
    CASE("supported_versions in EncryptedExtensions", "4.2", 1, EE, EDIT_APPEND,
         EXT_SUPPORTED_VERSIONS, "0304", ILLEGAL_PARAMETER),
    CASE("signature_algorithms in EncryptedExtensions", "4.2", 1, EE, EDIT_APPEND,
         EXT_SIGNATURE_ALGORITHMS, "00020403", ILLEGAL_PARAMETER),
    CASE("early_data that was not offered", "4.2.10", 1, EE, EDIT_APPEND, EXT_EARLY_DATA, "",
         UNSUPPORTED_EXTENSION),
    CASE("max_fragment_length that was not offered", "4.2", 1, EE, EDIT_BODY, 0, "0005 00010001 01",
         UNSUPPORTED_EXTENSION),
    CASE("an unknown extension", "4.2", 1, EE, EDIT_APPEND, 0xfafa, "", UNSUPPORTED_EXTENSION),
    CASE("supported_groups", "4.2.7", 1, EE, EDIT_APPEND, EXT_SUPPORTED_GROUPS, "00020017",
         NO_FAILURE),
    CASE("odd supported_groups", "4.2.7", 1, EE, EDIT_APPEND, EXT_SUPPORTED_GROUPS, "0003001700",
         DECODE_ERROR),
    CASE("an extension twice", "4.2", 1, EE, EDIT_APPEND, EXT_ALPN, "0003026832",
         ILLEGAL_PARAMETER),
    CASE("server_name with content", "RFC 6066 3", 1, EE, EDIT_REPLACE, EXT_SERVER_NAME, "00",
         DECODE_ERROR),
    CASE("two ALPN names", "RFC 7301 3.1", 1, EE, EDIT_REPLACE, EXT_ALPN, "000602683202 6833",
         DECODE_ERROR),
    CASE("no ALPN name", "RFC 7301 3.1", 1, EE, EDIT_REPLACE, EXT_ALPN, "0000", DECODE_ERROR),
    CASE("ALPN name that was not offered", "RFC 7301 3.2", 1, EE, EDIT_REPLACE, EXT_ALPN,
         "0003026833", ILLEGAL_PARAMETER),

    CASE("compress_certificate in EncryptedExtensions", "4.2", 1, EE, EDIT_APPEND,
         EXT_COMPRESS_CERTIFICATE, "020001", ILLEGAL_PARAMETER),
    CASE("record_size_limit under 64", "RFC 8449 4", 1, EE, EDIT_REPLACE, EXT_RECORD_SIZE_LIMIT,
         "003f", ILLEGAL_PARAMETER),
    CASE("record_size_limit cut", "RFC 8449 4", 1, EE, EDIT_REPLACE, EXT_RECORD_SIZE_LIMIT, "40",
         DECODE_ERROR),
    CASE("record_size_limit and a byte", "RFC 8449 4", 1, EE, EDIT_REPLACE, EXT_RECORD_SIZE_LIMIT,
         "400100", DECODE_ERROR),
    CASE("max_fragment_length behind record_size_limit", "RFC 8449 5", 1, EE, EDIT_BODY, 0,
         "000b"
         "001c0002 4001"
         "00010001 01",
         ILLEGAL_PARAMETER),
    CASE("max_fragment_length before record_size_limit", "RFC 8449 5", 1, EE, EDIT_BODY, 0,
         "000b"
         "00010001 01"
         "001c0002 4001",
         ILLEGAL_PARAMETER),

    CASE("CertificateVerify for Certificate", "4.4.2", 1, CERT, EDIT_TYPE,
         MESSAGE_CERTIFICATE_VERIFY, NULL, UNEXPECTED_MESSAGE),
    CASE("Finished for Certificate", "4.4.2", 1, CERT, EDIT_TYPE, MESSAGE_FINISHED, NULL,
         UNEXPECTED_MESSAGE),
    CASE("no certificates", "4.4.2.4", 1, CERT, EDIT_BODY, 0, "00000000", DECODE_ERROR),
    CASE("a context", "4.4.2", 1, CERT, EDIT_BODY, 0,
         "0161"
         "000007"
         "0000023000"
         "0000",
         ILLEGAL_PARAMETER),
    CASE("compressed by an algorithm that was not offered", "RFC 8879 4", 1, CERT, EDIT_MESSAGE, 0,
         "1900000a 0001 000004 000002 0400", ILLEGAL_PARAMETER),
    CASE("compressed, and shorter than it says", "RFC 8879 4", 1, CERT, EDIT_MESSAGE, 0,
         "1900000a ff01 000005 000002 0400", BAD_CERTIFICATE),
    CASE("compressed, and longer than it says", "RFC 8879 5", 1, CERT, EDIT_MESSAGE, 0,
         "1900000a ff01 000003 000002 0400", BAD_CERTIFICATE),
    CASE("compressed, and longer than any that is read", "RFC 8879 5", 1, CERT, EDIT_MESSAGE, 0,
         "1900000a ff01 004001 000002 0400", BAD_CERTIFICATE),
    CASE("compressed to what does not decompress", "RFC 8879 4", 1, CERT, EDIT_MESSAGE, 0,
         "19000009 ff01 000004 000001 04", BAD_CERTIFICATE),
    CASE("compressed to nothing", "RFC 8879 4", 1, CERT, EDIT_MESSAGE, 0,
         "19000008 ff01 000004 000000", DECODE_ERROR),
    CASE("compressed, and cut", "RFC 8879 4", 1, CERT, EDIT_MESSAGE, 0,
         "19000009 ff01 000004 000002 04", DECODE_ERROR),
    CASE("compressed, and a byte", "RFC 8879 4", 1, CERT, EDIT_MESSAGE, 0,
         "1900000b ff01 000004 000002 0400 00", DECODE_ERROR),
    CASE("compressed list without certificates", "RFC 8879 5", 1, CERT, EDIT_MESSAGE, 0,
         "1900000a ff01 000004 000002 0400", DECODE_ERROR),
    CASE("empty certificate", "4.4.2", 1, CERT, EDIT_BODY, 0,
         "00"
         "000005"
         "000000"
         "0000",
         DECODE_ERROR),
    CASE("certificate that is no DER", "4.4.2", 1, CERT, EDIT_BODY, 0,
         "00"
         "000006"
         "000001"
         "30"
         "0000",
         DECODE_ERROR),
    CASE("certificate with a byte behind it", "4.4.2", 1, CERT, EDIT_BODY, 0,
         "00"
         "000008"
         "000003"
         "300000"
         "0000",
         DECODE_ERROR),
    CASE("certificate that is empty DER", "4.4.2", 1, CERT, EDIT_BODY, 0,
         "00"
         "000007"
         "000002"
         "3000"
         "0000",
         BAD_CERTIFICATE),
    CASE("certificate list cut", "4.4.2", 1, CERT, EDIT_CUT, 1, NULL, DECODE_ERROR),
    CASE("byte too many", "4.4.2", 1, CERT, EDIT_TRAIL, 0, "00", DECODE_ERROR),
    CASE("entry's extension that was not offered", "4.4.2", 1, CERT, EDIT_BODY, 0,
         "00"
         "00000b"
         "000002"
         "3000"
         "0004"
         "00120000",
         UNSUPPORTED_EXTENSION),
    CASE("entry's extension that belongs elsewhere", "4.2", 1, CERT, EDIT_BODY, 0,
         "00"
         "00000b"
         "000002"
         "3000"
         "0004"
         "00330000",
         ILLEGAL_PARAMETER),
    CASE("nine certificates", OURS, 1, CERT, EDIT_BODY, 0,
         "00"
         "00003f"
         "00000230000000"
         "00000230000000"
         "00000230000000"
         "00000230000000"
         "00000230000000"
         "00000230000000"
         "00000230000000"
         "00000230000000"
         "00000230000000",
         BAD_CERTIFICATE),
    /* A request comes before Certificate, which is still awaited then. */
    CASE("CertificateRequest", "4.3.2", 1, CERT, EDIT_TYPE, MESSAGE_CERTIFICATE_REQUEST, NULL,
         DECODE_ERROR),

    CASE("CertificateRequest, then no Certificate", "4.4.2", 1, CERT, EDIT_MESSAGE, 0,
         "0d00000b 00 0008 000d0004 00020403", UNEXPECTED_MESSAGE),
    CASE("CertificateRequest without signature_algorithms", "4.3.2", 1, CERT, EDIT_MESSAGE, 0,
         "0d000003 00 0000", MISSING_EXTENSION),
    CASE("CertificateRequest with a context", "4.3.2", 1, CERT, EDIT_MESSAGE, 0,
         "0d00000c 0161 0008 000d0004 00020403", ILLEGAL_PARAMETER),
    CASE("CertificateRequest with key_share", "4.2", 1, CERT, EDIT_MESSAGE, 0,
         "0d00000f 00 000c 000d0004 00020403 00330000", ILLEGAL_PARAMETER),
    CASE("CertificateRequest with an extension twice", "4.2", 1, CERT, EDIT_MESSAGE, 0,
         "0d000013 00 0010 000d0004 00020403 fafa0000 fafa0000", DECODE_ERROR),
    CASE("CertificateRequest with odd schemes", "4.2.3", 1, CERT, EDIT_MESSAGE, 0,
         "0d00000c 00 0009 000d0005 0003040300", DECODE_ERROR),
    CASE("CertificateRequest and a byte", "4.3.2", 1, CERT, EDIT_MESSAGE, 0,
         "0d00000c 00 0008 000d0004 00020403 00", DECODE_ERROR),

    CASE("Finished for CertificateVerify", "4.4.3", 1, CV, EDIT_TYPE, MESSAGE_FINISHED, NULL,
         UNEXPECTED_MESSAGE),
    CASE("empty body", "4.4.3", 1, CV, EDIT_BODY, 0, "", DECODE_ERROR),
    CASE("byte too many", "4.4.3", 1, CV, EDIT_TRAIL, 0, "00", DECODE_ERROR),
    CASE("scheme that was not offered", "4.4.3", 1, CV, EDIT_BODY, 0, "06030001ff",
         ILLEGAL_PARAMETER),
    CASE("scheme for another key", "4.4.3", 1, CV, EDIT_BODY, 0, "08040001ff", ILLEGAL_PARAMETER),
    CASE("scheme for certificates only", "4.2.3", 1, CV, EDIT_BODY, 0, "04010001ff",
         ILLEGAL_PARAMETER),
    CASE("another signature", "4.4.3", 1, CV, EDIT_BODY, 0,
         "04030008"
         "3006020101020101",
         DECRYPT_ERROR),
    CASE("no signature", "4.4.3", 1, CV, EDIT_BODY, 0, "04030000", DECRYPT_ERROR),
    CASE("signature longer than any", "4.4.3", 1, CV, EDIT_BODY, 0, "04030280" A256 A256 A64 A64,
         DECRYPT_ERROR),

    CASE("post_handshake_auth from a server", "4.2.6", 1, EE, EDIT_APPEND, EXT_POST_HANDSHAKE_AUTH,
         "", ILLEGAL_PARAMETER),
    CASE("another Finished", "4.4.4", 1, FIN, EDIT_BODY, 0, A32, DECRYPT_ERROR),
    CASE("short Finished", "4.4.4", 1, FIN, EDIT_BODY, 0, A16, DECRYPT_ERROR),
    CASE("long Finished", "4.4.4", 1, FIN, EDIT_BODY, 0, A32 "00", DECRYPT_ERROR),
    CASE("CertificateVerify for Finished", "4.4.4", 1, FIN, EDIT_TYPE, MESSAGE_CERTIFICATE_VERIFY,
         NULL, UNEXPECTED_MESSAGE),
    CASE("NewSessionTicket before Finished", "4.6.1", 1, FIN, EDIT_TYPE, MESSAGE_NEW_SESSION_TICKET,
         NULL, UNEXPECTED_MESSAGE),
    CASE("KeyUpdate before Finished", "4.6.3", 1, FIN, EDIT_TYPE, MESSAGE_KEY_UPDATE, NULL,
         UNEXPECTED_MESSAGE),

    CASE("another Finished to the server", "4.4.4", 0, CLIENT_FINISHED, EDIT_BODY, 0, A32,
         DECRYPT_ERROR),
    CASE("Certificate without a request", "4.4.2", 0, CLIENT_FINISHED, EDIT_TYPE,
         MESSAGE_CERTIFICATE, NULL, UNEXPECTED_MESSAGE),
    CASE("KeyUpdate before the client's Finished", "4.6.3", 0, CLIENT_FINISHED, EDIT_TYPE,
         MESSAGE_KEY_UPDATE, NULL, UNEXPECTED_MESSAGE),
    CASE("EndOfEarlyData without early data", "4.5", 0, CLIENT_FINISHED, EDIT_TYPE, 5, NULL,
         UNEXPECTED_MESSAGE),
    CASE("second ClientHello without a retry request", "4.1.2", 0, CLIENT_FINISHED, EDIT_TYPE,
         MESSAGE_CLIENT_HELLO, NULL, UNEXPECTED_MESSAGE),
    CASE("a byte behind it", "5.1", 0, CLIENT_FINISHED, EDIT_FOLLOW, 0, "14", UNEXPECTED_MESSAGE),
    CASE("a byte behind it", "5.1", 1, SH, EDIT_FOLLOW, 0, "14", UNEXPECTED_MESSAGE),
    CASE("a byte behind it", "5.1", 1, FIN, EDIT_FOLLOW, 0, "14", UNEXPECTED_MESSAGE),
};

/* With HelloRetryRequest, which asks for X25519. */
static const struct message_case retry_cases[] = {
    CASE("untouched second hello", "4.1.2", 0, 1, EDIT_NONE, 0, NULL, NO_FAILURE),
    CASE("another random", "4.1.2", 0, 1, EDIT_FIELD, 1, A32, ILLEGAL_PARAMETER),
    CASE("another session ID", "4.1.2", 0, 1, EDIT_FIELD, 2, "00", ILLEGAL_PARAMETER),
    CASE("other suites", "4.1.2", 0, 1, EDIT_FIELD, 3, "00021303", ILLEGAL_PARAMETER),
    CASE("other groups", "4.1.2", 0, 1, EDIT_REPLACE, EXT_SUPPORTED_GROUPS, "0002001d",
         ILLEGAL_PARAMETER),
    CASE("another extension", "4.1.2", 0, 1, EDIT_APPEND, 0xfafa, "", ILLEGAL_PARAMETER),
    CASE("an extension less", "4.1.2", 0, 1, EDIT_REMOVE, EXT_ALPN, NULL, ILLEGAL_PARAMETER),
    CASE("another order of extensions", "4.2", 0, 1, EDIT_MOVE, EXT_SUPPORTED_GROUPS, NULL,
         NO_FAILURE),
    CASE("padding more", "4.1.2", 0, 1, EDIT_APPEND, EXT_PADDING, "0000", NO_FAILURE),
    CASE("again no share", "4.2.8", 0, 1, EDIT_REPLACE, EXT_KEY_SHARE, "0000", ILLEGAL_PARAMETER),
    CASE("share of another group", "4.2.8", 0, 1, EDIT_REPLACE, EXT_KEY_SHARE,
         "004500170041"
         "04" A64,
         ILLEGAL_PARAMETER),
    CASE("more than the one share", "4.2.8", 0, 1, EDIT_REPLACE, EXT_KEY_SHARE,
         "0048001d0020" A32 "00180020" A32, ILLEGAL_PARAMETER),

    CASE("retry request without key_share or cookie", "4.1.4", 1, 0, EDIT_REMOVE, EXT_KEY_SHARE,
         NULL, ILLEGAL_PARAMETER),
    CASE("retry request for a group that was not offered", "4.2.8", 1, 0, EDIT_REPLACE,
         EXT_KEY_SHARE, "0019", ILLEGAL_PARAMETER),
    CASE("retry request without supported_versions", "4.2.1", 1, 0, EDIT_REMOVE,
         EXT_SUPPORTED_VERSIONS, NULL, PROTOCOL_VERSION),
    CASE("retry request that does not echo the session ID", "4.1.3", 1, 0, EDIT_FIELD, 2, "00",
         ILLEGAL_PARAMETER),
    CASE("retry request with a suite that was not offered", "4.1.4", 1, 0, EDIT_FIELD, 3, "1304",
         ILLEGAL_PARAMETER),
    CASE("retry request with compression", "4.1.3", 1, 0, EDIT_FIELD, 4, "01", DECODE_ERROR),
    CASE("a cookie that was not sent", "4.2.2", 0, 1, EDIT_APPEND, EXT_COOKIE, "0020" A32,
         ILLEGAL_PARAMETER),
    CASE("retry request with an empty cookie", "4.2.2", 1, 0, EDIT_APPEND, EXT_COOKIE, "0000",
         DECODE_ERROR),
    CASE("retry request with ALPN", "4.2", 1, 0, EDIT_APPEND, EXT_ALPN, "0003026832",
         ILLEGAL_PARAMETER),
    CASE("retry request with an unknown extension", "4.2", 1, 0, EDIT_APPEND, 0xfafa, "",
         UNSUPPORTED_EXTENSION),
    CASE("another suite after a retry request", "4.1.4", 1, 1, EDIT_FIELD, 3, "1303",
         ILLEGAL_PARAMETER),
    CASE("another group after a retry request", "4.2.8", 1, 1, EDIT_REPLACE, EXT_KEY_SHARE,
         "00170041"
         "04" A64,
         ILLEGAL_PARAMETER),
};

/* A server that sends a cookie, which the second ClientHello has to bring back. */
static const struct message_case cookie_cases[] = {
    CASE("untouched", "4.2.2", 0, 1, EDIT_NONE, 0, NULL, NO_FAILURE),
    CASE("moved", "4.2.2", 0, 1, EDIT_MOVE, EXT_COOKIE, NULL, NO_FAILURE),
    CASE("none", "4.2.2", 0, 1, EDIT_REMOVE, EXT_COOKIE, NULL, MISSING_EXTENSION),
    CASE("another", "4.2.2", 0, 1, EDIT_REPLACE, EXT_COOKIE, "0020" A32, ILLEGAL_PARAMETER),
    CASE("a short one", "4.2.2", 0, 1, EDIT_REPLACE, EXT_COOKIE, "0001 00", ILLEGAL_PARAMETER),
    CASE("a long one", "4.2.2", 0, 1, EDIT_REPLACE, EXT_COOKIE, "0040" A64, ILLEGAL_PARAMETER),
    CASE("an empty one", "4.2.2", 0, 1, EDIT_REPLACE, EXT_COOKIE, "0000", DECODE_ERROR),
    CASE("cut", "4.2.2", 0, 1, EDIT_REPLACE, EXT_COOKIE, "0020" A16, DECODE_ERROR),
    CASE("twice", "4.2", 0, 1, EDIT_APPEND, EXT_COOKIE, "0020" A32, ILLEGAL_PARAMETER),
    CASE("in the first hello already", "4.2.2", 0, 0, EDIT_APPEND, EXT_COOKIE, "0020" A32,
         ILLEGAL_PARAMETER),
    CASE("which alone changes something", "4.1.4", 1, 0, EDIT_REMOVE, EXT_KEY_SHARE, NULL,
         NO_FAILURE),
};

/* A server that requires a certificate, and what the client sends instead. */
enum { CLIENT_CERT = 1, CLIENT_CV = 2, MUTUAL_CLIENT_FINISHED = 3, REQUEST = 2 };

static const struct message_case mutual_cases[] = {
    CASE("untouched", "4.3.2", 0, CLIENT_CERT, EDIT_NONE, 0, NULL, NO_FAILURE),
    CASE("Finished for Certificate", "4.4.2", 0, CLIENT_CERT, EDIT_TYPE, MESSAGE_FINISHED, NULL,
         UNEXPECTED_MESSAGE),
    CASE("CertificateVerify for Certificate", "4.4.2", 0, CLIENT_CERT, EDIT_TYPE,
         MESSAGE_CERTIFICATE_VERIFY, NULL, UNEXPECTED_MESSAGE),
    CASE("KeyUpdate for Certificate", "4.6.3", 0, CLIENT_CERT, EDIT_MESSAGE, 0, "1800000100",
         UNEXPECTED_MESSAGE),
    CASE("no certificates", "4.4.2.4", 0, CLIENT_CERT, EDIT_BODY, 0, "00000000",
         CERTIFICATE_REQUIRED),
    CASE("empty body", "4.4.2", 0, CLIENT_CERT, EDIT_BODY, 0, "", DECODE_ERROR),
    CASE("a context", "4.4.2", 0, CLIENT_CERT, EDIT_BODY, 0, "0161000000", ILLEGAL_PARAMETER),
    CASE("empty certificate", "4.4.2", 0, CLIENT_CERT, EDIT_BODY, 0, "00 000005 000000 0000",
         DECODE_ERROR),
    CASE("compressed by an algorithm that was not offered", "RFC 8879 4", 0, CLIENT_CERT,
         EDIT_MESSAGE, 0, "1900000a 0001 000004 000002 0400", ILLEGAL_PARAMETER),
    CASE("compressed, and shorter than it says", "RFC 8879 4", 0, CLIENT_CERT, EDIT_MESSAGE, 0,
         "1900000a ff01 000005 000002 0400", BAD_CERTIFICATE),
    CASE("compressed, and longer than it says", "RFC 8879 5", 0, CLIENT_CERT, EDIT_MESSAGE, 0,
         "1900000a ff01 000003 000002 0400", BAD_CERTIFICATE),
    CASE("compressed to what does not decompress", "RFC 8879 4", 0, CLIENT_CERT, EDIT_MESSAGE, 0,
         "19000009 ff01 000004 000001 04", BAD_CERTIFICATE),
    CASE("compressed, and cut", "RFC 8879 4", 0, CLIENT_CERT, EDIT_MESSAGE, 0,
         "19000009 ff01 000004 000002 04", DECODE_ERROR),
    CASE("compressed list without certificates", "RFC 8879 5", 0, CLIENT_CERT, EDIT_MESSAGE, 0,
         "1900000a ff01 000004 000002 0400", CERTIFICATE_REQUIRED),
    CASE("certificate that is no DER", "4.4.2", 0, CLIENT_CERT, EDIT_BODY, 0,
         "00 000006 000001 30 0000", DECODE_ERROR),
    CASE("byte too many", "4.4.2", 0, CLIENT_CERT, EDIT_TRAIL, 0, "00", DECODE_ERROR),
    CASE("certificate list cut", "4.4.2", 0, CLIENT_CERT, EDIT_CUT, 1, NULL, DECODE_ERROR),
    CASE("entry's extension that was not asked for", "4.4.2", 0, CLIENT_CERT, EDIT_BODY, 0,
         "00 00000b 000002 3000 0004 00050000", UNSUPPORTED_EXTENSION),
    CASE("entry's extension that belongs elsewhere", "4.2", 0, CLIENT_CERT, EDIT_BODY, 0,
         "00 00000b 000002 3000 0004 00330000", ILLEGAL_PARAMETER),
    CASE("Finished for CertificateVerify", "4.4.3", 0, CLIENT_CV, EDIT_TYPE, MESSAGE_FINISHED, NULL,
         UNEXPECTED_MESSAGE),
    CASE("Certificate for CertificateVerify", "4.4.3", 0, CLIENT_CV, EDIT_TYPE, MESSAGE_CERTIFICATE,
         NULL, UNEXPECTED_MESSAGE),
    CASE("empty body", "4.4.3", 0, CLIENT_CV, EDIT_BODY, 0, "", DECODE_ERROR),
    CASE("byte too many", "4.4.3", 0, CLIENT_CV, EDIT_TRAIL, 0, "00", DECODE_ERROR),
    CASE("scheme that was not asked for", "4.4.3", 0, CLIENT_CV, EDIT_BODY, 0, "06030001ff",
         ILLEGAL_PARAMETER),
    CASE("scheme for another key", "4.4.3", 0, CLIENT_CV, EDIT_BODY, 0, "08040001ff",
         ILLEGAL_PARAMETER),
    CASE("scheme for certificates only", "4.2.3", 0, CLIENT_CV, EDIT_BODY, 0, "04010001ff",
         ILLEGAL_PARAMETER),
    CASE("another signature", "4.4.3", 0, CLIENT_CV, EDIT_BODY, 0, "04030008 3006020101020101",
         DECRYPT_ERROR),
    CASE("signature longer than any", "4.4.3", 0, CLIENT_CV, EDIT_BODY, 0,
         "04030280" A256 A256 A64 A64, DECRYPT_ERROR),
    CASE("another Finished", "4.4.4", 0, MUTUAL_CLIENT_FINISHED, EDIT_BODY, 0, A32, DECRYPT_ERROR),
    CASE("request untouched", "4.3.2", 1, REQUEST, EDIT_NONE, 0, NULL, NO_FAILURE),
    CASE("empty list of authorities", "4.2.4", 1, REQUEST, EDIT_REPLACE,
         EXT_CERTIFICATE_AUTHORITIES, "0000", DECODE_ERROR),
    CASE("empty authority", "4.2.4", 1, REQUEST, EDIT_REPLACE, EXT_CERTIFICATE_AUTHORITIES,
         "00020000", DECODE_ERROR),
    CASE("authority cut", "4.2.4", 1, REQUEST, EDIT_REPLACE, EXT_CERTIFICATE_AUTHORITIES,
         "0004000361", DECODE_ERROR),
    CASE("authority that is no name", "4.2.4", 1, REQUEST, EDIT_REPLACE,
         EXT_CERTIFICATE_AUTHORITIES, "000300 0161", NO_FAILURE),
    CASE("odd signature_algorithms_cert", "4.2.3", 1, REQUEST, EDIT_APPEND,
         EXT_SIGNATURE_ALGORITHMS_CERT, "0003040300", DECODE_ERROR),
    CASE("compress_certificate without an algorithm", "RFC 8879 3", 1, REQUEST, EDIT_REPLACE,
         EXT_COMPRESS_CERTIFICATE, "00", DECODE_ERROR),
    CASE("odd compress_certificate", "RFC 8879 3", 1, REQUEST, EDIT_REPLACE,
         EXT_COMPRESS_CERTIFICATE, "0100", DECODE_ERROR),
    CASE("no signature_algorithms", "4.3.2", 1, REQUEST, EDIT_REMOVE, EXT_SIGNATURE_ALGORITHMS,
         NULL, MISSING_EXTENSION),
    CASE("a second request", "4.3.2", 1, CERT + 1, EDIT_TYPE, MESSAGE_CERTIFICATE_REQUEST, NULL,
         UNEXPECTED_MESSAGE),
};

/* The server's certificate demands an OCSP response with it. */
static const struct message_case staple_cases[] = {
    CASE("without the OCSP response that it demands", "RFC 7633 4.3.3", 1, CERT, EDIT_NONE, 0, NULL,
         BAD_CERTIFICATE),
};

/* Post-handshake authentication: one request of the server's and its answer, after the handshake.
 * Its context is a number and sixteen bytes that a fixed generator makes. */
#define CONTEXT "14 00000000 5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"

static const struct message_case post_cases[] = {
    CASE("untouched", "4.6.2", 1, 0, EDIT_NONE, 0, NULL, NO_FAILURE),
    CASE("empty body", "4.3.2", 1, 0, EDIT_BODY, 0, "", DECODE_ERROR),
    CASE("context cut", "4.3.2", 1, 0, EDIT_BODY, 0, "14 00", DECODE_ERROR),
    CASE("cut", "4.3.2", 1, 0, EDIT_CUT, 1, NULL, DECODE_ERROR),
    CASE("byte too many", "4.3.2", 1, 0, EDIT_TRAIL, 0, "00", DECODE_ERROR),
    CASE("no signature_algorithms", "4.3.2", 1, 0, EDIT_BODY, 0, CONTEXT "0000", MISSING_EXTENSION),
    CASE("empty signature_algorithms", "4.2.3", 1, 0, EDIT_BODY, 0, CONTEXT "0006 000d0002 0000",
         DECODE_ERROR),
    CASE("an extension twice", "4.2", 1, 0, EDIT_BODY, 0,
         CONTEXT "0010 000d0004 00020403 000d0004 00020403", ILLEGAL_PARAMETER),
    CASE("key_share", "4.2", 1, 0, EDIT_BODY, 0, CONTEXT "000c 000d0004 00020403 00330000",
         ILLEGAL_PARAMETER),
    CASE("empty authorities", "4.2.4", 1, 0, EDIT_BODY, 0,
         CONTEXT "000e 000d0004 00020403 002f0002 0000", DECODE_ERROR),
    CASE("another message", "4.6.2", 1, 0, EDIT_TYPE, MESSAGE_CERTIFICATE, NULL,
         UNEXPECTED_MESSAGE),
    CASE("another context", "4.3.2", 0, 0, EDIT_BODY, 0,
         "14 00000001 5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a 000000", ILLEGAL_PARAMETER),
    CASE("no context", "4.3.2", 0, 0, EDIT_BODY, 0, "00 000000", ILLEGAL_PARAMETER),
    CASE("empty body", "4.4.2", 0, 0, EDIT_BODY, 0, "", DECODE_ERROR),
    CASE("context cut", "4.4.2", 0, 0, EDIT_BODY, 0, "14 00", DECODE_ERROR),
    CASE("context and nothing else", "4.4.2", 0, 0, EDIT_BODY, 0, CONTEXT, DECODE_ERROR),
    CASE("no certificates", "4.4.2.4", 0, 0, EDIT_BODY, 0, CONTEXT "000000", CERTIFICATE_REQUIRED),
    CASE("empty certificate", "4.4.2", 0, 0, EDIT_BODY, 0, CONTEXT "000005 000000 0000",
         DECODE_ERROR),
    CASE("certificate list cut", "4.4.2", 0, 0, EDIT_CUT, 1, NULL, DECODE_ERROR),
    CASE("byte too many", "4.4.2", 0, 0, EDIT_TRAIL, 0, "00", DECODE_ERROR),
    CASE("Finished for Certificate", "4.4.2", 0, 0, EDIT_TYPE, MESSAGE_FINISHED, NULL,
         UNEXPECTED_MESSAGE),
    CASE("CertificateVerify for Certificate", "4.4.2", 0, 0, EDIT_TYPE, MESSAGE_CERTIFICATE_VERIFY,
         NULL, UNEXPECTED_MESSAGE),
    CASE("CertificateRequest to a server", "4.6.2", 0, 0, EDIT_TYPE, MESSAGE_CERTIFICATE_REQUEST,
         NULL, UNEXPECTED_MESSAGE),
    CASE("Finished for CertificateVerify", "4.4.3", 0, 1, EDIT_TYPE, MESSAGE_FINISHED, NULL,
         UNEXPECTED_MESSAGE),
    CASE("KeyUpdate for CertificateVerify", "4.6.2", 0, 1, EDIT_MESSAGE, 0, "1800000100",
         UNEXPECTED_MESSAGE),
    CASE("scheme that was not asked for", "4.4.3", 0, 1, EDIT_BODY, 0, "0203 0000",
         ILLEGAL_PARAMETER),
    CASE("scheme for certificates only", "4.2.3", 0, 1, EDIT_BODY, 0, "0401 0000",
         ILLEGAL_PARAMETER),
    CASE("another signature", "4.4.3", 0, 1, EDIT_BODY, 0, "0403 0008 3006020101020101",
         DECRYPT_ERROR),
    CASE("byte too many", "4.4.3", 0, 1, EDIT_TRAIL, 0, "00", DECODE_ERROR),
    CASE("KeyUpdate for Finished", "4.6.2", 0, 2, EDIT_MESSAGE, 0, "1800000100",
         UNEXPECTED_MESSAGE),
    CASE("another Finished", "4.4.4", 0, 2, EDIT_BODY, 0, A32, DECRYPT_ERROR),
    CASE("short Finished", "4.4.4", 0, 2, EDIT_BODY, 0, A16, DECRYPT_ERROR),
    CASE("long Finished", "4.4.4", 0, 2, EDIT_BODY, 0, A32 "00", DECRYPT_ERROR),
};

static int fixed_random(void *arg, uint8_t *out, size_t out_len)
{
    (void)arg;
    memset(out, 0x5a, out_len);
    return 0;
}

/* A handshake that agrees to post-handshake authentication, and the request. */
static void ask_after_handshake(void)
{
    static struct brisk_tls_post_auth memory[2];
    CHECK_EQ_INT(brisk_tls_enable_post_auth(&pair.client.tls, &memory[0]), 0);
    CHECK_EQ_INT(brisk_tls_enable_post_auth(&pair.server.tls, &memory[1]), 0);
    CHECK(test_pair_run(&pair, 0));
    CHECK_EQ_INT(brisk_tls_request_certificate(&pair.server.tls, BRISK_TLS_CLIENT_AUTH_REQUIRE), 0);
}

/* TLS 1.2 with a key exchange in ffdhe2048: of the server's ServerKeyExchange only the parameters
 * are given, its signature is made for them. */
enum { FIELD_CKE = 1, FIELD_SKE = 2 };

/* The prime without its last byte, ff. */
#define PRIME_HEAD                                                                                 \
    "ffffffffffffffffadf85458a2bb4a9aafdc5620273d3cf1d8b9c583ce2d3695a9e13641146433fb"             \
    "cc939dce249b3ef97d2fe363630c75d8f681b202aec4617ad3df1ed5d5fd65612433f51f5f066ed0"             \
    "856365553ded1af3b557135e7f57c935984f0c70e0e68b77e2a689daf3efe8721df158a136ade735"             \
    "30acca4f483a797abc0ab182b324fb61d108a94bb2c8e3fbb96adab760d7f4681d4f42a3de394df4"             \
    "ae56ede76372bb190b07a7c8ee0a6d709e02fce1cdf7e2ecc03404cd28342f619172fe9ce98583ff"             \
    "8e4f1232eef28183c3fe3b1b4c6fad733bb5fcbc2ec22005c58ef1837d1683b2c6f34a26c1b2effa"             \
    "886b423861285c97ffffffffffffff"
#define A255 A64 A64 A64 A32 A16 "000000000000000000000000000000"
#define PARAMS(generator, y)                                                                       \
    "0100" PRIME_HEAD "ff"                                                                         \
    "0001" generator "0100" y

static const struct message_case field_cases[] = {
    CASE("untouched", "RFC 7919 4", 0, HELLO, EDIT_NONE, 0, NULL, NO_FAILURE),
    CASE("finite fields, but none in common", "RFC 7919 4", 0, HELLO, EDIT_REPLACE,
         EXT_SUPPORTED_GROUPS, "0006 0101 01ff 001d", INSUFFICIENT_SECURITY),
    CASE("public key 0", "RFC 7919 4", 0, FIELD_CKE, EDIT_BODY, 0, "0100" A255 "00",
         HANDSHAKE_FAILURE),
    CASE("public key 1", "RFC 7919 4", 0, FIELD_CKE, EDIT_BODY, 0, "0100" A255 "01",
         HANDSHAKE_FAILURE),
    CASE("public key 2", "RFC 7919 4", 0, FIELD_CKE, EDIT_BODY, 0, "0100" A255 "02", NO_FAILURE),
    CASE("public key p - 2", "RFC 7919 4", 0, FIELD_CKE, EDIT_BODY, 0, "0100" PRIME_HEAD "fd",
         NO_FAILURE),
    CASE("public key p - 1", "RFC 7919 4", 0, FIELD_CKE, EDIT_BODY, 0, "0100" PRIME_HEAD "fe",
         HANDSHAKE_FAILURE),
    CASE("public key p", "RFC 7919 4", 0, FIELD_CKE, EDIT_BODY, 0, "0100" PRIME_HEAD "ff",
         HANDSHAKE_FAILURE),
    CASE("no public key", "RFC 5246 7.4.7.2", 0, FIELD_CKE, EDIT_BODY, 0, "0000", DECODE_ERROR),
    CASE("public key cut", "RFC 5246 7.4.7.2", 0, FIELD_CKE, EDIT_CUT, 1, NULL, DECODE_ERROR),
    CASE("public key 0", "RFC 7919 3", 1, FIELD_SKE, EDIT_BODY, 0, PARAMS("02", A255 "00"),
         HANDSHAKE_FAILURE),
    CASE("public key 1", "RFC 7919 3", 1, FIELD_SKE, EDIT_BODY, 0, PARAMS("02", A255 "01"),
         HANDSHAKE_FAILURE),
    CASE("public key 2", "RFC 7919 3", 1, FIELD_SKE, EDIT_BODY, 0, PARAMS("02", A255 "02"),
         NO_FAILURE),
    CASE("public key p - 2", "RFC 7919 3", 1, FIELD_SKE, EDIT_BODY, 0,
         PARAMS("02", PRIME_HEAD "fd"), NO_FAILURE),
    CASE("public key p - 1", "RFC 7919 3", 1, FIELD_SKE, EDIT_BODY, 0,
         PARAMS("02", PRIME_HEAD "fe"), HANDSHAKE_FAILURE),
    CASE("public key p", "RFC 7919 3", 1, FIELD_SKE, EDIT_BODY, 0, PARAMS("02", PRIME_HEAD "ff"),
         HANDSHAKE_FAILURE),
    CASE("another prime", "RFC 7919 3", 1, FIELD_SKE, EDIT_BODY, 0,
         "0100" PRIME_HEAD "fd"
         "0001 02 0100" A255 "02",
         INSUFFICIENT_SECURITY),
    CASE("another generator", "RFC 7919 3", 1, FIELD_SKE, EDIT_BODY, 0, PARAMS("05", A255 "02"),
         INSUFFICIENT_SECURITY),
    CASE("no public key", "RFC 5246 7.4.3", 1, FIELD_SKE, EDIT_BODY, 0,
         "0100" PRIME_HEAD "ff"
         "0001 02 0000",
         DECODE_ERROR),
};

/* TLS 1.2 with AES-CBC, where an AEAD is offered, too. */
static const struct message_case cbc_cases[] = {
    CASE("untouched", "RFC 7366 2", 0, HELLO, EDIT_NONE, 0, NULL, NO_FAILURE),
    CASE("encrypt_then_mac with content", "RFC 7366 2", 0, HELLO, EDIT_REPLACE,
         EXT_ENCRYPT_THEN_MAC, "00", DECODE_ERROR),
    CASE("encrypt_then_mac twice", "RFC 5246 7.4.1.4", 0, HELLO, EDIT_APPEND, EXT_ENCRYPT_THEN_MAC,
         "", ILLEGAL_PARAMETER),
    CASE("encrypt_then_mac with content", "RFC 7366 2", 1, SH, EDIT_REPLACE, EXT_ENCRYPT_THEN_MAC,
         "00", DECODE_ERROR),
    CASE("encrypt_then_mac twice", "RFC 5246 7.4.1.4", 1, SH, EDIT_APPEND, EXT_ENCRYPT_THEN_MAC, "",
         ILLEGAL_PARAMETER),
    CASE("encrypt_then_mac with an AEAD", "RFC 7366 3", 1, SH, EDIT_FIELD, 3, "c02b",
         ILLEGAL_PARAMETER),
};

/* Records of TLS 1.2 with AES-128-CBC and SHA-1, with the MAC in either place. */
static const struct cbc_record_case {
    const char *what, *clause;
    int encrypt_then_mac;
    struct test_cbc_forge forge;
    size_t cut; /* bytes that the record loses */
    int alert;
} cbc_record_cases[] = {
    { "as it is", "RFC 5246 6.2.3.2", 0, { 11, 0, -1, -1 }, 0, NO_FAILURE },
    { "as it is", "RFC 7366 3", 1, { 15, 0, -1, -1 }, 0, NO_FAILURE },
    { "a wrong MAC", "RFC 5246 7.2.2", 0, { 11, 0, -1, 0 }, 0, BAD_RECORD_MAC },
    { "a wrong byte in the padding", "RFC 5246 6.2.3.2", 0, { 11, 16, 9, -1 }, 0, BAD_RECORD_MAC },
    { "more padding than there is room for",
      "RFC 5246 6.2.3.2",
      0,
      { 11, 0, 0, -1 },
      0,
      BAD_RECORD_MAC },
    { "a part of a block", "RFC 5246 7.2.2", 0, { 11, 0, -1, -1 }, 1, BAD_RECORD_MAC },
    { "no room for a MAC", "RFC 5246 7.2.2", 0, { 11, 0, -1, -1 }, 16, BAD_RECORD_MAC },
    { "content over 2^14 bytes", "RFC 5246 6.2.1", 0, { 16385, 10, -1, -1 }, 0, RECORD_OVERFLOW },
    { "a wrong MAC over the ciphertext", "RFC 7366 3", 1, { 15, 0, -1, 19 }, 0, BAD_RECORD_MAC },
    { "a wrong padding under a right MAC", "RFC 7366 3", 1, { 15, 16, 3, -1 }, 0, BAD_RECORD_MAC },
};

/* RFC 5246 section 7.4.3: behind the parameters, a signature of both randoms and them. */
static void sign_params(struct test_message *message)
{
    uint8_t content[2 * RANDOM_SIZE + 2048], *at = message->bytes + message->len;
    size_t params = message->len - MESSAGE_HEADER_SIZE, len = 0;
    memcpy(content, pair.server.tls.client_random, RANDOM_SIZE);
    memcpy(content + RANDOM_SIZE, pair.server.tls.server_random, RANDOM_SIZE);
    memcpy(content + 2 * RANDOM_SIZE, message->bytes + MESSAGE_HEADER_SIZE, params);
    CHECK_EQ_INT(brisk_sign(&rsa.leaf_key, BRISK_SIG_RSA_PSS_RSAE_SHA256, at + 4,
                            sizeof message->bytes - message->len - 4, &len, content,
                            2 * RANDOM_SIZE + params),
                 0);
    at[0] = BRISK_SIG_RSA_PSS_RSAE_SHA256 >> 8;
    at[1] = BRISK_SIG_RSA_PSS_RSAE_SHA256 & 0xff;
    at[2] = (uint8_t)(len >> 8);
    at[3] = (uint8_t)len;
    message->len += 4 + len;
    message->bytes[2] = (uint8_t)((message->len - MESSAGE_HEADER_SIZE) >> 8);
    message->bytes[3] = (uint8_t)(message->len - MESSAGE_HEADER_SIZE);
}

static void edit_one(struct test_wire *wire, unsigned index, const uint8_t *message, size_t len)
{
    static struct test_message copy;
    const struct message_case *c = wire->arg;
    memcpy(copy.bytes, message, len);
    copy.len = len;
    if (c && c->index == index && c->to_client == (wire->to == &pair.client))
        test_message_edit(&copy, &c->edit);
    if (c >= field_cases && c < field_cases + sizeof field_cases / sizeof field_cases[0] &&
        c->to_client && wire->to == &pair.client && index == FIELD_SKE)
        sign_params(&copy);
    test_wire_deliver(wire->to, RECORD_HANDSHAKE, copy.bytes, copy.len, 0);
}

/* Runs a handshake, or what follows one, through wires that know the case. */
static void run_case(const struct message_case *c, enum flow flow)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    if (flow == POST)
        ask_after_handshake();
    struct test_wire to_server = { .from = &pair.client, .to = &pair.server, .edit = edit_one };
    struct test_wire to_client = { .from = &pair.server, .to = &pair.client, .edit = edit_one };
    to_server.arg = to_client.arg = (void *)(uintptr_t)c;
    test_wire_run(&pair, &to_server, &to_client);
}

/* --- after the handshake --- */

struct late_case {
    const char *what, *clause;
    int to_client;
    uint8_t type;
    const char *hex;
    size_t padding;
    int alert;
};

#define LATE(what, clause, to_client, type, hex, padding, alert)                                   \
    {                                                                                              \
        what, clause, to_client, type, hex, padding, alert                                         \
    }

static const struct late_case late_cases[] = {
    LATE("ClientHello (renegotiation)", "4.1.2", 0, RECORD_HANDSHAKE, "01000000", 0,
         UNEXPECTED_MESSAGE),
    LATE("hello_request", "4", 1, RECORD_HANDSHAKE, "00000000", 0, UNEXPECTED_MESSAGE),
    LATE("Finished again", "4", 0, RECORD_HANDSHAKE, "14000020" A32, 0, UNEXPECTED_MESSAGE),
    LATE("NewSessionTicket to a server", "4.6.1", 0, RECORD_HANDSHAKE,
         "0400000f 00000e10 00000000 00 0001 00 0000", 0, UNEXPECTED_MESSAGE),
    LATE("CertificateRequest without post_handshake_auth", "4.6.2", 1, RECORD_HANDSHAKE,
         "0d00000b 00 0008 000d0004 00020403", 0, UNEXPECTED_MESSAGE),
    LATE("ticket without a ticket", "4.6.1", 1, RECORD_HANDSHAKE,
         "0400000d 00000e10 00000000 00 0000 0000", 0, DECODE_ERROR),
    LATE("ticket cut", "4.6.1", 1, RECORD_HANDSHAKE, "04000004 00000e10", 0, DECODE_ERROR),
    LATE("ticket and a byte", "4.6.1", 1, RECORD_HANDSHAKE,
         "0400000f 00000e10 00000000 00 0001 00 0000 00", 0, DECODE_ERROR),
    LATE("ticket with an extension twice", "4.2", 1, RECORD_HANDSHAKE,
         "04000016 00000e10 00000000 00 0001 00 0008 fafa0000 fafa0000", 0, DECODE_ERROR),
    LATE("ticket with early_data twice", "4.2", 1, RECORD_HANDSHAKE,
         "0400001e 00000e10 00000000 00 0001 00 0010 002a000400000400 002a000400000400", 0,
         ILLEGAL_PARAMETER),
    LATE("ticket with key_share", "4.2", 1, RECORD_HANDSHAKE,
         "04000012 00000e10 00000000 00 0001 00 0004 00330000", 0, ILLEGAL_PARAMETER),
    LATE("ticket with early_data of the wrong size", "4.6.1", 1, RECORD_HANDSHAKE,
         "04000012 00000e10 00000000 00 0001 00 0004 002a0000", 0, DECODE_ERROR),
    LATE("ticket longer than any that is read", OURS, 1, RECORD_HANDSHAKE, "04004001 00", 0,
         ILLEGAL_PARAMETER),
    LATE("KeyUpdate with another value", "4.6.3", 0, RECORD_HANDSHAKE, "18000001 02", 0,
         ILLEGAL_PARAMETER),
    LATE("empty KeyUpdate", "4.6.3", 0, RECORD_HANDSHAKE, "18000000", 0, DECODE_ERROR),
    LATE("KeyUpdate of two bytes", "4.6.3", 0, RECORD_HANDSHAKE, "18000002 0000", 0, DECODE_ERROR),
    LATE("split KeyUpdate of two bytes", "4.6.3", 0, RECORD_HANDSHAKE, "18000002", 0, DECODE_ERROR),
    LATE("message behind KeyUpdate", "5.1", 0, RECORD_HANDSHAKE, "18000001 00 18000001 00", 0,
         UNEXPECTED_MESSAGE),
    LATE("empty handshake record", "5.4", 0, RECORD_HANDSHAKE, "", 0, UNEXPECTED_MESSAGE),
    LATE("padding for a handshake message", "5.4", 0, RECORD_HANDSHAKE, "", 20, UNEXPECTED_MESSAGE),
    LATE("empty alert", "5.4", 0, RECORD_ALERT, "", 0, UNEXPECTED_MESSAGE),
    LATE("half an alert", "5.1", 0, RECORD_ALERT, "01", 0, DECODE_ERROR),
    LATE("two alerts", "5.1", 0, RECORD_ALERT, "01000100", 0, DECODE_ERROR),
    LATE("protected change_cipher_spec", "5", 0, 0x54 /* see deliver_late() */, "01", 0,
         UNEXPECTED_MESSAGE),
    LATE("record of type 24", "5", 0, 24, "00", 0, UNEXPECTED_MESSAGE),
    LATE("record of zeros", "5.4", 0, 0, "", 16, UNEXPECTED_MESSAGE),
    LATE("fatal alert", "6.2", 0, RECORD_ALERT, "0250", 0, NO_ALERT_SENT),
    LATE("alert with the level warning", "6", 1, RECORD_ALERT, "0150", 0, DECODE_ERROR),
    LATE("alert with an unknown level", "6", 1, RECORD_ALERT, "4250", 0, ILLEGAL_PARAMETER),
    LATE("unknown alert", "6", 1, RECORD_ALERT, "02ff", 0, NO_ALERT_SENT),
};

static void establish(void)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    CHECK(test_pair_run(&pair, 0));
}

static void deliver_late(const struct late_case *c)
{
    uint8_t content[256];
    struct test_peer *to = c->to_client ? &pair.client : &pair.server;
    size_t len = test_hex(content, sizeof content, c->hex);
    if (c->type != 0x54) {
        test_wire_deliver(to, c->type, content, len, c->padding);
        return;
    }
    /* test_wire_deliver() sends this type in the clear. */
    struct brisk_tls_direction keys = to->tls.read;
    to->tls.in.end += test_wire_seal(&keys, to->tls.in.data + to->tls.in.end,
                                     RECORD_CHANGE_CIPHER_SPEC, content, len, 0);
    test_peer_step(to);
}

/* --- the demands --- */

#define MAX_DEMANDS 400

/* A line: "clause | role | alert | test | demand". */
struct demand {
    const char *fields[5];
    unsigned num_tests;
};

static struct demand demands[MAX_DEMANDS];
static size_t num_demands, num_tests;

static void read_demands(void)
{
    size_t len = 0;
    char *text = test_read_file("tests/must_abort.txt", &len); /* stays until the end */
    if (!text)
        test_abort("cannot read tests/must_abort.txt");
    for (char *line = text; *line;) {
        char *end = line + strcspn(line, "\n"), *next = *end ? end + 1 : end;
        *end = 0;
        if (*line && *line != '#') {
            if (num_demands == MAX_DEMANDS)
                test_abort("too many demands");
            struct demand *d = &demands[num_demands++];
            for (size_t i = 0; i < 5; i++) {
                d->fields[i] = line;
                char *bar = i < 4 ? strstr(line, " | ") : NULL;
                if (i < 4 && !bar)
                    test_abort("line of must_abort.txt without five fields: %s", line);
                if (bar) {
                    *bar = 0;
                    line = bar + 3;
                }
            }
            test_note("%s", d->fields[3]);
            CHECK(strlen(d->fields[4]) > 10);
        }
        line = next;
    }
    test_note(NULL);
}

/* Counts a case for its demand, which must say the same of it. */
static void match_demand(const char *place, const char *what, const char *clause, int to_client,
                         int alert)
{
    char name[200];
    const char *role = to_client ? "client" : "server";
    snprintf(name, sizeof name, "%s: %s", place, what);
    test_note("%s (%s)", name, clause);
    if (alert == NO_FAILURE || strcmp(clause, OURS) == 0)
        return;
    num_tests++;
    for (size_t i = 0; i < num_demands; i++) {
        struct demand *d = &demands[i];
        if (strcmp(d->fields[3], name) != 0 || strcmp(d->fields[1], role) != 0)
            continue;
        CHECK_EQ_STRING(d->fields[0], clause);
        CHECK_EQ_STRING(d->fields[2],
                        alert == NO_ALERT_SENT ? "none" : brisk_tls_alert_name(alert));
        CHECK_EQ_INT(++d->num_tests, 1);
        return;
    }
    CHECK(!"the case has no line in tests/must_abort.txt");
}

static void check_all_tested(void)
{
    for (size_t i = 0; i < num_demands; i++) {
        test_note("%s", demands[i].fields[3]);
        CHECK_EQ_INT(demands[i].num_tests, 1);
    }
    test_note(NULL);
    CHECK_EQ_INT((long long)num_tests, (long long)num_demands);
    CHECK(num_demands > 0);
    printf("  %zu demands, %zu tests\n", num_demands, num_tests);
}

/* --- running --- */

static const char *message_name(const struct message_case *c, enum flow flow)
{
    static const char *const names[7][2][7] = {
        { { "ClientHello", "Finished" },
          { "ServerHello", "EncryptedExtensions", "Certificate", "CertificateVerify",
            "Finished" } },
        { { "ClientHello", "second ClientHello" }, { "HelloRetryRequest", "ServerHello" } },
        { { "ClientHello", "client Certificate", "client CertificateVerify", "client Finished" },
          { "ServerHello", "EncryptedExtensions", "CertificateRequest",
            "Certificate with request" } },
        { { "late Certificate", "late CertificateVerify", "late Finished" },
          { "late CertificateRequest" } },
        { { "ClientHello with DHE", "ClientKeyExchange with DHE" },
          { NULL, NULL, "ServerKeyExchange with DHE" } },
        { { "ClientHello", "ClientHello with cookie" }, { "HelloRetryRequest with cookie" } },
        { { "ClientHello with CBC" }, { "ServerHello with CBC" } },
    };
    return names[flow][c->to_client][c->index];
}

static void run_message_cases(const struct message_case *cases, size_t n, enum flow flow)
{
    client.num_key_shares = flow != RETRY && flow != COOKIE;
    server.retry_cookie = flow == COOKIE;
    for (size_t i = 0; i < n; i++) {
        const struct message_case *c = &cases[i];
        struct test_peer *target = c->to_client ? &pair.client : &pair.server;
        match_demand(message_name(c, flow), c->what, c->clause, c->to_client, c->alert);
        run_case(c, flow);
        if (c->alert != NO_FAILURE) {
            test_peer_check_dead(target, c->alert);
            /* The other end can read it, whatever keys the two have by then; unless it was complete
             * and has gone on to its next keys. */
            if (c->edit.kind != EDIT_FOLLOW)
                CHECK_EQ_INT(
                    brisk_tls_alert_received(c->to_client ? &pair.server.tls : &pair.client.tls),
                    c->alert);
        } else {
            /* Nobody objects to the message itself: the transcripts may differ then. */
            int sent = brisk_tls_alert_sent(&target->tls);
            CHECK(sent == -1 || sent == DECRYPT_ERROR || sent == BAD_RECORD_MAC);
            CHECK_EQ_INT(pair.client.tls.established, c->edit.kind == EDIT_NONE);
            if (c->edit.kind == EDIT_NONE)
                CHECK_EQ_INT(pair.server.tls.has_peer_certificate, flow == MUTUAL || flow == POST);
        }
        test_pair_wipe(&pair);
    }
    test_note(NULL);
    client.num_key_shares = 1;
}

static void run_late_cases(void)
{
    for (size_t i = 0; i < sizeof late_cases / sizeof late_cases[0]; i++) {
        const struct late_case *c = &late_cases[i];
        match_demand("established", c->what, c->clause, c->to_client, c->alert);
        establish();
        deliver_late(c);
        test_peer_check_dead(c->to_client ? &pair.client : &pair.server, c->alert);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

#define RUN(cases, flow) run_message_cases(cases, sizeof cases / sizeof cases[0], flow)

static void test_mutual(void)
{
    struct brisk_x509_template what = test_chain_template();
    what.extended_key_usage = BRISK_EKU_CLIENT_AUTH;
    CHECK_EQ_INT(test_chain_issue(&other, &what), 0);
    client.identities = &other.identity;
    client.num_identities = 1;
    server.trust = &other.trust;
    server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUIRE;
    RUN(mutual_cases, MUTUAL);
    server.client_auth = BRISK_TLS_CLIENT_AUTH_NONE;
    server.random = fixed_random;
    RUN(post_cases, POST);
    server.random = NULL;
    client.num_identities = 0;
    what = test_chain_template();
    CHECK_EQ_INT(test_chain_issue(&other, &what), 0);
}

static void test_staple(void)
{
    struct brisk_x509_template what = test_chain_template();
    what.demands_status = 1;
    CHECK_EQ_INT(test_chain_issue(&other, &what), 0);
    client.trust = &other.trust;
    client.request_status = 1;
    server.identities = &other.identity;
    RUN(staple_cases, FULL);
    client.request_status = 0;
    client.trust = &chain.trust;
    server.identities = &chain.identity;
    what = test_chain_template();
    CHECK_EQ_INT(test_chain_issue(&other, &what), 0);
}

static void test_field(void)
{
    brisk_tls_config_init(&client);
    client.max_version = BRISK_TLS_VERSION_1_2;
    client.suites[0] = BRISK_TLS_DHE_RSA_AES_128_GCM_SHA256;
    client.groups[0] = BRISK_GROUP_FFDHE2048;
    client.num_suites = client.num_groups = 1;
    server = client;
    client.trust = &rsa.trust;
    server.identities = &rsa.identity;
    server.num_identities = 1;
    RUN(field_cases, FIELD);
}

static void run_cbc_record(const struct cbc_record_case *c)
{
    static uint8_t record[BRISK_TLS_MAX_RECORD + 64];
    client.no_encrypt_then_mac = !c->encrypt_then_mac;
    establish();
    size_t size = test_wire_forge_cbc(&pair.server, record, &c->forge) - c->cut;
    record[3] = (uint8_t)((size - RECORD_HEADER_SIZE) >> 8);
    record[4] = (uint8_t)(size - RECORD_HEADER_SIZE);
    brisk_tls_buffer_space(&pair.server.tls.in);
    memcpy(pair.server.tls.in.data, record, size);
    pair.server.tls.in.end = size;
    test_peer_step(&pair.server);
    if (c->alert == NO_FAILURE)
        CHECK_EQ_INT(pair.server.result, BRISK_TLS_DATA);
    else
        test_peer_check_dead(&pair.server, c->alert);
    test_pair_wipe(&pair);
}

static void test_cbc(void)
{
    brisk_tls_config_init(&client);
    client.max_version = BRISK_TLS_VERSION_1_2;
    client.suites[0] = BRISK_TLS_ECDHE_ECDSA_AES_128_CBC_SHA;
    client.suites[1] = BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256;
    client.num_suites = 2;
    server = client;
    client.trust = &chain.trust;
    server.identities = &chain.identity;
    server.num_identities = 1;
    RUN(cbc_cases, CBC);
    for (size_t i = 0; i < sizeof cbc_record_cases / sizeof cbc_record_cases[0]; i++) {
        const struct cbc_record_case *c = &cbc_record_cases[i];
        match_demand("established with CBC", c->what, c->clause, 0, c->alert);
        run_cbc_record(c);
    }
    test_note(NULL);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&chain, BRISK_KEY_P256, 0) || test_chain_make(&other, BRISK_KEY_P256, 0))
        test_abort("cannot make the chain");
    if (test_chain_make(&rsa, BRISK_KEY_RSA, 2048))
        test_abort("cannot make the chain of RSA");
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
    client.trust = &chain.trust;
    server.identities = &chain.identity;
    server.num_identities = 1;
    client.min_version = BRISK_TLS_VERSION_1_3;
    read_demands();
    run_late_cases();
    client.alpn = server.alpn = protocols;
    client.num_alpn = server.num_alpn = 2;
    client.record_size_limit = server.record_size_limit = BRISK_TLS_MAX_RECORD_LIMIT;
    client.cert_compressions = server.cert_compressions = &test_rle;
    client.num_cert_compressions = server.num_cert_compressions = 1;
    server.suites[0] = BRISK_TLS_AES_128_GCM_SHA256;
    server.num_suites = 1;
    RUN(client_hello_cases, FULL);
    RUN(to_client_cases, FULL);
    RUN(retry_cases, RETRY);
    RUN(cookie_cases, COOKIE);
    test_mutual();
    test_staple();
    test_field();
    test_cbc();
    check_all_tested();
    return test_end();
}
