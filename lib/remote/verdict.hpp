// What an answer to a query means for who asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace logwrap {

enum class Verdict : std::uint8_t {
  Given,           ///< the answer is what was asked for
  TooBig,          ///< its bytes were too many for the server (or for us): ask for fewer entries
  TooManyEntries,  ///< the server never gives so many entries at once
  RangeTooLong,    ///< it looks at no such range at once, or gave up over it: ask for less time
  Again,           ///< it cannot now: the same later
  Failed,          ///< no other question would help: credentials, an unknown tenant, a query it does not understand
};

/// By status (0: there was none) and body, as Loki 3 and what stands before it write them.
[[nodiscard]] Verdict verdict_on(int status, std::string_view body);

/// How many entries about fit into an answer, where the body says by how much one of `limit` entries was too big, else
/// 0. It is worth to know, because Loki tries such a query several times before it says so.
[[nodiscard]] std::size_t entries_that_fit(std::string_view body, std::size_t limit);

/// For people, printable: what the server said, and where that is known what to do about it.
[[nodiscard]] std::string describe_failure(int status, std::string_view body);

}  // namespace logwrap
