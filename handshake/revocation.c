/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Whether the certificates of a path have been revoked (RFC 5280 section 6.3): a list of those to
 * look at, which starts with the path's own and grows by those of CRL signers outside of it. What
 * is concluded is concluded from CRLs not verified yet: their signatures become jobs of the path.
 */

#include <string.h>

#include <brisk/error.h>

#include "handshake/revocation.h"

#define MAX_SUBJECTS 24 /* certificates looked at for one path */
#define MAX_USED_CRLS 16
#define MAX_SIGNER_PATHS 16 /* paths built for CRL signers */
#define MAX_RELATIVE_NAME 512

/* A certificate whose status is asked for, and the one above it. */
struct subject {
    const struct brisk_x509 *cert, *issuer;
};

struct check {
    struct evidence evidence;
    const struct brisk_x509 *certs;
    size_t num_certs;
    const struct brisk_x509_trust *trust;
    const struct brisk_x509_policy *policy;
    uint32_t anchor; /* that of the path */
    struct subject subjects[MAX_SUBJECTS];
    size_t num_subjects;
    const struct brisk_crl *used[MAX_USED_CRLS]; /* those whose signatures are jobs already */
    size_t num_used;
    size_t num_signer_paths;
    int is_unverifiable; /* a CRL about the certificate at hand has no signer that may sign it */
};

/* A DistributionPoint (section 4.2.1.13), or what stands for it where there is none. */
struct point {
    struct brisk_bytes name;       /* DistributionPointName, or empty */
    struct brisk_bytes crl_issuer; /* a Name's contents, or empty: the certificate's issuer */
    uint16_t reasons;
};

static int find_status(struct check *c, const struct subject *subject, int is_leaf,
                       enum revocation_status *status);
static int has_signer(struct check *c, const struct brisk_crl *crl);

static const struct brisk_x509 *find_cert(const struct check *c, uint32_t id)
{
    return id < c->num_certs ? &c->certs[id] : &c->trust->anchors[id - c->num_certs];
}

/* Adds the certificates of a path's links. */
static void add_subjects(struct check *c, const struct brisk_x509_path *path)
{
    for (size_t i = 0; i < path->num_links; i++) {
        const struct brisk_x509 *cert = find_cert(c, path->chain[i]);
        size_t known = 0;
        while (known < c->num_subjects && c->subjects[known].cert != cert) {
            known++;
        }
        if (known < c->num_subjects) {
            continue;
        }
        if (c->num_subjects == MAX_SUBJECTS) {
            c->evidence.error = BRISK_ERR_X509_TOO_LONG;
            return;
        }
        c->subjects[c->num_subjects].cert = cert;
        c->subjects[c->num_subjects].issuer = find_cert(c, path->chain[i + 1]);
        c->num_subjects++;
    }
}

int brisk_revocation_check_path(struct brisk_x509_path *path, const struct brisk_x509 *certs,
                                size_t num_certs, const struct brisk_x509_trust *trust,
                                const struct brisk_x509_policy *policy)
{
    enum brisk_revocation_need need = policy->revocation->need;
    struct check c = { .evidence = { .path = path },
                       .certs = certs,
                       .num_certs = num_certs,
                       .trust = trust,
                       .policy = policy,
                       .anchor = path->chain[path->num_links] };
    add_subjects(&c, path);
    for (size_t i = 0; i < c.num_subjects; i++) {
        enum revocation_status status;
        int error = find_status(&c, &c.subjects[i], i == 0, &status);
        if (!error) {
            error = c.evidence.error;
        }
        if (!error && status == REVOCATION_REVOKED) {
            error = BRISK_ERR_X509_REVOKED;
        }
        if (!error && status == REVOCATION_UNKNOWN &&
            (need == BRISK_REVOCATION_CHAIN || (need == BRISK_REVOCATION_LEAF && i == 0))) {
            error = BRISK_ERR_X509_REVOCATION_UNKNOWN;
        }
        if (error) {
            return error;
        }
    }
    return 0;
}

void brisk_revocation_add_job(struct evidence *evidence, uint16_t scheme, struct brisk_bytes spki,
                              struct brisk_bytes message, struct brisk_bytes signature)
{
    struct brisk_x509_path *path = evidence->path;
    if (path->num_jobs == BRISK_X509_MAX_JOBS) {
        evidence->error = BRISK_ERR_X509_TOO_LONG;
        return;
    }
    brisk_x509_set_job(&path->jobs[path->num_jobs++], scheme, spki, message, signature);
}

uint16_t brisk_revocation_scheme(int algorithm, const struct brisk_x509 *signer)
{
    const struct brisk_x509 signed_thing = { .algorithm = (enum brisk_x509_algorithm)algorithm };
    enum brisk_key_type type;
    unsigned rsa_bits;
    if (brisk_public_key_check_der(&type, &rsa_bits, signer->spki.data, signer->spki.len)) {
        return 0;
    }
    return brisk_x509_signature_scheme(&signed_thing, type);
}

/* --- whether a CRL is about a certificate --- */

/* The names of a DistributionPointName: fullName's, or the one that nameRelativeToCRLIssuer makes
 * with its base, which is written to `made`. Returns a list of GeneralNames, empty if malformed. */
static struct brisk_bytes list_names(struct brisk_bytes name, struct brisk_bytes base,
                                     uint8_t made[MAX_RELATIVE_NAME])
{
    struct brisk_bytes content = { NULL, 0 }, none = { NULL, 0 };
    unsigned tag;
    if (brisk_der_read_any(&name, &tag, &content, NULL) || name.len != 0) {
        return none;
    }
    if (tag == BRISK_DER_CONTEXT_CONSTRUCTED(0)) {
        return content;
    }
    if (tag != BRISK_DER_CONTEXT_CONSTRUCTED(1)) {
        return none;
    }
    struct brisk_der_writer w = { .data = made, .capacity = MAX_RELATIVE_NAME };
    size_t directory = brisk_der_open(&w, NAME_DIRECTORY);
    size_t rdns = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    brisk_der_put(&w, base.data, base.len);
    brisk_der_element(&w, BRISK_DER_SET, content.data, content.len);
    brisk_der_close(&w, rdns);
    brisk_der_close(&w, directory);
    return w.failed ? none : (struct brisk_bytes){ made, w.len };
}

static int general_names_equal(const struct general_name *a, const struct general_name *b)
{
    if (a->tag != b->tag) {
        return 0;
    }
    return a->tag == NAME_DIRECTORY ? brisk_x509_names_equal(a->value, b->value)
                                    : bytes_equal(a->value, b->value);
}

/* Whether two lists of GeneralNames have one in common. */
static int names_meet(struct brisk_bytes a, struct brisk_bytes b)
{
    struct general_name left, right;
    while (a.len > 0 && brisk_x509_read_general_name(&a, &left) == 0) {
        struct brisk_bytes rest = b;
        while (rest.len > 0 && brisk_x509_read_general_name(&rest, &right) == 0) {
            if (general_names_equal(&left, &right)) {
                return 1;
            }
        }
    }
    return 0;
}

/* Whether a list of GeneralNames has a directoryName. */
static int has_directory_name(struct brisk_bytes names, struct brisk_bytes directory)
{
    struct general_name name;
    while (names.len > 0 && brisk_x509_read_general_name(&names, &name) == 0) {
        if (name.tag == NAME_DIRECTORY && brisk_x509_names_equal(name.value, directory)) {
            return 1;
        }
    }
    return 0;
}

/* Section 6.3.3 (b) (2) (i). */
static int distribution_points_match(const struct brisk_crl *crl, const struct point *point,
                                     const struct brisk_x509 *cert)
{
    uint8_t made_by_crl[MAX_RELATIVE_NAME], made_by_point[MAX_RELATIVE_NAME];
    if (crl->distribution_point.len == 0) {
        return 1;
    }
    struct brisk_bytes base = point->crl_issuer.len > 0 ? point->crl_issuer : cert->issuer;
    struct brisk_bytes names = list_names(crl->distribution_point, crl->issuer, made_by_crl);
    if (point->name.len == 0) {
        return has_directory_name(names, base);
    }
    return names_meet(names, list_names(point->name, base, made_by_point));
}

/* Section 6.3.3 (b), and that the CRL is of today. */
static int is_in_scope(const struct check *c, const struct brisk_crl *crl,
                       const struct point *point, const struct brisk_x509 *cert)
{
    if (crl->has_unknown_critical || crl->only_attribute_certs ||
        c->policy->now < crl->this_update || c->policy->now > crl->next_update ||
        (crl->only_user_certs && cert->is_ca) || (crl->only_ca_certs && !cert->is_ca)) {
        return 0;
    }
    int is_delegated = point->crl_issuer.len > 0;
    return (!is_delegated || crl->is_indirect) &&
           brisk_x509_names_equal(crl->issuer, is_delegated ? point->crl_issuer : cert->issuer) &&
           distribution_points_match(crl, point, cert);
}

/* A number that a DER INTEGER encodes is longer, or as long and greater. Returns < 0, 0 or > 0. */
static int compare_numbers(struct brisk_bytes a, struct brisk_bytes b)
{
    if (a.len != b.len) {
        return a.len < b.len ? -1 : 1;
    }
    return memcmp(a.data, b.data, a.len);
}

/* Section 6.3.3 (c): the delta CRL of a complete one. */
static const struct brisk_crl *find_delta(struct check *c, const struct brisk_crl *complete)
{
    const struct brisk_revocation *given = c->policy->revocation;
    for (size_t i = 0; i < given->num_crls; i++) {
        const struct brisk_crl *crl = &given->crls[i];
        if (crl->base_number.len > 0 && !crl->has_unknown_critical && complete->number.len > 0 &&
            c->policy->now >= crl->this_update && c->policy->now <= crl->next_update &&
            brisk_x509_names_equal(crl->issuer, complete->issuer) &&
            bytes_equal(crl->scope, complete->scope) &&
            bytes_equal(crl->authority_key_id, complete->authority_key_id) &&
            compare_numbers(crl->base_number, complete->number) <= 0 &&
            compare_numbers(complete->number, crl->number) < 0 && has_signer(c, crl)) {
            return crl;
        }
    }
    return NULL;
}

/* Whether a CRL has an entry of the certificate, and its reason. */
static int find_entry(const struct brisk_crl *crl, const struct brisk_x509 *cert, uint8_t *reason)
{
    struct brisk_bytes rest = crl->entries, issuer = crl->issuer;
    struct crl_entry entry;
    while (rest.len > 0 && brisk_crl_next_entry(&rest, &entry) == 0) {
        /* Section 5.3.3: it stays the same until another one is named. */
        if (crl->is_indirect && entry.certificate_issuer.len > 0) {
            issuer = entry.certificate_issuer;
        }
        if (bytes_equal(entry.serial, cert->serial) &&
            brisk_x509_names_equal(issuer, cert->issuer)) {
            *reason = entry.reason;
            return 1;
        }
    }
    return 0;
}

/* Section 6.3.3 (i) to (k). */
static int is_revoked(struct check *c, const struct brisk_crl *complete,
                      const struct brisk_x509 *cert)
{
    const struct brisk_crl *delta = find_delta(c, complete);
    uint8_t reason = 0;
    if (!(delta && find_entry(delta, cert, &reason)) && !find_entry(complete, cert, &reason)) {
        return 0;
    }
    return reason != REASON_REMOVE_FROM_CRL;
}

/* Takes what the CRLs of a point say. Returns whether one says "revoked". */
static int consult_point(struct check *c, const struct point *point, const struct brisk_x509 *cert,
                         uint16_t *covered)
{
    const struct brisk_revocation *given = c->policy->revocation;
    for (size_t i = 0; i < given->num_crls; i++) {
        const struct brisk_crl *crl = &given->crls[i];
        uint16_t reasons = crl->reasons & point->reasons;
        if (crl->base_number.len > 0 || (reasons & ~*covered) == 0 ||
            !is_in_scope(c, crl, point, cert)) {
            continue;
        }
        if (!has_signer(c, crl)) {
            c->is_unverifiable = 1;
            continue;
        }
        if (is_revoked(c, crl, cert)) {
            return 1;
        }
        *covered |= reasons;
    }
    return 0;
}

/* The first directoryName of a list of GeneralNames. */
static int find_directory_name(struct brisk_bytes names, struct brisk_bytes *directory)
{
    struct general_name name;
    while (names.len > 0 && brisk_x509_read_general_name(&names, &name) == 0) {
        if (name.tag == NAME_DIRECTORY) {
            *directory = name.value;
            return 0;
        }
    }
    return BRISK_ERR_X509_DECODE;
}

static int read_point(struct brisk_bytes *points, struct point *point)
{
    struct brisk_bytes content, names;
    memset(point, 0, sizeof(*point));
    point->reasons = REASONS_ALL;
    if (brisk_der_read(points, BRISK_DER_SEQUENCE, &content) ||
        (brisk_der_next_is(&content, BRISK_DER_CONTEXT_CONSTRUCTED(0)) &&
         brisk_der_read(&content, BRISK_DER_CONTEXT_CONSTRUCTED(0), &point->name)) ||
        brisk_x509_read_reasons(&content, 1, &point->reasons)) {
        return BRISK_ERR_X509_DECODE;
    }
    if (content.len == 0) {
        return 0;
    }
    return brisk_der_read(&content, BRISK_DER_CONTEXT_CONSTRUCTED(2), &names) || content.len != 0
               ? BRISK_ERR_X509_DECODE
               : find_directory_name(names, &point->crl_issuer);
}

/* What the CRLs say: those of the certificate's distribution points, then those that its issuer
 * issues without having named them. */
static enum revocation_status ask_crls(struct check *c, const struct brisk_x509 *cert)
{
    struct brisk_bytes rest = cert->crl_distribution_points;
    struct point point;
    uint16_t covered = 0;
    while (rest.len > 0 && covered != REASONS_ALL && read_point(&rest, &point) == 0) {
        if (consult_point(c, &point, cert, &covered)) {
            return REVOCATION_REVOKED;
        }
    }
    point = (struct point){ .reasons = REASONS_ALL };
    if (covered != REASONS_ALL && consult_point(c, &point, cert, &covered)) {
        return REVOCATION_REVOKED;
    }
    return covered == REASONS_ALL ? REVOCATION_GOOD : REVOCATION_UNKNOWN;
}

static int find_status(struct check *c, const struct subject *subject, int is_leaf,
                       enum revocation_status *status)
{
    struct brisk_bytes ocsp = c->policy->revocation->ocsp;
    *status = REVOCATION_UNKNOWN;
    if (is_leaf && ocsp.len > 0) {
        int error = brisk_ocsp_check(&c->evidence, status, ocsp, subject->cert, subject->issuer,
                                     c->policy->now);
        if (error || *status != REVOCATION_UNKNOWN) {
            return error;
        }
    }
    c->is_unverifiable = 0;
    *status = ask_crls(c, subject->cert);
    return *status == REVOCATION_UNKNOWN && c->is_unverifiable ? BRISK_ERR_X509_REVOCATION : 0;
}

/* --- who signed a CRL --- */

/* Whether a certificate can be the signer's, and how well key identifiers agree: 0 they do, 1 one
 * is missing, 2 they differ; -1 it cannot. */
static int rank_signer(const struct brisk_crl *crl, const struct brisk_x509 *cert)
{
    if (!brisk_x509_names_equal(cert->subject, crl->issuer) ||
        (cert->has_key_usage && !(cert->key_usage & BRISK_KEY_USAGE_CRL_SIGN))) {
        return -1;
    }
    if (crl->authority_key_id.len == 0 || cert->subject_key_id.len == 0) {
        return 1;
    }
    return bytes_equal(crl->authority_key_id, cert->subject_key_id) ? 0 : 2;
}

/* Whether it is an issuer of a certificate in question, and so has a path to the anchor. */
static int is_above(const struct check *c, const struct brisk_x509 *cert)
{
    for (size_t i = 0; i < c->num_subjects; i++) {
        if (c->subjects[i].issuer == cert) {
            return 1;
        }
    }
    return 0;
}

/* Section 6.3.3 (f): a path to the same anchor. Its links become jobs, its certificates subjects.
 */
static int add_signer_path(struct check *c, uint32_t id)
{
    struct brisk_x509_path path;
    const struct brisk_x509_policy policy = { .now = c->policy->now };
    if (id == c->anchor) {
        return 1;
    }
    if (id >= c->num_certs || c->num_signer_paths == MAX_SIGNER_PATHS) {
        return 0;
    }
    c->num_signer_paths++;
    if (brisk_x509_path_find(&path, id, c->certs, c->num_certs, c->trust, &policy) ||
        path.num_links == 0 || path.chain[path.num_links] != c->anchor) {
        return 0;
    }
    for (size_t i = 0; i < path.num_links; i++) {
        const struct brisk_x509 *cert = find_cert(c, path.chain[i]);
        brisk_revocation_add_job(&c->evidence, path.jobs[i].algorithm,
                                 find_cert(c, path.chain[i + 1])->spki, cert->tbs, cert->signature);
    }
    add_subjects(c, &path);
    return 1;
}

/* Whether a signer with a path is found; the signature becomes a job, once. */
static int has_signer(struct check *c, const struct brisk_crl *crl)
{
    for (size_t i = 0; i < c->num_used; i++) {
        if (c->used[i] == crl) {
            return 1;
        }
    }
    if (c->num_used == MAX_USED_CRLS) {
        c->evidence.error = BRISK_ERR_X509_TOO_LONG;
        return 0;
    }
    size_t num_ids = c->num_certs + c->trust->num_anchors;
    for (int rank = 0; rank < 3; rank++) {
        /* First those with a path already. */
        for (size_t i = 0; i < 2 * num_ids; i++) {
            uint32_t id = (uint32_t)(i % num_ids);
            const struct brisk_x509 *cert = find_cert(c, id);
            uint16_t scheme;
            if (rank_signer(crl, cert) != rank || is_above(c, cert) != (i < num_ids) ||
                !(scheme = brisk_revocation_scheme(crl->algorithm, cert))) {
                continue;
            }
            if (i >= num_ids && !add_signer_path(c, id)) {
                continue;
            }
            brisk_revocation_add_job(&c->evidence, scheme, cert->spki, crl->tbs, crl->signature);
            c->used[c->num_used++] = crl;
            return 1;
        }
    }
    return 0;
}
