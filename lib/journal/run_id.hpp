// Run ids: "20261122-030405-k3v9qx7m", the UTC second of the start, two characters that tell when in it (to a
// millisecond), and 30 random bits: ids sort by start, also those of jobs that follow each other at once, and are
// unique across hosts. The grammar is fixed: DDDDDDDD-DDDDDD-XXXXXXXX, D a digit, X one of kRunIdAlphabet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lib/base/clock.hpp"

namespace logwrap {

/// In the order of their codes: digits and small letters without i, l, o and u, which are taken for others or make
/// words.
inline constexpr std::string_view kRunIdAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
inline constexpr std::size_t kRunIdLength = 24;

/// The lowest 30 bits of `random` are used. `start` is not before 1970.
[[nodiscard]] std::string make_run_id(UnixNanos start, std::uint64_t random);
/// With bits from getrandom(2), which does not fail here: before the pool is ready it waits.
[[nodiscard]] std::string new_run_id(UnixNanos start);

[[nodiscard]] bool is_run_id(std::string_view text);
/// Could be the beginning of a run id. The empty text is.
[[nodiscard]] bool is_run_id_prefix(std::string_view text);

}  // namespace logwrap
