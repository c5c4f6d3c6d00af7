// Intake: how the recorder takes what the pump sends. A line that comes alone is taken at once. Where more come one
// after the other, waking up for each would cost more than all else: they wait in the pipe for a moment, and are taken
// together. The pump rings (SharedPage::bell) where that moment is too long.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "lib/base/clock.hpp"
#include "lib/base/syscall.hpp"
#include "lib/recorder/frame.hpp"
#include "lib/recorder/page.hpp"

namespace logwrap {

class Intake {
 public:
  /// What comes waits so long at most.
  static constexpr std::chrono::milliseconds kGather{50};

  enum class Pace {
    Gathering,  ///< as said above
    AtOnce,     ///< everything is taken when it comes
  };

  /// `from` is the pipe's reading end; both outlive the intake.
  Intake(int from, SharedPage& page) : from_(from), page_(page) {}

  /// Waits until there is something to take, though not beyond `due`, and reads at most `most` bytes into `frames`,
  /// whose commit() is the caller's. WouldBlock: nothing had come when it was due.
  Transfer wait_and_read(FrameReader& frames, std::optional<Time> due, std::size_t most, Pace pace);

  /// Whether everything that the pump has sent was taken.
  [[nodiscard]] bool is_empty() const;

 private:
  /// A read of more than this is no line that comes alone: what is behind it is taken as soon as it is there.
  static constexpr std::size_t kFew = 16 * 1024;
  /// Lines that are further apart than this are not waited for.
  static constexpr std::chrono::milliseconds kClose = 2 * kGather;

  void gather();

  int from_;
  SharedPage& page_;
  std::optional<Time> gather_until_;
  Time last_read_;
  std::uint32_t heard_ = 0;  ///< the bell, before the last look into the pipe
};

}  // namespace logwrap
