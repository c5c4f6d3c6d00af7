# What every target of the project shares, and the one function that adds a library together with its tests.

add_library(logwrap_options INTERFACE)
target_include_directories(logwrap_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(logwrap_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  -Wundef -Wcast-align -Wimplicit-fallthrough -fno-strict-aliasing
  $<$<BOOL:${LOGWRAP_WERROR}>:-Werror>)
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
