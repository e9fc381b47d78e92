/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The configuration: defaults, and the check that spares connections from looking again. */

#include <string.h>

#include "handshake/exchange12.h"

/* In order of cost to the peer's users first, then to ours: ECDSA P-256 is the common case. */
static const uint16_t default_schemes[] = {
    BRISK_SIG_ECDSA_P256_SHA256,   BRISK_SIG_ED25519,
    BRISK_SIG_ECDSA_P384_SHA384,   BRISK_SIG_RSA_PSS_RSAE_SHA256,
    BRISK_SIG_RSA_PSS_RSAE_SHA384, BRISK_SIG_RSA_PSS_RSAE_SHA512,
    BRISK_SIG_ECDSA_P521_SHA512,   BRISK_SIG_RSA_PKCS1_SHA256,
    BRISK_SIG_RSA_PKCS1_SHA384,    BRISK_SIG_RSA_PKCS1_SHA512,
};

static const uint16_t aes_first[] = {
    BRISK_TLS_AES_128_GCM_SHA256,
    BRISK_TLS_AES_256_GCM_SHA384,
    BRISK_TLS_CHACHA20_POLY1305_SHA256,
    BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256,
    BRISK_TLS_ECDHE_RSA_AES_128_GCM_SHA256,
    BRISK_TLS_ECDHE_ECDSA_AES_256_GCM_SHA384,
    BRISK_TLS_ECDHE_RSA_AES_256_GCM_SHA384,
    BRISK_TLS_ECDHE_ECDSA_CHACHA20_POLY1305_SHA256,
    BRISK_TLS_ECDHE_RSA_CHACHA20_POLY1305_SHA256,
};
static const uint16_t chacha_first[] = {
    BRISK_TLS_CHACHA20_POLY1305_SHA256,
    BRISK_TLS_AES_128_GCM_SHA256,
    BRISK_TLS_AES_256_GCM_SHA384,
    BRISK_TLS_ECDHE_ECDSA_CHACHA20_POLY1305_SHA256,
    BRISK_TLS_ECDHE_RSA_CHACHA20_POLY1305_SHA256,
    BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256,
    BRISK_TLS_ECDHE_RSA_AES_128_GCM_SHA256,
    BRISK_TLS_ECDHE_ECDSA_AES_256_GCM_SHA384,
    BRISK_TLS_ECDHE_RSA_AES_256_GCM_SHA384,
};
_Static_assert(sizeof aes_first == sizeof chacha_first, "the same suites in two orders");

int brisk_version_is_enabled(const struct brisk_tls_config *config, uint16_t version)
{
    if (version < config->min_version || version > config->max_version)
        return 0;
    for (size_t i = 0; i < config->num_suites; i++) {
        const struct brisk_suite *suite = brisk_suite_find(config->suites[i]);
        if (suite && suite->version == version)
            return 1;
    }
    return 0;
}

int brisk_encrypt_then_mac_is_enabled(const struct brisk_tls_config *config)
{
    if (config->no_encrypt_then_mac || !brisk_version_is_enabled(config, BRISK_TLS_VERSION_1_2))
        return 0;
    for (size_t i = 0; i < config->num_suites; i++) {
        const struct brisk_suite *suite = brisk_suite_find(config->suites[i]);
        if (suite && suite->mac_len)
            return 1;
    }
    return 0;
}

void brisk_tls_config_init(struct brisk_tls_config *config)
{
    memset(config, 0, sizeof *config);
    config->min_version = BRISK_TLS_VERSION_1_2;
    config->max_version = BRISK_TLS_VERSION_1_3;
    int aes = brisk_aead_prefers_aes() ? 1 : 0;
    config->num_suites = sizeof aes_first / sizeof aes_first[0];
    memcpy(config->suites, aes ? aes_first : chacha_first, sizeof aes_first);
    config->num_groups = 2;
    config->groups[0] = BRISK_GROUP_X25519;
    config->groups[1] = BRISK_GROUP_P256;
    config->num_schemes = sizeof default_schemes / sizeof default_schemes[0];
    memcpy(config->schemes, default_schemes, sizeof default_schemes);
    config->num_key_shares = 1;
    config->num_tickets = 2;
    config->psk_modes = BRISK_TLS_PSK_DHE_KE;
    config->ticket_lifetime = 7200;
}

static int has_twice(const uint16_t *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            if (list[i] == list[j])
                return 1;
    return 0;
}

static int check_versions(const struct brisk_tls_config *config)
{
    if (config->min_version < BRISK_TLS_VERSION_1_2 ||
        config->max_version > BRISK_TLS_VERSION_1_3 || config->min_version > config->max_version)
        return BRISK_ERR_ARGUMENT;
    return brisk_version_is_enabled(config, BRISK_TLS_VERSION_1_2) ||
                   brisk_version_is_enabled(config, BRISK_TLS_VERSION_1_3)
               ? 0
               : BRISK_ERR_ARGUMENT;
}

/* Whether one of the schemes can sign a handshake of an enabled version with a key of this type. */
static int has_scheme_for(const struct brisk_tls_config *config, const uint16_t *schemes, size_t n,
                          enum brisk_key_type type)
{
    for (uint16_t version = BRISK_TLS_VERSION_1_2; version <= BRISK_TLS_VERSION_1_3; version++)
        for (size_t i = 0; i < n; i++)
            if (brisk_version_is_enabled(config, version) &&
                brisk_scheme_for_key(version, type, schemes[i]))
                return 1;
    return 0;
}

/* Ones that brisk has, none twice. */
static int are_schemes(const uint16_t *schemes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!brisk_key_type_fits(BRISK_KEY_RSA, schemes[i]) &&
            !brisk_scheme_signs_handshake(schemes[i]))
            return 0;
    return !has_twice(schemes, n);
}

/* Whether an enabled suite exchanges keys so; TLS 1.3's do on curves. */
static int has_exchange(const struct brisk_tls_config *config, enum brisk_key_exchange exchange)
{
    for (size_t i = 0; i < config->num_suites; i++) {
        const struct brisk_suite *suite = brisk_suite_find(config->suites[i]);
        if (suite->version < config->min_version || suite->version > config->max_version)
            continue;
        if ((suite->key_exchange == KEY_EXCHANGE_ANY ? KEY_EXCHANGE_ECDHE : suite->key_exchange) ==
            exchange)
            return 1;
    }
    return 0;
}

/* Groups that brisk has, none twice, of each kind that the suites need. A client that lists a
 * finite field has a suite for it (RFC 7919 section 3: SHOULD). */
static int check_groups(const struct brisk_tls_config *config)
{
    size_t num_fields = 0;
    for (size_t i = 0; i < config->num_groups; i++) {
        if (!brisk_group_public_size(config->groups[i]))
            return BRISK_ERR_ARGUMENT;
        num_fields += (size_t)brisk_group_is_field(config->groups[i]);
    }
    int lacks_curve = num_fields == config->num_groups && has_exchange(config, KEY_EXCHANGE_ECDHE);
    if (lacks_curve || (num_fields != 0) != has_exchange(config, KEY_EXCHANGE_DHE) ||
        has_twice(config->groups, config->num_groups))
        return BRISK_ERR_ARGUMENT;
    return 0;
}

static int check_lists(const struct brisk_tls_config *config)
{
    if (!config->num_suites || config->num_suites > BRISK_TLS_MAX_SUITES || !config->num_groups ||
        config->num_groups > BRISK_TLS_MAX_LIST || !config->num_schemes ||
        config->num_schemes > sizeof config->schemes / sizeof config->schemes[0] ||
        config->num_cert_schemes > sizeof config->cert_schemes / sizeof config->cert_schemes[0] ||
        config->num_key_shares > config->num_groups || config->num_key_shares > MAX_KEY_SHARES)
        return BRISK_ERR_ARGUMENT;
    for (size_t i = 0; i < config->num_suites; i++)
        if (!brisk_suite_find(config->suites[i]))
            return BRISK_ERR_ARGUMENT;
    if (check_groups(config) || !are_schemes(config->schemes, config->num_schemes) ||
        !are_schemes(config->cert_schemes, config->num_cert_schemes) ||
        has_twice(config->suites, config->num_suites))
        return BRISK_ERR_ARGUMENT;
    for (int type = BRISK_KEY_RSA; type <= BRISK_KEY_ED25519; type++)
        if (has_scheme_for(config, config->schemes, config->num_schemes, (enum brisk_key_type)type))
            return 0;
    return BRISK_ERR_ARGUMENT;
}

static int check_alpn(const struct brisk_tls_config *config)
{
    size_t total = 0;
    if (config->num_alpn && !config->alpn)
        return BRISK_ERR_ARGUMENT;
    for (size_t i = 0; i < config->num_alpn; i++) {
        size_t len = config->alpn[i] ? strlen(config->alpn[i]) : 0;
        total += 1 + len;
        if (!len || len > BRISK_TLS_MAX_ALPN || total > MAX_ALPN_LIST)
            return BRISK_ERR_ARGUMENT;
    }
    return 0;
}

static int check_psks(const struct brisk_tls_config *config)
{
    if (config->num_tickets > MAX_TICKETS || config->ticket_lifetime > MAX_TICKET_LIFETIME ||
        config->num_psks > MAX_PSKS || (config->num_psks && !config->psks) ||
        (config->psk_modes & ~(BRISK_TLS_PSK_KE | BRISK_TLS_PSK_DHE_KE)) ||
        (config->max_early_data && !config->check_replay) ||
        (config->ticket_keys &&
         (!config->ticket_keys->num_keys || config->ticket_keys->num_keys > BRISK_TICKET_MAX_KEYS)))
        return BRISK_ERR_ARGUMENT;
    for (size_t i = 0; i < config->num_psks; i++) {
        const struct brisk_psk *psk = &config->psks[i];
        if (!psk->identity || !psk->identity_len || psk->identity_len > MAX_PSK_IDENTITY ||
            !psk->key || psk->key_len < MIN_PSK || psk->key_len > BRISK_SESSION_MAX_SECRET ||
            (psk->hash_size != 32 && psk->hash_size != 48))
            return BRISK_ERR_ARGUMENT;
    }
    return 0;
}

/* Whether two public keys are the same one. */
static int same_key(const struct brisk_public_key *a, const struct brisk_public_key *b)
{
    uint8_t der_a[BRISK_PUBLIC_KEY_MAX_DER], der_b[BRISK_PUBLIC_KEY_MAX_DER];
    size_t len_a = 0, len_b = 0;
    return !brisk_public_key_to_der(a, der_a, sizeof der_a, &len_a) &&
           !brisk_public_key_to_der(b, der_b, sizeof der_b, &len_b) && len_a == len_b &&
           memcmp(der_a, der_b, len_a) == 0;
}

/* Bytes of an identity's Certificate in TLS 1.3 (RFC 8446 section 4.4.2), without header. */
static size_t certificate_size(const struct brisk_tls_identity *identity, int has_ocsp)
{
    size_t size = 1 + 3;
    for (size_t i = 0; i < identity->chain_len; i++)
        size += 3 + identity->chain[i].der.len + 2;
    return size + (has_ocsp ? 2 + 2 + 1 + 3 + identity->ocsp.len : 0);
}

static size_t compressed_size(const struct brisk_tls_compressed_certificate *form)
{
    return 2 + 3 + 3 + form->data.len;
}

/* The forms are of this identity, or one of the same size. */
static int check_compressed(const struct brisk_tls_identity *identity)
{
    if (identity->num_compressed > BRISK_TLS_MAX_COMPRESSED ||
        (identity->num_compressed && !identity->compressed))
        return BRISK_ERR_ARGUMENT;
    for (size_t i = 0; i < identity->num_compressed; i++) {
        const struct brisk_tls_compressed_certificate *form = &identity->compressed[i];
        if (!form->data.len || compressed_size(form) > BRISK_TLS_MAX_HANDSHAKE_MESSAGE ||
            form->has_ocsp > (identity->ocsp.len != 0) ||
            form->uncompressed_len != certificate_size(identity, form->has_ocsp))
            return BRISK_ERR_ARGUMENT;
    }
    return 0;
}

static int check_compressions(const struct brisk_tls_config *config)
{
    const struct brisk_tls_cert_compression *with = config->cert_compressions;
    size_t n = config->num_cert_compressions;
    if (n > BRISK_TLS_MAX_LIST || (n && !with))
        return BRISK_ERR_ARGUMENT;
    for (size_t i = 0; i < n; i++) {
        if (!with[i].decompress)
            return BRISK_ERR_ARGUMENT;
        for (size_t k = 0; k < i; k++)
            if (with[k].algorithm == with[i].algorithm)
                return BRISK_ERR_ARGUMENT;
    }
    return 0;
}

static int check_identity(const struct brisk_tls_config *config,
                          const struct brisk_tls_identity *identity)
{
    struct brisk_public_key leaf;
    const uint16_t *schemes = identity->schemes ? identity->schemes : config->schemes;
    size_t num_schemes = identity->schemes ? identity->num_schemes : config->num_schemes;
    if (!identity->key || !identity->chain || !identity->chain_len ||
        identity->chain_len > BRISK_TLS_MAX_CHAIN ||
        certificate_size(identity, identity->ocsp.len != 0) > BRISK_TLS_MAX_HANDSHAKE_MESSAGE ||
        check_compressed(identity))
        return BRISK_ERR_ARGUMENT;
    if (brisk_public_key_from_der(&leaf, identity->chain[0].spki.data,
                                  identity->chain[0].spki.len) ||
        !same_key(&leaf, &identity->key->public_key) || !are_schemes(schemes, num_schemes) ||
        !has_scheme_for(config, schemes, num_schemes, identity->key->type))
        return BRISK_ERR_ARGUMENT;
    return 0;
}

/* The longest Certificate message: TLS 1.3's are longer than TLS 1.2's with its CertificateStatus.
 */
static size_t longest_certificate(const struct brisk_tls_config *config)
{
    size_t longest = 0;
    for (size_t i = 0; i < config->num_identities; i++) {
        const struct brisk_tls_identity *identity = &config->identities[i];
        size_t size = certificate_size(identity, identity->ocsp.len != 0);
        for (size_t k = 0; k < identity->num_compressed; k++)
            if (size <
                compressed_size(&identity->compressed[k])) /* which makes no sense, but works */
                size = compressed_size(&identity->compressed[k]);
        longest = size > longest ? size : longest;
    }
    return longest ? MESSAGE_HEADER_SIZE + longest : 0;
}

/* The longest ClientHello, with a ticket of the longest kind. */
static size_t longest_hello(const struct brisk_tls_config *config)
{
    size_t size = MAX_PLAIN_HELLO + BRISK_SESSION_MAX_TICKET;
    for (size_t i = 0; i < config->num_alpn; i++)
        size += 1 + strlen(config->alpn[i]);
    for (size_t i = 0; i < config->num_psks; i++) /* identity, age, binder */
        size += 2 + config->psks[i].identity_len + 4 + 1 + BRISK_SECRET_MAX;
    return size;
}

size_t brisk_tls_handshake_size(const struct brisk_tls_config *config, enum brisk_tls_role role)
{
    /* A server's flight is held together until its jobs have run. */
    size_t messages =
        MAX_PLAIN_FLIGHT + longest_certificate(config) + brisk_exchange12_message_size(config);
    if (role == BRISK_TLS_SERVER && config->client_auth)
        messages += MAX_AUTHORITIES;
    if (role == BRISK_TLS_CLIENT && messages < longest_hello(config))
        messages = longest_hello(config);
    size_t size = offsetof(struct brisk_tls_handshake, message) + messages;
    if (size < BRISK_TLS_HANDSHAKE_SIZE)
        size = BRISK_TLS_HANDSHAKE_SIZE;
    return (size + brisk_exchange12_size(config) + 63) / 64 * 64;
}

int brisk_tls_config_check(const struct brisk_tls_config *config, enum brisk_tls_role role)
{
    int error = check_versions(config);
    if (!error)
        error = check_lists(config);
    if (!error)
        error = check_alpn(config);
    if (!error)
        error = check_psks(config);
    if (error)
        return error;
    /* Certificates, or keys that make them unnecessary. */
    int has_psks = config->num_psks && config->psk_modes;
    if ((role != BRISK_TLS_CLIENT && role != BRISK_TLS_SERVER) ||
        (role == BRISK_TLS_CLIENT && !config->trust && !has_psks) ||
        (role == BRISK_TLS_SERVER && !config->num_identities && !has_psks) ||
        (config->num_identities && !config->identities))
        return BRISK_ERR_ARGUMENT;
    error = check_compressions(config);
    if (error)
        return error;
    if (config->record_size_limit && (config->record_size_limit < BRISK_TLS_MIN_RECORD_LIMIT ||
                                      config->record_size_limit > BRISK_TLS_MAX_RECORD_LIMIT))
        return BRISK_ERR_ARGUMENT;
    if (config->revocation_need > BRISK_REVOCATION_CHAIN || (config->num_crls && !config->crls))
        return BRISK_ERR_ARGUMENT;
    if (config->check_resumed && !config->check_peer)
        return BRISK_ERR_ARGUMENT;
    if (config->client_auth &&
        (role != BRISK_TLS_SERVER || config->client_auth > BRISK_TLS_CLIENT_AUTH_REQUIRE ||
         !config->num_identities || !config->trust || !config->trust->num_anchors))
        return BRISK_ERR_ARGUMENT;
    for (size_t i = 0; i < config->num_identities; i++) {
        error = check_identity(config, &config->identities[i]);
        if (error)
            return error;
    }
    return 0;
}
