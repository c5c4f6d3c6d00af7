#include "apps/logwrapctl/reading.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>

#include "apps/logwrapctl/option_values.hpp"
#include "lib/base/printer.hpp"
#include "lib/identity/placement.hpp"
#include "lib/journal/run_id.hpp"
#include "lib/query/run_match.hpp"

namespace logwrap {

namespace {

constexpr UnixNanos kDay = 86'400LL * 1'000'000'000;
/// How far back runs are looked for whose id does not say when they began.
constexpr UnixNanos kLookBack = 30 * kDay;
constexpr std::size_t kShortestTime = 8;  // digits of a run's id that say a day; fewer are a job

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// A job where it could not be the beginning of a run's id that somebody types.
std::optional<JobName> job_typed(const std::string& typed) {
  const bool id = is_digits(typed) && typed.size() >= kShortestTime && time_of_run_id(typed);
  const Result<JobName> job = id ? Error{} : parse_job(typed);
  return job ? std::optional(*job) : std::nullopt;
}

/// A job's journal is on the node on which it ran.
void say_where_jobs_are(const std::string& job) {
  complain("if job " + job + " ran on another node: `srun -w NODE logwrap logs " + job +
           "` reads its journal there, and `logwrap logs --loki " + job + "` what was sent to Loki");
}

std::string own_user() {
  const passwd* const entry = ::getpwuid(::getuid());
  return entry != nullptr ? entry->pw_name : std::to_string(::getuid());
}

Attributes attributes_of(const Run& run) {
  const Result<RunInfo> info = run.read_info();
  return info ? info->labels : Attributes();
}

template <class Id>
void keep_first_of_each(std::vector<std::string>& ids, const Id& id) {
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
}

/// The ids of what was typed, or of all; nothing where one of it is not there, which was said.
std::optional<std::vector<std::string>> ids_meant(const OpenedStateDir& opened, const std::vector<std::string>& ids,
                                                  const std::vector<std::string>& typed, bool selects) {
  if (typed.empty() && selects) return ids;
  std::vector<std::string> meant;
  for (const std::string& one : typed.empty() ? std::vector<std::string>{""} : typed) {
    const Result<std::string> id = match_run(ids, one);
    if (id) {
      keep_first_of_each(meant, *id);
      continue;
    }
    const std::size_t before = meant.size();
    if (const auto job = job_typed(one)) {
      Selection selection;
      selection.job = job;
      for (const std::string& candidate : ids) {
        const Result<Run> run = Run::open(*opened.state, candidate);
        if (run && selection.admits(attributes_of(*run))) keep_first_of_each(meant, candidate);
      }
    }
    if (meant.size() > before) continue;
    complain(id.error().message + (ids.empty() ? " (looked in " + printable(opened.path) + ")" : ""));
    if (job_typed(one)) say_where_jobs_are(one);
    return std::nullopt;
  }
  return meant;
}

std::optional<std::vector<std::string>> newest_admitted(const OpenedStateDir& opened, std::vector<std::string> ids,
                                                        const Selection& selection) {
  for (std::reverse(ids.begin(), ids.end()); const std::string& id : ids) {
    const Result<Run> run = Run::open(*opened.state, id);
    if (run && selection.admits(attributes_of(*run))) return std::vector{id};
  }
  return std::vector<std::string>();
}

std::string none_found(const Selection& selection) {
  return "there is no run " + (selection.given() ? selection.text() : "here");
}

}  // namespace

void add_reading(CLI::App& subcommand, ReadingOptions& options) {
  ReadingOptions* const to = &options;
  const auto text = [&subcommand](const char* name, auto take, const char* help, const char* type) {
    subcommand.add_option_function<std::string>(name, take, help)->type_name(type);
  };
  subcommand.add_flag("--loki", options.loki, "Ask Loki (loki_read_url, else loki_url) instead of the state directory");
  const auto or_refuse = [](auto result) {
    if (!result) refuse(result.error().message);
    return *std::move(result);
  };
  text(
      "--job", [=](const std::string& value) { to->selection.job = or_refuse(parse_job(value)); },
      "Runs of this Slurm job, of this array, or of one task of it (4711_3)", "ID");
  subcommand
      .add_option_function<std::vector<std::string>>(
          "--label",
          [=](const std::vector<std::string>& values) {
            for (const std::string& value : values) to->selection.labels.push_back(or_refuse(parse_label(value)));
          },
          "Runs with this label or structured metadata; may be repeated")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  text(
      "--rank", [=](const std::string& value) { to->selection.ranks = or_refuse(NumberSet::parse(value)); },
      "These ranks: 0,3-5", "RANKS");
  text(
      "--restart", [=](const std::string& value) { to->selection.restarts = or_refuse(NumberSet::parse(value)); },
      "These starts of a job that was started again: 0 is the first", "N");
  text(
      "--node",
      [=](const std::string& value) {
        std::string_view rest = value;
        while (!rest.empty()) {
          const std::size_t comma = rest.find(',');
          to->selection.nodes.emplace_back(rest.substr(0, comma));
          rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
        }
      },
      "These nodes, with commas between", "NODES");
}

void add_whose(CLI::App& subcommand, ReadingOptions& options) {
  auto* const loki = subcommand.get_option("--loki");
  auto* const user = subcommand.add_option("--user", options.user, "With --loki: whose runs, instead of your own");
  user->type_name("USER")->needs(loki);
  subcommand.add_flag("--all-users", options.everybody, "With --loki: everybody's runs")->excludes(user)->needs(loki);
}

std::optional<RemoteReading> open_loki(const CommonOptions& common) {
  const std::optional<LoadedConfig> loaded = load_configuration(common);
  if (!loaded) return std::nullopt;
  const LokiConfig server = for_reading(loaded->config.loki_read, loaded->config.loki);
  if (server.url.empty()) {
    complain("no Loki is configured: set loki_read_url or loki_url (docs/configuration.md)");
    return std::nullopt;
  }
  RemoteReading remote;
  remote.ground.now = ClockAnchor::take().real;
  if (const auto changes = parse_label_changes(server.labels)) {
    if (const Result<Placement> placed = place({{"service_name", "x"}}, *changes)) {
      remote.ground.stream_is_label = placed->stream == Place::Label;
      remote.ground.kind_is_label = placed->kind == Place::Label;
    }
  }
  remote.queries = std::make_unique<LokiQueries>(server);
  return remote;
}

std::optional<std::vector<Run>> find_local_runs(const OpenedStateDir& opened, const std::vector<std::string>& typed,
                                                const Selection& selection, Ranks ranks) {
  std::vector<std::string> ids;
  if (opened.state) {
    if (const auto listed = list_runs(*opened.state)) ids = *listed;
  }
  const bool parts_of_the_newest = typed.empty() && selection.given() && !selection.names_runs();
  if (parts_of_the_newest) ranks = Ranks::Together;
  auto meant =
      parts_of_the_newest ? newest_admitted(opened, ids, selection) : ids_meant(opened, ids, typed, selection.given());
  if (!meant) return std::nullopt;
  if (ranks == Ranks::Together && opened.state) {
    std::vector<Attributes> named;
    for (const std::string& id : *meant) {
      if (const Result<Run> run = Run::open(*opened.state, id)) named.push_back(attributes_of(*run));
    }
    for (const std::string& id : ids) {
      const Result<Run> run = Run::open(*opened.state, id);
      if (!run) continue;
      const Attributes attributes = attributes_of(*run);
      if (std::any_of(named.begin(), named.end(), [&](const Attributes& one) { return same_job(one, attributes); }))
        keep_first_of_each(*meant, id);
    }
  }
  std::vector<Run> runs;
  for (const std::string& id : *meant) {
    Result<Run> run = Run::open(*opened.state, id);
    if (run && selection.given() && !selection.admits(attributes_of(*run))) continue;
    if (run) {
      runs.push_back(*std::move(run));
    } else if (!typed.empty()) {
      complain(describe(run.error()));
      return std::nullopt;
    }
  }
  if (typed.empty() || ranks == Ranks::Together) {
    std::sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) {
      return shown_before(a.id(), attributes_of(a), b.id(), attributes_of(b));
    });
  }
  if (!runs.empty()) return runs;
  complain(none_found(selection) + "; `logwrap runs` lists those there are");
  return std::nullopt;
}

namespace {

/// What one word stands for; an error is said.
std::optional<std::vector<RemoteRun>> find_typed(RemoteReading& remote, const std::string& typed,
                                                 RemoteSelection wanted) {
  if (const auto job = job_typed(typed)) {
    wanted.selection.job = job;
  } else if (!typed.empty() && is_run_id_prefix(typed)) {
    wanted.id = typed;
  } else if (!typed.empty()) {
    complain("\"" + printable(typed, Tabs::Escape) + "\" is neither a run's id, nor its beginning, nor a job");
    return std::nullopt;
  }
  const bool newest = typed.empty() && !wanted.selection.names_runs();
  RemoteSelection recent = wanted;
  if (newest) recent.since = std::max(wanted.since, wanted.now - kDay);  // Loki looks through a month hour by hour
  Result<std::vector<RemoteRun>> found = find_runs(*remote.queries, recent);
  if (newest && found && found->empty()) found = find_runs(*remote.queries, wanted);
  if (!found) {
    complain(found.error().message);
    return std::nullopt;
  }
  if (found->empty()) {
    const bool dated = time_of_run_id(wanted.id).has_value();
    complain("Loki has no run " +
             (wanted.id.empty()
                  ? wanted.selection.given() ? wanted.selection.text() : "of " + wanted.user.value_or("anybody")
                  : "\"" + wanted.id + "\"") +
             (dated ? "" : " in the last 30 days, or since --since") + "; `logwrap runs --loki` lists those it has");
    return std::nullopt;
  }
  if (newest) found->erase(found->begin(), found->end() - 1);
  if (!wanted.id.empty() && found->size() > 1) {
    std::vector<std::string> ids;
    for (const RemoteRun& run : *found) ids.push_back(run.info.id);
    complain(match_run(ids, wanted.id).error().message);
    return std::nullopt;
  }
  return *std::move(found);
}

}  // namespace

namespace {

RemoteSelection wanted_runs(const RemoteReading& remote, const ReadingOptions& options, std::optional<UnixNanos> since,
                            bool typed) {
  RemoteSelection wanted = remote.ground;
  wanted.selection = options.selection;
  if (options.user) {
    wanted.user = options.user;
  } else if (!options.everybody && !typed && !options.selection.names_runs()) {
    wanted.user = own_user();
  }
  wanted.since = since.value_or(wanted.now - kLookBack);
  return wanted;
}

}  // namespace

Result<std::vector<RemoteRun>> list_remote_runs(RemoteReading& remote, const ReadingOptions& options,
                                                std::optional<UnixNanos> since) {
  return find_runs(*remote.queries, wanted_runs(remote, options, since, false));
}

std::optional<std::vector<RemoteRun>> find_remote_runs(RemoteReading& remote, const std::vector<std::string>& typed,
                                                       const ReadingOptions& options, std::optional<UnixNanos> since,
                                                       Ranks ranks) {
  // Lines from a time on may be of runs that began before it.
  const UnixNanos long_ago = remote.ground.now - kLookBack;
  const RemoteSelection wanted =
      wanted_runs(remote, options, std::min(since.value_or(long_ago), long_ago), !typed.empty());
  std::vector<RemoteRun> runs;
  const auto add = [&runs](RemoteRun run) {
    if (std::none_of(runs.begin(), runs.end(), [&](const RemoteRun& one) { return one.info.id == run.info.id; }))
      runs.push_back(std::move(run));
  };
  for (const std::string& one : typed.empty() ? std::vector<std::string>{""} : typed) {
    auto found = find_typed(remote, one, wanted);
    if (!found) return std::nullopt;
    for (RemoteRun& run : *found) add(std::move(run));
  }
  const auto sort = [&runs] {
    std::sort(runs.begin(), runs.end(), [](const RemoteRun& a, const RemoteRun& b) {
      return shown_before(a.info.id, a.info.labels, b.info.id, b.info.labels);
    });
  };
  const bool parts_of_the_newest = typed.empty() && options.selection.given() && !options.selection.names_runs();
  if (ranks == Ranks::AsNamed && !parts_of_the_newest) {
    if (typed.empty()) sort();
    return runs;
  }
  const std::vector<RemoteRun> first = runs;
  for (const RemoteRun& run : first) {
    const auto job = run.info.labels.find("job_id");
    if (job == run.info.labels.end()) continue;
    RemoteSelection others = remote.ground;
    others.selection = options.selection;
    others.selection.job = JobName{job->second, std::nullopt};
    others.since = run.info.start - kDay;
    const Result<std::vector<RemoteRun>> found = find_runs(*remote.queries, others);
    if (!found) continue;
    for (const RemoteRun& other : *found) {
      if (same_job(run.info.labels, other.info.labels)) add(other);
    }
  }
  sort();
  return runs;
}

namespace {

/// What finds the runs that belong to those that are followed and began later; empty where none can.
std::function<std::vector<RemoteRun>()> later_runs(LokiQueries& queries, const RemoteSelection& ground,
                                                   const ReadingOptions& options, const SourceWish& wish,
                                                   const std::vector<RemoteRun>& runs) {
  if (wish.follow == Follow::No || runs.empty()) return {};
  RemoteSelection wanted = ground;
  wanted.selection = options.selection;
  const Attributes one = runs.front().info.labels;
  const bool one_start = !options.selection.names_runs();
  if (one_start) {
    const auto job = one.find("job_id");
    if (wish.ranks != Ranks::Together || job == one.end()) return {};
    wanted.selection.job = JobName{job->second, std::nullopt};
  } else if (!wish.runs.empty()) {
    return {};
  }
  wanted.since = ground.now - kDay;
  return [&queries, wanted, one, one_start]() mutable {
    wanted.now = ClockAnchor::take().real;
    Result<std::vector<RemoteRun>> found = find_runs(queries, wanted);
    if (!found) return std::vector<RemoteRun>();  // if it lasts, the next page says why
    std::erase_if(*found, [&](const RemoteRun& run) { return one_start && !same_job(one, run.info.labels); });
    return *std::move(found);
  };
}

}  // namespace

OpenedSource open_source(const CommonOptions& common, const ReadingOptions& options, const SourceWish& wish) {
  OpenedSource opened;
  if (!options.loki) {
    const OpenedStateDir state = open_for_reading(common);
    opened.exit_status = state.exit_status == kExitOk ? kExitFailed : state.exit_status;
    if (state.exit_status != kExitOk) return opened;
    auto runs = find_local_runs(state, wish.runs, options.selection, wish.ranks);
    if (runs) opened.source = std::make_unique<JournalSource>(*std::move(runs), wish.order, wish.follow);
    return opened;
  }
  std::optional<RemoteReading> remote = open_loki(common);
  if (!remote) {
    opened.exit_status = kExitUsage;
    return opened;
  }
  auto runs = find_remote_runs(*remote, wish.runs, options, wish.filter.since, wish.ranks);
  if (!runs) return opened;
  opened.queries = std::move(remote->queries);
  LokiSource::Options how{wish.order, wish.follow, wish.filter, remote->ground.now,
                          later_runs(*opened.queries, remote->ground, options, wish, *runs)};
  opened.source = std::make_unique<LokiSource>(*opened.queries, *std::move(runs), std::move(how));
  return opened;
}

}  // namespace logwrap
