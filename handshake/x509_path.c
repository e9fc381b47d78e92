/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Path building and validation (RFC 5280 section 6.1, without policies): a search from the peer's
 * certificate towards the trust anchors, depth first, for one link, then for two, and so on, so
 * that the path found is a shortest one and no thicket of cross-signed CAs hides it. What needs no
 * key is checked as each issuer is added, so that a branch ends at once when it fails; the keys
 * are looked at when a path has reached an anchor, and its signatures are left as jobs. */

#include <string.h>

#include <brisk/error.h>

#include "handshake/revocation.h"

/* What one search may cost: issuers tried and keys checked, and names compared (long ones count
 * more). Far above what honest chains need. */
#define MAX_TRIED 1000
#define MAX_COMPARISONS 250000

struct search {
    struct brisk_x509_path *path;
    const struct brisk_x509 *certs;
    size_t num_certs;
    const struct brisk_x509_trust *trust;
    const struct brisk_x509_policy *policy;
    const struct brisk_x509 *chain[BRISK_X509_MAX_PATH];
    size_t max_links; /* of the paths looked for now; */
    int was_cut;      /* whether there are longer ones */
    uint32_t num_tried;
    uint32_t comparisons_left;
    int error; /* of the path that came furthest: never 0 */
    int rank;  /* how far that was */
};

static void refuse_path(struct brisk_x509_path *path);
static int check_leaf(struct search *s);
static int check_common(const struct brisk_x509 *cert, const struct brisk_x509_policy *policy);
static int find_path(struct search *s);
static int find_issuer(struct search *s, size_t depth);

int brisk_x509_path_build(struct brisk_x509_path *path, const struct brisk_x509 *certs,
                          size_t num_certs, const struct brisk_x509_trust *trust,
                          const struct brisk_x509_policy *policy)
{
    return brisk_x509_path_find(path, 0, certs, num_certs, trust, policy);
}

int brisk_x509_path_find(struct brisk_x509_path *path, uint32_t target,
                         const struct brisk_x509 *certs, size_t num_certs,
                         const struct brisk_x509_trust *trust,
                         const struct brisk_x509_policy *policy)
{
    path->num_failed = 0;
    refuse_path(path);
    if (target >= num_certs || num_certs + trust->num_anchors > UINT32_MAX) {
        return BRISK_ERR_ARGUMENT;
    }
    path->chain[0] = target;
    struct search s = { .path = path,
                        .certs = certs,
                        .num_certs = num_certs,
                        .trust = trust,
                        .policy = policy,
                        .chain = { &certs[target] },
                        .comparisons_left = MAX_COMPARISONS,
                        .error = BRISK_ERR_X509_UNKNOWN_ISSUER };
    int error = check_leaf(&s);
    if (error) {
        return error;
    }
    for (size_t i = 0; i < trust->num_anchors; i++) {
        if (bytes_equal(trust->anchors[i].der, certs[target].der)) {
            path->num_links = path->num_jobs = 0;
            return 0;
        }
    }
    error = find_path(&s);
    if (error) {
        refuse_path(path); /* an attempt may have left jobs */
    }
    return error;
}

int brisk_x509_path_finish(const struct brisk_x509_path *path)
{
    for (size_t i = 0; i < path->num_jobs; i++) {
        if (path->jobs[i].status != 0) {
            return i < path->num_links ? BRISK_ERR_X509_SIGNATURE : BRISK_ERR_X509_REVOCATION;
        }
    }
    return 0;
}

int brisk_x509_path_retry(struct brisk_x509_path *path, const struct brisk_x509 *certs,
                          size_t num_certs, const struct brisk_x509_trust *trust,
                          const struct brisk_x509_policy *policy)
{
    int is_full = 0;
    if (brisk_x509_path_finish(path) == BRISK_ERR_X509_REVOCATION) {
        refuse_path(path);
        return BRISK_ERR_X509_REVOCATION;
    }
    for (size_t i = 0; i < path->num_links; i++) {
        if (path->jobs[i].status == 0) {
            continue;
        }
        if (path->num_failed == BRISK_X509_MAX_FAILED) {
            is_full = 1;
            break;
        }
        path->failed[path->num_failed].child = path->chain[i];
        path->failed[path->num_failed].issuer = path->chain[i + 1];
        path->num_failed++;
    }
    refuse_path(path);
    if (is_full) {
        return BRISK_ERR_X509_SIGNATURE;
    }
    struct search s = { .path = path,
                        .certs = certs,
                        .num_certs = num_certs,
                        .trust = trust,
                        .policy = policy,
                        .chain = { &certs[0] },
                        .comparisons_left = MAX_COMPARISONS,
                        .error = BRISK_ERR_X509_SIGNATURE };
    if (find_path(&s)) {
        refuse_path(path);
        return BRISK_ERR_X509_SIGNATURE;
    }
    return 0;
}

int brisk_x509_verify(struct brisk_x509_path *path, const struct brisk_x509 *certs,
                      size_t num_certs, const struct brisk_x509_trust *trust,
                      const struct brisk_x509_policy *policy)
{
    int error = brisk_x509_path_build(path, certs, num_certs, trust, policy);
    while (!error) {
        struct brisk_job *jobs[BRISK_X509_MAX_JOBS];
        for (size_t i = 0; i < path->num_jobs; i++) {
            jobs[i] = &path->jobs[i];
        }
        brisk_jobs_run(jobs, path->num_jobs);
        if (brisk_x509_path_finish(path) == 0) {
            return 0;
        }
        error = brisk_x509_path_retry(path, certs, num_certs, trust, policy);
    }
    return error;
}

/* Until a path is found there is one link that did not verify, so that a caller who overlooks an
 * error is not told that nothing was wrong. */
static void refuse_path(struct brisk_x509_path *path)
{
    memset(path->chain, 0, sizeof(path->chain));
    memset(&path->jobs[0], 0, sizeof(path->jobs[0]));
    path->jobs[0].kind = BRISK_JOB_VERIFY;
    path->jobs[0].status = BRISK_ERR_SIGNATURE;
    path->num_links = path->num_jobs = 1;
}

/* Checks a subject's key and gives its failures the certificate's names. */
static int check_key(const struct brisk_x509 *cert, enum brisk_key_type *type)
{
    unsigned rsa_bits = 0;
    switch (brisk_public_key_check_der(type, &rsa_bits, cert->spki.data, cert->spki.len)) {
    case 0:
        /* No RSA key that was made with care has a modulus of a broken number of bytes. */
        return rsa_bits % 8 != 0 ? BRISK_ERR_X509_WEAK_KEY : 0;
    case BRISK_ERR_KEY:
        return BRISK_ERR_X509_WEAK_KEY;
    case BRISK_ERR_UNSUPPORTED:
        return BRISK_ERR_X509_ALGORITHM;
    default:
        return BRISK_ERR_X509_DECODE;
    }
}

/* What does not depend on the path. */
static int check_leaf(struct search *s)
{
    const struct brisk_x509 *leaf = s->chain[0];
    int error = check_common(leaf, s->policy);
    if (!error) {
        error = check_key(leaf, &s->path->leaf_type);
    }
    if (error) {
        return error;
    }
    s->path->leaf_spki = leaf->spki;
    /* Only a CA's key signs certificates (RFC 5280 section 4.2.1.9). */
    if (leaf->has_key_usage &&
        ((leaf->key_usage & s->policy->key_usage) != s->policy->key_usage ||
         ((leaf->key_usage & BRISK_KEY_USAGE_KEY_CERT_SIGN) && !leaf->is_ca))) {
        return BRISK_ERR_X509_KEY_USAGE;
    }
    return s->policy->host ? brisk_x509_check_host(leaf, s->policy->host) : 0;
}

/* What every certificate of a path has to satisfy. */
static int check_common(const struct brisk_x509 *cert, const struct brisk_x509_policy *policy)
{
    if (cert->has_unknown_critical) {
        return BRISK_ERR_X509_CRITICAL_EXTENSION;
    }
    if (policy->now < cert->not_before) {
        return BRISK_ERR_X509_NOT_YET_VALID;
    }
    if (policy->now > cert->not_after) {
        return BRISK_ERR_X509_EXPIRED;
    }
    if (policy->purpose && cert->has_extended_key_usage &&
        !(cert->extended_key_usage & (policy->purpose | BRISK_EKU_ANY))) {
        return BRISK_ERR_X509_EXTENDED_KEY_USAGE;
    }
    return 0;
}

/* Serial numbers are positive (RFC 5280 section 4.1.2.2); some old roots have zero. */
static int has_zero_serial(const struct brisk_x509 *cert)
{
    return cert->serial.len == 1 && cert->serial.data[0] == 0;
}

/* Checks `issuer` as the CA above chain[depth - 1]. */
static int check_ca(struct search *s, const struct brisk_x509 *issuer, size_t depth)
{
    int error = check_common(issuer, s->policy);
    if (error) {
        return error;
    }
    if (!issuer->is_ca) { /* which only version 3 can say */
        return BRISK_ERR_X509_NOT_A_CA;
    }
    if (issuer->has_key_usage && !(issuer->key_usage & BRISK_KEY_USAGE_KEY_CERT_SIGN)) {
        return BRISK_ERR_X509_KEY_USAGE;
    }
    /* Section 6.1.4 (l): self-issued certificates and the last one do not count. */
    uint32_t num_below = 0;
    for (size_t i = 1; i < depth; i++) {
        num_below += !s->chain[i]->is_self_issued;
    }
    if (issuer->has_path_len && num_below > issuer->path_len) {
        return BRISK_ERR_X509_PATH_LENGTH;
    }
    /* Section 6.1.3 (b) and (c): nor are self-issued ones under name constraints. */
    for (size_t i = 0; i < depth && !error; i++) {
        if (i == 0 || !s->chain[i]->is_self_issued) {
            error = brisk_x509_check_constraints(issuer, s->chain[i], &s->comparisons_left);
        }
    }
    return error;
}

/* Puts `issuer` above chain[depth - 1] if it can be. */
static int add_issuer(struct search *s, const struct brisk_x509 *issuer, uint32_t id, size_t depth)
{
    struct brisk_x509_path *path = s->path;
    const struct brisk_x509 *child = s->chain[depth - 1];
    if (child->algorithm == BRISK_X509_UNKNOWN) {
        return BRISK_ERR_X509_ALGORITHM;
    }
    if (has_zero_serial(child)) {
        return BRISK_ERR_X509_DECODE;
    }
    for (size_t i = 0; i < path->num_failed; i++) {
        if (path->failed[i].child == path->chain[depth - 1] && path->failed[i].issuer == id) {
            return BRISK_ERR_X509_SIGNATURE;
        }
    }
    s->chain[depth] = issuer;
    path->chain[depth] = id;
    return check_ca(s, issuer, depth);
}

/* The scheme of a link's signature, once the issuer's key has been checked. */
static int check_link(const struct brisk_x509 *cert, const struct brisk_x509 *issuer,
                      uint16_t *scheme)
{
    enum brisk_key_type type;
    int error = check_key(issuer, &type);
    if (error) {
        return error;
    }
    *scheme = brisk_x509_signature_scheme(cert, type);
    return *scheme ? 0 : BRISK_ERR_X509_SIGNATURE;
}

/* A path has reached an anchor: makes jobs of its signatures, none of them before all links have
 * been checked. The jobs import the issuers' keys. */
static int fill_jobs(struct search *s, size_t num_links)
{
    struct brisk_x509_path *path = s->path;
    uint16_t schemes[BRISK_X509_MAX_PATH];
    s->num_tried += (uint32_t)num_links;
    for (size_t i = 0; i < num_links; i++) {
        int error = check_link(s->chain[i], s->chain[i + 1], &schemes[i]);
        if (error) {
            return error;
        }
    }
    for (size_t i = 0; i < num_links; i++) {
        const struct brisk_x509 *cert = s->chain[i];
        brisk_x509_set_job(&path->jobs[i], schemes[i], s->chain[i + 1]->spki, cert->tbs,
                           cert->signature);
    }
    path->num_links = path->num_jobs = num_links;
    return 0;
}

void brisk_x509_set_job(struct brisk_job *job, uint16_t scheme, struct brisk_bytes spki,
                        struct brisk_bytes message, struct brisk_bytes signature)
{
    memset(job, 0, sizeof(*job));
    job->kind = BRISK_JOB_VERIFY;
    job->status = BRISK_JOB_PENDING;
    job->algorithm = scheme;
    job->as.verify.spki = spki.data;
    job->as.verify.spki_len = spki.len;
    job->as.verify.signature = signature.data;
    job->as.verify.signature_len = signature.len;
    job->as.verify.message = message.data;
    job->as.verify.message_len = message.len;
}

/* How well key identifiers agree: 0 they do, 1 one is missing, 2 they differ. They are hints for
 * the order of the search and nothing else (RFC 4158 section 3.5.12). */
static unsigned key_id_rank(const struct brisk_x509 *child, const struct brisk_x509 *issuer)
{
    if (child->authority_key_id.len == 0 || issuer->subject_key_id.len == 0) {
        return 1;
    }
    return bytes_equal(child->authority_key_id, issuer->subject_key_id) ? 0 : 2;
}

/* Whether a certificate of this name and key is in the path: going round leads nowhere new. */
static int is_in_chain(const struct search *s, const struct brisk_x509 *cert, size_t depth)
{
    for (size_t i = 0; i < depth; i++) {
        if (s->chain[i] == cert || (bytes_equal(s->chain[i]->spki, cert->spki) &&
                                    brisk_x509_names_equal(s->chain[i]->subject, cert->subject))) {
            return 1;
        }
    }
    return 0;
}

static void note_error(struct search *s, int error, int rank)
{
    if (rank > s->rank) {
        s->error = error;
        s->rank = rank;
    }
}

static int is_exhausted(const struct search *s)
{
    return s->num_tried >= MAX_TRIED || s->comparisons_left == 0;
}

/* Tries one issuer, and what is above it. Returns whether a path is complete. */
static int try_issuer(struct search *s, const struct brisk_x509 *issuer, uint32_t id, size_t depth)
{
    int is_anchor = id >= s->num_certs;
    s->num_tried++;
    int error = add_issuer(s, issuer, id, depth);
    if (!error && is_anchor) {
        error = fill_jobs(s, depth);
        if (!error && s->policy->revocation) {
            error =
                brisk_revocation_check_path(s->path, s->certs, s->num_certs, s->trust, s->policy);
        }
    }
    if (error) {
        /* An anchor that was refused says more than an intermediate, further up more than below. */
        note_error(s, error, (int)depth * 2 + (is_anchor ? 1 + BRISK_X509_MAX_PATH : 1));
        return 0;
    }
    if (is_anchor) {
        return 1;
    }
    return find_issuer(s, depth + 1);
}

/* Looks for a path of one link, then of two, ... */
static int find_path(struct search *s)
{
    for (size_t n = 1; n < BRISK_X509_MAX_PATH; n++) {
        s->max_links = n;
        s->was_cut = 0;
        if (find_issuer(s, 1)) {
            return 0;
        }
        if (is_exhausted(s)) {
            return BRISK_ERR_X509_TOO_LONG;
        }
        if (!s->was_cut) {
            return s->error;
        }
    }
    /* There are longer ones, but no path is to be longer. */
    note_error(s, BRISK_ERR_X509_TOO_LONG, 2 * BRISK_X509_MAX_PATH - 1);
    return s->error;
}

/* Tries all issuers of chain[depth - 1], anchors before intermediates, and those first whose key
 * identifier is the one asked for. Returns whether a path is complete. */
static int find_issuer(struct search *s, size_t depth)
{
    const struct brisk_x509 *child = s->chain[depth - 1];
    size_t num_anchors = s->trust->num_anchors;
    unsigned ranks_seen = 0;
    for (unsigned rank = 0; rank < 3; rank++) {
        if (rank > 0 && !(ranks_seen >> rank & 1)) {
            continue;
        }
        for (size_t i = 0; i < num_anchors + s->num_certs; i++) {
            int is_anchor = i < num_anchors;
            uint32_t id = (uint32_t)(is_anchor ? s->num_certs + i : i - num_anchors);
            const struct brisk_x509 *issuer = is_anchor ? &s->trust->anchors[i] : &s->certs[id];
            if (!brisk_x509_spend(&s->comparisons_left, issuer->subject.len)) {
                return 0;
            }
            if (!brisk_x509_names_equal(issuer->subject, child->issuer) ||
                is_in_chain(s, issuer, depth)) {
                continue;
            }
            unsigned found_rank = key_id_rank(child, issuer);
            ranks_seen |= 1u << found_rank;
            if (found_rank != rank) {
                continue;
            }
            if (!is_anchor && depth == s->max_links) {
                s->was_cut = 1;
                continue;
            }
            if (is_exhausted(s)) {
                return 0;
            }
            if (try_issuer(s, issuer, id, depth)) {
                return 1;
            }
        }
    }
    if (ranks_seen == 0) {
        note_error(s, BRISK_ERR_X509_UNKNOWN_ISSUER, (int)depth * 2);
    }
    return 0;
}
