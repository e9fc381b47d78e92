/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Times of certificates (RFC 5280 section 4.1.2.5): UTCTime and GeneralizedTime in the one form
 * each that DER and the profile leave, with seconds and "Z". */

#include <brisk/error.h>

#include "handshake/x509.h"

#define SECONDS_PER_DAY 86400

static int read_digits(const uint8_t *text, size_t num_digits, unsigned *value);
static int parse_day_and_time(const uint8_t text[11], unsigned year, int64_t *seconds);
static int64_t days_before_year(int64_t year);
static unsigned days_of_month(unsigned year, unsigned month);

int brisk_x509_read_time(struct brisk_bytes *cursor, int64_t *seconds)
{
    struct brisk_bytes text;
    unsigned year;
    if (brisk_der_read(cursor, BRISK_DER_UTC_TIME, &text) == 0) {
        if (text.len != 13 || !read_digits(text.data, 2, &year)) {
            return BRISK_ERR_X509_DECODE;
        }
        year += year >= 50 ? 1900 : 2000; /* section 4.1.2.5.1 */
        return parse_day_and_time(text.data + 2, year, seconds);
    }
    if (brisk_der_read(cursor, BRISK_DER_GENERALIZED_TIME, &text) == 0) {
        if (text.len != 15 || !read_digits(text.data, 4, &year)) {
            return BRISK_ERR_X509_DECODE;
        }
        return parse_day_and_time(text.data + 4, year, seconds);
    }
    return BRISK_ERR_X509_DECODE;
}

/* Writes UTCTime through 2049 and GeneralizedTime after. */
void brisk_x509_write_time(struct brisk_der_writer *w, int64_t seconds)
{
    int64_t days = seconds / SECONDS_PER_DAY;
    int64_t second = seconds % SECONDS_PER_DAY;
    if (second < 0) {
        second += SECONDS_PER_DAY;
        days--;
    }
    days += days_before_year(1970);
    unsigned year = 1950, month = 1;
    while (days_before_year(year + 1) <= days) {
        year++;
    }
    int64_t day = days - days_before_year(year);
    while (day >= days_of_month(year, month)) {
        day -= days_of_month(year, month);
        month++;
    }
    const unsigned fields[7] = { year / 100,
                                 year % 100,
                                 month,
                                 (unsigned)day + 1,
                                 (unsigned)(second / 3600),
                                 (unsigned)(second / 60 % 60),
                                 (unsigned)(second % 60) };
    size_t first = year < 2050 ? 1 : 0;
    size_t mark = brisk_der_open(w, first ? BRISK_DER_UTC_TIME : BRISK_DER_GENERALIZED_TIME);
    for (size_t i = first; i < 7; i++) {
        uint8_t digits[2] = { (uint8_t)('0' + fields[i] / 10), (uint8_t)('0' + fields[i] % 10) };
        brisk_der_put(w, digits, 2);
    }
    brisk_der_put(w, (const uint8_t *)"Z", 1);
    brisk_der_close(w, mark);
}

/* "MMDDHHMMSSZ" */
static int parse_day_and_time(const uint8_t text[11], unsigned year, int64_t *seconds)
{
    unsigned month, day, hour, minute, second;
    if (!read_digits(text, 2, &month) || !read_digits(text + 2, 2, &day) ||
        !read_digits(text + 4, 2, &hour) || !read_digits(text + 6, 2, &minute) ||
        !read_digits(text + 8, 2, &second) || text[10] != 'Z') {
        return BRISK_ERR_X509_DECODE;
    }
    if (month < 1 || month > 12 || day < 1 || day > days_of_month(year, month) || hour > 23 ||
        minute > 59 || second > 59) {
        return BRISK_ERR_X509_DECODE;
    }
    int64_t days = days_before_year(year) - days_before_year(1970) + day - 1;
    for (unsigned m = 1; m < month; m++) {
        days += days_of_month(year, m);
    }
    *seconds = days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
    return 0;
}

static int read_digits(const uint8_t *text, size_t num_digits, unsigned *value)
{
    *value = 0;
    for (size_t i = 0; i < num_digits; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return 0;
        }
        *value = 10 * *value + (text[i] - '0');
    }
    return 1;
}

static int is_leap(unsigned year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned days_of_month(unsigned year, unsigned month)
{
    static const uint8_t days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return days[month - 1] + (month == 2 && is_leap(year) ? 1u : 0u);
}

/* Days from 1 January of the year 0 (of the Gregorian calendar, extended) to that of `year`. */
static int64_t days_before_year(int64_t year)
{
    if (year == 0) {
        return 0;
    }
    int64_t y = year - 1;
    return 365 * year + y / 4 - y / 100 + y / 400 + 1; /* the year 0 is a leap year */
}
