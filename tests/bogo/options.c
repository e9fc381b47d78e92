/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/bogo/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum flag_kind {
    FLAG_ON,      /* an int that becomes 1 */
    FLAG_NUMBER,  /* an int64_t */
    FLAG_TEXT,    /* a const char * into the command line */
    FLAG_ENTRY,   /* adds to a struct option_list */
    FLAG_NOTHING, /* true of brisk anyway, or a choice among BoringSSL's ways to call it */
    FLAG_NOTHING_WITH_VALUE,
    FLAG_MISSING, /* brisk has no such thing: `reason` */
};

#define FIELD(name) offsetof(struct shim_options, name), NULL

static const struct flag {
    const char *name;
    enum flag_kind kind;
    size_t offset;
    const char *reason;
} flags[] = {
    { "port", FLAG_NUMBER, FIELD(port) },
    { "shim-id", FLAG_NUMBER, FIELD(shim_id) },
    { "ipv6", FLAG_ON, FIELD(ipv6) },
    { "resume-count", FLAG_NUMBER, FIELD(resume_count) },
    { "brisk-reasons", FLAG_TEXT, FIELD(reasons_file) }, /* ours */

    { "server", FLAG_ON, FIELD(server) },
    { "async", FLAG_ON, FIELD(async) },
    { "enable-early-data", FLAG_ON, FIELD(enable_early_data) },
    { "implicit-handshake", FLAG_ON, FIELD(implicit_handshake) },
    { "min-version", FLAG_NUMBER, FIELD(min_version) },
    { "max-version", FLAG_NUMBER, FIELD(max_version) },
    { "fallback-scsv", FLAG_ON, FIELD(fallback_scsv) },
    { "no-tls13", FLAG_ON, FIELD(no_tls13) },
    { "no-tls12", FLAG_ON, FIELD(no_tls12) },
    { "cert-file", FLAG_TEXT, FIELD(cert_file) },
    { "key-file", FLAG_TEXT, FIELD(key_file) },
    { "trust-cert", FLAG_TEXT, FIELD(trust_cert) },
    { "host-name", FLAG_TEXT, FIELD(host_name) },
    { "curves", FLAG_ENTRY, FIELD(curves) },
    { "key-shares", FLAG_ENTRY, FIELD(key_shares) },
    { "no-key-shares", FLAG_ON, FIELD(no_key_shares) },
    { "verify-prefs", FLAG_ENTRY, FIELD(verify_prefs) },
    { "signing-prefs", FLAG_ENTRY, FIELD(signing_prefs) },
    { "advertise-alpn", FLAG_TEXT, FIELD(advertise_alpn) },
    { "select-alpn", FLAG_TEXT, FIELD(select_alpn) },
    { "decline-alpn", FLAG_ON, FIELD(decline_alpn) },
    { "reject-alpn", FLAG_ON, FIELD(reject_alpn) },
    { "verify-peer", FLAG_ON, FIELD(verify_peer) },
    { "verify-fail", FLAG_ON, FIELD(verify_fail) },
    { "reverify-on-resume", FLAG_ON, FIELD(reverify_on_resume) },
    { "use-custom-verify-callback", FLAG_ON, FIELD(custom_verify) },
    { "require-any-client-certificate", FLAG_ON, FIELD(require_client_certificate) },
    { "enable-ocsp-stapling", FLAG_ON, FIELD(enable_ocsp) },
    { "no-ticket", FLAG_ON, FIELD(no_ticket) },
    { "skip-ticket", FLAG_ON, FIELD(skip_ticket) },
    { "renew-ticket", FLAG_ON, FIELD(renew_ticket) },
    { "resumption-delay", FLAG_NUMBER, FIELD(resumption_delay) },
    { "max-send-fragment", FLAG_NUMBER, FIELD(max_send_fragment) },

    { "send-alert", FLAG_ON, FIELD(send_alert) },
    { "shim-writes-first", FLAG_ON, FIELD(shim_writes_first) },
    { "write-different-record-sizes", FLAG_ON, FIELD(write_different_record_sizes) },
    { "read-with-unfinished-write", FLAG_ON, FIELD(read_with_unfinished_write) },
    { "shim-shuts-down", FLAG_ON, FIELD(shim_shuts_down) },
    { "check-close-notify", FLAG_ON, FIELD(check_close_notify) },
    { "key-update", FLAG_ON, FIELD(key_update) },
    { "key-update-before-read", FLAG_ON, FIELD(key_update_before_read) },
    { "peek-then-read", FLAG_ON, FIELD(peek_then_read) },
    { "use-exporter-between-reads", FLAG_ON, FIELD(use_exporter_between_reads) },
    { "export-traffic-secrets", FLAG_ON, FIELD(export_traffic_secrets) },
    { "export-keying-material", FLAG_NUMBER, FIELD(export_keying_material) },
    { "export-label", FLAG_TEXT, FIELD(export_label) },
    { "export-context", FLAG_TEXT, FIELD(export_context) },
    { "use-export-context", FLAG_ON, FIELD(use_export_context) },

    { "expect-version", FLAG_NUMBER, FIELD(expect_version) },
    { "expect-cipher", FLAG_NUMBER, FIELD(expect_cipher) },
    { "expect-cipher-aes", FLAG_NUMBER, FIELD(expect_cipher_aes) },
    { "expect-cipher-no-aes", FLAG_NUMBER, FIELD(expect_cipher_no_aes) },
    { "expect-curve-id", FLAG_NUMBER, FIELD(expect_curve_id) },
    { "expect-peer-signature-algorithm", FLAG_NUMBER, FIELD(expect_peer_signature_algorithm) },
    { "expect-total-renegotiations", FLAG_NUMBER, FIELD(expect_renegotiations) },
    { "expect-server-name", FLAG_TEXT, FIELD(expect_server_name) },
    { "expect-no-server-name", FLAG_ON, FIELD(expect_no_server_name) },
    { "expect-alpn", FLAG_TEXT, FIELD(expect_alpn) },
    { "expect-advertised-alpn", FLAG_TEXT, FIELD(expect_advertised_alpn) },
    { "expect-peer-verify-pref", FLAG_ENTRY, FIELD(expect_peer_verify_prefs) },
    { "expect-peer-cert-file", FLAG_TEXT, FIELD(expect_peer_cert_file) },
    { "expect-sha256-client-cert", FLAG_ON, FIELD(expect_client_fingerprint) },
    { "expect-session-miss", FLAG_ON, FIELD(expect_session_miss) },
    { "expect-no-session", FLAG_ON, FIELD(expect_no_session) },
    { "expect-session-id", FLAG_ON, FIELD(expect_session_id) },
    { "expect-no-session-id", FLAG_ON, FIELD(expect_no_session_id) },
    { "expect-hrr", FLAG_ON, FIELD(expect_hrr) },
    { "expect-no-hrr", FLAG_ON, FIELD(expect_no_hrr) },
    { "expect-extended-master-secret", FLAG_ON, FIELD(expect_extended_master_secret) },
    { "expect-verify-result", FLAG_ON, FIELD(expect_verify_result) },
    { "expect-accept-early-data", FLAG_ON, FIELD(expect_accept_early_data) },
    { "expect-reject-early-data", FLAG_ON, FIELD(expect_reject_early_data) },
    { "expect-no-offer-early-data", FLAG_ON, FIELD(expect_no_offer_early_data) },
    { "expect-early-data-reason", FLAG_TEXT, FIELD(expect_early_data_reason) },
    { "expect-ticket-supports-early-data", FLAG_ON, FIELD(expect_ticket_supports_early_data) },
    { "expect-ticket-renewal", FLAG_ON, FIELD(expect_ticket_renewal) },

    /* Always so. */
    { "retain-only-sha256-client-cert", FLAG_ON, FIELD(retain_fingerprint) },
    { "no-tls1", FLAG_NOTHING, 0, NULL },
    { "no-tls11", FLAG_NOTHING, 0, NULL },
    { "server-preference", FLAG_NOTHING, 0, NULL },
    { "read-size", FLAG_NOTHING_WITH_VALUE, 0, NULL }, /* data come as their records do */

    /* Which of BoringSSL's functions are called for something that brisk has one way to do. */
    { "use-early-callback", FLAG_NOTHING, 0, NULL },
    { "use-old-client-cert-callback", FLAG_NOTHING, 0, NULL },
    { "install-ddos-callback", FLAG_NOTHING, 0, NULL },
    { "use-ticket-callback", FLAG_NOTHING, 0, NULL },
    { "use-ticket-aead-callback", FLAG_NOTHING, 0, NULL },
    { "no-op-extra-handshake", FLAG_NOTHING, 0, NULL },
    { "handshake-twice", FLAG_NOTHING, 0, NULL },
    { "renegotiate-freely", FLAG_NOTHING, 0, NULL }, /* -expect-total-renegotiations tells */
    { "renegotiate-ignore", FLAG_NOTHING, 0, NULL },
    { "partial-write", FLAG_NOTHING, 0, NULL },

    /* To be had one day. */
    { "early-write-after-message", FLAG_MISSING, 0, "messages are not handed out" },
    { "expect-ocsp-response", FLAG_MISSING, 0, "an OCSP response that is none" },
    { "ocsp-response", FLAG_MISSING, 0, "an OCSP response that is none" },
    { "use-client-ca-list", FLAG_MISSING, 0, "client certificates" },
    { "expect-client-ca-list", FLAG_MISSING, 0, "client certificates" },
    { "cipher", FLAG_MISSING, 0, "cipher suites by OpenSSL's names" },
    { "expect-secure-renegotiation", FLAG_MISSING, 0, "properties of TLS 1.2 handed out" },
    { "expect-no-secure-renegotiation", FLAG_MISSING, 0, "properties of TLS 1.2 handed out" },

    /* What brisk does not mean to have. */
    { "psk", FLAG_MISSING, 0, "pre-shared keys of TLS 1.2" },
    { "psk-identity", FLAG_MISSING, 0, "pre-shared keys of TLS 1.2" },
    { "ticket-key", FLAG_MISSING, 0, "tickets in BoringSSL's format" },
    { "renegotiate-once", FLAG_MISSING, 0, "renegotiation" },
    { "renegotiate-explicit", FLAG_MISSING, 0, "renegotiation" },
    { "forbid-renegotiation-after-handshake", FLAG_MISSING, 0, "renegotiation" },
    { "expect-key-usage-invalid", FLAG_MISSING, 0, "keyUsage passed over" },
    { "ignore-rsa-key-usage", FLAG_MISSING, 0, "keyUsage passed over" },
    { "advertise-npn", FLAG_MISSING, 0, "NPN" },
    { "select-next-proto", FLAG_MISSING, 0, "NPN" },
    { "expect-next-proto", FLAG_MISSING, 0, "NPN" },
    { "application-settings", FLAG_MISSING, 0, "ALPS" },
    { "expect-peer-application-settings", FLAG_MISSING, 0, "ALPS" },
    { "alps-use-new-codepoint", FLAG_MISSING, 0, "ALPS" },
    { "dtls", FLAG_MISSING, 0, "DTLS" },
    { "quic", FLAG_MISSING, 0, "QUIC" },
    { "signed-cert-timestamps", FLAG_MISSING, 0, "signed certificate timestamps" },
    { "enable-signed-cert-timestamps", FLAG_MISSING, 0, "signed certificate timestamps" },
    { "expect-signed-cert-timestamps", FLAG_MISSING, 0, "signed certificate timestamps" },
    { "expect-ticket-age-skew", FLAG_MISSING, 0, "the ticket's age is not handed out" },
    { "expect-msg-callback", FLAG_MISSING, 0, "messages are not handed out" },
    { "select-empty-alpn", FLAG_MISSING, 0, "callbacks that fail a handshake" },
    { "allow-unknown-alpn-protos", FLAG_MISSING, 0, "an ALPN answer that was not offered" },
    { "fail-early-callback", FLAG_MISSING, 0, "callbacks that fail a handshake" },
    { "fail-cert-callback", FLAG_MISSING, 0, "callbacks that fail a handshake" },
    { "fail-ddos-callback", FLAG_MISSING, 0, "callbacks that fail a handshake" },
    { "no-server-name-ack", FLAG_MISSING, 0, "server_name without acknowledgement" },
    { "max-cert-list", FLAG_MISSING, 0, "a limit of its own for certificates" },
    { "curves-flags", FLAG_MISSING, 0, "groups of equal preference" },
    { "enable-grease", FLAG_MISSING, 0, "GREASE sent" },
    { "permute-extensions", FLAG_MISSING, 0, "extensions in random order" },
    { "resumption-across-names-enabled", FLAG_MISSING, 0, "resumption across names" },
    { "expect-resumable-across-names", FLAG_MISSING, 0, "resumption across names" },
    { "expect-not-resumable-across-names", FLAG_MISSING, 0, "resumption across names" },
};

static const char *reasons_file;

/* The file is shared with shims that run at the same time: one write, which appends. */
static void log_reason(const char *what, const char *reason)
{
    FILE *file = reasons_file ? fopen(reasons_file, "a") : NULL;
    if (!file)
        return;
    fprintf(file, "%s\t%s\n", reason, what);
    fclose(file);
}

_Noreturn void options_unimplemented(const char *what, const char *reason)
{
    fprintf(stderr, "unimplemented: %s: %s\n", what, reason);
    log_reason(what, reason);
    exit(EXIT_UNIMPLEMENTED);
}

static int strip_prefix(const char **name, const char *prefix)
{
    size_t len = strlen(prefix);
    if (strncmp(*name, prefix, len) != 0)
        return 0;
    *name += len;
    return 1;
}

static const struct flag *find_flag(const char *name)
{
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (strcmp(flags[i].name, name) == 0)
            return &flags[i];
    return NULL;
}

static int64_t parse_number(const char *arg, const char *value)
{
    char *end;
    long long number = strtoll(value, &end, 10);
    if (end == value || *end) {
        fprintf(stderr, "%s %s: not a number\n", arg, value);
        exit(1);
    }
    return number;
}

static void set_option(struct shim_options *options, const struct flag *flag, const char *arg,
                       const char *value)
{
    void *field = (char *)options + flag->offset;
    switch (flag->kind) {
    case FLAG_ON:
        *(int *)field = 1;
        break;
    case FLAG_NUMBER:
        *(int64_t *)field = parse_number(arg, value);
        break;
    case FLAG_TEXT:
        *(const char **)field = value;
        break;
    case FLAG_ENTRY: {
        struct option_list *list = field;
        if (list->n == sizeof(list->values) / sizeof(list->values[0]))
            options_unimplemented(arg, "a list that long");
        list->values[list->n++] = (uint16_t)parse_number(arg, value);
        break;
    }
    case FLAG_NOTHING:
    case FLAG_NOTHING_WITH_VALUE:
    case FLAG_MISSING:
        break;
    }
}

static void set_defaults(struct shim_options *options)
{
    memset(options, 0, sizeof(*options));
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (flags[i].kind == FLAG_NUMBER)
            *(int64_t *)((char *)options + flags[i].offset) = -1;
}

static int takes_value(const struct flag *flag)
{
    return flag->kind != FLAG_ON && flag->kind != FLAG_NOTHING && flag->kind != FLAG_MISSING;
}

void options_parse(int argc, char **argv, struct shim_options options[NUM_CONNECTION_KINDS])
{
    for (int kind = 0; kind < NUM_CONNECTION_KINDS; kind++)
        set_defaults(&options[kind]);
    for (int i = 1; i < argc; i++) {
        const char *arg = argv[i], *name = arg, *value = NULL;
        int first = 0, last = NUM_CONNECTION_KINDS - 1;
        if (!strip_prefix(&name, "-on-shim-") && !strip_prefix(&name, "-"))
            options_unimplemented(arg, "unknown argument");
        if (strip_prefix(&name, "on-initial-"))
            first = last = CONNECTION_INITIAL;
        else if (strip_prefix(&name, "on-resume-"))
            first = last = CONNECTION_RESUMED;
        else if (strip_prefix(&name, "on-retry-"))
            first = last = CONNECTION_RETRIED;
        const struct flag *flag = find_flag(name);
        if (!flag)
            options_unimplemented(arg, "unknown flag");
        if (flag->kind == FLAG_MISSING)
            options_unimplemented(arg, flag->reason);
        if (takes_value(flag)) {
            if (++i == argc) {
                fprintf(stderr, "%s: no value\n", arg);
                exit(1);
            }
            value = argv[i];
        }
        for (int kind = first; kind <= last; kind++)
            set_option(&options[kind], flag, arg, value);
        if (options[0].reasons_file)
            reasons_file = options[0].reasons_file;
    }
}
