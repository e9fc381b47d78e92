/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Error codes. Every brisk function that can fail returns 0 for success or one of these negative
 * codes; lengths are returned through pointers, never in the same value. Unless a function says
 * otherwise, its outputs are untouched or zeroed when it fails.
 *
 * "peer" marks the codes that bad input from the network can cause; the others mean a mistake or
 * a shortage on this side. */

#ifndef BRISK_ERROR_H
#define BRISK_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

enum {
    /* general: -1 to -29 */
    BRISK_ERR_ARGUMENT = -1,    /* a parameter is outside what the function documents */
    BRISK_ERR_LENGTH = -2,      /* a length is outside what the algorithm allows */
    BRISK_ERR_BUFFER = -3,      /* an output buffer is too small */
    BRISK_ERR_UNSUPPORTED = -4, /* peer: an algorithm, curve or format that brisk does not have */
    BRISK_ERR_DECODE = -5,      /* peer: malformed DER, PEM or wire format */
    BRISK_ERR_AUTH = -6,        /* peer: an AEAD tag did not verify */
    BRISK_ERR_SIGNATURE = -7,   /* peer: a signature did not verify */
    BRISK_ERR_POINT = -8,       /* peer: not a point of the curve, or a low-order one */
    BRISK_ERR_KEY = -9,         /* a key that is inconsistent, too small or otherwise unusable */
    BRISK_ERR_RANDOM = -10,     /* the operating system gave no random bytes */
    BRISK_ERR_FAULT = -11,      /* a result failed its own verification and was withheld */
    BRISK_ERR_STATE = -12,      /* called at a time when the object does not allow it */
    BRISK_ERR_LIMIT = -13,      /* a usage limit of a key or a size limit was reached */

    /* X.509: -30 to -99 (brisk/x509.h says when each occurs) */
    BRISK_ERR_X509_DECODE = -30,
    BRISK_ERR_X509_UNKNOWN_ISSUER = -31,
    BRISK_ERR_X509_SIGNATURE = -32,
    BRISK_ERR_X509_ALGORITHM = -33,
    BRISK_ERR_X509_NOT_YET_VALID = -34,
    BRISK_ERR_X509_EXPIRED = -35,
    BRISK_ERR_X509_NOT_A_CA = -36,
    BRISK_ERR_X509_PATH_LENGTH = -37,
    BRISK_ERR_X509_KEY_USAGE = -38,
    BRISK_ERR_X509_EXTENDED_KEY_USAGE = -39,
    BRISK_ERR_X509_NAME_MISMATCH = -40,
    BRISK_ERR_X509_CRITICAL_EXTENSION = -41,
    BRISK_ERR_X509_WEAK_KEY = -42,
    BRISK_ERR_X509_TOO_LONG = -43,
    BRISK_ERR_X509_NAME_CONSTRAINT = -44,
    BRISK_ERR_X509_REVOKED = -45,
    BRISK_ERR_X509_REVOCATION_UNKNOWN = -46,
    BRISK_ERR_X509_REVOCATION = -47, /* a CRL or OCSP response is malformed or does not verify */
    BRISK_ERR_X509_STATUS_MISSING = -48, /* no OCSP response with a certificate that demands one */

    /* TLS: -100 to -199 (brisk/tls.h says when each occurs) */
    BRISK_ERR_TLS_PEER_ALERT = -100,            /* peer: it sent a fatal alert */
    BRISK_ERR_TLS_UNEXPECTED_MESSAGE = -101,    /* peer: a message that its state does not allow */
    BRISK_ERR_TLS_BAD_RECORD_MAC = -102,        /* peer: a record did not authenticate */
    BRISK_ERR_TLS_RECORD_OVERFLOW = -103,       /* peer: a record is longer than RFC 8446 allows */
    BRISK_ERR_TLS_HANDSHAKE_FAILURE = -104,     /* peer: nothing acceptable in common */
    BRISK_ERR_TLS_ILLEGAL_PARAMETER = -105,     /* peer: a field is out of range or inconsistent */
    BRISK_ERR_TLS_DECODE = -106,                /* peer: a message does not parse */
    BRISK_ERR_TLS_DECRYPT = -107,               /* peer: CertificateVerify or Finished is wrong */
    BRISK_ERR_TLS_PROTOCOL_VERSION = -108,      /* peer: no version in common */
    BRISK_ERR_TLS_MISSING_EXTENSION = -109,     /* peer: a mandatory extension is missing */
    BRISK_ERR_TLS_UNSUPPORTED_EXTENSION = -110, /* peer: answered an extension not offered */
    BRISK_ERR_TLS_NO_APPLICATION_PROTOCOL = -111,
    BRISK_ERR_TLS_UNRECOGNIZED_NAME = -112,
    BRISK_ERR_TLS_CERTIFICATE = -113, /* peer: its certificate was refused; see the X.509 error */
    BRISK_ERR_TLS_INTERNAL = -114,
    BRISK_ERR_TLS_TRUNCATED = -115, /* peer: end of input without close_notify */
    BRISK_ERR_TLS_FALLBACK = -116,  /* peer: a needless fallback to an older version (RFC 7507) */
    BRISK_ERR_TLS_RENEGOTIATION = -117,        /* peer: it wants to renegotiate */
    BRISK_ERR_TLS_CERTIFICATE_REQUIRED = -118, /* peer: it showed no certificate */
    BRISK_ERR_TLS_ACCESS_DENIED = -119,        /* peer: config->check_peer refused it */
    BRISK_ERR_TLS_MEMORY = -120,        /* a message is longer than the handshake's memory allows */
    BRISK_ERR_TLS_DECOMPRESSION = -121, /* peer: its compressed Certificate does not decompress */
    BRISK_ERR_TLS_INSUFFICIENT_SECURITY = -122, /* peer: no finite-field group of ours */
};

/* A short English text for an error code, for a log or a terminal.
 * Returns a static string, never NULL; "unknown error" for a value that is none of the above.
 * Thread-safe. */
const char *brisk_strerror(int error);

#ifdef __cplusplus
}
#endif

#endif
