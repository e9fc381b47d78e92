/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/support/tls_wire.h"

#include <string.h>

#include "tests/support/test.h"

/* --- records --- */

static void make_nonce(const struct brisk_tls_direction *keys, uint8_t nonce[12])
{
    memcpy(nonce, keys->iv, 12);
    for (int i = 0; i < 8; i++)
        nonce[11 - i] ^= (uint8_t)(keys->sequence >> (8 * i));
}

static void put_header(uint8_t *record, uint8_t type, size_t len)
{
    record[0] = type;
    record[1] = 3;
    record[2] = 3;
    record[3] = (uint8_t)(len >> 8);
    record[4] = (uint8_t)len;
}

size_t test_wire_seal(struct brisk_tls_direction *keys, uint8_t *record, uint8_t type,
                      const uint8_t *content, size_t len, size_t padding)
{
    if (len)
        memmove(record + 5, content, len);
    if (!keys->encrypted) {
        put_header(record, type, len);
        return 5 + len;
    }
    uint8_t nonce[12];
    size_t inner = len + 1 + padding;
    make_nonce(keys, nonce);
    record[5 + len] = type;
    memset(record + 5 + len + 1, 0, padding);
    put_header(record, RECORD_APPLICATION_DATA, inner + 16);
    if (brisk_aead_seal(&keys->aead, record + 5, nonce, record + 5, inner, record, 5))
        test_abort("cannot seal");
    keys->sequence++;
    return 5 + inner + 16;
}

int test_wire_open(struct brisk_tls_direction *keys, uint8_t *record, uint8_t *type,
                   uint8_t **content, size_t *len)
{
    *type = record[0];
    *content = record + 5;
    *len = (size_t)record[3] << 8 | record[4];
    if (record[0] != RECORD_APPLICATION_DATA)
        return 1;
    uint8_t nonce[12];
    make_nonce(keys, nonce);
    if (!keys->encrypted ||
        brisk_aead_open(&keys->aead, record + 5, nonce, record + 5, *len, record, 5))
        return 0;
    keys->sequence++;
    *len -= 16;
    while (*len && record[5 + *len - 1] == 0)
        --*len;
    if (!*len)
        return 0;
    *type = record[5 + --*len];
    return 1;
}

/* A protected record of TLS 1.2, whose padding is none. */
static size_t seal_1_2(struct brisk_tls_direction *keys, const struct brisk_suite *suite,
                       uint8_t *record, uint8_t type, const uint8_t *content, size_t len)
{
    size_t size = 0;
    if (len)
        memmove(record + 5 + suite->explicit_len, content, len);
    if (brisk_record12_seal(keys, suite, record, type, len, &size))
        test_abort("cannot seal");
    return size;
}

void test_wire_put(struct test_peer *to, uint8_t type, const uint8_t *content, size_t len,
                   size_t padding)
{
    struct brisk_tls_direction keys = to->tls.read;
    struct brisk_tls_buffer *in = &to->tls.in;
    if (brisk_tls_buffer_space(in) < len + padding + TEST_WIRE_OVERHEAD)
        test_abort("no room for a record");
    if (type == RECORD_CHANGE_CIPHER_SPEC)
        keys.encrypted = 0;
    if (keys.encrypted && to->tls.version == BRISK_TLS_VERSION_1_2)
        in->end += seal_1_2(&keys, to->tls.suite, in->data + in->end, type, content, len);
    else
        in->end += test_wire_seal(&keys, in->data + in->end, type, content, len, padding);
}

static void put_cbc_tag(const struct brisk_tls_direction *keys, uint8_t *tag, const uint8_t *in,
                        size_t len)
{
    uint8_t head[13] = { [8] = RECORD_APPLICATION_DATA, 3, 3, (uint8_t)(len >> 8), (uint8_t)len };
    struct brisk_hmac hmac;
    for (int i = 0; i < 8; i++)
        head[i] = (uint8_t)(keys->sequence >> 8 * (7 - i));
    brisk_hmac_init(&hmac, &keys->cbc.mac);
    brisk_hmac_update(&hmac, head, sizeof head);
    brisk_hmac_update(&hmac, in, len);
    brisk_hmac_final(&hmac, tag);
}

size_t test_wire_forge_cbc(const struct test_peer *to, uint8_t *record,
                           const struct test_cbc_forge *forge)
{
    const struct brisk_tls_direction *keys = &to->tls.read;
    uint8_t *iv = record + 5, *plain = iv + CBC_BLOCK, *mac = plain + forge->content_len;
    size_t mac_len = to->tls.suite->mac_len, len = forge->content_len;
    test_random_bytes(iv, CBC_BLOCK);
    memset(plain, 'x', len);
    if (!keys->cbc.encrypt_then_mac) {
        put_cbc_tag(keys, mac, plain, len);
        if (forge->mac_byte >= 0)
            mac[forge->mac_byte] ^= 0x10;
        len += mac_len;
    }
    memset(plain + len, (int)forge->padding, forge->padding + 1);
    len += forge->padding + 1;
    if (forge->wrong >= 0)
        plain[len - 1 - (size_t)forge->wrong] ^= 0x81;
    if (brisk_aes_cbc_encrypt(&keys->cbc.aes, plain, iv, plain, len))
        test_abort("no whole blocks");
    if (keys->cbc.encrypt_then_mac) {
        mac = plain + len;
        put_cbc_tag(keys, mac, iv, CBC_BLOCK + len);
        if (forge->mac_byte >= 0)
            mac[forge->mac_byte] ^= 0x10;
        len += mac_len;
    }
    put_header(record, RECORD_APPLICATION_DATA, CBC_BLOCK + len);
    return 5 + CBC_BLOCK + len;
}

int test_wire_deliver(struct test_peer *to, uint8_t type, const uint8_t *content, size_t len,
                      size_t padding)
{
    if (to->result < 0)
        return to->result;
    test_wire_put(to, type, content, len, padding);
    return test_peer_step(to);
}

void test_peer_check_dead(struct test_peer *peer, int alert)
{
    int result = peer->result;
    CHECK(result < 0);
    CHECK_EQ_INT(brisk_tls_alert_sent(&peer->tls), alert);
    CHECK_EQ_INT(brisk_tls_step(&peer->tls), result);
    CHECK_EQ_INT(peer->tls.established, 0);
}

/* --- the wire --- */

static void pass_messages(struct test_wire *wire, const uint8_t *content, size_t len)
{
    while (len >= 4) {
        size_t size = 4 + ((size_t)content[1] << 16 | (size_t)content[2] << 8 | content[3]);
        if (size > len)
            test_abort("a message is split, which this wire does not expect");
        if (wire->edit)
            wire->edit(wire, wire->index, content, size);
        else
            test_wire_deliver(wire->to, RECORD_HANDSHAKE, content, size, 0);
        wire->index++;
        content += size;
        len -= size;
    }
}

/* Takes over new keys when the receiver has them. */
static void follow_keys(struct test_wire *wire)
{
    const struct brisk_tls_direction *read = &wire->to->tls.read;
    if (read->encrypted &&
        (!wire->opens.encrypted || memcmp(read->iv, wire->opens.iv, sizeof read->iv) != 0))
        wire->opens = *read;
}

/* The ends do not agree on keys any more: the receiver shall see for itself. */
static void pass_unopened(struct test_wire *wire, const uint8_t *record, size_t size)
{
    struct brisk_tls_buffer *in = &wire->to->tls.in;
    if (wire->to->result < 0 || brisk_tls_buffer_space(in) < size)
        return;
    memcpy(in->data + in->end, record, size);
    in->end += size;
    test_peer_step(wire->to);
}

static int open_1_2(struct test_wire *wire, uint8_t *record, uint8_t *type, uint8_t **content,
                    size_t *len)
{
    const struct brisk_suite *suite = wire->to->tls.suite;
    *type = record[0];
    *content = record + 5 + suite->explicit_len;
    return !brisk_record12_open(&wire->opens, suite, record, (size_t)record[3] << 8 | record[4],
                                len);
}

static int open_next(struct test_wire *wire, uint8_t *record, uint8_t *type, uint8_t **content,
                     size_t *len)
{
    if (wire->opens.encrypted && wire->to->tls.version == BRISK_TLS_VERSION_1_2)
        return open_1_2(wire, record, type, content, len);
    return test_wire_open(&wire->opens, record, type, content, len);
}

static size_t pass_records(struct test_wire *wire)
{
    struct brisk_tls_buffer *out = &wire->from->tls.out;
    size_t num_records = 0;
    while (out->end - out->begin >= 5) {
        static uint8_t record[BRISK_TLS_MAX_RECORD];
        size_t size = 5 + ((size_t)out->data[out->begin + 3] << 8 | out->data[out->begin + 4]);
        uint8_t type, *content;
        size_t len;
        memcpy(record, out->data + out->begin, size);
        out->begin += size;
        num_records++;
        follow_keys(wire);
        /* TLS 1.2's records do not tell that they are protected. */
        int is_sealed = wire->saw_ccs;
        wire->saw_ccs |= record[0] == RECORD_CHANGE_CIPHER_SPEC &&
                         wire->from->tls.version == BRISK_TLS_VERSION_1_2;
        if (is_sealed && (!wire->opens.encrypted || wire->to->result < 0))
            pass_unopened(wire, out->data + out->begin - size, size);
        else if (!open_next(wire, record, &type, &content, &len))
            pass_unopened(wire, out->data + out->begin - size, size);
        else if (type == RECORD_HANDSHAKE)
            pass_messages(wire, content, len);
        else
            test_wire_deliver(wire->to, type, content, len, 0);
    }
    return num_records;
}

void test_wire_run(struct test_pair *pair, struct test_wire *to_server, struct test_wire *to_client)
{
    size_t moved;
    do {
        if (pair->client.result >= 0)
            test_peer_step(&pair->client);
        moved = pass_records(to_server);
        if (pair->server.result >= 0)
            test_peer_step(&pair->server);
        moved += pass_records(to_client);
    } while (moved);
}

/* --- editing --- */

/* Where the extension block's length field is. */
static size_t find_block(const struct test_message *m)
{
    const uint8_t *b = m->bytes;
    size_t at = 4;
    switch (b[0]) {
    case MESSAGE_CLIENT_HELLO:
        at += 2 + 32;
        at += 1 + b[at];
        at += 2 + ((size_t)b[at] << 8 | b[at + 1]);
        return at + 1 + b[at];
    case MESSAGE_SERVER_HELLO:
        at += 2 + 32;
        return at + 1 + b[at] + 2 + 1;
    case MESSAGE_ENCRYPTED_EXTENSIONS:
        return at;
    case MESSAGE_CERTIFICATE_REQUEST:
        return at + 1 + b[at];
    case MESSAGE_NEW_SESSION_TICKET:
        at += 8;
        at += 1 + b[at];
        return at + 2 + ((size_t)b[at] << 8 | b[at + 1]);
    default:
        test_abort("message type %u has no extension block", b[0]);
    }
}

static void put_number(uint8_t *place, size_t size, size_t value)
{
    for (size_t i = size; i-- > 0; value >>= 8)
        place[i] = (uint8_t)value;
}

static void fix_lengths(struct test_message *m, int with_block)
{
    put_number(m->bytes + 1, 3, m->len - 4);
    if (with_block) {
        size_t block = find_block(m);
        put_number(m->bytes + block, 2, m->len - block - 2);
    }
}

/* Replaces `old` bytes at `at` by others. */
static void splice(struct test_message *m, size_t at, size_t old, const uint8_t *bytes, size_t len)
{
    if (at + old > m->len || m->len + len > sizeof m->bytes)
        test_abort("an edit does not fit");
    memmove(m->bytes + at + len, m->bytes + at + old, m->len - at - old);
    if (len)
        memcpy(m->bytes + at, bytes, len);
    m->len += len - old;
}

/* The place of a hello's field: version, random, session ID, suites (or suite), compression. */
static size_t find_field(const struct test_message *m, unsigned number, size_t *size)
{
    const uint8_t *b = m->bytes;
    int is_client = b[0] == MESSAGE_CLIENT_HELLO;
    size_t at = 4;
    for (unsigned i = 0;; i++) {
        if (i == 0)
            *size = 2;
        else if (i == 1)
            *size = 32;
        else if (i == 2)
            *size = 1 + (size_t)b[at];
        else if (i == 3)
            *size = is_client ? 2 + ((size_t)b[at] << 8 | b[at + 1]) : 2;
        else if (i == 4)
            *size = is_client ? 1 + (size_t)b[at] : 1;
        else
            test_abort("a hello has no field %u", i);
        if (i == number)
            return at;
        at += *size;
    }
}

/* The place of an extension, header included. */
static size_t find_extension(const struct test_message *m, unsigned type, size_t *size)
{
    for (size_t at = find_block(m) + 2; at + 4 <= m->len; at += *size) {
        *size = 4 + ((size_t)m->bytes[at + 2] << 8 | m->bytes[at + 3]);
        if ((unsigned)(m->bytes[at] << 8 | m->bytes[at + 1]) == type)
            return at;
    }
    test_abort("extension %u is not there", type);
}

void test_message_edit(struct test_message *m, const struct test_edit *edit)
{
    uint8_t bytes[20000], extension[20004];
    size_t len = edit->hex ? test_hex(bytes, sizeof bytes, edit->hex) : 0, at, size;
    put_number(extension, 2, edit->type);
    put_number(extension + 2, 2, len);
    memcpy(extension + 4, bytes, len);
    switch (edit->kind) {
    case EDIT_NONE:
        break;
    case EDIT_MESSAGE:
        splice(m, 0, m->len, bytes, len);
        break;
    case EDIT_BODY:
        splice(m, 4, m->len - 4, bytes, len);
        fix_lengths(m, 0);
        break;
    case EDIT_FIELD:
        at = find_field(m, edit->type, &size);
        splice(m, at, size, bytes, len);
        fix_lengths(m, 0);
        break;
    case EDIT_REMOVE:
        at = find_extension(m, edit->type, &size);
        splice(m, at, size, NULL, 0);
        fix_lengths(m, 1);
        break;
    case EDIT_REPLACE:
        at = find_extension(m, edit->type, &size);
        splice(m, at, size, extension, 4 + len);
        fix_lengths(m, 1);
        break;
    case EDIT_APPEND:
        splice(m, m->len, 0, extension, 4 + len);
        fix_lengths(m, 1);
        break;
    case EDIT_MOVE:
        at = find_extension(m, edit->type, &size);
        memcpy(extension, m->bytes + at, size);
        splice(m, at, size, NULL, 0);
        splice(m, m->len, 0, extension, size);
        break;
    case EDIT_TRAIL:
        splice(m, m->len, 0, bytes, len);
        fix_lengths(m, 0);
        break;
    case EDIT_FOLLOW:
        splice(m, m->len, 0, bytes, len);
        break;
    case EDIT_CUT:
        m->len -= edit->type;
        fix_lengths(m, 0);
        break;
    case EDIT_TYPE:
        m->bytes[0] = (uint8_t)edit->type;
        break;
    case EDIT_LENGTH:
        put_number(m->bytes + 1, 3, edit->type);
        break;
    }
}

void test_message_grow_last(struct test_message *m, const uint8_t *data, size_t len)
{
    put_number(m->bytes + m->len - 2, 2, len);
    splice(m, m->len, 0, data, len);
    fix_lengths(m, 1);
}
