# What every target of the project shares, and the functions that add a library together with its tests, a fuzzer,
# and a folder of tests in Python.

add_library(logwrap_options INTERFACE)
target_include_directories(logwrap_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(logwrap_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  -Wundef -Wcast-align -Wimplicit-fallthrough -fno-strict-aliasing
  $<$<BOOL:${LOGWRAP_WERROR}>:-Werror>
  # GCC 12 warns, when it optimizes, of copies of text that overlap in the standard library itself (its bug 105651).
  $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)
# A program loads only what it uses: the launcher none of what its libraries have for the shipper.
target_link_options(logwrap_options INTERFACE -Wl,--as-needed)
if(LOGWRAP_SANITIZE)
  target_compile_options(logwrap_options INTERFACE -fsanitize=${LOGWRAP_SANITIZE} -fno-omit-frame-pointer
                                                   -fno-sanitize-recover=all)
  target_link_options(logwrap_options INTERFACE -fsanitize=${LOGWRAP_SANITIZE})
endif()

# logwrap_library(NAME SOURCES ... [LINKS ...] [PRIVATE_LINKS ...] [TESTS ...])
#
# Adds the static library logwrap_NAME from lib/NAME and, where TESTS are named (paths under tests/unit/NAME), the
# executable test_NAME, registered with CTest under the name unit.NAME. One list serves both, so no test file can be
# forgotten. A project library that is linked must have been added before: that is the order of lib/ in CMakeLists.txt.
function(logwrap_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS;TESTS" ${ARGN})
  add_library(logwrap_${name} STATIC ${ARG_SOURCES})
  foreach(link IN LISTS ARG_LINKS ARG_PRIVATE_LINKS)
    if(link MATCHES "^logwrap_" AND NOT TARGET ${link})
      message(FATAL_ERROR "lib/${name} links ${link}, which stands below it in the order of CMakeLists.txt")
    endif()
  endforeach()
  target_link_libraries(logwrap_${name} PUBLIC logwrap_options ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
  if(LOGWRAP_TESTS AND ARG_TESTS)
    list(TRANSFORM ARG_TESTS PREPEND ${PROJECT_SOURCE_DIR}/tests/unit/${name}/)
    add_executable(test_${name} ${ARG_TESTS})
    target_link_libraries(test_${name} PRIVATE logwrap_${name} logwrap_catch)
    add_test(NAME unit.${name} COMMAND test_${name})
  endif()
endfunction()

# logwrap_fuzzer(NAME LIBRARY logwrap_... SOURCES ... [LINKS ...])
#
# The libFuzzer target fuzz_NAME from tests/fuzz, where the preset `fuzz` builds such. It sees the branches of the library
# that it fuzzes, not those of the tests beside it.
function(logwrap_fuzzer name)
  if(NOT LOGWRAP_FUZZ)
    return()
  endif()
  cmake_parse_arguments(ARG "" "LIBRARY" "SOURCES;LINKS" ${ARGN})
  list(TRANSFORM ARG_SOURCES PREPEND ${PROJECT_SOURCE_DIR}/tests/fuzz/)
  add_executable(fuzz_${name} ${ARG_SOURCES})
  target_link_libraries(fuzz_${name} PRIVATE ${ARG_LIBRARY} ${ARG_LINKS})
  target_compile_options(${ARG_LIBRARY} PRIVATE -fsanitize=fuzzer-no-link)
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
endfunction()

# logwrap_pytests(SUITE TIMEOUT seconds)
#
# Registers each test_NAME.py of the calling folder with CTest as SUITE.NAME, so that files run side by side. A file that is
# added needs no other list: configuring finds it, and the build configures anew when the set of files changes.
function(logwrap_pytests suite)
  cmake_parse_arguments(ARG "" "TIMEOUT" "" ${ARGN})
  find_program(LOGWRAP_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)
  file(GLOB files CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} test_*.py)
  foreach(file IN LISTS files)
    string(REGEX REPLACE "^test_(.*)\\.py$" "${suite}.\\1" name ${file})
    add_test(NAME ${name}
             COMMAND ${LOGWRAP_PYTHON} -B -m pytest -q -rs -p no:cacheprovider ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    set_tests_properties(${name} PROPERTIES LABELS e2e TIMEOUT ${ARG_TIMEOUT}
      ENVIRONMENT "E2E_LOGWRAP=${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/logwrap;E2E_BUILD=${PROJECT_BINARY_DIR}")
  endforeach()
endfunction()

# logwrap_takes_system_libraries(TARGET)
#
# The environment of a program of ours is the job's: a LD_LIBRARY_PATH that is set for its libraries (conda, a module for
# another compiler) must not give us another C++ runtime or libcurl than we were built with. DT_RPATH is looked at before
# it; DT_RUNPATH, which linkers make unless told otherwise, behind it.
function(logwrap_takes_system_libraries target)
  if(CMAKE_LIBRARY_ARCHITECTURE)
    target_link_options(${target} PRIVATE -Wl,--disable-new-dtags -Wl,-rpath,/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE})
  endif()
endfunction()
