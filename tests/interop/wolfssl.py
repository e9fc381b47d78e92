#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""brisk against wolfSSL (peer_wolfssl.c) in both directions: the matrix.

Usage: wolfssl.py [--long] BRISK [SEED]"""

from matrix import Matrix, add_clients
from pki import Pki
from small import SmallPeer
from support import CERTIFICATES, CIPHERS_1_2, main, suite_1_2

CIPHERS = {
    "AES_128_GCM_SHA256": "AES128-GCM-SHA256",
    "AES_256_GCM_SHA384": "AES256-GCM-SHA384",
    "CHACHA20_POLY1305_SHA256": "CHACHA20-POLY1305",
}


class Wolfssl(SmallPeer):
    name = "wolfssl"
    suites = {
        suite_1_2(certificate, cipher):
            f"ECDHE-{'RSA' if certificate.startswith('rsa') else 'ECDSA'}-{CIPHERS[cipher]}"
        for certificate in CERTIFICATES for cipher in CIPHERS_1_2
    } | {
        "TLS_AES_128_GCM_SHA256": "TLS13-AES128-GCM-SHA256",
        "TLS_AES_256_GCM_SHA384": "TLS13-AES256-GCM-SHA384",
        "TLS_CHACHA20_POLY1305_SHA256": "TLS13-CHACHA20-POLY1305-SHA256",
    }

    def lacks(self, role, mode, setup):
        if mode == "early data":
            return "early data (Debian's library is built without)"
        if (role, setup.version, setup.certificate, setup.group) == ("server", "1.2", "ecdsa_p256",
                                                                     "p384"):
            return "P-384 with a certificate of P-256 (in TLS 1.2 its server takes P-256)"
        if (role, setup.version, mode, setup.certificate) == ("server", "1.2", "client certificate",
                                                              "rsa3072"):
            return ("a chain by ECDSA that its server would take (in TLS 1.2 it asks for RSA alone if its "
                    "own leaf is signed by RSA)")
        return None


def test(brisk, folder, report):
    pki = Pki(folder)
    peer = Wolfssl(brisk, pki)
    add_clients(pki)
    Matrix(brisk, pki, peer, report).run()


if __name__ == "__main__":
    main(test)
