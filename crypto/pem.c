/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* PEM (RFC 7468). The base64 may be that of a private key: characters are translated by arithmetic
 * on masks, not by a table or a branch on their value. Where white space and padding are is layout,
 * not secret. */

#include <string.h>

#include <brisk/der.h>
#include <brisk/error.h>
#include <brisk/random.h>

#include "crypto/ct.h"

#define LINE_BYTES 48 /* bytes in a line of 64 characters */

struct pem_block {
    struct brisk_bytes label, body;
    size_t len; /* from the start of the text to the end of the block */
};

static int find_block(struct pem_block *block, const uint8_t *text, size_t text_len);
static int decode_base64(uint8_t *out, size_t capacity, size_t *out_len,
                         const struct brisk_bytes *text);
static void encode_group(char out[4], const uint8_t *in, size_t in_len);

int brisk_pem_next(const char **text, size_t *text_len, const char *label, char found_label[64],
                   uint8_t *der, size_t der_capacity, size_t *der_len)
{
    const uint8_t *at = (const uint8_t *)*text;
    size_t left = *text_len;
    struct pem_block block = { { NULL, 0 }, { NULL, 0 }, 0 };
    int found;
    while ((found = find_block(&block, at, left)) > 0) {
        int wanted = block.label.len < 64;
        if (label) {
            wanted = block.label.len == strlen(label) &&
                     memcmp(block.label.data, label, block.label.len) == 0;
        }
        at += block.len;
        left -= block.len;
        if (!wanted) {
            continue;
        }
        int error = decode_base64(der, der_capacity, der_len, &block.body);
        if (error) {
            return error;
        }
        if (found_label) {
            size_t len = block.label.len < 63 ? block.label.len : 63;
            memcpy(found_label, block.label.data, len);
            found_label[len] = 0;
        }
        *text = (const char *)at;
        *text_len = left;
        return 0;
    }
    if (found == 0) {
        *text += *text_len;
        *text_len = 0;
    }
    return BRISK_ERR_DECODE;
}

size_t brisk_pem_size(const char *label, size_t der_len)
{
    size_t groups = der_len / 3 + (der_len % 3 != 0);
    size_t lines = der_len / LINE_BYTES + (der_len % LINE_BYTES != 0);
    size_t borders = 2 * strlen(label) + strlen("-----BEGIN -----\n-----END -----\n");
    return borders + 4 * groups + lines + 1;
}

int brisk_pem_write(char *text, size_t text_capacity, const char *label, const uint8_t *der,
                    size_t der_len)
{
    size_t label_len = strlen(label);
    /* The first test keeps the size below from overflowing. */
    if (der_len > text_capacity || brisk_pem_size(label, der_len) > text_capacity) {
        return BRISK_ERR_BUFFER;
    }
    char *out = text;
    memcpy(out, "-----BEGIN ", 11);
    memcpy(out + 11, label, label_len);
    memcpy(out + 11 + label_len, "-----\n", 6);
    out += 17 + label_len;
    for (size_t i = 0; i < der_len; i += 3) {
        encode_group(out, der + i, der_len - i);
        out += 4;
        if ((i + 3) % LINE_BYTES == 0 || der_len - i <= 3) {
            *out++ = '\n';
        }
    }
    memcpy(out, "-----END ", 9);
    memcpy(out + 9, label, label_len);
    memcpy(out + 9 + label_len, "-----\n", 7);
    return 0;
}

static int starts_with(const uint8_t *text, size_t len, const char *prefix, size_t prefix_len)
{
    return len >= prefix_len && memcmp(text, prefix, prefix_len) == 0;
}

/* Length of the line at `text`, its end included. */
static size_t line_length(const uint8_t *text, size_t len)
{
    const uint8_t *end = memchr(text, '\n', len);
    return end ? (size_t)(end - text) + 1 : len;
}

/* Parses "-----BEGIN label-----" or "-----END label-----", white space after it allowed. */
static int parse_border(struct brisk_bytes *label, const uint8_t *line, size_t len,
                        const char *prefix)
{
    size_t prefix_len = strlen(prefix);
    while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r' || line[len - 1] == ' ' ||
                       line[len - 1] == '\t')) {
        len--;
    }
    if (len < prefix_len + 5 || !starts_with(line, len, prefix, prefix_len) ||
        memcmp(line + len - 5, "-----", 5) != 0) {
        return 0;
    }
    *label = (struct brisk_bytes){ line + prefix_len, len - prefix_len - 5 };
    return 1;
}

/* Finds the first block. Returns 1; 0 if there is none; BRISK_ERR_DECODE if the first BEGIN line
 * has no END line of the same label before the next border. */
static int find_block(struct pem_block *block, const uint8_t *text, size_t text_len)
{
    struct brisk_bytes label;
    size_t body = 0;
    int inside = 0;
    for (size_t at = 0, line; at < text_len; at += line) {
        line = line_length(text + at, text_len - at);
        int begin = parse_border(&label, text + at, line, "-----BEGIN ");
        int end = inside && parse_border(&label, text + at, line, "-----END ");
        if (begin && !inside) {
            block->label = label;
            body = at + line;
            inside = 1;
        } else if (begin || end) {
            if (begin || label.len != block->label.len ||
                memcmp(label.data, block->label.data, label.len) != 0) {
                return BRISK_ERR_DECODE;
            }
            block->body = (struct brisk_bytes){ text + body, at - body };
            block->len = at + line;
            return 1;
        }
    }
    return inside ? BRISK_ERR_DECODE : 0;
}

/* All ones if c is from `first` to `last`. */
static uint64_t mask_in_range(uint64_t c, uint64_t first, uint64_t last)
{
    return ~(ct_mask_less(c, first) | ct_mask_less(last, c));
}

/* The 6 bits of a base64 character (RFC 4648 section 4); *valid keeps its value if it is one and
 * becomes 0 if not. */
static uint32_t decode_character(uint8_t c, uint64_t *valid)
{
    uint64_t upper = mask_in_range(c, 'A', 'Z'), lower = mask_in_range(c, 'a', 'z');
    uint64_t digit = mask_in_range(c, '0', '9');
    uint64_t plus = ct_mask_equal(c, '+'), slash = ct_mask_equal(c, '/');
    *valid &= upper | lower | digit | plus | slash;
    return (uint32_t)((upper & (uint64_t)(c - 'A')) | (lower & (uint64_t)(c - 'a' + 26)) |
                      (digit & (uint64_t)(c - '0' + 52)) | (plus & 62) | (slash & 63));
}

/* Decodes base64 with white space anywhere and canonical padding. With `out` NULL only the length
 * is found. */
static int decode_base64(uint8_t *out, size_t capacity, size_t *out_len,
                         const struct brisk_bytes *text)
{
    uint64_t valid = UINT64_MAX;
    uint32_t bits = 0;
    size_t num_chars = 0, num_padding = 0, len = 0, written = 0;
    for (size_t i = 0; i < text->len; i++) {
        uint8_t c = text->data[i];
        if (c == '\n' || c == '\r' || c == ' ' || c == '\t') {
            continue;
        }
        num_chars++;
        if (c == '=') {
            num_padding++;
            continue;
        }
        valid &= ct_mask_zero(num_padding);
        bits = bits << 6 | decode_character(c, &valid);
        /* Characters 2, 3 and 4 of a group complete a byte each; 4, 2 and 0 bits are left over. */
        unsigned shift = (unsigned)(6 - 2 * ((num_chars - 1) % 4));
        if (shift == 6) {
            continue;
        }
        if (out && len < capacity) {
            out[written++] = (uint8_t)(bits >> shift);
        }
        len++;
        bits &= (1u << shift) - 1;
    }
    int error = 0;
    if (!valid || num_chars % 4 != 0 || num_padding > 2 || bits != 0) {
        error = BRISK_ERR_DECODE;
    } else if (out && len > capacity) {
        error = BRISK_ERR_BUFFER;
    }
    if (error) {
        brisk_wipe(out, written);
        return error;
    }
    *out_len = len;
    return 0;
}

/* The character of 6 bits. */
static char encode_character(uint32_t bits)
{
    uint64_t x = bits & 63;
    uint64_t c = ct_select(ct_mask_less(x, 26), x + 'A', x + 'a' - 26);
    c = ct_select(ct_mask_less(x, 52), c, x - 52 + '0');
    c = ct_select(ct_mask_equal(x, 62), '+', c);
    c = ct_select(ct_mask_equal(x, 63), '/', c);
    return (char)c;
}

/* Three bytes, or the one or two that are left, to four characters. */
static void encode_group(char out[4], const uint8_t *in, size_t in_len)
{
    uint32_t bits = (uint32_t)in[0] << 16;
    if (in_len > 1) {
        bits |= (uint32_t)in[1] << 8;
    }
    if (in_len > 2) {
        bits |= in[2];
    }
    out[0] = encode_character(bits >> 18);
    out[1] = encode_character(bits >> 12);
    out[2] = in_len > 1 ? encode_character(bits >> 6) : '=';
    out[3] = in_len > 2 ? encode_character(bits) : '=';
}
