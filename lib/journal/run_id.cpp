#include "lib/journal/run_id.hpp"

#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <ctime>

namespace logwrap {

namespace {

constexpr std::size_t kFirstDash = 8;
constexpr std::size_t kSecondDash = 15;
constexpr UnixNanos kNanosPerSecond = 1'000'000'000;
/// Of the suffix's eight characters of five bits: the first two tell when in its second the run began.
constexpr unsigned kBitsPerCharacter = 5;
constexpr unsigned kFractionBits = 10;
constexpr unsigned kRandomBits = 30;
constexpr unsigned kPidBits = 22;

bool fits_at(char c, std::size_t position) {
  if (position == kFirstDash || position == kSecondDash) return c == '-';
  if (position < kSecondDash) return c >= '0' && c <= '9';
  return kRunIdAlphabet.find(c) != std::string_view::npos;
}

}  // namespace

std::string make_run_id(UnixNanos start, std::uint64_t random) {
  const std::time_t seconds = start / kNanosPerSecond;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y%m%d-%H%M%S-", &parts);
  std::string id(text.data(), length);
  const auto within = static_cast<std::uint64_t>(start % kNanosPerSecond);
  const std::uint64_t fraction = (within << kFractionBits) / static_cast<std::uint64_t>(kNanosPerSecond);
  const std::uint64_t suffix = fraction << kRandomBits | (random & ((1ULL << kRandomBits) - 1));
  for (unsigned left = kFractionBits + kRandomBits; left > 0; left -= kBitsPerCharacter) {
    id += kRunIdAlphabet[suffix >> (left - kBitsPerCharacter) & (kRunIdAlphabet.size() - 1)];
  }
  return id;
}

std::string new_run_id(UnixNanos start) {
  std::uint64_t random = 0;
  // Up to 256 bytes come whole and uninterrupted once the pool is ready; only a signal before that asks for a retry.
  ssize_t got = 0;
  do {
    got = ::getrandom(&random, sizeof(random), 0);
  } while (got < 0 && errno == EINTR);
  // Where a container forbids it: processes of one machine differ at least by number, or by when they started.
  if (got < 0) random = static_cast<std::uint64_t>(::getpid()) ^ static_cast<std::uint64_t>(start) << kPidBits;
  return make_run_id(start, random);
}

bool is_run_id_prefix(std::string_view text) {
  if (text.size() > kRunIdLength) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!fits_at(text[i], i)) return false;
  }
  return true;
}

bool is_run_id(std::string_view text) {
  return text.size() == kRunIdLength && is_run_id_prefix(text);
}

}  // namespace logwrap
