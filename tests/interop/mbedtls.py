#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""brisk against mbedTLS (peer_mbedtls.c) in both directions: the matrix.

Usage: mbedtls.py [--long] BRISK [SEED]"""

from matrix import Matrix, add_clients
from pki import Pki
from small import SmallPeer
from support import CERTIFICATES, CIPHERS_1_2, main, suite_1_2

CIPHERS = {
    "AES_128_GCM_SHA256": "AES-128-GCM-SHA256",
    "AES_256_GCM_SHA384": "AES-256-GCM-SHA384",
    "CHACHA20_POLY1305_SHA256": "CHACHA20-POLY1305-SHA256",
}


class Mbedtls(SmallPeer):
    name = "mbedtls"
    suites = {
        suite_1_2(certificate, cipher):
            f"TLS-ECDHE-{'RSA' if certificate.startswith('rsa') else 'ECDSA'}-WITH-{CIPHERS[cipher]}"
        for certificate in CERTIFICATES for cipher in CIPHERS_1_2
    }

    def lacks(self, role, mode, setup):
        if setup.version == "1.3":
            return "TLS 1.3 (2.28)"
        if setup.certificate == "ed25519":
            return "Ed25519"
        return None


def test(brisk, folder, report):
    pki = Pki(folder)
    peer = Mbedtls(brisk, pki)
    add_clients(pki)
    Matrix(brisk, pki, peer, report).run()


if __name__ == "__main__":
    main(test)
