# Every library of others that logwrap uses: from the distribution's packages only, found here, nothing downloaded.
# Each one that is missing is collected, so that a single message names one command that installs them all.

set(logwrap_missing "")
macro(logwrap_require found package what)
  if(NOT ${found})
    list(APPEND logwrap_missing ${package})
    message(STATUS "Missing: ${what} (package ${package})")
  endif()
endmacro()

find_package(Threads REQUIRED)
find_package(PkgConfig QUIET)
logwrap_require(PKG_CONFIG_FOUND pkg-config "pkg-config, which finds libvterm")

# Header-only use: Asio, Process v2, System. Below 1.81 there is no Process v2. Debian 12 has 1.81 beside its default 1.74.
set(Boost_NO_WARN_NEW_VERSIONS ON)
find_package(Boost 1.81 QUIET)
if(EXISTS /etc/debian_version AND NOT Boost_FOUND)
  file(READ /etc/debian_version logwrap_debian)
endif()
if("${logwrap_debian}" MATCHES "^12")
  logwrap_require(Boost_FOUND libboost1.81-dev "Boost 1.81 or later")
else()
  logwrap_require(Boost_FOUND libboost-dev "Boost 1.81 or later")
endif()

if(PKG_CONFIG_FOUND)
  pkg_check_modules(vterm QUIET IMPORTED_TARGET vterm>=0.1.4)
endif()
logwrap_require(vterm_FOUND libvterm-dev "libvterm 0.1.4 or later, the terminal model")

# Asked for without a version: simdjson's package file accepts its own minor version only (3.12 is no answer to 3.0).
find_package(simdjson QUIET)
if(simdjson_FOUND AND simdjson_VERSION VERSION_LESS 3.0)
  set(simdjson_FOUND FALSE)
endif()
logwrap_require(simdjson_FOUND libsimdjson-dev "simdjson 3.0 or later")
find_package(CLI11 QUIET)
logwrap_require(CLI11_FOUND libcli11-dev "CLI11, the command line")
find_package(yaml-cpp QUIET)
logwrap_require(yaml-cpp_FOUND libyaml-cpp-dev "yaml-cpp, the configuration files")
find_path(RE2_INCLUDE_DIR re2/re2.h)
find_library(RE2_LIBRARY re2)
if(NOT RE2_INCLUDE_DIR OR NOT RE2_LIBRARY)
  set(RE2_FOUND FALSE)
else()
  set(RE2_FOUND TRUE)
endif()
logwrap_require(RE2_FOUND libre2-dev "RE2, the patterns of logwrap logs --grep")
find_path(PROTOZERO_INCLUDE_DIR protozero/pbf_writer.hpp) # headers alone; it brings neither .pc nor CMake file
logwrap_require(PROTOZERO_INCLUDE_DIR libprotozero-dev "protozero, the protobuf of a push to Loki")
find_package(Snappy QUIET)
logwrap_require(Snappy_FOUND libsnappy-dev "snappy, the compression of a push to Loki")
find_package(CURL 7.87 QUIET)
logwrap_require(CURL_FOUND libcurl4-openssl-dev "libcurl 7.87 or later, the requests to Loki")
if(LOGWRAP_TESTS)
  find_package(Catch2 QUIET)
  logwrap_require(Catch2_FOUND catch2 "Catch2 2.13 or 3, the tests")
endif()

if(logwrap_missing)
  list(JOIN logwrap_missing " " logwrap_missing)
  message(FATAL_ERROR "Some packages that logwrap is built from are not installed. Install them with\n"
                      "  apt-get install ${logwrap_missing}\nor run ./scripts/demo, which does.")
endif()

if(NOT TARGET yaml-cpp::yaml-cpp) # 0.7 exports the plain name, 0.8 the qualified one
  add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
endif()

# logwrap_archived(NAME TARGET ARCHIVE): the library of an imported TARGET under the NAME that our own link; from its
# static archive where the package brings one, because every shared library is loaded anew in front of every job.
function(logwrap_archived name target archive)
  add_library(${name} INTERFACE)
  find_library(${name}_ARCHIVE ${archive})
  if(${name}_ARCHIVE)
    target_include_directories(${name} SYSTEM INTERFACE $<TARGET_PROPERTY:${target},INTERFACE_INCLUDE_DIRECTORIES>)
    target_link_libraries(${name} INTERFACE ${${name}_ARCHIVE})
  else()
    target_link_libraries(${name} INTERFACE ${target})
  endif()
endfunction()
logwrap_archived(logwrap_yaml yaml-cpp::yaml-cpp libyaml-cpp.a)
logwrap_archived(logwrap_vterm PkgConfig::vterm libvterm.a)

# From the archive, too, but for versions that are built on Abseil, whose archives would all have to be named.
file(STRINGS ${RE2_INCLUDE_DIR}/re2/re2.h re2_on_abseil REGEX "#include \"absl/" LIMIT_COUNT 1)
find_library(RE2_ARCHIVE libre2.a)
if(RE2_ARCHIVE AND NOT re2_on_abseil)
  set(RE2_LIBRARY ${RE2_ARCHIVE})
endif()
add_library(logwrap_re2 INTERFACE)
target_include_directories(logwrap_re2 SYSTEM INTERFACE ${RE2_INCLUDE_DIR})
target_link_libraries(logwrap_re2 INTERFACE ${RE2_LIBRARY} Threads::Threads)

# Where simdjson is the only shared library of C++ in front of a job, it can be loaded later, and the C++ runtime with it
# (apps/logwrap/lazy_simdjson.cpp).
set(logwrap_lazy_simdjson OFF)
get_target_property(simdjson_type simdjson::simdjson TYPE)
if(simdjson_type STREQUAL "SHARED_LIBRARY" AND RE2_LIBRARY MATCHES "\\.a$" AND logwrap_yaml_ARCHIVE)
  set(logwrap_lazy_simdjson ON)
endif()

add_library(logwrap_protozero INTERFACE)
target_include_directories(logwrap_protozero SYSTEM INTERFACE ${PROTOZERO_INCLUDE_DIR})

add_library(logwrap_boost INTERFACE)
target_link_libraries(logwrap_boost INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(logwrap_boost INTERFACE
  BOOST_PROCESS_USE_STD_FS # with the standard's file system nothing of Boost needs linking
  BOOST_PROCESS_V2_USE_STD_FS
  BOOST_ASIO_NO_DEPRECATED)
