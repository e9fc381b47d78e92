#!/bin/sh
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

# `brisk cert`: every type of key, file modes, nothing overwritten unasked, one line per mistake;
# and, where the openssl command is installed, that it takes what was made.
# Usage: test_cert.sh BRISK

brisk=$1
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
failures=0
checks=0

# check WHAT COMMAND...: the command succeeds.
check() {
    what=$1
    shift
    checks=$((checks + 1))
    if ! "$@" >"$folder/output" 2>&1; then
        echo "FAILED: $what"
        cat "$folder/output"
        failures=$((failures + 1))
    fi
}

# refused STATUS ARGUMENT...: brisk cert fails with this status and one line.
refused() {
    status=$1
    shift
    "$brisk" cert "$@" >"$folder/output" 2>&1
    got=$?
    checks=$((checks + 1))
    if [ $got -ne "$status" ] || [ "$(wc -l <"$folder/output")" -ne 1 ]; then
        echo "FAILED: brisk cert $*: exit status $got, expected $status and one line:"
        cat "$folder/output"
        failures=$((failures + 1))
    fi
}

has_mode() { [ "$(stat -c %a "$1")" = "$2" ]; }

out=$folder/out
for type in ecdsa_p256 ecdsa_p384 rsa2048 rsa3072 ed25519; do
    for ca_type in ecdsa_p256 "$type"; do
        check "$type under $ca_type" \
            "$brisk" cert --type=$type --ca-type=$ca_type --force --out="$out"
        check "mode of ca.key" has_mode "$out/ca.key" 600
        check "mode of key.pem" has_mode "$out/key.pem" 600
        check "mode of ca.pem" has_mode "$out/ca.pem" 644
        check "mode of cert.pem" has_mode "$out/cert.pem" 644
        if command -v openssl >/dev/null; then
            for name in "-verify_hostname localhost" "-verify_ip 127.0.0.1" "-verify_ip ::1"; do
                # shellcheck disable=SC2086 # the option and its value
                check "openssl verify $name" openssl verify -x509_strict -purpose sslserver \
                    -CAfile "$out/ca.pem" $name "$out/cert.pem"
            done
            check "openssl pkey" openssl pkey -in "$out/key.pem" -check -noout
            openssl x509 -in "$out/cert.pem" -noout -pubkey >"$folder/cert.pub"
            openssl pkey -in "$out/key.pem" -pubout >"$folder/key.pub"
            check "the key is the certificate's" cmp "$folder/cert.pub" "$folder/key.pub"
        fi
    done
done

cp "$out/cert.pem" "$folder/before.pem"
refused 1 --out="$out"
rm "$out/ca.pem"
refused 1 --out="$out"
refused 1 --out="$out" --force --name="not a name"
refused 1 --out="$folder/none/none"
refused 1 --out=/dev/null
refused 2 --type=rsa1024
refused 2 --ca-type=
refused 2 --days=0
refused 2 --days=x
refused 2 --unknown
refused 2 argument
check "cert.pem is the old one" cmp "$out/cert.pem" "$folder/before.pem"
check "names and days" "$brisk" cert --out="$out" --force -n '*.example.com' -n 192.0.2.1 -d 1
if command -v openssl >/dev/null; then
    check "wildcard" openssl verify -CAfile "$out/ca.pem" -verify_hostname a.example.com \
        "$out/cert.pem"
    check "ends within two days" \
        sh -c "! openssl x509 -in '$out/cert.pem' -noout -checkend 172800"
fi
check "intermediate" "$brisk" cert --out="$out" --force --intermediate
check "two certificates" [ "$(grep -c BEGIN "$out/cert.pem")" -eq 2 ]
if command -v openssl >/dev/null; then
    check "openssl verify through the intermediate" openssl verify -x509_strict \
        -purpose sslserver -CAfile "$out/ca.pem" -untrusted "$out/cert.pem" "$out/cert.pem"
fi
check "must staple" "$brisk" cert --out="$out" --force --must-staple
if command -v openssl >/dev/null; then
    check "the TLS feature" \
        sh -c "openssl x509 -in '$out/cert.pem' -noout -ext tlsfeature | grep -q status_request"
fi
check "no other file is left" [ "$(ls "$out" | tr '\n' ' ')" = "ca.key ca.pem cert.pem key.pem " ]

echo "test_cert: $checks checks, $failures failed"
[ $failures -eq 0 ] && [ $checks -gt 0 ]
