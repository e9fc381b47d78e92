/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/bogo/hello.h"

#include <string.h>

#include "handshake/cursor.h"
#include "handshake/engine.h"
#include "handshake/extensions.h"

int hello_list_has(struct brisk_bytes list, uint16_t value)
{
    uint16_t number = 0;
    while (!brisk_cursor_u16(&list, &number))
        if (number == value)
            return 1;
    return 0;
}

uint16_t hello_version(const struct hello *hello)
{
    struct brisk_bytes list = hello->versions;
    uint16_t highest = 0, number = 0;
    if (!list.len)
        return hello->legacy_version;
    while (!brisk_cursor_u16(&list, &number))
        if (number > highest && number <= BRISK_TLS_VERSION_1_3)
            highest = number;
    return highest;
}

/* The handshake records' contents, one behind the other. */
static void join_records(struct hello *hello)
{
    struct brisk_bytes rest = { hello->wire, hello->wire_len }, content;
    uint8_t type = 0;
    uint16_t version = 0;
    hello->message_len = 0;
    while (!brisk_cursor_u8(&rest, &type) && !brisk_cursor_u16(&rest, &version) &&
           !brisk_cursor_vector16(&rest, &content) && type == RECORD_HANDSHAKE) {
        memcpy(hello->message + hello->message_len, content.data, content.len);
        hello->message_len += content.len;
    }
}

static void read_extensions(struct hello *hello, struct brisk_bytes list)
{
    uint16_t type = 0;
    struct brisk_bytes body;
    while (!brisk_cursor_u16(&list, &type) && !brisk_cursor_vector16(&list, &body)) {
        if (type == EXT_ALPN)
            (void)brisk_cursor_vector16(&body, &hello->alpn);
        else if (type == EXT_SIGNATURE_ALGORITHMS)
            (void)brisk_cursor_vector16(&body, &hello->schemes);
        else if (type == EXT_SUPPORTED_GROUPS)
            hello->has_groups = 1;
        else if (type == EXT_SUPPORTED_VERSIONS)
            (void)brisk_cursor_vector8(&body, &hello->versions);
    }
}

void hello_take(struct hello *hello, const uint8_t *data, size_t len)
{
    struct brisk_bytes message, body, random, field, extensions;
    uint8_t type = 0;
    if (hello->suites.len || len > sizeof(hello->wire) - hello->wire_len)
        return;
    memcpy(hello->wire + hello->wire_len, data, len);
    hello->wire_len += len;
    join_records(hello);
    message = (struct brisk_bytes){ hello->message, hello->message_len };
    if (brisk_cursor_u8(&message, &type) || type != MESSAGE_CLIENT_HELLO ||
        brisk_cursor_vector24(&message, &body) || brisk_cursor_u16(&body, &hello->legacy_version) ||
        brisk_cursor_bytes(&body, RANDOM_SIZE, &random) || brisk_cursor_vector8(&body, &field) ||
        brisk_cursor_vector16(&body, &hello->suites) || brisk_cursor_vector8(&body, &field) ||
        brisk_cursor_vector16(&body, &extensions))
        return;
    read_extensions(hello, extensions);
}
