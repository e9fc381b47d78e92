#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""brisk against mbedTLS (peer_mbedtls.c) in both directions: the matrix.

Usage: mbedtls.py [--long] BRISK [SEED]"""

from matrix import Matrix, add_certificates
from pki import Pki
from small import SmallPeer
from support import main

class Mbedtls(SmallPeer):
    name = "mbedtls"
    def suite_name(self, suite):
        return suite.replace("_", "-")

    def lacks(self, role, mode, setup):
        if setup.version == "1.3":
            return "TLS 1.3 (2.28)"
        if setup.certificate == "ed25519":
            return "Ed25519"
        return None


def test(brisk, folder, report):
    pki = Pki(folder)
    peer = Mbedtls(brisk, pki)
    add_certificates(pki)
    Matrix(brisk, pki, peer, report).run()


if __name__ == "__main__":
    main(test)
