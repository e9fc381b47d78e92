#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""brisk server under clients that misbehave: garbage, cut connections, too many of them, silence,
few descriptors; it answers the next good client all the same. Everything is on loopback and bounded.

Usage: test_server.py BRISK"""

import os
import random
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time

checks = 0
failures = 0


def check(condition, what):
    global checks, failures
    checks += 1
    if not condition:
        failures += 1
        print("FAILED:", what)


class Server:
    """A running `brisk server`; its port is the one it prints."""

    def __init__(self, brisk, folder, *options, max_files=None):
        def limit_files():
            if max_files:
                resource.setrlimit(resource.RLIMIT_NOFILE, (max_files, max_files))

        self.brisk, self.folder = brisk, folder
        self.process = subprocess.Popen(
            [brisk, "server", f"--cert={folder}/cert.pem", f"--key={folder}/key.pem", "--port=0",
             *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=limit_files)
        line = self.process.stdout.readline()
        self.port = int(line.split()[-1])

    def connect(self):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        return connection

    def client(self, *options, data=b""):
        done = subprocess.run(
            [self.brisk, "client", f"localhost:{self.port}", f"--ca={self.folder}/ca.pem", *options],
            input=data, capture_output=True, timeout=60)
        return done.returncode, done.stdout, done.stderr.decode()

    def check_alive(self, what):
        code, out, err = self.client("--quiet", data=b"still there?")
        check(code == 0 and out == b"still there?", f"after {what}: {err}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            _, err = self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            _, err = self.process.communicate()
        check(self.process.returncode == 0, f"the server exits {self.process.returncode}: {err}")
        return err.strip().splitlines()[-1]


def read_all(connection):
    data = b""
    try:
        while True:
            part = connection.recv(65536)
            if not part:
                return data
            data += part
    except ConnectionError:
        return data


def test_garbage(server, rng):
    """What is no TLS gets a fatal alert (RFC 8446 section 6) and the end of the connection."""
    inputs = [b"GET / HTTP/1.0\r\n\r\n", b"\x16\x03\x01\xff\xff" + bytes(100),
              b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", b"\x17\x03\x03\x00\x20" + bytes(32),
              b"\x15\x03\x03\x00\x02\x02\x28", b"\x16\x03\x01\x00\x00", b"\x80\x2e\x01\x00\x02"]
    inputs += [rng.randbytes(rng.randrange(5, 3000)) for _ in range(40)]
    for data in inputs:
        with server.connect() as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            answer = read_all(connection)
        peer_alert = data[0] == 0x15
        check(peer_alert or not answer or answer[0] == 0x15,
              f"{data[:16].hex()} is answered with {answer[:16].hex()}")
    server.check_alive("garbage")


def record_client_hello(server):
    """A real ClientHello, caught on its way."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        client = subprocess.Popen(
            [server.brisk, "client", f"127.0.0.1:{port}", f"--ca={server.folder}/ca.pem"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        connection, _ = listener.accept()
        hello = connection.recv(65536)
        connection.close()
        client.wait(timeout=20)
    return hello


def test_cut(server, rng):
    """Connections cut at every kind of place, politely and by reset."""
    hello = record_client_hello(server)
    check(hello[:1] == b"\x16", "a ClientHello was recorded")
    for i in range(60):
        with server.connect() as connection:
            connection.sendall(hello[:rng.randrange(0, len(hello) + 1)])
            if i % 3 == 0:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            elif i % 3 == 1:
                connection.settimeout(0.02)
                try:
                    connection.recv(100)
                except (TimeoutError, ConnectionError):
                    pass
    server.check_alive("cut connections")


def test_bytewise(server):
    """A ClientHello a byte at a time is answered like a whole one."""
    hello = record_client_hello(server)
    with server.connect() as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in hello:
            connection.sendall(bytes([byte]))
        answer = connection.recv(5)
        check(answer[:1] == b"\x16", f"a split ClientHello is answered with {answer.hex()}")


def test_many(server):
    code, out, err = server.client("--count=300", "--parallel=100")
    check(code == 0 and b"300 handshakes" in out, f"300 connections: {out} {err}")
    data = random.Random(7).randbytes(3_000_000)
    code, out, err = server.client("--quiet", "--key-update", data=data)
    check(code == 0 and out == data, f"3 MB come back: {len(out)} bytes, {err}")


def test_limits(brisk, folder):
    server = Server(brisk, folder, "--max-connections=3", "--timeout=1", "--quiet")
    held = [server.connect() for _ in range(3)]
    time.sleep(0.2)
    with server.connect() as fourth:
        check(read_all(fourth) == b"", "the fourth of three connections is refused")
    for connection in held:
        connection.close()
    time.sleep(0.2)
    server.check_alive("too many connections")
    started = time.monotonic()
    idle = subprocess.Popen(
        [brisk, "client", f"localhost:{server.port}", f"--ca={folder}/ca.pem", "--quiet"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    idle.wait(timeout=20)
    check(time.monotonic() - started < 10, "an idle connection is closed")
    idle.stdin.close()
    server.stop()


def test_few_descriptors(brisk, folder):
    server = Server(brisk, folder, "--quiet", max_files=16)
    held = [server.connect() for _ in range(30)]
    time.sleep(0.3)
    for connection in held:
        connection.close()
    server.check_alive("running out of descriptors")
    server.stop()


def test_www(brisk, folder):
    server = Server(brisk, folder, "--www", "--quiet")
    for path, status in (("/", b"200"), ("/nothing", b"404"), ("/bytes/-1", b"404"),
                         ("/bytes/1x", b"400"), ("/bytes/99999999999999999999", b"400")):
        code, out, err = server.client(f"--get={path}", "--quiet")
        check(code == 0 and out.split()[1:2] == [status], f"GET {path}: {out[:60]} {err}")
    code, out, err = server.client("--get=/bytes/100000", "--quiet")
    body = out.partition(b"\r\n\r\n")[2]
    check(code == 0 and body == bytes(i % 251 for i in range(100000)), f"/bytes/100000: {err}")
    for request, status in ((b"nonsense\r\n\r\n", b"400"), (b"POST / HTTP/1.1\r\n\r\n", b"405"),
                            (b"GET /\x00 HTTP/1.1\r\n\r\n", b"400"), (b"a" * 9000, b"431")):
        code, out, err = server.client("--quiet", data=request)
        check(code == 0 and out.split()[1:2] == [status], f"{request[:20]}: {out[:60]} {err}")
    server.stop()


def test_keylog(brisk, folder):
    path = f"{folder}/keylog"
    server = Server(brisk, folder, "--quiet", f"--keylog={path}")
    server.check_alive("starting with a key log")
    server.stop()
    with open(path, encoding="ascii") as file:
        labels = sorted(line.split()[0] for line in file)
    check({"CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET",
           "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0"} <= set(labels),
          f"the key log has {labels}")
    check(os.stat(path).st_mode & 0o777 == 0o600, "the key log is for its owner only")


def main():
    brisk = os.path.abspath(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        folder = f"{folder}/cert"
        subprocess.run([brisk, "cert", f"--out={folder}"], check=True, stdout=subprocess.DEVNULL)
        server = Server(brisk, folder, "--quiet")
        test_garbage(server, rng)
        test_cut(server, rng)
        test_bytewise(server)
        test_many(server)
        summary = server.stop()
        check("0 refused" in summary, summary)
        test_limits(brisk, folder)
        test_few_descriptors(brisk, folder)
        test_www(brisk, folder)
        test_keylog(brisk, folder)
    print(f"test_server: {checks} checks, {failures} failed")
    return 1 if failures or not checks else 0


sys.exit(main())
