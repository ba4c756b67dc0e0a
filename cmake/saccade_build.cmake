# Compiler settings for all targets, and the three functions that every folder uses.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

if(SACCADE_SANITIZE)
  add_compile_options(-fsanitize=${SACCADE_SANITIZE} -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=${SACCADE_SANITIZE})
endif()

add_library(saccade_warnings INTERFACE)
# -Wrestrict: false alarms of g++ 12 on string concatenation (GCC bug 105651).
target_compile_options(saccade_warnings INTERFACE -Wall -Wextra $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<BOOL:${SACCADE_WERROR}>:-Werror>)

# saccade_module(NAME SOURCES... [MODULES other modules it may include] [LIBS third-party targets, private])
# One folder of src/ as an object library; MODULES is the folder's row of the layer table (tools/check_layers.py).
function(saccade_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;MODULES;LIBS" ${ARGN})
  add_library(saccade_${name} OBJECT ${arg_SOURCES})
  target_include_directories(saccade_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(saccade_${name} PRIVATE saccade_warnings ${arg_LIBS})
  foreach(module ${arg_MODULES})
    target_link_libraries(saccade_${name} PUBLIC saccade_${module})
  endforeach()
endfunction()

# Everything that the tests need, and no more.
add_custom_target(all_tests)

# saccade_test(NAME SOURCES... [LIBS ...]): one GoogleTest executable, run as one ctest entry named NAME.
function(saccade_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name}_test ${arg_SOURCES})
  target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name}_test PRIVATE saccade_warnings ${arg_LIBS} GTest::gtest GTest::gmock GTest::gtest_main)
  add_dependencies(all_tests ${name}_test)
  add_test(NAME ${name} COMMAND ${name}_test --gtest_output=xml:${CMAKE_BINARY_DIR}/reports/${name}.xml)
  set_tests_properties(${name} PROPERTIES
    ENVIRONMENT "SACCADE_SHARED=${PROJECT_SOURCE_DIR}/../shared;SACCADE_SOURCE=${PROJECT_SOURCE_DIR};SACCADE_BIN=${CMAKE_BINARY_DIR}/bin")
endfunction()
