#!/bin/sh
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

# No failure in Wycheproof's files, where they lie beside the source tree.
# Usage: test_wycheproof.sh BRISK FOLDER

if [ ! -d "$2" ]; then
    echo "SKIPPED: there is no folder $2 with Wycheproof's files (testvectors_v1 of" \
        "C2SP/wycheproof on GitHub); put it there to run this test" >&2
    exit 77
fi
exec "$1" vectors "$2"
