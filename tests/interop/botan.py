#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""brisk against Botan's tls_client and tls_server: the matrix. A policy file says what they offer and
accept.

Usage: botan.py [--long] BRISK [SEED]"""

import socket

from matrix import PAYLOAD, Matrix, Peer, add_certificates
from pki import Pki
from support import CIPHERS_1_2, Child, Failure, digits, expect, find_program, listening, main

GROUP_NAMES = {"x25519": "x25519", "p256": "secp256r1", "p384": "secp384r1",
               "ffdhe2048": "ffdhe/ietf/2048"}
CIPHERS = {
    "AES_128_GCM_SHA256": "AES-128/GCM",
    "AES_256_GCM_SHA384": "AES-256/GCM",
    "CHACHA20_POLY1305_SHA256": "ChaCha20Poly1305",
    "AES_128_CBC": "AES-128",
    "AES_256_CBC": "AES-256",
}
MACS = {"SHA": "SHA-1", "SHA256": "SHA-256", "SHA384": "SHA-384"}
POLICY = """allow_tls12=true
ciphers={ciphers}
macs={mac}
signature_methods=RSA ECDSA IMPLICIT
key_exchange_methods={exchange}
key_exchange_groups={groups}
minimum_rsa_bits=2048
"""


class Botan(Peer):
    name = "botan"
    client_name, server_name = "botan tls_client", "botan tls_server"

    def __init__(self, pki):
        super().__init__(pki)
        self.program = find_program("botan", "botan")
        self.sessions = 0
        try:  # a bare system may have no /etc/hosts
            socket.getaddrinfo("localhost", 0)
            self.host = "localhost"
        except socket.gaierror:
            self.host = "127.0.0.1"

    def lacks(self, role, mode, setup):
        if setup.version == "1.3":
            return "TLS 1.3 (2.19)"
        if mode == "client certificate":
            return "client certificates (the commands have no options for them)"
        if setup.certificate == "ed25519":
            return "Ed25519"
        if (role, mode, self.host) == ("client", "resumed", "127.0.0.1"):
            return "resumption with a server that has no name (localhost is not known here)"
        return None

    def policy(self, setup, ciphers):
        """The option for a policy file. Its lists are sets to Botan, which has an order of its own."""
        exchange = {"RSA": "RSA", "DHE": "DH", "ECDHE": "ECDH"}[setup.key_exchange]
        mac = "AEAD"
        if "_CBC_" in setup.cipher:
            cipher, _, hash_name = setup.cipher.rpartition("_")
            ciphers, mac = [cipher], MACS[hash_name]
        name = self.pki.path(f"policy.{'.'.join([exchange, mac, *ciphers, *setup.groups])}")
        with open(name, "w", encoding="ascii") as file:
            file.write(POLICY.format(ciphers=" ".join(CIPHERS[cipher] for cipher in ciphers), mac=mac,
                                     exchange=exchange,
                                     groups=" ".join(GROUP_NAMES[name] for name in setup.groups)))
        return f"--policy={name}"

    def connect(self, port, setup, mode):
        options = []
        if mode == "resumed":
            self.sessions += 1
            options = [f"--session-db={self.pki.path(f'sessions.{self.sessions}')}",
                       "--session-db-pass=none"]
        for _ in range(2 if mode == "resumed" else 1):
            self.connect_once(port, setup, options)

    def connect_once(self, port, setup, options):
        """Its words come on standard output, between what it received, and late if nobody insists."""
        payload = digits(PAYLOAD)
        with Child("stdbuf", "-oL", self.program, "tls_client", self.host, f"--port={port}",
                   self.policy(setup, [setup.cipher]), "--skip-system-cert-store",
                   f"--trusted-cas={self.pki.path('root.pem')}", *options) as client:
            client.wait_for_text("Handshake complete", "stdout")
            client.send(payload)
            client.wait_for(lambda: payload in client.output["stdout"], "the echo")
            client.end_input()
            client.expect_success()

    def listen(self, setup, mode):
        path = self.pki.path(setup.certificate)
        return listening(lambda port: Child(
            self.program, "tls_server", f"{path}.pem", f"{path}.key", f"--port={port}",
            self.policy(setup, CIPHERS_1_2)))


def test(brisk, folder, report):
    pki = Pki(folder)
    add_certificates(pki)
    Matrix(brisk, pki, Botan(pki), report).run()


if __name__ == "__main__":
    main(test)
