/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Names of addresses, from the program's own symbol table: kernels and their local labels are not
 * among the dynamic symbols that dladdr() knows. */

#define _GNU_SOURCE /* dladdr() */

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/trace/trace.h"

extern const char __ehdr_start[]; /* the linker's: where the program is loaded */

static const uint8_t *map_program(size_t *size)
{
    struct stat status;
    int file = open("/proc/self/exe", O_RDONLY);
    const void *bytes = MAP_FAILED;

    if (file >= 0 && fstat(file, &status) == 0) {
        *size = (size_t)status.st_size;
        bytes = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, file, 0);
    }
    if (file >= 0) {
        close(file);
    }
    return bytes == MAP_FAILED ? NULL : bytes;
}

typedef void visit_symbol(const char *name, uintptr_t start, const Elf64_Sym *symbol,
                          void *context);

static void each_symbol(visit_symbol *visit, void *context)
{
    static const uint8_t *program;
    static size_t size;

    if (program == NULL && (program = map_program(&size)) == NULL) {
        return;
    }
    const Elf64_Ehdr *header = (const void *)program;
    const Elf64_Shdr *sections = (const void *)(program + header->e_shoff);
    uintptr_t base = header->e_type == ET_DYN ? (uintptr_t)__ehdr_start : 0;
    for (size_t i = 0; i < header->e_shnum; i++) {
        if (sections[i].sh_type != SHT_SYMTAB) {
            continue;
        }
        const char *names = (const char *)program + sections[sections[i].sh_link].sh_offset;
        const Elf64_Sym *symbols = (const void *)(program + sections[i].sh_offset);
        for (size_t j = 0; j < sections[i].sh_size / sizeof(*symbols); j++) {
            if (symbols[j].st_shndx != SHN_UNDEF && symbols[j].st_shndx != SHN_ABS) {
                visit(names + symbols[j].st_name, base + symbols[j].st_value, &symbols[j], context);
            }
        }
    }
}

/* The symbol nearest below an address. */
struct search {
    uintptr_t address;
    const char *name; /* or NULL */
    size_t offset;
};

static void compare_symbol(const char *name, uintptr_t start, const Elf64_Sym *symbol,
                           void *context)
{
    struct search *search = context;
    unsigned type = ELF64_ST_TYPE(symbol->st_info);

    if ((type == STT_FUNC || type == STT_NOTYPE) && start <= search->address &&
        (search->name == NULL || search->address - start < search->offset)) {
        search->name = name;
        search->offset = search->address - start;
    }
}

struct listing {
    trace_visit_function *visit;
    const void *context;
};

static void list_symbol(const char *name, uintptr_t start, const Elf64_Sym *symbol, void *context)
{
    const struct listing *listing = context;

    if (ELF64_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_size > 0) {
        listing->visit(name, start, symbol->st_size, listing->context);
    }
}

void trace_functions(trace_visit_function *visit, const void *context)
{
    struct listing listing = { visit, context };
    each_symbol(list_symbol, &listing);
}

const char *trace_symbol(uintptr_t address)
{
    static char texts[4][256];
    static unsigned turn;
    char *text = texts[turn++ % 4];
    Dl_info info;
    struct search search = { address, NULL, 0 };

    if (dladdr((const void *)address, &info) == 0) {
        snprintf(text, sizeof(texts[0]), "0x%zx", (size_t)address);
        return text;
    }
    if (info.dli_fbase == (const void *)__ehdr_start) {
        each_symbol(compare_symbol, &search);
    }
    if (search.name == NULL) {
        const char *slash = strrchr(info.dli_fname, '/');
        search.name = info.dli_sname != NULL ? info.dli_sname
                      : slash != NULL        ? slash + 1
                                             : info.dli_fname;
        search.offset =
            address - (uintptr_t)(info.dli_sname != NULL ? info.dli_saddr : info.dli_fbase);
    }
    snprintf(text, sizeof(texts[0]), "%s+0x%zx", search.name, search.offset);
    return text;
}
