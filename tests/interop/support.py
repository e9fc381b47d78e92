# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""What the interoperation tests share: child processes that cannot outlive the test, ports, and the
report."""

import ctypes
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

SKIPPED = 77
TIMEOUT = 20  # seconds for any one thing to happen; generous, for a loaded machine
MAX_FAILURES = 6  # more of the same say nothing new, and may each take TIMEOUT
PR_SET_PDEATHSIG = 1

SUITES = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")
CIPHERS_1_2 = ("AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256")
GROUPS = ("x25519", "p256")
FIELDS = ("ffdhe2048", "ffdhe3072", "ffdhe4096")
CERTIFICATES = ("ecdsa_p256", "ecdsa_p384", "rsa2048", "rsa3072", "ed25519")
SCHEMES = {
    "ecdsa_p256": "ecdsa_secp256r1_sha256",
    "ecdsa_p384": "ecdsa_secp384r1_sha384",
    "rsa2048": "rsa_pss_rsae_sha",
    "rsa3072": "rsa_pss_rsae_sha",
    "ed25519": "ed25519",
}

libc = ctypes.CDLL(None)


def die_with_parent():
    """Runs in the child: however this process ends, the kernel ends the child too."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Failure(Exception):
    """A case that went wrong; its text is what the report shows."""


class Child:
    """A process whose output is gathered as it comes. Use it as a context: it is killed at the
    end."""

    def __init__(self, *arguments, environment=None):
        self.name = os.path.basename(arguments[0])
        self.arguments = arguments
        self.output = {"stdout": bytearray(), "stderr": bytearray()}
        self.changed = threading.Condition()
        self.open_outputs = 2
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            bufsize=0, preexec_fn=die_with_parent, env=environment)
        self.threads = [
            threading.Thread(target=self._gather, args=(name,), daemon=True) for name in self.output
        ]
        for thread in self.threads:
            thread.start()

    def _gather(self, name):
        stream = getattr(self.process, name)
        while True:
            data = stream.read(65536)
            with self.changed:
                self.output[name] += data
                self.open_outputs -= not data
                self.changed.notify_all()
            if not data:
                return

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for thread in self.threads:
            thread.join(TIMEOUT)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            try:
                stream.close()
            except OSError:
                pass

    def text(self, name="stderr"):
        return bytes(self.output[name]).decode("utf-8", "replace")

    def said(self):
        """The last things it said, for a report; what is not text is left out."""
        said = self.text("stdout")[-200:] + "\n" + self.text("stderr")[-600:]
        lines = [line for line in said.split("\n") if line.strip() and line.isprintable()]
        return f"{self.name} said: " + " | ".join(lines)

    def send(self, data):
        """Writes to its standard input, from another thread so that an echo cannot lock both."""
        # A raw pipe may take part of what it is given.
        def write_all():
            view = memoryview(data)
            try:
                while view:
                    view = view[self.process.stdin.write(view):]
            except OSError:
                pass  # it is gone; what it said will tell
        thread = threading.Thread(target=write_all, daemon=True)
        thread.start()
        return thread

    def end_input(self):
        try:
            self.process.stdin.close()
        except OSError:
            pass

    def wait_for(self, condition, what):
        """Waits until condition() holds; it is asked again after each output."""
        deadline = time.monotonic() + TIMEOUT
        with self.changed:
            while not condition():
                left = deadline - time.monotonic()
                if left <= 0 or self.open_outputs == 0:
                    raise Failure(f"no {what}; {self.said()}")
                self.changed.wait(left)

    def wait_for_text(self, text, name="stderr"):
        self.wait_for(lambda: text.encode() in self.output[name], f"{text!r} from {self.name}")

    def wait_for_output(self, data, what):
        """Waits for as many bytes as `data` has on standard output, and compares."""
        out = self.output["stdout"]
        self.wait_for(lambda: len(out) >= len(data), f"{len(data)} bytes of {what}: {len(out)}")
        if out != data:
            at = next(i for i, (a, b) in enumerate(zip(out, data + b"?")) if a != b)
            raise Failure(f"{what} differs at byte {at} of {len(data)}, {len(out)} came")

    def finish(self):
        """Waits for its end and returns the exit status (negative for a signal)."""
        try:
            status = self.process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            raise Failure(f"{self.name} did not end; {self.said()}") from None
        for thread in self.threads:
            thread.join(TIMEOUT)
        return status

    def expect_success(self):
        status = self.finish()
        if status != 0:
            raise Failure(f"exit status {status}; {self.said()}")

    def expect_refusal(self, *words):
        """It must exit with a failure of its own (no signal) and name one of the words."""
        status = self.finish()
        if status <= 0:
            raise Failure(f"exit status {status} where a refusal was due; {self.said()}")
        said = self.text("stdout") + self.text("stderr")
        if words and not any(word in said for word in words):
            raise Failure(f"refused, but not for {' or '.join(words)}; {self.said()}")


def suite_1_2(certificate, cipher):
    """TLS 1.2's suite for a certificate."""
    authentication = "RSA" if certificate.startswith("rsa") else "ECDSA"
    return f"TLS_ECDHE_{authentication}_WITH_{cipher}"


def openssl_name(suite):
    """OpenSSL's name of a suite of TLS 1.2."""
    exchange, _, cipher = suite.removeprefix("TLS_").partition("_WITH_")
    cipher = cipher.replace("_CBC_", "_").replace("CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305")
    cipher = cipher.replace("AES_128", "AES128").replace("AES_256", "AES256").replace("_", "-")
    return cipher if exchange == "RSA" else exchange.replace("_", "-") + "-" + cipher


def field_options(cipher, *groups):
    """brisk's options for TLS 1.2 with Diffie-Hellman in finite fields."""
    return f"--suites=TLS_DHE_RSA_WITH_{cipher}", f"--groups={','.join(groups)}"


def free_port():
    """A port nothing listens on. Peers that cannot choose one themselves are given it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def is_listening(port):
    """From the kernel's tables: connecting would take one of the connections a peer counts. Where
    /proc is not mounted, by trying to take the port."""
    tables = 0
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table, encoding="ascii") as file:
                lines = file.read().splitlines()[1:]
        except OSError:
            continue
        tables += 1
        for line in lines:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                return True
    if tables == 0:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return True
    return False


def listening(start):
    """Starts a server that must be told its port: start(port) makes the Child. Tries another port
    if that one was taken meanwhile."""
    said = ""
    for _ in range(3):
        port = free_port()
        child = start(port)
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline and child.process.poll() is None:
            if is_listening(port):
                return child, port
            time.sleep(0.01)
        child.__exit__()
        said = child.said()
    raise Failure(f"no server; {said}")


class BriskServer:
    """`brisk server` on a port of its own choice. Its report is read line by line."""

    def __init__(self, brisk, *arguments):
        self.child = Child(brisk, "server", "--port=0", *arguments)
        self.seen = 0

    def __enter__(self):
        try:
            self.child.wait_for_text("\n", "stdout")
        except Failure:
            self.child.__exit__()
            raise
        self.port = int(self.child.text("stdout").split()[-1])
        return self

    def __exit__(self, *arguments):
        self.child.__exit__(*arguments)

    def next_line(self):
        """The next line on its standard error."""
        def complete():
            return b"\n" in self.child.output["stderr"][self.seen:]
        self.child.wait_for(complete, "line from brisk server")
        line = bytes(self.child.output["stderr"][self.seen:]).split(b"\n")[0]
        self.seen += len(line) + 1
        return line.decode()

    def expect_line(self, *words):
        line = self.next_line()
        for word in words:
            if word not in line:
                raise Failure(f"brisk server reported {line!r}, without {word}")
        return line

    def stop(self, may_end=False):
        """Ends it with SIGTERM: it must exit with 0 and have had nothing more to report, but, where
        may_end says so, that the connection ended without close_notify."""
        self.child.process.terminate()
        status = self.child.finish()
        if status != 0:
            raise Failure(f"exit status {status} after SIGTERM; {self.child.said()}")
        rest = bytes(self.child.output["stderr"][self.seen:]).decode().splitlines()
        if may_end and rest and rest[0].startswith("ended"):
            rest.pop(0)
        if len(rest) != 1 or "connections accepted" not in rest[0]:
            raise Failure(f"brisk server had more to report: {rest}")


def brisk_client(brisk, pki, port, *arguments, anchor="root", name="localhost"):
    return Child(brisk, "client", f"--ca={pki.path(anchor)}.pem", f"--name={name}",
                 f"127.0.0.1:{port}", *arguments)


def echo(client, payload):
    """Sends payload and waits until all of it has come back; then ends the connection."""
    client.send(payload)
    client.wait_for_output(payload, "the echo")
    client.end_input()
    client.expect_success()


def expect(text, *words):
    for word in words:
        if word not in text:
            raise Failure(f"{word!r} is missing in {text!r}")


class Report:
    """Runs cases, counts them, and prints them as tables. Cases are counted by tag, too: the peer's
    name, its role and what the case shows, for the table over all peers (table.py)."""

    def __init__(self, is_long=False):
        self.is_long = is_long
        self.failures = []
        self.count = self.not_run = 0
        self.started = time.monotonic()
        self.tag = None  # of the cases that follow and say nothing else
        self.tags = {}
        self.reasons = {}

    def run(self, name, case, *arguments, tag=None):
        """Returns "ok" or "FAILED" for a table's cell."""
        self.count += 1
        result = self._run(name, case, *arguments)
        self._note(tag, result)
        return result

    def _run(self, name, case, *arguments):
        if len(self.failures) >= MAX_FAILURES:
            self.not_run += 1
            return "not run"
        try:
            case(*arguments)
            return "ok"
        except Failure as failure:
            self.failures.append((name, str(failure)))
            return "FAILED"

    def _note(self, tag, result):
        if tag or self.tag:
            counts = self.tags.setdefault(tag or self.tag, {})
            counts[result] = counts.get(result, 0) + 1

    def cannot(self, tag, why):
        """A case that the peer cannot do: counted, and the reason kept for the table's legend."""
        self._note(tag, "cannot")
        self.reasons.setdefault(tag[0], {}).setdefault(why, 0)
        self.reasons[tag[0]][why] += 1

    def single(self, name, case, *arguments, tag=None):
        print(f"  {name:<64} {self.run(name, case, *arguments, tag=tag)}", flush=True)

    def write_counts(self, folder):
        """For table.py, which adds up what several tests have counted."""
        name = os.path.basename(sys.argv[0]).removesuffix(".py") + ("-long" if self.is_long else "")
        with open(os.path.join(folder, f"{name}.json"), "w", encoding="utf-8") as file:
            json.dump({"tags": [[*tag, counts] for tag, counts in self.tags.items()],
                       "reasons": self.reasons}, file)

    def matrix(self, title, case, suites=SUITES):
        """One case for each certificate, suite and group: case(certificate, suite, group)."""
        print(f"\n{title}")
        print(f"  {'':<30} {'':<7}", *(f"{name:>10}" for name in CERTIFICATES))
        for suite in suites:
            for group in GROUPS:
                cells = [
                    self.run(f"{title}: {certificate}, {suite}, {group}", case, certificate, suite,
                             group)
                    for certificate in CERTIFICATES
                ]
                print(f"  {suite:<30} {group:<7}", *(f"{cell:>10}" for cell in cells), flush=True)

    def end(self):
        """Prints the failures and returns the exit status."""
        print(f"\n{self.count} cases, {len(self.failures)} failed, {self.not_run} not run, "
              f"{time.monotonic() - self.started:.1f} s")
        for name, failure in self.failures:
            print(f"FAILED {name}\n       {failure}")
        return 1 if self.failures or self.count == 0 else 0


def skip(reason):
    print(f"SKIPPED: {reason}", file=sys.stderr)
    sys.exit(SKIPPED)


def find_program(name, package):
    """Its path; skips the test where it is missing. Servers may live where only root looks."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if path is None:
        skip(f"{name} is missing: install package {package}")
    return path


def digits(length):
    """Random digits in lines: data that no peer mistakes for one of its commands."""
    text = random.getrandbits(4 * length).to_bytes(length // 2 + 1, "big").hex()[:length]
    table = str.maketrans("abcdef", "012345")
    lines = text.translate(table)
    return "\n".join(lines[i : i + 99] for i in range(0, length, 100)).encode()[: length - 1] + b"\n"


def main(test):
    """Runs test(brisk, folder, report) with a temporary folder, as `TEST [--long] BRISK [SEED]`. What
    was counted is left for table.py in the folder that BRISK_INTEROP_COUNTS names."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--long"]
    if len(arguments) not in (1, 2):
        print(f"usage: {sys.argv[0]} [--long] BRISK [SEED]", file=sys.stderr)
        sys.exit(2)
    seed = int(arguments[1]) if len(arguments) == 2 else random.getrandbits(32)
    random.seed(seed)
    print(f"seed {seed}")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))  # leaves the contexts: children are killed
    report = Report("--long" in sys.argv)
    with tempfile.TemporaryDirectory(prefix="brisk-interop-") as folder:
        test(os.path.abspath(arguments[0]), folder, report)
    if "BRISK_INTEROP_COUNTS" in os.environ:
        report.write_counts(os.environ["BRISK_INTEROP_COUNTS"])
    sys.exit(report.end())
