#include "lib/supervise/signal_router.hpp"

#include <algorithm>

namespace logwrap {

namespace {

bool is_queued(int signal) {
  return signal >= SIGRTMIN;
}

bool is_stop(int signal) {
  return signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

}  // namespace

void SignalRouter::received(const SignalEvent& event, Time now) {
  if (event.signal == SIGCONT) forget_stops();
  Pending pending{event, now, false, 0, 0};
  std::erase_if(credits_, [this, now](const Credit& credit) { return now - credit.seen > wait_; });
  const auto credit = std::ranges::find(credits_, event.signal, &Credit::signal);
  if (credit != credits_.end()) {
    pending.in_group = true;
    credits_.erase(credit);
  }
  last_received_.at(static_cast<std::size_t>(event.signal)) = now;
  pending_.push_back(pending);
}

/// The kernel does the same with stops that wait when CONT comes. The sentinel may have lost its copy of one so.
void SignalRouter::forget_stops() {
  std::erase_if(pending_, [this](const Pending& pending) {
    return is_stop(pending.event.signal) && !pending.in_group && !is_answered(pending.first_question);
  });
}

void SignalRouter::seen_by_sentinel(const SignalEvent& event, Time now) {
  if (match(event)) return;
  // Several that the sentinel took one by one may have reached us as one.
  const Time last = last_received_.at(static_cast<std::size_t>(event.signal));
  if (!is_queued(event.signal) && last >= event.time) return;
  credits_.push_back({event.signal, now});
}

bool SignalRouter::match(const SignalEvent& event) {
  bool found = false;
  // Several that we took one by one may have reached the sentinel as one, while it was answering nothing.
  for (Pending& pending : pending_) {
    if (pending.event.signal != event.signal || pending.in_group) continue;
    if (is_answered(pending.first_question) || (found && is_queued(event.signal))) continue;
    pending.in_group = found = true;
  }
  if (found) return true;
  const auto oldest = std::ranges::find_if(
      pending_, [&event](const Pending& pending) { return pending.event.signal == event.signal && !pending.in_group; });
  if (oldest == pending_.end()) return false;
  return oldest->in_group = true;
}

std::optional<int> SignalRouter::question(Time now) {
  const int next = asked_ + 1;
  for (Pending& pending : pending_) {
    if (pending.in_group) continue;
    if (pending.first_question == 0) pending.first_question = asked_ = next;
    if (pending.last_question == 0 && now - pending.received >= wait_) pending.last_question = asked_ = next;
  }
  return asked_ == next ? std::optional(next) : std::nullopt;
}

bool SignalRouter::is_decided(const Pending& pending, Time now) const {
  return pending.in_group || !sentinel_ || is_answered(pending.last_question) || now - pending.received >= kPatience;
}

std::vector<RoutedSignal> SignalRouter::decided(Time now) {
  std::vector<RoutedSignal> out;
  while (!pending_.empty() && is_decided(pending_.front(), now)) {
    out.push_back({pending_.front().event, pending_.front().in_group ? Reach::Group : Reach::Alone});
    pending_.pop_front();
  }
  return out;
}

std::optional<Time> SignalRouter::next_due() const {
  if (pending_.empty()) return std::nullopt;
  const Pending& first = pending_.front();
  std::optional<Time> due;
  for (const Pending& pending : pending_) {
    if (pending.last_question == 0 && !pending.in_group && !due) due = pending.received + wait_;
  }
  return std::min(due.value_or(first.received + kPatience), first.received + kPatience);
}

}  // namespace logwrap
