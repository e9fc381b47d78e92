/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Name constraints (RFC 5280 section 4.2.1.10): dNSName, iPAddress, directoryName, rfc822Name and
 * URI. A constraint of another form refuses any name of that form. */

#include <string.h>

#include <brisk/error.h>

#include "handshake/x509.h"

#define PERMITTED BRISK_DER_CONTEXT_CONSTRUCTED(0)
#define EXCLUDED BRISK_DER_CONTEXT_CONSTRUCTED(1)

static int check_base(const struct general_name *base);
static int check_name(struct brisk_bytes constraints, const struct general_name *name,
                      uint32_t *budget);

int brisk_x509_check_constraints_form(struct brisk_bytes constraints)
{
    for (unsigned tag = PERMITTED; tag <= EXCLUDED; tag++) {
        struct brisk_bytes subtrees, subtree;
        struct general_name base;
        if (!brisk_der_next_is(&constraints, tag)) {
            continue;
        }
        if (brisk_der_read(&constraints, tag, &subtrees) || subtrees.len == 0) {
            return BRISK_ERR_X509_DECODE;
        }
        while (subtrees.len > 0) {
            /* minimum and maximum have no meaning and must be left out. */
            if (brisk_der_read(&subtrees, BRISK_DER_SEQUENCE, &subtree) ||
                brisk_x509_read_general_name(&subtree, &base) || subtree.len != 0 ||
                check_base(&base)) {
                return BRISK_ERR_X509_DECODE;
            }
        }
    }
    return constraints.len == 0 ? 0 : BRISK_ERR_X509_DECODE;
}

int brisk_x509_check_constraints(const struct brisk_x509 *ca, const struct brisk_x509 *cert,
                                 uint32_t *budget)
{
    struct brisk_bytes names = cert->subject_alt_name, rdns = cert->subject;
    struct general_name name = { NAME_DIRECTORY, cert->subject };
    int error = 0, has_email = 0;
    if (ca->name_constraints.len == 0) {
        return 0;
    }
    if (cert->subject.len > 0) {
        error = check_name(ca->name_constraints, &name, budget);
    }
    while (!error && names.len > 0) {
        if (brisk_x509_read_general_name(&names, &name)) {
            return BRISK_ERR_X509_NAME_CONSTRAINT;
        }
        has_email |= name.tag == NAME_RFC822;
        error = check_name(ca->name_constraints, &name, budget);
    }
    /* A mail address in the subject counts where subjectAltName has none. */
    name.tag = NAME_RFC822;
    while (!error && !has_email && brisk_x509_next_email(&rdns, &name.value)) {
        error = check_name(ca->name_constraints, &name, budget);
    }
    return error;
}

/* A network mask: ones, then zeros. */
static int is_mask(const uint8_t *mask, size_t len)
{
    int ended = 0;
    for (size_t i = 0; i < 8 * len; i++) {
        int bit = mask[i / 8] >> (7 - i % 8) & 1;
        if (bit && ended) {
            return 0;
        }
        ended |= !bit;
    }
    return 1;
}

/* A host, or a domain with a leading dot where that is allowed. Empty stands for every host. */
static int check_domain(struct brisk_bytes domain, int dot_allowed)
{
    if (dot_allowed && domain.len > 0 && domain.data[0] == '.') {
        domain.data++;
        domain.len--;
    } else if (domain.len == 0) {
        return 0;
    }
    return brisk_x509_is_host_name(domain, 0) ? 0 : BRISK_ERR_X509_DECODE;
}

/* Splits "local@host" (RFC 5321 section 4.1.2, without quoted strings). */
static int split_mailbox(struct brisk_bytes mailbox, struct brisk_bytes *local,
                         struct brisk_bytes *host)
{
    const uint8_t *at = mailbox.len > 0 ? memchr(mailbox.data, '@', mailbox.len) : NULL;
    if (!at || at == mailbox.data) {
        return 0;
    }
    size_t local_len = (size_t)(at - mailbox.data);
    *local = (struct brisk_bytes){ mailbox.data, local_len };
    *host = (struct brisk_bytes){ at + 1, mailbox.len - local_len - 1 };
    for (size_t i = 0; i < local_len; i++) {
        if (mailbox.data[i] <= ' ' || mailbox.data[i] > 0x7e ||
            strchr("\"(),:;<>[\\]", mailbox.data[i])) {
            return 0;
        }
    }
    return brisk_x509_is_host_name(*host, 0);
}

/* What each form may say as the base of a subtree. */
static int check_base(const struct general_name *base)
{
    struct brisk_bytes value = base->value, local, host;
    switch (base->tag) {
    case NAME_DNS:
        return check_domain(value, 0);
    case NAME_URI:
        return check_domain(value, 1);
    case NAME_RFC822:
        return split_mailbox(value, &local, &host) ? 0 : check_domain(value, 1);
    case NAME_IP:
        return (value.len == 8 && is_mask(value.data + 4, 4)) ||
                       (value.len == 32 && is_mask(value.data + 16, 16))
                   ? 0
                   : BRISK_ERR_X509_DECODE;
    default:
        return 0;
    }
}

/* Whether `host` is `domain` or a name below it. */
static int is_within(struct brisk_bytes host, struct brisk_bytes domain)
{
    if (domain.len == 0) {
        return 1;
    }
    if (host.len < domain.len) {
        return 0;
    }
    size_t extra = host.len - domain.len;
    struct brisk_bytes tail = { host.data + extra, domain.len };
    return (extra == 0 || host.data[extra - 1] == '.') && brisk_x509_same_text(tail, domain);
}

/* URI and mail constraints: ".domain" is for names below it only, "host" for that host only. */
static int is_host_or_below(struct brisk_bytes host, struct brisk_bytes base)
{
    if (base.len > 0 && base.data[0] == '.') {
        struct brisk_bytes domain = { base.data + 1, base.len - 1 };
        return host.len > domain.len && is_within(host, domain);
    }
    return base.len == 0 || brisk_x509_same_text(host, base);
}

/* The host of "scheme://user@host:port/path"; 0 if there is none or it is an address, which
 * section 4.2.1.10 refuses under any URI constraint. */
static int find_uri_host(struct brisk_bytes uri, struct brisk_bytes *host)
{
    size_t start = 0;
    while (start + 3 <= uri.len && memcmp(uri.data + start, "://", 3) != 0) {
        start++;
    }
    if (start == 0 || start + 3 > uri.len) {
        return 0;
    }
    start += 3;
    size_t end = start;
    for (; end < uri.len && !strchr("/?#", uri.data[end]); end++) {
        if (uri.data[end] == '@') {
            start = end + 1;
        }
    }
    const uint8_t *colon = memchr(uri.data + start, ':', end - start);
    *host = (struct brisk_bytes){ uri.data + start,
                                  colon ? (size_t)(colon - uri.data) - start : end - start };
    return brisk_x509_is_host_name(*host, 0);
}

static int address_matches(struct brisk_bytes address, struct brisk_bytes base)
{
    if (base.len != 2 * address.len) {
        return 0;
    }
    for (size_t i = 0; i < address.len; i++) {
        uint8_t mask = base.data[address.len + i];
        if ((address.data[i] & mask) != (base.data[i] & mask)) {
            return 0;
        }
    }
    return 1;
}

static int mailbox_matches(struct brisk_bytes mailbox, struct brisk_bytes base)
{
    struct brisk_bytes local, host, base_local, base_host;
    if (!split_mailbox(mailbox, &local, &host)) {
        return 0;
    }
    if (split_mailbox(base, &base_local, &base_host)) {
        return bytes_equal(local, base_local) && brisk_x509_same_text(host, base_host);
    }
    return is_host_or_below(host, base);
}

/* A wildcard name stands for each name it can match: it is permitted if all of them are, and
 * excluded if one of them is. */
static int dns_matches(struct brisk_bytes name, struct brisk_bytes base, int is_excluded)
{
    if (name.data[0] != '*') {
        return is_within(name, base);
    }
    struct brisk_bytes parent = { name.data + 2, name.len - 2 };
    if (is_within(parent, base)) {
        return 1;
    }
    const uint8_t *dot = memchr(base.data, '.', base.len);
    if (!is_excluded || !dot) {
        return 0;
    }
    size_t label = (size_t)(dot - base.data) + 1;
    struct brisk_bytes base_parent = { base.data + label, base.len - label };
    return brisk_x509_same_text(parent, base_parent);
}

/* Whether a name can be compared at all; if not, any constraint of its form refuses it. */
static int is_comparable(const struct general_name *name)
{
    struct brisk_bytes local, host;
    switch (name->tag) {
    case NAME_DNS:
        return brisk_x509_is_host_name(name->value, 1);
    case NAME_RFC822:
        return split_mailbox(name->value, &local, &host);
    case NAME_URI:
        return find_uri_host(name->value, &host);
    case NAME_DIRECTORY:
    case NAME_IP:
        return 1;
    default:
        return 0;
    }
}

static int name_matches(const struct general_name *name, const struct general_name *base,
                        int is_excluded)
{
    struct brisk_bytes host;
    switch (name->tag) {
    case NAME_DNS:
        return dns_matches(name->value, base->value, is_excluded);
    case NAME_RFC822:
        return mailbox_matches(name->value, base->value);
    case NAME_URI:
        return find_uri_host(name->value, &host) && is_host_or_below(host, base->value);
    case NAME_DIRECTORY:
        return brisk_x509_name_is_under(name->value, base->value);
    case NAME_IP:
        return address_matches(name->value, base->value);
    default:
        return 0;
    }
}

/* One name against one list of subtrees: how many are of its form, and whether one matches. */
static int match_subtrees(struct brisk_bytes subtrees, const struct general_name *name,
                          int is_excluded, int *of_this_form, uint32_t *budget)
{
    struct brisk_bytes subtree;
    struct general_name base;
    int matched = 0;
    *of_this_form = 0;
    while (!matched && subtrees.len > 0) {
        if (!brisk_x509_spend(budget, name->value.len)) {
            return BRISK_ERR_X509_TOO_LONG;
        }
        if (brisk_der_read(&subtrees, BRISK_DER_SEQUENCE, &subtree) ||
            brisk_x509_read_general_name(&subtree, &base)) {
            return BRISK_ERR_X509_NAME_CONSTRAINT;
        }
        if (base.tag != name->tag) {
            continue;
        }
        if (!is_comparable(name)) {
            return BRISK_ERR_X509_NAME_CONSTRAINT;
        }
        *of_this_form = 1;
        matched = name_matches(name, &base, is_excluded);
    }
    return matched;
}

static int check_name(struct brisk_bytes constraints, const struct general_name *name,
                      uint32_t *budget)
{
    struct brisk_bytes subtrees;
    int of_this_form;
    if (brisk_der_read(&constraints, PERMITTED, &subtrees) == 0) {
        int matched = match_subtrees(subtrees, name, 0, &of_this_form, budget);
        if (matched < 0) {
            return matched;
        }
        if (of_this_form && !matched) {
            return BRISK_ERR_X509_NAME_CONSTRAINT;
        }
    }
    if (brisk_der_read(&constraints, EXCLUDED, &subtrees) == 0) {
        int matched = match_subtrees(subtrees, name, 1, &of_this_form, budget);
        if (matched != 0) {
            return matched < 0 ? matched : BRISK_ERR_X509_NAME_CONSTRAINT;
        }
    }
    return 0;
}
