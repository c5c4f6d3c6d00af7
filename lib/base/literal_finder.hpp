// LiteralFinder: which of several short texts stand in a long one, and where, in one pass at memory's speed. No
// library's: RE2::Set tells which patterns match, not where, and reads each byte at a tenth of this speed.
#pragma once

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace logwrap {

class LiteralFinder {
 public:
  /// Looks for `literal`, which has at least three bytes, too; it is known as `id` then.
  void add(std::string literal, std::size_t id) {
    near_.set(pair(literal.data()));
    near_.set(pair(literal.data() + 1));
    const std::uint32_t head = head_of(literal.data());
    heads_.set(head % heads_.size());
    const auto behind = std::upper_bound(literals_.begin(), literals_.end(), head,
                                         [](std::uint32_t a, const Literal& b) { return a < b.head; });
    literals_.insert(behind, {head, std::move(literal), id});
  }

  /// Calls `take(id, literal, at)` for every place in `text` where a literal begins, in the order of the places.
  template <class Take>
  void find(std::string_view text, Take take) const {
    // Of a literal that begins at either of two places the second place has the first two bytes, or the next two.
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
      if (!near_[pair(text.data() + at)]) continue;
      if (at > 0) find_at(text, at - 1, take);
      find_at(text, at, take);
    }
  }

 private:
  struct Literal {
    std::uint32_t head;
    std::string text;
    std::size_t id;
  };
  [[nodiscard]] static std::uint16_t pair(const char* at) {
    std::uint16_t two = 0;
    std::memcpy(&two, at, sizeof(two));
    return two;
  }
  [[nodiscard]] static std::uint32_t head_of(const char* at) {
    return static_cast<std::uint32_t>(pair(at)) << 8 | static_cast<unsigned char>(at[2]);
  }

  template <class Take>
  void find_at(std::string_view text, std::size_t at, Take take) const {
    if (at + 2 >= text.size()) return;
    const std::uint32_t head = head_of(text.data() + at);
    if (!heads_[head % heads_.size()]) return;
    auto literal = std::lower_bound(literals_.begin(), literals_.end(), head,
                                    [](const Literal& a, std::uint32_t b) { return a.head < b; });
    for (; literal != literals_.end() && literal->head == head; ++literal) {
      if (text.substr(at).starts_with(literal->text)) take(literal->id, std::string_view(literal->text), at);
    }
  }

  std::vector<Literal> literals_;  ///< in the order of their heads: their first three bytes
  std::bitset<8191> heads_;        ///< those there are, and some that look like them
  std::bitset<65536> near_;        ///< the first two bytes of any, and the two behind the first
};

}  // namespace logwrap
