#include "lib/supervise/shipping.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>

#include "lib/base/syscall.hpp"

namespace logwrap {

namespace {

using namespace std::chrono_literals;
using Descriptor = boost::asio::posix::stream_descriptor;

/// How long after a shipper's death the next is started: doubled with each, and back to the first after one that lived.
constexpr std::chrono::milliseconds kFirstRestart = 250ms;
constexpr std::chrono::milliseconds kLongestRestart = 30s;
constexpr std::chrono::seconds kLived = 10s;
/// What a shipper may take to end, beyond its time.
constexpr std::chrono::milliseconds kGrace = 500ms;
/// Exit statuses that no other start would change: it said why (lib/ship/beside.hpp), or it could not be executed.
constexpr int kCannotShip = 2;
constexpr int kCannotExecute = 127;

}  // namespace

Shipping::Shipping(boost::asio::io_context& io, std::vector<std::string> command, const OriginalSignals& signals,
                   Handlers handlers)
    : command_(std::move(command)),
      signals_(signals),
      handlers_(std::move(handlers)),
      reports_(io),
      restart_alarm_(io),
      drain_alarm_(io),
      restart_after_(kFirstRestart) {}

Shipping::~Shipping() {
  say(std::string(shipper_talk::kStop));
}

void Shipping::start() {
  Result<ShipperProcess> process = ShipperProcess::start(command_, signals_);
  if (!process) return start_again();
  pid_ = process->pid;
  started_ = BootClock::now();
  commands_ = std::move(process->to);
  input_ = {};
  reports_.assign(process->from.release());
  wait_for_reports();
  if (state_ != State::Drains) return;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(drains_until_ - started_);
  say(std::string(shipper_talk::kDrain) + " " + std::to_string(left.count()));
}

void Shipping::wait_for_reports() {
  reports_.async_wait(Descriptor::wait_read, [this](const boost::system::error_code& error) {
    if (error) return;
    read_reports();
    if (reports_.is_open()) wait_for_reports();
  });
}

void Shipping::read_reports() {
  std::array<char, 4096> buffer{};
  while (reports_.is_open()) {
    const Transfer got = read_some(reports_.native_handle(), buffer.data(), buffer.size());
    if (got.state == Transfer::State::WouldBlock) return;
    if (got.state != Transfer::State::Done) return disconnect();
    for (const shipper_talk::Words& line : input_.take({buffer.data(), got.bytes})) {
      if (line.word == shipper_talk::kNotice) handlers_.notice(line.rest);
      if (line.word == shipper_talk::kSettled)
        std::from_chars(line.rest.data(), line.rest.data() + line.rest.size(), settled_);
    }
  }
}

/// The pipe holds more than is ever said: what does not fit, or finds nobody, was said to one that is gone.
void Shipping::say(const std::string& line) {
  if (commands_) (void)write_some(commands_.get(), line + "\n");
}

void Shipping::disconnect() {
  boost::system::error_code ignored;
  reports_.close(ignored);
}

bool Shipping::child_ended(pid_t pid, int wait_status) {
  if (pid != pid_) return false;
  pid_ = -1;
  read_reports();  // the last words
  disconnect();
  commands_.reset();
  const int code = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : -1;
  if (code == kCannotExecute) handlers_.notice("nothing is sent to Loki: cannot run " + command_.front());
  const bool for_good = code == kCannotShip || code == kCannotExecute || (code >= 0 && state_ == State::Drains);
  if (for_good) {
    become_over();
  } else {
    start_again();
  }
  return true;
}

void Shipping::start_again() {
  const Time now = BootClock::now();
  if (state_ == State::Over) return;
  if (now - started_ > kLived) restart_after_ = kFirstRestart;
  restart_alarm_.set(restart_after_, [this] { start(); });
  restart_after_ = std::min(restart_after_ * 2, kLongestRestart);
}

void Shipping::drain(std::chrono::milliseconds time) {
  if (state_ == State::Over) return handlers_.over();
  state_ = State::Drains;
  drains_until_ = BootClock::now() + time;
  say(std::string(shipper_talk::kDrain) + " " + std::to_string(time.count()));
  drain_alarm_.set(time + kGrace, [this] { become_over(); });
  if (pid_ > 0) return;
  restart_alarm_.stop();
  restart_after_ = kFirstRestart;
  start();
}

/// One that is stopped or hangs does not hear that its time is over.
void Shipping::become_over() {
  const bool was_waited_for = state_ == State::Drains;
  state_ = State::Over;
  restart_alarm_.stop();
  drain_alarm_.stop();
  signal_process(pid_, SIGKILL);
  if (was_waited_for) handlers_.over();
}

}  // namespace logwrap
