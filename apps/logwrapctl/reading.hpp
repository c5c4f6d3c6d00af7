// Where `runs`, `logs` and `metrics` read: the state directory, or with --loki the server; and which runs are meant.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/logwrapctl/common.hpp"
#include "lib/query/line_filter.hpp"
#include "lib/query/record_source.hpp"
#include "lib/query/selection.hpp"
#include "lib/remote/find_runs.hpp"
#include "lib/remote/loki_source.hpp"

namespace logwrap {

struct ReadingOptions {
  bool loki = false;
  Selection selection;
  std::optional<std::string> user;  ///< whose runs; none: one's own, unless a run, job or label is named
  bool everybody = false;
};

/// Adds --loki, --job, --label, --rank, --restart and --node; `options` outlive the app.
void add_reading(CLI::App& subcommand, ReadingOptions& options);
/// Adds --user and --all-users.
void add_whose(CLI::App& subcommand, ReadingOptions& options);

/// Questions to the server that is configured for reading.
struct RemoteReading {
  std::unique_ptr<LokiQueries> queries;
  RemoteSelection ground;  ///< the time, and where stream and kind are
};
/// Nothing where none is configured, which was said.
[[nodiscard]] std::optional<RemoteReading> open_loki(const CommonOptions& common);

/// Runs by what was typed (ids, their beginnings, or jobs) and by what they have to be; none typed and nothing asked
/// for: the newest one. Together: the other ranks of their jobs, too. Each once; as they were named, else by task,
/// start and rank. Nothing where there are none, which was said.
enum class Ranks { AsNamed, Together };
[[nodiscard]] std::optional<std::vector<Run>> find_local_runs(const OpenedStateDir& opened,
                                                              const std::vector<std::string>& typed,
                                                              const Selection& selection, Ranks ranks);
[[nodiscard]] std::optional<std::vector<RemoteRun>> find_remote_runs(RemoteReading& remote,
                                                                     const std::vector<std::string>& typed,
                                                                     const ReadingOptions& options,
                                                                     std::optional<UnixNanos> since, Ranks ranks);

/// All that fit, oldest first: one's own, unless a job or a label is named or others are asked for.
[[nodiscard]] Result<std::vector<RemoteRun>> list_remote_runs(RemoteReading& remote, const ReadingOptions& options,
                                                              std::optional<UnixNanos> since);

/// Records to read.
struct OpenedSource {
  std::unique_ptr<LokiQueries> queries;
  std::unique_ptr<RecordSource> source;  ///< none: what is wrong was said, and this ends with exit_status
  int exit_status = kExitFailed;
};
struct SourceWish {
  std::vector<std::string> runs;  ///< as typed
  LineFilterOptions filter;
  RunOrder order = RunOrder::OneAfterAnother;
  Follow follow = Follow::No;
  Ranks ranks = Ranks::AsNamed;
};
[[nodiscard]] OpenedSource open_source(const CommonOptions& common, const ReadingOptions& options,
                                       const SourceWish& wish);

}  // namespace logwrap
