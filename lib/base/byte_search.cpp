#include "lib/base/byte_search.hpp"

#include <bit>

#include "lib/base/avx2.hpp"

namespace logwrap {

#ifdef LOGWRAP_AVX2

using avx2::kPlaces;

/// The last block reaches back into the one before it, where none of them stood.
LOGWRAP_AVX2 std::size_t ByteSearch::find_in_blocks(std::string_view text) const {
  const std::size_t last = text.size() - kPlaces;
  for (std::size_t at = 0;; at = at + kPlaces < last ? at + kPlaces : last) {
    const std::uint32_t found = avx2::set_places(avx2::look_up(avx2::load(text.data() + at), low_, high_));
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found));
    if (at == last) return text.size();
  }
}

LOGWRAP_AVX2 std::size_t ByteSearch::copy_blocks_until(std::string_view text, char* to) const {
  const std::size_t last = text.size() - kPlaces;
  for (std::size_t at = 0;; at = at + kPlaces < last ? at + kPlaces : last) {
    const __m256i block = avx2::load(text.data() + at);
    avx2::store(to + at, block);
    const std::uint32_t found = avx2::set_places(avx2::look_up(block, low_, high_));
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found));
    if (at == last) return text.size();
  }
}

std::size_t ByteSearch::find_in(std::string_view text) const {
  return text.size() >= kPlaces && avx2::kUsable ? find_in_blocks(text) : set_.find_in(text);
}

std::size_t ByteSearch::copy_until(std::string_view text, char* to) const {
  if (text.size() >= kPlaces && avx2::kUsable) return copy_blocks_until(text, to);
  return text.copy(to, set_.find_in(text));
}

#else

std::size_t ByteSearch::find_in(std::string_view text) const {
  return set_.find_in(text);
}

std::size_t ByteSearch::copy_until(std::string_view text, char* to) const {
  return text.copy(to, set_.find_in(text));
}

#endif

}  // namespace logwrap
