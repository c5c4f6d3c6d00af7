// SignalRouter: decides whether a signal that logwrap received was sent to logwrap alone or to its whole process group,
// from what the sentinel received. Pure: it is handed events and times.
//
// What the sentinel received went to the group. That it did not receive a signal is known when it has answered a
// question that was asked after the signal had come: its answers keep their place among the signals. The kernel sends a
// group's signal to all of it in one go, but slurmd sends one to each process by itself, so a last question is asked a
// while later.
#pragma once

#include <array>
#include <csignal>
#include <cstdint>
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
  /// How long whoever sends a signal to each process by itself may take from logwrap to the sentinel, or back.
  static constexpr std::chrono::milliseconds kWait{100};
  /// The same of slurmd, which goes through all processes of a job's step by and by.
  static constexpr std::chrono::milliseconds kLongWait{500};
  /// A sentinel that answers nothing for so long was stopped by somebody: it is not waited for.
  static constexpr std::chrono::seconds kPatience{2};

  explicit SignalRouter(std::chrono::milliseconds wait = kWait) : wait_(wait) {}

  /// logwrap received `event`.
  void received(const SignalEvent& event, Time now);
  /// The sentinel received `event`, at event.time. Whatever had reached logwrap by then has been handed in before.
  void seen_by_sentinel(const SignalEvent& event, Time now);
  /// What the sentinel is to be asked now: it answers with the same number.
  [[nodiscard]] std::optional<int> question(Time now);
  void answered(int question) { answered_ = question; }
  /// Nobody will say more: the sentinel is gone. Every signal counts as sent to logwrap alone.
  void sentinel_gone() { sentinel_ = false; }

  /// The signals that are decided by now, in the order in which logwrap received them.
  [[nodiscard]] std::vector<RoutedSignal> decided(Time now);
  /// When question() and decided() should be asked again at the latest.
  [[nodiscard]] std::optional<Time> next_due() const;

 private:
  struct Pending {
    SignalEvent event;
    Time received;
    bool in_group = false;
    int first_question = 0;  ///< asked at once; 0: not yet
    int last_question = 0;   ///< asked after wait_
  };
  struct Credit {
    int signal = 0;
    Time seen;
  };
  [[nodiscard]] bool is_decided(const Pending& pending, Time now) const;
  [[nodiscard]] bool is_answered(int question) const { return question != 0 && question <= answered_; }
  bool match(const SignalEvent& event);
  void forget_stops();

  std::chrono::milliseconds wait_;
  // Bounded by what the kernel queues: standard signals coalesce, real-time ones have RLIMIT_SIGPENDING.
  std::deque<Pending> pending_;
  std::deque<Credit> credits_;  // signals that only the sentinel has received so far; older than wait_: dropped
  std::array<Time, NSIG> last_received_{};  // by signal
  int asked_ = 0;
  int answered_ = 0;
  bool sentinel_ = true;
};

}  // namespace logwrap
