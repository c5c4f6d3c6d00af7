// What the makers of the journal's events share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "lib/base/utf8.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

inline std::int64_t number(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

inline Record make_event(std::string name, std::string_view line, UnixNanos time) {
  Record record;
  record.ts = time;
  record.stream = Stream::Logwrap;
  record.kind = Kind::Event;
  record.line = valid_utf8(line);
  if (record.line.size() > kMaxLineBytes) record.line = valid_utf8(std::string_view(record.line).substr(0, 4096));
  record.event = Event{std::move(name), {}};
  return record;
}

inline std::string counted(std::uint64_t count, const char* one, const char* more) {
  return std::to_string(count) + " " + (count == 1 ? one : more);
}

}  // namespace logwrap
