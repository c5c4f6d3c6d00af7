// JsonMembers: an object of JSON, written member by member.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lib/base/clock.hpp"
#include "lib/base/utf8.hpp"
#include "lib/record/json_text.hpp"

namespace logwrap {

/// Puts the commas between the members. `out` outlives it.
class JsonMembers {
 public:
  explicit JsonMembers(std::string& out) : out_(out) { out_ += '{'; }
  std::string& key(std::string_view name) {
    out_ += first_ ? "" : ",";
    first_ = false;
    append_json_string(out_, name);
    out_ += ':';
    return out_;
  }
  void text(std::string_view name, std::string_view value) { append_json_string(key(name), valid_utf8(value)); }
  void number(std::string_view name, std::uint64_t value) { append_json_number(key(name), value); }
  void time(std::string_view name, UnixNanos value) { append_json_string(key(name), std::to_string(value)); }
  void close() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace logwrap
