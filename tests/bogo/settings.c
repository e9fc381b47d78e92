/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/bogo/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <brisk/error.h>
#include <brisk/random.h>

/* --- what is asked for and not there --- */

static void check_features(const struct shim_options *options)
{
    if (options->verify_fail && !options->verify_peer)
        options_unimplemented("-verify-fail", "verification whose failure is passed over");
    /* A name that is sent is the one that the certificate must have. The runner's have none of
     * those it asks for. */
    if (options->host_name)
        options_unimplemented("-host-name", "a name that is sent and not checked");
    if (options->expect_renegotiations > 0)
        options_unimplemented("-expect-total-renegotiations", "renegotiation");
}

/* --- versions and lists --- */

/* BoringSSL's shim has every version from TLS 1.0 on unless told otherwise. */
static void set_versions(struct brisk_tls_config *config, const struct shim_options *options)
{
    uint16_t min = options->no_tls12 ? BRISK_TLS_VERSION_1_3 : BRISK_TLS_VERSION_1_2;
    uint16_t max = options->no_tls13 ? BRISK_TLS_VERSION_1_2 : BRISK_TLS_VERSION_1_3;
    if (options->min_version > min)
        min = (uint16_t)options->min_version;
    if (options->max_version >= 0 && options->max_version < max)
        max = (uint16_t)options->max_version;
    if (min > max)
        options_unimplemented("-max-version", "versions before TLS 1.2");
    config->is_fallback = (uint8_t)options->fallback_scsv;
    config->min_version = min;
    config->max_version = max;
}

/* BoringSSL's suites of TLS 1.2 that are not among brisk's defaults: CBC and RSA key exchange. */
static void set_suites(struct brisk_tls_config *config)
{
    static const uint16_t more[] = {
        BRISK_TLS_ECDHE_ECDSA_AES_128_CBC_SHA,  BRISK_TLS_ECDHE_ECDSA_AES_256_CBC_SHA,
        BRISK_TLS_ECDHE_RSA_AES_128_CBC_SHA,    BRISK_TLS_ECDHE_RSA_AES_256_CBC_SHA,
        BRISK_TLS_ECDHE_RSA_AES_128_CBC_SHA256, BRISK_TLS_RSA_AES_128_GCM_SHA256,
        BRISK_TLS_RSA_AES_256_GCM_SHA384,       BRISK_TLS_RSA_AES_128_CBC_SHA,
        BRISK_TLS_RSA_AES_256_CBC_SHA,
    };
    memcpy(config->suites + config->num_suites, more, sizeof(more));
    config->num_suites += sizeof(more) / sizeof(more[0]);
}

static void set_groups(struct brisk_tls_config *config, const struct shim_options *options)
{
    static const uint16_t all[] = { BRISK_GROUP_X25519, BRISK_GROUP_P256, BRISK_GROUP_P384 };
    const struct option_list *curves = &options->curves;
    config->num_groups = sizeof(all) / sizeof(all[0]);
    memcpy(config->groups, all, sizeof(all));
    if (!curves->n)
        return;
    config->num_groups = 0;
    for (size_t i = 0; i < curves->n; i++) {
        char what[32];
        snprintf(what, sizeof(what), "-curves %u", curves->values[i]);
        if (!brisk_group_public_size(curves->values[i]) || i == BRISK_TLS_MAX_LIST)
            options_unimplemented(what, "a group that brisk does not have");
        config->groups[config->num_groups++] = curves->values[i];
    }
}

/* brisk sends shares of the first groups. */
static void set_key_shares(struct brisk_tls_config *config, const struct shim_options *options)
{
    const struct option_list *shares = &options->key_shares;
    if (options->no_key_shares)
        config->num_key_shares = 0;
    if (!shares->n)
        return;
    for (size_t i = 0; i < shares->n; i++)
        if (i >= config->num_groups || config->groups[i] != shares->values[i])
            options_unimplemented("-key-shares", "shares of other groups than the first");
    config->num_key_shares = (uint8_t)shares->n;
}

/* The flags' schemes, or else brisk's defaults. Returns how many there are. */
static size_t take_schemes(uint16_t schemes[SETTINGS_MAX_SCHEMES], const struct option_list *prefs,
                           const char *flag, const struct brisk_tls_config *defaults)
{
    for (size_t i = 0; i < prefs->n; i++) {
        char what[64];
        snprintf(what, sizeof(what), "%s 0x%04x", flag, prefs->values[i]);
        if (strcmp(brisk_signature_scheme_name(prefs->values[i]), "unknown") == 0)
            options_unimplemented(what, "a signature scheme that brisk does not have");
        if (i == SETTINGS_MAX_SCHEMES)
            options_unimplemented(what, "a list that long");
        schemes[i] = prefs->values[i];
    }
    if (!prefs->n)
        memcpy(schemes, defaults->schemes, defaults->num_schemes * sizeof(schemes[0]));
    return prefs->n ? prefs->n : defaults->num_schemes;
}

static void set_schemes(struct shim_settings *settings, const struct shim_options *options)
{
    struct brisk_tls_config *config = &settings->config, defaults = *config;
    uint16_t accepted[SETTINGS_MAX_SCHEMES];
    size_t n = take_schemes(accepted, &options->verify_prefs, "-verify-prefs", &defaults);
    config->num_schemes = 0;
    for (size_t i = 0; i < n; i++) {
        /* BoringSSL accepts these only where asked to, and the runner counts on that. */
        int is_extra =
            accepted[i] == BRISK_SIG_ED25519 || accepted[i] == BRISK_SIG_ECDSA_P521_SHA512;
        if (options->verify_prefs.n || !is_extra)
            config->schemes[config->num_schemes++] = accepted[i];
    }
    settings->identity.schemes = settings->schemes;
    settings->identity.num_schemes =
        take_schemes(settings->schemes, &options->signing_prefs, "-signing-prefs", &defaults);
}

static void add_alpn(struct shim_settings *settings, const char *name, size_t len)
{
    size_t i = settings->config.num_alpn;
    if (i == SETTINGS_MAX_ALPN || len > BRISK_TLS_MAX_ALPN)
        options_unimplemented("-advertise-alpn", "a list that long");
    char *place = settings->alpn_names + i * (BRISK_TLS_MAX_ALPN + 1);
    memcpy(place, name, len);
    place[len] = 0;
    settings->alpn[i] = place;
    settings->config.alpn = settings->alpn;
    settings->config.num_alpn++;
}

static void set_alpn(struct shim_settings *settings, const struct shim_options *options)
{
    if (options->server && options->select_alpn)
        add_alpn(settings, options->select_alpn, strlen(options->select_alpn));
    /* No client of the runner's offers this one. */
    if (options->server && options->reject_alpn)
        add_alpn(settings, "brisk rejects", strlen("brisk rejects"));
    const char *names = options->server ? NULL : options->advertise_alpn;
    while (names && *names) {
        size_t len = (uint8_t)*names++;
        if (strlen(names) < len) {
            fprintf(stderr, "-advertise-alpn: a name is longer than the list\n");
            exit(1);
        }
        add_alpn(settings, names, len);
        names += len;
    }
}

/* --- files --- */

static void load_identity(struct shim_settings *settings, const struct shim_options *options)
{
    struct brisk_tls_config *config = &settings->config;
    char *pem;
    size_t pem_len;
    if (!options->cert_file || !options->key_file)
        return;
    if (load_certs(options->cert_file, &settings->chain) != 0 ||
        load_file(options->key_file, &pem, &pem_len) != 0)
        exit(1);
    int error = brisk_private_key_from_pem(&settings->key, pem, pem_len);
    free(pem);
    if (error == BRISK_ERR_UNSUPPORTED || error == BRISK_ERR_KEY)
        options_unimplemented("-key-file", "a kind or size of key that brisk does not have");
    if (error) {
        fprintf(stderr, "-key-file: %s\n", brisk_strerror(error));
        exit(1);
    }
    settings->identity = (struct brisk_tls_identity){
        .key = &settings->key,
        .chain = settings->chain.certs,
        .chain_len = settings->chain.num_certs,
    };
    config->identities = &settings->identity;
    config->num_identities = 1;
    config->any_chain = 1; /* BoringSSL looks at the key alone */
}

/* The runner names the root of its first certificate only: another one that it says it will show is
 * trusted as it is. */
static void trust_expected(struct shim_settings *settings, const struct shim_options *retry)
{
    if (!settings->trust.num_anchors || !retry->expect_peer_cert_file ||
        settings->trust.num_anchors >= SETTINGS_MAX_ANCHORS)
        return;
    if (load_certs(retry->expect_peer_cert_file, &settings->expected_certs) != 0)
        exit(1);
    memcpy(settings->anchors, settings->trust.anchors,
           settings->trust.num_anchors * sizeof(settings->anchors[0]));
    settings->anchors[settings->trust.num_anchors++] = settings->expected_certs.certs[0];
    settings->trust.anchors = settings->anchors;
}

static void load_anchors(struct shim_settings *settings, const struct shim_options *options)
{
    if (!options->trust_cert)
        return;
    settings->config.trust = &settings->trust;
    /* A certificate that is none has no root. */
    if (!*options->trust_cert)
        return;
    if (load_certs(options->trust_cert, &settings->trust_certs) != 0)
        exit(1);
    settings->trust.anchors = settings->trust_certs.certs;
    settings->trust.num_anchors = settings->trust_certs.num_certs;
}

/* Where the runner means to show none there is no root: brisk, which needs one, takes its own
 * certificate, and so accepts no other. */
static void set_client_auth(struct shim_settings *settings, const struct shim_options *options)
{
    struct brisk_tls_config *config = &settings->config;
    if (!options->server)
        return;
    if (options->verify_peer)
        config->client_auth = BRISK_TLS_CLIENT_AUTH_REQUEST;
    else if (options->require_client_certificate)
        config->client_auth = BRISK_TLS_CLIENT_AUTH_REQUIRE;
    if (!config->client_auth)
        return;
    if (!settings->trust.num_anchors) {
        settings->trust.anchors = settings->chain.certs;
        settings->trust.num_anchors = settings->chain.num_certs ? 1 : 0;
    }
    config->trust = &settings->trust;
}

/* The runner replays nothing on purpose, and its connections are of one ticket each. */
static int accept_any(void *arg, const uint8_t id[BRISK_REPLAY_ID_SIZE], int64_t now)
{
    (void)arg, (void)id, (void)now;
    return 0;
}

/* As much as BoringSSL takes. */
static void set_early_data(struct brisk_tls_config *config, const struct shim_options *options)
{
    config->early_data = !options->server && options->enable_early_data;
    config->max_early_data = options->server && options->enable_early_data ? 14336 : 0;
    config->check_replay = accept_any;
}

void settings_make(struct shim_settings *settings, const struct shim_options *options,
                   const struct shim_options *retry_options,
                   const struct brisk_ticket_keys *ticket_keys,
                   struct brisk_session_cache *session_cache)
{
    struct brisk_tls_config *config = &settings->config;
    memset(settings, 0, sizeof(*settings));
    check_features(options);
    brisk_tls_config_init(config);
    set_versions(config, options);
    set_suites(config);
    set_groups(config, options);
    set_key_shares(config, options);
    set_early_data(config, options);
    set_alpn(settings, options);
    load_identity(settings, options);
    load_anchors(settings, options);
    trust_expected(settings, retry_options);
    set_schemes(settings, options);
    set_client_auth(settings, options);
    config->request_status = !options->server && options->enable_ocsp;
    config->session_cache = session_cache;
    if (options->server && !options->no_ticket && !options->skip_ticket)
        config->ticket_keys = ticket_keys;
    if (brisk_tls_config_check(config, options->server ? BRISK_TLS_SERVER : BRISK_TLS_CLIENT))
        options_unimplemented("the configuration", "brisk_tls_config_check() refuses it");
}

void settings_free(struct shim_settings *settings)
{
    free_certs(&settings->chain);
    free_certs(&settings->trust_certs);
    free_certs(&settings->expected_certs);
    brisk_wipe(&settings->key, sizeof(settings->key));
}
