/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Distinguished names and GeneralNames: their structure, and how they compare. */

#include <string.h>

#include <brisk/error.h>

#include "handshake/x509.h"

#define MAX_ATTRIBUTES 8 /* of one RDN: more than one is rare, and bounds what comparing costs */

#define IA5_STRING 0x16

struct attribute {
    struct brisk_bytes type, value;
    unsigned tag;
};

static int read_attribute(struct brisk_bytes *rdn, struct attribute *attribute);
static int rdns_equal(struct brisk_bytes a, struct brisk_bytes b);

int brisk_x509_check_distinguished_name(struct brisk_bytes name)
{
    struct brisk_bytes rdn;
    struct attribute attribute;
    while (name.len > 0) {
        if (brisk_der_read(&name, BRISK_DER_SET, &rdn) || rdn.len == 0) {
            return BRISK_ERR_X509_DECODE;
        }
        for (size_t i = 0; rdn.len > 0; i++) {
            if (i == MAX_ATTRIBUTES || read_attribute(&rdn, &attribute)) {
                return BRISK_ERR_X509_DECODE;
            }
        }
    }
    return 0;
}

int brisk_x509_names_equal(struct brisk_bytes a, struct brisk_bytes b)
{
    struct brisk_bytes rdn;
    if (bytes_equal(a, b)) {
        return 1;
    }
    if (!brisk_x509_name_is_under(a, b)) {
        return 0;
    }
    /* All of b is the beginning of a: is there more of a? */
    while (b.len > 0) {
        if (brisk_der_read(&a, BRISK_DER_SET, &rdn) || brisk_der_read(&b, BRISK_DER_SET, &rdn)) {
            return 0;
        }
    }
    return a.len == 0;
}

int brisk_x509_name_is_under(struct brisk_bytes name, struct brisk_bytes base)
{
    struct brisk_bytes a, b;
    while (base.len > 0) {
        if (brisk_der_read(&name, BRISK_DER_SET, &a) || brisk_der_read(&base, BRISK_DER_SET, &b) ||
            !rdns_equal(a, b)) {
            return 0;
        }
    }
    return 1;
}

int brisk_x509_next_email(struct brisk_bytes *rdns, struct brisk_bytes *email)
{
    /* pkcs-9-at-emailAddress, 1.2.840.113549.1.9.1 */
    static const uint8_t oid[9] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01 };
    struct brisk_bytes rdn;
    struct attribute attribute;
    while (rdns->len > 0 && brisk_der_read(rdns, BRISK_DER_SET, &rdn) == 0) {
        while (rdn.len > 0 && read_attribute(&rdn, &attribute) == 0) {
            if (attribute.type.len == sizeof(oid) &&
                memcmp(attribute.type.data, oid, sizeof(oid)) == 0) {
                *email = attribute.value;
                return 1;
            }
        }
    }
    return 0;
}

/* The forms that are text are ASCII, without the NUL and other characters that have deceived
 * readers of C strings; a directoryName is unwrapped and checked; the forms that brisk does not
 * compare are opaque. */
int brisk_x509_read_general_name(struct brisk_bytes *cursor, struct general_name *name)
{
    struct brisk_bytes wrapped;
    if (brisk_der_read_any(cursor, &name->tag, &name->value, NULL)) {
        return BRISK_ERR_X509_DECODE;
    }
    switch (name->tag) {
    case NAME_RFC822:
    case NAME_DNS:
    case NAME_URI:
        for (size_t i = 0; i < name->value.len; i++) {
            if (name->value.data[i] < 0x20 || name->value.data[i] > 0x7e) {
                return BRISK_ERR_X509_DECODE;
            }
        }
        return 0;
    case NAME_DIRECTORY:
        wrapped = name->value;
        if (brisk_der_read(&wrapped, BRISK_DER_SEQUENCE, &name->value) || wrapped.len != 0) {
            return BRISK_ERR_X509_DECODE;
        }
        return brisk_x509_check_distinguished_name(name->value);
    case NAME_IP:
        return 0;
    case BRISK_DER_CONTEXT_CONSTRUCTED(0): /* otherName */
    case BRISK_DER_CONTEXT_CONSTRUCTED(3): /* x400Address */
    case BRISK_DER_CONTEXT_CONSTRUCTED(5): /* ediPartyName */
    case BRISK_DER_CONTEXT(8):             /* registeredID */
        return 0;
    default:
        return BRISK_ERR_X509_DECODE;
    }
}

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

int brisk_x509_same_text(struct brisk_bytes a, struct brisk_bytes b)
{
    if (a.len != b.len) {
        return 0;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.data[i]) != lower(b.data[i])) {
            return 0;
        }
    }
    return 1;
}

static int read_attribute(struct brisk_bytes *rdn, struct attribute *attribute)
{
    struct brisk_bytes content;
    if (brisk_der_read(rdn, BRISK_DER_SEQUENCE, &content) ||
        brisk_der_read(&content, BRISK_DER_OID, &attribute->type) ||
        brisk_der_read_any(&content, &attribute->tag, &attribute->value, NULL) ||
        content.len != 0) {
        return BRISK_ERR_X509_DECODE;
    }
    return 0;
}

/* The next character of a string prepared as section 7.1 has it (white space at the ends dropped,
 * inside made one space, ASCII letters in lower case), or -1 at the end. */
static int next_character(struct brisk_bytes *text, int at_start)
{
    size_t spaces = 0;
    while (spaces < text->len && text->data[spaces] == ' ') {
        spaces++;
    }
    text->data += spaces;
    text->len -= spaces;
    if (text->len == 0) {
        return -1;
    }
    if (spaces > 0 && !at_start) {
        return ' ';
    }
    text->len--;
    return lower(*text->data++);
}

static int is_folded_string(unsigned tag)
{
    return tag == BRISK_DER_PRINTABLE_STRING || tag == BRISK_DER_UTF8_STRING || tag == IA5_STRING;
}

/* PrintableString, UTF8String and IA5String compare as text, whichever of them it is; characters
 * beyond ASCII, and the other types, as bytes. */
static int values_equal(const struct attribute *a, const struct attribute *b)
{
    if (!is_folded_string(a->tag) || !is_folded_string(b->tag)) {
        return a->tag == b->tag && bytes_equal(a->value, b->value);
    }
    struct brisk_bytes left = a->value, right = b->value;
    int c, at_start = 1;
    do {
        c = next_character(&left, at_start);
        if (c != next_character(&right, at_start)) {
            return 0;
        }
        at_start = 0;
    } while (c >= 0);
    return 1;
}

/* Whether each attribute of `a` is in `b`; stores the number of a's. */
static int contains_all(struct brisk_bytes a, struct brisk_bytes b, size_t *count)
{
    struct attribute wanted, found;
    for (*count = 0; a.len > 0; ++*count) {
        struct brisk_bytes rest = b;
        int equal = 0;
        if (read_attribute(&a, &wanted)) {
            return 0;
        }
        while (!equal && rest.len > 0) {
            if (read_attribute(&rest, &found)) {
                return 0;
            }
            equal = bytes_equal(wanted.type, found.type) && values_equal(&wanted, &found);
        }
        if (!equal) {
            return 0;
        }
    }
    return 1;
}

/* An RDN is a set: the order of its attributes says nothing. */
static int rdns_equal(struct brisk_bytes a, struct brisk_bytes b)
{
    size_t count_a, count_b;
    return contains_all(a, b, &count_a) && contains_all(b, a, &count_b) && count_a == count_b;
}
