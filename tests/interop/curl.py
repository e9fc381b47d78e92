#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""curl fetches from `brisk server --www`: the matrix; and it refuses what it must.

Usage: curl.py [--long] BRISK [SEED]"""

import os
import socket
import ssl

from matrix import PAYLOAD, Matrix, Peer, add_certificates
from pki import Pki
from support import CERTIFICATES, BriskServer, Child, Failure, expect, find_program, main, openssl_name

GROUP_NAMES = {"x25519": "X25519", "p256": "P-256", "p384": "P-384"}
LARGE = 3_000_000  # bytes of one response


def fetch(curl, pki, port, path="/", *arguments, anchor="root", host="localhost"):
    return Child(curl, "--silent", "--show-error", "--fail", "--max-time", "15", "--cacert",
                 pki.path(f"{anchor}.pem"), "--resolve", f"{host}:{port}:127.0.0.1", *arguments,
                 f"https://{host}:{port}{path}",
                 environment={"PATH": os.environ.get("PATH", ""), "HOME": pki.folder})


class Curl(Peer):
    name, client_name = "curl", "curl"

    def __init__(self, pki, program):
        super().__init__(pki)
        self.program = program

    def lacks(self, role, mode, setup):
        if mode == "early data":
            return "early data"
        if mode == "key update":
            return "a KeyUpdate of its own"
        return None

    def server_options(self, setup, mode):
        """In TLS 1.2 it takes no tickets: its sessions are kept by the server."""
        return "--www", "--alpn=http/1.1", "--session-cache=100"

    def connect(self, port, setup, mode):
        """It keeps sessions for as long as it runs: the second URL resumes the first one's."""
        groups = [GROUP_NAMES[group] for group in setup.groups if group in GROUP_NAMES]
        options = ["--curves", ":".join(groups)] if groups else []
        if setup.version == "1.3":
            options += ["--tlsv1.3", "--tls13-ciphers", setup.suite]
        else:
            options += ["--tlsv1.2", "--tls-max", "1.2", "--ciphers", openssl_name(setup.suite)]
        if mode == "client certificate":
            path = self.pki.path(f"client_{setup.certificate}")
            options += ["--cert", f"{path}.pem", "--key", f"{path}.key"]
        answer = bytes(i % 251 for i in range(PAYLOAD))
        path = f"/bytes/{PAYLOAD}"
        if mode == "resumed":
            answer *= 2
            options += [f"https://localhost:{port}{path}"]
        with fetch(self.program, self.pki, port, path, *options) as client:
            client.expect_success()
            if client.output["stdout"] != answer:
                raise Failure(f"{len(client.output['stdout'])} bytes, not those that were due")


def front_page(brisk, pki, curl, kind):
    with BriskServer(brisk, "--www", "--alpn=http/1.1", *pki.identity(kind)) as server:
        with fetch(curl, pki, server.port, "/", "--tlsv1.3", "--write-out",
                   "%{http_code} %{ssl_verify_result}") as client:
            client.expect_success()
            expect(client.text("stdout"), "TLS 1.3", "200 0")
        server.expect_line("established", "alpn http/1.1")
        server.stop()


def large_response(brisk, pki, curl):
    with BriskServer(brisk, "--www", *pki.identity("ecdsa_p256")) as server:
        for length in (0, 1, 16_384, 16_385, LARGE):
            with fetch(curl, pki, server.port, f"/bytes/{length}", "--output", "/dev/null",
                       "--write-out", "%{size_download}") as client:
                client.expect_success()
                expect(client.text("stdout"), str(length))
            server.expect_line("established")
        server.stop()


def missing_page(brisk, pki, curl):
    with BriskServer(brisk, "--www", *pki.identity("ecdsa_p256")) as server:
        with fetch(curl, pki, server.port, "/no/such/page") as client:
            client.expect_refusal("404")
        server.expect_line("established")
        server.stop()


def several_urls(brisk, pki, curl):
    """One curl, four URLs: it may not take one connection for several requests."""
    with BriskServer(brisk, "--www", *pki.identity("ed25519")) as server:
        url = f"https://localhost:{server.port}/bytes/1000"
        with fetch(curl, pki, server.port, "/bytes/1000", url, url, url) as client:
            client.expect_success()
            if len(client.output["stdout"]) != 4000:
                raise Failure(f"{len(client.output['stdout'])} bytes of 4000")
        for _ in range(4):
            server.expect_line("established")
        server.stop()


def refused(brisk, pki, curl, identity, word, report, **options):
    with BriskServer(brisk, "--www", *pki.identity(identity)) as server:
        with fetch(curl, pki, server.port, **options) as client:
            client.expect_refusal(word)
            if client.output["stdout"]:
                raise Failure(f"it got an answer nevertheless; {client.said()}")
        server.expect_line(report)
        server.stop(may_end=report == "established")  # not every release of curl says goodbye then


def python_client(brisk, pki):
    """Python's own TLS (its ssl module), with unbuffered reads and a clean end."""
    with BriskServer(brisk, "--www", *pki.identity("rsa2048")) as server:
        context = ssl.create_default_context(cafile=pki.path("root.pem"))
        with socket.create_connection(("127.0.0.1", server.port), timeout=15) as plain:
            with context.wrap_socket(plain, server_hostname="localhost",
                                     suppress_ragged_eofs=False) as tls:
                tls.sendall(b"GET /bytes/50000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                received = b""
                while True:
                    data = tls.recv(777)  # "" only after close_notify
                    if not data:
                        break
                    received += data
                if tls.version() != "TLSv1.3" or len(received.split(b"\r\n\r\n", 1)[1]) != 50000:
                    raise Failure(f"{tls.version()}, {len(received)} bytes")
        server.expect_line("established")
        server.stop()


def test(brisk, folder, report):
    curl = find_program("curl", "curl")
    pki = Pki(folder)
    pki.leaf("expired", "ecdsa_p256", "DNS:localhost",
             dates=("-startdate", "20200101000000Z", "-enddate", "20210101000000Z"))
    add_certificates(pki)
    Matrix(brisk, pki, Curl(pki, curl), report).run()
    common = brisk, pki, curl
    report.tag = "curl", "client", "other"
    print("\nbrisk server --www, curl")
    for kind in CERTIFICATES:
        report.single(f"https://localhost with {kind}", front_page, *common, kind)
    report.single(f"responses of 0 to {LARGE} bytes", large_response, *common)
    report.single("a page that is not there", missing_page, *common)
    report.single("four URLs", several_urls, *common)
    report.single("unknown CA",
                  lambda: refused(*common, "ecdsa_p256", "local issuer", "failed", anchor="other"))
    # curl looks for the host name once the handshake is over.
    report.single("wrong host", lambda: refused(*common, "ecdsa_p256", "subject", "established",
                                                host="wrong.test"))
    report.single("expired", lambda: refused(*common, "expired", "expired", "failed"))
    report.single("Python's ssl module instead of curl", python_client, brisk, pki)


if __name__ == "__main__":
    main(test)
