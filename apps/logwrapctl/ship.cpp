#include "apps/logwrapctl/ship.hpp"

#include <malloc.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <memory>

#include "apps/logwrapctl/ship_progress.hpp"
#include "lib/base/printer.hpp"
#include "lib/journal/close_lost.hpp"
#include "lib/journal/journal_tail.hpp"
#include "lib/journal/run_id.hpp"
#include "lib/journal/sent_file.hpp"
#include "lib/query/run_match.hpp"
#include "lib/ship/beside.hpp"
#include "lib/ship/ship_session.hpp"

namespace logwrap {

namespace {

using namespace std::chrono_literals;

/// A server that takes nothing for so long is not waited for any longer.
constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::milliseconds kLookEvery = 200ms;
/// A shipper whose job has just ended is given so many looks to end, too.
constexpr int kLockTries = 10;

/// Sends the runs one after another, until all is sent, the time is over, the server does not answer, or somebody
/// interrupts it.
class Shipping {
 public:
  Shipping(const StateDir& state, const LokiConfig& config, std::optional<Time> deadline)
      : state_(state), config_(config), deadline_(deadline) {}

  /// Answers whether nothing is left of it.
  bool send(const std::string& id) {
    const Result<Run> run = Run::open(state_, id);
    if (!run) return failed(id, run.error());
    if (is_all_sent(*run)) return true;
    if (liveness(*run) == Liveness::Running) {
      complain("run " + id + " is still going on; the logwrap that records it sends it");
      return false;
    }
    auto session = ShipSession::open(state_, id, config_);
    for (int tries = 0; !session && is_locked(session.error()) && tries < kLockTries; ++tries) {
      ::poll(nullptr, 0, static_cast<int>(kLookEvery.count()));
      session = ShipSession::open(state_, id, config_);
    }
    if (session) return send(**session);
    if (!is_locked(session.error())) return failed(id, session.error());
    complain("run " + id + " is being sent by another process");
    return false;
  }

  /// Nobody but us notes the end of a run whose logwrap was killed.
  void close_if_lost(const std::string& id) {
    Result<Closed> closed = close_lost_run(state_, id);
    for (int tries = 0; closed && *closed == Closed::TooEarly && tries < kLockTries; ++tries) {
      ::poll(nullptr, 0, static_cast<int>(kLookEvery.count()));
      closed = close_lost_run(state_, id);
    }
    if (!closed) complain("run " + id + ": " + printable(describe(closed.error())));
  }

  /// No more runs need to be tried.
  [[nodiscard]] bool over() const { return over_; }

 private:
  /// What was closed after all had been sent has one record more.
  static bool is_all_sent(const Run& run) {
    const Result<std::optional<Sent>> sent = read_sent(run);
    return sent && *sent && (*sent)->complete && last_seq(run) <= (*sent)->settled();
  }

  static bool is_locked(const Error& error) { return error.code == std::errc::resource_unavailable_try_again; }

  static bool failed(const std::string& id, const Error& error) {
    complain("run " + id + " is not sent: " + printable(describe(error)));
    return false;
  }

  bool send(ShipSession& session) {
    const Time start = BootClock::now();
    while (!session.complete()) {
      std::array<pollfd, 1> waits{{{interrupts_.fd(), POLLIN, 0}}};
      session.turn(ShipSession::Writer::Gone, waits, kLookEvery);
      progress_.show(session);
      for (const std::string& notice : session.take_notices()) progress_.say(notice);
      const Time now = BootClock::now();
      const bool silent = now - session.last_progress().value_or(start) > kPatience;
      if (waits[0].revents != 0 || silent || (deadline_ && now >= *deadline_)) {
        over_ = true;
        break;
      }
    }
    session.save();
    progress_.summarize(session);
    return session.complete();
  }

  const StateDir& state_;
  const LokiConfig& config_;
  std::optional<Time> deadline_;
  Interrupts interrupts_;
  ShipProgress progress_;
  bool over_ = false;
};

/// Whether the run belongs to the Slurm job that Slurm itself, and its epilog, calls so: of an array each task has one.
bool is_of_job(const Run& run, const std::string& job) {
  const Result<RunInfo> info = run.read_info();
  if (!info) return false;
  const auto raw = info->labels.find("job_id_raw");
  const auto found = raw != info->labels.end() ? raw : info->labels.find("job_id");
  return found != info->labels.end() && found->second == job;
}

/// Of all runs those that are over, and were recorded for a Loki or have begun to be sent to one. What cannot be read
/// is among them: it is said then what is wrong.
bool is_left_behind(const Run& run) {
  if (liveness(run) == Liveness::Running) return false;
  const Result<std::optional<Sent>> sent = read_sent_or_due(run);
  return !sent || *sent;
}

/// The runs that were asked for; nothing where one of them is not to be found, which was said.
std::optional<std::vector<std::string>> chosen_runs(const std::vector<std::string>& ids, const StateDir& state,
                                                    const ShipOptions& options) {
  std::vector<std::string> chosen;
  for (const std::string& typed : options.runs) {
    const Result<std::string> id = match_run(ids, typed);
    if (!id) {
      complain(id.error().message);
      return std::nullopt;
    }
    chosen.push_back(*id);
  }
  for (const std::string& id : ids) {
    const Result<Run> run = Run::open(state, id);
    if (!run) continue;
    const bool left_behind = options.all && is_left_behind(*run);
    if (left_behind || (!options.job.empty() && is_of_job(*run, options.job))) chosen.push_back(id);
  }
  return chosen;
}

int ship_left_behind(const CommonOptions& common, const ShipOptions& options, const Config& config,
                     std::optional<Time> deadline) {
  const OpenedStateDir opened = open_for_reading(common);
  if (opened.exit_status != kExitOk || !opened.state) return opened.exit_status;
  const Result<std::vector<std::string>> ids = list_runs(*opened.state);
  if (!ids) {
    complain(printable(describe(ids.error())));
    return kExitFailed;
  }
  const auto chosen = chosen_runs(*ids, *opened.state, options);
  if (!chosen) return kExitFailed;
  Shipping shipping(*opened.state, config.loki, deadline);
  bool all_sent = true;
  for (const std::string& id : *chosen) shipping.close_if_lost(id);  // all of them, however slow the server is
  if (config.loki.url.empty()) return kExitOk;
  for (const std::string& id : *chosen) {
    all_sent = !shipping.over() && shipping.send(id) && all_sent;
    if (shipping.over()) break;
  }
  return all_sent ? kExitOk : kExitFailed;
}

/// Batches come and go all the time: without this their memory goes back to the kernel after each, and a fifth of the
/// processor time with it, to get it again.
void keep_memory() {
  constexpr int kKept = 4 << 20;
  ::mallopt(M_TRIM_THRESHOLD, kKept);
  ::mallopt(M_MMAP_THRESHOLD, kKept);
}

int usage(const std::string& message) {
  complain(message);
  return kExitUsage;
}

}  // namespace

int ship(const CommonOptions& common, const ShipOptions& options) {
  const std::optional<LoadedConfig> loaded = load_configuration(common);
  if (!loaded) return kExitUsage;
  const Config& config = loaded->config;
  keep_memory();
  if (config.loki.url.empty() && options.job.empty())
    return usage("no Loki is configured: set loki_url (docs/configuration.md)");
  if (!options.beside.empty()) {
    if (!is_run_id(options.beside)) return usage("--beside takes a run's id");
    ::prctl(PR_SET_NAME, "logwrap-ship");
    return static_cast<int>(
        ship_beside(config, options.beside, UniqueFd(::dup(STDIN_FILENO)), UniqueFd(::dup(STDOUT_FILENO))));
  }
  const int ways = (options.all ? 1 : 0) + (options.runs.empty() ? 0 : 1) + (options.job.empty() ? 0 : 1);
  if (ways != 1) return usage("name the runs to send, or say --all or --job");
  std::optional<Time> deadline;
  if (common.flags[Key::Drain]) deadline = BootClock::now() + config.drain;
  return ship_left_behind(common, options, config, deadline);
}

}  // namespace logwrap
