/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define _POSIX_C_SOURCE 200809L /* setenv */

#include "bench/pin.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void try_binding(struct pin *pin);
static void choose_per_core(const struct pin *pin, hwloc_bitmap_t chosen,
                            hwloc_const_bitmap_t allowed);
static const char *choose_from_list(hwloc_bitmap_t chosen, hwloc_const_bitmap_t allowed,
                                    const char *list);

const char *pin_init(struct pin *pin, const char *cores)
{
    memset(pin, 0, sizeof *pin);
    /* hwloc would print a line of its own where /sys is missing; the context says "unknown". */
    setenv("HWLOC_HIDE_ERRORS", "2", 0);
    if (hwloc_topology_init(&pin->topology) != 0 || hwloc_topology_load(pin->topology) != 0)
        return "hwloc cannot read this machine's topology";
    hwloc_bitmap_t allowed = hwloc_bitmap_dup(hwloc_topology_get_allowed_cpuset(pin->topology));
    hwloc_bitmap_t mine = hwloc_bitmap_alloc();
    hwloc_bitmap_t chosen = hwloc_bitmap_alloc();
    if (hwloc_get_cpubind(pin->topology, mine, HWLOC_CPUBIND_PROCESS) == 0)
        hwloc_bitmap_and(allowed, allowed, mine);

    const char *problem = NULL;
    if (strcmp(cores, "physical") == 0)
        choose_per_core(pin, chosen, allowed);
    else if (strcmp(cores, "all") == 0)
        hwloc_bitmap_copy(chosen, allowed);
    else
        problem = choose_from_list(chosen, allowed, cores);

    int count = hwloc_bitmap_weight(chosen);
    if (problem == NULL && count <= 0)
        problem = "no processor is left to run on";
    if (problem == NULL) {
        pin->cpus = calloc((size_t)count, sizeof *pin->cpus);
        unsigned cpu;
        hwloc_bitmap_foreach_begin(cpu, chosen) pin->cpus[pin->num_threads++] = cpu;
        hwloc_bitmap_foreach_end();
        try_binding(pin);
    }
    hwloc_bitmap_free(allowed);
    hwloc_bitmap_free(mine);
    hwloc_bitmap_free(chosen);
    return problem;
}

/* The first allowed hardware thread of every core; where hwloc sees no cores, all that is allowed.
 */
static void choose_per_core(const struct pin *pin, hwloc_bitmap_t chosen,
                            hwloc_const_bitmap_t allowed)
{
    int num_cores = hwloc_get_nbobjs_by_type(pin->topology, HWLOC_OBJ_CORE);
    hwloc_bitmap_t usable = hwloc_bitmap_alloc();
    for (int i = 0; i < num_cores; i++) {
        hwloc_obj_t core = hwloc_get_obj_by_type(pin->topology, HWLOC_OBJ_CORE, (unsigned)i);
        hwloc_bitmap_and(usable, core->cpuset, allowed);
        int first = hwloc_bitmap_first(usable);
        if (first >= 0)
            hwloc_bitmap_set(chosen, (unsigned)first);
    }
    hwloc_bitmap_free(usable);
    if (num_cores <= 0)
        hwloc_bitmap_copy(chosen, allowed);
}

static const char *choose_from_list(hwloc_bitmap_t chosen, hwloc_const_bitmap_t allowed,
                                    const char *list)
{
    for (const char *c = list; *c != '\0'; c++)
        if (!isdigit((unsigned char)*c) && *c != ',' && *c != '-')
            return "it is physical, all, or a list of processor numbers such as 0,2-5";
    if (!isdigit((unsigned char)list[0]) || !isdigit((unsigned char)list[strlen(list) - 1]) ||
        hwloc_bitmap_list_sscanf(chosen, list) != 0 || hwloc_bitmap_weight(chosen) <= 0)
        return "it is physical, all, or a list of processor numbers such as 0,2-5";
    if (!hwloc_bitmap_isincluded(chosen, allowed))
        return "it names a processor that this process may not use";
    return NULL;
}

static int bind_thread(const struct pin *pin, hwloc_const_bitmap_t set)
{
    return hwloc_set_cpubind(pin->topology, set, HWLOC_CPUBIND_THREAD) == 0 ? 0 : -1;
}

static int bind_memory(const struct pin *pin, hwloc_const_bitmap_t set)
{
    return hwloc_set_membind(pin->topology, set, HWLOC_MEMBIND_BIND, HWLOC_MEMBIND_THREAD) == 0
               ? 0
               : -1;
}

static void try_binding(struct pin *pin)
{
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    pin->threads_bound = pin->memory_bound = 1;
    for (int i = pin->num_threads - 1; i >= 0; i--) {
        hwloc_bitmap_only(set, pin->cpus[i]);
        pin->threads_bound &= bind_thread(pin, set) == 0;
        pin->memory_bound &= bind_memory(pin, set) == 0;
    }
    hwloc_bitmap_free(set);
}

int pin_thread(const struct pin *pin, int index)
{
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    int status = 0;
    hwloc_bitmap_only(set, pin->cpus[index % pin->num_threads]);
    if (pin->threads_bound)
        status |= bind_thread(pin, set);
    if (pin->memory_bound)
        status |= bind_memory(pin, set);
    hwloc_bitmap_free(set);
    return status;
}

void pin_describe(const struct pin *pin, char *text, size_t text_size)
{
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    for (int i = 0; i < pin->num_threads; i++)
        hwloc_bitmap_set(set, pin->cpus[i]);
    hwloc_bitmap_list_snprintf(text, text_size, set);
    hwloc_bitmap_free(set);
}

void pin_free(struct pin *pin)
{
    free(pin->cpus);
    if (pin->topology != NULL)
        hwloc_topology_destroy(pin->topology);
    memset(pin, 0, sizeof *pin);
}
