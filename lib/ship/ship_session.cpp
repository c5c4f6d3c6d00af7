#include "lib/ship/ship_session.hpp"

#include <sys/random.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "lib/loki/push.hpp"

namespace logwrap {

namespace {

/// What only says how much is unsent is written this often.
constexpr std::chrono::milliseconds kSaveEvery{100};

/// Full jitter is worth something only where no two processes draw the same.
std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  if (::getrandom(&seed, sizeof seed, 0) != sizeof seed) seed = static_cast<std::uint64_t>(ClockAnchor::take().real);
  return seed;
}

/// The streams that a run's records go to: by the setting that the first of them was sent under, else by today's.
Result<RunStreams> streams_of(const RunInfo& info, const std::string& labels) {
  const Result<std::vector<LabelChange>> changes = parse_label_changes(labels);
  if (!changes) return changes.error();
  Result<Placement> placement = place(info.labels, *changes);
  if (!placement) return placement.error();
  return RunStreams(*std::move(placement), info.id);
}

}  // namespace

Result<std::unique_ptr<ShipSession>> ShipSession::open(const StateDir& state, const std::string& run_id,
                                                       const LokiConfig& config) {
  Result<Run> run = Run::open(state, run_id);
  if (!run) return run.error();
  Result<UniqueFd> lock = run->lock(RunLock::Shipper);
  if (!lock) return lock.error();
  const Result<RunInfo> info = run->read_info();
  if (!info) return info.error();
  Result<std::optional<Sent>> found = read_sent(*run);
  if (!found) return found.error();
  Sent sent = found->value_or(Sent{});
  if (!*found) sent.labels = config.labels;
  Result<RunStreams> streams = streams_of(*info, sent.labels);
  if (!streams) return streams.error();
  return std::unique_ptr<ShipSession>(
      new ShipSession(std::move(*run), std::move(*lock), std::move(*streams), config, std::move(sent)));
}

ShipSession::ShipSession(Run run, UniqueFd lock, RunStreams streams, const LokiConfig& config, Sent sent)
    : run_(std::move(run)),
      lock_(std::move(lock)),
      streams_(std::move(streams)),
      shipper_(run_, streams_, sent, random_seed()),
      http_(config),
      watch_(run_.fd()),
      file_(run_),
      sent_(std::move(sent)) {}

void ShipSession::turn(Writer writer, std::span<pollfd> others, std::chrono::milliseconds longest) {
  const Time now = BootClock::now();
  watch_.clear();  // before the journal is read: what changes from here on is seen the next time
  more_to_read_ = shipper_.read(now, ClockAnchor::take().real, writer);
  std::vector<RunShipper::Request> requests = shipper_.start(now);
  save_if_due(now, std::exchange(answers_came_, false) || !requests.empty());
  for (RunShipper::Request& request : requests)
    under_way_.emplace(http_.start({kPushPath, std::move(request.body), kPushContentType}), request.stream);

  std::vector<pollfd> waited(others.begin(), others.end());
  waited.push_back({watch_.fd(), POLLIN, 0});
  take(http_.wait(waited, patience(now, longest)));
  std::copy(waited.begin(), waited.end() - 1, others.begin());
}

std::chrono::milliseconds ShipSession::patience(Time now, std::chrono::milliseconds longest) const {
  if (more_to_read_ || shipper_.complete()) return std::chrono::milliseconds(0);
  const std::optional<Time> due = shipper_.next_due();
  if (!due) return longest;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due - now);
  return std::clamp(left, std::chrono::milliseconds(0), longest);
}

void ShipSession::take(const std::vector<HttpClient::Finished>& finished) {
  for (const HttpClient::Finished& one : finished) {
    const auto stream = under_way_.extract(one.id);
    const Time now = BootClock::now();
    const std::uint64_t answers = shipper_.answers();
    const HttpResponse& response = one.response;
    shipper_.answered(stream.mapped(), {response.status, response.body, response.retry_after}, now,
                      ClockAnchor::take().real);
    const bool progress = shipper_.answers() > answers;
    if (progress) last_progress_ = now;
    failure_ = progress ? "" : (response.status == 0 ? "" : std::to_string(response.status) + ": ") + response.body;
    answers_came_ = true;
  }
}

void ShipSession::save_if_due(Time now, bool at_once) {
  if (!at_once && now - saved_at_ < kSaveEvery) return;
  saved_at_ = now;
  sent_ = shipper_.sent();
  const Result<void> saved = file_.save(sent_);
  if (!saved && !std::exchange(save_failed_, true)) {
    notices_.push_back(describe(saved.error()) + ": what is sent now may be sent twice");
  }
}

std::vector<std::string> ShipSession::take_notices() {
  std::vector<std::string> notices = shipper_.take_notices();
  notices.insert(notices.begin(), std::make_move_iterator(notices_.begin()), std::make_move_iterator(notices_.end()));
  notices_.clear();
  return notices;
}

}  // namespace logwrap
