#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""brisk against wolfSSL (peer_wolfssl.c) in both directions: the matrix.

Usage: wolfssl.py [--long] BRISK [SEED]"""

from matrix import Matrix, add_certificates
from pki import Pki
from small import SmallPeer
from support import main, openssl_name

class Wolfssl(SmallPeer):
    name = "wolfssl"
    def suite_name(self, suite):
        if "_WITH_" in suite:
            return openssl_name(suite)
        return suite.replace("TLS_", "TLS13_").replace("AES_", "AES").replace("_", "-")

    def lacks(self, role, mode, setup):
        if mode == "early data":
            return "early data (Debian's library is built without)"
        if setup.key_exchange == "RSA":
            return "RSA key exchange (Debian's library is built without)"
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
    add_certificates(pki)
    Matrix(brisk, pki, peer, report).run()


if __name__ == "__main__":
    main(test)
