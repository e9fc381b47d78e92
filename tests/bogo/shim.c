/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A shim between brisk's engine and BoringSSL's TLS test runner (README.md beside this file). The
 * runner listens, starts the shim with flags that say what to do, and plays the other side, often
 * wrongly on purpose; the shim connects, once and again for each resumption.
 *
 * Exit code 0: all went as the flags say; 1: the connection failed; EXIT_UNIMPLEMENTED;
 * EXIT_MUST_FAIL: the shim itself went wrong, or what was negotiated is not what was expected. */

#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <brisk/brisk.h>

#include "handshake/engine.h" /* brisk_alert_send(), ALERT_RESERVE */
#include "tests/bogo/hello.h"
#include "tests/bogo/options.h"
#include "tests/bogo/settings.h"
#include "tests/support/tls_wire.h" /* alerts */

static const char greeting[] = "hello"; /* what the runner expects of -shim-writes-first */

/* What goes from one connection to the next. */
struct shim {
    struct brisk_ticket_keys ticket_keys;
    struct brisk_session_cache *session_cache;
    struct brisk_session session; /* the last that the client received */
    int64_t now;
    int is_resumption;
    int is_not_resumable; /* the first connection's master secret was not the extended one */
};

struct connection {
    struct shim *shim;
    const struct shim_options *options, *retry_options;
    struct shim_settings settings;
    int fd;
    int got_session;
    size_t peer_chain_len; /* certificates */
    int wants_early;       /* to be told when early data can be written */
    struct brisk_session offered, slot;
    size_t greeted;   /* bytes of the greeting that were written */
    size_t held_back; /* bytes at the end of `out` that are not sent yet */
    struct {          /* of TLS 1.3, by the key log's names */
        uint8_t client[48], server[48];
        size_t len;
    } secrets;
    struct hello hello; /* server */
    struct brisk_tls tls;
    uint8_t handshake[BRISK_TLS_HANDSHAKE_SIZE_MAX] __attribute__((aligned(64)));
    uint8_t in[BRISK_TLS_BUFFER_SIZE], out[BRISK_TLS_BUFFER_SIZE];
};

/* --- ends --- */

__attribute__((format(printf, 1, 2))) static int fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return -1;
}

/* What is wrong even if the runner expects a failure. */
static void expect(int condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "unexpected: %s\n", what);
    exit(EXIT_MUST_FAIL);
}

/* The runner takes what comes after this line for a sanitizer's words. */
static void end_output(void)
{
    fputs("--- DONE ---\n", stderr);
}

static void crash(int signal_number)
{
    (void)signal_number;
    _exit(EXIT_MUST_FAIL);
}

/* --- the socket --- */

static int open_socket(const struct shim_options *options)
{
    struct sockaddr_in6 address6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    struct sockaddr_in address4 = { .sin_family = AF_INET };
    struct sockaddr *address = (struct sockaddr *)&address4;
    socklen_t len = sizeof(address4);
    int one = 1;
    address4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address4.sin_port = address6.sin6_port = htons((uint16_t)options->port);
    if (options->ipv6) {
        address = (struct sockaddr *)&address6;
        len = sizeof(address6);
    }
    int fd = socket(address->sa_family, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, address, len) != 0) {
        perror("connecting to the runner");
        exit(EXIT_MUST_FAIL);
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    return fd;
}

static int send_all(int fd, const uint8_t *data, size_t len)
{
    while (len) {
        ssize_t sent = send(fd, data, len, MSG_NOSIGNAL);
        if (sent < 0)
            return -1;
        data += sent;
        len -= (size_t)sent;
    }
    return 0;
}

/* The runner tells its tests apart by eight bytes that come first. */
static int send_id(int fd, int64_t id)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)id >> (8 * i));
    return send_all(fd, bytes, sizeof(bytes));
}

static int flush_output(struct connection *c)
{
    struct brisk_tls_buffer *out = &c->tls.out;
    size_t len = out->end - out->begin;
    if (len <= c->held_back)
        return 0;
    len -= c->held_back;
    if (send_all(c->fd, out->data + out->begin, len) != 0)
        return fail("the runner takes no more");
    out->begin += len;
    return 0;
}

/* Receives something; a byte at a time where the runner asks for asynchronous I/O, so that every
 * message is split everywhere. Returns 1, 0 at the end, or -1. */
static int receive_input(struct connection *c)
{
    struct brisk_tls_buffer *in = &c->tls.in;
    size_t space = brisk_tls_buffer_space(in);
    if (c->options->async && space > 1)
        space = 1;
    ssize_t got = recv(c->fd, in->data + in->end, space, 0);
    if (got <= 0)
        return got == 0 ? 0 : fail("receiving from the runner failed");
    if (c->options->server)
        hello_take(&c->hello, in->data + in->end, (size_t)got);
    in->end += (size_t)got;
    return 1;
}

/* Half-closed and read to the end, so that nothing that was sent is lost to a reset. */
static void close_socket(int fd)
{
    char rest[1024];
    shutdown(fd, SHUT_WR);
    while (recv(fd, rest, sizeof(rest), 0) > 0)
        ;
    close(fd);
}

/* --- the engine --- */

/* Where both sides know no scheme that a client could sign with. */
static void check_client_schemes(const struct connection *c, int error)
{
    const struct brisk_tls_config *config = &c->settings.config;
    int is_1_2 = c->tls.version == BRISK_TLS_VERSION_1_2;
    const struct shim_options *options = c->options;
    if (is_1_2 && options->server && config->client_auth && config->num_schemes == 1 &&
        config->schemes[0] == BRISK_SIG_ED25519 && error == BRISK_ERR_TLS_HANDSHAKE_FAILURE)
        options_unimplemented("-verify-prefs", "Ed25519 signatures of TLS 1.2's clients");
    /* Asked for a certificate, and none to show. */
    if (options->server || error != BRISK_ERR_TLS_PEER_ALERT || !config->num_identities ||
        !c->tls.handshake->certificate_requested || c->tls.handshake->identity)
        return;
    if (is_1_2 && c->settings.key.type == BRISK_KEY_ED25519)
        options_unimplemented("the runner's request", "Ed25519 signatures of TLS 1.2's clients");
    /* RFC 8446 section 4.4.2 has them show none. */
    options_unimplemented("the runner's request",
                          "clients that give up where the server knows none of their schemes");
}

/* What the flags do not tell, but what goes wrong does. */
static void check_reason(const struct connection *c, int error)
{
    int alert = c->options->server ? -1 : brisk_tls_alert_received(&c->tls); /* RFC 8446, 6.2 */
    int may_be_1_1 = c->options->min_version < BRISK_TLS_VERSION_1_2;
    int may_be_1_2 = c->options->min_version < BRISK_TLS_VERSION_1_3 && !c->options->no_tls12;
    if (error == BRISK_ERR_LIMIT)
        options_unimplemented("a message", "handshake messages over 16 KiB");
    if (c->tls.x509_error == BRISK_ERR_X509_REVOCATION && c->options->enable_ocsp)
        options_unimplemented("-enable-ocsp-stapling", "an OCSP response that is none");
    if (may_be_1_1 && ((error == BRISK_ERR_TLS_PROTOCOL_VERSION && c->options->server &&
                        hello_version(&c->hello) < BRISK_TLS_VERSION_1_2) ||
                       (alert == 70 /* protocol_version */ && !c->tls.version)))
        options_unimplemented("the runner's versions", "versions before TLS 1.2");
    check_client_schemes(c, error);
    if (may_be_1_2 && !c->options->server && error == BRISK_ERR_TLS_HANDSHAKE_FAILURE &&
        !c->tls.version)
        options_unimplemented("the runner's hello", "servers without renegotiation_info");
}

static int report_error(struct connection *c, int error)
{
    check_reason(c, error);
    fail("error %d: %s; certificate error %d; alert sent %d, received %d", error,
         brisk_strerror(error), c->tls.x509_error, brisk_tls_alert_sent(&c->tls),
         brisk_tls_alert_received(&c->tls));
    return -1;
}

static void run_jobs(struct brisk_tls *tls)
{
    struct brisk_job *jobs[BRISK_TLS_MAX_JOBS];
    brisk_jobs_run(jobs, brisk_tls_jobs(tls, jobs));
}

/* Steps the engine until it has something to tell: BRISK_TLS_DONE, _DATA or _CLOSED, or -1; or once
 * BRISK_TLS_WANT_INPUT, when early data can be written. */
static int step(struct connection *c)
{
    for (;;) {
        int result = brisk_tls_step(&c->tls), received = 1;
        /* The same again: after an error, and while nothing has changed. */
        if (result < 0)
            expect(brisk_tls_step(&c->tls) == result, "an error that does not stay");
        if (flush_output(c) != 0)
            return result < 0 ? report_error(c, result) : -1;
        switch (result) {
        case BRISK_TLS_WANT_INPUT:
            if (c->wants_early && brisk_tls_early_room(&c->tls) > 0)
                return result;
            c->held_back = 0; /* the handshake needs it */
            if (flush_output(c) != 0)
                return -1;
            received = receive_input(c);
            break;
        case BRISK_TLS_WANT_OUTPUT:
            break;
        case BRISK_TLS_WANT_JOBS:
            run_jobs(&c->tls);
            break;
        default:
            return result < 0 ? report_error(c, result) : result;
        }
        if (received == 0)
            return report_error(c, brisk_tls_end_of_input(&c->tls));
        if (received < 0)
            return -1;
    }
}

/* Writes all of it, in records as long as the engine makes them. */
static int write_all(struct connection *c, const uint8_t *data, size_t len)
{
    while (len) {
        size_t taken = 0;
        int error = brisk_tls_write(&c->tls, data, len, &taken);
        if (error)
            return report_error(c, error);
        if (flush_output(c) != 0)
            return -1;
        data += taken;
        len -= taken;
    }
    return 0;
}

/* Waits for data: 1; or 0 at the peer's end, which says so by close_notify (close_received) or just
 * hangs up; or -1. */
static int wait_for_data(struct connection *c)
{
    for (;;) {
        int result = step(c);
        if (result < 0)
            return -1;
        if (result == BRISK_TLS_DATA)
            return 1;
        if (result == BRISK_TLS_CLOSED)
            return 0;
        int received = receive_input(c);
        if (received <= 0)
            return received;
    }
}

/* --- callbacks --- */

static void keep_session(void *arg, struct brisk_tls *tls, const struct brisk_session *session)
{
    struct connection *c = arg;
    (void)tls;
    c->got_session = 1;
    c->shim->session = *session;
}

/* BoringSSL's own callbacks, of two kinds, have each an alert for what they refuse. A client whose
 * early data was refused goes by the flags of the retry. */
static int check_peer(void *arg, struct brisk_tls *tls, struct brisk_tls_peer_report *report)
{
    struct connection *c = arg;
    struct brisk_tls_info info;
    brisk_tls_get_info(tls, &info);
    const struct shim_options *options =
        info.early_data == BRISK_TLS_EARLY_REJECTED ? c->retry_options : c->options;
    c->peer_chain_len = report->chain_len;
    if (!options->verify_fail || report->x509_error)
        return 0;
    report->alert = options->custom_verify ? CERTIFICATE_UNKNOWN : HANDSHAKE_FAILURE;
    return 1;
}

static int hex_digit(char digit)
{
    return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

/* "SERVER_TRAFFIC_SECRET_0 <client random> <secret>" */
static void keep_secret(void *arg, const char *line)
{
    struct connection *c = arg;
    const char *hex = strrchr(line, ' ') + 1;
    uint8_t *secret = NULL;
    if (strncmp(line, "CLIENT_TRAFFIC_SECRET_0 ", 24) == 0)
        secret = c->secrets.client;
    else if (strncmp(line, "SERVER_TRAFFIC_SECRET_0 ", 24) == 0)
        secret = c->secrets.server;
    if (!secret)
        return;
    c->secrets.len = strlen(hex) / 2;
    for (size_t i = 0; i < c->secrets.len; i++)
        secret[i] = (uint8_t)(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));
}

/* --- what was negotiated --- */

static void check_cipher(const struct shim_options *options, uint16_t suite)
{
    int64_t by_hardware =
        brisk_aead_prefers_aes() ? options->expect_cipher_aes : options->expect_cipher_no_aes;
    if (options->server && by_hardware >= 0 && by_hardware != suite)
        options_unimplemented("-expect-cipher-aes", "the client's preference among suites");
    expect(options->expect_cipher < 0 || options->expect_cipher == suite, "the cipher suite");
    expect(by_hardware < 0 || by_hardware == suite, "the cipher suite for this hardware");
}

static void check_names(const struct connection *c, const struct brisk_tls_info *info)
{
    const struct shim_options *options = c->options;
    const char *alpn = options->server ? options->select_alpn : options->expect_alpn;
    const char *host = brisk_tls_host(&c->tls);
    expect(strcmp(info->alpn, alpn ? alpn : "") == 0, "the ALPN name");
    expect(!options->expect_server_name || strcmp(options->expect_server_name, host) == 0,
           "the server name");
    expect(!options->server || !options->expect_no_server_name || !*host, "a server name");
}

/* BoringSSL's reasons are finer: of all but one it follows that early data was not taken. */
static void check_early(const struct connection *c, enum brisk_tls_early early)
{
    const struct shim_options *options = c->options;
    const char *reason = options->expect_early_data_reason;
    int accepted = early == BRISK_TLS_EARLY_ACCEPTED;
    expect(!options->expect_accept_early_data || accepted, "no early data");
    expect(!options->expect_reject_early_data || !accepted, "early data");
    expect(!reason || accepted == (strcmp(reason, "accept") == 0), "what became of early data");
    expect(!options->expect_no_offer_early_data || early == BRISK_TLS_EARLY_NONE,
           "an offer of early data");
}

/* What the client offered. */
static void check_offers(const struct connection *c)
{
    const struct shim_options *options = c->options;
    const struct option_list *prefs = &options->expect_peer_verify_prefs;
    struct brisk_bytes alpn = c->hello.alpn, schemes = c->hello.schemes;
    const char *names = options->expect_advertised_alpn;
    expect(!names || (strlen(names) == alpn.len && memcmp(names, alpn.data, alpn.len) == 0),
           "the client's ALPN names");
    expect(!prefs->n || schemes.len == 2 * prefs->n, "the client's signature schemes");
    for (size_t i = 0; i < prefs->n; i++)
        expect((schemes.data[2 * i] << 8 | schemes.data[2 * i + 1]) == prefs->values[i],
               "the client's signature schemes");
}

static void check_peer_certificate(const struct connection *c, const struct brisk_tls_info *info)
{
    const struct shim_options *options = c->options;
    struct loaded_certs expected;
    uint8_t fingerprint[32];
    expect(!options->expect_client_fingerprint || info->has_peer_certificate,
           "no client certificate");
    if (!options->expect_peer_cert_file)
        return;
    if (load_certs(options->expect_peer_cert_file, &expected) != 0)
        exit(EXIT_MUST_FAIL);
    brisk_hash_digest(BRISK_SHA256, fingerprint, expected.certs[0].der.data,
                      expected.certs[0].der.len);
    expect(info->has_peer_certificate &&
               memcmp(fingerprint, info->peer_fingerprint, sizeof(fingerprint)) == 0,
           "another certificate of the peer");
    expect(info->resumed || c->peer_chain_len == expected.num_certs, "a chain of another length");
    free_certs(&expected);
}

/* Whether the server keeps the first connection's session itself. */
static void check_session_id(const struct connection *c)
{
    if (!c->options->server || c->shim->is_resumption)
        return;
    size_t kept = brisk_session_cache_expire(c->shim->session_cache, c->shim->now);
    expect(!c->options->expect_session_id || kept, "the session is not kept by the server");
    expect(!c->options->expect_no_session_id || !kept, "the session is kept by the server");
}

static void check_negotiated(const struct connection *c)
{
    const struct shim_options *options = c->options;
    struct brisk_tls_info info;
    brisk_tls_get_info(&c->tls, &info);
    int resumed = c->shim->is_resumption && !options->expect_session_miss;
    if (info.version == BRISK_TLS_VERSION_1_2 && !c->shim->is_resumption)
        c->shim->is_not_resumable = !c->tls.extended_master_secret;
    if (resumed && !info.resumed && c->shim->is_not_resumable)
        options_unimplemented("-resume-count", "resumption without the extended master secret");
    expect(options->expect_version < 0 || options->expect_version == info.version, "the version");
    expect(info.resumed == resumed, resumed ? "no resumption" : "a resumption");
    /* A resumption of TLS 1.2 has no group, and none a signature. */
    expect(options->expect_curve_id < 0 || options->expect_curve_id == info.group ||
               (info.resumed && info.version == BRISK_TLS_VERSION_1_2),
           "the group");
    uint16_t scheme = options->server ? info.client_scheme : info.scheme;
    expect(options->expect_peer_signature_algorithm < 0 || info.resumed ||
               options->expect_peer_signature_algorithm == scheme,
           "the peer's signature scheme");
    if (options->server && options->expect_hrr && !info.hello_retry)
        options_unimplemented("-expect-hrr", "a retry where a share of another group would do");
    expect(!options->expect_hrr || info.hello_retry, "no HelloRetryRequest");
    expect(!options->expect_no_hrr || !info.hello_retry, "a HelloRetryRequest");
    check_cipher(options, info.suite);
    expect(!options->expect_extended_master_secret || c->tls.extended_master_secret ||
               info.version == BRISK_TLS_VERSION_1_3,
           "no extended master secret");
    check_names(c, &info);
    if (options->server)
        check_offers(c);
    check_peer_certificate(c, &info);
    check_session_id(c);
    check_early(c, info.early_data);
}

/* TLS 1.3 servers send tickets behind the handshake; a client that shuts down at once has not
 * waited for them. */
static void check_session(const struct connection *c)
{
    const struct shim_options *options = c->options;
    if (options->server || options->shim_shuts_down || c->tls.version != BRISK_TLS_VERSION_1_3)
        return;
    expect(c->got_session == !options->expect_no_session,
           c->got_session ? "a session" : "no session");
    if (c->got_session)
        expect((c->shim->session.max_early_data > 0) == options->expect_ticket_supports_early_data,
               "whether the ticket is for early data");
}

/* --- after the handshake --- */

static int export_keys(struct connection *c)
{
    const struct shim_options *options = c->options;
    uint8_t key[1024];
    size_t len = (size_t)options->export_keying_material;
    if (options->export_keying_material <= 0)
        return 0;
    if (len > sizeof(key))
        return fail("-export-keying-material is too long");
    const char *label = options->export_label ? options->export_label : "";
    const char *context = options->export_context ? options->export_context : "";
    int error = brisk_tls_export(&c->tls, key, len, label,
                                 options->use_export_context ? (const uint8_t *)context : NULL,
                                 options->use_export_context ? strlen(context) : 0);
    if (error)
        return fail("brisk_tls_export: %s", brisk_strerror(error));
    return write_all(c, key, len);
}

/* The secret that is read with, then that which is written with, behind their length. */
static int export_secrets(struct connection *c)
{
    size_t len = c->secrets.len;
    const uint8_t size[2] = { (uint8_t)len, (uint8_t)(len >> 8) };
    const uint8_t *read = c->options->server ? c->secrets.client : c->secrets.server;
    const uint8_t *write = c->options->server ? c->secrets.server : c->secrets.client;
    if (!c->options->export_traffic_secrets)
        return 0;
    if (write_all(c, size, sizeof(size)) != 0 || write_all(c, read, len) != 0)
        return -1;
    return write_all(c, write, len);
}

static int update_key(struct connection *c, int wanted)
{
    int error = wanted ? brisk_tls_key_update(&c->tls, 0) : 0;
    return error ? report_error(c, error) : flush_output(c);
}

static int write_sizes(struct connection *c)
{
    static const size_t sizes[] = {
        0, 1, 255, 256, 257, 16383, 16384, 16385, 32767, 32768, 32769,
    };
    static uint8_t data[32769];
    memset(data, 0x42, sizeof(data));
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        if (write_all(c, data, sizes[i]) != 0)
            return -1;
    return 0;
}

/* As much as may be written: early data has a limit. */
static int greet(struct connection *c)
{
    const struct shim_options *options = c->options;
    const uint8_t *text = (const uint8_t *)greeting + c->greeted;
    size_t len = strlen(greeting) - c->greeted, taken = 0;
    if (!options->shim_writes_first && !options->read_with_unfinished_write)
        return 0;
    if (!c->tls.established && len > brisk_tls_early_room(&c->tls))
        len = brisk_tls_early_room(&c->tls);
    size_t before = c->tls.out.end - c->tls.out.begin;
    c->greeted += len;
    if (!len || !options->read_with_unfinished_write)
        return write_all(c, text, len);
    /* One byte goes now, the rest when the first data have been read. */
    int error = brisk_tls_write(&c->tls, text, len, &taken);
    if (error)
        return report_error(c, error);
    c->held_back = c->tls.out.end - c->tls.out.begin - before - 1;
    return flush_output(c);
}

/* What was read goes back with every bit flipped. */
static int answer(struct connection *c)
{
    static uint8_t data[BRISK_TLS_MAX_PLAINTEXT];
    size_t len = c->tls.data.len;
    if (c->options->peek_then_read) {
        const uint8_t *peeked = c->tls.data.data;
        expect(step(c) == BRISK_TLS_DATA && c->tls.data.data == peeked && c->tls.data.len == len,
               "other data at a second look");
    }
    for (size_t i = 0; i < len; i++)
        data[i] = c->tls.data.data[i] ^ 0xff;
    brisk_tls_data_done(&c->tls);
    c->held_back = 0;
    if (flush_output(c) != 0 || update_key(c, c->options->key_update) != 0)
        return -1;
    return write_all(c, data, len);
}

static int exchange_data(struct connection *c)
{
    uint8_t exported;
    for (;;) {
        if (update_key(c, c->options->key_update_before_read) != 0)
            return -1;
        int result = wait_for_data(c);
        if (result >= 0 && c->options->use_exporter_between_reads)
            expect(brisk_tls_export(&c->tls, &exported, 1, "", NULL, 0) == 0, "no exporter");
        if (result <= 0)
            return result;
        if (answer(c) != 0)
            return -1;
    }
}

/* With -check-close-notify both sides are to say that they are done; whoever shuts down first takes
 * no data any more. */
static int shut_down(struct connection *c)
{
    if (!c->options->check_close_notify)
        return 0;
    int error = brisk_tls_close(&c->tls);
    if (error)
        return report_error(c, error);
    if (flush_output(c) != 0)
        return -1;
    int result = c->tls.close_received ? 0 : wait_for_data(c);
    if (result > 0)
        return fail("data where close_notify was expected");
    if (result == 0 && !c->tls.close_received)
        return fail("the end without close_notify");
    return result;
}

static int send_alert(struct connection *c)
{
    expect(brisk_alert_send(&c->tls, 30 /* decompression_failure, as the runner has it */) == 0,
           "no room for an alert");
    return flush_output(c);
}

/* Client: the greeting goes as early data if it may. */
static int send_early(struct connection *c)
{
    c->wants_early = 0;
    return greet(c);
}

/* Until the handshake is complete. A server answers early data at once. */
static int handshake(struct connection *c)
{
    c->wants_early = !c->options->server && c->options->enable_early_data;
    for (;;) {
        int result = step(c);
        if (result < 0)
            return -1;
        if (result == BRISK_TLS_WANT_INPUT)
            result = send_early(c);
        else if (result == BRISK_TLS_DATA && c->tls.data.early)
            result = answer(c);
        else
            return 0;
        if (result != 0)
            return -1;
    }
}

/* What was written as early data and not taken is written again by other flags. */
static void look_at_early(struct connection *c)
{
    struct brisk_tls_info info;
    brisk_tls_get_info(&c->tls, &info);
    if (c->options->server || info.early_data != BRISK_TLS_EARLY_REJECTED)
        return;
    expect(c->options->expect_reject_early_data, "early data refused");
    c->options = c->retry_options;
    c->greeted = 0;
}

/* Records no longer than -max-send-fragment come of an output buffer without room for more: header,
 * what protection adds, and the alert that the engine keeps room for. During the handshake nothing
 * is added to the first records. */
static void limit_fragments(struct connection *c)
{
    size_t added = 0;
    if (c->options->max_send_fragment < 0)
        return;
    if (c->tls.established)
        added = c->tls.version == BRISK_TLS_VERSION_1_2 ? c->tls.suite->explicit_len + 16 : 1 + 16;
    c->tls.out.capacity =
        (size_t)c->options->max_send_fragment + RECORD_HEADER_SIZE + added + ALERT_RESERVE;
}

static int run_connection(struct connection *c)
{
    if (handshake(c) != 0)
        return -1;
    limit_fragments(c);
    look_at_early(c);
    check_negotiated(c);
    if (export_keys(c) != 0 || export_secrets(c) != 0)
        return -1;
    if (c->options->send_alert)
        return send_alert(c);
    if (c->options->write_different_record_sizes ? write_sizes(c) : greet(c))
        return -1;
    if (!c->options->write_different_record_sizes && !c->options->shim_shuts_down &&
        exchange_data(c) != 0)
        return -1;
    check_session(c);
    return shut_down(c);
}

/* --- connections --- */

static int has_session(const struct brisk_session *session)
{
    return session->ticket_len || session->session_id_len;
}

static void start_connection(struct connection *c)
{
    const struct shim_options *options = c->options;
    enum brisk_tls_role role = options->server ? BRISK_TLS_SERVER : BRISK_TLS_CLIENT;
    settings_make(&c->settings, options, c->retry_options, &c->shim->ticket_keys,
                  c->shim->session_cache);
    c->settings.config.session = keep_session;
    c->settings.config.keylog = keep_secret;
    c->settings.config.check_peer = check_peer;
    c->settings.config.check_peer_arg = c;
    c->settings.config.check_resumed = (uint8_t)options->reverify_on_resume;
    c->settings.config.session_arg = c->settings.config.keylog_arg = c;
    expect(brisk_tls_init(&c->tls, &c->settings.config, role, c->handshake, sizeof(c->handshake),
                          c->in, sizeof(c->in), c->out, sizeof(c->out)) == 0,
           "an error of brisk_tls_init()");
    limit_fragments(c);
    brisk_tls_set_time(&c->tls, c->shim->now);
    if (options->server)
        return;
    if (!options->no_ticket)
        expect(brisk_tls_keep_sessions(&c->tls, &c->slot) == 0, "no place for sessions");
    if (c->shim->is_resumption && has_session(&c->shim->session) && !options->no_ticket) {
        c->offered = c->shim->session;
        expect(brisk_tls_resume(&c->tls, &c->offered) == 0, "no session to be resumed");
    }
}

static int do_connection(struct shim *shim, const struct shim_options *options,
                         const struct shim_options *retry_options)
{
    struct connection *c = aligned_alloc(_Alignof(struct connection), sizeof(*c));
    expect(c != NULL, "no memory");
    memset(c, 0, sizeof(*c));
    c->shim = shim;
    c->options = options;
    c->retry_options = retry_options;
    start_connection(c);
    c->fd = open_socket(options);
    int result = send_id(c->fd, options->shim_id);
    if (result == 0)
        result = run_connection(c);
    close_socket(c->fd);
    brisk_tls_wipe(&c->tls);
    settings_free(&c->settings);
    free(c);
    return result;
}

/* The clock and the ticket keys, as the flags of a resumption would have them. */
static void prepare_resumption(struct shim *shim, const struct shim_options *options)
{
    shim->is_resumption = 1;
    if (options->resumption_delay > 0)
        shim->now += options->resumption_delay;
    if (!options->server && shim->is_not_resumable)
        options_unimplemented("-resume-count", "resumption without the extended master secret");
    if (options->renew_ticket)
        expect(brisk_ticket_keys_rotate(&shim->ticket_keys) == 0, "no ticket key");
}

int main(int argc, char **argv)
{
    static struct shim_options options[NUM_CONNECTION_KINDS];
    static struct shim shim;
    if (argc >= 2 && strcmp(argv[argc - 1], "-is-handshaker-supported") == 0) {
        puts("No");
        return 0;
    }
    signal(SIGPIPE, SIG_IGN);
#ifndef __SANITIZE_ADDRESS__
    signal(SIGSEGV, crash);
    signal(SIGABRT, crash);
#else
    (void)crash; /* the sanitizer has more to say */
#endif
    options_parse(argc, argv, options);
    if (options[CONNECTION_INITIAL].retain_fingerprint !=
        options[CONNECTION_RESUMED].retain_fingerprint)
        options_unimplemented("-retain-only-sha256-client-cert",
                              "more kept of clients than a fingerprint");
    atexit(end_output);
    expect(brisk_ticket_keys_rotate(&shim.ticket_keys) == 0, "no ticket key");
    size_t cache_size = brisk_session_cache_size(1);
    void *cache = aligned_alloc(64, cache_size);
    shim.session_cache = cache ? brisk_session_cache_init(cache, cache_size) : NULL;
    expect(shim.session_cache != NULL, "no session cache");
    shim.now = (int64_t)time(NULL);
    const struct shim_options *retry = &options[CONNECTION_RETRIED];
    if (do_connection(&shim, &options[CONNECTION_INITIAL], retry) != 0)
        return 1;
    for (int64_t i = 0; i < options[CONNECTION_INITIAL].resume_count; i++) {
        prepare_resumption(&shim, &options[CONNECTION_RESUMED]);
        if (do_connection(&shim, &options[CONNECTION_RESUMED], retry) != 0)
            return 1;
    }
    return 0;
}
