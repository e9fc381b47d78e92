/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "handshake/extensions.h"

#include <brisk/error.h>

#include "handshake/cursor.h"

/* The table of RFC 8446 section 4.2, by message. */
static const uint64_t allowed_in[] = {
    [EXTENSIONS_OF_CLIENT_HELLO] =
        EXT_BIT(EXT_SERVER_NAME) | EXT_BIT(EXT_MAX_FRAGMENT_LENGTH) | EXT_BIT(EXT_STATUS_REQUEST) |
        EXT_BIT(EXT_SUPPORTED_GROUPS) | EXT_BIT(EXT_SIGNATURE_ALGORITHMS) | EXT_BIT(EXT_USE_SRTP) |
        EXT_BIT(EXT_HEARTBEAT) | EXT_BIT(EXT_ALPN) | EXT_BIT(EXT_SIGNED_CERTIFICATE_TIMESTAMP) |
        EXT_BIT(EXT_CLIENT_CERTIFICATE_TYPE) | EXT_BIT(EXT_SERVER_CERTIFICATE_TYPE) |
        EXT_BIT(EXT_PADDING) | EXT_BIT(EXT_PRE_SHARED_KEY) | EXT_BIT(EXT_EARLY_DATA) |
        EXT_BIT(EXT_SUPPORTED_VERSIONS) | EXT_BIT(EXT_COOKIE) |
        EXT_BIT(EXT_PSK_KEY_EXCHANGE_MODES) | EXT_BIT(EXT_CERTIFICATE_AUTHORITIES) |
        EXT_BIT(EXT_POST_HANDSHAKE_AUTH) | EXT_BIT(EXT_SIGNATURE_ALGORITHMS_CERT) |
        EXT_BIT(EXT_KEY_SHARE) | EXT_BIT(EXT_EC_POINT_FORMATS) |
        EXT_BIT(EXT_EXTENDED_MASTER_SECRET) | EXT_BIT(EXT_SESSION_TICKET) |
        EXT_BIT(EXT_RENEGOTIATION_INFO) | EXT_BIT(EXT_RECORD_SIZE_LIMIT) |
        EXT_BIT(EXT_COMPRESS_CERTIFICATE) | EXT_BIT(EXT_ENCRYPT_THEN_MAC),
    /* RFC 5246 section 7.4.1.3, and the RFCs of the extensions. supported_groups has no place
     * there, but some servers send it. */
    [EXTENSIONS_OF_SERVER_HELLO_1_2] =
        EXT_BIT(EXT_SERVER_NAME) | EXT_BIT(EXT_MAX_FRAGMENT_LENGTH) | EXT_BIT(EXT_STATUS_REQUEST) |
        EXT_BIT(EXT_SUPPORTED_GROUPS) | EXT_BIT(EXT_EC_POINT_FORMATS) | EXT_BIT(EXT_ALPN) |
        EXT_BIT(EXT_SIGNED_CERTIFICATE_TIMESTAMP) | EXT_BIT(EXT_CLIENT_CERTIFICATE_TYPE) |
        EXT_BIT(EXT_SERVER_CERTIFICATE_TYPE) | EXT_BIT(EXT_EXTENDED_MASTER_SECRET) |
        EXT_BIT(EXT_SESSION_TICKET) | EXT_BIT(EXT_RENEGOTIATION_INFO) |
        EXT_BIT(EXT_RECORD_SIZE_LIMIT) | EXT_BIT(EXT_ENCRYPT_THEN_MAC),
    [EXTENSIONS_OF_SERVER_HELLO] =
        EXT_BIT(EXT_KEY_SHARE) | EXT_BIT(EXT_PRE_SHARED_KEY) | EXT_BIT(EXT_SUPPORTED_VERSIONS),
    [EXTENSIONS_OF_HELLO_RETRY_REQUEST] =
        EXT_BIT(EXT_KEY_SHARE) | EXT_BIT(EXT_COOKIE) | EXT_BIT(EXT_SUPPORTED_VERSIONS),
    [EXTENSIONS_OF_ENCRYPTED_EXTENSIONS] =
        EXT_BIT(EXT_SERVER_NAME) | EXT_BIT(EXT_MAX_FRAGMENT_LENGTH) |
        EXT_BIT(EXT_SUPPORTED_GROUPS) | EXT_BIT(EXT_USE_SRTP) | EXT_BIT(EXT_HEARTBEAT) |
        EXT_BIT(EXT_ALPN) | EXT_BIT(EXT_CLIENT_CERTIFICATE_TYPE) |
        EXT_BIT(EXT_SERVER_CERTIFICATE_TYPE) | EXT_BIT(EXT_EARLY_DATA) |
        EXT_BIT(EXT_RECORD_SIZE_LIMIT),
    [EXTENSIONS_OF_CERTIFICATE] =
        EXT_BIT(EXT_STATUS_REQUEST) | EXT_BIT(EXT_SIGNED_CERTIFICATE_TIMESTAMP),
    [EXTENSIONS_OF_CERTIFICATE_REQUEST] =
        EXT_BIT(EXT_STATUS_REQUEST) | EXT_BIT(EXT_SIGNATURE_ALGORITHMS) |
        EXT_BIT(EXT_SIGNED_CERTIFICATE_TIMESTAMP) | EXT_BIT(EXT_CERTIFICATE_AUTHORITIES) |
        EXT_BIT(EXT_OID_FILTERS) | EXT_BIT(EXT_SIGNATURE_ALGORITHMS_CERT) |
        EXT_BIT(EXT_COMPRESS_CERTIFICATE),
    [EXTENSIONS_OF_NEW_SESSION_TICKET] = EXT_BIT(EXT_EARLY_DATA),
};

/* Every type that the table knows: ClientHello's, and the one that only CertificateRequest has. */
static int is_known(uint16_t type)
{
    return type < EXT_RENEGOTIATION_INFO &&
           ((allowed_in[EXTENSIONS_OF_CLIENT_HELLO] | EXT_BIT(EXT_OID_FILTERS)) & EXT_BIT(type)) !=
               0;
}

/* Whether the block answers what this side sent, so that nothing unasked may stand in it. */
static int is_response(enum brisk_extension_block block)
{
    return block == EXTENSIONS_OF_SERVER_HELLO || block == EXTENSIONS_OF_SERVER_HELLO_1_2 ||
           block == EXTENSIONS_OF_HELLO_RETRY_REQUEST ||
           block == EXTENSIONS_OF_ENCRYPTED_EXTENSIONS || block == EXTENSIONS_OF_CERTIFICATE;
}

/* Whether a type stands in what is left of a block. */
static int is_ahead(struct brisk_bytes rest, uint16_t type)
{
    uint16_t number = 0;
    struct brisk_bytes body;
    while (rest.len && !brisk_cursor_u16(&rest, &number) && !brisk_cursor_vector16(&rest, &body))
        if (number == type)
            return 1;
    return 0;
}

/* An unknown type in an answer: not asked for, or even there twice, which is no block of extensions
 * at all. The reader stands behind the first. */
static int refuse_unknown(struct brisk_bytes rest, uint16_t type)
{
    return is_ahead(rest, type) ? BRISK_ERR_TLS_DECODE : BRISK_ERR_TLS_UNSUPPORTED_EXTENSION;
}

/* An answer to what was not asked for. RFC 8449 section 5 has another alert for one that limits
 * records in two ways. */
static int refuse_unasked(const struct brisk_extension_reader *reader, uint16_t type)
{
    int limits_twice =
        type == EXT_MAX_FRAGMENT_LENGTH && ((reader->seen & EXT_BIT(EXT_RECORD_SIZE_LIMIT)) ||
                                            is_ahead(reader->rest, EXT_RECORD_SIZE_LIMIT));
    return limits_twice ? BRISK_ERR_TLS_ILLEGAL_PARAMETER : BRISK_ERR_TLS_UNSUPPORTED_EXTENSION;
}

/* RFC 8446 section 4.2: no type twice in a block, those that brisk does not know included. */
static int note_unknown(struct brisk_extension_reader *reader, uint16_t type)
{
    for (size_t i = 0; i < reader->num_unknown; i++)
        if (reader->unknown[i] == type)
            return BRISK_ERR_TLS_DECODE;
    if (reader->num_unknown == EXT_MAX_UNKNOWN)
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    reader->unknown[reader->num_unknown++] = type;
    return 0;
}

static int check_known(struct brisk_extension_reader *reader, uint16_t type)
{
    if (reader->seen & EXT_BIT(type))
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    reader->seen |= EXT_BIT(type);
    if (!(allowed_in[reader->block] & EXT_BIT(type)))
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    /* The cookie is the one response that needs no request. */
    if (is_response(reader->block) && type != EXT_COOKIE && !(reader->offered & EXT_BIT(type)))
        return refuse_unasked(reader, type);
    /* RFC 8446 section 4.2.11: pre_shared_key is the last extension of a ClientHello. */
    if (reader->block == EXTENSIONS_OF_CLIENT_HELLO && type == EXT_PRE_SHARED_KEY &&
        reader->rest.len)
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    return 0;
}

void brisk_extensions_start(struct brisk_extension_reader *reader, enum brisk_extension_block block,
                            struct brisk_bytes extensions, uint64_t offered)
{
    reader->rest = extensions;
    reader->block = block;
    reader->offered = offered;
    reader->seen = 0;
    reader->num_unknown = 0;
}

int brisk_extensions_next(struct brisk_extension_reader *reader, enum brisk_extension *type,
                          struct brisk_bytes *body)
{
    while (reader->rest.len) {
        uint16_t number = 0;
        if (brisk_cursor_u16(&reader->rest, &number) || brisk_cursor_vector16(&reader->rest, body))
            return BRISK_ERR_TLS_DECODE;
        int known = is_known(number);
        if (number == EXT_RENEGOTIATION_INFO_WIRE) {
            number = EXT_RENEGOTIATION_INFO;
            known = 1;
        }
        if (!known && is_response(reader->block))
            return refuse_unknown(reader->rest, number);
        int error = known ? check_known(reader, number) : note_unknown(reader, number);
        if (error)
            return error;
        if (known) {
            *type = (enum brisk_extension)number;
            return 1;
        }
    }
    return 0;
}
