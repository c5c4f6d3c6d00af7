// HeadFilter: where in a text one of several words may begin, by the first bytes of each: 32 places at a time, as
// Hyperscan's "Teddy" does it, where the processor can. It may name a place in vain, and never passes over one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace logwrap {

class HeadFilter {
 public:
  static constexpr std::size_t kHead = 4;  ///< bytes of a word that are looked at

  /// Looks for `word`, which is not empty, too.
  void add(std::string_view word);

  /// The first place at or behind `from` where a word may begin, though it may be cut off there; the text's size where
  /// there is none.
  [[nodiscard]] std::size_t next(std::string_view text, std::size_t from) const;
  /// The same, place by place: what next() does where the processor cannot do better.
  [[nodiscard]] std::size_t next_one_by_one(std::string_view text, std::size_t from) const;

  static constexpr std::size_t kPlaces = 32;  ///< that one mask tells of
  /// All of these places, from `from` on, as masks: a bit for each place, the lowest is the first. Answers how many of
  /// `masks` it set, fewer than there are where the text ends.
  std::size_t places(std::string_view text, std::size_t from, std::span<std::uint32_t> masks) const;
  std::size_t places_one_by_one(std::string_view text, std::size_t from, std::span<std::uint32_t> masks) const;

 private:
  /// For each half of a byte the groups of words that have it there, a bit for each group.
  using Groups = std::array<std::uint8_t, 16>;
  struct Byte {
    Groups low{};
    Groups high{};
  };

  [[nodiscard]] std::uint32_t places_at(const char* at) const;
  [[nodiscard]] std::uint32_t last_places(const char* at) const;
  [[nodiscard]] std::size_t next_in_blocks(std::string_view text, std::size_t from) const;
  std::size_t places_in_blocks(std::string_view text, std::size_t from, std::span<std::uint32_t> masks) const;

  /// The other way round: of a group's words the halves of each byte, a bit for each.
  class Halves {
   public:
    void add(unsigned half);
    void add_all();
    [[nodiscard]] bool holds(unsigned half) const { return (bits_ >> half & 1U) != 0; }
    [[nodiscard]] std::size_t count() const { return count_; }

   private:
    std::uint16_t bits_ = 0;
    std::uint16_t count_ = 0;
  };
  struct Part {
    Halves low;
    Halves high;
  };
  struct Group {
    std::array<Part, kHead> bytes{};
    std::size_t heads = 0;  ///< how many there are that it cannot tell from its words'
  };
  [[nodiscard]] static Group with(Group group, std::string_view word);

  std::array<Byte, kHead> bytes_{};
  std::array<Group, 8> groups_{};
};

}  // namespace logwrap
