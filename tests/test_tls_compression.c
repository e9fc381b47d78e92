/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Compressed certificates (RFC 8879): negotiation, both directions, with OCSP responses and
 * without, in pieces and at once; hostile messages, bombs among them; and the configurations that
 * are refused. By an algorithm of the tests' own, and by zlib and brotli where they were there when
 * this was built. test_tls_must_abort has more of single messages. */

#include <brisk/compression.h>
#include <brisk/error.h>

#include <stdio.h>
#include <string.h>

#include "handshake/extensions.h"
#include "tests/support/chain.h"
#include "tests/support/make_evidence.h"
#include "tests/support/rle.h"
#include "tests/support/test.h"
#include "tests/support/tls_pair.h"
#include "tests/support/tls_wire.h"

#define INTERNAL_ERROR 80

static struct test_pair pair;
static struct test_chain site, person;
static struct test_forms site_forms, person_forms;
static struct test_evidence response;
static struct brisk_tls_config client, server;

/* The algorithms that there are. */
static struct brisk_tls_cert_compression algorithms[3];
static size_t num_algorithms;

static void set_up(void)
{
    brisk_tls_config_init(&client);
    brisk_tls_config_init(&server);
    site.identity.ocsp = person.identity.ocsp = (struct brisk_bytes){ NULL, 0 };
    site.identity.num_compressed = person.identity.num_compressed = 0;
    client.trust = &site.trust;
    server.identities = &site.identity;
    server.num_identities = 1;
}

static void ask_for_client_certificate(void)
{
    server.trust = &person.trust;
    server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUIRE;
    client.identities = &person.identity;
    client.num_identities = 1;
}

/* What the two ends say of it, once they are established. */
static void check_infos(uint16_t of_server, uint16_t of_client)
{
    struct brisk_tls_info info;
    CHECK_EQ_INT(pair.client.tls.established, 1);
    CHECK_EQ_INT(pair.server.tls.established, 1);
    brisk_tls_get_info(&pair.client.tls, &info);
    CHECK_EQ_INT(info.peer_cert_compression, of_server);
    CHECK_EQ_INT(info.cert_compression, of_client);
    brisk_tls_get_info(&pair.server.tls, &info);
    CHECK_EQ_INT(info.peer_cert_compression, of_client);
    CHECK_EQ_INT(info.cert_compression, of_server);
}

static void check_run(size_t chunk, size_t out_capacity, uint16_t of_server, uint16_t of_client)
{
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), 0);
    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), 0);
    test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, out_capacity);
    CHECK(test_pair_run(&pair, chunk));
    check_infos(of_server, of_client);
    test_pair_wipe(&pair);
}

static void offer(struct brisk_tls_config *config, const struct brisk_tls_cert_compression *with,
                  size_t n)
{
    config->cert_compressions = with;
    config->num_cert_compressions = n;
}

/* Each algorithm: the server's certificate, the client's, both; at once, a byte at a time, and in
 * records so small that messages have to be put together. */
static void test_directions(const struct brisk_tls_cert_compression *with)
{
    static const size_t capacities[] = { 0, 256, 300 };
    uint16_t algorithm = with->algorithm;
    test_note("algorithm %04x", algorithm);
    set_up();
    ask_for_client_certificate();
    for (size_t i = 0; i < 3; i++)
        for (size_t chunk = 0; chunk < 2; chunk++) {
            test_forms_make(&site_forms, &site.identity, with, 1);
            test_forms_make(&person_forms, &person.identity, with, 1);
            offer(&client, with, 1);
            offer(&server, with, 1);
            check_run(chunk, capacities[i], algorithm, algorithm);
            client.num_key_shares = 0; /* with a HelloRetryRequest */
            check_run(chunk, capacities[i], algorithm, algorithm);
            client.num_key_shares = 1;
            person.identity.num_compressed = 0;
            check_run(chunk, capacities[i], algorithm, 0);
            offer(&client, NULL, 0);
            check_run(chunk, capacities[i], 0, 0);
            test_forms_make(&person_forms, &person.identity, with, 1);
            check_run(chunk, capacities[i], 0, algorithm);
        }
    /* TLS 1.2 has no such thing: it passes over the extension. */
    offer(&client, with, 1);
    server.max_version = BRISK_TLS_VERSION_1_2;
    check_run(0, 0, 0, 0);
    CHECK_EQ_INT(client.max_version, BRISK_TLS_VERSION_1_3);
    /* A client without a certificate says so as it always does. */
    server.max_version = BRISK_TLS_VERSION_1_3;
    server.client_auth = BRISK_TLS_CLIENT_AUTH_REQUEST;
    client.num_identities = 0;
    check_run(0, 0, algorithm, 0);
    test_note(NULL);
}

/* The identity's order decides, among what the peer has. */
static void test_preference(void)
{
    struct brisk_tls_cert_compression one = test_rle, two = test_rle, both[2];
    one.algorithm = 0x4001;
    two.algorithm = 0x4002;
    both[0] = two;
    both[1] = one;
    set_up();
    test_forms_make(&site_forms, &site.identity, both, 2);
    offer(&client, &one, 1);
    check_run(0, 0, 0x4001, 0);
    offer(&client, &two, 1);
    check_run(0, 0, 0x4002, 0);
    both[0] = one;
    both[1] = two;
    offer(&client, both, 2);
    check_run(0, 0, 0x4002, 0);
    offer(&client, &test_rle, 1);
    check_run(0, 0, 0, 0);
}

/* A form has the OCSP response in it, or has not, as the peer wants it. */
static void test_ocsp(void)
{
    set_up();
    test_make_ocsp(&response, &(struct test_ocsp_recipe){ .cert = &site.leaf,
                                                          .issuer = &site.ca,
                                                          .signer = &site.ca_key,
                                                          .this_update = "20251201000000Z",
                                                          .next_update = "20270101000000Z" });
    site.identity.ocsp = (struct brisk_bytes){ response.der, response.len };
    test_forms_make(&site_forms, &site.identity, &test_rle, 1);
    CHECK_EQ_INT((long long)site.identity.num_compressed, 2);
    offer(&client, &test_rle, 1);
    check_run(0, 0, TEST_RLE, 0);
    client.request_status = 1;
    client.revocation_need = BRISK_REVOCATION_LEAF; /* it is in there */
    check_run(0, 0, TEST_RLE, 0);
    check_run(1, 256, TEST_RLE, 0);
    /* Without the form that is needed the message goes as it is. */
    site.identity.num_compressed = 1;
    check_run(0, 0, 0, 0);
}

/* --- hostile messages --- */

struct hostile {
    struct test_message message; /* instead of the server's CompressedCertificate */
    int in_pieces;
};
static struct hostile hostile;

static void replace(struct test_wire *wire, unsigned index, const uint8_t *message, size_t len)
{
    const uint8_t *data = message;
    if (index == 2) {
        data = hostile.message.bytes;
        len = hostile.message.len;
    }
    for (size_t part; len; len -= part, data += part) {
        part = len > 200 && index == 2 && hostile.in_pieces ? 200 : len;
        part = part > BRISK_TLS_MAX_PLAINTEXT ? BRISK_TLS_MAX_PLAINTEXT : part;
        test_wire_deliver(wire->to, RECORD_HANDSHAKE, data, part, 0);
    }
}

/* CompressedCertificate by hand. */
static void make_message(uint16_t algorithm, size_t uncompressed_len, const uint8_t *data,
                         size_t len)
{
    uint8_t *m = hostile.message.bytes;
    size_t body = 2 + 3 + 3 + len;
    const uint8_t head[] = { MESSAGE_COMPRESSED_CERTIFICATE,
                             (uint8_t)(body >> 16),
                             (uint8_t)(body >> 8),
                             (uint8_t)body,
                             (uint8_t)(algorithm >> 8),
                             (uint8_t)algorithm,
                             (uint8_t)(uncompressed_len >> 16),
                             (uint8_t)(uncompressed_len >> 8),
                             (uint8_t)uncompressed_len,
                             (uint8_t)(len >> 16),
                             (uint8_t)(len >> 8),
                             (uint8_t)len };
    memcpy(m, head, sizeof head);
    if (len)
        memcpy(m + sizeof head, data, len);
    hostile.message.len = sizeof head + len;
}

static void check_refused(int alert, int error)
{
    for (hostile.in_pieces = 0; hostile.in_pieces < 2; hostile.in_pieces++) {
        struct test_wire up = { .from = &pair.client, .to = &pair.server };
        struct test_wire down = { .from = &pair.server, .to = &pair.client, .edit = replace };
        test_pair_init(&pair, &client, &server, TEST_CHAIN_HOST, 0);
        test_wire_run(&pair, &up, &down);
        CHECK_EQ_INT(pair.client.result, error);
        test_peer_check_dead(&pair.client, alert);
        test_pair_wipe(&pair);
    }
}

static void refuse(uint16_t algorithm, size_t uncompressed_len, const uint8_t *data, size_t len,
                   int alert, int error)
{
    make_message(algorithm, uncompressed_len, data, len);
    check_refused(alert, error);
}

/* Around a message that is right: each field in turn. */
static void test_hostile_fields(const struct brisk_tls_cert_compression *with)
{
    static uint8_t data[BRISK_TLS_MAX_HANDSHAKE_MESSAGE];
    set_up();
    offer(&client, with, 1);
    test_forms_make(&site_forms, &site.identity, with, 1);
    const struct brisk_tls_compressed_certificate *form = site.identity.compressed;
    size_t len = form->data.len, whole = form->uncompressed_len;
    uint16_t algorithm = form->algorithm;
    test_note("algorithm %04x", algorithm);
    memcpy(data, form->data.data, len);
    /* what it says of the length */
    static const int off[] = { -1, 1, -100, 100 };
    for (size_t i = 0; i < 4; i++)
        refuse(algorithm, whole + (size_t)off[i], data, len, BAD_CERTIFICATE,
               BRISK_ERR_TLS_DECOMPRESSION);
    refuse(algorithm, 0, data, len, BAD_CERTIFICATE, BRISK_ERR_TLS_DECOMPRESSION);
    refuse(algorithm, 1, data, len, BAD_CERTIFICATE, BRISK_ERR_TLS_DECOMPRESSION);
    refuse(algorithm, BRISK_TLS_MAX_HANDSHAKE_MESSAGE + 1, data, len, BAD_CERTIFICATE,
           BRISK_ERR_TLS_DECOMPRESSION);
    refuse(algorithm, 0xffffff, data, len, BAD_CERTIFICATE, BRISK_ERR_TLS_DECOMPRESSION);
    /* more than this handshake's memory holds, as with a Certificate of that length */
    refuse(algorithm, BRISK_TLS_MAX_HANDSHAKE_MESSAGE, data, len, INTERNAL_ERROR,
           BRISK_ERR_TLS_MEMORY);
    /* which algorithm */
    refuse(algorithm ^ 0x100, whole, data, len, ILLEGAL_PARAMETER, BRISK_ERR_TLS_ILLEGAL_PARAMETER);
    refuse(0, whole, data, len, ILLEGAL_PARAMETER, BRISK_ERR_TLS_ILLEGAL_PARAMETER);
    /* the data */
    refuse(algorithm, whole, data, 0, DECODE_ERROR, BRISK_ERR_TLS_DECODE);
    refuse(algorithm, whole, data, len - 1, BAD_CERTIFICATE, BRISK_ERR_TLS_DECOMPRESSION);
    refuse(algorithm, whole, data, len / 2, BAD_CERTIFICATE, BRISK_ERR_TLS_DECOMPRESSION);
    refuse(algorithm, whole, data, len + 1, BAD_CERTIFICATE, BRISK_ERR_TLS_DECOMPRESSION);
    data[0] ^= 0xff;
    refuse(algorithm, whole, data, len, BAD_CERTIFICATE, BRISK_ERR_TLS_DECOMPRESSION);
    test_note(NULL);
}

/* What decompresses well, and is no chain that is trusted; and what the CertificateVerify, which
 * covers the message as it came, does not fit. */
static void test_hostile_contents(const struct brisk_tls_cert_compression *with)
{
    static uint8_t data[2 * BRISK_TLS_MAX_HANDSHAKE_MESSAGE];
    static const uint8_t empty[] = { 0, 0, 0, 0 }, garbage[64] = { 1, 2, 3 };
    size_t len = 0;
    set_up();
    offer(&client, with, 1);
    test_forms_make(&site_forms, &site.identity, with, 1);
    test_forms_make(&person_forms, &person.identity, with, 1);
    test_note("algorithm %04x", with->algorithm);
    CHECK_EQ_INT(with->compress(with->arg, data, sizeof data, &len, empty, sizeof empty), 0);
    refuse(with->algorithm, sizeof empty, data, len, DECODE_ERROR, BRISK_ERR_TLS_DECODE);
    CHECK_EQ_INT(with->compress(with->arg, data, sizeof data, &len, garbage, sizeof garbage), 0);
    refuse(with->algorithm, sizeof garbage, data, len, DECODE_ERROR, BRISK_ERR_TLS_DECODE);
    const struct brisk_tls_compressed_certificate *form = person.identity.compressed;
    refuse(with->algorithm, form->uncompressed_len, form->data.data, form->data.len,
           UNSUPPORTED_CERTIFICATE, BRISK_ERR_TLS_CERTIFICATE); /* a client's */
    test_note(NULL);
}

/* Data that would become much longer than the length says, which is as far as it goes. */
static void test_bombs(const struct brisk_tls_cert_compression *with)
{
    static uint8_t zeros[1 << 20], data[1 << 15];
    size_t len = 0, bomb = with->algorithm == TEST_RLE ? 1 << 17 : sizeof zeros;
    set_up();
    offer(&client, with, 1);
    test_forms_make(&site_forms, &site.identity, with, 1);
    test_note("algorithm %04x", with->algorithm);
    CHECK_EQ_INT(with->compress(with->arg, data, sizeof data, &len, zeros, bomb), 0);
    CHECK(len < 4000); /* the least memory holds it */
    refuse(with->algorithm, 100, data, len, BAD_CERTIFICATE, BRISK_ERR_TLS_DECOMPRESSION);
    refuse(with->algorithm, 1, data, len, BAD_CERTIFICATE, BRISK_ERR_TLS_DECOMPRESSION);
    test_note(NULL);
}

/* Not asked for: as any message out of its place. */
static void test_unasked(void)
{
    set_up();
    test_forms_make(&site_forms, &site.identity, &test_rle, 1);
    const struct brisk_tls_compressed_certificate *form = site.identity.compressed;
    refuse(TEST_RLE, form->uncompressed_len, form->data.data, form->data.len, UNEXPECTED_MESSAGE,
           BRISK_ERR_TLS_UNEXPECTED_MESSAGE);
}

/* Decompressors see exactly the buffers that they were promised, and garbage does no harm. */
static void test_garbage(const struct brisk_tls_cert_compression *with)
{
    static uint8_t in[600], plain[500], packed[2000];
    size_t len = 0;
    for (int i = 0; i < 3000; i++) {
        uint8_t out[64 + 1];
        size_t in_len = test_random_below(sizeof in), out_len = test_random_below(65);
        test_random_bytes(in, in_len);
        out[out_len] = 0xa5;
        (void)with->decompress(with->arg, out, out_len, in, in_len);
        CHECK_EQ_INT(out[out_len], 0xa5);
    }
    test_random_bytes(plain, sizeof plain);
    CHECK_EQ_INT(with->compress(with->arg, packed, sizeof packed, &len, plain, sizeof plain), 0);
    CHECK(with->compress(with->arg, packed, len - 1, &len, plain, sizeof plain) != 0);
    CHECK_EQ_INT(with->compress(with->arg, packed, sizeof packed, &len, plain, sizeof plain), 0);
    for (int i = 0; i < 3000; i++) { /* a bit flipped: refused, or something of that length */
        uint8_t out[sizeof plain + 1];
        size_t bit = test_random_below(8 * len);
        packed[bit / 8] ^= (uint8_t)(1 << bit % 8);
        out[sizeof plain] = 0xa5;
        (void)with->decompress(with->arg, out, sizeof plain, packed, len);
        CHECK_EQ_INT(out[sizeof plain], 0xa5);
        packed[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    uint8_t out[sizeof plain];
    CHECK_EQ_INT(with->decompress(with->arg, out, sizeof out, packed, len), 0);
    CHECK_EQ_BYTES(out, plain, sizeof plain);
}

/* --- setting up --- */

static void check_config(int client_error, int server_error)
{
    CHECK_EQ_INT(brisk_tls_config_check(&client, BRISK_TLS_CLIENT), client_error);
    CHECK_EQ_INT(brisk_tls_config_check(&server, BRISK_TLS_SERVER), server_error);
}

static void test_config(void)
{
    struct brisk_tls_cert_compression list[BRISK_TLS_MAX_LIST + 1];
    for (size_t i = 0; i < BRISK_TLS_MAX_LIST + 1; i++) {
        list[i] = test_rle;
        list[i].algorithm = (uint16_t)(0x4000 + i);
    }
    set_up();
    offer(&client, list, BRISK_TLS_MAX_LIST);
    check_config(0, 0);
    offer(&client, list, BRISK_TLS_MAX_LIST + 1);
    check_config(BRISK_ERR_ARGUMENT, 0);
    offer(&client, NULL, 1);
    check_config(BRISK_ERR_ARGUMENT, 0);
    list[1].algorithm = list[0].algorithm;
    offer(&client, list, 2);
    check_config(BRISK_ERR_ARGUMENT, 0);
    list[1] = list[2];
    list[1].decompress = NULL;
    check_config(BRISK_ERR_ARGUMENT, 0);
    offer(&client, NULL, 0);

    test_forms_make(&site_forms, &site.identity, &test_rle, 1);
    check_config(0, 0);
    site_forms.forms[0].uncompressed_len++; /* of another certificate */
    check_config(0, BRISK_ERR_ARGUMENT);
    site_forms.forms[0].uncompressed_len--;
    site_forms.forms[0].has_ocsp = 1; /* there is none */
    check_config(0, BRISK_ERR_ARGUMENT);
    site_forms.forms[0].has_ocsp = 0;
    site_forms.forms[0].data.len = 0;
    check_config(0, BRISK_ERR_ARGUMENT);
    site_forms.forms[0].data.len = BRISK_TLS_MAX_HANDSHAKE_MESSAGE;
    check_config(0, BRISK_ERR_ARGUMENT);
    site_forms.forms[0].data.len =
        BRISK_TLS_MAX_HANDSHAKE_MESSAGE - 8; /* makes no sense, but fits */
    check_config(0, 0);
    CHECK(brisk_tls_handshake_size(&server, BRISK_TLS_SERVER) > BRISK_TLS_MAX_HANDSHAKE_MESSAGE);
    site.identity.num_compressed = BRISK_TLS_MAX_COMPRESSED + 1;
    check_config(0, BRISK_ERR_ARGUMENT);
    site.identity.num_compressed = 1;
    site.identity.compressed = NULL;
    check_config(0, BRISK_ERR_ARGUMENT);
}

static void test_compress(void)
{
    struct brisk_tls_compressed_certificate form;
    struct brisk_tls_cert_compression none = test_rle;
    uint8_t memory[8192];
    size_t used = 0;
    set_up();
    none.compress = NULL;
    CHECK_EQ_INT(brisk_tls_certificate_compress(&form, &site.identity, 0, &none, memory,
                                                sizeof memory, &used),
                 BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_tls_certificate_compress(&form, &site.identity, 1, &test_rle, memory,
                                                sizeof memory, &used),
                 BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_tls_certificate_compress(&form, &site.identity, 0, &test_rle, memory,
                                                sizeof memory, &used),
                 0);
    CHECK_EQ_INT((long long)form.data.len, (long long)used);
    CHECK(form.data.data == memory);
    /* As much memory as it says, and a byte less. */
    size_t least = used + form.uncompressed_len, again = 0;
    CHECK_EQ_INT(
        brisk_tls_certificate_compress(&form, &site.identity, 0, &test_rle, memory, least, &again),
        0);
    CHECK_EQ_INT((long long)again, (long long)used);
    CHECK_EQ_INT(brisk_tls_certificate_compress(&form, &site.identity, 0, &test_rle, memory,
                                                least - 1, &again),
                 BRISK_ERR_BUFFER);
    CHECK_EQ_INT(
        brisk_tls_certificate_compress(&form, &site.identity, 0, &test_rle, memory, 10, &again),
        BRISK_ERR_BUFFER);
}

static void find_algorithms(void)
{
    static const char *const names[] = { "zlib", "brotli" };
    algorithms[num_algorithms++] = test_rle;
    for (size_t i = 0; i < 2; i++) {
        const struct brisk_tls_cert_compression *found = brisk_cert_compression_find(names[i]);
        printf("  %s: %s\n", names[i], found ? "tested" : "NOT TESTED: built without it");
        if (!found)
            continue;
        CHECK(!strcmp(brisk_cert_compression_name(found->algorithm), names[i]));
        algorithms[num_algorithms++] = *found;
    }
    CHECK(!brisk_cert_compression_find("zstd"));
    CHECK(!strcmp(brisk_cert_compression_name(TEST_RLE), "unknown"));
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    struct brisk_x509_template what = test_chain_template();
    what.extended_key_usage = BRISK_EKU_CLIENT_AUTH;
    if (test_chain_make(&site, BRISK_KEY_P256, 0) || test_chain_make(&person, BRISK_KEY_P256, 0) ||
        test_chain_issue(&person, &what))
        test_abort("cannot make the chains");
    find_algorithms();
    for (size_t i = 0; i < num_algorithms; i++) {
        test_directions(&algorithms[i]);
        test_hostile_fields(&algorithms[i]);
        test_hostile_contents(&algorithms[i]);
        test_bombs(&algorithms[i]);
        test_garbage(&algorithms[i]);
    }
    test_preference();
    test_ocsp();
    test_unasked();
    test_config();
    test_compress();
    return test_end();
}
