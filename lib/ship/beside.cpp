#include "lib/ship/beside.hpp"

#include <fcntl.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <memory>
#include <optional>

#include "lib/base/printer.hpp"
#include "lib/base/shipper_talk.hpp"
#include "lib/base/syscall.hpp"
#include "lib/journal/close_lost.hpp"
#include "lib/ship/ship_session.hpp"

namespace logwrap {

namespace {

using namespace std::chrono_literals;

/// For what changes no file: another process's end, a lock that is given up.
constexpr std::chrono::milliseconds kLookEvery = 200ms;
constexpr std::chrono::milliseconds kLookForRunEvery = 50ms;
/// How often the pump is told how much is settled.
constexpr std::chrono::milliseconds kReportEvery = 100ms;
/// At least this long it goes on after its pump has died: there is nobody whom that keeps.
constexpr std::chrono::milliseconds kOrphanDrain = 10s;

class Beside {
 public:
  Beside(const Config& config, const std::string& run_id, UniqueFd commands, UniqueFd reports)
      : config_(config), run_id_(run_id), commands_(std::move(commands)), reports_(std::move(reports)) {
    ::fcntl(commands_.get(), F_SETFL, O_NONBLOCK);
    ::fcntl(reports_.get(), F_SETFL, O_NONBLOCK);  // a pump that does not read must not hold up what is sent
    ::signal(SIGPIPE, SIG_IGN);                    // nor must one that has died
  }

  BesideEnd run() {
    while (!session_) {
      if (const std::optional<BesideEnd> end = open_session()) return *end;
      if (!session_ && !wait_for_command(kLookForRunEvery)) return BesideEnd::SomethingLeft;
    }
    while (!session_->complete() && !time_is_over()) {
      pollfd wait = commands_wait();
      session_->turn(writer(), {&wait, 1}, longest());
      if (wait.revents != 0) read_commands();
      report();
    }
    session_->save();
    say(shipper_talk::kSettled, std::to_string(session_->shipper().settled_records()));
    return session_->complete() ? BesideEnd::AllSent : BesideEnd::SomethingLeft;
  }

 private:
  /// Nothing where it has to be tried again: the run is not there yet, or another shipper has not quite ended.
  std::optional<BesideEnd> open_session() {
    const StateDirSources places = state_dir_sources(config_.state_dir);
    const Result<StateDir> state =
        StateDir::open_existing(locate_state_dir(places, network_file_system_of), places.uid);
    if (!state) return std::nullopt;
    auto opened = ShipSession::open(*state, run_id_, config_.loki);
    if (opened) {
      session_ = std::move(*opened);
      return std::nullopt;
    }
    const std::error_code code = opened.error().code;
    if (code == std::errc::no_such_file_or_directory || code == std::errc::resource_unavailable_try_again)
      return std::nullopt;
    say(shipper_talk::kNotice, "nothing is sent to Loki: " + describe(opened.error()));
    return BesideEnd::CannotShip;
  }

  [[nodiscard]] pollfd commands_wait() const { return {orphaned_ ? -1 : commands_.get(), POLLIN, 0}; }

  /// False where nothing will come of waiting.
  bool wait_for_command(std::chrono::milliseconds longest) {
    pollfd wait = commands_wait();
    if (::poll(&wait, 1, static_cast<int>(longest.count())) > 0) read_commands();
    return !time_is_over();
  }

  [[nodiscard]] bool time_is_over() const { return stopped_ || (deadline_ && BootClock::now() >= *deadline_); }

  void read_commands() {
    std::array<char, 256> buffer{};
    while (true) {
      const Transfer got = read_some(commands_.get(), buffer.data(), buffer.size());
      if (got.state == Transfer::State::WouldBlock) return;
      if (got.state != Transfer::State::Done) return lose_pump();
      for (const shipper_talk::Words& line : input_.take({buffer.data(), got.bytes})) obey(line);
    }
  }

  void obey(const shipper_talk::Words& line) {
    if (line.word == shipper_talk::kStop) stopped_ = true;
    if (line.word != shipper_talk::kDrain) return;
    std::int64_t milliseconds = 0;
    std::from_chars(line.rest.data(), line.rest.data() + line.rest.size(), milliseconds);
    run_is_over_ = true;
    end_within(std::chrono::milliseconds(std::max<std::int64_t>(milliseconds, 0)));
  }

  void lose_pump() {
    if (std::exchange(orphaned_, true)) return;
    if (!deadline_) end_within(std::max(config_.drain, kOrphanDrain));
  }

  void end_within(std::chrono::milliseconds time) {
    deadline_ = BootClock::now() + time;
    if (session_) session_->hurry();
  }

  /// Only the pump knows when the recorder is done. Without it, who holds the run's lock does.
  [[nodiscard]] ShipSession::Writer writer() {
    const bool may_write = orphaned_ && !run_is_over_ ? !close_orphaned() : !run_is_over_;
    return may_write ? ShipSession::Writer::Alive : ShipSession::Writer::Gone;
  }

  /// Notes the end that nobody else will. False while the recorder writes its last.
  bool close_orphaned() {
    if (closed_) return true;
    const StateDirSources places = state_dir_sources(config_.state_dir);
    const Result<StateDir> state =
        StateDir::open_existing(locate_state_dir(places, network_file_system_of), places.uid);
    const Result<Closed> closed = state ? close_lost_run(*state, run_id_) : Result<Closed>(state.error());
    // A pump that has closed its end of the pipe is still seen for a moment.
    const bool early = closed && (*closed == Closed::TooEarly || *closed == Closed::NotOver);
    return closed_ = !early;
  }

  [[nodiscard]] std::chrono::milliseconds longest() const {
    if (!deadline_) return kLookEvery;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline_ - BootClock::now());
    return std::clamp(left, std::chrono::milliseconds(0), kLookEvery);
  }

  void report() {
    for (const std::string& notice : session_->take_notices()) say(shipper_talk::kNotice, notice);
    const Time now = BootClock::now();
    const std::uint64_t settled = session_->shipper().settled_records();
    if (settled == reported_ || now - reported_at_ < kReportEvery) return;
    reported_ = settled;
    reported_at_ = now;
    say(shipper_talk::kSettled, std::to_string(settled));
  }

  void say(std::string_view word, const std::string& rest) {
    const std::string line = std::string(word) + " " + printable(rest, Tabs::Escape) + "\n";
    (void)write_some(reports_.get(), line);  // shorter than a pipe takes at once, or not at all
  }

  const Config& config_;
  const std::string& run_id_;
  UniqueFd commands_;
  UniqueFd reports_;
  shipper_talk::LineInput input_;
  std::unique_ptr<ShipSession> session_;
  bool run_is_over_ = false;
  bool stopped_ = false;
  bool orphaned_ = false;
  bool closed_ = false;
  std::optional<Time> deadline_;
  std::uint64_t reported_ = 0;
  Time reported_at_;
};

}  // namespace

BesideEnd ship_beside(const Config& config, const std::string& run_id, UniqueFd commands, UniqueFd reports) {
  return Beside(config, run_id, std::move(commands), std::move(reports)).run();
}

}  // namespace logwrap
