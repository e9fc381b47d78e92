/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Hostile handshake messages and the alert that answers each: a table of what RFC 8446 says must be
 * refused, with the clause. Each case also checks that the connection is dead afterwards.
 * test_tls_records does the same for records and for what comes after the handshake. */

#include <brisk/error.h>

#include <stdio.h>
#include <string.h>

#include "handshake/extensions.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

#define NO_FAILURE (-1) /* the handshake goes on past the message */

static struct test_pair pair;
static struct test_chain chain, stranger;
static struct brisk_tls_config client, server;
static const char *const protocols[] = { "h2", "http/1.1" };

/* --- cases that edit a message --- */

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
    CASE("longer than any that is read", "4", 0, HELLO, EDIT_LENGTH, 16385, NULL,
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
    CASE("max_fragment_length that was not offered", "4.2", 1, EE, EDIT_APPEND,
         EXT_MAX_FRAGMENT_LENGTH, "01", UNSUPPORTED_EXTENSION),
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
    CASE("nine certificates", "4.4.2", 1, CERT, EDIT_BODY, 0,
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
    CASE("certificate that is no DER", "4.4.2", 0, CLIENT_CERT, EDIT_BODY, 0,
         "00 000006 000001 30 0000", BAD_CERTIFICATE),
    CASE("byte too many", "4.4.2", 0, CLIENT_CERT, EDIT_TRAIL, 0, "00", DECODE_ERROR),
    CASE("certificate list cut", "4.4.2", 0, CLIENT_CERT, EDIT_CUT, 1, NULL, DECODE_ERROR),
    CASE("entry's extension that was not asked for", "4.4.2", 0, CLIENT_CERT, EDIT_BODY, 0,
         "00 00000a 000001 30 0004 00050000", UNSUPPORTED_EXTENSION),
    CASE("entry's extension that belongs elsewhere", "4.2", 0, CLIENT_CERT, EDIT_BODY, 0,
         "00 00000a 000001 30 0004 00330000", ILLEGAL_PARAMETER),
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
    CASE("no signature_algorithms", "4.3.2", 1, REQUEST, EDIT_REMOVE, EXT_SIGNATURE_ALGORITHMS,
         NULL, MISSING_EXTENSION),
    CASE("a second request", "4.3.2", 1, CERT + 1, EDIT_TYPE, MESSAGE_CERTIFICATE_REQUEST, NULL,
         UNEXPECTED_MESSAGE),
};

static void edit_one(struct test_wire *wire, unsigned index, const uint8_t *message, size_t len)
{
    static struct test_message copy;
    const struct message_case *c = wire->arg;
    memcpy(copy.bytes, message, len);
    copy.len = len;
    if (c && c->index == index && c->to_client == (wire->to == &pair.client))
        test_message_edit(&copy, &c->edit);
    test_wire_deliver(wire->to, RECORD_HANDSHAKE, copy.bytes, copy.len, 0);
}

/* Runs a handshake through wires that know the case. */
static void run_case(const struct message_case *c)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
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
            /* The other end can read it, whatever keys the two have by then. */
            CHECK_EQ_INT(
                brisk_tls_alert_received(c->to_client ? &pair.server.tls : &pair.client.tls),
                c->alert);
        } else {
            /* Nobody objects to the message itself: the transcripts may differ then. */
            int sent = brisk_tls_alert_sent(&target->tls);
            CHECK(sent == -1 || sent == DECRYPT_ERROR || sent == BAD_RECORD_MAC);
            CHECK_EQ_INT(pair.client.tls.established, c->edit.kind == EDIT_NONE);
        }
        test_pair_wipe(&pair);
    }
    test_note(NULL);
    printf("  %zu cases\n", n);
}

/* What follows a message within its record although the keys change (5.1). */
static void test_key_change_boundaries(void)
{
    static const struct {
        const char *what;
        int to_client;
        unsigned index;
    } cases[] = {
        { "ClientHello", 0, 0 },
        { "client's Finished", 0, 1 },
        { "ServerHello", 1, 0 },
        { "server's Finished", 1, 4 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_note("a byte after the %s (5.1)", cases[i].what);
        /* A message of its own follows: the length field stays as it is. */
        struct message_case c = { cases[i].what,           "5.1",
                                  cases[i].to_client,      cases[i].index,
                                  { EDIT_TRAIL, 0, "14" }, UNEXPECTED_MESSAGE };
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        struct test_wire to_server = { .from = &pair.client, .to = &pair.server, .edit = edit_one };
        struct test_wire to_client = { .from = &pair.server, .to = &pair.client, .edit = edit_one };
        to_server.arg = to_client.arg = &c;
        c.edit.kind = EDIT_FOLLOW;
        test_wire_run(&pair, &to_server, &to_client);
        test_peer_check_dead(cases[i].to_client ? &pair.client : &pair.server, UNEXPECTED_MESSAGE);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* --- certificates --- */

static void check_certificate(const char *what, const struct brisk_tls_config *client_side,
                              int64_t now, int alert, int x509_error)
{
    test_note("%s", what);
    test_pair_init(&pair, client_side, &server, TEST_CHAIN_HOST, 0);
    brisk_tls_set_time(&pair.client.tls, now);
    CHECK_EQ_INT(test_pair_run(&pair, 0), 0);
    CHECK_EQ_INT(pair.client.result, BRISK_ERR_TLS_CERTIFICATE);
    CHECK_EQ_INT(pair.client.tls.x509_error, x509_error);
    test_peer_check_dead(&pair.client, alert);
    CHECK_EQ_INT(brisk_tls_alert_received(&pair.server.tls), alert);
    test_pair_wipe(&pair);
    test_note(NULL);
}

static void test_certificates(void)
{
    struct brisk_tls_config other = client;
    struct brisk_x509_template what = test_chain_template();
    check_certificate("expired", &client, TEST_CHAIN_NOT_AFTER + INT64_C(1), CERTIFICATE_EXPIRED,
                      BRISK_ERR_X509_EXPIRED);
    check_certificate("not valid yet", &client, TEST_CHAIN_NOT_BEFORE - INT64_C(1),
                      CERTIFICATE_EXPIRED, BRISK_ERR_X509_NOT_YET_VALID);
    other.trust = NULL; /* which brisk_tls_config_check() would have refused */
    check_certificate("trust in nobody", &other, TEST_CHAIN_TIME, UNKNOWN_CA,
                      BRISK_ERR_X509_UNKNOWN_ISSUER);
    what.extended_key_usage = BRISK_EKU_CLIENT_AUTH;
    CHECK_EQ_INT(test_chain_issue(&chain, &what), 0);
    check_certificate("a certificate for clients", &client, TEST_CHAIN_TIME,
                      UNSUPPORTED_CERTIFICATE, BRISK_ERR_X509_EXTENDED_KEY_USAGE);
    what = test_chain_template();
    CHECK_EQ_INT(test_chain_issue(&chain, &what), 0);
    /* The signature, which is the last thing in a certificate, changed; the CA is the right one. */
    chain.leaf_der[chain.leaf_der_len - 1] ^= 1;
    check_certificate("a wrong signature", &client, TEST_CHAIN_TIME, BAD_CERTIFICATE,
                      BRISK_ERR_X509_SIGNATURE);
    chain.leaf_der[chain.leaf_der_len - 1] ^= 1;
    static const char *const names[] = { "other.example" };
    what.names = names;
    what.num_names = 1;
    CHECK_EQ_INT(test_chain_issue(&chain, &what), 0);
    check_certificate("another host", &client, TEST_CHAIN_TIME, CERTIFICATE_UNKNOWN,
                      BRISK_ERR_X509_NAME_MISMATCH);
    what = test_chain_template();
    CHECK_EQ_INT(test_chain_issue(&chain, &what), 0);
}

/* A CA of the same name with another key: the chain's signature is what tells. */
static void test_other_ca(void)
{
    struct brisk_tls_config other = client;
    other.trust = &stranger.trust;
    test_pair_init(&pair, &other, &server, TEST_CHAIN_HOST, 0);
    CHECK_EQ_INT(test_pair_run(&pair, 0), 0);
    CHECK_EQ_INT(pair.client.result, BRISK_ERR_TLS_CERTIFICATE);
    int alert = brisk_tls_alert_sent(&pair.client.tls);
    CHECK(alert == UNKNOWN_CA || alert == BAD_CERTIFICATE);
    test_pair_wipe(&pair);
}

/* What TLS 1.2 servers of our kind would say (4.1.3): a sentinel in the random and no
 * supported_versions. Anything but these eight bytes is only the wrong version. */
static void test_downgrade(void)
{
    static const struct {
        const char *end;
        int alert;
    } cases[] = {
        { "444f574e47524401", ILLEGAL_PARAMETER },
        { "444f574e47524400", ILLEGAL_PARAMETER },
        { "444f574e47524402", PROTOCOL_VERSION },
        { "444f574e47524301", PROTOCOL_VERSION },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t hello[256] = { MESSAGE_SERVER_HELLO, 0, 0, 0, 3, 3 };
        test_note("random that ends in %s", cases[i].end);
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        test_peer_step(&pair.client);
        test_hex(hello + 6 + 24, 8, cases[i].end);
        /* an empty session ID, ECDHE-ECDSA with AES-128-GCM, no compression, no extensions */
        size_t len = 38 + test_hex(hello + 38, 16, "00 c02b 00");
        hello[3] = (uint8_t)(len - 4);
        test_wire_deliver(&pair.client, RECORD_HANDSHAKE, hello, len, 0);
        test_peer_check_dead(&pair.client, cases[i].alert);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

/* HelloRetryRequest with a cookie only, then one with a cookie and a group, then a second one. */
static struct test_message retry_request;

static void build_retry_request(const char *extensions)
{
    const uint8_t *hello = pair.client.out + pair.client.tls.out.begin + 5;
    uint8_t *m = retry_request.bytes;
    size_t len = 4;
    m[0] = MESSAGE_SERVER_HELLO;
    len += test_hex(m + len, 64,
                    "0303"
                    "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");
    memcpy(m + len, hello + 4 + 34, 33); /* the session ID */
    len += 33;
    len += test_hex(m + len, 3, "130100");
    size_t block = len;
    len += 2 + test_hex(m + len + 2, 10000, extensions);
    m[block] = (uint8_t)((len - block - 2) >> 8);
    m[block + 1] = (uint8_t)(len - block - 2);
    m[2] = (uint8_t)((len - 4) >> 8);
    m[3] = (uint8_t)(len - 4);
    retry_request.len = len;
}

static void test_cookie(void)
{
    for (int with_group = 0; with_group < 2; with_group++) {
        test_note("retry request with a cookie%s (4.2.2)", with_group ? " and a group" : "");
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        test_peer_step(&pair.client);
        build_retry_request(with_group ? "002b00020304 002c00060004c00c1e00 003300020017"
                                       : "002b00020304 002c00060004c00c1e00");
        pair.client.tls.out.begin = pair.client.tls.out.end;
        CHECK_EQ_INT(test_wire_deliver(&pair.client, RECORD_HANDSHAKE, retry_request.bytes,
                                       retry_request.len, 0),
                     BRISK_TLS_WANT_INPUT);
        /* The second hello, behind change_cipher_spec, carries the cookie. */
        static const uint8_t cookie[] = { 0, 44, 0, 6, 0, 4, 0xc0, 0x0c, 0x1e, 0 };
        const uint8_t *out = pair.client.out + pair.client.tls.out.begin;
        size_t len = pair.client.tls.out.end - pair.client.tls.out.begin;
        int found = 0;
        for (size_t i = 0; i + sizeof cookie <= len; i++)
            found |= memcmp(out + i, cookie, sizeof cookie) == 0;
        CHECK(found);
        CHECK_EQ_INT(out[0], RECORD_CHANGE_CIPHER_SPEC);
        /* Section 4.1.4: a second request is one too many. */
        test_wire_deliver(&pair.client, RECORD_HANDSHAKE, retry_request.bytes, retry_request.len,
                          0);
        test_peer_check_dead(&pair.client, UNEXPECTED_MESSAGE);
        test_pair_wipe(&pair);
    }
    test_note("retry request for the group of our share (4.2.8)");
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    test_peer_step(&pair.client);
    build_retry_request("002b00020304 00330002001d");
    test_wire_deliver(&pair.client, RECORD_HANDSHAKE, retry_request.bytes, retry_request.len, 0);
    test_peer_check_dead(&pair.client, ILLEGAL_PARAMETER);
    test_note("cookie longer than any that is kept");
    char text[2 * 6000 + 64] = "002b00020304 002c1002 1000";
    size_t at = strlen(text);
    memset(text + at, 'a', 2 * 0x1000);
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    test_peer_step(&pair.client);
    build_retry_request(text);
    CHECK_EQ_INT(test_wire_deliver(&pair.client, RECORD_HANDSHAKE, retry_request.bytes,
                                   retry_request.len, 0),
                 BRISK_TLS_WANT_INPUT);
    memcpy(text, "002b00020304 002c1003 1001", at);
    memset(text + at, 'a', 2 * 0x1001);
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    test_peer_step(&pair.client);
    build_retry_request(text);
    test_wire_deliver(&pair.client, RECORD_HANDSHAKE, retry_request.bytes, retry_request.len, 0);
    test_peer_check_dead(&pair.client, HANDSHAKE_FAILURE);
    test_note(NULL);
}

/* Extensions that nobody knows: more of them than are counted, and one of them twice. */
static void test_unknown_extensions(void)
{
    for (size_t n = EXT_MAX_UNKNOWN; n <= EXT_MAX_UNKNOWN + 1; n++)
        for (int twice = 0; twice < 2; twice++) {
            static struct test_message hello;
            test_note("%zu unknown extensions, twice %d (4.2)", n, twice);
            test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
            test_peer_step(&pair.client);
            hello.len = pair.client.tls.out.end - pair.client.tls.out.begin - 5;
            memcpy(hello.bytes, pair.client.out + pair.client.tls.out.begin + 5, hello.len);
            for (unsigned i = 0; i < n; i++) {
                struct test_edit edit = { EDIT_APPEND, 0x1000 + i, "" };
                if (twice && i == n - 1)
                    edit.type = 0x1000;
                test_message_edit(&hello, &edit);
            }
            test_wire_deliver(&pair.server, RECORD_HANDSHAKE, hello.bytes, hello.len, 0);
            if (n > EXT_MAX_UNKNOWN || twice)
                test_peer_check_dead(&pair.server, twice ? DECODE_ERROR : ILLEGAL_PARAMETER);
            else
                CHECK_EQ_INT(pair.server.result, BRISK_TLS_WANT_INPUT);
            test_pair_wipe(&pair);
        }
    test_note(NULL);
}

#define PSK "000700016100000000 0021 20" A32 /* one identity "a", its age, one binder */

/* pre_shared_key is the last extension (4.2.11); a pre-shared key that nobody knows is passed over.
 */
static void test_pre_shared_key(void)
{
    static const struct {
        const char *what;
        const char *after; /* data of an unknown extension behind it, or NULL */
        const char *key;
        int alert;
        int alone; /* without groups and shares: a handshake by pre-shared key only */
    } cases[] = {
        { "at the end", NULL, PSK, NO_FAILURE, 0 },
        { "before the end", "", PSK, ILLEGAL_PARAMETER, 0 },
        { "and nothing else", NULL, PSK, HANDSHAKE_FAILURE, 1 },
        { "two binders", NULL, "000700016100000000 0042 20" A32 "20" A32, ILLEGAL_PARAMETER, 0 },
        { "short binder", NULL, "000700016100000000 0011 10" A16, DECRYPT_ERROR, 0 },
        { "empty identity", NULL, "0006000000000000 0021 20" A32, DECODE_ERROR, 0 },
        { "no identities", NULL, "0000 0021 20" A32, DECODE_ERROR, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct test_message hello;
        test_note("pre_shared_key: %s (4.2.11)", cases[i].what);
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        test_peer_step(&pair.client);
        hello.len = pair.client.tls.out.end - pair.client.tls.out.begin - 5;
        memcpy(hello.bytes, pair.client.out + pair.client.tls.out.begin + 5, hello.len);
        if (cases[i].alone) {
            test_message_edit(&hello,
                              &(struct test_edit){ EDIT_REMOVE, EXT_SUPPORTED_GROUPS, NULL });
            test_message_edit(&hello, &(struct test_edit){ EDIT_REMOVE, EXT_KEY_SHARE, NULL });
        }
        test_message_edit(&hello,
                          &(struct test_edit){ EDIT_APPEND, EXT_PSK_KEY_EXCHANGE_MODES, "0101" });
        test_message_edit(&hello,
                          &(struct test_edit){ EDIT_APPEND, EXT_PRE_SHARED_KEY, cases[i].key });
        if (cases[i].after)
            test_message_edit(&hello, &(struct test_edit){ EDIT_APPEND, 0xfafa, cases[i].after });
        test_wire_deliver(&pair.server, RECORD_HANDSHAKE, hello.bytes, hello.len, 0);
        if (cases[i].alert == NO_FAILURE)
            CHECK_EQ_INT(pair.server.result, BRISK_TLS_WANT_INPUT);
        else
            test_peer_check_dead(&pair.server, cases[i].alert);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

#define RUN(cases) run_message_cases(cases, sizeof cases / sizeof cases[0])

static void test_mutual(void)
{
    struct brisk_x509_template what = test_chain_template();
    what.extended_key_usage = BRISK_EKU_CLIENT_AUTH;
    CHECK_EQ_INT(test_chain_issue(&stranger, &what), 0);
    client.identities = &stranger.identity;
    client.num_identities = 1;
    server.trust = &stranger.trust;
    server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUIRE;
    RUN(mutual_cases);
    client.num_identities = 0;
    server.client_auth = BRISK_TLS_CLIENT_AUTH_NONE;
    what = test_chain_template();
    CHECK_EQ_INT(test_chain_issue(&stranger, &what), 0);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&chain, BRISK_KEY_P256, 0) || test_chain_make(&stranger, BRISK_KEY_P256, 0))
        test_abort("cannot make the chains");
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
    client.min_version = BRISK_TLS_VERSION_1_3; /* test_tls12_alerts has the other */
    client.trust = &chain.trust;
    server.identities = &chain.identity;
    server.num_identities = 1;
    client.alpn = server.alpn = protocols;
    client.num_alpn = server.num_alpn = 2;
    server.suites[0] = BRISK_TLS_AES_128_GCM_SHA256;
    server.num_suites = 1;
    RUN(client_hello_cases);
    RUN(to_client_cases);
    client.num_key_shares = 0;
    RUN(retry_cases);
    client.num_key_shares = 1;
    test_mutual();
    test_key_change_boundaries();
    test_certificates();
    test_other_ca();
    test_downgrade();
    test_cookie();
    test_unknown_extensions();
    test_pre_shared_key();
    return test_end();
}
