/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* wolfSSL behind tests/interop/peer.h. */

#include <wolfssl/options.h>

#include <wolfssl/ssl.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/interop/peer.h"

struct peer {
    WOLFSSL *ssl;
};

static WOLFSSL_CTX *context;
static WOLFSSL_SESSION *session; /* of a client's last connection */

static int failed(const char *what, WOLFSSL *ssl, int result)
{
    char text[WOLFSSL_MAX_ERROR_SZ];
    int error = ssl ? wolfSSL_get_error(ssl, result) : result;
    wolfSSL_ERR_error_string((unsigned long)error, text);
    return peer_error("%s: %s (%d)", what, text, error);
}

static int group_by_name(const char *name)
{
    return strcmp(name, "x25519") == 0      ? WOLFSSL_ECC_X25519
           : strcmp(name, "p256") == 0      ? WOLFSSL_ECC_SECP256R1
           : strcmp(name, "p384") == 0      ? WOLFSSL_ECC_SECP384R1
           : strcmp(name, "ffdhe2048") == 0 ? WOLFSSL_FFDHE_2048
                                            : -1;
}

static int choose_groups(const struct peer_options *options)
{
    int groups[PEER_MAX_GROUPS];
    for (size_t i = 0; i < options->num_groups; i++) {
        groups[i] = group_by_name(options->groups[i]);
        if (groups[i] < 0)
            return peer_error("unknown group %s", options->groups[i]);
        /* A server of TLS 1.2 reads this list, one of TLS 1.3 the other. */
        if (wolfSSL_CTX_UseSupportedCurve(context, (word16)groups[i]) != WOLFSSL_SUCCESS)
            return peer_error("no group %s", options->groups[i]);
    }
    if (options->num_groups && options->version == 3 &&
        wolfSSL_CTX_set_groups(context, groups, (int)options->num_groups) != WOLFSSL_SUCCESS)
        return peer_error("the groups are not taken");
    return 0;
}

static int load_files(const struct peer_options *options)
{
    if (options->cert &&
        wolfSSL_CTX_use_certificate_chain_file(context, options->cert) != WOLFSSL_SUCCESS)
        return peer_error("no certificate in %s", options->cert);
    if (options->key && wolfSSL_CTX_use_PrivateKey_file(context, options->key,
                                                        WOLFSSL_FILETYPE_PEM) != WOLFSSL_SUCCESS)
        return peer_error("no key in %s", options->key);
    if (options->ca &&
        wolfSSL_CTX_load_verify_locations(context, options->ca, NULL) != WOLFSSL_SUCCESS)
        return peer_error("no certificate in %s", options->ca);
    return 0;
}

int peer_setup(const struct peer_options *options)
{
    wolfSSL_Init();
    context = wolfSSL_CTX_new(
        options->is_server
            ? (options->version == 3 ? wolfTLSv1_3_server_method() : wolfTLSv1_2_server_method())
            : (options->version == 3 ? wolfTLSv1_3_client_method() : wolfTLSv1_2_client_method()));
    if (!context)
        return peer_error("no context");
    if (options->suite && wolfSSL_CTX_set_cipher_list(context, options->suite) != WOLFSSL_SUCCESS)
        return peer_error("unknown suite %s", options->suite);
    if (choose_groups(options) != 0 || load_files(options) != 0)
        return -1;
    int mode = WOLFSSL_VERIFY_PEER;
    if (options->is_server)
        mode = options->require_certificate
                   ? WOLFSSL_VERIFY_PEER | WOLFSSL_VERIFY_FAIL_IF_NO_PEER_CERT
                   : WOLFSSL_VERIFY_NONE;
    wolfSSL_CTX_set_verify(context, mode, NULL);
    if (!options->is_server && wolfSSL_CTX_UseSessionTicket(context) != WOLFSSL_SUCCESS)
        return peer_error("no tickets");
    return 0;
}

static int prepare(const struct peer_options *options, WOLFSSL *ssl, int fd)
{
    wolfSSL_set_fd(ssl, fd);
    if (options->is_server)
        return 0;
    if (wolfSSL_UseSNI(ssl, WOLFSSL_SNI_HOST_NAME, options->name,
                       (unsigned short)strlen(options->name)) != WOLFSSL_SUCCESS ||
        wolfSSL_check_domain_name(ssl, options->name) != WOLFSSL_SUCCESS)
        return peer_error("the name is not taken");
    if (session && wolfSSL_set_session(ssl, session) != WOLFSSL_SUCCESS)
        return peer_error("the session is not taken");
    return 0;
}

static void free_peer(struct peer *peer)
{
    if (peer)
        wolfSSL_free(peer->ssl);
    free(peer);
}

struct peer *peer_open(const struct peer_options *options, int fd)
{
    struct peer *peer = calloc(1, sizeof(*peer));
    if (!peer || !(peer->ssl = wolfSSL_new(context)) || prepare(options, peer->ssl, fd) != 0) {
        free_peer(peer);
        return NULL;
    }
    WOLFSSL *ssl = peer->ssl;
    int result = options->is_server ? wolfSSL_accept(ssl) : wolfSSL_connect(ssl);
    if (result != WOLFSSL_SUCCESS) {
        failed("handshake", ssl, result);
        free_peer(peer);
        return NULL;
    }
    fprintf(stderr, "established: %s, %s%s%s\n", wolfSSL_get_version(ssl),
            wolfSSL_get_cipher_name(ssl), wolfSSL_session_reused(ssl) ? ", resumed" : "",
            options->require_certificate ? ", peer certificate" : "");
    return peer;
}

int peer_read(struct peer *peer, unsigned char *data, size_t size)
{
    int got = wolfSSL_read(peer->ssl, data, (int)size);
    if (got > 0)
        return got;
    if (wolfSSL_get_error(peer->ssl, got) == WOLFSSL_ERROR_ZERO_RETURN)
        return 0;
    return failed("read", peer->ssl, got);
}

int peer_write(struct peer *peer, const unsigned char *data, size_t len)
{
    while (len > 0) {
        int sent = wolfSSL_write(peer->ssl, data, (int)len);
        if (sent <= 0)
            return failed("write", peer->ssl, sent);
        data += sent;
        len -= (size_t)sent;
    }
    return 0;
}

int peer_update_keys(struct peer *peer)
{
    int result = wolfSSL_update_keys(peer->ssl);
    return result == WOLFSSL_SUCCESS ? 0 : failed("key update", peer->ssl, result);
}

void peer_close(const struct peer_options *options, struct peer *peer)
{
    if (!options->is_server) {
        wolfSSL_SESSION_free(session);
        session = wolfSSL_get1_session(peer->ssl);
    }
    wolfSSL_shutdown(peer->ssl);
    free_peer(peer);
}
