/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The engine in TLS 1.2 against libssl, in memory, in both roles: with and without the extended
 * master secret, resumed by tickets and by session IDs, with AES-CBC; exporters and data compared.
 * The matrix of suites, groups and certificates is tests/interop/openssl.py's. */

#include <brisk/error.h>

#include <openssl/core_names.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handshake/key_schedule.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"

#define NUM_KINDS 4 /* ECDSA, RSA that signs, RSA that decrypts, RSA that signs for DHE */

static struct test_peer peer;
static struct test_chain chains[2];
static int decrypts; /* RSA key exchange */
static int in_field; /* finite-field Diffie-Hellman */
static int mutual;   /* certificates on both sides */
static const struct cbc_suite {
    const char *name; /* libssl's */
    uint16_t suite;
    int is_rsa;
} *cbc; /* one of them, or NULL for the defaults */
static struct brisk_tls_config config;
static struct brisk_ticket_keys keys;
static struct brisk_session_cache *cache;
static struct brisk_session slot;
static SSL_CTX *ctx;
static SSL *ssl;

static X509 *read_certificate(const struct brisk_x509 *cert)
{
    const unsigned char *der = cert->der.data;
    return d2i_X509(NULL, &der, (long)cert->der.len);
}

/* As a client it takes any prime and names none; as a server it has the one that it is given. */
static void use_field(int is_server)
{
    EVP_PKEY_CTX *key_ctx = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
    EVP_PKEY *key = NULL;
    OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
                                                             (char *)"ffdhe3072", 0),
                            OSSL_PARAM_construct_end() };
    if (SSL_CTX_set_cipher_list(ctx, "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-CHACHA20-POLY1305") != 1 ||
        EVP_PKEY_paramgen_init(key_ctx) != 1 || EVP_PKEY_CTX_set_params(key_ctx, params) != 1 ||
        EVP_PKEY_generate(key_ctx, &key) != 1 ||
        (is_server && SSL_CTX_set0_tmp_dh_pkey(ctx, key) != 1))
        test_abort("libssl has no finite-field Diffie-Hellman");
    if (!is_server)
        EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(key_ctx);
}

static void start_libssl(const struct test_chain *chain, int is_server, uint64_t options)
{
    uint8_t der[BRISK_PRIVATE_KEY_MAX_DER];
    const unsigned char *in = der;
    size_t len = 0;
    ctx = SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method());
    if (!ctx || SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION) != 1)
        test_abort("libssl does not take the settings");
    SSL_CTX_set_options(ctx, options);
    if (decrypts && SSL_CTX_set_cipher_list(ctx, "AES128-GCM-SHA256:AES256-GCM-SHA384") != 1)
        test_abort("libssl has no RSA key exchange");
    if (in_field)
        use_field(is_server);
    if (cbc && SSL_CTX_set_cipher_list(ctx, cbc->name) != 1)
        test_abort("libssl has no %s", cbc->name);
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"brisk", 5);
    if (is_server || mutual) {
        if (brisk_private_key_to_der(&chain->leaf_key, der, sizeof der, &len))
            test_abort("no key");
        EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &in, (long)len);
        X509 *leaf = read_certificate(&chain->leaf);
        if (SSL_CTX_use_certificate(ctx, leaf) != 1 || SSL_CTX_use_PrivateKey(ctx, key) != 1)
            test_abort("libssl does not take the identity");
        X509_free(leaf);
        EVP_PKEY_free(key);
    }
    if (!is_server || mutual) {
        X509 *ca = read_certificate(&chain->ca);
        X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), ca);
        X509_free(ca);
        X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(ctx), TEST_CHAIN_TIME);
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    }
}

static void start_connection(int is_server, SSL_SESSION *theirs, const struct brisk_session *ours)
{
    ssl = SSL_new(ctx);
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    if (is_server) {
        SSL_set_accept_state(ssl);
    } else {
        SSL_set_connect_state(ssl);
        SSL_set_tlsext_host_name(ssl, TEST_CHAIN_HOST);
        if (theirs)
            SSL_set_session(ssl, theirs);
    }
    enum brisk_tls_role role = is_server ? BRISK_TLS_CLIENT : BRISK_TLS_SERVER;
    if (mutual)
        config.client_auth = BRISK_TLS_CLIENT_AUTH_REQUIRE;
    if (decrypts) {
        config.suites[0] = BRISK_TLS_RSA_AES_256_GCM_SHA384;
        config.suites[1] = BRISK_TLS_RSA_AES_128_GCM_SHA256;
        config.num_suites = 2;
    }
    if (in_field) {
        config.suites[0] = BRISK_TLS_DHE_RSA_CHACHA20_POLY1305_SHA256;
        config.suites[1] = BRISK_TLS_DHE_RSA_AES_128_GCM_SHA256;
        config.num_suites = 2;
        config.groups[0] = is_server ? BRISK_GROUP_FFDHE2048 : BRISK_GROUP_FFDHE4096;
        config.groups[1] = BRISK_GROUP_FFDHE3072;
        config.num_groups = 2;
    }
    if (cbc) {
        config.suites[0] = cbc->suite;
        config.num_suites = 1;
    }
    if (brisk_tls_init(&peer.tls, &config, role, peer.handshake, sizeof peer.handshake, peer.in,
                       sizeof peer.in, peer.out, sizeof peer.out))
        test_abort("brisk_tls_init failed");
    brisk_tls_set_time(&peer.tls, TEST_CHAIN_TIME);
    if (is_server &&
        (brisk_tls_set_host(&peer.tls, TEST_CHAIN_HOST) ||
         brisk_tls_keep_sessions(&peer.tls, &slot) || brisk_tls_resume(&peer.tls, ours)))
        test_abort("no session");
}

static size_t move_bytes(void)
{
    struct brisk_tls_buffer *out = &peer.tls.out, *in = &peer.tls.in;
    size_t len = out->end - out->begin;
    if (len)
        BIO_write(SSL_get_rbio(ssl), out->data + out->begin, (int)len);
    out->begin = out->end;
    int n = BIO_read(SSL_get_wbio(ssl), in->data + in->end, (int)brisk_tls_buffer_space(in));
    if (n > 0)
        in->end += (size_t)n;
    return len + (n > 0 ? (size_t)n : 0);
}

static int run_handshake(void)
{
    size_t moved;
    do {
        SSL_do_handshake(ssl);
        moved = move_bytes();
        test_peer_step(&peer);
        moved += move_bytes();
    } while (moved && peer.result >= 0);
    return peer.result == BRISK_TLS_DONE && SSL_is_init_finished(ssl);
}

/* Data both ways, and one exporter of each kind. */
static void check_connection(int has_extended_secret, int resumed)
{
    CHECK_EQ_INT(peer.tls.group == 0, resumed || peer.tls.suite->key_exchange == KEY_EXCHANGE_RSA);
    if (in_field && !resumed)
        CHECK_EQ_INT(peer.tls.group, peer.tls.role == BRISK_TLS_CLIENT ? BRISK_GROUP_FFDHE3072
                                                                       : BRISK_GROUP_FFDHE4096);
    if (cbc)
        CHECK_EQ_INT(peer.tls.suite->id, cbc->suite);
    CHECK_EQ_INT(peer.tls.has_peer_certificate, mutual || peer.tls.role == BRISK_TLS_CLIENT);
    static const uint8_t text[] = "data of some bytes";
    uint8_t ours[64], theirs[64], got[64];
    size_t taken = 0;
    CHECK_EQ_INT(SSL_get_extms_support(ssl), has_extended_secret);
    CHECK_EQ_INT(peer.tls.extended_master_secret, has_extended_secret);
    CHECK_EQ_INT(SSL_session_reused(ssl), resumed);
    CHECK_EQ_INT(peer.tls.resumed, resumed);
    for (int with_context = 0; with_context < 2; with_context++) {
        const uint8_t *context = with_context ? text : NULL;
        CHECK_EQ_INT(brisk_tls_export(&peer.tls, ours, sizeof ours, "EXPORTER-x", context,
                                      with_context ? 4 : 0),
                     0);
        CHECK_EQ_INT(SSL_export_keying_material(ssl, theirs, sizeof theirs, "EXPORTER-x", 10, text,
                                                4, with_context),
                     1);
        CHECK_EQ_BYTES(ours, theirs, sizeof ours);
    }
    CHECK_EQ_INT(SSL_write(ssl, text, sizeof text), sizeof text);
    move_bytes();
    CHECK_EQ_INT(test_peer_step(&peer), BRISK_TLS_DATA);
    CHECK_EQ_BYTES(peer.tls.data.data, text, sizeof text);
    brisk_tls_data_done(&peer.tls);
    CHECK_EQ_INT(brisk_tls_write(&peer.tls, text, sizeof text, &taken), 0);
    move_bytes();
    CHECK_EQ_INT(SSL_read(ssl, got, sizeof got), sizeof text);
    CHECK_EQ_BYTES(got, text, sizeof text);
}

static void check_run(const char *what, int has_extended_secret, int resumed)
{
    test_note("%s, extended master secret %d", what, has_extended_secret);
    if (!CHECK(run_handshake()))
        printf("brisk: %s\n", brisk_strerror(peer.result));
    else
        check_connection(has_extended_secret, resumed);
}

static void end_connection(void)
{
    SSL_shutdown(ssl); /* else its session counts as broken */
    SSL_free(ssl);
    brisk_tls_wipe(&peer.tls);
}

static void test_their_server(const struct test_chain *chain, uint64_t options)
{
    int has_extended_secret = !(options & SSL_OP_NO_EXTENDED_MASTER_SECRET);
    brisk_tls_config_init(&config);
    config.trust = &chain->trust;
    config.identities = &chain->identity;
    config.num_identities = (size_t)mutual;
    start_libssl(chain, 1, options);
    start_connection(1, NULL, NULL);
    check_run("brisk client", has_extended_secret, 0);
    end_connection();
    /* RFC 7627 section 5.4: without the extended master secret there is nothing to resume. */
    CHECK_EQ_INT(slot.ticket_len || slot.session_id_len, has_extended_secret);
    if (has_extended_secret) {
        struct brisk_session session = slot;
        CHECK_EQ_INT(!session.ticket_len, !!(options & SSL_OP_NO_TICKET));
        for (int again = 0; again < 2; again++) {
            start_connection(1, NULL, &session);
            check_run("brisk client, resumed", 1, 1);
            end_connection();
        }
    }
    SSL_CTX_free(ctx);
}

static void test_their_client(const struct test_chain *chain, uint64_t options)
{
    int has_extended_secret = !(options & SSL_OP_NO_EXTENDED_MASTER_SECRET);
    brisk_tls_config_init(&config);
    config.identities = &chain->identity;
    config.num_identities = 1;
    config.ticket_keys = &keys;
    config.session_cache = cache;
    config.trust = &chain->trust;
    start_libssl(chain, 0, options);
    start_connection(0, NULL, NULL);
    check_run("brisk server", has_extended_secret, 0);
    SSL_SESSION *session = SSL_get1_session(ssl);
    end_connection();
    int has_ticket = has_extended_secret && !(options & SSL_OP_NO_TICKET);
    CHECK_EQ_INT(SSL_SESSION_has_ticket(session), has_ticket);
    start_connection(0, session, NULL);
    /* By its ticket, or by its ID from the cache. */
    unsigned id_len = 0;
    SSL_SESSION_get_id(session, &id_len);
    if (!has_ticket) /* with one, libssl makes up an ID of its own */
        CHECK_EQ_INT(id_len, has_extended_secret ? 16 : 0);
    check_run("brisk server, resumed", has_extended_secret, has_extended_secret);
    SSL_SESSION_free(session);
    end_connection();
    SSL_CTX_free(ctx);
}

/* Records of many lengths, each way, and of every padding that libssl makes. */
static void check_records(void)
{
    static uint8_t text[BRISK_TLS_MAX_PLAINTEXT], got[BRISK_TLS_MAX_PLAINTEXT];
    test_random_bytes(text, sizeof text);
    for (size_t len = 1; len <= sizeof text; len += len < 300 ? 1 : len == 16383 ? 1 : 5361) {
        size_t taken = 0;
        CHECK_EQ_INT(SSL_write(ssl, text, (int)len), (int)len);
        move_bytes();
        CHECK_EQ_INT(test_peer_step(&peer), BRISK_TLS_DATA);
        if (!CHECK_EQ_INT(peer.tls.data.len, len))
            return;
        CHECK_EQ_BYTES(peer.tls.data.data, text, len);
        brisk_tls_data_done(&peer.tls);
        CHECK_EQ_INT(brisk_tls_write(&peer.tls, text, len, &taken), 0);
        CHECK_EQ_INT(taken, len);
        move_bytes();
        CHECK_EQ_INT(SSL_read(ssl, got, sizeof got), (int)len);
        CHECK_EQ_BYTES(got, text, len);
    }
}

/* The CBC suites, with the MAC in both places. */
static void test_cbc_suites(void)
{
    static const struct cbc_suite suites[] = {
        { "ECDHE-ECDSA-AES128-SHA", BRISK_TLS_ECDHE_ECDSA_AES_128_CBC_SHA, 0 },
        { "ECDHE-ECDSA-AES256-SHA", BRISK_TLS_ECDHE_ECDSA_AES_256_CBC_SHA, 0 },
        { "ECDHE-ECDSA-AES128-SHA256", BRISK_TLS_ECDHE_ECDSA_AES_128_CBC_SHA256, 0 },
        { "ECDHE-ECDSA-AES256-SHA384", BRISK_TLS_ECDHE_ECDSA_AES_256_CBC_SHA384, 0 },
        { "ECDHE-RSA-AES128-SHA", BRISK_TLS_ECDHE_RSA_AES_128_CBC_SHA, 1 },
        { "ECDHE-RSA-AES256-SHA", BRISK_TLS_ECDHE_RSA_AES_256_CBC_SHA, 1 },
        { "ECDHE-RSA-AES128-SHA256", BRISK_TLS_ECDHE_RSA_AES_128_CBC_SHA256, 1 },
        { "ECDHE-RSA-AES256-SHA384", BRISK_TLS_ECDHE_RSA_AES_256_CBC_SHA384, 1 },
        { "DHE-RSA-AES128-SHA", BRISK_TLS_DHE_RSA_AES_128_CBC_SHA, 1 },
        { "DHE-RSA-AES256-SHA", BRISK_TLS_DHE_RSA_AES_256_CBC_SHA, 1 },
        { "DHE-RSA-AES128-SHA256", BRISK_TLS_DHE_RSA_AES_128_CBC_SHA256, 1 },
        { "DHE-RSA-AES256-SHA256", BRISK_TLS_DHE_RSA_AES_256_CBC_SHA256, 1 },
        { "AES128-SHA", BRISK_TLS_RSA_AES_128_CBC_SHA, 1 },
        { "AES256-SHA", BRISK_TLS_RSA_AES_256_CBC_SHA, 1 },
        { "AES128-SHA256", BRISK_TLS_RSA_AES_128_CBC_SHA256, 1 },
        { "AES256-SHA256", BRISK_TLS_RSA_AES_256_CBC_SHA256, 1 },
    };
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
        for (int without = 0; without < 2; without++)
            for (int is_server = 0; is_server < 2; is_server++) {
                const struct test_chain *chain = &chains[suites[i].is_rsa];
                cbc = &suites[i];
                in_field = brisk_suite_find(cbc->suite)->key_exchange == KEY_EXCHANGE_DHE;
                brisk_tls_config_init(&config);
                config.trust = &chain->trust;
                config.identities = &chain->identity;
                config.num_identities = !is_server;
                start_libssl(chain, is_server, without ? SSL_OP_NO_ENCRYPT_THEN_MAC : 0);
                start_connection(is_server, NULL, NULL);
                check_run(cbc->name, 1, 0);
                CHECK_EQ_INT(peer.tls.read.cbc.encrypt_then_mac, !without);
                check_records();
                end_connection();
                SSL_CTX_free(ctx);
            }
    cbc = NULL;
}

int main(int argc, char **argv)
{
    static const uint64_t options[] = { 0, SSL_OP_NO_TICKET, SSL_OP_NO_EXTENDED_MASTER_SECRET };
    test_start(argc, argv);
    if (test_chain_make(&chains[0], BRISK_KEY_P256, 0) ||
        test_chain_make(&chains[1], BRISK_KEY_RSA, 2048) || brisk_ticket_keys_rotate(&keys))
        test_abort("cannot make the chains");
    size_t size = brisk_session_cache_size(100);
    cache = aligned_alloc(64, size);
    if (!cache || !brisk_session_cache_init(cache, size))
        test_abort("no cache");
    struct brisk_x509_template both = test_chain_template();
    both.extended_key_usage = BRISK_EKU_SERVER_AUTH | BRISK_EKU_CLIENT_AUTH;
    if (test_chain_issue(&chains[0], &both) || test_chain_issue(&chains[1], &both))
        test_abort("cannot issue certificates");
    for (mutual = 0; mutual < 2; mutual++)
        for (size_t k = 0; k < NUM_KINDS; k++)
            for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
                memset(&slot, 0, sizeof slot);
                decrypts = k == 2;
                in_field = k == 3;
                test_their_server(&chains[k > 0], options[i]);
                test_their_client(&chains[k > 0], options[i]);
            }
    mutual = decrypts = in_field = 0;
    test_cbc_suites();
    test_note(NULL);
    brisk_session_cache_wipe(cache);
    free(cache);
    return test_end();
}
