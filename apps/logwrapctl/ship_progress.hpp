// What `logwrap ship` shows: a line that changes at a terminal, and a line for each run in the end.
#pragma once

#include <string>

#include "lib/base/clock.hpp"
#include "lib/base/unique_fd.hpp"
#include "lib/ship/ship_session.hpp"

namespace logwrap {

/// SIGINT, SIGTERM and SIGHUP as a descriptor that becomes readable: what is under way is noted before the end.
class Interrupts {
 public:
  Interrupts();
  [[nodiscard]] int fd() const { return fd_.get(); }

 private:
  UniqueFd fd_;
};

class ShipProgress {
 public:
  ShipProgress();
  /// At most ten times a second, and only where stderr is a terminal.
  void show(const ShipSession& session);
  /// A message, above the line that changes.
  void say(const std::string& message);
  /// What became of the run, on stdout; what is refused or left is said there too.
  void summarize(const ShipSession& session);

 private:
  void erase();

  bool at_terminal_;
  bool shown_ = false;
  Time shown_at_;
};

}  // namespace logwrap
