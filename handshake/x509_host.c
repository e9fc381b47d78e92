/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The name that a client dialled against a certificate's subjectAltName (RFC 9525). */

#include <string.h>

#include <brisk/error.h>

#include "handshake/x509.h"

#define MAX_HOST_NAME 253 /* characters (RFC 1035 section 2.3.4, without the root) */
#define MAX_LABEL 63

static int dns_matches(struct brisk_bytes presented, struct brisk_bytes host);

int brisk_x509_check_host(const struct brisk_x509 *cert, const char *host)
{
    uint8_t address[16];
    size_t address_len = brisk_x509_parse_address(address, host);
    struct brisk_bytes dialled = { (const uint8_t *)host, strlen(host) };
    if (dialled.len > 0 && dialled.data[dialled.len - 1] == '.') {
        dialled.len--; /* the root, which certificates do not write */
    }
    if (address_len > 0) {
        dialled = (struct brisk_bytes){ address, address_len };
    } else if (!brisk_x509_is_host_name(dialled, 0)) {
        return BRISK_ERR_X509_NAME_MISMATCH;
    }
    struct brisk_bytes names = cert->subject_alt_name;
    struct general_name name;
    while (names.len > 0 && brisk_x509_read_general_name(&names, &name) == 0) {
        if (address_len > 0) {
            if (name.tag == NAME_IP && bytes_equal(name.value, dialled)) {
                return 0;
            }
        } else if (name.tag == NAME_DNS && dns_matches(name.value, dialled)) {
            return 0;
        }
    }
    return BRISK_ERR_X509_NAME_MISMATCH;
}

/* Letters, digits and hyphens, the last not at the ends of a label; and, so that no address passes
 * for a name, not only digits in the last label. */
int brisk_x509_is_host_name(struct brisk_bytes name, int wildcard_allowed)
{
    size_t label = 0;
    int numeric = 1;
    if (name.len > MAX_HOST_NAME) {
        return 0;
    }
    if (wildcard_allowed && name.len >= 2 && name.data[0] == '*' && name.data[1] == '.') {
        name.data += 2;
        name.len -= 2;
    }
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.data[i];
        int at_end = i + 1 == name.len || name.data[i + 1] == '.';
        if (c == '.') {
            if (label == 0 || i + 1 == name.len) {
                return 0;
            }
            label = 0;
            numeric = 1;
            continue;
        }
        int is_digit = c >= '0' && c <= '9';
        int is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (++label > MAX_LABEL || (!is_digit && !is_letter && c != '-') ||
            (c == '-' && (label == 1 || at_end))) {
            return 0;
        }
        numeric = numeric && is_digit;
    }
    return name.len > 0 && !numeric;
}

static struct brisk_bytes after_first_label(struct brisk_bytes name)
{
    const uint8_t *dot = memchr(name.data, '.', name.len);
    if (!dot) {
        return (struct brisk_bytes){ NULL, 0 };
    }
    size_t skipped = (size_t)(dot - name.data) + 1;
    return (struct brisk_bytes){ name.data + skipped, name.len - skipped };
}

static int dns_matches(struct brisk_bytes presented, struct brisk_bytes host)
{
    if (!brisk_x509_is_host_name(presented, 1)) {
        return 0;
    }
    if (presented.data[0] != '*') {
        return brisk_x509_same_text(presented, host);
    }
    /* RFC 9525 section 6.3: the wildcard is one whole label, the left-most. That two labels have
     * to follow keeps *.com from standing for everything below a top-level domain. */
    presented = after_first_label(presented);
    host = after_first_label(host);
    return after_first_label(presented).len > 0 && brisk_x509_same_text(presented, host);
}

/* Four decimal numbers without leading zeros (RFC 3986 section 3.2.2). Returns the text after
 * them, or NULL. */
static const char *parse_ipv4(uint8_t address[4], const char *text)
{
    for (int i = 0; i < 4; i++) {
        unsigned value = 0;
        int digits = 0;
        if (i > 0 && *text++ != '.') {
            return NULL;
        }
        while (*text >= '0' && *text <= '9') {
            if (digits > 0 && value == 0) {
                return NULL;
            }
            value = 10 * value + (unsigned)(*text++ - '0');
            if (++digits > 3 || value > 255) {
                return NULL;
            }
        }
        if (digits == 0) {
            return NULL;
        }
        address[i] = (uint8_t)value;
    }
    return text;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Up to four hexadecimal digits. Returns the text after them, or NULL. */
static const char *parse_group(uint8_t group[2], const char *text)
{
    unsigned value = 0;
    int digits = 0;
    for (; hex_digit(*text) >= 0; text++) {
        value = value << 4 | (unsigned)hex_digit(*text);
        if (++digits > 4) {
            return NULL;
        }
    }
    group[0] = (uint8_t)(value >> 8);
    group[1] = (uint8_t)value;
    return digits > 0 ? text : NULL;
}

/* RFC 4291 section 2.2, without a zone. */
static int parse_ipv6(uint8_t address[16], const char *text)
{
    size_t filled = 0, gap = 16; /* bytes; where "::" is */
    if (text[0] == ':' && text[1] == ':') {
        gap = 0;
        text += 2;
    }
    while (*text && filled < 16) {
        const char *end = filled <= 12 ? parse_ipv4(address + filled, text) : NULL;
        if (end && *end == 0) {
            filled += 4;
            text = end;
            break;
        }
        text = parse_group(address + filled, text);
        if (!text) {
            return 0;
        }
        filled += 2;
        if (*text == 0) {
            break;
        }
        if (*text++ != ':') {
            return 0;
        }
        if (*text == ':' && gap == 16) {
            gap = filled;
            text++;
        } else if (*text == 0) {
            return 0; /* one colon at the end */
        }
    }
    /* "::" stands for at least one group (RFC 5952 section 4.2.2 advises against just one). */
    if (*text != 0 || (gap == 16) != (filled == 16)) {
        return 0;
    }
    if (gap < 16) {
        memmove(address + gap + 16 - filled, address + gap, filled - gap);
        memset(address + gap, 0, 16 - filled);
    }
    return 1;
}

size_t brisk_x509_parse_address(uint8_t address[16], const char *text)
{
    const char *end = parse_ipv4(address, text);
    if (end && *end == 0) {
        return 4;
    }
    return parse_ipv6(address, text) ? 16 : 0;
}
