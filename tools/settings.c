/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define _POSIX_C_SOURCE 200809L

#include "tools/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <brisk/brisk.h>
#include <brisk/compression.h>

#include "tools/options.h"

/* Options without a letter. */
enum {
    OPTION_MIN_VERSION = 0x100,
    OPTION_MAX_VERSION,
    OPTION_TLS1_2,
    OPTION_TLS1_3,
    OPTION_RECORD_SIZE_LIMIT,
    OPTION_CERT_COMPRESSION,
};

#define MIN_PSK 16 /* bytes: brisk takes no shorter one */

static void fail_options(int failed)
{
    if (failed)
        exit(2);
}

static error_t parse_tls_option(int key, char *arg, struct argp_state *state)
{
    struct tls_settings *settings = state->input;
    struct brisk_tls_config *config = &settings->config;
    long number;
    switch (key) {
    case OPTION_RECORD_SIZE_LIMIT:
        fail_options(parse_number("--record-size-limit", arg, BRISK_TLS_MIN_RECORD_LIMIT,
                                  BRISK_TLS_MAX_RECORD_LIMIT, &number));
        config->record_size_limit = (uint16_t)number;
        return 0;
    case OPTION_CERT_COMPRESSION:
        fail_options(parse_cert_compressions(arg, settings->cert_compressions,
                                             &config->num_cert_compressions));
        return 0;
    case OPTION_MIN_VERSION:
        fail_options(parse_version("--min-version", arg, &config->min_version));
        return 0;
    case OPTION_MAX_VERSION:
        fail_options(parse_version("--max-version", arg, &config->max_version));
        return 0;
    case OPTION_TLS1_2:
    case OPTION_TLS1_3:
        config->min_version = config->max_version =
            key == OPTION_TLS1_2 ? BRISK_TLS_VERSION_1_2 : BRISK_TLS_VERSION_1_3;
        return 0;
    case 's':
        fail_options(parse_suites(arg, config->suites, BRISK_TLS_MAX_SUITES, &config->num_suites));
        return 0;
    case 'g':
        fail_options(parse_groups(arg, config->groups, BRISK_TLS_MAX_LIST, &config->num_groups));
        return 0;
    case 'a':
        fail_options(parse_alpn(arg, settings->alpn, BRISK_TLS_MAX_LIST, &config->num_alpn));
        return 0;
    case 'A':
        settings->ca_file = arg;
        return 0;
    case 'l':
        settings->keylog_file = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

enum {
    OPTION_OCSP = 0x300,
    OPTION_STATUS,
    OPTION_NEED_STATUS,
    OPTION_CRL,
    OPTION_VERIFY_CLIENT,
    OPTION_POST_AUTH,
};

enum {
    OPTION_PSK = 0x200,
    OPTION_PSK_IDENTITY,
    OPTION_NO_DHE,
};

static error_t parse_psk_option(int key, char *arg, struct argp_state *state)
{
    struct tls_settings *settings = state->input;
    switch (key) {
    case OPTION_PSK:
        fail_options(parse_hex("--psk", arg, settings->psk_key, MIN_PSK, sizeof(settings->psk_key),
                               &settings->psk_key_len));
        return 0;
    case OPTION_PSK_IDENTITY:
        if (!*arg)
            option_error(state, "--psk-identity= is empty");
        settings->psk_identity = arg;
        return 0;
    case OPTION_NO_DHE:
        settings->config.psk_modes |= BRISK_TLS_PSK_KE;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_identity_option(int key, char *arg, struct argp_state *state)
{
    struct tls_settings *settings = state->input;
    switch (key) {
    case 'c':
        if (settings->num_cert_files == MAX_IDENTITIES)
            option_error(state, "at most %d certificates", MAX_IDENTITIES);
        settings->cert_files[settings->num_cert_files++] = arg;
        return 0;
    case 'k':
        if (settings->num_key_files == MAX_IDENTITIES)
            option_error(state, "at most %d keys", MAX_IDENTITIES);
        settings->key_files[settings->num_key_files++] = arg;
        return 0;
    case OPTION_OCSP:
        if (settings->num_ocsp_files == MAX_IDENTITIES)
            option_error(state, "at most %d OCSP responses", MAX_IDENTITIES);
        settings->ocsp_files[settings->num_ocsp_files++] = arg;
        return 0;
    case ARGP_KEY_END:
        if (settings->num_cert_files != settings->num_key_files)
            option_error(state, "--cert=FILE and --key=FILE come in pairs");
        if (settings->num_ocsp_files > settings->num_cert_files)
            option_error(state, "an --ocsp=FILE goes with a --cert=FILE");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_revocation_option(int key, char *arg, struct argp_state *state)
{
    struct tls_settings *settings = state->input;
    switch (key) {
    case OPTION_STATUS:
        settings->config.request_status = 1;
        return 0;
    case OPTION_NEED_STATUS:
        settings->config.revocation_need = BRISK_REVOCATION_LEAF;
        return 0;
    case OPTION_CRL:
        settings->crl_file = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum brisk_tls_client_auth parse_client_auth(const char *option, const char *arg,
                                                    struct argp_state *state)
{
    if (strcmp(arg, "request") != 0 && strcmp(arg, "require") != 0)
        option_error(state, "%s is request or require, not \"%s\"", option, arg);
    return strcmp(arg, "request") == 0 ? BRISK_TLS_CLIENT_AUTH_REQUEST
                                       : BRISK_TLS_CLIENT_AUTH_REQUIRE;
}

static error_t parse_client_auth_option(int key, char *arg, struct argp_state *state)
{
    struct tls_settings *settings = state->input;
    switch (key) {
    case OPTION_VERIFY_CLIENT:
        settings->config.client_auth = parse_client_auth("--verify-client", arg, state);
        return 0;
    case OPTION_POST_AUTH:
        settings->post_auth = parse_client_auth("--post-handshake-auth", arg, state);
        return 0;
    case ARGP_KEY_END:
        if (settings->num_cert_files == 0)
            option_error(state, "a server needs --cert=FILE and --key=FILE, in pairs; `brisk cert` "
                                "makes them for a test");
        if ((settings->config.client_auth || settings->post_auth) && !settings->ca_file)
            option_error(state, "%s needs --ca=FILE: whom to trust with clients",
                         settings->post_auth ? "--post-handshake-auth" : "--verify-client");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option tls_option_list[] = {
    { "suites", 's', "LIST", 0, "cipher suites in order of preference: aes_128_gcm,...", 2 },
    { "min-version", OPTION_MIN_VERSION, "VERSION", 0,
      "the lowest version allowed: 1.2 (default) or 1.3", 2 },
    { "max-version", OPTION_MAX_VERSION, "VERSION", 0,
      "the highest version allowed: 1.2 or 1.3 (default)", 2 },
    { "tls1_2", OPTION_TLS1_2, NULL, 0, "TLS 1.2 only", 2 },
    { "tls1_3", OPTION_TLS1_3, NULL, 0, "TLS 1.3 only", 2 },
    { "groups", 'g', "LIST", 0,
      "key exchange groups in order of preference: x25519,p256,p384,p521; for TLS 1.2's suites "
      "with DHE "
      "ffdhe2048,ffdhe3072,ffdhe4096",
      2 },
    { "alpn", 'a', "LIST", 0, "application protocols in order of preference: h2,http/1.1", 2 },
    { "cert-compression", OPTION_CERT_COMPRESSION, "LIST", 0,
      "algorithms for certificates, ours and the peer's, in order of preference: zlib,brotli", 2 },
    { "record-size-limit", OPTION_RECORD_SIZE_LIMIT, "BYTES", 0,
      "the longest records that this side wants to receive: 64 to 16385", 2 },
    { "ca", 'A', "FILE", 0, "PEM certificates to trust (default: the system's)", 2 },
    { "keylog", 'l', "FILE", 0, "append secrets in NSS key log format, for packet analysers", 2 },
    { 0 },
};

static const struct argp_option psk_option_list[] = {
    { "psk", OPTION_PSK, "HEX", 0, "external pre-shared key of 16 to 48 bytes, for SHA-256 suites",
      4 },
    { "psk-identity", OPTION_PSK_IDENTITY, "NAME", 0, "its name (default Client_identity)", 4 },
    { "allow-no-dhe-kex", OPTION_NO_DHE, NULL, 0,
      "resume without a key exchange, too, where the peer does not want one", 4 },
    { 0 },
};

static const struct argp_option identity_option_list[] = {
    { "cert", 'c', "FILE", 0, "PEM certificate chain, leaf first (may be repeated)", 1 },
    { "key", 'k', "FILE", 0, "PEM private key of the certificate in the same place", 1 },
    { "ocsp", OPTION_OCSP, "FILE", 0,
      "OCSP response (DER) about the certificate in the same place, for peers that ask", 1 },
    { 0 },
};

static const struct argp_option revocation_option_list[] = {
    { "status", OPTION_STATUS, NULL, 0, "ask for an OCSP response with the peer's certificate", 3 },
    { "need-status", OPTION_NEED_STATUS, NULL, 0,
      "refuse a peer whose certificate neither an OCSP response nor a CRL vouches for", 3 },
    { "crl", OPTION_CRL, "FILE", 0, "PEM CRLs to look the peer's certificates up in", 3 },
    { 0 },
};

static const struct argp_option client_auth_option_list[] = {
    { "verify-client", OPTION_VERIFY_CLIENT, "HOW", 0,
      "ask clients for a certificate that --ca vouches for: request, or require one", 3 },
    { "post-handshake-auth", OPTION_POST_AUTH, "HOW", 0,
      "the same after the handshake, when a client of TLS 1.3 has sent something", 3 },
    { 0 },
};

const struct argp tls_options = { tls_option_list, parse_tls_option, NULL, NULL, NULL, NULL, NULL };
const struct argp psk_options = { psk_option_list, parse_psk_option, NULL, NULL, NULL, NULL, NULL };
const struct argp identity_options = {
    identity_option_list, parse_identity_option, NULL, NULL, NULL, NULL, NULL
};

const struct argp revocation_options = {
    revocation_option_list, parse_revocation_option, NULL, NULL, NULL, NULL, NULL
};
const struct argp client_auth_options = {
    client_auth_option_list, parse_client_auth_option, NULL, NULL, NULL, NULL, NULL
};

void settings_init(struct tls_settings *settings)
{
    memset(settings, 0, sizeof(*settings));
    brisk_tls_config_init(&settings->config);
    settings->psk_identity = "Client_identity"; /* as openssl has it */
}

static void write_keylog(void *arg, const char *line)
{
    FILE *file = arg;
    fprintf(file, "%s\n", line);
    fflush(file);
}

/* Key log lines are secrets: the file is for its owner only. */
static int open_keylog(struct tls_settings *settings)
{
    int fd = open(settings->keylog_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    settings->keylog = fd >= 0 ? fdopen(fd, "a") : NULL;
    if (!settings->keylog) {
        int error = errno;
        if (fd >= 0)
            close(fd);
        return tool_error("cannot write %s: %s", settings->keylog_file, strerror(error));
    }
    settings->config.keylog = write_keylog;
    settings->config.keylog_arg = settings->keylog;
    return 0;
}

/* Whether a certificate is for this key: both public keys, exported, are the same bytes. */
static int key_fits_cert(const struct brisk_private_key *key, const struct brisk_x509 *cert)
{
    struct brisk_public_key certified;
    uint8_t ours[BRISK_PUBLIC_KEY_MAX_DER], theirs[BRISK_PUBLIC_KEY_MAX_DER];
    size_t our_len, their_len;
    return brisk_public_key_from_der(&certified, cert->spki.data, cert->spki.len) == 0 &&
           brisk_public_key_to_der(&certified, theirs, sizeof(theirs), &their_len) == 0 &&
           brisk_public_key_to_der(&key->public_key, ours, sizeof(ours), &our_len) == 0 &&
           our_len == their_len && memcmp(ours, theirs, our_len) == 0;
}

static int load_identities(struct tls_settings *settings)
{
    for (size_t i = 0; i < settings->num_cert_files; i++) {
        struct loaded_certs *chain = &settings->chains[i];
        if (load_certs(settings->cert_files[i], chain) != 0 ||
            load_private_key(settings->key_files[i], &settings->keys[i]) != 0)
            return -1;
        if (!key_fits_cert(&settings->keys[i], &chain->certs[0]))
            return tool_error("the key in %s is not that of the first certificate in %s",
                              settings->key_files[i], settings->cert_files[i]);
        if (chain->num_certs > BRISK_TLS_MAX_CHAIN)
            return tool_error("%s has %zu certificates; a chain has at most %d",
                              settings->cert_files[i], chain->num_certs, BRISK_TLS_MAX_CHAIN);
        settings->identities[i].key = &settings->keys[i];
        settings->identities[i].chain = chain->certs;
        settings->identities[i].chain_len = chain->num_certs;
        if (i < settings->num_ocsp_files) {
            struct brisk_bytes *ocsp = &settings->identities[i].ocsp;
            if (load_file(settings->ocsp_files[i], &settings->ocsp[i], &ocsp->len) != 0)
                return -1;
            ocsp->data = (const uint8_t *)settings->ocsp[i];
        }
        if (compress_identity(&settings->compressed[i], &settings->identities[i],
                              settings->cert_compressions,
                              settings->config.num_cert_compressions) != 0)
            return -1;
    }
    settings->config.identities = settings->identities;
    settings->config.num_identities = settings->num_cert_files;
    return 0;
}

static void set_psk(struct tls_settings *settings)
{
    settings->psk = (struct brisk_psk){
        .identity = (const uint8_t *)settings->psk_identity,
        .identity_len = strlen(settings->psk_identity),
        .key = settings->psk_key,
        .key_len = settings->psk_key_len,
        .hash_size = 32, /* SHA-256, as RFC 8446 section 4.2.11 has it by default */
    };
    settings->config.psks = &settings->psk;
    settings->config.num_psks = 1;
}

/* Finite-field groups and suites with DHE are of no use without each other. */
static int check_fields(const struct brisk_tls_config *config)
{
    int has_group = 0, has_suite = 0;
    for (size_t i = 0; i < config->num_groups; i++)
        has_group |= brisk_ffdhe_size(config->groups[i]) != 0;
    for (size_t i = 0; i < config->num_suites; i++)
        has_suite |= strstr(brisk_tls_suite_name(config->suites[i]), "TLS_DHE_") != NULL;
    if (has_group && !has_suite)
        return tool_error("--groups with ffdhe2048 and the like need suites for them in --suites, "
                          "as TLS_DHE_RSA_WITH_AES_128_GCM_SHA256");
    if (has_suite && !has_group)
        return tool_error("suites with DHE need ffdhe2048, ffdhe3072 or ffdhe4096 in --groups");
    return 0;
}

int settings_load(struct tls_settings *settings, enum brisk_tls_role role)
{
    settings->config.alpn = settings->alpn;
    settings->config.cert_compressions = settings->cert_compressions;
    if (settings->psk_key_len)
        set_psk(settings);
    if (role == BRISK_TLS_CLIENT || settings->config.client_auth || settings->post_auth) {
        if (load_trust(settings->ca_file, &settings->trust_certs) != 0)
            return -1;
        settings->trust.anchors = settings->trust_certs.certs;
        settings->trust.num_anchors = settings->trust_certs.num_certs;
        settings->config.trust = &settings->trust;
    }
    if (load_identities(settings) != 0)
        return -1;
    if (settings->crl_file) {
        if (load_crls(settings->crl_file, &settings->crls) != 0)
            return -1;
        settings->config.crls = settings->crls.crls;
        settings->config.num_crls = settings->crls.num_crls;
    }
    if (settings->keylog_file && open_keylog(settings) != 0)
        return -1;
    if (check_fields(&settings->config) != 0)
        return -1;
    int error = brisk_tls_config_check(&settings->config, role);
    if (error)
        return tool_error("this TLS configuration cannot work: %s", brisk_strerror(error));
    return 0;
}

void settings_free(struct tls_settings *settings)
{
    for (size_t i = 0; i < MAX_IDENTITIES; i++)
        free_certs(&settings->chains[i]);
    for (size_t i = 0; i < MAX_IDENTITIES; i++) {
        free(settings->ocsp[i]);
        free_compressed_identity(&settings->compressed[i]);
    }
    free_certs(&settings->trust_certs);
    free_crls(&settings->crls);
    if (settings->keylog)
        fclose(settings->keylog);
    brisk_wipe(settings->keys, sizeof(settings->keys));
    brisk_wipe(settings->psk_key, sizeof(settings->psk_key));
}

static const char *const early_texts[] = {
    [BRISK_TLS_EARLY_NONE] = "",
    [BRISK_TLS_EARLY_OFFERED] = ", early data offered",
    [BRISK_TLS_EARLY_ACCEPTED] = ", early data accepted",
    [BRISK_TLS_EARLY_REJECTED] = ", early data rejected",
};

/* What only those have who ask for it. */
static void format_extras(const struct brisk_tls_info *info, char *text, size_t size)
{
    char limit[32] = "";
    uint16_t theirs = info->peer_cert_compression, ours = info->cert_compression;
    if (info->record_size_limit)
        snprintf(limit, sizeof(limit), ", record size limit %u", info->record_size_limit);
    snprintf(text, size, "%s%s%s%s%s", limit, theirs ? ", its certificate compressed with " : "",
             theirs ? brisk_cert_compression_name(theirs) : "",
             ours ? ", our certificate compressed with " : "",
             ours ? brisk_cert_compression_name(ours) : "");
}

/* Who the peer is. */
static void format_peer(const struct brisk_tls_info *info, char text[80])
{
    text[0] = 0;
    if (!info->has_peer_certificate)
        return;
    text += sprintf(text, ", peer ");
    for (size_t i = 0; i < sizeof(info->peer_fingerprint); i++)
        text += sprintf(text, "%02x", info->peer_fingerprint[i]);
}

void format_negotiated(const struct brisk_tls *tls, char text[NEGOTIATED_SIZE])
{
    struct brisk_tls_info info;
    char extras[128], peer[80];
    brisk_tls_get_info(tls, &info);
    format_extras(&info, extras, sizeof(extras));
    format_peer(&info, peer);
    snprintf(text, NEGOTIATED_SIZE, "%s, %s, %s%s, %s%s%s%s%s%s%s%s",
             brisk_tls_version_name(info.version), brisk_tls_suite_name(info.suite),
             info.group ? brisk_group_name(info.group) : "no (EC)DHE",
             info.hello_retry ? " (after HelloRetryRequest)" : "",
             info.resumed ? "resumed" : brisk_signature_scheme_name(info.scheme),
             info.alpn[0] ? ", alpn " : "", info.alpn, early_texts[info.early_data],
             info.client_scheme ? ", client certificate " : "",
             info.client_scheme ? brisk_signature_scheme_name(info.client_scheme) : "", extras,
             peer);
}

void format_failure(const struct brisk_tls *tls, int error, char *text, size_t size)
{
    if (error > 0)
        snprintf(text, size, "%s", strerror(error));
    else if (error == BRISK_ERR_TLS_PEER_ALERT)
        snprintf(text, size, "the peer sent the alert %s",
                 brisk_tls_alert_name(brisk_tls_alert_received(tls)));
    else if (error == BRISK_ERR_TLS_CERTIFICATE)
        snprintf(text, size, "%s: %s", brisk_strerror(error), brisk_strerror(tls->x509_error));
    else
        snprintf(text, size, "%s", brisk_strerror(error));
}
