#include "lib/base/head_filter.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "lib/base/avx2.hpp"

namespace logwrap {

namespace {

unsigned low_half(char byte) {
  return static_cast<unsigned char>(byte) & 0xFU;
}
unsigned high_half(char byte) {
  return static_cast<unsigned char>(byte) >> 4U;
}

}  // namespace

void HeadFilter::Halves::add(unsigned half) {
  if (holds(half)) return;
  bits_ |= static_cast<std::uint16_t>(1U << half);
  ++count_;
}

void HeadFilter::Halves::add_all() {
  bits_ = 0xFFFF;
  count_ = 16;
}

HeadFilter::Group HeadFilter::with(Group group, std::string_view word) {
  group.heads = 1;
  for (std::size_t i = 0; i < kHead; ++i) {
    Part& byte = group.bytes[i];
    if (i < word.size()) {
      byte.low.add(low_half(word[i]));
      byte.high.add(high_half(word[i]));
    } else {  // a shorter word may go on with any byte
      byte.low.add_all();
      byte.high.add_all();
    }
    group.heads *= byte.low.count() * byte.high.count();
  }
  return group;
}

/// To the group that the word makes the least difference to.
void HeadFilter::add(std::string_view word) {
  Group* best = groups_.data();
  Group grown = with(*best, word);
  for (Group& group : groups_) {
    const Group larger = with(group, word);
    if (larger.heads - group.heads >= grown.heads - best->heads) continue;
    grown = larger;
    best = &group;
  }
  *best = grown;
  const auto bit = static_cast<std::uint8_t>(1U << static_cast<unsigned>(best - groups_.data()));
  for (std::size_t i = 0; i < kHead; ++i) {
    for (unsigned half = 0; half < 16; ++half) {
      if (grown.bytes[i].low.holds(half)) bytes_[i].low[half] |= bit;
      if (grown.bytes[i].high.holds(half)) bytes_[i].high[half] |= bit;
    }
  }
}

std::size_t HeadFilter::next_one_by_one(std::string_view text, std::size_t from) const {
  for (; from < text.size(); ++from) {
    unsigned groups = 0xFF;
    for (std::size_t i = 0; i < kHead && groups != 0; ++i) {
      const char byte = from + i < text.size() ? text[from + i] : '\0';
      groups &= bytes_[i].low[low_half(byte)];
      groups &= bytes_[i].high[high_half(byte)];
    }
    if (groups != 0) return from;
  }
  return text.size();
}

std::size_t HeadFilter::places_one_by_one(std::string_view text, std::size_t from,
                                          std::span<std::uint32_t> masks) const {
  std::size_t count = 0;
  for (; count < masks.size() && from < text.size(); from += kPlaces) {
    std::uint32_t& mask = masks[count++] = 0;
    const std::string_view until = text.substr(0, from + kPlaces + kHead - 1);
    for (std::size_t at = from; (at = next_one_by_one(until, at)) < std::min(text.size(), from + kPlaces); ++at)
      mask |= 1U << (at - from);
  }
  return count;
}

#ifdef LOGWRAP_AVX2

namespace {

constexpr std::size_t kPlaces = HeadFilter::kPlaces;
static_assert(kPlaces == avx2::kPlaces);
constexpr std::size_t kReach = kPlaces + HeadFilter::kHead - 1;  // bytes that are looked at for so many places

}  // namespace

/// Of the places from `at` on, a bit for each.
LOGWRAP_AVX2 inline std::uint32_t HeadFilter::places_at(const char* at) const {
  __m256i groups = avx2::look_up(avx2::load(at), bytes_[0].low, bytes_[0].high);
  for (std::size_t i = 1; i < kHead; ++i)
    groups = _mm256_and_si256(groups, avx2::look_up(avx2::load(at + i), bytes_[i].low, bytes_[i].high));
  return avx2::set_places(groups);
}

/// The same of the last places of a text: what is behind it counts as zeros.
LOGWRAP_AVX2 inline std::uint32_t HeadFilter::last_places(const char* at) const {
  static_assert(kHead == 4);
  const __m256i first = avx2::load(at);
  const __m256i behind = _mm256_permute2x128_si256(first, first, 0x81);  // its upper half, and zeros
  const __m256i second = _mm256_alignr_epi8(behind, first, 1);
  const __m256i third = _mm256_alignr_epi8(behind, first, 2);
  const __m256i fourth = _mm256_alignr_epi8(behind, first, 3);
  const __m256i groups = _mm256_and_si256(avx2::look_up(first, bytes_[0].low, bytes_[0].high),
                                          avx2::look_up(second, bytes_[1].low, bytes_[1].high));
  const __m256i others = _mm256_and_si256(avx2::look_up(third, bytes_[2].low, bytes_[2].high),
                                          avx2::look_up(fourth, bytes_[3].low, bytes_[3].high));
  return avx2::set_places(_mm256_and_si256(groups, others));
}

LOGWRAP_AVX2 std::size_t HeadFilter::next_in_blocks(std::string_view text, std::size_t from) const {
  for (; from + kReach <= text.size(); from += kPlaces) {
    if (const std::uint32_t found = places_at(text.data() + from))
      return from + static_cast<std::size_t>(std::countr_zero(found));
  }
  // So few are left that two looks at the end, some of whose places were looked at before, take them all.
  const std::size_t last = text.size() - kPlaces;
  if (from < last) {
    const std::uint32_t found = last_places(text.data() + from);  // but for the last of them, which comes again
    const auto place = static_cast<std::size_t>(std::countr_zero(found));
    if (found != 0 && place < kPlaces - (kHead - 1)) return from + place;
    from += kPlaces - (kHead - 1);
  }
  if (from >= text.size()) return text.size();
  const std::uint32_t found = last_places(text.data() + last) >> (from - last);
  return found == 0 ? text.size() : from + static_cast<std::size_t>(std::countr_zero(found));
}

LOGWRAP_AVX2 std::size_t HeadFilter::places_in_blocks(std::string_view text, std::size_t from,
                                                      std::span<std::uint32_t> masks) const {
  std::size_t count = 0;
  for (; count < masks.size() && from + kReach <= text.size(); from += kPlaces)
    masks[count++] = places_at(text.data() + from);
  for (; count < masks.size() && from < text.size(); from += kPlaces) {
    std::array<char, 2 * kPlaces> padded{};
    const std::string_view rest = text.substr(from, kReach);
    std::memcpy(padded.data(), rest.data(), rest.size());
    const std::uint32_t found = places_at(padded.data());
    masks[count++] = rest.size() < kPlaces ? found & ((1U << rest.size()) - 1) : found;
  }
  return count;
}

std::size_t HeadFilter::places(std::string_view text, std::size_t from, std::span<std::uint32_t> masks) const {
  return avx2::kUsable ? places_in_blocks(text, from, masks) : places_one_by_one(text, from, masks);
}

std::size_t HeadFilter::next(std::string_view text, std::size_t from) const {
  if (!avx2::kUsable) return next_one_by_one(text, from);
  if (text.size() >= kPlaces) return next_in_blocks(text, from);
  std::array<char, kPlaces> padded{};
  std::memcpy(padded.data(), text.data(), text.size());
  return std::min(next_in_blocks({padded.data(), padded.size()}, from), text.size());
}

#else

std::size_t HeadFilter::places(std::string_view text, std::size_t from, std::span<std::uint32_t> masks) const {
  return places_one_by_one(text, from, masks);
}

std::size_t HeadFilter::next(std::string_view text, std::size_t from) const {
  return next_one_by_one(text, from);
}

#endif

}  // namespace logwrap
