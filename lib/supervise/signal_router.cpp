#include "lib/supervise/signal_router.hpp"

#include <algorithm>

namespace logwrap {

void SignalRouter::received(const SignalEvent& event, Time now) {
  Pending pending{event, now, false};
  std::erase_if(credits_, [now](const Credit& credit) { return now - credit.seen > kKeep; });
  const auto credit =
      std::find_if(credits_.begin(), credits_.end(), [&event](const Credit& c) { return c.signal == event.signal; });
  if (credit != credits_.end()) {
    pending.in_group = true;
    credits_.erase(credit);
  }
  pending_.push_back(pending);
}

void SignalRouter::seen_by_sentinel(const SignalEvent& event, Time now) {
  const auto match = std::find_if(pending_.begin(), pending_.end(),
                                  [&event](const Pending& p) { return p.event.signal == event.signal && !p.in_group; });
  if (match != pending_.end()) {
    match->in_group = true;
  } else {
    credits_.push_back({event.signal, now});
  }
}

std::vector<RoutedSignal> SignalRouter::decided(Time now) {
  std::vector<RoutedSignal> out;
  while (!pending_.empty()) {
    const Pending& first = pending_.front();
    const bool waited = !sentinel_ || now - first.received >= kWait;
    if (!first.in_group && !waited) break;
    out.push_back({first.event, first.in_group ? Reach::Group : Reach::Alone});
    pending_.pop_front();
  }
  return out;
}

std::optional<Time> SignalRouter::next_due() const {
  if (pending_.empty()) return std::nullopt;
  return pending_.front().received + kWait;
}

}  // namespace logwrap
