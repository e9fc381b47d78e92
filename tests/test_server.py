#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""brisk server under clients that misbehave: garbage, cut connections, too many of them, silence,
few descriptors; it answers the next good client all the same. Its life: certificates and ticket keys
read again, drained, stopped. Everything is on loopback and bounded.

Usage: test_server.py BRISK"""

import os
import random
import resource
import shutil
import signal
import socket
import ssl
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

    def start_client(self, *options):
        """A client whose standard input is open, once it is established."""
        client = subprocess.Popen(
            [self.brisk, "client", f"localhost:{self.port}", f"--ca={self.folder}/ca.pem",
             "--timeout=100", *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        line = client.stderr.readline()
        check(b"established" in line, f"a client: {line}")
        return client

    def reload(self):
        """SIGHUP, until the line that says what came of it."""
        self.process.send_signal(signal.SIGHUP)
        lines = [self.process.stderr.readline()]
        while "reloaded" not in lines[-1] and lines[-1]:
            lines.append(self.process.stderr.readline())
        return "".join(lines)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.end()

    def end(self):
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


def test_tls12(brisk, folder):
    """In a full handshake of TLS 1.2 the client's part ends with something received: it goes on
    from there by itself."""
    server = Server(brisk, folder, "--quiet", "--max-version=1.2")
    server.check_alive("a TLS 1.2 handshake")
    code, out, err = server.client("--count=20", "--parallel=5", "--reconnect=1")
    check(code == 0 and b"40 handshakes" in out and "TLS 1.2" in err, f"{out} {err}")
    server.stop()


def test_cert_compression(brisk, folder):
    """The server's order decides; a reload compresses the certificates again."""
    probe = subprocess.run([brisk, "server", "--cert-compression=brotli,zlib"], capture_output=True)
    if b"no algorithm" in probe.stderr:
        print("LEFT OUT: certificate compression: brisk was built without brotli or zlib")
        return
    server = Server(brisk, folder, "--cert-compression=brotli,zlib")

    def negotiates(options, algorithm):
        code, out, err = server.client(*options, data=b"?")
        check(code == 0 and out == b"?", f"{options}: {err}")
        for whose, said in (("its", err), ("our", server.process.stderr.readline())):
            text = f"{whose} certificate compressed with"
            check(f"{text} {algorithm}" in said if algorithm else text not in said,
                  f"{options}: {text} {algorithm}: {said}")

    for _ in range(2):
        negotiates([], None)
        negotiates(["--cert-compression=zlib"], "zlib")
        negotiates(["--cert-compression=brotli"], "brotli")
        negotiates(["--cert-compression=zlib,brotli"], "brotli")
        negotiates(["--cert-compression=zlib", "--tls1_2"], None)
        server.reload()
    server.stop()


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
    server = Server(brisk, folder, "--quiet", "--threads=1", max_files=16)
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


def echoes(client, text):
    client.stdin.write(text)
    client.stdin.flush()
    return client.stdout.read(len(text)) == text


def end_client(client, what):
    _, err = client.communicate(timeout=20)
    check(client.returncode == 0, f"{what}: {err}")


def wait_for_end(connection, seconds):
    """Whether the server closes a connection within so many seconds."""
    connection.settimeout(seconds)
    try:
        while connection.recv(4096):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        pass
    return True


def test_slow_peers(brisk, folder):
    """Peers that trickle: neither a handshake nor a record, nor a request, keeps a connection open
    by a byte now and then."""
    server = Server(brisk, folder, "--quiet", "--handshake-timeout=1", "--timeout=1", "--www")
    hello = record_client_hello(server)
    slow = [server.connect() for _ in range(20)]
    started = time.monotonic()
    for i in range(12):
        for connection in slow:
            try:
                connection.sendall(hello[i:i + 1])
            except ConnectionError:
                pass
        time.sleep(0.25)
    check(all(wait_for_end(connection, 1) for connection in slow), "slow handshakes are ended")
    check(time.monotonic() - started < 10, "in good time")
    for connection in slow:
        connection.close()
    request = subprocess.Popen(
        [brisk, "client", f"localhost:{server.port}", f"--ca={folder}/ca.pem", "--quiet"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    started = time.monotonic()
    while request.poll() is None and time.monotonic() - started < 15:
        try:
            request.stdin.write(b"x")
            request.stdin.flush()
        except OSError:
            break
        time.sleep(0.2)
    request.stdin.close()
    request.wait(timeout=20)
    check(time.monotonic() - started < 15, "a request that never ends is ended")
    code, out, err = server.client("--get=/", "--quiet")
    check(code == 0 and b"200 OK" in out, f"after slow peers: {err}")
    server.stop()


def test_no_reader(brisk, folder):
    """A peer that asks for much and reads nothing is given up once it has been still for long enough;
    one that reads a little now and then is not."""
    server = Server(brisk, folder, "--quiet", "--www", "--timeout=2")
    still = PythonClient(server)
    still.send(b"GET /bytes/50000000 HTTP/1.1\r\n\r\n")
    slow = PythonClient(server)
    slow.send(b"GET /bytes/50000000 HTTP/1.1\r\n\r\n")
    read, started = 0, time.monotonic()
    while time.monotonic() - started < 5:
        read += len(slow.socket.recv(2_000_000))
        time.sleep(0.2)
    check(read > 0, "the slow one reads")
    slow.socket.settimeout(10)
    check(len(slow.socket.recv(65536)) > 0, "a slow reader is still served")
    while True:  # all that was under way, and then the end
        try:
            if not still.socket.recv(1 << 20):
                break
            check(time.monotonic() - started < 15, "one that reads nothing is ended")
        except ConnectionError:
            break
    check(time.monotonic() - started < 15, "in good time")
    slow.socket.close()
    server.stop()


class PythonClient:
    """Python's TLS with its records in our hands, so that they can be sent in parts."""

    def __init__(self, server):
        context = ssl.create_default_context(cafile=f"{server.folder}/ca.pem")
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname="localhost")
        self.socket = server.connect()
        self._until(self.tls.do_handshake)

    def _until(self, call, *arguments):
        while True:
            try:
                result = call(*arguments)
                self.socket.sendall(self.outgoing.read())
                return result
            except ssl.SSLWantReadError:
                self.socket.sendall(self.outgoing.read())
                self.incoming.write(self.socket.recv(65536))

    def send(self, data):
        self._until(self.tls.write, data)

    def seal(self, data):
        """The records that would be sent."""
        self.tls.write(data)
        return self.outgoing.read()

    def receive(self, count):
        data = b""
        while len(data) < count:
            data += self._until(self.tls.read, count - len(data))
        return data


def test_partial_records(server, rng):
    """Connections share the loop's buffers: parts of records of many, mixed up, stay apart."""
    clients = [PythonClient(server) for _ in range(50)]
    for _ in range(4):
        sent = [rng.randbytes(rng.choice((1, 100, 16384, 40000))) for _ in clients]
        rest = [client.seal(data) for client, data in zip(clients, sent)]
        while any(rest):
            for i, client in enumerate(clients):
                part = rng.randrange(1, 20000)
                client.socket.sendall(rest[i][:part])
                rest[i] = rest[i][part:]
        check(all(client.receive(len(data)) == data for client, data in zip(clients, sent)),
              "records in parts come back whole")
    for client in clients:
        client.socket.close()
    server.check_alive("partial records")


def memory_of(process):
    with open(f"/proc/{process.pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def test_idle_memory(brisk, folder):
    """What an idle connection costs: struct brisk_tls and the server's own account of it, and no
    buffers of records, though it has used them. Nothing is measured in an emulator, or where a
    sanitizer keeps what is freed."""
    server = Server(brisk, folder, "--quiet", "--threads=1")
    with open(brisk, "rb") as program:
        measures = b"__asan_init" not in program.read()
    measures &= os.path.samefile(f"/proc/{server.process.pid}/exe", brisk)
    data, count = bytes(15000), 300 if measures else 20
    held = []
    for number in range(50 + count):
        if number == 50:  # it is warm
            before = memory_of(server.process)
        held.append(PythonClient(server))
        held[-1].send(data)
        check(held[-1].receive(len(data)) == data, "an echo")
    each = (memory_of(server.process) - before) / count
    check(each < 4096 or not measures, f"an idle connection holds {each:.0f} bytes")
    print(f"an idle connection holds {each:.0f} bytes{'' if measures else ', which says nothing here'}")
    for client in held:
        client.socket.close()
    server.stop()


def test_many_at_once(brisk, folder):
    """--max-connections counts those of all threads together."""
    server = Server(brisk, folder, "--quiet", "--max-connections=500", "--threads=4")
    held = [server.connect() for _ in range(500)]
    time.sleep(0.5)
    over = [server.connect() for _ in range(20)]
    check(all(wait_for_end(connection, 5) for connection in over), "what is too much is refused")
    for connection in held + over:
        connection.close()
    time.sleep(0.5)
    code, out, err = server.client("--count=1000", "--parallel=150", "--reconnect=1", "--quiet")
    check(code == 0 and b"2000 handshakes" in out, f"2000 connections, 150 at a time: {out} {err}")
    summary = server.stop()
    check("20 refused" in summary, summary)


def test_accept(brisk, folder):
    server = Server(brisk, folder, "--quiet", "--accept=5", "--threads=3")
    code, out, err = server.client("--count=5", "--parallel=2", "--quiet")
    check(code == 0, f"five connections of five: {err}")
    check("5 connections accepted, 5 handshakes completed" in server.end(), "--accept=5")


def write_ticket_keys(path, *keys):
    with open(path, "wb") as file:
        file.write(b"".join(keys))


def test_tickets(brisk, folder):
    """Servers of one fleet share a file of keys; a key that is gone opens nothing."""
    keys, session = f"{folder}/ticket.keys", f"{folder}/session"
    first, second, third = (os.urandom(48) for _ in range(3))

    def resumes(server):
        before = os.path.exists(session) and (f"--session-in={session}", "--require-resumed") or ()
        code, _, err = server.client(f"--session-out={session}", *before)
        return code == 0 and (not before or "resumed" in err)

    write_ticket_keys(keys, first)
    one = Server(brisk, folder, "--quiet", f"--ticket-keys={keys}")
    other = Server(brisk, folder, "--quiet", f"--ticket-keys={keys}")
    check(resumes(one), "a session from one server")
    check(resumes(other), "the other resumes it")
    write_ticket_keys(keys, second, first)
    check(one.reload() == "reloaded\n", "new ticket keys")
    check(resumes(one), "the old key opens")
    check(not resumes(other), "a server that does not have the new key resumes nothing")
    check(resumes(one), "another session")
    write_ticket_keys(keys, third)
    check(one.reload() == "reloaded\n", "other ticket keys")
    check(not resumes(one), "a key that is gone opens nothing")
    for bad in (b"", first[:47], first + b"?", first + first, os.urandom(9 * 48)):
        write_ticket_keys(keys, bad)
        said = one.reload()
        check("ticket keys" in said and "not reloaded" in said, f"{len(bad)} bytes: {said}")
    one.check_alive("bad ticket keys")
    one.stop()
    other.stop()

    server = Server(brisk, folder, "--quiet", "--no-tickets")
    code, _, err = server.client(f"--session-out={session}.none")
    check(code == 1 and "sent no session" in err, f"--no-tickets: {err}")
    server.stop()


def test_session_cache(brisk, folder):
    """TLS 1.2's sessions without tickets: by their IDs, on every thread, after a reload, too."""
    session = f"{folder}/cached.session"
    server = Server(brisk, folder, "--quiet", "--no-tickets", "--session-cache=100", "--threads=4")
    code, _, err = server.client("--tls1_2", f"--session-out={session}")
    check(code == 0, f"a first session: {err}")
    for i in range(6):
        code, _, err = server.client("--tls1_2", f"--session-in={session}",
                                     f"--session-out={session}", "--require-resumed")
        check(code == 0 and "resumed" in err, f"resumed by ID {i}: {err}")
        if i == 2:
            check(server.reload() == "reloaded\n", "a reload in between")
    code, out, err = server.client("--tls1_2", "--count=20", "--reconnect=3", "--require-resumed")
    check(code == 0, f"--reconnect: {out} {err}")
    server.stop()


def test_post_auth(brisk, folder):
    """A client is asked when its request is there, and the response waits for its answer."""
    identity = f"--cert={folder}/cert.pem", f"--key={folder}/key.pem"
    offer = "--post-handshake-auth", "--get=/"
    ca = f"--ca={folder}/ca.pem"
    server = Server(brisk, folder, "--www", "--post-handshake-auth=require", ca, "--threads=2")
    code, out, err = server.client(*offer, *identity)
    check(code == 0 and b"client certificate ecdsa_secp256r1_sha256" in out, f"shown: {out} {err}")
    check("authenticated: ecdsa_secp256r1_sha256" in err, err)
    code, out, err = server.client("--post-handshake-auth", "--get=/bytes/300000", "--key-update",
                                   *identity)
    check(code == 0 and out.endswith(bytes(i % 251 for i in range(299000, 300000))), err)
    code, _, err = server.client("--post-handshake-auth", "--get=/", "--count=300",
                                 "--parallel=20", *identity)
    check(code == 0, f"many at once: {err}")
    code, out, err = server.client(*offer)
    check(code == 1 and not out and "certificate_required" in err, f"without one: {out} {err}")
    code, out, err = server.client("--get=/", *identity)
    check(b"HTTP" not in out, f"not offered: {out} {err}")
    code, out, err = server.client(*offer, "--tls1_2", *identity)
    check(b"HTTP" not in out, f"TLS 1.2: {out} {err}")
    server.stop()

    server = Server(brisk, folder, "--www", "--post-handshake-auth=request", ca)
    for options, shown in ((identity, True), ((), False)):
        code, out, err = server.client(*offer, *options)
        check(code == 0 and (b"client certificate" in out) == shown, f"{options}: {out} {err}")
    code, out, err = server.client("--get=/", *identity)
    check(code == 0 and b"client certificate" not in out, f"not offered: {out} {err}")
    server.stop()

    server = Server(brisk, folder, "--post-handshake-auth=require", ca)
    with subprocess.Popen([brisk, "client", f"localhost:{server.port}", ca, *identity,
                           "--post-handshake-auth"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as client:
        client.stdin.write(b"first ")
        client.stdin.flush()
        said = client.stderr.readline() + client.stderr.readline()  # before anything more is sent
        check(b"authenticated: ecdsa" in said, f"echo: {said}")
        out, _ = client.communicate(b"second", timeout=20)
        check(client.returncode == 0 and out == b"first second", f"echo: {out}")
    server.stop()


def test_rotation(brisk, folder):
    """A ticket outlives the key's turn as the first, but not its own lifetime."""
    server = Server(brisk, folder, "--quiet", "--ticket-lifetime=7", "--ticket-rotation=1")
    session, kept = f"{folder}/rotated", f"{folder}/rotated.kept"
    code, _, err = server.client(f"--session-out={session}")
    check(code == 0, err)
    shutil.copy(session, kept)
    time.sleep(2.5)
    code, _, err = server.client(f"--session-in={session}", "--require-resumed")
    check(code == 0 and "resumed" in err, f"after two rotations: {err}")
    time.sleep(6)
    code, _, err = server.client(f"--session-in={kept}", "--require-resumed")
    check(code == 1 and "did not resume" in err, f"an expired ticket: {err}")
    server.stop()


def record_early_data(server, session, early):
    """What a client sends that resumes with early data, and gets no answer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = subprocess.Popen(
            [server.brisk, "client", f"127.0.0.1:{listener.getsockname()[1]}", "--name=localhost",
             f"--ca={server.folder}/ca.pem", f"--session-in={session}", f"--early-data={early}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        connection, _ = listener.accept()
        connection.settimeout(1)
        sent = b""
        try:
            while part := connection.recv(65536):
                sent += part
        except TimeoutError:
            pass
        connection.close()
        client.wait(timeout=20)
    return sent


def test_replays(brisk, folder):
    """The same ClientHello with early data, sent to several threads again and again: it is taken
    once. The request is for many bytes, so that who took it shows in the length of the answer."""
    server = Server(brisk, folder, "--quiet", "--www", "--max-early-data=1000", "--threads=4",
                    "--handshake-timeout=2")
    session, early = f"{folder}/early.session", f"{folder}/early"
    with open(early, "wb") as file:
        file.write(b"GET /bytes/10000 HTTP/1.1\r\n\r\n")
    code, _, err = server.client(f"--session-out={session}", "--get=/")
    check(code == 0, err)
    sent = record_early_data(server, session, early)
    connections = [server.connect() for _ in range(12)]
    for connection in connections:
        connection.sendall(sent)
    answers = [len(read_all(connection)) for connection in connections]
    for connection in connections:
        connection.close()
    check(sum(length > 10000 for length in answers) == 1, f"taken once: answers of {answers} bytes")
    check(min(answers) > 100, f"a full handshake for the others: answers of {answers} bytes")
    server.stop()


def test_reload(brisk, folder):
    """New certificates for new connections; what is open goes on; what is no good changes
    nothing."""
    live, new = f"{folder}/live", f"{folder}/new"
    shutil.copytree(folder, live, ignore=shutil.ignore_patterns("*.session", "live", "new"))
    subprocess.run([brisk, "cert", f"--out={new}", "--type=ed25519"], check=True,
                   stdout=subprocess.DEVNULL)
    server = Server(brisk, live, "--quiet")
    held = [server.start_client() for _ in range(4)]
    check(all(echoes(client, b"one\n") for client in held), "an echo before the reload")

    shutil.copy(f"{new}/cert.pem", f"{live}/cert.pem")  # without its key
    said = server.reload()
    check("is not that of" in said and "not reloaded" in said, f"half a change: {said}")
    server.check_alive("a reload that failed")
    shutil.copy(f"{new}/key.pem", f"{live}/key.pem")
    check(server.reload() == "reloaded\n", "a reload")
    code, _, err = server.client()
    check(code == 1 and "certificate" in err, f"the new certificate is of another CA: {err}")
    shutil.copy(f"{new}/ca.pem", f"{live}/ca.pem")
    code, _, err = server.client()
    check(code == 0 and "ed25519" in err, f"the new certificate: {err}")
    check(all(echoes(client, b"two\n") for client in held), "connections outlive a reload")

    crowd = subprocess.Popen(
        [brisk, "client", f"localhost:{server.port}", f"--ca={live}/ca.pem", "--count=700",
         "--parallel=50", "--reconnect=1", "--quiet"], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)
    reloads = 0
    while crowd.poll() is None and reloads < 200:
        check(server.reload() == "reloaded\n", "a reload among connections")
        reloads += 1
    out, err = crowd.communicate(timeout=60)
    check(crowd.returncode == 0 and b"1400 handshakes" in out and reloads > 2,
          f"{reloads} reloads drop nothing: {out} {err}")
    for client in held:
        end_client(client, "a connection from before")
    server.stop()


def test_drain(brisk, folder):
    """SIGTERM: nothing new, what runs goes on until it ends or the time is up."""
    server = Server(brisk, folder, "--quiet", "--drain-timeout=20")
    held = [server.start_client() for _ in range(4)]
    started = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    try:
        server.connect().close()
        check(False, "a draining server accepts")
    except ConnectionRefusedError:
        pass
    check(all(echoes(client, b"still\n") for client in held), "echoes while it drains")
    check(server.process.poll() is None, "it waits for its connections")
    for client in held:
        end_client(client, "a drained connection")
    summary = server.end()
    check("4 handshakes completed" in summary and time.monotonic() - started < 15, summary)

    server = Server(brisk, folder, "--quiet", "--drain-timeout=1")
    client, silent = server.start_client(), server.connect()
    started = time.monotonic()
    server.stop()
    check(0.5 < time.monotonic() - started < 10, "a drain ends when its time is up")
    end_client(client, "a connection that is closed at the end of the drain")
    silent.close()

    server = Server(brisk, folder, "--quiet", "--drain-timeout=60")
    client = server.start_client()
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    started = time.monotonic()
    server.stop()
    check(time.monotonic() - started < 10, "a second SIGTERM ends at once")
    client.communicate(timeout=20)


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
        test_partial_records(server, rng)
        summary = server.stop()
        check("0 refused" in summary, summary)
        test_tls12(brisk, folder)
        test_cert_compression(brisk, folder)
        test_limits(brisk, folder)
        test_few_descriptors(brisk, folder)
        test_www(brisk, folder)
        test_keylog(brisk, folder)
        test_slow_peers(brisk, folder)
        test_no_reader(brisk, folder)
        test_idle_memory(brisk, folder)
        test_many_at_once(brisk, folder)
        test_accept(brisk, folder)
        test_tickets(brisk, folder)
        test_session_cache(brisk, folder)
        test_post_auth(brisk, folder)
        test_rotation(brisk, folder)
        test_replays(brisk, folder)
        test_reload(brisk, folder)
        test_drain(brisk, folder)
    print(f"test_server: {checks} checks, {failures} failed")
    return 1 if failures or not checks else 0


sys.exit(main())
