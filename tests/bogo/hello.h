/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What the runner's ClientHello offers, read off the wire: the engine hands out what it chose, and
 * some flags ask for what it chose from. */

#ifndef BRISK_TESTS_BOGO_HELLO_H
#define BRISK_TESTS_BOGO_HELLO_H

#include <brisk/der.h>

struct hello {
    uint8_t wire[65536], message[65536];
    size_t wire_len, message_len;
    /* Views into `message`; empty until the message is whole, and where the hello has no such list.
     */
    struct brisk_bytes suites, versions, schemes, alpn;
    uint16_t legacy_version;
    int has_groups;
};

/* Takes what was received; bytes behind the first message are passed over. */
void hello_take(struct hello *hello, const uint8_t *data, size_t len);

/* Whether a list of uint16 has this one. */
int hello_list_has(struct brisk_bytes list, uint16_t value);

/* The highest version offered, 0 if it is not known yet. */
uint16_t hello_version(const struct hello *hello);

#endif
