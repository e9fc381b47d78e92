/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Certificates on both sides (RFC 8446 sections 4.3.2 and 4.4): the engine with itself, what it
 * chooses, what it refuses, and what it remembers. The tables of test_tls_alerts have the messages
 * that do not parse. */

#include <brisk/error.h>
#include <brisk/hash.h>

#include <stdio.h>
#include <string.h>

#include "tests/support/chain.h"
#include "tests/support/make_cert.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

#define DAY 86400

static struct test_pair pair;
static struct test_chain site, person, stranger; /* a server; clients of two CAs of one name */
static struct brisk_tls_config client, server;
static struct brisk_ticket_keys keys;
static struct brisk_session slot;

static void issue(struct test_chain *chain, uint32_t purposes, int64_t not_after)
{
    struct brisk_x509_template what = test_chain_template();
    what.extended_key_usage = purposes;
    what.not_after = not_after;
    if (test_chain_issue(chain, &what))
        test_abort("cannot issue a certificate");
}

static void make_person(struct test_chain *chain, enum brisk_key_type type, unsigned rsa_bits)
{
    if (test_chain_make(chain, type, rsa_bits))
        test_abort("cannot make a client's chain");
    issue(chain, BRISK_EKU_CLIENT_AUTH, TEST_CHAIN_NOT_AFTER);
}

static void set_up(void)
{
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
    client.trust = &site.trust;
    client.identities = &person.identity;
    client.num_identities = 1;
    server.identities = &site.identity;
    server.num_identities = 1;
    server.trust = &person.trust;
    server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUIRE;
    server.ticket_keys = &keys;
}

static void start(const struct brisk_session *session, int64_t seconds_later)
{
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), 0);
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
    brisk_tls_set_time(&pair.client.tls, TEST_CHAIN_TIME + seconds_later);
    brisk_tls_set_time(&pair.server.tls, TEST_CHAIN_TIME + seconds_later);
    CHECK_EQ_INT(brisk_tls_keep_sessions(&pair.client.tls, &slot), 0);
    CHECK_EQ_INT(brisk_tls_resume(&pair.client.tls, session), 0);
}

/* What both ends say about each other; `shown` is the client's certificate or NULL. */
static void check_info(const struct test_chain *shown)
{
    struct brisk_tls_info of_client, of_server;
    uint8_t fingerprint[32];
    brisk_tls_get_info(&pair.client.tls, &of_client);
    brisk_tls_get_info(&pair.server.tls, &of_server);
    CHECK_EQ_INT(of_client.resumed, of_server.resumed);
    CHECK_EQ_INT(of_client.client_scheme, of_server.client_scheme);
    CHECK_EQ_INT(of_client.scheme, of_server.scheme);
    CHECK_EQ_INT(of_client.has_peer_certificate, 1);
    brisk_hash_digest(BRISK_SHA256, fingerprint, site.leaf_der, site.leaf_der_len);
    CHECK_EQ_BYTES(of_client.peer_fingerprint, fingerprint, 32);
    CHECK_EQ_INT(of_server.has_peer_certificate, shown != NULL);
    if (shown) {
        brisk_hash_digest(BRISK_SHA256, fingerprint, shown->leaf_der, shown->leaf_der_len);
        CHECK_EQ_BYTES(of_server.peer_fingerprint, fingerprint, 32);
        CHECK(of_server.resumed ||
              brisk_key_type_fits(shown->leaf_key.type, of_server.client_scheme));
    }
    if (!shown || of_server.resumed)
        CHECK_EQ_INT(of_server.client_scheme, 0);
}

/* Runs a handshake that has to succeed, and data each way. Says whether it was resumed. */
static int finish(const struct test_chain *shown, size_t chunk)
{
    static const uint8_t hello[] = "hello", world[] = "world";
    struct brisk_tls_info info;
    CHECK(test_pair_run(&pair, chunk));
    CHECK(test_pair_send(&pair.client, &pair.server, hello, sizeof hello, chunk));
    CHECK(test_pair_send(&pair.server, &pair.client, world, sizeof world, chunk));
    check_info(shown);
    brisk_tls_get_info(&pair.server.tls, &info);
    CHECK(brisk_tls_handshake_release(&pair.server.tls) != NULL);
    struct brisk_tls_info after;
    brisk_tls_get_info(&pair.server.tls, &after);
    CHECK_EQ_INT(after.has_peer_certificate, info.has_peer_certificate);
    CHECK_EQ_BYTES(after.peer_fingerprint, info.peer_fingerprint, 32);
    test_pair_wipe(&pair);
    return info.resumed;
}

static int connect_with(const struct brisk_session *session, int64_t seconds_later,
                        const struct test_chain *shown)
{
    start(session, seconds_later);
    return finish(shown, 0);
}

/* The server refuses the client, which by then takes the handshake for complete. */
static void check_refused(int alert, int error, int x509_error)
{
    start(NULL, 0);
    CHECK(!test_pair_run(&pair, 0));
    test_peer_check_dead(&pair.server, alert);
    CHECK_EQ_INT(pair.server.result, error);
    CHECK_EQ_INT(pair.server.tls.x509_error, x509_error);
    CHECK_EQ_INT(pair.client.result, BRISK_ERR_TLS_PEER_ALERT);
    CHECK_EQ_INT(brisk_tls_alert_received(&pair.client.tls), alert);
    test_pair_wipe(&pair);
}

/* --- what works --- */

static void test_key_types(void)
{
    static const struct {
        enum brisk_key_type type;
        unsigned rsa_bits;
    } types[] = { { BRISK_KEY_P256, 0 },
                  { BRISK_KEY_P384, 0 },
                  { BRISK_KEY_P521, 0 },
                  { BRISK_KEY_ED25519, 0 },
                  { BRISK_KEY_RSA, 2048 } };
    static const size_t chunks[] = { 0, 1, 7, 1000 };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        for (size_t c = 0; c < sizeof chunks / sizeof chunks[0]; c++)
            for (int retry = 0; retry < 2; retry++) {
                test_note("key type %d, %zu bytes at a time", types[i].type, chunks[c]);
                make_person(&person, types[i].type, types[i].rsa_bits);
                set_up();
                client.num_key_shares = !retry;
                start(NULL, 0);
                CHECK_EQ_INT(finish(&person, chunks[c]), 0);
            }
    test_note(NULL);
    make_person(&person, BRISK_KEY_P256, 0);
}

/* A request is no demand, and who is not asked shows nothing. */
static void test_requested(void)
{
    set_up();
    server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUEST;
    connect_with(NULL, 0, &person);
    client.num_identities = 0;
    connect_with(NULL, 0, NULL);
    set_up();
    server.client_auth = BRISK_TLS_CLIENT_AUTH_NONE;
    connect_with(NULL, 0, NULL);
    set_up();
    client.num_identities = 0;
    check_refused(CERTIFICATE_REQUIRED, BRISK_ERR_TLS_CERTIFICATE_REQUIRED, 0);
}

/* The older version must not be a way around a certificate (test_tls12 has more of it). */
static void test_older_version(void)
{
    set_up();
    server.min_version = BRISK_TLS_VERSION_1_2;
    client.min_version = client.max_version = BRISK_TLS_VERSION_1_2;
    start(NULL, 0);
    CHECK(test_pair_run(&pair, 0));
    CHECK_EQ_INT(pair.server.tls.has_peer_certificate, 1);
    test_pair_wipe(&pair);
    client.num_identities = 0;
    start(NULL, 0);
    CHECK(!test_pair_run(&pair, 0));
    test_peer_check_dead(&pair.server, HANDSHAKE_FAILURE); /* RFC 5246 section 7.4.6 */
    test_pair_wipe(&pair);
}

/* --- choosing --- */

static void test_choosing(void)
{
    static struct test_chain second;
    static struct test_cert other_der;
    struct brisk_x509 other;
    struct brisk_x509_trust trust = { &other, 1 };
    const struct test_recipe recipe = { .subject = "another CA",
                                        .issuer = "another CA",
                                        .key = test_key(BRISK_KEY_P256, 0),
                                        .extensions = (const char *[]){ EXT_CA, NULL } };
    make_person(&second, BRISK_KEY_ED25519, 0);
    test_make_parsed(&other_der, &other, &recipe);

    /* by the key: the CA's signature has to be acceptable, too */
    set_up();
    struct brisk_tls_identity two[2] = { person.identity, second.identity };
    client.identities = two;
    client.num_identities = 2;
    server.trust = &second.trust;
    server.num_schemes = 2;
    server.schemes[0] = BRISK_SIG_ECDSA_P256_SHA256; /* the CA, and the server itself */
    server.schemes[1] = BRISK_SIG_ED25519;
    client.num_schemes = 2;
    client.schemes[0] = BRISK_SIG_ED25519;
    client.schemes[1] = BRISK_SIG_ECDSA_P256_SHA256;
    two[0] = second.identity;
    connect_with(NULL, 0, &second);
    server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUEST;
    static struct test_chain p384_site;
    CHECK_EQ_INT(test_chain_make(&p384_site, BRISK_KEY_P384, 0), 0);
    set_up();
    server.identities = &p384_site.identity;
    client.trust = &p384_site.trust;
    server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUEST;
    server.num_schemes = 1; /* not the client's key, nor its CA's signature */
    server.schemes[0] = BRISK_SIG_ECDSA_P384_SHA384;
    start(NULL, 0);
    CHECK(test_pair_run(&pair, 0));
    CHECK_EQ_INT(pair.server.tls.has_peer_certificate, 0);
    test_pair_wipe(&pair);

    /* by the authorities: none of ours is meant, so none is shown */
    set_up();
    server.trust = &trust;
    server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUEST;
    connect_with(NULL, 0, NULL);
    /* one of many is */
    struct brisk_x509 many[60];
    for (size_t i = 0; i < 60; i++)
        many[i] = i == 1 ? person.ca : other;
    trust = (struct brisk_x509_trust){ many, 2 };
    connect_with(NULL, 0, &person);
    /* too many to be listed: the client shows what it has */
    trust.num_anchors = 60;
    connect_with(NULL, 0, &person);
    many[1] = other;
    check_refused(UNKNOWN_CA, BRISK_ERR_TLS_CERTIFICATE, BRISK_ERR_X509_UNKNOWN_ISSUER);
}

/* A client that shows a chain, too, which is not all that the server lists, if it has none that is.
 */
static void test_any_chain(void)
{
    static struct test_chain p384_site, p384_person;
    static struct test_cert der;
    struct brisk_x509 other;
    const struct brisk_x509_trust trust = { &other, 1 };
    const struct test_recipe recipe = { .subject = "another CA",
                                        .issuer = "another CA",
                                        .key = test_key(BRISK_KEY_P256, 0),
                                        .extensions = (const char *[]){ EXT_CA, NULL } };
    CHECK_EQ_INT(test_chain_make(&p384_site, BRISK_KEY_P384, 0), 0);
    make_person(&p384_person, BRISK_KEY_P384, 0);
    test_make_parsed(&der, &other, &recipe);
    for (uint16_t version = BRISK_TLS_VERSION_1_2; version <= BRISK_TLS_VERSION_1_3; version++) {
        set_up();
        client.min_version = client.max_version = version;
        server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUEST;
        server.num_schemes = 1; /* the key's, but not the CA's */
        server.schemes[0] = BRISK_SIG_ECDSA_P384_SHA384;
        server.trust = &p384_person.trust;
        server.identities = &p384_site.identity;
        client.trust = &p384_site.trust;
        client.identities = &p384_person.identity;
        client.groups[client.num_groups++] = BRISK_GROUP_P384; /* TLS 1.2: for the server's key */
        for (int any = 0; any < 2; any++) {
            client.any_chain = (uint8_t)any;
            start(NULL, 0);
            CHECK(test_pair_run(&pair, 0));
            CHECK_EQ_INT(pair.server.tls.has_peer_certificate, any);
            test_pair_wipe(&pair);
        }
        /* the authorities */
        set_up();
        client.min_version = client.max_version = version;
        server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUEST;
        server.trust = &trust;
        connect_with(NULL, 0, NULL);
        client.any_chain = 1;
        check_refused(UNKNOWN_CA, BRISK_ERR_TLS_CERTIFICATE, BRISK_ERR_X509_UNKNOWN_ISSUER);
    }
}

/* An identity's own schemes go before the configuration's, which stay what is asked of the peer. */
static void test_identity_schemes(void)
{
    static const uint16_t schemes[] = { BRISK_SIG_ECDSA_P384_SHA384, BRISK_SIG_ED25519 };
    static const uint16_t own[] = { BRISK_SIG_ED25519, BRISK_SIG_ECDSA_P256_SHA256 };
    set_up();
    struct brisk_tls_identity mine = person.identity;
    mine.schemes = own;
    mine.num_schemes = 2;
    client.identities = &mine;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
    connect_with(NULL, 0, &person);
    mine.num_schemes = 1; /* none that the key can use */
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    mine.num_schemes = 0;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    mine.schemes = schemes; /* TLS 1.3 binds the curve */
    mine.num_schemes = 2;
    client.min_version = BRISK_TLS_VERSION_1_3;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
}

/* signature_algorithms_cert: both sides send it, choose by it and hold the peer to it. The chains'
 * CAs are of P-256 with SHA-256. */
static void test_cert_schemes(void)
{
    set_up();
    client.cert_schemes[0] = server.cert_schemes[0] = BRISK_SIG_ECDSA_P256_SHA256;
    client.num_cert_schemes = server.num_cert_schemes = 1;
    connect_with(NULL, 0, &person);
    client.num_schemes = server.num_schemes = 2;
    client.schemes[0] = server.schemes[0] = BRISK_SIG_ED25519;
    client.schemes[1] = server.schemes[1] = BRISK_SIG_ECDSA_P256_SHA256;
    connect_with(NULL, 0, &person);
    /* a client that has no chain of the kind shows none */
    server.cert_schemes[0] = BRISK_SIG_RSA_PSS_RSAE_SHA256;
    check_refused(CERTIFICATE_REQUIRED, BRISK_ERR_TLS_CERTIFICATE_REQUIRED, 0);
    /* a server shows what it has (section 4.4.2.2), which this client refuses */
    server.cert_schemes[0] = BRISK_SIG_ECDSA_P256_SHA256;
    client.cert_schemes[0] = BRISK_SIG_ECDSA_P384_SHA384;
    start(NULL, 0);
    CHECK(!test_pair_run(&pair, 0));
    test_peer_check_dead(&pair.client, BAD_CERTIFICATE);
    CHECK_EQ_INT(pair.client.tls.x509_error, BRISK_ERR_X509_ALGORITHM);
    test_pair_wipe(&pair);
    /* among several it is the one that the client accepts, though it comes second */
    static struct test_cert root_der, leaf_der;
    struct brisk_x509 leaf, root;
    const struct brisk_private_key *root_key = test_key(BRISK_KEY_P384, 0);
    const struct test_recipe root_recipe = { .subject = "P-384 CA",
                                             .issuer = "P-384 CA",
                                             .key = root_key,
                                             .scheme = BRISK_SIG_ECDSA_P384_SHA384,
                                             .extensions = (const char *[]){ EXT_CA, NULL } };
    const struct test_recipe leaf_recipe = { .subject = "leaf",
                                             .issuer = "P-384 CA",
                                             .key = test_key(BRISK_KEY_P256, 0),
                                             .signer = root_key,
                                             .scheme = BRISK_SIG_ECDSA_P384_SHA384,
                                             .extensions =
                                                 (const char *[]){ EXT_SERVER, EXT_SAN, NULL } };
    test_make_parsed(&root_der, &root, &root_recipe);
    test_make_parsed(&leaf_der, &leaf, &leaf_recipe);
    const struct brisk_tls_identity two[2] = {
        site.identity, { .key = test_key(BRISK_KEY_P256, 0), .chain = &leaf, .chain_len = 1 }
    };
    const struct brisk_x509_trust trust = { &root, 1 };
    server.identities = two;
    server.num_identities = 2;
    server.client_auth = BRISK_TLS_CLIENT_AUTH_NONE;
    client.trust = &trust;
    start(NULL, 0);
    CHECK_EQ_INT(brisk_tls_set_host(&pair.client.tls, "a.example.com"), 0);
    CHECK(test_pair_run(&pair, 0));
    test_pair_wipe(&pair);
    client.num_cert_schemes = 17;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    client.num_cert_schemes = 1;
    client.cert_schemes[0] = 0x0201; /* SHA-1 */
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
}

/* --- refusals --- */

static void test_refusals(void)
{
    set_up();
    issue(&person, BRISK_EKU_SERVER_AUTH, TEST_CHAIN_NOT_AFTER);
    check_refused(UNSUPPORTED_CERTIFICATE, BRISK_ERR_TLS_CERTIFICATE,
                  BRISK_ERR_X509_EXTENDED_KEY_USAGE);
    issue(&person, BRISK_EKU_CLIENT_AUTH, TEST_CHAIN_TIME - 1);
    check_refused(CERTIFICATE_EXPIRED, BRISK_ERR_TLS_CERTIFICATE, BRISK_ERR_X509_EXPIRED);
    issue(&person, BRISK_EKU_CLIENT_AUTH, TEST_CHAIN_NOT_AFTER);
    client.identities = &stranger.identity; /* a CA of the same name */
    check_refused(BAD_CERTIFICATE, BRISK_ERR_TLS_CERTIFICATE, BRISK_ERR_X509_SIGNATURE);
    /* also where a certificate is not required */
    server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUEST;
    check_refused(BAD_CERTIFICATE, BRISK_ERR_TLS_CERTIFICATE, BRISK_ERR_X509_SIGNATURE);
    /* somebody else's certificate */
    set_up();
    struct brisk_tls_identity stolen = { .key = &stranger.leaf_key,
                                         .chain = &person.leaf,
                                         .chain_len = 1 };
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
    start(NULL, 0);
    client.identities = &stolen;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    CHECK(!test_pair_run(&pair, 0));
    test_peer_check_dead(&pair.server, DECRYPT_ERROR);
    test_pair_wipe(&pair);
}

/* What an end's check of its peer was told, and what it is to say. */
struct seen {
    struct brisk_tls *tls;
    size_t num_calls, chain_len;
    uint8_t der[4096];
    size_t der_len;
    int x509_error, resumed, proposed;
    int answer;
    uint8_t alert; /* 0: the one proposed */
};

static struct seen by_client, by_server;

static int look(void *arg, struct brisk_tls *tls, struct brisk_tls_peer_report *report)
{
    struct seen *seen = arg;
    seen->tls = tls;
    seen->num_calls++;
    seen->chain_len = report->chain_len;
    seen->x509_error = report->x509_error;
    seen->resumed = report->resumed;
    seen->proposed = report->alert;
    if (report->chain_len) {
        seen->der_len = report->chain[0].der.len;
        memcpy(seen->der, report->chain[0].der.data, seen->der_len);
        CHECK_EQ_INT(brisk_x509_check_host(&report->chain[0], TEST_CHAIN_HOST), 0);
    }
    CHECK(!tls->established);
    if (seen->alert)
        report->alert = seen->alert;
    return seen->answer;
}

static void set_up_checks(uint16_t version)
{
    set_up();
    client.min_version = client.max_version = version;
    client.check_peer = server.check_peer = look;
    client.check_peer_arg = &by_client;
    server.check_peer_arg = &by_server;
    memset(&by_client, 0, sizeof by_client);
    memset(&by_server, 0, sizeof by_server);
}

static void check_client_refuses(const struct brisk_session *session, int alert)
{
    start(session, 0);
    CHECK(!test_pair_run(&pair, 0));
    test_peer_check_dead(&pair.client, alert);
    CHECK_EQ_INT(pair.client.result, BRISK_ERR_TLS_ACCESS_DENIED);
    CHECK_EQ_INT(brisk_tls_alert_received(&pair.server.tls), alert);
    test_pair_wipe(&pair);
}

static void check_server_refuses(const struct brisk_session *session, int alert)
{
    start(session, 0);
    CHECK(!test_pair_run(&pair, 0));
    test_peer_check_dead(&pair.server, alert);
    CHECK_EQ_INT(pair.server.result, BRISK_ERR_TLS_ACCESS_DENIED);
    CHECK_EQ_INT(brisk_tls_alert_received(&pair.client.tls), alert);
    test_pair_wipe(&pair);
}

static void test_check_peer(uint16_t version)
{
    set_up_checks(version);
    connect_with(NULL, 0, &person);
    CHECK(by_client.tls == &pair.client.tls && by_server.tls == &pair.server.tls);
    CHECK_EQ_INT((long long)(by_client.num_calls + by_server.num_calls), 2);
    CHECK_EQ_INT((long long)by_server.chain_len, 1);
    CHECK_EQ_INT((long long)by_server.der_len, (long long)person.leaf_der_len);
    CHECK_EQ_BYTES(by_server.der, person.leaf_der, by_server.der_len);
    CHECK_EQ_BYTES(by_client.der, site.leaf_der, by_client.der_len);
    CHECK_EQ_INT(by_client.x509_error | by_server.x509_error, 0);
    CHECK_EQ_INT(by_client.resumed | by_server.resumed, 0);
    CHECK_EQ_INT(by_client.proposed, ACCESS_DENIED);

    by_server.answer = -1;
    check_server_refuses(NULL, ACCESS_DENIED);
    by_server.alert = HANDSHAKE_FAILURE;
    check_server_refuses(NULL, HANDSHAKE_FAILURE);
    by_client.answer = 1;
    check_client_refuses(NULL, ACCESS_DENIED);
    by_client.alert = CERTIFICATE_UNKNOWN;
    check_client_refuses(NULL, CERTIFICATE_UNKNOWN);
    by_client.alert = USER_CANCELED; /* which is no end */
    check_client_refuses(NULL, ACCESS_DENIED);
}

/* It is told of a peer that does not verify, and may say what that one hears, but not take it. */
static void test_check_bad_peer(uint16_t version)
{
    set_up_checks(version);
    client.identities = &stranger.identity;
    check_refused(BAD_CERTIFICATE, BRISK_ERR_TLS_CERTIFICATE, BRISK_ERR_X509_SIGNATURE);
    CHECK_EQ_INT((long long)by_server.num_calls, 1);
    CHECK_EQ_INT(by_server.x509_error, BRISK_ERR_X509_SIGNATURE);
    CHECK_EQ_INT(by_server.proposed, BAD_CERTIFICATE);
    CHECK_EQ_BYTES(by_server.der, stranger.leaf_der, stranger.leaf_der_len);
    by_server.alert = CERTIFICATE_UNKNOWN;
    check_refused(CERTIFICATE_UNKNOWN, BRISK_ERR_TLS_CERTIFICATE, BRISK_ERR_X509_SIGNATURE);
    by_server.answer = 1;
    check_refused(CERTIFICATE_UNKNOWN, BRISK_ERR_TLS_CERTIFICATE, BRISK_ERR_X509_SIGNATURE);
    CHECK_EQ_INT((long long)by_server.num_calls, 3);
    /* other errors keep their alerts */
    set_up_checks(version);
    by_client.alert = by_server.alert = CERTIFICATE_UNKNOWN;
    client.identities = NULL;
    client.num_identities = 0;
    check_refused(version == BRISK_TLS_VERSION_1_3 ? CERTIFICATE_REQUIRED : HANDSHAKE_FAILURE,
                  version == BRISK_TLS_VERSION_1_3 ? BRISK_ERR_TLS_CERTIFICATE_REQUIRED
                                                   : BRISK_ERR_TLS_HANDSHAKE_FAILURE,
                  0);
    CHECK_EQ_INT((long long)by_server.num_calls, 0);
}

static void test_check_resumed(uint16_t version)
{
    set_up_checks(version);
    connect_with(NULL, 0, &person);
    struct brisk_session session = slot;
    CHECK_EQ_INT(connect_with(&session, 0, &person), 1);
    CHECK_EQ_INT((long long)(by_client.num_calls + by_server.num_calls), 2);

    client.check_resumed = server.check_resumed = 1;
    CHECK_EQ_INT(connect_with(&session, 0, &person), 1);
    CHECK_EQ_INT((long long)by_client.num_calls, 2);
    CHECK_EQ_INT((long long)by_server.num_calls, 2);
    CHECK(by_client.resumed && by_server.resumed);
    CHECK_EQ_INT((long long)(by_client.chain_len + by_server.chain_len), 0);
    CHECK_EQ_INT(by_client.x509_error | by_server.x509_error, 0);
    by_server.answer = 1;
    check_server_refuses(&session, ACCESS_DENIED);
    by_server.alert = CERTIFICATE_UNKNOWN;
    check_server_refuses(&session, CERTIFICATE_UNKNOWN);
    by_server.answer = 0;
    by_client.answer = 1;
    check_client_refuses(&session, ACCESS_DENIED);
    by_client.alert = CERTIFICATE_UNKNOWN;
    check_client_refuses(&session, CERTIFICATE_UNKNOWN);

    /* a client that has shown no certificate is nobody to ask about */
    set_up_checks(version);
    server.check_resumed = 1;
    server.client_auth = BRISK_TLS_CLIENT_AUTH_NONE;
    connect_with(NULL, 0, NULL);
    session = slot;
    CHECK_EQ_INT(connect_with(&session, 0, NULL), 1);
    CHECK_EQ_INT((long long)by_server.num_calls, 0);
}

static void test_bad_config(void)
{
    set_up();
    server.client_auth = 3;
    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), BRISK_ERR_ARGUMENT);
    set_up();
    server.trust = NULL;
    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), BRISK_ERR_ARGUMENT);
    set_up();
    client.client_auth = BRISK_TLS_CLIENT_AUTH_REQUEST;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    set_up();
    client.identities = NULL;
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
    set_up();
    client.check_resumed = 1; /* and nobody to be asked */
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), BRISK_ERR_ARGUMENT);
}

/* --- sessions --- */

static void test_sessions(void)
{
    struct brisk_session with, without;
    set_up();
    connect_with(NULL, 0, &person);
    with = slot;
    server.client_auth = BRISK_TLS_CLIENT_AUTH_NONE;
    connect_with(NULL, 0, NULL);
    without = slot;

    /* who was authenticated stays so, also over a ticket of the resumed session */
    set_up();
    CHECK_EQ_INT(connect_with(&with, 0, &person), 1);
    struct brisk_session again = slot;
    CHECK_EQ_INT(connect_with(&again, DAY / 24, &person), 1);
    server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUEST;
    CHECK_EQ_INT(connect_with(&with, 0, &person), 1);
    CHECK_EQ_INT(connect_with(&without, 0, NULL), 1);
    /* who was not must be now */
    server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUIRE;
    CHECK_EQ_INT(connect_with(&without, 0, &person), 0);
    /* a server that knows nothing about clients claims nothing about them */
    server.client_auth = BRISK_TLS_CLIENT_AUTH_NONE;
    CHECK_EQ_INT(connect_with(&with, 0, NULL), 0);

    /* a server of other trust with the same ticket keys (the same names in it, too) */
    set_up();
    server.trust = &stranger.trust;
    start(&with, 0);
    CHECK(!test_pair_run(&pair, 0)); /* the certificate is asked for, and refused */
    test_peer_check_dead(&pair.server, BAD_CERTIFICATE);
    test_pair_wipe(&pair);
    struct brisk_x509 both[2] = { stranger.ca, person.ca };
    struct brisk_x509_trust trust = { both, 2 };
    server.trust = &trust;
    CHECK_EQ_INT(connect_with(&with, 0, &person), 0);
    struct brisk_session second = slot;
    CHECK_EQ_INT(connect_with(&second, 0, &person), 1);
    server.trust = &person.trust; /* shorter than the anchor's number */
    CHECK_EQ_INT(connect_with(&second, 0, &person), 0);
}

/* Sessions renewed over and over end a week after the certificate was shown, and with it. */
static void test_session_age(void)
{
    struct brisk_session session;
    set_up();
    server.ticket_lifetime = 5 * DAY;
    connect_with(NULL, 0, &person);
    session = slot;
    CHECK_EQ_INT(session.lifetime, 5 * DAY);
    CHECK_EQ_INT(connect_with(&session, 4 * DAY, &person), 1);
    session = slot;
    CHECK_EQ_INT(session.lifetime, 3 * DAY);
    CHECK_EQ_INT(connect_with(&session, 7 * DAY, &person), 1);
    CHECK_EQ_INT((long long)slot.ticket_len, 0); /* nothing is left of the week */
    CHECK_EQ_INT(connect_with(&session, 7 * DAY + 1, &person), 0);

    issue(&person, BRISK_EKU_CLIENT_AUTH, TEST_CHAIN_TIME + DAY);
    connect_with(NULL, 0, &person);
    CHECK_EQ_INT(slot.lifetime, DAY);
    issue(&person, BRISK_EKU_CLIENT_AUTH, TEST_CHAIN_NOT_AFTER);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (test_chain_make(&site, BRISK_KEY_P256, 0) || brisk_ticket_keys_rotate(&keys))
        test_abort("cannot make the server's chain");
    make_person(&stranger, BRISK_KEY_P256, 0);
    test_key_types();
    test_requested();
    test_older_version();
    test_choosing();
    test_any_chain();
    test_identity_schemes();
    test_cert_schemes();
    test_refusals();
    for (uint16_t version = BRISK_TLS_VERSION_1_2; version <= BRISK_TLS_VERSION_1_3; version++) {
        test_check_peer(version);
        test_check_bad_peer(version);
        test_check_resumed(version);
    }
    test_bad_config();
    test_sessions();
    test_session_age();
    return test_end();
}
