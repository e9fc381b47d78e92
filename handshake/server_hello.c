/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* ServerHello and HelloRetryRequest (RFC 8446 sections 4.1.3 and 4.1.4), which share a form. */

#include <string.h>

#include "handshake/messages.h"

const uint8_t brisk_hello_retry_random[RANDOM_SIZE] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

/* What a server of TLS 1.3 puts at the end of its random when it chooses an older version:
 * "DOWNGRD" and 1 for TLS 1.2, 0 for those before. */
static int has_downgrade_sentinel(struct brisk_bytes random)
{
    static const uint8_t sentinel[7] = { 'D', 'O', 'W', 'N', 'G', 'R', 'D' };
    const uint8_t *end = random.data + RANDOM_SIZE - 8;
    return memcmp(end, sentinel, sizeof sentinel) == 0 && end[7] <= 1;
}

/* Looks for supported_versions before anything else is judged (section 4.2.1), and finds what the
 * server chose. */
static int find_version(const struct brisk_tls_config *config, uint16_t legacy_version,
                        struct brisk_bytes random, struct brisk_bytes extensions, uint16_t *version)
{
    int offers_1_3 = brisk_version_is_enabled(config, BRISK_TLS_VERSION_1_3);
    while (extensions.len) {
        uint16_t type = 0;
        struct brisk_bytes body;
        if (brisk_cursor_u16(&extensions, &type) || brisk_cursor_vector16(&extensions, &body))
            return BRISK_ERR_TLS_DECODE;
        if (type != EXT_SUPPORTED_VERSIONS)
            continue;
        if (brisk_cursor_u16(&body, version) || body.len)
            return BRISK_ERR_TLS_DECODE;
        if (*version != BRISK_TLS_VERSION_1_3 || legacy_version != 0x0303)
            return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
        return offers_1_3 ? 0 : BRISK_ERR_TLS_UNSUPPORTED_EXTENSION;
    }
    /* Section 4.1.3: a version below TLS 1.3; somebody may have made the server believe that this
     * is all we can. */
    if (offers_1_3 && has_downgrade_sentinel(random))
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    *version = legacy_version;
    return legacy_version == BRISK_TLS_VERSION_1_2 &&
                   brisk_version_is_enabled(config, BRISK_TLS_VERSION_1_2)
               ? 0
               : BRISK_ERR_TLS_PROTOCOL_VERSION;
}

/* TLS 1.2: what is answered to server_name, ec_point_formats, extended_master_secret,
 * session_ticket, record_size_limit, and to renegotiation_info, which is empty in a first handshake
 * (RFC 5746 section 3.4). */
static int parse_extension_1_2(struct brisk_server_hello *hello, enum brisk_extension type,
                               struct brisk_bytes body)
{
    struct brisk_bytes list;
    switch (type) {
    case EXT_SERVER_NAME:
    case EXT_EXTENDED_MASTER_SECRET:
    case EXT_ENCRYPT_THEN_MAC:
    case EXT_SESSION_TICKET:
        return body.len ? BRISK_ERR_TLS_DECODE : 0;
    case EXT_EC_POINT_FORMATS:
        if (brisk_cursor_vector8(&body, &list) || body.len || !list.len)
            return BRISK_ERR_TLS_DECODE;
        return memchr(list.data, 0, list.len) ? 0 : BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    case EXT_RENEGOTIATION_INFO:
        if (brisk_cursor_vector8(&body, &list) || body.len)
            return BRISK_ERR_TLS_DECODE;
        return list.len ? BRISK_ERR_TLS_HANDSHAKE_FAILURE : 0;
    case EXT_ALPN:
        hello->alpn = body;
        return 0;
    case EXT_RECORD_SIZE_LIMIT:
        return brisk_record_limit_parse(body, &hello->record_limit);
    default:
        return 0;
    }
}

static int parse_extension(struct brisk_server_hello *hello, enum brisk_extension type,
                           struct brisk_bytes body)
{
    if (hello->version == BRISK_TLS_VERSION_1_2)
        return parse_extension_1_2(hello, type, body);
    switch (type) {
    case EXT_KEY_SHARE:
        if (brisk_cursor_u16(&body, &hello->group))
            return BRISK_ERR_TLS_DECODE;
        /* Section 4.2.8: a retry request names the group, a ServerHello sends a share of it. */
        if (!hello->is_retry && (brisk_cursor_vector16(&body, &hello->share) || !hello->share.len))
            return BRISK_ERR_TLS_DECODE;
        return body.len ? BRISK_ERR_TLS_DECODE : 0;
    case EXT_PRE_SHARED_KEY:
        return brisk_cursor_u16(&body, &hello->psk_index) || body.len ? BRISK_ERR_TLS_DECODE : 0;
    case EXT_COOKIE:
        if (brisk_cursor_vector16(&body, &hello->cookie) || body.len || !hello->cookie.len)
            return BRISK_ERR_TLS_DECODE;
        return 0;
    default: /* supported_versions, checked already */
        return 0;
    }
}

static enum brisk_extension_block find_block(const struct brisk_server_hello *hello)
{
    if (hello->version == BRISK_TLS_VERSION_1_2)
        return EXTENSIONS_OF_SERVER_HELLO_1_2;
    return hello->is_retry ? EXTENSIONS_OF_HELLO_RETRY_REQUEST : EXTENSIONS_OF_SERVER_HELLO;
}

int brisk_server_hello_parse(const struct brisk_tls *tls, struct brisk_server_hello *hello,
                             struct brisk_bytes body)
{
    uint16_t legacy_version = 0;
    uint8_t compression = 0;
    struct brisk_bytes extensions = { NULL, 0 };
    memset(hello, 0, sizeof *hello);
    if (brisk_cursor_u16(&body, &legacy_version) ||
        brisk_cursor_bytes(&body, RANDOM_SIZE, &hello->random) ||
        brisk_cursor_vector8(&body, &hello->session_id) ||
        hello->session_id.len > SESSION_ID_SIZE || brisk_cursor_u16(&body, &hello->suite) ||
        brisk_cursor_u8(&body, &compression) ||
        (body.len && (brisk_cursor_vector16(&body, &extensions) || body.len)))
        return BRISK_ERR_TLS_DECODE;
    if (legacy_version <= 0x0300) /* appendix D.5 */
        return BRISK_ERR_TLS_PROTOCOL_VERSION;
    int error =
        find_version(tls->config, legacy_version, hello->random, extensions, &hello->version);
    if (error)
        return error;
    if (compression != 0) /* section 4.1.3: a constant of TLS 1.3's syntax */
        return hello->version == BRISK_TLS_VERSION_1_3 ? BRISK_ERR_TLS_DECODE
                                                       : BRISK_ERR_TLS_ILLEGAL_PARAMETER;

    struct brisk_extension_reader reader;
    enum brisk_extension type;
    int more;
    hello->is_retry = hello->version == BRISK_TLS_VERSION_1_3 &&
                      memcmp(hello->random.data, brisk_hello_retry_random, RANDOM_SIZE) == 0;
    brisk_extensions_start(&reader, find_block(hello), extensions, tls->handshake->offered);
    while ((more = brisk_extensions_next(&reader, &type, &body)) == 1) {
        error = parse_extension(hello, type, body);
        if (error)
            return error;
    }
    hello->present = reader.seen;
    return more;
}

/* Section 4.2.8: our share, or in a retry request the group that one is wanted of. */
static void write_share(const struct brisk_tls *tls, struct brisk_writer *w, int is_retry)
{
    brisk_writer_u16(w, EXT_KEY_SHARE);
    size_t extension = brisk_writer_open(w, 2);
    brisk_writer_u16(w, tls->group);
    if (!is_retry) {
        size_t key = brisk_writer_open(w, 2);
        brisk_writer_bytes(w, tls->handshake->shares[0].public_key,
                           brisk_group_public_size(tls->group));
        brisk_writer_close(w, key, 2);
    }
    brisk_writer_close(w, extension, 2);
}

int brisk_server_hello_send(struct brisk_tls *tls, int is_retry)
{
    struct brisk_tls_handshake *h = tls->handshake;
    uint8_t random[RANDOM_SIZE];
    size_t mark = 0;
    if (is_retry)
        memcpy(random, brisk_hello_retry_random, sizeof random);
    else if (brisk_tls_random(tls, random, sizeof random))
        return BRISK_ERR_TLS_INTERNAL;
    struct brisk_writer w = brisk_message_begin(tls, MESSAGE_SERVER_HELLO, &mark);
    brisk_writer_u16(&w, 0x0303);
    brisk_writer_bytes(&w, random, sizeof random);
    size_t field = brisk_writer_open(&w, 1);
    brisk_writer_bytes(&w, h->session_id, h->session_id_len);
    brisk_writer_close(&w, field, 1);
    brisk_writer_u16(&w, tls->suite->id);
    brisk_writer_u8(&w, 0); /* null compression */

    size_t extensions = brisk_writer_open(&w, 2);
    if (tls->group)
        write_share(tls, &w, is_retry);
    if (is_retry && tls->config->retry_cookie) { /* section 4.2.2 */
        brisk_writer_u16(&w, EXT_COOKIE);
        size_t extension = brisk_writer_open(&w, 2);
        size_t cookie = brisk_writer_open(&w, 2);
        brisk_writer_bytes(&w, h->verify_content, COOKIE_SIZE);
        brisk_writer_close(&w, cookie, 2);
        brisk_writer_close(&w, extension, 2);
    }
    if (!is_retry && h->psk_len) {
        brisk_writer_u16(&w, EXT_PRE_SHARED_KEY);
        brisk_writer_u16(&w, 2);
        brisk_writer_u16(&w, h->psk_index);
    }
    brisk_writer_u16(&w, EXT_SUPPORTED_VERSIONS);
    brisk_writer_u16(&w, 2);
    brisk_writer_u16(&w, BRISK_TLS_VERSION_1_3);
    brisk_writer_close(&w, extensions, 2);
    return brisk_message_end(tls, &w, mark);
}
