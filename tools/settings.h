/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The TLS side of the server and client commands: their common options, and the configuration
 * that comes of them. */

#ifndef TOOLS_SETTINGS_H
#define TOOLS_SETTINGS_H

#include <argp.h>
#include <stdio.h>

#include <brisk/tls.h>

#include "tools/compression.h"
#include "tools/load.h"

#define MAX_IDENTITIES 8

struct tls_settings {
    struct brisk_tls_config config;
    const char *cert_files[MAX_IDENTITIES], *key_files[MAX_IDENTITIES];
    const char *ocsp_files[MAX_IDENTITIES], *crl_file;
    size_t num_cert_files, num_key_files, num_ocsp_files;
    const char *ca_file, *keylog_file;
    const char *psk_identity;
    enum brisk_tls_client_auth post_auth; /* server: asked for after the handshake */
    struct brisk_psk psk;
    uint8_t psk_key[BRISK_SESSION_MAX_SECRET];
    size_t psk_key_len; /* 0: no pre-shared key */
    const char *alpn[BRISK_TLS_MAX_LIST];
    FILE *keylog;
    struct loaded_certs chains[MAX_IDENTITIES], trust_certs;
    struct brisk_private_key keys[MAX_IDENTITIES];
    struct brisk_tls_identity identities[MAX_IDENTITIES];
    char *ocsp[MAX_IDENTITIES];
    struct brisk_tls_cert_compression cert_compressions[MAX_CERT_COMPRESSIONS];
    struct compressed_identity compressed[MAX_IDENTITIES];
    struct loaded_crls crls;
    struct brisk_x509_trust trust;
};

/* Options of both commands (--suites, --groups, --alpn, --ca, --keylog; --psk and what goes with
 * it; --cert, --key and --ocsp; --status, --need-status and --crl) and of servers
 * (--verify-client, --post-handshake-auth); argp children whose input is a struct tls_settings. */
extern const struct argp tls_options;
extern const struct argp psk_options;
extern const struct argp identity_options;
extern const struct argp revocation_options;
extern const struct argp client_auth_options;

/* Defaults, to be called before options are parsed. */
void settings_init(struct tls_settings *settings);

/* Loads the files named and completes the configuration for a role. Returns 0, or -1 having said
 * what is wrong. Before it the struct may be copied, to load the same files again later; afterwards
 * it must not move. */
int settings_load(struct tls_settings *settings, enum brisk_tls_role role);

/* Wipes keys and frees what was loaded. */
void settings_free(struct tls_settings *settings);

/* Writes "TLS 1.3, TLS_AES_128_GCM_SHA256, x25519, ecdsa_secp256r1_sha256, alpn h2", or, where no
 * certificate was sent, "TLS 1.3, TLS_AES_128_GCM_SHA256, x25519, resumed". Who the peer is, now or in
 * the session resumed, follows as the SHA-256 of its certificate: ", peer 64 hexadecimal digits". */
#define NEGOTIATED_SIZE 512
void format_negotiated(const struct brisk_tls *tls, char text[NEGOTIATED_SIZE]);

/* One line that says why a connection ended: its error, and the alert and certificate error
 * behind it. `error` is a BRISK_ERR_* or an errno. */
void format_failure(const struct brisk_tls *tls, int error, char *text, size_t size);

#endif
