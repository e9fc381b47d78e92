/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What the engine's files share: the handshake's memory, the states, and the functions that carry
 * records and messages between the states and the caller's buffers. */

#ifndef BRISK_HANDSHAKE_ENGINE_H
#define BRISK_HANDSHAKE_ENGINE_H

#include <brisk/error.h>
#include <brisk/hash.h>
#include <brisk/tls.h>

#include "handshake/key_schedule.h"
#include "handshake/writer.h"

/* ContentType (RFC 8446 section 5.1). */
enum {
    RECORD_CHANGE_CIPHER_SPEC = 20,
    RECORD_ALERT = 21,
    RECORD_HANDSHAKE = 22,
    RECORD_APPLICATION_DATA = 23,
};

/* HandshakeType (RFC 8446 section 4, RFC 5246 section 7.4). */
enum {
    MESSAGE_HELLO_REQUEST = 0,
    MESSAGE_CLIENT_HELLO = 1,
    MESSAGE_SERVER_HELLO = 2,
    MESSAGE_NEW_SESSION_TICKET = 4,
    MESSAGE_END_OF_EARLY_DATA = 5,
    MESSAGE_ENCRYPTED_EXTENSIONS = 8,
    MESSAGE_CERTIFICATE = 11,
    MESSAGE_SERVER_KEY_EXCHANGE = 12,
    MESSAGE_CERTIFICATE_REQUEST = 13,
    MESSAGE_SERVER_HELLO_DONE = 14,
    MESSAGE_CERTIFICATE_VERIFY = 15,
    MESSAGE_CLIENT_KEY_EXCHANGE = 16,
    MESSAGE_FINISHED = 20,
    MESSAGE_CERTIFICATE_STATUS = 22, /* TLS 1.2 */
    MESSAGE_KEY_UPDATE = 24,
    MESSAGE_COMPRESSED_CERTIFICATE = 25, /* RFC 8879 */
    MESSAGE_HASH = 254,
};
#define MESSAGE_HEADER_SIZE 4
#define MESSAGE_BIT(type) (UINT32_C(1) << (type)) /* of types below 32, to say which may come */

#define RECORD_HEADER_SIZE 5
#define RECORD_MAX_INNER (BRISK_TLS_MAX_PLAINTEXT + 1) /* content, type and padding */

/* What protection by an AEAD adds to a record's content: TLS 1.3's type, or TLS 1.2's explicit
 * nonce, and the tag. */
#define MAX_EXPLICIT 8
#define MAX_PROTECTION (MAX_EXPLICIT + BRISK_AEAD_TAG_SIZE)

/* And what TLS 1.2's CBC suites add: an IV, the MAC, of which SHA-384's is the longest, and padding
 * as we send it. */
#define CBC_BLOCK BRISK_AES_CBC_BLOCK_SIZE
#define MAX_MAC 48
#define MAX_CBC_PROTECTION (CBC_BLOCK + MAX_MAC + CBC_BLOCK)

/* `out` always keeps room for one protected alert, so that a dying connection can say why: this
 * with AEADs, brisk_alert_reserve() with any suite. */
#define ALERT_RESERVE (RECORD_HEADER_SIZE + 2 + MAX_PROTECTION)
#define MIN_BUFFER 256 /* the smallest `in` and `out` accepted */

#define NO_ALERT 255

/* What a peer may do without getting anywhere before it is cut off. */
#define MAX_CCS 32
#define MAX_EMPTY_RECORDS 32
#define MAX_KEY_UPDATES 32
#define MAX_WARNINGS 4
#define MAX_REJECTED_EARLY_DATA                                                                    \
    16384 /* bytes of records (RFC 8446 section 4.2.10), on top of what tickets allow */

#define MAX_TICKETS 8         /* that a server sends at once */
#define MAX_PSKS 4            /* of the configuration's; a client offers a ticket before them */
#define MAX_PSK_IDENTITY 1024 /* bytes of an identity in the configuration */
#define MAX_EARLY_SKEW 10000  /* milliseconds, either way: section 8.3 */
#define MIN_PSK 16            /* bytes of a key there */
#define MAX_PSK_TRIES 8       /* identities of a ClientHello that are looked at */
#define MAX_TICKET_LIFETIME 604800 /* seconds: a week (section 4.6.1) */
#define MAX_CACHED_LIFETIME 86400  /* seconds: a day (RFC 5246 appendix F.1.4) */
#define MAX_KEY_SHARES 3           /* that a client sends, each of another curve */
#define MAX_ALPN_LIST 2048         /* bytes of protocol names with their lengths */
#define COOKIE_SIZE 32             /* bytes of a server's own cookie */
#define MAX_COOKIE 4096      /* bytes of a HelloRetryRequest's cookie that the client echoes */
#define MAX_AUTHORITIES 1024 /* bytes of names in a CertificateRequest of ours */

/* Bytes of messages: those that a handshake's memory has room for at least, of a ClientHello
 * without protocol names and keys to resume, and of a flight without Certificate and the names in
 * CertificateRequest. */
#define MIN_MESSAGES 5632
#define MAX_PLAIN_HELLO 1024
#define MAX_PLAIN_FLIGHT 1152

#define RANDOM_SIZE 32
#define SESSION_ID_SIZE 32
#define CACHED_ID_SIZE 16 /* of those that a server gives to TLS 1.2's sessions */
/* RFC 5246 section 6.3. */
#define KEY_BLOCK_MAX (2 * (BRISK_AEAD_MAX_KEY + MAX_MAC))
/* What is signed: RFC 8446 section 4.4.3; RFC 8422 section 5.4, which is longer: both randoms, and
 * the curve's type and name and a point. */
#define VERIFY_CONTENT_MAX (2 * RANDOM_SIZE + 4 + BRISK_EC_MAX_PUBLIC)

enum brisk_tls_state {
    STATE_CLIENT_START,
    STATE_CLIENT_SEND_HELLO,
    STATE_CLIENT_SEND_EARLY_CCS,
    STATE_CLIENT_START_EARLY_DATA,
    STATE_CLIENT_READ_SERVER_HELLO,
    STATE_CLIENT_SEND_RETRY_CCS,
    STATE_CLIENT_DERIVE_HANDSHAKE_KEYS,
    STATE_CLIENT_READ_ENCRYPTED_EXTENSIONS,
    STATE_CLIENT_READ_CERTIFICATE_OR_REQUEST,
    STATE_CLIENT_READ_CERTIFICATE,
    STATE_CLIENT_READ_CERTIFICATE_VERIFY,
    STATE_CLIENT_CHECK_CERTIFICATE,
    STATE_CLIENT_READ_FINISHED,
    STATE_CLIENT_SEND_CCS,
    STATE_CLIENT_SEND_END_OF_EARLY_DATA,
    STATE_CLIENT_END_EARLY_KEYS,
    STATE_CLIENT_SEND_CERTIFICATE,
    STATE_CLIENT_SEND_FINISHED,
    STATE_CLIENT_CHANGE_WRITE_KEYS,
    STATE_SERVER_READ_CLIENT_HELLO,
    STATE_SERVER_SEND_HELLO_RETRY_REQUEST,
    STATE_SERVER_SEND_RETRY_CCS,
    STATE_SERVER_READ_SECOND_CLIENT_HELLO,
    STATE_SERVER_SEND_SERVER_HELLO,
    STATE_SERVER_SEND_CERTIFICATE,
    STATE_SERVER_CHECK_SHARE,
    STATE_SERVER_SEND_CCS,
    STATE_SERVER_SEND_CERTIFICATE_VERIFY,
    STATE_SERVER_CHANGE_WRITE_KEYS,
    STATE_SERVER_READ_EARLY_DATA,
    STATE_SERVER_READ_CERTIFICATE,
    STATE_SERVER_READ_CERTIFICATE_VERIFY,
    STATE_SERVER_CHECK_CERTIFICATE,
    STATE_SERVER_READ_FINISHED,
    STATE_SERVER_COMPLETE,
    STATE_CLIENT12_READ_CERTIFICATE,
    STATE_CLIENT12_READ_KEY_EXCHANGE,
    STATE_CLIENT12_READ_REQUEST_OR_DONE,
    STATE_CLIENT12_READ_DONE,
    STATE_CLIENT12_CHECK_CERTIFICATE,
    STATE_CLIENT12_SEND_KEY_EXCHANGE,
    STATE_CLIENT12_SEND_VERIFY,
    STATE_CLIENT12_SEND_CCS,
    STATE_CLIENT12_SEND_FINISHED,
    STATE_CLIENT12_READ_TICKET,
    STATE_CLIENT12_READ_CCS,
    STATE_CLIENT12_READ_FINISHED,
    STATE_CLIENT12_COMPLETE,
    STATE_SERVER12_SEND_HELLO,
    STATE_SERVER12_RESUME,
    STATE_SERVER12_SEND_KEY_EXCHANGE,
    STATE_SERVER12_SEND_DONE,
    STATE_SERVER12_READ_CERTIFICATE,
    STATE_SERVER12_READ_KEY_EXCHANGE,
    STATE_SERVER12_DERIVE_KEYS,
    STATE_SERVER12_READ_VERIFY,
    STATE_SERVER12_CHECK_CERTIFICATE,
    STATE_SERVER12_READ_CCS,
    STATE_SERVER12_READ_FINISHED,
    STATE_SERVER12_SEND_TICKET,
    STATE_SERVER12_SEND_CCS,
    STATE_SERVER12_SEND_FINISHED,
    STATE_SERVER12_COMPLETE,
    STATE_CONNECTED,
    STATE_POST_CLIENT_READ_REQUEST, /* those of post-handshake authentication come last */
    STATE_POST_CLIENT_SEND_ANSWER,
    STATE_POST_CLIENT_SENT,
    STATE_POST_SERVER_READ_CERTIFICATE,
    STATE_POST_SERVER_READ_CERTIFICATE_VERIFY,
    STATE_POST_SERVER_CHECK_CERTIFICATE,
    STATE_POST_SERVER_READ_FINISHED,
};

/* A state function returns this to let the next state run, or what brisk_tls_step() returns. */
#define STEP_AGAIN 100

struct brisk_key_share {
    uint16_t group;
    uint8_t public_key[BRISK_EC_MAX_PUBLIC];
    uint8_t private_key[BRISK_EC_MAX_PRIVATE];
};

/* Server: what a session keeps of a client that has shown a certificate. */
struct brisk_tls_peer {
    uint32_t anchor; /* its number in config->trust when the chain was verified */
    uint8_t anchor_digest[32];
    int64_t until; /* seconds since 1970: later it must show it again */
};

/* What only the handshake needs. The secrets come first and are wiped with one call; what follows
 * `secrets_end` is public or sent. */
struct brisk_tls_handshake {
    struct brisk_key_schedule schedule;
    union {
        struct { /* TLS 1.3 */
            struct brisk_hmac_key client_finished, server_finished;
            uint8_t early_exporter_secret[BRISK_SECRET_MAX];
            uint8_t psk[BRISK_SECRET_MAX]; /* the one that both sides use, once selected */
            uint8_t client_secret[BRISK_SECRET_MAX],
                server_secret[BRISK_SECRET_MAX]; /* handshake traffic */
        };
        struct {                               /* TLS 1.2 */
            struct brisk_hash other_hashes[2]; /* of the transcript, where a client may sign */
            uint8_t key_block[KEY_BLOCK_MAX];
        };
    };
    struct brisk_key_share shares[MAX_KEY_SHARES]; /* a server uses the first */
    uint8_t shared_secret[BRISK_EC_MAX_PRIVATE];
    uint8_t secrets_end;

    uint8_t num_shares;
    uint8_t session_id_len;
    uint8_t certificate_requested;
    uint8_t wants_status;       /* the peer wants an OCSP response; client, TLS 1.2: one may come */
    uint8_t encrypt_then_mac;   /* TLS 1.2: both sides have it, and the suite can (RFC 7366) */
    uint8_t renegotiation_info; /* server, TLS 1.2: the client asked for it (RFC 5746) */
    uint8_t num_jobs;
    uint8_t num_path_jobs;  /* how many of path.jobs are to be run */
    uint8_t flight_held;    /* messages are added to the flight, but must not go out yet */
    uint8_t psk_len;        /* 0 if none is used */
    uint8_t psk_modes;      /* server: those that the client has and we have */
    uint8_t num_psks;       /* client: offered in the last ClientHello */
    uint16_t psk_index;     /* the identity selected */
    uint16_t hello_hashed;  /* server: bytes of this ClientHello that the transcript has already */
    uint8_t early_answered; /* client: EncryptedExtensions had early_data */
    uint8_t ccs_sent;
    uint32_t early_limit; /* server: what the ticket allows, 0 if it cannot be taken */
    const struct brisk_suite *early_suite; /* once there are early keys */
    uint16_t retry_group;                  /* client: what HelloRetryRequest selected, or 0 */
    uint16_t cookie_len;                   /* client: the cookie lies at the end of `message` */
    uint16_t signature_len;
    uint16_t verify_content_len; /* TLS 1.2 */
    uint16_t client_version;     /* server, TLS 1.2: in the ClientHello */
    uint8_t refusal_alert;       /* what the caller would have a refused peer told */
    uint8_t has_refusal_alert;
    uint8_t verify_due; /* server, TLS 1.2: the client has shown a certificate */
    uint8_t has_other_hashes;
    uint16_t peer_record_limit; /* record_size_limit, if we have it, too; else 0 */
    /* TLS 1.2: a NewSessionTicket is to come or to be sent; a client's is so long and lies in the
     * slot; the session that a server puts into one. */
    uint8_t ticket_due;
    uint16_t ticket_len;
    uint32_t session_lifetime;
    int64_t session_created;
    uint16_t peer_public_len;
    uint16_t exchange_size; /* TLS 1.2: bytes behind `message` of handshake/exchange12.c, or 0 */
    uint64_t offered;       /* extension types in our ClientHello, or in the client's */
    const struct brisk_session *session;                       /* client: to be offered, or NULL */
    const struct brisk_tls_identity *identity;                 /* the one that we show, or NULL */
    const struct brisk_tls_compressed_certificate *compressed; /* TLS 1.3: instead, or NULL */
    struct brisk_bytes ocsp;    /* what the peer stapled, in `message`, or empty */
    struct brisk_bytes context; /* certificate_request_context, empty but after the handshake */
    struct brisk_tls_peer peer;

    struct brisk_hash transcript;
    uint8_t client_random[RANDOM_SIZE];
    uint8_t session_id[SESSION_ID_SIZE];
    uint8_t hello_hash[BRISK_HASH_MAX_SIZE]; /* server: the first hello's digest while a retry is
                                                awaited, then the transcript up to ServerHello */
    uint8_t peer_public[BRISK_EC_MAX_PUBLIC];
    uint8_t verify_content[VERIFY_CONTENT_MAX];  /* server: the cookie, while a retry is awaited */
    uint8_t signature[BRISK_SIGNATURE_MAX_SIZE]; /* the peer's; a server's own in TLS 1.2 */
    char host[BRISK_TLS_MAX_HOST + 1];

    struct brisk_job jobs[MAX_KEY_SHARES];
    struct brisk_x509_path path; /* the peer's */

    /* Messages: first `kept` bytes that are still needed (the client's hello until the hash is
     * known, the peer's Certificate until its signatures are checked), then `assembled` bytes
     * of a message that arrives in several records. For sending it holds [flight_begin,
     * flight_end), of which what is before flight_ready goes out as `out` has room. */
    size_t kept, assembled, flight_begin, flight_ready, flight_end;
    size_t hello_end; /* server: where ServerHello ends in the flight */
    size_t capacity;  /* of what follows, as brisk_tls_init() was told, without exchange_size */
    uint8_t message[];
};

/* A handshake message. The views stay valid until the state function returns. */
struct brisk_message {
    uint8_t type;
    struct brisk_bytes raw; /* header included: what the transcript hashes */
    struct brisk_bytes body;
};

/* Whether the configuration has a version, and a suite for it: 1 or 0. */
int brisk_version_is_enabled(const struct brisk_tls_config *config, uint16_t version);

/* Whether encrypt-then-MAC is offered, or taken if a CBC suite is chosen: 1 or 0. */
int brisk_encrypt_then_mac_is_enabled(const struct brisk_tls_config *config);

/* --- record.c: protection and framing of records (RFC 8446 section 5) --- */

/* Installs the keys of a traffic secret (section 7.3). `finished`, if not NULL, gets the prepared
 * key of this secret's Finished message (section 4.4.4). */
int brisk_record_set_keys(struct brisk_tls_direction *direction, const struct brisk_suite *suite,
                          const uint8_t *secret, struct brisk_hmac_key *finished);

/* The key of a Finished message after the handshake, from the traffic secret in force. */
int brisk_record_finished_key(const struct brisk_suite *suite, const uint8_t *secret,
                              struct brisk_hmac_key *finished);

/* Opens the next record in `in`, in place. Returns 0 (record_type, record_left are set; an empty
 * record is already consumed), BRISK_TLS_WANT_INPUT or an error. */
int brisk_record_next(struct brisk_tls *tls);

/* Moves past len bytes of the opened record's content, and past its end when that is reached. */
void brisk_record_consume(struct brisk_tls *tls, size_t len);

/* Content bytes that a record put into `out` now may have, at most brisk_record_max_content(),
 * after `reserve` bytes are left free. */
size_t brisk_record_room(struct brisk_tls *tls, size_t reserve);

/* Where in a record that is put into `out` now the content begins. */
size_t brisk_record_head(const struct brisk_tls *tls);

/* What a record that is put into `out` now has besides its content at most. */
size_t brisk_record_overhead(const struct brisk_tls *tls);

/* The room for an alert that `out` keeps, also for one under keys that are to come. */
size_t brisk_alert_reserve(const struct brisk_tls *tls);

/* Puts a record into `out`; len is at most brisk_record_room(). `content` may already be in place,
 * brisk_record_head() after out's end; otherwise it is copied there. */
int brisk_record_write(struct brisk_tls *tls, uint8_t type, const uint8_t *content, size_t len);

/* Puts the change_cipher_spec of compatibility mode (appendix D.4) into `out`. Returns 0 or
 * BRISK_TLS_WANT_OUTPUT. */
int brisk_record_write_ccs(struct brisk_tls *tls);

/* record_size_limit (RFC 8449 section 4): its two bytes; a limit under 64 is an error. */
int brisk_record_limit_parse(struct brisk_bytes body, uint16_t *limit);

/* Ours, as far as the version (0: the best that the configuration has) allows it. */
uint16_t brisk_record_limit(const struct brisk_tls *tls, uint16_t version);

/* Both sides have sent one: what is read, or written, under the keys of this handshake keeps to it
 * from now on. Does nothing otherwise. */
void brisk_record_limit_read(struct brisk_tls *tls);
void brisk_record_limit_write(struct brisk_tls *tls);

/* The longest content of a record that is written now. */
size_t brisk_record_max_content(const struct brisk_tls *tls);

/* --- record12.c: protection of TLS 1.2's records (RFC 5246 section 6.2.3.3) --- */

/* One direction's part of the key block (section 6.3): suite->mac_len, key_len and iv_len bytes. */
struct brisk_record12_keys {
    const uint8_t *mac_key, *key, *iv;
};

/* Installs keys. Returns 0 or an error. */
int brisk_record12_set_keys(struct brisk_tls_direction *direction, const struct brisk_suite *suite,
                            const struct brisk_record12_keys *keys, int encrypt_then_mac);

/* Opens a record of len bytes of fragment in place: its content begins suite->explicit_len bytes
 * after the header, *content_len gets its length. Returns 0 or an error. */
int brisk_record12_open(struct brisk_tls_direction *direction, const struct brisk_suite *suite,
                        uint8_t *record, size_t len, size_t *content_len);

/* Seals the len bytes of content that are in place, and writes the header; *size gets the record's
 * size. Returns 0 or an error. */
int brisk_record12_seal(struct brisk_tls_direction *direction, const struct brisk_suite *suite,
                        uint8_t *record, uint8_t type, size_t len, size_t *size);

/* --- alerts.c --- */

/* The alert for an error, or NO_ALERT for an error that sends none. */
uint8_t brisk_alert_for_error(int error, int x509_error);

/* Puts an alert into `out`. Returns 0 or BRISK_ERR_BUFFER. */
int brisk_alert_send(struct brisk_tls *tls, uint8_t alert);

/* Answers a HelloRequest of TLS 1.2 by a warning. */
void brisk_alert_refuse_renegotiation(struct brisk_tls *tls);

/* Consumes the alert record that was opened. Returns 0 for one that means nothing, or an error;
 * close_notify sets close_received and returns 0. */
int brisk_alert_receive(struct brisk_tls *tls);

/* Kills the connection: the alert goes out, the secrets are wiped. Returns `error`. */
int brisk_tls_die(struct brisk_tls *tls, int error);

/* --- transport.c: handshake messages in and out of records --- */

/* Reads the next message, whose type must be one of `allowed` (bits). Returns 0,
 * BRISK_TLS_WANT_INPUT or an error. */
int brisk_message_read(struct brisk_tls *tls, uint32_t allowed, struct brisk_message *message);

/* Reads the change_cipher_spec of TLS 1.2 (RFC 5246 section 7.1), at the one place where it may
 * come. Returns 0, BRISK_TLS_WANT_INPUT or an error. */
int brisk_message_read_ccs(struct brisk_tls *tls);

/* RFC 8446 section 5.1: before a key change a message must end its record. 0 or an error. */
int brisk_message_check_boundary(const struct brisk_tls *tls);

/* Starts a message at the flight's end; `mark` goes to the end function, which adds the message to
 * the flight and to the transcript. */
struct brisk_writer brisk_message_begin(struct brisk_tls *tls, uint8_t type, size_t *mark);
int brisk_message_end(struct brisk_tls *tls, struct brisk_writer *w, size_t mark);

/* Moves the flight into `out`, as far as it is ready. Returns 0 when all of that went,
 * BRISK_TLS_WANT_OUTPUT or an error. */
int brisk_flight_flush(struct brisk_tls *tls);

/* --- transcript.c --- */

/* Starts the transcript of the suite's hash with the `kept` bytes of the client's hello, if any. */
int brisk_transcript_start(struct brisk_tls *tls);

/* RFC 8446 section 4.4.1: what was hashed (the first ClientHello) becomes a message_hash. */
void brisk_transcript_retry(struct brisk_tls *tls);

/* Adds a message. */
void brisk_transcript_add(struct brisk_tls *tls, struct brisk_bytes message);

/* Server: adds a ClientHello, or what has not been added of it, and starts the transcript with the
 * first one. Returns 0 or an error. */
int brisk_transcript_add_hello(struct brisk_tls *tls, struct brisk_bytes message);

/* The hash of the messages so far. */
void brisk_transcript_hash(const struct brisk_tls *tls, uint8_t hash[BRISK_HASH_MAX_SIZE]);

/* TLS 1.2's CertificateVerify signs all messages so far, whose digest by the hash of a scheme is at
 * hand. Whether it is by this one: not for Ed25519, which has none; and the digest by it, where all
 * have run. */
int brisk_transcript_has(enum brisk_hash_alg alg);
void brisk_transcript_digest(const struct brisk_tls *tls, enum brisk_hash_alg alg,
                             uint8_t digest[BRISK_HASH_MAX_SIZE]);

/* What CertificateVerify signs (section 4.4.3): h->verify_content; returns its length. */
size_t brisk_transcript_verify_content(struct brisk_tls *tls, enum brisk_tls_role signer);

/* The stages both roles share: handshake traffic secrets after the shared secret; application
 * traffic secrets and the exporter's after the server's Finished. Logged if the configuration
 * says so. */
int brisk_derive_handshake_secrets(struct brisk_tls *tls);
int brisk_derive_application_secrets(struct brisk_tls *tls, uint8_t *client_secret,
                                     uint8_t *server_secret);

/* Derive-Secret of the schedule's stage, into the key log as well. */
int brisk_derive_and_log(struct brisk_tls *tls, uint8_t *secret, const char *label,
                         const char *log_label, const uint8_t *hash);
/* Gives a secret to config->keylog, if there is one. */
void brisk_secret_log(const struct brisk_tls *tls, const char *label, const uint8_t *secret,
                      size_t len);

/* Writes our Finished; checks the peer's. */
int brisk_finished_send(struct brisk_tls *tls, const struct brisk_hmac_key *key);
int brisk_finished_check(struct brisk_tls *tls, const struct brisk_hmac_key *key,
                         const struct brisk_message *message);

/* --- session.c: tickets --- */

/* NewSessionTicket (section 4.6.1): writes config->num_tickets of them behind the client's
 * Finished, and takes one on the client. */
int brisk_session_send_tickets(struct brisk_tls *tls);
int brisk_session_receive_ticket(struct brisk_tls *tls, struct brisk_bytes body);

/* The same before the client's Finished has come, whose contents are known (section 4.6.1). */
int brisk_session_send_early_tickets(struct brisk_tls *tls);

/* The handshake is complete: what tickets are made of from now on. */
int brisk_session_prepare_slot(struct brisk_tls *tls);

/* Opens a ticket of a session of this server that can be resumed now: its secret goes to h->psk.
 * Returns 1, or 0 if it is not one, whatever the reason. */
struct brisk_client_hello;
int brisk_session_open_ticket(struct brisk_tls *tls, const struct brisk_client_hello *hello,
                              struct brisk_bytes ticket, uint32_t obfuscated_age);

/* --- early.c --- */

/* Server: takes the early data that a ClientHello announces, if everything allows it: 1 with the
 * keys for it installed, 0, or an error. */
int brisk_early_accept(struct brisk_tls *tls, const struct brisk_client_hello *hello);

/* Server: reads early data and what ends it; *ended says that the handshake's keys are in place. */
int brisk_early_read(struct brisk_tls *tls, int *ended);

/* Client: whether the next ClientHello offers it; installs the keys once that is sent; the server
 * refused it; what EncryptedExtensions said; EndOfEarlyData. */
int brisk_early_is_offered(const struct brisk_tls *tls);
int brisk_early_start(struct brisk_tls *tls);
void brisk_early_reject(struct brisk_tls *tls);
int brisk_early_answer(struct brisk_tls *tls);
int brisk_early_end(struct brisk_tls *tls);

/* --- post_auth.c: post-handshake authentication (RFC 8446 section 4.6.2) --- */

/* The client's Finished has been sent or checked: the transcript is kept if both sides agreed. */
void brisk_post_auth_keep(struct brisk_tls *tls);

/* Whether a message of this type, which follows the handshake, belongs to an exchange: it is read
 * in the states of that then, beginning with its header. */
int brisk_post_auth_begin(struct brisk_tls *tls, uint8_t type);
int brisk_post_auth_step(struct brisk_tls *tls);

/* Whether a part of the client's answer has gone out, and nothing may come in between. */
int brisk_post_auth_is_sending(const struct brisk_tls *tls);

/* --- client.c, client12.c, server.c, server12.c, application.c: one function per state --- */

/* Whether this side sends change_cipher_spec records for middleboxes' sake (appendix D.4), as it
 * does unless the configuration forbids it: 1 or 0. A server does so for a client without a session
 * ID, too, which need not know. */
int brisk_tls_sends_ccs(const struct brisk_tls *tls);

/* What a finished job's status means: 0, or the error the connection dies of. */
int brisk_job_result(const struct brisk_job *job);

int brisk_client_step(struct brisk_tls *tls);
int brisk_client12_step(struct brisk_tls *tls);
int brisk_server_step(struct brisk_tls *tls);
int brisk_server12_step(struct brisk_tls *tls);
int brisk_connected_step(struct brisk_tls *tls);

/* Sends the KeyUpdate that waits, if there is room and nothing stands against it. */
int brisk_key_update_flush(struct brisk_tls *tls);

/* The handshake is complete: what it alone needed is wiped. */
void brisk_tls_complete(struct brisk_tls *tls);

/* Makes the memory ready for an exchange. */
void brisk_tls_prepare_handshake(struct brisk_tls *tls, void *handshake, size_t handshake_size);

/* Wipes the handshake's secrets. */
void brisk_handshake_wipe(struct brisk_tls_handshake *h);

/* Adds a pending job; the caller fills in `as`. */
struct brisk_job *brisk_tls_add_job(struct brisk_tls *tls, enum brisk_job_kind kind,
                                    uint16_t algorithm);

/* config->random, or brisk_random(). */
int brisk_tls_random(const struct brisk_tls *tls, uint8_t *out, size_t out_len);

#endif
