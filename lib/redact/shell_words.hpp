// What a shell would take for words, in a script that stands in one word of a command line: bash -c '...'.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace logwrap::redact {

/// The words of `script`, without their quotes and backslashes; nothing is expanded, and what parts commands ("a;b",
/// "a|b", "$(a)") parts words. A quote without its end goes on to the script's. Never fails.
[[nodiscard]] std::vector<std::string> shell_words(std::string_view script);

/// Whether `word` may be such a script: it has what parts words.
[[nodiscard]] bool may_be_script(std::string_view word);

}  // namespace logwrap::redact
