// What holds of the sanitizer whatever it is fed; for the fuzzer and for the tests that replay its corpus.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace logwrap {

/// The first byte of `input` chooses how the others are cut: what comes through is clean, and the same in any cut. What
/// does not hold, or nothing.
[[nodiscard]] std::optional<std::string> sanitizer_violation(std::string_view input);

}  // namespace logwrap
