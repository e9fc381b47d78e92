#!/bin/sh
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

# `brisk vectors` passes tests/vectors, and notices what it must notice.
# Usage: test_vectors.sh BRISK SOURCE_FOLDER

brisk=$1
vectors=$2/tests/vectors
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
failures=0
checks=0

# expect STATUS TEXT ARGUMENT...: the exit status, and a text in what is printed.
expect() {
    status=$1
    text=$2
    shift 2
    "$brisk" vectors "$@" >"$folder/output" 2>&1
    got=$?
    checks=$((checks + 1))
    if [ $got -ne "$status" ] || ! grep -q -e "$text" "$folder/output"; then
        echo "FAILED: brisk vectors $*: exit status $got, expected $status and \"$text\" in:"
        cat "$folder/output"
        failures=$((failures + 1))
    fi
}

"$brisk" vectors "$vectors" || exit 1

# Each file with its last hexadecimal digit changed in one output: one case fails, and only one.
for file in "$vectors"/*.txt; do
    for digit in 0 1; do
        awk -v digit=$digit '{ lines[NR] = $0 } END {
            sub(/.$/, digit, lines[NR])
            for (i = 1; i <= NR; i++) print lines[i]
        }' "$file" >"$folder/changed.txt"
        cmp -s "$file" "$folder/changed.txt" || break
    done
    expect 1 "1 failed" "$folder/changed.txt"
done

# What is said to be invalid and is not, and the reverse.
sed 's/^comment/result = invalid\ncomment/' "$vectors/rfc8439.txt" >"$folder/invalid.txt"
expect 1 "brisk accepted it" "$folder/invalid.txt"
printf '[type = XdhComp]\n[curve = curve25519]\nprivate = %064d\npublic = %064d\nshared = %064d\n' \
    1 0 0 >"$folder/low-order.txt"
expect 1 "brisk refused it" "$folder/low-order.txt"
sed 's/^private/result = invalid\nprivate/' "$folder/low-order.txt" >"$folder/refused.txt"
expect 0 "1 passed" "$folder/refused.txt"

# Skipped and named; nothing to check is no success.
printf '[algorithm = SHA-1]\n[type = HashTest]\nmsg =\ndigest =\n' >"$folder/sha1.txt"
expect 1 "1 skipped: SHA-1 (1)" "$folder/sha1.txt"
expect 0 "1 skipped: SHA-1 (1)" "$folder/sha1.txt" "$vectors/rfc6234.txt"

# Broken files and wrong names.
printf '[type = HashTest]\n[algorithm = SHA-256]\nmsg = 0g\ndigest = 00\n' >"$folder/hex.txt"
expect 1 "not hexadecimal" "$folder/hex.txt"
printf '[type = HashTest]\n[algorithm = SHA-256]\nmsg = 00\n' >"$folder/missing.txt"
expect 1 'no field "digest"' "$folder/missing.txt"
printf 'msg\n' >"$folder/line.txt"
expect 1 "line 1: write NAME = VALUE" "$folder/line.txt"
printf '    00\n' >"$folder/indent.txt"
expect 1 "line 1: nothing to go on with" "$folder/indent.txt"
printf '[type = HashTest\n' >"$folder/setting.txt"
expect 1 "line 1: a setting is" "$folder/setting.txt"
printf '{"algorithm": "AES-GCM", ' >"$folder/cut.json"
expect 1 "not JSON" "$folder/cut.json"
printf '{"algorithm": "AES-GCM"}' >"$folder/other.json"
expect 1 "only Wycheproof" "$folder/other.json"
printf '{"algorithm": "AES-GCM", "testGroups": [{"type": "AeadTest"}]}' >"$folder/group.json"
expect 1 'no "tests"' "$folder/group.json"
printf 'x' >"$folder/vectors.bin"
expect 1 "files named .json" "$folder/vectors.bin"
expect 1 "$folder/absent" "$folder/absent.json"
mkdir "$folder/empty"
expect 1 "no .json or .txt file" "$folder/empty"
expect 2 "at least one file"
expect 0 "PATH..." --help

echo "test_vectors: $checks checks of the command, $failures failed"
[ $failures -eq 0 ]
