#include "lib/supervise/signal_intake.hpp"

#include <unistd.h>

#include <algorithm>

#include "lib/base/syscall.hpp"

namespace logwrap {

namespace {

using Descriptor = boost::asio::posix::stream_descriptor;

/// Sent by this process, to stop what stands beside it; or about this process: a closed pipe, a limit it has reached.
bool is_our_own(const SignalEvent& event) {
  return (event.code == SI_USER && event.sender == ::getpid()) || (event.signal == SIGXCPU && event.code == SI_KERNEL);
}

}  // namespace

SignalIntake::SignalIntake(boost::asio::io_context& io, std::chrono::milliseconds wait, Handlers handlers)
    : handlers_(std::move(handlers)), router_(wait), signals_(io), sentinel_pipe_(io), alarm_(io) {}

Result<void> SignalIntake::start() {
  if (Result<Sentinel> sentinel = Sentinel::start()) {
    sentinel_.emplace(std::move(*sentinel));
    sentinel_pipe_.assign(duplicate(sentinel_->pipe()).release());
    wait_for_sentinel();
  } else {
    router_.sentinel_gone();
  }
  Result<UniqueFd> fd = open_signal_fd();
  if (!fd) return fd.error();
  signals_.assign(fd->release());
  wait_for_signal();
  return {};
}

bool SignalIntake::child_ended(pid_t pid) {
  if (!sentinel_ || pid != sentinel_->pid()) return false;
  read_sentinel();  // its last words
  boost::system::error_code ignored;
  sentinel_pipe_.close(ignored);
  sentinel_->reaped();
  router_.sentinel_gone();
  route();
  return true;
}

void SignalIntake::job_ended() {
  if (sentinel_) sentinel_->end();
}

void SignalIntake::wait_for_signal() {
  signals_.async_wait(Descriptor::wait_read, [this](const boost::system::error_code& error) {
    if (error) return;
    take_signals();
    route();
    wait_for_signal();
  });
}

void SignalIntake::wait_for_sentinel() {
  sentinel_pipe_.async_wait(Descriptor::wait_read, [this](const boost::system::error_code& error) {
    if (error) return;
    read_sentinel();
    route();
    if (!sentinel_->gone()) wait_for_sentinel();  // else its end would wake us for ever
  });
}

void SignalIntake::read_sentinel() {
  while (const std::optional<SignalEvent> event = sentinel_->next()) take_from_sentinel(*event);
}

void SignalIntake::take_signals() {
  bool child = false;
  while (const std::optional<SignalEvent> event = read_signal(signals_.native_handle())) {
    if (event->signal == SIGCHLD) {
      child = true;
    } else if (!is_our_own(*event) && handlers_.received(*event)) {
      router_.received(*event, event->time);
    }
  }
  if (child) handlers_.child();
}

void SignalIntake::take_from_sentinel(const SignalEvent& event) {
  if (event.signal == 0) return router_.answered(static_cast<int>(event.value));
  if (is_our_own(event)) return;
  take_signals();  // a signal to the group that it received waits for us by now
  router_.seen_by_sentinel(event, BootClock::now());
}

void SignalIntake::route() {
  for (const RoutedSignal& routed : router_.decided(BootClock::now())) handlers_.routed(routed);
  if (const std::optional<int> question = router_.question(BootClock::now()); question && sentinel_) {
    sentinel_->ask(*question);
  }
  const std::optional<Time> due = router_.next_due();
  if (!due) return;
  alarm_.set(std::max<std::chrono::nanoseconds>(*due - BootClock::now(), {}), [this] { route(); });
}

}  // namespace logwrap
