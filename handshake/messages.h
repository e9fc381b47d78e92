/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The bodies of handshake messages (RFC 8446 section 4): what the parsers check is syntax and what
 * does not depend on the state; choosing and comparing is the states' work. */

#ifndef BRISK_HANDSHAKE_MESSAGES_H
#define BRISK_HANDSHAKE_MESSAGES_H

#include "handshake/cursor.h"
#include "handshake/engine.h"
#include "handshake/extensions.h"

/* The random of a HelloRetryRequest: SHA-256 of "HelloRetryRequest" (section 4.1.3). */
extern const uint8_t brisk_hello_retry_random[RANDOM_SIZE];

/* --- ClientHello (section 4.1.2): client_hello.c --- */

struct brisk_client_hello {
    struct brisk_bytes fixed; /* from the version to before the extensions' length */
    struct brisk_bytes random, session_id, suites, extensions;
    uint64_t present;          /* extension types */
    uint16_t version;          /* the highest that both sides have */
    struct brisk_bytes groups; /* supported_groups: uint16 each */
    struct brisk_bytes schemes;
    struct brisk_bytes cert_schemes;                /* signature_algorithms_cert */
    struct brisk_bytes authorities;                 /* vector16 each, checked */
    struct brisk_bytes shares;                      /* KeyShareEntry each */
    struct brisk_bytes alpn;                        /* vector8 each, checked */
    struct brisk_bytes psk_identities, psk_binders; /* of one number, checked */
    uint8_t psk_modes;                              /* BRISK_TLS_PSK_* */
    uint8_t wants_status;                           /* an OCSP response may be stapled */
    uint16_t record_limit;                          /* record_size_limit, 0 if none */
    struct brisk_bytes compressions;                /* compress_certificate: uint16 each */
    struct brisk_bytes host;                        /* the host_name, empty if none */
    struct brisk_bytes ticket;                      /* TLS 1.2, empty if none */
    struct brisk_bytes cookie;                      /* empty if none */
};

/* Parses a ClientHello, and finds the version to speak. What a handshake without a pre-shared key
 * needs may be missing from one that offers such keys: brisk_client_hello_check_full() checks that.
 */
int brisk_client_hello_parse(const struct brisk_tls *tls, struct brisk_client_hello *hello,
                             struct brisk_bytes body);
int brisk_client_hello_check_full(const struct brisk_client_hello *hello);

/* Hashes what a second ClientHello must not change (section 4.1.2). Extensions count in any order,
 * as section 4.2 has it: wolfSSL's second hello has the first one's in another. */
void brisk_client_hello_digest(const struct brisk_client_hello *hello, uint8_t digest[32]);

/* Finds a group's key share. Returns 1 if there is one, 0 if not, or an error. */
int brisk_client_hello_find_share(const struct brisk_client_hello *hello, uint16_t group,
                                  struct brisk_bytes *key);

/* Whether a NamedGroup is a finite field's (RFC 7919 section 2: unknown ones, too). */
static inline int brisk_group_is_field(uint16_t group)
{
    return group >> 8 == 1;
}

/* Whether a list of big-endian uint16 has a number. */
int brisk_list_has(struct brisk_bytes list, uint16_t number);

/* Writes the ClientHello of h's random, session ID, shares and cookie. */
int brisk_client_hello_send(struct brisk_tls *tls);

/* --- ServerHello and HelloRetryRequest (sections 4.1.3 and 4.1.4): server_hello.c --- */

struct brisk_server_hello {
    uint16_t version;
    int is_retry;
    struct brisk_bytes random, session_id;
    uint16_t suite;
    uint64_t present;
    uint16_t group;           /* of key_share */
    struct brisk_bytes share; /* ServerHello */
    struct brisk_bytes cookie;
    uint16_t psk_index;
    struct brisk_bytes alpn; /* TLS 1.2: the extension's body */
    uint16_t record_limit;   /* TLS 1.2: record_size_limit, 0 if none */
};

/* Parses a ServerHello or HelloRetryRequest that answers our ClientHello, and checks that it chose
 * a version that we offered. */
int brisk_server_hello_parse(const struct brisk_tls *tls, struct brisk_server_hello *hello,
                             struct brisk_bytes body);

/* Writes a ServerHello with h's first share, or a HelloRetryRequest that asks for tls->group. */
int brisk_server_hello_send(struct brisk_tls *tls, int is_retry);

/* --- the authenticated part of the server's flight: certificate.c --- */

/* The answers to server_name, ALPN and record_size_limit, which TLS 1.2 has in its ServerHello. The
 * parser of ALPN's body sets tls->alpn. */
void brisk_answers_write(const struct brisk_tls *tls, struct brisk_writer *w);
int brisk_alpn_answer_parse(struct brisk_tls *tls, struct brisk_bytes body);

/* EncryptedExtensions (section 4.3.1). The client's parser sets tls->alpn. */
int brisk_encrypted_extensions_send(struct brisk_tls *tls);
int brisk_encrypted_extensions_parse(struct brisk_tls *tls, struct brisk_bytes body);

/* Certificate (section 4.4.2). An identity of NULL sends an empty list. The parser gives the
 * certificates' DER, at most BRISK_TLS_MAX_CHAIN of them, and their number, which may be greater or
 * 0, and in TLS 1.3 the response stapled to the first. */
int brisk_certificate_send(struct brisk_tls *tls, const struct brisk_tls_identity *identity);
int brisk_certificate_parse(const struct brisk_tls *tls, struct brisk_bytes body,
                            struct brisk_bytes chain[BRISK_TLS_MAX_CHAIN], size_t *chain_len,
                            struct brisk_bytes *ocsp);

/* The body of Certificate in TLS 1.3, with the OCSP response or without. */
void brisk_certificate_write(struct brisk_writer *w, struct brisk_bytes context,
                             const struct brisk_tls_identity *identity, int has_ocsp);

/* --- compression.c: compressed certificates (RFC 8879) --- */

/* compress_certificate: writes the body, with what our configuration can decompress; parses it. */
void brisk_compressions_write(const struct brisk_tls *tls, struct brisk_writer *w);
int brisk_compressions_parse(struct brisk_bytes body, struct brisk_bytes *list);

/* Sets h->compressed to the first form of h->identity that the peer takes, or to NULL. */
void brisk_compression_select(struct brisk_tls *tls, struct brisk_bytes accepted);

/* Writes the body of CompressedCertificate, h->compressed. */
void brisk_compressed_certificate_write(struct brisk_tls *tls, struct brisk_writer *w);

/* The messages, as bits, that the peer's certificates may come in, in TLS 1.3. */
uint32_t brisk_certificate_messages(const struct brisk_tls *tls);

/* Decompresses a CompressedCertificate to a Certificate message at the front of `message`. */
int brisk_compressed_certificate_open(struct brisk_tls *tls, const struct brisk_message *message);

/* Whether a scheme may sign a CertificateVerify (section 4.2.3: PKCS#1 v1.5 may not). */
int brisk_scheme_signs_handshake(uint16_t scheme);

/* What `scheme` in a handshake of this version means to brisk_sign() and brisk_verify() with a key
 * of this type: a SignatureScheme or BRISK_SIG_X509_*, or 0 if they do not go together. */
uint16_t brisk_scheme_for_key(uint16_t version, enum brisk_key_type type, uint16_t scheme);

/* --- what the states of both versions share: client.c, server.c --- */

int brisk_is_listed(const uint16_t *list, size_t n, uint16_t number);

/* Our share of a group, or NULL. */
const struct brisk_key_share *brisk_client_find_share(const struct brisk_tls_handshake *h,
                                                      uint16_t group);

/* Takes over what a ClientHello says of the client. */
void brisk_server_note_client(struct brisk_tls *tls, const struct brisk_client_hello *hello);

/* Sets the identity, among those that go with the suite, and the scheme that it signs with. */
int brisk_server_select_identity(struct brisk_tls *tls, const struct brisk_client_hello *hello,
                                 const struct brisk_suite *suite);
int brisk_server_select_alpn(struct brisk_tls *tls, const struct brisk_client_hello *hello);

/* --- TLS 1.2's part of the negotiation: client12.c, server12.c --- */

/* A hello that chose TLS 1.2 has come: goes on in the states of that version. */
int brisk_client12_start(struct brisk_tls *tls, const struct brisk_message *message,
                         const struct brisk_server_hello *hello);
int brisk_server12_start(struct brisk_tls *tls, const struct brisk_message *message,
                         const struct brisk_client_hello *hello);

/* --- NewSessionTicket (section 4.6.1): application.c --- */

struct brisk_new_session_ticket {
    uint32_t lifetime, age_add, max_early_data;
    struct brisk_bytes nonce, ticket;
};
int brisk_new_session_ticket_parse(struct brisk_new_session_ticket *parsed,
                                   struct brisk_bytes body);

/* --- pre_shared_key (section 4.2.11): psk.c --- */

/* The extension's syntax. */
int brisk_psk_parse(struct brisk_bytes body, struct brisk_bytes *identities,
                    struct brisk_bytes *binders);

/* Server: takes the first identity that is known and fits tls->suite; `raw` is the whole
 * ClientHello. h->psk_len tells whether there was one. Returns 0, or BRISK_ERR_TLS_DECRYPT if its
 * binder is wrong. */
int brisk_psk_select(struct brisk_tls *tls, const struct brisk_client_hello *hello,
                     struct brisk_bytes raw);

/* Client: psk_key_exchange_modes; pre_shared_key with empty binders, which returns where they are
 * (0 if nothing is offered); the binders, once all lengths of the message are filled in. */
void brisk_psk_write_modes(struct brisk_tls *tls, struct brisk_writer *w);
size_t brisk_psk_write(struct brisk_tls *tls, struct brisk_writer *w);
int brisk_psk_write_binders(struct brisk_tls *tls, struct brisk_writer *w, size_t binders_at);

/* Client: whether the session goes first among the keys offered. */
int brisk_psk_offers_session(const struct brisk_tls *tls);

/* Client: the key that the ServerHello selected. */
int brisk_psk_accept(struct brisk_tls *tls, const struct brisk_server_hello *hello);

#endif
