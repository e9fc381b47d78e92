/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include <brisk/error.h>

#include <stddef.h>

static const struct {
    int error;
    const char *text;
} errors[] = {
    { 0, "success" },
    { BRISK_ERR_ARGUMENT, "invalid argument" },
    { BRISK_ERR_LENGTH, "length out of range" },
    { BRISK_ERR_BUFFER, "output buffer too small" },
    { BRISK_ERR_UNSUPPORTED, "unsupported algorithm or format" },
    { BRISK_ERR_DECODE, "malformed encoding" },
    { BRISK_ERR_AUTH, "authentication tag mismatch" },
    { BRISK_ERR_SIGNATURE, "signature mismatch" },
    { BRISK_ERR_POINT, "invalid public point" },
    { BRISK_ERR_KEY, "unusable key" },
    { BRISK_ERR_RANDOM, "no random bytes from the operating system" },
    { BRISK_ERR_FAULT, "a result failed its verification and was withheld" },
    { BRISK_ERR_STATE, "called in the wrong state" },
    { BRISK_ERR_LIMIT, "limit reached" },
    { BRISK_ERR_X509_DECODE, "certificate: malformed" },
    { BRISK_ERR_X509_UNKNOWN_ISSUER, "certificate: no path to a trust anchor" },
    { BRISK_ERR_X509_SIGNATURE, "certificate: signature mismatch" },
    { BRISK_ERR_X509_ALGORITHM, "certificate: unsupported algorithm" },
    { BRISK_ERR_X509_NOT_YET_VALID, "certificate: not yet valid" },
    { BRISK_ERR_X509_EXPIRED, "certificate: expired" },
    { BRISK_ERR_X509_NOT_A_CA, "certificate: issuer is not a CA" },
    { BRISK_ERR_X509_PATH_LENGTH, "certificate: path length constraint exceeded" },
    { BRISK_ERR_X509_KEY_USAGE, "certificate: key usage does not allow this" },
    { BRISK_ERR_X509_EXTENDED_KEY_USAGE, "certificate: extended key usage does not allow this" },
    { BRISK_ERR_X509_NAME_MISMATCH, "certificate: not valid for this host name" },
    { BRISK_ERR_X509_CRITICAL_EXTENSION, "certificate: unknown critical extension" },
    { BRISK_ERR_X509_WEAK_KEY, "certificate: key too weak" },
    { BRISK_ERR_X509_TOO_LONG, "certificate: chain too long" },
    { BRISK_ERR_X509_NAME_CONSTRAINT, "certificate: name outside its issuer's name constraints" },
    { BRISK_ERR_X509_REVOKED, "certificate: revoked" },
    { BRISK_ERR_X509_REVOCATION_UNKNOWN,
      "certificate: no CRL or OCSP response of today tells whether it is revoked" },
    { BRISK_ERR_X509_STATUS_MISSING,
      "certificate: it demands an OCSP response, and none came with it" },
    { BRISK_ERR_X509_REVOCATION,
      "certificate: a CRL or OCSP response is malformed or does not verify" },
    { BRISK_ERR_TLS_PEER_ALERT, "TLS: the peer sent a fatal alert" },
    { BRISK_ERR_TLS_UNEXPECTED_MESSAGE, "TLS: unexpected message" },
    { BRISK_ERR_TLS_BAD_RECORD_MAC, "TLS: a record did not authenticate" },
    { BRISK_ERR_TLS_RECORD_OVERFLOW, "TLS: record too long" },
    { BRISK_ERR_TLS_HANDSHAKE_FAILURE, "TLS: no acceptable parameters in common" },
    { BRISK_ERR_TLS_ILLEGAL_PARAMETER, "TLS: illegal parameter" },
    { BRISK_ERR_TLS_DECODE, "TLS: malformed message" },
    { BRISK_ERR_TLS_DECRYPT, "TLS: handshake signature or Finished mismatch" },
    { BRISK_ERR_TLS_PROTOCOL_VERSION, "TLS: no protocol version in common" },
    { BRISK_ERR_TLS_MISSING_EXTENSION, "TLS: a mandatory extension is missing" },
    { BRISK_ERR_TLS_UNSUPPORTED_EXTENSION,
      "TLS: the peer answered an extension that was not offered" },
    { BRISK_ERR_TLS_NO_APPLICATION_PROTOCOL, "TLS: no application protocol in common" },
    { BRISK_ERR_TLS_UNRECOGNIZED_NAME, "TLS: unrecognized server name" },
    { BRISK_ERR_TLS_CERTIFICATE, "TLS: the peer's certificate was refused" },
    { BRISK_ERR_TLS_INTERNAL, "TLS: internal error" },
    { BRISK_ERR_TLS_TRUNCATED, "TLS: input ended without close_notify" },
    { BRISK_ERR_TLS_FALLBACK, "TLS: the client fell back to an older version without need" },
    { BRISK_ERR_TLS_RENEGOTIATION, "TLS: the peer wants to renegotiate" },
    { BRISK_ERR_TLS_CERTIFICATE_REQUIRED, "TLS: the peer showed no certificate" },
    { BRISK_ERR_TLS_ACCESS_DENIED, "TLS: the peer's certificate was refused by the application" },
    { BRISK_ERR_TLS_MEMORY, "TLS: handshake message longer than the memory for it" },
    { BRISK_ERR_TLS_DECOMPRESSION, "TLS: compressed certificate that does not decompress" },
    { BRISK_ERR_TLS_INSUFFICIENT_SECURITY, "TLS: no finite-field group in common" },
};

const char *brisk_strerror(int error)
{
    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        if (errors[i].error == error) {
            return errors[i].text;
        }
    }
    return "unknown error";
}
