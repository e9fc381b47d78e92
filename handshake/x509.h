/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What the X.509 files share. Readers move the cursor behind what they read, and return 0 or
 * BRISK_ERR_X509_DECODE. */

#ifndef HANDSHAKE_X509_H
#define HANDSHAKE_X509_H

#include <brisk/x509.h>

/* GeneralName (RFC 5280 section 4.2.1.6): the identifier octets of its forms. */
enum {
    NAME_RFC822 = BRISK_DER_CONTEXT(1),
    NAME_DNS = BRISK_DER_CONTEXT(2),
    NAME_DIRECTORY = BRISK_DER_CONTEXT_CONSTRUCTED(4),
    NAME_URI = BRISK_DER_CONTEXT(6),
    NAME_IP = BRISK_DER_CONTEXT(7),
};

struct general_name {
    unsigned tag;
    struct brisk_bytes value; /* of a directoryName: the contents of the RDNSequence */
};

#define TLS_FEATURE_STATUS_REQUEST 5 /* RFC 7633: the number of the TLS extension */

/* x509_parse.c: every block with a label, as brisk_x509_from_pem() reads certificates. */
struct x509_pem_items {
    const char *label;
    void *items; /* max_items of item_size bytes, or NULL to count */
    size_t item_size, max_items;
    int (*parse)(void *item, const uint8_t *der, size_t der_len);
};
int brisk_x509_read_pem(const struct x509_pem_items *items, size_t *num_items, uint8_t *storage,
                        size_t storage_capacity, size_t *storage_used, const char *pem,
                        size_t pem_len);

/* x509_time.c: a Time (section 4.1.2.5) in seconds since 1970, and the way back. */
int brisk_x509_read_time(struct brisk_bytes *cursor, int64_t *seconds);
void brisk_x509_write_time(struct brisk_der_writer *w, int64_t seconds);
#define BRISK_X509_MIN_TIME (-631152000) /* 1950-01-01 00:00:00, where UTCTime begins */
#define BRISK_X509_MAX_TIME 253402300799 /* 9999-12-31 23:59:59 */

/* x509_algorithm.c: the contents of a signature's AlgorithmIdentifier. */
enum brisk_x509_algorithm brisk_x509_find_algorithm(struct brisk_bytes identifier);

/* Writes the AlgorithmIdentifier that a key of this type signs certificates with, and says which
 * BRISK_SIG_* it stands for. */
uint16_t brisk_x509_write_algorithm(struct brisk_der_writer *w, enum brisk_key_type issuer_key);

/* x509_extensions.c: Extensions, the contents of the SEQUENCE. */
int brisk_x509_read_extensions(struct brisk_x509 *cert, struct brisk_bytes list);

/* One Extension of such a list, of certificates, CRLs, their entries and OCSP responses; whether
 * one of the first `index` has an OID; the contents of an AuthorityKeyIdentifier extension. */
struct x509_extension {
    struct brisk_bytes oid, value;
    int critical;
};
int brisk_x509_read_extension(struct brisk_bytes *cursor, struct x509_extension *extension);
int brisk_x509_is_duplicate_extension(struct brisk_bytes list, size_t index,
                                      struct brisk_bytes oid);
int brisk_x509_read_key_id(struct brisk_bytes value, struct brisk_bytes *key_id);

/* x509_path.c: brisk_x509_path_build() for certs[target]; and a job that verifies. */
int brisk_x509_path_find(struct brisk_x509_path *path, uint32_t target,
                         const struct brisk_x509 *certs, size_t num_certs,
                         const struct brisk_x509_trust *trust,
                         const struct brisk_x509_policy *policy);
void brisk_x509_set_job(struct brisk_job *job, uint16_t scheme, struct brisk_bytes spki,
                        struct brisk_bytes message, struct brisk_bytes signature);

/* x509_names.c. */
int brisk_x509_check_distinguished_name(struct brisk_bytes name);
int brisk_x509_names_equal(struct brisk_bytes a, struct brisk_bytes b);
/* Whether the RDNs of `base` are the first ones of `name`. Both are contents of an RDNSequence. */
int brisk_x509_name_is_under(struct brisk_bytes name, struct brisk_bytes base);
/* The next attribute of type emailAddress, RDN by RDN; 0 if there is none. */
int brisk_x509_next_email(struct brisk_bytes *rdns, struct brisk_bytes *email);
int brisk_x509_read_general_name(struct brisk_bytes *cursor, struct general_name *name);
int brisk_x509_same_text(struct brisk_bytes a, struct brisk_bytes b); /* ASCII case aside */

/* x509_host.c: host names as RFC 1034 section 3.5 has them, 253 characters at most. */
int brisk_x509_is_host_name(struct brisk_bytes name, int wildcard_allowed);
/* A textual IPv4 or IPv6 address. Returns its size (4 or 16), or 0 if it is none. */
size_t brisk_x509_parse_address(uint8_t address[16], const char *text);

/* x509_constraints.c: the structure of NameConstraints, and whether a certificate keeps to those
 * of a CA above it. `budget` is what comparisons are taken from. Returns 0,
 * BRISK_ERR_X509_NAME_CONSTRAINT or BRISK_ERR_X509_TOO_LONG (the budget is used up). */
int brisk_x509_check_constraints_form(struct brisk_bytes constraints);
int brisk_x509_check_constraints(const struct brisk_x509 *ca, const struct brisk_x509 *cert,
                                 uint32_t *budget);

/* Takes what comparing len bytes costs from a budget; 0 if there is not enough left. */
static inline int brisk_x509_spend(uint32_t *budget, size_t len)
{
    size_t cost = 1 + len / 64;
    if (cost > *budget) {
        *budget = 0;
        return 0;
    }
    *budget -= (uint32_t)cost;
    return 1;
}

/* A whole element out of the view of its contents: the header is before it, and minimal. */
static inline struct brisk_bytes with_der_header(struct brisk_bytes content)
{
    size_t header = content.len < 128 ? 2 : content.len < 256 ? 3 : content.len < 65536 ? 4 : 5;
    return (struct brisk_bytes){ content.data - header, content.len + header };
}

static inline int bytes_equal(struct brisk_bytes a, struct brisk_bytes b)
{
    if (a.len != b.len) {
        return 0;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (a.data[i] != b.data[i]) {
            return 0;
        }
    }
    return 1;
}

#endif
