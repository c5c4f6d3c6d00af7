// Finding: what `logwrap doctor` says of one part.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace logwrap {

enum class Health : std::uint8_t {
  Ok,
  Warning,  ///< it works, and something about it should be changed
  Failed,   ///< jobs run, but are not recorded, or their records do not arrive
  Skipped,  ///< nothing to be looked at, or it cannot be before something else works
};
[[nodiscard]] std::string_view name(Health health);

/// All texts are printable, one line each, and hold no secret.
struct Finding {
  std::string part;  ///< "state directory"
  Health health = Health::Ok;
  std::string what;                  ///< what was found; of what is not ok the cause
  std::string advice;                ///< what to do; empty where there is nothing to do
  std::vector<std::string> details;  ///< what one would look up
  bool operator==(const Finding&) const = default;
};

[[nodiscard]] bool all_work(std::span<const Finding> findings);

/// A line for each, in columns, with its details indented below it.
[[nodiscard]] std::string format_findings(std::span<const Finding> findings);
/// An object a line: part, health, what, and where there are any advice and details.
[[nodiscard]] std::string format_json_lines(std::span<const Finding> findings);

}  // namespace logwrap
