/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Object identifiers of keys (contents octets), for import and export. */

#ifndef BRISK_CRYPTO_KEY_INTERNAL_H
#define BRISK_CRYPTO_KEY_INTERNAL_H

#include <brisk/der.h>

/* rsaEncryption, 1.2.840.113549.1.1.1 (RFC 8017 appendix C) */
#define BRISK_OID_RSA "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
/* id-ecPublicKey, 1.2.840.10045.2.1, with the curves secp256r1, secp384r1 and secp521r1 (RFC
 * 5480) */
#define BRISK_OID_EC "\x2a\x86\x48\xce\x3d\x02\x01"
#define BRISK_OID_P256 "\x2a\x86\x48\xce\x3d\x03\x01\x07"
#define BRISK_OID_P384 "\x2b\x81\x04\x00\x22"
#define BRISK_OID_P521 "\x2b\x81\x04\x00\x23"
/* id-Ed25519, 1.3.101.112 (RFC 8410) */
#define BRISK_OID_ED25519 "\x2b\x65\x70"

/* Whether `oid` is one of the strings above. */
#define BRISK_OID_IS(oid, string)                                                                  \
    ((oid).len == sizeof(string) - 1 && memcmp((oid).data, string, sizeof(string) - 1) == 0)

/* Writes one of them as an element. */
#define BRISK_OID_PUT(writer, string)                                                              \
    brisk_der_element(writer, BRISK_DER_OID, (const uint8_t *)string, sizeof(string) - 1)

#endif
