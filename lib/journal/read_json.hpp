// Members of an object of JSON, read for what they are worth: what is missing or of another type leaves the default, so
// that a reader shows what it can of a run. For who includes simdjson anyway.
#pragma once

#include <simdjson.h>

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "lib/base/clock.hpp"

namespace logwrap {

template <class Number>
void read_number(const simdjson::dom::object& from, std::string_view key, Number& into) {
  std::uint64_t number = 0;
  if (from.at_key(key).get(number) == simdjson::SUCCESS && std::in_range<Number>(number))
    into = static_cast<Number>(number);
}

inline void read_text(const simdjson::dom::object& from, std::string_view key, std::string& into) {
  std::string_view text;
  if (from.at_key(key).get(text) == simdjson::SUCCESS) into = text;
}

/// Nanoseconds as a string.
inline std::optional<UnixNanos> read_time(const simdjson::dom::object& from, std::string_view key) {
  std::string_view text;
  if (from.at_key(key).get(text) != simdjson::SUCCESS) return std::nullopt;
  UnixNanos time = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, time);
  if (error != std::errc() || stop != end) return std::nullopt;
  return time;
}

}  // namespace logwrap
