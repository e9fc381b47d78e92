/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* All of brisk's public headers. */

#ifndef BRISK_BRISK_H
#define BRISK_BRISK_H

#include <brisk/aead.h>
#include <brisk/cbc.h>
#include <brisk/der.h>
#include <brisk/ec.h>
#include <brisk/error.h>
#include <brisk/ffdhe.h>
#include <brisk/hash.h>
#include <brisk/job.h>
#include <brisk/kernels.h>
#include <brisk/key.h>
#include <brisk/many.h>
#include <brisk/random.h>
#include <brisk/rsa.h>
#include <brisk/tls.h>
#include <brisk/x509.h>

#define BRISK_VERSION "0.1.0"

#endif
