/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Stapled OCSP responses (RFC 6066 section 8; RFC 8446 section 4.4.2.1): asked for by
 * status_request, sent within Certificate in TLS 1.3 and behind it in TLS 1.2. */

#include "handshake/peer.h"

#define STATUS_TYPE_OCSP 1

void brisk_status_request_write(struct brisk_writer *w)
{
    brisk_writer_u8(w, STATUS_TYPE_OCSP);
    brisk_writer_u16(w, 0); /* no responders preferred */
    brisk_writer_u16(w, 0); /* no extensions: a nonce would ask for a response made on the spot */
}

int brisk_status_request_parse(struct brisk_bytes body, uint8_t *wants_status)
{
    struct brisk_bytes responders, responder, extensions;
    uint8_t type = 0;
    if (brisk_cursor_u8(&body, &type))
        return BRISK_ERR_TLS_DECODE;
    if (type != STATUS_TYPE_OCSP) /* its form is not known, then */
        return 0;
    if (brisk_cursor_vector16(&body, &responders) || brisk_cursor_vector16(&body, &extensions) ||
        body.len)
        return BRISK_ERR_TLS_DECODE;
    while (responders.len)
        if (brisk_cursor_vector16(&responders, &responder) || !responder.len)
            return BRISK_ERR_TLS_DECODE;
    *wants_status = 1;
    return 0;
}

void brisk_status_write(struct brisk_writer *w, struct brisk_bytes response)
{
    brisk_writer_u8(w, STATUS_TYPE_OCSP);
    size_t mark = brisk_writer_open(w, 3);
    brisk_writer_bytes(w, response.data, response.len);
    brisk_writer_close(w, mark, 3);
}

int brisk_status_parse(struct brisk_bytes body, struct brisk_bytes *response)
{
    uint8_t type = 0;
    if (brisk_cursor_u8(&body, &type) || brisk_cursor_vector24(&body, response) || body.len ||
        !response->len)
        return BRISK_ERR_TLS_DECODE;
    return type == STATUS_TYPE_OCSP ? 0 : BRISK_ERR_TLS_ILLEGAL_PARAMETER;
}

int brisk_status_is_stapled(const struct brisk_tls *tls)
{
    const struct brisk_tls_handshake *h = tls->handshake;
    return h->wants_status && h->identity && h->identity->ocsp.len;
}

int brisk_status_send(struct brisk_tls *tls)
{
    size_t mark = 0;
    struct brisk_writer w = brisk_message_begin(tls, MESSAGE_CERTIFICATE_STATUS, &mark);
    brisk_status_write(&w, tls->handshake->identity->ocsp);
    return brisk_message_end(tls, &w, mark);
}
