// CommandSpotter: whether the job prints what looks like a command. All that the pump looks for in the job's bytes:
// once one was seen, any gap may have swallowed another. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "lib/interpret/command.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

class CommandSpotter {
 public:
  /// What the marker of a command that ends within the bytes of one look() is. AcrossGap: the recorder will not know
  /// it, because it began before the last gap().
  enum class Spotted : std::uint8_t { None, Whole, AcrossGap };

  /// `bytes` are the next of `stream`.
  Spotted look(Stream stream, std::string_view bytes) {
    const auto index = static_cast<std::size_t>(stream);
    std::size_t& matched = matched_.at(index);
    bool& cut = cut_.at(index);
    Spotted spotted = Spotted::None;
    while (true) {
      if (matched == 0) {
        cut = false;
        bytes.remove_prefix(std::min(bytes.find(kCommandMarker.front()), bytes.size()));
      }
      if (bytes.empty()) return spotted;
      // The marker's first character comes in it only once, so what breaks it off can only begin it anew.
      const std::string_view expected = kCommandMarker.substr(matched, bytes.size());
      const auto equal = static_cast<std::size_t>(std::mismatch(expected.begin(), expected.end(), bytes.begin()).first -
                                                  expected.begin());
      matched = equal == expected.size() ? matched + equal : 0;
      bytes.remove_prefix(equal);
      if (matched == kCommandMarker.size()) {
        matched = 0;
        seen_ = true;
        spotted = cut || spotted == Spotted::AcrossGap ? Spotted::AcrossGap : Spotted::Whole;
      }
    }
  }
  /// Another recorder, or the same one after it missed something, gets what comes from here on.
  void gap() {
    for (std::size_t i = 0; i < matched_.size(); ++i) cut_[i] = matched_[i] > 0;
  }
  /// Whether one was ever seen.
  [[nodiscard]] bool seen() const { return seen_; }

 private:
  std::array<std::size_t, 3> matched_{};  ///< by stream: how much of the marker the bytes so far end with
  std::array<bool, 3> cut_{};             ///< that part of it came before a gap
  bool seen_ = false;
};

}  // namespace logwrap
