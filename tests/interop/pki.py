# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""Keys and certificates for the interoperation tests, all made by the openssl command, so that
neither brisk's keys nor its certificates come from brisk.

A P-256 root signs the leaves, but for rsa3072, which an RSA-2048 intermediate signs, and ecdsa_p521,
a key that brisk verifies with only, which an intermediate of its kind signs. Files of a leaf NAME: NAME.key, NAME.pem (the chain, leaf first, without the root). root.pem is the anchor,
other.pem one that signed nothing."""

import os
import subprocess

from support import CERTIFICATES, Failure, find_program

NEW_KEY = {
    "ecdsa_p256": ("EC", "ec_paramgen_curve:P-256"),
    "ecdsa_p384": ("EC", "ec_paramgen_curve:P-384"),
    "ecdsa_p521": ("EC", "ec_paramgen_curve:P-521"),
    "rsa2048": ("RSA", "rsa_keygen_bits:2048"),
    "rsa3072": ("RSA", "rsa_keygen_bits:3072"),
    "ed25519": ("ED25519", None),
}

# `openssl ca` is the one command that sets both ends of a validity.
CONFIGURATION = """
[ca]
default_ca = here
[here]
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = none
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[intermediate]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""
LEAF = """
[leaf_{name}]
basicConstraints = critical, CA:FALSE
keyUsage = critical, {key_usage}
extendedKeyUsage = {usage}
subjectAltName = {alternatives}
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
{more}
"""


class Pki:
    """`rsa_key_usage` is for peers that want more of RSA certificates than signatures."""

    def __init__(self, folder, rsa_key_usage="digitalSignature"):
        self.folder = folder
        self.rsa_key_usage = rsa_key_usage
        self.openssl = find_program("openssl", "openssl")
        self.configuration = CONFIGURATION.format(folder=folder)
        open(self.path("index"), "wb").close()
        self._root("root")
        self._root("other")
        for name, kind in (("intermediate", "rsa2048"), ("intermediate_p521", "ecdsa_p521")):
            self._key(kind, name)
            self._certify(name, "root", "intermediate")
        for kind in CERTIFICATES:
            issuer = "intermediate" if kind == "rsa3072" else "root"
            self.leaf(kind, kind, "DNS:localhost, IP:127.0.0.1", issuer=issuer)
        self.leaf("ecdsa_p521", "ecdsa_p521", "DNS:localhost", issuer="intermediate_p521")

    def path(self, name):
        return os.path.join(self.folder, name)

    def identity(self, name):
        """Arguments for `brisk server`."""
        return f"--cert={self.path(name)}.pem", f"--key={self.path(name)}.key"

    def leaf(self, name, kind, alternatives, issuer="root", dates=(), usage="serverAuth",
             more="", key_usage=None):
        if not key_usage:
            key_usage = self.rsa_key_usage if kind.startswith("rsa") else "digitalSignature"
        self.configuration += LEAF.format(name=name, alternatives=alternatives, usage=usage,
                                          key_usage=key_usage, more=more)
        self._key(kind, name)
        self._certify(name, issuer, f"leaf_{name}", dates)
        if issuer != "root":
            with open(self.path(f"{name}.pem"), "a", encoding="ascii") as chain, \
                 open(self.path(f"{issuer}.pem"), encoding="ascii") as upper:
                chain.write(upper.read())

    def run(self, *arguments):
        done = subprocess.run((self.openssl,) + arguments, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120, check=False)
        if done.returncode != 0:
            raise Failure(f"openssl {' '.join(arguments)}: {done.stderr}")

    def _key(self, kind, name):
        algorithm, option = NEW_KEY[kind]
        options = ("-pkeyopt", option) if option else ()
        self.run("genpkey", "-algorithm", algorithm, *options, "-out", self.path(f"{name}.key"))

    def write_configuration(self):
        with open(self.path("openssl.cnf"), "w", encoding="ascii") as file:
            file.write(self.configuration)
        return "-config", self.path("openssl.cnf")

    def _root(self, name):
        self._key("ecdsa_p256", name)
        self.run("req", *self.write_configuration(), "-x509", "-new", "-key",
                  self.path(f"{name}.key"), "-subj", f"/CN=brisk test {name}", "-extensions", "root",
                  "-days", "30", "-out", self.path(f"{name}.pem"))

    def _certify(self, name, issuer, extensions, dates=()):
        configuration = self.write_configuration()
        dates = dates or ("-days", "7")
        self.run("req", *configuration, "-new", "-key", self.path(f"{name}.key"), "-subj",
                  f"/CN=brisk test {name}", "-out", self.path(f"{name}.csr"))
        self.run("ca", *configuration, "-batch", "-notext", "-in", self.path(f"{name}.csr"),
                  "-cert", self.path(f"{issuer}.pem"), "-keyfile", self.path(f"{issuer}.key"),
                  "-extensions", extensions, *dates, "-out", self.path(f"{name}.pem"))
