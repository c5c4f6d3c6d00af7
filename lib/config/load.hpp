// Loading the configuration: defaults < system file < ~/.logoptin < environment < flags, key by key. No source loosens
// what another says of `mode` and `commands`: the strictest mode counts, and where they differ about commands these may
// restrict and nothing else.
#pragma once

#include <boost/system/result.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "lib/config/config.hpp"
#include "lib/config/keys.hpp"

namespace logwrap {

inline constexpr const char* kSystemConfigFile = "/etc/logwrap/config.yaml";
/// In the home directory.
inline constexpr const char* kUserConfigFile = ".logoptin";
/// A larger file is refused unread.
inline constexpr std::size_t kMaxConfigFileBytes = 64 * 1024;

/// What load_config reads from. Only the files are read there; everything else comes as values.
struct ConfigSources {
  std::optional<std::string> config_file;       ///< --config: read instead of system_file, and has to be readable
  std::string system_file = kSystemConfigFile;  ///< may be absent
  std::optional<std::string> home;              ///< absolute; nothing where there is none, then no ~/.logoptin is read
  std::string working_directory;                ///< absolute, or empty: see ValueContext
  std::optional<uid_t> uid = {};                ///< the effective user
  /// The value of a LOGWRAP_ variable; an empty value counts as unset. An empty function: no environment.
  std::function<std::optional<std::string>(const std::string& name)> environment;
  /// As given on the command line, keyed by what config_keys() lists (`flag` names it there).
  PerKey<std::optional<std::string>> flags;
};

/// The sources of this process: $HOME, LOGWRAP_*, the working directory. Flags and --config are left to the caller.
[[nodiscard]] ConfigSources process_config_sources();

/// Where a value came from.
struct Origin {
  Source source = Source::Default;
  std::string where = "default";  ///< printable: "~/.logoptin:3", "LOGWRAP_PTY", "--window", "default"
  std::string value;              ///< as it was written there, printable; empty of a default
};

struct LoadedConfig {
  Config config;
  PerKey<Origin> origins;
};

struct ConfigError {
  enum class Kind : std::uint8_t {
    Usage,  ///< a flag, a LOGWRAP_ variable, or the file of --config: to be refused before the job starts (125)
    File,   ///< the system's file or ~/.logoptin: the job runs, unlogged, and one message says why
  };
  Kind kind = Kind::Usage;
  std::string message;  ///< whole and printable, without "logwrap: " and without a line end
  /// Of kind File: what all that is right says. Not to record by (the rest of the file may have said `mode`), but to
  /// find what was recorded.
  Config rest = {};
};

using ConfigResult = boost::system::result<LoadedConfig, ConfigError>;

/// Found by ConfigResult::value() on a failure that nobody looked at.
[[noreturn]] void throw_exception_from_error(const ConfigError& error, const boost::source_location& where);

/// Reads and merges the sources; does no YAML work where no file exists. Where several are bad, an error of kind Usage
/// is reported before one of kind File. Throws nothing but std::bad_alloc.
[[nodiscard]] ConfigResult load_config(const ConfigSources& sources);

}  // namespace logwrap
