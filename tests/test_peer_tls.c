/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The engine against libssl in memory, in both roles: every suite, group and key type, and what a
 * loopback test cannot look at: exported keys and logged secrets are the same at both ends, a
 * stateless server's cookie comes back, a request for a client certificate is answered, padding and
 * small fragments are read, keys are updated and connections closed from either side. */

#include <brisk/error.h>

#include <openssl/ssl.h>

#include <stdio.h>
#include <string.h>

#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"

/* What the other end does besides. */
struct options {
    int asks_for_certificate, is_stateless, pads, splits, retries, no_compat;
    int mutual; /* both ends show certificates */
};

struct key_log {
    size_t num_lines;
    char lines[8][256];
};

static struct test_peer peer;
static struct test_chain p256, p384, p521, ed25519, rsa2048;
static SSL_CTX *ctx;
static SSL *ssl;
static struct key_log our_log, their_log;
static const char *const protocols[] = { "h2", "http/1.1" };
static const unsigned char protocols_wire[] = "\x02h2\x08http/1.1";

static void add_line(struct key_log *log, const char *line)
{
    if (log->num_lines < 8)
        snprintf(log->lines[log->num_lines++], sizeof log->lines[0], "%s", line);
}

static void take_our_line(void *arg, const char *line)
{
    (void)arg;
    add_line(&our_log, line);
}

static void take_their_line(const SSL *s, const char *line)
{
    (void)s;
    add_line(&their_log, line);
}

static int select_protocol(SSL *s, const unsigned char **out, unsigned char *out_len,
                           const unsigned char *in, unsigned in_len, void *arg)
{
    (void)s, (void)arg;
    return SSL_select_next_proto((unsigned char **)(uintptr_t)out, out_len, protocols_wire,
                                 sizeof protocols_wire - 1, in, in_len) == OPENSSL_NPN_NEGOTIATED
               ? SSL_TLSEXT_ERR_OK
               : SSL_TLSEXT_ERR_ALERT_FATAL;
}

static int make_cookie(SSL *s, unsigned char *cookie, size_t *len)
{
    (void)s;
    memcpy(cookie, "a cookie", 8);
    *len = 8;
    return 1;
}

static int check_cookie(SSL *s, const unsigned char *cookie, size_t len)
{
    (void)s;
    return len == 8 && memcmp(cookie, "a cookie", 8) == 0;
}

/* --- the other end --- */

static X509 *read_certificate(const struct brisk_x509 *cert)
{
    const unsigned char *der = cert->der.data;
    return d2i_X509(NULL, &der, (long)cert->der.len);
}

static void give_identity(const struct test_chain *chain)
{
    uint8_t der[BRISK_PRIVATE_KEY_MAX_DER];
    const unsigned char *at = der;
    size_t len = 0;
    if (brisk_private_key_to_der(&chain->leaf_key, der, sizeof der, &len))
        test_abort("cannot export a key");
    EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &at, (long)len);
    X509 *cert = read_certificate(&chain->leaf);
    if (!key || !cert || SSL_CTX_use_certificate(ctx, cert) != 1 ||
        SSL_CTX_use_PrivateKey(ctx, key) != 1)
        test_abort("libssl does not take the identity");
    EVP_PKEY_free(key);
    X509_free(cert);
}

static void give_trust(const struct test_chain *chain)
{
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(ctx);
    X509 *cert = read_certificate(&chain->ca);
    if (!cert || X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), cert) != 1)
        test_abort("libssl does not take the CA");
    X509_free(cert);
    X509_VERIFY_PARAM_set_time(param, TEST_CHAIN_TIME);
    X509_VERIFY_PARAM_set1_host(param, TEST_CHAIN_HOST, 0);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
}

static const char *suite_text(uint16_t suite)
{
    return brisk_tls_suite_name(suite);
}

static const char *group_text(uint16_t group)
{
    return group == BRISK_GROUP_X25519 ? "X25519"
           : group == BRISK_GROUP_P256 ? "P-256"
           : group == BRISK_GROUP_P384 ? "P-384"
                                       : "P-521";
}

static void start_libssl(const struct test_chain *chain, int is_server, uint16_t suite,
                         uint16_t group, const struct options *options)
{
    char groups[32];
    ctx = SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method());
    /* A client that first sends a share which the server does not take. */
    snprintf(groups, sizeof groups, "%s%s", !is_server && options->retries ? "P-521:" : "",
             group_text(group));
    if (!ctx || SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_ciphersuites(ctx, suite_text(suite)) != 1 ||
        SSL_CTX_set1_groups_list(ctx, groups) != 1)
        test_abort("libssl does not take the settings");
    SSL_CTX_set_keylog_callback(ctx, take_their_line);
    if (is_server || options->mutual)
        give_identity(chain);
    if (!is_server || options->mutual)
        give_trust(chain);
    if (options->asks_for_certificate)
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    if (is_server && options->mutual)
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    if (options->pads)
        SSL_CTX_set_block_padding(ctx, 512);
    if (options->splits)
        SSL_CTX_set_max_send_fragment(ctx, 512);
    if (options->no_compat)
        SSL_CTX_clear_options(ctx, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
    SSL_CTX_set_stateless_cookie_generate_cb(ctx, make_cookie);
    SSL_CTX_set_stateless_cookie_verify_cb(ctx, check_cookie);
    SSL_CTX_set_alpn_select_cb(ctx, select_protocol, NULL);
    SSL_CTX_set_alpn_protos(ctx, protocols_wire, sizeof protocols_wire - 1);
    ssl = SSL_new(ctx);
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    if (is_server)
        SSL_set_accept_state(ssl);
    else
        SSL_set_connect_state(ssl);
    SSL_set_tlsext_host_name(ssl, TEST_CHAIN_HOST);
}

static void free_libssl(void)
{
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

/* --- both --- */

static size_t to_libssl(void)
{
    struct brisk_tls_buffer *out = &peer.tls.out;
    size_t len = out->end - out->begin;
    if (len)
        BIO_write(SSL_get_rbio(ssl), out->data + out->begin, (int)len);
    out->begin = out->end;
    return len;
}

static size_t to_brisk(void)
{
    struct brisk_tls_buffer *in = &peer.tls.in;
    size_t space = peer.tls.data.data ? in->capacity - in->end : brisk_tls_buffer_space(in);
    int n = BIO_read(SSL_get_wbio(ssl), in->data + in->end, (int)space);
    if (n <= 0)
        return 0;
    in->end += (size_t)n;
    return (size_t)n;
}

static int run_handshake(int is_stateless)
{
    size_t moved;
    int is_client = peer.tls.role == BRISK_TLS_CLIENT;
    do {
        if (is_client)
            test_peer_step(&peer);
        moved = to_libssl();
        /* Until the cookie is back. A stateless server takes change_cipher_spec for a connection it
         * knows nothing of, passes over it and wants to be called again. */
        for (int n = 0; is_stateless && BIO_pending(SSL_get_rbio(ssl)) && n < 3; n++)
            is_stateless = SSL_stateless(ssl) != 1;
        if (!is_stateless)
            SSL_do_handshake(ssl);
        moved += to_brisk();
        if (!is_client)
            test_peer_step(&peer);
    } while (moved);
    return peer.result == BRISK_TLS_DONE && SSL_is_init_finished(ssl);
}

/* libssl's line is among ours. */
static void check_logs(void)
{
    static const char *const labels[] = { "CLIENT_HANDSHAKE", "SERVER_HANDSHAKE", "CLIENT_TRAFFIC",
                                          "SERVER_TRAFFIC", "EXPORTER" };
    CHECK_EQ_INT((long long)our_log.num_lines, 5);
    for (size_t i = 0; i < 5 && i < our_log.num_lines; i++) {
        int found = 0;
        for (size_t j = 0; j < their_log.num_lines; j++)
            found |= strcmp(our_log.lines[i], their_log.lines[j]) == 0;
        test_note("%s", labels[i]);
        CHECK(found);
        test_note(NULL);
    }
}

static void check_exporter(void)
{
    uint8_t ours[50], theirs[50];
    CHECK_EQ_INT(brisk_tls_export(&peer.tls, ours, sizeof ours, "EXPORTER-test",
                                  (const uint8_t *)"context", 7),
                 0);
    CHECK_EQ_INT(SSL_export_keying_material(ssl, theirs, sizeof theirs, "EXPORTER-test", 13,
                                            (const uint8_t *)"context", 7, 1),
                 1);
    CHECK_EQ_BYTES(ours, theirs, sizeof ours);
}

/* Data both ways; what comes in between (tickets, KeyUpdates) is dealt with. */
static void exchange(size_t len)
{
    static uint8_t data[50000], got[50000];
    size_t sent = 0, received = 0, taken, n;
    test_random_bytes(data, len);
    for (int i = 0; i < 1000 && received < len; i++) {
        if (sent < len &&
            !CHECK_EQ_INT(brisk_tls_write(&peer.tls, data + sent, len - sent, &taken), 0))
            return;
        sent += sent < len ? taken : 0;
        to_libssl();
        while (SSL_read_ex(ssl, got + received, sizeof got - received, &n) == 1)
            received += n;
    }
    CHECK_EQ_INT((long long)received, (long long)len);
    CHECK_EQ_BYTES(got, data, len);

    CHECK_EQ_INT(SSL_write_ex(ssl, data, len, &n), 1);
    for (received = 0; received < len;) {
        size_t moved = to_brisk();
        while (test_peer_step(&peer) == BRISK_TLS_DATA) {
            if (!CHECK(peer.tls.data.len <= len - received))
                return;
            CHECK_EQ_BYTES(peer.tls.data.data, data + received, peer.tls.data.len);
            received += peer.tls.data.len;
            brisk_tls_data_done(&peer.tls);
        }
        if (!CHECK_EQ_INT(peer.result, BRISK_TLS_DONE) || !moved)
            break;
    }
    CHECK_EQ_INT((long long)received, (long long)len);
}

static void update_keys(void)
{
    uint8_t before[48];
    memcpy(before, peer.tls.read_secret, sizeof before);
    CHECK_EQ_INT(SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED), 1);
    exchange(100);
    exchange(100);
    CHECK(memcmp(before, peer.tls.read_secret, 32) != 0);
    memcpy(before, peer.tls.read_secret, sizeof before);
    CHECK_EQ_INT(brisk_tls_key_update(&peer.tls, 1), 0);
    exchange(100);
    exchange(40000);
    CHECK(memcmp(before, peer.tls.read_secret, 32) != 0);
}

static void close_both(int we_first)
{
    if (we_first)
        CHECK_EQ_INT(brisk_tls_close(&peer.tls), 0);
    else
        CHECK_EQ_INT(SSL_shutdown(ssl), 0);
    to_libssl();
    to_brisk();
    if (we_first) {
        uint8_t byte;
        size_t n;
        CHECK_EQ_INT(SSL_read_ex(ssl, &byte, 1, &n), 0);
        CHECK_EQ_INT(SSL_get_error(ssl, 0), SSL_ERROR_ZERO_RETURN);
        CHECK_EQ_INT(SSL_shutdown(ssl), 1);
        to_brisk();
    }
    CHECK_EQ_INT(test_peer_step(&peer), BRISK_TLS_CLOSED);
    CHECK_EQ_INT(brisk_tls_end_of_input(&peer.tls), 0);
}

static void start_brisk(struct brisk_tls_config *config, const struct test_chain *chain,
                        enum brisk_tls_role role, uint16_t suite, uint16_t group,
                        const struct options *options)
{
    brisk_tls_config_init(config);
    config->suites[0] = suite;
    config->num_suites = 1;
    config->groups[0] = group;
    config->num_groups = 1;
    if (role == BRISK_TLS_CLIENT && options->retries)
        config->num_key_shares = 0;
    config->trust = &chain->trust;
    config->identities = &chain->identity;
    config->num_identities = role == BRISK_TLS_SERVER || options->mutual;
    if (role == BRISK_TLS_SERVER && options->mutual)
        config->client_auth = BRISK_TLS_CLIENT_AUTH_REQUIRE;
    config->alpn = protocols;
    config->num_alpn = 2;
    config->keylog = take_our_line;
    config->no_compat_mode = (uint8_t)options->no_compat;
    CHECK_EQ_INT(brisk_tls_config_check(config, role), 0);
    if (brisk_tls_init(&peer.tls, config, role, peer.handshake, sizeof peer.handshake, peer.in,
                       sizeof peer.in, peer.out, sizeof peer.out))
        test_abort("brisk_tls_init failed");
    if (role == BRISK_TLS_CLIENT)
        brisk_tls_set_host(&peer.tls, TEST_CHAIN_HOST);
    brisk_tls_set_time(&peer.tls, TEST_CHAIN_TIME);
    peer.result = 0;
}

static void run(const struct test_chain *chain, enum brisk_tls_role role, uint16_t suite,
                uint16_t group, const struct options *options)
{
    struct brisk_tls_config config;
    struct brisk_tls_info info;
    our_log.num_lines = their_log.num_lines = 0;
    start_libssl(chain, role == BRISK_TLS_CLIENT, suite, group, options);
    start_brisk(&config, chain, role, suite, group, options);
    if (CHECK(run_handshake(options->is_stateless))) {
        brisk_tls_get_info(&peer.tls, &info);
        CHECK_EQ_INT(info.suite, suite);
        CHECK_EQ_INT(info.group, group);
        CHECK_EQ_STRING(info.alpn, "h2");
        CHECK_EQ_INT(info.hello_retry, options->retries || options->is_stateless);
        if (role == BRISK_TLS_SERVER) {
            CHECK_EQ_STRING(brisk_tls_host(&peer.tls), TEST_CHAIN_HOST);
            CHECK_EQ_INT(SSL_get_verify_result(ssl), X509_V_OK);
        }
        CHECK_EQ_INT(info.has_peer_certificate, role == BRISK_TLS_CLIENT || options->mutual);
        CHECK_EQ_INT(info.client_scheme != 0, options->mutual);
        check_logs();
        check_exporter();
        exchange(30000);
        update_keys();
        close_both(suite == BRISK_TLS_AES_256_GCM_SHA384);
    } else {
        printf("brisk: %s, x509: %s\n", brisk_strerror(peer.result),
               brisk_strerror(peer.tls.x509_error));
    }
    brisk_tls_wipe(&peer.tls);
    free_libssl();
}

static void test_choices(void)
{
    static const uint16_t suites[] = { BRISK_TLS_AES_128_GCM_SHA256, BRISK_TLS_AES_256_GCM_SHA384,
                                       BRISK_TLS_CHACHA20_POLY1305_SHA256 };
    static const uint16_t groups[] = { BRISK_GROUP_X25519, BRISK_GROUP_P256, BRISK_GROUP_P384,
                                       BRISK_GROUP_P521 };
    const struct test_chain *chains[] = { &p256, &p384, &p521, &ed25519, &rsa2048 };
    const struct options none = { .pads = 0 };
    for (size_t i = 0; i < 5; i++)
        for (size_t s = 0; s < 3; s++)
            for (size_t g = 0; g < 4; g++)
                for (int role = BRISK_TLS_CLIENT; role <= BRISK_TLS_SERVER; role++) {
                    test_note("chain %zu, %s, %s, brisk is %s", i, suite_text(suites[s]),
                              group_text(groups[g]),
                              role == BRISK_TLS_CLIENT ? "client" : "server");
                    run(chains[i], (enum brisk_tls_role)role, suites[s], groups[g], &none);
                }
    test_note(NULL);
}

static void test_options(void)
{
    static const struct {
        const char *what;
        struct options options;
        int client_only; /* brisk in that role */
    } cases[] = {
        { "certificate request", { .asks_for_certificate = 1 }, 1 },
        { "stateless server with a cookie", { .is_stateless = 1 }, 1 },
        { "stateless server that wants another group", { .is_stateless = 1, .retries = 1 }, 1 },
        { "padding", { .pads = 1 }, 0 },
        { "small fragments", { .splits = 1 }, 0 },
        { "retry", { .retries = 1 }, 0 },
        { "no compatibility mode", { .no_compat = 1 }, 0 },
        { "retry without compatibility mode", { .no_compat = 1, .retries = 1 }, 0 },
        { "everything", { 1, 1, 1, 1, 1, 0, 0 }, 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (int role = BRISK_TLS_CLIENT; role <= BRISK_TLS_SERVER; role++) {
            if (role == BRISK_TLS_SERVER && cases[i].client_only)
                continue;
            test_note("%s, brisk is %s", cases[i].what,
                      role == BRISK_TLS_CLIENT ? "client" : "server");
            run(&p256, (enum brisk_tls_role)role, BRISK_TLS_AES_128_GCM_SHA256, BRISK_GROUP_X25519,
                &cases[i].options);
        }
    test_note(NULL);
}

/* Certificates on both sides, with every kind of key, also with messages in pieces. */
static void test_mutual(void)
{
    struct test_chain *chains[] = { &p256, &p384, &ed25519, &rsa2048 };
    const struct options plain = { .mutual = 1 }, retried = { .mutual = 1, .retries = 1 };
    const struct options split = { .mutual = 1, .splits = 1, .pads = 1 };
    struct brisk_x509_template what = test_chain_template();
    what.extended_key_usage = BRISK_EKU_SERVER_AUTH | BRISK_EKU_CLIENT_AUTH;
    for (size_t i = 0; i < 4; i++) {
        CHECK_EQ_INT(test_chain_issue(chains[i], &what), 0);
        for (int role = BRISK_TLS_CLIENT; role <= BRISK_TLS_SERVER; role++) {
            test_note("chain %zu on both sides, brisk is %s", i,
                      role == BRISK_TLS_CLIENT ? "client" : "server");
            run(chains[i], (enum brisk_tls_role)role, BRISK_TLS_AES_256_GCM_SHA384,
                BRISK_GROUP_X25519, &plain);
            run(chains[i], (enum brisk_tls_role)role, BRISK_TLS_AES_128_GCM_SHA256,
                BRISK_GROUP_P256, &retried);
            run(chains[i], (enum brisk_tls_role)role, BRISK_TLS_CHACHA20_POLY1305_SHA256,
                BRISK_GROUP_X25519, &split);
        }
    }
    test_note(NULL);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&p256, BRISK_KEY_P256, 0) || test_chain_make(&p384, BRISK_KEY_P384, 0) ||
        test_chain_make(&p521, BRISK_KEY_P521, 0) ||
        test_chain_make(&ed25519, BRISK_KEY_ED25519, 0) ||
        test_chain_make(&rsa2048, BRISK_KEY_RSA, 2048))
        test_abort("cannot make the chains");
    printf("%s\n", OpenSSL_version(OPENSSL_VERSION));
    test_choices();
    test_options();
    test_mutual();
    return test_end();
}
