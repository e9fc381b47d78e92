# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

# The preset "fuzz": fuzz_*.c as libFuzzer programs. Each is two tests: 30 seconds (label "short")
# and ten minutes ("long"). What they learn goes to the build folder, and is where the next run
# starts; tests/fuzz/ is only read. An input that fails is left beside it.
file(GLOB fuzz_sources CONFIGURE_DEPENDS fuzz_*.c)
foreach(source ${fuzz_sources})
    get_filename_component(name ${source} NAME_WE)
    string(REGEX REPLACE "^fuzz_" "" input ${name})
    add_executable(${name} ${source})
    target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE ${test_libraries} -fsanitize=fuzzer)
    set(corpus ${CMAKE_BINARY_DIR}/corpus/${input})
    file(MAKE_DIRECTORY ${corpus})
    foreach(form IN ITEMS short:30 long:600)
        string(REPLACE ":" ";" form ${form})
        list(GET form 0 label)
        list(GET form 1 seconds)
        add_test(NAME ${name}_${label}
            COMMAND ${name} -max_total_time=${seconds} -timeout=10 -rss_limit_mb=1024 -max_len=8192
                -print_final_stats=1 -artifact_prefix=${CMAKE_BINARY_DIR}/${input}-
                ${corpus} ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/${input})
        math(EXPR limit "${seconds} + 120")
        set_tests_properties(${name}_${label} PROPERTIES LABELS ${label} TIMEOUT ${limit})
    endforeach()
endforeach()
