// Which names say that what they name is a secret: of environment variables and of a command's options.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace logwrap::redact {

/// A shorter value is not looked for: "1" or "none" stands in every line.
inline constexpr std::size_t kMinValueBytes = 8;

/// WANDB_API_KEY, GITHUB_TOKEN, PGPASSWORD, db_pass, ...; not TOKENIZERS_PARALLELISM, PWD, or a name of a file.
[[nodiscard]] bool names_secret_variable(std::string_view name);
/// --password, --api-key, --wandb_api_key, ...; not --token or --pad-token, which in a training's command line is text.
[[nodiscard]] bool names_secret_option(std::string_view name);

/// The values of those of `environment` ("NAME=VALUE") whose names say so, at least kMinValueBytes long. A value of
/// several lines gives each of them.
[[nodiscard]] std::vector<std::string> secret_values(const std::vector<std::string_view>& environment);
/// The values of those options of a command line, in whichever way they are given: --name=VALUE, --name VALUE; and of
/// variables set in it: NAME=VALUE, as env and shells take it. Also those within a script that is one word of it:
/// bash -c 'train --name VALUE'; and the passwords that curl is given. Those of `least` bytes.
[[nodiscard]] std::vector<std::string> secret_arguments(const std::vector<std::string>& argv,
                                                        std::size_t least = kMinValueBytes);
/// A word of a command line, or a script, with a mask in place of each of `values` that is a word of its own in it.
[[nodiscard]] std::string without_words(std::string word, const std::vector<std::string>& values);

}  // namespace logwrap::redact
