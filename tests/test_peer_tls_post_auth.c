/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Post-handshake authentication (RFC 8446 section 4.6.2) against libssl in memory, in both roles:
 * every suite and key type, several requests, key updates in between, clients without a certificate
 * and with one that is not trusted. */

#include <brisk/error.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <stdio.h>
#include <string.h>

#include "tests/support/chain.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"

static struct test_peer peer;
static struct test_chain site, stranger, person; /* a server, another CA, and a client */
static struct brisk_tls_config config;
static struct brisk_tls_post_auth post;
static uint8_t memory[BRISK_TLS_HANDSHAKE_SIZE_MAX] __attribute__((aligned(64)));
static unsigned answered;
static SSL_CTX *ctx;
static SSL *ssl;

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

static void start_libssl(int is_server, uint16_t suite, const struct test_chain *shown,
                         const struct test_chain *trusted)
{
    ctx = SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method());
    if (!ctx || SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_ciphersuites(ctx, brisk_tls_suite_name(suite)) != 1)
        test_abort("libssl does not take the settings");
    if (shown)
        give_identity(shown);
    X509 *ca = read_certificate(&trusted->ca);
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), ca) != 1)
        test_abort("libssl does not take the CA");
    X509_free(ca);
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(ctx), TEST_CHAIN_TIME);
    SSL_CTX_set_verify(ctx, is_server ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_post_handshake_auth(ctx, 1);
    ssl = SSL_new(ctx);
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    if (is_server)
        SSL_set_accept_state(ssl);
    else
        SSL_set_connect_state(ssl);
    SSL_set_tlsext_host_name(ssl, TEST_CHAIN_HOST);
}

static void start(enum brisk_tls_role role)
{
    answered = 0;
    CHECK_EQ_INT(brisk_tls_config_check(&config, role), 0);
    if (brisk_tls_init(&peer.tls, &config, role, peer.handshake, sizeof peer.handshake, peer.in,
                       sizeof peer.in, peer.out, sizeof peer.out) ||
        brisk_tls_enable_post_auth(&peer.tls, &post) ||
        (role == BRISK_TLS_CLIENT && brisk_tls_set_host(&peer.tls, TEST_CHAIN_HOST)))
        test_abort("no connection");
    brisk_tls_set_time(&peer.tls, TEST_CHAIN_TIME);
}

static void end(void)
{
    brisk_tls_wipe(&peer.tls);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    ERR_clear_error();
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

/* Steps brisk's end, with memory while it needs some. */
static void step(void)
{
    for (;;) {
        int result = test_peer_step(&peer);
        if (result == BRISK_TLS_WANT_MEMORY) {
            CHECK_EQ_INT(brisk_tls_handshake_lend(&peer.tls, memory, sizeof memory), 0);
        } else if (result == BRISK_TLS_AUTHENTICATED) {
            answered++;
            CHECK(brisk_tls_handshake_release(&peer.tls) == memory);
        } else {
            return;
        }
    }
}

/* Lets both go on, libssl by reading: there is nothing to read but what belongs to the protocol. */
static void run(void)
{
    unsigned char byte;
    size_t moved;
    do {
        CHECK(SSL_read(ssl, &byte, 1) <= 0);
        moved = move_bytes();
        step();
        moved += move_bytes();
    } while (moved);
}

static int establish(void)
{
    size_t moved;
    do {
        SSL_do_handshake(ssl);
        moved = move_bytes();
        test_peer_step(&peer);
        moved += move_bytes();
    } while (moved && peer.result >= 0);
    CHECK(brisk_tls_handshake_release(&peer.tls) != NULL);
    return CHECK(peer.result == BRISK_TLS_DONE && SSL_is_init_finished(ssl));
}

static void check_data(void)
{
    static const uint8_t text[] = "data of some bytes";
    uint8_t got[64];
    size_t taken = 0;
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

/* Bit 0: brisk updates its keys, bit 1: libssl does. */
static void update_keys(unsigned who)
{
    if (who & 1)
        CHECK_EQ_INT(brisk_tls_key_update(&peer.tls, 1), 0);
    if (who & 2) {
        CHECK_EQ_INT(SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED), 1);
        CHECK_EQ_INT(SSL_do_handshake(ssl), 1);
    }
}

/* --- brisk as the client --- */

static void start_client(uint16_t suite, const struct test_chain *trusted)
{
    brisk_tls_config_init(&config);
    config.trust = &site.trust;
    config.identities = &person.identity;
    config.num_identities = 1;
    start_libssl(1, suite, &site, trusted);
    start(BRISK_TLS_CLIENT);
}

static void ask_brisk(int must_have)
{
    SSL_set_verify(ssl, SSL_VERIFY_PEER | (must_have ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), NULL);
    CHECK_EQ_INT(SSL_verify_client_post_handshake(ssl), 1);
    CHECK_EQ_INT(SSL_do_handshake(ssl), 1);
}

static void check_brisk_shown(unsigned times)
{
    CHECK_EQ_INT(answered, times);
    X509 *shown = SSL_get1_peer_certificate(ssl), *expected = read_certificate(&person.leaf);
    CHECK(shown && X509_cmp(shown, expected) == 0);
    CHECK_EQ_INT(SSL_get_verify_result(ssl), X509_V_OK);
    X509_free(shown);
    X509_free(expected);
}

static void test_client(uint16_t suite)
{
    for (unsigned who = 0; who < 4; who++) {
        start_client(suite, &person);
        if (establish()) {
            struct brisk_tls_info info;
            brisk_tls_get_info(&peer.tls, &info);
            CHECK_EQ_INT(info.post_auth, 1);
            ask_brisk(1);
            update_keys(who);
            run();
            check_brisk_shown(1);
            check_data();
            update_keys(who);
            run();
            check_data(); /* a KeyUpdate that libssl owes goes with it, else instead of a request */
            ask_brisk(1);
            run();
            check_brisk_shown(2);
            check_data();
        }
        end();
    }
}

static void test_client_without(void)
{
    test_note("brisk has no certificate");
    for (int must_have = 0; must_have < 2; must_have++) {
        start_client(BRISK_TLS_AES_128_GCM_SHA256, &person);
        config.num_identities = 0;
        if (establish()) {
            ask_brisk(must_have);
            run();
            CHECK_EQ_INT(answered, 1);
            if (must_have)
                CHECK_EQ_INT(brisk_tls_alert_received(&peer.tls), 116); /* certificate_required */
            else
                check_data();
        }
        end();
    }
    test_note("a CA that libssl does not trust");
    start_client(BRISK_TLS_AES_128_GCM_SHA256, &stranger);
    if (establish()) {
        ask_brisk(1);
        run();
        CHECK_EQ_INT(answered, 1);
        CHECK_EQ_INT(peer.result, BRISK_ERR_TLS_PEER_ALERT);
    }
    end();
    test_note(NULL);
}

/* --- brisk as the server --- */

static void start_server(uint16_t suite, const struct test_chain *shown)
{
    brisk_tls_config_init(&config);
    config.identities = &site.identity;
    config.num_identities = 1;
    config.trust = &person.trust;
    start_libssl(0, suite, shown, &site);
    start(BRISK_TLS_SERVER);
}

static void check_libssl_shown(unsigned times)
{
    struct brisk_tls_info info;
    uint8_t fingerprint[32];
    brisk_tls_get_info(&peer.tls, &info);
    brisk_hash_digest(BRISK_SHA256, fingerprint, person.leaf_der, person.leaf_der_len);
    CHECK_EQ_INT(answered, times);
    CHECK_EQ_INT(info.has_peer_certificate, 1);
    CHECK_EQ_INT(info.num_requests, 0);
    CHECK_EQ_BYTES(info.peer_fingerprint, fingerprint, 32);
}

static void test_server(uint16_t suite)
{
    for (unsigned who = 0; who < 4; who++) {
        start_server(suite, &person);
        if (establish()) {
            CHECK_EQ_INT(brisk_tls_request_certificate(&peer.tls, BRISK_TLS_CLIENT_AUTH_REQUIRE),
                         0);
            update_keys(who);
            run();
            check_libssl_shown(1);
            check_data();
            update_keys(who);
            run();
            for (int i = 0; i < 3; i++)
                CHECK_EQ_INT(
                    brisk_tls_request_certificate(&peer.tls, BRISK_TLS_CLIENT_AUTH_REQUEST), 0);
            run();
            check_libssl_shown(4);
            check_data();
        }
        end();
    }
}

static void test_server_without(void)
{
    test_note("libssl has no certificate");
    for (int must_have = 0; must_have < 2; must_have++) {
        start_server(BRISK_TLS_AES_128_GCM_SHA256, NULL);
        if (establish()) {
            struct brisk_tls_info info;
            CHECK_EQ_INT(
                brisk_tls_request_certificate(&peer.tls, must_have ? BRISK_TLS_CLIENT_AUTH_REQUIRE
                                                                   : BRISK_TLS_CLIENT_AUTH_REQUEST),
                0);
            run();
            brisk_tls_get_info(&peer.tls, &info);
            CHECK_EQ_INT(answered, !must_have);
            CHECK_EQ_INT(info.has_declined, !must_have);
            if (must_have)
                CHECK_EQ_INT(peer.result, BRISK_ERR_TLS_CERTIFICATE_REQUIRED);
            else
                check_data();
        }
        end();
    }
    test_note("a CA that brisk does not trust");
    start_server(BRISK_TLS_AES_128_GCM_SHA256, &person);
    config.trust = &stranger.trust;
    if (establish()) {
        CHECK_EQ_INT(brisk_tls_request_certificate(&peer.tls, BRISK_TLS_CLIENT_AUTH_REQUEST), 0);
        run();
        CHECK_EQ_INT(peer.result, BRISK_ERR_TLS_CERTIFICATE);
    }
    end();
    test_note("a client that has not offered it");
    start_server(BRISK_TLS_AES_128_GCM_SHA256, &person);
    SSL_set_post_handshake_auth(ssl, 0);
    if (establish())
        CHECK_EQ_INT(brisk_tls_request_certificate(&peer.tls, BRISK_TLS_CLIENT_AUTH_REQUEST),
                     BRISK_ERR_STATE);
    end();
    test_note(NULL);
}

static void make_person(enum brisk_key_type type, unsigned rsa_bits)
{
    struct brisk_x509_template what = test_chain_template();
    what.extended_key_usage = BRISK_EKU_CLIENT_AUTH;
    if (test_chain_make(&person, type, rsa_bits) || test_chain_issue(&person, &what))
        test_abort("cannot make a client's chain");
}

int main(int argc, char **argv)
{
    static const struct {
        enum brisk_key_type type;
        unsigned rsa_bits;
    } types[] = { { BRISK_KEY_P256, 0 },
                  { BRISK_KEY_P384, 0 },
                  { BRISK_KEY_ED25519, 0 },
                  { BRISK_KEY_RSA, 2048 } };
    test_start(argc, argv);
    if (test_chain_make(&site, BRISK_KEY_P256, 0) || test_chain_make(&stranger, BRISK_KEY_P256, 0))
        test_abort("cannot make the chains");
    for (size_t t = 0; t < sizeof types / sizeof types[0]; t++) {
        make_person(types[t].type, types[t].rsa_bits);
        for (size_t s = 0; s < 3; s++) {
            uint16_t suite = brisk_tls_suite_by_index(s);
            test_note("%s, key type %d", brisk_tls_suite_name(suite), types[t].type);
            test_client(suite);
            test_server(suite);
        }
    }
    test_note(NULL);
    test_client_without();
    test_server_without();
    return test_end();
}
