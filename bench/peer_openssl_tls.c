/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* OpenSSL's libssl under measurement, through memory BIOs. As a fast server would, it shares one
 * SSL_CTX among all connections, keeps no session cache, and sends no tickets but those that are
 * measured (like brisk). A side's time runs from SSL_new() to SSL_free(), like brisk's. The two
 * BIOs are shared by client and server, so that no byte is moved outside of libssl. */

#include "bench/peer_openssl.h"

#include <brisk/tls.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/clock.h"

#define MAX_TURNS 16

struct side {
    SSL *ssl;
    uint64_t ticks;
};

struct pair {
    const struct openssl_setup *setup;
    struct side client, server;
    int awaits_early;   /* the server has not read the end of this connection's early data */
    size_t early_bytes; /* that it has read */
    BIO *to_client, *to_server; /* made anew for every connection, owned by the SSL objects */
    uint8_t *buffer;            /* TLS_MAX_BATCH bytes */
    SSL_SESSION *session;       /* to resume: the last one received */
};

/* What OpenSSL calls groups, and the lists of schemes that go with a leaf's: the CA signs with
 * ECDSA on P-256. */
struct name {
    uint16_t id;
    const char *text;
};

static const struct name groups[] = {
    { BRISK_GROUP_X25519, "X25519" },
    { BRISK_GROUP_P256, "P-256" },
    { BRISK_GROUP_P384, "P-384" },
    { 0, NULL },
};

static const struct name scheme_lists[] = {
    { BRISK_SIG_ECDSA_P256_SHA256, "ecdsa_secp256r1_sha256" },
    { BRISK_SIG_ECDSA_P384_SHA384, "ecdsa_secp384r1_sha384:ecdsa_secp256r1_sha256" },
    { BRISK_SIG_RSA_PSS_RSAE_SHA256, "rsa_pss_rsae_sha256:ecdsa_secp256r1_sha256" },
    { BRISK_SIG_ED25519, "ed25519:ecdsa_secp256r1_sha256" },
    { 0, NULL },
};

static const char *find_name(const struct name *names, uint16_t id)
{
    while (names->text != NULL && names->id != id)
        names++;
    return names->text != NULL ? names->text : "";
}

static void cleanup_openssl(void *setup)
{
    struct openssl_setup *s = setup;
    SSL_CTX_free(s->client);
    SSL_CTX_free(s->server);
    free(s);
}

static int set_suite(SSL_CTX *ctx, const struct tls_wanted *wanted)
{
    const char *name = brisk_tls_suite_name(wanted->suite);
    if (wanted->version == BRISK_TLS_VERSION_1_3)
        return SSL_CTX_set_ciphersuites(ctx, name) == 1;
    return SSL_CTX_set_cipher_list(ctx, OPENSSL_cipher_name(name)) == 1;
}

/* TLS 1.2 wants the curve of an ECDSA certificate among the groups, too (RFC 8422 section 5.1). */
static int set_groups(SSL_CTX *ctx, const struct tls_wanted *wanted)
{
    char list[32];
    uint16_t curve = tls_certificate_curve(wanted);
    int is_curve = find_name(groups, wanted->group)[0] != '\0';
    uint16_t group = is_curve ? wanted->group : BRISK_GROUP_X25519; /* which is not used then */
    snprintf(list, sizeof list, "%s%s%s", find_name(groups, group), curve ? ":" : "",
             curve ? find_name(groups, curve) : "");
    return SSL_CTX_set1_groups_list(ctx, list) == 1;
}

/* Keeps the session of the newest ticket, in TLS 1.3. */
static int take_session(SSL *ssl, SSL_SESSION *session)
{
    struct pair *p = SSL_get_app_data(ssl);
    SSL_SESSION_free(p->session);
    p->session = session;
    return 1; /* it is ours now */
}

/* What both sides have in common. */
static SSL_CTX *make_context(const SSL_METHOD *method, const struct tls_wanted *wanted)
{
    SSL_CTX *ctx = SSL_CTX_new(method);
    if (ctx == NULL)
        return NULL;
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    if (tls_mode_resumes(wanted->mode)) {
        SSL_CTX_set_num_tickets(ctx, 1);
    } else {
        SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
        SSL_CTX_set_num_tickets(ctx, 0);
    }
    SSL_CTX_set_mode(ctx,
                     SSL_MODE_NO_AUTO_CHAIN); /* the server would look for issuers every time */
    if (SSL_CTX_set_min_proto_version(ctx, wanted->version) == 1 &&
        SSL_CTX_set_max_proto_version(ctx, wanted->version) == 1 && set_suite(ctx, wanted) &&
        set_groups(ctx, wanted) &&
        SSL_CTX_set1_sigalgs_list(ctx, find_name(scheme_lists, wanted->credentials->scheme)) == 1)
        return ctx;
    SSL_CTX_free(ctx);
    return NULL;
}

/* TLS 1.2, server: every ticket is replaced, so that each is used once as brisk's are. */
static SSL_TICKET_RETURN renew_ticket(SSL *ssl, SSL_SESSION *session, const unsigned char *name,
                                      size_t name_len, SSL_TICKET_STATUS status, void *arg)
{
    (void)ssl;
    (void)session;
    (void)name;
    (void)name_len;
    (void)arg;
    return status == SSL_TICKET_SUCCESS || status == SSL_TICKET_SUCCESS_RENEW
               ? SSL_TICKET_RETURN_USE_RENEW
               : SSL_TICKET_RETURN_IGNORE_RENEW;
}

/* TLS 1.2, server: the field is its choice alone (libssl knows nothing of RFC 7919 there). It makes
 * a new key pair of this one's field for each connection. */
static int use_field(SSL_CTX *ctx)
{
    EVP_PKEY_CTX *key_ctx = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
    EVP_PKEY *key = NULL;
    OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
                                                             (char *)"ffdhe2048", 0),
                            OSSL_PARAM_construct_end() };
    int done = key_ctx != NULL && EVP_PKEY_paramgen_init(key_ctx) == 1 &&
               EVP_PKEY_CTX_set_params(key_ctx, params) == 1 &&
               EVP_PKEY_generate(key_ctx, &key) == 1 && SSL_CTX_set0_tmp_dh_pkey(ctx, key) == 1;
    if (!done)
        EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(key_ctx);
    return done;
}

/* Early data is taken once if the server keeps its sessions itself, which it then does. */
static void configure_resumption(struct openssl_setup *setup, const struct tls_wanted *wanted)
{
    if (wanted->version == BRISK_TLS_VERSION_1_2) {
        SSL_CTX_set_session_ticket_cb(setup->server, NULL, renew_ticket, NULL);
        return;
    }
    SSL_CTX_set_session_cache_mode(setup->client,
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(setup->client, take_session);
    if (wanted->mode == TLS_EARLY) {
        SSL_CTX_set_session_cache_mode(setup->server, SSL_SESS_CACHE_SERVER);
        SSL_CTX_set_max_early_data(setup->server, TLS_EARLY_BYTES);
    }
}

static X509 *import_certificate(const uint8_t *der, size_t der_len)
{
    return d2i_X509(NULL, &der, (long)der_len);
}

static int use_identity(SSL_CTX *ctx, const struct credentials_leaf *credentials)
{
    X509 *leaf = import_certificate(credentials->der, credentials->len);
    EVP_PKEY *key = openssl_import(credentials->identity.key);
    int done = leaf != NULL && key != NULL && SSL_CTX_use_certificate(ctx, leaf) == 1 &&
               SSL_CTX_use_PrivateKey(ctx, key) == 1 && SSL_CTX_check_private_key(ctx) == 1;
    X509_free(leaf);
    EVP_PKEY_free(key);
    return done;
}

static int use_trust(SSL_CTX *ctx, const struct credentials *credentials)
{
    X509 *ca = import_certificate(credentials->ca_der, credentials->ca_len);
    int done = ca != NULL && X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), ca) == 1;
    X509_free(ca);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    return done;
}

static void *setup_openssl(const struct tls_wanted *wanted)
{
    struct openssl_setup *setup = calloc(1, sizeof *setup);
    if (setup == NULL)
        return NULL;
    setup->client = make_context(TLS_client_method(), wanted);
    setup->server = make_context(TLS_server_method(), wanted);
    setup->mode = wanted->mode;
    int done = setup->client != NULL && setup->server != NULL &&
               use_identity(setup->server, &wanted->credentials->server) &&
               use_trust(setup->client, wanted->credentials);
    if (done && tls_mode_resumes(wanted->mode))
        configure_resumption(setup, wanted);
    if (done && wanted->group == BRISK_GROUP_FFDHE2048)
        done = use_field(setup->server);
    if (done && wanted->mode == TLS_MUTUAL)
        done = use_identity(setup->client, &wanted->credentials->client) &&
               use_trust(setup->server, wanted->credentials);
    if (done)
        return setup;
    cleanup_openssl(setup);
    return NULL;
}

static void *open_pair(void *setup)
{
    struct pair *p = calloc(1, sizeof *p);
    if (p == NULL)
        return NULL;
    p->setup = setup;
    p->buffer = calloc(1, TLS_MAX_BATCH);
    if (p->buffer != NULL)
        return p;
    free(p);
    return NULL;
}

static void close_pair(void *pair)
{
    struct pair *p = pair;
    SSL_SESSION_free(p->session);
    free(p->buffer);
    free(p);
}

/* The client, which is first, makes both BIOs; the server takes references. */
static int begin_client(struct pair *p)
{
    p->to_server = BIO_new(BIO_s_mem());
    p->to_client = BIO_new(BIO_s_mem());
    p->client.ssl = SSL_new(p->setup->client);
    if (p->to_server == NULL || p->to_client == NULL || p->client.ssl == NULL)
        return -1;
    BIO_set_mem_eof_return(p->to_server, -1);
    BIO_set_mem_eof_return(p->to_client, -1);
    SSL_set_bio(p->client.ssl, p->to_client, p->to_server);
    SSL_set_connect_state(p->client.ssl);
    SSL_set_app_data(p->client.ssl, p);
    if (p->session != NULL && SSL_set_session(p->client.ssl, p->session) != 1)
        return -1;
    return SSL_set_tlsext_host_name(p->client.ssl, CREDENTIALS_HOST) == 1 &&
                   SSL_set1_host(p->client.ssl, CREDENTIALS_HOST) == 1
               ? 0
               : -1;
}

static int begin_server(struct pair *p)
{
    p->server.ssl = SSL_new(p->setup->server);
    if (p->server.ssl == NULL)
        return -1;
    BIO_up_ref(p->to_server);
    BIO_up_ref(p->to_client);
    SSL_set_bio(p->server.ssl, p->to_server, p->to_client);
    SSL_set_accept_state(p->server.ssl);
    return 0;
}

/* The client's hello and early data behind it. Returns 0, or -1 on an error. */
static int write_early(struct pair *p)
{
    size_t written = 0;
    if (SSL_write_early_data(p->client.ssl, p->buffer, TLS_EARLY_BYTES, &written) != 1)
        return -1;
    p->awaits_early = 1;
    return 0;
}

/* Returns 1 when all early data has come, 0 if the server waits, -1 on an error. */
static int read_early(struct pair *p)
{
    for (;;) {
        size_t n = 0;
        int result = SSL_read_early_data(p->server.ssl, p->buffer, TLS_MAX_BATCH, &n);
        p->early_bytes += n;
        if (result == SSL_READ_EARLY_DATA_ERROR)
            return SSL_get_error(p->server.ssl, 0) == SSL_ERROR_WANT_READ ? 0 : -1;
        if (result == SSL_READ_EARLY_DATA_FINISH) {
            p->awaits_early = 0;
            return 1;
        }
    }
}

/* The side goes on as far as it can. Returns 1 when it has finished, 0 if it waits, -1 on an error.
 */
static int advance(struct pair *p, struct side *side, int is_first)
{
    if (side == &p->client && is_first && p->setup->mode == TLS_EARLY && p->session != NULL)
        return write_early(p);
    if (side == &p->server && p->awaits_early) {
        int result = read_early(p);
        if (result != 1)
            return result;
    }
    int result = SSL_do_handshake(side->ssl);
    if (result == 1)
        return 1;
    return SSL_get_error(side->ssl, result) == SSL_ERROR_WANT_READ ? 0 : -1;
}

static int take_turn(struct pair *p, struct side *side, int is_first)
{
    uint64_t begin = clock_ticks();
    int result = 0;
    if (is_first)
        result = side == &p->client ? begin_client(p) : begin_server(p);
    if (result == 0)
        result = advance(p, side, is_first);
    side->ticks += clock_ticks() - begin;
    return result;
}

/* The field of the server's key, as the client has got it. */
static uint16_t find_field(SSL *client)
{
    EVP_PKEY *key = NULL;
    char name[32] = "";
    size_t len = 0;
    if (SSL_get_peer_tmp_key(client, &key) == 1)
        EVP_PKEY_get_group_name(key, name, sizeof name, &len);
    EVP_PKEY_free(key);
    return strcmp(name, "ffdhe2048") == 0 ? BRISK_GROUP_FFDHE2048 : 0;
}

/* Of this connection's key exchange: a session resumed in TLS 1.2 has none, and RSA's no group. A
 * server has no word for its field: the client, in the same connection, tells. */
static uint16_t find_group(const struct pair *p, SSL *ssl)
{
    int kx = SSL_CIPHER_get_kx_nid(SSL_get_current_cipher(ssl));
    if (SSL_version(ssl) == TLS1_2_VERSION && (SSL_session_reused(ssl) || kx == NID_kx_rsa))
        return 0;
    if (kx == NID_kx_dhe)
        return find_field(p->client.ssl);
    long nid = SSL_get_negotiated_group(ssl);
    return nid == NID_X25519             ? BRISK_GROUP_X25519
           : nid == NID_X9_62_prime256v1 ? BRISK_GROUP_P256
                                         : 0;
}

static uint16_t scheme_of(int type, int hash)
{
    if (type == NID_ED25519)
        return BRISK_SIG_ED25519;
    if (type == NID_rsassaPss && hash == NID_sha256)
        return BRISK_SIG_RSA_PSS_RSAE_SHA256;
    if (type == NID_X9_62_id_ecPublicKey)
        return hash == NID_sha256   ? BRISK_SIG_ECDSA_P256_SHA256
               : hash == NID_sha384 ? BRISK_SIG_ECDSA_P384_SHA384
                                    : 0;
    return 0;
}

/* Of our own signature, or of the peer's; 0 if there was none. */
static uint16_t find_scheme(SSL *ssl, int is_own)
{
    int type = 0, hash = 0;
    if (is_own) {
        SSL_get_signature_type_nid(ssl, &type);
        SSL_get_signature_nid(ssl, &hash);
    } else {
        SSL_get_peer_signature_type_nid(ssl, &type);
        SSL_get_peer_signature_nid(ssl, &hash);
    }
    return scheme_of(type, hash);
}

static int has_verified(SSL *ssl, int is_client)
{
    if (SSL_get_verify_result(ssl) != X509_V_OK)
        return 0;
    if (is_client)
        return SSL_session_reused(ssl) || SSL_get0_peername(ssl) != NULL;
    return SSL_get0_peer_certificate(ssl) != NULL;
}

static void fill_outcome(const struct pair *p, int is_client, int turns,
                         struct tls_outcome *outcome)
{
    SSL *ssl = is_client ? p->client.ssl : p->server.ssl;
    const SSL_CIPHER *cipher = SSL_get_current_cipher(ssl);
    /* A server chooses a scheme for RSA's key exchange, too, and does not use it. */
    int is_signed = SSL_CIPHER_get_kx_nid(cipher) != NID_kx_rsa;
    *outcome = (struct tls_outcome){
        .version = (uint16_t)SSL_version(ssl),
        .group = find_group(p, ssl),
        .suite = SSL_CIPHER_get_protocol_id(cipher),
        .scheme = is_signed ? find_scheme(ssl, !is_client) : 0,
        .client_scheme = find_scheme(ssl, is_client),
        .resumed = SSL_session_reused(ssl),
        /* It costs a third flight of the client, which TLS 1.2 always has. */
        .hello_retry = turns > 2 && SSL_version(ssl) == TLS1_3_VERSION,
        .early = SSL_get_early_data_status(ssl) == SSL_EARLY_DATA_ACCEPTED &&
                 p->early_bytes == TLS_EARLY_BYTES,
        .verified = has_verified(ssl, is_client),
    };
}

/* The ticket for the next handshake. In TLS 1.3 it comes in the client's next turn, and nothing
 * else; in 1.2 it has come, and a client that resumed is not told of it. */
static int read_ticket(struct pair *p)
{
    SSL_SESSION *before = p->session;
    uint64_t begin = clock_ticks();
    int result = -1;
    if (SSL_version(p->client.ssl) == TLS1_2_VERSION)
        take_session(p->client.ssl, SSL_get1_session(p->client.ssl));
    else
        result = SSL_read(p->client.ssl, p->buffer, 1);
    p->client.ticks += clock_ticks() - begin;
    return result < 0 && p->session != before;
}

static const char *connect_pair(void *pair, struct tls_outcome outcome[2])
{
    struct pair *p = pair;
    int client = 0, server = 0, turns = 0;
    p->awaits_early = 0;
    p->early_bytes = 0;
    ERR_clear_error();
    while (turns < MAX_TURNS && (client != 1 || server != 1)) {
        client = take_turn(p, &p->client, turns == 0);
        if (client < 0)
            break;
        server = take_turn(p, &p->server, turns == 0);
        if (server < 0)
            break;
        turns++;
    }
    if (client != 1 || server != 1) {
        const char *reason = ERR_reason_error_string(ERR_peek_error());
        return reason != NULL ? reason : "the handshake does not come to an end";
    }
    if (tls_mode_resumes(p->setup->mode) && !read_ticket(p))
        return "no new ticket came";
    for (int i = 0; i < 2; i++)
        fill_outcome(p, i == 0, turns, &outcome[i]);
    return NULL;
}

static void free_side(const struct pair *p, const struct side *side)
{
    /* A session whose connection ends without close_notify is not resumed. */
    if (tls_mode_resumes(p->setup->mode) && side->ssl != NULL)
        SSL_set_shutdown(side->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(side->ssl);
}

static void disconnect_pair(void *pair)
{
    struct pair *p = pair;
    uint64_t begin = clock_ticks();
    free_side(p, &p->client);
    uint64_t middle = clock_ticks();
    free_side(p, &p->server);
    p->client.ticks += middle - begin;
    p->server.ticks += clock_ticks() - middle;
    p->client.ssl = p->server.ssl = NULL;
}

static const char *handshake_pair(void *pair, struct tls_times *times,
                                  struct tls_outcome outcome[2])
{
    struct pair *p = pair;
    const char *error = NULL;
    if (tls_mode_resumes(p->setup->mode) && p->session == NULL) {
        error = connect_pair(p, outcome); /* a full one, for the first ticket */
        disconnect_pair(p);
    }
    p->client.ticks = p->server.ticks = 0;
    if (error == NULL)
        error = connect_pair(p, outcome);
    disconnect_pair(p);
    times->client += p->client.ticks;
    times->server += p->server.ticks;
    return error;
}

static const char *seal_records(void *pair, size_t size, size_t count, uint64_t *ticks)
{
    struct pair *p = pair;
    uint64_t begin = clock_ticks();
    for (size_t i = 0; i < count; i++)
        if (SSL_write(p->server.ssl, p->buffer, (int)size) != (int)size)
            return "SSL_write fails";
    *ticks += clock_ticks() - begin;
    BIO_reset(p->to_client);
    return NULL;
}

static const char *unseal_records(void *pair, size_t size, size_t count, uint64_t *ticks)
{
    struct pair *p = pair;
    for (size_t i = 0; i < count; i++)
        if (SSL_write(p->client.ssl, p->buffer, (int)size) != (int)size)
            return "SSL_write fails";
    uint64_t begin = clock_ticks();
    for (size_t i = 0; i < count; i++)
        if (SSL_read(p->server.ssl, p->buffer, TLS_MAX_BATCH) != (int)size)
            return "SSL_read fails";
    *ticks += clock_ticks() - begin;
    return NULL;
}

const struct tls_engine openssl_tls_engine = {
    .name = "openssl",
    .setup = setup_openssl,
    .cleanup = cleanup_openssl,
    .open = open_pair,
    .close = close_pair,
    .handshake = handshake_pair,
    .connect = connect_pair,
    .disconnect = disconnect_pair,
    .seal = seal_records,
    .unseal = unseal_records,
    .memory = openssl_memory,
};
