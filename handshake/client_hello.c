/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* ClientHello (RFC 8446 section 4.1.2): parsed by servers, written by clients. */

#include <string.h>

#include "handshake/peer.h"
#include "handshake/session12.h"

#define FALLBACK_SCSV 0x5600 /* RFC 7507 section 2: no suite, but a signal */

/* --- parsing --- */

int brisk_list_has(struct brisk_bytes list, uint16_t number)
{
    for (size_t i = 0; i + 1 < list.len; i += 2)
        if ((list.data[i] << 8 | list.data[i + 1]) == number)
            return 1;
    return 0;
}

/* An extension that is one vector of uint16, not empty, with nothing after it. */
static int parse_list(struct brisk_bytes body, struct brisk_bytes *list)
{
    if (brisk_cursor_vector16(&body, list) || body.len || list->len < 2 || list->len % 2)
        return BRISK_ERR_TLS_DECODE;
    return 0;
}

/* RFC 6066 section 3: one host_name at most; names of other types are passed over. */
static int parse_server_name(struct brisk_bytes body, struct brisk_bytes *host)
{
    struct brisk_bytes list, name;
    if (brisk_cursor_vector16(&body, &list) || body.len || !list.len)
        return BRISK_ERR_TLS_DECODE;
    while (list.len) {
        uint8_t type = 0;
        if (brisk_cursor_u8(&list, &type) || brisk_cursor_vector16(&list, &name) || !name.len)
            return BRISK_ERR_TLS_DECODE;
        if (type != 0)
            continue;
        if (host->len)
            return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
        if (name.len > BRISK_TLS_MAX_HOST || memchr(name.data, 0, name.len))
            return BRISK_ERR_TLS_UNRECOGNIZED_NAME;
        *host = name;
    }
    return 0;
}

/* RFC 7301 section 3.1: at least one name, none empty. */
static int parse_alpn(struct brisk_bytes body, struct brisk_bytes *alpn)
{
    struct brisk_bytes rest, name;
    if (brisk_cursor_vector16(&body, alpn) || body.len || !alpn->len)
        return BRISK_ERR_TLS_DECODE;
    for (rest = *alpn; rest.len;)
        if (brisk_cursor_vector8(&rest, &name) || !name.len)
            return BRISK_ERR_TLS_DECODE;
    return 0;
}

/* Section 4.2.1: a list of versions; one of ours must be among them. */
static int parse_versions(const struct brisk_tls_config *config, struct brisk_bytes body,
                          uint16_t *version)
{
    struct brisk_bytes list;
    if (brisk_cursor_vector8(&body, &list) || body.len || list.len < 2 || list.len % 2)
        return BRISK_ERR_TLS_DECODE;
    for (*version = BRISK_TLS_VERSION_1_3; *version >= BRISK_TLS_VERSION_1_2; --*version)
        if (brisk_list_has(list, *version) && brisk_version_is_enabled(config, *version))
            return 0;
    return BRISK_ERR_TLS_PROTOCOL_VERSION;
}

/* Section 4.2.8: the entries are looked at again when a group has been chosen. */
static int parse_shares(struct brisk_bytes body, struct brisk_bytes *shares)
{
    struct brisk_bytes rest, key;
    uint16_t group = 0;
    if (brisk_cursor_vector16(&body, shares) || body.len)
        return BRISK_ERR_TLS_DECODE;
    for (rest = *shares; rest.len;)
        if (brisk_cursor_u16(&rest, &group) || brisk_cursor_vector16(&rest, &key) || !key.len)
            return BRISK_ERR_TLS_DECODE;
    return 0;
}

/* Section 4.2.9; modes that are not known are passed over. */
static int parse_modes(struct brisk_bytes body, uint8_t *psk_modes)
{
    struct brisk_bytes modes;
    uint8_t mode = 0;
    if (brisk_cursor_vector8(&body, &modes) || body.len || !modes.len)
        return BRISK_ERR_TLS_DECODE;
    while (!brisk_cursor_u8(&modes, &mode))
        if (mode <= 1)
            *psk_modes |= mode ? BRISK_TLS_PSK_DHE_KE : BRISK_TLS_PSK_KE;
    return 0;
}

static int parse_cookie(struct brisk_bytes body, struct brisk_bytes *cookie)
{
    return brisk_cursor_vector16(&body, cookie) || body.len || !cookie->len ? BRISK_ERR_TLS_DECODE
                                                                            : 0;
}

/* RFC 8422 section 5.1.2: uncompressed points, if it is there at all. */
static int parse_point_formats(struct brisk_bytes body)
{
    struct brisk_bytes formats;
    if (brisk_cursor_vector8(&body, &formats) || body.len || !formats.len)
        return BRISK_ERR_TLS_DECODE;
    return memchr(formats.data, 0, formats.len) ? 0 : BRISK_ERR_TLS_ILLEGAL_PARAMETER;
}

/* RFC 5746 section 3.6: empty in a first handshake, and there is no other. */
static int parse_renegotiation_info(struct brisk_bytes body)
{
    struct brisk_bytes verify_data;
    if (brisk_cursor_vector8(&body, &verify_data) || body.len)
        return BRISK_ERR_TLS_DECODE;
    return verify_data.len ? BRISK_ERR_TLS_HANDSHAKE_FAILURE : 0;
}

static int parse_extension(struct brisk_client_hello *hello, enum brisk_extension type,
                           struct brisk_bytes body)
{
    switch (type) {
    case EXT_SERVER_NAME:
        return parse_server_name(body, &hello->host);
    case EXT_SUPPORTED_GROUPS:
        return parse_list(body, &hello->groups);
    case EXT_SIGNATURE_ALGORITHMS:
        return parse_list(body, &hello->schemes);
    case EXT_SIGNATURE_ALGORITHMS_CERT:
        return parse_list(body, &hello->cert_schemes);
    case EXT_STATUS_REQUEST:
        return brisk_status_request_parse(body, &hello->wants_status);
    case EXT_CERTIFICATE_AUTHORITIES:
        return brisk_authorities_parse(body, &hello->authorities);
    case EXT_ALPN:
        return parse_alpn(body, &hello->alpn);
    case EXT_KEY_SHARE:
        return parse_shares(body, &hello->shares);
    case EXT_PRE_SHARED_KEY:
        return brisk_psk_parse(body, &hello->psk_identities, &hello->psk_binders);
    case EXT_PSK_KEY_EXCHANGE_MODES:
        return parse_modes(body, &hello->psk_modes);
    case EXT_COOKIE:
        return parse_cookie(body, &hello->cookie);
    case EXT_EARLY_DATA:
    case EXT_EXTENDED_MASTER_SECRET:
    case EXT_POST_HANDSHAKE_AUTH:
    case EXT_ENCRYPT_THEN_MAC:
        return body.len ? BRISK_ERR_TLS_DECODE : 0;
    case EXT_SESSION_TICKET:
        hello->ticket = body;
        return 0;
    case EXT_EC_POINT_FORMATS:
        return parse_point_formats(body);
    case EXT_COMPRESS_CERTIFICATE:
        return brisk_compressions_parse(body, &hello->compressions);
    case EXT_RECORD_SIZE_LIMIT:
        return brisk_record_limit_parse(body, &hello->record_limit);
    case EXT_RENEGOTIATION_INFO:
        return parse_renegotiation_info(body);
    default:
        return 0; /* extensions that brisk does not serve, and supported_versions (done) */
    }
}

/* Looks for supported_versions before anything else is judged: a client of an older version is told
 * so, whatever else it sent (section 4.2.1). Without it the hello's version counts, up to TLS 1.2.
 */
static int select_version(const struct brisk_tls_config *config, uint16_t legacy_version,
                          struct brisk_bytes extensions, uint16_t *version)
{
    while (extensions.len) {
        uint16_t type = 0;
        struct brisk_bytes body;
        if (brisk_cursor_u16(&extensions, &type) || brisk_cursor_vector16(&extensions, &body))
            return BRISK_ERR_TLS_DECODE;
        if (type == EXT_SUPPORTED_VERSIONS)
            return parse_versions(config, body, version);
    }
    *version = BRISK_TLS_VERSION_1_2;
    return legacy_version >= BRISK_TLS_VERSION_1_2 &&
                   brisk_version_is_enabled(config, BRISK_TLS_VERSION_1_2)
               ? 0
               : BRISK_ERR_TLS_PROTOCOL_VERSION;
}

/* RFC 7507 section 3: the client says that it could do better. */
static int check_fallback(const struct brisk_tls_config *config,
                          const struct brisk_client_hello *hello, uint16_t legacy_version)
{
    if (!brisk_list_has(hello->suites, FALLBACK_SCSV))
        return 0;
    int is_lower = hello->version == BRISK_TLS_VERSION_1_2
                       ? brisk_version_is_enabled(config, BRISK_TLS_VERSION_1_3)
                       : legacy_version < BRISK_TLS_VERSION_1_2; /* than any of ours */
    return is_lower ? BRISK_ERR_TLS_FALLBACK : 0;
}

/* Section 4.1.2: exactly the null method. RFC 5246 section 7.4.1.2: that one among others. */
static int check_compression(uint16_t version, struct brisk_bytes methods)
{
    if (version == BRISK_TLS_VERSION_1_2)
        return memchr(methods.data, 0, methods.len) ? 0 : BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    return methods.len == 1 && methods.data[0] == 0 ? 0 : BRISK_ERR_TLS_ILLEGAL_PARAMETER;
}

/* Section 9.2: what must not be missing, and section 4.2.9 for psk_key_exchange_modes. */
static int check_mandatory(const struct brisk_client_hello *hello)
{
    if (hello->version == BRISK_TLS_VERSION_1_2)
        return 0;
    if (!(hello->present & EXT_BIT(EXT_PRE_SHARED_KEY)))
        return brisk_client_hello_check_full(hello);
    if (!(hello->present & EXT_BIT(EXT_PSK_KEY_EXCHANGE_MODES)) ||
        !(hello->present & EXT_BIT(EXT_SUPPORTED_GROUPS)) !=
            !(hello->present & EXT_BIT(EXT_KEY_SHARE)))
        return BRISK_ERR_TLS_MISSING_EXTENSION;
    return 0;
}

int brisk_client_hello_check_full(const struct brisk_client_hello *hello)
{
    uint64_t needed =
        EXT_BIT(EXT_SIGNATURE_ALGORITHMS) | EXT_BIT(EXT_SUPPORTED_GROUPS) | EXT_BIT(EXT_KEY_SHARE);
    return needed & ~hello->present ? BRISK_ERR_TLS_MISSING_EXTENSION : 0;
}

int brisk_client_hello_parse(const struct brisk_tls *tls, struct brisk_client_hello *hello,
                             struct brisk_bytes body)
{
    uint16_t legacy_version = 0;
    struct brisk_bytes compression;
    memset(hello, 0, sizeof *hello);
    hello->fixed.data = body.data;
    if (brisk_cursor_u16(&body, &legacy_version) ||
        brisk_cursor_bytes(&body, RANDOM_SIZE, &hello->random) ||
        brisk_cursor_vector8(&body, &hello->session_id) ||
        hello->session_id.len > SESSION_ID_SIZE || brisk_cursor_vector16(&body, &hello->suites) ||
        hello->suites.len < 2 || hello->suites.len % 2 ||
        brisk_cursor_vector8(&body, &compression) || !compression.len)
        return BRISK_ERR_TLS_DECODE;
    hello->fixed.len = (size_t)(body.data - hello->fixed.data);
    if (legacy_version <= 0x0300) /* appendix D.5 forbids SSL 3.0 */
        return BRISK_ERR_TLS_PROTOCOL_VERSION;
    /* RFC 5246 section 7.4.1.2: there may be no extensions at all. */
    if (body.len && (brisk_cursor_vector16(&body, &hello->extensions) || body.len))
        return BRISK_ERR_TLS_DECODE;
    int error = select_version(tls->config, legacy_version, hello->extensions, &hello->version);
    /* Which says more than that the version is not there. */
    int fallback = check_fallback(tls->config, hello, legacy_version);
    if (fallback)
        error = fallback;
    if (!error)
        error = check_compression(hello->version, compression);
    if (error)
        return error;

    struct brisk_extension_reader reader;
    enum brisk_extension type;
    int more;
    brisk_extensions_start(&reader, EXTENSIONS_OF_CLIENT_HELLO, hello->extensions, 0);
    while ((more = brisk_extensions_next(&reader, &type, &body)) == 1) {
        error = parse_extension(hello, type, body);
        if (error)
            return error;
    }
    hello->present = reader.seen;
    /* Section 4.2.2: a client has a cookie only from a HelloRetryRequest. */
    if (!more && hello->cookie.len && !(tls->hello_retry && tls->config->retry_cookie))
        return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    return more ? more : check_mandatory(hello);
}

/* Adds SHA-256 of a part. Sums do not tell in which order the parts came; no part comes twice. */
static void add_digest(uint8_t sum[32], const uint8_t *part, size_t len)
{
    uint8_t digest[BRISK_HASH_MAX_SIZE];
    brisk_hash_digest(BRISK_SHA256, digest, part, len);
    for (unsigned i = 32, carry = 0; i-- > 0; carry >>= 8) {
        carry += sum[i] + (unsigned)digest[i];
        sum[i] = (uint8_t)carry;
    }
}

void brisk_client_hello_digest(const struct brisk_client_hello *hello, uint8_t digest[32])
{
    struct brisk_bytes rest = hello->extensions, body;
    uint16_t type = 0;
    memset(digest, 0, 32);
    add_digest(digest, hello->fixed.data, hello->fixed.len);
    for (const uint8_t *start = rest.data; rest.len; start = rest.data) {
        /* The block has been parsed already. */
        if (brisk_cursor_u16(&rest, &type) || brisk_cursor_vector16(&rest, &body))
            break;
        if (type != EXT_KEY_SHARE && type != EXT_EARLY_DATA && type != EXT_COOKIE &&
            type != EXT_PRE_SHARED_KEY && type != EXT_PADDING)
            add_digest(digest, start, (size_t)(rest.data - start));
    }
}

int brisk_client_hello_find_share(const struct brisk_client_hello *hello, uint16_t group,
                                  struct brisk_bytes *key)
{
    struct brisk_bytes rest = hello->shares, entry;
    int found = 0;
    while (rest.len) {
        uint16_t number = 0;
        if (brisk_cursor_u16(&rest, &number) || brisk_cursor_vector16(&rest, &entry))
            return BRISK_ERR_TLS_DECODE;
        if (number != group)
            continue;
        /* Section 4.2.8: one share per group, and of the group's size (4.2.8.2). */
        if (found || entry.len != brisk_group_public_size(group))
            return BRISK_ERR_TLS_ILLEGAL_PARAMETER;
        *key = entry;
        found = 1;
    }
    return found;
}

/* --- writing --- */

static size_t open_extension(struct brisk_writer *w, struct brisk_tls_handshake *h,
                             enum brisk_extension type)
{
    h->offered |= EXT_BIT(type);
    brisk_writer_u16(w, type == EXT_RENEGOTIATION_INFO ? EXT_RENEGOTIATION_INFO_WIRE : type);
    return brisk_writer_open(w, 2);
}

/* RFC 6066 section 3: literal addresses are not sent. */
static int is_address(const char *host)
{
    return strchr(host, ':') || strspn(host, "0123456789.") == strlen(host);
}

static void write_server_name(struct brisk_writer *w, struct brisk_tls_handshake *h)
{
    if (!h->host[0] || is_address(h->host))
        return;
    size_t extension = open_extension(w, h, EXT_SERVER_NAME);
    size_t list = brisk_writer_open(w, 2);
    brisk_writer_u8(w, 0); /* host_name */
    size_t name = brisk_writer_open(w, 2);
    brisk_writer_bytes(w, h->host, strlen(h->host));
    brisk_writer_close(w, name, 2);
    brisk_writer_close(w, list, 2);
    brisk_writer_close(w, extension, 2);
}

static void write_list(struct brisk_writer *w, struct brisk_tls_handshake *h,
                       enum brisk_extension type, const uint16_t *numbers, size_t n)
{
    size_t extension = open_extension(w, h, type);
    size_t list = brisk_writer_open(w, 2);
    for (size_t i = 0; i < n; i++)
        brisk_writer_u16(w, numbers[i]);
    brisk_writer_close(w, list, 2);
    brisk_writer_close(w, extension, 2);
}

static void write_alpn(struct brisk_writer *w, struct brisk_tls_handshake *h,
                       const struct brisk_tls_config *config)
{
    if (!config->num_alpn)
        return;
    size_t extension = open_extension(w, h, EXT_ALPN);
    size_t list = brisk_writer_open(w, 2);
    for (size_t i = 0; i < config->num_alpn; i++) {
        size_t name = brisk_writer_open(w, 1);
        brisk_writer_bytes(w, config->alpn[i], strlen(config->alpn[i]));
        brisk_writer_close(w, name, 1);
    }
    brisk_writer_close(w, list, 2);
    brisk_writer_close(w, extension, 2);
}

static void write_versions(struct brisk_writer *w, struct brisk_tls_handshake *h,
                           const struct brisk_tls_config *config)
{
    size_t extension = open_extension(w, h, EXT_SUPPORTED_VERSIONS);
    size_t list = brisk_writer_open(w, 1);
    brisk_writer_u16(w, BRISK_TLS_VERSION_1_3);
    if (brisk_version_is_enabled(config, BRISK_TLS_VERSION_1_2))
        brisk_writer_u16(w, BRISK_TLS_VERSION_1_2);
    brisk_writer_close(w, list, 1);
    brisk_writer_close(w, extension, 2);
}

/* What only TLS 1.2 asks for: uncompressed points (RFC 8422 section 5.1.2), the extended master
 * secret (RFC 7627 section 5.2), encrypt-then-MAC if there is a suite that it is for (RFC 7366
 * section 2), a ticket or the wish for one (RFC 5077 section 3.2), and that
 * nothing was negotiated before (RFC 5746 section 3.4). */
static void write_extensions_1_2(struct brisk_writer *w, struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    size_t extension = open_extension(w, h, EXT_EC_POINT_FORMATS);
    brisk_writer_u16(w, 0x0100);
    brisk_writer_close(w, extension, 2);
    extension = open_extension(w, h, EXT_EXTENDED_MASTER_SECRET);
    brisk_writer_close(w, extension, 2);
    if (brisk_encrypt_then_mac_is_enabled(tls->config)) {
        extension = open_extension(w, h, EXT_ENCRYPT_THEN_MAC);
        brisk_writer_close(w, extension, 2);
    }
    struct brisk_bytes ticket = brisk_session12_ticket(tls);
    if (ticket.len || tls->slot) {
        extension = open_extension(w, h, EXT_SESSION_TICKET);
        brisk_writer_bytes(w, ticket.data, ticket.len);
        brisk_writer_close(w, extension, 2);
    }
    extension = open_extension(w, h, EXT_RENEGOTIATION_INFO);
    brisk_writer_u8(w, 0);
    brisk_writer_close(w, extension, 2);
}

static void write_suites(struct brisk_writer *w, const struct brisk_tls_config *config)
{
    size_t field = brisk_writer_open(w, 2);
    for (size_t i = 0; i < config->num_suites; i++) {
        const struct brisk_suite *suite = brisk_suite_find(config->suites[i]);
        if (suite && suite->version >= config->min_version && suite->version <= config->max_version)
            brisk_writer_u16(w, suite->id);
    }
    if (config->is_fallback)
        brisk_writer_u16(w, FALLBACK_SCSV);
    brisk_writer_close(w, field, 2);
}

static void write_shares(struct brisk_writer *w, struct brisk_tls_handshake *h)
{
    size_t extension = open_extension(w, h, EXT_KEY_SHARE);
    size_t list = brisk_writer_open(w, 2);
    for (size_t i = 0; i < h->num_shares; i++) {
        brisk_writer_u16(w, h->shares[i].group);
        size_t key = brisk_writer_open(w, 2);
        brisk_writer_bytes(w, h->shares[i].public_key, brisk_group_public_size(h->shares[i].group));
        brisk_writer_close(w, key, 2);
    }
    brisk_writer_close(w, list, 2);
    brisk_writer_close(w, extension, 2);
}

/* Section 4.2.2: the cookie goes back as it came. */
static void write_cookie(struct brisk_writer *w, struct brisk_tls_handshake *h)
{
    if (!h->cookie_len)
        return;
    size_t extension = open_extension(w, h, EXT_COOKIE);
    size_t cookie = brisk_writer_open(w, 2);
    brisk_writer_bytes(w, h->message + h->capacity - h->cookie_len, h->cookie_len);
    brisk_writer_close(w, cookie, 2);
    brisk_writer_close(w, extension, 2);
}

int brisk_client_hello_send(struct brisk_tls *tls)
{
    struct brisk_tls_handshake *h = tls->handshake;
    const struct brisk_tls_config *config = tls->config;
    size_t mark = 0;
    struct brisk_writer w = brisk_message_begin(tls, MESSAGE_CLIENT_HELLO, &mark);
    w.capacity -= h->cookie_len;
    brisk_writer_u16(&w, 0x0303);
    brisk_writer_bytes(&w, h->client_random, RANDOM_SIZE);
    size_t field = brisk_writer_open(&w, 1);
    brisk_writer_bytes(&w, h->session_id, h->session_id_len);
    brisk_writer_close(&w, field, 1);
    write_suites(&w, config);
    brisk_writer_u8(&w, 1); /* one compression method: */
    brisk_writer_u8(&w, 0); /* null */

    h->offered = 0;
    field = brisk_writer_open(&w, 2);
    write_server_name(&w, h);
    write_list(&w, h, EXT_SUPPORTED_GROUPS, config->groups, config->num_groups);
    write_list(&w, h, EXT_SIGNATURE_ALGORITHMS, config->schemes, config->num_schemes);
    if (config->num_cert_schemes)
        write_list(&w, h, EXT_SIGNATURE_ALGORITHMS_CERT, config->cert_schemes,
                   config->num_cert_schemes);
    write_alpn(&w, h, config);
    if (config->request_status && config->trust) {
        size_t extension = open_extension(&w, h, EXT_STATUS_REQUEST);
        brisk_status_request_write(&w);
        brisk_writer_close(&w, extension, 2);
    }
    if (config->record_size_limit) {
        size_t extension = open_extension(&w, h, EXT_RECORD_SIZE_LIMIT);
        brisk_writer_u16(&w, brisk_record_limit(tls, 0));
        brisk_writer_close(&w, extension, 2);
    }
    if (brisk_version_is_enabled(config, BRISK_TLS_VERSION_1_2))
        write_extensions_1_2(&w, tls);
    size_t binders_at = 0;
    if (brisk_version_is_enabled(config, BRISK_TLS_VERSION_1_3)) {
        write_versions(&w, h, config);
        if (config->num_cert_compressions) {
            size_t extension = open_extension(&w, h, EXT_COMPRESS_CERTIFICATE);
            brisk_compressions_write(tls, &w);
            brisk_writer_close(&w, extension, 2);
        }
        write_cookie(&w, h);
        write_shares(&w, h);
        brisk_psk_write_modes(tls, &w);
        if (tls->post_auth) {
            size_t extension = open_extension(&w, h, EXT_POST_HANDSHAKE_AUTH);
            brisk_writer_close(&w, extension, 2);
        }
        if (brisk_early_is_offered(tls)) {
            size_t extension = open_extension(&w, h, EXT_EARLY_DATA);
            brisk_writer_close(&w, extension, 2);
        }
        binders_at = brisk_psk_write(tls, &w); /* the last of all */
    }
    brisk_writer_close(&w, field, 2);
    if (binders_at) {
        brisk_writer_close(&w, mark, 3); /* the message's length, which the binders cover */
        int error = brisk_psk_write_binders(tls, &w, binders_at);
        if (error)
            return error;
    }
    return brisk_message_end(tls, &w, mark);
}
