#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""brisk client with servers that are gone before it has said goodbye, and how it counts connections
that resume sessions. Everything is on loopback.

Usage: test_client.py BRISK"""

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


def main():
    brisk = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        folder = f"{folder}/cert"
        subprocess.run([brisk, "cert", f"--out={folder}"], check=True, stdout=subprocess.DEVNULL)
        test_abrupt_end(brisk, folder, True)
        test_abrupt_end(brisk, folder, False)
    print(f"test_client: {checks} checks, {failures} failed")
    return 1 if failures or not checks else 0


sys.exit(main())
