/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define _GNU_SOURCE

#include "bench/machine.h"

#include <brisk/kernels.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

#define UNKNOWN "unknown"

static void read_cpuinfo(struct machine *machine);
static void read_features(struct machine *machine);
static void read_frequency_policy(struct machine *machine);
static void read_software(struct machine *machine);
static void read_topology(struct machine *machine, const struct pin *pin);

void machine_read(struct machine *machine, const struct pin *pin)
{
    memset(machine, 0, sizeof *machine);
    read_cpuinfo(machine);
    read_features(machine);
    read_frequency_policy(machine);
    read_software(machine);
    read_topology(machine, pin);
}

/* The value of the first "key : value" line of /proc/cpuinfo, or 0 if there is none. */
static int find_cpuinfo(const char *key, char *value, size_t value_size)
{
    FILE *file = fopen("/proc/cpuinfo", "r");
    if (file == NULL)
        return 0;
    char line[8192];
    int found = 0;
    size_t key_len = strlen(key);
    while (!found && fgets(line, sizeof line, file) != NULL) {
        char *colon = strchr(line, ':');
        if (colon == NULL || strncmp(line, key, key_len) != 0 ||
            strspn(line + key_len, " \t") != (size_t)(colon - line) - key_len)
            continue;
        char *text = colon + 1 + strspn(colon + 1, " \t");
        text[strcspn(text, "\n")] = '\0';
        snprintf(value, value_size, "%s", text);
        found = text[0] != '\0';
    }
    fclose(file);
    return found;
}

static void read_cpuinfo(struct machine *machine)
{
    char a[64], b[64], c[64];
    if (!find_cpuinfo("model name", machine->cpu_model, sizeof machine->cpu_model))
        strcpy(machine->cpu_model, UNKNOWN);
    if (find_cpuinfo("cpu family", a, sizeof a) && find_cpuinfo("model", b, sizeof b) &&
        find_cpuinfo("stepping", c, sizeof c))
        snprintf(machine->cpu_identity, sizeof machine->cpu_identity,
                 "family %.16s, model %.16s, stepping %.16s", a, b, c);
    else if (find_cpuinfo("CPU implementer", a, sizeof a) && find_cpuinfo("CPU part", b, sizeof b))
        snprintf(machine->cpu_identity, sizeof machine->cpu_identity,
                 "implementer %.16s, part %.16s", a, b);
    else
        strcpy(machine->cpu_identity, UNKNOWN);
    if (!find_cpuinfo("microcode", machine->microcode, sizeof machine->microcode))
        strcpy(machine->microcode, UNKNOWN);

    char *flags = malloc(8192);
    if (flags != NULL && find_cpuinfo("flags", flags, 8192))
        strcpy(machine->virtualised, strstr(flags, " hypervisor") != NULL ? "yes" : "no");
    else
        strcpy(machine->virtualised, UNKNOWN);
    free(flags);
}

static void read_features(struct machine *machine)
{
    uint64_t features = brisk_cpu_features();
    size_t used = 0;
    for (unsigned bit = 0; bit < 64; bit++) {
        const char *name = brisk_cpu_feature_name(bit);
        if (name == NULL || (features >> bit & 1) == 0)
            continue;
        int n = snprintf(machine->features + used, sizeof machine->features - used, "%s%s",
                         used == 0 ? "" : " ", name);
        if (n < 0 || (size_t)n >= sizeof machine->features - used)
            return;
        used += (size_t)n;
    }
    if (used == 0)
        strcpy(machine->features, "none");
}

/* The first line of a small file under /sys. */
static int read_line(const char *path, char *value, size_t value_size)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return 0;
    char line[128];
    int found = fgets(line, sizeof line, file) != NULL;
    fclose(file);
    if (!found)
        return 0;
    line[strcspn(line, "\n")] = '\0';
    if (line[0] == '\0' || strlen(line) >= value_size)
        return 0;
    strcpy(value, line);
    return 1;
}

static void read_switch(char out[16], const char *path, const char *on, const char *off)
{
    char value[32];
    if (!read_line(path, value, sizeof value))
        return;
    if (strcmp(value, on) == 0)
        strcpy(out, "on");
    else if (strcmp(value, off) == 0)
        strcpy(out, "off");
}

static void read_frequency_policy(struct machine *machine)
{
    if (!read_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", machine->governor,
                   sizeof machine->governor))
        strcpy(machine->governor, UNKNOWN);
    strcpy(machine->turbo, UNKNOWN);
    read_switch(machine->turbo, "/sys/devices/system/cpu/cpufreq/boost", "1", "0");
    read_switch(machine->turbo, "/sys/devices/system/cpu/intel_pstate/no_turbo", "0", "1");
    strcpy(machine->smt, UNKNOWN);
    read_switch(machine->smt, "/sys/devices/system/cpu/smt/active", "1", "0");
}

static void read_software(struct machine *machine)
{
    struct utsname name;
    if (uname(&name) == 0)
        snprintf(machine->kernel, sizeof machine->kernel, "%.40s %.70s %.40s", name.sysname,
                 name.release, name.machine);
    else
        strcpy(machine->kernel, UNKNOWN);
#if defined(__clang__)
    snprintf(machine->compiler, sizeof machine->compiler, "%s", __VERSION__);
#else
    snprintf(machine->compiler, sizeof machine->compiler, "gcc %s", __VERSION__);
#endif
#if defined(__GLIBC__)
    snprintf(machine->c_library, sizeof machine->c_library, "glibc %s", gnu_get_libc_version());
#else
    strcpy(machine->c_library, UNKNOWN);
#endif
    unsigned v = hwloc_get_api_version();
    snprintf(machine->hwloc_version, sizeof machine->hwloc_version, "%u.%u.%u", v >> 16,
             v >> 8 & 0xff, v & 0xff);
    snprintf(machine->jansson_version, sizeof machine->jansson_version, "%s", JANSSON_VERSION);
    snprintf(machine->benchmark_version, sizeof machine->benchmark_version, "%s",
             BRISK_GBENCH_VERSION);
}

static int count_objects(const struct pin *pin, hwloc_obj_type_t type)
{
    int count = hwloc_get_nbobjs_by_type(pin->topology, type);
    return count > 0 ? count : 0;
}

static void append(char *text, size_t text_size, const char *word, long count, const char *plural)
{
    size_t used = strlen(text);
    if (count > 0)
        snprintf(text + used, text_size - used, "%s%ld %s%s", used == 0 ? "" : ", ", count, word,
                 count == 1 ? "" : plural);
}

static void read_topology(struct machine *machine, const struct pin *pin)
{
    char *t = machine->topology;
    size_t t_size = sizeof machine->topology;
    append(t, t_size, "package", count_objects(pin, HWLOC_OBJ_PACKAGE), "s");
    append(t, t_size, "core", count_objects(pin, HWLOC_OBJ_CORE), "s");
    append(t, t_size, "hardware thread", count_objects(pin, HWLOC_OBJ_PU), "s");
    append(t, t_size, "NUMA node", count_objects(pin, HWLOC_OBJ_NUMANODE), "s");
    if (t[0] == '\0')
        strcpy(t, UNKNOWN);

    static const struct {
        hwloc_obj_type_t type;
        const char *name;
    } levels[] = { { HWLOC_OBJ_L1CACHE, "L1d" },
                   { HWLOC_OBJ_L2CACHE, "L2" },
                   { HWLOC_OBJ_L3CACHE, "L3" } };
    size_t used = 0;
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        hwloc_obj_t cache = hwloc_get_obj_by_type(pin->topology, levels[i].type, 0);
        if (cache == NULL || cache->attr->cache.size == 0)
            continue;
        int n = snprintf(machine->caches + used, sizeof machine->caches - used, "%s%s %llu KiB",
                         used == 0 ? "" : ", ", levels[i].name,
                         (unsigned long long)(cache->attr->cache.size / 1024));
        used += n > 0 ? (size_t)n : 0;
    }
    if (used == 0)
        strcpy(machine->caches, UNKNOWN);
}
