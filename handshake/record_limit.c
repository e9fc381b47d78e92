/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* record_size_limit (RFC 8449): how long the protected records may be that each side sends. */

#include "handshake/cursor.h"
#include "handshake/engine.h"

/* Section 4: TLS 1.3 counts the content's type and padding, older versions the content alone. */
static uint16_t largest_limit(uint16_t version)
{
    return version == BRISK_TLS_VERSION_1_2 ? BRISK_TLS_MAX_PLAINTEXT : RECORD_MAX_INNER;
}

/* Section 4: a value above what the version allows may mean something in a version to come. */
int brisk_record_limit_parse(struct brisk_bytes body, uint16_t *limit)
{
    if (brisk_cursor_u16(&body, limit) || body.len)
        return BRISK_ERR_TLS_DECODE;
    return *limit < BRISK_TLS_MIN_RECORD_LIMIT ? BRISK_ERR_TLS_ILLEGAL_PARAMETER : 0;
}

uint16_t brisk_record_limit(const struct brisk_tls *tls, uint16_t version)
{
    const struct brisk_tls_config *config = tls->config;
    if (!version)
        version = brisk_version_is_enabled(config, BRISK_TLS_VERSION_1_3) ? BRISK_TLS_VERSION_1_3
                                                                          : BRISK_TLS_VERSION_1_2;
    uint16_t largest = largest_limit(version);
    return config->record_size_limit < largest ? config->record_size_limit : largest;
}

void brisk_record_limit_read(struct brisk_tls *tls)
{
    if (tls->handshake->peer_record_limit)
        tls->read.limit = brisk_record_limit(tls, tls->version);
}

void brisk_record_limit_write(struct brisk_tls *tls)
{
    uint16_t limit = tls->handshake->peer_record_limit, largest = largest_limit(tls->version);
    tls->write.limit = limit < largest ? limit : largest;
}

size_t brisk_record_max_content(const struct brisk_tls *tls)
{
    if (!tls->write.encrypted || !tls->write.limit)
        return BRISK_TLS_MAX_PLAINTEXT;
    return tls->write.limit - (tls->version != BRISK_TLS_VERSION_1_2);
}
