/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define _GNU_SOURCE

#include "bench/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

static int use_tsc;
static double tick_hz = 1e9;

static uint64_t read_nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

#if defined(__x86_64__)

/* rdtscp waits for what came before it, the fence holds back what comes after. */
static uint64_t read_tsc(void)
{
    unsigned aux;
    uint64_t ticks = __rdtscp(&aux);
    _mm_lfence();
    return ticks;
}

/* Whether the kernel found the counter to tick at one rate in every power state. */
static int tsc_is_constant(void)
{
    FILE *file = fopen("/proc/cpuinfo", "r");
    if (file == NULL)
        return 0;
    char line[8192];
    int constant = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "flags", 5) != 0)
            continue;
        constant = strstr(line, " rdtscp") != NULL && strstr(line, " constant_tsc") != NULL &&
                   strstr(line, " nonstop_tsc") != NULL;
        break;
    }
    fclose(file);
    return constant;
}

#else

static uint64_t read_tsc(void)
{
    return read_nanoseconds();
}

static int tsc_is_constant(void)
{
    return 0;
}

#endif

/* One pair of readings, as close together as they can be had: of several tries, the one in which
 * the counter moved least around the system clock. */
static void read_both(uint64_t *tsc, uint64_t *nanoseconds)
{
    uint64_t best = UINT64_MAX;
    for (int i = 0; i < 8; i++) {
        uint64_t before = read_tsc();
        uint64_t now = read_nanoseconds();
        uint64_t after = read_tsc();
        if (after - before < best) {
            best = after - before;
            *tsc = before + best / 2;
            *nanoseconds = now;
        }
    }
}

void clock_init(void)
{
    if (!tsc_is_constant())
        return;
    uint64_t tsc0 = 0, tsc1 = 0, ns0 = 0, ns1 = 0;
    read_both(&tsc0, &ns0);
    do {
        read_both(&tsc1, &ns1);
    } while (ns1 - ns0 < 50000000);
    tick_hz = (double)(tsc1 - tsc0) * 1e9 / (double)(ns1 - ns0);
    use_tsc = 1;
}

const char *clock_source(void)
{
    return use_tsc ? "tsc" : "clock_gettime";
}

uint64_t clock_ticks(void)
{
    return use_tsc ? read_tsc() : read_nanoseconds();
}

double clock_tick_hz(void)
{
    return tick_hz;
}

double clock_seconds(uint64_t ticks)
{
    return (double)ticks / tick_hz;
}

#define CHAIN_BLOCK 64 /* additions in one assembly block */
#define CHAIN_BLOCKS 256

/* CHAIN_BLOCK * CHAIN_BLOCKS additions, each of which needs the one before. The addend is in a
 * register: some cores do additions of small constants while renaming, in no time. */
static uint64_t add_in_a_chain(uint64_t addend)
{
    uint64_t sum = addend;
    for (int i = 0; i < CHAIN_BLOCKS; i++) {
#if defined(__x86_64__)
        __asm__ volatile(".rept 64\n\tadd %1, %0\n\t.endr" : "+r"(sum) : "r"(addend) : "cc");
#elif defined(__aarch64__)
        __asm__ volatile(".rept 64\n\tadd %0, %0, %1\n\t.endr" : "+r"(sum) : "r"(addend));
#else
        for (int j = 0; j < CHAIN_BLOCK; j++) {
            sum += addend;
            __asm__ volatile("" : "+r"(sum));
        }
#endif
    }
    return sum;
}

double clock_core_hz(void)
{
    volatile uint64_t sink;
    uint64_t best = UINT64_MAX;
    /* An interrupt only ever makes a try longer. */
    for (int i = 0; i < 10; i++) {
        uint64_t begin = clock_ticks();
        sink = add_in_a_chain((uint64_t)i);
        uint64_t ticks = clock_ticks() - begin;
        if (ticks < best)
            best = ticks;
    }
    (void)sink;
    return CHAIN_BLOCK * CHAIN_BLOCKS / clock_seconds(best);
}
