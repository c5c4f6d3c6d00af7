// SignalRouter: decides whether a signal that logwrap received was sent to logwrap alone or to its whole process group,
// from what the sentinel received. Pure: it is handed events and times.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "lib/base/clock.hpp"
#include "lib/supervise/signals.hpp"

namespace logwrap {

enum class Reach : std::uint8_t { Alone, Group };

struct RoutedSignal {
  SignalEvent event;
  Reach reach = Reach::Alone;
};

class SignalRouter {
 public:
  /// How long the sentinel may take to say that it received a signal too, before it counts as sent to logwrap alone.
  static constexpr std::chrono::milliseconds kWait{50};
  /// How long a signal that only the sentinel has received so far waits for logwrap's own copy.
  static constexpr std::chrono::milliseconds kKeep{1000};

  /// logwrap received `event`.
  void received(const SignalEvent& event, Time now);
  /// The sentinel received `event`.
  void seen_by_sentinel(const SignalEvent& event, Time now);
  /// Nobody will say more: the sentinel is gone. Every signal counts as sent to logwrap alone.
  void sentinel_gone() { sentinel_ = false; }

  /// The signals that are decided by now, in the order in which logwrap received them.
  [[nodiscard]] std::vector<RoutedSignal> decided(Time now);
  /// When decided() should be asked again at the latest.
  [[nodiscard]] std::optional<Time> next_due() const;

 private:
  struct Pending {
    SignalEvent event;
    Time received;
    bool in_group = false;
  };
  struct Credit {
    int signal;
    Time seen;
  };
  // Bounded by what the kernel queues: standard signals coalesce, real-time ones have RLIMIT_SIGPENDING.
  std::deque<Pending> pending_;
  std::deque<Credit> credits_;  // older than kKeep: dropped
  bool sentinel_ = true;
};

}  // namespace logwrap
