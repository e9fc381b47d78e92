#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""`brisk client` fetches from nginx, which serves every certificate type on ports of its own.

Usage: nginx.py BRISK [SEED]"""

import hashlib
import os

from pki import Pki
from support import (CERTIFICATES, SCHEMES, Child, Failure, brisk_client, expect,
                     find_program, free_port, is_listening, listening, main)

LARGE = 5_000_000

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
    ssl_protocols TLSv1.3;
    ssl_ecdh_curve X25519:prime256v1;
    root {folder}/pages;
    {servers}
}}
"""
SERVER = """
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name localhost;
        ssl_certificate {path}.pem;
        ssl_certificate_key {path}.key;
    }}
"""


def start(nginx, pki):
    """One nginx for all certificates. Returns it and the port of each certificate type."""
    ports = {}

    def start_at(port):
        ports.clear()
        ports.update({kind: free_port() for kind in CERTIFICATES[1:]})
        ports[CERTIFICATES[0]] = port
        servers = "".join(SERVER.format(port=ports[kind], path=pki.path(kind)) for kind in ports)
        with open(pki.path("nginx.conf"), "w", encoding="ascii") as file:
            file.write(CONFIGURATION.format(folder=pki.folder, servers=servers))
        return Child(nginx, "-p", pki.folder, "-c", pki.path("nginx.conf"), "-e", "stderr")

    child, _ = listening(start_at)
    missing = [kind for kind, port in ports.items() if not is_listening(port)]
    if missing:
        child.__exit__()
        raise Failure(f"nginx does not listen for {missing}; {child.said()}")
    return child, ports


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
    pages = {"index.html": b"hello from nginx\n", "large": os.urandom(LARGE), "empty": b""}
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
    nginx = find_program("nginx", "nginx")
    pki = Pki(folder)
    pages = write_pages(pki)
    server, ports = start(nginx, pki)
    with server:
        def case(kind, suite, group):
            head, body, said = get(brisk, pki, ports[kind], "/", f"--suites={suite}",
                                   f"--groups={group}")
            expect(head, "HTTP/1.1 200 OK", "Server: nginx")
            expect(body.decode(), pages["index.html"].decode())
            expect(said, "established: TLS 1.3", suite, group, SCHEMES[kind], "alpn http/1.1")

        report.matrix("brisk client --get, nginx", case)
        port = ports["ecdsa_p256"]
        print("\nbrisk client, nginx: features and refusals")
        report.single(f"a file of {LARGE} bytes", large_file, brisk, pki, port, pages["large"])
        report.single("an empty file", empty_file, brisk, pki, port)
        report.single("HelloRetryRequest", hello_retry, brisk, pki, port)
        report.single("60 requests, 8 connections at a time", many_requests, brisk, pki, port)
        report.single("brisk refuses the certificate: unknown CA",
                      lambda: refused(brisk, pki, port, "no path", anchor="other"))
        report.single("brisk refuses the certificate: wrong host",
                      lambda: refused(brisk, pki, port, "host name", name="wrong.test"))


if __name__ == "__main__":
    main(test)
