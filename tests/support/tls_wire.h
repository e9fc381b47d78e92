/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Somebody on the wire between a pair who knows the keys: opens what one end sends, changes it, and
 * seals it again for the other. Works on handshake messages, of which each goes out in a record of
 * its own. */

#ifndef BRISK_TESTS_SUPPORT_TLS_WIRE_H
#define BRISK_TESTS_SUPPORT_TLS_WIRE_H

#include "handshake/engine.h"
#include "tests/support/tls_pair.h"

/* Seals content under keys (which go on to the next sequence number), with `padding` zero bytes, or
 * writes it as plaintext if the keys are not in force. Returns the record's size. */
size_t test_wire_seal(struct brisk_tls_direction *keys, uint8_t *record, uint8_t type,
                      const uint8_t *content, size_t len, size_t padding);

/* Opens a record in place: its type and content. Returns 1, or 0 if it does not open. */
int test_wire_open(struct brisk_tls_direction *keys, uint8_t *record, uint8_t *type,
                   uint8_t **content, size_t *len);

/* Seals a record for what `to` reads next and puts it into its input, which has room for
 * TEST_WIRE_OVERHEAD bytes more than content and padding. */
#define TEST_WIRE_OVERHEAD (RECORD_HEADER_SIZE + MAX_CBC_PROTECTION)
void test_wire_put(struct test_peer *to, uint8_t type, const uint8_t *content, size_t len,
                   size_t padding);

/* Does so and steps it, if it lives.
 * Returns the result of the step. */
int test_wire_deliver(struct test_peer *to, uint8_t type, const uint8_t *content, size_t len,
                      size_t padding);

/* A record of data under a CBC suite, with what may be wrong with it. Contents that fill whole
 * blocks with MAC and padding are the caller's care. */
struct test_cbc_forge {
    size_t content_len, padding;
    int wrong;    /* byte of the padding from the end that is spoilt, or -1 */
    int mac_byte; /* byte of the MAC that is spoilt, or -1 */
};

/* Makes such a record, which `to` reads next; it is left to the caller to deliver it. Returns its
 * size. */
size_t test_wire_forge_cbc(const struct test_peer *to, uint8_t *record,
                           const struct test_cbc_forge *forge);

struct test_wire;

/* Gets each handshake message; what it gives to test_wire_deliver() arrives. */
typedef void test_wire_edit_fn(struct test_wire *wire, unsigned index, const uint8_t *message,
                               size_t len);

/* One direction. Zero it and set the first four fields. */
struct test_wire {
    struct test_peer *from, *to;
    test_wire_edit_fn *edit; /* NULL: every message goes on as it is */
    void *arg;
    unsigned index;                   /* messages seen */
    struct brisk_tls_direction opens; /* the keys that `from` seals with */
    size_t used;                      /* bytes of `from`'s output seen */
    int saw_ccs;                      /* that of TLS 1.2: what follows is protected */
};

/* Runs both ends with a wire in each direction until nothing moves any more. */
void test_wire_run(struct test_pair *pair, struct test_wire *to_server,
                   struct test_wire *to_client);

/* Alerts by number (RFC 8446 section 6). */
enum {
    UNEXPECTED_MESSAGE = 10,
    BAD_RECORD_MAC = 20,
    RECORD_OVERFLOW = 22,
    HANDSHAKE_FAILURE = 40,
    BAD_CERTIFICATE = 42,
    UNSUPPORTED_CERTIFICATE = 43,
    CERTIFICATE_REVOKED = 44,
    CERTIFICATE_EXPIRED = 45,
    CERTIFICATE_UNKNOWN = 46,
    ILLEGAL_PARAMETER = 47,
    UNKNOWN_CA = 48,
    ACCESS_DENIED = 49,
    DECODE_ERROR = 50,
    DECRYPT_ERROR = 51,
    PROTOCOL_VERSION = 70,
    INSUFFICIENT_SECURITY = 71,
    INAPPROPRIATE_FALLBACK = 86,
    USER_CANCELED = 90,
    NO_RENEGOTIATION = 100,
    MISSING_EXTENSION = 109,
    UNSUPPORTED_EXTENSION = 110,
    UNRECOGNIZED_NAME = 112,
    BAD_CERTIFICATE_STATUS_RESPONSE = 113,
    CERTIFICATE_REQUIRED = 116,
    NO_APPLICATION_PROTOCOL = 120,
};

/* Checks that an end died of its last step: this alert was its last (-1: it sent none), and another
 * step says the same. */
void test_peer_check_dead(struct test_peer *peer, int alert);

/* --- editing hellos and messages that hold an extension block --- */

struct test_message {
    uint8_t bytes[32768];
    size_t len;
};

/* What to do with a message. Fields of a hello are numbered from 0 in their order. */
enum test_edit_kind {
    EDIT_NONE,
    EDIT_MESSAGE, /* the message, header included, becomes `hex` */
    EDIT_BODY,    /* the body becomes `hex` */
    EDIT_FIELD,   /* field number `type`, with its length, becomes `hex` */
    EDIT_REMOVE,  /* extension `type` is taken out */
    EDIT_REPLACE, /* its data becomes `hex` */
    EDIT_APPEND,  /* extension `type` with data `hex` is put at the block's end */
    EDIT_MOVE,    /* extension `type` goes to the block's end */
    EDIT_TRAIL,   /* `hex` follows the body, within the message's length */
    EDIT_CUT,     /* the body loses its last `type` bytes */
    EDIT_TYPE,    /* the message's type becomes `type` */
    EDIT_FOLLOW,  /* `hex` follows the message, outside its length */
    EDIT_LENGTH,  /* the message's length field becomes `type` */
};
struct test_edit {
    enum test_edit_kind kind;
    unsigned type;
    const char *hex;
};

/* Applies an edit; ends the program if it makes no sense for the message. */
void test_message_edit(struct test_message *message, const struct test_edit *edit);

/* Puts bytes at the end of the last extension's data, which is empty before. */
void test_message_grow_last(struct test_message *message, const uint8_t *data, size_t len);

#endif
