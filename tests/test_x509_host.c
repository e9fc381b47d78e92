/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Host names and addresses against subjectAltName (RFC 9525). */

#include <brisk/error.h>
#include <brisk/x509.h>

#include <string.h>

#include "tests/support/test.h"

/* GeneralNames with one entry; an address is given as "ip:" and hexadecimal. */
static struct brisk_x509 with_san(uint8_t storage[512], const char *san)
{
    struct brisk_der_writer w = { .data = storage, .capacity = 512 };
    struct brisk_x509 cert;
    memset(&cert, 0, sizeof(cert));
    if (strncmp(san, "ip:", 3) == 0) {
        uint8_t address[16];
        size_t len = test_hex(address, sizeof(address), san + 3);
        brisk_der_element(&w, BRISK_DER_CONTEXT(7), address, len);
    } else {
        brisk_der_element(&w, BRISK_DER_CONTEXT(2), (const uint8_t *)san, strlen(san));
    }
    cert.subject_alt_name = (struct brisk_bytes){ storage, w.len };
    return cert;
}

#define LABEL_63 "a12345678901234567890123456789012345678901234567890123456789bcd"
#define NAME_252                                                                                   \
    LABEL_63 "." LABEL_63 "." LABEL_63 "."                                                         \
             "a1234567890123456789012345678901234567890123456789012345678b"

static const struct {
    const char *san, *host;
    int matches;
} cases[] = {
    { "example.com", "example.com", 1 },
    { "example.com", "EXAMPLE.Com", 1 },
    { "Example.COM", "example.com", 1 },
    { "example.com", "example.com.", 1 },
    { "example.com.", "example.com", 0 },
    { "example.com.", "example.com.", 0 },
    { "example.com", "example.com..", 0 },
    { "example.com", ".example.com", 0 },
    { "example.com", "www.example.com", 0 },
    { "example.com", "example.co", 0 },
    { "example.com", "xexample.com", 0 },
    { "example.com", "", 0 },
    { "example.com", ".", 0 },
    { "localhost", "localhost", 1 },
    { "xn--bcher-kva.example", "xn--bcher-kva.example", 1 },
    { "b\xc3\xbc"
      "cher.example",
      "b\xc3\xbc"
      "cher.example",
      0 },
    { "a-b.example", "a-b.example", 1 },
    { "-a.example", "-a.example", 0 },
    { "a-.example", "a-.example", 0 },
    { "a_b.example", "a_b.example", 0 },
    { "a b.example", "a b.example", 0 },
    { "a..example", "a..example", 0 },
    { LABEL_63 ".example", LABEL_63 ".example", 1 },
    { LABEL_63 "e.example", LABEL_63 "e.example", 0 },
    { NAME_252, NAME_252, 1 },
    { NAME_252 "1", NAME_252 "1", 1 },
    { NAME_252 "12", NAME_252 "12", 0 },
    /* wildcards */
    { "*.example.com", "www.example.com", 1 },
    { "*.example.com", "WWW.EXAMPLE.COM", 1 },
    { "*.example.com", "www.example.com.", 1 },
    { "*.example.com", "xn--bcher-kva.example.com", 1 },
    { "*.example.com", "example.com", 0 },
    { "*.example.com", ".example.com", 0 },
    { "*.example.com", "a.b.example.com", 0 },
    { "*.example.com", "*.example.com", 0 },
    { "*.com", "example.com", 0 },
    { "*.localhost", "a.localhost", 0 },
    { "*", "localhost", 0 },
    { "*.", "localhost", 0 },
    { "*.*.com", "a.b.com", 0 },
    { "w*.example.com", "www.example.com", 0 },
    { "*w.example.com", "www.example.com", 0 },
    { "www.*.com", "www.example.com", 0 },
    { "**.example.com", "www.example.com", 0 },
    /* addresses */
    { "ip:7f000001", "127.0.0.1", 1 },
    { "ip:7f000001", "127.0.0.2", 0 },
    { "ip:7f000001", "127.0.0.1.", 0 },
    { "ip:7f000001", "127.1", 0 },
    { "ip:7f000001", "127.0.0.01", 0 },
    { "ip:7f000001", "0x7f.0.0.1", 0 },
    { "ip:7f000001", "2130706433", 0 },
    { "ip:7f000001", " 127.0.0.1", 0 },
    { "ip:7f000001", "127.0.0.1 ", 0 },
    { "ip:7f000001", "127.0.0.", 0 },
    { "ip:7f000001", "127.0.0.1.0", 0 },
    { "ip:ff000001", "255.0.0.1", 1 },
    { "ip:00000001", "256.0.0.1", 0 },
    { "ip:7f000001", "::ffff:127.0.0.1", 0 },
    { "ip:00000000000000000000ffff7f000001", "::ffff:127.0.0.1", 1 },
    { "ip:00000000000000000000ffff7f000001", "127.0.0.1", 0 },
    { "ip:00000000000000000000000000000001", "::1", 1 },
    { "ip:00000000000000000000000000000001", "0:0:0:0:0:0:0:1", 1 },
    { "ip:00000000000000000000000000000001", "0:0:0:0:0:0:0.0.0.1", 1 },
    { "ip:00000000000000000000000000000001", "::0001", 1 },
    { "ip:00000000000000000000000000000001", "::00001", 0 },
    { "ip:00000000000000000000000000000001", "[::1]", 0 },
    { "ip:00000000000000000000000000000001", "::1%lo", 0 },
    { "ip:00000000000000000000000000000001", ":::1", 0 },
    { "ip:00000000000000000000000000000001", ":1", 0 },
    { "ip:00000000000000000000000000000001", "::1:", 0 },
    { "ip:00000000000000000000000000000000", "::", 1 },
    { "ip:00000000000000000000000000000000", ":", 0 },
    { "ip:20010db8000000000000000000000000", "2001:db8::", 1 },
    { "ip:20010db8000000000000000000000001", "2001:DB8::1", 1 },
    { "ip:20010db8000000010000000000000001", "2001:db8:0:1::1", 1 },
    { "ip:20010db8000000010000000000000001", "2001:db8::1::1", 0 },
    { "ip:00010002000300040005000600070008", "1:2:3:4:5:6:7:8", 1 },
    { "ip:00010002000300040005000600070008", "1:2:3:4:5:6:7:8:", 0 },
    { "ip:00010002000300040005000600070008", "1:2:3:4:5:6:7:8:9", 0 },
    { "ip:00010002000300040005000600070008", "1:2:3:4::5:6:7:8", 0 },
    { "ip:00010002000300040005000600070000", "1:2:3:4:5:6:7::", 1 },
    { "ip:00000002000300040005000600070008", "::2:3:4:5:6:7:8", 1 },
    { "ip:00010002000300040005000607000008", "1:2:3:4:5:6:7.0.0.8", 1 },
    { "ip:00010002000300040005000607000008", "1:2:3:4:5:6:7:7.0.0.8", 0 },
    { "ip:20010db8000000000000000000000001", "2001:db8::g", 0 },
    /* neither stands for the other */
    { "127.0.0.1", "127.0.0.1", 0 },
    { "1.2.3.4.5", "1.2.3.4.5", 0 },
    { "host.1", "host.1", 0 },
    { "1host.a1", "1host.a1", 1 },
    { "*.0.0.1", "127.0.0.1", 0 },
    { "ip:6c6f6361", "loca", 0 },
};

static void test_table(void)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint8_t storage[512];
        struct brisk_x509 cert = with_san(storage, cases[i].san);
        test_note("%s for %s", cases[i].san, cases[i].host);
        CHECK_EQ_INT(brisk_x509_check_host(&cert, cases[i].host),
                     cases[i].matches ? 0 : BRISK_ERR_X509_NAME_MISMATCH);
    }
    test_note(NULL);
}

/* Any entry may match, whatever stands before it; without entries none does. */
static void test_several(void)
{
    uint8_t storage[512];
    struct brisk_x509 cert;
    memset(&cert, 0, sizeof(cert));
    CHECK_EQ_INT(brisk_x509_check_host(&cert, "a.example"), BRISK_ERR_X509_NAME_MISMATCH);
    size_t len = test_hex(storage, sizeof(storage),
                          "8103784079" /* x@y */ "a403300100" /* malformed: ends the list */);
    cert.subject_alt_name = (struct brisk_bytes){ storage, len };
    CHECK_EQ_INT(brisk_x509_check_host(&cert, "y"), BRISK_ERR_X509_NAME_MISMATCH);
    len = test_hex(storage, sizeof(storage),
                   "8103784079 8605687474703a 8704c0000201 8209612e6578616d706c65 880129"
                   "8209622e6578616d706c65");
    cert.subject_alt_name = (struct brisk_bytes){ storage, len };
    CHECK_EQ_INT(brisk_x509_check_host(&cert, "a.example"), 0);
    CHECK_EQ_INT(brisk_x509_check_host(&cert, "b.example"), 0);
    CHECK_EQ_INT(brisk_x509_check_host(&cert, "192.0.2.1"), 0);
    CHECK_EQ_INT(brisk_x509_check_host(&cert, "c.example"), BRISK_ERR_X509_NAME_MISMATCH);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_table();
    test_several();
    return test_end();
}
