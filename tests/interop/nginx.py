#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""`brisk client` fetches from nginx: the matrix, large and empty files, many requests, refusals.

Usage: nginx.py [--long] BRISK [SEED]"""

import hashlib
import os

from matrix import Matrix, Peer, add_certificates
from pki import Pki
from support import Child, Failure, brisk_client, digits, expect, find_program, listening, main, openssl_name

LARGE = 5_000_000
GROUP_NAMES = {"x25519": "X25519", "p256": "prime256v1", "p384": "secp384r1"}

# Everything nginx would write elsewhere stays in the test's folder, so that any user can run it.
CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr info;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/temp;
    proxy_temp_path {folder}/temp;
    fastcgi_temp_path {folder}/temp;
    uwsgi_temp_path {folder}/temp;
    scgi_temp_path {folder}/temp;
    root {folder}/pages;
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name localhost;
        ssl_certificate {path}.pem;
        ssl_certificate_key {path}.key;
        ssl_protocols TLSv{version};
        ssl_ecdh_curve {groups};
        {more}
    }}
}}
"""


class Nginx(Peer):
    name, server_name = "nginx", "nginx"
    options = ("--alpn=http/1.1",)

    def __init__(self, pki, pages):
        super().__init__(pki)
        self.program = find_program("nginx", "nginx")
        self.pages = pages

    def start(self, certificate, version, groups, *more):
        def start_at(port):
            name = self.pki.path(f"nginx.{port}.conf")
            with open(name, "w", encoding="ascii") as file:
                file.write(CONFIGURATION.format(
                    folder=self.pki.folder, port=port, path=self.pki.path(certificate),
                    version=version, groups=":".join(GROUP_NAMES[group] for group in groups if group in GROUP_NAMES) or "auto",
                    more=" ".join(f"{line};" for line in more)))
            return Child(self.program, "-p", self.pki.folder, "-c", name, "-e", "stderr")

        return listening(start_at)

    # The matrix.

    def lacks(self, role, mode, setup):
        return None

    def listen(self, setup, mode):
        more = []
        if mode == "client certificate":
            more = ["ssl_verify_client on", "ssl_verify_depth 3",
                    f"ssl_client_certificate {self.pki.path('root.pem')}"]
        elif mode == "early data":
            more = ["ssl_early_data on"]
        elif mode == "older suites":
            more = [f"ssl_ciphers {openssl_name(setup.suite)}",
                    f"ssl_dhparam {self.pki.path('field.pem')}"]
        return self.start(setup.certificate, setup.version, setup.server_groups, *more)

    def arguments(self, setup):
        return ("--get=/page",)

    def exchange(self, client, server):
        client.expect_success()
        head, body = body_of(client)
        expect(head, "HTTP/1.1 200 OK", "Server: nginx")
        expect(client.text(), "alpn http/1.1")
        if body != self.pages["page"]:
            raise Failure(f"{len(body)} bytes came, and not the right ones")

    def early_data(self):
        return b"GET /page HTTP/1.0\r\nHost: localhost\r\n\r\n"

    def expect_early(self, client, server, early):
        client.wait_for(lambda: self.pages["page"] in client.output["stdout"], "the page")
        client.end_input()
        client.expect_success()


def body_of(client):
    head, _, body = bytes(client.output["stdout"]).partition(b"\r\n\r\n")
    return head.decode("latin-1"), body


def get(brisk, pki, port, path, *arguments):
    with brisk_client(brisk, pki, port, f"--get={path}", "--alpn=http/1.1", *arguments) as client:
        client.expect_success()
        return (*body_of(client), client.text())


def write_pages(pki):
    os.mkdir(pki.path("pages"))
    os.mkdir(pki.path("temp"))
    os.chmod(pki.folder, 0o755)  # started by root, nginx's user may be another one
    pages = {"index.html": b"hello from nginx\n", "page": digits(40_000),
             "large": os.urandom(LARGE), "empty": b""}
    for name, content in pages.items():
        with open(pki.path(f"pages/{name}"), "wb") as file:
            file.write(content)
    return pages


def large_file(brisk, pki, port, content):
    _, body, _ = get(brisk, pki, port, "/large")
    if hashlib.sha256(body).digest() != hashlib.sha256(content).digest():
        raise Failure(f"{len(body)} bytes came, and not the right ones")


def empty_file(brisk, pki, port):
    head, body, _ = get(brisk, pki, port, "/empty")
    expect(head, "200 OK")
    if body:
        raise Failure(f"{len(body)} bytes of an empty file")


def hello_retry(brisk, pki, port):
    """nginx prefers X25519 but takes P-256; a share of P-384 only makes it ask again."""
    _, body, said = get(brisk, pki, port, "/", "--groups=p384,p256")
    expect(body.decode(), "hello")
    expect(said, "p256 (after HelloRetryRequest)")


def many_requests(brisk, pki, port):
    with brisk_client(brisk, pki, port, "--get=/", "--count=60", "--parallel=8",
                      "--alpn=http/1.1") as client:
        client.expect_success()
        expect(client.text("stdout"), "60 handshakes", "0 failed")


def refused(brisk, pki, port, word, **options):
    with brisk_client(brisk, pki, port, "--get=/", **options) as client:
        client.expect_refusal(word)


def test(brisk, folder, report):
    pki = Pki(folder)
    nginx = Nginx(pki, write_pages(pki))
    add_certificates(pki)
    Matrix(brisk, pki, nginx, report).run()
    server, port = nginx.start("ecdsa_p256", "1.3", ("x25519", "p256"))
    with server:
        print("\nbrisk client, nginx: features and refusals")
        report.tag = "nginx", "server", "other"
        report.single(f"a file of {LARGE} bytes", large_file, brisk, pki, port, nginx.pages["large"])
        report.single("an empty file", empty_file, brisk, pki, port)
        report.single("HelloRetryRequest", hello_retry, brisk, pki, port)
        report.single("60 requests, 8 connections at a time", many_requests, brisk, pki, port)
        report.single("brisk refuses the certificate: unknown CA",
                      lambda: refused(brisk, pki, port, "no path", anchor="other"))
        report.single("brisk refuses the certificate: wrong host",
                      lambda: refused(brisk, pki, port, "host name", name="wrong.test"))


if __name__ == "__main__":
    main(test)
