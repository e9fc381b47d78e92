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
    if (options->server && (options->verify_peer || options->require_client_certificate))
        options_unimplemented("-verify-peer -server", "client certificates");
    if (!options->server && options->cert_file)
        options_unimplemented("-cert-file", "client certificates");
    if (options->verify_fail && !options->verify_peer)
        options_unimplemented("-verify-fail", "verification whose failure is passed over");
    if (options->verify_fail && !options->custom_verify)
        options_unimplemented("-verify-fail", "the alert of BoringSSL's own verification");
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

static void set_schemes(struct brisk_tls_config *config, const struct option_list *prefs,
                        const char *flag)
{
    if (!prefs->n)
        return;
    config->num_schemes = 0;
    for (size_t i = 0; i < prefs->n; i++) {
        char what[64];
        snprintf(what, sizeof(what), "%s 0x%04x", flag, prefs->values[i]);
        if (strcmp(brisk_signature_scheme_name(prefs->values[i]), "unknown") == 0)
            options_unimplemented(what, "a signature scheme that brisk does not have");
        if (config->num_schemes == sizeof(config->schemes) / sizeof(config->schemes[0]))
            options_unimplemented(what, "a list that long");
        config->schemes[config->num_schemes++] = prefs->values[i];
    }
}

/* BoringSSL accepts Ed25519 only where it is asked for, and the runner counts on that. */
static void drop_ed25519(struct brisk_tls_config *config)
{
    size_t n = 0;
    for (size_t i = 0; i < config->num_schemes; i++)
        if (config->schemes[i] != BRISK_SIG_ED25519)
            config->schemes[n++] = config->schemes[i];
    config->num_schemes = (uint8_t)n;
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

void settings_make(struct shim_settings *settings, const struct shim_options *options,
                   const struct brisk_ticket_keys *ticket_keys)
{
    struct brisk_tls_config *config = &settings->config;
    memset(settings, 0, sizeof(*settings));
    check_features(options);
    brisk_tls_config_init(config);
    set_versions(config, options);
    set_groups(config, options);
    set_key_shares(config, options);
    if (options->server)
        set_schemes(config, &options->signing_prefs, "-signing-prefs");
    else if (options->verify_prefs.n)
        set_schemes(config, &options->verify_prefs, "-verify-prefs");
    else
        drop_ed25519(config);
    set_alpn(settings, options);
    load_identity(settings, options);
    load_anchors(settings, options);
    if (options->server && !options->no_ticket && !options->skip_ticket)
        config->ticket_keys = ticket_keys;
    if (brisk_tls_config_check(config, options->server ? BRISK_TLS_SERVER : BRISK_TLS_CLIENT))
        options_unimplemented("the configuration", "brisk_tls_config_check() refuses it");
}

void settings_free(struct shim_settings *settings)
{
    free_certs(&settings->chain);
    free_certs(&settings->trust_certs);
    brisk_wipe(&settings->key, sizeof(settings->key));
}
