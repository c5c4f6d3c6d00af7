// LiteralFinder: which of several short texts stand in a long one, and where, in one pass at memory's speed. No
// library's: RE2::Set tells which patterns match, not where, and reads each byte at a tenth of this speed.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/base/head_filter.hpp"

namespace logwrap {

class LiteralFinder {
 public:
  /// Looks for `literal`, which has at least three bytes, too; it is known as `id` then.
  void add(std::string literal, std::size_t id) {
    filter_.add(literal);
    const std::uint32_t head = head_of(literal.data());
    if (literal.size() > 3) {
      heads_.set(hash(head, static_cast<unsigned char>(literal[3])));
    } else {  // it may go on with any byte
      for (std::uint32_t fourth = 0; fourth < 256; ++fourth) heads_.set(hash(head, fourth));
    }
    const auto behind = std::upper_bound(literals_.begin(), literals_.end(), head,
                                         [](std::uint32_t a, const Literal& b) { return a < b.head; });
    literals_.insert(behind, {head, std::move(literal), id});
  }

  /// All that `other` looks for, too; known as `id` then.
  void add_all(const LiteralFinder& other, std::size_t id) {
    for (const Literal& literal : other.literals_) add(literal.text, id);
  }
  /// Whether it looks for `literal`.
  [[nodiscard]] bool looks_for(std::string_view literal) const {
    return std::any_of(literals_.begin(), literals_.end(),
                       [literal](const Literal& one) { return one.text == literal; });
  }

  /// False: none of them stands in `text`.
  [[nodiscard]] bool may_hold(std::string_view text) const {
    for (std::size_t at = filter_.next(text, 0); at < text.size(); at = filter_.next(text, at + 1)) {
      if (may_stand_at(text, at)) return true;
    }
    return false;
  }

  /// Calls `take(id, literal, at)` for every place in `text` where a literal begins, in the order of the places.
  template <class Take>
  void find(std::string_view text, Take take) const {
    std::size_t from = filter_.next(text, 0);  // in most short texts there is nothing
    if (from == text.size()) return;
    std::array<std::uint32_t, 32> masks{};
    while (const std::size_t count = filter_.places(text, from, masks)) {
      for (std::size_t i = 0; i < count; ++i, from += HeadFilter::kPlaces) {
        for (std::uint32_t mask = masks[i]; mask != 0; mask &= mask - 1)
          find_at(text, from + static_cast<std::size_t>(std::countr_zero(mask)), take);
      }
    }
  }

 private:
  struct Literal {
    std::uint32_t head;
    std::string text;
    std::size_t id;
  };
  [[nodiscard]] static std::uint32_t head_of(const char* at) {
    const auto byte = [at](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(at[i])}; };
    return byte(0) << 16 | byte(1) << 8 | byte(2);
  }

  [[nodiscard]] static std::size_t hash(std::uint32_t head, std::uint32_t fourth) {
    return (head << 8 | fourth) % kHeads;
  }
  [[nodiscard]] bool may_stand_at(std::string_view text, std::size_t at) const {
    if (at + 2 >= text.size()) return false;
    const std::uint32_t fourth = at + 3 < text.size() ? static_cast<unsigned char>(text[at + 3]) : 0;
    return heads_[hash(head_of(text.data() + at), fourth)];
  }

  template <class Take>
  void find_at(std::string_view text, std::size_t at, Take take) const {
    if (!may_stand_at(text, at)) return;
    const std::uint32_t head = head_of(text.data() + at);
    auto literal = std::lower_bound(literals_.begin(), literals_.end(), head,
                                    [](const Literal& a, std::uint32_t b) { return a.head < b; });
    for (; literal != literals_.end() && literal->head == head; ++literal) {
      if (text.substr(at).starts_with(literal->text)) take(literal->id, std::string_view(literal->text), at);
    }
  }

  std::vector<Literal> literals_;  ///< in the order of their heads: their first three bytes
  static constexpr std::size_t kHeads = 8191;
  std::bitset<kHeads> heads_;  ///< with the byte behind them: those there are, and some that look like them
  HeadFilter filter_;
};

}  // namespace logwrap
