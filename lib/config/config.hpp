// Config: every setting of logwrap, merged from its sources.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "lib/base/result.hpp"
#include "lib/record/mode.hpp"

namespace logwrap {

/// Whether the job gets pseudo-terminals. Auto: yes, but a stream that is a pipe where somebody sits at a terminal
/// stays a pipe. Never: pipes throughout.
enum class PtyUse : std::uint8_t { Auto, Always, Never };

/// What logwrap passes on to its own stdout and stderr: the job's bytes, the lines as they stood on the screen in the
/// end, or nothing.
enum class Passthrough : std::uint8_t { Raw, Rendered, None };

/// What a /LOGCOMMAND in the job's output may do: change the mode in either direction, only make it stricter, or
/// nothing.
enum class Commands : std::uint8_t { Any, Restrict, None };

/// The streams on whose lines metadata is looked for.
enum class MetadataStreams : std::uint8_t { Stdout, Stderr, Both };
/// Whether secrets are masked before anything is recorded.
enum class Redact : std::uint8_t { On, Off };
/// What becomes of the job's lines where its journal is full of what Loki has not taken: dropped and counted, or the
/// job waits.
enum class OnFull : std::uint8_t { Drop, Throttle };

/// Where records are pushed to, and as whom. An empty text means not set. Secrets are in files, which are named here.
struct LokiConfig {
  std::string url;  ///< http:// or https://, without user, query, fragment, final slash and push path; empty: no Loki
  std::string tenant;  ///< the X-Scope-OrgID
  std::string user;    ///< of basic authentication; its password is in password_file
  std::string password_file;
  std::string token_file;      ///< of a bearer token
  std::string ca_file;         ///< PEM; empty: the system's authorities
  std::string cert_file;       ///< PEM: the client's certificate
  std::string key_file;        ///< PEM: its key; empty: in cert_file
  std::string proxy = "auto";  ///< "auto": as https_proxy and the like say; "none"; or an address without a user
  std::string labels;          ///< as parse_label_changes (lib/identity/placement.hpp) takes it
  bool operator==(const LokiConfig&) const = default;
};

/// Where records are read back from, and as whom. Empty means not set. Nothing here is taken from LokiConfig but what
/// for_reading says.
struct LokiReadConfig {
  std::string url;     ///< as LokiConfig has it; empty: the one that records are pushed to
  std::string tenant;  ///< the same
  std::string user;
  std::string password_file;
  std::string token_file;
  std::string cert_file;
  std::string key_file;
  bool operator==(const LokiReadConfig&) const = default;
};

/// The server to ask, and as whom: address and tenant where they are not set, authorities and proxy are those of
/// `push`. Its user, its secrets and its certificate are not: what may add lines goes to where lines are added, and
/// nowhere else.
[[nodiscard]] LokiConfig for_reading(const LokiReadConfig& read, const LokiConfig& push);

/// The sources, weakest first. A later one overrides an earlier one, key by key.
enum class Source : std::uint8_t { Default, SystemFile, UserFile, Environment, Flag };

struct Config {
  /// Absolute (see load.hpp), or empty: $XDG_STATE_HOME/logwrap, and /var/tmp/logwrap-<uid> where that cannot be used.
  std::string state_dir;
  PtyUse pty = PtyUse::Auto;
  Passthrough passthrough = Passthrough::Raw;
  int window_rows = 40;      ///< 1..1000, of a job that runs without a terminal
  int window_columns = 120;  ///< 20..1000
  /// How long logwrap waits, after the job's end, for processes that outlive it and hold its output.
  std::chrono::milliseconds linger{1000};  ///< 0..60000
  LokiConfig loki;
  LokiReadConfig loki_read;
  /// How long logwrap waits, after the job's end, for Loki to take what is left.
  std::chrono::milliseconds drain{10'000};  ///< 0..600000
  OnFull on_full = OnFull::Drop;
  std::uint64_t run_limit = 1ULL << 30;    ///< 1 MiB..1 TiB, bytes of one run's journal
  std::uint64_t state_limit = 5ULL << 30;  ///< the same, of all runs together

  Mode mode = Mode::Enabled;          ///< at the start of the job; the strictest of all sources
  Commands commands = Commands::Any;  ///< Restrict where sources differ
  MetadataStreams metadata_streams = MetadataStreams::Stdout;
  Redact redact = Redact::On;
  std::string redact_patterns;  ///< a list (lib/pattern) whose patterns can be used
  std::string multiline;        ///< a list of rules that can be used
  std::string patterns;         ///< a list of line patterns that can be used
  /// How often a display that moves is recorded as it stands; nothing: only what is final is.
  std::optional<std::chrono::milliseconds> progress;  ///< 1 s..24 h
  /// After how long a silence is recorded; nothing: it is not.
  std::optional<std::chrono::milliseconds> stall;  ///< 1 s..24 h

  bool operator==(const Config&) const = default;
};

}  // namespace logwrap
