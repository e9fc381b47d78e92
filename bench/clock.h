/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Two clocks. Ticks measure time: the processor's time-stamp counter where it runs at a constant
 * rate, else the system's monotonic clock. The core clock is what the core really runs at, found by
 * timing a chain of dependent additions, one per cycle on every core that brisk knows. */

#ifndef BRISK_BENCH_CLOCK_H
#define BRISK_BENCH_CLOCK_H

#include <stdint.h>

/* Chooses and calibrates the tick source. Call it once, before the others. */
void clock_init(void);

/* "tsc" or "clock_gettime". */
const char *clock_source(void);

/* Ticks now. Earlier work has retired; later work does not start before. */
uint64_t clock_ticks(void);

double clock_tick_hz(void);
double clock_seconds(uint64_t ticks);

/* The clock of the core this thread is on, now, in Hz. Takes about 50 microseconds. */
double clock_core_hz(void);

#endif
