/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The command line that BoringSSL's test runner gives to a shim: flags that say what the endpoint
 * under test is to do, and what it is to see. */

#ifndef BRISK_TESTS_BOGO_OPTIONS_H
#define BRISK_TESTS_BOGO_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

/* Exit codes that mean something to the runner. */
enum {
    EXIT_UNIMPLEMENTED = 89, /* the test asks for what is not there: neither passed nor failed */
    EXIT_MUST_FAIL = 90,     /* wrong even where the runner expects the connection to fail */
};

struct option_list {
    uint16_t values[32];
    size_t n;
};

/* What one connection is to do. A number is -1, and a text NULL, if its flag was not given. */
struct shim_options {
    /* The way to the runner. */
    int64_t port, shim_id, resume_count;
    int ipv6;
    const char *reasons_file; /* where reasons for EXIT_UNIMPLEMENTED are collected */

    /* The endpoint. */
    int server, async, implicit_handshake, enable_early_data;
    int64_t min_version, max_version;
    int no_tls13, no_tls12, fallback_scsv;
    const char *cert_file, *key_file, *trust_cert, *host_name;
    struct option_list curves, key_shares, verify_prefs, signing_prefs;
    int no_key_shares;
    const char *advertise_alpn; /* names, each behind a byte with its length */
    const char *select_alpn;
    int decline_alpn, reject_alpn;
    int verify_peer, verify_fail, custom_verify, reverify_on_resume, require_client_certificate;
    int enable_ocsp, no_ticket, skip_ticket, renew_ticket;
    int64_t resumption_delay, max_send_fragment;

    /* What it does when the handshake is complete. */
    int shim_writes_first, write_different_record_sizes, read_with_unfinished_write;
    int shim_shuts_down, check_close_notify, send_alert;
    int key_update, key_update_before_read;
    int peek_then_read, use_exporter_between_reads;
    int export_traffic_secrets, use_export_context;
    int64_t export_keying_material;
    const char *export_label, *export_context;

    /* What it is to see. */
    int64_t expect_version, expect_cipher, expect_cipher_aes, expect_cipher_no_aes;
    int64_t expect_curve_id, expect_peer_signature_algorithm, expect_renegotiations;
    const char *expect_server_name, *expect_alpn, *expect_advertised_alpn;
    const char *expect_peer_cert_file;
    struct option_list expect_peer_verify_prefs;
    int expect_client_fingerprint, retain_fingerprint;
    int expect_no_server_name, expect_session_miss, expect_no_session, expect_session_id,
        expect_no_session_id, expect_hrr, expect_no_hrr;
    int expect_accept_early_data, expect_reject_early_data, expect_no_offer_early_data;
    const char *expect_early_data_reason;
    int expect_extended_master_secret;
    int expect_verify_result, expect_ticket_supports_early_data, expect_ticket_renewal;
};

enum { CONNECTION_INITIAL, CONNECTION_RESUMED, CONNECTION_RETRIED, NUM_CONNECTION_KINDS };

/* Reads the command line: flags count for every kind of connection, or with a prefix for one. Ends
 * the program by options_unimplemented() at a flag for what brisk does not have. */
void options_parse(int argc, char **argv, struct shim_options options[NUM_CONNECTION_KINDS]);

/* Says on standard error, and in the reasons' file, what the test asks for and brisk does not have;
 * ends the program with EXIT_UNIMPLEMENTED. */
_Noreturn void options_unimplemented(const char *what, const char *reason);

#endif
