// CommandSpotter: whether the job has ever printed what looks like a command. All that the pump looks for in the job's
// bytes: once one was seen, any gap may have swallowed another. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "lib/interpret/command.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

class CommandSpotter {
 public:
  void look(Stream stream, std::string_view bytes) {
    if (seen_) return;
    std::size_t& matched = matched_.at(static_cast<std::size_t>(stream));
    while (!bytes.empty() && !seen_) {
      if (matched == 0) {
        bytes.remove_prefix(std::min(bytes.find(kCommandMarker.front()), bytes.size()));
        if (bytes.empty()) return;
      }
      // The marker's first character comes in it only once, so a mismatch can only begin it anew.
      const std::size_t size = std::min(bytes.size(), kCommandMarker.size() - matched);
      const std::string_view expected = kCommandMarker.substr(matched, size);
      const auto equal = static_cast<std::size_t>(std::mismatch(expected.begin(), expected.end(), bytes.begin()).first -
                                                  expected.begin());
      matched = equal == size ? matched + size : 0;
      bytes.remove_prefix(equal);
      seen_ = matched == kCommandMarker.size();
    }
  }
  [[nodiscard]] bool seen() const { return seen_; }

 private:
  std::array<std::size_t, 3> matched_{};  ///< by stream: how much of the marker the bytes so far end with
  bool seen_ = false;
};

}  // namespace logwrap
