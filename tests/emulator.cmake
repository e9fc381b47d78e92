# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

# The checks again on emulated CPUs of lower tiers: an instruction that a row's bits do not cover is
# an illegal one there. Sanitizers do not run under the emulator. Operations for eight lanes have no
# row for these CPUs but the reference, a loop over rows that are checked anyway.
if(BRISK_ARCH STREQUAL "x86_64" AND NOT CMAKE_C_FLAGS MATCHES "sanitize")
    find_program(QEMU_X86_64 qemu-x86_64)
    foreach(model Nehalem Haswell)
        string(TOLOWER ${model} suffix)
        foreach(source ${test_sources})
            get_filename_component(name ${source} NAME_WE)
            if(NOT name MATCHES "^check_|^test_kernels$|^test_check_offenders$" OR name MATCHES "x8$")
                continue()
            endif()
            if(QEMU_X86_64)
                add_test(NAME ${name}_${suffix}
                    COMMAND ${QEMU_X86_64} -cpu ${model} $<TARGET_FILE:${name}> --quick)
            else()
                add_test(NAME ${name}_${suffix} COMMAND sh -c
                    "echo 'SKIPPED: qemu-x86_64 (package qemu-user) was not found' >&2; exit 77")
            endif()
            set_tests_properties(${name}_${suffix} PROPERTIES
                LABELS emulator SKIP_RETURN_CODE 77 TIMEOUT 600)
        endforeach()
    endforeach()
endif()
