// CommandSpotter: whether the job prints what looks like a command. All that the pump looks for in the job's bytes:
// once one was seen, any gap may have swallowed another. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "lib/interpret/command.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

class CommandSpotter {
 public:
  /// True: the marker of a command ends within `bytes`, which are the next of `stream`.
  bool look(Stream stream, std::string_view bytes) {
    std::size_t& matched = matched_.at(static_cast<std::size_t>(stream));
    bool spotted = false;
    while (true) {
      if (matched == 0) bytes.remove_prefix(std::min(bytes.find(kCommandMarker.front()), bytes.size()));
      if (bytes.empty()) return spotted;
      // The marker's first character comes in it only once, so what breaks it off can only begin it anew.
      const std::string_view expected = kCommandMarker.substr(matched, bytes.size());
      const auto equal = static_cast<std::size_t>(std::mismatch(expected.begin(), expected.end(), bytes.begin()).first -
                                                  expected.begin());
      matched = equal == expected.size() ? matched + equal : 0;
      bytes.remove_prefix(equal);
      if (matched == kCommandMarker.size()) {
        matched = 0;
        spotted = seen_ = true;
      }
    }
  }
  /// Whether one was ever seen.
  [[nodiscard]] bool seen() const { return seen_; }

 private:
  std::array<std::size_t, 3> matched_{};  ///< by stream: how much of the marker the bytes so far end with
  bool seen_ = false;
};

}  // namespace logwrap
