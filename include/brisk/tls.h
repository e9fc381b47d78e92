/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A TLS 1.3 and 1.2 engine (RFC 8446, RFC 5246), client and server, that does no I/O and computes
 * nothing expensive.
 *
 * The caller moves bytes; the engine consumes them, produces others, or stops with jobs
 * (brisk/job.h): public-key work that the caller runs, alone or with those of other connections.
 *
 *     brisk_tls_init(&tls, &config, BRISK_TLS_SERVER, handshake, sizeof handshake, in, sizeof in,
 *                    out, sizeof out);
 *     for (;;) {
 *         int result = brisk_tls_step(&tls);
 *         send tls.out (also when result is an error: the alert is in it)
 *         switch (result) {
 *         case BRISK_TLS_WANT_INPUT:  receive into tls.in; break;
 *         case BRISK_TLS_WANT_OUTPUT: send more of tls.out before going on; break;
 *         case BRISK_TLS_WANT_JOBS:   brisk_jobs_run(jobs, brisk_tls_jobs(&tls, jobs)); break;
 *         case BRISK_TLS_DATA:        use tls.data, then brisk_tls_data_done(&tls); break;
 *         case BRISK_TLS_DONE:        handshake complete: write, or receive more; break;
 *         case BRISK_TLS_CLOSED:      the peer closed cleanly; break out;
 *         (and two more, but only after brisk_tls_enable_post_auth())
 *         default:                    an error: the connection is dead; break out;
 *         }
 *     }
 *
 * DONE, DATA and CLOSED all say that the handshake is complete; DATA may come before the first
 * DONE. The exception is early data (config's max_early_data), which a server gets with data.early
 * while the handshake is under way.
 *
 * A connection belongs to one thread at a time. A configuration is read-only once built and may be
 * shared by any number of connections and threads. No function here allocates memory. */

#ifndef BRISK_TLS_H
#define BRISK_TLS_H

#include <brisk/aead.h>
#include <brisk/cbc.h>
#include <brisk/hash.h>
#include <brisk/replay.h>
#include <brisk/session.h>
#include <brisk/session_cache.h>
#include <brisk/x509.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What brisk_tls_step() returns when it is not an error. */
enum {
    BRISK_TLS_DONE = 0,        /* handshake complete, no complete record waits in the input */
    BRISK_TLS_WANT_INPUT = 1,  /* the handshake needs more bytes in `in` */
    BRISK_TLS_WANT_OUTPUT = 2, /* `out` must be drained before the engine can go on */
    BRISK_TLS_WANT_JOBS = 3,   /* run the jobs, then step again */
    BRISK_TLS_DATA = 4,        /* application data is in `data`, inside `in`, decrypted in place */
    BRISK_TLS_CLOSED = 5,      /* the peer sent close_notify; writing is still possible */
    /* Post-handshake authentication (see brisk_tls_enable_post_auth()). */
    BRISK_TLS_WANT_MEMORY = 6,   /* brisk_tls_handshake_lend(), then step again */
    BRISK_TLS_AUTHENTICATED = 7, /* a request for a certificate has been answered */
};

enum brisk_tls_role {
    BRISK_TLS_CLIENT = 1,
    BRISK_TLS_SERVER = 2,
};

#define BRISK_TLS_VERSION_1_2 0x0303
#define BRISK_TLS_VERSION_1_3 0x0304

/* Cipher suites of TLS 1.3 (RFC 8446 appendix B.4). */
enum {
    BRISK_TLS_AES_128_GCM_SHA256 = 0x1301,
    BRISK_TLS_AES_256_GCM_SHA384 = 0x1302,
    BRISK_TLS_CHACHA20_POLY1305_SHA256 = 0x1303,
};

/* Cipher suites of TLS 1.2 (RFC 5289, RFC 7905). */
enum {
    BRISK_TLS_ECDHE_ECDSA_AES_128_GCM_SHA256 = 0xc02b,
    BRISK_TLS_ECDHE_ECDSA_AES_256_GCM_SHA384 = 0xc02c,
    BRISK_TLS_ECDHE_RSA_AES_128_GCM_SHA256 = 0xc02f,
    BRISK_TLS_ECDHE_RSA_AES_256_GCM_SHA384 = 0xc030,
    BRISK_TLS_ECDHE_RSA_CHACHA20_POLY1305_SHA256 = 0xcca8,
    BRISK_TLS_ECDHE_ECDSA_CHACHA20_POLY1305_SHA256 = 0xcca9,

    /* Diffie-Hellman in finite fields (RFC 5288, RFC 7919), with the groups BRISK_GROUP_FFDHE*. Not
     * among the defaults. */
    BRISK_TLS_DHE_RSA_AES_128_GCM_SHA256 = 0x009e,
    BRISK_TLS_DHE_RSA_AES_256_GCM_SHA384 = 0x009f,
    BRISK_TLS_DHE_RSA_CHACHA20_POLY1305_SHA256 = 0xccaa,

    /* RSA key exchange (RFC 5288): whoever gets the server's key later reads everything. Not among
     * the defaults. */
    BRISK_TLS_RSA_AES_128_GCM_SHA256 = 0x009c,
    BRISK_TLS_RSA_AES_256_GCM_SHA384 = 0x009d,

    /* AES-CBC and HMAC (RFC 5246 appendix A.5, RFC 8422, RFC 5289), for peers that have nothing
     * better. Not among the defaults. */
    BRISK_TLS_ECDHE_ECDSA_AES_128_CBC_SHA = 0xc009,
    BRISK_TLS_ECDHE_ECDSA_AES_256_CBC_SHA = 0xc00a,
    BRISK_TLS_ECDHE_RSA_AES_128_CBC_SHA = 0xc013,
    BRISK_TLS_ECDHE_RSA_AES_256_CBC_SHA = 0xc014,
    BRISK_TLS_ECDHE_ECDSA_AES_128_CBC_SHA256 = 0xc023,
    BRISK_TLS_ECDHE_ECDSA_AES_256_CBC_SHA384 = 0xc024,
    BRISK_TLS_ECDHE_RSA_AES_128_CBC_SHA256 = 0xc027,
    BRISK_TLS_ECDHE_RSA_AES_256_CBC_SHA384 = 0xc028,
    BRISK_TLS_DHE_RSA_AES_128_CBC_SHA = 0x0033,
    BRISK_TLS_DHE_RSA_AES_256_CBC_SHA = 0x0039,
    BRISK_TLS_DHE_RSA_AES_128_CBC_SHA256 = 0x0067,
    BRISK_TLS_DHE_RSA_AES_256_CBC_SHA256 = 0x006b,
    BRISK_TLS_RSA_AES_128_CBC_SHA = 0x002f,
    BRISK_TLS_RSA_AES_256_CBC_SHA = 0x0035,
    BRISK_TLS_RSA_AES_128_CBC_SHA256 = 0x003c,
    BRISK_TLS_RSA_AES_256_CBC_SHA256 = 0x003d,
};

/* "TLS_AES_128_GCM_SHA256" and so on; "unknown" if brisk does not have it. */
const char *brisk_tls_suite_name(uint16_t suite);

/* The suites that brisk has, one after the other: the index'th from 0 on, or 0 behind the last. */
uint16_t brisk_tls_suite_by_index(size_t index);

/* "TLS 1.3", "TLS 1.2" or "unknown". */
const char *brisk_tls_version_name(uint16_t version);

/* Sizes in bytes. A record's plaintext is at most 2^14; in and out buffers of
 * BRISK_TLS_BUFFER_SIZE always suffice. */
#define BRISK_TLS_MAX_PLAINTEXT 16384
#define BRISK_TLS_MIN_RECORD_LIMIT 64
#define BRISK_TLS_MAX_RECORD_LIMIT (BRISK_TLS_MAX_PLAINTEXT + 1)
#define BRISK_TLS_MAX_RECORD (5 + BRISK_TLS_MAX_PLAINTEXT + 320)
#define BRISK_TLS_BUFFER_SIZE (BRISK_TLS_MAX_RECORD + 960)
#define BRISK_TLS_MAX_HANDSHAKE_MESSAGE 16384 /* a longer one is refused */
#define BRISK_TLS_MAX_CHAIN 8                 /* certificates in a Certificate message */
#define BRISK_TLS_MAX_LIST 8                  /* entries of each preference list but suites */
#define BRISK_TLS_MAX_SUITES 32
#define BRISK_TLS_MAX_COMPRESSED 16 /* forms of one Certificate message */
#define BRISK_TLS_MAX_HOST 255
#define BRISK_TLS_MAX_ALPN 255

/* A Certificate message of TLS 1.3 in a compressed form (RFC 8879), which is made once, by
 * brisk_tls_certificate_compress(), for any number of handshakes. */
struct brisk_tls_compressed_certificate {
    uint16_t algorithm;
    uint8_t has_ocsp;          /* the identity's OCSP response is in it */
    uint32_t uncompressed_len; /* bytes of the message, without its header */
    struct brisk_bytes data;
};

/* A certificate chain (leaf first, anchor optional) with the leaf's key. The caller owns what it
 * points at. */
struct brisk_tls_identity {
    const struct brisk_private_key *key;
    const struct brisk_x509 *chain;
    size_t chain_len;
    struct brisk_bytes
        ocsp; /* an OCSP response about the leaf, DER, for peers that ask; or empty */
    /* What the key signs with, in order of preference, where that is not what the configuration's
     * `schemes` have for it, which say what peers may sign with as well; or NULL. */
    const uint16_t *schemes;
    size_t num_schemes;
    /* Forms of its Certificate message for peers that take them, in order of preference; without
     * the OCSP response for those that do not want it. At most BRISK_TLS_MAX_COMPRESSED. */
    const struct brisk_tls_compressed_certificate *compressed;
    size_t num_compressed;
};

/* CertificateCompressionAlgorithm (RFC 8879 section 7.3). */
enum {
    BRISK_TLS_CERT_ZLIB = 1,
    BRISK_TLS_CERT_BROTLI = 2,
    BRISK_TLS_CERT_ZSTD = 3,
};

/* An algorithm that compresses Certificate messages. The library has none itself, and needs no
 * other library; brisk/compression.h gives zlib and brotli where they were there when it was built.
 * Called by the thread that steps the connection; no secrets are involved. */
struct brisk_tls_cert_compression {
    uint16_t algorithm;
    /* Decompresses what a peer sent, which may be anything, to exactly out_len bytes. Returns 0, or
     * anything else if `in` is malformed, has something behind its end, or is not of that length;
     * it must stop there, whatever the length would have been. */
    int (*decompress)(void *arg, uint8_t *out, size_t out_len, const uint8_t *in, size_t in_len);
    /* For brisk_tls_certificate_compress() only, or NULL. Returns 0 with *out_len set, or anything
     * else, as if out_capacity does not suffice. */
    int (*compress)(void *arg, uint8_t *out, size_t out_capacity, size_t *out_len,
                    const uint8_t *in, size_t in_len);
    void *arg;
};

/* Called with one line of NSS key log format ("SERVER_TRAFFIC_SECRET_0 <hex> <hex>"), without a
 * newline. The line is a secret. */
typedef void brisk_tls_keylog_fn(void *arg, const char *line);

/* Called when a client has received a session, which lies in the slot that
 * brisk_tls_keep_sessions() was given and is overwritten by the next one: copy it. */
struct brisk_tls;
typedef void brisk_tls_session_fn(void *arg, struct brisk_tls *tls,
                                  const struct brisk_session *session);

/* Whether a ClientHello has been seen before: brisk_replay_check(), or one that a fleet shares.
 * `id` is the binder of its ticket. Called by the thread that steps the connection. */
typedef int brisk_tls_replay_fn(void *arg, const uint8_t id[BRISK_REPLAY_ID_SIZE], int64_t now);

/* What became of early data. */
enum brisk_tls_early {
    BRISK_TLS_EARLY_NONE = 0,     /* none was offered; on a server also: it was not taken */
    BRISK_TLS_EARLY_OFFERED = 1,  /* client: the server has not answered yet */
    BRISK_TLS_EARLY_ACCEPTED = 2, /* the server takes it */
    BRISK_TLS_EARLY_REJECTED =
        3, /* client: nothing of it was taken: send it again, if that is right */
};

/* What a caller's check of the peer is told, and what it may say besides yes or no. */
struct brisk_tls_peer_report {
    /* The certificates it sent, leaf first; they are views that end with the call. None if they do
     * not parse, and none when a session is resumed. */
    const struct brisk_x509 *chain;
    size_t chain_len;
    int x509_error;  /* 0, or why the peer is refused in any case: BRISK_ERR_X509_* */
    uint8_t resumed; /* the peer is the one of an earlier connection, whose session is resumed */
    /* The alert that goes out if the peer is refused (AlertDescription, RFC 8446 section 6.2): what
     * brisk would send, until it is changed. Of closure alerts and warnings it makes
     * access_denied. */
    uint8_t alert;
};

/* Called once for each certificate that a peer shows, before the handshake completes or, after it,
 * before the answer to a request counts: when its chain and its signature have been found good, or
 * when the chain has not, for a caller that decides by what the certificate says, keeps a copy of
 * it, or chooses what a refused peer is told. Returns 0, or anything else to refuse the peer:
 * BRISK_ERR_TLS_ACCESS_DENIED. A peer that does not verify is refused whatever it returns:
 * BRISK_ERR_TLS_CERTIFICATE. With config->check_resumed it is also called for peers of resumed
 * sessions that have shown a certificate before; brisk_tls_get_info() has its fingerprint then. A
 * client is asked once the server's Finished is right; a server, in TLS 1.3, when the client has
 * proven its key by the binder and before any early data is taken, in TLS 1.2 once the client's
 * Finished is right. */
typedef int brisk_tls_check_peer_fn(void *arg, struct brisk_tls *tls,
                                    struct brisk_tls_peer_report *report);

/* Whether a server asks clients for certificates (RFC 8446 section 4.3.2). */
enum brisk_tls_client_auth {
    BRISK_TLS_CLIENT_AUTH_NONE = 0,
    BRISK_TLS_CLIENT_AUTH_REQUEST = 1, /* one that is shown must verify */
    BRISK_TLS_CLIENT_AUTH_REQUIRE = 2, /* certificate_required for clients without one */
};

/* How a pre-shared key may be used (RFC 8446 section 4.2.9): alone, or with a fresh key exchange,
 * which keeps the connection secret when the key is lost later. */
enum {
    BRISK_TLS_PSK_KE = 1 << 0,
    BRISK_TLS_PSK_DHE_KE = 1 << 1,
};

/* What connections share. Set it up with brisk_tls_config_init(), change fields, then leave it
 * alone. Lists are in order of preference. */
struct brisk_tls_config {
    uint16_t min_version, max_version; /* BRISK_TLS_VERSION_*; a version without suites is off */
    uint16_t suites[BRISK_TLS_MAX_SUITES];
    uint8_t num_suites;
    uint8_t num_groups;
    uint8_t num_schemes;
    /* Curves, for TLS 1.3 and the suites with ECDHE; finite fields (BRISK_GROUP_FFDHE*), for those
     * with DHE, if and only if there are such. */
    uint16_t groups[BRISK_TLS_MAX_LIST];
    uint16_t schemes[16]; /* SignatureSchemes accepted and offered */
    /* Those accepted in the signatures of the peer's chain, where they are others (RFC 8446 section
     * 4.2.3, signature_algorithms_cert); none: whatever brisk_x509_path_build() takes. */
    uint16_t cert_schemes[16];
    uint8_t num_cert_schemes;
    uint8_t num_key_shares; /* client: shares sent in the first ClientHello, for groups' first ones;
                               0 lets the server choose the group, at the cost of a round trip */
    uint8_t no_compat_mode; /* 1: no middlebox compatibility mode (RFC 8446 appendix D.4) */
    uint8_t no_encrypt_then_mac; /* 1: CBC suites have the MAC under the encryption even where the
                                    peer has RFC 7366, too: for peers that get that wrong */
    uint8_t is_fallback; /* 1: a client that tries a lower max_version after a failure says so
                            (RFC 7507) */
    /* Server: 1: a HelloRetryRequest carries a cookie (RFC 8446 section 4.2.2), random bytes
     * without which the second ClientHello is refused. The connection keeps its state all the same.
     */
    uint8_t retry_cookie;
    /* The longest record that this side wants (RFC 8449): bytes of plaintext, in TLS 1.3 with type
     * and padding, from 64 to BRISK_TLS_MAX_RECORD_LIMIT; 0: neither offered nor answered. If the
     * peer has the extension, too, each obeys the other's; a protected record over ours is
     * record_overflow. Early data comes under no limit. */
    uint16_t record_size_limit;
    const char *const *alpn; /* protocol names */
    size_t num_alpn;
    /* Server: the best one whose key the client accepts; what counts is first the name it asked
     * for, then that it accepts the chain's signatures, then the authorities it named; among equals
     * the order. Client: the first that is all the server accepts, if it asks for one; none
     * otherwise. */
    const struct brisk_tls_identity *identities;
    size_t num_identities;
    /* Client: 1: where there is none such, the best one whose key the server accepts, as a server
     * does. Servers often list no more signatures than they take in handshakes, and no authorities
     * but their own, and verify other chains, too; RFC 8446 section 4.4.2.3 has clients believe
     * the lists. */
    uint8_t any_chain;
    /* Anchors for the peer's chain: clients need them, and servers with client_auth, which name
     * them to clients. */
    const struct brisk_x509_trust *trust;
    /* Server: enum brisk_tls_client_auth. Clients that prove a key of `psks` are not asked. A
     * session is resumed if its client was authenticated, as far as that is required, not more than
     * a week ago, with a certificate that has not expired, under an anchor that still has its place
     * in `trust`. In TLS 1.2 clients do not sign with Ed25519. */
    uint8_t client_auth;
    /* TLS 1.3: what the peer may compress its Certificate message with (RFC 8879), in order of
     * preference; at most BRISK_TLS_MAX_LIST, each with a `decompress`. Our own is sent as the
     * identities have it compressed. */
    const struct brisk_tls_cert_compression *cert_compressions;
    size_t num_cert_compressions;
    /* Revocation of the peer's chain (brisk/revocation.h): whether a stapled OCSP response is asked
     * for, CRLs, and whose status has to be known. Evidence counts also where none is needed. A
     * client that asks refuses a server whose certificate demands a response (RFC 7633) and that
     * staples none, or one that does not vouch for it. */
    uint8_t request_status;
    enum brisk_revocation_need revocation_need;
    const struct brisk_crl *crls;
    size_t num_crls;
    brisk_tls_check_peer_fn *check_peer; /* NULL: whoever verifies is welcome */
    void *check_peer_arg;
    uint8_t check_resumed; /* 1: it is asked about peers of resumed sessions, too */
    const struct brisk_ticket_keys *ticket_keys; /* server: NULL: no tickets */
    uint8_t num_tickets;      /* server: sent after a full or resumed handshake; at most 8 */
    uint8_t psk_modes;        /* BRISK_TLS_PSK_*: allowed, PSK_DHE_KE preferred */
    uint32_t ticket_lifetime; /* server: seconds, at most a week; in session_cache at most a day */
    /* Server: where TLS 1.2's sessions are kept for clients that get no ticket; NULL: nowhere. Only
     * those with the extended master secret are (RFC 7627 section 5.4). */
    struct brisk_session_cache *session_cache;
    /* Early data (section 2.3) can be replayed by anybody who saw it: only for requests that may be
     * served twice. Server: bytes taken per connection, 0 for none; needs check_replay. Client: 1
     * to offer it with sessions that allow it. */
    uint32_t max_early_data;
    uint8_t early_data;
    brisk_tls_replay_fn *check_replay;
    void *replay_arg;
    const struct brisk_psk *psks;  /* offered by clients, taken by servers; before tickets */
    size_t num_psks;               /* at most 4 */
    brisk_tls_session_fn *session; /* client: NULL: sessions are only put into the slot */
    void *session_arg;
    brisk_tls_keylog_fn *keylog; /* NULL: none */
    void *keylog_arg;
    /* Source of random bytes for hello randoms and session IDs: NULL for brisk_random(). Tests
     * that replay a trace set it; ephemeral keys come from jobs, not from here. */
    int (*random)(void *arg, uint8_t *out, size_t out_len);
    void *random_arg;
};

/* A buffer the caller owns: bytes [begin, end) of data are waiting. The caller appends received
 * bytes to `in` at data + end, and takes bytes to send from `out` at data + begin, moving `end` or
 * `begin`; brisk_tls_buffer_space() makes room. */
struct brisk_tls_buffer {
    uint8_t *data;
    size_t begin, end, capacity;
};

/* Moves what waits to the front if the tail is too short for a record, and returns the bytes that
 * can be appended at data + end. Must not be called on `in` between BRISK_TLS_DATA and
 * brisk_tls_data_done(), nor on `out` between brisk_tls_write_place() and brisk_tls_write(). */
size_t brisk_tls_buffer_space(struct brisk_tls_buffer *buffer);

/* Keys of one direction. Fields are private. */
struct brisk_tls_direction {
    union {
        struct brisk_aead aead;
        struct brisk_cbc_hmac cbc; /* TLS 1.2's CBC suites */
    };
    uint64_t sequence;
    uint8_t iv[BRISK_AEAD_NONCE_SIZE];
    uint8_t encrypted;
    uint16_t limit;            /* of a record's plaintext as RFC 8449 counts it, or 0 for none */
    uint16_t cert_compression; /* of the Certificate message that went in this direction, or 0 */
};

/* What a connection that agreed to post-handshake authentication holds beside its struct brisk_tls,
 * 304 bytes: the hash of its handshake, which each answer signs, and the requests that have none
 * yet. Private. */
#define BRISK_TLS_MAX_REQUESTS 4 /* unanswered at a time */
#define BRISK_TLS_REQUEST_CONTEXT_SIZE 20
struct brisk_tls_post_auth {
    struct brisk_hash transcript; /* ClientHello to the client's Finished */
    struct {
        uint8_t context[BRISK_TLS_REQUEST_CONTEXT_SIZE];
        uint8_t need; /* enum brisk_tls_client_auth */
    } requests[BRISK_TLS_MAX_REQUESTS];
    uint8_t is_agreed;
    uint8_t num_requests;
    uint8_t current;  /* the one whose answer is being read */
    uint8_t declined; /* the last answer had no certificate */
    uint32_t count;   /* requests so far */
};

struct brisk_suite;
struct brisk_tls_handshake; /* what only the handshake needs; see BRISK_TLS_HANDSHAKE_SIZE */

/* A connection. `in`, `out`, `data` and `x509_error` are for the caller; the rest is private. */
struct brisk_tls {
    struct brisk_tls_buffer in, out;
    struct {
        uint8_t *data;
        size_t len;
        int early;  /* server: 1 if it came as early data, before the handshake was complete */
    } data;         /* application data, valid after BRISK_TLS_DATA */
    int x509_error; /* why the peer's certificate was refused, or 0 */

    int error; /* the error the connection died of, or 0 */
    const struct brisk_tls_config *config;
    struct brisk_tls_handshake *handshake; /* NULL once given back */
    const struct brisk_suite *suite;
    const char *alpn;           /* one of config->alpn, or NULL */
    struct brisk_session *slot; /* client: where sessions are received, or NULL */
    int64_t now;                /* seconds since 1970, 0 if not set */
    /* TLS 1.3: application traffic secrets, for KeyUpdate. TLS 1.2: the hellos' randoms; behind the
     * client's the ID under which a server has the session in its cache, or zeros. */
    union {
        uint8_t read_secret[48];
        uint8_t client_random[32];
        uint8_t random_and_id[32 + 16];
    };
    union {
        uint8_t write_secret[48];
        uint8_t server_random[32];
    };
    uint8_t exporter_secret[48]; /* TLS 1.2: the master secret */
    uint8_t peer_fingerprint[32];
    uint16_t version; /* 0 until it is known */
    uint16_t group, scheme, client_scheme;
    uint8_t role, state;
    uint8_t has_peer_certificate;
    uint8_t established, hello_retry, resumed;
    uint8_t extended_master_secret;     /* TLS 1.2: RFC 7627 */
    uint8_t alert_sent, alert_received; /* AlertDescription, or 255 for none */
    uint8_t close_sent, close_received;
    /* The opened record whose content starts at in.begin: its type, the bytes of content left, and
     * what follows them (padding, type and tag). */
    uint8_t record_type;
    uint16_t record_left, record_skip;
    /* Bounds on what a peer may send without getting anywhere. */
    uint8_t ccs_left;       /* change_cipher_spec records still passed over */
    uint8_t empty_records;  /* in a row */
    uint8_t key_updates;    /* received since the last application data */
    uint8_t warnings;       /* user_canceled alerts received */
    uint32_t early_left;    /* bytes of rejected early data still passed over */
    uint32_t early_room;    /* bytes of early data that may still be sent or received */
    uint8_t early;          /* enum brisk_tls_early */
    uint8_t half_rtt;       /* server: may write before the client's Finished */
    uint8_t update_pending; /* a KeyUpdate is to be sent: 1, or 2 with update_requested */
    uint8_t update_asked;   /* our update_requested has not been answered yet */
    /* A post-handshake message that is split over records: its header and first byte so far; what
     * is left of a NewSessionTicket, and how much of it lies in the slot if it is collected there.
     */
    uint8_t partial[5], partial_len;
    uint8_t ticket_collected;
    uint16_t ticket_used;
    uint32_t ticket_left;
    struct brisk_tls_post_auth *post_auth;  /* NULL: not wanted, or not agreed upon */
    struct brisk_tls_direction read, write; /* the last, for their alignment */
};

/* Memory that only the handshake needs, in bytes, 64-byte aligned. Can be given back (and used for
 * another connection) once brisk_tls_handshake_release() says so. With a struct brisk_tls the
 * least, BRISK_TLS_HANDSHAKE_SIZE, makes 12 KiB. It has room for messages of 5.5 KiB: our flight
 * while it waits to be sent, the peer's Certificate, which is kept until it has been verified, and
 * messages that come in pieces. What is added is room for longer ones; BRISK_TLS_HANDSHAKE_SIZE_MAX
 * has it for everything that brisk takes from peers. */
#define BRISK_TLS_HANDSHAKE_SIZE 10752
#define BRISK_TLS_HANDSHAKE_SIZE_MAX (BRISK_TLS_HANDSHAKE_SIZE + BRISK_TLS_MAX_HANDSHAKE_MESSAGE)

/* Defaults: TLS 1.2 and 1.3, all suites with ephemeral keys and AEADs (AES-GCM first where AES runs
 * in hardware, else ChaCha20-Poly1305), groups X25519 and P-256, every signature scheme brisk has,
 * one key share. */
void brisk_tls_config_init(struct brisk_tls_config *config);

/* Checks a configuration for a role; connections trust one that passed. Returns 0 or
 * BRISK_ERR_ARGUMENT (an unknown suite, group or scheme, an empty list, no group for a suite, a
 * server without identity, a chain whose leaf is not the key's, ...). */
int brisk_tls_config_check(const struct brisk_tls_config *config, enum brisk_tls_role role);

/* Bytes of handshake memory that suffice for our own messages with a configuration that passed
 * brisk_tls_config_check(), and for BRISK_TLS_HANDSHAKE_SIZE's of the peer: that much, or more
 * where there is a long chain to show, or a client has many names or keys to offer; and 1.5 to 3
 * KiB on top with finite-field groups, without which a handshake with them has less for messages.
 */
size_t brisk_tls_handshake_size(const struct brisk_tls_config *config, enum brisk_tls_role role);

/* Compresses what an identity's Certificate message of TLS 1.3 says, with its OCSP response if
 * has_ocsp: fills in *compressed, whose data come to lie at the front of `memory`, *used bytes.
 * What is behind them was needed for the work: memory_len has to be at least the message's length
 * more than that. Whether data.len is less than uncompressed_len, so that it is worth to be sent,
 * is for the caller to see. Returns 0, BRISK_ERR_ARGUMENT (there is no `compress`, or no OCSP
 * response) or BRISK_ERR_BUFFER (it did not fit, or `compress` refused). Thread-safe. */
int brisk_tls_certificate_compress(struct brisk_tls_compressed_certificate *compressed,
                                   const struct brisk_tls_identity *identity, int has_ocsp,
                                   const struct brisk_tls_cert_compression *with, uint8_t *memory,
                                   size_t memory_len, size_t *used);

/* Starts a connection. `handshake` is handshake_size bytes, at least BRISK_TLS_HANDSHAKE_SIZE; a
 * message that finds no room in it ends the connection with BRISK_ERR_TLS_MEMORY. `in` and `out`
 * are buffers of BRISK_TLS_BUFFER_SIZE bytes or more; with smaller ones, of at least 256 bytes,
 * messages are split to fit `out`, and a record that does not fit `in` is BRISK_ERR_BUFFER.
 * Where peers obey config's record_size_limit, `in` needs room for that and 512 bytes, provided
 * that what is not protected, hellos and TLS 1.2's handshake, comes in records as short. Between
 * steps the connection does not need a buffer in which nothing waits (begin == end): its memory may
 * serve another connection, and `data` and `capacity` be set anew before it is used again. Returns
 * 0 or BRISK_ERR_ARGUMENT. */
int brisk_tls_init(struct brisk_tls *tls, const struct brisk_tls_config *config,
                   enum brisk_tls_role role, void *handshake, size_t handshake_size, uint8_t *in,
                   size_t in_capacity, uint8_t *out, size_t out_capacity);

/* Client: the server's name, sent as SNI (unless it is an IP address) and looked for in the
 * certificate. Without it, or with NULL, the certificate's name is not checked: only for tests and
 * load generators. To be called before the first step. Returns 0, BRISK_ERR_STATE (too late, or a
 * name given to a server) or BRISK_ERR_LENGTH (over BRISK_TLS_MAX_HOST bytes). */
int brisk_tls_set_host(struct brisk_tls *tls, const char *host);

/* Client: what was set. Server: what the client sent. "" if nothing, and once the handshake's
 * memory has been given back. */
const char *brisk_tls_host(const struct brisk_tls *tls);

/* Client: where sessions that the server sends are put, for config->session to take or for the
 * caller to look at between steps (ticket_len is 0 until there is one). Without it none are kept.
 * To be called before the first step; the memory must outlive the connection. Returns 0 or
 * BRISK_ERR_STATE. */
int brisk_tls_keep_sessions(struct brisk_tls *tls, struct brisk_session *slot);

/* Client: a session to resume. It is left out, and the handshake is a full one, if it has expired,
 * is of another host than brisk_tls_set_host()'s, or of a version or suite that the configuration
 * does not have; the server decides about the rest. To be called before the first step; the session
 * must stay where it is until the handshake is complete. Returns 0 or BRISK_ERR_STATE. */
int brisk_tls_resume(struct brisk_tls *tls, const struct brisk_session *session);

/* Post-handshake authentication (RFC 8446 section 4.6.2): a server asks for a certificate when it
 * turns out to need one, and a client that has said that it may be asked answers with one of its
 * configuration's, or with none. TLS 1.3 only.
 *
 * A client with this offers it; a server with this may call brisk_tls_request_certificate() if the
 * client has. To be called before the first step, with memory that is the connection's until
 * brisk_tls_wipe(); or until the handshake is complete, if brisk_tls_get_info() says that post_auth
 * has not been agreed upon: then it is not used any more.
 *
 * The handshake's memory can be given back as ever. When there is something to answer, or an answer
 * to be read, brisk_tls_step() returns BRISK_TLS_WANT_MEMORY, unless it was not given back: the
 * caller lends as much as a handshake needs with brisk_tls_handshake_lend(), and gets it back by
 * brisk_tls_handshake_release() once the step has returned BRISK_TLS_AUTHENTICATED (or died).
 * Between the two there are jobs to run, as in a handshake. What a client signs for is kept back
 * until the signature is there; then its answer goes out in one piece. While a part of it waits for
 * room in `out`, brisk_tls_write() takes no data. A client that has begun an answer holds its
 * server's memory until it ends it: bound the time of that, as of a handshake.
 * Returns 0, or BRISK_ERR_STATE (too late). */
int brisk_tls_enable_post_auth(struct brisk_tls *tls, struct brisk_tls_post_auth *memory);

/* Server: asks the client for a certificate, of those that the configuration's `trust` vouches for.
 * With BRISK_TLS_CLIENT_AUTH_REQUEST it may have none (brisk_tls_get_info() says has_declined);
 * with _REQUIRE the connection ends with certificate_required then. Data goes on meanwhile, both
 * ways; there may be BRISK_TLS_MAX_REQUESTS requests at a time, which the client answers in any
 * order. An answer's certificate is verified as in a handshake, with config->check_peer, and
 * becomes the connection's: brisk_tls_get_info() has its fingerprint once the step returns
 * BRISK_TLS_AUTHENTICATED. Tickets that were given out before do not know of it.
 * Returns 0, BRISK_ERR_STATE (the handshake is not complete, closed, not agreed upon, or without
 * `trust`), BRISK_ERR_ARGUMENT, BRISK_ERR_LIMIT (too many requests without an answer),
 * BRISK_ERR_BUFFER (the message, of 1.2 KiB at most, does not fit `out` now), BRISK_ERR_RANDOM or
 * the connection's error. */
int brisk_tls_request_certificate(struct brisk_tls *tls, enum brisk_tls_client_auth need);

/* Gives the memory that BRISK_TLS_WANT_MEMORY waits for: as brisk_tls_init() takes it; a client's
 * longest chain (brisk_tls_handshake_size() says what for), or the longest one that a server wants
 * to read, decides. Returns 0, BRISK_ERR_STATE (not asked for) or BRISK_ERR_ARGUMENT. */
int brisk_tls_handshake_lend(struct brisk_tls *tls, void *handshake, size_t handshake_size);

/* The time that certificates are checked against and tickets are dated with, in seconds since 1970:
 * the engine asks no clock. Who verifies certificates, and a server with tickets or a session
 * cache, set it before the first step; a client that keeps sessions again when it has received
 * something, and a server that asks for certificates later again when it lends memory for them. */
void brisk_tls_set_time(struct brisk_tls *tls, int64_t now);

/* Goes on as far as it can. Returns one of BRISK_TLS_* above or a negative BRISK_ERR_*; after an
 * error the alert to be sent is in `out`, and every later step returns the same error. */
int brisk_tls_step(struct brisk_tls *tls);

/* The jobs it waits for: fills `jobs` with up to BRISK_TLS_MAX_JOBS pointers, returns how many.
 * They stay valid until the next step. */
#define BRISK_TLS_MAX_JOBS 24
size_t brisk_tls_jobs(struct brisk_tls *tls, struct brisk_job *jobs[BRISK_TLS_MAX_JOBS]);

/* The caller has used `data`: its place in `in` is free again. Called before the next step. */
void brisk_tls_data_done(struct brisk_tls *tls);

/* Seals up to len bytes of application data into `out` as one or more records, as far as there is
 * room; *taken tells how many bytes went. Data that already lies where
 * brisk_tls_write_place() said is sealed without copying. `data` is const otherwise.
 * Before the handshake is complete a client can write as much early data as brisk_tls_early_room()
 * says, and a server that takes early data can answer it behind its own Finished.
 * Returns 0, BRISK_ERR_STATE (handshake not complete, or closed) or the connection's error. */
int brisk_tls_write(struct brisk_tls *tls, const uint8_t *data, size_t len, size_t *taken);

/* Client: bytes of early data that may be written now with brisk_tls_write(): positive from the
 * first BRISK_TLS_WANT_INPUT on, until the server has refused it or the handshake is complete. What
 * was written counts only if brisk_tls_get_info() says EARLY_ACCEPTED in the end. */
size_t brisk_tls_early_room(const struct brisk_tls *tls);

/* Where to put the next record's application data so that brisk_tls_write() need not copy it; up to
 * *capacity bytes (at most BRISK_TLS_MAX_PLAINTEXT, 0 if `out` is full). Valid until the next call
 * for this connection. */
uint8_t *brisk_tls_write_place(struct brisk_tls *tls, size_t *capacity);

/* Puts close_notify into `out`: nothing can be written after it, what the peer sends can still be
 * read. Returns 0, BRISK_ERR_BUFFER if it does not fit yet, or the connection's error. */
int brisk_tls_close(struct brisk_tls *tls);

/* Updates the sending keys; asks the peer to do the same if request_peer (RFC 8446 4.6.3). Hardly
 * anybody needs it: keys are updated, and the peer is asked to update its own, before they have
 * protected too much (section 5.5), and a peer that asks is answered.
 * Returns 0, BRISK_ERR_STATE (handshake not complete, closed, or TLS 1.2, which has no such thing),
 * BRISK_ERR_BUFFER (`out` is full) or the connection's error. */
int brisk_tls_key_update(struct brisk_tls *tls, int request_peer);

/* The transport ended. Returns 0 after close_notify, else BRISK_ERR_TLS_TRUNCATED. */
int brisk_tls_end_of_input(struct brisk_tls *tls);

/* Wipes and detaches the handshake memory when the connection no longer needs it; returns it for
 * reuse, or NULL if it is still, or again, needed. */
void *brisk_tls_handshake_release(struct brisk_tls *tls);

/* Keying material exporter (RFC 8446 section 7.5, RFC 5705), once the handshake is complete. In TLS
 * 1.2 no context (NULL) is something else than an empty one, and a context has at most 65,535
 * bytes. Returns 0, BRISK_ERR_STATE, BRISK_ERR_LENGTH or BRISK_ERR_ARGUMENT (one of TLS 1.2's own
 * labels). */
int brisk_tls_export(const struct brisk_tls *tls, uint8_t *out, size_t out_len, const char *label,
                     const uint8_t *context, size_t context_len);

/* The early exporter, while early data is being sent or received: before the handshake is complete.
 */
int brisk_tls_export_early(const struct brisk_tls *tls, uint8_t *out, size_t out_len,
                           const char *label, const uint8_t *context, size_t context_len);

/* What was negotiated; valid once the handshake is complete (each as soon as it is known). */
struct brisk_tls_info {
    uint16_t version, suite, group;
    uint16_t scheme;        /* of the server's CertificateVerify or ServerKeyExchange, or 0 */
    uint16_t client_scheme; /* of the client's CertificateVerify, or 0 */
    int hello_retry;        /* a HelloRetryRequest was sent or received */
    int resumed;            /* by a ticket or a pre-shared key: no certificate was sent */
    /* CertificateCompressionAlgorithm that a Certificate message was compressed with, or 0: the
     * peer's, and our own. */
    uint16_t peer_cert_compression, cert_compression;
    uint16_t record_size_limit; /* that our records keep to: the peer's (RFC 8449), or 0 for none */
    enum brisk_tls_early early_data;
    const char *alpn; /* "" if none */
    /* Whether the peer has shown a certificate that verified, in this connection or in the one
     * whose session it resumes, and the SHA-256 of its DER. */
    int has_peer_certificate;
    uint8_t peer_fingerprint[32];
    int post_auth;    /* both sides have agreed to post-handshake authentication */
    int num_requests; /* server: certificates asked for since, and not answered yet */
    int has_declined; /* the last answer, of the client's or our own, had no certificate */
};
void brisk_tls_get_info(const struct brisk_tls *tls, struct brisk_tls_info *info);

/* The alert (RFC 8446 section 6) sent or received last: its AlertDescription, or -1 for none. */
int brisk_tls_alert_sent(const struct brisk_tls *tls);
int brisk_tls_alert_received(const struct brisk_tls *tls);

/* "handshake_failure" and so on; "unknown" for an undefined one. */
const char *brisk_tls_alert_name(int alert);

/* Wipes everything. Must be called when a connection is no longer used. */
void brisk_tls_wipe(struct brisk_tls *tls);

#ifdef __cplusplus
}
#endif

#endif
