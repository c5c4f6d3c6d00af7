// Catch2 under one name: version 2 (Debian 12) and version 3 (Debian 13) name their headers differently.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
namespace Catch {
using Detail::Approx;  // where version 3 has it
}
#endif

#include "lib/base/result.hpp"

/// Lets CHECK(result) print a Result of any type: Boost's own operator<< would need both sides to be printable.
template <class T>
struct Catch::StringMaker<boost::system::result<T, logwrap::Error>> {
  static std::string convert(const boost::system::result<T, logwrap::Error>& result) {
    return result ? "a value" : "the error \"" + result.error().message + "\" (" + result.error().code.message() + ")";
  }
};

/// For CHECK_THAT: text that holds `part`. Version 3 gave version 2's name for it to another matcher.
inline auto contains_text(const std::string& part) {
#if __has_include(<catch2/catch_all.hpp>)
  return Catch::Matchers::ContainsSubstring(part);
#else
  return Catch::Matchers::Contains(part);
#endif
}
