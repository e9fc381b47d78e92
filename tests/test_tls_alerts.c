/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Hostile input and the alert that answers it: a table of what RFC 8446 says must be refused, with
 * the clause. Each case also checks that the connection is dead afterwards. */

#include <brisk/error.h>

#include <stdio.h>
#include <string.h>

#include "handshake/extensions.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

enum {
    UNEXPECTED_MESSAGE = 10,
    BAD_RECORD_MAC = 20,
    RECORD_OVERFLOW = 22,
    HANDSHAKE_FAILURE = 40,
    BAD_CERTIFICATE = 42,
    UNSUPPORTED_CERTIFICATE = 43,
    CERTIFICATE_EXPIRED = 45,
    CERTIFICATE_UNKNOWN = 46,
    ILLEGAL_PARAMETER = 47,
    UNKNOWN_CA = 48,
    DECODE_ERROR = 50,
    DECRYPT_ERROR = 51,
    PROTOCOL_VERSION = 70,
    MISSING_EXTENSION = 109,
    UNSUPPORTED_EXTENSION = 110,
    UNRECOGNIZED_NAME = 112,
    NO_APPLICATION_PROTOCOL = 120,
};
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

/* Without HelloRetryRequest: ClientHello and Finished go to the server; ServerHello,
 * EncryptedExtensions, Certificate, CertificateVerify and Finished to the client. */
enum { HELLO = 0, CLIENT_FINISHED = 1 };
enum { SH = 0, EE = 1, CERT = 2, CV = 3, FIN = 4 };

static const struct message_case client_hello_cases[] = {
    { "untouched", "4.1.2", 0, HELLO, { EDIT_NONE, 0, NULL }, NO_FAILURE },
    { "empty body", "6.2", 0, HELLO, { EDIT_BODY, 0, "" }, DECODE_ERROR },
    { "cut in the random", "6.2", 0, HELLO, { EDIT_BODY, 0, "0303" A16 }, DECODE_ERROR },
    { "last byte missing", "6.2", 0, HELLO, { EDIT_CUT, 1, NULL }, DECODE_ERROR },
    { "byte too many", "6.2", 0, HELLO, { EDIT_TRAIL, 0, "00" }, DECODE_ERROR },
    { "longer than any that is read",
      "4",
      0,
      HELLO,
      { EDIT_LENGTH, 16385, NULL },
      ILLEGAL_PARAMETER },
    { "another message first",
      "4",
      0,
      HELLO,
      { EDIT_TYPE, MESSAGE_FINISHED, NULL },
      UNEXPECTED_MESSAGE },
    { "hello_request", "4", 0, HELLO, { EDIT_TYPE, 0, NULL }, UNEXPECTED_MESSAGE },
    { "unknown message", "4", 0, HELLO, { EDIT_TYPE, 99, NULL }, UNEXPECTED_MESSAGE },
    { "server_hello to a server",
      "4",
      0,
      HELLO,
      { EDIT_TYPE, MESSAGE_SERVER_HELLO, NULL },
      UNEXPECTED_MESSAGE },

    { "legacy_version of SSL 3.0", "D.5", 0, HELLO, { EDIT_FIELD, 0, "0300" }, PROTOCOL_VERSION },
    { "legacy_version below TLS 1.2 is ignored",
      "4.2.1",
      0,
      HELLO,
      { EDIT_FIELD, 0, "0301" },
      NO_FAILURE },
    { "session ID over 32 bytes",
      "4.1.2",
      0,
      HELLO,
      { EDIT_FIELD, 2, "21" A32 "00" },
      DECODE_ERROR },
    { "no cipher suites", "4.1.2", 0, HELLO, { EDIT_FIELD, 3, "0000" }, DECODE_ERROR },
    { "odd cipher suites", "4.1.2", 0, HELLO, { EDIT_FIELD, 3, "0003130113" }, DECODE_ERROR },
    { "no cipher suite in common",
      "4.1.1",
      0,
      HELLO,
      { EDIT_FIELD, 3, "00041304c02f" },
      HANDSHAKE_FAILURE },
    { "no compression methods", "4.1.2", 0, HELLO, { EDIT_FIELD, 4, "00" }, DECODE_ERROR },
    { "compression", "4.1.2", 0, HELLO, { EDIT_FIELD, 4, "0101" }, ILLEGAL_PARAMETER },
    { "compression besides null",
      "4.1.2",
      0,
      HELLO,
      { EDIT_FIELD, 4, "020100" },
      ILLEGAL_PARAMETER },

    { "no supported_versions",
      "D.2",
      0,
      HELLO,
      { EDIT_REMOVE, EXT_SUPPORTED_VERSIONS, NULL },
      PROTOCOL_VERSION },
    { "TLS 1.2 only",
      "4.2.1",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SUPPORTED_VERSIONS, "020303" },
      PROTOCOL_VERSION },
    { "a draft's version",
      "4.2.1",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SUPPORTED_VERSIONS, "027f1c" },
      PROTOCOL_VERSION },
    { "no versions",
      "4.2.1",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SUPPORTED_VERSIONS, "00" },
      DECODE_ERROR },
    { "odd versions",
      "4.2.1",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SUPPORTED_VERSIONS, "03030403" },
      DECODE_ERROR },
    { "versions and a byte",
      "4.2.1",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SUPPORTED_VERSIONS, "02030400" },
      DECODE_ERROR },
    { "versions of all kinds",
      "4.2.1",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SUPPORTED_VERSIONS, "08fafa030403030302" },
      NO_FAILURE },

    { "no signature_algorithms",
      "9.2",
      0,
      HELLO,
      { EDIT_REMOVE, EXT_SIGNATURE_ALGORITHMS, NULL },
      MISSING_EXTENSION },
    { "no supported_groups",
      "9.2",
      0,
      HELLO,
      { EDIT_REMOVE, EXT_SUPPORTED_GROUPS, NULL },
      MISSING_EXTENSION },
    { "no key_share", "9.2", 0, HELLO, { EDIT_REMOVE, EXT_KEY_SHARE, NULL }, MISSING_EXTENSION },
    { "empty signature_algorithms",
      "4.2.3",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SIGNATURE_ALGORITHMS, "0000" },
      DECODE_ERROR },
    { "odd signature_algorithms",
      "4.2.3",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SIGNATURE_ALGORITHMS, "0003040304" },
      DECODE_ERROR },
    { "no scheme in common",
      "4.4.2.2",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SIGNATURE_ALGORITHMS, "00020201" },
      HANDSHAKE_FAILURE },
    { "schemes for RSA only",
      "4.4.2.2",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SIGNATURE_ALGORITHMS, "000408040401" },
      HANDSHAKE_FAILURE },
    { "empty supported_groups",
      "4.2.7",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SUPPORTED_GROUPS, "0000" },
      DECODE_ERROR },
    { "odd supported_groups",
      "4.2.7",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SUPPORTED_GROUPS, "0003001d00" },
      DECODE_ERROR },
    { "share of a group that is not listed",
      "4.2.8",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SUPPORTED_GROUPS, "00020017" },
      ILLEGAL_PARAMETER },

    { "share cut",
      "4.2.8",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_KEY_SHARE, "0024001d0020" A16 },
      DECODE_ERROR },
    { "share without a key",
      "4.2.8",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_KEY_SHARE, "0004001d0000" },
      DECODE_ERROR },
    { "X25519 share of 31 bytes",
      "4.2.8.2",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_KEY_SHARE, "0023001d001f" A16 "000000000000000000000000000000" },
      ILLEGAL_PARAMETER },
    { "X25519 share of low order",
      "7.4.2",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_KEY_SHARE, "0024001d0020" A32 },
      ILLEGAL_PARAMETER },
    { "P-256 share that is no point",
      "4.2.8.2",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_KEY_SHARE,
        "004500170041"
        "04" A64 },
      ILLEGAL_PARAMETER },
    { "P-256 share in compressed form",
      "4.2.8.2",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_KEY_SHARE,
        "002500170021"
        "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296" },
      ILLEGAL_PARAMETER },
    { "two shares of a group",
      "4.2.8",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_KEY_SHARE, "0048001d0020" A32 "001d0020" A32 },
      ILLEGAL_PARAMETER },

    { "an extension twice",
      "4.2",
      0,
      HELLO,
      { EDIT_APPEND, EXT_SUPPORTED_VERSIONS, "020304" },
      ILLEGAL_PARAMETER },
    { "an unknown extension", "4.2", 0, HELLO, { EDIT_APPEND, 0xfafa, "0102" }, NO_FAILURE },
    { "oid_filters in ClientHello",
      "4.2",
      0,
      HELLO,
      { EDIT_APPEND, EXT_OID_FILTERS, "0000" },
      ILLEGAL_PARAMETER },
    { "cookie without a retry request",
      "4.2.2",
      0,
      HELLO,
      { EDIT_APPEND, EXT_COOKIE, "000101" },
      ILLEGAL_PARAMETER },
    { "empty cookie", "4.2.2", 0, HELLO, { EDIT_APPEND, EXT_COOKIE, "0000" }, DECODE_ERROR },
    { "two host names",
      "RFC 6066 3",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SERVER_NAME,
        "0008"
        "00000161"
        "00000162" },
      ILLEGAL_PARAMETER },
    { "empty host name",
      "RFC 6066 3",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SERVER_NAME, "0003000000" },
      DECODE_ERROR },
    { "no names", "RFC 6066 3", 0, HELLO, { EDIT_REPLACE, EXT_SERVER_NAME, "0000" }, DECODE_ERROR },
    { "host name with a zero byte",
      "RFC 6066 3",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SERVER_NAME,
        "0006"
        "000003"
        "610062" },
      UNRECOGNIZED_NAME },
    { "host name over 255 bytes",
      "RFC 6066 3",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_SERVER_NAME,
        "0103"
        "000100" A256 },
      UNRECOGNIZED_NAME },
    { "empty ALPN list",
      "RFC 7301 3.1",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_ALPN, "0000" },
      DECODE_ERROR },
    { "empty ALPN name",
      "RFC 7301 3.1",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_ALPN, "000100" },
      DECODE_ERROR },
    { "no ALPN name in common",
      "RFC 7301 3.2",
      0,
      HELLO,
      { EDIT_REPLACE, EXT_ALPN, "00020178" },
      NO_APPLICATION_PROTOCOL },
    { "early_data with content",
      "4.2.10",
      0,
      HELLO,
      { EDIT_APPEND, EXT_EARLY_DATA, "00" },
      DECODE_ERROR },
    { "pre_shared_key without modes",
      "4.2.9",
      0,
      HELLO,
      { EDIT_APPEND, EXT_PRE_SHARED_KEY,
        "0007"
        "0001"
        "61"
        "00000000"
        "0021"
        "20" A32 },
      MISSING_EXTENSION },
    { "pre_shared_key cut",
      "4.2.11",
      0,
      HELLO,
      { EDIT_APPEND, EXT_PRE_SHARED_KEY,
        "0007"
        "0001"
        "61"
        "00000000"
        "0021"
        "20" A16 },
      DECODE_ERROR },
    { "psk_key_exchange_modes without a mode",
      "4.2.9",
      0,
      HELLO,
      { EDIT_APPEND, EXT_PSK_KEY_EXCHANGE_MODES, "00" },
      DECODE_ERROR },
};

static const struct message_case to_client_cases[] = {
    { "untouched", "4.1.3", 1, SH, { EDIT_NONE, 0, NULL }, NO_FAILURE },
    { "another message first",
      "4",
      1,
      SH,
      { EDIT_TYPE, MESSAGE_ENCRYPTED_EXTENSIONS, NULL },
      UNEXPECTED_MESSAGE },
    { "client_hello to a client",
      "4",
      1,
      SH,
      { EDIT_TYPE, MESSAGE_CLIENT_HELLO, NULL },
      UNEXPECTED_MESSAGE },
    { "last byte missing", "6.2", 1, SH, { EDIT_CUT, 1, NULL }, DECODE_ERROR },
    { "byte too many", "6.2", 1, SH, { EDIT_TRAIL, 0, "00" }, DECODE_ERROR },
    { "legacy_version of SSL 3.0", "D.5", 1, SH, { EDIT_FIELD, 0, "0300" }, PROTOCOL_VERSION },
    { "legacy_version of TLS 1.3", "4.1.3", 1, SH, { EDIT_FIELD, 0, "0304" }, ILLEGAL_PARAMETER },
    { "TLS 1.2", "D.1", 1, SH, { EDIT_REMOVE, EXT_SUPPORTED_VERSIONS, NULL }, PROTOCOL_VERSION },
    { "TLS 1.2 in supported_versions",
      "4.2.1",
      1,
      SH,
      { EDIT_REPLACE, EXT_SUPPORTED_VERSIONS, "0303" },
      ILLEGAL_PARAMETER },
    { "a version that was not offered",
      "4.2.1",
      1,
      SH,
      { EDIT_REPLACE, EXT_SUPPORTED_VERSIONS, "0305" },
      ILLEGAL_PARAMETER },
    { "supported_versions cut",
      "4.2.1",
      1,
      SH,
      { EDIT_REPLACE, EXT_SUPPORTED_VERSIONS, "03" },
      DECODE_ERROR },
    { "session ID not echoed", "4.1.3", 1, SH, { EDIT_FIELD, 2, "00" }, ILLEGAL_PARAMETER },
    { "another session ID", "4.1.3", 1, SH, { EDIT_FIELD, 2, "20" A32 }, ILLEGAL_PARAMETER },
    { "session ID over 32 bytes", "4.1.3", 1, SH, { EDIT_FIELD, 2, "21" A32 "00" }, DECODE_ERROR },
    { "suite that does not exist", "4.1.3", 1, SH, { EDIT_FIELD, 3, "13ff" }, ILLEGAL_PARAMETER },
    { "suite that was not offered", "4.1.3", 1, SH, { EDIT_FIELD, 3, "1304" }, ILLEGAL_PARAMETER },
    { "compression", "4.1.3", 1, SH, { EDIT_FIELD, 4, "01" }, ILLEGAL_PARAMETER },
    { "no key_share", "9.2", 1, SH, { EDIT_REMOVE, EXT_KEY_SHARE, NULL }, MISSING_EXTENSION },
    { "share of a group without ours",
      "4.2.8",
      1,
      SH,
      { EDIT_REPLACE, EXT_KEY_SHARE,
        "00170041"
        "04" A64 },
      ILLEGAL_PARAMETER },
    { "share of another size",
      "4.2.8.2",
      1,
      SH,
      { EDIT_REPLACE, EXT_KEY_SHARE, "001d0010" A16 },
      ILLEGAL_PARAMETER },
    { "share of low order",
      "7.4.2",
      1,
      SH,
      { EDIT_REPLACE, EXT_KEY_SHARE, "001d0020" A32 },
      ILLEGAL_PARAMETER },
    { "share cut", "4.2.8", 1, SH, { EDIT_REPLACE, EXT_KEY_SHARE, "001d0020" A16 }, DECODE_ERROR },
    { "share without a key",
      "4.2.8",
      1,
      SH,
      { EDIT_REPLACE, EXT_KEY_SHARE, "001d0000" },
      DECODE_ERROR },
    { "an extension twice",
      "4.2",
      1,
      SH,
      { EDIT_APPEND, EXT_SUPPORTED_VERSIONS, "0304" },
      ILLEGAL_PARAMETER },
    { "pre_shared_key that was not offered",
      "4.2",
      1,
      SH,
      { EDIT_APPEND, EXT_PRE_SHARED_KEY, "0000" },
      UNSUPPORTED_EXTENSION },
    { "ALPN in ServerHello",
      "4.2",
      1,
      SH,
      { EDIT_APPEND, EXT_ALPN, "0003026832" },
      ILLEGAL_PARAMETER },
    { "cookie in ServerHello",
      "4.2",
      1,
      SH,
      { EDIT_APPEND, EXT_COOKIE, "000101" },
      ILLEGAL_PARAMETER },
    { "an unknown extension", "4.2", 1, SH, { EDIT_APPEND, 0xfafa, "" }, UNSUPPORTED_EXTENSION },
    /* The random of a retry request turns the same bytes into one: its key_share is too long. */
    { "ServerHello with a retry request's random",
      "4.1.4",
      1,
      SH,
      { EDIT_FIELD, 1, "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c" },
      DECODE_ERROR },

    { "EncryptedExtensions left out",
      "4.3.1",
      1,
      EE,
      { EDIT_TYPE, MESSAGE_CERTIFICATE, NULL },
      UNEXPECTED_MESSAGE },
    { "no extension block", "4.3.1", 1, EE, { EDIT_BODY, 0, "" }, DECODE_ERROR },
    { "byte too many", "4.3.1", 1, EE, { EDIT_TRAIL, 0, "00" }, DECODE_ERROR },
    { "no extensions", "4.3.1", 1, EE, { EDIT_BODY, 0, "0000" }, NO_FAILURE },
    { "key_share in EncryptedExtensions",
      "4.2",
      1,
      EE,
      { EDIT_APPEND, EXT_KEY_SHARE, "001d" },
      ILLEGAL_PARAMETER },
    { "supported_versions in EncryptedExtensions",
      "4.2",
      1,
      EE,
      { EDIT_APPEND, EXT_SUPPORTED_VERSIONS, "0304" },
      ILLEGAL_PARAMETER },
    { "signature_algorithms in EncryptedExtensions",
      "4.2",
      1,
      EE,
      { EDIT_APPEND, EXT_SIGNATURE_ALGORITHMS, "00020403" },
      ILLEGAL_PARAMETER },
    { "early_data that was not offered",
      "4.2.10",
      1,
      EE,
      { EDIT_APPEND, EXT_EARLY_DATA, "" },
      UNSUPPORTED_EXTENSION },
    { "max_fragment_length that was not offered",
      "4.2",
      1,
      EE,
      { EDIT_APPEND, EXT_MAX_FRAGMENT_LENGTH, "01" },
      UNSUPPORTED_EXTENSION },
    { "an unknown extension", "4.2", 1, EE, { EDIT_APPEND, 0xfafa, "" }, UNSUPPORTED_EXTENSION },
    { "supported_groups",
      "4.2.7",
      1,
      EE,
      { EDIT_APPEND, EXT_SUPPORTED_GROUPS, "00020017" },
      NO_FAILURE },
    { "odd supported_groups",
      "4.2.7",
      1,
      EE,
      { EDIT_APPEND, EXT_SUPPORTED_GROUPS, "0003001700" },
      DECODE_ERROR },
    { "an extension twice",
      "4.2",
      1,
      EE,
      { EDIT_APPEND, EXT_ALPN, "0003026832" },
      ILLEGAL_PARAMETER },
    { "server_name with content",
      "RFC 6066 3",
      1,
      EE,
      { EDIT_REPLACE, EXT_SERVER_NAME, "00" },
      DECODE_ERROR },
    { "two ALPN names",
      "RFC 7301 3.1",
      1,
      EE,
      { EDIT_REPLACE, EXT_ALPN, "000602683202 6833" },
      DECODE_ERROR },
    { "no ALPN name", "RFC 7301 3.1", 1, EE, { EDIT_REPLACE, EXT_ALPN, "0000" }, DECODE_ERROR },
    { "ALPN name that was not offered",
      "RFC 7301 3.2",
      1,
      EE,
      { EDIT_REPLACE, EXT_ALPN, "0003026833" },
      ILLEGAL_PARAMETER },

    { "CertificateVerify for Certificate",
      "4.4.2",
      1,
      CERT,
      { EDIT_TYPE, MESSAGE_CERTIFICATE_VERIFY, NULL },
      UNEXPECTED_MESSAGE },
    { "Finished for Certificate",
      "4.4.2",
      1,
      CERT,
      { EDIT_TYPE, MESSAGE_FINISHED, NULL },
      UNEXPECTED_MESSAGE },
    { "no certificates", "4.4.2.4", 1, CERT, { EDIT_BODY, 0, "00000000" }, DECODE_ERROR },
    { "a context",
      "4.4.2",
      1,
      CERT,
      { EDIT_BODY, 0,
        "0161"
        "000006"
        "00000130"
        "0000" },
      ILLEGAL_PARAMETER },
    { "empty certificate",
      "4.4.2",
      1,
      CERT,
      { EDIT_BODY, 0,
        "00"
        "000005"
        "000000"
        "0000" },
      DECODE_ERROR },
    { "certificate that is no DER",
      "4.4.2",
      1,
      CERT,
      { EDIT_BODY, 0,
        "00"
        "000006"
        "000001"
        "30"
        "0000" },
      BAD_CERTIFICATE },
    { "certificate list cut", "4.4.2", 1, CERT, { EDIT_CUT, 1, NULL }, DECODE_ERROR },
    { "byte too many", "4.4.2", 1, CERT, { EDIT_TRAIL, 0, "00" }, DECODE_ERROR },
    { "entry's extension that was not offered",
      "4.4.2",
      1,
      CERT,
      { EDIT_BODY, 0,
        "00"
        "00000a"
        "000001"
        "30"
        "0004"
        "00120000" },
      UNSUPPORTED_EXTENSION },
    { "entry's extension that belongs elsewhere",
      "4.2",
      1,
      CERT,
      { EDIT_BODY, 0,
        "00"
        "00000a"
        "000001"
        "30"
        "0004"
        "00330000" },
      ILLEGAL_PARAMETER },
    { "nine certificates",
      "4.4.2",
      1,
      CERT,
      { EDIT_BODY, 0,
        "00"
        "000036"
        "000001300000"
        "000001300000"
        "000001300000"
        "000001300000"
        "000001300000"
        "000001300000"
        "000001300000"
        "000001300000"
        "000001300000" },
      BAD_CERTIFICATE },
    /* A request comes before Certificate, which is still awaited then. */
    { "CertificateRequest",
      "4.3.2",
      1,
      CERT,
      { EDIT_TYPE, MESSAGE_CERTIFICATE_REQUEST, NULL },
      DECODE_ERROR },

    { "Finished for CertificateVerify",
      "4.4.3",
      1,
      CV,
      { EDIT_TYPE, MESSAGE_FINISHED, NULL },
      UNEXPECTED_MESSAGE },
    { "empty body", "4.4.3", 1, CV, { EDIT_BODY, 0, "" }, DECODE_ERROR },
    { "byte too many", "4.4.3", 1, CV, { EDIT_TRAIL, 0, "00" }, DECODE_ERROR },
    { "scheme that was not offered",
      "4.4.3",
      1,
      CV,
      { EDIT_BODY, 0, "06030001ff" },
      ILLEGAL_PARAMETER },
    { "scheme for another key", "4.4.3", 1, CV, { EDIT_BODY, 0, "08040001ff" }, ILLEGAL_PARAMETER },
    { "scheme for certificates only",
      "4.2.3",
      1,
      CV,
      { EDIT_BODY, 0, "04010001ff" },
      ILLEGAL_PARAMETER },
    { "another signature",
      "4.4.3",
      1,
      CV,
      { EDIT_BODY, 0,
        "04030008"
        "3006020101020101" },
      DECRYPT_ERROR },
    { "no signature", "4.4.3", 1, CV, { EDIT_BODY, 0, "04030000" }, DECRYPT_ERROR },
    { "signature longer than any",
      "4.4.3",
      1,
      CV,
      { EDIT_BODY, 0, "04030280" A256 A256 A64 A64 },
      DECRYPT_ERROR },

    { "another Finished", "4.4.4", 1, FIN, { EDIT_BODY, 0, A32 }, DECRYPT_ERROR },
    { "short Finished", "4.4.4", 1, FIN, { EDIT_BODY, 0, A16 }, DECODE_ERROR },
    { "long Finished", "4.4.4", 1, FIN, { EDIT_BODY, 0, A32 "00" }, DECODE_ERROR },
    { "CertificateVerify for Finished",
      "4.4.4",
      1,
      FIN,
      { EDIT_TYPE, MESSAGE_CERTIFICATE_VERIFY, NULL },
      UNEXPECTED_MESSAGE },
    { "NewSessionTicket before Finished",
      "4.6.1",
      1,
      FIN,
      { EDIT_TYPE, MESSAGE_NEW_SESSION_TICKET, NULL },
      UNEXPECTED_MESSAGE },
    { "KeyUpdate before Finished",
      "4.6.3",
      1,
      FIN,
      { EDIT_TYPE, MESSAGE_KEY_UPDATE, NULL },
      UNEXPECTED_MESSAGE },

    { "another Finished to the server",
      "4.4.4",
      0,
      CLIENT_FINISHED,
      { EDIT_BODY, 0, A32 },
      DECRYPT_ERROR },
    { "Certificate without a request",
      "4.4.2",
      0,
      CLIENT_FINISHED,
      { EDIT_TYPE, MESSAGE_CERTIFICATE, NULL },
      UNEXPECTED_MESSAGE },
    { "KeyUpdate before the client's Finished",
      "4.6.3",
      0,
      CLIENT_FINISHED,
      { EDIT_TYPE, MESSAGE_KEY_UPDATE, NULL },
      UNEXPECTED_MESSAGE },
    { "EndOfEarlyData without early data",
      "4.5",
      0,
      CLIENT_FINISHED,
      { EDIT_TYPE, 5, NULL },
      UNEXPECTED_MESSAGE },
    { "second ClientHello without a retry request",
      "4.1.2",
      0,
      CLIENT_FINISHED,
      { EDIT_TYPE, MESSAGE_CLIENT_HELLO, NULL },
      UNEXPECTED_MESSAGE },
};

/* With HelloRetryRequest, which asks for X25519. */
static const struct message_case retry_cases[] = {
    { "untouched second hello", "4.1.2", 0, 1, { EDIT_NONE, 0, NULL }, NO_FAILURE },
    { "another random", "4.1.2", 0, 1, { EDIT_FIELD, 1, A32 }, ILLEGAL_PARAMETER },
    { "another session ID", "4.1.2", 0, 1, { EDIT_FIELD, 2, "00" }, ILLEGAL_PARAMETER },
    { "other suites", "4.1.2", 0, 1, { EDIT_FIELD, 3, "00021303" }, ILLEGAL_PARAMETER },
    { "other groups",
      "4.1.2",
      0,
      1,
      { EDIT_REPLACE, EXT_SUPPORTED_GROUPS, "0002001d" },
      ILLEGAL_PARAMETER },
    { "another extension", "4.1.2", 0, 1, { EDIT_APPEND, 0xfafa, "" }, ILLEGAL_PARAMETER },
    { "an extension less", "4.1.2", 0, 1, { EDIT_REMOVE, EXT_ALPN, NULL }, ILLEGAL_PARAMETER },
    { "padding more", "4.1.2", 0, 1, { EDIT_APPEND, EXT_PADDING, "0000" }, NO_FAILURE },
    { "early data after a retry request",
      "4.2.10",
      0,
      1,
      { EDIT_APPEND, EXT_EARLY_DATA, "" },
      ILLEGAL_PARAMETER },
    { "again no share", "4.2.8", 0, 1, { EDIT_REPLACE, EXT_KEY_SHARE, "0000" }, ILLEGAL_PARAMETER },
    { "share of another group",
      "4.2.8",
      0,
      1,
      { EDIT_REPLACE, EXT_KEY_SHARE,
        "004500170041"
        "04" A64 },
      ILLEGAL_PARAMETER },
    { "more than the one share",
      "4.2.8",
      0,
      1,
      { EDIT_REPLACE, EXT_KEY_SHARE, "0048001d0020" A32 "00180020" A32 },
      ILLEGAL_PARAMETER },

    { "retry request without key_share or cookie",
      "4.1.4",
      1,
      0,
      { EDIT_REMOVE, EXT_KEY_SHARE, NULL },
      ILLEGAL_PARAMETER },
    { "retry request for a group that was not offered",
      "4.2.8",
      1,
      0,
      { EDIT_REPLACE, EXT_KEY_SHARE, "0019" },
      ILLEGAL_PARAMETER },
    { "retry request without supported_versions",
      "4.2.1",
      1,
      0,
      { EDIT_REMOVE, EXT_SUPPORTED_VERSIONS, NULL },
      PROTOCOL_VERSION },
    { "retry request that does not echo the session ID",
      "4.1.3",
      1,
      0,
      { EDIT_FIELD, 2, "00" },
      ILLEGAL_PARAMETER },
    { "retry request with a suite that was not offered",
      "4.1.4",
      1,
      0,
      { EDIT_FIELD, 3, "1304" },
      ILLEGAL_PARAMETER },
    { "retry request with compression", "4.1.3", 1, 0, { EDIT_FIELD, 4, "01" }, ILLEGAL_PARAMETER },
    { "retry request with an empty cookie",
      "4.2.2",
      1,
      0,
      { EDIT_APPEND, EXT_COOKIE, "0000" },
      DECODE_ERROR },
    { "retry request with ALPN",
      "4.2",
      1,
      0,
      { EDIT_APPEND, EXT_ALPN, "0003026832" },
      ILLEGAL_PARAMETER },
    { "retry request with an unknown extension",
      "4.2",
      1,
      0,
      { EDIT_APPEND, 0xfafa, "" },
      UNSUPPORTED_EXTENSION },
    { "another suite after a retry request",
      "4.1.4",
      1,
      1,
      { EDIT_FIELD, 3, "1303" },
      ILLEGAL_PARAMETER },
    { "another group after a retry request",
      "4.2.8",
      1,
      1,
      { EDIT_REPLACE, EXT_KEY_SHARE,
        "00170041"
        "04" A64 },
      ILLEGAL_PARAMETER },
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

/* A peer that should have died: its alert is the one sent, the last record in `out`, and it stays
 * dead. */
static void check_dead(struct test_peer *peer, int alert)
{
    int result = peer->result;
    CHECK_EQ_INT(brisk_tls_alert_sent(&peer->tls), alert);
    CHECK(result < 0);
    CHECK_EQ_INT(brisk_tls_step(&peer->tls), result);
    CHECK_EQ_INT(peer->tls.established, 0);
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
            check_dead(target, c->alert);
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

/* --- cases of records --- */

struct record_case {
    const char *what, *clause;
    const char *hex; /* what arrives */
    int alert;
};

static const struct record_case first_records[] = {
    { "an HTTP request", "5", "474554202f20485454502f312e31", UNEXPECTED_MESSAGE },
    { "application data", "5", "1703030001 00", UNEXPECTED_MESSAGE },
    { "change_cipher_spec before ClientHello", "5", "1403030001 01", UNEXPECTED_MESSAGE },
    { "record of type 0", "5", "0003030001 00", UNEXPECTED_MESSAGE },
    { "heartbeat", "5", "1803030003 010000", UNEXPECTED_MESSAGE },
    { "record over 2^14 bytes", "5.1", "1603014001", RECORD_OVERFLOW },
    { "empty handshake record", "5.1", "1603010000", UNEXPECTED_MESSAGE },
    { "empty alert", "5.1", "1503030000", UNEXPECTED_MESSAGE },
    { "half an alert", "5.1", "1503030001 02", DECODE_ERROR },
    { "two alerts", "5.1", "1503030004 0228 0228", DECODE_ERROR },
    { "alert between the parts of a message", "5.1", "1603010002 0100 1503030002 0100",
      UNEXPECTED_MESSAGE },
    { "change_cipher_spec between the parts of a message", "5.1", "1603010002 0100 1403030001 01",
      UNEXPECTED_MESSAGE },
    { "a message that is too long", "4", "1603010004 01004001", ILLEGAL_PARAMETER },
    { "the wrong message, its first byte", "4", "1603010001 02", UNEXPECTED_MESSAGE },
    { "fatal alert", "6.2", "1503030002 0228", -1 },
    { "close_notify before the handshake", "6.1", "1503030002 0100", -1 },
    { "a closure alert five times", "6.1",
      "1503030002 015a 1503030002 015a 1503030002 015a 1503030002 015a 1503030002 015a",
      UNEXPECTED_MESSAGE },
};

static void put_hex(struct test_peer *peer, const char *hex)
{
    struct brisk_tls_buffer *in = &peer->tls.in;
    size_t space = brisk_tls_buffer_space(in);
    in->end += test_hex(in->data + in->end, space, hex);
}

static void test_first_records(void)
{
    for (size_t i = 0; i < sizeof first_records / sizeof first_records[0]; i++) {
        test_note("%s (%s)", first_records[i].what, first_records[i].clause);
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        put_hex(&pair.server, first_records[i].hex);
        test_peer_step(&pair.server);
        check_dead(&pair.server, first_records[i].alert);
        /* The same to a client that waits for ServerHello, where it says the same. */
        if (i >= 5 && i < 13) {
            test_peer_step(&pair.client);
            put_hex(&pair.client, first_records[i].hex);
            if (i >= 10) /* the type must be one that it awaits */
                pair.client.in[5] = MESSAGE_SERVER_HELLO;
            test_peer_step(&pair.client);
            check_dead(&pair.client, first_records[i].alert);
        }
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

static const struct record_case middle_records[] = {
    /* The server has sent its flight and waits for the client's Finished. */
    { "change_cipher_spec of two bytes", "5", "1403030002 0101", UNEXPECTED_MESSAGE },
    { "change_cipher_spec of another byte", "5", "1403030001 02", UNEXPECTED_MESSAGE },
    { "empty change_cipher_spec", "5", "1403030000", UNEXPECTED_MESSAGE },
    { "handshake message in the clear", "5", "1603030001 14", UNEXPECTED_MESSAGE },
    { "alert in the clear", "6", "1503030002 022f", -1 },
    { "record of a tag's size less one", "5.2", "170303000f 000102030405060708090a0b0c0d0e",
      BAD_RECORD_MAC },
    { "empty record", "5.2", "1703030000", BAD_RECORD_MAC },
    { "record that does not open", "5.2", "1703030016 " A16 "000000000000", BAD_RECORD_MAC },
    { "record over 2^14 + 256 bytes", "5.2", "1703034101", RECORD_OVERFLOW },
};

/* A server that has answered ClientHello. */
static void answer_hello(void)
{
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    test_peer_step(&pair.client);
    test_pair_move(&pair.client, &pair.server, 0);
    CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_WANT_INPUT);
}

static void test_middle_records(void)
{
    for (size_t i = 0; i < sizeof middle_records / sizeof middle_records[0]; i++) {
        test_note("%s (%s)", middle_records[i].what, middle_records[i].clause);
        answer_hello();
        put_hex(&pair.server, middle_records[i].hex);
        test_peer_step(&pair.server);
        check_dead(&pair.server, middle_records[i].alert);
        test_pair_wipe(&pair);
    }
    /* Any number of change_cipher_spec records up to a bound is passed over. */
    test_note("33 change_cipher_spec records");
    answer_hello();
    for (int i = 0; i < MAX_CCS; i++) {
        put_hex(&pair.server, "1403030001 01");
        CHECK_EQ_INT(test_peer_step(&pair.server), BRISK_TLS_WANT_INPUT);
    }
    put_hex(&pair.server, "1403030001 01");
    test_peer_step(&pair.server);
    check_dead(&pair.server, UNEXPECTED_MESSAGE);
    test_pair_wipe(&pair);
    test_note(NULL);
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
        check_dead(cases[i].to_client ? &pair.client : &pair.server, UNEXPECTED_MESSAGE);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
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

static const struct late_case late_cases[] = {
    { "ClientHello (renegotiation)", "4.1.2", 0, RECORD_HANDSHAKE, "01000000", 0,
      UNEXPECTED_MESSAGE },
    { "hello_request", "4", 1, RECORD_HANDSHAKE, "00000000", 0, UNEXPECTED_MESSAGE },
    { "Finished again", "4", 0, RECORD_HANDSHAKE, "14000020" A32, 0, UNEXPECTED_MESSAGE },
    { "NewSessionTicket to a server", "4.6.1", 0, RECORD_HANDSHAKE,
      "0400000f 00000e10 00000000 00 0001 00 0000", 0, UNEXPECTED_MESSAGE },
    { "CertificateRequest without post_handshake_auth", "4.6.2", 1, RECORD_HANDSHAKE,
      "0d00000b 00 0008 000d0004 00020403", 0, UNEXPECTED_MESSAGE },
    { "ticket without a ticket", "4.6.1", 1, RECORD_HANDSHAKE,
      "0400000d 00000e10 00000000 00 0000 0000", 0, DECODE_ERROR },
    { "ticket cut", "4.6.1", 1, RECORD_HANDSHAKE, "04000004 00000e10", 0, DECODE_ERROR },
    { "ticket and a byte", "4.6.1", 1, RECORD_HANDSHAKE,
      "0400000f 00000e10 00000000 00 0001 00 0000 00", 0, DECODE_ERROR },
    { "ticket with an extension twice", "4.2", 1, RECORD_HANDSHAKE,
      "04000016 00000e10 00000000 00 0001 00 0008 fafa0000 fafa0000", 0, ILLEGAL_PARAMETER },
    { "ticket with key_share", "4.2", 1, RECORD_HANDSHAKE,
      "04000012 00000e10 00000000 00 0001 00 0004 00330000", 0, ILLEGAL_PARAMETER },
    { "ticket with early_data of the wrong size", "4.6.1", 1, RECORD_HANDSHAKE,
      "04000012 00000e10 00000000 00 0001 00 0004 002a0000", 0, DECODE_ERROR },
    { "ticket longer than any that is read", "4", 1, RECORD_HANDSHAKE, "04004001 00", 0,
      ILLEGAL_PARAMETER },
    { "KeyUpdate with another value", "4.6.3", 0, RECORD_HANDSHAKE, "18000001 02", 0,
      ILLEGAL_PARAMETER },
    { "empty KeyUpdate", "4.6.3", 0, RECORD_HANDSHAKE, "18000000", 0, DECODE_ERROR },
    { "KeyUpdate of two bytes", "4.6.3", 0, RECORD_HANDSHAKE, "18000002 0000", 0, DECODE_ERROR },
    { "split KeyUpdate of two bytes", "4.6.3", 0, RECORD_HANDSHAKE, "18000002", 0, DECODE_ERROR },
    { "message behind KeyUpdate", "5.1", 0, RECORD_HANDSHAKE, "18000001 00 18000001 00", 0,
      UNEXPECTED_MESSAGE },
    { "empty handshake record", "5.4", 0, RECORD_HANDSHAKE, "", 0, UNEXPECTED_MESSAGE },
    { "padding for a handshake message", "5.4", 0, RECORD_HANDSHAKE, "", 20, UNEXPECTED_MESSAGE },
    { "empty alert", "5.4", 0, RECORD_ALERT, "", 0, UNEXPECTED_MESSAGE },
    { "half an alert", "5.1", 0, RECORD_ALERT, "01", 0, DECODE_ERROR },
    { "two alerts", "5.1", 0, RECORD_ALERT, "01000100", 0, DECODE_ERROR },
    { "protected change_cipher_spec", "5", 0, 0x54 /* see deliver_late() */, "01", 0,
      UNEXPECTED_MESSAGE },
    { "record of type 24", "5", 0, 24, "00", 0, UNEXPECTED_MESSAGE },
    { "record of zeros", "5.4", 0, 0, "", 16, UNEXPECTED_MESSAGE },
    { "fatal alert", "6.2", 0, RECORD_ALERT, "0250", 0, -1 },
    { "alert with the level warning", "6", 1, RECORD_ALERT, "0150", 0, -1 },
    { "unknown alert", "6", 1, RECORD_ALERT, "01ff", 0, -1 },
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

static void test_late_messages(void)
{
    for (size_t i = 0; i < sizeof late_cases / sizeof late_cases[0]; i++) {
        const struct late_case *c = &late_cases[i];
        test_note("%s to the %s (%s)", c->what, c->to_client ? "client" : "server", c->clause);
        establish();
        deliver_late(c);
        check_dead(c->to_client ? &pair.client : &pair.server, c->alert);
        test_pair_wipe(&pair);
    }
    test_note("change_cipher_spec after Finished (5)");
    establish();
    put_hex(&pair.server, "1403030001 01");
    test_peer_step(&pair.server);
    check_dead(&pair.server, UNEXPECTED_MESSAGE);
    test_note("handshake record in the clear after Finished (5)");
    establish();
    put_hex(&pair.client, "1603030005 1800000100");
    test_peer_step(&pair.client);
    check_dead(&pair.client, UNEXPECTED_MESSAGE);
    test_note(NULL);
}

/* Other records between the parts of a message that is split (5.1). */
static void test_interleaving(void)
{
    static const uint8_t part[] = { MESSAGE_KEY_UPDATE, 0 }, data[] = { 'x' }, alert[] = { 1, 0 };
    for (int i = 0; i < 2; i++) {
        establish();
        CHECK_EQ_INT(test_wire_deliver(&pair.server, RECORD_HANDSHAKE, part, 2, 0), BRISK_TLS_DONE);
        if (i)
            test_wire_deliver(&pair.server, RECORD_ALERT, alert, 2, 0);
        else
            test_wire_deliver(&pair.server, RECORD_APPLICATION_DATA, data, 1, 0);
        check_dead(&pair.server, UNEXPECTED_MESSAGE);
        test_pair_wipe(&pair);
    }
}

/* Work that leads nowhere is bounded. */
static void test_floods(void)
{
    static const uint8_t update[] = { MESSAGE_KEY_UPDATE, 0, 0, 1, 0 };
    establish();
    for (int i = 0; i < MAX_KEY_UPDATES; i++)
        CHECK_EQ_INT(test_wire_deliver(&pair.server, RECORD_HANDSHAKE, update, 5, 0),
                     BRISK_TLS_DONE);
    test_wire_deliver(&pair.server, RECORD_HANDSHAKE, update, 5, 0);
    check_dead(&pair.server, UNEXPECTED_MESSAGE);
    test_pair_wipe(&pair);

    establish();
    for (int i = 0; i < MAX_EMPTY_RECORDS; i++)
        CHECK_EQ_INT(test_wire_deliver(&pair.client, RECORD_APPLICATION_DATA, NULL, 0, (size_t)i),
                     BRISK_TLS_DONE);
    test_wire_deliver(&pair.client, RECORD_APPLICATION_DATA, NULL, 0, 0);
    check_dead(&pair.client, UNEXPECTED_MESSAGE);
    test_pair_wipe(&pair);

    /* A plaintext of 2^14 bytes is the longest, padding and type included one more (5.4). */
    static const uint8_t large[BRISK_TLS_MAX_PLAINTEXT + 1] = { 1 };
    establish();
    CHECK_EQ_INT(
        test_wire_deliver(&pair.server, RECORD_APPLICATION_DATA, large, BRISK_TLS_MAX_PLAINTEXT, 0),
        BRISK_TLS_DATA);
    brisk_tls_data_done(&pair.server.tls);
    test_wire_deliver(&pair.server, RECORD_APPLICATION_DATA, large, BRISK_TLS_MAX_PLAINTEXT, 1);
    check_dead(&pair.server, RECORD_OVERFLOW);
    establish();
    test_wire_deliver(&pair.server, RECORD_APPLICATION_DATA, large, BRISK_TLS_MAX_PLAINTEXT + 1, 0);
    check_dead(&pair.server, RECORD_OVERFLOW);
    test_pair_wipe(&pair);
}

/* --- early data, which is rejected (4.2.10) --- */

/* Sends a ClientHello that announces early data, and so many bytes of it. */
static void send_early_data(size_t num_records, size_t len)
{
    static uint8_t record[5 + 4000] = { RECORD_APPLICATION_DATA, 3, 3 };
    static struct test_message hello;
    static const struct test_edit edit = { EDIT_APPEND, EXT_EARLY_DATA, "" };
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    test_peer_step(&pair.client);
    const uint8_t *sent = pair.client.out + pair.client.tls.out.begin;
    hello.len = pair.client.tls.out.end - pair.client.tls.out.begin - 5;
    memcpy(hello.bytes, sent + 5, hello.len);
    test_message_edit(&hello, &edit);
    test_wire_deliver(&pair.server, RECORD_HANDSHAKE, hello.bytes, hello.len, 0);
    record[3] = (uint8_t)(len >> 8);
    record[4] = (uint8_t)len;
    for (size_t i = 0; i < num_records && pair.server.result >= 0; i++) {
        struct brisk_tls_buffer *in = &pair.server.tls.in;
        brisk_tls_buffer_space(in);
        test_random_bytes(record + 5, len);
        memcpy(in->data + in->end, record, 5 + len);
        in->end += 5 + len;
        test_peer_step(&pair.server);
    }
}

static void test_early_data(void)
{
    for (uint8_t retry = 0; retry < 2; retry++) {
        test_note("early data, retry %u (4.2.10)", retry);
        client.num_key_shares = !retry;
        send_early_data(16, 4000);
        CHECK_EQ_INT(pair.server.result, BRISK_TLS_WANT_INPUT);
        /* The next records are read as usual: here one that opens, and is not what is awaited. */
        static const uint8_t update[] = { MESSAGE_KEY_UPDATE, 0, 0, 1, 0 };
        test_wire_deliver(&pair.server, RECORD_HANDSHAKE, update, 5, 0);
        check_dead(&pair.server, UNEXPECTED_MESSAGE);
        send_early_data(17, 4000);
        check_dead(&pair.server, BAD_RECORD_MAC);
        test_pair_wipe(&pair);
    }
    client.num_key_shares = 1;
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
    check_dead(&pair.client, alert);
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
        check_dead(&pair.client, cases[i].alert);
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
        check_dead(&pair.client, UNEXPECTED_MESSAGE);
        test_pair_wipe(&pair);
    }
    test_note("retry request for the group of our share (4.2.8)");
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    test_peer_step(&pair.client);
    build_retry_request("002b00020304 00330002001d");
    test_wire_deliver(&pair.client, RECORD_HANDSHAKE, retry_request.bytes, retry_request.len, 0);
    check_dead(&pair.client, ILLEGAL_PARAMETER);
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
    check_dead(&pair.client, HANDSHAKE_FAILURE);
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
                check_dead(&pair.server, ILLEGAL_PARAMETER);
            else
                CHECK_EQ_INT(pair.server.result, BRISK_TLS_WANT_INPUT);
            test_pair_wipe(&pair);
        }
    test_note(NULL);
}

/* pre_shared_key is the last extension (4.2.11); a pre-shared key that nobody knows is passed over.
 */
static void test_pre_shared_key(void)
{
    static const struct {
        const char *what;
        const char *after; /* data of an unknown extension behind it, or NULL */
        const char *key;
        int alert;
    } cases[] = {
        { "at the end", NULL,
          "0007"
          "0001"
          "61"
          "00000000"
          "0021"
          "20" A32,
          NO_FAILURE },
        { "before the end", "",
          "0007"
          "0001"
          "61"
          "00000000"
          "0021"
          "20" A32,
          ILLEGAL_PARAMETER },
        { "two binders", NULL,
          "0007"
          "0001"
          "61"
          "00000000"
          "0042"
          "20" A32 "20" A32,
          ILLEGAL_PARAMETER },
        { "short binder", NULL,
          "0007"
          "0001"
          "61"
          "00000000"
          "0011"
          "10" A16,
          DECODE_ERROR },
        { "empty identity", NULL,
          "0006"
          "0000"
          "00000000"
          "0021"
          "20" A32,
          DECODE_ERROR },
        { "no identities", NULL,
          "0000"
          "0021"
          "20" A32,
          DECODE_ERROR },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct test_message hello;
        test_note("pre_shared_key: %s (4.2.11)", cases[i].what);
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        test_peer_step(&pair.client);
        hello.len = pair.client.tls.out.end - pair.client.tls.out.begin - 5;
        memcpy(hello.bytes, pair.client.out + pair.client.tls.out.begin + 5, hello.len);
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
            check_dead(&pair.server, cases[i].alert);
        test_pair_wipe(&pair);
    }
    test_note(NULL);
}

#define RUN(cases) run_message_cases(cases, sizeof cases / sizeof cases[0])

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&chain, BRISK_KEY_P256, 0) || test_chain_make(&stranger, BRISK_KEY_P256, 0))
        test_abort("cannot make the chains");
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
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
    test_first_records();
    test_middle_records();
    test_key_change_boundaries();
    test_late_messages();
    test_interleaving();
    test_floods();
    test_early_data();
    test_certificates();
    test_other_ca();
    test_downgrade();
    test_cookie();
    test_unknown_extensions();
    test_pre_shared_key();
    return test_end();
}
