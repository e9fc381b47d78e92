#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""brisk client with servers that are gone before it has said goodbye, how it counts connections that
resume sessions, and who it says that the server is. Everything is on loopback.

Usage: test_client.py BRISK"""

import hashlib
import os
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile

checks = 0
failures = 0


def check(condition, what):
    global checks, failures
    checks += 1
    if not condition:
        failures += 1
        print("FAILED:", what)


class AbruptServer:
    """Python's TLS over a socket of its own, so that it can end as it likes."""

    def __init__(self, folder):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def handshake(self):
        self.socket, _ = self.listener.accept()
        self.socket.settimeout(20)
        while True:
            try:
                self.tls.do_handshake()
                self.socket.sendall(self.outgoing.read())
                return
            except ssl.SSLWantReadError:
                self.socket.sendall(self.outgoing.read())
                self.incoming.write(self.socket.recv(65536))

    def end(self, data, is_clean):
        """Sends data, close_notify if it is to be clean, FIN, and at once a reset."""
        self.tls.write(data)
        if is_clean:
            try:
                self.tls.unwrap()
            except ssl.SSLWantReadError:
                pass  # for the client's close_notify
        self.socket.sendall(self.outgoing.read())
        self.socket.shutdown(socket.SHUT_WR)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()
        self.listener.close()


def test_abrupt_end(brisk, folder, is_clean):
    """The server's last words and its reset come while the client sleeps: its own close_notify finds
    nobody. That is no failure behind the server's close_notify, and one without."""
    server = AbruptServer(folder)
    client = subprocess.Popen(
        [brisk, "client", f"127.0.0.1:{server.port}", "--name=localhost", f"--ca={folder}/ca.pem"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    server.handshake()
    line = client.stderr.readline()
    check(b"established" in line, f"a client: {line}")
    client.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, client.pid, os.WSTOPPED)
    server.end(b"last words", is_clean)
    client.send_signal(signal.SIGCONT)
    out, err = client.communicate(timeout=20)
    check(out == b"last words", f"the server's data: {out}")
    check((client.returncode == 0) == is_clean, f"clean {is_clean}: {client.returncode}, {err}")


class Server:
    """`brisk server` on a port of its own choice."""

    def __init__(self, brisk, folder, *options):
        self.brisk, self.folder = brisk, folder
        self.process = subprocess.Popen(
            [brisk, "server", f"--cert={folder}/cert.pem", f"--key={folder}/key.pem", "--port=0",
             "--quiet", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[-1])

    def client(self, *options):
        done = subprocess.run(
            [self.brisk, "client", f"localhost:{self.port}", f"--ca={self.folder}/ca.pem", *options],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        _, err = self.process.communicate(timeout=20)
        return self.process.returncode, err


def test_counts(brisk, folder):
    """As many full handshakes as --count, and --reconnect as many for each, however many are to go on
    at once."""
    server = Server(brisk, folder)
    for version in ("--tls1_3", "--tls1_2"):
        for count, reconnect, parallel in ((1, 3, 8), (1, 1, 1), (5, 2, 50), (30, 4, 7), (3, 9, 2)):
            code, out, err = server.client(version, f"--count={count}", f"--reconnect={reconnect}",
                                           f"--parallel={parallel}", "--require-resumed")
            wanted = f"; {count} full, {count * reconnect} resumed;"
            check(code == 0 and wanted in out, f"{wanted} {parallel} at once: {out} {err}")
    # a session of a file stands for the first full handshake
    session = f"{folder}/session"
    code, _, err = server.client(f"--session-out={session}")
    check(code == 0, err)
    code, out, err = server.client(f"--session-in={session}", "--count=2", "--reconnect=3",
                                   "--parallel=9", "--require-resumed")
    check(code == 0 and "; 1 full, 7 resumed;" in out, f"a session first: {out} {err}")
    # nobody there: every attempt fails, and none is for ever
    server.stop()
    code, out, err = server.client("--count=3", "--reconnect=2", "--parallel=4")
    check(code == 1 and "0 handshakes" in out and "9 failed" in out, f"no server: {out} {err}")


def test_no_sessions(brisk, folder):
    """A server without tickets: all handshakes are full, which is a failure where it must not be."""
    server = Server(brisk, folder, "--no-tickets")
    code, out, err = server.client("--count=2", "--reconnect=2", "--parallel=3")
    check(code == 0 and "; 6 full, 0 resumed;" in out, f"{out} {err}")
    code, out, err = server.client("--count=2", "--reconnect=2", "--parallel=3",
                                   "--require-resumed")
    check(code == 1 and "4 failed" in out and "no session to resume" in err, f"{out} {err}")
    server.stop()


def test_server_requires(brisk, folder):
    """The server's --require-resumed: what it takes, what it closes, and what it exits with."""
    server = Server(brisk, folder, "--require-resumed=3", "--threads=2")
    code, out, err = server.client("--count=3", "--reconnect=5", "--parallel=4",
                                   "--require-resumed")
    check(code == 0 and "; 3 full, 15 resumed;" in out, f"{out} {err}")
    code, err = server.stop()
    check(code == 0, f"all that had to have resumed: {err}")

    server = Server(brisk, folder, "--require-resumed", "--www")
    code, out, err = server.client("--get=/")
    check(code == 0 and "200 OK" in out, f"the first: {out} {err}")
    code, out, err = server.client("--get=/")
    check("200 OK" not in out, f"a second full handshake: {out} {err}")
    code, err = server.stop()
    check(code == 1 and "1 connections resumed no session" in err, f"one that had to: {err}")


def test_identity(brisk, folder):
    """The server's certificate, by its fingerprint: when it is shown, and from a session."""
    session = f"{folder}/session"
    with open(f"{folder}/cert.pem", encoding="ascii") as file:
        der = ssl.PEM_cert_to_DER_cert(file.read().split("-----END")[0] + "-----END CERTIFICATE-----")
    peer = "peer " + hashlib.sha256(der).hexdigest()
    server = Server(brisk, folder)
    for version in ("--tls1_3", "--tls1_2"):
        code, _, err = server.client(version, f"--session-out={session}")
        check(code == 0 and peer in err, f"{peer} in {err}")
        code, _, err = server.client(version, f"--session-in={session}", f"--session-out={session}",
                                     "--require-resumed")
        check(code == 0 and "resumed" in err and peer in err, f"{peer} in {err}")
        code, _, err = server.client(version, f"--session-in={session}", "--require-resumed")
        check(code == 0 and peer in err, f"{peer} by a session's session: {err}")
    server.stop()


def main():
    brisk = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        folder = f"{folder}/cert"
        subprocess.run([brisk, "cert", f"--out={folder}"], check=True, stdout=subprocess.DEVNULL)
        test_abrupt_end(brisk, folder, True)
        test_abrupt_end(brisk, folder, False)
        test_counts(brisk, folder)
        test_no_sessions(brisk, folder)
        test_server_requires(brisk, folder)
        test_identity(brisk, folder)
    print(f"test_client: {checks} checks, {failures} failed")
    return 1 if failures or not checks else 0


sys.exit(main())
