/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Extension blocks: which extension may stand in which message (the table of RFC 8446 section
 * 4.2), none twice, and nothing in a response that was not asked for. */

#ifndef BRISK_HANDSHAKE_EXTENSIONS_H
#define BRISK_HANDSHAKE_EXTENSIONS_H

#include <brisk/der.h>

/* ExtensionType (RFC 8446 section 4.2, and TLS 1.2's). */
enum brisk_extension {
    EXT_SERVER_NAME = 0,
    EXT_MAX_FRAGMENT_LENGTH = 1,
    EXT_STATUS_REQUEST = 5,
    EXT_SUPPORTED_GROUPS = 10,
    EXT_EC_POINT_FORMATS = 11,
    EXT_SIGNATURE_ALGORITHMS = 13,
    EXT_USE_SRTP = 14,
    EXT_HEARTBEAT = 15,
    EXT_ALPN = 16,
    EXT_SIGNED_CERTIFICATE_TIMESTAMP = 18,
    EXT_CLIENT_CERTIFICATE_TYPE = 19,
    EXT_SERVER_CERTIFICATE_TYPE = 20,
    EXT_PADDING = 21,
    EXT_ENCRYPT_THEN_MAC = 22,
    EXT_EXTENDED_MASTER_SECRET = 23,
    EXT_COMPRESS_CERTIFICATE = 27, /* RFC 8879 */
    EXT_RECORD_SIZE_LIMIT = 28,    /* RFC 8449 */
    EXT_SESSION_TICKET = 35,
    EXT_PRE_SHARED_KEY = 41,
    EXT_EARLY_DATA = 42,
    EXT_SUPPORTED_VERSIONS = 43,
    EXT_COOKIE = 44,
    EXT_PSK_KEY_EXCHANGE_MODES = 45,
    EXT_CERTIFICATE_AUTHORITIES = 47,
    EXT_OID_FILTERS = 48,
    EXT_POST_HANDSHAKE_AUTH = 49,
    EXT_SIGNATURE_ALGORITHMS_CERT = 50,
    EXT_KEY_SHARE = 51,
    /* 0xff01 on the wire (RFC 5746), where 63 means nothing; so that it fits into a set. */
    EXT_RENEGOTIATION_INFO = 63,
};
#define EXT_RENEGOTIATION_INFO_WIRE 0xff01

/* A set of the extension types above. */
#define EXT_BIT(type) (UINT64_C(1) << (type))

/* The messages that have an extension block. */
enum brisk_extension_block {
    EXTENSIONS_OF_CLIENT_HELLO,
    EXTENSIONS_OF_SERVER_HELLO,
    EXTENSIONS_OF_SERVER_HELLO_1_2,
    EXTENSIONS_OF_HELLO_RETRY_REQUEST,
    EXTENSIONS_OF_ENCRYPTED_EXTENSIONS,
    EXTENSIONS_OF_CERTIFICATE,
    EXTENSIONS_OF_CERTIFICATE_REQUEST,
    EXTENSIONS_OF_NEW_SESSION_TICKET,
};

/* More extensions than this that brisk does not know, in one block, are refused. */
#define EXT_MAX_UNKNOWN 64

/* Walks a block. Set `rest`, `block` and, for responses, `offered`; zero the others. */
struct brisk_extension_reader {
    struct brisk_bytes rest;
    enum brisk_extension_block block;
    uint64_t offered; /* types that this side asked for */
    uint64_t seen;    /* types read so far */
    size_t num_unknown;
    uint16_t unknown[EXT_MAX_UNKNOWN];
};

/* Starts walking the block `extensions` (its length field already read). */
void brisk_extensions_start(struct brisk_extension_reader *reader, enum brisk_extension_block block,
                            struct brisk_bytes extensions, uint64_t offered);

/* Reads the next extension that brisk knows; others are passed over where they are allowed.
 * Returns 1 if there was one, 0 at the end, or a negative error. */
int brisk_extensions_next(struct brisk_extension_reader *reader, enum brisk_extension *type,
                          struct brisk_bytes *body);

#endif
