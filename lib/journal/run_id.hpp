// Run ids: "20261122-030405-k3v9qx7m", the UTC second of the start and 40 random bits, so that ids sort by start time
// and are unique across hosts. The grammar is fixed: DDDDDDDD-DDDDDD-XXXXXXXX, D a digit, X one of kRunIdAlphabet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lib/base/clock.hpp"

namespace logwrap {

/// Digits and small letters without i, l, o and u, which are taken for others or make words.
inline constexpr std::string_view kRunIdAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
inline constexpr std::size_t kRunIdLength = 24;

/// The lowest 40 bits of `random` are used.
[[nodiscard]] std::string make_run_id(UnixNanos start, std::uint64_t random);
/// With bits from getrandom(2), which does not fail here: before the pool is ready it waits.
[[nodiscard]] std::string new_run_id(UnixNanos start);

[[nodiscard]] bool is_run_id(std::string_view text);
/// Could be the beginning of a run id. The empty text is.
[[nodiscard]] bool is_run_id_prefix(std::string_view text);

}  // namespace logwrap
