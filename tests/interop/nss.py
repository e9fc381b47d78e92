#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""brisk against NSS's tstclnt and selfserv: the matrix. Both speak HTTP: tstclnt ends when the server
does, selfserv sends files.

Usage: nss.py [--long] BRISK [SEED]"""

import subprocess

from matrix import PAYLOAD, Matrix, Peer, add_certificates
from pki import Pki
from support import CERTIFICATES, Child, Failure, digits, find_program, listening, main

GROUP_NAMES = {"x25519": "x25519", "p256": "P256", "p384": "P384", "ffdhe2048": "FF2048"}
SUITE_NUMBERS = {
    "TLS_AES_128_GCM_SHA256": "1301",
    "TLS_AES_256_GCM_SHA384": "1302",
    "TLS_CHACHA20_POLY1305_SHA256": "1303",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256": "c02b",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384": "c02c",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256": "c02f",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384": "c030",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256": "cca8",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256": "cca9",
}
OLDER_NUMBERS = {
    "TLS_RSA_WITH_AES_128_GCM_SHA256": "009c",
    "TLS_RSA_WITH_AES_256_GCM_SHA384": "009d",
    "TLS_RSA_WITH_AES_128_CBC_SHA": "002f",
    "TLS_RSA_WITH_AES_256_CBC_SHA": "0035",
    "TLS_RSA_WITH_AES_128_CBC_SHA256": "003c",
    "TLS_RSA_WITH_AES_256_CBC_SHA256": "003d",
    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256": "009e",
    "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384": "009f",
    "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256": "ccaa",
    "TLS_DHE_RSA_WITH_AES_128_CBC_SHA": "0033",
    "TLS_DHE_RSA_WITH_AES_256_CBC_SHA": "0039",
    "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256": "0067",
    "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256": "006b",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA": "c013",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA": "c014",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256": "c027",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384": "c028",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA": "c009",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA": "c00a",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256": "c023",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384": "c024",
}
AGAIN = ("resumed", "early data")


class Nss(Peer):
    name = "nss"
    client_name, server_name = "tstclnt", "selfserv"
    replay_window = 12  # selfserv has made its of 10 seconds

    def __init__(self, pki):
        super().__init__(pki)
        self.programs = {name: find_program(name, "libnss3-tools")
                         for name in ("tstclnt", "selfserv", "certutil", "pk12util")}
        self.database = f"sql:{pki.folder}"
        self.page, self.small = digits(PAYLOAD), digits(1000)
        self.request = f"GET /bytes/{PAYLOAD} HTTP/1.0\r\n\r\n".encode()
        for name, content in (("page", self.page), ("small", self.small), ("request", self.request)):
            with open(pki.path(name), "wb") as file:
                file.write(content)
        self.run("certutil", "-N", "--empty-password")
        self.run("certutil", "-A", "-n", "root", "-t", "CT,C,C", "-i", pki.path("root.pem"))
        for kind in CERTIFICATES:
            if kind != "ed25519":
                self.add_key(kind)
                self.add_key(f"client_{kind}")
        self.add_key("rsa_exchange")

    def run(self, name, *arguments):
        done = subprocess.run((self.programs[name], "-d", self.database, *arguments),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                              check=False)
        if done.returncode != 0:
            raise Failure(f"{name} {' '.join(arguments)}: {done.stderr}")

    def add_key(self, name):
        path = self.pki.path(name)
        self.pki.run("pkcs12", "-export", "-in", f"{path}.pem", "-inkey", f"{path}.key", "-name",
                     name, "-passout", "pass:", "-out", f"{path}.p12")
        self.run("pk12util", "-i", f"{path}.p12", "-W", "")

    def lacks(self, role, mode, setup):
        if setup.certificate == "ed25519":
            return "Ed25519"
        if (role, mode) == ("client", "key update"):
            return "a KeyUpdate of its own (selfserv answers brisk's)"
        if (role, setup.version, setup.certificate, setup.group) == (
                "server", "1.2", "ecdsa_p384", "x25519") and not setup.cipher.startswith("AES_128"):
            return "X25519 with a certificate of P-384 and a key of 256 bits (in TLS 1.2 it takes P-384)"
        return None

    def common(self, port, setup, groups):
        version = f"tls{setup.version}"
        return ("-p", str(port), "-d", self.database, "-V", f"{version}:{version}", "-G", "-u", "-I",
                ",".join(GROUP_NAMES[group] for group in groups))

    def server_options(self, setup, mode):
        suite = () if mode not in AGAIN else (f"--suites={setup.suite}",)
        return ("--www", *suite)

    def connect(self, port, setup, mode):
        # A second connection with -c is one free() too many for tstclnt.
        options = ["-L", "2"] if mode in AGAIN else ["-c", f":{(SUITE_NUMBERS | OLDER_NUMBERS)[setup.suite]}"]
        if mode == "early data":
            options += ["-Z"]
        elif mode == "client certificate":
            options += ["-n", f"client_{setup.certificate}"]
        answer = bytes(i % 251 for i in range(PAYLOAD))
        with Child(self.programs["tstclnt"], "-h", "127.0.0.1", "-a", "localhost",
                   *self.common(port, setup, setup.groups), "-A", self.pki.path("request"),
                   *options) as client:
            client.expect_success()
            if client.output["stdout"].count(answer) != (2 if "-L" in options else 1):
                raise Failure(f"not the answer that was due; {client.said()}")

    def listen(self, setup, mode):
        suites = "".join(f":{number}" for number in SUITE_NUMBERS.values())
        options = ["-n" if setup.certificate.startswith("rsa") else "-e", setup.certificate]
        if mode == "client certificate":
            options += ["-r", "-r"]
        elif mode == "early data":
            options += ["-Z"]
        elif mode == "older suites":
            suites = f":{OLDER_NUMBERS[setup.suite]}"
            options += ["-H", "1"]  # Diffie-Hellman in finite fields, too
        return listening(lambda port: Child(self.programs["selfserv"], *self.common(
            port, setup, setup.server_groups), "-c", suites, *options))

    def arguments(self, setup):
        return (f"--get={self.pki.path('page')}",)

    def exchange(self, client, server):
        client.expect_success()
        if not client.output["stdout"].endswith(b"\r\n\r\n" + self.page):
            raise Failure(f"{len(client.output['stdout'])} bytes, not the page; {client.said()}")

    def early_data(self):
        return f"GET {self.pki.path('small')} HTTP/1.0\r\n\r\n".encode()

    def expect_early(self, client, server, early):
        """selfserv answers before it has read the end of early data, and then resets the connection:
        what has not arrived until then is lost, and brisk says so."""
        client.wait_for(lambda: self.small in client.output["stdout"], "the page")
        client.end_input()
        client.finish()


def test(brisk, folder, report):
    # NSS takes a server's RSA certificate only if it is good for key exchange, too.
    pki = Pki(folder, rsa_key_usage="digitalSignature, keyEncipherment")
    add_certificates(pki)
    Matrix(brisk, pki, Nss(pki), report).run()


if __name__ == "__main__":
    main(test)
