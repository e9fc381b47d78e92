/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Alerts (RFC 8446 section 6), and the end of a connection that sent or received one. */

#include <brisk/random.h>

#include "handshake/session12.h"

enum {
    ALERT_CLOSE_NOTIFY = 0,
    ALERT_UNEXPECTED_MESSAGE = 10,
    ALERT_BAD_RECORD_MAC = 20,
    ALERT_RECORD_OVERFLOW = 22,
    ALERT_HANDSHAKE_FAILURE = 40,
    ALERT_BAD_CERTIFICATE = 42,
    ALERT_UNSUPPORTED_CERTIFICATE = 43,
    ALERT_CERTIFICATE_REVOKED = 44,
    ALERT_CERTIFICATE_EXPIRED = 45,
    ALERT_CERTIFICATE_UNKNOWN = 46,
    ALERT_ILLEGAL_PARAMETER = 47,
    ALERT_UNKNOWN_CA = 48,
    ALERT_ACCESS_DENIED = 49,
    ALERT_DECODE_ERROR = 50,
    ALERT_DECRYPT_ERROR = 51,
    ALERT_PROTOCOL_VERSION = 70,
    ALERT_INSUFFICIENT_SECURITY = 71,
    ALERT_INTERNAL_ERROR = 80,
    ALERT_INAPPROPRIATE_FALLBACK = 86,
    ALERT_USER_CANCELED = 90,
    ALERT_NO_RENEGOTIATION = 100,
    ALERT_MISSING_EXTENSION = 109,
    ALERT_UNSUPPORTED_EXTENSION = 110,
    ALERT_UNRECOGNIZED_NAME = 112,
    ALERT_BAD_CERTIFICATE_STATUS_RESPONSE = 113,
    ALERT_UNKNOWN_PSK_IDENTITY = 115,
    ALERT_CERTIFICATE_REQUIRED = 116,
    ALERT_NO_APPLICATION_PROTOCOL = 120,
};

#define ALERT_LEVEL_WARNING 1
#define ALERT_LEVEL_FATAL 2

static const struct {
    uint8_t alert;
    const char *name;
} names[] = {
    { ALERT_CLOSE_NOTIFY, "close_notify" },
    { ALERT_UNEXPECTED_MESSAGE, "unexpected_message" },
    { ALERT_BAD_RECORD_MAC, "bad_record_mac" },
    { ALERT_RECORD_OVERFLOW, "record_overflow" },
    { ALERT_HANDSHAKE_FAILURE, "handshake_failure" },
    { ALERT_BAD_CERTIFICATE, "bad_certificate" },
    { ALERT_UNSUPPORTED_CERTIFICATE, "unsupported_certificate" },
    { ALERT_CERTIFICATE_REVOKED, "certificate_revoked" },
    { ALERT_CERTIFICATE_EXPIRED, "certificate_expired" },
    { ALERT_CERTIFICATE_UNKNOWN, "certificate_unknown" },
    { ALERT_ILLEGAL_PARAMETER, "illegal_parameter" },
    { ALERT_UNKNOWN_CA, "unknown_ca" },
    { ALERT_ACCESS_DENIED, "access_denied" },
    { ALERT_DECODE_ERROR, "decode_error" },
    { ALERT_DECRYPT_ERROR, "decrypt_error" },
    { ALERT_PROTOCOL_VERSION, "protocol_version" },
    { ALERT_INSUFFICIENT_SECURITY, "insufficient_security" },
    { ALERT_INTERNAL_ERROR, "internal_error" },
    { ALERT_INAPPROPRIATE_FALLBACK, "inappropriate_fallback" },
    { ALERT_USER_CANCELED, "user_canceled" },
    { ALERT_NO_RENEGOTIATION, "no_renegotiation" },
    { ALERT_MISSING_EXTENSION, "missing_extension" },
    { ALERT_UNSUPPORTED_EXTENSION, "unsupported_extension" },
    { ALERT_UNRECOGNIZED_NAME, "unrecognized_name" },
    { ALERT_BAD_CERTIFICATE_STATUS_RESPONSE, "bad_certificate_status_response" },
    { ALERT_UNKNOWN_PSK_IDENTITY, "unknown_psk_identity" },
    { ALERT_CERTIFICATE_REQUIRED, "certificate_required" },
    { ALERT_NO_APPLICATION_PROTOCOL, "no_application_protocol" },
};

const char *brisk_tls_alert_name(int alert)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].alert == alert)
            return names[i].name;
    return "unknown";
}

int brisk_tls_alert_sent(const struct brisk_tls *tls)
{
    return tls->alert_sent == NO_ALERT ? -1 : tls->alert_sent;
}

int brisk_tls_alert_received(const struct brisk_tls *tls)
{
    return tls->alert_received == NO_ALERT ? -1 : tls->alert_received;
}

/* Section 6.2's words for what can be wrong with a certificate. */
static uint8_t alert_for_certificate(int x509_error)
{
    switch (x509_error) {
    case BRISK_ERR_X509_EXPIRED:
    case BRISK_ERR_X509_NOT_YET_VALID: /* "expired or is not currently valid" */
        return ALERT_CERTIFICATE_EXPIRED;
    case BRISK_ERR_X509_UNKNOWN_ISSUER:
        return ALERT_UNKNOWN_CA;
    case BRISK_ERR_X509_KEY_USAGE:
    case BRISK_ERR_X509_EXTENDED_KEY_USAGE:
    case BRISK_ERR_X509_CRITICAL_EXTENSION: /* "of an unsupported type" */
        return ALERT_UNSUPPORTED_CERTIFICATE;
    case BRISK_ERR_X509_REVOKED:
        return ALERT_CERTIFICATE_REVOKED;
    case BRISK_ERR_X509_REVOCATION: /* RFC 6066 section 8 */
        return ALERT_BAD_CERTIFICATE_STATUS_RESPONSE;
    case BRISK_ERR_X509_REVOCATION_UNKNOWN:
    case BRISK_ERR_X509_NAME_MISMATCH: /* "some other (unspecified) issue" */
        return ALERT_CERTIFICATE_UNKNOWN;
    default:
        /* "corrupt, contained signatures that did not verify correctly, etc."; and, as section
         * 4.4.2.4 has it, signed with an algorithm that brisk does not have (MD5, SHA-1). */
        return ALERT_BAD_CERTIFICATE;
    }
}

uint8_t brisk_alert_for_error(int error, int x509_error)
{
    switch (error) {
    case BRISK_ERR_TLS_PEER_ALERT:
    case BRISK_ERR_TLS_TRUNCATED: /* nobody listens any more */
        return NO_ALERT;
    case BRISK_ERR_TLS_UNEXPECTED_MESSAGE:
        return ALERT_UNEXPECTED_MESSAGE;
    case BRISK_ERR_TLS_BAD_RECORD_MAC:
        return ALERT_BAD_RECORD_MAC;
    case BRISK_ERR_TLS_RECORD_OVERFLOW:
        return ALERT_RECORD_OVERFLOW;
    case BRISK_ERR_TLS_HANDSHAKE_FAILURE:
        return ALERT_HANDSHAKE_FAILURE;
    case BRISK_ERR_TLS_ILLEGAL_PARAMETER:
    case BRISK_ERR_LIMIT: /* more than we take, however well-formed */
        return ALERT_ILLEGAL_PARAMETER;
    case BRISK_ERR_TLS_DECODE:
        return ALERT_DECODE_ERROR;
    case BRISK_ERR_TLS_DECRYPT:
        return ALERT_DECRYPT_ERROR;
    case BRISK_ERR_TLS_PROTOCOL_VERSION:
        return ALERT_PROTOCOL_VERSION;
    case BRISK_ERR_TLS_MISSING_EXTENSION:
        return ALERT_MISSING_EXTENSION;
    case BRISK_ERR_TLS_UNSUPPORTED_EXTENSION:
        return ALERT_UNSUPPORTED_EXTENSION;
    case BRISK_ERR_TLS_NO_APPLICATION_PROTOCOL:
        return ALERT_NO_APPLICATION_PROTOCOL;
    case BRISK_ERR_TLS_UNRECOGNIZED_NAME:
        return ALERT_UNRECOGNIZED_NAME;
    case BRISK_ERR_TLS_FALLBACK:
        return ALERT_INAPPROPRIATE_FALLBACK;
    case BRISK_ERR_TLS_RENEGOTIATION:
        return ALERT_NO_RENEGOTIATION;
    case BRISK_ERR_TLS_CERTIFICATE_REQUIRED:
        return ALERT_CERTIFICATE_REQUIRED;
    case BRISK_ERR_TLS_ACCESS_DENIED:
        return ALERT_ACCESS_DENIED;
    case BRISK_ERR_TLS_DECOMPRESSION: /* RFC 8879 section 4 */
        return ALERT_BAD_CERTIFICATE;
    case BRISK_ERR_TLS_INSUFFICIENT_SECURITY:
        return ALERT_INSUFFICIENT_SECURITY;
    case BRISK_ERR_TLS_CERTIFICATE:
        return alert_for_certificate(x509_error);
    default:
        return ALERT_INTERNAL_ERROR;
    }
}

/* A caller that has looked at the peer's certificate chooses the alert, but has to send one that
 * ends the connection. */
static uint8_t alert_for_end(const struct brisk_tls *tls, int error)
{
    const struct brisk_tls_handshake *h = tls->handshake;
    if ((error != BRISK_ERR_TLS_ACCESS_DENIED && error != BRISK_ERR_TLS_CERTIFICATE) || !h ||
        !h->has_refusal_alert)
        return brisk_alert_for_error(error, tls->x509_error);
    switch (h->refusal_alert) {
    case ALERT_CLOSE_NOTIFY:
    case ALERT_USER_CANCELED:
    case ALERT_NO_RENEGOTIATION:
    case NO_ALERT:
        return ALERT_ACCESS_DENIED;
    default:
        return h->refusal_alert;
    }
}

static int send_alert(struct brisk_tls *tls, uint8_t level, uint8_t alert)
{
    uint8_t content[2] = { level, alert };
    if (brisk_record_room(tls, 0) < sizeof content)
        return BRISK_ERR_BUFFER;
    int error = brisk_record_write(tls, RECORD_ALERT, content, sizeof content);
    if (!error)
        tls->alert_sent = alert;
    return error;
}

int brisk_alert_send(struct brisk_tls *tls, uint8_t alert)
{
    int is_closure = alert == ALERT_CLOSE_NOTIFY || alert == ALERT_USER_CANCELED;
    return send_alert(tls, is_closure ? ALERT_LEVEL_WARNING : ALERT_LEVEL_FATAL, alert);
}

/* RFC 5246 section 7.2.2: always a warning. One that finds no room is left out. */
void brisk_alert_refuse_renegotiation(struct brisk_tls *tls)
{
    (void)send_alert(tls, ALERT_LEVEL_WARNING, ALERT_NO_RENEGOTIATION);
}

/* RFC 5246 section 7.2: a warning need not end a connection of TLS 1.2, nor one whose version a
 * client does not know yet (a server may send unrecognized_name before its hello). */
static int is_warning(const struct brisk_tls *tls, uint8_t level)
{
    return level == ALERT_LEVEL_WARNING && tls->version != BRISK_TLS_VERSION_1_3 &&
           brisk_version_is_enabled(tls->config, BRISK_TLS_VERSION_1_2);
}

int brisk_alert_receive(struct brisk_tls *tls)
{
    /* Section 5.1: a record holds exactly one alert, whole. */
    if (tls->record_left != 2)
        return BRISK_ERR_TLS_DECODE;
    uint8_t level = tls->in.data[tls->in.begin], alert = tls->in.data[tls->in.begin + 1];
    brisk_record_consume(tls, 2);
    tls->alert_received = alert;
    /* Section 6: TLS 1.3 ignores the level; every alert but the two closure alerts is an error. */
    if (alert == ALERT_CLOSE_NOTIFY) {
        tls->close_received = 1;
        return 0;
    }
    if (alert != ALERT_USER_CANCELED && !is_warning(tls, level)) {
        /* An error alert is sent as fatal: from a peer that sends it as something else comes a
         * malformed message. */
        if (level == ALERT_LEVEL_FATAL || !tls->version)
            return BRISK_ERR_TLS_PEER_ALERT;
        return level == ALERT_LEVEL_WARNING ? BRISK_ERR_TLS_DECODE
                                            : BRISK_ERR_TLS_ILLEGAL_PARAMETER;
    }
    return ++tls->warnings > MAX_WARNINGS ? BRISK_ERR_TLS_UNEXPECTED_MESSAGE : 0;
}

int brisk_tls_close(struct brisk_tls *tls)
{
    if (tls->error)
        return tls->error;
    if (tls->close_sent)
        return 0;
    if (brisk_post_auth_is_sending(tls))
        return BRISK_ERR_BUFFER;
    int error = brisk_alert_send(tls, ALERT_CLOSE_NOTIFY);
    if (!error)
        tls->close_sent = 1;
    return error;
}

/* Appendix D.4: a client in compatibility mode sends change_cipher_spec before its first protected
 * record, which the alert may be. */
static int owes_ccs(const struct brisk_tls *tls)
{
    return tls->role == BRISK_TLS_CLIENT && tls->version == BRISK_TLS_VERSION_1_3 &&
           !tls->established && tls->write.encrypted && !tls->handshake->ccs_sent &&
           brisk_tls_sends_ccs(tls);
}

/* Section 6.2: after a fatal alert the connection is closed and its secrets are forgotten. */
int brisk_tls_die(struct brisk_tls *tls, int error)
{
    uint8_t alert = alert_for_end(tls, error);
    /* What finds no room is lost with the connection. */
    if (alert != NO_ALERT && !tls->close_sent) {
        if (owes_ccs(tls))
            (void)brisk_record_write_ccs(tls);
        (void)brisk_alert_send(tls, alert);
    }
    if (error != BRISK_ERR_TLS_TRUNCATED) /* RFC 5246 section 7.2.1: that may still be resumed */
        brisk_session12_forget(tls);
    tls->error = error;
    tls->data.data = NULL;
    tls->data.len = 0;
    tls->in.begin = tls->in.end = 0;
    tls->established = 0;
    brisk_wipe(&tls->read, sizeof tls->read);
    brisk_wipe(&tls->write, sizeof tls->write);
    brisk_wipe(tls->read_secret, sizeof tls->read_secret);
    brisk_wipe(tls->write_secret, sizeof tls->write_secret);
    brisk_wipe(tls->exporter_secret, sizeof tls->exporter_secret);
    if (tls->handshake) {
        brisk_handshake_wipe(tls->handshake);
        tls->handshake->num_jobs = 0;
        tls->handshake->path.num_links = tls->handshake->path.num_jobs = 0;
    }
    return error;
}
