/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* mbedTLS 2.28 behind tests/interop/peer.h: TLS 1.2. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/dhm.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_cache.h>
#include <mbedtls/ssl_ticket.h>

#include "tests/interop/peer.h"

struct peer {
    mbedtls_ssl_context ssl;
    mbedtls_net_context net;
};

static struct {
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context drbg;
    mbedtls_ssl_config config;
    mbedtls_ssl_ticket_context ticket;
    mbedtls_ssl_cache_context cache;
    mbedtls_x509_crt chain, anchors;
    mbedtls_pk_context key;
    mbedtls_ssl_session session; /* of a client's last connection */
    mbedtls_ecp_group_id groups[PEER_MAX_GROUPS + 1];
    int suites[2], has_session;
} state;

static int failed(const char *what, int error)
{
    return peer_error("%s: -0x%04x", what, (unsigned)-error);
}

static const unsigned char field_prime[] = MBEDTLS_DHM_RFC7919_FFDHE2048_P_BIN;
static const unsigned char field_generator = 2;

static int choose_groups(const struct peer_options *options)
{
    static const struct {
        const char *name;
        mbedtls_ecp_group_id id;
    } groups[] = {
        { "x25519", MBEDTLS_ECP_DP_CURVE25519 },
        { "p256", MBEDTLS_ECP_DP_SECP256R1 },
        { "p384", MBEDTLS_ECP_DP_SECP384R1 },
    };
    size_t num = 0;
    for (size_t i = 0; i < options->num_groups; i++) {
        if (strcmp(options->groups[i], "ffdhe2048") == 0) { /* clients take any field */
            int error = mbedtls_ssl_conf_dh_param_bin(&state.config, field_prime,
                                                      sizeof(field_prime), &field_generator, 1);
            if (error)
                return failed("the finite field", error);
            continue;
        }
        for (size_t k = 0; k < sizeof(groups) / sizeof(groups[0]); k++)
            if (strcmp(options->groups[i], groups[k].name) == 0)
                state.groups[num] = groups[k].id;
        if (state.groups[num++] == MBEDTLS_ECP_DP_NONE)
            return peer_error("unknown group %s", options->groups[i]);
    }
    if (num)
        mbedtls_ssl_conf_curves(&state.config, state.groups);
    return 0;
}

static int load_files(const struct peer_options *options)
{
    int error = 0;
    mbedtls_x509_crt_init(&state.chain);
    mbedtls_x509_crt_init(&state.anchors);
    mbedtls_pk_init(&state.key);
    if (options->cert && (error = mbedtls_x509_crt_parse_file(&state.chain, options->cert)) != 0)
        return failed(options->cert, error);
    if (options->key && (error = mbedtls_pk_parse_keyfile(&state.key, options->key, NULL)) != 0)
        return failed(options->key, error);
    if (options->ca && (error = mbedtls_x509_crt_parse_file(&state.anchors, options->ca)) != 0)
        return failed(options->ca, error);
    if (options->cert && options->key)
        error = mbedtls_ssl_conf_own_cert(&state.config, &state.chain, &state.key);
    mbedtls_ssl_conf_ca_chain(&state.config, &state.anchors, NULL);
    return error ? failed("the certificate", error) : 0;
}

/* Tickets, and a cache for clients that do without. */
static int prepare_sessions(const struct peer_options *options)
{
    mbedtls_ssl_session_init(&state.session);
    if (!options->is_server)
        return 0;
    mbedtls_ssl_cache_init(&state.cache);
    mbedtls_ssl_conf_session_cache(&state.config, &state.cache, mbedtls_ssl_cache_get,
                                   mbedtls_ssl_cache_set);
    mbedtls_ssl_ticket_init(&state.ticket);
    int error = mbedtls_ssl_ticket_setup(&state.ticket, mbedtls_ctr_drbg_random, &state.drbg,
                                         MBEDTLS_CIPHER_AES_256_GCM, 3600);
    mbedtls_ssl_conf_session_tickets_cb(&state.config, mbedtls_ssl_ticket_write,
                                        mbedtls_ssl_ticket_parse, &state.ticket);
    return error ? failed("tickets", error) : 0;
}

int peer_setup(const struct peer_options *options)
{
    if (options->version != 2)
        return peer_error("TLS 1.2 only");
    mbedtls_entropy_init(&state.entropy);
    mbedtls_ctr_drbg_init(&state.drbg);
    mbedtls_ssl_config_init(&state.config);
    int error = mbedtls_ctr_drbg_seed(&state.drbg, mbedtls_entropy_func, &state.entropy, NULL, 0);
    if (!error)
        error = mbedtls_ssl_config_defaults(
            &state.config, options->is_server ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT,
            MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
    if (error)
        return failed("setup", error);
    mbedtls_ssl_conf_rng(&state.config, mbedtls_ctr_drbg_random, &state.drbg);
    mbedtls_ssl_conf_min_version(&state.config, MBEDTLS_SSL_MAJOR_VERSION_3,
                                 MBEDTLS_SSL_MINOR_VERSION_3);
    mbedtls_ssl_conf_authmode(&state.config, options->is_server && !options->require_certificate
                                                 ? MBEDTLS_SSL_VERIFY_NONE
                                                 : MBEDTLS_SSL_VERIFY_REQUIRED);
    if (options->suite) {
        state.suites[0] = mbedtls_ssl_get_ciphersuite_id(options->suite);
        if (!state.suites[0])
            return peer_error("unknown suite %s", options->suite);
        mbedtls_ssl_conf_ciphersuites(&state.config, state.suites);
    }
    if (choose_groups(options) != 0 || load_files(options) != 0)
        return -1;
    return prepare_sessions(options);
}

/* The client of 2.28 does not tell whether its session was resumed: it was if the master secret is
 * still the old one. */
static int was_resumed(const struct peer *peer)
{
    return state.has_session && memcmp(peer->ssl.session->master, state.session.master,
                                       sizeof(state.session.master)) == 0;
}

struct peer *peer_open(const struct peer_options *options, int fd)
{
    struct peer *peer = calloc(1, sizeof(*peer));
    if (!peer)
        return NULL;
    peer->net.fd = fd;
    mbedtls_ssl_init(&peer->ssl);
    int error = mbedtls_ssl_setup(&peer->ssl, &state.config);
    if (!error && !options->is_server)
        error = mbedtls_ssl_set_hostname(&peer->ssl, options->name);
    if (!error && state.has_session)
        error = mbedtls_ssl_set_session(&peer->ssl, &state.session);
    mbedtls_ssl_set_bio(&peer->ssl, &peer->net, mbedtls_net_send, mbedtls_net_recv, NULL);
    if (!error)
        error = mbedtls_ssl_handshake(&peer->ssl);
    if (error) {
        failed("handshake", error);
        mbedtls_ssl_free(&peer->ssl);
        free(peer);
        return NULL;
    }
    fprintf(stderr, "established: %s, %s%s%s\n", mbedtls_ssl_get_version(&peer->ssl),
            mbedtls_ssl_get_ciphersuite(&peer->ssl), was_resumed(peer) ? ", resumed" : "",
            mbedtls_ssl_get_peer_cert(&peer->ssl) ? ", peer certificate" : "");
    return peer;
}

int peer_read(struct peer *peer, unsigned char *data, size_t size)
{
    int got = mbedtls_ssl_read(&peer->ssl, data, size);
    if (got == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
        return 0;
    if (got == 0)
        return peer_error("the connection ended without close_notify");
    return got > 0 ? got : failed("read", got);
}

int peer_write(struct peer *peer, const unsigned char *data, size_t len)
{
    while (len > 0) {
        int sent = mbedtls_ssl_write(&peer->ssl, data, len);
        if (sent <= 0)
            return failed("write", sent);
        data += sent;
        len -= (size_t)sent;
    }
    return 0;
}

int peer_update_keys(struct peer *peer)
{
    (void)peer;
    return peer_error("TLS 1.2 updates no keys");
}

void peer_close(const struct peer_options *options, struct peer *peer)
{
    if (!options->is_server) {
        mbedtls_ssl_session_free(&state.session);
        state.has_session = mbedtls_ssl_get_session(&peer->ssl, &state.session) == 0;
    }
    mbedtls_ssl_close_notify(&peer->ssl);
    mbedtls_ssl_free(&peer->ssl);
    free(peer);
}
