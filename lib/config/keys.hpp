// The keys of the configuration: the one table behind parsing, messages, ranges, flags, variables and the
// documentation.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "lib/config/config.hpp"

namespace logwrap {

enum class Key : std::uint8_t {
  StateDir,
  Pty,
  Passthrough,
  Window,
  Linger,
  Mode,
  Commands,
  MetadataStreams,
  Redact,
  RedactPatterns,
  Multiline,
  Patterns,
  Progress,
  Stall,
  LokiUrl,
  LokiTenant,
  LokiUser,
  LokiPasswordFile,
  LokiTokenFile,
  LokiCaFile,
  LokiCertFile,
  LokiKeyFile,
  LokiProxy,
  LokiLabels,
  LokiReadUrl,
  LokiReadTenant,
  LokiReadUser,
  LokiReadPasswordFile,
  LokiReadTokenFile,
  LokiReadCertFile,
  LokiReadKeyFile,
  Drain,
  OnFull,
  RunLimit,
  StateLimit,
};
inline constexpr std::size_t kKeyCount = static_cast<std::size_t>(Key::StateLimit) + 1;

/// One T for each key.
template <class T>
class PerKey {
 public:
  [[nodiscard]] T& operator[](Key key) { return values_.at(static_cast<std::size_t>(key)); }
  [[nodiscard]] const T& operator[](Key key) const { return values_.at(static_cast<std::size_t>(key)); }

 private:
  std::array<T, kKeyCount> values_{};
};

struct KeyInfo {
  Key key;
  std::string_view name;           ///< in a file: "state_dir"
  std::string_view variable;       ///< in the environment: "LOGWRAP_STATE_DIR"
  std::string_view flag;           ///< on the command line: "--state-dir"
  std::string_view values;         ///< what it takes, for messages and --help: "auto, always or never"
  std::string_view default_value;  ///< as one would write it; for state_dir, where the default is worked out, in words
  std::string_view example;        ///< a valid value
  std::string_view summary;        ///< for --help
};

/// Every key, in the order of the enumeration.
[[nodiscard]] std::span<const KeyInfo> config_keys();
[[nodiscard]] const KeyInfo& info(Key key);
/// The key that a file calls `name`.
[[nodiscard]] std::optional<Key> key_named(std::string_view name);

/// What a value is read against.
struct ValueContext {
  Source source = Source::Default;
  std::optional<std::string> home;  ///< what ~ stands for, an absolute path
  /// What a relative --state-dir is relative to, an absolute path; where empty, such a value is kept relative.
  std::string working_directory;
  /// What %u in a state_dir of the system's file stands for; nothing: it stands for itself.
  std::optional<uid_t> uid = {};
};

/// Reads `text` as a value of `key` into `config`. The answer is nothing where that went well, else what is wrong and
/// what would be right, printable, without the key's name: `"4x" is not ROWSxCOLS such as 40x120`.
[[nodiscard]] std::optional<std::string> set_value(Config& config, Key key, std::string_view text,
                                                   const ValueContext& context);

}  // namespace logwrap
