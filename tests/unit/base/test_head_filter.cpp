#include "lib/base/head_filter.hpp"

#include <random>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace logwrap;

namespace {

std::string bytes(std::mt19937& random, std::size_t size, unsigned different) {
  std::string text;
  while (text.size() < size) text += static_cast<char>(random() % different * (256 / different));
  return text;
}

/// A filter of random words, of bytes of which there are a random number of different ones.
struct RandomFilter {
  explicit RandomFilter(unsigned seed) : random(seed), different(2U << random() % 8) {
    for (std::size_t i = random() % 30; i > 0; --i) {
      words.push_back(bytes(random, 1 + random() % 6, different));
      filter.add(words.back());
    }
  }
  std::mt19937 random;
  unsigned different;
  std::vector<std::string> words;
  HeadFilter filter;
};

}  // namespace

TEST_CASE("many places at a time are what one after the other is, and no word is passed over", "[base][property]") {
  const unsigned first = seed();
  for (unsigned round = 0; round < 2000; ++round) {
    CAPTURE(first + round);  // LOGWRAP_SEED=<this> repeats it as the first round
    auto [random, different, words, filter] = RandomFilter(first + round);
    const std::string text = bytes(random, random() % 100, different);
    for (std::size_t from = 0; from <= text.size() + 1; ++from) {
      const std::size_t next = filter.next(text, from);
      REQUIRE(next == filter.next_one_by_one(text, from));
      for (const std::string& word : words) CHECK(next <= std::min(text.find(word, from), text.size()));
    }
  }
}

TEST_CASE("masks tell of every place what next tells of it", "[base][property]") {
  const unsigned first = seed();
  for (unsigned round = 0; round < 2000; ++round) {
    CAPTURE(first + round);  // LOGWRAP_SEED=<this> repeats it as the first round
    auto [random, different, words, filter] = RandomFilter(first + round);
    const std::string text = bytes(random, random() % 300, different);
    const std::size_t from = random() % (text.size() + 2);
    std::vector<std::uint32_t> masks(random() % 12, 0xFFFFFFFF);
    std::vector<std::uint32_t> slow = masks;
    const std::size_t count = filter.places(text, from, masks);
    REQUIRE(count == filter.places_one_by_one(text, from, slow));
    REQUIRE(masks == slow);
    const std::size_t end = std::min(text.size(), from + count * HeadFilter::kPlaces);
    CHECK((end == text.size() || count == masks.size()));
    for (std::size_t at = from; at < from + count * HeadFilter::kPlaces; ++at) {
      const std::size_t place = at - from;
      const bool set = (masks[place / HeadFilter::kPlaces] >> place % HeadFilter::kPlaces & 1U) != 0;
      REQUIRE(set == (at < end && filter.next_one_by_one(text, at) == at));
    }
  }
}

TEST_CASE("of text with none of the words nothing is named", "[base]") {
  HeadFilter filter;
  CHECK(filter.next(std::string(100, 'x'), 0) == 100);
  filter.add("abc");
  CHECK(filter.next(std::string(100, 'x'), 0) == 100);
  CHECK(filter.next(std::string(100, 'x') + "abc", 0) == 100);
  CHECK(filter.next("ab", 0) == 2);
  CHECK(filter.next("", 0) == 0);
}
